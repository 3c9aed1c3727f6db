/* SPDX-License-Identifier: Apache-2.0 */
/* The channels: values, units, limits. */
#include <math.h>
#include <string.h>

#include "cli/watch.h"

enum { COLUMN = 38, WIDEST = 58, FIGURE = 9, UNIT = 5, LIMIT = 9 };

static const json_t *channels_of(const kurs_watch_docs *docs)
{
    return json_object_get(docs->doc[KURS_WATCH_FACTS], "channels");
}

const json_t *kurs_watch_channel(const kurs_watch_docs *docs, int index)
{
    return json_array_get(channels_of(docs), (size_t)index);
}

static double value_of(const kurs_watch_docs *docs, const json_t *channel)
{
    const json_t *values = json_object_get(docs->doc[KURS_WATCH_NOW], "values");
    return kurs_watch_number(values, kurs_watch_text(channel, "name"));
}

static int has_limit(const json_t *channel)
{
    return isfinite(kurs_watch_number(channel, "low")) ||
           isfinite(kurs_watch_number(channel, "high"));
}

int kurs_watch_channel_order(const kurs_watch_docs *docs, int order[KURS_WATCH_CHANNELS])
{
    const size_t all = json_array_size(channels_of(docs));
    const int count = all > KURS_WATCH_CHANNELS ? KURS_WATCH_CHANNELS : (int)all;
    int n = 0;
    for (int rank = 0; rank < 3; rank++) {
        for (int i = 0; i < count; i++) {
            const json_t *channel = kurs_watch_channel(docs, i);
            const int of = !isfinite(value_of(docs, channel)) ? 2 : has_limit(channel) ? 0 : 1;
            if (of == rank) {
                order[n++] = i;
            }
        }
    }
    return n;
}

/* What the board says of a channel: 2 no go, 1 only waits, 0 nothing of the kind. */
static int board_state(const kurs_watch_docs *docs, const json_t *channel)
{
    const json_t *board = json_object_get(docs->doc[KURS_WATCH_NOW], "board");
    const char *text = kurs_watch_text(channel, "text");
    int waits = 0;
    for (size_t i = 0; i < json_array_size(board) && i < KURS_WATCH_CHANNELS; i++) {
        const json_t *row = json_array_get(board, i);
        if (strcmp(kurs_watch_text(row, "text"), text) == 0) {
            if (strcmp(kurs_watch_text(row, "state"), "nogo") == 0) {
                return 2;
            }
            waits = 1;
        }
    }
    return waits;
}

int kurs_watch_channel_state(const kurs_watch_docs *docs, const json_t *channel)
{
    const double x = value_of(docs, channel);
    const double low = kurs_watch_number(channel, "low");
    const double high = kurs_watch_number(channel, "high");
    if (!(x < low) && !(x > high)) {
        return 0;
    }
    return board_state(docs, channel) == 1 ? 1 : 2;
}

void kurs_watch_figure(double x, char out[16])
{
    const double size = fabs(x);
    if (!isfinite(x)) {
        snprintf(out, 16, "-");
    } else if (size >= 1e7) {
        snprintf(out, 16, "%.3e", x);
    } else if (size == floor(size)) {
        snprintf(out, 16, "%.0f", x + 0.0);
    } else {
        const int digits = size >= 1e4 ? 0 : size >= 1e3 ? 1 : size >= 100.0 ? 2 : 3;
        snprintf(out, 16, "%.*f", digits, size < 0.0005 ? 0.0 : x);
    }
}

/* ">27", "<300", "3..7"; "" without. */
static void format_limits(const json_t *channel, char out[40])
{
    char low[16], high[16];
    const int has_low = isfinite(kurs_watch_number(channel, "low"));
    const int has_high = isfinite(kurs_watch_number(channel, "high"));
    kurs_watch_figure(kurs_watch_number(channel, "low"), low);
    kurs_watch_figure(kurs_watch_number(channel, "high"), high);
    if (has_low && has_high) {
        snprintf(out, 40, "%s..%s", low, high);
    } else if (has_low || has_high) {
        snprintf(out, 40, "%s%s", has_low ? "\xe2\x89\xa5" : "\xe2\x89\xa4", has_low ? low : high);
    } else {
        out[0] = '\0';
    }
}

static void put_channel(kurs_watch_page *page, const kurs_watch_box *line,
                        const kurs_watch_docs *docs, const json_t *channel, int chosen)
{
    static const kurs_watch_style styles[] = {KURS_WATCH_PLAIN, KURS_WATCH_WARN, KURS_WATCH_BAD};
    const double x = value_of(docs, channel);
    const int state = kurs_watch_channel_state(docs, channel), limited = has_limit(channel);
    const kurs_watch_style style = chosen              ? KURS_WATCH_CHOSEN
                                   : !isfinite(x)      ? KURS_WATCH_FAINT
                                   : !state && limited ? KURS_WATCH_GOOD
                                                       : styles[state];
    char figure[16], limits[40];
    kurs_watch_figure(x, figure);
    format_limits(channel, limits);
    const int row = line->row, end = line->column + line->columns;
    const int limit = line->columns >= COLUMN + LIMIT ? LIMIT : 0;
    const int label = line->columns - FIGURE - UNIT - limit - 3;
    kurs_watch_fill(page, line, chosen ? KURS_WATCH_CHOSEN : KURS_WATCH_PLAIN);
    if (state) {
        kurs_watch_put_sign(page, row, line->column, style,
                            state == 2 ? KURS_WATCH_SIGN_OUT : KURS_WATCH_SIGN_NOT_YET);
    }
    kurs_watch_put(page, row, line->column + 1, label,
                   chosen         ? KURS_WATCH_CHOSEN
                   : !isfinite(x) ? KURS_WATCH_FAINT
                                  : KURS_WATCH_PLAIN,
                   kurs_watch_text(channel, "text"));
    kurs_watch_put_right(page, row, end - limit - UNIT - 1 - FIGURE, FIGURE, style, "%s", figure);
    kurs_watch_put(page, row, end - limit - UNIT, UNIT, style, kurs_watch_text(channel, "unit"));
    kurs_watch_put(page, row, end - limit, limit, style, limits);
}

/* Name, unit and limits of the chosen one. */
static void draw_title(kurs_watch_page *page, const kurs_watch_box *box, const json_t *channel,
                       int place, int count)
{
    char limits[40];
    format_limits(channel, limits);
    kurs_watch_title(page, box->row, box->column, box->columns, "Channels %d/%d: %s%s%s", place,
                     count, kurs_watch_text(channel, "name"), limits[0] ? " " : "", limits);
}

void kurs_watch_draw_channels(kurs_watch_page *page, const kurs_watch_box *box,
                              const kurs_watch_docs *docs, const kurs_watch_view *view)
{
    int order[KURS_WATCH_CHANNELS], chosen = 0;
    const int count = kurs_watch_channel_order(docs, order);
    for (int i = 0; i < count; i++) {
        const char *name = kurs_watch_text(kurs_watch_channel(docs, order[i]), "name");
        chosen = strcmp(name, view->channel) == 0 ? i : chosen;
    }
    const int rows = box->rows - 1;
    if (count == 0 || rows < 1) {
        kurs_watch_title(page, box->row, box->column, box->columns, "Channels");
        return;
    }
    int columns = (box->columns + 1) / (COLUMN + 1);
    columns = columns < 1 ? 1 : columns;
    columns = columns > (count + rows - 1) / rows ? (count + rows - 1) / rows : columns;
    int width = (box->columns + 1) / columns - 1;
    width = width > WIDEST ? WIDEST : width;
    int first = chosen - columns * rows + 1; /* the chosen one in sight, by whole columns */
    first = first > 0 ? (first + rows - 1) / rows * rows : 0;
    draw_title(page, box, kurs_watch_channel(docs, order[chosen]), chosen + 1, count);
    for (int i = first; i < count && i < first + columns * rows; i++) {
        const int at = i - first;
        const kurs_watch_box line = {box->row + 1 + at % rows,
                                     box->column + at / rows * (width + 1), 1, width};
        put_channel(page, &line, docs, kurs_watch_channel(docs, order[i]), i == chosen);
    }
}
