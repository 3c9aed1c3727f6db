// SPDX-License-Identifier: Apache-2.0
// Stand-in for `kurs serve`, for work on the page: serves web/dist and answers the HTTP API from
// flights that `kurs fly` recorded. Names and passwords: viewer, controller, instructor; "mock".
//   node web/mock/server.mjs [--kurs build/release/kurs] [--data build/mock] [--port 8090]
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CHANNELS, Record, dot, placeGcrf, sun } from './flight.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const option = (name, usual) => {
  const i = process.argv.indexOf(`--${name}`)
  return i < 0 ? usual : process.argv[i + 1]
}
const kurs = option('kurs', process.env.KURS ?? join(root, 'build/release/kurs'))
const data = option('data', join(root, 'build/mock'))
const port = Number(option('port', 8090))
const dist = join(root, 'web/dist')
const iso = (t) => new Date(t).toISOString()
const ms = (utc) => Date.parse(utc)
mkdirSync(data, { recursive: true })

// The flight as it went, and as it would have gone with a sound battery.
const mission = join(root, 'missions/soyuz-ms-25.yaml')
const smooth = join(data, 'soyuz-ms-25-smooth.yaml')
writeFileSync(smooth, readFileSync(mission, 'utf8').replace(/^faults:\n {2}- .*\n {4}.*\n/m, ''))
const flown = new Record(kurs, mission, join(data, 'flown'))
const planned = new Record(kurs, smooth, join(data, 'planned'))

const POLICY =
  "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
const PORTS = [
  ['rassvet-nadir', 'Rassvet (MIM-1), nadir', 'nadir', 'Soyuz MS-24'],
  ['poisk-zenith', 'Poisk (MIM-2), zenith', 'zenith', 'Progress MS-25'],
  ['prichal-nadir', 'Prichal, nadir', 'nadir', null],
  ['zvezda-aft', 'Zvezda, aft', 'aft', 'Progress MS-26'],
]
const RADIO = [
  ['Moscow', 55.9, 38], ['Baikonur', 45.9, 63.3], ['Ulan-Ude', 51.9, 107.6],
  ['Ussuriysk', 44, 131.8], ['Petropavlovsk-Kamchatsky', 53.1, 158.4],
].map(([name, lat_deg, lon_deg]) => ({ name, lat_deg, lon_deg, elevation_deg: 7 }))
const FAULTS = [
  ['weak-battery', 'one cell of the launch battery is nearly empty and aged'],
  ['strong-wind', 'wind over the limit at the pad'],
  ['low-third-stage-thrust', 'thrust of the third stage is low'],
  ['engine-out', 'an engine of the ship fails'],
  ['escape', 'escape command in the ascent'],
].map(([id, text]) => ({ id, text }))
const ACTORS = ['State Commission', 'Launch director', 'Crew commander', 'Flight director', 'Range officer']
const ZONE = { id: 'zhezkazgan', name: 'Zhezkazgan', lat_deg: 47.36, lon_deg: 69.62, radius_km: 30 }

class Flight {
  constructor(id, record, mode, at) {
    Object.assign(this, { id, record, mode, t: at, until: at, paused: false, rate: 1, branch_of: null, branched: null })
    this.title = 'Soyuz MS-25'
    this.version = 1
    this.changes = []
    this.log = []
    this.clients = new Set()
    this.seq = 0
    this.sent = this.record.timeline.events.filter((e) => ms(e.utc) <= at).length
  }

  get end() {
    return this.mode === 'replay' ? this.record.to : this.until
  }

  tick(seconds) {
    if (!this.paused) this.t = Math.min(this.record.to, this.t + seconds * this.rate * 1000)
    this.until = Math.max(this.until, this.t)
    const events = this.record.timeline.events
    while (this.sent < events.length && ms(events[this.sent].utc) <= this.t) {
      const { id, text, utc, met_s, phase } = events[this.sent++]
      if (id === 'scrub') this.change('Lift-off moves to 23 March, 12:36:10, 34 orbits', utc)
      this.send('event', { id, text, utc, met_s, phase })
    }
    this.send('now', this.now())
  }

  change(text, utc) {
    this.version++
    this.changes.push({ version: this.version, utc, text })
    this.send('plan', { version: this.version, utc, text })
  }

  say(who, what) {
    const line = { utc: iso(this.t), who, what }
    this.log.push(line)
    this.send('log', line)
  }

  jump(t) {
    this.t = Math.max(this.record.from, Math.min(this.record.to, t))
    this.until = this.mode === 'replay' ? this.record.to : this.t
    this.sent = this.record.timeline.events.filter((e) => ms(e.utc) <= this.t).length
  }

  swap(record) {
    this.record = record
    this.jump(this.t)
  }

  liftoff(t = this.t) {
    const attempts = this.record.timeline.attempts
    const first = attempts.find((a) => t <= ms(a.stop?.utc ?? a.liftoff_utc) + (a.stop ? 3700e3 : Infinity))
    return first ?? attempts[attempts.length - 1]
  }

  planned() {
    const skip = new Set(['fault', 'scrub', 'elements_change', 'launch_attempt'])
    const attempt = this.liftoff().attempt
    const events = this.record.timeline.events.filter((e) => ms(e.utc) > this.t && !skip.has(e.id))
    const stopped = this.record.timeline.events.some((e) => e.id === 'scrub' && ms(e.utc) <= this.t)
    if (this.record.faulty && attempt === 1 && !stopped)
      return planned.timeline.events.filter((e) => ms(e.utc) > this.t && !skip.has(e.id))
    return events
  }

  board() {
    const phase = this.record.phaseAt(this.t)
    const done = this.record.timeline.events.filter((e) => ms(e.utc) <= this.t)
    const attempt = this.liftoff()
    const stopped = done.some((e) => e.id === 'scrub' && e.attempt === attempt.attempt)
    if (phase === 'countdown') {
      const board = ACTORS.map((text) => {
        const gave = done.some((e) => e.attempt === attempt.attempt && e.text.includes(`go: ${text.toLowerCase()}`))
        return { id: text.toLowerCase().replace(' ', '-'), text, state: gave ? 'go' : 'wait' }
      })
      const volts = this.record.battery(this.t)
      board.push({ id: 'battery', text: `Launch battery ${volts.toFixed(1)} V`, state: stopped ? 'nogo' : 'go' })
      board.push({ id: 'wind', text: 'Wind at the pad 4 m/s', state: 'go' })
      return board
    }
    return ['Guidance', 'Propulsion', 'Power', 'Life support', 'Communications', 'Thermal control'].map((text) => ({
      id: text.toLowerCase(), text, state: 'go',
    }))
  }

  now(t = this.t) {
    const r = this.record
    const next = this.planned()[0]
    const l = ms(this.liftoff().liftoff_utc)
    return {
      utc: iso(t), met_s: (t - l) / 1000, phase: r.phaseAt(t),
      clock: { rate: this.rate, paused: this.paused, live: this.mode === 'live' },
      next: next ? { id: next.id, text: next.text, utc: next.utc } : null,
      board: this.board(), values: Object.fromEntries(CHANNELS.map((c) => [c.id, r.value(c.id, t)])),
      ship: r.shipPlace(t), station: r.stationPlace(t), seq: ++this.seq,
    }
  }

  send(event, body) {
    const id = event === 'event' || event === 'log' ? `id: ${this.seq}\n` : ''
    for (const c of this.clients) c.write(`event: ${event}\n${id}data: ${JSON.stringify(body)}\n\n`)
  }

  facts() {
    const t = this.record.timeline
    const docked = this.record.phaseAt(this.t) === 'docked' || this.record.phaseAt(this.t) === 'contact'
    return {
      schema: 'kurs.flight/1', id: this.id, mission: 'soyuz-ms-25', title: this.title, mode: this.mode,
      rocket: { id: 'soyuz-2.1a', name: 'Soyuz-2.1a' }, spacecraft: { id: 'soyuz-ms', name: 'Soyuz MS' },
      site: { id: 'baikonur-31-6', name: 'Baikonur, pad 31/6', lat_deg: 45.9963, lon_deg: 63.564 },
      station: { id: 'iss', name: 'International Space Station' }, zones: [ZONE], crew: t.crew, port: t.mission.port,
      ports: PORTS.map(([id, name, faces, at]) => ({ id, name, faces, at: id === t.mission.port && docked ? this.title : at })),
      radio: RADIO, range: { from_utc: iso(this.record.from), to_utc: iso(this.end) },
      faults: this.mode === 'live' ? FAULTS : [], channels: CHANNELS,
      branch_of: this.branch_of, branched_utc: this.branched,
    }
  }

  timeline() {
    const t = this.record.timeline
    const limit = this.mode === 'replay' ? this.record.to : this.t
    const events = t.events.filter((e) => ms(e.utc) <= limit).map(({ state, ...e }) => ({
      ...e, lat_deg: state.lat_deg, lon_deg: state.lon_deg, flown: true,
    }))
    const coming = this.mode === 'replay' ? [] : this.planned().map(({ state, ...e }) => ({ ...e, flown: false }))
    const plans = [{ version: 1, utc: iso(this.record.from), text: 'Lift-off 21 March, 13:21:22, 2 orbits' }]
    const scrub = t.events.find((e) => e.id === 'scrub' && ms(e.utc) <= limit)
    if (scrub) plans.push({ version: 2, utc: scrub.utc, text: 'Lift-off moves to 23 March, 12:36:10, 34 orbits' })
    const attempts = t.attempts.filter((a) => a.attempt === 1 || scrub).map((a) => {
      const open = (a.stop ? ms(a.stop.utc) : ms(a.liftoff_utc)) > limit
      return open ? { ...a, outcome: 'counting', reason: null, stop: null } : a
    })
    return {
      schema: 'kurs.timeline/1', version: this.version, events: [...events, ...coming], attempts, plans,
      burns: t.burns.map((b) => (ms(b.utc_on) <= limit ? { ...b, flown: true } : { ...b, flown: false, flown_m_s: null, dv_rtn_m_s: null })),
      caveats: t.caveats, outcome: limit >= this.record.to ? t.outcome : null,
    }
  }
}

const flights = new Map()
flights.set('1', new Flight('1', planned, 'live', ms('2024-03-21T12:56:00Z')))
flights.set('2', new Flight('2', flown, 'replay', ms('2024-03-23T12:38:30Z')))
let nextId = 3

const sessions = new Map()
const roleOf = (req) => {
  const cookie = /kurs=([0-9a-f]+)/.exec(req.headers.cookie ?? '')
  return (cookie && sessions.get(cookie[1])) ?? { role: 'viewer', name: '' }
}
const RANK = { viewer: 0, controller: 1, instructor: 2 }

setInterval(() => flights.forEach((f) => f.tick(0.1)), 100)
setInterval(() => flights.forEach((f) => f.clients.forEach((c) => c.write(': still here\n\n'))), 15000)

function fail(res, status, code, text) {
  reply(res, { error: { code, text } }, status)
}
function reply(res, body, status = 200) {
  res.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  res.end(JSON.stringify(body))
}

function span(f, query) {
  const from = Math.max(f.record.from, ms(query.get('from') ?? iso(f.record.from)))
  const to = ms(query.get('to') ?? iso(f.end))
  const n = Math.max(1, Math.min(5000, Number(query.get('points') ?? 500)))
  return { from, to, t: n === 1 || to <= from ? [to] : Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1)) }
}

function series(f, query) {
  const limit = f.end
  const t = span(f, query).t.filter((x) => x <= limit)
  const ids = (query.get('channels') ?? '').split(',').filter((id) => CHANNELS.some((c) => c.id === id))
  return { schema: 'kurs.series/1', t, values: Object.fromEntries(ids.map((id) => [id, t.map((x) => f.record.value(id, x))])) }
}

function track(f, query) {
  const { t } = span(f, query)
  const line = (place) => {
    const p = t.map((x) => place(x))
    return { t, lat_deg: p.map((x) => x.lat_deg), lon_deg: p.map((x) => x.lon_deg), alt_km: p.map((x) => x.alt_km) }
  }
  return {
    schema: 'kurs.track/1', predicted: t[t.length - 1] > f.t,
    ship: line((x) => f.record.shipPlace(x)), station: line((x) => f.record.stationPlace(x)),
  }
}

function relative(f, query) {
  const t = span(f, query).t.filter((x) => x <= f.end)
  const rows = t.map((x) => [x, f.record.relative(x)]).filter(([, d]) => d)
  return {
    schema: 'kurs.relative/1', t: rows.map(([x]) => x), radial_km: rows.map(([, d]) => d[0]),
    along_km: rows.map(([, d]) => d[1]), cross_km: rows.map(([, d]) => d[2]),
  }
}

function passes(f, query) {
  const [lat, lon] = [Number(query.get('lat_deg')), Number(query.get('lon_deg'))]
  const { from, to } = span(f, query)
  const list = []
  let open = null
  for (let t = from; t < to; t += 20e3) {
    const r = query.get('object') === 'ship' ? f.record.shipState(t)?.r : f.record.station(t).r
    if (!r) continue
    const place = placeGcrf(lat, lon, t)
    const up = place.map((x) => x / 6371)
    const d = r.map((x, k) => x - place[k])
    const elevation = (Math.asin(dot(d, up) / Math.hypot(...d)) * 180) / Math.PI
    const east = [-up[1], up[0], 0].map((x) => x / Math.hypot(up[0], up[1]))
    const north = [up[1] * 0 - up[2] * east[1], up[2] * east[0] - 0, up[0] * east[1] - up[1] * east[0]]
    const azimuth = ((Math.atan2(dot(d, east), dot(d, north)) * 180) / Math.PI + 360) % 360
    const s = sun(t)
    const behind = dot(r, s)
    const sunlit = behind > 0 || Math.hypot(...r.map((x, k) => x - behind * s[k])) > 6378
    const dark = dot(up, s) < Math.sin(-6 / 57.3)
    if (elevation > 10) {
      open ??= { rise_utc: iso(t), rise_azimuth_deg: azimuth, elevation_deg: 0, visible: false, sunlit: false, dark: false }
      if (elevation > open.elevation_deg) Object.assign(open, { culmination_utc: iso(t), elevation_deg: elevation, azimuth_deg: azimuth })
      open.sunlit ||= sunlit
      open.dark ||= dark
      open.visible ||= sunlit && dark
    } else if (open) {
      list.push({ ...open, set_utc: iso(t), set_azimuth_deg: azimuth })
      open = null
    }
  }
  return { schema: 'kurs.passes/1', passes: list.slice(0, 60) }
}

function returns(f, query) {
  const day = query.get('day')
  const from = ms(`${day}T00:00:00Z`)
  const found = []
  let last = null
  for (let t = from; t < from + 86400e3; t += 30e3) {
    const p = f.record.stationPlace(t)
    const distance = Math.hypot((p.lat_deg - ZONE.lat_deg) * 111.2, (p.lon_deg - ZONE.lon_deg) * 75.3)
    if (last && last.closing && distance > last.distance && last.distance < 1500) {
      const side = last.p.lon_deg > ZONE.lon_deg ? 1 : -1
      const cross_range_km = side * last.distance
      const open = last.distance < 180
      found.push({
        burn_utc: iso(t - 3240e3), landing_utc: iso(t - 20e3), cross_range_km, possible: open,
        reason: open ? null : `${last.distance.toFixed(0)} km across the track; the ship reaches 180 km`,
        lat_deg: ZONE.lat_deg - 0.05, lon_deg: ZONE.lon_deg + 0.04,
      })
    }
    last = { distance, p, closing: !last || distance < last.distance }
  }
  const tilt = 0.55
  const footprint = Array.from({ length: 37 }, (_, i) => {
    const a = (i * 10) / 57.3
    const [x, y] = [2.6 * Math.cos(a), 0.42 * Math.sin(a)]
    return [ZONE.lon_deg - 0.6 + (x * Math.cos(tilt) - y * Math.sin(tilt)) * 1.4, ZONE.lat_deg - 0.25 + x * Math.sin(tilt) + y * Math.cos(tilt)]
  })
  return { schema: 'kurs.returns/1', day, opportunities: found, zone: ZONE, footprint }
}

let windowCache = new Map()
function windows(f, query) {
  const [from, to] = [query.get('from').slice(0, 10), query.get('to').slice(0, 10)]
  const key = from + to
  if (!windowCache.has(key)) {
    const tle = join(data, 'flown/station0.tle')
    let text = ''
    try {
      text = execFileSync(kurs, ['window', tle, '--from', from, '--to', to, '--json'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString()
    } catch (e) {
      text = e.stdout.toString()
    }
    windowCache.set(key, JSON.parse(text))
  }
  return windowCache.get(key)
}

async function body(req) {
  let text = ''
  for await (const chunk of req) text += chunk
  return text ? JSON.parse(text) : {}
}

const POSTS = {
  clock: ['controller', (f, b, who) => {
    if (b.rate !== undefined) f.rate = b.rate
    if (b.paused !== undefined) f.paused = b.paused
    if (b.step_s) f.t = Math.min(f.record.to, f.t + b.step_s * 1000)
    if (b.jump_utc) f.jump(ms(b.jump_utc))
    const what = b.jump_utc ? `clock to ${b.jump_utc}` : b.step_s ? `clock by ${b.step_s} s` : b.paused !== undefined ? (b.paused ? 'clock paused' : 'clock runs') : `clock at ${b.rate} times`
    f.say(who, what)
  }],
  fault: ['instructor', (f, b, who) => {
    f.say(who, `fault ${b.fault}`)
    if (b.fault === 'weak-battery') f.swap(flown)
    f.send('notice', { text: `Fault injected: ${b.fault}` })
  }],
  countdown: ['controller', (f, b, who) => {
    f.say(who, `countdown: ${b.command}`)
    if (b.command === 'hold') f.paused = true
    if (b.command === 'resume') f.paused = false
    if (b.command === 'scrub') {
      f.swap(flown)
      f.jump(ms('2024-03-21T13:21:01.900Z'))
      f.change('Lift-off moves to 23 March, 12:36:10, 34 orbits', iso(f.t))
    }
  }],
  branch: ['controller', (f, b, who) => {
    const id = String(nextId++)
    const branch = new Flight(id, f.record === flown ? planned : flown, 'replay', ms(b.utc))
    branch.title = b.title || `${f.title}, branch`
    branch.branch_of = f.id
    branch.branched = b.utc
    branch.paused = true
    flights.set(id, branch)
    f.say(who, `branch ${id} at ${b.utc}`)
    return { id }
  }],
}

async function command(req, res, f, name) {
  const [role, run] = POSTS[name] ?? []
  const session = roleOf(req)
  if (!run) return fail(res, 404, 'not_found', 'no such command')
  if (RANK[session.role] < RANK[role]) return fail(res, 403, 'forbidden', `needs the role ${role}`)
  reply(res, run(f, await body(req), session.name || session.role) ?? { ok: true })
}

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json',
  '.woff2': 'font/woff2', '.svg': 'image/svg+xml',
}
function file(res, path) {
  const name = normalize(join(dist, path === '/' ? 'index.html' : path))
  if (!name.startsWith(dist) || !existsSync(name)) return fail(res, 404, 'not_found', 'no such file')
  res.writeHead(200, { 'Content-Type': TYPES[extname(name)] ?? 'application/octet-stream', 'Content-Security-Policy': POLICY })
  res.end(readFileSync(name))
}

const GETS = {
  '': (f) => f.facts(), timeline: (f) => f.timeline(), series, track, relative, windows, returns, passes,
  approach: (f, query) => ({ schema: 'kurs.approach/1', ...(f.record.approach(query.has('utc') ? Math.min(f.end, ms(query.get('utc'))) : f.t) ?? { range_m: null }) }),
  log: (f) => ({ schema: 'kurs.log/1', lines: f.log }),
}

async function handle(req, res) {
  const url = new URL(req.url, 'http://localhost')
  const path = url.pathname
  if (!path.startsWith('/api/')) return file(res, path)
  if (path === '/api/session') return reply(res, { schema: 'kurs.session/1', ...roleOf(req) })
  if (path === '/api/login') {
    const { name, password, token } = await body(req)
    const role = token ?? name
    if (!(role in RANK) || (!token && password !== 'mock')) return fail(res, 401, 'refused', 'Name and password do not match.')
    const id = randomBytes(32).toString('hex')
    sessions.set(id, { role, name: role })
    res.setHeader('Set-Cookie', `kurs=${id}; HttpOnly; SameSite=Strict; Path=/`)
    return reply(res, { schema: 'kurs.session/1', role, name: role })
  }
  if (path === '/api/logout') {
    res.setHeader('Set-Cookie', 'kurs=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0')
    return reply(res, { ok: true })
  }
  if (path === '/api/missions') return reply(res, { schema: 'kurs.missions/1', missions: [{ name: 'soyuz-ms-25', title: 'Soyuz MS-25', launch_day: '2024-03-21' }] })
  if (path === '/api/flights' && req.method === 'GET')
    return reply(res, {
      schema: 'kurs.flights/1', flights: [...flights.values()].map((f) => ({
        id: f.id, mission: 'soyuz-ms-25', title: f.title, mode: f.mode, utc: iso(f.t), phase: f.record.phaseAt(f.t),
        paused: f.paused, rate: f.rate, branch_of: f.branch_of, branched_utc: f.branched,
      })),
    })
  if (path === '/api/flights') {
    if (RANK[roleOf(req).role] < 1) return fail(res, 403, 'forbidden', 'needs the role controller')
    const id = String(nextId++)
    flights.set(id, new Flight(id, planned, 'live', planned.from))
    return reply(res, { id })
  }
  const [, id, name = ''] = /^\/api\/flights\/([^/]+)\/?(\w*)$/.exec(path) ?? []
  const f = flights.get(id)
  if (!f) return fail(res, 404, 'not_found', 'no such flight')
  if (req.method === 'POST') return command(req, res, f, name)
  if (name === 'stream') {
    res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    res.write(`event: now\ndata: ${JSON.stringify(f.now())}\n\n`)
    f.clients.add(res)
    return req.on('close', () => f.clients.delete(res))
  }
  if (!(name in GETS)) return fail(res, 404, 'not_found', 'no such document')
  reply(res, GETS[name](f, url.searchParams))
}

const server = createServer((req, res) => handle(req, res).catch((e) => fail(res, 500, 'failed', String(e)))).listen(port, '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${server.address().port}/`),
)
