#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Passes over a place against Skyfield and an almanac's Sun: at the instants told the elevation is
right to 0.02 deg and the digits told, which is 0.3 s of a rise; no pass is missing; the culmination
is the highest; darkness and sunlight where neither is within a degree, or 100 km of the shadow's edge, of changing."""
import datetime
import math
import sys

try:
    import numpy
    from skyfield.api import EarthSatellite, load, wgs84
except ImportError as error:
    print(f'skipped: {error}')
    sys.exit(77)

from console import Console, MS25, check, finish

PLACES = ((47.38, 8.54), (-33.87, 151.21), (51.5, -0.1), (0.0, 179.9))


def sun(t):
    """Unit vector to the Sun, of date: the low-precision formulae of the Astronomical Almanac."""
    n = t.tt - 2451545.0
    g = math.radians((357.528 + 0.9856003 * n) % 360)
    lam = math.radians((280.460 + 0.9856474 * n + 1.915 * math.sin(g) + 0.020 * math.sin(2 * g)) % 360)
    eps = math.radians(23.439 - 4e-7 * n)
    return numpy.array([math.cos(lam), math.cos(eps) * math.sin(lam), math.sin(eps) * math.sin(lam)])


def sun_elevation(t, place):
    """Degrees, by the hour angle."""
    s = sun(t)
    dec, ra = math.asin(s[2]), math.atan2(s[1], s[0])
    hour = math.radians(t.gast * 15 + place[1]) - ra
    lat = math.radians(place[0])
    return math.degrees(math.asin(math.sin(lat) * math.sin(dec) +
                                  math.cos(lat) * math.cos(dec) * math.cos(hour)))


def shadow_km(t, satellite):
    """Distance of the satellite from the edge of the Earth's shadow as a cylinder; under 0: in it."""
    r, s = satellite.at(t).position.km, sun(t)
    along = float(numpy.dot(r, s))
    return float(numpy.linalg.norm(r - along * s)) - 6378.0 if along < 0 else 6378.0


def instant(ts, text):
    return ts.from_datetime(datetime.datetime.fromisoformat(text.replace('Z', '+00:00')))


def seconds(text):
    return datetime.datetime.fromisoformat(text.replace('Z', '+00:00')).timestamp()


def compare(ts, satellite, place, p):
    site = wgs84.latlon(*place)
    for key in ('rise', 'set', 'culmination'):
        t = instant(ts, p[key]['utc'])
        alt, az, _ = (satellite - site).at(t).altaz()
        away = abs((az.degrees - p[key]['azimuth_deg'] + 180) % 360 - 180) * math.cos(alt.radians)
        digits = 0.0 if key != 'culmination' else 0.05
        check(abs(alt.degrees - p[key]['elevation_deg']) < 0.02 + digits and away < 0.08,
              f'{place} {key} {p[key]}: {alt.degrees:.2f} {az.degrees:.2f}')
    top = instant(ts, p['culmination']['utc'])
    for s in (-5, -2, 2, 5):  # 2026-11-26: of every twentieth second, up to ten degrees low
        alt = (satellite - site).at(ts.tt_jd(top.tt + s / 86400)).altaz()[0].degrees
        check(alt < p['culmination']['elevation_deg'] + 0.07,
              f'{place} {s} s from the culmination {p["culmination"]}: {alt:.2f}')
    first, last = instant(ts, p['rise']['utc']), instant(ts, p['set']['utc'])
    times = [ts.tt_jd(first.tt + (last.tt - first.tt) * i / 40) for i in range(41)]
    heights = [sun_elevation(t, place) for t in times]
    if max(heights) < -7 or min(heights) > -5:
        check(p['dark'] == (max(heights) < -7), f'{place} dark {p["rise"]["utc"]} {heights[0]:.1f}')
    lit = [shadow_km(t, satellite) for t in times]
    if min(lit) > 100 or max(lit) < -100:
        check(p['sunlit'] == (min(lit) > 100), f'{place} sunlit {p["rise"]["utc"]} {lit[0]:.0f}')
    if max(heights) < -7 and min(lit) > 100:
        check(p['visible'], f'{place} visible {p["rise"]["utc"]}')
    if min(heights) > -5 or max(lit) < -100:
        check(not p['visible'], f'{place} not visible {p["rise"]["utc"]}')


def check_ends(console):
    """2026-11-26: a pass under way rose when the span began, and of the ship set at the clock's time."""
    flight = '/api/flights/f1'

    def ask(what, begin, end):
        return console.get(f'{flight}/passes?lat_deg=47.38&lon_deg=8.54&object={what}&'
                           f'from={begin}&to={end}')[2]['passes']

    for what in ('station', 'ship'):
        whole = ask(what, '2024-03-25T16:00:00Z', '2024-03-26T12:00:00Z')
        check(len(whole) > 2, f'{what}: {len(whole)} passes')
        top = whole[-1]['culmination']['utc']
        under_way = ask(what, top, '2024-03-26T12:00:00Z')[0]
        for key in ('rise', 'culmination', 'set'):
            apart = seconds(under_way[key]['utc']) - seconds(whole[-1][key]['utc'])
            check(abs(apart) < 0.5, f'{what}: {key} of a pass under way is {apart} s off')
    console.post(flight + '/clock', {'jump_utc': top, 'paused': True})
    check(ask('ship', '2024-03-25T16:00:00Z', '2024-03-26T12:00:00Z') == whole[:-1],
          'what is not over is not told')


def main():
    ts = load.timescale(builtin=True)
    lines = [line.split("'")[1] for line in MS25.read_text().splitlines() if "line1: '" in line or
             "line2: '" in line][:2]
    satellite = EarthSatellite(*lines, 'ISS', ts)
    console = Console(at='2024-03-26T12:00:00Z')
    total = 0
    for place in PLACES:
        told = console.get(f'/api/flights/f1/passes?lat_deg={place[0]}&lon_deg={place[1]}&'
                           'from=2024-03-26T12:00:00Z&to=2024-03-29T12:00:00Z')[2]['passes']
        t0, t1 = instant(ts, '2024-03-26T12:00:00Z'), instant(ts, '2024-03-29T12:00:00Z')
        times, kinds = satellite.find_events(wgs84.latlon(*place), t0, t1, 0.0)
        rises = [t for t, kind in zip(times, kinds) if kind == 0]
        tops = [(satellite - wgs84.latlon(*place)).at(t).altaz()[0].degrees
                for t, kind in zip(times, kinds) if kind == 1]
        high = [t for t, top in zip(rises, tops) if top > 10.3]
        for t in high:
            near = min(abs(instant(ts, p['rise']['utc']).tt - t.tt) for p in told) * 86400
            check(near < 5, f'{place}: the pass at {t.utc_iso()} is told, {near:.1f} s off')
        check(len(told) - len(high) in (0, 1, 2) and len(told) <= sum(top > 9.7 for top in tops),
              f'{place}: no other is: {len(told)} {len(high)}')
        for p in told:
            compare(ts, satellite, place, p)
        total += len(told)
    check(total > 30, f'enough passes: {total}')
    check_ends(console)
    console.close()
    print(f'{total} passes')
    finish()


if __name__ == '__main__':
    main()
