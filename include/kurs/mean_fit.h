/* SPDX-License-Identifier: Apache-2.0 */
/* From states to the mean elements with which SGP4 gives them back: of one state, or of many. */
#ifndef KURS_MEAN_FIT_H
#define KURS_MEAN_FIT_H

#include <stddef.h>

#include "kurs/api.h"
#include "kurs/sgp4.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/tle.h"
#include "kurs/vec.h"

/*
 * The elements of epoch t whose kurs_sgp4_state there is s_teme [m, m/s, TEME]: Newton's method on
 * six equinoctial mean elements, from the osculating ones. Name, number and B* are those of `like`.
 * The state comes back to 1e-4 m and 1e-7 m/s (test_manoeuvre). A velocity is taken as SGP4's own,
 * which is up to 2 cm/s off the derivative of its positions (kurs/ephemeris.h).
 *
 * SGP4 has no eccentricity under 1e-6: of such an orbit the nearest elements come out, within 20 m
 * and 0.02 m/s (same test).
 *
 * ERR_RANGE for a state on no ellipse, statuses of kurs_sgp4_init; ERR_NO_CONVERGENCE, also for
 * inclinations within 0.1 deg of 180 deg. On error *out is untouched.
 */
KURS_API KURS_CHECK kurs_status kurs_mean_fit_state(kurs_tai t, kurs_state s_teme,
                                                    const kurs_tle *like, kurs_tle *out);

/* What is fitted. All is the caller's. */
typedef struct kurs_mean_fit_task {
    size_t n; /* points: four and more, in the order of time */
    const kurs_tai *t;
    const kurs_state *s_gcrf; /* [m, m/s] */
    int fit_bstar;            /* 1: the drag term too; 0: it stays that of `like` */
    const kurs_tle *like;     /* name, number and B* to begin with */
} kurs_mean_fit_task;

typedef struct kurs_mean_fit {
    kurs_tle tle;        /* epoch: the point in the middle */
    double rms_m, max_m; /* of the distances of points and SGP4 */
    int iterations;
} kurs_mean_fit;

/*
 * Least squares over positions by Gauss and Newton, begun at the state in the middle; derivatives
 * by differences. Fifteen days of the station without a burn come out to some kilometres, which is
 * what SGP4 leaves out (test_reboost_history, docs/models/reboost.md).
 *
 * ERR_ARGUMENT for a task that is none of these, ERR_NO_SOLUTION where the points do not tell the
 * elements, ERR_NO_CONVERGENCE after 30 corrections, statuses of kurs_mean_fit_state and
 * kurs_earth_init. On error *out is untouched. Nothing is allocated.
 */
KURS_API KURS_CHECK kurs_status kurs_mean_fit_solve(const kurs_mean_fit_task *task,
                                                    kurs_mean_fit *out);

#endif
