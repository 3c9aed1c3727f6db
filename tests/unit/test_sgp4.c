/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "kurs/sgp4.h"

#define PI 3.14159265358979323846
#define DEG (PI / 180.0)

static kurs_tai parse(const char *text)
{
    kurs_tai t = {0, 0.0};
    assert_in_range(kurs_tai_parse(text, strlen(text), &t) + 1, 1, 100);
    return t;
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
    char first[32];
    snprintf(first, sizeof first, "%04d-01-01", year);
    tle.epoch = kurs_tai_add(parse(first), (day - 1.0) * 86400.0);
    tle.mean_motion = rev_day * 2.0 * PI / 86400.0;
    tle.inc = inc * DEG;
    tle.node = node * DEG;
    tle.argp = argp * DEG;
    tle.mean_anomaly = m * DEG;
    return tle;
}

/* Differences of one file of states: at MINUTES X Y Z VX VY VZ, in km and km/s. */
typedef struct tally {
    int sats, deep, states, failed;
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
                      kurs_status_name(status));
        sum->failed++;
        return;
    }
    assert_int_equal(status, fabs(minutes) > 4320.0 ? KURS_CAVEAT_ELEMENTS_OLD : KURS_OK);
    sum->worst_r_km = fmax(sum->worst_r_km, apart(r, s.r));
    sum->worst_v_km_s = fmax(sum->worst_v_km_s, apart(v, s.v));
    sum->states++;
}

static tally compare_file(const char *path)
{
    tally sum = {0};
    char line[256];
    kurs_sgp4 model;
    kurs_status ready = KURS_ERR_NOT_FOUND;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        if (strncmp(line, "sat ", 4) == 0) {
            const kurs_tle tle = read_sat(line);
            ready = kurs_sgp4_init(&model, &tle);
            sum.sats += ready == KURS_OK;
            sum.deep += ready == KURS_ERR_UNSUPPORTED;
            if (ready != KURS_OK && ready != KURS_ERR_UNSUPPORTED) {
                print_message("%d: %s\n", tle.catalog_number, kurs_status_name(ready));
                sum.failed++;
            }
        } else if (strncmp(line, "at ", 3) == 0 && ready == KURS_OK) {
            compare_state(&model, line, &sum);
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
    print_message("%d satellites, %d deep, %d states: worst %.2g km, %.2g km/s\n", sum.sats,
                  sum.deep, sum.states, sum.worst_r_km, sum.worst_v_km_s);
    assert_int_equal(sum.failed, 0);
    assert_true(sum.states >= 40 && sum.sats >= 6);
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

static void what_sgp4_cannot_take_is_refused(void **state)
{
    (void)state;
    kurs_sgp4 model;
    kurs_tle tle = station();
    tle.mean_motion = 2.0 * PI / (226.0 * 60.0);
    assert_int_equal(kurs_sgp4_init(&model, &tle), KURS_ERR_UNSUPPORTED);
    tle = station();
    tle.ecc = 1.0;
    assert_int_equal(kurs_sgp4_init(&model, &tle), KURS_ERR_RANGE);
    tle.ecc = 0.2;
    assert_int_equal(kurs_sgp4_init(&model, &tle), KURS_ERR_DECAYED);
    tle = station();
    tle.bstar = NAN;
    assert_int_equal(kurs_sgp4_init(&model, &tle), KURS_ERR_RANGE);
    tle = station();
    tle.mean_motion = 0.0;
    assert_int_equal(kurs_sgp4_init(&model, &tle), KURS_ERR_RANGE);
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
        cmocka_unit_test(what_sgp4_cannot_take_is_refused),
        cmocka_unit_test(a_decayed_orbit_leaves_the_output_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
