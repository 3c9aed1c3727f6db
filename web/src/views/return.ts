// SPDX-License-Identifier: Apache-2.0
import type { GeoProjection } from 'd3-geo'
import type { Feature } from 'geojson'
import { ApiError, get, type Now, type ReturnPlan, type Returns, type Series } from '../api'
import { Canvas, label, shipMark } from '../canvas'
import { fillTable, h, panel, readout, setText, table } from '../dom'
import { clock, date, fixed, isoUtc, number, parseUtc } from '../format'
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
const map = new FlatMap('Map of the landing: zone, footprint, ground track', (w) => Math.min(w * 0.62, 500), { lon: 67, lat: 47.4, span_deg: 28 })
map.plain = true
const out = { alt: readout('Altitude', 'km'), speed: readout('Speed over ground', 'm/s'), load: readout('Load', 'g'), bank: readout('Bank angle', 'deg') }
const corridor = new Canvas('Entry: height against speed', (w) => w * 0.62, () => draw())
const loads = new Canvas('Load against time from the entry', (w) => w * 0.42, () => draw())

let flown: Series | null = null
let flownKey = ''

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
  flown = span && end > span[0] ? await get<Series>(`${store.path}/series`, { channels: 'alt_km,speed_earth_m_s,load_g', from: isoUtc(span[0]), to: isoUtc(end), points: 400 }).catch(() => null) : null
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
    label(ctx, 'The entry has not begun', width / 2, height * 0.4, C.muted, 500, 'center', 13)
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

map.over = (ctx, shape, project) => {
  if (doc?.footprint?.length) {
    // a ring that runs the wrong way round would be the rest of the Earth
    const ring = [...doc.footprint, doc.footprint[0]]
    const area = ring.slice(1).reduce((sum, p, i) => sum + (p[0] - ring[i][0]) * (p[1] + ring[i][1]), 0)
    const outline: Feature = { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [area > 0 ? ring : ring.reverse()] } }
    shape(outline)
    ctx.fillStyle = 'rgba(255, 200, 87, 0.14)'
    ctx.fill()
    ctx.strokeStyle = C.ship
    ctx.lineWidth = 1.3
    ctx.stroke()
    const top = doc.footprint.reduce((a, b) => (b[1] > a[1] ? b : a))
    const at = project(top)
    if (at) label(ctx, 'Footprint', at[0] + 8, at[1] - 6, C.ship, 600)
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

async function load(): Promise<void> {
  const key = `${store.path} ${day.value}`
  if (key === loadedFor) return
  loadedFor = key
  try {
    doc = await readReturns(store.path, day.value)
    const n = doc.opportunities.filter((o) => o.possible).length
    setText(text, `${n} of ${doc.opportunities.length} passes of this day can be landed from.`)
  } catch (e) {
    doc = null
    setText(text, e instanceof ApiError ? e.message : 'The server cannot be reached.')
  }
  const list = doc?.opportunities ?? []
  fillTable(rows.body, list.map((o) => [`${date(parseUtc(o.burn_utc), false)} ${clock(parseUtc(o.burn_utc))}`, clock(parseUtc(o.landing_utc)), `${fixed(o.cross_range_km, 0)} km`,
    h('span', { class: o.possible ? 'go' : 'wait' }, o.possible ? '● open' : '○ closed'), o.reason ?? '']), 1, (k) => (list[k].possible ? 'open' : ''))
  map.overKey = key + list.length
  if (store.shown) map.update(store.shown)
}
day.addEventListener('change', () => void load())

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
    panel('Ship', { class: 'entry-state' }, h('dl', { class: 'readouts two' }, ...Object.values(out).map((r) => r.el))),
    panel('Entry corridor', { class: 'corridor-panel' }, corridor.el),
    panel('Loads', { class: 'loads-panel' }, loads.el),
    h('section', { class: 'panel chances-panel', 'aria-label': 'Landing opportunities' }, h('div', { class: 'row toolbar' }, h('h2', null, 'Landing opportunities'), day), text, rows.el)),
  shown: seldom(250, shown),
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
