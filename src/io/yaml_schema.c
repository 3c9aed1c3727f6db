/* SPDX-License-Identifier: Apache-2.0 */
#include "io/yaml_schema.h"

#include <stdio.h>

#include <string.h>

#include "base/base.h"

#include "io/embedded.h"
#include "io/file.h"
#include "io/yaml_values.h"
#include "kurs/vehicle.h"

enum { PATH_SIZE = 1024, MAX_NAMES = 64 };

static void read_map(kurs_yaml_reader *r, const kurs_yaml_table *table, int node, void *out);
static kurs_status load(const char *file, char *text, size_t n, const kurs_yaml_table *table,
                        int flags, void *out, kurs_diag *diag);

static const kurs_yaml_node *node_at(const kurs_yaml_reader *r, int node)
{
    return &r->tree->nodes[node];
}

void kurs_yaml_fail(const kurs_yaml_reader *r, int node, int shift, kurs_status status,
                    const char *format, ...)
{
    char what[KURS_DIAG_TEXT_SIZE], remedy[KURS_DIAG_TEXT_SIZE];
    va_list args;
    va_start(args, format);
    kurs_diag_fill(what, remedy, format, args);
    va_end(args);
    kurs_yaml_error(r->tree, r->diag, node_at(r, node)->line, node_at(r, node)->column + shift,
                    status, "%s\n%s", what, remedy);
}

void kurs_yaml_fail_name(const kurs_yaml_reader *r, int node, kurs_status status, const char *what,
                         const char *const *names, int count)
{
    char list[KURS_DIAG_TEXT_SIZE] = "", was[KURS_SHOWN_SIZE];
    const kurs_yaml_node *n = node_at(r, node);
    const char *near = kurs_diag_nearest(kurs_yaml_text(r->tree, node), names, count);
    size_t at = 0;
    for (int i = 0; i < count && at < sizeof list - 1; i++) {
        at += (size_t)snprintf(list + at, sizeof list - at, "%s%s", i > 0 ? ", " : "", names[i]);
    }
    (void)kurs_diag_shown(kurs_yaml_text(r->tree, node), n->n, was);
    if (near) {
        kurs_yaml_fail(r, node, 0, status, "the %s '%s' is not known\ndid you mean '%s'?", what,
                       was, near);
    } else {
        kurs_yaml_fail(r, node, 0, status, "the %s '%s' is not known\nknown here: %s", what, was,
                       list);
    }
}

static int errors(const kurs_yaml_reader *r)
{
    return r->diag->count + r->diag->lost;
}

/* ---- files named in files ---- */

static void folder_of(const char *path, char out[PATH_SIZE])
{
    const char *slash = strrchr(path, '/');
    snprintf(out, PATH_SIZE, "%.*s", slash ? (int)(slash - path) + 1 : 0, path);
}

static char *duplicate(const void *bytes, size_t n)
{
    char *copy = kurs_alloc(n + 1);
    if (copy) {
        memcpy(copy, bytes, n);
        copy[n] = 0;
    }
    return copy;
}

/* The names of data/FOLDER/NAME.yaml, for an error that proposes one. */
static void fail_embedded(const kurs_yaml_reader *r, const kurs_yaml_row *row, int node)
{
    char buffers[MAX_NAMES][KURS_ID_SIZE];
    const char *names[MAX_NAMES];
    const size_t skip = strlen(row->folder) + 1;
    int count = 0;
    for (int i = 0; i < kurs_embedded_count && count < MAX_NAMES; i++) {
        const char *name = kurs_embedded_files[i].name;
        const size_t n = strlen(name);
        if (strncmp(name, row->folder, skip - 1) == 0 && name[skip - 1] == '/' &&
            n - skip - 5 < KURS_ID_SIZE) {
            snprintf(buffers[count], KURS_ID_SIZE, "%.*s", (int)(n - skip - 5), name + skip);
            names[count] = buffers[count];
            count++;
        }
    }
    kurs_yaml_fail_name(r, node, KURS_ERR_NOT_FOUND, row->key, names, count);
}

static void out_of_memory(const kurs_yaml_reader *r, int node)
{
    kurs_yaml_fail(r, node, 0, KURS_ERR_MEMORY, "out of memory\nfree some and try again");
}

/* A name of an embedded file. */
static void read_embedded(kurs_yaml_reader *r, const kurs_yaml_row *row, int node, void *out)
{
    char name[PATH_SIZE], file[PATH_SIZE + 8];
    snprintf(name, sizeof name, "%s/%s.yaml", row->folder, kurs_yaml_text(r->tree, node));
    for (int i = 0; i < kurs_embedded_count; i++) {
        const kurs_embedded_file *e = &kurs_embedded_files[i];
        if (strcmp(e->name, name) == 0) {
            char *text = duplicate(e->bytes, e->size);
            if (!text) {
                out_of_memory(r, node);
                return;
            }
            snprintf(file, sizeof file, "data/%s", name);
            const int flags = r->require_grades ? KURS_YAML_REQUIRE_GRADES : 0;
            (void)!load(file, text, e->size, row->table, flags, out, r->diag);
            return;
        }
    }
    fail_embedded(r, row, node);
}

/* A file by its path from the folder of this file. */
static void read_path(kurs_yaml_reader *r, const kurs_yaml_row *row, int node, void *out)
{
    const char *name = kurs_yaml_text(r->tree, node);
    char folder[PATH_SIZE], path[2 * PATH_SIZE];
    char *text;
    size_t n;
    folder_of(name[0] == '/' ? "" : r->tree->file, folder);
    if (strlen(folder) + strlen(name) >= PATH_SIZE) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_RANGE, "the path is too long\nat most %d bytes",
                       PATH_SIZE);
        return;
    }
    snprintf(path, sizeof path, "%s%s", folder, name);
    const kurs_status status = kurs_file_read(path, KURS_YAML_MAX_BYTES, &text, &n);
    if (status < 0) {
        char was[KURS_SHOWN_SIZE];
        kurs_yaml_fail(r, node, 0, status == KURS_ERR_NOT_FOUND ? KURS_ERR_IO : status,
                       "the file '%s' cannot be read: %s\ngive a path from the folder of this "
                       "file, or a name without '.yaml'",
                       kurs_diag_shown(path, strlen(path), was), kurs_file_reason(status));
        return;
    }
    const int flags = r->require_grades ? KURS_YAML_REQUIRE_GRADES : 0;
    (void)!load(path, text, n, row->table, flags, out, r->diag);
}

/* The id of what stands in another file is the file's name without folder and ending. */
static void set_id(const kurs_yaml_reader *r, const kurs_yaml_row *row, int node, char *id)
{
    const char *text = kurs_yaml_text(r->tree, node);
    const char *slash = strrchr(text, '/');
    const char *name = slash ? slash + 1 : text;
    const size_t n = strlen(name);
    const size_t ending = n > 5 && strcmp(name + n - 5, ".yaml") == 0 ? 5 : 0;
    if (n - ending >= KURS_ID_SIZE) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_RANGE,
                       "the name of this %s is too long\nat most %d bytes", row->key,
                       KURS_ID_SIZE - 1);
        return;
    }
    memcpy(id, name, n - ending);
    id[n - ending] = 0;
}

static void read_reference(kurs_yaml_reader *r, const kurs_yaml_row *row, int node, void *out)
{
    const char *text = kurs_yaml_scalar(r, node, row->doc);
    if (!text) {
        return;
    }
    const int before = errors(r);
    const size_t n = node_at(r, node)->n;
    if (n > 5 && strcmp(text + n - 5, ".yaml") == 0) {
        read_path(r, row, node, out);
    } else if (n < KURS_ID_SIZE) {
        read_embedded(r, row, node, out);
    } else {
        fail_embedded(r, row, node);
    }
    if (errors(r) == before && (row->flags & KURS_YAML_HAS_ID)) {
        set_id(r, row, node, out);
    }
}

/* ---- maps and lists ---- */

static void read_row(kurs_yaml_reader *r, const kurs_yaml_row *row, int node, void *base);

static void read_list(kurs_yaml_reader *r, const kurs_yaml_row *row, int node, char *base)
{
    const kurs_yaml_node *list = node_at(r, node);
    int count = 0;
    if (list->type != KURS_YAML_SEQUENCE) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA,
                       "'%s' is not a list\nwrite its items in lines that begin with '- ': %s",
                       row->key, row->doc);
        return;
    }
    if (list->children > row->most) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_FULL, "'%s' has %d items\nat most %d have room",
                       row->key, list->children, row->most);
        return;
    }
    if (list->children == 0 && (row->flags & KURS_YAML_REQUIRED)) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA, "'%s' is empty\nwrite at least one: %s",
                       row->key, row->doc);
    }
    for (int e = list->first; e >= 0; e = node_at(r, e)->next) {
        read_row(r, row->item, e, base + row->offset + (size_t)count * row->size);
        count++;
    }
    memcpy(base + row->count_offset, &count, sizeof count);
}

static void read_row(kurs_yaml_reader *r, const kurs_yaml_row *row, int node, void *base)
{
    char *member = (char *)base + row->offset;
    switch (row->kind) {
    case KURS_YAML_MAP:
        read_map(r, row->table, node, member);
        break;
    case KURS_YAML_REFERENCE:
        read_reference(r, row, node, member);
        break;
    case KURS_YAML_LIST:
        read_list(r, row, node, base);
        break;
    case KURS_YAML_CALL:
        row->call(r, node, base);
        break;
    case KURS_YAML_SKIP:
        break;
    default:
        kurs_yaml_value(r, row, node, member);
    }
}

/* The keys that a table knows. */
static int key_names(const kurs_yaml_table *table, const char *names[MAX_NAMES])
{
    for (int i = 0; i < table->count; i++) {
        names[i] = table->rows[i].key;
    }
    return table->count;
}

static int is_known(const kurs_yaml_table *table, const char *key)
{
    int known = table->open || (table->graded && kurs_yaml_is_grade_key(key));
    for (int i = 0; i < table->count && !known; i++) {
        known = strcmp(key, table->rows[i].key) == 0;
    }
    return known;
}

static void check_keys(const kurs_yaml_reader *r, const kurs_yaml_table *table, int map)
{
    const char *names[MAX_NAMES];
    const int count = key_names(table, names);
    for (int k = node_at(r, map)->first; k >= 0; k = node_at(r, node_at(r, k)->next)->next) {
        if (!is_known(table, kurs_yaml_text(r->tree, k))) {
            kurs_yaml_fail_name(r, k, KURS_ERR_SCHEMA, "key", names, count);
        }
    }
}

/* A key that is not known was probably meant to be this one: that has been told already. */
static int is_misspelt(const kurs_yaml_reader *r, const kurs_yaml_table *table, int map,
                       const char *key)
{
    const char *names[MAX_NAMES];
    const int count = key_names(table, names);
    for (int k = node_at(r, map)->first; k >= 0; k = node_at(r, node_at(r, k)->next)->next) {
        const char *text = kurs_yaml_text(r->tree, k);
        if (!is_known(table, text) && kurs_diag_nearest(text, names, count) == key) {
            return 1;
        }
    }
    return 0;
}

static void on_absent(const kurs_yaml_reader *r, const kurs_yaml_table *table,
                      const kurs_yaml_row *row, int map, char *base)
{
    if (row->kind == KURS_YAML_QUANTITY) {
        memcpy(base + row->offset, &row->otherwise, sizeof row->otherwise);
    }
    if ((row->flags & KURS_YAML_REQUIRED) && !is_misspelt(r, table, map, row->key)) {
        kurs_yaml_fail(r, map, 0, KURS_ERR_SCHEMA, "%s has no '%s'\nadd '%s: ...': %s", table->what,
                       row->key, row->key, row->doc);
    }
}

static void read_map(kurs_yaml_reader *r, const kurs_yaml_table *table, int node, void *out)
{
    const int before = errors(r);
    const int grade = r->has_grade, source = r->has_source;
    if (node_at(r, node)->type != KURS_YAML_MAPPING) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA,
                       "%s must be a map\nwrite 'key: value' lines, first '%s: ...'", table->what,
                       table->rows[0].key);
        return;
    }
    check_keys(r, table, node);
    if (table->graded) {
        kurs_yaml_grade(r, node, &r->has_grade, &r->has_source);
    }
    for (int i = 0; i < table->count; i++) {
        const int value = kurs_yaml_find(r->tree, node, table->rows[i].key);
        if (value >= 0) {
            read_row(r, &table->rows[i], value, out);
        } else {
            on_absent(r, table, &table->rows[i], node, out);
        }
    }
    if (table->check && errors(r) == before) {
        table->check(r, node, out);
    }
    r->has_grade = grade;
    r->has_source = source;
}

/* ---- whole files ---- */

/* Takes over `text`. The struct is made aside, so that an error leaves `out` alone. */
static kurs_status load(const char *file, char *text, size_t n, const kurs_yaml_table *table,
                        int flags, void *out, kurs_diag *diag)
{
    kurs_yaml_tree tree;
    const int before = diag->count + diag->lost;
    const kurs_status status = kurs_yaml_parse(file, text, n, &tree, diag);
    if (status < 0) {
        return status;
    }
    kurs_yaml_reader r = {.tree = &tree, .diag = diag};
    r.require_grades = (flags & KURS_YAML_REQUIRE_GRADES) != 0;
    /* a table may fill a part of a larger struct, so begin with what is there */
    void *made = duplicate(out, table->size);
    if (made) {
        read_map(&r, table, 0, made);
    } else {
        out_of_memory(&r, 0);
    }
    if (diag->count + diag->lost == before) {
        memcpy(out, made, table->size);
    }
    kurs_free(made);
    kurs_yaml_free(&tree);
    return diag->count + diag->lost == before ? KURS_OK : kurs_diag_status(diag);
}

static kurs_status load_zeroed(const char *file, char *text, size_t n, const kurs_yaml_table *table,
                               int flags, void *out, kurs_diag *diag)
{
    void *made = kurs_alloc_array(1, table->size);
    if (!made) {
        kurs_free(text);
        kurs_yaml_error(&(kurs_yaml_tree){.file = file}, diag, 0, 0, KURS_ERR_MEMORY,
                        "out of memory\nfree some and try again");
        return KURS_ERR_MEMORY;
    }
    const kurs_status status = load(file, text, n, table, flags, made, diag);
    if (status >= 0) {
        memcpy(out, made, table->size);
    }
    kurs_free(made);
    kurs_diag_sort(diag);
    return status < 0 ? kurs_diag_status(diag) : status;
}

kurs_status kurs_yaml_load_text(const char *file, const char *text, size_t n,
                                const kurs_yaml_table *table, int flags, void *out, kurs_diag *diag)
{
    char *copy = duplicate(text, n);
    if (!copy) {
        kurs_yaml_error(&(kurs_yaml_tree){.file = file}, diag, 0, 0, KURS_ERR_MEMORY,
                        "out of memory\nfree some and try again");
        return KURS_ERR_MEMORY;
    }
    return load_zeroed(file, copy, n, table, flags, out, diag);
}

kurs_status kurs_yaml_load(const char *path, const kurs_yaml_table *table, int flags, void *out,
                           kurs_diag *diag)
{
    char *text;
    size_t n;
    const kurs_status status = kurs_file_read(path, KURS_YAML_MAX_BYTES, &text, &n);
    if (status < 0) {
        const kurs_status shown = status == KURS_ERR_NOT_FOUND ? KURS_ERR_IO : status;
        kurs_yaml_error(&(kurs_yaml_tree){.file = path}, diag, 0, 0, shown,
                        "%s cannot be read: %s\ngive the path of a file that is there", table->what,
                        kurs_file_reason(status));
        return shown;
    }
    return load_zeroed(path, text, n, table, flags, out, diag);
}
