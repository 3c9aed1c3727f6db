/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rockets, spacecraft and capsules as plain data. The files in data/vehicles hold
 * the figures with their grade and source; these structs hold the figures in SI.
 */
#ifndef KURS_VEHICLE_H
#define KURS_VEHICLE_H

#include "kurs/api.h"
#include "kurs/escape.h"
#include "kurs/status.h"

enum {
    KURS_ID_SIZE = 48,   /* an identifier such as "soyuz-2.1a" with its 0 byte */
    KURS_TEXT_SIZE = 96, /* a name for people */
    KURS_MAX_LEVELS = 8,
    KURS_MAX_PITCH = 24,
    KURS_MAX_MACH = 16,
    KURS_MAX_PROGRAMMES = 4,
    KURS_MAX_SHIP_PROFILES = 8
};

/* A curve of y against x, linear between nodes of rising x, held outside. */
typedef struct kurs_curve {
    int count;
    double x[KURS_MAX_PITCH], y[KURS_MAX_PITCH];
} kurs_curve;

/* A curve read as steps: the last node at or before `at` holds; 0 before the first. */
KURS_API double kurs_curve_step(const kurs_curve *curve, double at);

/* The first node after `after`; INFINITY where there is none. */
KURS_API double kurs_curve_next(const kurs_curve *curve, double after);

/* A liquid engine; thrust at ambient pressure p: level * (f_vac_n - p * exit_area_m2). */
typedef struct kurs_engine {
    char id[KURS_ID_SIZE];
    double f_vac_n;
    double isp_vac_s;    /* flow at full level = f_vac_n / (g0 isp_vac_s) */
    double exit_area_m2; /* (f_vac - f_sl) / 101325 Pa */
} kurs_engine;

/* A stage of a rocket, or a set of `count` like ones burning together. Masses are per unit. */
typedef struct kurs_stage {
    char id[KURS_ID_SIZE];
    int count;
    double dry_kg;
    double propellant_kg; /* all of it: with what is unusable */
    double unusable_kg;
    double peroxide_kg;        /* turbine feed (and nitrogen), which leaves at peroxide_flow_kg_s */
    double peroxide_flow_kg_s; /* at full level; it falls with the level */
    double gross_kg;           /* published sum of the above; 0: not known */
    kurs_engine engine;
    int engines;      /* like ones of one unit */
    kurs_curve level; /* s after lift-off -> thrust level 0..1, in steps: the last node
                         at or before the time holds; the first node is the ignition */
} kurs_stage;

/* ---- the rocket as a body: what six degrees of freedom need ----
 * Rocket axes: x to the nose from the base of the core. A station is a place along x [m]. */

/* Liquid that stands in an upright cylinder of a stage and sinks there. */
typedef struct kurs_tank_shape {
    double bottom_m, radius_m; /* over the stage's base; of the cylinder */
    double density_kg_m3;
} kurs_tank_shape;

/* How one unit of a stage is built. Moments are about its centre of mass. */
typedef struct kurs_stage_shape {
    double base_m;                      /* station of the stage's base */
    double off_axis_m;                  /* of the unit's axis from the rocket's; 0: on it */
    double centre_full_m, centre_dry_m; /* over the base */
    double ixx_full, ixx_dry, iyy_full, iyy_dry; /* along and across [kg m2] */
    double oxidiser_share;                       /* of the propellant's mass */
    kurs_tank_shape oxidiser, fuel, peroxide;    /* peroxide: of the turbine feed */
    double engine_m;                             /* of the nozzles' plane, over the base */
    double settle_s;                  /* a change of the level takes so long, also the tail-off */
    double vernier_share;             /* of the unit's thrust and flow that swings */
    double vernier_radius_m;          /* of the verniers from the rocket's axis */
    double vernier_max, vernier_rate; /* swing either way [rad], [rad/s] */
} kurs_stage_shape;

/* A part of the head: station of its centre of mass, radii of gyration along x and across. */
typedef struct kurs_head_part {
    double centre_m, along_m, across_m;
} kurs_head_part;

/* Lift of the whole stack against Mach number. */
typedef struct kurs_stack_lift {
    kurs_curve slope;  /* [1/rad], of the reference area of the drag */
    kurs_curve centre; /* station of the centre of pressure [m] */
} kurs_stack_lift;

typedef struct kurs_airframe {
    int known; /* 0: the rocket flies as a point, and the rest is 0 */
    kurs_stage_shape strapon, core, upper;
    kurs_head_part tower, fairing, spacecraft, skirt;
    kurs_stack_lift lift, lift_core;         /* with strap-ons; after their separation */
    double drag_alpha2;                      /* drag grows by 1 + this alpha^2 */
    double damping_length_m, damping_span_m; /* of the two coefficients */
    double damping_pitch, damping_roll;      /* per rate times length over 2 V */
    double stand_azimuth;           /* [rad] of the pitch plane on the pad, before the roll */
    double azimuth_trim;            /* [rad] added to the azimuth of the stored programme */
    double release_ratio;           /* thrust over weight at which the pad lets go */
    double build_up_s;              /* from no thrust to all of it at ignition */
    double roll_start_s, roll_rate; /* roll to azimuth; [rad/s] */
    double turn_rate;               /* [rad/s] most that attitude commands turn */
    double gimbal_lag_s;            /* time constant of a gimbal */
    double autopilot_period_s;      /* commands act one period after they were read */
    kurs_curve bandwidth;           /* time after lift-off -> natural frequency [rad/s] */
    double damping_ratio;           /* of the attitude loop */
    double strapon_drop_m2, fairing_drop_m2, core_drop_m2; /* drag areas of what falls */
    int strapon_out; /* a fault, of no file: 1 to 4, this strap-on has no thrust and the others all
                        that the stage gives; 0: all alike */
} kurs_airframe;

/* Apparent velocities (kurs_rigid_state) at which cut-offs are commanded; 0 where the rocket flies
 * as a point. */
typedef struct kurs_cutoff_speeds {
    double strapon_step_m_s, strapon_m_s; /* lower level, cut-off */
    double upper_m_s; /* ignition of the upper stage, which the core's cut-off follows */
} kurs_cutoff_speeds;

/* What of a rocket goes with the class of its payload: the head, and where it is brought. */
typedef struct kurs_ascent_programme {
    char id[KURS_ID_SIZE];                 /* that a spacecraft names: "crew", "cargo" */
    double tower_kg, tower_jettison_s;     /* escape tower; 0 kg: none */
    double fairing_kg, fairing_jettison_s; /* 0 kg: none */
    kurs_curve pitch;                      /* the rocket's own, where its file gives none here */
    double azimuth_offset, inclination, perigee_m, apogee_m; /* as in kurs_rocket */
    kurs_cutoff_speeds cutoff;
} kurs_ascent_programme;

/*
 * Rocket of two or three stages. `core` burns from the ground, alone or with strap-ons about it
 * (strapon.count 0: none); `upper` is the stage after it, under closed-loop guidance. It lights on
 * the core or after its separation. The head, pitch and target are those of the programme
 * selected; of a file just read, those of its first one.
 */
typedef struct kurs_rocket {
    char id[KURS_ID_SIZE];
    char name[KURS_TEXT_SIZE];
    kurs_stage strapon, core, upper;
    double strapon_separation_s, core_cutoff_s, core_separation_s; /* s after lift-off */
    double upper_ignition_s, upper_skirt_drop_s, upper_skirt_kg;   /* 0 kg: no skirt */
    double separation_after_cutoff_s;
    double tower_kg, tower_jettison_s;     /* escape tower; 0 kg: none */
    double fairing_kg, fairing_jettison_s; /* 0 kg: none */
    double reference_area_m2;              /* with strap-ons */
    double reference_area_core_m2;         /* after their separation, or without them */
    kurs_curve drag;                       /* Mach -> drag coefficient */
    kurs_curve pitch;           /* s -> pitch [rad] of the thrust above the local horizon,
                                   which turns as it flies, in the plane of launch */
    double azimuth_offset;      /* [rad] thrust azimuth of the stored programme less the
                                   inertial azimuth of the target plane at the pad */
    double inclination;         /* [rad] flown to where the station's is near it, osculating at
                                   the node; 0: always the station's */
    double perigee_m, apogee_m; /* target heights over the ellipsoid */
    double max_axial_g;         /* design limit: a caveat above it */
    kurs_cutoff_speeds cutoff;
    kurs_airframe airframe;
    int programme_count;
    kurs_ascent_programme programmes[KURS_MAX_PROGRAMMES];
} kurs_rocket;

/* Crewed or cargo spacecraft. */
/*
 * Power aboard: arrays, one battery, what is drawn; of the descent module after the modules have
 * parted a battery of its own. Without a battery (0) nothing is known of it and the rest is 0.
 */
typedef struct kurs_power {
    double array_area_m2, array_efficiency; /* face to the Sun */
    double deploy_s;                        /* insertion to arrays that give power */
    double battery_as;                      /* capacity [A s] */
    double bus_v;                           /* taken as constant */
    double charging;                        /* share of a charging current that is kept */
    double low;                             /* share of the capacity not to be gone under */
    double load_w, busy_w;                  /* drawn in coasting and while docked; else */
    double station_w;                       /* given to the bus by the station while docked */
    double capsule_as, capsule_w;           /* descent module alone: capacity [A s], drawn */
} kurs_power;

typedef struct kurs_spacecraft {
    char id[KURS_ID_SIZE];
    char name[KURS_TEXT_SIZE];
    char programme[KURS_ID_SIZE]; /* of its rocket's ascent programmes */
    int profile_count;            /* rendezvous profiles that its operator uses, in orbits: */
    int profiles[KURS_MAX_SHIP_PROFILES];
    int request_count; /* and those flown only when somebody asks for them */
    int request_profiles[KURS_MAX_SHIP_PROFILES];
    double mass_kg; /* at launch, with all propellant */
    double propellant_kg;
    double orbital_module_kg, descent_module_kg; /* descent: at entry, with heat shield; 0: no
                                                    part comes back, and the fields for it are 0 */
    int seats;
    kurs_engine main;        /* SKD */
    double main_dead_time_s; /* commanded duration without thrust */
    kurs_engine thruster;    /* one of DPO */
    int thrusters_forward;   /* how many push along +x together */
    double cd_area_m2;       /* drag coefficient times area in free flight */
    double nose_m;           /* centre of mass to the contact plane of the docking gear */
    double spring_speed_m_s; /* given at undocking */
    double deorbit_m_s;      /* kept for its end by a ship that does not land; 0: as the return
                                rules say */
    kurs_power power;
    /* the descent module */
    double entry_area_m2, entry_cd, entry_lift_to_drag;
    double drogue_deploy_m; /* geometric height of the parachute command */
    double pilot_cd_area_m2, drogue_cd_area_m2, main_reefed_cd_area_m2, main_cd_area_m2;
    double drogue_time_s, reefed_time_s, inflation_s;
    double heat_shield_kg; /* dropped under the main parachute */
    double soft_landing_height_m, soft_landing_force_n, soft_landing_time_s;
    kurs_escape escape; /* its name is empty where the ship has no escape system */
} kurs_spacecraft;

/* Propellant [kg/s] that one unit of a stage burns at full level, its turbine feed not in it; 0 for
 * a stage that is not there. */
KURS_API double kurs_stage_flow(const kurs_stage *stage);

/*
 * The rocket as it flies this ship: *out is *rocket with the ascent programme that the ship names.
 * ERR_NOT_FOUND: the rocket has no such programme, *out is untouched. `rocket` and `out` may be the
 * same.
 */
KURS_API KURS_CHECK kurs_status kurs_rocket_select(const kurs_rocket *rocket,
                                                   const kurs_spacecraft *ship, kurs_rocket *out);

/* Whether the ship's operator flies a rendezvous profile of so many orbits: 1 yes, 2 on request
 * only, 0 no. */
KURS_API int kurs_spacecraft_flies(const kurs_spacecraft *ship, int orbits);

/* Thrust in vacuum [N] and specific impulse [s] of a burn: `thrusters` of the small ones pushing
 * together, or the main engine for 0. */
KURS_API double kurs_spacecraft_thrust(const kurs_spacecraft *ship, int thrusters, double *isp_s);

/* How long [s] the ship, now of mass_kg [kg] with all its modules, can feed a flow [kg/s] before
 * its tanks are empty: 0 or more, INFINITY without flow. */
KURS_API double kurs_spacecraft_burn_time(const kurs_spacecraft *ship, double mass_kg,
                                          double flow_kg_s);

#endif
