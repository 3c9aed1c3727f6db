/* SPDX-License-Identifier: Apache-2.0 */
/* How often something may come from an address, and from all of them together. */
#include "server/rates.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

typedef struct limit {
    double most, per_s;         /* of one address */
    double all_most, all_per_s; /* of all; 0: no limit */
} limit;

/* A password costs a tenth of a second of work whoever asks. */
static const limit limits[KURS_RATE_COUNT] = {
    [KURS_RATE_COMMAND] = {40.0, 10.0, 0.0, 0.0},
    [KURS_RATE_PASSWORD] = {5.0, 5.0 / 60.0, 30.0, 1.0},
    [KURS_RATE_WRONG] = {30.0, 0.5, 0.0, 0.0},
};

void kurs_address_text(const struct sockaddr *address, char out[KURS_SERVER_ADDRESS_SIZE])
{
    out[0] = '\0';
    if (address && address->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)address;
        (void)inet_ntop(AF_INET, &v4->sin_addr, out, KURS_SERVER_ADDRESS_SIZE);
    } else if (address && address->sa_family == AF_INET6) {
        struct in6_addr of = ((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
        if (IN6_IS_ADDR_V4MAPPED(&of)) {
            (void)inet_ntop(AF_INET, &of.s6_addr[12], out, KURS_SERVER_ADDRESS_SIZE);
            return;
        }
        if (!IN6_IS_ADDR_LOOPBACK(&of)) {
            memset(&of.s6_addr[8], 0, 8);
        }
        (void)inet_ntop(AF_INET6, &of, out, KURS_SERVER_ADDRESS_SIZE);
    }
}

static double level(const kurs_bucket *b, double most, double per_s, double now_s)
{
    const double left = b->left + (now_s - b->at_s) * per_s;
    return left > most ? most : left;
}

/* The bucket of an address, else the fullest one: least is lost with it. */
static kurs_bucket *find_bucket(kurs_bucket *all, const limit *of, const char *address,
                                double now_s)
{
    kurs_bucket *fullest = &all[0];
    double most = -1.0;
    for (int i = 0; i < KURS_RATE_ADDRESSES; i++) {
        kurs_bucket *b = &all[i];
        if (b->address[0] && strcmp(b->address, address) == 0) {
            return b;
        }
        const double left = b->address[0] ? level(b, of->most, of->per_s, now_s) : of->most + 1.0;
        if (left > most) {
            most = left;
            fullest = b;
        }
    }
    *fullest = (kurs_bucket){.left = of->most, .at_s = now_s};
    snprintf(fullest->address, sizeof fullest->address, "%s", address);
    return fullest;
}

static int draw(kurs_bucket *b, double most, double per_s, double now_s)
{
    b->left = level(b, most, per_s, now_s);
    b->at_s = now_s;
    if (b->left < 1.0) {
        return 0;
    }
    b->left -= 1.0;
    return 1;
}

void kurs_rates_init(kurs_rates *rates, double now_s)
{
    memset(rates, 0, sizeof *rates);
    for (int rate = 0; rate < KURS_RATE_COUNT; rate++) {
        rates->all[rate] = (kurs_bucket){.left = limits[rate].all_most, .at_s = now_s};
    }
}

int kurs_rates_allow(kurs_rates *rates, kurs_rate rate, const char *address, double now_s)
{
    const limit *of = &limits[rate];
    char shown[KURS_SERVER_ADDRESS_SIZE];
    snprintf(shown, sizeof shown, "%.60s", address && address[0] ? address : "-");
    kurs_bucket *own = find_bucket(rates->of[rate], of, shown, now_s);
    return draw(own, of->most, of->per_s, now_s) &&
           (of->all_most <= 0.0 || draw(&rates->all[rate], of->all_most, of->all_per_s, now_s));
}
