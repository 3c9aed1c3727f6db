/* SPDX-License-Identifier: Apache-2.0 */
/* The pad under the turning plane of insertion. */
#include "plan/window_parts.h"

#include "kurs/env.h"
#include "math/math.h"

#define HALF_HOUR_S 1800.0 /* lift-offs of one pass are nearer than this */

static kurs_status station_for(kurs_window_pad *pad, kurs_tai t, kurs_mean_orbit *mean)
{
    pad->set = kurs_ephemeris_nearest(pad->req->station, t);
    pad->station = &pad->req->station->sets[pad->set];
    return kurs_sgp4_mean(pad->station, t, mean);
}

kurs_status kurs_window_pad_init(kurs_window_pad *pad, const kurs_window_request *req, kurs_tai t)
{
    const kurs_mission *mission = req->mission;
    kurs_window_pad made = {.req = req};
    kurs_mean_orbit mean;
    kurs_status status = station_for(&made, t, &mean);
    const kurs_status old = status;
    if (status >= 0) {
        status = kurs_earth_init(&made.earth, t);
    }
    if (status < 0) {
        return status;
    }
    const kurs_vec3 itrf = kurs_geodetic_to_itrf(
        (kurs_geodetic){mission->site.lat, mission->site.lon, mission->site.height_m});
    made.pad_teme = kurs_m3_tmulv(kurs_earth_teme_gcrf(&made.earth, 0.0),
                                  kurs_m3_tmulv(kurs_earth_gcrf_itrf(&made.earth, 0.0), itrf));
    made.right_ascension = atan2(made.pad_teme.y, made.pad_teme.x);
    made.inc_mean = kurs_launch_inclination(&mission->rocket, mean.inc);
    const kurs_plane flat = {made.inc_mean, 0.0};
    made.shift = kurs_ascent_plane(&mission->rocket, req->ascent, &mission->site, flat);
    const double lat = kurs_site_lat_geocentric(&mission->site);
    const double sine = tan(lat) / tan(made.shift.inc);
    kurs_ascent_plan plan;
    if (!(fabs(sine) <= 1.0) || mean.inc < fabs(lat) || mean.inc > KURS_PI - fabs(lat)) {
        return KURS_ERR_NO_SOLUTION;
    }
    made.beyond = asin(sine);
    made.u_insertion = kurs_ascent_insertion_argument(req->ascent, &mission->site, made.shift.inc);
    made.u_pad = kurs_plane_argument(lat, mean.inc);
    status = kurs_ascent_plan_make(&mission->rocket, req->ascent, &mission->site, t, 0.0,
                                   made.inc_mean, &plan);
    if (status < 0) {
        return status;
    }
    made.r_m = plan.r_m;
    made.v_m_s = plan.v_m_s;
    *pad = made;
    return kurs_status_worse(old, status);
}

double kurs_window_lead(const kurs_window_pad *pad, double t, double node_mean)
{
    const double east = pad->right_ascension + KURS_EARTH_OMEGA * t - (node_mean + pad->shift.node);
    return kurs_wrap_pi(pad->beyond - east) / KURS_EARTH_OMEGA;
}

/* The search for a lift-off. */
typedef struct lead_problem {
    const kurs_window_pad *pad;
    double about, node_lead;
} lead_problem;

/* By how much the lead of a lift-off is longer than that of the ascent [s]. */
static double lead_excess(double dt, void *ctx)
{
    const lead_problem *p = ctx;
    const kurs_window_pad *pad = p->pad;
    const double t = p->about + dt;
    kurs_mean_orbit mean;
    const kurs_tai insertion = kurs_tai_add(pad->earth.t_ref, t + pad->req->ascent->insertion_s);
    if (kurs_sgp4_mean(pad->station, insertion, &mean) < 0) {
        return NAN;
    }
    return kurs_window_lead(pad, t, mean.node + p->node_lead) - pad->req->ascent->lead_s;
}

kurs_status kurs_window_liftoff(const kurs_window_pad *pad, double about, double node_lead,
                                double *t)
{
    lead_problem p = {pad, about, node_lead};
    double dt;
    const kurs_status status = kurs_root(lead_excess, &p, -HALF_HOUR_S, HALF_HOUR_S, 1e-4, &dt);
    if (status >= 0) {
        *t = about + dt;
    }
    return status;
}

kurs_status kurs_window_phase(const kurs_window_pad *pad, double t, double *phase)
{
    kurs_mean_orbit mean;
    const kurs_status status =
        kurs_sgp4_mean(pad->station, kurs_tai_add(pad->earth.t_ref, t), &mean);
    if (status >= 0) {
        const double u = mean.argp + mean.mean_anomaly + 2.0 * mean.ecc * sin(mean.mean_anomaly);
        *phase = kurs_wrap_pi(
            u - kurs_plane_argument(kurs_site_lat_geocentric(&pad->req->mission->site), mean.inc));
    }
    return status;
}
