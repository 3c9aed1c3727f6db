/* SPDX-License-Identifier: Apache-2.0 */
/* SUNDIALS ARKODE as the oracle of our integrators. Where it is not installed all of it is
 * skipped. */
#include <string.h>

#include "check.h"
#include "kurs/env.h"
#include "kurs/ode.h"

#if defined(KURS_HAS_ARKODE)
#include <arkode/arkode_erkstep.h>
#include <nvector/nvector_serial.h>

enum { DIM = 6 };
#define DAY_S 86400.0

/* An ISS-like orbit of 6798 km and 51.64 deg, and one of eccentricity 0.7: [m, m/s]. */
static const double station[DIM] = {6798e3, 0.0, 0.0, 0.0, 4753.0, 6004.0};
static const double ellipse[DIM] = {7000e3, 0.0, 0.0, 0.0, 6110.0, 7719.0};

static void motion(const double *y, double *dydt)
{
    const kurs_vec3 pole = {0.0, 0.0, 1.0};
    const kurs_vec3 a = kurs_gravity_zonal((kurs_vec3){y[0], y[1], y[2]}, pole);
    dydt[0] = y[3], dydt[1] = y[4], dydt[2] = y[5];
    dydt[3] = a.x, dydt[4] = a.y, dydt[5] = a.z;
}

static kurs_status our_rhs(double t, const double *y, double *dydt, const void *ctx)
{
    (void)t, (void)ctx;
    motion(y, dydt);
    return KURS_OK;
}

static int their_rhs(realtype t, N_Vector y, N_Vector dydt, void *ctx)
{
    (void)t, (void)ctx;
    motion(NV_DATA_S(y), NV_DATA_S(dydt));
    return 0;
}

/* Height over the equator: its zeros are the nodes. */
static double our_height(double t, const double *y, const void *ctx)
{
    (void)t, (void)ctx;
    return y[2];
}

static int their_height(realtype t, N_Vector y, realtype *g, void *ctx)
{
    (void)t, (void)ctx;
    g[0] = NV_DATA_S(y)[2];
    return 0;
}

typedef struct oracle {
    SUNContext context;
    void *mem;
    N_Vector y, work;
} oracle;

/* By the table of Dormand and Prince 5(4): those of higher orders suffer in ERKStep of Debian 12
 * from a fault mended in SUNDIALS 6.6.2 (see its release notes). Step 0: adaptive. */
static oracle oracle_make(const double *start, double tolerance_m, double step)
{
    oracle o;
    assert_int_equal(0, SUNContext_Create(NULL, &o.context));
    o.y = N_VNew_Serial(DIM, o.context);
    o.work = N_VNew_Serial(DIM, o.context);
    memcpy(NV_DATA_S(o.y), start, DIM * sizeof *start);
    for (int d = 0; d < DIM; d++) {
        NV_DATA_S(o.work)[d] = tolerance_m * (d < 3 ? 1.0 : 1e-3);
    }
    o.mem = ERKStepCreate(their_rhs, 0.0, o.y, o.context);
    assert_int_equal(0, ERKStepSetTableNum(o.mem, ARKODE_DORMAND_PRINCE_7_4_5));
    assert_int_equal(0, ERKStepSVtolerances(o.mem, 0.0, o.work));
    assert_int_equal(0, ERKStepSetMaxNumSteps(o.mem, 10000000));
    if (step > 0.0) {
        assert_int_equal(0, ERKStepSetFixedStep(o.mem, step));
    }
    return o;
}

static void oracle_free(oracle *o)
{
    ERKStepFree(&o->mem);
    N_VDestroy(o->y);
    N_VDestroy(o->work);
    SUNContext_Free(&o->context);
}

static kurs_ode_problem problem_of(const kurs_ode_method *method, double tolerance_m)
{
    kurs_ode_problem p = {
        .method = method, .rhs = our_rhs, .dim = DIM, .h_init = 10.0, .h_max = 3000.0};
    for (int d = 0; d < DIM; d++) {
        p.atol[d] = tolerance_m * (d < 3 ? 1.0 : 1e-3);
    }
    if (method->order_hat == 0) {
        p.h_max = 5.0;
    }
    return p;
}

static double miss(const double *a, const double *b)
{
    return sqrt(pow(a[0] - b[0], 2) + pow(a[1] - b[1], 2) + pow(a[2] - b[2], 2));
}

static void steps_of_dopri5_are_those_of_arkode(void **state)
{
    (void)state;
    const kurs_ode_problem p = problem_of(&kurs_ode_dopri5, 1.0);
    oracle o = oracle_make(station, 1.0, 120.0);
    double y[DIM], t = 0.0;
    memcpy(y, station, sizeof y);
    for (int i = 0; i < 50; i++) {
        assert_int_equal(KURS_OK, kurs_ode_step(&p, 120.0 * i, 120.0, y, y, NULL));
        assert_int_equal(0, ERKStepEvolve(o.mem, 1e9, o.y, &t, ARK_ONE_STEP));
        check_near(120.0 * (i + 1), t, 0.0, 0.0);
        for (int d = 0; d < DIM; d++) {
            check_near(NV_DATA_S(o.y)[d], y[d], d < 3 ? 1e-6 : 1e-9, 0.0);
        }
    }
    oracle_free(&o);
}

static void the_error_of_a_step_of_dopri5_is_that_of_arkode(void **state)
{
    (void)state;
    const kurs_ode_problem p = problem_of(&kurs_ode_dopri5, 1.0);
    oracle o = oracle_make(station, 1.0, 0.0);
    double y[DIM], err[DIM], t = 0.0;
    assert_int_equal(0, ERKStepSetInitStep(o.mem, 120.0));
    assert_int_equal(0, ERKStepEvolve(o.mem, 1e9, o.y, &t, ARK_ONE_STEP));
    check_near(120.0, t, 0.0, 0.0);
    assert_int_equal(0, ERKStepGetEstLocalErrors(o.mem, o.work));
    assert_int_equal(KURS_OK, kurs_ode_step(&p, 0.0, 120.0, station, y, err));
    for (int d = 0; d < DIM; d++) {
        check_near(fabs(NV_DATA_S(o.work)[d]), fabs(err[d]), d < 3 ? 1e-8 : 1e-11, 0.0);
    }
    assert_true(fabs(err[0]) > 1e-3); /* else nothing was compared */
    oracle_free(&o);
}

static void a_day_ends_where_arkode_ends(void **state)
{
    (void)state;
    static const struct {
        const kurs_ode_method *method;
        double tolerance, allowed_m;
    } rows[] = {
        {&kurs_ode_dop853, 1e-6, 3e-4}, {&kurs_ode_dopri5, 1e-8, 3e-4}, {&kurs_ode_rk4, 1.0, 0.2}};
    const double *const starts[] = {station, ellipse};
    for (int k = 0; k < 2; k++) {
        oracle o = oracle_make(starts[k], 1e-7, 0.0);
        double t = 0.0;
        assert_int_equal(0, ERKStepSetStopTime(o.mem, DAY_S));
        assert_true(ERKStepEvolve(o.mem, DAY_S, o.y, &t, ARK_NORMAL) >= 0 && t == DAY_S);
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            const kurs_ode_problem p = problem_of(rows[i].method, rows[i].tolerance);
            double y[DIM], at = 0.0;
            memcpy(y, starts[k], sizeof y);
            assert_int_equal(KURS_OK, kurs_ode_integrate(&p, &at, y, DAY_S));
            const double m = miss(NV_DATA_S(o.y), y);
            print_message("%s, %s: %.1e m\n", k ? "ellipse" : "station", p.method->name, m);
            check_near(0.0, m, rows[i].allowed_m, 0.0);
        }
        oracle_free(&o);
    }
}

static void nodes_are_crossed_when_arkode_crosses_them(void **state)
{
    (void)state;
    const kurs_ode_event up = {our_height, 1};
    int direction = 1;
    const kurs_ode_method *const methods[] = {&kurs_ode_dop853, &kurs_ode_dopri5};
    for (int k = 0; k < 2; k++) {
        const kurs_ode_problem p = problem_of(methods[k], 1e-6);
        oracle o = oracle_make(ellipse, 1e-7, 0.0);
        double y[DIM], t = 0.0, at = 0.0;
        memcpy(y, ellipse, sizeof y);
        assert_int_equal(0, ERKStepRootInit(o.mem, 1, their_height));
        assert_int_equal(0, ERKStepSetRootDirection(o.mem, &direction));
        for (int i = 0; i < 2; i++) { /* its period is ten hours */
            int which = -1;
            assert_int_equal(ARK_ROOT_RETURN, ERKStepEvolve(o.mem, DAY_S, o.y, &t, ARK_NORMAL));
            assert_int_equal(
                KURS_OK, kurs_ode_integrate_events(&p, &at, y, 3.0 * DAY_S, &up, 1, 1e-7, &which));
            assert_int_equal(0, which);
            check_near(t, at, 1e-6, 0.0);
            check_near(0.0, miss(NV_DATA_S(o.y), y), 1e-2, 0.0);
        }
        oracle_free(&o);
    }
}

static void output_between_steps_is_that_of_arkode(void **state)
{
    (void)state;
    enum { N = 97 };
    const kurs_ode_problem p = problem_of(&kurs_ode_dop853, 1e-5);
    double times[N], out[N][DIM], worst = 0.0;
    for (int i = 0; i < N; i++) {
        times[i] = 61.7 * i;
    }
    assert_int_equal(KURS_OK, kurs_ode_integrate_at(&p, 0.0, station, N, times, out[0]));
    oracle o = oracle_make(station, 1e-7, 0.0);
    for (int i = 1; i < N; i++) { /* a stop at each time: no interpolation on their side */
        double t = 0.0;
        assert_int_equal(0, ERKStepSetStopTime(o.mem, times[i]));
        assert_true(ERKStepEvolve(o.mem, times[i], o.y, &t, ARK_NORMAL) >= 0);
        worst = fmax(worst, miss(NV_DATA_S(o.y), out[i]));
    }
    print_message("output between steps: %.1e m\n", worst);
    check_near(0.0, worst, 1e-3, 0.0);
    oracle_free(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_of_dopri5_are_those_of_arkode),
        cmocka_unit_test(the_error_of_a_step_of_dopri5_is_that_of_arkode),
        cmocka_unit_test(a_day_ends_where_arkode_ends),
        cmocka_unit_test(nodes_are_crossed_when_arkode_crosses_them),
        cmocka_unit_test(output_between_steps_is_that_of_arkode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

int main(void)
{
    print_message("skipped: no SUNDIALS ARKODE here, nothing compared\n");
    return 77;
}

#endif
