/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <string.h>

#include "kurs/ephemeris.h"
#include "kurs/manoeuvre.h"
#include "kurs/mean_fit.h"
#include "kurs/numerical.h"
#include "kurs/orbit.h"
#include "kurs/tle_io.h"
#include "math/math.h"

#define HOUR 3600.0
#define DAY 86400.0

/* Published sets: the ISS on 27 March 2024 and 8 April 2025. */
static const char *const sets[][2] = {
    {"1 25544U 98067A   24087.50963912  .00035317  00000+0  63250-3 0  9993",
     "2 25544  51.6411   0.3077 0004676   8.9972 162.1343 15.49609731445878"},
    {"1 25544U 98067A   25098.06266060  .00011981  00000-0  22264-3 0  9999",
     "2 25544  51.6388 294.3397 0004854  22.7369 122.9591 15.49335436504281"},
};

static kurs_sgp4 iss(int i)
{
    kurs_tle tle;
    kurs_sgp4 model;
    assert_true(kurs_tle_parse(sets[i][0], strlen(sets[i][0]), sets[i][1], strlen(sets[i][1]), 0,
                               &tle, NULL) >= 0);
    assert_true(kurs_sgp4_init(&model, &tle) >= 0);
    return model;
}

static kurs_sgp4 after(const kurs_sgp4 *model, double hours, kurs_vec3 dv)
{
    const kurs_manoeuvre burn = {kurs_tai_add(model->tle.epoch, hours * HOUR), dv};
    kurs_tle tle;
    kurs_sgp4 made;
    assert_true(kurs_manoeuvre_after(model, &burn, &tle) >= 0);
    check_near(0.0, kurs_tai_diff(burn.t, tle.epoch), 0.0, 0.0);
    check_near(model->tle.bstar, tle.bstar, 0.0, 0.0);
    assert_true(kurs_sgp4_init(&made, &tle) >= 0);
    return made;
}

static kurs_state state_of(const kurs_sgp4 *model, kurs_tai t)
{
    kurs_state s;
    assert_true(kurs_sgp4_state(model, t, &s) >= 0);
    return s;
}

/* Largest distance of two models over some days [m]. */
static double apart(const kurs_sgp4 *a, const kurs_sgp4 *b, kurs_tai from, double days)
{
    double far = 0.0;
    for (double t = 0.0; t <= days * DAY; t += 500.0) {
        const kurs_tai at = kurs_tai_add(from, t);
        far = fmax(far, v3_norm(v3_sub(state_of(a, at).r, state_of(b, at).r)));
    }
    return far;
}

static void no_burn_leaves_the_orbit_as_it_is(void **state)
{
    (void)state;
    double worst[2] = {0.0, 0.0};
    for (int i = 0; i < 2; i++) {
        const kurs_sgp4 model = iss(i);
        for (double hours = -48.0; hours <= 48.0; hours += 7.3) {
            const kurs_sgp4 again = after(&model, hours, v3(0.0, 0.0, 0.0));
            const kurs_tai t = again.tle.epoch;
            worst[0] = fmax(worst[0], apart(&model, &again, t, 0.0));
            worst[1] = fmax(worst[1], apart(&model, &again, t, 5.0));
        }
    }
    print_message("no burn: off by %.2e m at once, %.2f m within 5 days\n", worst[0], worst[1]);
    assert_true(worst[0] < 1.0);
    assert_true(worst[1] < 6.0);
}

/* 2026-11-26: where a burn makes the orbit rounder than 1e-6, which SGP4 takes for 1e-6, no
 * elements met the state, and there was no burn to be had. */
static void a_burn_that_makes_the_orbit_round_is_made(void **state)
{
    (void)state;
    const kurs_sgp4 model = iss(0);
    const kurs_tai noon = kurs_tai_add(model.tle.epoch, 0.5 * DAY);
    kurs_mean_orbit before;
    kurs_manoeuvre burn = {.dv_rtn_m_s = {0.0, 0.0, 0.0}};
    double least = 1.0;
    assert_true(kurs_manoeuvre_apsis(&model, noon, 1, &burn.t) >= 0);
    assert_true(kurs_sgp4_mean(&model, burn.t, &before) >= 0);
    const kurs_state here = state_of(&model, burn.t);
    const double v = v3_norm(here.v);
    for (int i = 0; i <= 1500; i++) {
        kurs_tle tle;
        kurs_sgp4 made;
        kurs_mean_orbit mean;
        burn.dv_rtn_m_s.y = 1.0 + 1e-3 * i;
        assert_true(kurs_manoeuvre_after(&model, &burn, &tle) >= 0);
        assert_true(kurs_sgp4_init(&made, &tle) >= 0);
        assert_true(kurs_sgp4_mean(&made, burn.t, &mean) >= 0);
        least = fmin(least, tle.ecc);
        /* the place stays; Gauss: da = 2 a dv / v, to the eccentricity */
        check_near(0.0, v3_norm(v3_sub(state_of(&made, burn.t).r, here.r)), 20.0, 0.0);
        check_near(2.0 * mean.a * burn.dv_rtn_m_s.y / v, mean.a - before.a, 0.0, 5e-3);
    }
    assert_true(least < 2e-6);
}

static void elements_of_a_state_give_it_back(void **state)
{
    (void)state;
    double worst[2] = {0.0, 0.0};
    for (int i = 0; i < 400; i++) {
        /* from 250 to 1500 km, round and not, all inclinations */
        const double a = 6.63e6 + 1.25e6 * (i % 7) / 6.0, turn = 0.7 * i;
        const kurs_elements el = {
            a, i % 3 ? 1e-3 * (i % 5) : 0.0, 0.45 * (i % 8), turn, 1.3 * i, 2.1 * i};
        const kurs_tle like = {.catalog_number = 3, .bstar = 1e-4 * (i % 3)};
        const kurs_tai t = {764812800 + 7000 * i, 0.25};
        kurs_state s;
        kurs_tle tle;
        kurs_sgp4 model;
        assert_true(kurs_elements_to_state(3.986e14, &el, &s) >= 0);
        assert_true(kurs_mean_fit_state(t, s, &like, &tle) >= 0);
        assert_int_equal(3, tle.catalog_number);
        assert_true(kurs_sgp4_init(&model, &tle) >= 0);
        const kurs_state got = state_of(&model, t);
        worst[0] = fmax(worst[0], v3_norm(v3_sub(s.r, got.r)));
        worst[1] = fmax(worst[1], v3_norm(v3_sub(s.v, got.v)));
    }
    print_message("a state and back: %.1e m, %.1e m/s\n", worst[0], worst[1]);
    assert_true(worst[0] <= 1e-4 && worst[1] <= 1e-7);
}

static void the_state_after_is_that_before_and_the_burn(void **state)
{
    (void)state;
    static const kurs_vec3 burns[] = {{0.0, 1.0, 0.0}, {-2.0, 0.5, 3.0}, {0.0, -40.0, 10.0}};
    const kurs_sgp4 model = iss(0);
    for (size_t i = 0; i < sizeof burns / sizeof burns[0]; i++) {
        for (double hours = 0.0; hours < 2.0; hours += 0.21) {
            const kurs_sgp4 made = after(&model, hours, burns[i]);
            const kurs_state a = state_of(&model, made.tle.epoch);
            const kurs_state b = state_of(&made, made.tle.epoch);
            const kurs_vec3 r = v3_unit(a.r), n = v3_unit(v3_cross(a.r, a.v)), t = v3_cross(n, r);
            const kurs_vec3 dv = v3_sub(b.v, a.v);
            const double size = v3_norm(burns[i]);
            check_near(burns[i].x, v3_dot(dv, r), 1e-3, 2e-3 * size);
            check_near(burns[i].y, v3_dot(dv, t), 1e-3, 2e-3 * size);
            check_near(burns[i].z, v3_dot(dv, n), 1e-3, 2e-3 * size);
            check_near(0.0, v3_norm(v3_sub(b.r, a.r)), 1.0 + 5.0 * size, 0.0);
        }
    }
}

static void a_burn_taken_off_gives_the_orbit_before(void **state)
{
    (void)state;
    const kurs_sgp4 model = iss(1);
    for (int k = 0; k < 3; k++) {
        const kurs_manoeuvre burn = {kurs_tai_add(model.tle.epoch, 5.0 * HOUR),
                                     k == 0   ? v3(0.0, 1.5, 0.0)
                                     : k == 1 ? v3(1.0, -0.5, 2.0)
                                              : v3(0.0, 0.0, -20.0)};
        kurs_tle tle;
        kurs_sgp4 there, back;
        assert_true(kurs_manoeuvre_after(&model, &burn, &tle) >= 0);
        assert_true(kurs_sgp4_init(&there, &tle) >= 0);
        assert_true(kurs_manoeuvre_before(&there, &burn, &tle) >= 0);
        assert_true(kurs_sgp4_init(&back, &tle) >= 0);
        const double far = apart(&model, &back, burn.t, 1.0);
        print_message("there and back: %.3f m in a day\n", far);
        assert_true(far < 0.1);
    }
}

/* The same orbit flown numerically, EGM2008 20 by 20, Sun, Moon and air or none, with and without
 * the burn: its share is what is compared, along the track. */
static double flown_lead(const kurs_sgp4 *model, kurs_tai burn, double dv, double days, double drag)
{
    static kurs_gravity gravity;
    assert_int_equal(KURS_OK, kurs_gravity_init(&gravity, 20, 20));
    const kurs_force_model forces = {.gravity = &gravity,
                                     .sun_and_moon = 1,
                                     .drag_m2_kg = drag,
                                     .weather = {.mode = KURS_WEATHER_fixed},
                                     .tolerance_m = 1e-4};
    const kurs_tai end = kurs_tai_add(burn, days * DAY);
    kurs_earth earth;
    kurs_state s, out[2];
    assert_true(kurs_earth_init(&earth, burn) >= 0);
    assert_true(kurs_sgp4_state_gcrf(model, &earth, 0.0, &s) >= 0);
    for (int i = 0; i < 2; i++) {
        kurs_state from = s;
        if (i == 1) {
            const kurs_vec3 n = v3_unit(v3_cross(s.r, s.v));
            from.v = v3_axpy(s.v, dv, v3_unit(v3_cross(n, s.r)));
        }
        assert_true(kurs_numerical_states(&forces, burn, from, 1, &end, &out[i], NULL) >= 0);
    }
    const kurs_vec3 n = v3_unit(v3_cross(out[0].r, out[0].v));
    return v3_norm(out[0].r) *
           atan2(v3_dot(v3_cross(out[0].r, out[1].r), n), v3_dot(out[0].r, out[1].r));
}

static double lead_of(kurs_state a, kurs_state b)
{
    const kurs_vec3 n = v3_unit(v3_cross(a.r, a.v));
    return v3_norm(a.r) * atan2(v3_dot(v3_cross(a.r, b.r), n), v3_dot(a.r, b.r));
}

/* Worst share by which SGP4 with the burn is off numerical propagation, burns all round the orbit.
 */
static double worst_share(double bstar_factor, double drag)
{
    const double days = 3.0;
    double worst = 0.0;
    for (int i = 0; i < 2; i++) {
        kurs_tle tle = iss(i).tle;
        kurs_sgp4 model;
        tle.bstar *= bstar_factor;
        assert_true(kurs_sgp4_init(&model, &tle) >= 0);
        for (double dv = -1.0; dv <= 1.0; dv += 2.0) {
            for (double hours = 1.0; hours < 2.6; hours += 0.25) {
                const kurs_sgp4 made = after(&model, hours, v3(0.0, dv, 0.0));
                const kurs_tai t = kurs_tai_add(made.tle.epoch, days * DAY);
                const double lead = lead_of(state_of(&model, t), state_of(&made, t));
                const double want = flown_lead(&model, made.tle.epoch, dv, days, drag);
                worst = fmax(worst, fabs(lead / want - 1.0));
            }
        }
    }
    return worst;
}

static void what_a_burn_moves_is_what_numerical_propagation_moves(void **state)
{
    (void)state;
    const double without = worst_share(0.0, 0.0), with = worst_share(1.0, 5e-3);
    print_message("1 m/s, 3 days: off by %.2e of it, with air by %.2e\n", without, with);
    assert_true(without < 2e-4);
    assert_true(with < 3e-3); /* two airs and two drags, here one for each */
}

/* Against two-body theory: da = 2 a dv / v, and each turn falls behind by 3 pi da. */
static void a_burn_along_the_flight_raises_the_orbit(void **state)
{
    (void)state;
    const kurs_sgp4 model = iss(0), made = after(&model, 0.3, v3(0.0, 1.0, 0.0));
    kurs_mean_orbit a, b;
    assert_true(kurs_sgp4_mean(&model, made.tle.epoch, &a) >= 0);
    assert_true(kurs_sgp4_mean(&made, made.tle.epoch, &b) >= 0);
    const double v = sqrt(3.986004418e14 / a.a);
    check_near(2.0 * a.a / v, b.a - a.a, 0.0, 5e-3);
    check_near(-3.0 / v, b.mean_motion / a.mean_motion - 1.0, 0.0, 5e-3);
}

static void the_apsis_is_where_the_radius_turns(void **state)
{
    (void)state;
    kurs_tle tle = iss(0).tle;
    kurs_sgp4 model;
    tle.ecc = 0.02; /* so that it is not lost under the short periods */
    assert_true(kurs_sgp4_init(&model, &tle) >= 0);
    for (double hours = 0.0; hours < 30.0; hours += 3.7) {
        const kurs_tai about = kurs_tai_add(tle.epoch, hours * HOUR);
        for (int apogee = 0; apogee < 2; apogee++) {
            const double sign = apogee ? 1.0 : -1.0;
            kurs_tai t;
            assert_true(kurs_manoeuvre_apsis(&model, about, apogee, &t) >= 0);
            assert_true(fabs(kurs_tai_diff(t, about)) < 2800.0);
            const double r = v3_norm(state_of(&model, t).r);
            for (double d = -1.0; d <= 1.0; d += 2.0) {
                const kurs_tai beside = kurs_tai_add(t, d * 600.0);
                assert_true(sign * (r - v3_norm(state_of(&model, beside).r)) > 0.0);
            }
        }
    }
}

static void what_is_no_burn_or_no_orbit_is_refused(void **state)
{
    (void)state;
    const kurs_sgp4 model = iss(0);
    kurs_tle out = {.catalog_number = 7};
    kurs_manoeuvre burn = {model.tle.epoch, {0.0, NAN, 0.0}};
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_manoeuvre_after(&model, &burn, &out));
    burn.dv_rtn_m_s = v3(0.0, 4000.0, 0.0); /* it leaves the Earth */
    assert_true(kurs_manoeuvre_after(&model, &burn, &out) < 0);
    burn.dv_rtn_m_s = v3(0.0, -7000.0, 0.0); /* it falls down */
    assert_true(kurs_manoeuvre_after(&model, &burn, &out) < 0);
    assert_int_equal(7, out.catalog_number);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_burn_leaves_the_orbit_as_it_is),
        cmocka_unit_test(a_burn_that_makes_the_orbit_round_is_made),
        cmocka_unit_test(elements_of_a_state_give_it_back),
        cmocka_unit_test(the_state_after_is_that_before_and_the_burn),
        cmocka_unit_test(a_burn_taken_off_gives_the_orbit_before),
        cmocka_unit_test(what_a_burn_moves_is_what_numerical_propagation_moves),
        cmocka_unit_test(a_burn_along_the_flight_raises_the_orbit),
        cmocka_unit_test(the_apsis_is_where_the_radius_turns),
        cmocka_unit_test(what_is_no_burn_or_no_orbit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
