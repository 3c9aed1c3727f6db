/* SPDX-License-Identifier: Apache-2.0 */
#include "base/scan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

enum { LONGEST_NUMBER = 200 };

static int is_digit(int c)
{
    return c >= '0' && c <= '9';
}

void kurs_scan_init(kurs_scan *scan, const char *text, size_t n)
{
    *scan = (kurs_scan){.text = text, .n = n, .line = 1, .column = 1};
}

int kurs_scan_peek(const kurs_scan *scan)
{
    return scan->at < scan->n ? (unsigned char)scan->text[scan->at] : KURS_SCAN_END;
}

int kurs_scan_next(kurs_scan *scan)
{
    const int c = kurs_scan_peek(scan);
    if (c == KURS_SCAN_END) {
        return c;
    }
    scan->at++;
    if (c == '\n') {
        scan->line++;
        scan->column = 1;
    } else {
        scan->column++;
    }
    return c;
}

void kurs_scan_skip_blanks(kurs_scan *scan)
{
    while (kurs_scan_peek(scan) == ' ' || kurs_scan_peek(scan) == '\t') {
        (void)kurs_scan_next(scan);
    }
}

kurs_status kurs_scan_expect(kurs_scan *scan, char c)
{
    if (kurs_scan_peek(scan) != (unsigned char)c) {
        return KURS_ERR_SYNTAX;
    }
    (void)kurs_scan_next(scan);
    return KURS_OK;
}

/* Moves over n bytes that hold no end of line. */
static kurs_slice take(kurs_scan *scan, size_t n)
{
    const kurs_slice out = {scan->text + scan->at, n};
    scan->at += n;
    scan->column += (int)n;
    return out;
}

static kurs_slice rest(const kurs_scan *scan)
{
    return (kurs_slice){scan->text + scan->at, scan->n - scan->at};
}

kurs_status kurs_scan_columns(kurs_scan *scan, size_t width, kurs_slice *out)
{
    if (width > scan->n - scan->at) {
        return KURS_ERR_SYNTAX;
    }
    for (size_t i = 0; i < width; i++) {
        const char c = scan->text[scan->at + i];
        if (c == '\n' || c == '\r') {
            return KURS_ERR_SYNTAX;
        }
    }
    *out = take(scan, width);
    return KURS_OK;
}

kurs_slice kurs_scan_until(kurs_scan *scan, const char *stops)
{
    size_t n = 0;
    while (scan->at + n < scan->n) {
        const char c = scan->text[scan->at + n];
        if (c == '\n' || c == '\r' || (c && strchr(stops, c))) {
            break;
        }
        n++;
    }
    return take(scan, n);
}

kurs_status kurs_scan_line(kurs_scan *scan, kurs_slice *out)
{
    if (scan->at >= scan->n) {
        return KURS_ERR_NOT_FOUND;
    }
    const char *start = scan->text + scan->at;
    const char *end = memchr(start, '\n', scan->n - scan->at);
    const size_t n = end ? (size_t)(end - start) : scan->n - scan->at;
    *out = (kurs_slice){start, n > 0 && start[n - 1] == '\r' ? n - 1 : n};
    (void)take(scan, n);
    (void)kurs_scan_next(scan);
    return KURS_OK;
}

kurs_status kurs_scan_number(kurs_scan *scan, double *out)
{
    const size_t n = kurs_slice_number_length(rest(scan));
    const kurs_status status = kurs_slice_number((kurs_slice){scan->text + scan->at, n}, out);
    if (status == KURS_OK) {
        (void)take(scan, n);
    }
    return status;
}

static size_t digits_at(kurs_slice slice, size_t i)
{
    size_t n = 0;
    while (i + n < slice.n && is_digit((unsigned char)slice.text[i + n])) {
        n++;
    }
    return n;
}

static size_t sign_at(kurs_slice slice, size_t i)
{
    return i < slice.n && (slice.text[i] == '+' || slice.text[i] == '-');
}

kurs_status kurs_scan_integer(kurs_scan *scan, int64_t *out)
{
    const kurs_slice ahead = rest(scan);
    const size_t sign = sign_at(ahead, 0);
    const size_t n = sign + digits_at(ahead, sign);
    const kurs_status status = kurs_slice_integer((kurs_slice){ahead.text, n}, out);
    if (status == KURS_OK) {
        (void)take(scan, n);
    }
    return status;
}

kurs_slice kurs_slice_trim(kurs_slice slice)
{
    while (slice.n > 0 && (slice.text[0] == ' ' || slice.text[0] == '\t')) {
        slice.text++;
        slice.n--;
    }
    while (slice.n > 0 && (slice.text[slice.n - 1] == ' ' || slice.text[slice.n - 1] == '\t')) {
        slice.n--;
    }
    return slice;
}

size_t kurs_slice_number_length(kurs_slice slice)
{
    size_t i = sign_at(slice, 0);
    const size_t whole = digits_at(slice, i);
    size_t fraction = 0;
    i += whole;
    if (i < slice.n && slice.text[i] == '.') {
        fraction = digits_at(slice, i + 1);
        if (whole + fraction > 0) {
            i += 1 + fraction;
        }
    }
    if (whole + fraction == 0) {
        return 0;
    }
    if (i < slice.n && (slice.text[i] == 'e' || slice.text[i] == 'E')) {
        const size_t sign = sign_at(slice, i + 1);
        const size_t exponent = digits_at(slice, i + 1 + sign);
        if (exponent > 0) {
            i += 1 + sign + exponent;
        }
    }
    return i;
}

static kurs_status to_double(const char *text, double *out)
{
    kurs_point_locale point;
    const kurs_status status = kurs_point_begin(&point);
    if (status < 0) {
        return status;
    }
    const double value = strtod(text, NULL);
    kurs_point_end(&point);
    if (!isfinite(value)) {
        return KURS_ERR_RANGE;
    }
    *out = value;
    return KURS_OK;
}

kurs_status kurs_slice_number(kurs_slice slice, double *out)
{
    char copy[LONGEST_NUMBER + 1];
    if (slice.n == 0 || slice.n > LONGEST_NUMBER || kurs_slice_number_length(slice) != slice.n) {
        return KURS_ERR_SYNTAX;
    }
    memcpy(copy, slice.text, slice.n);
    copy[slice.n] = 0;
    return to_double(copy, out);
}

kurs_status kurs_slice_integer(kurs_slice slice, int64_t *out)
{
    const size_t sign = sign_at(slice, 0);
    const int negative = sign && slice.text[0] == '-';
    int64_t value = 0;
    if (slice.n == sign || sign + digits_at(slice, sign) != slice.n) {
        return KURS_ERR_SYNTAX;
    }
    /* counted downwards: the negative numbers reach one further */
    for (size_t i = sign; i < slice.n; i++) {
        const int digit = slice.text[i] - '0';
        if (value < (INT64_MIN + digit) / 10) {
            return KURS_ERR_RANGE;
        }
        value = 10 * value - digit;
    }
    if (!negative && value == INT64_MIN) {
        return KURS_ERR_RANGE;
    }
    *out = negative ? value : -value;
    return KURS_OK;
}
