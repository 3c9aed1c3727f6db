/* SPDX-License-Identifier: Apache-2.0 */
/* Orders of mission control to a count: hold, and back to a step. Truth: sums by hand. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kurs/diag.h"
#include "kurs/mission.h"
#include "kurs/store.h"
#include "ops/ops.h"
#include "sim/countdown.h"
#include "soyuz_countdown.h"

enum { UNCAGED = 3, KEY = 4 };

static kurs_sequence made(const kurs_countdown *c, const kurs_order *orders, int count,
                          const kurs_fault *faults, int fault_count, double window_s)
{
    const kurs_sequence_setup setup = {.orders = orders,
                                       .order_count = count,
                                       .faults = faults,
                                       .fault_count = fault_count,
                                       .attempt = 1,
                                       .start_s = -21600.0,
                                       .window_s = window_s};
    kurs_sequence s;
    assert_int_equal(kurs_sequence_init(&s, c, &setup), KURS_OK);
    return s;
}

static kurs_sequence_result on(kurs_sequence *s, const kurs_countdown *c)
{
    kurs_sequence_result result;
    do {
        result = kurs_sequence_advance(s, c);
    } while (result == KURS_SEQUENCE_STEP || result == KURS_SEQUENCE_FAULT);
    return result;
}

/* Held at T-300 for 200 s, in it after 50 s back to T-375 (key) and at T-350 held for 30 s. */
static const kurs_order there_and_back[] = {
    {.order = "hold", .attempt = 1, .t_s = -300.0, .lasts_s = 200.0},
    {.order = "recycle", .attempt = 1, .t_s = -300.0, .after_s = 50.0, .step = "key_to_launch"},
    {.order = "hold", .attempt = 1, .recycles = 1, .t_s = -350.0, .lasts_s = 30.0},
    {.order = "hold", .attempt = 2, .t_s = -400.0},
};

static void lift_off_moves_by_what_was_held_and_put_back(void **state)
{
    (void)state;
    const kurs_countdown c = soyuz_countdown();
    kurs_sequence s = made(&c, there_and_back, 4, NULL, 0, 600.0);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_HOLD);
    assert_int_equal(s.hold.why, KURS_HOLD_ASKED);
    check_near(-300.0, s.t_s, 1e-9, 0.0);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_RECYCLE);
    assert_int_equal(s.back, KEY);
    check_near(75.0, s.back_s, 1e-9, 0.0);
    check_near(-375.0, s.t_s, 0.0, 0.0);
    check_near(-250.0, kurs_sequence_now(&s), 1e-9, 0.0); /* no time has gone by */
    assert_false(s.done[KEY]);
    assert_true(s.done[UNCAGED]);
    check_near(12.0, s.pad.load_a, 0.0, 0.0); /* that of the step before the key's 20 A */
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_RESUME);
    check_near(-100.0, kurs_sequence_now(&s), 1e-9, 0.0);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_HOLD);
    check_near(-350.0, s.t_s, 1e-9, 0.0); /* the second time it comes by */
    check_near(-75.0, kurs_sequence_now(&s), 1e-9, 0.0);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_RESUME);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_LIFTOFF); /* at T-300 nothing holds again */
    check_near(200.0 + 75.0 + 30.0, kurs_sequence_now(&s), 1e-6, 0.0);
}

/* What is asked for in a hold of 200 s at T-300; what it was too short for, when it is over. */
static void a_fault_of_a_hold_sets_in_while_the_clock_stands(void **state)
{
    (void)state;
    static const double after_s[] = {30.0, 199.0, 400.0};
    static const double began_s[] = {-270.0, -101.0, -99.95};
    const kurs_countdown c = soyuz_countdown();
    kurs_fault wind = {.id = "strong-wind", .attempt = 1, .t_s = -300.0};
    kurs_sequence s;
    for (int i = 0; i < 3; i++) {
        wind.after_s = after_s[i];
        s = made(&c, there_and_back, 1, &wind, 1, 600.0);
        kurs_sequence_result result;
        do {
            result = kurs_sequence_advance(&s, &c);
            assert_int_not_equal(result, KURS_SEQUENCE_LIFTOFF);
        } while (result != KURS_SEQUENCE_FAULT);
        check_near(began_s[i], kurs_sequence_now(&s), 1e-6, 0.0);
        check_near(i < 2 ? -300.0 : -299.95, s.t_s, 1e-9, 0.0);
    }
    const kurs_sequence_setup setup = {
        .faults = &wind, .fault_count = 1, .attempt = 1, .start_s = -21600.0};
    wind.after_s = -1.0;
    assert_int_equal(kurs_sequence_init(&s, &c, &setup), KURS_ERR_RANGE);
}

static void beyond_the_window_there_is_no_lift_off(void **state)
{
    (void)state;
    const kurs_countdown c = soyuz_countdown();
    kurs_sequence s = made(&c, there_and_back, 2, NULL, 0, 120.0);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_HOLD);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_RECYCLE); /* 50 s held and 75 s back are over 120 */
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_STOP);
    assert_int_equal(s.stop.why, KURS_STOP_WINDOW);
    assert_int_equal(s.stop.at, KEY);
    check_near(-250.0, kurs_sequence_now(&s), 1e-9, 0.0);
    s = made(&c, there_and_back, 2, NULL, 0, 0.0); /* at its second or not */
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_HOLD);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_STOP);
    assert_int_equal(s.stop.at, -1);
}

/* A planned hold has no end of the window; the count that is put back in it has. */
static void a_planned_hold_is_no_way_past_the_window(void **state)
{
    (void)state;
    kurs_countdown c = soyuz_countdown();
    c.steps[KEY].hold_s = 100.0;
    kurs_order back = there_and_back[1];
    back.t_s = -375.0;
    back.after_s = 40.0;
    snprintf(back.step, sizeof back.step, "gyros_uncaged");
    kurs_sequence s = made(&c, &back, 1, NULL, 0, 100.0);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_HOLD);
    assert_int_equal(s.hold.why, KURS_HOLD_PLANNED);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_RECYCLE);
    check_near(225.0, s.back_s, 1e-9, 0.0); /* 40 + 225 - 100 are 165 s late */
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_STOP);
    s = made(&c, &back, 1, NULL, 0, 170.0);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_HOLD);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_RECYCLE);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_RESUME);
    assert_int_equal(on(&s, &c), KURS_SEQUENCE_LIFTOFF);
    check_near(165.0, kurs_sequence_now(&s), 1e-6, 0.0);
}

static void a_fault_of_the_second_time_waits_for_it(void **state)
{
    (void)state;
    const kurs_countdown c = soyuz_countdown();
    const kurs_fault wind = {.id = "strong-wind", .attempt = 1, .recycles = 1, .t_s = -340.0};
    kurs_sequence s = made(&c, there_and_back, 3, &wind, 1, 600.0);
    double began_s = NAN;
    while (isnan(began_s)) {
        const kurs_sequence_result result = kurs_sequence_advance(&s, &c);
        assert_int_not_equal(result, KURS_SEQUENCE_LIFTOFF);
        began_s = result == KURS_SEQUENCE_FAULT ? kurs_sequence_now(&s) : began_s;
    }
    check_near(-340.0 + 305.0, began_s, 1e-6, 0.0);
}

static void it_comes_to_the_same_bits_however_it_is_cut(void **state)
{
    (void)state;
    const kurs_countdown c = soyuz_countdown();
    kurs_sequence a = made(&c, there_and_back, 3, NULL, 0, 600.0), b = a;
    while (on(&a, &c) != KURS_SEQUENCE_LIFTOFF) {
    }
    for (double t_s = -1000.0; b.result != KURS_SEQUENCE_LIFTOFF; t_s += 0.37) {
        while (kurs_sequence_run(&b, &c, t_s) != KURS_SEQUENCE_COUNTING &&
               b.result != KURS_SEQUENCE_LIFTOFF) {
        }
    }
    assert_memory_equal(&a, &b, sizeof a);
}

static void orders_that_are_none_are_refused(void **state)
{
    (void)state;
    const kurs_countdown c = soyuz_countdown();
    kurs_order orders[KURS_MAX_ORDERS + 1];
    kurs_sequence s;
    kurs_sequence_setup setup = {
        .orders = orders, .order_count = 1, .attempt = 1, .start_s = -21600.0};
    orders[0] = there_and_back[1];
    snprintf(orders[0].step, sizeof orders[0].step, "tea");
    assert_int_equal(kurs_sequence_init(&s, &c, &setup), KURS_ERR_NOT_FOUND);
    orders[0] = there_and_back[0];
    orders[0].t_s = -19.0; /* the launch command */
    assert_int_equal(kurs_sequence_init(&s, &c, &setup), KURS_ERR_RANGE);
    orders[0].t_s = NAN;
    assert_int_equal(kurs_sequence_init(&s, &c, &setup), KURS_ERR_RANGE);
    orders[0] = there_and_back[0];
    orders[0].lasts_s = -1.0;
    assert_int_equal(kurs_sequence_init(&s, &c, &setup), KURS_ERR_RANGE);
    for (int i = 0; i <= KURS_MAX_ORDERS; i++) {
        orders[i] = there_and_back[0];
    }
    setup.order_count = KURS_MAX_ORDERS + 1;
    assert_int_equal(kurs_sequence_init(&s, &c, &setup), KURS_ERR_FULL);
}

/* ---- the phase on the pad -------------------------------------------------------------------- */

static void what_mission_control_does_is_told(void **state)
{
    (void)state;
    static kurs_mission m;
    kurs_countdown_phase phase;
    m.countdown = soyuz_countdown();
    m.countdown.tanking_s = -9000.0;
    m.countdown.tanked_s = -350.0;
    m.window_s = 120.0;
    m.order_count = 2;
    memcpy(m.orders, there_and_back, 2 * sizeof m.orders[0]);
    kurs_store *store = kurs_store_create(NULL);
    const kurs_sink sink = kurs_store_sink(store);
    kurs_tai liftoff;
    assert_int_equal(kurs_tai_parse("2024-03-21T13:21:19Z", 20, &liftoff), KURS_OK);
    assert_int_equal(kurs_countdown_phase_init(&phase, &m, liftoff, 1, 3e5, 2e5, 0), KURS_OK);
    while (!phase.done) {
        assert_true(kurs_countdown_phase_step(&phase, &m, &sink) >= 0);
    }
    assert_false(phase.go);
    check_near(3e5, phase.body.mass_kg, 0.0, 0.0); /* what is aboard stays aboard */
    const kurs_record record = kurs_store_record(store);
    const kurs_event *hold = kurs_record_event(&record, "countdown_hold", 0);
    const kurs_event *back = kurs_record_event(&record, "countdown_recycle", 0);
    const kurs_event *scrub = kurs_record_event(&record, "scrub", 0);
    assert_string_equal(hold->text, "hold at T-300.0 s: by mission control");
    assert_string_equal(
        back->text, "the count goes back from T-300.0 s to T-375.0 s, before: automatic sequence");
    check_near(-250.0, kurs_tai_diff(back->t, liftoff), 1e-6, 0.0);
    assert_non_null(strstr(scrub->text, "put back by 75.0 s, past the launch window of 120 s"));
    kurs_store_destroy(store);
}

/* ---- in a mission's file --------------------------------------------------------------------- */

static const char file[] = KURS_SOURCE_DIR "/missions/soyuz-ms-27.yaml";

/* The mission with lines added before its launch day; ERR_* with the first thing wrong. */
static kurs_status load_with(const char *more, kurs_mission *out, kurs_diag *diag)
{
    static char text[40000], whole[50000];
    FILE *in = fopen(file, "rb");
    assert_non_null(in);
    text[fread(text, 1, sizeof text - 1, in)] = '\0';
    assert_int_equal(fclose(in), 0);
    char *at = strstr(text, "launch_day:");
    assert_non_null(at);
    snprintf(whole, sizeof whole, "%.*s%s%s", (int)(at - text), text, more, at);
    kurs_diag_init(diag);
    return kurs_mission_load_text(file, whole, strlen(whole), out, diag);
}

static void a_mission_carries_orders(void **state)
{
    (void)state;
    static kurs_mission m;
    static kurs_diag diag;
    assert_true(load_with("orders:\n"
                          "  - {order: hold, attempt: 1, at: -500 s, lasts: 5 min}\n"
                          "  - {order: recycle, attempt: 1, at: -500 s, after: 2 min, step: "
                          "gyros_uncaged}\n"
                          "  - {order: wait, attempt: 2, day: 2025-04-12}\n",
                          &m, &diag) >= 0);
    assert_int_equal(m.order_count, 3);
    assert_string_equal(m.orders[1].order, "recycle");
    assert_string_equal(m.orders[1].step, "gyros_uncaged");
    check_near(-500.0, m.orders[0].t_s, 0.0, 0.0);
    check_near(300.0, m.orders[0].lasts_s, 0.0, 0.0);
    check_near(120.0, m.orders[1].after_s, 0.0, 0.0);
    check_near(4.0 * 86400.0, kurs_tai_diff(m.orders[2].day, m.launch_day), 0.0, 0.0);
}

static void orders_of_a_mission_that_are_none_are_told(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"{order: jump, attempt: 1}", "jump"},
        {"{order: hold, attempt: 1}", "no 'at'"},
        {"{order: hold, attempt: 1, at: -10 s}", "launch command"},
        {"{order: hold, attempt: 1, at: -500 s, step: gyros_on}", "no use for 'step'"},
        {"{order: recycle, attempt: 1, at: -500 s}", "no 'step'"},
        {"{order: recycle, attempt: 1, at: -500 s, step: gyros_unkaged}", "gyros_uncaged"},
        {"{order: recycle, attempt: 1, at: -500 s, step: all_ready}", "comes after"},
        {"{order: wait, attempt: 1, day: 2025-04-12}", "launch_day"},
        {"{order: wait, attempt: 2}", "no 'day'"},
        {"{order: wait, attempt: 2, day: 2026-04-12}", "return"},
        {"{order: wait, attempt: 2, day: 2025-04-12}\n  - {order: wait, attempt: 2, day: "
         "2025-04-13}",
         "twice"},
    };
    static kurs_mission m;
    static kurs_diag diag;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char more[300];
        snprintf(more, sizeof more, "orders:\n  - %s\n", cases[i][0]);
        assert_true(load_with(more, &m, &diag) < 0);
        assert_true(diag.count > 0);
        if (!strstr(diag.items[0].what, cases[i][1]) &&
            !strstr(diag.items[0].remedy, cases[i][1])) {
            fail_msg("%s: %s; %s", cases[i][0], diag.items[0].what, diag.items[0].remedy);
        }
        assert_true(diag.items[0].line > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lift_off_moves_by_what_was_held_and_put_back),
        cmocka_unit_test(a_fault_of_a_hold_sets_in_while_the_clock_stands),
        cmocka_unit_test(beyond_the_window_there_is_no_lift_off),
        cmocka_unit_test(a_planned_hold_is_no_way_past_the_window),
        cmocka_unit_test(a_fault_of_the_second_time_waits_for_it),
        cmocka_unit_test(it_comes_to_the_same_bits_however_it_is_cut),
        cmocka_unit_test(orders_that_are_none_are_refused),
        cmocka_unit_test(what_mission_control_does_is_told),
        cmocka_unit_test(a_mission_carries_orders),
        cmocka_unit_test(orders_of_a_mission_that_are_none_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
