/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The SGP4 and SDP4 models of two-line elements: Hoots and Roehrich, Spacetrack Report No. 3
 * (1980), as corrected by Vallado, Crawford, Hujsak and Kelso, AIAA 2006-6753. Periods under 225
 * min are near-Earth (SGP4); others are deep space (SDP4): Sun, Moon and the resonances of 12 and
 * 24 hours.
 */
#ifndef KURS_SGP4_H
#define KURS_SGP4_H

#include <stddef.h>

#include "kurs/api.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/tle.h"
#include "kurs/vec.h"

/* Gravity of the model. The published elements are fitted to WGS-72, the default; the old one has
 * its rounded sqrt(gm). */
typedef enum kurs_sgp4_gravity {
    KURS_SGP4_WGS72,
    KURS_SGP4_WGS72_OLD,
    KURS_SGP4_WGS84,
} kurs_sgp4_gravity;

/* How deep space takes sidereal time and the sign of the node: IMPROVED, the default, by GMST of
 * 1982 and with the sign it has; AFSPC as the operational code of the 1980s. Near the Earth they
 * are one. */
typedef enum kurs_sgp4_mode {
    KURS_SGP4_IMPROVED,
    KURS_SGP4_AFSPC,
} kurs_sgp4_mode;

/* All 0 is the default. */
typedef struct kurs_sgp4_options {
    kurs_sgp4_gravity gravity;
    kurs_sgp4_mode mode;
} kurs_sgp4_options;

/*
 * Why there is no state, beside the status: 1 to 6 are the codes of AIAA 2006-6753.
 * X(name, code, status, text)
 */
#define KURS_SGP4_ERROR_LIST(X)                                                                    \
    X(NONE, 0, OK, "there is a state")                                                             \
    X(ECCENTRICITY, 1, ERR_RANGE, "the mean eccentricity is outside 0 to 1")                       \
    X(MEAN_MOTION, 2, ERR_RANGE, "the mean motion is not above 0")                                 \
    X(PERTURBED_ECCENTRICITY, 3, ERR_RANGE, "Sun and Moon drive the eccentricity out of 0 to 1")   \
    X(SEMI_LATUS_RECTUM, 4, ERR_RANGE, "the semi-latus rectum is below 0")                         \
    X(SUBORBITAL, 5, ERR_DECAYED, "the state at the epoch is below the surface")                   \
    X(DECAYED, 6, ERR_DECAYED, "the orbit has decayed")                                            \
    X(ELEMENTS, 7, ERR_RANGE, "an element is not a number")                                        \
    X(TIME, 8, ERR_RANGE, "the time is more than 100 million minutes from the epoch")

typedef enum kurs_sgp4_error {
#define KURS_SGP4_ERROR_ENUM(name, code, status, text) KURS_SGP4_ERROR_##name = (code),
    KURS_SGP4_ERROR_LIST(KURS_SGP4_ERROR_ENUM)
#undef KURS_SGP4_ERROR_ENUM
} kurs_sgp4_error;

/* One sentence for people, without a full stop; "unknown" outside the list. */
KURS_API const char *kurs_sgp4_error_text(kurs_sgp4_error error);

/* The model made ready for one set: plain data, read only after init. Its inside is private. */
typedef struct kurs_sgp4 {
    kurs_tle tle;
    kurs_sgp4_mode mode;
    int simple; /* 1 for perigee under 220 km, and for deep space */
    int deep;   /* 1 for periods of 225 min and more */
    double coef[96];
} kurs_sgp4;

/*
 * Makes the model ready, with WGS-72 and the improved mode; init_with takes options (NULL: these)
 * and tells the reason of a refusal in *why (may be NULL), NONE where there is none. ERR_RANGE or
 * ERR_DECAYED as in the list above, also for a set that has no state at its epoch, which is then
 * SUBORBITAL where it is below the surface; a perigee below the surface is none. ERR_ARGUMENT for
 * options that are none. Deep space needs the date of the epoch: statuses and caveats of
 * kurs_tai_jd_utc. On error *model is untouched.
 */
KURS_API KURS_CHECK kurs_status kurs_sgp4_init(kurs_sgp4 *model, const kurs_tle *tle);
KURS_API KURS_CHECK kurs_status kurs_sgp4_init_with(kurs_sgp4 *model, const kurs_tle *tle,
                                                    const kurs_sgp4_options *options,
                                                    kurs_sgp4_error *why);

/*
 * State in TEME [m, m/s] at t, which depends on the model and t alone. ERR_DECAYED and ERR_RANGE as
 * in the list above (kurs_sgp4_why tells which); CAVEAT_ELEMENTS_OLD beyond 3 days from the epoch.
 * All 666 states of the published verification set come out to 2e-7 km, near the Earth to 1e-8 km,
 * the rounding of its print (test_sgp4_published; test_sgp4 has a sample of it). A resonant orbit
 * is integrated from its epoch in steps of half a day.
 */
KURS_API KURS_CHECK kurs_status kurs_sgp4_state(const kurs_sgp4 *model, kurs_tai t,
                                                kurs_state *out_teme);

/* Why kurs_sgp4_state has no state at t; NONE where it has one. */
KURS_API kurs_sgp4_error kurs_sgp4_why(const kurs_sgp4 *model, kurs_tai t);

/*
 * Mean elements at t with all secular change, by drag, Sun, Moon and resonance: angles [rad, 0 to
 * 2 pi], a [m], and their rates. mean_motion is the rate of mean_anomaly, so mean_motion +
 * argp_rate is that of the mean argument of latitude. Statuses as of kurs_sgp4_state but for what
 * only the periodic terms can tell. Test: test_sgp4.
 */
typedef struct kurs_mean_orbit {
    double a, ecc, inc, node, argp, mean_anomaly;
    double mean_motion, node_rate, argp_rate; /* rad/s */
} kurs_mean_orbit;
KURS_API KURS_CHECK kurs_status kurs_sgp4_mean(const kurs_sgp4 *model, kurs_tai t,
                                               kurs_mean_orbit *out);

/*
 * States of one model at n instants, eight at a time in vector lanes near the Earth, one by one in
 * deep space (quickest in rising order of time). statuses[i] is that of kurs_sgp4_state at t[i];
 * where it is below 0 out_teme[i] is untouched. A state does not depend on its neighbours, nor on
 * the kind of vector instructions; it is within 2e-8 km of kurs_sgp4_state (test_sgp4_batch).
 * ERR_ARGUMENT for NULL, else OK.
 */
KURS_API KURS_CHECK kurs_status kurs_sgp4_batch_times(const kurs_sgp4 *model, size_t n,
                                                      const kurs_tai *t, kurs_state *out_teme,
                                                      kurs_status *statuses);

/* Eight models side by side for kurs_sgp4_batch_objects. Its inside is private. */
enum { KURS_SGP4_BLOCK = 8 };
typedef struct kurs_sgp4_block {
    double coef[40][KURS_SGP4_BLOCK];
    int64_t epoch_s[KURS_SGP4_BLOCK];
    double epoch_f[KURS_SGP4_BLOCK];
} kurs_sgp4_block;

/* How many blocks n models fill. */
KURS_API size_t kurs_sgp4_blocks_count(size_t n);

/* Fills the kurs_sgp4_blocks_count(n) blocks of n models. */
KURS_API void kurs_sgp4_blocks_init(kurs_sgp4_block *blocks, const kurs_sgp4 *models, size_t n);

/*
 * States of n models at one instant, from the models and the blocks that were made of them. Lanes,
 * statuses and accuracy as of kurs_sgp4_batch_times; a lane of a deep-space model is idle, so let
 * those stand together where there are many. ERR_ARGUMENT for NULL, else OK.
 */
KURS_API KURS_CHECK kurs_status kurs_sgp4_batch_objects(const kurs_sgp4 *models,
                                                        const kurs_sgp4_block *blocks, size_t n,
                                                        kurs_tai t, kurs_state *out_teme,
                                                        kurs_status *statuses);

#endif
