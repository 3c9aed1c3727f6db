/* SPDX-License-Identifier: Apache-2.0 */
/* Inner face of the command: one table of commands and options serves parsing, help and man page.
 */
#ifndef KURS_CLI_CLI_H
#define KURS_CLI_CLI_H

#include <stdio.h>

#include "app/app.h"

/* Exit statuses. */
enum {
    KURS_EXIT_DONE = 0,        /* also with caveats */
    KURS_EXIT_NO_SOLUTION = 1, /* or the mission did not reach its end */
    KURS_EXIT_USAGE = 2,
    KURS_EXIT_INPUT = 3,
    KURS_EXIT_RESOURCE = 4
};

enum { KURS_CLI_MAX_OPTIONS = 32 };

/* An option: its letter (0: none), long name, name of its value (NULL: a switch), and help. */
typedef struct kurs_cli_option {
    char letter;
    const char *name, *value, *help;
} kurs_cli_option;

/* What a command is called with: values by the order of its options, NULL where not given. */
typedef struct kurs_cli_call {
    const char *values[KURS_CLI_MAX_OPTIONS]; /* a switch that is given has "" */
    const char *argument;
} kurs_cli_call;

typedef struct kurs_cli_command {
    const char *name;
    const char *argument; /* "MISSION"; "[MISSION]": may be left out; NULL: takes none */
    const char *summary;  /* one line */
    const char *text;     /* paragraphs of the help, each ended by a line end */
    const kurs_cli_option *options;
    int option_count;
    int (*run)(const kurs_cli_call *call);
} kurs_cli_command;

extern const kurs_cli_command kurs_cli_fly, kurs_cli_propagate, kurs_cli_serve, kurs_cli_watch,
    kurs_cli_window;

/* The table, and its length. */
const kurs_cli_command *const *kurs_cli_commands(int *count);

/* Says what is wrong with a value, cut to a line, and what would be right. 0, for wrong usage. */
int kurs_cli_refuse(const kurs_cli_option *option, const char *value, const char *right);

/* An instant; where there is no value, *out stays. 0 where it is refused. */
int kurs_cli_time(const kurs_cli_option *option, const char *value, kurs_tai *out,
                  kurs_status *caveat);

/* A decimal number from `least` to `most` and what stands behind it; 0 where there is none. */
int kurs_cli_number(const char *text, double least, double most, double *out, const char **rest);

/* From now on to the end of the program a request to stop (Ctrl-C, termination, a closed terminal)
 * only sets what kurs_cli_stop_asked tells, so that no result is cut; what the caller had ignored
 * (nohup) stays ignored. A write that blocks is ended by it. ctx is not looked at. */
void kurs_cli_catch_stops(void);
int kurs_cli_stop_asked(void *ctx);

/* A progress bar on standard error, where that is a terminal; `shown` in thousandths, -1: not. */
typedef struct kurs_cli_bar {
    int wanted, shown;
} kurs_cli_bar;

void kurs_cli_bar_init(kurs_cli_bar *bar);
void kurs_cli_bar_show(kurs_cli_bar *bar, double part, const char *what);
void kurs_cli_bar_clear(kurs_cli_bar *bar);

/* Help of the whole and of one command, and the man page, from the table. */
void kurs_cli_help(FILE *out);
void kurs_cli_command_help(const kurs_cli_command *command, FILE *out);
void kurs_cli_man(FILE *out);
void kurs_cli_completion(FILE *out);

#endif
