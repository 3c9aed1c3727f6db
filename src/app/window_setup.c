/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a window, and the planner's model of the ascent. */
#include <string.h>

#include "app/ascent_model.h"
#include "app/window_parts.h"
#include "kurs/load.h"
#include "math/math.h"

/* ---- the parts --------------------------------------------------------------------------------
 */

static kurs_status add_profile(kurs_mission *m, const char *name, kurs_diag *diag)
{
    if (m->profile_count == KURS_MAX_PROFILES) {
        return KURS_OK; /* the shortest are kept */
    }
    const kurs_status status = kurs_load_profile(name, &m->profiles[m->profile_count], diag);
    m->profile_count += status >= 0;
    return status;
}

/* Those of the ship's operator, or the only one asked for. */
static kurs_status load_profiles(kurs_window_found *found, kurs_diag *diag)
{
    kurs_mission *m = &found->mission;
    const kurs_spacecraft *ship = &m->spacecraft;
    kurs_status status = KURS_OK;
    if (found->ask->profile) {
        status = add_profile(m, found->ask->profile, diag);
        const int orbits = m->profiles[0].orbits;
        const int flies = status >= 0 ? kurs_spacecraft_flies(ship, orbits) : 1;
        if (flies != 1) {
            kurs_window_note(found, "the operator of %.48s %s the profile of %d orbit%s%s",
                             ship->name, flies == 2 ? "flies" : "never flies", orbits,
                             orbits == 1 ? "" : "s", flies == 2 ? " on request only" : "");
        }
        return status;
    }
    for (int i = 0; i < ship->profile_count && status >= 0; i++) {
        char name[KURS_ID_SIZE];
        snprintf(name, sizeof name, "orbits-%d", ship->profiles[i]);
        status = add_profile(m, name, diag);
    }
    return status;
}

/* The rocket as it flies this ship. */
static kurs_status select_rocket(kurs_mission *m, kurs_diag *diag)
{
    const kurs_status status = kurs_rocket_select(&m->rocket, &m->spacecraft, &m->rocket);
    if (status < 0) {
        kurs_diag_item item = {.status = status};
        snprintf(item.file, sizeof item.file, "%s", m->spacecraft.id);
        snprintf(item.what, sizeof item.what,
                 "it flies the ascent programme '%s', which the rocket '%s' does not have",
                 m->spacecraft.programme, m->rocket.id);
        snprintf(item.remedy, sizeof item.remedy, "name another --rocket or --spacecraft");
        kurs_diag_add(diag, &item);
    }
    return status;
}

/* A ship of which nothing comes back brings nobody home: its landing chance is a Soyuz's. */
static kurs_status load_returning(kurs_window_found *found, kurs_diag *diag)
{
    if (found->mission.spacecraft.descent_module_kg > 0.0) {
        memcpy(&found->returning, &found->mission.spacecraft, sizeof found->returning);
        return KURS_OK;
    }
    return kurs_load_spacecraft("soyuz-ms", &found->returning, diag);
}

kurs_status kurs_window_load_parts(kurs_window_found *found, kurs_diag *diag)
{
    const kurs_window_ask *ask = found->ask;
    kurs_mission *m = &found->mission;
    const kurs_status all[] = {
        kurs_load_rocket(ask->rocket, &m->rocket, diag),
        kurs_load_spacecraft(ask->spacecraft, &m->spacecraft, diag),
        kurs_load_site(ask->site, &m->site, diag),
        kurs_load_zone(ask->zone, &m->zone, diag),
        kurs_load_countdown(ask->countdown, &m->countdown, diag),
        kurs_load_station("iss", &m->station, diag),
        kurs_load_approach("kurs", &m->approach, diag),
        kurs_load_return("soyuz", &m->ret, diag),
        kurs_load_radio("russian", m->radio, &m->radio_count, diag),
    };
    kurs_status worst = KURS_OK;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        worst = kurs_status_worse(worst, all[i]);
    }
    if (worst >= 0) {
        worst = kurs_status_worse(select_rocket(m, diag), load_profiles(found, diag));
    }
    return worst < 0 ? worst : load_returning(found, diag);
}

/* ---- the ascent -------------------------------------------------------------------------------
 */

/* The planner's model of the ascent into the station's plane, flown for the middle of the time. */
kurs_status kurs_window_make_ascent(kurs_window_found *found, kurs_tai about)
{
    const kurs_mission *m = &found->mission;
    const kurs_ephemeris *station = &found->target.station;
    const double inc = station->sets[kurs_ephemeris_nearest(station, about)].tle.inc;
    kurs_ascent_refusal why;
    const kurs_status status = kurs_ascent_model_make(&m->rocket, &m->spacecraft, &m->site, inc,
                                                      about, &found->ascent, &why);
    if (status == KURS_ERR_NO_SOLUTION) {
        return kurs_window_refuse(found, why.text);
    }
    kurs_window_note_caveat(found, status);
    return status;
}
