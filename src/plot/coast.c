/* SPDX-License-Identifier: Apache-2.0 */
#include "plot/plot.h"

#include "plot/coast_table.inc"

_Static_assert(COAST_LONGEST == KURS_COAST_LONGEST, "the table has grown: mend the header");

static int digit(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '+' ? 62 : 63;
}

/* A zigzag number in digits of 5 bits, lowest first; moves the reader on. */
static int read_number(const char **at)
{
    unsigned value = 0;
    for (unsigned shift = 0; **at != '\0'; shift += 5) {
        const unsigned d = (unsigned)digit(*(*at)++);
        value |= (d & 31u) << shift;
        if (d < 32u) {
            break;
        }
    }
    return (value & 1u) ? -(int)((value + 1u) / 2u) : (int)(value / 2u);
}

size_t kurs_coast_ring_count(void)
{
    return COAST_RINGS;
}

size_t kurs_coast_ring(size_t i, int lon_lat[KURS_COAST_LONGEST][2])
{
    if (i >= COAST_RINGS) {
        return 0;
    }
    int lon = 0, lat = 0;
    size_t n = 0;
    for (const char *at = coast_rings[i]; *at != '\0' && n < KURS_COAST_LONGEST; n++) {
        lon += read_number(&at);
        lat += read_number(&at);
        lon_lat[n][0] = lon;
        lon_lat[n][1] = lat;
    }
    return n;
}
