/* SPDX-License-Identifier: Apache-2.0 */
#include "app/insertion.h"

#include <string.h>

#include "kurs/env.h"
#include "kurs/orbit.h"
#include "math/math.h"
#include "plan/plan.h"

/* A plane by its normal, in both kinds of elements, for a place in it. */
static kurs_plane_told tell_plane(kurs_vec3 normal_teme, kurs_vec3 r_teme, double p_m)
{
    const kurs_plane plane = kurs_plane_from_normal(normal_teme);
    const kurs_vec3 node = v3(cos(plane.node), sin(plane.node), 0.0);
    const kurs_vec3 beyond = v3_cross(normal_teme, node);
    const double u = atan2(v3_dot(r_teme, beyond), v3_dot(r_teme, node));
    const kurs_plane mean = kurs_plane_mean(plane, p_m, u);
    return (kurs_plane_told){plane.inc, kurs_wrap_2pi(plane.node), mean.inc,
                             kurs_wrap_2pi(mean.node)};
}

/* Distance of the ellipsoid from the Earth's centre under a place. */
static double ground_radius(kurs_vec3 r)
{
    const double s = r.z / v3_norm(r), b = 1.0 - KURS_WGS84_F;
    return KURS_WGS84_A / sqrt(1.0 - s * s + s * s / (b * b));
}

kurs_status kurs_fly_insertion(const kurs_mission *mission, const kurs_launch_plan *plan,
                               const kurs_ascent_flight *flight, kurs_ascent_result *out)
{
    const kurs_body *body = &flight->body;
    const kurs_state s = body->s_gcrf;
    const kurs_mat3 teme_gcrf = kurs_earth_teme_gcrf(&body->earth, body->t_s);
    const kurs_vec3 h = v3_cross(s.r, s.v), normal = v3_unit(h);
    const kurs_vec3 r_teme = kurs_m3_tmulv(teme_gcrf, s.r);
    const double p = v3_dot(h, h) / KURS_EGM_GM;
    const double energy = 0.5 * v3_dot(s.v, s.v) - KURS_EGM_GM / v3_norm(s.r);
    const double a = -0.5 * KURS_EGM_GM / energy, ecc = sqrt(fmax(0.0, 1.0 - p / a));
    kurs_ascent_result made = {.known = 1};
    const kurs_status status =
        kurs_ascent_lead(&mission->site, body->met_zero, normal, &made.liftoff_lead_s);
    if (status < 0) {
        return status;
    }
    made.asked = tell_plane(kurs_m3_tmulv(teme_gcrf, plan->ascent.normal_gcrf), r_teme, p);
    made.reached = tell_plane(kurs_m3_tmulv(teme_gcrf, normal), r_teme, p);
    made.perigee_m = a * (1.0 - ecc) - ground_radius(r_teme);
    made.apogee_m = a * (1.0 + ecc) - ground_radius(r_teme);
    made.drop_count = flight->six.drop_count;
    memcpy(made.drops, flight->six.drops, sizeof made.drops);
    *out = made;
    return status;
}
