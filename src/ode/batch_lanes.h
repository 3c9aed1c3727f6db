/* SPDX-License-Identifier: Apache-2.0 */
/* Batches of trajectories, for each kind of vector instructions. */
#ifndef KURS_ODE_BATCH_LANES_H
#define KURS_ODE_BATCH_LANES_H

#include "kurs/ode_batch.h"
#include "math/math.h"

/* All trajectories of a valid problem: what kurs_ode_batch_integrate does after its checks. */
#define KURS_ODE_BATCH_DECLARE(kind)                                                               \
    void kurs_ode_batch_run_##kind(const kurs_ode_batch_problem *problem, size_t n,                \
                                   kurs_ode_trajectory *trajectories);
KURS_SIMD_LIST(KURS_ODE_BATCH_DECLARE)
#undef KURS_ODE_BATCH_DECLARE

#endif
