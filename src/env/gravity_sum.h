/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sum over all harmonics, written once for a number and for eight in lanes: KURS_REAL is the
 * type, KURS_REAL_SQRT its root. Only +, -, * and / are used besides, in one order, so both give
 * the same bits.
 *
 * U = GM/r sum q^n A_nm(u) (C r_m + S i_m), with (s, t, u) = r / |r|, q = R / |r|, A_nm the
 * normalised derivatives of the Legendre polynomials and r_m + i i_m = (s + it)^m. B is q^n A.
 */
#ifndef KURS_ENV_GRAVITY_SUM_H
#define KURS_ENV_GRAVITY_SUM_H

#include "kurs/gravity.h"

#ifndef KURS_REAL
#include <math.h>
#define KURS_REAL double
#define KURS_REAL_SQRT sqrt
#endif

/* Sums over the degrees, for each order. */
typedef struct gravity_sums {
    KURS_REAL c[KURS_GRAVITY_STRIDE], s[KURS_GRAVITY_STRIDE];   /* C B, S B */
    KURS_REAL nc[KURS_GRAVITY_STRIDE], ns[KURS_GRAVITY_STRIDE]; /* n C B, n S B */
    KURS_REAL zc[KURS_GRAVITY_STRIDE], zs[KURS_GRAVITY_STRIDE]; /* of dA/du */
} gravity_sums;

static inline void gravity_columns(const kurs_gravity *g, KURS_REAL u, KURS_REAL q,
                                   gravity_sums *sums)
{
    KURS_REAL rows[3][KURS_GRAVITY_STRIDE + 2];
    const KURS_REAL uq = u * q, q2 = q * q;
    const KURS_REAL zero = 0.0 * q;
    KURS_REAL qn = q;
    for (int m = 0; m <= g->order; m++) {
        sums->c[m] = sums->s[m] = sums->nc[m] = sums->ns[m] = sums->zc[m] = sums->zs[m] = zero;
    }
    KURS_REAL *before = rows[0], *last = rows[1], *now = rows[2];
    for (int m = 0; m < g->order + 3 && m < KURS_GRAVITY_STRIDE + 2; m++) {
        before[m] = last[m] = now[m] = zero;
    }
    before[0] = zero + 1.0;
    last[0] = g->a[1][0] * uq;
    last[1] = g->diagonal[1] * q;
    for (int n = 2; n <= g->degree; n++) {
        const int top = n < g->order + 1 ? n : g->order + 1; /* B is wanted to order + 1 */
        const int inner = top < n - 1 ? top : n - 1;
        const int used = n < g->order ? n : g->order;
        qn = qn * q;
        for (int m = 0; m <= inner; m++) {
            now[m] = g->a[n][m] * uq * last[m] - g->b[n][m] * q2 * before[m];
        }
        if (top == n) {
            now[n] = g->diagonal[n] * qn;
        }
        for (int m = 0; m <= used; m++) {
            const KURS_REAL c = g->c[n][m] * now[m], s = g->s[n][m] * now[m];
            sums->c[m] = sums->c[m] + c;
            sums->s[m] = sums->s[m] + s;
            sums->nc[m] = sums->nc[m] + (double)n * c;
            sums->ns[m] = sums->ns[m] + (double)n * s;
            sums->zc[m] = sums->zc[m] + g->zc[n][m] * now[m + 1];
            sums->zs[m] = sums->zs[m] + g->zs[n][m] * now[m + 1];
        }
        KURS_REAL *free_row = before;
        before = last, last = now, now = free_row;
        if (top == n && n + 1 <= g->order + 1) {
            now[n + 1] = zero;
        }
    }
}

/* a[0..2]: the acceleration at (x, y, z). */
static inline void gravity_sum(const kurs_gravity *g, KURS_REAL x, KURS_REAL y, KURS_REAL z,
                               KURS_REAL a[3])
{
    gravity_sums sums;
    const KURS_REAL inv = 1.0 / KURS_REAL_SQRT(x * x + y * y + z * z);
    const KURS_REAL s = x * inv, t = y * inv, u = z * inv, q = KURS_EGM_RADIUS * inv;
    gravity_columns(g, u, q, &sums);
    KURS_REAL im = 0.0 * q, rm = im + 1.0, r1 = im, i1 = im; /* of m and of m - 1 */
    KURS_REAL ax = im, ay = im, az = im, radial = im;
    for (int m = 0; m <= g->order; m++) {
        const double dm = m;
        ax = ax + dm * (sums.c[m] * r1 + sums.s[m] * i1);
        ay = ay + dm * (sums.s[m] * r1 - sums.c[m] * i1);
        az = az + (sums.zc[m] * rm + sums.zs[m] * im);
        radial = radial + ((sums.nc[m] + (dm + 1.0) * sums.c[m]) * rm +
                           (sums.ns[m] + (dm + 1.0) * sums.s[m]) * im);
        r1 = rm, i1 = im;
        rm = s * r1 - t * i1;
        im = s * i1 + t * r1;
    }
    const KURS_REAL k = KURS_EGM_GM * inv * inv, down = 1.0 + radial + u * az;
    a[0] = k * (ax - s * down);
    a[1] = k * (ay - t * down);
    a[2] = k * (az - u * down);
}

#endif
