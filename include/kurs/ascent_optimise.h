/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stored pitch programme of a rocket: flown for its figures, and worked out anew for the most
 * propellant left in the upper stage (which is payload) within what the rocket bears and where its
 * stages may fall. The upper stage flies its closed loop each time.
 */
#ifndef KURS_ASCENT_OPTIMISE_H
#define KURS_ASCENT_OPTIMISE_H

#include "kurs/api.h"
#include "kurs/spec.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/vehicle.h"

/* What a programme has to keep, each above 0. INFINITY takes a limit off, in range_off_m those of
 * the ranges (0 or more). A range that is NaN in the figures keeps its limit. */
typedef struct kurs_ascent_limits {
    double q_pa;      /* dynamic pressure */
    double alpha;     /* [rad] between thrust and the air's flow while the pressure is high: */
    double high_q_pa; /* from here up; below, alpha times pressure may be as much as there */
    double load_g;    /* axial */
    double strapon_range_m, core_range_m; /* from the pad, along the ground, to where they fall */
    double range_off_m;                   /* by how much they may fall off that */
} kurs_ascent_limits;

/* For a Soyuz: 1.5 deg and the drop zones of engineering sources, q and load of the Soyuz manuals
 * (docs/models/ascent.md). */
KURS_API kurs_ascent_limits kurs_ascent_limits_soyuz(void);

/* What an ascent comes to. */
typedef struct kurs_ascent_figures {
    double left_kg; /* usable propellant of the upper stage at cut-off; < 0: missing */
    double q_pa, q_s, alpha, load_g;      /* greatest ones, alpha as its limit counts it */
    double strapon_range_m, core_range_m; /* NaN: no such part, it stays up, or the rocket's file
                                             has no drag areas (airframe) */
    double core_height_m, core_speed_m_s; /* at core separation, over the ellipsoid and ground */
    double cutoff_s;
} kurs_ascent_figures;

/* A flight to be optimised. The plane is the one of least propellant for the programme at hand. */
typedef struct kurs_ascent_case {
    const kurs_rocket *rocket; /* as kurs_rocket_select gives it; its pitch is the start */
    const kurs_spacecraft *spacecraft;
    const kurs_site *site;
    double inc_mean; /* [rad] */
    kurs_tai t_about;
} kurs_ascent_case;

/* Flies the case with a pitch programme (NULL: the rocket's). ERR_RANGE for limits that are none
 * and a pitch without nodes; errors of planning and flight; *out is then untouched. */
KURS_API KURS_CHECK kurs_status kurs_ascent_figures_of(const kurs_ascent_case *what,
                                                       const kurs_ascent_limits *limits,
                                                       const kurs_curve *pitch,
                                                       kurs_ascent_figures *out);

/*
 * Moves the nodes of the rocket's pitch, at their times, until no direction gains more within the
 * limits; nodes that stand at 90 deg at the start of the programme stay. Sequential quadratic
 * programming over flown ascents, differences for derivatives: one to three thousand ascents, 1 to
 * 4 s. ERR_RANGE for limits that are none; ERR_NO_SOLUTION where no programme within the limits was
 * found; errors of flying the start. *out is a curve as the vehicle file has it [rad], untouched on
 * error, as *figures. Limits are met within 0.2 %, ranges within 1 km. Test: test_ascent_optimise,
 * test_ascent_optimum.
 */
KURS_API KURS_CHECK kurs_status kurs_ascent_optimise(const kurs_ascent_case *what,
                                                     const kurs_ascent_limits *limits,
                                                     kurs_curve *out, kurs_ascent_figures *figures);

#endif
