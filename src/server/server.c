/* SPDX-License-Identifier: Apache-2.0 */
/* The server as a whole: starting, publishing, stopping. */
#include "server/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "server/http.h"
#include "server/stream.h"

#define COMMENT_S 15.0
#define SWEEP_S 1.0
#define SETTLE_S 2.0

double kurs_server_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* ---- publishing ------------------------------------------------------------------------------ */

static kurs_status publish(void *ctx, const char *kind, const char *id, const char *json, size_t n)
{
    kurs_message *message = kurs_message_make(kind, id, json, n);
    kurs_hub_put(ctx, message);
    return message ? KURS_OK : KURS_ERR_MEMORY; /* told again at the next tick */
}

/* One round over the flights; a failure of one is told to its own readers. */
static void publish_all(kurs_server *server, double now_s, int comment, int sweep)
{
    for (int i = 0; i < KURS_SERVER_FLIGHTS; i++) {
        kurs_entry *entry = kurs_server_entry_at(server, i);
        if (!entry) {
            continue;
        }
        (void)!kurs_live_tick(entry->live, kurs_server_clock(), publish, &entry->hub);
        if (comment) {
            kurs_hub_comment(&entry->hub);
        }
        if (sweep) {
            kurs_hub_sweep(&entry->hub, now_s);
        }
        kurs_server_entry_drop(server, entry);
    }
    if (sweep) {
        kurs_http_sweep(server, now_s);
    }
}

static void sleep_until(double at_s)
{
    const double now = kurs_server_clock();
    if (at_s > now) {
        const double dt = at_s - now;
        struct timespec span = {(time_t)dt, (long)(1e9 * (dt - floor(dt)))};
        nanosleep(&span, NULL);
    }
}

static void *publisher(void *ctx)
{
    kurs_server *server = ctx;
    double next = kurs_server_clock(), commented = next, swept = next;
    while (!atomic_load(&server->stopping)) {
        const double now = kurs_server_clock();
        const int comment = now - commented >= COMMENT_S, sweep = now - swept >= SWEEP_S;
        commented = comment ? now : commented;
        swept = sweep ? now : swept;
        publish_all(server, now, comment, sweep);
        next += KURS_SERVER_TICK_S;
        if (next < kurs_server_clock()) {
            next = kurs_server_clock(); /* what is missed is not made up for */
        }
        sleep_until(next);
    }
    return NULL;
}

/* ---- starting -------------------------------------------------------------------------------- */

static const char *copy_text(kurs_server *server, int i, const char *text)
{
    if (!text) {
        return NULL;
    }
    snprintf(server->texts[i], sizeof server->texts[i], "%s", text);
    return server->texts[i];
}

static int is_loopback(const char *bind)
{
    struct in_addr v4;
    return !bind || strcmp(bind, "::1") == 0 ||
           (inet_pton(AF_INET, bind, &v4) == 1 && (ntohl(v4.s_addr) >> 24) == 127);
}

static kurs_status take_setup(kurs_server *server, const kurs_server_setup *setup, char *why)
{
    server->setup = *setup;
    server->setup.bind = copy_text(server, 0, setup->bind);
    server->setup.hosts = copy_text(server, 1, setup->hosts);
    server->setup.missions = copy_text(server, 2, setup->missions);
    server->setup.records = copy_text(server, 3, setup->records);
    server->tls = setup->cert != NULL;
    server->loopback = is_loopback(setup->bind);
    if (!server->loopback && !setup->tokens) {
        snprintf(why, KURS_LIVE_WHY_SIZE,
                 "--bind beyond this machine needs --tokens; make one with kurs serve --new-token");
        return KURS_ERR_ARGUMENT;
    }
    if (!setup->cert != !setup->key) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "--tls-cert and --tls-key go together; give both");
        return KURS_ERR_ARGUMENT;
    }
    return KURS_OK;
}

static kurs_status first_flight(kurs_server *server, char *why)
{
    const kurs_server_setup *setup = &server->setup;
    if (!setup->mission && !setup->record) {
        return KURS_OK;
    }
    char id[KURS_LIVE_NAME_SIZE];
    kurs_live *live = NULL;
    kurs_status status = kurs_server_reserve(server, id);
    if (status < 0) {
        return status;
    }
    const kurs_live_setup of = {.id = id,
                                .path = setup->mission,
                                .record = setup->mission ? NULL : setup->record,
                                .missions = setup->missions,
                                .at = setup->at,
                                .rate = setup->rate,
                                .paused = setup->paused,
                                .who = "server",
                                .log = kurs_log_line,
                                .log_ctx = &server->log};
    status = kurs_live_create(&of, kurs_server_clock(), &live, why);
    const kurs_status kept = kurs_server_fill(server, status >= 0 ? live : NULL);
    if (status >= 0 && kept < 0) {
        kurs_live_destroy(live);
        return kept;
    }
    return status < 0 ? status : KURS_OK;
}

static kurs_status start_threads(kurs_server *server)
{
    for (int way = KURS_REPLY_READ; way <= KURS_REPLY_LOGIN; way++) {
        server->jobs[way] = kurs_jobs_create();
        if (!server->jobs[way]) {
            return KURS_ERR_MEMORY;
        }
    }
    return KURS_OK;
}

static kurs_status start(kurs_server *server, char *why)
{
    kurs_status status = kurs_server_read_certificate(server, why);
    if (status >= 0) {
        status = kurs_auth_create(server->setup.tokens, &server->auth, server->token, why);
    }
    if (status >= 0) {
        status = kurs_log_open(&server->log, server->setup.log);
        if (status < 0) {
            snprintf(why, KURS_LIVE_WHY_SIZE, "--log %.1000s: %s", server->setup.log,
                     strerror(errno));
        }
    }
    if (status >= 0 && server->setup.openmct) {
        status = kurs_shelf_read(server->setup.openmct, "/openmct/", "/openmct/openmct.js",
                                 &server->openmct, why);
    }
    if (status >= 0) {
        status = first_flight(server, why);
    }
    if (status >= 0) {
        status = start_threads(server);
    }
    if (status >= 0) {
        server->port = server->setup.port;
        kurs_server_list_hosts(server);
        status = kurs_http_start(server, why);
    }
    if (status >= 0) {
        kurs_server_list_hosts(server); /* the port is known now */
        server->publishing = pthread_create(&server->publisher, NULL, publisher, server) == 0;
        status = server->publishing ? KURS_OK : KURS_ERR_MEMORY;
    }
    return status;
}

kurs_status kurs_server_start(const kurs_server_setup *setup, kurs_server **out,
                              char why[KURS_LIVE_WHY_SIZE])
{
    kurs_server *server = kurs_alloc(sizeof *server);
    why[0] = '\0';
    if (!server) {
        return KURS_ERR_MEMORY;
    }
    memset(server, 0, sizeof *server);
    pthread_mutex_init(&server->lock, NULL);
    server->log.fd = -1;
    kurs_status status = take_setup(server, setup, why);
    if (status >= 0) {
        status = start(server, why);
    }
    if (status < 0) {
        if (!why[0]) {
            snprintf(why, KURS_LIVE_WHY_SIZE, "%s", kurs_status_text(status));
        }
        kurs_server_stop(server);
        return status;
    }
    *out = server;
    return KURS_OK;
}

/* ---- stopping -------------------------------------------------------------------------------- */

/* Nothing may stand suspended when the library closes: what is in work is done first, what waits is
 * told that it will not be, and every stream is woken to find that it is over. Who reads gets that
 * much; the others are not waited for. */
void kurs_server_stop(kurs_server *server)
{
    if (!server) {
        return;
    }
    atomic_store(&server->stopping, 1);
    if (server->publishing) {
        pthread_join(server->publisher, NULL);
    }
    for (int i = 0; i < KURS_SERVER_FLIGHTS; i++) {
        kurs_entry *entry = kurs_server_entry_at(server, i);
        if (entry) {
            kurs_hub_end(&entry->hub);
            kurs_server_entry_drop(server, entry);
        }
    }
    for (int way = 0; way < KURS_REPLY_READY; way++) {
        kurs_jobs_close(server->jobs[way]);
    }
    kurs_http_settle(server, SETTLE_S);
    kurs_http_stop(server);
    for (int way = 0; way < KURS_REPLY_READY; way++) {
        kurs_jobs_destroy(server->jobs[way]);
    }
    for (int i = 0; i < KURS_SERVER_FLIGHTS; i++) {
        if (server->entries[i]) {
            kurs_server_entry_drop(server, server->entries[i]);
        }
    }
    kurs_auth_destroy(server->auth);
    kurs_plain_free(&server->plain);
    kurs_shelf_free(server->openmct);
    if (server->log.fd >= 0) {
        kurs_log_close(&server->log);
    }
    pthread_mutex_destroy(&server->lock);
    kurs_free(server->cert);
    if (server->key) {
        sodium_memzero(server->key, strlen(server->key));
    }
    kurs_free(server->key);
    kurs_free(server);
}

int kurs_server_port(const kurs_server *server)
{
    return server->port;
}

const char *kurs_server_token(const kurs_server *server)
{
    return server->token[0] ? server->token : NULL;
}
