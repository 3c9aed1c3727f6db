/* SPDX-License-Identifier: Apache-2.0 */
/* The auditor itself: it passes a sound record, and each planted fault fails it. */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kurs/env.h"
#include "kurs/frames.h"
#include "kurs/write.h"
#include "math/math.h"

enum { MAX_ROWS = 1000, MAX_EVENTS = 8 };

/* What is wrong with the flight while it is made. Times in s of MET. */
typedef struct fault {
    double kick_at, kick_m_s; /* a velocity from nowhere */
    double shift_at, shift_m; /* a place from nowhere */
    double loss_at, loss_kg;  /* mass that leaves unrecorded */
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
    put_event(f, "drop", 500.0);
    new_arc(f, KURS_PHASE_ascent, f->now.thrust_gcrf_n, 1300.0, 0);
    for (int i = 0; i < 120; i++) {
        fly(f, 0.5);
    }
    return f;
}

/* A record of all that has burnt since met_s, when the ship had mass_kg. */
static void put_burn(flight *f, const char *id, double met_s, double mass_kg, double flown_m_s)
{
    kurs_burn *b = &f->burns[f->record.burn_count++];
    *b = (kurs_burn){.t_on = kurs_tai_add(liftoff(), met_s),
                     .t_off = f->now.t,
                     .met_s = met_s,
                     .duration_s = f->now.met_s - met_s,
                     .propellant_kg = mass_kg - f->now.mass_kg,
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
    f->now.s_gcrf.r.x += 700.0;
    f->now.s_gcrf.v.z -= 0.9;
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
    new_arc(f, KURS_PHASE_burn, v3(2000.0, -1500.0, 1500.0), 1.0, 0);
    put_event(f, "dv1", 0.0);
    for (int i = 0; i < 20; i++) {
        fly(f, 2.0);
    }
    /* Tsiolkovsky: 1 kg/s by sqrt(2000^2 + 1500^2 + 1500^2) N */
    put_burn(f, "dv1", 1800.0, 7100.0, sqrt(8.5e6) * log(7100.0 / 7060.0));
    new_arc(f, KURS_PHASE_free_flight, v3(0, 0, 0), 0.0, 0);
    for (int i = 0; i < 20; i++) {
        fly(f, 60.0);
    }
    new_arc(f, KURS_PHASE_approach, v3(0, 0, 0), 0.0, 1);
    const double on = f->now.met_s, mass = f->now.mass_kg;
    double gain = 0.0;
    for (int i = 0; i < 120; i++) {
        f->rows[f->record.row_count - 1].thrust_gcrf_n = f->now.thrust_gcrf_n =
            v3(200.0 * (i % 3), 300.0 * (i % 2 - 0.5), -90.0);
        f->rows[f->record.row_count - 1].flow_kg_s = f->now.flow_kg_s = 0.1 * (i % 4);
        gain += i % 4 ? v3_norm(f->now.thrust_gcrf_n) / f->now.mass_kg : 0.0;
        fly(f, 1.0);
    }
    put_burn(f, "final_approach", on, mass, gain);
    dock(f);
    f->now.attached = 0;
    new_arc(f, KURS_PHASE_departure, v3(0, 0, 0), 0.0, 0);
    fly(f, 60.0);
    return f;
}

/* Writes the record, lets the auditor read it, and says its exit status. */
static int audited(flight *f)
{
    char folder[] = "/tmp/kurs-audit-XXXXXX", path[64], command[256];
    const kurs_mission mission = {.id = "synthetic", .port = -1};
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/telemetry.csv", folder);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    assert_int_equal(kurs_csv_write(&f->record, out), KURS_OK);
    assert_int_equal(fclose(out), 0);
    snprintf(path, sizeof path, "%s/timeline.json", folder);
    out = fopen(path, "w");
    assert_non_null(out);
    assert_int_equal(
        kurs_timeline_write(&mission, &f->record, &(kurs_outcome){"landed", "", 1}, out), KURS_OK);
    assert_int_equal(fclose(out), 0);
    snprintf(command, sizeof command, "%s/audit %s >%s/said 2>&1", KURS_BUILD_DIR, folder, folder);
    const int status = system(command);
    assert_true(WIFEXITED(status));
    if (getenv("KURS_AUDIT_SHOW")) {
        snprintf(command, sizeof command, "cat %s/said", folder);
        assert_int_equal(system(command), 0);
    }
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
    free(f);
    return WEXITSTATUS(status);
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
        cmocka_unit_test(a_pad_that_does_not_turn_fails),
        cmocka_unit_test(times_that_do_not_fit_fail),
        cmocka_unit_test(a_record_with_nothing_in_it_fails),
        cmocka_unit_test(a_record_that_is_no_number_is_not_readable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
