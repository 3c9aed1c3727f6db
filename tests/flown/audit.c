/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The auditor: walks a record (telemetry.csv, timeline.json, trajectory.oem) from row to row under
 * its own gravity and the recorded forces, with an integrator of another family than the
 * simulation's (implicit Gauss-Legendre), and looks whether states, masses, events, burns and the
 * ephemeris agree. Shares no code with libkurs and does not link it: libc, jansson, and ERFA for
 * the Earth.
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

#define UTC_S 2e-3 /* of texts with milliseconds */
#define EXHAUST_LEAST_M_S 1500.0
#define EXHAUST_MOST_M_S 4700.0
#define PUSH_M_S 0.5  /* of springs and docking gear, in all of a phase */
#define RANGE_M 100.0 /* of a burn's, to the centre of mass, against the port's of the rows */
/* A seam is between two sources of one orbit. Where on it the station is may be far off; the orbit
 * is less so: MS-25's set, taken back by three months, is off by 65 km and 0.053 rad. */
#define SEAM_RADIUS_M 1e5
#define SEAM_MOMENTUM 0.01
#define SEAM_PLANE 0.1
/* Geodesy without the poles' motion (0.5") and UT1-UTC (0.1 s from 2023 to 2026). */
#define LAT_DEG 3e-4
#define LON_DEG 1e-3
#define HEIGHT_M 2.0
#define SPEED_M_S 0.05
#define DEGREES (180.0 / 3.14159265358979323846) /* in a radian */
#define G0 9.80665
#define DENSEST 1.5 /* air [kg/m3] */
#define WIND_M_S 150.0
/* The ephemeris at the rows, whose text of UTC has microseconds, and read between its states. */
#define OEM_R_M 0.02
#define OEM_V_M_S 1e-3
#define OEM_BETWEEN_R_M 0.12
#define OEM_BETWEEN_V_M_S 0.12

enum { LONGEST_LINE = 4096, MAX_PHASES = 32, MAX_TOLD = 20 };

typedef struct row {
    double t, met; /* s since 2000-01-01 UTC; since lift-off */
    char phase[24];
    int arc, held, attached;
    double r[3], v[3]; /* GCRF, m, m/s */
    double mass, flow, thrust[3], aero[3];
    double lat, lon, alt, speed, q, mach, load, range, range_rate; /* deg, m, m/s; NaN: none */
} row;

typedef struct event {
    char id[48], phase[24];
    double t, met, r[3], v[3], mass, jettisoned;
    double lat, lon, alt, speed;
    int found; /* its jettisoned mass was seen to leave */
} event;

typedef struct seam {
    double t, position, velocity; /* told size, m and m/s */
    int arc_after;
} seam;

typedef struct burn {
    char id[48];
    double on, off, propellant, flown; /* MET [s], kg, m/s */
    double t_on, t_off, planned, rtn[3], range;
    double seen_kg, seen_m_s, seen[3]; /* by the rows; GCRF */
    double seen_rtn[3];                /* the same by the axes of each row */
    const row *first;                  /* with thrust */
} burn;

/* A state of the ephemeris. */
typedef struct fix {
    double t, r[3], v[3];
    int segment, seen; /* seen: a row stands at it */
} fix;

typedef struct tally {
    char phase[24];
    int rows, walks;
    double r_worst, v_worst, mass_worst; /* m and m/s a minute; kg */
    double pushed;                       /* m/s by thrust without flow */
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
    fix *fixes;
    size_t fix_count;
    int landed; /* the outcome that the timeline tells of */
    tally tallies[MAX_PHASES];
    int tally_count;
    int violations, free_walks;
    double pole[3], pole_t, to_cirs[3][3], cirs_t;
    double flown_kg, dropped_kg;
    double oem_r, oem_v; /* worst between states */
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

enum { TEXTS = 2, NUMBERS = 18, EXTRAS = 9, MAX_FIELDS = 64 };
enum { COLUMNS = TEXTS + NUMBERS + EXTRAS };
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
                                            "aero_gcrf_z_n",
                                            "lat_deg",
                                            "lon_deg",
                                            "alt_km",
                                            "speed_earth_m_s",
                                            "dynamic_pressure_pa",
                                            "mach",
                                            "load_g",
                                            "range_m",
                                            "range_rate_m_s"};

static int fill_row(char *fields[], const int at[COLUMNS], row *out)
{
    double x[NUMBERS + EXTRAS];
    for (int i = 0; i < NUMBERS + EXTRAS; i++) {
        char *end;
        const char *field = fields[at[TEXTS + i]];
        x[i] = strtod(field, &end);
        if (i >= NUMBERS && *field == '\0') {
            x[i] = NAN; /* not followed */
        } else if (end == field || *end != '\0' || !isfinite(x[i])) {
            return 0;
        }
    }
    const double *extra = x + NUMBERS;
    out->lat = extra[0];
    out->lon = extra[1];
    out->alt = 1e3 * extra[2];
    out->speed = extra[3];
    out->q = extra[4];
    out->mach = extra[5];
    out->load = extra[6];
    out->range = extra[7];
    out->range_rate = extra[8];
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

static void read_event(audit *a, json_t *item, const char *path)
{
    a->events = grown(a->events, a->event_count, sizeof *a->events);
    event *made = &a->events[a->event_count++];
    json_t *state = json_object_get(item, "state");
    memset(made, 0, sizeof *made);
    snprintf(made->id, sizeof made->id, "%s", text_of(item, "id"));
    snprintf(made->phase, sizeof made->phase, "%s", text_of(item, "phase"));
    made->met = number_of(item, "met_s");
    made->jettisoned = number_of(item, "jettisoned_kg");
    made->mass = number_of(state, "mass_kg");
    made->lat = number_of(state, "lat_deg");
    made->lon = number_of(state, "lon_deg");
    made->alt = 1e3 * number_of(state, "alt_km");
    made->speed = number_of(state, "speed_earth_m_s");
    read_vector(json_object_get(state, "r_gcrf_km"), made->r, 1e3);
    read_vector(json_object_get(state, "v_gcrf_km_s"), made->v, 1e3);
    if (!parse_utc(text_of(item, "utc"), &made->t)) {
        unreadable(path, 0, "an event has no time");
    }
}

static void read_seam(audit *a, json_t *item, const char *path)
{
    a->seams = grown(a->seams, a->seam_count, sizeof *a->seams);
    seam *made = &a->seams[a->seam_count++];
    made->arc_after = (int)number_of(item, "arc_after");
    made->position = number_of(item, "position_m");
    made->velocity = number_of(item, "velocity_m_s");
    if (text_of(item, "text")[0] == '\0' || !parse_utc(text_of(item, "utc"), &made->t)) {
        unreadable(path, 0, "a seam has no name or no time");
    }
}

static void read_burn(audit *a, json_t *item, const char *path)
{
    a->burns = grown(a->burns, a->burn_count, sizeof *a->burns);
    burn *made = &a->burns[a->burn_count++];
    memset(made, 0, sizeof *made);
    snprintf(made->id, sizeof made->id, "%s", text_of(item, "id"));
    made->on = number_of(item, "met_s");
    made->off = made->on + number_of(item, "duration_s");
    made->propellant = number_of(item, "propellant_kg");
    made->flown = number_of(item, "flown_m_s");
    made->planned = number_of(item, "planned_m_s");
    made->range = number_of(item, "range_m");
    read_vector(json_object_get(item, "dv_rtn_m_s"), made->rtn, 1.0);
    if (!parse_utc(text_of(item, "utc_on"), &made->t_on) ||
        !parse_utc(text_of(item, "utc_off"), &made->t_off)) {
        unreadable(path, 0, "a burn has no time, or one before 2017");
    }
}

static void read_timeline(audit *a, const char *path)
{
    json_error_t error;
    json_t *root = json_load_file(path, 0, &error), *item;
    size_t i;
    if (!root) {
        unreadable(path, error.line, error.text);
    }
    a->landed = strcmp(text_of(json_object_get(root, "outcome"), "code"), "landed") == 0;
    json_array_foreach(json_object_get(root, "events"), i, item)
    {
        read_event(a, item, path);
    }
    json_array_foreach(json_object_get(root, "seams"), i, item)
    {
        read_seam(a, item, path);
    }
    json_array_foreach(json_object_get(root, "burns"), i, item)
    {
        read_burn(a, item, path);
    }
    json_decref(root);
}

/* The text after "key = "; NULL: another line. */
static const char *value_of(const char *line, const char *key)
{
    const size_t n = strlen(key);
    return strncmp(line, key, n) == 0 && strncmp(line + n, " = ", 3) == 0 ? line + n + 3 : NULL;
}

/* One line of metadata; 0: not what our rows are in. */
static int read_meta(const char *line, double *start, double *stop)
{
    const char *text;
    if ((text = value_of(line, "REF_FRAME"))) {
        return strcmp(text, "GCRF") == 0;
    }
    if ((text = value_of(line, "CENTER_NAME"))) {
        return strcmp(text, "EARTH") == 0;
    }
    if ((text = value_of(line, "TIME_SYSTEM"))) {
        return strcmp(text, "UTC") == 0;
    }
    if ((text = value_of(line, "START_TIME"))) {
        return parse_utc(text, start);
    }
    if ((text = value_of(line, "STOP_TIME"))) {
        return parse_utc(text, stop);
    }
    return 1;
}

static int read_fix(const char *line, fix *out)
{
    double x[6];
    if (!parse_utc(line, &out->t) || sscanf(line, "%*s %lf %lf %lf %lf %lf %lf", &x[0], &x[1],
                                            &x[2], &x[3], &x[4], &x[5]) != 6) {
        return 0;
    }
    for (int i = 0; i < 3; i++) {
        out->r[i] = 1e3 * x[i];
        out->v[i] = 1e3 * x[3 + i];
    }
    return 1;
}

/* States rise in a segment and fill the span that it names, and segments do not overlap. */
static void read_oem(audit *a, const char *path)
{
    char line[LONGEST_LINE];
    double start = NAN, stop = NAN;
    int segment = 0;
    FILE *in = fopen(path, "r");
    if (!in) {
        unreadable(path, 0, "cannot be read");
    }
    for (long number = 1; fgets(line, sizeof line, in); number++) {
        line[strcspn(line, "\r\n")] = '\0';
        const fix *last = a->fix_count ? &a->fixes[a->fix_count - 1] : NULL;
        if (strcmp(line, "META_START") == 0) {
            if (last && fabs(last->t - stop) > SAME_INSTANT_S) {
                unreadable(path, number, "a segment does not end at its STOP_TIME");
            }
            segment++;
            start = stop = NAN;
        } else if (line[0] < '0' || line[0] > '9') {
            if (!read_meta(line, &start, &stop)) {
                unreadable(path, number, "metadata of another kind");
            }
        } else {
            fix made = {.segment = segment};
            const int first = !last || last->segment != segment;
            if (!read_fix(line, &made) || (last && made.t < last->t - SAME_INSTANT_S) ||
                (!first && made.t <= last->t) ||
                (first && !(fabs(made.t - start) <= SAME_INSTANT_S))) {
                unreadable(path, number, "not a state in the order of time and in its span");
            }
            a->fixes = grown(a->fixes, a->fix_count, sizeof *a->fixes);
            a->fixes[a->fix_count++] = made;
        }
    }
    if (a->fix_count && !(fabs(a->fixes[a->fix_count - 1].t - stop) <= SAME_INSTANT_S)) {
        unreadable(path, 0, "the last segment does not end at its STOP_TIME");
    }
    fclose(in);
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

static void cross(const double a[3], const double b[3], double out[3])
{
    for (int i = 0; i < 3; i++) {
        out[i] = a[(i + 1) % 3] * b[(i + 2) % 3] - a[(i + 2) % 3] * b[(i + 1) % 3];
    }
}

static int has_event(const audit *a, const char *id, double t, double within)
{
    int count = 0;
    for (size_t i = 0; i < a->event_count; i++) {
        count += strcmp(a->events[i].id, id) == 0 && fabs(a->events[i].t - t) <= within;
    }
    return count;
}

/* Both sides of a seam are on one orbit, and it is as wide as it is said to be. */
static void check_seam(audit *a, const seam *s, const row *before, const row *after)
{
    double h[2][3], turn[3];
    cross(before->r, before->v, h[0]);
    cross(after->r, after->v, h[1]);
    cross(h[0], h[1], turn);
    const double size[2] = {sqrt(dot(h[0], h[0])), sqrt(dot(h[1], h[1]))};
    const double plane = sqrt(dot(turn, turn)) / (size[0] * size[1]);
    const double radius = sqrt(dot(after->r, after->r)) - sqrt(dot(before->r, before->r));
    if (!(dot(h[0], h[1]) > 0.0 && plane <= SEAM_PLANE && fabs(radius) <= SEAM_RADIUS_M &&
          fabs(size[1] / size[0] - 1.0) <= SEAM_MOMENTUM)) {
        violation(a, after, "a seam to another orbit: %.0f m of radius, %.4f rad of plane", radius,
                  plane);
    }
    const double dr = distance(before->r, after->r), dv = distance(before->v, after->v);
    if (!(fabs(dr - s->position) <= JUMP_R_M && fabs(dv - s->velocity) <= JUMP_V_M_S)) {
        violation(a, after, "a seam tells of %.3f m and %.6f m/s, its rows of %.3f and %.6f",
                  s->position, s->velocity, dr, dv);
    }
    if (has_event(a, "elements_change", after->t, UTC_S) != 1) {
        violation(a, after, "a seam without its event");
    }
}

static int is_seam(audit *a, const row *before, const row *after)
{
    for (size_t i = 0; i < a->seam_count; i++) {
        if (a->seams[i].arc_after == after->arc && fabs(a->seams[i].t - after->t) < UTC_S &&
            before->arc != after->arc && before->attached && after->attached) {
            check_seam(a, &a->seams[i], before, after);
            return 1;
        }
    }
    return 0;
}

/* ---- what follows from a state --------------------------------------------------------- */

/* Geodetic place and the speed against the turning Earth. */
static void place_of(audit *a, double t, const double r[3], const double v[3], double out[4])
{
    if (fabs(t - a->cirs_t) > 3600.0) {
        double x, y, s;
        eraXys06a(2451544.5, (t + 37.0 + 32.184) / 86400.0, &x, &y, &s);
        eraC2ixys(x, y, s, a->to_cirs);
        a->cirs_t = t;
    }
    double turned[3][3], place[3], ground[3], at[3];
    memcpy(turned, a->to_cirs, sizeof turned);
    eraRz(eraEra00(2451544.5, t / 86400.0), turned);
    for (int i = 0; i < 3; i++) {
        at[i] = r[i];
    }
    eraRxp(turned, at, place);
    if (eraGc2gd(1, place, &out[1], &out[0], &out[2]) != 0) {
        out[0] = out[1] = out[2] = NAN;
    }
    out[0] *= DEGREES;
    out[1] *= DEGREES;
    set_pole(a, t);
    cross(a->pole, r, ground);
    for (int i = 0; i < 3; i++) {
        ground[i] = v[i] - OMEGA * ground[i];
    }
    out[3] = sqrt(dot(ground, ground));
}

static void check_place(audit *a, const row *at, const char *of, double t, const double r[3],
                        const double v[3], const double told[4])
{
    double want[4];
    place_of(a, t, r, v, want);
    const double lon = remainder(told[1] - want[1], 360.0);
    if (!(fabs(told[0] - want[0]) <= LAT_DEG && fabs(lon) <= LON_DEG &&
          fabs(told[2] - want[2]) <= HEIGHT_M && fabs(told[3] - want[3]) <= SPEED_M_S)) {
        violation(a, at,
                  "%s tells of %.5f %.5f deg, %.2f m, %.3f m/s; its state of %.5f %.5f "
                  "deg, %.2f m, %.3f m/s",
                  of, told[0], told[1], told[2], told[3], want[0], want[1], want[2], want[3]);
    }
}

/* Load, pressure and Mach number against forces and speed. */
static void check_loads(audit *a, const row *at)
{
    const double aero = sqrt(dot(at->aero, at->aero));
    double felt[3];
    for (int i = 0; i < 3; i++) {
        felt[i] = at->thrust[i] + at->aero[i];
    }
    const double load = sqrt(dot(felt, felt)) / (at->mass * G0);
    if (!at->attached && !(fabs(at->load - load) <= 1e-5 + 1e-6 * load)) {
        violation(a, at, "a load of %.6f g, the forces make %.6f", at->load, load);
    }
    const double most = 0.5 * DENSEST * (at->speed + WIND_M_S) * (at->speed + WIND_M_S);
    const int air = aero > 1.0;
    if (!(at->q >= 0.0 && at->mach >= 0.0 && at->q <= most) ||
        (air && !(at->mach > 0.0 && aero >= 0.5 * at->q && aero <= 2000.0 * at->q))) {
        violation(a, at, "%.3f Pa and Mach %.3f where the air's force is %.1f N", at->q, at->mach,
                  aero);
    }
}

static int is_phase(const row *at, const char *phase)
{
    return strcmp(at->phase, phase) == 0;
}

/* Thrust and flow come together, but for springs, docking gear, and the ground at the landing. */
static void check_thrust(audit *a, const row *at)
{
    const double thrust = sqrt(dot(at->thrust, at->thrust));
    if (at->attached) {
        if (thrust > 0.0 || at->flow != 0.0) {
            violation(a, at, "thrust of a ship that is held");
        }
        return;
    }
    if (at->flow > 0.0) {
        const double exhaust = thrust / at->flow;
        if (!(exhaust >= EXHAUST_LEAST_M_S && exhaust <= EXHAUST_MOST_M_S)) {
            violation(a, at, "an exhaust of %.1f m/s", exhaust);
        }
    } else if (thrust > 0.0 && !is_phase(at, "contact") && !is_phase(at, "undocking") &&
               !(is_phase(at, "parachute") && at->alt < 1e4)) {
        violation(a, at, "%.3f N without flow", thrust);
    }
}

static void check_row(audit *a, const row *at)
{
    const double told[4] = {at->lat, at->lon, at->alt, at->speed};
    check_place(a, at, "a row", at->t, at->r, at->v, told);
    check_loads(a, at);
    check_thrust(a, at);
}

/* Range goes on as its rate says, up to the curve of a flight past the station. */
static void check_range(audit *a, const row *from, const row *to)
{
    const double dt = to->met - from->met;
    if (from->range < 0.0 || (from->attached && from->range > 1.0)) {
        violation(a, from, "a range of %.3f m", from->range);
    }
    if (isnan(from->range) || isnan(to->range) || from->attached) {
        return;
    }
    const double off = to->range - from->range - 0.5 * dt * (from->range_rate + to->range_rate);
    if (!(fabs(off) <= 1.0 + 0.02 * from->range)) {
        violation(a, to, "range goes from %.3f to %.3f m in %.3f s at rates of %.4f and %.4f m/s",
                  from->range, to->range, dt, from->range_rate, to->range_rate);
    }
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
    if (!is_seam(a, before, after) && !(dr <= r_limit && dv <= v_limit + slack)) {
        violation(a, after, "jumps by %.6f m and %.8f m/s without a seam", dr, dv);
    }
}

/* The rocket's engines, the escape motors and the soft-landing ones are no burns of the ship. */
static int needs_a_burn(const row *at)
{
    return strcmp(at->phase, "ascent") != 0 && strcmp(at->phase, "parachute") != 0 &&
           strcmp(at->phase, "escape") != 0;
}

/* Radial, along the track, normal: of the state at ignition. */
static void to_rtn(const row *at, const double x[3], double out[3])
{
    double n[3], along[3];
    cross(at->r, at->v, n);
    cross(n, at->r, along);
    out[0] = dot(x, at->r) / sqrt(dot(at->r, at->r));
    out[1] = dot(x, along) / sqrt(dot(along, along));
    out[2] = dot(x, n) / sqrt(dot(n, n));
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
            double gained[3], rtn[3];
            for (int k = 0; k < 3; k++) {
                const double end = from->held ? from->thrust[k] : to->thrust[k];
                gained[k] = (from->thrust[k] + end) / (from->mass + to->mass) * dt;
            }
            to_rtn(from, gained, rtn);
            for (int k = 0; k < 3; k++) {
                b->seen[k] += gained[k];
                b->seen_rtn[k] += rtn[k];
            }
            b->first = b->first ? b->first : from;
            return;
        }
    }
    if (needs_a_burn(from)) {
        violation(a, from, "%.6f kg leave by engines, and no burn is recorded", used);
    }
}

/* The last row after lift-off that is not later than met; NULL: none. */
static const row *row_at(const audit *a, double met)
{
    const row *found = NULL;
    for (size_t i = 0; i < a->row_count; i++) {
        if (a->rows[i].met >= -SAME_INSTANT_S && a->rows[i].met <= met + 1e-5) {
            found = &a->rows[i];
        }
    }
    return found;
}

static void check_burn_tells(audit *a, const burn *b, const row *at)
{
    const double t0 = at->t - at->met; /* lift-off */
    double rtn[3];
    if (!(fabs(b->t_on - t0 - b->on) <= UTC_S && fabs(b->t_off - t0 - b->off) <= UTC_S)) {
        violation(a, at, "burn %s: its UTC is not its MET", b->id);
    }
    to_rtn(b->first, b->seen, rtn);
    /* where thrust follows a law its parts are summed each in the axes of its moment */
    const double off = fmin(distance(rtn, b->rtn), distance(b->seen_rtn, b->rtn));
    if (!(off <= BURN_M_S + 1e-3 * b->flown)) {
        violation(a, at, "burn %s tells of RTN %.4f %.4f %.4f m/s, its rows of %.4f %.4f %.4f",
                  b->id, b->rtn[0], b->rtn[1], b->rtn[2], rtn[0], rtn[1], rtn[2]);
    }
    /* a law of thrust has no plan; braking in the approach may take half as much more */
    if (!isnan(b->planned) &&
        !(b->planned > 0.0 && b->flown <= 2.0 * b->planned &&
          (b->flown >= 0.5 * b->planned || has_event(a, "propellant_out", t0 + b->off, 60.0)))) {
        violation(a, at, "burn %s: %.4f m/s planned and %.4f flown", b->id, b->planned, b->flown);
    }
    const double far = 2.0 * sqrt(dot(at->r, at->r)) + 1e6;
    if (!isnan(b->range) && !(b->range >= 0.0 && b->range <= far)) {
        violation(a, at, "burn %s: a range of %.1f m", b->id, b->range);
    }
    if (!isnan(at->range) && at->met >= b->on - 1e-5 && !(fabs(b->range - at->range) <= RANGE_M)) {
        violation(a, at, "burn %s: a range of %.1f m, its row has %.1f", b->id, b->range,
                  at->range);
    }
}

static void check_burns(audit *a)
{
    double before = -INFINITY;
    for (size_t i = 0; i < a->burn_count; i++) {
        const burn *b = &a->burns[i];
        const row none = {.met = b->on}, *found = row_at(a, b->on), *at = found ? found : &none;
        const double dm = fabs(b->seen_kg - b->propellant);
        const double dv = fabs(b->seen_m_s - b->flown);
        if (!(dm <= MASS_KG + MASS_OF_FLOW * b->propellant && dv <= BURN_M_S + 1e-3 * b->flown)) {
            violation(a, at, "burn %s tells of %.6f kg and %.4f m/s, its rows of %.6f and %.4f",
                      b->id, b->propellant, b->flown, b->seen_kg, b->seen_m_s);
        }
        if (!(b->seen_kg > 0.0) || !found || !(b->off > b->on && b->on >= before - 1e-5)) {
            violation(a, at, "burn %s has no thrust, or is not in the order of time", b->id);
        } else {
            check_burn_tells(a, b, at);
        }
        before = b->off;
    }
}

/* What pushes without flow is small. */
static void count_push(audit *a, const row *from, double dt)
{
    const double thrust = sqrt(dot(from->thrust, from->thrust));
    if (!from->attached && from->flow == 0.0 && thrust > 0.0 && !is_phase(from, "parachute")) {
        tally *t = tally_of(a, from->phase);
        const int within = t->pushed <= PUSH_M_S;
        t->pushed += thrust / from->mass * dt;
        if (within && !(t->pushed <= PUSH_M_S)) {
            violation(a, from, "a push of more than %.2f m/s", PUSH_M_S);
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
    count_push(a, from, dt);
    if (used > 0.0) {
        count_burn(a, from, to, used, dt);
    }
    if (!(gap <= MASS_KG + MASS_OF_FLOW * used) || !(from->flow >= 0.0)) {
        violation(a, to, "mass goes from %.6f to %.6f kg, recorded flow takes %.6f", from->mass,
                  to->mass, used);
    }
}

/* The event that a change of phase needs, and how far from it. */
static void check_change(audit *a, const row *from, const row *to)
{
    static const struct {
        const char *from, *to, *id; /* from NULL: any */
        double within;
    } changes[] = {
        {NULL, "ascent", "liftoff", UTC_S},
        {"ascent", "free flight", "insertion", UTC_S},
        {NULL, "approach", "approach_start", UTC_S},
        {NULL, "contact", "docking_contact", UTC_S},
        {NULL, "docked", "docking_contact", 120.0},
        {"docked", "undocking", "undocking", UTC_S},
        {"undocking", "departure", "separation_burn", UTC_S},
        {NULL, "deorbit burn", "deorbit_burn", UTC_S},
        {"deorbit burn", "descent", "deorbit_burn_end", UTC_S},
        {NULL, "escape", "escape_command", UTC_S},
        {"escape", "descent", "escape_release", UTC_S},
        {"escape", "entry", "escape_release", UTC_S},
        {"descent", "entry", "entry_interface", UTC_S},
        {NULL, "parachute", "parachute", UTC_S},
        {NULL, "landed", "landing", 1.0},
    };
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        if (strcmp(from->phase, to->phase) != 0 && is_phase(to, changes[i].to) &&
            (!changes[i].from || is_phase(from, changes[i].from)) &&
            has_event(a, changes[i].id, to->t, changes[i].within) != 1) {
            violation(a, to, "%s after %s without an event %s", to->phase, from->phase,
                      changes[i].id);
        }
    }
    if (from->attached && !to->attached) {
        const char *id = sqrt(dot(to->r, to->r)) < 6.45e6 ? "liftoff" : "undocking";
        if (has_event(a, is_phase(to, "escape") ? "escape_command" : id, to->t, UTC_S) != 1) {
            violation(a, to, "let go without an event %s", id);
        }
    }
}

/* Rows first..last stand at one instant: what left between them must be told as an event. */
static void check_instant(audit *a, size_t first, size_t last)
{
    const row *from = &a->rows[first], *to = &a->rows[last];
    const double left = from->mass - to->mass, told = jettisoned_at(a, to);
    worst(&tally_of(a, to->phase)->mass_worst, fabs(left - told));
    a->dropped_kg += left;
    if (left < -MASS_KG) {
        violation(a, to, "%.6f kg come from nowhere", -left);
    }
    if (!(fabs(left - told) <= MASS_KG)) {
        violation(a, to, "%.6f kg leave at once, events tell of %.6f", left, told);
    }
    for (size_t i = first; i < last; i++) {
        check_jump(a, &a->rows[i], &a->rows[i + 1]);
        check_change(a, &a->rows[i], &a->rows[i + 1]);
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
            check_range(a, &a->rows[last], &a->rows[last + 1]);
            check_pair(a, &a->rows[last], &a->rows[last + 1]);
        }
        if (!a->rows[last].attached && a->rows[last].t - walked_at >= WALK_EVERY_S) {
            walked_at = a->rows[last].t;
            walk(a, last);
        }
        for (; first <= last; first++) {
            tally_of(a, a->rows[first].phase)->rows++;
            check_row(a, &a->rows[first]);
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

/* Whether bodies part from the ship at an event. */
static int may_drop(const char *id)
{
    static const char *const ids[] = {
        "escape_tower_jettison", "booster_separation", "fairing_jettison",
        "core_separation",       "skirt_drop",         "insertion",
        "module_separation",     "heat_shield_drop",   "escape_command",
        "separation_short",      "escape_separation",  "escape_release"};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        if (strcmp(id, ids[i]) == 0) {
            return 1;
        }
    }
    return 0;
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
    const double told[4] = {e->lat, e->lon, e->alt, e->speed};
    check_place(a, from, e->id, e->t, e->r, e->v, told);
    if (!(fabs(e->t - from->t - (e->met - from->met)) <= UTC_S)) {
        violation(a, from, "event %s: its UTC is not its MET", e->id);
    }
    if (!(e->jettisoned >= 0.0) || (e->jettisoned > 0.0 && !may_drop(e->id))) {
        violation(a, from, "event %s drops %.6f kg", e->id, e->jettisoned);
    }
    if (e->jettisoned != 0.0 && !e->found) {
        violation(a, from, "event %s tells of %.3f kg that no row loses", e->id, e->jettisoned);
    }
}

static void check_events(audit *a)
{
    for (size_t i = 0; i < a->event_count; i++) {
        const row at = {.met = a->events[i].met};
        if (i > 0 && !(a->events[i].t >= a->events[i - 1].t - SAME_INSTANT_S)) {
            violation(a, &at, "event %s stands after a later one", a->events[i].id);
        }
        check_event(a, &a->events[i]);
    }
}

/* A mission that has landed has all of these once, in this order. */
static void check_complete(audit *a)
{
    static const char *const ids[] = {
        "liftoff",      "insertion",        "approach_start",    "docking_contact",
        "hatch_open",   "hatch_close",      "undocking",         "separation_burn",
        "deorbit_burn", "deorbit_burn_end", "module_separation", "entry_interface",
        "parachute",    "main_parachute",   "heat_shield_drop",  "soft_landing",
        "landing"};
    double before = -INFINITY;
    const row end = a->row_count ? a->rows[a->row_count - 1] : (row){0};
    if (!is_phase(&end, "landed")) {
        violation(a, &end, "landed, and the last row is not");
    }
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        int count = 0;
        for (size_t k = 0; k < a->event_count; k++) {
            if (strcmp(a->events[k].id, ids[i]) == 0) {
                count += a->events[k].t >= before ? 1 : 2;
                before = a->events[k].t;
            }
        }
        if (count != 1) {
            violation(a, &end, "landed without one event %s in its place", ids[i]);
        }
    }
}

/* ---- the ephemeris --------------------------------------------------------------------- */

/* Cubic between two states with their velocities. */
static void between(const fix *from, const fix *to, double t, double r[3], double v[3])
{
    const double h = to->t - from->t, u = (t - from->t) / h;
    for (int i = 0; i < 3; i++) {
        const double step = to->r[i] - from->r[i];
        const double c = 3 * step - h * (2 * from->v[i] + to->v[i]);
        const double d = h * (from->v[i] + to->v[i]) - 2 * step;
        r[i] = from->r[i] + u * (h * from->v[i] + u * (c + u * d));
        v[i] = from->v[i] + u * (2 * c + 3 * u * d) / h;
    }
}

/* The first state later than t. */
static size_t fix_after(const audit *a, double t)
{
    size_t low = 0, high = a->fix_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (a->fixes[middle].t > t) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/* A row is a state of the ephemeris, or lies on the curve between two of one segment. */
static void check_row_in_oem(audit *a, const row *at)
{
    const size_t after = fix_after(a, at->t + 2.0 * SAME_INSTANT_S);
    double r[3], v[3], dr = INFINITY, dv = INFINITY;
    int found = 0;
    for (size_t i = after; i > 0 && fabs(a->fixes[i - 1].t - at->t) <= 2.0 * SAME_INSTANT_S; i--) {
        fix *f = &a->fixes[i - 1];
        if (distance(f->r, at->r) <= OEM_R_M && distance(f->v, at->v) <= OEM_V_M_S) {
            f->seen = found = 1;
        }
        dr = distance(f->r, at->r);
        dv = distance(f->v, at->v);
    }
    if (found) {
        return;
    }
    if (dr == INFINITY && after > 0 && after < a->fix_count &&
        a->fixes[after - 1].segment == a->fixes[after].segment) {
        between(&a->fixes[after - 1], &a->fixes[after], at->t, r, v);
        dr = distance(r, at->r);
        dv = distance(v, at->v);
        worst(&a->oem_r, dr);
        worst(&a->oem_v, dv);
        if (dr <= OEM_BETWEEN_R_M && dv <= OEM_BETWEEN_V_M_S) {
            return;
        }
    }
    violation(a, at, "the ephemeris is off by %.4f m and %.5f m/s", dr, dv);
}

/* A state where no row stands is of a docked ship, whose rows are far apart. */
static void check_oem_in_rows(audit *a)
{
    double r[3], v[3], t = NAN;
    for (size_t i = 0, k = 0; i < a->fix_count; i++) {
        const fix *f = &a->fixes[i];
        while (k + 1 < a->row_count && a->rows[k + 1].t <= f->t + SAME_INSTANT_S) {
            k++;
            t = NAN;
        }
        const row *from = &a->rows[k];
        if (f->seen) {
            continue;
        }
        if (!from->attached || strcmp(from->phase, "docked") != 0 || k + 1 == a->row_count ||
            f->t < from->t) {
            violation(a, from, "a state of the ephemeris at no row, %.6f s later", f->t - from->t);
            continue;
        }
        if (isnan(t)) {
            memcpy(r, from->r, sizeof r);
            memcpy(v, from->v, sizeof v);
            t = from->t;
        }
        carry(a, from, from, 0, f->t - t, f->t - t, r, v);
        t = f->t;
        const double minutes = ATTACHED_FACTOR * fmax(t - from->t, WALK_S) / 60.0;
        const double dr = distance(r, f->r), dv = distance(v, f->v);
        if (!(dr <= R_LIMIT_M * minutes && dv <= V_LIMIT_M_S * minutes)) {
            violation(a, from, "the ephemeris is off by %.3f m and %.5f m/s %.0f s later", dr, dv,
                      t - from->t);
        }
    }
}

static void check_oem(audit *a)
{
    for (size_t i = 0; i < a->row_count; i++) {
        if (!is_phase(&a->rows[i], "countdown") && !is_phase(&a->rows[i], "landed")) {
            check_row_in_oem(a, &a->rows[i]);
        }
    }
    check_oem_in_rows(a);
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
    printf("ephemeris of %zu states, between them within %.4f m and %.5f m/s\n", a->fix_count,
           a->oem_r, a->oem_v);
}

int main(int argc, char **argv)
{
    char path[LONGEST_LINE];
    static audit a;
    if (argc != 2) {
        fprintf(stderr, "usage: audit FOLDER\n");
        return 2;
    }
    a.pole_t = a.cirs_t = -1e18;
    snprintf(path, sizeof path, "%s/telemetry.csv", argv[1]);
    read_telemetry(&a, path);
    snprintf(path, sizeof path, "%s/timeline.json", argv[1]);
    read_timeline(&a, path);
    snprintf(path, sizeof path, "%s/trajectory.oem", argv[1]);
    read_oem(&a, path);
    check_rows(&a);
    check_burns(&a);
    check_events(&a);
    if (a.landed) {
        check_complete(&a);
    }
    check_oem(&a);
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
    free(a.fixes);
    return a.violations ? 1 : 0;
}
