/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Truth of the ascent: what is still on the rocket and in its tanks, how hard the engines
 * burn, and the forces that act on it as a point.
 *
 * Between two `breaks` all levels are constant, so tanks empty linearly and mass closes
 * exactly: an arc takes its levels when it opens and keeps them until it ends.
 */
#ifndef KURS_DYN_ASCENT_H
#define KURS_DYN_ASCENT_H

#include "kurs/env.h"
#include "kurs/frames.h"
#include "kurs/vehicle.h"
#include "kurs/wind.h"

/* Propellant and peroxide on board one unit of a stage [kg], what cannot be used included. */
typedef struct kurs_tank {
    double propellant_kg, peroxide_kg;
} kurs_tank;

/* What the rocket still consists of. A part that is gone has its flag at 0. */
typedef struct kurs_stack {
    int strapon, core, upper, skirt, tower, fairing, spacecraft;
    int upper_off; /* cut-off was commanded */
    kurs_tank strapon_tank, core_tank, upper_tank;
    double spacecraft_kg;
} kurs_stack;

/* Levels of the engines over one arc, 0..1. */
typedef struct kurs_levels {
    double strapon, core, upper;
} kurs_levels;

/* The stack at lift-off: full tanks less what the engines burnt since their ignition. */
void kurs_stack_init(kurs_stack *stack, const kurs_rocket *rocket, double spacecraft_kg);

/* Mass of all that is on board [kg]. */
double kurs_stack_mass(const kurs_stack *stack, const kurs_rocket *rocket);

/* Of it propellant and peroxide of the stages [kg]. */
double kurs_stack_propellant(const kurs_stack *stack, const kurs_rocket *rocket);

/* Levels that hold from met_s [s after lift-off] on; 0 for a stage out of usable propellant or of
 * peroxide, and for a part that is gone. */
kurs_levels kurs_stack_levels(const kurs_stack *stack, const kurs_rocket *rocket, double met_s);

/* The next instant [s after lift-off], after met_s, at which a level changes by the programme or
 * because a tank is empty; infinite where there is none. */
double kurs_stack_break(const kurs_stack *stack, const kurs_rocket *rocket,
                        const kurs_levels *levels, double met_s);

/* Mass flow of all engines and turbines [kg/s]. */
double kurs_stack_flow(const kurs_rocket *rocket, const kurs_levels *levels);

/* Takes dt_s [s] of that flow out of the tanks. */
void kurs_stack_burn(kurs_stack *stack, const kurs_rocket *rocket, const kurs_levels *levels,
                     double dt_s);

/* Usable propellant of the upper stage [kg]. */
double kurs_stack_upper_left(const kurs_stack *stack, const kurs_rocket *rocket);

/* Forces on the rocket [N] in GCRF. */
typedef struct kurs_ascent_force {
    kurs_vec3 thrust_gcrf_n, aero_gcrf_n;
    double dynamic_pressure_pa;
} kurs_ascent_force;

/*
 * Thrust along `direction` (unit, GCRF), less by the pressure of the air on the nozzles, and drag
 * against the air, which turns with the Earth and has the wind over it (NULL or without rows:
 * none); no lift. t_s: s after earth->t_ref.
 */
kurs_ascent_force kurs_ascent_force_at(const kurs_stack *stack, const kurs_rocket *rocket,
                                       const kurs_levels *levels, const kurs_earth *earth,
                                       double t_s, kurs_state s_gcrf, kurs_vec3 direction,
                                       const kurs_wind_profile *wind);

#endif
