/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/output_file.h"

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
    strcpy(r->path, "/tmp/kurs-output-XXXXXX");
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

static void make(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(0, fclose(file));
}

static void check_text(const char *path, const char *want)
{
    char text[64] = "";
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(want, text);
}

static int there(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}

static void a_file_is_in_its_place_only_when_all_is_written(void **state)
{
    static kurs_output_file o;
    (void)state;
    make("a.csv", "old");
    assert_int_equal(0, chmod("a.csv", 0640));
    assert_int_equal(KURS_OK, kurs_output_file_open(&o, "a.csv"));
    assert_true(fputs("new", o.file) >= 0 && fflush(o.file) == 0);
    check_text("a.csv", "old");
    check_text("a.csv.part", "new");
    assert_int_equal(KURS_OK, kurs_output_file_commit(&o));
    check_text("a.csv", "new");
    assert_false(there("a.csv.part"));
    struct stat st;
    assert_int_equal(0, stat("a.csv", &st));
    assert_int_equal(0640, st.st_mode & 0777);
    kurs_output_file_discard(&o); /* does nothing now */
    check_text("a.csv", "new");
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_output_file_commit(&o));
}

static void what_is_given_up_leaves_nothing(void **state)
{
    static kurs_output_file o;
    (void)state;
    make("a.csv", "old");
    make("a.csv.part", "of someone else");
    assert_int_equal(KURS_OK, kurs_output_file_open(&o, "a.csv"));
    assert_true(there("a.csv.part2"));
    assert_true(fputs("new", o.file) >= 0);
    kurs_output_file_discard(&o);
    assert_false(there("a.csv.part2"));
    check_text("a.csv", "old");
    check_text("a.csv.part", "of someone else");
}

static void a_link_is_followed_and_a_device_is_written_straight(void **state)
{
    static kurs_output_file o;
    (void)state;
    assert_int_equal(0, mkdir("far", 0777));
    make("far/real", "old");
    assert_int_equal(0, symlink("far/real", "link"));
    assert_int_equal(KURS_OK, kurs_output_file_open(&o, "link"));
    assert_true(fputs("new", o.file) >= 0);
    assert_true(there("far/real.part"));
    assert_int_equal(KURS_OK, kurs_output_file_commit(&o));
    struct stat st;
    assert_true(lstat("link", &st) == 0 && S_ISLNK(st.st_mode));
    check_text("far/real", "new");
    assert_int_equal(KURS_OK, kurs_output_file_open(&o, "/dev/null"));
    assert_int_equal(0, o.beside[0]);
    assert_true(fputs("new", o.file) >= 0);
    assert_int_equal(KURS_OK, kurs_output_file_commit(&o));
    assert_true(stat("/dev/null", &st) == 0 && S_ISCHR(st.st_mode));
}

static void what_cannot_be_written_is_told_at_once(void **state)
{
    static kurs_output_file o;
    (void)state;
    assert_int_equal(KURS_ERR_IO, kurs_output_file_open(&o, "absent/a.csv"));
    assert_non_null(strstr(o.why, "absent/a.csv: cannot be written: "));
    assert_null(o.file);
    assert_int_equal(0, mkdir("folder", 0777));
    assert_int_equal(KURS_ERR_IO, kurs_output_file_open(&o, "folder"));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_output_file_open(&o, ""));
    char far[KURS_PATH_SIZE + 8];
    memset(far, 'x', sizeof far - 1);
    far[sizeof far - 1] = '\0';
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_output_file_open(&o, far));
    if (geteuid() != 0) { /* root may write all */
        make("a.csv", "old");
        assert_int_equal(0, chmod("a.csv", 0444));
        assert_int_equal(KURS_ERR_IO, kurs_output_file_open(&o, "a.csv"));
        assert_false(there("a.csv.part"));
    }
    kurs_output_file_discard(&o);
}

static void a_full_device_is_an_error_at_the_end(void **state)
{
    static kurs_output_file o;
    (void)state;
    if (access("/dev/full", W_OK) != 0) {
        skip();
    }
    assert_int_equal(KURS_OK, kurs_output_file_open(&o, "/dev/full"));
    assert_true(fputs("new", o.file) >= 0);
    assert_int_equal(KURS_ERR_IO, kurs_output_file_commit(&o));
    assert_non_null(strstr(o.why, "/dev/full: cannot be written: "));
    assert_null(o.file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_is_in_its_place_only_when_all_is_written, enter,
                                        leave),
        cmocka_unit_test_setup_teardown(what_is_given_up_leaves_nothing, enter, leave),
        cmocka_unit_test_setup_teardown(a_link_is_followed_and_a_device_is_written_straight, enter,
                                        leave),
        cmocka_unit_test_setup_teardown(what_cannot_be_written_is_told_at_once, enter, leave),
        cmocka_unit_test(a_full_device_is_an_error_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
