/* SPDX-License-Identifier: Apache-2.0 */
/* Characters: from UTF-8, and those of foreign texts that may be shown. */
#include <string.h>

#include "cli/watch.h"

static const struct {
    uint32_t utf8;
    char ascii;
} signs[KURS_WATCH_SIGNS] = {
    [KURS_WATCH_SIGN_SHIP] = {0x25c6, '@'},    [KURS_WATCH_SIGN_STATION] = {0x25a0, '#'},
    [KURS_WATCH_SIGN_PAD] = {0x25b2, '^'},     [KURS_WATCH_SIGN_ZONE] = {0x25cb, 'O'},
    [KURS_WATCH_SIGN_SUN] = {0x263c, '*'},     [KURS_WATCH_SIGN_FLOWN] = {0x2022, '='},
    [KURS_WATCH_SIGN_AHEAD] = {0x25e6, '-'},   [KURS_WATCH_SIGN_WAY] = {0xb7, ','},
    [KURS_WATCH_SIGN_DONE] = {0x2713, 'x'},    [KURS_WATCH_SIGN_NEXT] = {0x25b6, '>'},
    [KURS_WATCH_SIGN_PLANNED] = {0xb7, '-'},   [KURS_WATCH_SIGN_OUT] = {'!', '!'},
    [KURS_WATCH_SIGN_NOT_YET] = {0x2026, '~'}, [KURS_WATCH_SIGN_CUT] = {0x2026, '~'},
    [KURS_WATCH_SIGN_LINE] = {0x2500, '-'},
};

uint32_t kurs_watch_sign_of(kurs_watch_sign sign, int utf8)
{
    return utf8 ? signs[sign].utf8 : (unsigned char)signs[sign].ascii;
}

uint32_t kurs_watch_decode(const char **text)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    const unsigned char *at = (const unsigned char *)*text;
    const int more = at[0] < 0x80             ? 0
                     : (at[0] & 0xe0) == 0xc0 ? 1
                     : (at[0] & 0xf0) == 0xe0 ? 2
                     : (at[0] & 0xf8) == 0xf0 ? 3
                                              : -1;
    *text += 1;
    if (more <= 0) {
        return more == 0 ? at[0] : 0xfffd;
    }
    uint32_t c = at[0] & (0x3fu >> more);
    for (int i = 1; i <= more; i++) {
        if ((at[i] & 0xc0) != 0x80) { /* also at the end of the text */
            return 0xfffd;
        }
        c = c << 6 | (at[i] & 0x3f);
    }
    if (c < least[more] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) {
        return 0xfffd;
    }
    *text += more;
    return c;
}

/* Letters and signs that take one column wherever they are shown, and move nothing. */
static const uint32_t shown[][2] = {
    {0x20, 0x7e},     {0xa1, 0xac},     {0xae, 0x2ff},    {0x370, 0x377},
    {0x37a, 0x37f},   {0x384, 0x38a},   {0x38c, 0x38c},   {0x38e, 0x3a1},
    {0x3a3, 0x482},   {0x48a, 0x52f},   {0x2010, 0x2015}, {0x2018, 0x201f},
    {0x2020, 0x2022}, {0x2026, 0x2026}, {0x2030, 0x2038}, {0x2190, 0x22ff},
};

static uint32_t ascii_of(uint32_t c)
{
    static const struct {
        uint32_t from, to;
    } like[] = {{0x2010, '-'}, {0x2011, '-'},  {0x2012, '-'},  {0x2013, '-'}, {0x2014, '-'},
                {0x2212, '-'}, {0x2018, '\''}, {0x2019, '\''}, {0x201c, '"'}, {0x201d, '"'},
                {0x2264, '<'}, {0x2265, '>'},  {0xb7, '.'},    {0xd7, 'x'}};
    for (size_t i = 0; i < sizeof like / sizeof like[0]; i++) {
        if (like[i].from == c) {
            return like[i].to;
        }
    }
    return c < 0x80 ? c : '?';
}

uint32_t kurs_watch_tame(uint32_t c, int utf8)
{
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        if (c >= shown[i][0] && c <= shown[i][1]) {
            return utf8 ? c : ascii_of(c);
        }
    }
    return '?';
}

void kurs_watch_clean(const char *text, char *out, size_t size)
{
    size_t n = 0;
    while (*text && n + 1 < size) {
        const char *from = text;
        const uint32_t c = kurs_watch_decode(&text);
        const size_t length = (size_t)(text - from);
        const int kept = kurs_watch_tame(c, 1) == c;
        if (n + (kept ? length : 1) + 1 > size) {
            break;
        }
        memcpy(out + n, kept ? from : "?", kept ? length : 1);
        n += kept ? length : 1;
    }
    out[n] = '\0';
}
