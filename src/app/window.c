/* SPDX-License-Identifier: Apache-2.0 */
#include "app/window.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "app/output_file.h"
#include "app/tell.h"
#include "app/window_parts.h"
#include "base/base.h"
#include "gnc/gnc.h"
#include "math/math.h"

/* After a pass the next one is looked for from so much later on. */
#define NEXT_PASS_S 3600.0
#define DAY_S 86400.0
/* Passes come once in a sidereal day, some minutes earlier each day. */
#define SCRUB_SPAN_S ((KURS_WINDOW_SCRUB_PASSES + 1) * DAY_S)

/* ---- words ------------------------------------------------------------------------------------
 */

void kurs_window_note(kurs_window_found *found, const char *format, ...)
{
    char text[KURS_WINDOW_NOTE_SIZE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    for (int i = 0; i < found->note_count; i++) {
        if (strcmp(found->notes[i], text) == 0) {
            return;
        }
    }
    if (found->note_count < KURS_WINDOW_NOTES) {
        memcpy(found->notes[found->note_count++], text, sizeof text);
    }
}

void kurs_window_note_caveat(kurs_window_found *found, kurs_status status)
{
    if (status > 0) {
        kurs_window_note(found, "%s", kurs_status_text(status));
    }
}

static void tell_diag(const kurs_window_found *found, const kurs_diag *diag, FILE *errors)
{
    if (diag->count > 0 && found->watch->clear) {
        found->watch->clear(found->watch->ctx);
    }
    kurs_tell_diag(diag, errors);
}

kurs_status kurs_window_refuse(kurs_window_found *found, const char *text)
{
    snprintf(found->refusal, sizeof found->refusal, "%s", text);
    return KURS_OK;
}

kurs_status kurs_window_day_of(kurs_tai t, kurs_tai *day)
{
    kurs_utc utc;
    const kurs_status status = kurs_utc_from_tai(t, &utc);
    utc.hour = utc.minute = 0;
    utc.second = 0.0;
    return status < 0 ? status : kurs_tai_from_utc(&utc, day);
}

static int stopped(const kurs_window_found *found)
{
    return found->watch->stop && found->watch->stop(found->watch->ctx);
}

static void show(const kurs_window_found *found, double part, const char *what)
{
    if (found->watch->progress) {
        found->watch->progress(found->watch->ctx, fmin(1.0, fmax(0.0, part)), what);
    }
}

/* ---- passes -----------------------------------------------------------------------------------
 */

kurs_window_request kurs_window_request_of(const kurs_window_found *found, kurs_tai from,
                                           kurs_tai to)
{
    return (kurs_window_request){
        .mission = &found->mission,
        .ascent = &found->ascent,
        .station = &found->target.station,
        .from = from,
        .to = to,
        .ready = from,
        .orbits = found->ask->orbits,
        .approach_s = kurs_approach_duration(&found->mission.approach),
    };
}

kurs_status kurs_window_list_add(kurs_window_list *list, const kurs_window_pass *pass)
{
    if (list->count == list->room) {
        const size_t room = list->room ? 2 * list->room : 32;
        kurs_window_pass *more = kurs_resize(list->passes, room * sizeof *more);
        if (!more) {
            return KURS_ERR_MEMORY;
        }
        list->passes = more;
        list->room = room;
    }
    memcpy(&list->passes[list->count++], pass, sizeof *pass);
    return KURS_OK;
}

static const kurs_closed_pass *longest_closed(const kurs_window_pass *pass)
{
    return pass->closed_count > 0 ? &pass->closed[pass->closed_count - 1] : NULL;
}

double kurs_window_pass_phase(const kurs_window_pass *pass)
{
    const kurs_closed_pass *closed = longest_closed(pass);
    return pass->open ? pass->opportunity.phase
           : closed   ? kurs_wrap_pi(closed->catch_up)
                      : (double)NAN;
}

int kurs_window_pass_orbits(const kurs_window_pass *pass)
{
    const kurs_closed_pass *closed = longest_closed(pass);
    return pass->open ? pass->opportunity.orbits : closed ? closed->orbits : 0;
}

const char *kurs_window_pass_reason(const kurs_window_pass *pass)
{
    const kurs_closed_pass *closed = longest_closed(pass);
    return pass->open ? "" : closed ? closed->reason : "no profile is known";
}

/* Where the station's elements or the pad's latitude end it, that is told and the list stands. */
static kurs_status end_of_list(kurs_window_found *found, kurs_status status)
{
    switch (status) {
    case KURS_ERR_NOT_FOUND:
        return KURS_OK;
    case KURS_ERR_NO_SOLUTION:
        return kurs_window_refuse(found, "The pad never meets the plane of insertion.");
    case KURS_ERR_DECAYED:
        if (found->list.count == 0) {
            return kurs_window_refuse(
                found, "By its elements the station has come down before the launch.");
        }
        kurs_window_note(found, "by its elements the station comes down; later passes are not "
                                "listed");
        return KURS_OK;
    case KURS_ERR_RANGE: /* of SGP4, away from the epoch */
        if (found->list.count == 0) {
            return kurs_window_refuse(
                found, "The elements give no orbit at the launch: their drag term, or a burn "
                       "that is given, is none of a station.");
        }
        kurs_window_note(found, "the elements give no orbit later on; later passes are not listed");
        return KURS_OK;
    default:
        return status;
    }
}

static kurs_status find_passes(kurs_window_found *found, kurs_tai from, kurs_tai to)
{
    const kurs_window_request request = kurs_window_request_of(found, from, to);
    const double span = kurs_tai_diff(to, from);
    kurs_status status = KURS_OK;
    for (kurs_tai at = from; status >= 0;) {
        kurs_window_pass pass;
        if (stopped(found)) {
            return KURS_ERR_STOPPED;
        }
        show(found, kurs_tai_diff(at, from) / span, "passes");
        status = kurs_window_next(&request, at, &pass);
        if (status < 0) {
            return end_of_list(found, status);
        }
        at = kurs_tai_add(pass.about, NEXT_PASS_S);
        status = kurs_window_list_add(&found->list, &pass);
    }
    return status;
}

/* The burns of the opportunities by the full model. */
static kurs_status solve_pass(kurs_window_found *found, kurs_window_pass *pass)
{
    if (!pass->open) {
        return KURS_OK;
    }
    if (stopped(found)) {
        return KURS_ERR_STOPPED;
    }
    const kurs_window_request request = kurs_window_request_of(
        found, kurs_tai_add(pass->about, -DAY_S), kurs_tai_add(pass->about, DAY_S));
    return kurs_window_solve(&request, pass, NULL);
}

static kurs_status solve_all(kurs_window_found *found)
{
    kurs_status status = KURS_OK;
    for (size_t i = 0; i < found->list.count && status >= 0; i++) {
        show(found, (double)i / (double)found->list.count, "burns");
        status = solve_pass(found, &found->list.passes[i]);
    }
    for (int i = 0; i < found->scrub.count && status >= 0; i++) {
        show(found, (double)i / found->scrub.count, "burns");
        status = solve_pass(found, &found->scrub.rows[i].pass);
    }
    return status;
}

/* ---- the run ----------------------------------------------------------------------------------
 */

static void widen(kurs_tai *from, kurs_tai *to, int *begun, kurs_tai first, kurs_tai last)
{
    *from = !*begun || kurs_tai_diff(first, *from) < 0.0 ? first : *from;
    *to = !*begun || kurs_tai_diff(last, *to) > 0.0 ? last : *to;
    *begun = 1;
}

/* All the time that is looked at: the span, the passes after a scrub, the wished day. */
static void whole_span(const kurs_window_ask *ask, kurs_tai *from, kurs_tai *to)
{
    int begun = 0;
    if (ask->has_span) {
        widen(from, to, &begun, ask->from, ask->to);
    }
    if (ask->has_scrub) {
        widen(from, to, &begun, ask->scrub, kurs_tai_add(ask->scrub, SCRUB_SPAN_S));
    }
    if (ask->reboost) {
        const kurs_tai day = kurs_window_launch_day(ask);
        widen(from, to, &begun, day, kurs_tai_add(day, 3.0 * DAY_S));
    }
}

/* A span that outlasts what any elements tell is cut there. */
static kurs_tai cut_span(kurs_window_found *found, kurs_tai to)
{
    const kurs_ephemeris *station = &found->target.station;
    const kurs_tai last = station->data[kurs_ephemeris_nearest(station, to)];
    if (kurs_tai_diff(to, last) <= KURS_WINDOW_AGE_MAX_S) {
        return to;
    }
    kurs_window_note(found, "passes more than %.0f days after the last elements are not listed",
                     KURS_WINDOW_AGE_MAX_S / DAY_S);
    return kurs_tai_add(last, KURS_WINDOW_AGE_MAX_S);
}

/* What was made of the orbit that the file has. */
static void note_target(kurs_window_found *found)
{
    const kurs_window_target *target = &found->target;
    if (target->from_state) {
        kurs_window_note(found, "the elements are those with which SGP4 gives the state of the "
                                "file; what a state alone cannot tell grows with each day");
    }
    if (target->fit_rms_m > 0.0) {
        kurs_window_note(found,
                         "elements are fitted to the states of the ephemeris within %.1f km "
                         "(root mean square); burns of the station found in it: %d",
                         target->fit_rms_m / 1e3, target->burns_found);
    }
    if (target->no_drag) {
        kurs_window_note(found, "the file does not tell mass, drag area and drag coefficient: the "
                                "station flies without drag");
    }
    const int used = target->sets_used;
    if (used > 0 && target->sets_in_file > (size_t)used) {
        kurs_window_note(found,
                         "of %zu sets of elements %d are used, those that serve the launch "
                         "dates",
                         target->sets_in_file, used);
    }
    if (found->ask->burns_of_station_count > 0 && !found->refusal[0]) {
        const int n = found->ask->burns_of_station_count;
        kurs_window_note(found, "the station's orbit holds %d burn%s that %s given", n,
                         n == 1 ? "" : "s", n == 1 ? "was" : "were");
    }
}

static kurs_status find_all(kurs_window_found *found, kurs_diag *diag)
{
    const kurs_window_ask *ask = found->ask;
    kurs_tai from = ask->from, to = ask->to;
    whole_span(ask, &from, &to);
    kurs_status status = kurs_window_load_parts(found, diag);
    found->target.watch = found->watch;
    const kurs_status read =
        kurs_window_target_read(ask, from, to, &found->target, found->refusal, diag);
    status = kurs_status_worse(status, read);
    if (status < 0) {
        return status;
    }
    kurs_window_note_caveat(found, read == KURS_CAVEAT_SIMPLIFIED ? KURS_OK : read);
    note_target(found);
    if (!found->refusal[0]) {
        status = kurs_window_make_ascent(found, kurs_tai_add(from, 0.5 * kurs_tai_diff(to, from)));
    }
    if (status >= 0 && !found->refusal[0] && ask->has_span) {
        status = find_passes(found, ask->from, cut_span(found, ask->to));
    }
    if (status >= 0 && !found->refusal[0] && ask->has_scrub) {
        status = kurs_window_scrub_find(found);
    }
    if (status >= 0 && !found->refusal[0] && ask->reboost) {
        status = kurs_window_reboost_find(found);
    }
    if (status >= 0 && ask->json && !found->refusal[0]) {
        status = kurs_window_bands_find(found);
    }
    if (status >= 0 && ask->burns) {
        status = solve_all(found);
    }
    if (status >= 0 && ask->catalogue && !found->refusal[0]) {
        status = kurs_window_screen_run(found, diag);
    }
    return status;
}

static void count(const kurs_window_found *found, kurs_window_result *result)
{
    *result = (kurs_window_result){.refused = found->refusal[0] != '\0'};
    for (size_t i = 0; i < found->list.count; i++) {
        result->open += found->list.passes[i].open != 0;
        result->closed += !found->list.passes[i].open;
    }
    for (int i = 0; i < found->scrub.count; i++) {
        result->open += found->scrub.rows[i].pass.open != 0;
        result->closed += !found->scrub.rows[i].pass.open;
    }
    result->open += (size_t)found->reboost.count;
}

static int is_svg(const char *path)
{
    const size_t n = strlen(path);
    return n > 4 && strcmp(path + n - 4, ".svg") == 0;
}

static kurs_status write_all(const kurs_window_found *found, kurs_output_file *picture,
                             FILE *standard_output, FILE *errors)
{
    const kurs_window_ask *ask = found->ask;
    kurs_status status = KURS_OK;
    if (found->watch->clear) {
        found->watch->clear(found->watch->ctx);
    }
    if (ask->plot && !found->refusal[0]) {
        status = kurs_window_draw(found, is_svg(ask->plot), picture->file);
        if (status == KURS_ERR_IO) {
            fprintf(errors, "kurs: %s: cannot be written: %s; give --plot another place\n",
                    ask->plot, strerror(errno));
            return status;
        }
        if (status >= 0 && kurs_output_file_commit(picture) < 0) {
            fprintf(errors, "kurs: %s; give --plot another place\n", picture->why);
            return KURS_ERR_IO;
        }
    }
    if (status >= 0) {
        status = ask->json ? kurs_window_write_json(found, standard_output)
                           : kurs_window_write_text(found, standard_output);
    }
    if (status == KURS_ERR_IO) {
        fprintf(errors, "kurs: standard output: cannot be written: %s; make room there\n",
                strerror(errno));
    } else if (status == KURS_ERR_MEMORY) {
        fputs("kurs: out of memory; free some and try again\n", errors);
    }
    return status;
}

static kurs_status open_picture(const kurs_window_ask *ask, kurs_output_file *picture, FILE *errors)
{
    picture->file = NULL;
    picture->beside[0] = '\0';
    if (!ask->plot) {
        return KURS_OK;
    }
    const kurs_status status = kurs_output_file_open(picture, ask->plot);
    if (status < 0) {
        fprintf(errors, "kurs: %s; give --plot another place\n", picture->why);
    }
    return status < 0 ? KURS_ERR_IO : status;
}

static kurs_status run(kurs_window_found *found, kurs_output_file *picture, kurs_diag *diag,
                       FILE *standard_output, FILE *errors)
{
    kurs_diag_init(diag);
    kurs_status status = open_picture(found->ask, picture, errors);
    if (status < 0) {
        return status;
    }
    status = find_all(found, diag);
    tell_diag(found, diag, errors);
    if (status >= 0) {
        status = write_all(found, picture, standard_output, errors);
    } else if (diag->count == 0 && status != KURS_ERR_STOPPED) {
        fprintf(errors, "kurs: %s: %s\n", found->ask->target, kurs_status_text(status));
    }
    kurs_output_file_discard(picture);
    return status;
}

kurs_status kurs_window_run(const kurs_window_ask *ask, const kurs_window_watch *watch,
                            FILE *standard_output, FILE *errors, kurs_window_result *result)
{
    kurs_window_found *found = kurs_alloc_array(1, sizeof *found);
    kurs_output_file *picture = kurs_alloc(sizeof *picture);
    kurs_diag *diag = kurs_alloc(sizeof *diag);
    kurs_status status = KURS_ERR_MEMORY;
    if (found && picture && diag) {
        found->ask = ask;
        found->watch = watch;
        found->has_scrub = ask->has_scrub;
        found->has_reboost = ask->reboost;
        kurs_window_note_caveat(found, ask->times_caveat);
        status = run(found, picture, diag, standard_output, errors);
        if (status >= 0) {
            count(found, result);
        }
        kurs_window_screen_free(found);
        kurs_free(found->list.passes);
    } else {
        fputs("kurs: out of memory; free some and try again\n", errors);
    }
    kurs_free(diag);
    kurs_free(picture);
    kurs_free(found);
    return status;
}
