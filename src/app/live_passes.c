/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When ship or station passes over a place, and whether it can be seen there: it is in sunlight and
 * the Sun is under the horizon of the place by PASS_DARK.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/live_parts.h"
#include "math/math.h"

#define PASS_STEP_S 20.0
#define PASS_LEAST (10.0 * KURS_DEG) /* elevation at the highest */
#define PASS_DARK (-6.0 * KURS_DEG)  /* civil twilight */
#define PASS_DAYS 10.0
#define DAY_S 86400.0

enum {
    PASSES_MAX = 200,
    BACK_STEPS = 90, /* half an hour: longer than a pass of a low orbit */
    TOP_STEPS = 16   /* a third less each: 40 s to a tenth of a second */
};

typedef struct look {
    kurs_live_cursor *cursor;
    const kurs_live_view *view;
    kurs_geodetic place;
    int ship;
} look;

typedef struct seen {
    kurs_topocentric at;
    int sunlit, dark;
} seen;

/* 0 where nothing is known of the object then. */
static int see(const look *l, kurs_tai t, seen *out)
{
    double t_s;
    kurs_state s;
    kurs_live_sample sample;
    if (l->ship) {
        if (kurs_tai_diff(t, l->view->horizon) > 0.0 ||
            kurs_live_sample_at(l->cursor, t, &sample) < 0) {
            return 0;
        }
        t_s = sample.t_s;
        s = sample.row.s_gcrf;
    } else if (kurs_live_day(l->cursor, t, &t_s) < 0 ||
               kurs_live_station(l->cursor, t, t_s, &s) < 0) {
        return 0;
    }
    const kurs_earth *earth = &l->cursor->earth;
    const kurs_vec3 sun = kurs_sky_sun_gcrf(&l->cursor->sky, t_s);
    const kurs_state sun_itrf = {kurs_m3_mulv(kurs_earth_gcrf_itrf(earth, t_s), sun), {0, 0, 0}};
    out->at = kurs_topocentric_from_itrf(l->place, kurs_earth_state_itrf(earth, t_s, s));
    out->sunlit = kurs_sunlight(s.r, sun) > 0.5;
    out->dark = kurs_topocentric_from_itrf(l->place, sun_itrf).elevation < PASS_DARK;
    return 1;
}

typedef struct pass {
    kurs_tai rise, top, set;
    double rise_az, set_az, top_az, top_el, range_m;
    int sunlit, dark, visible;
} pass;

/* The horizon is met between a and b: by halves to 0.2 s. */
static kurs_tai meet(const look *l, kurs_tai a, kurs_tai b, double *azimuth)
{
    seen at;
    int below = !see(l, a, &at) || at.at.elevation < 0.0;
    while (kurs_tai_diff(b, a) > 0.2) {
        const kurs_tai middle = kurs_tai_add(a, 0.5 * kurs_tai_diff(b, a));
        const int under = !see(l, middle, &at) || at.at.elevation < 0.0;
        if (under == below) {
            a = middle;
        } else {
            b = middle;
        }
    }
    *azimuth = see(l, b, &at) ? at.at.azimuth : (double)NAN;
    return b;
}

static void put_end(kurs_json *m, json_t *o, const char *key, kurs_tai t, double azimuth,
                    double elevation)
{
    json_t *end = json_object();
    kurs_json_set(m, end, "utc", kurs_json_instant(t));
    kurs_json_set(m, end, "azimuth_deg", kurs_live_number(azimuth / KURS_DEG, 1));
    kurs_json_set(m, end, "elevation_deg", kurs_live_number(elevation / KURS_DEG, 1));
    kurs_json_set(m, o, key, end);
}

static json_t *pass_object(kurs_json *m, const pass *p)
{
    json_t *o = json_object();
    put_end(m, o, "rise", p->rise, p->rise_az, 0.0);
    put_end(m, o, "culmination", p->top, p->top_az, p->top_el);
    put_end(m, o, "set", p->set, p->set_az, 0.0);
    kurs_json_set(m, o, "range_km", kurs_live_number(p->range_m / 1e3, 1));
    kurs_json_set(m, o, "sunlit", json_boolean(p->sunlit));
    kurs_json_set(m, o, "dark", json_boolean(p->dark));
    kurs_json_set(m, o, "visible", json_boolean(p->visible));
    return o;
}

static void take_top(pass *p, kurs_tai t, const seen *at)
{
    if (at->at.elevation > p->top_el) {
        p->top = t;
        p->top_el = at->at.elevation;
        p->top_az = at->at.azimuth;
        p->range_m = at->at.range_m;
    }
}

static void add_moment(pass *p, kurs_tai t, const seen *at)
{
    take_top(p, t, at);
    p->sunlit |= at->sunlit;
    p->dark |= at->dark;
    p->visible |= at->sunlit && at->dark && at->at.elevation >= PASS_LEAST;
}

/* Between the moments beside the highest one seen; overhead these miss it by ten degrees. */
static void find_top(const look *l, pass *p)
{
    kurs_tai a = kurs_tai_add(p->top, -PASS_STEP_S);
    double span_s = 2.0 * PASS_STEP_S;
    for (int i = 0; i < TOP_STEPS; i++) {
        const kurs_tai b = kurs_tai_add(a, span_s / 3.0), c = kurs_tai_add(b, span_s / 3.0);
        seen at_b, at_c;
        if (!see(l, b, &at_b) || !see(l, c, &at_c)) {
            return;
        }
        take_top(p, b, &at_b);
        take_top(p, c, &at_c);
        a = at_b.at.elevation < at_c.at.elevation ? b : a;
        span_s *= 2.0 / 3.0;
    }
}

/* Where a pass is under way at the beginning, its rise; something that stands there has none. */
static kurs_tai first_look(const look *l, kurs_tai from)
{
    kurs_tai t = from;
    for (int i = 0; i < BACK_STEPS; i++) {
        seen at;
        if (!see(l, t, &at) || at.at.elevation < 0.0) {
            return t;
        }
        t = kurs_tai_add(t, -PASS_STEP_S);
    }
    return from;
}

/* A pass is told when it is over: what lies beyond the horizon is not known. */
static json_t *find_passes(kurs_json *m, const look *l, kurs_tai from, kurs_tai to)
{
    json_t *array = json_array();
    pass p = {0};
    int up = 0;
    const kurs_tai first = first_look(l, from);
    kurs_tai before = first;
    for (kurs_tai t = first; kurs_tai_diff(t, to) <= 0.0 && json_array_size(array) < PASSES_MAX;
         t = kurs_tai_add(t, PASS_STEP_S)) {
        seen at;
        const int known = see(l, t, &at), above = known && at.at.elevation >= 0.0;
        if (above && !up) {
            p = (pass){.top_el = -1.0, .rise = t, .rise_az = at.at.azimuth};
            if (kurs_tai_diff(t, first) > 0.0) {
                p.rise = meet(l, before, t, &p.rise_az);
            }
        }
        if (above) {
            add_moment(&p, t, &at);
        } else if (up && known) {
            find_top(l, &p);
            p.set = meet(l, before, t, &p.set_az);
            if (p.top_el >= PASS_LEAST) {
                kurs_json_push(m, array, pass_object(m, &p));
            }
        }
        up = above;
        before = t;
    }
    return array;
}

kurs_status kurs_live_doc_passes(kurs_live_call *call)
{
    const kurs_live_view *view = call->view;
    const kurs_live_ask *ask = call->ask;
    look l = {.view = view, .ship = ask->object && strcmp(ask->object, "ship") == 0};
    double lat, lon;
    kurs_tai from, to;
    kurs_status status =
        kurs_live_take_number("lat_deg", ask->lat_deg, -90.0, 90.0, (double)NAN, &lat, call->why);
    if (status >= 0) {
        status = kurs_live_take_number("lon_deg", ask->lon_deg, -180.0, 360.0, (double)NAN, &lon,
                                       call->why);
    }
    if (status >= 0) {
        status = kurs_live_take_instant("from", ask->from, view->now, &from, call->why);
    }
    if (status >= 0) {
        status =
            kurs_live_take_instant("to", ask->to, kurs_tai_add(from, 3.0 * DAY_S), &to, call->why);
    }
    if (status < 0) {
        return status;
    }
    const int known = !ask->object || l.ship || strcmp(ask->object, "station") == 0;
    const double span = kurs_tai_diff(to, from);
    if (!known || !isfinite(lat) || !isfinite(lon) || !(span > 0.0 && span <= PASS_DAYS * DAY_S)) {
        snprintf(call->why, KURS_LIVE_WHY_SIZE,
                 "give lat_deg and lon_deg of a place, a span of up to 10 days, and station or "
                 "ship as object");
        return KURS_ERR_ARGUMENT;
    }
    if (!l.ship && !view->take->has_station) {
        snprintf(call->why, KURS_LIVE_WHY_SIZE, "the orbit of the station is not known here");
        return KURS_ERR_NO_SOLUTION;
    }
    l.cursor = kurs_alloc(sizeof *l.cursor);
    if (!l.cursor) {
        return KURS_ERR_MEMORY;
    }
    kurs_live_cursor_init(l.cursor, view->take);
    l.place = (kurs_geodetic){lat * KURS_DEG, lon * KURS_DEG, 0.0};
    kurs_json m = {1};
    json_t *root = json_object();
    kurs_json_set(&m, root, "schema", json_string("kurs.passes/1"));
    kurs_json_set(&m, root, "object", json_string(l.ship ? "ship" : "station"));
    kurs_json_set(&m, root, "from_utc", kurs_json_instant(from));
    kurs_json_set(&m, root, "to_utc", kurs_json_instant(to));
    kurs_json_set(&m, root, "passes", find_passes(&m, &l, from, to));
    kurs_free(l.cursor);
    return kurs_live_write(&m, root, call->out);
}
