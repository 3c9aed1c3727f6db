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
    int goes_on;   /* 1: it was told that a forecast lets the flight go on */
    double seen_s; /* faults up to here are in the ascent */
    kurs_abort_monitor monitor;
    kurs_ascent_flight programme; /* as it should go */
} kurs_ascent_watch;

/* At lift-off. */
void kurs_ascent_watch_init(kurs_ascent_watch *watch, const kurs_mission *mission, int attempt,
                            const kurs_ascent_flight *ascent);

/* The rocket as it is from met_s [s after lift-off] on, with the faults that have set in. That of
 * an ascent as a point has a step in its levels where the next one will, so that an arc ends there;
 * in that of a body, whose rows hold means, the engines themselves are weaker, from a row on. */
void kurs_ascent_watch_rocket(const kurs_ascent_watch *watch, const kurs_mission *mission,
                              double met_s, kurs_rocket *out);

/* The same for the next step of an ascent, whose motion is taken over the instant at which a flow
 * jumps: the centre of mass then moves otherwise in the body. */
KURS_CHECK kurs_status kurs_ascent_watch_begin(kurs_ascent_watch *watch,
                                               const kurs_mission *mission,
                                               kurs_ascent_flight *ascent, kurs_rocket *out);

/*
 * Looks at the ascent where it is now; *cause is `none` where it may go on, and for a ship without
 * an escape system. Thrust that is too low and a corridor that is lost are no danger by themselves:
 * where a forecast still finds an orbit, and no strap-on's lack turns the rocket over, the flight
 * goes on, which the event `forecast` tells once; so before core separation with an engine that is
 * out. Errors are those of the programme's own flight and of the sink.
 */
KURS_CHECK kurs_status kurs_ascent_watch_check(kurs_ascent_watch *watch,
                                               const kurs_mission *mission,
                                               const kurs_ascent_flight *ascent,
                                               const kurs_sink *sink, kurs_abort_cause *cause);

/* The row that ends the ascent where it is left. */
KURS_CHECK kurs_status kurs_ascent_watch_leave(kurs_ascent_flight *ascent,
                                               const kurs_rocket *rocket, const kurs_sink *sink);

/* A curve of steps with a node at `at` from which on it is `share` of what it was. ERR_FULL where
 * it has no room for the node. */
KURS_CHECK kurs_status kurs_curve_scale_from(kurs_curve *curve, double at, double share);

#endif
