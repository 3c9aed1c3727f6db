/* SPDX-License-Identifier: Apache-2.0 */
/* A whole mission on one core: MS-25 with its 184 days, from the file to the landing, and the same
 * with everything written. Processor time; the median of five flights. */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "kurs/fly.h"

enum { FLIGHTS = 5 };

static void fail(const char *what)
{
    fprintf(stderr, "bench_fly: %s\n", what);
    exit(1);
}

/* Seconds of one flight, and of writing its telemetry and timeline to nowhere. */
static void fly(double *flown_s, double *written_s)
{
    kurs_fly_session *session = NULL;
    FILE *nowhere = fopen("/dev/null", "w");
    const double start = bench_now_ns();
    if (!nowhere ||
        kurs_fly_open(KURS_SOURCE_DIR "/missions/soyuz-ms-25.yaml", stderr, &session) < 0) {
        fail("the mission cannot be read");
    }
    if (kurs_fly_start(session, NULL) < 0 || !kurs_fly_result_of(session)->outcome.complete) {
        fail("the mission did not come to its end");
    }
    const double flown = bench_now_ns();
    if (kurs_fly_write_telemetry(session, nowhere) < 0 ||
        kurs_fly_write_timeline(session, nowhere) < 0) {
        fail("the record cannot be written");
    }
    *flown_s = 1e-9 * (flown - start);
    *written_s = 1e-9 * (bench_now_ns() - flown);
    kurs_fly_close(session);
    fclose(nowhere);
}

int main(void)
{
    double flown[FLIGHTS], written[FLIGHTS];
    for (int i = 0; i < FLIGHTS; i++) {
        fly(&flown[i], &written[i]);
    }
    qsort(flown, FLIGHTS, sizeof flown[0], bench_compare);
    qsort(written, FLIGHTS, sizeof written[0], bench_compare);
    printf("MS-25, 184 days: flown in %.2f s (%.2f to %.2f), telemetry and timeline in %.2f s\n",
           flown[FLIGHTS / 2], flown[0], flown[FLIGHTS - 1], written[FLIGHTS / 2]);
    bench_json("fly_soyuz_ms_25_184_days", flown[FLIGHTS / 2], "s");
    bench_json("fly_soyuz_ms_25_record_written", written[FLIGHTS / 2], "s");
    return 0;
}
