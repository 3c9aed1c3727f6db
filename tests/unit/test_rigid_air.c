/* SPDX-License-Identifier: Apache-2.0 */
/* What the air and the planet do to the rigid body. */
#include "check.h"

#include <string.h>

#include "dyn/rigid.h"
#include "math/math.h"

static kurs_status heavy_mass(double t, double mass_kg, kurs_rigid_mass *out, const void *ctx)
{
    (void)t;
    (void)ctx;
    *out = kurs_rigid_part(mass_kg, v3(4.0, 0, 0), v3(50, 900, 900));
    out->share = 1.0;
    return KURS_OK;
}

static kurs_status aero_loads(const kurs_rigid_view *view, kurs_rigid_loads *loads, const void *ctx)
{
    kurs_rigid_add_aero(view, ctx, loads);
    return KURS_OK;
}

/* Lift 2 per rad, drag 0.3, centre of pressure 1.5 m behind the centre of mass. */
static kurs_rigid_aero fins(void)
{
    return (kurs_rigid_aero){.area_m2 = 0.5,
                             .span_m = 1.0,
                             .chord_m = 3.0,
                             .mach_count = 1,
                             .alpha_count = 2,
                             .alpha = {0.0, 0.2},
                             .drag = {{0.3, 0.3}},
                             .lift = {{0.0, 0.4}},
                             .centre_m = {{2.5, 2.5}}};
}

/* In still air, without gravity; so heavy that its way stays straight. */
static kurs_rigid_model in_air(const kurs_rigid_aero *aero)
{
    return (kurs_rigid_model){.planet = kurs_rigid_planet_round(0.0, 6.4e6, 0.0),
                              .mass = heavy_mass,
                              .loads = aero_loads,
                              .ctx = aero,
                              .method = &kurs_ode_dop853,
                              .step_s = 0.1,
                              .tol = 1e-12};
}

static kurs_rigid_state along_y(double speed)
{
    kurs_rigid_state s = {.s_gcrf = {v3(6.4e6 + 1000.0, 0, 0), v3(0, speed, 0)}, .mass_kg = 1e9};
    /* x ahead, y north, z up */
    s.q_gcrf_body = kurs_quat_from_m3(kurs_m3_rows(v3(0, 1, 0), v3(0, 0, 1), v3(1, 0, 0)));
    return s;
}

static kurs_rigid_view view_of(const kurs_rigid_model *model, const kurs_rigid_state *s)
{
    kurs_rigid_view view;
    assert_int_equal(KURS_OK, kurs_rigid_view_at(model, s, &view));
    return view;
}

static void a_body_swings_about_the_wind_as_a_pendulum_does(void **state)
{
    (void)state;
    const kurs_rigid_aero aero = fins();
    const kurs_rigid_model model = in_air(&aero);
    kurs_rigid_state s = along_y(200.0);
    const kurs_rigid_view v = view_of(&model, &s);
    check_near(0.0, kurs_rigid_alpha(&v), 1e-12, 0.0);
    /* lift and drag both bring the nose back: (CLa + CD) q S l a / I */
    const double omega = sqrt(2.3 * v.q_pa * 0.5 * 1.5 / 900.0);
    const double small = 1e-4;
    s.q_gcrf_body = kurs_quat_mul(s.q_gcrf_body, kurs_quat_turn(v3(0, 1, 0), -small));
    for (int i = 1; i <= 40; i++) {
        assert_int_equal(KURS_OK, kurs_rigid_move(&model, &s, 0.05 * i));
        const kurs_vec3 nose = kurs_m3_tmulv(kurs_quat_m3(s.q_gcrf_body), v3(1, 0, 0));
        check_near(small * cos(omega * s.t), nose.x, 1e-7, 0.0);
        check_near(0.0, nose.z, 1e-9, 0.0);
    }
    assert_true(omega * 2.0 > 2.0 * KURS_PI);
}

static void lift_is_to_the_side_of_the_nose_and_drag_against_the_way(void **state)
{
    (void)state;
    kurs_rigid_aero aero = fins();
    aero.mach_count = 2;
    aero.mach[1] = 1.0;
    aero.drag[1][0] = aero.drag[1][1] = 0.7;
    aero.centre_m[1][0] = aero.centre_m[1][1] = 2.0;
    aero.lift[1][1] = 0.8;
    const kurs_rigid_model model = in_air(&aero);
    kurs_rigid_state s = along_y(0.0);
    s.s_gcrf.v.y = 0.25 * view_of(&model, &s).air.sound;
    /* nose 0.1 rad up, that is turned about -y of the body, north */
    s.q_gcrf_body = kurs_quat_mul(s.q_gcrf_body, kurs_quat_turn(v3(0, 1, 0), -0.1));
    const kurs_rigid_view v = view_of(&model, &s);
    kurs_rigid_loads loads;
    assert_int_equal(KURS_OK, kurs_rigid_loads_at(&model, &v, &loads));
    check_near(0.25, v.mach, 1e-12, 0.0);
    check_near(0.1, kurs_rigid_alpha(&v), 1e-12, 0.0);
    const double qs = 0.5 * v.air.density * s.s_gcrf.v.y * s.s_gcrf.v.y * 0.5;
    const double drag = 0.4 * qs, lift = (0.2 + 0.25 * 0.2) * qs, arm = 4.0 - 2.375;
    const kurs_vec3 force = kurs_m3_tmulv(v.gcrf_body, loads.force_n);
    check_near_v3(v3(lift, -drag, 0.0), force, 1e-9);
    /* behind the centre of mass they turn the nose down: about +y of the body */
    const double across = lift * cos(0.1) + drag * sin(0.1);
    check_near_v3(v3(0.0, arm * across, 0.0), loads.torque_n_m, 1e-9);
}

static void damping_is_told_for_each_axis(void **state)
{
    (void)state;
    kurs_rigid_aero aero = fins();
    aero.clp[0] = -0.5, aero.cmq[0] = -2.0, aero.cnr[0] = -3.0;
    const kurs_rigid_model model = in_air(&aero);
    kurs_rigid_state s = along_y(200.0);
    s.rate_body = v3(0.1, 0.2, 0.3);
    const kurs_rigid_view v = view_of(&model, &s);
    kurs_rigid_loads loads;
    assert_int_equal(KURS_OK, kurs_rigid_loads_at(&model, &v, &loads));
    /* q S l C (rate l / 2 V) */
    const double qs = v.q_pa * 0.5;
    check_near_v3(v3(qs * 1.0 * -0.5 * 0.1 / 400.0, qs * 3.0 * -2.0 * 0.2 * 3.0 / 400.0,
                     qs * 1.0 * -3.0 * 0.3 / 400.0),
                  loads.torque_n_m, 1e-10);
}

static void on_the_ground_the_air_stands_still_and_the_wind_blows(void **state)
{
    (void)state;
    kurs_tai t;
    kurs_earth earth;
    const char *liftoff = "2024-03-23T12:36:10Z";
    assert_int_equal(KURS_OK, kurs_tai_parse(liftoff, strlen(liftoff), &t));
    assert_true(kurs_earth_init(&earth, t) >= KURS_OK);
    const kurs_geodetic pad = {0.8, 1.1, 60.0};
    const kurs_mat3 enu = kurs_geodetic_itrf_enu(pad);
    const kurs_wind_row row = {0.0, 3.0, -4.0};
    const kurs_wind_gust gust = {0.0, 120.0, 2.0, 1.0};
    kurs_wind_profile wind;
    assert_int_equal(KURS_OK, kurs_wind_profile_init(&wind, &row, 1));
    kurs_rigid_model model = {.planet = kurs_rigid_planet_earth(&earth),
                              .mass = heavy_mass,
                              .method = &kurs_ode_dop853,
                              .step_s = 1.0,
                              .tol = 1e-9};
    const kurs_state itrf = {kurs_geodetic_to_itrf(pad), {0, 0, 0}};
    kurs_rigid_state s = {.t = 1000.0, .mass_kg = 1e5};
    s.s_gcrf = kurs_earth_state_gcrf(&earth, s.t, itrf);
    const kurs_mat3 gcrf_itrf = kurs_rigid_planet_axes(&model.planet, s.t);
    s.q_gcrf_body = kurs_quat_from_m3(kurs_m3_mul(enu, gcrf_itrf)); /* body: east, north, up */
    kurs_rigid_view v = view_of(&model, &s);
    check_near(0.0, v.airspeed, 1e-3, 0.0); /* motion of the pole on the ground */
    check_near(60.0, v.place.h, 1e-8, 0.0);
    check_near(0.8, v.place.lat, 1e-14, 0.0);
    check_near(101325.0 * exp(-60.0 / 8434.0), v.air.pressure, 2.0, 0.0);
    model.wind = &wind;
    v = view_of(&model, &s);
    check_near_v3(v3(-3.0, 4.0, 0.0), v.air_body, 1e-3);
    model.gusts = &gust;
    model.gust_count = 1;
    v = view_of(&model, &s);
    check_near_v3(v3(-5.0, 3.0, 0.0), v.air_body, 1e-3);
    model.airless = 1;
    v = view_of(&model, &s);
    check_near(0.0, v.q_pa, 0.0, 0.0);
    check_near(0.0, v.mach, 0.0, 0.0);
}

/* A drop of 0.1 s tells the pull: the gravity of the potential's differences along the vertical. */
static void each_planet_pulls_by_its_own_law(void **state)
{
    (void)state;
    kurs_tai t;
    kurs_earth earth;
    static kurs_gravity field;
    const char *liftoff = "2024-03-23T12:36:10Z";
    assert_int_equal(KURS_OK, kurs_tai_parse(liftoff, strlen(liftoff), &t));
    assert_true(kurs_earth_init(&earth, t) >= KURS_OK);
    assert_int_equal(KURS_OK, kurs_gravity_init(&field, 6, 0));
    kurs_rigid_planet full = kurs_rigid_planet_earth(&earth);
    full.field = &field;
    const kurs_rigid_planet planets[] = {kurs_rigid_planet_earth(&earth), full,
                                         kurs_rigid_planet_wgs84(1), kurs_rigid_planet_wgs84(0)};
    kurs_vec3 speed[4];
    for (int i = 0; i < 4; i++) {
        const kurs_rigid_model model = {.planet = planets[i],
                                        .airless = 1,
                                        .mass = heavy_mass,
                                        .method = &kurs_ode_dop853,
                                        .step_s = 1.0,
                                        .tol = 1e-9};
        kurs_rigid_state s = {.mass_kg = 1e5, .q_gcrf_body = {1, 0, 0, 0}};
        s.s_gcrf.r = v3(4.0e6, 3.0e6, 4.5e6);
        assert_int_equal(KURS_OK, kurs_rigid_move(&model, &s, 0.1));
        speed[i] = s.s_gcrf.v;
    }
    /* the zonals of EGM2008 by two ways; the pole of the field is that of ITRF, 1e-6 rad off */
    check_near_v3(speed[0], speed[1], 1e-8);
    /* J3 to J6 and the pole's way since 2000 (1.3e-3 rad of the J2 term) */
    check_near_v3(speed[0], speed[2], 2e-5);
    check_near_v3(speed[2], speed[3], 0.0);
    /* J2: the closed form of its potential's gradient (Vallado, 4th ed., 8.6) */
    const double r2 = 16.0e12 + 9.0e12 + 20.25e12, r = sqrt(r2), gm = 3.986004418e14;
    const double k = 1.5 * 1.082629821313e-3 * 6378137.0 * 6378137.0 / r2, s2 = 20.25e12 / r2;
    check_near(-0.1 * gm / (r2 * r) * 4.5e6 * (1.0 + k * (3.0 - 5.0 * s2)), speed[2].z, 1e-6, 0.0);
    check_near(-0.1 * gm / (r2 * r) * 4.0e6 * (1.0 + k * (1.0 - 5.0 * s2)), speed[2].x, 1e-6, 0.0);
}

/* Matrices of single turns written out, their products, and back. */
static void a_quaternion_is_the_turn_of_its_matrix(void **state)
{
    (void)state;
    const double a = 0.7, c = cos(a), s = sin(a);
    const kurs_mat3 about[3] = {{{{1, 0, 0}, {0, c, s}, {0, -s, c}}},
                                {{{c, 0, -s}, {0, 1, 0}, {s, 0, c}}},
                                {{{c, s, 0}, {-s, c, 0}, {0, 0, 1}}}};
    const kurs_vec3 axes[3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    kurs_quat q = {1, 0, 0, 0};
    kurs_mat3 m = kurs_quat_m3(q);
    for (int i = 0; i < 60; i++) {
        q = kurs_quat_mul(q, kurs_quat_turn(axes[i * i % 3], a));
        m = kurs_m3_mul(about[i * i % 3], m);
        q = kurs_quat_mul(q, kurs_quat_turn(axes[(i + 1) % 3], a));
        m = kurs_m3_mul(about[(i + 1) % 3], m);
        const kurs_mat3 got = kurs_quat_m3(q), again = kurs_quat_m3(kurs_quat_from_m3(m));
        for (int k = 0; k < 9; k++) {
            check_near(m.m[k / 3][k % 3], got.m[k / 3][k % 3], 1e-13, 0.0);
            check_near(m.m[k / 3][k % 3], again.m[k / 3][k % 3], 1e-13, 0.0);
        }
    }
    /* half turns: each branch of the way back */
    for (int i = 0; i < 3; i++) {
        const kurs_mat3 half = kurs_quat_m3(kurs_quat_turn(axes[i], KURS_PI));
        const kurs_quat back = kurs_quat_from_m3(half);
        check_near(1.0, fabs(i == 0 ? back.x : i == 1 ? back.y : back.z), 1e-15, 0.0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_swings_about_the_wind_as_a_pendulum_does),
        cmocka_unit_test(lift_is_to_the_side_of_the_nose_and_drag_against_the_way),
        cmocka_unit_test(damping_is_told_for_each_axis),
        cmocka_unit_test(on_the_ground_the_air_stands_still_and_the_wind_blows),
        cmocka_unit_test(each_planet_pulls_by_its_own_law),
        cmocka_unit_test(a_quaternion_is_the_turn_of_its_matrix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
