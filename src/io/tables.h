/* SPDX-License-Identifier: Apache-2.0 */
/* The schema tables of our files: one for each kind. */
#ifndef KURS_IO_TABLES_H
#define KURS_IO_TABLES_H

#include "io/yaml_schema.h"

extern const kurs_yaml_table kurs_table_rocket;     /* kurs_rocket */
extern const kurs_yaml_table kurs_table_spacecraft; /* kurs_spacecraft */
extern const kurs_yaml_table kurs_table_site;       /* kurs_site */
extern const kurs_yaml_table kurs_table_station;    /* kurs_station */
extern const kurs_yaml_table kurs_table_zone;       /* kurs_zone */
extern const kurs_yaml_table kurs_table_radio;      /* kurs_mission: radio and radio_count */
extern const kurs_yaml_table kurs_table_profile;    /* kurs_profile */
extern const kurs_yaml_table kurs_table_approach;   /* kurs_approach_rules */
extern const kurs_yaml_table kurs_table_return;     /* kurs_return_rules */
extern const kurs_yaml_table kurs_table_countdown;  /* kurs_countdown */
extern const kurs_yaml_table kurs_table_mission;    /* kurs_mission */
extern const kurs_yaml_table kurs_table_compare;    /* kurs_compare */

#endif
