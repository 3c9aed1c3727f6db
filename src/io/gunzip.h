/* SPDX-License-Identifier: Apache-2.0 */
/* Unpacks gzip by zlib. */
#ifndef KURS_IO_GUNZIP_H
#define KURS_IO_GUNZIP_H

#include <stddef.h>

#include "kurs/api.h"
#include "kurs/status.h"

/* 1 where the bytes begin as a gzip file does. */
int kurs_gunzip_is(const char *bytes, size_t n);

/* All members in new memory (kurs_free() it). ERR_FULL: more than `limit` bytes come out;
 * ERR_SYNTAX: damaged or cut; ERR_CHECKSUM; ERR_MEMORY. */
KURS_CHECK kurs_status kurs_gunzip(const char *bytes, size_t n, size_t limit, char **text,
                                   size_t *text_n);

#endif
