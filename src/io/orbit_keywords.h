/* SPDX-License-Identifier: Apache-2.0 */
/* What the flow of a message asks of the table of its keywords. */
#ifndef KURS_IO_ORBIT_KEYWORDS_H
#define KURS_IO_ORBIT_KEYWORDS_H

#include "io/orbit_read.h"

/* Tells all keywords that the present block must have and has not. */
void kurs_keywords_missing(kurs_orbit_message *m);

/* Number i (0 to 5) of a state as KVN; 0 where it is none, which is told. */
int kurs_keywords_state(kurs_orbit_message *m, int i, const kurs_orbit_field *field);

#endif
