/* SPDX-License-Identifier: Apache-2.0 */
/* What the ascent of a point and that of a body share: parts that leave, events, the end. */
#ifndef KURS_SIM_ASCENT_PARTS_H
#define KURS_SIM_ASCENT_PARTS_H

#include "sim/phases.h"

/* A peak of the dynamic pressure below this is of the wind at the pad, not the greatest one [Pa].
 */
#define KURS_MAX_Q_LEAST_PA 5e3

/* What leaves, in the order of the sequence. */
typedef enum kurs_ascent_part {
    KURS_PART_TOWER,
    KURS_PART_STRAPON,
    KURS_PART_FAIRING,
    KURS_PART_CORE,
    KURS_PART_SKIRT,
    KURS_PART_UPPER,
    KURS_PART_COUNT
} kurs_ascent_part;

/* Events that are no separations. */
typedef enum kurs_ascent_mark {
    KURS_MARK_LIFTOFF,
    KURS_MARK_MAX_Q,
    KURS_MARK_BOOSTER_CUTOFF,
    KURS_MARK_BOOSTER_GUARD, /* the same, because propellant runs out */
    KURS_MARK_IGNITION,
    KURS_MARK_CORE_CUTOFF,
    KURS_MARK_CORE_GUARD,
    KURS_MARK_CUTOFF,
    KURS_MARK_DRY,
    KURS_MARK_LOWER, /* decisions of the guidance */
    KURS_MARK_ESCAPE
} kurs_ascent_mark;

KURS_CHECK kurs_status kurs_ascent_tell(const kurs_body *body, const kurs_rocket *rocket,
                                        kurs_ascent_mark mark, const kurs_sink *sink);

/* 1 where a part is still there. */
int kurs_ascent_has(const kurs_stack *stack, kurs_ascent_part part);

/* Takes a part off the stack, sets the body's mass, and tells it. */
KURS_CHECK kurs_status kurs_ascent_drop(kurs_ascent_flight *flight, const kurs_rocket *rocket,
                                        kurs_ascent_part part, const kurs_sink *sink);

/* A cycle of the guidance; what it decides is told. */
KURS_CHECK kurs_status kurs_ascent_steer(kurs_ascent_flight *flight, const kurs_rocket *rocket,
                                         const kurs_nav *nav, const kurs_sink *sink);

/* The end of the upper stage's burn: the flag, and where it ran dry, what is missing. */
void kurs_ascent_burn_ends(kurs_ascent_flight *flight, const kurs_rocket *rocket, int dry);

/* The load, told once it is over. */
KURS_CHECK kurs_status kurs_ascent_tell_load(const kurs_ascent_flight *flight,
                                             const kurs_rocket *rocket, const kurs_sink *sink);

/* ERR_NO_SOLUTION when it comes back to the height of the sea, and a kilometre lower. */
KURS_CHECK kurs_status kurs_ascent_check_height(const kurs_ascent_flight *flight);

/* kurs_ascent_step_known of a flight with attitude. */
KURS_CHECK kurs_status kurs_ascent6_step(kurs_ascent_flight *flight, const kurs_rocket *rocket,
                                         const kurs_rocket *known, const kurs_sink *sink);

#endif
