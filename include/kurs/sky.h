/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sun and Moon: places by ERFA's series, their pull, sunlight and shadow.
 *
 * A kurs_sky holds both as polynomials about one instant, as kurs_earth holds the Earth's
 * attitude: made once a day of flight, then read only.
 */
#ifndef KURS_SKY_H
#define KURS_SKY_H

#include "kurs/api.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/vec.h"

/* Gravitational parameters [m3/s2]: Sun and Moon of DE421 (Folkner, Williams and Boggs 2009). */
#define KURS_SUN_GM 1.32712440041e20
#define KURS_MOON_GM 4.902800076e12

/* Radii of the Sun (IAU 2015), and of the Earth for its shadow: the equator [m]. */
#define KURS_SUN_RADIUS 6.957e8
#define KURS_SHADOW_RADIUS 6378136.6

/* Astronomical unit [m] (IAU 2012), and pressure of sunlight there [N/m2]: 1361 W/m2 (Kopp and Lean
 * 2011) over the speed of light. */
#define KURS_AU 1.495978707e11
#define KURS_SUNLIGHT_PA (1361.0 / 299792458.0)

/* Half-width in s of the span about its instant for which a kurs_sky serves. */
#define KURS_SKY_SPAN_S 86400.0

enum { KURS_SKY_TERMS = 9 };

typedef struct kurs_sky {
    kurs_tai t_ref;
    kurs_vec3 sun[KURS_SKY_TERMS], moon[KURS_SKY_TERMS]; /* GCRF [m], powers of the day */
} kurs_sky;

/*
 * Makes the sky about t. Sun by VSOP2000 as in ERFA (5 km from 1900 to 2100), Moon by Meeus's
 * form of ELP2000 as in ERFA (20 km in 1950 to 2050; its pull on an orbit at 400 km is then right
 * to 2e-4). Light time and aberration are left out. ERR_ARGUMENT for an instant that is no number.
 */
KURS_API KURS_CHECK kurs_status kurs_sky_init(kurs_sky *sky, kurs_tai t);

/* Geocentric places in GCRF [m] at t_s seconds after sky->t_ref (|t_s| <= KURS_SKY_SPAN_S). Within
 * 1 m (Sun) and 1 m (Moon) of a direct call of ERFA (test_sky). */
KURS_API kurs_vec3 kurs_sky_sun_gcrf(const kurs_sky *sky, double t_s);
KURS_API kurs_vec3 kurs_sky_moon_gcrf(const kurs_sky *sky, double t_s);

/* Acceleration [m/s2] at r by a far body of gm at place s, less that of the Earth's centre; all in
 * one frame with the Earth's centre as origin. Without loss of digits (test_sky). */
KURS_API kurs_vec3 kurs_third_body(double gm, kurs_vec3 r, kurs_vec3 s);

/* The part of the Sun's disc that is seen from r, 0 in the umbra to 1, the Earth as a sphere:
 * conical shadow (Montenbruck and Gill, 3.4.2). */
KURS_API double kurs_sunlight(kurs_vec3 r, kurs_vec3 sun);

/* Acceleration [m/s2] by the pressure of sunlight on a ball; cr_area_m2 is radiation coefficient
 * times area. */
KURS_API kurs_vec3 kurs_radiation_pressure(kurs_vec3 r, kurs_vec3 sun, double cr_area_m2,
                                           double mass_kg);

/* Angle [rad] of the Sun over the plane of an orbit, positive on the side of its angular
 * momentum. */
KURS_API double kurs_beta_angle(kurs_state s, kurs_vec3 sun);

#endif
