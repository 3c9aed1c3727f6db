/* SPDX-License-Identifier: Apache-2.0 */
#include "io/file.h"

#include <errno.h>
#include <stdio.h>

#include <sys/stat.h>

#include "base/base.h"

kurs_status kurs_file_read_stream(FILE *file, size_t limit, char **text, size_t *n)
{
    size_t size = 0, capacity = 0;
    char *bytes = NULL;
    for (;;) {
        if (size == capacity) {
            capacity = capacity ? 2 * capacity : 16384;
            char *more = kurs_resize(bytes, capacity);
            if (!more) {
                kurs_free(bytes);
                return KURS_ERR_MEMORY;
            }
            bytes = more;
        }
        const size_t got = fread(bytes + size, 1, capacity - size, file);
        size += got;
        if (size > limit || (got == 0 && ferror(file))) {
            kurs_free(bytes);
            return size > limit ? KURS_ERR_FULL : KURS_ERR_IO;
        }
        if (got == 0) {
            break;
        }
    }
    *text = bytes;
    *n = size;
    return KURS_OK;
}

kurs_status kurs_file_read(const char *path, size_t limit, char **text, size_t *n)
{
    struct stat about;
    if (stat(path, &about) != 0) {
        return errno == ENOENT || errno == ENOTDIR ? KURS_ERR_NOT_FOUND : KURS_ERR_IO;
    }
    if (!S_ISREG(about.st_mode)) {
        return KURS_ERR_IO; /* a pipe could keep us waiting for ever */
    }
    errno = 0;
    FILE *file = fopen(path, "rb");
    if (!file) {
        return errno == ENOMEM ? KURS_ERR_MEMORY : KURS_ERR_IO;
    }
    const kurs_status status = kurs_file_read_stream(file, limit, text, n);
    (void)fclose(file);
    return status;
}

int kurs_file_first_line_is_longer(const char *path, size_t n)
{
    FILE *file = fopen(path, "rb");
    size_t length = 0;
    for (int c = file ? fgetc(file) : EOF; c != EOF && c != '\n' && length <= n; c = fgetc(file)) {
        length++;
    }
    if (file) {
        (void)fclose(file);
    }
    return length > n;
}

const char *kurs_file_reason(kurs_status status)
{
    switch (status) {
    case KURS_ERR_NOT_FOUND:
        return "there is no such file";
    case KURS_ERR_FULL:
        return "the file is too large";
    case KURS_ERR_MEMORY:
        return "out of memory";
    default:
        return "it is no regular file, or may not be read";
    }
}
