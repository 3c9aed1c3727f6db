// SPDX-License-Identifier: Apache-2.0
// Ground tracks around the moment shown, fetched a piece at a time and shared by globe and maps.
import type { Line, Track } from './api'
import { isoUtc } from './format'
import { readTrack } from './read'
import { store } from './store'

const ORBIT_MS = 93 * 60e3
/** Under thrust and in the air the way ahead is another one each second. */
const QUICK_MS = 2000

let held: { path: string; from: number; to: number; at: number; asked: number; seq: string; track: Track } | null = null
let asking = false

/** One revolution back and one ahead; asks anew when the moment has moved on, or the flight is another one. */
export function tracks(t: number): Track | null {
  const path = store.path
  const quick = store.view === null && /ascent|insertion|escape|deorbit|descent|entry|parachute/.test(store.now?.phase ?? '')
  const seq = `${store.timeline?.plans.length} ${store.view === null ? store.now?.phase : ''}`
  const stale = !held || held.path !== path || t < held.from + ORBIT_MS * 0.9 || t > held.to - ORBIT_MS * 0.9 || Math.abs(t - held.at) > 10 * 60e3
    || held.seq !== seq || (quick && Math.abs(t - held.at) > 900 && Date.now() - held.asked > QUICK_MS)
  if (stale && !asking && store.flight) {
    asking = true
    const [from, to] = [t - ORBIT_MS, t + ORBIT_MS]
    readTrack(path, isoUtc(from), isoUtc(to), 280)
      .then((track) => {
        held = { path, from, to, at: t, asked: Date.now(), seq, track }
        store.tell('shown')
      })
      .catch(() => {})
      .finally(() => setTimeout(() => (asking = false), 250))
  }
  return held?.path === path ? held.track : null
}

/** The line of the ship, flown and ahead, as one. */
export function whole(track: Track): Line {
  const [a, b] = [track.ship, track.ahead]
  return { t: a.t.concat(b.t), lat_deg: a.lat_deg.concat(b.lat_deg), lon_deg: a.lon_deg.concat(b.lon_deg), alt_km: a.alt_km.concat(b.alt_km) }
}

export const version = (): string => (held ? `${held.at} ${held.asked}` : '')
export const orbitMs = ORBIT_MS
