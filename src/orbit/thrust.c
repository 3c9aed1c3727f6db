/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/orbit.h"

#include "kurs/env.h"
#include "math/math.h"

kurs_thrust_arc kurs_thrust_arc_make(double force_n, double isp_s, kurs_vec3 dv_gcrf_m_s,
                                     double mass_kg, double t_mid)
{
    const double exhaust = KURS_G0 * isp_s;
    const double dv = v3_norm(dv_gcrf_m_s);
    const double duration = mass_kg * exhaust / force_n * -expm1(-dv / exhaust);
    return (kurs_thrust_arc){
        .t_on = t_mid - 0.5 * duration,
        .t_off = t_mid + 0.5 * duration,
        .direction = dv > 0.0 ? v3_unit(dv_gcrf_m_s) : v3(1.0, 0.0, 0.0),
        .force_n = force_n,
        .flow_kg_s = force_n / exhaust,
    };
}
