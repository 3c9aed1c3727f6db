/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Motion of a rigid body of changing mass in six degrees of freedom.
 *
 * Body axes are fixed to the structure: x to the nose, y and z across, the origin anywhere on the x
 * axis. The state is that of the centre of mass, which moves through the structure while propellant
 * leaves. Equations and assumptions: docs/models/rigid-body.md. Nothing is allocated; a copy of a
 * state is a checkpoint, and going on from it gives the same bits (test_rigid_motion).
 *
 * A flight is discrete steps: an autopilot writes its commands into the context of the loads, which
 * holds them for one kurs_rigid_move. Where thrust, flow or parts jump, a move ends and
 * kurs_rigid_recentre carries the state over.
 */
#ifndef KURS_DYN_RIGID_H
#define KURS_DYN_RIGID_H

#include "kurs/env.h"
#include "kurs/frames.h"
#include "kurs/gravity.h"
#include "kurs/ode.h"
#include "kurs/wind.h"

/* ---- the planet ---- */

/*
 * What pulls and what turns. With `earth` the true one: t counts from earth->t_ref, GCRF, heights
 * over WGS-84, gravity of `field` or without one of the zonals J2 to J6. Without `earth` a plain
 * planet whose axis is z of the inertial frame (called gcrf all the same) and whose prime meridian
 * is x at t = 0: gm and j2, heights over WGS-84 or, where round_m > 0, over a sphere of that
 * radius.
 */
typedef struct kurs_rigid_planet {
    const kurs_earth *earth;
    const kurs_gravity *field;
    double gm, j2, radius_m; /* [m3/s2]; of j2 */
    double omega, round_m;   /* [rad/s]; [m] */
} kurs_rigid_planet;

kurs_rigid_planet kurs_rigid_planet_earth(const kurs_earth *earth);
/* WGS-84: its GM, J2 and rate (NIMA TR8350.2, 3rd ed.), turning or not. */
kurs_rigid_planet kurs_rigid_planet_wgs84(int turns);
/* A sphere with gravity 1/r2; gm 0: none. */
kurs_rigid_planet kurs_rigid_planet_round(double gm, double radius_m, double omega);

/* Matrix from the inertial frame to the planet's turning axes at t. */
kurs_mat3 kurs_rigid_planet_axes(const kurs_rigid_planet *planet, double t);

/* ---- state and mass ---- */

typedef struct kurs_rigid_state {
    double t;              /* [s] */
    kurs_state s_gcrf;     /* of the centre of mass [m, m/s] */
    kurs_quat q_gcrf_body; /* of length 1 after a move */
    kurs_vec3 rate_body;   /* of the body against the inertial frame, body axes [rad/s] */
    double mass_kg;
    double apparent_m_s; /* what an integrating accelerometer along body x has counted: all forces
                            but gravity over mass, at the centre of mass */
} kurs_rigid_state;

/*
 * A body, or a part of one, with its derivatives by the mass of the whole: what a kilogram less
 * changes. `share` is the derivative of its own mass: 1 for the whole, 0 for what stays. While the
 * flows of all tanks keep their ratio, all this follows from the mass alone.
 */
typedef struct kurs_rigid_mass {
    double mass_kg, share;
    kurs_vec3 centre_m, d_centre; /* centre of mass in body axes [m], [m/kg] */
    kurs_mat3 inertia, d_inertia; /* about it, body axes, products with their sign as in the
                                     tensor [kg m2], [m2] */
} kurs_rigid_mass;

/* A part that keeps its mass: principal moments [kg m2] about body axes. */
kurs_rigid_mass kurs_rigid_part(double mass_kg, kurs_vec3 centre_m, kurs_vec3 moments);

/* Liquid of a density [kg/m3] that stands in an upright cylinder about a line along x through
 * bottom_m and sinks there as it is drawn off; it turns with its tank. mass_kg >= 0. */
kurs_rigid_mass kurs_rigid_column(double mass_kg, double share, kurs_vec3 bottom_m, double radius_m,
                                  double density);

/* Two parts as one. The whole may not be without mass. */
kurs_rigid_mass kurs_rigid_join(const kurs_rigid_mass *a, const kurs_rigid_mass *b);

/* ---- what acts ---- */

/* All of an instant that loads may depend on. */
typedef struct kurs_rigid_view {
    const kurs_rigid_state *state;
    kurs_rigid_mass mass;
    kurs_mat3 gcrf_body;
    kurs_geodetic place; /* of the centre of mass */
    kurs_air air;
    kurs_vec3 air_body;      /* velocity of the centre of mass against the air, body axes [m/s] */
    kurs_vec3 air_rate_body; /* of the body against the turning planet [rad/s] */
    double airspeed, mach, q_pa; /* dynamic pressure */
} kurs_rigid_view;

/* Sums in body axes. Set to 0 before the callback; all but gravity goes in. */
typedef struct kurs_rigid_loads {
    kurs_vec3 force_n, torque_n_m; /* torque about the centre of mass */
    double flow_kg_s;              /* out of the body */
    kurs_vec3 flow_moment;         /* flow times its place from the centre of mass [kg m/s] */
} kurs_rigid_loads;

/* An engine or another outflow. */
typedef struct kurs_rigid_jet {
    kurs_vec3 point_m;   /* where it leaves, body axes */
    kurs_vec3 direction; /* of the force, unit, body axes: a gimbal turns it */
    double thrust_n, flow_kg_s;
} kurs_rigid_jet;

/* Adds a jet: thrust, its torque, and what the turning of the body does to the outflow (jet
 * damping and Coriolis force). */
void kurs_rigid_add_jet(const kurs_rigid_view *view, const kurs_rigid_jet *jet,
                        kurs_rigid_loads *loads);

/* Adds a force [N] at a point [m], both in body axes. */
void kurs_rigid_add_force(const kurs_rigid_view *view, kurs_vec3 point_m, kurs_vec3 force_n,
                          kurs_rigid_loads *loads);

enum { KURS_RIGID_MACH_MAX = 24, KURS_RIGID_ALPHA_MAX = 8 };

/*
 * Aerodynamics of a body that is alike all round its x axis. Coefficients are those of air axes:
 * drag against the velocity, lift across it to the side of the nose, both at the centre of pressure
 * on the x axis. Bilinear in Mach number and angle of attack (0 to pi, of the whole flow), held
 * outside of the nodes. Damping: a torque 1/4 rho V S (span^2 clp p, chord^2 cmq q, span^2 cnr r)
 * of the rates against the turning air.
 */
typedef struct kurs_rigid_aero {
    double area_m2, span_m, chord_m;
    int mach_count, alpha_count;                                   /* >= 1 */
    double mach[KURS_RIGID_MACH_MAX], alpha[KURS_RIGID_ALPHA_MAX]; /* rising; [rad] */
    double drag[KURS_RIGID_MACH_MAX][KURS_RIGID_ALPHA_MAX];
    double lift[KURS_RIGID_MACH_MAX][KURS_RIGID_ALPHA_MAX];
    double centre_m[KURS_RIGID_MACH_MAX][KURS_RIGID_ALPHA_MAX]; /* x of the centre of pressure */
    double clp[KURS_RIGID_MACH_MAX], cmq[KURS_RIGID_MACH_MAX], cnr[KURS_RIGID_MACH_MAX];
} kurs_rigid_aero;

/* Adds them; nothing where there is no air or no airspeed. */
void kurs_rigid_add_aero(const kurs_rigid_view *view, const kurs_rigid_aero *aero,
                         kurs_rigid_loads *loads);

/* The angle of attack [rad] of the flow that the view tells, 0 without airspeed. */
double kurs_rigid_alpha(const kurs_rigid_view *view);

/* ---- motion ---- */

/* Mass properties at t of a body that weighs mass_kg; share is 1. */
typedef kurs_status (*kurs_rigid_mass_fn)(double t, double mass_kg, kurs_rigid_mass *out,
                                          const void *ctx);
/* Adds to *loads. Within a move smooth in time and state. */
typedef kurs_status (*kurs_rigid_loads_fn)(const kurs_rigid_view *view, kurs_rigid_loads *loads,
                                           const void *ctx);

typedef struct kurs_rigid_model {
    kurs_rigid_planet planet;
    int airless;                   /* 1: no air at all */
    const kurs_wind_profile *wind; /* NULL: the air turns with the planet */
    const kurs_wind_gust *gusts;   /* added to the wind */
    int gust_count;
    kurs_rigid_mass_fn mass;
    kurs_rigid_loads_fn loads; /* NULL: gravity alone */
    const void *ctx;           /* of both */
    const kurs_ode_method *method;
    double step_s; /* longest step, the first, and the only one of a fixed-step method; > 0 */
    double tol;    /* error of a step: tol [rad] and [rad/s], 1000 tol [m], [m/s] and [kg]; > 0 */
} kurs_rigid_model;

/* What the loads see at a state: for recorders and on-board sensors. ERR_ARGUMENT as
 * kurs_rigid_move, else the statuses of the mass function; on an error *view is untouched. It
 * points to the state. */
KURS_CHECK kurs_status kurs_rigid_view_at(const kurs_rigid_model *model,
                                          const kurs_rigid_state *state, kurs_rigid_view *view);

/* The loads at a view, gravity not among them. Statuses of the callback. */
KURS_CHECK kurs_status kurs_rigid_loads_at(const kurs_rigid_model *model,
                                           const kurs_rigid_view *view, kurs_rigid_loads *loads);

/* All forces but gravity over mass [m/s2, body axes], at the centre of mass: what accelerometers
 * there feel, and the load. */
kurs_vec3 kurs_rigid_felt(const kurs_rigid_view *view, const kurs_rigid_loads *loads);

/*
 * Moves the body to t_end [s], either way in time. The length of the quaternion is brought back to
 * 1 at the end, which changes no derivative, since these depend on its direction alone.
 * ERR_ARGUMENT: no method, no mass function, a step or tolerance not > 0, a state or time that is
 * no number, a mass not > 0. ERR_RANGE: mass properties that are none. Else what the callbacks and
 * kurs_ode_integrate say. On an error *state is untouched. Free rotation against Jacobi's
 * functions: 1e-10 of the rate over 20 turns with tol 1e-12 (test_rigid_motion).
 */
KURS_CHECK kurs_status kurs_rigid_move(const kurs_rigid_model *model, kurs_rigid_state *state,
                                       double t_end);

/* An event: where f changes its sign, up (+1), down (-1) or either way (0). */
typedef double (*kurs_rigid_switch)(const kurs_rigid_state *state, const void *ctx);
typedef struct kurs_rigid_event {
    kurs_rigid_switch f;
    const void *ctx;
    int direction;
} kurs_rigid_event;

enum { KURS_RIGID_EVENTS_MAX = 4 };

/* The same, but ends at the first of up to KURS_RIGID_EVENTS_MAX events, within t_tol [s] after it;
 * *which is its index, -1 for none. As kurs_ode_integrate_events. */
KURS_CHECK kurs_status kurs_rigid_move_until(const kurs_rigid_model *model, kurs_rigid_state *state,
                                             double t_end, const kurs_rigid_event *events,
                                             int count, double t_tol, int *which);

/* Place and velocity in the inertial frame of a point of the structure [m, body axes] while
 * flow_kg_s leaves: the centre of mass drifts through the structure. */
kurs_state kurs_rigid_point(const kurs_rigid_state *state, const kurs_rigid_mass *mass,
                            double flow_kg_s, kurs_vec3 point_m);

/* Carries a state over a jump of mass properties or flow: parts left, engines lit or stopped.
 * Place, velocity and rate of the structure stay; the state becomes that of the new centre of mass.
 */
void kurs_rigid_recentre(kurs_rigid_state *state, const kurs_rigid_mass *from, double flow_from,
                         const kurs_rigid_mass *to, double flow_to);

#endif
