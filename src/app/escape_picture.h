/* SPDX-License-Identifier: Apache-2.0 */
/* The picture of an escape map. */
#ifndef KURS_APP_ESCAPE_PICTURE_H
#define KURS_APP_ESCAPE_PICTURE_H

#include "kurs/escape_map.h"

/* As kurs_escape_map_picture, with the decimal point set by the caller. */
KURS_CHECK kurs_status kurs_escape_picture(const kurs_mission *mission,
                                           const kurs_escape_place *places, int count, int svg,
                                           FILE *out);

#endif
