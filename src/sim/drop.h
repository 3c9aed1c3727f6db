/* SPDX-License-Identifier: Apache-2.0 */
/* Where what a rocket lets go of comes down. */
#ifndef KURS_SIM_DROP_H
#define KURS_SIM_DROP_H

#include "kurs/frames.h"

/* Something that falls and tumbles: mass, and drag coefficient times area, the same at all speeds.
 */
typedef struct kurs_drop {
    double mass_kg, cd_area_m2;
} kurs_drop;

/*
 * Falls from a state in ITRF (velocity against the turning Earth) to a height over the ellipsoid in
 * still air (US Standard Atmosphere 1976); *place and, where not NULL, *seconds and *speed_m_s at
 * the ground. Runge-Kutta steps of 2 s, 10 s above the air. ERR_RANGE for a mass that is not above
 * 0; ERR_NO_SOLUTION where it is not down after an hour: outputs are then untouched. Against closed
 * forms: test_drop.
 */
KURS_CHECK kurs_status kurs_drop_fall(const kurs_drop *drop, kurs_state s_itrf, double ground_m,
                                      kurs_geodetic *place, double *seconds, double *speed_m_s);

#endif
