// SPDX-License-Identifier: Apache-2.0
// Strip charts on uPlot: one cursor and one zoom for all of a group, limits hatched and named.
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { Channel } from './api'
import { clock, date, fixed } from './format'
import { C, FONT } from './theme'

const font = `11px ${FONT}`
const ticks = { stroke: C.line, width: 1, size: 4 }
const grid = { stroke: '#1a232d', width: 1 }

/** Time labels as short as the span allows; from a lift-off on where `zero` is one. */
const timeLabels = (zero: number | null) => (_: uPlot, splits: number[], __: number, ___: number, step: number): string[] => {
  if (zero !== null) return splits.map((t) => metLabel((t - zero) / 1000, step))
  return splits.map((t) => (step >= 86400e3 ? date(t, false) : step >= 60e3 ? (new Date(t).toISOString().slice(11, 16) === '00:00' ? date(t, false) : new Date(t).toISOString().slice(11, 16)) : clock(t)))
}

function metLabel(seconds: number, step: number): string {
  const s = Math.abs(Math.round(seconds))
  const sign = seconds < -0.5 ? '−' : '+'
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0')
  if (step >= 86400e3) return `${sign}${Math.round(s / 86400)} d`
  const day = s >= 86400 ? `${Math.floor(s / 86400)} d ` : ''
  return `${sign}${day}${two((s % 86400) / 3600)}:${two((s % 3600) / 60)}${step < 60e3 ? `:${two(s % 60)}` : ''}`
}

/** Ticks of mission time stand at round times since lift-off. */
function metSplits(zero: number): uPlot.Axis.Splits {
  const nice = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 432000, 864000, 1728000, 4320000].map((s) => s * 1000)
  return (u, _, min, max) => {
    const step = nice.find((s) => (u.bbox.width / devicePixelRatio) / ((max - min) / s) > 90) ?? nice[nice.length - 1]
    const list: number[] = []
    for (let t = zero + Math.ceil((min - zero) / step) * step; t <= max; t += step) list.push(t)
    return list
  }
}

function shadeLimits(channel: Channel): (u: uPlot) => void {
  return (u) => {
    const { ctx } = u
    const { left, top, width, height } = u.bbox
    const ratio = devicePixelRatio
    for (const [value, up] of [[channel.limits?.high, true], [channel.limits?.low, false]] as const) {
      if (value === null || value === undefined) continue
      const y = u.valToPos(value, 'y', true)
      if (y < top || y > top + height) continue
      const [y0, y1] = up ? [top, y] : [y, top + height]
      ctx.save()
      ctx.beginPath()
      ctx.rect(left, y0, width, y1 - y0)
      ctx.fillStyle = 'rgba(255, 128, 119, 0.09)'
      ctx.fill()
      ctx.clip()
      ctx.strokeStyle = 'rgba(255, 128, 119, 0.22)'
      ctx.lineWidth = ratio
      ctx.beginPath()
      for (let x = left - height; x < left + width; x += 9 * ratio) {
        ctx.moveTo(x, y1)
        ctx.lineTo(x + (y1 - y0), y0)
      }
      ctx.stroke()
      ctx.restore()
      ctx.save()
      ctx.strokeStyle = C.nogo
      ctx.setLineDash([6 * ratio, 4 * ratio])
      ctx.lineWidth = ratio
      ctx.beginPath()
      ctx.moveTo(left, y)
      ctx.lineTo(left + width, y)
      ctx.stroke()
      ctx.font = `${11 * ratio}px ${FONT}`
      ctx.fillStyle = C.nogo
      ctx.textAlign = 'right'
      ctx.fillText(`${up ? 'limit, at most' : 'limit, at least'} ${fixed(value, value < 100 ? 1 : 0)}`, left + width - 6 * ratio, up ? y + 13 * ratio : y - 5 * ratio)
      ctx.restore()
    }
  }
}

/** The scale of values with some air, and the limits when the values come near them. */
function range(channel: Channel): uPlot.Range.Function {
  return (_, min, max) => {
    if (min === null || max === null) return [0, 1]
    const flat = max - min < Math.abs(max) * 1e-6 + 1e-9
    const size = Math.max(max - min, Math.abs(max) * 1e-4, 1e-4)
    const air = flat ? Math.max(0.5, Math.abs(max) * 0.02) : size * 0.08
    let [lo, hi] = [min - air, max + air]
    for (const limit of [channel.limits?.low, channel.limits?.high])
      if (limit !== null && limit !== undefined && limit > lo - 1.2 * size && limit < hi + 1.2 * size) [lo, hi] = [Math.min(lo, limit - size * 0.15), Math.max(hi, limit + size * 0.15)]
    return [lo, hi]
  }
}

export interface StripOptions {
  channel: Channel; color: string; width: number; height: number; time: boolean; other: string | null
  /** Lift-off where the axis tells mission time, ms; null for UTC. */
  zero: number | null
  onzoom: (from: number, to: number) => void
}

export function strip(o: StripOptions, to: HTMLElement): uPlot {
  const series: uPlot.Series[] = [{ label: 'UTC' }, { label: o.channel.name, stroke: o.color, width: 1.6, points: { show: false }, spanGaps: false }]
  if (o.other) series.push({ label: o.other, stroke: C.other, width: 1.4, dash: [5, 4], points: { show: false } })
  const data = series.map(() => []) as unknown as uPlot.AlignedData
  return new uPlot(
    {
      width: o.width, height: o.height, ms: 1, tzDate: (t) => uPlot.tzDate(new Date(t), 'Etc/UTC'), padding: [8, 22, o.time ? 0 : 4, 0],
      legend: { show: false },
      cursor: {
        sync: { key: 'strips', scales: ['x', null] }, drag: { x: true, y: false, setScale: false, uni: 20 }, points: { size: 7 }, y: false,
        bind: { dblclick: () => () => null },
      },
      scales: { x: { time: true }, y: { range: range(o.channel) } },
      axes: [
        { show: true, font, stroke: C.muted, ticks, grid, size: o.time ? 26 : 4, values: o.time ? (u, v, a, b, step) => timeLabels(o.zero)(u, v, a, b, o.zero === null ? step : (v[1] ?? v[0]) - v[0] || step) : () => [], space: 90, ...(o.zero === null ? {} : { splits: metSplits(o.zero) }) },
        { font, stroke: C.muted, ticks, grid, size: 62, space: 28, values: (_, v) => v.map((x) => fixed(x, decimals(v))) },
      ],
      series,
      hooks: {
        drawAxes: [shadeLimits(o.channel)],
        setSelect: [(u) => {
          if (u.select.width < 8) return
          o.onzoom(u.posToVal(u.select.left, 'x'), u.posToVal(u.select.left + u.select.width, 'x'))
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
        }],
      },
    },
    data,
    to,
  )
}

function decimals(v: number[]): number {
  const step = v.length > 1 ? Math.abs(v[1] - v[0]) : 1
  if (step === 0) return 0
  for (let d = 0; d < 5; d++) if (step * 10 ** d > 0.9 && Math.abs(step * 10 ** d - Math.round(step * 10 ** d)) < 1e-3) return d
  return 5
}
