/* SPDX-License-Identifier: Apache-2.0 */
/* Inner face of plan: launch opportunities, phasing burns, returns. Sees layers 1 to 5 only. */
#ifndef KURS_PLAN_PLAN_H
#define KURS_PLAN_PLAN_H

#include "kurs/flight_plan.h"
#include "kurs/frames.h"
#include "kurs/orbit.h"
#include "kurs/sgp4.h"
#include "kurs/spec.h"
#include "kurs/window.h"
#include "plan/ascent_plan.h"

enum { KURS_PLAN_DAYS = 6 };

/* The stage on which a rendezvous is planned: the Earth of its days, station and ship. Times
 * in it are seconds after its epoch. The pointers stay the caller's. */
typedef struct kurs_scene {
    kurs_tai epoch;
    int day_count;
    kurs_earth days[KURS_PLAN_DAYS]; /* about epoch + i days */
    const kurs_sgp4 *station;
    const kurs_spacecraft *ship;
} kurs_scene;

/* The chaser at an instant of a scene. */
typedef struct kurs_scene_point {
    double t;
    kurs_state s_gcrf;
    double mass_kg;
} kurs_scene_point;

/* ERR_RANGE for a span of more than KURS_PLAN_DAYS - 1 days; statuses of kurs_earth_init. */
KURS_CHECK kurs_status kurs_scene_init(kurs_scene *scene, const kurs_sgp4 *station,
                                       const kurs_spacecraft *ship, kurs_tai from, kurs_tai to);
double kurs_scene_time(const kurs_scene *scene, kurs_tai t);
KURS_CHECK kurs_status kurs_scene_station(const kurs_scene *scene, double t, kurs_state *s_gcrf);

/* Flies the chaser to t_end, with one burn on the way (burn may be NULL). */
KURS_CHECK kurs_status kurs_scene_fly(const kurs_scene *scene, kurs_scene_point *point,
                                      double t_end, const kurs_planned_burn *burn);

/* The thrust arc of a burn on the scene's clock, for a mass at ignition. */
kurs_thrust_arc kurs_scene_arc(const kurs_scene *scene, const kurs_planned_burn *burn,
                               double mass_kg);

/* Where the chaser is from the station in curvilinear RTN: [m] radius difference, arc along the
 * station's orbit, arc out of its plane. */
kurs_vec3 kurs_relative_arc(kurs_state station_gcrf, kurs_vec3 r_chaser_gcrf);

/* The point at an in-plane arc from the station, moved into the plane of `normal` (unit). */
kurs_vec3 kurs_arc_point(kurs_state station_gcrf, kurs_vec3 arc_m, kurs_vec3 normal);

/*
 * A leg: from `start`, one burn with its middle at t_mid, to an aim point at t_target, given
 * in curvilinear RTN of the station. With `plane` the burn has three free components, without
 * it the normal one stays `normal_m_s` (two impulses half a turn apart cannot mend the plane).
 */
typedef struct kurs_leg {
    const kurs_scene *scene;
    kurs_scene_point start;
    double t_mid, t_target;
    kurs_vec3 aim_arc_m;
    int thrusters, plane;
    double normal_m_s;
} kurs_leg;

/* Differential correction of the leg's burn to 0.5 m; *end is the chaser at t_target.
 * ERR_NO_CONVERGENCE after 20 rounds. */
KURS_CHECK kurs_status kurs_leg_solve(const kurs_leg *leg, const char *id, kurs_planned_burn *burn,
                                      kurs_scene_point *end);

/* A rendezvous to plan. */
typedef struct kurs_phasing_request {
    const kurs_scene *scene;
    const kurs_profile *profile;
    kurs_tai liftoff;
    kurs_scene_point start; /* spacecraft separation, or where navigation is now */
    double catch_up;        /* [rad] to go at `start`: station ahead, full turns included */
    double approach_s;      /* from the last aim point to contact */
    double t_contact;       /* s of the scene */
    int no_first;           /* 1: a profile with one phasing burn goes without it */
    double radius_off_m;    /* of the phasing orbit from that found in closed form: a guess, or 0 */
} kurs_phasing_request;

/* How a plan ends: for the launch planner, which sets the plane off. */
typedef struct kurs_phasing_end {
    double plane_node, plane_inc; /* [rad] chaser's plane less the station's at the last burn,
                                     were no burn to change it */
    double contact;               /* s of the scene */
    double arrival_m_s;           /* relative speed at the aim point */
    kurs_state relative_rtn;      /* there, in the turning RTN axes of the station */
    double rate;                  /* of these axes [rad/s] */
    double radius_off_m;          /* as found, for the next request alike */
} kurs_phasing_end;

/* Plans all burns: first burn or phasing orbit as found in closed form (mean_phasing.h), the rest
 * by the force model. ERR_NO_SOLUTION where the profile cannot catch up, ERR_ARGUMENT without a
 * finite t_contact. */
KURS_CHECK kurs_status kurs_plan_phasing(const kurs_phasing_request *request,
                                         kurs_phasing_plan *plan, kurs_phasing_end *end);

/* Solves burn `next` of a plan again from a navigated point; later ones are left as they are. */
KURS_CHECK kurs_status kurs_plan_phasing_update(const kurs_phasing_request *request,
                                                kurs_phasing_plan *plan, int next);

/* Catch-up angle left at insertion, from that at lift-off [rad]. */
double kurs_catch_up_at_insertion(const kurs_sgp4 *station, const kurs_ascent_model *ascent,
                                  double catch_up);

/* Phases [rad] at lift-off, as of kurs_window_opportunity, that open a profile on a pass: from -pi
 * to pi, to more than from, so that it may be beyond pi; NaN where none does. */
typedef struct kurs_window_band {
    double from, to;
} kurs_window_band;

/*
 * The widest run of them on the pass about an instant (kurs_window_pass.about), found by asking the
 * planner in closed form with the station moved along its orbit, every 5 deg at the most: a hole
 * narrower than that may be missed (test_window_band). Edges to 0.01 deg. Burns of the station on
 * the way are left out. Some 50 tries of 0.7 to 1.6 ms. Statuses of kurs_window_next, below 0 with
 * NaN.
 */
KURS_CHECK kurs_status kurs_window_band_find(const kurs_window_request *window, kurs_tai about,
                                             int profile, kurs_window_band *out);

/* ---- return: the pass, the undocking and the deorbit burn ---------------------------------- */

/* Farthest cross-range that a return is planned for [m]: what the lift of a Soyuz reaches
 * (test_landing_plan). */
#define KURS_RETURN_CROSS_RANGE_M 120000.0

/* What a return is asked for. */
typedef struct kurs_return_ask {
    const kurs_sgp4 *station;
    kurs_tai day; /* 0 h UTC: the landing falls into the 24 h from here */
    const kurs_return_rules *rules;
    const kurs_zone *zone;
    const kurs_spacecraft *ship;
    double mass_kg; /* at undocking */
    const kurs_port *port;
    kurs_tai ready;         /* undocking not before this */
    int bounded;            /* 1: only passes with undocking in from..until are taken */
    kurs_tai from, until;   /* while the station is where `station` says */
    int (*stop)(void *ctx); /* asked before every flight of the planner; NULL: never */
    void *stop_ctx;
} kurs_return_ask;

enum { KURS_MAX_RETURN_PASSES = 8 };

/* A pass that was looked at: when the ship would land, and how far off its track the zone is. */
typedef struct kurs_return_pass {
    kurs_tai burn_on, landing;
    double cross_range_m; /* of the zone from the track of a flight without turns, + to the left;
                             NaN where no flight was found */
    int side; /* of a bounded ask: -1 or 1 where the undocking, once the ignition is found, lies
                 before `from` or not before `until`; such a pass is never taken */
    char reason[KURS_EVENT_TEXT_SIZE]; /* why it is not taken; empty for the one chosen */
} kurs_return_pass;

typedef struct kurs_return_search {
    int count;
    kurs_return_pass passes[KURS_MAX_RETURN_PASSES];
} kurs_return_search;

/*
 * Plans a return: looks at every northbound pass over the zone on the day asked for, finds for
 * each the ignition from which the planner's own flight (undocking, separation burn, coast,
 * deorbit burn, glide with the nominal bank's share of lift) opens the parachute over the
 * zone, and takes the pass with the smallest cross-range. Ignition to 0.05 s.
 * ERR_NO_SOLUTION where no pass is within KURS_RETURN_CROSS_RANGE_M, or the tanks do not hold the
 * burns: *out is untouched, the
 * passes with their reasons stand in *search (which may be NULL). ERR_STOPPED where ask->stop
 * answered other than 0: both are untouched. Caveats of kurs_sgp4_state
 * and kurs_earth_init. Against four flown returns: test_landing_plan.
 */
KURS_CHECK kurs_status kurs_plan_return(const kurs_return_ask *ask, kurs_return_plan *out,
                                        kurs_return_search *search);

#endif
