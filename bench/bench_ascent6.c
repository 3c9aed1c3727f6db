/* SPDX-License-Identifier: Apache-2.0 */
/* The ascent of a crewed Soyuz-2.1a from lift-off to insertion: as a body in six degrees of
 * freedom, with its dropped parts followed to the ground, and as a point. */
#include "bench.h"

#include "../tests/support/ascent6.h"

static ascent6 made;
static int as_body;

static double fly(void *ctx)
{
    const kurs_sink nobody = {0};
    kurs_ascent_flight *f = ctx;
    kurs_status status =
        as_body ? ascent6_init(&made, f)
                : kurs_ascent_init(f, &made.mission.rocket, made.mission.spacecraft.mass_kg,
                                   &made.mission.site, &made.plan);
    while (status >= 0 && !f->done) {
        status = kurs_ascent_step(f, &made.mission.rocket, &nobody);
    }
    return status < 0 ? NAN : f->body.s_gcrf.r.x;
}

int main(void)
{
    static kurs_ascent_flight f;
    static const char *const names[] = {"ascent as a point", "ascent in six degrees of freedom"};
    if (ascent6_make(&made) < 0) {
        return 1;
    }
    for (as_body = 0; as_body < 2; as_body++) {
        const double ns = bench_run(names[as_body], fly, &f);
        printf("  insertion at %.2f s, %.1f kg left\n", f.met_s, f.upper_left_kg);
        bench_json(names[as_body], ns * 1e-9, "s");
    }
    return 0;
}
