/* SPDX-License-Identifier: Apache-2.0 */
/* Which burn of the station opens a wished day. */
#include <math.h>

#include "app/window_parts.h"

#define DAY_S 86400.0

/* 0 h UTC of an instant's day; the instant where it has none. */
static kurs_tai day_of(kurs_tai t)
{
    kurs_tai day = t;
    return kurs_window_day_of(t, &day) < 0 ? t : day;
}

kurs_tai kurs_window_launch_day(const kurs_window_ask *ask)
{
    return day_of(ask->has_launch_day ? ask->launch_day : ask->from);
}

/* From the day after the elements, as many as the planner takes, to the one before the launch. */
static void choose_days(const kurs_window_found *found, kurs_reboost_request *request)
{
    const kurs_window_ask *ask = found->ask;
    const kurs_ephemeris *station = &found->target.station;
    const kurs_tai launch = request->launch_day;
    request->burn_to = day_of(kurs_tai_add(launch, -0.5 * DAY_S));
    if (ask->has_burn_days) {
        request->burn_from = day_of(ask->burn_from);
        request->burn_to = day_of(ask->burn_to);
        return;
    }
    const kurs_tai data = station->data[kurs_ephemeris_nearest(station, launch)];
    const kurs_tai after = day_of(kurs_tai_add(data, DAY_S));
    const kurs_tai most =
        day_of(kurs_tai_add(request->burn_to, -(KURS_REBOOST_DAYS_MAX - 1.5) * DAY_S));
    request->burn_from = kurs_tai_diff(after, most) > 0.0 ? after : most;
    if (kurs_tai_diff(request->burn_from, request->burn_to) > 0.0) {
        request->burn_from = request->burn_to; /* elements of later than the launch */
    }
}

/* Two orbits, where the ship flies them and no other profile is asked for. */
static int orbits_of(const kurs_mission *m)
{
    for (int i = 0; i < m->profile_count; i++) {
        if (m->profiles[i].orbits == 2) {
            return 2;
        }
    }
    return m->profiles[0].orbits;
}

kurs_status kurs_window_reboost_find(kurs_window_found *found)
{
    const kurs_window_ask *ask = found->ask;
    const kurs_tai launch = kurs_window_launch_day(ask);
    const kurs_window_request window =
        kurs_window_request_of(found, launch, kurs_tai_add(launch, DAY_S));
    kurs_reboost_request *request = &found->reboost_request;
    *request = (kurs_reboost_request){.window = &window,
                                      .launch_day = launch,
                                      .backup_days = 2,
                                      .orbits = orbits_of(&found->mission),
                                      .landing = ask->has_landing_day,
                                      .landing_day = day_of(ask->landing_day),
                                      .returning = &found->returning,
                                      .stop = found->watch->stop,
                                      .stop_ctx = found->watch->ctx};
    choose_days(found, request);
    if (found->watch->progress) {
        found->watch->progress(found->watch->ctx, 0.0, "reboost");
    }
    found->reboost.open_min = found->reboost.open_max = (double)NAN;
    const kurs_status status = kurs_reboost_search(request, &found->reboost);
    request->window = NULL; /* it ends here */
    request->returning = NULL;
    if (status == KURS_ERR_ARGUMENT) {
        snprintf(found->reboost.reason, sizeof found->reboost.reason,
                 "the first day of burns is not before the wished day");
        return KURS_OK;
    }
    if (status == KURS_ERR_NOT_FOUND) {
        snprintf(found->reboost.reason, sizeof found->reboost.reason, "the wished day has no pass");
        return KURS_OK;
    }
    if (status == KURS_ERR_NO_CONVERGENCE || status == KURS_ERR_NO_SOLUTION ||
        status == KURS_ERR_DECAYED) {
        snprintf(found->reboost.reason, sizeof found->reboost.reason, "no burn was found: %s",
                 kurs_status_text(status));
        return KURS_OK;
    }
    return status;
}
