/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles of one early burn, or of a coelliptic orbit under the station. */
#include "plan/phasing.h"

#include <stdio.h>

#include "math/math.h"

kurs_status kurs_phasing_short(const kurs_phasing_request *req, const kurs_mean_phasing *mean,
                               kurs_phasing_plan *plan, kurs_phasing_end *end)
{
    const kurs_scene *scene = req->scene;
    const double t_first = kurs_scene_time(scene, req->liftoff) + req->profile->first_burn_s;
    kurs_scene_point p = req->start, at = req->start;
    kurs_last_arcs arcs;
    kurs_last_arcs_place(req, req->t_contact, &arcs);
    if (mean->first_m_s >= KURS_MIN_BURN_M_S) {
        kurs_status status = kurs_scene_fly(scene, &at, t_first, NULL);
        if (status < 0) {
            return status;
        }
        kurs_planned_burn burn = {
            .t_mid = kurs_tai_add(scene->epoch, t_first),
            .dv_gcrf_m_s = v3_scale(mean->first_m_s, kurs_along_track(at.s_gcrf)),
            .thrusters = kurs_burn_thrusters(mean->first_m_s),
        };
        snprintf(burn.id, sizeof burn.id, "dv1");
        kurs_phasing_add(plan, &burn);
        status = kurs_scene_fly_over(scene, &p, &burn);
        if (status < 0) {
            return status;
        }
    }
    return kurs_last_arcs_plan(req, &p, &arcs, KURS_TRANSFER, plan, end);
}

kurs_status kurs_phasing_coelliptic(const kurs_phasing_request *req, kurs_phasing_plan *plan,
                                    kurs_phasing_end *end)
{
    const kurs_profile *profile = req->profile;
    kurs_last_arcs arcs;
    kurs_state station;
    kurs_last_arcs_place(req, req->t_contact, &arcs);
    kurs_status status = kurs_scene_station(req->scene, arcs.t_a, &station);
    if (status < 0) {
        return status;
    }
    const double behind = kurs_coelliptic_behind(profile, v3_norm(station.r));
    const kurs_leg leg = {.scene = req->scene,
                          .start = req->start,
                          .t_mid = arcs.t_a - profile->transfer_arc_s,
                          .t_target = arcs.t_a,
                          .aim_arc_m = v3(-profile->aim_below_m, -behind, 0.0)};
    kurs_planned_burn burn;
    kurs_scene_point p = req->start, there;
    status = kurs_leg_solve(&leg, "dv1", &burn, &there);
    if (status < 0) {
        return status;
    }
    kurs_phasing_add(plan, &burn);
    status = kurs_scene_fly_over(req->scene, &p, &burn);
    return status < 0 ? status : kurs_last_arcs_plan(req, &p, &arcs, KURS_TRANSFER, plan, end);
}
