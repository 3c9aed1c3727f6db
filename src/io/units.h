/* SPDX-License-Identifier: Apache-2.0 */
/* Units of quantities in files, by dimension; values become SI and radians. */
#ifndef KURS_IO_UNITS_H
#define KURS_IO_UNITS_H

#include <stddef.h>

typedef enum kurs_dim {
    KURS_DIM_NONE, /* a plain number */
    KURS_DIM_MASS,
    KURS_DIM_LENGTH,
    KURS_DIM_TIME,
    KURS_DIM_SPEED,
    KURS_DIM_FORCE,
    KURS_DIM_ANGLE,
    KURS_DIM_AREA,
    KURS_DIM_FLOW,
    KURS_DIM_VOLTAGE,
    KURS_DIM_CURRENT,
    KURS_DIM_CHARGE,
    KURS_DIM_RESISTANCE,
    KURS_DIM_INERTIA,
    KURS_DIM_ANGLE_RATE,
    KURS_DIM_DENSITY,
    KURS_DIM_PRESSURE,
    KURS_DIM_TEMPERATURE,
    KURS_DIM_SPIN,
    KURS_DIM_HEAT_CAPACITY,
    KURS_DIM_HEAT_LOSS,
    KURS_DIM_POWER,
    KURS_DIM_COUNT
} kurs_dim;

typedef struct kurs_unit {
    const char *name;
    double scale; /* SI value of one */
} kurs_unit;

/* "mass" */
const char *kurs_dim_name(kurs_dim dim);
/* "kg, t or g" */
const char *kurs_dim_units(kurs_dim dim);
/* The unit of that name in the dimension, or NULL. */
const kurs_unit *kurs_unit_find(kurs_dim dim, const char *name, size_t n);
/* The first unit of a dimension: the one to propose. */
const kurs_unit *kurs_unit_usual(kurs_dim dim);

#endif
