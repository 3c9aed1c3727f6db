/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Launch collision screening: a launched body, from lift-off through its ascent and first hours,
 * against a catalogue of two-line elements. Which objects come near, and which lift-off times of a
 * window bring one of them into a keep-out box about the body. Distances alone: no covariance, no
 * probability (docs/models/screening.md).
 */
#ifndef KURS_SCREENING_H
#define KURS_SCREENING_H

#include <stddef.h>

#include "kurs/api.h"
#include "kurs/frames.h"
#include "kurs/sgp4.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/vec.h"

/* What a request may hold. */
#define KURS_SCREENING_NODE_GAP_S 60.0
#define KURS_SCREENING_MAX_REACH_S 3600.0
enum {
    KURS_SCREENING_MAX_TRACKS = 64,
    KURS_SCREENING_MAX_NODES = 1000000,
    KURS_SCREENING_MAX_STEPS = 100000,
};

/* The flight for one lift-off, shift_s [s] after the nominal one: a state in GCRF [m, m/s] at each
 * node of the request, with a plane (r x v not 0). */
typedef struct kurs_screening_track {
    double shift_s;
    const kurs_state *s_gcrf;
} kurs_screening_track;

/*
 * What is asked. The pointers stay the caller's.
 *
 * The flight is cubic between its nodes: gaps of 10 s hold a free flight to 1 mm, of 60 s to 0.5 m;
 * under thrust take 1 s. With one track (of shift 0) a lift-off s seconds later flies the same path
 * turned by the Earth about its pole, plane and all: that is a rocket with one stored programme,
 * and for any rocket good while the turn is small against the box (0.46 km/s at the equator). A
 * rocket that steers into one plane takes more tracks, in rising order of shift: between them the
 * path is linear in the shift as seen from the turning Earth (17 m off at the most for tracks
 * 60 s apart), beyond the first and last it is turned only. One of the shifts need not be 0.
 */
typedef struct kurs_screening_request {
    kurs_tai liftoff;        /* the nominal one */
    const kurs_earth *earth; /* within KURS_EARTH_SPAN_S of all lift-offs and flights */
    size_t node_count;       /* 2 to KURS_SCREENING_MAX_NODES */
    const double *met_s;     /* of the nodes: rising, gaps up to KURS_SCREENING_NODE_GAP_S */
    size_t track_count;      /* 1 to KURS_SCREENING_MAX_TRACKS */
    const kurs_screening_track *tracks;
    size_t object_count; /* 0 is a catalogue, too */
    const kurs_sgp4 *objects;
    kurs_vec3 box_m; /* half-widths of the box in the body's own RTN axes (kurs_rtn_axes), > 0 */
    double report_m; /* approaches of the nominal lift-off nearer than this are listed, >= 0 */
    double from_s, to_s; /* the window, from <= to, within KURS_SCREENING_MAX_REACH_S of nominal */
    double step_s;       /* > 0; at most KURS_SCREENING_MAX_STEPS of them */
    int (*stop)(void *ctx); /* asked before every object; not 0: end it there. NULL: never */
    void *stop_ctx;
} kurs_screening_request;

/* A closest approach of the nominal lift-off: a least of the range, or an end of the flight. */
typedef struct kurs_screening_approach {
    size_t object; /* its place in the catalogue */
    double met_s;
    double range_m;
    kurs_vec3 miss_rtn; /* object from body, in the body's RTN axes [m] */
    double speed_m_s;   /* relative, in inertial axes */
    int in_box;         /* 1 where the object is in the box at some time about this approach */
    kurs_status caveat; /* of the object's state, CAVEAT_ELEMENTS_OLD or OK */
} kurs_screening_approach;

/* Lift-off times [s after nominal] that bring one object into the box. */
typedef struct kurs_screening_blackout {
    size_t object;
    double from_s, to_s;
} kurs_screening_blackout;

/* Room of the caller's for one call. After an error what it holds is of no use. */
typedef struct kurs_screening_space {
    kurs_screening_approach *approaches;
    size_t approach_capacity;
    kurs_screening_blackout *blackouts;
    size_t blackout_capacity;
    size_t *refused;
    size_t refused_capacity;
    void *work; /* of kurs_screening_work_bytes, aligned for double */
    size_t work_bytes;
} kurs_screening_space;

/* The lists stand in the caller's space. */
typedef struct kurs_screening_result {
    size_t approach_count; /* listed, nearest first: the nearest that the space holds */
    size_t approach_total; /* found */
    size_t in_box_total; /* of those found, with the object in the box: nominal is closed if > 0 */
    size_t blackout_count; /* listed, by rising from_s; all that were found */
    double closed_s;       /* seconds of the window in one or more of them */
    size_t refused_count;  /* objects that SGP4 refused at some time of the span */
    size_t refused_listed; /* of these, in the list, in rising order */
    size_t passed_over;    /* objects whose perigee and apogee keep them away */
    size_t old_count;      /* screened objects with elements of more than three days at lift-off */
} kurs_screening_result;

/* Bytes of work for a request of these sizes; 0 for one that kurs_screening_run refuses. */
KURS_API size_t kurs_screening_work_bytes(const kurs_screening_request *request);

/*
 * Screens. An object is left aside only by bounds: its radius (mean perigee and apogee with margins
 * for the periodic terms), and its distance over the greatest closing speed of the two, which is
 * its own (up to escape: 19 km/s where the usual 16 would miss). Approaches are refined with
 * SGP4's own states to 1 ms. Blackouts are looked for on the grid of the window, with what speed
 * allows in between: their ends are good to 1 ms, and none longer than step / 64 is missed, nor any
 * deeper in the box than 0.07 km per second of step (test_screening, against small steps). Between
 * knots of 10 s states are interpolated, to 0.1 m.
 *
 * An object that SGP4 refuses at some time (decayed, or no model) is counted and listed as refused;
 * what it does before that time is screened.
 *
 * ERR_ARGUMENT for NULL, sizes, orders and figures outside of the above or no numbers, and
 * misaligned work; ERR_RANGE where a flight leaves the span of `earth`; ERR_FULL where work or the
 * blackouts' room is too small (a list of blackouts is complete or none); ERR_STOPPED where
 * request->stop says so: *result is untouched.
 * CAVEAT_ELEMENTS_OLD where an object of one of the lists has elements more than three days old.
 */
KURS_API KURS_CHECK kurs_status kurs_screening_run(const kurs_screening_request *request,
                                                   const kurs_screening_space *space,
                                                   kurs_screening_result *result);

#endif
