/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a report. */
#include "app/report_parts.h"

#include <math.h>
#include <string.h>

#include "math/math.h"
#include "ops/ops.h"

/* "docking_contact" as "Docking contact", "brake1" as "Brake 1", "dv1" as "DV1". */
static void put_id(FILE *out, const char *id)
{
    char name[2 * KURS_EVENT_ID_SIZE];
    size_t n = 0;
    for (const char *c = id; *c != '\0' && n + 2 < sizeof name; c++) {
        const int digit = *c >= '0' && *c <= '9';
        if (digit && n > 2 && name[n - 1] >= 'a' && name[n - 1] <= 'z') {
            name[n++] = ' '; /* "brake1", but not "dv1" */
        }
        name[n++] = *c == '_' || *c == '-' ? ' ' : *c;
    }
    name[n] = '\0';
    if (name[0] == 'd' && name[1] == 'v' && name[2] >= '0' && name[2] <= '9') {
        name[0] = 'D', name[1] = 'V';
    } else if (name[0] >= 'a' && name[0] <= 'z') {
        name[0] = (char)(name[0] - 'a' + 'A');
    }
    kurs_put_text(out, strcmp(id, "liftoff") == 0 ? "Lift-off" : name);
}

static void put_cell_number(FILE *out, double value, int decimals)
{
    char number[KURS_NUMBER_SIZE];
    fprintf(out, "<td class=\"n\">%s</td>", kurs_number(value, decimals, number));
}

static void put_cell_text(FILE *out, const char *text)
{
    fputs("<td>", out);
    kurs_put_text(out, text);
    fputs("</td>", out);
}

/* ---- crew ---- */

static void put_way(FILE *out, const kurs_mission *mission, kurs_way way)
{
    int aboard[KURS_MAX_CREW];
    const int n = kurs_crew_aboard(mission, way, aboard);
    const int up = way == KURS_WAY_UP;
    fprintf(
        out,
        "<div class=\"scroll\"><table><caption>%s</caption><thead><tr><th scope=\"col\">Seat</th>"
        "<th scope=\"col\">Name</th><th scope=\"col\">Role</th><th scope=\"col\">Agency</th>"
        "<th scope=\"col\">Flight</th>"
        "<th scope=\"col\">%s</th></tr></thead><tbody>\n",
        up ? "Going up" : "Coming home", up ? "Comes home on" : "Went up on");
    for (int i = 0; i < n; i++) {
        const kurs_crew_member *member = &mission->crew[aboard[i]];
        const int both = member->up && member->down;
        fputs("<tr>", out);
        put_cell_text(out, member->seat);
        fputs("<th scope=\"row\">", out);
        kurs_put_text(out, member->name);
        fputs("</th>", out);
        put_cell_text(out, member->role);
        put_cell_text(out, member->agency);
        if (member->flights > 0) {
            fprintf(out, "<td>%d</td>", member->flights);
        } else {
            fputs("<td></td>", out);
        }
        put_cell_text(out, both ? "this ship" : member->other_ship);
        fputs("</tr>\n", out);
    }
    fprintf(out, "%s</tbody></table></div>\n", n ? "" : "<tr><td colspan=\"6\">Nobody</td></tr>");
}

void kurs_table_crew(FILE *out, const kurs_mission *mission)
{
    fputs("<div class=\"pair\">\n<div>", out);
    put_way(out, mission, KURS_WAY_UP);
    fputs("</div>\n<div>", out);
    put_way(out, mission, KURS_WAY_DOWN);
    fputs("</div>\n</div>\n", out);
}

/* ---- launch opportunities ---- */

static void put_closed(FILE *out, const kurs_launch_plan *plan)
{
    char date[KURS_DATE_SIZE];
    if (plan->closed_count == 0) {
        return;
    }
    fputs("<div class=\"scroll\"><table><caption>Looked at and closed</caption><thead><tr>"
          "<th scope=\"col\">Lift-off, UTC</th><th scope=\"col\" class=\"n\">Orbits</th>"
          "<th scope=\"col\" class=\"n\">Station ahead, \xc2\xb0</th>"
          "<th scope=\"col\">Why not</th></tr></thead><tbody>\n",
          out);
    for (int i = 0; i < plan->closed_count && i < KURS_MAX_CLOSED; i++) {
        const kurs_closed_pass *pass = &plan->closed[i];
        fprintf(out, "<tr><td class=\"t\">%s</td>", kurs_date_text(pass->liftoff, 0, date));
        put_cell_number(out, pass->orbits > 0 ? pass->orbits : (double)NAN, 0);
        put_cell_number(out, pass->catch_up / KURS_DEG, 1);
        put_cell_text(out, pass->reason);
        fputs("</tr>\n", out);
    }
    fputs("</tbody></table></div>\n", out);
}

static void put_scrub(FILE *out, const kurs_record *record, size_t attempt)
{
    char date[KURS_DATE_SIZE];
    const kurs_event *scrub = kurs_record_event(record, "scrub", attempt);
    if (scrub) {
        fprintf(out, "<p class=\"note warn\"><b>Scrubbed at %s UTC:</b> ",
                kurs_date_text(scrub->t, 1, date));
        kurs_put_text(out, scrub->text);
        fputs(".</p>\n", out);
    }
}

void kurs_table_launches(FILE *out, const kurs_report *report)
{
    for (size_t i = 0; i < report->launch_count; i++) {
        const kurs_launch_plan *plan = &report->launches[i];
        const kurs_mission *mission = report->mission;
        char date[KURS_DATE_SIZE], contact[KURS_DATE_SIZE], span[KURS_DATE_SIZE];
        char angle[KURS_NUMBER_SIZE];
        fprintf(out, "<h3>Attempt %d</h3>\n<p>Planned lift-off <b>%s UTC</b>", (int)i + 1,
                kurs_date_text(plan->ascent.liftoff, 3, date));
        if (mission && plan->profile >= 0 && plan->profile < mission->profile_count) {
            fputs(", profile \xe2\x80\x9c", out);
            kurs_put_text(out, mission->profiles[plan->profile].name);
            fputs("\xe2\x80\x9d", out);
        }
        fprintf(out,
                ", the station %s\xc2\xb0 %s the pad; contact is expected at %s UTC, %s after "
                "lift-off.</p>\n",
                kurs_number(fabs(plan->catch_up) / KURS_DEG, 1, angle),
                plan->catch_up < 0.0 ? "behind" : "ahead of",
                kurs_date_text(plan->contact, 0, contact),
                kurs_span_text(kurs_tai_diff(plan->contact, plan->ascent.liftoff), span));
        put_closed(out, plan);
        put_scrub(out, report->record, i);
    }
    for (size_t i = report->launch_count; i < KURS_MAX_FAULTS; i++) {
        put_scrub(out, report->record, i); /* of a record that came without its plans */
    }
}

/* ---- the battery behind a scrub ---- */

/* A cell under the faults that the countdown knows. */
static void weak_cell(const kurs_countdown *c, kurs_battery_state *state)
{
    for (int i = 0; i < c->fault_count; i++) {
        for (int k = 0; k < c->faults[i].change_count; k++) {
            const kurs_fault_change *change = &c->faults[i].changes[k];
            if (change->figure == KURS_FIGURE_cell_charge) {
                state->charge[0] = change->value;
            } else if (change->figure == KURS_FIGURE_cell_resistance) {
                state->ageing[0] = change->value;
            }
        }
    }
}

void kurs_table_battery(FILE *out, const kurs_mission *mission)
{
    const kurs_battery *b = &mission->countdown.models.battery;
    kurs_battery_state sound, weak;
    if (kurs_battery_init(b, &sound) < 0) {
        return;
    }
    weak = sound;
    weak_cell(&mission->countdown, &weak);
    const double full = b->cells * b->emf.y[b->emf.count - 1], empty = b->cells * b->emf.y[0];
    const struct {
        const char *what, *unit;
        double sound, weak;
        int decimals;
    } rows[] = {
        {"Cells in series", "", b->cells, b->cells, 0},
        {"Charge of the worst cell at the start", "%", 100.0 * sound.charge[0],
         100.0 * weak.charge[0], 0},
        {"Resistance inside", "m\xce\xa9", 1e3 * kurs_battery_resistance(b, &sound),
         1e3 * kurs_battery_resistance(b, &weak), 1},
        {"Voltage without load, full", "V", full, full, 2},
        {"Voltage without load, empty", "V", empty, empty, 2},
        {"Capacity", "A h", b->capacity_as / 3600.0, b->capacity_as / 3600.0, 1},
    };
    fputs("<table class=\"narrow\"><caption>The launch battery</caption><thead><tr>"
          "<th scope=\"col\">Figure</th><th scope=\"col\">Unit</th><th scope=\"col\" class=\"n\">"
          "Healthy</th><th scope=\"col\" class=\"n\">Weak</th></tr></thead><tbody>\n",
          out);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fprintf(out, "<tr><th scope=\"row\">%s</th><td>%s</td>", rows[i].what, rows[i].unit);
        put_cell_number(out, rows[i].sound, rows[i].decimals);
        put_cell_number(out, rows[i].weak, rows[i].decimals);
        fputs("</tr>\n", out);
    }
    fputs("</tbody></table>\n", out);
}

/* ---- timeline ---- */

static void put_event(FILE *out, const kurs_event *e)
{
    char date[KURS_DATE_SIZE], met[KURS_DATE_SIZE];
    fprintf(out, "<tr><td class=\"t\">%s</td><td class=\"t\">%s</td><th scope=\"row\">",
            kurs_date_text(e->t, 1, date), kurs_met_text(e->met_s, met));
    put_id(out, e->id);
    fputs("</th>", out);
    put_cell_text(out, e->text);
    put_cell_number(out, e->alt_m / 1e3, fabs(e->alt_m) < 100e3 ? 2 : 1);
    put_cell_number(out, e->speed_earth_m_s, 1);
    put_cell_number(out, e->mass_kg, 0);
    fputs("</tr>\n", out);
}

static void put_timeline_head(FILE *out)
{
    fputs("<div class=\"scroll\"><table class=\"timeline\"><thead><tr><th scope=\"col\">UTC</th>"
          "<th scope=\"col\">Mission time</th><th scope=\"col\">Event</th>"
          "<th scope=\"col\">What happens</th><th scope=\"col\" class=\"n\">Height, km</th>"
          "<th scope=\"col\" class=\"n\">Speed, m/s</th><th scope=\"col\" class=\"n\">Mass, kg</th>"
          "</tr></thead>\n",
          out);
}

/* The steps of a countdown are many and much the same: folded, one table an attempt. The next one
 * begins where the time before lift-off goes back. */
static size_t end_of_countdown(const kurs_record *record, size_t first)
{
    size_t end = first;
    while (end < record->event_count && record->events[end].phase == KURS_PHASE_countdown &&
           (end == first || record->events[end].met_s >= record->events[end - 1].met_s)) {
        end++;
    }
    return end;
}

static void put_countdowns(FILE *out, const kurs_record *record)
{
    int attempt = 1;
    for (size_t first = 0; first < record->event_count; attempt++) {
        const size_t end = end_of_countdown(record, first);
        if (end == first) {
            return;
        }
        fprintf(out, "<details><summary>Countdown, attempt %d: %zu steps</summary>\n", attempt,
                end - first);
        put_timeline_head(out);
        fputs("<tbody>\n", out);
        for (size_t i = first; i < end; i++) {
            put_event(out, &record->events[i]);
        }
        fputs("</tbody></table></div></details>\n", out);
        first = end;
    }
}

/* In the main table stands all that is no step of a countdown, and how a countdown ended. */
static int in_main_table(const kurs_event *e)
{
    return e->phase != KURS_PHASE_countdown || strcmp(e->id, "scrub") == 0;
}

void kurs_table_timeline(FILE *out, const kurs_record *record)
{
    const kurs_event *before = NULL;
    put_countdowns(out, record);
    put_timeline_head(out);
    for (size_t i = 0; i < record->event_count; i++) {
        const kurs_event *e = &record->events[i];
        if (!in_main_table(e)) {
            continue;
        }
        if (!before || before->phase != e->phase) {
            fputs(before ? "</tbody>\n" : "", out);
            fputs("<tbody>\n<tr class=\"phase\"><th colspan=\"7\" scope=\"rowgroup\">", out);
            put_id(out, kurs_phase_name(e->phase));
            fputs("</th></tr>\n", out);
        }
        put_event(out, e);
        before = e;
    }
    fputs(before ? "</tbody></table></div>\n"
                 : "<tbody><tr><td colspan=\"7\">The record holds no event of a flight.</td></tr>"
                   "</tbody></table></div>\n",
          out);
}

/* ---- flown against simulated ---- */

static double difference_of(const kurs_report_figure *f)
{
    switch (f->kind) {
    case KURS_FIGURE_TIME:
        return kurs_tai_diff(f->simulated_t, f->flown_t);
    case KURS_FIGURE_PLACE:
        return kurs_report_distance(f->simulated_lat, f->simulated_lon, f->flown_lat, f->flown_lon);
    default:
        return f->simulated - f->flown;
    }
}

/* A difference or tolerance with its unit: "+1.2 s", "12 min 3 s", "3.4 km". */
static void put_measure(FILE *out, kurs_figure_kind kind, double value, int with_sign)
{
    char number[KURS_NUMBER_SIZE], span[KURS_DATE_SIZE];
    const char *plus = with_sign && value > 0.0 ? "+" : "";
    if (!isfinite(value)) {
        fputs("\xe2\x80\x93", out);
    } else if (kind == KURS_FIGURE_TIME || kind == KURS_FIGURE_SPAN) {
        fprintf(out, "%s%s", plus, kurs_span_text(value, span));
    } else if (kind == KURS_FIGURE_SPEED) {
        fprintf(out, "%s%s m/s", plus, kurs_number(value, 2, number));
    } else {
        fprintf(out, "%s%s km", plus, kurs_number(value / 1e3, 1, number));
    }
}

static void put_value(FILE *out, const kurs_report_figure *f, int flown)
{
    char text[KURS_DATE_SIZE];
    fputs("<td class=\"t\">", out);
    if (!flown && !f->has_simulated) {
        fputs("did not happen", out);
    } else if (f->kind == KURS_FIGURE_TIME) {
        fputs(kurs_date_text(flown ? f->flown_t : f->simulated_t, 1, text), out);
    } else if (f->kind == KURS_FIGURE_PLACE) {
        fputs(flown ? kurs_place_text(f->flown_lat, f->flown_lon, text)
                    : kurs_place_text(f->simulated_lat, f->simulated_lon, text),
              out);
    } else {
        put_measure(out, f->kind, flown ? f->flown : f->simulated, 0);
    }
    fputs("</td>", out);
}

static void put_verdict(FILE *out, const kurs_report_figure *f, double difference)
{
    if (!f->has_simulated) {
        fputs("<td class=\"bad\">\xe2\x9c\x95 did not happen</td>", out);
    } else if (isnan(f->tolerance)) {
        fputs("<td>none stated</td>", out);
    } else if (fabs(difference) <= f->tolerance) {
        fputs("<td class=\"good\">\xe2\x9c\x93 inside</td>", out);
    } else {
        fputs("<td class=\"bad\">\xe2\x9c\x95 outside</td>", out);
    }
}

void kurs_table_compare(FILE *out, const kurs_report *report)
{
    fputs("<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Figure</th>"
          "<th scope=\"col\">Flown</th><th scope=\"col\">Simulated</th>"
          "<th scope=\"col\" class=\"n\">Difference</th>"
          "<th scope=\"col\" class=\"n\">Tolerance</th><th scope=\"col\">Verdict</th>"
          "<th scope=\"col\">Source of the flown figure</th></tr></thead><tbody>\n",
          out);
    for (size_t i = 0; i < report->figure_count; i++) {
        const kurs_report_figure *f = &report->figures[i];
        const double difference = f->has_simulated ? difference_of(f) : (double)NAN;
        fputs("<tr><th scope=\"row\">", out);
        kurs_put_text(out, f->name);
        fputs("</th>", out);
        put_value(out, f, 1);
        put_value(out, f, 0);
        fputs("<td class=\"n\">", out);
        put_measure(out, f->kind, difference, f->kind != KURS_FIGURE_PLACE);
        fputs("</td><td class=\"n\">", out);
        put_measure(out, f->kind, f->tolerance, 0);
        fputs("</td>", out);
        put_verdict(out, f, difference);
        put_cell_text(out, f->source);
        fputs("</tr>\n", out);
    }
    fputs("</tbody></table></div>\n", out);
}

/* ---- burns ---- */

typedef struct burn_sum {
    size_t count;
    double planned_m_s, flown_m_s, propellant_kg;
} burn_sum;

static void add_burn(burn_sum *sum, const kurs_burn *b)
{
    sum->count++;
    sum->planned_m_s += b->planned_m_s;
    sum->flown_m_s += b->flown_m_s;
    sum->propellant_kg += b->propellant_kg;
}

static void put_sum(FILE *out, const char *what, const burn_sum *sum)
{
    fprintf(out, "<tr><th scope=\"row\" colspan=\"3\">%s</th>", what);
    put_cell_number(out, sum->planned_m_s, 2);
    put_cell_number(out, sum->flown_m_s, 2);
    fputs("<td></td><td></td>", out);
    put_cell_number(out, sum->propellant_kg, 1);
    fputs("<td></td></tr>", out);
}

/* Thrust that follows a law has no plan: it stands in a sum of its own. */
void kurs_table_burns(FILE *out, const kurs_record *record)
{
    char date[KURS_DATE_SIZE], met[KURS_DATE_SIZE];
    burn_sum planned = {0}, all = {0};
    fputs("<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Burn</th>"
          "<th scope=\"col\">Ignition, UTC and mission time</th>"
          "<th scope=\"col\">Engine</th><th scope=\"col\" class=\"n\">Planned, m/s</th>"
          "<th scope=\"col\" class=\"n\">Achieved, m/s</th>"
          "<th scope=\"col\" class=\"n\">R / T / N, m/s</th>"
          "<th scope=\"col\" class=\"n\">Duration, s</th>"
          "<th scope=\"col\" class=\"n\">Propellant, kg</th>"
          "<th scope=\"col\" class=\"n\">Range, km</th></tr></thead><tbody>\n",
          out);
    for (size_t i = 0; i < record->burn_count; i++) {
        const kurs_burn *b = &record->burns[i];
        char r[KURS_NUMBER_SIZE], t[KURS_NUMBER_SIZE], n[KURS_NUMBER_SIZE];
        fputs("<tr><th scope=\"row\">", out);
        put_id(out, b->id);
        fprintf(out, "</th><td class=\"t\">%s<br><span class=\"muted\">%s</span></td>",
                kurs_date_text(b->t_on, 1, date), kurs_met_text(b->met_s, met));
        put_cell_text(out, b->engine);
        put_cell_number(out, b->planned_m_s, 2);
        put_cell_number(out, b->flown_m_s, 2);
        fprintf(out, "<td class=\"n\">%s / %s / %s</td>", kurs_number(b->dv_rtn_m_s.x, 2, r),
                kurs_number(b->dv_rtn_m_s.y, 2, t), kurs_number(b->dv_rtn_m_s.z, 2, n));
        put_cell_number(out, b->duration_s, 1);
        put_cell_number(out, b->propellant_kg, 1);
        put_cell_number(out, b->range_m / 1e3, b->range_m < 10e3 ? 2 : 0);
        fputs("</tr>\n", out);
        if (isfinite(b->planned_m_s)) {
            add_burn(&planned, b);
        }
        add_burn(&all, b);
    }
    fputs("</tbody><tfoot>", out);
    put_sum(out, all.count > planned.count ? "Sum of the burns with a plan" : "Sum", &planned);
    if (all.count > planned.count) {
        put_sum(out, "Sum with the thrust that follows a law", &all);
    }
    fputs("</tfoot></table></div>\n", out);
}
