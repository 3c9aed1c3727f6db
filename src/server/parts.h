/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the server share. */
#ifndef KURS_SERVER_PARTS_H
#define KURS_SERVER_PARTS_H

#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include "server/server.h"

enum {
    KURS_SERVER_FLIGHTS = 8,
    KURS_SERVER_HOSTS = 16,
    KURS_SERVER_HOST_SIZE = 280,
    KURS_SERVER_BODY_MAX = 600 * 1024,  /* 256 kB of mission with JSON's escapes */
    KURS_SERVER_LITTLE_MAX = 16 * 1024, /* any other body */
    KURS_SERVER_COOKIE_SIZE = 200,
    KURS_SERVER_ADDRESS_SIZE = 64
};

#define KURS_SERVER_TICK_S 0.1

double kurs_server_clock(void);

/* ---- who asks -------------------------------------------------------------------------------- */

typedef enum kurs_role {
    KURS_ROLE_NONE,
    KURS_ROLE_VIEWER,
    KURS_ROLE_CONTROLLER,
    KURS_ROLE_INSTRUCTOR
} kurs_role;

const char *kurs_role_name(kurs_role role);

typedef struct kurs_user {
    kurs_role role;
    char name[KURS_LIVE_NAME_SIZE]; /* empty: nobody in particular */
    int by_cookie;                  /* came by cookie, not by header */
} kurs_user;

typedef struct kurs_auth kurs_auth;

/* file NULL: one token for an instructor is made, and given in `made`. */
KURS_CHECK kurs_status kurs_auth_create(const char *file, kurs_auth **out,
                                        char made[KURS_TOKEN_SIZE], char why[KURS_LIVE_WHY_SIZE]);
void kurs_auth_destroy(kurs_auth *auth);
/* The user of a bearer token or a session; 0 where it is none. */
int kurs_auth_token(kurs_auth *auth, const char *token, kurs_user *out);
int kurs_auth_session(kurs_auth *auth, const char *token, kurs_user *out);
/* May take a tenth of a second. 0 where name and password do not fit. */
int kurs_auth_password(kurs_auth *auth, const char *name, const char *password, kurs_user *out);
/* The session in a request's cookies; 0 where there is none. */
int kurs_request_session(const char *cookie, char out[KURS_TOKEN_SIZE]);
/* A new session of a user; ERR_FULL where there are too many. */
KURS_CHECK kurs_status kurs_auth_begin(kurs_auth *auth, const kurs_user *user,
                                       char out[KURS_TOKEN_SIZE]);
void kurs_auth_end(kurs_auth *auth, const char *token);

/* Rates by address: what may come so often. */
typedef enum kurs_rate {
    KURS_RATE_COMMAND,
    KURS_RATE_PASSWORD,
    KURS_RATE_WRONG,
    KURS_RATE_COUNT
} kurs_rate;
int kurs_auth_allows(kurs_auth *auth, kurs_rate rate, const char *address);
/* By what an address is counted: one of IPv4, a network of 64 bits of IPv6, which has one owner. */
void kurs_address_text(const struct sockaddr *address, char out[KURS_SERVER_ADDRESS_SIZE]);

/* ---- requests, apart from any library -------------------------------------------------------- */

typedef struct kurs_request {
    const char *method, *path;
    const char *host, *origin, *content_type, *cookie, *authorization, *last_event,
        *accept_encoding, *fetch_site; /* or NULL */
    int unclear; /* a header that decides stands twice, or the length of the body is told twice */
    const char *address;
    const char *(*query)(void *ctx, const char *key);
    void *ctx;
    const char *body;
    size_t n;
} kurs_request;

typedef struct kurs_reply {
    int status; /* of HTTP */
    const char *type;
    kurs_buf body;
    char cookie[KURS_SERVER_COOKIE_SIZE]; /* to be set; empty: none */
    const char *location;
    int retry_s; /* 0: none */
} kurs_reply;

void kurs_reply_init(kurs_reply *reply);
void kurs_reply_free(kurs_reply *reply);
/* {"error":{"code":..,"text":..}} in place of what stood there. */
void kurs_reply_error(kurs_reply *reply, int status, const char *code, const char *text);
/* Of a status of the library. */
void kurs_reply_status(kurs_reply *reply, kurs_status status, const char *why);
/* Adds a JSON text with its quotes. */
KURS_CHECK kurs_status kurs_reply_text(kurs_buf *out, const char *text);

/* What is to be done with a request. */
typedef enum kurs_way_of {
    KURS_REPLY_NOW, /* by kurs_server_handle, at once */
    KURS_REPLY_STREAM,
    KURS_REPLY_FILE,
    KURS_REPLY_READ,    /* by kurs_server_handle, among the documents */
    KURS_REPLY_COMMAND, /* by kurs_server_handle, among the commands that are done at once */
    KURS_REPLY_FLY,     /* by kurs_server_handle, among those that fly a mission */
    KURS_REPLY_LOGIN,   /* by kurs_server_handle, among the logins */
    KURS_REPLY_READY    /* the reply stands already: refused */
} kurs_way_of;

/* One row of the table of the API. */
typedef struct kurs_route kurs_route;
typedef struct kurs_call {
    kurs_server *server;
    const kurs_request *request;
    const kurs_route *route;
    kurs_user user;
    char flight[KURS_LIVE_NAME_SIZE];
    kurs_live_doc doc;
} kurs_call;

struct kurs_route {
    const char *method, *path; /* "/api/flights/{id}/clock"; {doc} is one of the documents */
    kurs_way_of way;
    kurs_role role; /* the least */
    void (*handle)(kurs_call *call, kurs_reply *reply);
};

/* Looks at a request: Host, path, who, Origin, rates. Fills call, and reply where it is refused. */
kurs_way_of kurs_server_look(kurs_server *server, const kurs_request *request, kurs_call *call,
                             kurs_reply *reply);
void kurs_server_handle(kurs_call *call, kurs_reply *reply);
/* Who asks without a token. */
kurs_role kurs_server_nobody(const kurs_server *server, const kurs_request *request);
/* The longest body of a request. */
size_t kurs_server_body_max(const kurs_call *call);
/* Row i of the table; NULL past the last. */
const kurs_route *kurs_server_route(int i);
const kurs_route *kurs_server_find_route(const kurs_request *request, kurs_call *call,
                                         kurs_reply *reply);

/* ---- handlers -------------------------------------------------------------------------------- */

void kurs_handle_session(kurs_call *call, kurs_reply *reply);
void kurs_handle_login(kurs_call *call, kurs_reply *reply);
void kurs_handle_logout(kurs_call *call, kurs_reply *reply);
void kurs_handle_missions(kurs_call *call, kurs_reply *reply);
void kurs_handle_flights(kurs_call *call, kurs_reply *reply);
void kurs_handle_new_flight(kurs_call *call, kurs_reply *reply);
void kurs_handle_end_flight(kurs_call *call, kurs_reply *reply);
void kurs_handle_facts(kurs_call *call, kurs_reply *reply);
void kurs_handle_document(kurs_call *call, kurs_reply *reply);
void kurs_handle_command(kurs_call *call, kurs_reply *reply);
void kurs_handle_branch(kurs_call *call, kurs_reply *reply);

/* ---- messages -------------------------------------------------------------------------------- */

typedef struct kurs_message {
    _Atomic int refs;
    int is_state; /* a later one makes it needless */
    double put_s; /* when it was put into a hub */
    size_t n;
    char text[];
} kurs_message;

/* As event streams are written; NULL when memory is out. */
kurs_message *kurs_message_make(const char *kind, const char *id, const char *json, size_t n);
void kurs_message_drop(kurs_message *message);

enum { KURS_RING = 1024 };

/* A reader whose next message is older than this is too slow [s]. */
#define KURS_LAG_MAX_S 10.0

typedef struct kurs_stream kurs_stream;

/* All who listen to one flight. */
typedef struct kurs_hub {
    pthread_mutex_t lock;
    kurs_message *ring[KURS_RING];
    unsigned long long head; /* number of the next message */
    kurs_message *state;     /* the last one */
    int ended;
    kurs_stream *first;
    int count;
} kurs_hub;

void kurs_hub_init(kurs_hub *hub);
void kurs_hub_free(kurs_hub *hub);
/* Takes the message over. */
void kurs_hub_put(kurs_hub *hub, kurs_message *message);
/* No more comes: all streams end after what they have. */
void kurs_hub_end(kurs_hub *hub);
/* A sweep of those that do not read: shuts their connections. */
void kurs_hub_sweep(kurs_hub *hub, double now_s);

/* ---- flights --------------------------------------------------------------------------------- */

typedef struct kurs_entry {
    int refs; /* under the server's lock */
    kurs_live *live;
    kurs_hub hub;
} kurs_entry;

/* Held; NULL where there is none. */
kurs_entry *kurs_server_entry(kurs_server *server, const char *id);
kurs_entry *kurs_server_entry_at(kurs_server *server, int i);
void kurs_server_entry_drop(kurs_server *server, kurs_entry *entry);
/* A place for a new flight, with its id; ERR_FULL. Fill it or give it back (live NULL). */
KURS_CHECK kurs_status kurs_server_reserve(kurs_server *server, char id[KURS_LIVE_NAME_SIZE]);
KURS_CHECK kurs_status kurs_server_fill(kurs_server *server, kurs_live *live);
/* Takes it off the list. 0 where there is none. */
int kurs_server_remove(kurs_server *server, const char *id);

/* ---- the log --------------------------------------------------------------------------------- */

typedef struct kurs_log_file {
    int fd, regular;      /* fd -1: none */
    _Atomic int failures; /* lines that did not get to the disk */
    _Atomic int error;    /* errno of the last one; 0: it is there */
    pthread_mutex_t lock;
} kurs_log_file;

KURS_CHECK kurs_status kurs_log_open(kurs_log_file *log, const char *path);
void kurs_log_close(kurs_log_file *log);
/* One line, on the disk when it returns. ctx is a kurs_log_file. */
KURS_CHECK kurs_status kurs_log_line(void *ctx, const char *line);

/* ---- files ----------------------------------------------------------------------------------- */

typedef struct kurs_page {
    const char *path; /* "/index.html" */
    const unsigned char *bytes;
    size_t n;
    int gzip; /* the bytes are so coded */
} kurs_page;

enum { KURS_PAGE_MAX = 16 << 20 }; /* of one, not coded */

extern const kurs_page kurs_pages[]; /* made by cmake/pages.cmake */
extern const int kurs_page_count;

/* The media type by the ending of a path; NULL where it is not known. */
const char *kurs_type_of(const char *path);

/* The files of a folder, read when the server starts. */
typedef struct kurs_shelf kurs_shelf;

/* Paths begin with `prefix` ("/openmct/"); what has no name of kurs_live_is_name or no known type
 * is left out, as are pages and links. ERR_IO where the folder or the file `needed` cannot be read;
 * ERR_FULL: over 256 files, 16 MB of one or 64 MB of all; ERR_MEMORY. `why` tells. */
KURS_CHECK kurs_status kurs_shelf_read(const char *folder, const char *prefix, const char *needed,
                                       kurs_shelf **out, char why[KURS_LIVE_WHY_SIZE]);
const kurs_page *kurs_shelf_find(const kurs_shelf *shelf, const char *path);
/* NULL is fine. */
void kurs_shelf_free(kurs_shelf *shelf);

/* What a path of ours is. */
typedef struct kurs_found {
    const kurs_page *page; /* NULL: there is none */
    const char *type, *policy;
    const char *moved; /* or look there */
} kurs_found;

/* The policy of all that is no part of Open MCT. */
extern const char kurs_policy[];

/* shelf: Open MCT's own files; NULL: of /openmct/ there is the adaptor alone. */
kurs_found kurs_page_find(const kurs_shelf *shelf, const char *path);

/* 1 where an Accept-Encoding (NULL: none was sent) takes gzip and does not like no coding better.
 * RFC 9110, 12.5.3. */
int kurs_accepts_gzip(const char *accept_encoding);

/* The pages that were asked for without a coding, each unpacked once; of one thread. */
typedef struct kurs_plain_pages {
    struct {
        char *bytes;
        size_t n;
    } * pages; /* as many as kurs_page_count; NULL: none yet */
} kurs_plain_pages;

/* The bytes of a coded page without its coding, until kurs_plain_free. ERR_MEMORY. */
KURS_CHECK kurs_status kurs_plain_page(kurs_plain_pages *plain, const kurs_page *page,
                                       const char **bytes, size_t *n);
void kurs_plain_free(kurs_plain_pages *plain);

/* ---- the server ------------------------------------------------------------------------------ */

typedef struct kurs_jobs kurs_jobs;

struct kurs_server {
    struct MHD_Daemon *daemon;
    kurs_server_setup setup; /* its texts are copies */
    char texts[8][2048];
    int port, tls, loopback;
    int host_count, own_hosts; /* the first of them are this machine's own */
    char hosts[KURS_SERVER_HOSTS][KURS_SERVER_HOST_SIZE];
    char token[KURS_TOKEN_SIZE];
    kurs_auth *auth;
    kurs_log_file log;
    kurs_jobs *jobs[KURS_REPLY_READY]; /* by the way of a request; NULL: none is needed */
    kurs_plain_pages plain;
    kurs_shelf *openmct; /* NULL: not served */
    _Atomic size_t held; /* bytes of replies that are being written */
    pthread_t publisher;
    int publishing;
    _Atomic int stopping;
    char *cert, *key;

    pthread_mutex_t lock; /* of the flights, and of the connections */
    kurs_entry *entries[KURS_SERVER_FLIGHTS];
    int reserved, made;
    struct kurs_link *links;
};

/* ERR_IO and why where they cannot be read, are none, or are no pair. */
KURS_CHECK kurs_status kurs_server_read_certificate(kurs_server *server,
                                                    char why[KURS_LIVE_WHY_SIZE]);

/* Puts the names by which the server is called into its list. */
void kurs_server_list_hosts(kurs_server *server);

/* ---- work that takes longer ------------------------------------------------------------------ */

/* A worker with a queue; NULL when memory or threads are out. */
kurs_jobs *kurs_jobs_create(void);
/* 0 where the queue is full or closed. */
int kurs_jobs_put(kurs_jobs *jobs, void (*work)(void *ctx), void *ctx);
/* Does what stands in the queue, then ends; takes no more. NULL is fine. */
void kurs_jobs_close(kurs_jobs *jobs);
/* Closes it and gives its memory back. NULL is fine. */
void kurs_jobs_destroy(kurs_jobs *jobs);

#endif
