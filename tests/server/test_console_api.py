#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/openapi.json against the server: every path and method, on a live flight, on the ground, in
approach, docked and landed, and on a replay; each answer has the form that is told."""
import json
import subprocess

from console import Console, KURS, MS25, SOURCE, check, failures, finish

SPEC = json.loads((SOURCE / 'docs/openapi.json').read_text())
TYPES = {'string': str, 'integer': int, 'boolean': bool, 'object': dict, 'array': list,
         'number': (int, float), 'null': type(None)}


def fits(value, schema, where):
    """What does not fit, as text; None where all does."""
    if '$ref' in schema:
        return fits(value, SPEC['components']['schemas'][schema['$ref'].split('/')[-1]], where)
    kinds = schema.get('type')
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if kinds != [None] and not any(isinstance(value, TYPES[k]) and
                                   (k == 'boolean' or not isinstance(value, bool))
                                   for k in kinds):
        return f'{where}: {value!r} is no {kinds}'
    if 'enum' in schema and value is not None and value not in schema['enum']:
        return f'{where}: {value!r} is none of {schema["enum"]}'
    if isinstance(value, dict):
        for key in schema.get('required', []):
            if key not in value:
                return f'{where}: {key} is missing'
        more = schema.get('additionalProperties')
        for key, part in value.items():
            if key in schema.get('properties', {}):
                told = fits(part, schema['properties'][key], f'{where}.{key}')
            elif more:
                told = fits(part, more, f'{where}.{key}')
            elif schema.get('properties'):
                told = f'{where}: {key} is not described'
            else:
                told = None
            if told and not where.startswith('Windows'):
                return told
    if isinstance(value, list) and 'items' in schema:
        for i, part in enumerate(value):
            told = fits(part, schema['items'], f'{where}[{i}]')
            if told:
                return told
    return None


QUERY = {'series': '?channels=alt_km,pad_voltage,range_m,mach,sunlight&points=50',
         'passes': '?lat_deg=47.4&lon_deg=8.5'}


def check_reads(console, flight, moment):
    for path, methods in SPEC['paths'].items():
        if 'get' not in methods or path.endswith('/stream'):
            continue
        name = path.rsplit('/', 1)[1]
        status, reply, body = console.get(path.replace('{id}', flight) + QUERY.get(name, ''))
        check(status == 200, f'{moment}: GET {path} answers 200, not {status} {body}')
        if status == 200:
            schema = methods['get']['responses']['200']['content']['application/json']['schema']
            told = fits(body, schema, schema['$ref'].split('/')[-1])
            check(told is None, f'{moment}: GET {path}: {told}')


MOMENTS = {'the first attempt counts': '2024-03-21T13:20:50Z',
           'after the scrub': '2024-03-22T00:00:00Z',
           'ascent': '2024-03-23T12:38:00Z',
           'rendezvous': '2024-03-24T12:00:00Z',
           'approach': '2024-03-25T14:50:00Z',
           'docked': '2024-05-01T00:00:00Z',
           'entry': '2024-09-23T11:40:00Z',
           'parachute': '2024-09-23T11:50:00Z'}


def check_live(console):
    seen = set()
    for moment, utc in MOMENTS.items():
        status, _, body = console.post('/api/flights/f1/clock', {'jump_utc': utc, 'paused': True})
        check(status == 200, f'the clock goes to {utc}: {body}')
        check_reads(console, 'f1', moment)
        now = console.get('/api/flights/f1/now')[2]
        seen |= {name for name, value in now['values'].items() if value is not None}
        events = console.get('/api/flights/f1/timeline')[2]['events']
        check(all(event['utc'] <= now['utc'] for event in events),
              f'{moment}: no event after the clock is told')
        track = console.get('/api/flights/f1/track?points=40')[2]
        late = [t for t in track['ship']['t'] if t > utc_ms(now['utc'])]
        check(not late, f'{moment}: no flown place after the clock is told')
        check((track['impact'] is not None) == (moment == 'ascent'),
              f'{moment}: an impact is told in the ascent only')
        if moment in ('entry', 'parachute'):
            check(track['ship_predicted']['alt_km'][-1] < 1.0, f'{moment}: the way ahead lands')
        for name in ('now', 'approach'):
            status, _, then = console.get(f'/api/flights/f1/{name}?utc={MOMENTS["ascent"]}')
            known = 200 if utc >= MOMENTS['ascent'] else 400
            check(status == known, f'{moment}: {name} of the ascent answers {known}, not {status}')
            check(status != 200 or then['live'] is (moment == 'ascent'),
                  f'{moment}: the ascent is marked as gone by')
        if moment != 'after the scrub':
            check(now['next'] is not None, f'{moment}: what comes next is told')
    console.post('/api/flights/f1/clock', {'step_s': 1e7})
    check_reads(console, 'f1', 'landed')
    now = console.get('/api/flights/f1/now')[2]
    check(now['phase'] == 'landed' and now['clock']['at_end'] and now['next'] is None,
          'a step beyond the end stands at the end')
    names = {c['name'] for c in console.get('/api/flights/f1')[2]['channels']}
    check(names - seen == set(), f'every channel has a value at some moment, not {names - seen}')


def utc_ms(text):
    import datetime
    at = datetime.datetime.fromisoformat(text.replace('Z', '+00:00'))
    return at.timestamp() * 1e3


def check_figures(console):
    """What is flown: against the answers of kurs fly of the same mission."""
    out = console.folder / 'ms25'
    subprocess.run([KURS, 'fly', str(MS25), '-q', '-o', str(out)], check=True, cwd=console.folder,
                   capture_output=True)
    flown = json.loads((out / 'timeline.json').read_text())
    told = console.get('/api/flights/f1/timeline')[2]
    check([e['id'] for e in flown['events']] == [e['id'] for e in told['events']] and
          [e['utc'] for e in flown['events']] == [e['utc'] for e in told['events']],
          'the timeline at the end is that of kurs fly')
    check(told['outcome']['code'] == flown['outcome']['code'], 'the outcome is that of kurs fly')
    contact = next(e for e in flown['events'] if e['id'] == 'docking_contact')
    series = console.get('/api/flights/f1/series?channels=mass_kg,alt_km&points=1&from=' +
                         contact['utc'] + '&to=' + contact['utc'])[2]
    check(abs(series['values']['mass_kg'][0] - contact['state']['mass_kg']) < 0.01,
          'the mass at contact is that of kurs fly')
    check(abs(series['values']['alt_km'][0] - contact['state']['alt_km']) < 0.005,
          'the height at contact is that of kurs fly')
    return out


def check_returns(console):
    """The plan of the day by the flight that came: loads and footprint."""
    flown = console.get('/api/flights/f1/timeline')[2]['events']
    peak = next(e for e in flown if e['id'] == 'peak_load')
    canopy = next(e for e in flown if e['id'] == 'parachute')
    place = console.get(f"/api/flights/f1/now?utc={canopy['utc']}")[2]['ship']
    console.post('/api/flights/f1/clock', {'jump_utc': '2024-05-01T00:00:00Z', 'paused': True})
    plan = console.get('/api/flights/f1/returns')[2]['plan']
    corridor, loads, ring = plan['corridor'], plan['loads'], plan['footprint']
    check(corridor['steepest_deg'] < corridor['planned_deg'] < corridor['shallowest_deg'] < 0,
          f'the planned path is inside of the corridor: {corridor}')
    check(abs(loads['peak_g'] - float(peak['text'].split()[-2])) < 0.1,
          f"the load is the one that came: {loads['peak_g']}, {peak['text']}")
    check(loads['peak_g'] < loads['ballistic_peak_g'], 'a spin is harder than steering')
    check(ring[0] == ring[-1] and len(ring) > 30, 'the footprint is a closed ring')
    lat, lon = place['lat_deg'], place['lon_deg']
    inside = False
    for (x0, y0), (x1, y1) in zip(ring, ring[1:]):
        if (y0 > lat) != (y1 > lat) and lon < x0 + (lat - y0) / (y1 - y0) * (x1 - x0):
            inside = not inside
    check(inside, 'the parachute opened in the footprint')


def check_replay(console, out):
    status, _, body = console.post('/api/flights', {'record': 'ms25'})
    check(status == 201, f'a replay begins: {body}')
    flight = body['id']
    for moment, utc in MOMENTS.items():
        console.post(f'/api/flights/{flight}/clock', {'jump_utc': utc})
        check_reads(console, flight, f'replay, {moment}')
    facts = console.get(f'/api/flights/{flight}')[2]
    status, _, body = console.get(f'/api/flights/{flight}/series?channels=alt_km&'
                                  'from=2024-01-01T00:00:00Z&to=2025-01-01T00:00:00Z')
    check(body['from_utc'] == facts['range']['from_utc'] and
          body['to_utc'] == facts['range']['to_utc'], 'a replay shows nothing outside of its range')
    status, _, body = console.post(f'/api/flights/{flight}/fault', {'fault': 'weak-battery'})
    check(status == 409, f'a replay takes no fault: {status}')
    status, _, body = console.ask('DELETE', f'/api/flights/{flight}', token=console.token)
    check(status == 200, f'a flight is ended: {body}')
    check(console.get(f'/api/flights/{flight}')[0] == 404, 'an ended flight is gone')


def check_writes(console):
    """Every method that changes state answers as told, to nobody and to the instructor."""
    bodies = {'login': {'token': console.token}, 'logout': {}, 'flights': {'mission': 'soyuz-ms-25'},
              'clock': {'rate': 2}, 'fault': {'fault': 'strong-wind', 'attempt': 1, 'at_s': -500},
              'countdown': {'command': 'hold'}, 'branch': {}}
    console.post('/api/flights/f1/clock', {'jump_utc': '2024-03-21T12:00:00Z', 'paused': True})
    for path, methods in SPEC['paths'].items():
        for method, told in methods.items():
            if method != 'post':
                continue
            name = path.rsplit('/', 1)[1]
            url = path.replace('{id}', 'f1')
            status, _, body = console.ask('POST', url, bodies[name])
            known = 200 if told['x-role'] == 'none' else 401
            check(status == known, f'POST {path} to nobody answers {known}, not {status}')
            status, _, body = console.ask('POST', url, bodies[name], token=console.token)
            expected = next(c for c in told['responses'] if c.startswith('2'))
            check(str(status) == expected, f'POST {path} answers {expected}, not {status} {body}')
            schema = told['responses'][expected]['content']['application/json']['schema']
            check(fits(body, schema, name) is None, f'POST {path}: {fits(body, schema, name)}')
    status, reply, _ = console.get('/openapi.json')
    check(status == 200 and reply.getheader('Content-Type') == 'application/json',
          'the description is served')


def check_wrong_questions(console):
    cases = {'series': 404, 'series?channels=alt_km&points=x': 400, 'passes': 400,
             'series?channels=': 400, 'series?channels=alt_km&from=yesterday': 400,
             'series?channels=alt_km&points=0': 400, 'passes?lat_deg=91&lon_deg=0': 400,
             'windows?from=2024-01-01&to=2025-01-01': 400, 'returns?day=1990-01-01': 400,
             'now?utc=noon': 400,
             'approach?utc=2030-01-01T00:00:00Z': 400, 'series?channels=nothing': 404, 'nothing': 404, 'stream/x': 404}
    cases['series'] = 400
    for path, expected in cases.items():
        status, _, body = console.get(f'/api/flights/f1/{path}')
        check(status == expected, f'GET {path} answers {expected}, not {status}')
        check(bool(body['error']['text']), f'GET {path} says what is wrong')
    check(console.get('/api/flights/f99')[0] == 404, 'another flight is not found')
    check(console.ask('PUT', '/api/session')[0] == 405, 'another method is refused')
    check(console.ask('POST', '/', b'x')[0] == 405, 'a page takes no POST')


def main():
    console = Console('--records', '.')
    check_live(console)
    out = check_figures(console)
    check_returns(console)
    check_replay(console, out)
    check_wrong_questions(console)
    check_writes(console)
    console.close()
    finish()


if __name__ == '__main__':
    main()
