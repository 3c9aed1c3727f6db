/* SPDX-License-Identifier: Apache-2.0 */
/* The mission log: a line of JSON each, on the disk before what it tells takes effect. A line that
 * does not get there whole leaves nothing behind. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/parts.h"

/* What a loss of power has torn off is ended, so that the next line stands alone. */
static kurs_status end_last_line(int fd, off_t size, const char *path)
{
    char last = '\n';
    const int in = size > 0 ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (in >= 0) {
        if (pread(in, &last, 1, size - 1) != 1) {
            last = '\n';
        }
        close(in);
    }
    return last == '\n' || write(fd, "\n", 1) == 1 ? KURS_OK : KURS_ERR_IO;
}

/* The name of a new file is safe when its folder is. */
static void sync_folder(const char *path)
{
    char folder[2048] = ".";
    const char *slash = strrchr(path, '/');
    const size_t n = slash ? (size_t)(slash - path) + 1 : 0;
    if (n >= sizeof folder) {
        return;
    }
    if (n > 0) {
        memcpy(folder, path, n);
        folder[n] = '\0';
    }
    const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
}

kurs_status kurs_log_open(kurs_log_file *log, const char *path)
{
    struct stat is;
    log->fd = -1;
    log->regular = 0;
    atomic_init(&log->failures, 0);
    atomic_init(&log->error, 0);
    pthread_mutex_init(&log->lock, NULL);
    if (!path) {
        return KURS_OK;
    }
    log->fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (log->fd < 0 || fstat(log->fd, &is) != 0) {
        return KURS_ERR_IO;
    }
    log->regular = S_ISREG(is.st_mode);
    if (log->regular && end_last_line(log->fd, is.st_size, path) < 0) {
        return KURS_ERR_IO;
    }
    sync_folder(path);
    return KURS_OK;
}

void kurs_log_close(kurs_log_file *log)
{
    if (log->fd >= 0) {
        close(log->fd);
    }
    log->fd = -1;
    pthread_mutex_destroy(&log->lock);
}

static int write_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        const ssize_t written = write(fd, bytes, n);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return 0;
        }
        bytes += written;
        n -= (size_t)written;
    }
    return 1;
}

/* Another server may add to the same file. */
static int lock_file(const kurs_log_file *log, short type)
{
    struct flock whole = {.l_type = type, .l_whence = SEEK_SET};
    int done;
    do {
        done = fcntl(log->fd, F_SETLKW, &whole);
    } while (done != 0 && errno == EINTR);
    return done == 0;
}

/* A terminal or a pipe cannot be synced, nor shortened. */
static int write_line(const kurs_log_file *log, const char *bytes, size_t n)
{
    if (!log->regular) {
        return write_all(log->fd, bytes, n);
    }
    struct stat before;
    if (fstat(log->fd, &before) != 0) {
        return 0;
    }
    if (write_all(log->fd, bytes, n) && fdatasync(log->fd) == 0) {
        return 1;
    }
    const int error = errno;
    (void)!ftruncate(log->fd, before.st_size);
    errno = error;
    return 0;
}

static kurs_status add_line(kurs_log_file *log, const char *line)
{
    kurs_buf whole;
    kurs_buf_init(&whole, 8192);
    kurs_status status = kurs_buf_printf(&whole, "%s\n", line);
    if (status >= 0) {
        const int locked = log->regular && lock_file(log, F_WRLCK);
        const int written = write_line(log, whole.text, whole.n);
        atomic_store(&log->error, written ? 0 : errno);
        status = written ? KURS_OK : KURS_ERR_IO;
        if (locked) {
            (void)lock_file(log, F_UNLCK);
        }
    }
    kurs_buf_free(&whole);
    return status;
}

kurs_status kurs_log_line(void *ctx, const char *line)
{
    kurs_log_file *log = ctx;
    if (log->fd < 0) {
        return KURS_OK;
    }
    pthread_mutex_lock(&log->lock);
    const kurs_status status = add_line(log, line);
    if (status == KURS_ERR_IO) {
        atomic_fetch_add(&log->failures, 1);
    }
    pthread_mutex_unlock(&log->lock);
    return status;
}
