/* SPDX-License-Identifier: Apache-2.0 */
/* The phases that open each profile. */
#include "app/window_parts.h"

kurs_status kurs_window_bands_find(kurs_window_found *found)
{
    const kurs_window_list *list = &found->list;
    if (list->count == 0) {
        return KURS_OK;
    }
    const kurs_tai about = list->passes[list->count / 2].about;
    const kurs_window_request window = kurs_window_request_of(found, about, about);
    kurs_status status = KURS_OK;
    for (int i = 0; i < found->mission.profile_count && status >= 0; i++) {
        if (found->watch->stop && found->watch->stop(found->watch->ctx)) {
            return KURS_ERR_STOPPED;
        }
        status = kurs_window_band_find(&window, about, i, &found->bands[i]);
    }
    found->band_pass = about;
    found->band_count = status >= 0 ? found->mission.profile_count : 0;
    return status;
}
