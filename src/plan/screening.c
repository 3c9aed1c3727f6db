/* SPDX-License-Identifier: Apache-2.0 */
/* The walk of a catalogue along a launched flight: who comes near, by bounds alone. */
#include "kurs/screening.h"

#include <stdint.h>

#include "plan/screening_parts.h"

enum { LANES = KURS_SGP4_BLOCK };

/* ---- what is asked ---------------------------------------------------------------------- */

static int finite_v3(kurs_vec3 v)
{
    return isfinite(v.x) && isfinite(v.y) && isfinite(v.z);
}

static int good_sizes(const kurs_screening_request *ask)
{
    return ask && ask->earth && ask->met_s && ask->tracks && (ask->objects || !ask->object_count) &&
           ask->node_count >= 2 && ask->node_count <= KURS_SCREENING_MAX_NODES &&
           ask->track_count >= 1 && ask->track_count <= KURS_SCREENING_MAX_TRACKS;
}

static int good_figures(const kurs_screening_request *ask)
{
    const kurs_vec3 box = ask->box_m;
    return ask->liftoff.f >= 0.0 && ask->liftoff.f < 1.0 && finite_v3(box) && box.x > 0.0 &&
           box.y > 0.0 && box.z > 0.0 && ask->report_m >= 0.0 && isfinite(ask->report_m) &&
           ask->from_s >= -KURS_SCREENING_MAX_REACH_S && ask->from_s <= ask->to_s &&
           ask->to_s <= KURS_SCREENING_MAX_REACH_S && ask->step_s > 0.0 &&
           (ask->to_s - ask->from_s) / ask->step_s <= KURS_SCREENING_MAX_STEPS;
}

static int good_nodes(const kurs_screening_request *ask)
{
    for (size_t i = 0; i < ask->node_count; i++) {
        const double gap = i > 0 ? ask->met_s[i] - ask->met_s[i - 1] : 1.0;
        if (!isfinite(ask->met_s[i]) || !(gap > 0.0 && gap <= KURS_SCREENING_NODE_GAP_S)) {
            return 0;
        }
    }
    return 1;
}

/* RTN axes want a plane. */
static int has_plane(const kurs_state *s)
{
    return v3_norm(v3_cross(s->r, s->v)) > 1e-12 * v3_norm(s->r) * v3_norm(s->v);
}

static int good_tracks(const kurs_screening_request *ask)
{
    for (size_t k = 0; k < ask->track_count; k++) {
        const kurs_screening_track *track = &ask->tracks[k];
        if (!track->s_gcrf || !(fabs(track->shift_s) <= KURS_SCREENING_MAX_REACH_S) ||
            (k > 0 && !(track->shift_s > track[-1].shift_s))) {
            return 0;
        }
        for (size_t i = 0; i < ask->node_count; i++) {
            const kurs_state *s = &track->s_gcrf[i];
            if (!finite_v3(s->r) || !finite_v3(s->v) || !has_plane(s)) {
                return 0;
            }
        }
    }
    return 1;
}

/* Where the flights of all lift-offs begin and end, s after the nominal one. */
static double span_begin(const kurs_screening_request *ask)
{
    return ask->met_s[0] + fmin(ask->from_s, 0.0);
}

static double span_end(const kurs_screening_request *ask)
{
    return ask->met_s[ask->node_count - 1] + fmax(ask->to_s, 0.0);
}

static kurs_status check_request(const kurs_screening_request *ask)
{
    if (!good_sizes(ask) || !good_figures(ask) || !good_nodes(ask) || !good_tracks(ask)) {
        return KURS_ERR_ARGUMENT;
    }
    const double start = kurs_tai_diff(ask->liftoff, ask->earth->t_ref);
    return start + span_begin(ask) >= -KURS_EARTH_SPAN_S &&
                   start + span_end(ask) <= KURS_EARTH_SPAN_S
               ? KURS_OK
               : KURS_ERR_RANGE;
}

/* ---- room ------------------------------------------------------------------------------- */

size_t kurs_screening_knots(const kurs_screening_request *ask)
{
    const double span = span_end(ask) - span_begin(ask) + 2.0;
    return (size_t)ceil(span / KURS_SCREENING_KNOT_S) + 2;
}

size_t kurs_screening_work_bytes(const kurs_screening_request *request)
{
    if (check_request(request) < 0) {
        return 0;
    }
    return request->track_count * request->node_count * sizeof(kurs_state) +
           kurs_screening_knots(request) *
               (sizeof(kurs_state) + sizeof(kurs_tai) + sizeof(kurs_status));
}

static kurs_status check_space(const kurs_screening_request *ask, const kurs_screening_space *space)
{
    if (!space || !space->work || (uintptr_t)space->work % _Alignof(double) != 0 ||
        (space->approach_capacity && !space->approaches) ||
        (space->blackout_capacity && !space->blackouts) ||
        (space->refused_capacity && !space->refused)) {
        return KURS_ERR_ARGUMENT;
    }
    return space->work_bytes < kurs_screening_work_bytes(ask) ? KURS_ERR_FULL : KURS_OK;
}

static void job_init(kurs_screening_job *job, const kurs_screening_request *ask,
                     const kurs_screening_space *space)
{
    const kurs_vec3 box = ask->box_m;
    *job = (kurs_screening_job){.ask = ask, .space = space, .caveat = KURS_OK};
    job->half_diagonal = v3_norm(box);
    job->half_least = fmin(box.x, fmin(box.y, box.z));
    job->reach = fmax(fabs(ask->from_s), fabs(ask->to_s));
    job->knot_capacity = kurs_screening_knots(ask);
    kurs_state *s_teme = space->work;
    job->knots = s_teme + ask->track_count * ask->node_count;
    job->times = (kurs_tai *)(job->knots + job->knot_capacity);
    job->statuses = (kurs_status *)(job->times + job->knot_capacity);
    kurs_screening_flight_init(&job->flight, ask, s_teme);
}

/* ---- the walk --------------------------------------------------------------------------- */

/* An object on the walk. It is near within `near_m` of the nominal body: then it may be told, or
 * may be in the box for some shift. */
typedef struct walker {
    size_t object;
    double closing, sliding, near_m;
    double first, last; /* t of the first and last sample of the present pass; NaN: none */
    int refused;
} walker;

/* Walkers side by side, as SGP4's lanes are; deep space has its own. */
typedef struct group {
    int count;
    walker walkers[LANES];
    kurs_sgp4 models[LANES];
} group;

static void refuse(kurs_screening_job *job, size_t object)
{
    const kurs_screening_space *space = job->space;
    kurs_screening_result *result = &job->result;
    size_t i = result->refused_listed;
    result->refused_count++;
    if (i == space->refused_capacity) {
        if (i == 0 || space->refused[i - 1] < object) {
            return;
        }
        i--;
    } else {
        result->refused_listed++;
    }
    while (i > 0 && space->refused[i - 1] > object) {
        space->refused[i] = space->refused[i - 1];
        i--;
    }
    space->refused[i] = object;
}

static kurs_status close_pass(kurs_screening_job *job, walker *w)
{
    if (isnan(w->first)) {
        return KURS_OK;
    }
    const double half = 0.5 * KURS_SCREENING_FLOOR_S, from = w->first - half, to = w->last + half;
    w->first = NAN;
    job->closing = w->closing;
    job->sliding = w->sliding;
    return kurs_screening_pass(job, w->object, from, to);
}

/*
 * One object at t; *step is lowered to what it may stay unseen for. Between two samples of a step
 * by the closing speed it cannot come within near_m; between two of the least step it is at some
 * time within half of that step of one of them, which near_m has in it. So each instant of a near
 * approach is within half a least step of a sample that is near.
 */
static kurs_status walker_at(kurs_screening_job *job, walker *w, double t, kurs_status status,
                             double range, double *step)
{
    if (status < 0 || !isfinite(range)) { /* decayed: what was found before stands */
        if (!w->refused) {
            w->refused = 1;
            refuse(job, w->object);
        }
        *step = fmin(*step, KURS_SCREENING_NODE_GAP_S);
        return close_pass(job, w);
    }
    *step = fmin(*step, fmax(fabs(range - w->near_m) / w->closing, KURS_SCREENING_FLOOR_S));
    if (range > w->near_m) {
        return close_pass(job, w);
    }
    w->first = isnan(w->first) ? t : w->first;
    w->last = t;
    return KURS_OK;
}

static kurs_status walk(kurs_screening_job *job, group *g)
{
    const kurs_screening_request *ask = job->ask;
    const double end = ask->met_s[ask->node_count - 1];
    const kurs_screening_shift nominal = kurs_screening_shift_of(&job->flight, 0.0);
    kurs_sgp4_block block;
    kurs_state states[LANES];
    kurs_status statuses[LANES], status = KURS_OK;
    size_t hint = 0;
    double t = ask->met_s[0];
    kurs_sgp4_blocks_init(&block, g->models, (size_t)g->count);
    for (int more = g->count > 0; more && status >= 0;) {
        double step = end - ask->met_s[0];
        const kurs_state body = kurs_screening_body(&job->flight, &nominal, t, &hint);
        status = kurs_sgp4_batch_objects(g->models, &block, (size_t)g->count,
                                         kurs_tai_add(ask->liftoff, t), states, statuses);
        for (int i = 0; i < g->count && status >= 0; i++) {
            const double range = statuses[i] < 0 ? NAN : v3_norm(v3_sub(states[i].r, body.r));
            status = walker_at(job, &g->walkers[i], t, statuses[i], range, &step);
        }
        more = t < end;
        t = fmin(t + step, end);
    }
    for (int i = 0; i < g->count && status >= 0; i++) {
        status = close_pass(job, &g->walkers[i]);
    }
    g->count = 0;
    return status;
}

/* Makes an object a walker of the group that it belongs to, or passes it over. */
static kurs_status join(kurs_screening_job *job, size_t object, group groups[2])
{
    const kurs_screening_request *ask = job->ask;
    const kurs_screening_flight *flight = &job->flight;
    const kurs_sgp4 *model = &ask->objects[object];
    const double told = fmax(ask->report_m, job->half_diagonal);
    kurs_screening_bounds bounds;
    if (kurs_screening_bounds_of(model, ask->liftoff, span_begin(ask), span_end(ask), &bounds) <
        0) {
        refuse(job, object);
        return KURS_OK;
    }
    if (bounds.r_low > flight->r_max + told || bounds.r_high < flight->r_min - told) {
        job->result.passed_over++;
        return KURS_OK;
    }
    const double age = kurs_tai_diff(ask->liftoff, model->tle.epoch);
    job->result.old_count += fabs(age) > 3.0 * 86400.0;
    walker w = {.object = object, .first = NAN, .last = NAN};
    w.closing = bounds.v_max + flight->v_max;
    w.sliding = bounds.v_max + KURS_EARTH_OMEGA * (flight->r_max + told) + flight->by_shift;
    w.near_m = fmax(told, job->half_diagonal + w.sliding * job->reach) +
               0.5 * KURS_SCREENING_FLOOR_S * w.closing;
    group *g = &groups[model->deep != 0];
    g->walkers[g->count] = w;
    g->models[g->count] = *model;
    g->count++;
    return g->count == LANES ? walk(job, g) : KURS_OK;
}

/* Seconds that one or more of the blackouts cover; they stand by rising beginning. */
static double closed_seconds(const kurs_screening_job *job)
{
    double sum = 0.0, until = -INFINITY;
    for (size_t i = 0; i < job->result.blackout_count; i++) {
        const kurs_screening_blackout *b = &job->space->blackouts[i];
        sum += fmax(b->to_s - fmax(b->from_s, until), 0.0);
        until = fmax(until, b->to_s);
    }
    return sum;
}

kurs_status kurs_screening_run(const kurs_screening_request *request,
                               const kurs_screening_space *space, kurs_screening_result *result)
{
    kurs_status status = result ? check_request(request) : KURS_ERR_ARGUMENT;
    if (status >= 0) {
        status = check_space(request, space);
    }
    if (status < 0) {
        return status;
    }
    kurs_screening_job job;
    group groups[2] = {{.count = 0}, {.count = 0}};
    job_init(&job, request, space);
    for (size_t i = 0; i < request->object_count && status >= 0; i++) {
        const int stop = request->stop && request->stop(request->stop_ctx);
        status = stop ? KURS_ERR_STOPPED : join(&job, i, groups);
    }
    for (int k = 0; k < 2 && status >= 0; k++) {
        status = walk(&job, &groups[k]);
    }
    if (status < 0) {
        return status;
    }
    job.result.closed_s = closed_seconds(&job);
    *result = job.result;
    return job.caveat;
}
