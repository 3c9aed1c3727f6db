/* SPDX-License-Identifier: Apache-2.0 */
/* Lambert's problem over 50 000 places and times drawn by name, and with all their turns. */
#include <math.h>

#include "base/base.h"
#include "bench.h"
#include "kurs/orbit.h"

#define GM 3.986004418e14

enum { PROBLEMS = 50000 };

typedef struct problem {
    kurs_vec3 r1, r2;
    double dt;
} problem;

static problem problems[PROBLEMS];

static kurs_vec3 place(kurs_random *random)
{
    const double r = 6.6e6 + 36e6 * pow(kurs_random_uniform(random), 2.0);
    const double z = 2.0 * kurs_random_uniform(random) - 1.0, c = sqrt(1.0 - z * z);
    const double angle = 6.283185307179586 * kurs_random_uniform(random);
    return (kurs_vec3){r * c * cos(angle), r * c * sin(angle), r * z};
}

static double single(void *ctx)
{
    (void)ctx;
    double sum = 0.0;
    for (int i = 0; i < PROBLEMS; i++) {
        kurs_vec3 v1 = {0, 0, 0}, v2;
        const kurs_vec3 up = {0, 0, 1};
        if (kurs_lambert_solve(GM, problems[i].r1, problems[i].r2, problems[i].dt, up, &v1, &v2) >=
            0) {
            sum += v1.x + v2.y;
        }
    }
    return sum;
}

static kurs_vec3 from[PROBLEMS], to[PROBLEMS], out[PROBLEMS], in[PROBLEMS];
static double times[PROBLEMS];
static kurs_status statuses[PROBLEMS];

static double batch(void *ctx)
{
    (void)ctx;
    const kurs_vec3 up = {0, 0, 1};
    const kurs_status status =
        kurs_lambert_solve_batch(GM, PROBLEMS, from, to, times, up, out, in, statuses);
    return status + out[7].x + in[PROBLEMS - 1].y;
}

static long solutions;

static double with_turns(void *ctx)
{
    (void)ctx;
    double sum = 0.0;
    solutions = 0;
    for (int i = 0; i < PROBLEMS; i++) {
        kurs_lambert_path paths[41];
        const kurs_vec3 up = {0, 0, 1};
        int count = 0;
        if (kurs_lambert_solve_all(GM, problems[i].r1, problems[i].r2, 10.0 * problems[i].dt, up,
                                   20, paths, 41, &count) >= 0) {
            sum += paths[count - 1].v1.x;
        }
        solutions += count;
    }
    return sum;
}

int main(void)
{
    kurs_random random;
    kurs_random_init(&random, 1, "bench lambert");
    for (int i = 0; i < PROBLEMS; i++) {
        problems[i].r1 = place(&random);
        problems[i].r2 = place(&random);
        problems[i].dt = 600.0 + 20000.0 * kurs_random_uniform(&random);
    }
    const double one = bench_run("Lambert, 50 000 problems, no turn", single, NULL);
    for (int i = 0; i < PROBLEMS; i++) {
        from[i] = problems[i].r1;
        to[i] = problems[i].r2;
        times[i] = problems[i].dt;
    }
    const double eight = bench_run("Lambert, 50 000 problems, no turn, batch", batch, NULL);
    const double all = bench_run("Lambert, 50 000 problems, all turns", with_turns, NULL);
    printf("{\"bench\":\"lambert_single\",\"value\":%.4f,\"unit\":\"us\"}\n",
           1e-3 * one / PROBLEMS);
    printf("{\"bench\":\"lambert_batch\",\"value\":%.4f,\"unit\":\"us\"}\n",
           1e-3 * eight / PROBLEMS);
    printf("{\"bench\":\"lambert_turns\",\"value\":%.4f,\"unit\":\"us\",\"solutions\":%ld}\n",
           1e-3 * all / (double)solutions, solutions);
    return 0;
}
