/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include <expat.h>

#include "io/diag.h"
#include "io/orbit_read.h"

enum { NAME_ROOM = 64, VALUE_ROOM = 1024, UNIT_ROOM = 32 };

/* Elements with lower-case names are the structure of a message, the others hold its fields. */
typedef struct xml {
    kurs_orbit_reader *r;
    XML_Parser parser;
    kurs_orbit_message message;
    int open, depth, passed_over; /* depth of an element that is not read; 0: none */
    int in_field, line, column;
    char key[NAME_ROOM], unit[UNIT_ROOM], value[VALUE_ROOM];
    size_t value_n;
} xml;

static int line_of(const xml *x)
{
    return (int)XML_GetCurrentLineNumber(x->parser);
}

static int column_of(const xml *x)
{
    return (int)XML_GetCurrentColumnNumber(x->parser) + 1;
}

static void stop(xml *x)
{
    x->r->stop = 1;
    (void)XML_StopParser(x->parser, XML_FALSE);
}

static const char *attribute(const char **attributes, const char *name)
{
    for (int i = 0; attributes[i]; i += 2) {
        if (strcmp(attributes[i], name) == 0) {
            return attributes[i + 1];
        }
    }
    return "";
}

static int is_one_of(const char *name, const char *const *names)
{
    while (*names && strcmp(name, *names) != 0) {
        names++;
    }
    return *names != NULL;
}

static void begin_message(xml *x, const char *name, const char **attributes)
{
    const char *version = attribute(attributes, "version");
    const int block =
        kurs_message_block(x->r, (kurs_slice){name, strlen(name)}, line_of(x), column_of(x));
    if (block == KURS_BLOCK_NONE) {
        stop(x);
        return;
    }
    x->open = x->depth;
    kurs_message_begin(&x->message, x->r, block, (kurs_slice){version, strlen(version)}, line_of(x),
                       column_of(x));
}

/* An element of the structure of a message. */
static void begin_part(xml *x, const char *name)
{
    static const char *const plain[] = {"header",
                                        "body",
                                        "segment",
                                        "data",
                                        "meanElements",
                                        "tleParameters",
                                        "spacecraftParameters",
                                        NULL};
    static const char *const not_read[] = {"covarianceMatrix", "userDefinedParameters",
                                           "keplerianElements", "maneuverParameters", NULL};
    char shown[KURS_SHOWN_SIZE];
    const int is_oem = x->message.object.kind == KURS_ORBIT_OEM;
    if (strcmp(name, "metadata") == 0) {
        if (is_oem) {
            kurs_message_meta_begin(&x->message, line_of(x), column_of(x));
        }
    } else if (strcmp(name, "stateVector") == 0) {
        if (is_oem) {
            kurs_message_state_begin(&x->message, line_of(x), column_of(x));
        }
    } else if (is_one_of(name, not_read)) {
        x->message.object.maneuver_count += strcmp(name, "maneuverParameters") == 0;
        x->passed_over = x->depth;
    } else if (!is_one_of(name, plain)) {
        kurs_orbit_fail(x->r, KURS_ERR_SCHEMA, line_of(x), column_of(x),
                        "'%s' is no element of this message\nleave it out",
                        kurs_diag_shown(name, strlen(name), shown));
        x->passed_over = x->depth;
    }
}

static void begin_field(xml *x, const char *name, const char **attributes)
{
    x->in_field = x->depth;
    x->line = line_of(x);
    x->column = column_of(x);
    x->value_n = 0;
    snprintf(x->key, sizeof x->key, "%s", name);
    snprintf(x->unit, sizeof x->unit, "%s", attribute(attributes, "units"));
}

static void XMLCALL begin_element(void *data, const char *qualified, const char **attributes)
{
    xml *x = data;
    const char *colon = strrchr(qualified, ':');
    const char *name = colon ? colon + 1 : qualified;
    if (++x->depth > KURS_ORBIT_XML_DEPTH) {
        kurs_orbit_fail(x->r, KURS_ERR_SYNTAX, line_of(x), column_of(x),
                        "elements stand in each other more than %d deep\nan orbit message needs "
                        "less",
                        KURS_ORBIT_XML_DEPTH);
        stop(x);
    } else if (x->in_field) {
        kurs_orbit_fail(x->r, KURS_ERR_SCHEMA, line_of(x), column_of(x),
                        "an element within %s\nonly its value stands there", x->key);
        stop(x);
    } else if (x->passed_over || (!x->open && x->depth == 1 && strcmp(name, "ndm") == 0)) {
        return;
    } else if (*name >= 'A' && *name <= 'Z' && (x->open || x->depth == 2)) {
        begin_field(x, name, attributes);
    } else if (!x->open) {
        begin_message(x, name, attributes);
    } else {
        begin_part(x, name);
    }
}

static void end_field(xml *x)
{
    const kurs_slice text = kurs_slice_trim((kurs_slice){x->value, x->value_n});
    if (x->open && strcmp(x->key, "COMMENT") == 0) {
        kurs_message_comment(&x->message, text);
    } else if (x->open) {
        const kurs_orbit_field field = {.key = {x->key, strlen(x->key)},
                                        .value = text,
                                        .unit = {x->unit, strlen(x->unit)},
                                        .line = x->line,
                                        .column = x->column};
        kurs_message_field(&x->message, &field);
    }
    x->in_field = 0;
}

static void XMLCALL end_element(void *data, const char *qualified)
{
    xml *x = data;
    const char *colon = strrchr(qualified, ':');
    const char *name = colon ? colon + 1 : qualified;
    const int depth = x->depth--;
    if (x->in_field == depth) {
        end_field(x);
    } else if (x->passed_over) {
        x->passed_over = x->passed_over == depth ? 0 : x->passed_over;
    } else if (x->open == depth && depth > 0) {
        kurs_message_end(&x->message);
        x->open = 0;
    } else if (x->open && strcmp(name, "metadata") == 0) {
        kurs_message_meta_end(&x->message);
    } else if (x->open && strcmp(name, "stateVector") == 0) {
        kurs_message_state_end(&x->message);
    }
    if (x->r->stop) {
        stop(x);
    }
}

static void XMLCALL take_characters(void *data, const char *text, int n)
{
    xml *x = data;
    for (int i = 0; i < n; i++) {
        const int blank = text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r';
        if (x->passed_over || (blank && (!x->in_field || x->value_n == 0))) {
            continue;
        }
        if (!x->in_field) {
            kurs_orbit_fail(x->r, KURS_ERR_SCHEMA, line_of(x), column_of(x),
                            "a text that stands in no field\nleave it out");
            stop(x);
            return;
        }
        if (x->value_n == 0) {
            x->line = line_of(x);
            x->column = column_of(x) + i;
        }
        if (x->value_n < sizeof x->value) {
            x->value[x->value_n++] = (char)(blank ? ' ' : text[i]);
        } else if (strcmp(x->key, "COMMENT") != 0) {
            kurs_orbit_fail(x->r, KURS_ERR_SYNTAX, x->line, x->column,
                            "the value of %s is longer than %d bytes\nwrite a shorter one", x->key,
                            VALUE_ROOM);
            stop(x);
            return;
        }
    }
}

/* A declaration of the document type can make entities, and those can make text without end. */
static void XMLCALL refuse_doctype(void *data, const char *name, const char *system_id,
                                   const char *public_id, int has_internal_subset)
{
    xml *x = data;
    (void)name, (void)system_id, (void)public_id, (void)has_internal_subset;
    kurs_orbit_fail(x->r, KURS_ERR_SYNTAX, line_of(x), column_of(x),
                    "a declaration of the document type\nleave it out: orbit messages need none");
    stop(x);
}

static void tell_error(xml *x)
{
    const enum XML_Error code = XML_GetErrorCode(x->parser);
    if (code == XML_ERROR_NO_MEMORY) {
        kurs_orbit_fail(x->r, KURS_ERR_MEMORY, 0, 0, "out of memory\nfree some and try again");
    } else if (code != XML_ERROR_ABORTED) {
        kurs_orbit_fail(x->r, KURS_ERR_SYNTAX, line_of(x), column_of(x),
                        "the XML is not well-formed here: %s\nrepair it or fetch it again",
                        XML_ErrorString(code));
    }
}

void kurs_orbit_read_xml(kurs_orbit_reader *r)
{
    static const XML_Memory_Handling_Suite memory = {kurs_alloc, kurs_resize, kurs_free};
    xml x = {.r = r, .parser = XML_ParserCreate_MM(NULL, &memory, NULL)};
    if (!x.parser) {
        kurs_orbit_fail(r, KURS_ERR_MEMORY, 0, 0, "out of memory\nfree some and try again");
        return;
    }
    XML_SetUserData(x.parser, &x);
    XML_SetElementHandler(x.parser, begin_element, end_element);
    XML_SetCharacterDataHandler(x.parser, take_characters);
    XML_SetStartDoctypeDeclHandler(x.parser, refuse_doctype);
    if (XML_Parse(x.parser, r->text, (int)r->n, 1) != XML_STATUS_OK) {
        tell_error(&x);
    }
    XML_ParserFree(x.parser);
}
