/* SPDX-License-Identifier: Apache-2.0 */
/* Solar and geomagnetic indices: from the built-in table (2017 to 2026) or a user's series. */
#ifndef KURS_SPACE_WEATHER_H
#define KURS_SPACE_WEATHER_H

#include "kurs/api.h"
#include "kurs/nrlmsise00.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/weather_series.h"

/* X(name, text): what the indices are at an instant */
#define KURS_WEATHER_MODES(X)                                                                      \
    X(fixed, "F10.7 150, ap 15")                                                                   \
    X(held, "the mean of the three days before the start")                                         \
    X(observed, "the values of each day and 3 hours")

typedef enum kurs_weather_mode {
#define KURS_WEATHER_ENUM(name, text) KURS_WEATHER_##name,
    KURS_WEATHER_MODES(KURS_WEATHER_ENUM)
#undef KURS_WEATHER_ENUM
        KURS_WEATHER_COUNT
} kurs_weather_mode;

typedef struct kurs_weather {
    kurs_weather_mode mode;
    kurs_tai start;                    /* for held, and for the season where that is held */
    const kurs_weather_series *series; /* NULL: the built-in table */
    int season_held; /* 1: the air keeps the day of the year of the start, without a step at 0h (up
                        to 1 % of the density); for kurs_numerical_states */
} kurs_weather;

/*
 * The activity that NRLMSISE-00 asks for. F10.7 is that of the day before, in which a single day
 * spoilt by a flare is mended: where it is more than 40 % off the median of the five days about it,
 * the median stands for it. `observed` gives the history of ap. CAVEAT_WEATHER_PREDICTED where a
 * value used is a prediction, CAVEAT_WEATHER_OUTSIDE beyond the rows: then those at the end.
 * ERR_RANGE outside 1972 to 2100, ERR_ARGUMENT for a series that is none.
 */
KURS_API KURS_CHECK kurs_status kurs_weather_at(const kurs_weather *weather, kurs_tai t,
                                                kurs_sun_activity *out);

/* F10.7 of a day (MJD of UTC), mended; of a day outside the rows that of the nearest one. */
KURS_API double kurs_weather_f107(const kurs_weather_series *series, int mjd);

#endif
