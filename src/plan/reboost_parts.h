/* SPDX-License-Identifier: Apache-2.0 */
/* Inner face of the reboost planner: phases at a pass, and those at which a profile is open. */
#ifndef KURS_PLAN_REBOOST_PARTS_H
#define KURS_PLAN_REBOOST_PARTS_H

#include "kurs/reboost.h"

enum { KURS_REBOOST_RANGES = 4 };

/* Shifts [rad] of the station along its orbit that open the profile on a pass: lo..hi, within a
 * turn and a half of 0. */
typedef struct kurs_reboost_range {
    double lo, hi;
} kurs_reboost_range;

/* A date and its pass. The instant is the lift-off of the profile asked for as it is where that is
 * open: the plane of insertion, and so the lift-off, goes with the angle to catch up. */
typedef struct kurs_reboost_date {
    kurs_tai day, pass;
    double phase; /* there without a burn, -pi..pi */
    int range_count;
    kurs_reboost_range ranges[KURS_REBOOST_RANGES];
} kurs_reboost_date;

/* What is worked with. */
typedef struct kurs_reboost_work {
    const kurs_reboost_request *req;
    int orbits;
    double dv_max, margin;
    kurs_reboost_date wished, backup;
    double step; /* phase of the backup less that of the wished pass, -pi..pi */
} kurs_reboost_work;

/* Station's argument of latitude (mean, with the first term of the centre) less the pad's at t,
 * -pi..pi. Statuses of kurs_sgp4_mean. */
KURS_CHECK kurs_status kurs_reboost_phase(const kurs_window_request *window,
                                          const kurs_ephemeris *eph, kurs_tai t, double *phase);

/* The pass about an instant on some orbit of the station: *open where the profile (orbits, 0 for
 * any) is. ERR_NOT_FOUND: there is none. */
KURS_CHECK kurs_status kurs_reboost_try(const kurs_window_request *window,
                                        const kurs_ephemeris *eph, kurs_tai about, int orbits,
                                        kurs_window_pass *pass);

/* Fills a date from its day: its first pass, the ranges, the phase. ERR_NOT_FOUND where it has
 * none.
 */
KURS_CHECK kurs_status kurs_reboost_find_date(const kurs_window_request *window, int orbits,
                                              kurs_reboost_date *date);

/* The range that is nearest to a shift of 0, or NULL. */
const kurs_reboost_range *kurs_reboost_nearest_range(const kurs_reboost_date *date);

#endif
