/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A folder of results: written beside its place under another name and moved there when
 * all is written, so that the place never holds half a result and an older one is never lost.
 */
#ifndef KURS_APP_FOLDER_H
#define KURS_APP_FOLDER_H

#include <stdio.h>

#include "kurs/api.h"
#include "kurs/status.h"

enum { KURS_PATH_SIZE = 2048, KURS_WHY_SIZE = 2560 };

/* The file by which a folder of results is known. */
#define KURS_FOLDER_MARK "timeline.json"

typedef struct kurs_folder {
    char place[KURS_PATH_SIZE];  /* where the result will stand */
    char beside[KURS_PATH_SIZE]; /* where it is written: "PLACE.part", with a number if that is
                                    taken */
    char kept[KURS_PATH_SIZE];   /* after a commit: where an older result went; empty: none */
    char why[KURS_WHY_SIZE];     /* after ERR_IO: which path, and what the system says */
} kurs_folder;

/*
 * Makes the folder beside its place, and the folders above it. ERR_ARGUMENT where the place
 * has no name of its own ("", "/", ".", "..") or is too long; ERR_IO where it cannot be made,
 * or where something stands in its place that is neither an empty folder nor one of results
 * (a file, a link, a device). Then nothing is left beside, and only `why` is set.
 */
KURS_CHECK kurs_status kurs_folder_open(kurs_folder *folder, const char *place);

/* Path of a file of the result while it is being written; ERR_ARGUMENT where it is too long. */
KURS_CHECK kurs_status kurs_folder_path(kurs_folder *folder, const char *name,
                                        char out[KURS_PATH_SIZE]);

/* Opens a file of the result for writing, and closes it: ERR_IO where one of the two fails,
 * or where a write before did. */
KURS_CHECK kurs_status kurs_folder_file(kurs_folder *folder, const char *name, FILE **out);
KURS_CHECK kurs_status kurs_folder_close(kurs_folder *folder, const char *name, FILE *file);

/*
 * Moves the result to its place. What stood there is kept as PLACE.1 and what was kept
 * there as PLACE.2 and so on, unless it holds the same files with the same bytes: then it
 * stays, and the new one goes. An empty folder is filled. On ERR_IO all stands as before and the
 * result is discarded.
 */
KURS_CHECK kurs_status kurs_folder_commit(kurs_folder *folder);

/* Takes the unfinished result away. Leaves `why` as it is; after a commit it does nothing. */
void kurs_folder_discard(kurs_folder *folder);

#endif
