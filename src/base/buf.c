/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <stdio.h>
#include <string.h>

/* What an empty buffer points to. Never written: room is 0 then. */
static char nothing[1];

void kurs_buf_init(kurs_buf *buf, size_t max)
{
    *buf = (kurs_buf){.text = nothing, .max = max};
}

void kurs_buf_free(kurs_buf *buf)
{
    if (buf->room) {
        kurs_free(buf->text);
    }
    kurs_buf_init(buf, buf->max);
}

void kurs_buf_reset(kurs_buf *buf)
{
    buf->n = 0;
    if (buf->room) {
        buf->text[0] = '\0';
    }
}

/* Room for `more` bytes and the 0 byte. */
static kurs_status reserve(kurs_buf *buf, size_t more)
{
    if (more > buf->max - buf->n) {
        return KURS_ERR_FULL;
    }
    const size_t need = buf->n + more + 1;
    if (need <= buf->room) {
        return KURS_OK;
    }
    size_t room = buf->room < 64 ? 64 : buf->room;
    while (room < need) {
        room = room > SIZE_MAX / 2 ? need : 2 * room;
    }
    char *text = kurs_resize(buf->room ? buf->text : NULL, room);
    if (!text) {
        return KURS_ERR_MEMORY;
    }
    buf->text = text;
    buf->room = room;
    return KURS_OK;
}

kurs_status kurs_buf_add(kurs_buf *buf, const void *bytes, size_t n)
{
    if (n == 0) {
        return KURS_OK;
    }
    const kurs_status status = reserve(buf, n);
    if (status == KURS_OK) {
        memcpy(buf->text + buf->n, bytes, n);
        buf->n += n;
        buf->text[buf->n] = '\0';
    }
    return status;
}

kurs_status kurs_buf_vprintf(kurs_buf *buf, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    const int n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (n <= 0) {
        return n == 0 ? KURS_OK : KURS_ERR_ARGUMENT;
    }
    const kurs_status status = reserve(buf, (size_t)n);
    if (status == KURS_OK) {
        vsnprintf(buf->text + buf->n, (size_t)n + 1, format, args);
        buf->n += (size_t)n;
    }
    return status;
}

kurs_status kurs_buf_printf(kurs_buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const kurs_status status = kurs_buf_vprintf(buf, format, args);
    va_end(args);
    return status;
}
