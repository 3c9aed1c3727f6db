/* SPDX-License-Identifier: Apache-2.0 */
#include "app/ascent_model.h"

#include <stdio.h>

#include "kurs/env.h"
#include "math/math.h"
#include "plan/plan.h"
#include "sim/sim.h"

/* What stays the same from flight to flight. */
typedef struct trial {
    const kurs_rocket *rocket;
    const kurs_spacecraft *spacecraft;
    const kurs_site *site;
    double inc_mean;
    kurs_tai liftoff;
    kurs_earth earth; /* about it */
    double pad_teme;  /* right ascension of the pad at lift-off */
} trial;

/* Mean node of the plane that the pad will stand in lead_s after lift-off. */
static double node_for_lead(const trial *t, const kurs_ascent_model *model, double lead_s)
{
    const kurs_plane shift =
        kurs_ascent_plane(t->rocket, model, t->site, (kurs_plane){t->inc_mean, 0.0});
    const double sine = tan(kurs_site_lat_geocentric(t->site)) / tan(shift.inc);
    const double node = t->pad_teme + KURS_EARTH_OMEGA * lead_s - asin(kurs_clamp(sine, -1.0, 1.0));
    return kurs_wrap_2pi(node - shift.node);
}

/* Flies one lead; the lead that came out goes to model->lead_s, *missing_m_s is 0 for a flight
 * that reached its orbit. */
static kurs_status fly_lead(const trial *t, double lead_s, kurs_ascent_model *model,
                            double *missing_m_s)
{
    kurs_ascent_plan plan;
    kurs_point_ascent flight;
    kurs_status status = kurs_ascent_plan_make(t->rocket, model, t->site, t->liftoff,
                                               node_for_lead(t, model, lead_s), t->inc_mean, &plan);
    plan.low_r_m = 0.0; /* what the orbit itself takes is asked, with no way out to a lower one */
    const kurs_point_setup setup = {.rocket = t->rocket,
                                    .spacecraft_kg = t->spacecraft->mass_kg,
                                    .site = t->site,
                                    .plan = &plan,
                                    .earth = &t->earth};
    if (status >= 0) {
        status = kurs_point_ascent_init(&flight, &setup);
    }
    if (status >= 0) {
        status = kurs_point_ascent_run(&flight, &setup, INFINITY);
    }
    double lead_flown = 0.0;
    if (status >= 0) {
        status = kurs_ascent_lead(t->site, t->liftoff, plan.normal_gcrf, &lead_flown);
    }
    if (status < 0) {
        return status;
    }
    const kurs_vec3 node = v3_unit(v3_cross(flight.guidance.pole_gcrf, plan.normal_gcrf));
    const kurs_vec3 north = v3_cross(plan.normal_gcrf, node);
    const double u = atan2(v3_dot(flight.s_gcrf.r, north), v3_dot(flight.s_gcrf.r, node));
    model->lead_s = lead_flown;
    model->insertion_s = flight.met_s;
    model->downrange =
        u - kurs_plane_argument(kurs_site_lat_geocentric(t->site),
                                v3_angle(flight.guidance.pole_gcrf, plan.normal_gcrf));
    model->propellant_left_kg = flight.upper_left_kg - flight.missing_kg;
    *missing_m_s = flight.missing_m_s;
    return KURS_OK;
}

/* Least-squares parabola left = best - k (lead - lead0)^2 through n >= 3 points. */
static kurs_status fit_parabola(int n, const double *lead_s, const double *left_kg,
                                kurs_ascent_model *model)
{
    double a[9] = {0}, b[3] = {0};
    const double middle = lead_s[n / 2], unit = 60.0;
    for (int k = 0; k < n; k++) {
        const double x = (lead_s[k] - middle) / unit;
        const double row[3] = {1.0, x, x * x};
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                a[3 * i + j] += row[i] * row[j];
            }
            b[i] += row[i] * left_kg[k];
        }
    }
    const kurs_status status = kurs_linear_solve(3, a, b, b);
    if (status < 0) {
        return status;
    }
    if (!(b[2] < 0.0)) {
        return KURS_ERR_NO_SOLUTION;
    }
    model->lead_s = middle - 0.5 * unit * b[1] / b[2];
    model->propellant_left_kg = b[0] - 0.25 * b[1] * b[1] / b[2];
    model->kg_per_s2 = -b[2] / (unit * unit);
    return KURS_OK;
}

/* Flies 2 half + 1 leads about one and fits. */
static kurs_status fly_fan(const trial *t, double about_s, int half, double apart_s,
                           kurs_ascent_model *model)
{
    double lead_s[9] = {0.0}, left_kg[9] = {0.0}, missing_m_s;
    kurs_ascent_model flown = *model;
    int n = 0;
    for (int i = -half; i <= half; i++) {
        const kurs_status status = fly_lead(t, about_s + i * apart_s, &flown, &missing_m_s);
        if (status < 0) {
            return status;
        }
        lead_s[n] = flown.lead_s;
        left_kg[n++] = flown.propellant_left_kg;
    }
    return fit_parabola(n, lead_s, left_kg, model);
}

/* The model, or what the best flight is short of; *tried: a flight came to its end. */
static kurs_status make_model(const trial *t, kurs_ascent_model *model, double *missing_m_s,
                              int *tried)
{
    kurs_status status = fly_lead(t, 200.0, model, missing_m_s);
    *tried = status >= 0;
    if (status >= 0) {
        status = fly_fan(t, model->lead_s, 1, 60.0, model);
    }
    if (status >= 0) {
        status = fly_fan(t, model->lead_s, 2, 30.0, model);
    }
    if (status < 0) {
        return status;
    }
    const kurs_ascent_model fit = *model;
    status = fly_lead(t, fit.lead_s, model, missing_m_s);
    model->lead_s = fit.lead_s;
    model->propellant_left_kg = fit.propellant_left_kg;
    model->kg_per_s2 = fit.kg_per_s2;
    return status;
}

/* Tells why the rocket does not get there. */
static kurs_status refuse(const trial *t, double missing_m_s, kurs_ascent_refusal *why)
{
    if (!why) {
        return KURS_ERR_NO_SOLUTION;
    }
    const int n = snprintf(
        why->text, sizeof why->text,
        "%.40s cannot bring %.0f kg from %.40s to %.0f x %.0f km in a plane inclined by %.2f deg: ",
        t->rocket->name, t->spacecraft->mass_kg, t->site->name, t->rocket->perigee_m / 1e3,
        t->rocket->apogee_m / 1e3, t->inc_mean / KURS_DEG);
    why->missing_m_s = missing_m_s;
    if (missing_m_s > 0.0) {
        snprintf(why->text + n, sizeof why->text - (size_t)n, "%.0f m/s are missing.", missing_m_s);
    } else {
        snprintf(why->text + n, sizeof why->text - (size_t)n, "%s.",
                 isnan(missing_m_s) ? "its ascent does not come near"
                                    : "no lift-off is better than its neighbours");
    }
    return KURS_ERR_NO_SOLUTION;
}

kurs_status kurs_ascent_model_make(const kurs_rocket *rocket, const kurs_spacecraft *spacecraft,
                                   const kurs_site *site, double inc_mean, kurs_tai t_about,
                                   kurs_ascent_model *out, kurs_ascent_refusal *why)
{
    kurs_earth earth;
    kurs_status status = kurs_ascent_plane_check(site, inc_mean, why);
    if (status < 0) {
        return status;
    }
    const kurs_status caveat = kurs_earth_init(&earth, t_about);
    if (caveat < 0) {
        return caveat;
    }
    const kurs_vec3 pad =
        kurs_geodetic_to_itrf((kurs_geodetic){site->lat, site->lon, site->height_m});
    const kurs_vec3 pad_teme = kurs_m3_tmulv(kurs_earth_teme_gcrf(&earth, 0.0),
                                             kurs_m3_tmulv(kurs_earth_gcrf_itrf(&earth, 0.0), pad));
    const trial t = {
        rocket, spacecraft, site, inc_mean, t_about, earth, atan2(pad_teme.y, pad_teme.x)};
    /* the time and the angle are guesses that the first flights replace */
    kurs_ascent_model model = {.insertion_s = 530.0, .downrange = 16.0 * KURS_DEG};
    double missing_m_s = NAN;
    int tried = 0;
    status = make_model(&t, &model, &missing_m_s, &tried);
    if (status == KURS_ERR_NO_SOLUTION || status == KURS_ERR_NO_CONVERGENCE) {
        return refuse(&t, tried ? missing_m_s : NAN, why);
    }
    if (status < 0) {
        return status;
    }
    if (missing_m_s > 0.0) {
        return refuse(&t, missing_m_s, why);
    }
    *out = model;
    return kurs_status_worse(caveat, status);
}
