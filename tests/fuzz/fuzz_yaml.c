/* SPDX-License-Identifier: Apache-2.0 */
/* A mission file and its block of flown times. The file it seems to be stands nowhere, so that
 * names of other files in it lead nowhere. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kurs/compare.h"
#include "kurs/mission.h"

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
    return 0;
}
