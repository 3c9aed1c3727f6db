/* SPDX-License-Identifier: Apache-2.0 */
/* Horizontal wind over a place by height. */
#ifndef KURS_WIND_H
#define KURS_WIND_H

#include "kurs/api.h"
#include "kurs/status.h"
#include "kurs/vec.h"
#include "kurs/winds.h"

enum { KURS_WIND_ROWS_MAX = 64 };

/* Where the air goes to at a height h [m] over the ellipsoid: east and north [m/s] with respect to
 * the turning Earth. A wind from the west has east > 0. */
typedef struct kurs_wind_row {
    double h, east, north;
} kurs_wind_row;

/* 1 to KURS_WIND_ROWS_MAX rows, each higher than the one before: plain data. */
typedef struct kurs_wind_profile {
    int count;
    kurs_wind_row rows[KURS_WIND_ROWS_MAX];
} kurs_wind_profile;

/* A profile from `count` rows, of a sounding for example. ERR_ARGUMENT for no rows, more than
 * KURS_WIND_ROWS_MAX, a value that is no number or a wind over 300 m/s, or heights that do not
 * rise; *out is then untouched. */
KURS_API KURS_CHECK kurs_status kurs_wind_profile_init(kurs_wind_profile *out,
                                                       const kurs_wind_row *rows, int count);

/* The mean wind over Baikonur on a day of the year (1 to 366): between profiles of mid-January and
 * mid-July by a cosine of the year. Grade U, our own estimate of the climate at 46 degrees north
 * (data/earth/SOURCE.md): good to 10 m/s below 20 km, where a day differs more from the mean.
 * ERR_ARGUMENT for another day; *out is then untouched. */
KURS_API KURS_CHECK kurs_status kurs_wind_profile_baikonur(kurs_wind_profile *out, int day_of_year);

/* The mean wind of a season's file. Statuses of kurs_wind_profile_init; *out then is untouched. */
KURS_API KURS_CHECK kurs_status kurs_wind_profile_season(kurs_wind_profile *out,
                                                         const kurs_winds *winds);

/*
 * A discrete gust of the form 1 - cosine (MIL-F-8785C, 3.7.2.3): from the height h [m] to h +
 * length [m] the wind becomes stronger by (1 - cos) / 2 of the whole, east and north [m/s], which
 * it has at the middle.
 */
typedef struct kurs_wind_gust {
    double h, length, east, north;
} kurs_wind_gust;

/* The gust of a season's file with its middle at a height [m] that blows toward a direction [rad,
 * from north over east]: speed and length linear between the heights of the file, held outside of
 * them. ERR_ARGUMENT for no number or a file without gusts; *out then is untouched. */
KURS_API KURS_CHECK kurs_status kurs_wind_gust_season(kurs_wind_gust *out, const kurs_winds *winds,
                                                      double middle, double toward);

/* What a gust adds at a height h [m]. The row returned has that height. */
KURS_API kurs_wind_row kurs_wind_gust_at(const kurs_wind_gust *gust, double h);

/* The wind at a height h [m], a finite number: linear between rows, below and above them that of
 * the end. The row returned has that height. Exact at rows (test_wind). */
KURS_API kurs_wind_row kurs_wind_at(const kurs_wind_profile *profile, double h);

/* The same as a velocity [m/s] in the frame of `pole` (unit, the axis of the Earth) and `up` (unit,
 * the vertical): east lies along pole x up. 0 for NULL or a profile without rows, and at a pole. */
KURS_API kurs_vec3 kurs_wind_vector(const kurs_wind_profile *profile, double h, kurs_vec3 pole,
                                    kurs_vec3 up);

#endif
