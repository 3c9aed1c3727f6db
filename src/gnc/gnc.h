/* SPDX-License-Identifier: Apache-2.0 */
/* Inner face of gnc: what flies on board. Sees a navigation state and its own models only. */
#ifndef KURS_GNC_GNC_H
#define KURS_GNC_GNC_H

#include "kurs/flight_plan.h"
#include "kurs/frames.h"
#include "kurs/orbit.h"
#include "kurs/spec.h"

/* What navigation knows at an instant. */
typedef struct kurs_nav {
    kurs_tai t;
    double met_s; /* since lift-off */
    kurs_state s_gcrf;
    double mass_kg;
} kurs_nav;

#endif
