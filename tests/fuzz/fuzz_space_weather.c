/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as CelesTrak's space weather: days in order, or an error with its place and nothing
 * touched. */
#include <stdint.h>
#include <stdlib.h>

#include "kurs/space_weather_io.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static kurs_diag diag;
    kurs_weather_series series = {7, 7, NULL};
    kurs_diag_init(&diag);
    if (kurs_weather_series_parse("fuzz", (const char *)data, size, &series, &diag) < 0) {
        if (series.first_mjd != 7 || series.count != 7 || diag.count == 0) {
            abort();
        }
        return 0;
    }
    if (series.count < 6 || !series.rows || diag.count != 0) {
        abort();
    }
    for (int i = 0; i < series.count; i++) {
        const kurs_weather_row *row = &series.rows[i];
        if (row->ap_day < 0 || row->ap_day > 400 || row->f107 < 200 || row->f107_mean < 200) {
            abort();
        }
    }
    kurs_weather_series_free(&series);
    return 0;
}
