/* SPDX-License-Identifier: Apache-2.0 */
/* Many states of SGP4: eight to a block in vector lanes, what those leave one by one. */
#include "orbit/sgp4_lanes.h"
#include "orbit/sgp4_model.h"

enum { LANES = KURS_SGP4_BLOCK };

static_assert((int)KURS_SGP4_ROW_COUNT <=
                  (int)(sizeof(((kurs_sgp4_block *)0)->coef) / sizeof(double[LANES])),
              "a block holds the rows");

typedef void (*eight_fn)(const kurs_sgp4_block *block, kurs_sgp4_eight *f);

static eight_fn eight_of_this_machine(void)
{
    static const eight_fn kinds[] = {
#if defined(__x86_64__)
        kurs_sgp4_eight_plain,
        kurs_sgp4_eight_avx2,
        kurs_sgp4_eight_avx512
#else
        kurs_sgp4_eight_plain
#endif
    };
    return kinds[kurs_simd_kind()];
}

size_t kurs_sgp4_blocks_count(size_t n)
{
    return n / LANES + (n % LANES != 0);
}

/* A model that is none, or of deep space, leaves its lane idle. */
static void fill_lane(kurs_sgp4_block *block, int lane, const kurs_sgp4 *model)
{
    const kurs_sgp4_terms k = kurs_sgp4_terms_of(model);
    const kurs_tle *el = &model->tle;
    const double higher = model->simple ? 0.0 : 1.0;
    double row[KURS_SGP4_ROW_COUNT] = {
        [KURS_SGP4_ROW_m0] = el->mean_anomaly,
        [KURS_SGP4_ROW_argp0] = el->argp,
        [KURS_SGP4_ROW_node0] = el->node,
        [KURS_SGP4_ROW_ecc0] = el->ecc,
        [KURS_SGP4_ROW_a0] = k.a0,
        [KURS_SGP4_ROW_m_dot] = k.m_dot,
        [KURS_SGP4_ROW_argp_dot] = k.argp_dot,
        [KURS_SGP4_ROW_node_dot] = k.node_dot,
        [KURS_SGP4_ROW_node2] = k.node2,
        [KURS_SGP4_ROW_c1] = k.c1,
        [KURS_SGP4_ROW_e_c4] = el->bstar * k.c4,
        [KURS_SGP4_ROW_e_c5] = higher * el->bstar * k.c5,
        [KURS_SGP4_ROW_d2] = k.d2,
        [KURS_SGP4_ROW_d3] = k.d3,
        [KURS_SGP4_ROW_d4] = k.d4,
        [KURS_SGP4_ROW_n_l2] = k.n0 * k.l2,
        [KURS_SGP4_ROW_n_l3] = k.n0 * k.l3,
        [KURS_SGP4_ROW_n_l4] = k.n0 * k.l4,
        [KURS_SGP4_ROW_n_l5] = k.n0 * k.l5,
        [KURS_SGP4_ROW_argp_drag] = higher * k.argp_drag,
        [KURS_SGP4_ROW_m_drag] = higher * k.m_drag,
        [KURS_SGP4_ROW_eta] = k.eta,
        [KURS_SGP4_ROW_m0_cubed] = k.m0_cubed,
        [KURS_SGP4_ROW_sin_m0] = k.sin_m0,
        [KURS_SGP4_ROW_long_l] = k.long_l,
        [KURS_SGP4_ROW_long_ay] = k.long_ay,
        [KURS_SGP4_ROW_sin_i] = k.sin_i,
        [KURS_SGP4_ROW_cos_i] = k.cos_i,
        [KURS_SGP4_ROW_j2_3c2_1] = k.j2_3c2_1,
        [KURS_SGP4_ROW_j2_1_c2] = k.j2_1_c2,
        [KURS_SGP4_ROW_j2_7c2_1] = k.j2_7c2_1,
        [KURS_SGP4_ROW_half_j2] = 0.5 * k.j2,
        [KURS_SGP4_ROW_length] = k.radius_km * 1e3,
        [KURS_SGP4_ROW_speed] = k.radius_km * 1e3 * k.ke / KURS_SGP4_MINUTE_S,
        [KURS_SGP4_ROW_near] = 1.0,
    };
    for (int i = 0; i < KURS_SGP4_ROW_COUNT && !model->deep; i++) {
        block->coef[i][lane] = row[i];
    }
    block->epoch_s[lane] = el->epoch.s;
    block->epoch_f[lane] = el->epoch.f;
}

void kurs_sgp4_blocks_init(kurs_sgp4_block *blocks, const kurs_sgp4 *models, size_t n)
{
    memset(blocks, 0, kurs_sgp4_blocks_count(n) * sizeof *blocks);
    for (size_t i = 0; i < n; i++) {
        fill_lane(&blocks[i / LANES], (int)(i % LANES), &models[i]);
    }
}

static kurs_state state_of_lane(const kurs_sgp4_eight *f, int lane)
{
    return (kurs_state){
        {f->out_teme[0][lane], f->out_teme[1][lane], f->out_teme[2][lane]},
        {f->out_teme[3][lane], f->out_teme[4][lane], f->out_teme[5][lane]},
    };
}

static kurs_status age_of(double dt_s)
{
    return fabs(dt_s) > KURS_SGP4_OLD_S ? KURS_CAVEAT_ELEMENTS_OLD : KURS_OK;
}

kurs_status kurs_sgp4_batch_times(const kurs_sgp4 *model, size_t n, const kurs_tai *t,
                                  kurs_state *out_teme, kurs_status *statuses)
{
    if (!model || !t || !out_teme || !statuses) {
        return KURS_ERR_ARGUMENT;
    }
    const eight_fn eight = eight_of_this_machine();
    const kurs_tai epoch = model->tle.epoch;
    kurs_sdp4_walk walk = {0};
    kurs_sgp4_block block = {0};
    kurs_sgp4_eight f = {.solved = {0}};
    for (int lane = 0; lane < LANES; lane++) {
        fill_lane(&block, lane, model);
    }
    for (size_t first = 0; first < n; first += LANES) {
        const int count = n - first < LANES ? (int)(n - first) : LANES;
        for (int i = 0; i < count; i++) { /* kurs_tai_diff, here for the compiler to see */
            f.dt_s[i] = (double)(t[first + i].s - epoch.s) + (t[first + i].f - epoch.f);
        }
        if (!model->deep) {
            eight(&block, &f);
        }
        for (int i = 0; i < count; i++) {
            const size_t at = first + (size_t)i;
            if (f.solved[i]) {
                out_teme[at] = state_of_lane(&f, i);
                statuses[at] = age_of(f.dt_s[i]);
            } else {
                statuses[at] = kurs_sgp4_state_walking(model, t[at], &walk, &out_teme[at]);
            }
        }
    }
    return KURS_OK;
}

kurs_status kurs_sgp4_batch_objects(const kurs_sgp4 *models, const kurs_sgp4_block *blocks,
                                    size_t n, kurs_tai t, kurs_state *out_teme,
                                    kurs_status *statuses)
{
    if (!models || !blocks || !out_teme || !statuses) {
        return KURS_ERR_ARGUMENT;
    }
    const eight_fn eight = eight_of_this_machine();
    kurs_sgp4_eight f;
    for (size_t first = 0; first < n; first += LANES) {
        const kurs_sgp4_block *block = &blocks[first / LANES];
        const int count = n - first < LANES ? (int)(n - first) : LANES;
        for (int i = 0; i < LANES; i++) {
            f.dt_s[i] = (double)(t.s - block->epoch_s[i]) + (t.f - block->epoch_f[i]);
        }
        eight(block, &f);
        for (int i = 0; i < count; i++) {
            const size_t at = first + (size_t)i;
            if (f.solved[i]) {
                out_teme[at] = state_of_lane(&f, i);
                statuses[at] = age_of(f.dt_s[i]);
            } else {
                statuses[at] = kurs_sgp4_state(&models[at], t, &out_teme[at]);
            }
        }
    }
    return KURS_OK;
}
