/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/status.h"

#include <ctype.h>
#include <string.h>

#include "check.h"
#include "kurs/version.h"

static const kurs_status all[] = {
#define KURS_STATUS_VALUE(name, value, code, text) KURS_##name,
    KURS_STATUS_LIST(KURS_STATUS_VALUE)
#undef KURS_STATUS_VALUE
};
enum { COUNT = sizeof all / sizeof all[0] };

static void no_two_statuses_share_value_name_code_or_text(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT; i++) {
        for (int j = i + 1; j < COUNT; j++) {
            assert_int_not_equal(all[i], all[j]);
            assert_string_not_equal(kurs_status_name(all[i]), kurs_status_name(all[j]));
            assert_string_not_equal(kurs_status_code(all[i]), kurs_status_code(all[j]));
            assert_string_not_equal(kurs_status_text(all[i]), kurs_status_text(all[j]));
        }
    }
}

static void the_sign_of_a_status_tells_error_from_caveat(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT; i++) {
        const char *name = kurs_status_name(all[i]);
        const int error = strncmp(name, "KURS_ERR_", 9) == 0;
        const int caveat = strncmp(name, "KURS_CAVEAT_", 12) == 0;
        assert_int_equal(error, all[i] < 0);
        assert_int_equal(caveat, all[i] > 0);
    }
    assert_int_equal(KURS_OK, 0);
}

static void codes_for_json_are_small_letters_and_follow_the_name(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT; i++) {
        const char *code = kurs_status_code(all[i]);
        const char *name = kurs_status_name(all[i]);
        const char *tail = name + strlen(name) - strlen(code);
        assert_true(strlen(code) > 0 && strlen(code) < strlen(name));
        for (size_t k = 0; code[k]; k++) {
            assert_true(islower((unsigned char)code[k]) || code[k] == '_');
            assert_int_equal(toupper((unsigned char)code[k]), tail[k]);
        }
    }
}

static void texts_are_for_people_and_end_without_a_full_stop(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT; i++) {
        const char *text = kurs_status_text(all[i]);
        assert_true(strlen(text) >= 4);
        assert_int_not_equal(text[strlen(text) - 1], '.');
    }
}

static void a_value_outside_the_list_is_unknown(void **state)
{
    (void)state;
    const kurs_status outside = (kurs_status)-4711;
    assert_string_equal(kurs_status_name(outside), "unknown");
    assert_string_equal(kurs_status_code(outside), "unknown");
    assert_string_equal(kurs_status_text(outside), "unknown status");
}

static void the_worse_of_two_is_an_error_then_a_caveat_then_ok(void **state)
{
    (void)state;
    const kurs_status error = KURS_ERR_RANGE, other_error = KURS_ERR_IO;
    const kurs_status caveat = KURS_CAVEAT_EOP_OUTSIDE, other_caveat = KURS_CAVEAT_ELEMENTS_OLD;
    assert_int_equal(kurs_status_worse(KURS_OK, KURS_OK), KURS_OK);
    assert_int_equal(kurs_status_worse(KURS_OK, caveat), caveat);
    assert_int_equal(kurs_status_worse(caveat, KURS_OK), caveat);
    assert_int_equal(kurs_status_worse(caveat, other_caveat), caveat);
    assert_int_equal(kurs_status_worse(caveat, error), error);
    assert_int_equal(kurs_status_worse(error, caveat), error);
    assert_int_equal(kurs_status_worse(error, other_error), error);
    assert_int_equal(kurs_status_worse(KURS_OK, error), error);
}

static void the_version_has_three_numbers(void **state)
{
    (void)state;
    int major, minor, patch, end = 0;
    assert_int_equal(sscanf(kurs_version(), "%d.%d.%d%n", &major, &minor, &patch, &end), 3);
    assert_int_equal(kurs_version()[end], '\0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_two_statuses_share_value_name_code_or_text),
        cmocka_unit_test(the_sign_of_a_status_tells_error_from_caveat),
        cmocka_unit_test(codes_for_json_are_small_letters_and_follow_the_name),
        cmocka_unit_test(texts_are_for_people_and_end_without_a_full_stop),
        cmocka_unit_test(a_value_outside_the_list_is_unknown),
        cmocka_unit_test(the_worse_of_two_is_an_error_then_a_caveat_then_ok),
        cmocka_unit_test(the_version_has_three_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
