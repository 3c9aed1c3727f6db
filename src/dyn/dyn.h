/* SPDX-License-Identifier: Apache-2.0 */
/* Inner face of dyn: the forces that truly act. */
#ifndef KURS_DYN_DYN_H
#define KURS_DYN_DYN_H

#include "dyn/ascent.h"
#include "dyn/rigid.h"
#include "dyn/rocket6.h"
#include "kurs/env.h"
#include "kurs/frames.h"
#include "kurs/glide.h"
#include "kurs/vehicle.h"

/*
 * What acts on a capsule from entry to the ground, or on the block that an escape system pulls
 * away, as plain data. Bank and canopy are laws of
 * time between two events: the bank runs at a steady rate, a canopy fills from one drag area
 * to the next along a smooth curve.
 */
typedef struct kurs_capsule {
    kurs_glider glider;
    int lifting;                         /* 0: the lift is averaged out (canopy, spin) */
    double bank, bank_rate, bank_t_s;    /* [rad], [rad/s]: bank at bank_t_s */
    double canopy_from_m2, canopy_to_m2; /* drag coefficient times area */
    double canopy_t_s, canopy_fill_s;    /* start and length of the filling */
    double engine_n, flow_kg_s;          /* soft-landing engines: push along the vertical */
    kurs_vec3 push_gcrf_n;               /* a steady force: escape motors, the ground */
    kurs_wind_profile wind;              /* without rows: calm */
} kurs_capsule;

/* Forces at an instant. */
typedef struct kurs_capsule_forces {
    kurs_vec3 aero_gcrf_n, thrust_gcrf_n; /* air with canopy; engines with ground */
    double h;                             /* geodetic [m] */
    double bank;                          /* [rad] */
} kurs_capsule_forces;

/* Bank [rad] and drag area of the canopy [m2] at t_s. */
double kurs_capsule_bank(const kurs_capsule *capsule, double t_s);
double kurs_capsule_canopy(const kurs_capsule *capsule, double t_s);

void kurs_capsule_forces_at(const kurs_capsule *capsule, const kurs_earth *earth,
                            const kurs_flight_point *p, kurs_capsule_forces *out);

/*
 * Moves the capsule to t_end [s], or to the first passage down through the height h [m] where
 * hit is not NULL (within 1e-7 s; *hit tells). On an error *p is untouched.
 */
KURS_CHECK kurs_status kurs_capsule_move(const kurs_capsule *capsule, const kurs_earth *earth,
                                         kurs_flight_point *p, double t_end, double h, int *hit);

#endif
