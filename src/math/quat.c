/* SPDX-License-Identifier: Apache-2.0 */
#include "math/math.h"

kurs_quat kurs_quat_unit(kurs_quat q)
{
    const double k = 1.0 / sqrt(q.w * q.w + q.x * q.x + q.y * q.y + q.z * q.z);
    return (kurs_quat){k * q.w, k * q.x, k * q.y, k * q.z};
}

kurs_quat kurs_quat_turn(kurs_vec3 axis, double angle)
{
    const double s = sin(0.5 * angle);
    return (kurs_quat){cos(0.5 * angle), s * axis.x, s * axis.y, s * axis.z};
}

kurs_quat kurs_quat_mul(kurs_quat p, kurs_quat q)
{
    return (kurs_quat){p.w * q.w - p.x * q.x - p.y * q.y - p.z * q.z,
                       p.w * q.x + p.x * q.w + p.y * q.z - p.z * q.y,
                       p.w * q.y - p.x * q.z + p.y * q.w + p.z * q.x,
                       p.w * q.z + p.x * q.y - p.y * q.x + p.z * q.w};
}

kurs_mat3 kurs_quat_m3(kurs_quat q)
{
    const double xx = q.x * q.x, yy = q.y * q.y, zz = q.z * q.z;
    const double xy = q.x * q.y, xz = q.x * q.z, yz = q.y * q.z;
    const double wx = q.w * q.x, wy = q.w * q.y, wz = q.w * q.z;
    return (kurs_mat3){{{1.0 - 2.0 * (yy + zz), 2.0 * (xy + wz), 2.0 * (xz - wy)},
                        {2.0 * (xy - wz), 1.0 - 2.0 * (xx + zz), 2.0 * (yz + wx)},
                        {2.0 * (xz + wy), 2.0 * (yz - wx), 1.0 - 2.0 * (xx + yy)}}};
}

/* From the largest of the four squares, so that nothing small is divided by. */
kurs_quat kurs_quat_from_m3(kurs_mat3 m_a_b)
{
    const double(*m)[3] = (const double(*)[3])m_a_b.m;
    const double trace = m[0][0] + m[1][1] + m[2][2];
    kurs_quat q;
    if (trace >= m[0][0] && trace >= m[1][1] && trace >= m[2][2]) {
        q = (kurs_quat){1.0 + trace, m[1][2] - m[2][1], m[2][0] - m[0][2], m[0][1] - m[1][0]};
    } else if (m[0][0] >= m[1][1] && m[0][0] >= m[2][2]) {
        q = (kurs_quat){m[1][2] - m[2][1], 1.0 + 2.0 * m[0][0] - trace, m[0][1] + m[1][0],
                        m[0][2] + m[2][0]};
    } else if (m[1][1] >= m[2][2]) {
        q = (kurs_quat){m[2][0] - m[0][2], m[0][1] + m[1][0], 1.0 + 2.0 * m[1][1] - trace,
                        m[1][2] + m[2][1]};
    } else {
        q = (kurs_quat){m[0][1] - m[1][0], m[0][2] + m[2][0], m[1][2] + m[2][1],
                        1.0 + 2.0 * m[2][2] - trace};
    }
    q = kurs_quat_unit(q);
    return q.w < 0.0 ? (kurs_quat){-q.w, -q.x, -q.y, -q.z} : q;
}

kurs_quat kurs_quat_rate(kurs_quat q, kurs_vec3 rate_b)
{
    return kurs_quat_mul(q, (kurs_quat){0.0, 0.5 * rate_b.x, 0.5 * rate_b.y, 0.5 * rate_b.z});
}
