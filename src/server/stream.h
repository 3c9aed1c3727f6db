/* SPDX-License-Identifier: Apache-2.0 */
/* Event streams as responses of the HTTP library. */
#ifndef KURS_SERVER_STREAM_H
#define KURS_SERVER_STREAM_H

#include <sys/types.h>

#include <microhttpd.h>

#include "server/parts.h"

/* A stream of a flight; takes over the hold of `entry`. last_event may be NULL. NULL when memory is
 * out. */
struct MHD_Response *kurs_stream_response(kurs_server *server, kurs_entry *entry,
                                          struct MHD_Connection *connection,
                                          const char *last_event);

/* A line that says that the stream is there, for those in between. */
void kurs_hub_comment(kurs_hub *hub);

#endif
