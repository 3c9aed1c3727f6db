/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <string.h>

#include "ops/ops.h"
#include "soyuz_countdown.h"

static const kurs_fault weak[] = {{.id = "weak-battery", .attempt = 1}};

static kurs_sequence_setup setup_of(const kurs_fault *faults, int count, int attempt)
{
    return (kurs_sequence_setup){
        .faults = faults, .fault_count = count, .attempt = attempt, .start_s = -21600.0};
}

static kurs_sequence made(const kurs_countdown *c, kurs_sequence_setup setup)
{
    kurs_sequence s;
    assert_int_equal(kurs_sequence_init(&s, c, &setup), KURS_OK);
    return s;
}

/* On to the first result that is none of a step or fault. */
static kurs_sequence_result on(kurs_sequence *s, const kurs_countdown *c)
{
    kurs_sequence_result result;
    do {
        result = kurs_sequence_advance(s, c);
    } while (result == KURS_SEQUENCE_STEP || result == KURS_SEQUENCE_FAULT);
    return result;
}

/* The countdown to its end or its stop. */
static kurs_sequence run(const kurs_countdown *c, int faults, int attempt)
{
    kurs_sequence s = made(c, setup_of(weak, faults, attempt));
    on(&s, c);
    return s;
}

/* With one cell part of the way from sound (0) to weak (1). */
static kurs_sequence run_between(double weakness)
{
    kurs_countdown c = soyuz_countdown();
    c.faults[0].changes[0].value = 0.98 + weakness * (0.5 - 0.98);
    c.faults[0].changes[1].value = 1.0 + weakness * 29.0;
    return run(&c, 1, 1);
}

static void a_healthy_battery_goes_through_to_lift_off_with_margin(void **state)
{
    (void)state;
    const kurs_countdown c = soyuz_countdown();
    const kurs_sequence s = run(&c, 0, 1);
    assert_int_equal(s.result, KURS_SEQUENCE_LIFTOFF);
    assert_int_equal(s.next, c.step_count);
    check_near(0.0, s.t_s, 0.0, 0.0);
    check_near(0.0, kurs_sequence_now(&s), 0.0, 0.0);
    /* by hand: 5 A for 1200 s, 12 for 225, 20 for 315, 35 for 39.6, 110 for 20.4 */
    const double drawn = 5 * 1200.0 + 12 * 225.0 + 20 * 315.0 + 35 * 39.6 + 110 * 20.4;
    check_near(0.98 - drawn / 144000.0, s.pad.battery.charge[5], 1e-11, 0.0);
    check_near(26.0 + 5.0 * (0.98 - drawn / 144000.0) - 110 * 0.020, s.voltage_v, 1e-8, 0.0);
    assert_true(s.voltage_v > 27.5);
    assert_true(isnan(s.limit_v)); /* not beyond the launch command */
}

static void a_weak_cell_stops_it_when_the_start_loads_come(void **state)
{
    (void)state;
    const kurs_countdown c = soyuz_countdown();
    const kurs_sequence s = run(&c, 1, 1);
    assert_int_equal(s.result, KURS_SEQUENCE_STOP);
    assert_int_equal(s.stop.why, KURS_STOP_CONDITION);
    assert_string_equal(c.conditions[s.stop.at].id, "battery");
    check_near(-20.4, s.t_s, 1e-9, 0.0); /* flown: about T-20 s (TASS, MS-25, 2024-03-21) */
    assert_string_equal(c.steps[s.step].id, "start_supply");
    check_near(s.stop.value, s.voltage_v, 0.0, 0.0);
    check_near(110.0, s.stop.load_a, 0.0, 0.0);
    assert_true(s.stop.value < 27.0);
    /* under the load of the step before it was met, with 49 for 20 mohm */
    assert_true(s.voltage_v + (110.0 - 35.0) * 0.049 > 27.3);
}

static void the_fault_is_there_at_its_attempt_only(void **state)
{
    (void)state;
    const kurs_countdown c = soyuz_countdown();
    assert_int_equal(run(&c, 1, 2).result, KURS_SEQUENCE_LIFTOFF);
}

static void a_somewhat_weak_cell_still_flies(void **state)
{
    (void)state;
    assert_int_equal(run_between(0.2).result, KURS_SEQUENCE_LIFTOFF);
    /* the bound between both is where the voltage under the start loads meets the limit */
    double goes = 0.0, stops = 1.0;
    while (stops - goes > 1e-6) {
        const double middle = 0.5 * (goes + stops);
        if (run_between(middle).result == KURS_SEQUENCE_LIFTOFF) {
            goes = middle;
        } else {
            stops = middle;
        }
    }
    const kurs_sequence s = run_between(stops);
    check_near(27.0, s.stop.value, 1e-3, 0.0);
    assert_true(stops > 0.2 && stops < 0.8);
}

static void a_very_weak_cell_stops_it_earlier(void **state)
{
    (void)state;
    kurs_countdown c = soyuz_countdown();
    c.faults[0].changes[1].value = 120.0;
    const kurs_sequence s = run(&c, 1, 1);
    assert_int_equal(s.result, KURS_SEQUENCE_STOP);
    check_near(-60.0, s.t_s, 1e-9, 0.0);
}

static void a_slow_drain_stops_it_between_two_steps(void **state)
{
    (void)state;
    kurs_countdown c = soyuz_countdown();
    c.models.battery.charge = 0.445; /* 0.300 left when the limit of 27 V comes */
    c.models.battery.capacity_as = 60000.0;
    const kurs_sequence s = run(&c, 0, 1);
    assert_int_equal(s.result, KURS_SEQUENCE_STOP);
    /* by hand: 27 V under 20 A and 0.02 ohm is 27.4 V at rest, at a charge of 0.28 */
    const double before = 5 * 1200.0 + 12 * 225.0;
    const double at = -375.0 + ((0.445 - 0.28) * 60000.0 - before) / 20.0;
    check_near(-315.0, at, 1e-6, 0.0);
    check_near(at, s.t_s, 0.11, 0.0);
}

static void after_the_launch_command_only_thrust_stops_it(void **state)
{
    (void)state;
    kurs_countdown c = soyuz_countdown();
    c.steps[8].load_a = 1000.0; /* at the umbilical mast, after the command */
    c.conditions[1].to = -1;
    assert_int_equal(run(&c, 0, 1).result, KURS_SEQUENCE_LIFTOFF);
    c.steps[6].load_a = 1000.0; /* at the start supply, before it */
    assert_int_equal(run(&c, 0, 1).result, KURS_SEQUENCE_STOP);
    c = soyuz_countdown();
    c.steps[8].action = KURS_ACTION_start_engines;
    c.conditions[c.condition_count++] = (kurs_condition){
        "thrust", KURS_CHANNEL_thrust, 1, 0.13, 8, -1, .settle_s = 4.0, .act = KURS_CONDITION_STOP};
    const kurs_sequence s = run(&c, 0, 1);
    assert_int_equal(s.result, KURS_SEQUENCE_STOP);
    check_near(-11.0, s.t_s, 1e-9, 0.0);
    c.conditions[2].limit = 0.11;
    assert_int_equal(run(&c, 0, 1).result, KURS_SEQUENCE_LIFTOFF);
}

static void a_stop_is_followed_by_safing_and_then_nothing(void **state)
{
    (void)state;
    const kurs_countdown c = soyuz_countdown();
    kurs_sequence s = run(&c, 1, 1);
    const double at = s.t_s;
    s.pad.crew = 2;
    assert_int_equal(kurs_sequence_run(&s, &c, at + 9.9), KURS_SEQUENCE_COUNTING);
    check_near(110.0, s.pad.load_a, 0.0, 0.0);
    assert_int_equal(kurs_sequence_run(&s, &c, at + 10.0 + 1e-9), KURS_SEQUENCE_SAFING);
    check_near(0.0, s.pad.load_a, 0.0, 0.0);
    check_near(at + 10.0, kurs_sequence_now(&s), 1e-9, 0.0);
    assert_int_equal(s.pad.crew, 2); /* they stay for an hour */
    assert_int_equal(kurs_sequence_advance(&s, &c), KURS_SEQUENCE_SAFING);
    check_near(at + 3600.0, kurs_sequence_now(&s), 1e-9, 0.0);
    assert_int_equal(s.pad.crew, 0);
    assert_int_equal(s.safed, 2);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(kurs_sequence_advance(&s, &c), KURS_SEQUENCE_SCRUBBED);
        check_near(at, s.t_s, 0.0, 0.0);
    }
}

/* ---- who gives go --------------------------------------------------------------------------- */

enum { INGRESS = 1, KEY = 4 };

static kurs_countdown with_go(void)
{
    kurs_countdown c = soyuz_countdown();
    c.steps[INGRESS].go = 2;
    c.steps[INGRESS].wait_s = 600.0;
    c.steps[KEY].go = 1;
    return c;
}

static void by_default_go_comes_at_its_time(void **state)
{
    (void)state;
    const kurs_countdown c = with_go();
    assert_int_equal(run(&c, 0, 1).result, KURS_SEQUENCE_LIFTOFF);
}

static void a_go_that_is_asked_for_holds_the_clock_until_it_comes(void **state)
{
    (void)state;
    const kurs_countdown c = with_go();
    kurs_sequence_setup setup = setup_of(NULL, 0, 1);
    setup.asks = 1;
    setup.window_s = 1000.0;
    kurs_sequence s = made(&c, setup);
    assert_int_equal(kurs_sequence_go(&s, &c, "crew comander"), KURS_ERR_NOT_FOUND);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_HOLD);
    assert_int_equal(s.hold.why, KURS_HOLD_GO);
    assert_int_equal(s.hold.at, INGRESS);
    check_near(-8400.0, s.t_s, 0.0, 0.0); /* ten minutes late it stops the clock */
    assert_int_equal(kurs_sequence_run(&s, &c, -8100.0), KURS_SEQUENCE_COUNTING);
    check_near(-8400.0, s.t_s, 0.0, 0.0);
    assert_int_equal(kurs_sequence_go(&s, &c, "crew commander"), KURS_OK);
    assert_int_equal(kurs_sequence_go(&s, &c, "crew commander"), KURS_ERR_ARGUMENT);
    assert_int_equal(kurs_sequence_advance(&s, &c), KURS_SEQUENCE_RESUME);
    assert_int_equal(kurs_sequence_advance(&s, &c), KURS_SEQUENCE_STEP);
    assert_int_equal(s.step, INGRESS);
    assert_int_equal(kurs_sequence_go(&s, &c, "launch director"), KURS_OK); /* in advance */
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_LIFTOFF);
    check_near(300.0, kurs_sequence_now(&s), 1e-9, 0.0);
    assert_int_equal(kurs_sequence_go(&s, &c, "launch director"), KURS_ERR_ARGUMENT);
}

static void a_go_within_its_wait_costs_nothing(void **state)
{
    (void)state;
    const kurs_countdown c = with_go();
    kurs_sequence_setup setup = setup_of(NULL, 0, 1);
    setup.asks = 1;
    kurs_sequence s = made(&c, setup);
    assert_int_equal(kurs_sequence_advance(&s, &c), KURS_SEQUENCE_STEP);
    assert_int_equal(kurs_sequence_run(&s, &c, -8700.0), KURS_SEQUENCE_COUNTING);
    assert_int_equal(kurs_sequence_go(&s, &c, "crew commander"), KURS_OK);
    assert_int_equal(kurs_sequence_go(&s, &c, "launch director"), KURS_OK);
    assert_int_equal(kurs_sequence_advance(&s, &c), KURS_SEQUENCE_STEP);
    assert_int_equal(s.step, INGRESS);
    check_near(-8700.0, s.t_s, 0.0, 0.0);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_LIFTOFF);
    check_near(0.0, kurs_sequence_now(&s), 0.0, 0.0);
}

static void without_a_window_a_withheld_go_ends_the_attempt(void **state)
{
    (void)state;
    const kurs_countdown c = with_go();
    const kurs_fault fault = {.id = "no-go", .attempt = 1, .step = "key_to_launch"};
    kurs_sequence s = made(&c, setup_of(&fault, 1, 1));
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_HOLD);
    check_near(-375.0, s.t_s, 0.0, 0.0);
    assert_true(s.done[INGRESS]); /* the fault names one step */
    assert_int_equal(kurs_sequence_advance(&s, &c), KURS_SEQUENCE_STOP);
    assert_int_equal(s.stop.why, KURS_STOP_WINDOW);
    assert_int_equal(s.hold.why, KURS_HOLD_GO);
    check_near(-375.0, kurs_sequence_now(&s), 1e-9, 0.0);
    /* and a go does not come through that a fault withholds */
    s = made(&c, setup_of(&fault, 1, 1));
    assert_int_equal(kurs_sequence_go(&s, &c, "launch director"), KURS_OK);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_HOLD);
}

static void a_step_waits_for_those_that_it_comes_after(void **state)
{
    (void)state;
    kurs_countdown c = with_go();
    c.steps[INGRESS].wait_s = 8000.0;
    c.steps[2].after_count = 1;
    c.steps[2].after[0] = INGRESS;
    const kurs_fault fault = {"no-go", 1, "crew_ingress", .lasts_s = 21600.0 - 1700.0};
    kurs_sequence_setup setup = setup_of(&fault, 1, 1);
    setup.window_s = 200.0;
    kurs_sequence s = made(&c, setup);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_HOLD);
    assert_int_equal(s.hold.why, KURS_HOLD_AFTER);
    assert_int_equal(s.hold.at, 2);
    check_near(-1800.0, s.t_s, 0.0, 0.0);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_RESUME);
    check_near(-1700.0, kurs_sequence_now(&s), 1e-9, 0.0);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_LIFTOFF);
    check_near(100.0, kurs_sequence_now(&s), 1e-9, 0.0);
}

/* ---- holds ---------------------------------------------------------------------------------- */

static void a_hold_from_outside_moves_lift_off_inside_the_window(void **state)
{
    (void)state;
    const kurs_countdown c = soyuz_countdown();
    kurs_sequence_setup setup = setup_of(NULL, 0, 1);
    setup.window_s = 60.0;
    kurs_sequence s = made(&c, setup);
    assert_int_equal(kurs_sequence_resume(&s, &c), KURS_ERR_ARGUMENT);
    while (kurs_sequence_run(&s, &c, -100.0) != KURS_SEQUENCE_COUNTING) {
    }
    check_near(-100.0, s.t_s, 1e-9, 0.0);
    const double charge = s.pad.battery.charge[0];
    assert_int_equal(kurs_sequence_hold(&s, &c), KURS_OK);
    assert_int_equal(kurs_sequence_advance(&s, &c), KURS_SEQUENCE_HOLD);
    assert_int_equal(s.hold.why, KURS_HOLD_ASKED);
    assert_int_equal(kurs_sequence_run(&s, &c, -55.0 + 1e-9), KURS_SEQUENCE_COUNTING);
    /* the battery goes on being drawn: 20 A for 45 s */
    check_near(charge - 900.0 / 144000.0, s.pad.battery.charge[0], 1e-12, 0.0);
    assert_int_equal(kurs_sequence_resume(&s, &c), KURS_OK);
    assert_int_equal(kurs_sequence_advance(&s, &c), KURS_SEQUENCE_RESUME);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_LIFTOFF);
    check_near(45.0, kurs_sequence_now(&s), 1e-6, 0.0);
    check_near(0.0, s.t_s, 0.0, 0.0);
}

static void a_hold_past_the_window_ends_the_attempt(void **state)
{
    (void)state;
    const kurs_countdown c = soyuz_countdown();
    kurs_sequence_setup setup = setup_of(NULL, 0, 1);
    setup.window_s = 60.25;
    kurs_sequence s = made(&c, setup);
    while (kurs_sequence_run(&s, &c, -100.0) != KURS_SEQUENCE_COUNTING) {
    }
    assert_int_equal(kurs_sequence_hold(&s, &c), KURS_OK);
    assert_int_equal(kurs_sequence_advance(&s, &c), KURS_SEQUENCE_HOLD);
    assert_int_equal(kurs_sequence_advance(&s, &c), KURS_SEQUENCE_STOP);
    assert_int_equal(s.stop.why, KURS_STOP_WINDOW);
    check_near(-100.0 + 60.25, kurs_sequence_now(&s), 1e-9, 0.0);
    assert_int_equal(kurs_sequence_resume(&s, &c), KURS_ERR_ARGUMENT);
    assert_int_equal(kurs_sequence_hold(&s, &c), KURS_ERR_ARGUMENT);
}

static void nothing_holds_from_the_launch_command_on(void **state)
{
    (void)state;
    const kurs_countdown c = soyuz_countdown();
    kurs_sequence s = made(&c, setup_of(NULL, 0, 1));
    while (kurs_sequence_run(&s, &c, -19.0) != KURS_SEQUENCE_COUNTING) {
    }
    assert_int_equal(kurs_sequence_hold(&s, &c), KURS_ERR_ARGUMENT);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_LIFTOFF);
}

/* Planned holds of 300 and 600 s are waited out where all is in time, and take up what is late. */
static void planned_holds_take_up_what_is_late(void **state)
{
    (void)state;
    kurs_countdown c = soyuz_countdown();
    c.steps[2].hold_s = 300.0;
    c.steps[3].hold_s = 600.0;
    for (int late = 0; late < 3; late++) {
        kurs_sequence s = made(&c, setup_of(NULL, 0, 1));
        check_near(-22500.0, kurs_sequence_now(&s), 0.0, 0.0);
        while (kurs_sequence_run(&s, &c, -4000.0) != KURS_SEQUENCE_COUNTING) {
        }
        const double stood_s = late * 250.0;
        if (late > 0) {
            assert_int_equal(kurs_sequence_hold(&s, &c), KURS_OK);
            assert_int_equal(kurs_sequence_advance(&s, &c), KURS_SEQUENCE_HOLD);
            assert_int_equal(kurs_sequence_run(&s, &c, -4000.0 + stood_s), KURS_SEQUENCE_COUNTING);
            assert_int_equal(kurs_sequence_resume(&s, &c), KURS_OK);
            assert_int_equal(kurs_sequence_advance(&s, &c), KURS_SEQUENCE_RESUME);
        }
        if (late < 2) { /* 500 s are more than the first one can take up */
            assert_int_equal(on(&s, &c), KURS_SEQUENCE_HOLD);
            assert_int_equal(s.hold.why, KURS_HOLD_PLANNED);
            check_near(-2700.0 + stood_s, kurs_sequence_now(&s), 1e-6, 0.0);
            assert_int_equal(on(&s, &c), KURS_SEQUENCE_RESUME);
            check_near(-2400.0, kurs_sequence_now(&s), 1e-6, 0.0);
        }
        assert_int_equal(on(&s, &c), KURS_SEQUENCE_HOLD);
        check_near(-1200.0 + (late == 2 ? 200.0 : 0.0), kurs_sequence_now(&s), 1e-6, 0.0);
        assert_int_equal(on(&s, &c), KURS_SEQUENCE_RESUME);
        check_near(-600.0, kurs_sequence_now(&s), 1e-6, 0.0);
        assert_int_equal(on(&s, &c), KURS_SEQUENCE_LIFTOFF);
        check_near(0.0, kurs_sequence_now(&s), 1e-6, 0.0);
    }
}

static void a_broken_condition_holds_until_it_is_met(void **state)
{
    (void)state;
    kurs_countdown c = soyuz_countdown();
    c.conditions[c.condition_count++] = (kurs_condition){
        "wind", KURS_CHANNEL_wind, 0, 15.0, 2, KEY, .lasting_s = 30.0, .act = KURS_CONDITION_HOLD};
    const kurs_fault gust = {"strong-wind", 1, "", .t_s = -500.0,
                             .lasts_s = 20.0}; /* too short to act */
    kurs_sequence_setup setup = setup_of(&gust, 1, 1);
    setup.window_s = 100.0;
    kurs_sequence s = made(&c, setup);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_LIFTOFF);
    const kurs_fault storm = {"strong-wind", 1, "", .t_s = -500.03, .lasts_s = 70.0};
    setup.faults = &storm;
    s = made(&c, setup);
    while (kurs_sequence_advance(&s, &c) != KURS_SEQUENCE_FAULT) {
    }
    check_near(-500.03, s.t_s, 1e-9, 0.0); /* between two ticks */
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_HOLD);
    assert_int_equal(s.hold.why, KURS_HOLD_CONDITION);
    check_near(-470.0, s.t_s, 0.11, 0.0);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_RESUME);
    check_near(-430.0, kurs_sequence_now(&s), 0.11, 0.0);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_LIFTOFF);
    check_near(40.0, kurs_sequence_now(&s), 0.2, 0.0);
    /* calm, but the site itself is windy */
    setup.fault_count = 0;
    setup.wind_m_s = 15.5;
    s = made(&c, setup);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_HOLD);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_STOP);
}

static void the_clock_can_be_put_back_in_a_hold(void **state)
{
    (void)state;
    const kurs_countdown c = soyuz_countdown();
    kurs_sequence_setup setup = setup_of(NULL, 0, 1);
    setup.window_s = 600.0;
    kurs_sequence s = made(&c, setup);
    while (kurs_sequence_run(&s, &c, -100.0) != KURS_SEQUENCE_COUNTING) {
    }
    assert_int_equal(kurs_sequence_recycle(&s, &c, "key_to_launch"), KURS_ERR_ARGUMENT);
    assert_int_equal(kurs_sequence_hold(&s, &c), KURS_OK);
    assert_int_equal(kurs_sequence_advance(&s, &c), KURS_SEQUENCE_HOLD);
    assert_int_equal(kurs_sequence_recycle(&s, &c, "start_supply"), KURS_ERR_NOT_FOUND);
    assert_int_equal(kurs_sequence_recycle(&s, &c, "nothing"), KURS_ERR_NOT_FOUND);
    assert_int_equal(kurs_sequence_recycle(&s, &c, "key_to_launch"), KURS_OK);
    check_near(-375.0, s.t_s, 0.0, 0.0);
    check_near(-100.0, kurs_sequence_now(&s), 1e-9, 0.0);
    assert_int_equal(kurs_sequence_resume(&s, &c), KURS_OK);
    assert_int_equal(kurs_sequence_advance(&s, &c), KURS_SEQUENCE_RESUME);
    assert_int_equal(kurs_sequence_advance(&s, &c), KURS_SEQUENCE_STEP);
    assert_int_equal(s.step, KEY);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_LIFTOFF);
    check_near(275.0, kurs_sequence_now(&s), 1e-6, 0.0);
}

static void a_fault_from_outside_sets_in_at_once(void **state)
{
    (void)state;
    const kurs_countdown c = soyuz_countdown();
    kurs_sequence s = made(&c, setup_of(NULL, 0, 1));
    while (kurs_sequence_run(&s, &c, -300.0) != KURS_SEQUENCE_COUNTING) {
    }
    const kurs_fault fault = {.id = "weak-battery"}, other = {.id = "flat-tyre"};
    assert_int_equal(kurs_sequence_fault(&s, &c, &other), KURS_ERR_NOT_FOUND);
    const double before = s.voltage_v;
    assert_int_equal(kurs_sequence_fault(&s, &c, &fault), KURS_OK);
    assert_int_equal(kurs_sequence_advance(&s, &c), KURS_SEQUENCE_FAULT);
    check_near(-300.0, s.t_s, 1e-9, 0.0);
    assert_true(s.voltage_v < before - 20.0 * 0.029);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_STOP);
    for (int i = 1; i < KURS_MAX_FAULTS; i++) {
        assert_int_equal(kurs_sequence_fault(&s, &c, &fault), KURS_OK);
    }
    assert_int_equal(kurs_sequence_fault(&s, &c, &fault), KURS_ERR_FULL);
}

/* ---- data ----------------------------------------------------------------------------------- */

static void a_copy_goes_on_with_the_same_bits_however_it_is_cut(void **state)
{
    (void)state;
    kurs_countdown c = with_go();
    c.steps[3].hold_s = 33.3;
    const kurs_fault faults[] = {{"strong-wind", 1, "", .t_s = -500.05, .lasts_s = 7.7},
                                 {"no-go", 1, "key_to_launch", .t_s = -380.0, .lasts_s = 25.55}};
    kurs_sequence_setup setup = setup_of(faults, 2, 1);
    setup.window_s = 100.0;
    kurs_sequence a = made(&c, setup), b, whole = made(&c, setup);
    do {
    } while (kurs_sequence_advance(&whole, &c) != KURS_SEQUENCE_LIFTOFF);
    check_near(0.0, whole.t_s, 0.0, 0.0);
    assert_true(kurs_sequence_now(&whole) > 10.0);
    double until_s = -21633.0;
    kurs_sequence_result result = KURS_SEQUENCE_COUNTING;
    while (result != KURS_SEQUENCE_LIFTOFF) {
        memcpy(&b, &a, sizeof b); /* the checkpoint goes on, what was is thrown away */
        memset(&a, 0x5a, sizeof a);
        result = kurs_sequence_run(&b, &c, until_s);
        memcpy(&a, &b, sizeof a);
        until_s += result == KURS_SEQUENCE_COUNTING ? 7.77 : 0.0;
    }
    assert_memory_equal(&a, &whole, sizeof a);
}

static void the_setup_of_a_mission_is_that_of_its_attempt(void **state)
{
    (void)state;
    static kurs_mission m;
    m.countdown = soyuz_countdown();
    m.countdown.steps[0].t_s = -100000.0;
    m.countdown.recycle_to = 1;
    m.site.wind_m_s = 4.0;
    m.window_s = 30.0;
    m.fault_count = 1;
    m.faults[0] = weak[0];
    const kurs_sequence_setup first = kurs_sequence_setup_of(&m, 1);
    check_near(-100000.0, first.start_s, 0.0, 0.0);
    check_near(4.0, first.wind_m_s, 0.0, 0.0);
    check_near(30.0, first.window_s, 0.0, 0.0);
    assert_int_equal(first.first_step, 0);
    const kurs_sequence_setup second = kurs_sequence_setup_of(&m, 2);
    check_near(KURS_COUNTDOWN_START_S, second.start_s, 0.0, 0.0);
    assert_int_equal(second.first_step, 1);
    kurs_sequence s = made(&m.countdown, second);
    assert_int_equal(kurs_sequence_advance(&s, &m.countdown), KURS_SEQUENCE_STEP);
    assert_int_equal(s.step, 1);
    check_near(-9000.0, s.t_s, 0.0, 0.0);
}

static void wrong_sequences_are_refused(void **state)
{
    (void)state;
    const kurs_countdown good = soyuz_countdown();
    enum { N = 14 };
    static kurs_countdown bad[N];
    for (int i = 0; i < N; i++) {
        bad[i] = good;
    }
    bad[0].steps[3].t_s = -2000.0; /* before the step that stands before it */
    bad[1].steps[8].t_s = 1.0;
    bad[2].steps[0].t_s = NAN;
    bad[3].models.battery.capacity_as = -1.0;
    bad[4].steps[2].go = 3;
    bad[5].steps[7].go = 1; /* the launch command waits for nobody */
    bad[6].steps[6].go = 1;
    bad[6].steps[6].wait_s = 2.0;
    bad[7].steps[2].after_count = 1;
    bad[7].steps[2].after[0] = 2;
    bad[8].conditions[0].from = 9;
    bad[9].conditions[0].limit = NAN;
    bad[10].safing[1].t_s = 5.0;
    bad[11].step_count = KURS_MAX_STEPS + 1;
    bad[12].conditions[1].says = 3;
    bad[13].steps[8].hold_s = 1.0;
    for (int i = 0; i < N; i++) {
        const kurs_sequence_setup setup = setup_of(NULL, 0, 1);
        kurs_sequence s = {.step = 77};
        assert_int_equal(kurs_sequence_init(&s, &bad[i], &setup), KURS_ERR_RANGE);
        assert_int_equal(s.step, 77);
    }
    kurs_sequence s;
    kurs_sequence_setup setup = setup_of(NULL, 0, 1);
    setup.start_s = 0.0;
    assert_int_equal(kurs_sequence_init(&s, &good, &setup), KURS_ERR_RANGE);
    setup.start_s = -21000.0;
    assert_int_equal(kurs_sequence_init(&s, &good, &setup), KURS_ERR_RANGE);
    setup = setup_of(NULL, 0, 1);
    setup.window_s = NAN;
    assert_int_equal(kurs_sequence_init(&s, &good, &setup), KURS_ERR_RANGE);
    const kurs_fault other[] = {{.id = "flat-tyre", .attempt = 1},
                                {.id = "flat-tyre", .attempt = 2}};
    for (int i = 0; i < 2; i++) {
        setup = setup_of(&other[i], 1, 1);
        assert_int_equal(kurs_sequence_init(&s, &good, &setup), KURS_ERR_NOT_FOUND);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_healthy_battery_goes_through_to_lift_off_with_margin),
        cmocka_unit_test(a_weak_cell_stops_it_when_the_start_loads_come),
        cmocka_unit_test(the_fault_is_there_at_its_attempt_only),
        cmocka_unit_test(a_somewhat_weak_cell_still_flies),
        cmocka_unit_test(a_very_weak_cell_stops_it_earlier),
        cmocka_unit_test(a_slow_drain_stops_it_between_two_steps),
        cmocka_unit_test(after_the_launch_command_only_thrust_stops_it),
        cmocka_unit_test(a_stop_is_followed_by_safing_and_then_nothing),
        cmocka_unit_test(by_default_go_comes_at_its_time),
        cmocka_unit_test(a_go_that_is_asked_for_holds_the_clock_until_it_comes),
        cmocka_unit_test(a_go_within_its_wait_costs_nothing),
        cmocka_unit_test(without_a_window_a_withheld_go_ends_the_attempt),
        cmocka_unit_test(a_step_waits_for_those_that_it_comes_after),
        cmocka_unit_test(a_hold_from_outside_moves_lift_off_inside_the_window),
        cmocka_unit_test(a_hold_past_the_window_ends_the_attempt),
        cmocka_unit_test(nothing_holds_from_the_launch_command_on),
        cmocka_unit_test(planned_holds_take_up_what_is_late),
        cmocka_unit_test(a_broken_condition_holds_until_it_is_met),
        cmocka_unit_test(the_clock_can_be_put_back_in_a_hold),
        cmocka_unit_test(a_fault_from_outside_sets_in_at_once),
        cmocka_unit_test(a_copy_goes_on_with_the_same_bits_however_it_is_cut),
        cmocka_unit_test(the_setup_of_a_mission_is_that_of_its_attempt),
        cmocka_unit_test(wrong_sequences_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
