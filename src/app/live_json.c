/* SPDX-License-Identifier: Apache-2.0 */
/* JSON out, queries in. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/live_parts.h"

json_t *kurs_live_number(double x, int decimals)
{
    static const double ten[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    if (!isfinite(x)) {
        return json_null();
    }
    if (fabs(x) < 1e9) {
        x = round(x * ten[decimals]) / ten[decimals];
    }
    return json_real(x == 0.0 ? 0.0 : x); /* no -0 */
}

static int add(const char *bytes, size_t n, void *ctx)
{
    return kurs_buf_add(ctx, bytes, n) < 0 ? -1 : 0;
}

kurs_status kurs_live_write(kurs_json *m, json_t *root, kurs_buf *out)
{
    const size_t before = out->n;
    kurs_status status = m->sound && root ? KURS_OK : KURS_ERR_MEMORY;
    if (status >= 0 &&
        json_dump_callback(root, add, out, JSON_COMPACT | JSON_REAL_PRECISION(15)) != 0) {
        out->n = before;
        out->text[before] = '\0';
        status = KURS_ERR_FULL;
    }
    json_decref(root);
    return status;
}

/* ---- queries --------------------------------------------------------------------------------- */

kurs_status kurs_live_take_instant(const char *what, const char *text, kurs_tai otherwise,
                                   kurs_tai *out, char *why)
{
    *out = otherwise;
    if (!text) {
        return KURS_OK;
    }
    const kurs_status status = kurs_tai_parse(text, strlen(text), out);
    if (status < 0) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "%s is no time; give UTC as 2024-03-23T12:36:10Z", what);
    }
    return status < 0 ? status : KURS_OK;
}

kurs_status kurs_live_take_number(const char *what, const char *text, double least, double most,
                                  double otherwise, double *out, char *why)
{
    *out = otherwise;
    if (!text) {
        return KURS_OK;
    }
    json_error_t error;
    json_t *value = json_loads(text, JSON_DECODE_ANY, &error);
    const double x = json_is_number(value) ? json_number_value(value) : (double)NAN;
    json_decref(value);
    if (!(x >= least && x <= most)) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "%s is no number that is taken; give one from %g to %g",
                 what, least, most);
        return KURS_ERR_RANGE;
    }
    *out = x;
    return KURS_OK;
}

#define SAME_MOMENT_S 1e-3

kurs_tai kurs_live_snap(kurs_tai t, kurs_tai to)
{
    return fabs(kurs_tai_diff(t, to)) < SAME_MOMENT_S ? to : t;
}

kurs_status kurs_live_take_moment(const kurs_live_ask *ask, kurs_live_view *view, char *why)
{
    kurs_tai t;
    const kurs_status status = kurs_live_take_instant("utc", ask->utc, view->clock, &t, why);
    if (status < 0) {
        return status;
    }
    t = kurs_live_snap(t, view->take->first);
    t = kurs_live_snap(t, view->horizon);
    t = kurs_live_snap(t, view->clock);
    if (kurs_tai_diff(t, view->clock) == 0.0) {
        return KURS_OK;
    }
    if (kurs_tai_diff(t, view->take->first) < 0.0 || kurs_tai_diff(t, view->horizon) > 0.0) {
        char first[KURS_UTC_TEXT_SIZE] = "", last[KURS_UTC_TEXT_SIZE] = "";
        (void)!kurs_tai_format(view->take->first, 3, first);
        (void)!kurs_tai_format(view->horizon, 3, last);
        snprintf(why, KURS_LIVE_WHY_SIZE,
                 "utc is outside of what is flown up to the clock; give one from %s to %s", first,
                 last);
        return KURS_ERR_RANGE;
    }
    view->now = t;
    view->horizon = view->take->replay ? view->horizon : t;
    return KURS_OK;
}

int kurs_live_is_now(const kurs_live_view *view)
{
    return kurs_tai_diff(view->now, view->clock) == 0.0;
}

static kurs_tai held(kurs_tai t, kurs_tai first, kurs_tai last)
{
    if (kurs_tai_diff(t, last) > 0.0) {
        t = last;
    }
    return kurs_tai_diff(t, first) < 0.0 ? first : t;
}

kurs_status kurs_live_take_grid(const kurs_live_ask *ask, kurs_tai first, kurs_tai last,
                                kurs_tai from, kurs_tai to, int points, kurs_live_grid *out,
                                char *why)
{
    double n;
    kurs_status status = kurs_live_take_instant("from", ask->from, from, &out->from, why);
    if (status >= 0) {
        status = kurs_live_take_instant("to", ask->to, to, &out->to, why);
    }
    if (status >= 0) {
        status = kurs_live_take_number("points", ask->points, 1.0, 5000.0, points, &n, why);
    }
    if (status < 0) {
        return status;
    }
    if (kurs_tai_diff(out->to, out->from) < 0.0) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "to is before from; give a later one");
        return KURS_ERR_RANGE;
    }
    out->from = held(out->from, first, last);
    out->to = held(out->to, first, last);
    out->points = kurs_tai_diff(out->to, out->from) > 0.0 ? (int)n : 1;
    return KURS_OK;
}

kurs_tai kurs_live_grid_time(const kurs_live_grid *grid, int i)
{
    if (i == grid->points - 1) {
        return grid->to;
    }
    return kurs_tai_add(grid->from, kurs_tai_diff(grid->to, grid->from) * i / (grid->points - 1));
}

/* As a browser counts: without leap seconds. */
double kurs_live_unix_ms(kurs_tai t)
{
    kurs_jd_utc jd;
    if (kurs_tai_jd_utc(t, &jd) < 0) {
        return (double)NAN;
    }
    return round(((jd.d1 - 2440587.5) + jd.d2) * 86400e3);
}

kurs_status kurs_live_body_text(const char *body, size_t n, const char *key, char *out, size_t size)
{
    json_error_t error;
    json_t *root = json_loadb(body, n, JSON_REJECT_DUPLICATES, &error);
    kurs_status status = json_is_object(root) ? KURS_OK : KURS_ERR_SYNTAX;
    const char *text = json_string_value(json_object_get(root, key));
    if (status >= 0) {
        status = text ? KURS_OK : KURS_ERR_NOT_FOUND;
    }
    if (status >= 0) {
        status = strlen(text) < size ? KURS_OK : KURS_ERR_FULL;
    }
    if (status >= 0) {
        snprintf(out, size, "%s", text);
    }
    json_decref(root);
    return status;
}
