/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a flight with a clock: for live.c, live_command.c and live_tell.c only. */
#ifndef KURS_APP_LIVE_INSIDE_H
#define KURS_APP_LIVE_INSIDE_H

#include <pthread.h>

#include "app/live_parts.h"

struct kurs_live {
    char id[KURS_LIVE_NAME_SIZE], title[KURS_TEXT_SIZE], branch_of[KURS_LIVE_NAME_SIZE];
    kurs_tai branched;
    kurs_mission mission; /* as asked, without the changes of commands */
    kurs_live_log log;
    void *log_ctx;
    pthread_mutex_t command; /* held by one command from its beginning to its end */

    pthread_mutex_t lock; /* for all below; never held while anything is computed or written */
    kurs_take *take;
    int change_count;
    kurs_change changes[KURS_LIVE_CHANGES];
    kurs_tai base; /* time of the flight... */
    double base_s; /* ...at this time of the caller's clock */
    double rate;
    int paused;
    int frozen, thaw; /* a command is at work; it was: the clock runs on at the next look */
    kurs_live_line *lines;
    size_t line_count, line_room; /* of all that were; the oldest give way */

    /* of the one who tells */
    kurs_live_cursor cursor;
    kurs_take *told_take; /* held */
    kurs_tai told_now;
    int told_any, told_versions, told_paused;
    double told_rate;
    size_t told_events, told_lines;
    long long seq;
};

/* Time of the flight, which stands from freeze to thaw: nobody sees beyond the moment of a command
 * before it is done. Under the lock. */
kurs_tai kurs_live_time(const kurs_live *live, double clock_s);
void kurs_live_freeze(kurs_live *live, double clock_s);
/* Goes on from where it stood; where the command was refused, from where it would be without. */
void kurs_live_thaw(kurs_live *live, int refused);
/* Sets clock and rate from now on; under the lock. */
void kurs_live_set_clock(kurs_live *live, kurs_tai now, double clock_s, double rate, int paused);
/* Writes a line to the log and, once that is safe, to the list. */
KURS_CHECK kurs_status kurs_live_note(kurs_live *live, kurs_tai t, const char *who,
                                      const char *what);
kurs_live *kurs_live_make(const char *id, kurs_live_log log, void *log_ctx);

#endif
