/* SPDX-License-Identifier: Apache-2.0 */
/* The closed-form orbit, against the numerical model of J2 to J6 and drag. */
#include "check.h"
#include "kurs/env.h"
#include "kurs/orbit.h"
#include "math/math.h"
#include "plan/mean_orbit.h"

/* What a mean plane of the first order is good for (kurs_plane_osculating). */
#define PLANE (0.002 * KURS_DEG)

static const double inc = 51.64 * KURS_DEG;

static kurs_mean_flight flight(double height_m, double ex, double ey, double argument)
{
    return (kurs_mean_flight){.a = KURS_EGM_RADIUS + height_m,
                              .ex = ex,
                              .ey = ey,
                              .argument = argument,
                              .inc = inc,
                              .node = 1.0,
                              .b_m2_kg = 30.0 / 7180.0};
}

static void elements_and_state_are_one_way_and_back(void **state)
{
    (void)state;
    for (int i = 0; i < 36; i++) {
        const kurs_mean_flight m =
            flight(200e3 + 7e3 * i, 0.004 * cos(i), 0.004 * sin(i), 0.7 * i - 9.0);
        const kurs_mean_flight back = kurs_mean_from_state(&m, kurs_mean_state(&m));
        check_near(m.a, back.a, 1e-3, 0.0);
        check_near(m.ex, back.ex, 1e-10, 0.0);
        check_near(m.ey, back.ey, 1e-10, 0.0);
        check_near(m.argument, back.argument, 1e-10, 0.0);
    }
}

/* The state of mean elements in GCRF at the instant of an Earth. */
static kurs_state gcrf_of(const kurs_mean_flight *m, const kurs_earth *earth)
{
    const kurs_plane_state s = kurs_mean_state(m);
    const kurs_plane plane = kurs_plane_osculating((kurs_plane){m->inc, m->node}, m->a, s.u);
    const double cu = cos(s.u), su = sin(s.u), cn = cos(plane.node), sn = sin(plane.node);
    const double ci = cos(plane.inc), si = sin(plane.inc);
    const kurs_vec3 up = v3(cu * cn - su * ci * sn, cu * sn + su * ci * cn, su * si);
    const kurs_vec3 along = v3(-su * cn - cu * ci * sn, -su * sn + cu * ci * cn, cu * si);
    const kurs_mat3 axes = kurs_earth_teme_gcrf(earth, 0.0);
    const kurs_vec3 v = v3_axpy(v3_scale(s.vr, up), s.vt, along);
    return (kurs_state){kurs_m3_mulv(axes, v3_scale(s.r, up)), kurs_m3_mulv(axes, v)};
}

/* Radius and argument of latitude of a state in GCRF, and its mean node. */
static kurs_plane_state plane_state(kurs_state s, const kurs_earth *earth, double t, double *node)
{
    const kurs_mat3 axes = kurs_earth_teme_gcrf(earth, t);
    const kurs_vec3 r = kurs_m3_tmulv(axes, s.r), v = kurs_m3_tmulv(axes, s.v);
    const kurs_vec3 h = v3_unit(v3_cross(r, v)), to_node = v3_unit(v3(-h.y, h.x, 0.0));
    kurs_plane_state out = {.r = v3_norm(r)};
    out.u = atan2(v3_dot(r, v3_cross(h, to_node)), v3_dot(r, to_node));
    out.vr = v3_dot(r, v) / out.r;
    out.vt = v3_norm(v3_cross(r, v)) / out.r;
    *node = kurs_plane_mean(kurs_plane_from_normal(h), out.r, out.u).node;
    return out;
}

/* Off by after t: radius and arc [m], node [rad]. */
static void compare(const kurs_mean_flight *start, double t, double *dr, double *arc, double *node)
{
    kurs_earth earth;
    assert_true(kurs_earth_init(&earth, (kurs_tai){700000000, 0.0}) >= 0);
    kurs_flight_point p = {0.0, gcrf_of(start, &earth), 7180.0};
    const kurs_forces forces = {.earth = &earth, .cd_area_m2 = 30.0};
    assert_true(kurs_orbit_propagate(&forces, &p, t) >= 0);
    kurs_mean_flight m = *start;
    kurs_mean_fly(&m, t);
    const kurs_plane_state mean = kurs_mean_state(&m);
    const kurs_plane_state full = plane_state(p.s_gcrf, &earth, t, node);
    *dr = mean.r - full.r;
    *arc = kurs_wrap_pi(mean.u - full.u) * full.r;
    *node = kurs_wrap_pi(m.node - *node);
}

static void half_a_turn_is_flown_as_by_the_force_model(void **state)
{
    (void)state;
    double most_r = 0.0, most_arc = 0.0;
    for (int i = 0; i < 24; i++) {
        const kurs_mean_flight m =
            flight(205e3 + 8e3 * i, 0.003 * cos(1.7 * i), 0.003 * sin(1.7 * i), KURS_PI / 12.0 * i);
        double dr, arc, node;
        compare(&m, 2775.0, &dr, &arc, &node);
        most_r = fmax(most_r, fabs(dr));
        most_arc = fmax(most_arc, fabs(arc));
        check_near(0.0, node, PLANE, 0.0);
    }
    print_message("half a turn: radius within %.0f m, arc within %.0f m\n", most_r, most_arc);
    assert_true(most_r < 150.0);
    assert_true(most_arc < 400.0);
}

static void half_a_day_is_flown_within_three_kilometres(void **state)
{
    (void)state;
    double most_arc = 0.0;
    for (int i = 0; i < 12; i++) {
        const kurs_mean_flight m =
            flight(235e3 + 15e3 * i, 0.001 * cos(1.7 * i), 0.001 * sin(1.7 * i), KURS_PI / 6.0 * i);
        double dr, arc, node;
        compare(&m, 43200.0, &dr, &arc, &node);
        most_arc = fmax(most_arc, fabs(arc));
        check_near(0.0, dr, 300.0, 0.0);
        check_near(0.0, node, PLANE, 0.0);
    }
    print_message("half a day: arc within %.0f m\n", most_arc);
    assert_true(most_arc < 3000.0);
}

/* Hohmann: from 300 km to 400 km by half a turn costs 28.5 m/s, all along the track; the short
 * periods of J2 are worth a kilometre of height, or 1 m/s. */
static void a_leg_of_half_a_turn_is_the_hohmann_transfer(void **state)
{
    (void)state;
    /* a circle but for J2: the long period of J3 taken off */
    const kurs_mean_flight m = flight(300e3, 0.0, -0.00087, 0.3);
    kurs_mean_flight end;
    double dvr, dvt, argument, node, by_a;
    const kurs_mean_flight middle = flight(350e3, 0.0, 0.0, 0.0);
    kurs_mean_rates(&middle, &argument, &node, &by_a);
    const double a = KURS_EGM_RADIUS + 350e3, r = KURS_EGM_RADIUS + 300e3;
    const double want = sqrt(KURS_EGM_GM * (2.0 / r - 1.0 / a)) - sqrt(KURS_EGM_GM / r);
    assert_true(kurs_mean_leg(&m, KURS_PI / argument, KURS_EGM_RADIUS + 400e3, 0.3 + KURS_PI, &dvr,
                              &dvt, &end) >= 0);
    check_near(want, dvt, 1.0, 0.0);
    check_near(0.0, dvr, 1.5, 0.0);
    check_near(KURS_EGM_RADIUS + 400e3, kurs_mean_state(&end).r, 1.5, 0.0);
}

static void an_arc_that_nothing_flies_is_refused(void **state)
{
    (void)state;
    const kurs_mean_flight m = flight(300e3, 0.0, 0.0, 0.3);
    kurs_mean_flight end = m;
    double dvr = 7.0, dvt = 8.0;
    assert_int_equal(KURS_ERR_NO_CONVERGENCE,
                     kurs_mean_leg(&m, 600.0, KURS_EGM_RADIUS + 3000e3, 3.0, &dvr, &dvt, &end));
    check_near(7.0, dvr, 0.0, 0.0);
    check_near(8.0, dvt, 0.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_and_state_are_one_way_and_back),
        cmocka_unit_test(half_a_turn_is_flown_as_by_the_force_model),
        cmocka_unit_test(half_a_day_is_flown_within_three_kilometres),
        cmocka_unit_test(a_leg_of_half_a_turn_is_the_hohmann_transfer),
        cmocka_unit_test(an_arc_that_nothing_flies_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
