/* SPDX-License-Identifier: Apache-2.0 */
/* Air for every height: the US Standard Atmosphere 1976 below, NRLMSISE-00 above. */
#ifndef KURS_ATMOSPHERE_H
#define KURS_ATMOSPHERE_H

#include "kurs/api.h"
#include "kurs/nrlmsise00.h"

/* From the first height [m] to the second the one goes over into the other: the logarithms are
 * joined with weights that begin and end with no slope and no curvature. */
#define KURS_AIR_JOIN_LOW 90e3
#define KURS_AIR_JOIN_HIGH 110e3

/* Density that drag feels [kg/m3] at a height h [m], geodetic latitude and longitude [rad], seconds
 * of the UT day; local solar time is taken from UT and longitude. Smooth (test_joined_air). */
KURS_API double kurs_atmosphere_density(const kurs_nrlmsise00 *model, double ut_s, double h,
                                        double lat, double lon);

#endif
