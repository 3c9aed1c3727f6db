/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/elements.h"

#include "math/math.h"

/* Under these a direction is noise: the apse line of a circle, the node of an equator. */
#define ECC_MIN 1e-11
#define SIN_INC_MIN 1e-11

static int state_is_finite(kurs_state s)
{
    return isfinite(v3_dot(s.r, s.r)) && isfinite(v3_dot(s.v, s.v));
}

kurs_status kurs_elements_from_state(double gm, kurs_state s, kurs_elements *out)
{
    if (!(gm > 0.0) || !state_is_finite(s) || !out) {
        return KURS_ERR_ARGUMENT;
    }
    const double r = v3_norm(s.r), v2 = v3_dot(s.v, s.v);
    const kurs_vec3 h = v3_cross(s.r, s.v);
    const double h_norm = v3_norm(h);
    const double binding = 2.0 - r * v2 / gm; /* r / a */
    if (!(h_norm > 1e-10 * r * sqrt(v2)) || !(fabs(binding) > 1e-12)) {
        return KURS_ERR_RANGE;
    }
    const kurs_vec3 h_hat = v3_scale(1.0 / h_norm, h);
    const double sin_inc = hypot(h_hat.x, h_hat.y);
    const kurs_vec3 node =
        sin_inc > SIN_INC_MIN ? v3(-h_hat.y / sin_inc, h_hat.x / sin_inc, 0.0) : v3(1.0, 0.0, 0.0);
    const kurs_vec3 ahead = v3_cross(h_hat, node); /* a quarter turn after the node */
    const kurs_vec3 ecc = v3_sub(v3_scale(1.0 / gm, v3_cross(s.v, h)), v3_scale(1.0 / r, s.r));
    const double lat = atan2(v3_dot(s.r, ahead), v3_dot(s.r, node));

    kurs_elements el = {.a = r / binding, .ecc = v3_norm(ecc)};
    el.inc = atan2(sin_inc, h_hat.z);
    el.node = sin_inc > SIN_INC_MIN ? kurs_wrap_2pi(atan2(node.y, node.x)) : 0.0;
    if (el.ecc < ECC_MIN) {
        el.ecc = 0.0;
    } else {
        el.argp = kurs_wrap_2pi(atan2(v3_dot(ecc, ahead), v3_dot(ecc, node)));
    }
    el.true_anomaly = kurs_wrap_2pi(lat - el.argp);
    *out = el;
    return KURS_OK;
}

kurs_status kurs_elements_to_state(double gm, const kurs_elements *el, kurs_state *out)
{
    if (!(gm > 0.0) || !el || !out) {
        return KURS_ERR_ARGUMENT;
    }
    const double p = el->a * (1.0 - el->ecc * el->ecc);
    const double cos_ta = cos(el->true_anomaly), sin_ta = sin(el->true_anomaly);
    const double shape = 1.0 + el->ecc * cos_ta; /* 0 on the asymptote of a hyperbola */
    if (!(el->ecc >= 0.0) || !(p > 0.0) || !isfinite(p) || !(shape > 0.0) ||
        !isfinite(el->inc + el->node + el->argp)) {
        return KURS_ERR_RANGE;
    }
    const double cn = cos(el->node), sn = sin(el->node), ci = cos(el->inc), si = sin(el->inc);
    const double cw = cos(el->argp), sw = sin(el->argp);
    const kurs_vec3 apse = {cn * cw - sn * sw * ci, sn * cw + cn * sw * ci, sw * si};
    const kurs_vec3 side = {-cn * sw - sn * cw * ci, -sn * sw + cn * cw * ci, cw * si};
    const double r = p / shape, k = sqrt(gm / p);
    out->r = v3_axpy(v3_scale(r * cos_ta, apse), r * sin_ta, side);
    out->v = v3_axpy(v3_scale(-k * sin_ta, apse), k * (el->ecc + cos_ta), side);
    return KURS_OK;
}
