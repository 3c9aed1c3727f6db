/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Launch windows to a station: when the rocket can leave, to the second, which profile its ship
 * can fly then, every burn up to the start of the autonomous approach, and why the other profiles
 * are closed (docs/models/launch-window.md). Northbound passes of the pad through the plane of
 * insertion; one opportunity a pass at the most.
 */
#ifndef KURS_WINDOW_H
#define KURS_WINDOW_H

#include "kurs/api.h"
#include "kurs/ephemeris.h"
#include "kurs/flight_plan.h"
#include "kurs/record.h"
#include "kurs/spec.h"
#include "kurs/status.h"
#include "kurs/time.h"

enum {
    KURS_WINDOW_BURNS = 12, /* of an opportunity at the most, brakes included */
    KURS_WINDOW_CAVEATS = 6,
    KURS_WINDOW_CAVEAT_SIZE = 200
};

/* What is asked. The pointers stay the caller's. Of the mission are used: rocket, spacecraft, site,
 * profiles, radio, ret, approach. */
typedef struct kurs_window_request {
    const kurs_mission *mission;
    const kurs_ascent_model *ascent; /* for this rocket, spacecraft, site and inclination */
    const kurs_ephemeris *station;   /* each pass takes the set that serves its lift-off */
    kurs_tai from, to;               /* of lift-off */
    kurs_tai ready;                  /* a pass before it is looked at and closed */
    int orbits;                      /* of the only profile tried; 0: the shortest one open */
    double approach_s;               /* from the last aim point to contact */
} kurs_window_request;

/* One burn of a rendezvous. */
typedef struct kurs_window_burn {
    char id[KURS_EVENT_ID_SIZE]; /* "dv1", "transfer", "trim", "rendezvous", "brake1"... */
    kurs_tai ignition;
    double dv_m_s, duration_s; /* with the engine's dead time */
    char engine[KURS_ID_SIZE]; /* of the ship's file: the main one, or the thrusters */
    double range_m;            /* to the station at ignition; NaN where the plan does not know it */
} kurs_window_burn;

/* An opportunity. Angles [rad]. */
typedef struct kurs_window_opportunity {
    kurs_tai liftoff, insertion;
    kurs_tai contact_earliest, contact, contact_latest;
    int profile;           /* index into the mission's profiles */
    int orbits;            /* of it */
    double phase;          /* station's argument of latitude less the pad's at lift-off, -pi..pi */
    double catch_up;       /* to be gained in all, from lift-off */
    double pad_to_plane_s; /* until the pad stands in the station's osculating plane, after
                              lift-off */
    double node_lead;      /* insertion's mean node less the station's at insertion */
    double beta;           /* Sun over the station's plane at lift-off */
    double delta_v_m_s;    /* of all burns of the list */
    double deviations_m_s; /* kept for an insertion off its place: the dearer side of 3 sigma */
    double reserve_m_s;    /* left in the tanks after phasing, two approaches, the return and
                              3 sigma; negative: closed */
    int sunlit_liftoff, sunlit_contact; /* the pad has the Sun up; the station is out of shadow */
    int full_model;                     /* 1: burns by the full force model; 0: closed form */
    int burn_count;
    kurs_window_burn burns[KURS_WINDOW_BURNS];
    int caveat_count;
    char caveats[KURS_WINDOW_CAVEATS][KURS_WINDOW_CAVEAT_SIZE];
} kurs_window_opportunity;

/* A pass of the pad through the plane of insertion. */
typedef struct kurs_window_pass {
    kurs_tai about; /* of the pass: lift-off of the profile that was tried last */
    int set;        /* of the ephemeris */
    int open;       /* 1: `opportunity` stands */
    kurs_window_opportunity opportunity;
    int closed_count; /* profiles that were tried and are closed, with their reasons */
    kurs_closed_pass closed[KURS_MAX_PROFILES];
} kurs_window_pass;

/*
 * The first pass with its lift-off at or after `from` (of the request or later) and before
 * request->to, planned in closed form: the mean planes and phases under J2 and drag; 1.5 ms
 * (bench_window). Go on from pass->about plus an hour. ERR_NOT_FOUND: no pass is left;
 * ERR_NO_SOLUTION: this pad never meets that plane (inclination under its latitude); statuses of
 * kurs_sgp4_mean and of kurs_earth_init; *pass is untouched below 0. CAVEAT_ELEMENTS_OLD and others
 * are in the opportunity's caveats too. Against the full model: 5 s and 3 m/s (test_window).
 */
KURS_API KURS_CHECK kurs_status kurs_window_next(const kurs_window_request *request, kurs_tai from,
                                                 kurs_window_pass *pass);

/*
 * The opportunity of an open pass again, with its burns solved by the full force model, and what a
 * flight needs of it (`plan` may be NULL). Where that finds no burns or not enough propellant the
 * pass is closed: KURS_OK with pass->open 0 and the reason in its list. ERR_ARGUMENT for a pass
 * that is closed already; statuses of kurs_window_next. Below 0 *pass is untouched.
 */
KURS_API KURS_CHECK kurs_status kurs_window_solve(const kurs_window_request *request,
                                                  kurs_window_pass *pass, kurs_launch_plan *plan);

#endif
