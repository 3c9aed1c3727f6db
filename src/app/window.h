/* SPDX-License-Identifier: Apache-2.0 */
/* Launch windows to a station of an orbit file: the use case of `kurs window`. */
#ifndef KURS_APP_WINDOW_H
#define KURS_APP_WINDOW_H

#include <stddef.h>
#include <stdio.h>

#include "kurs/api.h"
#include "kurs/ephemeris.h"
#include "kurs/manoeuvre.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/vec.h"

/* The longest span that is listed, and farther from all elements than this nothing is known. */
#define KURS_WINDOW_SPAN_MAX_S (400.0 * 86400.0)
#define KURS_WINDOW_AGE_MAX_S (366.0 * 86400.0)
/* From the first day of burns to the last. */
#define KURS_WINDOW_BURN_DAYS_MAX 119.0

/* Names are those of the library's own data, or paths that end in ".yaml". */
typedef struct kurs_window_ask {
    const char *target; /* path, "-": standard input */
    const char *object; /* name or number of the object in it; NULL: its only one */
    int ignore_checksum;
    int burns_of_station_count; /* that the elements do not hold yet */
    kurs_manoeuvre burns_of_station[KURS_EPHEMERIS_BURNS];
    const char *site, *rocket, *spacecraft, *countdown, *zone;
    const char *profile; /* a profile's file, or NULL */
    int orbits;          /* the only profile tried; 0: the shortest that is open */
    int has_span;        /* else `from` may stand alone, for a reboost */
    kurs_tai from, to;   /* of lift-off */
    int burns;           /* 1: solved with the full model, and listed */
    int has_scrub;
    kurs_tai scrub; /* when an attempt stopped */
    int has_landing_day;
    kurs_tai landing_day; /* on which the returning crew was to land, had that attempt flown */
    int reboost;          /* 1: burns of the station that open the launch day are looked for */
    int has_launch_day, has_burn_days;
    kurs_tai launch_day;         /* wished; without it that of `from` */
    kurs_tai burn_from, burn_to; /* days of burns; without them from the elements to the launch */
    const char *plot;            /* path, ".svg" or ".png"; NULL: none */
    int json;                    /* 1: one document; 0: text */
    const char *catalogue;       /* two-line sets to be screened against; NULL: none */
    kurs_vec3 box_m;             /* half-widths of the keep-out box, RTN */
    double screen_before_s, screen_after_s; /* of the lift-offs screened, about each opportunity */
    kurs_status times_caveat;               /* of reading the times */
} kurs_window_ask;

/* Who looks on: each may be NULL. */
typedef struct kurs_window_watch {
    void *ctx;
    int (*stop)(void *ctx);                                     /* not 0: end it here */
    void (*progress)(void *ctx, double part, const char *what); /* 0..1 */
    void (*clear)(void *ctx); /* words come: a progress bar gives way */
} kurs_window_watch;

typedef struct kurs_window_result {
    size_t open;   /* opportunities, those after a scrub and by a reboost among them */
    size_t closed; /* passes on which no profile is open */
    int refused;   /* 1: the station cannot be reached at all; the output has the reason */
} kurs_window_result;

/*
 * Reads the parts and the orbit, finds the opportunities, writes table or document to
 * `standard_output` and the picture to its place. What is wrong goes to `errors`, a line each. OK
 * also where nothing is open or the station is refused: *result tells. Else: ERR_ARGUMENT for what
 * is asked in a wrong way; ERR_NOT_FOUND, ERR_IO, ERR_MEMORY; ERR_STOPPED; else what is wrong with
 * an input; then *result is untouched.
 */
KURS_CHECK kurs_status kurs_window_run(const kurs_window_ask *ask, const kurs_window_watch *watch,
                                       FILE *standard_output, FILE *errors,
                                       kurs_window_result *result);

/* At the end of a program, where no picture is being drawn: lets go of the fonts. */
void kurs_window_end(void);

#endif
