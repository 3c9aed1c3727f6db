/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which vector instructions batch code runs on. Every batch function stands in a file named
 * *_lanes.c, which is compiled once for each kind (cmake/library.cmake) and gives the same bits in
 * all of them; this one function chooses.
 */
#ifndef KURS_MATH_SIMD_H
#define KURS_MATH_SIMD_H

/* X(name): from the narrowest to the widest */
#define KURS_SIMD_LIST(X)                                                                          \
    X(plain)                                                                                       \
    X(avx2)                                                                                        \
    X(avx512)

typedef enum kurs_simd {
#define KURS_SIMD_ENUM(name) KURS_SIMD_##name,
    KURS_SIMD_LIST(KURS_SIMD_ENUM)
#undef KURS_SIMD_ENUM
        KURS_SIMD_COUNT
} kurs_simd;

/* The widest kind that this processor has; KURS_SIMD=plain, avx2 or avx512 in the environment
 * asks for another, which is taken where the processor has it. */
kurs_simd kurs_simd_kind(void);

/* "plain", "avx2", "avx512". */
const char *kurs_simd_name(kurs_simd kind);

/* 1 where this processor runs code of a kind. */
int kurs_simd_has(kurs_simd kind);

#endif
