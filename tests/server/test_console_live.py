#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A live flight: its stream, its clock, what commands change and what they leave as it was."""
import json
import time

from console import Console, check, events, finish

F1 = '/api/flights/f1'


def clock(console, body, flight='f1'):
    status, _, answer = console.post(f'/api/flights/{flight}/clock', body)
    check(status == 200, f'the clock takes {body}: {answer}')
    return answer


def timeline(console, flight='f1'):
    return console.get(f'/api/flights/{flight}/timeline')[2]


def ids(console, flight='f1'):
    return [(e['utc'], e['id']) for e in timeline(console, flight)['events']]


def check_stream(console):
    s = console.stream()
    told = events(s, 3.0)
    states = [data for kind, _, data in told if kind == 'now']
    check(20 <= len(states) <= 35, f'ten states a second are told: {len(states)} in 3 s')
    check(all(b['seq'] > a['seq'] and b['utc'] > a['utc']
              for a, b in zip(states, states[1:])), 'the states follow each other')
    clock(console, {'rate': 1000})
    time.sleep(0.1)
    fast = [data for kind, _, data in events(s, 2.0) if kind == 'now']
    check(fast[-1]['clock']['rate'] == 1000 and fast[-1]['met_s'] - fast[0]['met_s'] > 500,
          'a thousand times real time')
    check(fast[0]['met_s'] < 600, 'which began when it was asked for')
    clock(console, {'paused': True})
    time.sleep(0.3)
    events(s, 0.3)
    still = [kind for kind, _, _ in events(s, 1.0)]
    check(still == [], f'a clock that stands tells nothing: {still}')
    s.close()


def check_step(console):
    before = console.get(F1 + '/now')[2]
    answer = clock(console, {'step_s': 30})
    after = console.get(F1 + '/now')[2]
    check(answer['paused'] and abs(after['met_s'] - before['met_s'] - 30) < 0.002, 'a step is exact')
    clock(console, {'step_s': -30})
    check(console.get(F1 + '/now')[2]['values'] == before['values'],
          'a step back shows the same figures')


def check_events(console):
    clock(console, {'jump_utc': '2024-03-23T12:36:05Z', 'rate': 20, 'paused': True})
    s = console.stream()
    events(s, 0.5)
    clock(console, {'paused': False})
    told = events(s, 6.0)
    s.close()
    clock(console, {'paused': True})
    names = [data['id'] for kind, _, data in told if kind == 'event']
    check(names[:3] == ['main_thrust', 'liftoff', 'max_q'], f'lift-off is told: {names}')
    marks = [mark for kind, mark, _ in told if kind in ('event', 'log')]
    check(len(set(marks)) == len(marks) and all(marks), 'each has an id of its own')
    middle = [mark for kind, mark, data in told if kind == 'event' and data['id'] == 'liftoff'][0]
    again = console.stream(headers=f'Last-Event-ID: {middle}\r\n')
    rest = [data['id'] for kind, _, data in events(again, 1.0) if kind == 'event']
    again.close()
    check(rest[:1] == ['max_q'] and 'liftoff' not in rest, f'who comes back is told the rest: {rest}')
    check(rest == [e['id'] for e in timeline(console)['events']][-len(rest):], 'all of it')
    other = console.stream(headers='Last-Event-ID: 99-1-1\r\n')
    check([kind for kind, _, _ in events(other, 1.0)][0] == 'plan', 'or that the record is another')
    other.close()


def check_back_and_forth(console):
    clock(console, {'jump_utc': '2024-03-23T12:50:00Z', 'paused': True})
    first = ids(console)
    figures = console.get(F1 + '/series?channels=alt_km,mass_kg,mach&points=200')[2]
    clock(console, {'jump_utc': '2024-03-23T12:40:00Z'})
    back = ids(console)
    check(back == first[:len(back)] and len(back) < len(first), 'the clock goes back')
    hidden = console.get(F1 + '/series?channels=alt_km&points=5&to=2024-03-23T12:50:00Z')[2]
    check(hidden['to_utc'] == '2024-03-23T12:40:00.000Z', 'and what lies ahead is not shown')
    clock(console, {'jump_utc': '2024-03-23T12:50:00Z'})
    check(ids(console) == first and figures ==
          console.get(F1 + '/series?channels=alt_km,mass_kg,mach&points=200')[2],
          'forward again it is the same')
    check(console.post(F1 + '/clock', {'jump_utc': '2030-01-01T00:00:00Z'})[0] == 400,
          'no clock goes beyond the flight')


def check_long_jump(console):
    """Over the whole flight at once: every event is told, and nobody is taken for slow."""
    clock(console, {'jump_utc': '2024-03-20T12:00:00Z', 'paused': True})
    s = console.stream()
    events(s, 0.5)
    clock(console, {'step_s': 1e8})
    told = events(s, 2.0)
    s.close()
    names = [data['id'] for kind, _, data in told if kind == 'event']
    check(len(names) > 100 and names[-1] == 'landing', f'a long jump tells all: {len(names)}')
    check('slow' not in str([data for kind, _, data in told if kind == 'notice']), 'to all readers')


def check_fault(console):
    """The weak battery again at the second attempt: it is stopped, and what was before stays."""
    clock(console, {'jump_utc': '2024-03-23T12:30:00Z', 'paused': True})
    before = ids(console)
    ask = (F1 + '/series?channels=alt_km,mass_kg,pad_voltage&points=300&'
           'from=2024-03-20T12:00:00Z&to=2024-03-23T12:30:00Z')
    past = console.get(ask)[2]
    version = timeline(console)['version']
    status, _, body = console.post(F1 + '/fault', {'fault': 'weak-battery'})
    check(status == 200, f'a fault is injected: {body}')
    after = ids(console)
    check(after[:len(before)] == before and after[len(before):] in ([], [(after[-1][0], 'fault')]),
          'what was flown stays')
    values = console.get(ask)[2]['values']
    check(len(set(past['values']['mass_kg'])) > 5 and values['mass_kg'] == past['values']['mass_kg']
          and values['alt_km'] == past['values']['alt_km'], 'to the last figure')
    # the battery is read at the fault's moment, elsewhere at the ticks of the count
    check(values['pad_voltage'][:-1] == past['values']['pad_voltage'][:-1], 'and the battery')
    check(timeline(console)['version'] == version + 1, 'the plan has a new version')
    clock(console, {'jump_utc': '2024-03-23T12:36:30Z'})
    check('scrub' in [name for _, name in ids(console)][len(before):], 'the launch is stopped')
    met = [console.get(f'{F1}/now?utc={utc}')[2]['met_s'] for utc in
           ('2024-03-23T12:35:49Z', '2024-03-23T12:35:53Z', '2024-03-23T12:35:56Z',
            '2024-03-23T12:36:30Z')]
    check(abs(met[0] + 20.9) < 0.1 and met[1] == met[2] and abs(met[1] + 20.0) < 0.1 and
          met[3] < -80000, f'a clock that was stopped stands, then the next count runs: {met}')
    attempts = timeline(console)['attempts']
    check([a['outcome'] for a in attempts] == ['scrubbed', 'scrubbed', 'counting'],
          f'a third attempt is planned: {attempts}')
    check(console.post(F1 + '/fault', {'fault': 'nothing'})[0] == 404, 'another fault is not known')
    check(console.post(F1 + '/fault', {'fault': 'weak-battery', 'attempt': 1})[0] == 409,
          'an attempt that is over takes none')


def check_branch(console):
    """The same flight twice from before the fault: one is stopped, the other flies."""
    status, _, body = console.post(F1 + '/branch', {'utc': '2024-03-23T12:29:00Z', 'title': 'B'})
    check(status == 201, f'a branch: {body}')
    other = body['id']
    flight = next(f for f in console.get('/api/flights')[2]['flights'] if f['id'] == other)
    check(flight['branch_of'] == 'f1' and flight['branched_utc'] == '2024-03-23T12:29:00.000Z' and
          flight['title'] == 'B' and flight['paused'], f'it says of what: {flight}')
    check(ids(console, other) == [e for e in ids(console) if e[0] <= '2024-03-23T12:29:00.000Z'],
          'its past is that of the other')
    clock(console, {'jump_utc': '2024-03-23T12:45:00Z'}, other)
    clock(console, {'jump_utc': '2024-03-23T12:45:00Z'})
    check('liftoff' in [name for _, name in ids(console, other)] and
          'liftoff' not in [name for _, name in ids(console)], 'the branch flies, the other does not')
    span = '/series?channels=alt_km&from=2024-03-23T12:30:00Z&to=2024-03-23T12:44:00Z&points=90'
    one, two = (console.get(f'/api/flights/{f}{span}')[2] for f in ('f1', other))
    check(one['t'] == two['t'] and one['values'] != two['values'],
          'their series stand at the same times, to be laid one over the other')
    check(one['met_zero_utc'] > two['met_zero_utc'],
          f"each has its lift-off: {one['met_zero_utc']} {two['met_zero_utc']}")
    check(console.post(F1 + '/branch', {'utc': '2024-04-01T00:00:00Z'})[0] == 400,
          'nothing branches from what is still to come')
    for title in ('a\nb', 'a\u001b[31m', 'a\u0085', '', 'x' * 96, 5):
        status, _, body = console.post(F1 + '/branch',
                                       {'utc': '2024-03-23T12:29:00Z', 'title': title})
        check(status == 400 and 'title' in body['error']['text'], f'{title!r} is no title: {body}')
    console.ask('DELETE', f'/api/flights/{other}', token=console.token)


def check_hold(console):
    """A mission without a window: a hold at its second ends the attempt, and the next is planned."""
    status, _, body = console.post('/api/flights', {'mission': 'soyuz-ms-27'})
    flight = body['id']
    path = f'/api/flights/{flight}'
    clock(console, {'jump_utc': '2025-04-08T05:30:00Z'}, flight)
    board = {row['id']: row['state'] for row in console.get(path + '/now')[2]['board']}
    check(board['launch director'] == 'wait' and board['wind'] == 'wait', f'the board: {board}')
    check(board['hatch_tight'] == 'go', f'the hatch is looked at until the key is turned: {board}')
    clock(console, {'jump_utc': '2025-04-08T05:45:30Z'}, flight)
    board = {row['id']: row['state'] for row in console.get(path + '/now')[2]['board']}
    check(board['hatch_tight'] == 'done' and board['first_thrust'] == 'wait', f'the board: {board}')
    clock(console, {'jump_utc': '2025-04-08T05:30:00Z'}, flight)
    check(console.post(path + '/countdown', {'command': 'resume'})[0] == 409, 'nothing to resume')
    check(console.post(path + '/countdown', {'command': 'recycle'})[0] == 400, 'to what?')
    check(console.post(path + '/countdown', {'command': 'recycle', 'step': 'tanking'})[0] == 409,
          'not while it counts')
    check(console.post(path + '/countdown', {'command': 'jump'})[0] == 400, 'no such command')
    status, _, body = console.post(path + '/countdown', {'command': 'scrub'})
    check(status == 200, f'a scrub: {body}')
    clock(console, {'step_s': 1}, flight)
    last = [e for e in timeline(console, flight)['events'] if e['id'] == 'scrub']
    check(len(last) == 1 and last[0]['utc'] == '2025-04-08T05:30:00.000Z' and
          'mission control' in last[0]['text'], f'at that moment, by mission control: {last}')
    check(console.post(path + '/countdown', {'command': 'scrub'})[0] == 409, 'only once')
    check(timeline(console, flight)['attempts'][-1]['attempt'] == 2, 'another attempt is planned')
    second = timeline(console, flight)['attempts'][-1]['liftoff_utc']
    day = second[:8] + f'{int(second[8:10]) + 2:02}'
    status, _, body = console.post(path + '/countdown', {'command': 'recycle', 'day': day})
    check(status == 200 and day in body['done'], f'two days later: {body}')
    moved = timeline(console, flight)['attempts'][-1]['liftoff_utc']
    check(moved >= day, f'is a later attempt: {second} {moved}')
    second = moved
    clock(console, {'jump_utc': second, 'paused': True}, flight)
    clock(console, {'step_s': -1000}, flight)
    told = ids(console, flight)
    status, _, body = console.post(path + '/countdown', {'command': 'hold'})
    check(status == 200, f'the second one is held: {body}')
    check(ids(console, flight)[:len(told)] == told, 'and what was told of the first one stays')
    console.ask('DELETE', path, token=console.token)


def check_day(console):
    """A flight on another day than the mission's: the day is planned from the orbit."""
    status, _, body = console.post('/api/flights',
                                   {'mission': 'soyuz-ms-27', 'launch_day': '2025-04-12'})
    check(status == 201, f'another day: {body}')
    path = f'/api/flights/{body["id"]}'
    facts = console.get(path)[2]
    check(facts['launch_day'] == '2025-04-12T00:00:00.000Z', 'is the flight\'s own')
    check(facts['return_day'] == '2025-12-13T00:00:00.000Z',
          f'and the return is as much later: {facts["return_day"]}')
    clock(console, {'jump_utc': '2025-04-12T00:30:00Z'}, body['id'])
    planned = timeline(console, body['id'])['attempts'][0]['liftoff_utc']
    check(planned[:10] == '2025-04-12', f'and lift-off is on it: {planned}')
    console.ask('DELETE', path, token=console.token)
    for day in ('2025-04-32', 'tomorrow', '2025-04-12T00:00:00Z'):
        status, _, body = console.post('/api/flights',
                                       {'mission': 'soyuz-ms-27', 'launch_day': day})
        check(status == 400 and '2024-03-23' in body['error']['text'], f'{day}: {status} {body}')


def check_ascent_fault(console):
    """An engine dies on the way up: what was shown stays, the crew comes down by the escape."""
    status, _, body = console.post('/api/flights', {'mission': 'soyuz-ms-27'})
    flight = body['id']
    path = f'/api/flights/{flight}'
    listed = {fault['id'] for fault in console.get(path)[2]['faults']}
    check({'escape-command', 'core-out', 'upper-low', 'weak-battery'} <= listed, f'{listed}')
    clock(console, {'jump_utc': '2025-04-08T05:40:00Z', 'paused': True}, flight)
    status, _, body = console.post(path + '/fault', {'fault': 'core-out'})
    check(status == 409 and 'at_s' in body['error']['text'], f'not on the pad: {body}')
    liftoff = timeline(console, flight)['attempts'][-1]['liftoff_utc']
    clock(console, {'jump_utc': liftoff}, flight)
    clock(console, {'step_s': 150}, flight)
    told = ids(console, flight)
    check('booster_separation' in [e for _, e in told], f'it climbs: {told[-3:]}')
    status, _, body = console.post(path + '/fault', {'fault': 'core-out', 'at_s': 10})
    check(status == 400, f'not in the past: {body}')
    status, _, body = console.post(path + '/fault', {'fault': 'core-out'})
    check(status == 200, f'the core dies: {body}')
    check(ids(console, flight)[:len(told)] == told, 'what was told stays')
    clock(console, {'step_s': 30}, flight)
    new = [e for _, e in ids(console, flight)[len(told):]]
    check(any('abort' in e or 'escape' in e for e in new), f'the escape is told: {new}')
    while not console.get(path + '/now')[2]['clock']['at_end']:
        clock(console, {'step_s': 300}, flight)
    outcome = timeline(console, flight)['outcome']
    check(outcome and outcome['code'] == 'escaped', f'the crew is down: {outcome}')
    console.ask('DELETE', path, token=console.token)


def check_window(console):
    """With a window a hold lasts until it is ended, and lift-off comes later by as much."""
    text = open(console.process.args[console.process.args.index('--missions') + 1] +
                '/soyuz-ms-27.yaml', encoding='utf-8').read()
    text = text.replace('launch_day: 2025-04-08', 'launch_day: 2025-04-08\nwindow: 10 min')
    status, _, body = console.post('/api/flights', {'yaml': text})
    check(status == 201, f'a mission with a window: {body}')
    path = f'/api/flights/{body["id"]}'
    flight = body['id']
    clock(console, {'jump_utc': '2025-04-08T05:30:00Z'}, flight)
    planned = timeline(console, flight)['attempts'][0]['liftoff_utc']
    check(console.post(path + '/countdown', {'command': 'hold'})[0] == 200, 'a hold')
    clock(console, {'step_s': 100}, flight)
    now = console.get(path + '/now')[2]
    check(now['countdown']['holding'] and abs(now['countdown']['held_s'] - 100) < 1, f'it holds: '
          f'{now["countdown"]}')
    check(console.post(path + '/countdown', {'command': 'hold'})[0] == 409, 'it holds already')
    status, _, body = console.post(path + '/countdown', {'command': 'recycle',
                                                         'step': 'towers_withdrawn'})
    check(status == 200 and 'towers_withdrawn' in body['done'], f'it is put back: {body}')
    back = timeline(console, flight)
    check('put back by' in back['versions'][-1]['text'], f'as a change of plan: {back["versions"]}')
    standing = console.get(path + '/now')[2]['countdown']['t_s']
    by = 1500 - (seconds(planned) - seconds('2025-04-08T05:30:00Z'))
    check(abs(standing + 1500) < 0.1, f'to T-25 min: {standing}')
    status, _, body = console.post(path + '/countdown', {'command': 'resume'})
    check(status == 200, f'it goes on: {body}')
    clock(console, {'jump_utc': '2025-04-08T06:00:00Z'}, flight)
    liftoff = [e['utc'] for e in timeline(console, flight)['events'] if e['id'] == 'liftoff']
    check(len(liftoff) == 1 and abs(seconds(liftoff[0]) - seconds(planned) - 100 - by) < 1,
          f'lift-off is later by the hold and the step back, {100 + by} s: {planned} {liftoff}')
    zero = console.get(path + '/series?channels=alt_km&points=2')[2]['met_zero_utc']
    check(zero == liftoff[0], f'and the zero of mission time: {zero}')
    console.ask('DELETE', path, token=console.token)


def seconds(utc):
    h, m, s = utc[11:-1].split(':')
    return 3600 * int(h) + 60 * int(m) + float(s)


def check_log(console):
    lines = [json.loads(line) for line in console.log.read_text().splitlines()]
    shown = console.get(F1 + '/log')[2]['lines']
    mine = [{k: line[k] for k in ('utc', 'who', 'what')} for line in lines if line['flight'] == 'f1']
    check(shown == mine, 'the log that is shown is the one on the disk')
    check(any('fault weak-battery' in line['what'] and line['who'] == 'instructor' for line in mine),
          'who did what stands in it')


def main():
    console = Console()
    check_stream(console)
    check_step(console)
    check_events(console)
    check_back_and_forth(console)
    check_long_jump(console)
    check_fault(console)
    check_branch(console)
    check_hold(console)
    check_window(console)
    check_day(console)
    check_ascent_fault(console)
    check_log(console)
    console.close()
    finish()


if __name__ == '__main__':
    main()
