/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/orbit.h"

#include "kurs/env.h"
#include "kurs/ode.h"
#include "math/math.h"

/* Below this radius [m] there is only ground: 50 km under the equator, 30 km under the poles. */
#define RADIUS_MIN 6.328e6

enum { DIM = 7 }; /* position, velocity, mass */

/* The right-hand side's view of one stretch of flight. */
typedef struct stretch {
    const kurs_forces *forces;
    const kurs_thrust_arc *arc; /* NULL while coasting */
} stretch;

/*
 * Height over the ellipsoid without latitude: the distance to its surface along the radius,
 * less the second order of the angle between radius and vertical. To 0.1 m under 1000 km.
 */
static double height_of(kurs_vec3 r, kurs_vec3 pole)
{
    const double f = KURS_WGS84_F, b = KURS_WGS84_A * (1.0 - f);
    const double norm = v3_norm(r), s = v3_dot(r, pole) / norm, s2 = s * s;
    const double surface = b / sqrt(1.0 - f * (2.0 - f) * (1.0 - s2));
    const double tilt2 = 4.0 * f * f * s2 * (1.0 - s2);
    return (norm - surface) * (1.0 - 0.5 * tilt2 * surface / norm);
}

static kurs_vec3 drag(kurs_vec3 pole, kurs_state s, double cd_area_m2, double mass_kg)
{
    const double density = kurs_atmosphere_us76(height_of(s.r, pole)).density;
    const kurs_vec3 air = v3_scale(KURS_EARTH_OMEGA, v3_cross(pole, s.r));
    const kurs_vec3 v_rel = v3_sub(s.v, air);
    return v3_scale(-0.5 * density * v3_norm(v_rel) * cd_area_m2 / mass_kg, v_rel);
}

kurs_vec3 kurs_drag_acceleration(const kurs_earth *earth, double t_s, kurs_state s_gcrf,
                                 double cd_area_m2, double mass_kg)
{
    return drag(kurs_earth_pole_gcrf(earth, t_s), s_gcrf, cd_area_m2, mass_kg);
}

static kurs_status motion(double t, const double *y, double *dydt, const void *ctx)
{
    const stretch *now = ctx;
    const kurs_state s = {{y[0], y[1], y[2]}, {y[3], y[4], y[5]}};
    const double mass = y[6];
    if (!(v3_dot(s.r, s.r) > RADIUS_MIN * RADIUS_MIN)) {
        return KURS_ERR_DECAYED;
    }
    if (!(mass > 0.0)) {
        return KURS_ERR_RANGE;
    }
    const kurs_vec3 pole = kurs_earth_pole_gcrf(now->forces->earth, t);
    kurs_vec3 acc = kurs_gravity_zonal(s.r, pole);
    if (now->forces->cd_area_m2 > 0.0) {
        acc = v3_add(acc, drag(pole, s, now->forces->cd_area_m2, mass));
    }
    dydt[6] = 0.0;
    if (now->arc) {
        acc = v3_axpy(acc, now->arc->force_n / mass, now->arc->direction);
        dydt[6] = -now->arc->flow_kg_s;
    }
    dydt[0] = s.v.x, dydt[1] = s.v.y, dydt[2] = s.v.z;
    dydt[3] = acc.x, dydt[4] = acc.y, dydt[5] = acc.z;
    return KURS_OK;
}

/* One stretch with the same forces throughout. */
static kurs_status fly(const kurs_forces *forces, const kurs_thrust_arc *arc, kurs_flight_point *p,
                       double t_end)
{
    const stretch now = {forces, arc};
    const kurs_ode_problem problem = {
        .method = &kurs_ode_dop853,
        .rhs = motion,
        .ctx = &now,
        .dim = DIM,
        .rtol = 1e-12,
        .atol = {1e-4, 1e-4, 1e-4, 1e-7, 1e-7, 1e-7, 1e-6},
        .h_init = 60.0,
        .h_max = 600.0,
    };
    const kurs_state s = p->s_gcrf;
    double t = p->t_s, y[DIM] = {s.r.x, s.r.y, s.r.z, s.v.x, s.v.y, s.v.z, p->mass_kg};
    const kurs_status st = kurs_ode_integrate(&problem, &t, y, t_end);
    if (st >= KURS_OK) {
        *p = (kurs_flight_point){
            .t_s = t, .s_gcrf = {{y[0], y[1], y[2]}, {y[3], y[4], y[5]}}, .mass_kg = y[6]};
    }
    return st;
}

static int forces_are_valid(const kurs_forces *f)
{
    if (!f || !f->earth || !(f->cd_area_m2 >= 0.0) || f->arc_count < 0 ||
        (f->arc_count > 0 && !f->arcs)) {
        return 0;
    }
    for (int i = 0; i < f->arc_count; i++) {
        const kurs_thrust_arc *a = &f->arcs[i];
        if (!(a->t_off >= a->t_on) || !(a->force_n >= 0.0) || !(a->flow_kg_s >= 0.0) ||
            (i > 0 && !(a->t_on >= f->arcs[i - 1].t_off)) ||
            !(fabs(v3_norm(a->direction) - 1.0) < 1e-6)) {
            return 0;
        }
    }
    return 1;
}

kurs_status kurs_orbit_propagate(const kurs_forces *forces, kurs_flight_point *p, double t_end)
{
    if (!forces_are_valid(forces) || !p || !(p->mass_kg > 0.0) || !isfinite(t_end) ||
        (t_end < p->t_s && forces->arc_count > 0)) {
        return KURS_ERR_ARGUMENT;
    }
    kurs_flight_point now = *p;
    kurs_status worst = KURS_OK;
    for (int i = 0; i < forces->arc_count; i++) {
        const kurs_thrust_arc *arc = &forces->arcs[i];
        const double edges[2] = {fmin(arc->t_on, t_end), fmin(arc->t_off, t_end)};
        for (int k = 0; k < 2; k++) { /* coast to the arc, then burn */
            if (edges[k] > now.t_s) {
                const kurs_status st = fly(forces, k == 1 ? arc : NULL, &now, edges[k]);
                if (st < KURS_OK) {
                    return st;
                }
                worst = kurs_status_worse(worst, st);
            }
        }
    }
    const kurs_status st = fly(forces, NULL, &now, t_end);
    if (st < KURS_OK) {
        return st;
    }
    *p = now;
    return kurs_status_worse(worst, st);
}
