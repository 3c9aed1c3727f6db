/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A rendezvous in closed form: the burns of a profile from mean planes and arguments of latitude.
 * The force model (phasing.h) solves the same plan: same instants, same first burn or the same way
 * to find the phasing orbit. Times are seconds after `epoch`.
 */
#ifndef KURS_PLAN_MEAN_PHASING_H
#define KURS_PLAN_MEAN_PHASING_H

#include "kurs/sgp4.h"
#include "kurs/record.h"
#include "kurs/spec.h"
#include "plan/mean_orbit.h"

enum { KURS_MEAN_BURNS = 5 };

typedef struct kurs_mean_phasing_request {
    const kurs_profile *profile;
    const kurs_spacecraft *ship;
    const kurs_sgp4 *station;
    kurs_tai epoch;
    double t_liftoff;
    kurs_mean_flight start;
    double mass_kg;
    double
        catch_up; /* [rad] at start: station's argument of latitude less the ship's, with turns */
    double node_lead; /* [rad] at start: ship's mean node less the station's, for the ranges */
    double t_contact, approach_s;
    int no_first;   /* 1: without the first burn */
    double r_guess; /* [m] of the phasing orbit, of a plan nearly alike; 0: none */
} kurs_mean_phasing_request;

typedef struct kurs_mean_burn {
    char id[KURS_EVENT_ID_SIZE];
    double t_mid, dvr, dvt; /* [m/s] outward, along */
    double ignition, duration_s;
    int thrusters; /* 0: main engine */
    double range_m;
} kurs_mean_burn;

/* A plan, and what it found on the way. */
typedef struct kurs_mean_phasing {
    int count;
    kurs_mean_burn burns[KURS_MEAN_BURNS];
    double total_m_s;
    double t_a, t_c, t_b; /* transfer, rendezvous burn, arrival */
    double first_m_s;     /* size of the only phasing burn */
    double r_phasing;     /* of two: radius between them and the transfer [m] */
    double node_gain; /* [rad] by which the ship's mean node goes farther than the station's from
                         start to t_c */
    double catch_least, catch_most; /* [rad] that tangential arcs make from start on; NaN: not
                                       looked for */
    double arrival_vr, arrival_vt;  /* relative to the station at t_b [m/s] */
    double mass_kg;                 /* at t_b */
} kurs_mean_phasing;

/* Instants of the last arcs for a contact: transfer, rendezvous burn, arrival. */
void kurs_profile_arcs(const kurs_profile *profile, double t_contact, double approach_s,
                       double *t_a, double *t_c, double *t_b);

/* Angle [rad] that a transfer from radius r makes in its arc to under a station of radius
 * r_station, were it tangential at both ends: in argument of latitude, and how far the node goes
 * meanwhile (may be NULL). */
double kurs_tangential_angle(const kurs_profile *profile, double r, double r_station, double inc,
                             double *node);

/* Radius of the highest and of the lowest phasing orbit. */
double kurs_highest_phasing(const kurs_profile *profile, double a_station);
double kurs_lowest_phasing(const kurs_profile *profile, double a_insertion);

/* How far [m] behind the station a coelliptic arc begins. */
double kurs_coelliptic_behind(const kurs_profile *profile, double a_station);

/* Full turns between dv1 and dv2, besides the half one. */
int kurs_turns_between(const kurs_profile *profile);

/*
 * Plans. ERR_NO_SOLUTION where the profile does not reach the catch-up: catch_least and catch_most
 * tell (of *plan nothing else); ERR_NO_CONVERGENCE where an arc is none. Statuses of
 * kurs_sgp4_state. Against the force model: test_window.
 */
KURS_CHECK kurs_status kurs_mean_phasing_plan(const kurs_mean_phasing_request *req,
                                              kurs_mean_phasing *plan);

#endif
