/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <locale.h>
#include <string.h>

#include "kurs/version.h"

static const kurs_cli_command *const commands[] = {
    &kurs_cli_window, &kurs_cli_fly, &kurs_cli_propagate, &kurs_cli_serve, &kurs_cli_watch};

const kurs_cli_command *const *kurs_cli_commands(int *count)
{
    *count = (int)(sizeof commands / sizeof commands[0]);
    return commands;
}

static const kurs_cli_command *find_command(const char *name)
{
    int count;
    const kurs_cli_command *const *table = kurs_cli_commands(&count);
    for (int i = 0; i < count; i++) {
        if (strcmp(table[i]->name, name) == 0) {
            return table[i];
        }
    }
    return NULL;
}

/* Option that a word names: "-o", "--out" or "--out=VALUE"; -1 where none does. */
static int find_option(const kurs_cli_command *command, const char *word, const char **value)
{
    *value = NULL;
    for (int i = 0; i < command->option_count; i++) {
        const kurs_cli_option *option = &command->options[i];
        const size_t n = strlen(option->name);
        if (word[0] == '-' && word[1] == option->letter && option->letter && word[2] == '\0') {
            return i;
        }
        if (strncmp(word, "--", 2) == 0 && strncmp(word + 2, option->name, n) == 0) {
            if (word[2 + n] == '\0') {
                return i;
            }
            if (word[2 + n] == '=' && option->value) {
                *value = word + 3 + n;
                return i;
            }
        }
    }
    return -1;
}

static int usage_error(const kurs_cli_command *command, const char *what, const char *word)
{
    fprintf(stderr, "kurs: %s%s; `kurs %s --help` tells what it takes\n", what, word,
            command->name);
    return KURS_EXIT_USAGE;
}

static int parse_and_run(const kurs_cli_command *command, int count, char **words)
{
    kurs_cli_call call = {{NULL}, NULL};
    int only_arguments = 0;
    for (int i = 0; i < count; i++) {
        const char *word = words[i];
        if (only_arguments || word[0] != '-' || word[1] == '\0') {
            if (call.argument || !command->argument) {
                return usage_error(command, "one argument too many: ", word);
            }
            call.argument = word;
            continue;
        }
        if (strcmp(word, "--") == 0) {
            only_arguments = 1;
            continue;
        }
        if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
            kurs_cli_command_help(command, stdout);
            return KURS_EXIT_DONE;
        }
        const char *value;
        const int option = find_option(command, word, &value);
        if (option < 0) {
            return usage_error(command, "unknown option ", word);
        }
        if (command->options[option].value && !value) {
            if (i + 1 == count) {
                return usage_error(command, "a value is missing after ", word);
            }
            value = words[++i];
        }
        call.values[option] = value ? value : "";
    }
    if (command->argument && command->argument[0] != '[' && !call.argument) {
        return usage_error(command, "missing argument ", command->argument);
    }
    return command->run(&call);
}

/* `kurs help`, `kurs help COMMAND`, and the generated pages. */
static int help(int count, char **words)
{
    if (count == 0) {
        kurs_cli_help(stdout);
        return KURS_EXIT_DONE;
    }
    if (strcmp(words[0], "--man") == 0) {
        kurs_cli_man(stdout);
        return KURS_EXIT_DONE;
    }
    if (strcmp(words[0], "--completion") == 0) {
        kurs_cli_completion(stdout);
        return KURS_EXIT_DONE;
    }
    const kurs_cli_command *command = find_command(words[0]);
    if (!command) {
        fprintf(stderr, "kurs: no command \"%s\"; `kurs help` lists them\n", words[0]);
        return KURS_EXIT_USAGE;
    }
    kurs_cli_command_help(command, stdout);
    return KURS_EXIT_DONE;
}

static int run(int argc, char **argv)
{
    if (argc < 2) {
        kurs_cli_help(stderr);
        return KURS_EXIT_USAGE;
    }
    const char *word = argv[1];
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        kurs_cli_help(stdout);
        return KURS_EXIT_DONE;
    }
    if (strcmp(word, "--version") == 0) {
        printf("kurs %s\n", kurs_version());
        return KURS_EXIT_DONE;
    }
    if (strcmp(word, "help") == 0) {
        return help(argc - 2, argv + 2);
    }
    const kurs_cli_command *command = find_command(word);
    if (!command) {
        fprintf(stderr, "kurs: no command \"%s\"; `kurs help` lists them\n", word);
        return KURS_EXIT_USAGE;
    }
    return parse_and_run(command, argc - 2, argv + 2);
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "C");
    const int result = run(argc, argv);
    if ((fflush(stdout) != 0 || ferror(stdout)) && result == KURS_EXIT_DONE) {
        fprintf(stderr, "kurs: standard output: cannot be written; make room there\n");
        return KURS_EXIT_RESOURCE;
    }
    return result;
}
