/* SPDX-License-Identifier: Apache-2.0 */
#include "io/yaml_values.h"

#include <math.h>
#include <string.h>

#include "base/base.h"
#include "kurs/time.h"
#include "kurs/vehicle.h"

static const kurs_yaml_node *node_at(const kurs_yaml_reader *r, int node)
{
    return &r->tree->nodes[node];
}

static const char *type_name(const kurs_yaml_reader *r, int node)
{
    switch (node_at(r, node)->type) {
    case KURS_YAML_MAPPING:
        return "a map";
    case KURS_YAML_SEQUENCE:
        return "a list";
    default:
        return "a single value";
    }
}

const char *kurs_yaml_scalar(const kurs_yaml_reader *r, int node, const char *doc)
{
    const kurs_yaml_node *n = node_at(r, node);
    if (n->type != KURS_YAML_SCALAR) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA, "here stands %s\nwrite one value: %s",
                       type_name(r, node), doc);
        return NULL;
    }
    if (n->n == 0) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA, "there is no value\nwrite %s", doc);
        return NULL;
    }
    return kurs_yaml_text(r->tree, node);
}

static const char *shown(const kurs_yaml_reader *r, int node, char out[KURS_SHOWN_SIZE])
{
    return kurs_diag_shown(kurs_yaml_text(r->tree, node), node_at(r, node)->n, out);
}

/* ---- grades ---- */

int kurs_yaml_is_grade_key(const char *key)
{
    return strcmp(key, "grade") == 0 || strcmp(key, "source") == 0 || strcmp(key, "note") == 0;
}

void kurs_yaml_grade(kurs_yaml_reader *r, int map, int *grade, int *source)
{
    const int g = kurs_yaml_find(r->tree, map, "grade");
    const int s = kurs_yaml_find(r->tree, map, "source");
    const int note = kurs_yaml_find(r->tree, map, "note");
    if (g >= 0) {
        const char *text = kurs_yaml_scalar(r, g, "a grade A, B, C, D or U");
        if (text && (node_at(r, g)->n != 1 || !strchr("ABCDU", text[0]))) {
            char was[KURS_SHOWN_SIZE];
            kurs_yaml_fail(r, g, 0, KURS_ERR_SCHEMA,
                           "'%s' is not a grade\nwrite A (official), B (quotes it), C (press), D "
                           "(derived) or U (uncertain)",
                           shown(r, g, was));
        }
        *grade = 1;
    }
    if (s >= 0) {
        (void)kurs_yaml_scalar(r, s, "where the figure comes from");
        *source = 1;
    }
    if (note >= 0) {
        (void)kurs_yaml_scalar(r, note, "a remark");
    }
}

/* A figure that must have a grade and a source has both, its own or of a map around it. */
static void require_grade(kurs_yaml_reader *r, const kurs_yaml_row *row, int node, int own_map)
{
    int grade = r->has_grade, source = r->has_source;
    if (own_map >= 0) {
        kurs_yaml_grade(r, own_map, &grade, &source);
    }
    if (r->require_grades && !(grade && source)) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA,
                       "the figure '%s' has no %s\nwrite {value: ..., grade: A, source: KEY}",
                       row->key, grade ? "source" : "grade");
    }
}

/* Only the given key and those of grades may stand in the map of a figure. */
static void check_figure_keys(const kurs_yaml_reader *r, int map, const char *a, const char *b)
{
    const kurs_yaml_node *nodes = r->tree->nodes;
    for (int k = nodes[map].first; k >= 0; k = nodes[nodes[k].next].next) {
        const char *key = kurs_yaml_text(r->tree, k);
        if (strcmp(key, a) != 0 && strcmp(key, b) != 0 && !kurs_yaml_is_grade_key(key)) {
            const char *const names[] = {a, "grade", "source", "note", b};
            kurs_yaml_fail_name(r, k, KURS_ERR_SCHEMA, "key", names, strcmp(a, b) ? 5 : 4);
        }
    }
}

/* The value of a figure, out of its map where it stands in one; -1 after an error. */
static int unwrap(kurs_yaml_reader *r, const kurs_yaml_row *row, int node)
{
    if (node_at(r, node)->type != KURS_YAML_MAPPING) {
        require_grade(r, row, node, -1);
        return node;
    }
    check_figure_keys(r, node, "value", "value");
    require_grade(r, row, node, node);
    const int value = kurs_yaml_find(r->tree, node, "value");
    if (value < 0) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA,
                       "the map has no 'value'\nwrite {value: ..., grade: A, source: KEY}: %s",
                       row->doc);
    }
    return value;
}

/* ---- numbers ---- */

static int in_range(const kurs_yaml_reader *r, const kurs_yaml_row *row, int node, double si,
                    const kurs_unit *unit, int checked)
{
    if (!checked || (row->min == 0.0 && row->max == 0.0) || (si >= row->min && si <= row->max)) {
        return 1;
    }
    const char *name = strcmp(unit->name, "1") == 0 ? "" : unit->name;
    char was[KURS_SHOWN_SIZE];
    kurs_yaml_fail(r, node, 0, KURS_ERR_RANGE,
                   "'%s' is outside the range of '%s'\nit must be from %.9g to %.9g %s (%s)",
                   shown(r, node, was), row->key, row->min / unit->scale, row->max / unit->scale,
                   name, row->doc);
    return 0;
}

/* "12.5 km" of a dimension, or a plain number where the unit is given. 0 after an error. */
static int quantity(const kurs_yaml_reader *r, const kurs_yaml_row *row, int node, kurs_dim dim,
                    const kurs_unit *given, int checked, double *out)
{
    const char *text = kurs_yaml_scalar(r, node, row->doc);
    char was[KURS_SHOWN_SIZE];
    double value;
    if (!text) {
        return 0;
    }
    const kurs_slice all = {text, node_at(r, node)->n};
    const size_t n = kurs_slice_number_length(all);
    const kurs_slice name = kurs_slice_trim((kurs_slice){text + n, all.n - n});
    const int unitless = dim == KURS_DIM_NONE || given;
    const kurs_unit *unit = unitless ? NULL : kurs_unit_find(dim, name.text, name.n);
    if (unitless && name.n == 0) {
        unit = given ? given : kurs_unit_usual(KURS_DIM_NONE);
    }
    const kurs_status status = kurs_slice_number((kurs_slice){text, n}, &value);
    if (status == KURS_ERR_RANGE) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_RANGE,
                       "the number '%s' is too large\nwrite one below 1e308: %s",
                       shown(r, node, was), row->doc);
        return 0;
    }
    if (n == 0 || status < 0) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA, "'%s' is not a number\nwrite a number%s%s: %s",
                       shown(r, node, was), unitless ? "" : " and a unit of ",
                       unitless ? "" : kurs_dim_name(dim), row->doc);
        return 0;
    }
    if (!unit && unitless) {
        kurs_yaml_fail(r, node, node_at(r, node)->quoted + (int)n, KURS_ERR_UNIT,
                       "'%s' has something after its number\nwrite the number alone: %s",
                       shown(r, node, was), row->doc);
        return 0;
    }
    if (!unit && name.n == 0) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_UNIT,
                       "'%s' of '%s' has no unit\nwrite '%s %s' or another unit of %s (%s)",
                       shown(r, node, was), row->key, shown(r, node, was),
                       kurs_unit_usual(dim)->name, kurs_dim_name(dim), kurs_dim_units(dim));
        return 0;
    }
    if (!unit) {
        char unit_shown[KURS_SHOWN_SIZE];
        kurs_yaml_fail(r, node, node_at(r, node)->quoted + (int)(name.text - text), KURS_ERR_UNIT,
                       "'%s' is not a unit of %s, which '%s' is\nwrite %s",
                       kurs_diag_shown(name.text, name.n, unit_shown), kurs_dim_name(dim), row->key,
                       kurs_dim_units(dim));
        return 0;
    }
    value *= unit->scale;
    if (!in_range(r, row, node, value, unit, checked)) {
        return 0;
    }
    *out = value;
    return 1;
}

static void read_quantity(kurs_yaml_reader *r, const kurs_yaml_row *row, int node, double *out)
{
    const int value = unwrap(r, row, node);
    if (value >= 0) {
        (void)quantity(r, row, value, row->dim, NULL, 1, out);
    }
}

static void read_integer(kurs_yaml_reader *r, const kurs_yaml_row *row, int node, int *out)
{
    int value = node;
    if (row->flags & KURS_YAML_FIGURE) {
        value = unwrap(r, row, node);
    }
    const char *text = value >= 0 ? kurs_yaml_scalar(r, value, row->doc) : NULL;
    int64_t number;
    char was[KURS_SHOWN_SIZE];
    if (!text) {
        return;
    }
    if (kurs_slice_integer((kurs_slice){text, node_at(r, value)->n}, &number) < 0) {
        kurs_yaml_fail(r, value, 0, KURS_ERR_SCHEMA, "'%s' is not a whole number\nwrite one: %s",
                       shown(r, value, was), row->doc);
    } else if ((double)number < row->min || (double)number > row->max) {
        kurs_yaml_fail(r, value, 0, KURS_ERR_RANGE,
                       "'%s' is outside the range of '%s'\nit must be from %g to %g (%s)",
                       shown(r, value, was), row->key, row->min, row->max, row->doc);
    } else {
        *out = (int)number;
    }
}

static void read_vector(kurs_yaml_reader *r, const kurs_yaml_row *row, int node, double *out)
{
    const int list = unwrap(r, row, node);
    if (list < 0) {
        return;
    }
    if (node_at(r, list)->type != KURS_YAML_SEQUENCE || node_at(r, list)->children != row->most) {
        kurs_yaml_fail(r, list, 0, KURS_ERR_SCHEMA,
                       "'%s' is not a list of %d values\nwrite [.., ..] with %d of them: %s",
                       row->key, row->most, row->most, row->doc);
        return;
    }
    int i = 0;
    for (int e = node_at(r, list)->first; e >= 0; e = node_at(r, e)->next) {
        (void)quantity(r, row, e, row->dim, NULL, 1, &out[i++]);
    }
}

/* ---- curves ---- */

static int curve_unit(const kurs_yaml_reader *r, const kurs_yaml_row *row, int node, kurs_dim dim,
                      const kurs_unit **out)
{
    const char *text = kurs_yaml_scalar(r, node, "a unit");
    char was[KURS_SHOWN_SIZE];
    if (!text) {
        return 0;
    }
    *out = kurs_unit_find(dim, text, node_at(r, node)->n);
    if (!*out) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_UNIT,
                       "'%s' is not a unit of %s, which '%s' has here\nwrite %s",
                       shown(r, node, was), kurs_dim_name(dim), row->key, kurs_dim_units(dim));
    }
    return *out != NULL;
}

/* `units: [s, deg]` of a curve. */
static int curve_units(const kurs_yaml_reader *r, const kurs_yaml_row *row, int map,
                       const kurs_unit *units[2])
{
    const int list = kurs_yaml_find(r->tree, map, "units");
    if (list < 0 || node_at(r, list)->type != KURS_YAML_SEQUENCE ||
        node_at(r, list)->children != 2) {
        kurs_yaml_fail(r, list < 0 ? map : list, 0, KURS_ERR_UNIT,
                       "the curve '%s' has no units\nwrite 'units: [%s, %s]'", row->key,
                       kurs_unit_usual(row->dim)->name, kurs_unit_usual(row->dim_y)->name);
        return 0;
    }
    const int x = node_at(r, list)->first;
    return curve_unit(r, row, x, row->dim, &units[0]) &
           curve_unit(r, row, node_at(r, x)->next, row->dim_y, &units[1]);
}

static int curve_point(const kurs_yaml_reader *r, const kurs_yaml_row *row, int pair,
                       const kurs_unit *const units[2], kurs_curve *curve)
{
    const kurs_yaml_node *p = node_at(r, pair);
    double x, y;
    if (p->type != KURS_YAML_SEQUENCE || p->children != 2) {
        kurs_yaml_fail(r, pair, 0, KURS_ERR_SCHEMA,
                       "this is not a point of the curve '%s'\nwrite [x, y]", row->key);
        return 0;
    }
    const int right = quantity(r, row, p->first, row->dim, units[0], 0, &x) &
                      quantity(r, row, node_at(r, p->first)->next, row->dim_y, units[1], 1, &y);
    if (!right) {
        return 0;
    }
    if (curve->count > 0 && !(x > curve->x[curve->count - 1])) {
        kurs_yaml_fail(r, p->first, 0, KURS_ERR_RANGE,
                       "x does not rise from the point before\nsort the points of '%s' by x, each "
                       "x once",
                       row->key);
        return 0;
    }
    curve->x[curve->count] = x;
    curve->y[curve->count++] = y;
    return 1;
}

static void read_curve(kurs_yaml_reader *r, const kurs_yaml_row *row, int node, kurs_curve *out)
{
    const kurs_unit *units[2] = {NULL, NULL};
    kurs_curve curve;
    int list = node;
    memset(&curve, 0, sizeof curve);
    if (node_at(r, node)->type == KURS_YAML_MAPPING) {
        check_figure_keys(r, node, "points", "units");
        require_grade(r, row, node, node);
        list = kurs_yaml_find(r->tree, node, "points");
        if (!curve_units(r, row, node, units)) {
            return;
        }
    } else {
        require_grade(r, row, node, -1);
    }
    if (list < 0 || node_at(r, list)->type != KURS_YAML_SEQUENCE ||
        node_at(r, list)->children == 0 || node_at(r, list)->children > KURS_MAX_PITCH) {
        kurs_yaml_fail(r, list < 0 ? node : list, 0, KURS_ERR_SCHEMA,
                       "'%s' is not a curve\nwrite a list of 1 to %d points [x, y]: %s", row->key,
                       KURS_MAX_PITCH, row->doc);
        return;
    }
    for (int e = node_at(r, list)->first; e >= 0; e = node_at(r, e)->next) {
        if (!curve_point(r, row, e, units, &curve)) {
            return;
        }
    }
    memcpy(out, &curve, sizeof curve);
}

/* ---- text and dates ---- */

static void read_text(const kurs_yaml_reader *r, const kurs_yaml_row *row, int node, char *out)
{
    const char *text = kurs_yaml_scalar(r, node, row->doc);
    if (!text) {
        return;
    }
    const size_t n = node_at(r, node)->n;
    if (n >= row->size) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_RANGE,
                       "the text of '%s' has %zu bytes\nat most %zu fit: shorten it", row->key, n,
                       row->size - 1);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f) {
            kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA,
                           "the text of '%s' holds a control character\nwrite it in one line",
                           row->key);
            return;
        }
    }
    memcpy(out, text, n + 1);
}

static void read_choice(const kurs_yaml_reader *r, const kurs_yaml_row *row, int node, char *out)
{
    const char *text = kurs_yaml_scalar(r, node, row->doc);
    int count = 0;
    while (row->choices[count]) {
        if (text && strcmp(row->choices[count], text) == 0) {
            memcpy(out, text, strlen(text) + 1);
            return;
        }
        count++;
    }
    if (text) {
        kurs_yaml_fail_name(r, node, KURS_ERR_SCHEMA, row->key, row->choices, count);
    }
}

static void read_bool(const kurs_yaml_reader *r, const kurs_yaml_row *row, int node, int *out)
{
    const char *text = kurs_yaml_scalar(r, node, "true or false");
    char was[KURS_SHOWN_SIZE];
    if (!text) {
        return;
    }
    if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0) {
        *out = text[0] == 't';
        return;
    }
    kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA,
                   "'%s' is neither true nor false\nwrite one of them (%s)", shown(r, node, was),
                   row->doc);
}

static void read_time(const kurs_yaml_reader *r, const kurs_yaml_row *row, int node, kurs_tai *out)
{
    const int day = row->kind == KURS_YAML_DAY;
    const char *form = day ? "YYYY-MM-DD" : "YYYY-MM-DDThh:mm:ssZ";
    const char *text = kurs_yaml_scalar(r, node, form);
    char was[KURS_SHOWN_SIZE];
    kurs_tai t;
    if (!text) {
        return;
    }
    const size_t n = node_at(r, node)->n;
    const kurs_status status = kurs_tai_parse(text, n, &t);
    if (status == KURS_ERR_RANGE) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_RANGE,
                       "'%s' is not a date that exists, from 1972 to 2100\nwrite %s: %s",
                       shown(r, node, was), form, row->doc);
    } else if (status < 0 || (n == strlen("YYYY-MM-DD")) != day || (!day && text[n - 1] != 'Z')) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_SYNTAX, "'%s' is not of the form %s\nwrite %s%s",
                       shown(r, node, was), form,
                       day ? "the day of " : "UTC with its Z: ", row->doc);
    } else {
        *out = t;
    }
}

void kurs_yaml_value(kurs_yaml_reader *r, const kurs_yaml_row *row, int node, void *out)
{
    switch (row->kind) {
    case KURS_YAML_TEXT:
        read_text(r, row, node, out);
        break;
    case KURS_YAML_CHOICE:
        read_choice(r, row, node, out);
        break;
    case KURS_YAML_BOOL:
        read_bool(r, row, node, out);
        break;
    case KURS_YAML_INT:
        read_integer(r, row, node, out);
        break;
    case KURS_YAML_QUANTITY:
        read_quantity(r, row, node, out);
        break;
    case KURS_YAML_VECTOR:
        read_vector(r, row, node, out);
        break;
    case KURS_YAML_CURVE:
        read_curve(r, row, node, out);
        break;
    case KURS_YAML_DAY:
    case KURS_YAML_INSTANT:
        read_time(r, row, node, out);
        break;
    default:
        break;
    }
}
