/* SPDX-License-Identifier: Apache-2.0 */
/* What the integration of one body and of many share: inner face of numerical.c. */
#ifndef KURS_ORBIT_NUMERICAL_STRETCH_H
#define KURS_ORBIT_NUMERICAL_STRETCH_H

#include <stddef.h>

#include "kurs/frames.h"
#include "kurs/nrlmsise00.h"
#include "kurs/numerical.h"
#include "kurs/sky.h"
#include "math/math.h"

/* Below this radius [m] there is only ground: 50 km under the equator, 30 km under the poles. */
#define KURS_NUMERICAL_RADIUS_MIN 6.328e6

/* First and longest step [s]; the error of a speed [m/s] goes with that of a place [m]. */
#define KURS_NUMERICAL_H_INIT 60.0
#define KURS_NUMERICAL_H_MAX 3000.0
#define KURS_NUMERICAL_SPEED_TOLERANCE 1e-3

/* What holds for a stretch of a UTC day; t of the integration counts from noon of that day. */
typedef struct kurs_stretch {
    const kurs_force_model *model;
    kurs_earth earth;
    kurs_sky sky;        /* where the model has a Sun */
    kurs_nrlmsise00 air; /* where it has drag */
    double day_start_s;  /* 0h UTC on the clock of the stretch */
    unsigned caveats;    /* bit 1 << status of each that making it met */
} kurs_stretch;

int kurs_force_model_is_valid(const kurs_force_model *model);

/* Makes the stretch that begins at t and goes forward or back; *end is where it ends. Statuses of
 * kurs_earth_init_eop and kurs_weather_at. */
KURS_CHECK kurs_status kurs_stretch_begin(const kurs_force_model *model, kurs_tai t, int forward,
                                          kurs_stretch *stretch, kurs_tai *end);

/* 1 where a place at t s of the stretch lies inside of the ellipsoid. */
int kurs_stretch_is_underground(const kurs_stretch *stretch, double t, kurs_vec3 r_gcrf);

/* Eight accelerations: a kurs_ode_rhs_lanes whose ctx is a kurs_stretch. */
#define KURS_NUMERICAL_DECLARE(kind)                                                               \
    void kurs_numerical_rhs_##kind(const double *t, const double(*y)[8], double(*dydt)[8],         \
                                   const size_t *id, kurs_status *status, const void *ctx);
KURS_SIMD_LIST(KURS_NUMERICAL_DECLARE)
#undef KURS_NUMERICAL_DECLARE

#endif
