/* SPDX-License-Identifier: Apache-2.0 */
#include "io/yaml_tree.h"

#include <stdint.h>
#include <stdio.h>

#include <string.h>

#include <yaml.h>

#include "base/base.h"

/* A collection that is open while events come in. */
typedef struct level {
    int node, last; /* last child, -1: none yet */
} level;

typedef struct builder {
    yaml_parser_t parser;
    kurs_yaml_tree *tree;
    kurs_diag *diag;
    level stack[KURS_YAML_MAX_DEPTH];
    int depth;
    int stop; /* an error after which going on makes no sense */
} builder;

void kurs_yaml_error(const kurs_yaml_tree *tree, kurs_diag *diag, int line, int column,
                     kurs_status status, const char *format, ...)
{
    const kurs_diag_place place = {tree->file, tree->source, tree->source_n, line, column};
    va_list args;
    va_start(args, format);
    kurs_diag_tell(diag, &place, status, format, args);
    va_end(args);
}

const char *kurs_yaml_text(const kurs_yaml_tree *tree, int node)
{
    return tree->pool + tree->nodes[node].at;
}

int kurs_yaml_find(const kurs_yaml_tree *tree, int mapping, const char *key)
{
    for (int k = tree->nodes[mapping].first; k >= 0; k = tree->nodes[tree->nodes[k].next].next) {
        if (strcmp(kurs_yaml_text(tree, k), key) == 0) {
            return tree->nodes[k].next;
        }
    }
    return -1;
}

void kurs_yaml_free(kurs_yaml_tree *tree)
{
    kurs_free(tree->source);
    kurs_free(tree->nodes);
    kurs_free(tree->pool);
    memset(tree, 0, sizeof *tree);
}

#define AT_EVENT(event) (int)(event)->start_mark.line + 1, (int)(event)->start_mark.column + 1

static void stop(builder *b, int line, int column, kurs_status status, const char *what)
{
    kurs_yaml_error(b->tree, b->diag, line, column, status, "%s", what);
    b->stop = 1;
}

static int grow_nodes(builder *b)
{
    kurs_yaml_tree *tree = b->tree;
    if (tree->count < tree->capacity) {
        return 1;
    }
    const int capacity = tree->capacity > 0 ? 2 * tree->capacity : 64;
    void *nodes = kurs_resize(tree->nodes, (size_t)capacity * sizeof *tree->nodes);
    if (!nodes) {
        return 0;
    }
    tree->nodes = nodes;
    tree->capacity = capacity;
    return 1;
}

/* Puts a text and a 0 byte into the pool; its place goes to the node. */
static int add_text(builder *b, kurs_yaml_node *node, const char *text, size_t n)
{
    kurs_yaml_tree *tree = b->tree;
    if (tree->pool_n + n + 1 > tree->pool_capacity) {
        const size_t capacity = 2 * (tree->pool_n + n + 1) + 256;
        char *pool = kurs_resize(tree->pool, capacity);
        if (!pool) {
            return 0;
        }
        tree->pool = pool;
        tree->pool_capacity = capacity;
    }
    node->at = tree->pool_n;
    node->n = n;
    memcpy(tree->pool + node->at, text, n);
    tree->pool[node->at + n] = 0;
    tree->pool_n += n + 1;
    return 1;
}

/* Is the next node of the collection on top of the stack a key? */
static int expects_key(const builder *b)
{
    if (b->depth == 0) {
        return 0;
    }
    const kurs_yaml_node *top = &b->tree->nodes[b->stack[b->depth - 1].node];
    return top->type == KURS_YAML_MAPPING && top->children % 2 == 0;
}

/* Adds a node as the next child of the open collection. Returns its index, or -1. */
static int add_node(builder *b, const yaml_event_t *event, kurs_yaml_type type)
{
    kurs_yaml_tree *tree = b->tree;
    if (tree->count >= KURS_YAML_MAX_NODES) {
        stop(b, AT_EVENT(event), KURS_ERR_SCHEMA,
             "the file has more than 65536 values\nsplit it or shorten it");
        return -1;
    }
    if (!grow_nodes(b)) {
        stop(b, AT_EVENT(event), KURS_ERR_MEMORY, "out of memory\nfree some and try again");
        return -1;
    }
    const int index = tree->count++;
    tree->nodes[index] = (kurs_yaml_node){
        .type = type,
        .line = (int)event->start_mark.line + 1,
        .column = (int)event->start_mark.column + 1,
        .first = -1,
        .next = -1,
    };
    if (b->depth > 0) {
        level *top = &b->stack[b->depth - 1];
        if (top->last < 0) {
            tree->nodes[top->node].first = index;
        } else {
            tree->nodes[top->last].next = index;
        }
        top->last = index;
        tree->nodes[top->node].children++;
    }
    return index;
}

static void refuse_marks(builder *b, const yaml_event_t *event, const yaml_char_t *anchor,
                         const yaml_char_t *tag)
{
    if (anchor) {
        kurs_yaml_error(b->tree, b->diag, AT_EVENT(event), KURS_ERR_SCHEMA,
                        "an anchor ('&') is not taken here\nwrite the value out where it is used");
    }
    if (tag) {
        kurs_yaml_error(b->tree, b->diag, AT_EVENT(event), KURS_ERR_SCHEMA,
                        "a tag ('!') is not taken here\nwrite the value without it");
    }
}

static void on_scalar(builder *b, const yaml_event_t *event)
{
    refuse_marks(b, event, event->data.scalar.anchor, event->data.scalar.tag);
    const char *text = (const char *)event->data.scalar.value;
    const size_t n = event->data.scalar.length;
    const int key = expects_key(b);
    const int index = add_node(b, event, KURS_YAML_SCALAR);
    if (index < 0) {
        return;
    }
    kurs_yaml_node *node = &b->tree->nodes[index];
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    if (memchr(text, 0, n)) {
        kurs_yaml_error(b->tree, b->diag, AT_EVENT(event), KURS_ERR_SYNTAX,
                        "the text holds a 0 byte\nwrite text without \\0");
    }
    if (key && n == 0) {
        kurs_yaml_error(b->tree, b->diag, AT_EVENT(event), KURS_ERR_SYNTAX,
                        "a key without a name\nwrite 'name: value'");
    }
    if (!add_text(b, node, text, n)) {
        stop(b, AT_EVENT(event), KURS_ERR_MEMORY, "out of memory\nfree some and try again");
    }
}

static void on_start(builder *b, const yaml_event_t *event, kurs_yaml_type type)
{
    if (type == KURS_YAML_MAPPING) {
        refuse_marks(b, event, event->data.mapping_start.anchor, event->data.mapping_start.tag);
    } else {
        refuse_marks(b, event, event->data.sequence_start.anchor, event->data.sequence_start.tag);
    }
    if (b->depth == KURS_YAML_MAX_DEPTH) {
        stop(b, AT_EVENT(event), KURS_ERR_SCHEMA,
             "maps and lists stand more than 12 deep in each other\nno file here needs more "
             "than 6");
        return;
    }
    if (expects_key(b)) {
        stop(b, AT_EVENT(event), KURS_ERR_SYNTAX,
             "a key is a map or a list\nwrite a plain name before the colon");
        return;
    }
    const int index = add_node(b, event, type);
    if (index >= 0 && !b->stop) {
        b->stack[b->depth++] = (level){index, -1};
    }
}

/* Every key that was there before, with the line of the first. */
static void refuse_twins(builder *b, int mapping)
{
    const kurs_yaml_tree *tree = b->tree;
    const kurs_yaml_node *nodes = tree->nodes;
    if (nodes[mapping].children > 2 * KURS_YAML_MAX_ENTRIES) {
        kurs_yaml_error(tree, b->diag, nodes[mapping].line, nodes[mapping].column, KURS_ERR_SCHEMA,
                        "the map has more than %d entries\nno map here needs as many",
                        KURS_YAML_MAX_ENTRIES);
        b->stop = 1;
        return;
    }
    for (int k = nodes[mapping].first; k >= 0; k = nodes[nodes[k].next].next) {
        for (int e = nodes[mapping].first; e != k; e = nodes[nodes[e].next].next) {
            if (strcmp(kurs_yaml_text(tree, e), kurs_yaml_text(tree, k)) == 0) {
                char shown[KURS_SHOWN_SIZE];
                kurs_yaml_error(
                    tree, b->diag, nodes[k].line, nodes[k].column, KURS_ERR_SCHEMA,
                    "the key '%s' stands here again\nit is already in line %d: keep one",
                    kurs_diag_shown(kurs_yaml_text(tree, k), nodes[k].n, shown), nodes[e].line);
                break;
            }
        }
    }
}

static void on_event(builder *b, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (b->tree->count > 0) {
            stop(b, AT_EVENT(event), KURS_ERR_SCHEMA,
                 "a second document begins here\nkeep one document in a file");
        }
        break;
    case YAML_ALIAS_EVENT:
        kurs_yaml_error(b->tree, b->diag, AT_EVENT(event), KURS_ERR_SCHEMA,
                        "an alias ('*') is not taken here\nwrite the value out");
        b->stop = 1;
        break;
    case YAML_SCALAR_EVENT:
        on_scalar(b, event);
        break;
    case YAML_SEQUENCE_START_EVENT:
        on_start(b, event, KURS_YAML_SEQUENCE);
        break;
    case YAML_MAPPING_START_EVENT:
        on_start(b, event, KURS_YAML_MAPPING);
        break;
    case YAML_SEQUENCE_END_EVENT:
        b->depth--;
        break;
    case YAML_MAPPING_END_EVENT:
        b->depth--;
        refuse_twins(b, b->stack[b->depth].node);
        break;
    default:
        break;
    }
}

/* Line and column of a byte, for errors that libyaml gives by offset only. */
static void place(const char *text, size_t n, size_t offset, int *line, int *column)
{
    *line = *column = 1;
    for (size_t i = 0; i < offset && i < n; i++) {
        if (text[i] == '\n') {
            ++*line;
            *column = 1;
        } else {
            *column += ((unsigned char)text[i] & 0xC0) != 0x80;
        }
    }
}

/* Nothing but the end of the file stands at the mark. */
static int at_end(const kurs_yaml_tree *tree, yaml_mark_t mark)
{
    size_t characters = 0;
    for (size_t i = 0; i < tree->source_n; i++) {
        characters += ((unsigned char)tree->source[i] & 0xC0) != 0x80;
    }
    return mark.index >= characters;
}

static void report_parser(builder *b)
{
    const yaml_parser_t *p = &b->parser;
    const char *problem = p->problem ? p->problem : "it cannot be read";
    int line = (int)p->problem_mark.line + 1, column = (int)p->problem_mark.column + 1;
    if (p->error == YAML_MEMORY_ERROR) {
        stop(b, line, column, KURS_ERR_MEMORY, "out of memory\nfree some and try again");
        return;
    }
    if (p->context && at_end(b->tree, p->problem_mark)) {
        line = (int)p->context_mark.line + 1; /* what is still open at the end of the file */
        column = (int)p->context_mark.column + 1;
    }
    if (p->error == YAML_READER_ERROR) {
        place(b->tree->source, b->tree->source_n, p->problem_offset, &line, &column);
        kurs_yaml_error(b->tree, b->diag, line, column, KURS_ERR_SYNTAX,
                        "the file is not plain UTF-8 text: %s\nsave it as UTF-8", problem);
    } else if (strstr(problem, "tab character") || strstr(problem, "cannot start any token")) {
        kurs_yaml_error(b->tree, b->diag, line, column, KURS_ERR_SYNTAX,
                        "not YAML: %s\nindent with blanks, and put text with special signs in "
                        "quotes",
                        problem);
    } else {
        kurs_yaml_error(b->tree, b->diag, line, column, KURS_ERR_SYNTAX,
                        "not YAML: %s\ncheck the indent, the ': ' after keys and the closing "
                        "quotes and brackets here and just above",
                        problem);
    }
    b->stop = 1;
}

static void parse_events(builder *b)
{
    int done = 0;
    while (!done && !b->stop) {
        yaml_event_t event;
        if (!yaml_parser_parse(&b->parser, &event)) {
            report_parser(b);
            return;
        }
        on_event(b, &event);
        done = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    if (!b->stop && b->tree->count == 0) {
        stop(b, 1, 1, KURS_ERR_SCHEMA, "the file is empty\nwrite 'key: value' lines");
    }
}

kurs_status kurs_yaml_parse(const char *file, char *text, size_t n, kurs_yaml_tree *out,
                            kurs_diag *diag)
{
    kurs_yaml_tree tree = {.file = file, .source = text, .source_n = n};
    builder b = {.tree = &tree, .diag = diag};
    const int before = diag->count + diag->lost;
    if (n > KURS_YAML_MAX_BYTES) {
        stop(&b, 0, 0, KURS_ERR_SCHEMA,
             "the file is larger than 1 MiB\nno file here needs as much");
    } else if (!yaml_parser_initialize(&b.parser)) {
        stop(&b, 0, 0, KURS_ERR_MEMORY, "out of memory\nfree some and try again");
    } else {
        yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(&b.parser, (const unsigned char *)text, n);
        parse_events(&b);
        yaml_parser_delete(&b.parser);
    }
    if (diag->count + diag->lost > before) {
        const int first = before < KURS_DIAG_MAX ? before : KURS_DIAG_MAX - 1;
        const kurs_status status = diag->items[first].status;
        kurs_yaml_free(&tree);
        memset(out, 0, sizeof *out);
        return status;
    }
    *out = tree;
    return KURS_OK;
}
