/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/gravity.h"

#include <string.h>

#include "env/gravity_lanes.h"
#include "env/gravity_sum.h"
#include "math/math.h"

#include "env/egm2008_table.inc"

/* Row of the table for a degree and order. */
static const double *coefficient(int n, int m)
{
    return egm_table[n * (n + 1) / 2 - 3 + m];
}

/* N_nm / N_n,m+1: what a derivative in u costs of the normalisation. */
static double up_one_order(int n, int m)
{
    return sqrt((double)(n - m) * (n + m + 1) * (m == 0 ? 0.5 : 1.0));
}

kurs_status kurs_gravity_init(kurs_gravity *g, int degree, int order)
{
    if (order < 0 || order > degree || degree > KURS_GRAVITY_MAX || degree > EGM_DEGREE) {
        return KURS_ERR_ARGUMENT;
    }
    memset(g, 0, sizeof *g);
    g->degree = degree;
    g->order = order;
    g->diagonal[0] = 1.0;
    g->diagonal[1] = sqrt(3.0);
    for (int m = 2; m < KURS_GRAVITY_STRIDE + 2; m++) {
        g->diagonal[m] = g->diagonal[m - 1] * sqrt((2.0 * m + 1.0) / (2.0 * m));
    }
    for (int n = 1; n <= degree + 2; n++) {
        for (int m = 0; m < n && m < KURS_GRAVITY_STRIDE; m++) {
            const double nn = n, mm = m, span = nn * nn - mm * mm;
            g->a[n][m] = sqrt((4.0 * nn * nn - 1.0) / span);
            if (m < n - 1) {
                g->b[n][m] = sqrt((2.0 * nn + 1.0) * (nn + mm - 1.0) * (nn - mm - 1.0) /
                                  ((2.0 * nn - 3.0) * span));
            }
        }
    }
    for (int n = 2; n <= degree; n++) {
        for (int m = 0; m <= n && m <= order; m++) {
            const double *cs = coefficient(n, m), up = up_one_order(n, m);
            g->c[n][m] = cs[0];
            g->s[n][m] = cs[1];
            g->zc[n][m] = up * cs[0];
            g->zs[n][m] = up * cs[1];
        }
    }
    return KURS_OK;
}

kurs_vec3 kurs_gravity_acceleration(const kurs_gravity *g, kurs_vec3 r_itrf)
{
    double a[3];
    gravity_sum(g, r_itrf.x, r_itrf.y, r_itrf.z, a);
    return v3(a[0], a[1], a[2]);
}

/* ---- derivatives ------------------------------------------------------------------------------
 */

/* q^n A_nm, normalised, for all degrees and orders that second derivatives need. */
typedef struct triangle {
    double b[KURS_GRAVITY_MAX + 3][KURS_GRAVITY_STRIDE + 2];
} triangle;

static void fill(const kurs_gravity *g, double u, double q, triangle *t)
{
    memset(t, 0, sizeof *t);
    t->b[0][0] = 1.0;
    double qn = 1.0;
    for (int n = 1; n <= g->degree + 2; n++) {
        qn *= q;
        for (int m = 0; m < n && m < KURS_GRAVITY_STRIDE; m++) {
            t->b[n][m] = g->a[n][m] * u * q * t->b[n - 1][m];
            if (m < n - 1) {
                t->b[n][m] -= g->b[n][m] * q * q * t->b[n - 2][m];
            }
        }
        t->b[n][n] = g->diagonal[n] * qn;
    }
}

/* N_nm / N_kl: from coefficients of degree n, order m to functions of another. */
static double ratio(int n, int m, int k, int l)
{
    double r = (2.0 * n + 1.0) / (2.0 * k + 1.0) * (m == 0 ? 1.0 : 2.0) / (l == 0 ? 1.0 : 2.0);
    /* (n-m)! (k+l)! / ((n+m)! (k-l)!), as products of few factors: k - n and l - m are 0, 1 or 2 */
    for (int i = n + m + 1; i <= k + l; i++) {
        r *= i;
    }
    for (int i = n - m + 1; i <= k - l; i++) {
        r /= i;
    }
    for (int i = k - l + 1; i <= n - m; i++) {
        r *= i;
    }
    return sqrt(r);
}

/* Pines's second derivatives: sums a_ij by s, t, u and (4) the radius. */
typedef struct seconds {
    double a11, a12, a13, a23, a33, a14, a24, a34, a44, a4;
} seconds;

static void add_term(const kurs_gravity *g, const triangle *t, int n, int m, double q,
                     const double r[3], const double i[3], seconds *sum)
{
    const double c = g->c[n][m], s = g->s[n][m], dm = m;
    const double d0 = c * r[0] + s * i[0], d1 = c * r[1] + s * i[1], d2 = c * r[2] + s * i[2];
    const double e1 = s * r[1] - c * i[1], e2 = s * r[2] - c * i[2];
    const double b00 = t->b[n][m], b01 = t->b[n][m + 1] * ratio(n, m, n, m + 1);
    const double b02 = m + 2 <= n ? t->b[n][m + 2] * ratio(n, m, n, m + 2) : 0.0;
    const double b11 = t->b[n + 1][m + 1] * ratio(n, m, n + 1, m + 1) / q;
    const double b12 = m + 2 <= n + 1 ? t->b[n + 1][m + 2] * ratio(n, m, n + 1, m + 2) / q : 0.0;
    const double b22 = t->b[n + 2][m + 2] * ratio(n, m, n + 2, m + 2) / (q * q);
    sum->a11 += dm * (dm - 1.0) * b00 * d2;
    sum->a12 += dm * (dm - 1.0) * b00 * e2;
    sum->a13 += dm * (m < n ? b01 : 0.0) * d1;
    sum->a23 += dm * (m < n ? b01 : 0.0) * e1;
    sum->a33 += b02 * d0;
    sum->a14 -= dm * b11 * d1;
    sum->a24 -= dm * b11 * e1;
    sum->a34 -= b12 * d0;
    sum->a44 += b22 * d0;
    sum->a4 -= b11 * d0;
}

kurs_vec3 kurs_gravity_gradient(const kurs_gravity *g, kurs_vec3 r_itrf, kurs_mat3 *partials)
{
    const kurs_vec3 acceleration = kurs_gravity_acceleration(g, r_itrf);
    if (!partials) {
        return acceleration;
    }
    const double inv = 1.0 / v3_norm(r_itrf), q = KURS_EGM_RADIUS * inv;
    const double s = r_itrf.x * inv, t = r_itrf.y * inv, u = r_itrf.z * inv;
    /* the central term: degree 0 with C = 1 */
    seconds sum = {.a44 = 3.0, .a4 = -1.0};
    triangle tri;
    fill(g, u, q, &tri);
    double r[3] = {1.0, 0.0, 0.0}, i[3] = {0.0, 0.0, 0.0}; /* of m, m - 1, m - 2 */
    for (int m = 0; m <= g->order; m++) {
        for (int n = m < 2 ? 2 : m; n <= g->degree; n++) {
            add_term(g, &tri, n, m, q, r, i, &sum);
        }
        r[2] = r[1], i[2] = i[1], r[1] = r[0], i[1] = i[0];
        r[0] = s * r[1] - t * i[1];
        i[0] = s * i[1] + t * r[1];
    }
    const double k = KURS_EGM_GM * inv * inv * inv;
    const double xx = sum.a11 + s * s * sum.a44 + sum.a4 + 2.0 * s * sum.a14;
    const double xy = sum.a12 + s * t * sum.a44 + s * sum.a24 + t * sum.a14;
    const double xz = sum.a13 + s * u * sum.a44 + s * sum.a34 + u * sum.a14;
    const double yy = -sum.a11 + t * t * sum.a44 + sum.a4 + 2.0 * t * sum.a24;
    const double yz = sum.a23 + t * u * sum.a44 + u * sum.a24 + t * sum.a34;
    const double zz = sum.a33 + u * u * sum.a44 + sum.a4 + 2.0 * u * sum.a34;
    *partials =
        (kurs_mat3){{{k * xx, k * xy, k * xz}, {k * xy, k * yy, k * yz}, {k * xz, k * yz, k * zz}}};
    return acceleration;
}

/* ---- many places ------------------------------------------------------------------------------
 */

void kurs_gravity_batch(const kurs_gravity *g, size_t n, const kurs_vec3 *r_itrf,
                        kurs_vec3 *acceleration)
{
    static void (*const kinds[])(const kurs_gravity *, const double(*)[8], double(*)[8]) = {
#if defined(__x86_64__)
        kurs_gravity_eight_plain,
        kurs_gravity_eight_avx2,
        kurs_gravity_eight_avx512
#else
        kurs_gravity_eight_plain
#endif
    };
    const kurs_simd kind = kurs_simd_kind();
    for (size_t i = 0; i < n; i += 8) {
        double r[3][8], a[3][8];
        for (size_t k = 0; k < 8; k++) {
            const kurs_vec3 at = r_itrf[i + k < n ? i + k : i];
            r[0][k] = at.x, r[1][k] = at.y, r[2][k] = at.z;
        }
        kinds[kind](g, (const double(*)[8])r, a);
        for (size_t k = 0; k < 8 && i + k < n; k++) {
            acceleration[i + k] = v3(a[0][k], a[1][k], a[2][k]);
        }
    }
}
