/* SPDX-License-Identifier: Apache-2.0 */
/* Station burns that open a window six weeks ahead, over five weeks of days, with and without a
 * landing to be kept; and one burn put to a set of elements. */
#include <string.h>

#include "app/app.h"
#include "app/ascent_model.h"
#include "bench.h"
#include "gnc/gnc.h"
#include "kurs/mission.h"
#include "kurs/reboost.h"
#include "math/math.h"

static kurs_mission mission;
static kurs_ascent_model ascent;
static kurs_ephemeris ephemeris;
static kurs_diag diag;

typedef struct search {
    kurs_window_request window;
    kurs_reboost_request request;
} search;

static double run(void *ctx)
{
    const search *s = ctx;
    kurs_reboost_plans plans;
    const kurs_status status = kurs_reboost_search(&s->request, &plans);
    return status < 0 ? NAN : plans.count + plans.plans[0].dv_m_s;
}

static double burn(void *ctx)
{
    kurs_manoeuvre *m = ctx;
    kurs_tle tle;
    m->dv_rtn_m_s.y = 1.0 - m->dv_rtn_m_s.y;
    return kurs_manoeuvre_after(&ephemeris.sets[0], m, &tle) < 0 ? NAN : tle.mean_motion;
}

int main(void)
{
    const char *path = KURS_SOURCE_DIR "/missions/soyuz-ms-25.yaml";
    if (kurs_mission_load(path, &mission, &diag) < 0 ||
        kurs_ascent_model_make(&mission.rocket, &mission.spacecraft, &mission.site,
                               51.64 * KURS_DEG, mission.launch_day, &ascent, NULL) < 0 ||
        kurs_ephemeris_init(&ephemeris, &mission.orbits[0].tle, 1) < 0) {
        printf("no mission to plan\n");
        return 1;
    }
    const kurs_tai day = kurs_tai_add(mission.launch_day, 50.0 * 86400.0);
    search s = {.window = {.mission = &mission,
                           .ascent = &ascent,
                           .station = &ephemeris,
                           .approach_s = kurs_approach_duration(&mission.approach)},
                .request = {.launch_day = day,
                            .burn_from = kurs_tai_add(day, -42.0 * 86400.0),
                            .burn_to = kurs_tai_add(day, -7.0 * 86400.0),
                            .landing_day = kurs_tai_add(day, 10.0 * 86400.0)}};
    s.request.window = &s.window;
    kurs_manoeuvre m = {kurs_tai_add(mission.orbits[0].tle.epoch, 40000.0), {0.0, 1.0, 0.0}};
    bench_json("manoeuvre", bench_run("a burn put to elements", burn, &m), "ns");
    bench_json("reboost", 1e-6 * bench_run("reboosts, 36 days", run, &s), "ms");
    s.request.landing = 1;
    bench_json("reboost_landing", 1e-6 * bench_run("reboosts, 36 days, landing kept", run, &s),
               "ms");
    return 0;
}
