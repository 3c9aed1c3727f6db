/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "kurs/glide.h"
#include "return_flight.h"

static return_log guided, spun, again;

static kurs_return_flight flown_as(int ballistic, return_log *log)
{
    const kurs_zone zone = zhezkazgan();
    kurs_return_plan plan;
    kurs_return_flight flight = planned_return(&flown_returns[1], &zone, &plan);
    flight.setup.ballistic = ballistic;
    memset(log, 0, sizeof *log);
    fly_to_ground(&flight, log);
    return flight;
}

static int fly_both(void **state)
{
    (void)state;
    (void)flown_as(0, &guided);
    (void)flown_as(1, &spun);
    return 0;
}

static void drag_lies_against_the_wind_and_lift_across_it(void **state)
{
    (void)state;
    const kurs_glider glider = {3.8, 1.3, 0.26};
    const kurs_air air = {.density = 1e-3, .sound = 300.0};
    const kurs_vec3 v = {6000.0, 0.0, -200.0}, up = {0.0, 0.0, 1.0};
    /* Mach 20: between the nodes of the curve at 5 and 25 */
    const double cd = 1.3 + (1.32 - 1.3) * 5.0 / 20.0 - 0.0;
    const double mach = v3_norm(v) / air.sound;
    const double drag = 0.5 * air.density * v3_dot(v, v) * glider.area_m2;
    check_near(cd, kurs_glide_cd(&glider, 20.0), 1e-12, 0.0);
    const kurs_vec3 none = kurs_glide_force(&glider, &air, v, up, (kurs_lift){0.0, 0.0});
    check_near(drag * kurs_glide_cd(&glider, mach), v3_norm(none), 0.0, 1e-12);
    check_near(-1.0, v3_dot(v3_unit(none), v3_unit(v)), 1e-12, 0.0);
    /* bank 0 lifts up, 90 deg to the right of eastward flight: to the south, -y */
    const kurs_vec3 lift =
        v3_sub(kurs_glide_force(&glider, &air, v, up, (kurs_lift){1.0, 0.0}), none);
    check_near(0.26 * v3_norm(none), v3_norm(lift), 0.0, 1e-9);
    check_near(0.0, v3_dot(lift, v3_unit(v)), 1e-9, 0.0);
    assert_true(lift.z > 0.0);
    const kurs_vec3 side =
        v3_sub(kurs_glide_force(&glider, &air, v, up, (kurs_lift){0.0, 1.0}), none);
    check_near(-0.26 * v3_norm(none), side.y, 0.0, 1e-9);
}

static void a_glide_agrees_with_a_run_a_hundred_times_finer(void **state)
{
    (void)state;
    const kurs_event *start = happened(&guided, "entry_interface");
    kurs_earth earth;
    assert_true(kurs_earth_init(&earth, start->t) >= 0);
    const kurs_spacecraft ship = soyuz_ms();
    const kurs_glider glider = {ship.entry_area_m2, ship.entry_cd, ship.entry_lift_to_drag};
    kurs_flight_point coarse = {0.0, start->s_gcrf, start->mass_kg}, fine = coarse;
    assert_int_equal(KURS_OK, kurs_glide_descend(&earth, &glider, (kurs_lift){1.0, 0.0}, &coarse,
                                                 ship.drogue_deploy_m, 2000.0));
    const kurs_capsule capsule = {.glider = glider, .lifting = 1};
    while (fine.t_s < coarse.t_s) {
        const double t = fmin(fine.t_s + 0.5, coarse.t_s);
        assert_int_equal(KURS_OK, kurs_capsule_move(&capsule, &earth, &fine, t, 0.0, NULL));
    }
    check_near_v3(fine.s_gcrf.r, coarse.s_gcrf.r, 1.0);
    kurs_flight_point stays = fine;
    assert_int_equal(KURS_ERR_NO_SOLUTION,
                     kurs_glide_descend(&earth, &glider, (kurs_lift){1.0, 0.0}, &stays, 0.0, 5.0));
    assert_memory_equal(&fine, &stays, sizeof fine);
}

/* The two write the motion down in different axes; the aim is where the one ends. */
static void the_model_on_board_ends_where_the_glide_does(void **state)
{
    (void)state;
    const kurs_event *start = happened(&guided, "entry_interface");
    kurs_earth earth;
    assert_true(kurs_earth_init(&earth, start->t) >= 0);
    const kurs_spacecraft ship = soyuz_ms();
    const kurs_glider glider = {ship.entry_area_m2, ship.entry_cd, ship.entry_lift_to_drag};
    const kurs_lift lift = {cos(kurs_entry_rules_default.bank_nominal), 0.0};
    kurs_flight_point p = {0.0, start->s_gcrf, start->mass_kg};
    const kurs_state s_itrf = kurs_earth_state_itrf(&earth, 0.0, start->s_gcrf);
    assert_int_equal(KURS_OK,
                     kurs_glide_descend(&earth, &glider, lift, &p, ship.drogue_deploy_m, 2000.0));
    const kurs_state end_itrf = kurs_earth_state_itrf(&earth, p.t_s, p.s_gcrf);
    const kurs_geodetic end = kurs_geodetic_from_itrf(end_itrf.r);
    kurs_entry_guidance guidance;
    kurs_entry_guidance_init(&guidance, &kurs_entry_rules_default, &ship, end.lat, end.lon);
    double bank;
    assert_int_equal(KURS_OK, kurs_entry_guidance_step(&guidance, s_itrf, &bank));
    check_near(0.0, guidance.range_miss_m, 100.0, 0.0);
    check_near(0.0, guidance.cross_miss_m, 100.0, 0.0);
    check_near(kurs_entry_rules_default.bank_nominal, fabs(bank), 1e-12, 0.0);
}

/* What docs/models/entry.md holds against MS-11. */
static void tell_timeline(double peak_g)
{
    const kurs_burn *burn = &guided.burn[1];
    const double later_s = between(&guided, "undocking", "deorbit_burn") + 1646.0;
    double alt_m = NAN;
    for (int i = 1; i < guided.rows && guided.row[i - 1].met_s <= later_s; i++) {
        const kurs_row *a = &guided.row[i - 1], *b = &guided.row[i];
        const double part = b->met_s > a->met_s ? (later_s - a->met_s) / (b->met_s - a->met_s) : 0;
        alt_m = a->alt_m + part * (b->alt_m - a->alt_m);
    }
    print_message("burn %.0f s at %.1f km, %.0f km from the station; %.0f km at burn + 1646 s\n",
                  burn->duration_s, happened(&guided, "deorbit_burn")->alt_m / 1e3,
                  burn->range_m / 1e3, alt_m / 1e3);
    print_message("modules part at %.1f km, interface %.0f s later, at burn + %.0f s\n",
                  happened(&guided, "module_separation")->alt_m / 1e3,
                  between(&guided, "module_separation", "entry_interface"),
                  between(&guided, "deorbit_burn", "entry_interface"));
    print_message(
        "interface to guidance %.0f s, peak %.0f s, parachute %.0f s; %.1f g at %.0f km\n",
        between(&guided, "entry_interface", "guidance_start"),
        between(&guided, "entry_interface", "peak_load"),
        between(&guided, "entry_interface", "parachute"), peak_g,
        happened(&guided, "peak_load")->alt_m / 1e3);
    print_message("parachute to ground %.0f s, ignition to ground %.1f min\n",
                  between(&guided, "parachute", "landing"),
                  between(&guided, "deorbit_burn", "landing") / 60.0);
}

/* The first row at or after an instant. */
static const kurs_row *row_from(const return_log *log, kurs_tai t)
{
    for (int i = 0; i < log->rows; i++) {
        if (kurs_tai_diff(log->row[i].t, t) >= 0.0) {
            return &log->row[i];
        }
    }
    fail_msg("no row is so late");
    return NULL;
}

/*
 * 2026-11-26: the range of the deorbit burn paired the ship at its first thrust with the station
 * 3.2 s earlier, and so happened to meet the 32 km of Soyuz MS-11 (Canadian Space Agency). One
 * separation burn of 0.53 m/s does not lead so far: Hill's equations, written out here, from the
 * state after it; they leave out drag, the flattening and an eccentricity of 5e-4: a twentieth.
 */
static void the_station_is_as_far_at_the_deorbit_burn_as_hills_equations_say(void **state)
{
    (void)state;
    const kurs_row *row = row_from(&guided, kurs_tai_add(guided.burn[0].t_off, 1.0));
    const kurs_sgp4 station = station_before(&flown_returns[1]);
    kurs_earth earth;
    kurs_state s;
    assert_true(kurs_earth_init(&earth, row->t) >= 0);
    assert_true(kurs_sgp4_state_gcrf(&station, &earth, 0.0, &s) >= 0);
    const kurs_mat3 rtn = kurs_rtn_axes(s);
    const kurs_vec3 r = kurs_m3_mulv(rtn, v3_sub(row->s_gcrf.r, s.r));
    const kurs_vec3 turned = v3_cross(kurs_rtn_rate(s), r);
    const kurs_vec3 v = v3_sub(kurs_m3_mulv(rtn, v3_sub(row->s_gcrf.v, s.v)), turned);
    const double n = v3_norm(v3_cross(s.r, s.v)) / v3_dot(s.r, s.r);
    const double t = kurs_tai_diff(guided.burn[1].t_on, row->t);
    const double c = cos(n * t), sn = sin(n * t);
    const double x = (4.0 - 3.0 * c) * r.x + sn / n * v.x + 2.0 / n * (1.0 - c) * v.y;
    const double y = 6.0 * (sn - n * t) * r.x + r.y - 2.0 / n * (1.0 - c) * v.x +
                     (4.0 * sn - 3.0 * n * t) / n * v.y;
    const double z = c * r.z + sn / n * v.z;
    print_message("range at the deorbit command: %.2f km, by Hill's equations %.2f km\n",
                  guided.burn[1].range_m / 1e3, sqrt(x * x + y * y + z * z) / 1e3);
    check_near(sqrt(x * x + y * y + z * z), guided.burn[1].range_m, 0.0, 0.05);
    /* and the rows, which count from the docking port, agree */
    check_near(row_from(&guided, guided.burn[1].t_on)->range_m, guided.burn[1].range_m, 30.0, 0.0);
}

/*
 * Soyuz MS-11, 24 June 2019, Canadian Space Agency: separation 02:22:29, entry interface at
 * 99.7 km 02:25:20, guidance at 80.4 km 02:26:49, 4-5 g at 35.3 km 02:31:36, parachute at
 * 10.8 km 02:33:37, landing 02:47:55; burn 281 s at 432.7 km.
 */
static void the_timeline_is_that_of_ms11(void **state)
{
    (void)state;
    check_near(281.0, guided.burn[1].duration_s, 4.0, 0.0);
    check_near(432.7e3, happened(&guided, "deorbit_burn")->alt_m, 5e3, 0.0);
    check_near(171.0, between(&guided, "module_separation", "entry_interface"), 15.0, 0.0);
    const kurs_event *parted = happened(&guided, "module_separation");
    double timer_s, orbital_kg, instrument_kg;
    assert_int_equal(sscanf(parted->text,
                            "by the timer, %lf s after the deorbit command: orbital module (%lf "
                            "kg) and instrument module (%lf kg)",
                            &timer_s, &orbital_kg, &instrument_kg),
                     3);
    check_near(between(&guided, "deorbit_burn", "module_separation"), timer_s, 0.5, 0.0);
    check_near(soyuz_ms().orbital_module_kg, orbital_kg, 0.5, 0.0);
    check_near(parted->jettisoned_kg, orbital_kg + instrument_kg, 1.0, 0.0);
    check_near(1817.0, between(&guided, "deorbit_burn", "entry_interface"), 60.0, 0.0);
    check_near(89.0, between(&guided, "entry_interface", "guidance_start"), 10.0, 0.0);
    check_near(497.0, between(&guided, "entry_interface", "parachute"), 10.0, 0.0);
    check_near(376.0, between(&guided, "entry_interface", "peak_load"), 25.0, 0.0);
    check_near(35.3e3, happened(&guided, "peak_load")->alt_m, 4e3, 0.0);
    check_near(858.0, between(&guided, "parachute", "landing"), 30.0, 0.0);
    check_near(54.0 * 60.0, between(&guided, "deorbit_burn", "landing"), 120.0, 0.0);
    double peak = 0.0;
    for (int i = 0; i < guided.rows; i++) {
        if (guided.row[i].phase == KURS_PHASE_entry) {
            peak = fmax(peak, guided.row[i].load_g);
        }
    }
    assert_true(peak >= 4.0 && peak <= 5.0);
    char text[64];
    snprintf(text, sizeof text, "peak load of the entry, before the parachute: %.2f g", peak);
    assert_string_equal(text, happened(&guided, "peak_load")->text);
    tell_timeline(peak);
}

/* 2026-11-26: at rest it felt nothing. */
static void a_capsule_at_rest_feels_one_g(void **state)
{
    (void)state;
    const kurs_row *last = &guided.row[guided.rows - 1];
    assert_int_equal(KURS_PHASE_landed, last->phase);
    assert_true(last->attached);
    check_near(1.0, last->load_g, 0.0, 0.0);
}

/* TMA-11 and TMA-10 felt 8.2 and 8.5 to 9 g and fell 420 to 475 km short (press; TMA-1 460 km). */
static void a_spinning_capsule_falls_short_under_eight_g(void **state)
{
    (void)state;
    const kurs_event *a = happened(&guided, "parachute"), *b = happened(&spun, "parachute");
    double peak = 0.0;
    for (int i = 0; i < spun.rows; i++) {
        if (spun.row[i].phase == KURS_PHASE_entry) {
            peak = fmax(peak, spun.row[i].load_g);
        }
    }
    const double short_m = ground_distance(a->lat, a->lon, b->lat, b->lon);
    print_message("ballistic: %.2f g, %.0f km short\n", peak, short_m / 1e3);
    assert_true(peak >= 8.2 && peak <= 8.7);
    assert_true(short_m >= 420e3 && short_m <= 475e3);
    assert_true(b->lon < a->lon); /* short of it: to the west */
}

/* Against another 3-DOF run, at L/D 0.26: full lift flies 674 km past the constant bank of 57
 * deg under 2.95 g (m/CdA 590 kg/m2, path -1.7 deg). */
static void full_lift_reaches_some_650_km_past_the_aim(void **state)
{
    (void)state;
    const kurs_event *start = happened(&guided, "entry_interface");
    const kurs_event *aim = happened(&guided, "parachute");
    kurs_earth earth;
    assert_true(kurs_earth_init(&earth, start->t) >= 0);
    const kurs_spacecraft ship = soyuz_ms();
    const kurs_glider glider = {ship.entry_area_m2, ship.entry_cd, ship.entry_lift_to_drag};
    kurs_flight_point p = {0.0, start->s_gcrf, start->mass_kg};
    assert_int_equal(KURS_OK, kurs_glide_descend(&earth, &glider, (kurs_lift){1.0, 0.0}, &p,
                                                 ship.drogue_deploy_m, 2000.0));
    const kurs_state s_itrf = kurs_earth_state_itrf(&earth, p.t_s, p.s_gcrf);
    const kurs_geodetic end = kurs_geodetic_from_itrf(s_itrf.r);
    const double past = ground_distance(end.lat, end.lon, aim->lat, aim->lon);
    print_message("full lift: %.0f km past the aim\n", past / 1e3);
    check_near(674e3, past, 60e3, 0.0);
}

/* NASA press kit and Energia: 230 to 80 m/s on the drogue, 35 m/s on the reefed main canopy,
 * 7.2 m/s before the engines fire at 0.8 m, touchdown with 1.4 to 2.6 m/s. */
static void speeds_under_the_canopies_are_those_published(void **state)
{
    (void)state;
    check_near(230.0, happened(&guided, "parachute")->speed_earth_m_s, 20.0, 0.0);
    check_near(80.0, happened(&guided, "main_parachute")->speed_earth_m_s, 4.0, 0.0);
    double reefed = INFINITY;
    const double t_full = between(&guided, "undocking", "main_parachute") + 4.0;
    for (int i = 0; i < guided.rows; i++) {
        if (guided.row[i].met_s <= t_full && guided.row[i].phase == KURS_PHASE_parachute) {
            reefed = fmin(reefed, guided.row[i].speed_earth_m_s);
        }
    }
    check_near(35.0, reefed, 5.0, 0.0);
    check_near(7.2, happened(&guided, "soft_landing")->speed_earth_m_s, 0.1, 0.0);
    const double touch = happened(&guided, "landing")->speed_earth_m_s;
    print_message("drogue %.1f, reefed %.1f, main %.2f, touchdown %.2f m/s\n",
                  happened(&guided, "main_parachute")->speed_earth_m_s, reefed,
                  happened(&guided, "soft_landing")->speed_earth_m_s, touch);
    assert_true(touch >= 1.4 && touch <= 2.6);
    const kurs_row *last = &guided.row[guided.rows - 1];
    assert_int_equal(1, last->attached);
    check_near(0.0, last->speed_earth_m_s, 1e-5, 0.0);
    check_near(350.0, happened(&guided, "landing")->alt_m, 1e-3, 0.0);
}

static void mass_leaves_only_by_burns_and_by_what_is_dropped(void **state)
{
    (void)state;
    double left = MASS_AT_UNDOCKING_KG;
    for (int i = 0; i < guided.burns; i++) {
        left -= guided.burn[i].propellant_kg;
    }
    for (int i = 0; i < guided.events; i++) {
        left -= guided.event[i].jettisoned_kg;
    }
    assert_int_equal(2, guided.burns);
    check_near(128.0, guided.burn[1].flown_m_s, 1e-9, 0.0);
    double flow = 0.0; /* what the rows say left outside of the two burns */
    for (int i = 1; i < guided.rows; i++) {
        const kurs_row *a = &guided.row[i - 1], *b = &guided.row[i];
        check_near(a->mass_kg - b->mass_kg,
                   a->arc == b->arc ? a->flow_kg_s * (b->met_s - a->met_s)
                                    : a->mass_kg - b->mass_kg,
                   1e-6, 0.0);
        if (a->arc == b->arc && a->phase == KURS_PHASE_parachute) {
            flow += a->mass_kg - b->mass_kg;
        }
    }
    check_near(left - flow, guided.row[guided.rows - 1].mass_kg, 1e-6, 0.0);
}

/* Arcs meet at one instant, place and velocity; only the mass may jump there. */
static void no_event_moves_the_ship(void **state)
{
    (void)state;
    for (int i = 1; i < guided.rows; i++) {
        const kurs_row *a = &guided.row[i - 1], *b = &guided.row[i];
        if (a->arc != b->arc) {
            assert_true(kurs_tai_diff(b->t, a->t) == 0.0);
            check_near_v3(a->s_gcrf.r, b->s_gcrf.r, 0.0);
            check_near_v3(a->s_gcrf.v, b->s_gcrf.v, b->attached ? 1e-6 : 0.0);
        } else {
            assert_true(kurs_tai_diff(b->t, a->t) > 0.0);
        }
    }
}

/* Central gravity with J2 to J4 from published constants, as a check apart from env. */
static kurs_vec3 gravity(kurs_vec3 r, kurs_vec3 pole)
{
    const double gm = 3.986004418e14, re = 6378137.0;
    const double j2 = 1.08262668e-3, j3 = -2.5326e-6, j4 = -1.6196e-6;
    const double n = v3_norm(r), s = v3_dot(r, pole) / n, q = re / n;
    const kurs_vec3 up = v3_scale(1.0 / n, r);
    /* potential GM/r (1 - sum J q^k P_k(s)): along r and along the pole */
    const double p2 = 0.5 * (3.0 * s * s - 1.0), p3 = 0.5 * s * (5.0 * s * s - 3.0);
    const double p4 = 0.125 * (35.0 * s * s * s * s - 30.0 * s * s + 3.0);
    const double d2 = 3.0 * s, d3 = 0.5 * (15.0 * s * s - 3.0);
    const double d4 = 0.125 * (140.0 * s * s * s - 60.0 * s);
    const double a = j2 * q * q, b = j3 * q * q * q, c = j4 * q * q * q * q;
    const double radial = -1.0 + 3.0 * a * p2 + 4.0 * b * p3 + 5.0 * c * p4;
    const double polar = -(a * d2 + b * d3 + c * d4);
    kurs_vec3 g = v3_scale(gm / (n * n) * (radial - s * polar), up);
    return v3_axpy(g, gm / (n * n) * polar, pole);
}

static kurs_vec3 pull(const kurs_row *a, const kurs_row *b, double share, kurs_vec3 r,
                      kurs_vec3 pole)
{
    const kurs_vec3 fa = v3_add(a->thrust_gcrf_n, a->aero_gcrf_n);
    const kurs_vec3 fb = v3_add(b->thrust_gcrf_n, b->aero_gcrf_n);
    const double m = a->mass_kg + share * (b->mass_kg - a->mass_kg);
    const kurs_vec3 f = a->held ? fa : v3_axpy(fa, share, v3_sub(fb, fa));
    return v3_axpy(gravity(r, pole), 1.0 / m, f);
}

/* From one row to the next under the recorded forces, by Runge-Kutta steps of at most 5 s. */
static kurs_state walk(const kurs_row *a, const kurs_row *b, kurs_state s, kurs_vec3 pole)
{
    const double span = kurs_tai_diff(b->t, a->t);
    const int steps = 1 + (int)(span / 5.0);
    const double h = span / steps;
    for (int i = 0; i < steps; i++) {
        const double x0 = (double)i / steps, xm = (i + 0.5) / steps, x1 = (i + 1.0) / steps;
        const kurs_vec3 k1 = pull(a, b, x0, s.r, pole);
        const kurs_vec3 r2 = v3_axpy(s.r, 0.5 * h, s.v), v2 = v3_axpy(s.v, 0.5 * h, k1);
        const kurs_vec3 k2 = pull(a, b, xm, r2, pole);
        const kurs_vec3 r3 = v3_axpy(s.r, 0.5 * h, v2), v3_ = v3_axpy(s.v, 0.5 * h, k2);
        const kurs_vec3 k3 = pull(a, b, xm, r3, pole);
        const kurs_vec3 r4 = v3_axpy(s.r, h, v3_), v4 = v3_axpy(s.v, h, k3);
        const kurs_vec3 k4 = pull(a, b, x1, r4, pole);
        s.r = v3_axpy(s.r, h / 6.0, v3_add(v3_add(s.v, v4), v3_scale(2.0, v3_add(v2, v3_))));
        s.v = v3_axpy(s.v, h / 6.0, v3_add(v3_add(k1, k4), v3_scale(2.0, v3_add(k2, k3))));
    }
    return s;
}

static void recorded_forces_lead_from_minute_to_minute(void **state)
{
    (void)state;
    double worst_r = 0.0, worst_v = 0.0;
    int minutes = 0;
    kurs_earth earth;
    assert_true(kurs_earth_init(&earth, guided.row[0].t) >= 0);
    const kurs_vec3 pole = kurs_earth_pole_gcrf(&earth, 0.0);
    for (int from = 0; from + 1 < guided.rows;) {
        kurs_state s = guided.row[from].s_gcrf;
        int to = from;
        do {
            if (guided.row[to].arc == guided.row[to + 1].arc) {
                s = walk(&guided.row[to], &guided.row[to + 1], s, pole);
            }
            to++;
        } while (to + 1 < guided.rows && !guided.row[to + 1].attached &&
                 kurs_tai_diff(guided.row[to].t, guided.row[from].t) < 60.0);
        worst_r = fmax(worst_r, v3_norm(v3_sub(s.r, guided.row[to].s_gcrf.r)));
        worst_v = fmax(worst_v, v3_norm(v3_sub(s.v, guided.row[to].s_gcrf.v)));
        minutes++;
        from = to;
    }
    print_message("%d rows, %d minutes: at worst %.3g m, %.3g m/s\n", guided.rows, minutes, worst_r,
                  worst_v);
    assert_true(minutes > 150);
    check_near(0.0, worst_r, 10.0, 0.0);
    check_near(0.0, worst_v, 0.01, 0.0);
}

static void a_copy_goes_on_with_the_same_bits(void **state)
{
    (void)state;
    const kurs_zone zone = zhezkazgan();
    kurs_return_plan plan;
    kurs_return_flight flight = planned_return(&flown_returns[1], &zone, &plan);
    const kurs_sink sink = {0};
    const int stops[] = {3, 40, 190, 400, 1500, 3000};
    int steps = 0;
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
        for (; steps < stops[i] && !flight.done; steps++) {
            assert_true(kurs_return_step(&flight, &sink) >= 0);
        }
        assert_false(flight.done);
        unsigned char kept[sizeof flight];
        memcpy(kept, &flight, sizeof flight);
        kurs_return_flight copy;
        memcpy(&copy, kept, sizeof copy);
        memset(&again, 0, sizeof again);
        fly_to_ground(&copy, &again);
        assert_true(again.rows > 0 && again.rows < guided.rows);
        for (int k = 0; k < again.rows; k++) {
            const kurs_row *a = &guided.row[guided.rows - again.rows + k], *b = &again.row[k];
            assert_true(a->met_s == b->met_s && a->mass_kg == b->mass_kg && a->arc == b->arc);
            assert_memory_equal(&a->s_gcrf, &b->s_gcrf, sizeof a->s_gcrf);
        }
    }
}

static void a_flight_that_is_done_goes_no_further(void **state)
{
    (void)state;
    kurs_return_flight flight = flown_as(0, &again);
    const kurs_sink sink = {0};
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_return_step(&flight, &sink));
    kurs_return_flight untouched = flight;
    kurs_return_setup setup = flight.setup;
    kurs_body light = flight.body;
    light.mass_kg = setup.ship.descent_module_kg;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_return_init(&flight, &light, &setup));
    assert_memory_equal(&untouched.body, &flight.body, sizeof flight.body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(drag_lies_against_the_wind_and_lift_across_it),
        cmocka_unit_test(a_glide_agrees_with_a_run_a_hundred_times_finer),
        cmocka_unit_test(the_model_on_board_ends_where_the_glide_does),
        cmocka_unit_test(the_station_is_as_far_at_the_deorbit_burn_as_hills_equations_say),
        cmocka_unit_test(the_timeline_is_that_of_ms11),
        cmocka_unit_test(a_capsule_at_rest_feels_one_g),
        cmocka_unit_test(a_spinning_capsule_falls_short_under_eight_g),
        cmocka_unit_test(full_lift_reaches_some_650_km_past_the_aim),
        cmocka_unit_test(speeds_under_the_canopies_are_those_published),
        cmocka_unit_test(mass_leaves_only_by_burns_and_by_what_is_dropped),
        cmocka_unit_test(no_event_moves_the_ship),
        cmocka_unit_test(recorded_forces_lead_from_minute_to_minute),
        cmocka_unit_test(a_copy_goes_on_with_the_same_bits),
        cmocka_unit_test(a_flight_that_is_done_goes_no_further),
    };
    return cmocka_run_group_tests(tests, fly_both, NULL);
}
