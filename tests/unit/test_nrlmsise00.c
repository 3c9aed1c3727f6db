/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kurs/nrlmsise00.h"
#include "math/math.h"

/* Half of the last of seven printed digits. */
static void check_printed(double want, double got, const char *what, int line)
{
    const double half = want == 0.0 ? 0.0 : 0.5000001e-6 * pow(10.0, floor(log10(fabs(want))));
    if (!(fabs(got - want) <= half)) {
        fail_msg("case %d, %s: want %.6E, got %.9E", line, what, want, got);
    }
}

static void the_published_cases_come_out_to_their_printed_digits(void **state)
{
    (void)state;
    FILE *file = fopen(KURS_SOURCE_DIR "/tests/vectors/nrlmsise00.vec", "r");
    char line[512];
    int cases = 0;
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        double v[21];
        char *at = line;
        if (line[0] == '#') {
            continue;
        }
        for (int i = 0; i < 21; i++) {
            v[i] = strtod(at, &at);
        }
        cases++;
        const kurs_sun_activity sun = {
            v[7], v[6], v[8], (int)v[9], {v[8], 100.0, 100.0, 100.0, 100.0, 100.0, 100.0}};
        kurs_nrlmsise00 model;
        kurs_nrl_air air;
        assert_int_equal(KURS_OK, kurs_nrlmsise00_init(&model, (int)v[0], &sun));
        kurs_nrlmsise00_at(&model, v[1], 1000.0 * v[2], v[3] * KURS_DEG, v[4] * KURS_DEG, v[5],
                           &air);
        static const char *const names[] = {"He", "O", "N2", "O2", "Ar", "H", "N", "hot O"};
        check_printed(v[10], air.exospheric_k, "exospheric temperature", cases);
        check_printed(v[11], air.temperature_k, "temperature", cases);
        for (int i = 0; i < KURS_GAS_COUNT; i++) {
            check_printed(v[12 + i], 1e-6 * air.number[i], names[i], cases);
        }
        check_printed(v[20], 1e-3 * air.density, "density", cases);
        check_near(air.density + 1.66e-27 * 16.0 * air.number[KURS_GAS_O_HOT], air.drag_density,
                   0.0, 1e-12);
    }
    fclose(file);
    assert_int_equal(17, cases);
}

/* Between the heights at which a formula takes over from another. */
static void density_falls_without_steps_from_the_ground_to_1000_km(void **state)
{
    (void)state;
    const kurs_sun_activity sun = {150.0, 150.0, 15.0, 0, {0}};
    kurs_nrlmsise00 model;
    double before = 0.0;
    assert_int_equal(KURS_OK, kurs_nrlmsise00_init(&model, 100, &sun));
    for (double h = 0.0; h <= 1.0e6; h += 250.0) {
        kurs_nrl_air air;
        kurs_nrlmsise00_at(&model, 40000.0, h, 0.9, 1.1, 15.0, &air);
        if (h > 0.0) { /* a scale height is never under 5 km */
            check_near(-0.025, log(air.density / before), 0.028, 0.0);
        }
        before = air.density;
    }
}

/* Heights on both sides of every height at which a formula takes over. */
static void many_places_at_once_have_the_same_bits_on_every_kind_and_in_any_company(void **state)
{
    (void)state;
    static const double heights[] = {20e3,  72e3,  119.9e3, 120e3, 123e3, 124e3, 159e3, 161e3,
                                     199e3, 201e3, 239e3,   241e3, 251e3, 299e3, 301e3, 321e3,
                                     400e3, 420e3, 449e3,   450e3, 451e3, 600e3, 800e3, 1.2e6};
    enum { PLACES = sizeof heights / sizeof heights[0] };
    int kinds = 0;
    double worst = 0.0;
    for (int history = 0; history < 2; history++) {
        const kurs_sun_activity sun = {
            170.0, 140.0, 20.0, history, {20.0, 48.0, 32.0, 7.0, 15.0, 22.0, 9.0}};
        kurs_nrlmsise00 model;
        kurs_nrl_place at[PLACES];
        double first[PLACES] = {0.0}; /* of the first kind */
        assert_int_equal(KURS_OK, kurs_nrlmsise00_init(&model, 70, &sun));
        for (int i = 0; i < PLACES; i++) {
            at[i] = (kurs_nrl_place){3500.0 * i, heights[i], 0.13 * i - 1.5, 0.5 * i - 6.0, i};
        }
        for (int kind = 0; kind < KURS_SIMD_COUNT; kind++) {
            double many[PLACES] = {0.0};
            if (!kurs_simd_has((kurs_simd)kind)) {
                continue;
            }
            assert_int_equal(0, setenv("KURS_SIMD", kurs_simd_name((kurs_simd)kind), 1));
            kurs_nrlmsise00_batch(&model, PLACES - 1, at, many);
            check_near(0.0, many[PLACES - 1], 0.0, 0.0); /* not asked for */
            kurs_nrlmsise00_batch(&model, PLACES, at, many);
            for (int i = 0; i < PLACES; i++) {
                double alone;
                kurs_nrl_air air;
                kurs_nrlmsise00_batch(&model, 1, &at[i], &alone);
                assert_memory_equal(&alone, &many[i], sizeof alone);
                kurs_nrlmsise00_at(&model, at[i].ut_s, at[i].h, at[i].lat, at[i].lon,
                                   at[i].solar_time_h, &air);
                check_near(air.drag_density, many[i], 0.0, 1e-12);
                worst = fmax(worst, fabs(many[i] / air.drag_density - 1.0));
            }
            if (kind == 0) { /* plain, which is always there */
                memcpy(first, many, sizeof first);
            }
            assert_memory_equal(first, many, sizeof first);
            kinds++;
        }
        assert_int_equal(0, unsetenv("KURS_SIMD"));
    }
    print_message("lanes against one at a time: %.1e\n", worst);
    assert_true(kinds >= 2);
}

static void what_is_no_activity_is_refused(void **state)
{
    (void)state;
    kurs_nrlmsise00 model;
    kurs_sun_activity sun = {150.0, 150.0, -1.0, 0, {0}};
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_nrlmsise00_init(&model, 1, &sun));
    sun = (kurs_sun_activity){NAN, 150.0, 4.0, 0, {0}};
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_nrlmsise00_init(&model, 1, &sun));
    sun = (kurs_sun_activity){150.0, 150.0, 4.0, 1, {4, 4, 4, 4, 4, -4, 4}};
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_nrlmsise00_init(&model, 1, &sun));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_cases_come_out_to_their_printed_digits),
        cmocka_unit_test(density_falls_without_steps_from_the_ground_to_1000_km),
        cmocka_unit_test(many_places_at_once_have_the_same_bits_on_every_kind_and_in_any_company),
        cmocka_unit_test(what_is_no_activity_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
