/* SPDX-License-Identifier: Apache-2.0 */
/* The mission log: a line of JSON each, on the disk before what it tells takes effect. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "server/parts.h"

kurs_status kurs_log_open(kurs_log_file *log, const char *path)
{
    log->fd = -1;
    if (path) {
        log->fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
        if (log->fd < 0) {
            return KURS_ERR_IO;
        }
    }
    pthread_mutex_init(&log->lock, NULL);
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

/* In one write, so that a line stands whole or not at all. */
static kurs_status add_line(kurs_log_file *log, const char *line)
{
    kurs_buf whole;
    kurs_buf_init(&whole, 8192);
    kurs_status status = kurs_buf_printf(&whole, "%s\n", line);
    if (status >= 0 && (!write_all(log->fd, whole.text, whole.n) || fdatasync(log->fd) != 0)) {
        status = KURS_ERR_IO;
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
    pthread_mutex_unlock(&log->lock);
    return status;
}
