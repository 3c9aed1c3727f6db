/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/manoeuvre.h"

#include "kurs/frames.h"
#include "kurs/mean_fit.h"
#include "math/math.h"

/* Velocity just before, of one just after: the axes of the burn are those before it. */
static kurs_vec3 velocity_before(kurs_state after, kurs_vec3 dv_rtn)
{
    kurs_state s = after;
    for (int i = 0; i < 4; i++) { /* each round is right to dv / v more of it */
        s.v = v3_sub(after.v, kurs_m3_tmulv(kurs_rtn_axes(s), dv_rtn));
    }
    return s.v;
}

static kurs_status change(const kurs_sgp4 *model, const kurs_manoeuvre *burn, int back,
                          kurs_tle *out)
{
    kurs_state s;
    const kurs_vec3 dv = burn->dv_rtn_m_s;
    if (!isfinite(v3_norm(dv))) {
        return KURS_ERR_ARGUMENT;
    }
    const kurs_status status = kurs_sgp4_state(model, burn->t, &s);
    if (status < 0) {
        return status;
    }
    s.v = back ? velocity_before(s, dv) : v3_add(s.v, kurs_m3_tmulv(kurs_rtn_axes(s), dv));
    return kurs_status_worse(kurs_mean_from_state(burn->t, s, &model->tle, out), status);
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
