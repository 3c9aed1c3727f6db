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

/* Which set serves each hour from the first epoch on. */
typedef struct serving {
    double hour;
    int set;
} serving;

static void check_serving(const kurs_ephemeris *eph, kurs_tai t, const serving *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(rows[i].set,
                         kurs_ephemeris_nearest(eph, kurs_tai_add(t, rows[i].hour * HOUR)));
    }
}

static kurs_manoeuvre burn_at(kurs_tai t, double hour, double dv)
{
    return (kurs_manoeuvre){kurs_tai_add(t, hour * HOUR), {0.0, dv, 0.0}};
}

static double axis(const kurs_ephemeris *eph, int set, kurs_tai t)
{
    kurs_mean_orbit mean;
    assert_true(kurs_sgp4_mean(&eph->sets[set], t, &mean) >= 0);
    return mean.a;
}

/* Epochs 0 h and 40 h, so half-way is 20 h. */
static void two_sets(kurs_tle sets[2])
{
    sets[0] = sets[1] = iss();
    sets[1].epoch = kurs_tai_add(sets[0].epoch, 40.0 * HOUR);
}

static void a_set_goes_on_behind_a_burn_until_the_next_is_nearer(void **state)
{
    (void)state;
    kurs_tle sets[2];
    kurs_ephemeris eph;
    two_sets(sets);
    const kurs_tai t = sets[0].epoch;
    const kurs_manoeuvre burn = burn_at(t, 10.0, 1.0);
    assert_true(kurs_ephemeris_init_burns(&eph, sets, 2, &burn, 1) >= 0);
    static const serving rows[] = {{-90, 0}, {9.99, 0},  {10, 0}, {10.01, 2},
                                   {20, 2},  {20.01, 1}, {99, 1}};
    check_serving(&eph, t, rows, sizeof rows / sizeof rows[0]);
    check_near(0.0, kurs_tai_diff(eph.data[2], t), 0.0, 0.0);
    check_near(10.0 * HOUR, kurs_tai_diff(eph.sets[2].tle.epoch, t), 1e-6, 0.0);
    check_near(1773.0, axis(&eph, 2, burn.t) - axis(&eph, 0, burn.t), 10.0, 0.0); /* 2 a dv / v */
    assert_ptr_equal(&eph.burns[0], kurs_ephemeris_burn_before(&eph, kurs_tai_add(t, 11 * HOUR)));
    assert_null(kurs_ephemeris_burn_before(&eph, kurs_tai_add(t, 9 * HOUR)));
    assert_null(kurs_ephemeris_burn_before(&eph, kurs_tai_add(t, 21 * HOUR)));
    const kurs_tai end = kurs_tai_add(t, 90 * HOUR);
    check_near(10 * HOUR, kurs_tai_diff(kurs_ephemeris_next_change(&eph, t, end), t), 1e-6, 0.0);
}

static void a_set_serves_no_time_before_a_burn_that_it_holds(void **state)
{
    (void)state;
    kurs_tle sets[2];
    kurs_ephemeris eph;
    two_sets(sets);
    const kurs_tai t = sets[0].epoch;
    const kurs_manoeuvre burns[2] = {burn_at(t, 30.0, 1.0), burn_at(t, 5.0, 0.5)};
    assert_true(kurs_ephemeris_init_burns(&eph, sets, 2, burns, 2) >= 0);
    /* half-way is 20 h, but the later set holds the burn of 30 h */
    static const serving rows[] = {{4, 0}, {5.01, 2}, {20.01, 2}, {30, 2}, {30.01, 1}};
    check_serving(&eph, t, rows, sizeof rows / sizeof rows[0]);
    assert_int_equal(3, eph.count);
    assert_non_null(kurs_ephemeris_burn_before(&eph, kurs_tai_add(t, 31 * HOUR)));
}

static void before_the_first_set_the_burns_that_it_holds_are_taken_off(void **state)
{
    (void)state;
    kurs_tle sets[2];
    kurs_ephemeris eph;
    two_sets(sets);
    const kurs_tai t = sets[0].epoch;
    const kurs_manoeuvre burns[2] = {burn_at(t, -10.0, 1.0), burn_at(t, -30.0, 2.0)};
    assert_true(kurs_ephemeris_init_burns(&eph, sets, 2, burns, 2) >= 0);
    static const serving rows[] = {{-31, 3}, {-29.9, 2}, {-10.01, 2}, {-9.99, 0}, {21, 1}};
    check_serving(&eph, t, rows, sizeof rows / sizeof rows[0]);
    check_near(-1773.0, axis(&eph, 2, burns[0].t) - axis(&eph, 0, burns[0].t), 10.0, 0.0);
    check_near(-3546.0, axis(&eph, 3, burns[1].t) - axis(&eph, 2, burns[1].t), 20.0, 0.0);
}

static void a_flight_meets_the_station_as_its_burns_leave_it(void **state)
{
    (void)state;
    kurs_tle sets[2];
    kurs_ephemeris eph;
    two_sets(sets);
    const kurs_tai t = sets[0].epoch;
    const kurs_manoeuvre burns[2] = {burn_at(t, 10.0, 1.0), burn_at(t, 50.0, 1.0)};
    assert_true(kurs_ephemeris_init_burns(&eph, sets, 2, burns, 2) >= 0);
    static const struct {
        double from, to;
        int set;
    } rows[] = {{1, 9, 0},   {1, 10, 0},  {1, 10.01, 2}, {1, 30, 2}, {10, 11, 2},
                {11, 39, 2}, {19, 49, 2}, {19, 51, 3},   {1, 60, 3}, {60, 90, 3}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(rows[i].set,
                         kurs_ephemeris_meeting(&eph, kurs_tai_add(t, rows[i].from * HOUR),
                                                kurs_tai_add(t, rows[i].to * HOUR)));
    }
}

static void a_burn_thought_of_changes_what_comes_after_it(void **state)
{
    (void)state;
    kurs_tle sets[2];
    kurs_ephemeris eph, made;
    two_sets(sets);
    const kurs_tai t = sets[0].epoch;
    const kurs_manoeuvre known = burn_at(t, 60.0, 1.0), thought = burn_at(t, 15.0, -2.0);
    assert_true(kurs_ephemeris_init_burns(&eph, sets, 2, &known, 1) >= 0);
    assert_true(kurs_ephemeris_try_burn(&eph, &thought, &made) >= 0);
    assert_int_equal(3, made.count); /* the set, and behind either burn */
    static const serving rows[] = {{0, 0}, {15.01, 1}, {59, 1}, {60.01, 2}};
    check_serving(&made, t, rows, sizeof rows / sizeof rows[0]);
    check_near(-3546.0, axis(&made, 1, thought.t) - axis(&made, 0, thought.t), 20.0, 0.0);
    check_near(1773.0, axis(&made, 2, known.t) - axis(&made, 1, known.t), 10.0, 0.0);
    /* a set taken back to the burn goes on from there, too */
    const kurs_manoeuvre early = burn_at(t, -50.0, 1.0);
    assert_true(kurs_ephemeris_try_burn(&eph, &early, &made) >= 0);
    const kurs_tai later = kurs_tai_add(t, 0.0);
    check_near(1773.0,
               axis(&made, kurs_ephemeris_nearest(&made, later), later) - axis(&eph, 0, later),
               30.0, 0.0);
    assert_true(kurs_ephemeris_try_burn(&eph, &thought, &eph) >= 0);
    assert_int_equal(3, eph.count);
}

static void arcs_change_at_their_burns(void **state)
{
    (void)state;
    kurs_tle sets[3];
    kurs_ephemeris eph;
    const kurs_tle tle = iss();
    const kurs_tai t = tle.epoch;
    const kurs_manoeuvre burns[2] = {burn_at(t, 10.0, 1.0), burn_at(t, 90.0, 1.0)};
    for (int i = 0; i < 3; i++) {
        sets[i] = tle;
        sets[i].epoch = kurs_tai_add(t, (5.0 + 45.0 * i) * HOUR);
    }
    assert_true(kurs_ephemeris_init_arcs(&eph, sets, 3, burns) >= 0);
    static const serving rows[] = {{-5, 0}, {10, 0}, {10.01, 1}, {90, 1}, {90.01, 2}, {500, 2}};
    check_serving(&eph, t, rows, sizeof rows / sizeof rows[0]);
    const kurs_manoeuvre twice[2] = {burns[0], burns[0]};
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_ephemeris_init_arcs(&eph, sets, 3, twice));
    assert_int_equal(3, eph.count);
}

/* 2026-11-26: with a second burn the orbit before the first one was that between the two. */
static void before_a_burn_that_is_thought_of_nothing_changes(void **state)
{
    (void)state;
    kurs_tle sets[KURS_EPHEMERIS_SETS];
    kurs_ephemeris eph, full, made;
    const kurs_tle tle = iss();
    const kurs_tai t = tle.epoch;
    const kurs_manoeuvre known = burn_at(t, 30.0, 1.0);
    for (int i = 0; i < KURS_EPHEMERIS_SETS; i++) {
        sets[i] = tle;
        sets[i].epoch = kurs_tai_add(t, (i < 2 ? 40.0 : 1.0) * i * HOUR);
        sets[i].mean_anomaly = i; /* each another orbit */
    }
    assert_true(kurs_ephemeris_init_arcs(&eph, sets, 2, &known) >= 0);
    const kurs_manoeuvre thought[2] = {burn_at(t, 60.0, 0.5), burn_at(t, 80.0, -0.5)};
    for (int order = 0; order < 2; order++) {
        assert_true(kurs_ephemeris_try_burn(&eph, &thought[order], &made) >= 0);
        assert_true(kurs_ephemeris_try_burn(&made, &thought[!order], &made) >= 0);
        assert_int_equal(3, made.burn_count);
        static const serving rows[] = {{-5, 0}, {30, 0},    {30.01, 1},
                                       {60, 1}, {60.01, 2}, {80.01, 3}};
        check_serving(&made, t, rows, sizeof rows / sizeof rows[0]);
        for (int i = 0; i < 2; i++) {
            check_near(sets[i].mean_anomaly, made.sets[i].tle.mean_anomaly, 0.0, 0.0);
            check_near(0.0, kurs_tai_diff(made.data[i], sets[i].epoch), 0.0, 0.0);
        }
        assert_non_null(kurs_ephemeris_burn_before(&made, kurs_tai_add(t, 50.0 * HOUR)));
        check_near(1.0,
                   kurs_ephemeris_burn_before(&made, kurs_tai_add(t, 50.0 * HOUR))->dv_rtn_m_s.y,
                   0.0, 0.0);
    }
    /* where the sets fill all the room, the earliest one goes */
    for (int i = 0; i < KURS_EPHEMERIS_SETS; i++) {
        sets[i].epoch = kurs_tai_add(t, i * HOUR);
    }
    assert_true(kurs_ephemeris_init(&full, sets, KURS_EPHEMERIS_SETS) >= 0);
    assert_true(kurs_ephemeris_try_burn(&full, &thought[0], &made) >= 0);
    assert_int_equal(KURS_EPHEMERIS_SETS, made.count);
    check_near(1.0, made.sets[0].tle.mean_anomaly, 0.0, 0.0);
    check_near(23.0, made.sets[KURS_EPHEMERIS_SETS - 2].tle.mean_anomaly, 0.0, 0.0);
}

static void too_many_burns_are_refused(void **state)
{
    (void)state;
    kurs_manoeuvre burns[KURS_EPHEMERIS_BURNS + 1];
    kurs_tle sets[KURS_EPHEMERIS_SETS];
    kurs_ephemeris eph = {.count = 77};
    for (int i = 0; i < KURS_EPHEMERIS_SETS; i++) {
        sets[i] = iss();
        sets[i].epoch = kurs_tai_add(sets[i].epoch, i * HOUR);
    }
    for (int i = 0; i <= KURS_EPHEMERIS_BURNS; i++) {
        burns[i] = burn_at(sets[0].epoch, 100.0 + i, 0.1);
    }
    assert_int_equal(KURS_ERR_FULL,
                     kurs_ephemeris_init_burns(&eph, sets, 1, burns, KURS_EPHEMERIS_BURNS + 1));
    assert_int_equal(KURS_ERR_FULL,
                     kurs_ephemeris_init_burns(&eph, sets, KURS_EPHEMERIS_SETS, burns, 1));
    burns[0].dv_rtn_m_s.y = (double)NAN;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_ephemeris_init_burns(&eph, sets, 1, burns, 1));
    assert_int_equal(77, eph.count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nearest_set_serves_and_the_earlier_one_of_two_alike),
        cmocka_unit_test(sets_change_half_way_between_their_epochs),
        cmocka_unit_test(a_set_goes_on_behind_a_burn_until_the_next_is_nearer),
        cmocka_unit_test(a_set_serves_no_time_before_a_burn_that_it_holds),
        cmocka_unit_test(before_the_first_set_the_burns_that_it_holds_are_taken_off),
        cmocka_unit_test(a_flight_meets_the_station_as_its_burns_leave_it),
        cmocka_unit_test(a_burn_thought_of_changes_what_comes_after_it),
        cmocka_unit_test(arcs_change_at_their_burns),
        cmocka_unit_test(before_a_burn_that_is_thought_of_nothing_changes),
        cmocka_unit_test(too_many_burns_are_refused),
        cmocka_unit_test(the_velocity_is_the_derivative_of_the_position),
        cmocka_unit_test(a_wrong_count_of_sets_is_refused_and_touches_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
