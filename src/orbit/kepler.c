/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/orbit.h"

#include "math/math.h"

/* Stumpff functions c2 and c3: (1 - cos q)/q2 and (q - sin q)/q3 with q2 = x, also below 0. */
static void stumpff(double x, double *c2, double *c3)
{
    if (fabs(x) < 1.0) { /* the closed forms lose digits here */
        double t2 = 0.5, t3 = 1.0 / 6.0;
        *c2 = t2, *c3 = t3;
        for (int k = 1; k < 12; k++) {
            t2 *= -x / ((2 * k + 1) * (2 * k + 2));
            t3 *= -x / ((2 * k + 2) * (2 * k + 3));
            *c2 += t2, *c3 += t3;
        }
    } else if (x > 0.0) {
        const double q = sqrt(x), half = sin(0.5 * q);
        *c2 = 2.0 * half * half / x;
        *c3 = (q - sin(q)) / (x * q);
    } else {
        const double q = sqrt(-x), half = sinh(0.5 * q);
        *c2 = -2.0 * half * half / x;
        *c3 = (q - sinh(q)) / (x * q);
    }
}

/* What the motion has become at the universal anomaly s; lengths in m, times sqrt(gm) s. */
typedef struct along {
    double u1, u2, u3;     /* universal functions */
    double time, r, slope; /* sqrt(gm) dt, radius, dr/ds */
    double noise;          /* rounding to expect in time */
} along;

static along at_anomaly(double r0, double sigma, double alpha, double s)
{
    const double x = alpha * s * s;
    double c2, c3;
    stumpff(x, &c2, &c3);
    along a;
    a.u3 = s * s * s * c3;
    a.u2 = s * s * c2;
    a.u1 = s * (1.0 - x * c3);
    const double u0 = 1.0 - x * c2;
    a.time = r0 * a.u1 + sigma * a.u2 + a.u3;
    a.noise = 2e-16 * (fabs(r0 * s) + fabs(sigma * a.u2) + fabs(a.u3));
    a.r = r0 * u0 + sigma * a.u1 + a.u2;
    a.slope = sigma * u0 + (1.0 - alpha * r0) * a.u1;
    return a;
}

/*
 * The time grows with s throughout, so a bracket always narrows; Laguerre's step (Conway 1986)
 * is taken where it stays inside, else the bracket is halved.
 */
static kurs_status solve_anomaly(double r0, double sigma, double alpha, double time, along *out)
{
    const double dir = time < 0.0 ? -1.0 : 1.0;
    double lo = 0.0, hi = alpha > 0.0 ? 2.0 * KURS_PI / sqrt(alpha) : fabs(time) / r0;
    for (int i = 0; alpha <= 0.0 && i < 1100; i++) {
        const along a = at_anomaly(r0, sigma, alpha, dir * hi);
        if (!(dir * a.time < fabs(time))) { /* true also where it overflowed */
            break;
        }
        lo = hi, hi *= 2.0;
    }
    double s = fmin(fmax(lo, alpha > 0.0 ? alpha * fabs(time) : lo), hi);
    for (int i = 0; i < 200; i++) {
        const along a = at_anomaly(r0, sigma, alpha, dir * s);
        const double f = dir * a.time - fabs(time);
        *out = a;
        if (f < 0.0) {
            lo = s;
        } else {
            hi = s;
        }
        if ((fabs(f) <= a.noise && isfinite(f)) || hi - lo <= 5e-16 * hi) {
            return KURS_OK;
        }
        const double n = 5.0, curve = dir * a.slope;
        const double root = sqrt(fabs((n - 1.0) * ((n - 1.0) * a.r * a.r - n * f * curve)));
        const double next = s - n * f / (a.r + root);
        if (fabs(next - s) <= 4e-16 * s) {
            return KURS_OK;
        }
        const int stuck = i > 12 && i % 3 == 0; /* then the bracket ends it within 190 rounds */
        s = next > lo && next < hi && !stuck ? next : 0.5 * (lo + hi);
    }
    return KURS_ERR_NO_CONVERGENCE;
}

kurs_status kurs_kepler_propagate(double gm, kurs_state s, double dt, kurs_state *out)
{
    const double r0 = v3_norm(s.r), v2 = v3_dot(s.v, s.v);
    if (!(gm > 0.0) || !isfinite(r0) || !isfinite(v2) || !isfinite(dt) || !out) {
        return KURS_ERR_ARGUMENT;
    }
    if (!(r0 > 0.0)) {
        return KURS_ERR_RANGE;
    }
    const double root_gm = sqrt(gm), sigma = v3_dot(s.r, s.v) / root_gm;
    const double alpha = 2.0 / r0 - v2 / gm;
    double time = root_gm * dt;
    if (alpha > 0.0) { /* whole turns change nothing */
        const double turn = 2.0 * KURS_PI / (alpha * sqrt(alpha));
        time = remainder(time, turn);
    }
    if (time == 0.0) {
        *out = s;
        return KURS_OK;
    }
    along a;
    const kurs_status st = solve_anomaly(r0, sigma, alpha, time, &a);
    if (st < KURS_OK) {
        return st;
    }
    if (!(a.r > 0.0) || !isfinite(a.r + a.time)) {
        return KURS_ERR_NO_CONVERGENCE;
    }
    const double f = 1.0 - a.u2 / r0, g = (r0 * a.u1 + sigma * a.u2) / root_gm;
    const double f_dot = -root_gm * a.u1 / (a.r * r0), g_dot = 1.0 - a.u2 / a.r;
    *out = (kurs_state){.r = v3_axpy(v3_scale(f, s.r), g, s.v),
                        .v = v3_axpy(v3_scale(f_dot, s.r), g_dot, s.v)};
    return KURS_OK;
}
