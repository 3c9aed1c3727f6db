/* SPDX-License-Identifier: Apache-2.0 */
#include "app/idle_faults.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { WHY_SIZE = 96 };

/* When the engine of a fault was off by command [s after lift-off]; infinite: never. */
static double engine_off_s(const kurs_mission *mission, const kurs_ascent_flight *ascent,
                           const char *stage)
{
    if (strcmp(stage, "strapon") == 0) {
        return ascent->six.on ? ascent->six.strapon_cut_s : mission->rocket.strapon_separation_s;
    }
    if (strcmp(stage, "core") == 0) {
        return ascent->six.on ? ascent->six.core_cut_s : mission->rocket.core_cutoff_s;
    }
    return isnan(ascent->cutoff_s) ? INFINITY : ascent->cutoff_s;
}

/* Why a fault of the ascent did nothing; empty where it did something. */
static void ascent_reason(const kurs_mission *mission, const kurs_flight *flight,
                          const kurs_fault *fault, char why[WHY_SIZE])
{
    const int present = fault->attempt == flight->attempt;
    const int lifted_off = present && flight->countdown.done && flight->countdown.go;
    const int left = present && flight->last == KURS_FLIGHT_ESCAPE;
    const int command = strcmp(fault->id, "escape-command") == 0;
    if (command && !mission->spacecraft.escape.name[0]) {
        snprintf(why, WHY_SIZE, "the spacecraft has no escape system");
    } else if (command && fault->t_s < mission->spacecraft.escape.armed_s) {
        snprintf(why, WHY_SIZE, "the escape system is armed at T%.0f s",
                 mission->spacecraft.escape.armed_s);
    } else if (command && fault->t_s < 0.0) {
        snprintf(why, WHY_SIZE, left && !lifted_off ? "" : "the countdown did not come to it");
    } else if (!lifted_off) {
        snprintf(why, WHY_SIZE, "the attempt did not lift off");
    } else if (fault->t_s > flight->ascent.met_s) {
        snprintf(why, WHY_SIZE, "the ascent was over at T+%.1f s", flight->ascent.met_s);
    } else if (!command && fault->t_s >= engine_off_s(mission, &flight->ascent, fault->stage)) {
        snprintf(why, WHY_SIZE, "the engine of '%.16s' was off by then", fault->stage);
    }
}

/* Holds and recycles of the last countdown stand in it by their order. */
static int order_was_given(const kurs_mission *mission, const kurs_flight *flight, int at)
{
    const kurs_sequence *s = &flight->countdown.sequence;
    const kurs_order *order = &mission->orders[at];
    int i = 0;
    for (int k = 0; k < at; k++) {
        i += mission->orders[k].attempt == order->attempt &&
             strcmp(mission->orders[k].order, "wait") != 0;
    }
    return strcmp(order->order, "wait") == 0 || order->attempt != s->attempt ||
           (i < s->order_count && s->order_state[i] > 0);
}

static kurs_status tell_idle_orders(const kurs_mission *mission, const kurs_flight *flight,
                                    int begun, const kurs_sink *sink)
{
    kurs_status status = KURS_OK;
    for (int i = 0; i < mission->order_count && status >= 0; i++) {
        const kurs_order *order = &mission->orders[i];
        const int counted = order->attempt <= begun;
        char text[KURS_EVENT_TEXT_SIZE];
        if (!counted || !order_was_given(mission, flight, i)) {
            snprintf(text, sizeof text, "the order %s of attempt %d never took effect: %s",
                     order->order, order->attempt,
                     counted ? "the clock did not come to it, or did not stand there"
                             : "no countdown of it was begun");
            status = kurs_sink_caveat(sink, KURS_CAVEAT_NO_EFFECT, text);
        }
    }
    return status;
}

kurs_status kurs_fly_tell_idle_faults(const kurs_mission *mission, const kurs_flight *flight,
                                      int begun, const kurs_sink *sink)
{
    kurs_status status = KURS_OK;
    for (int i = 0; i < mission->fault_count && status >= 0; i++) {
        const kurs_fault *fault = &mission->faults[i];
        char why[WHY_SIZE] = "", text[KURS_EVENT_TEXT_SIZE];
        if (fault->attempt > begun) {
            snprintf(why, sizeof why, "%d countdown%s begun", begun,
                     begun == 1 ? " was" : "s were");
        } else if (kurs_fault_of_ascent(fault)) {
            ascent_reason(mission, flight, fault, why);
        }
        if (why[0]) {
            snprintf(text, sizeof text, "the fault %s of attempt %d never took effect: %s",
                     fault->id, fault->attempt, why);
            status = kurs_sink_caveat(sink, KURS_CAVEAT_NO_EFFECT, text);
        }
    }
    return status < 0 ? status : tell_idle_orders(mission, flight, begun, sink);
}
