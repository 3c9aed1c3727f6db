/* SPDX-License-Identifier: Apache-2.0 */
/* Launch windows: a year of passes with four profiles in closed form, and plans with their burns by
 * the full force model. Processor time of one core; medians. */
#include <stdio.h>
#include <stdlib.h>

#include "app/ascent_model.h"
#include "bench.h"
#include "io/tables.h"
#include "kurs/mission.h"
#include "kurs/window.h"
#include "plan/plan.h"

enum { YEARS = 5, PLANS = 9 };

static void fail(const char *what)
{
    fprintf(stderr, "bench_window: %s\n", what);
    exit(1);
}

static kurs_mission *load(void)
{
    kurs_mission *mission = calloc(1, sizeof *mission);
    kurs_diag *diag = calloc(1, sizeof *diag);
    kurs_profile one;
    if (!mission || !diag ||
        kurs_mission_load(KURS_SOURCE_DIR "/missions/soyuz-ms-25.yaml", mission, diag) < 0 ||
        kurs_yaml_load(KURS_SOURCE_DIR "/data/profiles/orbits-1.yaml", &kurs_schema_profile, 0,
                       &one, diag) < 0) {
        fail("the mission cannot be read");
    }
    for (int i = mission->profile_count++; i > 0; i--) {
        mission->profiles[i] = mission->profiles[i - 1];
    }
    mission->profiles[0] = one;
    free(diag);
    return mission;
}

/* Passes of the request; the ones that are open are counted too. */
static int count_passes(const kurs_window_request *request, int *open)
{
    int passes = 0;
    *open = 0;
    for (kurs_tai from = request->from;; passes++) {
        kurs_window_pass pass;
        const kurs_status status = kurs_window_next(request, from, &pass);
        if (status == KURS_ERR_NOT_FOUND) {
            return passes;
        }
        if (status < 0) {
            fail(kurs_status_text(status));
        }
        *open += pass.open;
        from = kurs_tai_add(pass.about, 3600.0);
    }
}

/* Median time of a plan of a profile with its burns solved, on the first pass open. */
static double solve_s(kurs_window_request request, int orbits)
{
    double took[PLANS];
    kurs_window_pass pass;
    kurs_tai from = request.from;
    request.orbits = orbits;
    do {
        if (kurs_window_next(&request, from, &pass) < 0) {
            fail("no pass is open");
        }
        from = kurs_tai_add(pass.about, 3600.0);
    } while (!pass.open);
    for (int i = 0; i < PLANS; i++) {
        kurs_window_pass solved = pass;
        const double start = bench_now_ns();
        if (kurs_window_solve(&request, &solved, NULL) < 0 || !solved.open) {
            fail(solved.closed[solved.closed_count - 1].reason);
        }
        took[i] = 1e-9 * (bench_now_ns() - start);
    }
    qsort(took, PLANS, sizeof took[0], bench_compare);
    return took[PLANS / 2];
}

int main(void)
{
    kurs_mission *mission = load();
    kurs_ascent_model ascent;
    kurs_ephemeris station;
    if (kurs_ephemeris_init(&station, &mission->orbits[0].tle, 1) < 0 ||
        kurs_ascent_model_make(
            &mission->rocket, &mission->spacecraft, &mission->site,
            kurs_launch_inclination(&mission->rocket, mission->orbits[0].tle.inc),
            mission->launch_day, &ascent, NULL) < 0) {
        fail("there is no ascent");
    }
    /* the year about the epoch: SGP4 carries the station no farther than half a year */
    const kurs_tai middle = station.sets[0].tle.epoch;
    const kurs_window_request request = {.mission = mission,
                                         .ascent = &ascent,
                                         .station = &station,
                                         .from = kurs_tai_add(middle, -182.5 * 86400.0),
                                         .to = kurs_tai_add(middle, 182.5 * 86400.0),
                                         .ready = kurs_tai_add(middle, -182.5 * 86400.0),
                                         .approach_s = 1628.0};
    double took[YEARS];
    int passes = 0, open = 0;
    for (int i = 0; i < YEARS; i++) {
        const double start = bench_now_ns();
        passes = count_passes(&request, &open);
        took[i] = 1e-9 * (bench_now_ns() - start);
    }
    qsort(took, YEARS, sizeof took[0], bench_compare);
    printf("a year of %d passes, %d open, %d profiles: %.3f s (%.3f to %.3f)\n", passes, open,
           mission->profile_count, took[YEARS / 2], took[0], took[YEARS - 1]);
    bench_json("window_year_closed_form", took[YEARS / 2], "s");
    static const int orbits[] = {2, 4, 34};
    kurs_window_request near = request;
    near.from = kurs_tai_add(middle, -10.0 * 86400.0);
    for (int i = 0; i < 3; i++) {
        char name[64];
        const double plan = solve_s(near, orbits[i]);
        printf("a plan of %d orbits with its burns by the full model: %.1f ms\n", orbits[i],
               1e3 * plan);
        snprintf(name, sizeof name, "window_plan_%d_orbits_full_model", orbits[i]);
        bench_json(name, plan, "s");
    }
    free(mission);
    return 0;
}
