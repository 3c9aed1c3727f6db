/* SPDX-License-Identifier: Apache-2.0 */
/* Marks of the public API: visibility, and results that must be looked at. */
#ifndef KURS_API_H
#define KURS_API_H

#if defined(__GNUC__)
#define KURS_API __attribute__((visibility("default")))
#define KURS_CHECK __attribute__((warn_unused_result))
#define KURS_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define KURS_API
#define KURS_CHECK
#define KURS_PRINTF(fmt, args)
#endif

#endif
