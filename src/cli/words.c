/* SPDX-License-Identifier: Apache-2.0 */
/* Values of options: times, numbers, and what is said of a wrong one. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN = 80 };

int kurs_cli_refuse(const kurs_cli_option *option, const char *value, const char *right)
{
    fprintf(stderr, "kurs: --%s %.*s%s: %s\n", option->name, SHOWN, value,
            strlen(value) > SHOWN ? "..." : "", right);
    return 0;
}

int kurs_cli_time(const kurs_cli_option *option, const char *value, kurs_tai *out,
                  kurs_status *caveat)
{
    if (!value) {
        return 1;
    }
    const kurs_status status = kurs_tai_parse(value, strlen(value), out);
    if (status == KURS_ERR_RANGE) {
        return kurs_cli_refuse(option, value,
                               "there is no such date from 1972 to 2100; give one that is");
    }
    if (status < 0) {
        return kurs_cli_refuse(option, value, "this is no time; write UTC as 2024-03-20T12:00:00Z");
    }
    *caveat = kurs_status_worse(*caveat, status);
    return 1;
}

int kurs_cli_number(const char *text, double least, double most, double *out, const char **rest)
{
    char *end;
    const double x = strtod(text, &end);
    if (end == text || !(x >= least && x <= most) ||
        strspn(text, "0123456789.+eE-") < (size_t)(end - text)) {
        return 0;
    }
    *out = x;
    *rest = end;
    return 1;
}
