/* SPDX-License-Identifier: Apache-2.0 */
/* One object while it is near the launched body: its closest approaches for the nominal lift-off,
 * and the lift-offs that bring it into the box. */
#include <string.h>

#include "plan/screening_parts.h"

#define TIME_TOL_S 1e-3
#define WIDEST 1.1           /* the sphere of a search against what must be in it */
#define SAMPLES_A_RADIUS 8.0 /* of a path through that sphere */

static double lesser(double a, double b)
{
    return a < b ? a : b;
}

/* The object's state at T by its table; 0 where the table has none. */
static int object_at(const kurs_screening_job *job, double at, kurs_state *s_teme)
{
    const double x = (at - job->first) / KURS_SCREENING_KNOT_S;
    if (!(x >= 0.0 && x <= (double)(job->knot_count - 1))) {
        return 0;
    }
    size_t i = (size_t)x;
    if (i + 1 == job->knot_count) {
        i--;
    }
    *s_teme = kurs_screening_cubic(&job->knots[i], &job->knots[i + 1], KURS_SCREENING_KNOT_S,
                                   x - (double)i);
    return 1;
}

/* SGP4's states from t = from to t = to for all shifts. Ends before the first that is refused. */
static void fill_table(kurs_screening_job *job, double from, double to)
{
    job->first = from + fmin(job->ask->from_s, 0.0) - 1.0;
    const double span = to + fmax(job->ask->to_s, 0.0) + 1.0 - job->first;
    size_t n = (size_t)ceil(span / KURS_SCREENING_KNOT_S) + 1, good = 0;
    n = n < job->knot_capacity ? n : job->knot_capacity;
    for (size_t i = 0; i < n; i++) {
        job->times[i] =
            kurs_tai_add(job->ask->liftoff, job->first + KURS_SCREENING_KNOT_S * (double)i);
    }
    job->knot_count = 0;
    if (kurs_sgp4_batch_times(&job->ask->objects[job->object], n, job->times, job->knots,
                              job->statuses) < 0) {
        return;
    }
    while (good < n && job->statuses[good] >= 0) {
        good++;
    }
    job->knot_count = good > 1 ? good : 0;
}

/* Object from body in axes that turn back with the shift, and the body's own RTN axes. */
typedef struct meeting {
    kurs_vec3 r, v;
    kurs_state body;
} meeting;

static int meet(kurs_screening_job *job, const kurs_screening_shift *shift, double t, meeting *m)
{
    kurs_state object;
    if (!object_at(job, shift->s + t, &object)) {
        return 0;
    }
    object = kurs_screening_turn_back(shift, object);
    m->body = kurs_screening_body(&job->flight, shift, t, &job->hint);
    m->r = v3_sub(object.r, m->body.r);
    m->v = v3_sub(object.v, m->body.v);
    return 1;
}

/* 1 on the box, below 1 in it: the greatest of the three shares of the half-widths. */
static double box_norm(const kurs_screening_job *job, const meeting *m)
{
    const kurs_vec3 at = kurs_m3_mulv(kurs_rtn_axes(m->body), m->r), box = job->ask->box_m;
    return fmax(fabs(at.x) / box.x, fmax(fabs(at.y) / box.y, fabs(at.z) / box.z));
}

/* ---- how deep in the box one lift-off brings the object --------------------------------- */

typedef struct norm_search {
    kurs_screening_job *job;
    const kurs_screening_shift *shift;
} norm_search;

static double norm_at(double t, void *ctx)
{
    const norm_search *search = ctx;
    meeting m;
    return meet(search->job, search->shift, t, &m) ? box_norm(search->job, &m) : INFINITY;
}

/* A sample of the walk through the sphere about the box. */
typedef struct sample {
    double t, norm, step;
} sample;

/* step: to the next sample, so that no path of the closing speed reaches the sphere in between;
 * in the sphere, a part of what it takes to cross. norm: INFINITY where there is no object. */
static sample sample_at(kurs_screening_job *job, const kurs_screening_shift *shift, double t,
                        double sphere, int *inside)
{
    const double floor_s = (WIDEST - 1.0) * sphere / WIDEST / job->closing;
    sample s = {.t = t, .norm = INFINITY, .step = KURS_SCREENING_KNOT_S};
    meeting m;
    *inside = 0;
    if (!meet(job, shift, t, &m)) {
        return s;
    }
    const double range = v3_norm(m.r);
    s.norm = box_norm(job, &m);
    *inside = range <= sphere;
    if (*inside) {
        /* the axes turn with the body: what lies far off moves in them */
        const double turn = v3_norm(m.body.v) / v3_norm(m.body.r);
        const double speed = v3_norm(m.v) + turn * range;
        s.step =
            kurs_clamp(sphere / (SAMPLES_A_RADIUS * speed), 0.5 * floor_s, KURS_SCREENING_KNOT_S);
    } else {
        s.step = fmax((range - sphere) / job->closing, floor_s);
    }
    return s;
}

/*
 * The least box norm over [from, to], INFINITY where the object stays out of a sphere that holds
 * the box and all from which one step of the window leads into it. Outside, steps are bounded by
 * the closing speed; inside, each least of the samples is refined.
 */
static double lowest_norm(kurs_screening_job *job, double s, double from, double to)
{
    const kurs_screening_shift shift = kurs_screening_shift_of(&job->flight, s);
    const double sphere = WIDEST * (WIDEST * job->half_diagonal + job->sliding * job->ask->step_s);
    norm_search search = {job, &shift};
    double lowest = INFINITY;
    int in = 0, was_in = 0;
    sample before = {.t = from, .norm = INFINITY}, mid = before;
    for (double t = from;; t = lesser(t + mid.step, to)) {
        const sample now = sample_at(job, &shift, t, sphere, &in);
        lowest = in ? lesser(now.norm, lowest) : lowest;
        /* a least of the samples in the sphere, or the end of the span */
        const int last = t >= to;
        if ((was_in && mid.norm <= before.norm && mid.norm <= now.norm) || (last && in)) {
            const double back = fmax(before.t, mid.t - KURS_SCREENING_KNOT_S);
            double at;
            if (now.t > back && kurs_minimum(norm_at, &search, back, now.t, 1e-4, &at) >= 0) {
                lowest = lesser(norm_at(at, &search), lowest);
            }
        }
        if (last) {
            return lowest;
        }
        before = mid;
        mid = now;
        was_in = in;
    }
}

/* ---- the window ------------------------------------------------------------------------- */

typedef struct window_search {
    kurs_screening_job *job;
    double from, to; /* t of the pass */
} window_search;

static double norm_of_shift(const window_search *search, double s)
{
    return lowest_norm(search->job, s, search->from, search->to);
}

/* Where the norm crosses 1 between a lift-off in the box and one out of it. */
static double edge_of(const window_search *search, double in, double out)
{
    while (fabs(out - in) > TIME_TOL_S) {
        const double mid = 0.5 * (in + out);
        if (norm_of_shift(search, mid) <= 1.0) {
            in = mid;
        } else {
            out = mid;
        }
    }
    return 0.5 * (in + out);
}

/* A lift-off and its norm. */
typedef struct grid_point {
    double s, norm;
} grid_point;

/* How far the object stays out of the box, at the least [m]. */
static double distance_out(const kurs_screening_job *job, double norm)
{
    return isfinite(norm) ? (norm - 1.0) * job->half_least : job->sliding * job->ask->step_s;
}

/* A lift-off in the box between two that are not: halved where the sliding speed leaves room for
 * one, `depth` times. 0 where there is none. */
static int dip_between(const window_search *search, grid_point a, grid_point b, int depth,
                       double *found)
{
    const kurs_screening_job *job = search->job;
    const double room = job->sliding * (b.s - a.s);
    if (distance_out(job, a.norm) + distance_out(job, b.norm) >= room || depth == 0) {
        return 0;
    }
    grid_point mid = {.s = 0.5 * (a.s + b.s)};
    mid.norm = norm_of_shift(search, mid.s);
    if (mid.norm <= 1.0) {
        *found = mid.s;
        return 1;
    }
    return dip_between(search, a, mid, depth - 1, found) ||
           dip_between(search, mid, b, depth - 1, found);
}

/* A caveat is told for objects that are told. */
static void note_age(kurs_screening_job *job)
{
    job->caveat = kurs_status_worse(job->caveat, job->statuses[0]);
}

static kurs_status add_blackout(kurs_screening_job *job, double from, double to)
{
    const kurs_screening_space *space = job->space;
    size_t i = job->result.blackout_count;
    if (i == space->blackout_capacity) {
        return KURS_ERR_FULL;
    }
    while (i > 0 && space->blackouts[i - 1].from_s > from) {
        space->blackouts[i] = space->blackouts[i - 1];
        i--;
    }
    space->blackouts[i] = (kurs_screening_blackout){job->object, from, to};
    job->result.blackout_count++;
    note_age(job);
    return KURS_OK;
}

/* From one point of the grid to the next; *open is the beginning of a blackout, or NaN. */
static kurs_status window_cell(const window_search *search, grid_point a, grid_point b,
                               double *open)
{
    const int in_a = a.norm <= 1.0, in_b = b.norm <= 1.0;
    double dip;
    if (in_a && !in_b) {
        const double from = *open;
        *open = NAN;
        return add_blackout(search->job, from, edge_of(search, a.s, b.s));
    }
    if (!in_a && in_b) {
        *open = edge_of(search, b.s, a.s);
    } else if (!in_a && !in_b && dip_between(search, a, b, 6, &dip)) {
        return add_blackout(search->job, edge_of(search, dip, a.s), edge_of(search, dip, b.s));
    }
    return KURS_OK;
}

static kurs_status screen_window(kurs_screening_job *job, double from, double to)
{
    const kurs_screening_request *ask = job->ask;
    const window_search search = {job, from, to};
    grid_point a = {ask->from_s, norm_of_shift(&search, ask->from_s)}, b;
    double open = a.norm <= 1.0 ? ask->from_s : NAN;
    kurs_status status = KURS_OK;
    for (size_t k = 1; a.s < ask->to_s && status >= 0; k++, a = b) {
        b.s = lesser(ask->from_s + ask->step_s * (double)k, ask->to_s);
        b.norm = norm_of_shift(&search, b.s);
        status = window_cell(&search, a, b, &open);
    }
    return status >= 0 && a.norm <= 1.0 ? add_blackout(job, open, ask->to_s) : status;
}

/* ---- the nominal lift-off --------------------------------------------------------------- */

/* Both bodies at t by SGP4's own state. */
static int meet_truly(kurs_screening_job *job, const kurs_screening_shift *shift, double t,
                      meeting *m, kurs_status *status)
{
    kurs_state object;
    *status = kurs_sgp4_state(&job->ask->objects[job->object],
                              kurs_tai_add(job->ask->liftoff, shift->s + t), &object);
    m->body = kurs_screening_body(&job->flight, shift, t, &job->hint);
    m->r = v3_sub(object.r, m->body.r);
    m->v = v3_sub(object.v, m->body.v);
    return *status >= 0;
}

static double closing_at(double t, void *ctx)
{
    const norm_search *search = ctx;
    meeting m = {.r = {0.0, 0.0, 0.0}};
    kurs_status status;
    return meet_truly(search->job, search->shift, t, &m, &status) ? v3_dot(m.r, m.v) : NAN;
}

/* Nearest first; where the list is full, the farthest gives way. */
static void add_approach(kurs_screening_job *job, const kurs_screening_approach *found)
{
    const kurs_screening_space *space = job->space;
    kurs_screening_result *result = &job->result;
    result->approach_total++;
    result->in_box_total += (size_t)found->in_box;
    size_t i = result->approach_count;
    if (i == space->approach_capacity) {
        if (i == 0 || space->approaches[i - 1].range_m <= found->range_m) {
            return;
        }
        i--;
    } else {
        result->approach_count++;
    }
    while (i > 0 && space->approaches[i - 1].range_m > found->range_m) {
        space->approaches[i] = space->approaches[i - 1];
        i--;
    }
    space->approaches[i] = *found;
    note_age(job);
}

/* Adds the approach at t, where it is near enough; from..to: the valley of the range about it. */
static void tell_approach(kurs_screening_job *job, const kurs_screening_shift *nominal, double t,
                          double from, double to)
{
    kurs_screening_approach found = {.object = job->object, .met_s = t};
    meeting m = {.r = {0.0, 0.0, 0.0}};
    if (!meet_truly(job, nominal, t, &m, &found.caveat)) {
        return;
    }
    found.range_m = v3_norm(m.r);
    if (found.range_m > fmax(job->ask->report_m, job->half_diagonal)) {
        return;
    }
    found.miss_rtn = kurs_m3_mulv(kurs_rtn_axes(m.body), m.r);
    found.speed_m_s = v3_norm(m.v);
    found.in_box = box_norm(job, &m) <= 1.0 || lowest_norm(job, 0.0, from, to) <= 1.0;
    if (found.in_box || found.range_m <= job->ask->report_m) {
        add_approach(job, &found);
    }
}

/* The least of the range between two times at which it falls and rises. */
static double refine(kurs_screening_job *job, const kurs_screening_shift *nominal, double a,
                     double b)
{
    norm_search search = {job, nominal};
    double t = 0.5 * (a + b);
    /* SGP4's velocity is 2 cm/s off its motion: where two hardly part, the ends may have one sign,
     * and any time between them is as good to the millimetre. */
    if (kurs_root(closing_at, &search, a, b, 1e-6, &t) < 0) {
        t = fabs(closing_at(a, &search)) < fabs(closing_at(b, &search)) ? a : b;
    }
    return t;
}

/*
 * All leasts of the range over the pass. Range times its rate grows by v^2 + r a: steadily through
 * a quick encounter, and with the orbit's own pace in a slow one, so that samples 10 s apart see
 * each least between a fall and a rise. An end of the flight counts as one.
 */
static void screen_nominal(kurs_screening_job *job, double from, double to)
{
    const double *met = job->ask->met_s;
    const kurs_screening_shift nominal = kurs_screening_shift_of(&job->flight, 0.0);
    const double count = ceil((to - from) / KURS_SCREENING_KNOT_S);
    double valley = from, least = NAN, t_before = from;
    double before = from <= met[0] ? -1.0 : NAN; /* as if it fell until lift-off */
    for (double k = 0.0; k <= count; k++) {
        const double t = k < count ? from + KURS_SCREENING_KNOT_S * k : to;
        meeting m;
        if (!meet(job, &nominal, t, &m)) {
            break;
        }
        const double now = v3_dot(m.r, m.v);
        if (before < 0.0 && now >= 0.0) {
            least = t > t_before ? refine(job, &nominal, t_before, t) : t;
        } else if (before >= 0.0 && now < 0.0 && !isnan(least)) {
            tell_approach(job, &nominal, least, valley, t);
            valley = t_before;
            least = NAN;
        }
        before = now;
        t_before = t;
    }
    if (isnan(least) && before < 0.0 && t_before >= met[job->ask->node_count - 1]) {
        least = t_before;
    }
    if (!isnan(least)) {
        tell_approach(job, &nominal, least, valley, t_before);
    }
}

kurs_status kurs_screening_pass(kurs_screening_job *job, size_t object, double from, double to)
{
    const double *met = job->ask->met_s;
    job->object = object;
    from = fmax(from, met[0]);
    to = fmin(to, met[job->ask->node_count - 1]);
    fill_table(job, from, to);
    if (job->knot_count == 0) {
        return KURS_OK;
    }
    screen_nominal(job, from, to);
    return screen_window(job, from, to);
}
