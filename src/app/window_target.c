/* SPDX-License-Identifier: Apache-2.0 */
/* The station of an orbit file. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
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

/* Below it no orbit lasts a turn: the lowest that spacecraft have flown was 122 km (grade U). */
#define LOWEST_PERIGEE_M 120e3

enum { GRAVITY_DEGREE = 20, GRAVITY_ALIGNMENT = 64 };

static kurs_status fail(kurs_diag *diag, const char *file, int line, kurs_status status,
                        const char *what, const char *remedy)
{
    kurs_diag_item item = {.status = status, .line = line, .column = line > 0};
    snprintf(item.file, sizeof item.file, "%s", strcmp(file, "-") == 0 ? "standard input" : file);
    snprintf(item.what, sizeof item.what, "%s", what);
    snprintf(item.remedy, sizeof item.remedy, "%s", remedy);
    kurs_diag_add(diag, &item);
    return status;
}

/* 1 where an object is the one asked for, by name or number. */
static int is_wanted(const kurs_orbit_object *object, const char *wanted)
{
    char number[16];
    snprintf(number, sizeof number, "%d", object->tle.catalog_number);
    return !wanted || strcmp(object->name, wanted) == 0 || strcmp(object->id, wanted) == 0 ||
           (kurs_propagate_is_mean(object) && strcmp(number, wanted) == 0);
}

/* 1 where two objects of a file are one: by number, or by name and id. */
static int is_same(const kurs_orbit_object *a, const kurs_orbit_object *b)
{
    if (kurs_propagate_is_mean(a) != kurs_propagate_is_mean(b)) {
        return 0;
    }
    return kurs_propagate_is_mean(a) ? a->tle.catalog_number == b->tle.catalog_number
                                     : strcmp(a->name, b->name) == 0 && strcmp(a->id, b->id) == 0;
}

/* The first object asked for; there must be no other one. */
static kurs_status find_object(const kurs_window_ask *ask, const kurs_orbit_file *file,
                               const kurs_orbit_object **out, kurs_diag *diag)
{
    const kurs_orbit_object *first = NULL, *object;
    for (size_t i = 0; (object = kurs_orbit_file_object(file, i)) != NULL; i++) {
        if (!is_wanted(object, ask->object)) {
            continue;
        }
        if (first && !is_same(first, object)) {
            char what[200];
            snprintf(what, sizeof what, "this is another object (%.60s) than that of line %d",
                     object->name[0] ? object->name : "without a name", first->line);
            return fail(diag, ask->target, object->line, KURS_ERR_RANGE, what,
                        "name the station with --object NAME or --object NUMBER");
        }
        first = first ? first : object;
    }
    if (!first) {
        char what[200];
        snprintf(what, sizeof what, "there is no object '%.80s' in it", ask->object);
        return fail(diag, ask->target, 0, KURS_ERR_NOT_FOUND, what,
                    "give the name or the catalogue number that the file has");
    }
    *out = first;
    return KURS_OK;
}

/* ---- sets --------------------------------------------------------------------------------------
 */

/* How far an epoch lies outside of a span [s]; within it 0. */
static double outside(kurs_tai epoch, kurs_tai from, kurs_tai to)
{
    return fmax(0.0, fmax(kurs_tai_diff(from, epoch), kurs_tai_diff(epoch, to)));
}

static int by_epoch(const void *a, const void *b)
{
    const double d = kurs_tai_diff(((const kurs_tle *)a)->epoch, ((const kurs_tle *)b)->epoch);
    return (d > 0.0) - (d < 0.0);
}

/* Of n sets in the order of their epochs those that serve from..to best: within it and the nearest
 * on either side, and of these evenly many over the span where they are too many. */
static int choose_sets(const kurs_tle *all, size_t n, kurs_tai from, kurs_tai to,
                       kurs_tle out[KURS_EPHEMERIS_SETS])
{
    size_t low = 0, high = n;
    while (low + 1 < n && kurs_tai_diff(all[low + 1].epoch, from) <= 0.0) {
        low++;
    }
    while (high > low + 1 && kurs_tai_diff(all[high - 2].epoch, to) >= 0.0) {
        high--;
    }
    const size_t count = high - low;
    const size_t kept = count < KURS_EPHEMERIS_SETS ? count : KURS_EPHEMERIS_SETS;
    for (size_t i = 0; i < kept; i++) {
        const size_t at = kept > 1 ? low + i * (count - 1) / (kept - 1) : low;
        memcpy(&out[i], &all[at], sizeof out[i]);
    }
    return (int)kept;
}

/* Why a set is no orbit to launch to; 0 where it is one. */
static int refuse_set(const kurs_sgp4 *model, char *refusal)
{
    kurs_mean_orbit mean;
    char utc[KURS_UTC_TEXT_SIZE] = "?";
    if (kurs_tai_format(model->tle.epoch, 0, utc) < 0) {
        utc[0] = '?';
    }
    if (kurs_sgp4_mean(model, model->tle.epoch, &mean) < 0) {
        snprintf(refusal, KURS_WINDOW_NOTE_SIZE, "The elements of %s are of no orbit.", utc);
        return 1;
    }
    const double perigee = mean.a * (1.0 - mean.ecc) - KURS_WGS84_A;
    if (!(perigee >= LOWEST_PERIGEE_M)) {
        snprintf(refusal, KURS_WINDOW_NOTE_SIZE,
                 "The orbit of %s comes down to %.0f km; below %.0f km the air ends it within a "
                 "turn, and there is nothing to launch to.",
                 utc, perigee / 1e3, LOWEST_PERIGEE_M / 1e3);
        return 1;
    }
    return 0;
}

static void refuse_age(kurs_tai epoch, kurs_tai t, char *refusal)
{
    char utc[KURS_UTC_TEXT_SIZE] = "?";
    if (kurs_tai_format(epoch, 0, utc) < 0) {
        utc[0] = '?';
    }
    snprintf(
        refusal, KURS_WINDOW_NOTE_SIZE,
        "The nearest elements, of %s, are %.0f days from the launch: after more than %.0f days "
        "nobody knows where the station is.",
        utc, fabs(kurs_tai_diff(t, epoch)) / 86400.0, KURS_WINDOW_AGE_MAX_S / 86400.0);
}

/* What is a year away from all elements is refused. */
static kurs_status check_station(kurs_tai from, kurs_tai to, const kurs_window_target *target,
                                 char *refusal)
{
    const kurs_tai data = target->station.data[kurs_ephemeris_nearest(&target->station, from)];
    if (outside(data, from, to) > KURS_WINDOW_AGE_MAX_S) {
        refuse_age(data, from, refusal);
    }
    return KURS_OK;
}

static kurs_status make_station(const kurs_window_ask *ask, const kurs_tle *sets, int count,
                                kurs_tai from, kurs_tai to, kurs_window_target *out, char *refusal)
{
    for (int i = 0; i < count; i++) {
        kurs_sgp4 model;
        kurs_sgp4_error why;
        if (kurs_sgp4_init_with(&model, &sets[i], NULL, &why) < 0) {
            snprintf(refusal, KURS_WINDOW_NOTE_SIZE, "The elements give no orbit: %s.",
                     kurs_sgp4_error_text(why));
            return KURS_OK;
        }
        if (refuse_set(&model, refusal)) {
            return KURS_OK;
        }
    }
    const kurs_status status = kurs_ephemeris_init_burns(
        &out->station, sets, count, ask->burns_of_station, ask->burns_of_station_count);
    return status < 0 ? status : check_station(from, to, out, refusal);
}

static kurs_status take_sets(const kurs_window_ask *ask, const kurs_orbit_file *file,
                             const kurs_orbit_object *first, kurs_tai from, kurs_tai to,
                             kurs_window_target *out, char *refusal)
{
    const size_t n = kurs_orbit_file_count(file);
    kurs_tle chosen[KURS_EPHEMERIS_SETS];
    kurs_tle *all = kurs_alloc_array(n, sizeof *all);
    size_t count = 0;
    if (!all) {
        return KURS_ERR_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        const kurs_orbit_object *object = kurs_orbit_file_object(file, i);
        if (is_same(first, object)) {
            memcpy(&all[count++], &object->tle, sizeof *all);
        }
    }
    qsort(all, count, sizeof *all, by_epoch);
    out->sets_in_file = count;
    const int kept = choose_sets(all, count, from, to, chosen);
    kurs_free(all);
    return make_station(ask, chosen, kept, from, to, out, refusal);
}

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
    if (perigee < LOWEST_PERIGEE_M) {
        snprintf(
            refusal, KURS_WINDOW_NOTE_SIZE,
            "The orbit comes down to %.0f km; below %.0f km the air ends it within a turn, and "
            "there is nothing to launch to.",
            perigee / 1e3, LOWEST_PERIGEE_M / 1e3);
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
        return fail(diag, ask->target, object->line, status, "no elements of SGP4 fit this state",
                    "give a TLE or an OMM of the station");
    }
    out->sets_in_file = 1;
    out->from_state = 1;
    out->no_drag = !(tle.bstar > 0.0);
    return make_station(ask, &tle, 1, from, to, out, refusal);
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
        room += is_same(first, object) ? object->point_count : 0;
    }
    out->t = kurs_alloc_array(room, sizeof *out->t);
    out->s_gcrf = kurs_alloc_array(room, sizeof *out->s_gcrf);
    kurs_status status = out->t && out->s_gcrf ? KURS_OK : KURS_ERR_MEMORY;
    for (size_t i = 0; i < segments; i++) {
        const kurs_orbit_object *object = kurs_orbit_file_object(file, i);
        for (size_t k = 0; is_same(first, object) && k < object->point_count && status >= 0; k++) {
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
                                        .like = &like};
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
    status = status < 0 ? status : find_history(&points, out);
    kurs_free(points.s_gcrf);
    kurs_free(points.t);
    for (int i = 0; i < ask->burns_of_station_count && status >= 0; i++) {
        status = kurs_ephemeris_try_burn(&out->station, &ask->burns_of_station[i], &out->station);
    }
    if (status == KURS_ERR_MEMORY) {
        return status;
    }
    if (status < 0) {
        char what[200];
        snprintf(what, sizeof what, "no elements of SGP4 fit this ephemeris: %s",
                 kurs_status_text(status));
        return fail(diag, ask->target, first->line, status, what,
                    "give eight states or more along some orbits, or a TLE, an OMM or an OPM");
    }
    return check_station(from, to, out, refusal);
}

static kurs_status take_points(const kurs_window_ask *ask, const kurs_orbit_file *file,
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

size_t kurs_window_epochs(const kurs_window_target *target, kurs_tai out[KURS_EPHEMERIS_SETS])
{
    size_t n = 0;
    for (int i = 0; i < target->station.count; i++) {
        const kurs_tai t = target->station.data[i];
        size_t at = n;
        while (at > 0 && kurs_tai_diff(out[at - 1], t) > 0.0) {
            at--;
        }
        if (at > 0 && kurs_tai_diff(out[at - 1], t) == 0.0) {
            continue; /* a set after a burn */
        }
        memmove(&out[at + 1], &out[at], (n - at) * sizeof *out);
        out[at] = t;
        n++;
    }
    return n;
}

static void name_target(const kurs_orbit_object *object, kurs_window_target *out)
{
    kurs_propagate_name(object, 0, out->name);
    kurs_propagate_designator(object, out->id);
    out->number = kurs_propagate_is_mean(object) ? object->tle.catalog_number : 0;
}

kurs_status kurs_window_target_read(const kurs_window_ask *ask, kurs_tai from, kurs_tai to,
                                    kurs_window_target *out, char *refusal, kurs_diag *diag)
{
    kurs_orbit_file *file;
    const kurs_orbit_object *first;
    refusal[0] = '\0';
    kurs_status status = kurs_orbit_file_read(
        ask->target, ask->ignore_checksum ? KURS_ORBIT_IGNORE_CHECKSUM : 0, &file, diag);
    if (status < 0) {
        return status == KURS_ERR_NOT_FOUND ? KURS_ERR_IO : status;
    }
    const kurs_status caveat = status;
    status = find_object(ask, file, &first, diag);
    if (status >= 0) {
        name_target(first, out);
        status = kurs_propagate_is_mean(first)
                     ? take_sets(ask, file, first, from, to, out, refusal)
                     : take_points(ask, file, first, from, to, out, refusal, diag);
    }
    kurs_orbit_file_destroy(file);
    return kurs_status_worse(status, caveat);
}
