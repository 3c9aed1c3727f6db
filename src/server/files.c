/* SPDX-License-Identifier: Apache-2.0 */
/* The pages: compiled in, or on the shelf since the start. No request opens a path. */
#include <string.h>
#include <strings.h>

#include "io/io.h"
#include "server/parts.h"

static const struct {
    const char *ending, *type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".jpg", "image/jpeg"},
    {".woff2", "font/woff2"},
    {".woff", "font/woff"},
    {".ttf", "font/ttf"},
    {".webmanifest", "application/manifest+json"},
    {".txt", "text/plain; charset=utf-8"},
};

const char *kurs_type_of(const char *path)
{
    const size_t n = strlen(path);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        const size_t k = strlen(types[i].ending);
        if (n > k && strcmp(path + n - k, types[i].ending) == 0) {
            return types[i].type;
        }
    }
    return NULL;
}

const char kurs_policy[] =
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'";

/* Open MCT compiles templates and sets styles in its elements; nothing else may. */
static const char openmct_policy[] =
    "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

static const char openmct_place[] = "/openmct/";

static const kurs_page *find_compiled(const char *path)
{
    for (int i = 0; i < kurs_page_count; i++) {
        if (strcmp(kurs_pages[i].path, path) == 0) {
            return &kurs_pages[i];
        }
    }
    return NULL;
}

kurs_found kurs_page_find(const kurs_shelf *shelf, const char *path)
{
    kurs_found found = {.policy = kurs_policy};
    const int openmct = strncmp(path, openmct_place, sizeof openmct_place - 1) == 0;
    const char *last = strrchr(path, '/');
    if (strcmp(path, "/") == 0) {
        path = "/index.html";
    } else if (shelf && strcmp(path, "/openmct") == 0) {
        found.moved = openmct_place;
    } else if (shelf && strcmp(path, openmct_place) == 0) {
        path = "/openmct/index.html";
    } else if (!shelf && openmct && strcmp(last, "/kurs.js") != 0) {
        return found; /* the adaptor alone */
    }
    found.page = find_compiled(path);
    if (!found.page && shelf) {
        found.page = kurs_shelf_find(shelf, path);
    }
    const char *type = kurs_type_of(path);
    found.type = type ? type : "application/octet-stream";
    found.policy = shelf && openmct ? openmct_policy : kurs_policy;
    return found;
}

/* ---- content coding -------------------------------------------------------------------------- */

/* Thousandths of a weight as ";q=0.5", 1000 where there is none, 0 where it is no weight. */
static int weight_of(const char *text, const char *end)
{
    int value = 0, unit = 1000;
    text += strspn(text, " \t");
    if (text >= end) {
        return 1000;
    }
    text++; /* the semicolon */
    text += strspn(text, " \t");
    if (strncasecmp(text, "q=", 2) != 0) {
        return 0;
    }
    for (text += 2; text < end && unit > 0; text++) {
        if (*text == '.' && unit == 100) {
            continue;
        }
        if (*text < '0' || *text > '9') {
            break;
        }
        value += (*text - '0') * unit;
        unit /= 10;
    }
    text += strspn(text, " \t");
    return text >= end && value <= 1000 ? value : 0;
}

static int is_word(const char *text, size_t n, const char *word)
{
    return n == strlen(word) && strncasecmp(text, word, n) == 0;
}

int kurs_accepts_gzip(const char *accept_encoding)
{
    int gzip = -1, any = 0, identity = 0;
    for (const char *at = accept_encoding ? accept_encoding : ""; *at;) {
        at += strspn(at, ", \t");
        const char *end = at + strcspn(at, ",");
        const size_t n = strcspn(at, ",; \t");
        const int weight = weight_of(at + n, end);
        if (is_word(at, n, "gzip") || is_word(at, n, "x-gzip")) {
            gzip = weight;
        } else if (is_word(at, n, "identity")) {
            identity = weight;
        } else if (is_word(at, n, "*")) {
            any = weight;
        }
        at = end;
    }
    gzip = gzip < 0 ? any : gzip;
    return gzip > 0 && gzip >= identity;
}

kurs_status kurs_plain_page(kurs_plain_pages *plain, const kurs_page *page, const char **bytes,
                            size_t *n)
{
    const size_t count = (size_t)kurs_page_count;
    if (!plain->pages) {
        plain->pages = kurs_alloc_array(count, sizeof *plain->pages);
        if (!plain->pages) {
            return KURS_ERR_MEMORY;
        }
        memset(plain->pages, 0, count * sizeof *plain->pages);
    }
    const size_t i = (size_t)(page - kurs_pages);
    if (!plain->pages[i].bytes) {
        const kurs_status status = kurs_gunzip((const char *)page->bytes, page->n, KURS_PAGE_MAX,
                                               &plain->pages[i].bytes, &plain->pages[i].n);
        if (status < 0) {
            return status;
        }
    }
    *bytes = plain->pages[i].bytes;
    *n = plain->pages[i].n;
    return KURS_OK;
}

void kurs_plain_free(kurs_plain_pages *plain)
{
    for (int i = 0; plain->pages && i < kurs_page_count; i++) {
        kurs_free(plain->pages[i].bytes);
    }
    kurs_free(plain->pages);
    plain->pages = NULL;
}
