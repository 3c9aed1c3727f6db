/* SPDX-License-Identifier: Apache-2.0 */
/* CelesTrak's space weather in both its forms: values, where the days end, what is refused where.
 */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail_alloc.h"
#include "kurs/space_weather.h"
#include "kurs/space_weather_io.h"

/* The first row of days is the example of CelesTrak's page SpaceWx-format, as the monthly one; ap
 * and F10.7 as observed of the others are those of 2025-06-18 to 23, what is not read is made up.
 */
static const char *const text_rows[] = {
    "DATATYPE CssiSpaceWeather",
    "# yy mm dd BSRN ND Kp Kp Kp Kp Kp Kp Kp Kp Sum Ap  Ap  Ap  Ap  Ap  Ap  Ap  Ap  Avg Cp C9 ISN",
    "NUM_OBSERVED_POINTS 6",
    "BEGIN OBSERVED",
    "2025 06 17 2616 18 13 17 20 13 27 23 23 23 160   5   6   7   5  12   9   9   9   8 0.4 2 114 "
    "143.7 0 133.0 149.2 139.2 129.2 146.8",
    "2025 06 18 2616 19 30 23 20 27 33 23 27 33 216  15   9   7  12  18   9  12  18  12 0.4 2 114 "
    "141.4 0 136.4 149.2 137.0 132.4 146.8",
    "2025 06 19 2616 20 23 17 13 10 13 17 43 30 166   9   6   5   4   5   6  32  15  10 0.4 2 114 "
    "140.6 0 136.6 149.2 136.2 132.6 146.8",
    "2025 06 20 2616 21 13 20 27 23 23 30 23  7 166   5   7  12   9   9  15   9   3   9 0.4 2 114 "
    "133.9 0 136.8 149.2 129.7 132.8 146.8",
    "2025 06 21 2616 22 17 30 13 13 27 33 13 27 173   6  15   5   5  12  18   5  12  10 0.4 2 114 "
    "124.1 0 137.0 149.2 120.3 133.0 146.8",
    "2025 06 22 2616 23 33 23 17 17 23 23 23 23 182  18   9   6   6   9   9   9   9   9 0.4 2 114 "
    "128.8 0 137.4 149.2 124.8 133.4 146.8",
    "END OBSERVED",
    "",
    "BEGIN DAILY_PREDICTED",
    "2025 06 23 2616 24                                                            "
    "   6 0.4 2 114 125.7   137.8 149.2 121.8 133.8 146.8",
    "END DAILY_PREDICTED",
    "BEGIN MONTHLY_PREDICTED",
    "2041 09 01 2835 25                                                                        11  "
    "70.2    70.4  70.7  68.9  69.2  68.7",
    "END MONTHLY_PREDICTED",
};

static const char *const csv_rows[] = {
    "DATE,BSRN,ND,KP1,KP2,KP3,KP4,KP5,KP6,KP7,KP8,KP_SUM,AP1,AP2,AP3,AP4,AP5,AP6,AP7,AP8,AP_AVG,CP,"
    "C9,ISN,F10.7_OBS,F10.7_ADJ,F10.7_DATA_TYPE,F10.7_OBS_CENTER81,F10.7_OBS_LAST81,"
    "F10.7_ADJ_CENTER81,F10.7_ADJ_LAST81",
    "2025-06-17,2616,18,13,17,20,13,27,23,23,23,160,5,6,7,5,12,9,9,9,8,0.4,2,114,139.2,143.7,OBS,"
    "129.2,146.8,133.0,149.2",
    "2025-06-18,2616,19,30,23,20,27,33,23,27,33,216,15,9,7,12,18,9,12,18,12,0.4,2,114,137.0,141.4,"
    "OBS,132.4,146.8,136.4,149.2",
    "2025-06-19,2616,20,23,17,13,10,13,17,43,30,166,9,6,5,4,5,6,32,15,10,0.4,2,114,136.2,140.6,INT,"
    "132.6,146.8,136.6,149.2",
    "2025-06-20,2616,21,13,20,27,23,23,30,23,7,166,5,7,12,9,9,15,9,3,9,0.4,2,114,129.7,133.9,OBS,"
    "132.8,146.8,136.8,149.2",
    "2025-06-21,2616,22,17,30,13,13,27,33,13,27,173,6,15,5,5,12,18,5,12,10,0.4,2,114,120.3,124.1,"
    "OBS,133.0,146.8,137.0,149.2",
    "2025-06-22,2616,23,33,23,17,17,23,23,23,23,182,18,9,6,6,9,9,9,9,9,0.4,2,114,124.8,128.8,OBS,"
    "133.4,146.8,137.4,149.2",
    "2025-06-23,2616,24,,,,,,,,,,,,,,,,,,6,0.4,2,114,121.8,125.7,PRD,133.8,146.8,137.8,149.2",
    "2041-09-01,2835,25,,,,,,,,,,,,,,,,,,,,,11,68.9,70.2,PRM,69.2,68.7,70.4,70.7",
};

enum {
    TEXT_ROWS = sizeof text_rows / sizeof text_rows[0],
    CSV_ROWS = sizeof csv_rows / sizeof csv_rows[0],
    DAYS = 7
};

static kurs_diag diag;

typedef struct form {
    const char *const *rows;
    int count;
} form;

static const form as_text = {text_rows, TEXT_ROWS}, as_csv = {csv_rows, CSV_ROWS};

/* The rows with one of them replaced; which < 0: none. */
static size_t text_with(form f, int which, const char *replacement, char *out, size_t n)
{
    size_t used = 0;
    for (int i = 0; i < f.count; i++) {
        const char *row = i == which ? replacement : f.rows[i];
        used += (size_t)snprintf(out + used, n - used, "%s%s", row, i % 2 ? "\n" : "\r\n");
    }
    return used;
}

static kurs_weather_series series_of(form f)
{
    char text[8192];
    kurs_weather_series series;
    kurs_diag_init(&diag);
    const size_t n = text_with(f, -1, "", text, sizeof text);
    assert_int_equal(KURS_OK, kurs_weather_series_parse("sw", text, n, &series, &diag));
    return series;
}

static void both_forms_give_the_printed_values(void **state)
{
    (void)state;
    static const int16_t ap[3][9] = {{5, 6, 7, 5, 12, 9, 9, 9, 8},
                                     {15, 9, 7, 12, 18, 9, 12, 18, 12},
                                     {6, 6, 6, 6, 6, 6, 6, 6, 6}};
    static const int day[3] = {0, 1, 6};
    for (int csv = 0; csv < 2; csv++) {
        kurs_weather_series series = series_of(csv ? as_csv : as_text);
        assert_int_equal(60843, series.first_mjd); /* 2025-06-17 */
        assert_int_equal(DAYS, series.count);
        for (int i = 0; i < 3; i++) {
            const kurs_weather_row *row = &series.rows[day[i]];
            for (int k = 0; k < 8; k++) {
                assert_int_equal(ap[i][k], row->ap[k]);
            }
            assert_int_equal(ap[i][8], row->ap_day);
        }
        assert_int_equal(1392, series.rows[0].f107);
        assert_int_equal(1292, series.rows[0].f107_mean);
        assert_int_equal(1203, series.rows[4].f107);
        assert_int_equal(1330, series.rows[4].f107_mean);
        assert_int_equal(0, series.rows[5].predicted);
        assert_int_equal(1, series.rows[6].predicted);
        kurs_weather_series_free(&series);
        assert_null(series.rows);
    }
}

static void the_model_takes_the_weather_of_a_file(void **state)
{
    (void)state;
    kurs_weather_series series = series_of(as_csv);
    const kurs_weather w = {.mode = KURS_WEATHER_observed, .series = &series};
    kurs_sun_activity sun;
    kurs_tai t;
    assert_int_equal(KURS_OK, kurs_tai_parse("2025-06-20T07:00", 16, &t));
    assert_int_equal(KURS_OK, kurs_weather_at(&w, t, &sun));
    check_near(136.2, sun.f107, 1e-12, 0.0);
    check_near(132.8, sun.f107_mean, 1e-12, 0.0);
    const double history[5] = {9, 12, 7, 5, 15};
    for (int i = 0; i < 5; i++) {
        check_near(history[i], sun.ap_history[i], 0.0, 0.0);
    }
    assert_int_equal(KURS_OK, kurs_tai_parse("2025-06-23T07:00", 16, &t));
    assert_int_equal(KURS_CAVEAT_WEATHER_PREDICTED, kurs_weather_at(&w, t, &sun));
    assert_int_equal(KURS_OK, kurs_tai_parse("2025-06-25", 10, &t));
    assert_int_equal(KURS_CAVEAT_WEATHER_OUTSIDE, kurs_weather_at(&w, t, &sun));
    kurs_weather_series_free(&series);
}

/* MJD 51544 is 2000-01-01, 36204 is 1958-01-01; the others by counting days from them. */
static void days_go_on_over_the_ends_of_months_and_years(void **state)
{
    (void)state;
    static const struct {
        int mjd;
        const char *days[6];
    } runs[] = {
        {51542,
         {"1999-12-30", "1999-12-31", "2000-01-01", "2000-01-02", "2000-01-03", "2000-01-04"}},
        {51602,
         {"2000-02-28", "2000-02-29", "2000-03-01", "2000-03-02", "2000-03-03", "2000-03-04"}},
        {60003,
         {"2023-02-28", "2023-03-01", "2023-03-02", "2023-03-03", "2023-03-04", "2023-03-05"}},
        {57872,
         {"2017-04-29", "2017-04-30", "2017-05-01", "2017-05-02", "2017-05-03", "2017-05-04"}},
        {36203,
         {"1957-12-31", "1958-01-01", "1958-01-02", "1958-01-03", "1958-01-04", "1958-01-05"}},
    };
    for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++) {
        char text[2048];
        kurs_weather_series series = {0, 0, NULL};
        int used = snprintf(text, sizeof text, "%s\n", csv_rows[0]);
        for (int k = 0; k < 6; k++) {
            used += snprintf(text + used, sizeof text - (size_t)used, "%s%s\n", runs[i].days[k],
                             csv_rows[1] + 10);
        }
        kurs_diag_init(&diag);
        assert_int_equal(KURS_OK,
                         kurs_weather_series_parse("sw", text, (size_t)used, &series, &diag));
        assert_int_equal(runs[i].mjd, series.first_mjd);
        assert_int_equal(6, series.count);
        kurs_weather_series_free(&series);
    }
}

static void refused(form f, int which, const char *replacement, kurs_status status, int line,
                    int column)
{
    char text[8192];
    kurs_weather_series series = {5, 5, NULL};
    fail_alloc count;
    kurs_diag_init(&diag);
    const size_t n = text_with(f, which, replacement, text, sizeof text);
    fail_alloc_start(&count, 0);
    assert_int_equal(status, kurs_weather_series_parse("sw", text, n, &series, &diag));
    assert_int_equal(0, count.alive);
    fail_alloc_stop(&count);
    assert_int_equal(1, diag.count);
    assert_string_equal("sw", diag.items[0].file);
    assert_int_equal(line, diag.items[0].line);
    assert_int_equal(column, diag.items[0].column);
    assert_true(strlen(diag.items[0].remedy) > 5);
    assert_int_equal(5, series.count);
}

/* A row with the bytes from a column (from 1) on written over. */
static const char *over(const char *row, int column, const char *bytes)
{
    static char out[512];
    snprintf(out, sizeof out, "%s", row);
    memcpy(out + column - 1, bytes, strlen(bytes));
    return out;
}

static void what_is_wrong_in_the_csv_is_told_with_its_place(void **state)
{
    (void)state;
    const char *row = csv_rows[2];
    refused(as_csv, 2, "2025-06-18,2616,19,30,23,20,27", KURS_ERR_SYNTAX, 3, 31);
    refused(as_csv, 2, over(row, 82, "  nan"), KURS_ERR_SYNTAX, 3, 84);
    refused(as_csv, 2, over(row, 48, "1x"), KURS_ERR_SYNTAX, 3, 48);
    refused(as_csv, 2, over(row, 48, "-1"), KURS_ERR_RANGE, 3, 48);
    refused(as_csv, 2, over(row, 48, ".5"), KURS_ERR_SYNTAX, 3, 48); /* ap is a whole number */
    refused(as_csv, 2, over(row, 82, "1e999"), KURS_ERR_SYNTAX, 3, 82);
    refused(as_csv, 2, over(row, 82, "01.00"), KURS_ERR_RANGE, 3, 82);
    refused(as_csv, 2, over(row, 82, "99999"), KURS_ERR_RANGE, 3, 82);
    refused(as_csv, 2, over(row, 82, "90.25"), KURS_ERR_SYNTAX, 3, 82);
    refused(as_csv, 2, over(row, 82, "     "), KURS_ERR_SYNTAX, 3, 82);
    refused(as_csv, 2, over(row, 94, "ABC"), KURS_ERR_SYNTAX, 3, 94);
    refused(as_csv, 2, over(row, 1, "2025/06/18"), KURS_ERR_SYNTAX, 3, 1);
    refused(as_csv, 2, over(row, 1, "2025-06-31"), KURS_ERR_RANGE, 3, 1);
    refused(as_csv, 2, over(row, 1, "2025-02-29"), KURS_ERR_RANGE, 3, 1);
    refused(as_csv, 2, over(row, 1, "2025-13-01"), KURS_ERR_RANGE, 3, 1);
    refused(as_csv, 2, over(row, 1, "1900-01-01"), KURS_ERR_RANGE, 3, 1);
    refused(as_csv, 2, csv_rows[3], KURS_ERR_RANGE, 3, 1); /* a day is left out */
    refused(as_csv, 4, csv_rows[2], KURS_ERR_RANGE, 5, 1); /* out of order */
    refused(as_csv, 4, csv_rows[3], KURS_ERR_RANGE, 5, 1); /* twice */
    refused(as_csv, 3, "\x01\x02\x03", KURS_ERR_SYNTAX, 4, 4);
    refused(as_csv, 0, over(csv_rows[0], 57, "XP2"), KURS_ERR_SYNTAX, 1, 1); /* no AP2 */
    refused(as_csv, 3, csv_rows[8], KURS_ERR_RANGE, 0, 0); /* the days end after two */
}

static void what_is_wrong_in_the_text_is_told_with_its_place(void **state)
{
    (void)state;
    const char *row = text_rows[5];
    char cut[200];
    snprintf(cut, sizeof cut, "%.100s", row);
    refused(as_text, 5, cut, KURS_ERR_SYNTAX, 6, 101);
    refused(as_text, 5, over(row, 47, " nan"), KURS_ERR_SYNTAX, 6, 48);
    refused(as_text, 5, over(row, 79, " 401"), KURS_ERR_RANGE, 6, 80);
    refused(as_text, 5, over(row, 113, "  -1.0"), KURS_ERR_RANGE, 6, 115);
    refused(as_text, 5, over(row, 119, "      "), KURS_ERR_SYNTAX, 6, 119);
    refused(as_text, 5, over(row, 1, "2025-06-18"), KURS_ERR_SYNTAX, 6, 1);
    refused(as_text, 5, over(row, 1, "2025 06 00"), KURS_ERR_RANGE, 6, 1);
    refused(as_text, 7, text_rows[5], KURS_ERR_RANGE, 8, 1);
    refused(as_text, 5, "END OBSERVED", KURS_ERR_RANGE, 14, 1); /* the next day is the 23rd */
    refused(as_text, 3, "#", KURS_ERR_RANGE, 0, 0);             /* no section begins */
}

static void what_is_no_space_weather_is_refused(void **state)
{
    (void)state;
    static const char bytes[] = "\x7f\x45\x4c\x46\0\0\xff\xfe\n\0\n";
    kurs_weather_series series = {5, 5, NULL};
    kurs_diag_init(&diag);
    assert_int_equal(KURS_ERR_RANGE,
                     kurs_weather_series_parse("x", bytes, sizeof bytes, &series, &diag));
    assert_int_equal(KURS_ERR_RANGE, kurs_weather_series_parse("x", "", 0, &series, &diag));
    assert_int_equal(KURS_ERR_NOT_FOUND, kurs_weather_series_read("/nowhere/sw", &series, &diag));
    assert_int_equal(KURS_ERR_IO, kurs_weather_series_read("/", &series, &diag));
    assert_int_equal(4, diag.count);
    assert_int_equal(5, series.count);
}

static void one_line_without_end_is_refused(void **state)
{
    (void)state;
    static const char *const starts[] = {"DATE,", "7", "#", "BEGIN OBSERVED\n"};
    const size_t n = (size_t)8 << 20;
    char *text = malloc(n);
    kurs_weather_series series;
    assert_non_null(text);
    for (int i = 0; i < 4; i++) {
        memset(text, '7', n);
        memcpy(text, starts[i], strlen(starts[i]));
        kurs_diag_init(&diag);
        assert_int_equal(KURS_ERR_SYNTAX,
                         kurs_weather_series_parse("long", text, n, &series, &diag));
        assert_int_equal(401, diag.items[0].column);
        assert_int_equal(i < 3 ? 1 : 2, diag.items[0].line);
    }
    free(text);
}

static void a_failed_allocation_is_a_memory_error(void **state)
{
    (void)state;
    char text[8192];
    const size_t n = text_with(as_csv, -1, "", text, sizeof text);
    fail_alloc fail;
    int k = 1;
    do {
        kurs_weather_series series = {5, 5, NULL};
        kurs_diag_init(&diag);
        fail_alloc_start(&fail, k++);
        const kurs_status status = kurs_weather_series_parse("sw", text, n, &series, &diag);
        if (fail.failed) {
            assert_int_equal(KURS_ERR_MEMORY, status);
            assert_int_equal(5, series.count);
        } else {
            assert_int_equal(KURS_OK, status);
            kurs_weather_series_free(&series);
        }
        assert_int_equal(0, fail.alive);
        fail_alloc_stop(&fail);
    } while (fail.failed);
    assert_true(k > 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_forms_give_the_printed_values),
        cmocka_unit_test(the_model_takes_the_weather_of_a_file),
        cmocka_unit_test(days_go_on_over_the_ends_of_months_and_years),
        cmocka_unit_test(what_is_wrong_in_the_csv_is_told_with_its_place),
        cmocka_unit_test(what_is_wrong_in_the_text_is_told_with_its_place),
        cmocka_unit_test(what_is_no_space_weather_is_refused),
        cmocka_unit_test(one_line_without_end_is_refused),
        cmocka_unit_test(a_failed_allocation_is_a_memory_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
