// SPDX-License-Identifier: Apache-2.0
// Documents of the server made ready for the views: one shape, names in words, times that can be sorted.
import { get, type Approach, type BoardRow, type Burn, type Channel, type Flight, type FlightEvent, type Now, type Pass, type Returns, type Timeline, type Track } from './api'
import { brief, clock, date, parseUtc, sentence } from './format'

type Raw = { [key: string]: any }

const GROUPS: [RegExp, string][] = [
  [/^pad_/, 'Launch pad'], [/^(range|rel_|station_)/, 'Rendezvous'], [/^(perigee|apogee|inclination|beta|lat|lon|sunlight|radio)/, 'Orbit'],
  [/^(thrust|mass|flow|propellant)/, 'Propulsion'], [/^(array|power|battery)_/, 'Power'], [/^(load|drag|dynamic|mach|bank)/, 'Air and loads'], [/./, 'Trajectory'],
]

/** Short names for charts and boards; a channel that is not here has the server's words. */
const NAMES: { [id: string]: string } = {
  alt_km: 'Altitude', speed_m_s: 'Inertial speed', speed_earth_m_s: 'Speed over ground', vertical_m_s: 'Vertical speed', load_g: 'Load', drag_kn: 'Drag', flow_kg_s: 'Mass flow',
  propellant_kg: 'Propellant', perigee_km: 'Perigee', apogee_km: 'Apogee', inclination_deg: 'Inclination', station_range_km: 'Distance to station', range_m: 'Range to port',
  range_rate_m_s: 'Range rate', rel_radial_km: 'Above the station', rel_along_km: 'Ahead of the station', rel_cross_km: 'Off its plane', station_alt_km: 'Station altitude',
  bank_deg: 'Bank angle', sunlight: 'Sunlight', beta_deg: 'Sun over the plane', radio_sites: 'Radio sites in sight', pad_voltage: 'Launch battery', pad_battery_temperature: 'Battery temperature',
  pad_pressure: 'Tank pressure', pad_gyro_speed: 'Gyro speed', pad_gyro: 'Gyros', pad_wind: 'Wind at the pad', pad_hatch_leak: 'Hatch leak check', pad_suit_leak: 'Suit leak check',
  array_power: 'Solar arrays', power_load: 'Power drawn', battery_charge: 'Battery charge', battery_share: 'Battery, of full',
  pad_crew: 'Crew in seats', pad_range: 'Range', pad_thrust: 'First-stage thrust',
}
/** The server's words for channels, which its board uses too, and our names for them. */
const named = new Map<string, string>()

function readChannel(c: Raw): Channel {
  const name = NAMES[c.name] ?? sentence(brief(c.text))
  named.set(c.text, name)
  return { id: c.name, name, text: c.text, unit: c.unit === 'g0' ? 'g' : c.unit, group: GROUPS.find(([r]) => r.test(c.name))![1], limits: { low: c.low, high: c.high } }
}

/** Times inside of sentences, as people read them. */
export const plain = (text: string): string => text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (iso) => `${date(parseUtc(iso), false)} ${clock(parseUtc(iso))}`)

export async function readFlight(path: string): Promise<Flight> {
  const f = await get<Raw>(path)
  return {
    ...(f as unknown as Flight), site: f.site ?? null, zones: f.zones ?? [], crew: f.crew ?? [], faults: f.faults ?? [],
    channels: f.channels.map(readChannel), radio: (f.radio ?? []).map((r: Raw) => ({ ...r, elevation_deg: r.min_elevation_deg })),
    ports: (f.ports ?? []).map((p: Raw) => ({ id: p.id, name: p.name, docked: p.docked ?? null, stays: p.at ?? null, target: p.target })), port: (f.ports ?? []).find((p: Raw) => p.target)?.id,
  }
}

/** The phase that begins with an event, for events that are only planned. */
const BEGINS: [RegExp, string][] = [
  [/^deorbit|^module_separation|^entry|^guidance/, 'deorbit burn'], [/parachute$|^landing$|^heat_shield/, 'parachute'], [/^separation/, 'departure'],
  [/^liftoff$|_jettison$|_separation$|max_q|cutoff/, 'ascent'], [/^insertion$/, 'free flight'], [/^approach|^brake|^hold|^final/, 'approach'], [/^docking_contact$/, 'contact'],
  [/^hatch_open$/, 'docked'], [/^hatch_close$/, 'docked'], [/^undocking$/, 'undocking'],
]

export async function readTimeline(path: string): Promise<Timeline> {
  const d = await get<Raw>(`${path}/timeline`)
  const events: FlightEvent[] = d.events.map((e: Raw) => ({ ...e, text: plain(e.text), flown: true }))
  const attempt = d.attempts[d.attempts.length - 1]
  // holds move it; an attempt tells when it was planned for
  const zero = [...d.planned, ...d.events].find((e: Raw) => e.id === 'liftoff' && (e.attempt ?? attempt?.attempt) === attempt?.attempt)
  const liftoff = attempt ? parseUtc(zero?.utc ?? attempt.liftoff_utc) : 0
  // what was done after the last hold counts to where it put lift-off
  const turned = events.map((e) => e.attempt === attempt?.attempt && /^countdown_(resume|recycle)$/.test(e.id)).lastIndexOf(true)
  if (turned >= 0) for (const e of events.slice(turned)) if (e.phase === 'countdown') e.met_s = (parseUtc(e.utc) - liftoff) / 1000
  let phase = events[events.length - 1]?.phase ?? 'countdown'
  for (const p of d.planned as Raw[]) {
    const past = parseUtc(p.utc) >= liftoff
    const begins = past && BEGINS.find(([r]) => r.test(p.id))?.[1]
    phase = begins || (past ? phase : 'countdown')
    events.push({ id: p.id, text: plain(p.text), utc: p.utc, met_s: (parseUtc(p.utc) - liftoff) / 1000, phase, attempt: attempt?.attempt, flown: false })
  }
  const burns: Burn[] = d.burns.map((b: Raw) => ({
    id: b.id, engine: b.engine, utc_on: b.flown?.utc_on ?? b.planned?.utc, duration_s: b.flown?.duration_s ?? null, planned_m_s: b.planned?.dv_m_s ?? null,
    solved_utc: b.planned?.solved_utc ?? null, flown_m_s: b.flown?.dv_m_s ?? null, propellant_kg: b.flown?.propellant_kg ?? null, range_m: b.flown ? b.flown.range_km * 1000 : null,
  }))
  return {
    version: d.version, events, attempts: d.attempts, burns: burns.filter((b) => b.utc_on), plans: d.versions.map((p: Raw) => ({ ...p, text: sentence(plain(p.text)) })),
    caveats: d.caveats, outcome: d.outcome,
  }
}

/** Rows of one name are one row: a go or a no-go tells more than a wait. */
function readBoard(rows: BoardRow[]): BoardRow[] {
  const by = new Map<string, BoardRow>()
  const rank = { wait: 0, done: 1, go: 2, nogo: 3 }
  for (const r of rows) {
    const text = named.get(r.text) ?? sentence(brief(r.text))
    const had = by.get(text)
    if (!had || rank[r.state] > rank[had.state]) by.set(text, { ...r, text })
  }
  return [...by.values()]
}

export function readNow(now: Now): Now {
  const c = now.countdown
  const phase = c?.stopped ? 'countdown, stopped' : c?.holding ? 'countdown, holding' : now.phase
  return { ...now, phase, board: readBoard(now.board), station: now.station && Number.isFinite(now.station.lat_deg) && now.station.lat_deg !== null ? now.station : null, next: now.next && { ...now.next, text: plain(now.next.text) } }
}

export async function readTrack(path: string, from: string, to: string, points: number): Promise<Track> {
  const d = await get<Raw>(`${path}/track`, { from, to, points })
  return { ship: d.ship, ahead: d.ship_predicted ?? { t: [], lat_deg: [], lon_deg: [], alt_km: [] }, station: d.station, impact: d.impact }
}

/** The radio link of the approach begins about there; what lies farther is no picture of a periscope. */
const APPROACH_M = 200e3

/** At a moment gone by where `utc` is given; null where there is no approach. */
export async function readApproach(path: string, utc?: string): Promise<Approach | null> {
  const a = await get<Approach>(`${path}/approach`, { utc })
  return a.range_m === null || a.offsets_m[0] === null || a.range_m > APPROACH_M ? null : a
}

export async function readReturns(path: string, day: string): Promise<Returns> {
  const d = await get<Raw>(`${path}/returns`, { day })
  return { day, opportunities: d.passes.map((p: Raw) => ({ ...p, possible: p.taken })), plan: d.plan }
}

export async function readPasses(path: string, lat_deg: number, lon_deg: number, from: string, to: string): Promise<Pass[]> {
  const d = await get<Raw>(`${path}/passes`, { lat_deg, lon_deg, from, to, object: 'station' })
  return d.passes.map((p: Raw) => ({
    rise_utc: p.rise.utc, rise_azimuth_deg: p.rise.azimuth_deg, culmination_utc: p.culmination.utc, elevation_deg: p.culmination.elevation_deg, azimuth_deg: p.culmination.azimuth_deg,
    set_utc: p.set.utc, set_azimuth_deg: p.set.azimuth_deg, sunlit: p.sunlit, dark: p.dark, visible: p.visible,
  }))
}
