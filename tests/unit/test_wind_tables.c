/* SPDX-License-Identifier: Apache-2.0 */
/* Files of winds: reader, what comes of them, and the two that are shipped. */
#include "check.h"

#include <string.h>

#include "io/tables.h"
#include "kurs/mission.h"
#include "kurs/wind.h"
#include "math/math.h"

static kurs_diag diag;

static kurs_status load(const char *text, size_t n, int flags, kurs_winds *out)
{
    kurs_diag_init(&diag);
    return kurs_yaml_load_text("folder/winds.yaml", text, n, &kurs_schema_winds, flags, out, &diag);
}

static kurs_winds shipped(const char *name)
{
    kurs_winds w;
    size_t n = 0;
    const char *text = kurs_data_file(name, &n);
    assert_non_null(text);
    assert_int_equal(KURS_OK, load(text, n, KURS_YAML_REQUIRE_GRADES, &w));
    return w;
}

static const char made[] = "name: made up\n"
                           "levels:\n"
                           "- {height: 0 m, speed: 2 m/s, direction: 0 deg}\n"
                           "- {height: 1 km, speed: 4 m/s, direction: 90 deg}\n"
                           "- {height: 3 km, speed: 0.01 km/s, direction: 225 deg}\n"
                           "gusts:\n"
                           "- {height: 1 km, speed: 4 m/s, length: 100 m}\n"
                           "- {height: 3 km, speed: 8 m/s, length: 300 m}\n";

static void directions_tell_whence_the_wind_blows(void **state)
{
    (void)state;
    kurs_winds w;
    kurs_wind_profile p;
    assert_int_equal(KURS_OK, load(made, strlen(made), 0, &w));
    assert_string_equal("made up", w.name);
    assert_int_equal(KURS_OK, kurs_wind_profile_season(&p, &w));
    assert_int_equal(3, p.count);
    check_near(0.0, kurs_wind_at(&p, 0.0).east, 1e-15, 0.0);
    check_near(-2.0, kurs_wind_at(&p, 0.0).north, 1e-15, 0.0); /* a north wind goes south */
    check_near(-4.0, kurs_wind_at(&p, 1000.0).east, 1e-15, 0.0);
    check_near(10.0 * sqrt(0.5), kurs_wind_at(&p, 3000.0).east, 1e-13, 0.0);
    check_near(10.0 * sqrt(0.5), kurs_wind_at(&p, 3000.0).north, 1e-13, 0.0);
    check_near(-2.0, kurs_wind_at(&p, 500.0).east, 1e-15, 0.0);
}

static void a_gust_rises_and_falls_as_one_less_cosine(void **state)
{
    (void)state;
    kurs_winds w;
    kurs_wind_gust g;
    assert_int_equal(KURS_OK, load(made, strlen(made), 0, &w));
    assert_int_equal(KURS_OK, kurs_wind_gust_season(&g, &w, 2000.0, 0.5 * KURS_PI));
    check_near(200.0, g.length, 1e-12, 0.0);
    check_near(6.0, kurs_wind_gust_at(&g, 2000.0).east, 1e-12, 0.0);
    check_near(0.0, kurs_wind_gust_at(&g, 2000.0).north, 1e-12, 0.0);
    check_near(3.0, kurs_wind_gust_at(&g, 1950.0).east, 1e-12, 0.0); /* half of it half way */
    check_near(3.0, kurs_wind_gust_at(&g, 2050.0).east, 1e-12, 0.0);
    /* a quarter of the way: 1 - cos 45 degrees, over 2 */
    check_near(6.0 * 0.14644660940672624, kurs_wind_gust_at(&g, 1925.0).east, 1e-12, 0.0);
    check_near(0.0, kurs_wind_gust_at(&g, 1899.9).east, 0.0, 0.0);
    check_near(0.0, kurs_wind_gust_at(&g, 2100.1).east, 0.0, 0.0);
    assert_int_equal(KURS_OK, kurs_wind_gust_season(&g, &w, 9000.0, 0.0)); /* held over the last */
    check_near(8.0, kurs_wind_gust_at(&g, 9000.0).north, 1e-12, 0.0);
    const kurs_wind_gust before = g;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_wind_gust_season(&g, &w, NAN, 0.0));
    w.gust_count = 0;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_wind_gust_season(&g, &w, 100.0, 0.0));
    assert_memory_equal(&before, &g, sizeof g);
    kurs_wind_profile p;
    w.level_count = 0;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_wind_profile_season(&p, &w));
    w.level_count = KURS_WINDS_LEVELS_MAX + 1;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_wind_profile_season(&p, &w));
}

static void refused(const char *text, kurs_status status, int line, const char *what)
{
    kurs_winds w;
    assert_int_equal(status, load(text, strlen(text), 0, &w));
    assert_int_equal(1, diag.count);
    assert_int_equal(line, diag.items[0].line);
    if (!strstr(diag.items[0].what, what)) {
        fail_msg("'%s' does not tell '%s'", diag.items[0].what, what);
    }
}

static void a_file_that_tells_no_wind_is_refused_with_its_place(void **state)
{
    (void)state;
    refused("name: x\nlevels:\n- {height: 1 m, speed: 2 m/s, direction: 0 deg}\n"
            "- {height: 1 m, speed: 2 m/s, direction: 0 deg}\n",
            KURS_ERR_RANGE, 4, "not over the one before");
    refused("name: x\nlevels:\n- {height: 1 m, speed: 2 m/s, direction: 0 deg}\n"
            "gusts:\n- {height: 5 m, speed: 2 m/s, length: 10 m}\n"
            "- {height: 1 m, speed: 2 m/s, length: 10 m}\n",
            KURS_ERR_RANGE, 6, "not over the one before");
    refused("name: x\nlevels:\n- {height: 1 m, speed: -2 m/s, direction: 0 deg}\n", KURS_ERR_RANGE,
            3, "speed");
    refused("name: x\nlevels:\n- {height: 1 m, speed: 2 knots, direction: 0 deg}\n", KURS_ERR_UNIT,
            3, "knots");
    refused("name: x\n", KURS_ERR_SCHEMA, 1, "levels");
}

/* What every climatology of 46 degrees north has in both seasons: light wind at the ground, a west
 * wind with its greatest speed at the tropopause, no shear over 10 m/s a km; and what parts them:
 * west winds come back to the stratosphere in October and leave it in April. */
static void the_shipped_winds_have_the_features_of_their_seasons(void **state)
{
    (void)state;
    static const char *const names[] = {"winds/baikonur-spring.yaml", "winds/baikonur-autumn.yaml"};
    double at_50_km[2];
    for (int i = 0; i < 2; i++) {
        const kurs_winds w = shipped(names[i]);
        kurs_wind_profile p, mean;
        double top = 0.0, top_h = 0.0;
        assert_int_equal(KURS_OK, kurs_wind_profile_season(&p, &w));
        assert_int_equal(KURS_OK, kurs_wind_profile_baikonur(&mean, i == 0 ? 105 : 288));
        for (double h = 0.0; h <= 125e3; h += 100.0) {
            const kurs_wind_row a = kurs_wind_at(&p, h), b = kurs_wind_at(&p, h + 100.0);
            const kurs_wind_row m = kurs_wind_at(&mean, h);
            assert_true(hypot(b.east - a.east, b.north - a.north) <= 1.0);
            if (h <= 25e3) {
                check_near(m.east, a.east, 10.0, 0.0);
                check_near(m.north, a.north, 10.0, 0.0);
            }
            if (h <= 25e3 && a.east > top) {
                top = a.east;
                top_h = h;
            }
        }
        assert_true(hypot(kurs_wind_at(&p, 0.0).east, kurs_wind_at(&p, 0.0).north) < 6.0);
        check_near(11.5e3, top_h, 1e3, 0.0);
        check_near(30.0, top, 8.0, 0.0);
        check_near(0.0, kurs_wind_at(&p, 120e3).east, 1e-12, 0.0);
        at_50_km[i] = kurs_wind_at(&p, 50e3).east;
        assert_true(w.gust_count > 0);
        for (int g = 0; g < w.gust_count; g++) {
            check_near(7.0, w.gusts[g].speed_m_s, 3.0, 0.0);
            check_near(250.0, w.gusts[g].length_m, 150.0, 0.0);
        }
    }
    check_near(5.0, at_50_km[0], 10.0, 0.0);
    check_near(40.0, at_50_km[1], 15.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(directions_tell_whence_the_wind_blows),
        cmocka_unit_test(a_gust_rises_and_falls_as_one_less_cosine),
        cmocka_unit_test(a_file_that_tells_no_wind_is_refused_with_its_place),
        cmocka_unit_test(the_shipped_winds_have_the_features_of_their_seasons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
