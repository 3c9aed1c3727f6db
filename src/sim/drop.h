/* SPDX-License-Identifier: Apache-2.0 */
/* Parts that left the rocket, on their way to the ground. */
#ifndef KURS_SIM_DROP_H
#define KURS_SIM_DROP_H

#include "kurs/frames.h"

/*
 * Falls from a state at t_s [s after earth->t_ref] under gravity J2 to J6 and the drag of still air
 * (US 1976, cd_area_m2 in all attitudes) to the ellipsoid. *fall_s is the time it takes.
 * ERR_NO_SOLUTION: not down within an hour; statuses of kurs_ode_integrate.
 */
KURS_CHECK kurs_status kurs_drop_fall(const kurs_earth *earth, double t_s, kurs_state s_gcrf,
                                      double mass_kg, double cd_area_m2, double *fall_s,
                                      kurs_geodetic *place, double *speed_m_s);

#endif
