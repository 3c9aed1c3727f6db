/* SPDX-License-Identifier: Apache-2.0 */
/* What the paths of the API do. */
#include <stdio.h>
#include <string.h>

#include "server/parts.h"

static const char *shown_name(const kurs_call *call)
{
    return call->user.name[0] ? call->user.name : "guest";
}

static void check(kurs_reply *reply, kurs_status status)
{
    if (status < 0) {
        kurs_reply_status(reply, status, "");
    }
}

/* ---- sessions -------------------------------------------------------------------------------- */

static kurs_status put_session(const kurs_user *user, kurs_buf *out)
{
    kurs_status status = kurs_buf_printf(
        out, "{\"schema\":\"kurs.session/1\",\"role\":%s%s%s,\"name\":", user->role ? "\"" : "",
        user->role ? kurs_role_name(user->role) : "null", user->role ? "\"" : "");
    if (status >= 0) {
        status = user->name[0] ? kurs_reply_text(out, user->name) : kurs_buf_add(out, "null", 4);
    }
    return status < 0 ? status : kurs_buf_add(out, "}", 1);
}

void kurs_handle_session(kurs_call *call, kurs_reply *reply)
{
    check(reply, put_session(&call->user, &reply->body));
}

static void set_cookie(const kurs_call *call, kurs_reply *reply, const char *token, int age_s)
{
    const char *origin = call->request->origin;
    const int secure = call->server->tls || (origin && strncmp(origin, "https://", 8) == 0);
    snprintf(reply->cookie, sizeof reply->cookie,
             "kurs_session=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%d%s", token, age_s,
             secure ? "; Secure" : "");
}

/* A token, or name and password; the latter so often a minute from one address. */
static int login(kurs_call *call, kurs_reply *reply, kurs_user *user)
{
    const kurs_request *request = call->request;
    kurs_auth *auth = call->server->auth;
    char token[KURS_TOKEN_SIZE], name[KURS_LIVE_NAME_SIZE], password[256];
    const kurs_status by_token =
        kurs_live_body_text(request->body, request->n, "token", token, sizeof token);
    if (by_token >= 0) {
        if (kurs_auth_token(auth, token, user)) {
            return 1;
        }
        if (!kurs_auth_allows(auth, KURS_RATE_WRONG, request->address)) {
            reply->retry_s = 10;
            kurs_reply_error(reply, 429, "rate", "too many wrong tokens from this address");
            return 0;
        }
    } else if (kurs_live_body_text(request->body, request->n, "name", name, sizeof name) < 0 ||
               kurs_live_body_text(request->body, request->n, "password", password,
                                   sizeof password) < 0) {
        kurs_reply_error(reply, 400, "argument", "give token, or name and password");
        return 0;
    } else if (!kurs_auth_allows(auth, KURS_RATE_PASSWORD, request->address)) {
        reply->retry_s = 12;
        kurs_reply_error(reply, 429, "rate", "too many tries from this address; wait a minute");
        return 0;
    } else if (kurs_auth_password(auth, name, password, user)) {
        return 1;
    }
    kurs_reply_error(reply, 401, "login", "that is not known here");
    return 0;
}

static kurs_status log_login(const kurs_call *call, const kurs_user *user, const char *what)
{
    kurs_buf line;
    kurs_buf_init(&line, 1024);
    kurs_status status = kurs_buf_printf(&line,
                                         "{\"flight\":null,\"utc\":null,\"who\":\"%s\","
                                         "\"what\":\"%s as %s\"}",
                                         user->name, what, kurs_role_name(user->role));
    if (status >= 0) {
        status = kurs_log_line(&call->server->log, line.text);
    }
    kurs_buf_free(&line);
    return status;
}

void kurs_handle_login(kurs_call *call, kurs_reply *reply)
{
    char token[KURS_TOKEN_SIZE];
    kurs_user user;
    if (!login(call, reply, &user)) {
        return;
    }
    kurs_status status = log_login(call, &user, "logs in");
    if (status >= 0) {
        status = kurs_auth_begin(call->server->auth, &user, token);
    }
    if (status >= 0) {
        char before[KURS_TOKEN_SIZE];
        if (kurs_request_session(call->request->cookie, before)) {
            kurs_auth_end(call->server->auth, before);
        }
        set_cookie(call, reply, token, 43200);
        status = put_session(&user, &reply->body);
    }
    check(reply, status);
}

void kurs_handle_logout(kurs_call *call, kurs_reply *reply)
{
    char token[KURS_TOKEN_SIZE];
    if (call->user.by_cookie && kurs_request_session(call->request->cookie, token)) {
        kurs_auth_end(call->server->auth, token);
    }
    set_cookie(call, reply, "", 0);
    const kurs_user nobody = {.role = kurs_server_nobody(call->server, call->request)};
    check(reply, put_session(&nobody, &reply->body));
}

/* ---- missions and flights -------------------------------------------------------------------- */

void kurs_handle_missions(kurs_call *call, kurs_reply *reply)
{
    const kurs_server_setup *setup = &call->server->setup;
    check(reply, kurs_live_catalogue(setup->missions, setup->records, &reply->body));
}

void kurs_handle_flights(kurs_call *call, kurs_reply *reply)
{
    static const char head[] = "{\"schema\":\"kurs.flights/1\",\"flights\":[";
    kurs_status status = kurs_buf_add(&reply->body, head, sizeof head - 1);
    int count = 0;
    for (int i = 0; i < KURS_SERVER_FLIGHTS && status >= 0; i++) {
        kurs_entry *entry = kurs_server_entry_at(call->server, i);
        char why[KURS_LIVE_WHY_SIZE];
        if (!entry) {
            continue;
        }
        status = count++ > 0 ? kurs_buf_add(&reply->body, ",", 1) : KURS_OK;
        if (status >= 0) {
            status = kurs_live_read(entry->live, KURS_LIVE_summary, NULL, kurs_server_clock(),
                                    &reply->body, why);
        }
        kurs_server_entry_drop(call->server, entry);
    }
    check(reply, status < 0 ? status : kurs_buf_add(&reply->body, "]}", 2));
}

/* Keeps what was made and answers its id; lets go of the place where nothing was. */
static void keep_flight(kurs_call *call, kurs_reply *reply, kurs_status status, kurs_live *live,
                        const char *why)
{
    const kurs_status kept = kurs_server_fill(call->server, status >= 0 ? live : NULL);
    if (status < 0 || kept < 0) {
        if (status >= 0) {
            kurs_live_destroy(live);
        }
        kurs_reply_status(reply, status < 0 ? status : kept, why);
        return;
    }
    reply->status = 201;
    check(reply, kurs_buf_printf(&reply->body, "{\"schema\":\"kurs.created/1\",\"id\":\"%s\"}",
                                 kurs_live_id(live)));
}

/* A name leads into its folder and nowhere else. */
static int name_of(const kurs_call *call, const char *key, char name[KURS_LIVE_NAME_SIZE])
{
    const kurs_request *request = call->request;
    return kurs_live_body_text(request->body, request->n, key, name, KURS_LIVE_NAME_SIZE) >= 0 &&
           kurs_live_is_name(name);
}

void kurs_handle_new_flight(kurs_call *call, kurs_reply *reply)
{
    const kurs_request *request = call->request;
    kurs_server *server = call->server;
    char id[KURS_LIVE_NAME_SIZE], name[KURS_LIVE_NAME_SIZE], path[2400];
    char why[KURS_LIVE_WHY_SIZE] = "";
    kurs_live_setup setup = {.missions = server->setup.missions,
                             .rate = 1.0,
                             .paused = 1,
                             .who = shown_name(call),
                             .log = kurs_log_line,
                             .log_ctx = &server->log};
    char *yaml = NULL;
    if (name_of(call, "mission", name)) {
        setup.mission = name;
    } else if (name_of(call, "record", name) && server->setup.records &&
               snprintf(path, sizeof path, "%s/%s", server->setup.records, name) <
                   (int)sizeof path) {
        setup.record = path;
    } else {
        yaml = kurs_alloc(KURS_LIVE_POST_MAX + 1);
        const kurs_status got = yaml ? kurs_live_body_text(request->body, request->n, "yaml", yaml,
                                                           KURS_LIVE_POST_MAX + 1)
                                     : KURS_ERR_MEMORY;
        if (got < 0) {
            kurs_free(yaml);
            kurs_reply_status(reply, got == KURS_ERR_NOT_FOUND ? KURS_ERR_ARGUMENT : got,
                              got == KURS_ERR_FULL
                                  ? "the mission is too long; 256 kB are taken"
                                  : "give mission or record by a name of the list, or yaml");
            reply->status = got == KURS_ERR_FULL ? 413 : reply->status;
            return;
        }
        setup.yaml = yaml;
        setup.n = strlen(yaml);
    }
    char day[16] = "?"; /* one that does not fit is no date */
    if (kurs_live_body_text(request->body, request->n, "launch_day", day, sizeof day) !=
        KURS_ERR_NOT_FOUND) {
        setup.launch_day = day;
    }
    kurs_status status = kurs_server_reserve(server, id);
    if (status >= 0) {
        kurs_live *live = NULL;
        setup.id = id;
        status = kurs_live_create(&setup, kurs_server_clock(), &live, why);
        /* what is wrong with a file is not a path of this API that is not there */
        status = status == KURS_ERR_NOT_FOUND ? KURS_ERR_SCHEMA : status;
        if (status == KURS_ERR_IO) {
            (void)!kurs_server_fill(server, NULL);
            kurs_reply_error(reply, 404, "not_found", "there is no mission or record of that name");
        } else {
            keep_flight(call, reply, status, live, why);
        }
    } else {
        kurs_reply_status(reply, status, "8 flights are open; end one first");
    }
    kurs_free(yaml);
}

void kurs_handle_end_flight(kurs_call *call, kurs_reply *reply)
{
    kurs_buf line;
    kurs_entry *entry = kurs_server_entry(call->server, call->flight);
    if (!entry) {
        kurs_reply_error(reply, 404, "not_found", "there is no such flight");
        return;
    }
    kurs_buf_init(&line, 1024);
    kurs_status status =
        kurs_buf_printf(&line, "{\"flight\":\"%s\",\"utc\":null,\"who\":\"%s\",\"what\":\"ends\"}",
                        call->flight, shown_name(call));
    if (status >= 0) {
        status = kurs_log_line(&call->server->log, line.text);
    }
    kurs_buf_free(&line);
    if (status >= 0) {
        (void)kurs_server_remove(call->server, call->flight);
        status = kurs_buf_printf(&reply->body, "{\"schema\":\"kurs.ended/1\",\"id\":\"%s\"}",
                                 call->flight);
    }
    kurs_server_entry_drop(call->server, entry);
    check(reply, status);
}

/* ---- a flight -------------------------------------------------------------------------------- */

static void read_document(kurs_call *call, kurs_reply *reply, kurs_live_doc doc)
{
    const kurs_request *r = call->request;
    char why[KURS_LIVE_WHY_SIZE];
    kurs_entry *entry = kurs_server_entry(call->server, call->flight);
    if (!entry) {
        kurs_reply_error(reply, 404, "not_found", "there is no such flight");
        return;
    }
    const kurs_live_ask ask = {.channels = r->query(r->ctx, "channels"),
                               .from = r->query(r->ctx, "from"),
                               .to = r->query(r->ctx, "to"),
                               .points = r->query(r->ctx, "points"),
                               .lat_deg = r->query(r->ctx, "lat_deg"),
                               .lon_deg = r->query(r->ctx, "lon_deg"),
                               .day = r->query(r->ctx, "day"),
                               .object = r->query(r->ctx, "object"),
                               .utc = r->query(r->ctx, "utc")};
    const kurs_status status =
        kurs_live_read(entry->live, doc, &ask, kurs_server_clock(), &reply->body, why);
    kurs_server_entry_drop(call->server, entry);
    if (status < 0) {
        kurs_reply_status(reply, status, why);
    }
}

void kurs_handle_facts(kurs_call *call, kurs_reply *reply)
{
    read_document(call, reply, KURS_LIVE_facts);
}

/* The last part of the path names it. */
void kurs_handle_document(kurs_call *call, kurs_reply *reply)
{
    const char *name = strrchr(call->request->path, '/') + 1;
    for (int doc = KURS_LIVE_now; doc < KURS_LIVE_DOC_COUNT; doc++) {
        if (strcmp(kurs_live_doc_name((kurs_live_doc)doc), name) == 0) {
            read_document(call, reply, (kurs_live_doc)doc);
            return;
        }
    }
    kurs_reply_error(reply, 404, "not_found", "there is no such path");
}

void kurs_handle_command(kurs_call *call, kurs_reply *reply)
{
    const kurs_request *r = call->request;
    char why[KURS_LIVE_WHY_SIZE];
    kurs_entry *entry = kurs_server_entry(call->server, call->flight);
    if (!entry) {
        kurs_reply_error(reply, 404, "not_found", "there is no such flight");
        return;
    }
    const kurs_status status =
        kurs_live_command(entry->live, strrchr(r->path, '/') + 1, r->body, r->n, shown_name(call),
                          kurs_server_clock(), &reply->body, why);
    kurs_server_entry_drop(call->server, entry);
    if (status < 0) {
        kurs_reply_status(reply, status, why);
    }
}

void kurs_handle_branch(kurs_call *call, kurs_reply *reply)
{
    const kurs_request *r = call->request;
    char id[KURS_LIVE_NAME_SIZE], why[KURS_LIVE_WHY_SIZE];
    kurs_entry *entry = kurs_server_entry(call->server, call->flight);
    if (!entry) {
        kurs_reply_error(reply, 404, "not_found", "there is no such flight");
        return;
    }
    kurs_status status = kurs_server_reserve(call->server, id);
    if (status >= 0) {
        kurs_live *live = NULL;
        status = kurs_live_branch(entry->live, r->body, r->n, shown_name(call), id,
                                  kurs_server_clock(), &live, why);
        keep_flight(call, reply, status, live, why);
    } else {
        kurs_reply_status(reply, status, "8 flights are open; end one first");
    }
    kurs_server_entry_drop(call->server, entry);
}

/* ---- the table ------------------------------------------------------------------------------- */

#define FLIGHT "/api/flights/{id}"

static const kurs_route routes[] = {
    {"GET", "/api/session", KURS_REPLY_NOW, KURS_ROLE_NONE, kurs_handle_session},
    {"POST", "/api/login", KURS_REPLY_LOGIN, KURS_ROLE_NONE, kurs_handle_login},
    {"POST", "/api/logout", KURS_REPLY_NOW, KURS_ROLE_NONE, kurs_handle_logout},
    {"GET", "/api/missions", KURS_REPLY_READ, KURS_ROLE_VIEWER, kurs_handle_missions},
    {"GET", "/api/flights", KURS_REPLY_NOW, KURS_ROLE_VIEWER, kurs_handle_flights},
    {"POST", "/api/flights", KURS_REPLY_FLY, KURS_ROLE_CONTROLLER, kurs_handle_new_flight},
    {"GET", FLIGHT, KURS_REPLY_NOW, KURS_ROLE_VIEWER, kurs_handle_facts},
    {"DELETE", FLIGHT, KURS_REPLY_COMMAND, KURS_ROLE_CONTROLLER, kurs_handle_end_flight},
    {"GET", FLIGHT "/stream", KURS_REPLY_STREAM, KURS_ROLE_VIEWER, NULL},
    {"POST", FLIGHT "/clock", KURS_REPLY_COMMAND, KURS_ROLE_CONTROLLER, kurs_handle_command},
    {"POST", FLIGHT "/fault", KURS_REPLY_FLY, KURS_ROLE_INSTRUCTOR, kurs_handle_command},
    {"POST", FLIGHT "/countdown", KURS_REPLY_FLY, KURS_ROLE_CONTROLLER, kurs_handle_command},
    {"POST", FLIGHT "/branch", KURS_REPLY_FLY, KURS_ROLE_CONTROLLER, kurs_handle_branch},
    {"GET", FLIGHT "/now", KURS_REPLY_READ, KURS_ROLE_VIEWER, kurs_handle_document},
    {"GET", FLIGHT "/timeline", KURS_REPLY_READ, KURS_ROLE_VIEWER, kurs_handle_document},
    {"GET", FLIGHT "/series", KURS_REPLY_READ, KURS_ROLE_VIEWER, kurs_handle_document},
    {"GET", FLIGHT "/track", KURS_REPLY_READ, KURS_ROLE_VIEWER, kurs_handle_document},
    {"GET", FLIGHT "/relative", KURS_REPLY_READ, KURS_ROLE_VIEWER, kurs_handle_document},
    {"GET", FLIGHT "/approach", KURS_REPLY_READ, KURS_ROLE_VIEWER, kurs_handle_document},
    {"GET", FLIGHT "/windows", KURS_REPLY_READ, KURS_ROLE_VIEWER, kurs_handle_document},
    {"GET", FLIGHT "/returns", KURS_REPLY_READ, KURS_ROLE_VIEWER, kurs_handle_document},
    {"GET", FLIGHT "/passes", KURS_REPLY_READ, KURS_ROLE_VIEWER, kurs_handle_document},
    {"GET", FLIGHT "/log", KURS_REPLY_READ, KURS_ROLE_VIEWER, kurs_handle_document},
    {"GET", FLIGHT "/czml", KURS_REPLY_READ, KURS_ROLE_VIEWER, kurs_handle_document},
};

const kurs_route *kurs_server_route(int i)
{
    return i < (int)(sizeof routes / sizeof routes[0]) ? &routes[i] : NULL;
}
