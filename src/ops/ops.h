/* SPDX-License-Identifier: Apache-2.0 */
/* Inner face of ops: launch battery and pad, countdown sequence, crew, power aboard. */
#ifndef KURS_OPS_OPS_H
#define KURS_OPS_OPS_H

#include "kurs/api.h"
#include "kurs/countdown.h"
#include "kurs/spec.h"
#include "kurs/status.h"

/* --- Battery: like cells in series ------------------------------------------------------
 * A cell has a voltage at rest by its charge, and a resistance that rises as it empties, as it gets
 * cold and with its ageing; a part of the drop comes with a delay. The battery has one temperature,
 * raised by its losses. An empty cell stays at 0: it is not turned around. */

/* Plain data. */
typedef struct kurs_battery_state {
    double charge[KURS_MAX_CELLS]; /* 0..1 */
    double ageing[KURS_MAX_CELLS]; /* factor to the resistance; 1: sound */
    double delayed_v;              /* the part of the drop that comes with a delay */
    double temperature_k;
} kurs_battery_state;

/* All cells alike, at rest and at the temperature around. ERR_RANGE where the figures are no
 * battery, or one is NaN. */
KURS_CHECK kurs_status kurs_battery_init(const kurs_battery *battery, kurs_battery_state *state);

/* Resistance [ohm] of all cells now, without the delayed part. */
double kurs_battery_resistance(const kurs_battery *battery, const kurs_battery_state *state);

/* Voltage [V] at the terminals under a load [A], not below 0. */
double kurs_battery_voltage(const kurs_battery *battery, const kurs_battery_state *state,
                            double load_a);

/* Takes load_a for dt_s out of every cell, to empty and no further. Charge and the delayed drop are
 * exact for a constant load; heat takes the resistance of the middle of each 10 s. */
void kurs_battery_draw(const kurs_battery *battery, kurs_battery_state *state, double ambient_k,
                       double load_a, double dt_s);

/* --- Pad: the models that conditions read --------------------------------------------------- */

/* x after dt_s, drawn to a target with a time constant; at the target for one of 0. */
double kurs_relax(double x, double target, double time_s, double dt_s);

/* A leak check under way or done. */
typedef struct kurs_pad_leak {
    int on;
    double since_s, over_pa, lost_pa;
} kurs_pad_leak;

/* Plain data without pointers. */
typedef struct kurs_pad {
    double figures[KURS_FIGURE_COUNT]; /* in force now: those of the file, or of a fault */
    double wind_m_s;                   /* without a fault */
    kurs_battery_state battery;
    double load_a; /* drawn now */
    double pressure_pa;
    int filling, venting;
    double gyro_rad_s;
    int gyro_on, uncage, uncaged; /* running; asked to be uncaged; are */
    kurs_pad_leak hatch, suit;
    int crew;
    double thrust, thrust_asked; /* part of full thrust */
} kurs_pad;

/* At rest, nothing running. ERR_RANGE for figures that are none. */
KURS_CHECK kurs_status kurs_pad_init(const kurs_pad_models *models, double wind_m_s, kurs_pad *pad);

/* dt_s on, with inputs that stand still. */
void kurs_pad_move(const kurs_pad_models *models, kurs_pad *pad, double dt_s);

void kurs_pad_act(const kurs_pad_models *models, kurs_pad *pad, kurs_action action);

/* A fault changes a figure; its end brings the healthy one back, but for those of a cell. */
void kurs_pad_change(kurs_pad *pad, kurs_figure figure, double value);
void kurs_pad_mend(const kurs_pad_models *models, kurs_pad *pad, kurs_figure figure);

/* What a channel reads, in its unit. */
double kurs_pad_channel(const kurs_pad_models *models, const kurs_pad *pad, kurs_channel channel);

/* --- Countdown: the sequence of one launch attempt ------------------------------------------- */

/* The countdown is followed from here on [s before lift-off], or from its first step where that
 * is earlier. */
#define KURS_COUNTDOWN_START_S (-21600.0)

/* Conditions are looked at after every step and on ticks of the clock: every TICK_S, and every
 * EARLY_TICK_S before EARLY_S. */
#define KURS_SEQUENCE_EARLY_S (-600.0)
#define KURS_SEQUENCE_EARLY_TICK_S 10.0
#define KURS_SEQUENCE_TICKS_PER_S 10.0

typedef enum kurs_sequence_result {
    KURS_SEQUENCE_COUNTING, /* nothing to tell up to the time asked for */
    KURS_SEQUENCE_STEP,     /* a step has just been carried out: `step` is its index */
    KURS_SEQUENCE_HOLD,     /* the clock stands, or stands for another reason: `hold` */
    KURS_SEQUENCE_RESUME,   /* it runs again */
    KURS_SEQUENCE_FAULT,    /* a fault has set in or ended: `fault` is its index */
    KURS_SEQUENCE_RECYCLE,  /* the clock was put back to step `back`, by `back_s` */
    KURS_SEQUENCE_STOP,     /* the attempt is over: `stop` */
    KURS_SEQUENCE_SAFING,   /* a step of safing has been carried out: `safed` - 1 is its index */
    KURS_SEQUENCE_SCRUBBED, /* the pad is safe: the end */
    KURS_SEQUENCE_LIFTOFF   /* the end */
} kurs_sequence_result;

typedef enum kurs_hold_why {
    KURS_HOLD_NONE,
    KURS_HOLD_PLANNED,   /* before step `at` */
    KURS_HOLD_GO,        /* for the go of step `at` */
    KURS_HOLD_AFTER,     /* step `at` waits for another one */
    KURS_HOLD_CONDITION, /* condition `at` is broken */
    KURS_HOLD_ASKED      /* by mission control */
} kurs_hold_why;

typedef struct kurs_hold {
    kurs_hold_why why;
    int at;
} kurs_hold;

typedef enum kurs_stop_why {
    KURS_STOP_NONE,
    KURS_STOP_CONDITION, /* condition `at` */
    KURS_STOP_WINDOW     /* past the end of the launch window: held for the reason in `hold`, or,
                            where `at` is a step, put back to it */
} kurs_stop_why;

typedef struct kurs_stop {
    kurs_stop_why why;
    int at;
    double value, load_a; /* of the channel; of the battery */
} kurs_stop;

/* What an attempt begins with. */
typedef struct kurs_sequence_setup {
    const kurs_fault *faults;
    int fault_count;
    const kurs_order *orders;
    int order_count;
    int attempt;     /* 1 is the first: faults and orders of others are left out */
    double start_s;  /* on the countdown's clock, negative */
    int first_step;  /* those before it have been done by an attempt before */
    double window_s; /* how late a lift-off may come */
    double wind_m_s;
    int asks; /* 1: every go must be given by kurs_sequence_go; 0: it comes at its time */
} kurs_sequence_setup;

/* An order to hold, or to put the clock back. */
typedef struct kurs_sequence_order {
    int back; /* index of the step; -1: hold */
    int recycles;
    double t_s, for_s;
} kurs_sequence_order;

/* Plain data without pointers: a copy goes on to the same bits. */
typedef struct kurs_sequence {
    kurs_pad pad;
    double t_s;     /* the countdown's clock, negative; it stands in a hold and after a stop */
    double start_s; /* where it began */
    double held_s;  /* all holds up to now */
    double planned_s, passed_s; /* planned holds: of all steps; of those behind */
    double window_s;
    int attempt, asks;
    int next, step; /* the first step that is not done; the last one done, -1 before it */
    unsigned char done[KURS_MAX_STEPS], given[KURS_MAX_STEPS], waited[KURS_MAX_STEPS];
    double done_s[KURS_MAX_STEPS];        /* when, by kurs_sequence_now */
    double broken_s[KURS_MAX_CONDITIONS]; /* since when; NaN: it is met */
    kurs_hold hold;
    double hold_began_s;
    int asked;  /* a hold from outside */
    int broken; /* the condition that holds the clock, -1: none */
    int look;   /* 1: conditions are to be looked at before time goes on */
    int fault_count, fault;
    kurs_fault faults[KURS_MAX_FAULTS];
    unsigned char fault_state[KURS_MAX_FAULTS]; /* 0 to come, 1 there, 2 over */
    double fault_began_s[KURS_MAX_FAULTS];
    int order_count;
    kurs_sequence_order orders[KURS_MAX_ORDERS];
    unsigned char order_state[KURS_MAX_ORDERS]; /* 0 to come, 1 there, 2 over */
    double order_began_s[KURS_MAX_ORDERS];
    int recycles, back; /* how often the clock was put back; to which step, -1: never */
    double back_s;      /* by how much the last time */
    int over;           /* 1: that was past the window */
    kurs_stop stop;
    int safed; /* steps of safing done */
    double safing_s;
    double voltage_v; /* of the launch battery now */
    double limit_v;   /* lowest voltage allowed now; NaN: none */
    kurs_sequence_result result;
} kurs_sequence;

/* The setup of a mission's attempt: its faults, its site's wind, its window; from the second
 * attempt on the count begins at `recycle_to`. */
kurs_sequence_setup kurs_sequence_setup_of(const kurs_mission *mission, int attempt);

/*
 * Makes the sequence of an attempt. ERR_RANGE where steps are out of order, outside start_s..0 or
 * wait for a later one, where an index leads nowhere, or a figure is none; ERR_NOT_FOUND for a
 * fault, order or step that the countdown does not know; ERR_FULL for more than KURS_MAX_FAULTS or
 * KURS_MAX_ORDERS of them.
 */
KURS_CHECK kurs_status kurs_sequence_init(kurs_sequence *sequence, const kurs_countdown *countdown,
                                          const kurs_sequence_setup *setup);

/* Seconds after the planned lift-off, negative before it: with all holds, and safing. */
double kurs_sequence_now(const kurs_sequence *sequence);

/* Time [s] to where the clock comes to t_s; with after_s above 0, to where it has stood there for
 * so long, or has gone on before. Below 0: that is past; INFINITY: not before the clock goes on. */
double kurs_sequence_due(const kurs_sequence *sequence, double t_s, double after_s);

/*
 * Goes on to the next thing worth telling, and no further than the last tick up to until_s, by
 * kurs_sequence_now: COUNTING where there is nothing. A step takes effect at its time. A manual one
 * waits for its go; the clock then stands once `wait` is over. Where a hold uses up the window, the
 * attempt is stopped. From the launch command on nothing holds, and only `thrust` stops it. After a
 * stop the steps of safing follow. Where it is cut by until_s makes no difference to the bits.
 */
kurs_sequence_result kurs_sequence_run(kurs_sequence *sequence, const kurs_countdown *countdown,
                                       double until_s);

/* The same without a bound. */
kurs_sequence_result kurs_sequence_advance(kurs_sequence *sequence,
                                           const kurs_countdown *countdown);

/* --- from outside, at any time before the launch command: ERR_ARGUMENT after it, and where there
 * is nothing to resume, or no go to give --- */

/* Stops the clock / lets it run; a hold for another reason stays. */
KURS_CHECK kurs_status kurs_sequence_hold(kurs_sequence *sequence, const kurs_countdown *countdown);
KURS_CHECK kurs_status kurs_sequence_resume(kurs_sequence *sequence,
                                            const kurs_countdown *countdown);

/* An actor gives go for the first step that still lacks that actor's. ERR_NOT_FOUND for an actor
 * whom the countdown does not name. A go that a fault withholds does not come this way either. */
KURS_CHECK kurs_status kurs_sequence_go(kurs_sequence *sequence, const kurs_countdown *countdown,
                                        const char *actor);

/* In a hold: puts the clock back to a step that was done, which with those after it is done again;
 * lift-off comes later by as much, or the attempt is over where that is past the window. Manual
 * steps need their go again; the load is that of the steps before. ERR_NOT_FOUND for a step that is
 * none or not done. */
KURS_CHECK kurs_status kurs_sequence_recycle(kurs_sequence *sequence,
                                             const kurs_countdown *countdown, const char *step);

/* A fault that sets in now, or at its t_s where that is to come; its attempt is not looked at.
 * ERR_NOT_FOUND, ERR_FULL. */
KURS_CHECK kurs_status kurs_sequence_fault(kurs_sequence *sequence, const kurs_countdown *countdown,
                                           const kurs_fault *fault);

/* --- Power aboard: arrays, load, one battery (docs/models/power.md) -------------------------- */

/* How the arrays stand to the Sun. */
typedef enum kurs_facing {
    KURS_FACING_NONE,  /* folded, or gone */
    KURS_FACING_SUN,   /* the ship spins slowly about their normal, which looks at the Sun */
    KURS_FACING_AXIS,  /* the long axis is held, the roll about it is not known: its mean */
    KURS_FACING_DOCKED /* the station feeds the bus; its shadow on the arrays is not known */
} kurs_facing;

/* Plain data. */
typedef struct kurs_power_state {
    double charge_as, capacity_as; /* of the battery in use */
} kurs_power_state;

/* Share of their output face to the Sun that arrays give whose normal is across the long axis; the
 * angle between that and the Sun [rad] is for FACING_AXIS. Cells are on one side: over a turn the
 * mean of max(0, cos) is 1/pi. NONE and DOCKED: 0. */
double kurs_power_share(kurs_facing facing, double axis_to_sun);

/* What the arrays can give to the bus [W] at a share, in sunlight of so many W/m2. */
double kurs_power_array(const kurs_power *power, double share, double sunlight_w_m2);

/* dt_s on with what comes to the bus and what is drawn from it [W], both constant: exact. A part of
 * what is over goes into the battery, to full and no further; what is missing comes out of it, to
 * empty and no further. */
void kurs_power_move(const kurs_power *power, kurs_power_state *state, double given_w,
                     double drawn_w, double dt_s);

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
