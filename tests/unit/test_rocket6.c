/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rocket as a body: mass properties against the same parts put together by the general
 * functions for skew bodies (test_rigid_mass), jets against sums written out here and against the
 * point-mass model, verniers against their differential equation.
 */
#include "check.h"
#include "dyn/dyn.h"
#include "kurs/mission.h"
#include "math/math.h"

static kurs_rocket rocket; /* Soyuz-2.1a, crewed */
static const double ship_kg = 7180.0;

static int load_rocket(void **state)
{
    static kurs_mission mission;
    static kurs_diag diag;
    (void)state;
    kurs_diag_init(&diag);
    if (kurs_mission_load(KURS_SOURCE_DIR "/missions/soyuz-ms-25.yaml", &mission, &diag) < 0) {
        return -1;
    }
    rocket = mission.rocket;
    return 0;
}

/* Moments of inertia of one part of the stack, of the same kind all round the axis. */
static kurs_rigid_mass part(double kg, double x, double y, double z, double ixx, double iyy)
{
    return kurs_rigid_part(kg, v3(x, y, z), v3(ixx, iyy, iyy));
}

static void join(kurs_rigid_mass *sum, kurs_rigid_mass more)
{
    *sum = kurs_rigid_join(sum, &more);
}

/* A unit of a stage at (y, z), its flow as a share of the whole. */
static void join_unit(kurs_rigid_mass *sum, const kurs_stage *stage, const kurs_stage_shape *shape,
                      const kurs_tank *tank, double y, double z, double flow_part,
                      double turbine_part)
{
    const double ox = shape->oxidiser_share, x = shape->base_m;
    join(sum, part(stage->dry_kg, x + shape->centre_dry_m, y, z, shape->ixx_dry, shape->iyy_dry));
    join(sum, kurs_rigid_column(ox * tank->propellant_kg, ox * flow_part,
                                v3(x + shape->oxidiser.bottom_m, y, z), shape->oxidiser.radius_m,
                                shape->oxidiser.density_kg_m3));
    join(sum, kurs_rigid_column((1.0 - ox) * tank->propellant_kg, (1.0 - ox) * flow_part,
                                v3(x + shape->fuel.bottom_m, y, z), shape->fuel.radius_m,
                                shape->fuel.density_kg_m3));
    if (tank->peroxide_kg > 0.0) {
        join(sum, kurs_rigid_column(tank->peroxide_kg, turbine_part,
                                    v3(x + shape->peroxide.bottom_m, y, z),
                                    shape->peroxide.radius_m, shape->peroxide.density_kg_m3));
    }
}

/* The whole stack by the general functions. */
static kurs_rigid_mass stack_by_parts(const kurs_stack *s, const kurs_levels *level)
{
    const kurs_airframe *f = &rocket.airframe;
    const double g = 9.80665;
    const double strapon = level->strapon * 1021300.0 / (g * 320.2),
                 strapon_t = level->strapon * 8.5;
    const double core = level->core * 985800.0 / (g * 320.6), core_t = level->core * 8.3;
    const double upper = level->upper * 297930.0 / (g * 326.0);
    const double all =
        4.0 * (s->strapon ? strapon + strapon_t : 0.0) + (s->core ? core + core_t : 0.0) + upper;
    const double per = all > 0.0 ? 1.0 / all : 0.0;
    kurs_rigid_mass sum = part(s->spacecraft_kg, f->spacecraft.centre_m, 0, 0,
                               s->spacecraft_kg * pow(f->spacecraft.along_m, 2),
                               s->spacecraft_kg * pow(f->spacecraft.across_m, 2));
    const struct {
        int there;
        double kg;
        const kurs_head_part *p;
    } head[] = {{s->tower, rocket.tower_kg, &f->tower},
                {s->fairing, rocket.fairing_kg, &f->fairing},
                {!s->skirt, -rocket.upper_skirt_kg, &f->skirt}};
    for (int i = 0; i < 3; i++) {
        if (head[i].there) {
            join(&sum, part(head[i].kg, head[i].p->centre_m, 0, 0,
                            head[i].kg * pow(head[i].p->along_m, 2),
                            head[i].kg * pow(head[i].p->across_m, 2)));
        }
    }
    join_unit(&sum, &rocket.upper, &f->upper, &s->upper_tank, 0, 0, upper * per, 0.0);
    if (s->core) {
        join_unit(&sum, &rocket.core, &f->core, &s->core_tank, 0, 0, core * per, core_t * per);
    }
    for (int i = 0; i < 4 && s->strapon; i++) {
        join_unit(&sum, &rocket.strapon, &f->strapon, &s->strapon_tank,
                  f->strapon.off_axis_m * cos(0.5 * KURS_PI * i),
                  f->strapon.off_axis_m * sin(0.5 * KURS_PI * i), strapon * per, strapon_t * per);
    }
    return sum;
}

static kurs_rocket6 open_at(kurs_stack stack, kurs_levels level, kurs_levels slope)
{
    kurs_rocket6 r = {0};
    kurs_rocket6_open(&r, &rocket, &stack, &level, &slope, 100.0);
    return r;
}

static kurs_stack full_stack(void)
{
    kurs_stack s;
    kurs_stack_init(&s, &rocket, ship_kg);
    return s;
}

static void check_mass(const kurs_rigid_mass *want, const kurs_rigid_mass *got)
{
    check_near(want->mass_kg, got->mass_kg, 0.0, 1e-12);
    check_near(want->share, got->share, 1e-12, 0.0);
    check_near(want->centre_m.x, got->centre_m.x, 0.0, 1e-12);
    check_near(want->d_centre.x, got->d_centre.x, 1e-15, 1e-9);
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            const double size = want->inertia.m[i][i];
            check_near(want->inertia.m[i][j], got->inertia.m[i][j], 1e-9 * size, 0.0);
            check_near(want->d_inertia.m[i][j], got->d_inertia.m[i][j], 1e-7, 1e-9);
        }
    }
}

static void mass_properties_are_those_of_all_parts_together(void **state)
{
    (void)state;
    for (int flight = 0; flight < 4; flight++) {
        kurs_stack s = full_stack();
        kurs_levels level = {1.0, 0.985, 0.0};
        if (flight >= 1) { /* strap-ons half empty, tower gone */
            s.strapon_tank.propellant_kg *= 0.5;
            s.tower = 0;
        }
        if (flight >= 2) {
            s.strapon = s.fairing = 0;
            s.core_tank.propellant_kg *= 0.3;
            level = (kurs_levels){0.0, 0.985, 0.0};
        }
        if (flight == 3) {
            s.core = s.skirt = 0;
            s.upper_tank.propellant_kg *= 0.4;
            level = (kurs_levels){0.0, 0.0, 1.0};
        }
        const kurs_rocket6 r = open_at(s, level, (kurs_levels){0, 0, 0});
        kurs_rigid_mass got;
        assert_int_equal(kurs_rocket6_mass(100.0, 0.0, &got, &r), KURS_OK);
        const kurs_rigid_mass want = stack_by_parts(&s, &level);
        check_mass(&want, &got);
        check_near(kurs_stack_mass(&s, &rocket), got.mass_kg, 0.0, 1e-12);
    }
}

/* Between two instants mass properties change by their derivatives times the mass that left. */
static void derivatives_are_those_of_the_burn(void **state)
{
    const kurs_stack s = full_stack();
    const kurs_levels level = {1.0, 0.985, 0.0}, slope = {-0.8, 0.1, 0.0};
    const kurs_rocket6 r = open_at(s, level, slope);
    const double t = 100.7, h = 1e-3;
    kurs_rigid_mass a, b, m;
    (void)state;
    assert_int_equal(kurs_rocket6_mass(t - h, 0.0, &a, &r), KURS_OK);
    assert_int_equal(kurs_rocket6_mass(t, 0.0, &m, &r), KURS_OK);
    assert_int_equal(kurs_rocket6_mass(t + h, 0.0, &b, &r), KURS_OK);
    const double gone = a.mass_kg - b.mass_kg;
    check_near(kurs_rocket6_flow(&r, t), gone / (2.0 * h), 0.0, 1e-9);
    check_near(-m.d_centre.x, (b.centre_m.x - a.centre_m.x) / gone, 0.0, 1e-6);
    for (int i = 0; i < 3; i++) {
        check_near(-m.d_inertia.m[i][i], (b.inertia.m[i][i] - a.inertia.m[i][i]) / gone, 0.0, 1e-6);
    }
    /* levels 0.44 and 1.055 at t, by hand */
    const kurs_levels now = kurs_rocket6_levels(&r, t);
    check_near(0.44, now.strapon, 1e-12, 0.0);
    check_near(1.055, now.core, 1e-12, 0.0);
    check_near(0.7 * 0.5 * (1.0 + 0.44), kurs_rocket6_burnt(&r, t).strapon, 1e-12, 0.0);
}

/* ORB's centres of mass and moments, full and dry, which the tanks are set to: as the file. */
static void full_stages_have_the_published_centres_and_moments(void **state)
{
    const kurs_tank core = {90100.0, 3120.0}, strapon = {39160.0, 1469.0}, upper = {22700.0, 0.0};
    const struct {
        const kurs_stage *stage;
        const kurs_stage_shape *shape;
        const kurs_tank *tank;
        double centre_m, across;
    } rows[] = {{&rocket.core, &rocket.airframe.core, &core, 14.99, 4.16e6},
                {&rocket.strapon, &rocket.airframe.strapon, &strapon, 10.54, 9.83e5},
                {&rocket.upper, &rocket.airframe.upper, &upper, 3.60, 7.64e4}};
    (void)state;
    for (int i = 0; i < 3; i++) {
        kurs_rigid_mass sum = part(1e-9, 0, 0, 0, 0, 0);
        join_unit(&sum, rows[i].stage, rows[i].shape, rows[i].tank, 0, 0, 0, 0);
        check_near(rows[i].centre_m, sum.centre_m.x - rows[i].shape->base_m, 0.3, 0.0);
        check_near(rows[i].across, sum.inertia.m[1][1], 0.0, 0.2);
    }
}

/* ---- jets ---- */

static kurs_rigid_model model_of(const kurs_rocket6 *r, const kurs_earth *earth)
{
    return (kurs_rigid_model){.planet = kurs_rigid_planet_earth(earth),
                              .mass = kurs_rocket6_mass,
                              .loads = kurs_rocket6_loads,
                              .ctx = r,
                              .method = &kurs_ode_rk4,
                              .step_s = 0.05,
                              .tol = 1.0};
}

/* At rest on a point of the equator's sky, nose up. */
static kurs_rigid_state at_height(const kurs_rocket6 *r, const kurs_earth *earth, double alt_m)
{
    const kurs_geodetic place = {0.3, 0.5, alt_m};
    const kurs_state s =
        kurs_earth_state_gcrf(earth, r->t0, (kurs_state){kurs_geodetic_to_itrf(place), {0, 0, 0}});
    const kurs_vec3 up = v3_unit(s.r), y = v3_unit(v3_cross(v3(0, 0, 1), up));
    return (kurs_rigid_state){.t = r->t0,
                              .s_gcrf = s,
                              .q_gcrf_body =
                                  kurs_quat_from_m3(kurs_m3_rows(up, y, v3_cross(up, y))),
                              .mass_kg = kurs_stack_mass(&r->stack, &rocket)};
}

static kurs_rigid_loads loads_of(const kurs_rocket6 *r, const kurs_earth *earth, double alt_m,
                                 kurs_rigid_view *view)
{
    static kurs_rigid_state s;
    const kurs_rigid_model model = model_of(r, earth);
    kurs_rigid_loads loads;
    s = at_height(r, earth, alt_m);
    assert_true(kurs_rigid_view_at(&model, &s, view) >= 0);
    assert_true(kurs_rigid_loads_at(&model, view, &loads) >= 0);
    return loads;
}

static kurs_earth an_earth(void)
{
    kurs_earth earth;
    assert_true(kurs_earth_init(&earth, (kurs_tai){0}) >= 0);
    return earth;
}

static void thrust_and_flow_are_those_of_the_point(void **state)
{
    const kurs_earth earth = an_earth();
    const kurs_levels levels[] = {{1.0, 0.985, 0.0}, {0.81, 0.985, 0.0}, {0.0, 0.0, 1.0}};
    const double heights[] = {0.0, 43e3, 180e3};
    (void)state;
    for (int i = 0; i < 3; i++) {
        kurs_stack s = full_stack();
        s.strapon = i < 2;
        s.core = i < 2;
        const kurs_rocket6 r = open_at(s, levels[i], (kurs_levels){0, 0, 0});
        kurs_rigid_view view;
        const kurs_rigid_loads loads = loads_of(&r, &earth, heights[i], &view);
        const kurs_ascent_force point =
            kurs_ascent_force_at(&s, &rocket, &levels[i], &earth, 100.0, view.state->s_gcrf,
                                 v3_unit(view.state->s_gcrf.r), NULL);
        check_near(v3_norm(point.thrust_gcrf_n), loads.force_n.x, 0.0, 1e-9);
        check_near(0.0, loads.force_n.y, 1e-6, 0.0);
        check_near(0.0, loads.force_n.z, 1e-6, 0.0);
        check_near(0.0, v3_norm(loads.torque_n_m), 1e-4, 0.0);
        check_near(kurs_stack_flow(&rocket, &levels[i]), loads.flow_kg_s, 0.0, 1e-12);
    }
}

/* One of four at +y without thrust: what the other three give pushes the nose to +y, about +z. */
static void a_strapon_without_thrust_turns_the_rocket(void **state)
{
    const kurs_earth earth = an_earth();
    const kurs_levels level = {1.0, 0.985, 0.0};
    static kurs_rocket failed;
    kurs_rigid_view view;
    (void)state;
    kurs_rocket6 r = open_at(full_stack(), level, (kurs_levels){0, 0, 0});
    const double whole = loads_of(&r, &earth, 300e3, &view).force_n.x;
    failed = rocket;
    failed.strapon.engine.f_vac_n *= 0.75;
    failed.airframe.strapon_out = 1;
    r.rocket = &failed;
    const kurs_rigid_loads loads = loads_of(&r, &earth, 300e3, &view);
    check_near(whole - 1021300.0, loads.force_n.x, 0.0, 1e-9);
    check_near(0.0, v3_norm(v3(0.0, loads.force_n.y, loads.force_n.z)), 1e-3, 0.0);
    /* chambers at 2.6 m, 0.0778 of it by verniers at 3.6 m; the turning of the Earth gives the jets
     * a little more */
    check_near(1021300.0 * (0.9222 * 2.6 + 0.0778 * 3.6), loads.torque_n_m.z, 0.0, 1e-3);
    check_near(0.0, loads.torque_n_m.x, 1.0, 0.0);
    check_near(0.0, loads.torque_n_m.y, 1e3, 0.0);
    check_near(3.0 * 1021300.0 / (9.80665 * 320.2) + 4.0 * 8.5 +
                   0.985 * (985800.0 / (9.80665 * 320.6) + 8.3),
               loads.flow_kg_s, 0.0, 1e-9);
}

static void verniers_turn_the_rocket_as_they_swing(void **state)
{
    const kurs_earth earth = an_earth();
    const kurs_levels level = {1.0, 0.985, 0.0};
    const double small = 1e-4;
    const double mixes[3][4] = {{1, 1, 1, 1}, {1, 0, -1, 0}, {0, 1, 0, -1}};
    kurs_rocket6 r = open_at(full_stack(), level, (kurs_levels){0, 0, 0});
    kurs_rigid_view view;
    (void)state;
    /* by hand, in vacuum: strap-ons 4 x 0.0778 of 1021.3 kN at 3.6 m, core 0.1339 of 971 kN at 1 m
     */
    const double strapon = 0.0778 * 1021300.0, core = 0.25 * 0.1339 * 0.985 * 985800.0;
    (void)loads_of(&r, &earth, 300e3, &view);
    const double arm = view.mass.centre_m.x;
    const double want[3] = {4.0 * (strapon * 3.6 + core * 1.0), 2.0 * arm * (strapon + core),
                            2.0 * arm * (strapon + core)};
    const kurs_vec3 told = kurs_rocket6_authority(&r, &view);
    const double authority[3] = {told.x, told.y, told.z};
    for (int axis = 0; axis < 3; axis++) {
        for (int k = 0; k < 4; k++) {
            r.command[k] = r.gimbals.angle[0][k] = r.gimbals.angle[1][k] = small * mixes[axis][k];
        }
        r.t_command = r.t0;
        const kurs_rigid_loads loads = loads_of(&r, &earth, 300e3, &view);
        const double torque[3] = {loads.torque_n_m.x, loads.torque_n_m.y, loads.torque_n_m.z};
        for (int i = 0; i < 3; i++) {
            check_near(i == axis ? want[i] : 0.0, torque[i] / small, 1e-5 * want[axis], 1e-5);
        }
        check_near(want[axis], authority[axis], 0.0, 1e-9);
    }
}

static void a_vernier_follows_its_lag_and_its_rate(void **state)
{
    const double lag = rocket.airframe.gimbal_lag_s, rate = rocket.airframe.core.vernier_rate;
    kurs_rocket6 r = open_at(full_stack(), (kurs_levels){1, 1, 0}, (kurs_levels){0, 0, 0});
    const double commands[] = {0.01, -0.3, 2.0}; /* by the lag, by the rate, past the range */
    (void)state;
    for (int i = 0; i < 3; i++) {
        double a = 0.02;
        const int n = 200000;
        const double span = 0.7, h = span / n, to = fmin(commands[i], 45.0 * KURS_DEG);
        r.command[0] = commands[i];
        r.gimbals.angle[1][0] = a;
        r.t_command = 100.0;
        for (int k = 0; k < n; k++) {
            a += h * fmax(-rate, fmin(rate, (to - a) / lag));
        }
        check_near(a, kurs_rocket6_gimbals(&r, 100.0 + span).angle[1][0], 1e-5, 0.0);
    }
}

/* The nose lifts away from the flow, the force grows with the angle, and drag is the point's. */
static void the_air_pushes_back_and_to_the_side_of_the_nose(void **state)
{
    const kurs_earth earth = an_earth();
    kurs_rocket6 r = open_at(full_stack(), (kurs_levels){0, 0, 0}, (kurs_levels){0, 0, 0});
    const kurs_rigid_model model = model_of(&r, &earth);
    kurs_rigid_state s = at_height(&r, &earth, 11e3);
    kurs_rigid_view view;
    kurs_rigid_loads loads;
    (void)state;
    const double v = 455.0, alpha = 2.0 * KURS_DEG; /* in the plane of x and z, wind from -z */
    const kurs_mat3 m = kurs_quat_m3(s.q_gcrf_body);
    s.s_gcrf.v = v3_add(s.s_gcrf.v, kurs_m3_tmulv(m, v3(v * cos(alpha), 0, v * sin(alpha))));
    s.rate_body = kurs_m3_mulv(m, v3_scale(KURS_EARTH_OMEGA, kurs_earth_pole_gcrf(&earth, 100.0)));
    assert_true(kurs_rigid_view_at(&model, &s, &view) >= 0);
    assert_true(kurs_rigid_loads_at(&model, &view, &loads) >= 0);
    const double q = 0.5 * view.air.density * v * v, area = 29.4;
    const double mach = v / view.air.sound;
    const double cd = kurs_interp(rocket.drag.x, rocket.drag.y, rocket.drag.count, mach) *
                      (1.0 + 3.0 * alpha * alpha);
    /* SB's slope between Mach 1.1 and 1.6; linear between the nodes of the drag curve */
    const double cl = (3.2 + (2.85 - 3.2) * (mach - 1.1) / 0.5) * alpha;
    check_near(-q * area * (cd * cos(alpha) - cl * sin(alpha)), loads.force_n.x, 0.0, 2e-3);
    check_near(-q * area * (cd * sin(alpha) + cl * cos(alpha)), loads.force_n.z, 0.0, 1e-2);
    check_near(0.0, loads.force_n.y, 1.0, 0.0);
    /* unstable: the centre of pressure is ahead of the full rocket's centre of mass */
    const double arm = 19.5 - 3.0 * (mach - 1.1) - view.mass.centre_m.x;
    check_near(-arm * loads.force_n.z, loads.torque_n_m.y, 0.0, 0.03);
    assert_true(arm > 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mass_properties_are_those_of_all_parts_together),
        cmocka_unit_test(derivatives_are_those_of_the_burn),
        cmocka_unit_test(full_stages_have_the_published_centres_and_moments),
        cmocka_unit_test(thrust_and_flow_are_those_of_the_point),
        cmocka_unit_test(a_strapon_without_thrust_turns_the_rocket),
        cmocka_unit_test(verniers_turn_the_rocket_as_they_swing),
        cmocka_unit_test(a_vernier_follows_its_lag_and_its_rate),
        cmocka_unit_test(the_air_pushes_back_and_to_the_side_of_the_nose),
    };
    return cmocka_run_group_tests(tests, load_rocket, NULL);
}
