/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plain vectors, matrices and states. No operations here: the API takes and
 * returns these by value, and a caller may use any linear algebra on them.
 */
#ifndef KURS_VEC_H
#define KURS_VEC_H

/* A vector; frame and unit are told by the name of the variable. */
typedef struct kurs_vec3 {
    double x, y, z;
} kurs_vec3;

/* A 3 by 3 matrix, m[row][column]; r_b = m r_a for a matrix named m_a_b. */
typedef struct kurs_mat3 {
    double m[3][3];
} kurs_mat3;

/* A quaternion, scalar first: q_a_b takes components in frame a to b. Frame b is frame a turned
 * about the unit vector n by an angle, right-handed: w = cos(angle / 2), (x, y, z) = n sin(angle /
 * 2). */
typedef struct kurs_quat {
    double w, x, y, z;
} kurs_quat;

/* Position [m] and velocity [m/s] in the frame that the variable names. */
typedef struct kurs_state {
    kurs_vec3 r;
    kurs_vec3 v;
} kurs_state;

#endif
