/* SPDX-License-Identifier: Apache-2.0 */
/* The auditor itself: it passes a sound record, and each planted fault fails it. */
#include "missions.h"

#include <sys/wait.h>
#include <unistd.h>

#include "kurs/write.h"
#include "math/math.h"

enum { MAX_ROWS = 1000, MAX_EVENTS = 8 };

/* What is wrong with the flight while it is made. Times in s of MET. */
typedef struct fault {
    double kick_at, kick_m_s; /* a velocity from nowhere */
    double shift_at, shift_m; /* a place from nowhere */
    double loss_at, loss_kg;  /* mass that leaves unrecorded */
    double seam_m;            /* added to the jump at the seam */
    int central;              /* flown without zonals */
} fault;

typedef struct flight {
    kurs_row rows[MAX_ROWS];
    kurs_event events[MAX_EVENTS];
    kurs_seam seams[2];
    kurs_burn burns[2];
    kurs_record record;
    kurs_earth earth;
    fault fault;
    kurs_row now;        /* the row to come */
    double thrust_slope; /* growth of the thrust, 1/s */
} flight;

static kurs_tai liftoff(void)
{
    kurs_tai t;
    const char *text = "2024-03-23T12:36:10.573Z";
    assert_true(kurs_tai_parse(text, strlen(text), &t) >= 0);
    return t;
}

static flight *new_flight(const fault *f)
{
    flight *made = calloc(1, sizeof *made);
    assert_non_null(made);
    made->fault = f ? *f : (fault){.kick_at = -1, .shift_at = -1, .loss_at = -1};
    assert_true(kurs_earth_init(&made->earth, liftoff()) >= 0);
    made->record.rows = made->rows;
    made->record.events = made->events;
    made->record.seams = made->seams;
    made->record.burns = made->burns;
    return made;
}

static void put_row(flight *f)
{
    assert_true(f->record.row_count < MAX_ROWS);
    f->now.t = kurs_tai_add(liftoff(), f->now.met_s);
    f->rows[f->record.row_count++] = f->now;
}

static void put_event(flight *f, const char *id, double jettisoned_kg)
{
    assert_true(f->record.event_count < MAX_EVENTS);
    kurs_event *e = &f->events[f->record.event_count++];
    *e = (kurs_event){.t = kurs_tai_add(liftoff(), f->now.met_s),
                      .met_s = f->now.met_s,
                      .phase = f->now.phase,
                      .s_gcrf = f->now.s_gcrf,
                      .mass_kg = f->now.mass_kg,
                      .jettisoned_kg = jettisoned_kg};
    snprintf(e->id, sizeof e->id, "%s", id);
}

static kurs_vec3 acceleration(const flight *f, const kurs_row *at, kurs_vec3 r, double since)
{
    const kurs_vec3 pole = kurs_earth_pole_gcrf(&f->earth, at->met_s);
    const kurs_vec3 g = f->fault.central ? v3_scale(-KURS_EGM_GM / pow(v3_norm(r), 3.0), r)
                                         : kurs_gravity_zonal(r, pole);
    if (at->attached) {
        return g;
    }
    const double mass = at->mass_kg - at->flow_kg_s * since;
    return v3_axpy(g, (1.0 + f->thrust_slope * since) / mass, at->thrust_gcrf_n);
}

/* Runge-Kutta of order 4 in steps of a second and less, then on to the next row. */
static void fly(flight *f, double dt)
{
    const int steps = (int)ceil(dt);
    const double h = dt / steps;
    const kurs_row at = f->now;
    kurs_vec3 r = at.s_gcrf.r, v = at.s_gcrf.v;
    for (int i = 0; i < steps; i++) {
        const double t = i * h;
        const kurs_vec3 a1 = acceleration(f, &at, r, t);
        const kurs_vec3 v2 = v3_axpy(v, 0.5 * h, a1);
        const kurs_vec3 a2 = acceleration(f, &at, v3_axpy(r, 0.5 * h, v), t + 0.5 * h);
        const kurs_vec3 v3_ = v3_axpy(v, 0.5 * h, a2);
        const kurs_vec3 a3 = acceleration(f, &at, v3_axpy(r, 0.5 * h, v2), t + 0.5 * h);
        const kurs_vec3 v4 = v3_axpy(v, h, a3);
        const kurs_vec3 a4 = acceleration(f, &at, v3_axpy(r, h, v3_), t + h);
        const kurs_vec3 vs = v3_add(v3_add(v, v4), v3_scale(2.0, v3_add(v2, v3_)));
        const kurs_vec3 as = v3_add(v3_add(a1, a4), v3_scale(2.0, v3_add(a2, a3)));
        r = v3_axpy(r, h / 6.0, vs);
        v = v3_axpy(v, h / 6.0, as);
    }
    const fault *wrong = &f->fault;
    const double from = at.met_s, to = at.met_s + dt;
    if (wrong->kick_at >= from && wrong->kick_at < to) {
        v.y += wrong->kick_m_s;
    }
    if (wrong->shift_at >= from && wrong->shift_at < to) {
        r.z += wrong->shift_m;
    }
    f->now.mass_kg -= at.flow_kg_s * dt;
    if (wrong->loss_at >= from && wrong->loss_at < to) {
        f->now.mass_kg -= wrong->loss_kg;
    }
    f->now.met_s = to;
    f->now.s_gcrf = (kurs_state){r, v};
    f->now.thrust_gcrf_n = v3_scale(1.0 + f->thrust_slope * dt, at.thrust_gcrf_n);
    put_row(f);
}

static void new_arc(flight *f, kurs_phase phase, kurs_vec3 thrust, double flow, int held)
{
    f->now.phase = phase;
    f->now.arc++;
    f->now.held = held;
    f->now.flow_kg_s = flow;
    f->now.thrust_gcrf_n = thrust;
    put_row(f);
}

/* On the pad, then up with growing thrust; half a ton is dropped after a minute. */
static flight *ascent(const fault *wrong)
{
    flight *f = new_flight(wrong);
    const kurs_vec3 pad = kurs_geodetic_to_itrf((kurs_geodetic){0.8, 1.1, 65.0});
    const double rows_at[] = {-3600.0, -20.0, 0.0};
    f->now = (kurs_row){.phase = KURS_PHASE_countdown, .attached = 1, .mass_kg = 300000.0};
    for (int i = 0; i < 3; i++) {
        f->now.met_s = rows_at[i];
        f->now.s_gcrf =
            kurs_earth_state_gcrf(&f->earth, rows_at[i], (kurs_state){pad, v3(0, 0, 0)});
        put_row(f);
    }
    put_event(f, "liftoff", 0.0);
    f->now.attached = 0;
    f->thrust_slope = 0.001;
    new_arc(f, KURS_PHASE_ascent, v3_scale(4.2e6 / v3_norm(pad), f->now.s_gcrf.r), 1400.0, 0);
    for (int i = 0; i < 120; i++) {
        fly(f, 0.5);
    }
    f->now.mass_kg -= 500.0;
    put_event(f, "fairing_jettison", 500.0);
    new_arc(f, KURS_PHASE_ascent, f->now.thrust_gcrf_n, 1300.0, 0);
    for (int i = 0; i < 120; i++) {
        fly(f, 0.5);
    }
    return f;
}

/* A record of all that has burnt since the row `on`, and what it gave. */
static void put_burn(flight *f, const char *id, const kurs_row *on, kurs_vec3 gain_gcrf,
                     double flown_m_s)
{
    kurs_burn *b = &f->burns[f->record.burn_count++];
    *b = (kurs_burn){.t_on = on->t,
                     .t_off = f->now.t,
                     .met_s = on->met_s,
                     .duration_s = f->now.met_s - on->met_s,
                     .propellant_kg = on->mass_kg - f->now.mass_kg,
                     .dv_rtn_m_s = kurs_m3_mulv(kurs_rtn_axes(on->s_gcrf), gain_gcrf),
                     .planned_m_s = NAN,
                     .flown_m_s = flown_m_s};
    snprintf(b->id, sizeof b->id, "%s", id);
}

static void dock(flight *f)
{
    f->now.attached = 1;
    put_event(f, "docking_contact", 0.0);
    new_arc(f, KURS_PHASE_docked, v3(0, 0, 0), 0.0, 0);
    for (int i = 0; i < 3; i++) {
        fly(f, 900.0);
    }
    f->seams[0] = (kurs_seam){"set 2", f->record.row_count};
    f->record.seam_count = 1;
    f->now.s_gcrf.r.x += 700.0 + f->fault.seam_m;
    f->now.s_gcrf.v.z -= 0.9;
    put_event(f, "elements_change", 0.0);
    new_arc(f, KURS_PHASE_docked, v3(0, 0, 0), 0.0, 0);
    for (int i = 0; i < 3; i++) {
        fly(f, 900.0);
    }
}

/* Coast, burn, coast, approach by held forces, docked with a seam, undocked. */
static flight *orbit(const fault *wrong)
{
    flight *f = new_flight(wrong);
    f->now = (kurs_row){.phase = KURS_PHASE_free_flight,
                        .met_s = 600.0,
                        .mass_kg = 7100.0,
                        .s_gcrf = {{6.78e6, 0.0, 1e5}, {0.0, 4750.0, 6020.0}}};
    put_row(f);
    put_event(f, "insertion", 0.0);
    for (int i = 0; i < 20; i++) {
        fly(f, 60.0);
    }
    const kurs_vec3 thrust = v3(2000.0, -1500.0, 1500.0);
    new_arc(f, KURS_PHASE_burn, thrust, 1.0, 0);
    const kurs_row burn_on = f->rows[f->record.row_count - 1];
    put_event(f, "dv1", 0.0);
    for (int i = 0; i < 20; i++) {
        fly(f, 2.0);
    }
    /* Tsiolkovsky: 1 kg/s by sqrt(2000^2 + 1500^2 + 1500^2) N */
    const double flown = sqrt(8.5e6) * log(7100.0 / 7060.0);
    put_burn(f, "dv1", &burn_on, v3_scale(flown / v3_norm(thrust), thrust), flown);
    new_arc(f, KURS_PHASE_free_flight, v3(0, 0, 0), 0.0, 0);
    for (int i = 0; i < 20; i++) {
        fly(f, 60.0);
    }
    new_arc(f, KURS_PHASE_approach, v3(0, 0, 0), 0.0, 1);
    put_event(f, "approach_start", 0.0);
    const kurs_row on = f->rows[f->record.row_count - 1];
    kurs_vec3 gained = v3(0, 0, 0);
    double gain = 0.0;
    for (int i = 0; i < 120; i++) {
        const kurs_vec3 push = v3(200.0 * (i % 3), 300.0 * (i % 2 - 0.5), -90.0);
        f->now.thrust_gcrf_n = i % 4 ? push : v3(0, 0, 0);
        f->now.flow_kg_s = v3_norm(f->now.thrust_gcrf_n) / 2900.0;
        f->rows[f->record.row_count - 1].thrust_gcrf_n = f->now.thrust_gcrf_n;
        f->rows[f->record.row_count - 1].flow_kg_s = f->now.flow_kg_s;
        gain += v3_norm(f->now.thrust_gcrf_n) / f->now.mass_kg;
        gained = v3_axpy(gained, 1.0 / f->now.mass_kg, f->now.thrust_gcrf_n);
        fly(f, 1.0);
    }
    put_burn(f, "final_approach", &on, gained, gain);
    dock(f);
    f->now.attached = 0;
    put_event(f, "undocking", 0.0);
    new_arc(f, KURS_PHASE_departure, v3(0, 0, 0), 0.0, 0);
    fly(f, 60.0);
    return f;
}

/* What is derived of a state, so that a planted fault is the only one. */
static void derive(flight *f)
{
    for (size_t i = 0; i < f->record.row_count; i++) {
        kurs_row *row = &f->rows[i];
        const kurs_state s = kurs_earth_state_itrf(&f->earth, row->met_s, row->s_gcrf);
        const kurs_geodetic place = kurs_geodetic_from_itrf(s.r);
        row->lat = place.lat;
        row->lon = place.lon;
        row->alt_m = place.h;
        row->speed_earth_m_s = v3_norm(s.v);
        row->load_g = v3_norm(row->thrust_gcrf_n) / (row->mass_kg * 9.80665);
        row->range_m = row->range_rate_m_s = NAN;
    }
    for (size_t i = 0; i < f->record.event_count; i++) {
        kurs_event *e = &f->events[i];
        const kurs_state s = kurs_earth_state_itrf(&f->earth, e->met_s, e->s_gcrf);
        const kurs_geodetic place = kurs_geodetic_from_itrf(s.r);
        e->lat = place.lat;
        e->lon = place.lon;
        e->alt_m = place.h;
        e->speed_earth_m_s = v3_norm(s.v);
    }
}

static FILE *begin(const char *folder, const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    return out;
}

/* What is written and audited: `oem` is the record of the ephemeris, `edit` a shell command in the
 * folder, NULL: none. */
typedef struct folder {
    const kurs_mission *mission;
    const kurs_record *record, *oem;
    kurs_outcome outcome;
    const char *edit;
} folder;

/* Writes the record, lets the auditor read it, and says its exit status. */
static int audited_folder(const folder *f)
{
    char place[] = "/tmp/kurs-audit-XXXXXX", command[512];
    assert_non_null(mkdtemp(place));
    FILE *out = begin(place, "telemetry.csv");
    assert_int_equal(kurs_csv_write(f->record, out), KURS_OK);
    assert_int_equal(fclose(out), 0);
    out = begin(place, "timeline.json");
    assert_int_equal(kurs_timeline_write(f->mission, f->record, &f->outcome, NULL, out), KURS_OK);
    assert_int_equal(fclose(out), 0);
    out = begin(place, "trajectory.oem");
    if (kurs_oem_holds(f->oem)) {
        const kurs_oem_header header = {.object_name = "X", .created = liftoff()};
        assert_int_equal(kurs_oem_write(f->oem, &header, out), KURS_OK);
    }
    assert_int_equal(fclose(out), 0);
    if (f->edit) {
        snprintf(command, sizeof command, "cd %s && %s", place, f->edit);
        assert_int_equal(system(command), 0);
    }
    snprintf(command, sizeof command, "%s/audit %s >%s/said 2>&1", KURS_BUILD_DIR, place, place);
    const int status = system(command);
    assert_true(WIFEXITED(status));
    if (getenv("KURS_AUDIT_SHOW")) {
        snprintf(command, sizeof command, "grep -v ' 0.000e+00$' %s/said", place);
        assert_true(system(command) >= 0);
    }
    snprintf(command, sizeof command, "rm -r %s", place);
    assert_int_equal(system(command), 0);
    return WEXITSTATUS(status);
}

static int audited_edited(flight *f, const char *edit)
{
    const kurs_mission mission = {.id = "synthetic", .port = -1};
    derive(f);
    const folder made = {&mission, &f->record, &f->record, {"stopped", "", 1}, edit};
    const int status = audited_folder(&made);
    free(f);
    return status;
}

static int audited(flight *f)
{
    return audited_edited(f, NULL);
}

static void a_sound_record_passes(void **state)
{
    (void)state;
    assert_int_equal(audited(ascent(NULL)), 0);
    assert_int_equal(audited(orbit(NULL)), 0);
}

static const fault none = {.kick_at = -1, .shift_at = -1, .loss_at = -1};

static void a_velocity_from_nowhere_fails(void **state)
{
    (void)state;
    /* ascent, coast, burn, approach, held coast, and at the undocking */
    const double orbit_at[] = {1200.0, 1815.0, 3100.0};
    for (size_t i = 0; i < sizeof orbit_at / sizeof orbit_at[0]; i++) {
        fault wrong = none;
        wrong.kick_at = orbit_at[i];
        wrong.kick_m_s = 0.1;
        assert_int_equal(audited(orbit(&wrong)), 1);
        wrong.kick_m_s = -0.02;
        assert_int_equal(audited(orbit(&wrong)), 1);
        wrong.kick_m_s = 0.001; /* inside of what is allowed */
        assert_int_equal(audited(orbit(&wrong)), 0);
    }
    fault wrong = none;
    wrong.kick_at = 70.0;
    wrong.kick_m_s = 0.1;
    assert_int_equal(audited(ascent(&wrong)), 1);
}

static void a_place_from_nowhere_fails(void **state)
{
    (void)state;
    fault wrong = none;
    wrong.shift_at = 1200.0;
    wrong.shift_m = 15.0;
    assert_int_equal(audited(orbit(&wrong)), 1);
}

static void mass_that_leaves_unrecorded_fails(void **state)
{
    (void)state;
    const double at[] = {1200.0, 1815.0, 3100.0};
    for (size_t i = 0; i < sizeof at / sizeof at[0]; i++) {
        fault wrong = none;
        wrong.loss_at = at[i];
        wrong.loss_kg = 0.05;
        assert_int_equal(audited(orbit(&wrong)), 1);
        wrong.loss_kg = -0.05; /* nor may it grow */
        assert_int_equal(audited(orbit(&wrong)), 1);
    }
}

static void thrust_without_a_burn_and_a_burn_told_wrong_fail(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        flight *f = orbit(NULL); /* the burn is not told of at all */
        f->burns[i] = f->burns[1 - i];
        f->record.burn_count = 1;
        assert_int_equal(audited(f), 1);
        f = orbit(NULL); /* ends before its thrust does */
        f->burns[i].duration_s -= 5.0;
        assert_int_equal(audited(f), 1);
        f = orbit(NULL);
        f->burns[i].propellant_kg += 0.01;
        assert_int_equal(audited(f), 1);
        f = orbit(NULL);
        f->burns[i].flown_m_s *= 1.01;
        assert_int_equal(audited(f), 1);
        f = orbit(NULL);
        f->burns[i].flown_m_s *= 1.0005; /* inside of what is allowed */
        assert_int_equal(audited(f), 0);
    }
}

static void a_force_of_the_wrong_sign_fails(void **state)
{
    (void)state;
    const kurs_phase phases[] = {KURS_PHASE_burn, KURS_PHASE_approach};
    for (int p = 0; p < 2; p++) {
        flight *f = orbit(NULL);
        for (size_t i = 0; i < f->record.row_count; i++) {
            if (f->rows[i].phase == phases[p]) {
                f->rows[i].thrust_gcrf_n = v3_scale(-1.0, f->rows[i].thrust_gcrf_n);
            }
        }
        assert_int_equal(audited(f), 1);
    }
}

static void flight_without_the_zonals_fails(void **state)
{
    (void)state;
    fault wrong = none;
    wrong.central = 1;
    assert_int_equal(audited(orbit(&wrong)), 1);
}

static void a_jettison_told_wrong_fails(void **state)
{
    (void)state;
    const double told[] = {0.0, 499.9, 501.0};
    for (int i = 0; i < 3; i++) {
        flight *f = ascent(NULL);
        f->events[1].jettisoned_kg = told[i];
        assert_int_equal(audited(f), 1);
    }
    flight *f = orbit(NULL);
    f->events[0].jettisoned_kg = 3.0; /* and nothing left */
    assert_int_equal(audited(f), 1);
}

static void an_event_that_is_elsewhere_fails(void **state)
{
    (void)state;
    flight *f = orbit(NULL);
    f->events[1].s_gcrf.r.y += 20.0;
    assert_int_equal(audited(f), 1);
    f = orbit(NULL);
    f->events[1].s_gcrf.v.y += 0.05;
    assert_int_equal(audited(f), 1);
    f = orbit(NULL);
    f->events[1].mass_kg += 0.1;
    assert_int_equal(audited(f), 1);
    f = ascent(NULL);
    f->events[0].s_gcrf.r.x += 30.0;
    assert_int_equal(audited(f), 1);
}

static void a_jump_at_a_change_of_arc_fails(void **state)
{
    (void)state;
    for (int change = 1; change <= 3; change++) {
        flight *f = orbit(NULL);
        for (size_t i = 1; i < f->record.row_count; i++) {
            if (f->rows[i].arc == change && f->rows[i - 1].arc == change - 1) {
                f->rows[i].s_gcrf.v.x += 1e-4;
            }
        }
        assert_int_equal(audited(f), 1);
    }
}

static void a_docking_that_moves_the_ship_fails(void **state)
{
    (void)state;
    flight *f = orbit(NULL);
    for (size_t i = 0; i < f->record.row_count; i++) {
        f->rows[i].s_gcrf.r.x += f->rows[i].attached ? 1.0 : 0.0;
    }
    assert_int_equal(audited(f), 1);
}

static void a_seam_without_a_name_fails(void **state)
{
    (void)state;
    flight *f = orbit(NULL);
    f->record.seam_count = 0;
    assert_int_equal(audited(f), 1);
}

static void a_docked_ship_off_its_orbit_fails(void **state)
{
    (void)state;
    flight *f = orbit(NULL);
    for (size_t i = 1; i < f->record.row_count; i++) {
        if (f->rows[i].attached && f->rows[i - 1].attached && f->rows[i].met_s > 5000.0) {
            f->rows[i].s_gcrf.r.z += 5e4;
        }
    }
    assert_int_equal(audited(f), 1);
}

static void a_pad_that_does_not_turn_fails(void **state)
{
    (void)state;
    flight *f = ascent(NULL);
    f->rows[0].s_gcrf = f->rows[1].s_gcrf;
    assert_int_equal(audited(f), 1);
}

static void times_that_do_not_fit_fail(void **state)
{
    (void)state;
    flight *f = orbit(NULL);
    f->rows[10].met_s += 1e-3;
    assert_int_equal(audited(f), 1);
    f = orbit(NULL);
    f->rows[10].t = f->rows[8].t;
    f->rows[10].met_s = f->rows[8].met_s;
    assert_int_equal(audited(f), 1);
    f = orbit(NULL); /* the arc changes between two instants */
    for (size_t i = 10; i < 15; i++) {
        f->rows[i].arc = 100;
    }
    assert_int_equal(audited(f), 1);
}

static void a_seam_told_wrong_or_to_another_orbit_fails(void **state)
{
    (void)state;
    const char *size = "sed -i 's/\"position_m\": [0-9.]*/\"position_m\": 701.0/' timeline.json";
    const char *speed = "sed -i 's/\"velocity_m_s\": [0-9.]*/\"velocity_m_s\": 0.8/' timeline.json";
    assert_int_equal(audited_edited(orbit(NULL), size), 1);
    assert_int_equal(audited_edited(orbit(NULL), speed), 1);
    fault wrong = none;
    wrong.seam_m = 5e4; /* as an old set may be */
    assert_int_equal(audited(orbit(&wrong)), 0);
    wrong.seam_m = 1e6;
    assert_int_equal(audited(orbit(&wrong)), 1);
    flight *f = orbit(NULL);
    for (size_t i = 0; i < f->record.event_count; i++) {
        if (strcmp(f->events[i].id, "elements_change") == 0) {
            strcpy(f->events[i].id, "hatch_open");
        }
    }
    assert_int_equal(audited(f), 1);
}

/* ---- forgeries of a whole mission ------------------------------------------------------ */

/* A flown record that may be written on. */
typedef struct forgery {
    kurs_row *rows;
    kurs_event *events;
    kurs_burn *burns;
    kurs_record record;
} forgery;

static kurs_fly_session *flown; /* MS-25 as a visit of twelve days, which is a tenth of the bytes */

static int fly_once(void **state)
{
    (void)state;
    char place[] = "/tmp/kurs-audit-XXXXXX", text[1024];
    assert_non_null(mkdtemp(place));
    snprintf(text, sizeof text,
             "sed '/^compare:/,$d; s/^return_day:.*/return_day: 2024-04-06/; "
             "/set for the return/,+2d' %s/missions/soyuz-ms-25.yaml >%s/visit.yaml",
             KURS_SOURCE_DIR, place);
    assert_int_equal(system(text), 0);
    snprintf(text, sizeof text, "%s/visit.yaml", place);
    assert_true(kurs_fly_open(text, stderr, &flown) >= 0);
    assert_int_equal(unlink(text), 0);
    assert_int_equal(rmdir(place), 0);
    assert_true(kurs_fly_start(flown, NULL) >= 0);
    return strcmp(kurs_fly_result_of(flown)->outcome.code, "landed") == 0 ? 0 : -1;
}

static int close_flown(void **state)
{
    (void)state;
    kurs_fly_close(flown);
    return 0;
}

static void *copy(const void *from, size_t count, size_t size)
{
    void *made = malloc((count + 1) * size); /* one more may be added */
    assert_non_null(made);
    memcpy(made, from, count * size);
    return made;
}

static forgery new_forgery(void)
{
    forgery f = {.record = kurs_fly_record(flown)};
    f.rows = copy(f.record.rows, f.record.row_count, sizeof *f.rows);
    f.events = copy(f.record.events, f.record.event_count, sizeof *f.events);
    f.burns = copy(f.record.burns, f.record.burn_count, sizeof *f.burns);
    f.record.rows = f.rows;
    f.record.events = f.events;
    f.record.burns = f.burns;
    return f;
}

static int audited_forgery(forgery *f, const kurs_record *oem, const char *edit)
{
    const folder made = {kurs_fly_mission(flown), &f->record, oem ? oem : &f->record,
                         kurs_fly_result_of(flown)->outcome, edit};
    const int status = audited_folder(&made);
    free(f->rows);
    free(f->events);
    free(f->burns);
    return status;
}

static size_t find_event(const forgery *f, const char *id)
{
    for (size_t i = f->record.event_count; i > 0; i--) {
        if (strcmp(f->events[i - 1].id, id) == 0) {
            return i - 1;
        }
    }
    fail_msg("no event %s", id);
    return 0;
}

static void drop_event(forgery *f, size_t i)
{
    memmove(&f->events[i], &f->events[i + 1], (f->record.event_count - i - 1) * sizeof *f->events);
    f->record.event_count--;
}

static void a_flown_mission_is_sound(void **state)
{
    (void)state;
    forgery f = new_forgery();
    assert_int_equal(audited_forgery(&f, NULL, NULL), 0);
}

/* The first burn goes from the timeline, its flow too, and its mass leaves as a body. */
static void thrust_without_flow_fails(void **state)
{
    (void)state;
    forgery f = new_forgery();
    const kurs_burn burn = f.burns[0];
    const size_t at = find_event(&f, "dv1");
    double mass = NAN, thrust = 0.0;
    size_t last = 0;
    for (size_t i = 0; i < f.record.row_count; i++) {
        kurs_row *row = &f.rows[i];
        if (row->phase == KURS_PHASE_burn && row->met_s <= burn.met_s + burn.duration_s + 1e-6) {
            mass = isnan(mass) ? row->mass_kg : mass;
            row->thrust_gcrf_n = v3_scale(mass / row->mass_kg, row->thrust_gcrf_n);
            thrust = v3_norm(row->thrust_gcrf_n);
            row->load_g = thrust / (mass * 9.80665);
            row->flow_kg_s = 0.0;
            row->mass_kg = mass;
            last = i;
        }
    }
    memmove(&f.burns[0], &f.burns[1], (f.record.burn_count - 1) * sizeof *f.burns);
    f.record.burn_count--;
    memmove(&f.events[at + 2], &f.events[at + 1],
            (f.record.event_count - at - 1) * sizeof *f.events);
    f.record.event_count++;
    kurs_event *body = &f.events[at + 1];
    *body = f.events[at];
    strcpy(body->id, "skirt_drop");
    body->t = f.rows[last].t;
    body->met_s = f.rows[last].met_s;
    body->s_gcrf = f.rows[last].s_gcrf;
    body->lat = f.rows[last].lat;
    body->lon = f.rows[last].lon;
    body->alt_m = f.rows[last].alt_m;
    body->speed_earth_m_s = f.rows[last].speed_earth_m_s;
    body->mass_kg = f.rows[last + 1].mass_kg;
    body->jettisoned_kg = mass - body->mass_kg;
    assert_true(thrust > 2000.0 && body->jettisoned_kg > 100.0);
    assert_int_equal(audited_forgery(&f, NULL, NULL), 1);
}

static void a_mission_without_one_of_its_events_fails(void **state)
{
    (void)state;
    static const char *const ids[] = {"liftoff",    "insertion", "docking_contact",
                                      "hatch_open", "undocking", "entry_interface",
                                      "landing"};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        forgery f = new_forgery();
        drop_event(&f, find_event(&f, ids[i]));
        assert_int_equal(audited_forgery(&f, NULL, NULL), 1);
    }
}

static void events_out_of_order_fail(void **state)
{
    (void)state;
    forgery f = new_forgery();
    for (size_t i = 0, k = f.record.event_count - 1; i < k; i++, k--) {
        const kurs_event kept = f.events[i];
        f.events[i] = f.events[k];
        f.events[k] = kept;
    }
    assert_int_equal(audited_forgery(&f, NULL, NULL), 1);
    f = new_forgery(); /* two neighbours */
    const size_t at = find_event(&f, "hatch_open");
    const kurs_event kept = f.events[at];
    f.events[at] = f.events[at - 1];
    f.events[at - 1] = kept;
    assert_int_equal(audited_forgery(&f, NULL, NULL), 1);
}

static void a_burn_told_wrong_in_any_of_its_fields_fails(void **state)
{
    (void)state;
    for (int field = 0; field < 8; field++) {
        forgery f = new_forgery();
        kurs_burn *b = &f.burns[1];
        const kurs_tai later = kurs_tai_add(b->t_on, 1.0);
        b->t_on = field == 0 ? later : b->t_on;
        b->t_off = field == 1 ? later : b->t_off;
        b->dv_rtn_m_s = field == 2 ? v3(0, 0, 0) : b->dv_rtn_m_s;
        b->dv_rtn_m_s.y *= field == 3 ? -1.0 : 1.0;
        b->planned_m_s = field == 4 ? 1e9 : field == 5 ? -b->planned_m_s : b->planned_m_s;
        b->range_m = field == 6 ? -1.0 : field == 7 ? b->range_m + 500.0 : b->range_m;
        assert_int_equal(audited_forgery(&f, NULL, NULL), 1);
    }
    /* a time before the year in which its count of seconds begins is not readable */
    forgery f = new_forgery();
    const char *edit = "sed -i 's/\"utc_on\": \"2024/\"utc_on\": \"1999/' timeline.json";
    assert_int_equal(audited_forgery(&f, NULL, edit), 2);
}

static void a_burn_without_thrust_fails(void **state)
{
    (void)state;
    forgery f = new_forgery();
    kurs_burn *b = &f.burns[f.record.burn_count++];
    *b = f.burns[0];
    b->t_on = kurs_tai_add(b->t_on, 1e5 - b->met_s);
    b->met_s = 1e5;
    b->duration_s = 3.0;
    b->t_off = kurs_tai_add(b->t_on, 3.0);
    b->propellant_kg = 0.0;
    b->planned_m_s = b->flown_m_s = 0.005;
    b->dv_rtn_m_s = v3(0, 0.005, 0);
    for (size_t i = f.record.burn_count - 1; i > 0 && f.burns[i - 1].met_s > f.burns[i].met_s;
         i--) {
        const kurs_burn kept = f.burns[i - 1];
        f.burns[i - 1] = f.burns[i];
        f.burns[i] = kept;
    }
    assert_int_equal(audited_forgery(&f, NULL, NULL), 1);
}

static void what_does_not_follow_from_the_state_fails(void **state)
{
    (void)state;
    for (int field = 0; field < 8; field++) {
        forgery f = new_forgery();
        for (size_t i = 0; i < f.record.row_count; i++) {
            kurs_row *row = &f.rows[i];
            double *const member[] = {&row->lat,    &row->lon,
                                      &row->alt_m,  &row->speed_earth_m_s,
                                      &row->load_g, &row->dynamic_pressure_pa,
                                      &row->mach,   &row->range_m};
            *member[field] = 0.0;
        }
        assert_int_equal(audited_forgery(&f, NULL, NULL), 1);
    }
    for (int field = 0; field < 4; field++) {
        forgery f = new_forgery();
        kurs_event *e = &f.events[find_event(&f, "hatch_close")];
        double *const member[] = {&e->lat, &e->lon, &e->alt_m, &e->speed_earth_m_s};
        *member[field] = 0.0;
        assert_int_equal(audited_forgery(&f, NULL, NULL), 1);
    }
}

/* At the undocking 20 g come by a body that parts with less than nothing. */
static void a_gain_of_mass_fails(void **state)
{
    (void)state;
    forgery f = new_forgery();
    const size_t at = find_event(&f, "undocking");
    const double met = f.events[at].met_s;
    for (size_t i = 0; i < f.record.row_count; i++) {
        if (f.rows[i].met_s >= met - 1e-6 && !f.rows[i].attached) {
            f.rows[i].load_g *= f.rows[i].mass_kg / (f.rows[i].mass_kg + 0.02);
            f.rows[i].mass_kg += 0.02;
        }
    }
    f.rows[f.record.row_count - 1].mass_kg += 0.02; /* on the ground */
    for (size_t i = at; i < f.record.event_count; i++) {
        f.events[i].mass_kg += 0.02;
    }
    f.events[at].jettisoned_kg = -0.02;
    assert_int_equal(audited_forgery(&f, NULL, NULL), 1);
}

static void an_ephemeris_of_another_flight_fails(void **state)
{
    (void)state;
    static const struct {
        kurs_phase phase;
        double shift_m;
    } shifts[] = {{KURS_PHASE_ascent, 1.0},
                  {KURS_PHASE_free_flight, 0.1},
                  {KURS_PHASE_docked, 500.0},
                  {KURS_PHASE_entry, 1.0}};
    for (size_t i = 0; i < sizeof shifts / sizeof shifts[0]; i++) {
        forgery f = new_forgery(), other = new_forgery();
        for (size_t k = 1; k < f.record.row_count; k++) {
            /* one row in the middle of its phase, and a docked one that telemetry leaves out */
            if (f.rows[k].phase == shifts[i].phase && f.rows[k - 1].phase == shifts[i].phase &&
                f.rows[k + 7].phase == shifts[i].phase) {
                other.rows[k].s_gcrf.r.y += shifts[i].shift_m;
            }
        }
        assert_int_equal(audited_forgery(&f, &other.record, NULL), 1);
        free(other.rows);
        free(other.events);
        free(other.burns);
    }
    static const char *const edits[] = {
        "sed -i '/^2024-04-06T0[0-4]:[1-4]/d' trajectory.oem",
        "sed -i 's/REF_FRAME = GCRF/REF_FRAME = TEME/' trajectory.oem",
        "sed -i 's/TIME_SYSTEM = UTC/TIME_SYSTEM = TAI/' trajectory.oem", "rm trajectory.oem",
        ": > trajectory.oem"};
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        forgery f = new_forgery();
        assert_int_equal(audited_forgery(&f, NULL, edits[i]), i == 0 || i == 4 ? 1 : 2);
    }
}

static void a_record_with_nothing_in_it_fails(void **state)
{
    (void)state;
    flight *f = orbit(NULL);
    f->record.row_count = 0;
    f->record.event_count = f->record.seam_count = 0;
    assert_int_equal(audited(f), 1);
    f = ascent(NULL);
    f->record.row_count = 3; /* never left the pad */
    f->record.event_count = 0;
    assert_int_equal(audited(f), 1);
}

static void a_record_that_is_no_number_is_not_readable(void **state)
{
    (void)state;
    flight *f = orbit(NULL);
    f->rows[30].s_gcrf.v.x = NAN;
    assert_int_equal(audited(f), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_record_passes),
        cmocka_unit_test(a_velocity_from_nowhere_fails),
        cmocka_unit_test(a_place_from_nowhere_fails),
        cmocka_unit_test(mass_that_leaves_unrecorded_fails),
        cmocka_unit_test(thrust_without_a_burn_and_a_burn_told_wrong_fail),
        cmocka_unit_test(a_force_of_the_wrong_sign_fails),
        cmocka_unit_test(flight_without_the_zonals_fails),
        cmocka_unit_test(a_jettison_told_wrong_fails),
        cmocka_unit_test(an_event_that_is_elsewhere_fails),
        cmocka_unit_test(a_jump_at_a_change_of_arc_fails),
        cmocka_unit_test(a_docking_that_moves_the_ship_fails),
        cmocka_unit_test(a_seam_without_a_name_fails),
        cmocka_unit_test(a_docked_ship_off_its_orbit_fails),
        cmocka_unit_test(a_seam_told_wrong_or_to_another_orbit_fails),
        cmocka_unit_test(a_pad_that_does_not_turn_fails),
        cmocka_unit_test(times_that_do_not_fit_fail),
        cmocka_unit_test(a_record_with_nothing_in_it_fails),
        cmocka_unit_test(a_record_that_is_no_number_is_not_readable),
        cmocka_unit_test(a_flown_mission_is_sound),
        cmocka_unit_test(thrust_without_flow_fails),
        cmocka_unit_test(a_mission_without_one_of_its_events_fails),
        cmocka_unit_test(events_out_of_order_fail),
        cmocka_unit_test(a_burn_told_wrong_in_any_of_its_fields_fails),
        cmocka_unit_test(a_burn_without_thrust_fails),
        cmocka_unit_test(what_does_not_follow_from_the_state_fails),
        cmocka_unit_test(a_gain_of_mass_fails),
        cmocka_unit_test(an_ephemeris_of_another_flight_fails),
    };
    return cmocka_run_group_tests(tests, fly_once, close_flown);
}
