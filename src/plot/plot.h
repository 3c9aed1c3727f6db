/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inner face of plot: charts and maps on cairo, as SVG text or a PNG file. The same calls
 * give the same bytes (with the same cairo and font). Angles in radians, places geodetic,
 * longitudes east; lengths on the canvas in px. Uses base and math only.
 */
#ifndef KURS_PLOT_PLOT_H
#define KURS_PLOT_PLOT_H

#include <stddef.h>
#include <stdio.h>

#include "kurs/api.h"
#include "kurs/status.h"

/* What a colour is for. The line colours are told apart with any kind of colour vision
 * (after Okabe and Ito 2008), and stand on light and on dark paper alike. */
typedef enum kurs_ink {
    KURS_INK_PAPER,
    KURS_INK_TEXT,
    KURS_INK_MUTED,
    KURS_INK_GRID,
    KURS_INK_SEA,
    KURS_INK_LAND,
    KURS_INK_BLUE,
    KURS_INK_VERMILION,
    KURS_INK_GREEN,
    KURS_INK_PURPLE,
    KURS_INK_COUNT
} kurs_ink;

/* A place on the canvas. */
typedef struct kurs_box {
    double x, y, w, h;
} kurs_box;

/* A surface to draw on; holds growing memory. */
typedef struct kurs_canvas kurs_canvas;

/* A canvas of w by h px (1 to 8000) on paper; ERR_MEMORY, ERR_ARGUMENT. A PNG has
 * `scale` pixels a px. */
KURS_CHECK kurs_status kurs_canvas_create_svg(double w, double h, kurs_canvas **out);
KURS_CHECK kurs_status kurs_canvas_create_png(double w, double h, double scale, kurs_canvas **out);
void kurs_canvas_destroy(kurs_canvas *canvas); /* NULL is fine */

/*
 * Ends the drawing. The text is UTF-8, ends with a 0 byte and lives as long as the canvas.
 * `id` (letters and digits) stands before every id inside, so that several pictures may
 * share a page; `title` says in words what is seen. With `inline_html` there is no XML
 * head and no namespace: for a place inside an HTML page. ERR_MEMORY also where memory ran
 * out while drawing, ERR_FULL beyond 4 MB.
 */
typedef struct kurs_svg_head {
    const char *id, *title;
    int inline_html;
} kurs_svg_head;
KURS_CHECK kurs_status kurs_canvas_svg(kurs_canvas *canvas, const kurs_svg_head *head,
                                       const char **svg);

/* Ends the drawing and writes the PNG. ERR_IO where that fails. */
KURS_CHECK kurs_status kurs_canvas_png(kurs_canvas *canvas, FILE *out);

/* Lets go of the fonts that cairo and fontconfig keep for the process. To be called at most at
 * the end of a program: no canvas may be alive, and no other thread drawing. */
void kurs_plot_end(void);

/* ---- text and shapes ---- */

typedef struct kurs_type {
    double size; /* px */
    kurs_ink ink;
    int bold;
    double anchor; /* 0: text begins at x, 0.5: centred, 1: ends at x */
} kurs_type;

/* Bytes of the UTF-8 character that text begins with (1 to 4); 0 where it is none, or a
 * control character. At the end of the text 0. */
size_t kurs_utf8_step(const char *text);

/* A line of text with its base line at y; bytes that are no UTF-8 are shown as "?". */
void kurs_canvas_text(kurs_canvas *canvas, kurs_type type, double x, double y, const char *text);
double kurs_canvas_text_width(kurs_canvas *canvas, kurs_type type, const char *text);

/* ---- charts ---- */

typedef struct kurs_axis {
    const char *label; /* with its unit, "Height, km" */
    double lo, hi;     /* ends; NaN: from the data */
    int log;           /* powers of ten; values <= 0 are gaps */
    int reversed;      /* larger values to the left or below */
} kurs_axis;

/* A line; a NaN in x or y is a gap. */
typedef struct kurs_series {
    const char *label; /* in the legend; NULL: not there */
    const double *x, *y;
    size_t count;
    kurs_ink ink;
    int dashed;
} kurs_series;

/* An upright line with a name in the band above the plot. */
typedef struct kurs_upright {
    double x;
    const char *label;
} kurs_upright;

/* A point with a name beside it. */
typedef struct kurs_spot {
    double x, y;
    const char *label; /* may be NULL */
    kurs_ink ink;
} kurs_spot;

/* A named place on an axis: a date, say. */
typedef struct kurs_tick {
    double at;
    const char *label; /* "": a line without a name */
} kurs_tick;

/* A lying band from lo to hi, with a name at its right end. */
typedef struct kurs_band {
    double lo, hi;
    const char *label; /* may be NULL */
    kurs_ink ink;
} kurs_band;

typedef struct kurs_chart {
    const char *title; /* may be NULL */
    kurs_axis x, y;
    const kurs_series *series;
    size_t series_count;
    const kurs_upright *uprights; /* in the order of x */
    size_t upright_count;
    const kurs_spot *spots;
    size_t spot_count;
    int equal_scale;                    /* one unit is as long on both axes */
    const kurs_tick *x_ticks, *y_ticks; /* instead of round values; NULL: round ones */
    size_t x_tick_count, y_tick_count;
    double y_room;          /* least width for the figures of y [px]: charts under each other */
    const kurs_band *bands; /* behind all */
    size_t band_count;
} kurs_chart;

/* Draws a chart. However many points a series has, what is written stays bounded: four
 * points a px column (first, least, greatest, last) and of those what the eye can see. */
void kurs_chart_draw(kurs_canvas *canvas, kurs_box box, const kurs_chart *chart);

/* Round values (1, 2 or 5 times a power of ten) inside lo..hi, at most `cap` of them, about
 * `wanted`. Answers how many; the step in *step. None where lo < hi is not so. */
size_t kurs_ticks(double lo, double hi, int wanted, double *ticks, size_t cap, double *step);

/*
 * Marks in keep[] which of n >= 1 points of a line are needed so that no other one is
 * further than `tolerance` from the line through the kept ones; first and last are kept.
 */
void kurs_thin(const double *xy, size_t n, double tolerance, unsigned char *keep);

/* ---- maps: equirectangular, true to scale at the middle latitude ---- */

typedef struct kurs_track {
    const char *label;       /* in the legend; NULL: not there */
    const double *lat, *lon; /* NaN: a gap */
    size_t count;
    kurs_ink ink;
    int dashed;
} kurs_track;

typedef struct kurs_marker {
    double lat, lon;
    const char *label; /* may be NULL */
    kurs_ink ink;
    int minor; /* a landmark: small and quiet */
} kurs_marker;

typedef struct kurs_map_circle {
    double lat, lon, radius_m;
    kurs_ink ink;
} kurs_map_circle;

typedef struct kurs_map {
    double south, north, west, east; /* window; grown to the shape of the box */
    const kurs_track *tracks;
    size_t track_count;
    const kurs_marker *markers;
    size_t marker_count;
    const kurs_map_circle *circles;
    size_t circle_count;
    int scale_bar;
} kurs_map;

void kurs_map_draw(kurs_canvas *canvas, kurs_box box, const kurs_map *map);

/* The window around places, with a margin (a share of its size) and a least height [rad]. */
void kurs_map_window(kurs_map *map, const double *lat, const double *lon, size_t n, double margin,
                     double least);

/* A point of a cut track; `start` lifts the pen before it. */
typedef struct kurs_track_point {
    double lat, lon;
    int start;
} kurs_track_point;

/* Cuts a track where it leaves the turn west..west+2pi, with a point on either edge. The
 * longitudes out lie in that turn. `out` has room for 3 n. Answers how many. Steps between
 * points are taken the short way round. */
size_t kurs_track_cut(const double *lat, const double *lon, size_t n, double west,
                      kurs_track_point *out);

/* ---- coastlines: Natural Earth 1:110 million, see data/earth/SOURCE.md ---- */

enum { KURS_COAST_LONGEST = 1298 };

size_t kurs_coast_ring_count(void);

/* Ring i in hundredths of a degree (longitude, latitude), not closed, nowhere across the
 * antimeridian. Answers its number of points; 0 for i beyond the last. Water inside land
 * is a ring too: land is where an odd number of rings lies around. */
size_t kurs_coast_ring(size_t i, int lon_lat[KURS_COAST_LONGEST][2]);

#endif
