/* SPDX-License-Identifier: Apache-2.0 */
/* The table of the API against its description, both ways; and what look refuses without a
 * connection. */
#include "check.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "server/parts.h"

static json_t *read_paths(void)
{
    json_error_t error;
    json_t *root = json_load_file(KURS_SOURCE_DIR "/docs/openapi.json", 0, &error);
    json_t *paths = json_incref(json_object_get(root, "paths"));
    json_decref(root);
    assert_non_null(paths);
    return paths;
}

static void lower(const char *method, char out[16])
{
    size_t n = 0;
    for (; method[n] && n < 15; n++) {
        out[n] = (char)(method[n] | 0x20);
    }
    out[n] = '\0';
}

static void every_route_is_described(void **state)
{
    (void)state;
    json_t *paths = read_paths();
    int count = 0;
    for (int i = 0; kurs_server_route(i); i++) {
        const kurs_route *route = kurs_server_route(i);
        char method[16];
        lower(route->method, method);
        const json_t *told = json_object_get(json_object_get(paths, route->path), method);
        assert_non_null(told);
        const char *role = json_string_value(json_object_get(told, "x-role"));
        assert_string_equal(role, kurs_role_name(route->role));
        count++;
    }
    assert_true(count >= 20);
    json_decref(paths);
}

static void every_description_has_a_route(void **state)
{
    (void)state;
    json_t *paths = read_paths();
    const char *path, *method;
    json_t *methods, *told;
    json_object_foreach(paths, path, methods)
    {
        json_object_foreach(methods, method, told)
        {
            int found = strcmp(method, "parameters") == 0;
            for (int i = 0; kurs_server_route(i); i++) {
                char of[16];
                lower(kurs_server_route(i)->method, of);
                found |= strcmp(of, method) == 0 && strcmp(kurs_server_route(i)->path, path) == 0;
            }
            assert_true(found);
        }
    }
    json_decref(paths);
}

static const char *no_query(void *ctx, const char *key)
{
    (void)ctx;
    (void)key;
    return NULL;
}

/* A server without a connection. */
static void make_server(kurs_server *server)
{
    char why[KURS_LIVE_WHY_SIZE];
    memset(server, 0, sizeof *server);
    pthread_mutex_init(&server->lock, NULL);
    server->log.fd = -1;
    server->port = 8080;
    server->loopback = 1;
    kurs_server_list_hosts(server);
    assert_int_equal(kurs_auth_create(NULL, &server->auth, server->token, why), KURS_OK);
}

static void drop_server(kurs_server *server)
{
    kurs_auth_destroy(server->auth);
    pthread_mutex_destroy(&server->lock);
}

static int ask(kurs_server *server, kurs_request request)
{
    kurs_call call;
    kurs_reply reply;
    request.query = no_query;
    kurs_reply_init(&reply);
    const kurs_way_of way = kurs_server_look(server, &request, &call, &reply);
    const int status = way == KURS_REPLY_READY ? reply.status : 0;
    kurs_reply_free(&reply);
    return status;
}

static void a_command_needs_host_type_and_token(void **state)
{
    (void)state;
    static kurs_server server;
    make_server(&server);
    char bearer[96];
    snprintf(bearer, sizeof bearer, "Bearer %s", server.token);
    const kurs_request good = {.method = "POST",
                               .path = "/api/flights/f1/clock",
                               .host = "localhost:8080",
                               .content_type = "application/json",
                               .authorization = bearer,
                               .address = "127.0.0.1"};
    kurs_request bad = good;
    assert_int_equal(ask(&server, good), 0);
    bad.host = NULL;
    assert_int_equal(ask(&server, bad), 403);
    bad = good;
    bad.host = "localhost:8081";
    assert_int_equal(ask(&server, bad), 403);
    bad = good;
    bad.content_type = NULL;
    assert_int_equal(ask(&server, bad), 415);
    bad = good;
    bad.authorization = NULL;
    assert_int_equal(ask(&server, bad), 401);
    bad = good;
    bad.authorization = server.token;
    assert_int_equal(ask(&server, bad), 401);
    bad = good;
    bad.origin = "http://127.0.0.1:8080";
    assert_int_equal(ask(&server, bad), 403);
    bad.origin = "http://localhost:8080";
    assert_int_equal(ask(&server, bad), 0);
    bad = good;
    bad.path = "/api/flights/../clock";
    assert_int_equal(ask(&server, bad), 404);
    drop_server(&server);
}

static void commands_are_slowed_down_and_come_back(void **state)
{
    (void)state;
    static kurs_server server;
    make_server(&server);
    int allowed = 0;
    for (int i = 0; i < 200; i++) {
        allowed += kurs_auth_allows(server.auth, KURS_RATE_PASSWORD, "192.0.2.1");
    }
    assert_int_equal(allowed, 5);
    assert_true(kurs_auth_allows(server.auth, KURS_RATE_PASSWORD, "192.0.2.2"));
    assert_true(kurs_auth_allows(server.auth, KURS_RATE_COMMAND, "192.0.2.1"));
    drop_server(&server);
}

static void sessions_end(void **state)
{
    (void)state;
    static kurs_server server;
    kurs_user user = {.role = KURS_ROLE_VIEWER, .name = "v"}, found;
    char token[KURS_TOKEN_SIZE], other[KURS_TOKEN_SIZE];
    make_server(&server);
    assert_int_equal(kurs_auth_begin(server.auth, &user, token), KURS_OK);
    assert_int_equal(kurs_auth_begin(server.auth, &user, other), KURS_OK);
    assert_string_not_equal(token, other);
    assert_true(kurs_auth_session(server.auth, token, &found));
    assert_int_equal(found.role, KURS_ROLE_VIEWER);
    assert_false(kurs_auth_token(server.auth, token, &found));          /* no token of the file */
    assert_false(kurs_auth_session(server.auth, server.token, &found)); /* nor the other way */
    kurs_auth_end(server.auth, token);
    assert_false(kurs_auth_session(server.auth, token, &found));
    assert_true(kurs_auth_session(server.auth, other, &found));
    drop_server(&server);
}

static void a_text_in_json_is_escaped(void **state)
{
    (void)state;
    kurs_buf out;
    kurs_buf_init(&out, 1000);
    assert_int_equal(kurs_reply_text(&out, "a\"b\\c\n\x7f"), KURS_OK);
    assert_string_equal(out.text, "\"a\\\"b\\\\c\\u000a\\u007f\"");
    kurs_buf_free(&out);
}

/* RFC 9110, 12.5.3; what is no weight counts as a refusal, and a tie goes to the shorter way. */
static void gzip_is_sent_to_those_only_who_take_it(void **state)
{
    (void)state;
    static const char *const yes[] = {"gzip",
                                      "GZIP",
                                      "x-gzip",
                                      "gzip, deflate, br, zstd",
                                      "br;q=1.0, gzip;q=0.8, *;q=0.1",
                                      "*",
                                      "*;q=0.5",
                                      "deflate,gzip ; q=0.001",
                                      "gzip;q=1.000",
                                      "gzip;q=0.5, identity;q=0.5",
                                      "identity;q=0, *",
                                      "compress, gzip;Q=1",
                                      ",,gzip"};
    static const char *const no[] = {"",
                                     "identity",
                                     "br",
                                     "deflate, br",
                                     "gzip;q=0",
                                     "gzip;q=0.000",
                                     "gzip; q=0, *",
                                     "*;q=0",
                                     "x-gzip;q=0, deflate",
                                     "gzip;q=0.4, identity;q=0.5",
                                     "gzip;q=1.001",
                                     "gzip;q=2",
                                     "gzip;q=",
                                     "gzip;q=x",
                                     "gzip;level=9",
                                     "gzipped",
                                     "gzi",
                                     "br;q=gzip",
                                     "gzip;q=0.0001",
                                     "gzip;q=-1",
                                     "gzip q=1",
                                     ";gzip"};
    assert_false(kurs_accepts_gzip(NULL));
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        if (!kurs_accepts_gzip(yes[i])) {
            fail_msg("refused: %s", yes[i]);
        }
    }
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++) {
        if (kurs_accepts_gzip(no[i])) {
            fail_msg("taken: %s", no[i]);
        }
    }
}

static void a_page_is_unpacked_once(void **state)
{
    (void)state;
    kurs_plain_pages plain = {NULL};
    const char *first, *again;
    size_t n, n_again;
    const kurs_page *page = kurs_page_find(NULL, "/openapi.json").page;
    assert_non_null(page);
    assert_true(page->gzip);
    assert_int_equal(kurs_plain_page(&plain, page, &first, &n), KURS_OK);
    assert_int_equal(kurs_plain_page(&plain, page, &again, &n_again), KURS_OK);
    assert_ptr_equal(first, again);
    assert_int_equal(n, n_again);
    json_t *api = json_loadb(first, n, 0, NULL), *file;
    file = json_load_file(KURS_SOURCE_DIR "/docs/openapi.json", 0, NULL);
    assert_non_null(api);
    assert_true(json_equal(api, file));
    json_decref(api);
    json_decref(file);
    kurs_plain_free(&plain);
    kurs_plain_free(&plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_is_described),
        cmocka_unit_test(every_description_has_a_route),
        cmocka_unit_test(gzip_is_sent_to_those_only_who_take_it),
        cmocka_unit_test(a_page_is_unpacked_once),
        cmocka_unit_test(a_command_needs_host_type_and_token),
        cmocka_unit_test(commands_are_slowed_down_and_come_back),
        cmocka_unit_test(sessions_end),
        cmocka_unit_test(a_text_in_json_is_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
