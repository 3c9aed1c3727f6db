/* SPDX-License-Identifier: Apache-2.0 */
/* Documents: read, and looked into without trust. */
#include <math.h>
#include <string.h>

#include "cli/watch.h"

static const char *const schemas[KURS_WATCH_WHATS] = {
    [KURS_WATCH_FACTS] = "kurs.flight/1",    [KURS_WATCH_TIMELINE] = "kurs.timeline/1",
    [KURS_WATCH_TRACK] = "kurs.track/1",     [KURS_WATCH_NOW] = "kurs.now/1",
    [KURS_WATCH_FLIGHTS] = "kurs.flights/1", [KURS_WATCH_COMMAND] = "kurs.command/1",
};

const char *kurs_watch_schema(kurs_watch_what what)
{
    return schemas[what];
}

json_t *kurs_watch_parse(kurs_watch_what what, const char *text, size_t n, char why[160])
{
    json_error_t error;
    json_t *doc = json_loadb(text, n, 0, &error);
    if (!doc) {
        snprintf(why, 160, "the answer is no JSON: line %d, column %d", error.line, error.column);
        return NULL;
    }
    if (strcmp(kurs_watch_text(doc, "schema"), schemas[what]) != 0) {
        snprintf(why, 160, "the answer is no document %s; is this `kurs serve`?", schemas[what]);
        json_decref(doc);
        return NULL;
    }
    return doc;
}

void kurs_watch_docs_free(kurs_watch_docs *docs)
{
    for (int i = 0; i < KURS_WATCH_DOCS; i++) {
        json_decref(docs->doc[i]);
        docs->doc[i] = NULL;
    }
}

const char *kurs_watch_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

double kurs_watch_number(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

int kurs_watch_true(const json_t *object, const char *key)
{
    return json_is_true(json_object_get(object, key));
}
