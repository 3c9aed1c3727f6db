/* SPDX-License-Identifier: Apache-2.0 */
#include "gnc/autopilot.h"

#include "math/math.h"

/* Attitude with the nose along x and y as near to `left` as that allows, turned about x by roll. */
static kurs_quat attitude_of(kurs_vec3 x, kurs_vec3 left, double roll)
{
    const kurs_vec3 y0 = v3_unit(v3_axpy(left, -v3_dot(left, x), x));
    const kurs_vec3 y = kurs_v3_rotate(y0, x, roll);
    return kurs_quat_from_m3(kurs_m3_rows(x, y, v3_cross(x, y)));
}

void kurs_autopilot_init(kurs_autopilot *autopilot, kurs_quat q_gcrf_body, kurs_vec3 left_gcrf)
{
    const kurs_mat3 m = kurs_quat_m3(q_gcrf_body);
    const kurs_vec3 x = v3(m.m[0][0], m.m[0][1], m.m[0][2]);
    const kurs_vec3 y = v3(m.m[1][0], m.m[1][1], m.m[1][2]);
    const kurs_vec3 aim = v3_unit(v3_axpy(left_gcrf, -v3_dot(left_gcrf, x), x));
    *autopilot = (kurs_autopilot){
        .axis_gcrf = x,
        .q_gcrf_asked = q_gcrf_body,
        .roll = atan2(v3_dot(v3_cross(aim, y), x), v3_dot(aim, y)),
    };
}

/* Turns a unit vector towards another by no more than an angle. */
static kurs_vec3 turn_towards(kurs_vec3 from, kurs_vec3 to, double most)
{
    const double angle = v3_angle(from, to);
    if (angle <= most) {
        return to;
    }
    return v3_unit(kurs_v3_rotate(from, v3_unit(v3_cross(from, to)), most));
}

/* The small turn that takes a to b, in the axes of a. */
static kurs_vec3 turn_between(kurs_quat q_x_a, kurs_quat q_x_b)
{
    const kurs_quat back = {q_x_a.w, -q_x_a.x, -q_x_a.y, -q_x_a.z};
    const kurs_quat d = kurs_quat_mul(back, q_x_b);
    const double twice = d.w < 0.0 ? -2.0 : 2.0;
    return v3(twice * d.x, twice * d.y, twice * d.z);
}

static double demand(double gain, double rate_gain, double error, double rate_error, double moment,
                     double authority)
{
    return authority > 0.0 ? (gain * error - rate_gain * rate_error) * moment / authority : 0.0;
}

void kurs_autopilot_tick(kurs_autopilot *autopilot, const kurs_airframe *frame,
                         const kurs_autopilot_view *view)
{
    const double period = frame->autopilot_period_s, most = 30.0 * KURS_DEG;
    const double rolled = view->met_s > frame->roll_start_s ? frame->roll_rate * period : 0.0;
    autopilot->roll -= kurs_clamp(autopilot->roll, -rolled, rolled);
    autopilot->axis_gcrf =
        turn_towards(autopilot->axis_gcrf, view->nose_gcrf, frame->turn_rate * period);
    const kurs_quat asked = attitude_of(autopilot->axis_gcrf, view->left_gcrf, autopilot->roll);
    const kurs_vec3 turn = turn_between(autopilot->q_gcrf_asked, asked);
    const kurs_vec3 rate = v3_scale(autopilot->begun ? 1.0 / period : 0.0, turn);
    autopilot->q_gcrf_asked = asked;
    autopilot->begun = 1;

    const kurs_vec3 e = turn_between(view->q_gcrf_body, asked), w = v3_sub(view->rate_body, rate);
    const double wn =
        kurs_interp(frame->bandwidth.x, frame->bandwidth.y, frame->bandwidth.count, view->met_s);
    const double k = wn * wn, d = 2.0 * frame->damping_ratio * wn;
    const double roll = demand(k, d, e.x, w.x, view->moments.x, view->authority.x);
    const double pitch = demand(k, d, e.y, w.y, view->moments.y, view->authority.y);
    const double yaw = demand(k, d, e.z, w.z, view->moments.z, view->authority.z);
    const double mix[4] = {roll + pitch, roll + yaw, roll - pitch, roll - yaw};
    for (int i = 0; i < 4; i++) {
        autopilot->swing[i] = kurs_clamp(mix[i], -most, most);
    }
}
