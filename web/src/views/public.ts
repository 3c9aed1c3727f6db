// SPDX-License-Identifier: Apache-2.0
// One quiet page for a big screen: plain answers to what people ask.
import type { Now, Pass } from '../api'
import { aboard } from '../crew'
import { h, setText } from '../dom'
import { under } from '../earth'
import { about, brief, clock, compass, date, fixed, hours, isoUtc, parseUtc, sentence, yours } from '../format'
import { FlatMap, docked } from '../map'
import { readPasses } from '../read'
import { store, value } from '../store'
import type { View } from '../view'

const PLACES: [string, number, number][] = [
  ['Baikonur', 45.6, 63.3], ['Berlin', 52.52, 13.4], ['Buenos Aires', -34.6, -58.4], ['Cairo', 30.04, 31.24], ['Delhi', 28.61, 77.21], ['Houston', 29.76, -95.37],
  ['London', 51.51, -0.13], ['Minsk', 53.9, 27.57], ['Moscow', 55.75, 37.62], ['Nairobi', -1.29, 36.82], ['New York', 40.71, -74], ['Paris', 48.86, 2.35], ['Sydney', -33.87, 151.21],
  ['Tokyo', 35.68, 139.69],
]

const headline = h('h1', { class: 'headline' })
const sub = h('p', { class: 'sub' })
const map = new FlatMap('Where ship and station are', (w) => w / 2)
map.plain = true
const who = h('ul', { class: 'people' })
const where = h('dd', { class: 'answer' })
const whereMore = h('dd', { class: 'more' })
const whenQuestion = h('dt', null, 'When does it start?')
const when = h('dd', { class: 'answer' })
const whenMore = h('dd', { class: 'more' })
const landing = h('dd', { class: 'answer' })
const landingMore = h('dd', { class: 'more' })
const over = h('dd', { class: 'answer' })
const overYours = h('dd', { class: 'yours' })
const whenYours = h('dd', { class: 'yours' })
const landingYours = h('dd', { class: 'yours' })
const subYours = h('p', { class: 'yours' })
const overMore = h('dd', { class: 'more' })
const overList = h('ol', { class: 'passes' })
const place = h('select', { 'aria-label': 'Place' }, ...PLACES.map(([n]) => h('option', { value: n }, n)), h('option', { value: 'own' }, 'Another place'))
const lat = h('input', { type: 'number', min: -90, max: 90, step: 0.01, 'aria-label': 'Latitude, degrees north' })
const lon = h('input', { type: 'number', min: -180, max: 180, step: 0.01, 'aria-label': 'Longitude, degrees east' })
const own = h('span', { class: 'own', hidden: true }, lat, lon)
place.value = 'Berlin'

function spot(): [number, number] | null {
  const known = PLACES.find(([n]) => n === place.value)
  if (known) return [known[1], known[2]]
  return lat.value && lon.value ? [Number(lat.value), Number(lon.value)] : null
}

let passesKey = ''
let passes: Pass[] = []
async function loadPasses(t: number): Promise<void> {
  const at = spot()
  const key = `${store.path} ${at} ${Math.floor(t / 3600e3)}`
  if (key === passesKey) return
  passesKey = key
  passes = []
  if (!at) return showPasses(t)
  try {
    passes = (await readPasses(store.path, at[0], at[1], isoUtc(t), isoUtc(t + 10 * 86400e3))).filter((p) => p.visible && p.elevation_deg >= 10)
  } catch {
    passes = []
  }
  if (store.shown) showPasses(parseUtc(store.shown.utc))
}

function showPasses(t: number): void {
  const coming = passes.filter((p) => parseUtc(p.set_utc) > t).slice(0, 4)
  const name = place.value === 'own' ? 'this place' : place.value
  const first = coming[0]
  if (!first) {
    setText(over, 'Not in the next ten days')
    setText(overYours, '')
    setText(overMore, `No pass over ${name} in a dark sky with the station in sunlight.`)
    overList.replaceChildren()
    return
  }
  const rise = parseUtc(first.rise_utc)
  setText(over, `${date(rise, false)}, ${hours(rise)} UTC`)
  setText(overYours, yours(rise))
  setText(overMore, `Over ${name}: from ${compass(first.rise_azimuth_deg)} to ${compass(first.set_azimuth_deg)}, ${fixed(first.elevation_deg, 0)}° high, for ${about((parseUtc(first.set_utc) - rise) / 1000)}.`)
  overList.replaceChildren(...coming.slice(1).map((p) => h('li', null, `${date(parseUtc(p.rise_utc), false)}, ${hours(parseUtc(p.rise_utc))} UTC`, h('span', null, `${fixed(p.elevation_deg, 0)}° high`))))
}

const event = (id: string) => store.timeline?.events.find((e) => e.id === id)

const from = () => (store.flight!.site ? `from ${store.flight!.site.name}, ` : '')

function sayHeadline(now: Now, t: number): [string, string] {
  const title = store.flight!.title
  const lift = store.liftoff(t)
  const landed = event('landing')
  if (/landed/.test(now.phase)) return [`${title} has landed`, landed ? `after ${about((parseUtc(landed.utc) - lift) / 1000)} in flight` : '']
  if (/countdown/.test(now.phase)) return [t > lift ? `${title} waits on the pad` : `${title} lifts off in ${about((lift - t) / 1000)}`, `${from()}${date(lift)}, ${clock(lift)} UTC`]
  if (now.phase === 'ascent') return [`${title} is on its way up`, `${about((t - lift) / 1000)} after lift-off`]
  if (docked(now)) return [`${title} is at the station`, `since ${date(parseUtc(event('docking_contact')?.utc ?? now.utc))}`]
  if (/undock|depart|deorbit|descent|entry|parachute/.test(now.phase)) return [`${title} is coming home`, now.next ? `Next: ${brief(now.next.text).toLowerCase()}` : '']
  return [`${title} flies to the station`, now.next ? `Next: ${brief(now.next.text).toLowerCase()}` : '']
}

let minute = -1
let crewKey = ''
function shown(now: Now): void {
  const t = parseUtc(now.utc)
  map.update(now)
  void loadPasses(t)
  const second = Math.floor(t / 1000)
  if (second === minute) return
  minute = second
  const [a, b] = sayHeadline(now, t)
  setText(headline, a)
  setText(sub, b)
  setText(subYours, `Now ${date(t)}, ${hours(t)} UTC${yours(t) ? `; ${yours(t)}` : ''}${store.view !== null ? '; not live' : ''}`)
  const flying = !/countdown|landed/.test(now.phase)
  setText(where, flying ? `${now.ship.alt_km < 100 ? '' : 'Over '}${sentenceIf(under(now.ship.lon_deg, now.ship.lat_deg), now.ship.alt_km < 100)}` : /countdown/.test(now.phase) ? 'On the pad' : 'On the ground')
  const speed = value(now, 'speed_earth_m_s')
  setText(whereMore, flying ? `${fixed(now.ship.alt_km, now.ship.alt_km < 100 ? 1 : 0)} km up${speed ? `, ${fixed(speed * 3.6, 0)} km/h over the ground` : ''}.` : now.station ? `The station is over ${under(now.station.lon_deg, now.station.lat_deg)}.` : '')
  showTimes(t)
  showCrew(now)
  showPasses(t)
}

const sentenceIf = (text: string, yes: boolean) => (yes ? sentence(text) : text)

function showTimes(t: number): void {
  const lift = store.liftoff(t)
  setText(whenQuestion, t < lift ? 'When does it start?' : 'When did it start?')
  setText(when, `${date(lift)}, ${hours(lift)} UTC`)
  setText(whenYours, yours(lift))
  const dock = event('docking_contact')
  setText(whenMore, dock ? `Docking ${date(parseUtc(dock.utc), false)}, ${hours(parseUtc(dock.utc))} UTC${yours(parseUtc(dock.utc)) ? ` (${yours(parseUtc(dock.utc))})` : ''}.` : store.flight!.site ? `From ${store.flight!.site.name}.` : '')
  const home = event('landing')
  const day = store.flight!.return_day
  setText(landing, home ? `${date(parseUtc(home.utc))}, ${hours(parseUtc(home.utc))} UTC` : day ? date(parseUtc(day)) : 'Not yet planned')
  setText(landingYours, home ? yours(parseUtc(home.utc)) : '')
  const left = home ? (parseUtc(home.utc) - t) / 1000 : 0
  setText(landingMore, home ? `${left > 0 ? `In ${about(left)}, n` : 'N'}ear ${store.flight!.zones[0]?.name ?? 'the landing zone'}.` : day ? `As planned, near ${store.flight!.zones[0]?.name ?? 'the landing zone'}.` : '')
}

function showCrew(now: Now): void {
  const { people, home } = aboard(store.flight!, now)
  const key = people.map((c) => c.name).join()
  if (key === crewKey) return
  crewKey = key
  who.replaceChildren(...people.map((c) => h('li', null, h('b', null, c.name), h('span', null, `${sentence(c.role)}, ${c.agency}${!home && !c.down && c.other_ship ? `; returns by ${c.other_ship}` : ''}`))))
}

place.addEventListener('change', () => {
  own.hidden = place.value !== 'own'
  if (store.shown) void loadPasses(store.t)
})
for (const input of [lat, lon]) input.addEventListener('change', () => store.shown && void loadPasses(store.t))

const question = (text: string, ...rest: HTMLElement[]) => h('div', { class: 'qa' }, h('dt', null, text), ...rest)

export const publicView: View = {
  id: 'public',
  title: 'Public',
  el: h('div', null,
    h('a', { class: 'back', href: '#overview' }, 'Mission control'),
    h('div', { class: 'hero' }, h('div', { class: 'words' }, headline, sub, subYours), map.canvas.el),
    h('dl', { class: 'questions' },
      question('Where is the ship now?', where, whereMore),
      h('div', { class: 'qa' }, h('dt', null, 'Who flies?'), h('dd', null, who)),
      h('div', { class: 'qa' }, whenQuestion, when, whenYours, whenMore),
      question('When does it pass over me?', over, overYours, overMore, h('dd', { class: 'place-row' }, place, own), h('dd', null, overList)),
      question('When do they land?', landing, landingYours, landingMore))),
  shown,
  flight() {
    minute = -1
  },
  timeline() {
    minute = -1
  },
}
