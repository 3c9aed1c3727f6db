/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "kurs/sgp4.h"
#include "orbit/sgp4_model.h"

#define PI 3.14159265358979323846
#define DEG (PI / 180.0)

static kurs_tai parse(const char *text)
{
    kurs_tai t = {0, 0.0};
    assert_in_range(kurs_tai_parse(text, strlen(text), &t) + 1, 1, 100);
    return t;
}

/* A day of the year and its part, from 1.0; a leap second may stand before it in the year. */
static kurs_tai epoch_of(int year, double day)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int month = 0, whole = (int)day;
    const double part = day - whole;
    for (; whole > lengths[month] + (month == 1 && year % 4 == 0); month++) {
        whole -= lengths[month] + (month == 1 && year % 4 == 0);
    }
    char text[32];
    snprintf(text, sizeof text, "%04d-%02d-%02d", year, month + 1, whole);
    return kurs_tai_add(parse(text), 86400.0 * part);
}

/* A line of tests/vectors/sgp4.vec: sat NUMBER YEAR DAY REV_DAY ECC INC NODE ARGP M BSTAR */
static kurs_tle read_sat(const char *line)
{
    kurs_tle tle = {.name = "vector"};
    int year;
    double day, rev_day, inc, node, argp, m;
    assert_int_equal(sscanf(line, "sat %d %d %lf %lf %lf %lf %lf %lf %lf %lf", &tle.catalog_number,
                            &year, &day, &rev_day, &tle.ecc, &inc, &node, &argp, &m, &tle.bstar),
                     10);
    tle.epoch = epoch_of(year, day);
    tle.mean_motion = rev_day * 2.0 * PI / 86400.0;
    tle.inc = inc * DEG;
    tle.node = node * DEG;
    tle.argp = argp * DEG;
    tle.mean_anomaly = m * DEG;
    return tle;
}

/* Differences of one file of states. */
typedef struct tally {
    int sets, deep, states, failures;
    double worst_r_km, worst_v_km_s;
} tally;

static double apart(const double want[3], kurs_vec3 got)
{
    const double x = got.x * 1e-3 - want[0], y = got.y * 1e-3 - want[1], z = got.z * 1e-3 - want[2];
    return sqrt(x * x + y * y + z * z);
}

static void compare_state(const kurs_sgp4 *model, const char *line, tally *sum)
{
    double minutes, r[3], v[3];
    kurs_state s;
    assert_int_equal(sscanf(line, "at %lf %lf %lf %lf %lf %lf %lf", &minutes, &r[0], &r[1], &r[2],
                            &v[0], &v[1], &v[2]),
                     7);
    const kurs_tai t = kurs_tai_add(model->tle.epoch, minutes * 60.0);
    const kurs_status status = kurs_sgp4_state(model, t, &s);
    if (status < 0) {
        print_message("%d at %.1f min: %s\n", model->tle.catalog_number, minutes,
                      kurs_sgp4_error_text(kurs_sgp4_why(model, t)));
    }
    assert_int_equal(status, fabs(minutes) > 4320.0 ? KURS_CAVEAT_ELEMENTS_OLD : KURS_OK);
    assert_int_equal(KURS_SGP4_ERROR_NONE, kurs_sgp4_why(model, t));
    if (!(apart(r, s.r) < 1e-6)) {
        print_message("%d at %.1f min: %.3g km off\n", model->tle.catalog_number, minutes,
                      apart(r, s.r));
    }
    sum->worst_r_km = fmax(sum->worst_r_km, apart(r, s.r));
    sum->worst_v_km_s = fmax(sum->worst_v_km_s, apart(v, s.v));
    sum->states++;
}

/* The codes of the paper and their statuses. */
static kurs_status status_of_code(int code)
{
    return code >= 5 ? KURS_ERR_DECAYED : KURS_ERR_RANGE;
}

static void compare_failure(const kurs_sgp4 *model, const char *line, tally *sum)
{
    double minutes;
    int code;
    kurs_state s = {{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}};
    assert_int_equal(2, sscanf(line, "fails %lf %d", &minutes, &code));
    const kurs_tai t = kurs_tai_add(model->tle.epoch, minutes * 60.0);
    assert_int_equal(status_of_code(code), kurs_sgp4_state(model, t, &s));
    assert_int_equal(code, (int)kurs_sgp4_why(model, t));
    check_near(1.0, s.r.x, 0.0, 0.0);
    sum->failures++;
}

static kurs_sgp4_options read_options(const char *line)
{
    static const char *const gravities[] = {"wgs72", "wgs72_old", "wgs84"};
    char gravity[16], mode[16];
    kurs_sgp4_options options = {KURS_SGP4_WGS72, KURS_SGP4_IMPROVED};
    assert_int_equal(2, sscanf(line, "options %15s %15s", gravity, mode));
    for (int i = 0; i < 3; i++) {
        options.gravity =
            strcmp(gravity, gravities[i]) == 0 ? (kurs_sgp4_gravity)i : options.gravity;
    }
    options.mode = strcmp(mode, "afspc") == 0 ? KURS_SGP4_AFSPC : KURS_SGP4_IMPROVED;
    return options;
}

static tally compare_file(const char *path)
{
    tally sum = {0};
    char line[256];
    kurs_sgp4 model = {.deep = 0};
    kurs_sgp4_options options = {KURS_SGP4_WGS72, KURS_SGP4_IMPROVED};
    kurs_sgp4_error why = KURS_SGP4_ERROR_NONE;
    kurs_status ready = KURS_ERR_NOT_FOUND;
    int code;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        if (strncmp(line, "options ", 8) == 0) {
            options = read_options(line);
        } else if (strncmp(line, "sat ", 4) == 0) {
            const kurs_tle tle = read_sat(line);
            ready = kurs_sgp4_init_with(&model, &tle, &options, &why);
            options = (kurs_sgp4_options){KURS_SGP4_WGS72, KURS_SGP4_IMPROVED};
            sum.sets++;
            sum.deep += ready >= 0 && model.deep;
        } else if (sscanf(line, "refused %d", &code) == 1) {
            assert_int_equal(code, (int)why);
            assert_int_equal(status_of_code(code), ready);
            sum.failures++;
        } else if (line[0] == 'a' || line[0] == 'f') {
            assert_int_equal(KURS_OK, ready);
            (line[0] == 'a' ? compare_state : compare_failure)(&model, line, &sum);
        }
    }
    fclose(file);
    return sum;
}

static void published_states_come_out(void **state)
{
    (void)state;
    const char *path = getenv("KURS_SGP4_VEC"); /* a longer set, by hand */
    const tally sum = compare_file(path ? path : KURS_SOURCE_DIR "/tests/vectors/sgp4.vec");
    print_message("%d sets, %d deep, %d states, %d failures: worst %.2g km, %.2g km/s\n", sum.sets,
                  sum.deep, sum.states, sum.failures, sum.worst_r_km, sum.worst_v_km_s);
    assert_true(sum.states >= 250 && sum.sets >= 53 && sum.deep >= 39 && sum.failures >= 7);
    check_near(0.0, sum.worst_r_km, 1e-6, 0.0);
    check_near(0.0, sum.worst_v_km_s, 2e-9, 0.0);
}

/* The station on 2024-03-23: its order of size is all that these tests need. */
static kurs_tle station(void)
{
    return read_sat("sat 25544 2024 83.5 15.49 0.0004 51.64 10 30 40 0.0003");
}

static void mean_elements_agree_with_the_rates(void **state)
{
    (void)state;
    const kurs_tle tle = station();
    kurs_sgp4 model;
    kurs_mean_orbit a, b, m;
    assert_int_equal(kurs_sgp4_init(&model, &tle), KURS_OK);
    const double h = 100.0;
    for (int day = -2; day <= 2; day++) {
        const kurs_tai t = kurs_tai_add(tle.epoch, day * 86400.0);
        assert_int_equal(kurs_sgp4_mean(&model, kurs_tai_add(t, -h), &a), KURS_OK);
        assert_int_equal(kurs_sgp4_mean(&model, t, &m), KURS_OK);
        assert_int_equal(kurs_sgp4_mean(&model, kurs_tai_add(t, h), &b), KURS_OK);
        /* drag moves perigee and anomaly against each other within a turn; their sum is even */
        const double latitude =
            remainder(b.mean_anomaly + b.argp - a.mean_anomaly - a.argp, 2.0 * PI);
        check_near(latitude / (2.0 * h), m.mean_motion + m.argp_rate, 1e-12, 0.0);
        check_near(remainder(b.node - a.node, 2.0 * PI) / (2.0 * h), m.node_rate, 1e-15, 1e-6);
    }
    /* -6 R_E^2 J2 order of size: 5 degrees a day to the west at 51.6 degrees */
    check_near(-4.99 * DEG / 86400.0, m.node_rate, 0.0, 0.01);
}

static void the_mean_orbit_is_the_middle_of_the_flown_one(void **state)
{
    (void)state;
    const kurs_tle tle = station();
    kurs_sgp4 model;
    kurs_mean_orbit m;
    assert_int_equal(kurs_sgp4_init(&model, &tle), KURS_OK);
    assert_int_equal(kurs_sgp4_mean(&model, tle.epoch, &m), KURS_OK);
    const double period = 2.0 * PI / (m.mean_motion + m.argp_rate);
    double mean_r = 0.0;
    for (int i = 0; i < 360; i++) {
        kurs_state s;
        assert_int_equal(kurs_sgp4_state(&model, kurs_tai_add(tle.epoch, period * i / 360.0), &s),
                         KURS_OK);
        mean_r += sqrt(s.r.x * s.r.x + s.r.y * s.r.y + s.r.z * s.r.z) / 360.0;
    }
    /* J2's even part of r, -3/4 J2 R^2/a (3 cos^2 i - 1) < 1 km, is the difference */
    check_near(m.a, mean_r, 1500.0, 0.0);
}

static void drag_lowers_and_speeds_up_the_orbit(void **state)
{
    (void)state;
    const kurs_tle tle = station();
    kurs_sgp4 model;
    kurs_mean_orbit a, b;
    assert_int_equal(kurs_sgp4_init(&model, &tle), KURS_OK);
    assert_int_equal(kurs_sgp4_mean(&model, tle.epoch, &a), KURS_OK);
    assert_int_equal(kurs_sgp4_mean(&model, kurs_tai_add(tle.epoch, 86400.0), &b), KURS_OK);
    assert_true(b.a < a.a && b.mean_motion > a.mean_motion);
    /* Kepler's third law between both changes */
    check_near(-1.5 * (b.a - a.a) / a.a, (b.mean_motion - a.mean_motion) / a.mean_motion, 0.0,
               0.01);
}

static void old_elements_carry_a_caveat(void **state)
{
    (void)state;
    const kurs_tle tle = station();
    kurs_sgp4 model;
    kurs_state s;
    kurs_mean_orbit m;
    assert_int_equal(kurs_sgp4_init(&model, &tle), KURS_OK);
    const kurs_tai old = kurs_tai_add(tle.epoch, -3.01 * 86400.0);
    assert_int_equal(kurs_sgp4_state(&model, old, &s), KURS_CAVEAT_ELEMENTS_OLD);
    assert_int_equal(kurs_sgp4_mean(&model, old, &m), KURS_CAVEAT_ELEMENTS_OLD);
}

/* A geostationary, a Molniya and a GPS orbit, and one of 10 hours. */
static kurs_tle deep_set(int which)
{
    static const char *const sets[] = {
        "sat 1 2024 83.5 1.0027 0.0002 3.0 80 310 40 0",
        "sat 2 2024 83.5 2.006 0.71 63.4 200 270 20 0.0001",
        "sat 3 2024 83.5 2.006 0.01 55 30 60 90 0",
        "sat 4 2024 83.5 2.4 0.6 28 20 60 200 0.0002",
    };
    return read_sat(sets[which]);
}

static void mean_elements_of_deep_space_agree_with_their_rates(void **state)
{
    (void)state;
    for (int which = 0; which < 4; which++) {
        const kurs_tle tle = deep_set(which);
        kurs_sgp4 model;
        kurs_mean_orbit a, b, m;
        assert_int_equal(kurs_sgp4_init(&model, &tle), KURS_OK);
        assert_int_equal(1, model.deep);
        for (int day = -2; day <= 2; day++) {
            const double h = 100.0;
            const kurs_tai t = kurs_tai_add(tle.epoch, day * 86400.0 + 7000.0);
            assert_int_equal(kurs_sgp4_mean(&model, kurs_tai_add(t, -h), &a), KURS_OK);
            assert_int_equal(kurs_sgp4_mean(&model, t, &m), KURS_OK);
            assert_int_equal(kurs_sgp4_mean(&model, kurs_tai_add(t, h), &b), KURS_OK);
            check_near(remainder(b.mean_anomaly - a.mean_anomaly, 2.0 * PI) / (2.0 * h),
                       m.mean_motion, 1e-14, 0.0);
            check_near(remainder(b.node - a.node, 2.0 * PI) / (2.0 * h), m.node_rate, 1e-15, 0.0);
            check_near(remainder(b.argp - a.argp, 2.0 * PI) / (2.0 * h), m.argp_rate, 1e-15, 0.0);
            assert_true(m.node >= 0.0 && m.node < 2.0 * PI);
        }
    }
}

static kurs_sgp4_error refusal_of(const kurs_tle *tle, kurs_status want)
{
    kurs_sgp4 model = {.deep = 7};
    kurs_sgp4_error why = KURS_SGP4_ERROR_NONE;
    assert_int_equal(want, kurs_sgp4_init_with(&model, tle, NULL, &why));
    assert_int_equal(7, model.deep); /* untouched */
    assert_int_equal(want, kurs_sgp4_init(&model, tle));
    return why;
}

static void what_sgp4_cannot_take_is_refused(void **state)
{
    (void)state;
    kurs_tle tle = station();
    tle.ecc = 1.0;
    assert_int_equal(KURS_SGP4_ERROR_ECCENTRICITY, refusal_of(&tle, KURS_ERR_RANGE));
    tle.ecc = -1e-9;
    assert_int_equal(KURS_SGP4_ERROR_ECCENTRICITY, refusal_of(&tle, KURS_ERR_RANGE));
    tle.ecc = 0.2;
    assert_int_equal(KURS_SGP4_ERROR_SUBORBITAL, refusal_of(&tle, KURS_ERR_DECAYED));
    tle = station();
    tle.mean_motion = 0.0;
    assert_int_equal(KURS_SGP4_ERROR_MEAN_MOTION, refusal_of(&tle, KURS_ERR_RANGE));
    tle.mean_motion = -1e-3;
    assert_int_equal(KURS_SGP4_ERROR_MEAN_MOTION, refusal_of(&tle, KURS_ERR_RANGE));
    for (int i = 0; i < 7; i++) {
        tle = station();
        double *const fields[] = {&tle.mean_motion, &tle.bstar, &tle.ecc,         &tle.inc,
                                  &tle.node,        &tle.argp,  &tle.mean_anomaly};
        *fields[i] = i % 2 ? NAN : INFINITY;
        assert_int_equal(KURS_SGP4_ERROR_ELEMENTS, refusal_of(&tle, KURS_ERR_RANGE));
    }
    tle = station();
    kurs_sgp4 model;
    kurs_sgp4_options options = {(kurs_sgp4_gravity)3, KURS_SGP4_IMPROVED};
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_sgp4_init_with(&model, &tle, &options, NULL));
    options = (kurs_sgp4_options){KURS_SGP4_WGS84, (kurs_sgp4_mode)2};
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_sgp4_init_with(&model, &tle, &options, NULL));
    tle = deep_set(0); /* in deep space the date counts: 1970 had no UTC of today */
    tle.epoch = kurs_tai_add(tle.epoch, -54.0 * 365.25 * 86400.0);
    assert_int_equal(KURS_SGP4_ERROR_NONE, refusal_of(&tle, KURS_ERR_RANGE));
}

static void a_time_without_end_is_refused(void **state)
{
    (void)state;
    for (int which = 0; which < 5; which++) {
        const kurs_tle tle = which < 4 ? deep_set(which) : station();
        static const double far[] = {6.1e9, -6.1e9, 1e17, NAN};
        kurs_sgp4 model;
        kurs_state s;
        kurs_mean_orbit m;
        assert_int_equal(KURS_OK, kurs_sgp4_init(&model, &tle));
        for (int i = 0; i < 4; i++) {
            const kurs_tai t = kurs_tai_add(tle.epoch, far[i]);
            assert_int_equal(KURS_ERR_RANGE, kurs_sgp4_state(&model, t, &s));
            assert_int_equal(KURS_ERR_RANGE, kurs_sgp4_mean(&model, t, &m));
            assert_int_equal(KURS_SGP4_ERROR_TIME, kurs_sgp4_why(&model, t));
        }
    }
}

/* No set of today comes here: the resonance is made a million times as strong by hand. */
static void a_resonance_that_stops_the_orbit_is_code_2(void **state)
{
    (void)state;
    const kurs_tle tle = deep_set(1);
    kurs_sgp4 model;
    kurs_state s;
    assert_int_equal(KURS_OK, kurs_sgp4_init(&model, &tle));
    kurs_sdp4_terms d = kurs_sdp4_terms_of(&model);
    check_near(2.0, d.resonance, 0.0, 0.0);
    for (int i = 0; i < KURS_SDP4_RESONANCES; i++) {
        d.amplitude[i] *= 1e6;
    }
    memcpy((char *)model.coef + sizeof(kurs_sgp4_terms), &d, sizeof d);
    int found = 0;
    for (int hour = 0; hour < 2000 && !found; hour++) {
        const kurs_tai t = kurs_tai_add(tle.epoch, 3600.0 * hour);
        found = kurs_sgp4_why(&model, t) == KURS_SGP4_ERROR_MEAN_MOTION;
        assert_true(!found || kurs_sgp4_state(&model, t, &s) == KURS_ERR_RANGE);
    }
    assert_true(found);
}

static void a_state_depends_on_model_and_time_alone(void **state)
{
    (void)state;
    enum { STATES = 40 };
    for (int which = 0; which < 4; which++) {
        const kurs_tle tle = deep_set(which);
        kurs_sgp4 model, before;
        kurs_state first[STATES], again;
        assert_int_equal(kurs_sgp4_init(&model, &tle), KURS_OK);
        memcpy(&before, &model, sizeof model);
        for (int i = 0; i < STATES; i++) {
            const kurs_tai t = kurs_tai_add(tle.epoch, 40000.0 * (i - STATES / 2));
            assert_true(kurs_sgp4_state(&model, t, &first[i]) >= 0);
        }
        for (int i = STATES - 1; i >= 0; i--) {
            const kurs_tai t = kurs_tai_add(tle.epoch, 40000.0 * (i - STATES / 2));
            assert_true(kurs_sgp4_state(&model, t, &again) >= 0);
            assert_memory_equal(&first[i], &again, sizeof again);
        }
        assert_memory_equal(&before, &model, sizeof model);
    }
}

static void every_reason_has_its_text(void **state)
{
    (void)state;
    for (int i = 0; i <= KURS_SGP4_ERROR_TIME; i++) {
        assert_true(strlen(kurs_sgp4_error_text((kurs_sgp4_error)i)) > 10);
    }
    assert_string_equal("unknown", kurs_sgp4_error_text((kurs_sgp4_error)99));
}

static void a_decayed_orbit_leaves_the_output_alone(void **state)
{
    (void)state;
    kurs_sgp4 model;
    kurs_tle tle = station();
    tle.bstar = 0.1;
    kurs_state s = {{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}};
    kurs_mean_orbit m = {.a = 7.0};
    assert_int_equal(kurs_sgp4_init(&model, &tle), KURS_OK);
    const kurs_tai t = kurs_tai_add(tle.epoch, 60.0 * 86400.0);
    assert_true(kurs_sgp4_state(&model, t, &s) < 0);
    check_near(1.0, s.r.x, 0.0, 0.0);
    assert_true(kurs_sgp4_mean(&model, t, &m) < 0);
    check_near(7.0, m.a, 0.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_states_come_out),
        cmocka_unit_test(mean_elements_agree_with_the_rates),
        cmocka_unit_test(the_mean_orbit_is_the_middle_of_the_flown_one),
        cmocka_unit_test(drag_lowers_and_speeds_up_the_orbit),
        cmocka_unit_test(old_elements_carry_a_caveat),
        cmocka_unit_test(mean_elements_of_deep_space_agree_with_their_rates),
        cmocka_unit_test(what_sgp4_cannot_take_is_refused),
        cmocka_unit_test(a_time_without_end_is_refused),
        cmocka_unit_test(a_resonance_that_stops_the_orbit_is_code_2),
        cmocka_unit_test(a_state_depends_on_model_and_time_alone),
        cmocka_unit_test(every_reason_has_its_text),
        cmocka_unit_test(a_decayed_orbit_leaves_the_output_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
