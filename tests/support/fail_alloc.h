/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An allocator for tests: it fails the k-th request, counts requests and what is still alive.
 *
 *     fail_alloc fail;
 *     for (int k = 1; k == 1 || fail.failed; k++) {
 *         fail_alloc_start(&fail, k);
 *         status = work();
 *         ... fail.failed: status is ERR_MEMORY, outputs are untouched ...
 *         fail_alloc_stop(&fail);   // and fail.alive == 0
 *     }
 */
#ifndef KURS_TESTS_FAIL_ALLOC_H
#define KURS_TESTS_FAIL_ALLOC_H

#include <stdlib.h>

#include "kurs/alloc.h"

typedef struct fail_alloc {
    int fail_at; /* 1 is the first request; 0: none fails */
    int requests, alive, failed;
} fail_alloc;

static inline void *fail_alloc_resize(void *ctx, void *p, size_t size)
{
    fail_alloc *fail = ctx;
    if (size == 0) {
        fail->alive -= p != NULL;
        free(p);
        return NULL;
    }
    if (++fail->requests == fail->fail_at) {
        fail->failed = 1;
        return NULL;
    }
    void *q = realloc(p, size);
    fail->alive += q && !p;
    return q;
}

static inline void fail_alloc_start(fail_alloc *fail, int fail_at)
{
    *fail = (fail_alloc){.fail_at = fail_at};
    const kurs_allocator allocator = {fail, fail_alloc_resize};
    kurs_allocator_replace(&allocator);
}

static inline void fail_alloc_stop(fail_alloc *fail)
{
    (void)fail;
    kurs_allocator_replace(NULL);
}

#endif
