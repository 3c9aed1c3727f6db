/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Eight doubles side by side: for files named *_lanes.c only, which are compiled once for each kind
 * of kurs_simd. All arithmetic is IEEE, element by element, without fused operations, and the
 * functions are SLEEF's `cinz` forms, so that the kinds give the same bits; the test of each batch
 * function asks for it. KURS_LANES_NAME(f) is the name of f in the present kind.
 *
 *     kurs_status KURS_LANES_NAME(orbit_batch)(...);   // orbit_batch_plain, _avx2, _avx512
 */
#ifndef KURS_MATH_LANES_H
#define KURS_MATH_LANES_H

#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif
#include <sleef.h>

#ifndef KURS_LANES_SUFFIX
#error "this file is compiled once for each kind of kurs_simd: name it *_lanes.c"
#endif
#define KURS_LANES_GLUE(a, b) a##_##b
#define KURS_LANES_PASTE(a, b) KURS_LANES_GLUE(a, b)
#define KURS_LANES_NAME(f) KURS_LANES_PASTE(f, KURS_LANES_SUFFIX)

enum { KURS_LANES = 8 };

typedef double vd __attribute__((vector_size(64)));
typedef int64_t vm __attribute__((vector_size(64))); /* a mask: 0 or -1 in each lane */

static inline vd vd_load(const double *p)
{
    vd x;
    memcpy(&x, p, sizeof x);
    return x;
}

static inline void vd_store(double *p, vd x)
{
    memcpy(p, &x, sizeof x);
}

static inline vd vd_all(double x)
{
    return (vd){x, x, x, x, x, x, x, x};
}

/* a where the mask is set, else b. */
static inline vd vd_select(vm mask, vd a, vd b)
{
    return (vd)(((vm)a & mask) | ((vm)b & ~mask));
}

static inline vd vd_abs(vd x)
{
    const int64_t m = INT64_MAX;
    return (vd)((vm)x & (vm){m, m, m, m, m, m, m, m});
}

/* The lesser and the greater; b where either is no number. */
static inline vd vd_min(vd a, vd b)
{
    return vd_select(a < b, a, b);
}

static inline vd vd_max(vd a, vd b)
{
    return vd_select(a > b, a, b);
}

static inline int vm_any(vm mask)
{
    int64_t any = 0;
    for (int i = 0; i < KURS_LANES; i++) {
        any |= mask[i];
    }
    return any != 0;
}

/* A function of SLEEF over all lanes. N: lanes of the instruction set, T: its vector type. */
#define KURS_LANES_APPLY(x, y, T, N, call)                                                         \
    do {                                                                                           \
        for (int i_ = 0; i_ < KURS_LANES / (N); i_++) {                                            \
            T part_;                                                                               \
            memcpy(&part_, (const char *)&(x) + sizeof part_ * (size_t)i_, sizeof part_);          \
            part_ = call(part_);                                                                   \
            memcpy((char *)&(y) + sizeof part_ * (size_t)i_, &part_, sizeof part_);                \
        }                                                                                          \
    } while (0)

#if defined(__AVX512F__)
#define KURS_LANES_T __m512d
#define KURS_LANES_N 8
#define KURS_LANES_SLEEF(f, ulp) Sleef_cinz_##f##d8_##ulp##avx512fnofma
#define KURS_LANES_PAIR Sleef___m512d_2
#define KURS_LANES_SQRT _mm512_sqrt_pd
#elif defined(__AVX2__)
#define KURS_LANES_T __m256d
#define KURS_LANES_N 4
#define KURS_LANES_SLEEF(f, ulp) Sleef_cinz_##f##d4_##ulp##avx
#define KURS_LANES_PAIR Sleef___m256d_2
#define KURS_LANES_SQRT _mm256_sqrt_pd
#elif defined(__SSE2__)
#define KURS_LANES_T __m128d
#define KURS_LANES_N 2
#define KURS_LANES_SLEEF(f, ulp) Sleef_cinz_##f##d2_##ulp##sse2
#define KURS_LANES_PAIR Sleef___m128d_2
#define KURS_LANES_SQRT _mm_sqrt_pd
#else
#include <math.h>
#define KURS_LANES_T double
#define KURS_LANES_N 1
#define KURS_LANES_SLEEF(f, ulp) Sleef_cinz_##f##d1_##ulp##purec
#define KURS_LANES_PAIR Sleef_double2
#define KURS_LANES_SQRT sqrt
#endif

#define KURS_LANES_DEFINE(name, call)                                                              \
    static inline vd vd_##name(vd x)                                                               \
    {                                                                                              \
        vd y;                                                                                      \
        KURS_LANES_APPLY(x, y, KURS_LANES_T, KURS_LANES_N, call);                                  \
        return y;                                                                                  \
    }
KURS_LANES_DEFINE(sqrt, KURS_LANES_SQRT)
KURS_LANES_DEFINE(exp, KURS_LANES_SLEEF(exp, u10))
KURS_LANES_DEFINE(log, KURS_LANES_SLEEF(log, u10))
#undef KURS_LANES_DEFINE

/* Sine and cosine to 3.5 units in the last place, for |x| < 1e14. */
static inline void vd_sincos(vd x, vd *s, vd *c)
{
    for (int i = 0; i < KURS_LANES / KURS_LANES_N; i++) {
        KURS_LANES_T part;
        memcpy(&part, (const char *)&x + sizeof part * (size_t)i, sizeof part);
        const KURS_LANES_PAIR pair = KURS_LANES_SLEEF(sincos, u35)(part);
        memcpy((char *)s + sizeof part * (size_t)i, &pair.x, sizeof part);
        memcpy((char *)c + sizeof part * (size_t)i, &pair.y, sizeof part);
    }
}

/* The angle of (x, y), -pi to pi, to 1 unit in the last place. */
static inline vd vd_atan2(vd y, vd x)
{
    vd out;
    for (int i = 0; i < KURS_LANES / KURS_LANES_N; i++) {
        KURS_LANES_T a, b;
        memcpy(&a, (const char *)&y + sizeof a * (size_t)i, sizeof a);
        memcpy(&b, (const char *)&x + sizeof b * (size_t)i, sizeof b);
        a = KURS_LANES_SLEEF(atan2, u10)(a, b);
        memcpy((char *)&out + sizeof a * (size_t)i, &a, sizeof a);
    }
    return out;
}

#endif
