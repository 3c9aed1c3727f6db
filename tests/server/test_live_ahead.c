/* SPDX-License-Identifier: Apache-2.0 */
/* The way before the ship: the arc of a rocket to the ground, the way home. */
#include "check.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "app/live_parts.h"
#include "math/math.h"

static const char ms25[] = KURS_SOURCE_DIR "/missions/soyuz-ms-25.yaml";
static kurs_live *live; /* its clock stands */
static kurs_live_view whole;
static kurs_tai liftoff;

static kurs_status command(const char *what, const char *body)
{
    kurs_buf out;
    char why[KURS_LIVE_WHY_SIZE];
    kurs_buf_init(&out, 1 << 20);
    const kurs_status status =
        kurs_live_command(live, what, body, strlen(body), "tester", 0.0, &out, why);
    kurs_buf_free(&out);
    return status;
}

static void jump(kurs_tai t)
{
    char utc[KURS_UTC_TEXT_SIZE], body[200];
    assert_int_equal(kurs_tai_format(t, 6, utc), KURS_OK);
    snprintf(body, sizeof body, "{\"jump_utc\":\"%s\",\"paused\":true}", utc);
    assert_int_equal(command("clock", body), KURS_OK);
}

static int begin(void **state)
{
    char why[KURS_LIVE_WHY_SIZE];
    const kurs_live_setup setup = {.id = "f1", .path = ms25, .rate = 1.0, .paused = 1};
    (void)state;
    assert_int_equal(kurs_live_create(&setup, 0.0, &live, why), KURS_OK);
    kurs_live_look(live, 0.0, &whole);
    liftoff = kurs_take_event(whole.take, "liftoff", 0, whole.take->last)->t;
    return 0;
}

static int end(void **state)
{
    (void)state;
    kurs_live_look_end(&whole);
    kurs_live_destroy(live);
    return 0;
}

static json_t *track_of(kurs_live_view *view, const kurs_live_ask *ask)
{
    static const kurs_live_ask nothing = {0};
    kurs_buf out;
    char why[KURS_LIVE_WHY_SIZE];
    json_error_t error;
    kurs_live_call call = {live, view, ask ? ask : &nothing, &out, why};
    kurs_buf_init(&out, KURS_LIVE_DOC_MAX);
    assert_int_equal(kurs_live_doc_track(&call), KURS_OK);
    json_t *root = json_loadb(out.text, out.n, 0, &error);
    assert_non_null(root);
    kurs_buf_free(&out);
    return root;
}

static json_t *track_now(void)
{
    kurs_live_view view;
    kurs_live_look(live, 0.0, &view);
    json_t *root = track_of(&view, NULL);
    kurs_live_look_end(&view);
    return root;
}

static double number(const json_t *o, const char *key)
{
    const json_t *value = json_object_get(o, key);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

static double last_of(const json_t *track, const char *key)
{
    const json_t *array = json_object_get(json_object_get(track, "ship_predicted"), key);
    const size_t n = json_array_size(array);
    assert_true(n > 0);
    return json_number_value(json_array_get(array, n - 1));
}

static double km_between(double lat1, double lon1, double lat2, double lon2)
{
    const double a = lat1 * KURS_DEG, b = lat2 * KURS_DEG, d = (lon2 - lon1) * KURS_DEG;
    const double h = pow(sin(0.5 * (b - a)), 2) + cos(a) * cos(b) * pow(sin(0.5 * d), 2);
    return 2.0 * 6371.0 * asin(sqrt(h));
}

/* ---- the arc of a rocket --------------------------------------------------------------------- */

/* Height and latitude over the ellipsoid of WGS-84, by iteration. */
static double height_of(const double r[3], double *lat_deg)
{
    const double a = 6378137.0, e2 = 6.69437999014e-3, p = hypot(r[0], r[1]);
    double lat = atan2(r[2], p * (1.0 - e2)), h = 0.0;
    for (int i = 0; i < 8; i++) {
        const double n = a / sqrt(1.0 - e2 * sin(lat) * sin(lat));
        h = p * cos(lat) + r[2] * sin(lat) - a * a / n;
        lat = atan2(r[2], p * (1.0 - e2 * n / (n + h)));
    }
    *lat_deg = lat / KURS_DEG;
    return h;
}

/* Gravity of a point with the flattening's share j2, in axes that turn with the Earth. */
static void turning(const double y[6], double j2, double dydt[6])
{
    const double gm = 3.986004415e14, w = 7.292115e-5, r2 = y[0] * y[0] + y[1] * y[1] + y[2] * y[2];
    const double k = gm / (r2 * sqrt(r2));
    const double f = 1.5 * j2 * 6378136.3 * 6378136.3 / r2, z2 = 5.0 * y[2] * y[2] / r2;
    for (int i = 0; i < 3; i++) {
        dydt[i] = y[i + 3];
    }
    dydt[3] = -k * y[0] * (1.0 + f * (1.0 - z2)) + w * w * y[0] + 2.0 * w * y[4];
    dydt[4] = -k * y[1] * (1.0 + f * (1.0 - z2)) + w * w * y[1] - 2.0 * w * y[3];
    dydt[5] = -k * y[2] * (1.0 + f * (3.0 - z2));
}

/* Falls to the ground by Runge-Kutta steps of 0.1 s, the last one cut by the slope. */
static double fall(double y[6], double j2, double *lat_deg, double *lon_deg)
{
    double t = 0.0, h = height_of(y, lat_deg), step = 0.1;
    while (fabs(h) > 1e-2) {
        double k[4][6], at[6], before = h;
        for (int s = 0; s < 4; s++) {
            const double part = s == 0 ? 0.0 : s == 3 ? step : 0.5 * step;
            for (int i = 0; i < 6; i++) {
                at[i] = y[i] + (s > 0 ? part * k[s - 1][i] : 0.0);
            }
            turning(at, j2, k[s]);
        }
        for (int i = 0; i < 6; i++) {
            y[i] += step / 6.0 * (k[0][i] + 2.0 * k[1][i] + 2.0 * k[2][i] + k[3][i]);
        }
        t += step;
        h = height_of(y, lat_deg);
        if (h < before && h - (before - h) < 0.0) {
            step *= h / (before - h); /* to the ground, or back to it */
        }
        assert_true(t < 3600.0);
    }
    *lon_deg = atan2(y[1], y[0]) / KURS_DEG;
    return t;
}

static void start_of(double s, double y[6], kurs_tai *t)
{
    static kurs_live_cursor cursor;
    kurs_live_sample sample;
    *t = kurs_tai_add(liftoff, s);
    kurs_live_cursor_init(&cursor, whole.take);
    assert_int_equal(kurs_live_sample_at(&cursor, *t, &sample), KURS_OK);
    const kurs_state a = kurs_earth_state_itrf(&cursor.earth, sample.t_s, sample.row.s_gcrf);
    const double from[6] = {a.r.x, a.r.y, a.r.z, a.v.x, a.v.y, a.v.z};
    memcpy(y, from, sizeof from);
}

/* Another path of code: a fall step by step in axes that turn, where the document has Kepler's
 * equation among the stars. What the flattening adds is told. */
static void the_impact_is_that_of_a_fall_integrated_with_the_turning_earth(void **state)
{
    (void)state;
    static const double moments[] = {60.0, 117.9, 200.0, 287.0, 400.0, 500.0};
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
        double y[6], flat[6], lat, lon, lat_flat, lon_flat;
        kurs_tai t, at;
        start_of(moments[i], y, &t);
        memcpy(flat, y, sizeof y);
        const double s = fall(y, 0.0, &lat, &lon);
        (void)fall(flat, 1.0826355e-3, &lat_flat, &lon_flat);
        jump(t);
        json_t *track = track_now();
        const json_t *impact = json_object_get(track, "impact");
        const char *utc = json_string_value(json_object_get(impact, "utc"));
        assert_int_equal(kurs_tai_parse(utc, strlen(utc), &at), KURS_OK);
        check_near(s, kurs_tai_diff(at, t), 0.02, 0.0);
        check_near(lat, number(impact, "lat_deg"), 2e-4, 0.0);
        check_near(lon, number(impact, "lon_deg"), 3e-4, 0.0);
        const double off_km = km_between(lat, lon, lat_flat, lon_flat);
        print_message("T+%.0f s: %.0f s to the ground, with J2 %.1f km from there\n", moments[i], s,
                      off_km);
        assert_true(off_km < 20.0);
        check_near(number(impact, "lat_deg"), last_of(track, "lat_deg"), 1e-9, 0.0);
        check_near(0.0, last_of(track, "alt_km"), 2e-3, 0.0);
        json_decref(track);
    }
}

static double impact_km(double s)
{
    const kurs_site *site = &whole.take->mission.site;
    jump(kurs_tai_add(liftoff, s));
    json_t *track = track_now();
    const json_t *impact = json_object_get(track, "impact");
    const double km = km_between(site->lat / KURS_DEG, site->lon / KURS_DEG,
                                 number(impact, "lat_deg"), number(impact, "lon_deg"));
    json_decref(track);
    return km;
}

/*
 * Zones where parts of a Soyuz come down, as told for it: strap-ons 350 km from the pad, the core
 * 1550 km (RSW); the air, which is left out here, holds the light strap-ons back by some tens of
 * kilometres. Soyuz MS-10 came down 402 km from the pad after its abort at 121.6 s (KOS).
 */
static void the_impact_goes_over_the_zones_where_stages_fall(void **state)
{
    (void)state;
    const double strapons = impact_km(117.85), abort = impact_km(121.6), core = impact_km(287.7);
    print_message("impact at the parting of strap-ons %.0f km, at 121.6 s %.0f km, of the core "
                  "%.0f km\n",
                  strapons, abort, core);
    assert_true(strapons > 350.0 && strapons < 420.0);
    check_near(402.0, abort, 30.0, 0.0);
    check_near(1550.0, core, 50.0, 0.0);
}

static void in_orbit_there_is_no_impact(void **state)
{
    (void)state;
    static const double moments[] = {527.0, 700.0};
    for (int i = 0; i < 2; i++) {
        jump(kurs_tai_add(liftoff, moments[i]));
        json_t *track = track_now();
        assert_true(json_is_null(json_object_get(track, "impact")));
        assert_true(last_of(track, "alt_km") > 150.0);
        json_decref(track);
    }
    jump(kurs_tai_add(liftoff, -600.0));
    json_t *track = track_now();
    assert_true(json_is_null(json_object_get(track, "impact")));
    json_decref(track);
}

static void a_fault_that_comes_later_leaves_the_arc_as_it_is(void **state)
{
    (void)state;
    jump(kurs_tai_add(liftoff, 150.0));
    json_t *before = track_now();
    assert_int_equal(command("fault", "{\"fault\":\"escape-command\",\"at_s\":200}"), KURS_OK);
    jump(kurs_tai_add(liftoff, 150.0));
    json_t *after = track_now();
    assert_true(json_equal(before, after));
    jump(kurs_tai_add(liftoff, 300.0)); /* and it came */
    json_t *now = track_now();
    kurs_live_view view;
    kurs_live_look(live, 0.0, &view);
    assert_non_null(kurs_take_event(view.take, "escape_command", 0, view.now));
    /* the capsule comes down where its present state leads */
    const kurs_row *last = &view.take->record.rows[view.take->record.row_count - 1];
    const double km = km_between(last->lat / KURS_DEG, last->lon / KURS_DEG,
                                 last_of(now, "lat_deg"), last_of(now, "lon_deg"));
    print_message("after the escape: %.1f km from where it lands\n", km);
    assert_true(km < 60.0);
    kurs_live_look_end(&view);
    json_decref(before);
    json_decref(after);
    json_decref(now);
}

/* ---- the way home ---------------------------------------------------------------------------- */

/* A row of the record at or after an event. */
static const kurs_row *row_after(const char *event, double s)
{
    const kurs_take *take = whole.take;
    const kurs_event *at = kurs_take_event(take, event, 0, take->last);
    assert_non_null(at);
    size_t i = kurs_take_rows_until(take, kurs_tai_add(at->t, s));
    while (i + 1 < take->record.row_count &&
           kurs_tai_diff(take->record.rows[i + 1].t, take->record.rows[i].t) == 0.0) {
        i++;
    }
    return &take->record.rows[i];
}

static const struct {
    const char *event;
    double s, off_km; /* steering is asked for at other instants than in the flight */
} home[] = {{"deorbit_burn", 0.1, 0.05},    {"deorbit_burn", 100.0, 0.05},
            {"deorbit_burn_end", 5, 0.05},  {"module_separation", 5.0, 0.05},
            {"entry_interface", 30.0, 3.0}, {"guidance_start", 150.0, 3.0},
            {"guidance_start", 200.0, 0.2}, {"guidance_start", 260.0, 0.2},
            {"parachute", 1.0, 0.05},       {"parachute", 10.0, 0.05},
            {"main_parachute", 2.0, 0.05},  {"main_parachute", 30.0, 0.05},
            {"heat_shield_drop", 60, 0.05}};
enum { HOMES = sizeof home / sizeof home[0] };

static kurs_live_view view_at(kurs_take *take, kurs_tai t)
{
    kurs_live_view view = whole;
    view.take = take;
    view.now = view.clock = view.horizon = t;
    return view;
}

static void the_way_home_ends_where_the_flight_does(void **state)
{
    (void)state;
    const kurs_row *last = &whole.take->record.rows[whole.take->record.row_count - 1];
    for (int i = 0; i < HOMES; i++) {
        kurs_live_view view = view_at(whole.take, row_after(home[i].event, home[i].s)->t);
        json_t *track = track_of(&view, NULL);
        const double km = km_between(last->lat / KURS_DEG, last->lon / KURS_DEG,
                                     last_of(track, "lat_deg"), last_of(track, "lon_deg"));
        const double late_s = 1e-3 * (last_of(track, "t") - kurs_live_unix_ms(last->t));
        print_message("%s + %g s: %.3f km, %.2f s\n", home[i].event, home[i].s, km, late_s);
        check_near(0.0, km, home[i].off_km, 0.0);
        check_near(0.0, late_s, home[i].off_km > 1.0 ? 5.0 : 0.1, 0.0);
        check_near(1e-3 * last->alt_m, last_of(track, "alt_km"), 2e-3, 0.0);
        assert_true(json_is_null(json_object_get(track, "impact")));
        json_decref(track);
    }
}

/* The same record up to a moment, and another world after it. */
static kurs_take *another_future(kurs_tai t)
{
    const kurs_record *record = &whole.take->record;
    kurs_take *take = kurs_take_create();
    take->mission = whole.take->mission;
    take->result = whole.take->result;
    take->has_mission = take->has_result = 1;
    const kurs_sink sink = kurs_store_sink(take->store);
    for (size_t i = 0; i < record->row_count; i++) {
        kurs_row row = record->rows[i];
        if (kurs_tai_diff(row.t, t) > 0.0) {
            row.s_gcrf.r = v3_scale(1.1, row.s_gcrf.r);
            row.mass_kg *= 0.9;
            row.bank = -row.bank;
            row.alt_m += 5e4;
        }
        assert_int_equal(kurs_sink_row(&sink, &row), KURS_OK);
    }
    for (size_t i = 0; i < record->event_count; i++) {
        kurs_event event = record->events[i];
        if (kurs_tai_diff(event.t, t) > 0.0) {
            event.t = kurs_tai_add(event.t, 7.0);
            event.mass_kg *= 0.9;
        }
        assert_int_equal(kurs_sink_event(&sink, &event), KURS_OK);
    }
    for (size_t i = 0; i < record->attempt_count; i++) {
        assert_int_equal(kurs_sink_attempt(&sink, &record->attempts[i]), KURS_OK);
    }
    assert_int_equal(kurs_take_finish(take), KURS_OK);
    return take;
}

static void the_way_home_knows_nothing_of_what_is_recorded_later(void **state)
{
    (void)state;
    for (int i = 0; i < HOMES; i++) {
        const kurs_tai t = row_after(home[i].event, home[i].s)->t;
        kurs_take *other = another_future(t);
        kurs_live_view here = view_at(whole.take, t), there = view_at(other, t);
        json_t *a = track_of(&here, NULL), *b = track_of(&there, NULL);
        assert_true(json_equal(a, b));
        json_decref(a);
        json_decref(b);
        kurs_take_let_go(other);
    }
}

static void a_way_is_cut_where_it_was_asked_to_end(void **state)
{
    (void)state;
    const kurs_tai t = row_after("entry_interface", 30.0)->t;
    char utc[KURS_UTC_TEXT_SIZE];
    kurs_live_view view = view_at(whole.take, t);
    assert_int_equal(kurs_tai_format(kurs_tai_add(t, 100.0), 3, utc), KURS_OK);
    const kurs_live_ask ask = {.to = utc, .points = "20"};
    json_t *track = track_of(&view, &ask);
    const json_t *times = json_object_get(json_object_get(track, "ship_predicted"), "t");
    assert_true(json_array_size(times) >= 10 && json_array_size(times) <= 20);
    assert_true(last_of(track, "t") <= kurs_live_unix_ms(kurs_tai_add(t, 100.0)));
    json_decref(track);
}

/* Between two rows the way is flown from the first of them, which is not ahead. */
static void a_way_begins_after_the_moment(void **state)
{
    (void)state;
    const kurs_live_ask ask = {.points = "1000"};
    for (int i = 1; i < 8; i++) {
        const kurs_row *row = row_after("heat_shield_drop", 10.0 * i);
        const kurs_tai t = kurs_tai_add(row->t, 0.9 * kurs_tai_diff(row[1].t, row->t));
        kurs_live_view view = view_at(whole.take, t);
        json_t *track = track_of(&view, &ask);
        const json_t *times = json_object_get(json_object_get(track, "ship_predicted"), "t");
        assert_true(json_array_size(times) > 10);
        assert_true(json_number_value(json_array_get(times, 0)) > kurs_live_unix_ms(t));
        json_decref(track);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_impact_is_that_of_a_fall_integrated_with_the_turning_earth),
        cmocka_unit_test(the_impact_goes_over_the_zones_where_stages_fall),
        cmocka_unit_test(in_orbit_there_is_no_impact),
        cmocka_unit_test(the_way_home_ends_where_the_flight_does),
        cmocka_unit_test(the_way_home_knows_nothing_of_what_is_recorded_later),
        cmocka_unit_test(a_way_begins_after_the_moment),
        cmocka_unit_test(a_way_is_cut_where_it_was_asked_to_end),
        cmocka_unit_test(a_fault_that_comes_later_leaves_the_arc_as_it_is),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
