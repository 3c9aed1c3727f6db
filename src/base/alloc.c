/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

static void *libc_resize(void *ctx, void *p, size_t size)
{
    (void)ctx;
    if (size == 0) {
        free(p);
        return NULL;
    }
    return realloc(p, size);
}

static const kurs_allocator libc = {NULL, libc_resize};

/* The one setting of the process: where memory comes from must be known to free it, too. */
static kurs_allocator hook = {NULL, libc_resize};

void kurs_allocator_replace(const kurs_allocator *allocator)
{
    hook = allocator ? *allocator : libc;
}

void *kurs_alloc(size_t size)
{
    return size ? hook.resize(hook.ctx, NULL, size) : NULL;
}

void *kurs_alloc_array(size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size) {
        return NULL;
    }
    void *p = kurs_alloc(count * size);
    return p ? memset(p, 0, count * size) : NULL;
}

void *kurs_resize(void *p, size_t size)
{
    return size ? hook.resize(hook.ctx, p, size) : NULL;
}

void kurs_free(void *p)
{
    if (p) {
        hook.resize(hook.ctx, p, 0);
    }
}
