/* SPDX-License-Identifier: Apache-2.0 */
/* The pages that are compiled in. There is no other file: no path leaves them. */
#include <string.h>

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
    {".woff2", "font/woff2"},
    {".webmanifest", "application/manifest+json"},
    {".txt", "text/plain; charset=utf-8"},
};

static const char *type_of(const char *path)
{
    const size_t n = strlen(path);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        const size_t k = strlen(types[i].ending);
        if (n > k && strcmp(path + n - k, types[i].ending) == 0) {
            return types[i].type;
        }
    }
    return "application/octet-stream";
}

const kurs_page *kurs_page_find(const char *path, const char **type)
{
    if (strcmp(path, "/") == 0) {
        path = "/index.html";
    }
    for (int i = 0; i < kurs_page_count; i++) {
        if (strcmp(kurs_pages[i].path, path) == 0) {
            *type = type_of(path);
            return &kurs_pages[i];
        }
    }
    return NULL;
}
