/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the live engine share. */
#ifndef KURS_APP_LIVE_PARTS_H
#define KURS_APP_LIVE_PARTS_H

#include <pthread.h>
#include <stdatomic.h>

#include <jansson.h>

#include "app/entry_study.h"
#include "app/live.h"
#include "io/io.h"
#include "kurs/ephemeris.h"
#include "kurs/fly.h"
#include "kurs/frames.h"
#include "kurs/sky.h"
#include "kurs/spec.h"
#include "kurs/store.h"
#include "ops/ops.h"

/* ---- a take: one flight of the mission, whole and never changed ------------------------------ */

enum { KURS_LIVE_DAYS = 8, KURS_LIVE_STUDIES = 4 };

/* Earth and sky about a noon. */
typedef struct kurs_live_days {
    kurs_earth earth;
    kurs_sky sky;
} kurs_live_days;

/* What a return leaves room for, by the ignition and mass that it is planned with. */
typedef struct kurs_live_study {
    kurs_tai burn_on;
    double mass_kg;
    kurs_entry_study study;
} kurs_live_study;

/* The plan of an attempt as it was until a command made it another one. */
typedef struct kurs_former {
    kurs_tai until;
    kurs_attempt attempt;
} kurs_former;

enum {
    KURS_LIVE_CHANGES = 8,
    KURS_LIVE_LINES = 2048 /* of the log are kept in memory; the file has all */
};

typedef struct kurs_take kurs_take;
struct kurs_take {
    _Atomic int refs;
    int serial;
    int replay; /* read from a folder: all of it may be shown */
    int has_mission, has_station, has_result;
    kurs_mission mission;
    kurs_ephemeris ephemeris;
    kurs_fly_result result; /* of a replay the outcome alone */
    kurs_store *store;
    kurs_record record;
    kurs_tai first, last;
    int former_count;
    kurs_former former[KURS_LIVE_CHANGES]; /* in the order of time */
    pthread_mutex_t days_lock;             /* of what was made last and is kept: */
    int day_count;
    kurs_live_days days[KURS_LIVE_DAYS];
    int study_count;
    kurs_live_study studies[KURS_LIVE_STUDIES];
};

/* Flies a mission; a flight that ends early is a take too. Errors where nothing was recorded. */
KURS_CHECK kurs_status kurs_take_fly(const kurs_mission *mission, kurs_take **out);
/* Reads timeline.json and telemetry.csv of a folder. `mission` NULL: not known. */
KURS_CHECK kurs_status kurs_take_read(const char *folder, const kurs_mission *mission,
                                      kurs_take **out, char why[KURS_LIVE_WHY_SIZE]);
/* The id of the mission of a folder of results. */
KURS_CHECK kurs_status kurs_take_mission_id(const char *folder, char out[KURS_ID_SIZE],
                                            char title[KURS_TEXT_SIZE]);
KURS_CHECK kurs_status kurs_take_finish(kurs_take *take);
kurs_take *kurs_take_create(void);
kurs_take *kurs_take_hold(kurs_take *take);
void kurs_take_let_go(kurs_take *take);
/* 1 where both tell the same, to the bit, of all before t. */
int kurs_take_same_past(const kurs_take *a, const kurs_take *b, kurs_tai t);
/* Rows, events with a time up to t. */
size_t kurs_take_rows_until(const kurs_take *take, kurs_tai t);
size_t kurs_take_events_until(const kurs_take *take, kurs_tai t);
/* The first event of an id up to t and, where attempt > 0, of an attempt; NULL. */
const kurs_event *kurs_take_event(const kurs_take *take, const char *id, int attempt, kurs_tai t);
/* The last launch attempt known at t, index into record.attempts; -1. */
int kurs_take_attempt(const kurs_take *take, kurs_tai t);
/* Attempt i as it was planned at t. */
const kurs_attempt *kurs_take_attempt_at(const kurs_take *take, int i, kurs_tai t);
/* The last plan of a kind that was made by t; NULL. */
const kurs_told_plan *kurs_take_plan(const kurs_take *take, kurs_plan_of of, kurs_tai t);

/* ---- changes that commands make to a mission ------------------------------------------------- */

typedef enum kurs_change_kind {
    KURS_CHANGE_FAULT,
    KURS_CHANGE_HOLD,
    KURS_CHANGE_SCRUB,
    KURS_CHANGE_RECYCLE,
    KURS_CHANGE_DAY
} kurs_change_kind;

/* A change sets in so much after the moment of its command [s], beyond the rounding of times, and
 * the clock goes on from where it has. */
#define KURS_LIVE_AFTER_S 1e-6

typedef struct kurs_change {
    kurs_change_kind kind;
    kurs_tai t;       /* when it was asked for */
    kurs_fault fault; /* of a fault and a scrub */
    kurs_order order; /* of the others; lasts_s ends a hold */
    kurs_tai resumed; /* when the end of a hold was asked for; lasts_s 0: it was not */
    char who[KURS_LIVE_NAME_SIZE];
} kurs_change;

/* A fault of the ascent that is offered: a name of its own, and what it is in a mission. */
typedef struct kurs_live_fault {
    const char *id, *text, *fault, *stage;
    double level;
} kurs_live_fault;

/* The i-th that can befall this mission; NULL past the last. */
const kurs_live_fault *kurs_live_ascent_fault(const kurs_mission *mission, int i);
/* The name by which a fault is offered. */
const char *kurs_live_fault_name(const kurs_fault *fault);

/* Changes the mission. ERR_FULL, ERR_NOT_FOUND. */
KURS_CHECK kurs_status kurs_change_apply(kurs_mission *mission, const kurs_change *change);

/* ---- the flight ------------------------------------------------------------------------------ */

typedef struct kurs_live_line {
    kurs_tai t;
    char who[KURS_LIVE_NAME_SIZE];
    char what[256];
} kurs_live_line;

/* What a reader sees: a take and how far. */
typedef struct kurs_live_view {
    kurs_take *take;       /* held */
    kurs_tai now, horizon; /* the moment looked at; what may be told ends at the horizon */
    kurs_tai clock;        /* the flight's; it is `now` but where another moment is asked for */
    double rate;
    int paused;
    long long seq; /* of the state told */
    int change_count;
    kurs_change changes[KURS_LIVE_CHANGES];
} kurs_live_view;

void kurs_live_look(kurs_live *live, double clock_s, kurs_live_view *view);
void kurs_live_look_end(kurs_live_view *view);

typedef struct kurs_live_names {
    const char *id, *title, *branch_of;
    kurs_tai branched;
} kurs_live_names;
kurs_live_names kurs_live_names_of(const kurs_live *live);
/* Copies of log lines from *skip on, which is raised to the first that is kept; *count of them,
 * kurs_free. NULL when memory is out or none. */
kurs_live_line *kurs_live_lines(kurs_live *live, size_t *skip, size_t *count);

/* ---- a moment of a take ---------------------------------------------------------------------- */

/* What goes along a take: the Earth and sky of the day, the countdown. One a reader. */
typedef struct kurs_live_cursor {
    kurs_take *take;
    size_t row;
    int day_known;
    kurs_earth earth;
    kurs_sky sky;
    int attempt; /* of the sequence; 0: none */
    double until_s;
    kurs_sequence sequence;
} kurs_live_cursor;

typedef struct kurs_live_sample {
    kurs_tai t;
    kurs_row row; /* between its neighbours; place and height by the state */
    double t_s;   /* after the cursor's Earth's instant */
    int has_station;
    kurs_state station_gcrf;
    kurs_geodetic station_place;
    kurs_vec3 sun_gcrf;
    const kurs_sequence *sequence; /* NULL: no countdown at this time */
    double clock_s;                /* of it, negative */
} kurs_live_sample;

void kurs_live_cursor_init(kurs_live_cursor *cursor, kurs_take *take);
KURS_CHECK kurs_status kurs_live_sample_at(kurs_live_cursor *cursor, kurs_tai t,
                                           kurs_live_sample *out);
/* Earth and sky for t; seconds after their instant. */
KURS_CHECK kurs_status kurs_live_day(kurs_live_cursor *cursor, kurs_tai t, double *t_s);
KURS_CHECK kurs_status kurs_live_station(kurs_live_cursor *cursor, kurs_tai t, double t_s,
                                         kurs_state *out);
/* The ship in the axes of its port: x out of it; [m], to the contact plane. */
kurs_state kurs_live_port_axes(const kurs_take *take, const kurs_live_sample *sample);
/* 1 while the ship flies by itself between insertion and entry. */
int kurs_live_is_free(kurs_phase phase);
/* Radio sites that see the ship. */
int kurs_live_radio_count(const kurs_live_cursor *cursor, const kurs_live_sample *sample);

/* ---- the way ahead --------------------------------------------------------------------------- */

typedef struct kurs_live_path_point {
    kurs_tai t;
    kurs_geodetic place;
} kurs_live_path_point;

/* A way in the order of time; kurs_free(points). */
typedef struct kurs_live_path {
    kurs_live_path_point *points;
    size_t count, room;
    int grounded; /* its end is on the ground */
} kurs_live_path;

/* The Kepler arc from a state to height 0 over the ellipsoid of the turning Earth, without air and
 * thrust; no points where a turn does not lead there. What J2 would move its end by: 0.1 to 13 km
 * (test_live_ahead). ERR_MEMORY. */
KURS_CHECK kurs_status kurs_live_path_ballistic(kurs_live_cursor *cursor,
                                                const kurs_live_sample *sample,
                                                kurs_live_path *path);
/* From the last row up to the horizon, of a deorbit burn or later, to the landing: by the models of
 * the flight, the return's plan and the mean wind of the mission. No points in other phases, of a
 * replay, and where no plan is known. ERR_MEMORY. */
KURS_CHECK kurs_status kurs_live_path_home(const kurs_live_view *view, kurs_live_path *path);

/* ---- channels -------------------------------------------------------------------------------- */

typedef struct kurs_live_channel {
    const char *name, *unit, *text;
    int pad; /* of the countdown: -1, or its kurs_channel */
    double (*value)(const kurs_take *take, const kurs_live_cursor *cursor,
                    const kurs_live_sample *sample);
} kurs_live_channel;

int kurs_live_channel_count(void);
const kurs_live_channel *kurs_live_channel_at(int i);
/* 0 for a channel that a flight cannot have: of power, where the ship's file tells nothing. */
int kurs_live_channel_is_of(int i, const kurs_take *take);
/* Index; -1 where there is none. */
int kurs_live_channel_find(const char *name, size_t n);
double kurs_live_channel_value(int i, const kurs_take *take, const kurs_live_cursor *cursor,
                               const kurs_live_sample *sample);
/* Limits; NaN: none. */
void kurs_live_channel_limits(int i, const kurs_take *take, const kurs_live_sample *sample,
                              double *low, double *high);

/* ---- plans as known at a time ---------------------------------------------------------------- */

enum { KURS_LIVE_PLANNED = 96 };

typedef struct kurs_live_planned {
    char id[KURS_EVENT_ID_SIZE], text[KURS_EVENT_TEXT_SIZE];
    kurs_tai t;
    const kurs_told_plan
        *plan; /* by which it is known; NULL: by the countdown or the launch plan */
    const kurs_plan_item *item;
} kurs_live_planned;

/* What is to come after view->now, in the order of time; how many. */
int kurs_live_plan(const kurs_live_view *view, kurs_live_planned out[KURS_LIVE_PLANNED]);

/* How far the count of an attempt is at t: by how much lift-off is late, and the steps done. */
typedef struct kurs_live_count {
    double late_s, back_s;    /* all; of the last recycle */
    double held_s, planned_s; /* stood and put back up to t; planned holds of the whole count */
    unsigned char done[KURS_MAX_STEPS];
} kurs_live_count;
void kurs_live_count_at(const kurs_take *take, const kurs_attempt *attempt, kurs_tai t,
                        kurs_live_count *out);

/* A plan that takes the place of another one is a change of plan where a burn moves by more. */
#define KURS_LIVE_MOVED_S 0.1
#define KURS_LIVE_MOVED_M_S 0.05
/* 1 where it is, with what has changed in `text`; what was flown by then counts for nothing. */
int kurs_live_plan_moved(const kurs_told_plan *before, const kurs_told_plan *after,
                         char text[KURS_EVENT_TEXT_SIZE]);

/* The moments at which the plan became another one, up to t. */
typedef struct kurs_live_version {
    kurs_tai t;
    char text[KURS_EVENT_TEXT_SIZE];
} kurs_live_version;
enum { KURS_LIVE_VERSIONS = 64 };
int kurs_live_versions(const kurs_live_view *view, kurs_live_version out[KURS_LIVE_VERSIONS]);

/* ---- JSON ------------------------------------------------------------------------------------ */

/* null where it is none; rounded to so many decimals. */
json_t *kurs_live_number(double x, int decimals);
/* Writes and lets go of root. */
KURS_CHECK kurs_status kurs_live_write(kurs_json *m, json_t *root, kurs_buf *out);

/* Reads of a query; ERR_* with `why`. */
KURS_CHECK kurs_status kurs_live_take_instant(const char *what, const char *text,
                                              kurs_tai otherwise, kurs_tai *out, char *why);
KURS_CHECK kurs_status kurs_live_take_number(const char *what, const char *text, double least,
                                             double most, double otherwise, double *out, char *why);
/* Times are told to the millisecond: one that is nearer to a moment is that moment. */
kurs_tai kurs_live_snap(kurs_tai t, kurs_tai to);
/* Turns the view to ask->utc, where that is given: the moment as it was known then. ERR_RANGE
 * before the first moment and beyond the clock (of a replay beyond its end). */
KURS_CHECK kurs_status kurs_live_take_moment(const kurs_live_ask *ask, kurs_live_view *view,
                                             char *why);
/* 1 where the view is that of the clock. */
int kurs_live_is_now(const kurs_live_view *view);
/* from, to and points of a query (else these), held to `first`..`last`. */
typedef struct kurs_live_grid {
    kurs_tai from, to;
    int points;
} kurs_live_grid;
KURS_CHECK kurs_status kurs_live_take_grid(const kurs_live_ask *ask, kurs_tai first, kurs_tai last,
                                           kurs_tai from, kurs_tai to, int points,
                                           kurs_live_grid *out, char *why);
kurs_tai kurs_live_grid_time(const kurs_live_grid *grid, int i);
double kurs_live_unix_ms(kurs_tai t);

/* ---- documents ------------------------------------------------------------------------------- */

typedef struct kurs_live_call {
    kurs_live *live;
    const kurs_live_view *view;
    const kurs_live_ask *ask;
    kurs_buf *out;
    char *why;
} kurs_live_call;

#define KURS_LIVE_DOC_FACE(name) KURS_CHECK kurs_status kurs_live_doc_##name(kurs_live_call *call);
KURS_LIVE_DOC_LIST(KURS_LIVE_DOC_FACE)
#undef KURS_LIVE_DOC_FACE

/* The state as one object. */
KURS_CHECK kurs_status kurs_live_state(const kurs_live_view *view, kurs_live_cursor *cursor,
                                       kurs_buf *out);
/* An event as the stream tells it. */
json_t *kurs_live_event_object(kurs_json *m, const kurs_event *event);
json_t *kurs_live_line_object(kurs_json *m, const kurs_live_line *line);
/* The ports of the station: with all stays that are told, and with who is there at view->now. */
json_t *kurs_live_ports_told(kurs_json *m, const kurs_live_view *view);
json_t *kurs_live_ports_now(kurs_json *m, const kurs_live_view *view);
json_t *kurs_live_summary_object(kurs_json *m, const kurs_live_names *names,
                                 const kurs_live_view *view);

#endif
