/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/manoeuvre.h"

#include "kurs/frames.h"
#include "kurs/mean_fit.h"
#include "math/math.h"

/* WGS-72, the gravity of SGP4. */
#define GM 3.986008e14
#define RADIUS 6378135.0
#define J2 1.082616e-3

/* Velocity just before, of one just after: the axes of the burn are those before it. */
static kurs_vec3 velocity_before(kurs_state after, kurs_vec3 dv_rtn)
{
    kurs_state s = after;
    for (int i = 0; i < 4; i++) { /* each round is right to dv / v more of it */
        s.v = v3_sub(after.v, kurs_m3_tmulv(kurs_rtn_axes(s), dv_rtn));
    }
    return s.v;
}

/*
 * Mean semi-major axis of a state by the first order of J2, in closed form: the energy less the
 * periodic part of the potential (Kozai 1959). SGP4 leaves out what goes with J2 times the
 * eccentricity; of a burn that is 0.3 % of what it does to the period.
 */
static double mean_axis(kurs_state s)
{
    const double r = v3_norm(s.r), z = s.r.z / r;
    const kurs_vec3 h = v3_cross(s.r, s.v);
    const double a = 1.0 / (2.0 / r - v3_dot(s.v, s.v) / GM), c = h.z / v3_norm(h);
    const double root = sqrt(v3_dot(h, h) / (GM * a)), flat = 1.0 - 1.5 * (1.0 - c * c);
    const double ratio = a / r, now = ratio * ratio * ratio * (1.0 - 3.0 * z * z);
    return a - J2 * RADIUS * RADIUS / a * (now - flat / (root * root * root));
}

/* Rate of the mean longitude, counted along the orbit [rad/s]. */
static double pace(const kurs_mean_orbit *mean)
{
    return mean->mean_motion + mean->argp_rate + cos(mean->inc) * mean->node_rate;
}

static kurs_status mean_of(const kurs_tle *tle, kurs_mean_orbit *mean)
{
    kurs_sgp4 model;
    const kurs_status status = kurs_sgp4_init(&model, tle);
    return status < 0 ? status : kurs_sgp4_mean(&model, tle->epoch, mean);
}

/*
 * Elements that begin at a burn. Those of the state there go at another pace than the model whose
 * epoch lies elsewhere, by 1e-7, since SGP4 has no precession of the orbit that drag has lowered:
 * the pace is kept. The burn then changes the mean semi-major axis as the states say.
 */
static kurs_status begin_anew(const kurs_sgp4 *model, kurs_tai t, kurs_state here, kurs_state there,
                              kurs_tle *out)
{
    kurs_mean_orbit on_model, at_here, at_there;
    kurs_tle from, to;
    kurs_status status = kurs_sgp4_mean(model, t, &on_model);
    if (status >= 0) {
        status = kurs_mean_fit_state(t, here, &model->tle, &from);
    }
    if (status >= 0) {
        status = mean_of(&from, &at_here);
    }
    if (status >= 0) {
        status = kurs_mean_fit_state(t, there, &model->tle, &to);
    }
    if (status >= 0) {
        status = mean_of(&to, &at_there);
    }
    if (status >= 0) {
        const double share = mean_axis(there) / mean_axis(here) * at_here.a / at_there.a;
        to.mean_motion *= pace(&on_model) / pace(&at_here) * pow(share, -1.5);
        *out = to;
    }
    return status;
}

static kurs_status change(const kurs_sgp4 *model, const kurs_manoeuvre *burn, int back,
                          kurs_tle *out)
{
    kurs_state here, there;
    const kurs_vec3 dv = burn->dv_rtn_m_s;
    if (!isfinite(v3_norm(dv))) {
        return KURS_ERR_ARGUMENT;
    }
    const kurs_status status = kurs_sgp4_state(model, burn->t, &here);
    if (status < 0) {
        return status;
    }
    there = here;
    there.v =
        back ? velocity_before(here, dv) : v3_add(here.v, kurs_m3_tmulv(kurs_rtn_axes(here), dv));
    return kurs_status_worse(begin_anew(model, burn->t, here, there, out), status);
}

kurs_status kurs_manoeuvre_after(const kurs_sgp4 *model, const kurs_manoeuvre *burn, kurs_tle *out)
{
    return change(model, burn, 0, out);
}

kurs_status kurs_manoeuvre_before(const kurs_sgp4 *model, const kurs_manoeuvre *burn, kurs_tle *out)
{
    return change(model, burn, 1, out);
}

kurs_status kurs_manoeuvre_apsis(const kurs_sgp4 *model, kurs_tai t, int apogee, kurs_tai *out)
{
    kurs_mean_orbit mean;
    const kurs_status status = kurs_sgp4_mean(model, t, &mean);
    if (status < 0) {
        return status;
    }
    const double to_go = kurs_wrap_pi((apogee ? KURS_PI : 0.0) - mean.mean_anomaly);
    *out = kurs_tai_add(t, to_go / mean.mean_motion);
    return status;
}
