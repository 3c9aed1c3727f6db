/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "kurs/env.h"
#include "kurs/orbit.h"
#include "math/math.h"

/* An Earth whose axis stands still on z: all polynomials 0. */
static const kurs_earth still = {.era_ref = 0.0};
static const kurs_vec3 north = {0, 0, 1};

static kurs_flight_point station(void)
{
    const kurs_elements el = {6.795e6, 8e-4, 51.64 * KURS_DEG, 1.0, 2.0, 0.5};
    kurs_flight_point p = {.t_s = 0.0, .mass_kg = 4.2e5};
    assert_int_equal(KURS_OK, kurs_elements_to_state(KURS_EGM_GM, &el, &p.s_gcrf));
    return p;
}

static double energy(kurs_state s)
{
    return 0.5 * v3_dot(s.v, s.v) - kurs_gravity_potential(s.r, north);
}

static void far_out_the_motion_is_keplers(void **state)
{
    (void)state;
    /* At 4e9 m J2 pulls 1e-9 of GM/r2: 3e-14 m/s2, 0.1 mm in a day. */
    kurs_flight_point p = {.s_gcrf = {{4.0e9, 1.0e9, -5.0e8}, {-20.0, 150.0, 260.0}},
                           .mass_kg = 1.0};
    kurs_state want;
    assert_int_equal(KURS_OK, kurs_kepler_propagate(KURS_EGM_GM, p.s_gcrf, 86400.0, &want));
    const kurs_forces f = {.earth = &still};
    assert_int_equal(KURS_OK, kurs_orbit_propagate(&f, &p, 86400.0));
    check_near_v3(want.r, p.s_gcrf.r, 5e-3);
    check_near_v3(want.v, p.s_gcrf.v, 1e-7);
}

static void on_the_equator_a_circle_stays_one_at_the_speed_of_the_field(void **state)
{
    (void)state;
    /* In the plane of an even field a circular orbit is exact: v^2 = r |g|. J3 and J5 push it out
     * of the plane by metres, so the pole term is what is left over. */
    const double r = 6.8e6;
    const double v = sqrt(-r * kurs_gravity_zonal(v3(r, 0, 0), north).x);
    kurs_flight_point p = {.s_gcrf = {{r, 0, 0}, {0, v, 0}}, .mass_kg = 1.0};
    const kurs_forces f = {.earth = &still};
    const double end = 86400.0, angle = fmod(v / r * end, 2.0 * KURS_PI);
    assert_int_equal(KURS_OK, kurs_orbit_propagate(&f, &p, end));
    const double flown = kurs_wrap_2pi(atan2(p.s_gcrf.r.y, p.s_gcrf.r.x));
    check_near(0.0, kurs_wrap_pi(flown - angle) * r, 1.0, 0.0);
    check_near(r, v3_norm(p.s_gcrf.r), 1.0, 0.0);
    assert_true(fabs(p.s_gcrf.r.z) < 100.0);
}

static void energy_and_polar_momentum_stay_over_a_day_without_drag(void **state)
{
    (void)state;
    kurs_flight_point p = station();
    const kurs_forces f = {.earth = &still};
    const double e0 = energy(p.s_gcrf), h0 = v3_cross(p.s_gcrf.r, p.s_gcrf.v).z;
    assert_int_equal(KURS_OK, kurs_orbit_propagate(&f, &p, 86400.0));
    assert_true(p.t_s == 86400.0);
    print_message("energy off by %.1e, momentum by %.1e relative\n", energy(p.s_gcrf) / e0 - 1.0,
                  v3_cross(p.s_gcrf.r, p.s_gcrf.v).z / h0 - 1.0);
    check_near(e0, energy(p.s_gcrf), 0.0, 1e-10);
    check_near(h0, v3_cross(p.s_gcrf.r, p.s_gcrf.v).z, 0.0, 1e-10);
}

static void the_way_back_leads_to_the_start(void **state)
{
    (void)state;
    const kurs_flight_point start = station();
    kurs_flight_point p = start;
    const kurs_forces f = {.earth = &still, .cd_area_m2 = 3000.0};
    assert_int_equal(KURS_OK, kurs_orbit_propagate(&f, &p, 43200.0));
    assert_true(v3_norm(v3_sub(p.s_gcrf.r, start.s_gcrf.r)) > 1e5);
    assert_int_equal(KURS_OK, kurs_orbit_propagate(&f, &p, 0.0));
    print_message("half a day and back: %.1e m\n", v3_norm(v3_sub(p.s_gcrf.r, start.s_gcrf.r)));
    check_near_v3(start.s_gcrf.r, p.s_gcrf.r, 0.1);
    check_near_v3(start.s_gcrf.v, p.s_gcrf.v, 1e-4);
    assert_true(p.mass_kg == start.mass_kg);
}

/* RK4 with its own written-out forces: the second integrator and the second force model. */
static void slow_step(kurs_state *s, double h)
{
    kurs_state k[4];
    const double at[4] = {0.0, 0.5 * h, 0.5 * h, h};
    for (int i = 0; i < 4; i++) {
        const kurs_vec3 r = i ? v3_axpy(s->r, at[i], k[i - 1].r) : s->r;
        const kurs_vec3 v = i ? v3_axpy(s->v, at[i], k[i - 1].v) : s->v;
        const double d = 50.0, g = 1.0 / (2.0 * d); /* m: 1e-11 of g cut off */
        k[i].r = v;
        k[i].v = v3(g * (kurs_gravity_potential(v3(r.x + d, r.y, r.z), north) -
                         kurs_gravity_potential(v3(r.x - d, r.y, r.z), north)),
                    g * (kurs_gravity_potential(v3(r.x, r.y + d, r.z), north) -
                         kurs_gravity_potential(v3(r.x, r.y - d, r.z), north)),
                    g * (kurs_gravity_potential(v3(r.x, r.y, r.z + d), north) -
                         kurs_gravity_potential(v3(r.x, r.y, r.z - d), north)));
    }
    for (int i = 0; i < 4; i++) {
        const double w = (i == 0 || i == 3 ? h / 6.0 : h / 3.0);
        s->r = v3_axpy(s->r, w, k[i].r);
        s->v = v3_axpy(s->v, w, k[i].v);
    }
}

static void an_integrator_of_its_own_comes_to_the_same_place(void **state)
{
    (void)state;
    kurs_flight_point p = station();
    kurs_state slow = p.s_gcrf;
    for (int i = 0; i < 11000; i++) {
        slow_step(&slow, 1.0);
    }
    const kurs_forces f = {.earth = &still};
    assert_int_equal(KURS_OK, kurs_orbit_propagate(&f, &p, 11000.0));
    check_near_v3(slow.r, p.s_gcrf.r, 0.05);
    check_near_v3(slow.v, p.s_gcrf.v, 1e-4);
}

static void a_thrust_arc_gives_the_speed_of_the_rocket_equation(void **state)
{
    (void)state;
    /* Far away gravity is 2e-6 m/s2; what is left of the difference is that. */
    const kurs_thrust_arc arcs[2] = {{50.0, 150.0, {0.6, 0, 0.8}, 2950.0, 1.0},
                                     {150.0, 170.5, {0, 1, 0}, 2950.0, 1.0}};
    const kurs_forces f = {.earth = &still, .arcs = arcs, .arc_count = 2};
    kurs_flight_point p = {.s_gcrf = {{1.0e10, 0, 0}, {0, 0, 0}}, .mass_kg = 7000.0};
    const double ve = 2950.0, dv1 = ve * log(7000.0 / 6900.0), dv2 = ve * log(6900.0 / 6879.5);
    assert_int_equal(KURS_OK, kurs_orbit_propagate(&f, &p, 20.0)); /* not yet */
    check_near(7000.0, p.mass_kg, 0.0, 0.0);
    assert_int_equal(KURS_OK, kurs_orbit_propagate(&f, &p, 100.0)); /* in the middle */
    check_near(6950.0, p.mass_kg, 1e-9, 0.0);
    check_near(0.8 * ve * log(7000.0 / 6950.0), p.s_gcrf.v.z, 1e-8, 0.0);
    assert_int_equal(KURS_OK, kurs_orbit_propagate(&f, &p, 200.0));
    check_near(6879.5, p.mass_kg, 1e-9, 0.0);
    check_near(0.6 * dv1, p.s_gcrf.v.x, 1e-3, 0.0);
    check_near(0.8 * dv1, p.s_gcrf.v.z, 1e-8, 0.0);
    check_near(dv2, p.s_gcrf.v.y, 1e-8, 0.0);
}

static void drag_takes_the_air_along_with_the_turning_earth(void **state)
{
    (void)state;
    const double m = 6.0e3, k = 20.0;
    for (double lat = -1.5; lat < 1.6; lat += 0.3) {
        for (double h = 120.0e3; h < 1000.0e3; h += 215.0e3) {
            /* Geodetic height to Cartesian, WGS-84. */
            const double e2 = KURS_WGS84_F * (2.0 - KURS_WGS84_F);
            const double n = KURS_WGS84_A / sqrt(1.0 - e2 * sin(lat) * sin(lat));
            const kurs_state s = {{0.0, (n + h) * cos(lat), (n * (1.0 - e2) + h) * sin(lat)},
                                  {-3000.0, 1000.0, 7000.0}};
            const double wind = 7.292115146706979e-5 * (n + h) * cos(lat); /* towards -x here */
            const double vx = -3000.0 + wind;
            const double v = sqrt(vx * vx + 1000.0 * 1000.0 + 7000.0 * 7000.0);
            const double q = -0.5 * kurs_atmosphere_us76(h).density * v * k / m;
            const kurs_vec3 got = kurs_drag_acceleration(&still, 0.0, s, k, m);
            check_near(q * vx, got.x, 0.0, 2e-5); /* 0.1 m of height where the scale is 6 km */
            check_near(q * 1000.0, got.y, 0.0, 2e-5);
            check_near(q * 7000.0, got.z, 0.0, 2e-5);
        }
    }
}

static void a_circular_orbit_decays_by_the_textbook_rate(void **state)
{
    (void)state;
    /* da/dt = -rho (Cd A / m) sqrt(GM a) for a still atmosphere; the turning one has the
     * relative speed off by omega r cos i. Equator, so that height and speed hold all round. */
    const double r = KURS_WGS84_A + 400.0e3, k = 6.44e-3 * 4.2e5;
    const double g = -kurs_gravity_zonal(v3(r, 0, 0), north).x, v = sqrt(r * g);
    const double rho = 2.803e-12; /* US76 table I at 400 km */
    kurs_flight_point p = {.s_gcrf = {{r, 0, 0}, {0, v, 0}}, .mass_kg = 4.2e5};
    const kurs_forces f = {.earth = &still, .cd_area_m2 = k};
    const double e0 = energy(p.s_gcrf);
    assert_int_equal(KURS_OK, kurs_orbit_propagate(&f, &p, 86400.0));
    const double a2 = 2.0 * r * r / KURS_EGM_GM; /* dE = GM / 2a^2 da */
    const double lost = -(energy(p.s_gcrf) - e0) * a2;
    const double u = v - KURS_EARTH_OMEGA * r;
    const double want = 0.5 * rho * 6.44e-3 * u * u * v * 86400.0 * a2;
    print_message("a day of drag at 400 km: %.2f m\n", lost);
    check_near(want, lost, 0.0, 0.01); /* the orbit sinks a little on the way */
    /* The station at 3e-12 kg/m3 loses about 90 m a day by the still formula; its plane gives
     * the air a tail of 0.3 km/s at most. */
    kurs_flight_point iss = station();
    const double e1 = energy(iss.s_gcrf);
    assert_int_equal(KURS_OK, kurs_orbit_propagate(&f, &iss, 86400.0));
    const double iss_lost = -(energy(iss.s_gcrf) - e1) * 2.0 * 6.795e6 * 6.795e6 / KURS_EGM_GM;
    print_message("a day of drag on the station: %.2f m\n", iss_lost);
    assert_true(iss_lost > 45.0 && iss_lost < 100.0);
}

static void bad_requests_leave_the_point_untouched(void **state)
{
    (void)state;
    const kurs_flight_point start = station();
    kurs_flight_point p = start;
    kurs_thrust_arc arc = {10.0, 20.0, {1, 0, 0}, 3000.0, 1.0};
    kurs_forces f = {.earth = &still, .arcs = &arc, .arc_count = 1};
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_orbit_propagate(&f, &p, -10.0));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_orbit_propagate(&f, &p, NAN));
    arc.direction.x = 2.0;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_orbit_propagate(&f, &p, 30.0));
    arc.direction.x = 1.0, arc.flow_kg_s = 1.0e5; /* burns more than there is */
    assert_int_equal(KURS_ERR_RANGE, kurs_orbit_propagate(&f, &p, 30.0));
    f.arc_count = 0;
    assert_true(p.t_s == 0.0 && p.mass_kg == start.mass_kg && p.s_gcrf.r.x == start.s_gcrf.r.x);
    p.s_gcrf.v = v3(0, 0, 0);
    assert_int_equal(KURS_ERR_DECAYED, kurs_orbit_propagate(&f, &p, 1.0e4));
    assert_true(p.t_s == 0.0 && p.s_gcrf.r.x == start.s_gcrf.r.x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(far_out_the_motion_is_keplers),
        cmocka_unit_test(on_the_equator_a_circle_stays_one_at_the_speed_of_the_field),
        cmocka_unit_test(energy_and_polar_momentum_stay_over_a_day_without_drag),
        cmocka_unit_test(the_way_back_leads_to_the_start),
        cmocka_unit_test(an_integrator_of_its_own_comes_to_the_same_place),
        cmocka_unit_test(a_thrust_arc_gives_the_speed_of_the_rocket_equation),
        cmocka_unit_test(drag_takes_the_air_along_with_the_turning_earth),
        cmocka_unit_test(a_circular_orbit_decays_by_the_textbook_rate),
        cmocka_unit_test(bad_requests_leave_the_point_untouched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
