/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The point-mass ascent of Soyuz-2.1a: one for planning, a batch of dispersed ones, the planner's
 * model of it, and the ascent with rows that a mission records.
 */
#include "bench.h"

#include <math.h>

#include "app/ascent_model.h"
#include "kurs/dispersion.h"
#include "kurs/mission.h"
#include "plan/ascent_plan.h"
#include "sim/point_ascent.h"
#include "sim/sim.h"

static const double inc = 51.645 * 3.14159265358979323846 / 180.0;

typedef struct job {
    kurs_mission mission;
    kurs_ascent_model model;
    kurs_ascent_plan plan;
    kurs_wind_profile wind;
    kurs_earth earth;
    kurs_ascent_spread spread;
    kurs_cutoff_speeds cutoff;
    kurs_tai liftoff;
    long run;
    int passes;
    long flown, reached;
} job;

static job nominal;

static double fly(job *j, const kurs_point_setup *setup)
{
    kurs_point_ascent f;
    if (kurs_point_ascent_init(&f, setup) < 0 || kurs_point_ascent_run(&f, setup, INFINITY) < 0) {
        return NAN;
    }
    j->passes = f.guidance.passes;
    if (!setup->dispersion) {
        j->cutoff = f.speeds;
    }
    j->reached += f.guidance.decision == KURS_ASCENT_NOMINAL && !f.fell_short;
    j->flown++;
    return f.upper_left_kg;
}

static double plan_one(void *ctx)
{
    job *j = ctx;
    const kurs_point_setup setup = {.rocket = &j->mission.rocket,
                                    .spacecraft_kg = j->mission.spacecraft.mass_kg,
                                    .site = &j->mission.site,
                                    .plan = &j->plan,
                                    .earth = &j->earth};
    return fly(j, &setup);
}

/* With the Earth's attitude worked out anew. */
static double plan_alone(void *ctx)
{
    job *j = ctx;
    const kurs_point_setup setup = {.rocket = &j->mission.rocket,
                                    .spacecraft_kg = j->mission.spacecraft.mass_kg,
                                    .site = &j->mission.site,
                                    .plan = &j->plan};
    return fly(j, &setup);
}

static double disperse_one(void *ctx)
{
    job *j = ctx;
    kurs_ascent_dispersion d;
    kurs_rocket rocket;
    kurs_ascent_disperse(&j->spread, 1, (uint64_t)j->run++, &d);
    if (kurs_rocket_disperse(&j->mission.rocket, &d, &rocket) < 0) {
        return NAN;
    }
    const double ship_kg = j->mission.spacecraft.mass_kg;
    const kurs_point_setup setup = {.rocket = &rocket,
                                    .known = &j->mission.rocket,
                                    .spacecraft_kg = ship_kg * (1.0 + d.spacecraft),
                                    .known_spacecraft_kg = ship_kg,
                                    .site = &j->mission.site,
                                    .plan = &j->plan,
                                    .earth = &j->earth,
                                    .wind = &j->wind,
                                    .cutoff = j->cutoff,
                                    .dispersion = &d};
    return fly(j, &setup);
}

static double record_one(void *ctx)
{
    const job *j = ctx;
    const kurs_sink nobody = {0};
    kurs_ascent_flight f;
    kurs_status status = kurs_ascent_init(&f, &j->mission.rocket, j->mission.spacecraft.mass_kg,
                                          &j->mission.site, &j->plan);
    while (status >= 0 && !f.done) {
        status = kurs_ascent_step(&f, &j->mission.rocket, &nobody);
    }
    return f.upper_left_kg;
}

static double model_one(void *ctx)
{
    job *j = ctx;
    kurs_ascent_model model;
    const kurs_status status =
        kurs_ascent_model_make(&j->mission.rocket, &j->mission.spacecraft, &j->mission.site, inc,
                               j->liftoff, &model, NULL);
    return status < 0 ? NAN : model.lead_s;
}

int main(void)
{
    static kurs_diag diag;
    const char day[] = "2024-03-23T12:36:10.573Z";
    job *j = &nominal;
    kurs_diag_init(&diag);
    if (kurs_mission_load(KURS_SOURCE_DIR "/missions/soyuz-ms-25.yaml", &j->mission, &diag) < 0 ||
        kurs_tai_parse(day, sizeof day - 1, &j->liftoff) < 0 ||
        kurs_ascent_model_make(&j->mission.rocket, &j->mission.spacecraft, &j->mission.site, inc,
                               j->liftoff, &j->model, NULL) < 0 ||
        kurs_ascent_plan_make(&j->mission.rocket, &j->model, &j->mission.site, j->liftoff, 1.0, inc,
                              &j->plan) < 0 ||
        kurs_wind_profile_baikonur(&j->wind, 83) < 0 ||
        kurs_earth_init(&j->earth, j->liftoff) < 0) {
        return 1;
    }
    double lead, node = 1.0;
    for (int i = 0; i < 6; i++) { /* the node that the pad meets one lead after lift-off */
        if (kurs_ascent_lead(&j->mission.site, j->liftoff, j->plan.normal_gcrf, &lead) < 0) {
            return 1;
        }
        node -= (lead - j->model.lead_s) * KURS_EARTH_OMEGA;
        if (kurs_ascent_plan_make(&j->mission.rocket, &j->model, &j->mission.site, j->liftoff, node,
                                  inc, &j->plan) < 0) {
            return 1;
        }
    }
    j->spread = kurs_ascent_spread_usual();
    const double one = bench_run("point-mass ascent for planning", plan_one, j);
    const double alone = bench_run("the same, the Earth's attitude made for it", plan_alone, j);
    printf("  %d passes of the guidance\n", j->passes);
    const double dispersed =
        bench_run("dispersed point-mass ascent, wind and navigation", disperse_one, j);
    printf("  %ld of %ld reached their orbit\n", j->reached, j->flown);
    const double model = bench_run("the planner's model of the ascent", model_one, j);
    const double recorded = bench_run("ascent with rows, nobody listening", record_one, j);
    bench_json("point-mass ascent for planning", one * 1e-9, "s");
    bench_json("point-mass ascent with an Earth of its own", alone * 1e-9, "s");
    bench_json("dispersed point-mass ascents a core", 1e9 / dispersed, "ascents/s");
    bench_json("model of the ascent for the planner", model * 1e-9, "s");
    bench_json("ascent with rows", recorded * 1e-9, "s");
    return 0;
}
