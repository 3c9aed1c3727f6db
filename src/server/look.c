/* SPDX-License-Identifier: Apache-2.0 */
/* What is looked at before anything is done with a request. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "server/parts.h"

#define COOKIE "kurs_session="

void kurs_server_list_hosts(kurs_server *server)
{
    const char *bind = server->setup.bind ? server->setup.bind : "127.0.0.1";
    const char *const own[] = {"localhost", "127.0.0.1", "[::1]", bind};
    char names[2048];
    snprintf(names, sizeof names, "%s", server->setup.hosts ? server->setup.hosts : "");
    server->host_count = 0;
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        const int v6 = strchr(own[i], ':') && own[i][0] != '[';
        snprintf(server->hosts[server->host_count++], KURS_SERVER_HOST_SIZE, "%s%.250s%s:%d",
                 v6 ? "[" : "", own[i], v6 ? "]" : "", server->port);
    }
    server->own_hosts = server->host_count;
    char *rest = NULL;
    for (char *name = strtok_r(names, ", ", &rest);
         name && server->host_count + 1 < KURS_SERVER_HOSTS; name = strtok_r(NULL, ", ", &rest)) {
        char *host = server->hosts[server->host_count++];
        snprintf(host, KURS_SERVER_HOST_SIZE, "%.250s", name);
        if (!strchr(name, ':')) {
            snprintf(server->hosts[server->host_count++], KURS_SERVER_HOST_SIZE, "%.250s:%d", name,
                     server->port);
        }
    }
}

/* Where in the list; -1: it is none. The port of the scheme may be left out. */
static int find_host(const kurs_server *server, const char *host)
{
    char whole[KURS_SERVER_HOST_SIZE], secure[KURS_SERVER_HOST_SIZE];
    const char *colon = strrchr(host, ':');
    const int ported = colon && !strchr(colon, ']');
    snprintf(whole, sizeof whole, "%.260s:%d", host, server->tls ? 443 : 80);
    snprintf(secure, sizeof secure, "%.260s:443", host);
    for (int i = 0; i < server->host_count; i++) {
        const char *known = server->hosts[i];
        if (strcasecmp(known, host) == 0 || (!ported && strcasecmp(known, whole) == 0) ||
            (!ported && i >= server->own_hosts && strcasecmp(known, secure) == 0)) {
            return i;
        }
    }
    return -1;
}

/* By a name that is not this machine's own, others may come: through a proxy. */
static int is_further_host(const kurs_server *server, const kurs_request *request)
{
    return request->host && find_host(server, request->host) >= server->own_hosts;
}

kurs_role kurs_server_nobody(const kurs_server *server, const kurs_request *request)
{
    return server->loopback && !is_further_host(server, request) ? KURS_ROLE_VIEWER
                                                                 : KURS_ROLE_NONE;
}

/* Of a further name HTTPS is as good: a proxy speaks it for us. */
static int is_own_origin(const kurs_server *server, const kurs_request *request)
{
    const int secure = strncmp(request->origin, "https://", 8) == 0;
    if (!secure && strncmp(request->origin, "http://", 7) != 0) {
        return 0;
    }
    return strcasecmp(request->origin + (secure ? 8 : 7), request->host) == 0 &&
           (secure == server->tls || (secure && is_further_host(server, request)));
}

static int is_json(const char *type)
{
    const size_t n = strlen("application/json");
    return type && strncasecmp(type, "application/json", n) == 0 &&
           (type[n] == '\0' || type[n] == ';' || type[n] == ' ');
}

/* ---- who ------------------------------------------------------------------------------------- */

/* Only the first of that name is looked at. */
int kurs_request_session(const char *cookie, char out[KURS_TOKEN_SIZE])
{
    const char *at = cookie;
    while (at && *at) {
        at += strspn(at, "; ");
        if (strncmp(at, COOKIE, sizeof COOKIE - 1) == 0) {
            at += sizeof COOKIE - 1;
            const size_t n = strcspn(at, "; ");
            snprintf(out, KURS_TOKEN_SIZE, "%.*s", n < KURS_TOKEN_SIZE ? (int)n : 0, at);
            return out[0] != '\0';
        }
        at = strchr(at, ';');
    }
    return 0;
}

/* 1: known or nobody; 0: what was shown is wrong. */
static int find_user(kurs_server *server, const kurs_request *request, kurs_user *out)
{
    char token[KURS_TOKEN_SIZE];
    *out = (kurs_user){.role = kurs_server_nobody(server, request)};
    if (request->authorization) {
        return strncasecmp(request->authorization, "Bearer ", 7) == 0 &&
               kurs_auth_token(server->auth, request->authorization + 7, out);
    }
    if (request->cookie && kurs_request_session(request->cookie, token)) {
        (void)kurs_auth_session(server->auth, token, out); /* an old one is nobody */
    }
    return 1;
}

/* ---- paths ----------------------------------------------------------------------------------- */

/* Takes what stands in place of {flight} and {doc}; 0 where the path is another one. */
static int match(const char *pattern, const char *path, kurs_call *call)
{
    while (*pattern) {
        if (*pattern != '{') {
            if (*pattern++ != *path++) {
                return 0;
            }
            continue;
        }
        const size_t n = strcspn(path, "/");
        char name[KURS_LIVE_NAME_SIZE];
        if (n == 0 || n >= sizeof name) {
            return 0;
        }
        snprintf(name, sizeof name, "%.*s", (int)n, path);
        if (strncmp(pattern, "{id}", 4) == 0) {
            snprintf(call->flight, sizeof call->flight, "%s", name);
            if (!kurs_live_is_name(name)) {
                return 0;
            }
        }
        path += n;
        pattern += strcspn(pattern, "}") + 1;
    }
    return *path == '\0';
}

const kurs_route *kurs_server_find_route(const kurs_request *request, kurs_call *call,
                                         kurs_reply *reply)
{
    const char *method = strcmp(request->method, "HEAD") == 0 ? "GET" : request->method;
    int known = 0;
    for (int i = 0; kurs_server_route(i); i++) {
        const kurs_route *route = kurs_server_route(i);
        if (!match(route->path, request->path, call)) {
            continue;
        }
        known = 1;
        if (strcmp(route->method, method) == 0 &&
            !(route->way == KURS_REPLY_STREAM && method != request->method)) {
            return route;
        }
    }
    if (known) {
        kurs_reply_error(reply, 405, "method", "this path does not take this method");
    } else {
        kurs_reply_error(reply, 404, "not_found", "there is no such path");
    }
    return NULL;
}

/* ---- all of it ------------------------------------------------------------------------------- */

static int refuse(kurs_reply *reply, int status, const char *code, const char *text)
{
    kurs_reply_error(reply, status, code, text);
    return 0;
}

/* What changes state must come from our own page, or from a program that bears a token. */
static int may_change(kurs_server *server, const kurs_request *request, const kurs_call *call,
                      kurs_reply *reply)
{
    if (request->origin ? !is_own_origin(server, request) : call->user.by_cookie) {
        return refuse(reply, 403, "origin", "this does not come from a page of this server");
    }
    if (!is_json(request->content_type) && strcmp(request->method, "DELETE") != 0) {
        return refuse(reply, 415, "content_type", "the body must be application/json");
    }
    if (!kurs_auth_allows(server->auth, KURS_RATE_COMMAND, request->address)) {
        reply->retry_s = 1;
        return refuse(reply, 429, "rate", "too many commands from this address; wait a second");
    }
    return 1;
}

/* Browsers say when another site's page asks, if only for a picture. */
static int is_foreign(const kurs_request *request)
{
    return request->fetch_site && strcmp(request->fetch_site, "same-origin") != 0 &&
           strcmp(request->fetch_site, "none") != 0;
}

static int may_ask(kurs_server *server, const kurs_request *request, kurs_call *call,
                   kurs_reply *reply)
{
    if (!find_user(server, request, &call->user)) {
        if (!kurs_auth_allows(server->auth, KURS_RATE_WRONG, request->address)) {
            reply->retry_s = 10;
            return refuse(reply, 429, "rate", "too many wrong tokens from this address");
        }
        return refuse(reply, 401, "token", "this token is not known here");
    }
    if (call->user.role < call->route->role) {
        const int nobody = call->user.name[0] == '\0';
        return refuse(reply, nobody ? 401 : 403, nobody ? "login" : "role",
                      nobody ? "log in first" : "your role may not do that");
    }
    const int changes = strcmp(call->route->method, "GET") != 0;
    return !changes || may_change(server, request, call, reply);
}

kurs_way_of kurs_server_look(kurs_server *server, const kurs_request *request, kurs_call *call,
                             kurs_reply *reply)
{
    memset(call, 0, sizeof *call);
    call->server = server;
    call->request = request;
    if (request->unclear) {
        kurs_reply_error(reply, 400, "unclear", "a header that decides stands there twice");
        return KURS_REPLY_READY;
    }
    if (!request->host || find_host(server, request->host) < 0) {
        kurs_reply_error(reply, 403, "host", "this server is not called by that name");
        return KURS_REPLY_READY;
    }
    if (strncmp(request->path, "/api/", 5) != 0) {
        return KURS_REPLY_FILE;
    }
    if (is_foreign(request)) {
        kurs_reply_error(reply, 403, "origin", "this does not come from a page of this server");
        return KURS_REPLY_READY;
    }
    call->route = kurs_server_find_route(request, call, reply);
    if (!call->route || !may_ask(server, request, call, reply)) {
        return KURS_REPLY_READY;
    }
    return call->route->way;
}

size_t kurs_server_body_max(const kurs_call *call)
{
    return call->route && call->route->handle == kurs_handle_new_flight ? KURS_SERVER_BODY_MAX
                                                                        : KURS_SERVER_LITTLE_MAX;
}

void kurs_server_handle(kurs_call *call, kurs_reply *reply)
{
    kurs_log_file *log = &call->server->log;
    const int failures = atomic_load(&log->failures);
    call->route->handle(call, reply);
    if (reply->status >= 400 && atomic_load(&log->failures) != failures) {
        char text[160];
        snprintf(text, sizeof text, "the mission log cannot be written: %.60s; nothing has changed",
                 strerror(atomic_load(&log->error)));
        kurs_reply_error(reply, 500, "log", text);
    }
}
