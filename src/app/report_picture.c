/* SPDX-License-Identifier: Apache-2.0 */
/* The picture of a mission: for a README, a slide, a wall. */
#include "app/report_parts.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "base/base.h"
#include "math/math.h"

static const double picture_w = 1200.0, picture_h = 800.0;

static double met_minutes(const kurs_row *row, const void *ctx)
{
    return kurs_tai_diff(row->t, *(const kurs_tai *)ctx) / 60.0;
}
static double met_hours(const kurs_row *row, const void *ctx)
{
    return kurs_tai_diff(row->t, *(const kurs_tai *)ctx) / 3600.0;
}
static double height(const kurs_row *row, const void *ctx)
{
    (void)ctx;
    return row->alt_m / 1e3;
}
static double range(const kurs_row *row, const void *ctx)
{
    (void)ctx;
    /* the scale is logarithmic; in the ascent no range is followed */
    return isnan(row->range_m) ? row->range_m : fmax(row->range_m, 1.0) / 1e3;
}

/* One of the three small charts under the map. */
typedef struct small_chart {
    const char *title, *x_label, *y_label;
    kurs_row_figure x_of, y_of;
    kurs_tai zero, from, to;
    kurs_ink ink;
    int log;
} small_chart;

static kurs_status draw_small(kurs_canvas *canvas, kurs_box box, const kurs_record *record,
                              const small_chart *small)
{
    kurs_columns columns;
    const kurs_status status = kurs_columns_take(kurs_rows_between(record, small->from, small->to),
                                                 small->x_of, small->y_of, &small->zero, &columns);
    if (status < 0) {
        return status;
    }
    const kurs_series line = {NULL, columns.x, columns.y, columns.count, small->ink, 0};
    const kurs_chart chart = {
        .title = small->title,
        .x = {small->x_label, (double)NAN, (double)NAN, 0, 0},
        .y = {small->y_label, small->log ? 0.001 : 0.0, (double)NAN, small->log, 0},
        .series = &line,
        .series_count = 1};
    kurs_chart_draw(canvas, box, &chart);
    kurs_columns_free(&columns);
    return KURS_OK;
}

static kurs_status draw_charts(kurs_canvas *canvas, const kurs_record *record,
                               const kurs_milestones *m)
{
    const kurs_box box = {24.0, 572.0, 368.0, 214.0};
    kurs_status status = KURS_OK;
    if (m->liftoff && m->insertion) {
        const small_chart up = {"Ascent",      "Minutes after lift-off",
                                "Height, km",  met_minutes,
                                height,        m->liftoff->t,
                                m->liftoff->t, m->insertion->t,
                                KURS_INK_BLUE, 0};
        status = draw_small(canvas, box, record, &up);
    }
    if (status >= 0 && m->liftoff && m->insertion && m->contact) {
        const small_chart way = {"Rendezvous",
                                 "Hours after lift-off",
                                 "Range to the station, km",
                                 met_hours,
                                 range,
                                 m->liftoff->t,
                                 m->insertion->t,
                                 m->contact->t,
                                 KURS_INK_GREEN,
                                 1};
        status = draw_small(canvas, (kurs_box){box.x + 392.0, box.y, box.w, box.h}, record, &way);
    }
    if (status >= 0 && m->entry && m->landing) {
        const small_chart down = {
            "Return",    "Minutes after entry", "Height, km",  met_minutes,        height,
            m->entry->t, m->entry->t,           m->landing->t, KURS_INK_VERMILION, 0};
        status = draw_small(canvas, (kurs_box){box.x + 784.0, box.y, box.w, box.h}, record, &down);
    }
    return status;
}

static kurs_status draw_picture(kurs_canvas *canvas, const kurs_report *report)
{
    const kurs_milestones m = kurs_report_milestones(report->record);
    const char *name = report->mission ? report->mission->name : "Mission";
    kurs_canvas_text(canvas, (kurs_type){24.0, KURS_INK_TEXT, 1, 0.0}, 24.0, 42.0, name);
    if (report->outcome) {
        kurs_canvas_text(canvas, (kurs_type){13.0, KURS_INK_MUTED, 0, 0.0}, 24.0, 64.0,
                         report->outcome->text);
    }
    const kurs_status status =
        kurs_draw_world(canvas, (kurs_box){24.0, 78.0, picture_w - 48.0, 474.0}, report);
    return status < 0 ? status : draw_charts(canvas, report->record, &m);
}

static kurs_status write_svg(kurs_canvas *canvas, FILE *out)
{
    const char *svg;
    const kurs_svg_head head = {"mission", "A mission: ground track, ascent, rendezvous and return",
                                0};
    const kurs_status status = kurs_canvas_svg(canvas, &head, &svg);
    if (status < 0) {
        return status;
    }
    return fputs(svg, out) < 0 ? KURS_ERR_IO : KURS_OK;
}

static kurs_status write_picture(int svg, const kurs_report *report, FILE *out)
{
    kurs_canvas *canvas;
    kurs_status status = svg ? kurs_canvas_create_svg(picture_w, picture_h, &canvas)
                             : kurs_canvas_create_png(picture_w, picture_h, 1.5, &canvas);
    if (status < 0) {
        return status;
    }
    status = draw_picture(canvas, report);
    if (status >= 0) {
        status = svg ? write_svg(canvas, out) : kurs_canvas_png(canvas, out);
    }
    kurs_canvas_destroy(canvas);
    return status;
}

kurs_status kurs_report_picture(int svg, const kurs_report *report, FILE *out)
{
    kurs_point_locale point;
    kurs_status status = kurs_point_begin(&point);
    if (status >= 0) {
        status = write_picture(svg, report, out);
        kurs_point_end(&point);
    }
    return status;
}
