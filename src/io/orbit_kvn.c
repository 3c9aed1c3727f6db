/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "io/orbit_read.h"

/* A file of KVN is one message or several, one after the other. */
typedef struct kvn {
    kurs_orbit_reader *r;
    kurs_orbit_message message;
    int open, covariance; /* within a message; within covariance, which is not read */
} kvn;

static int equals(kurs_slice slice, const char *text)
{
    return slice.n == strlen(text) && memcmp(slice.text, text, slice.n) == 0;
}

static int begins(kurs_slice slice, const char *text)
{
    const size_t n = strlen(text);
    return slice.n >= n && memcmp(slice.text, text, n) == 0;
}

/* KEY = VALUE; key.n is 0 where there is no '=' in the line. */
static kurs_orbit_field split(kurs_slice line, int number)
{
    kurs_scan scan;
    kurs_orbit_field field = {.key = {line.text, 0}, .value = {line.text, 0}, .line = number};
    kurs_scan_init(&scan, line.text, line.n);
    kurs_scan_skip_blanks(&scan);
    const kurs_slice key = kurs_scan_until(&scan, "=");
    if (kurs_scan_expect(&scan, '=') >= 0) {
        kurs_scan_skip_blanks(&scan);
        field.key = kurs_slice_trim(key);
        field.column = scan.column;
        field.value = kurs_slice_trim(kurs_scan_until(&scan, ""));
    }
    return field;
}

static int first_column(kurs_slice line)
{
    int column = 1;
    while ((size_t)column <= line.n &&
           (line.text[column - 1] == ' ' || line.text[column - 1] == '\t')) {
        column++;
    }
    return column;
}

static void take_field(kvn *k, kurs_slice line, int number)
{
    const kurs_orbit_field field = split(line, number);
    if (field.key.n == 0) {
        if (k->message.block == KURS_BLOCK_DATA) {
            kurs_message_state_line(&k->message, line, number);
        } else {
            kurs_orbit_fail(k->r, KURS_ERR_SYNTAX, number, first_column(line),
                            "a line without '='\nwrite KEYWORD = VALUE");
        }
        return;
    }
    if (begins(field.key, "CCSDS_")) {
        if (k->open) {
            kurs_message_end(&k->message);
        }
        const int block = kurs_message_block(k->r, field.key, number, first_column(line));
        k->open = block != KURS_BLOCK_NONE;
        k->r->stop |= !k->open;
        kurs_message_begin(&k->message, k->r, block, field.value, number, first_column(line));
        return;
    }
    kurs_message_field(&k->message, &field);
}

static void take_line(kvn *k, kurs_slice line, int number)
{
    const kurs_slice text = kurs_slice_trim(line);
    const int is_header = begins(text, "CCSDS_") && memchr(text.text, '=', text.n) != NULL;
    if (!k->open && text.n > 0 && !is_header) { /* no message is there to take it */
        kurs_orbit_fail(k->r, KURS_ERR_SYNTAX, number, first_column(line),
                        "a line before the header of its message\nbegin with CCSDS_OMM_VERS, "
                        "CCSDS_OPM_VERS or CCSDS_OEM_VERS = 2.0");
        k->r->stop = 1;
        return;
    }
    if (equals(text, "COVARIANCE_START") || equals(text, "COVARIANCE_STOP")) {
        k->covariance = equals(text, "COVARIANCE_START");
    } else if (text.n == 0 || (k->covariance && !begins(text, "META_START"))) {
        return;
    } else if (begins(text, "COMMENT") && (text.n == 7 || text.text[7] == ' ')) {
        kurs_message_comment(&k->message, (kurs_slice){text.text + 7, text.n - 7});
    } else if (equals(text, "META_START")) {
        k->covariance = 0;
        kurs_message_meta_begin(&k->message, number, first_column(line));
    } else if (equals(text, "META_STOP")) {
        kurs_message_meta_end(&k->message);
    } else {
        take_field(k, line, number);
    }
}

void kurs_orbit_read_kvn(kurs_orbit_reader *r)
{
    kvn k = {.r = r};
    kurs_scan scan;
    kurs_slice line;
    int number;
    kurs_scan_init(&scan, r->text, r->n);
    while (kurs_orbit_line(r, &scan, &line, &number)) {
        take_line(&k, line, number);
    }
    if (k.covariance) {
        kurs_orbit_fail(r, KURS_ERR_SCHEMA, number, 1,
                        "the file ends within covariance\nCOVARIANCE_STOP ends it");
    }
    if (k.open) {
        kurs_message_end(&k.message);
    }
}
