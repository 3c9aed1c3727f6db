/* SPDX-License-Identifier: Apache-2.0 */
/* Flies a mission file and tells when it lifted off, docked and landed. */
#include <stdio.h>

#include <kurs/fly.h>

int main(int argc, char **argv)
{
    static const char *const ids[] = {"liftoff", "docking_contact", "landing"};
    kurs_fly_session *mission;
    if (argc != 2 || kurs_fly_open(argv[1], stderr, &mission) < 0 ||
        kurs_fly_start(mission, NULL) < 0) {
        return 1;
    }
    const kurs_record record = kurs_fly_record(mission);
    for (int i = 0; i < 3; i++) {
        char utc[KURS_UTC_TEXT_SIZE];
        const kurs_event *event = kurs_record_event(&record, ids[i], 0);
        if (event && kurs_tai_format(event->t, 0, utc) >= 0) {
            printf("%-16s %s\n", ids[i], utc);
        }
    }
    kurs_fly_close(mission);
    return 0;
}
