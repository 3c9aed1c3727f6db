/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ascent guidance. What burns from the ground flies a stored pitch programme in one inertial plane;
 * the upper stage (a Soyuz' third) steers in closed loop to the radius, speed, path angle and plane
 * of the plan, learns the thrust of its engine from what it feels, and decides by the propellant
 * that it foresees. Plain data: a copy is a checkpoint.
 */
#ifndef KURS_GNC_ASCENT_H
#define KURS_GNC_ASCENT_H

#include "gnc/nav.h"
#include "kurs/flight_plan.h"
#include "kurs/status.h"
#include "kurs/vehicle.h"

typedef enum kurs_ascent_mode {
    KURS_ASCENT_STORED, /* pitch by the clock */
    KURS_ASCENT_CLOSED, /* steering worked out anew each cycle */
    KURS_ASCENT_FROZEN  /* steering kept, cut-off awaited */
} kurs_ascent_mode;

/* Where the flight goes. It never goes back to a better one. */
typedef enum kurs_ascent_decision {
    KURS_ASCENT_NOMINAL, /* to the orbit of the plan */
    KURS_ASCENT_LOWER,   /* to the plan's lower safe orbit, in the same plane */
    KURS_ASCENT_ESCAPE   /* no orbit is in reach: the spacecraft has to leave */
} kurs_ascent_decision;

/* Number of unknowns of the third stage: pitch and yaw tangents with their rates, cut-off. */
enum { KURS_ASCENT_LAW_DIM = 5 };

typedef struct kurs_ascent_guidance {
    kurs_ascent_plan target; /* after LOWER its r_m, v_m_s and path_angle are those of that orbit */
    kurs_vec3 pole_gcrf;     /* axis of the gravity model on board */
    kurs_vec3 launch_plane;  /* unit normal of the thrust plane of stages one and two */
    kurs_ascent_mode mode;
    int passes, failures; /* Newton passes made; cycles that kept the former law */
    int lost_cycles;      /* in a row, whose law has not come to rest */
    double next_s;        /* of the next cycle, s after lift-off */
    /* Thrust of the third stage lies along ahead + (x0 + x1 t) up + (x2 + x3 t) across, t from
     * start_s, in axes fixed in inertial space when it begins; x4 is the cut-off. All scaled. */
    kurs_vec3 ahead, up, across;
    double start_s;
    double law[KURS_ASCENT_LAW_DIM];
    double jacobian[KURS_ASCENT_LAW_DIM * KURS_ASCENT_LAW_DIM]; /* of the misses, kept */
    double jacobian_left_s; /* burning time left when it was made */
    /* The upper stage's engine as felt, over what the rocket's file says of it: 1 at first. */
    double thrust_factor, flow_factor;
    int felt_count;
    kurs_nav felt; /* of the cycle before */
    /* The decision. dry_kg: the mass at which what is usable has been burnt, without the skirt;
     * whoever knows the spacecraft sets it after init. 0: nothing is foreseen nor decided. */
    double dry_kg;
    kurs_ascent_decision decision;
    double decided_s; /* of the last change, s after lift-off; NaN before */
    double margin_kg; /* usable propellant foreseen at cut-off, < 0: missing; NaN: not foreseen */
    int short_cycles; /* in a row, whose margin does not do */
} kurs_ascent_guidance;

/* Before lift-off; r_pad_gcrf is the pad at lift-off, pole_gcrf the axis of the Earth. */
void kurs_ascent_guidance_init(kurs_ascent_guidance *guidance, const kurs_ascent_plan *plan,
                               kurs_vec3 r_pad_gcrf, kurs_vec3 pole_gcrf);

/* For guidance->dry_kg: the mass at which the upper stage, its skirt gone, with a spacecraft [kg]
 * has burnt what is usable. */
double kurs_ascent_dry_mass(const kurs_rocket *rocket, double spacecraft_kg);

/*
 * One cycle, from core separation on; does nothing before, and nothing until the next one is due.
 * `rocket` is what is known on board. ERR_NO_CONVERGENCE where the first solution of the third
 * stage cannot be found; later cycles that fail keep the former steering and are counted.
 */
KURS_CHECK kurs_status kurs_ascent_guide(kurs_ascent_guidance *guidance, const kurs_rocket *rocket,
                                         const kurs_nav *nav);

/* Unit direction of the thrust asked for at met_s [s after lift-off] and r_gcrf. */
kurs_vec3 kurs_ascent_direction(const kurs_ascent_guidance *guidance, const kurs_rocket *rocket,
                                double met_s, kurs_vec3 r_gcrf);

/* Orbital energy [J/kg] still missing, were the engine cut off now and the spacecraft let go
 * after the coast that follows; the cut-off is where it reaches 0. */
double kurs_ascent_energy_to_go(const kurs_ascent_guidance *guidance, const kurs_rocket *rocket,
                                kurs_state s_gcrf);

/* Cut-off that the guidance expects [s after lift-off]; infinite before the third stage. */
double kurs_ascent_cutoff_expected(const kurs_ascent_guidance *guidance);

/* Velocity [m/s] that the engine would still have to give, and *propellant_kg for it, were the
 * upper stage, now of mass_kg at met_s [s after lift-off], to burn on until the cut-off expected:
 * what a stage that ran dry is short of. Both NaN before it is under closed-loop guidance;
 * INFINITY where the propellant would be all of the mass. */
double kurs_ascent_velocity_to_go(const kurs_ascent_guidance *guidance, const kurs_rocket *rocket,
                                  double met_s, double mass_kg, double *propellant_kg);

#endif
