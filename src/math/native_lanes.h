/* SPDX-License-Identifier: Apache-2.0 */
/*
 * As many doubles side by side as the present kind of instructions holds in one register: 8, 4 or
 * 2 (1 elsewhere). For long formulas compilers make much better code of them than of eight; where
 * no lane asks for its neighbours a loop over the eight gives the same bits. Same rules and same
 * functions as "math/lanes.h".
 */
#ifndef KURS_MATH_NATIVE_LANES_H
#define KURS_MATH_NATIVE_LANES_H

#include "math/lanes.h"

enum { KURS_NATIVE_LANES = KURS_LANES_N };

typedef double vn __attribute__((vector_size(8 * KURS_LANES_N)));
typedef int64_t vnm __attribute__((vector_size(8 * KURS_LANES_N))); /* a mask: 0 or -1 */

static inline vn vn_load(const double *p)
{
    vn x;
    memcpy(&x, p, sizeof x);
    return x;
}

static inline void vn_store(double *p, vn x)
{
    memcpy(p, &x, sizeof x);
}

static inline vn vn_all(double x)
{
    vn out;
    for (int i = 0; i < KURS_NATIVE_LANES; i++) {
        out[i] = x;
    }
    return out;
}

static inline vn vn_select(vnm mask, vn a, vn b)
{
    return (vn)(((vnm)a & mask) | ((vnm)b & ~mask));
}

static inline vn vn_abs(vn x)
{
    vnm bits = (vnm)x;
    for (int i = 0; i < KURS_NATIVE_LANES; i++) {
        bits[i] &= INT64_MAX;
    }
    return (vn)bits;
}

/* The lesser and the greater; b where either is no number. */
static inline vn vn_min(vn a, vn b)
{
    return vn_select(a < b, a, b);
}

static inline vn vn_max(vn a, vn b)
{
    return vn_select(a > b, a, b);
}

static inline int vnm_any(vnm mask)
{
#if defined(__AVX512F__)
    return _mm512_test_epi64_mask((__m512i)mask, (__m512i)mask) != 0;
#elif defined(__AVX2__)
    return !_mm256_testz_si256((__m256i)mask, (__m256i)mask);
#elif defined(__SSE2__)
    return _mm_movemask_pd((__m128d)mask) != 0;
#else
    return mask[0] != 0;
#endif
}

#define KURS_NATIVE_DEFINE(name, call)                                                             \
    static inline vn vn_##name(vn x)                                                               \
    {                                                                                              \
        KURS_LANES_T part;                                                                         \
        memcpy(&part, &x, sizeof part);                                                            \
        part = call(part);                                                                         \
        memcpy(&x, &part, sizeof part);                                                            \
        return x;                                                                                  \
    }
KURS_NATIVE_DEFINE(sqrt, KURS_LANES_SQRT)
KURS_NATIVE_DEFINE(exp, KURS_LANES_SLEEF(exp, u10))
KURS_NATIVE_DEFINE(log, KURS_LANES_SLEEF(log, u10))
#undef KURS_NATIVE_DEFINE

/* Sine and cosine to 3.5 units in the last place, for |x| < 1e14. */
static inline void vn_sincos(vn x, vn *s, vn *c)
{
    KURS_LANES_T part;
    memcpy(&part, &x, sizeof part);
    const KURS_LANES_PAIR pair = KURS_LANES_SLEEF(sincos, u35)(part);
    memcpy(s, &pair.x, sizeof part);
    memcpy(c, &pair.y, sizeof part);
}

#endif
