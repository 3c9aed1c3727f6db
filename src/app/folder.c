/* SPDX-License-Identifier: Apache-2.0 */
#include "app/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_KEPT = 9999, MAX_BESIDE = 99, BLOCK = 1 << 16 };

static kurs_status failed(kurs_folder *folder, const char *path, const char *what)
{
    char reason[128];
    if (strerror_r(errno, reason, sizeof reason) != 0) {
        snprintf(reason, sizeof reason, "error %d", errno);
    }
    snprintf(folder->why, sizeof folder->why, "%s: %s: %s", path, what, reason);
    return KURS_ERR_IO;
}

/* A path of parts; 0 where it does not fit. */
KURS_PRINTF(2, 3) static int make_path(char out[KURS_PATH_SIZE], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(out, KURS_PATH_SIZE, format, args);
    va_end(args);
    return n >= 0 && n < KURS_PATH_SIZE;
}

static int exists(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}

/* The place without slashes at its end; 0 where it has no name of its own. */
static int place_name(const char *place, char out[KURS_PATH_SIZE])
{
    if (!make_path(out, "%s", place)) {
        return 0;
    }
    size_t n = strlen(out);
    while (n > 1 && out[n - 1] == '/') {
        out[--n] = '\0';
    }
    const char *slash = strrchr(out, '/');
    const char *name = slash ? slash + 1 : out;
    /* room for the endings that come to it */
    return *name != '\0' && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
           n < KURS_PATH_SIZE - 300;
}

/* The folders above a path, as mkdir -p makes them. */
static kurs_status make_parents(kurs_folder *folder)
{
    char path[KURS_PATH_SIZE];
    memcpy(path, folder->place, sizeof path);
    for (char *c = path + 1; *c; c++) {
        if (*c != '/') {
            continue;
        }
        *c = '\0';
        if (mkdir(path, 0777) != 0 && errno != EEXIST) {
            return failed(folder, path, "the folder cannot be made");
        }
        *c = '/';
    }
    return KURS_OK;
}

static kurs_status make_beside(kurs_folder *folder)
{
    for (int i = 1; i <= MAX_BESIDE; i++) {
        const int fits = i == 1 ? make_path(folder->beside, "%s.part", folder->place)
                                : make_path(folder->beside, "%s.part%d", folder->place, i);
        if (!fits) {
            return KURS_ERR_ARGUMENT;
        }
        if (mkdir(folder->beside, 0777) == 0) {
            return KURS_OK;
        }
        if (errno != EEXIST) {
            break;
        }
    }
    const kurs_status status = failed(folder, folder->beside, "the folder cannot be made");
    folder->beside[0] = '\0';
    return status;
}

/* Calls `each` with the path of every entry; its answer below 0 ends it and is returned. */
typedef int (*entry_fn)(const char *path, const char *name, void *ctx);

static int each_entry(const char *path, entry_fn each, void *ctx)
{
    DIR *dir = opendir(path);
    if (!dir) {
        return -1;
    }
    int result = 0;
    for (struct dirent *e; result >= 0 && (e = readdir(dir));) {
        char entry[KURS_PATH_SIZE];
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) {
            continue;
        }
        result = make_path(entry, "%s/%s", path, e->d_name) ? each(entry, e->d_name, ctx) : -1;
    }
    closedir(dir);
    return result;
}

/* Ends a walk at its first entry. */
static int any_entry(const char *path, const char *name, void *ctx)
{
    (void)path;
    (void)name;
    (void)ctx;
    return -1;
}

static int is_empty(const char *path)
{
    return each_entry(path, any_entry, NULL) >= 0;
}

/* Only a folder of results, or an empty one, gives way to a new result. */
static kurs_status check_place(kurs_folder *folder)
{
    struct stat st;
    char mark[KURS_PATH_SIZE];
    if (lstat(folder->place, &st) != 0) {
        return errno == ENOENT || errno == ENOTDIR
                   ? KURS_OK
                   : failed(folder, folder->place, "cannot be looked at");
    }
    const int is_folder = S_ISDIR(st.st_mode);
    if (is_folder && make_path(mark, "%s/%s", folder->place, KURS_FOLDER_MARK) &&
        ((lstat(mark, &st) == 0 && S_ISREG(st.st_mode)) || is_empty(folder->place))) {
        return KURS_OK;
    }
    snprintf(folder->why, sizeof folder->why, "%s: stands there and is %s", folder->place,
             is_folder ? "no folder of results" : "no folder");
    return KURS_ERR_IO;
}

kurs_status kurs_folder_open(kurs_folder *folder, const char *place)
{
    folder->why[0] = folder->beside[0] = folder->kept[0] = '\0';
    if (!place_name(place, folder->place)) {
        snprintf(folder->why, sizeof folder->why,
                 "%.200s: results need a folder with a name of its own", place);
        return KURS_ERR_ARGUMENT;
    }
    kurs_status status = check_place(folder);
    if (status >= 0) {
        status = make_parents(folder);
    }
    return status < 0 ? status : make_beside(folder);
}

kurs_status kurs_folder_path(kurs_folder *folder, const char *name, char out[KURS_PATH_SIZE])
{
    char path[KURS_PATH_SIZE];
    if (strchr(name, '/') || !make_path(path, "%s/%s", folder->beside, name)) {
        return KURS_ERR_ARGUMENT;
    }
    memcpy(out, path, sizeof path);
    return KURS_OK;
}

kurs_status kurs_folder_file(kurs_folder *folder, const char *name, FILE **out)
{
    char path[KURS_PATH_SIZE];
    const kurs_status status = kurs_folder_path(folder, name, path);
    if (status < 0) {
        return status;
    }
    FILE *file = fopen(path, "wb");
    if (!file) {
        return failed(folder, path, "cannot be written");
    }
    *out = file;
    return KURS_OK;
}

kurs_status kurs_folder_close(kurs_folder *folder, const char *name, FILE *file)
{
    char path[KURS_PATH_SIZE];
    const kurs_status status = kurs_folder_path(folder, name, path);
    const int before = ferror(file);
    const int why = errno; /* of the write that failed, as near as can be known */
    if (fclose(file) != 0 || before) {
        if (before) {
            errno = why;
        }
        return failed(folder, status < 0 ? name : path, "cannot be written");
    }
    return status;
}

static int remove_entry(const char *path, const char *name, void *ctx)
{
    (void)name;
    (void)ctx;
    (void)unlink(path); /* what stays keeps the folder, which is seen */
    return 0;
}

static int same_bytes(const char *path_a, const char *path_b)
{
    FILE *a = fopen(path_a, "rb"), *b = fopen(path_b, "rb");
    int same = a && b;
    while (same) {
        static const size_t n = BLOCK / 2;
        char block[BLOCK];
        const size_t got_a = fread(block, 1, n, a), got_b = fread(block + n, 1, n, b);
        same = got_a == got_b && !ferror(a) && !ferror(b) && memcmp(block, block + n, got_a) == 0;
        if (got_a < n) {
            break;
        }
    }
    if (a) {
        (void)fclose(a);
    }
    if (b) {
        (void)fclose(b);
    }
    return same;
}

/* What a walk through one folder compares with. */
typedef struct other_folder {
    const char *path; /* NULL: only count */
    int count;
} other_folder;

static int compare_entry(const char *path, const char *name, void *ctx)
{
    other_folder *other = ctx;
    char twin[KURS_PATH_SIZE];
    other->count++;
    if (!other->path) {
        return 0;
    }
    struct stat st;
    if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode)) {
        return -1;
    }
    return make_path(twin, "%s/%s", other->path, name) && same_bytes(path, twin) ? 0 : -1;
}

static int same_folders(const char *a, const char *b)
{
    other_folder first = {b, 0}, second = {NULL, 0};
    return each_entry(a, compare_entry, &first) >= 0 &&
           each_entry(b, compare_entry, &second) >= 0 && first.count == second.count;
}

/* Moves PLACE.from-1 to PLACE.from and so on down to PLACE to PLACE.1; 0 is PLACE itself. */
static int kept_path(const kurs_folder *folder, int i, char out[KURS_PATH_SIZE])
{
    return i == 0 ? make_path(out, "%s", folder->place) : make_path(out, "%s.%d", folder->place, i);
}

static int move_kept(const kurs_folder *folder, int from, int to)
{
    char a[KURS_PATH_SIZE], b[KURS_PATH_SIZE];
    return kept_path(folder, from, a) && kept_path(folder, to, b) ? rename(a, b) : -1;
}

/* Shifts all that is kept up by one, so that the place is free: `free_one` is the first number
 * not taken. On failure what was moved goes back. */
static int shift_up(const kurs_folder *folder, int free_one)
{
    for (int i = free_one; i > 0; i--) {
        if (move_kept(folder, i - 1, i) != 0) {
            const int why = errno;
            for (int k = i + 1; k <= free_one; k++) {
                (void)move_kept(folder, k, k - 1);
            }
            errno = why;
            return -1;
        }
    }
    return 0;
}

static kurs_status make_way(kurs_folder *folder, int *shifted)
{
    char path[KURS_PATH_SIZE];
    int free_one = 1;
    while (free_one <= MAX_KEPT && kept_path(folder, free_one, path) && exists(path)) {
        free_one++;
    }
    if (free_one > MAX_KEPT) {
        errno = EEXIST;
        return failed(folder, path, "too many older results are kept");
    }
    if (shift_up(folder, free_one) != 0) {
        return failed(folder, folder->place, "the older result cannot be kept");
    }
    *shifted = free_one;
    return KURS_OK;
}

kurs_status kurs_folder_commit(kurs_folder *folder)
{
    if (folder->beside[0] == '\0') {
        return KURS_ERR_ARGUMENT;
    }
    if (exists(folder->place) && same_folders(folder->beside, folder->place)) {
        kurs_folder_discard(folder);
        return KURS_OK;
    }
    int shifted = 0;
    kurs_status status = check_place(folder);
    if (status >= 0 && exists(folder->place) && !is_empty(folder->place)) {
        status = make_way(folder, &shifted);
    }
    if (status < 0) {
        kurs_folder_discard(folder);
        return status;
    }
    if (rename(folder->beside, folder->place) != 0) {
        status = failed(folder, folder->place, "the result cannot be put there");
        for (int k = 1; k <= shifted; k++) {
            (void)move_kept(folder, k, k - 1);
        }
        kurs_folder_discard(folder);
        return status;
    }
    folder->beside[0] = '\0';
    if (shifted > 0) {
        (void)kept_path(folder, 1, folder->kept);
    }
    return KURS_OK;
}

void kurs_folder_discard(kurs_folder *folder)
{
    if (folder->beside[0] != '\0') {
        (void)each_entry(folder->beside, remove_entry, NULL);
        (void)rmdir(folder->beside);
        folder->beside[0] = '\0';
    }
}
