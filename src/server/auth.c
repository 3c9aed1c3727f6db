/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who asks. The file of tokens has a line for each: ROLE NAME token HASH, the hash being BLAKE2b of
 * 256 random bits, or ROLE NAME password ARGON2ID. Hashes are compared in constant time, and all of
 * them. A session is a token of its own, kept as its hash too.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "server/rates.h"

enum { TOKENS = 256, SESSIONS = 1024, OWN_SESSIONS = 256, HASH = 32, LINE = 512 };

#define SESSION_S 43200.0 /* half a day */

typedef struct token {
    kurs_role role;
    char name[KURS_LIVE_NAME_SIZE];
    int is_password;
    unsigned char hash[HASH];
    char password[crypto_pwhash_STRBYTES];
} token;

typedef struct session {
    int on;
    kurs_user user;
    double until_s;
    unsigned char hash[HASH];
} session;

struct kurs_auth {
    pthread_mutex_t lock;
    int token_count;
    token tokens[TOKENS];
    session sessions[SESSIONS];
    int session_top; /* none stands beyond it */
    kurs_rates rates;
};

const char *kurs_role_name(kurs_role role)
{
    static const char *const names[] = {"none", "viewer", "controller", "instructor"};
    return names[role];
}

static kurs_role role_of(const char *name)
{
    for (int role = KURS_ROLE_VIEWER; role <= KURS_ROLE_INSTRUCTOR; role++) {
        if (strcmp(name, kurs_role_name((kurs_role)role)) == 0) {
            return (kurs_role)role;
        }
    }
    return KURS_ROLE_NONE;
}

/* ---- tokens ---------------------------------------------------------------------------------- */

static void make_token(char out[KURS_TOKEN_SIZE])
{
    unsigned char bits[HASH];
    randombytes_buf(bits, sizeof bits);
    sodium_bin2hex(out, KURS_TOKEN_SIZE, bits, sizeof bits);
    sodium_memzero(bits, sizeof bits);
}

/* 0 where the text is no token at all. */
static int hash_token(const char *text, unsigned char hash[HASH])
{
    unsigned char bits[HASH];
    size_t n = 0;
    const int good =
        strlen(text) == KURS_TOKEN_SIZE - 1 &&
        sodium_hex2bin(bits, sizeof bits, text, KURS_TOKEN_SIZE - 1, NULL, &n, NULL) == 0 &&
        n == sizeof bits;
    if (good) {
        crypto_generichash(hash, HASH, bits, sizeof bits, NULL, 0);
    }
    sodium_memzero(bits, sizeof bits);
    return good;
}

static int take_line(char *line, token *out)
{
    char role[16], name[KURS_LIVE_NAME_SIZE], kind[16], rest[LINE];
    size_t n = 0;
    memset(out, 0, sizeof *out);
    if (sscanf(line, "%15s %63s %15s %511s", role, name, kind, rest) != 4) {
        return 0;
    }
    out->role = role_of(role);
    snprintf(out->name, sizeof out->name, "%s", name);
    out->is_password = strcmp(kind, "password") == 0;
    if (out->role == KURS_ROLE_NONE || !kurs_live_is_name(name)) {
        return 0;
    }
    if (out->is_password) {
        snprintf(out->password, sizeof out->password, "%.127s", rest);
        return strncmp(rest, crypto_pwhash_argon2id_STRPREFIX,
                       sizeof crypto_pwhash_argon2id_STRPREFIX - 1) == 0 &&
               strlen(rest) < sizeof out->password;
    }
    return strcmp(kind, "token") == 0 && strlen(rest) == 2 * HASH &&
           sodium_hex2bin(out->hash, HASH, rest, 2 * HASH, NULL, &n, NULL) == 0 && n == HASH;
}

static kurs_status read_file(kurs_auth *auth, const char *path, char *why)
{
    char line[LINE];
    int number = 0;
    FILE *in = fopen(path, "re");
    if (!in) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "%s: %s", path, strerror(errno));
        return KURS_ERR_IO;
    }
    kurs_status status = KURS_OK;
    struct stat is;
    if (fstat(fileno(in), &is) == 0 && (is.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "%s: others may write to it; say chmod go-w %s", path,
                 path);
        status = KURS_ERR_IO;
    }
    while (status >= 0 && fgets(line, sizeof line, in)) {
        number++;
        if (line[strspn(line, " \t\r\n")] == '\0' || line[0] == '#') {
            continue;
        }
        if (auth->token_count == TOKENS) {
            snprintf(why, KURS_LIVE_WHY_SIZE, "%s:%d: too many; %d are taken", path, number,
                     TOKENS);
            status = KURS_ERR_FULL;
        } else if (!take_line(line, &auth->tokens[auth->token_count])) {
            snprintf(why, KURS_LIVE_WHY_SIZE,
                     "%s:%d: this is no token; make one with kurs serve --new-token ROLE:NAME",
                     path, number);
            status = KURS_ERR_SYNTAX;
        } else {
            auth->token_count++;
        }
    }
    (void)fclose(in);
    if (status >= 0 && auth->token_count == 0) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "%s: no token is in it", path);
        status = KURS_ERR_SCHEMA;
    }
    return status;
}

kurs_status kurs_auth_create(const char *file, kurs_auth **out, char made[KURS_TOKEN_SIZE],
                             char why[KURS_LIVE_WHY_SIZE])
{
    made[0] = '\0';
    kurs_auth *auth = sodium_init() >= 0 ? kurs_alloc(sizeof *auth) : NULL;
    if (!auth) {
        return KURS_ERR_MEMORY;
    }
    memset(auth, 0, sizeof *auth);
    kurs_status status = KURS_OK;
    if (file) {
        status = read_file(auth, file, why);
    } else {
        token *only = &auth->tokens[auth->token_count++];
        make_token(made);
        only->role = KURS_ROLE_INSTRUCTOR;
        snprintf(only->name, sizeof only->name, "instructor");
        (void)hash_token(made, only->hash);
    }
    if (status < 0) {
        kurs_free(auth);
        return status;
    }
    pthread_mutex_init(&auth->lock, NULL);
    kurs_rates_init(&auth->rates, kurs_server_clock());
    *out = auth;
    return KURS_OK;
}

void kurs_auth_destroy(kurs_auth *auth)
{
    if (auth) {
        pthread_mutex_destroy(&auth->lock);
        sodium_memzero(auth, sizeof *auth);
        kurs_free(auth);
    }
}

int kurs_auth_token(kurs_auth *auth, const char *text, kurs_user *out)
{
    unsigned char hash[HASH];
    int found = -1;
    if (!hash_token(text, hash)) {
        return 0;
    }
    for (int i = 0; i < auth->token_count; i++) {
        const token *t = &auth->tokens[i];
        if (!t->is_password && sodium_memcmp(hash, t->hash, HASH) == 0) {
            found = i;
        }
    }
    if (found < 0) {
        return 0;
    }
    *out = (kurs_user){.role = auth->tokens[found].role};
    snprintf(out->name, sizeof out->name, "%s", auth->tokens[found].name);
    return 1;
}

/* A name that is none takes as long as one that is. */
int kurs_auth_password(kurs_auth *auth, const char *name, const char *password, kurs_user *out)
{
    const token *of = NULL;
    int known = 0;
    for (int i = 0; i < auth->token_count && !known; i++) {
        const token *t = &auth->tokens[i];
        if (t->is_password) {
            known = strcmp(t->name, name) == 0;
            of = t;
        }
    }
    if (!of || crypto_pwhash_str_verify(of->password, password, strlen(password)) != 0 || !known) {
        return 0;
    }
    *out = (kurs_user){.role = of->role};
    snprintf(out->name, sizeof out->name, "%s", of->name);
    return 1;
}

/* ---- sessions -------------------------------------------------------------------------------- */

static session *find_session(kurs_auth *auth, const unsigned char hash[HASH])
{
    session *found = NULL;
    const double now = kurs_server_clock();
    for (int i = 0; i < auth->session_top; i++) {
        session *s = &auth->sessions[i];
        if (s->on && s->until_s > now && sodium_memcmp(hash, s->hash, HASH) == 0) {
            found = s;
        }
    }
    return found;
}

int kurs_auth_session(kurs_auth *auth, const char *text, kurs_user *out)
{
    unsigned char hash[HASH];
    if (!hash_token(text, hash)) {
        return 0;
    }
    pthread_mutex_lock(&auth->lock);
    const session *s = find_session(auth, hash);
    if (s) {
        *out = s->user;
        out->by_cookie = 1;
    }
    pthread_mutex_unlock(&auth->lock);
    return s != NULL;
}

static session *older(session *a, session *b)
{
    return !a || b->until_s < a->until_s ? b : a;
}

/* A place for one more: a free one, unless its user has too many; then the oldest of theirs. Where
 * none is free, the oldest of the lowest role, which is not over theirs. */
static session *find_place(kurs_auth *auth, const kurs_user *user, double now_s)
{
    session *vacant = NULL, *own = NULL, *lowest = NULL;
    int count = 0;
    for (int i = 0; i < SESSIONS; i++) {
        session *s = &auth->sessions[i];
        if (!s->on || s->until_s <= now_s) {
            vacant = vacant ? vacant : s;
            continue;
        }
        if (strcmp(s->user.name, user->name) == 0) {
            own = older(own, s);
            count++;
        }
        if (!lowest || s->user.role < lowest->user.role) {
            lowest = s;
        } else if (s->user.role == lowest->user.role) {
            lowest = older(lowest, s);
        }
    }
    if (count >= OWN_SESSIONS) {
        return own;
    }
    return vacant ? vacant : lowest->user.role <= user->role ? lowest : NULL;
}

kurs_status kurs_auth_begin(kurs_auth *auth, const kurs_user *user, char out[KURS_TOKEN_SIZE])
{
    const double now = kurs_server_clock();
    make_token(out);
    pthread_mutex_lock(&auth->lock);
    session *s = find_place(auth, user, now);
    if (s) {
        const int i = (int)(s - auth->sessions);
        *s = (session){.on = 1, .user = *user, .until_s = now + SESSION_S};
        (void)hash_token(out, s->hash);
        auth->session_top = i >= auth->session_top ? i + 1 : auth->session_top;
    }
    pthread_mutex_unlock(&auth->lock);
    return s ? KURS_OK : KURS_ERR_FULL;
}

void kurs_auth_end(kurs_auth *auth, const char *text)
{
    unsigned char hash[HASH];
    if (!hash_token(text, hash)) {
        return;
    }
    pthread_mutex_lock(&auth->lock);
    session *s = find_session(auth, hash);
    if (s) {
        sodium_memzero(s, sizeof *s);
    }
    pthread_mutex_unlock(&auth->lock);
}

/* ---- rates ----------------------------------------------------------------------------------- */

int kurs_auth_allows(kurs_auth *auth, kurs_rate rate, const char *address)
{
    pthread_mutex_lock(&auth->lock);
    const int allowed = kurs_rates_allow(&auth->rates, rate, address, kurs_server_clock());
    pthread_mutex_unlock(&auth->lock);
    return allowed;
}

/* ---- the file -------------------------------------------------------------------------------- */

static kurs_status add_line(const char *file, const char *line)
{
    const int fd = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return KURS_ERR_IO;
    }
    const size_t n = strlen(line);
    const int good = write(fd, line, n) == (ssize_t)n && fsync(fd) == 0;
    return close(fd) == 0 && good ? KURS_OK : KURS_ERR_IO;
}

kurs_status kurs_server_add_token(const char *file, const char *role, const char *name,
                                  char out[KURS_TOKEN_SIZE])
{
    unsigned char hash[HASH];
    char hex[2 * HASH + 1], line[LINE];
    if (role_of(role) == KURS_ROLE_NONE || !kurs_live_is_name(name) || sodium_init() < 0) {
        return KURS_ERR_ARGUMENT;
    }
    make_token(out);
    (void)hash_token(out, hash);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    snprintf(line, sizeof line, "%s %s token %s\n", role, name, hex);
    return add_line(file, line);
}

kurs_status kurs_server_add_password(const char *file, const char *role, const char *name,
                                     const char *password)
{
    char hash[crypto_pwhash_STRBYTES], line[LINE];
    const size_t n = strlen(password);
    if (role_of(role) == KURS_ROLE_NONE || !kurs_live_is_name(name) || sodium_init() < 0) {
        return KURS_ERR_ARGUMENT;
    }
    if (n < 10 || n > 200) {
        return KURS_ERR_RANGE;
    }
    if (crypto_pwhash_str(hash, password, n, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
        return KURS_ERR_MEMORY;
    }
    snprintf(line, sizeof line, "%s %s password %s\n", role, name, hash);
    return add_line(file, line);
}
