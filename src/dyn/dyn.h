/* SPDX-License-Identifier: Apache-2.0 */
/* Inner face of dyn: the forces that truly act. */
#ifndef KURS_DYN_DYN_H
#define KURS_DYN_DYN_H

#include "dyn/ascent.h"
#include "kurs/env.h"
#include "kurs/frames.h"
#include "kurs/vehicle.h"

#endif
