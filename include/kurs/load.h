/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads one part of a mission by itself: a rocket, a site, a profile and so on, each by the name
 * of a file of the library's own data ("soyuz-2.1a") or by a path that ends in ".yaml". The same
 * files, checks and messages as those of kurs_mission_load.
 */
#ifndef KURS_LOAD_H
#define KURS_LOAD_H

#include "kurs/api.h"
#include "kurs/diag.h"
#include "kurs/spec.h"
#include "kurs/status.h"
#include "kurs/vehicle.h"

/*
 * All of them: ERR_NOT_FOUND for a name that is not there (the message has the nearest one, or
 * all); ERR_IO for a path that cannot be read; ERR_RANGE for a name too long to be an id;
 * ERR_MEMORY; else the status of the first error in the file, as of kurs_mission_load. Every error
 * goes to *diag, to which is added. On error *out is untouched. Where the type has an id it is
 * the name of the file without folder and ending. Test: test_load.
 */
KURS_API KURS_CHECK kurs_status kurs_load_rocket(const char *name, kurs_rocket *out,
                                                 kurs_diag *diag);
KURS_API KURS_CHECK kurs_status kurs_load_spacecraft(const char *name, kurs_spacecraft *out,
                                                     kurs_diag *diag);
KURS_API KURS_CHECK kurs_status kurs_load_site(const char *name, kurs_site *out, kurs_diag *diag);
KURS_API KURS_CHECK kurs_status kurs_load_station(const char *name, kurs_station *out,
                                                  kurs_diag *diag);
KURS_API KURS_CHECK kurs_status kurs_load_zone(const char *name, kurs_zone *out, kurs_diag *diag);
KURS_API KURS_CHECK kurs_status kurs_load_countdown(const char *name, kurs_countdown *out,
                                                    kurs_diag *diag);
KURS_API KURS_CHECK kurs_status kurs_load_profile(const char *name, kurs_profile *out,
                                                  kurs_diag *diag);
KURS_API KURS_CHECK kurs_status kurs_load_approach(const char *name, kurs_approach_rules *out,
                                                   kurs_diag *diag);
KURS_API KURS_CHECK kurs_status kurs_load_return(const char *name, kurs_return_rules *out,
                                                 kurs_diag *diag);

/* Radio sites; *count of them. */
KURS_API KURS_CHECK kurs_status kurs_load_radio(const char *name,
                                                kurs_radio_site out[KURS_MAX_RADIO_SITES],
                                                int *count, kurs_diag *diag);

#endif
