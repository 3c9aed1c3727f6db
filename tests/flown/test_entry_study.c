/* SPDX-License-Identifier: Apache-2.0 */
/* The room that a planned return leaves: corridor, loads, footprint, of the return of MS-25. */
#include "missions.h"

#include <time.h>

#include "app/entry_study.h"
#include "app/station.h"
#include "dyn/dyn.h"
#include "kurs/ephemeris.h"
#include "math/math.h"
#include "plan/plan.h"

static kurs_mission *mission;
static kurs_ephemeris station;
static kurs_return_plan plan;
static kurs_entry_study study;

static kurs_return_ask ask_with(const kurs_return_rules *rules)
{
    const int set = kurs_ephemeris_nearest(&station, kurs_tai_add(mission->return_day, 43200.0));
    return (kurs_return_ask){.station = &station.sets[set],
                             .day = mission->return_day,
                             .rules = rules,
                             .zone = &mission->zone,
                             .ship = &mission->spacecraft,
                             .mass_kg = 6740.0,
                             .port = &mission->station.ports[mission->port],
                             .ready = kurs_tai_add(mission->return_day, -86400.0)};
}

static kurs_entry_study study_with(const kurs_return_rules *rules, kurs_return_plan *of)
{
    const kurs_return_ask ask = ask_with(rules);
    kurs_entry_study made;
    assert_true(kurs_plan_return(&ask, of, NULL) >= 0);
    assert_int_equal(kurs_entry_study_make(&ask, of, NULL, &made), KURS_OK);
    return made;
}

static int make_all(void **state)
{
    (void)state;
    mission = load_mission("soyuz-ms-25");
    if (kurs_station_ephemeris(mission, &station) < 0) {
        return -1;
    }
    const clock_t before = clock();
    study = study_with(&mission->ret, &plan);
    print_message("%.2f s of a core; path %.2f deg, %.2f g, in a spin %.2f g\n",
                  (double)(clock() - before) / CLOCKS_PER_SEC, study.path_angle / DEG, study.peak_g,
                  study.ballistic_peak_g);
    print_message("steepest %.2f deg by %.1f m/s, %.2f g: %s\n", study.steep.path_angle / DEG,
                  study.steep.deorbit_m_s, study.steep.peak_g, study.steep.limit);
    print_message("flattest %.2f deg by %.1f m/s, %.2f g: %s\n", study.shallow.path_angle / DEG,
                  study.shallow.deorbit_m_s, study.shallow.peak_g, study.shallow.limit);
    return 0;
}

static int let_go(void **state)
{
    (void)state;
    free(mission);
    return 0;
}

/* A conic from where the burn begins, as if it were one push, to the height of the interface; the
 * flattening of the Earth is left out, and 300 s of burning. Soyuz MS-11, from 433 km with the same
 * burn: -1.7 to -1.86 deg (D, engineering figures of this project). */
static void the_path_at_the_interface_is_that_of_a_conic(void **state)
{
    (void)state;
    const kurs_return_ask ask = ask_with(&mission->ret);
    kurs_state at;
    assert_true(kurs_sgp4_state(ask.station, plan.burn_on, &at) >= 0);
    const double gm = 3.986004415e14, r1 = v3_norm(at.r), r2 = 6371e3 + 99.7e3;
    const double v1 = v3_norm(at.v) - plan.deorbit_m_s;
    const double v2 = sqrt(v1 * v1 - 2.0 * gm / r1 + 2.0 * gm / r2);
    const double conic = -acos(r1 * v1 / (r2 * v2)) / DEG;
    print_message("by a conic %.2f deg\n", conic);
    check_near(conic, study.path_angle / DEG, 0.1, 0.0);
    assert_true(study.path_angle / DEG < -1.5 && study.path_angle / DEG > -1.9);
}

/* A Soyuz: 3.8 to 4.2 g steered (3 to 5 g told for MS-11 and others), 8 to 9 g in a spin (TMA-10,
 * TMA-11). */
static void loads_are_those_felt(void **state)
{
    (void)state;
    assert_true(study.peak_g >= 3.8 && study.peak_g <= 4.2);
    assert_true(study.ballistic_peak_g >= 8.0 && study.ballistic_peak_g <= 9.0);
    const double after_s = kurs_tai_diff(study.peak, plan.burn_on);
    assert_true(after_s > 2100.0 && after_s < 2300.0); /* MS-11: 31:36 - 55:03, 2193 s */
}

/* With a burn a little smaller the fall in a spin stays under the limit, with a larger one it is
 * over it: planned and flown as a return of its own. */
static void the_steepest_entry_is_where_a_spin_comes_to_the_limit(void **state)
{
    (void)state;
    assert_non_null(strstr(study.steep.limit, "in a spin comes to more than 10 g"));
    assert_true(study.steep.path_angle < study.path_angle - 0.5 * DEG);
    for (int side = -1; side <= 1; side += 2) {
        kurs_return_rules rules = mission->ret;
        kurs_return_plan of;
        rules.deorbit_m_s = study.steep.deorbit_m_s + side;
        rules.module_separation_s = 900.0;
        const kurs_entry_study other = study_with(&rules, &of);
        assert_true(side < 0 ? other.ballistic_peak_g < 10.0 : other.ballistic_peak_g > 10.0);
        check_near(study.steep.path_angle / DEG, other.path_angle / DEG, 0.03, 0.0);
    }
    kurs_return_rules lower = mission->ret;
    kurs_return_plan of;
    lower.load_max_g = 9.0;
    const kurs_entry_study flatter = study_with(&lower, &of);
    assert_true(flatter.steep.path_angle > study.steep.path_angle + 0.3 * DEG);
    check_near(study.shallow.path_angle, flatter.shallow.path_angle, 0.0, 1e-12);
}

/* The planned entry itself comes to 8.3 g in a spin: no steeper one is within 8 g. */
static void a_plan_that_is_over_the_limit_in_a_spin_has_no_steepest_entry(void **state)
{
    (void)state;
    kurs_return_rules rules = mission->ret;
    kurs_return_plan of;
    rules.load_max_g = 8.0;
    const kurs_entry_study made = study_with(&rules, &of);
    assert_true(isnan(made.steep.path_angle) && isnan(made.steep.deorbit_m_s));
    assert_string_equal(made.steep.limit, "as planned a fall in a spin comes to more than 8 g");
    assert_true(isfinite(made.shallow.path_angle));
}

/* The edges by a conic: where a burn leads to a flat path, 1 m/s turns it by 0.07 deg. */
static void the_ends_of_the_corridor_are_known_to_a_hundredth_of_a_degree(void **state)
{
    (void)state;
    kurs_return_rules rules = mission->ret;
    kurs_return_plan of;
    rules.deorbit_m_s = study.shallow.deorbit_m_s - 0.13;
    const kurs_return_ask less = ask_with(&rules);
    assert_int_equal(kurs_plan_return(&less, &of, NULL), KURS_ERR_NO_SOLUTION);
    rules.deorbit_m_s = study.steep.deorbit_m_s + 0.13;
    rules.module_separation_s = 900.0;
    assert_true(study_with(&rules, &of).ballistic_peak_g > 10.0);
}

/* Less than the least burn has no ignition that leads to the zone; the least itself is steered
 * there. */
static void the_flattest_entry_is_the_last_that_comes_to_the_zone(void **state)
{
    (void)state;
    kurs_return_rules rules = mission->ret;
    kurs_return_plan of;
    rules.deorbit_m_s = study.shallow.deorbit_m_s;
    const kurs_entry_study least = study_with(&rules, &of);
    check_near(study.shallow.path_angle, least.path_angle, 0.0, 1e-9);
    check_near(study.shallow.peak_g, least.peak_g, 0.0, 1e-9);
    assert_true(study.shallow.path_angle > study.path_angle + 0.3 * DEG &&
                study.shallow.path_angle < 0.0);
    rules.deorbit_m_s -= 0.3;
    const kurs_return_ask less = ask_with(&rules);
    assert_int_equal(kurs_plan_return(&less, &of, NULL), KURS_ERR_NO_SOLUTION);
    assert_non_null(strstr(study.shallow.limit, "no ignition"));
}

static void without_a_limit_of_load_the_tanks_are_one(void **state)
{
    (void)state;
    kurs_return_rules rules = mission->ret;
    kurs_return_plan of;
    rules.load_max_g = NAN;
    const kurs_entry_study made = study_with(&rules, &of);
    assert_non_null(strstr(made.steep.limit, "the tanks do not hold"));
    assert_true(made.steep.deorbit_m_s > study.steep.deorbit_m_s);
}

/* A zone so small that steering never ends in it leaves no corridor, and the reason is told. */
static void a_zone_that_is_never_met_has_no_corridor(void **state)
{
    (void)state;
    const double radius_m = mission->zone.radius_m;
    kurs_return_plan of;
    mission->zone.radius_m = 1.0;
    const kurs_entry_study made = study_with(&mission->ret, &of);
    mission->zone.radius_m = radius_m;
    assert_true(isnan(made.shallow.path_angle) && isnan(made.steep.path_angle));
    assert_non_null(strstr(made.shallow.limit, "from the aim"));
    assert_true(isfinite(made.peak_g));
}

/* ---- the footprint --------------------------------------------------------------------------- */

/* East and north of the aim [km], near enough to a plane. */
static void off_aim(int i, double *east, double *north)
{
    *north = 6371.0 * (study.ring[i].lat - plan.aim_lat);
    *east =
        6371.0 * (study.ring[i].lon - plan.aim_lon) * cos(0.5 * (study.ring[i].lat + plan.aim_lat));
}

/* At the entry interface by the planned return, flown here by the orbit's forces alone. */
static kurs_flight_point interface_point(kurs_earth *earth)
{
    const kurs_return_ask ask = ask_with(&mission->ret);
    const kurs_spacecraft *ship = ask.ship;
    kurs_state s;
    assert_true(kurs_earth_init(earth, plan.burn_on) >= 0);
    assert_true(kurs_sgp4_state_gcrf(ask.station, earth, -mission->ret.undock_to_burn_s, &s) >= 0);
    const kurs_mat3 lvlh = kurs_lvlh_axes(s);
    kurs_state docked = kurs_lvlh_point(s, kurs_port_ship_lvlh(ask.port, ship->nose_m));
    const kurs_vec3 axis = kurs_m3_tmulv(lvlh, ask.port->axis_lvlh);
    docked.v = v3_axpy(docked.v, ship->spring_speed_m_s, axis);
    kurs_flight_point p = {-mission->ret.undock_to_burn_s, docked, ask.mass_kg};
    const double on_s = kurs_tai_diff(plan.separation_on, plan.burn_on);
    const double exhaust = ship->main.isp_vac_s * KURS_G0;
    const double flow = ship->main.f_vac_n / exhaust;
    const kurs_forces coast = {earth, ship->cd_area_m2, NULL, 0};
    assert_int_equal(KURS_OK, kurs_orbit_propagate(&coast, &p, on_s + 4.0));
    p.s_gcrf.v = v3_add(p.s_gcrf.v, plan.separation_dv_gcrf_m_s);
    p.mass_kg -=
        p.mass_kg * mission->ret.separation_burn_m_s / (ship->thruster.isp_vac_s * KURS_G0);
    assert_int_equal(KURS_OK, kurs_orbit_propagate(&coast, &p, ship->main_dead_time_s));
    const double length_s = p.mass_kg * -expm1(-plan.deorbit_m_s / exhaust) / flow;
    const kurs_thrust_arc arc = {p.t_s, p.t_s + length_s, plan.deorbit_dir_gcrf, ship->main.f_vac_n,
                                 flow};
    const kurs_forces burn = {earth, ship->cd_area_m2, &arc, 1};
    assert_int_equal(KURS_OK, kurs_orbit_propagate(&burn, &p, arc.t_off));
    assert_int_equal(KURS_OK, kurs_orbit_propagate(&coast, &p, mission->ret.module_separation_s));
    p.mass_kg = ship->descent_module_kg;
    const kurs_capsule module = {
        .glider = {ship->entry_area_m2, ship->entry_cd, ship->entry_lift_to_drag}};
    int hit = 0;
    while (!hit) {
        assert_int_equal(KURS_OK, kurs_capsule_move(&module, earth, &p, p.t_s + 5.0,
                                                    mission->ret.entry_interface_m, &hit));
    }
    return p;
}

static void the_ring_is_closed_and_goes_round_the_aim_clockwise(void **state)
{
    (void)state;
    double turn = 0.0, area = 0.0;
    assert_int_equal(study.ring_count, KURS_ENTRY_RING);
    for (int i = 0; i + 1 < study.ring_count; i++) {
        double e0, n0, e1, n1;
        off_aim(i, &e0, &n0);
        off_aim(i + 1, &e1, &n1);
        turn += remainder(atan2(n1, e1) - atan2(n0, e0), 2.0 * KURS_PI);
        area += 0.5 * (e0 * n1 - e1 * n0);
        assert_true(hypot(e1 - e0, n1 - n0) > 1.0);
    }
    check_near(study.ring[0].lat, study.ring[study.ring_count - 1].lat, 0.0, 0.0);
    check_near(study.ring[0].lon, study.ring[study.ring_count - 1].lon, 0.0, 0.0);
    check_near(-2.0 * KURS_PI, turn, 1e-6, 0.0);
    assert_true(area < 0.0);
}

/*
 * Another 3-DOF run of this entry, from its row at the interface (US76 and a table of density over
 * 86 km, J2, RK4 of 0.5 s, in Python): with the lift swinging at the least bank of the guidance, of
 * cosine 0.966, the parachute opens 592 km past the aim, at the bank of 10 g 529 km short of it. To
 * the guidance's other limit, 101.5 deg, were 568 km at 11.1 g; with the lift straight up 648 km.
 * Across the track 120 km are what returns are planned for (test_landing_plan).
 */
static void the_ring_is_as_long_and_wide_as_the_guidance_can_steer(void **state)
{
    (void)state;
    double east, north, near_east, near_north, half_km = 0.0;
    off_aim(0, &east, &north);
    off_aim(KURS_ENTRY_RING / 2, &near_east, &near_north);
    const double far_km = hypot(east, north), near_km = hypot(near_east, near_north);
    for (int i = 1; i < KURS_ENTRY_RING / 2; i++) { /* the same bank to the right and left */
        double e0, n0, e1, n1;
        off_aim(i, &e0, &n0);
        off_aim(KURS_ENTRY_RING - 1 - i, &e1, &n1);
        half_km = fmax(half_km, 0.5 * hypot(e1 - e0, n1 - n0));
    }
    print_message("footprint %.0f km past the aim, %.0f km short, %.0f km to each side\n", far_km,
                  near_km, half_km);
    check_near(592.0, far_km, 10.0, 0.0);
    check_near(529.0, near_km, 10.0, 0.0);
    check_near(120.0, half_km, 15.0, 0.0);
}

static double ring_bank(int i)
{
    const double least = acos(0.966);
    const int side = (KURS_ENTRY_RING - 3) / 2, on = i <= side ? i - 1 : KURS_ENTRY_RING - 2 - i;
    return (i <= side ? 1.0 : -1.0) * (least + (study.bank_most - least) * on / (side - 1));
}

/* By the truth of the flight, step by step, a capsule rolled to the bank and held; its greatest
 * load from the change of its velocity, less gravity. */
static kurs_geodetic open_with(double bank, double *peak_g)
{
    const kurs_spacecraft *ship = &mission->spacecraft;
    const kurs_capsule capsule = {
        .glider = {ship->entry_area_m2, ship->entry_cd, ship->entry_lift_to_drag},
        .lifting = 1,
        .bank = bank};
    kurs_earth earth;
    kurs_flight_point p = interface_point(&earth);
    int hit = 0;
    *peak_g = 0.0;
    while (!hit) {
        const kurs_flight_point was = p;
        assert_int_equal(KURS_OK, kurs_capsule_move(&capsule, &earth, &p, p.t_s + 2.0,
                                                    ship->drogue_deploy_m, &hit));
        const kurs_vec3 r = v3_scale(0.5, v3_add(was.s_gcrf.r, p.s_gcrf.r));
        const kurs_vec3 g = v3_scale(-3.986004415e14 / pow(v3_norm(r), 3.0), r);
        const kurs_vec3 dv = v3_sub(p.s_gcrf.v, was.s_gcrf.v);
        const double dt = p.t_s - was.t_s;
        if (dt > 0.1) {
            *peak_g = fmax(*peak_g, v3_norm(v3_axpy(dv, -dt, g)) / dt / 9.80665);
        }
    }
    return kurs_geodetic_from_itrf(kurs_earth_state_itrf(&earth, p.t_s, p.s_gcrf).r);
}

static void a_place_of_the_ring_is_where_a_capsule_with_its_bank_opens_the_parachute(void **state)
{
    (void)state;
    static const int points[] = {1, 9, 20, 26, 28, 45, 53};
    for (size_t k = 0; k < sizeof points / sizeof points[0]; k++) {
        double peak_g;
        const kurs_geodetic at = open_with(ring_bank(points[k]), &peak_g);
        check_near(at.lat / DEG, study.ring[points[k]].lat / DEG, 0.003, 0.0);
        check_near(at.lon / DEG, study.ring[points[k]].lon / DEG, 0.005, 0.0);
    }
}

/* At 96.8 deg by the other 3-DOF run. */
static void no_place_of_the_ring_takes_more_than_the_limit_of_load(void **state)
{
    double peak_g;
    (void)state;
    (void)open_with(study.bank_most, &peak_g);
    check_near(10.0, peak_g, 0.05, 0.0);
    check_near(96.8, study.bank_most / DEG, 0.3, 0.0);
    kurs_return_rules rules = mission->ret;
    kurs_return_plan of;
    rules.load_max_g = NAN;
    check_near(acos(-0.2), study_with(&rules, &of).bank_most, 1e-12, 0.0);
    rules.load_max_g = 3.0; /* the gentlest entry has 3.1 */
    const kurs_entry_study none = study_with(&rules, &of);
    assert_int_equal(none.ring_count, 0);
    assert_true(isnan(none.bank_most));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_path_at_the_interface_is_that_of_a_conic),
        cmocka_unit_test(loads_are_those_felt),
        cmocka_unit_test(the_steepest_entry_is_where_a_spin_comes_to_the_limit),
        cmocka_unit_test(a_plan_that_is_over_the_limit_in_a_spin_has_no_steepest_entry),
        cmocka_unit_test(the_ends_of_the_corridor_are_known_to_a_hundredth_of_a_degree),
        cmocka_unit_test(the_flattest_entry_is_the_last_that_comes_to_the_zone),
        cmocka_unit_test(without_a_limit_of_load_the_tanks_are_one),
        cmocka_unit_test(a_zone_that_is_never_met_has_no_corridor),
        cmocka_unit_test(the_ring_is_closed_and_goes_round_the_aim_clockwise),
        cmocka_unit_test(the_ring_is_as_long_and_wide_as_the_guidance_can_steer),
        cmocka_unit_test(a_place_of_the_ring_is_where_a_capsule_with_its_bank_opens_the_parachute),
        cmocka_unit_test(no_place_of_the_ring_takes_more_than_the_limit_of_load),
    };
    return cmocka_run_group_tests(tests, make_all, let_go);
}
