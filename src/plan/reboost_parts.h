/* SPDX-License-Identifier: Apache-2.0 */
/* Inner face of the reboost planner: phases at a pass, and those at which a profile is open. */
#ifndef KURS_PLAN_REBOOST_PARTS_H
#define KURS_PLAN_REBOOST_PARTS_H

#include "kurs/reboost.h"

enum { KURS_REBOOST_RANGES = 4 };

/* Shifts [rad] of the station along its orbit, at the wished pass, that open the profile: lo..hi
 * with lo in -pi..pi; hi may be beyond pi. */
typedef struct kurs_reboost_range {
    double lo, hi;
} kurs_reboost_range;

/* A date and its pass: when it lifts off about, and the phase there without a burn. */
typedef struct kurs_reboost_date {
    kurs_tai day, pass;
    double phase;
} kurs_reboost_date;

/* What is worked with. */
typedef struct kurs_reboost_work {
    const kurs_reboost_request *req;
    int orbits;
    double dv_max, margin;
    kurs_reboost_date wished, backup;
    int range_count;
    kurs_reboost_range ranges[KURS_REBOOST_RANGES]; /* of shifts of the wished pass */
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

/* The first pass of the day, and its phase. ERR_NOT_FOUND where it has none. */
KURS_CHECK kurs_status kurs_reboost_find_pass(const kurs_window_request *window,
                                              kurs_reboost_date *date);

/* Fills the ranges. */
KURS_CHECK kurs_status kurs_reboost_find_ranges(kurs_reboost_work *work);

#endif
