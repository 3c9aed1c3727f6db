/* SPDX-License-Identifier: Apache-2.0 */
/* The phases at which each profile is open, held against the planner itself. */
#include "missions.h"

#include "app/ascent_model.h"
#include "gnc/gnc.h"
#include "plan/ascent_plan.h"
#include "plan/plan.h"

static kurs_mission *mission;
static kurs_ascent_model ascent;

static int make_all(void **state)
{
    (void)state;
    mission = load_mission("soyuz-ms-25");
    const double inc = kurs_launch_inclination(&mission->rocket, mission->orbits[0].tle.inc);
    return kurs_ascent_model_make(&mission->rocket, &mission->spacecraft, &mission->site, inc,
                                  mission->launch_day, &ascent, NULL) < 0
               ? -1
               : 0;
}

static int let_go(void **state)
{
    (void)state;
    free(mission);
    return 0;
}

/* The station of MS-25, higher by this and at another place along its orbit. */
static kurs_ephemeris station_at(double higher_km, double degrees)
{
    kurs_ephemeris station;
    kurs_tle tle = mission->orbits[0].tle;
    tle.mean_motion *= 1.0 - 1.5 * higher_km / 6796.0;
    tle.mean_anomaly += degrees * DEG;
    assert_true(kurs_ephemeris_init(&station, &tle, 1) >= 0);
    return station;
}

static kurs_window_request request_for(const kurs_ephemeris *station, int orbits)
{
    return (kurs_window_request){.mission = mission,
                                 .ascent = &ascent,
                                 .station = station,
                                 .from = mission->launch_day,
                                 .to = kurs_tai_add(mission->launch_day, 86400.0),
                                 .ready = mission->launch_day,
                                 .orbits = orbits,
                                 .approach_s = kurs_approach_duration(&mission->approach)};
}

/* Whether a profile is open on the day's pass with the station at a place, and the phase told. */
static int is_open(double higher_km, int orbits, double place, double *phase_deg)
{
    const kurs_ephemeris station = station_at(higher_km, place);
    const kurs_window_request request = request_for(&station, orbits);
    kurs_window_pass pass;
    assert_true(kurs_window_next(&request, request.from, &pass) >= 0);
    *phase_deg = (pass.open ? pass.opportunity.phase : pass.closed[0].catch_up) / DEG;
    return pass.open;
}

/* A place at which the phase told is this one. It jumps by some hundredths of a degree where the
 * plan becomes one of another kind and so the lift-off another one. */
static double place_of(double higher_km, int orbits, double phase_deg, double tolerance_deg)
{
    double place = 0.0, phase = NAN, best = 0.0, least = INFINITY;
    for (int i = 0; i < 8 && least > 1e-3; i++) {
        (void)is_open(higher_km, orbits, place, &phase);
        const double more = remainder(phase_deg - phase, 360.0);
        if (fabs(more) < least) {
            least = fabs(more);
            best = place;
        }
        place += more;
    }
    check_near(0.0, least, tolerance_deg, 0.0);
    return best;
}

static kurs_window_band band_of(double higher_km, int profile, kurs_tai *about)
{
    const kurs_ephemeris station = station_at(higher_km, 0.0);
    const kurs_window_request request = request_for(&station, 0);
    kurs_window_pass pass;
    kurs_window_band band;
    assert_true(kurs_window_next(&request, request.from, &pass) >= 0);
    *about = pass.about;
    assert_true(kurs_window_band_find(&request, pass.about, profile, &band) >= 0);
    return band;
}

/* The station 0.03 deg inside of each edge, and 0.06 deg farther on out of it. */
static void a_profile_is_open_just_inside_of_its_band_and_shut_just_outside(void **state)
{
    (void)state;
    static const double heights[] = {0.0, -8.0};
    for (int h = 0; h < 2; h++) {
        for (int i = 0; i < mission->profile_count; i++) {
            kurs_tai about;
            double phase;
            const int orbits = mission->profiles[i].orbits;
            const kurs_window_band band = band_of(heights[h], i, &about);
            const double from = band.from / DEG, to = band.to / DEG;
            print_message("%+g km, %d orbits: %.2f to %.2f deg\n", heights[h], orbits, from, to);
            assert_true(from >= -180.0 && from <= 180.0 && to > from && to < from + 360.0);
            const double first = place_of(heights[h], orbits, from + 0.03, 0.005);
            const double last = place_of(heights[h], orbits, to - 0.03, 0.005);
            assert_true(is_open(heights[h], orbits, first, &phase));
            assert_false(is_open(heights[h], orbits, first - 0.06, &phase));
            assert_true(is_open(heights[h], orbits, last, &phase));
            assert_false(is_open(heights[h], orbits, last + 0.06, &phase));
        }
    }
}

static void a_band_has_no_hole(void **state)
{
    (void)state;
    for (int i = 0; i < mission->profile_count; i++) {
        kurs_tai about;
        double phase;
        const int orbits = mission->profiles[i].orbits;
        const kurs_window_band band = band_of(0.0, i, &about);
        const double first = place_of(0.0, orbits, band.from / DEG + 0.03, 0.005);
        const double last = place_of(0.0, orbits, band.to / DEG - 0.03, 0.005);
        const double width = last - first - 360.0 * floor((last - first) / 360.0);
        /* the lift-off, and the phase with it, goes with the angle to catch up */
        check_near((band.to - band.from) / DEG, width, 0.4, 0.05);
        const double step = fmin(1.0, width / 20.0);
        for (double on = 0.0; on < width; on += step) {
            if (!is_open(0.0, orbits, first + on, &phase)) {
                fail_msg("%d orbits, %g deg on", orbits, on);
            }
        }
    }
}

/* The widths that Rossiyskaya Gazeta told of MS-25 (RG, grade C): 6 deg for two orbits, 22 for
 * four; for 34 the 150 deg for crews, 180 to 330, lie within. Phases at lift-off by another
 * program, SGP4 and the pad's geocentric latitude (D): of MS-24 and MS-27; of MS-25 after its
 * scrub: on 22 March, at 86.1 deg, nothing was open, on the 23rd 34 orbits, on the 25th two orbits
 * again. */
static void the_bands_are_as_wide_as_told_and_hold_the_flown_phases(void **state)
{
    static const struct {
        int orbits;
        double phase;
    } flown[] = {{2, -1.5}, {2, -3.7}, {2, -3.2}, {34, 184.4}};
    static const double width[][3] = {{2, 6.0, 1.0}, {4, 22.0, 4.0}};
    kurs_tai about;
    (void)state;
    for (int i = 0; i < mission->profile_count; i++) {
        const int orbits = mission->profiles[i].orbits;
        const kurs_window_band band = band_of(0.0, i, &about);
        for (int k = 0; k < 2; k++) {
            if (orbits == (int)width[k][0]) {
                check_near(width[k][1], (band.to - band.from) / DEG, width[k][2], 0.0);
            }
        }
        for (size_t k = 0; k < sizeof flown / sizeof flown[0]; k++) {
            if (orbits == flown[k].orbits) {
                assert_true(flown[k].phase > band.from / DEG && flown[k].phase < band.to / DEG);
            }
        }
        assert_true(!(86.1 > band.from / DEG && 86.1 < band.to / DEG));
        if (orbits == 34) {
            assert_true(86.1 + 360.0 > band.to / DEG);
            assert_true(band.from / DEG < 180.0 && band.to / DEG > 330.0);
        }
    }
}

/* A ship whose tanks hold less than the return flies no profile at any phase. */
static void a_profile_that_is_never_open_has_no_band(void **state)
{
    (void)state;
    const kurs_mission before = *mission;
    mission->spacecraft.propellant_kg = 300.0;
    kurs_tai about;
    const kurs_window_band band = band_of(0.0, 0, &about);
    *mission = before;
    assert_true(isnan(band.from) && isnan(band.to));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_profile_is_open_just_inside_of_its_band_and_shut_just_outside),
        cmocka_unit_test(a_band_has_no_hole),
        cmocka_unit_test(the_bands_are_as_wide_as_told_and_hold_the_flown_phases),
        cmocka_unit_test(a_profile_that_is_never_open_has_no_band),
    };
    return cmocka_run_group_tests(tests, make_all, let_go);
}
