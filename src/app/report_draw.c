/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures into the page, and those that need more than telemetry. */
#include "app/report_parts.h"

#include <math.h>

#include "base/base.h"
#include "math/math.h"
#include "ops/ops.h"

static const double of_data = (double)NAN;

void kurs_report_end(void)
{
    kurs_plot_end();
}

/* ---- a figure in the page ---- */

/* Writes the finished canvas with its caption and lets go of it. */
static kurs_status put_canvas(FILE *out, const kurs_figure_head *head, kurs_canvas *canvas)
{
    const char *svg = NULL;
    const kurs_status status =
        kurs_canvas_svg(canvas, &(kurs_svg_head){head->id, head->title, 1}, &svg);
    if (status >= 0) {
        fprintf(out, "<figure%s>\n", head->w > 600.0 ? " class=\"wide\"" : "");
        fputs(svg, out);
        fputs("<figcaption>", out);
        kurs_put_text(out, head->caption);
        fputs("</figcaption></figure>\n", out);
    }
    kurs_canvas_destroy(canvas);
    return status;
}

kurs_status kurs_put_chart(FILE *out, const kurs_figure_head *head, const kurs_chart *chart)
{
    kurs_canvas *canvas;
    const kurs_status status = kurs_canvas_create_svg(head->w, head->h, &canvas);
    if (status < 0) {
        return status;
    }
    kurs_chart_draw(canvas, (kurs_box){0.0, 0.0, head->w, head->h}, chart);
    return put_canvas(out, head, canvas);
}

kurs_status kurs_put_map(FILE *out, const kurs_figure_head *head, const kurs_map *map)
{
    kurs_canvas *canvas;
    const kurs_status status = kurs_canvas_create_svg(head->w, head->h, &canvas);
    if (status < 0) {
        return status;
    }
    kurs_map_draw(canvas, (kurs_box){0.0, 0.0, head->w, head->h}, map);
    return put_canvas(out, head, canvas);
}

kurs_status kurs_figure_world(FILE *out, const kurs_report *report)
{
    const kurs_figure_head head = {
        "world", "World map: ground track of ascent, first orbits, last orbit and landing",
        "Over the ground: ascent and the first two orbits, and the last orbit with the landing. "
        "The track shifts west with every orbit, as the Earth turns beneath.",
        1000.0, 416.0};
    kurs_canvas *canvas;
    kurs_status status = kurs_canvas_create_svg(head.w, head.h, &canvas);
    if (status < 0) {
        return status;
    }
    status = kurs_draw_world(canvas, (kurs_box){0.0, 0.0, head.w, head.h}, report);
    if (status < 0) {
        kurs_canvas_destroy(canvas);
        return status;
    }
    return put_canvas(out, &head, canvas);
}

/* ---- the battery through the last minute of each attempt ---- */

enum { BATTERY_POINTS = 640, MAX_ATTEMPTS = 3 };

typedef struct battery_line {
    double t[BATTERY_POINTS], v[BATTERY_POINTS], limit[BATTERY_POINTS];
    size_t count;
} battery_line;

static void note_battery(const kurs_sequence *sequence, battery_line *line)
{
    if (line->count < BATTERY_POINTS) {
        line->t[line->count] = sequence->t_s;
        line->v[line->count] = sequence->voltage_v;
        line->limit[line->count++] = sequence->limit_v;
    }
}

/* Runs the sequence of an attempt and notes its voltage from from_s on, at every change and in
 * steps of 600 between. */
static kurs_status run_battery(const kurs_mission *mission, int attempt, double from_s,
                               battery_line *line)
{
    const kurs_countdown *c = &mission->countdown;
    const kurs_sequence_setup setup = kurs_sequence_setup_of(mission, attempt);
    kurs_sequence sequence;
    const kurs_status status = kurs_sequence_init(&sequence, c, &setup);
    if (status < 0) {
        return status;
    }
    line->count = 0;
    kurs_sequence_result result = KURS_SEQUENCE_COUNTING;
    double until_s = from_s;
    while (result != KURS_SEQUENCE_STOP && result != KURS_SEQUENCE_LIFTOFF) {
        result = kurs_sequence_run(&sequence, c, until_s);
        if (sequence.t_s >= from_s) {
            note_battery(&sequence, line);
        }
        if (result == KURS_SEQUENCE_COUNTING) {
            until_s += -from_s / 600.0;
        }
    }
    line->count -= line->count == BATTERY_POINTS;
    note_battery(&sequence, line);
    return KURS_OK;
}

static kurs_status put_battery(FILE *out, const battery_line *weak, const battery_line *sound,
                               double from_s, double launch_command_s)
{
    const kurs_series series[] = {
        {"scrubbed attempt", weak->t, weak->v, weak->count, KURS_INK_VERMILION, 0},
        {"next attempt", sound->t, sound->v, sound->count, KURS_INK_BLUE, 0},
        {"lowest allowed", sound->t, sound->limit, sound->count, KURS_INK_MUTED, 1},
    };
    const size_t last = weak->count - 1;
    const kurs_spot stop = {weak->t[last], weak->v[last], "automatic stop", KURS_INK_VERMILION};
    const kurs_upright command = {launch_command_s, "launch command"};
    const kurs_chart chart = {.x = {"Seconds before lift-off", from_s, 0.0, 0, 0},
                              .y = {"Launch battery, V", of_data, of_data, 0, 0},
                              .series = series,
                              .series_count = 3,
                              .uprights = &command,
                              .upright_count = 1,
                              .spots = &stop,
                              .spot_count = 1};
    return kurs_put_chart(out,
                          &(kurs_figure_head){"battery",
                                              "Chart: voltage of the launch battery in the last "
                                              "minute of the scrubbed and the next attempt",
                                              "Voltage of the launch battery before lift-off. "
                                              "Below the dashed line the sequence stops by itself, "
                                              "until the launch command is given.",
                                              1000.0, 260.0},
                          &chart);
}

kurs_status kurs_figure_battery(FILE *out, const kurs_report *report)
{
    const kurs_event *scrub = kurs_record_event(report->record, "scrub", 0);
    if (!scrub || !report->mission) {
        return KURS_OK;
    }
    battery_line *lines = kurs_alloc_array(2, sizeof *lines);
    if (!lines) {
        return KURS_ERR_MEMORY;
    }
    kurs_status status = KURS_OK;
    int drawn = 0;
    double from_s = -60.0;
    for (int attempt = 1; attempt <= MAX_ATTEMPTS && !drawn && status >= 0; attempt++) {
        from_s = -60.0;
        status = run_battery(report->mission, attempt, from_s, &lines[0]);
        const double stop_s = status >= 0 ? lines[0].t[lines[0].count - 1] : 0.0;
        drawn = stop_s < 0.0;
        if (drawn) {
            from_s = fmin(from_s, 1.5 * stop_s);
            status = run_battery(report->mission, attempt, from_s, &lines[0]);
        }
        if (drawn && status >= 0) {
            status = run_battery(report->mission, attempt + 1, from_s, &lines[1]);
        }
    }
    /* a countdown that cannot be run again is no reason to lose the report */
    if (status < 0) {
        fputs("<p>The countdown of this record could not be run again for a picture.</p>\n", out);
        status = KURS_OK;
    } else if (drawn) {
        status = put_battery(out, &lines[0], &lines[1], from_s,
                             report->mission->countdown.launch_command_s);
    }
    kurs_free(lines);
    return status;
}
