/* SPDX-License-Identifier: Apache-2.0 */
#define _XOPEN_SOURCE 700 /* NOLINT(bugprone-reserved-identifier): realpath */
#include "app/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_BESIDE = 99, ENDING_SIZE = 16 };

static kurs_status failed(kurs_output_file *output, const char *path)
{
    char reason[128];
    if (strerror_r(errno, reason, sizeof reason) != 0) {
        snprintf(reason, sizeof reason, "error %d", errno);
    }
    snprintf(output->why, sizeof output->why, "%s: cannot be written: %s", path, reason);
    return KURS_ERR_IO;
}

/* The place itself, or where its symbolic link leads; 0 for a path that is too long. */
static int find_place(kurs_output_file *output, const char *path)
{
    char *real = realpath(path, NULL);
    const int n = snprintf(output->place, sizeof output->place, "%s", real ? real : path);
    free(real);
    return n > 0 && (size_t)n < sizeof output->place - ENDING_SIZE;
}

/* A link to what is not there: the file would be made in place of the link. */
static int is_dangling(const char *place)
{
    struct stat link, target;
    return lstat(place, &link) == 0 && S_ISLNK(link.st_mode) && stat(place, &target) != 0;
}

/* A new file beside the place, with the permissions of the one that it will replace. */
static int open_beside(kurs_output_file *output, const struct stat *old)
{
    int fd = -1;
    for (int i = 1; i <= MAX_BESIDE && fd < 0; i++) {
        char ending[ENDING_SIZE] = ".part";
        if (i > 1) {
            snprintf(ending, sizeof ending, ".part%d", i);
        }
        snprintf(output->beside, sizeof output->beside, "%.*s%s",
                 (int)(KURS_PATH_SIZE - ENDING_SIZE), output->place, ending);
        fd = open(output->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0 && errno != EEXIST) {
            break;
        }
    }
    if (fd >= 0 && old) {
        (void)fchmod(fd, old->st_mode & 0777);
    }
    return fd;
}

kurs_status kurs_output_file_open(kurs_output_file *output, const char *path)
{
    struct stat old;
    output->file = NULL;
    output->why[0] = output->beside[0] = '\0';
    if (!find_place(output, path)) {
        snprintf(output->why, sizeof output->why, "%.200s: this is no path for a result", path);
        return KURS_ERR_ARGUMENT;
    }
    const int there = stat(output->place, &old) == 0;
    int fd;
    if (is_dangling(output->place)) {
        errno = ENOENT;
        fd = -1;
    } else if (there && !S_ISREG(old.st_mode)) {
        fd = open(output->place, O_WRONLY | O_CLOEXEC); /* a folder is refused here */
    } else if (there && access(output->place, W_OK) != 0) {
        fd = -1;
    } else {
        fd = open_beside(output, there ? &old : NULL);
    }
    if (fd < 0) {
        output->beside[0] = '\0';
        return failed(output, path);
    }
    output->file = fdopen(fd, "wb");
    if (!output->file) {
        const kurs_status status = failed(output, path);
        (void)close(fd);
        kurs_output_file_discard(output);
        return status;
    }
    (void)setvbuf(output->file, output->buffer, _IOFBF, sizeof output->buffer);
    return KURS_OK;
}

kurs_status kurs_output_file_commit(kurs_output_file *output)
{
    if (!output->file) {
        return KURS_ERR_ARGUMENT;
    }
    const int before = ferror(output->file);
    const int why = errno; /* of the write that failed, as near as can be known */
    FILE *file = output->file;
    output->file = NULL;
    kurs_status status = KURS_OK;
    if (fclose(file) != 0 || before) {
        errno = before ? why : errno;
        status = failed(output, output->place);
    } else if (output->beside[0] && rename(output->beside, output->place) != 0) {
        status = failed(output, output->place);
    } else {
        output->beside[0] = '\0';
    }
    kurs_output_file_discard(output);
    return status;
}

void kurs_output_file_discard(kurs_output_file *output)
{
    if (output->file) {
        (void)fclose(output->file);
        output->file = NULL;
    }
    if (output->beside[0]) {
        (void)unlink(output->beside);
        output->beside[0] = '\0';
    }
}
