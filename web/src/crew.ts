// SPDX-License-Identifier: Apache-2.0
import type { Crew, Flight, Now } from './api'
import { parseUtc } from './format'

/** Whose seats are in the ship: of who came by it, and from the way home on, or once the ship of one who goes home otherwise has left the station, of who goes home in it. */
export function aboard(flight: Flight, now: Now): { people: Crew[]; home: boolean } {
  const t = parseUtc(now.utc)
  const stays = flight.ports.flatMap((p) => p.stays ?? [])
  const left = (c: Crew) => c.up && !c.down && stays.some((s) => s.ship === c.other_ship && s.until_utc !== null && parseUtc(s.until_utc) <= t)
  const home = /undock|depart|deorbit|descent|entry|parachute|landed/.test(now.phase) || (/^docked/.test(now.phase) && flight.crew.some(left))
  return { people: flight.crew.filter((c) => (home ? c.down : c.up)), home }
}
