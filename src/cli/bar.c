/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <unistd.h>

enum { WIDTH = 40 };

void kurs_cli_bar_init(kurs_cli_bar *bar)
{
    *bar = (kurs_cli_bar){.wanted = isatty(STDERR_FILENO), .shown = -1};
}

void kurs_cli_bar_show(kurs_cli_bar *bar, double part, const char *what)
{
    const int step = (int)(part * 1000.0);
    if (!bar->wanted || step == bar->shown) {
        return;
    }
    bar->shown = step;
    fputs("\r[", stderr);
    for (int i = 0; i < WIDTH; i++) {
        fputc(i < part * WIDTH ? '#' : '.', stderr);
    }
    fprintf(stderr, "] %3.0f %%  %-10s", 100.0 * part, what);
    fflush(stderr);
}

void kurs_cli_bar_clear(kurs_cli_bar *bar)
{
    if (bar->shown >= 0) {
        fputs("\r\033[K", stderr);
        bar->shown = -1;
    }
}
