/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "math/math.h"

static const kurs_vec3 x_axis = {1, 0, 0}, y_axis = {0, 1, 0}, z_axis = {0, 0, 1};

static void turning_about_z_takes_x_to_y(void **state)
{
    (void)state;
    check_near_v3(y_axis, kurs_v3_rotate(x_axis, z_axis, 0.5 * KURS_PI), 1e-15);
    check_near_v3(x_axis, kurs_v3_rotate(z_axis, y_axis, 0.5 * KURS_PI), 1e-15);
    const kurs_vec3 along = v3(0, 0, 5), turned = kurs_v3_rotate(along, z_axis, 1.0);
    check_near_v3(along, turned, 1e-15);
}

static void turning_the_axes_turns_the_components_the_other_way(void **state)
{
    (void)state;
    /* In axes turned by 90 degrees about z the old x axis lies along minus the new y. */
    check_near_v3(v3(0, -1, 0), kurs_m3_mulv(kurs_m3_rot3(0.5 * KURS_PI), x_axis), 1e-15);
    const kurs_vec3 v = {0.3, -2.0, 1.7};
    check_near_v3(kurs_v3_rotate(v, z_axis, -0.7), kurs_m3_mulv(kurs_m3_rot3(0.7), v), 1e-15);
}

static void matrices_multiply_transpose_and_stack_as_written_out(void **state)
{
    (void)state;
    const kurs_mat3 a = {{{1, 2, 3}, {4, 5, 6}, {7, 8, 10}}};
    const kurs_mat3 b = {{{2, 0, 1}, {-1, 3, 0}, {5, 1, -2}}};
    const double want[3][3] = {{15, 9, -5}, {33, 21, -8}, {56, 34, -13}}; /* by hand */
    const kurs_mat3 c = kurs_m3_mul(a, b), t = kurs_m3_transpose(a);
    const kurs_mat3 rows = kurs_m3_rows(v3(1, 2, 3), v3(4, 5, 6), v3(7, 8, 10));
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            check_near(want[i][j], c.m[i][j], 0.0, 0.0);
            check_near(a.m[j][i], t.m[i][j], 0.0, 0.0);
            check_near(a.m[i][j], rows.m[i][j], 0.0, 0.0);
        }
    }
    check_near_v3(v3(14, 32, 53), kurs_m3_mulv(a, v3(1, 2, 3)), 0.0);
    check_near_v3(v3(30, 36, 45), kurs_m3_tmulv(a, v3(1, 2, 3)), 0.0);
}

static void the_angle_between_vectors_keeps_its_digits_when_tiny(void **state)
{
    (void)state;
    check_near(1e-12, v3_angle(x_axis, v3(1, 1e-12, 0)), 0.0, 1e-12);
    check_near(KURS_PI, v3_angle(x_axis, v3(-2, 0, 0)), 1e-15, 0.0);
    check_near(0.5 * KURS_PI, v3_angle(v3(0, 3, 0), v3(0, 0, 1e-3)), 1e-15, 0.0);
    check_near_v3(v3(0, 0, 1), v3_cross(x_axis, y_axis), 0.0);
    check_near(0.6, v3_unit(v3(3, 4, 0)).x, 1e-15, 0.0);
}

static void angles_are_wrapped_into_their_half_open_intervals(void **state)
{
    (void)state;
    check_near(0.0, kurs_wrap_2pi(0.0), 0.0, 0.0);
    check_near(2.0 * KURS_PI - 0.1, kurs_wrap_2pi(-0.1), 1e-15, 0.0);
    check_near(0.25, kurs_wrap_2pi(0.25 + 20.0 * KURS_PI), 1e-14, 0.0);
    check_near(-KURS_PI, kurs_wrap_pi(KURS_PI), 0.0, 0.0);
    check_near(-0.1, kurs_wrap_pi(2.0 * KURS_PI - 0.1), 1e-15, 0.0);
    check_near(3.0, kurs_wrap_pi(3.0 - 8.0 * KURS_PI), 1e-14, 0.0);
    assert_true(kurs_wrap_2pi(-1e-18) < 2.0 * KURS_PI);
    for (double a = -30.0; a < 30.0; a += 0.37) {
        const double w = kurs_wrap_2pi(a), p = kurs_wrap_pi(a);
        assert_true(w >= 0.0 && w < 2.0 * KURS_PI && p >= -KURS_PI && p < KURS_PI);
        check_near(sin(a), sin(w), 1e-14, 0.0);
        check_near(cos(a), cos(p), 1e-14, 0.0);
    }
}

static void between_nodes_it_is_linear_and_outside_it_holds(void **state)
{
    (void)state;
    const double x[4] = {0.0, 1.0, 3.0, 3.5}, y[4] = {2.0, 4.0, -2.0, 0.0};
    check_near(2.0, kurs_interp(x, y, 4, -5.0), 0.0, 0.0);
    check_near(0.0, kurs_interp(x, y, 4, 9.0), 0.0, 0.0);
    check_near(3.0, kurs_interp(x, y, 4, 0.5), 1e-15, 0.0);
    check_near(4.0, kurs_interp(x, y, 4, 1.0), 0.0, 0.0);
    check_near(-0.5, kurs_interp(x, y, 4, 2.5), 1e-15, 0.0);
    check_near(-1.0, kurs_interp(x, y, 4, 3.25), 1e-15, 0.0);
    check_near(7.0, kurs_interp(x, (const double[]){7.0}, 1, 0.3), 0.0, 0.0);
}

static int calls;
static double flat_root(double x, void *ctx)
{
    (void)ctx;
    calls++;
    return pow(x - 1.0, 9.0);
}
static double steep(double x, void *ctx)
{
    (void)ctx;
    calls++;
    return atan(1e9 * (x - 0.123456789));
}
static double one_sided(double x, void *ctx)
{
    (void)ctx;
    calls++;
    return exp(40.0 * x) - 1.5; /* the secant alone crawls here */
}
static double cosine(double x, void *ctx)
{
    (void)ctx;
    calls++;
    return cos(x) - x;
}
static double pole(double x, void *ctx)
{
    (void)ctx;
    return x > 0.3 ? NAN : x - 0.5;
}
static double jump(double x, void *ctx)
{
    calls++;
    return x < *(const double *)ctx ? -1.0 : 1e6;
}

static void hard_roots_are_found_in_few_calls(void **state)
{
    (void)state;
    double x = 0.0, where = 0.7071;
    const struct {
        kurs_scalar_fn f;
        double a, b, want, tol;
        int most;
    } cases[] = {
        {cosine, 0.0, 1.0, 0.73908513321516064166, 1e-14, 15},
        {cosine, 1.0, 0.0, 0.73908513321516064166, 1e-14, 15}, /* ends the other way round */
        {flat_root, -3.0, 7.7, 1.0, 1e-3, 200},                /* flat: the value is 0 early */
        {steep, -1.0, 1.0, 0.123456789, 1e-12, 120},
        {one_sided, -1.0, 1.0, 0.01013662770270411, 1e-13, 60},
        {jump, 0.0, 1.0, 0.7071, 1e-12, 150},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        calls = 0;
        assert_int_equal(KURS_OK, kurs_root(cases[i].f, &where, cases[i].a, cases[i].b, 1e-14, &x));
        print_message("case %d: %d calls\n", (int)i, calls);
        check_near(cases[i].want, x, cases[i].tol, 0.0);
        assert_true(calls <= cases[i].most);
    }
}

static void roots_on_an_end_are_taken_and_missing_ones_reported(void **state)
{
    (void)state;
    double x = 9.0, at = 2.0;
    assert_int_equal(KURS_ERR_NO_SOLUTION, kurs_root(cosine, NULL, 1.0, 2.0, 1e-9, &x));
    assert_int_equal(KURS_ERR_NO_CONVERGENCE, kurs_root(pole, NULL, 0.0, 1.0, 1e-9, &x));
    assert_int_equal(KURS_ERR_NO_CONVERGENCE, kurs_root(pole, NULL, 0.4, 1.0, 1e-9, &x));
    assert_true(x == 9.0);
    assert_int_equal(KURS_OK, kurs_root(flat_root, &at, 1.0, 2.0, 1e-12, &x));
    check_near(1.0, x, 0.0, 0.0);
    assert_int_equal(KURS_OK, kurs_root(flat_root, &at, 0.5, 1.0, 1e-12, &x));
    check_near(1.0, x, 0.0, 0.0);
}

static double valley(double x, void *ctx)
{
    (void)ctx;
    return fabs(x - 0.3) + 0.1 * x * x;
}
static double slope_down(double x, void *ctx)
{
    (void)ctx;
    return -x;
}

static void a_minimum_is_found_inside_and_on_the_edge(void **state)
{
    (void)state;
    double x = 0.0;
    assert_int_equal(KURS_OK, kurs_minimum(valley, NULL, -2.0, 1.0, 1e-9, &x));
    check_near(0.3, x, 2e-9, 0.0);
    assert_int_equal(KURS_OK, kurs_minimum(slope_down, NULL, 0.0, 1.0, 1e-9, &x));
    assert_true(x <= 1.0);
    check_near(1.0, x, 1e-8, 0.0);
    assert_int_equal(KURS_OK,
                     kurs_minimum(valley, NULL, -2.0, 1.0, 0.0, &x)); /* ends all the same */
    check_near(0.3, x, 1e-12, 0.0);
    x = 5.0;
    assert_int_equal(KURS_ERR_NO_CONVERGENCE, kurs_minimum(pole, NULL, 0.0, 1.0, 1e-9, &x));
    assert_true(x == 5.0);
}

static void linear_systems_are_solved_also_with_a_zero_pivot(void **state)
{
    (void)state;
    double a[9] = {0, 2, 1, 1, -2, -3, -1, 1, 2}, b[3] = {-8, 0, 3}; /* solution -4 -5 2 */
    assert_int_equal(KURS_OK, kurs_linear_solve(3, a, b, b));
    check_near_v3(v3(-4, -5, 2), v3(b[0], b[1], b[2]), 1e-14);
    /* Hilbert's matrix of 6 with the solution of ones: condition 1.5e7. */
    double h[36], s[6], x[6];
    for (int i = 0; i < 6; i++) {
        s[i] = 0.0;
        for (int j = 0; j < 6; j++) {
            h[6 * i + j] = 1.0 / (i + j + 1);
            s[i] += h[6 * i + j];
        }
    }
    assert_int_equal(KURS_OK, kurs_linear_solve(6, h, s, x));
    for (int i = 0; i < 6; i++) {
        check_near(1.0, x[i], 1e-8, 0.0);
    }
}

static void singular_systems_are_refused_and_leave_x_alone(void **state)
{
    (void)state;
    double x[3] = {1, 2, 3}, b[3] = {1, 1, 1};
    double rank2[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9}, zero[9] = {0}, bad[4] = {NAN, 1, 1, 2};
    assert_int_equal(KURS_ERR_NO_SOLUTION, kurs_linear_solve(3, rank2, b, x));
    assert_int_equal(KURS_ERR_NO_SOLUTION, kurs_linear_solve(3, zero, b, x));
    assert_int_equal(KURS_ERR_NO_SOLUTION, kurs_linear_solve(2, bad, b, x));
    check_near_v3(v3(1, 2, 3), v3(x[0], x[1], x[2]), 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(turning_about_z_takes_x_to_y),
        cmocka_unit_test(turning_the_axes_turns_the_components_the_other_way),
        cmocka_unit_test(matrices_multiply_transpose_and_stack_as_written_out),
        cmocka_unit_test(the_angle_between_vectors_keeps_its_digits_when_tiny),
        cmocka_unit_test(angles_are_wrapped_into_their_half_open_intervals),
        cmocka_unit_test(between_nodes_it_is_linear_and_outside_it_holds),
        cmocka_unit_test(hard_roots_are_found_in_few_calls),
        cmocka_unit_test(roots_on_an_end_are_taken_and_missing_ones_reported),
        cmocka_unit_test(a_minimum_is_found_inside_and_on_the_edge),
        cmocka_unit_test(linear_systems_are_solved_also_with_a_zero_pivot),
        cmocka_unit_test(singular_systems_are_refused_and_leave_x_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
