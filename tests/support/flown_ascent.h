/* SPDX-License-Identifier: Apache-2.0 */
/* Flown figures of a crewed ascent that both of its models are held to. Keys of the sources:
 * data/vehicles/SOURCE.md. */
#ifndef KURS_TESTS_FLOWN_ASCENT_H
#define KURS_TESTS_FLOWN_ASCENT_H

#include "check.h"
#include "kurs/record.h"

/* Heights and speeds over the ground at three separations (ORB, for crewed flights); the last up to
 * 3850 m/s. */
static inline void check_flown_bands(const kurs_event *boosters, const kurs_event *fairing,
                                     const kurs_event *core)
{
    check_near(45e3, boosters->alt_m, 5e3, 0.0);
    check_near(1695.0, boosters->speed_earth_m_s, 55.0, 0.0);
    check_near(79e3, fairing->alt_m, 5e3, 0.0);
    check_near(1915.0, fairing->speed_earth_m_s, 15.0, 0.0);
    check_near(157e3, core->alt_m, 5e3, 0.0);
    check_near(3750.0, core->speed_earth_m_s, 100.0, 0.0);
}

#endif
