/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The record of a flight: events, burns, telemetry rows, caveats; and the sink that
 * receives them. What flies knows nothing of who listens.
 */
#ifndef KURS_RECORD_H
#define KURS_RECORD_H

#include "kurs/api.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/vec.h"

enum {
    KURS_EVENT_ID_SIZE = 48,
    KURS_EVENT_TEXT_SIZE = 200,
    KURS_MAX_CLOSED = 16,
    KURS_MAX_PLAN_ITEMS = 12
};

/* X(name, text): the phases of a flight */
#define KURS_PHASE_LIST(X)                                                                         \
    X(countdown, "countdown")                                                                      \
    X(ascent, "ascent")                                                                            \
    X(free_flight, "free flight")                                                                  \
    X(burn, "burn")                                                                                \
    X(approach, "approach")                                                                        \
    X(contact, "contact")                                                                          \
    X(docked, "docked")                                                                            \
    X(undocking, "undocking")                                                                      \
    X(departure, "departure")                                                                      \
    X(deorbit, "deorbit burn")                                                                     \
    X(descent, "descent")                                                                          \
    X(entry, "entry")                                                                              \
    X(parachute, "parachute")                                                                      \
    X(landed, "landed")                                                                            \
    X(escape, "escape")

typedef enum kurs_phase {
#define KURS_PHASE_ENUM(name, text) KURS_PHASE_##name,
    KURS_PHASE_LIST(KURS_PHASE_ENUM)
#undef KURS_PHASE_ENUM
        KURS_PHASE_COUNT
} kurs_phase;

KURS_API const char *kurs_phase_name(kurs_phase phase);

/*
 * A row of telemetry: the state and the forces that act. Two neighbouring rows of the
 * same arc have a smooth force between them; where the force or the mass jumps, a row of
 * the arc that ends and one of the arc that begins stand at the same instant.
 * With `held` the force is constant (in GCRF) from this row to the next one.
 */
typedef struct kurs_row {
    kurs_tai t;
    double met_s; /* since lift-off; before it since the planned one, negative */
    kurs_phase phase;
    int arc; /* rises by one at every jump of force or mass */
    int held;
    int attached;      /* 1: on the pad, on the station or on the ground: not integrated */
    kurs_state s_gcrf; /* m, m/s */
    double mass_kg;
    double flow_kg_s;        /* mass leaving by engines and vents, >= 0 */
    kurs_vec3 thrust_gcrf_n; /* force of engines, springs, docking gear */
    kurs_vec3 aero_gcrf_n;   /* force of the air, parachutes included */
    double lat, lon, alt_m;  /* geodetic [rad], height over WGS-84 */
    double speed_earth_m_s;  /* relative to the turning Earth */
    double dynamic_pressure_pa, mach;
    double load_g;                  /* felt: |thrust + aero| / (mass g0); on the ground 1 */
    double range_m, range_rate_m_s; /* to the station's port; NaN where not followed */
    double bank;                    /* [rad] entry; NaN elsewhere */
    /* power aboard (docs/models/power.md); NaN where it is not followed. What the arrays can give
     * (NaN while docked), what is drawn, charge [A s] of the battery in use and its share */
    double array_w, load_w, battery_as, battery_share;
} kurs_row;

/* X(id): the events of a flight; the steps of its countdown and of safing bear the ids of its file.
 */
/* clang-format off */
#define KURS_EVENT_LIST(X) \
    X(launch_attempt) X(countdown_hold) X(countdown_resume) X(countdown_recycle) X(fault) X(scrub) X(liftoff) X(max_q) X(escape_tower_jettison) \
    X(booster_cutoff) X(booster_separation) X(fairing_jettison) X(upper_ignition) \
    X(core_cutoff) X(core_separation) X(skirt_drop) X(third_stage_cutoff) X(insertion) \
    X(separation_short) X(escape_command) X(escape_motors) X(escape_burnout) X(escape_separation) \
    X(escape_release) X(dv1) X(dv2) X(transfer) X(trim) X(rendezvous) X(approach_start) \
    X(brake1) X(brake2) X(brake3) X(hold) X(final_approach) X(docking_contact) \
    X(approach_failed) \
    X(hatch_open) X(elements_change) X(hatch_close) X(undocking) X(separation_burn) \
    X(deorbit_burn) X(deorbit_burn_end) X(propellant_out) X(module_separation) \
    X(entry_interface) X(guidance_start) X(peak_load) X(parachute) X(main_parachute) \
    X(heat_shield_drop) X(soft_landing) X(landing)
/* clang-format on */

/* The id of event i (from 0) of the list; NULL outside of it. */
KURS_API const char *kurs_event_id(int i);

/* An event: an instant with a name. */
typedef struct kurs_event {
    char id[KURS_EVENT_ID_SIZE]; /* such as "docking_contact" */
    char text[KURS_EVENT_TEXT_SIZE];
    kurs_tai t;
    double met_s;
    int attempt; /* launch attempt from 1; 0: not told */
    kurs_phase phase;
    kurs_state s_gcrf;
    double lat, lon, alt_m, speed_earth_m_s;
    double mass_kg;       /* after the event */
    double jettisoned_kg; /* mass that left as a body at this instant */
} kurs_event;

/* A burn as flown. Where thrust follows a law (hold, final_approach) one record stands for all of
 * it: from the first thrust of the phase to its end, with the sum of what it gave. */
typedef struct kurs_burn {
    char id[KURS_EVENT_ID_SIZE]; /* "dv1", "brake1", "final_approach", "deorbit" */
    char engine[KURS_EVENT_ID_SIZE];
    kurs_tai t_on, t_off;
    double met_s;       /* of ignition */
    double planned_m_s; /* NaN: the thrust follows a law */
    double flown_m_s;
    kurs_vec3
        dv_rtn_m_s; /* flown, in RTN axes at ignition; of thrust that follows a law (brakes,
                       hold, final approach) the sum of its parts in the axes of their moments */
    double duration_s, propellant_kg;
    double range_m; /* to the station's centre of mass at ignition */
} kurs_burn;

/* A launch opportunity that was looked at and is closed, with the reason. */
typedef struct kurs_closed_pass {
    kurs_tai liftoff;
    int orbits;      /* of the profile */
    double catch_up; /* [rad] */
    char reason[KURS_EVENT_TEXT_SIZE];
} kurs_closed_pass;

/* X(name): how a launch attempt ended */
#define KURS_ATTEMPT_LIST(X)                                                                       \
    X(counting) /* the countdown was under way when the record ended */                            \
    X(scrubbed)                                                                                    \
    X(lifted_off)                                                                                  \
    X(closed) /* there was no open opportunity */

typedef enum kurs_attempt_outcome {
#define KURS_ATTEMPT_ENUM(name) KURS_ATTEMPT_##name,
    KURS_ATTEMPT_LIST(KURS_ATTEMPT_ENUM)
#undef KURS_ATTEMPT_ENUM
        KURS_ATTEMPT_COUNT
} kurs_attempt_outcome;

/* The name of an outcome as in the list ("scrubbed"); "unknown" outside of it. */
KURS_API const char *kurs_attempt_name(kurs_attempt_outcome outcome);

/* A launch attempt: what was planned, and what came of it. */
typedef struct kurs_attempt {
    int number; /* 1 is the first */
    kurs_attempt_outcome outcome;
    char reason[KURS_EVENT_TEXT_SIZE]; /* of the outcome; empty after a lift-off */
    /* planned; none of it where the outcome is `closed` */
    kurs_tai liftoff, contact;
    char profile[KURS_EVENT_ID_SIZE]; /* id of the profile chosen */
    int orbits;
    double catch_up; /* [rad] angle that the station is ahead at lift-off */
    /* where the sequence was stopped; only of `scrubbed` */
    kurs_tai stopped;
    double stop_s;                      /* before lift-off, negative */
    char stop_step[KURS_EVENT_ID_SIZE]; /* the last step carried out; empty: none */
    int closed_count;
    kurs_closed_pass closed[KURS_MAX_CLOSED]; /* in the order looked at */
} kurs_attempt;

/* X(name): what is planned in flight */
#define KURS_PLAN_LIST(X)                                                                          \
    X(rendezvous) /* its burns, and "approach_start" */                                            \
    X(return )    /* "hatch_close" to "landing" */

typedef enum kurs_plan_of {
#define KURS_PLAN_ENUM(name) KURS_PLAN_##name,
    KURS_PLAN_LIST(KURS_PLAN_ENUM)
#undef KURS_PLAN_ENUM
        KURS_PLAN_COUNT
} kurs_plan_of;

/* "rendezvous"; "unknown" outside of the list. */
KURS_API const char *kurs_plan_name(kurs_plan_of of);

typedef struct kurs_plan_item {
    char id[KURS_EVENT_ID_SIZE];     /* of the event that it becomes */
    char engine[KURS_EVENT_ID_SIZE]; /* of a burn; else empty */
    kurs_tai t; /* of a burn of the rendezvous the middle of the thrust, of the return ignition */
    double dv_m_s; /* NaN: no burn */
} kurs_plan_item;

/* A plan, or one that takes the place of an earlier one of its kind. */
typedef struct kurs_told_plan {
    kurs_plan_of of;
    kurs_tai solved; /* time of the flight at which it was made */
    int item_count;
    kurs_plan_item items[KURS_MAX_PLAN_ITEMS]; /* those flown before it, too */
} kurs_told_plan;

/* Receivers; each may be NULL. A status below 0 stops the flight with it. */
typedef struct kurs_sink {
    void *ctx;
    kurs_status (*row)(void *ctx, const kurs_row *row);
    kurs_status (*event)(void *ctx, const kurs_event *event);
    kurs_status (*burn)(void *ctx, const kurs_burn *burn);
    /* the record jumps here to another source of the orbit: from `before` to `after` */
    kurs_status (*seam)(void *ctx, const char *text, const kurs_row *before, const kurs_row *after);
    kurs_status (*caveat)(void *ctx, kurs_status code, const char *text);
    /* told when the attempt is planned and again when it has ended: the later word holds */
    kurs_status (*attempt)(void *ctx, const kurs_attempt *attempt);
    kurs_status (*plan)(void *ctx, const kurs_told_plan *plan); /* each solution that is another */
} kurs_sink;

/* Deliver to a sink that may have gaps. */
KURS_API KURS_CHECK kurs_status kurs_sink_row(const kurs_sink *sink, const kurs_row *row);
KURS_API KURS_CHECK kurs_status kurs_sink_event(const kurs_sink *sink, const kurs_event *event);
KURS_API KURS_CHECK kurs_status kurs_sink_burn(const kurs_sink *sink, const kurs_burn *burn);
KURS_API KURS_CHECK kurs_status kurs_sink_seam(const kurs_sink *sink, const char *text,
                                               const kurs_row *before, const kurs_row *after);
KURS_API KURS_CHECK kurs_status kurs_sink_caveat(const kurs_sink *sink, kurs_status code,
                                                 const char *text);
KURS_API KURS_CHECK kurs_status kurs_sink_attempt(const kurs_sink *sink,
                                                  const kurs_attempt *attempt);
KURS_API KURS_CHECK kurs_status kurs_sink_plan(const kurs_sink *sink, const kurs_told_plan *plan);

#endif
