/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One bounded scanner for the formats that no library reads: two-line sets, keyword =
 * value notation, CSV. It looks only at text[0..n), needs no 0 byte at the end, never
 * allocates, and knows the line and column (both from 1, columns in bytes) where it stands.
 * On error a function leaves the cursor and its outputs untouched.
 */
#ifndef KURS_BASE_SCAN_H
#define KURS_BASE_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "kurs/api.h"
#include "kurs/status.h"

/* A part of the text; not ended by a 0 byte. */
typedef struct kurs_slice {
    const char *text;
    size_t n;
} kurs_slice;

typedef struct kurs_scan {
    const char *text;
    size_t n, at;
    int line, column;
} kurs_scan;

enum { KURS_SCAN_END = -1 };

void kurs_scan_init(kurs_scan *scan, const char *text, size_t n);

/* The next byte as 0..255, or KURS_SCAN_END. */
int kurs_scan_peek(const kurs_scan *scan);

/* The same, and moves past it. A line ends at \n. */
int kurs_scan_next(kurs_scan *scan);

/* Moves past blanks and tabs, not past the end of the line. */
void kurs_scan_skip_blanks(kurs_scan *scan);

/* Takes the byte c. ERR_SYNTAX where another one stands. */
KURS_CHECK kurs_status kurs_scan_expect(kurs_scan *scan, char c);

/* Takes exactly `width` bytes of this line. ERR_SYNTAX where the line is shorter. */
KURS_CHECK kurs_status kurs_scan_columns(kurs_scan *scan, size_t width, kurs_slice *out);

/* Takes bytes up to one of `stops`, the end of the line or of the text; may be none. */
kurs_slice kurs_scan_until(kurs_scan *scan, const char *stops);

/* Takes a whole line and its end (\n or \r\n, not in *out). ERR_NOT_FOUND at the end of the text.
 */
KURS_CHECK kurs_status kurs_scan_line(kurs_scan *scan, kurs_slice *out);

/* Takes the longest number that stands here. ERR_SYNTAX for none, ERR_RANGE for one too large. */
KURS_CHECK kurs_status kurs_scan_number(kurs_scan *scan, double *out);

/* Takes an integer with an optional sign. ERR_SYNTAX for none, ERR_RANGE past 64 bits. */
KURS_CHECK kurs_status kurs_scan_integer(kurs_scan *scan, int64_t *out);

/* The slice without blanks at both ends. */
kurs_slice kurs_slice_trim(kurs_slice slice);

/*
 * How many bytes at the start of the slice form a number: [+-] digits [. digits]
 * [e [+-] digits], at least one digit before or after the point; 0 for none.
 */
size_t kurs_slice_number_length(kurs_slice slice);

/*
 * The whole slice as a number, correctly rounded whatever the locale. ERR_SYNTAX where it
 * is not a number of that form or longer than 200 bytes (no inf, nan or hexadecimal),
 * ERR_RANGE where it is beyond the doubles; a number too small becomes 0 or a subnormal.
 */
KURS_CHECK kurs_status kurs_slice_number(kurs_slice slice, double *out);
KURS_CHECK kurs_status kurs_slice_integer(kurs_slice slice, int64_t *out);

#endif
