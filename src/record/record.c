/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/record.h"

#include <stddef.h>

static const char *const phase_names[] = {
#define KURS_PHASE_NAME(name, text) text,
    KURS_PHASE_LIST(KURS_PHASE_NAME)
#undef KURS_PHASE_NAME
};

const char *kurs_phase_name(kurs_phase phase)
{
    return (unsigned)phase < KURS_PHASE_COUNT ? phase_names[phase] : "unknown";
}

static const char *const attempt_names[] = {
#define KURS_ATTEMPT_NAME(name) #name,
    KURS_ATTEMPT_LIST(KURS_ATTEMPT_NAME)
#undef KURS_ATTEMPT_NAME
};

const char *kurs_attempt_name(kurs_attempt_outcome outcome)
{
    return (unsigned)outcome < KURS_ATTEMPT_COUNT ? attempt_names[outcome] : "unknown";
}

static const char *const plan_names[] = {
#define KURS_PLAN_NAME(name) #name,
    KURS_PLAN_LIST(KURS_PLAN_NAME)
#undef KURS_PLAN_NAME
};

const char *kurs_plan_name(kurs_plan_of of)
{
    return (unsigned)of < KURS_PLAN_COUNT ? plan_names[of] : "unknown";
}

static const char *const event_ids[] = {
#define KURS_EVENT_ID(id) #id,
    KURS_EVENT_LIST(KURS_EVENT_ID)
#undef KURS_EVENT_ID
};

const char *kurs_event_id(int i)
{
    const int count = (int)(sizeof event_ids / sizeof event_ids[0]);
    return i >= 0 && i < count ? event_ids[i] : NULL;
}

kurs_status kurs_sink_row(const kurs_sink *sink, const kurs_row *row)
{
    return sink->row ? sink->row(sink->ctx, row) : KURS_OK;
}

kurs_status kurs_sink_event(const kurs_sink *sink, const kurs_event *event)
{
    return sink->event ? sink->event(sink->ctx, event) : KURS_OK;
}

kurs_status kurs_sink_burn(const kurs_sink *sink, const kurs_burn *burn)
{
    return sink->burn ? sink->burn(sink->ctx, burn) : KURS_OK;
}

kurs_status kurs_sink_seam(const kurs_sink *sink, const char *text, const kurs_row *before,
                           const kurs_row *after)
{
    return sink->seam ? sink->seam(sink->ctx, text, before, after) : KURS_OK;
}

kurs_status kurs_sink_caveat(const kurs_sink *sink, kurs_status code, const char *text)
{
    return sink->caveat ? sink->caveat(sink->ctx, code, text) : KURS_OK;
}

kurs_status kurs_sink_attempt(const kurs_sink *sink, const kurs_attempt *attempt)
{
    return sink->attempt ? sink->attempt(sink->ctx, attempt) : KURS_OK;
}

kurs_status kurs_sink_plan(const kurs_sink *sink, const kurs_told_plan *plan)
{
    return sink->plan ? sink->plan(sink->ctx, plan) : KURS_OK;
}
