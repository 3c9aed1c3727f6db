/* SPDX-License-Identifier: Apache-2.0 */
/* Mass properties of the rigid body: parts, draining tanks, what leaves. */
#include "check.h"

#include "dyn/rigid.h"
#include "math/math.h"

static kurs_rigid_state at_rest(double mass_kg)
{
    return (kurs_rigid_state){.q_gcrf_body = {1, 0, 0, 0}, .mass_kg = mass_kg};
}

/* A lattice of points in a cylinder, and a point: sums, not formulas. */
static void parts_join_as_their_points_do(void **state)
{
    (void)state;
    const kurs_rigid_mass a = kurs_rigid_part(3.0, v3(1, 2, 3), v3(4, 5, 6));
    const kurs_rigid_mass wet = kurs_rigid_column(50.0, 0.7, v3(-2, 0.5, 0.1), 0.5, 90.0);
    const kurs_rigid_mass whole = kurs_rigid_join(&a, &wet);
    const double h = 50.0 / (90.0 * KURS_PI * 0.25);
    const int n = 60;
    double count = 0.0, first[3] = {0}, second[3][3] = {{0}};
    for (int i = 0; i < n * n * n; i++) {
        const double y = (i % n + 0.5) / n - 0.5, z = (i / n % n + 0.5) / n - 0.5;
        const double p[3] = {-2.0 + h * (i / n / n + 0.5) / n, 0.5 + y, 0.1 + z};
        if (y * y + z * z > 0.25) {
            continue;
        }
        count += 1.0;
        for (int k = 0; k < 3; k++) {
            first[k] += p[k];
            for (int l = 0; l < 3; l++) {
                second[k][l] += p[k] * p[l];
            }
        }
    }
    const double pa[3] = {1, 2, 3}, moments[3] = {4, 5, 6}, m = 53.0;
    double c[3];
    for (int k = 0; k < 3; k++) {
        c[k] = (first[k] / count * 50.0 + 3.0 * pa[k]) / m;
    }
    check_near_v3(v3(c[0], c[1], c[2]), whole.centre_m, 1e-12);
    for (int k = 0; k < 3; k++) {
        for (int l = 0; l < 3; l++) {
            double sum = 0.0; /* second moment about the origin, less that of the centre */
            for (int j = 0; j < 3 && k == l; j++) {
                sum += second[j][j] / count * 50.0 + 3.0 * pa[j] * pa[j] - m * c[j] * c[j];
            }
            sum -= second[k][l] / count * 50.0 + 3.0 * pa[k] * pa[l] - m * c[k] * c[l];
            sum += k == l ? moments[k] : 0.0;
            check_near(sum, whole.inertia.m[k][l], 0.02, 0.0); /* the lattice's edge */
        }
    }
    check_near(0.7, whole.share, 0.0, 0.0);
}

/* The derivatives against differences. */
static void derivatives_by_mass_are_those_of_the_properties(void **state)
{
    (void)state;
    kurs_rigid_mass at[3];
    for (int i = 0; i < 3; i++) {
        const double d = 1e-3 * (i - 1);
        const kurs_rigid_mass dry = kurs_rigid_part(30.0, v3(2, 0.3, -0.2), v3(4, 15, 16));
        const kurs_rigid_mass fuel =
            kurs_rigid_column(50.0 + 0.3 * d, 0.3, v3(-2, 0.5, 0.1), 0.5, 90.0);
        const kurs_rigid_mass lox =
            kurs_rigid_column(80.0 + 0.7 * d, 0.7, v3(1, -0.2, 0.0), 0.6, 140.0);
        const kurs_rigid_mass both = kurs_rigid_join(&fuel, &lox);
        at[i] = kurs_rigid_join(&dry, &both);
    }
    check_near(1.0, at[1].share, 1e-15, 0.0);
    check_near_v3(v3_scale(500.0, v3_sub(at[2].centre_m, at[0].centre_m)), at[1].d_centre, 1e-10);
    for (int i = 0; i < 9; i++) {
        const double slope =
            500.0 * (at[2].inertia.m[i / 3][i % 3] - at[0].inertia.m[i / 3][i % 3]);
        check_near(slope, at[1].d_inertia.m[i / 3][i % 3], 1e-8, 0.0);
    }
}

static void a_part_that_leaves_takes_nothing_of_the_motion_of_the_structure(void **state)
{
    (void)state;
    const kurs_rigid_mass upper = kurs_rigid_part(40.0, v3(10, 0.2, 0), v3(5, 60, 60));
    const kurs_rigid_mass lower = kurs_rigid_part(100.0, v3(2, 0, 0.1), v3(8, 90, 90));
    const kurs_rigid_mass whole = kurs_rigid_join(&upper, &lower);
    kurs_rigid_state s = at_rest(140.0);
    s.s_gcrf = (kurs_state){v3(1e6, 2e6, 3e6), v3(100, 200, 300)};
    s.q_gcrf_body = kurs_quat_turn(v3(0.6, 0.0, 0.8), 2.0);
    s.rate_body = v3(0.1, 0.2, -0.3);
    kurs_rigid_state a = s, b = s;
    kurs_rigid_recentre(&a, &whole, 0.0, &upper, 0.0);
    kurs_rigid_recentre(&b, &whole, 0.0, &lower, 0.0);
    check_near(40.0, a.mass_kg, 0.0, 0.0);
    /* the two parts together still have the momentum and the centre of mass of the whole */
    check_near_v3(v3_scale(140.0, s.s_gcrf.v),
                  v3_axpy(v3_scale(40.0, a.s_gcrf.v), 100.0, b.s_gcrf.v), 1e-9);
    check_near_v3(s.s_gcrf.r,
                  v3_scale(1.0 / 140.0, v3_axpy(v3_scale(40.0, a.s_gcrf.r), 100.0, b.s_gcrf.r)),
                  1e-8);
    const kurs_state before = kurs_rigid_point(&s, &whole, 0.0, v3(10, -2, 1));
    const kurs_state after = kurs_rigid_point(&a, &upper, 0.0, v3(10, -2, 1));
    check_near_v3(before.r, after.r, 1e-8);
    check_near_v3(before.v, after.v, 1e-12);
    assert_true(v3_norm(v3_sub(a.s_gcrf.v, s.s_gcrf.v)) > 0.5);
}

/* A tank with liquid over an engine, as the rocket has: dry 40 kg, 160 kg of liquid. */
static kurs_status tank_mass(double t, double mass_kg, kurs_rigid_mass *out, const void *ctx)
{
    (void)t;
    (void)ctx;
    const kurs_rigid_mass dry = kurs_rigid_part(40.0, v3(1.0, 0, 0), v3(5, 60, 60));
    const kurs_rigid_mass wet = kurs_rigid_column(mass_kg - 40.0, 1.0, v3(0.5, 0, 0), 0.2, 800.0);
    *out = kurs_rigid_join(&dry, &wet);
    return KURS_OK;
}

static kurs_status tank_loads(const kurs_rigid_view *view, kurs_rigid_loads *loads, const void *ctx)
{
    kurs_rigid_add_jet(view, ctx, loads);
    return KURS_OK;
}

/* Momentum: m v' of the structure is the thrust less the flow times the speed at which the liquid
 * sinks (its own momentum, downward, is being lost): v = (u - sink) ln(m0 / m). */
static void a_draining_tank_takes_the_sinking_of_its_liquid_from_the_exhaust(void **state)
{
    (void)state;
    const double flow = 2.0, u = 500.0, sink = flow / (800.0 * KURS_PI * 0.04);
    const kurs_rigid_jet jet = {{-0.3, 0, 0}, {1, 0, 0}, u * flow, flow};
    const kurs_rigid_model model = {.planet = kurs_rigid_planet_round(0.0, 1.0, 0.0),
                                    .airless = 1,
                                    .mass = tank_mass,
                                    .loads = tank_loads,
                                    .ctx = &jet,
                                    .method = &kurs_ode_dop853,
                                    .step_s = 1.0,
                                    .tol = 1e-12};
    kurs_rigid_mass full, empty, none;
    assert_int_equal(KURS_OK, tank_mass(0.0, 200.0, &full, NULL));
    assert_int_equal(KURS_OK, tank_mass(0.0, 50.0, &empty, NULL));
    none = full;
    kurs_rigid_state s = at_rest(200.0);
    s.s_gcrf.r = full.centre_m;
    kurs_rigid_recentre(&s, &none, 0.0, &full, flow); /* the engine is lit */
    check_near_v3(v3(0, 0, 0), kurs_rigid_point(&s, &full, flow, v3(0, 0, 0)).v, 1e-15);
    assert_int_equal(KURS_OK, kurs_rigid_move(&model, &s, 75.0));
    const double want = (u - sink) * log(200.0 / 50.0);
    const kurs_state nozzle = kurs_rigid_point(&s, &empty, flow, jet.point_m);
    check_near_v3(v3(want, 0, 0), nozzle.v, 1e-8);
    check_near_v3(v3((u - sink) * (75.0 - 25.0 * log(4.0)) - 0.3, 0, 0), nozzle.r, 1e-7);
    assert_true(sink * log(4.0) > 1e-3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_draining_tank_takes_the_sinking_of_its_liquid_from_the_exhaust),
        cmocka_unit_test(parts_join_as_their_points_do),
        cmocka_unit_test(derivatives_by_mass_are_those_of_the_properties),
        cmocka_unit_test(a_part_that_leaves_takes_nothing_of_the_motion_of_the_structure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
