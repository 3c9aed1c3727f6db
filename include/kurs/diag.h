/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is wrong with an input, and what would be right. A reader puts every error of a
 * file into the list, with its place. The list is plain data of fixed size, so that
 * reporting an error cannot fail for want of memory.
 */
#ifndef KURS_DIAG_H
#define KURS_DIAG_H

#include <stddef.h>

#include "kurs/api.h"
#include "kurs/status.h"

enum {
    KURS_DIAG_FILE_SIZE = 256,
    KURS_DIAG_TEXT_SIZE = 256,
    KURS_DIAG_SOURCE_SIZE = 192,
    KURS_DIAG_MAX = 64,
    KURS_DIAG_LINE_SIZE = 1536 /* holds any entry as kurs_diag_format writes it */
};

/* One error: its place (line and column from 1, columns in characters; line 0: the whole
 * file), what is wrong, what would be right, and the source line, shortened to fit. */
typedef struct kurs_diag_item {
    kurs_status status;
    int line, column;
    char file[KURS_DIAG_FILE_SIZE];
    char what[KURS_DIAG_TEXT_SIZE], remedy[KURS_DIAG_TEXT_SIZE];
    char source[KURS_DIAG_SOURCE_SIZE]; /* empty where there is none */
    int caret;                          /* column of the error in `source` */
} kurs_diag_item;

/* The first KURS_DIAG_MAX errors in the order of their finding; `lost` counts the others. */
typedef struct kurs_diag {
    int count, lost;
    kurs_diag_item items[KURS_DIAG_MAX];
} kurs_diag;

/* Makes the list empty. */
KURS_API void kurs_diag_init(kurs_diag *diag);

/* Adds an entry; a full list counts it only. */
KURS_API void kurs_diag_add(kurs_diag *diag, const kurs_diag_item *item);

/* The status of the list: OK when empty, else ERR_MEMORY or ERR_IO where one of these is in it,
 * else that of its first entry. */
KURS_API kurs_status kurs_diag_status(const kurs_diag *diag);

/*
 * Writes an entry for people:
 *
 *     kurs: FILE:LINE:COLUMN: what is wrong; what would be right
 *       the source line
 *           ^
 *
 * with a line end after each line; the last two lines only where the source is known.
 * Control characters are shown as '?'. Returns the length without the 0 byte; longer
 * text is cut to fit n (n >= 1).
 */
KURS_API size_t kurs_diag_format(const kurs_diag_item *item, char *out, size_t n);

/* An error inside a piece of text that has no file of its own: line and column from 1. */
typedef struct kurs_text_error {
    kurs_status status;
    int line, column;
    char what[KURS_DIAG_TEXT_SIZE], remedy[KURS_DIAG_TEXT_SIZE];
} kurs_text_error;

#endif
