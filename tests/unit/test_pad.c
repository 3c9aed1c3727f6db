/* SPDX-License-Identifier: Apache-2.0 */
/* The models on the pad that a countdown watches: each against its law, worked out by hand. */
#include "check.h"

#include "ops/ops.h"
#include "soyuz_countdown.h"

#define E_INV 0.36787944117144233 /* exp(-1) */

static kurs_pad made(const kurs_pad_models *m)
{
    kurs_pad pad;
    assert_int_equal(kurs_pad_init(m, 3.0, &pad), KURS_OK);
    return pad;
}

static void tanks_fill_and_vent_with_their_time_constants(void **state)
{
    (void)state;
    const kurs_pad_models m = soyuz_pad();
    kurs_pad pad = made(&m);
    kurs_pad_move(&m, &pad, 1000.0);
    check_near(1e5, kurs_pad_channel(&m, &pad, KURS_CHANNEL_pressure), 1e-6, 0.0);
    kurs_pad_act(&m, &pad, KURS_ACTION_pressurise);
    kurs_pad_move(&m, &pad, 20.0);
    check_near(3e5 - 2e5 * E_INV, pad.pressure_pa, 0.1, 0.0);
    kurs_pad_move(&m, &pad, 2000.0);
    check_near(3e5, pad.pressure_pa, 0.1, 0.0);
    kurs_pad_act(&m, &pad, KURS_ACTION_vent);
    kurs_pad_move(&m, &pad, 50.0);
    check_near(1e5 + 2e5 * E_INV, pad.pressure_pa, 0.1, 0.0);
}

/* Filled with 1/20 a second and leaking with 1/60, it stands at a fourth of the way down. */
static void a_leak_keeps_the_pressure_below_the_supply(void **state)
{
    (void)state;
    const kurs_pad_models m = soyuz_pad();
    kurs_pad pad = made(&m);
    kurs_pad_change(&pad, KURS_FIGURE_tank_leak, 60.0);
    kurs_pad_act(&m, &pad, KURS_ACTION_pressurise);
    kurs_pad_move(&m, &pad, 1e4);
    check_near(2.5e5, pad.pressure_pa, 1e-6, 0.0);
    kurs_pad_mend(&m, &pad, KURS_FIGURE_tank_leak);
    kurs_pad_move(&m, &pad, 1e4);
    check_near(3e5, pad.pressure_pa, 0.1, 0.0);
}

/* 2400 of 2500 rad/s: after ln 25 time constants, 965.7 s. */
static void gyros_are_uncaged_only_when_up_to_speed(void **state)
{
    (void)state;
    const kurs_pad_models m = soyuz_pad();
    kurs_pad pad = made(&m);
    check_near(0.0, kurs_pad_channel(&m, &pad, KURS_CHANNEL_gyro), 0.0, 0.0);
    kurs_pad_act(&m, &pad, KURS_ACTION_spin_gyros);
    kurs_pad_move(&m, &pad, 300.0);
    check_near(2500.0 * (1.0 - E_INV), kurs_pad_channel(&m, &pad, KURS_CHANNEL_gyro_speed), 1e-9,
               0.0);
    kurs_pad_act(&m, &pad, KURS_ACTION_uncage_gyros); /* too early: they stay caged */
    kurs_pad_move(&m, &pad, 665.0);
    check_near(1.0, kurs_pad_channel(&m, &pad, KURS_CHANNEL_gyro), 0.0, 0.0);
    kurs_pad_move(&m, &pad, 1.5);
    check_near(3.0, kurs_pad_channel(&m, &pad, KURS_CHANNEL_gyro), 0.0, 0.0);
    kurs_pad other = made(&m);
    kurs_pad_act(&m, &other, KURS_ACTION_spin_gyros);
    kurs_pad_move(&m, &other, 2000.0);
    check_near(2.0, kurs_pad_channel(&m, &other, KURS_CHANNEL_gyro), 0.0, 0.0);
    kurs_pad_act(&m, &other, KURS_ACTION_stop_gyros);
    kurs_pad_move(&m, &other, 2000.0);
    check_near(0.0, kurs_pad_channel(&m, &other, KURS_CHANNEL_gyro), 0.0, 0.0);
}

static void motors_without_their_torque_never_uncage(void **state)
{
    (void)state;
    const kurs_pad_models m = soyuz_pad();
    kurs_pad pad = made(&m);
    kurs_pad_change(&pad, KURS_FIGURE_gyro_drive, 0.95);
    kurs_pad_act(&m, &pad, KURS_ACTION_spin_gyros);
    kurs_pad_act(&m, &pad, KURS_ACTION_uncage_gyros);
    kurs_pad_move(&m, &pad, 1e5);
    check_near(2375.0, pad.gyro_rad_s, 1e-9, 0.0);
    check_near(1.0, kurs_pad_channel(&m, &pad, KURS_CHANNEL_gyro), 0.0, 0.0);
}

static void a_leak_check_tells_what_was_lost_until_it_ended(void **state)
{
    (void)state;
    const kurs_pad_models m = soyuz_pad();
    kurs_pad pad = made(&m);
    kurs_pad_change(&pad, KURS_FIGURE_hatch_seal, 1200.0);
    kurs_pad_move(&m, &pad, 5000.0);
    check_near(0.0, kurs_pad_channel(&m, &pad, KURS_CHANNEL_hatch_leak), 0.0, 0.0);
    kurs_pad_act(&m, &pad, KURS_ACTION_check_hatch);
    kurs_pad_act(&m, &pad, KURS_ACTION_check_suits);
    kurs_pad_move(&m, &pad, 900.0);
    kurs_pad_move(&m, &pad, 5000.0); /* 300 s of them belong to the check */
    check_near(30e3 * (1.0 - E_INV), kurs_pad_channel(&m, &pad, KURS_CHANNEL_hatch_leak), 1e-6,
               0.0);
    /* 900 s of a time constant of 1e6 s: 35 kPa (1 - exp(-9e-4)) */
    check_near(31.485829, kurs_pad_channel(&m, &pad, KURS_CHANNEL_suit_leak), 1e-5, 0.0);
}

static void thrust_follows_what_is_asked(void **state)
{
    (void)state;
    const kurs_pad_models m = soyuz_pad();
    kurs_pad pad = made(&m);
    kurs_pad_act(&m, &pad, KURS_ACTION_start_engines);
    kurs_pad_move(&m, &pad, 0.5);
    check_near(0.12 * (1.0 - E_INV), kurs_pad_channel(&m, &pad, KURS_CHANNEL_thrust), 1e-12, 0.0);
    kurs_pad_act(&m, &pad, KURS_ACTION_full_thrust);
    kurs_pad_move(&m, &pad, 20.0);
    check_near(1.0, pad.thrust, 1e-12, 0.0);
    kurs_pad_change(&pad, KURS_FIGURE_engine_level, 0.6);
    kurs_pad_move(&m, &pad, 20.0);
    check_near(0.6, pad.thrust, 1e-12, 0.0);
    kurs_pad_act(&m, &pad, KURS_ACTION_stop_engines);
    kurs_pad_move(&m, &pad, 20.0);
    check_near(0.0, pad.thrust, 1e-12, 0.0);
}

static void crew_wind_and_range_read_what_was_done(void **state)
{
    (void)state;
    const kurs_pad_models m = soyuz_pad();
    kurs_pad pad = made(&m);
    check_near(3.0, kurs_pad_channel(&m, &pad, KURS_CHANNEL_wind), 0.0, 0.0);
    check_near(1.0, kurs_pad_channel(&m, &pad, KURS_CHANNEL_range), 0.0, 0.0);
    check_near(293.0, kurs_pad_channel(&m, &pad, KURS_CHANNEL_battery_temperature), 0.0, 0.0);
    kurs_pad_change(&pad, KURS_FIGURE_wind, 17.0);
    kurs_pad_change(&pad, KURS_FIGURE_range, 0.0);
    check_near(17.0, kurs_pad_channel(&m, &pad, KURS_CHANNEL_wind), 0.0, 0.0);
    check_near(0.0, kurs_pad_channel(&m, &pad, KURS_CHANNEL_range), 0.0, 0.0);
    kurs_pad_mend(&m, &pad, KURS_FIGURE_wind);
    check_near(3.0, kurs_pad_channel(&m, &pad, KURS_CHANNEL_wind), 0.0, 0.0);
    static const struct {
        kurs_action action;
        double crew;
    } way[] = {{KURS_ACTION_nothing, 0.0},
               {KURS_ACTION_crew_aboard, 1.0},
               {KURS_ACTION_crew_seated, 2.0},
               {KURS_ACTION_crew_leaves, 0.0}};
    for (size_t i = 0; i < sizeof way / sizeof way[0]; i++) {
        kurs_pad_act(&m, &pad, way[i].action);
        check_near(way[i].crew, kurs_pad_channel(&m, &pad, KURS_CHANNEL_crew), 0.0, 0.0);
    }
    assert_true(isnan(kurs_pad_channel(&m, &pad, KURS_CHANNEL_COUNT)));
}

static void a_cell_once_harmed_is_not_mended(void **state)
{
    (void)state;
    const kurs_pad_models m = soyuz_pad();
    kurs_pad pad = made(&m);
    kurs_pad_change(&pad, KURS_FIGURE_cell_charge, 0.5);
    kurs_pad_change(&pad, KURS_FIGURE_cell_resistance, 30.0);
    kurs_pad_mend(&m, &pad, KURS_FIGURE_cell_charge);
    kurs_pad_mend(&m, &pad, KURS_FIGURE_cell_resistance);
    /* 19 cells of 1.545 V and one of 1.425 V; 49 mohm */
    pad.load_a = 10.0;
    check_near(19.0 * 1.545 + 1.425 - 0.49, kurs_pad_channel(&m, &pad, KURS_CHANNEL_voltage), 1e-12,
               0.0);
}

static void names_are_those_of_files(void **state)
{
    (void)state;
    assert_string_equal(kurs_channel_name(KURS_CHANNEL_hatch_leak), "hatch_leak");
    assert_string_equal(kurs_channel_unit(KURS_CHANNEL_wind), "m/s");
    assert_string_equal(kurs_channel_text(KURS_CHANNEL_voltage), "launch battery");
    assert_string_equal(kurs_figure_name(KURS_FIGURE_tank_leak), "tank_leak");
    assert_string_equal(kurs_action_name(KURS_ACTION_vent), "vent");
    assert_string_equal(kurs_channel_name(KURS_CHANNEL_COUNT), "unknown");
    assert_string_equal(kurs_channel_unit(KURS_CHANNEL_COUNT), "");
    assert_string_equal(kurs_figure_name(KURS_FIGURE_COUNT), "unknown");
    assert_string_equal(kurs_action_name(KURS_ACTION_COUNT), "unknown");
}

static void figures_of_no_pad_are_refused(void **state)
{
    (void)state;
    kurs_pad_models m = soyuz_pad();
    kurs_pad pad = {.crew = 7};
    assert_int_equal(kurs_pad_init(&m, NAN, &pad), KURS_ERR_RANGE);
    assert_int_equal(kurs_pad_init(&m, -1.0, &pad), KURS_ERR_RANGE);
    m.gyro.spin_up_s = 0.0;
    assert_int_equal(kurs_pad_init(&m, 0.0, &pad), KURS_ERR_RANGE);
    m = soyuz_pad();
    m.battery.cells = 0;
    assert_int_equal(kurs_pad_init(&m, 0.0, &pad), KURS_ERR_RANGE);
    assert_int_equal(pad.crew, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tanks_fill_and_vent_with_their_time_constants),
        cmocka_unit_test(a_leak_keeps_the_pressure_below_the_supply),
        cmocka_unit_test(gyros_are_uncaged_only_when_up_to_speed),
        cmocka_unit_test(motors_without_their_torque_never_uncage),
        cmocka_unit_test(a_leak_check_tells_what_was_lost_until_it_ended),
        cmocka_unit_test(thrust_follows_what_is_asked),
        cmocka_unit_test(crew_wind_and_range_read_what_was_done),
        cmocka_unit_test(a_cell_once_harmed_is_not_mended),
        cmocka_unit_test(names_are_those_of_files),
        cmocka_unit_test(figures_of_no_pad_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
