/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many trajectories of one equation, eight at a time in vector lanes, by DOP853. Each lane has its
 * own time, step and error control, and takes the next trajectory when its own ends; so what comes
 * out of a trajectory does not depend on its neighbours, on their order or on the kind of vector
 * instructions: it has the bits of kurs_ode_integrate with kurs_ode_dop853, where the right-hand
 * sides have the same ones (test_ode_batch). No allocation.
 */
#ifndef KURS_ODE_BATCH_H
#define KURS_ODE_BATCH_H

#include <stddef.h>

#include "kurs/api.h"
#include "kurs/ode.h"
#include "kurs/status.h"

enum { KURS_ODE_LANES = 8 };

/*
 * Eight derivatives at once: dydt[d][i] at t[i], y[d][i], of trajectory id[i]. status[i] is KURS_OK
 * on entry; one below 0 ends that trajectory with it, one above is a caveat. The blocks are aligned
 * to 64 bytes. Without a trajectory of its own a lane repeats the numbers of another, id included,
 * and is not looked at; numbers of a lane that is about to fail may be none.
 */
typedef void (*kurs_ode_rhs_lanes)(const double *t, const double (*y)[KURS_ODE_LANES],
                                   double (*dydt)[KURS_ODE_LANES], const size_t *id,
                                   kurs_status *status, const void *ctx);

/* As kurs_ode_problem. */
typedef struct kurs_ode_batch_problem {
    kurs_ode_rhs_lanes rhs;
    const void *ctx;
    int dim;
    double rtol;
    double atol[KURS_ODE_MAX_DIM];
    double h_init, h_max;
} kurs_ode_batch_problem;

/* One of them, from t to t_end in either direction. */
typedef struct kurs_ode_trajectory {
    double t, t_end, y[KURS_ODE_MAX_DIM];
    double h; /* step to begin with, > 0; else the problem's. After it the last that was wished */
    kurs_status status;
    long steps, rejected, evaluations; /* of its own; idle lanes are not counted */
} kurs_ode_trajectory;

/*
 * Takes n trajectories to their ends: t, y, status and counts of each are then as after
 * kurs_ode_integrate and its walk; where its status is below 0, t, y and h are untouched.
 * ERR_ARGUMENT, and nothing is touched, for a problem outside its bounds or a NULL with n > 0; a
 * trajectory whose times are no numbers has that status alone. Returns the worst of the statuses
 * above 0, else OK: errors stand only with their trajectories.
 */
KURS_API KURS_CHECK kurs_status kurs_ode_batch_integrate(const kurs_ode_batch_problem *problem,
                                                         size_t n,
                                                         kurs_ode_trajectory *trajectories);

#endif
