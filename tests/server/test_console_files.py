#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The files that are compiled in, as clients that take gzip and clients that do not see them."""
import gzip

from console import Console, SOURCE, check, finish

DIST = SOURCE / 'web/dist'


def check_coding(console, path, plain):
    for accept, coded in (('gzip', True), ('gzip, deflate, br', True), ('*', True),
                          ('br;q=1, gzip;q=0.1', True), (None, False), ('identity', False),
                          ('', False), ('br', False), ('gzip;q=0', False), ('*, gzip;q=0', False),
                          ('gzip;q=0.1, identity', False)):
        # http.client sends one of its own where there is none: putheader by hand
        status, reply, body = console.ask('GET', path, headers={'Accept-Encoding': accept}
                                          if accept is not None else {}, bare=True)
        check(status == 200, f'{path} for {accept!r}: {status}')
        check((reply.getheader('Content-Encoding') == 'gzip') == coded,
              f'{path} for {accept!r}: {reply.getheader("Content-Encoding")}')
        check(reply.getheader('Vary') == 'Accept-Encoding', f'{path} varies for {accept!r}')
        check((gzip.decompress(body) if coded else body) == plain, f'{path} is whole ({accept!r})')
        check(int(reply.getheader('Content-Length')) == len(body), 'with its length')
        head = console.ask('HEAD', path, headers={'Accept-Encoding': accept or 'identity'})[1]
        check(head.getheader('Content-Length') == reply.getheader('Content-Length'),
              f'HEAD of {path} tells the same for {accept!r}')


def main():
    console = Console(mission=None)
    for file in [p for p in DIST.rglob('*') if p.is_file()]:
        check_coding(console, f'/{file.relative_to(DIST)}', file.read_bytes())
    check_coding(console, '/', (DIST / 'index.html').read_bytes())
    check_coding(console, '/openapi.json', (SOURCE / 'docs/openapi.json').read_bytes())
    check(console.get('/api/missions')[1].getheader('Vary') is None, 'documents do not vary')
    console.close()
    finish()


if __name__ == '__main__':
    main()
