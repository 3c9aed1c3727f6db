/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A malloc of this program's own, which counts. Sanitizers bring theirs: then KURS_COUNTS_MALLOC is
 * 0, and the test skips.
 */
#ifndef KURS_TESTS_COUNT_MALLOC_H
#define KURS_TESTS_COUNT_MALLOC_H

#include <stdlib.h>

#if defined(__has_feature)
#define KURS_HAS_FEATURE(x) __has_feature(x)
#else
#define KURS_HAS_FEATURE(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) ||                               \
    KURS_HAS_FEATURE(address_sanitizer) || KURS_HAS_FEATURE(thread_sanitizer) ||                   \
    KURS_HAS_FEATURE(memory_sanitizer) || !defined(__GLIBC__)
#define KURS_COUNTS_MALLOC 0
#else
#define KURS_COUNTS_MALLOC 1
#endif

static long malloc_requests;

#if KURS_COUNTS_MALLOC
__attribute__((visibility("default"))) void *malloc(size_t n);
__attribute__((visibility("default"))) void *calloc(size_t n, size_t size);
__attribute__((visibility("default"))) void *realloc(void *p, size_t n);
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);

void *malloc(size_t n)
{
    malloc_requests++;
    return __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
    malloc_requests++;
    return __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
    malloc_requests++;
    return __libc_realloc(p, n);
}
#endif

#endif
