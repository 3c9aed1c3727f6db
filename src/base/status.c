/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/status.h"

typedef struct status_row {
    kurs_status status;
    const char *name, *code, *text;
} status_row;

static const status_row rows[] = {
#define KURS_STATUS_ROW(name, value, code, text) {KURS_##name, "KURS_" #name, code, text},
    KURS_STATUS_LIST(KURS_STATUS_ROW)
#undef KURS_STATUS_ROW
};

static const status_row *find(kurs_status status)
{
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].status == status) {
            return &rows[i];
        }
    }
    return 0;
}

const char *kurs_status_name(kurs_status status)
{
    const status_row *row = find(status);
    return row ? row->name : "unknown";
}

const char *kurs_status_code(kurs_status status)
{
    const status_row *row = find(status);
    return row ? row->code : "unknown";
}

const char *kurs_status_text(kurs_status status)
{
    const status_row *row = find(status);
    return row ? row->text : "unknown status";
}

kurs_status kurs_status_worse(kurs_status a, kurs_status b)
{
    if (a < 0 || b < 0) {
        return a < 0 ? a : b;
    }
    return a != KURS_OK ? a : b;
}
