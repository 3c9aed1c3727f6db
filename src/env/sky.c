/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/sky.h"

#include <erfa.h>

#include "math/math.h"

#define DAY_S 86400.0

/* Values at 9 Chebyshev nodes to coefficients of powers, by Newton's divided differences. */
static void fit(const double u[KURS_SKY_TERMS], const kurs_vec3 at[KURS_SKY_TERMS],
                kurs_vec3 c[KURS_SKY_TERMS])
{
    kurs_vec3 d[KURS_SKY_TERMS];
    for (int i = 0; i < KURS_SKY_TERMS; i++) {
        d[i] = at[i];
        c[i] = v3(0.0, 0.0, 0.0);
    }
    for (int k = 1; k < KURS_SKY_TERMS; k++) {
        for (int i = KURS_SKY_TERMS - 1; i >= k; i--) {
            d[i] = v3_scale(1.0 / (u[i] - u[i - k]), v3_sub(d[i], d[i - 1]));
        }
    }
    /* Horner's scheme on the Newton form: c <- c (x - u_i) + d_i */
    for (int i = KURS_SKY_TERMS - 1; i >= 0; i--) {
        for (int k = KURS_SKY_TERMS - 1; k > 0; k--) {
            c[k] = v3_axpy(c[k - 1], -u[i], c[k]);
        }
        c[0] = v3_axpy(d[i], -u[i], c[0]);
    }
}

static void places(kurs_tai t, kurs_vec3 *sun, kurs_vec3 *moon)
{
    double heliocentric[2][3], barycentric[2][3], pv[2][3];
    const kurs_jd_tdb tdb = kurs_tai_tdb(t);
    const kurs_jd_tt tt = kurs_tai_tt(t);
    /* a date outside 1900 to 2100 is a warning of ERFA; the series still holds */
    (void)eraEpv00(tdb.d1, tdb.d2, heliocentric, barycentric);
    eraMoon98(tt.d1, tt.d2, pv);
    *sun = v3_scale(-KURS_AU, v3(heliocentric[0][0], heliocentric[0][1], heliocentric[0][2]));
    *moon = v3_scale(KURS_AU, v3(pv[0][0], pv[0][1], pv[0][2]));
}

kurs_status kurs_sky_init(kurs_sky *sky, kurs_tai t)
{
    double u[KURS_SKY_TERMS];
    kurs_vec3 sun[KURS_SKY_TERMS], moon[KURS_SKY_TERMS];
    if (!(t.f >= 0.0 && t.f < 1.0)) {
        return KURS_ERR_ARGUMENT;
    }
    for (int i = 0; i < KURS_SKY_TERMS; i++) {
        u[i] = cos(KURS_PI * (i + 0.5) / KURS_SKY_TERMS);
        places(kurs_tai_add(t, u[i] * KURS_SKY_SPAN_S), &sun[i], &moon[i]);
    }
    sky->t_ref = t;
    fit(u, sun, sky->sun);
    fit(u, moon, sky->moon);
    return KURS_OK;
}

static kurs_vec3 at(const kurs_vec3 c[KURS_SKY_TERMS], double t_s)
{
    const double u = t_s / KURS_SKY_SPAN_S;
    kurs_vec3 sum = c[KURS_SKY_TERMS - 1];
    for (int i = KURS_SKY_TERMS - 2; i >= 0; i--) {
        sum = v3_axpy(c[i], u, sum);
    }
    return sum;
}

kurs_vec3 kurs_sky_sun_gcrf(const kurs_sky *sky, double t_s)
{
    return at(sky->sun, t_s);
}

kurs_vec3 kurs_sky_moon_gcrf(const kurs_sky *sky, double t_s)
{
    return at(sky->moon, t_s);
}

/* (1 + q)^1.5 - 1 without the difference: Battin, Introduction to Astrodynamics, 8.4. */
kurs_vec3 kurs_third_body(double gm, kurs_vec3 r, kurs_vec3 s)
{
    const kurs_vec3 d = v3_sub(r, s);
    const double d2 = v3_dot(d, d);
    const double q = v3_dot(r, v3_axpy(r, -2.0, s)) / v3_dot(s, s);
    const double f = q * (3.0 + q * (3.0 + q)) / (1.0 + (1.0 + q) * sqrt(1.0 + q));
    return v3_scale(-gm / (d2 * sqrt(d2)), v3_axpy(r, f, s));
}

double kurs_sunlight(kurs_vec3 r, kurs_vec3 sun)
{
    const kurs_vec3 to_sun = v3_sub(sun, r);
    const double distance = v3_norm(to_sun), radius = v3_norm(r);
    if (v3_dot(r, to_sun) >= 0.0) {
        return 1.0; /* on the day side */
    }
    if (radius <= KURS_SHADOW_RADIUS) {
        return 0.0;
    }
    const double a = asin(KURS_SUN_RADIUS / distance);    /* of the Sun's disc */
    const double b = asin(KURS_SHADOW_RADIUS / radius);   /* of the Earth's */
    const double c = v3_angle(v3_scale(-1.0, r), to_sun); /* between their centres */
    if (c >= a + b) {
        return 1.0;
    }
    if (c <= b - a) {
        return 0.0;
    }
    if (c <= a - b) { /* from far off the Earth lies inside the Sun's disc */
        return 1.0 - (b * b) / (a * a);
    }
    const double x = (c * c + a * a - b * b) / (2.0 * c), y = sqrt(fmax(0.0, a * a - x * x));
    const double hidden = a * a * acos(kurs_clamp(x / a, -1.0, 1.0)) +
                          b * b * acos(kurs_clamp((c - x) / b, -1.0, 1.0)) - c * y;
    return 1.0 - hidden / (KURS_PI * a * a);
}

kurs_vec3 kurs_radiation_pressure(kurs_vec3 r, kurs_vec3 sun, double cr_area_m2, double mass_kg)
{
    const kurs_vec3 from_sun = v3_sub(r, sun);
    const double d2 = v3_dot(from_sun, from_sun);
    const double push = kurs_sunlight(r, sun) * KURS_SUNLIGHT_PA * KURS_AU * KURS_AU / d2;
    return v3_scale(push * cr_area_m2 / (mass_kg * sqrt(d2)), from_sun);
}

double kurs_beta_angle(kurs_state s, kurs_vec3 sun)
{
    const kurs_vec3 h = v3_cross(s.r, s.v);
    return 0.5 * KURS_PI - v3_angle(h, sun);
}
