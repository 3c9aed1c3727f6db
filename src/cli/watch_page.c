/* SPDX-License-Identifier: Apache-2.0 */
/* A page of cells. */
#include <string.h>

#include "cli/watch.h"

enum { LINE_SIZE = 512 };

static int held(int x, int least, int most)
{
    return x < least ? least : x > most ? most : x;
}

kurs_status kurs_watch_page_init(kurs_watch_page *page, int rows, int columns, int utf8)
{
    const int r = held(rows, 1, KURS_WATCH_MOST), c = held(columns, 1, KURS_WATCH_MOST);
    kurs_watch_cell *cells = kurs_alloc_array((size_t)r * (size_t)c, sizeof *cells);
    if (!cells) {
        return KURS_ERR_MEMORY;
    }
    for (int i = 0; i < r * c; i++) {
        cells[i].c = ' ';
    }
    *page = (kurs_watch_page){r, c, utf8, cells};
    return KURS_OK;
}

void kurs_watch_page_free(kurs_watch_page *page)
{
    kurs_free(page->cells);
    page->cells = NULL;
}

void kurs_watch_put_cell(kurs_watch_page *page, int row, int column, kurs_watch_style style,
                         uint32_t c)
{
    if (row >= 0 && row < page->rows && column >= 0 && column < page->columns) {
        page->cells[row * page->columns + column] =
            (kurs_watch_cell){page->utf8 || c < 0x7f ? c : '?', (unsigned char)style};
    }
}

void kurs_watch_put_sign(kurs_watch_page *page, int row, int column, kurs_watch_style style,
                         kurs_watch_sign sign)
{
    kurs_watch_put_cell(page, row, column, style, kurs_watch_sign_of(sign, page->utf8));
}

int kurs_watch_put(kurs_watch_page *page, int row, int column, int width, kurs_watch_style style,
                   const char *text)
{
    int n = 0;
    for (; *text && n < width; n++) {
        const uint32_t c = kurs_watch_tame(kurs_watch_decode(&text), page->utf8);
        if (n == width - 1 && *text) {
            kurs_watch_put_sign(page, row, column + n, style, KURS_WATCH_SIGN_CUT);
        } else {
            kurs_watch_put_cell(page, row, column + n, style, c);
        }
    }
    return n;
}

int kurs_watch_putf(kurs_watch_page *page, int row, int column, int width, kurs_watch_style style,
                    const char *format, ...)
{
    char line[LINE_SIZE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line, sizeof line, format, args);
    va_end(args);
    return kurs_watch_put(page, row, column, width, style, line);
}

static int length(const char *text)
{
    int n = 0;
    for (; *text; n++) {
        (void)kurs_watch_decode(&text);
    }
    return n;
}

int kurs_watch_put_right(kurs_watch_page *page, int row, int column, int width,
                         kurs_watch_style style, const char *format, ...)
{
    char line[LINE_SIZE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line, sizeof line, format, args);
    va_end(args);
    const int n = length(line);
    const int start = n < width ? width - n : 0;
    return kurs_watch_put(page, row, column + start, width - start, style, line);
}

void kurs_watch_title(kurs_watch_page *page, int row, int column, int width, const char *format,
                      ...)
{
    char line[LINE_SIZE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line, sizeof line, format, args);
    va_end(args);
    for (int i = 0; i < width; i++) {
        kurs_watch_put_sign(page, row, column + i, KURS_WATCH_FAINT, KURS_WATCH_SIGN_LINE);
    }
    const int room = width - 4;
    const int n = room > 0 ? kurs_watch_put(page, row, column + 2, room, KURS_WATCH_BOLD, line) : 0;
    if (n > 0) {
        kurs_watch_put_cell(page, row, column + 1, KURS_WATCH_PLAIN, ' ');
        kurs_watch_put_cell(page, row, column + 2 + n, KURS_WATCH_PLAIN, ' ');
    }
}

void kurs_watch_fill(kurs_watch_page *page, const kurs_watch_box *box, kurs_watch_style style)
{
    for (int i = 0; i < box->rows; i++) {
        for (int j = 0; j < box->columns; j++) {
            kurs_watch_put_cell(page, box->row + i, box->column + j, style, ' ');
        }
    }
}

/* The code point as UTF-8; its bytes. */
static size_t encode(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    static const uint32_t lead[] = {0, 0xc0, 0xe0, 0xf0};
    const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    out[0] = (char)(lead[more] | c >> 6 * more);
    for (int i = 1; i <= more; i++) {
        out[i] = (char)(0x80 | (c >> 6 * (more - i) & 0x3f));
    }
    return (size_t)more + 1;
}

kurs_status kurs_watch_page_print(const kurs_watch_page *page, kurs_buf *out)
{
    kurs_status status = KURS_OK;
    for (int i = 0; i < page->rows && status >= 0; i++) {
        const kurs_watch_cell *row = &page->cells[i * page->columns];
        int n = page->columns;
        while (n > 0 && row[n - 1].c == ' ') {
            n--;
        }
        for (int j = 0; j < n && status >= 0; j++) {
            char bytes[4];
            status = kurs_buf_add(out, bytes, encode(row[j].c, bytes));
        }
        status = status < 0 ? status : kurs_buf_add(out, "\n", 1);
    }
    return status;
}
