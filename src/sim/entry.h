/* SPDX-License-Identifier: Apache-2.0 */
/* The return: from the docked ship to the capsule on the ground. */
#ifndef KURS_SIM_ENTRY_H
#define KURS_SIM_ENTRY_H

#include "dyn/dyn.h"
#include "gnc/gnc.h"
#include "kurs/sgp4.h"
#include "sim/phases.h"

/* X(name): the legs of a return, in their order */
#define KURS_RETURN_LEGS(X)                                                                        \
    X(springs)                                                                                     \
    X(drift)                                                                                       \
    X(separation_burn)                                                                             \
    X(coast)                                                                                       \
    X(deorbit_start) /* commanded, no thrust yet */                                                \
    X(deorbit_burn)                                                                                \
    X(descent)                                                                                     \
    X(fall)  /* the descent module alone, to the entry interface */                                \
    X(entry) /* to the parachute */                                                                \
    X(pilot)                                                                                       \
    X(drogue)                                                                                      \
    X(reefed)                                                                                      \
    X(main_filling)                                                                                \
    X(main)                                                                                        \
    X(main_light) /* without the heat shield */                                                    \
    X(soft_landing)                                                                                \
    X(ground) /* the shock of contact */                                                           \
    X(landed)

typedef enum kurs_return_leg {
#define KURS_RETURN_ENUM(name) KURS_RETURN_##name,
    KURS_RETURN_LEGS(KURS_RETURN_ENUM)
#undef KURS_RETURN_ENUM
} kurs_return_leg;

/* The heat shield falls some time after the main canopy is full: an estimate. */
#define KURS_HEAT_SHIELD_WAIT_S 60.0

/* What a return is flown with. */
typedef struct kurs_return_setup {
    kurs_spacecraft ship;
    kurs_return_rules rules;
    kurs_zone zone;
    kurs_return_plan plan;
    kurs_wind_profile wind;   /* that the descent module meets; without rows: calm */
    kurs_sgp4 station;        /* for the range of the rows */
    kurs_vec3 port_axis_gcrf; /* unit, outward from the station, at undocking */
    int ballistic;            /* 1: the capsule spins, lift averages out, no steering */
    int lift_up;              /* 1, with ballistic: it does not spin, lift stays up, no steering */
    int alone;                /* 1: no station is near, the range is not followed */
} kurs_return_setup;

typedef struct kurs_return_flight {
    kurs_body body;
    kurs_return_setup setup;
    int dry; /* 1: the tanks ran empty; done is set then, in orbit */
    int done;
    int low; /* 1: the parachute is commanded at the next step */
    kurs_return_leg leg;
    kurs_tai leg_start, leg_end;
    kurs_vec3 port_rtn_m; /* where the ship was docked, from the station's centre */
    double thrust_n, flow_kg_s, planned_m_s; /* of an orbital leg */
    kurs_vec3 thrust_dir_gcrf;
    double burn_mass_kg; /* at the ignition of the running burn */
    kurs_state burn_state;
    kurs_tai burn_command;
    kurs_vec3 command_r_gcrf; /* the ship's place then */
    kurs_capsule capsule;
    kurs_entry_guidance guidance;
    kurs_tai guidance_next;
    double bank_wanted, row_step_s;
    int steering;  /* guidance_start has been told */
    int unsteered; /* cycles of the guidance without a solution */
    double peak_load_g;
    kurs_event peak;
} kurs_return_flight;

/*
 * Makes the flight from the docked ship: body->s_gcrf is the ship's state at plan.undock (the
 * clock is set to it here). ERR_ARGUMENT where the masses do not fit. Caveats of
 * kurs_earth_init.
 */
KURS_CHECK kurs_status kurs_return_init(kurs_return_flight *f, const kurs_body *docked,
                                        const kurs_return_setup *setup);

/*
 * Makes the flight of a descent module alone, wherever it is and however it moves, with a setup
 * that has `alone` and `ballistic`: up and over to the entry interface where it comes to that, else
 * at once as after it; where it will not rise over the height of the parachute, that is commanded
 * now. Clock and arc go on from the body's. ERR_ARGUMENT where the masses do not fit.
 */
KURS_CHECK kurs_status kurs_return_init_module(kurs_return_flight *f, const kurs_body *module,
                                               const kurs_return_setup *setup);

/*
 * Makes the flight of a ship in orbit that is to come home by setup->plan: burn_on,
 * deorbit_dir_gcrf and deorbit_m_s of it; `alone` is for it. ERR_ARGUMENT where the masses do not
 * fit.
 */
KURS_CHECK kurs_status kurs_return_init_ship(kurs_return_flight *f, const kurs_body *ship,
                                             const kurs_return_setup *setup);

/* What is seen of a return under way, besides time, place and mass. */
typedef struct kurs_return_moment {
    kurs_phase phase;   /* from deorbit to parachute */
    int thrust;         /* the engine of the deorbit burn pushes... */
    double gained_m_s;  /* ...and has given so much of plan.deorbit_m_s */
    double bank;        /* [rad] of an entry; NaN: not known */
    kurs_tai parachute; /* its command, of the phase parachute */
} kurs_return_moment;

/*
 * Makes the flight of a return from where it is, by plan and setup (`alone` is for it): the rest of
 * the deorbit burn, the fall, the entry with guidance that begins with the bank of the moment, the
 * canopies by the time since their command. ERR_ARGUMENT for other phases and where mass and phase
 * do not fit.
 */
KURS_CHECK kurs_status kurs_return_init_midway(kurs_return_flight *f, const kurs_body *now,
                                               const kurs_return_setup *setup,
                                               const kurs_return_moment *moment);

/* The row of the present instant: the one that opens an arc. */
KURS_CHECK kurs_status kurs_return_row(const kurs_return_flight *f, const kurs_sink *sink);

/* Moves a body by a step of at most step_max_s, so short that the force felt is nearly a straight
 * line over it; *step_s is the length tried first, and then the next one's. *to gets there. */
KURS_CHECK kurs_status kurs_capsule_straight(const kurs_capsule *capsule, const kurs_earth *earth,
                                             const kurs_flight_point *from, double step_max_s,
                                             double *step_s, kurs_flight_point *to);

/* Acceleration felt [m/s2]: air, thrust and push. */
kurs_vec3 kurs_capsule_felt(const kurs_capsule *capsule, const kurs_earth *earth,
                            const kurs_flight_point *p);

/*
 * To the next row of the record, with all that happens on the way; f->done is set on the
 * ground. Events: undocking, separation_burn, deorbit_burn, deorbit_burn_end,
 * module_separation, propellant_out, entry_interface, guidance_start, peak_load, parachute,
 * main_parachute, heat_shield_drop, soft_landing, landing. peak_load is known only later: it is
 * told just before parachute with its own, earlier time.
 */
KURS_CHECK kurs_status kurs_return_step(kurs_return_flight *f, const kurs_sink *sink);

#endif
