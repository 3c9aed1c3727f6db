/* SPDX-License-Identifier: Apache-2.0 */
/* A feed that asks a running `kurs serve`, by libcurl. */
#include <curl/curl.h>
#include <poll.h>
#include <string.h>

#include "cli/watch.h"

enum { URL_SIZE = 512, TOKEN_SIZE = 256, ANSWER_S = 20, CONNECT_S = 5 };

typedef struct net {
    CURLM *multi;
    CURL *easy;
    struct curl_slist *headers;
    int asked; /* a kurs_watch_what; -1: nothing */
    int failed_to_begin;
    char base[URL_SIZE]; /* "http://localhost:8080" */
    char flight[KURS_LIVE_NAME_SIZE];
    char body[KURS_WATCH_BODY_SIZE];
    char error[CURL_ERROR_SIZE];
    kurs_buf buf;
} net;

static size_t take_bytes(char *bytes, size_t size, size_t n, void *ctx)
{
    kurs_buf *buf = ctx;
    return kurs_buf_add(buf, bytes, size * n) >= 0 ? size * n : 0;
}

/* ---- asking ---------------------------------------------------------------------------------- */

static void set_path(net *n, kurs_watch_what what)
{
    static const char *const paths[KURS_WATCH_WHATS] = {
        [KURS_WATCH_FACTS] = "",         [KURS_WATCH_TIMELINE] = "/timeline",
        [KURS_WATCH_TRACK] = "/track",   [KURS_WATCH_NOW] = "/now",
        [KURS_WATCH_COMMAND] = "/clock",
    };
    char url[URL_SIZE + KURS_LIVE_NAME_SIZE + 32];
    if (what == KURS_WATCH_FLIGHTS) {
        snprintf(url, sizeof url, "%s/api/flights", n->base);
    } else {
        snprintf(url, sizeof url, "%s/api/flights/%s%s", n->base, n->flight, paths[what]);
    }
    curl_easy_setopt(n->easy, CURLOPT_URL, url);
}

static void ask(void *ctx, kurs_watch_what what, const char *body)
{
    net *n = ctx;
    n->asked = (int)what;
    n->error[0] = '\0';
    kurs_buf_reset(&n->buf);
    set_path(n, what);
    if (body) {
        snprintf(n->body, sizeof n->body, "%s", body);
        curl_easy_setopt(n->easy, CURLOPT_POSTFIELDS, n->body);
    } else {
        curl_easy_setopt(n->easy, CURLOPT_HTTPGET, 1L);
    }
    n->failed_to_begin = curl_multi_add_handle(n->multi, n->easy) != CURLM_OK;
}

/* ---- answers --------------------------------------------------------------------------------- */

/* The words of a refusal, {"error":{"text":...}}. */
static void read_refusal(const net *n, long http, char *why, size_t size)
{
    json_t *doc = json_loadb(n->buf.text, n->buf.n, 0, NULL);
    const char *text = kurs_watch_text(json_object_get(doc, "error"), "text");
    char words[KURS_WATCH_WORDS_SIZE];
    kurs_watch_clean(text, words, sizeof words);
    snprintf(why, size, "the server says %ld%s%s", http, words[0] ? ": " : "", words);
    json_decref(doc);
}

static void read_answer(const net *n, CURLcode code, kurs_watch_answer *out)
{
    long http = 0;
    char words[160];
    curl_easy_getinfo(n->easy, CURLINFO_RESPONSE_CODE, &http);
    out->status = KURS_ERR_IO;
    if (code == CURLE_WRITE_ERROR) {
        snprintf(out->why, sizeof out->why, "the answer is longer than %d MB",
                 KURS_WATCH_DOC_MAX >> 20);
    } else if (code != CURLE_OK) {
        kurs_watch_clean(n->error[0] ? n->error : curl_easy_strerror(code), out->why,
                         sizeof out->why);
    } else if (http != 200) {
        out->refused = http >= 400 && http < 500 && http != 429;
        read_refusal(n, http, out->why, sizeof out->why);
    } else {
        out->doc = kurs_watch_parse(out->what, n->buf.text, n->buf.n, words);
        out->status = out->doc ? KURS_OK : KURS_ERR_SYNTAX;
        if (!out->doc) {
            kurs_watch_clean(words, out->why, sizeof out->why);
        }
    }
}

static int wait_net(void *ctx, int input, int ms, kurs_watch_answer *out)
{
    net *n = ctx;
    struct curl_waitfd key = {.fd = input, .events = CURL_WAIT_POLLIN};
    int running = 0, left = 0;
    if (n->asked >= 0 && n->failed_to_begin) {
        *out = (kurs_watch_answer){.what = (kurs_watch_what)n->asked, .status = KURS_ERR_MEMORY};
        snprintf(out->why, sizeof out->why, "%s", kurs_status_text(KURS_ERR_MEMORY));
        n->asked = -1;
        return 1;
    }
    curl_multi_perform(n->multi, &running);
    if (n->asked < 0 || running > 0) {
        curl_multi_poll(n->multi, &key, input >= 0, ms, NULL);
        curl_multi_perform(n->multi, &running);
    }
    const CURLMsg *message = curl_multi_info_read(n->multi, &left);
    if (n->asked < 0 || !message || message->msg != CURLMSG_DONE) {
        return 0;
    }
    const CURLcode code = message->data.result;
    *out = (kurs_watch_answer){.what = (kurs_watch_what)n->asked};
    read_answer(n, code, out);
    curl_multi_remove_handle(n->multi, n->easy);
    n->asked = -1;
    return 1;
}

static void close_net(void *ctx)
{
    net *n = ctx;
    if (n->easy && n->multi) {
        curl_multi_remove_handle(n->multi, n->easy);
    }
    curl_easy_cleanup(n->easy);
    curl_multi_cleanup(n->multi);
    curl_slist_free_all(n->headers);
    kurs_buf_free(&n->buf);
    kurs_free(n);
    curl_global_cleanup();
}

/* ---- beginning ------------------------------------------------------------------------------- */

static int is_this_machine(const char *host)
{
    return strcmp(host, "localhost") == 0 || strncmp(host, "127.", 4) == 0 ||
           strcmp(host, "[::1]") == 0;
}

/* Scheme, host and port alone. */
static kurs_status read_url(net *n, const kurs_watch_from *from, char why[KURS_LIVE_WHY_SIZE])
{
    char *scheme = NULL, *host = NULL, *port = NULL, *path = NULL, *user = NULL, *query = NULL;
    char shown[120];
    CURLU *url = curl_url();
    const int good = url && curl_url_set(url, CURLUPART_URL, from->url, 0) == CURLUE_OK &&
                     curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
                     curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
                     curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK &&
                     curl_url_get(url, CURLUPART_PATH, &path, 0) == CURLUE_OK &&
                     curl_url_get(url, CURLUPART_USER, &user, 0) != CURLUE_OK &&
                     curl_url_get(url, CURLUPART_QUERY, &query, 0) != CURLUE_OK &&
                     (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0) &&
                     strcmp(path, "/") == 0 && strlen(host) < 256;
    kurs_status status = KURS_OK;
    kurs_watch_clean(from->url, shown, sizeof shown);
    if (!good) {
        snprintf(why, KURS_LIVE_WHY_SIZE,
                 "--connect %s: this is no address of a mission control; give "
                 "http://HOST:PORT or https://HOST:PORT",
                 shown);
        status = KURS_ERR_ARGUMENT;
    } else if (from->token_file && strcmp(scheme, "http") == 0 && !is_this_machine(host)) {
        snprintf(why, KURS_LIVE_WHY_SIZE,
                 "--connect %s: a token is not sent to another machine without TLS; give "
                 "https://HOST:PORT",
                 shown);
        status = KURS_ERR_ARGUMENT;
    } else {
        snprintf(n->base, sizeof n->base, "%s://%s:%s", scheme, host, port);
    }
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    curl_free(path);
    curl_free(user);
    curl_free(query);
    curl_url_cleanup(url);
    return status;
}

static kurs_status add_header(net *n, const char *line)
{
    struct curl_slist *longer = curl_slist_append(n->headers, line);
    n->headers = longer ? longer : n->headers;
    return longer ? KURS_OK : KURS_ERR_MEMORY;
}

static kurs_status read_token(net *n, const char *path, char why[KURS_LIVE_WHY_SIZE])
{
    static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "-._~+/=";
    char token[TOKEN_SIZE] = "", line[TOKEN_SIZE + 32];
    FILE *file = fopen(path, "r");
    if (!file) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "--token-file %.200s: cannot be read", path);
        return KURS_ERR_IO;
    }
    const int some = fgets(token, sizeof token, file) != NULL;
    (void)fclose(file);
    token[strcspn(token, "\r\n")] = '\0';
    const size_t length = strlen(token);
    if (!some || length == 0 || length > TOKEN_SIZE - 2 || strspn(token, letters) != length) {
        snprintf(why, KURS_LIVE_WHY_SIZE,
                 "--token-file %.200s: there is no token; its first line has to be one", path);
        return KURS_ERR_SYNTAX;
    }
    snprintf(line, sizeof line, "Authorization: Bearer %s", token);
    const kurs_status status = add_header(n, line);
    memset(token, 0, sizeof token);
    memset(line, 0, sizeof line);
    return status;
}

static kurs_status set_up(net *n, const kurs_watch_from *from)
{
    CURL *easy = n->easy;
    int bad = 0;
    bad |= curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, n->error) != CURLE_OK;
    bad |= curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_bytes) != CURLE_OK;
    bad |= curl_easy_setopt(easy, CURLOPT_WRITEDATA, &n->buf) != CURLE_OK;
    bad |= curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") != CURLE_OK;
    bad |= curl_easy_setopt(easy, CURLOPT_PROXY, "") != CURLE_OK;
    bad |= curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) != CURLE_OK;
    bad |= curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S) != CURLE_OK;
    bad |= curl_easy_setopt(easy, CURLOPT_TIMEOUT, (long)ANSWER_S) != CURLE_OK;
    bad |= curl_easy_setopt(easy, CURLOPT_HTTPHEADER, n->headers) != CURLE_OK;
    bad |= curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) != CURLE_OK;
    if (from->ca) {
        bad |= curl_easy_setopt(easy, CURLOPT_CAINFO, from->ca) != CURLE_OK;
        bad |= curl_easy_setopt(easy, CURLOPT_CAPATH, NULL) != CURLE_OK;
    }
    return bad ? KURS_ERR_MEMORY : KURS_OK;
}

/* The flight asked for, else the first one that is open. */
static kurs_status choose_flight(net *n, const kurs_watch_from *from, char why[KURS_LIVE_WHY_SIZE])
{
    kurs_watch_answer answer = {.status = KURS_ERR_IO};
    if (from->flight) {
        snprintf(n->flight, sizeof n->flight, "%s", from->flight);
        return KURS_OK;
    }
    ask(n, KURS_WATCH_FLIGHTS, NULL);
    while (!wait_net(n, -1, 100, &answer)) {
        if (kurs_cli_stop_asked(NULL)) {
            snprintf(why, KURS_LIVE_WHY_SIZE, "stopped");
            return KURS_ERR_IO;
        }
    }
    if (answer.status < 0) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "%s: %s", n->base, answer.why);
        return answer.refused ? KURS_ERR_SCHEMA : answer.status;
    }
    const json_t *first = json_array_get(json_object_get(answer.doc, "flights"), 0);
    const char *id = kurs_watch_text(first, "id");
    const int found = kurs_live_is_name(id);
    if (found) {
        snprintf(n->flight, sizeof n->flight, "%s", id);
    } else {
        snprintf(why, KURS_LIVE_WHY_SIZE,
                 "%s: no flight is open there; begin one in its page, or give it a MISSION",
                 n->base);
    }
    json_decref(answer.doc);
    return found ? KURS_OK : KURS_ERR_NOT_FOUND;
}

static kurs_status begin(net *n, const kurs_watch_from *from, char why[KURS_LIVE_WHY_SIZE])
{
    kurs_status status = read_url(n, from, why);
    if (status < 0) {
        return status;
    }
    n->multi = curl_multi_init();
    n->easy = curl_easy_init();
    status = n->multi && n->easy ? KURS_OK : KURS_ERR_MEMORY;
    if (status >= 0) {
        status = add_header(n, "Content-Type: application/json");
    }
    if (status >= 0 && from->token_file) {
        status = read_token(n, from->token_file, why);
    }
    if (status >= 0) {
        status = set_up(n, from);
    }
    if (status >= 0) {
        status = choose_flight(n, from, why);
    }
    if (status < 0 && !why[0]) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "%s", kurs_status_text(status));
    }
    return status;
}

kurs_status kurs_watch_connect(const kurs_watch_from *from, kurs_watch_feed *out,
                               char why[KURS_LIVE_WHY_SIZE])
{
    why[0] = '\0';
    if (from->flight && !kurs_live_is_name(from->flight)) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "--flight: this is no flight's name; give one as f1");
        return KURS_ERR_ARGUMENT;
    }
    net *n = kurs_alloc(sizeof *n);
    if (!n || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        kurs_free(n);
        snprintf(why, KURS_LIVE_WHY_SIZE, "%s", kurs_status_text(KURS_ERR_MEMORY));
        return KURS_ERR_MEMORY;
    }
    *n = (net){.asked = -1};
    kurs_buf_init(&n->buf, KURS_WATCH_DOC_MAX);
    const kurs_status status = begin(n, from, why);
    if (status < 0) {
        close_net(n);
        return status;
    }
    *out = (kurs_watch_feed){n, ask, wait_net, close_net};
    return KURS_OK;
}
