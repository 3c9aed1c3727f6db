/* SPDX-License-Identifier: Apache-2.0 */
#include "dyn/rigid.h"
#include "math/math.h"

kurs_rigid_mass kurs_rigid_part(double mass_kg, kurs_vec3 centre_m, kurs_vec3 moments)
{
    kurs_rigid_mass part = {.mass_kg = mass_kg, .centre_m = centre_m};
    part.inertia.m[0][0] = moments.x;
    part.inertia.m[1][1] = moments.y;
    part.inertia.m[2][2] = moments.z;
    return part;
}

kurs_rigid_mass kurs_rigid_column(double mass_kg, double share, kurs_vec3 bottom_m, double radius_m,
                                  double density)
{
    const double r2 = radius_m * radius_m, height_a_kg = 1.0 / (density * KURS_PI * r2);
    const double h = mass_kg * height_a_kg;
    kurs_rigid_mass part =
        kurs_rigid_part(mass_kg, v3(bottom_m.x + 0.5 * h, bottom_m.y, bottom_m.z),
                        v3(0.5 * mass_kg * r2, mass_kg * (0.25 * r2 + h * h / 12.0),
                           mass_kg * (0.25 * r2 + h * h / 12.0)));
    part.share = share;
    part.d_centre = v3(0.5 * height_a_kg * share, 0.0, 0.0);
    part.d_inertia.m[0][0] = 0.5 * r2 * share;
    part.d_inertia.m[1][1] = part.d_inertia.m[2][2] = (0.25 * r2 + 0.25 * h * h) * share;
    return part;
}

/* Adds to *inertia k (u.v 1 - (u v' + v u') / 2): of a mass k at u where u is v. */
static void add_off_centre(kurs_mat3 *inertia, double k, kurs_vec3 u, kurs_vec3 v)
{
    const double a[3] = {u.x, u.y, u.z}, b[3] = {v.x, v.y, v.z}, dot = v3_dot(u, v);
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            inertia->m[i][j] += k * ((i == j ? dot : 0.0) - 0.5 * (a[i] * b[j] + b[i] * a[j]));
        }
    }
}

kurs_rigid_mass kurs_rigid_join(const kurs_rigid_mass *a, const kurs_rigid_mass *b)
{
    const double m = a->mass_kg + b->mass_kg;
    const kurs_vec3 d = v3_sub(b->centre_m, a->centre_m), dd = v3_sub(b->d_centre, a->d_centre);
    const double wb = b->mass_kg / m, wa = a->mass_kg / m;
    const double d_wb = (b->share * wa - a->share * wb) / m;
    const double reduced = a->mass_kg * wb;
    kurs_rigid_mass whole = {.mass_kg = m, .share = a->share + b->share};
    whole.centre_m = v3_axpy(a->centre_m, wb, d);
    whole.d_centre = v3_axpy(v3_axpy(a->d_centre, wb, dd), d_wb, d);
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            whole.inertia.m[i][j] = a->inertia.m[i][j] + b->inertia.m[i][j];
            whole.d_inertia.m[i][j] = a->d_inertia.m[i][j] + b->d_inertia.m[i][j];
        }
    }
    add_off_centre(&whole.inertia, reduced, d, d);
    add_off_centre(&whole.d_inertia, a->share * wb * wb + b->share * wa * wa, d, d);
    add_off_centre(&whole.d_inertia, 2.0 * reduced, d, dd);
    return whole;
}

kurs_state kurs_rigid_point(const kurs_rigid_state *state, const kurs_rigid_mass *mass,
                            double flow_kg_s, kurs_vec3 point_m)
{
    const kurs_mat3 gcrf_body = kurs_quat_m3(kurs_quat_unit(state->q_gcrf_body));
    const kurs_vec3 arm = v3_sub(point_m, mass->centre_m);
    const kurs_vec3 v_body = v3_axpy(v3_cross(state->rate_body, arm), flow_kg_s, mass->d_centre);
    return (kurs_state){v3_add(state->s_gcrf.r, kurs_m3_tmulv(gcrf_body, arm)),
                        v3_add(state->s_gcrf.v, kurs_m3_tmulv(gcrf_body, v_body))};
}

void kurs_rigid_recentre(kurs_rigid_state *state, const kurs_rigid_mass *from, double flow_from,
                         const kurs_rigid_mass *to, double flow_to)
{
    const kurs_mat3 gcrf_body = kurs_quat_m3(kurs_quat_unit(state->q_gcrf_body));
    const kurs_state at = kurs_rigid_point(state, from, flow_from, to->centre_m);
    state->s_gcrf.r = at.r;
    state->s_gcrf.v = v3_sub(at.v, kurs_m3_tmulv(gcrf_body, v3_scale(flow_to, to->d_centre)));
    state->mass_kg = to->mass_kg;
}
