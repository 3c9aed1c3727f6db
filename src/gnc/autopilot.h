/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attitude control of a rocket with swinging verniers, at a fixed rate: an attitude asked for by
 * the guidance, turned to at a limited rate, rolled to azimuth after lift-off, and a law with a
 * proportional and a rate term whose gains follow mass and thrust as known on board. Bending and
 * slosh are not in it. Plain data: a copy is a checkpoint.
 */
#ifndef KURS_GNC_AUTOPILOT_H
#define KURS_GNC_AUTOPILOT_H

#include "kurs/vec.h"
#include "kurs/vehicle.h"

typedef struct kurs_autopilot {
    int begun;
    kurs_vec3 axis_gcrf;    /* of the nose, asked for at the last tick */
    kurs_quat q_gcrf_asked; /* the whole attitude, then */
    double roll;            /* [rad] from the reference on the pad, + about the nose */
    double swing[4];        /* commands of this tick, to act one period later [rad] */
} kurs_autopilot;

/* What it works with at a tick. */
typedef struct kurs_autopilot_view {
    double met_s;          /* after lift-off */
    kurs_quat q_gcrf_body; /* measured */
    kurs_vec3 rate_body;   /* [rad/s] */
    kurs_vec3 moments;     /* of inertia about body axes, as known on board [kg m2] */
    kurs_vec3 authority;   /* torque by a radian of swing in roll, pitch, yaw [N m]; 0: none */
    kurs_vec3 nose_gcrf;   /* wanted direction of the thrust, unit */
    kurs_vec3 left_gcrf;   /* body y is turned to it, as far as the nose allows */
} kurs_autopilot_view;

/* On the pad: the attitude held there; roll is what is still to be turned, about the nose, to bring
 * y to `left`. */
void kurs_autopilot_init(kurs_autopilot *autopilot, kurs_quat q_gcrf_body, kurs_vec3 left_gcrf);

/* One tick. swing[0..3] are the new commands of the verniers at +y, +z, -y, -z (dyn/rocket6.h). */
void kurs_autopilot_tick(kurs_autopilot *autopilot, const kurs_airframe *frame,
                         const kurs_autopilot_view *view);

#endif
