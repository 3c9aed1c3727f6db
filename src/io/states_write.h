/* SPDX-License-Identifier: Apache-2.0 */
/* What the writers of states share. */
#ifndef KURS_IO_STATES_WRITE_H
#define KURS_IO_STATES_WRITE_H

#include <stddef.h>
#include <stdio.h>

#include "kurs/api.h"
#include "kurs/status.h"
#include "kurs/write.h"

enum { KURS_KM_TEXT_SIZE = 32 };

/* Metres as kilometres: the 17 significant digits of the metres with the point moved, so that no
 * bit is lost on the way back. Returns the length; 0 for what is no number. */
size_t kurs_km_text(double m, char out[KURS_KM_TEXT_SIZE]);

/* The parts of an OEM of states. */
KURS_CHECK kurs_status kurs_oem_put_head(const kurs_states *head, FILE *out);
KURS_CHECK kurs_status kurs_oem_put_segment(kurs_orbit_frame frame,
                                            const kurs_state_segment *segment, const char *why,
                                            FILE *out);

#endif
