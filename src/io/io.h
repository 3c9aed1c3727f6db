/* SPDX-License-Identifier: Apache-2.0 */
/* Inner face of io: making JSON documents; unpacking. */
#ifndef KURS_IO_IO_H
#define KURS_IO_IO_H

#include <stdio.h>

#include <jansson.h>

#include "io/gunzip.h"
#include "kurs/api.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/vec.h"

/* Jansson refuses a value or a container that could not be made: `sound`, 1 to begin with, gathers
 * that. */
typedef struct kurs_json {
    int sound;
} kurs_json;

/* Both take the value. */
void kurs_json_set(kurs_json *json, json_t *object, const char *key, json_t *value);
void kurs_json_push(kurs_json *json, json_t *array, json_t *value);

/* null for what is no number. */
json_t *kurs_json_number(double x);
/* A text cut by its buffer may end inside a character: then '?' for each byte that is not ASCII. */
json_t *kurs_json_text(const char *s);
/* UTC with milliseconds; null outside of the calendar. */
json_t *kurs_json_instant(kurs_tai t);
/* Three numbers, each over `per`. */
json_t *kurs_json_vector(kurs_json *json, kurs_vec3 v, double per);

/* Writes the document, indented, numbers with 17 digits, and lets go of it. ERR_MEMORY where it is
 * not sound; ERR_IO. */
KURS_CHECK kurs_status kurs_json_write(const kurs_json *json, json_t *root, FILE *out);

#endif
