/* SPDX-License-Identifier: Apache-2.0 */
#include "math/math.h"

#include <float.h>

double kurs_interp(const double *x, const double *y, int n, double at)
{
    if (at <= x[0]) {
        return y[0];
    }
    for (int i = 1; i < n; i++) {
        if (at < x[i]) {
            return y[i - 1] + (y[i] - y[i - 1]) * (at - x[i - 1]) / (x[i] - x[i - 1]);
        }
    }
    return y[n - 1];
}

/* The next trial point of Brent's method from three points; b is the best one, a the one before
 * it, c the counterpoint of other sign. */
static double brent_trial(const double p[3], const double fp[3])
{
    const double a = p[0], b = p[1], c = p[2];
    const double fa = fp[0], fb = fp[1], fc = fp[2];
    if (fa != fc && fa != fb) {
        return a * fb * fc / ((fa - fb) * (fa - fc)) + b * fa * fc / ((fb - fa) * (fb - fc)) +
               c * fa * fb / ((fc - fa) * (fc - fb));
    }
    return b - fb * (b - c) / (fb - fc);
}

kurs_status kurs_root(kurs_scalar_fn f, void *ctx, double a, double b, double x_tol, double *x)
{
    double p[3] = {a, b, a};
    double fp[3] = {f(a, ctx), f(b, ctx), 0.0};
    fp[2] = fp[0];
    if (isnan(fp[0]) || isnan(fp[1])) {
        return KURS_ERR_NO_CONVERGENCE;
    }
    if ((fp[0] > 0.0 && fp[1] > 0.0) || (fp[0] < 0.0 && fp[1] < 0.0)) {
        return KURS_ERR_NO_SOLUTION;
    }
    double width_before = 2.0 * fabs(b - a);
    for (int i = 0; i < 200; i++) {
        if (fabs(fp[2]) < fabs(fp[1])) { /* keep the best in the middle */
            p[0] = p[1], fp[0] = fp[1];
            p[1] = p[2], fp[1] = fp[2];
            p[2] = p[0], fp[2] = fp[0];
        }
        const double width = fabs(p[2] - p[1]);
        if (fp[1] == 0.0 || width <= x_tol + 4.0 * DBL_EPSILON * fabs(p[1])) {
            *x = p[1];
            return KURS_OK;
        }
        double trial = brent_trial(p, fp);
        const double lo = fmin(p[1], p[2]), hi = fmax(p[1], p[2]);
        const int slow = i % 3 == 2 && width > 0.5 * width_before;
        if (!(trial > lo && trial < hi) || slow) {
            trial = 0.5 * (lo + hi);
        }
        if (i % 3 == 2) { /* a forced halving does not count for the next three */
            width_before = slow ? 0.5 * width : width;
        }
        if (fabs(trial - p[1]) < 0.5 * x_tol) { /* never a step of nothing */
            trial = p[1] + (p[2] > p[1] ? 0.5 : -0.5) * x_tol;
        }
        const double ft = f(trial, ctx);
        if (isnan(ft)) {
            return KURS_ERR_NO_CONVERGENCE;
        }
        p[0] = p[1], fp[0] = fp[1];
        p[1] = trial, fp[1] = ft;
        if ((fp[1] > 0.0) == (fp[2] > 0.0)) {
            p[2] = p[0], fp[2] = fp[0];
        }
    }
    return KURS_ERR_NO_CONVERGENCE;
}

kurs_status kurs_minimum(kurs_scalar_fn f, void *ctx, double a, double b, double x_tol, double *x)
{
    const double ratio = 0.61803398874989484820;
    double x1 = b - ratio * (b - a), x2 = a + ratio * (b - a);
    double f1 = f(x1, ctx), f2 = f(x2, ctx);
    while (fabs(b - a) > x_tol) {
        if (isnan(f1) || isnan(f2)) {
            return KURS_ERR_NO_CONVERGENCE;
        }
        if (f1 < f2) {
            b = x2, x2 = x1, f2 = f1;
            x1 = b - ratio * (b - a);
            f1 = f(x1, ctx);
        } else {
            a = x1, x1 = x2, f1 = f2;
            x2 = a + ratio * (b - a);
            f2 = f(x2, ctx);
        }
        if (x1 == x2 || x1 == a || x2 == b) {
            break;
        }
    }
    *x = f1 < f2 ? x1 : x2;
    return KURS_OK;
}

static int pivot_row(int n, const double *a, int k)
{
    int best = k;
    for (int i = k + 1; i < n; i++) {
        if (fabs(a[i * n + k]) > fabs(a[best * n + k])) {
            best = i;
        }
    }
    return best;
}

kurs_status kurs_linear_solve(int n, double *a, double *b, double *x)
{
    double scale = 0.0;
    for (int i = 0; i < n * n; i++) {
        scale = fmax(scale, fabs(a[i]));
    }
    for (int k = 0; k < n; k++) {
        const int p = pivot_row(n, a, k);
        if (!(fabs(a[p * n + k]) > 1e-14 * scale)) {
            return KURS_ERR_NO_SOLUTION;
        }
        for (int j = 0; j < n && p != k; j++) {
            const double t = a[k * n + j];
            a[k * n + j] = a[p * n + j], a[p * n + j] = t;
        }
        const double t = b[k];
        b[k] = b[p], b[p] = t;
        for (int i = k + 1; i < n; i++) {
            const double m = a[i * n + k] / a[k * n + k];
            for (int j = k; j < n; j++) {
                a[i * n + j] -= m * a[k * n + j];
            }
            b[i] -= m * b[k];
        }
    }
    for (int i = n - 1; i >= 0; i--) {
        double sum = b[i];
        for (int j = i + 1; j < n; j++) {
            sum -= a[i * n + j] * x[j];
        }
        x[i] = sum / a[i * n + i];
    }
    return KURS_OK;
}
