/* SPDX-License-Identifier: Apache-2.0 */
/* Commands: the clock, faults, the countdown, a branch. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/live_inside.h"
#include "math/math.h"

#define AFTER_S KURS_LIVE_AFTER_S

typedef struct order {
    kurs_live *live;
    const char *who;
    double clock_s;
    kurs_live_view view;
    json_t *body;
    char what[256];
    int attempt; /* the answer tells whether this one is then called off; 0: none */
    int replan;  /* the attempt is planned anew: what was planned is kept */
    char *why;
} order;

KURS_PRINTF(3, 4)
static kurs_status refuse(const order *o, kurs_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): it is, a line above */
    (void)vsnprintf(o->why, KURS_LIVE_WHY_SIZE, format, args);
    va_end(args);
    return status;
}

/* A number of the body; `otherwise` where it is not given. */
static kurs_status take_number(const order *o, const char *key, double least, double most,
                               double otherwise, double *out)
{
    const json_t *value = json_object_get(o->body, key);
    *out = otherwise;
    if (!value || json_is_null(value)) {
        return KURS_OK;
    }
    const double x = json_is_number(value) ? json_number_value(value) : (double)NAN;
    if (!(x >= least && x <= most)) {
        return refuse(o, KURS_ERR_RANGE, "%s is no number that is taken; give one from %g to %g",
                      key, least, most);
    }
    *out = x;
    return KURS_OK;
}

static kurs_status take_keys(const order *o, const char *const *known)
{
    const char *key;
    json_t *value;
    json_object_foreach(o->body, key, value)
    {
        int found = 0;
        for (int i = 0; known[i]; i++) {
            found |= strcmp(known[i], key) == 0;
        }
        if (!found) {
            return refuse(o, KURS_ERR_ARGUMENT, "the key %.40s is not known here; leave it out",
                          key);
        }
    }
    return KURS_OK;
}

/* ---- the clock ------------------------------------------------------------------------------- */

typedef struct new_clock {
    kurs_tai now;
    double rate;
    int paused;
} new_clock;

static kurs_status read_clock(order *o, new_clock *to)
{
    static const char *const keys[] = {"rate", "paused", "step_s", "jump_utc", NULL};
    const json_t *paused = json_object_get(o->body, "paused");
    const char *jump = json_string_value(json_object_get(o->body, "jump_utc"));
    double step_s;
    *to = (new_clock){o->view.now, o->view.rate, o->view.paused};
    kurs_status status = take_keys(o, keys);
    if (status >= 0) {
        status = take_number(o, "rate", 1.0, KURS_LIVE_RATE_MAX, o->view.rate, &to->rate);
    }
    if (status >= 0) {
        status = take_number(o, "step_s", -1e9, 1e9, 0.0, &step_s);
    }
    if (status >= 0) {
        status = kurs_live_take_instant("jump_utc", jump, to->now, &to->now, o->why);
    }
    if (status < 0) {
        return status;
    }
    if ((paused && !json_is_boolean(paused)) || json_object_size(o->body) == 0 ||
        (json_object_get(o->body, "jump_utc") && !jump)) {
        return refuse(o, KURS_ERR_ARGUMENT,
                      "this moves no clock; give rate, paused (true or false), step_s or jump_utc");
    }
    if (jump) {
        to->now = kurs_live_snap(to->now, o->view.take->first);
        to->now = kurs_live_snap(to->now, o->view.take->last);
    }
    if (kurs_tai_diff(to->now, o->view.take->first) < 0.0 ||
        kurs_tai_diff(to->now, o->view.take->last) > 0.0) {
        return refuse(o, KURS_ERR_RANGE,
                      "jump_utc is before the first or after the last moment of this flight");
    }
    to->paused = paused ? json_is_true(paused) : to->paused;
    if (step_s != 0.0) {
        to->now = kurs_tai_add(to->now, step_s);
        to->paused = 1;
    }
    return KURS_OK;
}

static kurs_status move_clock(order *o)
{
    new_clock to;
    char utc[KURS_UTC_TEXT_SIZE] = "";
    kurs_status status = read_clock(o, &to);
    if (status < 0) {
        return status;
    }
    if (kurs_tai_diff(to.now, o->view.take->last) > 0.0) {
        to.now = o->view.take->last;
    }
    if (kurs_tai_diff(to.now, o->view.take->first) < 0.0) {
        to.now = o->view.take->first;
    }
    (void)!kurs_tai_format(to.now, 0, utc);
    const int jumped = kurs_tai_diff(to.now, o->view.now) != 0.0;
    snprintf(o->what, sizeof o->what, "clock: %s%s%srate %g%s", jumped ? "to " : "",
             jumped ? utc : "", jumped ? ", " : "", to.rate, to.paused ? ", paused" : "");
    status = kurs_live_note(o->live, o->view.now, o->who, o->what);
    if (status >= 0) {
        pthread_mutex_lock(&o->live->lock);
        kurs_live_set_clock(o->live, to.now, o->clock_s, to.rate, to.paused);
        pthread_mutex_unlock(&o->live->lock);
    }
    return status;
}

/* ---- flying again ---------------------------------------------------------------------------- */

/* The changes asked for up to now; what was asked for later, before the clock went back, falls, and
 * so does the end of a hold. `fell` tells whether something did. */
static int past_changes(const kurs_live_view *view, kurs_tai now, kurs_change *out, int *fell)
{
    int count = 0;
    *fell = 0;
    for (int i = 0; i < view->change_count; i++) {
        const kurs_change *change = &view->changes[i];
        if (kurs_tai_diff(change->t, now) > 0.0) {
            *fell = 1;
            continue;
        }
        out[count] = *change;
        if (change->kind == KURS_CHANGE_HOLD && change->order.lasts_s > 0.0 &&
            kurs_tai_diff(change->resumed, now) > 0.0) {
            out[count].order.lasts_s = 0.0;
            *fell = 1;
        }
        count++;
    }
    return count;
}

static kurs_status fly_changed(const kurs_live *live, const kurs_change *changes, int count,
                               int serial, kurs_take **out)
{
    kurs_mission *mission = kurs_alloc(sizeof *mission);
    if (!mission) {
        return KURS_ERR_MEMORY;
    }
    *mission = live->mission;
    kurs_status status = KURS_OK;
    for (int i = 0; i < count && status >= 0; i++) {
        status = kurs_change_apply(mission, &changes[i]);
    }
    if (status >= 0) {
        status = kurs_take_fly(mission, out);
    }
    if (status >= 0) {
        (*out)->serial = serial;
    }
    kurs_free(mission);
    return status;
}

/* What was planned before commands, up to t, goes over to the new take. */
static void keep_former(const kurs_take *old, kurs_tai t, kurs_take *take)
{
    for (int i = 0; i < old->former_count; i++) {
        if (kurs_tai_diff(old->former[i].until, t) <= 0.0) {
            take->former[take->former_count++] = old->former[i];
        }
    }
}

static void keep_planned(const order *o, kurs_take *take)
{
    const kurs_take *old = o->view.take;
    keep_former(old, o->view.now, take);
    if (o->replan && take->former_count < KURS_LIVE_CHANGES) {
        const int known = kurs_take_attempt(old, o->view.now);
        take->former[take->former_count++] =
            (kurs_former){o->view.now, *kurs_take_attempt_at(old, known, o->view.now)};
    }
}

/* What comes of a command at once: the attempt is over, or planned for another time. */
static void tell_end(order *o, const kurs_take *take)
{
    const kurs_tai after = kurs_tai_add(o->view.now, 10.0 * AFTER_S);
    const size_t n = strlen(o->what);
    char utc[KURS_UTC_TEXT_SIZE] = "";
    const kurs_event *scrub =
        o->attempt > 0 ? kurs_take_event(take, "scrub", o->attempt, after) : NULL;
    if (scrub) {
        snprintf(o->what + n, sizeof o->what - n, ": %s", scrub->text);
    } else if (o->replan) {
        const kurs_attempt *attempt = &take->record.attempts[kurs_take_attempt(take, after)];
        const int closed = attempt->outcome == KURS_ATTEMPT_closed;
        (void)!kurs_tai_format(attempt->liftoff, 0, utc);
        snprintf(o->what + n, sizeof o->what - n, ": %s%s", closed ? "" : "lift-off ",
                 closed ? attempt->reason : utc);
    }
}

/* Flies with these changes, and goes over to that where the past is the same. */
static kurs_status go_over(order *o, const kurs_change *changes, int count)
{
    kurs_live *live = o->live;
    kurs_take *take;
    kurs_status status = fly_changed(live, changes, count, o->view.take->serial + 1, &take);
    if (status < 0) {
        return status == KURS_ERR_FULL
                   ? refuse(o, status, "this mission holds no more changes; branch or begin again")
                   : status;
    }
    keep_planned(o, take);
    if (!kurs_take_same_past(o->view.take, take, o->view.now)) {
        status = refuse(o, KURS_ERR_NO_SOLUTION, "this would change what has been flown");
    } else {
        tell_end(o, take);
    }
    if (status >= 0) {
        status = kurs_live_note(live, o->view.now, o->who, o->what);
    }
    if (status < 0) {
        kurs_take_let_go(take);
        return status;
    }
    pthread_mutex_lock(&live->lock);
    kurs_take *old = live->take;
    const double rate = live->rate;
    const int paused = live->paused;
    live->take = take;
    live->change_count = count;
    memcpy(live->changes, changes, (size_t)count * sizeof changes[0]);
    kurs_live_set_clock(live, kurs_tai_add(o->view.now, 2.0 * AFTER_S), o->clock_s, rate, paused);
    pthread_mutex_unlock(&live->lock);
    kurs_take_let_go(old);
    return KURS_OK;
}

static kurs_status add_change(order *o, const kurs_change *change)
{
    kurs_change changes[KURS_LIVE_CHANGES + 1];
    int fell;
    int count = past_changes(&o->view, o->view.now, changes, &fell);
    if (count >= KURS_LIVE_CHANGES) {
        return refuse(o, KURS_ERR_FULL, "a flight takes %d changes; branch or begin again",
                      KURS_LIVE_CHANGES);
    }
    changes[count++] = *change;
    return go_over(o, changes, count);
}

/* ---- where the countdown stands -------------------------------------------------------------- */

typedef struct count_now {
    int attempt;
    double t_s;                 /* on the countdown's clock; NaN: it is not counting */
    int holding, stopped;       /* stopped 2: it has lifted off */
    int waiting;                /* on the pad, before the countdown of the attempt begins */
    double hold_began_s, now_s; /* by kurs_sequence_now */
    int recycles;
    double ascent_s; /* after lift-off, while the rocket climbs; NaN: it does not */
    unsigned char done[KURS_MAX_STEPS];
} count_now;

/* From the next moment on: while the clock stands by how long it has. */
static void from_now(const count_now *count, double *t_s, double *after_s)
{
    *t_s = count->holding ? count->t_s : count->t_s + AFTER_S;
    *after_s = count->holding ? count->now_s - count->hold_began_s + AFTER_S : 0.0;
}

static kurs_status look_at_count(const order *o, count_now *out)
{
    const int known = kurs_take_attempt(o->view.take, o->view.now);
    *out = (count_now){.attempt = 0, .t_s = (double)NAN, .ascent_s = (double)NAN};
    if (o->view.take->replay) {
        return refuse(o, KURS_ERR_UNSUPPORTED, "a replay takes no commands but those of its clock");
    }
    if (known < 0) {
        return refuse(o, KURS_ERR_NO_SOLUTION, "there is no launch attempt");
    }
    kurs_live_cursor *cursor = kurs_alloc(sizeof *cursor);
    kurs_live_sample sample;
    kurs_status status = cursor ? KURS_OK : KURS_ERR_MEMORY;
    if (cursor) {
        kurs_live_cursor_init(cursor, o->view.take);
        status = kurs_live_sample_at(cursor, o->view.now, &sample);
    }
    if (status >= 0) {
        out->attempt = o->view.take->record.attempts[known].number;
        if (sample.row.phase != KURS_PHASE_countdown) {
            out->stopped = 2; /* lifted off */
            out->ascent_s = sample.row.phase == KURS_PHASE_ascent ? sample.row.met_s : (double)NAN;
        } else if (sample.sequence) {
            const kurs_sequence *s = sample.sequence;
            out->t_s = sample.clock_s;
            out->holding = s->hold.why != KURS_HOLD_NONE;
            out->stopped = s->stop.why != KURS_STOP_NONE;
            out->hold_began_s = s->hold_began_s;
            out->recycles = s->recycles;
            memcpy(out->done, s->done, sizeof out->done);
            out->now_s = kurs_tai_diff(
                o->view.now, kurs_take_attempt_at(o->view.take, known, o->view.now)->liftoff);
        } else {
            out->waiting = 1;
        }
    }
    kurs_free(cursor);
    return status < 0 ? status : KURS_OK;
}

/* ---- faults ---------------------------------------------------------------------------------- */

static int knows_fault(const kurs_mission *mission, const char *id)
{
    for (int i = 0; i < mission->countdown.fault_count; i++) {
        if (strcmp(mission->countdown.faults[i].id, id) == 0) {
            return 1;
        }
    }
    return 0;
}

/* The number of a step of the countdown; that after the last where there is none of this name. */
static int find_step(const kurs_countdown *c, const char *id)
{
    int at = 0;
    while (at < c->step_count && strcmp(c->steps[at].id, id) != 0) {
        at++;
    }
    return at;
}

static const kurs_live_fault *find_ascent_fault(const kurs_mission *mission, const char *id)
{
    const kurs_live_fault *fault;
    for (int i = 0; (fault = kurs_live_ascent_fault(mission, i)) != NULL; i++) {
        if (strcmp(fault->id, id) == 0) {
            return fault;
        }
    }
    return NULL;
}

/* Why nothing would come of a fault of the ascent, by what is known now; NULL: something may. */
static const char *idle_reason(const order *o, const count_now *count, const kurs_fault *fault)
{
    static const struct {
        const char *stage, *cutoff;
    } engines[] = {
        {"strapon", "booster_cutoff"}, {"core", "core_cutoff"}, {"upper", "third_stage_cutoff"}};
    const kurs_take *take = o->view.take;
    if (fault->stage[0] == '\0' && fault->t_s < take->mission.spacecraft.escape.armed_s) {
        return "the escape system is not armed by then";
    }
    for (size_t i = 0; i < sizeof engines / sizeof engines[0]; i++) {
        if (strcmp(fault->stage, engines[i].stage) == 0 &&
            kurs_take_event(take, engines[i].cutoff, count->attempt, o->view.now)) {
            return "that engine is off by then";
        }
    }
    return NULL;
}

/* One of the ascent sets in now, while the rocket climbs; before it at a time that is asked for. An
 * escape can be commanded on the pad. */
static kurs_status read_ascent_fault(order *o, const count_now *count, const kurs_live_fault *of,
                                     kurs_fault *fault)
{
    static const char *const keys[] = {"fault", "at_s", NULL};
    const int escape = strcmp(of->fault, "escape-command") == 0;
    const double now_s = isfinite(count->ascent_s) ? count->ascent_s : count->t_s;
    double at_s;
    kurs_status status = take_keys(o, keys);
    if (status >= 0) {
        status = take_number(o, "at_s", escape ? -1800.0 : 0.1, 1000.0, (double)NAN, &at_s);
    }
    if (status < 0) {
        return status;
    }
    if (!isfinite(now_s) || count->stopped == 1) {
        return refuse(o, KURS_ERR_NO_SOLUTION,
                      "this fault is one of a countdown that goes on and of the ascent after it");
    }
    if (isfinite(at_s) && at_s < now_s) {
        return refuse(o, KURS_ERR_RANGE, "at_s is past; it is T%+.1f s", now_s);
    }
    if (!isfinite(at_s) && now_s < 0.0 && !escape) {
        return refuse(o, KURS_ERR_NO_SOLUTION,
                      "the rocket does not fly yet; give at_s, in s after lift-off");
    }
    snprintf(fault->id, sizeof fault->id, "%s", of->fault);
    snprintf(fault->stage, sizeof fault->stage, "%s", of->stage);
    fault->level = of->level;
    fault->attempt = count->attempt;
    fault->recycles = count->recycles;
    fault->t_s = isfinite(at_s) && at_s > now_s + AFTER_S ? at_s : now_s + AFTER_S;
    if (fault->t_s != at_s && !isfinite(count->ascent_s)) {
        from_now(count, &fault->t_s, &fault->after_s);
    }
    const char *idle = idle_reason(o, count, fault);
    return idle ? refuse(o, KURS_ERR_NO_SOLUTION, "nothing would come of this fault: %s", idle)
                : KURS_OK;
}

static kurs_status read_fault(order *o, const count_now *count, kurs_fault *fault)
{
    static const char *const keys[] = {"fault", "attempt", "at_s", "step", "lasts_s", NULL};
    const char *id = json_string_value(json_object_get(o->body, "fault"));
    const kurs_countdown *c = &o->live->mission.countdown;
    const json_t *step = json_object_get(o->body, "step");
    double attempt, at_s;
    const kurs_live_fault *ascent = id ? find_ascent_fault(&o->live->mission, id) : NULL;
    if (ascent) {
        return read_ascent_fault(o, count, ascent, fault);
    }
    kurs_status status = take_keys(o, keys);
    if (status >= 0) {
        status = take_number(o, "attempt", 1.0, KURS_MAX_ATTEMPTS, count->attempt, &attempt);
    }
    if (status >= 0) {
        status = take_number(o, "at_s", -1e6, 0.0, (double)NAN, &at_s);
    }
    if (status >= 0) {
        status = take_number(o, "lasts_s", 0.0, 1e6, 0.0, &fault->lasts_s);
    }
    if (status < 0) {
        return status;
    }
    if (!id || !knows_fault(&o->live->mission, id)) {
        return refuse(o, KURS_ERR_NOT_FOUND,
                      "this mission knows no such fault; the flight's document lists them");
    }
    if (attempt != floor(attempt)) {
        return refuse(o, KURS_ERR_RANGE, "attempt is no whole number; give one from 1 to %d",
                      KURS_MAX_ATTEMPTS);
    }
    if (step && !json_is_null(step) &&
        (!json_is_string(step) || find_step(c, json_string_value(step)) >= c->step_count)) {
        return refuse(o, KURS_ERR_NOT_FOUND,
                      "the countdown has no such step; give the id of one of its steps");
    }
    snprintf(fault->id, sizeof fault->id, "%s", id);
    snprintf(fault->step, sizeof fault->step, "%s",
             json_is_string(step) ? json_string_value(step) : "");
    fault->attempt = (int)attempt;
    const int now = fault->attempt == count->attempt && isfinite(count->t_s);
    if (fault->attempt < count->attempt || (now && (count->stopped || count->t_s >= 0.0)) ||
        count->stopped == 2) {
        return refuse(o, KURS_ERR_NO_SOLUTION,
                      "the countdown of that attempt is over, and its faults act on it alone");
    }
    if (now && isfinite(at_s) && at_s < count->t_s) {
        return refuse(o, KURS_ERR_RANGE, "at_s is past; the count stands at %.1f s", count->t_s);
    }
    fault->t_s = isfinite(at_s) ? at_s : 0.0;
    fault->recycles = now ? count->recycles : 0;
    if (now && !(fault->t_s > count->t_s + AFTER_S && isfinite(at_s))) {
        from_now(count, &fault->t_s, &fault->after_s);
    }
    return KURS_OK;
}

static kurs_status inject(order *o)
{
    kurs_change change = {.kind = KURS_CHANGE_FAULT, .t = o->view.now};
    count_now count;
    kurs_status status = look_at_count(o, &count);
    if (status >= 0) {
        status = read_fault(o, &count, &change.fault);
    }
    if (status < 0) {
        return status;
    }
    snprintf(change.who, sizeof change.who, "%s", o->who);
    char at[32] = "from the start of its count";
    if (change.fault.t_s != 0.0 || kurs_fault_of_ascent(&change.fault)) {
        snprintf(at, sizeof at, "at T%+.1f s", change.fault.t_s);
    }
    snprintf(o->what, sizeof o->what, "fault %s, attempt %d, %s",
             kurs_live_fault_name(&change.fault), change.fault.attempt, at);
    return add_change(o, &change);
}

/* ---- hold, resume, go, scrub, recycle -------------------------------------------------------- */

static kurs_status hold_or_scrub(order *o, const count_now *count, kurs_change_kind kind)
{
    const double last_s = o->live->mission.countdown.launch_command_s;
    if (!(count->t_s < last_s)) {
        return refuse(o, KURS_ERR_NO_SOLUTION,
                      "nothing holds or stops a count by command outside of %.0f h before lift-off "
                      "to the launch command",
                      -KURS_COUNTDOWN_START_S / 3600.0);
    }
    kurs_change change = {.kind = kind, .t = o->view.now};
    double t_s, after_s;
    from_now(count, &t_s, &after_s);
    snprintf(change.who, sizeof change.who, "%s", o->who);
    if (kind == KURS_CHANGE_HOLD) {
        change.order =
            (kurs_order){.attempt = count->attempt, .recycles = count->recycles, .t_s = t_s};
    } else {
        change.fault = (kurs_fault){
            .attempt = count->attempt, .recycles = count->recycles, .t_s = t_s, .after_s = after_s};
    }
    o->attempt = kind == KURS_CHANGE_HOLD ? count->attempt : 0;
    snprintf(o->what, sizeof o->what, "%s at T%+.1f s", kind == KURS_CHANGE_HOLD ? "hold" : "scrub",
             count->t_s);
    return add_change(o, &change);
}

/* Ends the hold that was asked for: it lasts as long as it has lasted. */
static kurs_status resume(order *o, const count_now *count)
{
    kurs_change changes[KURS_LIVE_CHANGES];
    int fell;
    const int n = past_changes(&o->view, o->view.now, changes, &fell);
    for (int i = n - 1; i >= 0; i--) {
        kurs_change *change = &changes[i];
        if (change->kind != KURS_CHANGE_HOLD || change->order.attempt != count->attempt ||
            change->order.lasts_s > 0.0) {
            continue;
        }
        if (!count->holding) {
            break;
        }
        change->order.lasts_s = fmax(count->now_s - count->hold_began_s, 0.0) + AFTER_S;
        change->resumed = o->view.now;
        snprintf(o->what, sizeof o->what, "resume at T%+.1f s after %.1f s", count->t_s,
                 change->order.lasts_s);
        return go_over(o, changes, n);
    }
    return refuse(o, KURS_ERR_NO_SOLUTION, "there is no hold by command to resume from");
}

/* In a hold: back to a step that was done. */
static kurs_status back_to_step(order *o, const count_now *count, const char *step)
{
    const kurs_countdown *c = &o->live->mission.countdown;
    kurs_change change = {.kind = KURS_CHANGE_RECYCLE, .t = o->view.now};
    const int at = find_step(c, step);
    if (at >= c->step_count) {
        return refuse(o, KURS_ERR_NOT_FOUND,
                      "the countdown has no step %.40s; give the id of a step that was done", step);
    }
    if (count->stopped || count->waiting) {
        return refuse(o, KURS_ERR_NO_SOLUTION,
                      "the count of that attempt is over; ask for a day of the next one");
    }
    if (!count->holding || !(count->t_s < c->launch_command_s)) {
        return refuse(o, KURS_ERR_NO_SOLUTION, "the count is put back in a hold only; hold it");
    }
    if (!count->done[at] || c->steps[at].t_s > count->t_s) {
        return refuse(o, KURS_ERR_NO_SOLUTION,
                      "the step %.40s is still to come; give one that was done", step);
    }
    snprintf(change.who, sizeof change.who, "%s", o->who);
    change.order = (kurs_order){.attempt = count->attempt, .recycles = count->recycles};
    from_now(count, &change.order.t_s, &change.order.after_s);
    snprintf(change.order.step, sizeof change.order.step, "%s", c->steps[at].id);
    o->attempt = count->attempt;
    snprintf(o->what, sizeof o->what, "recycle from T%+.1f s to T%+.1f s, %s", count->t_s,
             c->steps[at].t_s, c->steps[at].id);
    return add_change(o, &change);
}

/* After a scrub: the next attempt on this day or later. */
static kurs_status next_on_day(order *o, const count_now *count, const char *text)
{
    kurs_change change = {.kind = KURS_CHANGE_DAY, .t = o->view.now};
    kurs_tai day;
    if (strlen(text) != 10 || kurs_tai_parse(text, 10, &day) < 0) {
        return refuse(o, KURS_ERR_SYNTAX, "day is no date; give one such as 2024-03-24");
    }
    if (count->attempt < 2 || !count->waiting) {
        return refuse(o, KURS_ERR_NO_SOLUTION,
                      "a day is asked for after a scrub, before the next countdown begins");
    }
    if (kurs_tai_diff(kurs_tai_add(day, 86400.0), o->view.now) <= 0.0 ||
        kurs_tai_diff(day, o->live->mission.return_day) >= 0.0) {
        return refuse(o, KURS_ERR_RANGE,
                      "the day is past, or not before that of the return; give one between them");
    }
    snprintf(change.who, sizeof change.who, "%s", o->who);
    change.order = (kurs_order){.attempt = count->attempt, .day = day};
    o->replan = 1;
    snprintf(o->what, sizeof o->what, "attempt %d not before %s", count->attempt, text);
    return add_change(o, &change);
}

static kurs_status recycle(order *o, const count_now *count)
{
    const char *step = json_string_value(json_object_get(o->body, "step"));
    const char *day = json_string_value(json_object_get(o->body, "day"));
    if (!step == !day) {
        return refuse(o, KURS_ERR_ARGUMENT,
                      "a recycle needs one of two; give step in a hold, or day after a scrub");
    }
    return step ? back_to_step(o, count, step) : next_on_day(o, count, day);
}

static kurs_status countdown(order *o)
{
    static const char *const keys[] = {"command", "step", "day", NULL};
    const char *command = json_string_value(json_object_get(o->body, "command"));
    const int back = command && strcmp(command, "recycle") == 0;
    count_now count;
    kurs_status status = take_keys(o, keys);
    if (status >= 0) {
        status = look_at_count(o, &count);
    }
    if (status < 0) {
        return status;
    }
    if (!command) {
        return refuse(o, KURS_ERR_ARGUMENT,
                      "command is missing; give hold, resume, go, scrub or recycle");
    }
    if (back) {
        return recycle(o, &count);
    }
    if (json_object_get(o->body, "step") || json_object_get(o->body, "day")) {
        return refuse(o, KURS_ERR_ARGUMENT, "step and day are for recycle; leave them out");
    }
    if (count.stopped) {
        return refuse(o, KURS_ERR_NO_SOLUTION, "the countdown is over");
    }
    if (strcmp(command, "hold") == 0) {
        return count.holding ? refuse(o, KURS_ERR_NO_SOLUTION, "the count stands already")
                             : hold_or_scrub(o, &count, KURS_CHANGE_HOLD);
    }
    if (strcmp(command, "scrub") == 0) {
        return hold_or_scrub(o, &count, KURS_CHANGE_SCRUB);
    }
    if (strcmp(command, "resume") == 0 || strcmp(command, "go") == 0) {
        return resume(o, &count);
    }
    return refuse(o, KURS_ERR_ARGUMENT,
                  "this is no command; give hold, resume, go, scrub or recycle");
}

/* ---- the face -------------------------------------------------------------------------------- */

static kurs_status read_body(order *o, const char *body, size_t n)
{
    json_error_t error;
    o->body = json_loadb(body, n, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(o->body)) {
        return refuse(o, KURS_ERR_SYNTAX, "the body is no JSON object: line %d, column %d",
                      error.line, error.column);
    }
    return KURS_OK;
}

static kurs_status answer(const order *o, kurs_buf *out)
{
    kurs_live_view view;
    kurs_json m = {1};
    kurs_live_look(o->live, o->clock_s, &view);
    json_t *root = json_object();
    kurs_json_set(&m, root, "schema", json_string("kurs.command/1"));
    kurs_json_set(&m, root, "done", kurs_json_text(o->what));
    kurs_json_set(&m, root, "utc", kurs_json_instant(view.now));
    kurs_json_set(&m, root, "rate", kurs_live_number(view.rate, 3));
    kurs_json_set(&m, root, "paused", json_boolean(view.paused));
    kurs_live_look_end(&view);
    return kurs_live_write(&m, root, out);
}

kurs_status kurs_live_command(kurs_live *live, const char *command, const char *body, size_t n,
                              const char *who, double clock_s, kurs_buf *out,
                              char why[KURS_LIVE_WHY_SIZE])
{
    kurs_point_locale point;
    order o = {.live = live, .who = who, .clock_s = clock_s, .why = why};
    why[0] = '\0';
    kurs_status status = kurs_point_begin(&point);
    if (status < 0) {
        return status;
    }
    pthread_mutex_lock(&live->command);
    kurs_live_freeze(live, clock_s);
    kurs_live_look(live, clock_s, &o.view);
    status = read_body(&o, body, n);
    if (status >= 0) {
        status = strcmp(command, "clock") == 0       ? move_clock(&o)
                 : strcmp(command, "fault") == 0     ? inject(&o)
                 : strcmp(command, "countdown") == 0 ? countdown(&o)
                                                     : KURS_ERR_ARGUMENT;
    }
    if (status >= 0) {
        status = answer(&o, out);
    }
    kurs_live_look_end(&o.view);
    kurs_live_thaw(live, status < 0);
    pthread_mutex_unlock(&live->command);
    json_decref(o.body);
    kurs_point_end(&point);
    if (status < 0 && !why[0]) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "%s", kurs_status_text(status));
    }
    return status;
}

/* ---- a branch -------------------------------------------------------------------------------- */

static int is_title(const char *title)
{
    const size_t n = title ? strlen(title) : 0;
    for (size_t i = 0; i < n; i++) {
        const unsigned char c = (unsigned char)title[i];
        const int c1 = c == 0xC2 && (unsigned char)title[i + 1] < 0xA0; /* U+0080 to U+009F */
        if (c < 0x20 || c == 0x7F || c1) {
            return 0;
        }
    }
    return n > 0 && n < KURS_TEXT_SIZE;
}

static kurs_status make_branch(order *o, const char *id, kurs_live **out)
{
    static const char *const keys[] = {"utc", "title", NULL};
    const char *utc = json_string_value(json_object_get(o->body, "utc"));
    const char *title = json_string_value(json_object_get(o->body, "title"));
    kurs_change changes[KURS_LIVE_CHANGES];
    kurs_tai at;
    int fell;
    kurs_status status = take_keys(o, keys);
    if (status >= 0) {
        status = kurs_live_take_instant("utc", utc, o->view.now, &at, o->why);
    }
    if (status < 0) {
        return status;
    }
    if (o->view.take->replay) {
        return refuse(o, KURS_ERR_UNSUPPORTED, "a replay is not branched; branch a flight");
    }
    at = kurs_live_snap(at, o->view.take->first);
    at = kurs_live_snap(at, o->view.now);
    if (kurs_tai_diff(at, o->view.now) > 0.0 || kurs_tai_diff(at, o->view.take->first) < 0.0) {
        return refuse(o, KURS_ERR_RANGE,
                      "utc is not in what has been flown; give a time up to now");
    }
    if (json_object_get(o->body, "utc") && !utc) {
        return refuse(o, KURS_ERR_SYNTAX,
                      "utc is no text; give UTC as 2024-03-23T12:36:10Z, or leave it out");
    }
    if (json_object_get(o->body, "title") && !is_title(title)) {
        return refuse(o, KURS_ERR_SYNTAX,
                      "title is no text of one line, or too long a one; give up to 95 bytes");
    }
    kurs_live *live = kurs_live_make(id, o->live->log, o->live->log_ctx);
    if (!live) {
        return KURS_ERR_MEMORY;
    }
    live->mission = o->live->mission;
    live->branched = at;
    snprintf(live->branch_of, sizeof live->branch_of, "%s", o->live->id);
    snprintf(live->title, sizeof live->title, "%s", title ? title : o->live->title);
    live->change_count = past_changes(&o->view, at, changes, &fell);
    memcpy(live->changes, changes, (size_t)live->change_count * sizeof changes[0]);
    if (!fell) {
        live->take = kurs_take_hold(o->view.take);
    } else {
        status = fly_changed(live, changes, live->change_count, 0, &live->take);
        if (status >= 0) {
            keep_former(o->view.take, at, live->take);
        }
    }
    if (status >= 0) {
        kurs_live_set_clock(live, at, o->clock_s, o->view.rate, 1);
        snprintf(o->what, sizeof o->what, "branch of %s", live->branch_of);
        status = kurs_live_note(live, at, o->who, o->what);
    }
    if (status < 0) {
        kurs_live_destroy(live);
        return status;
    }
    *out = live;
    return KURS_OK;
}

kurs_status kurs_live_branch(kurs_live *live, const char *body, size_t n, const char *who,
                             const char *id, double clock_s, kurs_live **out,
                             char why[KURS_LIVE_WHY_SIZE])
{
    kurs_point_locale point;
    order o = {.live = live, .who = who, .clock_s = clock_s, .why = why};
    why[0] = '\0';
    kurs_status status = kurs_point_begin(&point);
    if (status < 0) {
        return status;
    }
    kurs_live_look(live, clock_s, &o.view);
    status = read_body(&o, body, n);
    if (status >= 0) {
        status = make_branch(&o, id, out);
    }
    kurs_live_look_end(&o.view);
    json_decref(o.body);
    kurs_point_end(&point);
    if (status < 0 && !why[0]) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "%s", kurs_status_text(status));
    }
    return status;
}
