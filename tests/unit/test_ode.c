/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "kurs/ode.h"

static const kurs_ode_method *const methods[] = {&kurs_ode_rk4, &kurs_ode_dopri5, &kurs_ode_dop853};
enum { METHODS = 3, TREE_MAX = 9 };

/* The next rooted tree of n nodes as the levels of its nodes in preorder (Beyer and Hedetniemi,
 * SIAM J. Comput. 9, 1980); 0 after the last. The first is the tall tree 1 2 .. n. */
static int next_tree(int n, int *level)
{
    int p = n - 1;
    while (p > 0 && level[p] <= 2) {
        p--;
    }
    if (p == 0) {
        return 0;
    }
    int q = p - 1;
    while (level[q] != level[p] - 1) {
        q--;
    }
    for (int i = p; i < n; i++) {
        level[i] = level[i - (p - q)];
    }
    return 1;
}

/* Butcher's condition of one tree at a part x of the step: sum of the first `rows` of b times its
 * elementary weights, less x^n / density. */
static double tree_residual(const kurs_ode_method *m, const double *b, int rows, double x, int n,
                            const int *level)
{
    double weight[TREE_MAX][KURS_ODE_MAX_ROWS], density = 1.0;
    int size[TREE_MAX];
    for (int v = n - 1; v >= 0; v--) {
        size[v] = 1;
        for (int i = 0; i < rows; i++) {
            weight[v][i] = 1.0;
        }
        for (int w = v + 1; w < n && level[w] > level[v]; w++) {
            if (level[w] != level[v] + 1) {
                continue;
            }
            size[v] += size[w];
            for (int i = 0; i < rows; i++) {
                double sum = 0.0;
                for (int j = 0; j < i; j++) {
                    sum += m->a[i][j] * weight[w][j];
                }
                weight[v][i] *= sum;
            }
        }
        density *= size[v];
    }
    double sum = 0.0;
    for (int i = 0; i < rows; i++) {
        sum += b[i] * weight[0][i];
    }
    return fabs(sum - pow(x, n) / density);
}

/* Largest residual among all trees of n nodes; counts them. */
static double worst_residual_at(const kurs_ode_method *m, const double *b, int rows, double x,
                                int n, int *count)
{
    int level[TREE_MAX];
    for (int i = 0; i < n; i++) {
        level[i] = i + 1;
    }
    double worst = 0.0;
    *count = 0;
    do {
        worst = fmax(worst, tree_residual(m, b, rows, x, n, level));
        ++*count;
    } while (next_tree(n, level));
    return worst;
}

static double worst_residual(const kurs_ode_method *m, const double *b, int n, int *count)
{
    return worst_residual_at(m, b, m->stages, 1.0, n, count);
}

static void the_tables_meet_the_order_conditions_of_every_rooted_tree(void **state)
{
    (void)state;
    const int trees[] = {0, 1, 1, 2, 4, 9, 20, 48, 115}; /* OEIS A000081 */
    for (int k = 0; k < METHODS; k++) {
        const kurs_ode_method *m = methods[k];
        int count = 0;
        for (int n = 1; n <= m->order; n++) {
            check_near(0.0, worst_residual(m, m->b, n, &count), 1e-14, 0.0);
            assert_int_equal(trees[n], count);
        }
        for (int n = 1; n <= m->order_hat; n++) {
            check_near(0.0, worst_residual(m, m->b_hat, n, &count), 1e-14, 0.0);
        }
        for (int n = 1; n <= m->order_low; n++) {
            check_near(0.0, worst_residual(m, m->b_low, n, &count), 1e-14, 0.0);
        }
    }
}

static void the_orders_told_are_not_exceeded(void **state)
{
    (void)state;
    int count = 0;
    for (int k = 0; k < METHODS; k++) {
        const kurs_ode_method *m = methods[k];
        assert_true(worst_residual(m, m->b, m->order + 1, &count) > 1e-6);
        if (m->order_hat > 0) {
            assert_true(worst_residual(m, m->b_hat, m->order_hat + 1, &count) > 1e-6);
        }
        if (m->order_low > 0) {
            assert_true(worst_residual(m, m->b_low, m->order_low + 1, &count) > 1e-6);
        }
    }
}

/* The n-th evaluation is a derivative of 1 in the n-th unknown alone: so each unknown becomes the
 * weight of one evaluation. */
static kurs_status one_after_another(double t, const double *y, double *dydt, const void *ctx)
{
    int *calls = *(int *const *)ctx;
    (void)t, (void)y;
    for (int i = 0; i < KURS_ODE_MAX_DIM; i++) {
        dydt[i] = i == *calls;
    }
    ++*calls;
    return KURS_OK;
}

static void the_weights_of_the_output_meet_the_order_conditions_inside_the_step(void **state)
{
    (void)state;
    const int rows[METHODS] = {5, 7, 16};
    for (int k = 0; k < METHODS; k++) {
        const kurs_ode_method *m = methods[k];
        double worst = 0.0, beyond = 0.0;
        for (int i = 1; i < 8; i++) {
            int calls = 0, count = 0, *const ctx = &calls;
            kurs_ode_problem p = {.method = m,
                                  .rhs = one_after_another,
                                  .ctx = &ctx,
                                  .dim = KURS_ODE_MAX_DIM,
                                  .rtol = 1e9,
                                  .h_init = 1.0,
                                  .h_max = 1.0};
            const double start[KURS_ODE_MAX_DIM] = {0.0}, x = 0.125 * i;
            double weights[KURS_ODE_MAX_DIM];
            kurs_ode_walk w;
            for (int d = 0; d < KURS_ODE_MAX_DIM; d++) {
                p.atol[d] = 1e9;
            }
            assert_int_equal(KURS_OK, kurs_ode_walk_init(&w, &p, 0.0, start, 1.0));
            assert_int_equal(KURS_OK, kurs_ode_walk_step(&w));
            assert_int_equal(KURS_OK, kurs_ode_walk_at(&w, x, weights));
            assert_int_equal(rows[k], calls);
            for (int n = 1; n <= m->dense_order; n++) {
                worst = fmax(worst, worst_residual_at(m, weights, rows[k], x, n, &count));
            }
            beyond =
                fmax(beyond, worst_residual_at(m, weights, rows[k], x, m->dense_order + 1, &count));
        }
        print_message("%s: output to order %d within %.1e, of one more off by %.1e\n", m->name,
                      m->dense_order, worst, beyond);
        check_near(0.0, worst, 1e-13, 0.0);
        assert_true(beyond > 1e-6);
    }
}

static void the_rows_of_the_tables_sum_to_their_nodes(void **state)
{
    (void)state;
    for (int k = 0; k < METHODS; k++) {
        const kurs_ode_method *m = methods[k];
        for (int i = 0; i < KURS_ODE_MAX_ROWS; i++) {
            double sum = 0.0;
            for (int j = 0; j < KURS_ODE_MAX_ROWS; j++) {
                sum += m->a[i][j];
                assert_true(j < i || m->a[i][j] == 0.0);
            }
            check_near(m->c[i], sum, 1e-14, 0.0);
        }
    }
}

static void the_weights_integrate_powers_exactly(void **state)
{
    (void)state;
    for (int k = 0; k < METHODS; k++) {
        const kurs_ode_method *m = methods[k];
        for (int n = 1; n <= m->order; n++) {
            double sum = 0.0, sum_hat = 0.0;
            for (int i = 0; i < m->stages; i++) {
                sum += m->b[i] * pow(m->c[i], n - 1);
                sum_hat += m->b_hat[i] * pow(m->c[i], n - 1);
            }
            check_near(1.0 / n, sum, 1e-15, 1e-14);
            if (n <= m->order_hat) {
                check_near(1.0 / n, sum_hat, 1e-15, 1e-14);
            }
        }
    }
}

/* A Kepler orbit in its own units, from the pericentre; at the eccentric
 * anomaly E the time is E - e sin E. */
static kurs_status ellipse(double t, const double *y, double *dydt, const void *ctx)
{
    (void)t, (void)ctx;
    const double r = sqrt(y[0] * y[0] + y[1] * y[1]), k = -1.0 / (r * r * r);
    dydt[0] = y[2];
    dydt[1] = y[3];
    dydt[2] = k * y[0];
    dydt[3] = k * y[1];
    return KURS_OK;
}

static double ellipse_error(const kurs_ode_method *m, int steps)
{
    const kurs_ode_problem p = {.method = m, .rhs = ellipse, .dim = 4, .h_init = 1.0, .h_max = 1.0};
    const double e = 0.1, end = 4.0;
    double y[4] = {1.0 - e, 0.0, 0.0, sqrt((1.0 + e) / (1.0 - e))};
    const double h = (end - e * sin(end)) / steps;
    for (int i = 0; i < steps; i++) {
        assert_int_equal(KURS_OK, kurs_ode_step(&p, i * h, h, y, y, NULL));
    }
    return hypot(y[0] - (cos(end) - e), y[1] - sqrt(1.0 - e * e) * sin(end));
}

static void halving_the_step_shows_the_order_of_each_method(void **state)
{
    (void)state;
    const int steps[METHODS] = {400, 200, 24};
    for (int k = 0; k < METHODS; k++) {
        const double order =
            log2(ellipse_error(methods[k], steps[k]) / ellipse_error(methods[k], 2 * steps[k]));
        print_message("%s: observed order %.2f\n", methods[k]->name, order);
        check_near(methods[k]->order, order, 0.35, 0.0);
    }
}

static kurs_status oscillator(double t, const double *y, double *dydt, const void *ctx)
{
    (void)t, (void)ctx;
    dydt[0] = y[1];
    dydt[1] = -y[0];
    return KURS_OK;
}

static kurs_ode_problem oscillator_problem(const kurs_ode_method *m)
{
    return (kurs_ode_problem){.method = m,
                              .rhs = oscillator,
                              .dim = 2,
                              .rtol = 1e-11,
                              .atol = {1e-12, 1e-12},
                              .h_init = 1e-3,
                              .h_max = m->order_hat ? 0.7 : 1e-3};
}

static void an_oscillator_is_carried_forward_and_back_to_where_it_began(void **state)
{
    (void)state;
    for (int k = 0; k < METHODS; k++) {
        const kurs_ode_problem p = oscillator_problem(methods[k]);
        double t = 0.5, y[2] = {cos(0.5), -sin(0.5)};
        assert_int_equal(KURS_OK, kurs_ode_integrate(&p, &t, y, 20.3));
        assert_true(t == 20.3);
        check_near(cos(20.3), y[0], 1e-9, 0.0);
        check_near(-sin(20.3), y[1], 1e-9, 0.0);
        assert_int_equal(KURS_OK, kurs_ode_integrate(&p, &t, y, 0.5));
        assert_true(t == 0.5);
        check_near(cos(0.5), y[0], 2e-9, 0.0);
        check_near(-sin(0.5), y[1], 2e-9, 0.0);
    }
}

static kurs_status clock_rhs(double t, const double *y, double *dydt, const void *ctx)
{
    (void)t, (void)y, (void)ctx;
    dydt[0] = 1.0;
    return KURS_OK;
}

static void no_sliver_of_a_step_is_left_before_the_end(void **state)
{
    (void)state;
    const kurs_ode_problem p = {.method = &kurs_ode_dopri5,
                                .rhs = clock_rhs,
                                .dim = 1,
                                .rtol = 1e-9,
                                .atol = {1e-9},
                                .h_init = 1.0,
                                .h_max = 1.0};
    const double start = 0.0, end = 10.001;
    kurs_ode_walk w;
    assert_int_equal(KURS_OK, kurs_ode_walk_init(&w, &p, 0.0, &start, end));
    while (w.t != end) {
        assert_int_equal(KURS_OK, kurs_ode_walk_step(&w));
        assert_true(w.t - w.t_old > 0.4);
    }
    check_near(end, w.y[0], 1e-13, 0.0);
    assert_int_equal(KURS_OK, kurs_ode_walk_step(&w)); /* nothing is left to do */
    assert_int_equal(11, w.steps);
    assert_int_equal(11 * 6 + 1, w.evaluations); /* the last stage is the next step's first */
}

/* Between the ends of one step from an exact start: the error falls with the order of the output
 * and one more. */
static void dense_output_has_the_order_told(void **state)
{
    (void)state;
    const double e = 0.3;
    for (int k = 0; k < METHODS; k++) {
        const kurs_ode_method *m = methods[k];
        double error[2] = {0.0, 0.0};
        for (int half = 0; half < 2; half++) {
            const double h = (k == 2 ? 0.5 : 0.1) / (half + 1);
            const kurs_ode_problem p = {.method = m,
                                        .rhs = ellipse,
                                        .dim = 4,
                                        .rtol = 1.0,
                                        .atol = {1.0, 1.0, 1.0, 1.0},
                                        .h_init = h,
                                        .h_max = h};
            const double start[4] = {1.0 - e, 0.0, 0.0, sqrt((1.0 + e) / (1.0 - e))};
            kurs_ode_walk w;
            double y[4];
            assert_int_equal(KURS_OK, kurs_ode_walk_init(&w, &p, 0.0, start, 4.0));
            assert_int_equal(KURS_ERR_ARGUMENT, kurs_ode_walk_at(&w, 0.0, y));
            assert_int_equal(KURS_OK, kurs_ode_walk_step(&w));
            for (int i = 1; i < 10; i++) {
                double ea = 0.0;
                for (int n = 0; n < 60; n++) {
                    ea = 0.1 * i * h + e * sin(ea);
                }
                assert_int_equal(KURS_OK, kurs_ode_walk_at(&w, 0.1 * i * h, y));
                error[half] = fmax(error[half],
                                   hypot(y[0] - (cos(ea) - e), y[1] - sqrt(1.0 - e * e) * sin(ea)));
            }
            assert_int_equal(KURS_OK, kurs_ode_walk_at(&w, 0.0, y));
            assert_memory_equal(start, y, sizeof y);
            assert_int_equal(KURS_OK, kurs_ode_walk_at(&w, w.t, y));
            check_near(w.y[0], y[0], 1e-15, 0.0);
            assert_int_equal(KURS_ERR_ARGUMENT, kurs_ode_walk_at(&w, 1.1 * w.t, y));
        }
        const double order = log2(error[0] / error[1]) - 1.0;
        print_message("%s: output of order %.2f\n", m->name, order);
        check_near(m->dense_order, order, 0.45, 0.0);
    }
}

/* Hairer's joint estimate lets DOP853 go as far as its order deserves. */
static void the_error_estimate_of_dop853_is_not_that_of_its_low_order(void **state)
{
    (void)state;
    long evaluations[2];
    for (int k = 0; k < 2; k++) {
        kurs_ode_problem p = oscillator_problem(k ? &kurs_ode_dop853 : &kurs_ode_dopri5);
        const double y[2] = {1.0, 0.0};
        kurs_ode_walk w;
        p.h_max = 10.0;
        assert_int_equal(KURS_OK, kurs_ode_walk_init(&w, &p, 0.0, y, 200.0));
        while (w.t != 200.0) {
            assert_int_equal(KURS_OK, kurs_ode_walk_step(&w));
        }
        check_near(cos(200.0), w.y[0], 1e-8, 0.0);
        evaluations[k] = w.evaluations;
    }
    print_message("evaluations: dopri5 %ld, dop853 %ld\n", evaluations[0], evaluations[1]);
    assert_true(4 * evaluations[1] < evaluations[0]);
}

static void requested_times_do_not_change_the_steps(void **state)
{
    (void)state;
    for (int back = 0; back < 2; back++) {
        const kurs_ode_problem p = oscillator_problem(&kurs_ode_dop853);
        const double y0[2] = {1.0, 0.0}, sign = back ? -1.0 : 1.0;
        double times[101], out[101][2], t = 0.0, y[2] = {1.0, 0.0};
        for (int i = 0; i <= 100; i++) {
            times[i] = sign * 0.2 * i;
        }
        assert_int_equal(KURS_OK, kurs_ode_integrate_at(&p, 0.0, y0, 101, times, out[0]));
        for (int i = 0; i <= 100; i++) {
            check_near(cos(times[i]), out[i][0], 2e-10, 0.0);
            check_near(-sin(times[i]), out[i][1], 2e-10, 0.0);
        }
        assert_int_equal(KURS_OK, kurs_ode_integrate(&p, &t, y, times[100]));
        assert_memory_equal(y, out[100], sizeof y);
    }
    const kurs_ode_problem p = oscillator_problem(&kurs_ode_dop853);
    const double y0[2] = {1.0, 0.0}, wrong[3] = {1.0, 0.5, 2.0};
    double out[6];
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_ode_integrate_at(&p, 0.0, y0, 3, wrong, out));
}

static double crossing(double t, const double *y, const void *ctx)
{
    (void)t, (void)ctx;
    return y[0];
}

static void a_zero_of_an_oscillator_is_found_to_its_time_tolerance(void **state)
{
    (void)state;
    const double pi = 3.14159265358979323846;
    for (int k = 0; k < METHODS; k++) {
        const kurs_ode_problem p = oscillator_problem(methods[k]);
        double t = 0.0, y[2] = {1.0, 0.0};
        for (int i = 0; i < 5; i++) { /* goes on from each one without finding it again */
            int hit = 0;
            assert_int_equal(KURS_OK,
                             kurs_ode_integrate_until(&p, &t, y, 50.0, crossing, 1e-9, &hit));
            assert_int_equal(1, hit);
            check_near((i + 0.5) * pi, t, 3e-9, 0.0);
            check_near(0.0, y[0], 3e-9, 0.0);
        }
        int hit = 0; /* and back in time, to the one before */
        assert_int_equal(KURS_OK, kurs_ode_integrate_until(&p, &t, y, -50.0, crossing, 1e-9, &hit));
        assert_int_equal(1, hit);
        assert_true(fabs(t - 4.5 * pi) < 3e-9 || fabs(t - 3.5 * pi) < 3e-9);
    }
}

static double slope(double t, const double *y, const void *ctx)
{
    (void)t, (void)ctx;
    return y[1];
}

/* cos t: down through 0 at pi/2, its slope -sin t up through 0 at pi... of both the first, and of
 * one only what comes in its direction; back in time the same course of time counts. */
static void of_several_events_the_first_in_its_direction_ends_the_walk(void **state)
{
    (void)state;
    const double pi = 3.14159265358979323846;
    static const struct {
        kurs_ode_event events[2];
        double t_end, want;
        int which;
    } cases[] = {
        {{{crossing, 0}, {slope, 0}}, 50.0, 0.5, 0},
        {{{crossing, 1}, {slope, 0}}, 50.0, 1.0, 1},
        {{{crossing, 1}, {slope, -1}}, 50.0, 1.5, 0},
        {{{slope, -1}, {crossing, 1}}, 50.0, 1.5, 1},
        {{{crossing, 0}, {slope, 0}}, -50.0, -0.5, 0},
        {{{crossing, -1}, {slope, -1}}, -50.0, -1.5, 0},
    };
    for (int k = 0; k < METHODS; k++) {
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            const kurs_ode_problem p = oscillator_problem(methods[k]);
            double t = 0.0, y[2] = {1.0, 0.0};
            int which = 7;
            assert_int_equal(KURS_OK, kurs_ode_integrate_events(&p, &t, y, cases[i].t_end,
                                                                cases[i].events, 2, 1e-9, &which));
            assert_int_equal(cases[i].which, which);
            check_near(cases[i].want * pi, t, 3e-9, 0.0);
        }
    }
}

static kurs_status fall(double t, const double *y, double *dydt, const void *ctx)
{
    (void)t, (void)ctx;
    dydt[0] = y[1];
    dydt[1] = -9.81;
    return KURS_OK;
}

static void a_ball_that_starts_on_the_floor_is_caught_when_it_comes_down(void **state)
{
    (void)state;
    const kurs_ode_problem p = {.method = &kurs_ode_dopri5,
                                .rhs = fall,
                                .dim = 2,
                                .rtol = 1e-12,
                                .atol = {1e-12, 1e-12},
                                .h_init = 0.01,
                                .h_max = 0.1};
    double t = 0.0, speed = 7.0, want = 0.0;
    double y[2] = {0.0, speed};
    for (int bounce = 0; bounce < 6; bounce++) {
        int hit = 0;
        assert_int_equal(KURS_OK, kurs_ode_integrate_until(&p, &t, y, 30.0, crossing, 1e-10, &hit));
        assert_int_equal(1, hit);
        want += 2.0 * speed / 9.81;
        check_near(want, t, 1e-8, 0.0);
        check_near(-speed, y[1], 1e-8, 0.0);
        speed *= 0.8;
        y[0] = 0.0; /* exactly on the floor, rising: its sign is the one that follows */
        y[1] = speed;
    }
}

static void without_a_crossing_the_end_is_reached_and_hit_is_false(void **state)
{
    (void)state;
    const kurs_ode_problem p = oscillator_problem(&kurs_ode_dop853);
    double t = 0.0, y[2] = {1.0, 0.0};
    int hit = 7;
    assert_int_equal(KURS_OK, kurs_ode_integrate_until(&p, &t, y, 1.5, crossing, 1e-9, &hit));
    assert_int_equal(0, hit);
    assert_true(t == 1.5);
    check_near(cos(1.5), y[0], 1e-10, 0.0);
}

/* A station's orbit about a point mass, 6798 km, 1000 times. */
static void a_thousand_orbits_keep_energy_and_angular_momentum(void **state)
{
    (void)state;
    const kurs_ode_problem p = {.method = &kurs_ode_dop853,
                                .rhs = ellipse,
                                .dim = 4,
                                .rtol = 1e-14,
                                .atol = {1e-15, 1e-15, 1e-15, 1e-15},
                                .h_init = 0.1,
                                .h_max = 1.0};
    const double pi = 3.14159265358979323846, e = 0.0006;
    double t = 0.0, y[4] = {1.0 - e, 0.0, 0.0, sqrt((1.0 + e) / (1.0 - e))};
    const double h0 = y[0] * y[3], end = 2000.0 * pi;
    assert_int_equal(KURS_OK, kurs_ode_integrate(&p, &t, y, end));
    const double energy = 0.5 * (y[2] * y[2] + y[3] * y[3]) - 1.0 / hypot(y[0], y[1]);
    const double h = y[0] * y[3] - y[1] * y[2];
    print_message("1000 orbits: energy %.1e, angular momentum %.1e, place %.1e\n",
                  fabs(energy + 0.5) / 0.5, fabs(h / h0 - 1.0), hypot(y[0] - (1.0 - e), y[1]));
    check_near(-0.5, energy, 0.0, 2e-12);
    check_near(h0, h, 0.0, 1e-12);
    check_near(0.0, hypot(y[0] - (1.0 - e), y[1]), 2e-8, 0.0);
}

static kurs_status wall(double t, const double *y, double *dydt, const void *ctx)
{
    (void)ctx;
    dydt[0] = y[0] * y[0]; /* from 1 infinite at t = 1 */
    return t > 5.0 ? KURS_ERR_RANGE : KURS_OK;
}

static kurs_status doubtful(double t, const double *y, double *dydt, const void *ctx)
{
    (void)y, (void)ctx;
    dydt[0] = 1.0;
    return t < 0.5 ? KURS_CAVEAT_EOP_PREDICTED : KURS_OK;
}

static double nothing(double t, const double *y, const void *ctx)
{
    (void)t, (void)y, (void)ctx;
    return NAN;
}

static void errors_leave_the_state_untouched_and_caveats_are_kept(void **state)
{
    (void)state;
    kurs_ode_problem p = {.method = &kurs_ode_dopri5,
                          .rhs = wall,
                          .dim = 1,
                          .rtol = 1e-8,
                          .atol = {1e-8},
                          .h_init = 0.1,
                          .h_max = 0.1};
    double t = 0.0, y = 1.0;
    assert_int_equal(KURS_ERR_NO_CONVERGENCE, kurs_ode_integrate(&p, &t, &y, 2.0));
    assert_true(t == 0.0 && y == 1.0);
    y = 0.01;
    assert_int_equal(KURS_ERR_RANGE, kurs_ode_integrate(&p, &t, &y, 6.0));
    assert_true(t == 0.0 && y == 0.01);
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_ode_integrate(&p, &t, &y, NAN));
    int hit = 3;
    assert_int_equal(KURS_ERR_NO_CONVERGENCE,
                     kurs_ode_integrate_until(&p, &t, &y, 1.0, nothing, 1e-6, &hit));
    assert_int_equal(KURS_ERR_ARGUMENT,
                     kurs_ode_integrate_until(&p, &t, &y, 1.0, crossing, 0.0, &hit));
    assert_true(t == 0.0 && y == 0.01 && hit == 3);
    p.dim = KURS_ODE_MAX_DIM + 1;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_ode_integrate(&p, &t, &y, 1.0));
    p.dim = 1, p.h_max = 0.0;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_ode_integrate(&p, &t, &y, 1.0));
    p.h_max = 0.1, p.rhs = doubtful;
    assert_int_equal(KURS_CAVEAT_EOP_PREDICTED, kurs_ode_integrate(&p, &t, &y, 1.0));
    check_near(1.01, y, 1e-12, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tables_meet_the_order_conditions_of_every_rooted_tree),
        cmocka_unit_test(the_orders_told_are_not_exceeded),
        cmocka_unit_test(the_weights_of_the_output_meet_the_order_conditions_inside_the_step),
        cmocka_unit_test(the_rows_of_the_tables_sum_to_their_nodes),
        cmocka_unit_test(the_weights_integrate_powers_exactly),
        cmocka_unit_test(halving_the_step_shows_the_order_of_each_method),
        cmocka_unit_test(an_oscillator_is_carried_forward_and_back_to_where_it_began),
        cmocka_unit_test(no_sliver_of_a_step_is_left_before_the_end),
        cmocka_unit_test(dense_output_has_the_order_told),
        cmocka_unit_test(the_error_estimate_of_dop853_is_not_that_of_its_low_order),
        cmocka_unit_test(requested_times_do_not_change_the_steps),
        cmocka_unit_test(of_several_events_the_first_in_its_direction_ends_the_walk),
        cmocka_unit_test(a_thousand_orbits_keep_energy_and_angular_momentum),
        cmocka_unit_test(a_zero_of_an_oscillator_is_found_to_its_time_tolerance),
        cmocka_unit_test(a_ball_that_starts_on_the_floor_is_caught_when_it_comes_down),
        cmocka_unit_test(without_a_crossing_the_end_is_reached_and_hit_is_false),
        cmocka_unit_test(errors_leave_the_state_untouched_and_caveats_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
