// SPDX-License-Identifier: Apache-2.0
// A recorded flight as the stand-in server needs it: the files of `kurs fly`, read and interpolated.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

const DEG = 180 / Math.PI
const ms = (utc) => Date.parse(utc)

/** Angle of the Earth's rotation, rad. UT1 is taken as UTC. */
const eraRad = (t) => 2 * Math.PI * (0.779057273264 + 1.00273781191135448 * (t / 86400e3 - 10957.5))

export function geodetic(r, t) {
  const lon = Math.atan2(r[1], r[0]) - eraRad(t)
  const p = Math.hypot(r[0], r[1])
  let lat = Math.atan2(r[2], p)
  let alt = 0
  for (let k = 0; k < 4; k++) {
    const n = 6378.137 / Math.sqrt(1 - 0.00669438 * Math.sin(lat) ** 2)
    alt = p / Math.cos(lat) - n
    lat = Math.atan2(r[2], p * (1 - (0.00669438 * n) / (n + alt)))
  }
  return { lat_deg: lat * DEG, lon_deg: ((((lon * DEG + 180) % 360) + 360) % 360) - 180, alt_km: alt }
}

/** A place on the ground in GCRF, km. */
export function placeGcrf(lat_deg, lon_deg, t) {
  const lat = lat_deg / DEG
  const lon = lon_deg / DEG + eraRad(t)
  return [6371 * Math.cos(lat) * Math.cos(lon), 6371 * Math.cos(lat) * Math.sin(lon), 6371 * Math.sin(lat)]
}

/** Unit vector to the Sun, to about 0.01 deg. */
export function sun(t) {
  const d = t / 86400e3 - 10957.5
  const g = (357.529 + 0.98560028 * d) / DEG
  const l = (280.459 + 0.98564736 * d + 1.915 * Math.sin(g) + 0.02 * Math.sin(2 * g)) / DEG
  const e = 23.439 / DEG
  return [Math.cos(l), Math.sin(l) * Math.cos(e), Math.sin(l) * Math.sin(e)]
}

export const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
const sub = (a, b) => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
const unit = (a) => a.map((x) => x / Math.hypot(...a))

/** Index of the last row at or before t. */
function rowAt(times, t) {
  let lo = 0
  let hi = times.length - 1
  while (lo < hi) {
    const mid = (lo + hi + 1) >> 1
    if (times[mid] <= t) lo = mid
    else hi = mid - 1
  }
  return lo
}

function hermite(table, t) {
  const i = Math.min(rowAt(table.t, t), table.t.length - 2)
  const h = (table.t[i + 1] - table.t[i]) / 1000
  if (h <= 0) return { r: table.r[i], v: table.v[i] }
  const s = Math.max(0, Math.min(1, (t - table.t[i]) / 1000 / h))
  const r = [0, 0, 0]
  const v = [0, 0, 0]
  for (let k = 0; k < 3; k++) {
    const [p0, p1, m0, m1] = [table.r[i][k], table.r[i + 1][k], table.v[i][k] * h, table.v[i + 1][k] * h]
    r[k] = (2 * s ** 3 - 3 * s ** 2 + 1) * p0 + (s ** 3 - 2 * s ** 2 + s) * m0 + (3 * s ** 2 - 2 * s ** 3) * p1 + (s ** 3 - s ** 2) * m1
    v[k] = ((6 * s * s - 6 * s) * (p0 - p1) + (3 * s * s - 4 * s + 1) * m0 + (3 * s * s - 2 * s) * m1) / h
  }
  return { r, v }
}

function readStates(csv) {
  const table = { t: [], r: [], v: [] }
  for (const line of csv.trim().split('\n').slice(1)) {
    const f = line.split(',')
    table.t.push(ms(f[1]))
    table.r.push(f.slice(2, 5).map(Number))
    table.v.push(f.slice(5, 8).map(Number))
  }
  return table
}

export const CHANNELS = [
  { id: 'alt_km', name: 'Altitude', unit: 'km', group: 'Trajectory' },
  { id: 'speed_earth_m_s', name: 'Speed over the ground', unit: 'm/s', group: 'Trajectory' },
  { id: 'dynamic_pressure_pa', name: 'Dynamic pressure', unit: 'Pa', group: 'Air', limits: { high: 45000 } },
  { id: 'mach', name: 'Mach number', unit: '', group: 'Air' },
  { id: 'load_g', name: 'Load', unit: 'g', group: 'Loads', limits: { high: 4.3 } },
  { id: 'bank_deg', name: 'Bank angle', unit: 'deg', group: 'Loads' },
  { id: 'mass_kg', name: 'Mass', unit: 'kg', group: 'Propulsion' },
  { id: 'thrust_kn', name: 'Thrust', unit: 'kN', group: 'Propulsion' },
  { id: 'propellant_kg', name: 'Ship propellant', unit: 'kg', group: 'Propulsion', limits: { low: 150 } },
  { id: 'range_km', name: 'Range to the station', unit: 'km', group: 'Rendezvous' },
  { id: 'range_rate_m_s', name: 'Range rate', unit: 'm/s', group: 'Rendezvous' },
  { id: 'battery_v', name: 'Launch battery', unit: 'V', group: 'Power', limits: { low: 27 } },
  { id: 'bus_v', name: 'Ship bus', unit: 'V', group: 'Power', limits: { low: 23, high: 34 } },
]

export class Record {
  constructor(kurs, mission, dir) {
    const yaml = readFileSync(mission, 'utf8')
    if (!existsSync(join(dir, 'timeline.json'))) execFileSync(kurs, ['fly', mission, '-q', '-o', dir])
    this.timeline = JSON.parse(readFileSync(join(dir, 'timeline.json'), 'utf8'))
    this.id = basename(mission, '.yaml')
    this.readTelemetry(readFileSync(join(dir, 'telemetry.csv'), 'utf8'))
    this.elements = [...yaml.matchAll(/line1: '(.*)'\s+line2: '(.*)'/g)].map((m) => `${m[1]}\n${m[2]}\n`)
    mkdirSync(dir, { recursive: true })
    const orbit = (n, from, to) => {
      const tle = join(dir, `station${n}.tle`)
      writeFileSync(tle, this.elements[n])
      const iso = (t) => new Date(t).toISOString()
      return readStates(
        execFileSync(kurs, ['propagate', tle, '-q', '-o', '-', '--from', iso(from), '--to', iso(to), '--step', '60'], { maxBuffer: 1 << 28 }).toString(),
      )
    }
    const contact = this.timeline.events.find((e) => e.id === 'docking_contact')
    const undocking = this.timeline.events.find((e) => e.id === 'undocking')
    this.docked = [ms(contact.utc), ms(undocking.utc)]
    this.before = orbit(0, this.from - 3600e3, this.docked[0] + 86400e3)
    this.after = orbit(this.elements.length - 1, this.docked[1] - 86400e3, this.to + 86400e3)
    this.faulty = this.timeline.events.find((e) => e.id === 'fault')
  }

  readTelemetry(csv) {
    const lines = csv.trim().split('\n')
    const names = lines[0].split(',')
    const at = (n) => names.indexOf(n)
    this.t = []
    this.phase = []
    this.attached = []
    this.ship = { t: this.t, r: [], v: [] }
    this.columns = Object.fromEntries(CHANNELS.map((c) => [c.id, []]))
    const own = ['alt_km', 'speed_earth_m_s', 'dynamic_pressure_pa', 'mach', 'load_g', 'bank_deg', 'mass_kg', 'range_rate_m_s']
    for (const line of lines.slice(1)) {
      const f = line.split(',')
      const number = (n) => (f[at(n)] === '' ? null : Number(f[at(n)]))
      this.t.push(ms(f[0].slice(0, 23) + 'Z'))
      this.phase.push(f[2])
      this.attached.push(f[5] === '1')
      this.ship.r.push(f.slice(6, 9).map(Number))
      this.ship.v.push(f.slice(9, 12).map(Number))
      for (const n of own) this.columns[n].push(number(n))
      const thrust = ['x', 'y', 'z'].map((a) => number(`thrust_gcrf_${a}_n`))
      this.columns.thrust_kn.push(Math.hypot(...thrust) / 1000)
      const mass = number('mass_kg')
      this.columns.propellant_kg.push(mass < 7300 && mass > 5900 ? Math.max(0, mass - 6270) : mass > 7300 ? 882 : null)
      const range = number('range_m')
      this.columns.range_km.push(range === null ? null : range / 1000)
    }
    this.from = this.t[0]
    this.to = this.t[this.t.length - 1]
  }

  phaseAt(t) {
    return this.phase[rowAt(this.t, t)]
  }

  station(t) {
    if (t > this.docked[0] && t < this.docked[1]) return hermite(this.ship, t)
    return hermite(t <= this.docked[0] ? this.before : this.after, t)
  }

  shipState(t) {
    const i = rowAt(this.t, t)
    if (this.phase[i] === 'countdown' || i >= this.t.length - 1) return null
    return hermite(this.ship, t)
  }

  shipPlace(t) {
    const s = this.shipState(t)
    if (s) return geodetic(s.r, t)
    const e = this.timeline.events[t < this.docked[0] ? 0 : this.timeline.events.length - 1].state
    return { lat_deg: e.lat_deg, lon_deg: e.lon_deg, alt_km: e.alt_km }
  }

  stationPlace(t) {
    return geodetic(this.station(t).r, t)
  }

  value(id, t) {
    if (id === 'battery_v') return this.battery(t)
    if (id === 'bus_v') return 28.5 + 1.6 * Math.sin(t / 5560e3 * 6.283) - (this.phaseAt(t) === 'burn' ? 1.2 : 0)
    if (id === 'range_km' || id === 'range_rate_m_s') {
      const ship = this.shipState(t)
      if (!ship || (t > this.docked[0] && t < this.docked[1])) return null
      const station = this.station(t)
      const r = sub(ship.r, station.r)
      return id === 'range_km' ? Math.hypot(...r) : (1000 * dot(r, sub(ship.v, station.v))) / Math.hypot(...r)
    }
    const column = this.columns[id]
    if (!column) return null
    const i = Math.min(rowAt(this.t, t), this.t.length - 2)
    const [a, b] = [column[i], column[i + 1]]
    if (a === null || b === null || this.t[i + 1] === this.t[i]) return a
    return a + ((b - a) * Math.max(0, Math.min(1, (t - this.t[i]) / (this.t[i + 1] - this.t[i]))))
  }

  battery(t) {
    if (this.phaseAt(t) !== 'countdown') return null
    const load = this.timeline.events.find((e) => e.id === 'launch_battery_load' && Math.abs(ms(e.utc) - t) < 120e3)
    const sag = load && t >= ms(load.utc) && t < ms(load.utc) + 20e3 ? (this.faulty && load.attempt === 1 ? 5.4 : 2.3) : 0
    return 31.4 - sag - (this.faulty && t < this.from + 2 * 86400e3 ? 0.9 : 0) + 0.03 * Math.sin(t / 700)
  }

  relative(t) {
    const ship = this.shipState(t)
    if (!ship) return null
    const station = this.station(t)
    const R = unit(station.r)
    const N = unit(cross(station.r, station.v))
    const T = cross(N, R)
    const d = sub(ship.r, station.r)
    return [dot(d, R), dot(d, T), dot(d, N)]
  }

  approach(t) {
    const relative = this.relative(t)
    const event = (id) => ms(this.timeline.events.find((e) => e.id === id).utc)
    if (!relative || t < event('rendezvous') || t > this.docked[0] + 30e3) return null
    this.portAt ??= this.relative(this.docked[0] - 1)
    const nadir = this.portAt
    const d = relative.map((x, k) => 1000 * (x - nadir[k]))
    const range = t >= this.docked[0] ? 0 : Math.hypot(...d)
    const lateral = t >= this.docked[0] ? [0.006, -0.008] : [d[1], d[2]]
    const off = (k) => 1.2 * Math.sin(t / 9000 + k) * Math.min(1, range / 200)
    return {
      utc: new Date(t).toISOString(), port: this.timeline.mission.port, range_m: range,
      range_rate_m_s: t >= this.docked[0] ? 0 : this.value('range_rate_m_s', t), offsets_m: lateral,
      angles_deg: [off(0), off(2), off(4) / 2], corridor_deg: 10, corridor_rate_m_s: [-0.35, -0.05],
    }
  }
}
