/* SPDX-License-Identifier: Apache-2.0 */
/* The rigid body against closed forms and laws of conservation. */
#include "check.h"

#include <string.h>

#include "dyn/rigid.h"
#include "math/math.h"

/* ---- a body of the tests: mass properties linear in its mass, up to three jets ---- */

typedef struct body {
    double full_kg; /* of `at_full` */
    kurs_rigid_mass at_full;
    int jets;
    kurs_rigid_jet jet[3];
} body;

static kurs_status body_mass(double t, double mass_kg, kurs_rigid_mass *out, const void *ctx)
{
    const body *b = ctx;
    const double dm = mass_kg - b->full_kg;
    (void)t;
    *out = b->at_full;
    out->mass_kg = mass_kg;
    out->centre_m = v3_axpy(out->centre_m, dm, out->d_centre);
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            out->inertia.m[i][j] += dm * out->d_inertia.m[i][j];
        }
    }
    return KURS_OK;
}

static kurs_status body_loads(const kurs_rigid_view *view, kurs_rigid_loads *loads, const void *ctx)
{
    const body *b = ctx;
    for (int i = 0; i < b->jets; i++) {
        kurs_rigid_add_jet(view, &b->jet[i], loads);
    }
    return KURS_OK;
}

static body free_body(double i1, double i2, double i3)
{
    body b = {.full_kg = 100.0, .at_full = kurs_rigid_part(100.0, v3(0, 0, 0), v3(i1, i2, i3))};
    b.at_full.share = 1.0;
    return b;
}

static kurs_rigid_model in_empty_space(const body *b)
{
    return (kurs_rigid_model){.planet = kurs_rigid_planet_round(0.0, 1.0, 0.0),
                              .airless = 1,
                              .mass = body_mass,
                              .loads = body_loads,
                              .ctx = b,
                              .method = &kurs_ode_dop853,
                              .step_s = 1.0,
                              .tol = 1e-12};
}

static kurs_rigid_state at_rest(double mass_kg)
{
    return (kurs_rigid_state){.q_gcrf_body = {1, 0, 0, 0}, .mass_kg = mass_kg};
}

static kurs_vec3 to_gcrf(const kurs_rigid_state *s, kurs_vec3 body_vector)
{
    return kurs_m3_tmulv(kurs_quat_m3(s->q_gcrf_body), body_vector);
}

/* ---- free rotation ---- */

/* sn, cn and dn by descending Landen steps of the arithmetic-geometric mean (Abramowitz and Stegun
 * 16.4), and the quarter period K (17.6). */
static double jacobi(double u, double k2, double *sn, double *cn, double *dn)
{
    double a[16] = {1.0}, c[16] = {sqrt(k2)}, b = sqrt(1.0 - k2);
    int n = 0;
    while (fabs(c[n]) > 1e-17 && n < 15) {
        a[n + 1] = 0.5 * (a[n] + b);
        c[n + 1] = 0.5 * (a[n] - b);
        b = sqrt(a[n] * b);
        n++;
    }
    double phi = ldexp(a[n] * u, n), before = phi;
    for (int i = n; i > 0; i--) {
        before = phi;
        phi = 0.5 * (phi + asin(c[i] * sin(phi) / a[i]));
    }
    *sn = sin(phi);
    *cn = cos(phi);
    *dn = n > 0 ? cos(phi) / cos(before - phi) : 1.0;
    return 0.5 * KURS_PI / a[n];
}

/* Landau and Lifshitz, Mechanics, section 37: I1 < I2 < I3, L2 > 2 E I2. */
static void an_asymmetric_body_turns_by_jacobis_functions(void **state)
{
    (void)state;
    const double i1 = 10.0, i2 = 25.0, i3 = 30.0;
    const kurs_vec3 w0 = {0.4, 0.0, 0.7};
    const double e2 = i1 * w0.x * w0.x + i3 * w0.z * w0.z;
    const double l2 = i1 * i1 * w0.x * w0.x + i3 * i3 * w0.z * w0.z;
    const double k2 = (i2 - i1) * (e2 * i3 - l2) / ((i3 - i2) * (l2 - e2 * i1));
    const double speed = sqrt((i3 - i2) * (l2 - e2 * i1) / (i1 * i2 * i3));
    const double w2 = sqrt((e2 * i3 - l2) / (i2 * (i3 - i2)));
    assert_true(l2 > e2 * i2 && k2 > 0.1 && k2 < 1.0);
    const body b = free_body(i1, i2, i3);
    const kurs_rigid_model model = in_empty_space(&b);
    kurs_rigid_state s = at_rest(100.0);
    s.rate_body = w0;
    double sn, cn, dn, worst = 0.0;
    const double period = 4.0 * jacobi(0.0, k2, &sn, &cn, &dn) / speed;
    for (int i = 1; i <= 200; i++) {
        const double t = 0.1 * i * period;
        assert_int_equal(KURS_OK, kurs_rigid_move(&model, &s, t));
        (void)jacobi(speed * t, k2, &sn, &cn, &dn);
        const kurs_vec3 want = {w0.x * cn, w2 * sn, w0.z * dn};
        const kurs_vec3 l =
            to_gcrf(&s, v3(i1 * s.rate_body.x, i2 * s.rate_body.y, i3 * s.rate_body.z));
        worst = fmax(worst, v3_norm(v3_sub(want, s.rate_body)));
        check_near_v3(want, s.rate_body, 1e-10);
        check_near_v3(v3(i1 * w0.x, 0.0, i3 * w0.z), l, 1e-9);
        check_near(e2,
                   i1 * s.rate_body.x * s.rate_body.x + i2 * s.rate_body.y * s.rate_body.y +
                       i3 * s.rate_body.z * s.rate_body.z,
                   1e-10, 0.0);
    }
    check_near_v3(w0, s.rate_body, 1e-10); /* 20 whole periods */
    print_message("20 periods of %.3f s, k2 %.3f: worst rate %.1e rad/s\n", period, k2, worst);
}

/* A symmetric body: it turns about L at L / It, and about its own axis at (1 - Is / It) w_axis
 * backwards (the free precession of every textbook). */
static kurs_quat free_precession(double is, double it, kurs_vec3 w0, double t)
{
    const kurs_vec3 l = {is * w0.x, it * w0.y, it * w0.z};
    const kurs_quat about_l = kurs_quat_turn(v3_unit(l), v3_norm(l) / it * t);
    const kurs_quat about_x = kurs_quat_turn(v3(1, 0, 0), (1.0 - is / it) * w0.x * t);
    return kurs_quat_mul(about_l, about_x);
}

static double attitude_error(kurs_quat a, kurs_quat b)
{
    const kurs_quat back = {b.w, -b.x, -b.y, -b.z}, d = kurs_quat_mul(a, back);
    return 2.0 * sqrt(d.x * d.x + d.y * d.y + d.z * d.z);
}

static void a_symmetric_body_precesses_about_its_angular_momentum(void **state)
{
    (void)state;
    const kurs_vec3 w0 = {0.9, 0.3, -0.2};
    const body b = free_body(8.0, 30.0, 30.0);
    const kurs_rigid_model model = in_empty_space(&b);
    kurs_rigid_state s = at_rest(100.0);
    s.rate_body = w0;
    for (int i = 1; i <= 100; i++) {
        assert_int_equal(KURS_OK, kurs_rigid_move(&model, &s, i));
        check_near(0.0, attitude_error(free_precession(8.0, 30.0, w0, i), s.q_gcrf_body), 2e-10,
                   0.0);
        const kurs_quat q = s.q_gcrf_body;
        check_near(1.0, q.w * q.w + q.x * q.x + q.y * q.y + q.z * q.z, 5e-16, 0.0);
    }
}

static void halving_the_step_shows_the_order_of_each_method(void **state)
{
    (void)state;
    static const struct {
        const kurs_ode_method *method;
        double step_s, order, off;
    } rows[] = {{&kurs_ode_rk4, 0.1, 4.0, 0.1},
                {&kurs_ode_dopri5, 0.0625, 5.0, 0.25},
                {&kurs_ode_dop853, 1.0, 8.0, 0.5}};
    const kurs_vec3 w0 = {0.9, 0.5, -0.4};
    const body b = free_body(8.0, 30.0, 30.0);
    for (int k = 0; k < 3; k++) {
        double error[2];
        for (int half = 0; half < 2; half++) {
            kurs_rigid_model model = in_empty_space(&b);
            kurs_rigid_state s = at_rest(100.0);
            model.method = rows[k].method;
            model.step_s = half ? 0.5 * rows[k].step_s : rows[k].step_s;
            model.tol = 1e3; /* the longest step is the step */
            s.rate_body = w0;
            /* ten moves: the length of the quaternion is mended at each */
            for (int i = 1; i <= 10; i++) {
                assert_int_equal(KURS_OK, kurs_rigid_move(&model, &s, i));
            }
            error[half] = attitude_error(free_precession(8.0, 30.0, w0, 10.0), s.q_gcrf_body);
        }
        const double order = log2(error[0] / error[1]);
        print_message("%s: %.1e, %.1e, order %.2f\n", rows[k].method->name, error[0], error[1],
                      order);
        check_near(rows[k].order, order, rows[k].off, 0.0);
    }
}

/* ---- a top ---- */

/* A force fixed in inertial space at a point of the axis, its opposite at the centre of mass. */
static kurs_status top_loads(const kurs_rigid_view *view, kurs_rigid_loads *loads, const void *ctx)
{
    (void)ctx;
    const kurs_vec3 down = kurs_m3_mulv(view->gcrf_body, v3(0.0, 0.0, -50.0));
    kurs_rigid_add_force(view, v3(2.0, 0.0, 0.0), down, loads);
    kurs_rigid_add_force(view, view->mass.centre_m, v3_scale(-1.0, down), loads);
    return KURS_OK;
}

/* Steady precession at a tilt: It W2 cos - Is w_axis W + F l = 0 (Goldstein, Classical Mechanics,
 * 5.7), begun in it, stays in it. */
static void a_leaning_top_precesses_steadily(void **state)
{
    (void)state;
    const double is = 8.0, it = 30.0, axial = 20.0, tilt = 1.0, fl = 100.0;
    const double p = is * axial / (2.0 * it * cos(tilt));
    const double precession = p - sqrt(p * p - fl / (it * cos(tilt)));
    const body b = free_body(is, it, it);
    kurs_rigid_model model = in_empty_space(&b);
    model.loads = top_loads;
    kurs_rigid_state s = at_rest(100.0);
    /* x leans from inertial z to x; y stays level */
    s.q_gcrf_body = kurs_quat_from_m3(
        kurs_m3_rows(v3(sin(tilt), 0, cos(tilt)), v3(0, 1, 0), v3(-cos(tilt), 0, sin(tilt))));
    s.rate_body = v3(axial, 0.0, precession * sin(tilt));
    for (int i = 1; i <= 60; i++) {
        assert_int_equal(KURS_OK, kurs_rigid_move(&model, &s, 0.5 * i));
        const double at = precession * s.t;
        check_near_v3(v3(sin(tilt) * cos(at), sin(tilt) * sin(at), cos(tilt)),
                      to_gcrf(&s, v3(1, 0, 0)), 1e-9);
        check_near(axial, s.rate_body.x, 1e-11, 0.0);
    }
    check_near(0.0, v3_norm(s.s_gcrf.r), 1e-9, 0.0);
}

/* ---- jets and changing mass ---- */

static void thrust_along_the_axis_gives_tsiolkovskys_speed(void **state)
{
    (void)state;
    body b = free_body(8.0, 30.0, 30.0);
    b.jets = 1;
    b.jet[0] = (kurs_rigid_jet){{-1, 0, 0}, {1, 0, 0}, 3000.0, 1.0};
    const kurs_rigid_model model = in_empty_space(&b);
    kurs_rigid_state s = at_rest(100.0);
    s.s_gcrf.v = v3(10.0, 20.0, 30.0);
    s.q_gcrf_body = kurs_quat_turn(v3(0.6, 0.0, 0.8), 2.0);
    s.rate_body = v3(0.7, 0.0, 0.0); /* about the thrust: it changes nothing */
    const kurs_vec3 ahead = to_gcrf(&s, v3(1, 0, 0));
    assert_int_equal(KURS_OK, kurs_rigid_move(&model, &s, 80.0));
    const double gain = 3000.0 * log(100.0 / 20.0);
    check_near(20.0, s.mass_kg, 1e-11, 0.0);
    check_near(gain, s.apparent_m_s, 1e-7, 0.0);
    check_near_v3(v3_axpy(v3(10.0, 20.0, 30.0), gain, ahead), s.s_gcrf.v, 1e-7);
    kurs_rigid_view view;
    kurs_rigid_loads loads;
    assert_int_equal(KURS_OK, kurs_rigid_view_at(&model, &s, &view));
    assert_int_equal(KURS_OK, kurs_rigid_loads_at(&model, &view, &loads));
    check_near_v3(v3(150.0, 0, 0), kurs_rigid_felt(&view, &loads), 1e-10); /* 3000 N, 20 kg */
    /* and the way: the integral of the logarithm */
    const double way = 3000.0 * (80.0 - 20.0 * log(5.0));
    check_near_v3(v3_axpy(v3(800.0, 1600.0, 2400.0), way, ahead), s.s_gcrf.r, 1e-5);
}

/* I = m k2, l the arm: w falls as (m / m0)^(l2 / k2 - 1) (Thomson, Introduction to Space Dynamics,
 * 7.10). */
static void jet_damping_takes_the_rate_across(void **state)
{
    (void)state;
    const double k2 = 0.3, arm = 1.4;
    body b = free_body(8.0, 30.0, 30.0);
    b.at_full.d_inertia.m[1][1] = b.at_full.d_inertia.m[2][2] = k2;
    b.at_full.d_inertia.m[0][0] = 0.08;
    b.jets = 1;
    b.jet[0] = (kurs_rigid_jet){{-arm, 0, 0}, {1, 0, 0}, 100.0, 0.5};
    const kurs_rigid_model model = in_empty_space(&b);
    kurs_rigid_state s = at_rest(100.0);
    s.rate_body = v3(0.0, 0.0, 0.2);
    assert_int_equal(KURS_OK, kurs_rigid_move(&model, &s, 100.0));
    const double want = 0.2 * pow(50.0 / 100.0, arm * arm / k2 - 1.0);
    check_near(want, s.rate_body.z, 1e-13, 0.0);
    check_near(0.0, s.rate_body.y, 1e-15, 0.0);
    print_message("jet damping: 0.2 to %.6f rad/s\n", s.rate_body.z);
}

/* ---- body and exhaust together ---- */

typedef struct sums {
    kurs_vec3 p, l;
} sums;

static kurs_vec3 flow_arm(const body *b, const kurs_rigid_mass *mass, int i)
{
    return v3_sub(b->jet[i].point_m, mass->centre_m);
}

/* Velocity of the structure at a jet, and of the exhaust that leaves there. */
static kurs_vec3 exhaust_velocity(const body *b, const kurs_rigid_state *s,
                                  const kurs_rigid_mass *mass, double flow, int i)
{
    const kurs_rigid_jet *jet = &b->jet[i];
    const kurs_vec3 spin = v3_cross(s->rate_body, flow_arm(b, mass, i));
    kurs_vec3 v = v3_axpy(spin, flow, mass->d_centre);
    v = v3_axpy(v, -jet->thrust_n / jet->flow_kg_s, jet->direction);
    return v3_add(s->s_gcrf.v, to_gcrf(s, v));
}

/* Momentum and angular momentum about the inertial origin of all that is aboard. */
static sums aboard(const body *b, const kurs_rigid_state *s, const kurs_rigid_mass *mass)
{
    kurs_vec3 moment = {0, 0, 0};
    for (int i = 0; i < b->jets; i++) {
        moment = v3_axpy(moment, b->jet[i].flow_kg_s, flow_arm(b, mass, i));
    }
    sums a;
    a.p = v3_add(v3_scale(s->mass_kg, s->s_gcrf.v), to_gcrf(s, moment));
    a.l = v3_add(v3_cross(s->s_gcrf.r, a.p), to_gcrf(s, kurs_m3_mulv(mass->inertia, s->rate_body)));
    return a;
}

/* What leaves a second. */
static sums leaving(const body *b, const kurs_rigid_state *s, const kurs_rigid_mass *mass)
{
    double flow = 0.0;
    for (int i = 0; i < b->jets; i++) {
        flow += b->jet[i].flow_kg_s;
    }
    sums out = {{0, 0, 0}, {0, 0, 0}};
    for (int i = 0; i < b->jets; i++) {
        const kurs_vec3 p = v3_scale(b->jet[i].flow_kg_s, exhaust_velocity(b, s, mass, flow, i));
        const kurs_vec3 r = v3_add(s->s_gcrf.r, to_gcrf(s, flow_arm(b, mass, i)));
        out.p = v3_add(out.p, p);
        out.l = v3_add(out.l, v3_cross(r, p));
    }
    return out;
}

/* Simpson's rule over 16000 intervals sums up what has left; both together are a closed system. */
static void body_and_exhaust_together_keep_momentum_and_angular_momentum(void **state)
{
    (void)state;
    body b = free_body(20.0, 35.0, 40.0);
    b.at_full.inertia.m[0][1] = b.at_full.inertia.m[1][0] = 2.0;
    b.at_full.inertia.m[1][2] = b.at_full.inertia.m[2][1] = -3.0;
    b.at_full.centre_m = v3(0.4, 0.1, -0.2);
    b.at_full.d_centre = v3(0.004, -0.002, 0.003);
    b.at_full.d_inertia = (kurs_mat3){{{0.1, 0.01, 0}, {0.01, 0.2, 0.02}, {0, 0.02, 0.25}}};
    b.jets = 3;
    b.jet[0] = (kurs_rigid_jet){{-1.5, 0.2, 0.1}, {0.96, 0.28, 0.0}, 40.0, 0.4};
    b.jet[1] = (kurs_rigid_jet){{0.5, -0.9, 0.3}, {0.0, 0.6, 0.8}, 15.0, 0.3};
    b.jet[2] = (kurs_rigid_jet){{1.0, 0.6, -0.7}, {-0.48, -0.6, 0.64}, 10.0, 0.2};
    kurs_rigid_model model = in_empty_space(&b);
    kurs_rigid_state s = at_rest(100.0);
    s.s_gcrf = (kurs_state){v3(5.0, -3.0, 2.0), v3(1.0, 2.0, -1.0)};
    s.rate_body = v3(0.5, -0.3, 0.4);
    kurs_rigid_mass mass;
    const int n = 16000;
    const double dt = 20.0 / n;
    sums left = {{0, 0, 0}, {0, 0, 0}};
    assert_int_equal(KURS_OK, body_mass(0.0, s.mass_kg, &mass, &b));
    const sums before = aboard(&b, &s, &mass);
    for (int i = 0; i <= n; i++) {
        assert_int_equal(KURS_OK, kurs_rigid_move(&model, &s, i * dt));
        assert_int_equal(KURS_OK, body_mass(0.0, s.mass_kg, &mass, &b));
        const sums rate = leaving(&b, &s, &mass);
        const double w = dt / 3.0 * (i == 0 || i == n ? 1.0 : i % 2 ? 4.0 : 2.0);
        left.p = v3_axpy(left.p, w, rate.p);
        left.l = v3_axpy(left.l, w, rate.l);
    }
    const sums after = aboard(&b, &s, &mass);
    check_near(82.0, s.mass_kg, 1e-10, 0.0);
    check_near_v3(before.p, v3_add(after.p, left.p), 1e-6);
    check_near_v3(before.l, v3_add(after.l, left.l), 1e-6);
    print_message("of %.0f N s and %.0f N m s left: %.1e, %.1e\n", v3_norm(left.p), v3_norm(left.l),
                  v3_norm(v3_sub(before.p, v3_add(after.p, left.p))),
                  v3_norm(v3_sub(before.l, v3_add(after.l, left.l))));
}

/* ---- moves ---- */

static body thruster(void)
{
    body b = free_body(8.0, 30.0, 33.0);
    b.at_full.d_centre = v3(0.001, 0, 0);
    b.jets = 1;
    b.jet[0] = (kurs_rigid_jet){{-1.0, 0.01, 0}, {1, 0, 0}, 300.0, 0.1};
    return b;
}

static void going_on_from_a_copy_gives_the_same_bits(void **state)
{
    (void)state;
    const body b = thruster();
    const kurs_rigid_model model = in_empty_space(&b);
    kurs_rigid_state s = at_rest(100.0), copy = s;
    s.rate_body = v3(0.3, 0.2, -0.1);
    for (int i = 1; i <= 100; i++) {
        assert_int_equal(KURS_OK, kurs_rigid_move(&model, &s, 0.3 * i));
        if (i == 40) {
            memcpy(&copy, &s, sizeof s);
        }
    }
    for (int i = 41; i <= 100; i++) {
        assert_int_equal(KURS_OK, kurs_rigid_move(&model, &copy, 0.3 * i));
    }
    assert_memory_equal(&s, &copy, sizeof s);
}

static double mass_over(const kurs_rigid_state *s, const void *ctx)
{
    return s->mass_kg - *(const double *)ctx;
}

static double speed_over(const kurs_rigid_state *s, const void *ctx)
{
    return s->apparent_m_s - *(const double *)ctx;
}

static void a_move_ends_at_the_first_of_its_events(void **state)
{
    (void)state;
    const body b = thruster();
    const kurs_rigid_model model = in_empty_space(&b);
    const double empty_kg = 98.0, cutoff_m_s = 45.0, never = 1e9;
    const kurs_rigid_event events[] = {
        {speed_over, &never, 0}, {mass_over, &empty_kg, -1}, {speed_over, &cutoff_m_s, 1}};
    kurs_rigid_state s = at_rest(100.0);
    int which = 7;
    assert_int_equal(KURS_OK, kurs_rigid_move_until(&model, &s, 100.0, events, 3, 1e-9, &which));
    assert_int_equal(2, which);
    assert_true(s.apparent_m_s >= cutoff_m_s);
    check_near(cutoff_m_s, s.apparent_m_s, 1e-7, 0.0);
    assert_int_equal(KURS_OK, kurs_rigid_move_until(&model, &s, 100.0, events, 3, 1e-9, &which));
    assert_int_equal(1, which);
    check_near(20.0, s.t, 1e-8, 0.0);
    assert_int_equal(KURS_OK, kurs_rigid_move_until(&model, &s, 30.0, events, 3, 1e-9, &which));
    assert_int_equal(-1, which);
    check_near(30.0, s.t, 0.0, 0.0);
}

static kurs_status no_mass(double t, double mass_kg, kurs_rigid_mass *out, const void *ctx)
{
    (void)t;
    (void)ctx;
    *out = kurs_rigid_part(mass_kg, v3(0, 0, 0), v3(1.0, 0.0, 1.0));
    return KURS_OK;
}

static kurs_status refusing(const kurs_rigid_view *view, kurs_rigid_loads *loads, const void *ctx)
{
    (void)loads;
    (void)ctx;
    return view->state->t > 0.5 ? KURS_ERR_STOPPED : KURS_CAVEAT_BELOW_MODEL;
}

static void what_cannot_be_moved_is_refused_untouched(void **state)
{
    (void)state;
    const body b = thruster();
    const kurs_rigid_model good = in_empty_space(&b);
    kurs_rigid_state s = at_rest(100.0);
    const kurs_rigid_state before = s;
    kurs_rigid_model bad = good;
    bad.method = NULL;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_rigid_move(&bad, &s, 1.0));
    bad = good, bad.step_s = 0.0;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_rigid_move(&bad, &s, 1.0));
    bad = good, bad.tol = NAN;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_rigid_move(&bad, &s, 1.0));
    bad = good, bad.mass = NULL;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_rigid_move(&bad, &s, 1.0));
    bad = good, bad.mass = no_mass;
    assert_int_equal(KURS_ERR_RANGE, kurs_rigid_move(&bad, &s, 1.0));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_rigid_move(&good, &s, INFINITY));
    bad = good, bad.loads = refusing;
    assert_int_equal(KURS_CAVEAT_BELOW_MODEL, kurs_rigid_move(&bad, &s, 0.25));
    s = before;
    assert_int_equal(KURS_ERR_STOPPED, kurs_rigid_move(&bad, &s, 1.0));
    assert_memory_equal(&before, &s, sizeof s);
    s.mass_kg = 0.0;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_rigid_move(&good, &s, 1.0));
    s.mass_kg = 100.0, s.rate_body.y = NAN;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_rigid_move(&good, &s, 1.0));
    s = at_rest(5.0); /* the tank runs dry within the move */
    assert_true(kurs_rigid_move(&good, &s, 60.0) < KURS_OK);
    check_near(5.0, s.mass_kg, 0.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_asymmetric_body_turns_by_jacobis_functions),
        cmocka_unit_test(a_symmetric_body_precesses_about_its_angular_momentum),
        cmocka_unit_test(halving_the_step_shows_the_order_of_each_method),
        cmocka_unit_test(a_leaning_top_precesses_steadily),
        cmocka_unit_test(thrust_along_the_axis_gives_tsiolkovskys_speed),
        cmocka_unit_test(jet_damping_takes_the_rate_across),
        cmocka_unit_test(body_and_exhaust_together_keep_momentum_and_angular_momentum),
        cmocka_unit_test(going_on_from_a_copy_gives_the_same_bits),
        cmocka_unit_test(a_move_ends_at_the_first_of_its_events),
        cmocka_unit_test(what_cannot_be_moved_is_refused_untouched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
