/* SPDX-License-Identifier: Apache-2.0 */
/* A state and drag from the points of an ephemeris: least squares over propagated orbits. */
#ifndef KURS_ORBIT_FIT_H
#define KURS_ORBIT_FIT_H

#include <stddef.h>

#include "kurs/api.h"
#include "kurs/numerical.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/vec.h"

enum { KURS_ORBIT_FIT_UNKNOWNS = 7, KURS_ORBIT_FIT_WORK = 8 };

/* What is fitted to what. All is the caller's. */
typedef struct kurs_orbit_fit_task {
    const kurs_force_model *model; /* with the drag to begin with; tolerance_m 1e-3 or finer */
    int fit_drag;                  /* 1: drag_m2_kg is fitted too; 0: it stays the model's */
    kurs_tai epoch;                /* of the state that is fitted */
    kurs_state guess_gcrf;         /* a state there to begin with, some 100 km off at the most */
    size_t n;                      /* points: three and more */
    const kurs_tai *times;         /* all on one side of the epoch and in their order away from it;
                                      the first may lie at it */
    const kurs_state *points_gcrf; /* n states [m, m/s] */
    double sigma_r_m;              /* standard error of a coordinate of a point; above 0 */
    double sigma_v_m_s;            /* of a component of its velocity; 0: velocities do not count */
    int (*stop)(void *ctx);        /* asked before each propagation; not 0 ends the fit; or NULL */
    void *stop_ctx;
} kurs_orbit_fit_task;

/* What came out. */
typedef struct kurs_orbit_fit {
    kurs_state state_gcrf; /* at the epoch [m, m/s] */
    double drag_m2_kg;
    int drag_fitted; /* 0: not asked for, or the points would have it below 0; it is 0 then */
    double rms_m;    /* of the distances of points and propagated states */
    double max_m;    /* the largest of them */
    double variance_factor; /* sum of squared residuals in their sigmas over the degrees of freedom:
                               about 1 where the sigmas and the model are right */
    int iterations;         /* corrections tried */
    /* Formal standard errors for the sigmas given: position [m], velocity [m/s], drag [m2/kg]; 0
     * for drag that is not fitted. And their covariance, in the same order and units. */
    kurs_vec3 sigma_r_m, sigma_v_m_s;
    double sigma_drag_m2_kg;
    double covariance[KURS_ORBIT_FIT_UNKNOWNS][KURS_ORBIT_FIT_UNKNOWNS];
} kurs_orbit_fit;

/*
 * Weighted least squares by Gauss and Newton with Levenberg's and Marquardt's damping: each point
 * is compared with the orbit that kurs_numerical_states propagates to its instant, nothing is
 * interpolated; derivatives by differences of such orbits (eight propagations an iteration).
 * `work`: KURS_ORBIT_FIT_WORK * n states, the caller's, used up. Nothing is allocated.
 *
 * Propagate on with a copy of the model that has out->drag_m2_kg. It ends where a correction moves
 * no unknown by more than a thousandth of its formal error or 0.1 mm over the points, or could
 * lower the sum of squares by a ten-millionth only. ERR_ARGUMENT for a task that is none of these,
 * ERR_NO_SOLUTION where the points do not tell the unknowns (too few, or drag that moves nothing),
 * ERR_NO_CONVERGENCE after 100 corrections; ERR_STOPPED where the task's stop says so; ERR_DECAYED
 * and others of kurs_numerical_states for the guess. Then *out is untouched. Caveats of
 * kurs_numerical_states. Checks: test_orbit_fit; against NASA's ephemerides: test_station.
 */
KURS_API KURS_CHECK kurs_status kurs_orbit_fit_solve(const kurs_orbit_fit_task *task,
                                                     kurs_state *work, kurs_orbit_fit *out);

#endif
