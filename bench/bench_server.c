/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mission control under load: the server on one core, this program on the other. Small requests on
 * connections that stay; then 1000 streams at 10 Hz: delay of a state from its first reader to each
 * (to the millisecond of its time), and memory a client. SECONDS of the environment: how long each
 * lasts (default 5).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "server/server.h"

enum { STREAMS = 1000, KEPT = 64, ROOM = 1 << 16, DELAYS = 4000000 };

static const char begin_at[] = "2024-03-23T12:40:00Z";

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void pin(int core)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(core, &set);
    (void)sched_setaffinity(0, sizeof set, &set); /* where there is one core both share it */
}

/* ---- the server, a process of its own ---------------------------------------------------------
 */

static volatile sig_atomic_t over;

static void on_term(int number)
{
    (void)number;
    over = 1;
}

static void serve(int out)
{
    char why[KURS_LIVE_WHY_SIZE];
    kurs_server *server;
    const kurs_server_setup setup = {.missions = KURS_SOURCE_DIR "/missions",
                                     .mission = KURS_SOURCE_DIR "/missions/soyuz-ms-25.yaml",
                                     .at = begin_at,
                                     .rate = 1.0};
    const struct sigaction action = {.sa_handler = on_term};
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    pin(0);
    if (kurs_server_start(&setup, &server, why) < 0) {
        fprintf(stderr, "bench_server: %s\n", why);
        exit(1);
    }
    const int port = kurs_server_port(server);
    if (write(out, &port, sizeof port) != (ssize_t)sizeof port) {
        exit(1);
    }
    while (!over) {
        pause();
    }
    kurs_server_stop(server);
    exit(0);
}

static double resident_kb(pid_t pid)
{
    char path[64];
    long total, resident = 0;
    snprintf(path, sizeof path, "/proc/%d/statm", (int)pid);
    FILE *in = fopen(path, "r");
    if (!in || fscanf(in, "%ld %ld", &total, &resident) != 2) {
        resident = 0;
    }
    if (in) {
        fclose(in);
    }
    return (double)resident * (double)sysconf(_SC_PAGESIZE) / 1024.0;
}

static double cpu_s(pid_t pid)
{
    char path[64];
    unsigned long user = 0, system = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *in = fopen(path, "r");
    if (!in || fscanf(in, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
                      &system) != 2) {
        user = system = 0;
    }
    if (in) {
        fclose(in);
    }
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

/* ---- clients ----------------------------------------------------------------------------------
 */

static int dial(int port)
{
    const struct sockaddr_in to = {.sin_family = AF_INET,
                                   .sin_port = htons((unsigned short)port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&to, sizeof to) != 0) {
        perror("bench_server");
        exit(1);
    }
    return fd;
}

static void say(int fd, const char *text)
{
    const size_t n = strlen(text);
    if (write(fd, text, n) != (ssize_t)n) {
        perror("bench_server");
        exit(1);
    }
}

typedef struct client {
    int fd;
} client;

static double *delays;
static size_t delay_count;

/* Seconds of the day of "utc":"2024-03-23T12:40:00.123Z". */
static double seconds_of(const char *at)
{
    int h, m;
    double s;
    return sscanf(at + 18, "%d:%d:%lf", &h, &m, &s) == 3 ? 3600.0 * h + 60.0 * m + s : -1.0;
}

/* The first utc after each "seq" is the state's. */
static void take(char *text, size_t n, double at_s)
{
    static const char mark[] = "\"seq\":";
    text[n] = '\0';
    for (char *p = text; (p = strstr(p, mark)) != NULL;) {
        char *utc = strstr(p, "\"utc\":\"");
        if (!utc || strlen(utc) < 32) {
            break;
        }
        if (delay_count < DELAYS) {
            delays[delay_count++] = at_s - seconds_of(utc);
        }
        p = utc;
    }
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void streams(int port, pid_t pid, double span_s)
{
    static client clients[STREAMS];
    static char text[ROOM + 1];
    const int poll = epoll_create1(0);
    const double before_kb = resident_kb(pid);
    delays = malloc(DELAYS * sizeof *delays);
    for (int i = 0; i < STREAMS; i++) {
        clients[i].fd = dial(port);
        say(clients[i].fd, "GET /api/flights/f1/stream HTTP/1.1\r\nHost: localhost:");
        char rest[64];
        snprintf(rest, sizeof rest, "%d\r\n\r\n", port);
        say(clients[i].fd, rest);
        fcntl(clients[i].fd, F_SETFL, O_NONBLOCK);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &clients[i]};
        epoll_ctl(poll, EPOLL_CTL_ADD, clients[i].fd, &event);
    }
    const double start = now_s(), settled = start + 1.0;
    double cpu0 = 0.0, cpu_from = 0.0;
    while (now_s() < settled + span_s) {
        struct epoll_event events[256];
        const int count = epoll_wait(poll, events, 256, 100);
        const double t = now_s();
        if (t >= settled && cpu_from == 0.0) {
            delay_count = 0;
            cpu0 = cpu_s(pid);
            cpu_from = t;
        }
        for (int i = 0; i < count; i++) {
            client *c = events[i].data.ptr;
            const ssize_t n = read(c->fd, text, ROOM);
            if (n <= 0) {
                fprintf(stderr, "bench_server: a stream ended\n");
                exit(1);
            }
            take(text, (size_t)n, t);
        }
    }
    const double cpu = (cpu_s(pid) - cpu0) / (now_s() - cpu_from);
    const double kb = (resident_kb(pid) - before_kb) / STREAMS;
    qsort(delays, delay_count, sizeof *delays, by_size);
    const double zero = delays[0];
    const char *more = "\"streams\":1000";
    printf("{\"bench\":\"server_stream_p50\",\"value\":%.1f,\"unit\":\"ms\",%s}\n",
           1e3 * (delays[delay_count / 2] - zero), more);
    printf("{\"bench\":\"server_stream_p99\",\"value\":%.1f,\"unit\":\"ms\",%s}\n",
           1e3 * (delays[delay_count * 99 / 100] - zero), more);
    printf("{\"bench\":\"server_stream_rate\",\"value\":%.2f,\"unit\":\"Hz\",%s}\n",
           (double)delay_count / STREAMS / span_s, more);
    printf("{\"bench\":\"server_stream_core\",\"value\":%.0f,\"unit\":\"%%\",%s}\n", 100.0 * cpu,
           more);
    printf("{\"bench\":\"server_stream_memory\",\"value\":%.1f,\"unit\":\"kB\",\"of\":\"a "
           "client\"}\n",
           kb);
    for (int i = 0; i < STREAMS; i++) {
        close(clients[i].fd);
    }
    close(poll);
    free(delays);
}

static void requests(int port, double span_s)
{
    static int fds[KEPT];
    char ask[256], text[4096];
    const int poll = epoll_create1(0);
    snprintf(ask, sizeof ask, "GET /api/session HTTP/1.1\r\nHost: localhost:%d\r\n\r\n", port);
    for (int i = 0; i < KEPT; i++) {
        fds[i] = dial(port);
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fds[i]};
        epoll_ctl(poll, EPOLL_CTL_ADD, fds[i], &event);
        say(fds[i], ask);
    }
    const double start = now_s();
    size_t count = 0;
    while (now_s() < start + span_s) {
        struct epoll_event events[KEPT];
        const int n = epoll_wait(poll, events, KEPT, 100);
        for (int i = 0; i < n; i++) {
            if (read(events[i].data.fd, text, sizeof text) <= 0) {
                fprintf(stderr, "bench_server: a connection ended\n");
                exit(1);
            }
            count++;
            say(events[i].data.fd, ask);
        }
    }
    printf("{\"bench\":\"server_small_requests\",\"value\":%.0f,\"unit\":\"1/s\","
           "\"connections\":%d}\n",
           (double)count / (now_s() - start), KEPT);
    for (int i = 0; i < KEPT; i++) {
        close(fds[i]);
    }
    close(poll);
}

int main(void)
{
    const char *seconds = getenv("SECONDS");
    const double span_s = seconds ? strtod(seconds, NULL) : 5.0;
    int ends[2], port = 0;
    struct rlimit files = {8192, 8192};
    (void)setrlimit(RLIMIT_NOFILE, &files);
    if (pipe(ends) != 0) {
        return 1;
    }
    const pid_t pid = fork();
    if (pid == 0) {
        serve(ends[1]);
    }
    pin(1);
    signal(SIGPIPE, SIG_IGN);
    if (pid < 0 || read(ends[0], &port, sizeof port) != (ssize_t)sizeof port) {
        return 1;
    }
    requests(port, span_s);
    streams(port, pid, span_s);
    kill(pid, SIGTERM);
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : 1;
}
