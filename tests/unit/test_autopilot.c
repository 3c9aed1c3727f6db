/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attitude control of Soyuz-2.1a. The margins are taken from the loop at five times of the flight:
 * the rocket's equations linearised by small changes of attitude, rate, drift and swing, the law by
 * small changes of what it is shown; the lag of the gimbals, the hold between ticks and the period
 * that a command waits are put in by their transfer functions.
 */
#include <complex.h>
#include <string.h>

#include "ascent6.h"
#include "check.h"

static ascent6 nominal;

enum { TIMES = 5, AXES = 3 };
static const double times_s[TIMES] = {10.0, 65.0, 110.0, 200.0, 400.0};
static kurs_ascent_flight at[TIMES];

static int fly_to_the_times(void **state)
{
    static kurs_ascent_flight f;
    const kurs_sink nobody = {0};
    (void)state;
    if (ascent6_make(&nominal) < 0 || ascent6_init(&nominal, &f) < 0) {
        return -1;
    }
    for (int i = 0; i < TIMES; i++) {
        while (f.met_s < times_s[i]) {
            if (kurs_ascent_step(&f, &nominal.mission.rocket, &nobody) < 0) {
                return -1;
            }
        }
        at[i] = f;
    }
    return 0;
}

/* ---- the rocket as a linear system ---- */

/* x' = a x + b swing, x: velocity across, angle, rate. */
typedef struct linear {
    double a[3][3], b[3];
} linear;

static double along(kurs_vec3 v, int axis)
{
    return axis == 0 ? v.x : axis == 1 ? v.y : v.z;
}

static kurs_vec3 unit(int axis, double size)
{
    return v3(axis == 0 ? size : 0, axis == 1 ? size : 0, axis == 2 ? size : 0);
}

/* The direction in which a turn about the axis drives the rocket: for y it is -z, for z it is y. */
static kurs_vec3 across(int axis)
{
    return axis == 1 ? v3(0, 0, -1) : axis == 2 ? v3(0, 1, 0) : v3(0, 0, 0);
}

/* Derivatives of drift, angle and rate at a state changed by x, with the verniers swung. */
static void rates(const kurs_ascent_flight *f, int axis, const double x[3], double swing,
                  double out[3])
{
    static const double mix[AXES][4] = {{1, 1, 1, 1}, {1, 0, -1, 0}, {0, 1, 0, -1}};
    kurs_rocket6 r = {.t_command = f->six.rigid.t};
    kurs_rocket6_open(&r, &nominal.mission.rocket, &f->stack, &f->levels, &f->six.slope,
                      f->six.rigid.t);
    for (int k = 0; k < 4; k++) {
        r.command[k] = swing * mix[axis][k];
        for (int stage = 0; stage < 3; stage++) {
            r.gimbals.angle[stage][k] = r.command[k];
        }
    }
    const kurs_rigid_model model = {.planet = kurs_rigid_planet_earth(&f->body.earth),
                                    .mass = kurs_rocket6_mass,
                                    .loads = kurs_rocket6_loads,
                                    .ctx = &r,
                                    .method = &kurs_ode_rk4,
                                    .step_s = 0.05,
                                    .tol = 1.0};
    kurs_rigid_state s = f->six.rigid;
    const kurs_mat3 frame = kurs_quat_m3(s.q_gcrf_body);
    s.s_gcrf.v = v3_add(s.s_gcrf.v, kurs_m3_tmulv(frame, v3_scale(x[0], across(axis))));
    s.q_gcrf_body = kurs_quat_mul(s.q_gcrf_body, kurs_quat_turn(unit(axis, 1.0), x[1]));
    s.rate_body = unit(axis, x[2]);
    kurs_rigid_view view;
    kurs_rigid_loads loads;
    assert_true(kurs_rigid_view_at(&model, &s, &view) >= 0);
    assert_true(kurs_rigid_loads_at(&model, &view, &loads) >= 0);
    const kurs_vec3 felt = kurs_m3_tmulv(view.gcrf_body, kurs_rigid_felt(&view, &loads));
    const double moment = view.mass.inertia.m[axis][axis];
    out[0] = v3_dot(kurs_m3_mulv(frame, felt), across(axis));
    out[1] = x[2];
    out[2] = (along(loads.torque_n_m, axis) +
              loads.flow_kg_s * view.mass.d_inertia.m[axis][axis] * x[2]) /
             moment;
}

static linear linearise(const kurs_ascent_flight *f, int axis)
{
    const double steps[3] = {0.1, 1e-3, 1e-3}, swing = 1e-3;
    double up[3], down[3];
    linear l;
    for (int j = 0; j < 3; j++) {
        double x[3] = {0, 0, 0};
        x[j] = steps[j];
        rates(f, axis, x, 0.0, up);
        x[j] = -steps[j];
        rates(f, axis, x, 0.0, down);
        for (int i = 0; i < 3; i++) {
            l.a[i][j] = (up[i] - down[i]) / (2.0 * steps[j]);
        }
    }
    const double none[3] = {0, 0, 0};
    rates(f, axis, none, swing, up);
    rates(f, axis, none, -swing, down);
    for (int i = 0; i < 3; i++) {
        l.b[i] = (up[i] - down[i]) / (2.0 * swing);
    }
    return l;
}

/* Answer of angle and rate to a swing at a frequency: (s - a)^-1 b by Cramer's rule. */
static void answer(const linear *l, double complex s, double complex *angle, double complex *rate)
{
    double complex m[3][3], det;
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            m[i][j] = (i == j ? s : 0.0) - l->a[i][j];
        }
    }
#define DET(a, b, c)                                                                               \
    (a[0] * (b[1] * c[2] - b[2] * c[1]) - b[0] * (a[1] * c[2] - a[2] * c[1]) +                     \
     c[0] * (a[1] * b[2] - a[2] * b[1]))
    double complex col[3][3], b[3] = {l->b[0], l->b[1], l->b[2]};
    for (int j = 0; j < 3; j++) {
        for (int i = 0; i < 3; i++) {
            col[j][i] = m[i][j];
        }
    }
    det = DET(col[0], col[1], col[2]);
    *angle = DET(col[0], b, col[2]) / det;
    *rate = DET(col[0], col[1], b) / det;
#undef DET
}

/* ---- the law ---- */

/* Swing asked for of an angle and a rate that are off: [rad/rad], [rad/(rad/s)]. */
static void gains(const kurs_ascent_flight *f, int axis, double *by_angle, double *by_rate)
{
    static const int vernier[AXES] = {0, 0, 1}; /* one that the axis swings */
    const double small = 1e-4;
    kurs_rocket6 r = {.t_command = f->six.rigid.t};
    kurs_rigid_view view;
    kurs_rocket6_open(&r, &nominal.mission.rocket, &f->stack, &f->levels, &f->six.slope,
                      f->six.rigid.t);
    const kurs_rigid_model model = {.planet = kurs_rigid_planet_earth(&f->body.earth),
                                    .mass = kurs_rocket6_mass,
                                    .loads = kurs_rocket6_loads,
                                    .ctx = &r,
                                    .method = &kurs_ode_rk4,
                                    .step_s = 0.05,
                                    .tol = 1.0};
    assert_true(kurs_rigid_view_at(&model, &f->six.rigid, &view) >= 0);
    const kurs_mat3 m = kurs_quat_m3(f->six.rigid.q_gcrf_body);
    const kurs_vec3 x = v3(m.m[0][0], m.m[0][1], m.m[0][2]);
    const kurs_vec3 y = v3(m.m[1][0], m.m[1][1], m.m[1][2]);
    double out[2];
    for (int what = 0; what < 2; what++) {
        kurs_autopilot pilot = {
            .begun = 1, .axis_gcrf = x, .q_gcrf_asked = f->six.rigid.q_gcrf_body};
        kurs_autopilot_view seen = {
            .met_s = f->met_s,
            .q_gcrf_body = f->six.rigid.q_gcrf_body,
            .moments =
                v3(view.mass.inertia.m[0][0], view.mass.inertia.m[1][1], view.mass.inertia.m[2][2]),
            .authority = kurs_rocket6_authority(&r, &view),
            .nose_gcrf = x,
            .left_gcrf = y};
        if (what == 0) {
            seen.q_gcrf_body =
                kurs_quat_mul(seen.q_gcrf_body, kurs_quat_turn(unit(axis, 1.0), small));
        } else {
            seen.rate_body = unit(axis, small);
        }
        kurs_autopilot_tick(&pilot, &nominal.mission.rocket.airframe, &seen);
        out[what] = pilot.swing[vernier[axis]] / small;
    }
    *by_angle = out[0];
    *by_rate = out[1];
}

/* ---- margins ---- */

typedef struct loop {
    linear plant;
    double by_angle, by_rate, lag, period;
} loop;

/* The open loop; the feedback is 1 + loop = 0. */
static double complex open_loop(const loop *l, double w)
{
    const double complex s = I * w;
    double complex angle, rate;
    answer(&l->plant, s, &angle, &rate);
    const double complex hold = (1.0 - cexp(-s * l->period)) / (s * l->period);
    return -(l->by_angle * angle + l->by_rate * rate) / (1.0 + s * l->lag) * hold *
           cexp(-s * l->period);
}

typedef struct margins {
    double phase_deg, up_db, down_db; /* more gain, less gain; infinite where none is too much */
} margins;

static margins margins_of(const loop *l)
{
    margins m = {INFINITY, INFINITY, INFINITY};
    const int n = 40000;
    const double low = 0.02, high = 60.0;
    double complex before = open_loop(l, low);
    for (int i = 1; i <= n; i++) {
        const double complex now = open_loop(l, low * pow(high / low, (double)i / n));
        if ((cabs(now) - 1.0) * (cabs(before) - 1.0) < 0.0) {
            m.phase_deg = fmin(m.phase_deg, fabs(carg(-now)) / KURS_DEG);
        }
        if (cimag(now) * cimag(before) < 0.0 && creal(now) < 0.0) {
            const double db = 20.0 * log10(cabs(now));
            if (db < 0.0) {
                m.up_db = fmin(m.up_db, -db);
            } else {
                m.down_db = fmin(m.down_db, db);
            }
        }
        before = now;
    }
    return m;
}

static loop loop_at(const kurs_ascent_flight *f, int axis)
{
    loop l = {.plant = linearise(f, axis), .lag = 0.06, .period = 0.05}; /* the vehicle file */
    gains(f, axis, &l.by_angle, &l.by_rate);
    return l;
}

/* 6 dB either way and 30 deg: what is asked of launchers without bending and slosh in the loop. */
static void margins_are_6_dB_and_30_degrees_at_five_times(void **state)
{
    static const char *const names[AXES] = {"roll", "pitch", "yaw"};
    (void)state;
    check_near(0.06, nominal.mission.rocket.airframe.gimbal_lag_s, 0.0, 0.0);
    check_near(0.05, nominal.mission.rocket.airframe.autopilot_period_s, 0.0, 0.0);
    for (int i = 0; i < TIMES; i++) {
        for (int axis = 0; axis < AXES; axis++) {
            const loop l = loop_at(&at[i], axis);
            const margins m = margins_of(&l);
            print_message("%5.0f s %-5s phase %5.1f deg, gain up %5.1f dB, down %5.1f dB; "
                          "alpha %+.3f 1/s2, swing %.4f 1/s2\n",
                          times_s[i], names[axis], m.phase_deg, m.up_db, m.down_db, l.plant.a[2][1],
                          l.plant.b[2]);
            assert_true(m.phase_deg >= 30.0 && m.phase_deg < 180.0);
            assert_true(m.up_db >= 6.0 && m.up_db < 60.0);
            assert_true(m.down_db >= 6.0);
        }
    }
}

/* What is left of an angle of 1 after some seconds: the linear rocket in time, with the gimbals'
 * lag, ticks, and the period that a command waits. */
static double left_after(const loop *l, double gain, double seconds)
{
    const int sub = 100;
    const double h = l->period / sub;
    double x[3] = {0, 1, 0}, swing = 0.0, command = 0.0, next = 0.0;
    for (int tick = 0; tick * l->period < seconds; tick++) {
        command = next;
        next = gain * (l->by_angle * x[1] + l->by_rate * x[2]);
        for (int k = 0; k < sub; k++) {
            double dx[3];
            for (int i = 0; i < 3; i++) {
                dx[i] = l->plant.b[i] * swing;
                for (int j = 0; j < 3; j++) {
                    dx[i] += l->plant.a[i][j] * x[j];
                }
            }
            for (int i = 0; i < 3; i++) {
                x[i] += h * dx[i];
            }
            swing += h * (command - swing) / l->lag;
        }
    }
    return fmax(fabs(x[1]), fabs(x[2]));
}

/* The margins are of a loop that is stable, and end where they say. */
static void the_loop_is_stable_up_to_its_gain_margin_and_not_beyond(void **state)
{
    (void)state;
    for (int i = 0; i < TIMES; i++) {
        for (int axis = 0; axis < AXES; axis++) {
            const loop l = loop_at(&at[i], axis);
            const double most = pow(10.0, margins_of(&l).up_db / 20.0);
            assert_true(left_after(&l, 1.0, 20.0) < 0.05);
            assert_true(left_after(&l, 0.9 * most, 40.0) < 0.2);
            assert_true(left_after(&l, 1.1 * most, 40.0) > 1.0);
        }
    }
}

/* ---- commands ---- */

static kurs_quat standing(kurs_vec3 x, kurs_vec3 y)
{
    return kurs_quat_from_m3(kurs_m3_rows(x, y, v3_cross(x, y)));
}

static void it_rolls_to_azimuth_after_its_time_and_at_its_rate(void **state)
{
    const kurs_airframe *frame = &nominal.mission.rocket.airframe;
    const kurs_vec3 up = v3(0, 0, 1), left = v3(0, 1, 0);
    const double off = 15.0 * KURS_DEG;
    (void)state;
    for (int side = -1; side <= 1; side += 2) {
        const kurs_vec3 y = kurs_v3_rotate(left, up, side * off);
        kurs_autopilot pilot;
        kurs_autopilot_init(&pilot, standing(up, y), left);
        check_near(side * off, pilot.roll, 1e-12, 0.0);
        kurs_autopilot_view seen = {.q_gcrf_body = standing(up, y),
                                    .moments = v3(1, 1, 1),
                                    .authority = v3(1, 1, 1),
                                    .nose_gcrf = up,
                                    .left_gcrf = left};
        for (int tick = 0; tick < 400; tick++) {
            seen.met_s = 0.05 * tick;
            kurs_autopilot_tick(&pilot, frame, &seen);
            /* 6 s and 2 deg/s by the vehicle file */
            const double turned = 2.0 * KURS_DEG * fmax(0.0, seen.met_s - 6.0);
            check_near(side * fmax(0.0, off - turned), pilot.roll, 0.21 * KURS_DEG, 0.0);
        }
        /* all verniers the way that turns y back to the left */
        kurs_autopilot_init(&pilot, standing(up, y), left);
        pilot.roll = 0.0;
        kurs_autopilot_tick(&pilot, frame, &seen);
        for (int k = 0; k < 4; k++) {
            assert_true(side * pilot.swing[k] < 0.0);
        }
    }
}

static void attitude_commands_turn_no_faster_than_they_may(void **state)
{
    const kurs_airframe *frame = &nominal.mission.rocket.airframe;
    const kurs_vec3 up = v3(0, 0, 1), left = v3(0, 1, 0);
    const kurs_vec3 far = v3_unit(v3(1, 0, 1)); /* 45 deg away */
    kurs_autopilot pilot;
    (void)state;
    kurs_autopilot_init(&pilot, standing(up, left), left);
    kurs_autopilot_view seen = {
        .q_gcrf_body = standing(up, left), .nose_gcrf = far, .left_gcrf = left};
    double angle = 45.0 * KURS_DEG;
    for (int tick = 0; tick < 500; tick++) {
        kurs_autopilot_tick(&pilot, frame, &seen);
        angle = fmax(0.0, angle - 2.5 * KURS_DEG * 0.05); /* the vehicle file */
        check_near(angle, v3_angle(pilot.axis_gcrf, far), 1e-9, 0.0);
    }
    for (int k = 0; k < 4; k++) {
        assert_true(pilot.swing[k] == 0.0); /* without thrust nothing swings */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(margins_are_6_dB_and_30_degrees_at_five_times),
        cmocka_unit_test(the_loop_is_stable_up_to_its_gain_margin_and_not_beyond),
        cmocka_unit_test(it_rolls_to_azimuth_after_its_time_and_at_its_rate),
        cmocka_unit_test(attitude_commands_turn_no_faster_than_they_may),
    };
    return cmocka_run_group_tests(tests, fly_to_the_times, NULL);
}
