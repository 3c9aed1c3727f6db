/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "gnc/gnc.h"
#include "kurs/env.h"
#include "kurs/orbit.h"

/* Vallado, Fundamentals of Astrodynamics, example 6-14: circular orbit at 590 km, an object that
 * leaves the origin with (-0.1, -0.04, -0.02) m/s; x radial, y along the track, z normal. The
 * places follow from Hill's equations (engineering figures of section 7.2). */
static void the_velocity_to_a_place_is_that_of_hills_example(void **state)
{
    (void)state;
    const double r = 6378137.0 + 590.0e3;
    const double n = sqrt(3.986004418e14 / (r * r * r));
    static const struct {
        double t;
        kurs_vec3 place;
    } rows[] = {{300.0, {-33.34572, -1.47356, -5.89453}},
                {600.0, {-70.933, 20.357, -11.170}},
                {1200.0, {-143.001, 137.279, -17.767}}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        kurs_vec3 v;
        assert_true(kurs_cw_velocity(n, (kurs_vec3){0, 0, 0}, rows[i].place, rows[i].t, &v) >= 0);
        check_near_v3(((kurs_vec3){-0.1, -0.04, -0.02}), v, 2e-5);
    }
}

static void half_a_turn_has_no_single_velocity(void **state)
{
    (void)state;
    const double n = 1.1e-3;
    kurs_vec3 v = {7.0, 8.0, 9.0};
    const kurs_vec3 there = {100.0, 0.0, 50.0};
    assert_int_equal(KURS_ERR_NO_SOLUTION, kurs_cw_velocity(n, (kurs_vec3){0, 0, 0}, there,
                                                            3.14159265358979323846 / n, &v));
    check_near(7.0, v.x, 0.0, 0.0);
}

static kurs_state relative_after(kurs_state station, kurs_state chaser, double dt)
{
    assert_true(kurs_kepler_propagate(KURS_EGM_GM, station, dt, &station) >= 0);
    assert_true(kurs_kepler_propagate(KURS_EGM_GM, chaser, dt, &chaser) >= 0);
    return kurs_relative_rtn(station, chaser);
}

/* Second differences of the relative place of two Kepler orbits, a circular station's and one
 * near it; what the linear equations leave out is of the order of n^2 d^2 / r, 1e-8 m/s2. */
static void the_relative_acceleration_is_that_of_two_orbits(void **state)
{
    (void)state;
    const double r = 6.79e6, v = sqrt(KURS_EGM_GM / r), n = v / r, h = 10.0;
    const kurs_state station = {{r, 0, 0}, {0, 0.6 * v, 0.8 * v}};
    static const double offsets[][6] = {{120, 0, 0, 0, 0, 0},
                                        {0, 150, 0, 0.3, 0, 0},
                                        {0, 0, 140, 0, 0, 0},
                                        {0, 0, 0, 0, 0.4, 0},
                                        {80, -60, 50, 0.2, -0.1, 0.3}};
    for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
        const double *o = offsets[i];
        /* RTN axes: x, then (0, 0.6, 0.8), then (0, -0.8, 0.6); the frame turns with n */
        const double vt = o[4] + n * o[0], vr = o[3] - n * o[1];
        const kurs_state chaser = {{r + o[0], 0.6 * o[1] - 0.8 * o[2], 0.8 * o[1] + 0.6 * o[2]},
                                   {vr, 0.6 * (v + vt) - 0.8 * o[5], 0.8 * (v + vt) + 0.6 * o[5]}};
        const kurs_state now = kurs_relative_rtn(station, chaser);
        check_near_v3(((kurs_vec3){o[0], o[1], o[2]}), now.r, 1e-6);
        check_near_v3(((kurs_vec3){o[3], o[4], o[5]}), now.v, 1e-8);
        const kurs_state a = relative_after(station, chaser, -h);
        const kurs_state b = relative_after(station, chaser, h);
        const kurs_vec3 want = {(b.v.x - a.v.x) / (2 * h), (b.v.y - a.v.y) / (2 * h),
                                (b.v.z - a.v.z) / (2 * h)};
        check_near_v3(want, kurs_cw_acceleration(n, now), 3e-8);
    }
}

/* Hill's equations with a steady push, integrated here by Runge and Kutta's classical rule. */
static void hill_slope(double n, const double y[6], const double push[3], double out[6])
{
    for (int i = 0; i < 3; i++) {
        out[i] = y[3 + i];
    }
    out[3] = 3.0 * n * n * y[0] + 2.0 * n * y[4] + push[0];
    out[4] = -2.0 * n * y[3] + push[1];
    out[5] = -n * n * y[2] + push[2];
}

static void hill_step(double n, double y[6], const double push[3], double h)
{
    static const double at[4] = {0.0, 0.5, 0.5, 1.0}, weight[4] = {1.0, 2.0, 2.0, 1.0};
    double k[6] = {0}, sum[6] = {0};
    for (int stage = 0; stage < 4; stage++) {
        double z[6];
        for (int i = 0; i < 6; i++) {
            z[i] = y[i] + at[stage] * h * k[i];
        }
        hill_slope(n, z, push, k);
        for (int i = 0; i < 6; i++) {
            sum[i] += weight[stage] * k[i];
        }
    }
    for (int i = 0; i < 6; i++) {
        y[i] += h / 6.0 * sum[i];
    }
}

static void the_velocity_leads_from_any_place_to_any_other(void **state)
{
    (void)state;
    const double n = 1.13e-3, none[3] = {0, 0, 0};
    static const kurs_vec3 from[] = {{-800, 1900, 300}, {400, -700, -250}, {0, 500, 600}};
    static const kurs_vec3 to[] = {{-250, 10, -40}, {0, 0, 0}, {120, -90, 610}};
    static const double spans[] = {240.0, 600.0, 3600.0};
    for (size_t i = 0; i < 9; i++) {
        const kurs_vec3 a = from[i / 3], b = to[i % 3];
        const double dt = spans[(i + i / 3) % 3];
        kurs_vec3 v;
        assert_true(kurs_cw_velocity(n, a, b, dt, &v) >= 0);
        double y[6] = {a.x, a.y, a.z, v.x, v.y, v.z};
        for (int step = 0; step < 1200; step++) {
            hill_step(n, y, none, dt / 1200.0);
        }
        check_near_v3(b, ((kurs_vec3){y[0], y[1], y[2]}), 1e-6);
    }
}

/* A second-order loop of 0.05 rad/s gives way to a steady push a by a / 0.05^2: 2 cm for
 * 5e-5 m/s2. Without the tide of 250 m (3 n^2 x 250 m = 9.6e-4 m/s2) fed forward it were 0.4 m. */
static void the_hold_gives_way_to_a_steady_push_by_two_centimetres(void **state)
{
    (void)state;
    static const kurs_vec3 axes[] = {{0, 0, 1}, {0, 0, -1}, {-1, 0, 0}, {0, 1, 0}};
    const double n = 1.13e-3, push[3] = {5e-5, 5e-5, 5e-5}, mass = 7000.0;
    const kurs_approach_rules rules = {.hold_range_m = 250.0,
                                       .speed = {.count = 2, .x = {0, 1}, .y = {1, 1}}};
    const kurs_spacecraft ship = {
        .nose_m = 3.0, .thruster = {.f_vac_n = 130.0}, .thrusters_forward = 4};
    for (size_t i = 0; i < sizeof axes / sizeof axes[0]; i++) {
        const kurs_port port = {.axis_lvlh = axes[i]};
        const kurs_approach_setup setup = {&rules, &ship, &port};
        kurs_approach_guidance g = {
            .leg = KURS_APPROACH_LEGS, .hold_left_s = 1e9, .range_ref_m = 250.0};
        /* forward is T, right is -N, nadir is -R; 250 m and the nose */
        const kurs_vec3 want = {-253.0 * axes[i].z, 253.0 * axes[i].x, -253.0 * axes[i].y};
        double y[6] = {want.x + 1.0, want.y - 2.0, want.z + 1.5, 0, 0, 0};
        for (int t = 0; t < 600; t++) {
            const kurs_state rel = {{y[0], y[1], y[2]}, {y[3], y[4], y[5]}};
            const kurs_vec3 a =
                kurs_approach_cycle(&g, &setup, t, 1.0, rel, n, mass).acceleration_rtn;
            const double all[3] = {push[0] + a.x, push[1] + a.y, push[2] + a.z};
            hill_step(n, y, all, 1.0);
        }
        const kurs_vec3 off = {y[0] - want.x, y[1] - want.y, y[2] - want.z};
        check_near_v3(((kurs_vec3){0.02, 0.02, 0.02}), off, 5e-4);
    }
}

/* 50 m at 0.35 m/s, a hold of 180 s there, 140 m at 0.35 and 60 m at 0.2 m/s; by hand. */
static void the_hold_is_where_and_as_long_as_the_rules_say(void **state)
{
    (void)state;
    static const double holds[] = {200.0, 150.0, 250.0};
    for (size_t i = 0; i < 3; i++) {
        const kurs_approach_rules rules = {
            .brake_range_m = {2000, 1000, 600},
            .brake_speed_m_s = {4, 2, 2},
            .flyaround_range_m = 250.0,
            .hold_range_m = holds[i],
            .hold_s = 180.0,
            .speed = {.count = 4, .x = {0, 60, 60.001, 300}, .y = {0.2, 0.2, 0.35, 0.35}}};
        const kurs_spacecraft ship = {
            .nose_m = 3.0, .thruster = {.f_vac_n = 130.0}, .thrusters_forward = 4};
        const kurs_port port = {.axis_lvlh = {0, 0, 1}};
        const kurs_approach_setup setup = {&rules, &ship, &port};
        const kurs_state rel = {{-2000, 100, 0}, {0, 0, 0}};
        kurs_approach_guidance g;
        kurs_approach_begin(&g, &setup, rel);
        const double start = 250.0 + 200.0 + 175.0; /* of the legs: 1000/4, 400/2, 350/2 */
        double arrived = NAN, left = NAN, contact = NAN;
        for (int t = 0; t < 3000 && isnan(contact); t++) {
            (void)kurs_approach_cycle(&g, &setup, t, 1.0, rel, 1.13e-3, 7000.0);
            arrived =
                isnan(arrived) && g.leg == KURS_APPROACH_LEGS && g.range_ref_m < holds[i] + 1e-6
                    ? t
                    : arrived;
            left = isnan(left) && g.leg > KURS_APPROACH_LEGS ? t : left;
            contact = g.range_ref_m <= 0.0 ? t : NAN;
        }
        check_near(start + (250.0 - holds[i]) / 0.35, arrived, 1.5, 0.0);
        check_near(start + (250.0 - holds[i]) / 0.35 + 180.0, left, 2.5, 0.0);
        check_near(start + 190.0 / 0.35 + 300.0 + 180.0, contact, 4.0, 0.0);
        /* what the planner counts with */
        check_near(contact, kurs_approach_duration(&rules), 4.0, 0.0);
    }
}

static void lvlh_axes_in_rtn(void **state)
{
    (void)state;
    /* x forward is T, y to the right is -N, z to the nadir is -R */
    check_near_v3(((kurs_vec3){-3, 1, -2}), kurs_lvlh_rtn((kurs_vec3){1, 2, 3}), 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_velocity_to_a_place_is_that_of_hills_example),
        cmocka_unit_test(half_a_turn_has_no_single_velocity),
        cmocka_unit_test(the_relative_acceleration_is_that_of_two_orbits),
        cmocka_unit_test(the_velocity_leads_from_any_place_to_any_other),
        cmocka_unit_test(the_hold_gives_way_to_a_steady_push_by_two_centimetres),
        cmocka_unit_test(the_hold_is_where_and_as_long_as_the_rules_say),
        cmocka_unit_test(lvlh_axes_in_rtn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
