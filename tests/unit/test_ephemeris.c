/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <string.h>

#include "kurs/ephemeris.h"
#include "kurs/tle_io.h"

#define HOUR 3600.0

static kurs_tle iss(void)
{
    /* published set of the ISS, 27 March 2024 */
    static const char a[] = "1 25544U 98067A   24087.50963912  .00035317  00000+0  63250-3 0  9993";
    static const char b[] = "2 25544  51.6411   0.3077 0004676   8.9972 162.1343 15.49609731445878";
    kurs_tle tle;
    assert_true(kurs_tle_parse(a, strlen(a), b, strlen(b), 0, &tle, NULL) >= 0);
    return tle;
}

/* Three sets, 0 h, 10 h and 30 h after the first epoch, given out of order: 10, 0, 30. */
static kurs_tai make(kurs_ephemeris *eph)
{
    static const double hours[3] = {10.0, 0.0, 30.0};
    const kurs_tle tle = iss();
    kurs_tle sets[3];
    for (int i = 0; i < 3; i++) {
        sets[i] = tle;
        sets[i].epoch = kurs_tai_add(tle.epoch, hours[i] * HOUR);
    }
    assert_true(kurs_ephemeris_init(eph, sets, 3) >= 0);
    return tle.epoch;
}

static void the_nearest_set_serves_and_the_earlier_one_of_two_alike(void **state)
{
    (void)state;
    static const struct {
        double hour;
        int set;
    } rows[] = {{-500, 1}, {0, 1},      {4.999, 1}, {5, 1},      {5.001, 0},
                {10, 0},   {19.999, 0}, {20, 0},    {20.001, 2}, {900, 2}};
    kurs_ephemeris eph;
    const kurs_tai t = make(&eph);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(rows[i].set,
                         kurs_ephemeris_nearest(&eph, kurs_tai_add(t, rows[i].hour * HOUR)));
    }
}

static void sets_change_half_way_between_their_epochs(void **state)
{
    (void)state;
    static const double from[] = {-3, 2, 6, 19, 21}, change[] = {5, 5, 20, 20, 40};
    kurs_ephemeris eph;
    const kurs_tai t = make(&eph), end = kurs_tai_add(t, 40.0 * HOUR);
    for (size_t i = 0; i < sizeof from / sizeof from[0]; i++) {
        const kurs_tai got = kurs_ephemeris_next_change(&eph, kurs_tai_add(t, from[i] * HOUR), end);
        check_near(change[i] * HOUR, kurs_tai_diff(got, t), 1e-6, 0.0);
    }
    const kurs_tai sooner = kurs_tai_add(t, 3.0 * HOUR);
    check_near(0.0, kurs_tai_diff(kurs_ephemeris_next_change(&eph, t, sooner), sooner), 1e-6, 0.0);
}

static double speed(kurs_vec3 v)
{
    return sqrt(v.x * v.x + v.y * v.y + v.z * v.z);
}

/*
 * Chords of SGP4's positions over 0.5 s and 1 s either way, taken to the limit after Richardson
 * (left over: r n^5 h^4 / 30, under 1e-9 m/s). Speeds do not depend on the axes. SGP4's own
 * velocity is off by 2 cm/s at worst: what is checked here could not pass with it.
 */
static void the_velocity_is_the_derivative_of_the_position(void **state)
{
    (void)state;
    kurs_sgp4 model;
    kurs_earth earth;
    const kurs_tle tle = iss();
    double own = 0.0;
    assert_true(kurs_sgp4_init(&model, &tle) >= 0);
    assert_true(kurs_earth_init(&earth, tle.epoch) >= 0);
    for (int i = 0; i < 20; i++) {
        const double t = 300.0 * i;
        kurs_state got, at, s[4];
        assert_true(kurs_sgp4_state_gcrf(&model, &earth, t, &got) >= 0);
        assert_true(kurs_sgp4_state(&model, kurs_tai_add(tle.epoch, t), &at) >= 0);
        static const double steps[4] = {-1.0, 1.0, -0.5, 0.5};
        for (int k = 0; k < 4; k++) {
            assert_true(kurs_sgp4_state(&model, kurs_tai_add(tle.epoch, t + steps[k]), &s[k]) >= 0);
        }
        const kurs_vec3 v = {(4.0 * (s[3].r.x - s[2].r.x) - 0.5 * (s[1].r.x - s[0].r.x)) / 3.0,
                             (4.0 * (s[3].r.y - s[2].r.y) - 0.5 * (s[1].r.y - s[0].r.y)) / 3.0,
                             (4.0 * (s[3].r.z - s[2].r.z) - 0.5 * (s[1].r.z - s[0].r.z)) / 3.0};
        check_near(speed(v), speed(got.v), 1e-6, 0.0);
        check_near(speed(at.r), speed(got.r), 1e-7, 0.0);
        own = fmax(own, fabs(speed(at.v) - speed(v)));
    }
    check_near(0.02, own, 0.005, 0.0); /* the header's figure, rounded; 0.0201 measured */
}

static void a_wrong_count_of_sets_is_refused_and_touches_nothing(void **state)
{
    (void)state;
    kurs_tle sets[KURS_EPHEMERIS_SETS + 1];
    kurs_ephemeris eph = {.count = 77};
    for (int i = 0; i <= KURS_EPHEMERIS_SETS; i++) {
        sets[i] = iss();
    }
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_ephemeris_init(&eph, sets, 0));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_ephemeris_init(&eph, sets, KURS_EPHEMERIS_SETS + 1));
    sets[1].mean_motion = -1.0;
    assert_true(kurs_ephemeris_init(&eph, sets, 2) < 0);
    assert_int_equal(77, eph.count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nearest_set_serves_and_the_earlier_one_of_two_alike),
        cmocka_unit_test(sets_change_half_way_between_their_epochs),
        cmocka_unit_test(the_velocity_is_the_derivative_of_the_position),
        cmocka_unit_test(a_wrong_count_of_sets_is_refused_and_touches_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
