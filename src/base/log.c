/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <stdio.h>
#include <string.h>

void kurs_log_printf(const kurs_log *log, kurs_log_level level, const char *format, ...)
{
    if (!log || !log->write || level > log->level) {
        return;
    }
    char text[KURS_LOG_TEXT_SIZE];
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n >= (int)sizeof text) {
        memcpy(text + sizeof text - 4, "...", 4);
    }
    if (n >= 0) {
        log->write(log->ctx, level, text);
    }
}
