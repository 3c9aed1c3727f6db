/* SPDX-License-Identifier: Apache-2.0 */
#include "frames/earth_lanes.h"

#include "math/lanes.h"

#define DAY_S 86400.0

static inline vd at(const double c[5], vd u)
{
    return vd_all(c[0]) +
           u * (vd_all(c[1]) + u * (vd_all(c[2]) + u * (vd_all(c[3]) + u * vd_all(c[4]))));
}

/* The steps of kurs_earth_gcrf_itrf, where their reasons stand. */
void KURS_LANES_NAME(kurs_earth_matrix)(const kurs_earth *earth, const double *t_s,
                                        double (*m)[3][8], double (*pole)[8])
{
    const vd t = vd_load(t_s), u = t / vd_all(DAY_S), one = vd_all(1.0), half = vd_all(0.5);
    const vd x = at(earth->x, u), y = at(earth->y, u);
    const vd z = vd_sqrt(one - x * x - y * y), a = one / (one + z);
    const vd row0[3] = {one - a * x * x, -a * x * y, -x};
    const vd row1[3] = {-a * x * y, one - a * y * y, -y};
    const vd row2[3] = {x, y, z};
    const vd era = vd_all(earth->era_ref) + vd_all(KURS_EARTH_OMEGA) * (t + at(earth->ut1_tai, u));
    for (int j = 0; j < 3; j++) {
        vd_store(pole[j], row2[j]);
    }
    vd s, c;
    vd_sincos(era - at(earth->s, u), &s, &c);
    const vd xp = at(earth->xp, u), yp = at(earth->yp, u);
    const vd cx = one - half * xp * xp, cy = one - half * yp * yp;
    for (int j = 0; j < 3; j++) {
        const vd m0 = c * row0[j] + s * row1[j], m1 = c * row1[j] - s * row0[j];
        const vd z_j = cx * row2[j] - xp * m0;
        vd_store(m[0][j], cx * m0 + xp * row2[j]);
        vd_store(m[1][j], cy * m1 - yp * z_j);
        vd_store(m[2][j], yp * m1 + cy * z_j);
    }
}
