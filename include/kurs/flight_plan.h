/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What planning hands to a flight: plain data, never changed once made. Planner,
 * on-board software and simulation meet only here.
 */
#ifndef KURS_FLIGHT_PLAN_H
#define KURS_FLIGHT_PLAN_H

#include "kurs/api.h"
#include "kurs/record.h"
#include "kurs/spec.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/vec.h"

enum { KURS_MAX_PLANNED_BURNS = 8 };

/*
 * What the planner knows of the ascent: made by flying the simulated one, once for a
 * rocket, site and inclination. The lead is the time from lift-off until the pad, turning
 * with the Earth, stands in the target plane (the osculating plane of insertion).
 */
typedef struct kurs_ascent_model {
    double lead_s;      /* of least upper-stage propellant for the stored azimuth */
    double insertion_s; /* lift-off to spacecraft separation */
    /* [rad] argument of latitude at separation less the pad's (kurs_plane_argument), both in
     * the osculating target plane */
    double downrange;
    double propellant_left_kg; /* usable in the upper stage at cut-off */
    double kg_per_s2;          /* propellant lost per square of lead error: the yaw capability
                                  (kurs_ascent_lead_reach) */
} kurs_ascent_model;

/* Why an orbit is not launched to, in a sentence for people. */
typedef struct kurs_ascent_refusal {
    double missing_m_s; /* what the rocket is short of; NaN where the reason is another */
    char text[KURS_EVENT_TEXT_SIZE];
} kurs_ascent_refusal;

/* What the ascent guidance aims at. */
typedef struct kurs_ascent_plan {
    kurs_tai liftoff;
    kurs_vec3 normal_gcrf; /* unit, along the angular momentum of the osculating target plane */
    double azimuth;        /* [rad] east of north: inertial thrust plane of stages one and two */
    double r_m, v_m_s, path_angle; /* osculating at spacecraft separation: radius, speed, [rad] */
    double low_r_m, low_v_m_s;     /* perigee radius and speed of the lower safe orbit in the same
                                      plane, for an upper stage that falls short; 0: none */
} kurs_ascent_plan;

typedef struct kurs_launch_plan {
    int open; /* 1: an opportunity was found; 0: only the closed ones stand */
    kurs_ascent_plan ascent;
    int profile;                 /* index into the mission's profiles */
    int set;                     /* of the ephemeris that it was made with */
    double phase, catch_up;      /* [rad] at lift-off, argument of latitude, station less pad */
    double node_lead;            /* [rad] insertion's mean node less the station's at insertion */
    kurs_tai insertion, contact; /* expected */
    int no_first_burn;           /* 1: a profile with one phasing burn goes without it */
    int closed_count;
    kurs_closed_pass closed[KURS_MAX_CLOSED];
} kurs_launch_plan;

/* Where a part of the rocket comes down. */
typedef struct kurs_drop {
    char id[KURS_EVENT_ID_SIZE];
    double left_s, met_s;     /* it left the rocket, it reaches the ground [s after lift-off] */
    double lat, lon, range_m; /* [rad]; from the pad along the ground */
    double speed_m_s;         /* over the ground, at the end */
} kurs_drop;

enum { KURS_MAX_DROPS = 4 };

/* Inclination and node of a plane [rad], of date (TEME): osculating, and with the short periods of
 * J2 removed (kurs_plane_mean). */
typedef struct kurs_plane_told {
    double inc, node, inc_mean, node_mean;
} kurs_plane_told;

/* What an ascent was to reach and reached, at spacecraft separation. */
typedef struct kurs_ascent_result {
    int known;                      /* 0: no orbit was reached, and all but the drops is 0 */
    kurs_plane_told asked, reached; /* the plane */
    double perigee_m, apogee_m;     /* osculating radii less the ellipsoid's at the latitude of the
                                       separation */
    double liftoff_lead_s;          /* from lift-off until the pad stands in the plane reached */
    int drop_count;                 /* of a rocket with an airframe */
    kurs_drop drops[KURS_MAX_DROPS];
} kurs_ascent_result;

/* One burn to fly: constant direction in GCRF, ended on velocity gained. */
typedef struct kurs_planned_burn {
    char id[KURS_EVENT_ID_SIZE];
    kurs_tai t_mid; /* middle of the thrust */
    kurs_vec3 dv_gcrf_m_s;
    int thrusters; /* 0: main engine; else how many thrusters push */
} kurs_planned_burn;

typedef struct kurs_phasing_plan {
    int count;
    kurs_planned_burn burns[KURS_MAX_PLANNED_BURNS];
    kurs_tai arrival; /* at the aim point where the approach begins */
    double total_m_s;
} kurs_phasing_plan;

typedef struct kurs_return_plan {
    int set;                          /* of the ephemeris that it was made with */
    kurs_tai undock, burn_on;         /* undocking command, deorbit ignition */
    kurs_tai separation_on;           /* ignition of the separation burn */
    double separation_s;              /* its length */
    kurs_vec3 separation_dv_gcrf_m_s; /* fixed direction */
    kurs_vec3 deorbit_dir_gcrf;       /* unit, of the thrust, held among the stars */
    double deorbit_m_s;
    kurs_tai landing;        /* expected */
    double aim_lat, aim_lon; /* [rad] where the entry guidance steers to */
    double cross_range_m;    /* of the zone from the ground track, + to the left */
} kurs_return_plan;

#endif
