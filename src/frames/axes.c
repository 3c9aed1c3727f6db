/* SPDX-License-Identifier: Apache-2.0 */
#include <erfa.h>

#include "kurs/frames.h"
#include "math/math.h"

#define JD_2000 2451545.0

kurs_mat3 kurs_eme2000_gcrf(void)
{
    double bias[3][3], precession[3][3], both[3][3];
    kurs_mat3 out;
    eraBp06(JD_2000, 0.0, bias, precession, both); /* bias: GCRS to mean equator of J2000 */
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            out.m[i][j] = bias[j][i];
        }
    }
    return out;
}

kurs_mat3 kurs_port_axes(kurs_vec3 axis_lvlh)
{
    const double one_degree = 0.0174524064372835; /* its sine */
    const kurs_vec3 x = v3_unit(axis_lvlh);
    const kurs_vec3 nadir = v3(0.0, 0.0, 1.0), forward = v3(1.0, 0.0, 0.0);
    const kurs_vec3 near = v3_norm(v3_cross(x, nadir)) > one_degree ? nadir : forward;
    const kurs_vec3 y = v3_unit(v3_cross(near, x));
    return kurs_m3_rows(x, y, v3_cross(x, y));
}

kurs_mat3 kurs_rtn_axes(kurs_state s_gcrf)
{
    const kurs_vec3 radial = v3_unit(s_gcrf.r);
    const kurs_vec3 normal = v3_unit(v3_cross(s_gcrf.r, s_gcrf.v));
    return kurs_m3_rows(radial, v3_cross(normal, radial), normal);
}

kurs_mat3 kurs_lvlh_axes(kurs_state s_gcrf)
{
    const kurs_vec3 nadir = v3_scale(-1.0, v3_unit(s_gcrf.r));
    const kurs_vec3 y = v3_unit(v3_cross(s_gcrf.v, s_gcrf.r));
    return kurs_m3_rows(v3_cross(y, nadir), y, nadir);
}

kurs_vec3 kurs_rtn_rate(kurs_state s_gcrf)
{
    const double r2 = v3_dot(s_gcrf.r, s_gcrf.r);
    return v3(0.0, 0.0, v3_norm(v3_cross(s_gcrf.r, s_gcrf.v)) / r2);
}

kurs_state kurs_lvlh_point(kurs_state s_gcrf, kurs_vec3 place_lvlh_m)
{
    const kurs_mat3 gcrf_rtn = kurs_rtn_axes(s_gcrf);
    const kurs_vec3 place = v3(-place_lvlh_m.z, place_lvlh_m.x, -place_lvlh_m.y);
    const kurs_vec3 turning = v3_cross(kurs_rtn_rate(s_gcrf), place);
    return (kurs_state){v3_add(s_gcrf.r, kurs_m3_tmulv(gcrf_rtn, place)),
                        v3_add(s_gcrf.v, kurs_m3_tmulv(gcrf_rtn, turning))};
}
