/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One day at 6798 km and 51.64 deg under J2 to J6, and under a field of 20 by 20: DOP853, and
 * SUNDIALS ARKODE with the same force function and the same weights of the error. Each is given the
 * loosest tolerance that meets the end error as all tighter ones do, ARKODE also the best of its
 * tables and step controllers.
 */
#include <math.h>
#include <string.h>

#include "bench.h"
#include "kurs/env.h"
#include "kurs/gravity.h"
#include "kurs/ode_batch.h"
#include "kurs/orbit.h"

#if defined(KURS_HAS_ARKODE)
#include <arkode/arkode_erkstep.h>
#include <nvector/nvector_serial.h>
#endif

#define DAY_S 86400.0
#define DEG 0.017453292519943295
enum { DIM = 6, TOLERANCES = 60 };

static double start[DIM], want[DIM];

static kurs_gravity field;
static int whole_field; /* 1: 20 by 20 in the axes of the Earth, which stand still here */

static void motion(const double *y, double *dydt)
{
    const kurs_vec3 pole = {0.0, 0.0, 1.0}, r = {y[0], y[1], y[2]};
    const kurs_vec3 a =
        whole_field ? kurs_gravity_acceleration(&field, r) : kurs_gravity_zonal(r, pole);
    dydt[0] = y[3], dydt[1] = y[4], dydt[2] = y[5];
    dydt[3] = a.x, dydt[4] = a.y, dydt[5] = a.z;
}

static double error_of(const double *y)
{
    return sqrt(pow(y[0] - want[0], 2) + pow(y[1] - want[1], 2) + pow(y[2] - want[2], 2));
}

/* Tolerances of a step in place [m], each a quarter under the one before. */
static double tolerance_of(int i)
{
    return 300.0 * pow(0.75, i);
}

static void row(const char *name, const char *who, double ns, double error, long evaluations)
{
    printf("{\"bench\":\"%s\",\"value\":%.4f,\"unit\":\"ms\",\"error_m\":%.2g,\"evaluations\":%ld,"
           "\"with\":\"%s\"}\n",
           name, 1e-6 * ns, error, evaluations, who);
}

/* ---- ours ---- */

static kurs_status rhs(double t, const double *y, double *dydt, const void *ctx)
{
    (void)t, (void)ctx;
    motion(y, dydt);
    return KURS_OK;
}

static kurs_ode_problem problem_of(double tolerance_m)
{
    kurs_ode_problem p = {
        .method = &kurs_ode_dop853, .rhs = rhs, .dim = DIM, .h_init = 100.0, .h_max = 3000.0};
    for (int d = 0; d < DIM; d++) {
        p.atol[d] = tolerance_m * (d < 3 ? 1.0 : 1e-3);
    }
    return p;
}

static long walk_day(double tolerance_m, double *y)
{
    const kurs_ode_problem p = problem_of(tolerance_m);
    kurs_ode_walk w;
    kurs_status status = kurs_ode_walk_init(&w, &p, 0.0, start, DAY_S);
    while (status >= 0 && w.t < DAY_S) {
        status = kurs_ode_walk_step(&w);
    }
    if (status < 0) {
        exit(1);
    }
    memcpy(y, w.y, DIM * sizeof *y);
    return w.evaluations;
}

static double dop853_day(void *ctx)
{
    double y[DIM];
    walk_day(*(double *)ctx, y);
    return y[0];
}

/* The loosest tolerance that meets the error, as all tighter ones do. */
static double run_dop853(double error_m, const char *name, double *tolerance)
{
    long least = 0;
    double error = NAN;
    for (int i = TOLERANCES - 1; i >= 0; i--) {
        double y[DIM];
        const long evaluations = walk_day(tolerance_of(i), y);
        if (!(error_of(y) <= error_m)) {
            break;
        }
        least = evaluations;
        *tolerance = tolerance_of(i);
        error = error_of(y);
    }
    const double ns = bench_run(name, dop853_day, tolerance);
    row(name, "kurs dop853", ns, error, least);
    return ns;
}

/* ---- ARKODE ---- */

#if defined(KURS_HAS_ARKODE)
/* How ARKODE is set: FIXED is a controller that leaves the step alone. */
enum { FIXED = ARK_ADAPT_EXP_GUS + 1, CONTROLLERS };

typedef struct rival {
    void *mem;
    N_Vector y, atol;
    int controller;
    double tolerance; /* with FIXED the step [s] */
} rival;

static int rival_rhs(realtype t, N_Vector y, N_Vector dydt, void *ctx)
{
    (void)t, (void)ctx;
    motion(NV_DATA_S(y), NV_DATA_S(dydt));
    return 0;
}

static double arkode_day(void *ctx)
{
    rival *r = ctx;
    realtype t = 0.0;
    memcpy(NV_DATA_S(r->y), start, sizeof start);
    int flag = ERKStepReInit(r->mem, rival_rhs, 0.0, r->y);
    flag |= r->controller == FIXED ? ERKStepSetFixedStep(r->mem, r->tolerance)
                                   : ERKStepSetInitStep(r->mem, 100.0);
    flag |= ERKStepSetStopTime(r->mem, DAY_S);
    flag |= ERKStepEvolve(r->mem, DAY_S, r->y, &t, ARK_NORMAL);
    return flag < 0 || t != DAY_S ? NAN : NV_DATA_S(r->y)[0];
}

/* A table of ARKODE, or with ARKODE_ERK_NONE that of DOP853 with its error of 5th order. */
static ARKodeButcherTable table_of(ARKODE_ERKTableID id)
{
    const kurs_ode_method *m = &kurs_ode_dop853;
    double a[KURS_ODE_MAX_STAGES * KURS_ODE_MAX_STAGES];
    if (id != ARKODE_ERK_NONE) {
        return ARKodeButcherTable_LoadERK(id);
    }
    for (int i = 0; i < m->stages; i++) {
        memcpy(a + i * m->stages, m->a[i], (size_t)m->stages * sizeof *a);
    }
    double c[KURS_ODE_MAX_STAGES], b[KURS_ODE_MAX_STAGES], b_hat[KURS_ODE_MAX_STAGES];
    memcpy(c, m->c, sizeof c);
    memcpy(b, m->b, sizeof b);
    memcpy(b_hat, m->b_hat, sizeof b_hat);
    return ARKodeButcherTable_Create(m->stages, m->order, m->order_hat, c, a, b, b_hat);
}

/* ERKStep of SUNDIALS before 6.6.2 takes the last stage of a table with c = 1 there for the
 * derivative at the end of the step (its release notes), which costs such a table its order. This
 * force does not know the time, so another c is the same table without the fault. */
static int set_table(void *mem, ARKODE_ERKTableID id)
{
    ARKodeButcherTable table = table_of(id);
    const int last = table->stages - 1;
    if (id != ARKODE_DORMAND_PRINCE_7_4_5 && table->c[last] == 1.0) {
        table->c[last] = 0.5;
    }
    const int flag = ERKStepSetTable(mem, table);
    ARKodeButcherTable_Free(table);
    return flag;
}

static rival rival_make(SUNContext context, ARKODE_ERKTableID table, int controller,
                        double tolerance)
{
    rival r = {NULL, N_VNew_Serial(DIM, context), N_VNew_Serial(DIM, context), controller,
               tolerance};
    memcpy(NV_DATA_S(r.y), start, sizeof start);
    for (int d = 0; d < DIM; d++) {
        NV_DATA_S(r.atol)[d] = tolerance * (d < 3 ? 1.0 : 1e-3);
    }
    r.mem = ERKStepCreate(rival_rhs, 0.0, r.y, context);
    int flag = set_table(r.mem, table);
    if (controller != FIXED) {
        flag |= ERKStepSetAdaptivityMethod(r.mem, controller, 1, 0, NULL);
    }
    flag |= ERKStepSVtolerances(r.mem, 0.0, r.atol);
    flag |= ERKStepSetMaxNumSteps(r.mem, 1000000);
    flag |= ERKStepSetErrFile(r.mem, NULL); /* silent where it fails: then another setting wins */
    if (flag != 0) {
        exit(1);
    }
    return r;
}

static void rival_free(rival *r)
{
    ERKStepFree(&r->mem);
    N_VDestroy(r->y);
    N_VDestroy(r->atol);
}

typedef struct setting {
    int controller;
    double tolerance, error;
    long evaluations;
} setting;

/* The cheapest setting of a table that meets the error. */
static setting best_setting(SUNContext context, ARKODE_ERKTableID table, double error_m)
{
    setting best = {0, 0.0, NAN, 0};
    for (int c = ARK_ADAPT_PID; c < CONTROLLERS; c++) {
        setting last = {c, 0.0, NAN, 0};
        int meets = 1;
        for (int i = TOLERANCES - 1; i >= 0 && meets; i--) {
            const double tolerance = c == FIXED ? 600.0 * pow(0.94, i) : tolerance_of(i);
            rival r = rival_make(context, table, c, tolerance);
            long evaluations = 0;
            const double x = arkode_day(&r), error = error_of(NV_DATA_S(r.y));
            (void)ERKStepGetNumRhsEvals(r.mem, &evaluations);
            meets = isfinite(x) && error <= error_m;
            if (meets) {
                last = (setting){c, tolerance, error, evaluations};
            }
            rival_free(&r);
        }
        if (last.evaluations > 0 &&
            (best.evaluations == 0 || last.evaluations < best.evaluations)) {
            best = last;
        }
    }
    return best;
}

static double run_arkode(double error_m, const char *name)
{
    static const struct {
        ARKODE_ERKTableID id;
        const char *name;
    } tables[] = {{ARKODE_DORMAND_PRINCE_7_4_5, "dormand-prince 7-4-5"},
                  {ARKODE_VERNER_8_5_6, "verner 8-5-6"},
                  {ARKODE_FEHLBERG_13_7_8, "fehlberg 13-7-8"},
                  {ARKODE_ERK_NONE, "dop853's table"}};
    static const char *const controllers[] = {"PID", "PI", "I", "explicit Gustafsson",
                                              "fixed step"};
    double best = INFINITY;
    SUNContext context;
    if (SUNContext_Create(NULL, &context) != 0) {
        exit(1);
    }
    for (size_t k = 0; k < sizeof tables / sizeof tables[0]; k++) {
        const setting s = best_setting(context, tables[k].id, error_m);
        if (s.evaluations > 0) {
            char who[96];
            rival r = rival_make(context, tables[k].id, s.controller, s.tolerance);
            snprintf(who, sizeof who, "arkode, %s, %s", tables[k].name, controllers[s.controller]);
            const double ns = bench_run(who, arkode_day, &r);
            row(name, who, ns, s.error, s.evaluations);
            best = fmin(best, ns);
            rival_free(&r);
        }
    }
    SUNContext_Free(&context);
    return best;
}
#else
static double run_arkode(double error_m, const char *name)
{
    (void)error_m;
    printf("%s: no SUNDIALS here\n", name);
    return NAN;
}
#endif

static void run(double error_m, const char *ours, const char *theirs)
{
    double tolerance = NAN;
    const double ns = run_dop853(error_m, ours, &tolerance);
    const double rival_ns = run_arkode(error_m, theirs);
    printf("error %g m: %.2f times as fast as the best of ARKODE\n", error_m, rival_ns / ns);
}

/* ---- many at once ---- */

enum { ORBITS = 64 };

static double starts[ORBITS][DIM];

static void field_lanes(const double *t, const double (*y)[KURS_ODE_LANES],
                        double (*dydt)[KURS_ODE_LANES], const size_t *id, kurs_status *status,
                        const void *ctx)
{
    (void)t, (void)id, (void)status, (void)ctx;
    kurs_vec3 r[KURS_ODE_LANES], a[KURS_ODE_LANES];
    for (int i = 0; i < KURS_ODE_LANES; i++) {
        r[i] = (kurs_vec3){y[0][i], y[1][i], y[2][i]};
    }
    kurs_gravity_batch(&field, KURS_ODE_LANES, r, a);
    memcpy(dydt, y[3], 3 * sizeof *dydt);
    for (int i = 0; i < KURS_ODE_LANES; i++) {
        dydt[3][i] = a[i].x, dydt[4][i] = a[i].y, dydt[5][i] = a[i].z;
    }
}

static double one_by_one(void *ctx)
{
    kurs_ode_problem p = problem_of(*(double *)ctx);
    double sum = 0.0;
    for (int i = 0; i < ORBITS; i++) {
        double t = 0.0, y[DIM];
        memcpy(y, starts[i], sizeof y);
        if (kurs_ode_integrate(&p, &t, y, DAY_S) < 0) {
            exit(1);
        }
        sum += y[0];
    }
    return sum;
}

static double in_lanes(void *ctx)
{
    static kurs_ode_trajectory all[ORBITS];
    const kurs_ode_problem one = problem_of(*(double *)ctx);
    kurs_ode_batch_problem p = {
        .rhs = field_lanes, .dim = DIM, .h_init = one.h_init, .h_max = one.h_max};
    double sum = 0.0;
    memcpy(p.atol, one.atol, sizeof p.atol);
    for (int i = 0; i < ORBITS; i++) {
        all[i].t = all[i].h = 0.0, all[i].t_end = DAY_S;
        memcpy(all[i].y, starts[i], sizeof starts[i]);
    }
    if (kurs_ode_batch_integrate(&p, ORBITS, all) < 0) {
        exit(1);
    }
    for (int i = 0; i < ORBITS; i++) {
        sum += all[i].y[0];
    }
    return sum;
}

/* The largest error at the end of a day. */
static double worst_end(double tolerance)
{
    double worst = 0.0;
    for (int i = 0; i < ORBITS; i++) {
        double y[2][DIM];
        for (int k = 0; k < 2; k++) {
            kurs_ode_problem p = problem_of(k ? tolerance : 7e-7);
            double t = 0.0;
            memcpy(y[k], starts[i], sizeof y[k]);
            if (kurs_ode_integrate(&p, &t, y[k], DAY_S) < 0) {
                exit(1);
            }
        }
        memcpy(want, y[0], sizeof want);
        worst = fmax(worst, error_of(y[1]));
    }
    return worst;
}

static void run_batch(void)
{
    double tolerance = 3e-4; /* under 1 m at the end of the day for each of them */
    for (int i = 0; i < ORBITS; i++) {
        const kurs_elements el = {6798e3 + 1e4 * i, 0.0006 + 1e-4 * i, 0.4 + 0.02 * i,
                                  0.1 * i,          0.2 * i,           0.3 * i};
        kurs_state s;
        if (kurs_elements_to_state(KURS_EGM_GM, &el, &s) < 0) {
            exit(1);
        }
        memcpy(starts[i], &s, sizeof starts[i]);
    }
    if (one_by_one(&tolerance) != in_lanes(&tolerance)) {
        exit(1); /* the same bits, or the times say nothing */
    }
    const double error = worst_end(tolerance);
    const double alone = bench_run("64 days of 20x20, one by one", one_by_one, &tolerance);
    const double lanes = bench_run("64 days of 20x20, in lanes", in_lanes, &tolerance);
    printf("{\"bench\":\"ode_batch_day_20x20\",\"value\":%.4f,\"unit\":\"ms\",\"alone_ms\":%.4f,"
           "\"times_faster\":%.2f,\"error_m\":%.2g}\n",
           1e-6 * lanes / ORBITS, 1e-6 * alone / ORBITS, alone / lanes, error);
}

int main(void)
{
    const kurs_elements el = {6798e3, 0.0006, 51.64 * DEG, 1.0, 2.0, 3.0};
    kurs_state s;
    if (kurs_elements_to_state(KURS_EGM_GM, &el, &s) < 0 || kurs_gravity_init(&field, 20, 20) < 0) {
        return 1;
    }
    memcpy(start, &s, sizeof start);
    walk_day(7e-7, want); /* 1e-13 of the radius a step */
    run(1.0, "ode_dop853_day", "ode_arkode_day");
    run(1e-3, "ode_dop853_day_1mm", "ode_arkode_day_1mm");
    whole_field = 1;
    walk_day(7e-7, want);
    run(1.0, "ode_dop853_day_20x20", "ode_arkode_day_20x20");
    run_batch();
    return 0;
}
