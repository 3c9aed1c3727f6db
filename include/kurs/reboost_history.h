/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reboosts that an ephemeris of a station holds, and its orbit between them as mean elements: what
 * makes a published OEM a kurs_ephemeris (docs/models/reboost.md).
 */
#ifndef KURS_REBOOST_HISTORY_H
#define KURS_REBOOST_HISTORY_H

#include <stddef.h>

#include "kurs/api.h"
#include "kurs/ephemeris.h"
#include "kurs/gravity.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/tle.h"
#include "kurs/vec.h"

enum {
    KURS_REBOOST_BURNS = KURS_EPHEMERIS_BURNS,
    KURS_REBOOST_ARCS = KURS_REBOOST_BURNS + 1,
    KURS_REBOOST_POINTS = 8 /* at the least */
};

/* What is looked at. All is the caller's. */
typedef struct kurs_reboost_task {
    size_t n; /* points: eight and more; their times rise by up to 9 hours */
    const kurs_tai *t;
    const kurs_state *s_gcrf;    /* [m, m/s], velocities the derivatives of the positions */
    const kurs_gravity *gravity; /* 20 by 20 and more see a centimetre a second */
    double least_m_s;            /* smallest burn that is looked for; 0: 0.02 */
    const kurs_tle *like;        /* name and number of the elements, and B* where an arc is too
                                    short to tell it */
    int (*stop)(void *ctx);      /* asked before every interval; not 0: end it there. NULL: never */
    void *stop_ctx;
} kurs_reboost_task;

/* A burn that was found. */
typedef struct kurs_reboost {
    kurs_tai start, middle; /* start is the middle where the duration is not seen */
    double duration_s;      /* NaN: begun and ended between two points */
    kurs_vec3 dv_rtn_m_s;
} kurs_reboost;

/* A coasting arc between burns. */
typedef struct kurs_reboost_arc {
    size_t first, n; /* points */
    kurs_tle tle;    /* fitted to them */
    double rms_m, max_m;
} kurs_reboost_arc;

typedef struct kurs_reboost_history {
    int burn_count, arc_count; /* arcs are one more */
    kurs_reboost burns[KURS_REBOOST_BURNS];
    kurs_reboost_arc arcs[KURS_REBOOST_ARCS];
    double noise_m_s2; /* median of what accelerates the station that the model does not know */
} kurs_reboost_history;

/*
 * Each point is flown to the next one under gravity alone; where what the velocity is off by there
 * is more than six times the noise, the station burned in between. Neighbours are summed up; where
 * in its first and last interval a burn began and ended, tells the share of place and velocity
 * gained. The arcs between are fitted by kurs_mean_fit_solve, with B* from a day and a half on.
 *
 * Accuracy on made-up points: 1 % of a burn, its start to 2 s and its length to 8 s; on NASA's the
 * burn told in the comments to a second and their rounding, and the arcs to 1 to 4 km where the
 * drag does not step (test_reboost_history). Points made by SGP4 do not move by gravity alone:
 * their noise is 1.5e-4 m/s2. Time: 50 us a point.
 *
 * ERR_ARGUMENT for a task that is none of these, ERR_FULL for more burns than KURS_REBOOST_BURNS,
 * ERR_STOPPED where task->stop says so,
 * statuses of kurs_numerical_states and kurs_mean_fit_solve. On error *out is untouched.
 */
KURS_API KURS_CHECK kurs_status kurs_reboost_history_find(const kurs_reboost_task *task,
                                                          kurs_reboost_history *out);

/* The ephemeris of a history: a set an arc. Statuses of kurs_ephemeris_init_arcs. */
KURS_API KURS_CHECK kurs_status kurs_reboost_history_ephemeris(const kurs_reboost_history *history,
                                                               kurs_ephemeris *out);

#endif
