/* SPDX-License-Identifier: Apache-2.0 */
/* The station of an orbit file. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/propagate_parts.h"
#include "app/window_parts.h"
#include "base/base.h"
#include "math/math.h"

kurs_status kurs_window_target_fail(kurs_diag *diag, const char *file, int line, kurs_status status,
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
int kurs_window_is_same(const kurs_orbit_object *a, const kurs_orbit_object *b)
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
        if (first && !kurs_window_is_same(first, object)) {
            char what[200];
            snprintf(what, sizeof what, "this is another object (%.60s) than that of line %d",
                     object->name[0] ? object->name : "without a name", first->line);
            return kurs_window_target_fail(
                diag, ask->target, object->line, KURS_ERR_RANGE, what,
                "name the station with --object NAME or --object NUMBER");
        }
        first = first ? first : object;
    }
    if (!first) {
        char what[200];
        snprintf(what, sizeof what, "there is no object '%.80s' in it", ask->object);
        return kurs_window_target_fail(diag, ask->target, 0, KURS_ERR_NOT_FOUND, what,
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
 * on either side, and of these evenly many over the span where there is no room for all. */
static int choose_sets(const kurs_tle *all, size_t n, kurs_tai from, kurs_tai to, size_t room,
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
    const size_t kept = count < room ? count : room;
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
    if (!(perigee >= KURS_WINDOW_PERIGEE_MIN_M)) {
        snprintf(refusal, KURS_WINDOW_NOTE_SIZE,
                 "The orbit of %s comes down to %.0f km; below %.0f km the air ends it within a "
                 "turn, and there is nothing to launch to.",
                 utc, perigee / 1e3, KURS_WINDOW_PERIGEE_MIN_M / 1e3);
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
kurs_status kurs_window_check_station(kurs_tai from, kurs_tai to, const kurs_window_target *target,
                                      char *refusal)
{
    const kurs_tai data = target->station.data[kurs_ephemeris_nearest(&target->station, from)];
    if (outside(data, from, to) > KURS_WINDOW_AGE_MAX_S) {
        refuse_age(data, from, refusal);
    }
    return KURS_OK;
}

void kurs_window_refuse_burns(kurs_status why, char *refusal)
{
    snprintf(refusal, KURS_WINDOW_NOTE_SIZE,
             "The burns that are given leave the station no orbit, or lie where its elements tell "
             "none (%s).",
             kurs_status_text(why));
}

kurs_status kurs_window_make_station(const kurs_window_ask *ask, const kurs_tle *sets, int count,
                                     kurs_tai from, kurs_tai to, kurs_window_target *out,
                                     char *refusal)
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
    if (ask->burns_of_station_count > 0 &&
        (status == KURS_ERR_RANGE || status == KURS_ERR_DECAYED ||
         status == KURS_ERR_NO_CONVERGENCE)) {
        kurs_window_refuse_burns(status, refusal);
        return KURS_OK;
    }
    return status < 0 ? status : kurs_window_check_station(from, to, out, refusal);
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
        if (kurs_window_is_same(first, object)) {
            memcpy(&all[count++], &object->tle, sizeof *all);
        }
    }
    qsort(all, count, sizeof *all, by_epoch);
    out->sets_in_file = count;
    /* each burn may ask for a set of its own */
    const size_t room = KURS_EPHEMERIS_SETS - (size_t)ask->burns_of_station_count;
    const int kept = choose_sets(all, count, from, to, room, chosen);
    out->sets_used = kept;
    kurs_free(all);
    return kurs_window_make_station(ask, chosen, kept, from, to, out, refusal);
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
                     : kurs_window_take_points(ask, file, first, from, to, out, refusal, diag);
    }
    kurs_orbit_file_destroy(file);
    return kurs_status_worse(status, caveat);
}
