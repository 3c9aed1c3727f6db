/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Event streams. A message is written once for all who listen; each stream has its place in the
 * ring. One that has nothing to send is suspended; the next message resumes it. A stream that is
 * too far behind gets a notice and ends; one that does not read at all is shut.
 */
#include "server/stream.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define DEAF_S 15.0 /* a stream from which nothing was taken for so long is shut */

struct kurs_stream {
    kurs_stream *next, *before;
    kurs_server *server;
    kurs_entry *entry; /* held */
    struct MHD_Connection *connection;
    int fd;
    kurs_message *now;         /* being written; held */
    size_t sent;               /* of it */
    kurs_message *first_state; /* to begin with; held */
    kurs_buf backlog;
    size_t backlog_sent;
    unsigned long long at; /* number of its next message */
    int waiting, over, shut;
    _Atomic double taken_s; /* when something was taken last */
};

/* ---- messages -------------------------------------------------------------------------------- */

kurs_message *kurs_message_make(const char *kind, const char *id, const char *json, size_t n)
{
    char head[128];
    const int k = id ? snprintf(head, sizeof head, "id: %.60s\nevent: %.20s\ndata: ", id, kind)
                     : snprintf(head, sizeof head, "event: %.20s\ndata: ", kind);
    kurs_message *message = kurs_alloc(sizeof *message + (size_t)k + n + 3);
    if (!message) {
        return NULL;
    }
    atomic_init(&message->refs, 1);
    message->is_state = strcmp(kind, "now") == 0;
    message->put_s = 0.0;
    memcpy(message->text, head, (size_t)k);
    memcpy(message->text + k, json, n);
    memcpy(message->text + k + n, "\n\n", 3);
    message->n = (size_t)k + n + 2;
    return message;
}

static kurs_message *make_comment(void)
{
    static const char text[] = ": still here\n\n";
    kurs_message *message = kurs_alloc(sizeof *message + sizeof text);
    if (message) {
        atomic_init(&message->refs, 1);
        message->is_state = 0;
        message->put_s = 0.0;
        message->n = sizeof text - 1;
        memcpy(message->text, text, sizeof text);
    }
    return message;
}

static kurs_message *hold(kurs_message *message)
{
    if (message) {
        atomic_fetch_add(&message->refs, 1);
    }
    return message;
}

void kurs_message_drop(kurs_message *message)
{
    if (message && atomic_fetch_sub(&message->refs, 1) == 1) {
        kurs_free(message);
    }
}

/* ---- hubs ------------------------------------------------------------------------------------ */

void kurs_hub_init(kurs_hub *hub)
{
    memset(hub, 0, sizeof *hub);
    pthread_mutex_init(&hub->lock, NULL);
}

void kurs_hub_free(kurs_hub *hub)
{
    for (int i = 0; i < KURS_RING; i++) {
        kurs_message_drop(hub->ring[i]);
    }
    kurs_message_drop(hub->state);
    pthread_mutex_destroy(&hub->lock);
}

/* Under the lock. */
static void wake_all(kurs_hub *hub)
{
    for (kurs_stream *s = hub->first; s; s = s->next) {
        if (s->waiting) {
            s->waiting = 0;
            MHD_resume_connection(s->connection);
        }
    }
}

void kurs_hub_put(kurs_hub *hub, kurs_message *message)
{
    if (!message) {
        return;
    }
    pthread_mutex_lock(&hub->lock);
    kurs_message *old = hub->ring[hub->head % KURS_RING];
    kurs_message *old_state = NULL;
    message->put_s = kurs_server_clock();
    hub->ring[hub->head % KURS_RING] = message;
    hub->head++;
    if (message->is_state) {
        old_state = hub->state;
        hub->state = hold(message);
    }
    wake_all(hub);
    pthread_mutex_unlock(&hub->lock);
    kurs_message_drop(old);
    kurs_message_drop(old_state);
}

void kurs_hub_comment(kurs_hub *hub)
{
    kurs_hub_put(hub, make_comment());
}

void kurs_hub_end(kurs_hub *hub)
{
    pthread_mutex_lock(&hub->lock);
    hub->ended = 1;
    wake_all(hub);
    pthread_mutex_unlock(&hub->lock);
}

/* What is shut is closed and let go of by the thread that serves it. */
void kurs_hub_sweep(kurs_hub *hub, double now_s)
{
    pthread_mutex_lock(&hub->lock);
    for (kurs_stream *s = hub->first; s; s = s->next) {
        if (!s->waiting && !s->shut && now_s - atomic_load(&s->taken_s) > DEAF_S) {
            s->shut = 1;
            shutdown(s->fd, SHUT_RDWR);
        }
    }
    pthread_mutex_unlock(&hub->lock);
}

/* ---- one stream ------------------------------------------------------------------------------ */

static ssize_t give(const char *text, size_t n, size_t *sent, char *out, size_t room)
{
    const size_t left = n - *sent;
    const size_t k = left < room ? left : room;
    memcpy(out, text + *sent, k);
    *sent += k;
    return (ssize_t)k;
}

/* Behind by so much: the last word, and the end. */
static kurs_message *make_farewell(const kurs_stream *s, int too_slow)
{
    char text[160];
    const int n =
        too_slow ? snprintf(text, sizeof text,
                            "{\"text\":\"this reader is too slow: %llu messages were left out; "
                            "connect again\"}",
                            s->entry->hub.head - s->at)
                 : snprintf(text, sizeof text, "{\"text\":\"this flight is closed here\"}");
    return kurs_message_make("notice", NULL, text, (size_t)n);
}

/* By time, as a jump of the clock brings many messages at once. */
static int is_too_slow(const kurs_stream *s, const kurs_hub *hub)
{
    return hub->head - s->at >= KURS_RING ||
           (s->at < hub->head &&
            kurs_server_clock() - hub->ring[s->at % KURS_RING]->put_s > KURS_LAG_MAX_S);
}

/* The next message, held; NULL: none now, and the stream waits. Under the lock. */
static kurs_message *next_message(kurs_stream *s, kurs_hub *hub)
{
    if (is_too_slow(s, hub)) {
        s->over = 1;
        return make_farewell(s, 1);
    }
    while (s->at < hub->head) {
        kurs_message *message = hub->ring[s->at++ % KURS_RING];
        if (message->is_state && message != hub->state) {
            continue; /* there is a later one */
        }
        return hold(message);
    }
    if (hub->ended || atomic_load(&s->server->stopping)) {
        s->over = 1;
        return make_farewell(s, 0);
    }
    s->waiting = 1;
    MHD_suspend_connection(s->connection);
    return NULL;
}

static ssize_t read_stream(void *ctx, uint64_t position, char *out, size_t room)
{
    kurs_stream *s = ctx;
    kurs_hub *hub = &s->entry->hub;
    (void)position;
    atomic_store(&s->taken_s, kurs_server_clock());
    if (s->backlog_sent < s->backlog.n) {
        return give(s->backlog.text, s->backlog.n, &s->backlog_sent, out, room);
    }
    if (s->now && s->sent < s->now->n) {
        return give(s->now->text, s->now->n, &s->sent, out, room);
    }
    kurs_message_drop(s->now);
    s->now = s->first_state;
    s->first_state = NULL;
    s->sent = 0;
    if (!s->now) {
        if (s->over) {
            return MHD_CONTENT_READER_END_OF_STREAM;
        }
        pthread_mutex_lock(&hub->lock);
        s->now = next_message(s, hub);
        const int over = s->over;
        pthread_mutex_unlock(&hub->lock);
        if (!s->now) {
            return over ? MHD_CONTENT_READER_END_OF_STREAM : 0;
        }
    }
    return give(s->now->text, s->now->n, &s->sent, out, room);
}

static void end_stream(void *ctx)
{
    kurs_stream *s = ctx;
    kurs_hub *hub = &s->entry->hub;
    pthread_mutex_lock(&hub->lock);
    if (s->before) {
        s->before->next = s->next;
    } else {
        hub->first = s->next;
    }
    if (s->next) {
        s->next->before = s->before;
    }
    hub->count--;
    pthread_mutex_unlock(&hub->lock);
    kurs_message_drop(s->now);
    kurs_message_drop(s->first_state);
    kurs_buf_free(&s->backlog);
    kurs_server_entry_drop(s->server, s->entry);
    kurs_free(s);
}

static void begin_stream(kurs_stream *s)
{
    kurs_hub *hub = &s->entry->hub;
    pthread_mutex_lock(&hub->lock);
    s->at = hub->head;
    s->first_state = hold(hub->state);
    s->next = hub->first;
    if (s->next) {
        s->next->before = s;
    }
    hub->first = s;
    hub->count++;
    pthread_mutex_unlock(&hub->lock);
}

static kurs_status keep(void *ctx, const char *kind, const char *id, const char *json, size_t n)
{
    kurs_message *message = kurs_message_make(kind, id, json, n);
    if (!message) {
        return KURS_ERR_MEMORY;
    }
    const kurs_status status = kurs_buf_add(ctx, message->text, message->n);
    kurs_message_drop(message);
    return status;
}

struct MHD_Response *kurs_stream_response(kurs_server *server, kurs_entry *entry,
                                          struct MHD_Connection *connection, const char *last_event)
{
    enum { BLOCK = 4096, BACKLOG_MAX = 256 * 1024, SEND_BUFFER = 64 * 1024 };
    static const char hello[] = ": kurs\nretry: 2000\n\n";
    kurs_stream *s = kurs_alloc(sizeof *s);
    if (!s) {
        kurs_server_entry_drop(server, entry);
        return NULL;
    }
    memset(s, 0, sizeof *s);
    s->server = server;
    s->entry = entry;
    s->connection = connection;
    atomic_store(&s->taken_s, kurs_server_clock());
    s->fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    /* the kernel would keep megabytes for one that does not read */
    (void)setsockopt(s->fd, SOL_SOCKET, SO_SNDBUF, &(int){SEND_BUFFER}, sizeof(int));
    kurs_buf_init(&s->backlog, BACKLOG_MAX);
    begin_stream(s);
    kurs_status status = kurs_buf_add(&s->backlog, hello, sizeof hello - 1);
    if (status >= 0 && last_event && strlen(last_event) < 64) {
        status = kurs_live_backlog(entry->live, last_event, kurs_server_clock(), keep, &s->backlog);
        if (status == KURS_ERR_FULL) { /* too much to be told again: all is to be read anew */
            s->backlog.n = sizeof hello - 1;
            status = kurs_live_backlog(entry->live, "", kurs_server_clock(), keep, &s->backlog);
        }
    }
    struct MHD_Response *response =
        status >= 0
            ? MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, read_stream, s, end_stream)
            : NULL;
    if (!response) {
        end_stream(s);
    }
    return response;
}
