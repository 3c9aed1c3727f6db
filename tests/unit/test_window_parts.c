/* SPDX-License-Identifier: Apache-2.0 */
/* Table, document and picture of windows, from made opportunities; the orbit of a target. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "app/window_parts.h"
#include "check.h"
#include "kurs/load.h"
#include "kurs/tle_io.h"

#define DEG (3.14159265358979323846 / 180.0)

static kurs_window_found found;
static kurs_window_ask ask;
static const kurs_window_watch nobody;
static kurs_window_pass passes[8];

static kurs_tai at(const char *text)
{
    kurs_tai t;
    assert_true(kurs_tai_parse(text, strlen(text), &t) >= 0);
    return t;
}

static kurs_window_pass open_pass(const char *liftoff)
{
    kurs_window_pass pass = {.about = at(liftoff), .open = 1};
    kurs_window_opportunity *o = &pass.opportunity;
    o->liftoff = at(liftoff);
    o->insertion = kurs_tai_add(o->liftoff, 529.2);
    o->contact = kurs_tai_add(o->liftoff, 11340.0);
    o->contact_earliest = kurs_tai_add(o->contact, -600.0);
    o->contact_latest = kurs_tai_add(o->contact, 900.0);
    o->orbits = 2;
    o->phase = 16.15 * DEG;
    o->catch_up = 16.25 * DEG;
    o->pad_to_plane_s = 207.25;
    o->beta = -12.5 * DEG;
    o->delta_v_m_s = 118.5;
    o->reserve_m_s = 71.25;
    o->sunlit_liftoff = 1;
    o->burn_count = 2;
    o->burns[0] =
        (kurs_window_burn){"dv1", kurs_tai_add(o->liftoff, 2500.0), 20.25, 53.5, "S5.80", 1.5e6};
    o->burns[1] = (kurs_window_burn){"brake1",   kurs_tai_add(o->liftoff, 9500.0), 4.0, 50.0, "DPO",
                                     (double)NAN};
    o->caveat_count = 1;
    (void)snprintf(o->caveats[0], sizeof o->caveats[0], "elements %s days old", "3.5");
    return pass;
}

static void add_closed(kurs_window_pass *pass, int orbits, double catch_up_deg, const char *reason)
{
    kurs_closed_pass *closed = &pass->closed[pass->closed_count++];
    *closed = (kurs_closed_pass){
        .liftoff = pass->about, .orbits = orbits, .catch_up = catch_up_deg * DEG};
    (void)snprintf(closed->reason, sizeof closed->reason, "%s", reason);
}

static void begin(void)
{
    static const char line1[] =
        "1 25544U 98067A   24087.50963912  .00035317  00000+0  63250-3 0  9993";
    static const char line2[] =
        "2 25544  51.6411   0.3077 0004676   8.9972 162.1343 15.49609731445878";
    kurs_diag diag;
    kurs_text_error e;
    kurs_tle tle;
    kurs_diag_init(&diag);
    memset(&found, 0, sizeof found);
    ask = (kurs_window_ask){
        .target = "iss.tle", .has_span = 1, .from = at("2024-03-20"), .to = at("2024-03-24")};
    found.ask = &ask;
    found.watch = &nobody;
    assert_true(kurs_load_rocket("soyuz-2.1a", &found.mission.rocket, &diag) >= 0);
    assert_true(kurs_load_spacecraft("soyuz-ms", &found.mission.spacecraft, &diag) >= 0);
    assert_true(kurs_load_site("baikonur-31-6", &found.mission.site, &diag) >= 0);
    assert_true(kurs_load_profile("orbits-2", &found.mission.profiles[0], &diag) >= 0);
    assert_true(kurs_load_profile("orbits-34", &found.mission.profiles[1], &diag) >= 0);
    found.mission.profile_count = 2;
    assert_true(kurs_tle_parse(line1, 69, line2, 69, 0, &tle, &e) >= 0);
    assert_true(kurs_ephemeris_init(&found.target.station, &tle, 1) >= 0);
    (void)snprintf(found.target.name, sizeof found.target.name, "ISS (ZARYA)");
    found.target.number = 25544;
    passes[0] = open_pass("2024-03-20T13:47:01.537Z");
    passes[1] = (kurs_window_pass){.about = at("2024-03-21T13:21:21.840Z")};
    add_closed(&passes[1], 2, 40.0, "40.0 deg to catch up; these orbits make -5.7 to 7.0 deg");
    add_closed(&passes[1], 34, 400.5, "the reserve falls short by 12 m/s");
    passes[2] = (kurs_window_pass){.about = at("2024-03-22T12:58:45.960Z")};
    add_closed(&passes[2], 2, 85.0, "85.0 deg to catch up; these orbits make -5.8 to 7.1 deg");
    add_closed(&passes[2], 34, 446.25, "the reserve falls short by 40 m/s");
    found.list = (kurs_window_list){passes, 3, 8};
}

/* What a writer wrote; free it. */
static char *written(kurs_status (*writer)(const kurs_window_found *, FILE *))
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    assert_non_null(out);
    assert_int_equal(writer(&found, out), KURS_OK);
    assert_int_equal(fclose(out), 0);
    return text;
}

/* ---- the table ------------------------------------------------------------------------------- */

static void no_line_is_wider_than_120_columns(const char *text)
{
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
        if (strcspn(line, "\n") > 120) {
            print_message("too wide: %.*s\n", (int)strcspn(line, "\n"), line);
        }
        assert_true(strcspn(line, "\n") <= 120);
        assert_true(line[strcspn(line, "\n")] == '\n');
    }
}

static void the_table_has_a_row_an_opportunity(void **state)
{
    (void)state;
    begin();
    char *text = written(kurs_window_write_text);
    no_line_is_wider_than_120_columns(text);
    assert_non_null(strstr(text, "Soyuz MS on Soyuz-2.1a from Baikonur, pad 31/6 "));
    assert_non_null(strstr(text, "to ISS (ZARYA)\nElements of 2024-03-27 12:13:53.\n"));
    assert_non_null(strstr(text, "\n2024-03-20 13:47:01.5      2    16.1     16.2  2024-03-20 16:56"
                                 "  16:46-17:11  118.5    71.2  -12.5  day    shadow\n"));
    assert_null(strstr(text, "ignition"));
    free(text);
}

static void closed_passes_that_differ_in_figures_only_are_one_line(void **state)
{
    (void)state;
    begin();
    char *text = written(kurs_window_write_text);
    assert_non_null(strstr(text, "Closed: 2 of 3 passes"));
    assert_non_null(strstr(text, "    2 orbits  2 passes from 2024-03-21 13:21 to 2024-03-22, such "
                                 "as the first: 40.0 deg to catch up;"));
    assert_non_null(strstr(text, "   34 orbits  2 passes from"));
    assert_null(strstr(text, "85.0 deg"));
    free(text);
    add_closed(&passes[2], 4, 85.0, "no radio sight");
    text = written(kurs_window_write_text);
    assert_true(strstr(text, "  2 orbits") < strstr(text, "  4 orbits"));
    assert_true(strstr(text, "  4 orbits") < strstr(text, " 34 orbits"));
    assert_non_null(strstr(text, "    4 orbits  2024-03-22 12:59: no radio sight\n"));
    free(text);
}

static void caveats_that_many_have_are_told_once(void **state)
{
    (void)state;
    begin();
    passes[1] = open_pass("2024-03-21T13:21:21.840Z");
    (void)snprintf(passes[1].opportunity.caveats[0], KURS_WINDOW_CAVEAT_SIZE,
                   "elements 2.5 days old");
    kurs_window_note(&found, "a note of the whole");
    kurs_window_note(&found, "a note of the %s", "whole");
    assert_int_equal(found.note_count, 1);
    char *text = written(kurs_window_write_text);
    assert_non_null(strstr(text, "note: a note of the whole\n"));
    assert_non_null(strstr(text, "note: elements 3.5 days old (and 1 more alike)\n"));
    assert_null(strstr(text, "2.5 days"));
    free(text);
}

static void burns_are_listed_where_they_are_asked_for(void **state)
{
    (void)state;
    begin();
    ask.burns = 1;
    char *text = written(kurs_window_write_text);
    no_line_is_wider_than_120_columns(text);
    assert_non_null(strstr(text, "    dv1          2024-03-20 14:28:41.5    20.25      53.5  S5.80"
                                 "         1500.0\n"));
    assert_non_null(strstr(text, "  DPO                -\n"));
    free(text);
}

static void nothing_open_and_a_refusal_are_said(void **state)
{
    (void)state;
    begin();
    passes[0] = passes[1];
    char *text = written(kurs_window_write_text);
    assert_non_null(strstr(text, "\nNo opportunity is open.\n"));
    free(text);
    (void)snprintf(found.refusal, sizeof found.refusal, "It cannot be reached.");
    text = written(kurs_window_write_text);
    assert_non_null(strstr(text, "\nIt cannot be reached.\n"));
    assert_null(strstr(text, "opportunity"));
    free(text);
}

/* ---- the document ---------------------------------------------------------------------------- */

static json_t *document(void)
{
    char *text = written(kurs_window_write_json);
    json_error_t error;
    json_t *root = json_loads(text, 0, &error);
    assert_non_null(root);
    static const char first[] = "{\n  \"schema\": \"kurs.window/1\",\n  \"target\"";
    assert_memory_equal(text, first, sizeof first - 1);
    free(text);
    return root;
}

static const char *text_of(json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "(none)";
}

static double number_of(json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    assert_true(json_is_real(value));
    return json_real_value(value);
}

static void the_document_has_all_figures_to_the_last_bit(void **state)
{
    (void)state;
    begin();
    json_t *root = document();
    json_t *list = json_object_get(root, "opportunities");
    assert_int_equal(json_array_size(list), 1);
    json_t *o = json_array_get(list, 0);
    const kurs_window_opportunity *want = &passes[0].opportunity;
    assert_string_equal(text_of(o, "liftoff_utc"), "2024-03-20T13:47:01.537Z");
    assert_string_equal(text_of(o, "insertion_utc"), "2024-03-20T13:55:50.737Z");
    assert_string_equal(text_of(o, "docking_earliest_utc"), "2024-03-20T16:46:01.537Z");
    assert_string_equal(text_of(o, "docking_utc"), "2024-03-20T16:56:01.537Z");
    assert_string_equal(text_of(o, "docking_latest_utc"), "2024-03-20T17:11:01.537Z");
    assert_int_equal(json_integer_value(json_object_get(o, "profile_orbits")), 2);
    check_near(want->phase / DEG, number_of(o, "phase_deg"), 0.0, 3e-16);
    check_near(want->catch_up / DEG, number_of(o, "catch_up_deg"), 0.0, 3e-16);
    check_near(207.25, number_of(o, "pad_to_plane_s"), 0.0, 0.0);
    check_near(118.5, number_of(o, "delta_v_m_s"), 0.0, 0.0);
    check_near(71.25, number_of(o, "reserve_m_s"), 0.0, 0.0);
    assert_true(json_is_true(json_object_get(o, "sunlit_liftoff")));
    assert_true(json_is_false(json_object_get(o, "sunlit_docking")));
    json_t *burn = json_array_get(json_object_get(o, "burns"), 0);
    assert_string_equal(text_of(burn, "utc"), "2024-03-20T14:28:41.537Z");
    check_near(20.25, number_of(burn, "delta_v_m_s"), 0.0, 0.0);
    check_near(53.5, number_of(burn, "duration_s"), 0.0, 0.0);
    check_near(1500.0, number_of(burn, "range_km"), 0.0, 0.0);
    assert_string_equal(text_of(burn, "engine"), "S5.80");
    burn = json_array_get(json_object_get(o, "burns"), 1);
    assert_true(json_is_null(json_object_get(burn, "range_km")));
    assert_string_equal(json_string_value(json_array_get(json_object_get(o, "caveats"), 0)),
                        "elements 3.5 days old");
    json_decref(root);
}

static void every_closed_profile_stands_in_the_document(void **state)
{
    (void)state;
    begin();
    json_t *root = document();
    json_t *closed = json_object_get(root, "closed");
    assert_int_equal(json_array_size(closed), 4);
    json_t *last = json_array_get(closed, 3);
    assert_string_equal(text_of(last, "pass_utc"), "2024-03-22T12:58:45.960Z");
    assert_int_equal(json_integer_value(json_object_get(last, "profile_orbits")), 34);
    assert_string_equal(text_of(last, "reason"), "the reserve falls short by 40 m/s");
    assert_true(json_is_null(json_object_get(root, "refused")));
    json_decref(root);
}

static void a_refusal_leaves_a_complete_document(void **state)
{
    (void)state;
    begin();
    ask.has_scrub = found.has_scrub = 1;
    ask.catalogue = "catalogue.tle";
    found.list.count = 0;
    (void)snprintf(found.refusal, sizeof found.refusal, "It cannot be reached: \xc3\x28.");
    json_t *root = document();
    assert_int_equal(json_array_size(json_object_get(root, "opportunities")), 0);
    assert_int_equal(json_array_size(json_object_get(root, "closed")), 0);
    assert_string_equal(text_of(root, "refused"), "It cannot be reached: ?(.");
    assert_true(json_is_null(json_object_get(root, "scrub")));
    assert_true(json_is_null(json_object_get(root, "screening")));
    json_decref(root);
}

/* ---- after a scrub --------------------------------------------------------------------------- */

static void make_scrub(void)
{
    begin();
    ask.has_scrub = found.has_scrub = 1;
    ask.has_span = 0;
    found.list.count = 0;
    kurs_window_scrub *scrub = &found.scrub;
    scrub->attempt = at("2024-03-21T13:20:59Z");
    scrub->ready = at("2024-03-22T13:20:59Z");
    scrub->count = 3;
    scrub->rows[0] =
        (kurs_window_scrub_row){.pass = passes[2],
                                .too_soon = 1,
                                .phase = 86.25 * DEG,
                                .beta = 18.5 * DEG,
                                .landing = {at("2024-04-03"), 0, {0, 0.0}, (double)NAN}};
    scrub->rows[1] = (kurs_window_scrub_row){
        .pass = open_pass("2024-03-23T12:36:10Z"),
        .phase = 16.15 * DEG,
        .beta = 14.0 * DEG,
        .landing = {at("2024-04-06"), 1, at("2024-04-06T07:16:30Z"), -40.25e3}};
    scrub->rows[2] = (kurs_window_scrub_row){
        .pass = passes[1],
        .phase = 40.5 * DEG,
        .beta = 9.0 * DEG,
        .landing = {at("2024-04-07"), 0, at("2024-04-07T06:27:30Z"), 262e3}};
}

static void what_is_left_after_a_scrub_is_a_table(void **state)
{
    (void)state;
    make_scrub();
    char *text = written(kurs_window_write_text);
    no_line_is_wider_than_120_columns(text);
    assert_non_null(strstr(text, "stopped at 2024-03-21 13:20:59; the rocket is ready again at "
                                 "2024-03-22 13:20:59."));
    assert_non_null(strstr(text,
                           "\n2024-03-22 12:58:46  too soon      -    86.2        -   18.5  - "
                           "                2024-04-03 no pass\n"));
    assert_non_null(strstr(text, "\n2024-03-23 12:36:10  open          2    16.1     71.2   14.0  "
                                 "2024-03-23 15:45  2024-04-06 07:16   40 km\n"));
    assert_non_null(strstr(text, "262 km, too far\n    the reserve falls short by 12 m/s\n"));
    assert_null(strstr(text, "No opportunity"));
    free(text);
}

static void what_is_left_after_a_scrub_is_in_the_document(void **state)
{
    (void)state;
    make_scrub();
    json_t *root = document();
    json_t *scrub = json_object_get(root, "scrub"), *rows = json_object_get(scrub, "passes");
    static const char *const states[] = {"too_soon", "open", "closed"};
    assert_string_equal(text_of(scrub, "attempt_utc"), "2024-03-21T13:20:59.000Z");
    assert_string_equal(text_of(scrub, "ready_utc"), "2024-03-22T13:20:59.000Z");
    assert_int_equal(json_array_size(rows), 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(text_of(json_array_get(rows, i), "state"), states[i]);
    }
    json_t *soon = json_array_get(rows, 0), *open = json_array_get(rows, 1);
    assert_true(json_is_null(json_object_get(soon, "profile_orbits")));
    assert_true(json_is_null(json_object_get(soon, "reserve_m_s")));
    assert_true(json_is_null(json_object_get(json_object_get(soon, "landing"), "cross_range_km")));
    check_near(86.25, number_of(soon, "phase_deg"), 0.0, 3e-16);
    assert_int_equal(json_integer_value(json_object_get(open, "profile_orbits")), 2);
    check_near(71.25, number_of(open, "reserve_m_s"), 0.0, 0.0);
    check_near(14.0, number_of(open, "beta_deg"), 0.0, 3e-16);
    json_t *landing = json_object_get(open, "landing");
    assert_true(json_is_true(json_object_get(landing, "possible")));
    assert_string_equal(text_of(landing, "landing_utc"), "2024-04-06T07:16:30.000Z");
    check_near(-40.25, number_of(landing, "cross_range_km"), 0.0, 0.0);
    json_decref(root);
}

/* MS-24 landed on 2024-04-06 at 07:17:47 UTC (missions/soyuz-ms-24.yaml): the docking of MS-25 had
 * slipped by four days, and with it the landing that was planned for 2024-04-02. */
static void the_landing_of_ms_24_is_found_after_the_scrub_of_ms_25(void **state)
{
    (void)state;
    char path[] = "/tmp/kurs-test-window-XXXXXX";
    const int fd = mkstemp(path);
    static const char set[] =
        "1 25544U 98067A   24087.50963912  .00035317  00000+0  63250-3 0  9993\n"
        "2 25544  51.6411   0.3077 0004676   8.9972 162.1343 15.49609731445878\n";
    assert_true(fd >= 0);
    assert_int_equal(write(fd, set, sizeof set - 1), (int)sizeof set - 1);
    assert_int_equal(close(fd), 0);
    const kurs_window_ask question = {.target = path,
                                      .site = "baikonur-31-6",
                                      .rocket = "soyuz-2.1a",
                                      .spacecraft = "soyuz-ms",
                                      .countdown = "soyuz-crewed",
                                      .zone = "zhezkazgan",
                                      .has_scrub = 1,
                                      .scrub = at("2024-03-21T13:20:59Z"),
                                      .has_landing_day = 1,
                                      .landing_day = at("2024-04-02"),
                                      .json = 1};
    kurs_window_result result;
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    assert_non_null(out);
    assert_int_equal(kurs_window_run(&question, &nobody, out, stderr, &result), KURS_OK);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(unlink(path), 0);
    json_t *root = json_loads(text, 0, NULL);
    json_t *rows = json_object_get(json_object_get(root, "scrub"), "passes");
    assert_int_equal(json_array_size(rows), KURS_WINDOW_SCRUB_PASSES);
    json_t *second = json_array_get(rows, 1), *landing = json_object_get(second, "landing");
    assert_string_equal(text_of(json_array_get(rows, 0), "state"), "too_soon");
    assert_int_equal(json_integer_value(json_object_get(second, "profile_orbits")), 34);
    assert_true(json_is_true(json_object_get(landing, "possible")));
    const kurs_tai got = at(text_of(landing, "landing_utc"));
    check_near(0.0, kurs_tai_diff(got, at("2024-04-06T07:17:47Z")), 120.0, 0.0);
    json_decref(root);
    free(text);
}

/* ---- the picture ----------------------------------------------------------------------------- */

static kurs_status draw_svg(const kurs_window_found *f, FILE *out)
{
    return kurs_window_draw(f, 1, out);
}

static kurs_status draw_png(const kurs_window_found *f, FILE *out)
{
    return kurs_window_draw(f, 0, out);
}

static void pictures_are_whole_and_the_same_each_time(void **state)
{
    (void)state;
    for (int scrub = 0; scrub < 2; scrub++) {
        if (scrub) {
            make_scrub();
        } else {
            begin();
        }
        char *a = written(draw_svg), *b = written(draw_svg), *png = written(draw_png);
        assert_string_equal(a, b);
        assert_non_null(strstr(a, "-title\">Launch window: phase"));
        assert_non_null(strstr(a, "</svg>"));
        assert_null(strstr(a, "nan"));
        assert_memory_equal(png, "\x89PNG", 4);
        free(a);
        free(b);
        free(png);
    }
}

static void a_window_without_passes_has_a_picture(void **state)
{
    (void)state;
    begin();
    found.list.count = 0;
    char *svg = written(draw_svg);
    assert_non_null(strstr(svg, "</svg>"));
    free(svg);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_has_a_row_an_opportunity),
        cmocka_unit_test(closed_passes_that_differ_in_figures_only_are_one_line),
        cmocka_unit_test(caveats_that_many_have_are_told_once),
        cmocka_unit_test(burns_are_listed_where_they_are_asked_for),
        cmocka_unit_test(nothing_open_and_a_refusal_are_said),
        cmocka_unit_test(the_document_has_all_figures_to_the_last_bit),
        cmocka_unit_test(every_closed_profile_stands_in_the_document),
        cmocka_unit_test(a_refusal_leaves_a_complete_document),
        cmocka_unit_test(what_is_left_after_a_scrub_is_a_table),
        cmocka_unit_test(what_is_left_after_a_scrub_is_in_the_document),
        cmocka_unit_test(the_landing_of_ms_24_is_found_after_the_scrub_of_ms_25),
        cmocka_unit_test(pictures_are_whole_and_the_same_each_time),
        cmocka_unit_test(a_window_without_passes_has_a_picture),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    kurs_window_end();
    return failed;
}
