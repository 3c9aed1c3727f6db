/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/numerical.h"

#include <string.h>

#include "kurs/atmosphere.h"
#include "kurs/ode.h"
#include "orbit/numerical_stretch.h"
#include "time/time.h"

/* Slots of 3 hours for observed weather. */
#define SLOT_S 10800.0

enum { DIM = 6 };

static kurs_vec3 drag(const kurs_stretch *now, double t, kurs_state s, kurs_vec3 r_itrf)
{
    const kurs_geodetic place = kurs_geodetic_from_itrf(r_itrf);
    const double density =
        kurs_atmosphere_density(&now->air, t - now->day_start_s, place.h, place.lat, place.lon);
    const kurs_vec3 pole = kurs_earth_pole_gcrf(&now->earth, t);
    const kurs_vec3 v = v3_sub(s.v, v3_scale(KURS_EARTH_OMEGA, v3_cross(pole, s.r)));
    return v3_scale(-0.5 * density * v3_norm(v) * now->model->drag_m2_kg, v);
}

static kurs_status motion(double t, const double *y, double *dydt, const void *ctx)
{
    const kurs_stretch *now = ctx;
    const kurs_force_model *model = now->model;
    const kurs_state s = {{y[0], y[1], y[2]}, {y[3], y[4], y[5]}};
    if (!(v3_dot(s.r, s.r) > KURS_NUMERICAL_RADIUS_MIN * KURS_NUMERICAL_RADIUS_MIN)) {
        return KURS_ERR_DECAYED;
    }
    const kurs_mat3 gcrf_itrf = kurs_earth_gcrf_itrf(&now->earth, t);
    const kurs_vec3 r_itrf = kurs_m3_mulv(gcrf_itrf, s.r);
    kurs_vec3 a = kurs_m3_tmulv(gcrf_itrf, kurs_gravity_acceleration(model->gravity, r_itrf));
    if (model->sun_and_moon || model->radiation_m2_kg > 0.0) {
        const kurs_vec3 sun = kurs_sky_sun_gcrf(&now->sky, t);
        if (model->sun_and_moon) {
            a = v3_add(a, kurs_third_body(KURS_SUN_GM, s.r, sun));
            a = v3_add(a, kurs_third_body(KURS_MOON_GM, s.r, kurs_sky_moon_gcrf(&now->sky, t)));
        }
        if (model->radiation_m2_kg > 0.0) {
            a = v3_add(a, kurs_radiation_pressure(s.r, sun, model->radiation_m2_kg, 1.0));
        }
    }
    if (model->drag_m2_kg > 0.0) {
        a = v3_add(a, drag(now, t, s, r_itrf));
    }
    dydt[0] = s.v.x, dydt[1] = s.v.y, dydt[2] = s.v.z;
    dydt[3] = a.x, dydt[4] = a.y, dydt[5] = a.z;
    return KURS_OK;
}

/* Day of the year of a UTC day. */
static int day_of_year(const kurs_utc_day *day)
{
    static const int before[12] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    const int leap = day->year % 4 == 0 && (day->year % 100 != 0 || day->year % 400 == 0);
    return before[day->month - 1] + day->day + (leap && day->month > 2);
}

/* The air of an instant that lies in a UT day. */
static kurs_status make_air(const kurs_weather *weather, kurs_tai t, const kurs_utc_day *day,
                            kurs_nrlmsise00 *air)
{
    kurs_sun_activity sun;
    kurs_utc_day season = *day;
    const kurs_status known = kurs_weather_at(weather, t, &sun);
    if (known < 0) {
        return known;
    }
    if (weather->season_held) {
        const kurs_status status = kurs_utc_day_of_tai(weather->start.s, &season);
        if (status < 0) {
            return status;
        }
    }
    const kurs_status made = kurs_nrlmsise00_init(air, day_of_year(&season), &sun);
    return made < 0 ? made : known;
}

kurs_status kurs_stretch_begin(const kurs_force_model *model, kurs_tai t, int forward,
                               kurs_stretch *now, kurs_tai *end)
{
    kurs_utc_day day;
    const kurs_tai looked =
        forward ? t : kurs_tai_add(t, -1e-6); /* a day ends where another starts */
    kurs_status status = kurs_utc_day_of_tai(looked.s, &day);
    if (status < 0) {
        return status;
    }
    const kurs_tai start = {day.start, 0.0}, noon = {day.start + 43200, 0.0};
    now->model = model;
    now->day_start_s = -43200.0;
    status = kurs_earth_init_eop(&now->earth, noon, model->eop);
    now->caveats = status > 0 ? 1U << status : 0U;
    if (status >= 0 && (model->sun_and_moon || model->radiation_m2_kg > 0.0)) {
        status = kurs_status_worse(status, kurs_sky_init(&now->sky, noon));
    }
    if (status < 0) {
        return status;
    }
    double from = 0.0, to = day.length;
    if (model->drag_m2_kg > 0.0) {
        const kurs_status made = make_air(&model->weather, looked, &day, &now->air);
        if (made < 0) {
            return made;
        }
        now->caveats |= made > 0 ? 1U << made : 0U;
        status = kurs_status_worse(status, made);
        if (model->weather.mode == KURS_WEATHER_observed) {
            const double slot = fmin(7.0, floor(kurs_tai_diff(looked, start) / SLOT_S));
            from = slot * SLOT_S;
            to = slot < 7.0 ? from + SLOT_S : to;
        }
    }
    *end = kurs_tai_add(start, forward ? to : from);
    return status;
}

int kurs_force_model_is_valid(const kurs_force_model *m)
{
    return m && m->gravity && m->drag_m2_kg >= 0.0 && m->radiation_m2_kg >= 0.0 &&
           m->tolerance_m > 0.0 && isfinite(m->drag_m2_kg + m->radiation_m2_kg + m->tolerance_m);
}

/* Where a propagation has come to. */
typedef struct course {
    kurs_tai t;
    kurs_state s;
    double h; /* the step wished next [s] */
} course;

int kurs_stretch_is_underground(const kurs_stretch *now, double t, kurs_vec3 r_gcrf)
{
    const double b = KURS_WGS84_A * (1.0 - KURS_WGS84_F);
    const kurs_vec3 r = kurs_m3_mulv(kurs_earth_gcrf_itrf(&now->earth, t), r_gcrf);
    return (r.x * r.x + r.y * r.y) / (KURS_WGS84_A * KURS_WGS84_A) + r.z * r.z / (b * b) < 1.0;
}

/* Over one stretch to its end or the last time asked for; writes those that lie in it. */
static kurs_status fly_stretch(const kurs_stretch *now, kurs_tai end, course *c, size_t n,
                               const kurs_tai *times, kurs_state *out, size_t *written,
                               kurs_numerical_effort *effort)
{
    const double tol = now->model->tolerance_m, tol_v = KURS_NUMERICAL_SPEED_TOLERANCE * tol;
    const kurs_ode_problem problem = {.method = &kurs_ode_dop853,
                                      .rhs = motion,
                                      .ctx = now,
                                      .dim = DIM,
                                      .rtol = 0.0,
                                      .atol = {tol, tol, tol, tol_v, tol_v, tol_v},
                                      .h_init = fabs(c->h),
                                      .h_max = KURS_NUMERICAL_H_MAX};
    const kurs_tai ref = now->earth.t_ref;
    const double t0 = kurs_tai_diff(c->t, ref), t_end = kurs_tai_diff(end, ref);
    const double course_sign = t_end >= t0 ? 1.0 : -1.0;
    double y[DIM] = {c->s.r.x, c->s.r.y, c->s.r.z, c->s.v.x, c->s.v.y, c->s.v.z};
    kurs_ode_walk w;
    kurs_status status = kurs_ode_walk_init(&w, &problem, t0, y, t_end);
    while (status >= 0) {
        while (*written < n && status >= 0) { /* what the step has passed */
            const double at = kurs_tai_diff(times[*written], ref);
            if ((at - w.t) * course_sign > 0.0) {
                break;
            }
            if (at == w.t) {
                memcpy(y, w.y, sizeof y);
            } else {
                status = kurs_ode_walk_at(&w, at, y);
            }
            if (status >= 0 &&
                kurs_stretch_is_underground(now, at, (kurs_vec3){y[0], y[1], y[2]})) {
                status = KURS_ERR_DECAYED;
                break;
            }
            out[*written] = (kurs_state){{y[0], y[1], y[2]}, {y[3], y[4], y[5]}};
            *written += status >= 0;
        }
        if (w.t == t_end || *written == n || status < 0) {
            break;
        }
        if (kurs_stretch_is_underground(now, w.t, (kurs_vec3){w.y[0], w.y[1], w.y[2]})) {
            status = KURS_ERR_DECAYED;
            break;
        }
        c->h = w.h;
        status = kurs_ode_walk_step(&w);
    }
    effort->steps += w.steps;
    effort->rejected += w.rejected;
    effort->evaluations += w.evaluations;
    c->t = end;
    c->s = (kurs_state){{w.y[0], w.y[1], w.y[2]}, {w.y[3], w.y[4], w.y[5]}};
    return status;
}

kurs_status kurs_numerical_states(const kurs_force_model *model, kurs_tai t0, kurs_state s0_gcrf,
                                  size_t n, const kurs_tai *times, kurs_state *out,
                                  kurs_numerical_effort *effort)
{
    kurs_numerical_effort spent = {0, 0, 0, 0};
    if (!kurs_force_model_is_valid(model) || (n > 0 && (!times || !out))) {
        return KURS_ERR_ARGUMENT;
    }
    const int forward = n == 0 || kurs_tai_diff(times[n - 1], t0) >= 0.0;
    for (size_t i = 0; i < n; i++) {
        const double step = kurs_tai_diff(times[i], i > 0 ? times[i - 1] : t0);
        if (!(forward ? step >= 0.0 : step <= 0.0)) {
            return KURS_ERR_ARGUMENT;
        }
    }
    course c = {t0, s0_gcrf, KURS_NUMERICAL_H_INIT};
    kurs_status worst = KURS_OK;
    for (size_t written = 0; written < n;) {
        kurs_stretch now;
        kurs_tai end;
        kurs_status status = kurs_stretch_begin(model, c.t, forward, &now, &end);
        if (status >= 0) {
            spent.caveats |= now.caveats;
            worst = worst == KURS_OK ? status : worst;
            const double beyond = kurs_tai_diff(end, times[n - 1]);
            end = (forward ? beyond > 0.0 : beyond < 0.0) ? times[n - 1] : end;
            status = fly_stretch(&now, end, &c, n, times, out, &written, &spent);
        }
        if (status < 0) {
            worst = status;
            break;
        }
    }
    if (effort) {
        *effort = spent;
    }
    return worst;
}
