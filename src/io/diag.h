/* SPDX-License-Identifier: Apache-2.0 */
/* Inner face of the diagnostics: how readers of io fill them. */
#ifndef KURS_IO_DIAG_H
#define KURS_IO_DIAG_H

#include <stdarg.h>

#include "kurs/diag.h"

/* Formats "what is wrong\nwhat would be right" into the two texts, cut to fit. */
KURS_PRINTF(3, 0)
void kurs_diag_fill(char what[KURS_DIAG_TEXT_SIZE], char remedy[KURS_DIAG_TEXT_SIZE],
                    const char *format, va_list args);

/* Copies the given line (from 1) of text[0..n) into the item, or the part of it about `column`
 * (in characters), and sets the caret. */
void kurs_diag_quote(kurs_diag_item *item, const char *text, size_t n, int line, int column);

/* Where an error is: the line and column (from 1; line 0: the whole) of text[0..n), by its name. */
typedef struct kurs_diag_place {
    const char *file, *text;
    size_t n;
    int line, column;
} kurs_diag_place;

/* Adds an error with the line that it quotes; "what is wrong\nwhat would be right" as above. The
 * quote is looked for from the start of the text: a list that is full only counts. */
KURS_PRINTF(4, 0)
void kurs_diag_tell(kurs_diag *diag, const kurs_diag_place *place, kurs_status status,
                    const char *format, va_list args);

/* Sorts entries: files in the order of their first entry, then by line and column. */
void kurs_diag_sort(kurs_diag *diag);

enum { KURS_SHOWN_SIZE = 48 };

/* Text of an input as an error message shows it: one line, no control characters, at most 40
 * bytes, then "...". Returns out. */
const char *kurs_diag_shown(const char *text, size_t n, char out[KURS_SHOWN_SIZE]);

/* The one of `count` names nearest to `text` by edits, or NULL where none is near. */
const char *kurs_diag_nearest(const char *text, const char *const *names, int count);

#endif
