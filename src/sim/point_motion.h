/* SPDX-License-Identifier: Apache-2.0 */
/* Forces and steps of the point-mass ascent. Only for sim/point_*.c. */
#ifndef KURS_SIM_POINT_MOTION_H
#define KURS_SIM_POINT_MOTION_H

#include "sim/point_ascent.h"

/* One smooth stretch: what the forces need and does not change over it. */
typedef struct kurs_point_arc {
    const kurs_point_ascent *f;
    const kurs_rocket *rocket, *known;
    const kurs_point_setup *setup;
    kurs_vec3 spin;
    double t0_s, mass0_kg, flow_kg_s;
    double vac_n, nozzle_m2; /* thrust in vacuum, area that the air's pressure takes off */
    double drag_m2;
} kurs_point_arc;

/* What moves: and the velocity that an accelerometer along the thrust has counted. */
typedef struct kurs_point_motion {
    kurs_state s_gcrf;
    double apparent_m_s;
} kurs_point_motion;

/* The stretch that begins where the flight is. */
kurs_point_arc kurs_point_arc_now(const kurs_point_ascent *f, const kurs_point_setup *setup);

/* The motion h [s] after the start of the stretch, by one Runge-Kutta step. */
kurs_point_motion kurs_point_step(const kurs_point_arc *a, double h);

/* What is felt and flown through at the flight's own place. */
kurs_point_view kurs_point_look(const kurs_point_arc *a);

const kurs_rocket *kurs_point_known(const kurs_point_setup *setup);

#endif
