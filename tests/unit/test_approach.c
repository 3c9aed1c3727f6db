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
        cmocka_unit_test(lvlh_axes_in_rtn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
