/* SPDX-License-Identifier: Apache-2.0 */
/* The countdowns that are shipped: each known fault ends where it must; and what is wrong with a
 * file is told with its place and remedy. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "io/tables.h"
#include "kurs/mission.h"
#include "ops/ops.h"

static kurs_diag diag;

static void show(void)
{
    char line[KURS_DIAG_LINE_SIZE];
    for (int i = 0; i < diag.count; i++) {
        kurs_diag_format(&diag.items[i], line, sizeof line);
        print_message("%s\n", line);
    }
}

static kurs_status load_text(const char *text, size_t n, kurs_countdown *out)
{
    kurs_diag_init(&diag);
    return kurs_yaml_load_text("c.yaml", text, n, &kurs_schema_countdown, KURS_YAML_REQUIRE_GRADES,
                               out, &diag);
}

static kurs_countdown load(const char *name)
{
    kurs_countdown c;
    size_t n = 0;
    const char *text = kurs_data_file(name, &n);
    assert_non_null(text);
    const kurs_status status = load_text(text, n, &c);
    show();
    assert_int_equal(status, KURS_OK);
    return c;
}

static kurs_sequence run(const kurs_countdown *c, const kurs_fault *faults, int count)
{
    const kurs_sequence_setup setup = {
        .faults = faults, .fault_count = count, .attempt = 1, .start_s = c->steps[0].t_s};
    kurs_sequence s;
    assert_int_equal(kurs_sequence_init(&s, c, &setup), KURS_OK);
    kurs_sequence_result result;
    do {
        result = kurs_sequence_advance(&s, c);
    } while (result != KURS_SEQUENCE_LIFTOFF && result != KURS_SEQUENCE_STOP);
    return s;
}

static void sound_all_countdowns_end_in_lift_off_with_margins(void **state)
{
    (void)state;
    static const char *const names[] = {"countdowns/soyuz-crewed.yaml",
                                        "countdowns/soyuz-cargo.yaml"};
    for (int i = 0; i < 2; i++) {
        const kurs_countdown c = load(names[i]);
        const kurs_sequence s = run(&c, NULL, 0);
        assert_int_equal(s.result, KURS_SEQUENCE_LIFTOFF);
        check_near(0.0, kurs_sequence_now(&s), 0.0, 0.0);
        print_message("%s: %.2f V under %.0f A, %.1f kPa, battery at %.2f K\n", names[i],
                      s.voltage_v, s.pad.load_a, s.pad.pressure_pa / 1e3,
                      s.pad.battery.temperature_k);
        assert_true(s.voltage_v > 28.0);
        assert_true(s.pad.pressure_pa > 290e3);
        assert_true(s.pad.thrust > 0.7);
        check_near(i == 0 ? 2.0 : 0.0, s.pad.crew, 0.0, 0.0);
    }
}

/* NASA's list, Soyuz prelaunch timeline (nasa.gov, timeline_prelaunch), s before lift-off. */
static void the_crewed_list_has_the_published_times(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        double t_s;
    } list[] = {{"fuelling_prepared", 34 * 3600.0},
                {"batteries_in", 6 * 3600.0},
                {"state_commission", 5.5 * 3600.0},
                {"crew_at_254", 5.25 * 3600.0},
                {"tanking", 5 * 3600.0},
                {"suits_on", 4 * 3600.0 + 1200.0},
                {"lox_loading", 4 * 3600.0},
                {"delegations", 3 * 3600.0 + 2400.0},
                {"crew_report", 3 * 3600.0 + 600.0},
                {"crew_leaves", 3 * 3600.0 + 300.0},
                {"oxidiser_loaded", 3 * 3600.0},
                {"crew_at_rocket", 2 * 3600.0 + 2100.0},
                {"crew_ingress", 2.5 * 3600.0},
                {"crew_seated", 2 * 3600.0},
                {"module_checks", 1.75 * 3600.0},
                {"hatch_leak_check", 1.5 * 3600.0},
                {"gyros_on", 3600.0},
                {"structure_lowered", 2700.0},
                {"suit_leak_check", 2400.0},
                {"escape_armed", 1800.0},
                {"towers_withdrawn", 1500.0},
                {"suits_checked", 900.0},
                {"gyros_uncaged", 600.0},
                {"prelaunch_complete", 420.0},
                {"key_to_launch", 375.0},
                {"all_ready", 360.0},
                {"on_board_control", 300.0},
                {"nitrogen_purge", 195.0},
                {"umbilical_mast", 160.0},
                {"tanks_pressurised", 150.0},
                {"on_board_power", 60.0},
                {"launch_battery_load", 20.0},
                {"launch_command", 19.0},
                {"ignition", 15.0}};
    const kurs_countdown c = load("countdowns/soyuz-crewed.yaml");
    enum { N = sizeof list / sizeof list[0] };
    assert_int_equal(c.step_count, N + 1); /* and the engines' main thrust, which is our own */
    for (int i = 0; i < N; i++) {
        assert_string_equal(c.steps[i].id, list[i].id);
        check_near(-list[i].t_s, c.steps[i].t_s, 1e-9, 0.0);
    }
}

/* Each fault breaks the condition that reads its model, at a step or between two. */
static void each_known_fault_ends_where_its_model_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *fault, *condition; /* NULL: held past the window */
        double from_s, to_s;
    } cases[] = {
        {"weak-battery", "launch_battery", -20.0, -20.0},
        {"cold-battery", "launch_battery", -20.0, -19.0},
        {"leaking-tank", "tank_pressure", -90.0, -90.0},
        {"slow-gyros", NULL, -599.0, -599.0},
        {"strong-wind", NULL, -410.0, -410.0},
        {"leaking-hatch", NULL, -5400.0, -4200.0},
        {"leaking-suit", NULL, -2400.0, -1500.0},
        {"range-not-clear", NULL, -420.0, -420.0},
        {"no-go", NULL, -18300.0, -18000.0},
        {"low-thrust", "first_thrust", -11.0, -11.0},
    };
    const kurs_countdown c = load("countdowns/soyuz-crewed.yaml");
    assert_int_equal(c.fault_count, sizeof cases / sizeof cases[0]);
    for (int i = 0; i < c.fault_count; i++) {
        kurs_fault fault = {.attempt = 1};
        strcpy(fault.id, cases[i].fault);
        const kurs_sequence s = run(&c, &fault, 1);
        print_message("%s: %s at T%.1f s\n", fault.id,
                      s.stop.why == KURS_STOP_CONDITION   ? c.conditions[s.stop.at].id
                      : s.hold.why == KURS_HOLD_CONDITION ? c.conditions[s.hold.at].id
                                                          : "no go",
                      s.t_s);
        assert_int_equal(s.result, KURS_SEQUENCE_STOP);
        if (cases[i].condition) {
            assert_int_equal(s.stop.why, KURS_STOP_CONDITION);
            assert_string_equal(c.conditions[s.stop.at].id, cases[i].condition);
        } else {
            assert_int_equal(s.stop.why, KURS_STOP_WINDOW);
        }
        assert_true(s.t_s >= cases[i].from_s - 1e-6 && s.t_s <= cases[i].to_s + 1e-6);
    }
}

/* A countdown of the least that is right, to be spoilt. */
static const char small[] =
    "name: small\n"
    "launch_command: -19 s\n"
    "tanking_start: -300 min\n"
    "tanking_end: -180 min\n"
    "recycle: 24 h\n"
    "recycle_to: first\n"
    "grade: U\n"
    "source: test\n"
    "actors: [director, commander]\n"
    "battery: {cells: 20, capacity: 100 A h, charge: 0.9, emf: {units: [1, V], points: [[0, 1], "
    "[1, 2]]}, resistance: 1 mohm,\n"
    "  rise: {units: [1, 1], points: [[0, 2], [1, 1]]}, reference: 298 K, doubling: 25 K, "
    "polarisation: 1 mohm, relaxation: 5 s,\n"
    "  ambient: 293 K, heat_capacity: 60 kJ/K, heat_loss: 6 W/K}\n"
    "tanks: {ambient: 1 bar, supply: 3 bar, fill: 25 s, leak: 100 h, vent: 60 s}\n"
    "gyros: {speed: 24000 rpm, spin_up: 5 min, uncage: 23500 rpm}\n"
    "engines: {level: 0.12, lag: 0.8 s}\n"
    "steps:\n"
    "  - {t: -6 h, id: first, text: first}\n"
    "  - {t: -5 h, id: gyros, text: gyros, does: spin_gyros, go: director, wait: 5 min}\n"
    "  - {t: -4 h, id: third, text: third, after: [first, gyros], hold: 5 min}\n"
    "  - {t: -19 s, id: command, text: command}\n"
    "  - {t: -15 s, id: ignition, text: ignition, does: start_engines}\n"
    "conditions:\n"
    "  - {id: speed, channel: gyro_speed, at_least: 20000 rpm, from: third, to: command, action: "
    "hold}\n"
    "  - {id: power, channel: voltage, at_least: 20 V, from: third, to: command, action: scrub, "
    "says: commander}\n"
    "  - {id: push, channel: thrust, at_least: 0.1, from: ignition, settle: 5 s, action: stop}\n"
    "safing:\n"
    "  - {t: 10 s, id: off, text: off, load: 0 A}\n"
    "  - {t: 30 min, id: out, text: out}\n"
    "faults:\n"
    "  - {id: windy, text: windy, changes: [{what: wind, to: 20 m/s}]}\n";

static void the_small_one_reads_as_written(void **state)
{
    (void)state;
    kurs_countdown c;
    const kurs_status status = load_text(small, strlen(small), &c);
    show();
    assert_int_equal(status, KURS_OK);
    assert_int_equal(c.actor_count, 2);
    assert_string_equal(c.actors[1].name, "commander");
    assert_int_equal(c.steps[1].go, 1);
    check_near(300.0, c.steps[1].wait_s, 0.0, 0.0);
    assert_int_equal(c.steps[1].action, KURS_ACTION_spin_gyros);
    assert_int_equal(c.steps[2].after_count, 2);
    assert_int_equal(c.steps[2].after[1], 1);
    check_near(300.0, c.steps[2].hold_s, 0.0, 0.0);
    assert_true(isnan(c.steps[2].load_a));
    assert_int_equal(c.conditions[0].channel, KURS_CHANNEL_gyro_speed);
    check_near(2094.3951023931954, c.conditions[0].limit, 1e-9, 0.0); /* 20000 pi / 30 */
    assert_int_equal(c.conditions[0].from, 2);
    assert_int_equal(c.conditions[0].to, 3);
    assert_int_equal(c.conditions[1].says, 2);
    assert_int_equal(c.conditions[1].act, KURS_CONDITION_SCRUB);
    assert_int_equal(c.conditions[2].to, -1);
    check_near(5.0, c.conditions[2].settle_s, 0.0, 0.0);
    check_near(0.0, c.safing[0].load_a, 0.0, 0.0);
    assert_int_equal(c.faults[0].changes[0].figure, KURS_FIGURE_wind);
    check_near(20.0, c.faults[0].changes[0].value, 0.0, 0.0);
    check_near(3e5, c.models.tank.supply_pa, 0.0, 0.0);
    check_near(60e3, c.models.battery.heat_capacity_j_k, 0.0, 0.0);
    check_near(0.0, c.models.hatch.overpressure_pa, 0.0, 0.0); /* there is none */
}

/* The place is that of the text `at` after the change. */
static const struct {
    const char *from, *to, *at;
    kurs_status status;
    const char *what, *remedy;
} bad[] = {
    {"id: gyros, text: gyros,", "id: gyros, text: gyros, after: [third],", "[third]",
     KURS_ERR_SCHEMA, "circular: 'gyros' waits for 'third', which waits for it", "out of 'after'"},
    {"after: [first, gyros]", "after: [third]", "[third]", KURS_ERR_SCHEMA, "circular: 'third'",
     "out of 'after'"},
    {"id: gyros, text: gyros,", "id: gyros, text: gyros, after: [command],", "[command]",
     KURS_ERR_RANGE, "'gyros' waits for 'command', which comes later", "swap"},
    {"after: [first, gyros]", "after: [first, gyro]", "gyro]", KURS_ERR_NOT_FOUND,
     "the step 'gyro' is not known", "'gyros'"},
    {"after: [first, gyros]", "after: first", "first, hold", KURS_ERR_SCHEMA, "not a list",
     "brackets"},
    {"after: [first, gyros]", "after: [first, gyros, first, gyros, first]", "[first, gyros, first",
     KURS_ERR_FULL, "has 5 items", "at most 4"},
    {"go: director", "go: directer", "directer", KURS_ERR_NOT_FOUND, "the actor 'directer'",
     "mean 'director'?"},
    {"go: director, wait", "wait", "5 min}", KURS_ERR_SCHEMA, "waits for nobody", "who gives go"},
    {"text: command}", "text: command, go: director}", "{t: -19 s", KURS_ERR_RANGE,
     "nothing can wait from the launch command on", "automatic"},
    {"id: third", "id: first", "first, text: third", KURS_ERR_SCHEMA, "two steps have the id",
     "its own"},
    {"t: -4 h", "t: -7 h", "{t: -7 h", KURS_ERR_RANGE, "before the one above", "sort"},
    {"t: 30 min", "t: 3 s", "{t: 3 s", KURS_ERR_RANGE, "before the one above", "sort"},
    {"does: spin_gyros", "does: spin_gyro", "spin_gyro", KURS_ERR_SCHEMA,
     "the action 'spin_gyro' is not known", "mean 'spin_gyros'?"},
    {"channel: voltage", "channel: voltag", "voltag", KURS_ERR_SCHEMA,
     "the channel 'voltag' is not known", "mean 'voltage'?"},
    {"at_least: 20 V", "at_least: 20 A", "A, from", KURS_ERR_UNIT, "'A' is not a unit of voltage",
     "V"},
    {"at_least: 20 V", "at_least: 20 V, at_most: 30 V", "{id: power", KURS_ERR_SCHEMA, "one limit",
     "'at_least: ...' or 'at_most: ...'"},
    {"at_least: 20 V, ", "", "{id: power", KURS_ERR_SCHEMA, "one limit", "at_least"},
    {"from: third, to: command, action: hold", "from: first, to: command, action: hold",
     "first, to: command", KURS_ERR_SCHEMA,
     "circular: 'speed' waits from 'first' on for what only 'gyros' behind it", "there or later"},
    {"does: spin_gyros", "does: vent", "gyro_speed", KURS_ERR_SCHEMA, "no step sets this going",
     "'does: spin_gyros'"},
    {"from: third, to: command, action: scrub", "from: command, to: third, action: scrub",
     "third, action: scrub", KURS_ERR_RANGE, "ends before it begins", "swap"},
    {"to: command, action: scrub", "to: ignition, action: scrub", "ignition, action",
     KURS_ERR_RANGE, "only 'thrust' is watched", "at the launch command"},
    {"settle: 5 s, action: stop", "settle: 5 s, action: hold", "hold}\nsafing", KURS_ERR_SCHEMA,
     "cannot wait", "action: stop"},
    {"recycle: 24 h", "recycle: 6 h", "6 h\nrecycle_to", KURS_ERR_RANGE,
     "the next count, 6.0 h long, would begin before the 0.5 h of safing are over", "longer"},
    {"recycle_to: first", "recycle_to: frist", "frist", KURS_ERR_NOT_FOUND, "the step 'frist'",
     "mean 'first'?"},
    {"does: spin_gyros", "does: check_hatch", "check_hatch", KURS_ERR_SCHEMA,
     "no figures for this check", "hatch_check"},
    {"tanking_end: -180 min", "tanking_end: -320 min", "-320 min", KURS_ERR_RANGE,
     "is not larger than", "swap"},
    {"[[0, 1], [1, 2]]", "[[0, 2], [1, 1]]", "{units: [1, V]", KURS_ERR_RANGE,
     "higher with less charge", "not fall"},
    {"uncage: 23500 rpm", "uncage: 24000 rpm", "24000 rpm}", KURS_ERR_RANGE,
     "never come to this speed", "below 'speed'"},
    {"what: wind", "what: winds", "winds", KURS_ERR_SCHEMA, "the figure 'winds' is not known",
     "mean 'wind'?"},
    {"to: 20 m/s", "to: 200 m/s", "200 m/s", KURS_ERR_RANGE, "outside", "0 to 100"},
    {"cells: 20", "cells: 41", "41, cap", KURS_ERR_RANGE, "outside", "1 to 40"},
};

static void each_wrong_countdown_has_its_place_and_remedy(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char text[sizeof small + 200];
        strcpy(text, small);
        char *place = strstr(text, bad[i].from);
        assert_non_null(place);
        memmove(place + strlen(bad[i].to), place + strlen(bad[i].from),
                strlen(place + strlen(bad[i].from)) + 1);
        memcpy(place, bad[i].to, strlen(bad[i].to));
        const char *at = strstr(text, bad[i].at);
        assert_non_null(at);
        int line = 1, column = 1;
        for (const char *c = text; c < at; c++) {
            column = *c == '\n' ? 1 : column + 1;
            line += *c == '\n';
        }
        kurs_countdown c, before;
        memset(&c, 0x5a, sizeof c);
        memcpy(&before, &c, sizeof c);
        const kurs_status status = load_text(text, strlen(text), &c);
        const kurs_diag_item *item = &diag.items[0];
        const int right = status == bad[i].status && diag.count == 1 && item->line == line &&
                          item->column == column && strstr(item->what, bad[i].what) &&
                          strstr(item->remedy, bad[i].remedy);
        if (!right) {
            print_message("case %zu, status %s, expected at %d:%d:\n", i, kurs_status_name(status),
                          line, column);
            show();
        }
        assert_true(right);
        assert_memory_equal(&c, &before, sizeof c);
    }
}

/* A circle of any length is found, and told once. */
static void a_long_circle_is_found(void **state)
{
    (void)state;
    char text[sizeof small + 200];
    strcpy(text, small);
    char *place = strstr(text, "id: first, text: first");
    const char with[] = "id: first, text: first, after: [third]";
    memmove(place + sizeof with - 1, place + 22, strlen(place + 22) + 1);
    memcpy(place, with, sizeof with - 1);
    place = strstr(text, "after: [first, gyros]");
    memcpy(place, "after: [gyros       ]", 21);
    place = strstr(text, "does: spin_gyros, go: director, wait: 5 min");
    memcpy(place, "does: spin_gyros, after: [first           ]", 43);
    kurs_countdown c;
    assert_int_equal(load_text(text, strlen(text), &c), KURS_ERR_SCHEMA);
    assert_int_equal(diag.count, 1);
    assert_non_null(strstr(diag.items[0].what, "circular"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_all_countdowns_end_in_lift_off_with_margins),
        cmocka_unit_test(the_crewed_list_has_the_published_times),
        cmocka_unit_test(each_known_fault_ends_where_its_model_is_read),
        cmocka_unit_test(the_small_one_reads_as_written),
        cmocka_unit_test(each_wrong_countdown_has_its_place_and_remedy),
        cmocka_unit_test(a_long_circle_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
