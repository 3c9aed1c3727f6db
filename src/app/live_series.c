/* SPDX-License-Identifier: Apache-2.0 */
/* Documents over a span of time: channels, ground tracks, motion relative to the station. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/live_parts.h"
#include "kurs/orbit.h"
#include "kurs/relative.h"
#include "math/math.h"

#define TRACK_BACK_S 5580.0   /* about a turn of a station in low orbit */
#define TRACK_AHEAD_S 86400.0 /* predicted at the most */
#define SERIES_BACK_S 3600.0

enum { CHANNELS = 48 };

static kurs_tai back(const kurs_live_view *view, double s)
{
    const kurs_tai t = kurs_tai_add(view->now, -s);
    return kurs_tai_diff(t, view->take->first) < 0.0 ? view->take->first : t;
}

static kurs_live_cursor *make_cursor(kurs_take *take)
{
    kurs_live_cursor *cursor = kurs_alloc(sizeof *cursor);
    if (cursor) {
        kurs_live_cursor_init(cursor, take);
    }
    return cursor;
}

/* ---- channels -------------------------------------------------------------------------------- */

typedef struct channel_list {
    int count, index[CHANNELS];
    json_t *values[CHANNELS];
} channel_list;

static kurs_status take_channels(const kurs_live_call *call, channel_list *list)
{
    const char *at = call->ask->channels;
    list->count = 0;
    while (at && *at) {
        const size_t n = strcspn(at, ",");
        const int i = kurs_live_channel_find(at, n);
        if (i < 0 || list->count == CHANNELS) {
            snprintf(call->why, KURS_LIVE_WHY_SIZE,
                     i < 0 ? "the channel %.*s is not known; the flight's document lists them"
                           : "%.*s is one channel too many; ask for them in parts",
                     (int)(n < 40 ? n : 40), at);
            return i < 0 ? KURS_ERR_NOT_FOUND : KURS_ERR_RANGE;
        }
        list->index[list->count++] = i;
        at += n + (at[n] == ',');
    }
    if (list->count == 0) {
        snprintf(call->why, KURS_LIVE_WHY_SIZE, "channels is missing; give names, as alt_km,mach");
        return KURS_ERR_ARGUMENT;
    }
    return KURS_OK;
}

static json_t *digits(double x)
{
    const double size = fabs(x);
    return kurs_live_number(x, size >= 1e5 ? 2 : size >= 1e3 ? 4 : 6);
}

static kurs_status sample_channels(kurs_json *m, const kurs_live_view *view,
                                   kurs_live_cursor *cursor, const kurs_live_grid *grid,
                                   channel_list *list, json_t *times)
{
    kurs_status status = KURS_OK;
    for (int i = 0; i < grid->points && status >= 0; i++) {
        kurs_live_sample sample;
        const kurs_tai t = kurs_live_grid_time(grid, i);
        status = kurs_live_sample_at(cursor, t, &sample);
        if (status < 0) {
            break;
        }
        kurs_json_push(m, times, kurs_live_number(kurs_live_unix_ms(t), 0));
        for (int k = 0; k < list->count; k++) {
            kurs_json_push(
                m, list->values[k],
                digits(kurs_live_channel_value(list->index[k], view->take, cursor, &sample)));
        }
    }
    return status < 0 ? status : KURS_OK;
}

/* Lift-off as flown, else as the count stands: two flights are laid one over the other by it. */
static json_t *met_zero(const kurs_live_view *view)
{
    const kurs_take *take = view->take;
    const kurs_event *liftoff = kurs_take_event(take, "liftoff", 0, view->horizon);
    const int known = kurs_take_attempt(take, view->horizon);
    kurs_live_count count = {0};
    if (liftoff) {
        return kurs_json_instant(liftoff->t);
    }
    if (known < 0) {
        return json_null();
    }
    const kurs_attempt *attempt = kurs_take_attempt_at(take, known, view->horizon);
    if (attempt->outcome == KURS_ATTEMPT_closed) {
        return json_null();
    }
    kurs_live_count_at(take, attempt, view->horizon, &count);
    return kurs_json_instant(kurs_tai_add(attempt->liftoff, count.late_s));
}

kurs_status kurs_live_doc_series(kurs_live_call *call)
{
    const kurs_live_view *view = call->view;
    channel_list list;
    kurs_live_grid grid;
    kurs_status status = take_channels(call, &list);
    if (status >= 0) {
        status = kurs_live_take_grid(call->ask, view->take->first, view->horizon,
                                     back(view, SERIES_BACK_S), view->now, 600, &grid, call->why);
    }
    if (status < 0) {
        return status;
    }
    kurs_live_cursor *cursor = make_cursor(view->take);
    if (!cursor) {
        return KURS_ERR_MEMORY;
    }
    kurs_json m = {1};
    json_t *root = json_object(), *values = json_object(), *times = json_array();
    for (int k = 0; k < list.count; k++) {
        list.values[k] = json_array();
    }
    status = sample_channels(&m, view, cursor, &grid, &list, times);
    kurs_free(cursor);
    kurs_json_set(&m, root, "schema", json_string("kurs.series/1"));
    kurs_json_set(&m, root, "from_utc", kurs_json_instant(grid.from));
    kurs_json_set(&m, root, "to_utc", kurs_json_instant(grid.to));
    kurs_json_set(&m, root, "met_zero_utc", met_zero(view));
    kurs_json_set(&m, root, "t", times);
    for (int k = 0; k < list.count; k++) {
        kurs_json_set(&m, values, kurs_live_channel_at(list.index[k])->name, list.values[k]);
    }
    kurs_json_set(&m, root, "values", values);
    if (status < 0) {
        json_decref(root);
        return status;
    }
    return kurs_live_write(&m, root, call->out);
}

/* ---- tracks ---------------------------------------------------------------------------------- */

typedef struct track {
    json_t *t, *lat, *lon, *alt;
} track;

static track track_make(void)
{
    return (track){json_array(), json_array(), json_array(), json_array()};
}

static void track_put(kurs_json *m, track *to, kurs_tai t, kurs_geodetic place)
{
    kurs_json_push(m, to->t, kurs_live_number(kurs_live_unix_ms(t), 0));
    kurs_json_push(m, to->lat, kurs_live_number(place.lat / KURS_DEG, 4));
    kurs_json_push(m, to->lon, kurs_live_number(place.lon / KURS_DEG, 4));
    kurs_json_push(m, to->alt, kurs_live_number(place.h / 1e3, 3));
}

static json_t *track_object(kurs_json *m, track *of, int predicted)
{
    json_t *o = json_object();
    kurs_json_set(m, o, "t", of->t);
    kurs_json_set(m, o, "lat_deg", of->lat);
    kurs_json_set(m, o, "lon_deg", of->lon);
    kurs_json_set(m, o, "alt_km", of->alt);
    kurs_json_set(m, o, "predicted", json_boolean(predicted));
    return o;
}

/* The ship beyond what is flown: it rests, falls freely, or goes with the station. */
typedef struct ahead {
    int falls, rests, docked;
    kurs_earth earth;
    kurs_flight_point point;
    double cd_area_m2;
    kurs_geodetic place;
} ahead;

static kurs_status ahead_init(const kurs_live_view *view, kurs_live_cursor *cursor, ahead *out)
{
    kurs_live_sample sample;
    const kurs_status status = kurs_live_sample_at(cursor, view->horizon, &sample);
    if (status < 0) {
        return status;
    }
    const kurs_phase phase = sample.row.phase;
    memset(out, 0, sizeof *out);
    out->rests = phase == KURS_PHASE_countdown || phase == KURS_PHASE_landed;
    out->docked = phase == KURS_PHASE_docked || phase == KURS_PHASE_contact;
    out->falls = (kurs_live_is_free(phase) && !out->docked) || phase == KURS_PHASE_ascent;
    out->earth = cursor->earth;
    out->point = (kurs_flight_point){sample.t_s, sample.row.s_gcrf, sample.row.mass_kg};
    out->cd_area_m2 = view->take->mission.spacecraft.cd_area_m2;
    out->place = (kurs_geodetic){sample.row.lat, sample.row.lon, sample.row.alt_m};
    return KURS_OK;
}

/* Where it is at t, later at each call; ERR_NO_SOLUTION where nothing is known of it. */
static kurs_status ahead_at(ahead *a, kurs_live_cursor *cursor, kurs_tai t, kurs_geodetic *out)
{
    double t_s;
    kurs_state s;
    kurs_status status = kurs_live_day(cursor, t, &t_s);
    if (a->rests || status < 0) {
        *out = a->place;
        return status < 0 ? status : KURS_OK;
    }
    if (a->falls) {
        if (fabs(kurs_tai_diff(t, a->earth.t_ref)) > 0.9 * KURS_EARTH_SPAN_S) {
            a->point.t_s -= kurs_tai_diff(cursor->earth.t_ref, a->earth.t_ref);
            a->earth = cursor->earth;
        }
        const kurs_forces forces = {.earth = &a->earth, .cd_area_m2 = a->cd_area_m2};
        status = kurs_orbit_propagate(&forces, &a->point, kurs_tai_diff(t, a->earth.t_ref));
        s = a->point.s_gcrf;
    } else {
        status = a->docked ? kurs_live_station(cursor, t, t_s, &s) : KURS_ERR_NO_SOLUTION;
    }
    if (status < 0) {
        return KURS_ERR_NO_SOLUTION;
    }
    *out = kurs_geodetic_from_itrf(kurs_earth_state_itrf(&cursor->earth, t_s, s).r);
    return KURS_OK;
}

static void put_station_track(kurs_json *m, kurs_live_cursor *cursor, const kurs_live_grid *grid,
                              track *station)
{
    for (int i = 0; i < grid->points; i++) {
        const kurs_tai t = kurs_live_grid_time(grid, i);
        double t_s;
        kurs_state s;
        if (kurs_live_day(cursor, t, &t_s) >= 0 && kurs_live_station(cursor, t, t_s, &s) >= 0) {
            track_put(m, station, t,
                      kurs_geodetic_from_itrf(kurs_earth_state_itrf(&cursor->earth, t_s, s).r));
        }
    }
}

/* Of a way what lies ahead, up to the end asked for, and of that as many points as were asked for.
 */
static void put_path(kurs_json *m, const kurs_live_view *view, const kurs_live_path *path,
                     const kurs_live_grid *grid, track *predicted)
{
    size_t n = 0, first = 0;
    while (first < path->count && kurs_tai_diff(path->points[first].t, view->horizon) <= 0.0) {
        first++;
    }
    while (n < path->count && kurs_tai_diff(path->points[n].t, grid->to) <= 0.0) {
        n++;
    }
    const size_t left = n > first ? n - first : 0, step = left / (size_t)grid->points + 1;
    for (size_t i = first + (left + step - 1) % step; i < n; i += step) {
        track_put(m, predicted, path->points[i].t, path->points[i].place);
    }
}

static void put_flown(kurs_json *m, const kurs_live_view *view, kurs_live_cursor *cursor,
                      const kurs_live_grid *grid, track *flown)
{
    for (int i = 0; i < grid->points; i++) {
        const kurs_tai t = kurs_live_grid_time(grid, i);
        kurs_live_sample sample;
        if (kurs_tai_diff(t, view->horizon) > 0.0) {
            return;
        }
        if (kurs_live_sample_at(cursor, t, &sample) >= 0) {
            track_put(m, flown, t,
                      (kurs_geodetic){sample.row.lat, sample.row.lon, sample.row.alt_m});
        }
    }
}

static void put_predicted(kurs_json *m, const kurs_live_view *view, kurs_live_cursor *cursor,
                          const kurs_live_grid *grid, track *predicted)
{
    ahead a;
    int known = 0;
    for (int i = 0; i < grid->points; i++) {
        const kurs_tai t = kurs_live_grid_time(grid, i);
        kurs_geodetic place;
        if (kurs_tai_diff(t, view->horizon) <= 0.0) {
            continue;
        }
        if ((!known && ahead_init(view, cursor, &a) < 0) || ahead_at(&a, cursor, t, &place) < 0) {
            return;
        }
        known = 1;
        track_put(m, predicted, t, place);
    }
}

/* The arc of a rocket or of what came off it, and where that meets the ground. */
static kurs_status find_path(const kurs_live_view *view, kurs_live_cursor *cursor,
                             kurs_live_path *path, int *ballistic)
{
    kurs_live_sample sample;
    const kurs_status status = kurs_live_sample_at(cursor, view->now, &sample);
    *ballistic = status >= 0 &&
                 (sample.row.phase == KURS_PHASE_ascent || sample.row.phase == KURS_PHASE_escape);
    if (status < 0) {
        return KURS_OK; /* nothing is told of a moment that is not known */
    }
    return *ballistic ? kurs_live_path_ballistic(cursor, &sample, path)
                      : kurs_live_path_home(view, path);
}

static json_t *impact_object(kurs_json *m, const kurs_live_path *path)
{
    if (!path->grounded) {
        return json_null();
    }
    const kurs_live_path_point *end = &path->points[path->count - 1];
    json_t *o = json_object();
    kurs_json_set(m, o, "utc", kurs_json_instant(end->t));
    kurs_json_set(m, o, "lat_deg", kurs_live_number(end->place.lat / KURS_DEG, 4));
    kurs_json_set(m, o, "lon_deg", kurs_live_number(end->place.lon / KURS_DEG, 4));
    return o;
}

static kurs_status track_document(kurs_live_call *call, kurs_live_cursor *cursor,
                                  const kurs_live_grid *grid)
{
    const kurs_live_view *view = call->view;
    kurs_live_path path = {0};
    int ballistic;
    kurs_status status = find_path(view, cursor, &path, &ballistic);
    if (status < 0) {
        kurs_free(path.points);
        return status;
    }
    kurs_json m = {1};
    track station = track_make(), ship = track_make(), predicted = track_make();
    put_flown(&m, view, cursor, grid, &ship);
    if (path.count > 0) {
        put_path(&m, view, &path, grid, &predicted);
    } else {
        put_predicted(&m, view, cursor, grid, &predicted);
    }
    put_station_track(&m, cursor, grid, &station);
    json_t *root = json_object();
    kurs_json_set(&m, root, "schema", json_string("kurs.track/1"));
    kurs_json_set(&m, root, "flown_to_utc", kurs_json_instant(view->horizon));
    kurs_json_set(&m, root, "ship", track_object(&m, &ship, 0));
    kurs_json_set(&m, root, "ship_predicted", track_object(&m, &predicted, 1));
    kurs_json_set(&m, root, "station", track_object(&m, &station, 0));
    kurs_json_set(&m, root, "impact", ballistic ? impact_object(&m, &path) : json_null());
    kurs_free(path.points);
    return kurs_live_write(&m, root, call->out);
}

kurs_status kurs_live_doc_track(kurs_live_call *call)
{
    const kurs_live_view *view = call->view;
    kurs_live_grid grid;
    const kurs_tai last = kurs_tai_add(view->horizon, TRACK_AHEAD_S);
    kurs_status status =
        kurs_live_take_grid(call->ask, view->take->first, last, back(view, TRACK_BACK_S),
                            kurs_tai_add(view->now, TRACK_BACK_S), 300, &grid, call->why);
    if (status < 0) {
        return status;
    }
    kurs_live_cursor *cursor = make_cursor(view->take);
    if (!cursor) {
        return KURS_ERR_MEMORY;
    }
    status = track_document(call, cursor, &grid);
    kurs_free(cursor);
    return status;
}

/* ---- relative motion ------------------------------------------------------------------------- */

static const char *const axes[] = {"radial_km", "along_km", "cross_km", "range_km"};

static void put_relative(kurs_json *m, json_t *columns[5], const kurs_live_sample *s)
{
    const kurs_vec3 r = v3_scale(1e-3, kurs_relative_rtn(s->station_gcrf, s->row.s_gcrf).r);
    const double figures[] = {r.x, r.y, r.z, v3_norm(r)};
    kurs_json_push(m, columns[4], kurs_live_number(kurs_live_unix_ms(s->t), 0));
    for (int k = 0; k < 4; k++) {
        kurs_json_push(m, columns[k], kurs_live_number(figures[k], 6));
    }
}

kurs_status kurs_live_doc_relative(kurs_live_call *call)
{
    const kurs_live_view *view = call->view;
    kurs_live_grid grid;
    kurs_status status =
        kurs_live_take_grid(call->ask, view->take->first, view->horizon, back(view, SERIES_BACK_S),
                            view->now, 600, &grid, call->why);
    if (status < 0) {
        return status;
    }
    if (!view->take->has_station) {
        snprintf(call->why, KURS_LIVE_WHY_SIZE, "the orbit of the station is not known here");
        return KURS_ERR_NO_SOLUTION;
    }
    kurs_live_cursor *cursor = make_cursor(view->take);
    if (!cursor) {
        return KURS_ERR_MEMORY;
    }
    kurs_json m = {1};
    json_t *columns[5], *root = json_object();
    for (int k = 0; k < 5; k++) {
        columns[k] = json_array();
    }
    for (int i = 0; i < grid.points; i++) {
        kurs_live_sample sample;
        if (kurs_live_sample_at(cursor, kurs_live_grid_time(&grid, i), &sample) >= 0 &&
            sample.has_station && kurs_live_is_free(sample.row.phase)) {
            put_relative(&m, columns, &sample);
        }
    }
    kurs_free(cursor);
    kurs_json_set(&m, root, "schema", json_string("kurs.relative/1"));
    kurs_json_set(&m, root, "t", columns[4]);
    for (int k = 0; k < 4; k++) {
        kurs_json_set(&m, root, axes[k], columns[k]);
    }
    return kurs_live_write(&m, root, call->out);
}
