/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any rocket, ship and pad from data files alone: what the planner knows of their ascents, and why
 * some are refused.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/ascent_model.h"
#include "check.h"
#include "io/tables.h"
#include "kurs/diag.h"
#include "kurs/orbit.h"
#include "math/math.h"
#include "plan/plan.h"
#include "sim/sim.h"

typedef struct vehicle {
    kurs_rocket rocket; /* as it flies the ship */
    kurs_spacecraft ship;
    kurs_site site;
} vehicle;

static void load_data(const char *folder, const char *name, const kurs_yaml_table *table, void *out)
{
    static kurs_diag diag;
    char path[512];
    snprintf(path, sizeof path, "%s/data/%s/%s.yaml", KURS_SOURCE_DIR, folder, name);
    kurs_diag_init(&diag);
    const kurs_status status = kurs_yaml_load(path, table, 0, out, &diag);
    for (int i = 0; i < diag.count; i++) {
        char line[KURS_DIAG_LINE_SIZE];
        (void)kurs_diag_format(&diag.items[i], line, sizeof line);
        print_message("%s", line);
    }
    assert_int_equal(KURS_OK, status);
}

static void load(const char *rocket, const char *ship, const char *site, vehicle *v)
{
    load_data("vehicles", rocket, &kurs_schema_rocket, &v->rocket);
    load_data("vehicles", ship, &kurs_schema_spacecraft, &v->ship);
    load_data("sites", site, &kurs_schema_site, &v->site);
    assert_int_equal(KURS_OK, kurs_rocket_select(&v->rocket, &v->ship, &v->rocket));
}

static kurs_tai about(void)
{
    static const char text[] = "2024-03-23T12:00:00Z";
    kurs_tai t;
    assert_true(kurs_tai_parse(text, sizeof text - 1, &t) >= 0);
    return t;
}

static kurs_status event(void *ctx, const kurs_event *e)
{
    (void)ctx;
    printf("%-24s %7.2f s %7.2f km %7.1f m/s  %s\n", e->id, e->met_s, e->alt_m / 1e3, e->speed_earth_m_s, e->text);
    return KURS_OK;
}
static double peak_g;
static kurs_status row(void *ctx, const kurs_row *e)
{
    (void)ctx;
    peak_g = fmax(peak_g, e->load_g);
    return KURS_OK;
}

static void explore(const char *rocket, const char *ship, const char *site, double inc)
{
    static vehicle v;
    kurs_ascent_model m = {0};
    kurs_ascent_refusal why = {0};
    load(rocket, ship, site, &v);
    if (getenv("OFF")) v.rocket.azimuth_offset = atof(getenv("OFF")) * KURS_DEG;
    if (getenv("MASS")) v.ship.mass_kg = atof(getenv("MASS"));
    inc = kurs_launch_inclination(&v.rocket, inc);
    kurs_status s = kurs_ascent_model_make(&v.rocket, &v.ship, &v.site, inc, about(), &m, &why);
    printf("%s %s %s %.2f: %d %s (%.1f)\n  lead %.2f ins %.2f down %.3f left %.1f k %.6f\n", rocket, ship, site, inc / KURS_DEG, s, why.text, why.missing_m_s,
        m.lead_s, m.insertion_s, m.downrange / KURS_DEG, m.propellant_left_kg, m.kg_per_s2);
    if (s < 0) { m = (kurs_ascent_model){.insertion_s = 530, .downrange = 0.28, .lead_s = 200};}
    kurs_ascent_plan plan; kurs_ascent_flight f;
    double node = 1.0, lead;
    for (int i = 0; i < 6; i++) {
        assert_true(kurs_ascent_plan_make(&v.rocket, &m, &v.site, about(), node, inc, &plan) >= 0);
        assert_true(kurs_ascent_lead(&v.site, about(), plan.normal_gcrf, &lead) >= 0);
        node -= (lead - m.lead_s) * KURS_EARTH_OMEGA;
    }
    assert_true(kurs_ascent_init(&f, &v.rocket, v.ship.mass_kg, &v.site, &plan) >= 0);
    kurs_sink sink = {.event = event, .row = row};
    peak_g = 0;
    printf("liftoff mass %.1f azimuth %.2f\n", f.body.mass_kg, plan.azimuth / KURS_DEG);
    s = KURS_OK;
    while (s >= 0 && !f.done) s = kurs_ascent_step(&f, &v.rocket, &sink);
    printf("peak %.2f g status %d fell %d missing %.1f m/s %.1f kg\n", peak_g, s, f.fell_short, f.missing_m_s, f.missing_kg);
}

static void scratch(void **state)
{
    (void)state;
    explore(getenv("R"), getenv("S"), getenv("P"), atof(getenv("I")) * KURS_DEG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(scratch)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
