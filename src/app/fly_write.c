/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/fly.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "app/folder.h"
#include "kurs/write.h"

typedef struct fly_files {
    kurs_folder folder;
    const kurs_mission *mission;
    const kurs_record *record;
    const kurs_fly_result *result;
    const kurs_compare *compare;
} fly_files;

typedef kurs_status (*file_writer)(const fly_files *files, FILE *out);

static kurs_status write_timeline(const fly_files *files, FILE *out)
{
    return kurs_timeline_write(files->mission, files->record, &files->result->outcome, out);
}

static kurs_status write_telemetry(const fly_files *files, FILE *out)
{
    return kurs_csv_write(files->record, out);
}

static kurs_status write_trajectory(const fly_files *files, FILE *out)
{
    const kurs_tai first =
        files->record->row_count > 0 ? files->record->rows[0].t : files->mission->launch_day;
    const kurs_oem_header header = {.object_name = files->mission->name,
                                    .created = kurs_creation_date(first)};
    return kurs_oem_write(files->record, &header, out);
}

static kurs_status write_report(const fly_files *files, FILE *out)
{
    (void)files;
    (void)out;
    return KURS_OK;
}

static kurs_status write_file(fly_files *files, const char *name, file_writer writer)
{
    FILE *out;
    kurs_status status = kurs_folder_file(&files->folder, name, &out);
    if (status < 0) {
        return status;
    }
    status = writer(files, out);
    if (status == KURS_ERR_IO) {
        snprintf(files->folder.why, sizeof files->folder.why, "%s: %s", name, strerror(errno));
    }
    const kurs_status closed = kurs_folder_close(&files->folder, name, out);
    return status < 0 ? status : closed;
}

kurs_status kurs_fly_write(const char *place, const kurs_mission *mission,
                           const kurs_record *record, const kurs_fly_result *result,
                           const kurs_compare *compare, char why[KURS_FLY_WHY_SIZE])
{
    static const struct {
        const char *name;
        file_writer writer;
    } files_to_write[] = {{"timeline.json", write_timeline},
                          {"telemetry.csv", write_telemetry},
                          {"trajectory.oem", write_trajectory},
                          {"report.html", write_report}};
    fly_files files = {.mission = mission, .record = record, .result = result, .compare = compare};
    kurs_status status = kurs_folder_open(&files.folder, place);
    for (size_t i = 0; i < sizeof files_to_write / sizeof files_to_write[0] && status >= 0; i++) {
        status = write_file(&files, files_to_write[i].name, files_to_write[i].writer);
        if (status < 0) {
            kurs_folder_discard(&files.folder);
        }
    }
    if (status >= 0) {
        status = kurs_folder_commit(&files.folder);
    }
    snprintf(why, KURS_FLY_WHY_SIZE, "%s", status < 0 ? files.folder.why : "");
    return status;
}
