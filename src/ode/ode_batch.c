/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/ode_batch.h"

#include "ode/batch_lanes.h"

kurs_status kurs_ode_batch_integrate(const kurs_ode_batch_problem *p, size_t n,
                                     kurs_ode_trajectory *trajectories)
{
    static void (*const kinds[])(const kurs_ode_batch_problem *, size_t, kurs_ode_trajectory *) = {
#if defined(__x86_64__)
        kurs_ode_batch_run_plain,
        kurs_ode_batch_run_avx2,
        kurs_ode_batch_run_avx512
#else
        kurs_ode_batch_run_plain
#endif
    };
    if (!p || !p->rhs || p->dim < 1 || p->dim > KURS_ODE_MAX_DIM || !(p->h_init > 0.0) ||
        !(p->h_max > 0.0) || !(p->rtol >= 0.0) || (n > 0 && !trajectories)) {
        return KURS_ERR_ARGUMENT;
    }
    kinds[kurs_simd_kind()](p, n, trajectories);
    kurs_status worst = KURS_OK;
    for (size_t i = 0; i < n; i++) {
        if (trajectories[i].status > KURS_OK) {
            worst = kurs_status_worse(worst, trajectories[i].status);
        }
    }
    return worst;
}
