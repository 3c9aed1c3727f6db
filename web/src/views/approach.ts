// SPDX-License-Identifier: Apache-2.0
// The picture of the periscope, drawn from the state, with the corridor as a tunnel of rings. To the left and right of the
// picture is room for the two hand controls.
import { get, type Approach, type Cone, type Now, type Series } from '../api'
import { Canvas, label, shipMark } from '../canvas'
import { h, panel, readout, setText } from '../dom'
import { fixed, isoUtc, number, parseUtc } from '../format'
import { readApproach } from '../read'
import { store } from '../store'
import { C, FONT } from '../theme'
import { seldom, type View } from '../view'

const FIELD_DEG = 15
const RAD = Math.PI / 180
const RINGS_M = [2, 5, 10, 20, 30, 40, 60, 80, 100, 150, 200]
let state: Approach | null = null

const scope = new Canvas('Picture of the periscope: target cross, corridor, range and rate', (w) => Math.min(w, window.innerHeight - 250, 860), () => draw())
const sideView = new Canvas('Corridor of the approach seen from the side: offset up against range', (w) => w * 0.255, () => draw())
const aboveView = new Canvas('Corridor of the approach seen from above: offset to the right against range', (w) => w * 0.255, () => draw())
const rateChart = new Canvas('Range rate against range', (w) => w * 0.36, () => draw())
const out = {
  range: readout('Range', 'm'), rate: readout('Range rate', 'm/s'), right: readout('Offset right', 'm'), up: readout('Offset up', 'm'),
  yaw: readout('Angle right', 'deg'), pitch: readout('Angle up', 'deg'), off: readout('Off the port’s axis', 'deg'), wide: readout('Corridor to each side', 'm'),
}
const inside = h('p', { class: 'corridor-state', role: 'status' })
const port = h('p', { class: 'muted' })

/** Half the width of the corridor so far along the axis, m: the cone, or what the docking gear catches where that is wider. */
const half = (along: number, cone: Cone) => Math.max(state?.gear_offset_m ?? 0, Math.tan(cone.half_angle_deg * RAD) * Math.max(0, along))
const coneColor = (cone: Cone) => (cone.inside ? C.go : C.nogo)

function draw(): void {
  drawScope()
  drawPlan(sideView, 1, 'up')
  drawPlan(aboveView, 0, 'right')
  drawRate()
}

function drawScope(): void {
  const { ctx, width, height } = scope
  if (!width) return
  const [cx, cy, radius] = [width / 2, height / 2, Math.min(width, height) / 2 - 8]
  ctx.clearRect(0, 0, width, height)
  ctx.save()
  ctx.beginPath()
  ctx.arc(cx, cy, radius, 0, 2 * Math.PI)
  ctx.fillStyle = '#06090d'
  ctx.fill()
  ctx.clip()
  if (state) drawStation(ctx, cx, cy, radius, state)
  if (state?.corridor) drawTunnel(ctx, cx, cy, radius, state, state.corridor)
  drawReticle(ctx, cx, cy, radius)
  ctx.restore()
  ctx.beginPath()
  ctx.arc(cx, cy, radius, 0, 2 * Math.PI)
  ctx.strokeStyle = C.coast
  ctx.lineWidth = 2
  ctx.stroke()
  drawFigures(ctx, cx, cy, radius)
}

function drawReticle(ctx: CanvasRenderingContext2D, cx: number, cy: number, radius: number): void {
  ctx.strokeStyle = 'rgba(154, 168, 184, 0.55)'
  ctx.lineWidth = 1
  const perDeg = radius / (FIELD_DEG / 2)
  for (let d = -7; d <= 7; d++) {
    if (!d) continue
    const s = d % 5 === 0 ? 9 : 4
    stroke(ctx, cx + d * perDeg, cy - s, cx + d * perDeg, cy + s)
    stroke(ctx, cx - s, cy + d * perDeg, cx + s, cy + d * perDeg)
  }
  stroke(ctx, cx - radius, cy, cx - 14, cy)
  stroke(ctx, cx + 14, cy, cx + radius, cy)
  stroke(ctx, cx, cy - radius, cx, cy - 14)
  stroke(ctx, cx, cy + 14, cx, cy + radius)
  ctx.beginPath()
  ctx.arc(cx, cy, 5 * perDeg, 0, 2 * Math.PI)
  ctx.setLineDash([3, 6])
  ctx.stroke()
  ctx.setLineDash([])
}

/** Rings of the cone at set distances before the port, as seen by a ship that looks along the axis: who is inside sees them all around. */
function drawTunnel(ctx: CanvasRenderingContext2D, cx: number, cy: number, radius: number, s: Approach, cone: Cone): void {
  const one = radius / Math.tan((FIELD_DEG / 2) * RAD)
  ctx.strokeStyle = coneColor(cone)
  ctx.setLineDash(cone.inside ? [] : [8, 5])
  for (const d of RINGS_M) {
    const away = s.along_m - d
    if (away < 0.5 || (cone.from_range_m !== null && d > cone.from_range_m)) break
    const [x, y, r] = [cx - (s.offsets_m[0] / away) * one, cy + (s.offsets_m[1] / away) * one, (half(d, cone) / away) * one]
    if (r > 6 * radius) break
    ctx.globalAlpha = 0.85
    ctx.lineWidth = 1.4
    ctx.beginPath()
    ctx.arc(x, y, r, 0, 2 * Math.PI)
    ctx.stroke()
    ctx.globalAlpha = 1
    if (r > 22 && Math.hypot(x - cx, y - r - cy) < radius - 18) label(ctx, `${d} m`, x, y - r + 4, coneColor(cone), 500, 'center', 11)
  }
  ctx.setLineDash([])
}

function drawStation(ctx: CanvasRenderingContext2D, cx: number, cy: number, radius: number, s: Approach): void {
  const range = Math.max(1.2, s.range_m)
  const perMetre = radius / Math.tan((FIELD_DEG / 2) * RAD) / range
  const px = cx + (-s.offsets_m[0] / range / Math.tan((FIELD_DEG / 2) * RAD)) * radius
  const py = cy + (s.offsets_m[1] / range / Math.tan((FIELD_DEG / 2) * RAD)) * radius
  ctx.save()
  ctx.translate(px, py)
  ctx.scale(perMetre, perMetre)
  const thin = 1.2 / perMetre
  // a sketch of the segment around the port: node, modules, panels; sizes in metres
  ctx.lineWidth = thin
  ctx.strokeStyle = '#4b5a6b'
  for (const [x, y, w, hh, fill] of [
    [-2.2, -21, 4.4, 38, '#1d2630'], [-21, -2.1, 42, 4.2, '#1a222c'], [-40, -24, 18, 7, '#16202e'], [22, -24, 18, 7, '#16202e'],
    [-40, 18, 18, 7, '#16202e'], [22, 18, 18, 7, '#16202e'], [-22.5, -24, 1, 49, '#222c37'], [21.5, -24, 1, 49, '#222c37'],
  ] as const) {
    ctx.fillStyle = fill
    ctx.fillRect(x, y, w, hh)
    ctx.strokeRect(x, y, w, hh)
  }
  disc(ctx, 2.6, '#202b36', '#5a6b7d', thin)
  disc(ctx, 1.3, '#2b3744', '#7b8c9f', thin)
  disc(ctx, 0.42, '#0b0f14', '#9aa8b8', thin)
  // the target: a plate, and a cross that stands before it and so shifts with the offset
  ctx.translate(1.75, -1.1)
  disc(ctx, 0.55, '#e8edf3', '#0b0f14', thin)
  ctx.fillStyle = '#11161d'
  ctx.fillRect(-0.55, -0.035, 1.1, 0.07)
  ctx.fillRect(-0.035, -0.55, 0.07, 1.1)
  const shift = 0.55 / range
  ctx.translate(-s.offsets_m[0] * shift, s.offsets_m[1] * shift)
  ctx.fillStyle = '#fff'
  ctx.strokeStyle = '#11161d'
  ctx.lineWidth = Math.min(thin, 0.02)
  for (const [x, y, w, hh] of [[-0.3, -0.05, 0.6, 0.1], [-0.05, -0.3, 0.1, 0.6]]) {
    ctx.fillRect(x, y, w, hh)
    ctx.strokeRect(x, y, w, hh)
  }
  ctx.restore()
  if (perMetre * 42 < 60) bracket(ctx, px, py, Math.max(14, perMetre * 26))
}

function bracket(ctx: CanvasRenderingContext2D, x: number, y: number, s: number): void {
  ctx.strokeStyle = C.station
  ctx.lineWidth = 1.5
  for (const [a, b] of [[-1, -1], [1, -1], [1, 1], [-1, 1]]) {
    stroke(ctx, x + a * s, y + b * s, x + a * s * 0.55, y + b * s)
    stroke(ctx, x + a * s, y + b * s, x + a * s, y + b * s * 0.55)
  }
  label(ctx, 'Station', x + s + 6, y + 4, C.station)
}

function disc(ctx: CanvasRenderingContext2D, r: number, fill: string, edge: string, width: number): void {
  ctx.beginPath()
  ctx.arc(0, 0, r, 0, 2 * Math.PI)
  ctx.fillStyle = fill
  ctx.fill()
  ctx.strokeStyle = edge
  ctx.lineWidth = width
  ctx.stroke()
}

function drawFigures(ctx: CanvasRenderingContext2D, cx: number, cy: number, radius: number): void {
  if (!state) {
    label(ctx, 'The ship is not on its approach', cx, cy + radius * 0.45, C.muted, 500, 'center', 15)
    return
  }
  const size = Math.max(13, Math.min(20, radius / 18))
  const put = (name: string, text: string, x: number, y: number, align: CanvasTextAlign) => {
    ctx.font = `500 ${size * 0.7}px ${FONT}`
    label(ctx, name, x, y - size, C.muted, 500, align, size * 0.7)
    label(ctx, text, x, y, C.text, 600, align, size)
  }
  const cone = state.corridor
  if (cone) label(ctx, cone.inside ? '● Inside the corridor' : '✕ Outside the corridor', cx, cy + radius * 0.86, coneColor(cone), 650, 'center', size)
  put('Range', `${rangeText(state.range_m)}`, cx - radius * 0.62, cy + radius * 0.62, 'center')
  put('Rate', `${fixed(state.range_rate_m_s, 2)} m/s`, cx + radius * 0.62, cy + radius * 0.62, 'center')
}

const rangeText = (m: number) => (m > 5000 ? `${number(m / 1000)} km` : `${fixed(m, m < 100 ? 1 : 0)} m`)

/** The way flown in the axes of the port, as the server told it moment by moment, and the rates of the record. */
interface Spot { t: number; range: number; along: number; offsets: [number, number] }
let history: Spot[] = []
let rates: { range: number; rate: number }[] = []

const niceStep = (x: number) => {
  const p = 10 ** Math.floor(Math.log10(x))
  return (x / p >= 5 ? 5 : x / p >= 2 ? 2 : 1) * p
}

/** One of the two planes through the axis of the port, which is at the right; the other way is drawn larger. */
function drawPlan(canvas: Canvas, which: 0 | 1, name: string): void {
  const { ctx, width, height } = canvas
  if (!width) return
  ctx.clearRect(0, 0, width, height)
  const cone = state?.corridor ?? null
  const range = Math.max(12, state?.along_m ?? 200) * 1.5
  const begin = Math.min(range, cone?.from_range_m ?? range)
  const near = history.filter((p, k) => p.along < range || (history[k + 1]?.along ?? range) < range)
  const reach = Math.max(1.2, cone ? half(begin, cone) * 1.15 : 0, ...near.map((p) => Math.abs(p.offsets[which]) * 1.2), Math.abs(state?.offsets_m[which] ?? 0) * 1.2)
  const px = (r: number) => width - 22 - (r / range) * (width - 92)
  const py = (y: number) => (height - 16) / 2 - (y / reach) * ((height - 16) / 2 - 6)
  drawPlanAxes(ctx, px, py, { range, reach, height, name })
  if (cone) {
    ctx.beginPath()
    for (const sign of [1, -1]) {
      const way = Array.from({ length: 25 }, (_, k) => (begin * (sign > 0 ? k : 24 - k)) / 24)
      way.forEach((d) => ctx.lineTo(px(d), py(sign * half(d, cone))))
    }
    ctx.closePath()
    ctx.fillStyle = cone.inside ? 'rgba(99, 210, 151, 0.1)' : 'rgba(255, 128, 119, 0.1)'
    ctx.fill()
    ctx.strokeStyle = coneColor(cone)
    ctx.setLineDash([5, 4])
    ctx.lineWidth = 1.2
    ctx.stroke()
    ctx.setLineDash([])
  }
  ctx.fillStyle = C.station
  ctx.fillRect(px(0), py(0) - 13, 6, 26)
  ctx.beginPath()
  ctx.save()
  ctx.rect(px(range), 0, width, height - 16)
  ctx.clip()
  ctx.beginPath()
  near.forEach((p, k) => (k ? ctx.lineTo(px(p.along), py(p.offsets[which])) : ctx.moveTo(px(p.along), py(p.offsets[which]))))
  ctx.strokeStyle = C.ship
  ctx.lineWidth = 1.6
  ctx.stroke()
  ctx.restore()
  if (state) shipMark(ctx, px(state.along_m), py(state.offsets_m[which]), 6)
}

function drawPlanAxes(ctx: CanvasRenderingContext2D, px: (r: number) => number, py: (y: number) => number, o: { range: number; reach: number; height: number; name: string }): void {
  ctx.strokeStyle = C.grid
  ctx.lineWidth = 1
  const stepX = niceStep(o.range / 2.5)
  for (let r = 0; r <= o.range; r += stepX) {
    stroke(ctx, px(r), 4, px(r), o.height - 16)
    label(ctx, r === 0 ? 'port' : rangeText(r), px(r), o.height - 3, r === 0 ? C.station : C.muted, 400, r === 0 ? 'right' : 'center', 11)
  }
  const stepY = niceStep(o.reach / 1.2)
  for (const y of [stepY, 0, -stepY]) {
    stroke(ctx, px(o.range), py(y), px(0), py(y))
    label(ctx, y === stepY ? `${fixed(y, y < 1 ? 1 : 0)} m ${o.name}` : y ? fixed(y, y > -1 ? 1 : 0) : '0', 4, py(y) + 4, C.muted, 400, 'left', 11)
  }
}

function drawRate(): void {
  const { ctx, width, height } = rateChart
  if (!width) return
  ctx.clearRect(0, 0, width, height)
  const step = [0.1, 0.25, 0.5, 1, 1.5, 2.5, 5, 10, 15, 25, 50].find((s) => s * 4 > Math.max(1, ...rates.map((p) => -p.rate))) ?? 100
  const top = step * 4
  const [lo, hi] = [Math.log10(1), Math.log10(Math.max(1000, ...rates.map((p) => p.range)))]
  const px = (r: number) => width - 16 - ((Math.log10(Math.max(1, r)) - lo) / (hi - lo)) * (width - 64)
  const py = (v: number) => 14 + ((top + v) / top) * (height - 40)
  ctx.strokeStyle = C.grid
  ctx.lineWidth = 1
  for (const r of [1, 10, 100, 1000, 10000, 100000]) {
    if (Math.log10(r) > hi) break
    stroke(ctx, px(r), 14, px(r), height - 24)
    label(ctx, r < 1000 ? `${r} m` : `${r / 1000} km`, px(r), height - 8, C.muted, 400, 'center', 11)
  }
  for (let k = 0; k <= 4; k++) {
    const v = -step * k
    stroke(ctx, 44, py(v), width - 14, py(v))
    label(ctx, fixed(v, 1), 38, py(v) + 4, C.muted, 400, 'right', 11)
  }
  ctx.beginPath()
  ctx.rect(44, 10, width - 44, height - 30)
  ctx.save()
  ctx.clip()
  ctx.beginPath()
  rates.forEach((p, k) => (k ? ctx.lineTo(px(p.range), py(p.rate)) : ctx.moveTo(px(p.range), py(p.rate))))
  ctx.strokeStyle = C.ship
  ctx.lineWidth = 1.6
  ctx.stroke()
  ctx.restore()
  const last = rates[rates.length - 1]
  if (last) shipMark(ctx, px(last.range), py(last.rate), 5)
}

function stroke(ctx: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  ctx.beginPath()
  ctx.moveTo(x0, y0)
  ctx.lineTo(x1, y1)
  ctx.stroke()
}

const MIN = 60e3
const MOST = 900

/** What is not held yet of the last minutes: dense near the ship, and few questions at once. */
async function loadHistory(t: number): Promise<void> {
  const times = [0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20, 25, 30, 40].map((m) => t - m * MIN)
  const wanted = times.filter((x) => x > store.range[0] && !history.some((p) => Math.abs(p.t - x) < (t - x) / 10 + 8e3))
  const path = store.path
  for (let k = 0; k < wanted.length; k += 4) {
    const some = await Promise.all(wanted.slice(k, k + 4).map((x) => readApproach(path, isoUtc(x)).catch(() => null)))
    if (path !== store.path) return
    some.forEach((a) => a && keep(a))
  }
  const span = { from: isoUtc(t - 50 * MIN), to: isoUtc(t), points: 200 }
  const series = await get<Series>(`${path}/series`, { channels: 'range_m,range_rate_m_s', ...span }).catch(() => null)
  if (!series || path !== store.path || !state) return
  const far = state.range_m > 2000
  rates = series.t.map((_, k) => ({ range: series.values.range_m[k] ?? NaN, rate: series.values.range_rate_m_s[k] ?? NaN })).filter((p) => Number.isFinite(p.range + p.rate) && (far || p.range < 4000))
}

function keep(a: Approach): void {
  const spot = { t: parseUtc(a.utc), range: a.range_m, along: a.along_m, offsets: a.offsets_m }
  const at = history.findIndex((p) => p.t >= spot.t - 900)
  if (at >= 0 && Math.abs(history[at].t - spot.t) < 900) return
  history.splice(at < 0 ? history.length : at, 0, spot)
  if (history.length > MOST) history = history.filter((_, k) => k % 2 === 0)
}

let of = ''
let historyAt = -Infinity
let asked = 0
function shown(now: Now): void {
  const t = parseUtc(now.utc)
  const path = `${store.path} ${store.timeline?.plans.length}`
  if (path !== of) {
    of = path
    history = rates = []
    historyAt = -Infinity
  }
  const ask = ++asked
  readApproach(store.path, store.view === null ? undefined : isoUtc(t)).then(async (a) => {
    if (ask !== asked) return
    state = a
    if (a) keep(a)
    history = a ? history.filter((p) => p.t <= parseUtc(a.utc) + 1) : []
    if (!a) rates = []
    showFigures()
    draw()
    if (a && Math.abs(t - historyAt) > 5000) {
      historyAt = t
      await loadHistory(t)
      draw()
    }
  }).catch(() => {})
}

function showFigures(): void {
  const s = state
  out.range.set(s ? number(s.range_m) : '–')
  out.rate.set(s ? fixed(s.range_rate_m_s, 3) : '–')
  out.right.set(s ? fixed(s.offsets_m[0], 2) : '–')
  out.up.set(s ? fixed(s.offsets_m[1], 2) : '–')
  out.yaw.set(s ? fixed(s.angles_deg[0], 2) : '–')
  out.pitch.set(s ? fixed(s.angles_deg[1], 2) : '–')
  const cone = s?.corridor ?? null
  out.off.set(s ? fixed(cone ? cone.angle_deg : Math.hypot(...s.angles_deg), 2) : '–', cone && !cone.inside ? 'high' : '')
  out.wide.set(s && cone ? fixed(half(s.along_m, cone), 2) : '–')
  setText(inside, !s ? (store.view === null ? 'No approach now' : 'No approach at this moment') : !cone ? 'On the way to the port'
    : `${cone.inside ? '● Inside' : '✕ Outside'} the corridor of ${fixed(cone.half_angle_deg, 0)}° to each side`)
  inside.dataset.state = !cone ? '' : cone.inside ? 'go' : 'nogo'
  setText(port, s ? `To ${store.flight!.ports.find((p) => p.id === s.port)?.name ?? s.port}` : approachTimes())
}

function approachTimes(): string {
  const e = store.timeline?.events.find((x) => /approach_start|rendezvous/.test(x.id))
  return e ? `The approach begins ${e.utc.slice(0, 16).replace('T', ', ')} UTC` : 'No approach is planned yet'
}

export const approach: View = {
  id: 'approach',
  title: 'Approach',
  el: h('div', null,
    h('section', { class: 'panel scope-panel', 'aria-label': 'Periscope' }, h('div', { class: 'hand-left' }), h('div', { class: 'scope' }, scope.el), h('div', { class: 'hand-right' })),
    panel('State against the port', { class: 'state-panel' }, inside, port, h('dl', { class: 'readouts two' }, ...Object.values(out).map((r) => r.el))),
    panel('Offsets against range', { class: 'side-panel' }, h('h3', null, 'From the side'), sideView.el, h('h3', null, 'From above'), aboveView.el),
    panel('Rate against range', { class: 'rate-panel' }, rateChart.el)),
  shown: seldom(200, shown),
}
