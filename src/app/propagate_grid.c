/* SPDX-License-Identifier: Apache-2.0 */
/* The instants of an object. */
#include <math.h>

#include "app/propagate_parts.h"

/* How many steps lie in a span; one that ends within a nanosecond after it counts. */
static double steps_in(double span_s, double step_s)
{
    const double k = floor(span_s / step_s);
    return (k + 1.0) * step_s - span_s <= 1e-9 ? k + 1.0 : k;
}

int kurs_propagate_grid_make(const kurs_propagate_ask *ask, kurs_tai epoch,
                             kurs_propagate_grid *out)
{
    const kurs_tai from = ask->has_from ? ask->from : epoch;
    const double span_s = kurs_tai_diff(ask->to, from);
    const double steps = steps_in(fabs(span_s), ask->step_s);
    if (!(steps < KURS_PROPAGATE_INSTANTS_MAX)) {
        return 0;
    }
    out->n = (size_t)steps + 1;
    out->step_s = ask->step_s;
    out->first = span_s < 0.0 ? kurs_tai_add(from, -steps * ask->step_s) : from;
    return 1;
}

kurs_tai kurs_propagate_instant(const kurs_propagate_grid *g, size_t i)
{
    return kurs_tai_add(g->first, (double)i * g->step_s);
}

size_t kurs_propagate_count_before(const kurs_propagate_grid *g, kurs_tai t)
{
    size_t low = 0, high = g->n;
    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        if (kurs_tai_diff(kurs_propagate_instant(g, mid), t) < 0.0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}
