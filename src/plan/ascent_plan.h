/* SPDX-License-Identifier: Apache-2.0 */
/* From a launch instant and a mean plane to what the ascent guidance aims at. */
#ifndef KURS_PLAN_ASCENT_PLAN_H
#define KURS_PLAN_ASCENT_PLAN_H

#include "kurs/flight_plan.h"
#include "kurs/orbit.h"
#include "kurs/spec.h"

/* Geocentric latitude of a site's pad [rad]. */
double kurs_site_lat_geocentric(const kurs_site *site);

/* Argument of latitude [rad] expected at spacecraft separation in a plane of osculating
 * inclination inc: the pad's, by kurs_plane_argument, and the downrange angle of the model. */
double kurs_ascent_insertion_argument(const kurs_ascent_model *model, const kurs_site *site,
                                      double inc);

/*
 * Mean inclination [rad] that a rocket is flown to for a station of mean inclination station_inc:
 * the rocket's own (osculating at the node), where it has one and that is within 0.1 deg of the
 * station's, what the ship can still make good; else the station's. The thrust azimuth follows from
 * it by one law (kurs_ascent_plan_make).
 */
double kurs_launch_inclination(const kurs_rocket *rocket, double station_inc);

/*
 * Whether an orbit of semi-major axis a_m [m], eccentricity and inclination [rad], mean ones, can
 * be launched to at all: near-circular (eccentricity up to 0.05), bound, its perigee 120 km or more
 * over the equator's radius, its plane passing over the pad (geocentric latitude). ERR_NO_SOLUTION
 * with the reason in *why (which may be NULL); else OK, *why untouched.
 */
KURS_CHECK kurs_status kurs_ascent_target_check(const kurs_site *site, double a_m, double ecc,
                                                double inc, kurs_ascent_refusal *why);

/* The part of it for the plane alone. */
KURS_CHECK kurs_status kurs_ascent_plane_check(const kurs_site *site, double inc,
                                               kurs_ascent_refusal *why);

/* How far [s] a lift-off may stand from the best lead, earlier or later, so that the upper stage
 * still reaches the plane by yaw with reserve_kg left; 0 where it cannot at all. */
double kurs_ascent_lead_reach(const kurs_ascent_model *model, double reserve_kg);

/* The osculating plane at spacecraft separation for a mean plane (TEME of date). */
kurs_plane kurs_ascent_plane(const kurs_rocket *rocket, const kurs_ascent_model *model,
                             const kurs_site *site, kurs_plane mean);

/*
 * The plan of an ascent into the mean plane (node [rad] at insertion in TEME, inclination).
 * Target: separation at perigee, `perigee_m` over the ellipsoid at the latitude of insertion and
 * `apogee_m` at the opposite one; osculating plane by kurs_plane_osculating; thrust azimuth that
 * of the target plane at the pad's geocentric latitude plus the rocket's offset. ERR_RANGE where
 * the inclination is below the pad's latitude. Caveats of kurs_earth_init.
 */
KURS_CHECK kurs_status kurs_ascent_plan_make(const kurs_rocket *rocket,
                                             const kurs_ascent_model *model, const kurs_site *site,
                                             kurs_tai liftoff, double node_mean_at_insertion,
                                             double inc_mean, kurs_ascent_plan *out);

/*
 * Time [s] from t until the pad stands in a plane (unit normal in GCRF) on its way north; the
 * lead, where t is the lift-off. Between -half and +half a turn of the Earth. ERR_NO_SOLUTION
 * where the pad does not come under the plane.
 */
KURS_CHECK kurs_status kurs_ascent_lead(const kurs_site *site, kurs_tai t, kurs_vec3 normal_gcrf,
                                        double *lead_s);

#endif
