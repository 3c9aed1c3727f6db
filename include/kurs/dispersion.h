/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What goes otherwise in one ascent than its files say: engines, masses, drag, wind, navigation, an
 * engine that stops. Plain numbers that are drawn for one run of a campaign and applied to a
 * rocket; all 0 is the ascent of the files.
 */
#ifndef KURS_DISPERSION_H
#define KURS_DISPERSION_H

#include <stdint.h>

#include "kurs/api.h"
#include "kurs/status.h"
#include "kurs/vec.h"
#include "kurs/vehicle.h"

/* The stages as indices. */
enum { KURS_OF_STRAPON, KURS_OF_CORE, KURS_OF_UPPER, KURS_DISPERSED_STAGES };

/* Of one stage: what is added to 1 for the factor of each figure. More thrust at the same specific
 * impulse is more flow, so that the tanks are empty earlier. */
typedef struct kurs_stage_dispersion {
    double thrust, isp, dry, propellant;
} kurs_stage_dispersion;

/* Engines that stop at at_s [s after lift-off]. Those of all units of a stage count together: one
 * of a Soyuz' four strap-ons takes a quarter of their thrust and flow, and what is in its tanks
 * is lost to the others. */
typedef struct kurs_engine_out {
    int engines; /* how many; 0: none */
    int stage;   /* KURS_OF_STRAPON and so on */
    double at_s;
} kurs_engine_out;

typedef struct kurs_ascent_dispersion {
    kurs_stage_dispersion stage[KURS_DISPERSED_STAGES];
    double spacecraft, fairing, drag; /* added to 1 for the factor of mass, mass, coefficient */
    double wind_speed;                /* added to 1 for the factor of the wind's profile */
    double wind_turn;         /* [rad] by which the profile is turned, from north over east */
    kurs_vec3 tilt_gcrf;      /* [rad] turn of the platform against the stars */
    double accelerometer;     /* added to 1 for the velocity measured */
    kurs_vec3 bias_gcrf_m_s2; /* acceleration that is measured without being there */
    kurs_engine_out out;
} kurs_ascent_dispersion;

/* Standard deviations of the same figures, the same along each axis of a vector. */
typedef struct kurs_ascent_spread {
    kurs_stage_dispersion stage[KURS_DISPERSED_STAGES];
    double spacecraft, fairing, drag, wind_speed, wind_turn;
    double tilt, accelerometer, bias_m_s2;
} kurs_ascent_spread;

/* The spread of a launcher of the Soyuz class. Grade U: own estimates, each from what is usual for
 * the kind of figure (docs/models/ascent.md); no published set was found. */
KURS_API kurs_ascent_spread kurs_ascent_spread_usual(void);

/*
 * The dispersion of one run, normal about 0. Each figure has a stream of its own, named in
 * "ascent." and the figure ("ascent.core.isp"), whose draw `run` it is: one run can be repeated
 * without the others, and a figure more changes none of the rest. No engine fails. Test:
 * test_dispersion.
 */
KURS_API void kurs_ascent_disperse(const kurs_ascent_spread *spread, uint64_t seed, uint64_t run,
                                   kurs_ascent_dispersion *out);

/*
 * The rocket as it then is: engines, masses (gross ones with them), drag, and the level of a stage
 * whose engines stop. Spacecraft, wind and navigation are for who flies it. ERR_RANGE for a factor
 * that is not above 0 or no number, a stage that is none, or more engines than there are; ERR_FULL
 * where the level has no room for a step more; *out is then untouched. It may be `rocket`. One
 * whose engines stop is for an ascent as a point: that of a body knows its levels by number.
 */
KURS_API KURS_CHECK kurs_status kurs_rocket_disperse(const kurs_rocket *rocket,
                                                     const kurs_ascent_dispersion *dispersion,
                                                     kurs_rocket *out);

#endif
