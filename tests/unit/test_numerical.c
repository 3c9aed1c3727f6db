/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <stdlib.h>

#include "kurs/atmosphere.h"
#include "kurs/numerical.h"
#include "kurs/orbit.h"
#include "kurs/sky.h"
#include "math/math.h"

static kurs_gravity gravity;
static const kurs_tai t0 = {764812800, 0.25}; /* 2024-03-27 */

static kurs_state station(void)
{
    const kurs_elements el = {6798e3, 0.0006, 51.64 * KURS_DEG, 1.0, 2.0, 3.0};
    kurs_state s;
    assert_int_equal(KURS_OK, kurs_elements_to_state(KURS_EGM_GM, &el, &s));
    return s;
}

static kurs_force_model with_gravity(int degree, int order)
{
    assert_int_equal(KURS_OK, kurs_gravity_init(&gravity, degree, order));
    return (kurs_force_model){.gravity = &gravity, .tolerance_m = 1e-5};
}

static kurs_state fly(const kurs_force_model *model, kurs_tai from, kurs_state s, double dt)
{
    kurs_state out;
    const kurs_tai t = kurs_tai_add(from, dt);
    assert_true(kurs_numerical_states(model, from, s, 1, &t, &out, NULL) >= 0);
    return out;
}

static double apart(kurs_state a, kurs_state b)
{
    return v3_norm(v3_sub(a.r, b.r));
}

static void a_point_mass_gives_kepler_over_days_both_ways(void **state)
{
    (void)state;
    const kurs_force_model model = with_gravity(0, 0);
    for (double days = -3.0; days <= 3.0; days += 1.5) {
        kurs_state want;
        assert_int_equal(KURS_OK,
                         kurs_kepler_propagate(KURS_EGM_GM, station(), days * 86400.0, &want));
        check_near(0.0, apart(want, fly(&model, t0, station(), days * 86400.0)), 0.02, 0.0);
    }
}

/* The zonals alone do not see how the Earth turns: the flight phases' own propagator. Its pole is
 * that of the rotation, so the pole of the figure is put there, too. */
static void the_zonals_give_what_the_flight_phases_fly(void **state)
{
    (void)state;
    kurs_force_model model = with_gravity(6, 0);
    kurs_eop_row rows[10] = {{0, 0, 0, 0, 0, 0}};
    const kurs_eop_series centred = {60392, 10, rows};
    kurs_earth earth;
    model.eop = &centred;
    assert_true(kurs_earth_init_eop(&earth, t0, &centred) >= 0);
    const kurs_forces forces = {.earth = &earth};
    kurs_flight_point p = {0.0, station(), 1000.0};
    assert_int_equal(KURS_OK, kurs_orbit_propagate(&forces, &p, 40000.0));
    check_near(0.0, apart(p.s_gcrf, fly(&model, t0, station(), 40000.0)), 0.01, 0.0);
}

static void a_flight_forth_and_back_returns(void **state)
{
    (void)state;
    kurs_force_model model = with_gravity(20, 20);
    model.sun_and_moon = 1;
    model.drag_m2_kg = 6.4e-3;
    for (int mode = 0; mode < KURS_WEATHER_COUNT; mode++) {
        model.weather = (kurs_weather){.mode = (kurs_weather_mode)mode, .start = t0};
        const double dt = 1.3 * 86400.0;
        const kurs_state there = fly(&model, t0, station(), dt);
        const kurs_state back = fly(&model, kurs_tai_add(t0, dt), there, -dt);
        check_near(0.0, apart(station(), back), 0.05, 0.0);
    }
    /* the edges of the shadow are stepped over */
    model.radiation_m2_kg = 5e-3;
    const kurs_state there = fly(&model, t0, station(), 86400.0);
    const kurs_state back = fly(&model, kurs_tai_add(t0, 86400.0), there, -86400.0);
    check_near(0.0, apart(station(), back), 1.0, 0.0);
    model.radiation_m2_kg = 0.0;
    assert_true(apart(there, fly(&model, t0, station(), 86400.0)) > 1.0);
}

/* Over one revolution the semi-major axis loses 2 pi a^2 rho Cd A / m (King-Hele) on a circle; the
 * density is averaged along the flight itself, the air's turning with cos i taken off the speed. */
static void drag_takes_the_energy_that_it_should(void **state)
{
    (void)state;
    kurs_force_model model = with_gravity(0, 0);
    const double period = 5578.0, b = 6.4e-3;
    enum { N = 200 };
    kurs_tai times[N];
    kurs_state with[N];
    for (int i = 0; i < N; i++) {
        times[i] = kurs_tai_add(t0, period * (i + 1) / N);
    }
    model.drag_m2_kg = b;
    assert_true(kurs_numerical_states(&model, t0, station(), N, times, with, NULL) >= 0);
    kurs_nrlmsise00 air;
    kurs_earth earth;
    const kurs_sun_activity sun = {150.0, 150.0, 15.0, 0, {0}};
    assert_int_equal(KURS_OK, kurs_nrlmsise00_init(&air, 87, &sun));
    assert_true(kurs_earth_init(&earth, t0) >= 0);
    double work = 0.0;
    for (int i = 0; i < N; i++) {
        const double t = kurs_tai_diff(times[i], t0);
        const kurs_state e = kurs_earth_state_itrf(&earth, t, with[i]);
        const kurs_geodetic place = kurs_geodetic_from_itrf(e.r);
        /* TAI noon-based: 2024-03-27T00:00:00 UTC is 764769637 */
        const double ut = (double)(times[i].s - 764769637) + times[i].f;
        const double rho = kurs_atmosphere_density(&air, ut, place.h, place.lat, place.lon);
        const double v_air = v3_norm(e.v);
        const kurs_vec3 v_rel = kurs_m3_tmulv(kurs_earth_gcrf_itrf(&earth, t), e.v);
        work -= 0.5 * rho * b * v_air * v3_dot(v_rel, with[i].v) * period / N;
    }
    const kurs_state last = with[N - 1], first = station();
    const double energy = 0.5 * v3_dot(last.v, last.v) - KURS_EGM_GM / v3_norm(last.r) -
                          0.5 * v3_dot(first.v, first.v) + KURS_EGM_GM / v3_norm(first.r);
    check_near(work, energy, 0.0, 2e-3);
}

/* A day's pull of Sun and Moon moves the station by metres to tens of them: against their sum
 * integrated apart with a plain fourth-order rule. */
static void sun_and_moon_pull_as_they_should(void **state)
{
    (void)state;
    kurs_force_model model = with_gravity(0, 0);
    model.sun_and_moon = 1;
    const double dt = 20000.0, h = 5.0;
    kurs_sky sky;
    assert_int_equal(KURS_OK, kurs_sky_init(&sky, t0));
    kurs_state s = station();
    for (int i = 0; i < (int)(dt / h); i++) {
        kurs_vec3 kr[4], kv[4];
        for (int k = 0; k < 4; k++) {
            const double c = k == 0 ? 0.0 : k == 3 ? h : 0.5 * h, t = i * h + c;
            const kurs_vec3 r = k == 0 ? s.r : v3_axpy(s.r, c, kr[k - 1]);
            kr[k] = k == 0 ? s.v : v3_axpy(s.v, c, kv[k - 1]);
            kv[k] = v3_scale(-KURS_EGM_GM / pow(v3_norm(r), 3.0), r);
            kv[k] = v3_add(kv[k], kurs_third_body(KURS_SUN_GM, r, kurs_sky_sun_gcrf(&sky, t)));
            kv[k] = v3_add(kv[k], kurs_third_body(KURS_MOON_GM, r, kurs_sky_moon_gcrf(&sky, t)));
        }
        for (int k = 0; k < 4; k++) {
            const double w = (k == 0 || k == 3 ? h / 6.0 : h / 3.0);
            s.r = v3_axpy(s.r, w, kr[k]);
            s.v = v3_axpy(s.v, w, kv[k]);
        }
    }
    check_near(0.0, apart(s, fly(&model, t0, station(), dt)), 0.01, 0.0);
    kurs_state kepler;
    assert_int_equal(KURS_OK, kurs_kepler_propagate(KURS_EGM_GM, station(), dt, &kepler));
    assert_true(apart(s, kepler) > 0.3);
}

static void times_asked_for_do_not_change_the_flight(void **state)
{
    (void)state;
    kurs_force_model model = with_gravity(8, 8);
    enum { N = 301 };
    kurs_tai times[N];
    kurs_state out[N];
    for (int i = 0; i < N; i++) {
        times[i] = kurs_tai_add(t0, 600.0 * i);
    }
    assert_true(kurs_numerical_states(&model, t0, station(), N, times, out, NULL) >= 0);
    const kurs_state alone = fly(&model, t0, station(), 600.0 * (N - 1));
    assert_memory_equal(&alone, &out[N - 1], sizeof alone);
    const kurs_state middle = fly(&model, t0, station(), 600.0 * 77);
    check_near(0.0, apart(middle, out[77]), 1e-3, 0.0);
    const kurs_state start = station();
    assert_memory_equal(&start, &out[0], sizeof start);
}

/* Over the next midnight the season steps unless it is held; it is that of the start for whoever
 * sets out later, too. */
static void a_held_season_is_that_of_the_start(void **state)
{
    (void)state;
    kurs_force_model model = with_gravity(4, 0);
    model.drag_m2_kg = 6.4e-3;
    model.weather.start = t0;
    const double before = 30000.0, after = 100000.0; /* midnight comes after 43237 s less a bit */
    const kurs_state there = fly(&model, t0, station(), before);
    const kurs_state stepped = fly(&model, t0, station(), after);
    model.weather.season_held = 1;
    assert_memory_equal(&there, &(kurs_state[]){fly(&model, t0, station(), before)}[0],
                        sizeof there);
    const kurs_state held = fly(&model, t0, station(), after);
    assert_true(apart(held, stepped) > 1.0 && apart(held, stepped) < 100.0);
    const kurs_state middle = fly(&model, t0, station(), 60000.0);
    const kurs_state later = fly(&model, kurs_tai_add(t0, 60000.0), middle, after - 60000.0);
    check_near(0.0, apart(held, later), 0.01, 0.0);
}

static void what_cannot_be_flown_is_refused(void **state)
{
    (void)state;
    kurs_force_model model = with_gravity(2, 0);
    const kurs_tai wrong[2] = {kurs_tai_add(t0, 100.0), kurs_tai_add(t0, 50.0)};
    kurs_state out[2];
    assert_int_equal(KURS_ERR_ARGUMENT,
                     kurs_numerical_states(&model, t0, station(), 2, wrong, out, NULL));
    kurs_state down = station();
    down.v = v3_scale(0.5, down.v);
    assert_int_equal(
        KURS_ERR_DECAYED,
        kurs_numerical_states(&model, t0, down, 1, &(kurs_tai){t0.s + 5000, 0.0}, out, NULL));
    model.tolerance_m = 0.0;
    assert_int_equal(KURS_ERR_ARGUMENT,
                     kurs_numerical_states(&model, t0, station(), 1, wrong, out, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_point_mass_gives_kepler_over_days_both_ways),
        cmocka_unit_test(the_zonals_give_what_the_flight_phases_fly),
        cmocka_unit_test(a_flight_forth_and_back_returns),
        cmocka_unit_test(drag_takes_the_energy_that_it_should),
        cmocka_unit_test(sun_and_moon_pull_as_they_should),
        cmocka_unit_test(times_asked_for_do_not_change_the_flight),
        cmocka_unit_test(a_held_season_is_that_of_the_start),
        cmocka_unit_test(what_cannot_be_flown_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
