/* SPDX-License-Identifier: Apache-2.0 */
/*
 * With (s, t, u) = r / |r| and q = R / |r|, the harmonic of degree n and order m is
 * q h_nm (q s + i q t)^m, h_mm = 1, h_nm = u q h_n-1,m - b_nm q^2 h_n-2,m. A derivative moves a
 * coefficient to the next degree and to the order above, below, or its own (gravity.c has the
 * factors), so all sums run over h of one order and the coefficients of its neighbours. The lanes
 * are eight orders of one place or one order of eight places: `across` tells which.
 */
#include "env/gravity_lanes.h"

#include "math/lanes.h"

/* As many lanes as a register holds: h and all sums of a column stay in registers. */
#if KURS_LANES_N > 1
enum { WIDE = KURS_LANES_N, PARTS = KURS_LANES / WIDE };
#else
enum { WIDE = 2, PARTS = KURS_LANES / WIDE };
#endif
typedef double wide __attribute__((vector_size(sizeof(double) * WIDE)));

static inline wide wide_all(double x)
{
    return x - (wide){0.0};
}

static inline wide wide_load(const double *p)
{
    wide x;
    memcpy(&x, p, sizeof x);
    return x;
}

static inline wide wide_sqrt(wide x)
{
    wide y;
    for (int i = 0; i < WIDE / KURS_LANES_N; i++) {
        KURS_LANES_T part;
        memcpy(&part, (const char *)&x + sizeof part * (size_t)i, sizeof part);
        part = KURS_LANES_SQRT(part);
        memcpy((char *)&y + sizeof part * (size_t)i, &part, sizeof part);
    }
    return y;
}

/* A coefficient for all lanes, or those of the orders that begin there. */
static inline wide take(const double *p, int across)
{
    return across ? wide_all(*p) : wide_load(p);
}

/* h_mm: order 0 counts half, for the others stand for m and -m. */
static const double first[2 * KURS_LANES] = {0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0,
                                             1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0};

typedef struct complex_wide {
    wide re, im;
} complex_wide;

static inline complex_wide times(complex_wide a, complex_wide b)
{
    return (complex_wide){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

/* The real part of (c - i s) p, and of i times that. */
static inline wide real_part(complex_wide cs, complex_wide p)
{
    return cs.re * p.re + cs.im * p.im;
}

static inline wide turned_part(complex_wide cs, complex_wide p)
{
    return cs.im * p.re - cs.re * p.im;
}

static inline complex_wide plus(complex_wide a, complex_wide b)
{
    return (complex_wide){a.re + b.re, a.im + b.im};
}

static inline complex_wide minus(complex_wide a, complex_wide b)
{
    return (complex_wide){a.re - b.re, a.im - b.im};
}

typedef struct site {
    wide s, t, u, inv, q, uq, q2;
    complex_wide power[KURS_LANES + 1]; /* (q s + i q t)^0 to 8 */
} site;

static inline void site_set(const kurs_gravity *g, wide x, wide y, wide z, site *at)
{
    at->inv = 1.0 / wide_sqrt(x * x + y * y + z * z);
    at->s = x * at->inv, at->t = y * at->inv, at->u = z * at->inv;
    at->q = g->radius * at->inv;
    at->uq = at->u * at->q, at->q2 = at->q * at->q;
    at->power[0] = (complex_wide){wide_all(1.0), wide_all(0.0)};
    at->power[1] = (complex_wide){at->s * at->q, at->t * at->q};
    for (int i = 2; i <= KURS_LANES; i++) {
        at->power[i] = times(at->power[i / 2], at->power[i - i / 2]);
    }
}

/* The powers 0 to 7 in lanes: `p` for each part. */
static inline void powers_in_lanes(const site *at, complex_wide p[PARTS])
{
    for (int j = 0; j < KURS_LANES; j++) {
        p[j / WIDE].re[j % WIDE] = at->power[j].re[0];
        p[j / WIDE].im[j % WIDE] = at->power[j].im[0];
    }
}

/* In one order for both forms. */
#define SUM_OF_EIGHT(x)                                                                            \
    ((((x)[0] + (x)[1]) + ((x)[2] + (x)[3])) + (((x)[4] + (x)[5]) + ((x)[6] + (x)[7])))

static inline void add(const kurs_gravity *g, int k, int m, int across, wide h, complex_wide *sum)
{
    sum->re = sum->re + take(KURS_GRAVITY_AT(g->c, k, m), across) * h;
    sum->im = sum->im + take(KURS_GRAVITY_AT(g->s, k, m), across) * h;
}

/* ---- first derivatives ---------------------------------------------------------------------- */

/* Adds what order m, or the orders from m on, give to x, y, z, in units that finish() knows. */
static inline void column(const kurs_gravity *g, int m, int rows, int across, const site *at,
                          complex_wide power, wide a[3])
{
    const wide zero = wide_all(0.0), uq = at->uq, q2 = at->q2;
    complex_wide above = {zero, zero}, same = above, below = above;
    wide before = zero, h = take(&first[m < KURS_LANES ? m : KURS_LANES], across);
    for (int k = 0; k < rows; k++) {
        add(g, k - 2, m + 1, across, h, &above);
        add(g, k - 1, m, across, h, &same);
        add(g, k, m - 1, across, h, &below);
        const wide next = uq * h - take(KURS_GRAVITY_AT(g->b, k + 1, m), across) * q2 * before;
        before = h, h = next;
    }
    a[0] = a[0] + real_part(minus(above, below), power);
    a[1] = a[1] + turned_part(plus(above, below), power);
    a[2] = a[2] + real_part(same, power);
}

static inline void finish(const kurs_gravity *g, const site *at, const wide sum[3], wide a[3])
{
    const wide f = g->gm / g->radius * at->inv, k = g->gm * at->inv * at->inv;
    a[0] = 0.5 * f * sum[0] - k * at->s;
    a[1] = 0.5 * f * sum[1] - k * at->t;
    a[2] = -f * sum[2] - k * at->u;
}

void KURS_LANES_NAME(kurs_gravity_one)(const kurs_gravity *g, const double *r_itrf,
                                       double *acceleration)
{
    site at;
    complex_wide p[PARTS];
    wide sums[PARTS][3] = {{{0.0}}}, whole[3], a[3];
    site_set(g, wide_all(r_itrf[0]), wide_all(r_itrf[1]), wide_all(r_itrf[2]), &at);
    powers_in_lanes(&at, p);
    for (int m = 0; m <= g->order + 1 && g->degree > 0; m += KURS_LANES) {
        for (int i = 0; i < PARTS && m + i * WIDE <= g->order + 1; i++) {
            column(g, m + i * WIDE, g->degree + 2 - m - i * WIDE, 0, &at, p[i], sums[i]);
            p[i] = times(p[i], at.power[KURS_LANES]);
        }
    }
    for (int j = 0; j < 3; j++) {
        double lanes[KURS_LANES];
        for (int i = 0; i < PARTS; i++) {
            memcpy(lanes + (size_t)i * WIDE, &sums[i][j], sizeof(wide));
        }
        whole[j] = wide_all(SUM_OF_EIGHT(lanes));
    }
    finish(g, &at, whole, a);
    for (int j = 0; j < 3; j++) {
        acceleration[j] = a[j][0];
    }
}

/* Places i to i + WIDE of eight. */
static inline void some(const kurs_gravity *g, size_t i, const double (*r)[8], double (*out)[8])
{
    site at;
    complex_wide p[KURS_LANES];
    wide sums[KURS_LANES][3], whole[3], a[3];
    memset(sums, 0, sizeof sums);
    site_set(g, wide_load(r[0] + i), wide_load(r[1] + i), wide_load(r[2] + i), &at);
    memcpy(p, at.power, sizeof p);
    for (int m = 0; m <= g->order + 1 && g->degree > 0; m++) {
        const int j = m % KURS_LANES;
        column(g, m, g->degree + 2 - m, 1, &at, p[j], sums[j]);
        p[j] = times(p[j], at.power[KURS_LANES]);
    }
    for (int j = 0; j < 3; j++) {
        wide lanes[KURS_LANES];
        for (int k = 0; k < KURS_LANES; k++) {
            lanes[k] = sums[k][j];
        }
        whole[j] = SUM_OF_EIGHT(lanes);
    }
    finish(g, &at, whole, a);
    for (int j = 0; j < 3; j++) {
        memcpy(out[j] + i, &a[j], sizeof a[j]);
    }
}

void KURS_LANES_NAME(kurs_gravity_lanes)(const kurs_gravity *g, const double (*r_itrf)[8],
                                         double (*acceleration)[8])
{
    for (size_t i = 0; i < KURS_LANES; i += WIDE) {
        some(g, i, r_itrf, acceleration);
    }
}

/* ---- second derivatives --------------------------------------------------------------------- */

enum { SAME, TWO, TURNED, X_Z, Y_Z, SECONDS };

static inline void second_column(const kurs_gravity *g, int m, int rows, const site *at,
                                 complex_wide power, wide a[SECONDS])
{
    const wide zero = wide_all(0.0), uq = at->uq, q2 = at->q2;
    complex_wide above2 = {zero, zero}, above = above2, same = above2, below = above2,
                 below2 = above2;
    wide before = zero, h = wide_load(&first[m < KURS_LANES ? m : KURS_LANES]), factor = zero;
    for (int j = 0; j < WIDE; j++) {
        factor[j] = 2.0 * (m + j) - 1.0; /* 2n + 3 of the coefficients, two degrees below */
    }
    for (int k = 0; k < rows; k++) {
        const wide fh = factor * h;
        add(g, k - 4, m + 2, 0, fh, &above2);
        add(g, k - 3, m + 1, 0, fh, &above);
        add(g, k - 2, m, 0, fh, &same);
        add(g, k - 1, m - 1, 0, fh, &below);
        add(g, k, m - 2, 0, fh, &below2);
        const wide next = uq * h - wide_load(KURS_GRAVITY_AT(g->b, k + 1, m)) * q2 * before;
        before = h, h = next;
        factor = factor + 2.0;
    }
    a[SAME] = a[SAME] + real_part(same, power);
    a[TWO] = a[TWO] + real_part(plus(above2, below2), power);
    a[TURNED] = a[TURNED] + turned_part(minus(above2, below2), power);
    a[X_Z] = a[X_Z] + real_part(minus(above, below), power);
    a[Y_Z] = a[Y_Z] + turned_part(plus(above, below), power);
}

void KURS_LANES_NAME(kurs_gravity_partials)(const kurs_gravity *g, const double *r_itrf,
                                            double *partials)
{
    site at;
    complex_wide p[PARTS];
    wide sums[PARTS][SECONDS] = {{{0.0}}};
    double sum[SECONDS];
    site_set(g, wide_all(r_itrf[0]), wide_all(r_itrf[1]), wide_all(r_itrf[2]), &at);
    powers_in_lanes(&at, p);
    for (int m = 0; m <= g->order + 2 && g->degree > 0; m += KURS_LANES) {
        for (int i = 0; i < PARTS && m + i * WIDE <= g->order + 2; i++) {
            second_column(g, m + i * WIDE, g->degree + 3 - m - i * WIDE, &at, p[i], sums[i]);
            p[i] = times(p[i], at.power[KURS_LANES]);
        }
    }
    for (int j = 0; j < SECONDS; j++) {
        double lanes[KURS_LANES];
        for (int i = 0; i < PARTS; i++) {
            memcpy(lanes + (size_t)i * WIDE, &sums[i][j], sizeof(wide));
        }
        sum[j] = SUM_OF_EIGHT(lanes);
    }
    const double s = at.s[0], t = at.t[0], u = at.u[0], inv = at.inv[0];
    const double f = g->gm / (g->radius * g->radius) * inv, k = g->gm * inv * inv * inv;
    partials[0] = f * (0.25 * sum[TWO] - 0.5 * sum[SAME]) + k * (3.0 * s * s - 1.0);
    partials[1] = -f * (0.25 * sum[TWO] + 0.5 * sum[SAME]) + k * (3.0 * t * t - 1.0);
    partials[2] = f * sum[SAME] + k * (3.0 * u * u - 1.0);
    partials[3] = 0.25 * f * sum[TURNED] + k * (3.0 * s * t);
    partials[4] = -0.5 * f * sum[X_Z] + k * (3.0 * s * u);
    partials[5] = -0.5 * f * sum[Y_Z] + k * (3.0 * t * u);
}
