/* SPDX-License-Identifier: Apache-2.0 */
/* The table of a window, for people: 120 columns at the most. */
#include <math.h>
#include <string.h>

#include "app/window_parts.h"
#include "base/base.h"
#include "math/math.h"

enum { MAX_GROUPS = 24, WIDTH = 118 };

const char *kurs_window_time_text(kurs_tai t, int decimals, char out[KURS_WINDOW_CELL_SIZE])
{
    char utc[KURS_UTC_TEXT_SIZE];
    if (kurs_tai_format(t, decimals, utc) < 0) {
        snprintf(out, KURS_WINDOW_CELL_SIZE, "?");
        return out;
    }
    utc[10] = ' ';
    snprintf(out, KURS_WINDOW_CELL_SIZE, "%.*s", (int)strlen(utc) - 1, utc);
    return out;
}

/* Hours and minutes of the nearest minute. */
static const char *minute_text(kurs_tai t, char out[KURS_WINDOW_CELL_SIZE])
{
    (void)kurs_window_time_text(kurs_tai_add(t, 30.0), 0, out);
    if (strlen(out) < 16) {
        return out;
    }
    memmove(out, out + 11, 5);
    out[5] = '\0';
    return out;
}

/* Day, hours and minutes. */
const char *kurs_window_day_minute_text(kurs_tai t, char out[KURS_WINDOW_CELL_SIZE])
{
    (void)kurs_window_time_text(kurs_tai_add(t, 30.0), 0, out);
    out[16] = '\0';
    return out;
}

const char *kurs_window_number(double x, int decimals, char out[KURS_WINDOW_CELL_SIZE])
{
    if (isfinite(x)) {
        snprintf(out, KURS_WINDOW_CELL_SIZE, "%.*f", decimals, x);
    } else {
        snprintf(out, KURS_WINDOW_CELL_SIZE, "-");
    }
    return out;
}

/* Text broken between words at the width, later lines indented. */
void kurs_window_put_wrapped(FILE *out, const char *text, int indent)
{
    int column = indent;
    for (const char *word = text; *word;) {
        const size_t n = strcspn(word, " ");
        if (column + (int)n > WIDTH && column > indent) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
        } else if (column > indent) {
            fputc(' ', out);
            column++;
        }
        fprintf(out, "%.*s", (int)n, word);
        column += (int)n;
        word += n + strspn(word + n, " ");
    }
    fputc('\n', out);
}

/* ---- opportunities ----------------------------------------------------------------------------
 */

static void put_burns(const kurs_window_opportunity *o, FILE *out)
{
    char a[KURS_WINDOW_CELL_SIZE], b[KURS_WINDOW_CELL_SIZE];
    fprintf(out, "    %-12s %-21s %8s %9s  %-10s %9s\n", "burn", "ignition, UTC", "m/s", "s",
            "engine", "range, km");
    for (int i = 0; i < o->burn_count; i++) {
        const kurs_window_burn *burn = &o->burns[i];
        fprintf(out, "    %-12.12s %-21s %8.2f %9.1f  %-10.10s %9s\n", burn->id,
                kurs_window_time_text(burn->ignition, 1, a), burn->dv_m_s, burn->duration_s,
                burn->engine, kurs_window_number(burn->range_m / 1e3, 1, b));
    }
}

static void put_opportunity(const kurs_window_opportunity *o, FILE *out)
{
    char a[KURS_WINDOW_CELL_SIZE], b[KURS_WINDOW_CELL_SIZE], c[KURS_WINDOW_CELL_SIZE],
        d[KURS_WINDOW_CELL_SIZE];
    fprintf(out, "%-21s %6d %7.1f %8.1f  %-16s  %5s-%-5s %6.1f %7.1f %6.1f  %-5s  %s\n",
            kurs_window_time_text(o->liftoff, 1, a), o->orbits, o->phase / KURS_DEG,
            o->catch_up / KURS_DEG, kurs_window_day_minute_text(o->contact, b),
            minute_text(o->contact_earliest, c), minute_text(o->contact_latest, d), o->delta_v_m_s,
            o->reserve_m_s, o->beta / KURS_DEG, o->sunlit_liftoff ? "day" : "night",
            o->sunlit_contact ? "sunlit" : "shadow");
}

static void put_table(const kurs_window_found *found, FILE *out)
{
    size_t open = 0;
    for (size_t i = 0; i < found->list.count; i++) {
        const kurs_window_pass *pass = &found->list.passes[i];
        if (!pass->open) {
            continue;
        }
        if (open++ == 0 || found->ask->burns) {
            fprintf(out, "\n%-21s %6s %7s %8s  %-16s  %-11s %6s %7s %6s  %-5s  %s\n",
                    "lift-off, UTC", "orbits", "phase", "to gain", "docking, UTC", "span", "m/s",
                    "reserve", "beta", "pad", "docking");
        }
        put_opportunity(&pass->opportunity, out);
        if (found->ask->burns) {
            put_burns(&pass->opportunity, out);
        }
    }
    if (open == 0) {
        fputs("\nNo opportunity is open.\n", out);
    }
}

/* ---- what is closed ---------------------------------------------------------------------------
 */

/* Passes that are closed to one profile for one reason but for its figures. */
typedef struct group {
    int orbits, count;
    const kurs_closed_pass *first, *last;
} group;

/* 1 where two reasons differ in their figures only. */
static int alike(const char *a, const char *b)
{
    for (;;) {
        while (*a && strchr("0123456789.-", *a)) {
            a++;
        }
        while (*b && strchr("0123456789.-", *b)) {
            b++;
        }
        if (*a != *b) {
            return 0;
        }
        if (!*a) {
            return 1;
        }
        a++, b++;
    }
}

static void put_into_group(group groups[MAX_GROUPS], int *count, const kurs_closed_pass *closed)
{
    int i = 0;
    while (i < *count && (groups[i].orbits != closed->orbits ||
                          !alike(groups[i].first->reason, closed->reason))) {
        i++;
    }
    if (i == MAX_GROUPS) {
        return; /* the document has them all */
    }
    if (i == *count) {
        groups[(*count)++] = (group){.orbits = closed->orbits, .first = closed};
    }
    groups[i].count++;
    groups[i].last = closed;
}

static void put_group(const group *g, FILE *out)
{
    char text[KURS_EVENT_TEXT_SIZE + 160], a[KURS_WINDOW_CELL_SIZE], b[KURS_WINDOW_CELL_SIZE];
    (void)kurs_window_day_minute_text(g->first->liftoff, a);
    (void)kurs_window_day_minute_text(g->last->liftoff, b);
    if (g->count == 1) {
        snprintf(text, sizeof text, "%s: %s", a, g->first->reason);
    } else {
        snprintf(text, sizeof text, "%d passes from %s to %.10s, such as the first: %s", g->count,
                 a, b, g->first->reason);
    }
    fprintf(out, "  %3d orbit%s  ", g->orbits, g->orbits == 1 ? " " : "s");
    kurs_window_put_wrapped(out, text, 14);
}

static void put_closed(const kurs_window_found *found, FILE *out)
{
    group groups[MAX_GROUPS];
    int count = 0;
    size_t closed = 0;
    for (size_t i = 0; i < found->list.count; i++) {
        const kurs_window_pass *pass = &found->list.passes[i];
        closed += !pass->open;
        for (int k = 0; k < pass->closed_count; k++) {
            put_into_group(groups, &count, &pass->closed[k]);
        }
    }
    if (count == 0) {
        return;
    }
    fprintf(out, "\nClosed: %zu of %zu passes to all profiles; and profiles tried in vain:\n",
            closed, found->list.count);
    for (int orbits = 1; orbits < 1000; orbits++) {
        for (int i = 0; i < count; i++) {
            if (groups[i].orbits == orbits) {
                put_group(&groups[i], out);
            }
        }
    }
}

/* ---- the whole --------------------------------------------------------------------------------
 */

/* Caveats of single opportunities, each text once with how many have it. */
static void put_notes(const kurs_window_found *found, FILE *out)
{
    enum { MAX_TEXTS = 32 };
    const char *texts[MAX_TEXTS];
    int times[MAX_TEXTS], count = 0;
    const size_t all = found->list.count + (size_t)found->scrub.count;
    for (size_t i = 0; i < all; i++) {
        const kurs_window_pass *pass = i < found->list.count
                                           ? &found->list.passes[i]
                                           : &found->scrub.rows[i - found->list.count].pass;
        for (int k = 0; pass->open && k < pass->opportunity.caveat_count; k++) {
            const char *text = pass->opportunity.caveats[k];
            int at = 0;
            while (at < count && !alike(texts[at], text)) {
                at++;
            }
            if (at == MAX_TEXTS) {
                continue;
            }
            if (at == count) {
                texts[count] = text;
                times[count++] = 0;
            }
            times[at]++;
        }
    }
    if (count > 0 || found->note_count > 0) {
        fputc('\n', out);
    }
    for (int i = 0; i < found->note_count; i++) {
        fputs("note: ", out);
        kurs_window_put_wrapped(out, found->notes[i], 6);
    }
    for (int i = 0; i < count; i++) {
        char line[KURS_WINDOW_CAVEAT_SIZE + 48];
        if (times[i] == 1) {
            snprintf(line, sizeof line, "%s", texts[i]);
        } else {
            snprintf(line, sizeof line, "%s (and %d more alike)", texts[i], times[i] - 1);
        }
        fputs("note: ", out);
        kurs_window_put_wrapped(out, line, 6);
    }
}

static void put_head(const kurs_window_found *found, FILE *out)
{
    const kurs_window_target *target = &found->target;
    char a[KURS_WINDOW_CELL_SIZE], b[KURS_WINDOW_CELL_SIZE];
    fprintf(out, "%s on %s from %s to %s\n", found->mission.spacecraft.name,
            found->mission.rocket.name, found->mission.site.name, target->name);
    kurs_tai epochs[KURS_EPHEMERIS_SETS];
    const size_t n = kurs_window_epochs(target, epochs);
    if (n == 1) {
        fprintf(out, "Elements of %s.\n", kurs_window_time_text(epochs[0], 0, a));
    } else if (n > 1) {
        fprintf(out, "%zu sets of elements from %s to %s.\n", n,
                kurs_window_time_text(epochs[0], 0, a), kurs_window_time_text(epochs[n - 1], 0, b));
    }
}

static void put_all(const kurs_window_found *found, FILE *out)
{
    put_head(found, out);
    if (found->refusal[0]) {
        kurs_window_put_wrapped(out, found->refusal, 0);
    } else {
        if (found->ask->has_span) {
            put_table(found, out);
            put_closed(found, out);
        }
        if (found->has_scrub) {
            kurs_window_put_scrub(found, out);
        }
        if (found->has_reboost) {
            kurs_window_put_reboost(found, out);
        }
        if (found->ask->catalogue) {
            kurs_window_put_screens(found, out);
        }
    }
    put_notes(found, out);
}

kurs_status kurs_window_write_text(const kurs_window_found *found, FILE *out)
{
    kurs_point_locale point;
    const kurs_status status = kurs_point_begin(&point);
    if (status < 0) {
        return status;
    }
    put_all(found, out);
    kurs_point_end(&point);
    return fflush(out) != 0 || ferror(out) ? KURS_ERR_IO : KURS_OK;
}
