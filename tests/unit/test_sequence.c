/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <string.h>

#include "ops/ops.h"
#include "soyuz_countdown.h"

static const kurs_fault weak[] = {{.id = "weak-battery", .attempt = 1}};

/* The countdown to its end. */
static kurs_sequence run(const kurs_countdown *c, int faults, int attempt)
{
    kurs_sequence s;
    assert_int_equal(kurs_sequence_init(&s, c, weak, faults, attempt, -21600.0), KURS_OK);
    kurs_sequence_result result;
    int steps = 0;
    do {
        result = kurs_sequence_advance(&s, c);
        steps += result == KURS_SEQUENCE_STEP;
    } while (result == KURS_SEQUENCE_STEP);
    assert_int_equal(steps, s.next);
    return s;
}

/* The countdown with a battery part of the way from healthy (0) to weak (1). */
static kurs_sequence run_between(double weakness)
{
    kurs_countdown c = soyuz_countdown();
    kurs_battery *b = &c.battery;
    b->charge += weakness * (c.weak_charge - b->charge);
    b->resistance_ohm += weakness * (c.weak_resistance_ohm - b->resistance_ohm);
    return run(&c, 0, 1);
}

static void a_healthy_battery_goes_through_to_lift_off_with_margin(void **state)
{
    (void)state;
    const kurs_countdown c = soyuz_countdown();
    const kurs_sequence s = run(&c, 0, 1);
    assert_int_equal(s.result, KURS_SEQUENCE_LIFTOFF);
    assert_int_equal(s.next, c.step_count);
    check_near(0.0, s.t_s, 0.0, 0.0);
    assert_true(s.voltage_v > s.limit_v + 0.5);
    /* by hand: 5 A for 1200 s, 12 for 225, 20 for 315, 35 for 39.6, 110 for 20.4 */
    const double drawn = 5 * 1200.0 + 12 * 225.0 + 20 * 315.0 + 35 * 39.6 + 110 * 20.4;
    check_near(0.98 * 144000.0 - drawn, s.state.charge_as, 1e-6, 0.0);
    check_near(26.0 + 5.0 * (0.98 - drawn / 144000.0) - 110 * 0.020, s.voltage_v, 1e-9, 0.0);
}

static void a_weak_battery_stops_it_when_the_start_loads_come(void **state)
{
    (void)state;
    const kurs_countdown c = soyuz_countdown();
    const kurs_sequence s = run(&c, 1, 1);
    assert_int_equal(s.result, KURS_SEQUENCE_STOP);
    check_near(-20.4, s.t_s, 0.11, 0.0); /* flown: about T-20 s (TASS, MS-25, 2024-03-21) */
    assert_string_equal(c.steps[s.step].id, "start_supply");
    assert_true(s.voltage_v < s.limit_v);
    check_near(27.0, s.limit_v, 0.0, 0.0);
    /* just before, it had passed */
    check_near(110.0, s.load_a, 0.0, 0.0);
    assert_true(s.voltage_v + (110.0 - 35.0) * 0.050 > s.limit_v + 0.3);
}

static void the_fault_is_there_at_its_attempt_only(void **state)
{
    (void)state;
    const kurs_countdown c = soyuz_countdown();
    assert_int_equal(run(&c, 1, 2).result, KURS_SEQUENCE_LIFTOFF);
}

static void a_somewhat_weak_battery_still_flies(void **state)
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
    check_near(27.0, s.voltage_v, 1e-3, 0.0);
    assert_true(stops > 0.2 && stops < 0.8);
}

static void a_very_weak_battery_stops_it_earlier(void **state)
{
    (void)state;
    kurs_countdown c = soyuz_countdown();
    c.weak_resistance_ohm = 0.090;
    const kurs_sequence s = run(&c, 1, 1);
    assert_int_equal(s.result, KURS_SEQUENCE_STOP);
    check_near(-60.0, s.t_s, 0.11, 0.0);
}

static void a_slow_drain_stops_it_between_two_steps(void **state)
{
    (void)state;
    kurs_countdown c = soyuz_countdown();
    c.battery.charge = 0.445; /* 0.300 left when the limit of 27 V comes */
    c.battery.capacity_as = 60000.0;
    const kurs_sequence s = run(&c, 0, 1);
    assert_int_equal(s.result, KURS_SEQUENCE_STOP);
    /* by hand: 27 V under 20 A and 0.02 ohm is 27.4 V open, at a charge of 0.28 */
    const double before = 5 * 1200.0 + 12 * 225.0;
    const double at = -375.0 + ((0.445 - 0.28) * 60000.0 - before) / 20.0;
    check_near(-315.0, at, 1e-6, 0.0);
    check_near(at, s.t_s, 0.11, 0.0);
}

static void after_the_launch_command_nothing_stops_it(void **state)
{
    (void)state;
    kurs_countdown c = soyuz_countdown();
    c.steps[8].load_a = 1000.0; /* at the umbilical mast, after the command */
    assert_int_equal(run(&c, 0, 1).result, KURS_SEQUENCE_LIFTOFF);
    c.steps[6].load_a = 1000.0; /* at the start supply, before it */
    assert_int_equal(run(&c, 0, 1).result, KURS_SEQUENCE_STOP);
}

static void a_stopped_sequence_stays_stopped(void **state)
{
    (void)state;
    const kurs_countdown c = soyuz_countdown();
    kurs_sequence s = run(&c, 1, 1);
    const double at = s.t_s;
    assert_int_equal(kurs_sequence_advance(&s, &c), KURS_SEQUENCE_STOP);
    check_near(at, s.t_s, 0.0, 0.0);
}

static void a_copy_goes_on_with_the_same_bits(void **state)
{
    (void)state;
    const kurs_countdown c = soyuz_countdown();
    kurs_sequence a;
    assert_int_equal(kurs_sequence_init(&a, &c, NULL, 0, 1, -21600.0), KURS_OK);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(kurs_sequence_advance(&a, &c), KURS_SEQUENCE_STEP);
    }
    kurs_sequence b = a;
    while (kurs_sequence_advance(&a, &c) == KURS_SEQUENCE_STEP) {
    }
    while (kurs_sequence_advance(&b, &c) == KURS_SEQUENCE_STEP) {
    }
    assert_true(a.state.charge_as == b.state.charge_as && a.voltage_v == b.voltage_v);
    assert_int_equal(b.result, KURS_SEQUENCE_LIFTOFF);
}

static void wrong_sequences_are_refused(void **state)
{
    (void)state;
    const kurs_countdown good = soyuz_countdown();
    kurs_sequence s;
    kurs_countdown c = good;
    c.steps[3].t_s = -2000.0; /* before the step that stands before it */
    assert_int_equal(kurs_sequence_init(&s, &c, NULL, 0, 1, -21600.0), KURS_ERR_RANGE);
    c = good;
    c.steps[8].t_s = 1.0;
    assert_int_equal(kurs_sequence_init(&s, &c, NULL, 0, 1, -21600.0), KURS_ERR_RANGE);
    c = good;
    c.steps[0].t_s = NAN;
    assert_int_equal(kurs_sequence_init(&s, &c, NULL, 0, 1, -21600.0), KURS_ERR_RANGE);
    c = good;
    c.battery.capacity_as = -1.0;
    assert_int_equal(kurs_sequence_init(&s, &c, NULL, 0, 1, -21600.0), KURS_ERR_RANGE);
    assert_int_equal(kurs_sequence_init(&s, &good, NULL, 0, 1, 0.0), KURS_ERR_RANGE);
    assert_int_equal(kurs_sequence_init(&s, &good, NULL, 0, 1, -21000.0), KURS_ERR_RANGE);
    const kurs_fault other[] = {{.id = "flat-tyre", .attempt = 1}};
    assert_int_equal(kurs_sequence_init(&s, &good, other, 1, 1, -21600.0), KURS_ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_healthy_battery_goes_through_to_lift_off_with_margin),
        cmocka_unit_test(a_weak_battery_stops_it_when_the_start_loads_come),
        cmocka_unit_test(the_fault_is_there_at_its_attempt_only),
        cmocka_unit_test(a_somewhat_weak_battery_still_flies),
        cmocka_unit_test(a_very_weak_battery_stops_it_earlier),
        cmocka_unit_test(a_slow_drain_stops_it_between_two_steps),
        cmocka_unit_test(after_the_launch_command_nothing_stops_it),
        cmocka_unit_test(a_stopped_sequence_stays_stopped),
        cmocka_unit_test(a_copy_goes_on_with_the_same_bits),
        cmocka_unit_test(wrong_sequences_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
