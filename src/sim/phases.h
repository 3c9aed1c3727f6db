/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The phases of a flight. Each is plain data without pointers: a copy is a checkpoint. It is
 * made by `init`, then `step` carries it to the next row of the record, until `done`.
 */
#ifndef KURS_SIM_PHASES_H
#define KURS_SIM_PHASES_H

#include "dyn/dyn.h"
#include "gnc/gnc.h"
#include "kurs/ephemeris.h"
#include "kurs/flight_plan.h"
#include "kurs/frames.h"
#include "kurs/orbit.h"
#include "kurs/record.h"
#include "kurs/sgp4.h"
#include "kurs/spec.h"

/* What every phase carries: clock, place, mass, and the count of smooth arcs. */
typedef struct kurs_body {
    kurs_tai met_zero; /* lift-off, flown or planned */
    kurs_earth earth;  /* about noon UTC-like of the day; renewed by kurs_body_renew */
    double t_s;        /* s after earth.t_ref */
    kurs_state s_gcrf;
    double mass_kg;
    int arc;
    int attempt; /* launch attempt, for the events */
} kurs_body;

/* Forces and figures that a row shows besides the body. Zero-initialise; NaN for not followed. */
typedef struct kurs_row_extra {
    kurs_phase phase;
    int held, attached;
    double flow_kg_s;
    kurs_vec3 thrust_gcrf_n, aero_gcrf_n;
    double range_m, range_rate_m_s, bank;
    const kurs_wind_profile *wind; /* NULL or without rows: calm */
} kurs_row_extra;

/* Sets the clock to t (the Earth about the day of t) without touching the state. */
KURS_CHECK kurs_status kurs_body_set_time(kurs_body *body, kurs_tai t);

/* Moves the Earth to the day of the present instant when it is more than 0.6 of its span away.
 * Depends on the instant alone, so that a restart gives the same bits. */
KURS_CHECK kurs_status kurs_body_renew(kurs_body *body);

kurs_tai kurs_body_time(const kurs_body *body);

/* Fills a row / an event from the body, geodetic place and air data worked out. */
void kurs_body_row(const kurs_body *body, const kurs_row_extra *extra, kurs_row *row);
void kurs_body_event(const kurs_body *body, kurs_phase phase, const char *id, const char *text,
                     double jettisoned_kg, kurs_event *event);

/* Both at once: fills and delivers. */
KURS_CHECK kurs_status kurs_body_emit_row(const kurs_body *body, const kurs_row_extra *extra,
                                          const kurs_sink *sink);
KURS_CHECK kurs_status kurs_body_emit_event(const kurs_body *body, kurs_phase phase, const char *id,
                                            const char *text, double jettisoned_kg,
                                            const kurs_sink *sink);

/* The event of empty tanks, after which nothing burns any more. */
KURS_CHECK kurs_status kurs_body_emit_dry(const kurs_body *body, kurs_phase phase,
                                          const kurs_sink *sink);

/* ---- ascent ----------------------------------------------------------------------------------
 * From lift-off to spacecraft separation. Rows come every half second and in pairs at each jump of
 * force or mass. */

/* The flight of a rocket that has an attitude, beside what a point has. */
typedef struct kurs_ascent_six {
    int on;
    kurs_rigid_state rigid; /* t on the clock of body.earth; of the whole rocket */
    kurs_autopilot autopilot;
    double next_tick;                         /* number of the next tick */
    kurs_levels aim, slope;                   /* levels on the way to these, by second */
    double ramp_end_s[KURS_STAGES];           /* of the slopes, s after lift-off; infinite: none */
    kurs_gimbals gimbals;                     /* at the last command */
    double command[KURS_VERNIERS], command_s; /* in force, since */
    int stepped;                              /* strap-ons are at their lower level */
    double strapon_cut_s, ignition_s, core_cut_s, core_gone_s; /* flown; infinite until then */
    double third_s; /* seconds that the third stage's sequence is later than in the rocket's file */
    /* since the last row */
    double row_s, row_kg;
    kurs_state row_gcrf;
    kurs_vec3
        row_gain_m_s; /* by forces, at the centre of mass; by gravity less than at the point */
    kurs_vec3 felt_gcrf_m_s2; /* last known */
    kurs_vec3 row_aero_n;     /* GCRF, at its start */
    double q_pa;              /* at the last tick */
    int gusts;                /* 0 or 1, beside the wind; none by init, to be set then */
    kurs_wind_gust gust;
    kurs_geodetic pad;
    kurs_drop drops[KURS_MAX_DROPS];
    int drop_count;
} kurs_ascent_six;

typedef struct kurs_ascent_flight {
    kurs_body body;
    kurs_stack stack;
    kurs_levels levels; /* of the present arc */
    kurs_ascent_guidance guidance;
    double liftoff_s;     /* on the clock of body.earth */
    double met_s;         /* since lift-off */
    double step_s;        /* longest integration step; 0.5 by init */
    double cutoff_s;      /* of the third stage; NaN until then */
    double upper_left_kg; /* usable propellant of the third stage, kept after it is left behind */
    double peak_load_g;   /* of the rows */
    int next_row;         /* rows stand at multiples of half a second */
    int started, max_q_seen;
    int fell_short; /* the upper stage ran dry before the orbit was reached, and how much */
    double missing_m_s,
        missing_kg;         /* velocity and propellant would have brought it there; else 0 */
    int done;               /* the spacecraft is free: body is the spacecraft */
    kurs_wind_profile wind; /* calm by init (no rows); to be set then */
    kurs_ascent_six six;    /* on: six degrees of freedom */
} kurs_ascent_flight;

/*
 * At lift-off: the rocket stands on the pad and turns with the Earth. The instant is
 * plan->liftoff. Caveats of kurs_earth_init.
 */
KURS_CHECK kurs_status kurs_ascent_init(kurs_ascent_flight *flight, const kurs_rocket *rocket,
                                        double spacecraft_kg, const kurs_site *site,
                                        const kurs_ascent_plan *plan);

/*
 * The same in six degrees of freedom, for a rocket with an airframe (ERR_ARGUMENT without, and
 * for levels with other steps than its file may have: of engines that stop, kurs/dispersion.h).
 * `body`
 * is then the centre of mass of the spacecraft, a point of the structure which stands at the
 * height of the site when the pad lets go; that is at the instant of the plan, when thrust over
 * weight passes the airframe's release ratio (ERR_NO_SOLUTION: it never does). Cut-offs come by
 * apparent velocity, or before a tank is empty. Rows hold (kurs_row.held) the mean over their time
 * of the forces that this point feels; the force of the air in them is that at their start.
 */
KURS_CHECK kurs_status kurs_ascent6_init(kurs_ascent_flight *flight, const kurs_rocket *rocket,
                                         double spacecraft_kg, const kurs_site *site,
                                         const kurs_ascent_plan *plan);

/*
 * To the next row or jump; delivers rows and the events liftoff, max_q, escape_tower_jettison,
 * booster_cutoff, booster_separation, fairing_jettison, upper_ignition, core_cutoff,
 * core_separation, skirt_drop, third_stage_cutoff, insertion; lower_orbit and no_orbit where the
 * third stage falls short. The row that opens the arc after
 * insertion belongs to the phase that follows. Nothing is done after `done`.
 * Where the guidance finds no way its decision is that no orbit is in reach. ERR_NO_SOLUTION where
 * the rocket falls back to the ground, and what the sink returns; the flight is then not to be gone
 * on with.
 */
KURS_CHECK kurs_status kurs_ascent_step(kurs_ascent_flight *flight, const kurs_rocket *rocket,
                                        const kurs_sink *sink);

/* The same with a rocket whose engines are not what its guidance knows: that has `known`, and
 * learns the rest from what it feels. */
KURS_CHECK kurs_status kurs_ascent_step_known(kurs_ascent_flight *flight, const kurs_rocket *rocket,
                                              const kurs_rocket *known, const kurs_sink *sink);

/* ---- free flight with planned burns -----------------------------------------------------------
 */

/* Free flight from insertion to the arrival at the aim point: plain data. */
typedef struct kurs_orbit_flight {
    kurs_body body;
    kurs_phasing_plan plan;
    int opening; /* 1: the first row is still to come */
    int next;    /* the burn to come or under way */
    int burning;
    int replan;            /* 1: a burn has ended since the plan was made */
    double burn_mass_kg;   /* at ignition */
    kurs_state burn_start; /* GCRF at ignition */
    kurs_thrust_arc arc;   /* of the burn, on the body's clock */
    kurs_burn record;      /* of the burn under way */
    double next_row_s;     /* met of the next row of the coast */
    int dry;               /* 1: the tanks are empty before the burn has done its work */
    int done;
} kurs_orbit_flight;

/* What the flight phases look at and never change. */
typedef struct kurs_sim_world {
    const kurs_mission *mission;
    const kurs_ephemeris *ephemeris;
    const kurs_sgp4 *station; /* the set that serves this phase */
} kurs_sim_world;

void kurs_orbit_init(kurs_orbit_flight *flight, const kurs_body *body);
/* A new plan: burns before `next` are flown. */
void kurs_orbit_take_plan(kurs_orbit_flight *flight, const kurs_phasing_plan *plan, int next);
/* To the next row; ERR_ARGUMENT without a plan. */
KURS_CHECK kurs_status kurs_orbit_step(kurs_orbit_flight *flight, const kurs_sim_world *world,
                                       const kurs_sink *sink);

/* ---- approach and contact ------------------------------------------------------------------- */

/* The on-board state of the approach is told in gnc. */
typedef struct kurs_approach_flight {
    kurs_body body;
    kurs_approach_guidance guidance;
    double t0_s; /* of the body's clock at the start */
    kurs_tai t_start;
    int burn_open; /* a leg's burn is being recorded */
    int burn_leg;  /* of the guidance */
    double burn_gain_m_s, burn_kg;
    kurs_vec3 burn_gain_rtn_m_s;
    kurs_burn record;
    int contact;        /* 1: the gear holds */
    double contact_s;   /* since contact */
    double coast_row_s; /* since the start, of the last row of a coast */
    int dry;            /* 1: the tanks are empty short of the port */
    int failed;         /* 1: the nose came to the port's plane where the gear does not catch */
    int done;
} kurs_approach_flight;

KURS_CHECK kurs_status kurs_approach_init(kurs_approach_flight *flight, const kurs_body *body,
                                          const kurs_sim_world *world, const kurs_sink *sink);
KURS_CHECK kurs_status kurs_approach_step(kurs_approach_flight *flight, const kurs_sim_world *world,
                                          const kurs_sink *sink);

/* State of the docked ship's centre of mass in GCRF at t_s of the body's Earth. */
KURS_CHECK kurs_status kurs_docked_state(const kurs_sim_world *world, const kurs_earth *earth,
                                         double t_s, kurs_state *s_gcrf);

/* Distance from the ship's nose to its port along the way [m] and its rate. */
KURS_CHECK kurs_status kurs_port_range(const kurs_sim_world *world, const kurs_body *body,
                                       double *range_m, double *range_rate_m_s);

/* ---- docked ---------------------------------------------------------------------------------- */

/* The stay: the ship follows its port, a row every two minutes, a seam where the station's
 * orbit is taken from another set of elements. */
typedef struct kurs_docked_flight {
    kurs_body body;
    int set; /* of the ephemeris */
    kurs_tai contact;
    int hatch_opened, hatch_closed;
    kurs_tai next_row;
    int undock_known;
    kurs_tai undock;
    int done; /* at undock */
} kurs_docked_flight;

void kurs_docked_init(kurs_docked_flight *flight, const kurs_body *body, int set, kurs_tai contact);
void kurs_docked_take_undock(kurs_docked_flight *flight, kurs_tai undock);
KURS_CHECK kurs_status kurs_docked_step(kurs_docked_flight *flight, const kurs_sim_world *world,
                                        const kurs_sink *sink);

#endif
