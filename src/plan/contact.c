/* SPDX-License-Identifier: Apache-2.0 */
/* The nominal contact: by the ground stations' pass, by dusk at the station, or by light. */
#include "plan/window_parts.h"

#include <string.h>

#include "kurs/env.h"
#include "kurs/sky.h"
#include "math/math.h"

#define STEP_S 30.0 /* light and sight are looked at this far apart... */
#define EDGE_S 1.0  /* ...and their edges found to this */
#define LAST_LIGHT_S                                                                               \
    60.0 /* contact is this much before dusk, so that it is lit by any shadow model */
#define SAME_PASS_S 300.0 /* a gap between two ground stations shorter than this is none */

kurs_vec3 kurs_window_sun(kurs_tai t)
{
    const double days = (kurs_tai_diff(t, (kurs_tai){0, 0.0}) + 32.184) / 86400.0;
    const double mean = (280.460 + 0.9856474 * days) * KURS_DEG;
    const double g = (357.528 + 0.9856003 * days) * KURS_DEG;
    const double longitude = mean + (1.915 * sin(g) + 0.020 * sin(2.0 * g)) * KURS_DEG;
    const double tilt = (23.439 - 4e-7 * days) * KURS_DEG;
    return v3(cos(longitude), cos(tilt) * sin(longitude), sin(tilt) * sin(longitude));
}

typedef struct watcher {
    const kurs_window_pad *pad;
    int by_sight; /* else by light */
    kurs_status status;
} watcher;

static int seen(const kurs_window_pad *pad, double t, kurs_vec3 r_teme)
{
    const kurs_mission *mission = pad->req->mission;
    const kurs_vec3 r_gcrf = kurs_m3_mulv(kurs_earth_teme_gcrf(&pad->earth, t), r_teme);
    const kurs_vec3 r = kurs_m3_mulv(kurs_earth_gcrf_itrf(&pad->earth, t), r_gcrf);
    for (int i = 0; i < mission->radio_count; i++) {
        const kurs_radio_site *site = &mission->radio[i];
        const kurs_geodetic place = {site->lat, site->lon, 0.0};
        const kurs_topocentric from =
            kurs_topocentric_from_itrf(place, (kurs_state){r, {0.0, 0.0, 0.0}});
        if (from.elevation >= site->min_elevation) {
            return 1;
        }
    }
    return 0;
}

static int watch(watcher *w, double t)
{
    const kurs_tai at = kurs_tai_add(w->pad->earth.t_ref, t);
    kurs_state s;
    const kurs_status status = kurs_sgp4_state(w->pad->station, at, &s);
    if (status < 0) {
        w->status = status;
        return 0;
    }
    return w->by_sight ? seen(w->pad, t, s.r)
                       : kurs_sunlight(s.r, v3_scale(KURS_AU, kurs_window_sun(at))) > 0.5;
}

/* The instant between a and b at which what is watched changes. */
static double edge(watcher *w, double a, double b)
{
    const int before = watch(w, a);
    while (b - a > EDGE_S) {
        const double middle = 0.5 * (a + b);
        *(watch(w, middle) == before ? &a : &b) = middle;
    }
    return 0.5 * (a + b);
}

/* The first spell within a span in which what is watched is there; gaps up to `gap` are none.
 * 0: there is none. */
static int first_spell(watcher *w, double from, double to, double gap, double *begin, double *end)
{
    int was = watch(w, from), found = was;
    *begin = *end = from;
    for (double t = from; t < to; t += STEP_S) {
        const double next = fmin(t + STEP_S, to);
        const int now = watch(w, next);
        if (now && !was) {
            const double rise = edge(w, t, next);
            if (found && rise - *end > gap) {
                return 1;
            }
            *begin = found ? *begin : rise;
            found = 1;
        } else if (was && !now) {
            *end = edge(w, t, next);
        }
        *end = now ? next : *end;
        was = now;
    }
    return found;
}

/* The light moment of a span that is nearest to its middle. */
static double lightest(watcher *w, double from, double to)
{
    const double middle = 0.5 * (from + to);
    if (watch(w, middle)) {
        return middle;
    }
    for (double d = STEP_S; d <= 0.5 * (to - from); d += STEP_S) {
        if (watch(w, middle - d)) {
            return edge(w, middle - d, middle - d + STEP_S) - EDGE_S;
        }
        if (watch(w, middle + d)) {
            return edge(w, middle + d - STEP_S, middle + d) + EDGE_S;
        }
    }
    return middle;
}

/* The last light before the first dusk of a span; its middle where there is none. */
static double dusk(watcher *w, double from, double to)
{
    int was = watch(w, from);
    for (double t = from; t < to; t += STEP_S) {
        const int now = watch(w, t + STEP_S);
        if (was && !now) {
            return edge(w, t, t + STEP_S) - LAST_LIGHT_S;
        }
        was = now;
    }
    return 0.5 * (from + to);
}

kurs_status kurs_window_contact_at(const kurs_window_pad *pad, const kurs_profile *profile,
                                   double t_liftoff, kurs_window_contact *out)
{
    const double from = t_liftoff + profile->contact_min_s, to = t_liftoff + profile->contact_max_s;
    watcher w = {.pad = pad, .by_sight = strcmp(profile->contact_by, "sight") == 0};
    double begin, end;
    out->nominal = 0.5 * (from + to);
    out->first = out->nominal;
    if (w.by_sight) {
        if (first_spell(&w, from, to, SAME_PASS_S, &begin, &end)) {
            out->nominal = 0.5 * (begin + end);
            out->first = begin;
        }
    } else if (strcmp(profile->contact_by, "dusk") == 0) {
        out->nominal = out->first = dusk(&w, from, to);
    } else {
        out->nominal = out->first = lightest(&w, from, to);
    }
    w.by_sight = 1;
    out->seen = watch(&w, out->nominal);
    w.by_sight = 0;
    out->lit = watch(&w, out->nominal);
    return w.status;
}
