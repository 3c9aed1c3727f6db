/* SPDX-License-Identifier: Apache-2.0 */
/* Inner face of sim: the phases of a flight, and the whole of it. */
#ifndef KURS_SIM_SIM_H
#define KURS_SIM_SIM_H

#include "sim/ascent_watch.h"
#include "sim/countdown.h"
#include "sim/drop.h"
#include "sim/entry.h"
#include "sim/escape.h"
#include "sim/flight.h"
#include "sim/phases.h"
#include "sim/point_ascent.h"

#endif
