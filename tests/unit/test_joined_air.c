/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "kurs/atmosphere.h"
#include "kurs/env.h"
#include "math/math.h"

static kurs_nrlmsise00 model(void)
{
    const kurs_sun_activity sun = {150.0, 150.0, 15.0, 0, {0}};
    kurs_nrlmsise00 m;
    assert_int_equal(KURS_OK, kurs_nrlmsise00_init(&m, 172, &sun));
    return m;
}

static void each_model_stands_alone_outside_of_the_join(void **state)
{
    (void)state;
    const kurs_nrlmsise00 m = model();
    kurs_nrl_air air;
    for (double h = 0.0; h <= KURS_AIR_JOIN_LOW; h += 10e3) {
        check_near(kurs_atmosphere_us76(h).density,
                   kurs_atmosphere_density(&m, 29000.0, h, 1.0, -1.2), 0.0, 0.0);
    }
    for (double h = KURS_AIR_JOIN_HIGH; h < 900e3; h += 100e3) {
        /* 29000 s of UT at 70 deg west: 8.0556 - 4.6667 h of local time */
        kurs_nrlmsise00_at(&m, 29000.0, h, 1.0, -70.0 * KURS_DEG, 29000.0 / 3600.0 - 70.0 / 15.0,
                           &air);
        check_near(air.drag_density, kurs_atmosphere_density(&m, 29000.0, h, 1.0, -70.0 * KURS_DEG),
                   0.0, 1e-12);
    }
}

/* Value, slope and curvature of ln density over steps of 100 m have no jump. */
static void the_join_is_smooth(void **state)
{
    (void)state;
    const kurs_nrlmsise00 m = model();
    double ln[3] = {0.0, 0.0, 0.0}, bend_before = 0.0;
    int seen = 0;
    for (double h = 89e3; h <= 111e3; h += 100.0) {
        ln[0] = ln[1], ln[1] = ln[2];
        ln[2] = log(kurs_atmosphere_density(&m, 29000.0, h, 1.0, 0.3));
        const double bend = ln[2] - 2.0 * ln[1] + ln[0];
        if (++seen > 3) {
            check_near(-0.018, ln[2] - ln[1], 0.008, 0.0); /* a scale height of 4 to 10 km */
            check_near(bend_before, bend, 4e-5, 0.0);
        }
        bend_before = bend;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_model_stands_alone_outside_of_the_join),
        cmocka_unit_test(the_join_is_smooth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
