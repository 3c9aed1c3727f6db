/* SPDX-License-Identifier: Apache-2.0 */
/* Eight near-Earth states at once: inner face of sgp4_batch.c. */
#ifndef KURS_ORBIT_SGP4_LANES_H
#define KURS_ORBIT_SGP4_LANES_H

#include <stdint.h>

#include "kurs/sgp4.h"
#include "math/math.h"

/* Rows of kurs_sgp4_block.coef; names as in kurs_sgp4_terms. */
#define KURS_SGP4_ROWS(X)                                                                          \
    X(m0)                                                                                          \
    X(argp0)                                                                                       \
    X(node0)                                                                                       \
    X(ecc0)                                                                                        \
    X(a0)                                                                                          \
    X(m_dot)                                                                                       \
    X(argp_dot)                                                                                    \
    X(node_dot)                                                                                    \
    X(node2)                                                                                       \
    X(c1)                                                                                          \
    X(e_c4) /* times B* */                                                                         \
    X(e_c5) /* times B*; 0 in the simple form, as those below */                                   \
    X(d2)                                                                                          \
    X(d3)                                                                                          \
    X(d4)                                                                                          \
    X(n_l2) /* times the mean motion */                                                            \
    X(n_l3)                                                                                        \
    X(n_l4)                                                                                        \
    X(n_l5)                                                                                        \
    X(argp_drag)                                                                                   \
    X(m_drag)                                                                                      \
    X(eta)                                                                                         \
    X(m0_cubed)                                                                                    \
    X(sin_m0)                                                                                      \
    X(long_l)                                                                                      \
    X(long_ay)                                                                                     \
    X(sin_i)                                                                                       \
    X(cos_i)                                                                                       \
    X(j2_3c2_1)                                                                                    \
    X(j2_1_c2)                                                                                     \
    X(j2_7c2_1)                                                                                    \
    X(half_j2)                                                                                     \
    X(length) /* m */                                                                              \
    X(speed)  /* m/s */                                                                            \
    X(near)   /* 1; 0 where the lane is idle */

enum {
#define KURS_SGP4_ROW(name) KURS_SGP4_ROW_##name,
    KURS_SGP4_ROWS(KURS_SGP4_ROW)
#undef KURS_SGP4_ROW
        KURS_SGP4_ROW_COUNT
};

typedef struct kurs_sgp4_eight {
    double dt_s[8];        /* after each epoch */
    double out_teme[6][8]; /* position and velocity, by component */
    int64_t solved[8];     /* 0: left to the scalar model, which knows the reason */
} kurs_sgp4_eight;

#define KURS_SGP4_DECLARE(kind)                                                                    \
    void kurs_sgp4_eight_##kind(const kurs_sgp4_block *block, kurs_sgp4_eight *f);
KURS_SIMD_LIST(KURS_SGP4_DECLARE)
#undef KURS_SGP4_DECLARE

#endif
