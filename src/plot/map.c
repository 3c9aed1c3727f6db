/* SPDX-License-Identifier: Apache-2.0 */
#include "plot/plot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "math/math.h"
#include "plot/draw.h"

enum { CIRCLE_POINTS = 72, CLIP_ROOM = 4 * KURS_COAST_LONGEST, MAX_LINES = 24, MAX_LEGEND = 6 };

/* Equirectangular projection about the middle of the window. */
typedef struct projection {
    kurs_box box;
    double lat0, lon0;
    double px_x, px_y; /* px per radian */
    double south, north, west, east;
} projection;

static projection project(kurs_box box, const kurs_map *map)
{
    projection p = {.box = box};
    p.lat0 = 0.5 * (map->south + map->north);
    p.lon0 = 0.5 * (map->west + map->east);
    /* a world map is not squeezed at its middle latitude */
    const double squeeze = map->east - map->west > KURS_PI ? 1.0 : cos(p.lat0);
    const double scale =
        fmin(box.h / (map->north - map->south), box.w / ((map->east - map->west) * squeeze));
    p.px_y = scale;
    p.px_x = scale * squeeze;
    p.south = p.lat0 - 0.5 * box.h / p.px_y, p.north = p.lat0 + 0.5 * box.h / p.px_y;
    p.west = p.lon0 - 0.5 * box.w / p.px_x, p.east = p.lon0 + 0.5 * box.w / p.px_x;
    return p;
}

static double map_x(const projection *p, double lon)
{
    return p->box.x + (lon - p->west) * p->px_x;
}

static double map_y(const projection *p, double lat)
{
    return p->box.y + (p->north - lat) * p->px_y;
}

/* The longitude that is seen in the window, or nearest to its middle. */
static double near_middle(const projection *p, double lon)
{
    return p->lon0 + kurs_wrap_pi(lon - p->lon0);
}

void kurs_map_window(kurs_map *map, const double *lat, const double *lon, size_t n, double margin,
                     double least)
{
    double lo[2] = {INFINITY, INFINITY}, hi[2] = {-INFINITY, -INFINITY};
    double first = (double)NAN;
    for (size_t i = 0; i < n; i++) {
        if (isnan(lat[i]) || isnan(lon[i])) {
            continue;
        }
        first = isnan(first) ? lon[i] : first;
        const double at = first + kurs_wrap_pi(lon[i] - first);
        lo[0] = fmin(lo[0], lat[i]), hi[0] = fmax(hi[0], lat[i]);
        lo[1] = fmin(lo[1], at), hi[1] = fmax(hi[1], at);
    }
    if (!(lo[0] <= hi[0])) {
        lo[0] = hi[0] = lo[1] = hi[1] = 0.0;
    }
    const double lat0 = 0.5 * (lo[0] + hi[0]), lon0 = 0.5 * (lo[1] + hi[1]);
    const double half = fmax(0.5 * least, (0.5 + margin) * (hi[0] - lo[0]));
    const double wide = fmax(0.5 * least / cos(lat0), (0.5 + margin) * (hi[1] - lo[1]));
    map->south = lat0 - half, map->north = lat0 + half;
    map->west = lon0 - wide, map->east = lon0 + wide;
}

/* ---- land ---- */

/* Keeps of a closed ring what lies on one side of a line: side * value[axis] <= side * limit. */
static size_t clip_side(double (*in)[2], size_t n, int axis, double limit, double side,
                        double (*out)[2])
{
    size_t count = 0;
    for (size_t i = 0; i < n && count + 2 <= CLIP_ROOM; i++) {
        const double *a = in[i], *b = in[(i + 1) % n];
        const int a_in = side * a[axis] <= side * limit, b_in = side * b[axis] <= side * limit;
        if (a_in) {
            out[count][0] = a[0], out[count][1] = a[1];
            count++;
        }
        if (a_in != b_in) {
            const double k = (limit - a[axis]) / (b[axis] - a[axis]);
            out[count][axis] = limit;
            out[count][1 - axis] = a[1 - axis] + k * (b[1 - axis] - a[1 - axis]);
            count++;
        }
    }
    return count;
}

static void add_ring(kurs_canvas *canvas, const projection *p, double (*ring)[2], size_t n)
{
    double other[CLIP_ROOM][2];
    unsigned char keep[CLIP_ROOM];
    const kurs_box b = p->box;
    n = clip_side(ring, n, 0, b.x, -1.0, other);
    n = clip_side(other, n, 0, b.x + b.w, 1.0, ring);
    n = clip_side(ring, n, 1, b.y, -1.0, other);
    n = clip_side(other, n, 1, b.y + b.h, 1.0, ring);
    if (n < 3) {
        return;
    }
    kurs_thin(&ring[0][0], n, 0.25, keep);
    for (size_t i = 0; i < n; i++) {
        if (keep[i]) {
            kurs_path_point(canvas, ring[i][0], ring[i][1], i == 0);
        }
    }
    kurs_path_close(canvas);
}

static void draw_land(kurs_canvas *canvas, const projection *p)
{
    int coast[KURS_COAST_LONGEST][2];
    double ring[CLIP_ROOM][2];
    for (size_t i = 0; i < kurs_coast_ring_count(); i++) {
        const size_t n = kurs_coast_ring(i, coast);
        for (int turn = -1; turn <= 1; turn++) {
            for (size_t k = 0; k < n; k++) {
                ring[k][0] = map_x(p, (coast[k][0] * 0.01 + 360.0 * turn) * KURS_DEG);
                ring[k][1] = map_y(p, coast[k][1] * 0.01 * KURS_DEG);
            }
            add_ring(canvas, p, ring, n);
        }
    }
    kurs_path_fill(canvas, KURS_INK_LAND, 1.0);
}

/* ---- graticule ---- */

static double graticule_step(double span_deg)
{
    static const double steps[] = {0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (span_deg / steps[i] <= 9.0) {
            return steps[i];
        }
    }
    return 60.0;
}

static void degree_text(double degrees, double step, const char *plus, const char *minus,
                        char out[32])
{
    const char *side = degrees > 1e-9 ? plus : degrees < -1e-9 ? minus : "";
    snprintf(out, 32, "%.*f\xc2\xb0%s%s", step < 1.0 ? 1 : 0, fabs(degrees), *side ? " " : "",
             side);
}

static void draw_graticule(kurs_canvas *canvas, const projection *p)
{
    const kurs_stroke line = {KURS_INK_MUTED, 0.5, 0, 0.35};
    const kurs_type type = {9.0, KURS_INK_MUTED, 0, 0.0};
    const kurs_box b = p->box;
    const double step = graticule_step((p->east - p->west) / KURS_DEG);
    char text[32];
    for (double k = ceil(p->west / KURS_DEG / step); k * step <= p->east / KURS_DEG; k += 1.0) {
        const double x = map_x(p, k * step * KURS_DEG);
        const double deg = kurs_wrap_pi(k * step * KURS_DEG) / KURS_DEG;
        degree_text(deg < -179.9 ? 180.0 : deg, step, "E", "W", text);
        kurs_draw_line(canvas, line, x, b.y, x, b.y + b.h);
        if (x > b.x + 30.0 && x < b.x + b.w - 40.0) {
            kurs_canvas_text(canvas, type, x + 3.0, b.y + b.h - 4.0, text);
        }
    }
    for (double k = ceil(p->south / KURS_DEG / step); k * step <= p->north / KURS_DEG; k += 1.0) {
        const double y = map_y(p, k * step * KURS_DEG);
        degree_text(k * step, step, "N", "S", text);
        kurs_draw_line(canvas, line, b.x, y, b.x + b.w, y);
        if (y > b.y + 14.0 && y < b.y + b.h - 18.0) {
            kurs_canvas_text(canvas, type, b.x + 4.0, y - 3.0, text);
        }
    }
}

/* ---- tracks ---- */

/* Adds the crossing of the edge between a and b, as an end on one side and a start on the other. */
static size_t cut_edge(const double a[2], const double b[2], double west, double turns,
                       kurs_track_point *out)
{
    const double edge = west + 2.0 * KURS_PI * turns;
    const double k = (edge - a[1]) / (b[1] - a[1]);
    const double lat = a[0] + k * (b[0] - a[0]);
    const int eastward = b[1] > a[1];
    const double east_edge = west + 2.0 * KURS_PI;
    out[0] = (kurs_track_point){lat, eastward ? east_edge : west, 0};
    out[1] = (kurs_track_point){lat, eastward ? west : east_edge, 1};
    return 2;
}

size_t kurs_track_cut(const double *lat, const double *lon, size_t n, double west,
                      kurs_track_point *out)
{
    const double turn = 2.0 * KURS_PI;
    double before[2] = {0.0, 0.0}; /* latitude, longitude without jumps */
    int down = 0;
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (isnan(lat[i]) || isnan(lon[i])) {
            down = 0;
            continue;
        }
        double at[2] = {lat[i], lon[i]};
        if (down) {
            at[1] = before[1] + kurs_wrap_pi(lon[i] - before[1]);
            const double from = floor((before[1] - west) / turn), to = floor((at[1] - west) / turn);
            if (from != to) {
                count += cut_edge(before, at, west, fmax(from, to), out + count);
            }
        }
        out[count++] = (kurs_track_point){at[0], west + kurs_wrap_2pi(at[1] - west), !down};
        before[0] = at[0], before[1] = at[1];
        down = 1;
    }
    return count;
}

static void draw_track(kurs_canvas *canvas, const projection *p, const kurs_track *track,
                       kurs_taken *taken)
{
    /* the cut points first, then their px with gaps: at most one more number pair each */
    const size_t most = 3 * track->count + 1;
    const size_t cut_doubles = (most * sizeof(kurs_track_point)) / sizeof(double) + 1;
    double *memory = kurs_canvas_scratch(canvas, cut_doubles + 4 * most);
    if (!memory) {
        return;
    }
    kurs_track_point *points = (kurs_track_point *)(void *)(memory + 4 * most);
    const size_t n =
        kurs_track_cut(track->lat, track->lon, track->count, p->lon0 - KURS_PI, points);
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (points[i].start && count > 0) {
            memory[2 * count] = memory[2 * count + 1] = (double)NAN;
            count++;
        }
        const double x = map_x(p, points[i].lon), y = map_y(p, points[i].lat);
        memory[2 * count] = fmin(fmax(x, -9000.0), 17000.0);
        memory[2 * count + 1] = fmin(fmax(y, -9000.0), 17000.0);
        count++;
    }
    kurs_draw_polyline(canvas, (kurs_stroke){track->ink, 1.75, track->dashed, 0.95}, memory, count);
    kurs_taken_add_line(taken, memory, count);
}

/* ---- what stands on the map ---- */

static void draw_circle(kurs_canvas *canvas, const projection *p, const kurs_map_circle *circle)
{
    const double reach = circle->radius_m / 6371000.0;
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < CIRCLE_POINTS; i++) {
            const double course = 2.0 * KURS_PI * i / CIRCLE_POINTS;
            const double lat =
                asin(sin(circle->lat) * cos(reach) + cos(circle->lat) * sin(reach) * cos(course));
            const double lon = circle->lon + atan2(sin(course) * sin(reach) * cos(circle->lat),
                                                   cos(reach) - sin(circle->lat) * sin(lat));
            kurs_path_point(canvas, map_x(p, near_middle(p, lon)), map_y(p, lat), i == 0);
        }
        kurs_path_close(canvas);
        if (pass == 0) {
            kurs_path_fill(canvas, circle->ink, 0.12);
        } else {
            kurs_path_stroke(canvas, (kurs_stroke){circle->ink, 1.25, 1, 0.9});
        }
    }
}

static void draw_markers(kurs_canvas *canvas, const projection *p, const kurs_map *map,
                         kurs_taken *taken)
{
    const kurs_box b = p->box;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < map->marker_count; i++) {
            const kurs_marker *m = &map->markers[i];
            const double x = map_x(p, near_middle(p, m->lon)), y = map_y(p, m->lat);
            if (!(x >= b.x && x <= b.x + b.w && y >= b.y && y <= b.y + b.h)) {
                continue;
            }
            const kurs_type type = {m->minor ? 9.5 : 10.5,
                                    m->minor ? KURS_INK_MUTED : KURS_INK_TEXT, 0, 0.0};
            const double radius = m->minor ? 2.0 : 4.0;
            if (pass == 0) {
                kurs_taken_add(taken, (kurs_box){x - radius - 1.0, y - radius - 1.0,
                                                 2.0 * radius + 2.0, 2.0 * radius + 2.0});
            } else {
                kurs_draw_dot(canvas, x, y, radius, m->minor ? KURS_INK_MUTED : m->ink);
                if (m->label) {
                    kurs_label_beside(canvas, taken, type, x, y, m->label);
                }
            }
        }
    }
}

static void draw_scale_bar(kurs_canvas *canvas, const projection *p)
{
    const double px_per_km = p->px_y / 6371.0;
    double ticks[4], step;
    if (kurs_ticks(0.0, 0.2 * p->box.w / px_per_km, 1, ticks, 4, &step) < 2) {
        return;
    }
    const double w = step * px_per_km, x1 = p->box.x + p->box.w - 14.0, x0 = x1 - w;
    const double y = p->box.y + p->box.h - 22.0;
    const kurs_stroke bar = {KURS_INK_TEXT, 1.5, 0, 1.0};
    char text[32];
    kurs_draw_line(canvas, bar, x0, y, x1, y);
    kurs_draw_line(canvas, bar, x0, y - 4.0, x0, y);
    kurs_draw_line(canvas, bar, x1, y - 4.0, x1, y);
    snprintf(text, sizeof text, "%g km", step);
    kurs_draw_label(canvas, (kurs_type){9.5, KURS_INK_TEXT, 0, 0.5}, 0.5 * (x0 + x1), y - 5.0,
                    text);
}

void kurs_map_draw(kurs_canvas *canvas, kurs_box box, const kurs_map *map)
{
    kurs_legend_item items[MAX_LEGEND];
    size_t named = 0;
    for (size_t i = 0; i < map->track_count && named < MAX_LEGEND; i++) {
        if (map->tracks[i].label) {
            items[named++] =
                (kurs_legend_item){map->tracks[i].label, map->tracks[i].ink, map->tracks[i].dashed};
        }
    }
    if (named > 0) {
        kurs_draw_legend(canvas, items, named, box.x + box.w, box.y + 11.0);
        box.y += 20.0, box.h -= 20.0;
    }
    const projection p = project(box, map);
    kurs_taken taken = {.inside = {box.x + 3.0, box.y + 3.0, box.w - 6.0, box.h - 22.0}};
    kurs_draw_box(canvas, box, KURS_INK_SEA, 1.0);
    draw_land(canvas, &p);
    kurs_clip_push(canvas, box);
    draw_graticule(canvas, &p);
    for (size_t i = 0; i < map->circle_count; i++) {
        draw_circle(canvas, &p, &map->circles[i]);
    }
    for (size_t i = 0; i < map->track_count; i++) {
        draw_track(canvas, &p, &map->tracks[i], &taken);
    }
    if (map->scale_bar) {
        draw_scale_bar(canvas, &p);
    }
    draw_markers(canvas, &p, map, &taken);
    kurs_clip_pop(canvas);
}
