/* SPDX-License-Identifier: Apache-2.0 */
/* Shared by the files of the launch window only. */
#ifndef KURS_PLAN_WINDOW_PARTS_H
#define KURS_PLAN_WINDOW_PARTS_H

#include "kurs/window.h"
#include "plan/mean_phasing.h"
#include "plan/plan.h"

/* The pad and the station about a pass: what does not change from trial to trial. */
typedef struct kurs_window_pad {
    const kurs_window_request *req;
    const kurs_sgp4 *station;
    int set;
    kurs_earth earth;       /* times below are seconds after its instant */
    kurs_vec3 pad_teme;     /* at that instant, turning with the Earth from then on */
    double right_ascension; /* of it */
    double inc_mean;        /* [rad] of the plane of insertion */
    kurs_plane shift;       /* osculating plane at insertion for a mean node of 0 */
    double beyond;          /* [rad] from the ascending node to the pad along the equator */
    double u_pad,
        u_insertion;   /* arguments of latitude in the osculating plane; u_pad in the mean */
    double r_m, v_m_s; /* osculating at insertion, path angle 0 */
} kurs_window_pad;

/* Makes it for passes within a day and a half of t. ERR_NO_SOLUTION where the pad never meets the
 * plane; statuses of kurs_earth_init and kurs_sgp4_mean. */
KURS_CHECK kurs_status kurs_window_pad_init(kurs_window_pad *pad, const kurs_window_request *req,
                                            kurs_tai t);

/* Time from t until the pad stands in the osculating plane of insertion of a mean node. */
double kurs_window_lead(const kurs_window_pad *pad, double t, double node_mean);

/* Lift-off within half an hour of `about` into the plane that leads the station's by node_lead. */
KURS_CHECK kurs_status kurs_window_liftoff(const kurs_window_pad *pad, double about,
                                           double node_lead, double *t);

/* Station's argument of latitude less the pad's, -pi to pi. */
KURS_CHECK kurs_status kurs_window_phase(const kurs_window_pad *pad, double t, double *phase);

/* Unit vector to the Sun in the mean equator of date, to 0.01 deg (The Astronomical Almanac, low
 * precision; test_window). */
kurs_vec3 kurs_window_sun(kurs_tai t);

/* Nominal contact of a lift-off by the rule of the profile; where ground stations set it, also
 * the begin of their pass (else the same). */
typedef struct kurs_window_contact {
    double nominal, first; /* s of the pad's clock */
    int seen, lit;         /* at the nominal one */
} kurs_window_contact;
KURS_CHECK kurs_status kurs_window_contact_at(const kurs_window_pad *pad,
                                              const kurs_profile *profile, double t_liftoff,
                                              kurs_window_contact *out);

/* A profile on a pass with a number of full turns to catch up besides. */
typedef struct kurs_window_trial {
    const kurs_window_pad *pad;
    const kurs_profile *profile;
    double t, catch_up, node_lead; /* lift-off, angle at it */
    kurs_window_contact contact;
    int keep_first; /* 1: the first burn is not left out where that costs more */
    kurs_mean_phasing_request ask;
    kurs_mean_phasing plan;
    double deviations_m_s; /* by which a plan after an insertion off its place is dearer */
    int open;
    double off; /* [rad] from what the profile makes, for choosing which turn to tell of */
    char reason[KURS_EVENT_TEXT_SIZE];
} kurs_window_trial;

/* Settles a trial from a lift-off near by and a first guess of the catch-up. ERR_NO_SOLUTION and
 * the least and most that the profile makes, ERR_NO_CONVERGENCE; other statuses of the models. */
KURS_CHECK kurs_status kurs_window_settle(kurs_window_trial *trial, double about);

/* The sum of a list of burns [m/s]. */
double kurs_window_burns_sum(const kurs_window_opportunity *opportunity);

/* Where the velocity of a plan comes from: what the tanks give, what is needed with the approach,
 * another one, the return and deviations [m/s]. */
double kurs_window_tanks(const kurs_spacecraft *ship);
/* What of it leaves the orbit again. */
double kurs_deorbit_need(const kurs_mission *mission);
double kurs_window_need(const kurs_mission *mission, const kurs_profile *profile, double burns_m_s,
                        double deviations_m_s);

/* Adds the brakes of the approach: rel_rtn is position and velocity in the turning RTN axes of the
 * station at t_b. */
void kurs_window_brakes(const kurs_mission *mission, double n, kurs_state rel_rtn, kurs_tai t_b,
                        double mass_kg, kurs_window_opportunity *out);

void kurs_window_caveat(kurs_window_opportunity *out, const char *format, ...) KURS_PRINTF(2, 3);

/* What is the same for both models: light, beta, caveats. */
KURS_CHECK kurs_status kurs_window_describe(const kurs_window_pad *pad, double t_liftoff,
                                            double t_contact, kurs_window_opportunity *out);

#endif
