/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "kurs/env.h"

/* US Standard Atmosphere 1976 (NOAA-S/T 76-1562), table I, geometric height. */
typedef struct row {
    double z_km, t, p, density, tol;
} row;

static void to_86_km_the_printed_table_is_met(void **state)
{
    (void)state;
    static const row rows[] = {
        {-5.0, 320.676, 1.7776e5, 1.9311, 1e-4},    {-2.0, 301.154, 1.2778e5, 1.4782, 1e-4},
        {0.0, 288.150, 1.01325e5, 1.2250, 1e-5},    {1.0, 281.651, 8.9876e4, 1.1117, 1e-4},
        {5.0, 255.676, 5.4048e4, 7.3643e-1, 1e-4},  {10.0, 223.252, 2.6499e4, 4.1351e-1, 1e-4},
        {15.0, 216.650, 1.2111e4, 1.9476e-1, 1e-4}, {20.0, 216.650, 5.5293e3, 8.8910e-2, 1e-4},
        {30.0, 226.509, 1.1970e3, 1.8410e-2, 1e-4}, {40.0, 250.350, 2.8714e2, 3.9957e-3, 1e-4},
        {50.0, 270.650, 7.9779e1, 1.0269e-3, 1e-4}, {60.0, 247.021, 2.1958e1, 3.0968e-4, 1e-4},
        {70.0, 219.585, 5.2209, 8.2829e-5, 1e-4},   {80.0, 198.639, 1.0524, 1.8458e-5, 1e-4},
        {86.0, 186.87, 3.7338e-1, 6.958e-6, 1e-4},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const kurs_air air = kurs_atmosphere_us76(rows[i].z_km * 1e3);
        check_near(rows[i].t, air.temperature, 0.0, rows[i].tol);
        check_near(rows[i].p, air.pressure, 0.0, rows[i].tol);
        check_near(rows[i].density, air.density, 0.0, rows[i].tol);
    }
}

static void the_speed_of_sound_is_the_printed_one(void **state)
{
    (void)state;
    check_near(340.29, kurs_atmosphere_us76(0.0).sound, 0.005, 0.0);
    check_near(299.53, kurs_atmosphere_us76(10.0e3).sound, 0.01, 0.0);
    check_near(295.07, kurs_atmosphere_us76(15.0e3).sound, 0.01, 0.0);
    check_near(329.80, kurs_atmosphere_us76(50.0e3).sound, 0.01, 0.0);
    check_near(274.10, kurs_atmosphere_us76(86.0e3).sound, 0.1, 0.0);
}

static void above_86_km_the_nodes_of_the_table_are_met(void **state)
{
    (void)state;
    static const row rows[] = {
        {90.0, 186.87, 1.8359e-1, 3.416e-6, 0.0},   {100.0, 195.08, 3.2011e-2, 5.604e-7, 0.0},
        {110.0, 240.00, 7.1042e-3, 9.708e-8, 0.0},  {120.0, 360.00, 2.5381e-3, 2.222e-8, 0.0},
        {150.0, 634.39, 4.5422e-4, 2.076e-9, 0.0},  {200.0, 854.56, 8.4736e-5, 2.541e-10, 0.0},
        {300.0, 976.01, 8.7704e-6, 1.916e-11, 0.0}, {400.0, 995.83, 1.4518e-6, 2.803e-12, 0.0},
        {500.0, 999.24, 3.0236e-7, 5.215e-13, 0.0}, {600.0, 999.85, 8.2130e-8, 1.137e-13, 0.0},
        {800.0, 999.99, 1.7036e-8, 1.136e-14, 0.0}, {1000.0, 1000.0, 7.5138e-9, 3.561e-15, 0.0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const kurs_air air = kurs_atmosphere_us76(rows[i].z_km * 1e3);
        check_near(rows[i].t, air.temperature, 0.006, 0.0);
        check_near(rows[i].p, air.pressure, 0.0, 5e-4);
        check_near(rows[i].density, air.density, 0.0, 1e-6);
    }
}

/* Rows of the same table that the model does not hold. */
static void between_its_nodes_it_meets_rows_it_has_not_seen(void **state)
{
    (void)state;
    static const double rows[][2] = {
        {88.0, 4.875e-6},   {92.0, 2.393e-6},   {135.0, 5.465e-9},  {145.0, 2.781e-9},
        {210.0, 1.846e-10}, {220.0, 1.367e-10}, {230.0, 1.029e-10}, {240.0, 7.858e-11},
        {260.0, 4.742e-11}, {270.0, 3.738e-11}, {280.0, 2.971e-11}, {290.0, 2.378e-11},
        {320.0, 1.264e-11}, {340.0, 8.503e-12}, {360.0, 5.805e-12}, {380.0, 4.013e-12},
    };
    double worst = 0.0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const double got = kurs_atmosphere_us76(rows[i][0] * 1e3).density;
        worst = fmax(worst, fabs(got / rows[i][1] - 1.0));
        check_near(rows[i][1], got, 0.0, 0.01);
    }
    print_message("worst density between nodes: %.2f %%\n", 100.0 * worst);
}

/* Weight of the air between two heights against the drop of pressure: hydrostatic balance ties
 * the columns of the table to each other. */
static void the_pressure_carries_the_air_above_it(void **state)
{
    (void)state;
    for (int z = 0; z < 990; z += z < 200 ? 5 : 50) {
        const double lo = z * 1e3, hi = (z + (z < 200 ? 5 : 50)) * 1e3;
        double weight = 0.0;
        const int n = 400;
        for (int k = 0; k < n; k++) {
            const double h = lo + (k + 0.5) * (hi - lo) / n;
            const double g = 9.80665 * pow(6356766.0 / (6356766.0 + h), 2);
            weight += kurs_atmosphere_us76(h).density * g * (hi - lo) / n;
        }
        const double drop = kurs_atmosphere_us76(lo).pressure - kurs_atmosphere_us76(hi).pressure;
        check_near(drop, weight, 0.0, z < 80 ? 2e-5 : 0.015);
    }
}

static void density_falls_without_a_break_to_the_top(void **state)
{
    (void)state;
    kurs_air before = kurs_atmosphere_us76(-5000.0);
    for (double h = -4990.0; h <= 1.0e6; h += 10.0) {
        const kurs_air air = kurs_atmosphere_us76(h);
        assert_true(air.density < before.density && air.density > 0.995 * before.density);
        assert_true(air.pressure < before.pressure && air.pressure > 0.995 * before.pressure);
        check_near(before.temperature, air.temperature, 0.15, 0.0);
        before = air;
    }
    const kurs_air below = kurs_atmosphere_us76(86.0e3),
                   above = kurs_atmosphere_us76(86.0e3 + 1e-6);
    check_near(below.density, above.density, 0.0, 1e-8);
    check_near(below.pressure, above.pressure, 0.0, 1e-4);
    check_near(below.temperature, above.temperature, 1e-3, 0.0);
    check_near(below.sound, above.sound, 1e-3, 0.0);
}

static void outside_its_heights_it_is_held_or_empty(void **state)
{
    (void)state;
    check_near(kurs_atmosphere_us76(-5000.0).density, kurs_atmosphere_us76(-9000.0).density, 0.0,
               0.0);
    check_near(0.0, kurs_atmosphere_us76(1.0e6 + 1.0).density, 0.0, 0.0);
    check_near(0.0, kurs_atmosphere_us76(4.0e7).density, 0.0, 0.0);
    check_near(1000.0, kurs_atmosphere_us76(4.0e7).temperature, 0.01, 0.0);
    assert_true(isnan(kurs_atmosphere_us76(NAN).density));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(to_86_km_the_printed_table_is_met),
        cmocka_unit_test(the_speed_of_sound_is_the_printed_one),
        cmocka_unit_test(above_86_km_the_nodes_of_the_table_are_met),
        cmocka_unit_test(between_its_nodes_it_meets_rows_it_has_not_seen),
        cmocka_unit_test(the_pressure_carries_the_air_above_it),
        cmocka_unit_test(density_falls_without_a_break_to_the_top),
        cmocka_unit_test(outside_its_heights_it_is_held_or_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
