/* SPDX-License-Identifier: Apache-2.0 */
/* Burns of the station that open a launch window: from published sets weeks ahead of a launch. */
#include "missions.h"

#include "app/app.h"
#include "app/ascent_model.h"
#include "gnc/gnc.h"
#include "kurs/load.h"
#include "kurs/reboost.h"
#include "kurs/tle_io.h"
#include "math/math.h"
#include "plan/plan.h"

static kurs_mission *base;
static kurs_ascent_model ascent;
#define DAY 86400.0

static kurs_tai instant(const char *text)
{
    kurs_tai t;
    assert_true(kurs_tai_parse(text, strlen(text), &t) >= 0);
    return t;
}

/* Published sets of the ISS weeks ahead of a crewed launch of launches.vec, and its date. */
typedef struct ahead {
    const char *line1, *line2, *launch_day, *burn_from, *burn_to;
} ahead;

static const ahead rows[] = {
    {"1 25544U 98067A   21300.84054079  .00003395  00000-0  70218-4 0  9995",
     "2 25544  51.6444  46.8005 0003881 144.9041   1.4506 15.48806549309156",
     "2021-12-08T00:00:00Z", "2021-11-01T00:00:00Z", "2021-11-28T00:00:00Z"},
    {"1 25544U 98067A   23231.51768399  .00014050  00000+0  25837-3 0  9996",
     "2 25544  51.6415  14.7889 0003559 325.3396 149.4637 15.49477580411611",
     "2023-09-15T00:00:00Z", "2023-08-22T00:00:00Z", "2023-09-12T00:00:00Z"},
    {"1 25544U 98067A   25058.70314544  .00027564  00000-0  49658-3 0  9997",
     "2 25544  51.6356 129.3030 0006198 323.7914  36.2655 15.49561991498186",
     "2025-04-08T00:00:00Z", "2025-03-03T00:00:00Z", "2025-04-04T00:00:00Z"},
};

static kurs_tle tle_of(const ahead *row)
{
    kurs_tle tle;
    assert_true(kurs_tle_parse(row->line1, strlen(row->line1), row->line2, strlen(row->line2), 0,
                               &tle, NULL) >= 0);
    return tle;
}

static kurs_window_request window_of(const kurs_ephemeris *eph)
{
    return (kurs_window_request){.mission = base,
                                 .ascent = &ascent,
                                 .station = eph,
                                 .approach_s = kurs_approach_duration(&base->approach)};
}

static void show(const kurs_reboost_plans *p)
{
    char utc[2][KURS_UTC_TEXT_SIZE];
    print_message("phase %.2f, step %.2f, open %.2f to %.2f deg, one phase on both: %.1f m/s\n%s%s",
                  p->phase / DEG, p->phase_step / DEG, p->open_min / DEG, p->open_max / DEG,
                  p->both_dv_m_s, p->reason, p->reason[0] ? "\n" : "");
    for (int i = 0; i < p->count; i++) {
        const kurs_reboost_plan *q = &p->plans[i];
        assert_true(kurs_tai_format(q->burn.t, 0, utc[0]) >= 0);
        assert_true(kurs_tai_format(q->launch.liftoff, 0, utc[1]) >= 0);
        print_message(
            "%s %+.3f m/s, %+.0f m, %.2f deg per m/s; %s %d orbits at %.2f deg; backup %d "
            "orbits at %.2f deg\n%s%s",
            utc[0], q->dv_m_s, q->height_change_m, q->phase_per_m_s / DEG, utc[1], q->launch.orbits,
            q->launch.phase / DEG, q->backup_open ? q->backup.orbits : 0, q->backup.phase / DEG,
            q->caveat, q->caveat[0] ? "\n" : "");
        if (q->landing_known) {
            assert_true(kurs_tai_format(q->landing, 0, utc[0]) >= 0);
            print_message("landing %s, cross-range %.0f km\n", utc[0], q->cross_range_m / 1e3);
        }
    }
}

static kurs_reboost_plans search(const kurs_tle *tle, kurs_reboost_request request)
{
    kurs_ephemeris eph;
    kurs_reboost_plans plans;
    assert_true(kurs_ephemeris_init(&eph, tle, 1) >= 0);
    const kurs_window_request window = window_of(&eph);
    request.window = &window;
    assert_true(kurs_reboost_search(&request, &plans) >= 0);
    show(&plans);
    return plans;
}

/* The day planned anew on an orbit with a burn, as a mission file would have it; by the full force
 * model or in closed form. */
static kurs_window_pass plan_again(const kurs_tle *tle, const kurs_manoeuvre *burn, kurs_tai day,
                                   int orbits, int full_model)
{
    kurs_ephemeris eph;
    kurs_window_pass pass;
    assert_true(kurs_ephemeris_init_burns(&eph, tle, 1, burn, burn != NULL) >= 0);
    kurs_window_request window = window_of(&eph);
    window.orbits = orbits;
    window.from = window.ready = day;
    window.to = kurs_tai_add(day, DAY);
    assert_true(kurs_window_next(&window, day, &pass) >= 0);
    if (pass.open && full_model) {
        assert_true(kurs_window_solve(&window, &pass, NULL) >= 0);
    }
    return pass;
}

static kurs_reboost_request request_of(const ahead *row)
{
    return (kurs_reboost_request){.launch_day = instant(row->launch_day),
                                  .burn_from = instant(row->burn_from),
                                  .burn_to = instant(row->burn_to)};
}

/* Sorted, within limits, and open by the full force model when planned again; without the burn the
 * date is closed. The ISS cannot have both dates: 180 deg lie between. */
static void plans_open_the_wished_date_when_planned_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const kurs_tle tle = tle_of(&rows[i]);
        const kurs_reboost_request request = request_of(&rows[i]);
        const kurs_tai backup = kurs_tai_add(request.launch_day, 2.0 * DAY);
        const kurs_reboost_plans plans = search(&tle, request);
        assert_int_equal(KURS_REBOOST_PLANS, plans.count);
        assert_false(plan_again(&tle, NULL, request.launch_day, 2, 1).open);
        for (int k = 0; k < plans.count; k++) {
            const kurs_reboost_plan *plan = &plans.plans[k];
            assert_true(fabs(plan->dv_m_s) <= 3.0 && fabs(plan->dv_m_s) > 0.0);
            assert_true(k == 0 || fabs(plan->dv_m_s) >= fabs(plans.plans[k - 1].dv_m_s));
            const kurs_window_pass pass = plan_again(&tle, &plan->burn, request.launch_day, 2, 1);
            assert_true(pass.open);
            check_near(0.0, kurs_tai_diff(pass.opportunity.liftoff, plan->launch.liftoff), 5.0,
                       0.0);
            assert_true(plan->launch.phase > plans.open_min && plan->launch.phase < plans.open_max);
            const double edge =
                fmin(plan->launch.phase - plans.open_min, plans.open_max - plan->launch.phase);
            check_near(0.5 * DEG, edge, 0.15 * DEG, 0.0); /* at the edge, by the margin */
            kurs_sgp4 model;
            kurs_mean_orbit mean; /* raising at the apogee, lowering at the perigee */
            assert_true(kurs_sgp4_init(&model, &tle) >= 0);
            assert_true(kurs_sgp4_mean(&model, plan->burn.t, &mean) >= 0);
            check_near(plan->dv_m_s > 0.0 ? -1.0 : 1.0, cos(mean.mean_anomaly), 0.01, 0.0);
            assert_false(plan->both);
            assert_false(plan_again(&tle, &plan->burn, backup, 2, 1).open);
            assert_int_equal(34, plan->backup.orbits);
            assert_non_null(strstr(plan->caveat, "34 orbits are open there"));
        }
        assert_true(plans.both_dv_m_s > 20.0 && plans.both_dv_m_s < 60.0);
    }
}

/* Two-body: 3 n t / v a m/s at the pass t after the burn, and the change of height 2 a dv / v. */
static void phase_and_height_follow_from_the_burn(void **state)
{
    (void)state;
    const ahead *row = &rows[2];
    const kurs_tle tle = tle_of(row);
    const kurs_reboost_request request = request_of(row);
    const kurs_reboost_plans plans = search(&tle, request);
    for (int k = 0; k < plans.count; k++) {
        const kurs_reboost_plan *plan = &plans.plans[k];
        const double a = cbrt(3.986e14 / (tle.mean_motion * tle.mean_motion));
        const double v = a * tle.mean_motion;
        const double t = kurs_tai_diff(plan->launch.liftoff, plan->burn.t);
        /* the air brakes less up there, and the pass moves with the node: some per cent */
        check_near(-3.0 * tle.mean_motion * t / v, plan->phase_per_m_s, 0.0, 0.06);
        check_near(2.0 * a * plan->dv_m_s / v, plan->height_change_m, 0.0, 0.01);
        /* by differences of windows planned with a little more and a little less of it */
        double phase[2];
        for (int side = 0; side < 2; side++) {
            kurs_manoeuvre burn = plan->burn;
            burn.dv_rtn_m_s.y += side ? 0.005 : -0.005;
            const kurs_window_pass pass = plan_again(&tle, &burn, request.launch_day, 2, 0);
            assert_true(pass.open);
            phase[side] = pass.opportunity.phase;
        }
        const double slope = (phase[1] - phase[0]) / 0.01;
        print_message("%.3f deg per m/s, of windows planned %.3f\n", plan->phase_per_m_s / DEG,
                      slope / DEG);
        check_near(slope, plan->phase_per_m_s, 0.0, 0.005);
    }
}

/* The phase moves in two days by what 2 passes of the plane take: the numbers of the ISS. */
static void two_days_later_the_station_is_half_a_turn_off(void **state)
{
    (void)state;
    const kurs_tle tle = tle_of(&rows[1]);
    const kurs_reboost_plans plans = search(&tle, request_of(&rows[1]));
    kurs_sgp4 model;
    kurs_mean_orbit mean;
    assert_true(kurs_sgp4_init(&model, &tle) >= 0);
    assert_true(kurs_sgp4_mean(&model, plans.plans[0].launch.liftoff, &mean) >= 0);
    const double pass_s = 2.0 * KURS_PI / (KURS_EARTH_OMEGA - mean.node_rate);
    const double moved = 2.0 * pass_s * (mean.mean_motion + mean.argp_rate);
    check_near(0.0, remainder(moved - plans.phase_step, 2.0 * KURS_PI), 2.0 * DEG, 0.0);
    assert_true(fabs(plans.phase_step) > 150.0 * DEG);
}

/* A station that makes `turns` turns in two meetings of pad and plane, without air. */
static kurs_tle repeating(double turns, double further)
{
    kurs_tle tle = tle_of(&rows[1]);
    tle.bstar = 0.0;
    tle.mean_anomaly += further;
    for (int round = 0; round < 20; round++) {
        kurs_sgp4 model;
        kurs_mean_orbit mean;
        assert_true(kurs_sgp4_init(&model, &tle) >= 0);
        assert_true(kurs_sgp4_mean(&model, tle.epoch, &mean) >= 0);
        const double pass_s = 2.0 * KURS_PI / (KURS_EARTH_OMEGA - mean.node_rate);
        tle.mean_motion *= turns * KURS_PI / (pass_s * (mean.mean_motion + mean.argp_rate));
    }
    print_message("%.3f turns a day\n", tle.mean_motion * DAY / (2.0 * KURS_PI));
    return tle;
}

/* Its track repeats after two days: both dates are open by one burn. */
static void a_track_that_repeats_opens_both_dates(void **state)
{
    (void)state;
    const kurs_tle tle = repeating(31.0, 60.0 * DEG);
    const kurs_reboost_request request = request_of(&rows[1]);
    const kurs_tai backup = kurs_tai_add(request.launch_day, 2.0 * DAY);
    const kurs_reboost_plans plans = search(&tle, request);
    assert_int_equal(KURS_REBOOST_PLANS, plans.count);
    check_near(0.0, plans.phase_step, 3.0 * DEG, 0.0);
    check_near(0.0, plans.both_dv_m_s, 0.0, 0.0);
    assert_false(plan_again(&tle, NULL, request.launch_day, 2, 1).open);
    for (int k = 0; k < plans.count; k++) {
        const kurs_reboost_plan *plan = &plans.plans[k];
        assert_true(plan->both);
        assert_int_equal(2, plan->backup.orbits);
        assert_string_equal("", plan->caveat);
        assert_true(plan_again(&tle, &plan->burn, request.launch_day, 2, 1).open);
        assert_true(plan_again(&tle, &plan->burn, backup, 2, 1).open);
    }
}

/* All burns of one day tried, a small step after another: the least that opens both dates is the
 * one planned, but for half a degree of margin, and as much by which edges move with the height,
 * at 6.8 deg per m/s. The phase moves by -10 deg from date to date, and three days ahead the backup
 * wins five thirds of what the wished date does. */
static void no_smaller_burn_opens_both_dates(void **state)
{
    (void)state;
    const kurs_tle tle = repeating(31.0 - 10.0 / 360.0, 218.0 * DEG);
    kurs_reboost_request request = request_of(&rows[1]);
    const kurs_tai backup = kurs_tai_add(request.launch_day, 2.0 * DAY);
    request.burn_from = request.burn_to = kurs_tai_add(request.launch_day, -3.0 * DAY);
    const kurs_reboost_plans plans = search(&tle, request);
    assert_true(plans.count > 0);
    const kurs_reboost_plan *plan = &plans.plans[0];
    assert_true(plan->both);
    const double sign = plan->dv_m_s < 0.0 ? -1.0 : 1.0, step = 0.02;
    double least = NAN;
    for (double dv = step; dv < 3.0 && isnan(least); dv += step) {
        const kurs_manoeuvre burn = {plan->burn.t, {0.0, sign * dv, 0.0}};
        if (plan_again(&tle, &burn, request.launch_day, 2, 0).open &&
            plan_again(&tle, &burn, backup, 2, 0).open) {
            least = dv;
        }
    }
    print_message("least burn %.2f m/s, planned %.2f m/s\n", least, fabs(plan->dv_m_s));
    assert_true(fabs(plan->dv_m_s) > least - step);
    assert_true(fabs(plan->dv_m_s) < least + 0.12);
}

static void a_window_that_is_open_needs_no_burn(void **state)
{
    (void)state;
    const kurs_tle tle = tle_of(&rows[2]);
    const kurs_reboost_request request = request_of(&rows[2]);
    const kurs_reboost_plans before = search(&tle, request);
    kurs_tle there = tle;
    there.mean_anomaly += 0.5 * (before.open_min + before.open_max) - before.phase;
    const kurs_reboost_plans plans = search(&there, request);
    assert_int_equal(1, plans.count);
    check_near(0.0, plans.plans[0].dv_m_s, 0.0, 0.0);
    check_near(0.0, plans.plans[0].height_change_m, 0.0, 0.0);
    assert_non_null(strstr(plans.reason, "open without a burn"));
}

/* Every plan keeps a pass of the landing day within what the lift reaches, seen by the planner of
 * returns on the orbit with the burn. */
static void the_landing_of_the_returning_crew_is_kept(void **state)
{
    (void)state;
    const kurs_tle tle = tle_of(&rows[1]);
    kurs_reboost_request request = request_of(&rows[1]);
    int kept = 0, lost = 0;
    request.landing = 1;
    for (int day = 0; day < 8; day++) {
        request.landing_day = kurs_tai_add(request.launch_day, (8.0 + day) * DAY);
        const kurs_reboost_plans plans = search(&tle, request);
        for (int k = 0; k < plans.count; k++) {
            const kurs_reboost_plan *plan = &plans.plans[k];
            assert_true(plan->landing_known);
            assert_true(fabs(plan->cross_range_m) <= KURS_RETURN_CROSS_RANGE_M);
            const double of_day = kurs_tai_diff(plan->landing, request.landing_day);
            assert_true(of_day >= 0.0 && of_day < DAY);
            assert_true(plan_again(&tle, &plan->burn, request.launch_day, 2, 1).open);
        }
        kept += plans.count > 0;
        if (plans.count == 0) {
            assert_non_null(strstr(plans.reason, "no pass of the landing day"));
            lost++;
        }
    }
    assert_true(kept > 0 && lost > 0);
}

/* A ship of which nothing comes down is launched: the landing that is kept is that of another. */
static void a_cargo_launch_keeps_the_landing_of_a_crew(void **state)
{
    (void)state;
    static kurs_diag diag;
    kurs_mission *cargo = load_mission("soyuz-ms-25");
    kurs_diag_init(&diag);
    assert_true(kurs_load_spacecraft("progress-ms", &cargo->spacecraft, &diag) >= 0);
    const kurs_tle tle = tle_of(&rows[1]);
    kurs_ephemeris eph;
    assert_true(kurs_ephemeris_init(&eph, &tle, 1) >= 0);
    kurs_window_request window = window_of(&eph);
    window.mission = cargo;
    kurs_reboost_request request = request_of(&rows[1]);
    request.window = &window;
    request.landing = 1;
    request.returning = &base->spacecraft;
    int kept = 0;
    for (int day = 0; day < 8; day++) {
        kurs_reboost_plans plans;
        request.landing_day = kurs_tai_add(request.launch_day, (8.0 + day) * DAY);
        assert_true(kurs_reboost_search(&request, &plans) >= 0);
        for (int k = 0; k < plans.count; k++) {
            assert_true(plans.plans[k].landing_known);
            assert_true(fabs(plans.plans[k].cross_range_m) <= KURS_RETURN_CROSS_RANGE_M);
        }
        kept += plans.count > 0;
    }
    assert_true(kept > 0);
    free(cargo);
}

static void where_no_burn_helps_there_is_a_reason(void **state)
{
    (void)state;
    const kurs_tle tle = tle_of(&rows[2]);
    kurs_reboost_request request = request_of(&rows[2]);
    request.dv_max_m_s = 0.2; /* 116 deg are to be won, of which it can 16 */
    kurs_reboost_plans plans = search(&tle, request);
    assert_int_equal(0, plans.count);
    assert_non_null(strstr(plans.reason, "larger than 0.2 m/s"));
    request = request_of(&rows[2]);
    kurs_tle high = tle; /* no two orbits reach 1200 km */
    high.mean_motion *= 0.85;
    plans = search(&high, request);
    assert_int_equal(0, plans.count);
    assert_non_null(strstr(plans.reason, "no phase of the station opens 2 orbits"));
}

/* 2026-11-26: ten weeks of days and more had one whose burn made the orbit round, and that ended
 * the search. */
static void months_ahead_there_is_a_plan(void **state)
{
    (void)state;
    const kurs_tle tle = tle_of(&rows[1]);
    for (int weeks = 6; weeks <= 14; weeks += 4) {
        kurs_reboost_request request = request_of(&rows[1]);
        request.launch_day = kurs_tai_add(request.burn_from, 7.0 * weeks * DAY);
        request.burn_to = kurs_tai_add(request.launch_day, -DAY);
        const kurs_reboost_plans plans = search(&tle, request);
        assert_true(plans.count > 0);
        assert_true(plan_again(&tle, &plans.plans[0].burn, request.launch_day, 2, 0).open);
    }
}

static int asked, asked_at_most;

static int stop_when_asked_enough(void *ctx)
{
    (void)ctx;
    return ++asked > asked_at_most;
}

/* 2026-11-26: Ctrl-C waited for the end of the search. */
static void a_search_stops_when_it_is_told(void **state)
{
    (void)state;
    const kurs_tle tle = tle_of(&rows[1]);
    kurs_ephemeris eph;
    kurs_reboost_plans plans = {.count = 77};
    assert_true(kurs_ephemeris_init(&eph, &tle, 1) >= 0);
    const kurs_window_request window = window_of(&eph);
    kurs_reboost_request request = request_of(&rows[1]);
    request.window = &window;
    request.landing = 1;
    request.landing_day = kurs_tai_add(request.launch_day, 8.0 * DAY);
    request.stop = stop_when_asked_enough;
    asked = 0;
    asked_at_most = 1000000;
    assert_true(kurs_reboost_search(&request, &plans) >= 0);
    const int all = asked;
    plans.count = 77;
    for (int i = 0; i < 6; i++) { /* while ranges are looked for, burns and landings are tried */
        asked = 0;
        asked_at_most = (all - 1) * i / 5;
        assert_int_equal(KURS_ERR_STOPPED, kurs_reboost_search(&request, &plans));
        assert_int_equal(asked_at_most + 1, asked);
        assert_int_equal(77, plans.count);
    }
}

static void what_is_no_request_is_refused(void **state)
{
    (void)state;
    const kurs_tle tle = tle_of(&rows[0]);
    kurs_ephemeris eph;
    kurs_reboost_plans plans = {.count = 77};
    assert_true(kurs_ephemeris_init(&eph, &tle, 1) >= 0);
    const kurs_window_request window = window_of(&eph);
    for (int i = 0; i < 5; i++) {
        kurs_reboost_request request = request_of(&rows[0]);
        request.window = i == 0 ? NULL : &window;
        request.orbits = i == 1 ? 7 : 0;
        request.burn_to = kurs_tai_add(request.burn_from, i == 2   ? -1.0
                                                          : i == 3 ? 121.0 * DAY
                                                                   : DAY);
        request.launch_day = i == 4 ? request.burn_from : request.launch_day;
        assert_int_equal(KURS_ERR_ARGUMENT, kurs_reboost_search(&request, &plans));
        assert_int_equal(77, plans.count);
    }
}

static int make_base(void **state)
{
    (void)state;
    base = load_mission("soyuz-ms-25");
    return kurs_ascent_model_make(&base->rocket, &base->spacecraft, &base->site, 51.64 * DEG,
                                  base->launch_day, &ascent, NULL) < 0;
}

static int let_base_go(void **state)
{
    (void)state;
    free(base);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plans_open_the_wished_date_when_planned_again),
        cmocka_unit_test(phase_and_height_follow_from_the_burn),
        cmocka_unit_test(two_days_later_the_station_is_half_a_turn_off),
        cmocka_unit_test(a_track_that_repeats_opens_both_dates),
        cmocka_unit_test(no_smaller_burn_opens_both_dates),
        cmocka_unit_test(a_window_that_is_open_needs_no_burn),
        cmocka_unit_test(the_landing_of_the_returning_crew_is_kept),
        cmocka_unit_test(a_cargo_launch_keeps_the_landing_of_a_crew),
        cmocka_unit_test(where_no_burn_helps_there_is_a_reason),
        cmocka_unit_test(months_ahead_there_is_a_plan),
        cmocka_unit_test(a_search_stops_when_it_is_told),
        cmocka_unit_test(what_is_no_request_is_refused),
    };
    return cmocka_run_group_tests(tests, make_base, let_base_go);
}
