/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Explicit Runge-Kutta integrators as constant tables. No allocation: the number
 * of unknowns is bounded, all work is on the stack.
 */
#ifndef KURS_ODE_H
#define KURS_ODE_H

#include "kurs/api.h"
#include "kurs/status.h"

enum { KURS_ODE_MAX_DIM = 16, KURS_ODE_MAX_STAGES = 13 };

/* dy/dt at t; ctx is the caller's. A status below 0 ends the integration with it. */
typedef kurs_status (*kurs_ode_rhs)(double t, const double *y, double *dydt, const void *ctx);

/* A switching function: its sign change ends a step exactly there. */
typedef double (*kurs_ode_switch)(double t, const double *y, const void *ctx);

/* A Butcher table: row i of a has its first i entries; b the higher order, b_hat the lower. */
typedef struct kurs_ode_method {
    const char *name;
    int stages, order, order_hat; /* order_hat 0: no error estimate, fixed step only */
    double c[KURS_ODE_MAX_STAGES];
    double a[KURS_ODE_MAX_STAGES][KURS_ODE_MAX_STAGES];
    double b[KURS_ODE_MAX_STAGES], b_hat[KURS_ODE_MAX_STAGES];
} kurs_ode_method;

KURS_API extern const kurs_ode_method kurs_ode_rk4;    /* classical, fixed step */
KURS_API extern const kurs_ode_method kurs_ode_dopri5; /* Dormand and Prince 5(4), 1980 */
KURS_API extern const kurs_ode_method
    kurs_ode_rkf78; /* Fehlberg 7(8), NASA TR R-287, 8th-order result */

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

/* From *t to t_end (either direction). On an error *t and y are untouched.
 * ERR_NO_CONVERGENCE where the step falls under 1e-12 of the span, after 1e7 steps, or where the
 * state or g is no number; ERR_ARGUMENT for a problem outside its bounds; else what the rhs says,
 * of several caveats the first. The last step ends at t_end to the bit (test_ode). */
KURS_API KURS_CHECK kurs_status kurs_ode_integrate(const kurs_ode_problem *p, double *t, double *y,
                                                   double t_end);

/*
 * The same, but ends where g changes its sign (from the sign at the start; a start
 * at exactly 0 counts as the sign that follows). *hit tells whether it did; then the state is
 * within t_tol [s], > 0, after the crossing, on its far side: a walk begun there does not
 * find it again. Found by bisection and secant on step length. Two crossings inside one step
 * are not seen: h_max bounds that.
 */
KURS_API KURS_CHECK kurs_status kurs_ode_integrate_until(const kurs_ode_problem *p, double *t,
                                                         double *y, double t_end, kurs_ode_switch g,
                                                         double t_tol, int *hit);

#endif
