/* SPDX-License-Identifier: Apache-2.0 */
#include "io/states_write.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 17, SHIFT = 3 };

/* Seventeen significant digits of |m|, correctly rounded, and the power of ten of the first. */
typedef struct decimal {
    char digits[DIGITS + 1];
    int exponent;
} decimal;

static void by_library(double m, decimal *out)
{
    char text[40];
    int n = 0;
    snprintf(text, sizeof text, "%.*e", DIGITS - 1, m);
    const char *c = text;
    for (; *c != 'e'; c++) { /* whatever the locale puts between them */
        if (*c >= '0' && *c <= '9' && n < DIGITS) {
            out->digits[n++] = *c;
        }
    }
    out->digits[n] = '\0';
    out->exponent = (int)strtol(c + 1, NULL, 10);
}

#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 wide;

/* mantissa 10^scale 2^e, rounded to the nearest, ties to even. The product has up to 53 + 74 bits;
 * e is -70 to 1. */
static uint64_t scaled(uint64_t mantissa, int e, int scale)
{
    static const uint64_t ten_to[] = {1U,
                                      10U,
                                      100U,
                                      1000U,
                                      10000U,
                                      100000U,
                                      1000000U,
                                      10000000U,
                                      100000000U,
                                      1000000000U,
                                      10000000000U,
                                      100000000000U,
                                      1000000000000U,
                                      10000000000000U,
                                      100000000000000U,
                                      1000000000000000U,
                                      10000000000000000U,
                                      100000000000000000U};
    const wide x = scale <= DIGITS ? (wide)mantissa * ten_to[scale]
                                   : (wide)mantissa * ten_to[DIGITS] * ten_to[scale - DIGITS];
    if (e >= 0) {
        return (uint64_t)(x << e);
    }
    const wide whole = x >> -e, rest = x - (whole << -e), half = (wide)1 << (-e - 1);
    const int up = rest > half || (rest == half && (whole & 1));
    return (uint64_t)whole + (uint64_t)up;
}

/* Eight digits of a number below 10^8. */
static void put_eight(uint32_t n, char out[8])
{
    for (int i = 7; i >= 0; i--) {
        out[i] = (char)('0' + n % 10);
        n /= 10;
    }
}

/* 0 where m is too large or small for whole numbers of 128 bits. */
static int by_whole_numbers(double m, decimal *out)
{
    static const uint64_t low = 10000000000000000U, high = 10 * low;
    uint64_t bits;
    if (!(m >= 1e-5 && m < 1e16)) {
        return 0;
    }
    memcpy(&bits, &m, sizeof bits); /* a normal number: a bit that is not written, 52 that are */
    const uint64_t unit = (uint64_t)1 << 52, mantissa = (bits & (unit - 1)) | unit;
    const int e = (int)(bits >> 52) - 1023;             /* 2^e <= m */
    int exponent = (int)floor(0.30102999566398120 * e); /* right, or one too small */
    uint64_t n = scaled(mantissa, e - 52, DIGITS - 1 - exponent);
    if (n >= high) {
        exponent++;
        n = scaled(mantissa, e - 52, DIGITS - 1 - exponent);
    }
    if (n < low || n >= high) {
        return 0;
    }
    out->digits[0] = (char)('0' + n / low);
    put_eight((uint32_t)(n / 100000000U % 100000000U), out->digits + 1);
    put_eight((uint32_t)(n % 100000000U), out->digits + 9);
    out->digits[DIGITS] = '\0';
    out->exponent = exponent;
    return 1;
}
#else
static int by_whole_numbers(double m, decimal *out)
{
    (void)m;
    (void)out;
    return 0;
}
#endif

/* n bytes, and the place after them. */
static char *put(char *at, const char *bytes, int n)
{
    memcpy(at, bytes, (size_t)n);
    return at + n;
}

size_t kurs_km_text(double m, char out[KURS_KM_TEXT_SIZE])
{
    static const char zeros[] = "0000000000000000";
    decimal d = {{0}, 0};
    char *at = out;
    if (!isfinite(m)) {
        return 0;
    }
    if (m == 0.0) {
        memcpy(out, "0", 2);
        return 1;
    }
    if (!by_whole_numbers(fabs(m), &d)) {
        by_library(fabs(m), &d);
    }
    const int exponent = d.exponent - SHIFT;
    int n = DIGITS;
    while (n > 1 && d.digits[n - 1] == '0') {
        n--;
    }
    d.digits[n] = '\0';
    if (signbit(m)) {
        *at++ = '-';
    }
    if (exponent < -5 || exponent >= DIGITS - 1) {
        at += snprintf(at, KURS_KM_TEXT_SIZE - 1, "%c.%se%d", d.digits[0],
                       n > 1 ? d.digits + 1 : "0", exponent);
    } else if (exponent < 0) {
        at = put(put(put(at, "0.", 2), zeros, -exponent - 1), d.digits, n);
    } else if (n <= exponent + 1) {
        at = put(put(at, d.digits, n), zeros, exponent + 1 - n);
    } else {
        at = put(put(at, d.digits, exponent + 1), ".", 1);
        at = put(at, d.digits + exponent + 1, n - exponent - 1);
    }
    *at = '\0';
    return (size_t)(at - out);
}
