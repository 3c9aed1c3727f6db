// SPDX-License-Identifier: Apache-2.0
// A time axis on which nine minutes of ascent and six months in dock can both be seen: each phase has
// a width by the logarithm of its length, and inside of it the events share the width the same way.
import type { FlightEvent, Timeline } from './api'
import { parseUtc } from './format'

export interface Segment { label: string; from: number; to: number; x0: number; x1: number }

const LABELS: [RegExp, string][] = [
  [/countdown/, 'Countdown'], [/ascent|insertion/, 'Ascent'], [/undock|depart/, 'Departure'], [/deorbit|descent|entry|parachute|landed/, 'Return'],
  [/dock/, 'Docked'], [/approach|contact/, 'Approach'], [/flight|burn|orbit/, 'Free flight'],
]

export const phaseLabel = (phase: string): string => LABELS.find(([r]) => r.test(phase))?.[1] ?? phase

const weight = (ms: number, scale: number) => Math.log1p(Math.max(0, ms) / scale)

export class Warp {
  segments: Segment[] = []
  private t: number[] = []
  private x: number[] = []

  constructor(timeline: Timeline, from: number, to: number) {
    const events = timeline.events.filter((e) => !/fault|elements_change/.test(e.id)).map((e) => ({ ...e, at: parseUtc(e.utc) })).sort((a, b) => a.at - b.at)
    const end = Math.max(to, events[events.length - 1]?.at ?? to)
    this.segments = segments(events, from, end)
    const total = this.segments.reduce((sum, s) => sum + width(s), 0) || 1
    let x = 0
    for (const s of this.segments) {
      s.x0 = x
      x += width(s) / total
      s.x1 = x
      this.knots(s, events.map((e) => e.at).filter((t) => t > s.from && t < s.to))
    }
  }

  private knots(s: Segment, inside: number[]): void {
    const times = [s.from, ...inside, s.to]
    const weights = times.slice(1).map((t, i) => weight(t - times[i], 20e3) + 0.05)
    const total = weights.reduce((a, b) => a + b, 0)
    let x = s.x0
    for (let i = 0; i < times.length - 1; i++) {
      this.t.push(times[i])
      this.x.push(x)
      x += (weights[i] / total) * (s.x1 - s.x0)
    }
    this.t.push(s.to)
    this.x.push(s.x1)
  }

  at(t: number): number {
    return between(this.t, this.x, t)
  }

  time(x: number): number {
    return between(this.x, this.t, x)
  }
}

const width = (s: Segment) => weight(s.to - s.from, 60e3) + 1.5

function segments(events: (FlightEvent & { at: number })[], from: number, to: number): Segment[] {
  const list: Segment[] = []
  let key = ''
  for (const e of events) {
    const label = phaseLabel(e.phase)
    const own = label === 'Countdown' ? `${label} ${e.attempt ?? 1}` : label
    if (own === key) continue
    key = own
    const at = list.length ? e.at : from
    if (list.length) list[list.length - 1].to = at
    list.push({ label: own === 'Countdown 1' ? 'Countdown' : own, from: at, to: at, x0: 0, x1: 0 })
  }
  if (!list.length) list.push({ label: 'Flight', from, to, x0: 0, x1: 0 })
  list[list.length - 1].to = Math.max(to, list[list.length - 1].from + 1000)
  return list.filter((s) => s.to > s.from)
}

function between(a: number[], b: number[], v: number): number {
  if (v <= a[0]) return b[0]
  let lo = 0
  let hi = a.length - 1
  if (v >= a[hi]) return b[hi]
  while (hi - lo > 1) {
    const mid = (lo + hi) >> 1
    if (a[mid] <= v) lo = mid
    else hi = mid
  }
  return a[hi] === a[lo] ? b[lo] : b[lo] + ((v - a[lo]) / (a[hi] - a[lo])) * (b[hi] - b[lo])
}
