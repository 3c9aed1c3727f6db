/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Approach: three braking legs by relative-motion targeting, a hold on the port axis, the
 * final approach by a speed law. Commands are accelerations averaged over a cycle.
 */
#include "gnc/gnc.h"

#include "kurs/env.h"
#include "math/math.h"

#define MAIN_ENGINE_FROM_M_S 5.0 /* smaller brakes are left to the thrusters */
#define GAIN_STOP_M_S 0.02       /* a leg's burn ends with less than this to gain */
#define LOOP_RATE 0.05           /* natural frequency of the control on the axis [rad/s] */
#define LOOP_DAMPING 0.9

kurs_vec3 kurs_lvlh_rtn(kurs_vec3 v_lvlh)
{
    return v3(-v_lvlh.z, v_lvlh.x, -v_lvlh.y);
}

kurs_status kurs_cw_velocity(double n, kurs_vec3 r0, kurs_vec3 r1, double dt, kurs_vec3 *v)
{
    const double a = n * dt, s = sin(a), c = cos(a);
    /* r1 = P r0 + Q v0 in the plane; R is x, T is y */
    const double miss_x = r1.x - (4.0 - 3.0 * c) * r0.x;
    const double miss_y = r1.y - (6.0 * (s - a) * r0.x + r0.y);
    const double qxx = s / n, qxy = 2.0 * (1.0 - c) / n;
    const double qyx = -qxy, qyy = (4.0 * s - 3.0 * a) / n;
    const double det = qxx * qyy - qxy * qyx;
    if (!(fabs(det) > 1e-9 * dt * dt) || !(fabs(s) > 1e-9)) {
        return KURS_ERR_NO_SOLUTION;
    }
    *v = v3((qyy * miss_x - qxy * miss_y) / det, (qxx * miss_y - qyx * miss_x) / det,
            n * (r1.z - c * r0.z) / s);
    return KURS_OK;
}

kurs_vec3 kurs_cw_acceleration(double n, kurs_state s_rtn)
{
    return v3(3.0 * n * n * s_rtn.r.x + 2.0 * n * s_rtn.v.y, -2.0 * n * s_rtn.v.x,
              -n * n * s_rtn.r.z);
}

/* Seconds of the final approach from a range by the speed law. */
static double final_duration(const kurs_curve *speed, double range)
{
    double t = 0.0;
    const double step = 0.1;
    for (double d = range; d > 0.0; d -= step) {
        t += fmin(step, d) / kurs_interp(speed->x, speed->y, speed->count, d - 0.5 * fmin(step, d));
    }
    return t;
}

static double leg_range(const kurs_approach_rules *rules, int leg)
{
    return leg < KURS_APPROACH_LEGS ? rules->brake_range_m[leg] : rules->flyaround_range_m;
}

static double leg_duration(const kurs_approach_rules *rules, int leg)
{
    return (leg_range(rules, leg) - leg_range(rules, leg + 1)) / rules->brake_speed_m_s[leg];
}

double kurs_approach_duration(const kurs_approach_rules *rules)
{
    double t = rules->hold_s + final_duration(&rules->speed, rules->flyaround_range_m);
    for (int leg = 0; leg < KURS_APPROACH_LEGS; leg++) {
        t += leg_duration(rules, leg);
    }
    return t;
}

/* Unit vector a fraction of the way from a to b on the great circle. */
static kurs_vec3 between(kurs_vec3 a, kurs_vec3 b, double fraction)
{
    const kurs_vec3 axis = v3_cross(a, b);
    if (!(v3_norm(axis) > 1e-9)) {
        return fraction < 0.5 ? a : b;
    }
    return kurs_v3_rotate(a, v3_unit(axis), fraction * v3_angle(a, b));
}

/* Where the centre of mass stands when the nose is at a place. */
static kurs_vec3 centre_for_nose(const kurs_approach_setup *setup, kurs_vec3 nose)
{
    return v3_axpy(nose, setup->ship->nose_m, kurs_lvlh_rtn(setup->port->axis_lvlh));
}

void kurs_approach_begin(kurs_approach_guidance *g, const kurs_approach_setup *setup,
                         kurs_state rel_rtn)
{
    const kurs_approach_rules *rules = setup->rules;
    const kurs_vec3 port = kurs_lvlh_rtn(setup->port->position_lvlh_m);
    const kurs_vec3 axis = kurs_lvlh_rtn(setup->port->axis_lvlh);
    const kurs_vec3 from = v3_unit(v3_sub(rel_rtn.r, port));
    const double first = leg_range(rules, 0), last = leg_range(rules, KURS_APPROACH_LEGS);
    double t = 0.0;
    *g = (kurs_approach_guidance){.burning = 1};
    for (int leg = 0; leg < KURS_APPROACH_LEGS; leg++) {
        const double range = leg_range(rules, leg + 1);
        const double fraction = (first - range) / (first - last);
        t += leg_duration(rules, leg);
        g->waypoint_rtn_m[leg] = v3_axpy(port, range, between(from, axis, fraction));
        g->leg_end_s[leg] = t;
    }
    g->hold_left_s = rules->hold_s;
    g->range_ref_m = last;
}

static kurs_vec3 limit(kurs_vec3 a, double most)
{
    const double size = v3_norm(a);
    return size > most ? v3_scale(most / size, a) : a;
}

/* Burn to gain the velocity of the leg; coast once it is gained. */
static kurs_approach_command brake_cycle(kurs_approach_guidance *g,
                                         const kurs_approach_setup *setup, double t_s, double dt,
                                         kurs_state rel, double n, double mass_kg)
{
    kurs_approach_command command = {0};
    kurs_vec3 v_want;
    const kurs_vec3 goal = centre_for_nose(setup, g->waypoint_rtn_m[g->leg]);
    const double left = g->leg_end_s[g->leg] - t_s;
    if (!g->burning || left < 5.0 || kurs_cw_velocity(n, rel.r, goal, left, &v_want) < 0) {
        return command;
    }
    const kurs_vec3 gain = v3_sub(v_want, rel.v);
    if (v3_norm(gain) < GAIN_STOP_M_S) {
        g->burning = 0;
        return command;
    }
    const kurs_spacecraft *ship = setup->ship;
    command.to_gain_m_s = v3_norm(gain);
    command.main_engine = v3_norm(gain) > MAIN_ENGINE_FROM_M_S && g->leg == 0;
    const double force =
        command.main_engine ? ship->main.f_vac_n : ship->thruster.f_vac_n * ship->thrusters_forward;
    command.acceleration_rtn = limit(v3_scale(1.0 / dt, gain), force / mass_kg);
    return command;
}

/* Holds the nose on the port axis at the reference range, moving at the reference speed. */
static kurs_approach_command axis_cycle(const kurs_approach_guidance *g,
                                        const kurs_approach_setup *setup, double closing,
                                        kurs_state rel, double n, double mass_kg)
{
    const kurs_vec3 port = kurs_lvlh_rtn(setup->port->position_lvlh_m);
    const kurs_vec3 axis = kurs_lvlh_rtn(setup->port->axis_lvlh);
    const kurs_state ref = {centre_for_nose(setup, v3_axpy(port, g->range_ref_m, axis)),
                            v3_scale(-closing, axis)};
    const kurs_vec3 off = v3_sub(ref.r, rel.r), off_rate = v3_sub(ref.v, rel.v);
    kurs_vec3 a = v3_scale(-1.0, kurs_cw_acceleration(n, ref));
    a = v3_axpy(a, LOOP_RATE * LOOP_RATE, off);
    a = v3_axpy(a, 2.0 * LOOP_DAMPING * LOOP_RATE, off_rate);
    const double force = setup->ship->thruster.f_vac_n * setup->ship->thrusters_forward;
    return (kurs_approach_command){.acceleration_rtn = limit(a, force / mass_kg)};
}

/* Closing speed of the reference for a cycle: by the speed law down to the hold, none while it
 * lasts, by the law to the port. */
static double closing_speed(kurs_approach_guidance *g, const kurs_approach_rules *rules, double dt)
{
    const kurs_curve *speed = &rules->speed;
    const double to_hold = g->range_ref_m - rules->hold_range_m;
    const double law = kurs_interp(speed->x, speed->y, speed->count, fmax(g->range_ref_m, 0.0));
    if (g->leg == KURS_APPROACH_LEGS && to_hold > 1e-6) {
        return fmin(law, to_hold / dt);
    }
    if (g->leg == KURS_APPROACH_LEGS && g->hold_left_s > 0.5 * dt) {
        g->hold_left_s -= dt;
        return 0.0;
    }
    g->leg = KURS_APPROACH_LEGS + 1;
    return law;
}

kurs_approach_command kurs_approach_cycle(kurs_approach_guidance *g,
                                          const kurs_approach_setup *setup, double t_s, double dt,
                                          kurs_state rel_rtn, double n, double mass_kg)
{
    while (g->leg < KURS_APPROACH_LEGS && t_s >= g->leg_end_s[g->leg] - 1e-9) {
        g->leg++;
        g->burning = 1;
    }
    if (g->leg < KURS_APPROACH_LEGS) {
        return brake_cycle(g, setup, t_s, dt, rel_rtn, n, mass_kg);
    }
    const double closing = closing_speed(g, setup->rules, dt);
    g->range_ref_m -= closing * dt;
    return axis_cycle(g, setup, closing, rel_rtn, n, mass_kg);
}
