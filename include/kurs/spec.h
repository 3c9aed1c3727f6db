/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The spec of a mission: what is asked, never what comes out. Filled by reading a
 * mission file and the files it names, checked once, never changed after. Plain data.
 */
#ifndef KURS_SPEC_H
#define KURS_SPEC_H

#include "kurs/api.h"
#include "kurs/countdown.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/tle.h"
#include "kurs/vec.h"
#include "kurs/vehicle.h"
#include "kurs/winds.h"

enum {
    KURS_MAX_PORTS = 12,
    KURS_MAX_CREW = 8,
    KURS_MAX_VISITS = 24,
    KURS_MAX_ORBITS = 8,
    KURS_MAX_MANOEUVRES = 8,
    KURS_MAX_PROFILES = 4,
    KURS_MAX_RADIO_SITES = 12,
    KURS_MAX_COMPARE = 40
};

/* A launch site: geodetic place of the pad. */
typedef struct kurs_site {
    char id[KURS_ID_SIZE], name[KURS_TEXT_SIZE];
    double lat, lon, height_m; /* geodetic [rad], over the ellipsoid */
    double wind_m_s;           /* at the pad before lift-off; 0 where not told */
} kurs_site;

/* A docking port: place and outward axis in the station's LVLH axes (x forward, z nadir). */
typedef struct kurs_port {
    char id[KURS_ID_SIZE], name[KURS_TEXT_SIZE];
    kurs_vec3 position_lvlh_m; /* of the contact plane, from the centre of mass */
    kurs_vec3 axis_lvlh;       /* unit, outward */
} kurs_port;

/* Where the centre of mass of a docked ship stands, nose_m behind its docking gear: in the
 * station's LVLH axes, from its centre of mass [m]. */
KURS_API kurs_vec3 kurs_port_ship_lvlh(const kurs_port *port, double nose_m);

typedef struct kurs_station {
    char id[KURS_ID_SIZE], name[KURS_TEXT_SIZE];
    int port_count;
    kurs_port ports[KURS_MAX_PORTS];
} kurs_station;

/* A ground station with radio sight above an elevation. */
typedef struct kurs_radio_site {
    char name[KURS_TEXT_SIZE];
    double lat, lon, min_elevation; /* [rad] */
} kurs_radio_site;

/* A landing zone. */
typedef struct kurs_zone {
    char id[KURS_ID_SIZE], name[KURS_TEXT_SIZE];
    double lat, lon, radius_m; /* [rad] */
    double height_m;           /* of the ground over the ellipsoid */
} kurs_zone;

/*
 * A rendezvous profile: where its burns and aim points stand, when contact may be, and what must
 * be left in the tanks. Which phases it takes comes out of these (docs/models/launch-window.md).
 */
typedef struct kurs_profile {
    char id[KURS_ID_SIZE], name[KURS_TEXT_SIZE];
    int orbits;            /* 1, 2, 4 or 34 */
    double first_burn_s;   /* of the only phasing burn, after lift-off; NaN where there are two: */
    int phasing_orbits[2]; /* orbits of DV1 and DV2 (orbit 1 is that of insertion); 0 where there
                              is one */
    double first_burn_max_m_s;   /* of the only phasing burn */
    double first_burn_saves_m_s; /* a plan without it may cost this much more */
    double lowest_phasing_m;     /* mean height of the phasing orbit over the equator; NaN: that of
                                    insertion */
    double clear_below_m;    /* the phasing orbit stays this far under the station's mean height */
    double coelliptic_s;     /* along the orbit under the station before the transfer to it; NaN:
                                not flown, the transfer ends at the aim point */
    double transfer_arc_s;   /* transfer to rendezvous burn, middle to middle */
    double rendezvous_arc_s; /* from there to the aim point beside the station */
    double aim_below_m, aim_behind_m;       /* of the last phasing arc's end, from the station */
    double last_below_m, last_behind_m;     /* aim point of the transfer to the station */
    double contact_min_s, contact_max_s;    /* the nominal contact is looked for in this span after
                                               lift-off... */
    char contact_by[KURS_ID_SIZE];          /* ...by "sight", "dusk" or "light" */
    double contact_early_s, contact_late_s; /* by how much contact may be off the nominal one */
    double approach_m_s;        /* for the approach from the last aim point to contact */
    double second_approach_m_s; /* kept for another one */
    double attitude_m_s;    /* the worth of what attitude control takes and the tanks do not give */
    double deviations_m_s;  /* kept for what goes off its plan, 3 sigma, besides the next */
    double phase_deviation; /* [rad] 3 sigma of the place along the orbit after insertion: what it
                               costs is planned for each pass */
    double crew_catch_up_min, crew_catch_up_max; /* [rad] planning rule for crews at lift-off, a
                                                    caveat outside of it; NaN: none */
} kurs_profile;

/* Final approach: brakes, flyaround and the speed law along the port axis. */
typedef struct kurs_approach_rules {
    double brake_range_m[3], brake_speed_m_s[3]; /* range and closing speed after each brake */
    double flyaround_range_m, hold_range_m, hold_s;
    kurs_curve speed; /* range to the port [m] -> closing speed [m/s] */
    double contact_speed_max_m_s, contact_offset_max_m; /* beyond them the gear does not catch */
    double corridor_half_angle; /* [rad] of the cone about the port's axis in which the ship comes
                                   in, from corridor_range_m to the port on; NaN: none is told */
    double corridor_range_m;
} kurs_approach_rules;

/* Rules of a return. */
typedef struct kurs_return_rules {
    double undock_to_burn_s; /* undocking command to deorbit ignition */
    double separation_burn_m_s, separation_burn_range_m;
    double deorbit_m_s;         /* velocity change of the deorbit burn */
    double module_separation_s; /* after deorbit ignition */
    double entry_interface_m;   /* height called entry interface */
    double load_max_g;          /* that an entry may come to; NaN: none is told */
} kurs_return_rules;

/* Where a person sits, and what for. */
typedef struct kurs_crew_member {
    char name[KURS_TEXT_SIZE], role[KURS_TEXT_SIZE], agency[KURS_TEXT_SIZE];
    char seat[KURS_ID_SIZE];         /* "centre", "left", "right" */
    int up, down;                    /* flies up, comes down on this ship */
    char other_ship[KURS_TEXT_SIZE]; /* the ship of the other way, where it is another one */
    int flights;                     /* spaceflights with this one; 0: not told */
} kurs_crew_member;

/* The stay of another ship at a port of the station; without an end it goes on beyond the mission,
 * without a beginning it was there before. */
typedef struct kurs_visit {
    char ship[KURS_TEXT_SIZE], port_id[KURS_ID_SIZE];
    int port; /* index into station.ports */
    int from_known, until_known;
    kurs_tai from, until;
} kurs_visit;

/* A station's orbit from a two-line set. */
typedef struct kurs_orbit_set {
    char source[KURS_TEXT_SIZE];
    kurs_tle tle;
} kurs_orbit_set;

/* A burn of the station, taken as one change of velocity at its middle. */
typedef struct kurs_station_burn {
    kurs_tai t;
    double dv_rtn_m_s[3]; /* along radius, flight and normal of its orbit */
} kurs_station_burn;

typedef struct kurs_mission {
    char id[KURS_ID_SIZE]; /* file name without ending */
    char name[KURS_TEXT_SIZE];
    kurs_rocket rocket;
    kurs_spacecraft spacecraft;
    kurs_site site;
    kurs_station station;
    kurs_zone zone;
    kurs_countdown countdown;
    kurs_approach_rules approach;
    kurs_return_rules ret;
    int port;          /* index into station.ports */
    int profile_count; /* allowed profiles, shortest first */
    kurs_profile profiles[KURS_MAX_PROFILES];
    int radio_count;
    kurs_radio_site radio[KURS_MAX_RADIO_SITES];
    int orbit_count;
    kurs_orbit_set orbits[KURS_MAX_ORBITS]; /* by epoch */
    int manoeuvre_count;
    kurs_station_burn manoeuvres[KURS_MAX_MANOEUVRES];
    int crew_count;
    kurs_crew_member crew[KURS_MAX_CREW];
    int visit_count;
    kurs_visit visits[KURS_MAX_VISITS]; /* of other ships */
    int fault_count;
    kurs_fault faults[KURS_MAX_FAULTS];
    int order_count;
    kurs_order orders[KURS_MAX_ORDERS];
    kurs_winds launch_winds;   /* over the site on the launch day; without levels: calm */
    kurs_winds landing_winds;  /* over the landing zone on the day of the return; the same */
    char ascent[KURS_ID_SIZE]; /* "point": the ascent is flown as a point also where the rocket has
                                  an airframe; "body" or empty: as a body where it has one */
    kurs_tai launch_day, return_day; /* 0 h UTC of the days asked for */
    double window_s;                 /* how late a lift-off may come; 0: at its second or not */
    double hatch_open_s;             /* leak checks: contact to hatch opening */
    double hatch_close_s;            /* hatch closing to undocking */
} kurs_mission;

/* 1 where a visit holds its port at some instant from `from` to `until`. It leaves the port at its
 * end: at that instant itself the port is free. */
KURS_API int kurs_visit_meets(const kurs_visit *visit, kurs_tai from, kurs_tai until);

/* The visit of another ship that meets the time from `from` to `until` at a port; NULL. */
KURS_API const kurs_visit *kurs_mission_visit(const kurs_mission *mission, int port, kurs_tai from,
                                              kurs_tai until);

/* Mean wind at the pad [m/s]: that of the launch winds at its height, else the site's. */
KURS_API double kurs_mission_pad_wind(const kurs_mission *mission);

#endif
