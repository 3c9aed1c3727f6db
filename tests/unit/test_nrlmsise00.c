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
        cmocka_unit_test(what_is_no_activity_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
