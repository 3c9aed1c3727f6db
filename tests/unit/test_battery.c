/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "ops/ops.h"

static kurs_battery battery(void)
{
    return (kurs_battery){.capacity_as = 3600.0,
                          .charge = 0.5,
                          .full_v = 30.0,
                          .empty_v = 20.0,
                          .resistance_ohm = 0.1};
}

static void half_full_it_shows_the_middle_voltage(void **state)
{
    (void)state;
    const kurs_battery b = battery();
    kurs_battery_state s;
    assert_int_equal(kurs_battery_init(&b, &s), KURS_OK);
    check_near(25.0, kurs_battery_voltage(&b, &s, 0.0), 1e-12, 0.0);
}

static void a_load_takes_its_resistance_times_the_current(void **state)
{
    (void)state;
    const kurs_battery b = battery();
    kurs_battery_state s;
    assert_int_equal(kurs_battery_init(&b, &s), KURS_OK);
    check_near(25.0 - 0.1 * 40.0, kurs_battery_voltage(&b, &s, 40.0), 1e-12, 0.0);
    /* a short circuit does not turn the voltage around */
    check_near(0.0, kurs_battery_voltage(&b, &s, 1e4), 0.0, 0.0);
}

static void charge_falls_by_current_times_time(void **state)
{
    (void)state;
    const kurs_battery b = battery();
    kurs_battery_state s;
    assert_int_equal(kurs_battery_init(&b, &s), KURS_OK);
    kurs_battery_draw(&b, &s, 2.0, 450.0); /* a quarter of the capacity */
    check_near(900.0, s.charge_as, 1e-9, 0.0);
    check_near(22.5, kurs_battery_voltage(&b, &s, 0.0), 1e-12, 0.0);
    /* many small steps and one large one are the same */
    kurs_battery_state t = {1800.0};
    for (int i = 0; i < 4500; i++) {
        kurs_battery_draw(&b, &t, 2.0, 0.1);
    }
    check_near(s.charge_as, t.charge_as, 1e-8, 0.0);
}

static void empty_is_empty_and_full_is_full(void **state)
{
    (void)state;
    const kurs_battery b = battery();
    kurs_battery_state s = {1800.0};
    kurs_battery_draw(&b, &s, 10.0, 1e6);
    check_near(0.0, s.charge_as, 0.0, 0.0);
    check_near(20.0, kurs_battery_voltage(&b, &s, 0.0), 1e-12, 0.0);
    kurs_battery_draw(&b, &s, -10.0, 1e6);
    check_near(3600.0, s.charge_as, 0.0, 0.0);
}

static void figures_of_no_battery_are_refused(void **state)
{
    (void)state;
    const kurs_battery good = battery();
    kurs_battery bad[8];
    for (int i = 0; i < 8; i++) {
        bad[i] = good;
    }
    bad[0].capacity_as = 0.0;
    bad[1].charge = 1.01;
    bad[2].charge = -0.01;
    bad[3].charge = NAN;
    bad[4].resistance_ohm = -0.1;
    bad[5].resistance_ohm = NAN;
    bad[6].full_v = 19.0;
    bad[7].capacity_as = INFINITY;
    for (int i = 0; i < 8; i++) {
        kurs_battery_state s = {-7.0};
        assert_int_equal(kurs_battery_init(&bad[i], &s), KURS_ERR_RANGE);
        check_near(-7.0, s.charge_as, 0.0, 0.0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(half_full_it_shows_the_middle_voltage),
        cmocka_unit_test(a_load_takes_its_resistance_times_the_current),
        cmocka_unit_test(charge_falls_by_current_times_time),
        cmocka_unit_test(empty_is_empty_and_full_is_full),
        cmocka_unit_test(figures_of_no_battery_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
