// SPDX-License-Identifier: Apache-2.0
// The picture of the periscope, drawn from the state. The inner part of the panel is kept for hand controls.
import { get, type Approach, type Now, type Relative, type Series } from '../api'
import { Canvas, label, shipMark } from '../canvas'
import { h, panel, readout, setText } from '../dom'
import { fixed, isoUtc, number, parseUtc } from '../format'
import { readApproach } from '../read'
import { store } from '../store'
import { C, FONT } from '../theme'
import { seldom, type View } from '../view'

const FIELD_DEG = 15
const RAD = Math.PI / 180
let state: Approach | null = null

const scope = new Canvas('Picture of the periscope: target cross, range and rate', (w) => Math.min(w, window.innerHeight - 250, 860), () => draw())
const sideView = new Canvas('Corridor of the approach seen from the side', (w) => w * 0.4, () => draw())
const rateChart = new Canvas('Range rate against range', (w) => w * 0.42, () => draw())
const out = {
  range: readout('Range', 'm'), rate: readout('Range rate', 'm/s'), right: readout('Offset right', 'm'), up: readout('Offset up', 'm'),
  yaw: readout('Angle right', 'deg'), pitch: readout('Angle up', 'deg'), along: readout('Along the axis', 'm'), wide: readout('Corridor to each side', 'm'),
}
const inside = h('p', { class: 'corridor-state' })
const port = h('p', { class: 'muted' })

/** Half the width of the corridor at a range, m: a cone with its tip behind the port. */
const corridor = (range: number, deg: number) => 0.35 + Math.tan(deg * RAD) * range

function draw(): void {
  drawScope()
  drawSide()
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
  put('Range', `${rangeText(state.range_m)}`, cx - radius * 0.62, cy + radius * 0.62, 'center')
  put('Rate', `${fixed(state.range_rate_m_s, 2)} m/s`, cx + radius * 0.62, cy + radius * 0.62, 'center')
}

const rangeText = (m: number) => (m > 5000 ? `${number(m / 1000)} km` : `${fixed(m, m < 100 ? 1 : 0)} m`)

let history: { range: number; side: number }[] = []
let rates: { range: number; rate: number }[] = []

function drawSide(): void {
  const { ctx, width, height } = sideView
  if (!width) return
  ctx.clearRect(0, 0, width, height)
  const range = Math.max(20, state?.range_m ?? 200) * 1.25
  const deg = state?.corridor_deg ?? 0
  const reach = Math.max(corridor(range, deg) * 1.25, 3, ...history.filter((p) => p.range < range).map((p) => Math.abs(p.side) * 1.1))
  const px = (r: number) => width - 26 - (r / range) * (width - 56)
  const py = (y: number) => height / 2 - (y / reach) * (height / 2 - 20)
  ctx.beginPath()
  if (deg) ctx.moveTo(px(0), py(corridor(0, deg)))
  if (deg) {
    ctx.lineTo(px(range), py(corridor(range, deg)))
    ctx.lineTo(px(range), py(-corridor(range, deg)))
    ctx.lineTo(px(0), py(-corridor(0, deg)))
  }
  ctx.closePath()
  ctx.fillStyle = 'rgba(99, 210, 151, 0.08)'
  ctx.fill()
  ctx.strokeStyle = C.go
  ctx.setLineDash([5, 4])
  ctx.lineWidth = 1
  ctx.stroke()
  ctx.setLineDash([])
  ctx.strokeStyle = C.line
  stroke(ctx, px(range), py(0), px(0), py(0))
  ctx.fillStyle = C.station
  ctx.fillRect(px(0), py(0) - 16, 7, 32)
  label(ctx, 'port', px(0) + 4, py(0) + 32, C.station, 500, 'center', 11)
  if (deg) label(ctx, `corridor ${fixed(deg, 0)}° to each side`, px(range) + 6, 14, C.go, 500, 'left', 11)
  label(ctx, `${rangeText(range * 0.8)}`, px(range * 0.8), height - 5, C.muted, 400, 'center', 11)
  label(ctx, `${rangeText(range * 0.4)}`, px(range * 0.4), height - 5, C.muted, 400, 'center', 11)
  ctx.beginPath()
  history.forEach((p, k) => (k ? ctx.lineTo(px(p.range), py(p.side)) : ctx.moveTo(px(p.range), py(p.side))))
  ctx.strokeStyle = C.ship
  ctx.lineWidth = 1.5
  ctx.stroke()
  if (state) shipMark(ctx, px(state.range_m), py(state.offsets_m[1]), 6)
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

async function loadHistory(t: number): Promise<void> {
  const span = { from: isoUtc(t - 50 * 60e3), to: isoUtc(t), points: 200 }
  const range = 'range_m'
  const [relative, series] = await Promise.all([
    get<Relative>(`${store.path}/relative`, span).catch(() => null), get<Series>(`${store.path}/series`, { channels: `${range},range_rate_m_s`, ...span }).catch(() => null),
  ])
  const along = state?.port.includes('aft') ? relative?.along_km : relative?.radial_km
  const side = state?.port.includes('aft') ? relative?.radial_km : relative?.along_km
  const own = state
  history = relative && along && side ? relative.t.map((_, k) => ({ range: Math.abs(along[k]) * 1000, side: side[k] * 1000 })) : []
  // the port is not where the station's mass is: the path is moved so that it ends where the ship is
  const end = history[history.length - 1]
  if (end && own) history = history.map((p) => ({ range: p.range - end.range + own.range_m, side: p.side - end.side + own.offsets_m[1] }))
  rates = series ? series.t.map((_, k) => ({ range: series.values[range][k] ?? NaN, rate: series.values.range_rate_m_s[k] ?? NaN })).filter((p) => Number.isFinite(p.range + p.rate) && (own!.range_m > 2000 || p.range < 4000)) : []
}

let historyAt = -Infinity
function shown(now: Now): void {
  const t = parseUtc(now.utc)
  if (store.view !== null) {
    // the server knows the state against the port for the flight's own moment
    state = null
    history = rates = []
    showFigures()
    draw()
    return
  }
  readApproach(store.path).then(async (a) => {
    state = a
    if (state && Math.abs(t - historyAt) > 5000) {
      historyAt = t
      await loadHistory(t)
    }
    if (!state) history = rates = []
    showFigures()
    draw()
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
  out.along.set(s ? number(s.along_m) : '–')
  out.wide.set(s?.corridor_deg ? fixed(corridor(s.range_m, s.corridor_deg), 2) : '–')
  const off = s ? Math.hypot(...s.offsets_m) : 0
  const fits = !!s?.corridor_deg && off <= corridor(s.range_m, s.corridor_deg)
  setText(inside, store.view !== null ? 'Shown for the flight’s own moment only' : !s ? 'No approach now' : !s.corridor_deg ? 'On the way to the port' : fits ? '● Inside the corridor' : '✕ Outside the corridor')
  inside.dataset.state = !s?.corridor_deg ? '' : fits ? 'go' : 'nogo'
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
    h('section', { class: 'panel scope-panel', 'aria-label': 'Periscope' }, scope.el),
    panel('State against the port', { class: 'state-panel' }, inside, port, h('dl', { class: 'readouts two' }, ...Object.values(out).map((r) => r.el))),
    panel('Corridor from the side', { class: 'side-panel' }, sideView.el),
    panel('Rate against range', { class: 'rate-panel' }, rateChart.el)),
  shown: seldom(200, shown),
}
