/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The number that NRLMSISE-00 reckons with: a double, or several in lanes where a file *_lanes.c
 * includes "math/native_lanes.h" first. A mask is what a comparison gives; masks are joined by
 * &.
 */
#ifndef KURS_ENV_NRLMSISE00_REAL_H
#define KURS_ENV_NRLMSISE00_REAL_H

#ifdef KURS_MATH_NATIVE_LANES_H

typedef vn real;
typedef vnm mask;
#define real_all vn_all
#define real_select vn_select
#define real_any vnm_any
#define real_abs vn_abs
#define real_min vn_min
#define real_max vn_max
#define real_sqrt vn_sqrt
#define real_exp vn_exp
#define real_log vn_log
#define real_sincos vn_sincos

#else

#include <math.h>

typedef double real;
typedef int mask;
#define real_abs fabs
#define real_sqrt sqrt
#define real_exp exp
#define real_log log

static inline real real_all(double x)
{
    return x;
}

static inline real real_select(mask m, real a, real b)
{
    return m ? a : b;
}

static inline int real_any(mask m)
{
    return m;
}

static inline real real_min(real a, real b)
{
    return a < b ? a : b;
}

static inline real real_max(real a, real b)
{
    return a > b ? a : b;
}

static inline void real_sincos(real x, real *s, real *c)
{
    *s = sin(x);
    *c = cos(x);
}

#endif

#endif
