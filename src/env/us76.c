/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/env.h"

#include <math.h>

/* Constants of the standard (NOAA-S/T 76-1562, 1976), section 1.1. */
#define GAS_R 8314.32     /* J/(kmol K) */
#define MOLAR_SEA 28.9644 /* kg/kmol */
#define RADIUS 6356766.0  /* m, of the geopotential */
#define GAMMA 1.4
#define H_LOW (-5.0e3)
#define H_JOIN 86.0e3
#define H_TOP 1000.0e3

/* Layers to 86 km: geopotential height [m], temperature [K], its gradient [K/m], and the
 * pressure [Pa] that the layers below give by the barometric formula. */
typedef struct layer {
    double h, t, gradient, p;
} layer;

enum { LAYERS = 7 };
static const layer layers[LAYERS] = {
    {0.0, 288.15, -6.5e-3, 101325.0},
    {11.0e3, 216.65, 0.0, 22632.06397346291},
    {20.0e3, 216.65, 1.0e-3, 5474.8886696777745},
    {32.0e3, 228.65, 2.8e-3, 868.0186847552279},
    {47.0e3, 270.65, 0.0, 110.90630555496608},
    {51.0e3, 270.65, -2.8e-3, 66.93887311868738},
    {71.0e3, 214.65, -2.0e-3, 3.956420428040732},
};

/* Above: density as printed in the standard's table I (the first row is the lower part's own
 * value at the join), and the mean molar mass [kg/kmol] that its printed pressure gives. */
typedef struct node {
    double z_km, density, molar;
} node;

enum { NODES = 33 };
static const node nodes[NODES] = {
    {86.0, 6.9578237813e-6, 28.952}, {90.0, 3.416e-6, 28.909},   {95.0, 1.393e-6, 28.726},
    {100.0, 5.604e-7, 28.395},       {105.0, 2.325e-7, 27.885},  {110.0, 9.708e-8, 27.268},
    {115.0, 4.289e-8, 26.681},       {120.0, 2.222e-8, 26.204},  {125.0, 1.291e-8, 25.807},
    {130.0, 8.152e-9, 25.435},       {140.0, 3.831e-9, 24.748},  {150.0, 2.076e-9, 24.107},
    {160.0, 1.233e-9, 23.484},       {170.0, 7.815e-10, 22.902}, {180.0, 5.194e-10, 22.342},
    {190.0, 3.581e-10, 21.811},      {200.0, 2.541e-10, 21.306}, {250.0, 6.073e-11, 19.191},
    {300.0, 1.916e-11, 17.728},      {350.0, 7.014e-12, 16.736}, {400.0, 2.803e-12, 15.985},
    {450.0, 1.184e-12, 15.243},      {500.0, 5.215e-13, 14.329}, {550.0, 2.384e-13, 13.090},
    {600.0, 1.137e-13, 11.509},      {650.0, 5.712e-14, 9.718},  {700.0, 3.070e-14, 7.999},
    {750.0, 1.788e-14, 6.578},       {800.0, 1.136e-14, 5.544},  {850.0, 7.824e-15, 4.849},
    {900.0, 5.759e-15, 4.404},       {950.0, 4.453e-15, 4.122},  {1000.0, 3.561e-15, 3.940},
};

/* Mean molar mass over that at sea level where mixing ends, 80 to 86 km (table 8 of the
 * standard, to 3e-5 by a parabola that meets its end value 0.999579). */
static double molar_ratio(double z)
{
    const double x = (z - 80.0e3) / 6.0e3;
    return x > 0.0 ? 1.0 - 4.21e-4 * x * x : 1.0;
}

static kurs_air lower(double z)
{
    const double h = RADIUS * z / (RADIUS + z);
    int i = 0;
    while (i + 1 < LAYERS && h >= layers[i + 1].h) {
        i++;
    }
    const layer *l = &layers[i];
    const double g_over_r = KURS_G0 * MOLAR_SEA / GAS_R; /* K/m */
    const double t = l->t + l->gradient * (h - l->h);    /* molecular-scale temperature */
    const double p = l->gradient == 0.0 ? l->p * exp(-g_over_r * (h - l->h) / t)
                                        : l->p * pow(l->t / t, g_over_r / l->gradient);
    const double kinetic = t * molar_ratio(z);
    return (kurs_air){.density = p * MOLAR_SEA / (GAS_R * t),
                      .pressure = p,
                      .temperature = kinetic,
                      .sound = sqrt(GAMMA * GAS_R / MOLAR_SEA * kinetic)};
}

/* Kinetic temperature above 86 km, equations 25, 27, 29 and 31 of the standard. */
static double upper_temperature(double z_km)
{
    if (z_km <= 91.0) {
        return 186.8673;
    }
    if (z_km <= 110.0) {
        const double x = (z_km - 91.0) / -19.9429;
        return 263.1905 - 76.3232 * sqrt(1.0 - x * x);
    }
    if (z_km <= 120.0) {
        return 240.0 + 12.0 * (z_km - 110.0);
    }
    const double xi = (z_km - 120.0) * (RADIUS * 1e-3 + 120.0) / (RADIUS * 1e-3 + z_km);
    return 1000.0 - 640.0 * exp(-0.01875 * xi);
}

/* Slope at the middle of three points of the parabola through them. */
static double mid_slope(const double x[3], const double y[3])
{
    const double d1 = (y[1] - y[0]) / (x[1] - x[0]), d2 = (y[2] - y[1]) / (x[2] - x[1]);
    return (d1 * (x[2] - x[1]) + d2 * (x[1] - x[0])) / (x[2] - x[0]);
}

/* Density by a cubic in its logarithm with continuous slope; row i is below z. */
static double upper_density(double z_km, int i)
{
    const int first = i == 0 ? 0 : i + 2 == NODES ? NODES - 4 : i - 1;
    double x[4], y[4];
    for (int k = 0; k < 4; k++) {
        x[k] = nodes[first + k].z_km;
        y[k] = log(nodes[first + k].density);
    }
    const double s1 = mid_slope(x, y), s2 = mid_slope(x + 1, y + 1);
    const int at = i - first;
    const double h = x[at + 1] - x[at], d = (y[at + 1] - y[at]) / h;
    /* At either end of the table the parabola of the inner slope goes on. */
    const double a = at == 0 ? 2.0 * d - s1 : at == 1 ? s1 : s2;
    const double b = at == 0 ? s1 : at == 1 ? s2 : 2.0 * d - s2;
    const double u = (z_km - x[at]) / h, w = 1.0 - u;
    return exp(w * w * ((1.0 + 2.0 * u) * y[at] + u * h * a) +
               u * u * ((1.0 + 2.0 * w) * y[at + 1] - w * h * b));
}

static kurs_air upper(double z)
{
    const double z_km = z * 1e-3;
    int lo = 0, hi = NODES - 1;
    while (hi - lo > 1) {
        const int mid = (lo + hi) / 2;
        if (z_km < nodes[mid].z_km) {
            hi = mid;
        } else {
            lo = mid;
        }
    }
    const double u = (z_km - nodes[lo].z_km) / (nodes[hi].z_km - nodes[lo].z_km);
    const double molar = nodes[lo].molar + u * (nodes[hi].molar - nodes[lo].molar);
    const double t = upper_temperature(z_km), density = upper_density(z_km, lo);
    return (kurs_air){.density = density,
                      .pressure = density * GAS_R * t / molar,
                      .temperature = t,
                      .sound = sqrt(GAMMA * GAS_R / MOLAR_SEA * t)};
}

kurs_air kurs_atmosphere_us76(double h)
{
    if (h <= H_JOIN) {
        return lower(h < H_LOW ? H_LOW : h);
    }
    kurs_air air = upper(h > H_TOP ? H_TOP : h);
    if (h > H_TOP) {
        air.density = 0.0;
        air.pressure = 0.0;
    }
    return air;
}
