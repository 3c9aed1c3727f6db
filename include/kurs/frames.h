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

/* The same with another series of Earth orientation; NULL is the built-in one. Statuses of
 * kurs_eop_series_at. */
KURS_API KURS_CHECK kurs_status kurs_earth_init_eop(kurs_earth *earth, kurs_tai t,
                                                    const kurs_eop_series *series);

/*
 * Matrices at t_s seconds after earth->t_ref (|t_s| <= KURS_EARTH_SPAN_S; outside
 * of it the polynomials are extrapolated: init again). Accuracy against a direct
 * call of ERFA: 1e-9 rad inside the span (test_frames).
 */
KURS_API kurs_mat3 kurs_earth_gcrf_itrf(const kurs_earth *earth, double t_s);
KURS_API kurs_mat3 kurs_earth_teme_gcrf(const kurs_earth *earth, double t_s);

/* EME2000 (mean equator and equinox of J2000) to GCRF: the constant frame bias of IAU 2006. */
KURS_API kurs_mat3 kurs_eme2000_gcrf(void);

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

/* Where a body stands for an observer: azimuth from north over east [rad, 0..2pi], elevation over
 * the geodetic horizon [rad], range [m] and its rate [m/s]. */
typedef struct kurs_topocentric {
    double azimuth, elevation, range_m, range_rate_m_s;
} kurs_topocentric;

/* Of a state in ITRF, without refraction or light time; a body at the place itself has all 0. */
KURS_API kurs_topocentric kurs_topocentric_from_itrf(kurs_geodetic place, kurs_state s_itrf);

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

/*
 * Matrix LVLH to the axes of a docking port: x out of the port, along axis_lvlh (unit); z as near
 * to the nadir as x leaves it, or to the direction of flight where the port looks up or down
 * (within 1 deg); y completes.
 */
KURS_API kurs_mat3 kurs_port_axes(kurs_vec3 axis_lvlh);

/* Angular velocity of the RTN axes in RTN [rad/s]: 0, 0, |r x v| / r^2 (osculating). */
KURS_API kurs_vec3 kurs_rtn_rate(kurs_state s_gcrf);

/* State [m, m/s] of a point that stands still at place_lvlh_m in the LVLH axes of a station: of its
 * docked ship, of a port. The frame is that of s. */
KURS_API kurs_state kurs_lvlh_point(kurs_state s_gcrf, kurs_vec3 place_lvlh_m);

#endif
