/* SPDX-License-Identifier: Apache-2.0 */
/* Digits that the writers of states share. */
#ifndef KURS_IO_STATES_WRITE_H
#define KURS_IO_STATES_WRITE_H

#include <stddef.h>

enum { KURS_KM_TEXT_SIZE = 32 };

/* Metres as kilometres: the 17 significant digits of the metres with the point moved, so that no
 * bit is lost on the way back. Returns the length; 0 for what is no number. */
size_t kurs_km_text(double m, char out[KURS_KM_TEXT_SIZE]);

#endif
