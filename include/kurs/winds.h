/* SPDX-License-Identifier: Apache-2.0 */
/* Winds of a season over a site as its data file tells them: plain types (docs/formats.md). */
#ifndef KURS_WINDS_H
#define KURS_WINDS_H

enum { KURS_WINDS_LEVELS_MAX = 32, KURS_WINDS_GUSTS_MAX = 12 };

/* The mean wind at a height over the ellipsoid. `from` [rad, 0 to 2 pi] is whence it blows, from
 * north over east, as soundings are written: pi/2 is an east wind, which goes to the west. */
typedef struct kurs_winds_level {
    double h_m, speed_m_s, from;
} kurs_winds_level;

/* The discrete gust to reckon with about a height: speed at its middle and length. */
typedef struct kurs_winds_gust {
    double h_m, speed_m_s, length_m;
} kurs_winds_gust;

/* Levels and gusts by rising height. */
typedef struct kurs_winds {
    char id[48], name[96]; /* "baikonur-spring"; for people */
    int level_count, gust_count;
    kurs_winds_level levels[KURS_WINDS_LEVELS_MAX];
    kurs_winds_gust gusts[KURS_WINDS_GUSTS_MAX];
} kurs_winds;

#endif
