// SPDX-License-Identifier: Apache-2.0
// Times and numbers in words. All times are mission times in UTC, as ms since 1970.

export const DASH = '–'
const MINUS = '−'
const two = (n: number) => String(Math.floor(n)).padStart(2, '0')

export const parseUtc = (text: string): number => Date.parse(text)
export const isoUtc = (t: number): string => new Date(t).toISOString()

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export function date(t: number, year = true): string {
  const d = new Date(t)
  return `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]}${year ? ` ${d.getUTCFullYear()}` : ''}`
}

export const clock = (t: number): string => new Date(t).toISOString().slice(11, 19)
export const hours = (t: number): string => new Date(t).toISOString().slice(11, 16)

/** The browser's zone, by its short name on that day; null where it is UTC. */
function localZone(t: number): string | null {
  const there = new Date(t)
  if (there.getTimezoneOffset() === 0) return null
  return new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' }).formatToParts(there).find((p) => p.type === 'timeZoneName')?.value ?? 'local time'
}

/** The same moment by the clock of who looks, marked with the zone: "14:41 CET, your time"; empty where that is UTC. */
export function yours(t: number): string {
  const zone = localZone(t)
  if (!zone) return ''
  const there = new Date(t)
  const other = there.getDate() !== there.getUTCDate() ? `${there.getDate()} ${MONTHS[there.getMonth()]}, ` : ''
  return `${other}${two(there.getHours())}:${two(there.getMinutes())} ${zone}, your time`
}

/** Days and h:mm:ss of a span in seconds, without sign. */
export function span(seconds: number): string {
  const s = Math.floor(Math.abs(seconds))
  const days = Math.floor(s / 86400)
  const text = `${two((s % 86400) / 3600)}:${two((s % 3600) / 60)}:${two(s % 60)}`
  return days ? `${days} d ${text}` : text
}

/** Mission elapsed time, as T−00:24:12. Before lift-off it counts down to the second shown. */
export function met(seconds: number): string {
  return seconds < 0 ? `T${MINUS}${span(Math.ceil(-seconds))}` : `T+${span(seconds)}`
}

/** A span in words for people: 2 h 10 min. */
export function about(seconds: number): string {
  const s = Math.abs(seconds)
  if (s < 90) return `${Math.round(s)} s`
  if (s < 5400) return `${Math.round(s / 60)} min`
  const minutes = Math.round(s / 60)
  if (s < 48 * 3600) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  return `${Math.round(s / 86400)} days`
}

export function fixed(x: number | null | undefined, digits: number): string {
  if (x === null || x === undefined || !Number.isFinite(x)) return DASH
  const text = Math.abs(x).toFixed(digits).replace(/\B(?=(\d{3})+(?!\d))/g, (_, __, at: number, whole: string) => {
    const dot = whole.indexOf('.')
    return dot >= 0 && at > dot ? '' : '\u2009'
  })
  return x < 0 && Number(text.replace(/\u2009/g, '')) !== 0 ? MINUS + text : text
}

/** Four significant figures, without exponents. */
export function number(x: number | null | undefined): string {
  if (x === null || x === undefined || !Number.isFinite(x)) return DASH
  const a = Math.abs(x)
  return fixed(x, a >= 1000 ? 0 : a >= 100 ? 1 : a >= 10 ? 2 : 3)
}

export const degrees = (lat: number, lon: number): string =>
  `${Math.abs(lat).toFixed(1)}° ${lat < 0 ? 'S' : 'N'}, ${Math.abs(lon).toFixed(1)}° ${lon < 0 ? 'W' : 'E'}`

const WINDS = ['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW']
export const compass = (azimuth: number): string => WINDS[Math.round((((azimuth % 360) + 360) % 360) / 45) % 8]

/** An event without its figures: what stands before the colon. */
export const brief = (text: string): string => text.split(/[:;]/)[0]

export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
