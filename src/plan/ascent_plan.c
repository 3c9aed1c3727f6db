/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/ascent_plan.h"

#include <stdarg.h>
#include <stdio.h>

#include "kurs/env.h"
#include "kurs/frames.h"
#include "math/math.h"

/* A station this far from a rocket's own inclination is flown to in its own plane. */
#define NEAR_INCLINATION (0.1 * KURS_DEG)
/* Lowest perigee that stays up for a rendezvous, over the equator's radius [m]. */
#define LOWEST_PERIGEE_M 120e3
/* Height of an insertion, for a plane that only grazes the pad [m]. */
#define GRAZING_HEIGHT_M 200e3
/* The lower safe orbit [m over the ellipsoid]: it lasts for a day, and takes 25 m/s less. */
#define LOW_PERIGEE_M 170e3
#define LOW_APOGEE_M 185e3
/* Profiles and their aim points are for near-circular orbits. */
#define MOST_ECCENTRIC 0.05

static kurs_vec3 pad_itrf(const kurs_site *site)
{
    return kurs_geodetic_to_itrf((kurs_geodetic){site->lat, site->lon, site->height_m});
}

double kurs_site_lat_geocentric(const kurs_site *site)
{
    const kurs_vec3 r = pad_itrf(site);
    return atan2(r.z, hypot(r.x, r.y));
}

double kurs_launch_inclination(const kurs_rocket *rocket, double station_inc)
{
    if (!(rocket->inclination > 0.0)) {
        return station_inc;
    }
    const double p = KURS_WGS84_A + 0.5 * (rocket->perigee_m + rocket->apogee_m);
    const double own = kurs_plane_mean((kurs_plane){rocket->inclination, 0.0}, p, 0.0).inc;
    return fabs(own - station_inc) <= NEAR_INCLINATION ? own : station_inc;
}

KURS_PRINTF(2, 3)
static kurs_status refuse(kurs_ascent_refusal *why, const char *format, ...)
{
    if (why) {
        va_list args;
        va_start(args, format);
        why->missing_m_s = NAN;
        vsnprintf(why->text, sizeof why->text, format, args);
        va_end(args);
    }
    return KURS_ERR_NO_SOLUTION;
}

kurs_status kurs_ascent_plane_check(const kurs_site *site, double inc, kurs_ascent_refusal *why)
{
    const double lat = fabs(kurs_site_lat_geocentric(site));
    /* far north of the node, where a plane that grazes the pad is met, the osculating one lies up
     * to 0.04 deg off the mean one */
    const kurs_plane mean = {inc, 0.0};
    const double there =
        kurs_plane_osculating(mean, KURS_WGS84_A + GRAZING_HEIGHT_M, 0.5 * KURS_PI).inc;
    if (!(fmin(inc, there) >= lat && fmax(inc, there) <= KURS_PI - lat)) {
        return refuse(why,
                      "The station's plane, inclined by %.2f deg, never passes over the pad at "
                      "%.2f deg (geocentric).",
                      inc / KURS_DEG, lat / KURS_DEG);
    }
    return KURS_OK;
}

kurs_status kurs_ascent_target_check(const kurs_site *site, double a_m, double ecc, double inc,
                                     kurs_ascent_refusal *why)
{
    if (!(isfinite(a_m) && isfinite(ecc) && isfinite(inc)) || ecc < 0.0) {
        return refuse(why, "The station's elements are no orbit: one of them is not a number.");
    }
    if (a_m <= 0.0 || ecc >= 1.0) {
        return refuse(why, "The station's orbit is not closed: its eccentricity is %.4f.", ecc);
    }
    const double perigee_m = a_m * (1.0 - ecc) - KURS_WGS84_A;
    if (perigee_m < LOWEST_PERIGEE_M) {
        return refuse(why,
                      "The station's perigee, %.0f km, is below %.0f km: nothing stays up there.",
                      perigee_m / 1e3, LOWEST_PERIGEE_M / 1e3);
    }
    if (ecc > MOST_ECCENTRIC) {
        return refuse(why,
                      "The station's orbit has an eccentricity of %.3f; the rendezvous profiles "
                      "are for near-circular orbits, up to %.2f.",
                      ecc, MOST_ECCENTRIC);
    }
    return kurs_ascent_plane_check(site, inc, why);
}

double kurs_ascent_lead_reach(const kurs_ascent_model *model, double reserve_kg)
{
    return sqrt(fmax(0.0, model->propellant_left_kg - reserve_kg) / model->kg_per_s2);
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
    double low_perigee, low_v; /* of the lower safe orbit: radius, speed there; 0: there is none */
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
        if (rocket->perigee_m > LOW_PERIGEE_M && rocket->apogee_m > LOW_APOGEE_M) {
            in.low_perigee = radius_at(LOW_PERIGEE_M, lat);
            const double apogee = radius_at(LOW_APOGEE_M, -lat);
            in.low_v =
                sqrt(2.0 * KURS_EGM_GM * apogee / (in.low_perigee * (in.low_perigee + apogee)));
        }
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
        .path_angle = 0.0,
        .low_r_m = in.low_perigee,
        .low_v_m_s = in.low_v};
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
