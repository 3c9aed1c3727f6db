/* SPDX-License-Identifier: Apache-2.0 */
/* The atmospheric check cases 1 to 10 of NESC against the published tools (tests/vectors/nesc.vec).
 */
#include "check.h"

#include <string.h>

#include "dyn/rigid.h"
#include "math/math.h"

/* Exact by definition: the international foot and pound; the slug follows from standard gravity. */
#define FOOT 0.3048
#define SLUG (0.45359237 * 9.80665 / 0.3048)
#define SLUG_FT2 (SLUG * FOOT * FOOT)

/* A body of the check cases. */
typedef struct body {
    kurs_rigid_mass mass;
    kurs_rigid_aero aero;
} body;

static kurs_status body_mass(double t, double mass_kg, kurs_rigid_mass *out, const void *ctx)
{
    (void)t;
    (void)mass_kg;
    *out = ((const body *)ctx)->mass;
    return KURS_OK;
}

static kurs_status body_loads(const kurs_rigid_view *view, kurs_rigid_loads *loads, const void *ctx)
{
    kurs_rigid_add_aero(view, &((const body *)ctx)->aero, loads);
    return KURS_OK;
}

static body sphere(double cd)
{
    const double i = 3.6 * SLUG_FT2;
    body b = {.mass = kurs_rigid_part(1.0 * SLUG, v3(0, 0, 0), v3(i, i, i))};
    b.mass.share = 1.0;
    b.aero = (kurs_rigid_aero){
        .area_m2 = 0.1963495 * FOOT * FOOT, .mach_count = 1, .alpha_count = 1, .drag = {{cd}}};
    return b;
}

static body brick(double damping)
{
    body b = {.mass = kurs_rigid_part(
                  0.155404754 * SLUG, v3(0, 0, 0),
                  v3(0.001894220 * SLUG_FT2, 0.006211019 * SLUG_FT2, 0.007194665 * SLUG_FT2))};
    b.mass.share = 1.0;
    b.aero = (kurs_rigid_aero){.area_m2 = 0.22222 * FOOT * FOOT,
                               .span_m = FOOT / 3.0,
                               .chord_m = 2.0 * FOOT / 3.0,
                               .mach_count = 1,
                               .alpha_count = 1,
                               .clp = {damping},
                               .cmq = {damping},
                               .cnr = {damping}};
    return b;
}

/* One of the cases: what differs between them. */
typedef struct check_case {
    body body;
    kurs_rigid_planet planet;
    double height_ft, east_ft_s, north_ft_s, up_ft_s;
    int tumbles; /* 10, 20, 30 deg/s against the inertial frame */
    int winds;
    kurs_wind_row wind[2];
} check_case;

static check_case make_case(int number)
{
    const kurs_rigid_planet wgs84 = kurs_rigid_planet_wgs84(1);
    const kurs_rigid_planet round =
        kurs_rigid_planet_round(wgs84.gm, 20902255.199 * FOOT, number == 4 ? 0.0 : wgs84.omega);
    const double shear = 30000.0 * FOOT;
    check_case c = {.body = sphere(number == 1 ? 0.0 : 0.1), .planet = wgs84, .height_ft = 30000.0};
    c.tumbles = number >= 2 && number <= 5;
    if (number == 2 || number == 3) {
        c.body = brick(number == 2 ? 0.0 : -1.0);
    } else if (number == 4 || number == 5) {
        c.planet = round;
    } else if (number == 7) {
        c.winds = 1;
        c.wind[0] = (kurs_wind_row){0.0, 20.0 * FOOT, 0.0};
    } else if (number == 8) {
        c.winds = 2;
        c.wind[0] = (kurs_wind_row){0.0, -20.0 * FOOT, 0.0};
        c.wind[1] = (kurs_wind_row){shear, 70.0 * FOOT, 0.0};
    } else if (number >= 9) {
        c.height_ft = 0.0;
        c.up_ft_s = 1000.0;
        c.east_ft_s = number == 9 ? 1000.0 : 0.0;
        c.north_ft_s = number == 10 ? 1000.0 : 0.0;
    }
    return c;
}

/* At 0 N 0 E x is up, y east, z north; body axes look north, east, down. */
static kurs_rigid_state start_of(const check_case *c)
{
    const double ground = c->planet.round_m > 0.0 ? c->planet.round_m : KURS_WGS84_A;
    const double r = ground + c->height_ft * FOOT;
    const kurs_mat3 gcrf_body = {{{0, 0, 1}, {0, 1, 0}, {-1, 0, 0}}};
    kurs_rigid_state s = {
        .s_gcrf = {v3(r, 0, 0), v3(c->up_ft_s * FOOT, c->east_ft_s * FOOT + c->planet.omega * r,
                                   c->north_ft_s * FOOT)},
        .q_gcrf_body = kurs_quat_from_m3(gcrf_body),
        .mass_kg = c->body.mass.mass_kg};
    if (c->tumbles) {
        s.rate_body = v3(10.0 * KURS_DEG, 20.0 * KURS_DEG, 30.0 * KURS_DEG);
    }
    return s;
}

typedef struct figure {
    const char *name;
    double value;
} figure;

enum { FIGURES = 7 };

static void fly_case(int number, figure out[FIGURES])
{
    const check_case c = make_case(number);
    kurs_wind_profile wind;
    kurs_rigid_model model = {.planet = c.planet,
                              .mass = body_mass,
                              .loads = body_loads,
                              .ctx = &c.body,
                              .method = &kurs_ode_dop853,
                              .step_s = 1.0,
                              .tol = 1e-11};
    if (c.winds) {
        assert_int_equal(KURS_OK, kurs_wind_profile_init(&wind, c.wind, c.winds));
        model.wind = &wind;
    }
    kurs_rigid_state s = start_of(&c);
    kurs_rigid_view end;
    assert_int_equal(KURS_OK, kurs_rigid_move(&model, &s, 30.0));
    model.wind = NULL; /* the speed asked for is that over the ground */
    assert_int_equal(KURS_OK, kurs_rigid_view_at(&model, &s, &end));
    const kurs_vec3 v_itrf = kurs_m3_mulv(kurs_rigid_planet_axes(&c.planet, s.t),
                                          kurs_m3_tmulv(end.gcrf_body, end.air_body));
    const kurs_vec3 enu = kurs_m3_mulv(kurs_geodetic_itrf_enu(end.place), v_itrf);
    const figure all[FIGURES] = {
        {"altitude_ft", end.place.h / FOOT},        {"longitude_deg", end.place.lon / KURS_DEG},
        {"latitude_deg", end.place.lat / KURS_DEG}, {"down_ft_s", -enu.z / FOOT},
        {"roll_deg_s", s.rate_body.x / KURS_DEG},   {"pitch_deg_s", s.rate_body.y / KURS_DEG},
        {"yaw_deg_s", s.rate_body.z / KURS_DEG}};
    memcpy(out, all, sizeof all);
    if (number == 3) {
        /* damped against the air, which turns with the Earth: what is left is the Earth's rate,
         * about its axis */
        const kurs_vec3 left = kurs_m3_tmulv(end.gcrf_body, s.rate_body);
        check_near_v3(v3(0.0, 0.0, 7.292115e-5), left, 2e-6);
        print_message("case  3: rate left in inertial axes %.3g %.3g %.7g rad/s\n", left.x, left.y,
                      left.z);
    }
}

static void the_ten_cases_are_inside_of_the_spread_of_the_published_tools(void **state)
{
    (void)state;
    char line[256], name[32];
    figure got[FIGURES];
    int number, flown = 0, figures = 0, cases = 0;
    double value, tolerance;
    FILE *file = fopen(KURS_SOURCE_DIR "/tests/vectors/nesc.vec", "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        if (line[0] == '#' || line[0] == '\n') {
            continue;
        }
        assert_int_equal(4,
                         sscanf(line, "case %d %31s %lf %lf", &number, name, &value, &tolerance));
        if (number != flown) {
            fly_case(number, got);
            flown = number;
            cases++;
        }
        int found = 0;
        for (int i = 0; i < FIGURES; i++) {
            if (strcmp(name, got[i].name) == 0) {
                print_message("case %2d %-13s %.9g, published %.9g, off %.2g of %.2g\n", number,
                              name, got[i].value, value, fabs(got[i].value - value), tolerance);
                check_near(value, got[i].value, tolerance, 0.0);
                found = 1;
            }
        }
        assert_true(found);
        figures++;
    }
    fclose(file);
    assert_int_equal(10, cases);
    assert_int_equal(44, figures);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ten_cases_are_inside_of_the_spread_of_the_published_tools),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
