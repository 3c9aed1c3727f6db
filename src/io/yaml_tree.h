/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A YAML file as a tree of nodes that know their line and column. Only a part of YAML is
 * taken: one document of maps, lists and scalars; no anchors, aliases or tags, no key
 * twice. Size, depth and number of nodes are limited while reading, before anything is built.
 */
#ifndef KURS_IO_YAML_TREE_H
#define KURS_IO_YAML_TREE_H

#include <stddef.h>

#include "io/diag.h"
#include "kurs/status.h"

enum {
    KURS_YAML_MAX_BYTES = 1 << 20,
    KURS_YAML_MAX_DEPTH = 12,
    KURS_YAML_MAX_NODES = 1 << 16,
    KURS_YAML_MAX_ENTRIES = 512 /* of one map */
};

typedef enum kurs_yaml_type {
    KURS_YAML_SCALAR,
    KURS_YAML_SEQUENCE,
    KURS_YAML_MAPPING
} kurs_yaml_type;

/* Children of a mapping are key, value, key, value. */
typedef struct kurs_yaml_node {
    kurs_yaml_type type;
    int line, column; /* from 1, columns in characters */
    int quoted;
    int first, next; /* child and sibling, -1: none */
    int children;
    size_t at, n; /* text of a scalar in the pool, ended by a 0 byte */
} kurs_yaml_node;

typedef struct kurs_yaml_tree {
    const char *file;
    char *source; /* the whole file */
    size_t source_n;
    kurs_yaml_node *nodes;
    int count, capacity;
    char *pool;
    size_t pool_n, pool_capacity;
} kurs_yaml_tree;

/* Parses text[0..n), which the tree takes over (from kurs_alloc; freed also on error).
 * Errors go to diag; on any error the tree is empty. Node 0 is the root. */
KURS_CHECK kurs_status kurs_yaml_parse(const char *file, char *text, size_t n, kurs_yaml_tree *out,
                                       kurs_diag *diag);
void kurs_yaml_free(kurs_yaml_tree *tree);

const char *kurs_yaml_text(const kurs_yaml_tree *tree, int node);

/* Value of a key in a mapping, or -1. */
int kurs_yaml_find(const kurs_yaml_tree *tree, int mapping, const char *key);

/* Adds an error of the tree's file: format is "what is wrong\nwhat would be right". */
KURS_PRINTF(6, 7)
void kurs_yaml_error(const kurs_yaml_tree *tree, kurs_diag *diag, int line, int column,
                     kurs_status status, const char *format, ...);

#endif
