/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "gnc/gnc.h"
#include "kurs/env.h"
#include "kurs/frames.h"
#include "math/math.h"

static const kurs_abort_limits limits = {.rate = 0.17,
                                         .pressure = 0.6,
                                         .acceleration = 0.8,
                                         .direction = 0.12,
                                         .height_m = 15e3,
                                         .confirm_s = 0.3,
                                         .low_perigee_m = 120e3};

/* A rocket on its way; nothing is wrong. */
static kurs_abort_sensed sound_at(double met_s)
{
    return (kurs_abort_sensed){.met_s = met_s,
                               .rate = 0.01,
                               .pressure = 1.0,
                               .acceleration_m_s2 = 20.0,
                               .expected_m_s2 = 20.0,
                               .direction = 0.001,
                               .height_m = -300.0};
}

/* The cause after so many cycles of a tenth of a second with the same readings. */
static kurs_abort_cause after(int cycles, kurs_abort_sensed sensed)
{
    kurs_abort_monitor monitor;
    kurs_abort_cause cause = KURS_ABORT_none;
    const double start_s = sensed.met_s;
    kurs_abort_init(&monitor);
    for (int i = 0; i < cycles; i++) {
        sensed.met_s = start_s + 0.1 * i;
        cause = kurs_abort_check(&monitor, &limits, &sensed);
    }
    return cause;
}

static void a_rocket_on_its_way_is_not_left(void **state)
{
    (void)state;
    kurs_abort_sensed s = sound_at(60.0);
    assert_int_equal(KURS_ABORT_none, after(100, s));
    s.expected_m_s2 = s.acceleration_m_s2 = 0.0; /* it coasts */
    assert_int_equal(KURS_ABORT_none, after(100, s));
    s.rate = s.pressure = s.acceleration_m_s2 = s.direction = s.height_m = (double)NAN;
    assert_int_equal(KURS_ABORT_none, after(100, s)); /* nothing is measured */
}

/* Each limit: a reading just inside of it is let pass, one just outside is not. */
static void each_limit_is_where_it_is_said_to_be(void **state)
{
    (void)state;
    const double a_little = 1e-6;
    for (int out = 0; out < 2; out++) {
        const double k = out ? a_little : -a_little;
        kurs_abort_sensed s[6];
        for (int i = 0; i < 6; i++) {
            s[i] = sound_at(100.0);
        }
        s[0].rate = 0.17 + k;
        s[1].pressure = 0.6 - k;
        s[2].acceleration_m_s2 = 0.8 * 20.0 - k;
        s[3].direction = 0.12 + k;
        s[4].height_m = 15e3 + k;
        s[5].height_m = -15e3 - k;
        const kurs_abort_cause causes[6] = {KURS_ABORT_rates,        KURS_ABORT_pressure,
                                            KURS_ABORT_acceleration, KURS_ABORT_corridor,
                                            KURS_ABORT_corridor,     KURS_ABORT_corridor};
        for (int i = 0; i < 6; i++) {
            assert_int_equal(out ? causes[i] : KURS_ABORT_none, after(20, s[i]));
        }
    }
}

static void a_limit_must_be_broken_for_a_while_and_without_a_break(void **state)
{
    (void)state;
    kurs_abort_sensed bad = sound_at(200.0);
    bad.pressure = 0.0;
    assert_int_equal(KURS_ABORT_none, after(3, bad)); /* 0.2 s */
    assert_int_equal(KURS_ABORT_pressure, after(4, bad));
    kurs_abort_monitor monitor;
    kurs_abort_init(&monitor);
    for (int i = 0; i < 50; i++) { /* every third reading is sound */
        kurs_abort_sensed s = i % 3 == 2 ? sound_at(200.0 + 0.1 * i) : bad;
        s.met_s = 200.0 + 0.1 * i;
        assert_int_equal(KURS_ABORT_none, kurs_abort_check(&monitor, &limits, &s));
    }
}

static void a_command_acts_at_once_and_is_told_before_all_else(void **state)
{
    (void)state;
    kurs_abort_sensed s = sound_at(-30.0);
    s.command = 1;
    assert_int_equal(KURS_ABORT_command, after(1, s));
    s.rate = 3.0, s.pressure = 0.0, s.height_m = 1e6;
    assert_int_equal(KURS_ABORT_command, after(10, s));
    s.command = 0;
    assert_int_equal(KURS_ABORT_rates, after(10, s));
    assert_string_equal("rates", kurs_abort_cause_name(KURS_ABORT_rates));
    assert_string_equal("unknown", kurs_abort_cause_name(KURS_ABORT_CAUSE_COUNT));
    assert_string_equal("unknown", kurs_abort_cause_text((kurs_abort_cause)-1));
}

/* The guidance has thought it over for some seconds: nothing is to be confirmed. */
static void a_decision_of_the_guidance_acts_at_once(void **state)
{
    (void)state;
    kurs_abort_sensed s = sound_at(300.0);
    s.no_orbit = 1;
    assert_int_equal(KURS_ABORT_orbit, after(1, s));
    s.height_m = 1e6;
    assert_int_equal(KURS_ABORT_orbit, after(1, s)); /* the corridor is to be confirmed */
    assert_int_equal(KURS_ABORT_corridor, after(10, s));
    assert_string_equal("orbit", kurs_abort_cause_name(KURS_ABORT_orbit));
}

/* Apsides by the vis-viva law alone: at an apsis r = rp of an orbit of semi-major axis a. */
static void a_perigee_is_that_of_the_orbit(void **state)
{
    (void)state;
    const double rp = 6378137.0 + 150e3, ra = 6378137.0 + 400e3;
    const double at_apogee = sqrt(3.986004415e14 * (2.0 / ra - 2.0 / (ra + rp)));
    const double at_perigee = sqrt(3.986004415e14 * (2.0 / rp - 2.0 / (ra + rp)));
    const kurs_state high = {{0.0, ra, 0.0}, {0.0, 0.0, at_apogee}};
    const kurs_state low = {{rp, 0.0, 0.0}, {0.0, at_perigee, 0.0}};
    const kurs_state still = {{7e6, 0.0, 0.0}, {0.0, 0.0, 0.0}};
    check_near(150e3, kurs_abort_perigee(high), 1e-2, 0.0);
    check_near(150e3, kurs_abort_perigee(low), 1e-2, 0.0);
    check_near(-6378137.0, kurs_abort_perigee(still), 1e-2, 0.0);
}

static kurs_escape_mode mode_at(double met_s, int tower, int fairing, double perigee_m)
{
    const kurs_escape escape = {
        .name = "made up", .armed_s = -1800.0, .motors_safe_s = 3.0, .limits = limits};
    const double r = 6378137.0 + 200e3, rp = 6378137.0 + perigee_m;
    const kurs_abort_stand stand = {
        .met_s = met_s,
        .tower = tower,
        .fairing = fairing,
        .fairing_jettison_s = 153.5,
        .s_gcrf = {{r, 0.0, 0.0}, {0.0, sqrt(3.986004415e14 * (2.0 / r - 2.0 / (r + rp))), 0.0}}};
    return kurs_abort_mode(&escape, &stand);
}

static void every_stand_has_one_way_out(void **state)
{
    (void)state;
    assert_int_equal(KURS_ESCAPE_none, mode_at(-1800.1, 1, 1, -6e6));
    assert_int_equal(KURS_ESCAPE_tower, mode_at(-1800.0, 1, 1, -6e6));
    assert_int_equal(KURS_ESCAPE_tower, mode_at(113.0, 1, 1, -6e6));
    assert_int_equal(KURS_ESCAPE_fairing_motors, mode_at(114.0, 0, 1, -6e6));
    assert_int_equal(KURS_ESCAPE_fairing_motors, mode_at(150.4, 0, 1, -6e6));
    assert_int_equal(KURS_ESCAPE_under_fairing, mode_at(150.5, 0, 1, -6e6));
    assert_int_equal(KURS_ESCAPE_under_fairing, mode_at(300.0, 0, 1, -6e6)); /* it did not leave */
    assert_int_equal(KURS_ESCAPE_separation, mode_at(153.5, 0, 0, -6e6));
    assert_int_equal(KURS_ESCAPE_separation, mode_at(524.0, 0, 0, 119.9e3));
    assert_int_equal(KURS_ESCAPE_low_orbit, mode_at(525.0, 0, 0, 120.1e3));
    const kurs_escape without = {.name = ""};
    const kurs_abort_stand stand = {.met_s = 10.0, .tower = 1, .fairing = 1};
    assert_int_equal(KURS_ESCAPE_none, kurs_abort_mode(&without, &stand));
    assert_string_equal("low_orbit", kurs_escape_mode_name(KURS_ESCAPE_low_orbit));
    assert_string_equal("unknown", kurs_escape_mode_name(KURS_ESCAPE_MODE_COUNT));
    assert_string_equal("unknown", kurs_escape_mode_text((kurs_escape_mode)-1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rocket_on_its_way_is_not_left),
        cmocka_unit_test(each_limit_is_where_it_is_said_to_be),
        cmocka_unit_test(a_limit_must_be_broken_for_a_while_and_without_a_break),
        cmocka_unit_test(a_command_acts_at_once_and_is_told_before_all_else),
        cmocka_unit_test(a_decision_of_the_guidance_acts_at_once),
        cmocka_unit_test(a_perigee_is_that_of_the_orbit),
        cmocka_unit_test(every_stand_has_one_way_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
