/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/phasing.h"

#include <string.h>

#include "kurs/env.h"
#include "math/math.h"

kurs_status kurs_phasing_mean(const kurs_phasing_request *req, kurs_mean_phasing *plan)
{
    const kurs_scene *scene = req->scene;
    const int day =
        (int)kurs_clamp(floor(req->start.t / 86400.0 + 0.5), 0.0, scene->day_count - 1.0);
    const kurs_mat3 teme_gcrf =
        kurs_earth_teme_gcrf(&scene->days[day], req->start.t - day * 86400.0);
    const kurs_vec3 r = kurs_m3_tmulv(teme_gcrf, req->start.s_gcrf.r);
    const kurs_vec3 v = kurs_m3_tmulv(teme_gcrf, req->start.s_gcrf.v);
    const kurs_vec3 h = v3_cross(r, v), normal = v3_unit(h);
    const kurs_vec3 node = v3_unit(v3(-normal.y, normal.x, 0.0));
    const double u = atan2(v3_dot(r, v3_cross(normal, node)), v3_dot(r, node));
    const kurs_plane mean =
        kurs_plane_mean(kurs_plane_from_normal(normal), v3_dot(h, h) / KURS_EGM_GM, u);
    const double size = v3_norm(r), vr = v3_dot(r, v) / size;
    const kurs_mean_flight like = {.t = req->start.t,
                                   .inc = mean.inc,
                                   .node = mean.node,
                                   .b_m2_kg = scene->ship->cd_area_m2 / req->start.mass_kg};
    const kurs_mean_phasing_request ask = {
        .profile = req->profile,
        .ship = scene->ship,
        .station = scene->station,
        .epoch = scene->epoch,
        .t_liftoff = kurs_scene_time(scene, req->liftoff),
        .start = kurs_mean_from_state(&like, (kurs_plane_state){size, u, vr, v3_norm(h) / size}),
        .mass_kg = req->start.mass_kg,
        .catch_up = req->catch_up,
        .t_contact = req->t_contact,
        .approach_s = req->approach_s,
        .no_first = req->no_first,
    };
    return kurs_mean_phasing_plan(&ask, plan);
}

kurs_status kurs_plan_phasing(const kurs_phasing_request *request, kurs_phasing_plan *plan,
                              kurs_phasing_end *end)
{
    kurs_phasing_plan made = {0};
    kurs_phasing_end made_end = {0};
    kurs_mean_phasing mean;
    if (!isfinite(request->t_contact)) {
        return KURS_ERR_ARGUMENT;
    }
    kurs_status status = kurs_phasing_mean(request, &mean);
    if (status < 0) {
        return status;
    }
    if (request->profile->phasing_orbits[1] > 0) {
        status = kurs_phasing_long(request, &mean, &made, &made_end);
    } else if (isnan(request->profile->coelliptic_s)) {
        status = kurs_phasing_short(request, &mean, &made, &made_end);
    } else {
        status = kurs_phasing_coelliptic(request, &made, &made_end);
    }
    if (status < 0) {
        return status;
    }
    *plan = made;
    *end = made_end;
    return status;
}

/* Index of a burn by its id, or -1. */
static int find_burn(const kurs_phasing_plan *plan, const char *id)
{
    for (int i = 0; i < plan->count; i++) {
        if (strcmp(plan->burns[i].id, id) == 0) {
            return i;
        }
    }
    return -1;
}

kurs_status kurs_plan_phasing_update(const kurs_phasing_request *request, kurs_phasing_plan *plan,
                                     int next)
{
    const int transfer = find_burn(plan, "transfer"), rendezvous = find_burn(plan, "rendezvous");
    if (transfer < 0 || rendezvous < 0 || next < 0) {
        return KURS_ERR_ARGUMENT;
    }
    if (next < transfer || next > rendezvous) {
        return KURS_OK; /* preset burns stand; after the last one nothing is left */
    }
    const kurs_scene *scene = request->scene;
    kurs_last_arcs arcs;
    kurs_last_arcs_place(request, kurs_scene_time(scene, plan->arrival) + request->approach_s,
                         &arcs);
    arcs.t_a = kurs_scene_time(scene, plan->burns[transfer].t_mid);
    arcs.t_c = kurs_scene_time(scene, plan->burns[rendezvous].t_mid);
    kurs_phasing_plan made = {0};
    for (int i = 0; i < next; i++) {
        kurs_phasing_add(&made, &plan->burns[i]);
    }
    kurs_phasing_end end = {0};
    const kurs_status status = kurs_last_arcs_plan(
        request, &request->start, &arcs, next == transfer ? KURS_TRANSFER : KURS_TRIM, &made, &end);
    if (status >= 0) {
        *plan = made;
    }
    return status;
}
