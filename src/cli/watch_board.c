/* SPDX-License-Identifier: Apache-2.0 */
/* The board: go, no go, or still to come. */
#include <string.h>

#include "cli/watch.h"

enum { MOST = 64, LEAST_WIDTH = 20, BEST_WIDTH = 34, WIDEST = 64 };

typedef struct board_row {
    const char *text, *id;
    int state; /* 0 no go, 1 to come, 2 go */
} board_row;

/* No go first, then what is to come, then go: what does not fit is the least urgent. */
static int sorted(const kurs_watch_docs *docs, board_row out[MOST], int counts[3])
{
    const json_t *board = json_object_get(docs->doc[KURS_WATCH_NOW], "board");
    int n = 0;
    for (int state = 0; state < 3; state++) {
        counts[state] = 0;
        for (size_t i = 0; i < json_array_size(board) && i < MOST; i++) {
            const json_t *row = json_array_get(board, i);
            const char *name = kurs_watch_text(row, "state");
            const int of = strcmp(name, "nogo") == 0 ? 0 : strcmp(name, "go") == 0 ? 2 : 1;
            if (of == state) {
                counts[state]++;
                out[n++] =
                    (board_row){kurs_watch_text(row, "text"), kurs_watch_text(row, "id"), of};
            }
        }
    }
    return n;
}

int kurs_watch_board_columns(const kurs_watch_docs *docs, int rows, int most)
{
    board_row row[MOST];
    int counts[3];
    const int n = sorted(docs, row, counts), lines = rows > 1 ? rows - 1 : 1;
    if (n == 0 || most < LEAST_WIDTH) {
        return 0;
    }
    const int wanted = (n + lines - 1) / lines * (BEST_WIDTH + 1) - 1;
    return wanted < most ? wanted : most;
}

/* The text, or where it does not fit the shorter name. */
static void put_row(kurs_watch_page *page, int line, int column, int width, const board_row *row)
{
    static const struct {
        kurs_watch_style style;
        const char *word;
    } states[] = {{KURS_WATCH_BAD, "NO"}, {KURS_WATCH_FAINT, "--"}, {KURS_WATCH_GOOD, "go"}};
    const kurs_watch_style style = states[row->state].style;
    char name[WIDEST];
    kurs_watch_put(page, line, column, 2, style, states[row->state].word);
    if ((int)strlen(row->text) <= width - 3 || !row->id[0]) {
        kurs_watch_put(page, line, column + 3, width - 3, style, row->text);
        return;
    }
    snprintf(name, sizeof name, "%.*s", WIDEST - 1, row->id);
    for (char *at = name; *at; at++) {
        *at = *at == '_' ? ' ' : *at;
    }
    kurs_watch_put(page, line, column + 3, width - 3, style, name);
}

void kurs_watch_draw_board(kurs_watch_page *page, const kurs_watch_box *box,
                           const kurs_watch_docs *docs)
{
    board_row row[MOST];
    int counts[3];
    const int n = sorted(docs, row, counts), rows = box->rows - 1;
    kurs_watch_title(page, box->row, box->column, box->columns, "Board: %d NO, %d go, %d to come",
                     counts[0], counts[2], counts[1]);
    if (rows < 1 || n == 0) {
        return;
    }
    int columns = (box->columns + 1) / LEAST_WIDTH;
    columns = columns > (n + rows - 1) / rows ? (n + rows - 1) / rows : columns;
    columns = columns < 1 ? 1 : columns;
    const int width = (box->columns + 1) / columns - 1;
    for (int i = 0; i < n && i < columns * rows; i++) {
        const int at = box->column + i / rows * (width + 1), line = box->row + 1 + i % rows;
        put_row(page, line, at, width, &row[i]);
    }
}
