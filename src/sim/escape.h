/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The flight after an abort, from the rocket to the ground: head block under its motors, the ship
 * alone, the descent module. Plain data without pointers.
 */
#ifndef KURS_SIM_ESCAPE_H
#define KURS_SIM_ESCAPE_H

#include "gnc/gnc.h"
#include "kurs/escape.h"
#include "sim/entry.h"
#include "sim/phases.h"

typedef enum kurs_escape_leg {
    KURS_ESCAPE_LEG_begin,
    KURS_ESCAPE_LEG_block, /* the head block, under its motors and coasting */
    KURS_ESCAPE_LEG_clear, /* the fairing has opened, the ship is still on the rocket */
    KURS_ESCAPE_LEG_ship,  /* the ship alone, to where its modules part */
    KURS_ESCAPE_LEG_return /* the descent module, or from a low orbit the ship */
} kurs_escape_leg;

/* What an escape is flown with. */
typedef struct kurs_escape_setup {
    kurs_spacecraft ship; /* with its escape system */
    kurs_return_rules rules;
    kurs_zone
        zone; /* whose latitude a return from a low orbit aims at; its height is the ground's */
    kurs_escape_mode mode;
    kurs_abort_cause cause;
    double tower_kg, fairing_kg; /* of the rocket; 0: gone */
    kurs_vec3 axis_gcrf;         /* unit, to the nose */
    kurs_vec3 side_gcrf;         /* unit, across the axis: the side to which the motors lean */
    int lift_up;                 /* 1: the descent module flies with its lift up, 0: it spins */
    kurs_wind_profile wind;      /* without rows: calm */
} kurs_escape_setup;

typedef struct kurs_escape_flight {
    kurs_body body;
    kurs_escape_setup setup;
    kurs_escape_leg leg;
    kurs_capsule block; /* what moves before the return */
    kurs_return_flight ret;
    double command_s, leg_end_s; /* on the body's clock */
    double row_step_s;
    int burnt_out;
    double apogee_m;             /* greatest height of the rows, over the ellipsoid */
    double peak_load_g, peak_s;  /* before the parachute, and when after the command */
    double separation_perigee_m; /* of a low orbit, over the equator's radius */
    int done;                    /* on the ground, or dry: ret.dry */
} kurs_escape_flight;

/*
 * At the command: body is the rocket with all that is still on it. ERR_ARGUMENT for the mode `none`
 * and where the masses do not fit.
 */
KURS_CHECK kurs_status kurs_escape_init(kurs_escape_flight *f, const kurs_body *body,
                                        const kurs_escape_setup *setup);

/*
 * To the next row of the record, with all that happens on the way; f->done on the ground. Events:
 * escape_command, escape_motors, escape_burnout, escape_separation (of the ship), escape_release
 * (of the descent module), and those of a return from module_separation, or from its burn, on.
 */
KURS_CHECK kurs_status kurs_escape_step(kurs_escape_flight *f, const kurs_sink *sink);

/* What an escape needs of a mission. */
typedef struct kurs_escape_world {
    const kurs_spacecraft *ship;
    const kurs_return_rules *rules;
    const kurs_zone *zone;
    const kurs_site *site;
    int lift_up;                   /* as in the setup */
    const kurs_wind_profile *wind; /* NULL: calm */
} kurs_escape_world;

/* An escape that is commanded on the pad, t_s [s, negative] before the lift-off of the plan.
 * ERR_ARGUMENT where the system is not armed then. Caveats of kurs_earth_init. */
KURS_CHECK kurs_status kurs_escape_from_pad(kurs_escape_flight *f, const kurs_escape_world *world,
                                            const kurs_rocket *rocket, const kurs_ascent_plan *plan,
                                            double t_s, kurs_abort_cause cause);

/* The command of a mission's attempt to escape on the pad once the system is armed; NULL: none. */
const kurs_fault *kurs_escape_commanded(const kurs_mission *mission, int attempt, int recycles);

/* An escape from the rocket as it flies now, by the way out that is in force. ERR_ARGUMENT after
 * insertion, and for a ship without an escape system. */
KURS_CHECK kurs_status kurs_escape_from_ascent(kurs_escape_flight *f,
                                               const kurs_escape_world *world,
                                               const kurs_rocket *rocket,
                                               const kurs_ascent_flight *ascent,
                                               kurs_abort_cause cause);

/* Plan of the return from a low orbit, which is made on board: after a turn, to the latitude of
 * the zone where it is passed northward. Within 40 km along the track (test_escape). */
KURS_CHECK kurs_status kurs_escape_plan_home(const kurs_body *ship, kurs_return_setup *setup);

#endif
