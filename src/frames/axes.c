/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/frames.h"
#include "math/math.h"

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
