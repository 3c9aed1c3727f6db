/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reboosts in an ephemeris: in one made with another force model and a finite burn, and in NASA's,
 * which are not of this project: the test looks in KURS_OEM_DATA, else in ../shared/data/oem beside
 * it, and skips where they are not there.
 */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "kurs/frames.h"
#include "kurs/mean_fit.h"
#include "kurs/numerical.h"
#include "kurs/orbit_file.h"
#include "kurs/reboost_history.h"
#include "math/math.h"

#define HOUR 3600.0
#define DAY 86400.0

enum { POINTS_MAX = 6000 };

static kurs_gravity gravity;
static kurs_tai times[POINTS_MAX];
static kurs_state states[POINTS_MAX];
static const kurs_tle like = {.name = "made", .catalog_number = 25544, .bstar = 2e-4};
static const kurs_tai begin = {764812800, 0.0}; /* 27 March 2024 */

/* A burn as it is made: start, length, velocity along R, T, N. */
typedef struct made_burn {
    double start_s, length_s;
    kurs_vec3 dv_rtn;
} made_burn;

/* Flies some days by EGM2008 36 by 36, Sun, Moon and air, a point each `step` seconds; a burn is
 * many small changes of velocity, 4 s apart. Returns how many points. */
static size_t make(double days, double step, const made_burn *burns, int count)
{
    static kurs_gravity field;
    kurs_state s = {{6.79e6, 0.0, 0.0}, {0.0, 4755.0, 6006.0}};
    assert_int_equal(KURS_OK, kurs_gravity_init(&field, 36, 36));
    const kurs_force_model forces = {.gravity = &field,
                                     .sun_and_moon = 1,
                                     .drag_m2_kg = 5e-3,
                                     .weather = {.mode = KURS_WEATHER_fixed},
                                     .tolerance_m = 1e-4};
    size_t n = 0;
    double t = 0.0;
    while (t <= days * DAY) {
        double until = days * DAY + 1.0; /* the next burn or its next part */
        kurs_vec3 dv_rtn = {0.0, 0.0, 0.0};
        for (int k = 0; k < count; k++) {
            const made_burn *b = &burns[k];
            const double part = fmax(ceil((t - b->start_s - 2.0) / 4.0 + 1e-9), 0.0);
            const double at = b->start_s + 2.0 + 4.0 * part;
            if (at < b->start_s + b->length_s && at < until) {
                until = at;
                dv_rtn = v3_scale(4.0 / b->length_s, b->dv_rtn);
            }
        }
        kurs_tai stops[POINTS_MAX];
        static kurs_state out[POINTS_MAX];
        size_t m = 0;
        for (double at = (double)n * step; at < until; at += step) {
            assert_true(n + m < POINTS_MAX - 1);
            times[n + m] = stops[m] = kurs_tai_add(begin, at);
            m++;
        }
        stops[m] = kurs_tai_add(begin, until);
        assert_true(kurs_numerical_states(&forces, kurs_tai_add(begin, t), s, m + 1, stops, out,
                                          NULL) >= 0);
        memcpy(&states[n], out, m * sizeof out[0]);
        n += m;
        s = out[m];
        s.v = v3_add(s.v, kurs_m3_tmulv(kurs_rtn_axes(s), dv_rtn));
        t = until;
    }
    return n;
}

static kurs_reboost_history find(size_t n)
{
    kurs_reboost_history h;
    const kurs_reboost_task task = {
        .n = n, .t = times, .s_gcrf = states, .gravity = &gravity, .like = &like};
    assert_true(kurs_reboost_history_find(&task, &h) >= 0);
    assert_int_equal(h.burn_count + 1, h.arc_count);
    return h;
}

static void show(const kurs_reboost_history *h)
{
    print_message("noise %.2e m/s2\n", h->noise_m_s2);
    for (int k = 0; k < h->arc_count; k++) {
        const kurs_reboost_arc *arc = &h->arcs[k];
        char utc[KURS_UTC_TEXT_SIZE];
        print_message("arc of %zu points: rms %.0f m, max %.0f m, B* %.3e\n", arc->n, arc->rms_m,
                      arc->max_m, arc->tle.bstar);
        if (k < h->burn_count) {
            const kurs_reboost *b = &h->burns[k];
            assert_true(kurs_tai_format(b->start, 0, utc) >= 0);
            print_message("burn at %s for %.1f s: %.4f %.4f %.4f m/s\n", utc, b->duration_s,
                          b->dv_rtn_m_s.x, b->dv_rtn_m_s.y, b->dv_rtn_m_s.z);
        }
    }
}

/* Largest distance of the sets from the points that are not in a burn [m]. */
static double farthest(const kurs_reboost_history *h)
{
    kurs_ephemeris eph;
    kurs_earth earth = {.t_ref = kurs_tai_add(times[0], -10.0 * DAY)};
    double far = 0.0;
    assert_true(kurs_reboost_history_ephemeris(h, &eph) >= 0);
    for (int k = 0; k < h->arc_count; k++) {
        for (size_t i = h->arcs[k].first; i < h->arcs[k].first + h->arcs[k].n; i++) {
            kurs_state s;
            if (fabs(kurs_tai_diff(times[i], earth.t_ref)) > 0.4 * DAY) {
                assert_true(kurs_earth_init(&earth, times[i]) >= 0);
            }
            const int set = kurs_ephemeris_nearest(&eph, times[i]);
            assert_int_equal(k, set);
            assert_true(kurs_sgp4_state_gcrf(&eph.sets[set], &earth,
                                             kurs_tai_diff(times[i], earth.t_ref), &s) >= 0);
            far = fmax(far, v3_norm(v3_sub(s.r, states[i].r)));
        }
    }
    return far;
}

static void a_burn_over_several_points_is_found_with_its_length(void **state)
{
    (void)state;
    /* both begin and end within an interval of 240 s */
    static const made_burn burns[] = {{2.5 * DAY + 100.0, 700.0, {0.02, 1.2, -0.05}},
                                      {5.0 * DAY + 180.0, 600.0, {0.0, -0.8, 0.0}}};
    const size_t n = make(8.0, 240.0, burns, 2);
    const kurs_reboost_history h = find(n);
    show(&h);
    assert_int_equal(2, h.burn_count);
    for (int k = 0; k < 2; k++) {
        const kurs_reboost *got = &h.burns[k];
        check_near(burns[k].start_s, kurs_tai_diff(got->start, begin), 8.0, 0.0);
        check_near(burns[k].length_s, got->duration_s, 16.0, 0.0);
        check_near(burns[k].start_s + 0.5 * burns[k].length_s, kurs_tai_diff(got->middle, begin),
                   5.0, 0.0);
        check_near_v3(burns[k].dv_rtn, got->dv_rtn_m_s, 0.01);
    }
    const double far = farthest(&h);
    print_message("sets within %.0f m\n", far);
    assert_true(far < 3000.0);
}

static void a_burn_between_two_points_is_found_without_a_length(void **state)
{
    (void)state;
    static const made_burn burns[] = {{3.0 * DAY + 260.0, 60.0, {0.0, 0.3, 0.1}}};
    const size_t n = make(5.0, 240.0, burns, 1);
    const kurs_reboost_history h = find(n);
    show(&h);
    assert_int_equal(1, h.burn_count);
    assert_true(isnan(h.burns[0].duration_s));
    check_near(burns[0].start_s + 30.0, kurs_tai_diff(h.burns[0].start, begin), 8.0, 0.0);
    check_near_v3(burns[0].dv_rtn, h.burns[0].dv_rtn_m_s, 0.005);
}

static void without_a_burn_there_is_one_arc(void **state)
{
    (void)state;
    const size_t n = make(4.0, 240.0, NULL, 0);
    const kurs_reboost_history h = find(n);
    show(&h);
    assert_int_equal(0, h.burn_count);
    assert_int_equal(n, h.arcs[0].n);
    assert_true(farthest(&h) < 3000.0);
}

/* Points of SGP4 itself: its elements come back. */
static void the_fit_finds_the_elements_that_the_points_are_made_of(void **state)
{
    (void)state;
    const kurs_tle tle = {.catalog_number = 25544,
                          .epoch = kurs_tai_add(begin, 2.0 * DAY),
                          .mean_motion = 15.5 * 2.0 * KURS_PI / DAY,
                          .bstar = 3e-4,
                          .ecc = 5e-4,
                          .inc = 51.64 * KURS_DEG,
                          .node = 1.0,
                          .argp = 2.0,
                          .mean_anomaly = 3.0};
    kurs_sgp4 model;
    kurs_mean_fit fit;
    const size_t n = 961;
    assert_true(kurs_sgp4_init(&model, &tle) >= 0);
    for (size_t i = 0; i < n; i++) {
        kurs_earth earth;
        times[i] = kurs_tai_add(begin, 360.0 * (double)i);
        assert_true(kurs_earth_init(&earth, times[i]) >= 0);
        assert_true(kurs_sgp4_state_gcrf(&model, &earth, 0.0, &states[i]) >= 0);
    }
    const kurs_mean_fit_task task = {
        .n = n, .t = times, .s_gcrf = states, .fit_bstar = 1, .like = &like};
    assert_true(kurs_mean_fit_solve(&task, &fit) >= 0);
    print_message("fit to SGP4: rms %.1e m, %d rounds\n", fit.rms_m, fit.iterations);
    assert_true(fit.max_m < 0.1);
    check_near(tle.bstar, fit.tle.bstar, 0.0, 1e-4);
    check_near(tle.mean_motion, fit.tle.mean_motion, 0.0, 1e-10);
    check_near(tle.ecc, fit.tle.ecc, 1e-8, 0.0);
    check_near(tle.inc, fit.tle.inc, 1e-8, 0.0);
    check_near(0.0, kurs_tai_diff(fit.tle.epoch, tle.epoch), 0.0, 0.0);
    /* its motion is not that of gravity, but nothing in it looks like a burn */
    const kurs_reboost_history h = find(n);
    show(&h);
    assert_int_equal(0, h.burn_count);
    assert_true(h.noise_m_s2 < 5e-4);
}

static int asked;

static int stop_at_the_tenth(void *ctx)
{
    (void)ctx;
    return ++asked == 10;
}

/* 2026-11-26: Ctrl-C waited for the end of a long ephemeris. */
static void a_search_stops_when_it_is_told(void **state)
{
    (void)state;
    kurs_reboost_history h = {.burn_count = 7};
    const size_t n = make(0.2, 240.0, NULL, 0);
    const kurs_reboost_task task = {.n = n,
                                    .t = times,
                                    .s_gcrf = states,
                                    .gravity = &gravity,
                                    .like = &like,
                                    .stop = stop_at_the_tenth};
    assert_int_equal(KURS_ERR_STOPPED, kurs_reboost_history_find(&task, &h));
    assert_int_equal(10, asked);
    assert_int_equal(7, h.burn_count);
}

static void what_is_no_task_is_refused(void **state)
{
    (void)state;
    kurs_reboost_history h = {.burn_count = 7};
    kurs_mean_fit fit = {.iterations = 7};
    const size_t n = make(0.2, 240.0, NULL, 0);
    kurs_reboost_task task = {
        .n = 7, .t = times, .s_gcrf = states, .gravity = &gravity, .like = &like};
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_reboost_history_find(&task, &h));
    task.n = n;
    times[5] = times[4];
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_reboost_history_find(&task, &h));
    assert_int_equal(7, h.burn_count);
    const kurs_mean_fit_task few = {.n = 3, .t = times, .s_gcrf = states, .like = &like};
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_mean_fit_solve(&few, &fit));
    assert_int_equal(7, fit.iterations);
}

/* ---- NASA's ---- */

/* Reboosts by the comments of the files: ignition and m/s, to a tenth. */
typedef struct published {
    const char *name, *ignition;
    double dv;
} published;

static const published nasa[] = {
    {"iss-2021-10-27.oem.xml.gz", NULL, 0.0},
    {"iss-2021-12-01.oem.xml.gz", NULL, 0.0},
    {"iss-2022-01-17.oem.xml.gz", NULL, 0.0},
    {"iss-2024-02-16.oem.txt.gz", "2024-02-24T00:21:00Z", 1.6},
    {"iss-2025-02-26.oem.xml.gz", NULL, 0.0},
};

static size_t read_points(const char *name)
{
    static kurs_diag diag;
    char path[4096];
    kurs_orbit_file *file = NULL;
    const char *folder = getenv("KURS_OEM_DATA");
    snprintf(path, sizeof path, "%s/%s", folder ? folder : KURS_SOURCE_DIR "/../shared/data/oem",
             name);
    const kurs_status status = kurs_orbit_file_read(path, 0, &file, &diag);
    if (status == KURS_ERR_NOT_FOUND) {
        return 0;
    }
    assert_true(status >= 0);
    const kurs_orbit_object *o = kurs_orbit_file_object(file, 0);
    const kurs_mat3 to_gcrf = kurs_eme2000_gcrf();
    size_t n = 0;
    for (; n < o->point_count; n++) {
        assert_true(n < POINTS_MAX);
        times[n] = o->points[n].t;
        states[n].r = kurs_m3_mulv(to_gcrf, o->points[n].s.r);
        states[n].v = kurs_m3_mulv(to_gcrf, o->points[n].s.v);
    }
    kurs_orbit_file_destroy(file);
    return n;
}

static void the_reboosts_of_nasa_are_found_and_no_others(void **state)
{
    (void)state;
    double worst = 0.0;
    int good = 0;
    for (size_t k = 0; k < sizeof nasa / sizeof nasa[0]; k++) {
        const size_t n = read_points(nasa[k].name);
        if (n == 0) {
            print_message("%s is not here\n", nasa[k].name);
            skip();
        }
        const kurs_reboost_history h = find(n);
        print_message("%s, %.1f days\n", nasa[k].name, kurs_tai_diff(times[n - 1], times[0]) / DAY);
        show(&h);
        assert_int_equal(nasa[k].ignition != NULL, h.burn_count);
        if (nasa[k].ignition) {
            kurs_tai t;
            assert_true(kurs_tai_parse(nasa[k].ignition, strlen(nasa[k].ignition), &t) >= 0);
            check_near(0.0, kurs_tai_diff(h.burns[0].start, t), 20.0, 0.0);
            check_near(nasa[k].dv, v3_norm(h.burns[0].dv_rtn_m_s), 0.05, 0.0); /* its rounding */
        }
        const double far = farthest(&h);
        good += far < 5e3;
        worst = fmax(worst, far);
    }
    print_message("sets within %.1f km\n", worst / 1e3);
    assert_true(good >= 4); /* that of 2025 steps its drag in its first hours (test_station) */
    assert_true(worst < 15e3);
}

static int make_gravity(void **state)
{
    (void)state;
    return kurs_gravity_init(&gravity, 20, 20) < 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burn_over_several_points_is_found_with_its_length),
        cmocka_unit_test(a_burn_between_two_points_is_found_without_a_length),
        cmocka_unit_test(without_a_burn_there_is_one_arc),
        cmocka_unit_test(the_fit_finds_the_elements_that_the_points_are_made_of),
        cmocka_unit_test(a_search_stops_when_it_is_told),
        cmocka_unit_test(what_is_no_task_is_refused),
        cmocka_unit_test(the_reboosts_of_nasa_are_found_and_no_others),
    };
    return cmocka_run_group_tests(tests, make_gravity, NULL);
}
