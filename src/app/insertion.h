/* SPDX-License-Identifier: Apache-2.0 */
/* What an ascent was to reach, and what it reached. */
#ifndef KURS_APP_INSERTION_H
#define KURS_APP_INSERTION_H

#include "kurs/flight_plan.h"
#include "sim/sim.h"

/* The planes asked for and reached, the orbit over the ellipsoid, and where parts fell, of a flight
 * that is over and reached its orbit. Statuses of kurs_earth_init and kurs_ascent_lead. */
KURS_CHECK kurs_status kurs_fly_insertion(const kurs_mission *mission, const kurs_launch_plan *plan,
                                          const kurs_ascent_flight *flight,
                                          kurs_ascent_result *out);

#endif
