/* SPDX-License-Identifier: Apache-2.0 */
/* The launched flight of the screening, and the bounds of body and objects. */
#include "plan/screening_parts.h"

/* WGS-72 [m3/s2], as of SGP4's elements; the surface, below which SGP4 has no state, and the
 * escape speed there. */
#define GM 3.986008e14
#define RADIUS_M 6378135.0
#define ESCAPE_M_S (1.001 * 11180.3) /* sqrt(2 GM / 6378135 m); J2 adds 0.05 % */
#define SPEED_MARGIN 1.02            /* for the periodic terms: J2 alone moves a speed by 0.2 % */
/* J2 moves a radius by up to 13 km, J3 the eccentricity by 0.0012; Sun and Moon move that of high
 * orbits by up to some 0.01 (test_screening draws orbits of all shapes). */
#define NEAR_MARGIN_M 30e3
#define DEEP_MARGIN 0.03

kurs_state kurs_screening_cubic(const kurs_state *a, const kurs_state *b, double h, double u)
{
    const double w = 1.0 - u;
    const kurs_vec3 way = v3_sub(b->r, a->r);
    const double fb = u * u * (3.0 - 2.0 * u), ga = h * u * w * w, gb = -h * u * u * w;
    const double dfb = 6.0 * u * w / h, dga = w * (w - 2.0 * u), dgb = u * (u - 2.0 * w);
    return (kurs_state){
        v3_axpy(v3_axpy(v3_axpy(a->r, fb, way), ga, a->v), gb, b->v),
        v3_axpy(v3_axpy(v3_scale(dfb, way), dga, a->v), dgb, b->v),
    };
}

/* v turned about axis 3, by the angle of a cosine and a sine. */
static kurs_vec3 turned(kurs_vec3 v, double cosine, double sine)
{
    return v3(cosine * v.x - sine * v.y, sine * v.x + cosine * v.y, v.z);
}

kurs_state kurs_screening_turn_back(const kurs_screening_shift *shift, kurs_state s_teme)
{
    return (kurs_state){turned(s_teme.r, shift->cosine, -shift->sine),
                        turned(s_teme.v, shift->cosine, -shift->sine)};
}

static kurs_screening_shift turn_of(double s)
{
    const double angle = KURS_EARTH_OMEGA * s;
    return (kurs_screening_shift){.s = s, .cosine = cos(angle), .sine = sin(angle)};
}

kurs_screening_shift kurs_screening_shift_of(const kurs_screening_flight *flight, double s)
{
    const kurs_screening_track *tracks = flight->ask->tracks;
    kurs_screening_shift shift = turn_of(s);
    size_t i = 0;
    while (i + 2 < flight->ask->track_count && s >= tracks[i + 1].shift_s) {
        i++;
    }
    shift.track = i;
    if (i + 1 < flight->ask->track_count) {
        const double w = (s - tracks[i].shift_s) / (tracks[i + 1].shift_s - tracks[i].shift_s);
        shift.weight = kurs_clamp(w, 0.0, 1.0);
    }
    return shift;
}

kurs_state kurs_screening_body(const kurs_screening_flight *flight,
                               const kurs_screening_shift *shift, double t, size_t *hint)
{
    const double *met = flight->ask->met_s;
    const size_t n = flight->ask->node_count;
    size_t i = *hint;
    while (i > 0 && t < met[i]) {
        i--;
    }
    while (i + 2 < n && t >= met[i + 1]) {
        i++;
    }
    *hint = i;
    const double h = met[i + 1] - met[i], u = (t - met[i]) / h;
    const kurs_state *nodes = &flight->s_teme[shift->track * n + i];
    const kurs_state s = kurs_screening_cubic(nodes, nodes + 1, h, u);
    if (shift->weight == 0.0) {
        return s;
    }
    const kurs_state next = kurs_screening_cubic(nodes + n, nodes + n + 1, h, u);
    return (kurs_state){v3_axpy(s.r, shift->weight, v3_sub(next.r, s.r)),
                        v3_axpy(s.v, shift->weight, v3_sub(next.v, s.v))};
}

/* The four points whose hull holds the cubic from node i. */
static void hull_of(const kurs_screening_flight *flight, const kurs_state *nodes, size_t i,
                    kurs_vec3 hull[4])
{
    const double third = (flight->ask->met_s[i + 1] - flight->ask->met_s[i]) / 3.0;
    hull[0] = nodes[i].r;
    hull[1] = v3_axpy(nodes[i].r, third, nodes[i].v);
    hull[2] = v3_axpy(nodes[i + 1].r, -third, nodes[i + 1].v);
    hull[3] = nodes[i + 1].r;
}

/* Widens the bounds by one gap: a cubic stays in the hull of its points, and its velocity in that
 * of their differences. */
static void widen(kurs_screening_flight *flight, const kurs_vec3 hull[4], double gap)
{
    const kurs_vec3 up = v3_unit(v3_add(hull[0], hull[3]));
    for (int k = 0; k < 4; k++) {
        flight->r_min = fmin(flight->r_min, v3_dot(hull[k], up));
        flight->r_max = fmax(flight->r_max, v3_norm(hull[k]));
        if (k < 3) {
            const double v = 3.0 * v3_norm(v3_sub(hull[k + 1], hull[k])) / gap;
            flight->v_max = fmax(flight->v_max, v);
        }
    }
}

static void bound_track(kurs_screening_flight *flight, size_t track)
{
    const kurs_screening_request *ask = flight->ask;
    const kurs_state *nodes = &flight->s_teme[track * ask->node_count];
    for (size_t i = 0; i + 1 < ask->node_count; i++) {
        kurs_vec3 hull[4], before[4];
        hull_of(flight, nodes, i, hull);
        widen(flight, hull, ask->met_s[i + 1] - ask->met_s[i]);
        if (track == 0) {
            continue;
        }
        const double apart = ask->tracks[track].shift_s - ask->tracks[track - 1].shift_s;
        hull_of(flight, nodes - ask->node_count, i, before);
        for (int k = 0; k < 4; k++) {
            const double rate = v3_norm(v3_sub(hull[k], before[k])) / apart;
            flight->by_shift = fmax(flight->by_shift, rate);
        }
    }
}

void kurs_screening_flight_init(kurs_screening_flight *flight, const kurs_screening_request *ask,
                                kurs_state *s_teme)
{
    *flight = (kurs_screening_flight){.ask = ask, .s_teme = s_teme, .r_min = INFINITY};
    const double start = kurs_tai_diff(ask->liftoff, ask->earth->t_ref);
    for (size_t k = 0; k < ask->track_count; k++) {
        const kurs_screening_shift shift = turn_of(ask->tracks[k].shift_s);
        for (size_t i = 0; i < ask->node_count; i++) {
            const kurs_state *s = &ask->tracks[k].s_gcrf[i];
            const kurs_mat3 teme_gcrf =
                kurs_earth_teme_gcrf(ask->earth, start + shift.s + ask->met_s[i]);
            const kurs_state s_at = {kurs_m3_tmulv(teme_gcrf, s->r),
                                     kurs_m3_tmulv(teme_gcrf, s->v)};
            s_teme[k * ask->node_count + i] = kurs_screening_turn_back(&shift, s_at);
        }
        bound_track(flight, k);
    }
}

/* Bounds of the mean elements at one instant. */
static kurs_status bounds_at(const kurs_sgp4 *model, kurs_tai t, kurs_screening_bounds *out)
{
    kurs_mean_orbit q;
    const kurs_status status = kurs_sgp4_mean(model, t, &q);
    if (status < 0) {
        return status;
    }
    const double margin = model->deep ? DEEP_MARGIN * q.a : NEAR_MARGIN_M;
    const double low = q.a * (1.0 - q.ecc) - margin, high = q.a * (1.0 + q.ecc) + margin;
    const double v = SPEED_MARGIN * sqrt(GM * (2.0 / fmax(low, RADIUS_M) - 1.0 / q.a));
    if (!isfinite(v)) { /* what no set of elements gives */
        return KURS_ERR_RANGE;
    }
    *out = (kurs_screening_bounds){low, high, fmin(v, ESCAPE_M_S)};
    return status;
}

kurs_status kurs_screening_bounds_of(const kurs_sgp4 *model, kurs_tai liftoff, double from,
                                     double to, kurs_screening_bounds *out)
{
    /* what is known of an object that has elements at one end alone */
    static const kurs_screening_bounds anything = {0.0, INFINITY, ESCAPE_M_S};
    kurs_screening_bounds a = anything, b = anything;
    const kurs_status begin = bounds_at(model, kurs_tai_add(liftoff, from), &a);
    const kurs_status end = bounds_at(model, kurs_tai_add(liftoff, to), &b);
    if (begin < 0 && end < 0) {
        return begin;
    }
    *out = (kurs_screening_bounds){fmin(a.r_low, b.r_low), fmax(a.r_high, b.r_high),
                                   fmax(a.v_max, b.v_max)};
    return begin < 0 || end < 0 ? KURS_OK : kurs_status_worse(begin, end);
}
