/* SPDX-License-Identifier: Apache-2.0 */
/* Under the table of a window: what is left after a scrub, reboosts, collision screening. */
#include <math.h>

#include "app/window_parts.h"
#include "math/math.h"

/* ---- after a scrub ----------------------------------------------------------------------------
 */

static void put_landing(const kurs_window_landing *landing, FILE *out)
{
    char a[KURS_WINDOW_CELL_SIZE];
    if (isnan(landing->cross_range_m)) {
        fprintf(out, "%.10s no pass", kurs_window_time_text(landing->day, 0, a));
        return;
    }
    fprintf(out, "%.16s %4.0f km%s", kurs_window_time_text(landing->landing, 0, a),
            fabs(landing->cross_range_m) / 1e3, landing->possible ? "" : ", too far");
}

static void put_scrub_row(const kurs_window_scrub_row *row, FILE *out)
{
    const kurs_window_pass *pass = &row->pass;
    char a[KURS_WINDOW_CELL_SIZE], b[KURS_WINDOW_CELL_SIZE], c[KURS_WINDOW_CELL_SIZE],
        d[KURS_WINDOW_CELL_SIZE];
    const char *state = pass->open ? "open" : row->too_soon ? "too soon" : "closed";
    const kurs_window_opportunity *o = &pass->opportunity;
    char orbits[16] = "-";
    if (pass->open) {
        snprintf(orbits, sizeof orbits, "%d", o->orbits);
    }
    fprintf(out, "%-19s  %-8s %6s %7s %8s %6s  %-16s  ",
            kurs_window_time_text(pass->open ? o->liftoff : pass->about, 0, a), state, orbits,
            kurs_window_number(row->phase / KURS_DEG, 1, b),
            kurs_window_number(pass->open ? o->reserve_m_s : (double)NAN, 1, c),
            kurs_window_number(row->beta / KURS_DEG, 1, d),
            pass->open ? kurs_window_day_minute_text(o->contact, (char[KURS_WINDOW_CELL_SIZE]){0})
                       : "-");
    put_landing(&row->landing, out);
    fputc('\n', out);
    if (!pass->open && !row->too_soon) {
        fputs("    ", out);
        kurs_window_put_wrapped(out, kurs_window_pass_reason(pass), 4);
    }
}

void kurs_window_put_scrub(const kurs_window_found *found, FILE *out)
{
    char a[KURS_WINDOW_CELL_SIZE], b[KURS_WINDOW_CELL_SIZE];
    const kurs_window_scrub *scrub = &found->scrub;
    fprintf(out,
            "\nAfter an attempt that stopped at %s; the rocket is ready again at %s.\n"
            "%-19s  %-8s %6s %7s %8s %6s  %-16s  %s\n",
            kurs_window_time_text(scrub->attempt, 0, a), kurs_window_time_text(scrub->ready, 0, b),
            "pass, UTC", "state", "orbits", "phase", "reserve", "beta", "docking, UTC",
            "landing of the returning crew");
    for (int i = 0; i < scrub->count; i++) {
        put_scrub_row(&scrub->rows[i], out);
    }
}

/* ---- reboosts ---------------------------------------------------------------------------------
 */

static const char *day_text(kurs_tai t, char out[KURS_WINDOW_CELL_SIZE])
{
    (void)kurs_window_time_text(t, 0, out);
    out[10] = '\0';
    return out;
}

static void put_reboost_plan(const kurs_reboost_plan *plan, FILE *out)
{
    char a[KURS_WINDOW_CELL_SIZE], b[KURS_WINDOW_CELL_SIZE], d[KURS_WINDOW_CELL_SIZE];
    const kurs_window_opportunity *o = &plan->launch, *later = &plan->backup;
    char backup[KURS_WINDOW_CELL_SIZE] = "closed", landing[KURS_WINDOW_CELL_SIZE] = "";
    if (plan->backup_open) {
        snprintf(backup, sizeof backup, "%d orb %.11s", later->orbits,
                 kurs_window_day_minute_text(later->liftoff, d) + 5);
    }
    if (plan->landing_known) {
        snprintf(landing, sizeof landing, "  %.16s %.0f km",
                 kurs_window_day_minute_text(plan->landing, d), fabs(plan->cross_range_m) / 1e3);
    }
    fprintf(out, "%-16s %+6.2f %+6.2f  %-19s %6d %7.1f %7.1f  %*s%s\n",
            kurs_window_day_minute_text(plan->burn.t, a), plan->dv_m_s, plan->height_change_m / 1e3,
            kurs_window_time_text(o->liftoff, 0, b), o->orbits, o->phase / KURS_DEG, o->reserve_m_s,
            landing[0] ? -18 : 0, backup, landing);
    if (plan->caveat[0]) {
        fputs("    ", out);
        kurs_window_put_wrapped(out, plan->caveat, 4);
    }
}

void kurs_window_put_reboost(const kurs_window_found *found, FILE *out)
{
    char a[KURS_WINDOW_CELL_SIZE], b[KURS_WINDOW_CELL_SIZE], c[KURS_WINDOW_CELL_SIZE];
    const kurs_reboost_plans *plans = &found->reboost;
    const kurs_reboost_request *request = &found->reboost_request;
    fprintf(out, "\nBurns of the station from %s to %s for a launch of %d orbits on %s.\n",
            day_text(request->burn_from, a), day_text(request->burn_to, b), request->orbits,
            day_text(request->launch_day, c));
    if (isfinite(plans->open_min)) {
        fprintf(out,
                "Phase without a burn %.1f deg, open from %.1f to %.1f deg; two days later it is "
                "%.1f deg on.\n",
                plans->phase / KURS_DEG, plans->open_min / KURS_DEG, plans->open_max / KURS_DEG,
                plans->phase_step / KURS_DEG);
    }
    if (plans->count > 0) {
        fprintf(out, "%-16s %6s %6s  %-19s %6s %7s %7s  %s\n", "burn, UTC", "m/s", "km",
                "lift-off, UTC", "orbits", "phase", "reserve",
                request->landing ? "backup, UTC         landing, UTC" : "backup, UTC");
    }
    for (int i = 0; i < plans->count; i++) {
        put_reboost_plan(&plans->plans[i], out);
    }
    if (plans->reason[0]) {
        kurs_window_put_wrapped(out, plans->reason, 0);
    }
}

/* ---- screening --------------------------------------------------------------------------------
 */

/* Lift-offs that are closed by one object or more, which the list has by rising start. */
static void put_blackouts(const kurs_window_screen *screen, FILE *out)
{
    const size_t n = screen->result.blackout_count;
    for (size_t i = 0; i < n;) {
        const double from = screen->blackouts[i].from_s;
        double to = screen->blackouts[i].to_s;
        size_t objects = 0;
        for (; i < n && screen->blackouts[i].from_s <= to; i++, objects++) {
            to = fmax(to, screen->blackouts[i].to_s);
        }
        fprintf(out, "    no lift-off from %+.1f to %+.1f s: %zu time%s an object in the box\n",
                from, to, objects, objects == 1 ? "" : "s");
    }
}

static void put_screen(const kurs_window_found *found, const kurs_window_screen *screen, FILE *out)
{
    char a[KURS_WINDOW_CELL_SIZE];
    const kurs_screening_result *r = &screen->result;
    fprintf(out, "  %s, %d orbits: %zu within the box on time, %zu blackouts, %.1f s closed\n",
            kurs_window_time_text(screen->liftoff, 1, a), screen->orbits, r->in_box_total,
            r->blackout_count, r->closed_s);
    for (size_t i = 0; i < r->approach_count; i++) {
        const kurs_screening_approach *p = &screen->approaches[i];
        fprintf(out, "    %-24.24s T+ %7.1f s  %8.2f km  (%8.2f %8.2f %8.2f RTN)  %6.3f km/s%s\n",
                found->catalogue.names[p->object], p->met_s, p->range_m / 1e3, p->miss_rtn.x / 1e3,
                p->miss_rtn.y / 1e3, p->miss_rtn.z / 1e3, p->speed_m_s / 1e3,
                p->in_box ? "  in the box" : "");
    }
    put_blackouts(screen, out);
}

void kurs_window_put_screens(const kurs_window_found *found, FILE *out)
{
    const kurs_vec3 box = found->ask->box_m;
    fprintf(out,
            "\nCollision screening: %zu objects, %zu left out as the station's own; box of +-%.6g "
            "x %.6g x %.6g km (R, T, N).\n",
            found->catalogue.count, found->catalogue.station, box.x / 1e3, box.y / 1e3,
            box.z / 1e3);
    for (size_t i = 0; i < found->screen_count; i++) {
        put_screen(found, &found->screens[i], out);
    }
}
