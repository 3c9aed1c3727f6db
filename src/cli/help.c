/* SPDX-License-Identifier: Apache-2.0 */
/* Help, man page and completion, all from the table of commands. */
#include "cli/cli.h"

#include <string.h>

#include "kurs/version.h"

static const char about[] =
    "Crewed flights to a space station: planned, flown from countdown to landing, and reported.";

static const char *const exit_texts[] = {
    "done, also with caveats",
    "no solution, or the mission did not reach its end",
    "wrong usage",
    "bad input",
    "a resource failed, such as a file or memory",
};

static const char *const environment[][2] = {
    {"SOURCE_DATE_EPOCH", "creation date of what is written [s since 1970]; else the first "
                          "instant in it"},
};

static void option_head(const kurs_cli_option *option, char out[64])
{
    if (option->letter) {
        snprintf(out, 64, "-%c, --%s%s%s", option->letter, option->name, option->value ? " " : "",
                 option->value ? option->value : "");
    } else {
        snprintf(out, 64, "--%s%s%s", option->name, option->value ? " " : "",
                 option->value ? option->value : "");
    }
}

void kurs_cli_help(FILE *out)
{
    int count;
    const kurs_cli_command *const *table = kurs_cli_commands(&count);
    fprintf(out, "%s\n\nUsage: kurs COMMAND [ARGUMENT] [OPTIONS]\n\nCommands:\n", about);
    for (int i = 0; i < count; i++) {
        fprintf(out, "  %-10s %-9s %s\n", table[i]->name,
                table[i]->argument ? table[i]->argument : "", table[i]->summary);
    }
    fprintf(out, "\n  kurs COMMAND --help    what a command does and takes\n"
                 "  kurs --version         the version\n\nExit status:");
    for (int i = 0; i < 5; i++) {
        fprintf(out, "%s%d %s", i ? "; " : " ", i, exit_texts[i]);
    }
    fprintf(out, ".\n");
}

/* Columns of the widest head. */
static int heads_width(const kurs_cli_command *command)
{
    int width = 18;
    for (int i = 0; i < command->option_count; i++) {
        char head[64];
        option_head(&command->options[i], head);
        const int n = (int)strlen(head);
        width = n > width ? n : width;
    }
    return width;
}

void kurs_cli_command_help(const kurs_cli_command *command, FILE *out)
{
    const int width = heads_width(command);
    fprintf(out, "Usage: kurs %s %s%s[OPTIONS]\n\n%s.\n\n%s\nOptions:\n", command->name,
            command->argument ? command->argument : "", command->argument ? " " : "",
            command->summary, command->text);
    for (int i = 0; i < command->option_count; i++) {
        char head[64];
        option_head(&command->options[i], head);
        fprintf(out, "  %-*s %s\n", width, head, command->options[i].help);
    }
    fprintf(out, "  %-*s %s\n", width, "-h, --help", "this text");
}

/* Text for roff: a hyphen that is a minus, no line that begins with a control character. */
static void roff(const char *text, FILE *out)
{
    int start = 1;
    for (const char *c = text; *c; c++) {
        if (start && (*c == '.' || *c == '\'')) {
            fputs("\\&", out);
        }
        if (*c == '-') {
            fputs("\\-", out);
        } else if (*c == '\\') {
            fputs("\\e", out);
        } else {
            fputc(*c, out);
        }
        start = *c == '\n';
    }
}

static void man_command(const kurs_cli_command *command, FILE *out)
{
    fprintf(out, ".SS \"kurs %s %s\"\n", command->name, command->argument ? command->argument : "");
    roff(command->summary, out);
    fputs(".\n.PP\n", out);
    roff(command->text, out);
    for (int i = 0; i < command->option_count; i++) {
        char head[64];
        option_head(&command->options[i], head);
        fputs(".TP\n.B ", out);
        roff(head, out);
        fputc('\n', out);
        roff(command->options[i].help, out);
        fputc('\n', out);
    }
}

void kurs_cli_man(FILE *out)
{
    int count;
    const kurs_cli_command *const *table = kurs_cli_commands(&count);
    fprintf(out, ".TH KURS 1 \"\" \"kurs %s\" \"User Commands\"\n", kurs_version());
    fputs(".SH NAME\nkurs \\- missions from the launch pad to a space station and home\n"
          ".SH SYNOPSIS\n.B kurs\n.I COMMAND\n[\\fIARGUMENT\\fR] [\\fIOPTIONS\\fR]\n"
          ".SH DESCRIPTION\n",
          out);
    roff(about, out);
    fputs("\n.SH COMMANDS\n", out);
    for (int i = 0; i < count; i++) {
        man_command(table[i], out);
    }
    fputs(".SH EXIT STATUS\n", out);
    for (int i = 0; i < 5; i++) {
        fprintf(out, ".TP\n.B %d\n", i);
        roff(exit_texts[i], out);
        fputc('\n', out);
    }
    fputs(".SH ENVIRONMENT\n", out);
    for (size_t i = 0; i < sizeof environment / sizeof environment[0]; i++) {
        fprintf(out, ".TP\n.B %s\n", environment[i][0]);
        roff(environment[i][1], out);
        fputc('\n', out);
    }
}

void kurs_cli_completion(FILE *out)
{
    int count;
    const kurs_cli_command *const *table = kurs_cli_commands(&count);
    fputs("# bash completion of kurs\n_kurs()\n{\n    local word=${COMP_WORDS[COMP_CWORD]}\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        COMPREPLY=($(compgen -W \"help",
          out);
    for (int i = 0; i < count; i++) {
        fprintf(out, " %s", table[i]->name);
    }
    fputs("\" -- \"$word\"))\n        return\n    fi\n    case ${COMP_WORDS[1]} in\n", out);
    for (int i = 0; i < count; i++) {
        fprintf(out, "    %s) local options=\"--help", table[i]->name);
        for (int j = 0; j < table[i]->option_count; j++) {
            fprintf(out, " --%s", table[i]->options[j].name);
        }
        fputs("\" ;;\n", out);
    }
    fputs("    esac\n    COMPREPLY=($(compgen -W \"$options\" -- \"$word\") "
          "$(compgen -f -- \"$word\"))\n}\ncomplete -F _kurs kurs\n",
          out);
}
