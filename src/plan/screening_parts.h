/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inner face of screening*.c. All is in TEME, one object at a time; T is seconds after the nominal
 * lift-off, t after the lift-off of the case, s its shift: T = s + t.
 */
#ifndef KURS_PLAN_SCREENING_PARTS_H
#define KURS_PLAN_SCREENING_PARTS_H

#include "kurs/screening.h"
#include "math/math.h"

#define KURS_SCREENING_KNOT_S 10.0  /* of an object's table */
#define KURS_SCREENING_FLOOR_S 10.0 /* the least step of the walk along the flight */

/* The flight of all tracks, each turned back by the Earth's turn of its shift. */
typedef struct kurs_screening_flight {
    const kurs_screening_request *ask;
    kurs_state *s_teme;     /* [track][node] */
    double r_min, r_max;    /* m, bounds over all tracks */
    double v_max, by_shift; /* m/s: of the speed, and of the change of place with the shift
                               beside the turn */
} kurs_screening_flight;

/* A lift-off: its turn, and between which tracks it lies. */
typedef struct kurs_screening_shift {
    double s, cosine, sine;
    size_t track;
    double weight; /* of the track after it */
} kurs_screening_shift;

/* Turned GCRF to TEME, and the bounds. */
void kurs_screening_flight_init(kurs_screening_flight *flight, const kurs_screening_request *ask,
                                kurs_state *s_teme);
kurs_screening_shift kurs_screening_shift_of(const kurs_screening_flight *flight, double s);

/* The body at t, in TEME turned back by the shift; *hint is the node to look from. */
kurs_state kurs_screening_body(const kurs_screening_flight *flight,
                               const kurs_screening_shift *shift, double t, size_t *hint);
/* A state turned back by the shift. */
kurs_state kurs_screening_turn_back(const kurs_screening_shift *shift, kurs_state s_teme);

/* The cubic from a to b, h seconds apart, at u of it (0 to 1). */
kurs_state kurs_screening_cubic(const kurs_state *a, const kurs_state *b, double h, double u);

/* What one object can do, by its mean elements. */
typedef struct kurs_screening_bounds {
    double r_low, r_high; /* m */
    double v_max;         /* m/s */
} kurs_screening_bounds;

/* From T = from to T = to. Statuses of kurs_sgp4_mean. */
KURS_CHECK kurs_status kurs_screening_bounds_of(const kurs_sgp4 *model, kurs_tai liftoff,
                                                double from, double to, kurs_screening_bounds *out);

/* One call at work. */
typedef struct kurs_screening_job {
    const kurs_screening_request *ask;
    const kurs_screening_space *space;
    kurs_screening_flight flight;
    kurs_screening_result result;
    kurs_status caveat;
    double half_diagonal, half_least; /* of the box, m */
    double reach;                     /* farthest shift, s */
    size_t hint;                      /* a node */
    /* the object at hand, with its table of states from T = first on */
    size_t object;
    double closing; /* bound of the speed of object against body, m/s */
    double sliding; /* bound of their change of place with the shift at one t, m/s */
    kurs_state *knots;
    kurs_tai *times;
    kurs_status *statuses;
    size_t knot_capacity, knot_count;
    double first;
} kurs_screening_job;

/* Screens one object, whose closing and sliding are set, where the walk found it near: all its
 * times t in the box, of whatever shift, lie in [from, to]. ERR_FULL as of kurs_screening_run. */
KURS_CHECK kurs_status kurs_screening_pass(kurs_screening_job *job, size_t object, double from,
                                           double to);

/* Knots that a table of a pass over the whole flight has. */
size_t kurs_screening_knots(const kurs_screening_request *ask);

#endif
