/* SPDX-License-Identifier: Apache-2.0 */
#include "io/io.h"

#include <math.h>
#include <string.h>

#include "base/base.h"

void kurs_json_set(kurs_json *json, json_t *object, const char *key, json_t *value)
{
    json->sound &= json_object_set_new(object, key, value) == 0;
}

void kurs_json_push(kurs_json *json, json_t *array, json_t *value)
{
    json->sound &= json_array_append_new(array, value) == 0;
}

json_t *kurs_json_number(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

json_t *kurs_json_text(const char *s)
{
    json_t *made = json_string(s);
    if (made) {
        return made;
    }
    const size_t n = strlen(s);
    char *plain = kurs_alloc(n + 1);
    if (!plain) {
        return NULL;
    }
    for (size_t i = 0; i <= n; i++) {
        plain[i] = (unsigned char)s[i] < 0x80 ? s[i] : '?';
    }
    made = json_string(plain);
    kurs_free(plain);
    return made;
}

json_t *kurs_json_instant(kurs_tai t)
{
    char utc[KURS_UTC_TEXT_SIZE];
    return kurs_tai_format(t, 3, utc) >= 0 ? json_string(utc) : json_null();
}

json_t *kurs_json_vector(kurs_json *json, kurs_vec3 v, double per)
{
    json_t *array = json_array();
    kurs_json_push(json, array, kurs_json_number(v.x / per));
    kurs_json_push(json, array, kurs_json_number(v.y / per));
    kurs_json_push(json, array, kurs_json_number(v.z / per));
    return array;
}

kurs_status kurs_json_write(const kurs_json *json, json_t *root, FILE *out)
{
    kurs_status status = KURS_ERR_MEMORY;
    if (json->sound) {
        const size_t flags = JSON_INDENT(2) | JSON_REAL_PRECISION(17);
        const int bad = json_dumpf(root, out, flags) != 0 || fputc('\n', out) == EOF;
        status = bad || fflush(out) != 0 ? KURS_ERR_IO : KURS_OK;
    }
    json_decref(root);
    return status;
}
