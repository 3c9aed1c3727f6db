/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/escape.h"

static const struct {
    const char *name, *text;
} modes[KURS_ESCAPE_MODE_COUNT] = {
#define KURS_ESCAPE_MODE_ROW(name, text) {#name, text},
    KURS_ESCAPE_MODE_LIST(KURS_ESCAPE_MODE_ROW)
#undef KURS_ESCAPE_MODE_ROW
};

const char *kurs_escape_mode_name(kurs_escape_mode mode)
{
    return (unsigned)mode < KURS_ESCAPE_MODE_COUNT ? modes[mode].name : "unknown";
}

const char *kurs_escape_mode_text(kurs_escape_mode mode)
{
    return (unsigned)mode < KURS_ESCAPE_MODE_COUNT ? modes[mode].text : "unknown";
}
