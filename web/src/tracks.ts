// SPDX-License-Identifier: Apache-2.0
// Ground tracks around the moment shown, fetched a piece at a time and shared by globe and maps.
import type { Track } from './api'
import { isoUtc } from './format'
import { readTrack } from './read'
import { store } from './store'

const ORBIT_MS = 93 * 60e3

let held: { path: string; from: number; to: number; at: number; track: Track } | null = null
let asking = false

/** One revolution back and one ahead; asks anew when the moment has moved on. */
export function tracks(t: number): Track | null {
  const path = store.path
  const stale = !held || held.path !== path || t < held.from + ORBIT_MS * 0.9 || t > held.to - ORBIT_MS * 0.9 || Math.abs(t - held.at) > 10 * 60e3
  if (stale && !asking && store.flight) {
    asking = true
    const [from, to] = [t - ORBIT_MS, t + ORBIT_MS]
    readTrack(path, isoUtc(from), isoUtc(to), 280)
      .then((track) => {
        held = { path, from, to, at: t, track }
        store.tell('shown')
      })
      .catch(() => {})
      .finally(() => setTimeout(() => (asking = false), 250))
  }
  return held?.path === path ? held.track : null
}

export const version = (): number => held?.at ?? 0
export const orbitMs = ORBIT_MS
