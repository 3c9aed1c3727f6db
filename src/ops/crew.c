/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "ops/ops.h"

static const char *const seat_order[] = {"centre", "left", "right"};

static int goes(const kurs_crew_member *member, kurs_way way)
{
    return way == KURS_WAY_UP ? member->up : member->down;
}

/* The role begins with the word, so that "commander (Soyuz)" is one and "vice commander" none. */
static int is_commander(const kurs_crew_member *member)
{
    const size_t n = sizeof "commander" - 1;
    const char after = strncmp(member->role, "commander", n) == 0 ? member->role[n] : 'x';
    return after == '\0' || after == ' ' || after == ',';
}

/* The first thing wrong with a person; NULL: nothing. */
static const char *person_fault(const kurs_mission *mission, int i)
{
    const kurs_crew_member *member = &mission->crew[i];
    if (!member->up && !member->down) {
        return "flies neither up nor down";
    }
    if ((!member->up || !member->down) && member->other_ship[0] == '\0') {
        return "flies one way only and the other ship is not named";
    }
    for (int k = 0; k < i; k++) {
        if (strcmp(mission->crew[k].name, member->name) == 0) {
            return "stands in the crew twice";
        }
    }
    return member->seat[0] == '\0' ? "has no seat" : NULL;
}

static kurs_status wrong(char *why, int why_size, const char *who, const char *what)
{
    if (why && why_size > 0) {
        snprintf(why, (size_t)why_size, "%s %s", who, what);
    }
    return KURS_ERR_RANGE;
}

static kurs_status check_way(const kurs_mission *mission, kurs_way way, char *why, int why_size)
{
    const char *name = way == KURS_WAY_UP ? "the crew up" : "the crew down";
    int aboard = 0, commanders = 0;
    for (int i = 0; i < mission->crew_count; i++) {
        const kurs_crew_member *member = &mission->crew[i];
        if (!goes(member, way)) {
            continue;
        }
        aboard++;
        commanders += is_commander(member);
        for (int k = 0; k < i; k++) {
            if (goes(&mission->crew[k], way) && strcmp(mission->crew[k].seat, member->seat) == 0) {
                return wrong(why, why_size, member->name, "has a seat that another one has");
            }
        }
    }
    if (aboard > mission->spacecraft.seats) {
        return wrong(why, why_size, name, "has more people than the ship has seats");
    }
    if (aboard > 0 && commanders != 1) {
        return wrong(why, why_size, name, "must have exactly one commander");
    }
    return KURS_OK;
}

kurs_status kurs_crew_check(const kurs_mission *mission, char *why, int why_size)
{
    for (int i = 0; i < mission->crew_count; i++) {
        const char *fault = person_fault(mission, i);
        if (fault) {
            return wrong(why, why_size, mission->crew[i].name, fault);
        }
    }
    const kurs_status status = check_way(mission, KURS_WAY_UP, why, why_size);
    return status < 0 ? status : check_way(mission, KURS_WAY_DOWN, why, why_size);
}

int kurs_crew_aboard(const kurs_mission *mission, kurs_way way, int out[KURS_MAX_CREW])
{
    const int known = (int)(sizeof seat_order / sizeof seat_order[0]);
    int count = 0;
    for (int seat = 0; seat <= known; seat++) {
        for (int i = 0; i < mission->crew_count; i++) {
            int at = 0;
            while (at < known && strcmp(seat_order[at], mission->crew[i].seat) != 0) {
                at++;
            }
            if (at == seat && goes(&mission->crew[i], way)) {
                out[count++] = i;
            }
        }
    }
    return count;
}

kurs_whereabouts kurs_crew_where(const kurs_crew_member *member, kurs_crew_stage stage)
{
    switch (stage) {
    case KURS_STAGE_BEFORE_LIFTOFF:
        return member->up ? KURS_ON_GROUND : KURS_ELSEWHERE;
    case KURS_STAGE_UP:
        return member->up ? KURS_ABOARD_SHIP : KURS_ELSEWHERE;
    case KURS_STAGE_DOCKED:
        return member->up && member->down ? KURS_ON_STATION : KURS_ELSEWHERE;
    case KURS_STAGE_DOWN:
        return member->down ? KURS_ABOARD_SHIP : KURS_ELSEWHERE;
    case KURS_STAGE_LANDED:
        return member->down ? KURS_ON_GROUND : KURS_ELSEWHERE;
    }
    return KURS_ELSEWHERE;
}
