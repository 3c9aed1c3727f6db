/* SPDX-License-Identifier: Apache-2.0 */
/* Integration takes no memory from the heap. */
#include "check.h"
#include "count_malloc.h"
#include "kurs/ode_batch.h"

static kurs_status oscillator(double t, const double *y, double *dydt, const void *ctx)
{
    (void)t, (void)ctx;
    dydt[0] = y[1];
    dydt[1] = -y[0];
    return KURS_OK;
}

static void oscillators(const double *t, const double (*y)[KURS_ODE_LANES],
                        double (*dydt)[KURS_ODE_LANES], const size_t *id, kurs_status *status,
                        const void *ctx)
{
    (void)t, (void)id, (void)status, (void)ctx;
    for (int i = 0; i < KURS_ODE_LANES; i++) {
        dydt[0][i] = y[1][i];
        dydt[1][i] = -y[0][i];
    }
}

static double place(double t, const double *y, const void *ctx)
{
    (void)t, (void)ctx;
    return y[0];
}

/* The first status that is not OK. */
static kurs_status integrate_in_every_way(const kurs_ode_method *method)
{
    const kurs_ode_problem p = {.method = method,
                                .rhs = oscillator,
                                .dim = 2,
                                .rtol = 1e-10,
                                .atol = {1e-10, 1e-10},
                                .h_init = 0.01,
                                .h_max = 0.1};
    const double start[2] = {1.0, 0.0}, times[3] = {0.33, 1.0, 2.22};
    double t = 0.0, y[2] = {1.0, 0.0}, out[6];
    int hit;
    kurs_status worst = kurs_ode_integrate(&p, &t, y, 1.0);
    worst = kurs_status_worse(worst, kurs_ode_integrate_until(&p, &t, y, 9.0, place, 1e-9, &hit));
    return kurs_status_worse(worst, kurs_ode_integrate_at(&p, 0.0, start, 3, times, out));
}

static void no_integration_asks_for_memory(void **state)
{
    (void)state;
    static kurs_ode_trajectory all[50];
    const kurs_ode_batch_problem batch = {.rhs = oscillators,
                                          .dim = 2,
                                          .rtol = 1e-10,
                                          .atol = {1e-10, 1e-10},
                                          .h_init = 0.01,
                                          .h_max = 1.0};
    if (!KURS_COUNTS_MALLOC) {
        skip();
    }
    for (int i = 0; i < 50; i++) {
        all[i].y[0] = 1.0;
        all[i].t_end = 1.0 + i;
    }
    const long before = malloc_requests;
    kurs_status worst = integrate_in_every_way(&kurs_ode_rk4);
    worst = kurs_status_worse(worst, integrate_in_every_way(&kurs_ode_dopri5));
    worst = kurs_status_worse(worst, integrate_in_every_way(&kurs_ode_dop853));
    worst = kurs_status_worse(worst, kurs_ode_batch_integrate(&batch, 50, all));
    const long asked = malloc_requests - before;
    assert_int_equal(KURS_OK, worst);
    assert_int_equal(0, asked);
    void *volatile p = malloc(1); /* the count counts */
    assert_true(malloc_requests > before);
    free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_integration_asks_for_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
