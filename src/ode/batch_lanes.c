/* SPDX-License-Identifier: Apache-2.0 */
#include "ode/batch_lanes.h"

#include <float.h>
#include <math.h>

#include "math/lanes.h"

/* All arithmetic is in the order of integrate.c, so that a lane has the bits of a walk. */

enum { STAGES = 12, STEPS_MAX = 10000000 };

/* Weights without their zeros. */
typedef struct weights {
    int count, row[STAGES];
    double w[STAGES];
} weights;

typedef struct table {
    weights a[STAGES], b, high, low; /* the last two: of the errors of 5th and 3rd order */
} table;

/* What the lanes are at. Eight numbers stand side by side. */
typedef struct deck {
    _Alignas(64) double t[KURS_LANES];
    double t_end[KURS_LANES], wish[KURS_LANES], h[KURS_LANES]; /* wish: the next step, unfitted */
    double t_at[KURS_LANES], wished[KURS_LANES];               /* of the step just made */
    double y[KURS_ODE_MAX_DIM][KURS_LANES], y_new[KURS_ODE_MAX_DIM][KURS_LANES];
    double at[KURS_ODE_MAX_DIM][KURS_LANES];
    double k[STAGES][KURS_ODE_MAX_DIM][KURS_LANES];
    int64_t rejected[KURS_LANES], stuck[KURS_LANES]; /* masks */
    kurs_status worst[KURS_LANES];
    size_t id[KURS_LANES];
    int is_live[KURS_LANES];
} deck;

static weights weights_make(const double *w, const double *less, int count)
{
    weights out = {.count = 0};
    for (int i = 0; i < count; i++) {
        const double x = less ? w[i] - less[i] : w[i];
        if (x != 0.0) {
            out.row[out.count] = i;
            out.w[out.count++] = x;
        }
    }
    return out;
}

static void table_make(table *out)
{
    const kurs_ode_method *m = &kurs_ode_dop853;
    for (int i = 0; i < STAGES; i++) {
        out->a[i] = weights_make(m->a[i], NULL, i);
    }
    out->b = weights_make(m->b, NULL, STAGES);
    out->high = weights_make(m->b, m->b_hat, STAGES);
    out->low = weights_make(m->b, m->b_low, STAGES);
}

/* ---- one step of all lanes ------------------------------------------------------------------- */

/* out = y + h times weighted derivatives. */
static void place(const weights *w, int dim, const deck *f, double (*out)[KURS_LANES])
{
    const vd h = vd_load(f->h);
    for (int d = 0; d < dim; d++) {
        vd sum = vd_all(0.0);
        for (int i = 0; i < w->count; i++) {
            sum += vd_all(w->w[i]) * vd_load(f->k[w->row[i]][d]);
        }
        vd_store(out[d], vd_load(f->y[d]) + h * sum);
    }
}

/* Derivatives at t_at and y into k[stage]; failures and caveats stay with their lanes. */
static void derive(const kurs_ode_batch_problem *p, deck *f, const double (*y)[KURS_LANES],
                   int stage)
{
    kurs_status status[KURS_LANES] = {KURS_OK};
    p->rhs(f->t_at, y, f->k[stage], f->id, status, p->ctx);
    for (int i = 0; i < KURS_LANES; i++) {
        if (status[i] != KURS_OK) {
            f->worst[i] = kurs_status_worse(f->worst[i], status[i]);
        }
    }
}

/* The step: never past the end, and never leaving a sliver before it. */
static void fit_to_end(deck *f)
{
    const vd left = vd_load(f->t_end) - vd_load(f->t), wish = vd_load(f->wish);
    const vd far = vd_abs(left), step = vd_abs(wish);
    const vd h = vd_select(step > vd_all(0.5) * far, vd_all(0.5) * left, wish);
    vd_store(f->h, vd_select(step * vd_all(1.0 + 1e-6) >= far, left, h));
}

static vm is_finite(vd x)
{
    return vd_abs(x) <= vd_all(DBL_MAX);
}

/* Mean square of an error against its tolerances; infinite for what is no number. */
static vd size_of(const kurs_ode_batch_problem *p, const weights *w, const deck *f)
{
    vd scaled[STAGES], sum = vd_all(0.0);
    vm all_finite = sum < vd_all(1.0);
    for (int i = 0; i < w->count; i++) {
        scaled[i] = vd_load(f->h) * vd_all(w->w[i]);
    }
    for (int d = 0; d < p->dim; d++) {
        vd err = vd_all(0.0);
        for (int i = 0; i < w->count; i++) {
            err += scaled[i] * vd_load(f->k[w->row[i]][d]);
        }
        const vd y1 = vd_load(f->y_new[d]);
        const vd most = vd_max(vd_abs(vd_load(f->y[d])), vd_abs(y1));
        const vd ratio = err / (vd_all(p->atol[d]) + vd_all(p->rtol) * most);
        sum += vd_select(err != vd_all(0.0), ratio * ratio, vd_all(0.0));
        all_finite &= is_finite(y1);
    }
    return vd_select(all_finite & is_finite(sum), sum / vd_all(p->dim), vd_all(INFINITY));
}

/* The error of the step against its tolerances, by Hairer's joint estimate: 1 is just right. */
static vd error_ratio(const kurs_ode_batch_problem *p, const table *m, const deck *f)
{
    const vd high = size_of(p, &m->high, f), low = size_of(p, &m->low, f);
    const vd joint =
        vd_select(is_finite(low), high / vd_sqrt(high + vd_all(0.01) * low), vd_all(INFINITY));
    return vd_select(is_finite(high) & (high != vd_all(0.0)), joint, vd_sqrt(high));
}

/* Takes the step or leaves it: t_new, y_new and the next wish, for each lane on its own. */
static void judge(const kurs_ode_batch_problem *p, const table *m, deck *f)
{
    const vd ratio = error_ratio(p, m, f), t = vd_load(f->t), t_end = vd_load(f->t_end);
    const vd h = vd_load(f->h), left = t_end - t, least = vd_all(0.2);
    const vm taken = ratio <= vd_all(1.0);
    vm before;
    memcpy(&before, f->rejected, sizeof before);

    const vd room = vd_max(ratio, vd_all(1e-12));
    const vd grow = vd_min(vd_all(0.9) / vd_sqrt(vd_sqrt(vd_sqrt(room))), vd_all(6.0));
    const vd next = vd_abs(h) * vd_max(vd_select(before, vd_all(1.0), grow), least);
    const vd longer = vd_min(next, vd_all(p->h_max));
    const vd forth = vd_select(vd_load(f->wish) < vd_all(0.0), -longer, longer);
    const vd shorter = h * vd_max(vd_all(0.9) / vd_sqrt(vd_sqrt(vd_sqrt(ratio))), least);
    const vd t_new = vd_select(h == left, t_end, t + h);

    const vm too_short = (vd_abs(shorter) < vd_all(1e-12) * vd_abs(left)) | (t + shorter == t);
    const vm rejected = ~taken, stuck = rejected & too_short;
    memcpy(f->rejected, &rejected, sizeof rejected);
    memcpy(f->stuck, &stuck, sizeof stuck);
    vd_store(f->wish, vd_select(taken, forth, shorter));
    vd_store(f->t, vd_select(taken, t_new, t));
    for (int d = 0; d < p->dim; d++) {
        vd_store(f->y[d], vd_select(taken, vd_load(f->y_new[d]), vd_load(f->y[d])));
    }
}

static void step_all(const kurs_ode_batch_problem *p, const table *m, deck *f)
{
    memcpy(f->t_at, f->t, sizeof f->t_at);
    memcpy(f->wished, f->wish, sizeof f->wished);
    derive(p, f, (const double(*)[KURS_LANES])f->y, 0);
    fit_to_end(f);
    for (int s = 1; s < STAGES; s++) {
        const vd t = vd_load(f->t) + vd_all(kurs_ode_dop853.c[s]) * vd_load(f->h);
        place(&m->a[s], p->dim, f, f->at);
        vd_store(f->t_at, t);
        derive(p, f, (const double(*)[KURS_LANES])f->at, s);
    }
    place(&m->b, p->dim, f, f->y_new);
    judge(p, m, f);
}

/* ---- the queue ------------------------------------------------------------------------------- */

typedef struct queue {
    size_t n, next;
    kurs_ode_trajectory *all;
} queue;

/* The next trajectory with a way to go, into a lane; none leaves the lane idle. */
static void refill(const kurs_ode_batch_problem *p, queue *q, deck *f, int lane)
{
    f->is_live[lane] = 0;
    while (q->next < q->n && !f->is_live[lane]) {
        kurs_ode_trajectory *one = &q->all[q->next];
        one->steps = one->rejected = one->evaluations = 0;
        one->status = isfinite(one->t) && isfinite(one->t_end) ? KURS_OK : KURS_ERR_ARGUMENT;
        if (one->status == KURS_OK && one->t != one->t_end) {
            f->is_live[lane] = 1;
            f->id[lane] = q->next;
            f->t[lane] = one->t;
            f->t_end[lane] = one->t_end;
            const double h = one->h > 0.0 ? one->h : p->h_init;
            f->wish[lane] = copysign(fmin(h, p->h_max), one->t_end - one->t);
            f->worst[lane] = KURS_OK;
            f->rejected[lane] = 0;
            for (int d = 0; d < p->dim; d++) {
                f->y[d][lane] = one->y[d];
            }
        }
        q->next++;
    }
}

/* Lanes without work repeat one that has some, so that they meet no numbers of their own. */
static void mirror(int dim, deck *f, int lane, int of)
{
    f->t[lane] = f->t[of];
    f->t_end[lane] = f->t_end[of];
    f->wish[lane] = f->wish[of];
    f->rejected[lane] = f->rejected[of];
    f->id[lane] = f->id[of];
    for (int d = 0; d < dim; d++) {
        f->y[d][lane] = f->y[d][of];
    }
}

/* 1 while a lane has work. */
static int man_all(int dim, deck *f)
{
    int of = 0;
    while (of < KURS_LANES && !f->is_live[of]) {
        of++;
    }
    for (int i = 0; i < KURS_LANES && of < KURS_LANES; i++) {
        if (!f->is_live[i]) {
            mirror(dim, f, i, of);
        }
    }
    return of < KURS_LANES;
}

/* Keeps count of a lane's step; 1 where its trajectory has ended, well or not. */
static int account(const kurs_ode_batch_problem *p, queue *q, deck *f, int lane, int was_rejected)
{
    kurs_ode_trajectory *one = &q->all[f->id[lane]];
    kurs_status status = f->worst[lane];
    const int taken = f->rejected[lane] == 0;
    one->evaluations += STAGES - (was_rejected ? 1 : 0); /* the first stage is known then */
    one->steps += taken;
    one->rejected += !taken;
    if (status >= KURS_OK && (f->stuck[lane] || one->steps >= STEPS_MAX)) {
        status = f->t[lane] == f->t_end[lane] ? status : KURS_ERR_NO_CONVERGENCE;
    }
    if (status >= KURS_OK && f->t[lane] != f->t_end[lane]) {
        return 0;
    }
    one->status = status;
    if (status >= KURS_OK) {
        one->t = f->t[lane];
        one->h = fabs(f->wished[lane]);
        for (int d = 0; d < p->dim; d++) {
            one->y[d] = f->y[d][lane];
        }
    }
    return 1;
}

void KURS_LANES_NAME(kurs_ode_batch_run)(const kurs_ode_batch_problem *p, size_t n,
                                         kurs_ode_trajectory *trajectories)
{
    table m;
    deck f;
    queue q = {n, 0, trajectories};
    memset(&f, 0, sizeof f);
    table_make(&m);
    for (int i = 0; i < KURS_LANES; i++) {
        refill(p, &q, &f, i);
    }
    while (man_all(p->dim, &f)) {
        int64_t was_rejected[KURS_LANES];
        memcpy(was_rejected, f.rejected, sizeof was_rejected);
        step_all(p, &m, &f);
        for (int i = 0; i < KURS_LANES; i++) {
            if (f.is_live[i] && account(p, &q, &f, i, was_rejected[i] != 0)) {
                refill(p, &q, &f, i);
            }
        }
    }
}
