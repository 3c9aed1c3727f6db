/* SPDX-License-Identifier: Apache-2.0 */
/* Daily solar and geomagnetic indices: plain data, shared by who reads and who uses them. */
#ifndef KURS_WEATHER_SERIES_H
#define KURS_WEATHER_SERIES_H

#include <stdint.h>

/* A day of UTC: ap of its eight 3 hours and of the day; F10.7 as observed and its centred mean over
 * 81 days in tenths of 1e-22 W/m2/Hz; predicted 0 or 1. */
typedef struct kurs_weather_row {
    int16_t ap[8], ap_day, f107, f107_mean, predicted;
} kurs_weather_row;

/* A row a day from first_mjd on, at least six. The rows are the owner's. */
typedef struct kurs_weather_series {
    int first_mjd, count;
    const kurs_weather_row *rows;
} kurs_weather_series;

#endif
