/* SPDX-License-Identifier: Apache-2.0 */
#include "math/math.h"

kurs_vec3 kurs_v3_rotate(kurs_vec3 v, kurs_vec3 k, double angle)
{
    const double c = cos(angle), s = sin(angle);
    kurs_vec3 out = v3_scale(c, v);
    out = v3_axpy(out, s, v3_cross(k, v));
    return v3_axpy(out, (1.0 - c) * v3_dot(k, v), k);
}

kurs_vec3 kurs_m3_mulv(kurs_mat3 a, kurs_vec3 v)
{
    return v3(a.m[0][0] * v.x + a.m[0][1] * v.y + a.m[0][2] * v.z,
              a.m[1][0] * v.x + a.m[1][1] * v.y + a.m[1][2] * v.z,
              a.m[2][0] * v.x + a.m[2][1] * v.y + a.m[2][2] * v.z);
}

kurs_vec3 kurs_m3_tmulv(kurs_mat3 a, kurs_vec3 v)
{
    return v3(a.m[0][0] * v.x + a.m[1][0] * v.y + a.m[2][0] * v.z,
              a.m[0][1] * v.x + a.m[1][1] * v.y + a.m[2][1] * v.z,
              a.m[0][2] * v.x + a.m[1][2] * v.y + a.m[2][2] * v.z);
}

kurs_mat3 kurs_m3_mul(kurs_mat3 a, kurs_mat3 b)
{
    kurs_mat3 c;
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            c.m[i][j] = a.m[i][0] * b.m[0][j] + a.m[i][1] * b.m[1][j] + a.m[i][2] * b.m[2][j];
        }
    }
    return c;
}

kurs_mat3 kurs_m3_transpose(kurs_mat3 a)
{
    kurs_mat3 t;
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            t.m[i][j] = a.m[j][i];
        }
    }
    return t;
}

kurs_mat3 kurs_m3_rows(kurs_vec3 r0, kurs_vec3 r1, kurs_vec3 r2)
{
    return (kurs_mat3){{{r0.x, r0.y, r0.z}, {r1.x, r1.y, r1.z}, {r2.x, r2.y, r2.z}}};
}

kurs_mat3 kurs_m3_rot3(double angle)
{
    const double c = cos(angle), s = sin(angle);
    return (kurs_mat3){{{c, s, 0.0}, {-s, c, 0.0}, {0.0, 0.0, 1.0}}};
}

double kurs_wrap_2pi(double angle)
{
    const double two_pi = 2.0 * KURS_PI;
    double a = fmod(angle, two_pi);
    if (a < 0.0) {
        a += two_pi;
    }
    return a >= two_pi ? 0.0 : a;
}

double kurs_wrap_pi(double angle)
{
    const double a = kurs_wrap_2pi(angle);
    return a >= KURS_PI ? a - 2.0 * KURS_PI : a;
}
