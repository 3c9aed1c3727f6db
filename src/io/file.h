/* SPDX-License-Identifier: Apache-2.0 */
/* Reads whole files. */
#ifndef KURS_IO_FILE_H
#define KURS_IO_FILE_H

#include <stddef.h>
#include <stdio.h>

#include "kurs/api.h"
#include "kurs/diag.h"
#include "kurs/status.h"

/* All bytes of a regular file in new memory (kurs_free() it). ERR_NOT_FOUND: no such file; ERR_IO:
 * a folder, or it cannot be read; ERR_FULL: more than `limit` bytes; ERR_MEMORY. */
KURS_CHECK kurs_status kurs_file_read(const char *path, size_t limit, char **text, size_t *n);

/* The same from a stream, up to its end. */
KURS_CHECK kurs_status kurs_file_read_stream(FILE *file, size_t limit, char **text, size_t *n);

/* 1 where the first line of a file has more than n bytes: for a file that is too large to be read.
 */
int kurs_file_first_line_is_longer(const char *path, size_t n);

/* The whole of a table of `what` ("space weather") whose lines have up to line_limit bytes. Why it
 * cannot be read goes to `diag`, with a `remedy`; statuses of kurs_file_read. */
typedef struct kurs_file_table {
    const char *what, *remedy;
    size_t limit;
    int line_limit;
} kurs_file_table;

KURS_CHECK kurs_status kurs_file_read_table(const char *path, const kurs_file_table *table,
                                            char **text, size_t *n, kurs_diag *diag);

/* Why, in words, for an error of kurs_file_read: "there is no such file". */
const char *kurs_file_reason(kurs_status status);

#endif
