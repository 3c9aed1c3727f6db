/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* NOLINT(bugprone-reserved-identifier): mkdtemp */
/* The parts of an escape: file, motors, release, faults, way home from a low orbit. */
#include "escapes.h"

#include <stdlib.h>

#include "kurs/env.h"
#include "kurs/mission.h"

static escape_case soyuz;

static int load_soyuz(void **state)
{
    (void)state;
    load_case("soyuz-2.1a", "baikonur-31-6", "2024-03-23T12:36:10Z", &soyuz);
    return 0;
}

typedef struct flight_log {
    int events;
    kurs_event event[48];
    kurs_row first, last; /* with thrust */
    double most_g;
} flight_log;

static kurs_status keep_event(void *ctx, const kurs_event *event)
{
    flight_log *seen = ctx;
    assert_true(seen->events < 48);
    seen->event[seen->events++] = *event;
    return KURS_OK;
}

static kurs_status keep_row(void *ctx, const kurs_row *row)
{
    flight_log *seen = ctx;
    if (row->phase == KURS_PHASE_escape && v3_norm(row->thrust_gcrf_n) > 0.0) {
        seen->first = seen->first.mass_kg > 0.0 ? seen->first : *row;
        seen->last = *row;
    }
    if (row->phase == KURS_PHASE_escape || row->phase == KURS_PHASE_entry) {
        seen->most_g = fmax(seen->most_g, row->load_g);
    }
    return KURS_OK;
}

static const kurs_event *happened(const flight_log *seen, const char *id)
{
    for (int i = 0; i < seen->events; i++) {
        if (strcmp(seen->event[i].id, id) == 0) {
            return &seen->event[i];
        }
    }
    fail_msg("%s did not happen", id);
    return NULL;
}

static escape_end flown_from(double t_s, flight_log *seen)
{
    const kurs_sink sink = {.ctx = seen, .row = keep_row, .event = keep_event};
    const kurs_ascent_flight up = ascend(&soyuz, t_s, (double)NAN);
    const kurs_escape_world world = world_of_case(&soyuz);
    kurs_escape_flight f;
    memset(seen, 0, sizeof *seen);
    assert_true(kurs_escape_from_ascent(&f, &world, &soyuz.rocket, &up, KURS_ABORT_command) >= 0);
    return land(&soyuz, f, &sink);
}

/* Ideal velocity c ln(m0/m1), along an axis that leans down by the tilt, less what gravity and a
 * drag of some m/s2 take: compared across the vertical, where neither acts much. */
static void the_fairing_motors_give_what_their_propellant_can(void **state)
{
    (void)state;
    flight_log *seen = calloc(1, sizeof *seen);
    assert_non_null(seen);
    const kurs_ascent_flight up = ascend(&soyuz, 148.0, (double)NAN);
    (void)flown_from(148.0, seen);
    const double head = 2850.0 + 1341.0 + 1180.0, burnt = 4 * 40.0;
    check_near(head, seen->first.mass_kg, 1e-9, 0.0);
    check_near(head - burnt, seen->last.mass_kg, 1e-6, 0.0);
    const double ideal = 30e3 * 3.0 / 40.0 * log(head / (head - burnt));
    /* free fall over the burn, by the middle's gravity */
    const double dt = seen->last.met_s - seen->first.met_s;
    check_near(0.19 + 3.0, dt, 1e-6, 0.0);
    const kurs_vec3 r = v3_scale(0.5, v3_add(seen->first.s_gcrf.r, seen->last.s_gcrf.r));
    const kurs_vec3 g = v3_scale(-3.986004415e14 / pow(v3_norm(r), 3.0), r);
    const kurs_vec3 gained = v3_axpy(v3_sub(seen->last.s_gcrf.v, seen->first.s_gcrf.v), -dt, g);
    check_near(ideal, v3_norm(gained), 0.0, 0.02);
    const kurs_vec3 axis =
        kurs_ascent_direction(&up.guidance, &soyuz.rocket, 148.0, up.body.s_gcrf.r);
    check_near(30.0 * KURS_DEG, v3_angle(gained, axis), 0.6 * KURS_DEG, 0.0);
    assert_true(v3_dot(gained, r) < v3_dot(axis, r) * v3_norm(gained)); /* it leans down */
    free(seen);
}

static void what_leaves_and_when_is_told(void **state)
{
    (void)state;
    flight_log *seen = calloc(1, sizeof *seen);
    assert_non_null(seen);
    const escape_end e = flown_from(121.57, seen);
    const kurs_event *command = happened(seen, "escape_command");
    check_near(121.57, command->met_s, 1e-6, 0.0);
    check_near(121.62, happened(seen, "escape_motors")->met_s, 1e-6, 0.0);
    check_near(121.81 + 3.0, happened(seen, "escape_burnout")->met_s, 1e-6, 0.0);
    const kurs_event *release = happened(seen, "escape_release");
    check_near(158.75, release->met_s, 1e-6, 0.0); /* MS-10, KOS57 */
    check_near(2850.0, release->mass_kg, 1e-9, 0.0);
    check_near(1341.0 + 1180.0 - 160.0, release->jettisoned_kg, 1e-6, 0.0);
    check_near(seen->most_g, e.flight.peak_load_g, 0.0, 1e-6);
    check_near(e.met_s, happened(seen, "landing")->met_s, 0.2, 0.0);
    /* off the pad the way is over before the timer */
    (void)flown_from(5.0, seen);
    assert_true(happened(seen, "escape_release")->met_s < 5.0 + 37.0);
    check_near(happened(seen, "escape_release")->met_s, happened(seen, "parachute")->met_s, 1e-9,
               0.0);
    free(seen);
}

static void a_copy_on_the_way_goes_on_to_the_same_bits(void **state)
{
    (void)state;
    const kurs_sink nobody = {0};
    const kurs_ascent_flight up = ascend(&soyuz, 100.0, (double)NAN);
    const kurs_escape_world world = world_of_case(&soyuz);
    kurs_escape_flight f;
    assert_true(kurs_escape_from_ascent(&f, &world, &soyuz.rocket, &up, KURS_ABORT_rates) >= 0);
    for (int i = 0; i < 40; i++) {
        assert_true(kurs_escape_step(&f, &nobody) >= 0);
    }
    const escape_end a = land(&soyuz, f, &nobody), b = land(&soyuz, f, &nobody);
    assert_memory_equal(&a.flight.body.s_gcrf, &b.flight.body.s_gcrf, sizeof(kurs_state));
    kurs_escape_flight ended = a.flight;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_escape_step(&ended, &nobody));
}

static void there_is_no_escape_unarmed_without_a_system_or_after_insertion(void **state)
{
    (void)state;
    kurs_escape_world world = world_of_case(&soyuz);
    kurs_escape_flight f;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_escape_from_pad(&f, &world, &soyuz.rocket, &soyuz.plan,
                                                             -1801.0, KURS_ABORT_command));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_escape_from_pad(&f, &world, &soyuz.rocket, &soyuz.plan,
                                                             1.0, KURS_ABORT_command));
    const kurs_ascent_flight up = ascend(&soyuz, 900.0, (double)NAN);
    assert_true(up.done);
    assert_int_equal(KURS_ERR_ARGUMENT,
                     kurs_escape_from_ascent(&f, &world, &soyuz.rocket, &up, KURS_ABORT_command));
    const kurs_ascent_flight early = ascend(&soyuz, 50.0, (double)NAN);
    kurs_spacecraft bare = soyuz.ship;
    bare.escape.name[0] = '\0';
    world.ship = &bare;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_escape_from_ascent(&f, &world, &soyuz.rocket, &early,
                                                                KURS_ABORT_command));
}

/* The capsule is guided to where the plan on board expects it: the latitude of the zone. */
static void a_low_orbit_comes_home_at_the_zones_latitude_a_turn_later(void **state)
{
    (void)state;
    flight_log *seen = calloc(1, sizeof *seen);
    assert_non_null(seen);
    const escape_end e = flown_from(525.5, seen);
    assert_int_equal(KURS_ESCAPE_low_orbit, e.flight.setup.mode);
    check_near(47.36, e.lat / KURS_DEG, 0.36, 0.0); /* 40 km */
    /* a turn of the orbit and of the Earth under it: some 22 deg to the west of the zone */
    check_near(69.62 - 22.5, e.lon / KURS_DEG, 4.0, 0.0);
    check_near(88.0 * 60.0, e.met_s - happened(seen, "escape_command")->met_s, 20.0 * 60.0, 0.0);
    assert_true(e.flight.peak_load_g > 3.0 && e.flight.peak_load_g < 5.0);
    free(seen);
}

static void a_curve_of_steps_is_scaled_from_an_instant_on(void **state)
{
    (void)state;
    kurs_curve c = {.count = 3, .x = {0.0, 10.0, 20.0}, .y = {1.0, 0.8, 0.0}};
    assert_true(kurs_curve_scale_from(&c, 5.0, 0.5) >= 0);
    assert_int_equal(4, c.count);
    const double at[] = {4.9, 5.0, 10.0, 25.0}, want[] = {1.0, 0.5, 0.4, 0.0};
    for (int i = 0; i < 4; i++) {
        check_near(want[i], kurs_curve_step(&c, at[i]), 1e-15, 0.0);
    }
    assert_true(kurs_curve_scale_from(&c, 10.0, 0.5) >= 0); /* a node is there */
    assert_int_equal(4, c.count);
    check_near(0.2, kurs_curve_step(&c, 10.0), 1e-15, 0.0);
    assert_true(kurs_curve_scale_from(&c, -3.0, 1.0) >= 0); /* before the first: still nothing */
    check_near(0.0, kurs_curve_step(&c, -2.0), 0.0, 0.0);
    check_near(1.0, kurs_curve_step(&c, 0.0), 0.0, 0.0);
    while (c.count < KURS_MAX_PITCH) {
        assert_true(kurs_curve_scale_from(&c, 100.0 + c.count, 1.0) >= 0);
    }
    assert_int_equal(KURS_ERR_FULL, kurs_curve_scale_from(&c, 7.0, 1.0));
}

/* A fault stands in the levels from its instant on; before it there is a step to end an arc at. */
static void a_rocket_fails_as_its_faults_say(void **state)
{
    (void)state;
    static kurs_mission mission;
    mission.rocket = soyuz.rocket;
    mission.spacecraft = soyuz.ship;
    mission.fault_count = 3;
    mission.faults[0] = (kurs_fault){
        .id = "engine-out", .attempt = 1, .t_s = 50.0, .stage = "strapon", .level = 0.0};
    mission.faults[1] =
        (kurs_fault){.id = "low-thrust", .attempt = 1, .t_s = 60.0, .stage = "core", .level = 0.9};
    mission.faults[2] = (kurs_fault){.id = "engine-out",
                                     .attempt = 2,
                                     .t_s = 10.0,
                                     .stage = "core",
                                     .level = 0.0}; /* another attempt */
    kurs_ascent_watch watch;
    kurs_rocket now;
    const kurs_ascent_flight ascent = ascend(&soyuz, 1.0, (double)NAN);
    kurs_ascent_watch_init(&watch, &mission, 1, &ascent);
    kurs_ascent_watch_rocket(&watch, &mission, 20.0, &now);
    const kurs_rocket *whole = &mission.rocket;
    for (double t_s = 1.0; t_s < 110.0; t_s += 7.0) {
        check_near(kurs_curve_step(&whole->strapon.level, t_s),
                   kurs_curve_step(&now.strapon.level, t_s), 1e-15, 0.0);
        check_near(kurs_curve_step(&whole->core.level, t_s), kurs_curve_step(&now.core.level, t_s),
                   1e-15, 0.0);
    }
    check_near(50.0, kurs_curve_next(&now.core.level, 45.0), 1e-12, 0.0);
    kurs_ascent_watch_rocket(&watch, &mission, 70.0, &now);
    check_near(0.75 * kurs_curve_step(&whole->strapon.level, 80.0),
               kurs_curve_step(&now.strapon.level, 80.0), 1e-15, 0.0); /* one of four */
    check_near(0.9 * kurs_curve_step(&whole->core.level, 80.0),
               kurs_curve_step(&now.core.level, 80.0), 1e-15, 0.0);
    check_near(kurs_curve_step(&whole->upper.level, 300.0),
               kurs_curve_step(&now.upper.level, 300.0), 1e-15, 0.0);
    mission.rocket.core.engines = 9; /* 2026-11-26: one engine took all nine with it */
    mission.faults[1] =
        (kurs_fault){.id = "engine-out", .attempt = 1, .t_s = 60.0, .stage = "core", .level = 0.0};
    kurs_ascent_watch_rocket(&watch, &mission, 70.0, &now);
    check_near(8.0 / 9.0 * kurs_curve_step(&whole->core.level, 80.0),
               kurs_curve_step(&now.core.level, 80.0), 1e-15, 0.0);
}

/* ---- files ----------------------------------------------------------------------------------- */

static void write_file(const char *path, const char *text)
{
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(0, fclose(out));
}

static char *read_text(const char *path)
{
    FILE *in = fopen(path, "r");
    char *text = calloc(1, 20000);
    assert_non_null(in);
    assert_non_null(text);
    assert_true(fread(text, 1, 19999, in) > 0);
    assert_int_equal(0, fclose(in));
    return text;
}

/* A copy of `text` with its first `from` changed to `to`; the caller frees it. */
static char *changed(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    assert_non_null(at);
    const size_t n = strlen(text) + strlen(to) + 1;
    char *out = malloc(n);
    assert_non_null(out);
    snprintf(out, n, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    return out;
}

static void refused(const char *text, const char *from, const char *to, kurs_status status,
                    const char *told)
{
    static kurs_diag diag;
    static kurs_mission mission;
    char *bad = changed(text, from, to);
    kurs_diag_init(&diag);
    assert_int_equal(status, kurs_mission_load_text(KURS_SOURCE_DIR "/missions/test.yaml", bad,
                                                    strlen(bad), &mission, &diag));
    assert_true(diag.count > 0 && diag.items[0].line > 0 && diag.items[0].remedy[0]);
    if (!strstr(diag.items[0].what, told)) {
        fail_msg("'%s' does not tell of '%s'", diag.items[0].what, told);
    }
    free(bad);
}

static void faults_of_an_ascent_have_their_keys_and_no_others(void **state)
{
    (void)state;
    char *text = read_text(KURS_SOURCE_DIR "/missions/soyuz-ms-25.yaml");
    const char *fault = "  - fault: weak-battery\n    attempt: 1\n";
    char *good =
        changed(text, fault,
                "  - {fault: weak-battery, attempt: 1, at: -300 s, after: 20 s}\n"
                "  - {fault: low-thrust, attempt: 2, at: 5 min, stage: upper, level: 0.95}\n"
                "  - {fault: escape-command, attempt: 2, at: 400 s}\n");
    static kurs_diag diag;
    static kurs_mission mission;
    kurs_diag_init(&diag);
    assert_int_equal(KURS_OK, kurs_mission_load_text(KURS_SOURCE_DIR "/missions/test.yaml", good,
                                                     strlen(good), &mission, &diag));
    check_near(20.0, mission.faults[0].after_s, 1e-12, 0.0);
    check_near(300.0, mission.faults[1].t_s, 1e-12, 0.0);
    assert_string_equal("upper", mission.faults[1].stage);
    check_near(0.95, mission.faults[1].level, 1e-12, 0.0);
    assert_false(kurs_fault_of_ascent(&mission.faults[0]));
    assert_true(kurs_fault_of_ascent(&mission.faults[1]));
    assert_string_equal("Soyuz escape system (SAS)", mission.spacecraft.escape.name);
    refused(text, fault, "  - {fault: escape-command, attempt: 1}\n", KURS_ERR_SCHEMA,
            "has no 'at'");
    refused(text, fault, "  - {fault: engine-out, attempt: 1, at: 20 s}\n", KURS_ERR_SCHEMA,
            "has no 'stage'");
    refused(text, fault, "  - {fault: engine-out, attempt: 1, at: 20 s, stage: core, level: 0.5}\n",
            KURS_ERR_SCHEMA, "no use for 'level'");
    refused(text, fault, "  - {fault: low-thrust, attempt: 1, stage: core, level: 0.5}\n",
            KURS_ERR_SCHEMA, "has no 'at'");
    refused(text, fault, "  - {fault: weak-battery, attempt: 1, stage: core}\n", KURS_ERR_SCHEMA,
            "no use for 'stage'");
    refused(text, fault, "  - {fault: weak-battery, attempt: 1, at: 20 s}\n", KURS_ERR_RANGE,
            "after lift-off");
    refused(text, fault, "  - {fault: engine-out, attempt: 1, at: -20 s, stage: core}\n",
            KURS_ERR_RANGE, "before lift-off");
    refused(text, fault, "  - {fault: weak-battery, attempt: 1, after: 20 s}\n", KURS_ERR_SCHEMA,
            "'after' without");
    refused(text, fault, "  - {fault: engine-out, attempt: 1, at: 9 s, after: 9 s, stage: core}\n",
            KURS_ERR_SCHEMA, "'after' without");
    /* 2026-11-26: one at 0 was taken, and did nothing; a slip in a name was told as another thing
     */
    refused(text, fault, "  - {fault: engine-out, attempt: 1, at: 0 s, stage: core}\n",
            KURS_ERR_RANGE, "before lift-off");
    refused(text, fault, "  - {fault: engine-oot, attempt: 1, at: 20 s, stage: core}\n",
            KURS_ERR_SCHEMA, "the fault of an ascent 'engine-oot' is not known");
    free(good);
    good = changed(text, fault,
                   "  - {fault: engine-out, attempt: 1, at: 20 s, stage: core}\n"
                   "  - {fault: engine-out, attempt: 1, at: 30 s, stage: strapon}\n");
    kurs_diag_init(&diag);
    assert_int_equal(KURS_OK, kurs_mission_load_text(KURS_SOURCE_DIR "/missions/test.yaml", good,
                                                     strlen(good), &mission, &diag));
    free(good);
    free(text);
}

/* The escape file with one thing wrong, named by a ship that stands beside it. */
static void refused_file(const char *from, const char *to, kurs_status status, const char *told)
{
    static kurs_diag diag;
    static kurs_spacecraft ship;
    char folder[] = "/tmp/kurs-escape-XXXXXX", path[64], ship_path[64];
    char *text = read_text(KURS_SOURCE_DIR "/data/vehicles/soyuz-escape.yaml");
    char *ship_text = read_text(KURS_SOURCE_DIR "/data/vehicles/soyuz-ms.yaml");
    char *bad = changed(text, from, to);
    char *named = changed(ship_text, "escape: soyuz-escape", "escape: bad.yaml");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/bad.yaml", folder);
    snprintf(ship_path, sizeof ship_path, "%s/ship.yaml", folder);
    write_file(path, bad);
    write_file(ship_path, named);
    kurs_diag_init(&diag);
    assert_int_equal(status, kurs_load_spacecraft(ship_path, &ship, &diag));
    assert_true(diag.count > 0 && diag.items[0].line > 0 && strstr(diag.items[0].file, "bad.yaml"));
    if (!strstr(diag.items[0].what, told)) {
        fail_msg("'%s' does not tell of '%s'", diag.items[0].what, told);
    }
    remove(path);
    remove(ship_path);
    remove(folder);
    free(text), free(ship_text), free(bad), free(named);
}

static void an_escape_file_that_cannot_be_is_refused_with_its_place(void **state)
{
    (void)state;
    refused_file("1190 kg", "119 kg", KURS_ERR_RANGE, "an exhaust of 22059 m/s");
    refused_file("thrust: {value: 30 kN", "thrust: {value: -30 kN", KURS_ERR_RANGE, "thrust");
    refused_file("first: {value: 0.05 s", "first: {value: 0.5 s", KURS_ERR_RANGE,
                 "lights before the first");
    refused_file("upper_fairing: {value: 1180 kg", "upper_fairing: {value: 118 kg", KURS_ERR_RANGE,
                 "burn more than it weighs");
    refused_file("release: {value: 37.18 s", "release: {value: 37.18 kg", KURS_ERR_UNIT, "kg");
    refused_file("limits:", "limit:", KURS_ERR_SCHEMA, "limit");
}

/* Nothing has failed, but the guidance finds no orbit: its event stands first, then the crew
 * leaves. */
static void a_decision_for_no_orbit_is_an_escape_half_a_second_later(void **state)
{
    (void)state;
    const kurs_sink nobody = {0};
    static kurs_mission mission;
    kurs_ascent_flight ascent = ascend(&soyuz, 300.0, (double)NAN);
    kurs_ascent_watch watch;
    kurs_abort_cause cause;
    mission.rocket = soyuz.rocket;
    mission.spacecraft = soyuz.ship;
    kurs_ascent_watch_init(&watch, &mission, 1, &ascent);
    const struct {
        kurs_ascent_decision decision;
        double decided_s;
        int escape;
    } cases[] = {{KURS_ASCENT_NOMINAL, NAN, 0},
                 {KURS_ASCENT_LOWER, 294.0, 0},
                 {KURS_ASCENT_ESCAPE, 300.0, 0}, /* now: it stands in this row */
                 {KURS_ASCENT_ESCAPE, 299.5, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ascent.guidance.decision = cases[i].decision;
        ascent.guidance.decided_s = cases[i].decided_s;
        assert_int_equal(KURS_OK,
                         kurs_ascent_watch_check(&watch, &mission, &ascent, &nobody, &cause));
        assert_int_equal(cases[i].escape ? KURS_ABORT_orbit : KURS_ABORT_none, cause);
    }
    mission.spacecraft.escape.name[0] = '\0';
    assert_int_equal(KURS_OK, kurs_ascent_watch_check(&watch, &mission, &ascent, &nobody, &cause));
    assert_int_equal(KURS_ABORT_none, cause);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_fairing_motors_give_what_their_propellant_can),
        cmocka_unit_test(what_leaves_and_when_is_told),
        cmocka_unit_test(a_copy_on_the_way_goes_on_to_the_same_bits),
        cmocka_unit_test(there_is_no_escape_unarmed_without_a_system_or_after_insertion),
        cmocka_unit_test(a_low_orbit_comes_home_at_the_zones_latitude_a_turn_later),
        cmocka_unit_test(a_curve_of_steps_is_scaled_from_an_instant_on),
        cmocka_unit_test(a_rocket_fails_as_its_faults_say),
        cmocka_unit_test(faults_of_an_ascent_have_their_keys_and_no_others),
        cmocka_unit_test(an_escape_file_that_cannot_be_is_refused_with_its_place),
        cmocka_unit_test(a_decision_for_no_orbit_is_an_escape_half_a_second_later),
    };
    return cmocka_run_group_tests(tests, load_soyuz, NULL);
}
