/* SPDX-License-Identifier: Apache-2.0 */
/* The whole page: where its parts stand, the line at the bottom, help. */
#include <string.h>

#include "cli/watch.h"

enum { HEAD = 2, LEAST_ROWS = 10, LEAST_COLUMNS = 40, LEAST_TIMELINE = 29, MOST_TIMELINE = 60 };

typedef struct layout {
    kurs_watch_box map, timeline, channels, board;
} layout;

/* The map is five times as wide as high, and gets what channels and timeline leave. */
static layout lay_out(const kurs_watch_page *page, const kurs_watch_docs *docs)
{
    const int w = page->columns, body = page->rows - HEAD - 1;
    layout out = {{0}, {0}, {0}, {0}};
    int timeline = w * 36 / 100;
    timeline = timeline < LEAST_TIMELINE ? LEAST_TIMELINE : timeline;
    timeline = timeline > MOST_TIMELINE ? MOST_TIMELINE : timeline;
    int upper = (w - timeline - 1) / 5 + 1;
    upper = upper > body * 6 / 10 ? body * 6 / 10 : upper;
    if (w < LEAST_TIMELINE + 31) { /* too narrow for both */
        timeline = w;
    }
    const int map = w - timeline - 1;
    out.map = (kurs_watch_box){HEAD, 0, upper, map > 0 ? map : 0};
    out.timeline = (kurs_watch_box){HEAD, w - timeline, upper, timeline};
    const int lower = body - upper, top = HEAD + upper;
    const int board = kurs_watch_board_columns(docs, lower, w / 2);
    out.board = (kurs_watch_box){top, w - board, lower, board};
    out.channels = (kurs_watch_box){top, 0, lower, board ? w - board - 1 : w};
    return out;
}

static void draw_bottom(kurs_watch_page *page, const kurs_watch_view *view)
{
    static const char *const keys[] = {
        "space pause  +/- rate  \xe2\x86\x90\xe2\x86\x92 1 min  n next  \xe2\x86\x91\xe2\x86\x93 "
        "channel  / find  q quit  ? help",
        "space pause  +/- rate  </> 1 h  n next  / find  q quit  ? help"};
    const int row = page->rows - 1, w = page->columns - 1;
    if (view->finding) {
        const int n = kurs_watch_putf(page, row, 1, w, KURS_WATCH_BOLD, "Find: %s", view->find);
        kurs_watch_put_cell(page, row, 1 + n, KURS_WATCH_CHOSEN, ' ');
    } else if (view->lost[0]) {
        kurs_watch_put(page, row, 1, w, KURS_WATCH_BAD, view->lost);
    } else if (view->told[0]) {
        kurs_watch_put(page, row, 1, w, KURS_WATCH_BOLD, view->told);
    } else {
        kurs_watch_put(page, row, 1, w, KURS_WATCH_FAINT, keys[page->utf8 ? 0 : 1]);
    }
}

static const char *const help[] = {
    "space        pause, go on",
    "+  -         faster, slower",
    "left right   a minute back, on",
    "<  >         an hour back, on",
    "n  p         to the next event, to the one before",
    "up down      choose a channel",
    "/            find a channel: type a part of its name, Enter",
    "PgUp PgDn    timeline back, on; Home: to now",
    "q            quit",
};

static void draw_help(kurs_watch_page *page)
{
    const int n = (int)(sizeof help / sizeof help[0]), width = 60;
    const int row = (page->rows - n - 4) / 2, column = (page->columns - width) / 2;
    const kurs_watch_box box = {row < 0 ? 0 : row, column < 0 ? 0 : column, n + 4, width};
    kurs_watch_fill(page, &box, KURS_WATCH_PLAIN);
    kurs_watch_title(page, box.row, box.column, width, "Keys");
    for (int i = 0; i < n; i++) {
        kurs_watch_put(page, box.row + 2 + i, box.column + 3, width - 4, KURS_WATCH_PLAIN, help[i]);
    }
    kurs_watch_title(page, box.row + n + 3, box.column, width, "any key: back");
}

void kurs_watch_draw(kurs_watch_page *page, const kurs_watch_docs *docs,
                     const kurs_watch_view *view)
{
    if (page->rows < LEAST_ROWS || page->columns < LEAST_COLUMNS) {
        kurs_watch_putf(page, 0, 0, page->columns, KURS_WATCH_PLAIN,
                        "too small: %d by %d is the least", LEAST_COLUMNS, LEAST_ROWS);
        return;
    }
    const layout at = lay_out(page, docs);
    kurs_watch_draw_head(page, docs);
    if (at.map.columns > 0) {
        kurs_watch_draw_map(page, &at.map, docs);
    }
    kurs_watch_draw_timeline(page, &at.timeline, docs, view->back);
    kurs_watch_draw_channels(page, &at.channels, docs, view);
    if (at.board.columns > 0) {
        kurs_watch_draw_board(page, &at.board, docs);
    }
    draw_bottom(page, view);
    if (view->help) {
        draw_help(page);
    }
}
