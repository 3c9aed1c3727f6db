/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inner face of server: mission control over HTTP (docs/api.md, docs/console.md). One thread serves
 * all connections by epoll; one publishes the state of every flight ten times a second; four do
 * what takes longer: documents, commands, what flies a mission, logins; each in its order. Nothing
 * is locked while a reply is written.
 */
#ifndef KURS_SERVER_SERVER_H
#define KURS_SERVER_SERVER_H

#include "app/app.h"
#include "kurs/api.h"
#include "kurs/status.h"

typedef struct kurs_server kurs_server;

enum { KURS_TOKEN_SIZE = 65 }; /* 256 bits in hexadecimal digits, with the 0 byte */

typedef struct kurs_server_setup {
    const char *bind;       /* an address; NULL: 127.0.0.1 */
    int port;               /* 0: any that is free */
    const char *hosts;      /* further names by which it is called, with commas; may be NULL */
    const char *cert, *key; /* files in PEM; NULL: no TLS */
    const char *tokens;     /* file of tokens; NULL: one is made, loopback only */
    const char *missions;   /* folder */
    const char *records;    /* folder; may be NULL */
    const char *openmct;    /* folder of Open MCT, read at the start; may be NULL */
    const char *log;        /* file to which the mission log is added; may be NULL */
    const char *mission;    /* a first flight; may be NULL */
    const char *record;     /* or a first replay; may be NULL */
    const char *at;         /* its clock begins here; may be NULL */
    double rate;            /* 1..KURS_LIVE_RATE_MAX */
    int paused;
} kurs_server_setup;

/* Starts it. ERR_ARGUMENT for a bind beyond loopback without tokens, or a certificate without its
 * key; ERR_IO where a file cannot be read or the port is taken; errors of kurs_live_create;
 * ERR_MEMORY. `why` tells; *out is then untouched. */
KURS_CHECK kurs_status kurs_server_start(const kurs_server_setup *setup, kurs_server **out,
                                         char why[KURS_LIVE_WHY_SIZE]);
/* Lets all streams end, does the command that is in work, closes. NULL is fine. */
void kurs_server_stop(kurs_server *server);

int kurs_server_port(const kurs_server *server);
/* The token that was made for want of a file, else NULL. */
const char *kurs_server_token(const kurs_server *server);

/* ---- tokens ---------------------------------------------------------------------------------- */

/* Adds a line for a new token to the file, made where it is not there, and gives the token, which
 * stands nowhere else. `role` is viewer, controller or instructor. ERR_ARGUMENT for another role or
 * a name that is none (kurs_live_is_name), ERR_IO. */
KURS_CHECK kurs_status kurs_server_add_token(const char *file, const char *role, const char *name,
                                             char out[KURS_TOKEN_SIZE]);
/* The same with a password of 10 bytes and more, kept as Argon2id. ERR_RANGE for another one. */
KURS_CHECK kurs_status kurs_server_add_password(const char *file, const char *role,
                                                const char *name, const char *password);

#endif
