/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/orbit_file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "io/diag.h"
#include "io/file.h"
#include "io/gunzip.h"
#include "io/orbit_read.h"

struct kurs_orbit_file {
    kurs_orbit_object *objects;
    kurs_orbit_point *points;
    size_t object_count, object_room, point_count, point_room;
};

const char *kurs_orbit_frame_name(kurs_orbit_frame frame)
{
    static const char *const names[] = {
#define FRAME_NAME(name, ccsds, text) ccsds,
        KURS_ORBIT_FRAMES(FRAME_NAME)
#undef FRAME_NAME
    };
    return (unsigned)frame < KURS_ORBIT_FRAME_COUNT ? names[frame] : "unknown";
}

/* Errors of one file that are told; what comes after them is seldom of use. */
enum { ERRORS_MAX = 32 };

void kurs_orbit_fail(kurs_orbit_reader *r, kurs_status status, int line, int column,
                     const char *format, ...)
{
    const kurs_diag_place place = {r->name, r->text, r->n, line, line > 0 ? column : 0};
    va_list args;
    if (r->stop) {
        return;
    }
    va_start(args, format);
    kurs_diag_tell(r->diag, &place, status, format, args);
    va_end(args);
    r->errors++;
    r->stop = status == KURS_ERR_MEMORY || r->errors >= ERRORS_MAX;
}

void kurs_orbit_caveat(kurs_orbit_reader *r, kurs_status status)
{
    r->caveat = kurs_status_worse(r->caveat, status);
}

static void *grown(kurs_orbit_reader *r, void *array, size_t *room, size_t size)
{
    const size_t more = *room ? 2 * *room : 16;
    void *p = more <= SIZE_MAX / size ? kurs_resize(array, more * size) : NULL;
    if (p) {
        *room = more;
    } else {
        kurs_orbit_fail(r, KURS_ERR_MEMORY, 0, 0, "out of memory\nfree some and try again");
        r->stop = 1;
    }
    return p;
}

void kurs_orbit_add_object(kurs_orbit_reader *r, const kurs_orbit_object *object)
{
    kurs_orbit_file *file = r->file;
    if (file->object_count == file->object_room) {
        void *p = grown(r, file->objects, &file->object_room, sizeof *object);
        if (!p) {
            return;
        }
        file->objects = p;
    }
    file->objects[file->object_count++] = *object;
}

void kurs_orbit_add_point(kurs_orbit_reader *r, const kurs_orbit_point *point)
{
    kurs_orbit_file *file = r->file;
    if (r->stop || file->object_count == 0) {
        return;
    }
    if (file->point_count == file->point_room) {
        void *p = grown(r, file->points, &file->point_room, sizeof *point);
        if (!p) {
            return;
        }
        file->points = p;
    }
    file->points[file->point_count++] = *point;
    file->objects[file->object_count - 1].point_count++;
}

kurs_orbit_object *kurs_orbit_last_object(kurs_orbit_reader *r)
{
    return r->file->object_count ? &r->file->objects[r->file->object_count - 1] : NULL;
}

const kurs_orbit_point *kurs_orbit_last_point(const kurs_orbit_reader *r)
{
    const kurs_orbit_file *file = r->file;
    const size_t n = file->object_count;
    return n && file->objects[n - 1].point_count ? &file->points[file->point_count - 1] : NULL;
}

kurs_orbit_object kurs_orbit_object_blank(kurs_orbit_kind kind, int line)
{
    const double none = (double)NAN;
    return (kurs_orbit_object){.kind = kind,
                               .frame = KURS_ORBIT_FRAME_teme,
                               .line = line,
                               .mass_kg = none,
                               .drag_area_m2 = none,
                               .drag_coeff = none,
                               .solar_area_m2 = none,
                               .solar_coeff = none};
}

int kurs_orbit_line(kurs_orbit_reader *r, kurs_scan *scan, kurs_slice *line, int *number)
{
    *number = scan->line;
    if (r->stop || kurs_scan_line(scan, line) < 0) {
        return 0;
    }
    if (line->n > KURS_ORBIT_LINE_MAX) {
        kurs_orbit_fail(r, KURS_ERR_SYNTAX, *number, KURS_ORBIT_LINE_MAX + 1,
                        "the line has %zu bytes\na line of an orbit file has at most %d", line->n,
                        KURS_ORBIT_LINE_MAX);
        r->stop = 1;
        return 0;
    }
    return 1;
}

/* The first line that is not blank. */
static kurs_slice first_line(const kurs_orbit_reader *r)
{
    kurs_scan scan;
    kurs_slice line = {"", 0};
    kurs_scan_init(&scan, r->text, r->n);
    while (kurs_scan_line(&scan, &line) >= 0) {
        line = kurs_slice_trim(line);
        if (line.n > 0) {
            return line;
        }
    }
    return (kurs_slice){"", 0};
}

static int begins(kurs_slice line, const char *text)
{
    const size_t n = strlen(text);
    return line.n >= n && memcmp(line.text, text, n) == 0;
}

static int contains(kurs_slice line, const char *text)
{
    for (; line.n > 0; line.text++, line.n--) {
        if (begins(line, text)) {
            return 1;
        }
    }
    return 0;
}

/* What is not one of the others is held to be two-line sets, whose reader tells what it misses. */
static void read_text(kurs_orbit_reader *r)
{
    if (r->n >= 3 && memcmp(r->text, "\xEF\xBB\xBF", 3) == 0) {
        r->text += 3; /* a byte order mark */
        r->n -= 3;
    }
    const char *zero = r->n ? memchr(r->text, 0, r->n) : NULL;
    if (zero) {
        int line = 1, column = 1;
        for (const char *c = r->text; c < zero; c++) {
            column = *c == '\n' ? 1 : column + 1;
            line += *c == '\n';
        }
        kurs_orbit_fail(r, KURS_ERR_SYNTAX, line, column,
                        "a byte of 0: this is no text\ngive two-line sets or an OMM, OPM or OEM");
        return;
    }
    const kurs_slice line = first_line(r);
    if (begins(line, "<")) {
        kurs_orbit_read_xml(r);
    } else if (begins(line, "{") || begins(line, "[")) {
        kurs_orbit_read_json(r);
    } else if (contains(line, ",") && contains(line, "MEAN_MOTION")) {
        kurs_orbit_read_csv(r); /* its first column may be CCSDS_OMM_VERS */
    } else if (begins(line, "CCSDS_")) {
        kurs_orbit_read_kvn(r);
    } else {
        kurs_orbit_read_tle(r);
    }
}

/* The arrays move while they grow: where the points of an object are is known at the end. */
static void place_points(kurs_orbit_file *file)
{
    size_t at = 0;
    for (size_t i = 0; i < file->object_count; i++) {
        kurs_orbit_object *object = &file->objects[i];
        object->points = object->point_count ? file->points + at : NULL;
        at += object->point_count;
    }
}

static kurs_status read_into(kurs_orbit_reader *r, kurs_orbit_file **out)
{
    const int before = r->diag->count + r->diag->lost;
    r->file = kurs_alloc_array(1, sizeof *r->file);
    if (!r->file) {
        kurs_orbit_fail(r, KURS_ERR_MEMORY, 0, 0, "out of memory\nfree some and try again");
        return KURS_ERR_MEMORY;
    }
    read_text(r);
    if (r->errors == 0 && r->file->object_count == 0) {
        kurs_orbit_fail(r, KURS_ERR_SYNTAX, 0, 0,
                        "there is no orbit in it\ngive two-line sets or an OMM, OPM or OEM");
    }
    if (r->errors > 0) {
        kurs_status status = KURS_ERR_SYNTAX;
        for (int i = before; i < r->diag->count; i++) {
            const kurs_status told = r->diag->items[i].status;
            status = i == before || told == KURS_ERR_MEMORY ? told : status;
        }
        kurs_orbit_file_destroy(r->file);
        return status;
    }
    place_points(r->file);
    *out = r->file;
    return r->caveat;
}

static const char *gzip_reason(kurs_status status)
{
    switch (status) {
    case KURS_ERR_FULL:
        return "unpacked it has more than 64 MiB\ngive a smaller file";
    case KURS_ERR_CHECKSUM:
        return "its gzip checksum does not fit\nfetch the file again";
    case KURS_ERR_MEMORY:
        return "out of memory\nfree some and try again";
    default:
        return "its gzip data are damaged or cut\nfetch the file again";
    }
}

kurs_status kurs_orbit_file_parse(const char *name, const char *bytes, size_t n, int flags,
                                  kurs_orbit_file **out, kurs_diag *diag)
{
    kurs_orbit_reader r = {.name = name, .text = bytes, .n = n, .flags = flags, .diag = diag};
    if (n > KURS_ORBIT_FILE_MAX) {
        kurs_orbit_fail(&r, KURS_ERR_FULL, 0, 0, "it has more than 64 MiB\ngive a smaller file");
        return KURS_ERR_FULL;
    }
    if (!kurs_gunzip_is(bytes, n)) {
        return read_into(&r, out);
    }
    char *text;
    kurs_status status = kurs_gunzip(bytes, n, KURS_ORBIT_FILE_MAX, &text, &r.n);
    if (status < 0) {
        r.n = 0;
        kurs_orbit_fail(&r, status, 0, 0, "%s", gzip_reason(status));
        return status;
    }
    r.text = text;
    status = read_into(&r, out);
    kurs_free(text);
    return status;
}

kurs_status kurs_orbit_file_read(const char *path, int flags, kurs_orbit_file **out,
                                 kurs_diag *diag)
{
    const int standard = strcmp(path, "-") == 0;
    const char *name = standard ? "standard input" : path;
    char *bytes;
    size_t n;
    kurs_status status = standard ? kurs_file_read_stream(stdin, KURS_ORBIT_FILE_MAX, &bytes, &n)
                                  : kurs_file_read(path, KURS_ORBIT_FILE_MAX, &bytes, &n);
    if (status < 0) {
        kurs_orbit_reader r = {.name = name, .text = "", .diag = diag};
        /* what is too large is told by its first line where that is no text of any format */
        const int endless = status == KURS_ERR_FULL && !standard &&
                            kurs_file_first_line_is_longer(path, KURS_ORBIT_LINE_MAX);
        kurs_orbit_fail(&r, status, endless ? 1 : 0, endless ? KURS_ORBIT_LINE_MAX + 1 : 0,
                        "the orbit cannot be read: %s\ngive a readable file of at most 64 MiB",
                        kurs_file_reason(status));
        return status;
    }
    status = kurs_orbit_file_parse(name, bytes, n, flags, out, diag);
    kurs_free(bytes);
    return status;
}

void kurs_orbit_file_destroy(kurs_orbit_file *file)
{
    if (file) {
        kurs_free(file->objects);
        kurs_free(file->points);
        kurs_free(file);
    }
}

size_t kurs_orbit_file_count(const kurs_orbit_file *file)
{
    return file->object_count;
}

const kurs_orbit_object *kurs_orbit_file_object(const kurs_orbit_file *file, size_t i)
{
    return i < file->object_count ? &file->objects[i] : NULL;
}
