/* SPDX-License-Identifier: Apache-2.0 */
/* A station's orbit from one or more sets of elements: each serves the time nearest to its epoch.
 */
#ifndef KURS_EPHEMERIS_H
#define KURS_EPHEMERIS_H

#include "kurs/api.h"
#include "kurs/frames.h"
#include "kurs/sgp4.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/vec.h"

enum { KURS_EPHEMERIS_SETS = 8 };

typedef struct kurs_ephemeris {
    int count;
    kurs_sgp4 sets[KURS_EPHEMERIS_SETS];
} kurs_ephemeris;

/* Makes the ephemeris from 1 to KURS_EPHEMERIS_SETS sets, in any order. Statuses of
 * kurs_sgp4_init; ERR_ARGUMENT for another count. */
KURS_API KURS_CHECK kurs_status kurs_ephemeris_init(kurs_ephemeris *eph, const kurs_tle *tles,
                                                    int count);

/* Index of the set whose epoch is nearest to t (the earlier one of two alike). */
KURS_API int kurs_ephemeris_nearest(const kurs_ephemeris *eph, kurs_tai t);

/* The first instant after t at which another set becomes the nearest, or t_end. */
KURS_API kurs_tai kurs_ephemeris_next_change(const kurs_ephemeris *eph, kurs_tai t, kurs_tai t_end);

/* State by SGP4 in GCRF [m, m/s] at t_s seconds after earth->t_ref; the velocity is the time
 * derivative of the position (SGP4's own is up to 2 cm/s off it). Statuses of kurs_sgp4_state. */
KURS_API KURS_CHECK kurs_status kurs_sgp4_state_gcrf(const kurs_sgp4 *model,
                                                     const kurs_earth *earth, double t_s,
                                                     kurs_state *out_gcrf);

#endif
