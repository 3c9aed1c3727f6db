/* SPDX-License-Identifier: Apache-2.0 */
/* The files of data/ and missions/ inside the library, made by cmake/embed.cmake. */
#ifndef KURS_IO_EMBEDDED_H
#define KURS_IO_EMBEDDED_H

#include <stddef.h>

typedef struct kurs_embedded_file {
    const char *name; /* "vehicles/soyuz-ms.yaml", "missions/soyuz-ms-25.yaml" */
    const unsigned char *bytes;
    size_t size;
} kurs_embedded_file;

extern const kurs_embedded_file kurs_embedded_files[];
extern const int kurs_embedded_count;

#endif
