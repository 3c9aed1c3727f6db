// SPDX-License-Identifier: Apache-2.0
import { ApiError, get, post, type Flight, type Opportunity, type ProfileBand, type Windows } from '../api'
import { Canvas, label } from '../canvas'
import { refusal, say } from '../controls'
import { button, fillTable, h, panel, setText, table } from '../dom'
import { clock, date, fixed, isoUtc, parseUtc } from '../format'
import { store } from '../store'
import { C } from '../theme'
import type { View } from '../view'

const DAY = 86400e3
let doc: Windows | null = null
let picked: Opportunity | null = null
let from = 0
let days = 14
let loadedFor = ''

const first = h('input', { type: 'date', 'aria-label': 'First day' })
const length = h('select', { 'aria-label': 'Days' }, ...[7, 14, 30, 60].map((d) => h('option', { value: d, selected: d === 14 }, `${d} days`)))
const text = h('p', { class: 'muted', role: 'status' })
const rows = table('Opportunities', ['Lift-off, UTC', 'Profile', 'Phase', 'To gain', 'Docking, UTC', 'Velocity', 'Reserve', 'Pad', 'Docking in'])
const chart = new Canvas('Phase of the station against date, with the bands of the profiles', (w) => Math.max(300, Math.min(w * 0.42, 460)), () => draw())
const details = h('div', { class: 'details' })

const COLORS: { [orbits: number]: string } = { 1: '#ff9e80', 2: C.ship, 4: C.go, 34: C.station }
const color = (orbits: number) => COLORS[orbits] ?? C.zone
const wrap = (deg: number) => ((((deg + 180) % 360) + 360) % 360) - 180

let points: { x: number; y: number; o: Opportunity }[] = []

function draw(): void {
  const { ctx, width, height } = chart
  if (!width) return
  ctx.clearRect(0, 0, width, height)
  const [left, right, top, bottom] = [54, width - 16, 12, height - 34]
  const to = from + days * DAY
  const px = (t: number) => left + ((t - from) / (to - from)) * (right - left)
  const py = (deg: number) => top + ((180 - deg) / 360) * (bottom - top)
  drawBands(ctx, py, left, right)
  ctx.strokeStyle = C.line
  ctx.lineWidth = 1
  for (let deg = -180; deg <= 180; deg += 60) {
    ctx.globalAlpha = 0.7
    rule(ctx, left, py(deg), right, py(deg))
    ctx.globalAlpha = 1
    label(ctx, `${fixed(deg, 0)}°`, left - 8, py(deg) + 4, C.muted, 400, 'right', 12)
  }
  const step = Math.max(1, Math.ceil(days / ((right - left) / 80)))
  for (let d = 0; d <= days; d += step) {
    rule(ctx, px(from + d * DAY), bottom, px(from + d * DAY), bottom + 5)
    label(ctx, date(from + d * DAY, false), px(from + d * DAY), bottom + 20, C.muted, 400, d === 0 ? 'left' : d > days - step / 2 ? 'right' : 'center', 12)
  }
  drawPoints(ctx, px, py)
}

/** Each band where it lies in one turn; one that goes past 180 degrees goes on from below. */
export function pieces(from: number, to: number): [number, number][] {
  const list: [number, number][] = []
  for (let turn = -2; turn <= 2; turn++) {
    const [lo, hi] = [Math.max(-180, from - 360 * turn), Math.min(180, to - 360 * turn)]
    if (hi > lo) list.push([lo, hi])
  }
  return list
}

function drawBands(ctx: CanvasRenderingContext2D, py: (d: number) => number, left: number, right: number): void {
  const named: number[] = []
  for (const b of [...(doc?.bands ?? [])].sort((a, c) => c.orbits - a.orbits)) {
    if (b.open_from_deg === null || b.open_to_deg === null) continue
    const list = pieces(b.open_from_deg, b.open_to_deg)
    ctx.fillStyle = ctx.strokeStyle = color(b.orbits)
    ctx.lineWidth = 1
    for (const [lo, hi] of list) {
      ctx.globalAlpha = b.orbits > 10 ? 0.08 : 0.2
      ctx.fillRect(left, py(hi), right - left, Math.max(3, py(lo) - py(hi)))
      ctx.globalAlpha = 0.5
      for (const edge of [lo, hi]) if (Math.abs(edge) < 180) rule(ctx, left, py(edge), right, py(edge))
      ctx.globalAlpha = 1
    }
    const largest = list.sort((a, c) => c[1] - c[0] - (a[1] - a[0]))[0]
    if (!largest) continue
    let y = py((largest[0] + largest[1]) / 2) + 4
    while (named.some((at) => Math.abs(at - y) < 14)) y += 14
    named.push(y)
    label(ctx, `${b.orbits} orbits`, right - 6, y, color(b.orbits), 600, 'right', 12)
  }
}

function drawPoints(ctx: CanvasRenderingContext2D, px: (t: number) => number, py: (d: number) => number): void {
  // the profiles of one pass lift off some minutes apart
  const open = doc?.opportunities.map((o) => parseUtc(o.liftoff_utc)) ?? []
  for (const c of doc?.closed ?? []) {
    if (open.some((t) => Math.abs(t - parseUtc(c.pass_utc)) < 30 * 60e3)) continue
    const [x, y] = [px(parseUtc(c.pass_utc)), py(wrap(c.catch_up_deg))]
    ctx.strokeStyle = C.muted
    ctx.lineWidth = 1.4
    rule(ctx, x - 4, y - 4, x + 4, y + 4)
    rule(ctx, x - 4, y + 4, x + 4, y - 4)
  }
  points = (doc?.opportunities ?? []).map((o) => ({ o, x: px(parseUtc(o.liftoff_utc)), y: py(wrap(o.phase_deg)) }))
  for (const p of points) {
    shape(ctx, p.x, p.y, p.o.profile_orbits)
    if (p.o === picked) {
      ctx.beginPath()
      ctx.arc(p.x, p.y, 12, 0, 2 * Math.PI)
      ctx.strokeStyle = C.text
      ctx.lineWidth = 1.5
      ctx.stroke()
    }
  }
}

/** Each profile has its own shape, so that colour is not needed to tell them. */
function shape(ctx: CanvasRenderingContext2D, x: number, y: number, orbits: number): void {
  ctx.fillStyle = color(orbits)
  ctx.beginPath()
  if (orbits === 34) ctx.rect(x - 5, y - 5, 10, 10)
  else if (orbits === 4) {
    ctx.moveTo(x, y - 7)
    ctx.lineTo(x + 6.5, y + 5)
    ctx.lineTo(x - 6.5, y + 5)
  } else ctx.arc(x, y, 6, 0, 2 * Math.PI)
  ctx.fill()
  ctx.lineWidth = 1.5
  ctx.strokeStyle = C.sea
  ctx.stroke()
}

function rule(ctx: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  ctx.beginPath()
  ctx.moveTo(x0, y0)
  ctx.lineTo(x1, y1)
  ctx.stroke()
}

function showRows(): void {
  const list = doc?.opportunities ?? []
  fillTable(rows.body, list.map((o) => [
    button(`${date(parseUtc(o.liftoff_utc), false)} ${clock(parseUtc(o.liftoff_utc))}`, () => pick(o), { class: 'link', 'aria-pressed': String(o === picked) }),
    `${o.profile_orbits} orbits`, `${fixed(o.phase_deg, 1)}°`, `${fixed(o.catch_up_deg, 1)}°`, `${date(parseUtc(o.docking_utc), false)} ${clock(parseUtc(o.docking_utc)).slice(0, 5)}`,
    `${fixed(o.delta_v_m_s, 1)} m/s`, `${fixed(o.reserve_m_s, 1)} m/s`, o.sunlit_liftoff ? 'day' : 'night', o.sunlit_docking ? 'sunlight' : 'shadow',
  ]), 1, (k) => (list[k] === picked ? 'picked' : ''))
}

function pick(o: Opportunity): void {
  picked = o
  showRows()
  showDetails()
  draw()
}

function showDetails(): void {
  if (!picked) {
    details.replaceChildren(h('p', { class: 'none' }, doc?.opportunities.length ? 'Pick a date in the picture or in the list.' : 'No opportunity in this span.'))
    return
  }
  const o = picked
  const lift = parseUtc(o.liftoff_utc)
  const dock = parseUtc(o.docking_utc)
  const row = (name: string, value: string) => h('div', null, h('dt', null, name), h('dd', null, value))
  details.replaceChildren(
    h('p', { class: 'big-number' }, date(lift)), h('p', { class: 'big-text' }, `${clock(lift)} UTC, ${o.profile_orbits} orbits`),
    h('dl', { class: 'facts' }, row('Docking', `${date(dock, false)} ${clock(dock).slice(0, 5)} UTC`), row('From lift-off to docking', `${fixed((dock - lift) / 3600e3, 1)} h`),
      row('Phase at lift-off', `${fixed(o.phase_deg, 1)}°`), row('Velocity of all burns', `${fixed(o.delta_v_m_s, 1)} m/s`), row('Reserve', `${fixed(o.reserve_m_s, 1)} m/s`),
      row('Sun over the orbit plane', `${fixed(o.beta_deg, 1)}°`)),
    store.can('controller') ? button(`Fly on ${date(lift, false)}`, () => void fly(o), { class: 'primary wide' }) : h('p', { class: 'muted' }, 'Controllers can fly it from here.'))
}

async function fly(o: Opportunity): Promise<void> {
  try {
    const { id } = await post<{ id: string }>('flights', { mission: store.flight!.mission, launch_day: o.liftoff_utc.slice(0, 10) })
    await store.loadFlights()
    await store.open(id)
    const own = (store.flight as Flight | null)?.launch_day?.slice(0, 10)
    if (own && own !== o.liftoff_utc.slice(0, 10)) say(`This server flies the mission on its own day, ${own}.`, true)
    else say('The flight is set up. Run starts its clock.')
    location.hash = 'overview'
  } catch (e) {
    say(refusal(e), true)
  }
}

/** The bands move a little from pass to pass: which one they are of is said. */
function bandText(bands: ProfileBand[] | null | undefined): string {
  const open = (bands ?? []).filter((b) => b.open_from_deg !== null && b.open_to_deg !== null)
  if (!open.length) return bands?.length ? 'No profile is open at any phase.' : 'Where each profile is open is not told.'
  const at = open[0].pass_utc ? `, as of the pass of ${date(parseUtc(open[0].pass_utc), false)}` : ''
  return `A profile is open where its band is${at}: ${open.map((b) => `${b.orbits} orbits from ${fixed(b.open_from_deg, 1)}° to ${fixed(wrap(b.open_to_deg!), 1)}°`).join(', ')}.`
}

async function load(): Promise<void> {
  const key = `${store.path} ${from} ${days}`
  if (key === loadedFor) return
  loadedFor = key
  setText(text, 'The windows are computed.')
  try {
    doc = await get<Windows>(`${store.path}/windows`, { from: isoUtc(from), to: isoUtc(from + days * DAY) })
    if (loadedFor !== key) return
    const n = doc.opportunities.length
    setText(text, doc.refused ?? `${n} ${n === 1 ? 'opportunity' : 'opportunities'} in ${days} days. One mark a pass: ● 1 or 2 orbits, ▲ 4 orbits, ■ 34 orbits, ✕ closed to all. ${bandText(doc.bands)}`)
  } catch (e) {
    doc = null
    setText(text, e instanceof ApiError ? e.message : 'The server cannot be reached.')
  }
  const planned = store.timeline?.attempts.map((a) => a.liftoff_utc.slice(0, 10)) ?? []
  picked = doc?.opportunities.find((o) => planned.includes(o.liftoff_utc.slice(0, 10))) ?? doc?.opportunities[0] ?? null
  showRows()
  showDetails()
  draw()
}

first.addEventListener('change', () => {
  if (!first.value) return
  from = parseUtc(`${first.value}T00:00:00Z`)
  void load()
})
length.addEventListener('change', () => {
  days = Number(length.value)
  void load()
})
chart.el.addEventListener('click', (e) => {
  const near = points.map((p) => ({ p, d: Math.hypot(p.x - e.offsetX, p.y - e.offsetY) })).sort((a, b) => a.d - b.d)[0]
  if (near && near.d < 20) pick(near.p.o)
})

export const windows: View = {
  id: 'windows',
  title: 'Launch windows',
  el: h('div', null,
    h('section', { class: 'panel window-panel', 'aria-label': 'Phase against date' }, h('div', { class: 'row toolbar' }, h('h2', null, 'Phase against date'), first, length), h('p', { class: 'muted' }, 'Phase: how far the station is past the pad along its orbit when the pad crosses the orbit plane. The less there is to catch up, the sooner the docking.'), text, chart.el),
    panel('Chosen launch', { class: 'chosen-panel' }, details),
    h('section', { class: 'panel rows-panel', 'aria-label': 'Opportunities' }, h('h2', null, 'Opportunities'), rows.el)),
  flight() {
    if (!from || !loadedFor.startsWith(`${store.path} `)) {
      const day = store.timeline?.attempts[0]?.liftoff_utc ?? store.flight!.range.from_utc
      from = Math.floor(parseUtc(day) / DAY) * DAY - DAY
      first.value = isoUtc(from).slice(0, 10)
    }
    void load()
  },
  session: showDetails,
}
