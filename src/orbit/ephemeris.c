/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/ephemeris.h"

#include <string.h>

#include "math/math.h"

/* Beyond a change over by this the later set serves, to the rounding of a kurs_tai. */
#define JUST_AFTER_S 1e-6

/* The sets as they are given. */
static kurs_status take_sets(kurs_ephemeris *eph, const kurs_tle *tles, int count)
{
    kurs_status worst = KURS_OK;
    if (count < 1 || count > KURS_EPHEMERIS_SETS) {
        return KURS_ERR_ARGUMENT;
    }
    memset(eph, 0, sizeof *eph);
    for (int i = 0; i < count; i++) {
        const kurs_status status = kurs_sgp4_init(&eph->sets[i], &tles[i]);
        if (status < 0) {
            return status;
        }
        eph->data[i] = tles[i].epoch;
        worst = kurs_status_worse(worst, status);
    }
    eph->count = count;
    return worst;
}

static kurs_status take_burns(kurs_ephemeris *eph, const kurs_manoeuvre *burns, int count)
{
    if (count < 0) {
        return KURS_ERR_ARGUMENT;
    }
    if (count > KURS_EPHEMERIS_BURNS) {
        return KURS_ERR_FULL;
    }
    for (int i = 0; i < count; i++) {
        int at = i;
        while (at > 0 && kurs_tai_diff(burns[i].t, eph->burns[at - 1].t) < 0.0) {
            eph->burns[at] = eph->burns[at - 1];
            at--;
        }
        eph->burns[at] = burns[i];
    }
    eph->burn_count = count;
    return KURS_OK;
}

/* Indices of the sets by epoch; of those with the same one the first alone. */
static int order_of(const kurs_ephemeris *eph, int *order)
{
    int n = 0;
    for (int i = 0; i < eph->count; i++) {
        int at = n, same = 0;
        for (int k = 0; k < n; k++) {
            same |= kurs_tai_diff(eph->data[i], eph->data[order[k]]) == 0.0;
        }
        while (!same && at > 0 && kurs_tai_diff(eph->data[i], eph->data[order[at - 1]]) < 0.0) {
            order[at] = order[at - 1];
            at--;
        }
        if (!same) {
            order[at] = i;
            n++;
        }
    }
    return n;
}

static kurs_status add_span(kurs_ephemeris *eph, kurs_tai from, int set, int burn)
{
    if (eph->span_count == KURS_EPHEMERIS_SETS) {
        return KURS_ERR_FULL;
    }
    eph->spans[eph->span_count++] = (struct kurs_ephemeris_span){from, set, burn};
    return KURS_OK;
}

/* A set of its own for the orbit of a set beyond a burn, or before one that it holds. */
static kurs_status add_set(kurs_ephemeris *eph, int of, int burn, int back, int *made)
{
    kurs_tle tle;
    if (eph->count == KURS_EPHEMERIS_SETS) {
        return KURS_ERR_FULL;
    }
    kurs_status status = back ? kurs_manoeuvre_before(&eph->sets[of], &eph->burns[burn], &tle)
                              : kurs_manoeuvre_after(&eph->sets[of], &eph->burns[burn], &tle);
    if (status >= 0) {
        status = kurs_status_worse(kurs_sgp4_init(&eph->sets[eph->count], &tle), status);
    }
    if (status < 0) {
        return status;
    }
    eph->data[eph->count] = eph->data[of];
    *made = eph->count++;
    return status;
}

/* The earliest set, before the burns that it holds: those spans, in the order of time. */
static kurs_status lead_in(kurs_ephemeris *eph, int first)
{
    int held = 0, chain[KURS_EPHEMERIS_BURNS + 1];
    kurs_status worst = KURS_OK;
    while (held < eph->burn_count && kurs_tai_diff(eph->data[first], eph->burns[held].t) > 0.0) {
        held++;
    }
    chain[held] = first;
    for (int b = held - 1; b >= 0; b--) {
        const kurs_status status = add_set(eph, chain[b + 1], b, 1, &chain[b]);
        if (status < 0) {
            return status;
        }
        worst = kurs_status_worse(worst, status);
    }
    for (int b = 0; b <= held; b++) {
        const kurs_tai from = b == 0 ? eph->data[first] : eph->burns[b - 1].t;
        const kurs_status status = add_span(eph, from, chain[b], b - 1);
        if (status < 0) {
            return status;
        }
    }
    return worst;
}

/* A set and, through the burns after its epoch, up to `to` (NULL: for ever). */
static kurs_status go_on(kurs_ephemeris *eph, int set, const kurs_tai *to)
{
    const kurs_tai epoch = eph->data[set];
    kurs_status worst = KURS_OK;
    for (int b = 0; b < eph->burn_count; b++) {
        const kurs_tai t = eph->burns[b].t;
        if (kurs_tai_diff(epoch, t) > 0.0 || (to && kurs_tai_diff(t, *to) >= 0.0)) {
            continue;
        }
        kurs_status status = add_set(eph, set, b, 0, &set);
        if (status >= 0) {
            worst = kurs_status_worse(worst, status);
            status = add_span(eph, t, set, b);
        }
        if (status < 0) {
            return status;
        }
    }
    return worst;
}

/* Where a set gives over to the next one, and the burn there, or -1. */
static kurs_tai change_over(const kurs_ephemeris *eph, int set, int next, int *burn)
{
    const kurs_tai from = eph->data[set], to = eph->data[next];
    kurs_tai at = kurs_tai_add(from, 0.5 * kurs_tai_diff(to, from));
    *burn = -1;
    for (int b = 0; b < eph->burn_count; b++) {
        const kurs_tai t = eph->burns[b].t;
        if (kurs_tai_diff(t, from) >= 0.0 && kurs_tai_diff(to, t) > 0.0 &&
            kurs_tai_diff(t, at) >= 0.0) {
            at = t;
            *burn = b;
        }
    }
    return at;
}

kurs_status kurs_ephemeris_init_burns(kurs_ephemeris *eph, const kurs_tle *tles, int count,
                                      const kurs_manoeuvre *burns, int burn_count)
{
    kurs_ephemeris made;
    int order[KURS_EPHEMERIS_SETS] = {0};
    kurs_status worst = take_sets(&made, tles, count);
    if (worst < 0) {
        return worst;
    }
    kurs_status status = take_burns(&made, burns, burn_count);
    const int n = order_of(&made, order);
    if (status >= 0) {
        status = lead_in(&made, order[0]);
    }
    for (int k = 0; k < n && status >= 0; k++) {
        kurs_tai to;
        int burn = -1;
        if (k + 1 < n) {
            to = change_over(&made, order[k], order[k + 1], &burn);
        }
        worst = kurs_status_worse(worst, status);
        status = go_on(&made, order[k], k + 1 < n ? &to : NULL);
        worst = kurs_status_worse(worst, status);
        if (status >= 0 && k + 1 < n) {
            status = add_span(&made, to, order[k + 1], burn);
        }
    }
    if (status < 0) {
        return status;
    }
    *eph = made;
    return worst;
}

kurs_status kurs_ephemeris_init(kurs_ephemeris *eph, const kurs_tle *tles, int count)
{
    return kurs_ephemeris_init_burns(eph, tles, count, NULL, 0);
}

kurs_status kurs_ephemeris_init_arcs(kurs_ephemeris *eph, const kurs_tle *tles, int count,
                                     const kurs_manoeuvre *burns)
{
    kurs_ephemeris made;
    const kurs_status worst = take_sets(&made, tles, count);
    kurs_status status = worst < 0 ? worst : take_burns(&made, burns, count - 1);
    for (int i = 0; i < count && status >= 0; i++) {
        if (i > 1 && kurs_tai_diff(burns[i - 1].t, burns[i - 2].t) <= 0.0) {
            return KURS_ERR_ARGUMENT;
        }
        status = add_span(&made, i > 0 ? burns[i - 1].t : tles[0].epoch, i, i - 1);
    }
    if (status < 0) {
        return status;
    }
    *eph = made;
    return worst;
}

static int span_at(const kurs_ephemeris *eph, kurs_tai t)
{
    int at = 0;
    while (at + 1 < eph->span_count && kurs_tai_diff(t, eph->spans[at + 1].from) > 0.0) {
        at++;
    }
    return at;
}

/* The spans of `eph` before an instant and the burns that they begin with, the last of them as far
 * as `sets` and `burns` have room. */
static void keep_before(const kurs_ephemeris *eph, int last, int earlier, int sets, int burns,
                        kurs_ephemeris *made)
{
    const int first = last + 1 > sets ? last + 1 - sets : 0;
    const int skip = earlier > burns ? earlier - burns : 0;
    memset(made, 0, sizeof *made);
    for (int b = skip; b < earlier; b++) {
        made->burns[made->burn_count++] = eph->burns[b];
    }
    for (int k = first; k <= last; k++) {
        const int set = made->count++, burn = eph->spans[k].burn - skip;
        made->sets[set] = eph->sets[eph->spans[k].set];
        made->data[set] = eph->data[eph->spans[k].set];
        made->spans[made->span_count++] =
            (struct kurs_ephemeris_span){eph->spans[k].from, set, burn < 0 ? -1 : burn};
    }
}

kurs_status kurs_ephemeris_try_burn(const kurs_ephemeris *eph, const kurs_manoeuvre *burn,
                                    kurs_ephemeris *out)
{
    int earlier = 0;
    while (earlier < eph->burn_count && kurs_tai_diff(burn->t, eph->burns[earlier].t) > 0.0) {
        earlier++;
    }
    const int added = 1 + eph->burn_count - earlier;
    if (added > KURS_EPHEMERIS_BURNS) {
        return KURS_ERR_FULL;
    }
    kurs_ephemeris made;
    keep_before(eph, span_at(eph, burn->t), earlier, KURS_EPHEMERIS_SETS - added,
                KURS_EPHEMERIS_BURNS - added, &made);
    kurs_status worst = KURS_OK;
    int set = made.count - 1;
    for (int i = 0; i < added; i++) {
        const int b = made.burn_count++;
        made.burns[b] = i == 0 ? *burn : eph->burns[earlier + i - 1];
        kurs_status status = add_set(&made, set, b, 0, &set);
        worst = kurs_status_worse(worst, status);
        if (status >= 0) {
            status = add_span(&made, made.burns[b].t, set, b);
        }
        if (status < 0) {
            return status;
        }
    }
    *out = made;
    return worst;
}

int kurs_ephemeris_nearest(const kurs_ephemeris *eph, kurs_tai t)
{
    return eph->spans[span_at(eph, t)].set;
}

int kurs_ephemeris_meeting(const kurs_ephemeris *eph, kurs_tai from, kurs_tai to)
{
    int set = kurs_ephemeris_nearest(eph, from);
    for (int b = 0; b < eph->burn_count; b++) {
        const kurs_tai t = eph->burns[b].t;
        if (kurs_tai_diff(t, from) >= 0.0 && kurs_tai_diff(to, t) > 0.0) {
            set = kurs_ephemeris_nearest(eph, kurs_tai_add(t, JUST_AFTER_S));
        }
    }
    return set;
}

const kurs_manoeuvre *kurs_ephemeris_burn_before(const kurs_ephemeris *eph, kurs_tai t)
{
    const int burn = eph->span_count > 0 ? eph->spans[span_at(eph, t)].burn : -1;
    return burn >= 0 ? &eph->burns[burn] : NULL;
}

kurs_tai kurs_ephemeris_next_change(const kurs_ephemeris *eph, kurs_tai t, kurs_tai t_end)
{
    for (int k = 1; k < eph->span_count; k++) {
        const kurs_tai from = eph->spans[k].from;
        if (kurs_tai_diff(from, t) > 0.0 && kurs_tai_diff(t_end, from) > 0.0) {
            return from;
        }
    }
    return t_end;
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
