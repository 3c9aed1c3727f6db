/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads a mission file and all that it names: rocket, spacecraft, site, station and so on,
 * each a name of the library's own data ("soyuz-2.1a") or a path, ending in ".yaml", from the
 * folder of the mission file.
 */
#ifndef KURS_MISSION_H
#define KURS_MISSION_H

#include <stddef.h>

#include "kurs/api.h"
#include "kurs/diag.h"
#include "kurs/spec.h"
#include "kurs/status.h"

/*
 * The mission of the file at `path`, checked; of one of the library's own where `path` is a name of
 * one (kurs_mission_is_name). Its block `compare:` is passed over: nothing
 * of it can reach a simulation. Every error goes to *diag (to which is added), sorted by place.
 *
 * ERR_IO: a file is absent or cannot be read; ERR_MEMORY; else the status of the first error:
 * ERR_SYNTAX, ERR_SCHEMA, ERR_UNIT, ERR_RANGE, ERR_CHECKSUM, ERR_NOT_FOUND, ERR_FULL. On
 * error *out is untouched. The same file gives the same bytes in *out: test_mission.
 */
KURS_API KURS_CHECK kurs_status kurs_mission_load(const char *path, kurs_mission *out,
                                                  kurs_diag *diag);

/* The same from text[0..n), named `file` in errors; paths in it begin at the folder of `file`. */
KURS_API KURS_CHECK kurs_status kurs_mission_load_text(const char *file, const char *text, size_t n,
                                                       kurs_mission *out, kurs_diag *diag);

/* 1 where `path` is a name such as "soyuz-ms-25" and no path: it has no slash, does not end in
 * ".yaml", and there is no file of that name in the working folder. */
KURS_API int kurs_mission_is_name(const char *path);

/* One of the library's own missions by its name, whatever files there are; none is read. ERR_IO
 * where there is none of that name: *diag has the names that there are. ERR_MEMORY. */
KURS_API KURS_CHECK kurs_status kurs_mission_load_own(const char *name, kurs_mission *out,
                                                      kurs_diag *diag);

/* A file of the library's own data, by its place under data/ ("vehicles/soyuz-ms.yaml", and
 * "missions/soyuz-ms-25.yaml"), for showing: its bytes, not ended by 0, and their number; NULL for
 * a name that is not there. */
KURS_API const char *kurs_data_file(const char *name, size_t *n);

/* The name of the i-th of these files, sorted; NULL past the last. */
KURS_API const char *kurs_data_name(int i);

#endif
