/* SPDX-License-Identifier: Apache-2.0 */
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "check.h"

static kurs_slice slice(const char *text)
{
    return (kurs_slice){text, strlen(text)};
}

static void a_number_is_read_to_the_nearest_double(void **state)
{
    /* the compiler's own reading of the literals is the truth */
    static const struct {
        const char *text;
        double value;
    } cases[] = {
        {"0", 0.0},
        {"-0.5", -0.5},
        {"+7152", 7152.0},
        {".00035317", .00035317},
        {"5.", 5.0},
        {"15.49609731", 15.49609731},
        {"1e3", 1e3},
        {"2.5E-7", 2.5e-7},
        {"0.1", 0.1},
        {"9007199254740993", 9007199254740993.0},
        {"2.2250738585072011e-308", 2.2250738585072011e-308},
        {"1e-400", 0.0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double got = -1.0;
        assert_int_equal(kurs_slice_number(slice(cases[i].text), &got), KURS_OK);
        assert_true(got == cases[i].value);
    }
}

static void what_is_not_a_plain_number_is_refused(void **state)
{
    static const char *const bad[] = {"",    " 1",   "1 ",  "+",   "-.",  ".",     "e5",    "1e",
                                      "1e+", "0x10", "inf", "nan", "1,5", "1_000", "1.2.3", "--1"};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        double got = 42.0;
        assert_int_equal(kurs_slice_number(slice(bad[i]), &got), KURS_ERR_SYNTAX);
        assert_true(got == 42.0);
    }
}

static void a_number_beyond_the_doubles_is_a_range_error(void **state)
{
    double got = 42.0;
    (void)state;
    assert_int_equal(kurs_slice_number(slice("1e309"), &got), KURS_ERR_RANGE);
    assert_int_equal(kurs_slice_number(slice("-1e309"), &got), KURS_ERR_RANGE);
    assert_true(got == 42.0);
}

static void a_number_of_201_digits_is_refused_and_one_of_200_read(void **state)
{
    char text[202];
    double got = 42.0;
    (void)state;
    memset(text, '0', sizeof text);
    text[199] = '7';
    assert_int_equal(kurs_slice_number((kurs_slice){text, 200}, &got), KURS_OK);
    assert_true(got == 7.0);
    assert_int_equal(kurs_slice_number((kurs_slice){text, 201}, &got), KURS_ERR_SYNTAX);
}

static void a_locale_with_a_decimal_comma_changes_nothing(void **state)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "de_DE", "fr_FR.UTF-8"};
    const char *set = NULL;
    double got = 0.0;
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && !set; i++) {
        set = setlocale(LC_NUMERIC, names[i]);
    }
    const kurs_status status = kurs_slice_number(slice("1.5"), &got);
    (void)setlocale(LC_NUMERIC, "C");
    if (!set) {
        print_message("no locale with a comma is installed\n");
        skip();
    }
    assert_int_equal(status, KURS_OK);
    assert_true(got == 1.5);
}

static void integers_are_read_to_both_ends_of_64_bits(void **state)
{
    int64_t got = 1;
    (void)state;
    assert_int_equal(kurs_slice_integer(slice("9223372036854775807"), &got), KURS_OK);
    assert_true(got == INT64_MAX);
    assert_int_equal(kurs_slice_integer(slice("-9223372036854775808"), &got), KURS_OK);
    assert_true(got == INT64_MIN);
    assert_int_equal(kurs_slice_integer(slice("9223372036854775808"), &got), KURS_ERR_RANGE);
    assert_int_equal(kurs_slice_integer(slice("-9223372036854775809"), &got), KURS_ERR_RANGE);
    assert_int_equal(kurs_slice_integer(slice("99999999999999999999"), &got), KURS_ERR_RANGE);
    assert_int_equal(kurs_slice_integer(slice("1.0"), &got), KURS_ERR_SYNTAX);
    assert_int_equal(kurs_slice_integer(slice("-"), &got), KURS_ERR_SYNTAX);
    assert_true(got == INT64_MIN);
}

static void the_cursor_knows_its_line_and_column(void **state)
{
    static const char text[] = "A = 1.5\r\n  B=-2 km\nlast";
    kurs_scan scan;
    kurs_slice word;
    double number = 0.0;
    int64_t whole = 0;
    (void)state;
    kurs_scan_init(&scan, text, sizeof text - 1);
    word = kurs_slice_trim(kurs_scan_until(&scan, "="));
    assert_memory_equal(word.text, "A", word.n);
    assert_int_equal(kurs_scan_expect(&scan, '='), KURS_OK);
    kurs_scan_skip_blanks(&scan);
    assert_int_equal(scan.column, 5);
    assert_int_equal(kurs_scan_number(&scan, &number), KURS_OK);
    assert_true(number == 1.5);
    assert_int_equal(kurs_scan_line(&scan, &word), KURS_OK);
    assert_int_equal(word.n, 0);
    assert_int_equal(scan.line, 2);
    assert_int_equal(scan.column, 1);
    assert_int_equal(kurs_scan_columns(&scan, 4, &word), KURS_OK);
    assert_int_equal(kurs_scan_integer(&scan, &whole), KURS_OK);
    assert_true(whole == -2);
    assert_int_equal(scan.column, 7);
    assert_int_equal(kurs_scan_columns(&scan, 4, &word), KURS_ERR_SYNTAX);
    assert_int_equal(kurs_scan_line(&scan, &word), KURS_OK);
    assert_int_equal(kurs_scan_line(&scan, &word), KURS_OK);
    assert_int_equal(word.n, 4);
    assert_int_equal(kurs_scan_line(&scan, &word), KURS_ERR_NOT_FOUND);
    assert_int_equal(kurs_scan_peek(&scan), KURS_SCAN_END);
    assert_int_equal(kurs_scan_next(&scan), KURS_SCAN_END);
}

static void an_error_leaves_the_cursor_where_it_was(void **state)
{
    static const char text[] = "xyz";
    kurs_scan scan;
    kurs_slice word = {text, 1};
    double number = 42.0;
    int64_t whole = 42;
    (void)state;
    kurs_scan_init(&scan, text, 3);
    assert_int_equal(kurs_scan_number(&scan, &number), KURS_ERR_SYNTAX);
    assert_int_equal(kurs_scan_integer(&scan, &whole), KURS_ERR_SYNTAX);
    assert_int_equal(kurs_scan_expect(&scan, 'y'), KURS_ERR_SYNTAX);
    assert_int_equal(kurs_scan_columns(&scan, 4, &word), KURS_ERR_SYNTAX);
    assert_int_equal(scan.at, 0);
    assert_int_equal(word.n, 1);
    assert_true(number == 42.0 && whole == 42);
}

/* The text lies at the end of its memory, so that valgrind and the address sanitizer see a
 * byte read too far. */
static void nothing_is_read_past_the_end(void **state)
{
    static const char *const texts[] = {"", "1", "1.", "1.5e", "1.5e+", "-", "A=", "12 ", "\r"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const size_t n = strlen(texts[i]);
        char *copy = malloc(n ? n : 1);
        kurs_scan scan;
        kurs_slice word;
        double number;
        int64_t whole;
        assert_non_null(copy);
        memcpy(copy, texts[i], n);
        kurs_scan_init(&scan, copy, n);
        (void)!kurs_scan_number(&scan, &number);
        (void)!kurs_scan_integer(&scan, &whole);
        kurs_scan_skip_blanks(&scan);
        (void)kurs_scan_until(&scan, "=");
        (void)!kurs_scan_expect(&scan, '=');
        (void)!kurs_scan_columns(&scan, 1, &word);
        (void)!kurs_scan_line(&scan, &word);
        assert_true(scan.at <= n);
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_is_read_to_the_nearest_double),
        cmocka_unit_test(what_is_not_a_plain_number_is_refused),
        cmocka_unit_test(a_number_beyond_the_doubles_is_a_range_error),
        cmocka_unit_test(a_number_of_201_digits_is_refused_and_one_of_200_read),
        cmocka_unit_test(a_locale_with_a_decimal_comma_changes_nothing),
        cmocka_unit_test(integers_are_read_to_both_ends_of_64_bits),
        cmocka_unit_test(the_cursor_knows_its_line_and_column),
        cmocka_unit_test(an_error_leaves_the_cursor_where_it_was),
        cmocka_unit_test(nothing_is_read_past_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
