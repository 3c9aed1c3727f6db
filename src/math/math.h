/* SPDX-License-Identifier: Apache-2.0 */
/* Inner face of math: vector and matrix algebra, angles, roots, minima, small linear systems. */
#ifndef KURS_MATH_MATH_H
#define KURS_MATH_MATH_H

#include <math.h>

#include "kurs/api.h"
#include "kurs/status.h"
#include "kurs/vec.h"
#include "math/simd.h"

#define KURS_PI 3.14159265358979323846
#define KURS_DEG (KURS_PI / 180.0)

static inline kurs_vec3 v3(double x, double y, double z)
{
    return (kurs_vec3){x, y, z};
}
static inline kurs_vec3 v3_add(kurs_vec3 a, kurs_vec3 b)
{
    return v3(a.x + b.x, a.y + b.y, a.z + b.z);
}
static inline kurs_vec3 v3_sub(kurs_vec3 a, kurs_vec3 b)
{
    return v3(a.x - b.x, a.y - b.y, a.z - b.z);
}
static inline kurs_vec3 v3_scale(double k, kurs_vec3 a)
{
    return v3(k * a.x, k * a.y, k * a.z);
}
/* a + k b */
static inline kurs_vec3 v3_axpy(kurs_vec3 a, double k, kurs_vec3 b)
{
    return v3(a.x + k * b.x, a.y + k * b.y, a.z + k * b.z);
}
static inline double v3_dot(kurs_vec3 a, kurs_vec3 b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}
static inline kurs_vec3 v3_cross(kurs_vec3 a, kurs_vec3 b)
{
    return v3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);
}
static inline double v3_norm(kurs_vec3 a)
{
    return sqrt(v3_dot(a, a));
}
/* Unit vector; of the zero vector, NaN. */
static inline kurs_vec3 v3_unit(kurs_vec3 a)
{
    return v3_scale(1.0 / v3_norm(a), a);
}
/* Angle between two vectors [rad], accurate also near 0 and pi. */
static inline double v3_angle(kurs_vec3 a, kurs_vec3 b)
{
    return atan2(v3_norm(v3_cross(a, b)), v3_dot(a, b));
}
/* v turned about the unit vector k by an angle, right-handed. */
kurs_vec3 kurs_v3_rotate(kurs_vec3 v, kurs_vec3 k, double angle);

kurs_vec3 kurs_m3_mulv(kurs_mat3 a, kurs_vec3 v);
kurs_vec3 kurs_m3_tmulv(kurs_mat3 a, kurs_vec3 v); /* transpose of a times v */
kurs_mat3 kurs_m3_mul(kurs_mat3 a, kurs_mat3 b);
kurs_mat3 kurs_m3_transpose(kurs_mat3 a);
kurs_mat3 kurs_m3_rows(kurs_vec3 r0, kurs_vec3 r1, kurs_vec3 r2);
/* Axes turned by an angle about axis 3 (a frame rotation: R3 of the textbooks). */
kurs_mat3 kurs_m3_rot3(double angle);

/* Quaternions q_a_b as in kurs/vec.h; -q is the same attitude as q. */
kurs_quat kurs_quat_unit(kurs_quat q);                     /* of length 1; of zero, NaN */
kurs_quat kurs_quat_turn(kurs_vec3 axis, double angle);    /* b is a turned about the unit axis */
kurs_quat kurs_quat_mul(kurs_quat q_a_b, kurs_quat q_b_c); /* q_a_c */
kurs_mat3 kurs_quat_m3(kurs_quat q_a_b);      /* m_a_b, r_b = m_a_b r_a; q of length 1 */
kurs_quat kurs_quat_from_m3(kurs_mat3 m_a_b); /* w >= 0; m is a rotation */
/* dq_a_b/dt where b turns against a with a rate [rad/s] in the axes of b. */
kurs_quat kurs_quat_rate(kurs_quat q_a_b, kurs_vec3 rate_b);

static inline double kurs_clamp(double x, double lo, double hi)
{
    return x < lo ? lo : x > hi ? hi : x;
}
double kurs_wrap_2pi(double angle); /* to 0 <= a < 2 pi */
double kurs_wrap_pi(double angle);  /* to -pi <= a < pi */

/* Piecewise linear through n >= 1 nodes of rising x; held outside. */
double kurs_interp(const double *x, const double *y, int n, double at);

/* A function of one unknown; a NaN ends the search with ERR_NO_CONVERGENCE. */
typedef double (*kurs_scalar_fn)(double x, void *ctx);

/* Root in [a, b] by Brent's method; ERR_NO_SOLUTION where the ends have one sign. */
KURS_CHECK kurs_status kurs_root(kurs_scalar_fn f, void *ctx, double a, double b, double x_tol,
                                 double *x);

/* Minimum in [a, b] by golden section; always answers inside the interval. */
KURS_CHECK kurs_status kurs_minimum(kurs_scalar_fn f, void *ctx, double a, double b, double x_tol,
                                    double *x);

/* Solves a x = b for n <= 8 unknowns by elimination with pivoting, a row by row;
 * a and b are used up, x may be b. ERR_NO_SOLUTION where a is singular to rounding. */
KURS_CHECK kurs_status kurs_linear_solve(int n, double *a, double *b, double *x);

#endif
