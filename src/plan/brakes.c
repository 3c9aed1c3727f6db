/* SPDX-License-Identifier: Apache-2.0 */
/* The three brakes of the approach as planned; their ranges are to the port, as Kurs measures. */
#include "plan/window_parts.h"

#include <stdio.h>

#include "kurs/env.h"
#include "kurs/relative.h"
#include "math/math.h"

enum { LEGS = 3 };

#define MAIN_ENGINE_FROM_M_S 5.0 /* smaller brakes are left to the thrusters */

/* The velocity that leads to r1: the transition matrix's part of velocities, turned round. */
static kurs_status velocity_to(const kurs_mat6 *hill, kurs_vec3 r0, kurs_vec3 r1, kurs_vec3 *v)
{
    const kurs_vec3 coast = kurs_relative_move(hill, (kurs_state){r0, {0.0, 0.0, 0.0}}).r;
    double a[9], b[3] = {r1.x - coast.x, r1.y - coast.y, r1.z - coast.z}, x[3];
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            a[3 * i + j] = hill->m[i][3 + j];
        }
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
        kurs_mat6 hill;
        kurs_vec3 v;
        if (kurs_relative_circular(n, dt, &hill) < 0 ||
            velocity_to(&hill, rel_rtn.r, way, &v) < 0) {
            return;
        }
        add_brake(&mission->spacecraft, leg, v3_norm(v3_sub(v, rel_rtn.v)), kurs_tai_add(t_b, t),
                  v3_norm(v3_sub(rel_rtn.r, port)), &mass_kg, out);
        rel_rtn.v = v;
        rel_rtn = kurs_relative_move(&hill, rel_rtn);
        t += dt;
    }
}
