/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A made-up record in the shape of a real one, for tests of what people see: smooth curves
 * that look like a flight and follow no physics. Nothing in it is a result.
 */
#ifndef KURS_TESTS_MADE_RECORD_H
#define KURS_TESTS_MADE_RECORD_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/report.h"
#include "kurs/ephemeris.h"
#include "kurs/frames.h"
#include "math/math.h"
#include "soyuz_countdown.h"

enum { MADE_ROWS = 40000, MADE_EVENTS = 64, MADE_BURNS = 16, MADE_FIGURES = 5 };

typedef struct made_record {
    kurs_mission mission;
    kurs_row rows[MADE_ROWS];
    kurs_event events[MADE_EVENTS];
    kurs_burn burns[MADE_BURNS];
    kurs_seam seams[1];
    kurs_caveat caveats[2];
    kurs_record record;
    kurs_outcome outcome;
    kurs_launch_plan launches[2];
    kurs_return_plan homeward;
    kurs_report_figure figures[MADE_FIGURES];
    kurs_report report;
    kurs_sgp4 station;
    kurs_earth earth;
    kurs_tai liftoff, insertion, contact, undocking, deorbit, landing;
} made_record;

static kurs_tai made_time(const char *text)
{
    kurs_tai t = {0};
    if (kurs_tai_parse(text, strlen(text), &t) < 0) {
        abort();
    }
    return t;
}

static double made_ramp(double x, double x0, double x1)
{
    const double k = kurs_clamp((x - x0) / (x1 - x0), 0.0, 1.0);
    return k * k * (3.0 - 2.0 * k);
}

static kurs_row *made_row(made_record *m, kurs_tai t, kurs_phase phase)
{
    if (m->record.row_count == MADE_ROWS) {
        abort();
    }
    kurs_row *row = &m->rows[m->record.row_count++];
    *row = (kurs_row){.t = t,
                      .met_s = kurs_tai_diff(t, m->liftoff),
                      .phase = phase,
                      .mass_kg = 7200.0,
                      .range_m = (double)NAN,
                      .range_rate_m_s = (double)NAN,
                      .bank = (double)NAN};
    return row;
}

static void made_event(made_record *m, kurs_tai t, const char *id, const char *text)
{
    if (m->record.event_count == MADE_EVENTS) {
        abort();
    }
    kurs_event *e = &m->events[m->record.event_count++];
    *e = (kurs_event){.t = t, .met_s = kurs_tai_diff(t, m->liftoff), .mass_kg = 7200.0};
    snprintf(e->id, sizeof e->id, "%s", id);
    snprintf(e->text, sizeof e->text, "%s", text);
    e->alt_m = (double)NAN, e->speed_earth_m_s = (double)NAN;
    if (m->record.row_count > 0) {
        const kurs_row *row = &m->rows[m->record.row_count - 1];
        e->phase = row->phase;
        e->lat = row->lat, e->lon = row->lon, e->alt_m = row->alt_m;
        e->speed_earth_m_s = row->speed_earth_m_s;
    }
}

/* Puts a row `behind` the station along its orbit [rad] and `below` it [m]. */
static void made_place(made_record *m, kurs_row *row, double behind, double below)
{
    kurs_state s;
    if (fabs(kurs_tai_diff(row->t, m->earth.t_ref)) > 40000.0 &&
        kurs_earth_init(&m->earth, row->t) < 0) {
        abort();
    }
    const double t_s = kurs_tai_diff(row->t, m->earth.t_ref);
    if (kurs_sgp4_state_gcrf(&m->station, &m->earth, t_s, &s) < 0) {
        abort();
    }
    const kurs_vec3 normal = v3_unit(v3_cross(s.r, s.v));
    const double shrink = 1.0 - below / v3_norm(s.r);
    row->s_gcrf.r = v3_scale(shrink, kurs_v3_rotate(s.r, normal, -behind));
    row->s_gcrf.v = kurs_v3_rotate(s.v, normal, -behind);
    const kurs_geodetic g =
        kurs_geodetic_from_itrf(kurs_earth_state_itrf(&m->earth, t_s, row->s_gcrf).r);
    row->lat = g.lat, row->lon = g.lon, row->alt_m = g.h;
    row->speed_earth_m_s = 7400.0;
}

static void made_station(made_record *m)
{
    const double inc = 51.64 * KURS_DEG;
    const kurs_geodetic pad = {m->mission.site.lat, m->mission.site.lon, 0.0};
    if (kurs_earth_init(&m->earth, m->liftoff) < 0) {
        abort();
    }
    const kurs_vec3 r =
        kurs_m3_tmulv(kurs_earth_gcrf_itrf(&m->earth, 0.0), kurs_geodetic_to_itrf(pad));
    const double u = asin(sin(atan2(r.z, hypot(r.x, r.y))) / sin(inc));
    kurs_tle *tle = &m->mission.orbits[0].tle;
    *tle = (kurs_tle){.epoch = m->liftoff, .mean_motion = 15.5 * 2.0 * KURS_PI / 86400.0};
    tle->ecc = 5e-4, tle->inc = inc;
    tle->node = kurs_wrap_2pi(atan2(r.y, r.x) - atan2(cos(inc) * sin(u), cos(u)));
    tle->mean_anomaly = kurs_wrap_2pi(u + 184.4 * KURS_DEG);
    m->mission.orbit_count = 1;
    if (kurs_sgp4_init(&m->station, tle) < 0) {
        abort();
    }
}

static void made_crew(kurs_mission *mission)
{
    static const kurs_crew_member crew[] = {
        {"Oleg Novitsky", "commander", "Roscosmos", "centre", 1, 0, "Soyuz MS-24", 4},
        {"Marina Vasilevskaya", "spaceflight participant", "Belarus", "left", 1, 0, "Soyuz MS-24",
         0},
        {"Tracy C. Dyson", "flight engineer", "NASA", "right", 1, 1, "", 3},
        {"Oleg Kononenko", "commander", "Roscosmos", "centre", 0, 1, "Soyuz MS-24", 0},
        {"Nikolai Chub", "flight engineer", "Roscosmos", "left", 0, 1, "Soyuz MS-24", 0},
    };
    memcpy(mission->crew, crew, sizeof crew);
    mission->crew_count = 5;
}

static void made_mission(made_record *m)
{
    kurs_mission *s = &m->mission;
    snprintf(s->id, sizeof s->id, "made-up");
    snprintf(s->name, sizeof s->name, "Soyuz MS-25 (made up)");
    snprintf(s->site.name, sizeof s->site.name, "Baikonur, pad 31/6");
    s->site.lat = 45.996 * KURS_DEG, s->site.lon = 63.564 * KURS_DEG;
    snprintf(s->station.name, sizeof s->station.name, "International Space Station");
    s->station.port_count = 1;
    snprintf(s->station.ports[0].name, sizeof s->station.ports[0].name, "Prichal nadir");
    snprintf(s->zone.name, sizeof s->zone.name, "Zhezkazgan");
    s->zone.lat = 47.36 * KURS_DEG, s->zone.lon = 69.62 * KURS_DEG, s->zone.radius_m = 30e3;
    s->profile_count = 2;
    snprintf(s->profiles[0].name, sizeof s->profiles[0].name, "two orbits");
    snprintf(s->profiles[1].name, sizeof s->profiles[1].name, "34 orbits");
    s->approach.speed =
        (kurs_curve){.count = 4, .x = {0.0, 20.0, 200.0, 1000.0}, .y = {0.1, 0.15, 1.0, 4.0}};
    kurs_countdown *c = &s->countdown;
    c->models = soyuz_pad();
    c->models.battery.emf = (kurs_curve){.count = 2, .x = {0.0, 1.0}, .y = {1.2, 1.7}};
    c->models.battery.resistance_ohm = 0.0005;
    c->launch_command_s = -19.0;
    c->fault_count = 1;
    c->faults[0] = (kurs_known_fault){
        .id = "weak-battery",
        .change_count = 1,
        .changes = {{KURS_FIGURE_cell_resistance, 101.0}},
    };
    const kurs_countdown_step steps[] = {
        {.id = "key_to_launch", .text = "Key to launch", .t_s = -370.0, .load_a = 20.0},
        {.id = "board_power",
         .text = "The rocket goes to its own power",
         .t_s = -60.0,
         .load_a = 40.0},
        {.id = "upper_mast", .text = "Upper mast draws its current", .t_s = -22.0, .load_a = 90.0},
    };
    memcpy(c->steps, steps, sizeof steps);
    c->step_count = 3;
    c->condition_count = 1;
    c->conditions[0] = (kurs_condition){.id = "battery",
                                        .channel = KURS_CHANNEL_voltage,
                                        .at_least = 1,
                                        .limit = 29.0,
                                        .from = 1,
                                        .to = -1,
                                        .act = KURS_CONDITION_STOP};
    snprintf(s->faults[0].id, sizeof s->faults[0].id, "weak-battery");
    s->faults[0].attempt = 1;
    s->fault_count = 1;
    made_crew(s);
}

static void made_countdown(made_record *m, kurs_tai planned, int scrubbed)
{
    kurs_row *row = made_row(m, kurs_tai_add(planned, -400.0), KURS_PHASE_countdown);
    row->lat = m->mission.site.lat, row->lon = m->mission.site.lon, row->load_g = 1.0;
    row->alt_m = 95.0, row->met_s = -400.0, row->attached = 1, row->mass_kg = 310e3;
    for (int i = 0; i < m->mission.countdown.step_count; i++) {
        const kurs_countdown_step *step = &m->mission.countdown.steps[i];
        if (!scrubbed || step->t_s < -21.9) {
            made_event(m, kurs_tai_add(planned, step->t_s), step->id, step->text);
            m->events[m->record.event_count - 1].met_s = step->t_s;
            m->events[m->record.event_count - 1].mass_kg = 310e3;
        }
    }
    if (scrubbed) {
        made_event(m, kurs_tai_add(planned, -21.9), "scrub",
                   "automatic stop at T-21.9 s after upper_mast: launch battery at 26.1 V under 90 "
                   "A, limit 29.0 V");
        m->events[m->record.event_count - 1].met_s = -21.9;
    }
}

static void made_ascent(made_record *m)
{
    static const struct {
        double t;
        const char *id, *text;
    } events[] = {{0.0, "liftoff", "lift-off contact"},
                  {72.0, "max_q", "greatest dynamic pressure"},
                  {113.5, "tower_jettison", "escape tower away"},
                  {117.8, "booster_separation", "strap-ons separate"},
                  {153.6, "fairing_jettison", "nose fairing away"},
                  {287.7, "core_separation", "core stage separates"},
                  {525.9, "third_stage_cutoff", "third stage shut down"},
                  {529.2, "insertion", "spacecraft separated"}};
    const double n = 15.5 * 2.0 * KURS_PI / 86400.0;
    size_t next = 0;
    for (double t = 0.0; t <= 529.2; t += 0.4) {
        kurs_row *row = made_row(m, kurs_tai_add(m->liftoff, t), KURS_PHASE_ascent);
        const double downrange = 0.33 * pow(t / 529.2, 2.2);
        const double h = 202e3 * made_ramp(pow(t / 529.2, 0.8), 0.0, 1.0);
        made_place(m, row, 184.4 * KURS_DEG + n * t - downrange, 420e3 - h);
        row->alt_m = h;
        row->speed_earth_m_s = 7300.0 * pow(t / 529.2, 1.3);
        row->load_g = t < 117.8   ? 1.5 + 2.6 * pow(t / 117.8, 2.0)
                      : t < 287.7 ? 1.1 + 1.4 * (t - 117.8) / 169.9
                      : t < 526.0 ? 0.9 + 1.9 * pow((t - 287.7) / 238.0, 2.0)
                                  : 0.0;
        row->dynamic_pressure_pa = 33e3 * exp(-pow((t - 72.0) / 30.0, 2.0));
        row->mass_kg = 310e3 - 300e3 * t / 529.2;
        for (; next < 8 && events[next].t <= t + 0.4 && t <= events[next].t; next++) {
            made_event(m, kurs_tai_add(m->liftoff, events[next].t), events[next].id,
                       events[next].text);
            m->events[m->record.event_count - 1].mass_kg = row->mass_kg;
        }
    }
    m->insertion = kurs_tai_add(m->liftoff, 529.2);
}

static void made_burn(made_record *m, double met_s, const char *id, double dv)
{
    kurs_burn *b = &m->burns[m->record.burn_count++];
    *b = (kurs_burn){.t_on = kurs_tai_add(m->liftoff, met_s), .met_s = met_s};
    snprintf(b->id, sizeof b->id, "%s", id);
    snprintf(b->engine, sizeof b->engine, "SKD");
    b->t_off = kurs_tai_add(b->t_on, dv * 2.4);
    b->planned_m_s = dv, b->flown_m_s = dv + 0.01, b->duration_s = 2.4 * dv;
    b->dv_rtn_m_s = v3(0.02, dv, -0.01);
    b->propellant_kg = 2.4 * dv, b->range_m = 1e3 * (200000.0 - met_s);
}

static void made_rendezvous(made_record *m)
{
    const double end = kurs_tai_diff(m->contact, m->liftoff);
    const double n = 15.5 * 2.0 * KURS_PI / 86400.0;
    const double behind0 = 184.4 * KURS_DEG + n * 529.2 - 0.33;
    static const struct {
        double t, dv;
        const char *id;
    } burns[] = {{13300.0, 22.1, "dv1"}, {16400.0, 18.4, "dv2"}, {91000.0, 2.2, "dv3"}};
    size_t next = 0;
    for (double t = 560.0; t<end; t += t> end - 9000.0 ? 2.0 : 20.0) {
        const int close = t > end - 9000.0;
        kurs_row *row = made_row(m, kurs_tai_add(m->liftoff, t),
                                 close ? KURS_PHASE_approach : KURS_PHASE_free_flight);
        const double left = (end - t) / (end - 560.0);
        const double lower = 1.0 - made_ramp(t, 13300.0, 19000.0);
        made_place(m, row,
                   behind0 * (0.55 * left * left + 0.45 * left) * pow(left, close ? 0.3 : 0.0),
                   205e3 * lower + 90e3 * (1.0 - lower) * fmin(1.0, 3.0 * left) +
                       7e3 * sin(n * t) * lower);
        const kurs_vec3 apart = v3_sub(row->s_gcrf.r, v3_scale(1.0, row->s_gcrf.r));
        row->range_m = 6.8e6 * behind0 * left * left * left + 0.3 * (end - t) + v3_norm(apart);
        row->range_rate_m_s = close ? -fmin(4.0, 0.1 + 0.0008 * (end - t)) : -50.0;
        row->mass_kg = 7200.0 - 300.0 * made_ramp(t, 13300.0, 91000.0);
        if (next < 3 && burns[next].t <= t) {
            made_event(m, row->t, burns[next].id, "burn of the main engine");
            made_burn(m, t, burns[next].id, burns[next].dv);
            next++;
        }
    }
    made_event(m, m->contact, "docking_contact", "contact at 0.10 m/s, range 0 m < 1 m & closing");
    made_event(m, kurs_tai_add(m->contact, 8600.0), "hatch_open", "hatches open");
}

static void made_return(made_record *m)
{
    const double inc = 51.64 * KURS_DEG, lat = 47.31 * KURS_DEG, lon = 69.55 * KURS_DEG;
    const double n = 15.5 * 2.0 * KURS_PI / 86400.0, u1 = asin(sin(lat) / sin(inc));
    for (double t = 9000.0; t < kurs_tai_diff(m->undocking, m->contact); t += 3600.0) {
        kurs_row *row = made_row(m, kurs_tai_add(m->contact, t), KURS_PHASE_docked);
        made_place(m, row, 0.0, 0.0);
        row->attached = 1;
    }
    made_event(m, m->undocking, "undocking", "hooks open");
    static const struct {
        double t;
        const char *id, *text;
    } events[] = {{-3180.0, "deorbit_burn", "ignition of the deorbit burn"},
                  {-1500.0, "module_separation", "modules part"},
                  {-1320.0, "entry_interface", "100 km"},
                  {-960.0, "peak_load", "greatest load of entry"},
                  {-800.0, "parachute", "parachute command"},
                  {0.0, "landing", "soft landing"}};
    size_t next = 0;
    for (double t = -6600.0; t <= 0.0; t += 1.0) {
        kurs_row *row = made_row(m, kurs_tai_add(m->landing, t),
                                 t < -1320.0  ? KURS_PHASE_descent
                                 : t < -800.0 ? KURS_PHASE_entry
                                              : KURS_PHASE_parachute);
        const double u = u1 + n * fmin(0.0, t + 830.0);
        row->lat = asin(sin(inc) * sin(u));
        row->lon = kurs_wrap_pi(lon + atan2(cos(inc) * sin(u), cos(u)) -
                                atan2(cos(inc) * sin(u1), cos(u1)) - KURS_EARTH_OMEGA * t);
        row->alt_m = t < -1320.0  ? 100e3 + 320e3 * made_ramp(t, -1320.0, -3400.0)
                     : t < -800.0 ? 10.7e3 + 89.3e3 * made_ramp(t, -800.0, -1320.0)
                                  : 350.0 - 12.94 * t;
        row->speed_earth_m_s =
            t < -1320.0 ? 7600.0 : 200.0 + 7400.0 * made_ramp(t, -850.0, -1200.0);
        row->speed_earth_m_s =
            t > -800.0 ? 8.0 + 190.0 * exp(-(t + 800.0) / 20.0) : row->speed_earth_m_s;
        row->load_g = t > -800.0 ? 1.0 + 2.0 * exp(-(t + 800.0) / 15.0)
                                 : 4.2 * exp(-pow((t + 960.0) / 90.0, 2.0));
        row->bank =
            t > -1240.0 && t < -830.0 ? (t < -1050.0 ? 62.0 : -55.0) * KURS_DEG : (double)NAN;
        row->mass_kg = t < -1500.0 ? 6500.0 : 2900.0;
        for (; next < 6 && events[next].t <= t; next++) {
            made_event(m, row->t, events[next].id, events[next].text);
            m->events[m->record.event_count - 1].mass_kg = row->mass_kg;
        }
    }
}

static void made_figures(made_record *m)
{
    m->figures[0] = (kurs_report_figure){"Lift-off, attempt 2",
                                         "Roscosmos",
                                         KURS_FIGURE_TIME,
                                         1,
                                         .flown_t = made_time("2024-03-23T12:36:10.573"),
                                         .simulated_t = m->liftoff,
                                         .tolerance = 60.0};
    m->figures[1] = (kurs_report_figure){"Docking",
                                         "NASA & <others>",
                                         KURS_FIGURE_TIME,
                                         1,
                                         .flown_t = kurs_tai_add(m->contact, -4000.0),
                                         .simulated_t = m->contact,
                                         .tolerance = 3600.0};
    m->figures[2] = (kurs_report_figure){"Landing place",
                                         "Mission Control",
                                         KURS_FIGURE_PLACE,
                                         1,
                                         .flown_lat = 47.35 * KURS_DEG,
                                         .flown_lon = 69.63 * KURS_DEG,
                                         .simulated_lat = 47.31 * KURS_DEG,
                                         .simulated_lon = 69.55 * KURS_DEG,
                                         .tolerance = 60e3};
    m->figures[3] = (kurs_report_figure){
        "Insertion perigee",  "tracked",        KURS_FIGURE_LENGTH, 1, .flown = 197e3,
        .simulated = 199.2e3, .tolerance = 10e3};
    m->figures[4] = (kurs_report_figure){"Hatch opening",       "NASA",
                                         KURS_FIGURE_TIME,      0,
                                         .flown_t = m->contact, .tolerance = (double)NAN};
}

static void made_plans(made_record *m, kurs_tai scrubbed)
{
    m->launches[0].open = m->launches[1].open = 1;
    m->launches[0].ascent.liftoff = scrubbed;
    m->launches[0].contact = kurs_tai_add(scrubbed, 11000.0);
    m->launches[0].catch_up = 6.1 * KURS_DEG;
    m->launches[1].ascent.liftoff = m->liftoff;
    m->launches[1].contact = m->contact;
    m->launches[1].profile = 1;
    m->launches[1].catch_up = 184.4 * KURS_DEG;
    m->launches[1].closed_count = 1;
    kurs_closed_pass *closed = &m->launches[1].closed[0];
    closed->liftoff = kurs_tai_add(scrubbed, 84900.0);
    closed->catch_up = 446.1 * KURS_DEG;
    snprintf(closed->reason, sizeof closed->reason,
             "no profile takes 446.1 degrees: 2 orbits take < 6 & 34 orbits take 150 to 330");
    m->homeward.aim_lat = m->mission.zone.lat, m->homeward.aim_lon = m->mission.zone.lon;
}

/* Fills m (a large struct: not on the stack). */
static inline void made_record_make(made_record *m)
{
    memset(m, 0, sizeof *m);
    m->liftoff = made_time("2024-03-23T12:36:11.2");
    m->contact = made_time("2024-03-25T15:09:40");
    m->undocking = made_time("2024-09-23T08:36:30");
    m->landing = made_time("2024-09-23T11:59:03");
    const kurs_tai scrubbed = made_time("2024-03-21T13:21:19");
    made_mission(m);
    made_station(m);
    made_countdown(m, scrubbed, 1);
    made_countdown(m, m->liftoff, 0);
    made_ascent(m);
    made_rendezvous(m);
    made_return(m);
    made_burn(m, kurs_tai_diff(m->landing, m->liftoff) - 3180.0, "deorbit", 128.0);
    made_figures(m);
    made_plans(m, scrubbed);
    snprintf(m->seams[0].text, sizeof m->seams[0].text, "the station goes to its next elements");
    m->seams[0].row = m->record.row_count / 2;
    m->caveats[0] = (kurs_caveat){KURS_CAVEAT_ELEMENTS_OLD, "elements of the station are old", 3};
    m->caveats[1] = (kurs_caveat){KURS_CAVEAT_EOP_PREDICTED, "a & b < c", 1};
    m->record.rows = m->rows, m->record.events = m->events, m->record.burns = m->burns;
    m->record.seams = m->seams, m->record.seam_count = 1;
    m->record.caveats = m->caveats, m->record.caveat_count = 2;
    m->outcome.complete = 1;
    snprintf(m->outcome.text, sizeof m->outcome.text,
             "The crew landed 7.6 km from the aim point, 183 days after lift-off.");
    m->report = (kurs_report){.mission = &m->mission,
                              .record = &m->record,
                              .outcome = &m->outcome,
                              .launches = m->launches,
                              .launch_count = 2,
                              .homeward = &m->homeward,
                              .figures = m->figures,
                              .figure_count = MADE_FIGURES};
}

#endif
