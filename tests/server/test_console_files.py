#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The files that are compiled in, as clients that take gzip and clients that do not see them; those
of Open MCT's folder, which nothing outside of it can become part of."""
import gzip
import os
import subprocess

from console import Console, KURS, SOURCE, check, finish, scratch

DIST = SOURCE / 'web/dist'
OURS = SOURCE / 'web/openmct'
STRICT = ("default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
          "form-action 'self'; frame-ancestors 'none'")


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


def make_openmct():
    """A folder that is like that of Open MCT, and what should never be served beside and in it."""
    base = scratch('openmct')
    dist = base / 'dist'
    (dist / 'fonts/deep/deeper/deepest/toodeep').mkdir(parents=True)
    (dist / '.git').mkdir()
    (base / 'secret.js').write_text('secret')
    served = {'openmct.js': b'globalThis.openmct = {}', 'a theme.css': None, 'theme.css': b'a {}',
              'fonts/f.woff': b'\0\1wOFF', 'fonts/f.ttf': b'ttf', 'images/i.jpg': b'jpg',
              'images/i.svg': b'<svg/>', 'empty.txt': b'', 'openmct.js.LICENSE.txt': b'Apache'}
    hidden = {'.env.js': b'x', '.git/config.js': b'x', 'page.html': b'<p>', 'openmct.js.map': b'{}',
              'run.sh': b'x', 'types.d.ts': b'x', 'kurs.js': b'not ours', 'index.html': b'not ours',
              'fonts/deep/deeper/deepest/toodeep/x.js': b'x', 'n' * 70 + '.js': b'x'}
    (dist / 'images').mkdir()
    for name, data in {**served, **hidden}.items():
        if data is not None:
            (dist / name).write_bytes(data)
    served.pop('a theme.css')
    (dist / 'out.js').symlink_to(base / 'secret.js')
    (dist / 'in.js').symlink_to(dist / 'openmct.js')
    (dist / 'up').symlink_to(base)
    os.mkfifo(dist / 'pipe.js')
    return base, dist, served


TYPES = {'js': 'text/javascript; charset=utf-8', 'css': 'text/css; charset=utf-8',
         'woff': 'font/woff', 'ttf': 'font/ttf', 'jpg': 'image/jpeg', 'svg': 'image/svg+xml',
         'txt': 'text/plain; charset=utf-8'}


def check_openmct():
    base, dist, served = make_openmct()
    console = Console('--openmct', str(dist), mission=None)
    for name, data in served.items():
        status, reply, body = console.get(f'/openmct/{name}')
        check(status == 200 and body == data, f'{name} is served: {status} {body}')
        check(reply.getheader('Content-Type') == TYPES[name.rsplit('.', 1)[1]], f'{name} has a type')
        check(reply.getheader('X-Content-Type-Options') == 'nosniff', f'{name} is not sniffed')
        check("'unsafe-eval'" in reply.getheader('Content-Security-Policy'), f'{name}: policy')
    for path in ('out.js', 'in.js', 'up/secret.js', '../secret.js', '%2e%2e/secret.js',
                 'fonts/../openmct.js', './openmct.js', '/openmct.js', 'pipe.js', '.env.js',
                 '.git/config.js', 'page.html', 'openmct.js.map', 'run.sh', 'types.d.ts', 'fonts',
                 'fonts/', 'fonts/deep/deeper/deepest/toodeep/x.js', 'n' * 70 + '.js',
                 'openmct.js%00', 'fonts%2f..%2f..%2fsecret.js', '..%5csecret.js', 'none.js'):
        status, reply, _ = console.get(f'/openmct/{path}')
        check(status == 404, f'/openmct/{path} leads nowhere: {status}')
        check(reply.getheader('Content-Security-Policy') == STRICT, f'{path} has no policy of its own')
    check(console.get('/openmct.js')[0] == 404, 'the folder is at its own path only')
    for name in ('kurs.js', 'start.js', 'index.html'):
        check(console.get(f'/openmct/{name}')[2] == (OURS / name).read_bytes(), f'{name} is ours')
    status, reply, body = console.get('/openmct/')
    check(status == 200 and body == (OURS / 'index.html').read_bytes(), 'the page is ours')
    policy = reply.getheader('Content-Security-Policy')
    for part in ("default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'",
                 "script-src 'self' 'unsafe-eval';"):
        check(part in policy, f'its policy has {part}: {policy}')
    status, reply, _ = console.get('/openmct')
    check(status == 308 and reply.getheader('Location') == '/openmct/', f'a slash is added: {status}')
    for path in ('/', '/assets/index.js', '/api/missions', '/openapi.json', '/openmct'):
        check(console.get(path)[1].getheader('Content-Security-Policy') == STRICT,
              f'{path} keeps the strict policy')
    check(console.ask('POST', '/openmct/', {})[0] == 405, 'nothing is posted there')
    (dist / 'theme.css').write_text('changed')
    (dist / 'openmct.js').unlink()
    (dist / 'openmct.js').symlink_to(base / 'secret.js')
    check(console.get('/openmct/theme.css')[2] == b'a {}' and
          console.get('/openmct/openmct.js')[2] == served['openmct.js'],
          'what was there at the start is served')
    console.close()


def check_without_openmct():
    console = Console(mission=None)
    status, reply, body = console.get('/openmct/kurs.js')
    check(status == 200 and body == (OURS / 'kurs.js').read_bytes(), 'the adaptor is there')
    check(reply.getheader('Content-Security-Policy') == STRICT, 'with the strict policy')
    check(reply.getheader('Access-Control-Allow-Origin') is None, 'for no other site')
    for path in ('/openmct/', '/openmct', '/openmct/index.html', '/openmct/start.js',
                 '/openmct/openmct.js'):
        check(console.get(path)[0] == 404, f'{path} is not')
    console.close()


def check_bad_folders():
    base, dist, _ = make_openmct()
    big, many, all_ = base / 'big', base / 'many', base / 'all'
    for folder in (big, many, all_):
        folder.mkdir()
        (folder / 'openmct.js').write_text('x')
    os.truncate(os.open(big / 'x.js', os.O_CREAT | os.O_WRONLY), 16 * 2 ** 20 + 1)
    for i in range(256):
        (many / f'{i}.js').write_text('x')
    for i in range(5):
        os.truncate(os.open(all_ / f'{i}.js', os.O_CREAT | os.O_WRONLY), 15 * 2 ** 20)
    (base / 'linked').mkdir()
    (base / 'linked/openmct.js').symlink_to(dist / 'openmct.js')
    for folder, told in ((base / 'none', 'No such file'), (base / 'secret.js', 'Not a directory'),
                         (dist / 'images', 'no openmct.js'), (base / 'linked', 'no openmct.js'),
                         (big, 'too large'), (many, 'too many'), (all_, 'too large')):
        run = subprocess.run([KURS, 'serve', '--port', '0', '--log', '/dev/null', '--openmct',
                              str(folder)], capture_output=True, text=True, timeout=20)
        check(run.returncode in (3, 4) and told in run.stderr and '--openmct' in run.stderr,
              f'{folder.name} is refused: {run.returncode} {run.stderr}')


def main():
    console = Console(mission=None)
    for file in [p for p in DIST.rglob('*') if p.is_file()]:
        check_coding(console, f'/{file.relative_to(DIST)}', file.read_bytes())
    check_coding(console, '/', (DIST / 'index.html').read_bytes())
    check_coding(console, '/openapi.json', (SOURCE / 'docs/openapi.json').read_bytes())
    check(console.get('/api/missions')[1].getheader('Vary') is None, 'documents do not vary')
    console.close()
    check_openmct()
    check_without_openmct()
    check_bad_folders()
    finish()


if __name__ == '__main__':
    main()
