/* SPDX-License-Identifier: Apache-2.0 */
/* The objects of a file, and what they are called. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/propagate_parts.h"
#include "base/base.h"

int kurs_propagate_is_mean(const kurs_orbit_object *object)
{
    return object->kind == KURS_ORBIT_TLE || object->kind == KURS_ORBIT_OMM;
}

kurs_propagate_body kurs_propagate_body_at(const kurs_orbit_file *file, size_t i)
{
    kurs_propagate_body body = {kurs_orbit_file_object(file, i), 1};
    const size_t count = kurs_orbit_file_count(file);
    while (body.first->kind == KURS_ORBIT_OEM && i + body.count < count) {
        const kurs_orbit_object *next = kurs_orbit_file_object(file, i + body.count);
        if (next->kind != KURS_ORBIT_OEM || strcmp(next->name, body.first->name) != 0 ||
            strcmp(next->id, body.first->id) != 0) {
            break;
        }
        body.count++;
    }
    return body;
}

typedef struct named {
    const char *name;
    int number;
    size_t index;
} named;

static int by_name(const void *a, const void *b)
{
    const named *x = a, *y = b;
    const int order = strcmp(x->name, y->name);
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

kurs_status kurs_propagate_mark_repeated(const kurs_orbit_file *file, unsigned char *repeated)
{
    const size_t count = kurs_orbit_file_count(file);
    size_t n = 0;
    named *list = kurs_alloc_array(count, sizeof *list);
    if (!list) {
        return KURS_ERR_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        const kurs_orbit_object *object = kurs_orbit_file_object(file, i);
        repeated[i] = 0;
        if (kurs_propagate_is_mean(object) && object->name[0]) {
            list[n++] = (named){object->name, object->tle.catalog_number, i};
        }
    }
    qsort(list, n, sizeof *list, by_name);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && strcmp(list[end].name, list[i].name) == 0; end++) {
        }
        for (size_t k = i; k < end && list[i].number != list[end - 1].number; k++) {
            repeated[list[k].index] = 1;
        }
    }
    kurs_free(list);
    return KURS_OK;
}

void kurs_propagate_name(const kurs_orbit_object *object, int repeated,
                         char out[KURS_ORBIT_NAME_SIZE])
{
    char number[KURS_ORBIT_ID_SIZE];
    snprintf(number, sizeof number, "%d", object->tle.catalog_number);
    if (object->tle.catalog_number == 0 && object->id[0]) { /* a message need not have a number */
        snprintf(number, sizeof number, "%s", object->id);
    }
    if (!kurs_propagate_is_mean(object)) {
        snprintf(out, KURS_ORBIT_NAME_SIZE, "%s", object->name[0] ? object->name : object->id);
    } else if (!object->name[0]) {
        snprintf(out, KURS_ORBIT_NAME_SIZE, "%s", number);
    } else if (repeated) {
        snprintf(out, KURS_ORBIT_NAME_SIZE, "%.*s (%s)",
                 (int)(KURS_ORBIT_NAME_SIZE - sizeof number - 4), object->name, number);
    } else {
        snprintf(out, KURS_ORBIT_NAME_SIZE, "%s", object->name);
    }
    for (char *c = out; *c; c++) { /* no name moves the cursor of a terminal */
        *c = (char)((unsigned char)*c < 0x20 || *c == 0x7f ? '?' : *c);
    }
}

void kurs_propagate_designator(const kurs_orbit_object *object, char out[KURS_ORBIT_ID_SIZE])
{
    const char *id = object->id;
    if (object->kind == KURS_ORBIT_TLE && strlen(id) > 5 && strspn(id, "0123456789") == 5) {
        const int year = 10 * (id[0] - '0') + (id[1] - '0');
        snprintf(out, KURS_ORBIT_ID_SIZE, "%d-%.20s", year < 57 ? 2000 + year : 1900 + year,
                 id + 2);
    } else {
        snprintf(out, KURS_ORBIT_ID_SIZE, "%s", id);
    }
}
