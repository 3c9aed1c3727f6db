/* SPDX-License-Identifier: Apache-2.0 */
/* Checks for tests, on cmocka: numbers with their tolerance, in which NaN always fails. */
#ifndef KURS_TESTS_CHECK_H
#define KURS_TESTS_CHECK_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* Passes where |got - want| <= abs_tol + rel_tol |want|; a NaN on either side fails. */
static inline void check_near_at(double want, double got, double abs_tol, double rel_tol,
                                 const char *what, const char *file, int line)
{
    const double err = fabs(got - want);
    if (!(err <= abs_tol + rel_tol * fabs(want))) {
        print_error("%s: want %.17g, got %.17g, off by %.3g (allowed %.3g)\n", what, want, got, err,
                    abs_tol + rel_tol * fabs(want));
        _fail(file, line);
    }
}

#define check_near(want, got, abs_tol, rel_tol)                                                    \
    check_near_at((want), (got), (abs_tol), (rel_tol), #got, __FILE__, __LINE__)

/* Vectors component by component, absolute tolerance. */
#define check_near_v3(want, got, abs_tol)                                                          \
    do {                                                                                           \
        check_near((want).x, (got).x, (abs_tol), 0.0);                                             \
        check_near((want).y, (got).y, (abs_tol), 0.0);                                             \
        check_near((want).z, (got).z, (abs_tol), 0.0);                                             \
    } while (0)

#endif
