/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Power aboard along a flight: it reads the rows of the record as they come, follows arrays and
 * battery from one to the next, and writes what it finds into them. Nothing of the flight depends
 * on it. Docs: docs/models/power.md.
 */
#ifndef KURS_SIM_POWER_H
#define KURS_SIM_POWER_H

#include "kurs/record.h"
#include "kurs/sky.h"
#include "ops/ops.h"
#include "sim/phases.h"

/* Plain data without pointers: a part of the flight. */
typedef struct kurs_flight_power {
    int begun;  /* a row of the flight has come */
    int parted; /* the descent module is alone */
    int open;   /* the arrays are or will be, from `opened` on */
    kurs_facing facing;
    double share, load_w; /* at the last row */
    kurs_vec3 axis_gcrf;  /* unit, of the ship, to its nose; held at the last row */
    kurs_power_state state;
    kurs_tai opened;
    kurs_tai at; /* of the last row */
    kurs_state s_gcrf;
    kurs_sky sky;
    int sky_known, spare;
} kurs_flight_power;

/* What stands between a flight and its sink for a step. */
typedef struct kurs_power_tap {
    kurs_flight_power *power;
    const kurs_sim_world *world;
    const kurs_earth *earth; /* of the approach */
    const kurs_sink *sink;
} kurs_power_tap;

/*
 * A sink that hands all on to tap->sink, rows with power filled in. Between two rows the ship is on
 * the cubic through both states; where it enters and leaves the Earth's shadow is solved on that,
 * so that how dense the rows are makes no difference: 1e-4 of the charge (test_power). Statuses of
 * the sink, of kurs_sky_init and kurs_docked_state.
 */
kurs_sink kurs_power_sink(kurs_power_tap *tap);

#endif
