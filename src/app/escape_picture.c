/* SPDX-License-Identifier: Apache-2.0 */
#include "app/escape_picture.h"

#include <string.h>

#include "base/base.h"
#include "math/math.h"
#include "plot/plot.h"

static const double picture_w = 1200.0, picture_h = 860.0;

enum { MARKS = 24, LABEL_SIZE = 48 };

/* Columns of the table; a gap (NaN) where the way out changes. */
typedef struct columns {
    size_t count[KURS_ESCAPE_MODE_COUNT];
    double lat[KURS_ESCAPE_MODE_COUNT][KURS_ESCAPE_MAP_MOST];
    double lon[KURS_ESCAPE_MODE_COUNT][KURS_ESCAPE_MAP_MOST];
    double t[KURS_ESCAPE_MODE_COUNT][KURS_ESCAPE_MAP_MOST];
    double g[KURS_ESCAPE_MODE_COUNT][KURS_ESCAPE_MAP_MOST];
    double apogee[KURS_ESCAPE_MODE_COUNT][KURS_ESCAPE_MAP_MOST];
    double all_lat[KURS_ESCAPE_MAP_MOST], all_lon[KURS_ESCAPE_MAP_MOST];
    char labels[MARKS][LABEL_SIZE];
    kurs_marker marks[MARKS];
    size_t mark_count;
} columns;

/* Colours of the ways out, in the order of the list. */
static const kurs_ink inks[KURS_ESCAPE_MODE_COUNT] = {KURS_INK_MUTED,     KURS_INK_BLUE,
                                                      KURS_INK_VERMILION, KURS_INK_TEXT,
                                                      KURS_INK_GREEN,     KURS_INK_PURPLE};

static void take_columns(const kurs_escape_place *places, int count, columns *c)
{
    for (int i = 0; i < count; i++) {
        const kurs_escape_place *p = &places[i];
        const size_t n = c->count[p->mode]++;
        c->lat[p->mode][n] = p->lat, c->lon[p->mode][n] = p->lon;
        c->t[p->mode][n] = fmax(p->t_s, 0.0);
        c->g[p->mode][n] = p->peak_load_g;
        c->apogee[p->mode][n] = p->apogee_m / 1e3;
        c->all_lat[i] = p->lat, c->all_lon[i] = p->lon;
    }
}

/* Names the places that stand apart from the last one named. */
static void take_marks(const kurs_mission *mission, const kurs_escape_place *places, int count,
                       columns *c)
{
    const double apart = 9.0 * KURS_DEG;
    double last_lat = mission->site.lat, last_lon = mission->site.lon;
    c->marks[c->mark_count++] =
        (kurs_marker){last_lat, last_lon, mission->site.name, KURS_INK_TEXT, 0};
    for (int i = 0; i < count && c->mark_count < MARKS; i++) {
        const kurs_escape_place *p = &places[i];
        const int orbit = p->mode == KURS_ESCAPE_low_orbit;
        const int first = i == 0 || places[i - 1].mode != p->mode;
        const double off = hypot(p->lat - last_lat, kurs_wrap_pi(p->lon - last_lon));
        if (p->t_s <= 0.0 || (off < apart && !first) || (orbit && !first)) {
            continue;
        }
        char *label = c->labels[c->mark_count];
        snprintf(label, LABEL_SIZE, "T+%.0f s", p->t_s);
        c->marks[c->mark_count++] = (kurs_marker){p->lat, p->lon, label, inks[p->mode], 0};
        last_lat = p->lat, last_lon = p->lon;
    }
}

static void draw_map(kurs_canvas *canvas, const columns *c, int count)
{
    kurs_track tracks[KURS_ESCAPE_MODE_COUNT];
    kurs_map map = {
        .tracks = tracks, .markers = c->marks, .marker_count = c->mark_count, .scale_bar = 1};
    for (int mode = KURS_ESCAPE_tower; mode < KURS_ESCAPE_MODE_COUNT; mode++) {
        if (c->count[mode] > 0) {
            tracks[map.track_count++] = (kurs_track){kurs_escape_mode_text((kurs_escape_mode)mode),
                                                     c->lat[mode],
                                                     c->lon[mode],
                                                     c->count[mode],
                                                     inks[mode],
                                                     0};
        }
    }
    kurs_map_window(&map, c->all_lat, c->all_lon, (size_t)count, 0.06, 30.0 * KURS_DEG);
    kurs_map_draw(canvas, (kurs_box){24.0, 60.0, picture_w - 48.0, 500.0}, &map);
}

static void draw_chart(kurs_canvas *canvas, kurs_box box, const char *label, const columns *c,
                       const double values[KURS_ESCAPE_MODE_COUNT][KURS_ESCAPE_MAP_MOST])
{
    kurs_series lines[KURS_ESCAPE_MODE_COUNT];
    kurs_chart chart = {.x = {"Command, seconds after lift-off", 0.0, (double)NAN, 0, 0},
                        .y = {label, 0.0, (double)NAN, 0, 0},
                        .series = lines};
    for (int mode = KURS_ESCAPE_tower; mode < KURS_ESCAPE_MODE_COUNT; mode++) {
        if (c->count[mode] > 0) {
            lines[chart.series_count++] =
                (kurs_series){NULL, c->t[mode], values[mode], c->count[mode], inks[mode], 0};
        }
    }
    kurs_chart_draw(canvas, box, &chart);
}

static void draw(kurs_canvas *canvas, const kurs_mission *mission, const columns *c, int count)
{
    char title[KURS_TEXT_SIZE + 64];
    const double half = 0.5 * (picture_w - 48.0) - 12.0;
    snprintf(title, sizeof title, "%s: where the crew lands after an abort", mission->name);
    kurs_canvas_text(canvas, (kurs_type){22.0, KURS_INK_TEXT, 1, 0.0}, 24.0, 40.0, title);
    draw_map(canvas, c, count);
    draw_chart(canvas, (kurs_box){24.0, 580.0, half, 264.0},
               "Greatest load before the parachute, g", c, c->g);
    draw_chart(canvas, (kurs_box){48.0 + half, 580.0, half, 264.0}, "Greatest height, km", c,
               c->apogee);
}

kurs_status kurs_escape_picture(const kurs_mission *mission, const kurs_escape_place *places,
                                int count, int svg, FILE *out)
{
    columns *c = kurs_alloc(sizeof *c);
    kurs_canvas *canvas = NULL;
    if (!c) {
        return KURS_ERR_MEMORY;
    }
    memset(c, 0, sizeof *c);
    take_columns(places, count, c);
    take_marks(mission, places, count, c);
    kurs_status status = svg ? kurs_canvas_create_svg(picture_w, picture_h, &canvas)
                             : kurs_canvas_create_png(picture_w, picture_h, 1.5, &canvas);
    if (status >= 0) {
        draw(canvas, mission, c, count);
        const char *text = NULL;
        const kurs_svg_head head = {
            "escape",
            "A map of landing places against the time of an abort, with loads and heights", 0};
        status = svg ? kurs_canvas_svg(canvas, &head, &text) : kurs_canvas_png(canvas, out);
        if (status >= 0 && svg && fputs(text, out) < 0) {
            status = KURS_ERR_IO;
        }
        kurs_canvas_destroy(canvas);
    }
    kurs_free(c);
    return status;
}
