/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <math.h>
#include <string.h>

#include "kurs/wind.h"

/* A made-up sounding with plain steps: 10 m/s more to the east and 4 less to the north a km. */
static const kurs_wind_row sounding[] = {
    {100.0, 2.0, 1.0}, {1100.0, 12.0, -3.0}, {3100.0, 2.0, 5.0}};

static kurs_wind_profile profile(void)
{
    kurs_wind_profile p;
    assert_int_equal(KURS_OK, kurs_wind_profile_init(&p, sounding, 3));
    return p;
}

static void check_wind(double h, double east, double north)
{
    const kurs_wind_profile p = profile();
    const kurs_wind_row w = kurs_wind_at(&p, h);
    check_near(h, w.h, 0.0, 0.0);
    check_near(east, w.east, 1e-12, 0.0);
    check_near(north, w.north, 1e-12, 0.0);
}

static void rows_come_back_and_between_them_it_is_linear(void **state)
{
    (void)state;
    check_wind(100.0, 2.0, 1.0);
    check_wind(1100.0, 12.0, -3.0);
    check_wind(3100.0, 2.0, 5.0);
    check_wind(350.0, 4.5, 0.0);
    check_wind(1600.0, 9.5, -1.0);
}

static void beyond_the_rows_the_wind_of_the_end_blows(void **state)
{
    (void)state;
    check_wind(-50.0, 2.0, 1.0);
    check_wind(99.9, 2.0, 1.0);
    check_wind(3100.1, 2.0, 5.0);
    check_wind(400e3, 2.0, 5.0);
}

static void what_is_no_profile_is_refused(void **state)
{
    (void)state;
    kurs_wind_profile p = profile();
    const kurs_wind_profile before = p;
    kurs_wind_row rows[KURS_WIND_ROWS_MAX + 1] = {{0.0, 0.0, 0.0}};
    for (int i = 0; i <= KURS_WIND_ROWS_MAX; i++) {
        rows[i] = (kurs_wind_row){100.0 * i, 1.0, 1.0};
    }
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_wind_profile_init(&p, rows, 0));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_wind_profile_init(&p, rows, KURS_WIND_ROWS_MAX + 1));
    static const kurs_wind_row bad[] = {{100.0, 1.0, 1.0},   {99.0, 1.0, 1.0},  {NAN, 1.0, 1.0},
                                        {200.0, NAN, 1.0},   {200.0, 1.0, NAN}, {200.0, 301.0, 1.0},
                                        {200.0, 1.0, -301.0}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const kurs_wind_row two[] = {{100.0, 1.0, 1.0}, bad[i]};
        assert_int_equal(KURS_ERR_ARGUMENT, kurs_wind_profile_init(&p, two, 2));
    }
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_wind_profile_baikonur(&p, 0));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_wind_profile_baikonur(&p, 367));
    assert_memory_equal(&before, &p, sizeof p);
    assert_int_equal(KURS_OK, kurs_wind_profile_init(&p, rows, KURS_WIND_ROWS_MAX));
    check_near(100.0 * (KURS_WIND_ROWS_MAX - 1), p.rows[p.count - 1].h, 0.0, 0.0);
}

/* What every climatology of 40 to 50 degrees north shows (CIRA-86, Fleming and others 1990): west
 * winds at the tropopause all the year, and over 25 km west winds in winter, east winds in summer.
 */
static void the_mean_wind_over_baikonur_has_the_seasons_of_its_latitude(void **state)
{
    (void)state;
    kurs_wind_profile january, july, spring, first, last;
    assert_int_equal(KURS_OK, kurs_wind_profile_baikonur(&january, 15));
    assert_int_equal(KURS_OK, kurs_wind_profile_baikonur(&july, 197));
    assert_int_equal(KURS_OK, kurs_wind_profile_baikonur(&spring, 106));
    assert_int_equal(KURS_OK, kurs_wind_profile_baikonur(&first, 1));
    assert_int_equal(KURS_OK, kurs_wind_profile_baikonur(&last, 366));
    check_near(25.0, kurs_wind_at(&january, 11e3).east, 10.0, 0.0);
    check_near(20.0, kurs_wind_at(&july, 11e3).east, 10.0, 0.0);
    check_near(50.0, kurs_wind_at(&january, 55e3).east, 20.0, 0.0);
    check_near(-45.0, kurs_wind_at(&july, 55e3).east, 20.0, 0.0);
    for (double h = 0.0; h <= 130e3; h += 500.0) {
        const kurs_wind_row a = kurs_wind_at(&january, h), b = kurs_wind_at(&july, h);
        const kurs_wind_row m = kurs_wind_at(&spring, h);
        check_near(0.5 * (a.east + b.east), m.east, 0.5, 0.0);
        check_near(0.5 * (a.north + b.north), m.north, 0.5, 0.0);
        /* the year closes, and no shear is over 10 m/s a km */
        check_near(kurs_wind_at(&first, h).east, kurs_wind_at(&last, h).east, 0.1, 0.0);
        check_near(a.east, kurs_wind_at(&january, h + 100.0).east, 1.0, 0.0);
        check_near(0.0, a.north, 10.0, 0.0);
        check_near(0.0, b.north, 10.0, 0.0);
    }
    check_near(0.0, kurs_wind_at(&july, 120e3).east, 0.0, 0.0);
}

/* At 0 N 90 E of a globe whose axis is z, east is -x and north z; a quarter of a turn on, east is
 * -y. */
static void a_vector_points_east_and_north(void **state)
{
    (void)state;
    const kurs_wind_profile p = profile();
    const kurs_vec3 pole = {0.0, 0.0, 1.0};
    const kurs_vec3 w = kurs_wind_vector(&p, 1100.0, pole, (kurs_vec3){0.0, 1.0, 0.0});
    check_near(-12.0, w.x, 1e-12, 0.0);
    check_near(0.0, w.y, 1e-12, 0.0);
    check_near(-3.0, w.z, 1e-12, 0.0);
    const kurs_vec3 v = kurs_wind_vector(&p, 3100.0, pole, (kurs_vec3){-0.6, 0.0, 0.8});
    check_near(-2.0, v.y, 1e-12, 0.0); /* 2 m/s to the east */
    check_near(0.8 * 5.0, v.x, 1e-12, 0.0);
    check_near(0.6 * 5.0, v.z, 1e-12, 0.0);
    const kurs_wind_profile none = {0};
    const kurs_vec3 calm[] = {
        kurs_wind_vector(NULL, 0.0, pole, (kurs_vec3){1.0, 0.0, 0.0}),
        kurs_wind_vector(&none, 0.0, pole, (kurs_vec3){1.0, 0.0, 0.0}),
        kurs_wind_vector(&p, 0.0, pole, pole),
    };
    for (int i = 0; i < 3; i++) {
        assert_true(calm[i].x == 0.0 && calm[i].y == 0.0 && calm[i].z == 0.0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_back_and_between_them_it_is_linear),
        cmocka_unit_test(beyond_the_rows_the_wind_of_the_end_blows),
        cmocka_unit_test(what_is_no_profile_is_refused),
        cmocka_unit_test(the_mean_wind_over_baikonur_has_the_seasons_of_its_latitude),
        cmocka_unit_test(a_vector_points_east_and_north),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
