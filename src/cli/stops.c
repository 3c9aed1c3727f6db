/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <signal.h>

static volatile sig_atomic_t asked;

static void on_stop(int signal_number)
{
    (void)signal_number;
    asked = 1;
}

void kurs_cli_catch_stops(void)
{
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    (void)sigaction(SIGPIPE, &ignore, NULL); /* a reader that goes is an error of the write */
    (void)sigaction(SIGXFSZ, &ignore, NULL); /* so is a file that may not grow */
    static const int stops[] = {SIGINT, SIGTERM, SIGHUP};
    const struct sigaction action = {.sa_handler = on_stop};
    for (size_t i = 0; i < sizeof stops / sizeof stops[0]; i++) {
        struct sigaction before;
        if (sigaction(stops[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
            (void)sigaction(stops[i], &action, NULL);
        }
    }
}

int kurs_cli_stop_asked(void *ctx)
{
    (void)ctx;
    return asked != 0;
}
