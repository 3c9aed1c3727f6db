/* SPDX-License-Identifier: Apache-2.0 */
/* Inner face of plan: launch opportunities, phasing burns, returns. Sees layers 1 to 5 only. */
#ifndef KURS_PLAN_PLAN_H
#define KURS_PLAN_PLAN_H

#include "kurs/flight_plan.h"
#include "kurs/frames.h"
#include "kurs/orbit.h"
#include "kurs/sgp4.h"
#include "kurs/spec.h"

#endif
