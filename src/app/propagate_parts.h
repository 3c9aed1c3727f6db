/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of `kurs propagate` share. */
#ifndef KURS_APP_PROPAGATE_PARTS_H
#define KURS_APP_PROPAGATE_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "app/propagate.h"
#include "kurs/frames.h"
#include "kurs/numerical.h"
#include "kurs/vec.h"

/* ---- notes: caveats of an object, a bit each --------------------------------------------------
 */

/* X(name, text): beside the caveats among the statuses, whose value is their bit */
#define KURS_PROPAGATE_NOTES(X)                                                                    \
    X(SGP4_START, "integrated from the state that SGP4 has at the epoch")                          \
    X(BSTAR, "drag from B*, which also holds what SGP4 leaves out")                                \
    X(NO_BSTAR, "no drag: B* is not above 0")                                                      \
    X(NO_DRAG_DATA, "no drag: the file does not tell mass, drag area and drag coefficient")        \
    X(MANEUVERS, "the manoeuvres of the OPM are not flown")                                        \
    X(NO_FITTED_DRAG, "no drag: the points would have it below 0")

enum {
    KURS_NOTE_FIRST = 15,
#define KURS_NOTE_ENUM(name, text) KURS_NOTE_##name,
    KURS_PROPAGATE_NOTES(KURS_NOTE_ENUM)
#undef KURS_NOTE_ENUM
        KURS_NOTE_COUNT
};

typedef uint32_t kurs_notes;

/* The bit of a caveat; none for OK and errors. */
kurs_notes kurs_notes_of(kurs_status status);
/* Status and text of a bit's number; NULL where there is none. */
const char *kurs_notes_text(int bit, kurs_status *code);

/* ---- the objects of a file ---------------------------------------------------------------------
 */

/* One object: objects[0..count) of the file, segments of one ephemeris where there are several. */
typedef struct kurs_propagate_body {
    const kurs_orbit_object *first;
    size_t count;
} kurs_propagate_body;

/* The body that begins with object i: the segments of one ephemeris, which follow each other with
 * one name and id, are one. */
kurs_propagate_body kurs_propagate_body_at(const kurs_orbit_file *file, size_t i);

/* 1 for TLE and OMM. */
int kurs_propagate_is_mean(const kurs_orbit_object *object);

/* Marks with 1 the mean elements whose name several catalogue numbers have, as pieces of debris do;
 * `repeated` has a place an object. ERR_MEMORY. */
KURS_CHECK kurs_status kurs_propagate_mark_repeated(const kurs_orbit_file *file,
                                                    unsigned char *repeated);

/* Its name, else number or id; a repeated name with the number. */
void kurs_propagate_name(const kurs_orbit_object *object, int repeated,
                         char out[KURS_ORBIT_NAME_SIZE]);

/* The id; of a two-line set, 98067A, as messages write it: 1998-067A. */
void kurs_propagate_designator(const kurs_orbit_object *object, char out[KURS_ORBIT_ID_SIZE]);

/* ---- instants ----------------------------------------------------------------------------------
 */

/* n instants from `first` on. */
typedef struct kurs_propagate_grid {
    kurs_tai first;
    double step_s;
    size_t n;
} kurs_propagate_grid;

/* Those that are asked for of an object with this epoch; 0 where they are more than
 * KURS_PROPAGATE_INSTANTS_MAX. */
int kurs_propagate_grid_make(const kurs_propagate_ask *ask, kurs_tai epoch,
                             kurs_propagate_grid *out);
kurs_tai kurs_propagate_instant(const kurs_propagate_grid *g, size_t i);
/* How many are before t. */
size_t kurs_propagate_count_before(const kurs_propagate_grid *g, kurs_tai t);

/* ---- from frame to frame ----------------------------------------------------------------------
 */

/* r_to = m r; v_to = m v - spin x r_to: spin [rad/s] in the axes gone to, 0 but for ITRF. */
typedef struct kurs_turn {
    kurs_mat3 m;
    kurs_vec3 spin;
} kurs_turn;

enum { KURS_TURNER_DAYS = 1024 };

/* Makes turns; the Earth of each day is made once and kept until its slot is wanted. */
typedef struct kurs_turner {
    const kurs_eop_series *eop;
    struct kurs_turner_day {
        int mjd; /* 0: empty */
        kurs_status status;
        kurs_earth earth;
    } days[KURS_TURNER_DAYS];
} kurs_turner;

void kurs_turner_init(kurs_turner *turner, const kurs_eop_series *eop);

/* The turn from TEME or GCRF to any frame at t. From TEME to itself, and among GCRF and EME2000, no
 * table is asked. Statuses of kurs_earth_init_eop. */
KURS_CHECK kurs_status kurs_turner_turn(kurs_turner *turner, kurs_orbit_frame from,
                                        kurs_orbit_frame to, kurs_tai t, kurs_turn *out);
kurs_state kurs_turn_state(const kurs_turn *turn, kurs_state s);

/* A state of any frame in GCRF. */
KURS_CHECK kurs_status kurs_turner_gcrf(kurs_turner *turner, kurs_orbit_frame from,
                                        const kurs_orbit_point *point, kurs_state *out_gcrf);

/* ---- where an object starts, and by which forces ----------------------------------------------
 */

/* Cd A / m of a B* of 1 per Earth radius [m2/kg]: B* is Cd A / m times half of the air density of
 * reference, 2.461e-5 kg/m2 per Earth radius of 6378.135 km (Spacetrack Report No. 3). */
#define KURS_BSTAR_M2_KG 12.741621

enum { KURS_START_WHY_SIZE = 200, KURS_START_COMMENT_SIZE = 640 };

typedef struct kurs_propagate_start {
    kurs_tai t;
    kurs_state s_gcrf;
    kurs_force_model model;
    char comment[KURS_START_COMMENT_SIZE]; /* lines that say what was done */
} kurs_propagate_start;

/* What starts are made with. */
typedef struct kurs_propagate_means {
    const kurs_propagate_ask *ask;
    const kurs_gravity *gravity;
    const kurs_eop_series *eop;         /* NULL: built-in */
    const kurs_weather_series *weather; /* NULL: built-in */
    kurs_turner *turner;
    int (*stop)(void *ctx); /* asked now and then in a fit; or NULL */
    void *stop_ctx;
} kurs_propagate_means;

/* The instant from which an object is propagated: the epoch of its elements; of an ephemeris the
 * last point at or before --from, else the first one; with a fit the first one. */
kurs_tai kurs_propagate_epoch(const kurs_propagate_ask *ask, const kurs_propagate_body *body);

/* State and forces of a numerical orbit. On an error `why` says what there is none for. */
KURS_CHECK kurs_status kurs_propagate_start_make(const kurs_propagate_means *means,
                                                 const kurs_propagate_body *body,
                                                 kurs_propagate_start *out, kurs_notes *notes,
                                                 char why[KURS_START_WHY_SIZE]);

/* ---- the flight -------------------------------------------------------------------------------
 */

/* Called between days of a flight; not 0 stops it. */
typedef struct kurs_flight_watch {
    void *ctx;
    int (*stop)(void *ctx, kurs_tai t);
} kurs_flight_watch;

/*
 * States in GCRF at times[0..n), all on one side of the start and in their order away from it; done
 * tells how many there are, also after an error: ERR_STOPPED, and those of kurs_numerical_states.
 * `times` is as before after it.
 */
KURS_CHECK kurs_status kurs_propagate_fly(const kurs_propagate_start *start, size_t n,
                                          kurs_tai *times, kurs_state *out_gcrf, size_t *done,
                                          kurs_notes *notes, const kurs_flight_watch *watch);

#endif
