/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ours against SUNDIALS ARKODE on the same force function: one day at 6798 km and 51.64 deg, each
 * at the loosest tolerance whose end is within 1 m of a reference. Without the library
 * (Debian libsundials-dev) this is an empty program.
 */
#include <stdio.h>

#ifdef KURS_HAS_ARKODE

#include <math.h>

#include <arkode/arkode_erkstep.h>
#include <nvector/nvector_serial.h>

#include "bench.h"
#include "kurs/gravity.h"
#include "kurs/ode.h"
#include "kurs/orbit.h"

#define DAY_S 86400.0

static kurs_gravity gravity;
static int degree; /* 6: the zonals alone; else the field, with the Earth at rest */
static double start[6];

static void force(const double *y, double *dydt)
{
    const kurs_vec3 r = {y[0], y[1], y[2]};
    const kurs_vec3 a = degree == 6 ? kurs_gravity_zonal(r, (kurs_vec3){0, 0, 1})
                                    : kurs_gravity_acceleration(&gravity, r);
    dydt[0] = y[3], dydt[1] = y[4], dydt[2] = y[5];
    dydt[3] = a.x, dydt[4] = a.y, dydt[5] = a.z;
}

static kurs_status our_rhs(double t, const double *y, double *dydt, const void *ctx)
{
    (void)t, (void)ctx;
    force(y, dydt);
    return KURS_OK;
}

static int their_rhs(double t, N_Vector y, N_Vector dydt, void *ctx)
{
    (void)t, (void)ctx;
    force(N_VGetArrayPointer(y), N_VGetArrayPointer(dydt));
    return 0;
}

typedef struct run {
    double tolerance;
    ARKODE_ERKTableID table; /* of ARKODE */
    int ours;
    double end[6];
} run;

static void ours(run *r)
{
    const double tol = r->tolerance, tol_v = 1e-3 * tol;
    const kurs_ode_problem p = {.method = &kurs_ode_dop853,
                                .rhs = our_rhs,
                                .dim = 6,
                                .atol = {tol, tol, tol, tol_v, tol_v, tol_v},
                                .h_init = 60.0,
                                .h_max = 3000.0};
    double t = 0.0;
    for (int i = 0; i < 6; i++) {
        r->end[i] = start[i];
    }
    if (kurs_ode_integrate(&p, &t, r->end, DAY_S) < 0) {
        exit(1);
    }
}

static void theirs(run *r)
{
    SUNContext ctx;
    double t = 0.0;
    if (SUNContext_Create(NULL, &ctx) != 0) {
        exit(1);
    }
    N_Vector y = N_VNew_Serial(6, ctx), atol = N_VNew_Serial(6, ctx);
    for (int i = 0; i < 6; i++) {
        N_VGetArrayPointer(y)[i] = start[i];
        N_VGetArrayPointer(atol)[i] = r->tolerance * (i < 3 ? 1.0 : 1e-3);
    }
    void *ark = ERKStepCreate(their_rhs, 0.0, y, ctx);
    if (!ark || ERKStepSVtolerances(ark, 0.0, atol) != 0 ||
        ERKStepSetTableNum(ark, r->table) != 0 || ERKStepSetMaxNumSteps(ark, 10000000) != 0 ||
        ERKStepSetStopTime(ark, DAY_S) != 0 || ERKStepSetMaxStep(ark, 3000.0) != 0 ||
        ERKStepEvolve(ark, DAY_S, y, &t, ARK_NORMAL) < 0) {
        exit(1);
    }
    for (int i = 0; i < 6; i++) {
        r->end[i] = N_VGetArrayPointer(y)[i];
    }
    ERKStepFree(&ark);
    N_VDestroy(y);
    N_VDestroy(atol);
    SUNContext_Free(&ctx);
}

static double fly(void *ctx)
{
    run *r = ctx;
    if (r->ours) {
        ours(r);
    } else {
        theirs(r);
    }
    return r->end[0];
}

/* Time of a day [ms] at an error of at most `most` metres. */
static double time_at(run *r, const double *want, double most, const char *name)
{
    double error = INFINITY;
    for (r->tolerance = 1000.0 * most; error > most; r->tolerance *= 0.7) {
        fly(r);
        error = sqrt(pow(r->end[0] - want[0], 2) + pow(r->end[1] - want[1], 2) +
                     pow(r->end[2] - want[2], 2));
    }
    r->tolerance /= 0.7;
    return 1e-6 * bench_run(name, fly, r);
}

static void compare(const char *field, double most)
{
    static const struct {
        ARKODE_ERKTableID table;
        const char *name;
    } tables[] = {{ARKODE_VERNER_8_5_6, "Verner 6(5)"}, {ARKODE_FEHLBERG_13_7_8, "Fehlberg 8(7)"}};
    run reference = {.ours = 1, .tolerance = 1e-7}, mine = {.ours = 1};
    char name[96];
    fly(&reference);
    snprintf(name, sizeof name, "dop853, %s, %g m", field, most);
    const double our_ms = time_at(&mine, reference.end, most, name);
    double best = INFINITY;
    for (int i = 0; i < 2; i++) {
        run other = {.table = tables[i].table};
        snprintf(name, sizeof name, "ARKODE %s, %s, %g m", tables[i].name, field, most);
        best = fmin(best, time_at(&other, reference.end, most, name));
    }
    printf("{\"bench\":\"ode_day_%s_%gm\",\"value\":%.3f,\"unit\":\"ms\",\"arkode_ms\":%.3f,"
           "\"times_faster\":%.2f}\n",
           field, most, our_ms, best, best / our_ms);
}

int main(void)
{
    const kurs_elements el = {6798e3, 0.0006, 0.901288, 1.0, 2.0, 3.0};
    kurs_state s;
    if (kurs_elements_to_state(KURS_EGM_GM, &el, &s) < 0 ||
        kurs_gravity_init(&gravity, 20, 20) < 0) {
        return 1;
    }
    const double y[6] = {s.r.x, s.r.y, s.r.z, s.v.x, s.v.y, s.v.z};
    for (int i = 0; i < 6; i++) {
        start[i] = y[i];
    }
    degree = 6;
    compare("zonals", 1.0);
    degree = 20;
    compare("20x20", 1.0);
    return 0;
}

#else

int main(void)
{
    puts("bench_arkode: skipped, SUNDIALS is not here");
    return 0;
}

#endif
