/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Faults of an ascent, and who watches it: the rocket as it fails, what its sensors then show, and
 * what the abort logic makes of that. Plain data without pointers.
 */
#ifndef KURS_SIM_ASCENT_WATCH_H
#define KURS_SIM_ASCENT_WATCH_H

#include "gnc/gnc.h"
#include "sim/phases.h"

typedef struct kurs_ascent_watch {
    int on; /* 1: the attempt has a fault of the ascent */
    int attempt;
    kurs_abort_monitor monitor;
    kurs_ascent_flight programme; /* as it should go */
} kurs_ascent_watch;

/* At lift-off. */
void kurs_ascent_watch_init(kurs_ascent_watch *watch, const kurs_mission *mission, int attempt,
                            const kurs_ascent_flight *ascent);

/* The rocket as it is from met_s [s after lift-off] on: with the faults that have set in; its
 * levels have a step where the next one will. */
void kurs_ascent_watch_rocket(const kurs_ascent_watch *watch, const kurs_mission *mission,
                              double met_s, kurs_rocket *out);

/* Looks at the ascent where it is now; *cause is `none` where it may go on, and for a ship without
 * an escape system. Errors are those of the
 * programme's own flight. */
KURS_CHECK kurs_status kurs_ascent_watch_check(kurs_ascent_watch *watch,
                                               const kurs_mission *mission,
                                               const kurs_ascent_flight *ascent,
                                               kurs_abort_cause *cause);

/* A curve of steps with a node at `at` from which on it is `share` of what it was. ERR_FULL where
 * it has no room for the node. */
KURS_CHECK kurs_status kurs_curve_scale_from(kurs_curve *curve, double at, double share);

#endif
