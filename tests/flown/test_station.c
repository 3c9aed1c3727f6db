/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The station against NASA's public ephemerides: state and drag fitted on the points of the first
 * 12 hours, then propagated. The files are not of this project: the test looks in KURS_OEM_DATA,
 * else in ../shared/data/oem beside it, and skips where they are not there.
 */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "kurs/frames.h"
#include "kurs/orbit_file.h"
#include "kurs/orbit_fit.h"
#include "math/math.h"

#define HOUR 3600.0

enum { FILES = 5, POINTS_MAX = 6000, FIT_H = 12 };

/* Burns by the comments of the files, with the velocity that they give: points from there on are
 * not used. The others list none, and docking moves nothing in them. */
typedef struct published {
    const char *name, *first_burn;
} published;

static const published nasa[FILES] = {
    {"iss-2021-10-27.oem.xml.gz", NULL}, {"iss-2021-12-01.oem.xml.gz", NULL},
    {"iss-2022-01-17.oem.xml.gz", NULL}, {"iss-2024-02-16.oem.txt.gz", "2024-02-24T00:21:00Z"},
    {"iss-2025-02-26.oem.xml.gz", NULL},
};

/* The points of a file up to its first burn, in GCRF. */
typedef struct ephemeris {
    size_t n;
    kurs_tai t[POINTS_MAX];
    kurs_state s[POINTS_MAX];
} ephemeris;

static ephemeris file_of[FILES];
static kurs_state work[KURS_ORBIT_FIT_WORK * POINTS_MAX], flown[POINTS_MAX];
static kurs_gravity gravity;
static int ready;

static int read_points(const published *what, ephemeris *out)
{
    static kurs_diag diag;
    char path[4096];
    kurs_orbit_file *file = NULL;
    kurs_tai burn = {INT64_MAX / 4, 0.0};
    const char *folder = getenv("KURS_OEM_DATA");
    snprintf(path, sizeof path, "%s/%s", folder ? folder : KURS_SOURCE_DIR "/../shared/data/oem",
             what->name);
    const kurs_status status = kurs_orbit_file_read(path, 0, &file, &diag);
    if (status == KURS_ERR_NOT_FOUND) {
        return 0;
    }
    assert_true(status >= 0);
    const kurs_orbit_object *o = kurs_orbit_file_object(file, 0);
    assert_int_equal(KURS_ORBIT_FRAME_eme2000, o->frame);
    if (what->first_burn) {
        assert_true(kurs_tai_parse(what->first_burn, strlen(what->first_burn), &burn) >= 0);
    }
    const kurs_mat3 to_gcrf = kurs_eme2000_gcrf();
    for (size_t i = 0; i < o->point_count && kurs_tai_diff(o->points[i].t, burn) < 0.0; i++) {
        assert_true(out->n < POINTS_MAX);
        out->t[out->n] = o->points[i].t;
        out->s[out->n].r = kurs_m3_mulv(to_gcrf, o->points[i].s.r);
        out->s[out->n].v = kurs_m3_mulv(to_gcrf, o->points[i].s.v);
        out->n++;
    }
    kurs_orbit_file_destroy(file);
    return 1;
}

static void read_or_skip(void)
{
    for (int k = 0; k < FILES && !ready; k++) {
        if (!read_points(&nasa[k], &file_of[k])) {
            print_message("%s is not here\n", nasa[k].name);
            skip();
        }
    }
    if (!ready) {
        assert_int_equal(KURS_OK, kurs_gravity_init(&gravity, 36, 36));
    }
    ready = 1;
}

/* What a fit comes to: largest errors from its end on [m]. */
typedef struct outcome {
    kurs_orbit_fit fit;
    double far_12h, far_24h;       /* distance, over the next 12 and 24 hours */
    double radial_12h, radial_24h; /* the same of the radial part */
    double cross_track_24h;
} outcome;

static const char *const mode_names[] = {
#define NAME(name, text) #name,
    KURS_WEATHER_MODES(NAME)
#undef NAME
};

static kurs_force_model forces(kurs_weather_mode mode, kurs_tai start)
{
    return (kurs_force_model){.gravity = &gravity,
                              .sun_and_moon = 1,
                              .drag_m2_kg = 5e-3,
                              .weather = {.mode = mode, .start = start, .season_held = 1},
                              .tolerance_m = 1e-5};
}

/* Points of a file within hours after its point `first`. */
static size_t count_within(const ephemeris *e, size_t first, double hours)
{
    size_t n = 0;
    while (first + n < e->n && kurs_tai_diff(e->t[first + n], e->t[first]) <= hours * HOUR) {
        n++;
    }
    return n;
}

/* Fits on FIT_H hours from the point `first` on; *model keeps the drag that was found. */
static kurs_orbit_fit fit_from(const ephemeris *e, size_t first, kurs_force_model *model)
{
    kurs_orbit_fit fit;
    const kurs_orbit_fit_task task = {.model = model,
                                      .fit_drag = 1,
                                      .epoch = e->t[first],
                                      .guess_gcrf = e->s[first],
                                      .n = count_within(e, first, FIT_H),
                                      .times = &e->t[first],
                                      .points_gcrf = &e->s[first],
                                      .sigma_r_m = 1.0};
    assert_true(task.n > 100);
    assert_int_equal(KURS_OK, kurs_orbit_fit_solve(&task, work, &fit));
    assert_int_equal(1, fit.drag_fitted);
    model->drag_m2_kg = fit.drag_m2_kg;
    return fit;
}

static outcome forecast(const ephemeris *e, double from_h, kurs_weather_mode mode)
{
    size_t first = 0;
    while (kurs_tai_diff(e->t[first], e->t[0]) < from_h * HOUR) {
        first++;
    }
    kurs_force_model model = forces(mode, e->t[first]);
    outcome o = {.fit = fit_from(e, first, &model)};
    const size_t n = count_within(e, first, FIT_H + 24.0);
    assert_true(kurs_numerical_states(&model, e->t[first], o.fit.state_gcrf, n, &e->t[first], flown,
                                      NULL) >= 0);
    for (size_t i = 0; i < n; i++) {
        const kurs_state *want = &e->s[first + i];
        const double hours = kurs_tai_diff(e->t[first + i], e->t[first]) / HOUR;
        const kurs_vec3 off = kurs_m3_mulv(kurs_rtn_axes(*want), v3_sub(flown[i].r, want->r));
        if (hours > FIT_H) {
            o.far_24h = fmax(o.far_24h, v3_norm(off));
            o.radial_24h = fmax(o.radial_24h, fabs(off.x));
            o.cross_track_24h = fmax(o.cross_track_24h, fabs(off.z));
        }
        if (hours > FIT_H && hours <= FIT_H + 12.0) {
            o.far_12h = o.far_24h;
            o.radial_12h = o.radial_24h;
        }
    }
    return o;
}

static void print_row(const char *name, const char *weather, const outcome *o)
{
    print_message("%.10s  %-8s %6.3f %7.1f %7.1f %6.2f %6.2f %6.2f  %.4e %2d\n", name + 4, weather,
                  o->fit.rms_m, o->far_12h, o->far_24h, o->radial_12h, o->radial_24h,
                  o->cross_track_24h, o->fit.drag_m2_kg, o->fit.iterations);
}

static void print_head(void)
{
    print_message(
        "                     fit    next    next  radial radial cross\n"
        "file        weather  rms m  12 h m  24 h m 12 h   24 h   24 h    drag m2/kg  it\n");
}

/* The radial limit is for the 12 hours; over 24 it holds in three of the four. */
static int within(const outcome *o)
{
    return o->fit.rms_m < 1.5 && o->far_12h <= 25.0 && o->far_24h <= 50.0 && o->radial_12h <= 5.0 &&
           o->cross_track_24h <= 1.0;
}

/* With fixed weather in four of the five files; that of 2025-02-26 steps its drag in its first
 * hours, and agrees when begun 24 hours later. */
static void forecasts_agree_with_nasa(void **state)
{
    (void)state;
    int good = 0, radial = 0;
    read_or_skip();
    print_head();
    for (int mode = 0; mode < KURS_WEATHER_COUNT; mode++) {
        for (int k = 0; k < FILES; k++) {
            const outcome o = forecast(&file_of[k], 0.0, (kurs_weather_mode)mode);
            print_row(nasa[k].name, mode_names[mode], &o);
            good += mode == KURS_WEATHER_fixed && within(&o);
            radial += mode == KURS_WEATHER_fixed && o.radial_24h <= 5.0;
        }
    }
    print_message("the last one, begun 24 hours later:\n");
    for (int mode = 0; mode < KURS_WEATHER_COUNT; mode++) {
        const outcome o = forecast(&file_of[FILES - 1], 24.0, (kurs_weather_mode)mode);
        print_row(nasa[FILES - 1].name, mode_names[mode], &o);
        assert_true(mode != KURS_WEATHER_fixed || within(&o));
    }
    assert_true(good >= 4);
    assert_true(radial >= 3);
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The starts above are what the issue asks for; this is what others give, steps of NASA's drag at
 * ships that come and go among them. */
static void other_starts_agree_in_the_middle(void **state)
{
    (void)state;
    enum { STARTS = 5 };
    double far[FILES * STARTS], rms = 0.0;
    read_or_skip();
    for (int i = 0; i < FILES * STARTS; i++) {
        const outcome o =
            forecast(&file_of[i / STARTS], 24.0 * (1 + i % STARTS), KURS_WEATHER_fixed);
        far[i] = o.far_24h;
        rms += o.fit.rms_m / (FILES * STARTS);
    }
    qsort(far, FILES * STARTS, sizeof far[0], by_size);
    print_message("%d starts 1 to %d days on: fit %.2f m in the mean, 24 hours %.0f m in the "
                  "middle, quarters %.0f and %.0f\n",
                  FILES * STARTS, STARTS, rms, far[FILES * STARTS / 2], far[FILES * STARTS / 4],
                  far[3 * FILES * STARTS / 4]);
    assert_true(rms < 1.5);
    assert_true(far[FILES * STARTS / 2] <= 50.0);
}

/* What really came: the orbit fitted to one file is flown on to the first point of a later one, up
 * to 90 days. Reboosts between are in no file, so only the plane, which they hardly move, has a
 * limit: 0.2 deg. */
static void forecasts_against_what_came(void **state)
{
    (void)state;
    int pairs = 0;
    read_or_skip();
    print_message("from        to           days  weather   radial   along  cross, km\n");
    for (int a = 0; a < FILES; a++) {
        for (int b = 0; b < FILES; b++) {
            const ephemeris *now = &file_of[a], *later = &file_of[b];
            const double days = kurs_tai_diff(later->t[0], now->t[0]) / 86400.0;
            for (int mode = 0; mode < KURS_WEATHER_COUNT && days > 1.0 && days < 90.0; mode++) {
                kurs_force_model model = forces((kurs_weather_mode)mode, now->t[0]);
                model.weather.season_held = 0;
                const kurs_orbit_fit fit = fit_from(now, 0, &model);
                assert_true(kurs_numerical_states(&model, now->t[0], fit.state_gcrf, 1, later->t,
                                                  flown, NULL) >= 0);
                const kurs_vec3 arc = kurs_m3_mulv(kurs_rtn_axes(later->s[0]), flown[0].r);
                const double r = v3_norm(flown[0].r), radius = v3_norm(later->s[0].r);
                const double cross = radius * asin(arc.z / r);
                print_message("%.10s  %.10s  %5.1f  %-8s %7.1f %7.0f %6.1f\n", nasa[a].name + 4,
                              nasa[b].name + 4, days, mode_names[mode], (r - radius) / 1e3,
                              1e-3 * radius * atan2(arc.y, arc.x), cross / 1e3);
                assert_true(fabs(cross) < 0.0035 * radius);
                pairs++;
            }
        }
    }
    assert_true(pairs >= 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forecasts_agree_with_nasa),
        cmocka_unit_test(other_starts_agree_in_the_middle),
        cmocka_unit_test(forecasts_against_what_came),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
