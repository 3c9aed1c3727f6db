/* SPDX-License-Identifier: Apache-2.0 */
#include "app/report.h"

#include <math.h>
#include <string.h>

#include "app/report_parts.h"
#include "base/base.h"
#include "kurs/status.h"
#include "math/math.h"

static const char style[] =
    ":root{color-scheme:light;--text:#1e262e;--muted:#5f6973;--line:#dfe4e8;--wash:#f5f7f8;"
    "--blue:#0066a3;--good:#00664d;--bad:#a83f00}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;background:#fff;color:var(--text);font:16px/1.5 system-ui,-apple-system,"
    "\"Segoe UI\",\"DejaVu Sans\",sans-serif}\n"
    "main,header,footer{max-width:1080px;margin:0 auto;padding:0 24px}\n"
    "header{padding-top:40px}\n"
    "h1{font-size:2.1rem;line-height:1.2;margin:0 0 .4rem}\n"
    "h2{font-size:1.35rem;margin:3rem 0 .6rem;padding-top:.8rem;border-top:2px solid var(--line)}\n"
    "h3{font-size:1.05rem;margin:1.6rem 0 .4rem}\n"
    "p{margin:.5rem 0;max-width:46rem}\n"
    ".lead{font-size:1.15rem}\n"
    ".muted,figcaption,caption{color:var(--muted)}\n"
    "nav{margin:1.2rem 0;font-size:.92rem}nav a{margin-right:1.1rem;white-space:nowrap}\n"
    "a{color:var(--blue)}\n"
    ".facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(124px,1fr));gap:12px;"
    "margin:1.2rem 0 1.6rem;padding:0}\n"
    ".facts div{background:var(--wash);border-radius:6px;padding:10px 12px}\n"
    ".facts dt{font-size:.8rem;color:var(--muted)}\n"
    ".facts dd{margin:0;font-size:1rem;font-weight:600;font-variant-numeric:tabular-nums}\n"
    ".note{border-left:4px solid var(--blue);background:var(--wash);padding:.6rem 1rem;"
    "max-width:none}\n"
    ".note.warn{border-color:var(--bad)}\n"
    "table{border-collapse:collapse;width:100%;font-size:.86rem;margin:.8rem 0}\n"
    "table.narrow{width:auto}table.narrow td,table.narrow th{padding-right:1.6rem}\n"
    "caption{text-align:left;font-weight:600;padding:.2rem 0}\n"
    "th,td{text-align:left;vertical-align:top;padding:.32rem .6rem .32rem 0;"
    "border-bottom:1px solid var(--line)}\n"
    "thead th{border-bottom:2px solid var(--muted);font-size:.8rem}\n"
    "tbody th{font-weight:600}\n"
    "td.n,th.n,td.t{font-variant-numeric:tabular-nums}td.n,th.n{text-align:right;white-space:"
    "nowrap}"
    "td.t{white-space:nowrap}\n"
    "tr.phase th{background:var(--wash);padding:.45rem .6rem;color:var(--muted)}\n"
    "tfoot th,tfoot td{border-top:2px solid var(--muted);font-weight:600}\n"
    ".good{color:var(--good)}.bad{color:var(--bad);font-weight:600}\n"
    ".scroll{overflow-x:auto}\n"
    "figure{margin:1rem 0;break-inside:avoid}figure svg{display:block;width:100%;height:auto}\n"
    "figcaption{font-size:.86rem;margin-top:.3rem}\n"
    ".pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(400px,1fr));gap:0 32px}\n"
    "dl.terms{display:grid;grid-template-columns:minmax(9rem,max-content) 1fr;gap:.3rem 1.2rem;"
    "font-size:.92rem}dl.terms dt{font-weight:600}dl.terms dd{margin:0}\n"
    "footer{margin:3rem auto 2rem;color:var(--muted);font-size:.86rem}\n"
    "details{margin:.5rem 0}summary{cursor:pointer;color:var(--blue)}\n"
    "@media print{body{font-size:11pt}nav{display:none}h2{break-after:avoid}"
    "tr,figure{break-inside:avoid}thead{display:table-header-group}.scroll{overflow:visible}}\n"
    "@media (max-width:560px){main,header,footer{padding:0 14px}.pair{grid-template-columns:1fr}"
    ".scroll table{min-width:36rem}.scroll table.narrow{min-width:0}"
    "figure{overflow-x:auto}figure svg{min-width:480px}}\n";

static const struct {
    const char *term, *meaning;
} terms[] = {
    {"UTC", "Coordinated Universal Time, the time of clocks; all dates here are in it."},
    {"T+", "Mission time: counted from lift-off; T\xe2\x88\x92 is before the planned one."},
    {"Height", "Above the WGS-84 ellipsoid, the smooth figure of the Earth."},
    {"Speed",
     "With respect to the turning Earth, if not said otherwise. Standing on the pad is 0."},
    {"Insertion", "The rocket lets go of the ship: it is in orbit."},
    {"Profile", "How many orbits the ship takes to the station: 2, 4 or 34."},
    {"Station ahead", "The angle along the orbit from the pad to the station at lift-off: what the "
                      "ship has to catch up with. A lower orbit is faster."},
    {"DV1, DV2 \xe2\x80\xa6",
     "Burns of the engine that raise and trim the orbit on the way. Each is "
     "given by its change of velocity, in m/s."},
    {"R, T, N", "Directions of a burn: away from the Earth, along the orbit, across it."},
    {"Load, g", "The force felt, in units of the weight on the ground."},
    {"Dynamic pressure", "The push of the air: half its density times speed squared. Its greatest "
                         "value in the ascent is called max q."},
    {"Entry interface", "The height, about 100 km, from where on the air is felt."},
    {"Bank",
     "The capsule flies at a slant and has a little lift; turned about the way of flight it "
     "steers with it."},
    {"GCRF", "The frame of the stars, in which the motion is computed. It does not turn with the "
             "Earth."},
};

static const char *const models[] = {
    "The station flies by SGP4 on the elements of the mission file, each set for the time nearest "
    "to "
    "it.",
    "The ship moves under the gravity of the Earth (harmonics J2 to J6 of EGM2008) and the drag of "
    "the US Standard Atmosphere 1976, integrated numerically. Sun and Moon are left out; "
    "the wind is that of the mission file, none where it names none.",
    "The ascent has six degrees of freedom where the rocket's file has an airframe, without "
    "bending and slosh; else, and in the entry, the ship is a point with guidance.",
    "Earth rotation and frames are those of the IAU 2006/2000A models with observed Earth "
    "orientation.",
    "Flown figures are read by the comparison alone: the simulation cannot see them.",
};

/* ---- heading ---- */

static void put_story(FILE *out, const kurs_report *report, const kurs_milestones *m)
{
    const kurs_mission *mission = report->mission;
    char date[KURS_DATE_SIZE], span[KURS_DATE_SIZE], km[KURS_NUMBER_SIZE];
    if (!m->liftoff) {
        fputs("<p class=\"lead\">The record holds no lift-off.</p>\n", out);
        return;
    }
    fprintf(out, "<p class=\"lead\">Lift-off on %s UTC", kurs_date_text(m->liftoff->t, 0, date));
    if (mission) {
        fputs(" from ", out);
        kurs_put_text(out, mission->site.name);
    }
    if (m->contact) {
        fprintf(out, "; docked %s later",
                kurs_span_text(kurs_tai_diff(m->contact->t, m->liftoff->t), span));
        if (mission && mission->port >= 0 && mission->port < mission->station.port_count) {
            fputs(" at ", out);
            kurs_put_text(out, mission->station.ports[mission->port].name);
        }
    }
    if (m->landing) {
        fprintf(out, "; back on the ground on %s UTC", kurs_date_text(m->landing->t, 0, date));
        if (mission) {
            const double miss = kurs_report_distance(m->landing->lat, m->landing->lon,
                                                     mission->zone.lat, mission->zone.lon);
            fprintf(out, ", %s\xc2\xa0km from the middle of the zone ",
                    kurs_number(miss / 1e3, 1, km));
            kurs_put_text(out, mission->zone.name);
        }
    }
    fputs(".</p>\n", out);
}

static void put_fact(FILE *out, const char *name, const char *value)
{
    fprintf(out, "<div><dt>%s</dt><dd>%s</dd></div>\n", name, value);
}

static double greatest_load(const kurs_record *record, const kurs_event *from, const kurs_event *to)
{
    double most = (double)NAN;
    if (!from || !to) {
        return most;
    }
    const kurs_row_span span = kurs_rows_between(record, from->t, to->t);
    for (size_t i = 0; i < span.count; i++) {
        most = fmax(most, span.first[i].load_g); /* fmax passes over the NaN */
    }
    return most;
}

static void put_facts(FILE *out, const kurs_report *report, const kurs_milestones *m)
{
    char text[KURS_DATE_SIZE], number[KURS_NUMBER_SIZE], value[96];
    fputs("<dl class=\"facts\">\n", out);
    if (m->liftoff) {
        put_fact(out, "Lift-off, UTC", kurs_date_text(m->liftoff->t, 0, text));
    }
    if (m->liftoff && m->contact) {
        put_fact(out, "To the station",
                 kurs_span_text(kurs_tai_diff(m->contact->t, m->liftoff->t), text));
    }
    if (m->contact) {
        put_fact(out, "Docking, UTC", kurs_date_text(m->contact->t, 0, text));
    }
    if (m->liftoff && m->landing) {
        put_fact(out, "In space",
                 kurs_span_text(kurs_tai_diff(m->landing->t, m->liftoff->t), text));
    }
    if (m->landing) {
        put_fact(out, "Landing, UTC", kurs_date_text(m->landing->t, 0, text));
    }
    const double loads[2] = {greatest_load(report->record, m->liftoff, m->insertion),
                             greatest_load(report->record, m->entry, m->parachute)};
    for (int i = 0; i < 2; i++) {
        if (isfinite(loads[i])) {
            snprintf(value, sizeof value, "%s g", kurs_number(loads[i], 1, number));
            put_fact(out, i ? "Greatest load, entry" : "Greatest load, ascent", value);
        }
    }
    fputs("</dl>\n", out);
}

static void put_head(FILE *out, const kurs_report *report, const kurs_milestones *m)
{
    const char *name = report->mission ? report->mission->name : "Mission";
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
          "<meta name=\"generator\" content=\"Kurs\">\n<title>",
          out);
    kurs_put_text(out, name);
    fputs(": mission report</title>\n<style>\n", out);
    fputs(style, out);
    fputs("</style>\n</head>\n<body>\n<header>\n<h1>", out);
    kurs_put_text(out, name);
    fputs("</h1>\n", out);
    if (report->outcome && report->outcome->text[0] != '\0') {
        fprintf(out, "<p class=\"note%s\"><b>", report->outcome->complete ? "" : " warn");
        kurs_put_text(out, report->outcome->text);
        fputs(report->outcome->complete
                  ? "</b></p>\n"
                  : "</b> The mission did not reach its end: what follows is what there is.</p>\n",
              out);
    }
    put_story(out, report, m);
    put_facts(out, report, m);
    fputs(
        "<p class=\"muted\">A simulated flight. Only figures marked as flown were measured.</p>\n",
        out);
}

/* ---- sections ---- */

static void put_heading(FILE *out, const char *id, const char *title)
{
    fprintf(out, "<section>\n<h2 id=\"%s\">%s</h2>\n", id, title);
}

static kurs_status put_launch(FILE *out, const kurs_report *report, const kurs_milestones *m)
{
    if (!m->scrub && report->launch_count == 0) {
        return KURS_OK;
    }
    put_heading(out, "launch", "Launch attempts");
    kurs_table_launches(out, report);
    kurs_status status = KURS_OK;
    if (m->scrub && report->mission) {
        status = kurs_figure_battery(out, report);
        kurs_table_battery(out, report->mission);
    }
    fputs("</section>\n", out);
    return status;
}

static kurs_status put_flight(FILE *out, const kurs_report *report, const kurs_milestones *m)
{
    kurs_status status = KURS_OK;
    if (m->liftoff) {
        put_heading(out, "ascent", "Ascent");
        status = kurs_figures_ascent(out, report);
        fputs("</section>\n", out);
    }
    if (status >= 0 && m->insertion) {
        put_heading(out, "rendezvous", "Rendezvous and docking");
        status = kurs_figures_rendezvous(out, report);
        if (status >= 0) {
            status = kurs_figures_relative(out, report);
        }
        if (status >= 0) {
            status = kurs_figures_approach(out, report);
        }
        fputs("</section>\n", out);
    }
    if (status >= 0 && m->deorbit) {
        put_heading(out, "return", "Return");
        status = kurs_figures_entry(out, report);
        fputs("</section>\n", out);
    }
    if (report->record->burn_count > 0) {
        put_heading(out, "burns", "Burns");
        kurs_table_burns(out, report->record);
        fputs("</section>\n", out);
    }
    return status;
}

static void put_compare(FILE *out, const kurs_report *report)
{
    if (report->figure_count == 0) {
        return;
    }
    put_heading(out, "compare", "Flown and simulated");
    fputs("<p>The differences are simulated less flown: a plus is later, higher or faster than "
          "flown. The tolerance was stated before the comparison.</p>\n",
          out);
    kurs_table_compare(out, report);
    fputs("</section>\n", out);
}

static void put_list(FILE *out, const char *const *sentences, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        fputs("<li>", out);
        kurs_put_text(out, sentences[i]);
        fputs("</li>\n", out);
    }
}

static void put_caveats(FILE *out, const kurs_report *report)
{
    const kurs_record *record = report->record;
    char date[KURS_DATE_SIZE];
    put_heading(out, "caveats", "Caveats and assumptions");
    fputs("<ul>\n", out);
    for (size_t i = 0; i < record->caveat_count; i++) {
        fputs("<li><b>Caveat:</b> ", out);
        kurs_put_text(out, record->caveats[i].text);
        fputs(" <span class=\"muted\">(", out);
        kurs_put_text(out, kurs_status_text(record->caveats[i].code));
        if (record->caveats[i].times > 1) {
            fprintf(out, "; %zu times", record->caveats[i].times);
        }
        fputs(")</span></li>\n", out);
    }
    for (size_t i = 0; i < record->seam_count; i++) {
        fputs("<li><b>Seam", out);
        if (record->seams[i].row < record->row_count) {
            fprintf(out, " at %s UTC",
                    kurs_date_text(record->rows[record->seams[i].row].t, 0, date));
        }
        fputs(":</b> ", out);
        kurs_put_text(out, record->seams[i].text);
        fputs("</li>\n", out);
    }
    put_list(out, report->assumptions, report->assumption_count);
    put_list(out, models, sizeof models / sizeof models[0]);
    fputs("</ul>\n</section>\n", out);
}

static void put_terms(FILE *out)
{
    put_heading(out, "terms", "Terms");
    fputs("<dl class=\"terms\">\n", out);
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++) {
        fprintf(out, "<dt>%s</dt><dd>%s</dd>\n", terms[i].term, terms[i].meaning);
    }
    fputs("</dl>\n</section>\n", out);
}

static void put_contents(FILE *out, const kurs_report *report, const kurs_milestones *m)
{
    const struct {
        const char *id, *name;
        int there;
    } all[] = {
        {"crew", "Crew", report->mission && report->mission->crew_count > 0},
        {"launch", "Launch attempts", m->scrub != NULL || report->launch_count > 0},
        {"timeline", "Timeline", 1},
        {"compare", "Flown and simulated", report->figure_count > 0},
        {"ascent", "Ascent", m->liftoff != NULL},
        {"rendezvous", "Rendezvous", m->insertion != NULL},
        {"return", "Return", m->deorbit != NULL},
        {"burns", "Burns", report->record->burn_count > 0},
        {"caveats", "Caveats", 1},
        {"terms", "Terms", 1},
    };
    fputs("<nav aria-label=\"Contents\">", out);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (all[i].there) {
            fprintf(out, "<a href=\"#%s\">%s</a> ", all[i].id, all[i].name);
        }
    }
    fputs("</nav>\n</header>\n<main>\n", out);
}

static kurs_status write_report(FILE *out, const kurs_report *report)
{
    const kurs_milestones m = kurs_report_milestones(report->record);
    put_head(out, report, &m);
    put_contents(out, report, &m);
    kurs_status status = KURS_OK;
    if (m.liftoff) {
        status = kurs_figure_world(out, report);
    }
    if (report->mission && report->mission->crew_count > 0) {
        put_heading(out, "crew", "Crew");
        kurs_table_crew(out, report->mission);
        fputs("</section>\n", out);
    }
    if (status >= 0) {
        status = put_launch(out, report, &m);
    }
    put_heading(out, "timeline", "Timeline");
    kurs_table_timeline(out, report->record);
    fputs("</section>\n", out);
    put_compare(out, report);
    if (status >= 0) {
        status = put_flight(out, report, &m);
    }
    put_caveats(out, report);
    put_terms(out);
    fputs("</main>\n<footer><p>Made by Kurs. Coastlines: Natural Earth.</p></footer>\n</body>\n"
          "</html>\n",
          out);
    if (status < 0) {
        return status;
    }
    return fflush(out) != 0 || ferror(out) ? KURS_ERR_IO : KURS_OK;
}

kurs_status kurs_report_write(FILE *out, const kurs_report *report)
{
    kurs_point_locale point;
    kurs_status status = kurs_point_begin(&point);
    if (status >= 0) {
        status = write_report(out, report);
        kurs_point_end(&point);
    }
    return status;
}
