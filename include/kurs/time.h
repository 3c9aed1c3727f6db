/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Time scales as distinct types. The library's own time is TAI, kept as whole
 * seconds and a fraction, so that sums and differences over decades are exact
 * to about 1e-16 s times the length added.
 */
#ifndef KURS_TIME_H
#define KURS_TIME_H

#include <stddef.h>
#include <stdint.h>

#include "kurs/api.h"
#include "kurs/status.h"

/* Seconds of TAI since 2000-01-01T12:00:00 TAI: s whole ones, and 0 <= f < 1. */
typedef struct kurs_tai {
    int64_t s;
    double f;
} kurs_tai;

/* A UTC calendar date; second is 0 to below 61 (a leap second reads 60). */
typedef struct kurs_utc {
    int year, month, day, hour, minute;
    double second;
} kurs_utc;

/* Mission elapsed time [s]: since lift-off, negative before it. A scale of its own mission. */
typedef struct kurs_met {
    double s;
} kurs_met;

/* Two-part Julian dates as ERFA takes them; the scale is in the type's name. */
typedef struct kurs_jd_tai {
    double d1, d2;
} kurs_jd_tai;
typedef struct kurs_jd_tt {
    double d1, d2;
} kurs_jd_tt;
typedef struct kurs_jd_tdb {
    double d1, d2;
} kurs_jd_tdb;
typedef struct kurs_jd_ut1 {
    double d1, d2;
} kurs_jd_ut1;
typedef struct kurs_jd_utc {
    double d1, d2;
} kurs_jd_utc;

/* Earth orientation at an instant: UT1-UTC [s], pole x, y and CIP offsets dX, dY [rad]. */
typedef struct kurs_eop {
    double ut1_utc_s;
    double xp, yp;
    double dx, dy;
} kurs_eop;

/* A row of an Earth orientation series, 0h UTC of a day: pole and CIP offsets in micro-arcseconds,
 * UT1-UTC in tenths of a microsecond, which hold the published digits; predicted 0 or 1. */
typedef struct kurs_eop_row {
    int32_t xp, yp, ut1_utc, dx, dy, predicted;
} kurs_eop_row;

/* A series: a row a day from first_mjd on, at least four. The rows are the owner's. */
typedef struct kurs_eop_series {
    int first_mjd, count;
    const kurs_eop_row *rows;
} kurs_eop_series;

/* t + dt; dt in s, held to +-1e17; a NaN gives a t with f NaN, which all others refuse. */
KURS_API kurs_tai kurs_tai_add(kurs_tai t, double dt_s);

/* a - b in s. */
KURS_API double kurs_tai_diff(kurs_tai a, kurs_tai b);

/* UTC to TAI and back; years 1972 to 2100. CAVEAT_UTC_DUBIOUS far ahead of the leap second
 * table; ERR_RANGE outside the years or for a date that does not exist. */
KURS_API KURS_CHECK kurs_status kurs_tai_from_utc(const kurs_utc *utc, kurs_tai *out);
KURS_API KURS_CHECK kurs_status kurs_utc_from_tai(kurs_tai t, kurs_utc *out);

/*
 * ISO 8601: YYYY-MM-DD, or YYYY-MM-DDThh:mm[:ss[.f]] with an optional Z; up to 9
 * decimals. A date alone is its 00:00:00. The text is n bytes, without a 0 byte.
 * ERR_SYNTAX where the form is wrong, ERR_RANGE where the date does not exist.
 */
KURS_API KURS_CHECK kurs_status kurs_tai_parse(const char *text, size_t n, kurs_tai *out);

/* Size of the text of an instant with its 0 byte: 2024-03-23T12:36:10.573123456Z */
enum { KURS_UTC_TEXT_SIZE = 32 };

/* Writes t as UTC with the given decimals (0 to 9), rounded half up, with a Z. */
KURS_API KURS_CHECK kurs_status kurs_tai_format(kurs_tai t, int decimals,
                                                char out[KURS_UTC_TEXT_SIZE]);

/* Time since (or to) a lift-off, and the instant of such a time. */
KURS_API kurs_met kurs_tai_met(kurs_tai t, kurs_tai liftoff);
KURS_API kurs_tai kurs_met_tai(kurs_met met, kurs_tai liftoff);

/* TAI, TT, TDB and UTC (ERFA's quasi-JD) of an instant. TDB is that of the geocentre by the series
 * of Fairhead and Bretagnon (ERFA's eraDtdb), good to some ns between 1950 and 2050. */
KURS_API kurs_jd_tai kurs_tai_jd(kurs_tai t);
KURS_API kurs_jd_tt kurs_tai_tt(kurs_tai t);
KURS_API kurs_jd_tdb kurs_tai_tdb(kurs_tai t);

/* The instant of a TT or TAI date: to 1e-9 s where d1 is a whole or half number. ERR_ARGUMENT for
 * what is no number or beyond 1e9 days. */
KURS_API KURS_CHECK kurs_status kurs_tai_from_tt(kurs_jd_tt jd, kurs_tai *out);
KURS_API KURS_CHECK kurs_status kurs_tai_from_jd(kurs_jd_tai jd, kurs_tai *out);
KURS_API KURS_CHECK kurs_status kurs_tai_jd_utc(kurs_tai t, kurs_jd_utc *out);

/* UT1 of an instant by the built-in table (IERS finals2000A, 2017 to 2027). The
 * caveats of kurs_eop_at apply. */
KURS_API KURS_CHECK kurs_status kurs_tai_ut1(kurs_tai t, kurs_jd_ut1 *out);

/*
 * Earth orientation by the cubic through four daily values (a leap second between
 * rows is taken out). CAVEAT_EOP_PREDICTED for predicted rows, CAVEAT_EOP_OUTSIDE before
 * the first and after the last row: then that row, with UT1-TAI carried on where this
 * keeps UT1 within 0.9 s of UTC. ERR_RANGE outside 1972 to 2100.
 */
KURS_API KURS_CHECK kurs_status kurs_eop_at(kurs_tai t, kurs_eop *out);

/* The same from another series; NULL is the built-in one. ERR_ARGUMENT for fewer than four rows. */
KURS_API KURS_CHECK kurs_status kurs_eop_series_at(const kurs_eop_series *series, kurs_tai t,
                                                   kurs_eop *out);

#endif
