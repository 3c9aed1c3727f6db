/* SPDX-License-Identifier: Apache-2.0 */
/* Inner face of the reboost planner: phases at a pass, and those at which a profile is open. */
#ifndef KURS_PLAN_REBOOST_PARTS_H
#define KURS_PLAN_REBOOST_PARTS_H

#include "kurs/flight_plan.h"
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
 * none; ERR_STOPPED.
 */
KURS_CHECK kurs_status kurs_reboost_find_date(const kurs_reboost_request *req, int orbits,
                                              kurs_reboost_date *date);

/* The range that is nearest to a shift of 0, or NULL. */
const kurs_reboost_range *kurs_reboost_nearest_range(const kurs_reboost_date *date);

/* A burn that was found; 0 for none needed. */
typedef struct kurs_reboost_candidate {
    kurs_manoeuvre burn;
    int both;
    double size;
} kurs_reboost_candidate;

/* One day and sign under search. */
typedef struct kurs_reboost_trial {
    const kurs_reboost_work *work;
    kurs_tai t;
    double slope, backup_slope;          /* [rad per m/s] of the phase on both dates */
    const kurs_reboost_candidate *worst; /* a plan that is not better than this is none; or NULL */
} kurs_reboost_trial;

/* Why there are no more plans. */
typedef struct kurs_reboost_tally {
    int tried, too_large, shut, no_landing;
} kurs_reboost_tally;

/* A burn along the flight. */
kurs_manoeuvre kurs_reboost_along(kurs_tai t, double dv);

/* The station's orbit with a burn; with one of 0 as it is. */
KURS_CHECK kurs_status kurs_reboost_with(const kurs_reboost_work *work, kurs_manoeuvre burn,
                                         kurs_ephemeris *eph);

/* Fills the slopes of a trial, by a small burn. */
KURS_CHECK kurs_status kurs_reboost_slopes(kurs_reboost_trial *t);

/* [rad per m/s] of the phase on the wished date, at a burn. */
KURS_CHECK kurs_status kurs_reboost_slope(const kurs_reboost_work *work, kurs_manoeuvre burn,
                                          double *slope);

/* Whether the dates are open on an orbit with a burn: 0 neither or the backup alone, 1 the wished
 * one, 2 both. */
KURS_CHECK kurs_status kurs_reboost_verify(const kurs_reboost_work *work, kurs_manoeuvre burn,
                                           int *open);

/* The landing of the day on an orbit with a burn. NO_SOLUTION: there is none. */
KURS_CHECK kurs_status kurs_reboost_land(const kurs_reboost_work *work, kurs_manoeuvre burn,
                                         kurs_return_plan *landing);

/* Whether a plan comes before another: both dates, then the smaller burn. */
int kurs_reboost_before(const kurs_reboost_candidate *a, const kurs_reboost_candidate *b);

/* The burn of a trial that wins phase of a sign and opens the wished date, with `both` the backup
 * too, and keeps the landing. *found 0 where there is none: why is counted. */
KURS_CHECK kurs_status kurs_reboost_find_burn(const kurs_reboost_trial *t, double sign, int both,
                                              kurs_reboost_candidate *out, kurs_reboost_tally *sum,
                                              int *found);

#endif
