/* SPDX-License-Identifier: Apache-2.0 */
/* A program that has set a locale with a decimal comma gets the same bytes. */
#include "missions.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#define ROOM KURS_BUILD_DIR "/locale"

/* A locale that differs from "C" in its decimal mark only; 0 where it cannot be made here. */
static int make_comma_locale(void)
{
    if (system("mkdir -p " ROOM) != 0) {
        return 0;
    }
    FILE *source = fopen(ROOM "/comma.src", "w");
    assert_non_null(source);
    fputs("LC_NUMERIC\ndecimal_point \",\"\nthousands_sep \".\"\ngrouping 3;3\nEND LC_NUMERIC\n",
          source);
    fclose(source);
    /* localedef warns of the categories that are not in it and answers 1 */
    const int made = system("localedef -c -i " ROOM "/comma.src " ROOM "/comma 2>/dev/null");
    (void)made;
    return setenv("LOCPATH", ROOM, 1) == 0 && setlocale(LC_ALL, "comma") != NULL &&
           strcmp(localeconv()->decimal_point, ",") == 0;
}

static void fly_to(const char *place, const char *picture)
{
    char path[512], why[KURS_FLY_WHY_SIZE];
    kurs_fly_session *session = NULL;
    mission_path("soyuz-ms-24", path);
    assert_true(kurs_fly_open(path, stderr, &session) >= 0);
    assert_true(kurs_fly_start(session, NULL) >= 0);
    assert_true(kurs_fly_write(session, place, why) >= 0);
    assert_true(kurs_fly_write_picture(session, picture, why) >= 0);
    kurs_fly_close(session);
}

static void results_are_the_same_under_a_decimal_comma(void **state)
{
    (void)state;
    assert_int_equal(system("rm -rf " ROOM), 0);
    if (!make_comma_locale()) {
        skip();
    }
    char mark[8];
    snprintf(mark, sizeof mark, "%.1f", 0.5);
    assert_string_equal(mark, "0,5");
    fly_to(ROOM "/with-comma", ROOM "/with-comma.svg");
    snprintf(mark, sizeof mark, "%.1f", 0.5);
    assert_string_equal(mark, "0,5"); /* it is left as the program had it */
    assert_non_null(setlocale(LC_ALL, "C"));
    fly_to(ROOM "/with-point", ROOM "/with-point.svg");
    kurs_fly_end();
    assert_int_equal(system("diff -r " ROOM "/with-comma " ROOM "/with-point"), 0);
    assert_int_equal(system("cmp " ROOM "/with-comma.svg " ROOM "/with-point.svg"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_are_the_same_under_a_decimal_comma),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
