/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "kurs/env.h"
#include "kurs/ode_batch.h"
#include "kurs/orbit.h"
#include "math/simd.h"

enum { MANY = 61, DIM = 6 };

/* ---- orbits about the Earth with J2 to J6: one right-hand side, alone and in lanes ---- */

static void motion(double t, const double *y, double *dydt)
{
    const kurs_vec3 pole = {0.0, 0.0, 1.0};
    const kurs_vec3 a = kurs_gravity_zonal((kurs_vec3){y[0], y[1], y[2]}, pole);
    dydt[0] = y[3], dydt[1] = y[4], dydt[2] = y[5];
    dydt[3] = a.x + 1e-5 * cos(1e-3 * t), dydt[4] = a.y, dydt[5] = a.z;
}

static kurs_status alone(double t, const double *y, double *dydt, const void *ctx)
{
    (void)ctx;
    motion(t, y, dydt);
    return KURS_OK;
}

static void in_lanes(const double *t, const double (*y)[KURS_ODE_LANES],
                     double (*dydt)[KURS_ODE_LANES], const size_t *id, kurs_status *status,
                     const void *ctx)
{
    (void)ctx;
    for (int i = 0; i < KURS_ODE_LANES; i++) {
        double one[DIM], rate[DIM];
        assert_int_equal(KURS_OK, status[i]);
        assert_true(id[i] < MANY && isfinite(t[i]));
        for (int d = 0; d < DIM; d++) {
            assert_true(isfinite(y[d][i])); /* idle lanes, too */
            one[d] = y[d][i];
        }
        motion(t[i], one, rate);
        for (int d = 0; d < DIM; d++) {
            dydt[d][i] = rate[d];
        }
    }
}

static const double tolerances[DIM] = {1e-2, 1e-2, 1e-2, 1e-5, 1e-5, 1e-5};

static kurs_ode_problem problem_alone(double h_init)
{
    kurs_ode_problem p = {.method = &kurs_ode_dop853,
                          .rhs = alone,
                          .dim = DIM,
                          .rtol = 1e-12,
                          .h_init = h_init,
                          .h_max = 2000.0};
    memcpy(p.atol, tolerances, sizeof tolerances);
    return p;
}

static kurs_ode_batch_problem problem_batch(double h_init)
{
    kurs_ode_batch_problem p = {
        .rhs = in_lanes, .dim = DIM, .rtol = 1e-12, .h_init = h_init, .h_max = 2000.0};
    memcpy(p.atol, tolerances, sizeof tolerances);
    return p;
}

/* Orbits of every shape, over minutes to a day, forward and back; every seventh has no way to go.
 */
static void fill(kurs_ode_trajectory *all)
{
    memset(all, 0, MANY * sizeof *all);
    for (int i = 0; i < MANY; i++) {
        const double e = 0.012 * i;
        const kurs_elements el = {7.0e6 / (1.0 - e), e, 0.05 * i, 0.3 * i, 0.7 * i, 1.1 * i};
        kurs_state s;
        assert_int_equal(KURS_OK, kurs_elements_to_state(KURS_EGM_GM, &el, &s));
        all[i].t = 10.0 * i;
        all[i].t_end = all[i].t + (i % 7 == 6 ? 0.0 : (i % 2 ? -1.0 : 1.0) * (100.0 + 1400.0 * i));
        memcpy(all[i].y, &s, sizeof s);
        all[i].status = KURS_ERR_IO;
    }
}

static void a_trajectory_in_a_lane_has_the_bits_of_one_alone(void **state)
{
    (void)state;
    static kurs_ode_trajectory all[MANY], start[MANY];
    long rejected = 0;
    const double firsts[] = {30.0, 5000.0}; /* the second begins with rejected steps */
    for (int k = 0; k < 2; k++) {
        const kurs_ode_problem one = problem_alone(firsts[k]);
        const kurs_ode_batch_problem p = problem_batch(firsts[k]);
        fill(all);
        memcpy(start, all, sizeof all);
        assert_int_equal(KURS_OK, kurs_ode_batch_integrate(&p, MANY, all));
        for (int i = 0; i < MANY; i++) {
            kurs_ode_walk w;
            assert_int_equal(KURS_OK,
                             kurs_ode_walk_init(&w, &one, start[i].t, start[i].y, start[i].t_end));
            double wished = 0.0;
            while (w.t != w.t_end) {
                wished = fabs(w.h);
                assert_int_equal(KURS_OK, kurs_ode_walk_step(&w));
            }
            assert_true(all[i].h == wished);
            assert_int_equal(KURS_OK, all[i].status);
            assert_true(all[i].t == start[i].t_end);
            assert_memory_equal(w.y, all[i].y, DIM * sizeof(double));
            assert_int_equal(w.steps, all[i].steps);
            assert_int_equal(w.rejected, all[i].rejected);
            assert_int_equal(w.evaluations, all[i].evaluations);
            rejected += w.rejected;
        }
    }
    assert_true(rejected > 100);
}

static void all_kinds_of_vector_instructions_give_the_same_bits(void **state)
{
    (void)state;
    static kurs_ode_trajectory all[MANY], first[MANY];
    const kurs_ode_batch_problem p = problem_batch(30.0);
    int kinds = 0;
    for (int kind = 0; kind < KURS_SIMD_COUNT; kind++) {
        if (!kurs_simd_has((kurs_simd)kind)) {
            continue;
        }
        assert_int_equal(0, setenv("KURS_SIMD", kurs_simd_name((kurs_simd)kind), 1));
        fill(all);
        assert_int_equal(KURS_OK, kurs_ode_batch_integrate(&p, MANY, all));
        if (kinds++ == 0) {
            memcpy(first, all, sizeof all);
        }
        assert_memory_equal(first, all, sizeof all);
    }
    assert_int_equal(0, unsetenv("KURS_SIMD"));
    assert_true(kinds >= 1);
    print_message("%d kinds\n", kinds);
}

static void a_result_does_not_depend_on_the_neighbours(void **state)
{
    (void)state;
    static kurs_ode_trajectory all[MANY], turned[MANY], some[MANY];
    const kurs_ode_batch_problem p = problem_batch(30.0);
    fill(all);
    fill(some);
    for (int i = 0; i < MANY; i++) {
        turned[MANY - 1 - i] = all[i];
    }
    assert_int_equal(KURS_OK, kurs_ode_batch_integrate(&p, MANY, all));
    assert_int_equal(KURS_OK, kurs_ode_batch_integrate(&p, MANY, turned));
    for (int i = 0, n = 1; i < MANY; i += n, n = n % 11 + 1) { /* groups of 1, 2, 3 .. 11 */
        n = i + n < MANY ? n : MANY - i;
        assert_int_equal(KURS_OK, kurs_ode_batch_integrate(&p, (size_t)n, some + i));
    }
    for (int i = 0; i < MANY; i++) {
        assert_memory_equal(&all[i], &turned[MANY - 1 - i], sizeof all[i]);
        assert_memory_equal(&all[i], &some[i], sizeof all[i]);
    }
}

/* ---- sixteen unknowns: oscillators whose solutions are known ---- */

static void eight_oscillators(const double *t, const double (*y)[KURS_ODE_LANES],
                              double (*dydt)[KURS_ODE_LANES], const size_t *id, kurs_status *status,
                              const void *ctx)
{
    (void)t, (void)ctx, (void)status;
    for (int i = 0; i < KURS_ODE_LANES; i++) {
        for (int d = 0; d < KURS_ODE_MAX_DIM; d += 2) {
            const double rate = 1.0 + 0.1 * d + 0.01 * (double)id[i];
            dydt[d][i] = rate * y[d + 1][i];
            dydt[d + 1][i] = -rate * y[d][i];
        }
    }
}

static void sixteen_unknowns_come_to_their_closed_form(void **state)
{
    (void)state;
    enum { N = 20 };
    static kurs_ode_trajectory all[N];
    kurs_ode_batch_problem p = {
        .rhs = eight_oscillators, .dim = KURS_ODE_MAX_DIM, .h_init = 0.01, .h_max = 10.0};
    memset(all, 0, sizeof all);
    for (int d = 0; d < KURS_ODE_MAX_DIM; d++) {
        p.atol[d] = 1e-12;
        for (int i = 0; i < N; i++) {
            all[i].y[d] = d % 2 == 0;
            all[i].t_end = 7.0 + i;
        }
    }
    assert_int_equal(KURS_OK, kurs_ode_batch_integrate(&p, N, all));
    for (int i = 0; i < N; i++) {
        for (int d = 0; d < KURS_ODE_MAX_DIM; d += 2) {
            const double angle = (1.0 + 0.1 * d + 0.01 * i) * (7.0 + i);
            check_near(cos(angle), all[i].y[d], 2e-11, 0.0);
            check_near(-sin(angle), all[i].y[d + 1], 2e-11, 0.0);
        }
    }
}

/* ---- failures and caveats ---- */

/* y' = 1 from 0; those of id 3, 13, .. fail at t = 0.5 and on, 5, 15, .. have a caveat before it,
 * 7, 17, .. run into a wall of infinite height. */
static void moody(const double *t, const double (*y)[KURS_ODE_LANES],
                  double (*dydt)[KURS_ODE_LANES], const size_t *id, kurs_status *status,
                  const void *ctx)
{
    (void)ctx;
    for (int i = 0; i < KURS_ODE_LANES; i++) {
        dydt[0][i] = id[i] % 10 == 7 ? (1.0 + y[0][i]) * (1.0 + y[0][i]) : 1.0;
        if (id[i] % 10 == 3 && t[i] > 0.5) {
            status[i] = KURS_ERR_DECAYED;
        } else if (id[i] % 10 == 5 && t[i] < 0.5) {
            status[i] = KURS_CAVEAT_EOP_PREDICTED;
        }
    }
}

static void failures_and_caveats_stay_with_their_trajectories(void **state)
{
    (void)state;
    kurs_ode_trajectory all[MANY];
    const kurs_ode_batch_problem p = {
        .rhs = moody, .dim = 1, .rtol = 1e-9, .atol = {1e-9}, .h_init = 0.01, .h_max = 0.1};
    memset(all, 0, sizeof all);
    for (int i = 0; i < MANY; i++) {
        all[i].t_end = i == 40 ? NAN : 2.0;
    }
    assert_int_equal(KURS_CAVEAT_EOP_PREDICTED, kurs_ode_batch_integrate(&p, MANY, all));
    for (int i = 0; i < MANY; i++) {
        const kurs_status want = i == 40       ? KURS_ERR_ARGUMENT
                                 : i % 10 == 3 ? KURS_ERR_DECAYED
                                 : i % 10 == 5 ? KURS_CAVEAT_EOP_PREDICTED
                                 : i % 10 == 7 ? KURS_ERR_NO_CONVERGENCE
                                               : KURS_OK;
        assert_int_equal(want, all[i].status);
        check_near(want < KURS_OK ? 0.0 : 2.0, all[i].t, 0.0, 0.0);
        check_near(want < KURS_OK ? 0.0 : 2.0, all[i].y[0], want < KURS_OK ? 0.0 : 1e-12, 0.0);
    }
}

static void problems_that_are_none_are_refused(void **state)
{
    (void)state;
    kurs_ode_trajectory one = {.t_end = 1.0, .status = KURS_ERR_IO, .steps = 5};
    const kurs_ode_trajectory before = one;
    const kurs_ode_batch_problem good = {
        .rhs = moody, .dim = 1, .rtol = 1e-9, .atol = {1e-9}, .h_init = 0.01, .h_max = 0.1};
    kurs_ode_batch_problem bad[6] = {good, good, good, good, good, good};
    bad[0].rhs = NULL, bad[1].dim = 0, bad[2].dim = KURS_ODE_MAX_DIM + 1;
    bad[3].h_init = 0.0, bad[4].h_max = NAN, bad[5].rtol = -1.0;
    for (int i = 0; i < 6; i++) {
        assert_int_equal(KURS_ERR_ARGUMENT, kurs_ode_batch_integrate(&bad[i], 1, &one));
        assert_memory_equal(&before, &one, sizeof one);
    }
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_ode_batch_integrate(NULL, 1, &one));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_ode_batch_integrate(&good, 1, NULL));
    assert_int_equal(KURS_OK, kurs_ode_batch_integrate(&good, 0, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trajectory_in_a_lane_has_the_bits_of_one_alone),
        cmocka_unit_test(all_kinds_of_vector_instructions_give_the_same_bits),
        cmocka_unit_test(a_result_does_not_depend_on_the_neighbours),
        cmocka_unit_test(sixteen_unknowns_come_to_their_closed_form),
        cmocka_unit_test(failures_and_caveats_stay_with_their_trajectories),
        cmocka_unit_test(problems_that_are_none_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
