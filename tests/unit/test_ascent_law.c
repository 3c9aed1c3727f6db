/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The steering law of the third stage: its prediction against closed forms, its convergence from
 * far off, the engine as it feels it, and what it decides.
 */
#include <string.h>

#include "gnc/ascent_law.h"
#include "made_ascent.h"

enum { DIM = KURS_ASCENT_LAW_DIM };

static made_ascent made;
static kurs_point_ascent nominal, at_core; /* flown; just after core separation, steered */

static int begin(void **state)
{
    (void)state;
    made_ascent_load(&made);
    const kurs_point_setup setup = made_setup(&made);
    assert_true(kurs_point_ascent_init(&nominal, &setup) >= 0);
    assert_true(kurs_point_ascent_run(&nominal, &setup, made.rocket.core_separation_s) >= 0);
    at_core = nominal;
    assert_true(kurs_point_ascent_run(&nominal, &setup, INFINITY) >= 0);
    return 0;
}

/* ---- prediction against closed forms ------------------------------------------------------- */

/* So far out that gravity is nothing, with axes of the frame, and no coast after cut-off. */
static kurs_ascent_guidance far_out(kurs_rocket *rocket, kurs_nav *nav)
{
    kurs_ascent_guidance g = {.thrust_factor = 1.0, .flow_factor = 1.0};
    *rocket = (kurs_rocket){0};
    rocket->upper = (kurs_stage){.count = 1,
                                 .engines = 1,
                                 .engine = {.f_vac_n = 300e3, .isp_vac_s = 325.0},
                                 .level = {.count = 1, .x = {0.0}, .y = {1.0}}};
    *nav = (kurs_nav){.met_s = 10.0, .s_gcrf = {{1e12, 0, 0}, {0, 0, 0}}, .mass_kg = 30e3};
    g.pole_gcrf = v3(0, 0, 1);
    g.up = v3(1, 0, 0);
    g.ahead = v3(0, 1, 0);
    g.across = v3(0, 0, 1);
    g.start_s = nav->met_s;
    return g;
}

static void a_straight_burn_follows_the_rocket_equation(void **state)
{
    kurs_rocket rocket;
    kurs_nav nav;
    const kurs_ascent_guidance g = far_out(&rocket, &nav);
    const double burn = 200.0, c = 9.80665 * 325.0, flow = 300e3 / c;
    const double law[DIM] = {0.75, 0.0, 0.0, 0.0, (10.0 + burn) / 100.0};
    (void)state;
    const kurs_state s = kurs_ascent_law_predict(&g, &rocket, &nav, law);
    const double m0 = 30e3, m1 = m0 - flow * burn, k = log(m0 / m1);
    const double v = c * k, r = c * (burn - m1 / flow * k);
    check_near(0.8 * v, s.v.y, 0.05, 0.0); /* 3, 4, 5: tangent 0.75 */
    check_near(0.6 * v, s.v.x, 0.05, 0.0);
    check_near(0.8 * r, s.r.y, 5.0, 0.0);
    check_near(0.6 * r, s.r.x - 1e12, 5.0, 0.0);
    check_near(0.0, s.v.z, 1e-9, 0.0);
}

static void a_skirt_that_falls_makes_the_rest_of_the_burn_livelier(void **state)
{
    kurs_rocket rocket;
    kurs_nav nav;
    kurs_ascent_guidance g = far_out(&rocket, &nav);
    const double c = 9.80665 * 325.0, flow = 0.98 * 300e3 / c;
    const double law[DIM] = {0.0, 0.0, 0.0, 0.0, 1.5};
    (void)state;
    rocket.upper_skirt_drop_s = 50.0;
    rocket.upper_skirt_kg = 2e3;
    g.thrust_factor = 0.95; /* as felt: less thrust, and less flow by another part */
    g.flow_factor = 0.98;
    const kurs_state s = kurs_ascent_law_predict(&g, &rocket, &nav, law);
    const double m1 = 30e3 - flow * 40.0, m2 = m1 - 2e3, m3 = m2 - flow * 100.0;
    const double exhaust = c * 0.95 / 0.98;
    check_near(exhaust * (log(30e3 / m1) + log(m2 / m3)), s.v.y, 0.05, 0.0);
    check_near(flow * 140.0,
               (memcpy(g.law, law, sizeof law), kurs_ascent_law_propellant(&g, &rocket, nav.met_s)),
               1e-6, 0.0);
}

/* Under constant acceleration f a linear tangent p = a + b t gives, along and up,
 * f/b [asinh p] and f/b [sqrt(1 + p p)] (Lawden's law over a flat Earth). */
static void a_linear_tangent_follows_its_closed_integrals(void **state)
{
    kurs_rocket rocket;
    kurs_nav nav;
    const kurs_ascent_guidance g = far_out(&rocket, &nav);
    const double burn = 200.0, a = 0.5, b = -0.004, f = 10.0;
    const double law[DIM] = {a, b / 0.01, 0.0, 0.0, (10.0 + burn) / 100.0};
    (void)state;
    rocket.upper.engine.isp_vac_s = 1e9; /* next to no flow */
    const kurs_state s = kurs_ascent_law_predict(&g, &rocket, &nav, law);
    const double p = a + b * burn;
    check_near(f / b * (asinh(p) - asinh(a)), s.v.y, 0.02, 0.0);
    check_near(f / b * (sqrt(1 + p * p) - sqrt(1 + a * a)), s.v.x, 0.02, 0.0);
}

static void a_coast_is_keplers(void **state)
{
    const kurs_ascent_guidance g = {.pole_gcrf = v3(0, 0, 1)};
    /* straight up over the pole at a great distance: r'' = -mu/r^2, by its energy */
    const kurs_state up = {{0, 0, 60e6}, {0, 0, 2500.0}};
    (void)state;
    const kurs_state s = kurs_ascent_coast(&g, up, 600.0);
    const double flat = 1.08262617e-3 * 6378136.3 * 6378136.3; /* J2 over the pole */
    double energy[2];
    for (int k = 0; k < 2; k++) {
        const double r = k ? v3_norm(s.r) : 60e6, v = k ? v3_norm(s.v) : 2500.0;
        energy[k] = 0.5 * v * v - 3.986004415e14 / r * (1.0 - flat / (r * r));
    }
    check_near(energy[0], energy[1], 0.05, 0.0);
    assert_true(s.v.z < 2440.0 && s.v.z > 2420.0);
}

/* ---- convergence ----------------------------------------------------------------------------- */

static kurs_nav nav_at(const kurs_point_ascent *f)
{
    return (kurs_nav){kurs_tai_add(made.liftoff, f->met_s), f->met_s, f->s_gcrf, f->mass_kg};
}

static void check_meets(const kurs_ascent_guidance *g, const kurs_nav *nav)
{
    const kurs_state s = kurs_ascent_law_predict(g, &made.rocket, nav, g->law);
    const double r = v3_norm(s.r);
    check_near(g->target.r_m, r, 1.0, 0.0);
    check_near(g->target.v_m_s, v3_norm(s.v), 0.005, 0.0);
    check_near(0.0, v3_dot(s.r, s.v) / r, 0.005, 0.0);
    check_near(0.0, v3_dot(s.r, g->target.normal_gcrf), 1.0, 0.0);
    check_near(0.0, v3_dot(s.v, g->target.normal_gcrf), 0.005, 0.0);
}

static void the_first_solution_is_found_from_far_off(void **state)
{
    const kurs_vec3 up = v3_unit(at_core.s_gcrf.r), n = made.plan.normal_gcrf;
    const kurs_vec3 ahead = v3_cross(n, up);
    int most = 0, found = 0;
    (void)state;
    for (int i = 0; i < 81; i++) {
        const int a = i % 3 - 1, b = i / 3 % 3 - 1, c = i / 9 % 3 - 1, d = i / 27 - 1;
        kurs_ascent_guidance g = nominal.guidance;
        kurs_nav nav = nav_at(&at_core);
        nav.s_gcrf.r = v3_axpy(v3_axpy(nav.s_gcrf.r, 20e3 * a, up), 15e3 * d, n);
        nav.s_gcrf.v = v3_axpy(v3_axpy(nav.s_gcrf.v, 150.0 * b, up), 200.0 * c, ahead);
        g.passes = 0;
        kurs_ascent_law_start(&g, &made.rocket, &nav);
        assert_true(kurs_ascent_law_solve(&g, &made.rocket, &nav) >= 0);
        check_meets(&g, &nav);
        most = g.passes > most ? g.passes : most;
        found++;
    }
    print_message("%d starts up to 20 km, 150 m/s, 200 m/s, 15 km off: at most %d passes\n", found,
                  most);
    assert_true(most <= 20);
}

static void a_law_without_a_solution_is_left_as_it_was(void **state)
{
    kurs_ascent_guidance g = at_core.guidance, before;
    kurs_nav nav = nav_at(&at_core);
    (void)state;
    nav.mass_kg = 400e3; /* whatever it does, the thrust does not carry it */
    memcpy(&before, &g, sizeof g);
    assert_int_equal(KURS_ERR_NO_CONVERGENCE, kurs_ascent_law_solve(&g, &made.rocket, &nav));
    assert_memory_equal(&before, &g, sizeof g);
}

static void kept_derivatives_lead_to_where_fresh_ones_lead(void **state)
{
    kurs_ascent_guidance kept = at_core.guidance, fresh;
    kurs_nav nav = nav_at(&at_core);
    double change;
    (void)state;
    nav.s_gcrf.v = v3_axpy(nav.s_gcrf.v, 1.0, v3_unit(nav.s_gcrf.r));
    fresh = kept;
    for (int i = 0; i < 8; i++) {
        assert_true(kurs_ascent_law_pass(&kept, &made.rocket, &nav, 0, &change) >= 0);
        assert_true(kurs_ascent_law_pass(&fresh, &made.rocket, &nav, 1, &change) >= 0);
    }
    for (int i = 0; i < DIM; i++) {
        check_near(fresh.law[i], kept.law[i], 1e-6, 0.0);
    }
    check_meets(&kept, &nav);
}

/* ---- the engine as felt ---------------------------------------------------------------------- */

static void thrust_and_flow_are_learnt_from_the_motion(void **state)
{
    const double parts[][2] = {{0.93, 0.97}, {1.04, 1.0}, {0.5, 0.5}, {1.0, 1.0}};
    (void)state;
    for (int k = 0; k < 4; k++) {
        kurs_ascent_dispersion d = {
            .stage[KURS_OF_UPPER] = {.thrust = parts[k][0] - 1.0,
                                     .isp = parts[k][0] / parts[k][1] - 1.0}};
        kurs_rocket rocket;
        kurs_point_setup setup = made_setup(&made);
        kurs_point_ascent f = at_core;
        assert_true(kurs_rocket_disperse(&made.rocket, &d, &rocket) >= 0);
        setup.rocket = &rocket;
        setup.known = &made.rocket;
        f.levels = kurs_stack_levels(&f.stack, &rocket, f.met_s);
        assert_true(kurs_point_ascent_run(&f, &setup, 400.0) >= 0);
        check_near(parts[k][0], f.guidance.thrust_factor, 2e-4, 0.0);
        check_near(parts[k][1], f.guidance.flow_factor, 2e-4, 0.0);
    }
}

static void an_interval_with_the_skirt_in_it_teaches_nothing(void **state)
{
    kurs_ascent_guidance g = at_core.guidance;
    kurs_nav nav = nav_at(&at_core);
    (void)state;
    g.felt = nav;
    nav.met_s = made.rocket.upper_skirt_drop_s + 0.5;
    nav.mass_kg -= 441.0; /* the jump of the mass would look like a huge flow */
    kurs_ascent_feel(&g, &made.rocket, &nav);
    assert_true(g.thrust_factor == 1.0 && g.flow_factor == 1.0);
    assert_int_equal(0, g.felt_count);
    check_near(nav.met_s, g.felt.met_s, 0.0, 0.0);
}

/* ---- freezing, cut-off, decisions -------------------------------------------------------------
 */

static void the_steering_is_frozen_ten_seconds_before_cutoff(void **state)
{
    const kurs_point_setup setup = made_setup(&made);
    kurs_point_ascent f = at_core;
    (void)state;
    assert_true(kurs_point_ascent_run(&f, &setup, nominal.cutoff_s - 12.5) >= 0);
    assert_int_equal(KURS_ASCENT_CLOSED, f.guidance.mode);
    assert_true(kurs_point_ascent_run(&f, &setup, nominal.cutoff_s - 7.5) >= 0);
    assert_int_equal(KURS_ASCENT_FROZEN, f.guidance.mode);
    const kurs_ascent_guidance frozen = f.guidance;
    assert_true(kurs_point_ascent_run(&f, &setup, INFINITY) >= 0);
    assert_memory_equal(&frozen, &f.guidance, sizeof frozen);
    check_near(f.cutoff_s, kurs_ascent_cutoff_expected(&frozen), 0.01, 0.0);
}

static void cutoff_comes_with_the_energy_not_with_the_clock(void **state)
{
    const kurs_point_setup setup = made_setup(&made);
    kurs_point_ascent f = at_core;
    (void)state;
    assert_true(kurs_point_ascent_run(&f, &setup, nominal.cutoff_s - 5.0) >= 0);
    assert_int_equal(KURS_ASCENT_FROZEN, f.guidance.mode);
    const double a = 297930.0 / f.mass_kg; /* m/s2, close to cut-off */
    f.s_gcrf.v = v3_axpy(f.s_gcrf.v, 10.0, v3_unit(f.s_gcrf.v));
    assert_true(kurs_point_ascent_run(&f, &setup, INFINITY) >= 0);
    check_near(nominal.cutoff_s - 10.0 / a, f.cutoff_s, 0.05, 0.0);
    const double energy =
        0.5 * v3_dot(f.s_gcrf.v, f.s_gcrf.v) - 3.986004415e14 / v3_norm(f.s_gcrf.r);
    check_near(0.5 * made.plan.v_m_s * made.plan.v_m_s - 3.986004415e14 / made.plan.r_m, energy,
               1.0, 0.0);
}

/* The gauges find less than was thought, at an instant of the third stage. */
static kurs_point_ascent lose(double met_s, double kg)
{
    const kurs_point_setup setup = made_setup(&made);
    kurs_point_ascent f = at_core;
    assert_true(kurs_point_ascent_run(&f, &setup, met_s) >= 0);
    f.guidance.dry_kg += kg;
    assert_true(kurs_point_ascent_run(&f, &setup, INFINITY) >= 0);
    return f;
}

static void early_on_the_lower_orbit_of_the_plan_is_turned_to(void **state)
{
    double perigee, apogee;
    (void)state;
    const kurs_point_ascent f = lose(300.0, 320.0);
    assert_int_equal(KURS_ASCENT_LOWER, f.guidance.decision);
    assert_true(f.guidance.decided_s > 300.0 && f.guidance.decided_s < 310.0);
    made_apsides(f.s_gcrf, f.pole, &perigee, &apogee);
    check_near(170e3, perigee, 500.0, 0.0);
    check_near(185e3, apogee, 500.0, 0.0);
    assert_true(made_plane_off(&made, f.s_gcrf) < 1e-4 * KURS_DEG);
}

static void late_a_rounder_orbit_at_the_height_climbed_to_is(void **state)
{
    double perigee, apogee;
    (void)state;
    const kurs_point_ascent f = lose(480.0, 300.0);
    assert_int_equal(KURS_ASCENT_LOWER, f.guidance.decision);
    made_apsides(f.s_gcrf, f.pole, &perigee, &apogee);
    check_near(200e3, perigee, 500.0, 0.0);
    check_near(215e3, apogee, 1e3, 0.0); /* 15 km more, as of 170 by 185 */
    assert_true(f.upper_left_kg > 300.0);
}

static void what_no_orbit_can_be_made_of_is_escape(void **state)
{
    (void)state;
    assert_int_equal(KURS_ASCENT_ESCAPE, lose(300.0, 600.0).guidance.decision);
    assert_int_equal(KURS_ASCENT_ESCAPE, lose(480.0, 600.0).guidance.decision);
    /* enough is left: nothing is decided */
    const kurs_point_ascent f = lose(300.0, 250.0);
    assert_int_equal(KURS_ASCENT_NOMINAL, f.guidance.decision);
    assert_true(isnan(f.guidance.decided_s));
    check_near(nominal.upper_left_kg - 250.0, f.guidance.margin_kg, 1.0, 0.0);
}

/* What is foreseen before the skirt falls and after it is what is left in the end. */
static void the_propellant_foreseen_is_what_is_left_in_the_end(void **state)
{
    const kurs_point_setup setup = made_setup(&made);
    kurs_point_ascent f = at_core;
    (void)state;
    assert_true(kurs_point_ascent_run(&f, &setup, 294.0) >= 0);
    assert_true(f.stack.skirt);
    check_near(nominal.upper_left_kg, f.guidance.margin_kg, 0.5, 0.0);
    assert_true(kurs_point_ascent_run(&f, &setup, 400.0) >= 0);
    assert_false(f.stack.skirt);
    check_near(nominal.upper_left_kg, f.guidance.margin_kg, 0.5, 0.0);
}

static void without_the_dry_mass_nothing_is_decided(void **state)
{
    const kurs_point_setup setup = made_setup(&made);
    kurs_point_ascent f = at_core;
    (void)state;
    f.guidance.dry_kg = 0.0;
    assert_true(kurs_point_ascent_run(&f, &setup, INFINITY) >= 0);
    assert_int_equal(KURS_ASCENT_NOMINAL, f.guidance.decision);
    assert_true(isnan(f.guidance.margin_kg));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_straight_burn_follows_the_rocket_equation),
        cmocka_unit_test(a_skirt_that_falls_makes_the_rest_of_the_burn_livelier),
        cmocka_unit_test(a_linear_tangent_follows_its_closed_integrals),
        cmocka_unit_test(a_coast_is_keplers),
        cmocka_unit_test(the_first_solution_is_found_from_far_off),
        cmocka_unit_test(a_law_without_a_solution_is_left_as_it_was),
        cmocka_unit_test(kept_derivatives_lead_to_where_fresh_ones_lead),
        cmocka_unit_test(thrust_and_flow_are_learnt_from_the_motion),
        cmocka_unit_test(an_interval_with_the_skirt_in_it_teaches_nothing),
        cmocka_unit_test(the_steering_is_frozen_ten_seconds_before_cutoff),
        cmocka_unit_test(cutoff_comes_with_the_energy_not_with_the_clock),
        cmocka_unit_test(early_on_the_lower_orbit_of_the_plan_is_turned_to),
        cmocka_unit_test(late_a_rounder_orbit_at_the_height_climbed_to_is),
        cmocka_unit_test(what_no_orbit_can_be_made_of_is_escape),
        cmocka_unit_test(the_propellant_foreseen_is_what_is_left_in_the_end),
        cmocka_unit_test(without_the_dry_mass_nothing_is_decided),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
