/* SPDX-License-Identifier: Apache-2.0 */
/* The HTTP library's side: connections and their requests. */
#ifndef KURS_SERVER_HTTP_H
#define KURS_SERVER_HTTP_H

#include "server/parts.h"

/* Starts to listen; `why` tells. */
KURS_CHECK kurs_status kurs_http_start(kurs_server *server, char why[KURS_LIVE_WHY_SIZE]);
void kurs_http_stop(kurs_server *server);
/* Waits until every reply is written, but not longer. */
void kurs_http_settle(kurs_server *server, double most_s);
/* Shuts connections on which no whole request has come, or no reply gone, for too long. */
void kurs_http_sweep(kurs_server *server, double now_s);

#endif
