/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A lifting capsule as a point: drag and lift in air that turns with the Earth, and the
 * descent under them. Used by planning, on board and in flight alike.
 */
#ifndef KURS_GLIDE_H
#define KURS_GLIDE_H

#include "kurs/api.h"
#include "kurs/env.h"
#include "kurs/frames.h"
#include "kurs/orbit.h"
#include "kurs/status.h"
#include "kurs/vec.h"

/* A trimmed capsule: its attitude to the air is fixed but for the bank angle. */
typedef struct kurs_glider {
    double area_m2;
    double cd; /* drag coefficient at high Mach numbers */
    double lift_to_drag;
} kurs_glider;

/*
 * Fractions of the lift that point up (in the plane of velocity and vertical) and to the
 * right of the velocity. A bank b gives cos b, sin b; a flight that swings evenly from side
 * to side has cos b, 0 in the mean.
 */
typedef struct kurs_lift {
    double up, right;
} kurs_lift;

/* Drag coefficient at a Mach number: cd times the curve of a generic capsule (0.73 at rest,
 * 0.885 at Mach 1, 1 from Mach 2 on). The curve is an estimate. */
KURS_API double kurs_glide_cd(const kurs_glider *glider, double mach);

/* Force of the air [N], v_air the velocity in the air [m/s] and `up` the unit vertical, both in
 * one frame, which is that of the result. Zero where v_air is. */
KURS_API kurs_vec3 kurs_glide_force(const kurs_glider *glider, const kurs_air *air, kurs_vec3 v_air,
                                    kurs_vec3 up, kurs_lift lift);

/* The air that a body meets: its height, the air there, and vectors in GCRF. */
typedef struct kurs_air_flow {
    double h; /* geodetic [m] */
    kurs_air air;
    kurs_vec3 v_air_gcrf; /* velocity of the body in the air, which turns with the Earth */
    kurs_vec3 up_gcrf;    /* unit, geodetic vertical */
} kurs_air_flow;

KURS_API kurs_air_flow kurs_air_flow_at(const kurs_earth *earth, double t_s, kurs_state s_gcrf);

/*
 * Flies a glider of fixed mass with a fixed share of lift from *p down to the height h_end [m],
 * at most t_max_s long: gravity J2 to J6, drag and lift in US76 air. ERR_NO_SOLUTION where the
 * height is not reached; then *p is untouched. Within 1 m of a run with a tolerance a hundred
 * times finer (test_entry).
 */
KURS_API KURS_CHECK kurs_status kurs_glide_descend(const kurs_earth *earth,
                                                   const kurs_glider *glider, kurs_lift lift,
                                                   kurs_flight_point *p, double h_end,
                                                   double t_max_s);

#endif
