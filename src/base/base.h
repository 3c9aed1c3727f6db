/* SPDX-License-Identifier: Apache-2.0 */
/* Inner face of base: memory, bounded text and scanner, log, random streams. */
#ifndef KURS_BASE_BASE_H
#define KURS_BASE_BASE_H

#include <locale.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/scan.h"
#include "kurs/alloc.h"
#include "kurs/api.h"
#include "kurs/status.h"

/* Memory by the replaceable allocator: NULL when it is out, and for size 0. */
void *kurs_alloc(size_t size);
/* count * size bytes, all 0; NULL also where the product is beyond size_t. */
void *kurs_alloc_array(size_t count, size_t size);
/* p (may be NULL) to size > 0 bytes; NULL leaves p as it is. */
void *kurs_resize(void *p, size_t size);
/* NULL is fine. */
void kurs_free(void *p);

/*
 * A text that grows up to a maximum given at the start. It always ends in a 0 byte that n does
 * not count. An append that fails leaves it as it was: ERR_FULL beyond the maximum, ERR_MEMORY.
 */
typedef struct kurs_buf {
    char *text; /* never NULL after init */
    size_t n, room, max;
} kurs_buf;

void kurs_buf_init(kurs_buf *buf, size_t max);
/* Gives the memory back; the buffer is then as after init. */
void kurs_buf_free(kurs_buf *buf);
/* Empties it and keeps the memory. */
void kurs_buf_reset(kurs_buf *buf);
KURS_CHECK kurs_status kurs_buf_add(kurs_buf *buf, const void *bytes, size_t n);
KURS_CHECK kurs_status kurs_buf_printf(kurs_buf *buf, const char *format, ...) KURS_PRINTF(2, 3);
KURS_CHECK kurs_status kurs_buf_vprintf(kurs_buf *buf, const char *format, va_list args)
    KURS_PRINTF(2, 0);

/*
 * Between the two, numbers of this thread are read and written with a decimal point, whatever
 * locale the program has set. ERR_MEMORY: then there is nothing to end.
 */
typedef struct kurs_point_locale {
    locale_t c, before;
} kurs_point_locale;

KURS_CHECK kurs_status kurs_point_begin(kurs_point_locale *point);
void kurs_point_end(kurs_point_locale *point);

/* A log: the caller's receiver, passed down to who has something to tell. */
typedef enum kurs_log_level {
    KURS_LOG_ERROR,
    KURS_LOG_WARNING,
    KURS_LOG_INFO,
    KURS_LOG_DEBUG
} kurs_log_level;

enum { KURS_LOG_TEXT_SIZE = 512 };

typedef struct kurs_log {
    void *ctx;
    kurs_log_level level; /* what is less urgent than this is not told */
    void (*write)(void *ctx, kurs_log_level level, const char *text); /* one line without \n */
} kurs_log;

/* Longer texts end in "..."; a log that is NULL or has no receiver is silent. */
void kurs_log_printf(const kurs_log *log, kurs_log_level level, const char *format, ...)
    KURS_PRINTF(3, 4);

/*
 * A random stream with a name. Philox4x32-10 of Random123: key = seed, counter = draw number and
 * hash of the name. A draw depends on seed, name and number alone, not on other streams nor on
 * what was drawn before; plain data, a copy goes on alike. Two names share a stream only if
 * their 64-bit hashes are equal.
 */
typedef struct kurs_random {
    uint64_t seed, stream, at; /* at: number of the next draw */
} kurs_random;

void kurs_random_init(kurs_random *random, uint64_t seed, const char *name);
uint64_t kurs_random_bits(kurs_random *random);
double kurs_random_uniform(kurs_random *random); /* 0 <= x < 1, steps of 2^-53 */
double kurs_random_normal(kurs_random *random);  /* mean 0, deviation 1; |x| < 8.6 */

/* The 128 bits of draw `at`, from which the above are made. */
void kurs_random_block(uint64_t seed, uint64_t stream, uint64_t at, uint32_t out[4]);

/* FNV-1a, 64 bits, of the bytes up to the 0 byte: the same on every machine and for ever. */
uint64_t kurs_name_hash(const char *name);

#endif
