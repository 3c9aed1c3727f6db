/* SPDX-License-Identifier: Apache-2.0 */
#include "io/gunzip.h"

#include <string.h>

#include <zlib.h>

#include "base/base.h"

enum { GZIP_ONLY = 15 + 16, FIRST_ROOM = 1 << 16 };

static voidpf take_memory(voidpf ctx, uInt count, uInt size)
{
    (void)ctx;
    return kurs_alloc_array(count, size);
}

static void give_memory(voidpf ctx, voidpf p)
{
    (void)ctx;
    kurs_free(p);
}

int kurs_gunzip_is(const char *bytes, size_t n)
{
    return n >= 2 && (unsigned char)bytes[0] == 0x1f && (unsigned char)bytes[1] == 0x8b;
}

/* What comes out, growing up to one byte over the limit, so that the excess is seen. */
typedef struct sink {
    char *bytes;
    size_t n, room, limit;
} sink;

static kurs_status grow(sink *out)
{
    size_t room = out->room ? 2 * out->room : FIRST_ROOM;
    room = room > out->limit ? out->limit + 1 : room;
    char *more = kurs_resize(out->bytes, room);
    if (!more) {
        return KURS_ERR_MEMORY;
    }
    out->bytes = more;
    out->room = room;
    return KURS_OK;
}

static kurs_status status_of(const z_stream *z, int code)
{
    if (code == Z_MEM_ERROR) {
        return KURS_ERR_MEMORY;
    }
    return z->msg && strstr(z->msg, "check") && !strstr(z->msg, "header") ? KURS_ERR_CHECKSUM
                                                                          : KURS_ERR_SYNTAX;
}

/* One member; z stands after it. */
static kurs_status unpack_member(z_stream *z, sink *out)
{
    for (;;) {
        if (out->n > out->limit) {
            return KURS_ERR_FULL;
        }
        if (out->n == out->room) {
            const kurs_status status = grow(out);
            if (status < 0) {
                return status;
            }
        }
        z->next_out = (Bytef *)out->bytes + out->n;
        z->avail_out = (uInt)(out->room - out->n);
        const int code = inflate(z, Z_NO_FLUSH);
        out->n = out->room - z->avail_out;
        if (code == Z_STREAM_END) {
            return out->n > out->limit ? KURS_ERR_FULL : KURS_OK;
        }
        if (code != Z_OK && !(code == Z_BUF_ERROR && z->avail_out == 0)) {
            return status_of(z, code);
        }
        if (z->avail_in == 0 && z->avail_out > 0) {
            return KURS_ERR_SYNTAX; /* cut */
        }
    }
}

/* Bytes of 0 may fill up the last block of a tape. */
static int only_padding(const z_stream *z)
{
    for (uInt i = 0; i < z->avail_in; i++) {
        if (z->next_in[i] != 0) {
            return 0;
        }
    }
    return 1;
}

kurs_status kurs_gunzip(const char *bytes, size_t n, size_t limit, char **text, size_t *text_n)
{
    z_stream z = {.zalloc = take_memory, .zfree = give_memory};
    sink out = {.limit = limit};
    if (n > UINT32_MAX || limit >= UINT32_MAX) {
        return KURS_ERR_FULL;
    }
    const int code = inflateInit2(&z, GZIP_ONLY);
    if (code != Z_OK) {
        return code == Z_MEM_ERROR ? KURS_ERR_MEMORY : KURS_ERR_UNSUPPORTED;
    }
    z.next_in = (z_const Bytef *)(uintptr_t)bytes;
    z.avail_in = (uInt)n;
    kurs_status status = unpack_member(&z, &out);
    while (status >= 0 && !only_padding(&z)) {
        status = inflateReset(&z) == Z_OK ? unpack_member(&z, &out) : KURS_ERR_SYNTAX;
    }
    (void)inflateEnd(&z);
    if (status < 0) {
        kurs_free(out.bytes);
        return status;
    }
    *text = out.bytes;
    *text_n = out.n;
    return KURS_OK;
}
