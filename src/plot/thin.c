/* SPDX-License-Identifier: Apache-2.0 */
#include "plot/plot.h"

#include <math.h>
#include <string.h>

/* Longer lines are taken in pieces of this many points: bounds time and stack. */
enum { THIN_PIECE = 512, THIN_DEPTH = 64 };

/* Distance of p from the stretch a..b. */
static double distance(const double *p, const double *a, const double *b)
{
    const double dx = b[0] - a[0], dy = b[1] - a[1];
    const double length2 = dx * dx + dy * dy;
    double k = length2 > 0.0 ? ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length2 : 0.0;
    k = k < 0.0 ? 0.0 : k > 1.0 ? 1.0 : k;
    return hypot(p[0] - a[0] - k * dx, p[1] - a[1] - k * dy);
}

/* Douglas and Peucker's rule between two kept points, with a stack of its own. */
static void thin_piece(const double *xy, size_t first, size_t last, double tolerance,
                       unsigned char *keep)
{
    size_t from[THIN_DEPTH], to[THIN_DEPTH];
    int depth = 1;
    from[0] = first, to[0] = last;
    while (depth > 0) {
        depth--;
        const size_t a = from[depth], b = to[depth];
        size_t far = a;
        double most = tolerance;
        for (size_t i = a + 1; i < b; i++) {
            const double d = distance(xy + 2 * i, xy + 2 * a, xy + 2 * b);
            if (d > most) {
                most = d;
                far = i;
            }
        }
        if (far == a) {
            continue;
        }
        keep[far] = 1;
        if (depth + 2 > THIN_DEPTH) { /* a line this crooked is kept whole here */
            memset(keep + a, 1, b - a + 1);
            continue;
        }
        /* the longer half first on the stack, so that the depth stays small */
        const int left_longer = far - a > b - far;
        from[depth] = left_longer ? a : far, to[depth] = left_longer ? far : b;
        from[depth + 1] = left_longer ? far : a, to[depth + 1] = left_longer ? b : far;
        depth += 2;
    }
}

void kurs_thin(const double *xy, size_t n, double tolerance, unsigned char *keep)
{
    memset(keep, 0, n);
    keep[0] = keep[n - 1] = 1;
    for (size_t first = 0; first + 1 < n; first += THIN_PIECE) {
        const size_t last = first + THIN_PIECE < n ? first + THIN_PIECE : n - 1;
        keep[first] = keep[last] = 1;
        thin_piece(xy, first, last, tolerance, keep);
    }
}
