/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/folder.h"

/* A room of its own for each test, with this as the current folder. */
typedef struct room {
    int before;
    char path[64];
} room;

static int enter(void **state)
{
    room *r = calloc(1, sizeof *r);
    if (!r) {
        return -1;
    }
    strcpy(r->path, "/tmp/kurs-folder-XXXXXX");
    r->before = open(".", O_RDONLY);
    *state = r;
    return r->before >= 0 && mkdtemp(r->path) && chdir(r->path) == 0 ? 0 : -1;
}

static int leave(void **state)
{
    room *r = *state;
    char command[192];
    const int back = fchdir(r->before);
    snprintf(command, sizeof command, "chmod -R u+w %s && rm -rf %s", r->path, r->path);
    const int gone = system(command);
    close(r->before);
    free(r);
    return back == 0 && gone == 0 ? 0 : -1;
}

static void put(kurs_folder *f, const char *name, const char *text)
{
    FILE *file;
    assert_int_equal(kurs_folder_file(f, name, &file), KURS_OK);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(kurs_folder_close(f, name, file), KURS_OK);
}

static void make(const char *place, const char *text)
{
    kurs_folder f;
    assert_int_equal(kurs_folder_open(&f, place), KURS_OK);
    put(&f, "timeline.json", text);
    put(&f, "telemetry.csv", "a,b\n");
    assert_int_equal(kurs_folder_commit(&f), KURS_OK);
}

static void expect(const char *path, const char *text)
{
    char got[64] = "";
    FILE *file = fopen(path, "r");
    if (!file) {
        fail_msg("%s is not there", path);
    }
    assert_non_null(fgets(got, sizeof got, file));
    fclose(file);
    assert_string_equal(got, text);
}

static int entries(const char *path)
{
    DIR *dir = opendir(path);
    assert_non_null(dir);
    int n = -2;
    while (readdir(dir)) {
        n++;
    }
    closedir(dir);
    return n;
}

static void a_result_stands_in_its_place_and_nothing_beside_it(void **state)
{
    (void)state;
    make("out/ms-25/", "one");
    expect("out/ms-25/timeline.json", "one");
    assert_int_equal(entries("out/ms-25"), 2);
    assert_int_equal(entries("out"), 1);
}

static void before_the_commit_the_place_is_untouched(void **state)
{
    (void)state;
    make("r", "old");
    kurs_folder f;
    assert_int_equal(kurs_folder_open(&f, "r"), KURS_OK);
    put(&f, "timeline.json", "half");
    expect("r/timeline.json", "old");
    kurs_folder_discard(&f);
    kurs_folder_discard(&f);
    expect("r/timeline.json", "old");
    assert_int_equal(entries("."), 1);
    assert_int_equal(kurs_folder_commit(&f), KURS_ERR_ARGUMENT);
}

static void what_stood_there_is_kept_and_older_ones_shift_up(void **state)
{
    (void)state;
    make("r", "one");
    make("r", "two");
    make("r", "three");
    make("r", "four");
    expect("r/timeline.json", "four");
    expect("r.1/timeline.json", "three");
    expect("r.2/timeline.json", "two");
    expect("r.3/timeline.json", "one");
    assert_int_equal(entries("."), 4);
}

static void the_same_result_again_keeps_nothing(void **state)
{
    (void)state;
    make("r", "one");
    make("r", "two");
    make("r", "two");
    make("r", "two");
    expect("r/timeline.json", "two");
    expect("r.1/timeline.json", "one");
    assert_int_equal(entries("."), 2);
}

static void one_file_more_or_less_is_another_result(void **state)
{
    (void)state;
    make("r", "one");
    FILE *file = fopen("r/notes.txt", "w");
    assert_non_null(file);
    fclose(file);
    make("r", "one");
    expect("r.1/timeline.json", "one");
    assert_int_equal(entries("r.1"), 3);
    assert_int_equal(entries("r"), 2);
    /* the other way: fewer files there */
    assert_int_equal(unlink("r/telemetry.csv"), 0);
    make("r", "one");
    assert_int_equal(entries("r.1"), 1);
    assert_int_equal(entries("r.2"), 3);
}

/* What is not a folder of results is not moved. */
static void refused_and_left(const char *place, const char *why)
{
    kurs_folder f;
    struct stat before, after;
    assert_int_equal(lstat(place, &before), 0);
    assert_int_equal(kurs_folder_open(&f, place), KURS_ERR_IO);
    assert_string_equal(f.why, why);
    assert_int_equal(lstat(place, &after), 0);
    assert_true(before.st_ino == after.st_ino && before.st_mode == after.st_mode);
}

static void what_is_no_folder_of_results_is_left_alone(void **state)
{
    (void)state;
    FILE *file = fopen("file", "w");
    assert_non_null(file);
    fputs("mine", file);
    fclose(file);
    make("older", "one");
    assert_int_equal(symlink("older", "link"), 0);
    assert_int_equal(mkfifo("pipe", 0600), 0);
    assert_int_equal(mkdir("home", 0777), 0);
    assert_int_equal(mkdir("home/thesis", 0777), 0);
    refused_and_left("file", "file: stands there and is no folder");
    refused_and_left("link", "link: stands there and is no folder");
    refused_and_left("pipe", "pipe: stands there and is no folder");
    refused_and_left("/dev/null", "/dev/null: stands there and is no folder");
    refused_and_left("home", "home: stands there and is no folder of results");
    expect("file", "mine");
    assert_int_equal(entries("."), 5);
    /* not even where it comes there while the result is written */
    kurs_folder f;
    assert_int_equal(kurs_folder_open(&f, "late"), KURS_OK);
    put(&f, "timeline.json", "one");
    assert_int_equal(rename("file", "late"), 0);
    assert_int_equal(kurs_folder_commit(&f), KURS_ERR_IO);
    expect("late", "mine");
    assert_int_equal(entries("."), 5);
}

static void an_empty_folder_is_filled(void **state)
{
    (void)state;
    assert_int_equal(mkdir("r", 0777), 0);
    make("r", "one");
    expect("r/timeline.json", "one");
    assert_int_equal(entries("."), 1);
}

static void a_commit_tells_where_the_older_result_went(void **state)
{
    (void)state;
    kurs_folder f;
    make("r", "one");
    assert_int_equal(kurs_folder_open(&f, "r/"), KURS_OK);
    put(&f, "timeline.json", "two");
    assert_int_equal(kurs_folder_commit(&f), KURS_OK);
    assert_string_equal(f.kept, "r.1");
    assert_int_equal(kurs_folder_open(&f, "r"), KURS_OK);
    put(&f, "timeline.json", "two");
    assert_int_equal(kurs_folder_commit(&f), KURS_OK);
    assert_string_equal(f.kept, "");
}

static void two_at_once_do_not_meet(void **state)
{
    (void)state;
    kurs_folder a, b;
    assert_int_equal(kurs_folder_open(&a, "r"), KURS_OK);
    assert_int_equal(kurs_folder_open(&b, "r"), KURS_OK);
    put(&a, "timeline.json", "a");
    put(&b, "timeline.json", "b");
    assert_int_equal(kurs_folder_commit(&a), KURS_OK);
    assert_int_equal(kurs_folder_commit(&b), KURS_OK);
    expect("r/timeline.json", "b");
    expect("r.1/timeline.json", "a");
    assert_int_equal(entries("."), 2);
}

static void a_place_without_a_name_is_refused(void **state)
{
    (void)state;
    const char *bad[] = {"", "/", "//", ".", "..", "a/..", "a/."};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        kurs_folder f;
        assert_int_equal(kurs_folder_open(&f, bad[i]), KURS_ERR_ARGUMENT);
        assert_true(strlen(f.why) > 0);
    }
    char longer[KURS_PATH_SIZE + 10];
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    kurs_folder f;
    assert_int_equal(kurs_folder_open(&f, longer), KURS_ERR_ARGUMENT);
    assert_int_equal(entries("."), 0);
}

static void an_error_names_the_path_and_the_reason(void **state)
{
    (void)state;
    FILE *file = fopen("taken", "w");
    assert_non_null(file);
    fclose(file);
    kurs_folder f;
    assert_int_equal(kurs_folder_open(&f, "taken/r"), KURS_ERR_IO);
    assert_string_equal(f.why, "taken/r.part: the folder cannot be made: Not a directory");
    kurs_folder_discard(&f);
    assert_int_equal(entries("."), 1);
}

/* Runs in a child, which may lose its rights and limits; 0 is a pass. */
static int in_child(int (*run)(void))
{
    fflush(NULL);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (getuid() == 0 && setuid(65534) != 0) {
            _exit(77);
        }
        _exit(run());
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

static int open_in_closed(void)
{
    kurs_folder f;
    const kurs_status status = kurs_folder_open(&f, "closed/r");
    if (status != KURS_ERR_IO) {
        return 1;
    }
    return strcmp(f.why, "closed/r.part: the folder cannot be made: Permission denied") != 0;
}

static void a_folder_that_cannot_be_written_is_an_error_at_once(void **state)
{
    const room *r = *state;
    assert_int_equal(chmod(r->path, 0755), 0);
    assert_int_equal(mkdir("closed", 0555), 0);
    const int result = in_child(open_in_closed);
    if (result == 77) {
        skip();
    }
    assert_int_equal(result, 0);
    assert_int_equal(entries("closed"), 0);
}

/* A disk that is full after 20 kB. */
static int write_too_much(void)
{
    const struct rlimit limit = {20000, 20000};
    signal(SIGXFSZ, SIG_IGN);
    kurs_folder f;
    if (kurs_folder_open(&f, "open/r") != KURS_OK || setrlimit(RLIMIT_FSIZE, &limit) != 0) {
        return 1;
    }
    FILE *file;
    if (kurs_folder_file(&f, "telemetry.csv", &file) != KURS_OK) {
        return 2;
    }
    for (int i = 0; i < 10000; i++) {
        fputs("0123456789", file);
    }
    if (kurs_folder_close(&f, "telemetry.csv", file) != KURS_ERR_IO) {
        return 3;
    }
    if (strcmp(f.why, "open/r.part/telemetry.csv: cannot be written: File too large") != 0) {
        return 4;
    }
    kurs_folder_discard(&f);
    return 0;
}

static void a_full_disk_leaves_the_old_result_and_nothing_half_written(void **state)
{
    const room *r = *state;
    assert_int_equal(chmod(r->path, 0755), 0);
    make("open/r", "old");
    assert_int_equal(chmod("open", 0777), 0);
    const int result = in_child(write_too_much);
    if (result == 77) {
        skip();
    }
    assert_int_equal(result, 0);
    expect("open/r/timeline.json", "old");
    assert_int_equal(entries("open"), 1);
}

/* The folder is closed between open and commit: the older result must stay where it is. */
static void a_commit_that_fails_puts_all_back(void **state)
{
    (void)state;
    make("o/r", "one");
    make("o/r", "two");
    kurs_folder f;
    assert_int_equal(kurs_folder_open(&f, "o/r"), KURS_OK);
    put(&f, "timeline.json", "three");
    /* the result is taken away by somebody: its own move is the last one and fails */
    assert_int_equal(rename(f.beside, "elsewhere"), 0);
    assert_int_equal(kurs_folder_commit(&f), KURS_ERR_IO);
    assert_string_equal(f.why, "o/r: the result cannot be put there: No such file or directory");
    expect("o/r/timeline.json", "two");
    expect("o/r.1/timeline.json", "one");
    assert_int_equal(entries("o"), 2);
}

int main(void)
{
#define IN_ROOM(test) cmocka_unit_test_setup_teardown(test, enter, leave)
    const struct CMUnitTest tests[] = {
        IN_ROOM(a_result_stands_in_its_place_and_nothing_beside_it),
        IN_ROOM(before_the_commit_the_place_is_untouched),
        IN_ROOM(what_stood_there_is_kept_and_older_ones_shift_up),
        IN_ROOM(the_same_result_again_keeps_nothing),
        IN_ROOM(one_file_more_or_less_is_another_result),
        IN_ROOM(what_is_no_folder_of_results_is_left_alone),
        IN_ROOM(an_empty_folder_is_filled),
        IN_ROOM(a_commit_tells_where_the_older_result_went),
        IN_ROOM(two_at_once_do_not_meet),
        IN_ROOM(a_place_without_a_name_is_refused),
        IN_ROOM(an_error_names_the_path_and_the_reason),
        IN_ROOM(a_folder_that_cannot_be_written_is_an_error_at_once),
        IN_ROOM(a_full_disk_leaves_the_old_result_and_nothing_half_written),
        IN_ROOM(a_commit_that_fails_puts_all_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
