/* SPDX-License-Identifier: Apache-2.0 */
#include "plot/draw.h"

#include <math.h>

static double overlap(kurs_box a, kurs_box b)
{
    const double w = fmin(a.x + a.w, b.x + b.w) - fmax(a.x, b.x);
    const double h = fmin(a.y + a.h, b.y + b.h) - fmax(a.y, b.y);
    return w > 0.0 && h > 0.0 ? w * h : 0.0;
}

void kurs_taken_add(kurs_taken *taken, kurs_box box)
{
    if (taken->count < KURS_MAX_TAKEN) {
        taken->boxes[taken->count++] = box;
    }
}

void kurs_taken_add_line(kurs_taken *taken, const double *xy, size_t n)
{
    enum { LEFT_FOR_LABELS = 128 };
    const double half = 3.0, apart = 9.0;
    const kurs_box in = taken->inside;
    double x = -INFINITY, y = -INFINITY;
    for (size_t i = 0; i < n && taken->count < KURS_MAX_TAKEN - LEFT_FOR_LABELS; i++) {
        const double px = xy[2 * i], py = xy[2 * i + 1];
        if (px >= in.x && px <= in.x + in.w && py >= in.y && py <= in.y + in.h &&
            hypot(px - x, py - y) >= apart) {
            kurs_taken_add(taken, (kurs_box){px - half, py - half, 2.0 * half, 2.0 * half});
            x = px, y = py;
        }
    }
}

/* How much of a label would be hidden or hide something [px2]. */
static double cost(const kurs_taken *taken, kurs_box box)
{
    double sum = 4.0 * (box.w * box.h - overlap(box, taken->inside));
    for (int i = 0; i < taken->count; i++) {
        sum += overlap(box, taken->boxes[i]);
    }
    return sum;
}

void kurs_label_beside(kurs_canvas *canvas, kurs_taken *taken, kurs_type type, double x, double y,
                       const char *text)
{
    /* right, left, above, below, then the corners; each also further out, with a leader */
    static const double way[8][2] = {{1, 0},  {-1, 0}, {0, -1},  {0, 1},
                                     {1, -1}, {1, 1},  {-1, -1}, {-1, 1}};
    static const double gaps[5] = {7.0, 18.0, 30.0, 44.0, 60.0};
    const double w = kurs_canvas_text_width(canvas, type, text), h = 1.15 * type.size;
    kurs_box best = {0.0, 0.0, w, h};
    double least = INFINITY, best_gap = 0.0;
    for (int g = 0; g < 5; g++) {
        for (int i = 0; i < 8; i++) {
            const double dx = way[i][0], dy = way[i][1];
            const double reach = gaps[g] * (dx != 0.0 && dy != 0.0 ? 0.8 : 1.0);
            const kurs_box box = {x + dx * reach + 0.5 * (dx - 1.0) * w,
                                  y + dy * reach + 0.5 * (dy - 1.0) * h, w, h};
            /* a way off costs as much as a little of a line behind */
            const double c = cost(taken, box) + 1.2 * gaps[g] + 0.5 * i;
            if (c < least) {
                least = c;
                best = box;
                best_gap = gaps[g];
            }
        }
    }
    if (best_gap > gaps[0]) {
        const double end_x = fmin(fmax(x, best.x), best.x + w);
        const double end_y = fmin(fmax(y, best.y), best.y + h);
        kurs_draw_line(canvas, (kurs_stroke){KURS_INK_MUTED, 0.75, 0, 1.0}, x, y, end_x, end_y);
    }
    type.anchor = 0.0;
    kurs_draw_label(canvas, type, best.x, best.y + 0.86 * h, text);
    kurs_taken_add(taken, (kurs_box){best.x - 2.0, best.y - 1.0, w + 4.0, h + 2.0});
}

void kurs_draw_legend(kurs_canvas *canvas, const kurs_legend_item *items, size_t n, double x_right,
                      double y)
{
    const kurs_type type = {10.5, KURS_INK_TEXT, 0, 0.0};
    double x = x_right;
    for (size_t i = n; i-- > 0;) {
        x -= kurs_canvas_text_width(canvas, type, items[i].label);
        kurs_canvas_text(canvas, type, x, y, items[i].label);
        x -= 6.0;
        kurs_draw_line(canvas, (kurs_stroke){items[i].ink, 2.5, items[i].dashed, 1.0}, x - 18.0,
                       y - 3.5, x, y - 3.5);
        x -= 34.0;
    }
}
