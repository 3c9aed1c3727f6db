/* SPDX-License-Identifier: Apache-2.0 */
/* Version of the library that runs, which may be another than the headers'. */
#ifndef KURS_VERSION_H
#define KURS_VERSION_H

#include "kurs/api.h"

/* "major.minor.patch" */
KURS_API const char *kurs_version(void);

#endif
