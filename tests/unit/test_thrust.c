/* SPDX-License-Identifier: Apache-2.0 */
/* Burns by the rocket equation, and how long the tanks feed them. Truth: Tsiolkovsky by hand. */
#include "check.h"

#include <math.h>

#include "kurs/orbit.h"
#include "kurs/vehicle.h"

#define G0 9.80665 /* SI, by definition */

static void an_arc_gives_its_velocity_about_its_middle(void **state)
{
    (void)state;
    static const double speeds[] = {0.05, 3.0, 128.0, 2000.0};
    for (size_t i = 0; i < 4; i++) {
        const kurs_vec3 dv = {speeds[i] * 0.6, 0.0, -speeds[i] * 0.8};
        const kurs_thrust_arc arc = kurs_thrust_arc_make(2950.0, 302.0, dv, 7000.0, 1234.5);
        const double burnt = arc.flow_kg_s * (arc.t_off - arc.t_on);
        check_near(2950.0 / (302.0 * G0), arc.flow_kg_s, 0.0, 1e-15);
        check_near(speeds[i], 302.0 * G0 * log(7000.0 / (7000.0 - burnt)), 0.0, 1e-9);
        check_near(1234.5, 0.5 * (arc.t_on + arc.t_off), 1e-9, 0.0);
        check_near(0.6, arc.direction.x, 1e-15, 0.0);
        check_near(-0.8, arc.direction.z, 1e-15, 0.0);
        check_near(2950.0, arc.force_n, 0.0, 0.0);
    }
}

static void no_velocity_is_an_arc_of_no_length(void **state)
{
    (void)state;
    const kurs_thrust_arc arc =
        kurs_thrust_arc_make(2950.0, 302.0, (kurs_vec3){0, 0, 0}, 7000.0, 10.0);
    check_near(0.0, arc.t_off - arc.t_on, 0.0, 0.0);
    check_near(1.0,
               arc.direction.x * arc.direction.x + arc.direction.y * arc.direction.y +
                   arc.direction.z * arc.direction.z,
               1e-15, 0.0);
}

static kurs_spacecraft ship(void)
{
    return (kurs_spacecraft){.mass_kg = 7150.0,
                             .propellant_kg = 880.0,
                             .main = {"S5.80", 2950.0, 302.0, 0.0},
                             .thruster = {"DPO", 130.0, 290.0, 0.0},
                             .thrusters_forward = 4};
}

static void thrusters_push_together_and_the_main_engine_alone(void **state)
{
    (void)state;
    const kurs_spacecraft s = ship();
    double isp = 0.0;
    check_near(2950.0, kurs_spacecraft_thrust(&s, 0, &isp), 0.0, 0.0);
    check_near(302.0, isp, 0.0, 0.0);
    check_near(520.0, kurs_spacecraft_thrust(&s, 4, &isp), 0.0, 0.0);
    check_near(290.0, isp, 0.0, 0.0);
    check_near(130.0, kurs_spacecraft_thrust(&s, 1, &isp), 0.0, 0.0);
}

/* Without propellant the ship has 6270 kg; 2 kg/s of what is above that. */
static void tanks_feed_until_they_are_empty(void **state)
{
    (void)state;
    const kurs_spacecraft s = ship();
    check_near(440.0, kurs_spacecraft_burn_time(&s, 7150.0, 2.0), 1e-9, 0.0);
    check_near(15.0, kurs_spacecraft_burn_time(&s, 6300.0, 2.0), 1e-9, 0.0);
    check_near(0.0, kurs_spacecraft_burn_time(&s, 6270.0, 2.0), 0.0, 0.0);
    check_near(0.0, kurs_spacecraft_burn_time(&s, 6000.0, 2.0), 0.0, 0.0);
    assert_true(isinf(kurs_spacecraft_burn_time(&s, 7150.0, 0.0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_arc_gives_its_velocity_about_its_middle),
        cmocka_unit_test(no_velocity_is_an_arc_of_no_length),
        cmocka_unit_test(thrusters_push_together_and_the_main_engine_alone),
        cmocka_unit_test(tanks_feed_until_they_are_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
