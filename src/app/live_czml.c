/* SPDX-License-Identifier: Apache-2.0 */
/* What is flown as CZML, for Cesium: places on the ellipsoid against time. */
#include <math.h>
#include <stdio.h>

#include "app/live_parts.h"
#include "math/math.h"

enum { CZML_POINTS = 1500 };

static json_t *packet(kurs_json *m, const char *id, const char *name)
{
    json_t *o = json_object();
    kurs_json_set(m, o, "id", json_string(id));
    kurs_json_set(m, o, "name", kurs_json_text(name));
    return o;
}

static void put_interval(kurs_json *m, json_t *o, const char *key, kurs_tai from, kurs_tai to)
{
    char a[KURS_UTC_TEXT_SIZE] = "", b[KURS_UTC_TEXT_SIZE] = "", text[2 * KURS_UTC_TEXT_SIZE];
    if (kurs_tai_format(from, 3, a) < 0 || kurs_tai_format(to, 3, b) < 0) {
        m->sound = 0;
    }
    snprintf(text, sizeof text, "%s/%s", a, b);
    kurs_json_set(m, o, key, json_string(text));
}

static json_t *document(kurs_json *m, const kurs_live_view *view, const char *title, kurs_tai from,
                        kurs_tai to)
{
    json_t *o = packet(m, "document", title), *clock = json_object();
    kurs_json_set(m, o, "version", json_string("1.0"));
    put_interval(m, clock, "interval", from, to);
    kurs_json_set(m, clock, "currentTime", kurs_json_instant(view->now));
    kurs_json_set(m, clock, "multiplier", kurs_live_number(view->rate, 3));
    kurs_json_set(m, o, "clock", clock);
    return o;
}

static json_t *fixed_place(kurs_json *m, const char *id, const char *name, double lat, double lon,
                           double height_m)
{
    json_t *o = packet(m, id, name), *position = json_object(), *at = json_array();
    kurs_json_push(m, at, kurs_live_number(lon / KURS_DEG, 6));
    kurs_json_push(m, at, kurs_live_number(lat / KURS_DEG, 6));
    kurs_json_push(m, at, kurs_live_number(height_m, 1));
    kurs_json_set(m, position, "cartographicDegrees", at);
    kurs_json_set(m, o, "position", position);
    return o;
}

static void put_point(kurs_json *m, json_t *array, double t_s, kurs_geodetic place)
{
    kurs_json_push(m, array, kurs_live_number(t_s, 3));
    kurs_json_push(m, array, kurs_live_number(place.lon / KURS_DEG, 6));
    kurs_json_push(m, array, kurs_live_number(place.lat / KURS_DEG, 6));
    kurs_json_push(m, array, kurs_live_number(place.h, 1));
}

static json_t *moving(kurs_json *m, const char *id, const char *name, kurs_tai from, kurs_tai to,
                      json_t *points)
{
    json_t *o = packet(m, id, name), *position = json_object();
    kurs_json_set(m, position, "epoch", kurs_json_instant(from));
    kurs_json_set(m, position, "interpolationAlgorithm", json_string("LAGRANGE"));
    kurs_json_set(m, position, "interpolationDegree", json_integer(5));
    kurs_json_set(m, position, "cartographicDegrees", points);
    put_interval(m, o, "availability", from, to);
    kurs_json_set(m, o, "position", position);
    return o;
}

kurs_status kurs_live_doc_czml(kurs_live_call *call)
{
    const kurs_live_view *view = call->view;
    kurs_take *take = view->take;
    const kurs_live_names names = kurs_live_names_of(call->live);
    kurs_live_grid grid;
    kurs_tai from = kurs_tai_add(view->horizon, -86400.0);
    from = kurs_tai_diff(from, take->first) < 0.0 ? take->first : from;
    kurs_status status = kurs_live_take_grid(call->ask, take->first, view->horizon, from,
                                             view->horizon, CZML_POINTS, &grid, call->why);
    kurs_live_cursor *cursor = status >= 0 ? kurs_alloc(sizeof *cursor) : NULL;
    if (!cursor) {
        return status < 0 ? status : KURS_ERR_MEMORY;
    }
    kurs_live_cursor_init(cursor, take);
    kurs_json m = {1};
    json_t *root = json_array(), *ship = json_array(), *station = json_array();
    for (int i = 0; i < grid.points; i++) {
        kurs_live_sample sample;
        const kurs_tai t = kurs_live_grid_time(&grid, i);
        const double t_s = kurs_tai_diff(t, grid.from);
        if (kurs_live_sample_at(cursor, t, &sample) < 0) {
            continue;
        }
        put_point(&m, ship, t_s, (kurs_geodetic){sample.row.lat, sample.row.lon, sample.row.alt_m});
        if (sample.has_station) {
            put_point(&m, station, t_s, sample.station_place);
        }
    }
    kurs_free(cursor);
    kurs_json_push(&m, root, document(&m, view, names.title, grid.from, grid.to));
    kurs_json_push(&m, root, moving(&m, "ship", names.title, grid.from, grid.to, ship));
    if (take->has_station) {
        kurs_json_push(
            &m, root,
            moving(&m, "station", take->mission.station.name, grid.from, grid.to, station));
    } else {
        json_decref(station);
    }
    if (take->has_mission) {
        const kurs_site *site = &take->mission.site;
        const kurs_zone *zone = &take->mission.zone;
        kurs_json_push(&m, root,
                       fixed_place(&m, "site", site->name, site->lat, site->lon, site->height_m));
        kurs_json_push(&m, root,
                       fixed_place(&m, "zone", zone->name, zone->lat, zone->lon, zone->height_m));
    }
    return kurs_live_write(&m, root, call->out);
}
