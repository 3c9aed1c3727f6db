/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 530 s of a rocket of the size of a Soyuz in six degrees of freedom: three stages of draining
 * tanks, five jets, aerodynamics, wind, the true Earth with J2 to J6, an autopilot at 20 Hz. Round
 * figures: the work is that of an ascent, the vehicle is none.
 */
#include "bench.h"

#include <string.h>

#include "dyn/rigid.h"
#include "math/math.h"

typedef struct stage {
    double t_end, dry_kg, dry_x_m, dry_across, fuel_kg, lox_kg, fuel_x_m, lox_x_m, radius_m;
    double head_kg, head_x_m, head_across; /* what is over it */
    double thrust_n, flow_kg_s, engine_x_m;
} stage;

static const stage stages[] = {
    {118.0, 24e3, 8.0, 1.2e6, 78e3, 176e3, 5.0, 12.0, 1.9, 33e3, 36.0, 1.0e6, 4.4e6, 1480.0, 0.5},
    {287.0, 7e3, 12.0, 9.0e5, 18e3, 42e3, 4.0, 12.0, 1.2, 31e3, 36.0, 9.0e5, 9.7e5, 312.0, 0.5},
    {530.0, 2.4e3, 30.0, 1.2e4, 7e3, 14.6e3, 30.5, 32.5, 1.3, 7.1e3, 38.0, 2.0e4, 2.98e5, 84.0,
     28.0},
};

/* What the callbacks know: the stage, its full mass, the commands of the autopilot. */
typedef struct rocket {
    const stage *stage;
    double full_kg, command_y, command_z;
    kurs_rigid_aero aero;
} rocket;

static kurs_status mass(double t, double mass_kg, kurs_rigid_mass *out, const void *ctx)
{
    const rocket *r = ctx;
    const stage *s = r->stage;
    const double left = (r->full_kg - mass_kg) / (s->fuel_kg + s->lox_kg);
    const double share = s->fuel_kg / (s->fuel_kg + s->lox_kg);
    (void)t;
    const kurs_rigid_mass head =
        kurs_rigid_part(s->head_kg, v3(s->head_x_m, 0, 0),
                        v3(0.02 * s->head_across, s->head_across, s->head_across));
    const kurs_rigid_mass dry = kurs_rigid_part(
        s->dry_kg, v3(s->dry_x_m, 0, 0), v3(0.05 * s->dry_across, s->dry_across, s->dry_across));
    const kurs_rigid_mass fuel = kurs_rigid_column(s->fuel_kg * (1.0 - left), share,
                                                   v3(s->fuel_x_m, 0, 0), s->radius_m, 830.0);
    const kurs_rigid_mass lox = kurs_rigid_column(s->lox_kg * (1.0 - left), 1.0 - share,
                                                  v3(s->lox_x_m, 0, 0), s->radius_m, 1140.0);
    kurs_rigid_mass sum = kurs_rigid_join(&head, &dry);
    sum = kurs_rigid_join(&sum, &fuel);
    *out = kurs_rigid_join(&sum, &lox);
    return KURS_OK;
}

static kurs_status loads(const kurs_rigid_view *view, kurs_rigid_loads *out, const void *ctx)
{
    const rocket *r = ctx;
    const stage *s = r->stage;
    for (int i = 0; i < 5; i++) {
        const double part = i == 0 ? 0.6 : 0.1, y = i == 1 ? 1.0 : i == 2 ? -1.0 : 0.0;
        const double z = i == 3 ? 1.0 : i == 4 ? -1.0 : 0.0;
        const kurs_rigid_jet jet = {{s->engine_x_m, y, z},
                                    v3_unit(v3(1.0, r->command_y, r->command_z)),
                                    part * s->thrust_n * (1.0 - 1.2e-6 * view->air.pressure),
                                    part * s->flow_kg_s};
        kurs_rigid_add_jet(view, &jet, out);
    }
    kurs_rigid_add_aero(view, &r->aero, out);
    return KURS_OK;
}

static kurs_rigid_aero make_aero(void)
{
    static const double mach[] = {0.0, 0.8, 1.07, 1.6, 3.0, 6.0};
    static const double cd[] = {0.29, 0.29, 0.56, 0.4, 0.26, 0.17};
    kurs_rigid_aero a = {
        .area_m2 = 29.4, .span_m = 6.0, .chord_m = 40.0, .mach_count = 6, .alpha_count = 3};
    for (int i = 0; i < 6; i++) {
        a.mach[i] = mach[i];
        for (int j = 0; j < 3; j++) {
            a.alpha[j] = 0.1 * j;
            a.drag[i][j] = cd[i] * (1.0 + 3.0 * a.alpha[j] * a.alpha[j]);
            a.lift[i][j] = 2.9 * a.alpha[j];
            a.centre_m[i][j] = 24.0;
        }
        a.clp[i] = -0.3;
        a.cmq[i] = a.cnr[i] = -2.0;
    }
    return a;
}

/* Nose from the vertical of the pad to the east, the rate damped; natural frequency 1 rad/s. */
static void steer(rocket *r, const kurs_rigid_view *view, kurs_vec3 up, kurs_vec3 ahead)
{
    const double t = view->state->t,
                 lean = t < 10.0 ? 0.0 : 1.75 * (1.0 - exp(-(t - 10.0) / 200.0));
    const kurs_vec3 want = v3_axpy(v3_scale(cos(lean), up), sin(lean), ahead);
    const kurs_vec3 error = v3_cross(v3(1, 0, 0), kurs_m3_mulv(view->gcrf_body, want));
    const kurs_vec3 w = view->state->rate_body;
    const double lever = (view->mass.centre_m.x - r->stage->engine_x_m) * r->stage->thrust_n /
                         view->mass.inertia.m[1][1];
    r->command_z = kurs_clamp((error.y - 1.4 * w.y) / lever, -0.1, 0.1);
    r->command_y = kurs_clamp(-(error.z - 1.4 * w.z) / lever, -0.1, 0.1);
}

typedef struct job {
    kurs_earth earth;
    kurs_wind_profile wind;
    const kurs_ode_method *method;
    double step_s, tol, tick_s;
    kurs_rigid_state end;
    kurs_geodetic place;
    double worst_alpha;
} job;

static double fly(void *ctx)
{
    job *j = ctx;
    rocket r = {.aero = make_aero()};
    kurs_rigid_model model = {.planet = kurs_rigid_planet_earth(&j->earth),
                              .wind = &j->wind,
                              .mass = mass,
                              .loads = loads,
                              .ctx = &r,
                              .method = j->method,
                              .step_s = j->step_s,
                              .tol = j->tol};
    const kurs_geodetic pad = {46.0 * KURS_DEG, 63.6 * KURS_DEG, 60.0};
    const kurs_state itrf = {kurs_geodetic_to_itrf(pad), {0, 0, 0}};
    const kurs_mat3 enu =
        kurs_m3_mul(kurs_geodetic_itrf_enu(pad), kurs_rigid_planet_axes(&model.planet, 0.0));
    const kurs_vec3 up = kurs_m3_tmulv(enu, v3(0, 0, 1)), ahead = kurs_m3_tmulv(enu, v3(1, 0, 0));
    kurs_rigid_state s = {.s_gcrf = kurs_earth_state_gcrf(&j->earth, 0.0, itrf)};
    s.q_gcrf_body = kurs_quat_from_m3(kurs_m3_rows(up, ahead, v3_cross(up, ahead)));
    kurs_rigid_mass before, after;
    int bad = 0;
    j->worst_alpha = 0.0;
    for (int k = 0; k < 3; k++) {
        const stage *next = &stages[k];
        if (k > 0) {
            bad |= mass(s.t, s.mass_kg, &before, &r) < 0;
        }
        r.stage = next;
        r.full_kg = next->head_kg + next->dry_kg + next->fuel_kg + next->lox_kg;
        s.mass_kg = r.full_kg;
        bad |= mass(s.t, s.mass_kg, &after, &r) < 0;
        if (k > 0) {
            kurs_rigid_recentre(&s, &before, stages[k - 1].flow_kg_s, &after, next->flow_kg_s);
        }
        const double t0 = s.t;
        const int ticks = (int)lround((next->t_end - t0) / j->tick_s);
        for (int i = 1; i <= ticks; i++) {
            kurs_rigid_view view;
            bad |= kurs_rigid_view_at(&model, &s, &view) < 0;
            steer(&r, &view, up, ahead);
            j->place = view.place;
            if (view.q_pa > 1000.0) {
                j->worst_alpha = fmax(j->worst_alpha, kurs_rigid_alpha(&view));
            }
            bad |= kurs_rigid_move(&model, &s, t0 + i * j->tick_s) < 0;
        }
    }
    j->end = s;
    return bad ? NAN : s.s_gcrf.r.x;
}

int main(void)
{
    static job j;
    static const struct {
        const char *name;
        const kurs_ode_method *method;
        double step_s, tol;
    } ways[] = {
        {"20 Hz, dop853 to 1e-12", &kurs_ode_dop853, 0.05, 1e-12},
        {"20 Hz, one step of rk4 a tick", &kurs_ode_rk4, 0.05, 1.0},
        {"20 Hz, one step of dopri5 a tick", &kurs_ode_dopri5, 0.05, 1.0},
        {"20 Hz, dopri5 to 1e-7", &kurs_ode_dopri5, 0.05, 1e-7},
    };
    const kurs_tai t = {0};
    kurs_vec3 truth = {0, 0, 0};
    if (kurs_earth_init(&j.earth, t) < 0 || kurs_wind_profile_baikonur(&j.wind, 105) < 0) {
        return 1;
    }
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        j.method = ways[i].method, j.step_s = ways[i].step_s, j.tol = ways[i].tol, j.tick_s = 0.05;
        const double ns = bench_run(ways[i].name, fly, &j);
        truth = i == 0 ? j.end.s_gcrf.r : truth;
        printf("  height %.3f km, speed %.1f m/s, angle of attack to %.1f deg, off %.2g m\n",
               j.place.h * 1e-3, v3_norm(j.end.s_gcrf.v), j.worst_alpha / KURS_DEG,
               v3_norm(v3_sub(j.end.s_gcrf.r, truth)));
        char name[80];
        snprintf(name, sizeof name, "rigid ascent of 530 s, %s", ways[i].name);
        bench_json(name, ns * 1e-9, "s");
    }
    return 0;
}
