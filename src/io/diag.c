/* SPDX-License-Identifier: Apache-2.0 */
#include "io/diag.h"

#include <stdio.h>
#include <string.h>

void kurs_diag_init(kurs_diag *diag)
{
    memset(diag, 0, sizeof *diag);
}

void kurs_diag_add(kurs_diag *diag, const kurs_diag_item *item)
{
    if (diag->count < KURS_DIAG_MAX) {
        diag->items[diag->count++] = *item;
    } else {
        diag->lost++;
    }
}

kurs_status kurs_diag_status(const kurs_diag *diag)
{
    for (int i = 0; i < diag->count; i++) {
        const kurs_status status = diag->items[i].status;
        if (status == KURS_ERR_MEMORY || status == KURS_ERR_IO) {
            return status;
        }
    }
    return diag->count > 0 ? diag->items[0].status : KURS_OK;
}

/* Text that grows to the right inside a fixed buffer, always ended by a 0 byte. */
typedef struct cut_text {
    char *out;
    size_t n, at;
} cut_text;

static void put(cut_text *t, char c)
{
    if (t->at + 1 < t->n) {
        t->out[t->at++] = c;
    }
}

/* Characters that would move the cursor or fool a terminal do not pass; \t stays. */
static void put_clean(cut_text *t, const char *s)
{
    for (; *s; s++) {
        const unsigned char c = (unsigned char)*s;
        put(t, (c < 0x20 && c != '\t') || c == 0x7f ? '?' : *s);
    }
}

static void put_int(cut_text *t, int value)
{
    char digits[16];
    snprintf(digits, sizeof digits, ":%d", value);
    put_clean(t, digits);
}

/* As many columns as the source has before the error, tabs kept, so that the caret stands
 * under it; bytes that continue a character take no column. */
static void put_caret(cut_text *t, const kurs_diag_item *item)
{
    int column = 1;
    put_clean(t, "  ");
    for (const char *s = item->source; *s && column < item->caret; s++) {
        if (((unsigned char)*s & 0xC0) != 0x80) {
            put(t, *s == '\t' ? '\t' : ' ');
            column++;
        }
    }
    put_clean(t, "^");
    put(t, '\n');
}

size_t kurs_diag_format(const kurs_diag_item *item, char *out, size_t n)
{
    cut_text t = {out, n, 0};
    put_clean(&t, "kurs: ");
    put_clean(&t, item->file);
    if (item->line > 0) {
        put_int(&t, item->line);
        put_int(&t, item->column);
    }
    put_clean(&t, ": ");
    put_clean(&t, item->what);
    if (item->remedy[0]) {
        put_clean(&t, "; ");
        put_clean(&t, item->remedy);
    }
    put(&t, '\n');
    if (item->line > 0 && item->source[0]) {
        put_clean(&t, "  ");
        put_clean(&t, item->source);
        put(&t, '\n');
        put_caret(&t, item);
    }
    out[t.at] = 0;
    return t.at;
}

void kurs_diag_fill(char what[KURS_DIAG_TEXT_SIZE], char remedy[KURS_DIAG_TEXT_SIZE],
                    const char *format, va_list args)
{
    char all[2 * KURS_DIAG_TEXT_SIZE];
    vsnprintf(all, sizeof all, format, args);
    char *second = strchr(all, '\n');
    if (second) {
        *second++ = 0;
    }
    snprintf(what, KURS_DIAG_TEXT_SIZE, "%.*s", KURS_DIAG_TEXT_SIZE - 1, all);
    snprintf(remedy, KURS_DIAG_TEXT_SIZE, "%.*s", KURS_DIAG_TEXT_SIZE - 1, second ? second : "");
}

static int continues(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

void kurs_diag_quote(kurs_diag_item *item, const char *text, size_t n, int line, int column)
{
    const size_t room = KURS_DIAG_SOURCE_SIZE - 1;
    const char *end = text + n;
    for (int i = 1; i < line && text < end; text++) {
        i += *text == '\n';
    }
    size_t length = 0;
    while (text + length < end && text[length] != '\n' && text[length] != '\r') {
        length++;
    }
    int caret = column;
    /* a line too long is shown from a little before the error on */
    while (length > room && caret > 40) {
        do {
            text++;
            length--;
        } while (length > 0 && continues(*text));
        caret--;
    }
    length = length < room ? length : room;
    while (length == room && text + length < end && continues(text[length])) {
        length--; /* not half a character at the end */
    }
    item->source[0] = 0;
    for (size_t i = 0; i < length; i++) {
        item->source[i] = text[i] ? text[i] : '?';
        item->source[i + 1] = 0;
    }
    item->caret = caret;
}

void kurs_diag_tell(kurs_diag *diag, const kurs_diag_place *place, kurs_status status,
                    const char *format, va_list args)
{
    if (diag->count == KURS_DIAG_MAX) {
        diag->lost++;
        return;
    }
    kurs_diag_item item = {.status = status, .line = place->line, .column = place->column};
    snprintf(item.file, sizeof item.file, "%s", place->file);
    kurs_diag_fill(item.what, item.remedy, format, args);
    if (place->line > 0) {
        kurs_diag_quote(&item, place->text, place->n, place->line, place->column);
    }
    kurs_diag_add(diag, &item);
}

static int file_rank(const kurs_diag *diag, const char *file)
{
    int i = 0;
    while (i < diag->count && strcmp(diag->items[i].file, file) != 0) {
        i++;
    }
    return i;
}

void kurs_diag_sort(kurs_diag *diag)
{
    int rank[KURS_DIAG_MAX];
    for (int i = 0; i < diag->count; i++) {
        rank[i] = file_rank(diag, diag->items[i].file);
    }
    for (int i = 1; i < diag->count; i++) {
        for (int j = i; j > 0; j--) {
            kurs_diag_item *a = &diag->items[j - 1], *b = &diag->items[j];
            const int order = rank[j - 1] != rank[j] ? rank[j - 1] - rank[j]
                              : a->line != b->line   ? a->line - b->line
                                                     : a->column - b->column;
            if (order <= 0) {
                break;
            }
            const kurs_diag_item item = *a;
            const int r = rank[j - 1];
            *a = *b;
            *b = item;
            rank[j - 1] = rank[j];
            rank[j] = r;
        }
    }
}

const char *kurs_diag_shown(const char *text, size_t n, char out[KURS_SHOWN_SIZE])
{
    size_t length = n < 40 ? n : 40;
    while (length < n && length > 0 && continues(text[length])) {
        length--;
    }
    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)text[i];
        out[i] = c < 0x20 || c == 0x7f ? '?' : text[i];
    }
    snprintf(out + length, KURS_SHOWN_SIZE - length, "%s", length < n ? "..." : "");
    return out;
}

/* Edits (put in, leave out, change, swap neighbours) from a to b; both under 48 bytes. */
static int distance(const char *a, const char *b)
{
    int row[3][KURS_SHOWN_SIZE + 1];
    const int na = (int)strlen(a), nb = (int)strlen(b);
    for (int j = 0; j <= nb; j++) {
        row[0][j] = j;
    }
    for (int i = 1; i <= na; i++) {
        int *now = row[i % 3], *before = row[(i + 2) % 3], *earlier = row[(i + 1) % 3];
        now[0] = i;
        for (int j = 1; j <= nb; j++) {
            int best = before[j - 1] + (a[i - 1] != b[j - 1]);
            best = before[j] + 1 < best ? before[j] + 1 : best;
            best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                earlier[j - 2] + 1 < best) {
                best = earlier[j - 2] + 1;
            }
            now[j] = best;
        }
    }
    return row[na % 3][nb];
}

const char *kurs_diag_nearest(const char *text, const char *const *names, int count)
{
    const char *nearest = NULL;
    int best = 0;
    if (strlen(text) >= KURS_SHOWN_SIZE) {
        return NULL;
    }
    for (int i = 0; i < count; i++) {
        const size_t n = strlen(names[i]);
        if (n >= KURS_SHOWN_SIZE) {
            continue;
        }
        const int d = distance(text, names[i]);
        const int near = 1 + (int)n / 3;
        if (d <= near && (!nearest || d < best)) {
            nearest = names[i];
            best = d;
        }
    }
    return nearest;
}
