/* SPDX-License-Identifier: Apache-2.0 */
/* The station of a file of states: elements for SGP4 that are fitted to them. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "app/propagate_parts.h"
#include "app/window_parts.h"
#include "base/base.h"
#include "kurs/elements.h"
#include "kurs/env.h"
#include "kurs/mean_fit.h"
#include "kurs/orbit.h"
#include "kurs/reboost_history.h"
#include "math/math.h"

enum { GRAVITY_DEGREE = 20, GRAVITY_ALIGNMENT = 64 };

/* ---- states ------------------------------------------------------------------------------------
 */

/* Why a state is of no orbit to launch to; 0 where it is of one. */
static int refuse_state(kurs_state s, char *refusal)
{
    kurs_elements el;
    if (kurs_elements_from_state(KURS_EGM_GM, s, &el) < 0) {
        snprintf(refusal, KURS_WINDOW_NOTE_SIZE, "The state is of no orbit.");
        return 1;
    }
    if (el.ecc >= 1.0) {
        snprintf(refusal, KURS_WINDOW_NOTE_SIZE,
                 "The state is of a hyperbola (eccentricity %.4f): it passes once and leaves the "
                 "Earth, and there is no station to launch to.",
                 el.ecc);
        return 1;
    }
    const double perigee = kurs_elements_perigee(&el) - KURS_WGS84_A;
    if (perigee < KURS_WINDOW_PERIGEE_MIN_M) {
        snprintf(
            refusal, KURS_WINDOW_NOTE_SIZE,
            "The orbit comes down to %.0f km; below %.0f km the air ends it within a turn, and "
            "there is nothing to launch to.",
            perigee / 1e3, KURS_WINDOW_PERIGEE_MIN_M / 1e3);
        return 1;
    }
    return 0;
}

/* The elements that SGP4 has for one state, with drag where the file tells it. */
static kurs_status elements_of_state(const kurs_orbit_object *object, kurs_state s_gcrf,
                                     kurs_tle *out)
{
    kurs_earth earth;
    const kurs_tai t = object->points[0].t;
    kurs_tle like = {.catalog_number = 0};
    const double drag = object->drag_coeff * object->drag_area_m2 / object->mass_kg;
    like.bstar = drag > 0.0 && isfinite(drag) ? drag / KURS_BSTAR_M2_KG : 0.0;
    const kurs_status status = kurs_earth_init(&earth, t);
    if (status < 0) {
        return status;
    }
    const kurs_mat3 teme_gcrf = kurs_earth_teme_gcrf(&earth, 0.0);
    const kurs_state s_teme = {kurs_m3_tmulv(teme_gcrf, s_gcrf.r),
                               kurs_m3_tmulv(teme_gcrf, s_gcrf.v)};
    return kurs_mean_fit_state(t, s_teme, &like, out);
}

static kurs_status take_state(const kurs_window_ask *ask, const kurs_orbit_object *object,
                              kurs_turner *turner, kurs_tai from, kurs_tai to,
                              kurs_window_target *out, char *refusal, kurs_diag *diag)
{
    kurs_state s_gcrf;
    kurs_tle tle;
    kurs_status status = kurs_turner_gcrf(turner, object->frame, object->points, &s_gcrf);
    if (status < 0 || refuse_state(s_gcrf, refusal)) {
        return status;
    }
    status = elements_of_state(object, s_gcrf, &tle);
    if (status < 0) {
        return kurs_window_target_fail(diag, ask->target, object->line, status,
                                       "no elements of SGP4 fit this state",
                                       "give a TLE or an OMM of the station");
    }
    out->sets_in_file = 1;
    out->from_state = 1;
    out->no_drag = !(tle.bstar > 0.0);
    return kurs_window_make_station(ask, &tle, 1, from, to, out, refusal);
}

/* ---- ephemerides ------------------------------------------------------------------------------
 */

/* The points of an ephemeris in GCRF. */
typedef struct track {
    size_t n;
    kurs_tai *t;
    kurs_state *s_gcrf;
} track;

/* Points of the segments of one object whose times rise. */
static kurs_status gather(const kurs_orbit_file *file, const kurs_orbit_object *first,
                          kurs_turner *turner, track *out)
{
    const size_t segments = kurs_orbit_file_count(file);
    size_t room = 0;
    for (size_t i = 0; i < segments; i++) {
        const kurs_orbit_object *object = kurs_orbit_file_object(file, i);
        room += kurs_window_is_same(first, object) ? object->point_count : 0;
    }
    out->t = kurs_alloc_array(room, sizeof *out->t);
    out->s_gcrf = kurs_alloc_array(room, sizeof *out->s_gcrf);
    kurs_status status = out->t && out->s_gcrf ? KURS_OK : KURS_ERR_MEMORY;
    for (size_t i = 0; i < segments; i++) {
        const kurs_orbit_object *object = kurs_orbit_file_object(file, i);
        for (size_t k = 0;
             kurs_window_is_same(first, object) && k < object->point_count && status >= 0; k++) {
            const kurs_orbit_point *p = &object->points[k];
            if (out->n > 0 && kurs_tai_diff(p->t, out->t[out->n - 1]) < 1.0) {
                continue; /* a segment that begins where the one before it ends */
            }
            out->t[out->n] = p->t;
            status = kurs_turner_gcrf(turner, object->frame, p, &out->s_gcrf[out->n++]);
        }
    }
    return status;
}

/* The burns of an ephemeris and the elements between them. */
static kurs_status find_history(const track *points, kurs_window_target *out)
{
    static const kurs_tle like = {.catalog_number = 0};
    kurs_reboost_history *history = kurs_alloc_array(1, sizeof *history);
    char *memory = kurs_alloc(sizeof(kurs_gravity) + GRAVITY_ALIGNMENT);
    kurs_status status = KURS_ERR_MEMORY;
    if (history && memory) {
        const size_t off = (uintptr_t)memory % GRAVITY_ALIGNMENT;
        kurs_gravity *gravity = (kurs_gravity *)(void *)(memory + (GRAVITY_ALIGNMENT - off));
        status = kurs_gravity_init(gravity, GRAVITY_DEGREE, GRAVITY_DEGREE);
        const kurs_reboost_task task = {.n = points->n,
                                        .t = points->t,
                                        .s_gcrf = points->s_gcrf,
                                        .gravity = gravity,
                                        .like = &like,
                                        .stop = out->watch->stop,
                                        .stop_ctx = out->watch->ctx};
        status = status < 0 ? status : kurs_reboost_history_find(&task, history);
    }
    if (status >= 0) {
        out->burns_found = history->burn_count;
        out->sets_in_file = (size_t)history->arc_count;
        for (int i = 0; i < history->arc_count; i++) {
            out->fit_rms_m = fmax(out->fit_rms_m, history->arcs[i].rms_m);
        }
        status = kurs_reboost_history_ephemeris(history, &out->station);
    }
    kurs_free(memory);
    kurs_free(history);
    return status;
}

/* What is wrong with points that are too few or too far apart; else with their fit. */
static kurs_status fail_fit(const kurs_window_ask *ask, const track *points, int line,
                            kurs_status why, kurs_diag *diag)
{
    char what[200];
    double gap = 0.0;
    for (size_t i = 1; i < points->n; i++) {
        gap = fmax(gap, kurs_tai_diff(points->t[i], points->t[i - 1]));
    }
    if (why != KURS_ERR_ARGUMENT) {
        snprintf(what, sizeof what, "no elements of SGP4 fit this ephemeris: %s",
                 kurs_status_text(why));
    } else if (points->n < KURS_REBOOST_POINTS) {
        snprintf(what, sizeof what, "this ephemeris has %zu states, too few to fit elements to",
                 points->n);
    } else {
        snprintf(what, sizeof what,
                 "two states of this ephemeris are %.1f h apart, too far to tell a burn between",
                 gap / 3600.0);
    }
    return kurs_window_target_fail(
        diag, ask->target, line, why == KURS_ERR_ARGUMENT ? KURS_ERR_RANGE : why, what,
        "give eight states or more, up to 9 h apart, or a TLE, an OMM or an OPM");
}

static kurs_status take_ephemeris(const kurs_window_ask *ask, const kurs_orbit_file *file,
                                  const kurs_orbit_object *first, kurs_turner *turner,
                                  kurs_tai from, kurs_tai to, kurs_window_target *out,
                                  char *refusal, kurs_diag *diag)
{
    track points = {0};
    kurs_status status = gather(file, first, turner, &points);
    if (status >= 0 && points.n > 0 && refuse_state(points.s_gcrf[0], refusal)) {
        kurs_free(points.s_gcrf);
        kurs_free(points.t);
        return KURS_OK;
    }
    const kurs_status gathered = status;
    status = status < 0 ? status : find_history(&points, out);
    if (status < 0 && status != KURS_ERR_MEMORY && status != KURS_ERR_STOPPED && gathered >= 0) {
        status = fail_fit(ask, &points, first->line, status, diag);
    }
    kurs_free(points.s_gcrf);
    kurs_free(points.t);
    if (status < 0) {
        return status;
    }
    for (int i = 0; i < ask->burns_of_station_count && status >= 0; i++) {
        status = kurs_ephemeris_try_burn(&out->station, &ask->burns_of_station[i], &out->station);
    }
    if (status < 0) {
        kurs_window_refuse_burns(status, refusal);
        return KURS_OK;
    }
    return kurs_window_check_station(from, to, out, refusal);
}

kurs_status kurs_window_take_points(const kurs_window_ask *ask, const kurs_orbit_file *file,
                                    const kurs_orbit_object *first, kurs_tai from, kurs_tai to,
                                    kurs_window_target *out, char *refusal, kurs_diag *diag)
{
    kurs_turner *turner = kurs_alloc(sizeof *turner);
    if (!turner) {
        return KURS_ERR_MEMORY;
    }
    kurs_turner_init(turner, NULL);
    const kurs_status status =
        first->kind == KURS_ORBIT_OEM && first->point_count > 1
            ? take_ephemeris(ask, file, first, turner, from, to, out, refusal, diag)
            : take_state(ask, first, turner, from, to, out, refusal, diag);
    kurs_free(turner);
    return status;
}
