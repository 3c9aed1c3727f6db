/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ascent as a point of mass, quickly: for planning, optimising and campaigns. Stages, guidance
 * and instants are those of kurs_ascent_flight; it has no rows, longer steps, air only below 150
 * km, and an Earth whose axis stands still for the length of the flight.
 */
#ifndef KURS_SIM_POINT_ASCENT_H
#define KURS_SIM_POINT_ASCENT_H

#include "dyn/dyn.h"
#include "gnc/gnc.h"
#include "kurs/dispersion.h"
#include "kurs/spec.h"
#include "kurs/wind.h"

/* What a step ends with, for who watches. */
typedef struct kurs_point_view {
    double met_s, h_m; /* height over the ellipsoid */
    double q_pa;       /* dynamic pressure */
    double alpha;      /* [rad] thrust to the air's flow; 0 without air */
    double load_g;     /* of what is felt */
} kurs_point_view;

/* What is flown; looked at and never changed. Zero-initialise what is not used. */
typedef struct kurs_point_setup {
    const kurs_rocket *rocket; /* as it is */
    const kurs_rocket *known;  /* as its guidance believes it to be; NULL: as it is */
    double spacecraft_kg;
    double known_spacecraft_kg; /* 0: as it is */
    const kurs_site *site;
    const kurs_ascent_plan *plan;
    const kurs_earth *earth; /* with the lift-off in its span; NULL: made, which takes as long as
                                the flight */
    const kurs_wind_profile *wind;            /* NULL: none */
    const kurs_ascent_dispersion *dispersion; /* its wind and navigation; NULL: none */
    /* Apparent velocities at which the cut-offs are commanded; all 0: by the clock. Those of a
     * flight by the clock (kurs_point_ascent.speeds) give its times again. */
    kurs_cutoff_speeds cutoff;
    double finer;                                          /* steps shorter by this factor; 0: 1 */
    void (*watch)(void *ctx, const kurs_point_view *view); /* NULL: nobody */
    void *ctx;
} kurs_point_setup;

/* The state: plain data, a copy goes on to the same bits with the same setup. */
typedef struct kurs_point_ascent {
    kurs_vec3 pole;        /* GCRF, of lift-off */
    kurs_mat3 m_itrf_gcrf; /* of lift-off */
    double met_s, mass_kg;
    kurs_state s_gcrf;
    kurs_stack stack;
    kurs_levels levels;
    kurs_ascent_guidance guidance;
    kurs_vec3 off_r, off_v;    /* navigation less truth, GCRF */
    double apparent_m_s;       /* counted by an accelerometer along the thrust, since lift-off */
    kurs_cutoff_speeds speeds; /* of it when the cut-offs came */
    /* s after lift-off; infinite until then */
    double step_s, strapon_cut_s, ignition_s, core_cut_s, core_gone_s;
    double third_s;       /* that the third stage's sequence is later than in the rocket's file */
    double cutoff_s;      /* of the upper stage; NaN until then */
    double upper_left_kg; /* usable */
    int fell_short;       /* the upper stage ran dry first, and what would have done it: */
    double missing_m_s, missing_kg;
    double max_q_pa, max_q_s, max_load_g; /* at the ends of steps */
    kurs_state strapon_off, core_off;     /* where they were let go of, GCRF */
    double strapon_off_s;
    int done;
} kurs_point_ascent;

/* On the pad at lift-off. Statuses of kurs_earth_init; without one if the setup has an Earth. */
KURS_CHECK kurs_status kurs_point_ascent_init(kurs_point_ascent *flight,
                                              const kurs_point_setup *setup);

/*
 * On to met_s [s after lift-off], or to spacecraft separation before it: then flight->done.
 * ERR_NO_CONVERGENCE where the guidance finds no way, ERR_NO_SOLUTION where the rocket falls back
 * to the ground. Against steps ten times finer, and against kurs_ascent_flight: test_point_ascent.
 */
KURS_CHECK kurs_status kurs_point_ascent_run(kurs_point_ascent *flight,
                                             const kurs_point_setup *setup, double met_s);

/*
 * Where a flight leads if it goes on as it is now, engines that have failed known on board: by
 * flying it to its end on a copy. *margin_kg is the upper stage's usable propellant at the end, <
 * 0: missing; NaN where no orbit comes near.
 */
kurs_ascent_decision kurs_point_ascent_forecast(const kurs_point_ascent *flight,
                                                const kurs_point_setup *setup, double *margin_kg);

/* Where the flight is: ITRF at its own instant. */
kurs_state kurs_point_ascent_itrf(const kurs_point_ascent *flight, double met_s, kurs_state s_gcrf);

#endif
