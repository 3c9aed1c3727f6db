/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fail_alloc.h"
#include "io/yaml_schema.h"
#include "kurs/time.h"
#include "kurs/vehicle.h"

/* A struct with a member of every kind, and its table. */
typedef struct inner {
    double mass_kg;
    int count;
} inner;

typedef struct outer {
    char name[12], colour[8];
    int yes, whole;
    double length_m, angle, ratio, optional_s;
    double place_m[3];
    kurs_curve curve;
    kurs_tai day, instant;
    inner part;
    int part_count;
    inner parts[3];
} outer;

static const char *const colours[] = {"red", "green", NULL};

/* clang-format off */
static const kurs_yaml_row inner_rows[] = {
    K_QUANTITY(inner, mass_kg, "mass", KURS_YAML_REQUIRED, MASS, 0.0, 1000.0, "how heavy"),
    K_INT(inner, count, "count", 0, 1, 9, "how many"),
};
static K_TABLE(inner_table, "a part", inner_rows, inner, .graded = 1);
static const kurs_yaml_row inner_item = {.key = "parts", .kind = KURS_YAML_MAP, .table = &inner_table, .doc = "a part"};
static const kurs_yaml_row outer_rows[] = {
    K_TEXT(outer, name, "name", KURS_YAML_REQUIRED, "its name"),
    K_CHOICE(outer, colour, "colour", 0, colours, "red or green"),
    K_BOOL(outer, yes, "yes", 0, "whether"),
    K_INT(outer, whole, "whole", 0, -5, 5, "a small number"),
    K_QUANTITY(outer, length_m, "length", 0, LENGTH, 0.0, 1e4, "how long"),
    K_QUANTITY(outer, angle, "angle", 0, ANGLE, 0.0, 0.0, "how wide"),
    K_QUANTITY(outer, ratio, "ratio", 0, NONE, 0.0, 1.0, "a part of one"),
    K_QUANTITY_OR(outer, optional_s, "optional", -1.0, TIME, 0.0, 1e6, "a time"),
    K_VECTOR(outer, place_m, "place", 0, LENGTH, 3, -10.0, 10.0, "where"),
    K_CURVE(outer, curve, "curve", 0, TIME, ANGLE, -4.0, 4.0, "angle against time"),
    K_DAY(outer, day, "day", 0, "the day"),
    K_INSTANT(outer, instant, "instant", 0, "when"),
    K_MAP(outer, part, "part", 0, &inner_table, "one part"),
    K_LIST(outer, parts, part_count, "parts", 0, 3, &inner_item, "more parts"),
    K_SKIP("skipped", "anything"),
};
/* clang-format on */
static K_TABLE(outer_table, "a thing", outer_rows, outer, .graded = 1);

static kurs_diag diag;

static kurs_status load(const char *text, int flags, outer *out)
{
    kurs_diag_init(&diag);
    return kurs_yaml_load_text("folder/x.yaml", text, strlen(text), &outer_table, flags, out,
                               &diag);
}

static void show(void)
{
    for (int i = 0; i < diag.count; i++) {
        char line[KURS_DIAG_LINE_SIZE];
        (void)kurs_diag_format(&diag.items[i], line, sizeof line);
        print_message("%s", line);
    }
}

static void every_kind_of_value_reaches_its_member(void **state)
{
    outer o;
    (void)state;
    assert_int_equal(load("name: 'a: b'\n"
                          "colour: green\n"
                          "yes: true\n"
                          "whole: -3\n"
                          "length: 2.5 km\n"
                          "angle: {value: 180 deg, grade: D, source: KEY, note: half a turn}\n"
                          "ratio: 0.25\n"
                          "place: [1 m, -2 m, 0.003 km]\n"
                          "curve: {units: [min, deg], points: [[0, 90], [1, -180]]}\n"
                          "day: 2024-03-21\n"
                          "instant: 2024-03-23T12:36:10.573Z\n"
                          "part: {mass: 3 t, count: 2, grade: A, source: KEY}\n",
                          0, &o),
                     KURS_ERR_RANGE); /* 3 t is too heavy */
    assert_int_equal(load("name: 'a: b'\ncolour: green\nyes: true\nwhole: -3\nlength: 2.5 km\n"
                          "angle: {value: 180 deg, grade: D, source: KEY, note: half a turn}\n"
                          "ratio: 0.25\nplace: [1 m, -2 m, 0.003 km]\n"
                          "curve: {units: [min, deg], points: [[0, 90], [1, -180]]}\n"
                          "day: 2024-03-21\ninstant: 2024-03-23T12:36:10.573Z\n"
                          "part: {mass: 0.3 t, count: 2, grade: A, source: KEY}\n"
                          "parts:\n- mass: 1 kg\n- mass: 500 g\n  count: 7\n"
                          "skipped: [what, {ever: it is}]\n",
                          0, &o),
                     KURS_OK);
    assert_string_equal(o.name, "a: b");
    assert_string_equal(o.colour, "green");
    assert_int_equal(o.yes, 1);
    assert_int_equal(o.whole, -3);
    check_near(2500.0, o.length_m, 0.0, 0.0);
    check_near(3.14159265358979324, o.angle, 1e-15, 0.0);
    check_near(0.25, o.ratio, 0.0, 0.0);
    check_near(-1.0, o.optional_s, 0.0, 0.0);
    check_near(1.0, o.place_m[0], 0.0, 0.0);
    check_near(-2.0, o.place_m[1], 0.0, 0.0);
    check_near(3.0, o.place_m[2], 1e-15, 0.0);
    assert_int_equal(o.curve.count, 2);
    check_near(60.0, o.curve.x[1], 0.0, 0.0);
    check_near(-3.14159265358979324, o.curve.y[1], 1e-15, 0.0);
    /* 2024-03-21 to the instant: 2 d 12 h 36 min 10.573 s */
    check_near(218170.573, kurs_tai_diff(o.instant, o.day), 1e-9, 0.0);
    check_near(300.0, o.part.mass_kg, 1e-12, 0.0);
    assert_int_equal(o.part_count, 2);
    check_near(0.5, o.parts[1].mass_kg, 1e-15, 0.0);
    assert_int_equal(o.parts[1].count, 7);
}

static void points_of_a_curve_may_carry_their_own_units(void **state)
{
    outer o;
    (void)state;
    assert_int_equal(load("name: a\ncurve:\n- [0 s, 90 deg]\n- [1 h, 1 rad]\n", 0, &o), KURS_OK);
    check_near(3600.0, o.curve.x[1], 0.0, 0.0);
    check_near(1.0, o.curve.y[1], 0.0, 0.0);
}

/* Each bad text: the status, the place, and words of the error and of the remedy. */
static const struct {
    const char *text;
    kurs_status status;
    int line, column;
    const char *what, *remedy;
} bad[] = {
    {"name: a\nlenght: 1 m", KURS_ERR_SCHEMA, 2, 1, "'lenght' is not known", "mean 'length'?"},
    {"name: a\nzzz: 1", KURS_ERR_SCHEMA, 2, 1, "'zzz' is not known", "known here: name, colour"},
    {"colour: red", KURS_ERR_SCHEMA, 1, 1, "a thing has no 'name'", "add 'name: ...': its name"},
    {"name: a\nlength: 5", KURS_ERR_UNIT, 2, 9, "'5' of 'length' has no unit", "'5 m'"},
    {"name: a\nlength: 5 kg", KURS_ERR_UNIT, 2, 11, "'kg' is not a unit of length", "m or km"},
    {"name: a\nlength: '5 KM'", KURS_ERR_UNIT, 2, 12, "'KM' is not a unit", "m or km"},
    {"name: a\nlength: five m", KURS_ERR_SCHEMA, 2, 9, "'five m' is not a number", "of length"},
    {"name: a\nlength: -1 m", KURS_ERR_RANGE, 2, 9, "outside", "from 0 to 10000 m"},
    {"name: a\nlength: 11 km", KURS_ERR_RANGE, 2, 9, "outside", "from 0 to 10 km (how long)"},
    {"name: a\nlength: 1e999 m", KURS_ERR_RANGE, 2, 9, "too large", "below"},
    {"name: a\nlength: .nan", KURS_ERR_SCHEMA, 2, 9, "not a number", "a number"},
    {"name: a\nlength: .inf m", KURS_ERR_SCHEMA, 2, 9, "not a number", "a number"},
    {"name: a\nlength: [1 m]", KURS_ERR_SCHEMA, 2, 9, "a list", "one value: how long"},
    {"name: a\nlength:", KURS_ERR_SCHEMA, 2, 8, "no value", "how long"},
    {"name: a\nlength: {value: 1 m, valu: 2 m}", KURS_ERR_SCHEMA, 2, 22, "'valu'", "'value'?"},
    {"name: a\nlength: {grade: A}", KURS_ERR_SCHEMA, 2, 9, "no 'value'", "value: ..."},
    {"name: a\nlength: {value: 1 m, grade: E}", KURS_ERR_SCHEMA, 2, 29, "'E'", "A (official)"},
    {"name: a\nratio: 0.5 m", KURS_ERR_UNIT, 2, 11, "after its number", "number alone"},
    {"name: a\nratio: 1.5", KURS_ERR_RANGE, 2, 8, "outside", "from 0 to 1"},
    {"name: a\nwhole: 1.5", KURS_ERR_SCHEMA, 2, 8, "not a whole number", "a small number"},
    {"name: a\nwhole: 6", KURS_ERR_RANGE, 2, 8, "outside", "from -5 to 5"},
    {"name: a\nyes: maybe", KURS_ERR_SCHEMA, 2, 6, "neither true nor false", "one of them"},
    {"name: a\ncolour: rde", KURS_ERR_SCHEMA, 2, 9, "'rde' is not known", "mean 'red'?"},
    {"name: {a: b}", KURS_ERR_SCHEMA, 1, 7, "a map", "one value: its name"},
    {"name: twelve bytes", KURS_ERR_RANGE, 1, 7, "has 12 bytes", "at most 11"},
    {"name: \"a\\tb\"", KURS_ERR_SCHEMA, 1, 7, "control character", "one line"},
    {"name: \"a\\0b\"", KURS_ERR_SYNTAX, 1, 7, "0 byte", "without"},
    {"name: a\nplace: [1 m, 2 m]", KURS_ERR_SCHEMA, 2, 8, "not a list of 3", "with 3"},
    {"name: a\nplace: [1 m, 2 m, 3 s]", KURS_ERR_UNIT, 2, 21, "'s' is not a unit", "m or km"},
    {"name: a\ncurve: [[1 s, 1 deg], [1 s, 2 deg]]", KURS_ERR_RANGE, 2, 24, "not rise", "sort"},
    {"name: a\ncurve: {points: [[1, 1]]}", KURS_ERR_UNIT, 2, 8, "no units", "units: [s, deg]"},
    {"name: a\ncurve: {units: [m, deg], points: [[1, 1]]}", KURS_ERR_UNIT, 2, 17, "'m'", "s, min"},
    {"name: a\ncurve: {units: [s, deg], points: [[1]]}", KURS_ERR_SCHEMA, 2, 35, "point", "[x, y]"},
    {"name: a\ncurve: []", KURS_ERR_SCHEMA, 2, 8, "not a curve", "1 to 24 points"},
    {"name: a\nday: 21.3.2024", KURS_ERR_SYNTAX, 2, 6, "the form YYYY-MM-DD", "the day"},
    {"name: a\nday: 2023-02-29", KURS_ERR_RANGE, 2, 6, "not a date that exists", "YYYY-MM-DD"},
    {"name: a\nday: 2024-03-21T12:00:00Z", KURS_ERR_SYNTAX, 2, 6, "not of the form", "the day"},
    {"name: a\ninstant: 2024-03-21", KURS_ERR_SYNTAX, 2, 10, "not of the form", "its Z"},
    {"name: a\ninstant: 2024-03-21T12:00:00", KURS_ERR_SYNTAX, 2, 10, "not of the form", "its Z"},
    {"name: a\npart: 5 kg", KURS_ERR_SCHEMA, 2, 7, "a part must be a map", "'mass: ...'"},
    {"name: a\npart: {count: 1}", KURS_ERR_SCHEMA, 2, 7, "a part has no 'mass'", "how heavy"},
    {"name: a\nparts: {mass: 1 kg}", KURS_ERR_SCHEMA, 2, 8, "not a list", "'- '"},
    {"name: a\nparts: [{mass: 1 kg}, {mass: 2 kg}, {mass: 3 kg}, {mass: 4 kg}]", KURS_ERR_FULL, 2,
     8, "has 4 items", "at most 3"},
    {"name: a\nparts:\n- {mass: 1 kg}\n- {mass: 2 m}", KURS_ERR_UNIT, 4, 12, "'m'", "kg, t or g"},
    {"- a\n- b", KURS_ERR_SCHEMA, 1, 1, "a thing must be a map", "'name: ...'"},
    {"", KURS_ERR_SCHEMA, 1, 1, "empty", "key: value"},
    {"# only a remark\n", KURS_ERR_SCHEMA, 1, 1, "empty", "key: value"},
    {"name: a\nname: b", KURS_ERR_SCHEMA, 2, 1, "'name' stands here again", "line 1"},
    {"name: &x a", KURS_ERR_SCHEMA, 1, 7, "anchor", "write the value out"},
    {"name: *x", KURS_ERR_SCHEMA, 1, 7, "alias", "write the value out"},
    {"name: !!str a", KURS_ERR_SCHEMA, 1, 7, "tag", "without it"},
    {"name: a\n---\nname: b", KURS_ERR_SCHEMA, 2, 1, "second document", "one document"},
    {"name: a\n? [x]\n: b", KURS_ERR_SYNTAX, 2, 3, "a key is a map or a list", "plain name"},
    {"name: [a", KURS_ERR_SYNTAX, 1, 7, "not YAML", "brackets"},
    {"name: a\n\tlength: 1 m", KURS_ERR_SYNTAX, 2, 1, "not YAML", "indent with blanks"},
    {"name: \xff\xfe", KURS_ERR_SYNTAX, 1, 7, "not plain UTF-8", "UTF-8"},
    {"skipped: [[[[[[[[[[[[[[1]]]]]]]]]]]]]]", KURS_ERR_SCHEMA, 1, 21, "12 deep", "more than 6"},
};

static void each_error_has_its_place_and_tells_what_would_be_right(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        outer o, before;
        memset(&o, 0x5a, sizeof o);
        memcpy(&before, &o, sizeof o);
        const kurs_status status = load(bad[i].text, 0, &o);
        const kurs_diag_item *item = &diag.items[0];
        if (status != bad[i].status || diag.count != 1 || item->line != bad[i].line ||
            item->column != bad[i].column || !strstr(item->what, bad[i].what) ||
            !strstr(item->remedy, bad[i].remedy)) {
            print_message("case %zu, status %s:\n", i, kurs_status_name(status));
            show();
        }
        assert_int_equal(status, bad[i].status);
        assert_int_equal(diag.count, 1);
        assert_string_equal(item->file, "folder/x.yaml");
        assert_int_equal(item->line, bad[i].line);
        assert_int_equal(item->column, bad[i].column);
        assert_non_null(strstr(item->what, bad[i].what));
        assert_non_null(strstr(item->remedy, bad[i].remedy));
        assert_memory_equal(&o, &before, sizeof o);
    }
}

static void all_errors_come_at_once_in_the_order_of_lines(void **state)
{
    outer o;
    (void)state;
    assert_true(load("wole: 3\nlength: 5\nyes: 1\nparts:\n- mass: 1 m\n- {}\nratio: x\n", 0, &o) <
                0);
    static const int lines[] = {1, 1, 2, 3, 5, 6, 7};
    assert_int_equal(diag.count, 7); /* with the missing name, in line 1 */
    for (int i = 0; i < 7; i++) {
        assert_int_equal(diag.items[i].line, lines[i]);
    }
}

static void an_error_is_written_with_its_line_and_a_caret(void **state)
{
    outer o;
    char line[KURS_DIAG_LINE_SIZE];
    (void)state;
    assert_int_equal(load("name: a\nlength: 5 \xc3\xa4", 0, &o), KURS_ERR_UNIT);
    const size_t n = kurs_diag_format(&diag.items[0], line, sizeof line);
    assert_string_equal(line, "kurs: folder/x.yaml:2:11: '\xc3\xa4' is not a unit of length, which "
                              "'length' is; write m or km\n"
                              "  length: 5 \xc3\xa4\n"
                              "            ^\n");
    assert_int_equal(n, strlen(line));
    /* cut to any size, always ended */
    for (size_t room = 1; room < n; room++) {
        assert_int_equal(kurs_diag_format(&diag.items[0], line, room), room - 1);
        assert_int_equal(strlen(line), room - 1);
    }
}

static void a_long_line_is_shown_about_its_error(void **state)
{
    char text[700] = "name: a\nskipped: '", out[KURS_DIAG_LINE_SIZE];
    outer o;
    (void)state;
    for (int i = 0; i < 100; i++) {
        strcat(text, "\xc3\xa4\xc3\xb6");
    }
    strcat(text, "', & b");
    assert_true(load(text, 0, &o) < 0);
    assert_true(diag.items[0].column > 200);
    (void)kurs_diag_format(&diag.items[0], out, sizeof out);
    const char *source = strchr(out, '\n') + 3, *caret = strrchr(out, '^');
    /* the caret stands under the character that libyaml stopped at */
    assert_true(strlen(diag.items[0].source) < KURS_DIAG_SOURCE_SIZE);
    const char *line = strchr(source, '\n') + 3;
    assert_int_equal(caret - line, diag.items[0].caret - 1);
    assert_true(diag.items[0].caret < KURS_DIAG_SOURCE_SIZE);
    assert_true(diag.items[0].caret < diag.items[0].column);
}

static void a_full_list_counts_what_it_cannot_hold(void **state)
{
    char text[4096] = "name: a\n";
    outer o;
    (void)state;
    for (int i = 0; i < 100; i++) {
        char line[32];
        snprintf(line, sizeof line, "unknown%d: 1\n", i);
        strcat(text, line);
    }
    assert_int_equal(load(text, 0, &o), KURS_ERR_SCHEMA);
    assert_int_equal(diag.count, KURS_DIAG_MAX);
    assert_int_equal(diag.lost, 100 - KURS_DIAG_MAX);
}

static void grades_can_be_required_and_are_inherited(void **state)
{
    outer o;
    (void)state;
    assert_int_equal(load("name: a\nlength: 1 m", KURS_YAML_REQUIRE_GRADES, &o), KURS_ERR_SCHEMA);
    assert_non_null(strstr(diag.items[0].what, "'length' has no grade"));
    assert_int_equal(load("name: a\nlength: {value: 1 m, grade: A}", KURS_YAML_REQUIRE_GRADES, &o),
                     KURS_ERR_SCHEMA);
    assert_non_null(strstr(diag.items[0].what, "'length' has no source"));
    assert_int_equal(load("name: a\ngrade: U\nsource: own\nlength: 1 m\npart: {mass: 1 kg}\n"
                          "curve: {units: [s, deg], points: [[0, 1]]}\n",
                          KURS_YAML_REQUIRE_GRADES, &o),
                     KURS_OK);
    /* a grade of one part does not reach its neighbour */
    assert_int_equal(
        load("name: a\npart: {mass: 1 kg, grade: A, source: k}\nparts: [{mass: 1 kg}]\n",
             KURS_YAML_REQUIRE_GRADES, &o),
        KURS_ERR_SCHEMA);
    assert_int_equal(diag.count, 1);
    assert_int_equal(diag.items[0].line, 3);
    assert_non_null(strstr(diag.items[0].what, "'mass' has no grade"));
}

static void repeat(char *text, size_t n, const char *what)
{
    const size_t m = strlen(what);
    for (size_t i = 0; i < n; i++) {
        text[i] = what[i % m];
    }
}

/* Hostile shapes end with an error, at once and without deep recursion. */
static void large_and_deep_files_are_refused_quickly(void **state)
{
    static const char *const shapes[] = {"[",  "{",   "- ",  "? ",    "a: {",
                                         "[{", "\n-", "- [", "{a: [", "&a "};
    const size_t most = KURS_YAML_MAX_BYTES;
    char *text = malloc(most + 1);
    outer o;
    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        repeat(text, most, shapes[i]);
        kurs_diag_init(&diag);
        assert_true(kurs_yaml_load_text("x", text, most, &outer_table, 0, &o, &diag) < 0);
        assert_true(diag.count > 0);
    }
    repeat(text, most + 1, "# ");
    kurs_diag_init(&diag);
    assert_int_equal(kurs_yaml_load_text("x", text, most + 1, &outer_table, 0, &o, &diag),
                     KURS_ERR_SCHEMA);
    assert_non_null(strstr(diag.items[0].what, "larger than 1 MiB"));
    free(text);
}

static void every_cut_of_a_file_ends_in_a_status(void **state)
{
    static const char text[] = "name: 'a b'\nlength: {value: 1 m, grade: A, source: \"k\"}\n"
                               "curve: {units: [s, deg], points: [[0, 1], [2, 3]]}\n"
                               "parts:\n- mass: 1 kg\n- {mass: 2 kg, count: 3}\nday: 2024-03-21\n";
    outer o;
    int good = 0;
    (void)state;
    for (size_t n = 0; n < sizeof text; n++) {
        char *cut = malloc(n ? n : 1);
        assert_non_null(cut);
        memcpy(cut, text, n);
        kurs_diag_init(&diag);
        const kurs_status status = kurs_yaml_load_text("x", cut, n, &outer_table, 0, &o, &diag);
        assert_true((status < 0) == (diag.count > 0));
        good += status == KURS_OK;
        free(cut);
    }
    assert_true(good > 0);
}

static void a_failed_allocation_is_reported_and_leaks_nothing(void **state)
{
    static const char text[] = "name: a\nlength: 1 m\nparts: [{mass: 1 kg}]\n";
    fail_alloc fail;
    outer o, before;
    (void)state;
    memset(&o, 0x5a, sizeof o);
    memcpy(&before, &o, sizeof o);
    int k = 1;
    for (;; k++) {
        fail_alloc_start(&fail, k);
        const kurs_status status = load(text, 0, &o);
        fail_alloc_stop(&fail);
        assert_int_equal(fail.alive, 0);
        if (!fail.failed) {
            assert_int_equal(status, KURS_OK);
            break;
        }
        assert_int_equal(status, KURS_ERR_MEMORY);
        assert_int_equal(diag.items[0].status, KURS_ERR_MEMORY);
        assert_memory_equal(&o, &before, sizeof o);
    }
    assert_true(k > 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_value_reaches_its_member),
        cmocka_unit_test(points_of_a_curve_may_carry_their_own_units),
        cmocka_unit_test(each_error_has_its_place_and_tells_what_would_be_right),
        cmocka_unit_test(all_errors_come_at_once_in_the_order_of_lines),
        cmocka_unit_test(an_error_is_written_with_its_line_and_a_caret),
        cmocka_unit_test(a_long_line_is_shown_about_its_error),
        cmocka_unit_test(a_full_list_counts_what_it_cannot_hold),
        cmocka_unit_test(grades_can_be_required_and_are_inherited),
        cmocka_unit_test(large_and_deep_files_are_refused_quickly),
        cmocka_unit_test(every_cut_of_a_file_ends_in_a_status),
        cmocka_unit_test(a_failed_allocation_is_reported_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
