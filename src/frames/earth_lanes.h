/* SPDX-License-Identifier: Apache-2.0 */
/* The Earth's attitude at eight instants at once, for each kind of vector instructions. */
#ifndef KURS_FRAMES_EARTH_LANES_H
#define KURS_FRAMES_EARTH_LANES_H

#include "kurs/frames.h"
#include "math/math.h"

/* kurs_earth_gcrf_itrf and kurs_earth_pole_gcrf at eight t_s: rows and columns of the matrix, then
 * the lanes. The same bits in all kinds; within 1e-15 of the functions for one
 * (test_numerical_batch). */
#define KURS_EARTH_DECLARE(kind)                                                                   \
    void kurs_earth_matrix_##kind(const kurs_earth *earth, const double *t_s, double(*m)[3][8],    \
                                  double(*pole)[8]);
KURS_SIMD_LIST(KURS_EARTH_DECLARE)
#undef KURS_EARTH_DECLARE

#endif
