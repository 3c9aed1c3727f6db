/* SPDX-License-Identifier: Apache-2.0 */
/* The land of the map. */
#include <math.h>

#include "cli/watch.h"
#include "cli/watch_land_table.inc"

int kurs_watch_is_land(double lat_deg, double lon_deg)
{
    const double row = lat_deg == -90.0 ? 179.0 : floor(90.0 - lat_deg), lon = lon_deg + 180.0;
    const double column = floor(lon - 360.0 * floor(lon / 360.0));
    if (!(row >= 0.0 && row < 180.0 && column >= 0.0 && column < 360.0)) {
        return 0;
    }
    const char digit = land_rows[(int)row][(int)column / 4];
    const int bits = digit >= 'a' ? digit - 'a' + 10 : digit - '0';
    return bits >> (3 - (int)column % 4) & 1;
}
