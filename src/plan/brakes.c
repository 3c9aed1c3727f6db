/* SPDX-License-Identifier: Apache-2.0 */
/* The three brakes of the approach as planned; their ranges are to the port, as Kurs measures. */
#include "plan/window_parts.h"

#include <stdio.h>

#include "kurs/env.h"
#include "math/math.h"

enum { LEGS = 3 };

#define MAIN_ENGINE_FROM_M_S 5.0 /* smaller brakes are left to the thrusters */

/* Hill's equations: where a relative state goes in dt. */
static kurs_state hill(double n, kurs_state s, double dt)
{
    const double a = n * dt, sa = sin(a), ca = cos(a);
    const kurs_vec3 r = s.r, v = s.v;
    kurs_state out;
    out.r.x = (4.0 - 3.0 * ca) * r.x + sa / n * v.x + 2.0 * (1.0 - ca) / n * v.y;
    out.r.y =
        6.0 * (sa - a) * r.x + r.y - 2.0 * (1.0 - ca) / n * v.x + (4.0 * sa - 3.0 * a) / n * v.y;
    out.r.z = ca * r.z + sa / n * v.z;
    out.v.x = 3.0 * n * sa * r.x + ca * v.x + 2.0 * sa * v.y;
    out.v.y = 6.0 * n * (ca - 1.0) * r.x - 2.0 * sa * v.x + (4.0 * ca - 3.0) * v.y;
    out.v.z = -n * sa * r.z + ca * v.z;
    return out;
}

/* The velocity that leads to r1 in dt: the equations are linear in it. */
static kurs_status hill_velocity(double n, kurs_vec3 r0, kurs_vec3 r1, double dt, kurs_vec3 *v)
{
    const kurs_vec3 coast = hill(n, (kurs_state){r0, {0.0, 0.0, 0.0}}, dt).r;
    double a[9], b[3] = {r1.x - coast.x, r1.y - coast.y, r1.z - coast.z}, x[3];
    for (int j = 0; j < 3; j++) {
        const kurs_vec3 unit = v3(j == 0, j == 1, j == 2);
        const kurs_vec3 by = hill(n, (kurs_state){{0.0, 0.0, 0.0}, unit}, dt).r;
        a[j] = by.x, a[3 + j] = by.y, a[6 + j] = by.z;
    }
    const kurs_status status = kurs_linear_solve(3, a, b, x);
    *v = v3(x[0], x[1], x[2]);
    return status;
}

/* Direction a fraction of the way from one to another. */
static kurs_vec3 turned(kurs_vec3 from, kurs_vec3 to, double fraction)
{
    const kurs_vec3 axis = v3_cross(from, to);
    return v3_norm(axis) < 1e-9
               ? from
               : kurs_v3_rotate(from, v3_unit(axis), fraction * v3_angle(from, to));
}

static void add_brake(const kurs_spacecraft *ship, int leg, double dv, kurs_tai t, double range,
                      double *mass_kg, kurs_window_opportunity *out)
{
    if (out->burn_count >= KURS_WINDOW_BURNS) {
        return;
    }
    kurs_window_burn *burn = &out->burns[out->burn_count++];
    const int thrusters = leg == 0 && dv > MAIN_ENGINE_FROM_M_S ? 0 : ship->thrusters_forward;
    double isp;
    const double force = kurs_spacecraft_thrust(ship, thrusters, &isp);
    const double burnt = *mass_kg * -expm1(-dv / (KURS_G0 * isp));
    *burn = (kurs_window_burn){.ignition = t,
                               .dv_m_s = dv,
                               .duration_s = burnt * KURS_G0 * isp / force +
                                             (thrusters ? 0.0 : ship->main_dead_time_s),
                               .range_m = range};
    snprintf(burn->id, sizeof burn->id, "brake%d", leg + 1);
    snprintf(burn->engine, sizeof burn->engine, "%s",
             thrusters ? ship->thruster.id : ship->main.id);
    *mass_kg -= burnt;
}

void kurs_window_brakes(const kurs_mission *mission, double n, kurs_state rel_rtn, kurs_tai t_b,
                        double mass_kg, kurs_window_opportunity *out)
{
    const kurs_approach_rules *rules = &mission->approach;
    const kurs_port *ports = &mission->station.ports[mission->port];
    /* LVLH to RTN */
    const kurs_vec3 port =
        v3(-ports->position_lvlh_m.z, ports->position_lvlh_m.x, -ports->position_lvlh_m.y);
    const kurs_vec3 axis = v3(-ports->axis_lvlh.z, ports->axis_lvlh.x, -ports->axis_lvlh.y);
    const kurs_vec3 from = v3_unit(v3_sub(rel_rtn.r, port));
    const double first = rules->brake_range_m[0], last = rules->flyaround_range_m;
    double t = 0.0;
    for (int leg = 0; leg < LEGS; leg++) {
        const double next = leg + 1 < LEGS ? rules->brake_range_m[leg + 1] : last;
        const double dt = (rules->brake_range_m[leg] - next) / rules->brake_speed_m_s[leg];
        const kurs_vec3 way =
            v3_axpy(port, next, turned(from, axis, (first - next) / (first - last)));
        kurs_vec3 v;
        if (hill_velocity(n, rel_rtn.r, way, dt, &v) < 0) {
            return;
        }
        add_brake(&mission->spacecraft, leg, v3_norm(v3_sub(v, rel_rtn.v)), kurs_tai_add(t_b, t),
                  v3_norm(v3_sub(rel_rtn.r, port)), &mass_kg, out);
        rel_rtn.v = v;
        rel_rtn = hill(n, rel_rtn, dt);
        t += dt;
    }
}
