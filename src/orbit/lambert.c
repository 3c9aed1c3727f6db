/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/orbit.h"

#include "math/math.h"

/*
 * The formulation of Lancaster and Blanchard (NASA TN D-5368, 1969) with the velocities of
 * Gooding (1990): the time of flight falls steadily in x over -1 < x, from infinity to 0.
 */
typedef struct flight_time {
    double lambda; /* sqrt(r1 r2) cos(theta / 2) / s, s the semi-perimeter of the triangle */
    double chord;  /* 1 - lambda^2 = c / s, kept for its digits */
    double want;   /* log of the time in units of sqrt(s^3 / 2 gm) */
} flight_time;

static double y_of(const flight_time *f, double x)
{
    return sqrt(f->chord + f->lambda * f->lambda * x * x);
}

/* Near the parabola x = 1 the closed form is 0 / 0: Battin's hypergeometric series instead. */
static double time_near_parabola(double lambda, double x, double eta)
{
    const double arg = 0.5 * (1.0 - lambda - x * eta);
    double term = 1.0, sum = 1.0;
    for (int k = 0; k < 60 && fabs(term) > 1e-17; k++) {
        term *= (3.0 + k) / (2.5 + k) * arg; /* 2F1(3, 1; 5/2; arg) */
        sum += term;
    }
    return 0.5 * (eta * eta * eta * 4.0 / 3.0 * sum + 4.0 * lambda * eta);
}

static double time_of(const flight_time *f, double x)
{
    const double l = f->lambda, y = y_of(f, x), lx = l * x;
    const double eta = lx > 0.0 ? f->chord / (y + lx) : y - lx;
    if (fabs(x - 1.0) < 0.1) {
        return time_near_parabola(l, x, eta);
    }
    const double e = (1.0 - x) * (1.0 + x), root = sqrt(fabs(e));
    const double angle = e > 0.0 ? atan2(eta * root, x * y + l * e) : asinh(eta * root);
    return (angle / root - x + l * y) / e;
}

/* The unknown is u = log(1 + x), in which the log of the time is nearly straight. */
static double time_error(double u, void *ctx)
{
    const flight_time *f = ctx;
    return log(time_of(f, expm1(u))) - f->want;
}

static kurs_status solve_x(const flight_time *f, double *x)
{
    flight_time copy = *f;
    double lo = -0.5, hi = 0.5;
    for (int i = 0; i < 60 && time_error(lo, &copy) < 0.0; i++) {
        lo *= 1.5;
    }
    for (int i = 0; i < 60 && time_error(hi, &copy) > 0.0; i++) {
        hi *= 1.5;
    }
    double u = 0.0;
    const kurs_status st = kurs_root(time_error, &copy, lo, hi, 1e-15, &u);
    *x = expm1(u);
    return st == KURS_OK ? KURS_OK : KURS_ERR_NO_CONVERGENCE;
}

kurs_status kurs_lambert_solve(double gm, kurs_vec3 r1, kurs_vec3 r2, double dt, kurs_vec3 normal,
                               kurs_vec3 *v1, kurs_vec3 *v2)
{
    const double n1 = v3_norm(r1), n2 = v3_norm(r2);
    if (!(gm > 0.0) || !(dt > 0.0) || !isfinite(dt) || !isfinite(n1 + n2) ||
        !isfinite(v3_norm(normal)) || !v1 || !v2) {
        return KURS_ERR_ARGUMENT;
    }
    kurs_vec3 across = v3_cross(r1, r2);
    if (!(v3_norm(across) > 1e-9 * n1 * n2)) {
        return KURS_ERR_RANGE;
    }
    double half = 0.5 * v3_angle(r1, r2);
    if (v3_dot(across, normal) < 0.0) {
        across = v3_scale(-1.0, across);
        half = KURS_PI - half;
    }
    const double c = v3_norm(v3_sub(r2, r1)), s = 0.5 * (n1 + n2 + c);
    const double mean = sqrt(n1) * sqrt(n2);
    const flight_time f = {
        .lambda = mean * cos(half) / s, .chord = c / s, .want = log(sqrt(2.0 * gm / s) / s * dt)};
    double x = 0.0;
    const kurs_status st = solve_x(&f, &x);
    if (st < KURS_OK) {
        return st;
    }
    const double y = y_of(&f, x), gamma = sqrt(0.5 * gm * s);
    const double rho = (n1 - n2) / c, sigma = 2.0 * mean * sin(half) / c;
    const double out = f.lambda * y - x, in = rho * (f.lambda * y + x);
    const double transverse = gamma * sigma * (y + f.lambda * x);
    const kurs_vec3 n_hat = v3_unit(across), e1 = v3_unit(r1), e2 = v3_unit(r2);
    *v1 = v3_axpy(v3_scale(gamma * (out - in) / n1, e1), transverse / n1, v3_cross(n_hat, e1));
    *v2 = v3_axpy(v3_scale(-gamma * (out + in) / n2, e2), transverse / n2, v3_cross(n_hat, e2));
    return KURS_OK;
}
