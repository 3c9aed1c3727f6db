/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "bench.h"
#include "kurs/gravity.h"

enum { PLACES = 64 };

static kurs_gravity gravity;
static kurs_vec3 places[PLACES], out[PLACES];

static double one(void *ctx)
{
    static int i;
    (void)ctx;
    i = (i + 1) % PLACES;
    return kurs_gravity_acceleration(&gravity, places[i]).x;
}

static double batch(void *ctx)
{
    (void)ctx;
    kurs_gravity_batch(&gravity, PLACES, places, out);
    return out[5].x;
}

int main(void)
{
    static const int degrees[] = {8, 20, 36, 70};
    for (int i = 0; i < PLACES; i++) {
        places[i] = (kurs_vec3){4.2e6 + 1e4 * i, -3.1e6 + 2e4 * i, 4.36e6 - 1.5e4 * i};
    }
    for (int i = 0; i < 4; i++) {
        char name[64];
        const int n = degrees[i];
        if (kurs_gravity_init(&gravity, n, n) < 0) {
            return 1;
        }
        snprintf(name, sizeof name, "gravity %d by %d, one place", n, n);
        const double single = bench_run(name, one, NULL);
        snprintf(name, sizeof name, "gravity %d by %d, 64 places", n, n);
        const double many = bench_run(name, batch, NULL) / PLACES;
        printf("{\"bench\":\"gravity_%dx%d\",\"value\":%.1f,\"unit\":\"ns\",\"batch_ns\":%.1f}\n",
               n, n, single, many);
    }
    return 0;
}
