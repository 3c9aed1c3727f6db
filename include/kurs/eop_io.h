/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads Earth orientation series as the IERS publishes them: finals2000A (all, data, daily), a row
 * of fixed columns a day (readme.finals2000A). Values are those of Bulletin A.
 */
#ifndef KURS_EOP_IO_H
#define KURS_EOP_IO_H

#include "kurs/api.h"
#include "kurs/diag.h"
#include "kurs/status.h"
#include "kurs/time.h"

/*
 * Reads a file of at most 64 MiB. Rows at the end without pole or UT1-UTC end the series; CIP
 * offsets that are blank there keep their last value. Give the rows back with
 * kurs_eop_series_free. What is wrong goes to `diag` with line and column: ERR_SYNTAX for a row
 * that is cut or not in its columns, ERR_RANGE for values that no Earth has, days that are missing
 * or out of order, or fewer than four rows; ERR_NOT_FOUND, ERR_IO, ERR_FULL, ERR_MEMORY. On error
 * *out is untouched. Test: test_eop_io.
 */
KURS_API KURS_CHECK kurs_status kurs_eop_series_read(const char *path, kurs_eop_series *out,
                                                     kurs_diag *diag);

/* The same from text[0..n), with a name for the messages. */
KURS_API KURS_CHECK kurs_status kurs_eop_series_parse(const char *name, const char *text, size_t n,
                                                      kurs_eop_series *out, kurs_diag *diag);

/* Gives back the rows of a series that was read here. */
KURS_API void kurs_eop_series_free(kurs_eop_series *series);

#endif
