/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <math.h>

#include <Random123/philox.h>

static const double two_pi = 6.28318530717958647692;
static const double step_53 = 0x1p-53;

uint64_t kurs_name_hash(const char *name)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (; *name; name++) {
        hash = (hash ^ (unsigned char)*name) * UINT64_C(0x100000001b3);
    }
    return hash;
}

void kurs_random_block(uint64_t seed, uint64_t stream, uint64_t at, uint32_t out[4])
{
    const philox4x32_ctr_t counter = {
        {(uint32_t)at, (uint32_t)(at >> 32), (uint32_t)stream, (uint32_t)(stream >> 32)}};
    const philox4x32_key_t key = {{(uint32_t)seed, (uint32_t)(seed >> 32)}};
    const philox4x32_ctr_t block = philox4x32(counter, key);
    for (int i = 0; i < 4; i++) {
        out[i] = block.v[i];
    }
}

void kurs_random_init(kurs_random *random, uint64_t seed, const char *name)
{
    *random = (kurs_random){.seed = seed, .stream = kurs_name_hash(name)};
}

static void draw(kurs_random *random, uint64_t out[2])
{
    uint32_t block[4];
    kurs_random_block(random->seed, random->stream, random->at++, block);
    out[0] = (uint64_t)block[1] << 32 | block[0];
    out[1] = (uint64_t)block[3] << 32 | block[2];
}

uint64_t kurs_random_bits(kurs_random *random)
{
    uint64_t bits[2];
    draw(random, bits);
    return bits[0];
}

double kurs_random_uniform(kurs_random *random)
{
    return (double)(kurs_random_bits(random) >> 11) * step_53;
}

/* Box and Muller's transform of the two halves of one draw; its second value is not used, so that
 * every draw is one block. */
double kurs_random_normal(kurs_random *random)
{
    uint64_t bits[2];
    draw(random, bits);
    const double u = (double)((bits[0] >> 11) + 1) * step_53; /* 0 < u <= 1 */
    const double angle = two_pi * step_53 * (double)(bits[1] >> 11);
    return sqrt(-2.0 * log(u)) * cos(angle);
}
