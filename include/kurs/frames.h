/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames: GCRF, ITRF and TEME by ERFA's IAU 2006/2000A series; RTN and LVLH axes
 * of an orbit; geodetic coordinates on WGS-84.
 *
 * A kurs_earth holds the slow part of Earth's attitude (CIP X, Y, s and the
 * Earth orientation parameters) as polynomials through five exact values about
 * one instant. It is plain data, made once a day of flight, then read only.
 */
#ifndef KURS_FRAMES_H
#define KURS_FRAMES_H

#include "kurs/api.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/vec.h"

/* Half-width in s of the span about its instant for which a kurs_earth serves. */
#define KURS_EARTH_SPAN_S 86400.0

/* Mean rotation rate of the Earth [rad/s], IERS conventions 2010. */
#define KURS_EARTH_OMEGA 7.292115146706979e-5

/* WGS-84 ellipsoid: equatorial radius [m], flattening. */
#define KURS_WGS84_A 6378137.0
#define KURS_WGS84_F (1.0 / 298.257223563)

typedef struct kurs_earth {
    kurs_tai t_ref;
    double x[5], y[5], s[5]; /* CIP coordinates and CIO locator [rad], polynomials in days */
    double ut1_tai[5];       /* UT1-TAI [s] */
    double xp[5], yp[5];     /* pole [rad] */
    double gmst_era[5];      /* GMST (IAU 1982) less Earth rotation angle [rad], for TEME */
    double era_ref; /* Earth rotation angle at t_ref if UT1-TAI were 0, and TIO locator [rad] */
} kurs_earth;

/* Makes the Earth's attitude about t. Caveats of kurs_eop_at. */
KURS_API KURS_CHECK kurs_status kurs_earth_init(kurs_earth *earth, kurs_tai t);

/*
 * Matrices at t_s seconds after earth->t_ref (|t_s| <= KURS_EARTH_SPAN_S; outside
 * of it the polynomials are extrapolated: init again). Accuracy against a direct
 * call of ERFA: 1e-9 rad inside the span (test_frames).
 */
KURS_API kurs_mat3 kurs_earth_gcrf_itrf(const kurs_earth *earth, double t_s);
KURS_API kurs_mat3 kurs_earth_teme_gcrf(const kurs_earth *earth, double t_s);

/* Unit vector of the celestial intermediate pole in GCRF at t_s: Earth's spin axis. */
KURS_API kurs_vec3 kurs_earth_pole_gcrf(const kurs_earth *earth, double t_s);

/* A state to ITRF and back: velocities are relative to the turning Earth in ITRF. */
KURS_API kurs_state kurs_earth_state_itrf(const kurs_earth *earth, double t_s, kurs_state s_gcrf);
KURS_API kurs_state kurs_earth_state_gcrf(const kurs_earth *earth, double t_s, kurs_state s_itrf);

/* Geodetic latitude and longitude [rad, east, -pi to pi], height over WGS-84 [m]. */
typedef struct kurs_geodetic {
    double lat, lon, h;
} kurs_geodetic;

/* Exact to four roundings of the distance from the centre (6e-9 m at the ground) for heights
 * from -5 to 1e5 km (test_frames). */
KURS_API kurs_geodetic kurs_geodetic_from_itrf(kurs_vec3 r_itrf);
KURS_API kurs_vec3 kurs_geodetic_to_itrf(kurs_geodetic g);

/* Matrix ITRF to local east, north, up axes at a place. */
KURS_API kurs_mat3 kurs_geodetic_itrf_enu(kurs_geodetic g);

/* Distance along the ellipsoid's surface between two places [m], heights ignored
 * (sphere of the local Gaussian radius; 0.3 % for distances under 500 km). */
KURS_API double kurs_geodetic_distance(kurs_geodetic a, kurs_geodetic b);

/*
 * Matrix GCRF to RTN axes of an orbit: R along the position, N along the orbital
 * angular momentum, T completes (near the velocity). And to LVLH axes: x near the
 * velocity, y against the angular momentum, z to the nadir. For any inertial frame.
 */
KURS_API kurs_mat3 kurs_rtn_axes(kurs_state s_gcrf);
KURS_API kurs_mat3 kurs_lvlh_axes(kurs_state s_gcrf);

/* Angular velocity of the RTN axes in RTN [rad/s]: 0, 0, |r x v| / r^2 (osculating). */
KURS_API kurs_vec3 kurs_rtn_rate(kurs_state s_gcrf);

#endif
