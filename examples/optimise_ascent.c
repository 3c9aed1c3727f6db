/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Works out the pitch programme of a rocket for a spacecraft, a pad and the mean inclination of a
 * station, and prints it as the vehicle file has it. Without arguments:
 *     optimise_ascent soyuz-2.1a soyuz-ms baikonur-31-6 51.645
 * A fifth one, "free", leaves the drop zones out.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kurs/ascent_optimise.h>
#include <kurs/load.h>

static const double deg = 3.14159265358979323846 / 180.0;

static void print_figures(const char *name, const kurs_ascent_figures *f)
{
    printf(
        "# %s: %.1f kg left, cut-off %.2f s; %.1f kPa at %.0f s, angle of attack %.2f deg, %.2f g;"
        " strap-ons %.0f km, core %.0f km; core separation %.1f km, %.0f m/s\n",
        name, f->left_kg, f->cutoff_s, f->q_pa / 1e3, f->q_s, f->alpha / deg, f->load_g,
        f->strapon_range_m / 1e3, f->core_range_m / 1e3, f->core_height_m / 1e3, f->core_speed_m_s);
}

int main(int argc, char **argv)
{
    static kurs_rocket rocket;
    static kurs_spacecraft ship;
    static kurs_diag diag;
    const char noon[] = "2024-03-23T12:00:00Z";
    kurs_site site;
    kurs_curve pitch;
    kurs_ascent_figures before, after;
    kurs_ascent_case what = {&rocket, &ship, &site, 0.0, {0}};
    kurs_ascent_limits limits = kurs_ascent_limits_soyuz();
    const char *names[] = {"soyuz-2.1a", "soyuz-ms", "baikonur-31-6", "51.645"};
    for (int i = 0; i < 4 && i + 1 < argc; i++) {
        names[i] = argv[i + 1];
    }
    kurs_diag_init(&diag);
    what.inc_mean = atof(names[3]) * deg;
    if (argc > 5 && strcmp(argv[5], "free") == 0) {
        limits.range_off_m = INFINITY;
    }
    if (kurs_load_rocket(names[0], &rocket, &diag) < 0 ||
        kurs_load_spacecraft(names[1], &ship, &diag) < 0 ||
        kurs_load_site(names[2], &site, &diag) < 0 ||
        kurs_rocket_select(&rocket, &ship, &rocket) < 0 ||
        kurs_tai_parse(noon, sizeof noon - 1, &what.t_about) < 0) {
        fprintf(stderr, "a file is not there or not right\n");
        return 1;
    }
    if (kurs_ascent_figures_of(&what, &limits, NULL, &before) < 0 ||
        kurs_ascent_optimise(&what, &limits, &pitch, &after) < 0) {
        fprintf(stderr, "no programme keeps the limits\n");
        return 1;
    }
    print_figures("as filed", &before);
    print_figures("optimum", &after);
    printf("pitch:\n  units: [s, deg]\n  grade: D\n  source: KURS\n  points:\n");
    for (int i = 0; i < pitch.count; i++) {
        printf("    - [%g, %.2f]\n", pitch.x[i], pitch.y[i] / deg);
    }
    return 0;
}
