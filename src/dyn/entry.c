/* SPDX-License-Identifier: Apache-2.0 */
#include "dyn/dyn.h"

#include "kurs/ode.h"
#include "math/math.h"

enum { DIM = 7 };

double kurs_capsule_bank(const kurs_capsule *capsule, double t_s)
{
    return capsule->bank + capsule->bank_rate * (t_s - capsule->bank_t_s);
}

double kurs_capsule_canopy(const kurs_capsule *capsule, double t_s)
{
    if (!(capsule->canopy_fill_s > 0.0)) {
        return capsule->canopy_to_m2;
    }
    const double x = kurs_clamp((t_s - capsule->canopy_t_s) / capsule->canopy_fill_s, 0.0, 1.0);
    /* level at both ends, so that the force has no kink */
    const double share = x * x * (3.0 - 2.0 * x);
    return capsule->canopy_from_m2 + share * (capsule->canopy_to_m2 - capsule->canopy_from_m2);
}

void kurs_capsule_forces_at(const kurs_capsule *capsule, const kurs_earth *earth,
                            const kurs_flight_point *p, kurs_capsule_forces *out)
{
    kurs_air_flow flow = kurs_air_flow_at(earth, p->t_s, p->s_gcrf);
    const kurs_vec3 pole = kurs_earth_pole_gcrf(earth, p->t_s);
    flow.v_air_gcrf =
        v3_sub(flow.v_air_gcrf, kurs_wind_vector(&capsule->wind, flow.h, pole, flow.up_gcrf));
    const double bank = kurs_capsule_bank(capsule, p->t_s);
    const kurs_lift lift = capsule->lifting ? (kurs_lift){cos(bank), sin(bank)} : (kurs_lift){0};
    const double canopy = kurs_capsule_canopy(capsule, p->t_s);
    const double speed = v3_norm(flow.v_air_gcrf);
    out->aero_gcrf_n =
        kurs_glide_force(&capsule->glider, &flow.air, flow.v_air_gcrf, flow.up_gcrf, lift);
    out->aero_gcrf_n =
        v3_axpy(out->aero_gcrf_n, -0.5 * flow.air.density * speed * canopy, flow.v_air_gcrf);
    out->thrust_gcrf_n = v3_axpy(capsule->push_gcrf_n, capsule->engine_n, flow.up_gcrf);
    out->h = flow.h;
    out->bank = bank;
}

typedef struct motion {
    const kurs_capsule *capsule;
    const kurs_earth *earth;
    double h;
} motion;

static kurs_flight_point unpack(double t, const double *y)
{
    return (kurs_flight_point){t, {v3(y[0], y[1], y[2]), v3(y[3], y[4], y[5])}, y[6]};
}

static kurs_status motion_rhs(double t, const double *y, double *dydt, const void *ctx)
{
    const motion *m = ctx;
    const kurs_flight_point p = unpack(t, y);
    kurs_capsule_forces f;
    kurs_capsule_forces_at(m->capsule, m->earth, &p, &f);
    const kurs_vec3 g = kurs_gravity_zonal(p.s_gcrf.r, kurs_earth_pole_gcrf(m->earth, t));
    const kurs_vec3 a = v3_axpy(g, 1.0 / p.mass_kg, v3_add(f.aero_gcrf_n, f.thrust_gcrf_n));
    dydt[0] = y[3], dydt[1] = y[4], dydt[2] = y[5];
    dydt[3] = a.x, dydt[4] = a.y, dydt[5] = a.z;
    dydt[6] = -m->capsule->flow_kg_s;
    return KURS_OK;
}

static double motion_height(double t, const double *y, const void *ctx)
{
    const motion *m = ctx;
    const kurs_mat3 gcrf_itrf = kurs_earth_gcrf_itrf(m->earth, t);
    const kurs_vec3 r_itrf = kurs_m3_mulv(gcrf_itrf, v3(y[0], y[1], y[2]));
    return kurs_geodetic_from_itrf(r_itrf).h - m->h;
}

kurs_status kurs_capsule_move(const kurs_capsule *capsule, const kurs_earth *earth,
                              kurs_flight_point *p, double t_end, double h, int *hit)
{
    const motion m = {capsule, earth, h};
    const kurs_ode_problem problem = {
        .method = &kurs_ode_dopri5,
        .rhs = motion_rhs,
        .ctx = &m,
        .dim = DIM,
        .rtol = 0.0,
        .atol = {1e-4, 1e-4, 1e-4, 1e-6, 1e-6, 1e-6, 1e-6},
        .h_init = 1.0,
        .h_max = 5.0,
    };
    double y[DIM] = {p->s_gcrf.r.x, p->s_gcrf.r.y, p->s_gcrf.r.z, p->s_gcrf.v.x,
                     p->s_gcrf.v.y, p->s_gcrf.v.z, p->mass_kg};
    double t = p->t_s;
    const kurs_status status =
        hit ? kurs_ode_integrate_until(&problem, &t, y, t_end, motion_height, 1e-7, hit)
            : kurs_ode_integrate(&problem, &t, y, t_end);
    if (status < 0) {
        return status;
    }
    *p = unpack(t, y);
    return status;
}
