/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/ode.h"

#include <math.h>
#include <string.h>

enum { STEPS_MAX = 10000000 };

/* How far an integration has come; h carries the direction in its sign. */
typedef struct walk {
    double t, h, t_end, span;
    double y[KURS_ODE_MAX_DIM];
    kurs_status worst;
} walk;

static int problem_is_valid(const kurs_ode_problem *p)
{
    return p && p->method && p->rhs && p->dim >= 1 && p->dim <= KURS_ODE_MAX_DIM &&
           p->h_init > 0.0 && p->h_max > 0.0 && p->rtol >= 0.0;
}

kurs_status kurs_ode_step(const kurs_ode_problem *p, double t, double h, const double *y,
                          double *y_out, double *err)
{
    if (!problem_is_valid(p) || !y || !y_out) {
        return KURS_ERR_ARGUMENT;
    }
    const kurs_ode_method *m = p->method;
    const int n = p->dim;
    double k[KURS_ODE_MAX_STAGES][KURS_ODE_MAX_DIM];
    double sum[KURS_ODE_MAX_DIM], low[KURS_ODE_MAX_DIM], at[KURS_ODE_MAX_DIM];
    kurs_status worst = KURS_OK;

    memset(sum, 0, sizeof sum);
    memset(low, 0, sizeof low);
    for (int i = 0; i < m->stages; i++) {
        memcpy(at, y, (size_t)n * sizeof *at);
        for (int j = 0; j < i; j++) {
            const double ha = h * m->a[i][j];
            for (int d = 0; d < n && ha != 0.0; d++) {
                at[d] += ha * k[j][d];
            }
        }
        const kurs_status st = p->rhs(t + m->c[i] * h, at, k[i], p->ctx);
        if (st < KURS_OK) {
            return st;
        }
        worst = kurs_status_worse(worst, st);
        for (int d = 0; d < n; d++) {
            sum[d] += m->b[i] * k[i][d];
            low[d] += (m->b[i] - m->b_hat[i]) * k[i][d];
        }
    }
    for (int d = 0; d < n; d++) {
        y_out[d] = y[d] + h * sum[d];
        if (err) {
            err[d] = m->order_hat > 0 ? h * low[d] : 0.0;
        }
    }
    return worst;
}

/* Largest error against its tolerance; a NaN or infinite state gives infinity. */
static double error_ratio(const kurs_ode_problem *p, const double *y0, const double *y1,
                          const double *err)
{
    double ratio = 0.0;
    for (int d = 0; d < p->dim; d++) {
        if (!isfinite(y1[d]) || !isfinite(err[d])) {
            return INFINITY;
        }
        const double tol = p->atol[d] + p->rtol * fmax(fabs(y0[d]), fabs(y1[d]));
        if (err[d] != 0.0) {
            ratio = fmax(ratio, fabs(err[d]) / tol);
        }
    }
    return ratio;
}

/* The step to take next: never past the end, and never leaving a sliver before it. */
static double fit_to_end(const walk *w, int fixed)
{
    const double left = w->t_end - w->t;
    if (fabs(w->h) * (1.0 + 1e-6) >= fabs(left)) {
        return left;
    }
    return !fixed && fabs(w->h) > 0.5 * fabs(left) ? 0.5 * left : w->h;
}

/*
 * One accepted step. On entry w->h is the step wished, on return the one to wish next;
 * *h_taken is what was done, y_new where it led. w->t and w->y stay.
 */
static kurs_status advance(const kurs_ode_problem *p, walk *w, double *h_taken, double *y_new)
{
    const int fixed = p->method->order_hat == 0;
    const double exponent = -1.0 / (p->method->order_hat + 1);
    double err[KURS_ODE_MAX_DIM];
    for (int rejected = 0;; rejected = 1) {
        const double h = fit_to_end(w, fixed);
        const kurs_status st = kurs_ode_step(p, w->t, h, w->y, y_new, err);
        if (st < KURS_OK) {
            return st;
        }
        const double ratio = error_ratio(p, w->y, y_new, err);
        if (fixed ? isfinite(ratio) : ratio <= 1.0) {
            const double grow =
                fixed || rejected ? 1.0 : fmin(5.0, 0.9 * pow(fmax(ratio, 1e-12), exponent));
            const double next = fixed ? fabs(w->h) : fabs(h) * fmax(0.2, grow);
            w->h = copysign(fmin(next, p->h_max), w->h);
            *h_taken = h;
            w->worst = kurs_status_worse(w->worst, st);
            return KURS_OK;
        }
        w->h = h * (isfinite(ratio) ? fmax(0.2, 0.9 * pow(ratio, exponent)) : 0.2);
        if (fixed || fabs(w->h) < 1e-12 * w->span || w->t + w->h == w->t) {
            return KURS_ERR_NO_CONVERGENCE;
        }
    }
}

static int sign_of(double x)
{
    return (x > 0.0) - (x < 0.0);
}

/*
 * Finds the crossing inside the step h from w by steps of other lengths from the same
 * start, between 0 and h. The end kept is the far one: g there has left its old sign, so a walk
 * begun from it does not find the same crossing again.
 */
static kurs_status locate(const kurs_ode_problem *p, walk *w, double h, double *y_new,
                          kurs_ode_switch g, double t_tol)
{
    const double dir = h > 0.0 ? 1.0 : -1.0;
    const double tol = fmax(t_tol, 4.0 * 2.2e-16 * fabs(w->t));
    double lo = 0.0, hi = fabs(h);
    double g_lo = g(w->t, w->y, p->ctx), g_hi = g(w->t + h, y_new, p->ctx);
    const int sign = sign_of(g_lo);
    double y[KURS_ODE_MAX_DIM];
    for (int i = 0; hi - lo > tol; i++) {
        double at = 0.5 * (lo + hi);
        if (i % 3 != 2 && g_hi != g_lo) { /* the secant, kept half a tolerance off the ends */
            at = lo - g_lo * (hi - lo) / (g_hi - g_lo);
            at = fmin(fmax(at, lo + 0.5 * tol), hi - 0.5 * tol);
        }
        const kurs_status st = kurs_ode_step(p, w->t, dir * at, w->y, y, NULL);
        if (st < KURS_OK) {
            return st;
        }
        w->worst = kurs_status_worse(w->worst, st);
        const double g_at = g(w->t + dir * at, y, p->ctx);
        if (isnan(g_at) || i > 300) {
            return KURS_ERR_NO_CONVERGENCE;
        }
        if (sign_of(g_at) == sign) {
            lo = at, g_lo = g_at;
        } else {
            hi = at, g_hi = g_at;
            memcpy(y_new, y, (size_t)p->dim * sizeof *y);
        }
    }
    w->t += dir * hi;
    memcpy(w->y, y_new, (size_t)p->dim * sizeof *y);
    return KURS_OK;
}

/* Moves over a step just made and tells by *hit whether g changed its sign in it. */
static kurs_status settle(const kurs_ode_problem *p, walk *w, double h, double *y_new,
                          kurs_ode_switch g, double t_tol, int *sign, int *hit)
{
    const int last = h == w->t_end - w->t;
    const double t_new = last ? w->t_end : w->t + h;
    if (g) {
        const double g_new = g(t_new, y_new, p->ctx);
        if (isnan(g_new)) {
            return KURS_ERR_NO_CONVERGENCE;
        }
        if (*sign != 0 && sign_of(g_new) != *sign) {
            *hit = 1;
            return locate(p, w, h, y_new, g, t_tol);
        }
        *sign = sign_of(g_new);
    }
    w->t = t_new;
    memcpy(w->y, y_new, (size_t)p->dim * sizeof *y_new);
    return KURS_OK;
}

static kurs_status walk_to(const kurs_ode_problem *p, double *t, double *y, double t_end,
                           kurs_ode_switch g, double t_tol, int *hit)
{
    if (!problem_is_valid(p) || !t || !y || !isfinite(*t) || !isfinite(t_end)) {
        return KURS_ERR_ARGUMENT;
    }
    walk w = {.t = *t, .t_end = t_end, .span = fabs(t_end - *t), .worst = KURS_OK};
    const double h0 = p->method->order_hat > 0 ? fmin(p->h_init, p->h_max) : p->h_max;
    w.h = copysign(h0, t_end - *t);
    memcpy(w.y, y, (size_t)p->dim * sizeof *y);
    int sign = g ? sign_of(g(w.t, w.y, p->ctx)) : 0, found = 0;

    for (int i = 0; w.t != t_end && !found; i++) {
        double h = 0.0, y_new[KURS_ODE_MAX_DIM];
        kurs_status st = i < STEPS_MAX ? advance(p, &w, &h, y_new) : KURS_ERR_NO_CONVERGENCE;
        if (st == KURS_OK) {
            st = settle(p, &w, h, y_new, g, t_tol, &sign, &found);
        }
        if (st < KURS_OK) {
            return st;
        }
    }
    *t = w.t;
    memcpy(y, w.y, (size_t)p->dim * sizeof *y);
    if (hit) {
        *hit = found;
    }
    return w.worst;
}

kurs_status kurs_ode_integrate(const kurs_ode_problem *p, double *t, double *y, double t_end)
{
    return walk_to(p, t, y, t_end, NULL, 0.0, NULL);
}

kurs_status kurs_ode_integrate_until(const kurs_ode_problem *p, double *t, double *y, double t_end,
                                     kurs_ode_switch g, double t_tol, int *hit)
{
    if (!g || !hit || !(t_tol > 0.0)) {
        return KURS_ERR_ARGUMENT;
    }
    return walk_to(p, t, y, t_end, g, t_tol, hit);
}
