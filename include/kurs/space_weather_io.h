/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads space weather as CelesTrak publishes it (SpaceWx-format): SW-All and SW-Last5Years, as CSV
 * with a line of column names or as text in fixed columns between BEGIN and END. Which of the two
 * is seen from the first line.
 */
#ifndef KURS_SPACE_WEATHER_IO_H
#define KURS_SPACE_WEATHER_IO_H

#include <stddef.h>

#include "kurs/api.h"
#include "kurs/diag.h"
#include "kurs/status.h"
#include "kurs/weather_series.h"

/*
 * Reads a file of at most 64 MiB. Daily rows only: the monthly predictions at its end are left out.
 * A 3-hourly ap that is blank is that of the day. Give the rows back with
 * kurs_weather_series_free. What is wrong goes to `diag` with line and column: ERR_SYNTAX for a row
 * that is cut or a field that is no number, ERR_RANGE for a value that no Sun or Earth has, a date
 * that does not exist, days that are missing or out of order, or fewer than six days;
 * ERR_NOT_FOUND, ERR_IO, ERR_FULL, ERR_MEMORY. On error *out is untouched.
 * Test: test_space_weather_io.
 */
KURS_API KURS_CHECK kurs_status kurs_weather_series_read(const char *path, kurs_weather_series *out,
                                                         kurs_diag *diag);

/* The same from text[0..n), with a name for the messages. */
KURS_API KURS_CHECK kurs_status kurs_weather_series_parse(const char *name, const char *text,
                                                          size_t n, kurs_weather_series *out,
                                                          kurs_diag *diag);

/* Gives back the rows of a series that was read here. */
KURS_API void kurs_weather_series_free(kurs_weather_series *series);

#endif
