/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One file as a result: written beside its place and moved there when all is written, so that the
 * place holds what stood there before or the whole of the new, never a part.
 */
#ifndef KURS_APP_OUTPUT_FILE_H
#define KURS_APP_OUTPUT_FILE_H

#include <stdio.h>

#include "app/folder.h"
#include "kurs/api.h"
#include "kurs/status.h"

typedef struct kurs_output_file {
    FILE *file;                  /* to write to while it is open; else NULL */
    char place[KURS_PATH_SIZE];  /* where the result will stand, symbolic links followed */
    char beside[KURS_PATH_SIZE]; /* where it is written; empty for a device or a pipe, which is
                                    written straight */
    char why[KURS_WHY_SIZE];     /* after ERR_IO: which path, and what the system says */
    char buffer[1 << 16];
} kurs_output_file;

/* Makes the file beside its place. ERR_IO where it cannot be made or the place could not be written
 * to later: a folder, a file that is read only; ERR_ARGUMENT for a path that is too long. */
KURS_CHECK kurs_status kurs_output_file_open(kurs_output_file *output, const char *path);

/* Moves it to its place. On ERR_IO, also of a write before, what stood there stays. */
KURS_CHECK kurs_status kurs_output_file_commit(kurs_output_file *output);

/* Takes the unfinished file away; after a commit it does nothing. */
void kurs_output_file_discard(kurs_output_file *output);

#endif
