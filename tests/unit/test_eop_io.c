/* SPDX-License-Identifier: Apache-2.0 */
/* finals2000A from a file: values, the end of the predictions, and what is refused where. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail_alloc.h"
#include "kurs/eop_io.h"
#include "kurs/frames.h"

#define ARCSEC (3.14159265358979323846 / 648000.0)

/* Rows in the published columns; figures of MJD 60387 to 60392 as in the built-in table, so that
 * the two ways to the same Earth can be compared. */
static const char *const rows[] = {
    "24 318 60387.00 I -0.012348 0.000091  0.309214 0.000091  I-0.0091353 0.0000102                "
    " "
    "I     0.344    0.128    -0.092    0.160",
    "24 319 60388.00 I -0.013121 0.000091  0.311308 0.000091  I-0.0090743 0.0000102                "
    " "
    "I     0.339    0.128    -0.146    0.160",
    "24 320 60389.00 I -0.013366 0.000091  0.313043 0.000091  I-0.0091657 0.0000102                "
    " "
    "I     0.334    0.128    -0.130    0.160",
    "24 321 60390.00 I -0.012869 0.000091  0.314716 0.000091  I-0.0093990 0.0000102                "
    " "
    "I     0.330    0.128    -0.114    0.160",
    "24 322 60391.00 I -0.012029 0.000091  0.316364 0.000091  I-0.0097540 0.0000102                "
    " "
    "I     0.328    0.128    -0.100    0.160",
    "24 323 60392.00 P -0.011319 0.000091  0.318718 0.000091  P-0.0102653 0.0000102",
    "24 324 60393.00",
};
enum { ROWS = 7 };

static kurs_diag diag;

/* The rows with one of them replaced; which < 0: none. */
static size_t text_with(int which, const char *replacement, char *out, size_t n)
{
    size_t used = 0;
    for (int i = 0; i < ROWS; i++) {
        const char *row = i == which ? replacement : rows[i];
        used += (size_t)snprintf(out + used, n - used, "%s\n", row);
    }
    return used;
}

static void the_series_has_the_printed_values(void **state)
{
    (void)state;
    char text[4096];
    kurs_eop_series series;
    kurs_diag_init(&diag);
    const size_t n = text_with(-1, "", text, sizeof text);
    assert_int_equal(KURS_OK, kurs_eop_series_parse("finals", text, n, &series, &diag));
    assert_int_equal(60387, series.first_mjd);
    assert_int_equal(6, series.count);
    kurs_tai t;
    kurs_eop eop;
    assert_int_equal(KURS_OK, kurs_tai_parse("2024-03-20", 10, &t));
    assert_int_equal(KURS_OK, kurs_eop_series_at(&series, t, &eop));
    check_near(-0.0091657, eop.ut1_utc_s, 1e-12, 0.0);
    check_near(-0.013366 * ARCSEC, eop.xp, 1e-18, 0.0);
    check_near(0.313043 * ARCSEC, eop.yp, 1e-18, 0.0);
    check_near(0.334e-3 * ARCSEC, eop.dx, 1e-18, 0.0);
    check_near(-0.130e-3 * ARCSEC, eop.dy, 1e-18, 0.0);
    assert_int_equal(0, series.rows[4].predicted);
    assert_int_equal(1, series.rows[5].predicted);
    assert_int_equal(328, series.rows[5].dx); /* blank there: the last one stays */
    kurs_eop_series_free(&series);
    assert_null(series.rows);
}

static void the_earth_of_a_file_is_that_of_the_table(void **state)
{
    (void)state;
    char text[4096];
    kurs_eop_series series;
    kurs_diag_init(&diag);
    const size_t n = text_with(-1, "", text, sizeof text);
    assert_int_equal(KURS_OK, kurs_eop_series_parse("finals", text, n, &series, &diag));
    kurs_tai t;
    kurs_earth a, b;
    assert_int_equal(KURS_OK, kurs_tai_parse("2024-03-20T06:00", 16, &t));
    assert_true(kurs_earth_init_eop(&a, t, &series) >= 0);
    assert_true(kurs_earth_init(&b, t) >= 0);
    const kurs_mat3 ma = kurs_earth_gcrf_itrf(&a, 3600.0), mb = kurs_earth_gcrf_itrf(&b, 3600.0);
    for (int i = 0; i < 9; i++) { /* the four nearest rows are the same; an outer node is not */
        check_near(mb.m[i / 3][i % 3], ma.m[i / 3][i % 3], 1e-10, 0.0);
    }
    /* another UT1 turns the Earth by 15 arc seconds a second */
    kurs_eop_row moved[6];
    memcpy(moved, series.rows, sizeof moved);
    for (int i = 0; i < 6; i++) {
        moved[i].ut1_utc += 1000000; /* 0.1 s */
    }
    const kurs_eop_series later = {series.first_mjd, 6, moved};
    assert_true(kurs_earth_init_eop(&b, t, &later) >= 0);
    const kurs_mat3 mc = kurs_earth_gcrf_itrf(&b, 3600.0);
    const double turn = atan2(mc.m[0][0] * ma.m[1][0] - mc.m[1][0] * ma.m[0][0],
                              mc.m[0][0] * ma.m[0][0] + mc.m[1][0] * ma.m[1][0]);
    check_near(0.1 * KURS_EARTH_OMEGA, fabs(turn), 1e-9, 0.0);
    kurs_eop_series_free(&series);
}

static void refused(int which, const char *replacement, kurs_status status, int line, int column)
{
    char text[4096];
    kurs_eop_series series = {5, 5, NULL};
    kurs_diag_init(&diag);
    const size_t n = text_with(which, replacement, text, sizeof text);
    assert_int_equal(status, kurs_eop_series_parse("finals", text, n, &series, &diag));
    assert_int_equal(1, diag.count);
    assert_int_equal(line, diag.items[0].line);
    assert_int_equal(column, diag.items[0].column);
    assert_true(strlen(diag.items[0].remedy) > 5);
    assert_int_equal(5, series.count);
}

static void what_is_wrong_is_told_with_its_place(void **state)
{
    (void)state;
    refused(1, "24 319 60388.00 I -0.013121 0.000091  0.311308 0.0000", KURS_ERR_SYNTAX, 2, 54);
    refused(1, "24 319 60388.00 I       nan 0.000091  0.311308 0.000091  I-0.0090743 0.0000102",
            KURS_ERR_SYNTAX, 2, 19);
    refused(1, "24 319 60388.00 I -0.013121 0.000091  0.311308 0.000091  X-0.0090743 0.0000102",
            KURS_ERR_SYNTAX, 2, 58);
    refused(1, "24 319 60388.00 I -0.013121 0.000091  0.311308 0.000091  I 9.0090743 0.0000102",
            KURS_ERR_RANGE, 2, 59);
    refused(3, rows[4], KURS_ERR_RANGE, 4, 8); /* a day is left out */
    refused(3, rows[1], KURS_ERR_RANGE, 4, 8); /* out of order */
    refused(2, "\x01\x02\x03", KURS_ERR_SYNTAX, 3, 4);
    refused(2, rows[6], KURS_ERR_RANGE, 0, 0); /* the series ends after two days */
}

static void one_line_without_end_is_refused(void **state)
{
    (void)state;
    const size_t n = (size_t)8 << 20;
    char *text = malloc(n);
    kurs_eop_series series;
    assert_non_null(text);
    memset(text, '7', n);
    kurs_diag_init(&diag);
    assert_int_equal(KURS_ERR_SYNTAX, kurs_eop_series_parse("long", text, n, &series, &diag));
    assert_int_equal(401, diag.items[0].column);
    free(text);
}

/* 2026-11-25: a line that just fills the room for its quotation, at the very end of the text, was
 * read one byte past it (found by fuzzing). */
static void a_long_line_at_the_end_is_quoted_within_the_text(void **state)
{
    (void)state;
    for (size_t n = KURS_DIAG_SOURCE_SIZE - 4; n < KURS_DIAG_SOURCE_SIZE + 60; n++) {
        char *text = malloc(n);
        kurs_eop_series series;
        assert_non_null(text);
        memset(text, '7', n);
        kurs_diag_init(&diag);
        assert_int_equal(KURS_ERR_SYNTAX, kurs_eop_series_parse("end", text, n, &series, &diag));
        assert_int_equal(17, diag.items[0].column);
        free(text);
    }
}

static void a_missing_file_is_told(void **state)
{
    (void)state;
    kurs_eop_series series;
    kurs_diag_init(&diag);
    assert_int_equal(KURS_ERR_NOT_FOUND,
                     kurs_eop_series_read("/nowhere/finals2000A", &series, &diag));
    assert_int_equal(1, diag.count);
    assert_int_equal(KURS_ERR_IO, kurs_eop_series_read("/", &series, &diag));
}

static void a_failed_allocation_is_a_memory_error(void **state)
{
    (void)state;
    char text[4096];
    const size_t n = text_with(-1, "", text, sizeof text);
    fail_alloc fail;
    int k = 1;
    do {
        kurs_eop_series series = {5, 5, NULL};
        kurs_diag_init(&diag);
        fail_alloc_start(&fail, k++);
        const kurs_status status = kurs_eop_series_parse("finals", text, n, &series, &diag);
        if (fail.failed) {
            assert_int_equal(KURS_ERR_MEMORY, status);
            assert_int_equal(5, series.count);
        } else {
            assert_int_equal(KURS_OK, status);
            kurs_eop_series_free(&series);
        }
        assert_int_equal(0, fail.alive);
        fail_alloc_stop(&fail);
    } while (fail.failed);
    assert_true(k > 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_series_has_the_printed_values),
        cmocka_unit_test(the_earth_of_a_file_is_that_of_the_table),
        cmocka_unit_test(what_is_wrong_is_told_with_its_place),
        cmocka_unit_test(one_line_without_end_is_refused),
        cmocka_unit_test(a_long_line_at_the_end_is_quoted_within_the_text),
        cmocka_unit_test(a_missing_file_is_told),
        cmocka_unit_test(a_failed_allocation_is_a_memory_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
