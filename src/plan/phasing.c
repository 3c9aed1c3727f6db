/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/phasing.h"

#include <string.h>

#include "math/math.h"

int kurs_contact_allowed(const kurs_phasing_request *req, double t, int sight)
{
    return !sight || kurs_scene_in_sight(req->scene, req->radio, req->radio_count, t);
}

int kurs_contact_span(const kurs_phasing_request *req, double *first, double *last)
{
    const double t_liftoff = kurs_scene_time(req->scene, req->liftoff);
    *first = t_liftoff + req->profile->contact_min_s;
    *last = t_liftoff + req->profile->contact_max_s;
    for (double t = *first; t <= *last; t += KURS_SIGHT_STEP_S) {
        if (kurs_contact_allowed(req, t, 1)) {
            return 1;
        }
    }
    return 0;
}

kurs_status kurs_plan_phasing(const kurs_phasing_request *request, kurs_phasing_plan *plan,
                              kurs_phasing_end *end)
{
    kurs_phasing_plan made = {0};
    kurs_phasing_end made_end = {0};
    const kurs_status status = request->profile->phasing_orbits[1] > 0
                                   ? kurs_phasing_long(request, &made, &made_end)
                                   : kurs_phasing_short(request, &made, &made_end);
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
    kurs_status status =
        kurs_last_arcs_place(request, kurs_scene_time(scene, plan->arrival) + request->approach_s,
                             v3_norm(request->start.s_gcrf.r), &arcs);
    if (status < 0) {
        return status;
    }
    arcs.t_a = kurs_scene_time(scene, plan->burns[transfer].t_mid);
    arcs.t_c = kurs_scene_time(scene, plan->burns[rendezvous].t_mid);
    kurs_phasing_plan made = {0};
    for (int i = 0; i < next; i++) {
        kurs_phasing_add(&made, &plan->burns[i]);
    }
    kurs_phasing_end end = {0};
    status = kurs_last_arcs_plan(request, &request->start, &arcs,
                                 next == transfer ? KURS_TRANSFER : KURS_TRIM, &made, &end);
    if (status >= 0) {
        *plan = made;
    }
    return status;
}
