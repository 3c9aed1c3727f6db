/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <string.h>

#include "kurs/mission.h"
#include "kurs/store.h"
#include "math/math.h"
#include "sim/countdown.h"
#include "soyuz_countdown.h"

static kurs_mission mission(void)
{
    /* pad 31/6 of Baikonur */
    return (kurs_mission){
        .site = {.lat = 45.996 * KURS_DEG, .lon = 63.564 * KURS_DEG, .height_m = 65.0},
        .countdown = soyuz_countdown(),
        .fault_count = 1,
        .faults = {{.id = "weak-battery", .attempt = 1}},
    };
}

/* The first attempt of MS-25: 2024-03-21 13:21:19 UTC. */
static kurs_tai planned(void)
{
    kurs_tai t;
    const char *text = "2024-03-21T13:21:19Z";
    assert_true(kurs_tai_parse(text, strlen(text), &t) >= 0);
    return t;
}

static kurs_countdown_phase run(const kurs_mission *m, int attempt, kurs_store *store)
{
    const kurs_sink sink = kurs_store_sink(store);
    kurs_countdown_phase p;
    assert_true(kurs_countdown_phase_init(&p, m, planned(), attempt, 312000.0, 270000.0, 7) >= 0);
    for (int i = 0; !p.done; i++) {
        assert_true(i < 100);
        assert_true(kurs_countdown_phase_step(&p, m, &sink) >= 0);
    }
    return p;
}

static void a_weak_battery_ends_the_attempt_with_a_scrub(void **state)
{
    (void)state;
    const kurs_mission m = mission();
    kurs_store *store = kurs_store_create(NULL);
    assert_non_null(store);
    const kurs_countdown_phase p = run(&m, 1, store);
    assert_int_equal(p.go, 0);
    check_near(86400.0, kurs_tai_diff(p.next_earliest, planned()), 1e-9, 0.0);
    const kurs_record r = kurs_store_record(store);
    const kurs_event *scrub = kurs_record_event(&r, "scrub", 0);
    assert_non_null(scrub);
    check_near(-20.4, scrub->met_s, 1e-6, 0.0);
    check_near(scrub->met_s, kurs_tai_diff(p.stopped, planned()), 1e-9, 0.0);
    assert_non_null(strstr(scrub->text, "automatic stop at T-20.4 s"));
    assert_non_null(strstr(scrub->text, "valves and igniters on the battery"));
    assert_non_null(strstr(scrub->text, "under 110 A, limit at least 27.00 V"));
    assert_null(kurs_record_event(&r, "launch_command", 0));
    assert_non_null(kurs_record_event(&r, "crew_ingress", 0));
    const kurs_event *fault = kurs_record_event(&r, "fault", 0);
    assert_non_null(fault);
    assert_string_equal(fault->text, "weak-battery sets in: one cell is weak");
    /* what follows: the batteries off, and an hour later the crew out, on the director's go */
    check_near(-10.4, kurs_record_event(&r, "batteries_off", 0)->met_s, 1e-6, 0.0);
    const kurs_event *last = &r.events[r.event_count - 1];
    assert_string_equal(last->id, "crew_out");
    assert_string_equal(last->text, "crew leaves the ship; go: launch director");
    check_near(-20.4 + 3600.0, last->met_s, 1e-6, 0.0);
    kurs_store_destroy(store);
}

/* The clock waits 40 s for a go: all that follows is 40 s later, and so is lift-off. */
static void a_hold_is_told_and_moves_lift_off(void **state)
{
    (void)state;
    kurs_mission m = mission();
    m.window_s = 60.0;
    m.countdown.steps[4].go = 1;
    m.faults[0] = (kurs_fault){.id = "no-go", .attempt = 1, .t_s = -400.0, .lasts_s = 65.0};
    kurs_store *store = kurs_store_create(NULL);
    assert_non_null(store);
    const kurs_countdown_phase p = run(&m, 1, store);
    assert_int_equal(p.go, 1);
    check_near(40.0, kurs_tai_diff(p.liftoff, planned()), 1e-6, 0.0);
    check_near(40.0, kurs_tai_diff(kurs_body_time(&p.body), planned()), 1e-6, 0.0);
    const kurs_record r = kurs_store_record(store);
    const kurs_event *hold = kurs_record_event(&r, "countdown_hold", 0);
    assert_string_equal(hold->text,
                        "hold at T-375.0 s: no go from launch director for: automatic sequence");
    const kurs_event *resume = kurs_record_event(&r, "countdown_resume", 0);
    assert_string_equal(resume->text, "the count goes on at T-375.0 s after 40.0 s");
    const kurs_event *key = kurs_record_event(&r, "key_to_launch", 0);
    assert_string_equal(key->text, "automatic sequence; go: launch director");
    check_near(-335.0, key->met_s, 1e-6, 0.0);
    check_near(25.0, kurs_record_event(&r, "umbilical_mast", 0)->met_s, 1e-6, 0.0);
    kurs_store_destroy(store);
}

static void without_a_window_the_hold_is_a_scrub(void **state)
{
    (void)state;
    kurs_mission m = mission();
    m.countdown.steps[4].go = 1;
    m.faults[0] = (kurs_fault){.id = "no-go", .attempt = 1};
    kurs_store *store = kurs_store_create(NULL);
    assert_non_null(store);
    const kurs_countdown_phase p = run(&m, 1, store);
    assert_int_equal(p.go, 0);
    const kurs_record r = kurs_store_record(store);
    assert_string_equal(
        kurs_record_event(&r, "scrub", 0)->text,
        "called off at T-375.0 s (recorders on): held past the launch window; no go "
        "from launch director for: automatic sequence");
    kurs_store_destroy(store);
}

static void a_decision_names_who_took_it(void **state)
{
    (void)state;
    kurs_mission m = mission();
    kurs_condition *k = &m.countdown.conditions[m.countdown.condition_count++];
    *k = (kurs_condition){.id = "wind",
                          .channel = KURS_CHANNEL_wind,
                          .limit = 15.0,
                          .from = 3,
                          .to = 7,
                          .act = KURS_CONDITION_SCRUB,
                          .says = 1};
    m.faults[0] = (kurs_fault){.id = "strong-wind", .attempt = 1, .t_s = -123.45};
    kurs_store *store = kurs_store_create(NULL);
    assert_non_null(store);
    run(&m, 1, store);
    const kurs_record r = kurs_store_record(store);
    const kurs_event *scrub = kurs_record_event(&r, "scrub", 0);
    check_near(-123.45, scrub->met_s, 1e-6, 0.0);
    assert_string_equal(scrub->text, "called off by launch director at T-123.5 s (automatic "
                                     "sequence): wind at the pad at 20.00 m/s, limit at most 15.00 "
                                     "m/s");
    kurs_store_destroy(store);
}

/* A copy of the phase is a checkpoint. */
static void a_copy_of_the_phase_goes_on_with_the_same_bits(void **state)
{
    (void)state;
    const kurs_mission m = mission();
    const kurs_sink nobody = {0};
    static kurs_countdown_phase p, q;
    assert_true(kurs_countdown_phase_init(&p, &m, planned(), 1, 312000.0, 270000.0, 7) >= 0);
    for (int i = 0; i < 5; i++) {
        assert_true(kurs_countdown_phase_step(&p, &m, &nobody) >= 0);
    }
    memcpy(&q, &p, sizeof q);
    while (!p.done) {
        assert_true(kurs_countdown_phase_step(&p, &m, &nobody) >= 0);
    }
    assert_int_equal(p.go, 0);
    while (!q.done) {
        assert_true(kurs_countdown_phase_step(&q, &m, &nobody) >= 0);
    }
    assert_memory_equal(&p, &q, sizeof p);
}

static void a_healthy_one_ends_at_exactly_the_planned_instant(void **state)
{
    (void)state;
    const kurs_mission m = mission();
    kurs_store *store = kurs_store_create(NULL);
    assert_non_null(store);
    const kurs_countdown_phase p = run(&m, 2, store);
    assert_int_equal(p.go, 1);
    const kurs_tai now = kurs_body_time(&p.body), want = planned();
    assert_int_equal(now.s, want.s);
    check_near(want.f, now.f, 1e-12, 0.0);
    const kurs_record r = kurs_store_record(store);
    assert_int_equal(r.event_count, m.countdown.step_count);
    assert_null(kurs_record_event(&r, "liftoff", 0));
    check_near(-15.0, kurs_record_event(&r, "umbilical_mast", 0)->met_s, 1e-9, 0.0);
    kurs_store_destroy(store);
}

static void the_rocket_turns_with_the_earth_on_its_pad(void **state)
{
    (void)state;
    const kurs_mission m = mission();
    kurs_store *store = kurs_store_create(NULL);
    assert_non_null(store);
    run(&m, 2, store);
    const kurs_record r = kurs_store_record(store);
    assert_int_equal(r.row_count, m.countdown.step_count + 1);
    for (size_t i = 0; i < r.row_count; i++) {
        const kurs_row *row = &r.rows[i];
        check_near(45.996 * KURS_DEG, row->lat, 1e-10, 0.0);
        check_near(63.564 * KURS_DEG, row->lon, 1e-10, 0.0);
        check_near(65.0, row->alt_m, 1e-5, 0.0);
        check_near(0.0, row->speed_earth_m_s, 1e-6, 0.0);
        /* distance from the axis 4438 km times 7.2921e-5 rad/s */
        check_near(323.8, v3_norm(row->s_gcrf.v), 1.0, 0.0);
        check_near(312000.0, row->mass_kg, 0.0, 0.0);
        check_near(1.0, row->load_g, 0.0, 0.0);
        assert_int_equal(row->attached, 1);
        assert_int_equal(row->arc, 7);
        assert_true(row->met_s <= 0.0 && (i == 0 || row->met_s >= r.rows[i - 1].met_s));
    }
    kurs_store_destroy(store);
}

/* 270 of 312 t come aboard evenly from T-5 h to T-3 h: none, a half, all; worked out by hand. */
static void the_rocket_is_light_until_it_is_tanked(void **state)
{
    (void)state;
    kurs_mission m = mission();
    m.countdown.tanking_s = -5.0 * 3600.0;
    m.countdown.tanked_s = -3.0 * 3600.0;
    m.countdown.steps[1].t_s = -4.0 * 3600.0; /* batteries at T-6 h, crew half-way through */
    kurs_store *store = kurs_store_create(NULL);
    assert_non_null(store);
    run(&m, 2, store);
    const kurs_record r = kurs_store_record(store);
    check_near(42000.0, kurs_record_event(&r, "batteries_in", 0)->mass_kg, 1e-9, 0.0);
    check_near(177000.0, kurs_record_event(&r, "crew_ingress", 0)->mass_kg, 1e-9, 0.0);
    check_near(312000.0, kurs_record_event(&r, "escape_system_armed", 0)->mass_kg, 0.0, 0.0);
    check_near(312000.0, r.rows[r.row_count - 1].mass_kg, 0.0, 0.0);
    kurs_store_destroy(store);
}

static kurs_status refuse(void *ctx, const kurs_event *event)
{
    (void)event;
    return --*(int *)ctx < 0 ? KURS_ERR_STOPPED : KURS_OK;
}

static void a_listener_can_stop_it(void **state)
{
    (void)state;
    const kurs_mission m = mission();
    int left = 3;
    const kurs_sink sink = {.ctx = &left, .event = refuse};
    kurs_countdown_phase p;
    assert_true(kurs_countdown_phase_init(&p, &m, planned(), 1, 312000.0, 270000.0, 0) >= 0);
    for (int i = 0; i < 3; i++) {
        assert_true(kurs_countdown_phase_step(&p, &m, &sink) >= 0);
    }
    const double t_s = p.sequence.t_s;
    assert_int_equal(kurs_countdown_phase_step(&p, &m, &sink), KURS_ERR_STOPPED);
    check_near(t_s, p.sequence.t_s, 0.0, 0.0);
}

static void wrong_input_is_refused(void **state)
{
    (void)state;
    kurs_mission m = mission();
    kurs_countdown_phase p;
    strcpy(m.faults[0].id, "flat-tyre");
    assert_int_equal(kurs_countdown_phase_init(&p, &m, planned(), 1, 1.0, 0.0, 0),
                     KURS_ERR_NOT_FOUND);
    m = mission();
    m.countdown.models.battery.resistance_ohm = NAN;
    assert_int_equal(kurs_countdown_phase_init(&p, &m, planned(), 2, 1.0, 0.0, 0), KURS_ERR_RANGE);
}

/* The figures that are shipped. Flown: a stop at about T-20 s (TASS, 2024-03-21). */
static void an_attempt_is_announced_on_the_pad(void **state)
{
    (void)state;
    const kurs_mission m = mission();
    kurs_store *store = kurs_store_create(NULL);
    assert_non_null(store);
    const kurs_sink sink = kurs_store_sink(store);
    kurs_countdown_phase p;
    assert_true(kurs_countdown_phase_init(&p, &m, planned(), 2, 312000.0, 270000.0, 7) >= 0);
    assert_int_equal(kurs_countdown_phase_announce(&p, "34 orbits", &sink), KURS_OK);
    const kurs_record r = kurs_store_record(store);
    assert_int_equal(r.row_count, 1); /* no event without a row to stand on */
    assert_int_equal(r.event_count, 1);
    assert_string_equal(r.events[0].id, "launch_attempt");
    assert_string_equal(r.events[0].text, "34 orbits");
    assert_int_equal(r.events[0].attempt, 2);
    check_near(r.rows[0].met_s, r.events[0].met_s, 0.0, 0.0);
    assert_true(r.events[0].met_s <= KURS_COUNTDOWN_START_S);
    kurs_store_destroy(store);
}

static void the_shipped_countdown_of_ms_25_stops_and_then_goes(void **state)
{
    (void)state;
    static kurs_mission m;
    static kurs_diag diag;
    kurs_diag_init(&diag);
    const char *path = KURS_SOURCE_DIR "/missions/soyuz-ms-25.yaml";
    assert_int_equal(kurs_mission_load(path, &m, &diag), KURS_OK);
    kurs_store *store = kurs_store_create(NULL);
    assert_non_null(store);
    kurs_countdown_phase p = run(&m, 1, store);
    kurs_record r = kurs_store_record(store);
    assert_int_equal(p.go, 0);
    const kurs_event *scrub = kurs_record_event(&r, "scrub", 0);
    assert_non_null(scrub);
    check_near(-20.0, scrub->met_s, 1.0, 0.0);
    print_message("%s\n", scrub->text);
    const size_t told = r.event_count;
    p = run(&m, 2, store);
    r = kurs_store_record(store);
    assert_int_equal(p.go, 1);
    assert_true(p.sequence.voltage_v > 27.0 + 1.0);
    /* the next attempt counts from where the list says */
    assert_int_equal(r.event_count,
                     told + (size_t)(m.countdown.step_count - m.countdown.recycle_to));
    assert_null(kurs_record_event(&r, "scrub", 1));
    assert_null(kurs_record_event(&r, "liftoff", 0)); /* it is the ascent's to tell */
    kurs_store_destroy(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_weak_battery_ends_the_attempt_with_a_scrub),
        cmocka_unit_test(a_hold_is_told_and_moves_lift_off),
        cmocka_unit_test(without_a_window_the_hold_is_a_scrub),
        cmocka_unit_test(a_decision_names_who_took_it),
        cmocka_unit_test(a_copy_of_the_phase_goes_on_with_the_same_bits),
        cmocka_unit_test(a_healthy_one_ends_at_exactly_the_planned_instant),
        cmocka_unit_test(the_rocket_is_light_until_it_is_tanked),
        cmocka_unit_test(the_rocket_turns_with_the_earth_on_its_pad),
        cmocka_unit_test(a_listener_can_stop_it),
        cmocka_unit_test(wrong_input_is_refused),
        cmocka_unit_test(an_attempt_is_announced_on_the_pad),
        cmocka_unit_test(the_shipped_countdown_of_ms_25_stops_and_then_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
