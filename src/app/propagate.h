/* SPDX-License-Identifier: Apache-2.0 */
/* Propagates orbits of a file and writes their states: the use case of `kurs propagate`. */
#ifndef KURS_APP_PROPAGATE_H
#define KURS_APP_PROPAGATE_H

#include <stddef.h>
#include <stdio.h>

#include "kurs/api.h"
#include "kurs/gravity.h"
#include "kurs/orbit_file.h"
#include "kurs/space_weather.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/write.h"

/* X(name, text): what moves the objects */
#define KURS_PROPAGATE_MODELS(X)                                                                   \
    X(sgp4, "SGP4 and SDP4, for mean elements")                                                    \
    X(numerical, "integrated, with the forces chosen")

typedef enum kurs_propagate_model {
#define KURS_PROPAGATE_MODEL_ENUM(name, text) KURS_PROPAGATE_##name,
    KURS_PROPAGATE_MODELS(KURS_PROPAGATE_MODEL_ENUM)
#undef KURS_PROPAGATE_MODEL_ENUM
        KURS_PROPAGATE_MODEL_COUNT /* as a choice: sgp4 for mean elements, else numerical */
} kurs_propagate_model;

/* What a run may give: instants of an object, and states in all. */
enum { KURS_PROPAGATE_INSTANTS_MAX = 4000000, KURS_PROPAGATE_STATES_MAX = 100000000 };

typedef struct kurs_propagate_ask {
    const char *orbit; /* path, "-": standard input */
    const char *out;   /* path, "-": standard output; NULL: none */
    kurs_states_format format;
    int json; /* 1: JSON on standard output, beside `out` */
    /* Instants: from, from + step and so on up to `to`. Without `from` they are counted from the
     * epoch of each object, on to `to` or back to it. */
    int has_from;
    kurs_tai from, to;
    double step_s;
    kurs_status times_caveat; /* of reading the times */
    kurs_propagate_model model;
    kurs_orbit_frame frame;
    int ignore_checksum;
    const char *numerical_option; /* an option given that only numerical orbits heed; NULL: none */
    int gravity_degree;           /* and order, 0 to KURS_GRAVITY_MAX */
    int no_drag;
    double fit_s; /* above 0: state and drag are fitted to the points of so much time */
    kurs_weather_mode weather;
    const char *eop_path, *weather_path; /* NULL: the built-in tables */
} kurs_propagate_ask;

/* Who looks on: each may be NULL. */
typedef struct kurs_propagate_watch {
    void *ctx;
    int (*stop)(void *ctx); /* not 0: end it here; asked at every object and every few days */
    void (*progress)(void *ctx, double part); /* 0..1 */
    void (*clear)(void *ctx); /* words for `errors` come: a progress bar gives way */
    void (*tell)(void *ctx, const char *text); /* a line for people, such as how well a fit fits */
} kurs_propagate_watch;

typedef struct kurs_propagate_result {
    size_t objects, short_objects; /* all; those from which states are missing */
    size_t states;
} kurs_propagate_result;

/*
 * Reads the inputs, opens the output, propagates and writes object by object; the output is put in
 * its place at the end. What is wrong, objects from which states are missing, and caveats go to
 * `errors`, a line each. OK also where states are missing: result->short_objects tells; where there
 * is none at all, only JSON is written. Without a result: ERR_ARGUMENT for what is asked in a wrong
 * way; ERR_NOT_FOUND, ERR_IO, ERR_MEMORY; ERR_STOPPED; else what is wrong with an input. Then
 * nothing is left but what went to standard output.
 */
KURS_CHECK kurs_status kurs_propagate(const kurs_propagate_ask *ask,
                                      const kurs_propagate_watch *watch, FILE *standard_output,
                                      FILE *errors, kurs_propagate_result *result);

#endif
