/* SPDX-License-Identifier: Apache-2.0 */
/* Instants, lengths and directions of the burns of a window's list, and what sets its contact. */
#include "missions.h"

#include "app/ascent_model.h"
#include "gnc/gnc.h"
#include "kurs/window.h"
#include "plan/plan.h"
#include "plan/window_parts.h"

static kurs_mission *mission;
static kurs_ascent_model ascent;

static int make_all(void **state)
{
    (void)state;
    mission = load_mission("soyuz-ms-25");
    const double inc = kurs_launch_inclination(&mission->rocket, mission->orbits[0].tle.inc);
    return kurs_ascent_model_make(&mission->rocket, &mission->spacecraft, &mission->site, inc,
                                  mission->launch_day, &ascent, NULL) < 0;
}

static int let_go(void **state)
{
    (void)state;
    free(mission);
    return 0;
}

/* The open passes of a profile over some days, in closed form. */
static int passes_of(const kurs_ephemeris *station, int orbits, double days, int most,
                     kurs_window_opportunity *out)
{
    const kurs_tai from = kurs_tai_add(station->sets[0].tle.epoch, 86400.0);
    const kurs_window_request request = {.mission = mission,
                                         .ascent = &ascent,
                                         .station = station,
                                         .from = from,
                                         .to = kurs_tai_add(from, days * 86400.0),
                                         .ready = from,
                                         .orbits = orbits,
                                         .approach_s = kurs_approach_duration(&mission->approach)};
    int n = 0;
    kurs_window_pass pass;
    for (kurs_tai t = from; n < most && kurs_window_next(&request, t, &pass) >= 0;) {
        t = kurs_tai_add(pass.about, 3600.0);
        if (pass.open) {
            out[n++] = pass.opportunity;
        }
    }
    return n;
}

static kurs_ephemeris station_of(void)
{
    kurs_ephemeris station;
    assert_true(kurs_ephemeris_init(&station, &mission->orbits[0].tle, 1) >= 0);
    return station;
}

static const kurs_window_burn *burn_of(const kurs_window_opportunity *o, const char *id)
{
    for (int i = 0; i < o->burn_count; i++) {
        if (strcmp(o->burns[i].id, id) == 0) {
            return &o->burns[i];
        }
    }
    fail_msg("no %s", id);
    return &o->burns[0];
}

/* Middle of the thrust, seconds after lift-off; the main engine pushes after 3.2 s. */
static double middle_of(const kurs_window_opportunity *o, const kurs_window_burn *b)
{
    const double dead = strcmp(b->engine, "S5.80") == 0 ? 3.2 : 0.0;
    return kurs_tai_diff(b->ignition, o->liftoff) + dead + 0.5 * (b->duration_s - dead);
}

/* kosmonavtika.com: of two orbits 46.2 min from middle to middle and 43.7 min from there to the
 * first brake; of two days 42.7 and 41.3 min. */
static void burns_stand_as_far_apart_as_flown(void **state)
{
    (void)state;
    static const struct {
        int orbits;
        double transfer_min, rendezvous_min;
    } flown[] = {{2, 46.2, 43.7}, {34, 42.7, 41.3}};
    const kurs_ephemeris station = station_of();
    for (int k = 0; k < 2; k++) {
        kurs_window_opportunity o[8];
        const int n = passes_of(&station, flown[k].orbits, 120.0, 8, o);
        assert_true(n >= 2);
        for (int i = 0; i < n; i++) {
            const double a = middle_of(&o[i], burn_of(&o[i], "transfer"));
            const double c = middle_of(&o[i], burn_of(&o[i], "rendezvous"));
            const double b = kurs_tai_diff(burn_of(&o[i], "brake1")->ignition, o[i].liftoff);
            check_near(60.0 * flown[k].transfer_min, c - a, 0.5, 0.0);
            check_near(60.0 * flown[k].rendezvous_min, b - c, 0.5, 0.0);
        }
    }
}

/* MS-24: 2:41:50, 2:46:00 and 2:48:50 after lift-off. */
static void brakes_follow_each_other_as_flown(void **state)
{
    (void)state;
    const kurs_ephemeris station = station_of();
    kurs_window_opportunity o[4];
    const int n = passes_of(&station, 34, 20.0, 4, o);
    assert_true(n > 0);
    for (int i = 0; i < n; i++) {
        const kurs_tai first = burn_of(&o[i], "brake1")->ignition;
        check_near(250.0, kurs_tai_diff(burn_of(&o[i], "brake2")->ignition, first), 5.0, 0.0);
        check_near(420.0, kurs_tai_diff(burn_of(&o[i], "brake3")->ignition, first), 5.0, 0.0);
    }
}

/* MS-24's first brake: 5.29 m/s by the main engine in 16.0 s, MS-18's 5.85 m/s in 18.6 s; small
 * ones by four thrusters, 5.93 m/s in 75.4 s. */
static void brakes_last_as_flown(void **state)
{
    (void)state;
    for (double closing = 0.0; closing < 4.0; closing += 0.25) {
        kurs_window_opportunity o = {.burn_count = 0};
        const kurs_state rel = {{-1000.0, 1800.0, 0.0}, {0.3 * closing, 1.1 - closing, 0.0}};
        kurs_window_brakes(mission, 1.13e-3, rel, mission->launch_day, 6800.0, &o);
        assert_int_equal(3, o.burn_count);
        for (int i = 0; i < 3; i++) {
            const int main = i == 0 && o.burns[i].dv_m_s > 5.0;
            assert_string_equal(main ? "S5.80" : "DPO", o.burns[i].engine);
            check_near(main ? 16.0 + (o.burns[i].dv_m_s - 5.29) / 0.42
                            : 75.4 * o.burns[i].dv_m_s / 5.93,
                       o.burns[i].duration_s, main ? 1.5 : 4.0, 0.0);
        }
    }
}

/* Velocity that leads from one place to another beside a station on a circle (Clohessy and
 * Wiltshire 1960), x out, y along; and the velocity with which it is reached. */
static void lead(double n, double dt, const double from[2], const double to[2], double v[2],
                 double at[2])
{
    const double s = sin(n * dt), c = cos(n * dt), t = n * dt;
    const double a = s / n, b = 2.0 * (1.0 - c) / n, d = (4.0 * s - 3.0 * t) / n;
    const double x = to[0] - (4.0 - 3.0 * c) * from[0];
    const double y = to[1] - from[1] - 6.0 * (s - t) * from[0];
    const double det = a * d + b * b;
    v[0] = (d * x - b * y) / det;
    v[1] = (a * y + b * x) / det;
    at[0] = 3.0 * n * s * from[0] + c * v[0] + 2.0 * s * v[1];
    at[1] = 6.0 * n * (c - 1.0) * from[0] - 2.0 * s * v[0] + (4.0 * c - 3.0) * v[1];
}

/* From ahead of the station and a little below, by 1.02 and 0.61 km to 250 m under the port that
 * looks to the nadir; the direction to the port turns to its axis as the range shrinks. */
static void brakes_lead_to_the_axis_of_the_port(void **state)
{
    (void)state;
    const double n = 1.13e-3, range[] = {2040.0, 1020.0, 610.0, 250.0}, speed[] = {4.1, 2.4, 1.9};
    const double port[2] = {-20.0, -22.0}; /* Prichal: 22 m aft, 20 m under the centre of mass */
    double at[2] = {-800.0, 1850.0}, v[2] = {0.4, -1.3};
    kurs_window_opportunity o = {.burn_count = 0};
    const kurs_state rel = {{at[0], at[1], 0.0}, {v[0], v[1], 0.0}};
    kurs_window_brakes(mission, n, rel, mission->launch_day, 6800.0, &o);
    assert_int_equal(3, o.burn_count);
    const double begin = atan2(at[1] - port[1], at[0] - port[0]), nadir = acos(-1.0);
    for (int i = 0; i < 3; i++) {
        const double part = (range[0] - range[i + 1]) / (range[0] - range[3]);
        const double angle = begin + part * (nadir - begin);
        const double to[2] = {port[0] + range[i + 1] * cos(angle),
                              port[1] + range[i + 1] * sin(angle)};
        double after[2], there[2];
        lead(n, (range[i] - range[i + 1]) / speed[i], at, to, after, there);
        check_near(hypot(after[0] - v[0], after[1] - v[1]), o.burns[i].dv_m_s, 1e-3, 0.0);
        check_near(hypot(at[0] - port[0], at[1] - port[1]), o.burns[i].range_m, 0.1, 0.0);
        memcpy(at, to, sizeof at);
        memcpy(v, there, sizeof v);
    }
}

static int lit_at(const kurs_ephemeris *station, kurs_tai t)
{
    kurs_state s;
    assert_true(kurs_sgp4_state(&station->sets[0], t, &s) >= 0);
    const kurs_vec3 sun = kurs_window_sun(t); /* test_window holds it to the almanac */
    const double ahead = s.r.x * sun.x + s.r.y * sun.y + s.r.z * sun.z;
    const double r2 = s.r.x * s.r.x + s.r.y * s.r.y + s.r.z * s.r.z;
    return ahead > 0.0 || sqrt(r2 - ahead * ahead) > 6371e3;
}

static void check_contact(const kurs_ephemeris *station, const kurs_window_opportunity *o,
                          int *early, int *late)
{
    const kurs_tai six = kurs_tai_add(o->liftoff, 6.0 * 3600.0);
    const double off = kurs_tai_diff(o->contact, six);
    assert_true(fabs(off) <= 901.0);
    if (fabs(off) < 5.0) { /* the rounds of the plan move the lift-off a little */
        return;
    }
    *early += off < 0.0;
    *late += off > 0.0;
    assert_int_equal(1, o->sunlit_contact);
    /* nowhere nearer is light, a minute for penumbra and steps */
    for (double d = 0.0; d < fabs(off) - 60.0; d += 10.0) {
        assert_int_equal(0, lit_at(station, kurs_tai_add(six, d)));
        assert_int_equal(0, lit_at(station, kurs_tai_add(six, -d)));
    }
}

/* Six hours after lift-off, or the light moment nearest to that within a quarter of an hour. */
static void four_orbits_dock_at_six_hours_or_in_the_nearest_light(void **state)
{
    (void)state;
    static kurs_window_opportunity o[64];
    int n = 0, early = 0, late = 0;
    for (int k = 0; k < 3; k++) { /* three planes */
        kurs_ephemeris station;
        kurs_tle tle = mission->orbits[0].tle;
        tle.node += 120.0 * DEG * k;
        assert_true(kurs_ephemeris_init(&station, &tle, 1) >= 0);
        const int found = passes_of(&station, 4, 200.0, 64, o);
        for (int i = 0; i < found; i++) {
            check_contact(&station, &o[i], &early, &late);
        }
        n += found;
    }
    print_message("%d passes, %d contacts earlier and %d later than six hours\n", n, early, late);
    assert_true(early > 0 && late > 0 && early + late < n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(burns_stand_as_far_apart_as_flown),
        cmocka_unit_test(brakes_follow_each_other_as_flown),
        cmocka_unit_test(brakes_last_as_flown),
        cmocka_unit_test(brakes_lead_to_the_axis_of_the_port),
        cmocka_unit_test(four_orbits_dock_at_six_hours_or_in_the_nearest_light),
    };
    return cmocka_run_group_tests(tests, make_all, let_go);
}
