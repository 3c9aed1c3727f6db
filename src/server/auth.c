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
#include <unistd.h>

#include <sodium.h>

#include "server/parts.h"

enum { TOKENS = 256, SESSIONS = 1024, ADDRESSES = 256, ADDRESS_SIZE = 64, HASH = 32, LINE = 512 };

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

/* A bucket that fills evenly, one for each kind and address. */
typedef struct bucket {
    char address[ADDRESS_SIZE];
    kurs_rate rate;
    double left, at_s;
} bucket;

struct kurs_auth {
    pthread_mutex_t lock;
    int token_count;
    token tokens[TOKENS];
    session sessions[SESSIONS];
    int session_top; /* none stands beyond it */
    bucket buckets[ADDRESSES];
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

kurs_status kurs_auth_begin(kurs_auth *auth, const kurs_user *user, char out[KURS_TOKEN_SIZE])
{
    const double now = kurs_server_clock();
    kurs_status status = KURS_ERR_FULL;
    make_token(out);
    pthread_mutex_lock(&auth->lock);
    for (int i = 0; i < SESSIONS && status < 0; i++) {
        session *s = &auth->sessions[i];
        if (!s->on || s->until_s <= now) {
            *s = (session){.on = 1, .user = *user, .until_s = now + SESSION_S};
            (void)hash_token(out, s->hash);
            auth->session_top = i >= auth->session_top ? i + 1 : auth->session_top;
            status = KURS_OK;
        }
    }
    pthread_mutex_unlock(&auth->lock);
    return status;
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

/* The bucket of an address, else the one that has been left alone longest. */
static bucket *find_bucket(kurs_auth *auth, kurs_rate rate, const char *address, double most)
{
    bucket *oldest = &auth->buckets[0];
    for (int i = 0; i < ADDRESSES; i++) {
        bucket *b = &auth->buckets[i];
        if (b->address[0] && b->rate == rate && strcmp(b->address, address) == 0) {
            return b;
        }
        oldest = b->at_s < oldest->at_s ? b : oldest;
    }
    *oldest = (bucket){.rate = rate, .left = most, .at_s = kurs_server_clock()};
    snprintf(oldest->address, sizeof oldest->address, "%s", address);
    return oldest;
}

int kurs_auth_allows(kurs_auth *auth, kurs_rate rate, const char *address)
{
    static const struct {
        double most, per_s;
    } limits[] = {
        [KURS_RATE_COMMAND] = {40.0, 10.0},
        [KURS_RATE_PASSWORD] = {5.0, 5.0 / 60.0},
        [KURS_RATE_WRONG] = {30.0, 0.5},
    };
    char shown[ADDRESS_SIZE];
    snprintf(shown, sizeof shown, "%.60s", address && address[0] ? address : "-");
    pthread_mutex_lock(&auth->lock);
    bucket *b = find_bucket(auth, rate, shown, limits[rate].most);
    const double now = kurs_server_clock();
    b->left += (now - b->at_s) * limits[rate].per_s;
    b->left = b->left > limits[rate].most ? limits[rate].most : b->left;
    b->at_s = now;
    const int allowed = b->left >= 1.0;
    b->left -= allowed ? 1.0 : 0.0;
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
