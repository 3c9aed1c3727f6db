/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/escape_map.h"

#include <string.h>

#include "app/app.h"
#include "app/ascent_model.h"
#include "app/escape_picture.h"
#include "app/output_file.h"
#include "app/station.h"
#include "base/base.h"
#include "kurs/ephemeris.h"
#include "math/math.h"
#include "plan/plan.h"
#include "sim/sim.h"

static const double usual_step_s = 5.0;

/* What is asked for. */
typedef struct map_ask {
    double step_s;
    int lift_up;
    int (*stop)(void *ctx); /* NULL: nobody stops it */
    void *ctx;
} map_ask;

/* An ascent into the station's plane by the best lead. */
static kurs_status plan_ascent(const kurs_mission *mission, kurs_ascent_plan *plan)
{
    const kurs_tai noon = kurs_tai_add(mission->launch_day, 43200.0);
    kurs_ephemeris station;
    kurs_ascent_model model;
    kurs_status status = kurs_station_ephemeris(mission, &station);
    if (status < 0) {
        return status;
    }
    const double inc = station.sets[kurs_ephemeris_nearest(&station, noon)].tle.inc;
    status = kurs_ascent_model_make(&mission->rocket, &mission->spacecraft, &mission->site, inc,
                                    noon, &model, NULL);
    double node = 0.0, lead_s = 0.0;
    for (int i = 0; i < 6 && status >= 0; i++) { /* the lead is nearly linear in the node */
        status =
            kurs_ascent_plan_make(&mission->rocket, &model, &mission->site, noon, node, inc, plan);
        if (status >= 0) {
            status = kurs_ascent_lead(&mission->site, noon, plan->normal_gcrf, &lead_s);
        }
        node -= (lead_s - model.lead_s) * KURS_EARTH_OMEGA;
    }
    return status;
}

static kurs_status land(kurs_escape_flight *f, double t_s, const kurs_site *site,
                        kurs_escape_place *out)
{
    const kurs_sink nobody = {0};
    while (!f->done) {
        const kurs_status status = kurs_escape_step(f, &nobody);
        if (status < 0) {
            return status;
        }
    }
    const kurs_body *b = &f->body;
    const kurs_geodetic at =
        kurs_geodetic_from_itrf(kurs_earth_state_itrf(&b->earth, b->t_s, b->s_gcrf).r);
    *out = (kurs_escape_place){
        .t_s = t_s,
        .mode = f->setup.mode,
        .lat = at.lat,
        .lon = at.lon,
        .range_m = kurs_geodetic_distance(at, (kurs_geodetic){site->lat, site->lon, 0.0}),
        .apogee_m = f->apogee_m,
        .peak_load_g = f->peak_load_g,
        .peak_s = f->peak_s,
        .duration_s = b->t_s - f->command_s};
    return KURS_OK;
}

/* The ascent on to t_s. */
static kurs_status climb(const kurs_mission *mission, double t_s, kurs_ascent_flight *ascent)
{
    const kurs_sink nobody = {0};
    kurs_rocket rocket = mission->rocket;
    kurs_status status = kurs_curve_scale_from(&rocket.core.level, t_s, 1.0); /* a step to end at */
    while (status >= 0 && !ascent->done && ascent->met_s < t_s - 1e-9) {
        status = kurs_ascent_step(ascent, &rocket, &nobody);
    }
    return status;
}

static kurs_status from_pad(const kurs_mission *mission, const kurs_escape_world *world,
                            const kurs_ascent_plan *plan, kurs_escape_place *places, int *n)
{
    const double times_s[] = {mission->spacecraft.escape.armed_s, 0.0};
    for (int i = 0; i < 2; i++) {
        kurs_escape_flight f;
        kurs_status status =
            kurs_escape_from_pad(&f, world, &mission->rocket, plan, times_s[i], KURS_ABORT_command);
        if (status >= 0) {
            status = land(&f, times_s[i], &mission->site, &places[*n]);
        }
        if (status < 0) {
            return status;
        }
        (*n)++;
    }
    return KURS_OK;
}

static kurs_status fly_all(const kurs_mission *mission, const map_ask *ask,
                           kurs_escape_place *places, int *count)
{
    kurs_wind_profile wind;
    const kurs_escape_world world = {&mission->spacecraft, &mission->ret, &mission->zone,
                                     &mission->site,       ask->lift_up,  &wind};
    kurs_ascent_plan plan;
    kurs_ascent_flight ascent;
    int n = 0;
    kurs_status status = kurs_flight_wind(&mission->launch_winds, &wind);
    if (status >= 0) {
        status = plan_ascent(mission, &plan);
    }
    if (status >= 0) {
        status = from_pad(mission, &world, &plan, places, &n);
    }
    if (status >= 0) {
        status = kurs_ascent_init(&ascent, &mission->rocket, mission->spacecraft.mass_kg,
                                  &mission->site, &plan);
        ascent.wind = wind;
    }
    for (int i = 1; status >= 0; i++) {
        const double t_s = i * ask->step_s;
        kurs_escape_flight f;
        if (ask->stop && ask->stop(ask->ctx)) {
            return KURS_ERR_STOPPED;
        }
        status = climb(mission, t_s, &ascent);
        if (status < 0 || ascent.done) {
            break;
        }
        if (n == KURS_ESCAPE_MAP_MOST) {
            return KURS_ERR_FULL;
        }
        status = kurs_escape_from_ascent(&f, &world, &mission->rocket, &ascent, KURS_ABORT_command);
        if (status >= 0) {
            status = land(&f, t_s, &mission->site, &places[n++]);
        }
    }
    *count = n;
    return status < 0 ? status : KURS_OK;
}

static kurs_status make_map(const kurs_mission *mission, const map_ask *ask, kurs_escape_place *out,
                            int *count)
{
    if (!mission->spacecraft.escape.name[0]) {
        return KURS_ERR_NOT_FOUND;
    }
    if (!(ask->step_s >= 0.5 && ask->step_s <= 600.0)) {
        return KURS_ERR_RANGE;
    }
    const size_t size = KURS_ESCAPE_MAP_MOST * sizeof *out;
    kurs_escape_place *places = kurs_alloc(size);
    if (!places) {
        return KURS_ERR_MEMORY;
    }
    int n = 0;
    const kurs_status status = fly_all(mission, ask, places, &n);
    if (status >= 0) {
        memcpy(out, places, (size_t)n * sizeof *out);
        *count = n;
    }
    kurs_free(places);
    return status;
}

kurs_status kurs_escape_map(const kurs_mission *mission, double step_s, int lift_up,
                            kurs_escape_place out[KURS_ESCAPE_MAP_MOST], int *count)
{
    const map_ask ask = {.step_s = step_s, .lift_up = lift_up};
    return make_map(mission, &ask, out, count);
}

static kurs_status write_csv(const kurs_escape_place *places, int count, FILE *out)
{
    fputs("t_s,mode,latitude_deg,longitude_deg,range_km,apogee_km,peak_load_g,peak_s,duration_s\n",
          out);
    for (int i = 0; i < count; i++) {
        const kurs_escape_place *p = &places[i];
        fprintf(out, "%.17g,%s,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g\n", p->t_s,
                kurs_escape_mode_name(p->mode), p->lat / KURS_DEG, p->lon / KURS_DEG,
                p->range_m / 1e3, p->apogee_m / 1e3, p->peak_load_g, p->peak_s, p->duration_s);
    }
    return ferror(out) ? KURS_ERR_IO : KURS_OK;
}

kurs_status kurs_escape_map_csv(const kurs_escape_place *places, int count, FILE *out)
{
    kurs_point_locale point;
    kurs_status status = kurs_point_begin(&point);
    if (status >= 0) {
        status = write_csv(places, count, out);
        kurs_point_end(&point);
    }
    return status;
}

kurs_status kurs_escape_map_picture(const kurs_mission *mission, const kurs_escape_place *places,
                                    int count, int svg, FILE *out)
{
    kurs_point_locale point;
    kurs_status status = kurs_point_begin(&point);
    if (status >= 0) {
        status = kurs_escape_picture(mission, places, count, svg, out);
        kurs_point_end(&point);
    }
    return status;
}

static int ends_in(const char *path, const char *ending)
{
    const size_t n = strlen(path), m = strlen(ending);
    return n >= m && strcmp(path + n - m, ending) == 0;
}

/* What is held while the map is made and written. */
typedef struct map_work {
    kurs_output_file output;
    kurs_escape_place places[KURS_ESCAPE_MAP_MOST];
} map_work;

static kurs_status make_and_write(const kurs_mission *mission, const char *path, const map_ask *ask,
                                  map_work *work)
{
    int count = 0;
    kurs_status status = kurs_output_file_open(&work->output, path);
    if (status < 0) {
        return status;
    }
    status = make_map(mission, ask, work->places, &count);
    if (status >= 0) {
        FILE *out = work->output.file;
        status = ends_in(path, ".csv") ? kurs_escape_map_csv(work->places, count, out)
                                       : kurs_escape_map_picture(mission, work->places, count,
                                                                 ends_in(path, ".svg"), out);
    }
    if (status >= 0 || (status == KURS_ERR_IO && ferror(work->output.file))) {
        return kurs_output_file_commit(&work->output); /* which tells what the system says */
    }
    kurs_output_file_discard(&work->output);
    return status;
}

kurs_status kurs_escape_map_write(const kurs_mission *mission, const char *path,
                                  int (*stop)(void *ctx), void *ctx,
                                  char told[KURS_ESCAPE_MAP_WHY_SIZE])
{
    const map_ask ask = {.step_s = usual_step_s, .stop = stop, .ctx = ctx};
    map_work *work = kurs_alloc(sizeof *work);
    told[0] = '\0';
    if (!work) {
        return KURS_ERR_MEMORY;
    }
    const kurs_status status = make_and_write(mission, path, &ask, work);
    if (status < 0) {
        snprintf(told, KURS_ESCAPE_MAP_WHY_SIZE, "%s", work->output.why);
    }
    kurs_free(work);
    return status;
}
