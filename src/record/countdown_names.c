/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/countdown.h"

static const char *const channel_names[][3] = {
#define KURS_CHANNEL_ROW(name, dim, unit, doc) {#name, unit, doc},
    KURS_CHANNEL_LIST(KURS_CHANNEL_ROW)
#undef KURS_CHANNEL_ROW
};

static const char *channel_word(kurs_channel channel, int word, const char *none)
{
    return (unsigned)channel < KURS_CHANNEL_COUNT ? channel_names[channel][word] : none;
}

const char *kurs_channel_name(kurs_channel channel)
{
    return channel_word(channel, 0, "unknown");
}

const char *kurs_channel_unit(kurs_channel channel)
{
    return channel_word(channel, 1, "");
}

const char *kurs_channel_text(kurs_channel channel)
{
    return channel_word(channel, 2, "unknown");
}

static const char *const figure_names[] = {
#define KURS_FIGURE_ROW(name, dim, least, most) #name,
    KURS_FIGURE_LIST(KURS_FIGURE_ROW)
#undef KURS_FIGURE_ROW
};

const char *kurs_figure_name(kurs_figure figure)
{
    return (unsigned)figure < KURS_FIGURE_COUNT ? figure_names[figure] : "unknown";
}

static const char *const action_names[] = {
#define KURS_ACTION_ROW(name) #name,
    KURS_ACTION_LIST(KURS_ACTION_ROW)
#undef KURS_ACTION_ROW
};

const char *kurs_action_name(kurs_action action)
{
    return (unsigned)action < KURS_ACTION_COUNT ? action_names[action] : "unknown";
}
