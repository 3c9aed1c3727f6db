/* SPDX-License-Identifier: Apache-2.0 */
/* Inner face of gnc: what flies on board. Sees a navigation state and its own models only. */
#ifndef KURS_GNC_GNC_H
#define KURS_GNC_GNC_H

#include "gnc/abort.h"
#include "gnc/ascent.h"
#include "gnc/autopilot.h"
#include "gnc/nav.h"
#include "kurs/flight_plan.h"
#include "kurs/frames.h"
#include "kurs/glide.h"
#include "kurs/orbit.h"
#include "kurs/relative.h"
#include "kurs/spec.h"

/* ---- approach: from the last aim point to contact ----------------------------------------- */

/* Velocity [m/s] to have now so that free relative motion (Clohessy-Wiltshire, rate n [rad/s])
 * leads from r0 to r1 [m] in dt [s]; RTN. ERR_NO_SOLUTION at whole half turns. */
KURS_CHECK kurs_status kurs_cw_velocity(double n, kurs_vec3 r0, kurs_vec3 r1, double dt,
                                        kurs_vec3 *v);

/* Acceleration [m/s2] of free relative motion at a relative state. */
kurs_vec3 kurs_cw_acceleration(double n, kurs_state s_rtn);

/* A vector of the station's LVLH axes (x forward, z nadir) in RTN. */
kurs_vec3 kurs_lvlh_rtn(kurs_vec3 v_lvlh);

enum { KURS_APPROACH_LEGS = 3 };

/* On-board state of the approach: plain data. */
typedef struct kurs_approach_guidance {
    int leg;                                      /* 0..2 brakes; 3 to the hold and hold; 4 final */
    int burning;                                  /* a leg's burn is on */
    kurs_vec3 waypoint_rtn_m[KURS_APPROACH_LEGS]; /* of the ship's nose */
    double leg_end_s[KURS_APPROACH_LEGS];         /* s since the start of the approach */
    double hold_left_s;
    double range_ref_m; /* reference on the axis, from the end of the last leg on */
} kurs_approach_guidance;

/* What the guidance wants for the next second. */
typedef struct kurs_approach_command {
    kurs_vec3 acceleration_rtn; /* m/s2, mean over the step */
    int main_engine;            /* 1: main engine, 0: thrusters */
    double to_gain_m_s;         /* of a brake: what is left to gain */
} kurs_approach_command;

/* What it is told once. */
typedef struct kurs_approach_setup {
    const kurs_approach_rules *rules;
    const kurs_spacecraft *ship;
    const kurs_port *port;
} kurs_approach_setup;

/* Seconds from the start to contact by the rules alone. */
double kurs_approach_duration(const kurs_approach_rules *rules);

void kurs_approach_begin(kurs_approach_guidance *g, const kurs_approach_setup *setup,
                         kurs_state rel_rtn);

/* One cycle of dt [s] at t_s since the start: rel is the ship's centre of mass from the
 * station's, n the station's orbital rate [rad/s]. */
kurs_approach_command kurs_approach_cycle(kurs_approach_guidance *g,
                                          const kurs_approach_setup *setup, double t_s, double dt,
                                          kurs_state rel_rtn, double n, double mass_kg);

/* ---- entry: from the first air to the parachute -------------------------------------------- */

/* Rules of the entry guidance. */
typedef struct kurs_entry_rules {
    double start_m;           /* height at which it starts to steer */
    double end_speed_m_s;     /* below this speed relative to the Earth the bank is held */
    double last_reversal_m_s; /* below this speed the side is kept */
    double cycle_s;
    double bank_nominal;        /* [rad] flown before the start, first guess then */
    double cos_min, cos_max;    /* limits of the cosine of the bank */
    double band_m, band_fast_m; /* dead band of cross-range at rest, and what is added to it at
                                   orbital speed (with the square of the speed) */
    double bank_rate;           /* [rad/s] of the capsule's roll */
} kurs_entry_rules;

extern const kurs_entry_rules kurs_entry_rules_default;

/*
 * Entry guidance on board: a numerical predictor-corrector. It flies its own model in
 * Earth-fixed axes to the aim height with the present bank, swings counted as even, and
 * corrects the cosine of the bank until the range fits; the side of the bank follows the
 * cross-range with a dead band. Plain data.
 */
typedef struct kurs_entry_guidance {
    kurs_entry_rules rules;
    kurs_glider glider;
    double mass_kg;
    kurs_vec3 aim_itrf; /* where the parachute is to open */
    double aim_h_m;
    int active;
    int side; /* +1: lift to the right, -1: to the left, 0: not chosen yet */
    double cos_bank;
    double range_miss_m, cross_miss_m; /* last prediction: + short of the aim, + aim to the right */
    int reversals;
} kurs_entry_guidance;

void kurs_entry_guidance_init(kurs_entry_guidance *g, const kurs_entry_rules *rules,
                              const kurs_spacecraft *ship, double aim_lat, double aim_lon);

/* One cycle: the state relative to the turning Earth in ITRF -> bank wanted [rad]. On an error
 * the last command stays in force. */
KURS_CHECK kurs_status kurs_entry_guidance_step(kurs_entry_guidance *g, kurs_state s_itrf,
                                                double *bank);

#endif
