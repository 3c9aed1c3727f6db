/* SPDX-License-Identifier: Apache-2.0 */
#include "plot/plot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "plot/draw.h"

enum { MAX_TICKS = 16, MAX_LEGEND = 6, MARK_ROWS = 4 };

static const kurs_type tick_type = {10.0, KURS_INK_MUTED, 0, 0.0};
static const kurs_type mark_type = {9.5, KURS_INK_MUTED, 0, 0.0};
static const double mark_row_h = 12.0;

/* An axis with its ends settled and its place on the canvas. */
typedef struct scale {
    double lo, hi;   /* in log10 for a log axis */
    double from, to; /* px of lo and of hi */
    int log;
    double ticks[MAX_TICKS]; /* in the same measure as lo and hi */
    size_t tick_count;
    double step;
} scale;

size_t kurs_ticks(double lo, double hi, int wanted, double *ticks, size_t cap, double *step)
{
    if (!(lo < hi) || !isfinite(lo) || !isfinite(hi) || wanted < 1) {
        return 0;
    }
    const double rough = (hi - lo) / wanted;
    const double ten = pow(10.0, floor(log10(rough)));
    const double share = rough / ten;
    *step = (share < 1.5 ? 1.0 : share < 3.5 ? 2.0 : share < 7.5 ? 5.0 : 10.0) * ten;
    const double first = ceil(lo / *step - 1e-9), last = floor(hi / *step + 1e-9);
    size_t n = 0;
    for (double k = first; k <= last && n < cap; k += 1.0) {
        ticks[n++] = k == 0.0 ? 0.0 : k * *step;
    }
    return n;
}

/* ---- axes ---- */

static double measure(const scale *s, double value)
{
    return !s->log ? value : value > 0.0 ? log10(value) : (double)NAN;
}

static double place(const scale *s, double value)
{
    return s->from + (measure(s, value) - s->lo) / (s->hi - s->lo) * (s->to - s->from);
}

static void widen(const scale *s, double value, double *lo, double *hi)
{
    const double m = measure(s, value);
    if (isfinite(m)) {
        *lo = fmin(*lo, m);
        *hi = fmax(*hi, m);
    }
}

/* Ends from the data, unless the axis fixes them; never of zero length. */
static void settle(scale *s, const kurs_chart *chart, int is_y)
{
    const kurs_axis *axis = is_y ? &chart->y : &chart->x;
    double lo = INFINITY, hi = -INFINITY;
    s->log = axis->log;
    for (size_t i = 0; i < chart->series_count; i++) {
        const double *values = is_y ? chart->series[i].y : chart->series[i].x;
        const double *other = is_y ? chart->series[i].x : chart->series[i].y;
        for (size_t k = 0; k < chart->series[i].count; k++) {
            if (!isnan(other[k])) {
                widen(s, values[k], &lo, &hi);
            }
        }
    }
    for (size_t i = 0; i < chart->spot_count; i++) {
        widen(s, is_y ? chart->spots[i].y : chart->spots[i].x, &lo, &hi);
    }
    if (!(lo <= hi)) {
        lo = 0.0, hi = 1.0;
    }
    const double margin = is_y ? 0.05 * (hi - lo) : 0.0;
    lo = isnan(axis->lo) ? lo - margin : measure(s, axis->lo);
    hi = isnan(axis->hi) ? hi + margin : measure(s, axis->hi);
    if (!(hi - lo > 1e-9 * fmax(fabs(lo), fabs(hi)))) {
        const double half = lo == 0.0 ? 0.5 : 0.05 * fabs(lo);
        lo -= half, hi = lo + 2.0 * half;
    }
    s->lo = lo, s->hi = hi;
}

static void find_ticks(scale *s, int wanted)
{
    if (!s->log) {
        s->tick_count = kurs_ticks(s->lo, s->hi, wanted, s->ticks, MAX_TICKS, &s->step);
        return;
    }
    s->step = fmax(1.0, ceil((s->hi - s->lo) / MAX_TICKS));
    for (double k = ceil(s->lo - 1e-9); k <= s->hi + 1e-9 && s->tick_count < MAX_TICKS;
         k += s->step) {
        s->ticks[s->tick_count++] = k;
    }
}

/* Digits in groups of three with thin spaces, and a real minus. */
static void group(const char *plain, char *out, size_t room)
{
    const size_t sign = plain[0] == '-';
    const size_t whole = strcspn(plain, ".") - sign;
    size_t n = 0;
    if (sign) {
        n = (size_t)snprintf(out, room, "\xe2\x88\x92");
    }
    for (size_t i = 0; plain[sign + i] != '\0' && n + 5 < room; i++) {
        if (whole > 4 && i > 0 && i < whole && (whole - i) % 3 == 0) {
            n += (size_t)snprintf(out + n, room - n, "\xe2\x80\x89");
        }
        out[n++] = plain[sign + i];
    }
    out[n] = '\0';
}

static void tick_text(const scale *s, double tick, char out[48])
{
    char plain[32];
    const double value = s->log ? pow(10.0, tick) : tick;
    const double step = s->log ? fmin(value, 1.0) : s->step;
    const int decimals = step < 1.0 ? (int)ceil(-log10(step) - 1e-9) : 0;
    snprintf(plain, sizeof plain, "%.*f", decimals > 9 ? 9 : decimals, value);
    group(plain, out, 48);
}

static double widest_tick(kurs_canvas *canvas, const scale *s, const kurs_chart *chart)
{
    double w = 0.0;
    for (size_t i = 0; i < s->tick_count; i++) {
        char text[48];
        tick_text(s, s->ticks[i], text);
        w = fmax(w, kurs_canvas_text_width(canvas, tick_type, text));
    }
    for (size_t i = 0; i < chart->y_tick_count && chart->y_ticks; i++) {
        w = fmax(w, kurs_canvas_text_width(canvas, tick_type, chart->y_ticks[i].label));
    }
    return w;
}

static double tick_place(const scale *s, size_t i)
{
    return s->from + (s->ticks[i] - s->lo) / (s->hi - s->lo) * (s->to - s->from);
}

static void draw_x_tick(kurs_canvas *canvas, kurs_box area, double at, const char *text)
{
    kurs_type type = tick_type;
    type.anchor = 0.5;
    kurs_draw_line(canvas, (kurs_stroke){KURS_INK_GRID, 1.0, 0, 1.0}, at, area.y, at,
                   area.y + area.h);
    kurs_draw_line(canvas, (kurs_stroke){KURS_INK_MUTED, 1.0, 0, 1.0}, at, area.y + area.h, at,
                   area.y + area.h + 4.0);
    kurs_canvas_text(canvas, type, at, area.y + area.h + 16.0, text);
}

/* Where the name of a band begins to the left of those that stand as high already. */
static double free_end(const kurs_taken *names, double right, double at)
{
    double end = right;
    for (int i = 0; i < names->count; i++) {
        if (fabs(names->boxes[i].y - (at - 10.0)) < names->boxes[i].h) {
            end = fmin(end, names->boxes[i].x - 10.0);
        }
    }
    return end;
}

static kurs_box band_box(kurs_box area, const scale *y, const kurs_band *band)
{
    const double lo = fmin(fmax(place(y, band->lo), area.y), area.y + area.h);
    const double hi = fmin(fmax(place(y, band->hi), area.y), area.y + area.h);
    return (kurs_box){area.x, fmin(lo, hi), area.w, fabs(lo - hi)};
}

/* The first bands lie behind the later ones. */
static void draw_bands(kurs_canvas *canvas, kurs_box area, const scale *y, const kurs_chart *chart)
{
    for (size_t i = 0; i < chart->band_count; i++) {
        const kurs_box box = band_box(area, y, &chart->bands[i]);
        if (box.h > 0.0) {
            kurs_draw_box(canvas, box, chart->bands[i].ink, 0.14);
        }
    }
}

static void name_bands(kurs_canvas *canvas, kurs_box area, const scale *y, const kurs_chart *chart,
                       kurs_taken *taken)
{
    for (size_t i = 0; i < chart->band_count; i++) {
        const kurs_band *band = &chart->bands[i];
        const kurs_box box = band_box(area, y, band);
        if (!band->label || !(box.h > 0.0)) {
            continue;
        }
        const kurs_type type = {10.0, band->ink, 1, 1.0};
        const double w = kurs_canvas_text_width(canvas, type, band->label);
        const double at = box.h > 18.0 ? box.y + 14.0 : box.y + 0.5 * box.h + 4.0;
        const double end = free_end(taken, area.x + area.w - 6.0, at);
        kurs_draw_label(canvas, type, end, at, band->label);
        kurs_taken_add(taken, (kurs_box){end - w, at - 10.0, w, 13.0});
    }
}

/* A line across with its name before it. */
static void draw_y_tick(kurs_canvas *canvas, kurs_box area, double at, const char *text)
{
    kurs_type type = tick_type;
    type.anchor = 1.0;
    kurs_draw_line(canvas, (kurs_stroke){KURS_INK_GRID, 1.0, 0, 1.0}, area.x, at, area.x + area.w,
                   at);
    kurs_canvas_text(canvas, type, area.x - 7.0, at + 3.5, text);
}

static void draw_axes(kurs_canvas *canvas, kurs_box area, const scale *x, const scale *y,
                      const kurs_chart *chart)
{
    const kurs_stroke base = {KURS_INK_MUTED, 1.0, 0, 1.0};
    char text[48];
    for (size_t i = 0; i < y->tick_count && !chart->y_ticks; i++) {
        tick_text(y, y->ticks[i], text);
        draw_y_tick(canvas, area, tick_place(y, i), text);
    }
    for (size_t i = 0; i < chart->y_tick_count && chart->y_ticks; i++) {
        draw_y_tick(canvas, area, place(y, chart->y_ticks[i].at), chart->y_ticks[i].label);
    }
    for (size_t i = 0; i < x->tick_count && !chart->x_ticks; i++) {
        tick_text(x, x->ticks[i], text);
        draw_x_tick(canvas, area, tick_place(x, i), text);
    }
    for (size_t i = 0; i < chart->x_tick_count && chart->x_ticks; i++) {
        const double at = place(x, chart->x_ticks[i].at);
        if (at >= area.x - 0.5 && at <= area.x + area.w + 0.5) {
            draw_x_tick(canvas, area, at, chart->x_ticks[i].label);
        }
    }
    kurs_draw_line(canvas, base, area.x, area.y + area.h, area.x + area.w, area.y + area.h);
    if (chart->x.label) {
        const kurs_type type = {10.5, KURS_INK_TEXT, 0, 1.0};
        kurs_canvas_text(canvas, type, area.x + area.w, area.y + area.h + 31.0, chart->x.label);
    }
}

/* ---- lines ---- */

/* Of each px column the first, least, greatest and last point of a line that runs one way
 * in x; in place. Answers how many are left. A gap leaves one NaN. */
static size_t thin_columns(double *xy, size_t n)
{
    size_t out = 0;
    for (size_t first = 0; first < n;) {
        if (isnan(xy[2 * first]) || isnan(xy[2 * first + 1])) {
            xy[2 * out] = xy[2 * out + 1] = (double)NAN;
            out += out > 0 && !isnan(xy[2 * out - 2]);
            first++;
            continue;
        }
        const double column = floor(xy[2 * first]);
        size_t end = first, least = first, most = first;
        for (; end < n && !isnan(xy[2 * end + 1]) && floor(xy[2 * end]) == column; end++) {
            least = xy[2 * end + 1] < xy[2 * least + 1] ? end : least;
            most = xy[2 * end + 1] > xy[2 * most + 1] ? end : most;
        }
        const size_t a = least < most ? least : most, b = least < most ? most : least;
        const size_t picks[4] = {first, a, b, end - 1};
        double kept[4][2];
        int count = 0;
        for (int k = 0; k < 4; k++) {
            if (k == 0 || picks[k] != picks[k - 1]) {
                kept[count][0] = xy[2 * picks[k]], kept[count][1] = xy[2 * picks[k] + 1];
                count++;
            }
        }
        memcpy(xy + 2 * out, kept, (size_t)count * sizeof kept[0]);
        out += (size_t)count;
        first = end;
    }
    return out;
}

static int runs_one_way(const double *x, size_t n)
{
    double last = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        if (x[i] < last) {
            return 0;
        }
        last = isnan(x[i]) ? last : x[i];
    }
    return 1;
}

static void draw_series(kurs_canvas *canvas, const scale *x, const scale *y,
                        const kurs_series *line, kurs_taken *taken)
{
    double *xy = kurs_canvas_scratch(canvas, 2 * line->count + 2);
    if (!xy) {
        return;
    }
    /* far outside of the clip is as good as the place itself, and keeps cairo in range */
    for (size_t i = 0; i < line->count; i++) {
        const double px = place(x, line->x[i]), py = place(y, line->y[i]);
        xy[2 * i] = isnan(px) ? px : fmin(fmax(px, -9000.0), 17000.0);
        xy[2 * i + 1] = isnan(py) ? py : fmin(fmax(py, -9000.0), 17000.0);
    }
    size_t n = line->count;
    if (runs_one_way(line->x, n) && x->from < x->to) {
        n = thin_columns(xy, n);
    }
    kurs_draw_polyline(canvas, (kurs_stroke){line->ink, 1.75, line->dashed, 1.0}, xy, n);
    kurs_taken_add_line(taken, xy, n);
}

/* ---- names of instants ---- */

/* Rows for the names of upright lines so that none overlaps; answers how many rows. */
static int seat_marks(kurs_canvas *canvas, kurs_box area, const scale *x, const kurs_chart *chart,
                      int *rows)
{
    double taken_to[MARK_ROWS];
    int used = 0;
    for (int r = 0; r < MARK_ROWS; r++) {
        taken_to[r] = -INFINITY;
    }
    for (size_t i = 0; i < chart->upright_count; i++) {
        const double at = place(x, chart->uprights[i].x);
        const double w = kurs_canvas_text_width(canvas, mark_type, chart->uprights[i].label);
        rows[i] = -1;
        if (!(at >= area.x - 0.5 && at <= area.x + area.w + 0.5)) {
            continue;
        }
        const double from = fmin(at + 4.0, area.x + area.w - w);
        for (int r = 0; r < MARK_ROWS && rows[i] < 0; r++) {
            if (from > taken_to[r] + 6.0) {
                rows[i] = r;
                taken_to[r] = from + w;
                used = r + 1 > used ? r + 1 : used;
            }
        }
    }
    return used;
}

static void draw_marks(kurs_canvas *canvas, kurs_box area, double band_top, const scale *x,
                       const kurs_chart *chart, const int *rows)
{
    for (size_t i = 0; i < chart->upright_count; i++) {
        const double at = place(x, chart->uprights[i].x);
        if (rows[i] < 0) {
            continue;
        }
        const double w = kurs_canvas_text_width(canvas, mark_type, chart->uprights[i].label);
        const double top = band_top + rows[i] * mark_row_h;
        kurs_draw_line(canvas, (kurs_stroke){KURS_INK_MUTED, 0.75, 1, 0.7}, at, top, at,
                       area.y + area.h);
        const double from = fmin(at + 4.0, area.x + area.w - w);
        kurs_draw_box(canvas, (kurs_box){from - 1.0, top, w + 2.0, mark_row_h - 1.0},
                      KURS_INK_PAPER, 1.0);
        kurs_canvas_text(canvas, mark_type, from, top + 9.0, chart->uprights[i].label);
    }
}

static void draw_spots(kurs_canvas *canvas, const scale *x, const scale *y, const kurs_chart *chart,
                       kurs_taken *taken)
{
    for (size_t i = 0; i < chart->spot_count; i++) {
        const double px = place(x, chart->spots[i].x), py = place(y, chart->spots[i].y);
        if (isfinite(px) && isfinite(py)) {
            kurs_draw_dot(canvas, px, py, 3.5, chart->spots[i].ink);
            kurs_taken_add(taken, (kurs_box){px - 5.0, py - 5.0, 10.0, 10.0});
        }
    }
    for (size_t i = 0; i < chart->spot_count; i++) {
        const double px = place(x, chart->spots[i].x), py = place(y, chart->spots[i].y);
        if (isfinite(px) && isfinite(py) && chart->spots[i].label) {
            kurs_label_beside(canvas, taken, (kurs_type){10.0, KURS_INK_TEXT, 0, 0.0}, px, py,
                              chart->spots[i].label);
        }
    }
}

/* ---- the whole ---- */

static void draw_heading(kurs_canvas *canvas, kurs_box box, double x_left, double label_y,
                         const kurs_chart *chart)
{
    if (chart->title) {
        kurs_canvas_text(canvas, (kurs_type){13.0, KURS_INK_TEXT, 1, 0.0}, box.x, box.y + 13.0,
                         chart->title);
    }
    if (chart->y.label) {
        kurs_canvas_text(canvas, (kurs_type){10.5, KURS_INK_TEXT, 0, 0.0}, x_left, label_y,
                         chart->y.label);
    }
    kurs_legend_item items[MAX_LEGEND];
    size_t n = 0;
    for (size_t i = 0; i < chart->series_count && n < MAX_LEGEND; i++) {
        if (chart->series[i].label) {
            items[n++] = (kurs_legend_item){chart->series[i].label, chart->series[i].ink,
                                            chart->series[i].dashed};
        }
    }
    kurs_draw_legend(canvas, items, n, box.x + box.w, label_y);
}

static void orient(scale *s, double from, double to, int reversed)
{
    s->from = reversed ? to : from;
    s->to = reversed ? from : to;
}

/* Widens one axis about its middle until a unit is as long on both. */
static void equalise(scale *x, scale *y, kurs_box area)
{
    const double per_x = (x->hi - x->lo) / area.w, per_y = (y->hi - y->lo) / area.h;
    scale *s = per_x < per_y ? x : y;
    const double half = 0.5 * (per_x < per_y ? per_y * area.w : per_x * area.h);
    const double middle = 0.5 * (s->lo + s->hi);
    s->lo = middle - half, s->hi = middle + half;
}

void kurs_chart_draw(kurs_canvas *canvas, kurs_box box, const kurs_chart *chart)
{
    enum { MAX_UPRIGHTS = 24 };
    int rows[MAX_UPRIGHTS];
    kurs_chart own = *chart;
    own.upright_count = chart->upright_count < MAX_UPRIGHTS ? chart->upright_count : MAX_UPRIGHTS;
    scale x = {0}, y = {0};
    settle(&x, &own, 0);
    settle(&y, &own, 1);
    const double label_y = box.y + (chart->title ? 32.0 : 11.0);
    const double band_top = label_y + 9.0;
    const double bottom = box.y + box.h - (chart->x.label ? 36.0 : 22.0);
    kurs_box area = {box.x + 40.0, band_top, box.w - 52.0, bottom - band_top};
    find_ticks(&y, (int)fmax(2.0, area.h / 38.0));
    area.x = box.x + fmax(chart->y_room, widest_tick(canvas, &y, chart)) + 9.0;
    area.w = box.x + box.w - 12.0 - area.x;
    orient(&x, area.x, area.x + area.w, chart->x.reversed);
    const int used = seat_marks(canvas, area, &x, &own, rows);
    area.y = band_top + used * mark_row_h + (used ? 2.0 : 0.0);
    area.h = bottom - area.y;
    if (chart->equal_scale) {
        equalise(&x, &y, area);
        y.tick_count = 0;
        find_ticks(&y, (int)fmax(2.0, area.h / 38.0));
    }
    orient(&y, area.y + area.h, area.y, chart->y.reversed);
    find_ticks(&x, (int)fmax(2.0, area.w / 75.0));
    kurs_taken taken = {.inside = area};
    draw_heading(canvas, box, box.x, label_y, chart);
    draw_bands(canvas, area, &y, chart);
    draw_axes(canvas, area, &x, &y, chart);
    draw_marks(canvas, area, band_top, &x, &own, rows);
    name_bands(canvas, area, &y, chart, &taken);
    kurs_clip_push(canvas, (kurs_box){area.x, area.y - 1.0, area.w + 1.0, area.h + 2.0});
    for (size_t i = 0; i < chart->series_count; i++) {
        draw_series(canvas, &x, &y, &chart->series[i], &taken);
    }
    kurs_clip_pop(canvas);
    draw_spots(canvas, &x, &y, chart, &taken);
}
