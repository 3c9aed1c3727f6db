/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Request handlers without a connection. The first byte tells the route, the rest is lines: host,
 * origin, cookie and id of the last event, authorization, path, query (key=value&...), content
 * type, site, body. Half of the inputs bear the right token, so that what lies behind it is
 * reached. The flight is a small record: commands work on its clock.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <string.h>

#include "server/parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINES = 9, TEXT = 8192 };

static kurs_server server;
static char record[] = "/tmp/kurs-fuzz-XXXXXX";

static void put(const char *name, const char *text)
{
    char path[64];
    snprintf(path, sizeof path, "%s/%s", record, name);
    FILE *out = fopen(path, "w");
    if (!out || fputs(text, out) < 0 || fclose(out) != 0) {
        abort();
    }
}

static const char row[] =
    "2024-03-23T12:%02d:00.000000Z,0,ascent,0,0,0,6700,0,0,0,7.6,0,7000,0,0,0,0,"
    "0,0,0,0.0,0.0,200.0,7000.0,0,0,0,,,\n";
static const char head[] =
    "utc,met_s,phase,arc,held,attached,r_gcrf_x_km,r_gcrf_y_km,r_gcrf_z_km,v_gcrf_x_km_s,"
    "v_gcrf_y_km_s,v_gcrf_z_km_s,mass_kg,flow_kg_s,thrust_gcrf_x_n,thrust_gcrf_y_n,"
    "thrust_gcrf_z_n,aero_gcrf_x_n,aero_gcrf_y_n,aero_gcrf_z_n,lat_deg,lon_deg,alt_km,"
    "speed_earth_m_s,dynamic_pressure_pa,mach,load_g,range_m,range_rate_m_s,bank_deg\n";

static void begin(void)
{
    char text[4096], id[KURS_LIVE_NAME_SIZE], why[KURS_LIVE_WHY_SIZE];
    kurs_live *live;
    size_t n = (size_t)snprintf(text, sizeof text, "%s", head);
    if (!mkdtemp(record)) {
        abort();
    }
    for (int i = 0; i < 3; i++) {
        n += (size_t)snprintf(text + n, sizeof text - n, row, 36 + i);
    }
    put("telemetry.csv", text);
    put("timeline.json", "{\"schema\":\"kurs.fly/1\",\"mission\":{\"id\":\"x\",\"name\":\"X\"},"
                         "\"events\":[{\"id\":\"liftoff\",\"text\":\"off\",\"phase\":\"ascent\","
                         "\"utc\":\"2024-03-23T12:36:30Z\",\"met_s\":0,\"state\":{}}]}");
    pthread_mutex_init(&server.lock, NULL);
    server.log.fd = -1;
    server.port = 8080;
    server.loopback = 1;
    server.setup.missions = "/nowhere";
    server.setup.records = "/nowhere";
    kurs_server_list_hosts(&server);
    const kurs_live_setup setup = {.id = "f1", .record = record, .rate = 1.0};
    if (kurs_auth_create(NULL, &server.auth, server.token, why) < 0 ||
        kurs_server_reserve(&server, id) < 0 || kurs_live_create(&setup, 0.0, &live, why) < 0 ||
        kurs_server_fill(&server, live) < 0) {
        fprintf(stderr, "%s\n", why);
        abort();
    }
}

/* The value of a key in "key=value&..."; each in a buffer of its own, as a library would have it.
 */
static const char *query(void *ctx, const char *key)
{
    static char values[16][256];
    static int next;
    const char *at = ctx;
    const size_t n = strlen(key);
    while (at && *at) {
        if (strncmp(at, key, n) == 0 && at[n] == '=') {
            char *out = values[next++ % 16];
            snprintf(out, 256, "%.*s", (int)strcspn(at + n + 1, "&"), at + n + 1);
            return out;
        }
        at = strchr(at, '&');
        at = at ? at + 1 : NULL;
    }
    return NULL;
}

static kurs_status count(void *ctx, const char *kind, const char *id, const char *json, size_t n)
{
    (void)id;
    *(size_t *)ctx += strlen(kind) + strnlen(json, n);
    return KURS_OK;
}

/* A stream of one who says what it was told last. */
static void come_back(const kurs_call *call)
{
    size_t told = 0;
    kurs_entry *entry = kurs_server_entry(&server, call->flight);
    if (entry) {
        (void)!kurs_live_backlog(entry->live, call->request->last_event, 0.0, count, &told);
        kurs_server_entry_drop(&server, entry);
    }
}

static void handle(const kurs_request *request)
{
    kurs_call call;
    kurs_reply reply;
    kurs_reply_init(&reply);
    const kurs_way_of way = kurs_server_look(&server, request, &call, &reply);
    if (way == KURS_REPLY_FILE) {
        (void)kurs_page_find(NULL, request->path);
        (void)kurs_accepts_gzip(request->cookie);
    } else if (way == KURS_REPLY_STREAM) {
        come_back(&call);
    } else if (way != KURS_REPLY_READY &&
               (strcmp(request->method, "DELETE") != 0 || strcmp(call.flight, "f1") != 0)) {
        kurs_server_handle(&call, &reply);
    }
    if (reply.status < 200 || reply.status > 599 ||
        (reply.status >= 400 && !strstr(reply.body.text, "\"error\""))) {
        abort(); /* whatever is refused says why */
    }
    kurs_reply_free(&reply);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char text[TEXT];
    static int begun;
    char bearer[96], path[300];
    char *lines[LINES] = {NULL}, *at = text;
    if (size < 2 || size >= TEXT) {
        return 0;
    }
    if (!begun) {
        begun = 1;
        begin();
    }
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    for (int i = 0; i < LINES; i++) {
        lines[i] = at;
        char *end = i + 1 < LINES ? strchr(at, '\n') : NULL;
        at = end ? end + 1 : at + strlen(at);
        if (end) {
            *end = '\0';
        }
    }
    int count = 0;
    while (kurs_server_route(count)) {
        count++;
    }
    const kurs_route *route = kurs_server_route((data[0] & 0x7f) % count);
    snprintf(bearer, sizeof bearer, "Bearer %s", server.token);
    const int known = data[0] & 0x80;
    const char *id = strstr(route->path, "{id}");
    if (known && id) {
        snprintf(path, sizeof path, "%.*sf1%s", (int)(id - route->path), route->path, id + 4);
    } else {
        snprintf(path, sizeof path, "%s", known ? route->path : lines[4]);
    }
    char address[32];
    static unsigned number;
    snprintf(address, sizeof address, "%u", number++); /* rates are another test's */
    const kurs_request request = {.method = route->method,
                                  .path = path[0] ? path : "/",
                                  .host = known ? "localhost:8080" : lines[0],
                                  .origin = lines[1][0] ? lines[1] : NULL,
                                  .content_type = lines[6][0] ? lines[6] : "application/json",
                                  .fetch_site = lines[7][0] ? lines[7] : NULL,
                                  .cookie = lines[2],
                                  .authorization = known ? bearer : lines[3],
                                  .last_event = lines[2],
                                  .address = address,
                                  .query = query,
                                  .ctx = lines[5],
                                  .body = lines[8],
                                  .n = strlen(lines[8])};
    handle(&request);
    return 0;
}
