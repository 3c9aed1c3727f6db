/* SPDX-License-Identifier: Apache-2.0 */
/* The schema tables of our files: one for each kind. */
#ifndef KURS_IO_TABLES_H
#define KURS_IO_TABLES_H

#include "io/yaml_schema.h"

extern const kurs_yaml_table kurs_schema_rocket;     /* kurs_rocket */
extern const kurs_yaml_table kurs_schema_airframe;   /* kurs_airframe */
extern const kurs_yaml_table kurs_schema_cutoff;     /* kurs_cutoff_speeds */
extern const kurs_yaml_table kurs_schema_spacecraft; /* kurs_spacecraft */
extern const kurs_yaml_table kurs_schema_escape;     /* kurs_escape */
extern const kurs_yaml_table kurs_schema_site;       /* kurs_site */
extern const kurs_yaml_table kurs_schema_station;    /* kurs_station */
extern const kurs_yaml_table kurs_schema_zone;       /* kurs_zone */
extern const kurs_yaml_table kurs_schema_radio;      /* kurs_mission: radio and radio_count */
extern const kurs_yaml_table kurs_schema_profile;    /* kurs_profile */
extern const kurs_yaml_table kurs_schema_approach;   /* kurs_approach_rules */
extern const kurs_yaml_table kurs_schema_return;     /* kurs_return_rules */
extern const kurs_yaml_table kurs_schema_countdown;  /* kurs_countdown */
extern const kurs_yaml_table kurs_schema_winds;      /* kurs_winds */
extern const kurs_yaml_table kurs_schema_fault;      /* kurs_fault */
extern const kurs_yaml_table kurs_schema_order;      /* kurs_order */
extern const kurs_yaml_table kurs_schema_visit;      /* kurs_visit */
extern const kurs_yaml_table kurs_schema_mission;    /* kurs_mission */

struct kurs_rocket;
struct kurs_mission;

/* Holds the airframe of a rocket's map, where there is one, against its stages and programmes. */
void kurs_airframe_check(kurs_yaml_reader *r, int node, struct kurs_rocket *rocket);

/* Holds the list of a mission's faults against its countdown, and each against the others. */
void kurs_faults_check(const kurs_yaml_reader *r, int list, const struct kurs_mission *m);

/* The same for mission control's orders. */
void kurs_orders_check(const kurs_yaml_reader *r, int list, const struct kurs_mission *m);

/* Finds the ports of a mission's visitors; no two ships at one at a time, nor where the own is. */
void kurs_visits_check(const kurs_yaml_reader *r, int list, struct kurs_mission *m);

#endif
