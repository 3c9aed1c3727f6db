/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The auditor: walks a record (telemetry.csv, timeline.json) from row to row under its own
 * gravity and the recorded forces, with an integrator of another family than the
 * simulation's (implicit Gauss-Legendre), and looks whether states, masses and events agree.
 * Shares no code with libkurs and does not link it: libc, jansson, and ERFA for the pole.
 *
 *     audit FOLDER        exit status 0: sound, 1: a violation, 2: not readable
 */
#include <erfa.h>
#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* EGM2008, tide-free: GM, radius, and J2 to J6 as unnormalised zonals (Pavlis et al. 2012). */
#define GM 3.986004415e14
#define RADIUS 6378136.3
static const double J[7] = {0,
                            0,
                            1.08262617385222e-3,
                            -2.53241051856772e-6,
                            -1.61989759991697e-6,
                            -2.27753590730836e-7,
                            5.40666576283813e-7};
/* Mean rotation of the Earth [rad/s], IERS conventions 2010. */
#define OMEGA 7.292115e-5

/* What is allowed after a minute of walking, and in proportion after more; a walk that ends
 * sooner, because the ship is taken hold of, has the whole minute's. */
#define R_LIMIT_M 10.0
#define V_LIMIT_M_S 0.01
#define WALK_S 60.0
#define WALK_EVERY_S 10.0
/* A docked ship follows SGP4, which is not our gravity: it has drag, and of the short periods only
 * those of J2. Measured (tests/flown/test_record.sh): 6 m and 0.015 m/s a minute on elements of up
 * to two months, 13 m and 0.032 m/s where MS-25 has them taken back by three. */
#define ATTACHED_FACTOR 4.0
#define SAME_INSTANT_S 1e-6 /* what the text of UTC resolves */
#define JUMP_R_M 1e-3       /* of rows at one instant */
#define JUMP_V_M_S 1e-6     /* of rows at one instant */
#define DOCK_R_M 0.05       /* where the station, the pad or the ground takes hold */
#define DOCK_V_M_S 0.002
#define GROUND_R_M 20.0 /* of a pad that turns with the Earth, a day */
#define GROUND_V_M_S 0.01
#define MASS_KG 1e-3
#define MASS_OF_FLOW 1e-5
#define BURN_M_S 0.01 /* of a burn's velocity, and 0.1 % */

enum { LONGEST_LINE = 4096, MAX_PHASES = 32, MAX_TOLD = 20 };

typedef struct row {
    double t, met; /* s since 2000-01-01 UTC; since lift-off */
    char phase[24];
    int arc, held, attached;
    double r[3], v[3]; /* GCRF, m, m/s */
    double mass, flow, thrust[3], aero[3];
} row;

typedef struct event {
    char id[48];
    double t, met, r[3], v[3], mass, jettisoned;
    int found; /* its jettisoned mass was seen to leave */
} event;

typedef struct seam {
    double t;
    int arc_after;
} seam;

typedef struct burn {
    char id[48];
    double on, off, propellant, flown; /* MET [s], kg, m/s */
    double seen_kg, seen_m_s;          /* by the rows */
} burn;

typedef struct tally {
    char phase[24];
    int rows, walks;
    double r_worst, v_worst, mass_worst; /* m and m/s a minute; kg */
} tally;

typedef struct audit {
    row *rows;
    size_t row_count;
    event *events;
    size_t event_count;
    seam *seams;
    size_t seam_count;
    burn *burns;
    size_t burn_count;
    tally tallies[MAX_PHASES];
    int tally_count;
    int violations, free_walks;
    double pole[3], pole_t;
    double flown_kg, dropped_kg;
} audit;

/* ---- telling --------------------------------------------------------------------------- */

__attribute__((format(printf, 3, 4))) static void violation(audit *a, const row *at,
                                                            const char *format, ...)
{
    if (++a->violations > MAX_TOLD) {
        return;
    }
    va_list args;
    va_start(args, format);
    printf("VIOLATION at T%+.3f s, %s, arc %d: ", at->met, at->phase, at->arc);
    vprintf(format, args);
    printf("\n");
    va_end(args);
}

static void unreadable(const char *path, long line, const char *what)
{
    fprintf(stderr, "audit: %s:%ld: %s\n", path, line, what);
    exit(2);
}

static tally *tally_of(audit *a, const char *phase)
{
    for (int i = 0; i < a->tally_count; i++) {
        if (strcmp(a->tallies[i].phase, phase) == 0) {
            return &a->tallies[i];
        }
    }
    if (a->tally_count == MAX_PHASES) {
        fprintf(stderr, "audit: too many phases\n");
        exit(2);
    }
    tally *made = &a->tallies[a->tally_count++];
    memset(made, 0, sizeof *made);
    snprintf(made->phase, sizeof made->phase, "%s", phase);
    return made;
}

static void worst(double *kept, double x)
{
    if (!(x <= *kept)) {
        *kept = x;
    }
}

/* ---- reading --------------------------------------------------------------------------- */

/* Days from 2000-01-01 to a date of the Gregorian calendar. */
static long days_of(int y, int m, int d)
{
    const int shifted = m <= 2 ? y - 1 : y; /* years that begin in March */
    const int month = (m + 9) % 12;
    const long day = 365L * shifted + shifted / 4 - shifted / 100 + shifted / 400 +
                     (153 * month + 2) / 5 + d - 1;
    return day - 730425;
}

/* UTC as seconds of days of 86400 s: no leap second fell after 2017. */
static int parse_utc(const char *text, double *t)
{
    int y, mo, d, h, mi;
    double s;
    if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%lf", &y, &mo, &d, &h, &mi, &s) != 6 || y < 2017) {
        return 0;
    }
    *t = 86400.0 * (double)days_of(y, mo, d) + 3600.0 * h + 60.0 * mi + s;
    return 1;
}

static char *const *column(char *names[], int count, const char *name)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return &names[i];
        }
    }
    fprintf(stderr, "audit: telemetry has no column %s\n", name);
    exit(2);
}

/* Cuts a line into fields in place. */
static int cut(char *line, char *fields[], int room)
{
    int count = 0;
    for (char *p = line; count < room; p++) {
        fields[count++] = p;
        p += strcspn(p, ",\r\n");
        const char end = *p;
        *p = '\0';
        if (end != ',') {
            break;
        }
    }
    return count;
}

enum { TEXTS = 2, NUMBERS = 18, COLUMNS = TEXTS + NUMBERS, MAX_FIELDS = 64 };
static const char *const wanted[COLUMNS] = {"utc",
                                            "phase",
                                            "met_s",
                                            "arc",
                                            "held",
                                            "attached",
                                            "r_gcrf_x_km",
                                            "r_gcrf_y_km",
                                            "r_gcrf_z_km",
                                            "v_gcrf_x_km_s",
                                            "v_gcrf_y_km_s",
                                            "v_gcrf_z_km_s",
                                            "mass_kg",
                                            "flow_kg_s",
                                            "thrust_gcrf_x_n",
                                            "thrust_gcrf_y_n",
                                            "thrust_gcrf_z_n",
                                            "aero_gcrf_x_n",
                                            "aero_gcrf_y_n",
                                            "aero_gcrf_z_n"};

static int fill_row(char *fields[], const int at[COLUMNS], row *out)
{
    double x[NUMBERS];
    for (int i = 0; i < NUMBERS; i++) {
        char *end;
        x[i] = strtod(fields[at[TEXTS + i]], &end);
        if (end == fields[at[TEXTS + i]] || *end != '\0' || !isfinite(x[i])) {
            return 0;
        }
    }
    out->met = x[0];
    out->arc = (int)x[1];
    out->held = (int)x[2];
    out->attached = (int)x[3];
    for (int i = 0; i < 3; i++) {
        out->r[i] = 1e3 * x[4 + i];
        out->v[i] = 1e3 * x[7 + i];
        out->thrust[i] = x[12 + i];
        out->aero[i] = x[15 + i];
    }
    out->mass = x[10];
    out->flow = x[11];
    snprintf(out->phase, sizeof out->phase, "%s", fields[at[1]]);
    return parse_utc(fields[at[0]], &out->t);
}

static void *grown(void *items, size_t count, size_t size)
{
    if ((count & (count - 1)) != 0) {
        return items; /* room is a power of two */
    }
    void *more = realloc(items, (count ? 2 * count : 1) * size);
    if (!more) {
        fprintf(stderr, "audit: out of memory\n");
        exit(2);
    }
    return more;
}

static void read_telemetry(audit *a, const char *path)
{
    char line[LONGEST_LINE], *fields[MAX_FIELDS];
    int at[COLUMNS];
    FILE *in = fopen(path, "r");
    if (!in || !fgets(line, sizeof line, in)) {
        unreadable(path, 1, "cannot be read");
    }
    const int count = cut(line, fields, MAX_FIELDS);
    for (int i = 0; i < COLUMNS; i++) {
        at[i] = (int)(column(fields, count, wanted[i]) - fields);
    }
    for (long number = 2; fgets(line, sizeof line, in); number++) {
        a->rows = grown(a->rows, a->row_count, sizeof *a->rows);
        row *made = &a->rows[a->row_count++];
        memset(made, 0, sizeof *made);
        if (cut(line, fields, MAX_FIELDS) != count || !fill_row(fields, at, made)) {
            unreadable(path, number, "not a row of telemetry");
        }
    }
    fclose(in);
}

static void read_vector(json_t *array, double out[3], double unit)
{
    for (size_t i = 0; i < 3; i++) {
        json_t *x = json_array_get(array, i);
        out[i] = json_is_number(x) ? unit * json_number_value(x) : NAN;
    }
}

static double number_of(json_t *object, const char *key)
{
    json_t *x = json_object_get(object, key);
    return json_is_number(x) ? json_number_value(x) : NAN;
}

static const char *text_of(json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s ? s : "";
}

static void read_timeline(audit *a, const char *path)
{
    json_error_t error;
    json_t *root = json_load_file(path, 0, &error), *item;
    size_t i;
    if (!root) {
        unreadable(path, error.line, error.text);
    }
    json_array_foreach(json_object_get(root, "events"), i, item)
    {
        a->events = grown(a->events, a->event_count, sizeof *a->events);
        event *made = &a->events[a->event_count++];
        json_t *state = json_object_get(item, "state");
        memset(made, 0, sizeof *made);
        snprintf(made->id, sizeof made->id, "%s", text_of(item, "id"));
        made->met = number_of(item, "met_s");
        made->jettisoned = number_of(item, "jettisoned_kg");
        made->mass = number_of(state, "mass_kg");
        read_vector(json_object_get(state, "r_gcrf_km"), made->r, 1e3);
        read_vector(json_object_get(state, "v_gcrf_km_s"), made->v, 1e3);
        if (!parse_utc(text_of(item, "utc"), &made->t)) {
            unreadable(path, 0, "an event has no time");
        }
    }
    json_array_foreach(json_object_get(root, "seams"), i, item)
    {
        a->seams = grown(a->seams, a->seam_count, sizeof *a->seams);
        seam *made = &a->seams[a->seam_count++];
        made->arc_after = (int)number_of(item, "arc_after");
        if (text_of(item, "text")[0] == '\0' || !parse_utc(text_of(item, "utc"), &made->t)) {
            unreadable(path, 0, "a seam has no name or no time");
        }
    }
    json_array_foreach(json_object_get(root, "burns"), i, item)
    {
        a->burns = grown(a->burns, a->burn_count, sizeof *a->burns);
        burn *made = &a->burns[a->burn_count++];
        memset(made, 0, sizeof *made);
        snprintf(made->id, sizeof made->id, "%s", text_of(item, "id"));
        made->on = number_of(item, "met_s");
        made->off = made->on + number_of(item, "duration_s");
        made->propellant = number_of(item, "propellant_kg");
        made->flown = number_of(item, "flown_m_s");
    }
    json_decref(root);
}

/* ---- gravity --------------------------------------------------------------------------- */

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static double distance(const double a[3], const double b[3])
{
    const double d[3] = {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
    return sqrt(dot(d, d));
}

/* Celestial intermediate pole in GCRF; it moves by microseconds of arc in the hour it is kept. */
static void set_pole(audit *a, double t)
{
    if (fabs(t - a->pole_t) < 3600.0) {
        return;
    }
    const double tt_days = (t + 37.0 + 32.184) / 86400.0; /* TAI-UTC is 37 s since 2017 */
    double s;
    eraXys06a(2451544.5, tt_days, &a->pole[0], &a->pole[1], &s);
    a->pole[2] = sqrt(1.0 - a->pole[0] * a->pole[0] - a->pole[1] * a->pole[1]);
    a->pole_t = t;
}

/*
 * Gradient of GM/r (1 - sum Jn (R/r)^n Pn(s)), s the sine of the latitude, with Pn and its
 * derivative by recursion: n Pn = (2n-1) s P(n-1) - (n-1) P(n-2), Pn' = n P(n-1) + s P(n-1)'.
 */
static void gravity(const double r[3], const double pole[3], double g[3])
{
    const double d = sqrt(dot(r, r)), s = dot(r, pole) / d;
    double p_before = 1.0, p = s, dp = 1.0, ratio = RADIUS / d;
    double along_r = 1.0, along_pole = 0.0;
    for (int n = 2; n <= 6; n++) {
        const double p_next = ((2 * n - 1) * s * p - (n - 1) * p_before) / n;
        const double dp_next = n * p + s * dp;
        p_before = p;
        p = p_next;
        dp = dp_next;
        ratio *= RADIUS / d;
        along_r -= J[n] * ratio * ((n + 1) * p + s * dp);
        along_pole -= J[n] * ratio * dp;
    }
    for (int i = 0; i < 3; i++) {
        g[i] = GM / (d * d) * (along_pole * pole[i] - along_r * r[i] / d);
    }
}

/* ---- walking --------------------------------------------------------------------------- */

/* Forces and mass between two rows: straight lines, or what the first one holds. */
typedef struct stretch {
    const row *from, *to;
    double dt;
    int powered; /* 0: gravity alone */
    const double *pole;
} stretch;

static void acceleration(const stretch *s, double at, const double r[3], double out[3])
{
    gravity(r, s->pole, out);
    if (!s->powered) {
        return;
    }
    const double u = s->from->held ? 0.0 : at / s->dt;
    const double mass = s->from->mass + (s->to->mass - s->from->mass) * at / s->dt;
    for (int i = 0; i < 3; i++) {
        const double first = s->from->thrust[i] + s->from->aero[i];
        const double last = s->to->thrust[i] + s->to->aero[i];
        out[i] += (first + (last - first) * u) / mass;
    }
}

/* One step of the three-stage Gauss-Legendre method (order 6), stages by iteration. */
static void gauss_step(const stretch *s, double at, double h, double r[3], double v[3])
{
    const double q = sqrt(15.0);
    const double c[3] = {0.5 - q / 10, 0.5, 0.5 + q / 10}, b[3] = {5.0 / 18, 4.0 / 9, 5.0 / 18};
    const double m[3][3] = {{5.0 / 36, 2.0 / 9 - q / 15, 5.0 / 36 - q / 30},
                            {5.0 / 36 + q / 24, 2.0 / 9, 5.0 / 36 - q / 24},
                            {5.0 / 36 + q / 30, 2.0 / 9 + q / 15, 5.0 / 36}};
    double a[3][3], moved = 1.0;
    for (int k = 0; k < 3; k++) {
        acceleration(s, at + c[k] * h, r, a[k]);
    }
    for (int turn = 0; turn < 30 && moved > 1e-9; turn++) {
        double next[3][3];
        moved = 0.0;
        for (int k = 0; k < 3; k++) {
            double place[3];
            for (int i = 0; i < 3; i++) {
                place[i] = r[i] + c[k] * h * v[i];
                for (int l = 0; l < 3; l++) {
                    const double twice = m[k][0] * m[0][l] + m[k][1] * m[1][l] + m[k][2] * m[2][l];
                    place[i] += h * h * twice * a[l][i];
                }
            }
            acceleration(s, at + c[k] * h, place, next[k]);
            moved = fmax(moved, h * h * distance(next[k], a[k]));
        }
        memcpy(a, next, sizeof a);
    }
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 3; k++) {
            const double then = 1.0 - c[k]; /* b(1-c) are the weights of the position */
            r[i] += (k == 0 ? h * v[i] : 0.0) + h * h * b[k] * then * a[k][i];
        }
        v[i] += h * (b[0] * a[0][i] + b[1] * a[1][i] + b[2] * a[2][i]);
    }
}

/* Carries a state over `part` seconds of a stretch. */
static void carry(audit *a, const row *from, const row *to, int powered, double dt, double part,
                  double r[3], double v[3])
{
    set_pole(a, from->t);
    const stretch s = {from, to, dt, powered, a->pole};
    const int steps = (int)ceil(part / 20.0);
    for (int i = 0; i < steps; i++) {
        gauss_step(&s, part * i / steps, part / steps, r, v);
    }
}

static int same_instant(const row *a, const row *b)
{
    return fabs(b->t - a->t) < 2.0 * SAME_INSTANT_S && fabs(b->met - a->met) < SAME_INSTANT_S;
}

/* Whether b goes on from a in free flight: one arc with time between, or an arc after another. */
static int goes_on(const row *a, const row *b)
{
    return !a->attached && (a->arc == b->arc ? !b->attached : same_instant(a, b));
}

/* A minute from row i on through all arcs, compared at every row on the way. */
static void walk(audit *a, size_t i)
{
    double r[3], v[3], walked = 0.0, r_worst = 0.0, v_worst = 0.0;
    const row *start = &a->rows[i], *told = start;
    int bad = 0;
    memcpy(r, start->r, sizeof r);
    memcpy(v, start->v, sizeof v);
    for (size_t k = i + 1; k < a->row_count && walked < WALK_S; k++) {
        const row *from = &a->rows[k - 1], *to = &a->rows[k];
        if (!goes_on(from, to)) {
            break;
        }
        if (from->arc == to->arc && to->met > from->met) {
            carry(a, from, to, 1, to->met - from->met, to->met - from->met, r, v);
        }
        walked = to->met - start->met;
        const double minutes = fmax(walked, WALK_S) / 60.0;
        const double dr = distance(r, to->r) / minutes, dv = distance(v, to->v) / minutes;
        worst(&r_worst, dr);
        worst(&v_worst, dv);
        if (!bad && !(dr <= R_LIMIT_M && dv <= V_LIMIT_M_S)) {
            bad = 1;
            told = to;
        }
    }
    if (walked <= 0.0) {
        return;
    }
    tally *t = tally_of(a, start->phase);
    t->walks++;
    a->free_walks++;
    worst(&t->r_worst, r_worst);
    worst(&t->v_worst, v_worst);
    if (bad) {
        violation(a, told, "walk from T%+.3f s is off by %.3f m and %.5f m/s a minute", start->met,
                  r_worst, v_worst);
    }
}

/* ---- attached -------------------------------------------------------------------------- */

static void turn_with_earth(const double pole[3], double dt, double x[3])
{
    const double c = cos(OMEGA * dt), s = sin(OMEGA * dt), along = dot(pole, x);
    const double cross[3] = {pole[1] * x[2] - pole[2] * x[1], pole[2] * x[0] - pole[0] * x[2],
                             pole[0] * x[1] - pole[1] * x[0]};
    for (int i = 0; i < 3; i++) {
        x[i] = c * x[i] + s * cross[i] + (1.0 - c) * along * pole[i];
    }
}

/* On the ground it turns with the Earth; else it moves as a station does, nearly freely. */
static void check_attached(audit *a, const row *from, const row *to)
{
    const double dt = to->t - from->t;
    double r[3], v[3], r_limit, v_limit;
    memcpy(r, from->r, sizeof r);
    memcpy(v, from->v, sizeof v);
    if (sqrt(dot(r, r)) < 6.45e6) {
        set_pole(a, from->t);
        turn_with_earth(a->pole, dt, r);
        turn_with_earth(a->pole, dt, v);
        r_limit = GROUND_R_M * (1.0 + dt / 86400.0);
        v_limit = GROUND_V_M_S;
    } else {
        carry(a, from, to, 0, dt, dt, r, v);
        const double minutes = fmax(dt, WALK_S) / 60.0;
        r_limit = ATTACHED_FACTOR * R_LIMIT_M * minutes;
        v_limit = ATTACHED_FACTOR * V_LIMIT_M_S * minutes;
    }
    const double dr = distance(r, to->r), dv = distance(v, to->v);
    tally *t = tally_of(a, from->phase);
    t->walks++;
    worst(&t->r_worst, dr * 60.0 / fmax(dt, 60.0));
    worst(&t->v_worst, dv * 60.0 / fmax(dt, 60.0));
    if (!(dr <= r_limit && dv <= v_limit)) {
        violation(a, to, "attached, and off by %.3f m and %.5f m/s after %.0f s", dr, dv, dt);
    }
}

static int is_seam(const audit *a, const row *before, const row *after)
{
    for (size_t i = 0; i < a->seam_count; i++) {
        if (a->seams[i].arc_after == after->arc && fabs(a->seams[i].t - after->t) < 2e-3) {
            return before->attached && after->attached;
        }
    }
    return 0;
}

/* ---- rows in pairs --------------------------------------------------------------------- */

static double jettisoned_at(audit *a, const row *at)
{
    double sum = 0.0;
    for (size_t i = 0; i < a->event_count; i++) {
        event *e = &a->events[i];
        if (e->jettisoned != 0.0 && fabs(e->t - at->t) < 2e-3 && fabs(e->met - at->met) < 1e-5) {
            sum += e->jettisoned;
            e->found = 1;
        }
    }
    return sum;
}

/* what a force can do between two instants that rounding sets apart [m/s2] */
#define MOST_ACCELERATION 150.0

static void check_jump(audit *a, const row *before, const row *after)
{
    /* the two instants may differ by what rounding leaves of them: take out the motion */
    const double dt = after->met - before->met;
    double r[3];
    for (int i = 0; i < 3; i++) {
        r[i] = before->r[i] + before->v[i] * dt;
    }
    const double dr = distance(r, after->r), dv = distance(before->v, after->v);
    const int holds = before->attached || after->attached;
    const double r_limit = holds ? DOCK_R_M : JUMP_R_M, v_limit = holds ? DOCK_V_M_S : JUMP_V_M_S;
    const double slack = MOST_ACCELERATION * fabs(dt);
    if (!(dr <= r_limit && dv <= v_limit + slack) && !is_seam(a, before, after)) {
        violation(a, after, "jumps by %.6f m and %.8f m/s without a seam", dr, dv);
    }
}

/* The rocket's engines and the soft-landing ones are no burns of the spacecraft. */
static int needs_a_burn(const row *at)
{
    return strcmp(at->phase, "ascent") != 0 && strcmp(at->phase, "parachute") != 0;
}

/* What leaves by engines of the spacecraft in orbit belongs to a recorded burn. */
static void count_burn(audit *a, const row *from, const row *to, double used, double dt)
{
    for (size_t i = 0; i < a->burn_count; i++) {
        burn *b = &a->burns[i];
        if (from->met >= b->on - 1e-5 && to->met <= b->off + 1e-5) {
            const double first = sqrt(dot(from->thrust, from->thrust));
            const double last = from->held ? first : sqrt(dot(to->thrust, to->thrust));
            b->seen_kg += used;
            b->seen_m_s += 0.5 * (first + last) / (0.5 * (from->mass + to->mass)) * dt;
            return;
        }
    }
    if (needs_a_burn(from)) {
        violation(a, from, "%.6f kg leave by engines, and no burn is recorded", used);
    }
}

static void check_burns(audit *a)
{
    for (size_t i = 0; i < a->burn_count; i++) {
        const burn *b = &a->burns[i];
        const row at = {.met = b->on};
        const double dm = fabs(b->seen_kg - b->propellant);
        const double dv = fabs(b->seen_m_s - b->flown);
        if (!(dm <= MASS_KG + MASS_OF_FLOW * b->propellant && dv <= BURN_M_S + 1e-3 * b->flown)) {
            violation(a, &at, "burn %s tells of %.6f kg and %.4f m/s, its rows of %.6f and %.4f",
                      b->id, b->propellant, b->flown, b->seen_kg, b->seen_m_s);
        }
    }
}

static void check_mass(audit *a, const row *from, const row *to, double dt)
{
    const double flow = from->held ? from->flow : 0.5 * (from->flow + to->flow);
    const double used = from->attached ? 0.0 : flow * dt;
    const int tanking = from->attached && strcmp(from->phase, "countdown") == 0;
    double gap = fabs(from->mass - used - to->mass);
    if (tanking && to->mass > from->mass) {
        gap = 0.0; /* on the pad the rocket is filled */
    }
    worst(&tally_of(a, from->phase)->mass_worst, gap);
    a->flown_kg += used;
    if (used > 0.0) {
        count_burn(a, from, to, used, dt);
    }
    if (!(gap <= MASS_KG + MASS_OF_FLOW * used) || !(from->flow >= 0.0)) {
        violation(a, to, "mass goes from %.6f to %.6f kg, recorded flow takes %.6f", from->mass,
                  to->mass, used);
    }
}

/* Rows first..last stand at one instant: what left between them must be told as an event. */
static void check_instant(audit *a, size_t first, size_t last)
{
    const row *from = &a->rows[first], *to = &a->rows[last];
    const double left = from->mass - to->mass, told = jettisoned_at(a, to);
    worst(&tally_of(a, to->phase)->mass_worst, fabs(left - told));
    a->dropped_kg += left;
    if (!(fabs(left - told) <= MASS_KG)) {
        violation(a, to, "%.6f kg leave at once, events tell of %.6f", left, told);
    }
    for (size_t i = first; i < last; i++) {
        check_jump(a, &a->rows[i], &a->rows[i + 1]);
    }
}

static void check_pair(audit *a, const row *from, const row *to)
{
    const double dt = to->t - from->t, dt_met = to->met - from->met;
    if (!(dt > 0.0)) {
        violation(a, to, "time runs back by %.6f s", -dt);
    } else if (fabs(dt - dt_met) > 4.0 * SAME_INSTANT_S) {
        if (!from->attached || !to->attached || to->met > 0.0) {
            violation(a, to, "UTC goes on by %.6f s and MET by %.6f", dt, dt_met);
        } else {
            check_attached(a, from, to); /* another launch attempt */
        }
    } else if (from->attached && to->attached) {
        check_attached(a, from, to);
        check_mass(a, from, to, dt_met);
    } else if (from->attached != to->attached || from->arc != to->arc) {
        violation(a, to, "the arc changes over %.6f s, not at one instant", dt);
    } else {
        check_mass(a, from, to, dt_met);
    }
}

static void check_rows(audit *a)
{
    double walked_at = -INFINITY;
    for (size_t first = 0; first < a->row_count;) {
        size_t last = first;
        while (last + 1 < a->row_count && same_instant(&a->rows[first], &a->rows[last + 1])) {
            last++;
        }
        check_instant(a, first, last);
        if (last + 1 < a->row_count) {
            check_pair(a, &a->rows[last], &a->rows[last + 1]);
        }
        if (!a->rows[last].attached && a->rows[last].t - walked_at >= WALK_EVERY_S) {
            walked_at = a->rows[last].t;
            walk(a, last);
        }
        for (; first <= last; first++) {
            tally_of(a, a->rows[first].phase)->rows++;
        }
    }
}

/* ---- events ---------------------------------------------------------------------------- */

/* The last row at or before an event of the same launch attempt; NULL: none. */
static const row *row_before(const audit *a, const event *e)
{
    const row *found = NULL;
    for (size_t low = 0, high = a->row_count; low < high;) {
        const size_t middle = low + (high - low) / 2;
        const row *r = &a->rows[middle];
        /* the text of an event has milliseconds, so within one of them MET decides */
        const double since = fabs(e->t - r->t) < 2e-3 ? e->met - r->met + 1e-9 : e->t - r->t;
        if (since >= 0.0) {
            found = r;
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return found;
}

/* An event's state is that of the rows about it, and its mass the one after it. */
static void check_event(audit *a, const event *e)
{
    const row *from = row_before(a, e);
    if (!from) {
        row none = {.met = e->met};
        violation(a, &none, "event %s before the first row", e->id);
        return;
    }
    const row *to = from + 1 < a->rows + a->row_count ? from + 1 : from;
    double r[3], v[3], mass = from->mass;
    memcpy(r, from->r, sizeof r);
    memcpy(v, from->v, sizeof v);
    const double part = fmax(0.0, e->met - from->met), dt = to->met - from->met;
    const int ground = from->attached && sqrt(dot(r, r)) < 6.45e6;
    if (ground) {
        set_pole(a, from->t);
        turn_with_earth(a->pole, part, r);
        turn_with_earth(a->pole, part, v);
    } else if (part > 0.0 && dt > 0.0) {
        carry(a, from, to, !from->attached, dt, fmin(part, dt), r, v);
        mass += (to->mass - from->mass) * fmin(part, dt) / dt;
    }
    const double minutes = fmax(part, WALK_S) / 60.0 * (from->attached ? ATTACHED_FACTOR : 1.0);
    const double dr = distance(r, e->r), dv = distance(v, e->v), dm = fabs(mass - e->mass);
    const double r_limit = ground ? GROUND_R_M : R_LIMIT_M * minutes;
    const double v_limit = ground ? GROUND_V_M_S : V_LIMIT_M_S * minutes;
    if (!(dr <= r_limit && dv <= v_limit && dm <= 10.0 * MASS_KG)) {
        violation(a, from, "event %s is off the rows by %.3f m, %.5f m/s, %.4f kg", e->id, dr, dv,
                  dm);
    }
    if (e->jettisoned != 0.0 && !e->found) {
        violation(a, from, "event %s tells of %.3f kg that no row loses", e->id, e->jettisoned);
    }
}

/* ---- the whole ------------------------------------------------------------------------- */

static void print_table(const audit *a)
{
    printf("%-14s %8s %8s %14s %16s %12s\n", "phase", "rows", "walks", "m a minute", "m/s a minute",
           "mass, kg");
    for (int i = 0; i < a->tally_count; i++) {
        const tally *t = &a->tallies[i];
        printf("%-14s %8d %8d %14.3e %16.3e %12.3e\n", t->phase, t->rows, t->walks, t->r_worst,
               t->v_worst, t->mass_worst);
    }
    printf("%zu events, %zu burns, %zu seams; %.3f kg left by engines, %.3f kg as bodies\n",
           a->event_count, a->burn_count, a->seam_count, a->flown_kg, a->dropped_kg);
}

int main(int argc, char **argv)
{
    char path[LONGEST_LINE];
    static audit a;
    if (argc != 2) {
        fprintf(stderr, "usage: audit FOLDER\n");
        return 2;
    }
    a.pole_t = -1e18;
    snprintf(path, sizeof path, "%s/telemetry.csv", argv[1]);
    read_telemetry(&a, path);
    snprintf(path, sizeof path, "%s/timeline.json", argv[1]);
    read_timeline(&a, path);
    check_rows(&a);
    check_burns(&a);
    for (size_t i = 0; i < a.event_count; i++) {
        check_event(&a, &a.events[i]);
    }
    print_table(&a);
    if (a.free_walks == 0) {
        printf("VIOLATION: nothing in free flight to walk\n");
        a.violations++;
    }
    if (a.violations) {
        printf("%d violations\n", a.violations);
    } else {
        printf("sound\n");
    }
    free(a.rows);
    free(a.events);
    free(a.seams);
    free(a.burns);
    return a.violations ? 1 : 0;
}
