// SPDX-License-Identifier: Apache-2.0
// Kurs in Open MCT: flights of a server as folders, channels as telemetry, with history, live values
// and limits, and a clock that shows a flight's own time.
//   import kurs from './kurs.js'
//   openmct.install(kurs())        // the page comes from the server's origin
// Times are mission time in UTC, so the time system is Open MCT's own `utc`; the clock is named `kurs`
// and follows the flight that was looked at last.

const NAMESPACE = 'kurs'
const TYPE = 'kurs.channel'

export default function kurs({ base = '' } = {}) {
  const get = async (path) => {
    const response = await fetch(`${base}/api/${path}`, { credentials: 'include' })
    const body = await response.json()
    if (!response.ok) throw new Error(`${body.error?.text ?? 'refused'} (${response.status})`)
    return body
  }
  const flight = (id) => `flights/${encodeURIComponent(id)}`

  // one stream a flight, however many look at it; a new reader is told at once what was told last
  const streams = new Map()
  function listen(id, tell) {
    if (!streams.has(id)) {
      const source = new EventSource(`${base}/api/${flight(id)}/stream`, { withCredentials: true })
      const stream = { source, readers: new Set(), last: null }
      source.addEventListener('now', (e) => {
        stream.last = JSON.parse(e.data)
        for (const r of [...stream.readers]) r(stream.last)
      })
      streams.set(id, stream)
    }
    const stream = streams.get(id)
    const reader = (now) => tell(now)
    stream.readers.add(reader)
    if (stream.last) queueMicrotask(() => stream.readers.has(reader) && tell(stream.last))
    return () => {
      stream.readers.delete(reader)
      if (stream.readers.size === 0 && streams.get(id) === stream) {
        stream.source.close()
        streams.delete(id)
      }
    }
  }

  const clock = missionClock(listen)

  // keys: "root", "FLIGHT", "FLIGHT.CHANNEL"
  const split = (key) => key.split('.')
  const facts = new Map()
  async function factsOf(id) {
    if (!facts.has(id)) facts.set(id, get(flight(id)).catch((e) => (facts.delete(id), Promise.reject(e))))
    return facts.get(id)
  }

  function channelObject(id, c) {
    const value = { key: 'value', name: c.text, unit: c.unit, format: 'float', hints: { range: 1 } }
    if (c.low !== null) value.min = c.low
    if (c.high !== null) value.max = c.high
    return {
      identifier: { namespace: NAMESPACE, key: `${id}.${c.name}` }, name: c.text, type: TYPE, location: `${NAMESPACE}:${id}`,
      telemetry: { values: [value, { key: 'utc', source: 'utc', name: 'UTC', format: 'utc', hints: { domain: 1 } }] },
      limits: { low: c.low, high: c.high },
    }
  }

  async function object(key) {
    const [id, channel] = split(key)
    const identifier = { namespace: NAMESPACE, key }
    if (key === 'root') return { identifier, name: 'Kurs', type: 'folder', location: 'ROOT' }
    const f = await factsOf(id)
    if (!channel) return { identifier, name: `${f.title} (${f.mode})`, type: 'folder', location: `${NAMESPACE}:root` }
    return channelObject(id, f.channels.find((c) => c.name === channel))
  }

  const ours = (o) => o.identifier.namespace === NAMESPACE
  const isChannel = (o) => o.type === TYPE

  async function flights() {
    const list = (await get('flights')).flights
    return { flights: list, now: list.length > 0 ? Date.parse(list[0].utc) : Date.now() }
  }

  function install(openmct) {
    openmct.time?.addClock(clock)
    clock.onJump = () => {
      // what was between is asked for: a tick would only move the bounds
      const time = openmct.time
      if (time.isRealTime() && time.getClock() === clock) time.setClockOffsets(time.getClockOffsets())
    }
    openmct.types.addType(TYPE, { name: 'Channel of a flight', description: 'A channel of a flight of Kurs', cssClass: 'icon-telemetry' })
    openmct.objects.addRoot({ namespace: NAMESPACE, key: 'root' })
    openmct.objects.addProvider(NAMESPACE, { get: (identifier) => object(identifier.key) })
    openmct.composition.addProvider({
      appliesTo: (o) => ours(o) && o.type === 'folder',
      async load(o) {
        const key = o.identifier.key
        const keys = key === 'root' ? (await get('flights')).flights.map((f) => f.id) : (await factsOf(key)).channels.map((c) => `${key}.${c.name}`)
        return keys.map((k) => ({ namespace: NAMESPACE, key: k }))
      },
    })
    openmct.telemetry.addProvider({
      supportsRequest: isChannel,
      async request(o, { start, end, strategy, size = 1000 }) {
        const [id, channel] = split(o.identifier.key)
        const range = (await get(flight(id))).range
        const from = Math.max(start, Date.parse(range.from_utc))
        const to = Math.min(end, Date.parse(range.to_utc))
        if (to < from) return []
        const latest = strategy === 'latest'
        const query = new URLSearchParams({
          channels: channel, from: new Date(latest ? to : from).toISOString(), to: new Date(to).toISOString(), points: String(latest ? 1 : Math.max(2, Math.min(2000, size))),
        })
        const { t, values } = await get(`${flight(id)}/series?${query}`)
        return t.map((utc, k) => ({ utc, value: values[channel][k] })).filter((d) => d.value !== null)
      },
      supportsSubscribe: isChannel,
      subscribe(o, callback) {
        const [id, channel] = split(o.identifier.key)
        clock.follow(id)
        return listen(id, (now) => {
          const value = now.values[channel] ?? null
          if (value !== null) callback({ utc: Date.parse(now.utc), value })
        })
      },
      supportsLimits: isChannel,
      getLimitEvaluator: (o) => ({
        evaluate({ value }) {
          const { low, high } = o.limits
          if (high !== null && value > high) return { cssClass: 'is-limit--upr is-limit--red', name: 'over its limit', low: low ?? -Infinity, high }
          if (low !== null && value < low) return { cssClass: 'is-limit--lwr is-limit--red', name: 'under its limit', low, high: high ?? Infinity }
          return undefined
        },
      }),
    })
  }
  return Object.assign(install, { clock, flights })
}

/** A clock of Open MCT that shows the time of one flight: it stands, runs and jumps with it. */
function missionClock(listen) {
  const listeners = []
  let value = Date.now()
  let known = false
  let followed
  let leave
  function take(now) {
    const utc = Date.parse(now.utc)
    const ahead = utc - value
    const jumped = !known || ahead < 0 || ahead > 3000 * Math.max(1, now.clock.rate)
    value = utc
    known = true
    if (jumped) clock.onJump?.()
    for (const l of [...listeners]) l.fn.call(l.context, value)
  }
  const clock = {
    key: 'kurs', name: 'Mission time', cssClass: 'icon-clock', description: 'The time of the flight that was looked at last', onJump: undefined,
    on(event, fn, context) {
      if (event === 'tick') listeners.push({ fn, context })
      return clock
    },
    off(event, fn, context) {
      const k = listeners.findIndex((l) => l.fn === fn && (context === undefined || l.context === context))
      if (event === 'tick' && k >= 0) listeners.splice(k, 1)
      return clock
    },
    currentValue: () => value,
    follow(id) {
      if (!id || id === followed) return
      leave?.()
      followed = id
      known = false
      leave = listen(id, take)
    },
  }
  return clock
}
