/* SPDX-License-Identifier: Apache-2.0 */
/* Inner face of ops: launch battery, countdown sequence, crew. */
#ifndef KURS_OPS_OPS_H
#define KURS_OPS_OPS_H

#include "kurs/api.h"
#include "kurs/spec.h"
#include "kurs/status.h"

/* --- Battery: open-circuit voltage linear in the charge, one resistance in series ----- */

/* Charge left [A s], 0 to the battery's capacity. */
typedef struct kurs_battery_state {
    double charge_as;
} kurs_battery_state;

/* ERR_RANGE where the figures are no battery: capacity and resistance below 0, a charge
 * outside 0..1, full voltage below the empty one, or a NaN. */
KURS_CHECK kurs_status kurs_battery_init(const kurs_battery *battery, kurs_battery_state *state);

/* Voltage [V] at the terminals under a load [A], not below 0. */
double kurs_battery_voltage(const kurs_battery *battery, const kurs_battery_state *state,
                            double load_a);

/* Takes load_a for dt_s out of the battery, to empty and no further. Exact. */
void kurs_battery_draw(const kurs_battery *battery, kurs_battery_state *state, double load_a,
                       double dt_s);

/* --- Countdown: the sequence of one launch attempt ------------------------------------ */

/* Conditions are looked at this often. */
#define KURS_SEQUENCE_TICKS_PER_S 10.0

typedef enum kurs_sequence_result {
    KURS_SEQUENCE_COUNTING,
    KURS_SEQUENCE_STEP, /* a step has just been carried out: `step` is its index */
    KURS_SEQUENCE_STOP, /* a limit was broken before the launch command */
    KURS_SEQUENCE_LIFTOFF
} kurs_sequence_result;

/* Plain data without pointers. Times are s before lift-off, negative. */
typedef struct kurs_sequence {
    kurs_battery battery; /* as it is at this attempt */
    kurs_battery_state state;
    double t_s;
    int tick;         /* checks done */
    int next, step;   /* step to come; last step done, -1 before the first one */
    double load_a;    /* drawn now */
    double limit_v;   /* lowest voltage allowed now; NaN: none */
    double voltage_v; /* at the terminals now */
    double start_s;
    kurs_sequence_result result;
} kurs_sequence;

/*
 * Makes the sequence of attempt number `attempt` (1 is the first), from start_s (negative)
 * on. The fault "weak-battery" of that attempt changes charge and resistance of the battery
 * and nothing else. ERR_RANGE where steps are out of order, outside start_s..0, or a figure
 * is none; ERR_NOT_FOUND for a fault of another name.
 */
KURS_CHECK kurs_status kurs_sequence_init(kurs_sequence *sequence, const kurs_countdown *countdown,
                                          const kurs_fault *faults, int fault_count, int attempt,
                                          double start_s);

/*
 * Goes on to the next thing worth telling: a step carried out, a stop, lift-off. A step
 * takes effect at its time; from then on the voltage is looked at on every tick, and it
 * stops the sequence while the launch command is still to come. After it the rocket is on
 * its way. At a stop the time is that of the check. Once stopped or lifted off it stays so.
 */
kurs_sequence_result kurs_sequence_advance(kurs_sequence *sequence,
                                           const kurs_countdown *countdown);

/* --- Crew: who sits where on which way ------------------------------------------------- */

typedef enum kurs_way { KURS_WAY_UP, KURS_WAY_DOWN } kurs_way;

/* Where a person of the mission is. */
typedef enum kurs_whereabouts {
    KURS_ON_GROUND,   /* before lift-off or after landing */
    KURS_ABOARD_SHIP, /* in the ship of this mission, in flight */
    KURS_ON_STATION,
    KURS_ELSEWHERE /* on or off the station by another ship, whose times the mission does not hold
                    */
} kurs_whereabouts;

/* How far the mission is. */
typedef enum kurs_crew_stage {
    KURS_STAGE_BEFORE_LIFTOFF,
    KURS_STAGE_UP,     /* lift-off to hatch opening */
    KURS_STAGE_DOCKED, /* hatch opening to hatch closing */
    KURS_STAGE_DOWN,   /* hatch closing to landing */
    KURS_STAGE_LANDED
} kurs_crew_stage;

/*
 * Checks the crew of a way: at most the ship's seats, each seat named and taken once, each
 * person once, exactly one commander among those going up and, where anybody goes down,
 * one there. A person on neither way, or of one way without naming the other ship, is
 * wrong too. ERR_RANGE with the first thing wrong in `why` (cut to its size; NULL: not
 * wanted). An empty crew (cargo) is right.
 */
KURS_CHECK kurs_status kurs_crew_check(const kurs_mission *mission, char *why, int why_size);

/* Indices into mission->crew of those aboard on a way, in the order centre, left, right
 * (other seats after them); returns how many. */
int kurs_crew_aboard(const kurs_mission *mission, kurs_way way, int out[KURS_MAX_CREW]);

kurs_whereabouts kurs_crew_where(const kurs_crew_member *member, kurs_crew_stage stage);

#endif
