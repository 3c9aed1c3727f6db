/* SPDX-License-Identifier: Apache-2.0 */
/* The engine behind the server: a flight with a clock. */
#include "check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/live_parts.h"
#include "kurs/diag.h"
#include "kurs/fly.h"
#include "kurs/mission.h"

static const char ms25[] = KURS_SOURCE_DIR "/missions/soyuz-ms-25.yaml";

static kurs_live *begin(const char *at, kurs_live_log log, void *ctx)
{
    char why[KURS_LIVE_WHY_SIZE];
    kurs_live *live = NULL;
    const kurs_live_setup setup = {
        .id = "f1", .path = ms25, .at = at, .rate = 10.0, .log = log, .log_ctx = ctx};
    assert_int_equal(kurs_live_create(&setup, 100.0, &live, why), KURS_OK);
    return live;
}

static kurs_status command(kurs_live *live, const char *what, const char *body, double clock_s)
{
    kurs_buf out;
    char why[KURS_LIVE_WHY_SIZE];
    kurs_buf_init(&out, 1 << 20);
    const kurs_status status =
        kurs_live_command(live, what, body, strlen(body), "tester", clock_s, &out, why);
    assert_true((status < 0) == (why[0] != '\0'));
    kurs_buf_free(&out);
    return status;
}

static kurs_tai instant(const char *text)
{
    kurs_tai t;
    assert_int_equal(kurs_tai_parse(text, strlen(text), &t), KURS_OK);
    return t;
}

static double since(kurs_live *live, const char *utc, double clock_s)
{
    kurs_live_view view;
    kurs_live_look(live, clock_s, &view);
    const double s = kurs_tai_diff(view.now, instant(utc));
    kurs_live_look_end(&view);
    return s;
}

/* ---- the clock ------------------------------------------------------------------------------- */

static void the_clock_runs_at_its_rate(void **state)
{
    (void)state;
    kurs_live *live = begin("2024-03-22T00:00:00Z", NULL, NULL);
    check_near(since(live, "2024-03-22T00:00:00Z", 100.0), 0.0, 1e-9, 0.0);
    check_near(since(live, "2024-03-22T00:00:00Z", 103.0), 30.0, 1e-6, 0.0);
    assert_int_equal(command(live, "clock", "{\"rate\":100}", 104.0), KURS_OK);
    check_near(since(live, "2024-03-22T00:00:00Z", 104.0), 40.0, 1e-6, 0.0);
    check_near(since(live, "2024-03-22T00:00:00Z", 105.0), 140.0, 1e-6, 0.0);
    assert_int_equal(command(live, "clock", "{\"paused\":true}", 106.0), KURS_OK);
    check_near(since(live, "2024-03-22T00:00:00Z", 200.0), 240.0, 1e-6, 0.0);
    assert_int_equal(command(live, "clock", "{\"step_s\":-40}", 201.0), KURS_OK);
    check_near(since(live, "2024-03-22T00:00:00Z", 300.0), 200.0, 1e-6, 0.0);
    assert_int_equal(command(live, "clock", "{\"rate\":20000}", 301.0), KURS_ERR_RANGE);
    /* what is refused takes no time away */
    assert_int_equal(command(live, "clock", "{\"paused\":false,\"rate\":10}", 400.0), KURS_OK);
    check_near(since(live, "2024-03-22T00:00:00Z", 400.0), 200.0, 1e-6, 0.0);
    assert_int_equal(command(live, "clock", "{\"rate\":20000}", 401.0), KURS_ERR_RANGE);
    check_near(since(live, "2024-03-22T00:00:00Z", 402.0), 220.0, 1e-6, 0.0);
    kurs_live_destroy(live);
}

typedef struct peek {
    kurs_live *live;
    double seen_s;
    int lines;
} peek;

/* Somebody looks while a command is at work, long after it was given. */
static kurs_status look_meanwhile(void *ctx, const char *line)
{
    peek *p = ctx;
    (void)line;
    p->lines++;
    if (p->live) {
        p->seen_s = since(p->live, "2024-03-22T00:00:00Z", 1000.0);
    }
    return KURS_OK;
}

static void nobody_sees_beyond_a_command_before_it_is_done(void **state)
{
    (void)state;
    peek p = {0};
    p.live = begin("2024-03-22T00:00:00Z", look_meanwhile, &p);
    assert_int_equal(p.lines, 1);
    assert_int_equal(command(p.live, "fault", "{\"fault\":\"strong-wind\",\"attempt\":2}", 110.0),
                     KURS_OK);
    assert_int_equal(p.lines, 2);
    check_near(p.seen_s, 100.0, 1e-6, 0.0);
    check_near(since(p.live, "2024-03-22T00:00:00Z", 2000.0), 100.0, 0.0,
               1e-6); /* it goes on here */
    check_near(since(p.live, "2024-03-22T00:00:00Z", 2001.0), 110.0, 1e-5, 0.0);
    kurs_live_destroy(p.live);
}

static kurs_status broken_log(void *ctx, const char *line)
{
    (void)line;
    return (*(int *)ctx)-- > 0 ? KURS_OK : KURS_ERR_IO;
}

static void what_cannot_be_logged_does_not_happen(void **state)
{
    (void)state;
    int good = 1;
    kurs_live *live = begin("2024-03-22T00:00:00Z", broken_log, &good);
    kurs_live_view before, after;
    kurs_live_look(live, 101.0, &before);
    assert_int_equal(command(live, "clock", "{\"rate\":50}", 101.0), KURS_ERR_IO);
    assert_int_equal(command(live, "fault", "{\"fault\":\"strong-wind\",\"attempt\":2}", 101.0),
                     KURS_ERR_IO);
    kurs_live_look(live, 101.0, &after);
    check_near(after.rate, 10.0, 0.0, 0.0);
    assert_ptr_equal(after.take, before.take);
    assert_int_equal(after.change_count, 0);
    kurs_live_look_end(&before);
    kurs_live_look_end(&after);
    kurs_live_destroy(live);
}

/* ---- the past -------------------------------------------------------------------------------- */

static kurs_status take_it(void *ctx, const char *line)
{
    (void)line;
    ++*(int *)ctx;
    return KURS_OK;
}

/* A flight that is open for weeks keeps a bounded part of its log; the file has it all. */
static void the_last_lines_of_the_log_are_kept(void **state)
{
    (void)state;
    enum { MORE = 70 };
    int written = 0;
    kurs_live *live = begin("2024-03-22T00:00:00Z", take_it, &written);
    const int own = written;
    for (int i = 0; i < KURS_LIVE_LINES + MORE; i++) {
        char body[32];
        snprintf(body, sizeof body, "{\"rate\":%d}", i + 1);
        assert_int_equal(command(live, "clock", body, 100.0), KURS_OK);
    }
    assert_int_equal(written, own + KURS_LIVE_LINES + MORE);
    size_t skip = 0, count;
    kurs_live_line *lines = kurs_live_lines(live, &skip, &count);
    assert_int_equal(count, KURS_LIVE_LINES);
    assert_int_equal(skip, own + MORE);
    for (int i = 0; i < KURS_LIVE_LINES; i++) {
        double rate;
        assert_int_equal(sscanf(strpbrk(lines[i].what, "0123456789"), "%lf", &rate), 1);
        check_near(rate, MORE + i + 1, 0.0, 0.0);
    }
    kurs_free(lines);
    skip += KURS_LIVE_LINES - 1;
    lines = kurs_live_lines(live, &skip, &count);
    assert_int_equal(count, 1);
    kurs_free(lines);
    kurs_live_destroy(live);
}

static void fly_with(kurs_mission *mission, kurs_take **out)
{
    assert_int_equal(kurs_take_fly(mission, out), KURS_OK);
}

static void a_change_leaves_the_past_to_the_bit(void **state)
{
    (void)state;
    static kurs_mission mission, other;
    static kurs_diag diag;
    kurs_diag_init(&diag);
    assert_int_equal(kurs_mission_load(ms25, &mission, &diag), KURS_OK);
    other = mission;
    kurs_change change = {.kind = KURS_CHANGE_HOLD, .who = "x"};
    change.order.attempt = 2;
    change.order.t_s = -1000.0 + 1e-6;
    assert_int_equal(kurs_change_apply(&other, &change), KURS_OK);
    kurs_take *a, *b;
    fly_with(&mission, &a);
    fly_with(&other, &b);
    const kurs_tai at = kurs_tai_add(a->record.attempts[1].liftoff, -1000.0);
    assert_true(kurs_take_same_past(a, b, at));
    assert_true(kurs_take_same_past(a, b, kurs_tai_add(at, -50000.0)));
    assert_false(kurs_take_same_past(a, b, kurs_tai_add(at, 1.0)));
    assert_non_null(kurs_take_event(b, "scrub", 2, kurs_tai_add(at, 0.5)));
    assert_null(kurs_take_event(a, "scrub", 2, a->last));
    kurs_take_let_go(a);
    kurs_take_let_go(b);
}

static void a_command_after_going_back_drops_the_later_ones(void **state)
{
    (void)state;
    kurs_live *live = begin("2024-03-23T12:00:00Z", NULL, NULL);
    kurs_live_view view;
    assert_int_equal(command(live, "clock", "{\"paused\":true}", 100.0), KURS_OK);
    assert_int_equal(command(live, "fault", "{\"fault\":\"slow-gyros\"}", 100.0), KURS_OK);
    assert_int_equal(command(live, "clock", "{\"step_s\":-600}", 100.0), KURS_OK);
    assert_int_equal(command(live, "fault", "{\"fault\":\"strong-wind\"}", 100.0), KURS_OK);
    kurs_live_look(live, 100.0, &view);
    assert_int_equal(view.change_count, 1);
    assert_string_equal(view.changes[0].fault.id, "strong-wind");
    kurs_live_look_end(&view);
    kurs_live_destroy(live);
}

/* ---- between the rows ------------------------------------------------------------------------ */

/* Every second row left out is met by the cubic of its neighbours, twice as far apart as rows are:
 * the error is then sixteen times that of the console. */
static void between_rows_the_ship_is_where_it_was(void **state)
{
    (void)state;
    kurs_live *live = begin(NULL, NULL, NULL);
    kurs_live_view view;
    static kurs_live_cursor cursor;
    double worst_m = 0.0, worst_m_s = 0.0;
    int count = 0;
    kurs_live_look(live, 100.0, &view);
    kurs_take *thin = kurs_take_create();
    const kurs_sink sink = kurs_store_sink(thin->store);
    const kurs_record *record = &view.take->record;
    for (size_t i = 0; i < record->row_count; i++) {
        const kurs_row *row = &record->rows[i];
        const int middle = i > 0 && i + 1 < record->row_count && i % 2 == 1 &&
                           row[-1].arc == row->arc && row[1].arc == row->arc;
        if (!middle || row->phase != KURS_PHASE_free_flight) {
            assert_int_equal(kurs_sink_row(&sink, row), KURS_OK);
        }
    }
    assert_int_equal(kurs_take_finish(thin), KURS_OK);
    kurs_live_cursor_init(&cursor, thin);
    for (size_t i = 1; i + 1 < record->row_count; i += 2) {
        const kurs_row *row = &record->rows[i];
        kurs_live_sample s;
        if (row->phase == KURS_PHASE_free_flight && row[-1].arc == row->arc &&
            row[1].arc == row->arc) {
            assert_int_equal(kurs_live_sample_at(&cursor, row->t, &s), KURS_OK);
            worst_m = fmax(worst_m, hypot(hypot(s.row.s_gcrf.r.x - row->s_gcrf.r.x,
                                                s.row.s_gcrf.r.y - row->s_gcrf.r.y),
                                          s.row.s_gcrf.r.z - row->s_gcrf.r.z));
            worst_m_s = fmax(worst_m_s, hypot(hypot(s.row.s_gcrf.v.x - row->s_gcrf.v.x,
                                                    s.row.s_gcrf.v.y - row->s_gcrf.v.y),
                                              s.row.s_gcrf.v.z - row->s_gcrf.v.z));
            count++;
        }
    }
    assert_true(count > 500);
    print_message("free flight, rows twice as far apart: %.3f m, %.4f m/s\n", worst_m, worst_m_s);
    check_near(worst_m_s, 0.0, 0.2, 0.0);
    check_near(worst_m, 0.0, 8.0, 0.0); /* by the fourth power of the step: 0.5 m of the record's */
    kurs_take_let_go(thin);
    kurs_live_look_end(&view);
    kurs_live_destroy(live);
}

/* Propellant comes aboard evenly from the first minute of tanking to the last, rows or not. */
static void the_rocket_grows_heavier_while_it_is_tanked(void **state)
{
    (void)state;
    kurs_live *live = begin(NULL, NULL, NULL);
    kurs_live_view view;
    static kurs_live_cursor cursor;
    double kg[41];
    kurs_live_look(live, 100.0, &view);
    kurs_live_cursor_init(&cursor, view.take);
    const kurs_countdown *c = &view.take->mission.countdown;
    const kurs_tai from = kurs_tai_add(view.take->record.attempts[0].liftoff, c->tanking_s);
    for (int i = 0; i <= 40; i++) {
        kurs_live_sample s;
        const kurs_tai t = kurs_tai_add(from, i / 40.0 * (c->tanked_s - c->tanking_s));
        assert_int_equal(kurs_live_sample_at(&cursor, t, &s), KURS_OK);
        kg[i] = s.row.mass_kg;
    }
    assert_true(kg[40] - kg[0] > 2e5);
    for (int i = 1; i < 40; i++) {
        check_near(kg[0] + i / 40.0 * (kg[40] - kg[0]), kg[i], 1.0, 0.0);
    }
    kurs_live_look_end(&view);
    kurs_live_destroy(live);
}

/* Between rows of the ascent, too, the load is that of the forces told on the mass told [g0]. */
static void the_load_is_that_of_the_forces_on_the_mass(void **state)
{
    (void)state;
    kurs_live *live = begin(NULL, NULL, NULL);
    kurs_live_view view;
    static kurs_live_cursor cursor;
    int count = 0;
    kurs_live_look(live, 100.0, &view);
    kurs_live_cursor_init(&cursor, view.take);
    const kurs_record *record = &view.take->record;
    for (size_t i = 0; i + 1 < record->row_count; i++) {
        const kurs_row *a = &record->rows[i], *b = a + 1;
        kurs_live_sample s;
        if (a->phase != KURS_PHASE_ascent || !a->held || a->arc != b->arc ||
            a->mass_kg - b->mass_kg < 1.0) {
            continue;
        }
        const kurs_tai t = kurs_tai_add(a->t, 0.9 * kurs_tai_diff(b->t, a->t));
        assert_int_equal(kurs_live_sample_at(&cursor, t, &s), KURS_OK);
        const kurs_vec3 f = s.row.thrust_gcrf_n, d = s.row.aero_gcrf_n;
        const double newton = sqrt(pow(f.x + d.x, 2) + pow(f.y + d.y, 2) + pow(f.z + d.z, 2));
        check_near(newton / (9.80665 * s.row.mass_kg), s.row.load_g, 1e-9, 0.0);
        count++;
    }
    assert_true(count > 1000);
    kurs_live_look_end(&view);
    kurs_live_destroy(live);
}

static void at_a_row_it_is_the_row(void **state)
{
    (void)state;
    kurs_live *live = begin(NULL, NULL, NULL);
    kurs_live_view view;
    static kurs_live_cursor cursor;
    kurs_live_look(live, 100.0, &view);
    kurs_live_cursor_init(&cursor, view.take);
    for (size_t i = 0; i < view.take->record.row_count; i += 997) {
        const kurs_row *row = &view.take->record.rows[i];
        kurs_live_sample s;
        assert_int_equal(kurs_live_sample_at(&cursor, row->t, &s), KURS_OK);
        check_near(s.row.s_gcrf.r.x, row->s_gcrf.r.x, 1e-3, 0.0);
        check_near(s.row.alt_m, row->alt_m, 1e-2, 0.0);
        check_near(s.row.lat, row->lat, 1e-9, 0.0);
        check_near(s.row.lon, row->lon, 1e-9, 0.0);
    }
    kurs_live_look_end(&view);
    kurs_live_destroy(live);
}

/* ---- posted missions, replays ---------------------------------------------------------------- */

static void a_posted_mission_leads_to_no_file(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "name: x\nrocket: /etc/hosts.yaml\n", "name: x\nrocket: ../a.yaml\n",
        "name: x\nrocket: \"/etc/a\\x2eyaml\"\n", "name: x\nrocket: \"a.yam\\l\"\n"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char why[KURS_LIVE_WHY_SIZE];
        kurs_live *live = NULL;
        const kurs_live_setup setup = {
            .id = "f1", .yaml = texts[i], .n = strlen(texts[i]), .rate = 1.0};
        assert_int_equal(kurs_live_create(&setup, 0.0, &live, why), KURS_ERR_SCHEMA);
        assert_non_null(strstr(why, "names no files"));
        assert_null(live);
    }
}

static void a_replay_is_what_was_written(void **state)
{
    (void)state;
    char folder[] = "/tmp/kurs-replay-XXXXXX", place[64], told[KURS_FLY_WHY_SIZE];
    char why[KURS_LIVE_WHY_SIZE], line[300];
    kurs_fly_session *session = NULL;
    kurs_take *take = NULL;
    assert_non_null(mkdtemp(folder));
    snprintf(place, sizeof place, "%s/ms25", folder);
    assert_int_equal(kurs_fly_open(ms25, stderr, &session), KURS_OK);
    assert_int_equal(kurs_fly_start(session, NULL), KURS_OK);
    assert_int_equal(kurs_fly_write(session, place, told), KURS_OK);
    const kurs_record flown = kurs_fly_record(session);
    assert_int_equal(kurs_take_read(place, NULL, &take, why), KURS_OK);
    assert_int_equal(take->record.event_count, flown.event_count);
    assert_int_equal(take->record.burn_count, flown.burn_count);
    assert_int_equal(take->record.attempt_count, flown.attempt_count);
    assert_true(flown.plan_count >= 4);
    assert_int_equal(take->record.plan_count, flown.plan_count);
    for (size_t i = 0; i < flown.plan_count; i++) {
        const kurs_told_plan *p = &flown.plans[i], *q = &take->record.plans[i];
        assert_int_equal(p->of, q->of);
        assert_int_equal(p->item_count, q->item_count);
        check_near(kurs_tai_diff(p->solved, q->solved), 0.0, 1e-3, 0.0);
        for (int n = 0; n < p->item_count; n++) {
            assert_string_equal(p->items[n].id, q->items[n].id);
            assert_string_equal(p->items[n].engine, q->items[n].engine);
            check_near(kurs_tai_diff(p->items[n].t, q->items[n].t), 0.0, 1e-3, 0.0);
            assert_true(isnan(p->items[n].dv_m_s) ? isnan(q->items[n].dv_m_s)
                                                  : p->items[n].dv_m_s == q->items[n].dv_m_s);
        }
    }
    check_near(kurs_tai_diff(take->first, flown.rows[0].t), 0.0, 1e-6, 0.0);
    check_near(kurs_tai_diff(take->last, flown.rows[flown.row_count - 1].t), 0.0, 1e-6, 0.0);
    size_t k = 0;
    for (size_t i = 0; i < take->record.row_count; i += 101) {
        const kurs_row *row = &take->record.rows[i];
        while (fabs(kurs_tai_diff(flown.rows[k].t, row->t)) > 1e-6 ||
               flown.rows[k].arc != row->arc) {
            assert_true(++k < flown.row_count);
        }
        check_near(row->s_gcrf.r.x, flown.rows[k].s_gcrf.r.x, 1e-8, 0.0);
        check_near(row->mass_kg, flown.rows[k].mass_kg, 0.0, 0.0);
        assert_int_equal(row->phase, flown.rows[k].phase);
    }
    snprintf(line, sizeof line, "rm -r %s", folder);
    assert_int_equal(system(line), 0);
    kurs_take_let_go(take);
    kurs_fly_close(session);
    kurs_fly_end();
}

static void what_is_no_record_is_refused(void **state)
{
    (void)state;
    char why[KURS_LIVE_WHY_SIZE];
    kurs_take *take = NULL;
    assert_true(kurs_take_read("/nowhere", NULL, &take, why) < 0);
    assert_true(kurs_take_read(KURS_SOURCE_DIR, NULL, &take, why) < 0);
    assert_null(take);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_clock_runs_at_its_rate),
        cmocka_unit_test(nobody_sees_beyond_a_command_before_it_is_done),
        cmocka_unit_test(what_cannot_be_logged_does_not_happen),
        cmocka_unit_test(the_last_lines_of_the_log_are_kept),
        cmocka_unit_test(a_change_leaves_the_past_to_the_bit),
        cmocka_unit_test(a_command_after_going_back_drops_the_later_ones),
        cmocka_unit_test(between_rows_the_ship_is_where_it_was),
        cmocka_unit_test(the_rocket_grows_heavier_while_it_is_tanked),
        cmocka_unit_test(the_load_is_that_of_the_forces_on_the_mass),
        cmocka_unit_test(at_a_row_it_is_the_row),
        cmocka_unit_test(a_posted_mission_leads_to_no_file),
        cmocka_unit_test(a_replay_is_what_was_written),
        cmocka_unit_test(what_is_no_record_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
