// SPDX-License-Identifier: Apache-2.0
import type uPlot from 'uplot'
import { get, type Burn, type Channel, type Now, type Relative, type Series, type Timeline } from '../api'
import { Canvas, label, shipMark, stationMark } from '../canvas'
import { strip } from '../chart'
import { button, fillTable, h, panel, setClass, setText, table } from '../dom'
import { clock, date, fixed, hours, isoUtc, number, parseUtc } from '../format'
import { against, store, value } from '../store'
import { C, SERIES } from '../theme'
import { seldom, type View } from '../view'

const MIN = 60e3
const SPANS: [string, number][] = [['2 min', 2 * MIN], ['10 min', 10 * MIN], ['1 h', 60 * MIN], ['6 h', 360 * MIN], ['2 d', 2880 * MIN], ['All', Infinity]]
/** What is worth seeing in a phase, until someone chooses. */
const PREFERRED: [RegExp, string[]][] = [
  [/countdown/, ['pad_voltage', 'pad_pressure', 'pad_gyro_speed', 'pad_wind', 'load_g']], [/ascent/, ['alt_km', 'speed_earth_m_s', 'load_g', 'dynamic_pressure_kpa', 'thrust_kn']],
  [/approach|contact/, ['range_m', 'range_rate_m_s', 'rel_radial_km', 'rel_along_km', 'propellant_kg']],
  [/deorbit|descent|entry|parachute|landed/, ['alt_km', 'speed_earth_m_s', 'load_g', 'bank_deg', 'mach']],
  [/^/, ['alt_km', 'station_range_km', 'perigee_km', 'propellant_kg', 'array_power', 'battery_share']],
]

// Which channels, and the span of time they show
let chosen: string[] = []
let spanMs = 10 * MIN
let zoom: [number, number] | null = null
/** Whether the channels were chosen by hand. */
let own = false
let other = ''
/** By how much the other flight is moved so that both lie on one axis, ms; and its series as it came. */
let shift = 0
let theirs: Series | null = null

const list = h('div', { class: 'channel-list', role: 'group', 'aria-label': 'Channels' })
const search = h('input', { type: 'search', placeholder: 'Find a channel', 'aria-label': 'Find a channel' })
const charts = h('div', { class: 'charts', tabindex: 0, role: 'group', 'aria-label': 'Charts' })
const zoomOut = button('Zoom out', () => setZoom(null), { hidden: true })
const spans = h('div', { class: 'segmented', role: 'group', 'aria-label': 'Span of time' },
  ...SPANS.map(([text, ms]) => button(text, () => setSpan(ms), { 'data-ms': ms, 'aria-pressed': String(ms === spanMs) })))
const overlayKey = h('span', { class: 'overlay-key', hidden: true }, h('i', { 'aria-hidden': 'true' }), h('span'))
/** Whether the time axis tells mission time, from the lift-off of each flight, or UTC. */
let byMet = false
let zero = 0
const axis = h('div', { class: 'segmented', role: 'group', 'aria-label': 'Time axis' },
  ...[['UTC', false], ['Mission time', true]].map(([text, met]) => button(text as string, () => setAxis(met as boolean), { 'data-met': met ? 1 : 0, 'aria-pressed': String(met === byMet) })))
const overlay = h('select', { 'aria-label': 'Lay another flight over this one' })

interface Strip { channel: Channel; plot: uPlot; value: HTMLElement; mark: HTMLElement; head: HTMLElement; box: HTMLElement }
let strips: Strip[] = []

// Data: times and one row a channel; the other flight's rows lie on the same times
let data: Series = { t: [], values: {} }
let laid: { [channel: string]: (number | null)[] } | null = null
let window_: [number, number] = [0, 1]
let fetched = 0
let asking = false

function bounds(t: number): [number, number] {
  if (zoom) return zoom
  if (spanMs !== Infinity) return [t - spanMs, t]
  const [from] = store.range
  return [from, store.flight!.mode === 'replay' ? store.range[1] : t]
}

function setSpan(ms: number): void {
  spanMs = ms
  spans.querySelectorAll('button').forEach((b) => b.setAttribute('aria-pressed', String(Number(b.dataset.ms) === ms)))
  setZoom(null)
}

function setZoom(to: [number, number] | null): void {
  zoom = to
  zoomOut.hidden = !to
  void load()
}

function onLine(t: number[], from: Series, id: string): (number | null)[] {
  const v = from.values[id] ?? []
  let k = 0
  return t.map((x) => {
    while (k < from.t.length - 2 && from.t[k + 1] < x) k++
    const [a, b] = [v[k], v[k + 1]]
    if (a === null || a === undefined || x < from.t[0] - 1 || x > from.t[from.t.length - 1] + 1) return null
    return b === null || b === undefined ? a : a + ((b - a) * (x - from.t[k])) / Math.max(1, from.t[k + 1] - from.t[k])
  })
}

async function load(): Promise<void> {
  if (!store.flight || !store.shown || asking || !chosen.length) return
  asking = true
  const [from, to] = bounds(store.t)
  const query = { channels: chosen.join(','), from: isoUtc(from), to: isoUtc(to), points: Math.min(1500, Math.max(300, Math.round(charts.clientWidth))) }
  const path = store.path
  try {
    // of the other flight some time more, so that what comes by the stream lies on it
    const more = zoom || store.view !== null ? 0 : 6000 * Math.max(1, store.now?.clock.rate ?? 1)
    const [own, laidOver] = await Promise.all([
      get<Series>(`${path}/series`, query), other ? get<Series>(`flights/${encodeURIComponent(other)}/series`, { ...query, from: isoUtc(from + shift), to: isoUtc(to + shift + more) }).catch(() => null) : null,
    ])
    if (path === store.path) {
      data = own
      if (laidOver) laidOver.t = laidOver.t.map((x) => x - shift)
      theirs = laidOver
      laid = theirs && Object.fromEntries(chosen.map((id) => [id, onLine(own.t, theirs!, id)]))
      window_ = [from, to]
      fetched = Date.now()
      paint()
    }
  } catch {
    // the next tick asks again
  }
  asking = false
}

/** Adds the moment that came by the stream, and forgets what has left the window. */
function append(now: Now, t: number): void {
  const last = data.t[data.t.length - 1] ?? 0
  if (t <= last || zoom || store.view !== null || spanMs === Infinity) return
  data.t.push(t)
  for (const id of chosen) (data.values[id] ??= []).push(now.values[id] ?? null)
  if (laid && theirs) for (const id of chosen) laid[id]?.push(...onLine([t], theirs, id))
  window_ = bounds(t)
  let drop = 0
  while (drop < data.t.length - 2 && data.t[drop + 1] < window_[0]) drop++
  if (drop > 40) {
    data.t.splice(0, drop)
    for (const id of chosen) {
      data.values[id].splice(0, drop)
      laid?.[id]?.splice(0, drop)
    }
  }
}

function paint(): void {
  for (const s of strips) {
    const rows: (number | null)[][] = [data.t, data.values[s.channel.id] ?? data.t.map(() => null)]
    if (other) rows.push(laid?.[s.channel.id] ?? data.t.map(() => null))
    s.plot.batch(() => {
      s.plot.setData(rows as unknown as uPlot.AlignedData, false)
      s.plot.setScale('x', { min: window_[0], max: window_[1] })
    })
  }
}

function build(): void {
  strips.forEach((s) => s.plot.destroy())
  const channels = chosen.map((id) => store.flight!.channels.find((c) => c.id === id)!).filter(Boolean)
  const wide = charts.clientWidth || 600
  const space = window.innerWidth < 800 ? 120 : Math.max(88, Math.min(220, (charts.clientHeight - 30 - channels.length * 32) / Math.max(1, channels.length)))
  charts.replaceChildren()
  strips = channels.map((channel, k) => {
    const value = h('span', { class: 'value' })
    const mark = h('span', { class: 'mark' })
    const key = h('i', { class: 'key', 'aria-hidden': 'true' })
    key.style.background = SERIES[k % SERIES.length]
    const head = h('div', { class: 'strip-head' }, key, h('span', { class: 'name' }, channel.name), h('span', { class: 'unit' }, channel.unit), mark, value)
    const box = h('div', { class: 'strip', role: 'img', 'aria-label': `${channel.name} against time` }, head)
    charts.append(box)
    const plot = strip({
      channel, color: SERIES[k % SERIES.length], width: wide, height: space + (k === channels.length - 1 ? 22 : 0), time: k === channels.length - 1,
      other: other ? 'Other flight' : null, zero: byMet ? zero : null, onzoom: (a, b) => setZoom([a, b]),
    }, box)
    return { channel, plot, value, mark, head, box }
  })
  showValues()
  if (!channels.length) charts.append(h('p', { class: 'none' }, 'Choose channels on the left.'))
  paint()
}

function choose(): void {
  own = true
  chosen = [...list.querySelectorAll<HTMLInputElement>('input:checked')].map((i) => i.value)
  build()
  void load()
}

let listKey = ''
function showList(): void {
  const flight = store.flight!
  const key = flight.id + flight.channels.map((c) => c.id).join() + !!store.shown
  if (key === listKey) return
  listKey = key
  const ids = new Set(flight.channels.map((c) => c.id))
  chosen = chosen.filter((id) => ids.has(id))
  if (!chosen.length || !own) chosen = PREFERRED.find(([r]) => r.test(store.shown?.phase ?? ''))![1].filter((id) => ids.has(id))
  const groups = new Map<string, Channel[]>()
  for (const c of flight.channels) groups.set(c.group ?? 'Channels', [...(groups.get(c.group ?? 'Channels') ?? []), c])
  list.replaceChildren(...[...groups].map(([name, members]) => h('fieldset', null, h('legend', null, name),
    ...members.map((c) => h('label', { 'data-text': `${c.name} ${c.unit} ${c.id}`.toLowerCase() },
      h('input', { type: 'checkbox', value: c.id, checked: chosen.includes(c.id), onchange: choose }), h('span', { title: c.text }, c.name), h('small', null, c.unit))))))
  data = { t: [], values: {} }
  zoom = null
  zoomOut.hidden = true
  build()
  void load()
}
search.addEventListener('input', () => {
  const text = search.value.toLowerCase()
  list.querySelectorAll<HTMLElement>('label').forEach((l) => (l.hidden = !l.dataset.text!.includes(text)))
})

function showOverlay(): void {
  const rest = store.flights.filter((f) => f.id !== store.flight!.id)
  const key = rest.map((f) => f.id + f.title).join()
  if (overlay.dataset.key === key) return
  overlay.dataset.key = key
  overlay.replaceChildren(h('option', { value: '' }, 'No other flight'), ...rest.map((f) => h('option', { value: f.id, selected: f.id === other }, `Over: ${f.title}`)))
}
/** Zero of a flight's mission time, ms. */
async function zeroOf(path: string): Promise<number | null> {
  const series = await get<Series>(`${path}/series`, { channels: 'alt_km', points: 1 }).catch(() => null)
  if (series?.met_zero_utc) return parseUtc(series.met_zero_utc)
  const { attempts } = await get<Timeline>(`${path}/timeline`).catch(() => ({ attempts: [] }))
  return attempts.length ? parseUtc(attempts[attempts.length - 1].liftoff_utc) : null
}

function setAxis(met: boolean): void {
  byMet = met
  axis.querySelectorAll('button').forEach((b) => b.setAttribute('aria-pressed', String((b.dataset.met === '1') === met)))
  void layOver()
}

/** By mission time the lift-offs of both lie together, by UTC the clocks do. */
async function layOver(): Promise<void> {
  other = overlay.value
  laid = theirs = null
  shift = 0
  overlayKey.hidden = !other
  setText(overlayKey.lastElementChild!, store.flights.find((f) => f.id === other)?.title ?? '')
  if (byMet) {
    zero = (await zeroOf(store.path)) ?? store.liftoff(store.t)
    if (other) shift = ((await zeroOf(`flights/${encodeURIComponent(other)}`)) ?? zero) - zero
  }
  build()
  void load()
}
overlay.addEventListener('change', () => void layOver())

// Relative motion in two planes
let path: Relative | null = null
let pathAt = -Infinity
let pathAsked = false
const inPlane = new Canvas('Motion relative to the station, along its flight and up', (w) => w * 0.3, () => drawRelative())
const outPlane = new Canvas('Motion relative to the station, along its flight and across', (w) => w * 0.19, () => drawRelative())
const relativeText = h('p', { class: 'muted' })

function loadRelative(t: number): void {
  if (pathAsked || Math.abs(t - pathAt) < 60e3 * Math.max(1, (store.now?.clock.rate ?? 1) / 60)) return
  pathAsked = true
  get<Relative>(`${store.path}/relative`, { from: isoUtc(t - 100 * MIN), to: isoUtc(t), points: 240 })
    .then((r) => {
      path = r
      pathAt = t
      drawRelative()
    })
    .catch(() => {})
    .finally(() => (pathAsked = false))
}

const nice = (x: number) => {
  const p = 10 ** Math.floor(Math.log10(x))
  return (x / p >= 5 ? 5 : x / p >= 2 ? 2 : 1) * p
}

function drawRelative(): void {
  const n = path?.t.length ?? 0
  setText(relativeText, n ? `Now ${number(path!.along_km[n - 1])} km along, ${number(path!.radial_km[n - 1])} km up, ${number(path!.cross_km[n - 1])} km across` : 'The ship is not in free flight near the station.')
  drawPlane(inPlane, path?.along_km ?? [], path?.radial_km ?? [], 'along', 'up')
  drawPlane(outPlane, path?.along_km ?? [], path?.cross_km ?? [], 'along', 'across')
}

function drawPlane(canvas: Canvas, x: number[], y: number[], nameX: string, nameY: string): void {
  const { ctx, width, height } = canvas
  if (!width) return
  ctx.clearRect(0, 0, width, height)
  const reachX = Math.max(0.3, ...x.map(Math.abs)) * 1.12
  const reachY = Math.max(0.05, ...y.map(Math.abs)) * 1.25
  const one = Math.max(reachX / (width / 2), reachY / (height / 2 - 14))
  const [sx, sy] = reachY < reachX / 8 ? [reachX / (width / 2), reachY / (height / 2 - 16)] : [one, one]
  const px = (v: number) => width / 2 + v / sx
  const py = (v: number) => height / 2 - v / sy
  ctx.strokeStyle = C.grid
  ctx.lineWidth = 1
  const stepX = nice((width * sx) / 4)
  const stepY = nice((height * sy) / 3)
  for (let k = -6; k <= 6; k++) {
    line(ctx, px(k * stepX), 0, px(k * stepX), height)
    line(ctx, 0, py(k * stepY), width, py(k * stepY))
    if (k && px(k * stepX) > 30 && px(k * stepX) < width - 30) label(ctx, fixed(k * stepX, stepX < 1 ? 1 : 0), px(k * stepX), height - 4, C.muted, 400, 'center', 11)
    if (k && py(k * stepY) > 22 && py(k * stepY) < height - 22) label(ctx, fixed(k * stepY, stepY < 0.1 ? 2 : stepY < 1 ? 1 : 0), 4, py(k * stepY) - 3, C.muted, 400, 'left', 11)
  }
  ctx.strokeStyle = C.line
  line(ctx, 0, py(0), width, py(0))
  line(ctx, px(0), 0, px(0), height)
  label(ctx, `km ${nameX}`, width - 4, py(0) - 5, C.muted, 500, 'right', 11)
  label(ctx, `km ${nameY}`, px(0) + 6, 12, C.muted, 500, 'left', 11)
  ctx.beginPath()
  x.forEach((v, k) => (k ? ctx.lineTo(px(v), py(y[k])) : ctx.moveTo(px(v), py(y[k]))))
  ctx.strokeStyle = C.ship
  ctx.lineWidth = 1.7
  ctx.stroke()
  stationMark(ctx, px(0), py(0), 5)
  if (x.length) shipMark(ctx, px(x[x.length - 1]), py(y[y.length - 1]), 5)
}

function line(ctx: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  ctx.beginPath()
  ctx.moveTo(x0, y0)
  ctx.lineTo(x1, y1)
  ctx.stroke()
}

// Burns, propellant, power
const burns = table('Burns, planned against flown, in m/s', ['Burn', 'UTC', 'Solved', 'Planned', 'Flown', 'Off', 'kg'])
const changes = h('ol', { class: 'plans changes' })
const burnNote = h('p', { class: 'muted', hidden: true }, 'Planned figures are those known at the flight’s clock, not at the moment looked at.')

/** When the plan was made: hours of the same day, else the day too. */
function solvedText(b: Burn, at: number): string {
  if (!b.solved_utc) return '–'
  const solved = parseUtc(b.solved_utc)
  return date(solved) === date(at) ? hours(solved) : `${date(solved, false)} ${hours(solved)}`
}

/** Every change of the plan up to the moment shown, the newest first. */
function showChanges(t: number): void {
  const known = store.timeline!.plans.filter((p) => parseUtc(p.utc) <= t + 999)
  changes.replaceChildren(...known.reverse().map((p, i) => h('li', { class: i === 0 ? 'current' : '' },
    h('span', { class: 'utc' }, `${date(parseUtc(p.utc), false)} ${clock(parseUtc(p.utc))}`), h('span', { class: 'what' }, h('b', null, `Plan ${p.version}`), ` ${p.text}`))))
}

function showBurns(): void {
  const t = store.t
  fillTable(burns.body, store.timeline!.burns.map((b: Burn) => {
    const at = parseUtc(b.utc_on)
    const done = at <= t && b.flown_m_s !== null
    const off = done && b.planned_m_s !== null ? b.flown_m_s! - b.planned_m_s : null
    return [h('span', null, h('i', { class: 'dot', 'aria-hidden': 'true' }, done ? '●' : '○'), b.id, h('span', { class: 'vh' }, done ? ' flown' : ' planned'), h('small', null, b.engine)),
      `${date(at, false)} ${hours(at)}`, solvedText(b, at), fixed(b.planned_m_s, 2), done ? fixed(b.flown_m_s, 2) : '–', off === null ? '–' : fixed(off, 3),
      done ? fixed(b.propellant_kg, 1) : '–']
  }), 1, (k) => (parseUtc(store.timeline!.burns[k].utc_on) <= t ? 'done' : 'todo'))
}

interface Gauge { el: HTMLElement; set(v: number | null): void }
function gauge(channel: Channel, full: number): Gauge {
  const bar = h('i')
  const text = h('b')
  const state = h('span', { class: 'mark' })
  const el = h('div', { class: 'gauge' }, h('span', null, channel.name), h('span', { class: 'track' }, bar), text, state)
  return {
    el,
    set(v) {
      el.hidden = v === null || v === undefined
      // arrays give more than any figure that could be set here
      full = Math.max(full, v ?? 0)
      bar.style.width = `${v === null ? 0 : Math.max(0, Math.min(100, (v / full) * 100)).toFixed(1)}%`
      setText(text, channel.unit === '' ? `${fixed(v === null ? null : v * 100, 1)} %` : `${number(v)} ${channel.unit}`)
      const s = against(channel.id, v)
      setText(state, s === 'high' ? '▲ high' : s === 'low' ? '▼ low' : '')
      setClass(el, 'alarm', s !== '')
    },
  }
}
const gauges = h('div', { class: 'gauges' })
let shownGauges: [Channel, Gauge][] = []
function showGauges(): void {
  const fit = store.flight!.channels.filter((c) => /propellant|voltage|_power|power_|battery_share|pad_pressure/.test(c.id)).slice(0, 7)
  const full = (c: Channel) => c.limits?.high ?? (c.unit === '' ? 1 : c.unit === 'Pa' ? 500000 : c.unit === 'W' ? 1000 : c.unit === 'kg' ? Math.max(900, store.now ? value(store.now, c.id) ?? 0 : 0) : c.unit === 'V' ? 36 : 100)
  shownGauges = fit.map((c) => [c, gauge(c, full(c))])
  gauges.replaceChildren(...shownGauges.map(([, g]) => g.el))
  showValues()
}

function showValues(): void {
  const values = store.shown?.values
  if (!values) return
  for (const s of strips) {
    const v = values[s.channel.id]
    setText(s.value, number(v))
    const state = against(s.channel.id, v)
    setText(s.mark, state === 'high' ? '▲ over limit' : state === 'low' ? '▼ under limit' : '')
    setClass(s.head, 'alarm', state !== '')
  }
  for (const [c, g] of shownGauges) g.set(values[c.id])
}

function shown(now: Now): void {
  const t = parseUtc(now.utc)
  showList()
  if (!strips.length && chosen.length) build()
  const [from, to] = bounds(t)
  const gap = Math.abs(to - window_[1]) > (to - from) * 0.5 || (store.view !== null && Math.abs(to - window_[1]) > 500)
  const age = Date.now() - fetched
  if ((gap && age > 200) || (!zoom && now.clock.rate > 100 && age > 2500) || (spanMs === Infinity && age > 4000) || (other && age > 4000)) void load()
  append(now, t)
  showValues()
  loadRelative(t)
  refresh(now)
}

const refresh = seldom(250, (now) => {
  if (!zoom && spanMs !== Infinity) paint()
  showBurnState(parseUtc(now.utc))
})

let burnKey = ''
function showBurnState(t: number): void {
  const { burns: list, plans, version } = store.timeline!
  const key = `${store.path} ${version} ${list.length} ${list.filter((b) => parseUtc(b.utc_on) <= t && b.flown_m_s !== null).length} ${plans.filter((p) => parseUtc(p.utc) <= t + 999).length}`
  burnNote.hidden = store.view === null || store.flight!.mode === 'replay'
  if (key === burnKey) return
  burnKey = key
  showBurns()
  showChanges(t)
}

new ResizeObserver(() => {
  if (!charts.clientWidth || !strips.length) return
  if (Math.abs(strips[0].plot.width - charts.clientWidth) > 2) build()
}).observe(charts)

export const dynamics: View = {
  id: 'dynamics',
  title: 'Flight dynamics',
  el: h('div', null,
    panel('Channels', { class: 'channels-panel' }, search, list),
    h('section', { class: 'panel strips-panel', 'aria-label': 'Strip charts' },
      h('div', { class: 'row toolbar' }, h('h2', null, 'Strip charts'), spans, zoomOut, overlay, axis, overlayKey), charts),
    panel('Relative motion', { class: 'relative-panel' }, inPlane.el, outPlane.el, relativeText),
    panel('Propellant and power', { class: 'gauges-panel' }, gauges),
    h('section', { class: 'panel burns-panel', 'aria-label': 'Burns' }, h('h2', null, 'Burns, planned against flown in m/s'), burns.el, burnNote),
    h('section', { class: 'panel changes-panel', 'aria-label': 'Changes of plan', tabindex: 0 }, h('h2', null, 'Changes of plan'), changes)),
  shown,
  flight() {
    showList()
    showOverlay()
    showGauges()
  },
  timeline() {
    burnKey = ''
    showBurnState(store.t)
  },
}
