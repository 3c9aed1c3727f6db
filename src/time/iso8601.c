/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "kurs/time.h"
#include "time/time.h"

enum { DECIMALS_MAX = 9 };

static const double ten_to[DECIMALS_MAX + 1] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

/* What is still to be read. */
typedef struct reader {
    const char *at, *end;
} reader;

/* Exactly n digits; -1 where there is something else. */
static int take_digits(reader *r, int n)
{
    int value = 0;
    if (r->end - r->at < n) {
        return -1;
    }
    for (int i = 0; i < n; i++) {
        const char c = r->at[i];
        if (c < '0' || c > '9') {
            return -1;
        }
        value = value * 10 + (c - '0');
    }
    r->at += n;
    return value;
}

static int take_char(reader *r, char c)
{
    if (r->at < r->end && *r->at == c) {
        r->at++;
        return 1;
    }
    return 0;
}

/* The decimals behind a point: 1 to 9 of them, as a fraction; below 0 where they are wrong. */
static double take_fraction(reader *r)
{
    int n = 0;
    while (r->at + n < r->end && r->at[n] >= '0' && r->at[n] <= '9') {
        n++;
    }
    if (n < 1 || n > DECIMALS_MAX) {
        return -1.0;
    }
    return take_digits(r, n) / ten_to[n];
}

/* hh:mm[:ss[.f]][Z]; 0 where the form is wrong. */
static int take_time(reader *r, kurs_utc *utc, double *fraction)
{
    utc->hour = take_digits(r, 2);
    if (utc->hour < 0 || !take_char(r, ':')) {
        return 0;
    }
    utc->minute = take_digits(r, 2);
    if (utc->minute < 0) {
        return 0;
    }
    if (take_char(r, ':')) {
        const int second = take_digits(r, 2);
        if (second < 0) {
            return 0;
        }
        utc->second = second;
        if (take_char(r, '.')) {
            *fraction = take_fraction(r);
            if (*fraction < 0.0) {
                return 0;
            }
        }
    }
    (void)take_char(r, 'Z');
    return 1;
}

kurs_status kurs_tai_parse(const char *text, size_t n, kurs_tai *out)
{
    reader r = {text, text + n};
    kurs_utc utc = {0};
    double fraction = 0.0;
    utc.year = take_digits(&r, 4);
    if (utc.year < 0 || !take_char(&r, '-')) {
        return KURS_ERR_SYNTAX;
    }
    utc.month = take_digits(&r, 2);
    if (utc.month < 0 || !take_char(&r, '-')) {
        return KURS_ERR_SYNTAX;
    }
    utc.day = take_digits(&r, 2);
    if (utc.day < 0) {
        return KURS_ERR_SYNTAX;
    }
    if (take_char(&r, 'T') && !take_time(&r, &utc, &fraction)) {
        return KURS_ERR_SYNTAX;
    }
    if (r.at != r.end) {
        return KURS_ERR_SYNTAX;
    }
    kurs_tai t;
    const kurs_status status = kurs_tai_from_utc(&utc, &t);
    if (status >= 0) {
        t.f = fraction; /* kept apart from the second, so that no digit is lost */
        *out = t;
    }
    return status;
}

/* Writes exactly n digits and the mark behind them; returns the place after it. */
static char *put_digits(char *at, int value, int n, char mark)
{
    for (int i = n - 1; i >= 0; i--) {
        at[i] = (char)('0' + value % 10);
        value /= 10;
    }
    at[n] = mark;
    return at + n + 1;
}

kurs_status kurs_tai_format(kurs_tai t, int decimals, char out[KURS_UTC_TEXT_SIZE])
{
    if (decimals < 0 || decimals > DECIMALS_MAX) {
        return KURS_ERR_ARGUMENT;
    }
    if (!(t.f >= 0.0 && t.f < 1.0)) {
        return KURS_ERR_RANGE;
    }
    double units = floor(t.f * ten_to[decimals] + 0.5);
    if (units >= ten_to[decimals]) {
        units = 0.0;
        t.s += 1;
    }
    kurs_utc utc;
    const kurs_status status = kurs_utc_from_tai((kurs_tai){t.s, 0.0}, &utc);
    if (status < 0) {
        return status;
    }
    char *at = put_digits(out, utc.year, 4, '-');
    at = put_digits(at, utc.month, 2, '-');
    at = put_digits(at, utc.day, 2, 'T');
    at = put_digits(at, utc.hour, 2, ':');
    at = put_digits(at, utc.minute, 2, ':');
    at = put_digits(at, (int)utc.second, 2, decimals > 0 ? '.' : 'Z');
    if (decimals > 0) {
        at = put_digits(at, (int)units, decimals, 'Z');
    }
    *at = 0;
    return status;
}
