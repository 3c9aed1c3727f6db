/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as finals2000A: rows in order, or an error with its place and nothing touched. */
#include <stdint.h>
#include <stdlib.h>

#include "kurs/eop_io.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static kurs_diag diag;
    kurs_eop_series series = {7, 7, NULL};
    kurs_diag_init(&diag);
    if (kurs_eop_series_parse("fuzz", (const char *)data, size, &series, &diag) < 0) {
        if (series.first_mjd != 7 || series.count != 7 || diag.count == 0) {
            abort();
        }
        return 0;
    }
    if (series.count < 4 || !series.rows || diag.count != 0) {
        abort();
    }
    kurs_eop_series_free(&series);
    return 0;
}
