/* SPDX-License-Identifier: Apache-2.0 */
/* Two lines, split at the first line end, in memory of just their size. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "kurs/tle_io.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const kurs_slice *lines, int flags)
{
    kurs_tle tle, before;
    kurs_text_error e = {.line = 0};
    memset(&tle, 0x5a, sizeof tle);
    memcpy(&before, &tle, sizeof tle);
    const kurs_status status =
        kurs_tle_parse(lines[0].text, lines[0].n, lines[1].text, lines[1].n, flags, &tle, &e);
    if (status >= 0) {
        if (!(tle.ecc >= 0.0 && tle.ecc < 1.0 && tle.mean_motion > 0.0 && tle.inc >= 0.0)) {
            abort();
        }
    } else if (memcmp(&tle, &before, sizeof tle) != 0 || e.line < 1 || e.line > 2 || e.column < 1 ||
               !e.what[0] || !e.remedy[0]) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kurs_scan scan;
    kurs_slice lines[2] = {{"", 0}, {"", 0}};
    kurs_scan_init(&scan, (const char *)data, size);
    (void)!kurs_scan_line(&scan, &lines[0]);
    (void)!kurs_scan_line(&scan, &lines[1]);
    check(lines, 0);
    check(lines, KURS_TLE_IGNORE_CHECKSUM);
    check(lines, KURS_TLE_IGNORE_TRAILING);
    check(lines, KURS_TLE_IGNORE_CHECKSUM | KURS_TLE_IGNORE_TRAILING);
    return 0;
}
