/* SPDX-License-Identifier: Apache-2.0 */
/* Rates, sessions, the file of tokens, the log on a full disk, and handlers without memory. What
 * came of a hostile reading is dated. */
#include "check.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fail_alloc.h"
#include "server/rates.h"

static const char *text_of(const char *v6, char out[KURS_SERVER_ADDRESS_SIZE])
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6};
    assert_int_equal(inet_pton(AF_INET6, v6, &address.sin6_addr), 1);
    kurs_address_text((const struct sockaddr *)(const void *)&address, out);
    return out;
}

/* 2026-11-26: every address of a network of IPv6 had a bucket of its own. RFC 6177: a site has 64
 * bits and more. */
static void a_network_of_ipv6_is_one_address(void **state)
{
    (void)state;
    char a[KURS_SERVER_ADDRESS_SIZE], b[KURS_SERVER_ADDRESS_SIZE];
    assert_string_equal(text_of("2001:db8:1:2:3:4:5:6", a), text_of("2001:db8:1:2::9", b));
    assert_string_not_equal(text_of("2001:db8:1:2::1", a), text_of("2001:db8:1:3::1", b));
    assert_string_equal(text_of("::ffff:192.0.2.7", a), "192.0.2.7");
    assert_string_equal(text_of("::1", a), "::1");
}

/* 2026-11-26: who had many addresses had as many tries. */
static void passwords_of_all_addresses_are_counted_together(void **state)
{
    (void)state;
    static kurs_rates rates;
    char address[32];
    int allowed = 0;
    kurs_rates_init(&rates, 0.0);
    for (int i = 0; i < 1000; i++) {
        snprintf(address, sizeof address, "10.0.%d.%d", i / 250, i % 250);
        allowed += kurs_rates_allow(&rates, KURS_RATE_PASSWORD, address, 0.0);
    }
    assert_int_equal(allowed, 30);
    assert_true(kurs_rates_allow(&rates, KURS_RATE_PASSWORD, "10.1.1.1", 1.5));
    assert_true(kurs_rates_allow(&rates, KURS_RATE_COMMAND, "10.1.1.1", 1.5));
}

/* 2026-11-26: 256 others were enough to be forgotten. */
static void an_address_that_is_slowed_down_is_not_forgotten_for_others(void **state)
{
    (void)state;
    static kurs_rates rates;
    char address[32];
    kurs_rates_init(&rates, 0.0);
    for (int i = 0; i < 50; i++) {
        (void)kurs_rates_allow(&rates, KURS_RATE_WRONG, "192.0.2.1", 0.0);
    }
    assert_false(kurs_rates_allow(&rates, KURS_RATE_WRONG, "192.0.2.1", 0.0));
    for (int i = 0; i < 2000; i++) {
        snprintf(address, sizeof address, "10.0.%d.%d", i / 250, i % 250);
        (void)kurs_rates_allow(&rates, KURS_RATE_WRONG, address, 0.5);
    }
    assert_false(kurs_rates_allow(&rates, KURS_RATE_WRONG, "192.0.2.1", 1.0));
    assert_true(kurs_rates_allow(&rates, KURS_RATE_WRONG, "192.0.2.1", 3.1)); /* one in 2 s */
}

static kurs_auth *make_auth(void)
{
    char why[KURS_LIVE_WHY_SIZE], made[KURS_TOKEN_SIZE];
    kurs_auth *auth;
    assert_int_equal(kurs_auth_create(NULL, &auth, made, why), KURS_OK);
    return auth;
}

/* 2026-11-26: one viewer could log in 1024 times, and nobody after that. */
static void one_who_logs_in_often_locks_nobody_out(void **state)
{
    (void)state;
    kurs_auth *auth = make_auth();
    kurs_user chief = {.role = KURS_ROLE_INSTRUCTOR, .name = "chief"}, found;
    char first[KURS_TOKEN_SIZE], token[KURS_TOKEN_SIZE], own[KURS_TOKEN_SIZE],
        calm[KURS_TOKEN_SIZE];
    assert_int_equal(kurs_auth_begin(auth, &chief, own), KURS_OK);
    kurs_user hog = {.role = KURS_ROLE_VIEWER, .name = "hog"};
    assert_int_equal(
        kurs_auth_begin(auth, &(kurs_user){.role = KURS_ROLE_VIEWER, .name = "calm"}, calm),
        KURS_OK);
    for (int i = 0; i < 2000; i++) {
        assert_int_equal(kurs_auth_begin(auth, &hog, token), KURS_OK);
    }
    assert_true(kurs_auth_session(auth, calm, &found)); /* it is his own that go */
    for (int i = 0; i < 5000; i++) {
        kurs_user user = {.role = KURS_ROLE_VIEWER};
        snprintf(user.name, sizeof user.name, "v%d", i % 8);
        assert_int_equal(kurs_auth_begin(auth, &user, i == 0 ? first : token), KURS_OK);
    }
    assert_false(kurs_auth_session(auth, first, &found)); /* the oldest went */
    assert_true(kurs_auth_session(auth, token, &found));
    assert_true(kurs_auth_session(auth, own, &found)); /* a higher role stays */
    assert_int_equal(kurs_auth_begin(auth, &chief, token), KURS_OK);
    assert_true(kurs_auth_session(auth, token, &found));
    kurs_auth_destroy(auth);
}

static void write_file(const char *path, const char *text, mode_t mode)
{
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(chmod(path, mode), 0);
}

static void read_file(const char *path, char *out, size_t size)
{
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    out[fread(out, 1, size - 1, in)] = '\0';
    fclose(in);
}

/* 2026-11-26: whoever could write to the file could make an instructor. */
static void a_file_of_tokens_that_others_may_write_to_is_refused(void **state)
{
    (void)state;
    char folder[] = "kurs-auth-XXXXXX", path[64], why[KURS_LIVE_WHY_SIZE], token[KURS_TOKEN_SIZE];
    kurs_auth *auth;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/tokens", folder);
    assert_int_equal(kurs_server_add_token(path, "viewer", "v", token), KURS_OK);
    assert_int_equal(kurs_auth_create(path, &auth, token, why), KURS_OK);
    kurs_auth_destroy(auth);
    assert_int_equal(chmod(path, 0622), 0);
    assert_int_equal(kurs_auth_create(path, &auth, token, why), KURS_ERR_IO);
    assert_non_null(strstr(why, "chmod"));
    unlink(path);
    rmdir(folder);
}

/* 2026-11-26: a part of a line stayed, and the next one stood behind it. A limit of the size of
 * files stands for a disk that is full: the write ends part of the way. */
static void a_line_that_does_not_fit_on_the_disk_leaves_nothing_behind(void **state)
{
    (void)state;
    char folder[] = "kurs-log-XXXXXX", path[64], text[512];
    kurs_log_file log;
    struct rlimit before, little = {60, RLIM_INFINITY};
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/log", folder);
    write_file(path, "{\"torn", 0600); /* by a loss of power */
    assert_int_equal(kurs_log_open(&log, path), KURS_OK);
    assert_int_equal(kurs_log_line(&log, "{\"first\":1}"), KURS_OK);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    little.rlim_max = before.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
    const kurs_status status =
        kurs_log_line(&log, "{\"second\":\"a line that is longer than what is left there\"}");
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(status, KURS_ERR_IO);
    assert_int_equal(atomic_load(&log.error), EFBIG);
    assert_int_equal(atomic_load(&log.failures), 1);
    assert_int_equal(kurs_log_line(&log, "{\"third\":3}"), KURS_OK);
    assert_int_equal(atomic_load(&log.error), 0);
    kurs_log_close(&log);
    read_file(path, text, sizeof text);
    assert_string_equal(text, "{\"torn\n{\"first\":1}\n{\"third\":3}\n");
    unlink(path);
    rmdir(folder);
}

/* 2026-11-26: what cannot be synced refused every command, /dev/null with it. */
static void a_log_that_is_no_file_takes_lines_and_a_full_one_refuses(void **state)
{
    (void)state;
    kurs_log_file log;
    assert_int_equal(kurs_log_open(&log, "/dev/null"), KURS_OK);
    assert_int_equal(kurs_log_line(&log, "{}"), KURS_OK);
    kurs_log_close(&log);
    assert_int_equal(kurs_log_open(&log, "/dev/full"), KURS_OK);
    assert_int_equal(kurs_log_line(&log, "{}"), KURS_ERR_IO);
    assert_int_equal(atomic_load(&log.error), ENOSPC);
    kurs_log_close(&log);
}

/* ---- without memory -------------------------------------------------------------------------- */

static const char *no_query(void *ctx, const char *key)
{
    (void)ctx;
    (void)key;
    return NULL;
}

static int ask(kurs_server *server, const char *method, const char *path, const char *body)
{
    static int number; /* each from another address: rates are another test's */
    char bearer[96], address[16];
    kurs_call call;
    kurs_reply reply;
    snprintf(address, sizeof address, "%d", number++);
    snprintf(bearer, sizeof bearer, "Bearer %s", server->token);
    const kurs_request request = {.method = method,
                                  .path = path,
                                  .host = "localhost:8080",
                                  .content_type = "application/json",
                                  .authorization = bearer,
                                  .address = address,
                                  .query = no_query,
                                  .body = body,
                                  .n = strlen(body)};
    kurs_reply_init(&reply);
    if (kurs_server_look(server, &request, &call, &reply) != KURS_REPLY_READY) {
        kurs_server_handle(&call, &reply);
    }
    const int status = reply.status;
    kurs_reply_free(&reply);
    return status;
}

static void make_server(kurs_server *server)
{
    char why[KURS_LIVE_WHY_SIZE], id[KURS_LIVE_NAME_SIZE];
    kurs_live *live;
    memset(server, 0, sizeof *server);
    pthread_mutex_init(&server->lock, NULL);
    server->log.fd = -1;
    server->port = 8080;
    server->loopback = 1;
    kurs_server_list_hosts(server);
    assert_int_equal(kurs_auth_create(NULL, &server->auth, server->token, why), KURS_OK);
    const kurs_live_setup setup = {.id = "f1",
                                   .path = KURS_SOURCE_DIR "/missions/soyuz-ms-25.yaml",
                                   .at = "2024-03-23T12:38:00Z",
                                   .paused = 1,
                                   .rate = 1.0};
    assert_int_equal(kurs_server_reserve(server, id), KURS_OK);
    assert_int_equal(kurs_live_create(&setup, 0.0, &live, why), KURS_OK);
    assert_int_equal(kurs_server_fill(server, live), KURS_OK);
}

static void drop_server(kurs_server *server)
{
    for (int i = 0; i < KURS_SERVER_FLIGHTS; i++) {
        if (server->entries[i]) {
            kurs_server_entry_drop(server, server->entries[i]);
        }
    }
    kurs_auth_destroy(server->auth);
    pthread_mutex_destroy(&server->lock);
}

/* Every request, with each of its allocations failing in turn: an error or the answer, and the same
 * answer afterwards. */
static void a_request_without_memory_does_no_harm(void **state)
{
    (void)state;
    static kurs_server server;
    static const char *const asks[][3] = {
        {"GET", "/api/session", ""},
        {"GET", "/api/flights", ""},
        {"GET", "/api/flights/f1/now", ""},
        {"GET", "/api/flights/f1/timeline", ""},
        {"GET", "/api/flights/f1/log", ""},
        {"POST", "/api/flights/f1/clock", "{\"rate\":2}"},
        {"POST", "/api/flights/f1/branch", "{\"utc\":\"no time\"}"},
        {"POST", "/api/flights/f9/clock", "{\"rate\":2}"},
    };
    make_server(&server);
    for (size_t i = 0; i < sizeof asks / sizeof asks[0]; i++) {
        const int whole = ask(&server, asks[i][0], asks[i][1], asks[i][2]);
        fail_alloc fail;
        int k = 1, failed = 1;
        for (; failed && k < 400; k++) {
            fail_alloc_start(&fail, k);
            const int status = ask(&server, asks[i][0], asks[i][1], asks[i][2]);
            failed = fail.failed;
            fail_alloc_stop(&fail);
            assert_true(status == whole || status == 500 || status == 409);
        }
        assert_int_equal(ask(&server, asks[i][0], asks[i][1], asks[i][2]), whole);
    }
    drop_server(&server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_network_of_ipv6_is_one_address),
        cmocka_unit_test(passwords_of_all_addresses_are_counted_together),
        cmocka_unit_test(an_address_that_is_slowed_down_is_not_forgotten_for_others),
        cmocka_unit_test(one_who_logs_in_often_locks_nobody_out),
        cmocka_unit_test(a_file_of_tokens_that_others_may_write_to_is_refused),
        cmocka_unit_test(a_line_that_does_not_fit_on_the_disk_leaves_nothing_behind),
        cmocka_unit_test(a_log_that_is_no_file_takes_lines_and_a_full_one_refuses),
        cmocka_unit_test(a_request_without_memory_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
