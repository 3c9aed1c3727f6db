/* SPDX-License-Identifier: Apache-2.0 */
/* Faults of a mission that nothing met: whoever wrote them should know. */
#ifndef KURS_APP_IDLE_FAULTS_H
#define KURS_APP_IDLE_FAULTS_H

#include "sim/sim.h"

/* A caveat for each fault and order of a flight that is over which did nothing: its attempt never
 * came to a countdown (`begun` of them did) or to a lift-off, the ascent was over or its engine
 * off, the escape system was not armed or is not there. What the sink returns. */
KURS_CHECK kurs_status kurs_fly_tell_idle_faults(const kurs_mission *mission,
                                                 const kurs_flight *flight, int begun,
                                                 const kurs_sink *sink);

#endif
