/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which small burn of the station, on which day, opens a launch window on a wished date, and on a
 * backup date some days later, with the landing of the returning crew kept
 * (docs/models/reboost.md). Burns along the flight; the phase at a pass goes with the burn times
 * the days that are left.
 */
#ifndef KURS_REBOOST_H
#define KURS_REBOOST_H

#include "kurs/api.h"
#include "kurs/ephemeris.h"
#include "kurs/manoeuvre.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/window.h"

enum {
    KURS_REBOOST_PLANS = 3,
    KURS_REBOOST_TEXT_SIZE = 320,
    KURS_REBOOST_DAYS_MAX = 120 /* from the first day of burns to the last */
};

/* What is asked. The pointers stay the caller's. */
typedef struct kurs_reboost_request {
    const kurs_window_request *window; /* mission, ascent, station and approach_s of it are used;
                                          of the mission also zone, port, station and return */
    kurs_tai launch_day;               /* 0 h UTC of the wished date */
    int backup_days;                   /* from the wished date to the backup; 0: 2 */
    int orbits;                        /* of the profile to be opened; 0: 2 */
    kurs_tai burn_from, burn_to; /* a burn a day is tried, at the apsis nearest to half a day after
                                    burn_from and so on: raising at the apogee, lowering at the
                                    perigee, so that the orbit stays round */
    double dv_max_m_s;           /* largest size of a burn; 0: 3 */
    double margin;               /* [rad] of phase inside the open range; 0: 0.5 deg */
    int landing;                 /* 1: the day below must have a pass over the mission's zone
                                    within KURS_RETURN_CROSS_RANGE_M */
    kurs_tai landing_day;        /* 0 h UTC */
    const kurs_spacecraft *returning; /* that lands then; NULL: like the one that is launched */
    int (*stop)(void *ctx); /* asked before every burn and landing; not 0: end it there. NULL: never
                             */
    void *stop_ctx;
} kurs_reboost_request;

/* A burn that opens the wished date. Angles [rad]. */
typedef struct kurs_reboost_plan {
    kurs_manoeuvre burn;
    double dv_m_s;          /* along the flight; negative lowers the orbit; 0: none is needed */
    double height_change_m; /* of the mean semi-major axis */
    double phase_per_m_s;   /* of the wished pass, by one m/s more of this burn */
    double phase_before;    /* at the wished pass without the burn */
    int both;               /* 1: the backup date has the profile asked for, too */
    kurs_window_opportunity launch;
    int backup_open; /* 1: `backup` stands, with whatever profile is the shortest open */
    kurs_window_opportunity backup;
    int landing_known;                   /* 1: the two below stand */
    kurs_tai landing;                    /* of the returning crew */
    double cross_range_m;                /* of the zone from its track, + to the left */
    char caveat[KURS_REBOOST_TEXT_SIZE]; /* what falls short of the wish, with figures, or empty */
} kurs_reboost_plan;

/* What came out. */
typedef struct kurs_reboost_plans {
    int count; /* plans: those that open both dates first, then by size */
    kurs_reboost_plan plans[KURS_REBOOST_PLANS];
    double phase;              /* at the wished pass without a burn, -pi..pi */
    double phase_step;         /* from the wished pass to the backup's, -pi..pi */
    double open_min, open_max; /* phases at which the wished pass has the profile asked for:
                                  the range nearest to `phase`; NaN where there is none */
    double both_dv_m_s;        /* burn on burn_from with which one phase would hold on both
                                  dates: it moves phase_step to the nearest whole turn, less
                                  the width of the open range; 0 where that holds already */
    char reason[KURS_REBOOST_TEXT_SIZE]; /* why there are fewer plans than three, or empty */
} kurs_reboost_plans;

/*
 * Searches the burns: for each day and each sign the phase at the wished pass is brought to the
 * nearest edge of the open range, a margin inside; each plan is verified by kurs_window_next on the
 * orbit with its burn. The open range is found by kurs_window_next with the station moved along
 * its orbit. One plan a day and sign, the three best: both dates open before one, then the
 * smaller burn.
 *
 * KURS_OK with count 0 and a reason where no burn opens the wished date. Where that is open without
 * a burn, the first plan has a dv of 0. ERR_ARGUMENT for a request that is none of these (burns
 * that do not begin before the launch day, more days than KURS_REBOOST_DAYS_MAX, a profile that the
 * mission does not have); ERR_NOT_FOUND where one of the dates has no pass; statuses of
 * kurs_window_next, kurs_manoeuvre_after and kurs_plan_return; ERR_STOPPED where request->stop
 * says so. On error *out is untouched.
 *
 * The phase of a planned window lies a margin inside the range to 0.15 deg, its derivative is that
 * of windows planned with other burns to 0.5 %, and planned again by the full force model each plan
 * is open (test_reboost). Time: half a second for five weeks of days (bench_reboost), up to three
 * where no day keeps the landing.
 */
KURS_API KURS_CHECK kurs_status kurs_reboost_search(const kurs_reboost_request *request,
                                                    kurs_reboost_plans *out);

#endif
