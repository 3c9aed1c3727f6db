/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the station is: a set of elements, SGP4, and the way from TEME to the ground.
 *
 *     cc ground_track.c $(pkg-config --cflags --libs kurs) -o ground_track
 */
#include <stdio.h>
#include <string.h>

#include <kurs/frames.h>
#include <kurs/sgp4.h>
#include <kurs/time.h>
#include <kurs/version.h>

#define DEG 0.017453292519943295 /* pi / 180 */

/* Matrix times vector: the library leaves linear algebra to its callers. */
static kurs_vec3 mul(kurs_mat3 a, kurs_vec3 v)
{
    return (kurs_vec3){a.m[0][0] * v.x + a.m[0][1] * v.y + a.m[0][2] * v.z,
                       a.m[1][0] * v.x + a.m[1][1] * v.y + a.m[1][2] * v.z,
                       a.m[2][0] * v.x + a.m[2][1] * v.y + a.m[2][2] * v.z};
}

static int check(kurs_status status, const char *what)
{
    if (status != KURS_OK) {
        fprintf(stderr, "%s: %s\n", what, kurs_status_text(status));
    }
    return status < 0; /* above 0 there is a result, with a caveat */
}

static int print_place(const kurs_sgp4 *model, const kurs_earth *earth, kurs_tai t)
{
    kurs_state teme;
    char utc[KURS_UTC_TEXT_SIZE];
    if (check(kurs_sgp4_state(model, t, &teme), "SGP4") ||
        check(kurs_tai_format(t, 0, utc), "time")) {
        return 1;
    }
    const double t_s = kurs_tai_diff(t, earth->t_ref);
    const kurs_vec3 r_gcrf = mul(kurs_earth_teme_gcrf(earth, t_s), teme.r);
    const kurs_vec3 r_itrf = mul(kurs_earth_gcrf_itrf(earth, t_s), r_gcrf);
    const kurs_geodetic place = kurs_geodetic_from_itrf(r_itrf);
    printf("%s  %7.2f  %7.2f  %7.2f\n", utc, place.lat / DEG, place.lon / DEG, place.h / 1e3);
    return 0;
}

int main(void)
{
    /* the ISS four days after the launch of Soyuz MS-25, epoch 2024 day 87.50963912 */
    const char *epoch = "2024-03-27T12:13:52.819968Z";
    kurs_tle tle = {
        .name = "ISS (ZARYA)",
        .catalog_number = 25544,
        .mean_motion = 15.49609731 * 360.0 * DEG / 86400.0,
        .bstar = 0.63250e-3,
        .ecc = 0.0004676,
        .inc = 51.6411 * DEG,
        .node = 0.3077 * DEG,
        .argp = 8.9972 * DEG,
        .mean_anomaly = 162.1343 * DEG,
    };
    kurs_sgp4 model;
    kurs_earth earth;
    if (check(kurs_tai_parse(epoch, strlen(epoch), &tle.epoch), "epoch") ||
        check(kurs_sgp4_init(&model, &tle), "SGP4") ||
        check(kurs_earth_init(&earth, tle.epoch), "Earth")) {
        return 1;
    }
    printf("kurs %s\n%-20s  %7s  %7s  %7s\n", kurs_version(), "UTC", "lat_deg", "lon_deg", "h_km");
    for (int minute = 0; minute <= 90; minute += 10) {
        if (print_place(&model, &earth, kurs_tai_add(tle.epoch, 60.0 * minute))) {
            return 1;
        }
    }
    return 0;
}
