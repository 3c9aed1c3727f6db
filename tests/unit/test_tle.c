/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "kurs/tle_io.h"

#define PI 3.14159265358979323846

/* Published set of the ISS, 27 March 2024. */
static const char iss1[] = "1 25544U 98067A   24087.50963912  .00035317  00000+0  63250-3 0  9993";
static const char iss2[] = "2 25544  51.6411   0.3077 0004676   8.9972 162.1343 15.49609731445878";

static kurs_status parse(const char *a, const char *b, int flags, kurs_tle *tle, kurs_text_error *e)
{
    return kurs_tle_parse(a, strlen(a), b, strlen(b), flags, tle, e);
}

/* The last digit set so that the checksum fits. */
static void mend(char *line)
{
    line[68] = (char)('0' + kurs_tle_checksum(line, 68));
}

static kurs_tai at(const char *text)
{
    kurs_tai t;
    assert_true(kurs_tai_parse(text, strlen(text), &t) >= 0);
    return t;
}

static void every_field_of_a_set_is_read(void **state)
{
    kurs_tle tle;
    (void)state;
    assert_int_equal(parse(iss1, iss2, 0, &tle, NULL), KURS_OK);
    assert_int_equal(tle.catalog_number, 25544);
    assert_string_equal(tle.name, "");
    check_near(51.6411 * PI / 180.0, tle.inc, 1e-15, 0.0);
    check_near(0.3077 * PI / 180.0, tle.node, 1e-17, 0.0);
    check_near(0.0004676, tle.ecc, 1e-18, 0.0);
    check_near(8.9972 * PI / 180.0, tle.argp, 1e-15, 0.0);
    check_near(162.1343 * PI / 180.0, tle.mean_anomaly, 1e-15, 0.0);
    check_near(15.49609731 * 2.0 * PI / 86400.0, tle.mean_motion, 0.0, 1e-15);
    check_near(0.00035317, tle.ndot_2, 1e-18, 0.0);
    check_near(0.63250e-3, tle.bstar, 1e-18, 0.0);
    /* day 87 of a leap year is 27 March; 0.50963912 d = 44032.819968 s */
    check_near(44032.819968, kurs_tai_diff(tle.epoch, at("2024-03-27T00:00:00Z")), 1e-9, 0.0);
}

static void negative_and_exponential_fields_are_read(void **state)
{
    /* from the verification set of AIAA 2006-6753 */
    static const char a[] = "1 16925U 86065D   06151.67415771  .02550794 -30915-6  18784-3 0  4486";
    static const char b[] = "2 16925  62.0906 295.0239 5596327 245.1593  47.9690  4.88511875148616";
    static const char c[] = "1 28350U 04020A   06167.21788666  .16154492  76267-5  18678-3 0  8894";
    static const char d[] = "2 28350  64.9977 345.6130 0024870 260.7578  99.9590 16.47856722116490";
    kurs_tle tle;
    (void)state;
    assert_int_equal(parse(a, b, 0, &tle, NULL), KURS_OK);
    check_near(0.18784e-3, tle.bstar, 1e-18, 0.0);
    assert_int_equal(parse(c, d, 0, &tle, NULL), KURS_OK);
    check_near(0.16154492, tle.ndot_2, 1e-15, 0.0);
    char minus[sizeof iss1];
    memcpy(minus, iss1, sizeof iss1);
    memcpy(minus + 53, "-11606-4", 8);
    mend(minus);
    assert_int_equal(parse(minus, iss2, 0, &tle, NULL), KURS_OK);
    check_near(-0.11606e-4, tle.bstar, 1e-19, 0.0);
}

static void epoch_years_turn_at_57(void **state)
{
    kurs_tle tle;
    char line[sizeof iss1];
    (void)state;
    memcpy(line, iss1, sizeof iss1);
    memcpy(line + 18, "56001.00000000", 14);
    mend(line);
    assert_true(parse(line, iss2, 0, &tle, NULL) >= 0);
    check_near(0.0, kurs_tai_diff(tle.epoch, at("2056-01-01")), 0.0, 0.0);
    memcpy(line + 18, "99365.00000000", 14);
    mend(line);
    assert_true(parse(line, iss2, 0, &tle, NULL) >= 0);
    check_near(0.0, kurs_tai_diff(tle.epoch, at("1999-12-31")), 0.0, 0.0);
    memcpy(line + 18, "57001.00000000", 14); /* 1957: before UTC */
    mend(line);
    assert_int_equal(parse(line, iss2, 0, &tle, NULL), KURS_ERR_RANGE);
    memcpy(line + 18, "24366.50000000", 14);
    mend(line);
    assert_true(parse(line, iss2, 0, &tle, NULL) >= 0);
    check_near(0.0, kurs_tai_diff(tle.epoch, at("2024-12-31T12:00")), 0.0, 0.0);
    memcpy(line + 18, "23366.50000000", 14); /* no leap year */
    mend(line);
    assert_int_equal(parse(line, iss2, 0, &tle, NULL), KURS_ERR_RANGE);
}

static void alpha_5_numbers_reach_339999(void **state)
{
    /* space-track.org: A0000 is 100000, J2931 182931, W1928 301928, Z9999 339999; no I, no O */
    static const struct {
        const char *text;
        int number;
    } cases[] = {{"A0000", 100000}, {"H9999", 179999}, {"J2931", 182931}, {"P4018", 234018},
                 {"W1928", 301928}, {"Z9999", 339999}, {"00005", 5},      {"    5", 5}};
    kurs_tle tle;
    char a[sizeof iss1], b[sizeof iss2];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        memcpy(a, iss1, sizeof a);
        memcpy(b, iss2, sizeof b);
        memcpy(a + 2, cases[i].text, 5);
        memcpy(b + 2, cases[i].text, 5);
        mend(a);
        mend(b);
        assert_int_equal(parse(a, b, 0, &tle, NULL), KURS_OK);
        assert_int_equal(tle.catalog_number, cases[i].number);
    }
    static const char *const bad[] = {"I0000", "O0000", "a0000", "A00 0",
                                      "AA000", "-1234", "12.45"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        memcpy(a, iss1, sizeof a);
        memcpy(a + 2, bad[i], 5);
        mend(a);
        assert_int_equal(parse(a, iss2, 0, &tle, NULL), KURS_ERR_SYNTAX);
    }
}

static void a_wrong_checksum_tells_found_and_expected(void **state)
{
    kurs_tle tle, before;
    kurs_text_error e;
    char line[sizeof iss2];
    (void)state;
    memset(&tle, 0x5a, sizeof tle);
    memcpy(&before, &tle, sizeof tle);
    memcpy(line, iss2, sizeof iss2);
    line[12] = '7'; /* 51.7411: one more than the checksum knows of */
    assert_int_equal(parse(iss1, line, 0, &tle, &e), KURS_ERR_CHECKSUM);
    assert_memory_equal(&tle, &before, sizeof tle);
    assert_int_equal(e.status, KURS_ERR_CHECKSUM);
    assert_int_equal(e.line, 2);
    assert_int_equal(e.column, 69);
    assert_string_equal(e.what, "the checksum of line 2 is '8' but its characters give 9");
    assert_string_equal(e.remedy, "copy the line again from its source");
    assert_int_equal(parse(iss1, line, KURS_TLE_IGNORE_CHECKSUM, &tle, &e), KURS_OK);
    check_near(51.7411 * PI / 180.0, tle.inc, 1e-15, 0.0);
}

/* Every single wrong digit is found, but for the exchanges that a sum cannot see. */
static void one_wrong_digit_anywhere_is_found(void **state)
{
    char line[sizeof iss1];
    kurs_tle tle;
    (void)state;
    for (size_t i = 2; i < 68; i++) {
        if (iss1[i] >= '0' && iss1[i] <= '9') {
            memcpy(line, iss1, sizeof line);
            line[i] = line[i] == '9' ? '0' : (char)(line[i] + 1);
            assert_int_equal(parse(line, iss2, 0, &tle, NULL), KURS_ERR_CHECKSUM);
        }
    }
}

static void each_kind_of_damage_has_its_place(void **state)
{
    static const struct {
        int line, column; /* of the damage and of the error */
        const char *put;
        kurs_status status;
        int error_column;
    } cases[] = {
        {1, 1, "2", KURS_ERR_SYNTAX, 1},
        {2, 2, "x", KURS_ERR_SYNTAX, 1},
        {1, 19, "xx", KURS_ERR_SYNTAX, 19},
        {1, 21, "400", KURS_ERR_RANGE, 21},
        {1, 21, "000", KURS_ERR_RANGE, 21},
        {1, 24, "x", KURS_ERR_SYNTAX, 24},
        {1, 34, " abc      ", KURS_ERR_SYNTAX, 34},
        {1, 45, "0.0000-0", KURS_ERR_SYNTAX, 45},
        {1, 54, "x63250-3", KURS_ERR_SYNTAX, 54},
        {1, 60, "x", KURS_ERR_SYNTAX, 54},
        {2, 3, "25545", KURS_ERR_SYNTAX, 3},
        {2, 9, "181.0000", KURS_ERR_RANGE, 9},
        {2, 18, "-10.3077", KURS_ERR_RANGE, 18},
        {2, 27, ".004676", KURS_ERR_SYNTAX, 27},
        {2, 35, "400.0000", KURS_ERR_RANGE, 35},
        {2, 44, "  nan   ", KURS_ERR_SYNTAX, 44},
        {2, 53, "00.00000000", KURS_ERR_RANGE, 53},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char lines[2][sizeof iss1];
        kurs_tle tle;
        kurs_text_error e = {.status = KURS_OK};
        memcpy(lines[0], iss1, sizeof iss1);
        memcpy(lines[1], iss2, sizeof iss2);
        memcpy(lines[cases[i].line - 1] + cases[i].column - 1, cases[i].put, strlen(cases[i].put));
        mend(lines[cases[i].line - 1]);
        const kurs_status status = parse(lines[0], lines[1], 0, &tle, &e);
        if (status != cases[i].status || e.line != cases[i].line ||
            e.column != cases[i].error_column) {
            print_message("case %zu: %s at %d:%d: %s\n", i, kurs_status_name(status), e.line,
                          e.column, e.what);
        }
        assert_int_equal(status, cases[i].status);
        assert_int_equal(e.line, cases[i].line);
        assert_int_equal(e.column, cases[i].error_column);
        assert_true(strlen(e.what) > 10 && strlen(e.remedy) > 5);
    }
}

/* Each line is cut everywhere, in memory of just that size. */
static void every_cut_line_is_refused(void **state)
{
    (void)state;
    for (int which = 0; which < 2; which++) {
        for (size_t n = 0; n < 69; n++) {
            char *cut = malloc(n ? n : 1);
            kurs_text_error e;
            kurs_tle tle;
            assert_non_null(cut);
            memcpy(cut, which ? iss2 : iss1, n);
            const kurs_status status = which ? kurs_tle_parse(iss1, 69, cut, n, 0, &tle, &e)
                                             : kurs_tle_parse(cut, n, iss2, 69, 0, &tle, &e);
            assert_int_equal(status, KURS_ERR_SYNTAX);
            assert_int_equal(e.line, which + 1);
            assert_int_equal(e.column, (int)n + 1);
            free(cut);
        }
    }
}

static void only_blanks_may_follow_column_69(void **state)
{
    char line[80];
    kurs_tle tle;
    kurs_text_error e;
    (void)state;
    snprintf(line, sizeof line, "%s \t ", iss1);
    assert_int_equal(parse(line, iss2, 0, &tle, &e), KURS_OK);
    snprintf(line, sizeof line, "%s 7", iss1);
    assert_int_equal(parse(line, iss2, 0, &tle, &e), KURS_ERR_SYNTAX);
    assert_int_equal(e.column, 70);
}

static void what_follows_column_69_can_be_ignored(void **state)
{
    /* start, stop and step stand there in the verification set of AIAA 2006-6753 */
    static const char a[] = "1 06251U 62025E   06176.82412014  .00008885  00000-0  12808-3 0  3985";
    static const char b[] = "2 06251  58.0579  54.0425 0030035 139.1568 221.1854 15.56387291  6774"
                            "      0.0      2880.0        120.00";
    char wrong[sizeof b];
    kurs_tle tle;
    kurs_text_error e;
    (void)state;
    assert_int_equal(parse(a, b, KURS_TLE_IGNORE_CHECKSUM, &tle, &e), KURS_ERR_SYNTAX);
    assert_int_equal(e.line, 2);
    assert_int_equal(e.column, 70);
    assert_int_equal(parse(a, b, KURS_TLE_IGNORE_TRAILING, &tle, &e), KURS_OK);
    check_near(15.56387291 * 2.0 * PI / 86400.0, tle.mean_motion, 0.0, 1e-15);
    /* the checksum is looked at all the same */
    memcpy(wrong, b, sizeof b);
    wrong[68] = '5';
    assert_int_equal(parse(a, wrong, KURS_TLE_IGNORE_TRAILING, &tle, &e), KURS_ERR_CHECKSUM);
    assert_int_equal(parse(a, wrong, KURS_TLE_IGNORE_TRAILING | KURS_TLE_IGNORE_CHECKSUM, &tle, &e),
                     KURS_OK);
}

/* 2026-11-23, by fuzzing: "00046E6" was read as an eccentricity of 460. */
static void an_exponent_in_the_eccentricity_is_refused(void **state)
{
    (void)state;
    static const char line1[] =
        "1 25544U 98067A   24087.50963912  .00035317  00000+0  63250-3 0  9993";
    static const char line2[] =
        "2 25544  51.6411   0.3077 00046E6   8.9972 162.1343 15.49609731445878";
    kurs_tle tle;
    kurs_text_error error;
    memset(&tle, 0, sizeof tle);
    assert_int_equal(KURS_ERR_SYNTAX, kurs_tle_parse(line1, strlen(line1), line2, strlen(line2),
                                                     KURS_TLE_IGNORE_CHECKSUM, &tle, &error));
    assert_int_equal(2, error.line);
    assert_int_equal(27, error.column);
}

/* 2026-11-23, by fuzzing: day "4e9" was turned into an int out of its range, "1e2" into 100. */
static void an_epoch_day_with_an_exponent_or_a_point_is_refused(void **state)
{
    (void)state;
    static const char *const days[] = {"4e9", "1e2", "1.5", "0x1"};
    static const char line2[] =
        "2 25544  51.6411   0.3077 0004676   8.9972 162.1343 15.49609731445878";
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        char line1[] = "1 25544U 98067A   24087.50963912  .00035317  00000+0  63250-3 0  9993";
        memcpy(line1 + 20, days[i], 3);
        kurs_tle tle;
        kurs_text_error error;
        assert_int_equal(KURS_ERR_SYNTAX, kurs_tle_parse(line1, strlen(line1), line2, strlen(line2),
                                                         KURS_TLE_IGNORE_CHECKSUM, &tle, &error));
        assert_int_equal(1, error.line);
        assert_int_equal(21, error.column);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_epoch_day_with_an_exponent_or_a_point_is_refused),
        cmocka_unit_test(an_exponent_in_the_eccentricity_is_refused),
        cmocka_unit_test(every_field_of_a_set_is_read),
        cmocka_unit_test(negative_and_exponential_fields_are_read),
        cmocka_unit_test(epoch_years_turn_at_57),
        cmocka_unit_test(alpha_5_numbers_reach_339999),
        cmocka_unit_test(a_wrong_checksum_tells_found_and_expected),
        cmocka_unit_test(one_wrong_digit_anywhere_is_found),
        cmocka_unit_test(each_kind_of_damage_has_its_place),
        cmocka_unit_test(every_cut_line_is_refused),
        cmocka_unit_test(only_blanks_may_follow_column_69),
        cmocka_unit_test(what_follows_column_69_can_be_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
