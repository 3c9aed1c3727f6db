/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A near-circular orbit in closed form: mean elements with the secular change by J2, J2 squared
 * and J4 and the first-order short periods of J2 of Brouwer's theory as SGP4 has them (Hoots and
 * Roehrich 1980, section 6), the long period of J3, and drag by the US Standard Atmosphere averaged
 * along the arc. Axes: true equator, as TEME. Eccentricities under 0.02.
 */
#ifndef KURS_PLAN_MEAN_ORBIT_H
#define KURS_PLAN_MEAN_ORBIT_H

#include "kurs/orbit.h"

/* Mean elements at an instant. */
typedef struct kurs_mean_flight {
    double t;         /* s on the clock of the caller */
    double a;         /* [m] */
    double ex, ey;    /* eccentricity times cosine and sine of the argument of perigee */
    double argument;  /* [rad] mean anomaly and argument of perigee, full turns kept */
    double inc, node; /* [rad] */
    double b_m2_kg;   /* drag coefficient times area over mass */
} kurs_mean_flight;

/* In the plane of the orbit, osculating. */
typedef struct kurs_plane_state {
    double r, u;   /* [m], argument of latitude [rad] with the full turns of the mean one */
    double vr, vt; /* [m/s] outward, along the horizontal of motion */
} kurs_plane_state;

/* State of the mean elements, and elements of a state: `like` gives node, inclination, time and
 * drag (the plane stays the mean one). There and back to 1 mm (test_mean_orbit). */
kurs_plane_state kurs_mean_state(const kurs_mean_flight *m);
kurs_mean_flight kurs_mean_from_state(const kurs_mean_flight *like, kurs_plane_state s);

/* Moves on to t, also back. Against the numerical model of J2 to J6 and drag: 150 m in radius and
 * 400 m along the track after half a turn, 3 km along it after half a day (test_mean_orbit). */
void kurs_mean_fly(kurs_mean_flight *m, double t);

/* Mean rates [rad/s] of the argument and of the node, and the argument's by a [rad/(s m)]. */
void kurs_mean_rates(const kurs_mean_flight *m, double *argument, double *node, double *by_a);

/* Adds an impulse [m/s]. */
kurs_mean_flight kurs_mean_kick(const kurs_mean_flight *m, double dvr, double dvt);

/* Moves on to where the argument of latitude has grown to u. */
void kurs_mean_fly_to(kurs_mean_flight *m, double u);

/*
 * The impulse at m->t that leads to radius r and argument of latitude u at t_end (Newton, to 1 m).
 * *end is the flight there. ERR_NO_CONVERGENCE.
 */
KURS_CHECK kurs_status kurs_mean_leg(const kurs_mean_flight *m, double t_end, double r, double u,
                                     double *dvr, double *dvt, kurs_mean_flight *end);

#endif
