/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "kurs/orbit.h"
#include "kurs/relative.h"
#include "math/math.h"

#define GM 3.986004418e14

/* Vallado, Fundamentals of Astrodynamics, example 6-14: a circular orbit at 590 km; later points
 * reckoned apart by Hill's closed solution. */
static void the_published_hill_case_comes_out(void **state)
{
    (void)state;
    const double a = 6378137.0 + 590.0e3, n = sqrt(GM / (a * a * a));
    const kurs_state start = {{0, 0, 0}, {-0.1, -0.04, -0.02}};
    static const struct {
        double t;
        kurs_vec3 r;
    } rows[] = {{300.0, {-33.34572, -1.47356, -5.89453}},
                {600.0, {-70.933, 20.357, -11.170}},
                {1200.0, {-143.001, 137.279, -17.767}}};
    for (int i = 0; i < 3; i++) {
        kurs_mat6 m;
        assert_int_equal(KURS_OK, kurs_relative_circular(n, rows[i].t, &m));
        const kurs_state end = kurs_relative_move(&m, start);
        check_near_v3(rows[i].r, end.r, i == 0 ? 2e-3 : 5e-3);
        if (i == 0) {
            check_near_v3(v3(-0.12034, 0.03239, -0.01895), end.v, 1e-5);
        }
    }
}

/* Each column against two conics a metre (or a millimetre a second) apart, second order taken out
 * by the mean of both signs. */
static void the_matrix_is_that_of_two_conics(void **state)
{
    (void)state;
    static const double eccs[] = {0.0, 1e-12, 1e-5, 0.01, 0.3, 0.8};
    static const double spans[] = {-3000.0, 10.0, 500.0, 2800.0, 9000.0, 40000.0};
    double worst = 0.0;
    for (int i = 0; i < 6; i++) {
        for (int k = 0; k < 6; k++) {
            const kurs_elements el = {.a = 7.0e6 / (1.0 - eccs[i]),
                                      .ecc = eccs[i],
                                      .inc = 0.9,
                                      .node = 1.1,
                                      .argp = 0.7,
                                      .true_anomaly = 0.4 + 0.9 * k};
            kurs_state target, target_end;
            kurs_mat6 m;
            assert_int_equal(KURS_OK, kurs_elements_to_state(GM, &el, &target));
            assert_int_equal(KURS_OK, kurs_kepler_propagate(GM, target, spans[k], &target_end));
            assert_int_equal(KURS_OK, kurs_relative_elliptic(GM, target, spans[k], &m));
            for (int j = 0; j < 6; j++) {
                kurs_state sum = {{0, 0, 0}, {0, 0, 0}}, linear = {{0, 0, 0}, {0, 0, 0}};
                for (int sign = -1; sign <= 1; sign += 2) {
                    double d[6] = {0};
                    d[j] = sign * (j < 3 ? 1.0 : 1e-3);
                    const kurs_state rel = {{d[0], d[1], d[2]}, {d[3], d[4], d[5]}};
                    kurs_state end;
                    assert_int_equal(
                        KURS_OK,
                        kurs_kepler_propagate(GM, kurs_relative_gcrf(target, rel), spans[k], &end));
                    const kurs_state got = kurs_relative_rtn(target_end, end);
                    sum.r = v3_axpy(sum.r, 0.5 * sign, got.r);
                    sum.v = v3_axpy(sum.v, 0.5 * sign, got.v);
                    linear = sign > 0 ? kurs_relative_move(&m, rel) : linear;
                }
                const double size = v3_norm(sum.r) + 1.0;
                worst = fmax(worst, v3_norm(v3_sub(sum.r, linear.r)) / size);
                check_near_v3(sum.r, linear.r, 1e-6 * size);
                check_near_v3(sum.v, linear.v, 1e-9 * size);
            }
        }
    }
    print_message("worst part of a place %.1e\n", worst);
}

static void a_circle_is_the_limit_of_ellipses(void **state)
{
    (void)state;
    const kurs_elements el = {.a = 6.8e6, .inc = 0.9, .true_anomaly = 2.0};
    const double n = sqrt(GM / (el.a * el.a * el.a));
    kurs_state target;
    kurs_mat6 a, b;
    assert_int_equal(KURS_OK, kurs_elements_to_state(GM, &el, &target));
    assert_int_equal(KURS_OK, kurs_relative_circular(n, 4000.0, &a));
    assert_int_equal(KURS_OK, kurs_relative_elliptic(GM, target, 4000.0, &b));
    for (int i = 0; i < 36; i++) {
        const double unit = (i / 6 < 3 ? 1.0 : n) / (i % 6 < 3 ? 1.0 : n);
        check_near(a.m[i / 6][i % 6], b.m[i / 6][i % 6], 1e-8 * unit, 0.0);
    }
}

static void states_return_from_the_turning_axes(void **state)
{
    (void)state;
    const kurs_state target = {{6.8e6, 1e5, -3e4}, {-200, 5000, 5600}};
    const kurs_state rel = {{-800, 20000, 30}, {0.3, -1.5, 0.2}};
    const kurs_state back = kurs_relative_rtn(target, kurs_relative_gcrf(target, rel));
    check_near_v3(rel.r, back.r, 1e-8);
    check_near_v3(rel.v, back.v, 1e-11);
}

static void what_is_no_orbit_is_refused(void **state)
{
    (void)state;
    kurs_mat6 m = {{{7.0}}};
    const kurs_state hyperbola = {{7e6, 0, 0}, {0, 1.2e4, 0}}, line = {{7e6, 0, 0}, {1, 0, 0}};
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_relative_circular(0.0, 1.0, &m));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_relative_circular(1e-3, NAN, &m));
    assert_int_equal(KURS_ERR_RANGE, kurs_relative_elliptic(GM, hyperbola, 1.0, &m));
    assert_int_equal(KURS_ERR_RANGE, kurs_relative_elliptic(GM, line, 1.0, &m));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_relative_elliptic(GM, hyperbola, NAN, &m));
    check_near(7.0, m.m[0][0], 0.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_hill_case_comes_out),
        cmocka_unit_test(the_matrix_is_that_of_two_conics),
        cmocka_unit_test(a_circle_is_the_limit_of_ellipses),
        cmocka_unit_test(states_return_from_the_turning_axes),
        cmocka_unit_test(what_is_no_orbit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
