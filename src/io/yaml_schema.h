/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads YAML into plain C structs by tables: one constant table a kind of map, one row a
 * key. Every error of a file is reported, with its place and what would be right.
 *
 * A figure (number, quantity, vector, curve) stands plain, `mass: 7152 kg`, or with its grade and
 * source, `mass: {value: 7152 kg, grade: A, source: RSW}`. Where a table is `graded`, the keys
 * grade, source and note in a map hold for all figures in it that name none. Both are checked
 * and not kept.
 */
#ifndef KURS_IO_YAML_SCHEMA_H
#define KURS_IO_YAML_SCHEMA_H

#include <stddef.h>

#include "io/units.h"
#include "io/yaml_tree.h"
#include "kurs/status.h"

struct kurs_yaml_reader;
struct kurs_yaml_table;

typedef enum kurs_yaml_kind {
    KURS_YAML_TEXT,      /* char[size] */
    KURS_YAML_CHOICE,    /* char[size], one of `choices` */
    KURS_YAML_BOOL,      /* int */
    KURS_YAML_INT,       /* int */
    KURS_YAML_QUANTITY,  /* double with a unit of `dim`; KURS_DIM_NONE: a plain number */
    KURS_YAML_VECTOR,    /* double[max], written as a list */
    KURS_YAML_CURVE,     /* kurs_curve: x of `dim`, y of `dim_y` */
    KURS_YAML_DAY,       /* kurs_tai of 0 h UTC, written YYYY-MM-DD */
    KURS_YAML_INSTANT,   /* kurs_tai, written as ISO 8601 UTC */
    KURS_YAML_MAP,       /* struct, by `table` */
    KURS_YAML_REFERENCE, /* struct, by `table`, from another file: a name in `folder` or a path */
    KURS_YAML_LIST,      /* up to `max` items by the row `item`, the number at count_offset */
    KURS_YAML_CALL,      /* by the function `call` */
    KURS_YAML_SKIP       /* not looked at */
} kurs_yaml_kind;

enum {
    KURS_YAML_REQUIRED = 1,
    KURS_YAML_HAS_ID = 2, /* of a reference: the struct begins with char id[KURS_ID_SIZE] */
    KURS_YAML_FIGURE = 4  /* of an int: it has a grade */
};

typedef struct kurs_yaml_row {
    const char *key;
    kurs_yaml_kind kind;
    int flags;
    size_t offset, size; /* of the member; of an item for a list */
    kurs_dim dim, dim_y;
    double min, max;  /* SI; of a curve: of y. Both 0: any value */
    double otherwise; /* value where the key is absent and not required */
    int most;         /* items of a vector or list */
    size_t count_offset;
    const struct kurs_yaml_table *table;
    const struct kurs_yaml_row *item;
    const char *folder;
    const char *const *choices; /* ended by NULL */
    void (*call)(struct kurs_yaml_reader *r, int node, void *base);
    const char *doc; /* what it is, in a few words: for errors and help */
} kurs_yaml_row;

typedef struct kurs_yaml_table {
    const char *what; /* "a rocket" */
    const kurs_yaml_row *rows;
    int count;
    int graded;  /* the keys grade, source and note are known */
    int open;    /* keys that are not known are passed over */
    size_t size; /* of the struct */
    /* looks at the whole after its parts were read; only called where these are right */
    void (*check)(struct kurs_yaml_reader *r, int node, void *base);
} kurs_yaml_table;

/* A file while it is read. */
typedef struct kurs_yaml_reader {
    const kurs_yaml_tree *tree;
    kurs_diag *diag;
    int require_grades;        /* a figure without grade and source is an error */
    int has_grade, has_source; /* by a map around */
} kurs_yaml_reader;

enum { KURS_YAML_REQUIRE_GRADES = 1 };

/*
 * Reads the file at `path` by a table into out[0..table->size), zeroed first. ERR_IO for a
 * file that cannot be read; else the status of the diagnostics. On error *out is untouched.
 */
KURS_CHECK kurs_status kurs_yaml_load(const char *path, const kurs_yaml_table *table, int flags,
                                      void *out, kurs_diag *diag);

/* The same from text[0..n); names of files in it are relative to the folder of `file`. */
KURS_CHECK kurs_status kurs_yaml_load_text(const char *file, const char *text, size_t n,
                                           const kurs_yaml_table *table, int flags, void *out,
                                           kurs_diag *diag);

/* For `call` and `check`: an error at a node, `shift` characters into it; format is
 * "what is wrong\nwhat would be right". */
KURS_PRINTF(5, 6)
void kurs_yaml_fail(const kurs_yaml_reader *r, int node, int shift, kurs_status status,
                    const char *format, ...);

/* For `call`: the text of a scalar that is not empty, else an error and NULL. */
const char *kurs_yaml_scalar(const kurs_yaml_reader *r, int node, const char *doc);

/* Fails with "did you mean" or the list of the names known. `what` such as "port". */
void kurs_yaml_fail_name(const kurs_yaml_reader *r, int node, kurs_status status, const char *what,
                         const char *const *names, int count);

/* ---- rows, a line each: K_KIND(struct, member, "key", flags, ..., "doc") ---- */

#define K_MEMBER(s, m) .offset = offsetof(s, m), .size = sizeof(((s *)0)->m)
#define K_TEXT(s, m, k, f, d)                                                                      \
    {                                                                                              \
        .key = k, .kind = KURS_YAML_TEXT, .flags = f, K_MEMBER(s, m), .doc = d                     \
    }
#define K_BOOL(s, m, k, f, d)                                                                      \
    {                                                                                              \
        .key = k, .kind = KURS_YAML_BOOL, .flags = f, K_MEMBER(s, m), .doc = d                     \
    }
#define K_DAY(s, m, k, f, d)                                                                       \
    {                                                                                              \
        .key = k, .kind = KURS_YAML_DAY, .flags = f, K_MEMBER(s, m), .doc = d                      \
    }
#define K_INSTANT(s, m, k, f, d)                                                                   \
    {                                                                                              \
        .key = k, .kind = KURS_YAML_INSTANT, .flags = f, K_MEMBER(s, m), .doc = d                  \
    }
#define K_CHOICE(s, m, k, f, c, d)                                                                 \
    {                                                                                              \
        .key = k, .kind = KURS_YAML_CHOICE, .flags = f, K_MEMBER(s, m), .choices = c, .doc = d     \
    }
#define K_INT(s, m, k, f, lo, hi, d)                                                               \
    {                                                                                              \
        .key = k, .kind = KURS_YAML_INT, .flags = f, K_MEMBER(s, m), .min = lo, .max = hi,         \
        .doc = d                                                                                   \
    }
#define K_QUANTITY(s, m, k, f, u, lo, hi, d)                                                       \
    {                                                                                              \
        .key = k, .kind = KURS_YAML_QUANTITY, .flags = f, K_MEMBER(s, m), .dim = KURS_DIM_##u,     \
        .min = lo, .max = hi, .doc = d                                                             \
    }
#define K_QUANTITY_OR(s, m, k, other, u, lo, hi, d)                                                \
    {                                                                                              \
        .key = k, .kind = KURS_YAML_QUANTITY, .otherwise = other, K_MEMBER(s, m),                  \
        .dim = KURS_DIM_##u, .min = lo, .max = hi, .doc = d                                        \
    }
#define K_VECTOR(s, m, k, f, u, n, lo, hi, d)                                                      \
    {                                                                                              \
        .key = k, .kind = KURS_YAML_VECTOR, .flags = f, K_MEMBER(s, m), .most = n,                 \
        .dim = KURS_DIM_##u, .min = lo, .max = hi, .doc = d                                        \
    }
#define K_CURVE(s, m, k, f, ux, uy, lo, hi, d)                                                     \
    {                                                                                              \
        .key = k, .kind = KURS_YAML_CURVE, .flags = f, K_MEMBER(s, m), .dim = KURS_DIM_##ux,       \
        .dim_y = KURS_DIM_##uy, .min = lo, .max = hi, .doc = d                                     \
    }
#define K_MAP(s, m, k, f, t, d)                                                                    \
    {                                                                                              \
        .key = k, .kind = KURS_YAML_MAP, .flags = f, K_MEMBER(s, m), .table = t, .doc = d          \
    }
#define K_REFERENCE(s, m, k, f, where, t, d)                                                       \
    {                                                                                              \
        .key = k, .kind = KURS_YAML_REFERENCE, .flags = f, K_MEMBER(s, m), .folder = where,        \
        .table = t, .doc = d                                                                       \
    }
#define K_LIST(s, m, c, k, f, n, i, d)                                                             \
    {                                                                                              \
        .key = k, .kind = KURS_YAML_LIST, .flags = f, .offset = offsetof(s, m),                    \
        .size = sizeof(((s *)0)->m[0]), .count_offset = offsetof(s, c), .most = n, .item = i,      \
        .doc = d                                                                                   \
    }
#define K_CALL(k, f, fn, d)                                                                        \
    {                                                                                              \
        .key = k, .kind = KURS_YAML_CALL, .flags = f, .call = fn, .doc = d                         \
    }
#define K_SKIP(k, d)                                                                               \
    {                                                                                              \
        .key = k, .kind = KURS_YAML_SKIP, .doc = d                                                 \
    }
#define K_TABLE(name, text, rows_, struct_, ...)                                                   \
    const kurs_yaml_table name = {.what = text,                                                    \
                                  .rows = rows_,                                                   \
                                  .count = sizeof rows_ / sizeof rows_[0],                         \
                                  .size = sizeof(struct_),                                         \
                                  __VA_ARGS__}

#endif
