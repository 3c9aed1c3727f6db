/* SPDX-License-Identifier: Apache-2.0 */
/* Environment: gravity of the Earth's zonal harmonics, atmosphere. */
#ifndef KURS_ENV_H
#define KURS_ENV_H

#include "kurs/api.h"
#include "kurs/status.h"
#include "kurs/vec.h"

/* EGM2008 (tide-free): gravitational parameter [m3/s2] and reference radius [m]. */
#define KURS_EGM_GM 3.986004415e14
#define KURS_EGM_RADIUS 6378136.3

/* Standard gravity [m/s2]: only for specific impulse and loads in g. */
#define KURS_G0 9.80665

/*
 * Acceleration [m/s2] of the central term and the zonals J2 to J6 of EGM2008 at r [m];
 * pole is the unit vector of the Earth's axis in the same inertial frame. |r| > 0. Against the
 * gradient of the potential: 2e-11 m/s2 (test_zonal, the limit of the differences there).
 */
KURS_API kurs_vec3 kurs_gravity_zonal(kurs_vec3 r, kurs_vec3 pole);

/* The potential U [m2/s2] whose gradient it is (positive, GM/r leading). */
KURS_API double kurs_gravity_potential(kurs_vec3 r, kurs_vec3 pole);

/* Air at a height: density [kg/m3], pressure [Pa], temperature [K], speed of sound [m/s]. */
typedef struct kurs_air {
    double density, pressure, temperature, sound;
} kurs_air;

/*
 * US Standard Atmosphere 1976 at a geometric height h [m] over the ellipsoid; below
 * -5 km as at -5 km, above 1000 km zero density. To 86 km by its equations, above by
 * its temperature profile and its table of densities, interpolated in the logarithm.
 * Within 0.01 % of the printed table to 86 km and at its 32 rows kept above; between them 0.4 %
 * at the 16 rows not kept, and in hydrostatic balance to 1.2 % from 90 to 120 km, 0.2 % else
 * (test_atmosphere). Density is continuous with its slope above 86 km, with its value there.
 * Temperature is the kinetic one; the speed of sound is that of it with the sea-level gas.
 */
KURS_API kurs_air kurs_atmosphere_us76(double h);

#endif
