/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads two-line element sets. Columns after the NORAD two-line format (T. S. Kelso,
 * CelesTrak documentation "NORAD Two-Line Element Set Format"), catalogue numbers above
 * 99999 in the Alpha-5 form of space-track.org. Measured by: test_tle.
 */
#ifndef KURS_TLE_IO_H
#define KURS_TLE_IO_H

#include <stddef.h>

#include "kurs/api.h"
#include "kurs/diag.h"
#include "kurs/status.h"
#include "kurs/tle.h"

/* Flags: take a line whatever its checksum; whatever follows its column 69. */
enum { KURS_TLE_IGNORE_CHECKSUM = 1, KURS_TLE_IGNORE_TRAILING = 2 };

/*
 * Two lines of n1 and n2 bytes (no 0 byte needed) to mean elements. Only blanks may follow
 * column 69, but for IGNORE_TRAILING. Epoch years 57 to 99 are of the twentieth century, 00 to 56
 * of the twenty-first. The name stays empty. *error (may be NULL) tells the place, line 1 or 2, of
 * the first error; it is touched only on error.
 *
 * ERR_SYNTAX: a line too short or long, a wrong line number, a field that is not what its
 * columns ask for, two lines of different objects; ERR_CHECKSUM; ERR_RANGE: an element
 * outside its range. On error *out is untouched. Caveats of kurs_tai_from_utc.
 */
KURS_API KURS_CHECK kurs_status kurs_tle_parse(const char *line1, size_t n1, const char *line2,
                                               size_t n2, int flags, kurs_tle *out,
                                               kurs_text_error *error);

/* Checksum of the first 68 bytes of a line (or of all n where it is shorter): sum of the digits,
 * a minus sign counting 1, modulo 10. */
KURS_API int kurs_tle_checksum(const char *line, size_t n);

#endif
