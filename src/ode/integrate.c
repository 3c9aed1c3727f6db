/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/ode.h"

#include <math.h>
#include <string.h>

enum { STEPS_MAX = 10000000 };

static int problem_is_valid(const kurs_ode_problem *p)
{
    return p && p->method && p->rhs && p->dim >= 1 && p->dim <= KURS_ODE_MAX_DIM &&
           p->h_init > 0.0 && p->h_max > 0.0 && p->rtol >= 0.0;
}

/* ---- one step ---------------------------------------------------------------------------------
 */

/* The sum of w[j] k[j] over the first `count` rows; the zeros of a table cost nothing. */
static inline __attribute__((always_inline)) void
weigh_rows(const double *w, int count, int n, const double (*k)[KURS_ODE_MAX_DIM], double *out)
{
    double sum[KURS_ODE_MAX_DIM] = {0.0};
    for (int j = 0; j < count; j++) {
        if (w[j] != 0.0) {
            for (int d = 0; d < n; d++) {
                sum[d] += w[j] * k[j][d];
            }
        }
    }
    for (int d = 0; d < n; d++) {
        out[d] = sum[d];
    }
}

/* The same; a place and a speed have a loop of known length, which stays in registers. */
static void weigh(const double *w, int count, int n, const double (*k)[KURS_ODE_MAX_DIM],
                  double *out)
{
    if (n == 6) {
        weigh_rows(w, count, 6, k, out);
    } else {
        weigh_rows(w, count, n, k, out);
    }
}

/* y plus h times weights of a row. */
static void place(const double *w, int count, int n, double h, const double (*k)[KURS_ODE_MAX_DIM],
                  const double *y, double *at)
{
    double sum[KURS_ODE_MAX_DIM];
    weigh(w, count, n, k, sum);
    for (int d = 0; d < n; d++) {
        at[d] = y[d] + h * sum[d];
    }
}

/* Stages from `first` on into k, the result into y_out. */
static kurs_status make_stages(const kurs_ode_problem *p, double t, double h, const double *y,
                               int first, double (*k)[KURS_ODE_MAX_DIM], double *y_out)
{
    const kurs_ode_method *m = p->method;
    double at[KURS_ODE_MAX_DIM];
    kurs_status worst = KURS_OK;
    for (int i = first; i < m->stages; i++) {
        place(m->a[i], i, p->dim, h, (const double(*)[KURS_ODE_MAX_DIM])k, y, at);
        const kurs_status st = p->rhs(t + m->c[i] * h, at, k[i], p->ctx);
        if (st < KURS_OK) {
            return st;
        }
        worst = kurs_status_worse(worst, st);
    }
    place(m->b, m->stages, p->dim, h, (const double(*)[KURS_ODE_MAX_DIM])k, y, y_out);
    return worst;
}

/* h times the difference of the result's weights to others. */
static void difference(const kurs_ode_method *m, const double *b, int n, double h,
                       const double (*k)[KURS_ODE_MAX_DIM], double *out)
{
    double w[KURS_ODE_MAX_STAGES];
    for (int i = 0; i < m->stages; i++) {
        w[i] = h * (m->b[i] - b[i]);
    }
    weigh(w, m->stages, n, k, out);
}

kurs_status kurs_ode_step(const kurs_ode_problem *p, double t, double h, const double *y,
                          double *y_out, double *err)
{
    if (!problem_is_valid(p) || !y || !y_out) {
        return KURS_ERR_ARGUMENT;
    }
    double k[KURS_ODE_MAX_ROWS][KURS_ODE_MAX_DIM], y_new[KURS_ODE_MAX_DIM];
    const kurs_status st = make_stages(p, t, h, y, 0, k, y_new);
    if (st < KURS_OK) {
        return st;
    }
    memcpy(y_out, y_new, (size_t)p->dim * sizeof *y_out);
    if (err && p->method->order_hat > 0) {
        difference(p->method, p->method->b_hat, p->dim, h, (const double(*)[KURS_ODE_MAX_DIM])k,
                   err);
    } else if (err) {
        memset(err, 0, (size_t)p->dim * sizeof *err);
    }
    return st;
}

/* ---- a walk -----------------------------------------------------------------------------------
 */

kurs_status kurs_ode_walk_init(kurs_ode_walk *walk, const kurs_ode_problem *problem, double t,
                               const double *y, double t_end)
{
    if (!walk || !problem_is_valid(problem) || !y || !isfinite(t) || !isfinite(t_end)) {
        return KURS_ERR_ARGUMENT;
    }
    const double h0 =
        problem->method->order_hat > 0 ? fmin(problem->h_init, problem->h_max) : problem->h_max;
    walk->problem = problem;
    walk->t = walk->t_old = t;
    walk->t_end = t_end;
    walk->h = copysign(h0, t_end - t);
    memcpy(walk->y, y, (size_t)problem->dim * sizeof *y);
    walk->has_end = walk->has_terms = 0;
    walk->steps = walk->rejected = walk->evaluations = 0;
    walk->worst = KURS_OK;
    return KURS_OK;
}

/* Root mean square of an error against its tolerances, squared; infinite for what is no number. */
static double size_of(const kurs_ode_problem *p, const double *y0, const double *y1,
                      const double *err)
{
    double sum = 0.0;
    for (int d = 0; d < p->dim; d++) {
        if (err[d] != 0.0) {
            const double a0 = fabs(y0[d]), a1 = fabs(y1[d]);
            const double tol = p->atol[d] + p->rtol * (a0 > a1 ? a0 : a1);
            const double ratio = err[d] / tol;
            sum += ratio * ratio;
        }
        if (!isfinite(y1[d])) {
            return INFINITY;
        }
    }
    return isfinite(sum) ? sum / p->dim : INFINITY;
}

/* The error of a step against its tolerances: 1 is just right. */
static double error_ratio(const kurs_ode_problem *p, double h, const double (*k)[KURS_ODE_MAX_DIM],
                          const double *y0, const double *y1)
{
    const kurs_ode_method *m = p->method;
    double err[KURS_ODE_MAX_DIM] = {0.0};
    if (m->order_hat > 0) {
        difference(m, m->b_hat, p->dim, h, k, err);
    }
    const double high = size_of(p, y0, y1, err);
    if (m->order_low == 0 || !isfinite(high) || high == 0.0) {
        return sqrt(high);
    }
    /* Hairer's joint estimate: of the order of both together */
    difference(m, m->b_low, p->dim, h, k, err);
    const double low = size_of(p, y0, y1, err);
    return isfinite(low) ? high / sqrt(high + 0.01 * low) : INFINITY;
}

/* How much longer a step of this error could have been, with some room. */
static double step_factor(const kurs_ode_method *m, double ratio)
{
    const int order = m->order_low ? m->order : m->order_hat + 1;
    return order == 8 ? 0.9 / sqrt(sqrt(sqrt(ratio))) : 0.9 * pow(ratio, -1.0 / order);
}

/* The step to take next: never past the end, and never leaving a sliver before it. */
static double fit_to_end(const kurs_ode_walk *w, int fixed)
{
    const double left = w->t_end - w->t;
    if (fabs(w->h) * (1.0 + 1e-6) >= fabs(left)) {
        return left;
    }
    return !fixed && fabs(w->h) > 0.5 * fabs(left) ? 0.5 * left : w->h;
}

static kurs_status note(kurs_ode_walk *w, kurs_status st, int evaluations)
{
    w->evaluations += evaluations;
    if (st > KURS_OK) {
        w->worst = kurs_status_worse(w->worst, st);
    }
    return st;
}

/* Takes the step h just made, with its derivative at the end: the next one's first stage. */
static kurs_status accept(kurs_ode_walk *w, double h, const double *y_new)
{
    const kurs_ode_problem *p = w->problem;
    const int last = h == w->t_end - w->t;
    memcpy(w->y_old, w->y, sizeof w->y_old);
    memcpy(w->y, y_new, (size_t)p->dim * sizeof *y_new);
    w->t_old = w->t;
    w->t = last ? w->t_end : w->t + h;
    w->has_terms = 0;
    w->has_end = 0;
    w->steps++;
    return KURS_OK;
}

/* The derivative at the end of the last step: row `stages` of k, or the last stage itself. */
static kurs_status end_derivative(kurs_ode_walk *w, const double **at_end)
{
    const kurs_ode_problem *p = w->problem;
    const int row = p->method->is_fsal ? p->method->stages - 1 : p->method->stages;
    *at_end = w->k[row];
    if (p->method->is_fsal || w->has_end) {
        return KURS_OK;
    }
    const kurs_status st = note(w, p->rhs(w->t, w->y, w->k[row], p->ctx), 1);
    w->has_end = st >= KURS_OK;
    return st;
}

/* k[0]: from the end of the step before, or new. */
static kurs_status start_derivative(kurs_ode_walk *w)
{
    const kurs_ode_problem *p = w->problem;
    if (w->steps == 0) {
        return note(w, p->rhs(w->t, w->y, w->k[0], p->ctx), 1);
    }
    const double *at_end;
    const kurs_status st = end_derivative(w, &at_end);
    if (st >= KURS_OK) {
        memcpy(w->k[0], at_end, sizeof w->k[0]);
    }
    return st;
}

kurs_status kurs_ode_walk_step(kurs_ode_walk *w)
{
    const kurs_ode_problem *p = w->problem;
    const int fixed = p->method->order_hat == 0;
    double y_new[KURS_ODE_MAX_DIM];
    if (w->t == w->t_end) {
        return KURS_OK;
    }
    kurs_status st = start_derivative(w);
    if (st < KURS_OK) {
        return st;
    }
    for (int rejected = 0;; rejected = 1) {
        const double h = fit_to_end(w, fixed);
        st = note(w, make_stages(p, w->t, h, w->y, 1, w->k, y_new), p->method->stages - 1);
        if (st < KURS_OK) {
            return st;
        }
        const double ratio =
            error_ratio(p, h, (const double(*)[KURS_ODE_MAX_DIM])w->k, w->y, y_new);
        if (fixed ? isfinite(ratio) : ratio <= 1.0) {
            const double grow =
                fixed || rejected ? 1.0 : fmin(6.0, step_factor(p->method, fmax(ratio, 1e-12)));
            const double next = fixed ? fabs(w->h) : fabs(h) * fmax(0.2, grow);
            w->h = copysign(fmin(next, p->h_max), w->h);
            return accept(w, h, y_new);
        }
        w->rejected++;
        w->h = h * (isfinite(ratio) ? fmax(0.2, step_factor(p->method, ratio)) : 0.2);
        if (fixed || fabs(w->h) < 1e-12 * fabs(w->t_end - w->t) || w->t + w->h == w->t) {
            return KURS_ERR_NO_CONVERGENCE;
        }
    }
}

/* ---- dense output -----------------------------------------------------------------------------
 */

/* The terms of the nested interpolant y0 + x (F0 + (1-x) (F1 + x (F2 + (1-x) (F3 + ...)))). */
static kurs_status make_terms(kurs_ode_walk *w)
{
    const kurs_ode_problem *p = w->problem;
    const kurs_ode_method *m = p->method;
    const double h = w->t - w->t_old;
    const double *f1;
    double at[KURS_ODE_MAX_DIM];
    kurs_status st = end_derivative(w, &f1);
    for (int i = 0; i < m->extra && st >= KURS_OK; i++) {
        const int row = m->stages + 1 + i;
        place(m->a[row], row, p->dim, h, (const double(*)[KURS_ODE_MAX_DIM])w->k, w->y_old, at);
        st = note(w, p->rhs(w->t_old + m->c[row] * h, at, w->k[row], p->ctx), 1);
    }
    if (st < KURS_OK) {
        return st;
    }
    for (int d = 0; d < p->dim; d++) {
        w->terms[0][d] = w->y[d] - w->y_old[d];
        w->terms[1][d] = h * w->k[0][d] - w->terms[0][d];
        w->terms[2][d] = 2.0 * w->terms[0][d] - h * (f1[d] + w->k[0][d]);
    }
    for (int r = 0; r < m->dense_rows; r++) {
        double *term = w->terms[3 + r];
        memset(term, 0, sizeof w->terms[0]);
        for (int i = 0; i < KURS_ODE_MAX_ROWS; i++) {
            for (int d = 0; d < p->dim && m->dense[r][i] != 0.0; d++) {
                term[d] += h * m->dense[r][i] * w->k[i][d];
            }
        }
    }
    w->has_terms = 1;
    return KURS_OK;
}

kurs_status kurs_ode_walk_at(kurs_ode_walk *w, double t, double *y)
{
    if (w->steps == 0 || !((t - w->t_old) * (w->t - t) >= 0.0)) {
        return KURS_ERR_ARGUMENT;
    }
    if (!w->has_terms) {
        const kurs_status st = make_terms(w);
        if (st < KURS_OK) {
            return st;
        }
    }
    const double x = (t - w->t_old) / (w->t - w->t_old), x1 = 1.0 - x;
    const int count = 3 + w->problem->method->dense_rows;
    for (int d = 0; d < w->problem->dim; d++) {
        double sum = 0.0;
        for (int i = count - 1; i >= 0; i--) {
            sum = (sum + w->terms[i][d]) * (i % 2 == 0 ? x : x1);
        }
        y[d] = w->y_old[d] + sum;
    }
    return KURS_OK;
}

/* ---- to an end --------------------------------------------------------------------------------
 */

static int sign_of(double x)
{
    return (x > 0.0) - (x < 0.0);
}

enum { EVENTS_MAX = 8 };

/* The events looked for and the signs that they had. */
typedef struct watch {
    const kurs_ode_event *events;
    int count;
    double t_tol;
    int sign[EVENTS_MAX];
} watch;

/* 1 where a change of sign is one that the event waits for; counted along the course of time. */
static int is_wanted(const kurs_ode_event *event, int before, int after, double course)
{
    if (before == 0 || before == after) {
        return 0;
    }
    const int up = (after > before) == (course > 0.0);
    return event->direction == 0 || (event->direction > 0) == up;
}

/* The time inside the last step at which g has just left its old sign, on the dense output. */
static kurs_status cross(kurs_ode_walk *w, kurs_ode_switch g, double t_tol, double *t_cross)
{
    const void *ctx = w->problem->ctx;
    const double tol = fmax(t_tol, 4.0 * 2.2e-16 * fabs(w->t)), dir = w->t > w->t_old ? 1.0 : -1.0;
    double lo = 0.0, hi = fabs(w->t - w->t_old), y[KURS_ODE_MAX_DIM];
    double g_lo = g(w->t_old, w->y_old, ctx), g_hi = g(w->t, w->y, ctx);
    const int sign_hi = sign_of(g_hi);
    for (int i = 0; hi - lo > 0.5 * tol; i++) {
        double at = 0.5 * (lo + hi);
        if (i % 3 != 2 && g_hi != g_lo) { /* the secant, kept half a tolerance off the ends */
            at = lo - g_lo * (hi - lo) / (g_hi - g_lo);
            at = fmin(fmax(at, lo + 0.25 * tol), hi - 0.25 * tol);
        }
        const kurs_status st = kurs_ode_walk_at(w, w->t_old + dir * at, y);
        if (st < KURS_OK) {
            return st;
        }
        const double g_at = g(w->t_old + dir * at, y, ctx);
        if (isnan(g_at) || i > 300) {
            return KURS_ERR_NO_CONVERGENCE;
        }
        if (sign_of(g_at) != sign_hi && g_at != 0.0) {
            lo = at, g_lo = g_at;
        } else {
            hi = at, g_hi = g_at;
        }
    }
    *t_cross = w->t_old + dir * hi;
    return KURS_OK;
}

/* Steps from the start of the last step to a crossing found on the dense output; where the true
 * solution is not over it yet, a little further. */
static kurs_status step_to(kurs_ode_walk *w, const kurs_ode_event *event, int sign_before,
                           double t_tol, double t_cross)
{
    const kurs_ode_problem *p = w->problem;
    const double dir = w->t > w->t_old ? 1.0 : -1.0;
    double y[KURS_ODE_MAX_DIM];
    for (int i = 0; i < 50; i++) {
        const double t = t_cross + dir * (i * 0.25 * t_tol);
        if ((w->t - t) * dir <= 0.0) {
            return KURS_OK; /* the end of the step itself */
        }
        const kurs_status st =
            note(w, kurs_ode_step(p, w->t_old, t - w->t_old, w->y_old, y, NULL), p->method->stages);
        if (st < KURS_OK) {
            return st;
        }
        const double g = event->g(t, y, p->ctx);
        if (sign_of(g) != sign_before) {
            w->t = t;
            memcpy(w->y, y, (size_t)p->dim * sizeof *y);
            return KURS_OK;
        }
    }
    return KURS_ERR_NO_CONVERGENCE;
}

/* Looks at the step just made: *which is the first event in it, the walk then stands there. */
static kurs_status look(kurs_ode_walk *w, watch *look_for, int *which)
{
    double first = NAN;
    const double course = w->t_end - w->t_old;
    *which = -1;
    for (int i = 0; i < look_for->count; i++) {
        const kurs_ode_event *event = &look_for->events[i];
        const double g = event->g(w->t, w->y, w->problem->ctx);
        if (isnan(g)) {
            return KURS_ERR_NO_CONVERGENCE;
        }
        const int sign = sign_of(g);
        if (is_wanted(event, look_for->sign[i], sign, course)) {
            double t;
            const kurs_status st = cross(w, event->g, look_for->t_tol, &t);
            if (st < KURS_OK) {
                return st;
            }
            if (*which < 0 || fabs(t - w->t_old) < fabs(first - w->t_old)) {
                first = t;
                *which = i;
            }
        }
    }
    if (*which >= 0) {
        return step_to(w, &look_for->events[*which], look_for->sign[*which], look_for->t_tol,
                       first);
    }
    for (int i = 0; i < look_for->count; i++) {
        look_for->sign[i] = sign_of(look_for->events[i].g(w->t, w->y, w->problem->ctx));
    }
    return KURS_OK;
}

static kurs_status walk_to(const kurs_ode_problem *p, double *t, double *y, double t_end,
                           watch *look_for, int *which)
{
    kurs_ode_walk w;
    if (!t || !y) {
        return KURS_ERR_ARGUMENT;
    }
    kurs_status st = kurs_ode_walk_init(&w, p, *t, y, t_end);
    if (st < KURS_OK) {
        return st;
    }
    *which = -1;
    for (int i = 0; i < look_for->count; i++) {
        look_for->sign[i] = sign_of(look_for->events[i].g(w.t, w.y, p->ctx));
    }
    for (int i = 0; w.t != t_end && *which < 0; i++) {
        st = i < STEPS_MAX ? kurs_ode_walk_step(&w) : KURS_ERR_NO_CONVERGENCE;
        if (st >= KURS_OK && look_for->count > 0) {
            st = look(&w, look_for, which);
        }
        if (st < KURS_OK) {
            return st;
        }
    }
    *t = w.t;
    memcpy(y, w.y, (size_t)p->dim * sizeof *y);
    return w.worst;
}

kurs_status kurs_ode_integrate(const kurs_ode_problem *p, double *t, double *y, double t_end)
{
    watch none = {.count = 0};
    int which;
    return walk_to(p, t, y, t_end, &none, &which);
}

kurs_status kurs_ode_integrate_events(const kurs_ode_problem *p, double *t, double *y, double t_end,
                                      const kurs_ode_event *events, int count, double t_tol,
                                      int *which)
{
    if (!events || !which || count < 1 || count > EVENTS_MAX || !(t_tol > 0.0)) {
        return KURS_ERR_ARGUMENT;
    }
    for (int i = 0; i < count; i++) {
        if (!events[i].g) {
            return KURS_ERR_ARGUMENT;
        }
    }
    watch look_for = {.events = events, .count = count, .t_tol = t_tol};
    int found;
    const kurs_status st = walk_to(p, t, y, t_end, &look_for, &found);
    if (st >= KURS_OK) {
        *which = found;
    }
    return st;
}

kurs_status kurs_ode_integrate_until(const kurs_ode_problem *p, double *t, double *y, double t_end,
                                     kurs_ode_switch g, double t_tol, int *hit)
{
    const kurs_ode_event event = {g, 0};
    int which;
    if (!hit) {
        return KURS_ERR_ARGUMENT;
    }
    const kurs_status st = kurs_ode_integrate_events(p, t, y, t_end, &event, 1, t_tol, &which);
    if (st >= KURS_OK) {
        *hit = which == 0;
    }
    return st;
}

kurs_status kurs_ode_integrate_at(const kurs_ode_problem *p, double t, const double *y, size_t n,
                                  const double *times, double *y_out)
{
    kurs_ode_walk w;
    if (n == 0 || !times || !y_out) {
        return n == 0 ? KURS_OK : KURS_ERR_ARGUMENT;
    }
    kurs_status st = kurs_ode_walk_init(&w, p, t, y, times[n - 1]);
    for (size_t i = 0; i < n && st >= KURS_OK; i++) {
        const double course = times[n - 1] >= t ? 1.0 : -1.0;
        if (!((times[i] - t) * course >= 0.0) || !((times[n - 1] - times[i]) * course >= 0.0) ||
            (i > 0 && !((times[i] - times[i - 1]) * course >= 0.0))) {
            return KURS_ERR_ARGUMENT;
        }
        while (st >= KURS_OK && (times[i] - w.t) * course > 0.0) {
            st = w.steps < STEPS_MAX ? kurs_ode_walk_step(&w) : KURS_ERR_NO_CONVERGENCE;
        }
        if (st >= KURS_OK && times[i] == w.t) {
            memcpy(y_out + i * (size_t)p->dim, w.y, (size_t)p->dim * sizeof *y);
        } else if (st >= KURS_OK) {
            st = kurs_ode_walk_at(&w, times[i], y_out + i * (size_t)p->dim);
        }
    }
    return st < KURS_OK ? st : w.worst;
}
