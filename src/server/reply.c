/* SPDX-License-Identifier: Apache-2.0 */
/* Replies, apart from any library. */
#include <string.h>

#include "server/parts.h"

void kurs_reply_init(kurs_reply *reply)
{
    memset(reply, 0, sizeof *reply);
    reply->status = 200;
    reply->type = "application/json";
    kurs_buf_init(&reply->body, KURS_LIVE_DOC_MAX);
}

void kurs_reply_free(kurs_reply *reply)
{
    kurs_buf_free(&reply->body);
}

kurs_status kurs_reply_text(kurs_buf *out, const char *text)
{
    kurs_status status = kurs_buf_add(out, "\"", 1);
    for (; *text && status >= 0; text++) {
        const unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\') {
            status = kurs_buf_printf(out, "\\%c", c);
        } else if (c < 0x20 || c == 0x7f) {
            status = kurs_buf_printf(out, "\\u%04x", c);
        } else {
            status = kurs_buf_add(out, text, 1);
        }
    }
    return status < 0 ? status : kurs_buf_add(out, "\"", 1);
}

void kurs_reply_error(kurs_reply *reply, int status, const char *code, const char *text)
{
    kurs_buf_reset(&reply->body);
    reply->status = status;
    reply->type = "application/json";
    /* without memory the status alone tells */
    if (kurs_buf_printf(&reply->body, "{\"error\":{\"code\":\"%s\",\"text\":", code) < 0 ||
        kurs_reply_text(&reply->body, text) < 0 || kurs_buf_add(&reply->body, "}}", 2) < 0) {
        kurs_buf_reset(&reply->body);
    }
}

void kurs_reply_status(kurs_reply *reply, kurs_status status, const char *why)
{
    int code = 400;
    switch (status) {
    case KURS_ERR_NOT_FOUND:
        code = 404;
        break;
    case KURS_ERR_NO_SOLUTION:
    case KURS_ERR_UNSUPPORTED:
    case KURS_ERR_FULL:
        code = 409;
        break;
    case KURS_ERR_MEMORY:
    case KURS_ERR_IO:
        code = 500;
        break;
    default:
        break;
    }
    kurs_reply_error(reply, code, kurs_status_code(status),
                     why[0] ? why : kurs_status_text(status));
}
