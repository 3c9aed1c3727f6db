/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

#include "kurs/nrlmsise00.h"

static kurs_nrlmsise00 model;

static double at_height(void *ctx)
{
    static double lon = 0.0;
    kurs_nrl_air air;
    lon = lon < 3.0 ? lon + 0.01 : -3.0;
    kurs_nrlmsise00_at(&model, 40000.0, *(const double *)ctx, 0.5, lon, 15.0, &air);
    return air.density;
}

enum { BATCH = 64 };

/* Places along an orbit at 400 km. */
static double many(void *ctx)
{
    static kurs_nrl_place at[BATCH];
    double density[BATCH];
    (void)ctx;
    for (int i = 0; i < BATCH; i++) {
        at[i] = (kurs_nrl_place){40000.0, 400e3 + 100.0 * i, 0.01 * i, 0.09 * i, 15.0};
    }
    kurs_nrlmsise00_batch(&model, BATCH, at, density);
    return density[BATCH - 1];
}

int main(void)
{
    const kurs_sun_activity sun = {150.0, 150.0, 15.0, 0, {0}};
    if (kurs_nrlmsise00_init(&model, 172, &sun) < 0) {
        return 1;
    }
    for (int i = 0; i < 3; i++) {
        double h[] = {400e3, 150e3, 20e3};
        char name[64];
        snprintf(name, sizeof name, "NRLMSISE-00 at %.0f km", h[i] / 1000.0);
        const double ns = bench_run(name, at_height, &h[i]);
        printf("{\"bench\":\"nrlmsise00_%.0fkm\",\"value\":%.1f,\"unit\":\"ns\"}\n", h[i] / 1000.0,
               ns);
    }
    const double ns = bench_run("NRLMSISE-00 at 64 places of 400 km", many, NULL) / BATCH;
    printf("{\"bench\":\"nrlmsise00_batch\",\"value\":%.1f,\"unit\":\"ns\"}\n", ns);
    return 0;
}
