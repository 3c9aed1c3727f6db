/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

kurs_status kurs_point_begin(kurs_point_locale *point)
{
    point->c = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
    if (point->c == (locale_t)0) {
        return KURS_ERR_MEMORY;
    }
    point->before = uselocale(point->c);
    return KURS_OK;
}

void kurs_point_end(kurs_point_locale *point)
{
    (void)uselocale(point->before);
    freelocale(point->c);
}
