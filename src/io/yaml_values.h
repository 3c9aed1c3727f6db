/* SPDX-License-Identifier: Apache-2.0 */
/* Values of one row: the part of the schema reader that knows no tables. */
#ifndef KURS_IO_YAML_VALUES_H
#define KURS_IO_YAML_VALUES_H

#include "io/yaml_schema.h"

/* Reads the value at `node` into the member at `out`; errors go to the diagnostics. Only for
 * the kinds TEXT to INSTANT. */
void kurs_yaml_value(kurs_yaml_reader *r, const kurs_yaml_row *row, int node, void *out);

/* Looks at the keys grade and source of a map. 1 in *grade / *source where there. */
void kurs_yaml_grade(kurs_yaml_reader *r, int map, int *grade, int *source);

/* 1 for the keys grade, source and note. */
int kurs_yaml_is_grade_key(const char *key);

#endif
