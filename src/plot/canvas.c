/* SPDX-License-Identifier: Apache-2.0 */
#include "plot/plot.h"

#include <cairo-svg.h>
#include <cairo.h>
#include <fontconfig/fontconfig.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "plot/draw.h"

enum { SVG_MOST = 4 << 20, CANVAS_LARGEST = 8000, TEXT_ROOM = 256 };

typedef struct text_buffer {
    char *text;
    size_t size, room;
    kurs_status status;
} text_buffer;

struct kurs_canvas {
    cairo_surface_t *surface;
    cairo_t *cr;
    double w, h;
    int svg;
    kurs_status failed;
    text_buffer raw, out;
    double *scratch;
    size_t scratch_room;
};

static const struct {
    double r, g, b;
} inks[KURS_INK_COUNT] = {
    [KURS_INK_PAPER] = {1.000, 1.000, 1.000}, [KURS_INK_TEXT] = {0.118, 0.149, 0.180},
    [KURS_INK_MUTED] = {0.373, 0.412, 0.451}, [KURS_INK_GRID] = {0.882, 0.898, 0.910},
    [KURS_INK_SEA] = {0.918, 0.945, 0.961},   [KURS_INK_LAND] = {0.835, 0.831, 0.800},
    [KURS_INK_BLUE] = {0.000, 0.400, 0.640},  [KURS_INK_VERMILION] = {0.800, 0.333, 0.000},
    [KURS_INK_GREEN] = {0.000, 0.540, 0.400}, [KURS_INK_PURPLE] = {0.660, 0.320, 0.540},
};

/* ---- memory ---- */

static void buffer_add(text_buffer *buffer, const char *text, size_t n)
{
    if (buffer->status < 0) {
        return;
    }
    if (buffer->size + n + 1 > SVG_MOST) {
        buffer->status = KURS_ERR_FULL;
        return;
    }
    if (buffer->size + n + 1 > buffer->room) {
        const size_t room = 2 * (buffer->size + n + 1);
        char *grown = kurs_resize(buffer->text, room);
        if (!grown) {
            buffer->status = KURS_ERR_MEMORY;
            return;
        }
        buffer->text = grown;
        buffer->room = room;
    }
    memcpy(buffer->text + buffer->size, text, n);
    buffer->size += n;
    buffer->text[buffer->size] = '\0';
}

static void buffer_word(text_buffer *buffer, const char *text)
{
    buffer_add(buffer, text, strlen(text));
}

static cairo_status_t receive(void *ctx, const unsigned char *data, unsigned n)
{
    text_buffer *raw = ctx;
    buffer_add(raw, (const char *)data, n);
    return raw->status < 0 ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

double *kurs_canvas_scratch(kurs_canvas *canvas, size_t n)
{
    if (n > canvas->scratch_room) {
        double *grown = kurs_resize(canvas->scratch, n * sizeof *grown);
        if (!grown) {
            canvas->failed = KURS_ERR_MEMORY;
            return NULL;
        }
        canvas->scratch = grown;
        canvas->scratch_room = n;
    }
    return canvas->scratch;
}

/* ---- a canvas ---- */

static void set_up(kurs_canvas *canvas)
{
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_set_font_options(canvas->cr, options);
    cairo_font_options_destroy(options);
    cairo_set_line_join(canvas->cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_cap(canvas->cr, CAIRO_LINE_CAP_ROUND);
    kurs_draw_box(canvas, (kurs_box){0.0, 0.0, canvas->w, canvas->h}, KURS_INK_PAPER, 1.0);
}

static kurs_status create(double w, double h, double scale, int svg, kurs_canvas **out)
{
    if (!(w >= 1.0 && w <= CANVAS_LARGEST && h >= 1.0 && h <= CANVAS_LARGEST && scale > 0.0 &&
          scale * fmax(w, h) <= 4.0 * CANVAS_LARGEST)) {
        return KURS_ERR_ARGUMENT;
    }
    kurs_canvas *canvas = kurs_alloc_array(1, sizeof *canvas);
    if (!canvas) {
        return KURS_ERR_MEMORY;
    }
    canvas->w = w, canvas->h = h, canvas->svg = svg;
    if (svg) {
        canvas->surface = cairo_svg_surface_create_for_stream(receive, &canvas->raw, w, h);
        cairo_svg_surface_set_document_unit(canvas->surface, CAIRO_SVG_UNIT_PX);
    } else {
        canvas->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)ceil(w * scale),
                                                     (int)ceil(h * scale));
    }
    canvas->cr = cairo_create(canvas->surface);
    if (cairo_status(canvas->cr) != CAIRO_STATUS_SUCCESS) {
        kurs_canvas_destroy(canvas);
        return KURS_ERR_MEMORY;
    }
    cairo_scale(canvas->cr, scale, scale);
    set_up(canvas);
    *out = canvas;
    return KURS_OK;
}

kurs_status kurs_canvas_create_svg(double w, double h, kurs_canvas **out)
{
    return create(w, h, 1.0, 1, out);
}

kurs_status kurs_canvas_create_png(double w, double h, double scale, kurs_canvas **out)
{
    return create(w, h, scale, 0, out);
}

void kurs_canvas_destroy(kurs_canvas *canvas)
{
    if (!canvas) {
        return;
    }
    cairo_destroy(canvas->cr);
    cairo_surface_destroy(canvas->surface);
    kurs_free(canvas->raw.text);
    kurs_free(canvas->out.text);
    kurs_free(canvas->scratch);
    kurs_free(canvas);
}

void kurs_plot_end(void)
{
    cairo_debug_reset_static_data();
    FcFini();
}

/* ---- what comes out ---- */

static void buffer_escaped(text_buffer *buffer, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '<':
            buffer_word(buffer, "&lt;");
            break;
        case '>':
            buffer_word(buffer, "&gt;");
            break;
        case '&':
            buffer_word(buffer, "&amp;");
            break;
        case '"':
            buffer_word(buffer, "&quot;");
            break;
        default:
            buffer_add(buffer, text, 1);
        }
    }
}

static void write_head(kurs_canvas *canvas, const kurs_svg_head *head)
{
    char size[96];
    text_buffer *out = &canvas->out;
    snprintf(size, sizeof size, "viewBox=\"0 0 %g %g\"", canvas->w, canvas->h);
    buffer_word(out, head->inline_html ? "<svg "
                                       : "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                         "<svg xmlns=\"http://www.w3.org/2000/svg\" "
                                         "xmlns:xlink=\"http://www.w3.org/1999/xlink\" ");
    buffer_word(out, size);
    buffer_word(out, " role=\"img\" aria-labelledby=\"");
    buffer_word(out, head->id);
    buffer_word(out, "-title\"><title id=\"");
    buffer_word(out, head->id);
    buffer_word(out, "-title\">");
    buffer_escaped(out, head->title);
    buffer_word(out, "</title>\n");
}

/* cairo's names for glyphs and clips are the same in every picture, and that of its surface
 * counts the pictures of the process: neither can stay. */
static void write_body(kurs_canvas *canvas, const kurs_svg_head *head, const char *at)
{
    static const char *const own[] = {"\"glyph", "\"#glyph", "\"clip", "(#clip"};
    text_buffer *out = &canvas->out;
    while (*at != '\0') {
        size_t plain = strcspn(at, "\"(x");
        buffer_add(out, at, plain);
        at += plain;
        if (strncmp(at, "\"surface", 8) == 0) {
            buffer_add(out, "\"", 1);
            buffer_word(out, head->id);
            at += 8 + strcspn(at + 8, "\"");
            continue;
        }
        if (head->inline_html && strncmp(at, "xlink:", 6) == 0) {
            at += 6;
            continue;
        }
        for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
            if (strncmp(at, own[i], strlen(own[i])) == 0) {
                const size_t mark = own[i][1] == '#' ? 2 : 1;
                buffer_add(out, at, mark);
                buffer_word(out, head->id);
                at += mark;
                break;
            }
        }
        if (*at != '\0') {
            buffer_add(out, at, 1);
            at++;
        }
    }
}

kurs_status kurs_canvas_svg(kurs_canvas *canvas, const kurs_svg_head *head, const char **svg)
{
    if (!canvas->svg) {
        return KURS_ERR_ARGUMENT;
    }
    if (cairo_status(canvas->cr) != CAIRO_STATUS_SUCCESS) {
        return KURS_ERR_MEMORY;
    }
    cairo_surface_finish(canvas->surface);
    if (cairo_surface_status(canvas->surface) != CAIRO_STATUS_SUCCESS &&
        canvas->raw.status == KURS_OK) {
        return KURS_ERR_MEMORY;
    }
    if (canvas->failed < 0 || canvas->raw.status < 0) {
        return kurs_status_worse(canvas->failed, canvas->raw.status);
    }
    const char *body = canvas->raw.text ? strstr(canvas->raw.text, "<svg") : NULL;
    body = body ? strchr(body, '>') : NULL;
    if (!body) {
        return KURS_ERR_MEMORY;
    }
    canvas->out.size = 0;
    write_head(canvas, head);
    write_body(canvas, head, body + 1);
    if (canvas->out.status < 0) {
        return canvas->out.status;
    }
    *svg = canvas->out.text;
    return KURS_OK;
}

static cairo_status_t put_bytes(void *ctx, const unsigned char *data, unsigned n)
{
    return fwrite(data, 1, n, ctx) == n ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

kurs_status kurs_canvas_png(kurs_canvas *canvas, FILE *out)
{
    if (canvas->svg || canvas->failed < 0) {
        return canvas->svg ? KURS_ERR_ARGUMENT : canvas->failed;
    }
    if (cairo_status(canvas->cr) != CAIRO_STATUS_SUCCESS) {
        return KURS_ERR_MEMORY;
    }
    cairo_surface_flush(canvas->surface);
    switch (cairo_surface_write_to_png_stream(canvas->surface, put_bytes, out)) {
    case CAIRO_STATUS_SUCCESS:
        return KURS_OK;
    case CAIRO_STATUS_NO_MEMORY:
        return KURS_ERR_MEMORY;
    default:
        return KURS_ERR_IO;
    }
}

/* ---- strokes ---- */

static void set_ink(kurs_canvas *canvas, kurs_ink ink, double opacity)
{
    cairo_set_source_rgba(canvas->cr, inks[ink].r, inks[ink].g, inks[ink].b, opacity);
}

/* To an eighth of a px, which cairo writes in few digits. */
static double snap(double x)
{
    return floor(x * 8.0 + 0.5) / 8.0;
}

void kurs_path_point(kurs_canvas *canvas, double x, double y, int start)
{
    if (start) {
        cairo_move_to(canvas->cr, snap(x), snap(y));
    } else {
        cairo_line_to(canvas->cr, snap(x), snap(y));
    }
}

void kurs_path_close(kurs_canvas *canvas)
{
    cairo_close_path(canvas->cr);
}

void kurs_path_stroke(kurs_canvas *canvas, kurs_stroke stroke)
{
    static const double dashes[2] = {5.0, 3.5};
    set_ink(canvas, stroke.ink, stroke.opacity);
    cairo_set_line_width(canvas->cr, stroke.width);
    cairo_set_dash(canvas->cr, dashes, stroke.dashed ? 2 : 0, 0.0);
    cairo_stroke(canvas->cr);
}

void kurs_path_fill(kurs_canvas *canvas, kurs_ink ink, double opacity)
{
    set_ink(canvas, ink, opacity);
    cairo_set_fill_rule(canvas->cr, CAIRO_FILL_RULE_EVEN_ODD);
    cairo_fill(canvas->cr);
}

void kurs_draw_line(kurs_canvas *canvas, kurs_stroke stroke, double x0, double y0, double x1,
                    double y1)
{
    kurs_path_point(canvas, x0, y0, 1);
    kurs_path_point(canvas, x1, y1, 0);
    kurs_path_stroke(canvas, stroke);
}

void kurs_draw_box(kurs_canvas *canvas, kurs_box box, kurs_ink ink, double opacity)
{
    cairo_rectangle(canvas->cr, snap(box.x), snap(box.y), snap(box.w), snap(box.h));
    kurs_path_fill(canvas, ink, opacity);
}

void kurs_draw_dot(kurs_canvas *canvas, double x, double y, double radius, kurs_ink ink)
{
    const double full = 6.283185307179586;
    cairo_new_path(canvas->cr);
    cairo_arc(canvas->cr, snap(x), snap(y), radius + 1.25, 0.0, full);
    kurs_path_fill(canvas, KURS_INK_PAPER, 1.0);
    cairo_arc(canvas->cr, snap(x), snap(y), radius, 0.0, full);
    kurs_path_fill(canvas, ink, 1.0);
}

void kurs_clip_push(kurs_canvas *canvas, kurs_box box)
{
    cairo_save(canvas->cr);
    cairo_rectangle(canvas->cr, snap(box.x), snap(box.y), snap(box.w), snap(box.h));
    cairo_clip(canvas->cr);
}

void kurs_clip_pop(kurs_canvas *canvas)
{
    cairo_restore(canvas->cr);
}

static void draw_run(kurs_canvas *canvas, const double *xy, size_t n, unsigned char *keep)
{
    kurs_thin(xy, n, 0.12, keep);
    for (size_t i = 0; i < n; i++) {
        if (keep[i]) {
            kurs_path_point(canvas, xy[2 * i], xy[2 * i + 1], i == 0);
        }
    }
}

void kurs_draw_polyline(kurs_canvas *canvas, kurs_stroke stroke, double *xy, size_t n)
{
    unsigned char *keep = kurs_alloc(n ? n : 1);
    if (!keep) {
        canvas->failed = KURS_ERR_MEMORY;
        return;
    }
    cairo_new_path(canvas->cr);
    for (size_t first = 0; first < n;) {
        if (isnan(xy[2 * first]) || isnan(xy[2 * first + 1])) {
            first++;
            continue;
        }
        size_t end = first;
        while (end < n && !isnan(xy[2 * end]) && !isnan(xy[2 * end + 1])) {
            end++;
        }
        draw_run(canvas, xy + 2 * first, end - first, keep);
        first = end;
    }
    kurs_path_stroke(canvas, stroke);
    kurs_free(keep);
}

/* ---- text ---- */

size_t kurs_utf8_step(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    if (at[0] < 0x80) {
        return at[0] >= 0x20 && at[0] != 0x7f;
    }
    const size_t n = at[0] >= 0xc2 && at[0] <= 0xdf   ? 2
                     : (at[0] & 0xf0) == 0xe0         ? 3
                     : at[0] >= 0xf0 && at[0] <= 0xf4 ? 4
                                                      : 0;
    for (size_t i = 1; i < n; i++) {
        if ((at[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    if ((at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f) ||
        (at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] > 0x8f)) {
        return 0; /* overlong, a surrogate, or beyond the last character */
    }
    return n;
}

/* cairo gives up a whole picture at a byte that is no UTF-8. */
static const char *clean(const char *text, char out[TEXT_ROOM])
{
    size_t n = 0;
    while (*text != '\0' && n + 5 < TEXT_ROOM) {
        const size_t step = kurs_utf8_step(text);
        memcpy(out + n, step ? text : "?", step ? step : 1);
        n += step ? step : 1;
        text += step ? step : 1;
    }
    out[n] = '\0';
    return out;
}

static void set_type(kurs_canvas *canvas, kurs_type type)
{
    cairo_select_font_face(canvas->cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                           type.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(canvas->cr, type.size);
}

double kurs_canvas_text_width(kurs_canvas *canvas, kurs_type type, const char *text)
{
    cairo_text_extents_t extents;
    char valid[TEXT_ROOM];
    set_type(canvas, type);
    cairo_text_extents(canvas->cr, clean(text, valid), &extents);
    return extents.x_advance;
}

void kurs_canvas_text(kurs_canvas *canvas, kurs_type type, double x, double y, const char *text)
{
    char valid[TEXT_ROOM];
    const double shift = type.anchor * kurs_canvas_text_width(canvas, type, text);
    set_ink(canvas, type.ink, 1.0);
    cairo_move_to(canvas->cr, snap(x - shift), snap(y));
    cairo_show_text(canvas->cr, clean(text, valid));
    cairo_new_path(canvas->cr);
}

void kurs_draw_label(kurs_canvas *canvas, kurs_type type, double x, double y, const char *text)
{
    char valid[TEXT_ROOM];
    const double shift = type.anchor * kurs_canvas_text_width(canvas, type, text);
    cairo_move_to(canvas->cr, snap(x - shift), snap(y));
    cairo_text_path(canvas->cr, clean(text, valid));
    kurs_path_stroke(canvas, (kurs_stroke){KURS_INK_PAPER, 2.5, 0, 0.85});
    kurs_canvas_text(canvas, type, x, y, text);
}
