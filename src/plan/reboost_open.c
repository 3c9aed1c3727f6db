/* SPDX-License-Identifier: Apache-2.0 */
/* At which phases a profile is open: asked of the planner with the station moved along its orbit. */
#include "math/math.h"
#include "plan/plan.h"
#include "plan/reboost_parts.h"

#define DAY_S 86400.0
/* A pass stays within this of where it was on another phase or orbit of the station. */
#define BESIDE_S 2700.0
/* Steps in which ranges are looked for, and to which their edges are known. */
#define LOOK (1.0 * KURS_DEG)
#define EDGE (0.02 * KURS_DEG)

kurs_status kurs_reboost_phase(const kurs_window_request *window, const kurs_ephemeris *eph,
                               kurs_tai t, double *phase)
{
    kurs_mean_orbit mean;
    const kurs_status status =
        kurs_sgp4_mean(&eph->sets[kurs_ephemeris_nearest(eph, t)], t, &mean);
    if (status < 0) {
        return status;
    }
    const double u = mean.argp + mean.mean_anomaly + 2.0 * mean.ecc * sin(mean.mean_anomaly);
    const double lat = kurs_site_lat_geocentric(&window->mission->site);
    *phase = kurs_wrap_pi(u - kurs_plane_argument(lat, mean.inc));
    return status;
}

kurs_status kurs_reboost_try(const kurs_window_request *window, const kurs_ephemeris *eph,
                             kurs_tai about, int orbits, kurs_window_pass *pass)
{
    kurs_window_request request = *window;
    request.station = eph;
    request.orbits = orbits;
    request.from = request.ready = kurs_tai_add(about, -BESIDE_S);
    request.to = kurs_tai_add(about, BESIDE_S);
    return kurs_window_next(&request, request.from, pass);
}

kurs_status kurs_reboost_find_pass(const kurs_window_request *window, kurs_reboost_date *date)
{
    kurs_window_request request = *window;
    kurs_window_pass pass;
    request.orbits = 0;
    request.from = request.ready = date->day;
    request.to = kurs_tai_add(date->day, DAY_S);
    const kurs_status status = kurs_window_next(&request, request.from, &pass);
    if (status < 0) {
        return status;
    }
    date->pass = pass.open ? pass.opportunity.liftoff : pass.about;
    return kurs_reboost_phase(window, window->station, date->pass, &date->phase);
}

/* Whether the wished pass has the profile with the station this much further on. */
static kurs_status open_at(const kurs_reboost_work *work, double shift, int *open)
{
    const kurs_window_request *window = work->req->window;
    const kurs_tai t = work->wished.pass;
    kurs_tle tle = window->station->sets[kurs_ephemeris_nearest(window->station, t)].tle;
    kurs_ephemeris eph;
    kurs_window_pass pass;
    tle.mean_anomaly = kurs_wrap_2pi(tle.mean_anomaly + shift);
    kurs_status status = kurs_ephemeris_init(&eph, &tle, 1);
    if (status >= 0) {
        status = kurs_reboost_try(window, &eph, t, work->orbits, &pass);
    }
    *open = status >= 0 && pass.open;
    return status;
}

/* The edge between a shift that is closed and one that is open. */
static kurs_status edge_of(const kurs_reboost_work *work, double shut, double open, double *edge)
{
    while (fabs(open - shut) > EDGE) {
        const double middle = 0.5 * (open + shut);
        int is_open;
        const kurs_status status = open_at(work, middle, &is_open);
        if (status < 0) {
            return status;
        }
        *(is_open ? &open : &shut) = middle;
    }
    *edge = open;
    return KURS_OK;
}

kurs_status kurs_reboost_find_ranges(kurs_reboost_work *work)
{
    const int n = (int)(2.0 * KURS_PI / LOOK + 0.5);
    double shut = NAN;
    int last = 1;
    work->range_count = 0;
    kurs_reboost_range now = {0.0, 0.0};
    /* once round to a shift that is closed, then on to the same one again */
    for (int k = -n / 2; k <= n / 2 + n; k++) {
        const double shift = k * LOOK;
        int open;
        kurs_status status = open_at(work, shift, &open);
        if (status < 0) {
            return status;
        }
        if (!isnan(shut) && open && !last) {
            status = edge_of(work, shift - LOOK, shift, &now.lo);
        } else if (!isnan(shut) && !open && last) {
            status = edge_of(work, shift, shift - LOOK, &now.hi);
            if (work->range_count < KURS_REBOOST_RANGES) {
                work->ranges[work->range_count++] = now;
            }
        }
        if (status < 0) {
            return status;
        }
        if (isnan(shut) && !open) {
            shut = shift;
        } else if (!open && shift >= shut + 2.0 * KURS_PI - 0.5 * LOOK) {
            return KURS_OK;
        }
        last = open;
        if (isnan(shut) && k >= n / 2) { /* open everywhere */
            work->ranges[0] = (kurs_reboost_range){-KURS_PI, KURS_PI};
            work->range_count = 1;
            return KURS_OK;
        }
    }
    return KURS_OK;
}
