/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/version.h"

const char *kurs_version(void)
{
    return KURS_VERSION; /* the file VERSION, by the build */
}
