/* SPDX-License-Identifier: Apache-2.0 */
/* Inner face of time: days of UTC on the TAI axis. */
#ifndef KURS_TIME_TIME_H
#define KURS_TIME_TIME_H

#include "kurs/time.h"

/* One day of UTC: its MJD, its calendar date, TAI-UTC in it, and where it lies in whole TAI
 * seconds (86401 of them on a day with a leap second). */
typedef struct kurs_utc_day {
    int mjd, year, month, day;
    int tai_utc;
    int64_t start;
    int length;
} kurs_utc_day;

/* The day of an MJD, or the one that holds a TAI second. CAVEAT_UTC_DUBIOUS; ERR_RANGE outside
 * 1972 to 2100. */
KURS_CHECK kurs_status kurs_utc_day_of_mjd(int mjd, kurs_utc_day *out);
KURS_CHECK kurs_status kurs_utc_day_of_tai(int64_t tai_s, kurs_utc_day *out);

#endif
