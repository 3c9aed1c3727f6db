/* SPDX-License-Identifier: Apache-2.0 */
/* A mission file and its block of flown times, and a countdown, which is then counted. The file it
 * seems to be stands nowhere, so that names of other files in it lead nowhere. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/tables.h"
#include "kurs/compare.h"
#include "kurs/mission.h"
#include "ops/ops.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_diag(kurs_status status, const kurs_diag *diag)
{
    if ((status < 0) != (diag->count > 0)) {
        abort();
    }
    for (int i = 0; i < diag->count; i++) {
        char line[KURS_DIAG_LINE_SIZE];
        const kurs_diag_item *item = &diag->items[i];
        if (kurs_diag_format(item, line, sizeof line) >= sizeof line - 1 || !item->what[0] ||
            !item->remedy[0] || item->line < 0 || (item->line > 0 && item->column < 1)) {
            abort();
        }
    }
}

/* What the reader takes must count to an end. */
static void count(const kurs_countdown *c)
{
    kurs_sequence s;
    kurs_fault fault = {.attempt = 1};
    memcpy(fault.id, c->faults[0].id, sizeof fault.id);
    const kurs_sequence_setup setup = {.faults = &fault,
                                       .fault_count = c->fault_count > 0,
                                       .attempt = 1,
                                       .start_s = fmin(c->steps[0].t_s, -3600.0),
                                       .window_s = 60.0};
    if (kurs_sequence_init(&s, c, &setup) < 0) {
        abort();
    }
    kurs_sequence_result result;
    int told = 0;
    do {
        result = kurs_sequence_advance(&s, c);
    } while (result != KURS_SEQUENCE_LIFTOFF && result != KURS_SEQUENCE_SCRUBBED && told++ < 9999);
    if (told >= 9999) {
        abort();
    }
}

static void read_countdown(const uint8_t *data, size_t size, kurs_diag *diag)
{
    static kurs_countdown countdown;
    memset(&countdown, 0, sizeof countdown);
    kurs_diag_init(diag);
    const kurs_status status = kurs_yaml_load_text("/nowhere/c.yaml", (const char *)data, size,
                                                   &kurs_schema_countdown, 0, &countdown, diag);
    check_diag(status, diag);
    if (status >= 0) {
        count(&countdown);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static kurs_diag diag;
    static kurs_mission mission, before;
    static kurs_compare compare;
    memset(&mission, 0x5a, sizeof mission);
    memcpy(&before, &mission, sizeof mission);
    kurs_diag_init(&diag);
    kurs_status status =
        kurs_mission_load_text("/nowhere/x.yaml", (const char *)data, size, &mission, &diag);
    check_diag(status, &diag);
    if (status < 0 && memcmp(&mission, &before, sizeof mission) != 0) {
        abort();
    }
    kurs_diag_init(&diag);
    status = kurs_compare_load_text("/nowhere/x.yaml", (const char *)data, size, &compare, &diag);
    check_diag(status, &diag);
    read_countdown(data, size, &diag);
    return 0;
}
