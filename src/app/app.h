/* SPDX-License-Identifier: Apache-2.0 */
/* Inner face of app: the use cases. */
#ifndef KURS_APP_APP_H
#define KURS_APP_APP_H

#include "app/ascent_model.h"
#include "app/folder.h"
#include "app/live.h"
#include "app/propagate.h"
#include "app/report.h"
#include "app/window.h"
#include "kurs/flight_plan.h"
#include "kurs/record.h"
#include "kurs/spec.h"

#endif
