/* SPDX-License-Identifier: Apache-2.0 */
#include "app/propagate.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/output_file.h"
#include "app/tell.h"
#include "app/propagate_parts.h"
#include "base/base.h"
#include "kurs/diag.h"
#include "kurs/eop_io.h"
#include "kurs/sgp4.h"
#include "kurs/space_weather_io.h"
#include "math/math.h"

/* Turns of a grid that many objects share are kept up to so many instants. */
enum { SHARED_MAX = 1 << 16, ALIGNMENT = 64, WRITERS = 2, WHY_SIZE = 320 };

typedef struct run {
    const kurs_propagate_ask *ask;
    const kurs_propagate_watch *watch;
    FILE *standard_output, *errors;
    kurs_propagate_result *result;
    const char *name; /* of the orbit file, for messages */

    kurs_orbit_file *file;
    kurs_eop_series eop;
    kurs_weather_series weather;
    void *gravity_memory;
    kurs_gravity *gravity;
    kurs_turner *turner;
    unsigned char *repeated; /* per object: its name is also that of another one */
    kurs_output_file *output;
    kurs_states_writer writers[WRITERS];
    int writer_count;

    /* room for the longest grid */
    kurs_orbit_point *points;
    kurs_tai *times;
    kurs_state *states;
    kurs_status *statuses;
    kurs_turn *shared; /* NULL: each object makes its own */
    kurs_notes shared_notes;

    size_t objects_with[KURS_NOTE_COUNT]; /* how many have a note */
    double part;                          /* done before this object */
    double span_s;                        /* of this object's flight */
    kurs_tai epoch;
} run;

/* What came of one object: points[low..high) of its grid. */
typedef struct outcome {
    kurs_propagate_grid g;
    kurs_orbit_frame frame; /* of the states before they are turned */
    size_t low, high;
    kurs_notes notes;
    kurs_status missing;
    char why[WHY_SIZE];
    char comment[KURS_START_COMMENT_SIZE];
} outcome;

/* ---- words -----------------------------------------------------------------------------------
 */

kurs_notes kurs_notes_of(kurs_status status)
{
    return status > 0 && (int)status < KURS_NOTE_FIRST ? 1U << status : 0U;
}

const char *kurs_notes_text(int bit, kurs_status *code)
{
    static const char *const texts[] = {
#define NOTE_TEXT(name, text) text,
        KURS_PROPAGATE_NOTES(NOTE_TEXT)
#undef NOTE_TEXT
    };
    if (bit > KURS_NOTE_FIRST && bit < KURS_NOTE_COUNT) {
        *code = KURS_CAVEAT_SIMPLIFIED;
        return texts[bit - KURS_NOTE_FIRST - 1];
    }
    *code = (kurs_status)bit;
    return bit > 0 && bit < KURS_NOTE_FIRST ? kurs_status_text((kurs_status)bit) : NULL;
}

static kurs_status wrong(const run *r, const char *what)
{
    fprintf(r->errors, "kurs: %s\n", what);
    return KURS_ERR_ARGUMENT;
}

static kurs_status no_memory(const run *r)
{
    fputs("kurs: out of memory; give a longer --step or fewer objects\n", r->errors);
    return KURS_ERR_MEMORY;
}

/* A write failed; errno still tells why. */
static kurs_status tell_io(const run *r, kurs_status status)
{
    if (status == KURS_ERR_IO) {
        fprintf(r->errors, "kurs: %s: cannot be written: %s\n",
                r->output->file ? r->output->place : "standard output", strerror(errno));
    }
    return status;
}

/* ---- reading ---------------------------------------------------------------------------------
 */

static kurs_status read_inputs(run *r)
{
    const kurs_propagate_ask *ask = r->ask;
    kurs_diag *diag = kurs_alloc(sizeof *diag);
    if (!diag) {
        return no_memory(r);
    }
    kurs_diag_init(diag);
    kurs_status status = KURS_OK, worst = KURS_OK;
    if (ask->eop_path) {
        worst = kurs_status_worse(worst, kurs_eop_series_read(ask->eop_path, &r->eop, diag));
    }
    if (ask->weather_path) {
        status = kurs_weather_series_read(ask->weather_path, &r->weather, diag);
        worst = kurs_status_worse(worst, status);
    }
    status = kurs_orbit_file_read(ask->orbit, ask->ignore_checksum ? KURS_ORBIT_IGNORE_CHECKSUM : 0,
                                  &r->file, diag);
    worst = kurs_status_worse(worst, status);
    kurs_tell_diag(diag, r->errors);
    kurs_free(diag);
    /* manoeuvres of an OPM are noted with their object */
    if (status > 0 && status != KURS_CAVEAT_SIMPLIFIED) {
        r->shared_notes |= kurs_notes_of(status);
    }
    return worst;
}

static kurs_status find_repeated(run *r)
{
    r->repeated = kurs_alloc_array(kurs_orbit_file_count(r->file), 1);
    return r->repeated && kurs_propagate_mark_repeated(r->file, r->repeated) >= 0 ? KURS_OK
                                                                                  : no_memory(r);
}

/* What is asked must fit what the file has. */
static kurs_status check_models(const run *r)
{
    const kurs_propagate_ask *ask = r->ask;
    size_t numerical = 0;
    for (size_t i = 0; i < kurs_orbit_file_count(r->file); i++) {
        const kurs_orbit_object *object = kurs_orbit_file_object(r->file, i);
        if (!kurs_propagate_is_mean(object) && ask->model == KURS_PROPAGATE_sgp4) {
            return wrong(r, "SGP4 needs mean elements, and this file has states; give a TLE or an "
                            "OMM, or --model numerical");
        }
        if (object->kind != KURS_ORBIT_OEM && ask->fit_s > 0.0) {
            return wrong(r, "--fit-drag fits to the points of an ephemeris; give an OEM, or leave "
                            "it out");
        }
        numerical += !kurs_propagate_is_mean(object) || ask->model == KURS_PROPAGATE_numerical;
    }
    if (numerical == 0 && ask->numerical_option) {
        char what[160];
        snprintf(what, sizeof what,
                 "SGP4 does not heed --%s; leave it out, or add --model numerical",
                 ask->numerical_option);
        return wrong(r, what);
    }
    return KURS_OK;
}

/* ---- instants --------------------------------------------------------------------------------
 */

/* Sizes of the run, before any of it is done. */
static kurs_status plan(run *r, size_t *longest, kurs_tai *first)
{
    double states = 0.0;
    *longest = 0;
    r->result->objects = 0;
    for (size_t i = 0; i < kurs_orbit_file_count(r->file);) {
        const kurs_propagate_body body = kurs_propagate_body_at(r->file, i);
        kurs_propagate_grid g;
        if (!kurs_propagate_grid_make(r->ask, kurs_propagate_epoch(r->ask, &body), &g)) {
            char what[160];
            snprintf(what, sizeof what,
                     "these times have more than %d instants an object; give a longer --step",
                     KURS_PROPAGATE_INSTANTS_MAX);
            return wrong(r, what);
        }
        *first = i == 0 ? g.first : *first;
        *longest = g.n > *longest ? g.n : *longest;
        states += (double)g.n;
        r->result->objects++;
        i += body.count;
    }
    if (states > KURS_PROPAGATE_STATES_MAX) {
        char what[200];
        snprintf(what, sizeof what,
                 "these would be %.0f states of %zu objects, at most %d are written; give a longer "
                 "--step or fewer objects",
                 states, r->result->objects, KURS_PROPAGATE_STATES_MAX);
        return wrong(r, what);
    }
    return KURS_OK;
}

/* ---- making ready ----------------------------------------------------------------------------
 */

static kurs_status make_room(run *r, size_t n)
{
    r->points = kurs_alloc_array(n, sizeof *r->points);
    r->times = kurs_alloc_array(n, sizeof *r->times);
    r->states = kurs_alloc_array(n, sizeof *r->states);
    r->statuses = kurs_alloc_array(n, sizeof *r->statuses);
    r->turner = kurs_alloc(sizeof *r->turner);
    r->gravity_memory = kurs_alloc(sizeof *r->gravity + ALIGNMENT);
    r->output = kurs_alloc(sizeof *r->output);
    if (r->output) { /* it is given back whatever else there is */
        r->output->file = NULL;
        r->output->beside[0] = '\0';
    }
    if (!r->points || !r->times || !r->states || !r->statuses || !r->turner || !r->gravity_memory ||
        !r->output) {
        return no_memory(r);
    }
    kurs_turner_init(r->turner, r->ask->eop_path ? &r->eop : NULL);
    const uintptr_t at = (uintptr_t)r->gravity_memory;
    r->gravity = (kurs_gravity *)((char *)r->gravity_memory + (ALIGNMENT - at % ALIGNMENT));
    return kurs_gravity_init(r->gravity, r->ask->gravity_degree, r->ask->gravity_degree);
}

/* The turns of a grid that all objects share: those of SGP4 in a frame other than its own. */
static kurs_status share_turns(run *r, size_t n)
{
    const kurs_propagate_ask *ask = r->ask;
    if (!ask->has_from || r->result->objects < 2 || n > SHARED_MAX ||
        ask->model == KURS_PROPAGATE_numerical ||
        !kurs_propagate_is_mean(kurs_orbit_file_object(r->file, 0))) {
        return KURS_OK;
    }
    kurs_turn *shared = kurs_alloc_array(n, sizeof *shared);
    if (!shared) {
        return no_memory(r);
    }
    kurs_propagate_grid g;
    (void)kurs_propagate_grid_make(ask, ask->from, &g);
    for (size_t i = 0; i < n; i++) {
        const kurs_status status = kurs_turner_turn(r->turner, KURS_ORBIT_FRAME_teme, ask->frame,
                                                    kurs_propagate_instant(&g, i), &shared[i]);
        if (status < 0) { /* each object then tells how far it comes */
            kurs_free(shared);
            return KURS_OK;
        }
        r->shared_notes |= kurs_notes_of(status);
    }
    r->shared = shared;
    return KURS_OK;
}

static kurs_status begin_writer(run *r, kurs_states_format format, kurs_tai created, FILE *out)
{
    const kurs_states head = {.frame = r->ask->frame, .created = created};
    return tell_io(r, kurs_states_begin(&r->writers[r->writer_count++], format, &head, out));
}

static kurs_status open_outputs(run *r, kurs_tai first)
{
    const kurs_propagate_ask *ask = r->ask;
    const kurs_tai created = kurs_creation_date(first);
    kurs_status status = KURS_OK;
    if (ask->out && strcmp(ask->out, "-") != 0) {
        status = kurs_output_file_open(r->output, ask->out);
        if (status < 0) {
            fprintf(r->errors, "kurs: %s\n", r->output->why);
            return KURS_ERR_IO;
        }
        status = begin_writer(r, ask->format, created, r->output->file);
    } else if (ask->out) {
        status = begin_writer(r, ask->format, created, r->standard_output);
    }
    if (status >= 0 && ask->json) {
        status = begin_writer(r, KURS_STATES_json, created, r->standard_output);
    }
    return status;
}

/* ---- one object ------------------------------------------------------------------------------
 */

static int asked_to_stop(const run *r)
{
    return r->watch->stop && r->watch->stop(r->watch->ctx);
}

static void show_progress(const run *r, double part_of_object)
{
    if (r->watch->progress) {
        r->watch->progress(r->watch->ctx, r->part + part_of_object / (double)r->result->objects);
    }
}

static int on_flight(void *ctx, kurs_tai t)
{
    const run *r = ctx;
    if (r->span_s > 0.0) {
        show_progress(r, fmin(1.0, fabs(kurs_tai_diff(t, r->epoch)) / r->span_s));
    }
    return asked_to_stop(r);
}

/* Notes that states are missing from instant i on, or up to it. */
static void miss(outcome *o, size_t i, int before, kurs_status status, const char *reason)
{
    char utc[KURS_UTC_TEXT_SIZE] = "?";
    if (o->missing < 0) {
        return; /* what was first is told */
    }
    if (kurs_tai_format(kurs_propagate_instant(&o->g, i), 3, utc) < 0) {
        utc[0] = '\0';
    }
    o->missing = status;
    snprintf(o->why, sizeof o->why, "%s, %s %s", reason, before ? "up to" : "from", utc);
}

static void miss_all(outcome *o, kurs_status status, const char *reason)
{
    o->low = o->high = 0;
    o->missing = status;
    snprintf(o->why, sizeof o->why, "%s", reason);
}

/* Keeps the states about the epoch that hang together: beyond an orbit's end is no other one. */
static void keep_run(const kurs_sgp4 *model, const kurs_status *statuses, outcome *o)
{
    const size_t at = kurs_propagate_count_before(&o->g, model->tle.epoch);
    for (o->high = at; o->high < o->g.n && statuses[o->high] >= 0; o->high++) {
        o->notes |= kurs_notes_of(statuses[o->high]);
    }
    for (o->low = at; o->low > 0 && statuses[o->low - 1] >= 0; o->low--) {
        o->notes |= kurs_notes_of(statuses[o->low - 1]);
    }
    if (o->high < o->g.n) {
        const kurs_sgp4_error error = kurs_sgp4_why(model, kurs_propagate_instant(&o->g, o->high));
        miss(o, o->high, 0, statuses[o->high], kurs_sgp4_error_text(error));
    }
    if (o->low > 0) {
        const kurs_sgp4_error error =
            kurs_sgp4_why(model, kurs_propagate_instant(&o->g, o->low - 1));
        miss(o, o->low - 1, 1, statuses[o->low - 1], kurs_sgp4_error_text(error));
    }
}

/* Probes of a way: at once, a revolution, and at most. */
enum { PROBES = 64, PROBES_A_TURN = 32, PROBES_MAX = 1 << 16 };
/* An orbit whose perigee stays this far from the centre [m] does not end by SGP4's radius. */
#define PERIGEE_SAFE_M 6.5e6

/* The length of the way from the epoch to the instants asked for [s], where these are all on one
 * side of it; else 0. */
static double way_of(const kurs_sgp4 *model, const kurs_propagate_grid *g)
{
    const double first = kurs_tai_diff(kurs_propagate_instant(g, 0), model->tle.epoch);
    const double last = kurs_tai_diff(kurs_propagate_instant(g, g->n - 1), model->tle.epoch);
    return first > 0.0 ? first : last < 0.0 ? last : 0.0;
}

/* How many looks a way is worth: none for an orbit that is still high at its end. */
static int probes_of(const kurs_sgp4 *model, double way)
{
    kurs_mean_orbit mean;
    const double turns = fabs(way) * model->tle.mean_motion / (2.0 * KURS_PI);
    if (way == 0.0) {
        return 0;
    }
    if (kurs_sgp4_mean(model, kurs_tai_add(model->tle.epoch, way), &mean) >= 0 &&
        mean.a * (1.0 - mean.ecc) > PERIGEE_SAFE_M) {
        return PROBES;
    }
    return (int)fmin(fmax(PROBES, PROBES_A_TURN * turns), PROBES_MAX);
}

/* The error that the orbit meets on that way: one that has ended does not come back. */
static kurs_sgp4_error error_on_the_way(const kurs_sgp4 *model, const kurs_propagate_grid *g)
{
    const double way = way_of(model, g);
    const int count = probes_of(model, way);
    kurs_tai times[PROBES];
    kurs_state states[PROBES];
    kurs_status statuses[PROBES];
    for (int from = 0; from < count; from += PROBES) {
        for (int i = 0; i < PROBES; i++) {
            const double part = fmin((from + i + 0.5) / count, 1.0);
            times[i] = kurs_tai_add(model->tle.epoch, way * part);
        }
        if (kurs_sgp4_batch_times(model, PROBES, times, states, statuses) < 0) {
            break;
        }
        for (int i = 0; i < PROBES; i++) {
            if (statuses[i] < 0) {
                return kurs_sgp4_why(model, times[i]);
            }
        }
    }
    return KURS_SGP4_ERROR_NONE;
}

static kurs_status fly_sgp4(run *r, const kurs_orbit_object *object, outcome *o)
{
    kurs_sgp4 model;
    kurs_sgp4_error error = KURS_SGP4_ERROR_NONE;
    kurs_status status = kurs_sgp4_init_with(&model, &object->tle, NULL, &error);
    o->frame = KURS_ORBIT_FRAME_teme;
    if (status < 0) {
        miss_all(o, status,
                 error != KURS_SGP4_ERROR_NONE ? kurs_sgp4_error_text(error)
                                               : kurs_status_text(status));
        return KURS_OK;
    }
    error = error_on_the_way(&model, &o->g);
    if (error != KURS_SGP4_ERROR_NONE) {
        char why[WHY_SIZE];
        snprintf(why, sizeof why, "%s, before the first instant asked for",
                 kurs_sgp4_error_text(error));
        miss_all(o, KURS_ERR_DECAYED, why);
        return KURS_OK;
    }
    o->notes |= kurs_notes_of(status);
    snprintf(o->comment, sizeof o->comment, "SGP4\n");
    for (size_t i = 0; i < o->g.n; i++) {
        r->times[i] = kurs_propagate_instant(&o->g, i);
    }
    status = kurs_sgp4_batch_times(&model, o->g.n, r->times, r->states, r->statuses);
    if (status >= 0) {
        keep_run(&model, r->statuses, o);
        for (size_t i = o->low; i < o->high; i++) {
            r->points[i] = (kurs_orbit_point){r->times[i], r->states[i]};
        }
    }
    return status;
}

/* Instants [at, n) forward, or [0, at) back, into their points; how many came. */
static kurs_status fly_side(run *r, const kurs_propagate_start *start, int forward, size_t at,
                            outcome *o, size_t *done)
{
    const kurs_flight_watch watch = {r, on_flight};
    const size_t n = forward ? o->g.n - at : at;
    for (size_t i = 0; i < n; i++) {
        r->times[i] = kurs_propagate_instant(&o->g, forward ? at + i : at - 1 - i);
    }
    *done = 0;
    if (n == 0) {
        return KURS_OK;
    }
    r->epoch = start->t;
    r->span_s = fabs(kurs_tai_diff(r->times[n - 1], start->t));
    const kurs_status status =
        kurs_propagate_fly(start, n, r->times, r->states, done, &o->notes, &watch);
    for (size_t i = 0; i < *done; i++) {
        r->points[forward ? at + i : at - 1 - i] = (kurs_orbit_point){r->times[i], r->states[i]};
    }
    return status;
}

static kurs_status fly_numerical(run *r, const kurs_propagate_body *body, outcome *o)
{
    const kurs_propagate_means means = {.ask = r->ask,
                                        .gravity = r->gravity,
                                        .eop = r->ask->eop_path ? &r->eop : NULL,
                                        .weather = r->ask->weather_path ? &r->weather : NULL,
                                        .turner = r->turner,
                                        .stop = r->watch->stop,
                                        .stop_ctx = r->watch->ctx};
    kurs_propagate_start start;
    char why[KURS_START_WHY_SIZE];
    size_t done;
    o->frame = KURS_ORBIT_FRAME_gcrf;
    kurs_status status = kurs_propagate_start_make(&means, body, &start, &o->notes, why);
    if (status == KURS_ERR_MEMORY || status == KURS_ERR_STOPPED) {
        return status == KURS_ERR_MEMORY ? no_memory(r) : status;
    }
    if (status < 0) {
        miss_all(o, status, why);
        return KURS_OK;
    }
    snprintf(o->comment, sizeof o->comment, "%s", start.comment);
    const size_t at = kurs_propagate_count_before(&o->g, start.t);
    o->low = o->high = at;
    for (int forward = 0; forward < 2; forward++) {
        status = fly_side(r, &start, forward, at, o, &done);
        if (status == KURS_ERR_STOPPED) {
            return status;
        }
        o->low -= forward ? 0 : done;
        o->high += forward ? done : 0;
        if (status < 0) {
            miss(o, forward ? at + done : at - 1 - done, !forward, status,
                 kurs_status_text(status));
        }
    }
    return KURS_OK;
}

/* Turns the points of an object to the frame asked for; what cannot be turned is missing. */
static void turn_points(run *r, outcome *o)
{
    for (size_t i = o->low; o->frame != r->ask->frame && i < o->high; i++) {
        kurs_turn turn;
        const kurs_turn *use =
            r->shared && o->frame == KURS_ORBIT_FRAME_teme ? &r->shared[i] : NULL;
        if (!use) {
            const kurs_status status =
                kurs_turner_turn(r->turner, o->frame, r->ask->frame, r->points[i].t, &turn);
            if (status < 0) {
                miss(o, i, 0, status, kurs_status_text(status));
                o->high = i;
                return;
            }
            o->notes |= kurs_notes_of(status);
            use = &turn;
        }
        r->points[i].s = kurs_turn_state(use, r->points[i].s);
    }
}

/* A progress bar gives way to words. */
static void make_room_for_words(const run *r)
{
    if (r->watch->clear) {
        r->watch->clear(r->watch->ctx);
    }
}

static void tell_missing(const run *r, const kurs_orbit_object *object, const char *name,
                         const outcome *o)
{
    char count[64] = "no state is written";
    if (o->high > o->low) {
        snprintf(count, sizeof count, "%zu of %zu states are written", o->high - o->low, o->g.n);
    }
    make_room_for_words(r);
    fprintf(r->errors, "kurs: %s:%d:1: %s: %s; %s\n", r->name, object->line, name, o->why, count);
}

static void note_object(run *r, const outcome *o)
{
    for (int bit = 1; o->high > o->low && bit < KURS_NOTE_COUNT; bit++) {
        r->objects_with[bit] += o->notes >> bit & 1U;
    }
}

/* The notes of an object are comments of its part of an OEM. */
static void add_notes(outcome *o)
{
    for (int bit = 1; bit < KURS_NOTE_COUNT; bit++) {
        const size_t n = strlen(o->comment);
        kurs_status code;
        const char *text = o->notes >> bit & 1U ? kurs_notes_text(bit, &code) : NULL;
        if (text) {
            snprintf(o->comment + n, sizeof o->comment - n, "%s\n", text);
        }
    }
}

static kurs_status put_object(run *r, const kurs_orbit_object *object, size_t i, outcome *o)
{
    char name[KURS_ORBIT_NAME_SIZE], id[KURS_ORBIT_ID_SIZE];
    kurs_propagate_name(object, r->repeated[i], name);
    kurs_propagate_designator(object, id);
    const kurs_state_segment segment = {.object_name = name,
                                        .object_id = id,
                                        .comment = o->comment[0] ? o->comment : NULL,
                                        .points = r->points + o->low,
                                        .count = o->high - o->low};
    const char *why = o->missing < 0 ? o->why : NULL;
    if (why) {
        r->result->short_objects++;
        tell_missing(r, object, name, o);
    }
    r->result->states += segment.count;
    if (r->watch->tell && strncmp(o->comment, "fitted", 6) == 0) {
        char line[KURS_ORBIT_NAME_SIZE + KURS_START_COMMENT_SIZE];
        snprintf(line, sizeof line, "%s: %.*s", name, (int)strcspn(o->comment, "\n"), o->comment);
        r->watch->tell(r->watch->ctx, line);
    }
    kurs_status status = KURS_OK;
    for (int k = 0; status >= 0 && k < r->writer_count; k++) {
        status = kurs_states_put(&r->writers[k], &segment, o->missing, why);
    }
    return status;
}

static kurs_status do_body(run *r, const kurs_propagate_body *body, size_t i, outcome *o)
{
    *o = (outcome){.missing = KURS_OK, .notes = r->shared_notes};
    (void)kurs_propagate_grid_make(r->ask, kurs_propagate_epoch(r->ask, body), &o->g);
    const int sgp4 =
        kurs_propagate_is_mean(body->first) && r->ask->model != KURS_PROPAGATE_numerical;
    kurs_status status = sgp4 ? fly_sgp4(r, body->first, o) : fly_numerical(r, body, o);
    if (status < 0) {
        return status;
    }
    turn_points(r, o);
    note_object(r, o);
    add_notes(o);
    return put_object(r, body->first, i, o);
}

/* ---- the end ---------------------------------------------------------------------------------
 */

static size_t list_caveats(const run *r, kurs_caveat caveats[KURS_NOTE_COUNT])
{
    size_t n = 0;
    for (int bit = 1; bit < KURS_NOTE_COUNT; bit++) {
        kurs_status code;
        const char *text = r->objects_with[bit] ? kurs_notes_text(bit, &code) : NULL;
        if (text) {
            caveats[n] = (kurs_caveat){.code = code, .times = r->objects_with[bit]};
            snprintf(caveats[n].text, sizeof caveats[n].text, "%s", text);
            n++;
        }
    }
    return n;
}

static void tell_caveats(const run *r, const kurs_caveat *caveats, size_t n)
{
    make_room_for_words(r);
    for (size_t i = 0; i < n; i++) {
        fprintf(r->errors, "kurs: note: %s", caveats[i].text);
        if (r->result->objects > 1) {
            fprintf(r->errors, " (%zu of %zu objects)", caveats[i].times, r->result->objects);
        }
        fputc('\n', r->errors);
    }
}

static kurs_status finish(run *r)
{
    kurs_caveat caveats[KURS_NOTE_COUNT];
    const size_t n = list_caveats(r, caveats);
    kurs_status status = KURS_OK;
    for (int k = 0; status >= 0 && k < r->writer_count; k++) {
        status = tell_io(r, kurs_states_end(&r->writers[k], caveats, n));
    }
    tell_caveats(r, caveats, n);
    if (status >= 0 && r->output->file) {
        if (r->result->states == 0 && r->ask->format != KURS_STATES_json) {
            return KURS_OK; /* an ephemeris of nothing is none: what stands there stays */
        }
        status = kurs_output_file_commit(r->output);
        if (status < 0) {
            fprintf(r->errors, "kurs: %s\n", r->output->why);
        }
    }
    return status;
}

static kurs_status do_all(run *r, outcome *o)
{
    const size_t count = kurs_orbit_file_count(r->file);
    kurs_status status = KURS_OK;
    for (size_t i = 0; status >= 0 && i < count;) {
        if (asked_to_stop(r)) {
            return KURS_ERR_STOPPED;
        }
        const kurs_propagate_body body = kurs_propagate_body_at(r->file, i);
        r->part = (double)i / (double)count;
        show_progress(r, 0.0);
        status = tell_io(r, do_body(r, &body, i, o));
        i += body.count;
    }
    return status < 0 ? status : finish(r);
}

static kurs_status prepare(run *r)
{
    size_t longest = 0;
    kurs_tai first = {0};
    kurs_status status = read_inputs(r);
    status = status < 0 ? status : check_models(r);
    status = status < 0 ? status : find_repeated(r);
    status = status < 0 ? status : plan(r, &longest, &first);
    status = status < 0 ? status : make_room(r, longest);
    status = status < 0 ? status : share_turns(r, longest);
    return status < 0 ? status : open_outputs(r, first);
}

static void let_go(run *r)
{
    if (r->output) {
        kurs_output_file_discard(r->output);
    }
    kurs_free(r->output);
    kurs_free(r->shared);
    kurs_free(r->statuses);
    kurs_free(r->states);
    kurs_free(r->times);
    kurs_free(r->points);
    kurs_free(r->turner);
    kurs_free(r->gravity_memory);
    kurs_free(r->repeated);
    kurs_orbit_file_destroy(r->file);
    if (r->eop.rows) {
        kurs_eop_series_free(&r->eop);
    }
    if (r->weather.rows) {
        kurs_weather_series_free(&r->weather);
    }
}

kurs_status kurs_propagate(const kurs_propagate_ask *ask, const kurs_propagate_watch *watch,
                           FILE *standard_output, FILE *errors, kurs_propagate_result *result)
{
    static const kurs_propagate_watch nobody;
    outcome o;
    run r = {.ask = ask,
             .watch = watch ? watch : &nobody,
             .standard_output = standard_output,
             .errors = errors,
             .result = result,
             .name = strcmp(ask->orbit, "-") == 0 ? "standard input" : ask->orbit,
             .shared_notes = kurs_notes_of(ask->times_caveat)};
    *result = (kurs_propagate_result){0};
    kurs_point_locale point;
    kurs_status status = kurs_point_begin(&point);
    if (status < 0) {
        return no_memory(&r);
    }
    status = prepare(&r);
    if (status >= 0) {
        status = do_all(&r, &o);
    }
    let_go(&r);
    kurs_point_end(&point);
    return status;
}
