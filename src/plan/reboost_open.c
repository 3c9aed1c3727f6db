/* SPDX-License-Identifier: Apache-2.0 */
/* At which phases a profile is open: asked of the planner with the station moved along its orbit.
 */
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
    const kurs_status status = kurs_sgp4_mean(&eph->sets[kurs_ephemeris_nearest(eph, t)], t, &mean);
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

/* One pass, asked for with the station moved along its orbit. */
typedef struct look {
    const kurs_reboost_request *req;
    const kurs_window_request *window;
    int orbits;
    kurs_tai about;
} look;

static kurs_status open_at(const look *l, double shift, int *open, kurs_tai *liftoff)
{
    const kurs_ephemeris *station = l->window->station;
    kurs_tle tle = station->sets[kurs_ephemeris_nearest(station, l->about)].tle;
    kurs_ephemeris eph;
    kurs_window_pass pass;
    tle.mean_anomaly = kurs_wrap_2pi(tle.mean_anomaly + shift);
    *open = 0;
    if (l->req->stop && l->req->stop(l->req->stop_ctx)) {
        return KURS_ERR_STOPPED;
    }
    kurs_status status = kurs_ephemeris_init(&eph, &tle, 1);
    if (status >= 0) {
        status = kurs_reboost_try(l->window, &eph, l->about, l->orbits, &pass);
    }
    *open = status >= 0 && pass.open;
    if (*open) {
        *liftoff = pass.opportunity.liftoff;
    }
    return status;
}

/* The edge between a shift that is closed and one that is open. */
static kurs_status edge_of(const look *l, double shut, double open, double *edge)
{
    while (fabs(open - shut) > EDGE) {
        const double middle = 0.5 * (open + shut);
        kurs_tai t;
        int is_open;
        const kurs_status status = open_at(l, middle, &is_open, &t);
        if (status < 0) {
            return status;
        }
        *(is_open ? &open : &shut) = middle;
    }
    *edge = open;
    return KURS_OK;
}

/* The first shift from -pi on that is closed; +pi or more: all are open. */
static kurs_status first_shut(const look *l, double *shift)
{
    int open = 1;
    kurs_tai t;
    for (*shift = -KURS_PI; *shift < KURS_PI; *shift += LOOK) {
        const kurs_status status = open_at(l, *shift, &open, &t);
        if (status < 0 || !open) {
            return status;
        }
    }
    return KURS_OK;
}

/* Once round from a shift that is closed to the same one again. */
static kurs_status find_ranges(const look *l, kurs_reboost_date *date)
{
    double shut;
    kurs_status status = first_shut(l, &shut);
    kurs_reboost_range now = {0.0, 0.0};
    int last = 0;
    date->range_count = 0;
    if (status >= 0 && shut >= KURS_PI) {
        date->ranges[date->range_count++] = (kurs_reboost_range){-KURS_PI, KURS_PI};
        return KURS_OK;
    }
    const int n = (int)(2.0 * KURS_PI / LOOK + 0.5);
    for (int k = 1; k <= n && status >= 0; k++) {
        const double shift = shut + k * LOOK;
        kurs_tai t;
        int open = 0;
        status = k < n ? open_at(l, shift, &open, &t) : KURS_OK;
        if (status >= 0 && open && !last) {
            status = edge_of(l, shift - LOOK, shift, &now.lo);
        } else if (status >= 0 && !open && last) {
            status = edge_of(l, shift, shift - LOOK, &now.hi);
            if (date->range_count < KURS_REBOOST_RANGES) {
                date->ranges[date->range_count++] = now;
            }
        }
        last = open;
    }
    return status;
}

const kurs_reboost_range *kurs_reboost_nearest_range(const kurs_reboost_date *date)
{
    const kurs_reboost_range *best = NULL;
    double least = INFINITY;
    for (int i = 0; i < date->range_count; i++) {
        const kurs_reboost_range *r = &date->ranges[i];
        const double off = fabs(kurs_wrap_pi(0.5 * (r->lo + r->hi))) - 0.5 * (r->hi - r->lo);
        if (off < least) {
            least = off;
            best = r;
        }
    }
    return best;
}

kurs_status kurs_reboost_find_date(const kurs_reboost_request *req, int orbits,
                                   kurs_reboost_date *date)
{
    const kurs_window_request *window = req->window;
    kurs_window_request request = *window;
    kurs_window_pass pass;
    request.orbits = orbits;
    request.from = request.ready = date->day;
    request.to = kurs_tai_add(date->day, DAY_S);
    kurs_status status = kurs_window_next(&request, request.from, &pass);
    if (status < 0) {
        return status;
    }
    const look l = {req, window, orbits, pass.about};
    date->pass = pass.about;
    status = find_ranges(&l, date);
    const kurs_reboost_range *r = kurs_reboost_nearest_range(date);
    if (status >= 0 && r) {
        int open;
        status = open_at(&l, 0.5 * (r->lo + r->hi), &open, &date->pass);
    }
    return status < 0 ? status
                      : kurs_reboost_phase(window, window->station, date->pass, &date->phase);
}
