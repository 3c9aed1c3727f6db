/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any rocket, ship and pad from data files alone: what the planner knows of their ascents, and why
 * some are refused.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/ascent_model.h"
#include "check.h"
#include "io/tables.h"
#include "kurs/diag.h"
#include "kurs/orbit.h"
#include "math/math.h"
#include "plan/plan.h"
#include "sim/sim.h"

typedef struct vehicle {
    kurs_rocket rocket; /* as it flies the ship */
    kurs_spacecraft ship;
    kurs_site site;
} vehicle;

static void load_data(const char *folder, const char *name, const kurs_yaml_table *table, void *out)
{
    static kurs_diag diag;
    char path[512];
    snprintf(path, sizeof path, "%s/data/%s/%s.yaml", KURS_SOURCE_DIR, folder, name);
    kurs_diag_init(&diag);
    const kurs_status status = kurs_yaml_load(path, table, 0, out, &diag);
    for (int i = 0; i < diag.count; i++) {
        char line[KURS_DIAG_LINE_SIZE];
        (void)kurs_diag_format(&diag.items[i], line, sizeof line);
        print_message("%s", line);
    }
    assert_int_equal(KURS_OK, status);
}

static void load(const char *rocket, const char *ship, const char *site, vehicle *v)
{
    load_data("vehicles", rocket, &kurs_schema_rocket, &v->rocket);
    load_data("vehicles", ship, &kurs_schema_spacecraft, &v->ship);
    load_data("sites", site, &kurs_schema_site, &v->site);
    assert_int_equal(KURS_OK, kurs_rocket_select(&v->rocket, &v->ship, &v->rocket));
}

static kurs_tai about(void)
{
    static const char text[] = "2024-03-23T12:00:00Z";
    kurs_tai t;
    assert_true(kurs_tai_parse(text, sizeof text - 1, &t) >= 0);
    return t;
}

enum { MAX_EVENTS = 16 };

/* A flight by the model's best lead. */
typedef struct flight {
    kurs_ascent_model model;
    kurs_ascent_plan plan;
    kurs_ascent_flight start, end;
    double inc_mean, peak_g;
    int event_count, caveats;
    kurs_event events[MAX_EVENTS];
} flight;

static kurs_status keep_event(void *ctx, const kurs_event *event)
{
    flight *f = ctx;
    assert_true(f->event_count < MAX_EVENTS);
    f->events[f->event_count++] = *event;
    return KURS_OK;
}

static kurs_status keep_peak(void *ctx, const kurs_row *row)
{
    flight *f = ctx;
    f->peak_g = fmax(f->peak_g, row->load_g);
    return KURS_OK;
}

static kurs_status count_caveat(void *ctx, kurs_status code, const char *text)
{
    flight *f = ctx;
    (void)code;
    print_message("%s\n", text);
    f->caveats++;
    return KURS_OK;
}

/* Flies into the plane that the pad meets lead_s after lift-off. */
static void fly(const vehicle *v, double lead_s, flight *f)
{
    const kurs_sink sink = {
        .ctx = f, .event = keep_event, .row = keep_peak, .caveat = count_caveat};
    double node_mean = 1.0, lead;
    for (int i = 0; i < 6; i++) {
        assert_true(kurs_ascent_plan_make(&v->rocket, &f->model, &v->site, about(), node_mean,
                                          f->inc_mean, &f->plan) >= 0);
        assert_true(kurs_ascent_lead(&v->site, about(), f->plan.normal_gcrf, &lead) >= 0);
        node_mean -= (lead - lead_s) * KURS_EARTH_OMEGA;
    }
    f->event_count = f->caveats = 0;
    assert_true(kurs_ascent_init(&f->start, &v->rocket, v->ship.mass_kg, &v->site, &f->plan) >= 0);
    f->end = f->start;
    while (!f->end.done) {
        assert_true(kurs_ascent_step(&f->end, &v->rocket, &sink) >= 0);
    }
}

static void fly_best(const vehicle *v, double station_inc, flight *f)
{
    kurs_ascent_refusal why = {.text = ""};
    *f = (flight){.inc_mean = kurs_launch_inclination(&v->rocket, station_inc)};
    const kurs_status status = kurs_ascent_model_make(&v->rocket, &v->ship, &v->site, f->inc_mean,
                                                      about(), &f->model, &why);
    print_message("%s, %s, %s: lead %.1f s, separation %.1f s, %.2f deg downrange, %.0f kg left, "
                  "%.5f kg/s2 %s\n",
                  v->rocket.name, v->ship.name, v->site.name, f->model.lead_s, f->model.insertion_s,
                  f->model.downrange / KURS_DEG, f->model.propellant_left_kg, f->model.kg_per_s2,
                  why.text);
    assert_int_equal(KURS_OK, status);
    fly(v, f->model.lead_s, f);
    for (int i = 0; i < f->event_count; i++) {
        const kurs_event *e = &f->events[i];
        print_message("  %-22s %7.2f s %7.2f km %7.1f m/s\n", e->id, e->met_s, e->alt_m / 1e3,
                      e->speed_earth_m_s);
    }
}

static const kurs_event *find(const flight *f, const char *id)
{
    for (int i = 0; i < f->event_count; i++) {
        if (strcmp(f->events[i].id, id) == 0) {
            return &f->events[i];
        }
    }
    return NULL;
}

static const kurs_event *event_of(const flight *f, const char *id)
{
    const kurs_event *event = find(f, id);
    if (!event) {
        fail_msg("no event %s", id);
    }
    return event;
}

/* Perigee and apogee [m] over the ellipsoid at the place, by the laws of areas and of energy. */
static void apsides(kurs_state s, double *perigee_m, double *apogee_m)
{
    const double gm = 3.986004415e14, ea = 6378137.0, eb = 6356752.3142;
    const kurs_vec3 h = v3_cross(s.r, s.v);
    const double energy = 0.5 * v3_dot(s.v, s.v) - gm / v3_norm(s.r), a = -0.5 * gm / energy;
    const double ecc = sqrt(1.0 + 2.0 * energy * v3_dot(h, h) / (gm * gm));
    const double lat = asin(s.r.z / v3_norm(s.r));
    const double ground = 1.0 / sqrt(pow(cos(lat) / ea, 2) + pow(sin(lat) / eb, 2));
    *perigee_m = a * (1.0 - ecc) - ground;
    *apogee_m = a * (1.0 + ecc) - ground;
}

static void reaches(const flight *f, double perigee_m, double apogee_m)
{
    double perigee, apogee;
    const kurs_vec3 h = v3_cross(f->end.body.s_gcrf.r, f->end.body.s_gcrf.v);
    apsides(f->end.body.s_gcrf, &perigee, &apogee);
    check_near(perigee_m, perigee, 2e3, 0.0);
    check_near(apogee_m, apogee, 7e3, 0.0);
    assert_true(v3_angle(h, f->plan.normal_gcrf) < 0.005 * KURS_DEG);
    assert_false(f->end.fell_short);
    check_near(f->model.insertion_s, f->end.met_s, 0.02, 0.0);
    check_near(f->model.propellant_left_kg, f->end.upper_left_kg, 2.0, 0.0);
}

/* ---- cargo on the rocket of crews ------------------------------------------------------------ */

static void cargo_flies_an_ascent_of_its_own(void **state)
{
    static vehicle v;
    static flight f;
    (void)state;
    load("soyuz-2.1a", "progress-ms", "baikonur-31-6", &v);
    fly_best(&v, 51.64 * KURS_DEG, &f);
    /* KOS and ORB, lists of cargo flights: 193 +-2 x 240 +-7 km, heights 43, 91 and 143 km */
    reaches(&f, 193e3, 240e3);
    assert_null(find(&f, "escape_tower_jettison"));
    check_near(183.1, event_of(&f, "fairing_jettison")->met_s, 0.2, 0.0);
    check_near(43e3, event_of(&f, "booster_separation")->alt_m, 3e3, 0.0);
    check_near(91e3, event_of(&f, "fairing_jettison")->alt_m, 3e3, 0.0);
    check_near(143e3, event_of(&f, "core_separation")->alt_m, 3e3, 0.0);
    check_near(4000.0, event_of(&f, "core_separation")->speed_earth_m_s, 100.0, 0.0);
    check_near(525.56, event_of(&f, "third_stage_cutoff")->met_s, 3.0, 0.0);
    check_near(528.86, event_of(&f, "insertion")->met_s, 3.0, 0.0);
    /* the law of the flown lift-offs has cargo's constant 0.038 deg, or 9.0 s, later than a crew's,
     * whose lead is 205.4 s (test_ascent) */
    check_near(205.4 - 9.0, f.model.lead_s, 1.5, 0.0);
}

static void the_rocket_brings_what_its_maker_says_and_little_more(void **state)
{
    static vehicle v;
    kurs_ascent_model model;
    kurs_ascent_refusal why;
    (void)state;
    load("soyuz-2.1a", "soyuz-ms", "baikonur-31-6", &v);
    /* its maker, through RSW: 7430 kg to 200 x 240 km at 51.6 deg */
    v.ship.mass_kg = 7430.0;
    assert_true(kurs_ascent_model_make(&v.rocket, &v.ship, &v.site, 51.64 * KURS_DEG, about(),
                                       &model, &why) >= 0);
    v.ship.mass_kg = 7430.0 + 200.0;
    assert_int_equal(KURS_ERR_NO_SOLUTION,
                     kurs_ascent_model_make(&v.rocket, &v.ship, &v.site, 51.64 * KURS_DEG, about(),
                                            &model, &why));
    assert_true(why.missing_m_s > 0.0 && why.missing_m_s < 100.0);
}

static void a_soyuz_fg_flies_from_gagarins_start(void **state)
{
    static vehicle v;
    static flight f;
    (void)state;
    load("soyuz-fg", "soyuz-ms", "baikonur-1-5", &v);
    fly_best(&v, 51.64 * KURS_DEG, &f);
    reaches(&f, 202e3, 238e3);
    check_near(528.0, event_of(&f, "insertion")->met_s, 3.0, 0.0); /* TMA-18M */
    check_near(85e3, event_of(&f, "fairing_jettison")->alt_m, 3e3, 0.0);
}

/* ---- a rocket of two stages from another pad ------------------------------------------------- */

static void a_dragon_is_brought_into_the_stations_plane_from_florida(void **state)
{
    static vehicle v;
    static flight f;
    (void)state;
    load("falcon-9", "crew-dragon", "ksc-39a", &v);
    assert_int_equal(0, v.rocket.strapon.count);
    fly_best(&v, 51.64 * KURS_DEG, &f);
    reaches(&f, 190e3, 210e3);
    /* NASA's list for Demo-2: cut-offs at 153 and 527 s, greatest pressure at 58 s; only the first
     * of them is put in */
    check_near(153.0, event_of(&f, "core_cutoff")->met_s, 0.1, 0.0);
    check_near(527.0, event_of(&f, "third_stage_cutoff")->met_s, 3.0, 0.0);
    check_near(58.0, event_of(&f, "max_q")->met_s, 4.0, 0.0);
    assert_null(find(&f, "booster_separation"));
    assert_null(find(&f, "fairing_jettison"));
    assert_null(find(&f, "skirt_drop"));
    assert_non_null(strstr(event_of(&f, "third_stage_cutoff")->text, "second stage"));
    assert_int_equal(0, f.caveats);
    /* nine engines at the ground: 9 (914 kN - p 0.681 m2) at 1013 hPa over the mass on the pad */
    const double on_pad = 22200.0 + 411000.0 + 4000.0 + 107500.0 + 12500.0 -
                          9.0 * 914000.0 / (9.80665 * 311.0) * 0.6 * 2.0;
    check_near(on_pad, f.start.body.mass_kg, 1e-6, 0.0);
    kurs_row row;
    const kurs_row_extra none = {.range_m = NAN};
    kurs_body_row(&f.end.body, &none, &row);
    /* north-east from the pad, in the station's plane: mean inclination by first-order J2 */
    assert_true(row.lat > v.site.lat);
    const kurs_vec3 h = v3_cross(f.end.body.s_gcrf.r, f.end.body.s_gcrf.v);
    check_near(51.64, v3_angle(f.end.guidance.pole_gcrf, h) / KURS_DEG, 0.04, 0.0);
    check_near(v.ship.mass_kg, f.end.body.mass_kg, 1e-9, 0.0);
}

/* Its first solution foresees what comes: the skirt, steps of the thrust, the mass at each moment.
 */
static void the_guidance_knows_the_cut_off_from_the_start(void **state)
{
    static const char *const names[][3] = {{"soyuz-2.1a", "soyuz-ms", "baikonur-31-6"},
                                           {"falcon-9", "crew-dragon", "ksc-39a"}};
    static vehicle v;
    static flight f;
    (void)state;
    for (int i = 0; i < 2; i++) {
        const kurs_sink nobody = {0};
        load(names[i][0], names[i][1], names[i][2], &v);
        fly_best(&v, 51.64 * KURS_DEG, &f);
        kurs_ascent_flight young = f.start;
        while (young.guidance.mode == KURS_ASCENT_STORED) {
            assert_true(kurs_ascent_step(&young, &v.rocket, &nobody) >= 0);
        }
        const double foreseen = kurs_ascent_cutoff_expected(&young.guidance);
        print_message("at %.1f s cut-off foreseen at %.2f s, was %.2f s\n", young.met_s, foreseen,
                      f.end.cutoff_s);
        check_near(f.end.cutoff_s, foreseen, 0.3, 0.0);
    }
}

/* ---- out of reach ---------------------------------------------------------------------------- */

/* Speed [m/s] short of the target orbit's energy, at the radius where the engine stopped. */
static double short_by_energy(const flight *f)
{
    const kurs_event *dry = event_of(f, "third_stage_cutoff");
    const double gm = 3.986004415e14, r = v3_norm(dry->s_gcrf.r);
    const double energy = 0.5 * f->plan.v_m_s * f->plan.v_m_s - gm / f->plan.r_m;
    return sqrt(2.0 * (energy + gm / r)) - v3_norm(dry->s_gcrf.v);
}

static void a_station_at_97_degrees_is_refused_with_the_missing_velocity(void **state)
{
    static vehicle v;
    static flight f;
    kurs_ascent_model model = {.lead_s = 4711.0};
    kurs_ascent_refusal why = {.text = ""};
    (void)state;
    load("soyuz-2.1a", "soyuz-ms", "baikonur-31-6", &v);
    v.ship.mass_kg = 7150.0;
    const double inc = kurs_launch_inclination(&v.rocket, 96.8 * KURS_DEG);
    check_near(96.8, inc / KURS_DEG, 1e-12, 0.0);
    assert_int_equal(KURS_ERR_NO_SOLUTION, kurs_ascent_model_make(&v.rocket, &v.ship, &v.site, inc,
                                                                  about(), &model, &why));
    print_message("%s\n", why.text);
    check_near(4711.0, model.lead_s, 0.0, 0.0);
    char missing[32];
    snprintf(missing, sizeof missing, "%.0f m/s are missing", why.missing_m_s);
    assert_non_null(strstr(why.text, missing));
    assert_non_null(strstr(why.text, "7150 kg"));
    assert_non_null(strstr(why.text, "96.80 deg"));
    /* the least of flights by many leads; in each, the orbit's energy says the same, but for what
     * steering and gravity would take from the rest of the burn */
    double least = INFINITY, best_lead_s = NAN;
    f = (flight){.inc_mean = inc, .model = {.insertion_s = 530.0, .downrange = 16.0 * KURS_DEG}};
    for (double lead_s = 150.0; lead_s < 600.0; lead_s += 25.0) {
        fly(&v, lead_s, &f);
        const double by_energy = short_by_energy(&f);
        assert_true(f.end.fell_short);
        assert_true(f.end.missing_m_s >= by_energy && f.end.missing_m_s < 1.1 * by_energy);
        if (f.end.missing_m_s < least) {
            least = f.end.missing_m_s;
            best_lead_s = lead_s;
        }
    }
    print_message("least of all leads: %.1f m/s, at %.0f s\n", least, best_lead_s);
    check_near(least, why.missing_m_s, 2.0, 0.0);
    /* a pole is nearer than what turns against the Earth */
    kurs_ascent_refusal polar;
    assert_int_equal(KURS_ERR_NO_SOLUTION,
                     kurs_ascent_model_make(&v.rocket, &v.ship, &v.site, 90.0 * KURS_DEG, about(),
                                            &model, &polar));
    assert_true(polar.missing_m_s < why.missing_m_s);
}

static void a_ship_that_never_gets_near_an_orbit_has_no_figure(void **state)
{
    static vehicle v;
    kurs_ascent_model model;
    kurs_ascent_refusal why;
    (void)state;
    load("soyuz-2.1a", "soyuz-ms", "baikonur-31-6", &v);
    v.ship.mass_kg = 30e3;
    assert_int_equal(KURS_ERR_NO_SOLUTION,
                     kurs_ascent_model_make(&v.rocket, &v.ship, &v.site, 51.64 * KURS_DEG, about(),
                                            &model, &why));
    assert_true(isnan(why.missing_m_s));
    assert_non_null(strstr(why.text, "does not come near"));
}

static void an_orbit_that_nobody_launches_to_has_a_reason(void **state)
{
    static const struct {
        double a_km, ecc, inc_deg;
        const char *text; /* NULL: it can be launched to */
    } cases[] = {
        {6371.0 + 415.0, 0.0005, 51.64, NULL},
        {6371.0 + 415.0, 0.0005, 45.85, NULL}, /* the pad: 45.80 geocentric, 46.00 geodetic */
        {6371.0 + 415.0, 0.0005, 96.8, NULL},
        {6371.0 + 415.0, 0.0005, 45.75, "never passes over the pad"},
        {6371.0 + 415.0, 0.0005, 134.25, "never passes over the pad"},
        {6371.0 + 415.0, NAN, 51.64, "not a number"},
        {6378.137 + 121.0, 0.0, 51.64, NULL},
        {6378.137 + 119.0, 0.0, 51.64, "119 km, is below 120 km"},
        {6378.137 + 300.0, 0.03, 51.64, "100 km, is below 120 km"},
        {-20000.0, 1.3, 51.64, "not closed"},
        {20000.0, 1.0, 51.64, "not closed"},
        {26560.0, 0.72, 63.4, "eccentricity of 0.720"},
    };
    static vehicle v;
    (void)state;
    load("soyuz-2.1a", "soyuz-ms", "baikonur-31-6", &v);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        kurs_ascent_refusal why = {.missing_m_s = 1.0, .text = ""};
        const kurs_status status = kurs_ascent_target_check(
            &v.site, cases[i].a_km * 1e3, cases[i].ecc, cases[i].inc_deg * KURS_DEG, &why);
        if (cases[i].text == NULL) {
            assert_int_equal(KURS_OK, status);
            assert_string_equal("", why.text);
            continue;
        }
        assert_int_equal(KURS_ERR_NO_SOLUTION, status);
        if (!strstr(why.text, cases[i].text)) {
            fail_msg("case %zu: %s", i, why.text);
        }
        assert_true(isnan(why.missing_m_s));
    }
    kurs_ascent_model model = {.lead_s = 4711.0};
    kurs_ascent_refusal why;
    assert_int_equal(KURS_ERR_NO_SOLUTION,
                     kurs_ascent_model_make(&v.rocket, &v.ship, &v.site, 30.0 * KURS_DEG, about(),
                                            &model, &why));
    assert_non_null(strstr(why.text, "30.00 deg, never passes over the pad"));
    check_near(4711.0, model.lead_s, 0.0, 0.0);
}

/* ---- the calibrated azimuth ------------------------------------------------------------------ */

/* The best lead with another thrust azimuth, `deg` off the target plane's at the pad. */
static kurs_ascent_model model_at(const vehicle *as_is, double deg)
{
    vehicle v = *as_is;
    kurs_ascent_model model;
    v.rocket.azimuth_offset = deg * KURS_DEG;
    const double inc = kurs_launch_inclination(&v.rocket, 51.64 * KURS_DEG);
    assert_true(kurs_ascent_model_make(&v.rocket, &v.ship, &v.site, inc, about(), &model, NULL) >=
                0);
    return model;
}

/* Nothing but the lift-offs flown tells the stored azimuth; the least propellant of the simulated
 * ascent must come near it. The figures are those of docs/models/launch-window.md. */
static void the_azimuths_calibrated_stand_near_those_of_least_propellant(void **state)
{
    static const char *const ships[] = {"soyuz-ms", "progress-ms"};
    static vehicle v;
    (void)state;
    for (int i = 0; i < 2; i++) {
        load("soyuz-2.1a", ships[i], "baikonur-31-6", &v);
        const double mine = v.rocket.azimuth_offset / KURS_DEG;
        const kurs_ascent_model flown = model_at(&v, mine), zero = model_at(&v, 0.0);
        /* the top of a parabola through three azimuths half a degree apart */
        const double kg[3] = {model_at(&v, -2.6).propellant_left_kg,
                              model_at(&v, -2.1).propellant_left_kg,
                              model_at(&v, -1.6).propellant_left_kg};
        const double bend = kg[0] - 2.0 * kg[1] + kg[2];
        assert_true(bend < 0.0);
        const double best = -2.1 + 0.5 * 0.5 * (kg[0] - kg[2]) / bend;
        const kurs_ascent_model least = model_at(&v, best);
        print_message("%s: calibrated %.3f deg, lead %.1f s, %.1f kg left; least propellant "
                      "%.3f deg, %.1f s, %.1f kg; offset 0: %.1f s, %.1f kg\n",
                      ships[i], mine, flown.lead_s, flown.propellant_left_kg, best, least.lead_s,
                      least.propellant_left_kg, zero.lead_s, zero.propellant_left_kg);
        check_near(best, mine, 0.35, 0.0);
        check_near(least.propellant_left_kg, flown.propellant_left_kg, 1.5, 0.0);
        assert_true(least.propellant_left_kg > flown.propellant_left_kg);
        assert_true(zero.propellant_left_kg < flown.propellant_left_kg - 20.0);
    }
}

/* ---- aims and yaw ---------------------------------------------------------------------------- */

static void a_rocket_of_fixed_inclination_goes_to_other_stations_by_theirs(void **state)
{
    static vehicle v;
    (void)state;
    load("soyuz-2.1a", "soyuz-ms", "baikonur-31-6", &v);
    /* 51.67 deg osculating at the node is about 51.65 mean */
    const double own = kurs_launch_inclination(&v.rocket, 51.64 * KURS_DEG);
    check_near(51.65, own / KURS_DEG, 0.01, 0.0);
    check_near(own, kurs_launch_inclination(&v.rocket, 51.60 * KURS_DEG), 0.0, 0.0);
    for (double inc = 50.0; inc < 100.0; inc += 11.7) {
        check_near(inc, kurs_launch_inclination(&v.rocket, inc * KURS_DEG) / KURS_DEG, 1e-12, 0.0);
    }
    v.rocket.inclination = 0.0;
    check_near(51.60, kurs_launch_inclination(&v.rocket, 51.60 * KURS_DEG) / KURS_DEG, 1e-12, 0.0);
}

static void yaw_reaches_as_far_from_the_best_lead_as_propellant_lasts(void **state)
{
    static vehicle v;
    static flight f;
    (void)state;
    load("soyuz-2.1a", "soyuz-ms", "baikonur-31-6", &v);
    fly_best(&v, 51.64 * KURS_DEG, &f);
    const double reach = kurs_ascent_lead_reach(&f.model, 200.0);
    assert_true(reach > 200.0 && reach < 500.0);
    for (int side = -1; side <= 1; side += 2) {
        fly(&v, f.model.lead_s + side * reach, &f);
        assert_false(f.end.fell_short);
        check_near(200.0, f.end.upper_left_kg, 20.0, 0.0);
    }
    check_near(0.0, kurs_ascent_lead_reach(&f.model, 1000.0), 0.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cargo_flies_an_ascent_of_its_own),
        cmocka_unit_test(the_rocket_brings_what_its_maker_says_and_little_more),
        cmocka_unit_test(a_soyuz_fg_flies_from_gagarins_start),
        cmocka_unit_test(a_dragon_is_brought_into_the_stations_plane_from_florida),
        cmocka_unit_test(the_guidance_knows_the_cut_off_from_the_start),
        cmocka_unit_test(a_station_at_97_degrees_is_refused_with_the_missing_velocity),
        cmocka_unit_test(a_ship_that_never_gets_near_an_orbit_has_no_figure),
        cmocka_unit_test(an_orbit_that_nobody_launches_to_has_a_reason),
        cmocka_unit_test(the_azimuths_calibrated_stand_near_those_of_least_propellant),
        cmocka_unit_test(a_rocket_of_fixed_inclination_goes_to_other_stations_by_theirs),
        cmocka_unit_test(yaw_reaches_as_far_from_the_best_lead_as_propellant_lasts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
