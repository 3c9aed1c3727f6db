/* SPDX-License-Identifier: Apache-2.0 */
/* An orbit by numerical integration over days, with the forces that an analyst chooses. */
#ifndef KURS_NUMERICAL_H
#define KURS_NUMERICAL_H

#include <stddef.h>

#include "kurs/api.h"
#include "kurs/gravity.h"
#include "kurs/space_weather.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/vec.h"

/* What moves the body. Zero-initialised it has no force at all: gravity must be given. */
typedef struct kurs_force_model {
    const kurs_gravity *gravity;
    int sun_and_moon;  /* 1: their pull */
    double drag_m2_kg; /* drag coefficient times area over mass; 0: no drag */
    double
        radiation_m2_kg;  /* radiation coefficient times area over mass; 0: no radiation pressure */
    kurs_weather weather; /* of the air, which is NRLMSISE-00 (kurs_atmosphere_density) */
    const kurs_eop_series *eop; /* NULL: the built-in one */
    double tolerance_m;         /* error of a step in place; in speed a thousandth of it a second */
} kurs_force_model;

/* What an integration took. */
typedef struct kurs_numerical_effort {
    long steps, rejected, evaluations;
    unsigned caveats; /* all that came up, bit 1 << status each */
} kurs_numerical_effort;

/*
 * States in GCRF [m, m/s] at n times, all on one side of t0 and in their order away from it, from
 * one at t0. DOP853 with dense output; the frames, Sun, Moon and air are made anew at 0h UTC (with
 * observed weather every 3 hours), where a step ends. `effort` may be NULL.
 *
 * The edges of the shadow are stepped over: 1 m a day for a radiation_m2_kg of 5e-3
 * (test_numerical). ERR_ARGUMENT for a model or times that are none of these, ERR_DECAYED for a
 * time at which the body, or a step before which it, is under the ellipsoid, ERR_NO_CONVERGENCE;
 * then `out` has the states before. Caveats of kurs_eop_series_at and kurs_weather_at, the first;
 * all stand in `effort`, also after an error. Checks: test_numerical.
 */
KURS_API KURS_CHECK kurs_status kurs_numerical_states(const kurs_force_model *model, kurs_tai t0,
                                                      kurs_state s0_gcrf, size_t n,
                                                      const kurs_tai *times, kurs_state *out,
                                                      kurs_numerical_effort *effort);

/*
 * Takes n bodies from their states [m, m/s] in GCRF at t0 to those at t1, earlier or later: eight
 * at a time in vector lanes, under one force model. status[i] is of body i: ERR_DECAYED
 * (under the ellipsoid at 0h UTC or at t1, or 50 km under it between) or ERR_NO_CONVERGENCE, and
 * its state is untouched. What comes out of a body depends neither on its neighbours nor on the
 * kind of vector instructions, and is that of kurs_numerical_states but for rounding: 1 mm in a day
 * (test_numerical_batch). Returns ERR_ARGUMENT for a model or times that are none, errors of the
 * tables: then some states may be at t1 already; else the first caveat; all stand in `effort`.
 * `effort`, of all together, may be NULL. No allocation; 60 kB of the stack.
 */
KURS_API KURS_CHECK kurs_status kurs_numerical_batch(const kurs_force_model *model, kurs_tai t0,
                                                     kurs_tai t1, size_t n, kurs_state *s_gcrf,
                                                     kurs_status *status,
                                                     kurs_numerical_effort *effort);

#endif
