/* SPDX-License-Identifier: Apache-2.0 */
/* A session of `kurs fly`: reads the mission, keeps the record, writes the results. */
#include "kurs/fly.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "app/folder.h"
#include "app/output_file.h"
#include "app/tell.h"
#include "base/base.h"
#include "kurs/compare.h"
#include "kurs/diag.h"
#include "kurs/mission.h"
#include "kurs/write.h"

struct kurs_fly_session {
    kurs_mission mission;
    kurs_compare compare;
    kurs_fly_result result;
    kurs_store *store;
    int flown;
};

/* ---- reading and flying ---------------------------------------------------------------------- */

kurs_status kurs_fly_open(const char *path, FILE *errors, kurs_fly_session **out)
{
    kurs_fly_session *made = kurs_alloc(sizeof *made);
    kurs_diag *diag = kurs_alloc(sizeof *diag);
    kurs_status status = KURS_ERR_MEMORY;
    if (made && diag) {
        memset(made, 0, sizeof *made);
        kurs_diag_init(diag);
        status = kurs_mission_load(path, &made->mission, diag);
        if (status >= 0) {
            status = kurs_compare_load(path, &made->compare, diag);
        }
        kurs_tell_diag(diag, errors);
    }
    kurs_free(diag);
    if (status >= 0) {
        made->store = kurs_store_create(NULL);
        status = made->store ? status : KURS_ERR_MEMORY;
    }
    if (status < 0) {
        kurs_free(made);
        return status;
    }
    *out = made;
    return status;
}

void kurs_fly_close(kurs_fly_session *session)
{
    if (session) {
        kurs_store_destroy(session->store);
        kurs_free(session);
    }
}

/* The sink of the store, with an onlooker at the events. */
typedef struct watched_sink {
    kurs_sink keep;
    const kurs_fly_watch *watch;
} watched_sink;

static kurs_status on_event(void *ctx, const kurs_event *event)
{
    const watched_sink *sink = ctx;
    const kurs_status status = kurs_sink_event(&sink->keep, event);
    if (status >= 0 && sink->watch && sink->watch->event) {
        sink->watch->event(sink->watch->ctx, event);
    }
    return status;
}

static kurs_status on_row(void *ctx, const kurs_row *row)
{
    return kurs_sink_row(&((watched_sink *)ctx)->keep, row);
}

static kurs_status on_burn(void *ctx, const kurs_burn *burn)
{
    return kurs_sink_burn(&((watched_sink *)ctx)->keep, burn);
}

static kurs_status on_seam(void *ctx, const char *text, const kurs_row *before,
                           const kurs_row *after)
{
    return kurs_sink_seam(&((watched_sink *)ctx)->keep, text, before, after);
}

static kurs_status on_caveat(void *ctx, kurs_status code, const char *text)
{
    return kurs_sink_caveat(&((watched_sink *)ctx)->keep, code, text);
}

static kurs_status on_attempt(void *ctx, const kurs_attempt *attempt)
{
    return kurs_sink_attempt(&((watched_sink *)ctx)->keep, attempt);
}

static kurs_status on_plan(void *ctx, const kurs_told_plan *plan)
{
    return kurs_sink_plan(&((watched_sink *)ctx)->keep, plan);
}

kurs_status kurs_fly_start(kurs_fly_session *session, const kurs_fly_watch *watch)
{
    if (session->flown) {
        return KURS_ERR_ARGUMENT;
    }
    session->flown = 1;
    watched_sink watched = {kurs_store_sink(session->store), watch};
    const kurs_sink sink = {.ctx = &watched,
                            .row = on_row,
                            .event = on_event,
                            .burn = on_burn,
                            .seam = on_seam,
                            .caveat = on_caveat,
                            .attempt = on_attempt,
                            .plan = on_plan};
    return kurs_fly(&session->mission, &sink, watch, &session->result);
}

const kurs_mission *kurs_fly_mission(const kurs_fly_session *session)
{
    return &session->mission;
}

const kurs_fly_result *kurs_fly_result_of(const kurs_fly_session *session)
{
    return &session->result;
}

kurs_record kurs_fly_record(const kurs_fly_session *session)
{
    return kurs_store_record(session->store);
}

/* ---- writing ----------------------------------------------------------------------------------
 */

kurs_status kurs_fly_write_timeline(const kurs_fly_session *session, FILE *out)
{
    const kurs_record record = kurs_store_record(session->store);
    return kurs_timeline_write(&session->mission, &record, &session->result.outcome,
                               &session->result.insertion, out);
}

kurs_status kurs_fly_write_telemetry(const kurs_fly_session *session, FILE *out)
{
    const kurs_record record = kurs_store_record(session->store);
    return kurs_csv_write(&record, out);
}

static kurs_status write_trajectory(const kurs_fly_session *session, FILE *out)
{
    const kurs_record record = kurs_store_record(session->store);
    const kurs_tai first = record.row_count > 0 ? record.rows[0].t : session->mission.launch_day;
    const kurs_oem_header header = {.object_name = session->mission.name,
                                    .created = kurs_creation_date(first)};
    return kurs_oem_write(&record, &header, out);
}

static void make_report(const kurs_fly_session *session, const kurs_record *record,
                        kurs_report *report)
{
    const kurs_fly_result *result = &session->result;
    *report = (kurs_report){
        .mission = &session->mission,
        .record = record,
        .outcome = &result->outcome,
        .launches = result->launches,
        .launch_count = (size_t)result->attempt_count,
        .homeward = result->return_known ? &result->ret : NULL,
    };
}

static kurs_status write_report(const kurs_fly_session *session, FILE *out)
{
    kurs_report_figure *figures = kurs_alloc_array(KURS_MAX_FIGURES, sizeof *figures);
    if (!figures) {
        return KURS_ERR_MEMORY;
    }
    const kurs_record record = kurs_store_record(session->store);
    kurs_report report;
    make_report(session, &record, &report);
    report.figure_count =
        kurs_report_compare(&report, &session->compare, figures, KURS_MAX_FIGURES);
    report.figures = figures;
    const kurs_status status = kurs_report_write(out, &report);
    kurs_free(figures);
    return status;
}

static kurs_status write_picture(const kurs_fly_session *session, const char *path,
                                 kurs_output_file *output)
{
    const size_t n = strlen(path);
    const int svg = n >= 4 && strcmp(path + n - 4, ".svg") == 0;
    const kurs_record record = kurs_store_record(session->store);
    kurs_report report;
    make_report(session, &record, &report);
    kurs_status status = kurs_output_file_open(output, path);
    if (status < 0) {
        return status;
    }
    status = kurs_report_picture(svg, &report, output->file);
    if (status == KURS_OK || status == KURS_ERR_IO) {
        return kurs_output_file_commit(output); /* which tells of a write that failed, too */
    }
    kurs_output_file_discard(output);
    return status;
}

kurs_status kurs_fly_write_picture(const kurs_fly_session *session, const char *path,
                                   char told[KURS_FLY_WHY_SIZE])
{
    kurs_output_file *output = kurs_alloc(sizeof *output);
    told[0] = '\0';
    if (!output) {
        return KURS_ERR_MEMORY;
    }
    const kurs_status status = write_picture(session, path, output);
    if (status < 0) {
        snprintf(told, KURS_FLY_WHY_SIZE, "%s", output->why);
    }
    kurs_free(output);
    return status;
}

kurs_status kurs_fly_check_picture(const char *path, char told[KURS_FLY_WHY_SIZE])
{
    kurs_output_file *output = kurs_alloc(sizeof *output);
    told[0] = '\0';
    if (!output) {
        return KURS_ERR_MEMORY;
    }
    const kurs_status status = kurs_output_file_open(output, path);
    if (status < 0) {
        snprintf(told, KURS_FLY_WHY_SIZE, "%s", output->why);
    } else {
        kurs_output_file_discard(output);
    }
    kurs_free(output);
    return status;
}

typedef kurs_status (*file_writer)(const kurs_fly_session *session, FILE *out);

static kurs_status write_file(const kurs_fly_session *session, kurs_folder *folder,
                              const char *name, file_writer writer)
{
    FILE *out;
    kurs_status status = kurs_folder_file(folder, name, &out);
    if (status < 0) {
        return status;
    }
    status = writer(session, out);
    if (status == KURS_ERR_IO) {
        snprintf(folder->why, sizeof folder->why, "%s: %s", name, strerror(errno));
    }
    const kurs_status closed = kurs_folder_close(folder, name, out);
    return status < 0 ? status : closed;
}

kurs_status kurs_fly_write(const kurs_fly_session *session, const char *place,
                           char told[KURS_FLY_WHY_SIZE])
{
    static const struct {
        const char *name;
        file_writer writer;
    } files[] = {{"timeline.json", kurs_fly_write_timeline},
                 {"telemetry.csv", kurs_fly_write_telemetry},
                 {"trajectory.oem", write_trajectory},
                 {"report.html", write_report}};
    const kurs_record record = kurs_store_record(session->store);
    kurs_folder folder;
    kurs_status status = kurs_folder_open(&folder, place);
    for (size_t i = 0; i < sizeof files / sizeof files[0] && status >= 0; i++) {
        if (files[i].writer == write_trajectory && !kurs_oem_holds(&record)) {
            continue; /* nothing has flown */
        }
        status = write_file(session, &folder, files[i].name, files[i].writer);
        if (status < 0) {
            kurs_folder_discard(&folder);
        }
    }
    if (status >= 0) {
        status = kurs_folder_commit(&folder);
    }
    snprintf(told, KURS_FLY_WHY_SIZE, "%s", status < 0 ? folder.why : folder.kept);
    return status;
}

kurs_status kurs_fly_check_place(const char *place, char told[KURS_FLY_WHY_SIZE])
{
    kurs_folder folder;
    const kurs_status status = kurs_folder_open(&folder, place);
    if (status >= 0) {
        kurs_folder_discard(&folder);
    }
    snprintf(told, KURS_FLY_WHY_SIZE, "%s", folder.why);
    return status;
}

void kurs_fly_end(void)
{
    kurs_report_end();
}
