/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of `kurs propagate`: turns between frames, flights in stretches, starts, memory. */
#include <string.h>
#include <unistd.h>

#include "app/app.h"
#include "app/propagate_parts.h"
#include "check.h"
#include "fail_alloc.h"
#include "kurs/sgp4.h"
#include "math/math.h"

static const char two_line[] =
    "ISS (ZARYA)\n"
    "1 25544U 98067A   24083.51815457  .00018044  00000+0  32288-3 0  9995\n"
    "2 25544  51.6414  31.4246 0004532  25.2013  82.5210 15.49698684445326\n";

static const kurs_state s_any = {{-4986026.4, -3800911.5, 2615050.2}, {4866.33, -2774.32, 5229.35}};

static kurs_tai at(const char *text)
{
    kurs_tai t;
    assert_true(kurs_tai_parse(text, strlen(text), &t) >= 0);
    return t;
}

/* ---- turns -----------------------------------------------------------------------------------
 */

/* The same by the library's functions, about noon of the day. */
static kurs_state by_library(kurs_tai t, kurs_orbit_frame from, kurs_orbit_frame to, kurs_state s)
{
    char noon[KURS_UTC_TEXT_SIZE];
    kurs_earth earth;
    assert_true(kurs_tai_format(t, 0, noon) >= 0);
    memcpy(noon + 11, "12:00:00Z", 10);
    assert_true(kurs_earth_init(&earth, at(noon)) >= 0);
    const double t_s = kurs_tai_diff(t, at(noon));
    if (from == to) {
        return s;
    }
    if (from == KURS_ORBIT_FRAME_teme) {
        const kurs_mat3 m = kurs_earth_teme_gcrf(&earth, t_s);
        s = (kurs_state){kurs_m3_mulv(m, s.r), kurs_m3_mulv(m, s.v)};
    }
    if (to == KURS_ORBIT_FRAME_itrf) {
        return kurs_earth_state_itrf(&earth, t_s, s);
    }
    const kurs_mat3 eme2000 = kurs_eme2000_gcrf(), teme = kurs_earth_teme_gcrf(&earth, t_s);
    if (to == KURS_ORBIT_FRAME_eme2000) {
        s = (kurs_state){kurs_m3_tmulv(eme2000, s.r), kurs_m3_tmulv(eme2000, s.v)};
    } else if (to == KURS_ORBIT_FRAME_teme) {
        s = (kurs_state){kurs_m3_tmulv(teme, s.r), kurs_m3_tmulv(teme, s.v)};
    }
    return s;
}

static void turns_are_those_of_the_library(void **state)
{
    static kurs_turner turner;
    static const char *const days[] = {"2024-02-16T00:00:00Z", "2024-02-16T23:59:59Z",
                                       "2018-06-01T12:00:00Z", "2021-04-05T06:00:00Z"};
    const kurs_orbit_frame sources[] = {KURS_ORBIT_FRAME_gcrf, KURS_ORBIT_FRAME_teme};
    (void)state;
    kurs_turner_init(&turner, NULL);
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        const kurs_tai t = at(days[i]);
        for (int k = 0; k < 2 * KURS_ORBIT_FRAME_COUNT; k++) {
            const kurs_orbit_frame to = (kurs_orbit_frame)(k / 2);
            kurs_turn turn;
            assert_int_equal(KURS_OK, kurs_turner_turn(&turner, sources[k % 2], to, t, &turn));
            const kurs_state got = kurs_turn_state(&turn, s_any);
            const kurs_state want = by_library(t, sources[k % 2], to, s_any);
            check_near_v3(want.r, got.r, 2e-8);
            check_near_v3(want.v, got.v, 2e-11);
            kurs_state back;
            const kurs_orbit_point point = {t, got};
            assert_int_equal(KURS_OK, kurs_turner_gcrf(&turner, to, &point, &back));
            check_near_v3(by_library(t, sources[k % 2], KURS_ORBIT_FRAME_gcrf, s_any).r, back.r,
                          2e-8);
            check_near_v3(by_library(t, sources[k % 2], KURS_ORBIT_FRAME_gcrf, s_any).v, back.v,
                          2e-11);
        }
    }
}

static void a_frame_that_asks_no_table_has_no_caveat(void **state)
{
    static kurs_turner turner;
    kurs_turn turn;
    const kurs_tai t = at("2006-06-26T00:00:00Z");
    (void)state;
    kurs_turner_init(&turner, NULL);
    assert_int_equal(
        KURS_OK, kurs_turner_turn(&turner, KURS_ORBIT_FRAME_teme, KURS_ORBIT_FRAME_teme, t, &turn));
    assert_int_equal(KURS_OK, kurs_turner_turn(&turner, KURS_ORBIT_FRAME_gcrf,
                                               KURS_ORBIT_FRAME_eme2000, t, &turn));
    for (int i = 0; i < 2; i++) { /* also where the day is known already */
        assert_int_equal(
            KURS_CAVEAT_EOP_OUTSIDE,
            kurs_turner_turn(&turner, KURS_ORBIT_FRAME_teme, KURS_ORBIT_FRAME_gcrf, t, &turn));
    }
    const kurs_tai far = kurs_tai_add(t, 1e11);
    assert_int_equal(KURS_ERR_RANGE, kurs_turner_turn(&turner, KURS_ORBIT_FRAME_teme,
                                                      KURS_ORBIT_FRAME_itrf, far, &turn));
}

/* ---- flights ---------------------------------------------------------------------------------
 */

static _Alignas(64) kurs_gravity field;

static kurs_propagate_start start_of(kurs_state s)
{
    assert_int_equal(KURS_OK, kurs_gravity_init(&field, 8, 8));
    return (kurs_propagate_start){
        .t = at("2024-02-16T12:00:00Z"),
        .s_gcrf = s,
        .model = {.gravity = &field, .sun_and_moon = 1, .tolerance_m = 1e-7}};
}

static int never(void *ctx, kurs_tai t)
{
    (void)t;
    ++*(int *)ctx;
    return 0;
}

enum { DAYS = 30 };

static void a_flight_in_stretches_is_that_in_one(void **state)
{
    const kurs_propagate_start start = start_of(s_any);
    (void)state;
    for (int sign = -1; sign <= 1; sign += 2) {
        kurs_tai times[DAYS], before[DAYS];
        kurs_state got[DAYS], want[DAYS];
        kurs_notes notes = 0;
        size_t done;
        int asked = 0;
        const kurs_flight_watch watch = {&asked, never};
        for (int i = 0; i < DAYS; i++) {
            times[i] = kurs_tai_add(start.t, sign * 86400.0 * i);
        }
        memcpy(before, times, sizeof times);
        assert_int_equal(KURS_OK,
                         kurs_propagate_fly(&start, DAYS, times, got, &done, &notes, &watch));
        assert_int_equal(DAYS, done);
        assert_int_equal(4, asked); /* 29 days by 8 */
        assert_int_equal(0, notes);
        assert_memory_equal(before, times, sizeof times);
        assert_int_equal(KURS_OK, kurs_numerical_states(&start.model, start.t, start.s_gcrf, DAYS,
                                                        times, want, NULL));
        for (int i = 0; i < DAYS; i++) {
            check_near_v3(want[i].r, got[i].r, 0.02);
            check_near_v3(want[i].v, got[i].v, 2e-5);
        }
    }
}

static int third(void *ctx, kurs_tai t)
{
    (void)t;
    return ++*(int *)ctx == 3;
}

static void a_flight_tells_how_far_it_came(void **state)
{
    kurs_propagate_start start = start_of(s_any);
    kurs_tai times[DAYS];
    kurs_state out[DAYS];
    kurs_notes notes = 0;
    size_t done;
    int asked = 0;
    const kurs_flight_watch stops = {&asked, third}, none = {NULL, NULL};
    (void)state;
    for (int i = 0; i < DAYS; i++) {
        times[i] = kurs_tai_add(start.t, 86400.0 * i);
    }
    assert_int_equal(KURS_ERR_STOPPED,
                     kurs_propagate_fly(&start, DAYS, times, out, &done, &notes, &stops));
    assert_int_equal(16, done); /* from noon: 8 days to 0h and 8 more */
    /* slower by a tenth it meets the air after some minutes */
    start.s_gcrf.v = v3_scale(0.9, start.s_gcrf.v);
    for (int i = 0; i < DAYS; i++) {
        times[i] = kurs_tai_add(start.t, 60.0 * i);
    }
    assert_int_equal(KURS_ERR_DECAYED,
                     kurs_propagate_fly(&start, DAYS, times, out, &done, &notes, &none));
    assert_in_range(done, 5, DAYS - 1);
    for (size_t i = 0; i < done; i++) {
        assert_true(v3_norm(out[i].r) > 6.3e6);
    }
    assert_int_equal(KURS_OK, kurs_propagate_fly(&start, done, times, out, &done, &notes, &none));
}

/* ---- starts ----------------------------------------------------------------------------------
 */

static void an_ephemeris_starts_from_the_point_before(void **state)
{
    kurs_orbit_point a[3], b[2];
    const kurs_tai t = at("2024-02-16T12:00:00Z");
    (void)state;
    for (int i = 0; i < 3; i++) {
        a[i] = (kurs_orbit_point){kurs_tai_add(t, 60.0 * i), s_any};
    }
    for (int i = 0; i < 2; i++) {
        b[i] = (kurs_orbit_point){kurs_tai_add(t, 120.0 + 60.0 * i), s_any};
    }
    kurs_orbit_object objects[] = {
        {.kind = KURS_ORBIT_OEM, .usable_from = t, .point_count = 3, .points = a},
        {.kind = KURS_ORBIT_OEM, .usable_from = b[0].t, .point_count = 2, .points = b}};
    objects[0].usable_to = a[2].t;
    objects[1].usable_to = b[1].t;
    const kurs_propagate_body body = {objects, 2};
    static const struct {
        double from_s, want_s;
    } cases[] = {{-1.0, 0.0},    {0.0, 0.0},     {59.0, 0.0},    {60.0, 60.0}, {119.0, 60.0},
                 {120.0, 120.0}, {179.0, 120.0}, {180.0, 180.0}, {1e6, 180.0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        kurs_propagate_ask ask = {.has_from = 1, .from = kurs_tai_add(t, cases[i].from_s)};
        check_near(cases[i].want_s, kurs_tai_diff(kurs_propagate_epoch(&ask, &body), t), 0.0, 0.0);
        ask.fit_s = 1.0; /* a fit begins at the beginning */
        check_near(0.0, kurs_tai_diff(kurs_propagate_epoch(&ask, &body), t), 0.0, 0.0);
        ask = (kurs_propagate_ask){.from = ask.from};
        check_near(0.0, kurs_tai_diff(kurs_propagate_epoch(&ask, &body), t), 0.0, 0.0);
    }
    /* segments in any order; points that the file does not call useable are none */
    const kurs_orbit_object turned[] = {objects[1], objects[0]};
    const kurs_propagate_body other = {turned, 2};
    kurs_propagate_ask ask = {.has_from = 0};
    check_near(0.0, kurs_tai_diff(kurs_propagate_epoch(&ask, &other), t), 0.0, 0.0);
    objects[0].usable_from = kurs_tai_add(t, 1.0);
    check_near(60.0, kurs_tai_diff(kurs_propagate_epoch(&ask, &body), t), 0.0, 0.0);
}

static kurs_propagate_means means_of(const kurs_propagate_ask *ask, kurs_turner *turner)
{
    assert_int_equal(KURS_OK, kurs_gravity_init(&field, 8, 8));
    kurs_turner_init(turner, NULL);
    return (kurs_propagate_means){.ask = ask, .gravity = &field, .turner = turner};
}

static void forces_are_what_the_file_tells(void **state)
{
    static kurs_turner turner;
    const kurs_orbit_point point = {at("2024-02-16T12:00:00Z"), s_any};
    const double none = (double)NAN;
    static const struct {
        double mass, area, coeff, solar_area, solar_coeff;
        int no_drag;
        double want_drag, want_solar;
        kurs_notes want_notes;
    } cases[] = {{1000.0, 10.0, 2.2, 20.0, 1.3, 0, 0.022, 0.026, 0},
                 {1000.0, 10.0, 2.2, 0.0, 0.0, 1, 0.0, 0.0, 0},
                 {0.0, 10.0, 2.2, 20.0, 1.3, 0, 0.0, 0.0, 1U << KURS_NOTE_NO_DRAG_DATA},
                 {1000.0, -1.0, 2.2, 20.0, 1.3, 0, 0.0, 0.026, 1U << KURS_NOTE_NO_DRAG_DATA}};
    (void)state;
    for (size_t i = 0; i <= sizeof cases / sizeof cases[0]; i++) {
        const int told = i < sizeof cases / sizeof cases[0];
        const kurs_orbit_object object = {.kind = KURS_ORBIT_OPM,
                                          .frame = KURS_ORBIT_FRAME_gcrf,
                                          .mass_kg = told ? cases[i].mass : none,
                                          .drag_area_m2 = told ? cases[i].area : none,
                                          .drag_coeff = told ? cases[i].coeff : none,
                                          .solar_area_m2 = told ? cases[i].solar_area : none,
                                          .solar_coeff = told ? cases[i].solar_coeff : none,
                                          .point_count = 1,
                                          .points = &point};
        const kurs_propagate_ask ask = {.no_drag = told ? cases[i].no_drag : 0,
                                        .weather = KURS_WEATHER_held};
        const kurs_propagate_means means = means_of(&ask, &turner);
        const kurs_propagate_body body = {&object, 1};
        kurs_propagate_start start;
        kurs_notes notes = 0;
        char why[KURS_START_WHY_SIZE];
        assert_true(kurs_propagate_start_make(&means, &body, &start, &notes, why) >= 0);
        check_near(told ? cases[i].want_drag : 0.0, start.model.drag_m2_kg, 1e-15, 0.0);
        check_near(told ? cases[i].want_solar : 0.0, start.model.radiation_m2_kg, 1e-15, 0.0);
        assert_int_equal(told ? cases[i].want_notes : 1U << KURS_NOTE_NO_DRAG_DATA, notes);
        assert_int_equal(KURS_WEATHER_held, start.model.weather.mode);
        check_near(0.0, kurs_tai_diff(start.model.weather.start, point.t), 0.0, 0.0);
    }
}

/* Spacetrack Report No. 3: B* is half of Cd A / m times rho0, which is 2.461e-5 kg/m2 per Earth
 * radius; the Earth radius of its constants is 6378.135 km. */
static void drag_of_mean_elements_is_that_of_bstar(void **state)
{
    static kurs_turner turner;
    static kurs_diag diag;
    kurs_orbit_file *file;
    const kurs_propagate_ask ask = {.weather = KURS_WEATHER_observed};
    (void)state;
    kurs_diag_init(&diag);
    assert_true(kurs_orbit_file_parse("tle", two_line, strlen(two_line), 0, &file, &diag) >= 0);
    kurs_orbit_object object = *kurs_orbit_file_object(file, 0);
    const kurs_propagate_body body = {&object, 1};
    const kurs_propagate_means means = means_of(&ask, &turner);
    for (int i = 0; i < 3; i++) {
        kurs_propagate_start start;
        kurs_notes notes = 0;
        char why[KURS_START_WHY_SIZE];
        object.tle.bstar = i == 0 ? 3.2288e-4 : i == 1 ? 0.0 : -1e-5;
        assert_true(kurs_propagate_start_make(&means, &body, &start, &notes, why) >= 0);
        check_near(i == 0 ? 2.0 * 3.2288e-4 / (2.461e-5 * 6378.135) : 0.0, start.model.drag_m2_kg,
                   0.0, 1e-7);
        assert_int_equal(1U << KURS_NOTE_SGP4_START |
                             1U << (i == 0 ? KURS_NOTE_BSTAR : KURS_NOTE_NO_BSTAR),
                         notes);
        kurs_sgp4 model;
        kurs_state s;
        assert_true(kurs_sgp4_init(&model, &object.tle) >= 0);
        assert_true(kurs_sgp4_state(&model, object.tle.epoch, &s) >= 0);
        s = by_library(object.tle.epoch, KURS_ORBIT_FRAME_teme, KURS_ORBIT_FRAME_gcrf, s);
        check_near_v3(s.r, start.s_gcrf.r, 2e-8);
    }
    kurs_orbit_file_destroy(file);
}

/* ---- memory ----------------------------------------------------------------------------------
 */

enum { HERE = 256 };

static void write_two_line(char path[HERE])
{
    snprintf(path, HERE, "%s/propagate-%ld.tle", KURS_BUILD_DIR, (long)getpid());
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(two_line, file) >= 0);
    assert_int_equal(0, fclose(file));
}

static kurs_status run(const char *path, kurs_propagate_model model, double step_s)
{
    kurs_propagate_result result;
    char out[HERE + 8];
    snprintf(out, sizeof out, "%s.csv", path);
    const kurs_propagate_ask ask = {.orbit = path,
                                    .out = out,
                                    .format = KURS_STATES_csv,
                                    .to = at("2024-03-24T00:00:00Z"),
                                    .step_s = step_s,
                                    .model = model,
                                    .gravity_degree = 4,
                                    .weather = KURS_WEATHER_fixed};
    FILE *nowhere = fopen("/dev/null", "w");
    assert_non_null(nowhere);
    const kurs_status status = kurs_propagate(&ask, NULL, nowhere, nowhere, &result);
    fclose(nowhere);
    assert_int_equal(status >= 0, access(out, F_OK) == 0);
    (void)unlink(out);
    return status;
}

static void every_refused_allocation_is_told_and_nothing_is_left(void **state)
{
    char path[HERE];
    fail_alloc fail;
    (void)state;
    write_two_line(path);
    for (int k = 1; k == 1 || fail.failed; k++) {
        fail_alloc_start(&fail, k);
        const kurs_status status = run(path, KURS_PROPAGATE_numerical, 600.0);
        fail_alloc_stop(&fail);
        assert_int_equal(fail.failed ? KURS_ERR_MEMORY : KURS_OK, status);
        assert_int_equal(0, fail.alive);
    }
    assert_int_equal(0, unlink(path));
}

static void more_states_ask_for_no_more_allocations(void **state)
{
    char path[HERE];
    (void)state;
    write_two_line(path);
    for (int model = 0; model < KURS_PROPAGATE_MODEL_COUNT; model++) {
        fail_alloc fail[2];
        for (int i = 0; i < 2; i++) {
            fail_alloc_start(&fail[i], 0);
            assert_int_equal(KURS_OK, run(path, (kurs_propagate_model)model, i ? 10.0 : 7200.0));
            fail_alloc_stop(&fail[i]);
        }
        assert_true(fail[0].requests > 0);
        assert_int_equal(fail[0].requests, fail[1].requests);
    }
    assert_int_equal(0, unlink(path));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(turns_are_those_of_the_library),
        cmocka_unit_test(a_frame_that_asks_no_table_has_no_caveat),
        cmocka_unit_test(a_flight_in_stretches_is_that_in_one),
        cmocka_unit_test(a_flight_tells_how_far_it_came),
        cmocka_unit_test(an_ephemeris_starts_from_the_point_before),
        cmocka_unit_test(forces_are_what_the_file_tells),
        cmocka_unit_test(drag_of_mean_elements_is_that_of_bstar),
        cmocka_unit_test(every_refused_allocation_is_told_and_nothing_is_left),
        cmocka_unit_test(more_states_ask_for_no_more_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
