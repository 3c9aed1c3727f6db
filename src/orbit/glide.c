/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/glide.h"

#include "kurs/ode.h"
#include "math/math.h"

/* Drag of a generic capsule against Mach, as a share of its value at high Mach numbers
 * (1.3): Orbitlab, Cd 0.95 1.0 1.15 1.3 1.32 1.3. */
static const double MACH[] = {0.0, 0.6, 1.0, 2.0, 5.0, 25.0};
static const double SHARE[] = {0.95 / 1.3, 1.0 / 1.3, 1.15 / 1.3, 1.0, 1.32 / 1.3, 1.0};
enum { MACH_COUNT = sizeof MACH / sizeof *MACH };

double kurs_glide_cd(const kurs_glider *glider, double mach)
{
    return glider->cd * kurs_interp(MACH, SHARE, MACH_COUNT, mach);
}

kurs_vec3 kurs_glide_force(const kurs_glider *glider, const kurs_air *air, kurs_vec3 v_air,
                           kurs_vec3 up, kurs_lift lift)
{
    const double speed = v3_norm(v_air);
    if (!(speed > 0.0) || air->density == 0.0) {
        return v3(0.0, 0.0, 0.0);
    }
    const double mach = air->sound > 0.0 ? speed / air->sound : 0.0;
    const double drag =
        0.5 * air->density * speed * speed * glider->area_m2 * kurs_glide_cd(glider, mach);
    const kurs_vec3 along = v3_scale(1.0 / speed, v_air);
    kurs_vec3 force = v3_scale(-drag, along);
    const kurs_vec3 side = v3_cross(along, up);
    const double tilt = v3_norm(side);
    if (tilt > 1e-9 && glider->lift_to_drag != 0.0) {
        const kurs_vec3 right = v3_scale(1.0 / tilt, side);
        const double size = drag * glider->lift_to_drag;
        force = v3_axpy(force, size * lift.up, v3_cross(right, along));
        force = v3_axpy(force, size * lift.right, right);
    }
    return force;
}

kurs_air_flow kurs_air_flow_at(const kurs_earth *earth, double t_s, kurs_state s_gcrf)
{
    const kurs_mat3 gcrf_itrf = kurs_earth_gcrf_itrf(earth, t_s);
    const kurs_geodetic place = kurs_geodetic_from_itrf(kurs_m3_mulv(gcrf_itrf, s_gcrf.r));
    const kurs_vec3 spin = v3_scale(KURS_EARTH_OMEGA, kurs_earth_pole_gcrf(earth, t_s));
    const kurs_vec3 up_itrf =
        v3(cos(place.lat) * cos(place.lon), cos(place.lat) * sin(place.lon), sin(place.lat));
    return (kurs_air_flow){
        .h = place.h,
        .air = kurs_atmosphere_us76(place.h),
        .v_air_gcrf = v3_sub(s_gcrf.v, v3_cross(spin, s_gcrf.r)),
        .up_gcrf = kurs_m3_tmulv(gcrf_itrf, up_itrf),
    };
}

typedef struct descent {
    const kurs_earth *earth;
    const kurs_glider *glider;
    kurs_lift lift;
    double mass_kg, h_end;
} descent;

static kurs_state unpack(const double *y)
{
    return (kurs_state){v3(y[0], y[1], y[2]), v3(y[3], y[4], y[5])};
}

static kurs_status descent_rhs(double t, const double *y, double *dydt, const void *ctx)
{
    const descent *d = ctx;
    const kurs_state s = unpack(y);
    const kurs_air_flow flow = kurs_air_flow_at(d->earth, t, s);
    const kurs_vec3 force =
        kurs_glide_force(d->glider, &flow.air, flow.v_air_gcrf, flow.up_gcrf, d->lift);
    const kurs_vec3 pole = kurs_earth_pole_gcrf(d->earth, t);
    const kurs_vec3 a = v3_axpy(kurs_gravity_zonal(s.r, pole), 1.0 / d->mass_kg, force);
    dydt[0] = s.v.x, dydt[1] = s.v.y, dydt[2] = s.v.z;
    dydt[3] = a.x, dydt[4] = a.y, dydt[5] = a.z;
    return KURS_OK;
}

static double descent_height(double t, const double *y, const void *ctx)
{
    const descent *d = ctx;
    const kurs_mat3 gcrf_itrf = kurs_earth_gcrf_itrf(d->earth, t);
    const kurs_vec3 r_itrf = kurs_m3_mulv(gcrf_itrf, v3(y[0], y[1], y[2]));
    return kurs_geodetic_from_itrf(r_itrf).h - d->h_end;
}

kurs_status kurs_glide_descend(const kurs_earth *earth, const kurs_glider *glider, kurs_lift lift,
                               kurs_flight_point *p, double h_end, double t_max_s)
{
    const descent d = {earth, glider, lift, p->mass_kg, h_end};
    const kurs_ode_problem problem = {
        .method = &kurs_ode_dopri5,
        .rhs = descent_rhs,
        .ctx = &d,
        .dim = 6,
        .rtol = 0.0,
        .atol = {1e-3, 1e-3, 1e-3, 1e-5, 1e-5, 1e-5},
        .h_init = 1.0,
        .h_max = 20.0,
    };
    double y[6] = {p->s_gcrf.r.x, p->s_gcrf.r.y, p->s_gcrf.r.z,
                   p->s_gcrf.v.x, p->s_gcrf.v.y, p->s_gcrf.v.z};
    double t = p->t_s;
    int hit = 0;
    const kurs_status status =
        kurs_ode_integrate_until(&problem, &t, y, t + t_max_s, descent_height, 1e-4, &hit);
    if (status < 0) {
        return status;
    }
    if (!hit) {
        return KURS_ERR_NO_SOLUTION;
    }
    p->t_s = t;
    p->s_gcrf = unpack(y);
    return status;
}
