/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of the rigid body's motion: where a body stands on its planet, and what pulls it. */
#ifndef KURS_DYN_RIGID_PLANET_H
#define KURS_DYN_RIGID_PLANET_H

#include "dyn/rigid.h"

typedef struct kurs_rigid_ground {
    kurs_mat3 gcrf_itrf;
    kurs_geodetic place;            /* [rad, m] */
    kurs_vec3 pole_gcrf, spin_gcrf; /* unit; [rad/s] */
} kurs_rigid_ground;

/* Of a place in the inertial frame [m] at t [s]. */
kurs_rigid_ground kurs_rigid_planet_ground(const kurs_rigid_planet *planet, double t,
                                           kurs_vec3 r_gcrf);

/* Acceleration by gravity [m/s2], inertial axes; 0 at the centre of a plain planet. */
kurs_vec3 kurs_rigid_planet_gravity(const kurs_rigid_planet *planet, kurs_vec3 r_gcrf,
                                    const kurs_rigid_ground *ground);

#endif
