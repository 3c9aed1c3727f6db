/* SPDX-License-Identifier: Apache-2.0 */
/* Shared by the files of plot only: strokes on a canvas, and labels that keep clear. */
#ifndef KURS_PLOT_DRAW_H
#define KURS_PLOT_DRAW_H

#include "plot/plot.h"

typedef struct kurs_stroke {
    kurs_ink ink;
    double width;
    int dashed;
    double opacity; /* 0..1 */
} kurs_stroke;

/* A path: begin, points, then stroke or fill. With `start` the pen is lifted before the point. */
void kurs_path_point(kurs_canvas *canvas, double x, double y, int start);
void kurs_path_close(kurs_canvas *canvas);
void kurs_path_stroke(kurs_canvas *canvas, kurs_stroke stroke);
void kurs_path_fill(kurs_canvas *canvas, kurs_ink ink, double opacity);

void kurs_draw_line(kurs_canvas *canvas, kurs_stroke stroke, double x0, double y0, double x1,
                    double y1);
void kurs_draw_box(kurs_canvas *canvas, kurs_box box, kurs_ink ink, double opacity);
/* A filled dot with a rim of paper. */
void kurs_draw_dot(kurs_canvas *canvas, double x, double y, double radius, kurs_ink ink);

/* All drawing between the two stays inside the box. */
void kurs_clip_push(kurs_canvas *canvas, kurs_box box);
void kurs_clip_pop(kurs_canvas *canvas);

/* A line through n points, thinned; NaN is a gap. xy is used up. */
void kurs_draw_polyline(kurs_canvas *canvas, kurs_stroke stroke, double *xy, size_t n);

/* Scratch memory of the canvas for n doubles; NULL (and the canvas fails) when out. The
 * next call may move it. */
double *kurs_canvas_scratch(kurs_canvas *canvas, size_t n);

/* Text with a rim of paper, to be read over lines. */
void kurs_draw_label(kurs_canvas *canvas, kurs_type type, double x, double y, const char *text);

/* Places taken on a canvas. */
enum { KURS_MAX_TAKEN = 768 };
typedef struct kurs_taken {
    kurs_box inside; /* labels stay in here */
    kurs_box boxes[KURS_MAX_TAKEN];
    int count;
} kurs_taken;

void kurs_taken_add(kurs_taken *taken, kurs_box box);

/* Takes the places along a line of n points (NaN: a gap) within the inside. */
void kurs_taken_add_line(kurs_taken *taken, const double *xy, size_t n);

/* Writes a label beside the point where it hides nothing that is taken, and takes that place. */
void kurs_label_beside(kurs_canvas *canvas, kurs_taken *taken, kurs_type type, double x, double y,
                       const char *text);

/* A legend line of names with strokes, ending at x_right. */
typedef struct kurs_legend_item {
    const char *label;
    kurs_ink ink;
    int dashed;
} kurs_legend_item;
void kurs_draw_legend(kurs_canvas *canvas, const kurs_legend_item *items, size_t n, double x_right,
                      double y);

#endif
