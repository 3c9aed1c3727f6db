/* SPDX-License-Identifier: Apache-2.0 */
#include "orbit/lambert_lanes.h"

#include "math/lanes.h"

/* A step of Householder's method of third order leaves its fourth power of error. */
#define STEP_ENOUGH 3e-4
/* So near the parabola the closed form of the time loses its digits: lambert.c has a series. */
#define NEAR_PARABOLA 0.1
enum { STEPS_MAX = 8 };

/* The time of flight, closed form; lanes near x = 1 are wrong and left to others. */
static vd time_of(vd l, vd chord, vd turns_angle, vd x, vd y)
{
    const vd lx = l * x, e = (vd_all(1.0) - x) * (vd_all(1.0) + x), root = vd_sqrt(vd_abs(e));
    const vd eta = vd_select(lx > vd_all(0.0), chord / (y + lx), y - lx);
    const vd s = eta * root;
    vd angle = vd_atan2(s, x * y + l * e);
    const vm beyond = e < vd_all(0.0);
    if (vm_any(beyond)) { /* asinh, s >= 0 */
        const vd asinh = vd_log(s + vd_sqrt(s * s + vd_all(1.0)));
        angle = vd_select(beyond, asinh, angle);
    }
    return ((angle + turns_angle) / root - x + l * y) / e;
}

void KURS_LANES_NAME(kurs_lambert_steps)(kurs_lambert_eight *f)
{
    const vd l = vd_load(f->lambda), chord = vd_load(f->chord), want = vd_load(f->time);
    const vd turns_angle = vd_load(f->turns_angle);
    const vd one = vd_all(1.0), l3 = l * l * l, l5 = l3 * l * l;
    vd x = vd_load(f->x), slope = vd_all(0.0);
    const vm none = one < vd_all(0.0);
    vm solved = none, lost = none;
    for (int i = 0; i < STEPS_MAX; i++) {
        const vd y = vd_sqrt(chord + l * l * x * x), iy = one / y, iy2 = iy * iy;
        const vd now = time_of(l, chord, turns_angle, x, y), miss = now - want;
        const vd e = one / ((one - x) * (one + x));
        const vd d1 = (vd_all(3.0) * now * x - vd_all(2.0) + vd_all(2.0) * l3 * x * iy) * e;
        const vd d2 =
            (vd_all(3.0) * now + vd_all(5.0) * x * d1 + vd_all(2.0) * chord * l3 * iy * iy2) * e;
        const vd d3 = (vd_all(7.0) * x * d2 + vd_all(8.0) * d1 -
                       vd_all(6.0) * chord * l5 * x * iy * iy2 * iy2) *
                      e;
        const vd step = miss * (d1 * d1 - vd_all(0.5) * miss * d2) /
                        (d1 * (d1 * d1 - miss * d2) + d3 * miss * miss / vd_all(6.0));
        const vd next = x - step, room = vd_abs(one - next);
        /* a NaN is neither inside nor small */
        const vm inside = (next > vd_all(-1.0)) & ((next < one) | (turns_angle == vd_all(0.0)));
        const vm open = ~(solved | lost);
        lost |= open & (~inside | (room < vd_all(NEAR_PARABOLA)));
        /* small against the way to the ends of x, and to the minimum where the slope is 0 */
        const vm small = (vd_abs(step) < vd_all(STEP_ENOUGH) * (one + next) * room) &
                         (vd_abs(step * d2) < vd_all(STEP_ENOUGH) * vd_abs(d1));
        const vm ends = open & ~lost & small;
        x = vd_select(open & ~lost, next, x);
        slope = vd_select(ends, d1, slope);
        solved |= ends;
        if (!vm_any(~(solved | lost))) {
            break;
        }
    }
    vd_store(f->x, x);
    vd_store(f->slope, slope);
    memcpy(f->solved, &solved, sizeof f->solved);
}
