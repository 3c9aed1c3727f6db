/* SPDX-License-Identifier: Apache-2.0 */
/* Orbits: elements, Kepler's problem, Lambert's problem, numerical propagation. */
#ifndef KURS_ORBIT_H
#define KURS_ORBIT_H

#include <stddef.h>

#include "kurs/api.h"
#include "kurs/frames.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/vec.h"

/* Osculating elements: a [m] (negative for a hyperbola), angles [rad] in 0..2pi, inc 0..pi. */
typedef struct kurs_elements {
    double a, ecc, inc, node, argp, true_anomaly;
} kurs_elements;

/* State about gm [m3/s2] to elements and back. A circular orbit has argp 0 and the argument of
 * latitude as anomaly, an equatorial one node 0 (within 1e-11 both). ERR_RANGE for a rectilinear
 * or parabolic orbit and for an anomaly past a hyperbola's asymptote, ERR_ARGUMENT for gm <= 0 or
 * a state that is no number. There and back: 2e-13 of the state (test_kepler). */
KURS_API KURS_CHECK kurs_status kurs_elements_from_state(double gm, kurs_state s,
                                                         kurs_elements *out);
KURS_API KURS_CHECK kurs_status kurs_elements_to_state(double gm, const kurs_elements *el,
                                                       kurs_state *out);

/* Two-body motion over dt [s] (either sign), universal variables, any eccentricity, whole turns
 * taken out. ERR_ARGUMENT for gm <= 0 or what is no number, ERR_RANGE for r = 0. Within 1e-12
 * of the explicit equations of ellipse, parabola and hyperbola (test_kepler). */
KURS_API KURS_CHECK kurs_status kurs_kepler_propagate(double gm, kurs_state s, double dt,
                                                      kurs_state *out);

/* An orbital plane about the Earth's axis: inclination 0..pi and right ascension of the
 * ascending node [rad], in TEME or any other axes whose z is the pole. */
typedef struct kurs_plane {
    double inc, node;
} kurs_plane;

/*
 * The osculating plane of a near-circular orbit of semi-latus rectum p_m [m] at the argument of
 * latitude u [rad], from its mean plane, by the first order of J2 (Kozai 1959; Brouwer 1959):
 *   i += 3/4 J2 (R/p)^2 sin i cos i cos 2u,   node += 3/4 J2 (R/p)^2 cos i sin 2u
 * and back. Good to 0.002 deg for eccentricities under 0.01 (test_mean).
 */
KURS_API kurs_plane kurs_plane_osculating(kurs_plane mean, double p_m, double u);
KURS_API kurs_plane kurs_plane_mean(kurs_plane osculating, double p_m, double u);

/* Unit normal of a plane, along the angular momentum, in the axes of the node; and back. */
KURS_API kurs_vec3 kurs_plane_normal(kurs_plane plane);
KURS_API kurs_plane kurs_plane_from_normal(kurs_vec3 normal);

/* Argument of latitude [rad, -pi/2..pi/2] at which an orbit of inclination inc stands over a
 * geocentric latitude on its way north; pi/2 (or -pi/2) where it does not reach so far. */
KURS_API double kurs_plane_argument(double lat_geocentric, double inc);

/*
 * Lambert's problem without a full revolution: the velocities at r1 and r2 [m] of the
 * conic flown in dt > 0 [s], in the sense of the angular momentum nearest to `normal`.
 * ERR_RANGE for collinear positions (within 1e-9 rad), ERR_ARGUMENT for gm or dt <= 0 or what
 * is no number, ERR_NO_CONVERGENCE. Velocities to 2e-12 relative for eccentricities from 0 to 4
 * and sweeps from 0.01 to 6.2 rad (test_lambert).
 */
KURS_API KURS_CHECK kurs_status kurs_lambert_solve(double gm, kurs_vec3 r1, kurs_vec3 r2, double dt,
                                                   kurs_vec3 normal, kurs_vec3 *v1, kurs_vec3 *v2);

/* One of the conics of Lambert's problem: whole turns made on the way; of the two with the same
 * turns, side -1 is the one that comes first in Lancaster's x (the longer way by apogee), +1 the
 * other; 0 without a turn. Velocities [m/s] at both ends. */
typedef struct kurs_lambert_path {
    int turns, side;
    kurs_vec3 v1, v2;
} kurs_lambert_path;

/*
 * All conics with up to turns_max >= 0 whole turns, as kurs_lambert_solve counts directions:
 * paths[0] without a turn, then pairs. Statuses of kurs_lambert_solve; ERR_FULL where `room` is
 * less than 1 and twice the turns that the time allows: then the first *count are there, also
 * after ERR_NO_CONVERGENCE of a later one. Accuracy: 1e-11 of the speed unless the time is within
 * 1e-6 of the shortest, where the two conics of a pair meet (test_lambert).
 */
KURS_API KURS_CHECK kurs_status kurs_lambert_solve_all(double gm, kurs_vec3 r1, kurs_vec3 r2,
                                                       double dt, kurs_vec3 normal, int turns_max,
                                                       kurs_lambert_path *paths, int room,
                                                       int *count);

/*
 * kurs_lambert_solve for n problems with one sense, eight at a time in vector lanes; statuses[i]
 * is that of problem i, and where it is below 0 its velocities are untouched. A result does not
 * depend on its neighbours, nor on the kind of vector instructions. ERR_ARGUMENT for NULL.
 */
KURS_API KURS_CHECK kurs_status kurs_lambert_solve_batch(double gm, size_t n, const kurs_vec3 *r1,
                                                         const kurs_vec3 *r2, const double *dt,
                                                         kurs_vec3 normal, kurs_vec3 *v1,
                                                         kurs_vec3 *v2, kurs_status *statuses);

/* Points of one free or thrusting flight: gravity J2 to J6, drag by US76, one thrust arc list. */
typedef struct kurs_thrust_arc {
    double t_on, t_off;  /* s, on the clock of the propagation */
    kurs_vec3 direction; /* unit, GCRF, fixed */
    double force_n;      /* N */
    double flow_kg_s;    /* kg/s, >= 0 */
} kurs_thrust_arc;

/* The arc of a burn of dv [m/s] about t_mid [s], for a mass at ignition: its length by the rocket
 * equation. dv 0 gives an arc of no length. */
KURS_API kurs_thrust_arc kurs_thrust_arc_make(double force_n, double isp_s, kurs_vec3 dv_gcrf_m_s,
                                              double mass_kg, double t_mid);

/* What moves a spacecraft in orbit. t of the flight is in s after earth->t_ref. */
typedef struct kurs_forces {
    const kurs_earth *earth;
    double cd_area_m2;           /* drag coefficient times area [m2]; 0: no drag */
    const kurs_thrust_arc *arcs; /* may be NULL with arc_count 0; in order, not overlapping */
    int arc_count;
} kurs_forces;

/* Acceleration by air drag [m/s2] in GCRF; the air turns with the Earth about its pole. The height
 * over the ellipsoid is taken to 0.1 m (test_propagate). */
KURS_API kurs_vec3 kurs_drag_acceleration(const kurs_earth *earth, double t_s, kurs_state s_gcrf,
                                          double cd_area_m2, double mass_kg);

/* State and mass at an instant of flight: the thing propagated. */
typedef struct kurs_flight_point {
    double t_s; /* s after earth->t_ref */
    kurs_state s_gcrf;
    double mass_kg;
} kurs_flight_point;

/*
 * Propagates to t_end [s] (forward, or back without arcs) with Dormand-Prince 8(5,3), tolerance
 * 1e-4 m a step (1e-12 relative), arcs cut exactly at their ends; mass falls by the flow of an
 * arc while it burns, by nothing else. On error *p is untouched: ERR_ARGUMENT for forces or times
 * that are none of these, ERR_DECAYED below a radius of 6328 km, ERR_RANGE where an arc burns
 * the last mass. Without drag energy holds to 1e-10 relative over a day (test_propagate).
 * Spans beyond earth's one day: the caller moves to a new kurs_earth.
 */
KURS_API KURS_CHECK kurs_status kurs_orbit_propagate(const kurs_forces *forces,
                                                     kurs_flight_point *p, double t_end);

#endif
