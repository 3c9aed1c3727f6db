/* SPDX-License-Identifier: Apache-2.0 */
#ifndef KURS_APP_STATION_H
#define KURS_APP_STATION_H

#include "kurs/ephemeris.h"
#include "kurs/spec.h"
#include "kurs/status.h"

/* The station's orbit by the two-line sets and the manoeuvres of a mission. Statuses of
 * kurs_ephemeris_init_burns. */
KURS_CHECK kurs_status kurs_station_ephemeris(const kurs_mission *mission, kurs_ephemeris *out);

#endif
