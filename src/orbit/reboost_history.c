/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/reboost_history.h"

#include <stdlib.h>

#include "kurs/frames.h"
#include "kurs/mean_fit.h"
#include "math/math.h"

#define LEAST_M_S 0.02
#define TIMES_NOISE 6.0
/* In its first and last interval a burn is followed down to this many times the noise. */
#define TIMES_NOISE_AT_ENDS 3.0
#define BSTAR_ARC_S (1.5 * 86400.0)
#define STEP_S 30.0
/* An interval this long has a span of the Earth's attitude left. */
#define INTERVAL_MAX_S (0.4 * KURS_EARTH_SPAN_S)

enum {
    SAMPLES = 401, /* intervals at the most of which the noise is the median */
    ARC_POINTS = 8 /* burns with fewer between them are one */
};

/* What an interval leaves: in GCRF at its end, and the burn that would explain it. */
typedef struct gain {
    kurs_vec3 dr, dv;
    double size, rate; /* of dv; per second of the interval */
} gain;

/* The task while it is worked on: the Earth about some instant of it. */
typedef struct search {
    const kurs_reboost_task *task;
    kurs_earth earth;
    double noise; /* acceleration that the model does not know [m/s2] */
} search;

static kurs_vec3 pull(const search *sc, double t_s, kurs_vec3 r_gcrf)
{
    const kurs_mat3 axes = kurs_earth_gcrf_itrf(&sc->earth, t_s);
    const kurs_vec3 r_itrf = kurs_m3_mulv(axes, r_gcrf);
    return kurs_m3_tmulv(axes, kurs_gravity_acceleration(sc->task->gravity, r_itrf));
}

static kurs_state rate_of(const search *sc, double t_s, const kurs_state *s)
{
    return (kurs_state){s->v, pull(sc, t_s, s->r)};
}

static kurs_state moved(const kurs_state *s, double h, const kurs_state *rate)
{
    return (kurs_state){v3_axpy(s->r, h, rate->r), v3_axpy(s->v, h, rate->v)};
}

/* A step by Runge and Kutta's classic method: of 30 s, 3 mm and 3 um/s. */
static kurs_state stepped(const search *sc, double t, double h, kurs_state s)
{
    const kurs_state a = rate_of(sc, t, &s), at_b = moved(&s, 0.5 * h, &a);
    const kurs_state b = rate_of(sc, t + 0.5 * h, &at_b), at_c = moved(&s, 0.5 * h, &b);
    const kurs_state c = rate_of(sc, t + 0.5 * h, &at_c), at_d = moved(&s, h, &c);
    const kurs_state d = rate_of(sc, t + h, &at_d);
    s = moved(&s, h / 6.0, &a);
    s = moved(&s, h / 3.0, &b);
    s = moved(&s, h / 3.0, &c);
    return moved(&s, h / 6.0, &d);
}

/* The state of a point flown to t, either way. */
static kurs_status fly(search *sc, size_t from, kurs_tai t, kurs_state *s)
{
    const kurs_tai begin = sc->task->t[from];
    if (!(fabs(kurs_tai_diff(begin, sc->earth.t_ref)) <= 0.5 * KURS_EARTH_SPAN_S)) {
        const kurs_status status = kurs_earth_init(&sc->earth, begin);
        if (status < 0) {
            return status;
        }
    }
    const double all = kurs_tai_diff(t, begin), at = kurs_tai_diff(begin, sc->earth.t_ref);
    const int n = (int)ceil(fabs(all) / STEP_S);
    *s = sc->task->s_gcrf[from];
    for (int k = 0; k < n; k++) {
        *s = stepped(sc, at + all * k / n, all / n, *s);
    }
    return KURS_OK;
}

static kurs_status gain_of(search *sc, size_t i, gain *out)
{
    const kurs_reboost_task *task = sc->task;
    kurs_state s;
    const kurs_status status = fly(sc, i, task->t[i + 1], &s);
    if (status < 0) {
        return status;
    }
    out->dr = v3_sub(task->s_gcrf[i + 1].r, s.r);
    out->dv = v3_sub(task->s_gcrf[i + 1].v, s.v);
    out->size = v3_norm(out->dv);
    out->rate = out->size / kurs_tai_diff(task->t[i + 1], task->t[i]);
    return KURS_OK;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Median of what intervals leave, of an even choice of them. */
static kurs_status measure_noise(search *sc)
{
    double rates[SAMPLES];
    const size_t all = sc->task->n - 1, n = all < SAMPLES ? all : SAMPLES;
    for (size_t k = 0; k < n; k++) {
        gain g;
        const kurs_status status = gain_of(sc, k * all / n, &g);
        if (status < 0) {
            return status;
        }
        rates[k] = g.rate;
    }
    qsort(rates, n, sizeof rates[0], by_size);
    sc->noise = rates[n / 2];
    return KURS_OK;
}

/* ---- one burn ---- */

/* Intervals of a burn: the one before the first that was seen, to the one after the last. */
typedef struct stretch {
    size_t first, last;
} stretch;

/*
 * The burn of an interval as one change of velocity: the point before flown on, the point after
 * flown back, to the moment where the place gained says that it was.
 */
static kurs_status impulse_of(search *sc, size_t i, const gain *g, kurs_tai *t, kurs_vec3 *dv_rtn)
{
    const kurs_reboost_task *task = sc->task;
    const double all = kurs_tai_diff(task->t[i + 1], task->t[i]);
    const double ago = kurs_clamp(v3_dot(g->dr, g->dv) / (g->size * g->size), 0.0, all);
    kurs_state ahead, back;
    *t = kurs_tai_add(task->t[i + 1], -ago);
    kurs_status status = fly(sc, i, *t, &ahead);
    if (status >= 0) {
        status = fly(sc, i + 1, *t, &back);
    }
    if (status >= 0) {
        *dv_rtn = kurs_m3_mulv(kurs_rtn_axes(ahead), v3_sub(back.v, ahead.v));
    }
    return status;
}

/* Where in its first interval a burn begins, and in its last one ends: of an even thrust from there
 * to the interval's end the place gained is half the velocity's times that time. */
static kurs_tai begin_of(const kurs_reboost_task *task, size_t i, const gain *g)
{
    const double all = kurs_tai_diff(task->t[i + 1], task->t[i]);
    const double on = 2.0 * v3_dot(g->dr, g->dv) / (g->size * g->size);
    return kurs_tai_add(task->t[i + 1], -kurs_clamp(on, 0.0, all));
}

static kurs_tai end_of(const kurs_reboost_task *task, size_t i, const gain *g)
{
    const double all = kurs_tai_diff(task->t[i + 1], task->t[i]);
    const double on = 2.0 * (all - v3_dot(g->dr, g->dv) / (g->size * g->size));
    return kurs_tai_add(task->t[i], kurs_clamp(on, 0.0, all));
}

static kurs_status burn_of(search *sc, const stretch *s, kurs_reboost *out)
{
    const kurs_reboost_task *task = sc->task;
    kurs_reboost burn = {.duration_s = (double)NAN};
    kurs_tai begin = task->t[s->first], end = begin;
    double sum = 0.0, moment = 0.0;
    int seen = 0;
    for (size_t i = s->first; i <= s->last; i++) {
        gain g;
        kurs_tai t;
        kurs_vec3 dv;
        kurs_status status = gain_of(sc, i, &g);
        if (status >= 0 && g.rate > TIMES_NOISE_AT_ENDS * sc->noise) {
            status = impulse_of(sc, i, &g, &t, &dv);
            if (status >= 0) {
                burn.dv_rtn_m_s = v3_add(burn.dv_rtn_m_s, dv);
                sum += g.size;
                moment += g.size * kurs_tai_diff(t, task->t[s->first]);
                begin = seen ? begin : begin_of(task, i, &g);
                end = end_of(task, i, &g);
                seen++;
            }
        }
        if (status < 0) {
            return status;
        }
    }
    burn.start = burn.middle = kurs_tai_add(task->t[s->first], moment / sum);
    if (seen > 1) {
        burn.start = begin;
        burn.duration_s = kurs_tai_diff(end, begin);
    }
    *out = burn;
    return KURS_OK;
}

/* ---- all of them ---- */

/* Takes a stretch down where what it gained is a burn, or joins it to the one shortly before. */
static kurs_status take_stretch(const search *sc, const stretch *s, double gained, stretch *out,
                                int *count)
{
    const double span = kurs_tai_diff(sc->task->t[s->last + 1], sc->task->t[s->first]);
    const double least = sc->task->least_m_s > 0.0 ? sc->task->least_m_s : LEAST_M_S;
    if (!(gained > least) || !(gained > TIMES_NOISE * sc->noise * span)) {
        return KURS_OK;
    }
    const stretch wide = {s->first > 0 ? s->first - 1 : 0,
                          s->last + 2 < sc->task->n ? s->last + 1 : s->last};
    if (*count > 0 && wide.first < out[*count - 1].last + ARC_POINTS) {
        out[*count - 1].last = wide.last;
        return KURS_OK;
    }
    if (*count == KURS_REBOOST_BURNS) {
        return KURS_ERR_FULL;
    }
    out[(*count)++] = wide;
    return KURS_OK;
}

/* The stretches in which the station burns: intervals side by side that leave more than noise. */
static kurs_status find_stretches(search *sc, stretch *out, int *count)
{
    stretch now = {0, 0};
    kurs_vec3 gained = {0.0, 0.0, 0.0};
    int open = 0;
    *count = 0;
    for (size_t i = 0; i < sc->task->n; i++) {
        gain g = {.rate = 0.0};
        if (sc->task->stop && sc->task->stop(sc->task->stop_ctx)) {
            return KURS_ERR_STOPPED;
        }
        kurs_status status = i + 1 < sc->task->n ? gain_of(sc, i, &g) : KURS_OK;
        const int burns = g.rate > TIMES_NOISE * sc->noise;
        if (open && !burns) {
            status = kurs_status_worse(status, take_stretch(sc, &now, v3_norm(gained), out, count));
        }
        if (status < 0) {
            return status;
        }
        if (burns) {
            now = (stretch){open ? now.first : i, i};
            gained = open ? v3_add(gained, g.dv) : g.dv;
        }
        open = burns;
    }
    return KURS_OK;
}

static kurs_status fit_arc(const kurs_reboost_task *task, double bstar, kurs_reboost_arc *arc)
{
    kurs_tle like = *task->like;
    like.bstar = bstar;
    const kurs_tai *t = &task->t[arc->first];
    const kurs_mean_fit_task fit = {.n = arc->n,
                                    .t = t,
                                    .s_gcrf = &task->s_gcrf[arc->first],
                                    .fit_bstar = kurs_tai_diff(t[arc->n - 1], t[0]) >= BSTAR_ARC_S,
                                    .like = &like};
    kurs_mean_fit got;
    const kurs_status status = kurs_mean_fit_solve(&fit, &got);
    if (status >= 0) {
        arc->tle = got.tle;
        arc->rms_m = got.rms_m;
        arc->max_m = got.max_m;
    }
    return status;
}

static double span_of(const kurs_reboost_task *task, const kurs_reboost_arc *arc)
{
    return kurs_tai_diff(task->t[arc->first + arc->n - 1], task->t[arc->first]);
}

/* The longest arc first: its B* is taken where another arc is too short to tell its own. */
static kurs_status fit_arcs(const kurs_reboost_task *task, kurs_reboost_history *h)
{
    int longest = 0;
    for (int k = 1; k < h->arc_count; k++) {
        longest = span_of(task, &h->arcs[k]) > span_of(task, &h->arcs[longest]) ? k : longest;
    }
    kurs_status status = fit_arc(task, task->like->bstar, &h->arcs[longest]);
    for (int k = 0; k < h->arc_count && status >= 0; k++) {
        if (k != longest) {
            status = fit_arc(task, h->arcs[longest].tle.bstar, &h->arcs[k]);
        }
    }
    return status;
}

/* Points between the stretches. A stretch at either end leaves no arc beyond: it is passed over. */
static void cut_arcs(const kurs_reboost_task *task, const stretch *s, int count,
                     kurs_reboost_history *h)
{
    size_t from = 0;
    h->arc_count = 0;
    for (int k = 0; k <= count; k++) {
        const size_t to = k < count ? s[k].first : task->n - 1;
        h->arcs[h->arc_count++] = (kurs_reboost_arc){.first = from, .n = to - from + 1};
        from = k < count ? s[k].last + 1 : from;
    }
}

kurs_status kurs_reboost_history_find(const kurs_reboost_task *task, kurs_reboost_history *out)
{
    if (!task || !out || task->n < KURS_REBOOST_POINTS || !task->t || !task->s_gcrf ||
        !task->gravity || !task->like || !(task->least_m_s >= 0.0)) {
        return KURS_ERR_ARGUMENT;
    }
    for (size_t i = 1; i < task->n; i++) {
        const double apart = kurs_tai_diff(task->t[i], task->t[i - 1]);
        if (!(apart > 0.0 && apart <= INTERVAL_MAX_S)) {
            return KURS_ERR_ARGUMENT;
        }
    }
    kurs_reboost_history h = {0};
    stretch found[KURS_REBOOST_BURNS];
    int count = 0;
    search sc = {.task = task, .earth = {.t_ref = kurs_tai_add(task->t[0], -1e7)}};
    kurs_status status = measure_noise(&sc);
    if (status >= 0) {
        status = find_stretches(&sc, found, &count);
    }
    const stretch *s = found;
    if (status >= 0 && count > 0 && s[0].first + 1 < ARC_POINTS) {
        s++, count--;
    }
    if (status >= 0 && count > 0 && s[count - 1].last + 1 + ARC_POINTS > task->n) {
        count--;
    }
    for (int k = 0; k < count && status >= 0; k++) {
        status = burn_of(&sc, &s[k], &h.burns[k]);
    }
    h.burn_count = count;
    h.noise_m_s2 = sc.noise;
    if (status >= 0) {
        cut_arcs(task, s, count, &h);
        status = fit_arcs(task, &h);
    }
    if (status >= 0) {
        *out = h;
    }
    return status;
}

kurs_status kurs_reboost_history_ephemeris(const kurs_reboost_history *history, kurs_ephemeris *out)
{
    kurs_tle tles[KURS_REBOOST_ARCS];
    kurs_manoeuvre burns[KURS_REBOOST_BURNS];
    for (int k = 0; k < history->arc_count; k++) {
        tles[k] = history->arcs[k].tle;
    }
    for (int k = 0; k < history->burn_count; k++) {
        burns[k] = (kurs_manoeuvre){history->burns[k].middle, history->burns[k].dv_rtn_m_s};
    }
    return kurs_ephemeris_init_arcs(out, tles, history->arc_count, burns);
}
