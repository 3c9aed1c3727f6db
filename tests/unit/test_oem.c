/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kurs/write.h"

enum { MAX_ROWS = 400 };

typedef struct flight {
    kurs_row rows[MAX_ROWS];
    kurs_seam seams[2];
    kurs_record record;
} flight;

static kurs_tai instant(const char *text)
{
    kurs_tai t;
    assert_true(kurs_tai_parse(text, strlen(text), &t) >= 0);
    return t;
}

static kurs_row *add(flight *f, double met_s, kurs_phase phase, int arc, int attached)
{
    assert_true(f->record.row_count < MAX_ROWS);
    kurs_row *row = &f->rows[f->record.row_count++];
    *row = (kurs_row){.t = kurs_tai_add(instant("2024-03-23T12:36:10.573Z"), met_s),
                      .met_s = met_s,
                      .phase = phase,
                      .arc = arc,
                      .attached = attached,
                      .s_gcrf = {{7e6 - 7500.123456789 * met_s, 0.5 * met_s * met_s - 1.0, 2.5e-6},
                                 {-7500.123456789, met_s, 0.0}}};
    return row;
}

/* Pad; 100 s of ascent every second in two arcs; free flight every 60 s; station with a seam. */
static flight *small_flight(void)
{
    flight *f = calloc(1, sizeof *f);
    assert_non_null(f);
    add(f, -20.0, KURS_PHASE_countdown, 0, 1);
    add(f, 0.0, KURS_PHASE_countdown, 0, 1);
    for (int i = 0; i <= 47; i++) {
        add(f, i, KURS_PHASE_ascent, 1, 0);
    }
    for (int i = 47; i <= 100; i++) {
        add(f, i, KURS_PHASE_ascent, 2, 0);
    }
    for (int i = 0; i < 5; i++) {
        add(f, 100.0 + 60.0 * i, KURS_PHASE_free_flight, 3, 0);
    }
    for (int i = 0; i < 3; i++) {
        add(f, 340.0 + 60.0 * i, KURS_PHASE_docked, 4, 1);
    }
    f->seams[0] = (kurs_seam){"station elements change to set 2", f->record.row_count};
    for (int i = 0; i < 3; i++) {
        add(f, 460.0 + 60.0 * i, KURS_PHASE_docked, 5, 1);
    }
    add(f, 640.0, KURS_PHASE_landed, 6, 1);
    add(f, 700.0, KURS_PHASE_landed, 6, 1);
    f->record.rows = f->rows;
    f->record.seams = f->seams;
    f->record.seam_count = 1;
    return f;
}

static char *written(const flight *f)
{
    const kurs_oem_header header = {"SOYUZ MS-25", NULL, instant("2024-03-23T00:00:00Z")};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_int_equal(kurs_oem_write(&f->record, &header, out), KURS_OK);
    assert_int_equal(fclose(out), 0);
    return text;
}

static int count(const char *text, const char *part)
{
    int n = 0;
    for (; (text = strstr(text, part)); text += strlen(part)) {
        n++;
    }
    return n;
}

static void the_head_is_that_of_ccsds_502_0_b_2(void **state)
{
    (void)state;
    flight *f = small_flight();
    char *text = written(f);
    /* keywords in the order of tables 5-2 and 5-3 of the standard */
    const char *keys[] = {
        "CCSDS_OEM_VERS = 2.0\n",
        "CREATION_DATE = 2024-03-23T00:00:00.000\n",
        "ORIGINATOR = KURS\n",
        "META_START\n",
        "OBJECT_NAME = SOYUZ MS-25\n",
        "OBJECT_ID = UNKNOWN\n",
        "CENTER_NAME = EARTH\n",
        "REF_FRAME = GCRF\n",
        "TIME_SYSTEM = UTC\n",
        "START_TIME = 2024-03-23T12:36:10.573000000\n",
        "STOP_TIME = 2024-03-23T12:36:57.573000000\n",
        "META_STOP\n",
        ("\n2024-03-23T12:36:10.573000000 7000.000000000 -0.001000000 0.000000003 "
         "-7.500123456789 0.000000000000 0.000000000000\n")};
    const char *at = text;
    assert_true(strncmp(text, keys[0], strlen(keys[0])) == 0);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        at = strstr(at, keys[i]);
        if (!at) {
            fail_msg("no \"%s\" where it belongs in:\n%.900s", keys[i], text);
        }
        at += strlen(keys[i]) - 1;
    }
    free(text);
    free(f);
}

/* 2026-11-26: a name from a file went out as it came. */
static void a_name_with_line_ends_or_none_cannot_spoil_the_head(void **state)
{
    (void)state;
    flight *f = small_flight();
    const kurs_oem_header odd = {.object_name = "A\nREF_FRAME = TEME", .object_id = ""};
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    assert_non_null(out);
    assert_int_equal(kurs_oem_write(&f->record, &odd, out), KURS_OK);
    fclose(out);
    assert_non_null(strstr(text, "OBJECT_NAME = A?REF_FRAME = TEME\nOBJECT_ID = UNKNOWN\n"));
    assert_null(strstr(text, "\nREF_FRAME = TEME"));
    free(text);
    free(f);
}

static void a_segment_begins_where_the_source_of_the_orbit_changes(void **state)
{
    (void)state;
    flight *f = small_flight();
    char *text = written(f);
    assert_int_equal(count(text, "META_START"), 5); /* two arcs of ascent, one of coast, the stay */
    assert_int_equal(count(text, "META_STOP"), 5);
    assert_int_equal(count(text, "COMMENT in the air, integrated: ascent\n"), 2);
    assert_int_equal(count(text, "COMMENT free flight, integrated: free flight\n"), 1);
    assert_int_equal(count(text, "COMMENT attached, following the station: docked\n"), 2);
    const char *seam = strstr(text, "COMMENT station elements change to set 2\n");
    assert_non_null(seam);
    assert_non_null(strstr(seam, "START_TIME = 2024-03-23T12:43:50.573"));
    free(text);
    free(f);
}

/* 2026-11-26: braked flight was called free. */
static void the_comment_names_the_force_that_rules(void **state)
{
    (void)state;
    static const struct {
        kurs_phase phase;
        double flow, thrust;
        const char *text;
    } cases[] = {{KURS_PHASE_ascent, 1.0, 1e6, "under thrust, integrated: ascent"},
                 {KURS_PHASE_ascent, 0.0, 0.0, "in the air, integrated: ascent"},
                 {KURS_PHASE_descent, 0.0, 0.0, "free flight, integrated: descent"},
                 {KURS_PHASE_entry, 0.0, 0.0, "in the air, integrated: entry"},
                 {KURS_PHASE_parachute, 0.0, 0.0, "under parachute, integrated: parachute"},
                 {KURS_PHASE_parachute, 1.0, 1e5, "under thrust, integrated: parachute"},
                 {KURS_PHASE_parachute, 0.0, 1e5, "set down on the ground, integrated: parachute"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        flight *f = calloc(1, sizeof *f);
        assert_non_null(f);
        for (int k = 0; k < 2; k++) {
            kurs_row *row = add(f, k, cases[i].phase, 1, 0);
            row->flow_kg_s = cases[i].flow;
            row->thrust_gcrf_n.x = cases[i].thrust;
        }
        f->record.rows = f->rows;
        char *text = written(f), line[120];
        snprintf(line, sizeof line, "COMMENT %s\n", cases[i].text);
        assert_int_equal(count(text, line), 1);
        free(text);
        free(f);
    }
}

/* States of the written message as seconds since lift-off, place and velocity in m; their number.
 */
static int read_states(char *text, double out[][7])
{
    int n = 0;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        char epoch[40];
        double x[6];
        if (sscanf(line, "%39s %lf %lf %lf %lf %lf %lf", epoch, &x[0], &x[1], &x[2], &x[3], &x[4],
                   &x[5]) == 7) {
            out[n][0] = kurs_tai_diff(instant(epoch), instant("2024-03-23T12:36:10.573Z"));
            for (int i = 0; i < 6; i++) {
                out[n][1 + i] = 1e3 * x[i];
            }
            n++;
        }
    }
    return n;
}

/* Falls from 8 km; after 20 s a canopy opens: v' = -(v - 7)/0.8 s. Truth in closed form. */
static void put_fall(flight *f)
{
    for (int i = 0; i <= 300; i++) {
        const double t = 0.2 * i, since = t - 20.0, open = 150.0 + 9.8 * 20.0 - 7.0;
        kurs_row *row = add(f, t, KURS_PHASE_parachute, 1, 0);
        double fallen = 150.0 * t + 4.9 * t * t, speed = 150.0 + 9.8 * t;
        if (since > 0.0) {
            fallen =
                150.0 * 20.0 + 4.9 * 400.0 + 7.0 * since + 0.8 * open * (1.0 - exp(-since / 0.8));
            speed = 7.0 + open * exp(-since / 0.8);
        }
        row->s_gcrf = (kurs_state){{6.386e6 - fallen, 400.0 * t, 0.0}, {-speed, 400.0, 0.0}};
    }
    f->record.rows = f->rows;
}

/* 2026-11-26: ten seconds between states were 9 m and 6 m/s off when the canopies open. */
static void a_cubic_between_the_states_meets_every_row(void **state)
{
    (void)state;
    flight *f = calloc(1, sizeof *f);
    assert_non_null(f);
    put_fall(f);
    static double s[MAX_ROWS][7];
    char *text = written(f);
    const int n = read_states(text, s);
    assert_true(n > 7 && n < 45); /* of 301 rows */
    for (size_t i = 0, k = 0; i < f->record.row_count; i++) {
        const kurs_row *row = &f->rows[i];
        while (k + 2 < (size_t)n && s[k + 1][0] < row->met_s) {
            k++;
        }
        const double h = s[k + 1][0] - s[k][0], u = (row->met_s - s[k][0]) / h, w = 1.0 - u;
        assert_true(h < 20.0);
        const double want[2] = {row->s_gcrf.r.x, row->s_gcrf.r.y};
        for (int c = 0; c < 2; c++) {
            const double got = w * w * (1.0 + 2.0 * u) * s[k][1 + c] + u * w * w * h * s[k][4 + c] +
                               u * u * (3.0 - 2.0 * u) * s[k + 1][1 + c] -
                               u * u * w * h * s[k + 1][4 + c];
            check_near(want[c], got, 0.1001, 0.0);
        }
        const double step = 6.0 * u * w * (s[k + 1][1] - s[k][1]) / h;
        const double speed =
            step + w * (1.0 - 3.0 * u) * s[k][4] + u * (3.0 * u - 2.0) * s[k + 1][4];
        check_near(row->s_gcrf.v.x, speed, 0.1001, 0.0);
    }
    free(text);
    free(f);
}

static void epochs_rise_and_fill_the_span_that_the_segment_names(void **state)
{
    (void)state;
    flight *f = small_flight();
    char *text = written(f);
    char start[40] = "", stop[40] = "", last[40] = "";
    int rows = 0;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        if (sscanf(line, "START_TIME = %39s", start) == 1) {
            if (last[0]) {
                assert_string_equal(last, stop);
            }
            last[0] = '\0';
        } else if (sscanf(line, "STOP_TIME = %39s", stop) != 1 && strncmp(line, "2024", 4) == 0) {
            char epoch[40];
            double x[6];
            assert_int_equal(sscanf(line, "%39s %lf %lf %lf %lf %lf %lf", epoch, &x[0], &x[1],
                                    &x[2], &x[3], &x[4], &x[5]),
                             7);
            if (last[0]) {
                assert_true(strcmp(last, epoch) < 0);
            } else {
                assert_string_equal(epoch, start);
            }
            /* the state belongs to its epoch: x was made from MET */
            const kurs_tai t = instant(epoch);
            const double met = kurs_tai_diff(t, instant("2024-03-23T12:36:10.573Z"));
            check_near(7000.0 - 7.500123456789 * met, x[0], 2e-8, 0.0);
            check_near(met / 1e3, x[4], 2e-12, 0.0);
            strcpy(last, epoch);
            rows++;
        }
    }
    assert_string_equal(last, stop);
    /* 0 10 20 30 40 47 | 47 57 67 77 87 97 100 | 100 160 220 280 340, then 3 and 3 */
    assert_int_equal(rows, 6 + 7 + 5 + 6);
    free(text);
    free(f);
}

static void two_attempts_are_not_one_arc(void **state)
{
    (void)state;
    flight *f = calloc(1, sizeof *f);
    assert_non_null(f);
    add(f, 0.0, KURS_PHASE_ascent, 0, 0);
    add(f, 60.0, KURS_PHASE_ascent, 0, 0);
    add(f, 120.0, KURS_PHASE_ascent, 0, 0)->met_s = 20.0;
    add(f, 180.0, KURS_PHASE_ascent, 0, 0)->met_s = 80.0;
    f->record.rows = f->rows;
    char *text = written(f);
    assert_int_equal(count(text, "META_START"), 2);
    free(text);
    free(f);
}

static void nothing_is_written(const flight *f)
{
    const kurs_oem_header header = {"SOYUZ MS-25", NULL, instant("2024-03-23T00:00:00Z")};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_int_equal(kurs_oem_holds(&f->record), 0);
    assert_int_equal(kurs_oem_write(&f->record, &header, out), KURS_ERR_NOT_FOUND);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(size, 0);
    free(text);
}

static void a_segment_of_one_instant_is_left_out_and_a_flight_of_none_is_refused(void **state)
{
    (void)state;
    flight *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->record.rows = f->rows;
    nothing_is_written(f);
    add(f, -20.0, KURS_PHASE_countdown, 0, 1);
    add(f, -10.0, KURS_PHASE_countdown, 0, 1);
    nothing_is_written(f); /* it stood on the pad */
    add(f, 0.0, KURS_PHASE_ascent, 1, 0);
    add(f, 0.0, KURS_PHASE_ascent, 2, 0);
    nothing_is_written(f);
    add(f, 10.0, KURS_PHASE_ascent, 2, 0);
    assert_int_equal(kurs_oem_holds(&f->record), 1);
    char *text = written(f);
    assert_int_equal(count(text, "META_START"), 1);
    free(text);
    free(f);
}

/* Coast, burn in an arc of its own, coast; approach by held forces: off, on, off. */
static void no_segment_reaches_over_the_start_or_end_of_a_burn(void **state)
{
    (void)state;
    flight *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->record.rows = f->rows;
    for (int i = 0; i <= 10; i++) {
        add(f, 60.0 * i, KURS_PHASE_free_flight, 1, 0);
    }
    for (int i = 0; i <= 20; i++) {
        add(f, 600.0 + 2.0 * i, KURS_PHASE_burn, 2, 0)->thrust_gcrf_n.x = 3000.0;
        f->rows[f->record.row_count - 1].flow_kg_s = 1.0;
    }
    add(f, 640.0, KURS_PHASE_free_flight, 3, 0);
    add(f, 700.0, KURS_PHASE_free_flight, 3, 0);
    for (int i = 0; i <= 90; i++) {
        kurs_row *row = add(f, 700.0 + i, KURS_PHASE_approach, 4, 0);
        row->held = 1;
        row->thrust_gcrf_n.z = i >= 25 && i < 58 ? -400.0 : 0.0;
    }
    char *text = written(f);
    static const char *const spans[] = {"36:10.573 46:10.573", "46:10.573 46:50.573",
                                        "46:50.573 47:50.573", "47:50.573 48:15.573",
                                        "48:15.573 48:48.573", "48:48.573 49:20.573"};
    assert_int_equal(count(text, "META_START"), 6);
    assert_int_equal(count(text, "COMMENT under thrust, integrated: burn\n"), 1);
    assert_int_equal(
        count(text, "COMMENT pushed by springs or docking gear, integrated: approach\n"), 1);
    const char *at = text;
    for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++) {
        char start[80], stop[80];
        const char *end = strrchr(spans[i], ' ') + 1, *begin = end - 10;
        snprintf(start, sizeof start, "START_TIME = 2024-03-23T12:%.9s", begin);
        snprintf(stop, sizeof stop, "STOP_TIME = 2024-03-23T12:%.9s", end);
        assert_non_null(at = strstr(at, "START_TIME"));
        assert_true(strncmp(at, start, strlen(start)) == 0);
        assert_non_null(at = strstr(at, "STOP_TIME"));
        assert_true(strncmp(at, stop, strlen(stop)) == 0);
    }
    free(text);
    free(f);
}

static void a_free_text_cannot_break_the_message(void **state)
{
    (void)state;
    flight *f = small_flight();
    snprintf(f->seams[0].text, sizeof f->seams[0].text, "a\nMETA_START\n\xc3\xa9");
    char *text = written(f);
    assert_int_equal(count(text, "\nMETA_START\n"), 5);
    assert_int_equal(count(text, "COMMENT a?META_START???\n"), 1);
    free(text);
    free(f);
}

static void the_creation_date_is_that_of_the_environment_or_the_one_given(void **state)
{
    (void)state;
    const kurs_tai first = instant("2024-03-23T12:36:10.573Z");
    assert_int_equal(setenv("SOURCE_DATE_EPOCH", "1700000000", 1), 0);
    /* date -u -d @1700000000: 2023-11-14 22:13:20 */
    check_near(0.0, kurs_tai_diff(kurs_creation_date(first), instant("2023-11-14T22:13:20Z")), 0.0,
               0.0);
    const char *bad[] = {"", "1e9", "-5", "12 ", "99999999999999999999", "5"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(setenv("SOURCE_DATE_EPOCH", bad[i], 1), 0);
        check_near(0.0, kurs_tai_diff(kurs_creation_date(first), first), 0.0, 0.0);
    }
    assert_int_equal(unsetenv("SOURCE_DATE_EPOCH"), 0);
    check_near(0.0, kurs_tai_diff(kurs_creation_date(first), first), 0.0, 0.0);
}

static void a_full_disk_is_an_error(void **state)
{
    (void)state;
    FILE *out = fopen("/dev/full", "w");
    if (!out) {
        skip();
    }
    flight *f = small_flight();
    const kurs_oem_header header = {"X", "2024-055A", instant("2024-03-23T00:00:00Z")};
    assert_int_equal(kurs_oem_write(&f->record, &header, out), KURS_ERR_IO);
    const kurs_oem_header nameless = {0};
    assert_int_equal(kurs_oem_write(&f->record, &nameless, out), KURS_ERR_ARGUMENT);
    fclose(out);
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_head_is_that_of_ccsds_502_0_b_2),
        cmocka_unit_test(a_name_with_line_ends_or_none_cannot_spoil_the_head),
        cmocka_unit_test(a_segment_begins_where_the_source_of_the_orbit_changes),
        cmocka_unit_test(the_comment_names_the_force_that_rules),
        cmocka_unit_test(a_cubic_between_the_states_meets_every_row),
        cmocka_unit_test(epochs_rise_and_fill_the_span_that_the_segment_names),
        cmocka_unit_test(two_attempts_are_not_one_arc),
        cmocka_unit_test(a_segment_of_one_instant_is_left_out_and_a_flight_of_none_is_refused),
        cmocka_unit_test(no_segment_reaches_over_the_start_or_end_of_a_burn),
        cmocka_unit_test(a_free_text_cannot_break_the_message),
        cmocka_unit_test(the_creation_date_is_that_of_the_environment_or_the_one_given),
        cmocka_unit_test(a_full_disk_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
