/* SPDX-License-Identifier: Apache-2.0 */
/* Eight of Lambert's equations at once: inner face of lambert.c. */
#ifndef KURS_ORBIT_LAMBERT_LANES_H
#define KURS_ORBIT_LAMBERT_LANES_H

#include <stdint.h>

#include "math/math.h"

/* As in lambert.c: lambda, 1 - lambda^2, time asked for, pi times the turns, and the x that a
 * search begins with and ends at; slope of the time near there. */
typedef struct kurs_lambert_eight {
    double lambda[8], chord[8], time[8], turns_angle[8];
    double x[8], slope[8];
    int64_t solved[8]; /* not 0: x is the root; 0: the steps led nowhere, or near the parabola */
} kurs_lambert_eight;

#define KURS_LAMBERT_DECLARE(kind) void kurs_lambert_steps_##kind(kurs_lambert_eight *f);
KURS_SIMD_LIST(KURS_LAMBERT_DECLARE)
#undef KURS_LAMBERT_DECLARE

#endif
