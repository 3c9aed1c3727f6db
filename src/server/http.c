/* SPDX-License-Identifier: Apache-2.0 */
#include "server/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

#include "server/stream.h"

enum {
    CONNECTIONS = 4096,
    PER_ADDRESS = 2048,
    CONNECTION_MEMORY = 16 * 1024, /* also the most that a head may have */
    IDLE_S = 60,
    SEND_BUFFER = 128 * 1024,
    SPARE_FILES = 64,           /* left for missions, records and the log */
    HELD_MAX = 64 * 1024 * 1024 /* of replies that are being written */
};

#define HEAD_S 20.0   /* a whole request must have come by then */
#define REPLY_S 120.0 /* a whole reply must have gone by then */

static const char tls_priorities[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";

#define UNCLEAR (1U << 31)

typedef enum link_state {
    LINK_ASKING,  /* no whole request is there */
    LINK_WORKING, /* it is being answered; streams are watched by their hub */
    LINK_WRITING  /* the reply stands and goes out */
} link_state;

/* A connection; in the server's list as long as its socket is open. */
typedef struct kurs_link {
    struct kurs_link *next, *before;
    int fd, shut;
    link_state state;
    double since_s; /* in it */
    char address[KURS_SERVER_ADDRESS_SIZE];
} kurs_link;

/* A request under way. */
typedef struct exchange {
    kurs_server *server;
    struct MHD_Connection *connection;
    kurs_request request;
    kurs_call call;
    kurs_way_of way;
    kurs_reply reply;
    char path[512];
    kurs_buf body;
    int done;
} exchange;

/* ---- connections ----------------------------------------------------------------------------- */

static void link_begin(kurs_server *server, struct MHD_Connection *connection, void **context)
{
    kurs_link *link = kurs_alloc(sizeof *link);
    *context = link;
    if (!link) {
        return;
    }
    memset(link, 0, sizeof *link);
    link->fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    /* the kernel would keep megabytes for one that does not read, and past HELD_MAX */
    (void)setsockopt(link->fd, SOL_SOCKET, SO_SNDBUF, &(int){SEND_BUFFER}, sizeof(int));
    link->since_s = kurs_server_clock();
    kurs_address_text(
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr,
        link->address);
    pthread_mutex_lock(&server->lock);
    link->next = server->links;
    if (link->next) {
        link->next->before = link;
    }
    server->links = link;
    pthread_mutex_unlock(&server->lock);
}

static void link_end(kurs_server *server, kurs_link *link)
{
    if (!link) {
        return;
    }
    pthread_mutex_lock(&server->lock);
    if (link->before) {
        link->before->next = link->next;
    } else {
        server->links = link->next;
    }
    if (link->next) {
        link->next->before = link->before;
    }
    pthread_mutex_unlock(&server->lock);
    kurs_free(link);
}

static void on_connection(void *ctx, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        link_begin(ctx, connection, context);
    } else {
        link_end(ctx, *context);
        *context = NULL;
    }
}

static kurs_link *link_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static void set_state(kurs_server *server, struct MHD_Connection *connection, link_state state)
{
    kurs_link *link = link_of(connection);
    if (link) {
        pthread_mutex_lock(&server->lock);
        link->state = state;
        link->since_s = kurs_server_clock();
        pthread_mutex_unlock(&server->lock);
    }
}

/* The library does not see an end that comes with the last bytes. */
static int is_gone(const kurs_link *link)
{
    char next;
    return recv(link->fd, &next, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

static int is_over(const kurs_link *link, double now_s)
{
    const double age_s = now_s - link->since_s;
    switch (link->state) {
    case LINK_ASKING:
        return age_s > HEAD_S || is_gone(link);
    case LINK_WRITING:
        return age_s > REPLY_S;
    default:
        return 0;
    }
}

/* The socket is open as long as its link is in the list. */
void kurs_http_sweep(kurs_server *server, double now_s)
{
    pthread_mutex_lock(&server->lock);
    for (kurs_link *link = server->links; link; link = link->next) {
        if (!link->shut && is_over(link, now_s)) {
            link->shut = 1;
            shutdown(link->fd, SHUT_RDWR);
        }
    }
    pthread_mutex_unlock(&server->lock);
}

void kurs_http_settle(kurs_server *server, double most_s)
{
    const double end_s = kurs_server_clock() + most_s;
    const struct timespec span = {0, 5000000};
    int left = server->daemon != NULL;
    while (left && kurs_server_clock() < end_s) {
        left = 0;
        pthread_mutex_lock(&server->lock);
        for (const kurs_link *link = server->links; link && !left; link = link->next) {
            left = link->state != LINK_ASKING;
        }
        pthread_mutex_unlock(&server->lock);
        if (left) {
            nanosleep(&span, NULL);
        }
    }
}

/* ---- replies --------------------------------------------------------------------------------- */

static void add_headers(const kurs_server *server, struct MHD_Response *response, const char *type,
                        const char *policy, int lasting)
{
    static const char *const always[][2] = {
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
    };
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++) {
        (void)MHD_add_response_header(response, always[i][0], always[i][1]);
    }
    (void)MHD_add_response_header(response, "Content-Security-Policy", policy);
    (void)MHD_add_response_header(response, "Content-Type", type);
    (void)MHD_add_response_header(response, "Cache-Control", lasting ? "no-cache" : "no-store");
    if (server->tls) {
        (void)MHD_add_response_header(response, "Strict-Transport-Security", "max-age=31536000");
    }
}

static enum MHD_Result send_response(exchange *x, struct MHD_Response *response, int status)
{
    if (!response) {
        return MHD_NO;
    }
    set_state(x->server, x->connection,
              x->way == KURS_REPLY_STREAM && status == 200 ? LINK_WORKING : LINK_WRITING);
    const enum MHD_Result queued = MHD_queue_response(x->connection, (unsigned)status, response);
    MHD_destroy_response(response);
    return queued;
}

/* A text that is being written, counted as long as it is. */
typedef struct held {
    kurs_server *server;
    kurs_buf body;
} held;

static void let_go(void *ctx)
{
    held *h = ctx;
    atomic_fetch_sub(&h->server->held, h->body.n);
    kurs_buf_free(&h->body);
    kurs_free(h);
}

/* Takes the body over. Many who do not read may not fill the memory. */
static struct MHD_Response *make_response(exchange *x)
{
    kurs_reply *reply = &x->reply;
    if (atomic_load(&x->server->held) + reply->body.n > HELD_MAX) {
        reply->retry_s = 5;
        kurs_reply_error(reply, 503, "busy", "too much is being read at once; ask again");
    }
    held *h = kurs_alloc(sizeof *h);
    if (!h) {
        return NULL;
    }
    *h = (held){x->server, reply->body};
    kurs_buf_init(&reply->body, KURS_LIVE_DOC_MAX);
    atomic_fetch_add(&h->server->held, h->body.n);
    struct MHD_Response *response =
        MHD_create_response_from_buffer_with_free_callback_cls(h->body.n, h->body.text, let_go, h);
    if (!response) {
        let_go(h);
    }
    return response;
}

static enum MHD_Result send_reply(exchange *x)
{
    kurs_reply *reply = &x->reply;
    struct MHD_Response *response = make_response(x);
    if (!response) {
        return MHD_NO;
    }
    add_headers(x->server, response, reply->type, kurs_policy, 0);
    if (reply->cookie[0]) {
        (void)MHD_add_response_header(response, "Set-Cookie", reply->cookie);
    }
    if (reply->location) {
        (void)MHD_add_response_header(response, "Location", reply->location);
    }
    if (reply->retry_s > 0) {
        char text[16];
        snprintf(text, sizeof text, "%d", reply->retry_s);
        (void)MHD_add_response_header(response, "Retry-After", text);
    }
    if (reply->status == 401) {
        (void)MHD_add_response_header(response, "WWW-Authenticate", "Bearer");
    }
    return send_response(x, response, reply->status);
}

static enum MHD_Result send_page(exchange *x)
{
    const kurs_found found = kurs_page_find(x->server->openmct, x->path);
    const kurs_page *page = found.page;
    if (found.moved) {
        x->reply.status = 308;
        x->reply.location = found.moved;
        return send_reply(x);
    }
    if (!page) {
        kurs_reply_error(&x->reply, 404, "not_found", "there is no such path");
        return send_reply(x);
    }
    const int coded = page->gzip && kurs_accepts_gzip(x->request.accept_encoding);
    const char *bytes = (const char *)page->bytes;
    size_t n = page->n;
    if (page->gzip && !coded && kurs_plain_page(&x->server->plain, page, &bytes, &n) < 0) {
        kurs_reply_error(&x->reply, 503, "memory", "out of memory; ask again");
        return send_reply(x);
    }
    union {
        const char *in;
        void *out;
    } body = {.in = bytes}; /* the library does not write to it */
    struct MHD_Response *response =
        MHD_create_response_from_buffer(n, body.out, MHD_RESPMEM_PERSISTENT);
    if (response) {
        add_headers(x->server, response, found.type, found.policy, 1);
        if (page->gzip) {
            (void)MHD_add_response_header(response, "Vary", "Accept-Encoding");
        }
        if (coded) {
            (void)MHD_add_response_header(response, "Content-Encoding", "gzip");
        }
    }
    return send_response(x, response, 200);
}

static enum MHD_Result send_stream(exchange *x)
{
    kurs_entry *entry = kurs_server_entry(x->server, x->call.flight);
    if (!entry) {
        kurs_reply_error(&x->reply, 404, "not_found", "there is no such flight");
        return send_reply(x);
    }
    struct MHD_Response *response =
        kurs_stream_response(x->server, entry, x->connection, x->request.last_event);
    if (response) {
        add_headers(x->server, response, "text/event-stream", kurs_policy, 0);
        (void)MHD_add_response_header(response, "X-Accel-Buffering", "no");
        (void)MHD_add_response_header(response, "Connection", "close"); /* at its end */
    }
    return send_response(x, response, 200);
}

/* ---- requests -------------------------------------------------------------------------------- */

static const char *header(const exchange *x, const char *name)
{
    return MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, name);
}

static const char *query(void *ctx, const char *key)
{
    return MHD_lookup_connection_value(ctx, MHD_GET_ARGUMENT_KIND, key);
}

/* What decides stands once; else one program may read it otherwise than another. */
static enum MHD_Result count_header(void *ctx, enum MHD_ValueKind kind, const char *name,
                                    const char *value)
{
    static const char *const once[] = {"Host",           "Origin",        "Content-Type",
                                       "Content-Length", "Authorization", "Transfer-Encoding",
                                       "Cookie",         "Sec-Fetch-Site"};
    unsigned *seen = ctx;
    (void)kind;
    for (unsigned i = 0; i < sizeof once / sizeof once[0]; i++) {
        if (strcasecmp(name, once[i]) == 0) {
            const int strange = strcmp(once[i], "Transfer-Encoding") == 0 &&
                                (!value || strcasecmp(value, "chunked") != 0);
            *seen |= *seen & (1U << i) || strange ? UNCLEAR : 1U << i;
        }
    }
    return MHD_YES;
}

static int is_unclear(const exchange *x)
{
    unsigned seen = 0;
    (void)MHD_get_connection_values(x->connection, MHD_HEADER_KIND, count_header, &seen);
    return (seen & UNCLEAR) != 0 || (header(x, "Content-Length") && header(x, "Transfer-Encoding"));
}

static void take_head(exchange *x, const char *method)
{
    const kurs_link *link = link_of(x->connection);
    x->request = (kurs_request){.method = method,
                                .path = x->path,
                                .host = header(x, "Host"),
                                .origin = header(x, "Origin"),
                                .content_type = header(x, "Content-Type"),
                                .cookie = header(x, "Cookie"),
                                .authorization = header(x, "Authorization"),
                                .last_event = header(x, "Last-Event-ID"),
                                .accept_encoding = header(x, "Accept-Encoding"),
                                .fetch_site = header(x, "Sec-Fetch-Site"),
                                .unclear = is_unclear(x),
                                .address = link ? link->address : "",
                                .query = query,
                                .ctx = x->connection};
}

static void work(void *ctx)
{
    exchange *x = ctx;
    if (atomic_load(&x->server->stopping)) {
        kurs_reply_error(&x->reply, 503, "stopping", "the server is being stopped");
    } else {
        kurs_server_handle(&x->call, &x->reply);
    }
    x->done = 1;
    MHD_resume_connection(x->connection);
}

/* The whole request has come. */
static enum MHD_Result answer(exchange *x)
{
    x->request.body = x->body.text;
    x->request.n = x->body.n;
    if (atomic_load(&x->server->stopping)) {
        kurs_reply_error(&x->reply, 503, "stopping", "the server is being stopped");
        return send_reply(x);
    }
    switch (x->way) {
    case KURS_REPLY_FILE:
        return send_page(x);
    case KURS_REPLY_STREAM:
        return send_stream(x);
    case KURS_REPLY_NOW:
        kurs_server_handle(&x->call, &x->reply);
        return send_reply(x);
    case KURS_REPLY_READY:
        return send_reply(x);
    default:
        break;
    }
    MHD_suspend_connection(x->connection);
    if (!kurs_jobs_put(x->server->jobs[x->way], work, x)) {
        x->reply.retry_s = 1;
        kurs_reply_error(&x->reply, 503, "busy", "too much is asked at once; ask again");
        x->done = 1;
        MHD_resume_connection(x->connection);
    }
    return MHD_YES;
}

static exchange *begin(kurs_server *server, struct MHD_Connection *connection, const char *path)
{
    exchange *x = kurs_alloc(sizeof *x);
    if (!x) {
        return NULL;
    }
    memset(x, 0, sizeof *x);
    x->server = server;
    x->connection = connection;
    snprintf(x->path, sizeof x->path, "%s", strlen(path) < sizeof x->path ? path : "/too/long");
    kurs_reply_init(&x->reply);
    kurs_buf_init(&x->body, KURS_SERVER_BODY_MAX);
    return x;
}

/* The head has come: what is refused is refused before a body is read. */
static enum MHD_Result take_request(exchange *x, const char *method)
{
    take_head(x, method);
    x->way = kurs_server_look(x->server, &x->request, &x->call, &x->reply);
    const char *length = header(x, "Content-Length");
    if (x->way == KURS_REPLY_FILE && strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0) {
        kurs_reply_error(&x->reply, 405, "method", "this path does not take this method");
        x->way = KURS_REPLY_READY;
    }
    x->body.max = kurs_server_body_max(&x->call);
    if (x->way != KURS_REPLY_READY && length && strtoull(length, NULL, 10) > x->body.max) {
        kurs_reply_error(&x->reply, 413, "full", "the body is too long");
        x->way = KURS_REPLY_READY;
    }
    if (x->way != KURS_REPLY_READY) {
        return MHD_YES;
    }
    return send_reply(x);
}

/* Called with the head, with each part of the body, when all of it is there, and when a suspended
 * request is done. */
static enum MHD_Result on_request(void *ctx, struct MHD_Connection *connection, const char *path,
                                  const char *method, const char *version, const char *data,
                                  size_t *n, void **context)
{
    exchange *x = *context;
    (void)version;
    if (!x) {
        x = begin(ctx, connection, path);
        *context = x;
        return x ? take_request(x, method) : MHD_NO;
    }
    if (*n > 0) {
        if (kurs_buf_add(&x->body, data, *n) < 0) {
            return MHD_NO; /* longer than it said, or than is taken */
        }
        *n = 0;
        return MHD_YES;
    }
    set_state(x->server, connection, LINK_WORKING);
    return x->done ? send_reply(x) : answer(x);
}

static void on_completed(void *ctx, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode code)
{
    exchange *x = *context;
    (void)code;
    if (x) {
        set_state(ctx, connection, LINK_ASKING);
        kurs_reply_free(&x->reply);
        kurs_buf_free(&x->body);
        kurs_free(x);
        *context = NULL;
    }
}

/* A 0 byte would end the path before its end: it stays as it was written. */
static size_t unescape(void *ctx, struct MHD_Connection *connection, char *text)
{
    (void)ctx;
    (void)connection;
    return strstr(text, "%00") ? strlen(text) : MHD_http_unescape(text);
}

/* ---- starting -------------------------------------------------------------------------------- */

static void no_words(void *ctx, const char *format, va_list args)
{
    (void)ctx;
    (void)format;
    (void)args;
}

static int take_address(const kurs_server_setup *setup, struct sockaddr_storage *out)
{
    const char *bind = setup->bind ? setup->bind : "127.0.0.1";
    struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)out;
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, bind, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons((uint16_t)setup->port);
        return 4;
    }
    if (inet_pton(AF_INET6, bind, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons((uint16_t)setup->port);
        return 6;
    }
    return 0;
}

/* As many as there are files for. */
static unsigned connections(void)
{
    struct rlimit files;
    const int known = getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur != RLIM_INFINITY;
    if (!known || files.rlim_cur >= CONNECTIONS + SPARE_FILES) {
        return CONNECTIONS;
    }
    return files.rlim_cur > 2 * SPARE_FILES ? (unsigned)files.rlim_cur - SPARE_FILES : SPARE_FILES;
}

kurs_status kurs_http_start(kurs_server *server, char why[KURS_LIVE_WHY_SIZE])
{
    struct sockaddr_storage address;
    const int family = take_address(&server->setup, &address);
    if (family == 0) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "--bind %.100s: this is no address; give one as 0.0.0.0",
                 server->setup.bind);
        return KURS_ERR_ARGUMENT;
    }
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    flags |= family == 6 ? MHD_USE_IPv6 : 0;
    flags |= server->tls ? MHD_USE_TLS : 0;
    union {
        const char *in;
        void *out;
    } priorities = {.in = tls_priorities}; /* the library does not write to it */
    struct MHD_OptionItem tls[] = {{MHD_OPTION_HTTPS_PRIORITIES, 0, priorities.out},
                                   {MHD_OPTION_HTTPS_MEM_CERT, 0, server->cert},
                                   {MHD_OPTION_HTTPS_MEM_KEY, 0, server->key},
                                   {MHD_OPTION_END, 0, NULL}};
    errno = 0;
    server->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, server, MHD_OPTION_EXTERNAL_LOGGER, no_words, NULL,
        MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, server, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
        MHD_OPTION_UNESCAPE_CALLBACK, unescape, NULL, MHD_OPTION_CONNECTION_LIMIT, connections(),
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)PER_ADDRESS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S, MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u,
        MHD_OPTION_ARRAY, server->tls ? tls : tls + 3, MHD_OPTION_END);
    if (!server->daemon) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "port %d: %s; give another --port%s", server->setup.port,
                 errno ? strerror(errno) : "cannot be listened to",
                 server->tls ? ", or look at certificate and key" : "");
        return KURS_ERR_IO;
    }
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    server->port = info ? info->port : server->setup.port;
    return KURS_OK;
}

void kurs_http_stop(kurs_server *server)
{
    if (server->daemon) {
        MHD_stop_daemon(server->daemon);
        server->daemon = NULL;
    }
}
