/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "bench.h"
#include "kurs/gravity.h"

enum { PLACES = 64 };

static _Alignas(64) kurs_gravity gravity;
static kurs_vec3 places[PLACES], out[PLACES];
static int at;

static double one(void *ctx)
{
    (void)ctx;
    at = (at + 1) % PLACES;
    return kurs_gravity_acceleration(&gravity, places[at]).x;
}

static double gradient(void *ctx)
{
    kurs_mat3 m;
    (void)ctx;
    at = (at + 1) % PLACES;
    return kurs_gravity_gradient(&gravity, places[at], &m).x + m.m[0][1];
}

static double batch(void *ctx)
{
    (void)ctx;
    kurs_gravity_batch(&gravity, PLACES, places, out);
    return out[5].x;
}

/* One JSON line: ns for each place. */
static void line(const char *what, int degree, bench_fn work, int number)
{
    char name[64];
    snprintf(name, sizeof name, "gravity %d by %d, %s", degree, degree, what);
    const double ns = bench_run(name, work, NULL) / number;
    printf("{\"bench\":\"gravity_%dx%d%s%s\",\"value\":%.1f,\"unit\":\"ns\"}\n", degree, degree,
           work == one ? "" : "_", work == one ? "" : what, ns);
}

int main(void)
{
    static const int degrees[] = {8, 20, 36, 70};
    for (int i = 0; i < PLACES; i++) {
        places[i] = (kurs_vec3){4.2e6 + 1e4 * i, -3.1e6 + 2e4 * i, 4.36e6 - 1.5e4 * i};
    }
    for (int i = 0; i < 4; i++) {
        if (kurs_gravity_init(&gravity, degrees[i], degrees[i]) < 0) {
            return 1;
        }
        line("one", degrees[i], one, 1);
        line("partials", degrees[i], gradient, 1);
        line("batch", degrees[i], batch, PLACES);
    }
    return 0;
}
