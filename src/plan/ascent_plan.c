/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/ascent_plan.h"

#include "kurs/env.h"
#include "kurs/frames.h"
#include "math/math.h"

static kurs_vec3 pad_itrf(const kurs_site *site)
{
    return kurs_geodetic_to_itrf((kurs_geodetic){site->lat, site->lon, site->height_m});
}

double kurs_site_lat_geocentric(const kurs_site *site)
{
    const kurs_vec3 r = pad_itrf(site);
    return atan2(r.z, hypot(r.x, r.y));
}

double kurs_ascent_insertion_argument(const kurs_ascent_model *model, const kurs_site *site,
                                      double inc)
{
    return kurs_plane_argument(kurs_site_lat_geocentric(site), inc) + model->downrange;
}

/* Distance from the Earth's centre at a height over the ellipsoid and a geocentric latitude. */
static double radius_at(double height_m, double lat_geocentric)
{
    double r = KURS_WGS84_A + height_m;
    for (int i = 0; i < 6; i++) {
        const kurs_vec3 place = v3(r * cos(lat_geocentric), 0.0, r * sin(lat_geocentric));
        r += height_m - kurs_geodetic_from_itrf(place).h;
    }
    return r;
}

/* The orbit at spacecraft separation. */
typedef struct insertion {
    double perigee, apogee, p; /* radii and semi-latus rectum [m] */
    kurs_plane plane;          /* osculating, of date */
} insertion;

static insertion insertion_into(const kurs_rocket *rocket, const kurs_ascent_model *model,
                                const kurs_site *site, kurs_plane mean)
{
    insertion in = {.plane = mean};
    for (int i = 0; i < 3; i++) { /* the argument of latitude depends a little on the plane */
        const double u = kurs_ascent_insertion_argument(model, site, in.plane.inc);
        const double lat = asin(sin(in.plane.inc) * sin(u));
        in.perigee = radius_at(rocket->perigee_m, lat);
        in.apogee = radius_at(rocket->apogee_m, -lat);
        in.p = 2.0 * in.perigee * in.apogee / (in.perigee + in.apogee);
        in.plane = kurs_plane_osculating(mean, in.p, u);
    }
    return in;
}

kurs_plane kurs_ascent_plane(const kurs_rocket *rocket, const kurs_ascent_model *model,
                             const kurs_site *site, kurs_plane mean)
{
    return insertion_into(rocket, model, site, mean).plane;
}

kurs_status kurs_ascent_plan_make(const kurs_rocket *rocket, const kurs_ascent_model *model,
                                  const kurs_site *site, kurs_tai liftoff,
                                  double node_mean_at_insertion, double inc_mean,
                                  kurs_ascent_plan *out)
{
    const insertion in =
        insertion_into(rocket, model, site, (kurs_plane){inc_mean, node_mean_at_insertion});
    const double sine = cos(in.plane.inc) / cos(kurs_site_lat_geocentric(site));
    if (!(fabs(sine) <= 1.0)) {
        return KURS_ERR_RANGE;
    }
    kurs_earth earth;
    const kurs_status status = kurs_earth_init(&earth, kurs_tai_add(liftoff, model->insertion_s));
    if (status < 0) {
        return status;
    }
    *out = (kurs_ascent_plan){
        .liftoff = liftoff,
        .normal_gcrf = kurs_m3_mulv(kurs_earth_teme_gcrf(&earth, 0.0), kurs_plane_normal(in.plane)),
        .azimuth = asin(sine) + rocket->azimuth_offset,
        .r_m = in.perigee,
        .v_m_s = sqrt(KURS_EGM_GM * in.p) / in.perigee,
        .path_angle = 0.0};
    return status;
}

kurs_status kurs_ascent_lead(const kurs_site *site, kurs_tai t, kurs_vec3 normal_gcrf,
                             double *lead_s)
{
    kurs_earth earth;
    const kurs_status status = kurs_earth_init(&earth, t);
    if (status < 0) {
        return status;
    }
    /* In axes that turn with the Earth about its pole the pad stands still and the normal turns
     * west: the pad is in the plane where n.r = 0. */
    const kurs_vec3 pole = kurs_earth_pole_gcrf(&earth, 0.0);
    const kurs_vec3 r = kurs_m3_tmulv(kurs_earth_gcrf_itrf(&earth, 0.0), pad_itrf(site));
    const kurs_vec3 node = v3_unit(v3_cross(pole, normal_gcrf));
    const kurs_vec3 beyond = v3_cross(pole, node);
    const double inc = v3_angle(pole, normal_gcrf);
    const double east = atan2(v3_dot(r, beyond), v3_dot(r, node));
    const double z = v3_dot(r, pole);
    const double sine = z / (sqrt(v3_dot(r, r) - z * z) * tan(inc));
    if (!(fabs(sine) <= 1.0)) {
        return KURS_ERR_NO_SOLUTION;
    }
    *lead_s = kurs_wrap_pi(asin(sine) - east) / KURS_EARTH_OMEGA;
    return status;
}
