/* SPDX-License-Identifier: Apache-2.0 */
#include "app/tell.h"

void kurs_tell_diag(const kurs_diag *diag, FILE *errors)
{
    for (int i = 0; i < diag->count; i++) {
        char line[KURS_DIAG_LINE_SIZE];
        kurs_diag_format(&diag->items[i], line, sizeof line);
        fputs(line, errors);
    }
    if (diag->lost > 0) {
        fprintf(errors, "kurs: %d more errors\n", diag->lost);
    }
}
