/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of a countdown file say of each other. */
#ifndef KURS_IO_COUNTDOWN_LINKS_H
#define KURS_IO_COUNTDOWN_LINKS_H

#include "io/yaml_schema.h"

/* Turns the names of steps and actors into indices, and checks what the parts demand of each other:
 * order, steps and conditions that wait for each other in a circle, limits that nothing can meet.
 * `base` is the kurs_countdown of the map at `node`, all of whose values are right. */
void kurs_countdown_link(kurs_yaml_reader *r, int node, void *base);

#endif
