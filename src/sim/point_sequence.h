/* SPDX-License-Identifier: Apache-2.0 */
/* What happens when in the point-mass ascent. Only for sim/point_*.c. */
#ifndef KURS_SIM_POINT_SEQUENCE_H
#define KURS_SIM_POINT_SEQUENCE_H

#include "sim/point_motion.h"

/* Levels of the engines now, as commanded and as the tanks allow. */
kurs_levels kurs_point_levels(const kurs_point_ascent *f, const kurs_point_setup *setup);

/* The next instant [s after lift-off] at which a force, a mass or a command comes by the clock. */
double kurs_point_next_break(kurs_point_ascent *f, const kurs_point_setup *setup);

/* The velocity [m/s] that ends the next step; 0: none, or cut-off on energy. */
double kurs_point_awaited(kurs_point_ascent *f, const kurs_point_setup *setup);

/* At a jump: commands (hit: one by velocity), engines that stopped or started, parts that leave. */
void kurs_point_change(kurs_point_ascent *f, const kurs_point_setup *setup, int hit);

#endif
