/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Explicit Runge-Kutta integrators as constant tables. No allocation: the number
 * of unknowns is bounded, all work is on the stack.
 */
#ifndef KURS_ODE_H
#define KURS_ODE_H

#include <stddef.h>

#include "kurs/api.h"
#include "kurs/status.h"

enum {
    KURS_ODE_MAX_DIM = 16,
    KURS_ODE_MAX_STAGES = 12,
    KURS_ODE_MAX_ROWS = 16,
    KURS_ODE_DENSE = 4
};

/* dy/dt at t; ctx is the caller's. A status below 0 ends the integration with it. */
typedef kurs_status (*kurs_ode_rhs)(double t, const double *y, double *dydt, const void *ctx);

/* A switching function: its sign change ends a step exactly there. */
typedef double (*kurs_ode_switch)(double t, const double *y, const void *ctx);

/*
 * A Butcher table: row i of a has its first i entries; b the weights of the result, b_hat of a
 * lower order for the error, b_low of a still lower one that is joined to it as in DOP853. Row
 * `stages` of a is b where the last stage is not the next step's first already; the rows after it
 * serve the dense output.
 */
typedef struct kurs_ode_method {
    const char *name;
    int stages, order;
    int order_hat; /* 0: no error estimate, fixed step only */
    int order_low; /* 0: none */
    int is_fsal;   /* 1: the last stage is the derivative at the end of the step */
    int extra;     /* rows of a after the derivative at the end, for the dense output */
    int dense_order, dense_rows; /* of the interpolant; its terms above the cubic of Hermite */
    double c[KURS_ODE_MAX_ROWS];
    double a[KURS_ODE_MAX_ROWS][KURS_ODE_MAX_ROWS];
    double b[KURS_ODE_MAX_STAGES], b_hat[KURS_ODE_MAX_STAGES], b_low[KURS_ODE_MAX_STAGES];
    double dense[KURS_ODE_DENSE][KURS_ODE_MAX_ROWS];
} kurs_ode_method;

KURS_API extern const kurs_ode_method kurs_ode_rk4;    /* classical, fixed step */
KURS_API extern const kurs_ode_method kurs_ode_dopri5; /* Dormand and Prince 5(4), 1980; output of
                                                          order 4 by Shampine 1986 */
/* Dormand and Prince 8(5,3) with output of order 7 (Hairer, Norsett and Wanner, Solving Ordinary
 * Differential Equations I, 2nd ed., II.5, II.6 and the authors' DOP853). */
KURS_API extern const kurs_ode_method kurs_ode_dop853;

/* A problem: unknowns, tolerances (error of y[i] a step: atol[i] + rtol |y[i]|), steps [s]. */
typedef struct kurs_ode_problem {
    const kurs_ode_method *method;
    kurs_ode_rhs rhs;
    const void *ctx;
    int dim;
    double rtol;
    double atol[KURS_ODE_MAX_DIM];
    double h_init, h_max; /* first and longest step, > 0; with order_hat 0 every step is h_max */
} kurs_ode_problem;

/* One step of length h (either sign) from (t, y) to y_out; err (may be NULL) gets the
 * difference of the two orders. y_out may be y. */
KURS_API KURS_CHECK kurs_status kurs_ode_step(const kurs_ode_problem *p, double t, double h,
                                              const double *y, double *y_out, double *err);

/*
 * A walk along a solution, step by step: plain data that the caller owns. After a step it stands at
 * t, y and knows the solution on the step just made, from t_old to t.
 */
typedef struct kurs_ode_walk {
    const kurs_ode_problem *problem;
    double t, t_old, t_end, h; /* h: the step wished next, with the direction in its sign */
    double y[KURS_ODE_MAX_DIM], y_old[KURS_ODE_MAX_DIM];
    double k[KURS_ODE_MAX_ROWS][KURS_ODE_MAX_DIM]; /* derivatives at the stages of the last step */
    double terms[KURS_ODE_DENSE + 3][KURS_ODE_MAX_DIM];
    int has_end, has_terms; /* of the last step: the derivative at its end, the terms */
    long steps, rejected, evaluations;
    kurs_status worst; /* of the caveats of the right-hand side */
} kurs_ode_walk;

/* Puts a walk at t, y, bound for t_end. ERR_ARGUMENT for a problem outside its bounds or times that
 * are no numbers; then the walk is untouched. */
KURS_API KURS_CHECK kurs_status kurs_ode_walk_init(kurs_ode_walk *walk,
                                                   const kurs_ode_problem *problem, double t,
                                                   const double *y, double t_end);

/* One accepted step toward t_end, which is met to the bit; nothing at t_end. ERR_NO_CONVERGENCE
 * where the step falls under 1e-12 of the way, or where the state is no number; else what the
 * right-hand side says. */
KURS_API KURS_CHECK kurs_status kurs_ode_walk_step(kurs_ode_walk *walk);

/* The solution at a time of the last step, t_old to t, by the dense output of the method (Hermite's
 * cubic for rk4). The first call in a step evaluates the right-hand side `extra` times.
 * ERR_ARGUMENT before the first step or for a time outside it. */
KURS_API KURS_CHECK kurs_status kurs_ode_walk_at(kurs_ode_walk *walk, double t, double *y);

/* From *t to t_end (either direction). On an error *t and y are untouched. Statuses of
 * kurs_ode_walk_init and _step; ERR_NO_CONVERGENCE also after 1e7 steps; of several caveats the
 * first (test_ode). */
KURS_API KURS_CHECK kurs_status kurs_ode_integrate(const kurs_ode_problem *p, double *t, double *y,
                                                   double t_end);

/* An event: where g changes its sign in a direction of time's course: +1 up, -1 down, 0 either. */
typedef struct kurs_ode_event {
    kurs_ode_switch g;
    int direction;
} kurs_ode_event;

/*
 * The same, but ends at the first of some events (from the signs at the start; a start at exactly 0
 * counts as the sign that follows). *which is its index, -1 for none; then the state is within
 * t_tol [s], > 0, after the crossing, on its far side: a walk begun there does not find it again.
 * Found on the dense output, then stepped to. Two crossings of one event inside a step are not
 * seen: h_max bounds that. ERR_NO_CONVERGENCE also where g is no number.
 */
KURS_API KURS_CHECK kurs_status kurs_ode_integrate_events(const kurs_ode_problem *p, double *t,
                                                          double *y, double t_end,
                                                          const kurs_ode_event *events, int count,
                                                          double t_tol, int *which);

/* One event, either way: *hit tells whether it came. */
KURS_API KURS_CHECK kurs_status kurs_ode_integrate_until(const kurs_ode_problem *p, double *t,
                                                         double *y, double t_end, kurs_ode_switch g,
                                                         double t_tol, int *hit);

/* Solutions at n times in the order of the walk from t (each between t and the last), y_out row by
 * row of p->dim, by dense output: the steps do not see them. */
KURS_API KURS_CHECK kurs_status kurs_ode_integrate_at(const kurs_ode_problem *p, double t,
                                                      const double *y, size_t n,
                                                      const double *times, double *y_out);

#endif
