/* SPDX-License-Identifier: Apache-2.0 */
/* What flight logic sees of the world. */
#ifndef KURS_GNC_NAV_H
#define KURS_GNC_NAV_H

#include "kurs/time.h"
#include "kurs/vec.h"

/* What navigation knows at an instant. */
typedef struct kurs_nav {
    kurs_tai t;
    double met_s; /* since lift-off */
    kurs_state s_gcrf;
    double mass_kg;
} kurs_nav;

#endif
