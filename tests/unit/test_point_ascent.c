/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The quick point-mass ascent against the one with rows, which has its own forces and steps,
 * against steps ten times finer, and against closed forms.
 */
#include <string.h>

#include "made_ascent.h"
#include "sim/sim.h"

static made_ascent made;
static kurs_point_ascent nominal;

static kurs_point_ascent fly(const kurs_point_setup *setup)
{
    kurs_point_ascent f;
    assert_true(kurs_point_ascent_init(&f, setup) >= 0);
    assert_true(kurs_point_ascent_run(&f, setup, INFINITY) >= 0);
    return f;
}

static int begin(void **state)
{
    (void)state;
    made_ascent_load(&made);
    const kurs_point_setup setup = made_setup(&made);
    nominal = fly(&setup);
    return 0;
}

static kurs_status keep_core(void *ctx, const kurs_event *event)
{
    if (strcmp(event->id, "core_separation") == 0) {
        *(kurs_state *)ctx = event->s_gcrf;
    }
    return KURS_OK;
}

static void it_flies_what_the_ascent_with_rows_flies(void **state)
{
    kurs_state core = {0};
    const kurs_sink sink = {.ctx = &core, .event = keep_core};
    kurs_ascent_flight f;
    (void)state;
    assert_true(kurs_ascent_init(&f, &made.rocket, made.ship.mass_kg, &made.site, &made.plan) >= 0);
    while (!f.done) {
        assert_true(kurs_ascent_step(&f, &made.rocket, &sink) >= 0);
    }
    const double core_m = v3_norm(v3_sub(nominal.core_off.r, core.r));
    const double core_m_s = v3_norm(v3_sub(nominal.core_off.v, core.v));
    const double dt = f.met_s - nominal.met_s;
    const double end_m =
        v3_norm(v3_sub(v3_axpy(nominal.s_gcrf.r, dt, nominal.s_gcrf.v), f.body.s_gcrf.r));
    print_message("beside the ascent with rows: %.2f m and %.4f m/s at core separation; at the end "
                  "%.2f m, %.4f s, %.4f kg\n",
                  core_m, core_m_s, end_m, dt, f.upper_left_kg - nominal.upper_left_kg);
    check_near(0.0, core_m, 10.0, 0.0);
    check_near(0.0, core_m_s, 0.1, 0.0);
    check_near(0.0, end_m, 10.0, 0.0);
    check_near(f.met_s, nominal.met_s, 0.005, 0.0);
    check_near(f.upper_left_kg, nominal.upper_left_kg, 0.2, 0.0);
    check_near(f.body.mass_kg, nominal.mass_kg, 1e-6, 0.0);
}

static void steps_ten_times_finer_change_little(void **state)
{
    kurs_point_setup setup = made_setup(&made);
    (void)state;
    setup.finer = 10.0;
    const kurs_point_ascent f = fly(&setup);
    const double core_m = v3_norm(v3_sub(nominal.core_off.r, f.core_off.r));
    const double core_m_s = v3_norm(v3_sub(nominal.core_off.v, f.core_off.v));
    const double dt = f.met_s - nominal.met_s;
    const double end_m =
        v3_norm(v3_sub(v3_axpy(nominal.s_gcrf.r, dt, nominal.s_gcrf.v), f.s_gcrf.r));
    print_message(
        "beside steps ten times finer: %.2f m and %.4f m/s at core separation; at the end "
        "%.2f m, %.4f s, %.4f kg\n",
        core_m, core_m_s, end_m, dt, f.upper_left_kg - nominal.upper_left_kg);
    check_near(0.0, core_m, 10.0, 0.0);
    check_near(0.0, core_m_s, 0.1, 0.0);
    check_near(0.0, end_m, 10.0, 0.0);
    check_near(f.upper_left_kg, nominal.upper_left_kg, 0.2, 0.0);
}

static void a_copy_half_way_goes_on_to_the_same_bits(void **state)
{
    const kurs_point_setup setup = made_setup(&made);
    (void)state;
    for (double stop_s = 100.0; stop_s < 520.0; stop_s += 100.0) {
        kurs_point_ascent half, whole;
        assert_true(kurs_point_ascent_init(&half, &setup) >= 0);
        assert_true(kurs_point_ascent_run(&half, &setup, stop_s) >= 0);
        check_near(stop_s, half.met_s, 0.0, 0.0);
        memcpy(&whole, &half, sizeof whole);
        memset(&half, 0xff, sizeof half);
        assert_true(kurs_point_ascent_run(&whole, &setup, INFINITY) >= 0);
        /* the stop makes a step of its own, which is no more than steps make */
        check_near(nominal.upper_left_kg, whole.upper_left_kg, 0.01, 0.0);
    }
}

/* Mean velocity felt by a run of the platform turned by a small angle: the off velocity is the turn
 * times what was felt, here by the difference of the motion and of gravity alone. */
static void a_turned_platform_errs_by_its_turn_times_the_velocity_felt(void **state)
{
    const kurs_ascent_dispersion d = {.tilt_gcrf = v3(0, 1e-9, 0), .accelerometer = 2e-9};
    kurs_point_setup setup = made_setup(&made);
    kurs_point_ascent f;
    (void)state;
    setup.dispersion = &d;
    assert_true(kurs_point_ascent_init(&f, &setup) >= 0);
    kurs_vec3 felt = v3(0, 0, 0);
    for (double t = 0.5; t <= 400.0; t += 0.5) {
        const kurs_state before = f.s_gcrf;
        assert_true(kurs_point_ascent_run(&f, &setup, t) >= 0);
        const kurs_vec3 middle = v3_scale(0.5, v3_add(before.r, f.s_gcrf.r));
        const double r = v3_norm(middle);
        const kurs_vec3 g = v3_scale(-3.986004415e14 / (r * r * r), middle);
        felt = v3_add(felt, v3_axpy(v3_sub(f.s_gcrf.v, before.v), -0.5, g));
    }
    assert_true(v3_norm(felt) > 4500.0 && v3_norm(felt) < 7500.0);
    const kurs_vec3 wanted = v3_axpy(v3_cross(v3(0, 1e-9, 0), felt), 2e-9, felt);
    check_near(0.0, v3_norm(v3_sub(f.off_v, wanted)), 2e-3 * v3_norm(wanted), 0.0);
    assert_true(v3_norm(f.off_r) > 100.0 * v3_norm(wanted));
    assert_true(v3_norm(f.off_r) < 400.0 * v3_norm(wanted));
}

static void a_false_acceleration_grows_with_time_and_its_square(void **state)
{
    const kurs_ascent_dispersion d = {.bias_gcrf_m_s2 = v3(1e-9, -2e-9, 3e-9)};
    kurs_point_setup setup = made_setup(&made);
    kurs_point_ascent f;
    (void)state;
    setup.dispersion = &d;
    assert_true(kurs_point_ascent_init(&f, &setup) >= 0);
    assert_true(kurs_point_ascent_run(&f, &setup, 300.0) >= 0);
    check_near(300.0 * 1e-9, f.off_v.x, 1e-15, 0.0);
    check_near(-300.0 * 2e-9, f.off_v.y, 1e-15, 0.0);
    check_near(45000.0 * 3e-9, f.off_r.z, 1e-12, 0.0);
}

static void the_pad_stands_still_on_the_turning_earth(void **state)
{
    const kurs_point_setup setup = made_setup(&made);
    kurs_point_ascent f;
    (void)state;
    assert_true(kurs_point_ascent_init(&f, &setup) >= 0);
    const kurs_state pad = kurs_point_ascent_itrf(&f, 0.0, f.s_gcrf);
    const kurs_geodetic g = kurs_geodetic_from_itrf(pad.r);
    check_near(made.site.lat, g.lat, 1e-9, 0.0);
    check_near(made.site.lon, g.lon, 1e-9, 0.0);
    check_near(0.0, v3_norm(pad.v), 1e-5, 0.0); /* 326 m/s times the length of the day's 1e-8 */
    /* insertion in Earth-fixed axes, by the frames' own way */
    kurs_earth earth;
    assert_true(kurs_earth_init(&earth, made.liftoff) >= 0);
    const kurs_state a = kurs_point_ascent_itrf(&nominal, nominal.met_s, nominal.s_gcrf);
    const kurs_state b = kurs_earth_state_itrf(&earth, nominal.met_s, nominal.s_gcrf);
    check_near(0.0, v3_norm(v3_sub(a.r, b.r)), 0.1, 0.0);
    check_near(0.0, v3_norm(v3_sub(a.v, b.v)), 1e-3, 0.0);
}

static void a_wind_from_behind_lowers_the_pressure_of_the_air(void **state)
{
    kurs_point_setup setup = made_setup(&made);
    const kurs_wind_row along[] = {{0.0, 30.0, 15.0}, {60e3, 30.0, 15.0}};
    kurs_wind_profile wind;
    (void)state;
    assert_true(kurs_wind_profile_init(&wind, along, 2) >= 0);
    setup.wind = &wind;
    const kurs_point_ascent behind = fly(&setup);
    const kurs_ascent_dispersion turned = {.wind_turn = KURS_PI};
    setup.dispersion = &turned;
    const kurs_point_ascent against = fly(&setup);
    assert_true(behind.max_q_pa < 0.97 * nominal.max_q_pa);
    assert_true(against.max_q_pa > 1.03 * nominal.max_q_pa);
    /* small against the speed: as much more as less */
    check_near(nominal.max_q_pa, 0.5 * (behind.max_q_pa + against.max_q_pa), 400.0, 0.0);
    assert_true(behind.upper_left_kg > nominal.upper_left_kg);
    assert_true(against.upper_left_kg < nominal.upper_left_kg);
}

/* What a failed engine leads to, forecast from the moment after it failed. */
static kurs_ascent_decision forecast(int stage, double at_s, double *margin_kg)
{
    const kurs_ascent_dispersion d = {.out = {.engines = 1, .stage = stage, .at_s = at_s}};
    kurs_rocket failed;
    kurs_point_setup setup = made_setup(&made);
    kurs_point_ascent f;
    assert_true(kurs_rocket_disperse(&made.rocket, &d, &failed) >= 0);
    setup.rocket = &failed;
    setup.known = &made.rocket;
    assert_true(kurs_point_ascent_init(&f, &setup) >= 0);
    assert_true(kurs_point_ascent_run(&f, &setup, at_s + 1.0) >= 0);
    const kurs_ascent_decision decision = kurs_point_ascent_forecast(&f, &setup, margin_kg);
    print_message("an engine of stage %d out at %.0f s: decision %d, margin %.0f kg\n", stage, at_s,
                  (int)decision, *margin_kg);
    return decision;
}

static void an_engine_out_is_forecast_by_what_it_leaves_in_the_tanks(void **state)
{
    double margin;
    (void)state;
    assert_int_equal(KURS_ASCENT_ESCAPE, forecast(KURS_OF_STRAPON, 60.0, &margin));
    assert_true(isnan(margin) || margin < 0.0);
    assert_int_equal(KURS_ASCENT_ESCAPE, forecast(KURS_OF_CORE, 150.0, &margin));
    assert_true(isnan(margin) || margin < 0.0);
    assert_int_equal(KURS_ASCENT_ESCAPE, forecast(KURS_OF_UPPER, 400.0, &margin));
    assert_true(isnan(margin)); /* there is enough, and nothing that burns it */
    /* a second before its programmed end a strap-on engine does not matter */
    assert_int_equal(KURS_ASCENT_NOMINAL, forecast(KURS_OF_STRAPON, 116.9, &margin));
    assert_true(margin > 200.0);
}

static void without_a_fault_the_forecast_is_the_flight(void **state)
{
    const kurs_point_setup setup = made_setup(&made);
    kurs_point_ascent f;
    double margin;
    (void)state;
    assert_true(kurs_point_ascent_init(&f, &setup) >= 0);
    assert_true(kurs_point_ascent_run(&f, &setup, 118.0) >= 0);
    assert_int_equal(KURS_ASCENT_NOMINAL, kurs_point_ascent_forecast(&f, &setup, &margin));
    check_near(nominal.upper_left_kg, margin, 0.01, 0.0);
}

static void its_own_velocities_give_its_own_times_again(void **state)
{
    kurs_point_setup setup = made_setup(&made);
    (void)state;
    setup.cutoff = nominal.speeds;
    const kurs_point_ascent f = fly(&setup);
    check_near(112.0, f.step_s, 1e-6, 0.0);
    check_near(117.45, f.strapon_cut_s, 1e-6, 0.0);
    check_near(286.44, f.ignition_s, 1e-6, 0.0);
    check_near(286.68, f.core_cut_s, 1e-6, 0.0);
    check_near(0.0, f.third_s, 1e-6, 0.0);
    check_near(nominal.upper_left_kg, f.upper_left_kg, 0.01, 0.0);
    /* those that the ascent with attitude counts at the same instants, by its own integrator */
    check_near(made.rocket.cutoff.strapon_step_m_s, nominal.speeds.strapon_step_m_s, 4.0, 0.0);
    check_near(made.rocket.cutoff.strapon_m_s, nominal.speeds.strapon_m_s, 4.0, 0.0);
    check_near(made.rocket.cutoff.upper_m_s, nominal.speeds.upper_m_s, 4.0, 0.0);
}

static void a_livelier_rocket_cuts_off_earlier_and_a_lame_one_when_it_is_dry(void **state)
{
    kurs_point_setup setup = made_setup(&made);
    kurs_rocket rocket;
    kurs_ascent_dispersion d = {.stage = {{.thrust = 0.01}, {.thrust = 0.01}, {.thrust = 0.0}}};
    (void)state;
    setup.cutoff = nominal.speeds;
    setup.rocket = &rocket;
    setup.known = &made.rocket;
    assert_true(kurs_rocket_disperse(&made.rocket, &d, &rocket) >= 0);
    const kurs_point_ascent lively = fly(&setup);
    /* 1 % more of everything is the same velocity 1 % earlier, and less lost to gravity */
    check_near(117.45 * 0.99, lively.strapon_cut_s, 0.25, 0.0);
    check_near(286.44 * 0.99, lively.ignition_s, 0.6, 0.0);
    check_near(lively.core_cut_s - lively.ignition_s, 0.24, 1e-6, 0.0);
    check_near(lively.core_gone_s - lively.core_cut_s, 1.02, 1e-6, 0.0);
    check_near(lively.core_gone_s - 287.70, lively.third_s, 1e-6, 0.0);
    d.stage[KURS_OF_STRAPON] = d.stage[KURS_OF_CORE] = (kurs_stage_dispersion){.isp = -0.02};
    assert_true(kurs_rocket_disperse(&made.rocket, &d, &rocket) >= 0);
    const kurs_point_ascent lame = fly(&setup);
    /* it does not get there: 2 % more flow, and the guards stop what is empty */
    assert_true(lame.core_cut_s < 286.0 && lame.core_cut_s > 278.0);
    check_near(lame.core_cut_s, lame.ignition_s, 1e-6, 0.0);
    assert_true(lame.guidance.decision != KURS_ASCENT_NOMINAL || lame.upper_left_kg < 100.0);
}

static void a_rocket_that_is_too_heavy_falls_back(void **state)
{
    kurs_rocket heavy = made.rocket;
    kurs_point_setup setup = made_setup(&made);
    kurs_point_ascent f;
    (void)state;
    heavy.fairing_kg = 400e3;
    setup.rocket = &heavy;
    assert_true(kurs_point_ascent_init(&f, &setup) >= 0);
    assert_int_equal(KURS_ERR_NO_SOLUTION, kurs_point_ascent_run(&f, &setup, INFINITY));
}

/* Ends a flight that no longer gets on. */
static void count_steps(void *ctx, const kurs_point_view *view)
{
    (void)view;
    if (++*(int *)ctx > 100000) {
        fail_msg("the flight stands still");
    }
}

/* 2026-11-26: strap-ons whose level has no end of its own, or one after they have left, kept the
 * quick ascent at the ignition of the upper stage for ever. */
static void strap_ons_leave_by_the_clock_whatever_their_level_does(void **state)
{
    (void)state;
    const kurs_sink nobody = {0};
    for (int with_end = 0; with_end < 2; with_end++) {
        kurs_rocket rocket = made.rocket;
        kurs_curve *level = &rocket.strapon.level;
        int steps = 0;
        if (with_end) {
            level->x[level->count - 1] = rocket.upper_ignition_s + 10.0;
        } else {
            level->count--;
        }
        kurs_point_setup setup = made_setup(&made);
        setup.rocket = &rocket;
        setup.watch = count_steps;
        setup.ctx = &steps;
        const kurs_point_ascent f = fly(&setup);
        kurs_ascent_flight rows;
        assert_true(kurs_ascent_init(&rows, &rocket, made.ship.mass_kg, &made.site, &made.plan) >=
                    0);
        while (!rows.done) {
            assert_true(kurs_ascent_step(&rows, &rocket, &nobody) >= 0);
        }
        check_near(rocket.strapon_separation_s, f.strapon_off_s, 1e-9, 0.0);
        check_near(rows.met_s, f.met_s, 0.005, 0.0);
        check_near(rows.upper_left_kg, f.upper_left_kg, 0.2, 0.0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_flies_what_the_ascent_with_rows_flies),
        cmocka_unit_test(steps_ten_times_finer_change_little),
        cmocka_unit_test(a_copy_half_way_goes_on_to_the_same_bits),
        cmocka_unit_test(a_turned_platform_errs_by_its_turn_times_the_velocity_felt),
        cmocka_unit_test(a_false_acceleration_grows_with_time_and_its_square),
        cmocka_unit_test(the_pad_stands_still_on_the_turning_earth),
        cmocka_unit_test(a_wind_from_behind_lowers_the_pressure_of_the_air),
        cmocka_unit_test(an_engine_out_is_forecast_by_what_it_leaves_in_the_tanks),
        cmocka_unit_test(without_a_fault_the_forecast_is_the_flight),
        cmocka_unit_test(its_own_velocities_give_its_own_times_again),
        cmocka_unit_test(a_livelier_rocket_cuts_off_earlier_and_a_lame_one_when_it_is_dry),
        cmocka_unit_test(a_rocket_that_is_too_heavy_falls_back),
        cmocka_unit_test(strap_ons_leave_by_the_clock_whatever_their_level_does),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
