/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "kurs/diag.h"

static kurs_diag_item item(kurs_status status, int line)
{
    kurs_diag_item made = {.status = status, .line = line, .column = 3, .caret = 3};
    snprintf(made.file, sizeof made.file, "m.yaml");
    snprintf(made.what, sizeof made.what, "'x' is not known");
    snprintf(made.remedy, sizeof made.remedy, "leave it out");
    snprintf(made.source, sizeof made.source, "  x: 1");
    return made;
}

static void entries_are_kept_in_the_order_of_their_finding(void **state)
{
    (void)state;
    kurs_diag *diag = calloc(1, sizeof *diag);
    assert_non_null(diag);
    kurs_diag_init(diag);
    assert_int_equal(kurs_diag_status(diag), KURS_OK);
    for (int i = 0; i < 3; i++) {
        const kurs_diag_item made = item(KURS_ERR_SCHEMA, 9 - i);
        kurs_diag_add(diag, &made);
    }
    assert_int_equal(diag->count, 3);
    assert_int_equal(diag->lost, 0);
    assert_int_equal(diag->items[0].line, 9);
    assert_int_equal(diag->items[2].line, 7);
    assert_string_equal(diag->items[1].what, "'x' is not known");
    free(diag);
}

static void a_full_list_counts_what_it_cannot_keep(void **state)
{
    (void)state;
    kurs_diag *diag = calloc(1, sizeof *diag);
    assert_non_null(diag);
    kurs_diag_init(diag);
    for (int i = 0; i < KURS_DIAG_MAX + 5; i++) {
        const kurs_diag_item made = item(KURS_ERR_RANGE, i + 1);
        kurs_diag_add(diag, &made);
    }
    assert_int_equal(diag->count, KURS_DIAG_MAX);
    assert_int_equal(diag->lost, 5);
    assert_int_equal(diag->items[KURS_DIAG_MAX - 1].line, KURS_DIAG_MAX);
    free(diag);
}

static void the_status_is_that_of_the_first_but_for_memory_and_files(void **state)
{
    (void)state;
    static const struct {
        kurs_status told[3], want;
    } cases[] = {
        {{KURS_ERR_UNIT, KURS_ERR_RANGE, KURS_ERR_SCHEMA}, KURS_ERR_UNIT},
        {{KURS_ERR_UNIT, KURS_ERR_IO, KURS_ERR_SCHEMA}, KURS_ERR_IO},
        {{KURS_ERR_UNIT, KURS_ERR_RANGE, KURS_ERR_MEMORY}, KURS_ERR_MEMORY},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        kurs_diag *diag = calloc(1, sizeof *diag);
        assert_non_null(diag);
        for (int j = 0; j < 3; j++) {
            const kurs_diag_item made = item(cases[i].told[j], j + 1);
            kurs_diag_add(diag, &made);
        }
        assert_int_equal(kurs_diag_status(diag), cases[i].want);
        free(diag);
    }
}

static void an_entry_reads_with_its_place_and_a_caret(void **state)
{
    (void)state;
    char line[KURS_DIAG_LINE_SIZE], cut[12];
    const kurs_diag_item made = item(KURS_ERR_SCHEMA, 7);
    const char *want = "kurs: m.yaml:7:3: 'x' is not known; leave it out\n    x: 1\n    ^\n";
    assert_int_equal(kurs_diag_format(&made, line, sizeof line), strlen(want));
    assert_string_equal(line, want);
    assert_int_equal(kurs_diag_format(&made, cut, sizeof cut), sizeof cut - 1);
    assert_memory_equal(cut, want, sizeof cut - 1);
    kurs_diag_item whole = item(KURS_ERR_IO, 0); /* no line, no source */
    whole.source[0] = '\0';
    (void)kurs_diag_format(&whole, line, sizeof line);
    assert_string_equal(line, "kurs: m.yaml: 'x' is not known; leave it out\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_are_kept_in_the_order_of_their_finding),
        cmocka_unit_test(a_full_list_counts_what_it_cannot_keep),
        cmocka_unit_test(the_status_is_that_of_the_first_but_for_memory_and_files),
        cmocka_unit_test(an_entry_reads_with_its_place_and_a_caret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
