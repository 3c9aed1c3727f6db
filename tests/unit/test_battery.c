/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "ops/ops.h"

/* Ten cells of 2 to 3 V and 10 mohm: 20 to 30 V, 0.1 ohm. */
static kurs_battery battery(void)
{
    return (kurs_battery){.cells = 10,
                          .capacity_as = 3600.0,
                          .charge = 0.5,
                          .emf = {2, {0.0, 1.0}, {2.0, 3.0}},
                          .resistance_ohm = 0.01,
                          .rise = {2, {0.0, 0.5}, {5.0, 1.0}},
                          .reference_k = 298.0,
                          .doubling_k = 25.0,
                          .polarisation_ohm = 0.05,
                          .relaxation_s = 8.0,
                          .ambient_k = 298.0,
                          .heat_capacity_j_k = 2000.0,
                          .heat_loss_w_k = 4.0};
}

static kurs_battery_state made(const kurs_battery *b)
{
    kurs_battery_state s;
    assert_int_equal(kurs_battery_init(b, &s), KURS_OK);
    return s;
}

static void at_rest_it_shows_the_sum_of_its_cells(void **state)
{
    (void)state;
    const kurs_battery b = battery();
    kurs_battery_state s = made(&b);
    check_near(25.0, kurs_battery_voltage(&b, &s, 0.0), 1e-12, 0.0);
    s.charge[3] = 0.1; /* one cell: 2.1 V for 2.5 V */
    check_near(24.6, kurs_battery_voltage(&b, &s, 0.0), 1e-12, 0.0);
}

static void a_load_takes_its_resistance_times_the_current_at_once(void **state)
{
    (void)state;
    const kurs_battery b = battery();
    const kurs_battery_state s = made(&b);
    check_near(25.0 - 0.1 * 40.0, kurs_battery_voltage(&b, &s, 40.0), 1e-12, 0.0);
    /* a short circuit does not turn the voltage around */
    check_near(0.0, kurs_battery_voltage(&b, &s, 1e4), 0.0, 0.0);
}

static void resistance_rises_as_a_cell_empties_and_ages(void **state)
{
    (void)state;
    const kurs_battery b = battery();
    kurs_battery_state s = made(&b);
    check_near(0.1, kurs_battery_resistance(&b, &s), 1e-15, 0.0);
    s.charge[0] = 0.0; /* five times 10 mohm */
    check_near(0.14, kurs_battery_resistance(&b, &s), 1e-15, 0.0);
    s.charge[1] = 0.25; /* half-way on the line: three times */
    check_near(0.16, kurs_battery_resistance(&b, &s), 1e-15, 0.0);
    s.ageing[2] = 4.0;
    check_near(0.19, kurs_battery_resistance(&b, &s), 1e-15, 0.0);
}

static void cold_doubles_the_resistance(void **state)
{
    (void)state;
    const kurs_battery b = battery();
    kurs_battery_state s = made(&b);
    s.temperature_k = 273.0;
    check_near(0.2, kurs_battery_resistance(&b, &s), 1e-15, 0.0);
    s.temperature_k = 323.0;
    check_near(0.05, kurs_battery_resistance(&b, &s), 1e-15, 0.0);
}

static void charge_falls_by_current_times_time_in_every_cell(void **state)
{
    (void)state;
    const kurs_battery b = battery();
    kurs_battery_state s = made(&b), t = made(&b);
    kurs_battery_draw(&b, &s, 298.0, 2.0, 450.0); /* a quarter of the capacity */
    for (int i = 0; i < 10; i++) {
        check_near(0.25, s.charge[i], 1e-12, 0.0);
    }
    for (int i = 0; i < 4500; i++) {
        kurs_battery_draw(&b, &t, 298.0, 2.0, 0.1);
    }
    check_near(s.charge[7], t.charge[7], 1e-11, 0.0);
    check_near(s.delayed_v, t.delayed_v, 1e-12, 0.0);
    check_near(s.temperature_k, t.temperature_k, 1e-3, 0.0); /* heat held over 10 s */
}

static void empty_is_empty_and_full_is_full(void **state)
{
    (void)state;
    const kurs_battery b = battery();
    kurs_battery_state s = made(&b);
    kurs_battery_draw(&b, &s, 298.0, 10.0, 1e4);
    check_near(0.0, s.charge[9], 0.0, 0.0);
    kurs_battery_draw(&b, &s, 298.0, 0.0, 1e3);
    check_near(20.0, kurs_battery_voltage(&b, &s, 0.0), 1e-9, 0.0);
    kurs_battery_draw(&b, &s, 298.0, -10.0, 1e4);
    check_near(1.0, s.charge[0], 0.0, 0.0);
}

/* 20 A over 0.05 ohm: 1 V in the end; after one time constant 1 - 1/e of it, and back again. */
static void part_of_the_drop_comes_and_goes_with_a_delay(void **state)
{
    (void)state;
    const kurs_battery b = battery();
    kurs_battery_state s = made(&b);
    kurs_battery_draw(&b, &s, 298.0, 20.0, 8.0);
    check_near(0.63212055882855767, s.delayed_v, 1e-12, 0.0);
    const double before = kurs_battery_voltage(&b, &s, 0.0);
    kurs_battery_draw(&b, &s, 298.0, 0.0, 8.0);
    check_near(0.63212055882855767 * 0.36787944117144233, s.delayed_v, 1e-12, 0.0);
    check_near(0.63212055882855767 * 0.63212055882855767,
               kurs_battery_voltage(&b, &s, 0.0) - before, 1e-12, 0.0);
}

/* By hand: 4 A and 0.1 ohm are 1.6 W; 2000 J/K take 0.8 mK a second of it. For ever it would be
 * 0.6 K over what is around, with the delayed part of 0.8 W. */
static void its_losses_warm_it(void **state)
{
    (void)state;
    kurs_battery b = battery();
    kurs_battery_state s = made(&b);
    kurs_battery_draw(&b, &s, 298.0, 4.0, 0.01);
    check_near(298.0 + 8e-6, s.temperature_k, 1e-9, 0.0);
    b.capacity_as = 1e15; /* so that it stays as full */
    s = made(&b);
    kurs_battery_draw(&b, &s, 298.0, 4.0, 20000.0);
    const double heat_w = 16.0 * kurs_battery_resistance(&b, &s) + 16.0 * 0.05;
    check_near(298.0 + heat_w / 4.0, s.temperature_k, 1e-9, 0.0);
    check_near(298.6, s.temperature_k, 0.01, 0.0);
    /* without current it takes the warmth around, by 1 - 1/e in 500 s */
    s.temperature_k = 298.0;
    kurs_battery_draw(&b, &s, 258.0, 0.0, 500.0);
    s.delayed_v = 0.0;
    check_near(258.0 + 40.0 * 0.36787944117144233, s.temperature_k, 1e-9, 0.0);
}

static void figures_of_no_battery_are_refused(void **state)
{
    (void)state;
    const kurs_battery good = battery();
    enum { N = 14 };
    kurs_battery bad[N];
    for (int i = 0; i < N; i++) {
        bad[i] = good;
    }
    bad[0].capacity_as = 0.0;
    bad[1].charge = 1.01;
    bad[2].charge = -0.01;
    bad[3].charge = NAN;
    bad[4].resistance_ohm = -0.1;
    bad[5].resistance_ohm = NAN;
    bad[6].cells = 0;
    bad[7].cells = KURS_MAX_CELLS + 1;
    bad[8].emf.count = 0;
    bad[9].emf.y[1] = NAN;
    bad[10].rise.x[1] = 0.0;
    bad[11].heat_capacity_j_k = 0.0;
    bad[12].relaxation_s = -1.0;
    bad[13].doubling_k = 0.0;
    for (int i = 0; i < N; i++) {
        kurs_battery_state s = {.delayed_v = -7.0};
        assert_int_equal(kurs_battery_init(&bad[i], &s), KURS_ERR_RANGE);
        check_near(-7.0, s.delayed_v, 0.0, 0.0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_rest_it_shows_the_sum_of_its_cells),
        cmocka_unit_test(a_load_takes_its_resistance_times_the_current_at_once),
        cmocka_unit_test(resistance_rises_as_a_cell_empties_and_ages),
        cmocka_unit_test(cold_doubles_the_resistance),
        cmocka_unit_test(charge_falls_by_current_times_time_in_every_cell),
        cmocka_unit_test(empty_is_empty_and_full_is_full),
        cmocka_unit_test(part_of_the_drop_comes_and_goes_with_a_delay),
        cmocka_unit_test(its_losses_warm_it),
        cmocka_unit_test(figures_of_no_battery_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
