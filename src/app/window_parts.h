/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of `kurs window` share. */
#ifndef KURS_APP_WINDOW_PARTS_H
#define KURS_APP_WINDOW_PARTS_H

#include <stddef.h>
#include <stdio.h>

#include "app/window.h"
#include "kurs/diag.h"
#include "kurs/ephemeris.h"
#include "kurs/orbit_file.h"
#include "kurs/reboost.h"
#include "kurs/screening.h"
#include "kurs/spec.h"
#include "kurs/window.h"
#include "plan/plan.h"
#include "plot/plot.h"

enum {
    KURS_WINDOW_SCRUB_PASSES = 14,
    KURS_WINDOW_NOTES = 12,
    KURS_WINDOW_NOTE_SIZE = 240,
    KURS_WINDOW_APPROACHES = 10 /* nearest objects that are listed of an opportunity */
};

/* 0 h UTC of an instant's day. Statuses of kurs_utc_from_tai. */
KURS_CHECK kurs_status kurs_window_day_of(kurs_tai t, kurs_tai *day);

/* ---- the target --------------------------------------------------------------------------------
 */

typedef struct kurs_window_target {
    const kurs_window_watch *watch;  /* of who looks on while it is read */
    char name[KURS_ORBIT_NAME_SIZE]; /* else its number or id */
    char id[KURS_ORBIT_ID_SIZE];
    int number; /* of the catalogue; 0: none */
    kurs_ephemeris station;
    size_t sets_in_file;
    int sets_used;           /* of them; 0: not known */
    int from_state, no_drag; /* elements are those of a state; which tells no drag */
    int burns_found;         /* in an ephemeris of states */
    double fit_rms_m;        /* of the worst arc of such an ephemeris; 0: none */
} kurs_window_target;

/* The station of an orbit file, of more sets than an ephemeris holds those that serve from..to.
 * What is wrong with the file goes to `diag`; where what it has is no orbit that one can launch to,
 * OK with `refusal` filled (KURS_WINDOW_NOTE_SIZE bytes), else empty. */
KURS_CHECK kurs_status kurs_window_target_read(const kurs_window_ask *ask, kurs_tai from,
                                               kurs_tai to, kurs_window_target *out, char *refusal,
                                               kurs_diag *diag);

/* Below it no orbit lasts a turn: the lowest that spacecraft have flown was 122 km (grade U). */
#define KURS_WINDOW_PERIGEE_MIN_M 120e3

/* Parts of the reading. An error with its place (line 0: none), told as FILE:LINE:1. */
kurs_status kurs_window_target_fail(kurs_diag *diag, const char *file, int line, kurs_status status,
                                    const char *what, const char *remedy);
/* 1 where two objects of a file are one: by number, or by name and id. */
int kurs_window_is_same(const kurs_orbit_object *a, const kurs_orbit_object *b);
/* The ephemeris of sets and the burns given, and whether one can launch to it. */
KURS_CHECK kurs_status kurs_window_make_station(const kurs_window_ask *ask, const kurs_tle *sets,
                                                int count, kurs_tai from, kurs_tai to,
                                                kurs_window_target *out, char *refusal);
/* The refusal of burns that leave no orbit. */
void kurs_window_refuse_burns(kurs_status why, char *refusal);
KURS_CHECK kurs_status kurs_window_check_station(kurs_tai from, kurs_tai to,
                                                 const kurs_window_target *target, char *refusal);
/* The station of an OPM or OEM. */
KURS_CHECK kurs_status kurs_window_take_points(const kurs_window_ask *ask,
                                               const kurs_orbit_file *file,
                                               const kurs_orbit_object *first, kurs_tai from,
                                               kurs_tai to, kurs_window_target *out, char *refusal,
                                               kurs_diag *diag);

/* The epochs of the elements that the file has, in the order of time; how many. */
size_t kurs_window_epochs(const kurs_window_target *target, kurs_tai out[KURS_EPHEMERIS_SETS]);

/* ---- passes ------------------------------------------------------------------------------------
 */

/* Grows as needed; kurs_free(passes). */
typedef struct kurs_window_list {
    kurs_window_pass *passes;
    size_t count, room;
} kurs_window_list;

KURS_CHECK kurs_status kurs_window_list_add(kurs_window_list *list, const kurs_window_pass *pass);

/* ---- after a scrub -----------------------------------------------------------------------------
 */

/* The landing chance of the returning crew on a day. */
typedef struct kurs_window_landing {
    kurs_tai day; /* 0 h UTC */
    int possible;
    kurs_tai landing;     /* of the pass with the least cross-range; only where there is a pass */
    double cross_range_m; /* + to the left of the track; NaN: no pass */
} kurs_window_landing;

typedef struct kurs_window_scrub_row {
    kurs_window_pass pass;
    int too_soon;       /* the rocket is not ready again */
    double phase, beta; /* [rad] */
    kurs_window_landing landing;
} kurs_window_scrub_row;

typedef struct kurs_window_scrub {
    int count;
    kurs_tai attempt, ready;
    kurs_window_scrub_row rows[KURS_WINDOW_SCRUB_PASSES];
} kurs_window_scrub;

/* ---- collision screening -----------------------------------------------------------------------
 */

/* One opportunity screened. */
typedef struct kurs_window_screen {
    kurs_tai liftoff;
    int orbits;
    double flight_s; /* screened, from lift-off */
    kurs_screening_result result;
    kurs_screening_approach approaches[KURS_WINDOW_APPROACHES];
    kurs_screening_blackout *blackouts; /* result.blackout_count */
} kurs_window_screen;

typedef struct kurs_window_catalogue {
    size_t count, station; /* objects; of them left out as the station's own */
    kurs_sgp4 *models;
    char (*names)[KURS_ORBIT_NAME_SIZE];
} kurs_window_catalogue;

/* ---- all that was found ------------------------------------------------------------------------
 */

typedef struct kurs_window_found {
    const kurs_window_ask *ask;
    const kurs_window_watch *watch;
    kurs_mission mission;      /* the parts that a window needs */
    kurs_spacecraft returning; /* that brings a crew home */
    kurs_window_target target;
    kurs_ascent_model ascent;
    kurs_window_list list; /* passes of the span */
    int band_count;        /* one a profile of the mission; 0: not asked for, or no pass */
    kurs_window_band bands[KURS_MAX_PROFILES];
    kurs_tai band_pass; /* for which they stand */
    int has_scrub;
    kurs_window_scrub scrub;
    int has_reboost;
    kurs_reboost_request reboost_request;
    kurs_reboost_plans reboost;
    kurs_window_catalogue catalogue;
    kurs_window_screen *screens;
    size_t screen_count;
    char refusal[KURS_WINDOW_NOTE_SIZE]; /* empty: the station can be reached */
    int note_count;                      /* caveats of the whole */
    char notes[KURS_WINDOW_NOTES][KURS_WINDOW_NOTE_SIZE];
} kurs_window_found;

/* Adds a caveat of the whole, once. */
KURS_PRINTF(2, 3) void kurs_window_note(kurs_window_found *found, const char *format, ...);

void kurs_window_note_caveat(kurs_window_found *found, kurs_status status);

/* Says that the station cannot be reached. OK. */
kurs_status kurs_window_refuse(kurs_window_found *found, const char *text);

/* Reads the parts that are named; what is wrong goes to `diag`. */
KURS_CHECK kurs_status kurs_window_load_parts(kurs_window_found *found, kurs_diag *diag);

/* The planner's model of the ascent into the station's plane, flown for an instant; OK with a
 * refusal where the rocket cannot. */
KURS_CHECK kurs_status kurs_window_make_ascent(kurs_window_found *found, kurs_tai about);

/* The request for the station, from `from` to `to`. */
kurs_window_request kurs_window_request_of(const kurs_window_found *found, kurs_tai from,
                                           kurs_tai to);

/* Phase [rad, -pi..pi] of a pass, of its opportunity or of what is told of a closed one; the
 * longest profile that was tried; NaN and 0 where it tells nothing. */
double kurs_window_pass_phase(const kurs_window_pass *pass);
int kurs_window_pass_orbits(const kurs_window_pass *pass);
/* Why no profile is open: of the longest one tried. "" of an open pass. */
const char *kurs_window_pass_reason(const kurs_window_pass *pass);

/* The phases that open each profile, on the pass in the middle of the list. Statuses of
 * kurs_window_band_find; ERR_STOPPED. */
KURS_CHECK kurs_status kurs_window_bands_find(kurs_window_found *found);

/* The next passes after the attempt with beta angle and landing chance. Statuses of
 * kurs_window_next; ERR_STOPPED. */
KURS_CHECK kurs_status kurs_window_scrub_find(kurs_window_found *found);

/* Burns of the station that open the wished day. Statuses of kurs_reboost_search; ERR_STOPPED. */
KURS_CHECK kurs_status kurs_window_reboost_find(kurs_window_found *found);
/* The day that is wished for: --launch-day, else that of --from. */
kurs_tai kurs_window_launch_day(const kurs_window_ask *ask);

/* Flies the ascent of each open opportunity and its first two hours past the catalogue. */
KURS_CHECK kurs_status kurs_window_screen_run(kurs_window_found *found, kurs_diag *diag);
void kurs_window_screen_free(kurs_window_found *found);

/* ---- outputs ------------------------------------------------------------------------------------
 */

/* ERR_IO, ERR_MEMORY. */
KURS_CHECK kurs_status kurs_window_write_text(const kurs_window_found *found, FILE *out);
KURS_CHECK kurs_status kurs_window_write_json(const kurs_window_found *found, FILE *out);
KURS_CHECK kurs_status kurs_window_draw(const kurs_window_found *found, int svg, FILE *out);

/* Cells of the table: a time without zone, cut to minutes, a number or a dash. */
enum { KURS_WINDOW_CELL_SIZE = 48 };
const char *kurs_window_time_text(kurs_tai t, int decimals, char out[KURS_WINDOW_CELL_SIZE]);
const char *kurs_window_day_minute_text(kurs_tai t, char out[KURS_WINDOW_CELL_SIZE]);
const char *kurs_window_number(double x, int decimals, char out[KURS_WINDOW_CELL_SIZE]);

/* Text broken between words at the width of the table, later lines indented. */
void kurs_window_put_wrapped(FILE *out, const char *text, int indent);

/* Under the table. */
void kurs_window_put_scrub(const kurs_window_found *found, FILE *out);
void kurs_window_put_reboost(const kurs_window_found *found, FILE *out);
void kurs_window_put_screens(const kurs_window_found *found, FILE *out);

#endif
