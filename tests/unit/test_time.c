/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <erfa.h>
#include <string.h>

#include "kurs/time.h"

static kurs_tai parse(const char *text)
{
    kurs_tai t = {0, 0.0};
    assert_in_range(kurs_tai_parse(text, strlen(text), &t) + 1, 1, 100);
    return t;
}

static void the_origin_is_noon_of_tai_in_2000(void **state)
{
    (void)state;
    /* TAI-UTC was 32 s then (IERS Bulletin C 16) */
    const kurs_tai t = parse("2000-01-01T11:59:28Z");
    assert_int_equal(t.s, 0);
    check_near(0.0, t.f, 0.0, 0.0);
}

static void unix_seconds_agree(void **state)
{
    (void)state;
    /* 1711197370 is the Unix time of 2024-03-23T12:36:10Z; 946684800 that of 2000-01-01 */
    const kurs_tai t = parse("2024-03-23T12:36:10Z");
    assert_int_equal(t.s, 1711197370 - 946684800 - 43200 + 37);
}

static void every_leap_second_has_its_place_both_ways(void **state)
{
    (void)state;
    /* The last seconds of 2016, IERS Bulletin C 52 */
    const char *const text[] = {"2016-12-31T23:59:59.000Z", "2016-12-31T23:59:60.000Z",
                                "2016-12-31T23:59:60.500Z", "2017-01-01T00:00:00.000Z"};
    const double after[] = {0.0, 1.0, 1.5, 2.0};
    const kurs_tai first = parse(text[0]);
    for (int i = 0; i < 4; i++) {
        char out[KURS_UTC_TEXT_SIZE];
        const kurs_tai t = parse(text[i]);
        check_near(after[i], kurs_tai_diff(t, first), 0.0, 0.0);
        assert_int_equal(kurs_tai_format(t, 3, out), KURS_OK);
        assert_string_equal(out, text[i]);
    }
}

static void a_leap_second_is_refused_on_other_days(void **state)
{
    (void)state;
    static const char *const wrong[] = {"2016-12-30T23:59:60Z", "2016-12-31T23:58:60Z",
                                        "2016-12-31T23:59:61Z", "2024-06-30T23:59:60Z"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        kurs_tai t = {7, 0.25};
        assert_int_equal(kurs_tai_parse(wrong[i], strlen(wrong[i]), &t), KURS_ERR_RANGE);
        assert_int_equal(t.s, 7);
    }
}

static void rounding_carries_into_the_leap_second(void **state)
{
    (void)state;
    char out[KURS_UTC_TEXT_SIZE];
    assert_int_equal(kurs_tai_format(parse("2016-12-31T23:59:59.9996"), 3, out), KURS_OK);
    assert_string_equal(out, "2016-12-31T23:59:60.000Z");
    assert_int_equal(kurs_tai_format(parse("2016-12-31T23:59:60.9996"), 3, out), KURS_OK);
    assert_string_equal(out, "2017-01-01T00:00:00.000Z");
    assert_int_equal(kurs_tai_format(parse("2024-02-29T23:59:59.5"), 0, out), KURS_OK);
    assert_string_equal(out, "2024-03-01T00:00:00Z");
}

static void nine_decimals_survive(void **state)
{
    (void)state;
    char out[KURS_UTC_TEXT_SIZE];
    const char *text = "2024-03-23T12:36:10.573123457Z";
    assert_int_equal(kurs_tai_format(parse(text), 9, out), KURS_OK);
    assert_string_equal(out, text);
    assert_int_equal(kurs_tai_format(parse(text), 10, out), KURS_ERR_ARGUMENT);
}

static void the_short_forms_are_read(void **state)
{
    (void)state;
    const kurs_tai day = parse("2024-03-23");
    check_near(0.0, kurs_tai_diff(parse("2024-03-23T00:00"), day), 0.0, 0.0);
    check_near(45360.0, kurs_tai_diff(parse("2024-03-23T12:36Z"), day), 0.0, 0.0);
    check_near(45370.5, kurs_tai_diff(parse("2024-03-23T12:36:10.5"), day), 0.0, 0.0);
}

static void other_forms_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "2024",
        "2024-3-23",
        "2024-03-23 12:36",
        "2024-03-23T12",
        "2024-03-23Z",
        "2024-03-23T12:36:10.",
        "2024-03-23T12:36:10.1234567890",
        "2024-03-23T12:36:10+01:00",
        "2024-03-23T12:36:10,5",
        "+024-03-23",
        "2024-03-23T12:36:1",
        "2024-03-23T12:36:10ZZ",
        " 2024-03-23",
        "2024-03-23 ",
        "2024-03-23T12:3x",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        kurs_tai t = {7, 0.25};
        assert_int_equal(kurs_tai_parse(wrong[i], strlen(wrong[i]), &t), KURS_ERR_SYNTAX);
        assert_int_equal(t.s, 7);
    }
}

static void dates_that_do_not_exist_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "2023-02-29", "2100-02-29",       "2024-13-01",         "2024-00-10",
        "2024-04-31", "2024-01-01T24:00", "2024-01-01T12:60",   "1971-12-31",
        "2101-01-01", "0000-01-01",       "2024-01-01T12:00:60"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        kurs_tai t = {7, 0.25};
        assert_int_equal(kurs_tai_parse(wrong[i], strlen(wrong[i]), &t), KURS_ERR_RANGE);
        assert_int_equal(t.s, 7);
    }
    kurs_utc utc = {2024, 3, 23, 12, 36, NAN};
    kurs_tai t = {7, 0.25};
    assert_int_equal(kurs_tai_from_utc(&utc, &t), KURS_ERR_RANGE);
    assert_int_equal(kurs_utc_from_tai((kurs_tai){INT64_MAX, 0.0}, &utc), KURS_ERR_RANGE);
    assert_int_equal(kurs_utc_from_tai((kurs_tai){INT64_MIN, 0.0}, &utc), KURS_ERR_RANGE);
    assert_int_equal(kurs_utc_from_tai((kurs_tai){0, NAN}, &utc), KURS_ERR_RANGE);
}

static void the_first_and_the_last_day_work(void **state)
{
    (void)state;
    char out[KURS_UTC_TEXT_SIZE];
    assert_int_equal(kurs_tai_format(parse("1972-01-01"), 0, out), KURS_OK);
    assert_string_equal(out, "1972-01-01T00:00:00Z");
    assert_int_equal(kurs_tai_format(parse("2100-12-31T23:59:59"), 0, out),
                     KURS_CAVEAT_UTC_DUBIOUS);
    assert_string_equal(out, "2100-12-31T23:59:59Z");
    kurs_utc utc;
    assert_int_equal(kurs_utc_from_tai(kurs_tai_add(parse("1972-01-01"), -1e-3), &utc),
                     KURS_ERR_RANGE);
    assert_int_equal(kurs_utc_from_tai(kurs_tai_add(parse("2100-12-31T23:59:59"), 1.0), &utc),
                     KURS_ERR_RANGE);
}

static void a_fraction_next_to_one_stays_in_its_second(void **state)
{
    (void)state;
    kurs_tai t = parse("2024-03-23T12:36:59");
    t.f = nextafter(1.0, 0.0);
    kurs_utc utc;
    assert_int_equal(kurs_utc_from_tai(t, &utc), KURS_OK);
    assert_true(utc.second < 60.0);
    assert_int_equal(utc.minute, 36);
    check_near(60.0, utc.second, 1e-13, 0.0);
}

static void sums_over_decades_are_exact(void **state)
{
    (void)state;
    kurs_tai t = {-5, 0.75};
    t = kurs_tai_add(t, 1e9 + 0.5);
    assert_int_equal(t.s, 999999996);
    check_near(0.25, t.f, 0.0, 0.0);
    t = kurs_tai_add(t, -1e9 - 0.5);
    assert_int_equal(t.s, -5);
    check_near(0.75, t.f, 0.0, 0.0);
    t = kurs_tai_add((kurs_tai){0, 0.0}, -1e-20);
    assert_true(t.f >= 0.0 && t.f < 1.0);
    assert_true(isnan(kurs_tai_add(t, NAN).f));
}

static void erfa_gives_the_same_tt_and_utc(void **state)
{
    (void)state;
    /* the same instant through ERFA's own calendar and scale functions */
    double u1, u2, a1, a2, t1, t2;
    assert_int_equal(eraDtf2d("UTC", 2024, 3, 23, 12, 36, 10.573, &u1, &u2), 0);
    assert_int_equal(eraUtctai(u1, u2, &a1, &a2), 0);
    assert_int_equal(eraTaitt(a1, a2, &t1, &t2), 0);
    const kurs_tai t = parse("2024-03-23T12:36:10.573");
    const kurs_jd_tt tt = kurs_tai_tt(t);
    check_near(0.0, ((tt.d1 - t1) + (tt.d2 - t2)) * 86400.0, 2e-11, 0.0);
    kurs_jd_utc utc;
    assert_int_equal(kurs_tai_jd_utc(t, &utc), KURS_OK);
    check_near(0.0, ((utc.d1 - u1) + (utc.d2 - u2)) * 86400.0, 2e-11, 0.0);
    /* inside a leap second the quasi-JD has days of 86401 s */
    assert_int_equal(eraDtf2d("UTC", 2016, 12, 31, 23, 59, 60.25, &u1, &u2), 0);
    assert_int_equal(kurs_tai_jd_utc(parse("2016-12-31T23:59:60.25"), &utc), KURS_OK);
    check_near(0.0, ((utc.d1 - u1) + (utc.d2 - u2)) * 86400.0, 2e-11, 0.0);
}

/* 2016-12-31T23:59:60: TAI and TT run on evenly, UTC has its 61st second. TAI-UTC 36 s to 37 s
 * (IERS Bulletin C 52), TT-TAI 32.184 s. */
static void tai_and_tt_run_evenly_through_the_leap_second_of_2016(void **state)
{
    (void)state;
    static const char *const utc[] = {"2016-12-31T23:59:58", "2016-12-31T23:59:59",
                                      "2016-12-31T23:59:60", "2017-01-01T00:00:00",
                                      "2017-01-01T00:00:01"};
    /* 2017-01-01T00:00:00 UTC is 00:00:37 TAI and 00:01:09.184 TT of JD 2457754.5 */
    for (int i = 0; i < 5; i++) {
        kurs_tai t;
        assert_true(kurs_tai_parse(utc[i], strlen(utc[i]), &t) >= 0);
        const kurs_jd_tai tai = kurs_tai_jd(t);
        const kurs_jd_tt tt = kurs_tai_tt(t);
        check_near(37.0 + (i - 3), ((tai.d1 - 2457754.5) + tai.d2) * 86400.0, 1e-9, 0.0);
        check_near(69.184 + (i - 3), ((tt.d1 - 2457754.5) + tt.d2) * 86400.0, 1e-9, 0.0);
        kurs_tai back;
        assert_int_equal(KURS_OK, kurs_tai_from_tt(tt, &back));
        check_near(0.0, kurs_tai_diff(back, t), 1e-9, 0.0);
        assert_int_equal(KURS_OK, kurs_tai_from_jd(tai, &back));
        check_near(0.0, kurs_tai_diff(back, t), 1e-9, 0.0);
    }
    kurs_tai t = {3, 0.5};
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_tai_from_tt((kurs_jd_tt){NAN, 0.0}, &t));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_tai_from_jd((kurs_jd_tai){0.0, 1e10}, &t));
    assert_int_equal(3, t.s);
}

/* The Astronomical Almanac's short form, good to 10 us:
 * TDB - TT = 0.001657 s sin g + 0.000022 s sin (L - Lj), g the Sun's mean anomaly. */
static void tdb_swings_about_tt_with_the_year(void **state)
{
    (void)state;
    const double deg = 3.14159265358979323846 / 180.0;
    double most = 0.0;
    for (int day = 0; day < 366; day += 3) {
        const kurs_tai t = {(int64_t)(8840 + day) * 86400, 0.25};
        const kurs_jd_tt tt = kurs_tai_tt(t);
        const kurs_jd_tdb tdb = kurs_tai_tdb(t);
        const double d = (tt.d1 - 2451545.0) + tt.d2;
        const double g = (357.53 + 0.98560028 * d) * deg, l = (246.11 + 0.90251792 * d) * deg;
        const double diff = ((tdb.d1 - tt.d1) + (tdb.d2 - tt.d2)) * 86400.0;
        check_near(0.001657 * sin(g) + 0.000022 * sin(l), diff, 2e-5, 0.0);
        most = fmax(most, fabs(diff));
    }
    assert_true(most > 0.0016);
}

static void mission_elapsed_time_counts_from_lift_off(void **state)
{
    (void)state;
    const kurs_tai liftoff = {764512570, 0.573}, before = {764512569, 0.073};
    check_near(-1.5, kurs_tai_met(before, liftoff).s, 1e-12, 0.0);
    const kurs_tai later = kurs_met_tai((kurs_met){529.3}, liftoff);
    check_near(529.3, kurs_tai_diff(later, liftoff), 1e-12, 0.0);
}

static void earth_orientation_has_the_published_values_at_midnight(void **state)
{
    (void)state;
    const double as = 3.14159265358979323846 / 648000.0;
    /* IERS finals2000A, Bulletin A values of MJD 60392 (2024-03-23) and 57754 (2017-01-01) */
    kurs_eop eop;
    assert_int_equal(kurs_eop_at(parse("2024-03-23"), &eop), KURS_OK);
    check_near(-0.0102653, eop.ut1_utc_s, 1e-12, 0.0);
    check_near(-0.011319 * as, eop.xp, 1e-17, 0.0);
    check_near(0.318718 * as, eop.yp, 1e-17, 0.0);
    check_near(0.330 * 1e-3 * as, eop.dx, 1e-17, 0.0);
    check_near(-0.088 * 1e-3 * as, eop.dy, 1e-17, 0.0);
    assert_int_equal(kurs_eop_at(parse("2017-01-01"), &eop), KURS_OK);
    check_near(0.5912821, eop.ut1_utc_s, 1e-12, 0.0);
    check_near(0.080504 * as, eop.xp, 1e-17, 0.0);
}

static void earth_orientation_is_smooth_between_midnights(void **state)
{
    (void)state;
    /* the chord between two days is right to an eighth of the change of the day's length */
    kurs_eop a, b, m;
    assert_int_equal(kurs_eop_at(parse("2024-03-23"), &a), KURS_OK);
    assert_int_equal(kurs_eop_at(parse("2024-03-23T12:00"), &m), KURS_OK);
    assert_int_equal(kurs_eop_at(parse("2024-03-24"), &b), KURS_OK);
    check_near(0.5 * (a.ut1_utc_s + b.ut1_utc_s), m.ut1_utc_s, 5e-5, 0.0);
    check_near(0.5 * (a.xp + b.xp), m.xp, 1e-9, 0.0);
    /* and no step at midnight */
    assert_int_equal(kurs_eop_at(kurs_tai_add(parse("2024-03-24"), -1e-3), &m), KURS_OK);
    check_near(b.ut1_utc_s, m.ut1_utc_s, 1e-10, 0.0);
}

static void dates_outside_of_the_table_carry_a_caveat(void **state)
{
    (void)state;
    kurs_eop eop;
    assert_int_equal(kurs_eop_at(parse("2016-12-31T23:59:60.5"), &eop), KURS_CAVEAT_EOP_OUTSIDE);
    check_near(0.5912821 - 1.0, eop.ut1_utc_s, 1e-12, 0.0); /* the second not yet let in */
    assert_int_equal(kurs_eop_at(parse("1990-01-01"), &eop), KURS_CAVEAT_EOP_OUTSIDE);
    assert_true(fabs(eop.ut1_utc_s) < 0.9);
    assert_int_equal(kurs_eop_at(parse("2027-08-20T12:00"), &eop), KURS_CAVEAT_EOP_PREDICTED);
    assert_int_equal(kurs_eop_at(parse("2027-08-22"), &eop), KURS_CAVEAT_EOP_OUTSIDE);
    check_near(-0.0683654, eop.ut1_utc_s, 1e-12, 0.0);
    assert_int_equal(kurs_eop_at(parse("2026-08-12T12:00"), &eop), KURS_OK);
    assert_int_equal(kurs_eop_at(parse("2026-08-13T12:00"), &eop), KURS_CAVEAT_EOP_PREDICTED);
    assert_int_equal(kurs_eop_at((kurs_tai){INT64_MAX, 0.0}, &eop), KURS_ERR_RANGE);
}

static void ut1_is_utc_with_its_difference(void **state)
{
    (void)state;
    kurs_eop eop;
    double u1, u2, d1, d2;
    kurs_jd_ut1 ut1;
    const kurs_tai t = parse("2024-03-23T12:36:10.573");
    assert_int_equal(kurs_eop_at(t, &eop), KURS_OK);
    assert_int_equal(eraDtf2d("UTC", 2024, 3, 23, 12, 36, 10.573, &u1, &u2), 0);
    assert_int_equal(eraUtcut1(u1, u2, eop.ut1_utc_s, &d1, &d2), 0);
    assert_int_equal(kurs_tai_ut1(t, &ut1), KURS_OK);
    check_near(0.0, ((ut1.d1 - d1) + (ut1.d2 - d2)) * 86400.0, 3e-11, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_origin_is_noon_of_tai_in_2000),
        cmocka_unit_test(unix_seconds_agree),
        cmocka_unit_test(every_leap_second_has_its_place_both_ways),
        cmocka_unit_test(a_leap_second_is_refused_on_other_days),
        cmocka_unit_test(rounding_carries_into_the_leap_second),
        cmocka_unit_test(nine_decimals_survive),
        cmocka_unit_test(the_short_forms_are_read),
        cmocka_unit_test(other_forms_are_refused),
        cmocka_unit_test(dates_that_do_not_exist_are_refused),
        cmocka_unit_test(the_first_and_the_last_day_work),
        cmocka_unit_test(a_fraction_next_to_one_stays_in_its_second),
        cmocka_unit_test(sums_over_decades_are_exact),
        cmocka_unit_test(erfa_gives_the_same_tt_and_utc),
        cmocka_unit_test(tai_and_tt_run_evenly_through_the_leap_second_of_2016),
        cmocka_unit_test(tdb_swings_about_tt_with_the_year),
        cmocka_unit_test(mission_elapsed_time_counts_from_lift_off),
        cmocka_unit_test(earth_orientation_has_the_published_values_at_midnight),
        cmocka_unit_test(earth_orientation_is_smooth_between_midnights),
        cmocka_unit_test(dates_outside_of_the_table_carry_a_caveat),
        cmocka_unit_test(ut1_is_utc_with_its_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
