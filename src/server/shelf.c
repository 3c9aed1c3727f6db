/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of a folder as they are when the server starts: read once, kept in memory and given by
 * their listed names, so that no request opens a path. Links are not followed.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/parts.h"

enum {
    FILES = 256,
    ALL_BYTES = 64 << 20,
    DEPTH = 4, /* folders in folders */
    PATH_SIZE = 256
};

struct kurs_shelf {
    int count;
    size_t bytes;
    struct {
        char path[PATH_SIZE];
        kurs_page page;
    } files[FILES];
};

typedef struct reader {
    kurs_shelf *shelf;
    char *why;
} reader;

static kurs_status refuse(const reader *r, const char *path, const char *what)
{
    snprintf(r->why, KURS_LIVE_WHY_SIZE, "--openmct: %.300s: %s", path, what);
    return KURS_ERR_FULL;
}

/* A whole file in new memory; 0 where it is shorter or longer than it said. */
static int read_all(int fd, unsigned char *bytes, size_t n)
{
    size_t got = 0;
    for (;;) {
        unsigned char beyond;
        const ssize_t part =
            got < n ? read(fd, bytes + got, n - got) : read(fd, &beyond, sizeof beyond);
        if (part < 0 && errno == EINTR) {
            continue;
        }
        if (part <= 0 || got == n) {
            return part == 0 && got == n;
        }
        got += (size_t)part;
    }
}

/* Takes the descriptor over. What is no plain file is left out. */
static kurs_status take_file(const reader *r, int fd, const char *path)
{
    kurs_shelf *shelf = r->shelf;
    struct stat about;
    kurs_status status = KURS_OK;
    if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) {
        (void)close(fd);
        return KURS_OK;
    }
    const size_t n = about.st_size > 0 ? (size_t)about.st_size : 0;
    unsigned char *bytes = NULL;
    if (n > KURS_PAGE_MAX || n > ALL_BYTES - shelf->bytes) {
        status = refuse(r, path, "too large; a file has 16 MB at most, all of them 64 MB");
    } else if (shelf->count == FILES) {
        status = refuse(r, path, "too many files; 256 are taken");
    } else if (!(bytes = kurs_alloc(n + 1))) {
        status = KURS_ERR_MEMORY;
    } else if (!read_all(fd, bytes, n)) {
        (void)refuse(r, path, "it cannot be read, or changes meanwhile");
        kurs_free(bytes);
        status = KURS_ERR_IO;
    } else {
        snprintf(shelf->files[shelf->count].path, PATH_SIZE, "%s", path);
        shelf->files[shelf->count].page = (kurs_page){.bytes = bytes, .n = n};
        shelf->bytes += n;
        shelf->count++;
    }
    (void)close(fd);
    return status;
}

/* 1 for a file that is served: of a type known, but no page; its map for debuggers is not. */
static int is_wanted(const char *name)
{
    const char *type = kurs_type_of(name);
    return type && strncmp(type, "text/html", 9) != 0;
}

static kurs_status read_folder(const reader *r, int fd, const char *path, int depth);

static kurs_status take_entry(const reader *r, int folder, const char *path, const char *name,
                              int depth)
{
    char whole[PATH_SIZE], inside[PATH_SIZE];
    if (!kurs_live_is_name(name) ||
        snprintf(whole, sizeof whole, "%s%s", path, name) >= (int)sizeof whole ||
        snprintf(inside, sizeof inside, "%s/", whole) >= (int)sizeof inside) {
        return KURS_OK;
    }
    const int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    struct stat about;
    if (fd < 0) {
        return KURS_OK; /* a link, or not ours to read */
    }
    if (fstat(fd, &about) == 0 && S_ISDIR(about.st_mode) && depth < DEPTH) {
        return read_folder(r, fd, inside, depth + 1);
    }
    if (is_wanted(name)) {
        return take_file(r, fd, whole);
    }
    (void)close(fd);
    return KURS_OK;
}

/* Takes the descriptor over. */
static kurs_status read_folder(const reader *r, int fd, const char *path, int depth)
{
    DIR *dir = fdopendir(fd);
    kurs_status status = dir ? KURS_OK : KURS_ERR_MEMORY;
    struct dirent *entry;
    if (!dir) {
        (void)close(fd);
    }
    while (status >= 0 && dir && (entry = readdir(dir))) {
        status = take_entry(r, dirfd(dir), path, entry->d_name, depth);
    }
    if (dir) {
        (void)closedir(dir);
    }
    return status;
}

kurs_status kurs_shelf_read(const char *folder, const char *prefix, const char *needed,
                            kurs_shelf **out, char why[KURS_LIVE_WHY_SIZE])
{
    const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "--openmct %.1000s: %s; give the folder dist of Open MCT",
                 folder, strerror(errno));
        return KURS_ERR_IO;
    }
    kurs_shelf *shelf = kurs_alloc(sizeof *shelf);
    if (!shelf) {
        (void)close(fd);
        return KURS_ERR_MEMORY;
    }
    memset(shelf, 0, sizeof *shelf);
    const reader r = {shelf, why};
    kurs_status status = read_folder(&r, fd, prefix, 0);
    if (status >= 0 && !kurs_shelf_find(shelf, needed)) {
        snprintf(why, KURS_LIVE_WHY_SIZE,
                 "--openmct %.1000s: it has no %s; give the folder dist of Open MCT", folder,
                 strrchr(needed, '/') + 1);
        status = KURS_ERR_IO;
    }
    if (status < 0) {
        kurs_shelf_free(shelf);
        return status;
    }
    *out = shelf;
    return KURS_OK;
}

const kurs_page *kurs_shelf_find(const kurs_shelf *shelf, const char *path)
{
    for (int i = 0; i < shelf->count; i++) {
        if (strcmp(shelf->files[i].path, path) == 0) {
            return &shelf->files[i].page;
        }
    }
    return NULL;
}

void kurs_shelf_free(kurs_shelf *shelf)
{
    for (int i = 0; shelf && i < shelf->count; i++) {
        union {
            const unsigned char *in;
            void *out;
        } bytes = {.in = shelf->files[i].page.bytes};
        kurs_free(bytes.out);
    }
    kurs_free(shelf);
}
