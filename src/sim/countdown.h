/* SPDX-License-Identifier: Apache-2.0 */
/* The phase on the pad: one launch attempt, to lift-off or to a scrub. */
#ifndef KURS_SIM_COUNTDOWN_H
#define KURS_SIM_COUNTDOWN_H

#include "ops/ops.h"
#include "sim/phases.h"

/* Plain data without pointers. */
typedef struct kurs_countdown_phase {
    kurs_body body; /* on the pad */
    kurs_sequence sequence;
    kurs_tai planned;              /* lift-off as planned */
    kurs_tai liftoff;              /* as it will be: later by what was held */
    double full_kg, propellant_kg; /* at lift-off: all, and the rocket's propellant of it */
    int attempt;                   /* 1 is the first */
    int done;
    int go;                 /* when done: 1 lift-off, 0 scrub */
    kurs_tai stopped;       /* after a scrub: when the sequence was stopped */
    kurs_tai next_earliest; /* after a scrub: lift-off of the next attempt not before this */
} kurs_countdown_phase;

/* Mass [kg] on the pad where the clock of the countdown stands at t_s [s]: full_kg less what is
 * still to come aboard of propellant_kg. */
double kurs_countdown_mass(const kurs_countdown *countdown, double full_kg, double propellant_kg,
                           double t_s);

/*
 * Stands the rocket, mass_kg at lift-off and propellant_kg of it in its stages, on the pad of the
 * mission's site; `arc` is the number of its rows' arc. Before and during tanking it is lighter.
 * The errors of kurs_sequence_init, the caveats of kurs_earth_init.
 */
KURS_CHECK kurs_status kurs_countdown_phase_init(kurs_countdown_phase *phase,
                                                 const kurs_mission *mission, kurs_tai liftoff,
                                                 int attempt, double mass_kg, double propellant_kg,
                                                 int arc);

/* Tells, before the first step, what the attempt aims at: a row and the event "launch_attempt". */
KURS_CHECK kurs_status kurs_countdown_phase_announce(const kurs_countdown_phase *phase,
                                                     const char *text, const kurs_sink *sink);

/* Why the sequence stands where it stands: the text of the event "scrub". */
void kurs_countdown_phase_reason(const kurs_countdown_phase *phase, const kurs_countdown *countdown,
                                 char out[KURS_EVENT_TEXT_SIZE]);

/*
 * To the next thing worth telling: a step as an event of its own id, with who gave go in its text;
 * "countdown_hold", "countdown_resume", "fault"; a stop as "scrub" with the reason, then the steps
 * of safing; and a row each time. Lift-off gives only the row, at exactly the planned instant where
 * nothing was held: the event is the ascent's.
 */
KURS_CHECK kurs_status kurs_countdown_phase_step(kurs_countdown_phase *phase,
                                                 const kurs_mission *mission,
                                                 const kurs_sink *sink);

#endif
