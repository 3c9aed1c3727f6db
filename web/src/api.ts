// SPDX-License-Identifier: Apache-2.0
// The HTTP API as the page uses it. docs/api.md is the whole of it.

export type Role = 'viewer' | 'controller' | 'instructor'
export interface Session { role: Role; name: string | null }
export interface Place { lat_deg: number; lon_deg: number; alt_km: number }
export interface Named { id: string; name: string }
export interface Spot extends Named { lat_deg: number; lon_deg: number; radius_km?: number; elevation_deg?: number }
export interface FlightRow {
  id: string; mission: string; title: string; mode: 'live' | 'replay'; utc: string; phase: string; paused: boolean; rate: number
  branch_of: string | null; branched_utc: string | null
}
export interface Channel { id: string; name: string; text?: string; unit: string; group?: string; limits?: { low?: number | null; high?: number | null } | null }
export interface Crew { name: string; role: string; agency: string; seat: string; up: boolean; down: boolean; other_ship?: string | null; flights?: number | null }
/** A ship at a port; a time that is null is not told. */
export interface Stay { ship: string; from_utc: string | null; until_utc: string | null }
/** `stays` is null where the server tells none. */
export interface Port extends Named { docked: string | null; stays: Stay[] | null; target?: boolean }
export interface Flight {
  id: string; mission: string | null; title: string; mode: 'live' | 'replay'
  /** Null, and the lists empty, of a replay whose mission is not known. */
  site: Spot | null; zones: Spot[]; crew: Crew[]; port?: string; ports: Port[]; radio: Spot[]
  range: { from_utc: string; to_utc: string }; faults: { id: string; text: string }[]; channels: Channel[]
  branch_of?: string | null; branched_utc?: string | null; launch_day?: string; return_day?: string
}
export interface BoardRow { id: string; text: string; state: 'go' | 'nogo' | 'wait' | 'done' }
export interface Now {
  utc: string; met_s: number; phase: string; clock: { rate: number; paused: boolean; live: boolean }
  next: { id: string; text: string; utc: string } | null; board: BoardRow[]; values: { [channel: string]: number | null }
  ship: Place; station: Place | null; seq: number
  /** Who is at which port; absent where it is not told. */
  ports?: { id: string; ship: string | null }[] | null
  countdown?: { attempt: number; t_s: number; holding: boolean; stopped: boolean; held_s: number; step: string } | null
}
export interface FlightEvent { id: string; text: string; utc: string; met_s: number; phase: string; attempt?: number; flown?: boolean; lat_deg?: number; lon_deg?: number }
export interface Attempt {
  attempt: number; liftoff_utc: string; orbits: number; outcome: string; reason: string | null; docking_utc?: string | null
}
export interface Burn {
  id: string; engine: string; utc_on: string; duration_s: number | null; planned_m_s: number | null; flown_m_s: number | null
  propellant_kg: number | null; range_m: number | null; flown?: boolean
  /** When the plan was made that the planned figures are of. */
  solved_utc: string | null
}
export interface Plan { version: number; utc: string; text: string }
export interface Timeline {
  version: number; events: FlightEvent[]; attempts: Attempt[]; burns: Burn[]; plans: Plan[]
  caveats: { code: string; text: string }[]; outcome: { code: string; complete: boolean; text: string } | null
}
/** `met_zero_utc`: lift-off, flown or as the count stands; absent where a server does not tell it. */
export interface Series { t: number[]; values: { [channel: string]: (number | null)[] }; met_zero_utc?: string | null }
export interface Line { t: number[]; lat_deg: number[]; lon_deg: number[]; alt_km: number[] }
export interface Impact { utc: string; lat_deg: number; lon_deg: number }
/** `ahead` begins where the flown track ends; it knows nothing of what comes. Without `impact` it is a coast, whatever the phase. */
export interface Track { ship: Line; ahead: Line; station: Line; impact?: Impact | null }
export interface Relative { t: number[]; radial_km: number[]; along_km: number[]; cross_km: number[] }
export interface Cone { half_angle_deg: number; inside: boolean; angle_deg: number; from_range_m: number | null }
export interface Approach {
  utc: string; port: string; range_m: number; range_rate_m_s: number; along_m: number; offsets_m: [number, number]; angles_deg: [number, number]
  corridor: Cone | null; gear_offset_m: number | null
}
export interface Opportunity {
  liftoff_utc: string; profile_orbits: number; phase_deg: number; catch_up_deg: number; docking_utc: string; delta_v_m_s: number; reserve_m_s: number
  sunlit_liftoff: boolean; sunlit_docking: boolean; beta_deg: number
}
export interface ClosedPass { pass_utc: string; profile_orbits: number; reason: string; catch_up_deg: number }
export interface ProfileBand { profile: string; orbits: number; open_from_deg: number | null; open_to_deg: number | null; pass_utc?: string }
export interface Windows { opportunities: Opportunity[]; closed: ClosedPass[]; bands?: ProfileBand[] | null; refused: string | null; caveats: unknown[] }
export interface ReturnChance {
  burn_utc: string; landing_utc: string; cross_range_km: number; possible: boolean; reason: string | null
}
export interface EntryCorridor {
  planned_deg: number | null; steepest_deg: number | null; shallowest_deg: number | null; steepest_limit: string | null; shallowest_limit: string | null
  steepest_deorbit_m_s?: number | null; shallowest_deorbit_m_s?: number | null
}
export interface EntryLoads { peak_g: number | null; peak_utc: string | null; ballistic_peak_g?: number | null; steep_peak_g: number | null; shallow_peak_g: number | null }
export interface ReturnPlan {
  landing_utc: string; aim_lat_deg: number; aim_lon_deg: number; cross_range_km: number; reach: { cross_range_km: number; margin_km: number }[]
  deorbit_m_s?: number | null; corridor?: EntryCorridor | null; loads?: EntryLoads | null; footprint?: [number, number][] | null
}
export interface Returns { day: string; opportunities: ReturnChance[]; plan: ReturnPlan | null }
export interface Pass {
  rise_utc: string; rise_azimuth_deg: number; culmination_utc: string; elevation_deg: number; azimuth_deg: number; set_utc: string
  set_azimuth_deg: number; sunlit: boolean; dark: boolean; visible: boolean
}
export interface Done { done?: string }
export interface Missions {
  missions: { name: string; title: string; launch_day: string; built_in?: boolean }[]; records: { name: string; title: string }[]
}
export interface LogLine { utc: string; who: string; what: string }

export class ApiError extends Error {
  constructor(public status: number, text: string) {
    super(text)
  }
}

async function answer<T>(response: Response): Promise<T> {
  const body = await response.json().catch(() => null)
  if (!response.ok) throw new ApiError(response.status, body?.error?.text ?? `The server answered ${response.status}.`)
  return body as T
}

type Query = { [key: string]: string | number | undefined }

export function get<T>(path: string, query: Query = {}): Promise<T> {
  const pairs = Object.entries(query).filter(([, v]) => v !== undefined) as [string, string | number][]
  const text = pairs.length ? '?' + new URLSearchParams(pairs.map(([k, v]) => [k, String(v)])).toString() : ''
  return fetch(`/api/${path}${text}`, { credentials: 'same-origin' }).then((r) => answer<T>(r))
}

export function post<T>(path: string, body: unknown): Promise<T> {
  return fetch(`/api/${path}`, {
    method: 'POST', credentials: 'same-origin', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  }).then((r) => answer<T>(r))
}
