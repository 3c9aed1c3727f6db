/* SPDX-License-Identifier: Apache-2.0 */
#include "dyn/rigid_planet.h"

#include "math/math.h"

/* WGS-84 (NIMA TR8350.2, 3rd ed., amendment 1): GM with the air, normalised C20 =
 * -0.484166774985e-3, rate of turning. */
#define WGS84_GM 3.986004418e14
#define WGS84_J2 1.082629821313e-3
#define WGS84_OMEGA 7.292115e-5

kurs_rigid_planet kurs_rigid_planet_earth(const kurs_earth *earth)
{
    return (kurs_rigid_planet){.earth = earth, .omega = KURS_EARTH_OMEGA};
}

kurs_rigid_planet kurs_rigid_planet_wgs84(int turns)
{
    return (kurs_rigid_planet){.gm = WGS84_GM,
                               .j2 = WGS84_J2,
                               .radius_m = KURS_WGS84_A,
                               .omega = turns ? WGS84_OMEGA : 0.0};
}

kurs_rigid_planet kurs_rigid_planet_round(double gm, double radius_m, double omega)
{
    return (kurs_rigid_planet){.gm = gm, .radius_m = radius_m, .omega = omega, .round_m = radius_m};
}

kurs_mat3 kurs_rigid_planet_axes(const kurs_rigid_planet *planet, double t)
{
    return planet->earth ? kurs_earth_gcrf_itrf(planet->earth, t) : kurs_m3_rot3(planet->omega * t);
}

static kurs_geodetic place_of(const kurs_rigid_planet *planet, kurs_vec3 r_itrf)
{
    if (!(planet->round_m > 0.0)) {
        return kurs_geodetic_from_itrf(r_itrf);
    }
    const double across = hypot(r_itrf.x, r_itrf.y);
    return (kurs_geodetic){.lat = atan2(r_itrf.z, across),
                           .lon = atan2(r_itrf.y, r_itrf.x),
                           .h = v3_norm(r_itrf) - planet->round_m};
}

kurs_rigid_ground kurs_rigid_planet_ground(const kurs_rigid_planet *planet, double t,
                                           kurs_vec3 r_gcrf)
{
    kurs_rigid_ground ground = {.gcrf_itrf = kurs_rigid_planet_axes(planet, t)};
    ground.place = place_of(planet, kurs_m3_mulv(ground.gcrf_itrf, r_gcrf));
    ground.pole_gcrf = planet->earth ? kurs_earth_pole_gcrf(planet->earth, t) : v3(0.0, 0.0, 1.0);
    ground.spin_gcrf = v3_scale(planet->omega, ground.pole_gcrf);
    return ground;
}

/* Central term and J2 about the z axis. */
static kurs_vec3 plain_gravity(const kurs_rigid_planet *planet, kurs_vec3 r)
{
    const double r2 = v3_dot(r, r);
    if (!(r2 > 0.0) || planet->gm == 0.0) {
        return v3(0.0, 0.0, 0.0);
    }
    const double central = planet->gm / (r2 * sqrt(r2));
    const double k = 1.5 * planet->j2 * planet->radius_m * planet->radius_m / r2;
    const double sin2 = r.z * r.z / r2;
    const double out = -central * (1.0 + k * (1.0 - 5.0 * sin2));
    return v3(out * r.x, out * r.y, -central * (1.0 + k * (3.0 - 5.0 * sin2)) * r.z);
}

kurs_vec3 kurs_rigid_planet_gravity(const kurs_rigid_planet *planet, kurs_vec3 r_gcrf,
                                    const kurs_rigid_ground *ground)
{
    if (!planet->earth) {
        return plain_gravity(planet, r_gcrf);
    }
    if (planet->field) {
        const kurs_vec3 r_itrf = kurs_m3_mulv(ground->gcrf_itrf, r_gcrf);
        return kurs_m3_tmulv(ground->gcrf_itrf, kurs_gravity_acceleration(planet->field, r_itrf));
    }
    return kurs_gravity_zonal(r_gcrf, ground->pole_gcrf);
}
