/* SPDX-License-Identifier: Apache-2.0 */
/* What acts on the body: jets, forces at points, the air. */
#include "dyn/rigid.h"
#include "math/math.h"

void kurs_rigid_add_force(const kurs_rigid_view *view, kurs_vec3 point_m, kurs_vec3 force_n,
                          kurs_rigid_loads *loads)
{
    const kurs_vec3 arm = v3_sub(point_m, view->mass.centre_m);
    loads->force_n = v3_add(loads->force_n, force_n);
    loads->torque_n_m = v3_add(loads->torque_n_m, v3_cross(arm, force_n));
}

void kurs_rigid_add_jet(const kurs_rigid_view *view, const kurs_rigid_jet *jet,
                        kurs_rigid_loads *loads)
{
    const kurs_vec3 arm = v3_sub(jet->point_m, view->mass.centre_m);
    const kurs_vec3 swing =
        v3_scale(jet->flow_kg_s, v3_cross(view->state->rate_body, arm)); /* of the outflow */
    kurs_rigid_add_force(view, jet->point_m, v3_scale(jet->thrust_n, jet->direction), loads);
    loads->force_n = v3_axpy(loads->force_n, -2.0, swing);
    loads->torque_n_m = v3_sub(loads->torque_n_m, v3_cross(arm, swing));
    loads->flow_kg_s += jet->flow_kg_s;
    loads->flow_moment = v3_axpy(loads->flow_moment, jet->flow_kg_s, arm);
}

/* ---- aerodynamics ---- */

/* A place among nodes: the lower one and how far it is to the next, 0..1. */
typedef struct bracket {
    int low, high;
    double part;
} bracket;

static bracket find(const double *x, int n, double at)
{
    int low = 0;
    while (low + 1 < n && x[low + 1] <= at) {
        low++;
    }
    const int high = low + 1 < n && at > x[0] ? low + 1 : low;
    return (bracket){low, high, high > low ? (at - x[low]) / (x[high] - x[low]) : 0.0};
}

static double between(const double *row, bracket b)
{
    return row[b.low] + b.part * (row[b.high] - row[b.low]);
}

static double table(const double (*t)[KURS_RIGID_ALPHA_MAX], bracket mach, bracket alpha)
{
    const double low = between(t[mach.low], alpha);
    return low + mach.part * (between(t[mach.high], alpha) - low);
}

double kurs_rigid_alpha(const kurs_rigid_view *view)
{
    const kurs_vec3 v = view->air_body;
    return view->airspeed > 0.0 ? atan2(hypot(v.y, v.z), v.x) : 0.0;
}

void kurs_rigid_add_aero(const kurs_rigid_view *view, const kurs_rigid_aero *aero,
                         kurs_rigid_loads *loads)
{
    if (!(view->q_pa > 0.0)) {
        return;
    }
    const bracket mach = find(aero->mach, aero->mach_count, view->mach);
    const bracket alpha = find(aero->alpha, aero->alpha_count, kurs_rigid_alpha(view));
    const kurs_vec3 ahead = v3_scale(1.0 / view->airspeed, view->air_body);
    /* across the flow to the side of the nose: x less its part along the flow */
    const kurs_vec3 nose =
        v3(ahead.y * ahead.y + ahead.z * ahead.z, -ahead.x * ahead.y, -ahead.x * ahead.z);
    const double nose_long = sqrt(nose.x);
    const double drag = table(aero->drag, mach, alpha), lift = table(aero->lift, mach, alpha);
    const double centre = table(aero->centre_m, mach, alpha), qs = view->q_pa * aero->area_m2;
    kurs_vec3 force = v3_scale(-qs * drag, ahead);
    if (nose_long > 0.0) {
        force = v3_axpy(force, qs * lift / nose_long, nose);
    }
    kurs_rigid_add_force(view, v3(centre, 0.0, 0.0), force, loads);

    const double k = 0.25 * view->air.density * view->airspeed * aero->area_m2;
    const double span2 = aero->span_m * aero->span_m, chord2 = aero->chord_m * aero->chord_m;
    const kurs_vec3 rate = view->air_rate_body;
    loads->torque_n_m =
        v3_add(loads->torque_n_m, v3(k * span2 * between(aero->clp, mach) * rate.x,
                                     k * chord2 * between(aero->cmq, mach) * rate.y,
                                     k * span2 * between(aero->cnr, mach) * rate.z));
}
