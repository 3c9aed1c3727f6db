/* SPDX-License-Identifier: Apache-2.0 */
/* The missions and records that can be flown or replayed. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/live_parts.h"
#include "kurs/mission.h"

enum { PATH_SIZE = 2048, NAMES = 256 };

typedef struct item {
    char name[KURS_LIVE_NAME_SIZE];
    int built_in; /* no file of the folder */
} item;

typedef struct names {
    int count;
    item items[NAMES];
} names;

static int by_name(const void *a, const void *b)
{
    return strcmp(((const item *)a)->name, ((const item *)b)->name);
}

/* The names in a folder; with an ending that is taken off. */
static void list_names(const char *folder, const char *ending, names *out)
{
    DIR *dir = folder ? opendir(folder) : NULL;
    const size_t skip = strlen(ending);
    struct dirent *entry;
    out->count = 0;
    while (dir && (entry = readdir(dir)) && out->count < NAMES) {
        const size_t n = strlen(entry->d_name);
        if (n <= skip || n - skip >= KURS_LIVE_NAME_SIZE ||
            strcmp(entry->d_name + n - skip, ending) != 0) {
            continue;
        }
        item *next = &out->items[out->count];
        snprintf(next->name, sizeof next->name, "%.*s", (int)(n - skip), entry->d_name);
        next->built_in = 0;
        out->count += kurs_live_is_name(next->name);
    }
    if (dir) {
        closedir(dir);
    }
}

/* Adds the library's own missions, but those whose name a file of the folder has. */
static void add_built_in(names *out)
{
    static const char folder[] = "missions/";
    const size_t skip = sizeof folder - 1, ending = strlen(".yaml");
    const int files = out->count;
    for (int i = 0; kurs_data_name(i) && out->count < NAMES; i++) {
        const char *name = kurs_data_name(i);
        if (strncmp(name, folder, skip) != 0) {
            continue;
        }
        item *next = &out->items[out->count];
        snprintf(next->name, sizeof next->name, "%.*s", (int)(strlen(name) - skip - ending),
                 name + skip);
        next->built_in = 1;
        int shadowed = 0;
        for (int k = 0; k < files; k++) {
            shadowed |= strcmp(out->items[k].name, next->name) == 0;
        }
        out->count += !shadowed;
    }
}

static void sort(names *list)
{
    qsort(list->items, (size_t)list->count, sizeof list->items[0], by_name);
}

static void put_missions(kurs_json *m, json_t *array, const char *folder, const names *list)
{
    kurs_mission *mission = kurs_alloc(sizeof *mission);
    kurs_diag *diag = kurs_alloc(sizeof *diag);
    m->sound &= mission && diag;
    for (int i = 0; i < list->count && mission && diag; i++) {
        const item *at = &list->items[i];
        char path[PATH_SIZE];
        snprintf(path, sizeof path, "%s/%s.yaml", folder ? folder : ".", at->name);
        kurs_diag_init(diag);
        const kurs_status status = at->built_in ? kurs_mission_load_own(at->name, mission, diag)
                                                : kurs_mission_load(path, mission, diag);
        if (status < 0) {
            continue;
        }
        json_t *o = json_object();
        kurs_json_set(m, o, "name", json_string(at->name));
        kurs_json_set(m, o, "built_in", json_boolean(at->built_in));
        kurs_json_set(m, o, "title", kurs_json_text(mission->name));
        kurs_json_set(m, o, "launch_day", kurs_json_instant(mission->launch_day));
        kurs_json_set(m, o, "return_day", kurs_json_instant(mission->return_day));
        kurs_json_push(m, array, o);
    }
    kurs_free(mission);
    kurs_free(diag);
}

static void put_records(kurs_json *m, json_t *array, const char *folder, const names *list)
{
    for (int i = 0; i < list->count; i++) {
        char path[PATH_SIZE], id[KURS_ID_SIZE], title[KURS_TEXT_SIZE];
        snprintf(path, sizeof path, "%s/%s", folder, list->items[i].name);
        if (kurs_take_mission_id(path, id, title) < 0) {
            continue;
        }
        json_t *o = json_object();
        kurs_json_set(m, o, "name", json_string(list->items[i].name));
        kurs_json_set(m, o, "mission", kurs_json_text(id));
        kurs_json_set(m, o, "title", kurs_json_text(title));
        kurs_json_push(m, array, o);
    }
}

kurs_status kurs_live_catalogue(const char *missions, const char *records, kurs_buf *out)
{
    names *list = kurs_alloc(sizeof *list);
    if (!list) {
        return KURS_ERR_MEMORY;
    }
    kurs_json m = {1};
    json_t *root = json_object(), *flown = json_array(), *recorded = json_array();
    list_names(missions, ".yaml", list);
    add_built_in(list);
    sort(list);
    put_missions(&m, flown, missions, list);
    list_names(records, "", list);
    sort(list);
    put_records(&m, recorded, records, list);
    kurs_json_set(&m, root, "schema", json_string("kurs.missions/1"));
    kurs_json_set(&m, root, "missions", flown);
    kurs_json_set(&m, root, "records", recorded);
    kurs_free(list);
    return kurs_live_write(&m, root, out);
}
