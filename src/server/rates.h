/* SPDX-License-Identifier: Apache-2.0 */
/* Buckets that fill evenly, one for each kind and address. Not locked. */
#ifndef KURS_SERVER_RATES_H
#define KURS_SERVER_RATES_H

#include "server/parts.h"

enum { KURS_RATE_ADDRESSES = 256 };

typedef struct kurs_bucket {
    char address[KURS_SERVER_ADDRESS_SIZE];
    double left, at_s;
} kurs_bucket;

typedef struct kurs_rates {
    kurs_bucket of[KURS_RATE_COUNT][KURS_RATE_ADDRESSES];
    kurs_bucket all[KURS_RATE_COUNT];
} kurs_rates;

void kurs_rates_init(kurs_rates *rates, double now_s);
/* 1: it may come now. now_s is any clock that rises evenly, in s. */
int kurs_rates_allow(kurs_rates *rates, kurs_rate rate, const char *address, double now_s);

#endif
