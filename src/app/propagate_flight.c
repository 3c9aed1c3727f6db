/* SPDX-License-Identifier: Apache-2.0 */
/* A numerical flight in stretches of days, between which it can be stopped. */
#include <math.h>

#include "app/propagate_parts.h"
#include "time/time.h"

enum { STRETCH_DAYS = 8 };

/* 0h UTC some days on; 0 where the calendar ends before. */
static int rest_after(kurs_tai t, int forward, kurs_tai *out)
{
    kurs_utc_day day;
    if (kurs_utc_day_of_tai(t.s, &day) < 0 ||
        kurs_utc_day_of_mjd(day.mjd + (forward ? STRETCH_DAYS : -STRETCH_DAYS), &day) < 0) {
        return 0;
    }
    *out = (kurs_tai){day.start, 0.0};
    return 1;
}

static int is_beyond(kurs_tai t, kurs_tai rest, int forward)
{
    const double dt = kurs_tai_diff(t, rest);
    return forward ? dt > 0.0 : dt < 0.0;
}

/* What kurs_numerical_states leaves alone after an error can be told from a state. */
static void blank(kurs_state *states, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        states[i].r.x = (double)NAN;
    }
}

kurs_status kurs_propagate_fly(const kurs_propagate_start *start, size_t n, kurs_tai *times,
                               kurs_state *out_gcrf, size_t *done, kurs_notes *notes,
                               const kurs_flight_watch *watch)
{
    const int forward = n == 0 || kurs_tai_diff(times[n - 1], start->t) >= 0.0;
    kurs_tai t = start->t, rest;
    kurs_state s = start->s_gcrf;
    *done = 0;
    while (*done < n) {
        size_t k = n;
        if (watch->stop && watch->stop(watch->ctx, t)) {
            return KURS_ERR_STOPPED;
        }
        if (rest_after(t, forward, &rest)) {
            for (k = *done; k < n && !is_beyond(times[k], rest, forward); k++) {
            }
        }
        /* one more state, at the rest, stands for a while where the next ones begin */
        const size_t more = k < n ? 1 : 0;
        const kurs_tai kept = times[more ? k : 0];
        if (more) {
            times[k] = rest;
        }
        blank(out_gcrf + *done, k - *done + more);
        kurs_numerical_effort effort = {0, 0, 0, 0};
        const kurs_status status = kurs_numerical_states(&start->model, t, s, k - *done + more,
                                                         times + *done, out_gcrf + *done, &effort);
        *notes |= effort.caveats; /* their bits are those of notes */
        if (more) {
            times[k] = kept;
            t = rest;
            s = out_gcrf[k];
        }
        if (status < 0) {
            while (*done < k && isfinite(out_gcrf[*done].r.x)) {
                ++*done;
            }
            return status;
        }
        *done = k;
    }
    return KURS_OK;
}
