/* SPDX-License-Identifier: Apache-2.0 */
/* Where a crew comes down, by the time at which it leaves its rocket: table and picture. */
#ifndef KURS_ESCAPE_MAP_H
#define KURS_ESCAPE_MAP_H

#include <stdio.h>

#include "kurs/api.h"
#include "kurs/escape.h"
#include "kurs/spec.h"
#include "kurs/status.h"

enum { KURS_ESCAPE_MAP_MOST = 1200, KURS_ESCAPE_MAP_WHY_SIZE = 2560 };

/* An escape flown to the ground. */
typedef struct kurs_escape_place {
    double t_s; /* of the command, after lift-off; negative on the pad */
    kurs_escape_mode mode;
    double lat, lon;            /* geodetic [rad] of the landing */
    double range_m;             /* of it, from the pad */
    double apogee_m;            /* greatest height over the ellipsoid */
    double peak_load_g, peak_s; /* before the parachute, and when after the command */
    double duration_s;          /* command to landing */
} kurs_escape_place;

/*
 * Flies the mission's rocket into the plane of its station on the launch day, by the best lead, and
 * an escape from it when armed, at lift-off and every step_s [0.5 to 600 s] up to insertion, the
 * descent module spinning or (lift_up) with its lift up; *count <= KURS_ESCAPE_MAP_MOST of them in
 * the order of time. ERR_FULL where that would be more. ERR_NOT_FOUND where the ship has no escape
 * system, ERR_RANGE for step_s, ERR_NO_SOLUTION where the rocket does not reach the station's
 * plane, ERR_MEMORY, errors of the models; the outputs are then untouched. Accuracy:
 * docs/models/escape.md, test_escape.
 */
KURS_API KURS_CHECK kurs_status kurs_escape_map(const kurs_mission *mission, double step_s,
                                                int lift_up,
                                                kurs_escape_place out[KURS_ESCAPE_MAP_MOST],
                                                int *count);

/* The table as CSV: t_s, mode, latitude_deg, longitude_deg, range_km, apogee_km, peak_load_g,
 * peak_s, duration_s. ERR_IO. */
KURS_API KURS_CHECK kurs_status kurs_escape_map_csv(const kurs_escape_place *places, int count,
                                                    FILE *out);

/* The places on a map, with loads and heights against the time: SVG or PNG. ERR_IO, ERR_MEMORY. */
KURS_API KURS_CHECK kurs_status kurs_escape_map_picture(const kurs_mission *mission,
                                                        const kurs_escape_place *places, int count,
                                                        int svg, FILE *out);

/*
 * Makes the map (step 5 s, spinning) and writes it: CSV where the path ends in ".csv", SVG where in
 * ".svg", else PNG; moved to its place when it is whole. `stop`, where it is not NULL, is asked
 * before each escape: not 0 ends the work with ERR_STOPPED. Statuses of the above; on ERR_IO the
 * path and the system's word are in `told`. On errors nothing is left at or beside the path.
 */
KURS_API KURS_CHECK kurs_status kurs_escape_map_write(const kurs_mission *mission, const char *path,
                                                      int (*stop)(void *ctx), void *ctx,
                                                      char told[KURS_ESCAPE_MAP_WHY_SIZE]);

#endif
