/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <string.h>

#include "kurs/space_weather.h"

static kurs_tai at(const char *text)
{
    kurs_tai t = {0, 0.0};
    assert_true(kurs_tai_parse(text, strlen(text), &t) >= 0);
    return t;
}

/* Rows of the published table, 2023-02-15 to 18 (CelesTrak): ap 12 22 56 32 18 27 18 32, F10.7
 * 173.7 (mean 175.3); 15 12 48 32 32 32 5 5, 163.2 (175.2); 6 15 7 5 5 3 4 0, 343.1 (174.8); 4 7 3
 * 5 7 3 9 7, 167.2 (174.2). */
static void observed_values_are_those_of_the_day_and_its_history(void **state)
{
    (void)state;
    const kurs_weather w = {.mode = KURS_WEATHER_observed};
    kurs_sun_activity sun;
    assert_int_equal(KURS_OK, kurs_weather_at(&w, at("2023-02-17T10:30"), &sun));
    check_near(163.2, sun.f107, 1e-12, 0.0); /* of the day before */
    check_near(174.8, sun.f107_mean, 1e-12, 0.0);
    check_near(6.0, sun.ap, 0.0, 0.0);
    const double want[5] = {6, 5, 7, 15, 6};
    for (int i = 0; i < 5; i++) {
        check_near(want[i], sun.ap_history[i], 0.0, 0.0);
    }
    /* eight slots from 12 h before that of 9 h: 21 h back to 0 h of the 16th */
    check_near((5 + 5 + 32 + 32 + 32 + 48 + 12 + 15) / 8.0, sun.ap_history[5], 1e-12, 0.0);
    check_near((32 + 18 + 27 + 18 + 32 + 56 + 22 + 12) / 8.0, sun.ap_history[6], 1e-12, 0.0);
    assert_int_equal(1, sun.has_history);
}

static void a_day_spoilt_by_a_flare_is_mended(void **state)
{
    (void)state;
    const kurs_weather w = {.mode = KURS_WEATHER_observed};
    kurs_sun_activity sun;
    /* 343.1 on the 17th; median of 173.7 163.2 343.1 167.2 169.0 */
    check_near(169.0, kurs_weather_f107(NULL, 59992), 1e-12, 0.0);
    check_near(163.2, kurs_weather_f107(NULL, 59991), 1e-12, 0.0);
    assert_int_equal(KURS_OK, kurs_weather_at(&w, at("2023-02-18"), &sun));
    check_near(169.0, sun.f107, 1e-12, 0.0);
}

static void held_and_fixed_values_do_not_change(void **state)
{
    (void)state;
    kurs_weather w = {.mode = KURS_WEATHER_held, .start = at("2023-02-18T12:00")};
    kurs_sun_activity a, b;
    assert_int_equal(KURS_OK, kurs_weather_at(&w, at("2023-02-18"), &a));
    assert_int_equal(KURS_OK, kurs_weather_at(&w, at("2030-01-01"), &b));
    check_near(a.f107, b.f107, 0.0, 0.0);
    check_near(a.f107_mean, b.f107_mean, 0.0, 0.0);
    check_near(a.ap, b.ap, 0.0, 0.0);
    check_near((173.7 + 163.2 + 169.0) / 3.0, a.f107, 1e-12, 0.0);
    check_near((175.3 + 175.2 + 174.8) / 3.0, a.f107_mean, 1e-12, 0.0);
    check_near((27.0 + 23.0 + 6.0) / 3.0, a.ap, 1e-12, 0.0);
    assert_int_equal(0, a.has_history);
    w.mode = KURS_WEATHER_fixed;
    assert_int_equal(KURS_OK, kurs_weather_at(&w, at("2050-01-01"), &a));
    check_near(150.0, a.f107, 0.0, 0.0);
    check_near(150.0, a.f107_mean, 0.0, 0.0);
    check_near(15.0, a.ap, 0.0, 0.0);
}

static void dates_predicted_or_outside_carry_a_caveat(void **state)
{
    (void)state;
    const kurs_weather w = {.mode = KURS_WEATHER_observed};
    kurs_sun_activity sun;
    assert_int_equal(KURS_CAVEAT_WEATHER_PREDICTED, kurs_weather_at(&w, at("2026-07-05"), &sun));
    assert_int_equal(KURS_CAVEAT_WEATHER_OUTSIDE, kurs_weather_at(&w, at("2026-09-01"), &sun));
    check_near(133.3, sun.f107_mean, 1e-12, 0.0); /* of the last row */
    assert_int_equal(KURS_CAVEAT_WEATHER_OUTSIDE, kurs_weather_at(&w, at("2016-12-31"), &sun));
    assert_int_equal(KURS_CAVEAT_WEATHER_OUTSIDE, kurs_weather_at(&w, at("2017-01-01"), &sun));
    assert_int_equal(KURS_OK, kurs_weather_at(&w, at("2017-01-04"), &sun));
    const kurs_weather_series none = {57754, 3, NULL};
    const kurs_weather bad = {.mode = KURS_WEATHER_observed, .series = &none};
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_weather_at(&bad, at("2020-01-01"), &sun));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(observed_values_are_those_of_the_day_and_its_history),
        cmocka_unit_test(a_day_spoilt_by_a_flare_is_mended),
        cmocka_unit_test(held_and_fixed_values_do_not_change),
        cmocka_unit_test(dates_predicted_or_outside_carry_a_caveat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
