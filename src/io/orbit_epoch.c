/* SPDX-License-Identifier: Apache-2.0 */
#include "io/orbit_read.h"

#include <stdio.h>

#define TT_TAI_S 32.184
#define TAI_GPS_S 19

enum { DECIMALS = 9, NUMBER_ROOM = 224 };

static int is_digit(int c)
{
    return c >= '0' && c <= '9';
}

/* Exactly `width` digits, then the byte `after` where it is not 0. */
static kurs_status digits(kurs_scan *scan, size_t width, char after, int *out)
{
    kurs_slice part;
    int64_t value;
    if (kurs_scan_columns(scan, width, &part) < 0 || !is_digit(part.text[0]) ||
        kurs_slice_integer(part, &value) < 0) {
        return KURS_ERR_SYNTAX;
    }
    *out = (int)value;
    return after ? kurs_scan_expect(scan, after) : KURS_OK;
}

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* YYYY-MM-DD or YYYY-DDD, and the T. */
static kurs_status date(kurs_scan *scan, kurs_utc *utc)
{
    if (digits(scan, 4, '-', &utc->year) < 0) {
        return KURS_ERR_SYNTAX;
    }
    const kurs_scan before = *scan;
    if (digits(scan, 3, 'T', &utc->day) < 0) {
        *scan = before;
        kurs_status status = digits(scan, 2, '-', &utc->month);
        status = status < 0 ? status : digits(scan, 2, 'T', &utc->day);
        if (status >= 0 && (utc->month < 1 || utc->month > 12 || utc->day < 1 ||
                            utc->day > month_days(utc->year, utc->month))) {
            return KURS_ERR_RANGE;
        }
        return status;
    }
    utc->month = 1;
    while (utc->month < 12 && utc->day > month_days(utc->year, utc->month)) {
        utc->day -= month_days(utc->year, utc->month++);
    }
    return utc->day >= 1 && utc->day <= 31 ? KURS_OK : KURS_ERR_RANGE;
}

static kurs_status fraction(kurs_scan *scan, double *out)
{
    static const double ten[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    int value = 0, count = 0;
    if (!is_digit(kurs_scan_peek(scan))) {
        return KURS_ERR_SYNTAX;
    }
    while (is_digit(kurs_scan_peek(scan))) {
        const int digit = kurs_scan_next(scan) - '0';
        if (count < DECIMALS) {
            value = 10 * value + digit;
            count++;
        }
    }
    *out = value / ten[count];
    return KURS_OK;
}

/* The calendar as one of seconds of equal length since 2000-01-01T12:00:00. */
static int64_t uniform_seconds(const kurs_utc *utc)
{
    int64_t day = utc->day - 1;
    for (int month = 1; month < utc->month; month++) {
        day += month_days(utc->year, month);
    }
    const int y = utc->year - 1; /* leap days of the years before, less those before 2000 */
    day += 365 * ((int64_t)utc->year - 2000) + (y / 4 - y / 100 + y / 400) - (499 - 19 + 4);
    return 86400 * day + 3600 * utc->hour + 60 * utc->minute + (int64_t)utc->second - 43200;
}

static kurs_status to_tai(const kurs_utc *utc, double f, kurs_orbit_scale scale, kurs_tai *out)
{
    kurs_tai t = {0, f};
    if (scale == KURS_SCALE_UTC) {
        const kurs_status status = kurs_tai_from_utc(utc, &t);
        if (status >= 0) {
            t.f = f;
            *out = t;
        }
        return status;
    }
    if (utc->second > 59.0) {
        return KURS_ERR_RANGE;
    }
    /* the same years as of UTC */
    const kurs_status status = kurs_tai_from_utc(utc, &t);
    if (status < 0) {
        return status;
    }
    t = (kurs_tai){uniform_seconds(utc), f};
    if (scale == KURS_SCALE_GPS) {
        t.s += TAI_GPS_S;
    } else if (scale == KURS_SCALE_TT) {
        t = kurs_tai_add(t, -TT_TAI_S);
    }
    *out = t;
    return KURS_OK;
}

kurs_status kurs_orbit_epoch(kurs_slice text, kurs_orbit_scale scale, kurs_tai *out)
{
    kurs_scan scan;
    kurs_utc utc = {0, 0, 0, 0, 0, 0.0};
    int second = 0;
    double f = 0.0;
    kurs_scan_init(&scan, text.text, text.n);
    kurs_status status = date(&scan, &utc);
    status = status < 0 ? status : digits(&scan, 2, ':', &utc.hour);
    status = status < 0 ? status : digits(&scan, 2, ':', &utc.minute);
    status = status < 0 ? status : digits(&scan, 2, 0, &second);
    if (status >= 0 && kurs_scan_peek(&scan) == '.') {
        (void)kurs_scan_next(&scan);
        status = fraction(&scan, &f);
    }
    if (status < 0) {
        return status;
    }
    if (kurs_scan_peek(&scan) == 'Z') {
        (void)kurs_scan_next(&scan);
    }
    if (kurs_scan_peek(&scan) != KURS_SCAN_END) {
        return KURS_ERR_SYNTAX;
    }
    if (utc.hour > 23 || utc.minute > 59 || second > 60) {
        return KURS_ERR_RANGE;
    }
    utc.second = second;
    return to_tai(&utc, f, scale, out);
}

/* Where the exponent is known before the number is rounded, kilometres become metres without a
 * second rounding: what was written from metres is read back to the same bits. */
kurs_status kurs_orbit_number(kurs_slice text, int shift, double *out)
{
    char room[NUMBER_ROOM];
    int64_t exponent = 0;
    size_t mantissa = 0;
    if (shift == 0) {
        return kurs_slice_number(text, out);
    }
    if (text.n == 0 || text.n > NUMBER_ROOM - 24 || kurs_slice_number_length(text) != text.n) {
        return KURS_ERR_SYNTAX;
    }
    while (mantissa < text.n && text.text[mantissa] != 'e' && text.text[mantissa] != 'E') {
        mantissa++;
    }
    if (mantissa < text.n &&
        kurs_slice_integer((kurs_slice){text.text + mantissa + 1, text.n - mantissa - 1},
                           &exponent) < 0) {
        return KURS_ERR_RANGE;
    }
    if (exponent > 9999 || exponent < -9999) {
        exponent = exponent > 0 ? 9999 : -9999;
    }
    const int n =
        snprintf(room, sizeof room, "%.*se%d", (int)mantissa, text.text, (int)exponent + shift);
    return kurs_slice_number((kurs_slice){room, (size_t)n}, out);
}
