/* SPDX-License-Identifier: Apache-2.0 */
#include "escapes.h"

static escape_case fg, soyuz2;
static const kurs_sink nobody;

static int load_both(void **state)
{
    (void)state;
    load_case("soyuz-fg", "baikonur-1-5", "2018-10-11T08:40:15Z", &fg);
    load_case("soyuz-2.1a", "baikonur-31-6", "2024-03-23T12:36:10Z", &soyuz2);
    return 0;
}

static void ms10(void **state)
{
    (void)state;
    const kurs_ascent_flight up = ascend(&fg, 121.57, 117.80);
    const kurs_state s = kurs_earth_state_itrf(&up.body.earth, up.body.t_s, up.body.s_gcrf);
    const kurs_escape_world world = world_of_case(&fg);
    kurs_escape_flight f;
    printf("speed %.1f height %.1f path %.2f\n", v3_norm(s.v),
           kurs_geodetic_from_itrf(s.r).h, asin(v3_dot(s.v, v3_unit(s.r)) / v3_norm(s.v)) / KURS_DEG);
    assert_true(kurs_escape_from_ascent(&f, &world, &fg.rocket, &up, KURS_ABORT_corridor) >= 0);
    const escape_end e = land(&fg, f, &nobody);
    print_end("MS-10", &e);
}

static void pad(void **state)
{
    (void)state;
    const kurs_escape_world world = world_of_case(&fg);
    kurs_escape_flight f;
    assert_true(kurs_escape_from_pad(&f, &world, &fg.rocket, &fg.plan, -90.0, KURS_ABORT_command) >= 0);
    const escape_end e = land(&fg, f, &nobody);
    print_end("T-10-1", &e);
}

static void scan(void **state)
{
    (void)state;
    for (double t = 5.0; t < 529.0; t += t < 515 ? 15.0 : 1.0) {
        const kurs_ascent_flight up = ascend(&soyuz2, t, NAN);
        kurs_escape_world world = world_of_case(&soyuz2);
        kurs_escape_flight f;
        char name[32];
        snprintf(name, sizeof name, "T+%.0f", t);
        for (int lift = 0; lift < 2; lift++) {
            world.lift_up = lift;
            assert_true(kurs_escape_from_ascent(&f, &world, &soyuz2.rocket, &up, KURS_ABORT_command) >= 0);
            const escape_end e = land(&soyuz2, f, &nobody);
            print_end(name, &e);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ms10),
        cmocka_unit_test(pad),
        cmocka_unit_test(scan),
    };
    return cmocka_run_group_tests(tests, load_both, NULL);
}
