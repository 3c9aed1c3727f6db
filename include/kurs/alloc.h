/* SPDX-License-Identifier: Apache-2.0 */
/* Where the library's memory comes from. Only what holds files or growing lists needs any. */
#ifndef KURS_ALLOC_H
#define KURS_ALLOC_H

#include <stddef.h>

#include "kurs/api.h"

/* Makes (p NULL), resizes or frees (size 0) memory, as realloc and free do; aligned for any type.
 * A resize that fails answers NULL and leaves p as it is. */
typedef struct kurs_allocator {
    void *ctx;
    void *(*resize)(void *ctx, void *p, size_t size);
} kurs_allocator;

/*
 * Replaces the allocator of the whole library by a copy of this one; NULL: by the C library's,
 * which it begins with. To be called while nothing that the library allocated lives and no other
 * thread is in the library. It is the library's only setting that is not passed as an argument.
 */
KURS_API void kurs_allocator_replace(const kurs_allocator *allocator);

#endif
