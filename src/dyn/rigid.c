/* SPDX-License-Identifier: Apache-2.0 */
#include "dyn/rigid.h"

#include "dyn/rigid_planet.h"
#include "math/math.h"

/* Unknowns: place, velocity, quaternion, rate, mass, apparent velocity. */
enum { R = 0, V = 3, Q = 6, W = 10, MASS = 13, APPARENT = 14, DIM = 15 };

/* A motion while it is integrated. */
typedef struct motion {
    const kurs_rigid_model *model;
    const kurs_rigid_event *events;
} motion;

static void pack3(double *y, kurs_vec3 v)
{
    y[0] = v.x;
    y[1] = v.y;
    y[2] = v.z;
}

static void pack(const kurs_rigid_state *s, double *y)
{
    pack3(y + R, s->s_gcrf.r);
    pack3(y + V, s->s_gcrf.v);
    y[Q] = s->q_gcrf_body.w;
    pack3(y + Q + 1, v3(s->q_gcrf_body.x, s->q_gcrf_body.y, s->q_gcrf_body.z));
    pack3(y + W, s->rate_body);
    y[MASS] = s->mass_kg;
    y[APPARENT] = s->apparent_m_s;
}

/* The attitude is the direction of the four unknowns: their length means nothing. */
static kurs_rigid_state unpack(double t, const double *y)
{
    return (kurs_rigid_state){.t = t,
                              .s_gcrf = {{y[R], y[R + 1], y[R + 2]}, {y[V], y[V + 1], y[V + 2]}},
                              .q_gcrf_body =
                                  kurs_quat_unit((kurs_quat){y[Q], y[Q + 1], y[Q + 2], y[Q + 3]}),
                              .rate_body = {y[W], y[W + 1], y[W + 2]},
                              .mass_kg = y[MASS],
                              .apparent_m_s = y[APPARENT]};
}

/* ---- what the loads see ---- */

static kurs_vec3 wind_gcrf(const kurs_rigid_model *model, const kurs_rigid_ground *ground)
{
    const double h = ground->place.h;
    kurs_vec3 enu = {0.0, 0.0, 0.0};
    if (model->wind) {
        const kurs_wind_row row = kurs_wind_at(model->wind, h);
        enu = v3(row.east, row.north, 0.0);
    }
    for (int i = 0; i < model->gust_count; i++) {
        const kurs_wind_row row = kurs_wind_gust_at(&model->gusts[i], h);
        enu = v3_add(enu, v3(row.east, row.north, 0.0));
    }
    if (enu.x == 0.0 && enu.y == 0.0) {
        return enu;
    }
    const kurs_mat3 itrf_enu = kurs_geodetic_itrf_enu(ground->place);
    return kurs_m3_tmulv(ground->gcrf_itrf, kurs_m3_tmulv(itrf_enu, enu));
}

static void see_air(const kurs_rigid_model *model, const kurs_rigid_ground *ground,
                    kurs_rigid_view *view)
{
    const kurs_rigid_state *s = view->state;
    const kurs_vec3 turning = v3_cross(ground->spin_gcrf, s->s_gcrf.r);
    const kurs_vec3 v_air = v3_sub(v3_sub(s->s_gcrf.v, turning), wind_gcrf(model, ground));
    view->air_body = kurs_m3_mulv(view->gcrf_body, v_air);
    view->air_rate_body = v3_sub(s->rate_body, kurs_m3_mulv(view->gcrf_body, ground->spin_gcrf));
    view->airspeed = v3_norm(v_air);
    view->air = model->airless ? (kurs_air){0} : kurs_atmosphere_us76(ground->place.h);
    view->mach = view->air.sound > 0.0 ? view->airspeed / view->air.sound : 0.0;
    view->q_pa = 0.5 * view->air.density * view->airspeed * view->airspeed;
}

static kurs_status make_view(const kurs_rigid_model *model, const kurs_rigid_state *s,
                             kurs_rigid_view *view, kurs_rigid_ground *ground)
{
    view->state = s;
    const kurs_status st = model->mass(s->t, s->mass_kg, &view->mass, model->ctx);
    if (st < KURS_OK) {
        return st;
    }
    view->gcrf_body = kurs_quat_m3(s->q_gcrf_body);
    *ground = kurs_rigid_planet_ground(&model->planet, s->t, s->s_gcrf.r);
    view->place = ground->place;
    see_air(model, ground, view);
    return st;
}

kurs_status kurs_rigid_loads_at(const kurs_rigid_model *model, const kurs_rigid_view *view,
                                kurs_rigid_loads *loads)
{
    kurs_rigid_loads sum = {0};
    const kurs_status st = model->loads ? model->loads(view, &sum, model->ctx) : KURS_OK;
    if (st >= KURS_OK) {
        *loads = sum;
    }
    return st;
}

/* ---- equations ---- */

/* x with a x = b for a symmetric positive a; 0 where it is none. */
static int solve_symmetric(const kurs_mat3 *a, kurs_vec3 b, kurs_vec3 *x)
{
    const double(*m)[3] = (const double(*)[3])a->m;
    const double c00 = m[1][1] * m[2][2] - m[1][2] * m[1][2];
    const double c01 = m[0][2] * m[1][2] - m[0][1] * m[2][2];
    const double c02 = m[0][1] * m[1][2] - m[0][2] * m[1][1];
    const double c11 = m[0][0] * m[2][2] - m[0][2] * m[0][2];
    const double c12 = m[0][1] * m[0][2] - m[0][0] * m[1][2];
    const double c22 = m[0][0] * m[1][1] - m[0][1] * m[0][1];
    const double det = m[0][0] * c00 + m[0][1] * c01 + m[0][2] * c02;
    if (!(det > 0.0 && m[0][0] > 0.0 && c22 > 0.0)) {
        return 0;
    }
    *x =
        v3_scale(1.0 / det, v3(c00 * b.x + c01 * b.y + c02 * b.z, c01 * b.x + c11 * b.y + c12 * b.z,
                               c02 * b.x + c12 * b.y + c22 * b.z));
    return 1;
}

/* Speed of the centre of mass through the structure. */
static kurs_vec3 drift_of(const kurs_rigid_view *view, const kurs_rigid_loads *loads)
{
    return v3_scale(-loads->flow_kg_s, view->mass.d_centre);
}

/* Rate of the body rate: I w' = torque - w x I w - I' w, with the drift of the centre of mass
 * past the outflow. */
static int turn(const kurs_rigid_view *view, const kurs_rigid_loads *loads, kurs_vec3 *out)
{
    const kurs_vec3 drift = drift_of(view, loads);
    const kurs_vec3 w = view->state->rate_body;
    kurs_vec3 torque = v3_add(loads->torque_n_m, v3_cross(loads->flow_moment, drift));
    torque = v3_sub(torque, v3_cross(w, kurs_m3_mulv(view->mass.inertia, w)));
    torque = v3_axpy(torque, loads->flow_kg_s, kurs_m3_mulv(view->mass.d_inertia, w));
    return solve_symmetric(&view->mass.inertia, torque, out);
}

kurs_vec3 kurs_rigid_felt(const kurs_rigid_view *view, const kurs_rigid_loads *loads)
{
    const kurs_vec3 force = v3_axpy(loads->force_n, 2.0 * loads->flow_kg_s, drift_of(view, loads));
    return v3_scale(1.0 / view->state->mass_kg, force);
}

static kurs_status derivatives(double t, const double *y, double *dydt, const void *ctx)
{
    const kurs_rigid_model *model = ((const motion *)ctx)->model;
    const kurs_rigid_state s = unpack(t, y);
    kurs_rigid_view view;
    kurs_rigid_ground ground;
    kurs_rigid_loads loads;
    kurs_status st = make_view(model, &s, &view, &ground);
    if (st >= KURS_OK) {
        const kurs_status more = kurs_rigid_loads_at(model, &view, &loads);
        st = more < KURS_OK ? more : kurs_status_worse(st, more);
    }
    if (st < KURS_OK) {
        return st;
    }
    const kurs_vec3 felt = kurs_rigid_felt(&view, &loads);
    const kurs_vec3 g = kurs_rigid_planet_gravity(&model->planet, s.s_gcrf.r, &ground);
    const kurs_quat dq =
        kurs_quat_rate((kurs_quat){y[Q], y[Q + 1], y[Q + 2], y[Q + 3]}, s.rate_body);
    kurs_vec3 dw;
    if (!(s.mass_kg > 0.0) || !turn(&view, &loads, &dw)) {
        return KURS_ERR_RANGE;
    }
    pack3(dydt + R, s.s_gcrf.v);
    pack3(dydt + V, v3_add(g, kurs_m3_tmulv(view.gcrf_body, felt)));
    dydt[Q] = dq.w;
    pack3(dydt + Q + 1, v3(dq.x, dq.y, dq.z));
    pack3(dydt + W, dw);
    dydt[MASS] = -loads.flow_kg_s;
    dydt[APPARENT] = felt.x;
    return st;
}

/* ---- moves ---- */

static int is_sound(const kurs_rigid_model *model, const kurs_rigid_state *s)
{
    double y[DIM], sum = s->t;
    pack(s, y);
    for (int i = 0; i < DIM; i++) {
        sum += y[i];
    }
    const kurs_quat q = s->q_gcrf_body;
    return model->method && model->mass && model->step_s > 0.0 && model->tol > 0.0 &&
           isfinite(sum) && s->mass_kg > 0.0 && q.w * q.w + q.x * q.x + q.y * q.y + q.z * q.z > 0.0;
}

kurs_status kurs_rigid_view_at(const kurs_rigid_model *model, const kurs_rigid_state *state,
                               kurs_rigid_view *view)
{
    kurs_rigid_view at;
    kurs_rigid_ground ground;
    if (!is_sound(model, state)) {
        return KURS_ERR_ARGUMENT;
    }
    const kurs_status st = make_view(model, state, &at, &ground);
    if (st >= KURS_OK) {
        *view = at;
    }
    return st;
}

static kurs_ode_problem problem_of(const motion *m)
{
    kurs_ode_problem p = {.method = m->model->method,
                          .rhs = derivatives,
                          .ctx = m,
                          .dim = DIM,
                          .h_init = m->model->step_s,
                          .h_max = m->model->step_s};
    for (int i = 0; i < DIM; i++) {
        p.atol[i] = i >= Q && i < MASS ? m->model->tol : 1e3 * m->model->tol;
    }
    return p;
}

kurs_status kurs_rigid_move(const kurs_rigid_model *model, kurs_rigid_state *state, double t_end)
{
    int which;
    return kurs_rigid_move_until(model, state, t_end, NULL, 0, 1.0, &which);
}

/* The integrator does not tell its switches which they are, so there is one for each. */
static double ask(int i, double t, const double *y, const void *ctx)
{
    const kurs_rigid_event *event = &((const motion *)ctx)->events[i];
    const kurs_rigid_state s = unpack(t, y);
    return event->f(&s, event->ctx);
}
static double ask0(double t, const double *y, const void *ctx)
{
    return ask(0, t, y, ctx);
}
static double ask1(double t, const double *y, const void *ctx)
{
    return ask(1, t, y, ctx);
}
static double ask2(double t, const double *y, const void *ctx)
{
    return ask(2, t, y, ctx);
}
static double ask3(double t, const double *y, const void *ctx)
{
    return ask(3, t, y, ctx);
}

kurs_status kurs_rigid_move_until(const kurs_rigid_model *model, kurs_rigid_state *state,
                                  double t_end, const kurs_rigid_event *events, int count,
                                  double t_tol, int *which)
{
    static const kurs_ode_switch switches[KURS_RIGID_EVENTS_MAX] = {ask0, ask1, ask2, ask3};
    kurs_ode_event watched[KURS_RIGID_EVENTS_MAX];
    if (!is_sound(model, state) || !isfinite(t_end) || !(t_tol > 0.0) || count < 0 ||
        count > KURS_RIGID_EVENTS_MAX) {
        return KURS_ERR_ARGUMENT;
    }
    for (int i = 0; i < count; i++) {
        watched[i] = (kurs_ode_event){switches[i], events[i].direction};
    }
    const motion m = {model, events};
    const kurs_ode_problem p = problem_of(&m);
    double t = state->t, y[DIM];
    int found = -1;
    kurs_rigid_state start = *state;
    start.q_gcrf_body = kurs_quat_unit(start.q_gcrf_body);
    pack(&start, y);
    const kurs_status st =
        count > 0 ? kurs_ode_integrate_events(&p, &t, y, t_end, watched, count, t_tol, &found)
                  : kurs_ode_integrate(&p, &t, y, t_end);
    if (st >= KURS_OK) {
        *state = unpack(t, y);
        *which = found;
    }
    return st;
}
