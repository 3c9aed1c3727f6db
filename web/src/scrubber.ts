// SPDX-License-Identifier: Apache-2.0
// The timeline at the foot of every page: phases, events, what is flown and what is planned, changes of
// plan; and the handle with which each looks at any moment alone.
import { button, h, setClass, setText } from './dom'
import { clock, date, isoUtc, met, parseUtc, sentence } from './format'
import { store } from './store'
import { Warp } from './warp'

export let warp: Warp | null = null

const fill = h('div', { class: 'flown' })
const marks = h('div', { class: 'marks', 'aria-hidden': 'true' })
const live = h('div', { class: 'live-edge', 'aria-hidden': 'true' })
const thumb = h('div', { class: 'thumb', role: 'slider', tabindex: 0, 'aria-label': 'Moment shown', 'aria-valuemin': 0, 'aria-valuemax': 1000 })
const tip = h('div', { class: 'tip', 'aria-hidden': 'true', hidden: true })
const bar = h('div', { class: 'bar' }, fill, marks, live, thumb, tip)
const follow = button('Follow the flight', () => store.look(null), { class: 'follow', hidden: true })
export const scrubber = h('div', { class: 'scrubber' }, bar, follow)

/** Percent along the bar. */
const percent = (t: number) => `${((warp?.at(t) ?? 0) * 100).toFixed(3)}%`

function rebuild(): void {
  if (!store.flight || !store.timeline) return
  const [from, to] = store.range
  warp = new Warp(store.timeline, from, to)
  const known = store.flight.mode === 'live' ? (store.now ? parseUtc(store.now.utc) : to) : Infinity
  marks.replaceChildren(
    ...warp.segments.map((s) => {
      const e = h('div', { class: 'segment', 'data-label': s.label }, h('span', null, s.label))
      e.style.left = `${s.x0 * 100}%`
      e.style.width = `${(s.x1 - s.x0) * 100}%`
      return e
    }),
    ...store.timeline.events.map((e) => {
      const t = parseUtc(e.utc)
      const tick = h('i', { class: t <= known ? 'tick' : 'tick planned' })
      tick.style.left = percent(t)
      return tick
    }),
    ...store.timeline.plans.slice(1).map((p, k, all) => {
      // of changes close together the last is named
      const next = all[k + 1] && (warp!.at(parseUtc(all[k + 1].utc)) - warp!.at(parseUtc(p.utc))) * bar.clientWidth
      const e = h('i', { class: 'change' }, next !== undefined && next < 46 ? '' : `plan ${p.version}`)
      e.style.left = percent(parseUtc(p.utc))
      return e
    }),
  )
}

function limit(t: number): number {
  const [from, to] = store.range
  return Math.max(from, Math.min(to, t))
}

/** A controller's drag moves only the own view, too: the flight's clock moves by its own button. */
export function lookAt(t: number): void {
  const at = limit(t)
  const liveNow = store.now ? parseUtc(store.now.utc) : 0
  store.look(store.flight?.mode === 'live' && at >= liveNow - 500 ? null : at)
}

function show(): void {
  const s = store.shown
  if (!s || !warp || !store.now) return
  const t = parseUtc(s.utc)
  fill.style.width = percent(store.flight?.mode === 'replay' ? t : parseUtc(store.now.utc))
  thumb.style.left = percent(t)
  live.style.left = percent(parseUtc(store.now.utc))
  const text = `${date(t)} ${clock(t)} UTC, ${met(s.met_s)}, ${s.phase}`
  if (thumb.getAttribute('aria-valuetext')?.slice(0, -4) !== text.slice(0, -4)) {
    thumb.setAttribute('aria-valuenow', String(Math.round(warp.at(t) * 1000)))
    thumb.setAttribute('aria-valuetext', text)
  }
  follow.hidden = store.view === null
  setClass(scrubber, 'apart', store.view !== null)
}

function timeAt(e: PointerEvent): number {
  const box = bar.getBoundingClientRect()
  return warp!.time(Math.max(0, Math.min(1, (e.clientX - box.left) / box.width)))
}

function showTip(e: PointerEvent): void {
  if (!warp || !store.timeline) return
  const t = timeAt(e)
  const box = bar.getBoundingClientRect()
  const x = (e.clientX - box.left) / box.width
  let near = null as null | { text: string; utc: string; off: number }
  for (const event of store.timeline.events) {
    const off = Math.abs(warp.at(parseUtc(event.utc)) - x) * box.width
    if (off < 7 && (!near || off < near.off)) near = { text: event.text, utc: event.utc, off }
  }
  const at = near ? parseUtc(near.utc) : t
  setText(tip, `${date(at, false)} ${clock(at)}  ${met((at - store.liftoff(at)) / 1000)}${near ? `  ${sentence(near.text)}` : ''}`)
  tip.hidden = false
  tip.style.left = `${Math.max(0, Math.min(100, x * 100))}%`
  setClass(tip, 'right', x > 0.6)
}

let dragging = false
bar.addEventListener('pointerdown', (e) => {
  if (!warp) return
  dragging = true
  bar.setPointerCapture(e.pointerId)
  lookAt(timeAt(e))
  thumb.focus({ preventScroll: true })
})
bar.addEventListener('pointermove', (e) => {
  showTip(e)
  if (dragging) lookAt(timeAt(e))
})
bar.addEventListener('pointerup', () => (dragging = false))
bar.addEventListener('pointerleave', () => (tip.hidden = true))
thumb.addEventListener('keydown', (e) => {
  if (!store.shown || !store.timeline) return
  const t = store.t
  const events = store.timeline.events.map((x) => parseUtc(x.utc))
  const steps: { [key: string]: () => number | null | undefined } = {
    ArrowLeft: () => t - (e.shiftKey ? 60e3 : 10e3), ArrowRight: () => t + (e.shiftKey ? 60e3 : 10e3),
    PageDown: () => events.filter((x) => x < t - 1000).pop(), PageUp: () => events.find((x) => x > t + 1000),
    Home: () => store.range[0], End: () => null,
  }
  if (!(e.key in steps)) return
  e.preventDefault()
  const to = steps[e.key]()
  if (to === null) store.look(null)
  else if (to !== undefined) lookAt(to)
})

let rebuilt = 0
store.on('timeline', rebuild)
store.on('flight', () => {
  rebuild()
  show()
})
store.on('shown', () => {
  if (warp && store.flight?.mode === 'live' && Date.now() - rebuilt > 5000) {
    rebuilt = Date.now()
    rebuild()
  }
  show()
})

export const moment = (): string => isoUtc(store.t)
