// SPDX-License-Identifier: Apache-2.0
import { geoArea, type GeoProjection } from 'd3-geo'
import type { Polygon } from 'geojson'
import { ApiError, get, type Now, type ReturnPlan, type Returns, type Series } from '../api'
import { Canvas, label, shipMark } from '../canvas'
import { fillTable, h, panel, readout, setText, table } from '../dom'
import { clock, date, fixed, isoUtc, number, parseUtc, sentence } from '../format'
import { FlatMap } from '../map'
import { readReturns } from '../read'
import { against, store, value } from '../store'
import { C } from '../theme'
import { seldom, type View } from '../view'

let doc: Returns | null = null
let loadedFor = ''
const day = h('input', { type: 'date', 'aria-label': 'Day of the landing' })
const text = h('p', { class: 'muted', role: 'status' })
const rows = table('Landing opportunities', ['Deorbit burn, UTC', 'Landing, UTC', 'Across the track', 'State', 'Why'])
const map = new FlatMap('Map of the landing: zone, footprint, ground track', (w) => Math.min(w * 0.62, 520), { lon: 67, lat: 47.4, span_deg: 28 })
map.plain = true
const out = { alt: readout('Altitude', 'km'), speed: readout('Speed over ground', 'm/s'), load: readout('Load', 'g'), bank: readout('Bank angle', 'deg') }
const corridor = new Canvas('Entry: height against speed', (w) => w * 0.38, () => draw())
const loads = new Canvas('Load against time from the entry', (w) => w * 0.3, () => draw())

let flown: Series | null = null
let flownKey = ''
let pending = false

function entrySpan(): [number, number] | null {
  const find = (r: RegExp) => store.timeline?.events.find((e) => r.test(e.id))
  const begin = find(/^entry_interface$/) ?? find(/^module_separation$/)
  const end = find(/^parachute$/) ?? find(/^landing$/)
  return begin && end ? [parseUtc(begin.utc) - 60e3, parseUtc(end.utc)] : null
}

async function loadEntry(t: number): Promise<void> {
  const span = entrySpan()
  const end = span ? Math.min(span[1], store.flight!.mode === 'replay' ? span[1] : t) : 0
  const key = `${store.path} ${span?.[0]} ${Math.floor(end / 2000)}`
  if (key === flownKey) return
  flownKey = key
  pending = !flown
  flown = span && end > span[0] ? await get<Series>(`${store.path}/series`, { channels: 'alt_km,speed_earth_m_s,load_g', from: isoUtc(span[0]), to: isoUtc(end), points: 400 }).catch(() => null) : null
  pending = false
  draw()
}

/** The height at which air of a load slows a body of given ballistic number: lines of equal load to read the entry by. */
function loadLine(g: number, speed: number): number {
  const density = (2 * 400 * g * 9.80665) / (speed * speed)
  return -7.1 * Math.log(density / 1.29)
}

const axes = (ctx: CanvasRenderingContext2D, width: number, height: number, nameX: string, nameY: string) => {
  ctx.clearRect(0, 0, width, height)
  label(ctx, nameX, width - 10, height - 6, C.muted, 500, 'right', 11)
  label(ctx, nameY, 6, 12, C.muted, 500, 'left', 11)
}

function draw(): void {
  drawCorridor()
  drawLoads()
}

function drawCorridor(): void {
  const { ctx, width, height } = corridor
  if (!width) return
  axes(ctx, width, height, 'speed over ground, km/s', 'height, km')
  const px = (v: number) => 40 + (v / 8000) * (width - 56)
  const py = (a: number) => height - 34 - (a / 110) * (height - 56)
  ctx.lineWidth = 1
  ctx.strokeStyle = C.grid
  for (let a = 0; a <= 100; a += 20) {
    rule(ctx, 40, py(a), width - 16, py(a))
    label(ctx, String(a), 34, py(a) + 4, C.muted, 400, 'right', 11)
  }
  for (let v = 0; v <= 8000; v += 2000) {
    rule(ctx, px(v), py(110), px(v), py(0))
    label(ctx, String(v / 1000), px(v), height - 20, C.muted, 400, 'center', 11)
  }
  for (const g of [1, 4, 8]) {
    ctx.beginPath()
    for (let v = 600; v <= 7900; v += 100) {
      const y = py(loadLine(g, v))
      if (v === 600) ctx.moveTo(px(v), y)
      else ctx.lineTo(px(v), y)
    }
    ctx.strokeStyle = g === 8 ? C.nogo : C.radio
    ctx.setLineDash(g === 8 ? [6, 4] : [2, 4])
    ctx.stroke()
    ctx.setLineDash([])
    label(ctx, `${g} g`, px(2600), py(loadLine(g, 2600)) + (g === 8 ? 16 : -5), g === 8 ? C.nogo : C.muted, 500, 'center', 11)
  }
  if (!flown) {
    label(ctx, pending ? 'Loading' : 'The entry has not begun', width / 2, height * 0.4, C.muted, 500, 'center', 13)
    return
  }
  ctx.beginPath()
  flown.t.forEach((_, k) => ctx.lineTo(px(flown!.values.speed_earth_m_s[k] ?? 0), py(flown!.values.alt_km[k] ?? 0)))
  ctx.strokeStyle = C.ship
  ctx.lineWidth = 2
  ctx.stroke()
  const now = store.shown
  const span = entrySpan()
  if (now && span && store.t >= span[0] && store.t <= span[1]) shipMark(ctx, px(value(now, 'speed_earth_m_s') ?? 0), py(now.ship.alt_km))
}

function drawLoads(): void {
  const { ctx, width, height } = loads
  if (!width) return
  axes(ctx, width, height, 'minutes after the entry', 'load, g')
  const series = flown?.values.load_g ?? []
  const top = Math.max(5, ...series.map((v) => v ?? 0)) * 1.1
  const [t0, t1] = flown?.t.length ? [flown.t[0], Math.max(flown.t[flown.t.length - 1], flown.t[0] + 600e3)] : [0, 600e3]
  const px = (t: number) => 40 + ((t - t0) / (t1 - t0)) * (width - 56)
  const py = (g: number) => height - 34 - (g / top) * (height - 56)
  ctx.strokeStyle = C.grid
  ctx.lineWidth = 1
  for (let g = 0; g <= top; g++) {
    rule(ctx, 40, py(g), width - 16, py(g))
    label(ctx, String(g), 34, py(g) + 4, C.muted, 400, 'right', 11)
  }
  for (let m = 0; m <= (t1 - t0) / 60e3; m += 2) label(ctx, String(m), px(t0 + m * 60e3), height - 20, C.muted, 400, 'center', 11)
  if (!flown) return
  ctx.beginPath()
  flown.t.forEach((t, k) => ctx.lineTo(px(t), py(series[k] ?? 0)))
  ctx.strokeStyle = C.ship
  ctx.lineWidth = 2
  ctx.stroke()
  let peak = 0
  series.forEach((v, k) => {
    if ((v ?? 0) > (series[peak] ?? 0)) peak = k
  })
  label(ctx, `peak ${fixed(series[peak], 2)} g`, px(flown.t[peak]), py(series[peak] ?? 0) - 8, C.text, 600, 'center', 12)
  if (store.t >= t0 && store.t <= t1) {
    ctx.strokeStyle = C.muted
    ctx.lineWidth = 1
    rule(ctx, px(store.t), 18, px(store.t), height - 34)
  }
}

function rule(ctx: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  ctx.beginPath()
  ctx.moveTo(x0, y0)
  ctx.lineTo(x1, y1)
  ctx.stroke()
}

/** The aim, and how far the ship can be steered to each side of it: across the track that a northbound
 * pass has over this latitude. */
function drawPlan(ctx: CanvasRenderingContext2D, project: GeoProjection, plan: ReturnPlan): void {
  const [lat, lon] = [plan.aim_lat_deg, plan.aim_lon_deg]
  const course = Math.asin(Math.min(1, Math.cos((51.65 * Math.PI) / 180) / Math.cos((lat * Math.PI) / 180)))
  const away = (km: number, azimuth: number) => project([lon + (km * Math.sin(azimuth)) / 111.2 / Math.cos((lat * Math.PI) / 180), lat + (km * Math.cos(azimuth)) / 111.2])!
  const aim = project([lon, lat])
  if (!aim) return
  ctx.strokeStyle = C.ship
  ctx.lineWidth = 1.5
  for (const r of plan.reach) {
    const side = course + (Math.sign(r.cross_range_km) * Math.PI) / 2
    const [x, y] = away(r.margin_km, side)
    ctx.setLineDash([4, 4])
    rule(ctx, aim[0], aim[1], x, y)
    ctx.setLineDash([])
    const [dx, dy] = [Math.sin(course) * 9, -Math.cos(course) * 9]
    rule(ctx, x - dx, y - dy, x + dx, y + dy)
    label(ctx, `reach ${fixed(r.margin_km, 0)} km`, x + 8, y + (y > aim[1] ? 16 : -6), C.ship, 500, 'left', 12)
  }
  ctx.beginPath()
  ctx.arc(aim[0], aim[1], 4, 0, 2 * Math.PI)
  ctx.fillStyle = C.ship
  ctx.fill()
  label(ctx, 'Aim', aim[0] - 9, aim[1] - 7, C.ship, 600, 'right')
}

/** A polygon of the sphere: what is enclosed is the smaller part, whichever way round the ring was written. */
export function area(ring: [number, number][]): Polygon {
  const [first, last] = [ring[0], ring[ring.length - 1]]
  const closed = first[0] === last[0] && first[1] === last[1] ? ring : [...ring, first]
  const polygon: Polygon = { type: 'Polygon', coordinates: [closed] }
  return geoArea(polygon) > 2 * Math.PI ? { type: 'Polygon', coordinates: [[...closed].reverse()] } : polygon
}

map.over = (ctx, shape, project) => {
  const ring = doc?.plan?.footprint
  if (ring && ring.length > 2) {
    shape(area(ring))
    ctx.fillStyle = 'rgba(255, 200, 87, 0.14)'
    ctx.fill()
    ctx.strokeStyle = C.ship
    ctx.lineWidth = 1.3
    ctx.stroke()
    const at = project(ring.reduce((p, q) => (q[1] > p[1] ? q : p)))
    if (at) label(ctx, 'Footprint', Math.min(at[0] - 10, map.canvas.width - 8), at[1] - 8, C.ship, 600, 'right')
  }
  if (doc?.plan) drawPlan(ctx, project, doc.plan)
  const at = store.shown && /landed/.test(store.shown.phase) ? project([store.shown.ship.lon_deg, store.shown.ship.lat_deg]) : null
  if (at) {
    ctx.strokeStyle = C.text
    ctx.lineWidth = 2
    rule(ctx, at[0] - 6, at[1], at[0] + 6, at[1])
    rule(ctx, at[0], at[1] - 6, at[0], at[1] + 6)
    label(ctx, 'Landed here', at[0] - 10, at[1] + 18, C.text, 600, 'right')
  }
}

/** The study of an entry takes the server a while: what is flown is asked for first. */
async function load(): Promise<void> {
  const key = `${store.path} ${day.value} ${store.timeline?.plans.length}`
  if (key === loadedFor || !day.value) return
  loadedFor = key
  doc = null
  setText(text, 'The passes and the entry are computed.')
  if (store.shown) await loadEntry(store.t)
  let told: Returns | null = null
  try {
    told = await readReturns(store.path, day.value)
  } catch (e) {
    if (loadedFor === key) setText(text, e instanceof ApiError ? `${sentence(e.message)}.` : 'The server cannot be reached.')
  }
  if (loadedFor !== key) return
  doc = told
  showDoc(key)
}

function showDoc(key: string): void {
  const list = doc?.opportunities ?? []
  if (doc) setText(text, `${list.filter((o) => o.possible).length} of ${list.length} passes of this day can be landed from.`)
  fillTable(rows.body, list.map((o) => [`${date(parseUtc(o.burn_utc), false)} ${clock(parseUtc(o.burn_utc))}`, clock(parseUtc(o.landing_utc)), `${fixed(o.cross_range_km, 0)} km`,
    h('span', { class: o.possible ? 'go' : 'wait' }, o.possible ? '● open' : '○ closed'), o.reason ?? '']), 1, (k) => (list[k].possible ? 'open' : ''))
  map.overKey = key + list.length
  if (store.shown) map.update(store.shown)
  showGauge()
}
day.addEventListener('change', () => void load())

// Entry corridor and loads of the plan
const gauge = new Canvas('Flight-path angle at the entry between its limits', (w) => Math.max(96, w * 0.23), () => drawGauge())
const gaugeText = h('ul', { class: 'limits' })
const planLoads = h('ul', { class: 'bars' })

function drawGauge(): void {
  const { ctx, width, height } = gauge
  if (!width) return
  ctx.clearRect(0, 0, width, height)
  const c = doc?.plan?.corridor
  if (!c || c.planned_deg === null) {
    label(ctx, doc?.plan ? 'The entry of this plan is not known' : 'No landing is planned for this day', width / 2, height / 2, C.muted, 500, 'center', 13)
    return
  }
  const told = [c.planned_deg, c.steepest_deg, c.shallowest_deg].filter((x): x is number => x !== null)
  const [lo, hi] = [Math.min(...told), Math.max(...told)]
  const air = Math.max(0.2, (hi - lo) * 0.22)
  const px = (deg: number) => 12 + ((hi + air - deg) / (hi - lo + 2 * air)) * (width - 24)
  const y = height * 0.5
  const [left, right] = [c.shallowest_deg === null ? 12 : px(c.shallowest_deg), c.steepest_deg === null ? width - 12 : px(c.steepest_deg)]
  hatch(ctx, 12, left, y)
  hatch(ctx, right, width - 12, y)
  ctx.fillStyle = 'rgba(99, 210, 151, 0.28)'
  ctx.fillRect(left, y - 11, right - left, 22)
  ctx.lineWidth = 2
  for (const [deg, name] of [[c.shallowest_deg, 'shallowest'], [c.steepest_deg, 'steepest']] as const) {
    if (deg === null) continue
    ctx.strokeStyle = C.nogo
    rule(ctx, px(deg), y - 16, px(deg), y + 16)
    label(ctx, `${fixed(deg, 2)}°`, px(deg), y + 32, C.text, 600, 'center', 13)
    label(ctx, name, px(deg), y + 47, C.muted, 500, 'center', 12)
  }
  ctx.strokeStyle = C.ship
  ctx.lineWidth = 3
  rule(ctx, px(c.planned_deg), y - 19, px(c.planned_deg), y + 19)
  label(ctx, `planned ${fixed(c.planned_deg, 2)}°`, px(c.planned_deg), y - 25, C.ship, 650, 'center', 14)
}

function hatch(ctx: CanvasRenderingContext2D, from: number, to: number, y: number): void {
  if (to <= from) return
  ctx.save()
  ctx.beginPath()
  ctx.rect(from, y - 11, to - from, 22)
  ctx.fillStyle = 'rgba(255, 128, 119, 0.1)'
  ctx.fill()
  ctx.clip()
  ctx.strokeStyle = 'rgba(255, 128, 119, 0.5)'
  ctx.lineWidth = 1
  for (let x = from - 22; x < to; x += 8) rule(ctx, x, y + 11, x + 22, y - 11)
  ctx.restore()
}

function showGauge(): void {
  drawGauge()
  const c = doc?.plan?.corridor
  const limit = (name: string, text: string | null, burn: number | null | undefined) =>
    text ? h('li', null, h('b', null, name), ` ${text}${burn ? ` (burn of ${fixed(burn, 0)} m/s)` : ''}`) : null
  gaugeText.replaceChildren(...[c ? limit('Any steeper:', c.steepest_limit, c.steepest_deorbit_m_s) : null, c ? limit('Any shallower:', c.shallowest_limit, c.shallowest_deorbit_m_s) : null].filter((e) => e !== null))
  const l = doc?.plan?.loads
  const list: [string, number | null | undefined][] = l ? [['As planned', l.peak_g], ['At the shallow end', l.shallow_peak_g], ['At the steep end', l.steep_peak_g], ['In a spin, unsteered', l.ballistic_peak_g]] : []
  const top = Math.max(10, ...list.map(([, g]) => g ?? 0))
  planLoads.replaceChildren(...list.filter(([, g]) => g !== null && g !== undefined).map(([name, g], k) => {
    const bar = h('i')
    bar.style.width = `${((g! / top) * 100).toFixed(1)}%`
    return h('li', { class: k === 0 ? 'main' : '' }, h('span', null, name), h('span', { class: 'track' }, bar), h('b', null, `${fixed(g, 1)} g`))
  }))
}

function shown(now: Now): void {
  map.update(now)
  void loadEntry(parseUtc(now.utc))
  out.alt.set(number(now.ship.alt_km))
  out.speed.set(fixed(value(now, 'speed_earth_m_s'), 0))
  out.load.set(fixed(value(now, 'load_g'), 2), against('load_g', value(now, 'load_g')))
  out.bank.set(fixed(value(now, 'bank_deg'), 1))
  drawCorridor()
  drawLoads()
}

export const returns: View = {
  id: 'return',
  title: 'Return',
  el: h('div', null,
    h('section', { class: 'panel landing-map', 'aria-label': 'Landing map' }, h('h2', null, 'Zone and footprint'), map.canvas.el),
    panel('Ship', { class: 'entry-state' }, h('dl', { class: 'readouts four' }, ...Object.values(out).map((r) => r.el))),
    panel('Entry corridor: angle of the path under the horizon', { class: 'corridor-panel' }, gauge.el, gaugeText),
    panel('Height against speed', { class: 'height-panel' }, corridor.el),
    panel('Loads', { class: 'loads-panel' }, planLoads, loads.el),
    h('section', { class: 'panel chances-panel', 'aria-label': 'Landing opportunities' }, h('div', { class: 'row toolbar' }, h('h2', null, 'Landing opportunities'), day), text, rows.el)),
  shown: seldom(250, shown),
  timeline() {
    void load()
  },
  flight() {
    const zone = store.flight!.zones[0]
    if (zone && map.canvas.el.dataset.zone !== zone.id) {
      map.canvas.el.dataset.zone = zone.id
      map.aim({ lon: zone.lon_deg - (window.innerWidth < 700 ? 1.5 : 2.5), lat: zone.lat_deg, span_deg: window.innerWidth < 700 ? 15 : 28 })
    }
    if (!day.value || !loadedFor.startsWith(`${store.path} `)) {
      const e = store.timeline?.events.find((x) => /deorbit_burn|landing|undocking/.test(x.id))
      day.value = (e?.utc ?? store.flight!.return_day ?? store.flight!.range.to_utc).slice(0, 10)
    }
    void load()
  },
}
