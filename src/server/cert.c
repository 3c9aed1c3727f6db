/* SPDX-License-Identifier: Apache-2.0 */
/* The certificate and the key of HTTPS, looked at before the server takes them. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <gnutls/abstract.h>
#include <gnutls/x509.h>

#include "server/parts.h"

static char *read_text(const char *path, char why[KURS_LIVE_WHY_SIZE])
{
    enum { MOST = 256 * 1024 };
    FILE *in = fopen(path, "rbe");
    char *text = in ? kurs_alloc(MOST + 1) : NULL;
    const size_t n = text ? fread(text, 1, MOST, in) : 0;
    if (!in || n == 0 || n == MOST) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "%.1000s: %s", path,
                 in ? "this is no certificate or key" : strerror(errno));
        kurs_free(text);
        text = NULL;
    } else {
        text[n] = '\0';
    }
    if (in) {
        (void)fclose(in);
    }
    return text;
}

static gnutls_datum_t datum(char *text)
{
    return (gnutls_datum_t){(unsigned char *)text, (unsigned)strlen(text)};
}

/* Is `key` the private half of the first certificate? */
static int is_pair(gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key)
{
    unsigned char of_certificate[64], of_key[64];
    size_t n = sizeof of_certificate, m = sizeof of_key;
    return gnutls_x509_crt_get_key_id(certificate, 0, of_certificate, &n) == 0 &&
           gnutls_x509_privkey_get_key_id(key, 0, of_key, &m) == 0 && n == m &&
           memcmp(of_certificate, of_key, n) == 0;
}

static kurs_status check_key(const kurs_server *server, gnutls_x509_crt_t first,
                             char why[KURS_LIVE_WHY_SIZE])
{
    const gnutls_datum_t text = datum(server->key);
    gnutls_x509_privkey_t key;
    if (gnutls_x509_privkey_init(&key) != 0) {
        return KURS_ERR_MEMORY;
    }
    const int bad = gnutls_x509_privkey_import2(key, &text, GNUTLS_X509_FMT_PEM, NULL, 0);
    const int pair = !bad && is_pair(first, key);
    if (bad) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "%.1000s: this is no key in PEM without a password: %s",
                 server->setup.key, gnutls_strerror(bad));
    } else if (!pair) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "%.500s: not the key of the certificate in %.500s",
                 server->setup.key, server->setup.cert);
    }
    gnutls_x509_privkey_deinit(key);
    return pair ? KURS_OK : KURS_ERR_IO;
}

static kurs_status check(const kurs_server *server, char why[KURS_LIVE_WHY_SIZE])
{
    const gnutls_datum_t text = datum(server->cert);
    gnutls_x509_crt_t *chain = NULL;
    unsigned count = 0;
    const int bad = gnutls_x509_crt_list_import2(&chain, &count, &text, GNUTLS_X509_FMT_PEM, 0);
    if (bad < 0 || count == 0) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "%.1000s: this is no certificate in PEM: %s",
                 server->setup.cert, gnutls_strerror(bad));
        return KURS_ERR_IO;
    }
    const kurs_status status = check_key(server, chain[0], why);
    for (unsigned i = 0; i < count; i++) {
        gnutls_x509_crt_deinit(chain[i]);
    }
    gnutls_free(chain);
    return status;
}

kurs_status kurs_server_read_certificate(kurs_server *server, char why[KURS_LIVE_WHY_SIZE])
{
    if (!server->tls) {
        return KURS_OK;
    }
    server->cert = read_text(server->setup.cert, why);
    server->key = server->cert ? read_text(server->setup.key, why) : NULL;
    return server->key ? check(server, why) : KURS_ERR_IO;
}
