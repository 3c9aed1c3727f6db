/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The countdown of a rocket as plain data: its steps, who gives go, what is watched, what makes the
 * pad safe again, the faults that are known, and the figures of the models that are watched.
 * Filled by reading a file of data/countdowns; never changed after.
 */
#ifndef KURS_COUNTDOWN_H
#define KURS_COUNTDOWN_H

#include "kurs/api.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/vehicle.h"

enum {
    KURS_MAX_STEPS = 64,
    KURS_MAX_SAFING = 16,
    KURS_MAX_AFTER = 4,
    KURS_MAX_ACTORS = 8,
    KURS_MAX_CONDITIONS = 24,
    KURS_MAX_KNOWN_FAULTS = 16,
    KURS_MAX_CHANGES = 4,
    KURS_MAX_FAULTS = 8,
    KURS_MAX_ORDERS = 16,
    KURS_MAX_CELLS = 40
};

/* X(name, dimension, unit, what it reads): the channels that a condition can watch */
#define KURS_CHANNEL_LIST(X)                                                                       \
    X(voltage, VOLTAGE, "V", "launch battery")                                                     \
    X(battery_temperature, TEMPERATURE, "K", "launch battery's warmth")                            \
    X(pressure, PRESSURE, "Pa", "gas in the propellant tanks")                                     \
    X(gyro_speed, SPIN, "rad/s", "gyro rotors")                                                    \
    X(gyro, NONE, "", "gyros: 0 off, 1 spinning up, 2 up to speed, 3 uncaged")                     \
    X(wind, SPEED, "m/s", "wind at the pad")                                                       \
    X(hatch_leak, PRESSURE, "Pa", "pressure lost in the leak check of the hatch")                  \
    X(suit_leak, PRESSURE, "Pa", "pressure lost in the leak check of the suits")                   \
    X(crew, NONE, "", "crew: 0 away, 1 in the ship, 2 in the seats")                               \
    X(range, NONE, "", "range: 1 clear, 0 not")                                                    \
    X(thrust, NONE, "", "engines of the first stages, part of full thrust")

typedef enum kurs_channel {
#define KURS_CHANNEL_ENUM(name, dim, unit, doc) KURS_CHANNEL_##name,
    KURS_CHANNEL_LIST(KURS_CHANNEL_ENUM)
#undef KURS_CHANNEL_ENUM
        KURS_CHANNEL_COUNT
} kurs_channel;

/* "voltage", "V"; "unknown" and "" outside of the list. */
KURS_API const char *kurs_channel_name(kurs_channel channel);
KURS_API const char *kurs_channel_unit(kurs_channel channel);
/* What it reads, in a few words. */
KURS_API const char *kurs_channel_text(kurs_channel channel);

/* X(name, dimension, least, most): the figures that a fault can change. SI. Those of a cell are of
 * one cell of the battery and are set once; the others hold as long as the fault lasts. */
#define KURS_FIGURE_LIST(X)                                                                        \
    X(cell_charge, NONE, 0.0, 1.0)     /* part of the capacity */                                  \
    X(cell_resistance, NONE, 0.1, 1e4) /* against that of a sound cell */                          \
    X(battery_ambient, TEMPERATURE, 200.0, 350.0)                                                  \
    X(tank_leak, TIME, 0.1, 1e12)  /* the tanks lose their gas with this time constant */          \
    X(gyro_drive, NONE, 0.0, 1.0)  /* part of the full speed that the motors reach */              \
    X(hatch_seal, TIME, 0.1, 1e12) /* the gap loses its gas with this time constant */             \
    X(suit_seal, TIME, 0.1, 1e12)                                                                  \
    X(wind, SPEED, 0.0, 100.0)                                                                     \
    X(range, NONE, 0.0, 1.0)        /* 1 clear, 0 not */                                           \
    X(engine_level, NONE, 0.0, 1.0) /* part of the thrust asked for that comes */                  \
    X(go, NONE, 0.0, 1.0)           /* 0: the go of the fault's step, or any, is withheld */

typedef enum kurs_figure {
#define KURS_FIGURE_ENUM(name, dim, least, most) KURS_FIGURE_##name,
    KURS_FIGURE_LIST(KURS_FIGURE_ENUM)
#undef KURS_FIGURE_ENUM
        KURS_FIGURE_COUNT
} kurs_figure;

KURS_API const char *kurs_figure_name(kurs_figure figure);

/* X(name): what a step does to the models; a step may do nothing */
#define KURS_ACTION_LIST(X)                                                                        \
    X(nothing)                                                                                     \
    X(spin_gyros)                                                                                  \
    X(uncage_gyros) /* at once, or when they come up to speed */                                   \
    X(stop_gyros)                                                                                  \
    X(pressurise)                                                                                  \
    X(vent)                                                                                        \
    X(check_hatch)                                                                                 \
    X(check_suits)                                                                                 \
    X(crew_aboard)                                                                                 \
    X(crew_seated)                                                                                 \
    X(crew_leaves)                                                                                 \
    X(start_engines) /* to the first level */                                                      \
    X(full_thrust)                                                                                 \
    X(stop_engines)

typedef enum kurs_action {
#define KURS_ACTION_ENUM(name) KURS_ACTION_##name,
    KURS_ACTION_LIST(KURS_ACTION_ENUM)
#undef KURS_ACTION_ENUM
        KURS_ACTION_COUNT
} kurs_action;

KURS_API const char *kurs_action_name(kurs_action action);

/* Who can give go. */
typedef struct kurs_actor {
    char name[KURS_ID_SIZE];
} kurs_actor;

/* A step of the countdown, or of what makes the pad safe after a stop. */
typedef struct kurs_countdown_step {
    char id[KURS_ID_SIZE], text[KURS_TEXT_SIZE];
    double t_s;    /* s, negative before lift-off; in `safing` s after the stop */
    double load_a; /* current drawn from the launch battery from here on; NaN: unchanged */
    kurs_action action;
    int go;        /* number, from 1, of the actor that gives go; 0: automatic */
    double wait_s; /* its go may come this much later without stopping the clock */
    double hold_s; /* planned hold before the step, at the longest; it takes up what is late */
    int after_count, after[KURS_MAX_AFTER]; /* steps that must have been done */
} kurs_countdown_step;

/* What a broken condition does. */
typedef enum kurs_condition_act {
    KURS_CONDITION_HOLD, /* the clock stands until it is met again */
    KURS_CONDITION_STOP, /* the automatic sequence stops for good; the pad is made safe */
    KURS_CONDITION_SCRUB /* as a stop, by decision of `says` */
} kurs_condition_act;

/* A limit on a channel, in force from one step to another and not beyond the launch command; only
 * the channel `thrust` may be watched up to lift-off. */
typedef struct kurs_condition {
    char id[KURS_ID_SIZE];
    kurs_channel channel;
    int at_least;     /* 1: the channel must not be below the limit, 0: not above */
    double limit;     /* in the unit of the channel */
    int from, to;     /* indices of steps; to -1: to the end of the watch */
    double settle_s;  /* in force this long after `from` was done */
    double lasting_s; /* broken for this long before it acts */
    kurs_condition_act act;
    int says; /* actor's number for a scrub; 0: none */
} kurs_condition;

typedef struct kurs_fault_change {
    kurs_figure figure;
    double value;
} kurs_fault_change;

/* A fault that is known, and the figures that it changes. */
typedef struct kurs_known_fault {
    char id[KURS_ID_SIZE], text[KURS_TEXT_SIZE];
    int change_count;
    kurs_fault_change changes[KURS_MAX_CHANGES];
} kurs_known_fault;

/* A fault of a mission: which of the known ones, at which launch attempt (1 is the first). */
typedef struct kurs_fault {
    char id[KURS_ID_SIZE];
    int attempt;
    char step[KURS_ID_SIZE]; /* of a go that is withheld; empty: every one */
    double t_s;              /* on the countdown's clock, negative; 0: from the start */
    double after_s;          /* above 0: while the clock stands at t_s, after it has so long */
    double lasts_s;          /* 0: for good */
    int recycles;            /* of the countdown: not before the count was put back so often */
    /* of one of the ascent: "escape-command", "engine-out", "low-thrust", at t_s after lift-off */
    char stage[KURS_ID_SIZE]; /* of an engine: "strapon" (one of them), "core" or "upper" */
    double level;             /* of "low-thrust": share of the thrust and flow that is left */
} kurs_fault;

/* 1 for a fault of the ascent, 0 for one of the countdown; "low-thrust" is both, and of the ascent
 * where it has a stage. */
KURS_API int kurs_fault_of_ascent(const kurs_fault *fault);

/* What mission control orders of a launch attempt. "hold": the clock stands from t_s on. "recycle":
 * while it stands at t_s, for whatever reason, it is put back to a step; lift-off comes later by as
 * much, or not at all where that is beyond the window. "wait": the attempt is not before a day. */
typedef struct kurs_order {
    char order[KURS_ID_SIZE];
    int attempt;  /* 1 is the first */
    int recycles; /* a hold: not before the count was put back so often; a recycle: only then */
    double t_s;   /* on the countdown's clock, negative and before the launch command */
    double lasts_s, after_s; /* of a hold, 0: until the window is over; of a recycle: after the
                                clock has stood so long */
    char step[KURS_ID_SIZE]; /* of a recycle */
    kurs_tai day;            /* of a wait: 0 h UTC */
} kurs_order;

/* ---- the models that conditions read --------------------------------------------------------- */

/* A chemical battery of like cells in series. */
typedef struct kurs_battery {
    int cells;             /* 1 to KURS_MAX_CELLS */
    double capacity_as;    /* charge when full [A s] */
    double charge;         /* 0..1 at the start of the countdown */
    kurs_curve emf;        /* charge 0..1 -> voltage at rest of a cell [V], not falling */
    double resistance_ohm; /* of a cell, full and at reference_k */
    kurs_curve rise;       /* charge 0..1 -> factor to it */
    double reference_k;
    double doubling_k;                     /* it doubles for each of these colder */
    double polarisation_ohm, relaxation_s; /* of the battery: the part that comes with delay */
    double ambient_k;                      /* also its temperature at the start */
    double heat_capacity_j_k, heat_loss_w_k;
} kurs_battery;

/* The gas over the propellant, one tank for all. */
typedef struct kurs_tank_gas {
    double ambient_pa, supply_pa;
    double fill_s, leak_s, vent_s; /* time constants; a sound tank leaks hardly at all */
} kurs_tank_gas;

typedef struct kurs_gyro {
    double speed_rad_s, spin_up_s; /* full speed, time constant */
    double uncage_rad_s;           /* lowest speed at which they may be uncaged */
} kurs_gyro;

/* A leak check: overpressure is shut in and watched. */
typedef struct kurs_leak_check {
    double overpressure_pa, seal_s, length_s; /* seal_s: time constant of the loss */
} kurs_leak_check;

typedef struct kurs_engine_start {
    double level; /* first level, part of full thrust */
    double lag_s; /* time constant */
} kurs_engine_start;

typedef struct kurs_pad_models {
    kurs_battery battery;
    kurs_tank_gas tank;
    kurs_gyro gyro;
    kurs_leak_check hatch, suit; /* overpressure 0: there is none to check */
    kurs_engine_start engine;
} kurs_pad_models;

/* ---- all of it ------------------------------------------------------------------------------- */

typedef struct kurs_countdown {
    char id[KURS_ID_SIZE], name[KURS_TEXT_SIZE];
    int actor_count;
    kurs_actor actors[KURS_MAX_ACTORS];
    int step_count;
    kurs_countdown_step steps[KURS_MAX_STEPS]; /* first to last */
    int safing_count;
    kurs_countdown_step safing[KURS_MAX_SAFING];
    int condition_count;
    kurs_condition conditions[KURS_MAX_CONDITIONS];
    int fault_count;
    kurs_known_fault faults[KURS_MAX_KNOWN_FAULTS];
    kurs_pad_models models;
    double launch_command_s;    /* the automatic sequence stops up to this command */
    double tanking_s, tanked_s; /* s, negative before lift-off: the rocket's propellant comes aboard
                                   evenly between; tanked_s not after tanking_s: it always is */
    double recycle_s;           /* shortest time from a scrub to the next lift-off */
    int recycle_to;             /* the step at which the next attempt begins to count */
} kurs_countdown;

#endif
