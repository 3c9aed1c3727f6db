/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/relative.h"

#include <string.h>

#include "kurs/frames.h"
#include "kurs/orbit.h"
#include "math/math.h"

kurs_state kurs_relative_rtn(kurs_state target_gcrf, kurs_state chaser_gcrf)
{
    const kurs_mat3 gcrf_rtn = kurs_rtn_axes(target_gcrf);
    const kurs_vec3 rate = kurs_rtn_rate(target_gcrf);
    kurs_state rel;
    rel.r = kurs_m3_mulv(gcrf_rtn, v3_sub(chaser_gcrf.r, target_gcrf.r));
    rel.v = kurs_m3_mulv(gcrf_rtn, v3_sub(chaser_gcrf.v, target_gcrf.v));
    rel.v = v3_sub(rel.v, v3_cross(rate, rel.r));
    return rel;
}

kurs_state kurs_relative_gcrf(kurs_state target_gcrf, kurs_state rel_rtn)
{
    const kurs_mat3 gcrf_rtn = kurs_rtn_axes(target_gcrf);
    const kurs_vec3 v = v3_add(rel_rtn.v, v3_cross(kurs_rtn_rate(target_gcrf), rel_rtn.r));
    return (kurs_state){v3_add(target_gcrf.r, kurs_m3_tmulv(gcrf_rtn, rel_rtn.r)),
                        v3_add(target_gcrf.v, kurs_m3_tmulv(gcrf_rtn, v))};
}

kurs_state kurs_relative_move(const kurs_mat6 *matrix, kurs_state rel_rtn)
{
    const double in[6] = {rel_rtn.r.x, rel_rtn.r.y, rel_rtn.r.z,
                          rel_rtn.v.x, rel_rtn.v.y, rel_rtn.v.z};
    double out[6];
    for (int i = 0; i < 6; i++) {
        out[i] = 0.0;
        for (int j = 0; j < 6; j++) {
            out[i] += matrix->m[i][j] * in[j];
        }
    }
    return (kurs_state){{out[0], out[1], out[2]}, {out[3], out[4], out[5]}};
}

kurs_status kurs_relative_circular(double n, double dt, kurs_mat6 *out)
{
    const double a = n * dt, s = sin(a), c = cos(a);
    if (!(n > 0.0) || !isfinite(a)) {
        return KURS_ERR_ARGUMENT;
    }
    const double rows[6][6] = {
        {4.0 - 3.0 * c, 0.0, 0.0, s / n, 2.0 * (1.0 - c) / n, 0.0},
        {6.0 * (s - a), 1.0, 0.0, -2.0 * (1.0 - c) / n, (4.0 * s - 3.0 * a) / n, 0.0},
        {0.0, 0.0, c, 0.0, 0.0, s / n},
        {3.0 * n * s, 0.0, 0.0, c, 2.0 * s, 0.0},
        {6.0 * n * (c - 1.0), 0.0, 0.0, -2.0 * s, 4.0 * c - 3.0, 0.0},
        {0.0, 0.0, -n * s, 0.0, 0.0, c},
    };
    memcpy(out->m, rows, sizeof rows);
    return KURS_OK;
}

/* ---- on an ellipse --------------------------------------------------------------------------- */

/* The target at a true anomaly, in the words of Yamanaka and Ankersen: rho = 1 + e cos, and
 * k2 = h / p^2, so that d(true anomaly)/dt = k2 rho^2. */
typedef struct place {
    double ecc, k2, sin_ta, cos_ta, rho;
} place;

static place place_of(const kurs_elements *el, double k2)
{
    const double c = cos(el->true_anomaly);
    return (place){el->ecc, k2, sin(el->true_anomaly), c, 1.0 + el->ecc * c};
}

/* In-plane states x forward, z to the nadir, then their rates over the anomaly, all times rho:
 * from a state at `p` to the four constants of the motion. */
static void constants_of(const place *p, double out[4][4])
{
    const double e = p->ecc, rho = p->rho, s = rho * p->sin_ta, c = rho * p->cos_ta;
    const double k = 1.0 / (1.0 - e * e), ir = 1.0 / rho;
    const double rows[4][4] = {
        {1.0, 3.0 * k * e * s * ir * (1.0 + ir), -k * e * s * (1.0 + ir), k * (2.0 - e * c)},
        {0.0, -3.0 * k * s * ir * (1.0 + e * e * ir), k * s * (1.0 + ir), k * (c - 2.0 * e)},
        {0.0, -3.0 * k * (c * ir + e), k * (c * (1.0 + ir) + e), -k * s},
        {0.0, k * (3.0 * rho + e * e - 1.0), -k * rho * rho, k * e * s},
    };
    memcpy(out, rows, sizeof rows);
}

/* From the constants to a state at `p`, `j` = k2 dt. */
static void state_of(const place *p, double j, double out[4][4])
{
    const double e = p->ecc, rho = p->rho, s = rho * p->sin_ta, c = rho * p->cos_ta;
    const double ds = p->cos_ta + e * (p->cos_ta * p->cos_ta - p->sin_ta * p->sin_ta);
    const double dc = -(p->sin_ta + 2.0 * e * p->sin_ta * p->cos_ta);
    const double ir = 1.0 / rho;
    const double rows[4][4] = {
        {1.0, -c * (1.0 + ir), s * (1.0 + ir), 3.0 * rho * rho * j},
        {0.0, s, c, 2.0 - 3.0 * e * s * j},
        {0.0, 2.0 * s, 2.0 * c - e, 3.0 * (1.0 - 2.0 * e * s * j)},
        {0.0, ds, dc, -3.0 * e * (ds * j + s * ir * ir)},
    };
    memcpy(out, rows, sizeof rows);
}

/* One column: a relative state through the motion. */
static kurs_state through(const place *from, const place *to, double j, kurs_state rel)
{
    double in[4][4], on[4][4], constants[4], end[4];
    constants_of(from, in);
    state_of(to, j, on);
    /* RTN to forward, nadir; then scaled positions and rates over the anomaly */
    const double e = from->ecc, f = 1.0 / (from->k2 * from->rho);
    const double x = rel.r.y, z = -rel.r.x, vx = rel.v.y, vz = -rel.v.x;
    const double start[4] = {from->rho * x, from->rho * z, -e * from->sin_ta * x + f * vx,
                             -e * from->sin_ta * z + f * vz};
    for (int i = 0; i < 4; i++) {
        constants[i] = 0.0;
        for (int k = 0; k < 4; k++) {
            constants[i] += in[i][k] * start[k];
        }
    }
    for (int i = 0; i < 4; i++) {
        end[i] = 0.0;
        for (int k = 0; k < 4; k++) {
            end[i] += on[i][k] * constants[k];
        }
    }
    /* across the plane a harmonic of the anomaly */
    const double y0 = from->rho * rel.r.z, dy0 = -e * from->sin_ta * rel.r.z + f * rel.v.z;
    const double cos_d = to->cos_ta * from->cos_ta + to->sin_ta * from->sin_ta;
    const double sin_d = to->sin_ta * from->cos_ta - to->cos_ta * from->sin_ta;
    const double y = y0 * cos_d + dy0 * sin_d, dy = dy0 * cos_d - y0 * sin_d;
    const double ir = 1.0 / to->rho, g = to->k2 * to->rho, b = to->k2 * e * to->sin_ta;
    return (kurs_state){{-end[1] * ir, end[0] * ir, y * ir},
                        {-(b * end[1] + g * end[3]), b * end[0] + g * end[2], b * y + g * dy}};
}

kurs_status kurs_relative_elliptic(double gm, kurs_state target, double dt, kurs_mat6 *out)
{
    kurs_state later;
    kurs_elements el, el_later;
    if (!isfinite(dt)) {
        return KURS_ERR_ARGUMENT;
    }
    kurs_status status = kurs_elements_from_state(gm, target, &el);
    if (status >= 0) {
        status = kurs_kepler_propagate(gm, target, dt, &later);
    }
    if (status >= 0) {
        status = kurs_elements_from_state(gm, later, &el_later);
    }
    if (status < 0) {
        return status;
    }
    if (!(el.ecc < 1.0)) {
        return KURS_ERR_RANGE;
    }
    const double p = el.a * (1.0 - el.ecc * el.ecc), k2 = sqrt(gm / (p * p * p));
    /* the apse line of the start serves for both: the anomaly of a circle counts from the node */
    el_later.true_anomaly += el_later.argp - el.argp;
    el_later.ecc = el.ecc;
    const place from = place_of(&el, k2), to = place_of(&el_later, k2);
    for (int j = 0; j < 6; j++) {
        double unit[6] = {0.0};
        unit[j] = 1.0;
        const kurs_state end =
            through(&from, &to, k2 * dt,
                    (kurs_state){{unit[0], unit[1], unit[2]}, {unit[3], unit[4], unit[5]}});
        const double column[6] = {end.r.x, end.r.y, end.r.z, end.v.x, end.v.y, end.v.z};
        for (int i = 0; i < 6; i++) {
            out->m[i][j] = column[i];
        }
    }
    return KURS_OK;
}
