/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rocket as a body in six degrees of freedom: mass properties of what is still on board, jets
 * with swinging verniers, and the air, as callbacks of dyn/rigid.h. Rocket axes are body axes: x to
 * the nose from the base of the core; strap-ons and verniers stand at +y, +z, -y, -z.
 *
 * An arc is a time over which no part leaves and levels are straight lines. Within it masses of
 * tanks are parabolas of time, so that Runge-Kutta steps keep the mass to rounding.
 */
#ifndef KURS_DYN_ROCKET6_H
#define KURS_DYN_ROCKET6_H

#include "dyn/ascent.h"
#include "dyn/rigid.h"

enum { KURS_VERNIERS = 4, KURS_STAGES = 3 };

/* Swing of the verniers of each stage [rad], + to the left seen from the axis: the thrust of that
 * at +y then has a part along +z, of that at +z along -y. */
typedef struct kurs_gimbals {
    double angle[KURS_STAGES][KURS_VERNIERS]; /* of strap-ons, core, upper stage */
} kurs_gimbals;

/* The context of the callbacks over an arc: set it with kurs_rocket6_open, then only the
 * commands are changed. */
typedef struct kurs_rocket6 {
    const kurs_rocket *rocket;
    kurs_stack stack;         /* at t0 */
    kurs_levels level, slope; /* at t0, and by second */
    double t0;                /* s, on the clock of the rigid state */
    /* the verniers since the last command, given at t_command */
    double t_command, command[KURS_VERNIERS]; /* [rad] */
    kurs_gimbals gimbals;                     /* then */
    kurs_rigid_aero aero;
    double fixed[4]; /* sums over what keeps its mass: m, m x, moments about x, about y at x = 0 */
} kurs_rocket6;

/* Opens an arc: all but gimbals and commands, which stay. */
void kurs_rocket6_open(kurs_rocket6 *r, const kurs_rocket *rocket, const kurs_stack *stack,
                       const kurs_levels *level, const kurs_levels *slope, double t0);

/* Levels at t, 0 or more. */
kurs_levels kurs_rocket6_levels(const kurs_rocket6 *r, double t);
/* Seconds of full level burnt from t0 to t. */
kurs_levels kurs_rocket6_burnt(const kurs_rocket6 *r, double t);
/* Mass flow at t [kg/s]. */
double kurs_rocket6_flow(const kurs_rocket6 *r, double t);

/* Swing at t, on the way to the commands: a first-order lag of a limited rate, held by the range.
 */
kurs_gimbals kurs_rocket6_gimbals(const kurs_rocket6 *r, double t);

/* Callbacks of kurs_rigid_model; ctx is the kurs_rocket6. The mass that is passed in is taken as
 * told: it follows from the time. */
kurs_status kurs_rocket6_mass(double t, double mass_kg, kurs_rigid_mass *out, const void *ctx);
kurs_status kurs_rocket6_loads(const kurs_rigid_view *view, kurs_rigid_loads *loads,
                               const void *ctx);

/* Torque [N m] about x, y, z by a radian of swing: all verniers alike for x, the one at +y and that
 * at -y against each other for y, those at +z and -z for z. */
kurs_vec3 kurs_rocket6_authority(const kurs_rocket6 *r, const kurs_rigid_view *view);

#endif
