/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "frames/earth_lanes.h"
#include "kurs/numerical.h"
#include "kurs/orbit.h"
#include "math/math.h"

enum { MANY = 70 }; /* one more chunk than one */

static kurs_gravity gravity;
static const kurs_tai t0 = {764812800, 0.25}; /* 2024-03-27, about noon */

static kurs_force_model all_forces(void)
{
    assert_int_equal(KURS_OK, kurs_gravity_init(&gravity, 12, 12));
    return (kurs_force_model){.gravity = &gravity,
                              .sun_and_moon = 1,
                              .drag_m2_kg = 6e-3,
                              .radiation_m2_kg = 5e-3,
                              .weather = {.mode = KURS_WEATHER_observed},
                              .tolerance_m = 1e-4};
}

/* From low circles to transfer orbits, in all planes. */
static void fill(kurs_state s[MANY])
{
    for (int i = 0; i < MANY; i++) {
        const double e = 0.008 * (i % 50);
        const kurs_elements el = {
            (6720e3 + 2e3 * i) / (1.0 - e), e, 0.05 * i, 0.3 * i, 0.7 * i, 1.1 * i};
        assert_int_equal(KURS_OK, kurs_elements_to_state(KURS_EGM_GM, &el, &s[i]));
    }
}

static double apart(kurs_state a, kurs_state b)
{
    return v3_norm(v3_sub(a.r, b.r));
}

/* Against the integration of one: another right-hand side, without vector lanes. */
static void many_bodies_end_where_each_does_alone(void **state)
{
    (void)state;
    kurs_state s[MANY], start[MANY];
    kurs_status status[MANY];
    const kurs_force_model model = all_forces();
    fill(start);
    for (double days = -1.0; days <= 1.25; days += 2.25) {
        const kurs_tai end = kurs_tai_add(t0, days * 86400.0);
        kurs_numerical_effort effort, spent = {0, 0, 0, 0};
        memcpy(s, start, sizeof s);
        assert_true(kurs_numerical_batch(&model, t0, end, MANY, s, status, &effort) >= 0);
        for (int i = 0; i < MANY; i++) {
            kurs_state alone;
            kurs_numerical_effort one;
            assert_true(status[i] >= 0);
            assert_true(kurs_numerical_states(&model, t0, start[i], 1, &end, &alone, &one) >= 0);
            check_near(0.0, apart(alone, s[i]), 1e-3, 0.0);
            check_near(0.0, v3_norm(v3_sub(alone.v, s[i].v)), 1e-6, 0.0);
            assert_true(apart(start[i], s[i]) > 1e4);
            spent.steps += one.steps;
            spent.evaluations += one.evaluations;
        }
        check_near((double)spent.steps, (double)effort.steps, 0.0, 0.01);
        assert_true(effort.evaluations >= 11 * effort.steps);
    }
}

static void all_kinds_of_vector_instructions_give_the_same_bits(void **state)
{
    (void)state;
    static kurs_state s[MANY], first[MANY];
    kurs_status status[MANY];
    const kurs_force_model model = all_forces();
    const kurs_tai end = kurs_tai_add(t0, 20000.0);
    int kinds = 0;
    for (int kind = 0; kind < KURS_SIMD_COUNT; kind++) {
        if (!kurs_simd_has((kurs_simd)kind)) {
            continue;
        }
        assert_int_equal(0, setenv("KURS_SIMD", kurs_simd_name((kurs_simd)kind), 1));
        fill(s);
        s[3].r = v3_scale(0.955, s[3].r); /* through the lower thermosphere */
        assert_true(kurs_numerical_batch(&model, t0, end, MANY, s, status, NULL) >= 0);
        if (kinds++ == 0) {
            memcpy(first, s, sizeof s);
        }
        assert_memory_equal(first, s, sizeof s);
    }
    assert_int_equal(0, unsetenv("KURS_SIMD"));
    assert_true(kinds >= 1);
}

static void a_body_does_not_depend_on_its_neighbours(void **state)
{
    (void)state;
    kurs_state s[MANY], start[MANY], turned[MANY];
    kurs_status status[MANY];
    const kurs_force_model model = all_forces();
    const kurs_tai end = kurs_tai_add(t0, 7000.0);
    fill(start);
    memcpy(s, start, sizeof s);
    for (int i = 0; i < MANY; i++) {
        turned[MANY - 1 - i] = start[i];
    }
    assert_true(kurs_numerical_batch(&model, t0, end, MANY, s, status, NULL) >= 0);
    assert_true(kurs_numerical_batch(&model, t0, end, MANY, turned, status, NULL) >= 0);
    for (int i = 0; i < MANY; i += 23) {
        kurs_state one = start[i];
        assert_true(kurs_numerical_batch(&model, t0, end, 1, &one, status, NULL) >= 0);
        assert_memory_equal(&one, &s[i], sizeof one);
    }
    for (int i = 0; i < MANY; i++) {
        assert_memory_equal(&s[i], &turned[MANY - 1 - i], sizeof s[i]);
    }
}

/* Below 120 km the air is that of kurs_atmosphere_density, which the lanes do not have. */
static void a_body_that_falls_is_told_and_the_others_fly_on(void **state)
{
    (void)state;
    kurs_state s[MANY], start[MANY];
    kurs_status status[MANY];
    kurs_force_model model = all_forces();
    model.drag_m2_kg = 0.02;
    model.tolerance_m = 1e-6;
    const kurs_tai soon = kurs_tai_add(t0, 600.0), late = kurs_tai_add(t0, 86400.0);
    fill(start);
    for (int i = 0; i < 9; i++) {
        const kurs_elements el = {6378e3 + 90e3 + 5e3 * i, 1e-4, 0.5, 0.3 * i, 0.7 * i, 0.0};
        assert_int_equal(KURS_OK, kurs_elements_to_state(KURS_EGM_GM, &el, &start[7 * i]));
    }
    memcpy(s, start, sizeof s);
    assert_true(kurs_numerical_batch(&model, t0, soon, MANY, s, status, NULL) >= 0);
    for (int i = 0; i < 9; i++) {
        kurs_state alone;
        assert_true(status[7 * i] >= 0);
        assert_true(kurs_numerical_states(&model, t0, start[7 * i], 1, &soon, &alone, NULL) >= 0);
        check_near(0.0, apart(alone, s[7 * i]), 1e-3, 0.0);
    }
    memcpy(s, start, sizeof s);
    assert_true(kurs_numerical_batch(&model, t0, late, MANY, s, status, NULL) >= 0);
    for (int i = 0; i < MANY; i++) {
        const int falls = i % 7 == 0 && i < 63;
        assert_int_equal(falls, status[i] == KURS_ERR_DECAYED);
        assert_int_equal(falls, memcmp(&s[i], &start[i], sizeof s[i]) == 0);
    }
}

static void the_earth_in_lanes_is_the_earth(void **state)
{
    (void)state;
    kurs_earth earth;
    double t[8], m[3][3][8], pole[3][8];
    assert_true(kurs_earth_init(&earth, t0) >= 0);
    for (int k = -3; k <= 3; k++) {
        for (int i = 0; i < 8; i++) {
            t[i] = 25000.0 * k + 1234.5 * i;
        }
        kurs_earth_matrix_plain(&earth, t, m, pole);
        for (int i = 0; i < 8; i++) {
            const kurs_mat3 want = kurs_earth_gcrf_itrf(&earth, t[i]);
            const kurs_vec3 up = kurs_earth_pole_gcrf(&earth, t[i]);
            for (int j = 0; j < 9; j++) {
                check_near(want.m[j / 3][j % 3], m[j / 3][j % 3][i], 1e-15, 0.0);
            }
            check_near(up.x, pole[0][i], 1e-18, 0.0);
            check_near(up.y, pole[1][i], 1e-18, 0.0);
            check_near(up.z, pole[2][i], 1e-15, 0.0);
        }
    }
}

static void bad_arguments_touch_nothing(void **state)
{
    (void)state;
    kurs_force_model model = all_forces();
    kurs_state s = {{7e6, 0.0, 0.0}, {0.0, 7.5e3, 0.0}}, before = s;
    kurs_status status = KURS_ERR_IO;
    const kurs_tai end = kurs_tai_add(t0, 100.0);
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_numerical_batch(NULL, t0, end, 1, &s, &status, NULL));
    assert_int_equal(KURS_ERR_ARGUMENT,
                     kurs_numerical_batch(&model, t0, end, 1, NULL, &status, NULL));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_numerical_batch(&model, t0, end, 1, &s, NULL, NULL));
    model.tolerance_m = 0.0;
    assert_int_equal(KURS_ERR_ARGUMENT,
                     kurs_numerical_batch(&model, t0, end, 1, &s, &status, NULL));
    assert_memory_equal(&before, &s, sizeof s);
    assert_int_equal(KURS_ERR_IO, status);
    model.tolerance_m = 1.0;
    assert_true(kurs_numerical_batch(&model, t0, end, 0, NULL, NULL, NULL) >= 0);
    assert_true(kurs_numerical_batch(&model, t0, t0, 1, &s, &status, NULL) >= 0);
    assert_memory_equal(&before, &s, sizeof s); /* no time, no way */
    assert_int_equal(KURS_OK, status);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_bodies_end_where_each_does_alone),
        cmocka_unit_test(all_kinds_of_vector_instructions_give_the_same_bits),
        cmocka_unit_test(a_body_does_not_depend_on_its_neighbours),
        cmocka_unit_test(a_body_that_falls_is_told_and_the_others_fly_on),
        cmocka_unit_test(the_earth_in_lanes_is_the_earth),
        cmocka_unit_test(bad_arguments_touch_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
