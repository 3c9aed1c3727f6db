/* SPDX-License-Identifier: Apache-2.0 */
/* Falling parts against ellipses of Kepler and against the speed at which drag is weight. */
#include "check.h"
#include "kurs/env.h"
#include "math/math.h"
#include "sim/drop.h"

/* A state at the equator going east with an inertial speed at an angle over the horizon. */
static kurs_state thrown(double h_m, double v_m_s, double angle)
{
    const double r = KURS_WGS84_A + h_m;
    return (kurs_state){{r, 0, 0},
                        {v_m_s * sin(angle), v_m_s * cos(angle) - KURS_EARTH_OMEGA * r, 0}};
}

/* Without air: the ellipse about a sphere, in the plane of the equator, and the Earth turns under
 * it. J2 adds 0.16 % to gravity there, which lowers its range by about as much. */
static void without_air_a_part_follows_its_ellipse(void **state)
{
    const kurs_drop stone = {1000.0, 0.0};
    const double h = 100e3, v = 3000.0, angle = 0.3;
    kurs_geodetic place;
    double seconds, speed;
    (void)state;
    const double r = KURS_WGS84_A + h, gm = KURS_EGM_GM * (1.0 + 1.5 * 1.08263e-3);
    assert_true(kurs_drop_fall(&stone, thrown(h, v, angle), 0.0, &place, &seconds, &speed) >= 0);
    const double energy = 0.5 * v * v - gm / r, a = -0.5 * gm / energy;
    const double p = pow(r * v * cos(angle), 2.0) / gm, e = sqrt(1.0 - p / a);
    const double f0 = acos((p / r - 1.0) / e),
                 f1 = 2.0 * KURS_PI - acos((p / KURS_WGS84_A - 1.0) / e);
    const double e0 = 2.0 * atan(sqrt((1 - e) / (1 + e)) * tan(0.5 * f0));
    const double e1 = 2.0 * KURS_PI + 2.0 * atan(sqrt((1 - e) / (1 + e)) * tan(0.5 * f1));
    const double t = sqrt(a * a * a / gm) * (e1 - e0 - e * (sin(e1) - sin(e0)));
    check_near(t, seconds, 0.05, 0.0);
    check_near(f1 - f0 - KURS_EARTH_OMEGA * t, place.lon, 2e-5, 0.0);
    check_near(0.0, place.lat, 5e-7, 0.0); /* the pear shape pulls it a metre out of the plane */
    check_near(0.0, place.h, 0.1, 0.0);
}

static void in_air_a_part_arrives_at_the_speed_at_which_drag_is_weight(void **state)
{
    const kurs_drop sheet = {400.0, 20.0};
    kurs_geodetic place;
    double seconds, speed;
    (void)state;
    const kurs_state up = {{KURS_WGS84_A + 80e3, 0, 0}, {500.0, 0, 0}};
    assert_true(kurs_drop_fall(&sheet, up, 0.0, &place, &seconds, &speed) >= 0);
    check_near(sqrt(2.0 * 400.0 * 9.78 / (1.225 * 20.0)), speed, 0.2, 0.0);
}

static void what_stays_up_or_weighs_nothing_is_refused(void **state)
{
    const kurs_drop stone = {1000.0, 0.0}, nothing = {0.0, 1.0};
    kurs_geodetic place = {1, 2, 3};
    (void)state;
    assert_int_equal(KURS_ERR_NO_SOLUTION,
                     kurs_drop_fall(&stone, thrown(300e3, 7726.0, 0.0), 0.0, &place, NULL, NULL));
    assert_int_equal(KURS_ERR_RANGE,
                     kurs_drop_fall(&nothing, thrown(1e3, 100.0, 0.0), 0.0, &place, NULL, NULL));
    assert_true(place.lat == 1 && place.lon == 2 && place.h == 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_air_a_part_follows_its_ellipse),
        cmocka_unit_test(in_air_a_part_arrives_at_the_speed_at_which_drag_is_weight),
        cmocka_unit_test(what_stays_up_or_weighs_nothing_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
