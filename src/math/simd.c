/* SPDX-License-Identifier: Apache-2.0 */
#include "math/simd.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[] = {
#define NAME(name) #name,
    KURS_SIMD_LIST(NAME)
#undef NAME
};

const char *kurs_simd_name(kurs_simd kind)
{
    return kind >= 0 && kind < KURS_SIMD_COUNT ? names[kind] : "unknown";
}

int kurs_simd_has(kurs_simd kind)
{
#if defined(__x86_64__)
    switch (kind) {
    case KURS_SIMD_plain:
        return 1;
    case KURS_SIMD_avx2:
        return __builtin_cpu_supports("avx2") != 0;
    case KURS_SIMD_avx512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl");
    default:
        return 0;
    }
#else
    return kind == KURS_SIMD_plain;
#endif
}

kurs_simd kurs_simd_kind(void)
{
    const char *wish = getenv("KURS_SIMD");
    kurs_simd widest = KURS_SIMD_plain;
    for (int kind = 0; kind < KURS_SIMD_COUNT; kind++) {
        if (kurs_simd_has((kurs_simd)kind)) {
            if (wish && strcmp(wish, names[kind]) == 0) {
                return (kurs_simd)kind;
            }
            widest = (kurs_simd)kind;
        }
    }
    return widest;
}
