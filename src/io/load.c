/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/load.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/base.h"
#include "io/diag.h"
#include "io/tables.h"
#include "kurs/mission.h"

enum { PATH_SIZE = 256, MAX_NAMES = 64, ENDING = 5 };

/* A kind of file: where the library's own ones stand, what a name of them is called, and what
 * reads them. */
typedef struct kind {
    const char *folder, *what;
    const kurs_yaml_table *table;
    int has_id; /* the struct begins with char id[KURS_ID_SIZE] */
    int few;    /* all names are told, also beside the nearest one */
} kind;

static const char *without_folder(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash ? slash + 1 : name;
}

static int is_path(const char *name)
{
    const size_t n = strlen(name);
    return n > ENDING && strcmp(name + n - ENDING, ".yaml") == 0;
}

static kurs_status fail(kurs_diag *diag, const char *name, kurs_status status, const char *what,
                        const char *remedy)
{
    kurs_diag_item item = {.status = status};
    (void)snprintf(item.file, sizeof item.file, "%s", name);
    (void)snprintf(item.what, sizeof item.what, "%s", what);
    (void)snprintf(item.remedy, sizeof item.remedy, "%s", remedy);
    kurs_diag_add(diag, &item);
    return status;
}

/* The library's own names of a kind; how many. */
static int own_names(const kind *k, char names[MAX_NAMES][KURS_ID_SIZE])
{
    const size_t skip = strlen(k->folder);
    int count = 0;
    for (int i = 0; kurs_data_name(i) && count < MAX_NAMES; i++) {
        const char *name = kurs_data_name(i);
        if (strncmp(name, k->folder, skip) == 0 && name[skip] == '/' && is_path(name)) {
            const int n = (int)(strlen(name) - skip - 1 - ENDING);
            (void)snprintf(names[count++], KURS_ID_SIZE, "%.*s", n, name + skip + 1);
        }
    }
    return count;
}

static kurs_status fail_name(const kind *k, const char *name, kurs_status status, kurs_diag *diag)
{
    char buffers[MAX_NAMES][KURS_ID_SIZE], was[KURS_SHOWN_SIZE];
    char what[KURS_DIAG_TEXT_SIZE], remedy[KURS_DIAG_TEXT_SIZE];
    const char *names[MAX_NAMES];
    const int count = own_names(k, buffers);
    for (int i = 0; i < count; i++) {
        names[i] = buffers[i];
    }
    const char *near = kurs_diag_nearest(name, names, count);
    (void)snprintf(what, sizeof what, "the %s '%s' is not known", k->what,
                   kurs_diag_shown(name, strlen(name), was));
    size_t at = (size_t)snprintf(remedy, sizeof remedy, near ? "did you mean '%s'?%s" : "%s%s",
                                 near ? near : "give a path that ends in .yaml, or one of",
                                 near && k->few ? " There are" : "");
    for (int i = 0; i < count && (!near || k->few) && at < sizeof remedy - 1; i++) {
        at += (size_t)snprintf(remedy + at, sizeof remedy - at, "%s %s", i ? "," : "", names[i]);
    }
    return fail(diag, name, status, what, remedy);
}

static kurs_status load(const kind *k, const char *name, void *out, kurs_diag *diag)
{
    const char *last = without_folder(name);
    const size_t n = strlen(last) - (is_path(last) ? ENDING : 0);
    if (k->has_id && is_path(name) && n >= KURS_ID_SIZE) {
        return fail(diag, name, KURS_ERR_RANGE, "the name of this file is too long for an id",
                    "rename it to at most 47 characters before .yaml");
    }
    kurs_status status;
    if (is_path(name)) {
        status = kurs_yaml_load(name, k->table, 0, out, diag);
    } else {
        char file[PATH_SIZE];
        size_t size;
        (void)snprintf(file, sizeof file, "data/%s/%.*s.yaml", k->folder, KURS_ID_SIZE, name);
        const char *text = kurs_data_file(file + 5, &size);
        if (!text) {
            return fail_name(k, name, KURS_ERR_NOT_FOUND, diag);
        }
        status = kurs_yaml_load_text(file, text, size, k->table, 0, out, diag);
    }
    if (status >= 0 && k->has_id) {
        memcpy(out, last, n);
        ((char *)out)[n] = '\0';
    }
    return status;
}

/* X(name, type, folder, has an id) */
#define KINDS(X)                                                                                   \
    X(rocket, kurs_rocket, "vehicles", 1)                                                          \
    X(spacecraft, kurs_spacecraft, "vehicles", 1)                                                  \
    X(site, kurs_site, "sites", 1)                                                                 \
    X(station, kurs_station, "stations", 1)                                                        \
    X(zone, kurs_zone, "zones", 1)                                                                 \
    X(countdown, kurs_countdown, "countdowns", 1)                                                  \
    X(profile, kurs_profile, "profiles", 1)                                                        \
    X(approach, kurs_approach_rules, "approach", 0)                                                \
    X(return, kurs_return_rules, "returns", 0)

#define LOADER(name_, type, folder, has_id)                                                        \
    kurs_status kurs_load_##name_(const char *name, type *out, kurs_diag *diag)                    \
    {                                                                                              \
        static const kind k = {folder, #name_, &kurs_schema_##name_, has_id, 0};                   \
        return load(&k, name, out, diag);                                                          \
    }
KINDS(LOADER)

kurs_status kurs_load_radio(const char *name, kurs_radio_site out[KURS_MAX_RADIO_SITES], int *count,
                            kurs_diag *diag)
{
    static const kind k = {"radio", "list of radio sites", &kurs_schema_radio, 0, 0};
    kurs_mission *mission = kurs_alloc(sizeof *mission); /* whose part the sites are */
    if (!mission) {
        return fail(diag, name, KURS_ERR_MEMORY, "out of memory", "free some and try again");
    }
    const kurs_status status = load(&k, name, mission, diag);
    if (status >= 0) {
        memcpy(out, mission->radio, sizeof mission->radio);
        *count = mission->radio_count;
    }
    kurs_free(mission);
    return status;
}

int kurs_mission_is_name(const char *path)
{
    struct stat about;
    return !strchr(path, '/') && !is_path(path) &&
           (stat(path, &about) != 0 || !S_ISREG(about.st_mode));
}

kurs_status kurs_mission_load_own(const char *name, kurs_mission *out, kurs_diag *diag)
{
    static const kind k = {"missions", "mission", &kurs_schema_mission, 1, 1};
    char file[PATH_SIZE];
    size_t n;
    (void)snprintf(file, sizeof file, "missions/%.*s.yaml", KURS_ID_SIZE, name);
    const char *text = kurs_data_file(file, &n);
    return text ? kurs_mission_load_text(file, text, n, out, diag)
                : fail_name(&k, name, KURS_ERR_IO, diag);
}
