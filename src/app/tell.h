/* SPDX-License-Identifier: Apache-2.0 */
/* Errors of inputs, for people. */
#ifndef KURS_APP_TELL_H
#define KURS_APP_TELL_H

#include <stdio.h>

#include "kurs/diag.h"

/* Writes all entries, and how many there was no room for. */
void kurs_tell_diag(const kurs_diag *diag, FILE *errors);

#endif
