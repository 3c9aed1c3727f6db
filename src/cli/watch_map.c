/* SPDX-License-Identifier: Apache-2.0 */
/* The map: land, ground tracks, places. Equirectangular. */
#include <math.h>
#include <string.h>

#include "cli/watch.h"

#define DEG (3.14159265358979323846 / 180.0)

enum { POINTS = 5000, STEPS = 400 };

typedef struct map {
    kurs_watch_page *page;
    kurs_watch_box box;
    double top_deg, bottom_deg; /* latitudes of the edges */
    double sun_lat_deg, sun_lon_deg;
} map;

static double lon_span(double lon_deg)
{
    return lon_deg - 360.0 * floor((lon_deg + 180.0) / 360.0);
}

static int is_place(double lat_deg, double lon_deg)
{
    return fabs(lat_deg) <= 90.0 && fabs(lon_deg) <= 360.0;
}

/* ---- land ------------------------------------------------------------------------------------ */

/* Part of land in a part of the map, whose edges are in cells. */
static double land_part(const map *m, double x, double y, double width, double height)
{
    const double lon_per = 360.0 / m->box.columns;
    const double lat_per = (m->top_deg - m->bottom_deg) / m->box.rows;
    const int across = (int)fmax(ceil(width * lon_per), 1.0);
    const int down = (int)fmax(ceil(height * lat_per), 1.0);
    int land = 0;
    for (int i = 0; i < down; i++) {
        const double lat = m->top_deg - lat_per * (y + height * (i + 0.5) / down);
        for (int j = 0; j < across; j++) {
            land += kurs_watch_is_land(lat, -180.0 + lon_per * (x + width * (j + 0.5) / across));
        }
    }
    return (double)land / (across * down);
}

static int is_dot(const map *m, int x, int y)
{
    return land_part(m, 0.5 * x, 0.25 * y, 0.5, 0.25) >= 0.5;
}

/* Eight dots in a cell, from U+2800 on. */
static uint32_t dots(const map *m, int row, int column)
{
    static const int bit[4][2] = {{0, 3}, {1, 4}, {2, 5}, {6, 7}};
    uint32_t c = 0x2800;
    for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 2; j++) {
            const int x = 2 * column + j, y = 4 * row + i;
            if (is_dot(m, x, y)) {
                c |= 1u << bit[i][j];
            }
        }
    }
    return c;
}

static int is_night(const map *m, int row, int column)
{
    const double lat = m->top_deg - (m->top_deg - m->bottom_deg) * (row + 0.5) / m->box.rows;
    const double lon = -180.0 + 360.0 * (column + 0.5) / m->box.columns;
    return sin(lat * DEG) * sin(m->sun_lat_deg * DEG) +
               cos(lat * DEG) * cos(m->sun_lat_deg * DEG) * cos((lon - m->sun_lon_deg) * DEG) <
           0.0;
}

static void draw_land(const map *m)
{
    for (int i = 0; i < m->box.rows; i++) {
        for (int j = 0; j < m->box.columns; j++) {
            const uint32_t c = m->page->utf8                         ? dots(m, i, j)
                               : land_part(m, j, i, 1.0, 1.0) >= 0.5 ? '.'
                                                                     : ' ';
            kurs_watch_put_cell(m->page, m->box.row + i, m->box.column + j,
                                is_night(m, i, j) ? KURS_WATCH_NIGHT : KURS_WATCH_LAND,
                                c == 0x2800 ? ' ' : c);
        }
    }
}

/* ---- tracks and places ----------------------------------------------------------------------- */

static void put_place(const map *m, double lat_deg, double lon_deg, kurs_watch_style style,
                      kurs_watch_sign sign)
{
    if (!is_place(lat_deg, lon_deg)) {
        return;
    }
    const double x = (lon_span(lon_deg) + 180.0) / 360.0 * m->box.columns;
    const double y = (m->top_deg - lat_deg) / (m->top_deg - m->bottom_deg) * m->box.rows;
    const int row = y < 0.0 ? 0 : y >= m->box.rows ? m->box.rows - 1 : (int)y;
    const int column = x >= m->box.columns ? m->box.columns - 1 : (int)x;
    kurs_watch_put_sign(m->page, m->box.row + row, m->box.column + column, style, sign);
}

static void put_object(const map *m, const json_t *place, kurs_watch_style style,
                       kurs_watch_sign sign)
{
    put_place(m, kurs_watch_number(place, "lat_deg"), kurs_watch_number(place, "lon_deg"), style,
              sign);
}

typedef struct line_style {
    kurs_watch_style style;
    kurs_watch_sign sign;
} line_style;

/* From a place to the next one, the shorter way round. */
static void put_piece(const map *m, const double from[2], const double to[2], line_style how)
{
    const double dlat = to[0] - from[0], dlon = lon_span(to[1] - from[1]);
    const double cells = fmax(fabs(dlon) / 360.0 * m->box.columns,
                              fabs(dlat) / (m->top_deg - m->bottom_deg) * m->box.rows);
    const int steps = (int)fmin(ceil(2.0 * cells) + 1.0, STEPS);
    for (int i = 0; i <= steps; i++) {
        const double part = (double)i / steps;
        put_place(m, from[0] + part * dlat, from[1] + part * dlon, how.style, how.sign);
    }
}

static double at(const json_t *track, const char *key, size_t i)
{
    const json_t *value = json_array_get(json_object_get(track, key), i);
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

/* The part of a track on one side of now [ms since 1970]. */
static void put_track(const map *m, const json_t *track, double now_ms, int ahead, line_style how)
{
    size_t n = json_array_size(json_object_get(track, "t"));
    n = n > POINTS ? POINTS : n;
    for (size_t i = 0; i + 1 < n; i++) {
        const double from[2] = {at(track, "lat_deg", i), at(track, "lon_deg", i)};
        const double to[2] = {at(track, "lat_deg", i + 1), at(track, "lon_deg", i + 1)};
        const double t_ms = 0.5 * (at(track, "t", i) + at(track, "t", i + 1));
        if (isfinite(t_ms) && (t_ms > now_ms) == ahead && is_place(from[0], from[1]) &&
            is_place(to[0], to[1])) {
            put_piece(m, from, to, how);
        }
    }
}

static void put_tracks(const map *m, const json_t *tracks, double now_ms)
{
    const line_style way = {KURS_WATCH_FAINT, KURS_WATCH_SIGN_WAY};
    const line_style flown = {KURS_WATCH_FLOWN, KURS_WATCH_SIGN_FLOWN};
    const line_style ahead = {KURS_WATCH_AHEAD, KURS_WATCH_SIGN_AHEAD};
    const json_t *ship = json_object_get(tracks, "ship");
    put_track(m, json_object_get(tracks, "station"), now_ms, 1, way);
    put_track(m, ship, now_ms, 0, flown);
    put_track(m, ship, now_ms, 1, ahead); /* of a replay */
    put_track(m, json_object_get(tracks, "ship_predicted"), now_ms, 1, ahead);
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* Where people live, unless something flies beyond. */
static void choose_edges(map *m, const json_t *now)
{
    const double ship = kurs_watch_number(json_object_get(now, "ship"), "lat_deg");
    const double station = kurs_watch_number(json_object_get(now, "station"), "lat_deg");
    const double tilt = kurs_watch_number(json_object_get(now, "values"), "inclination_deg");
    const int far = fabs(ship) > 60.0 || fabs(station) > 60.0 || (tilt > 60.0 && tilt < 120.0);
    m->top_deg = far ? 90.0 : 78.0;
    m->bottom_deg = far ? -90.0 : -62.0;
}

static void put_places(const map *m, const json_t *facts, const json_t *now)
{
    const json_t *zones = json_object_get(facts, "zones");
    put_object(m, json_object_get(now, "sun"), KURS_WATCH_WARN, KURS_WATCH_SIGN_SUN);
    for (size_t i = 0; i < json_array_size(zones) && i < 16; i++) {
        put_object(m, json_array_get(zones, i), KURS_WATCH_PLACE, KURS_WATCH_SIGN_ZONE);
    }
    put_object(m, json_object_get(facts, "site"), KURS_WATCH_PLACE, KURS_WATCH_SIGN_PAD);
    put_object(m, json_object_get(now, "station"), KURS_WATCH_STATION, KURS_WATCH_SIGN_STATION);
    put_object(m, json_object_get(now, "ship"), KURS_WATCH_SHIP, KURS_WATCH_SIGN_SHIP);
}

/* What the signs mean, in the title. */
static void draw_legend(kurs_watch_page *page, const kurs_watch_box *box)
{
    static const struct {
        kurs_watch_sign sign;
        kurs_watch_style style;
        const char *text;
    } rows[] = {{KURS_WATCH_SIGN_SHIP, KURS_WATCH_SHIP, "ship"},
                {KURS_WATCH_SIGN_STATION, KURS_WATCH_STATION, "station"},
                {KURS_WATCH_SIGN_PAD, KURS_WATCH_PLACE, "pad"},
                {KURS_WATCH_SIGN_ZONE, KURS_WATCH_PLACE, "zone"},
                {KURS_WATCH_SIGN_FLOWN, KURS_WATCH_FLOWN, "flown"},
                {KURS_WATCH_SIGN_AHEAD, KURS_WATCH_AHEAD, "ahead"}};
    int column = box->column + 1;
    const int end = box->column + box->columns - 1;
    kurs_watch_title(page, box->row, box->column, box->columns, "%s", "");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const int width = (int)strlen(rows[i].text) + 4;
        if (column + width > end) {
            return;
        }
        kurs_watch_put(page, box->row, column, width, KURS_WATCH_PLAIN, "          ");
        kurs_watch_put_sign(page, box->row, column + 1, rows[i].style, rows[i].sign);
        kurs_watch_put(page, box->row, column + 3, width - 3, KURS_WATCH_PLAIN, rows[i].text);
        column += width - 1;
    }
    kurs_watch_put_cell(page, box->row, column, KURS_WATCH_PLAIN, ' ');
}

void kurs_watch_draw_map(kurs_watch_page *page, const kurs_watch_box *box,
                         const kurs_watch_docs *docs)
{
    const json_t *now = docs->doc[KURS_WATCH_NOW];
    map m = {.page = page, .box = *box};
    draw_legend(page, box);
    m.box.row++;
    m.box.rows--;
    if (m.box.rows < 1 || m.box.columns < 1) {
        return;
    }
    choose_edges(&m, now);
    const json_t *sun = json_object_get(now, "sun");
    m.sun_lat_deg = kurs_watch_number(sun, "lat_deg");
    m.sun_lon_deg = kurs_watch_number(sun, "lon_deg");
    draw_land(&m);
    put_tracks(&m, docs->doc[KURS_WATCH_TRACK], 1e3 * kurs_watch_unix(kurs_watch_text(now, "utc")));
    put_places(&m, docs->doc[KURS_WATCH_FACTS], now);
}
