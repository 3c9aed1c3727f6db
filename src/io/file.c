/* SPDX-License-Identifier: Apache-2.0 */
#include "io/file.h"

#include <errno.h>
#include <stdio.h>

#include <sys/stat.h>

#include "base/base.h"
#include "io/diag.h"

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

KURS_PRINTF(4, 5)
static void tell(kurs_diag *diag, const kurs_diag_place *place, kurs_status status,
                 const char *format, ...)
{
    va_list args;
    va_start(args, format);
    kurs_diag_tell(diag, place, status, format, args);
    va_end(args);
}

kurs_status kurs_file_read_table(const char *path, const kurs_file_table *table, char **text,
                                 size_t *n, kurs_diag *diag)
{
    const kurs_status status = kurs_file_read(path, table->limit, text, n);
    if (status >= 0) {
        return status;
    }
    kurs_diag_place place = {path, "", 0, 0, 0};
    if (status == KURS_ERR_FULL &&
        kurs_file_first_line_is_longer(path, (size_t)table->line_limit)) {
        place.line = 1; /* that is no line of such a table */
        place.column = table->line_limit + 1;
        tell(diag, &place, status, "the line is too long\n%s", table->remedy);
    } else {
        tell(diag, &place, status, "%s cannot be read: %s\n%s", table->what,
             kurs_file_reason(status), table->remedy);
    }
    return status;
}
