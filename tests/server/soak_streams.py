#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Streams that come and go, documents and commands for SOAK_SECONDS; memory stays flat."""
import os
import time

from console import Console, check, finish
from test_console_faults import resident_kb

SPAN = float(os.environ.get('SOAK_SECONDS', '60'))
PATHS = ('now', 'timeline', 'series?channels=alt_km,mach', 'track', 'windows', 'passes?lat_deg=1&lon_deg=2')


def main():
    console = Console()
    streams, sizes, i = [], [], 0
    end = time.monotonic() + SPAN
    while time.monotonic() < end:
        i += 1
        streams.append(console.stream())
        if len(streams) > 100:
            streams.pop(0).close()
        for s in streams:
            s.setblocking(False)
            try:
                while s.recv(1 << 20):
                    pass
            except OSError:
                pass
        check(console.get('/api/flights/f1/' + PATHS[i % len(PATHS)])[0] == 200, 'it answers')
        if i % 50 == 0:
            status, _, body = console.post('/api/flights', {'mission': 'soyuz-ms-27'})
            console.ask('DELETE', '/api/flights/' + body['id'], token=console.token)
            console.post('/api/flights/f1/clock', {'rate': 1 + i % 100})
            sizes.append(resident_kb(console))
        time.sleep(0.05)
    third = max(1, len(sizes) // 3)
    early, late = max(sizes[:third]), max(sizes[-third:])
    print(f'{i} rounds, {len(sizes)} sizes: {early} kB early, {late} kB late')
    check(late < 1.05 * early + 2000, f'memory stays flat: {early} kB, then {late} kB')
    console.close()
    finish()


if __name__ == '__main__':
    main()
