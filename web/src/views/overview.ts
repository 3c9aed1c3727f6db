// SPDX-License-Identifier: Apache-2.0
import type { BoardRow, Now, Port, Stay } from '../api'
import { aboard } from '../crew'
import { h, panel, readout, setClass, setText, svg } from '../dom'
import { about, clock, date, degrees, fixed, met, number, parseUtc, sentence, span } from '../format'
import { elevation } from '../earth'
import { Globe } from '../globe'
import { FlatMap, docked } from '../map'
import { against, store, value } from '../store'
import { tracks, whole } from '../tracks'
import { seldom, type View } from '../view'
import { legend } from './legend'

const map = new FlatMap('Map of the Earth: ground tracks of ship and station, night, launch pad, landing zone, radio sites', (w) => w / 2)
const globe = new Globe(0.92)
const turnGlobe = seldom(250, (now) => globe.update(now))
/** Where the clock is quick the map moves with each update: five times a second are seen as motion, and cost half. */
const moveMap = seldom(190, (now) => map.update(now))

const readouts = {
  alt: readout('Altitude', 'km'), speed: readout('Speed over ground', 'm/s'), range: readout('Range to station', 'km'), rate: readout('Range rate', 'm/s'),
  load: readout('Load', 'g'), propellant: readout('Propellant', 'kg'),
}
const place = h('p', { class: 'place' })

const board = h('ul', { class: 'board' })
const events = h('ol', { class: 'events' })
const plans = h('ol', { class: 'plans' })
const crew = h('ul', { class: 'crew' })
const radio = h('ul', { class: 'radio' })
const ports = h('ul', { class: 'ports' })

const STATES: { [k in BoardRow['state']]: [string, string] } = { go: ['●', 'Go'], nogo: ['✕', 'No go'], wait: ['○', 'Waits'], done: ['✓', 'Done'] }

let boardKey = ''
function showBoard(now: Now): void {
  const key = JSON.stringify(now.board)
  if (key === boardKey) return
  boardKey = key
  if (!now.board.length) {
    board.replaceChildren(h('li', { class: 'none' }, 'No board in this phase.'))
    return
  }
  board.replaceChildren(...now.board.map((b) => h('li', { class: b.state }, h('span', { title: b.text }, b.text), h('b', null, h('i', { 'aria-hidden': 'true' }, STATES[b.state][0]), STATES[b.state][1]))))
}

let eventsKey = ''
function showEvents(t: number): void {
  const list = store.timeline!.events
  const at = list.filter((e) => parseUtc(e.utc) <= t).length
  const key = `${store.flight!.id} ${store.timeline!.version} ${at} ${list.length}`
  if (key === eventsKey) return
  eventsKey = key
  const from = Math.max(0, at - 4)
  setClass(events, 'long', list.slice(from, from + 14).some((e) => Math.abs(e.met_s) >= 10 * 86400))
  events.replaceChildren(...list.slice(from, from + 14).map((e, k) => {
    const i = from + k
    const when = parseUtc(e.utc)
    const state = i < at ? 'flown' : i === at ? 'planned next-event' : 'planned'
    return h('li', { class: state + (/scrub|fault|fail|abort/.test(e.id) ? ' bad' : '') },
      h('span', { class: 'when' }, met(e.met_s)), h('span', { class: 'utc' }, clock(when)),
      h('span', { class: 'what' }, sentence(e.text)), h('span', { class: 'vh' }, i < at ? 'flown' : store.flight!.mode === 'replay' ? 'recorded' : 'planned'))
  }))
}

function showPlans(): void {
  const list = store.timeline!.plans
  plans.replaceChildren(...list.map((p, i) => h('li', { class: i === list.length - 1 ? 'current' : '' },
    h('b', null, `Plan ${p.version}`), h('span', { class: 'what' }, p.text), h('span', { class: 'utc' }, `${date(parseUtc(p.utc), false)} ${clock(parseUtc(p.utc))}`))))
}

const SEATS = ['left', 'centre', 'right']
const seats = (seat: string) => svg('svg', { viewBox: '0 0 54 22', 'aria-hidden': 'true' },
  ...SEATS.map((s, k) => svg('rect', { x: 2 + 18 * k, y: s === 'centre' ? 2 : 5, width: 14, height: 15, rx: 4, class: s === seat ? 'on' : '' })))

function showCrew(now: Now): void {
  const { people, home } = aboard(store.flight!, now)
  const key = people.map((c) => c.name).join()
  if (crew.dataset.key === key) return
  crew.dataset.key = key
  people.sort((a, b) => SEATS.indexOf(a.seat) - SEATS.indexOf(b.seat))
  crew.replaceChildren(...people.map((c) => h('li', null,
    h('span', { class: 'seat' }, seats(c.seat), sentence(c.seat)), h('b', null, c.name), h('span', null, sentence(c.role)),
    h('span', { class: 'agency' }, c.agency + (c.flights ? `, flight ${c.flights}` : '')),
    c.up !== c.down && c.other_ship ? h('span', { class: 'other' }, home ? `came by ${c.other_ship}` : `returns by ${c.other_ship}`) : null)))
}

/** Who sees the ship now, until when, and who next: from the track, one revolution ahead. */
let radioAt = 0
function showRadio(now: Now, t: number): void {
  if (Math.abs(t - radioAt) < 1000) return
  radioAt = t
  const track = tracks(t)
  const line = track && whole(track)
  const flying = now.ship.alt_km > 1
  radio.replaceChildren(...store.flight!.radio.map((site) => {
    const mask = site.elevation_deg ?? 7
    const e = flying ? elevation(site, now.ship) : -90
    const up = e >= mask
    let change = 0
    for (let i = 0; flying && line && i < line.t.length && !change; i++)
      if (line.t[i] > t && elevation(site, { lat_deg: line.lat_deg[i], lon_deg: line.lon_deg[i], alt_km: line.alt_km[i] }) >= mask !== up) change = line.t[i]
    const then = change ? `${up ? 'for' : 'in'} ${about((change - t) / 1000)}` : flying ? 'not in this orbit' : ''
    return h('li', { class: up ? 'up' : '' }, h('i', { 'aria-hidden': 'true' }, up ? '●' : '○'), h('span', null, site.name), h('b', null, up ? `in sight, ${fixed(e, 0)}°` : 'out of sight'), h('span', { class: 'then' }, then))
  }))
}

/** Days of a stay, as far as they are told: "since 23 Mar, until 6 Apr". */
function stayText(stay: Stay, t: number): string {
  const from = stay.from_utc ? parseUtc(stay.from_utc) : null
  const until = stay.until_utc ? parseUtc(stay.until_utc) : null
  const far = (at: number) => Math.abs(at - t) > 300 * 86400e3
  const words = [from === null ? '' : `${from <= t ? 'since' : 'from'} ${date(from, far(from))}`, until === null ? '' : `until ${date(until, far(until))}`]
  return words.filter((w) => w).join(', ')
}

interface Berth { name: string; target: boolean; here: string; stay: string; rest: string[] }

function berth(p: Port, now: Now, t: number): Berth {
  const told = now.ports?.find((n) => n.id === p.id)
  const own = p.target && docked(now)
  const there = told ? told.ship : p.docked ?? (own ? store.flight!.title : null)
  const stays = [...(p.stays ?? [])].sort((a, b) => (a.from_utc ?? '').localeCompare(b.from_utc ?? ''))
  const present = stays.find((s) => s.ship === there && (!s.from_utc || parseUtc(s.from_utc) <= t) && (!s.until_utc || parseUtc(s.until_utc) > t))
  const later = stays.filter((s) => s.from_utc && parseUtc(s.from_utc) > t)
  const empty = p.target && !/undock|depart|deorbit|descent|entry|parachute|landed/.test(now.phase) ? 'Kept for this ship' : told || p.stays ? 'Free, as far as told' : 'Not known'
  return {
    name: p.name, target: !!p.target, here: there ?? empty, stay: present ? stayText(present, t) : '',
    rest: later.map((s) => `then ${s.ship}, ${stayText(s, t)}`),
  }
}

let portsKey = ''
function showPorts(now: Now, t: number): void {
  const list = store.flight!.ports.map((p) => berth(p, now, t))
  const key = JSON.stringify(list)
  if (key === portsKey) return
  portsKey = key
  ports.replaceChildren(...list.map((b) => h('li', { class: b.target ? 'target' : '' }, h('span', null, b.name), h('b', null, b.here),
    b.stay || b.rest.length ? h('small', null, [b.stay, ...b.rest].filter((w) => w).join('; ')) : null)))
}

function shown(now: Now): void {
  const t = parseUtc(now.utc)
  moveMap(now)
  turnGlobe(now)
  showBoard(now)
  showEvents(t)
  showCrew(now)
  showPorts(now, t)
  showRadio(now, t)
  readouts.alt.set(number(now.ship.alt_km))
  readouts.speed.set(fixed(value(now, 'speed_earth_m_s'), 0))
  const range = value(now, 'station_range_km')
  readouts.range.set(docked(now) ? 'docked' : number(range))
  readouts.rate.set(docked(now) ? '–' : fixed(value(now, 'range_rate_m_s'), 2))
  readouts.load.set(fixed(value(now, 'load_g'), 2), against('load_g', value(now, 'load_g')))
  readouts.propellant.set(fixed(value(now, 'propellant_kg'), 0), against('propellant_kg', value(now, 'propellant_kg')))
  setText(place, `Ship ${degrees(now.ship.lat_deg, now.ship.lon_deg)}${now.station ? `   Station ${degrees(now.station.lat_deg, now.station.lon_deg)}` : ''}${impactText(now, t)}`)
  showNext(now, t)
}

/** For who does not see the mark on the map. */
function impactText(now: Now, t: number): string {
  const at = store.view === null && now.ship.alt_km > 1 ? tracks(t)?.impact : null
  return at ? `   Impact, were the engines to stop ${degrees(at.lat_deg, at.lon_deg)}` : ''
}

const nextName = h('p', { class: 'big-text' })
const nextClock = h('p', { class: 'big-number' })
const nextAt = h('p', { class: 'muted' })
function showNext(now: Now, t: number): void {
  if (!now.next) {
    setText(nextClock, '–')
    setText(nextName, 'Nothing more is planned')
    setText(nextAt, '')
    return
  }
  const at = parseUtc(now.next.utc)
  setText(nextClock, span((at - t) / 1000 + 0.999))
  setText(nextName, sentence(now.next.text))
  setText(nextAt, `${date(at, false)} ${clock(at)} UTC`)
}

export const overview: View = {
  id: 'overview',
  title: 'Overview',
  el: h('div', null,
    h('div', { class: 'column' },
      panel('Next event', { class: 'next-panel' }, nextClock, nextName, nextAt),
      panel('Go or no go', { class: 'board-panel' }, board),
      panel('Events', { class: 'events-panel' }, events)),
    h('div', { class: 'column' },
      h('section', { class: 'panel map-panel', 'aria-label': 'Map' }, map.canvas.el, legend(), h('dl', { class: 'readouts' }, ...Object.values(readouts).map((r) => r.el))),
      h('div', { class: 'under-map' }, panel('Plan', { class: 'plan-panel' }, plans), panel('Radio sight of the ship', { class: 'radio-panel' }, radio))),
    h('div', { class: 'column' },
      h('section', { class: 'panel globe-panel', 'aria-label': 'Globe' }, globe.canvas.el, place),
      panel('Crew', { class: 'crew-panel' }, crew),
      panel('Ports of the station', { class: 'ports-panel' }, ports))),
  shown,
  timeline: showPlans,
}
