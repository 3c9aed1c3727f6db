/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/ephemeris.h"

#include "math/math.h"

kurs_status kurs_ephemeris_init(kurs_ephemeris *eph, const kurs_tle *tles, int count)
{
    if (count < 1 || count > KURS_EPHEMERIS_SETS) {
        return KURS_ERR_ARGUMENT;
    }
    kurs_ephemeris made = {.count = count};
    kurs_status worst = KURS_OK;
    for (int i = 0; i < count; i++) {
        const kurs_status status = kurs_sgp4_init(&made.sets[i], &tles[i]);
        if (status < 0) {
            return status;
        }
        worst = kurs_status_worse(worst, status);
    }
    *eph = made;
    return worst;
}

static double age(const kurs_ephemeris *eph, int set, kurs_tai t)
{
    return kurs_tai_diff(t, eph->sets[set].tle.epoch);
}

int kurs_ephemeris_nearest(const kurs_ephemeris *eph, kurs_tai t)
{
    int best = 0;
    for (int i = 1; i < eph->count; i++) {
        const double here = fabs(age(eph, i, t)), there = fabs(age(eph, best, t));
        if (here < there || (here == there && age(eph, i, t) > age(eph, best, t))) {
            best = i;
        }
    }
    return best;
}

kurs_tai kurs_ephemeris_next_change(const kurs_ephemeris *eph, kurs_tai t, kurs_tai t_end)
{
    const int now = kurs_ephemeris_nearest(eph, t);
    double wait = kurs_tai_diff(t_end, t);
    for (int i = 0; i < eph->count; i++) {
        /* a later set takes over half-way between the two epochs */
        const double half_way = -0.5 * (age(eph, i, t) + age(eph, now, t));
        if (age(eph, i, t) < age(eph, now, t) && half_way > 0.0 && half_way < wait) {
            wait = half_way;
        }
    }
    return kurs_tai_add(t, wait);
}

/* Velocity from the motion itself: SGP4's own is up to 2 cm/s off it (test_ephemeris), which a
 * docking would feel. Five points, error of the order of 1e-9 m/s; positions are good to 1e-8 m. */
static kurs_status state_of_motion(const kurs_sgp4 *model, kurs_tai t, kurs_state *s_teme)
{
    static const double at[4] = {-2.0, -1.0, 1.0, 2.0}, weight[4] = {1.0, -8.0, 8.0, -1.0};
    kurs_vec3 v = v3(0.0, 0.0, 0.0);
    kurs_state s;
    const kurs_status status = kurs_sgp4_state(model, t, s_teme);
    for (int i = 0; i < 4 && status >= 0; i++) {
        const kurs_status beside = kurs_sgp4_state(model, kurs_tai_add(t, at[i]), &s);
        if (beside < 0) {
            return beside;
        }
        v = v3_axpy(v, weight[i] / 12.0, v3_sub(s.r, s_teme->r));
    }
    s_teme->v = v;
    return status;
}

kurs_status kurs_sgp4_state_gcrf(const kurs_sgp4 *model, const kurs_earth *earth, double t_s,
                                 kurs_state *out_gcrf)
{
    kurs_state s_teme;
    const kurs_status status = state_of_motion(model, kurs_tai_add(earth->t_ref, t_s), &s_teme);
    if (status < 0) {
        return status;
    }
    const kurs_mat3 teme_gcrf = kurs_earth_teme_gcrf(earth, t_s);
    out_gcrf->r = kurs_m3_mulv(teme_gcrf, s_teme.r);
    out_gcrf->v = kurs_m3_mulv(teme_gcrf, s_teme.v);
    return status;
}
