// SPDX-License-Identifier: Apache-2.0
// Kurs in Open MCT: flights of a server as folders, channels as telemetry, with history and live values.
//   import kurs from './kurs.js'
//   openmct.install(kurs({ base: '' }))        // the server's address; '' where both have one origin
// Times are mission time in UTC, so the time system is Open MCT's own `utc`.

const NAMESPACE = 'kurs'
const TYPE = 'kurs.channel'

export default function kurs({ base = '' } = {}) {
  const get = async (path) => {
    const response = await fetch(`${base}/api/${path}`, { credentials: 'include' })
    const body = await response.json()
    if (!response.ok) throw new Error(body.error?.text ?? `status ${response.status}`)
    return body
  }
  const flight = (id) => `flights/${encodeURIComponent(id)}`

  // one stream a flight, however many channels are looked at
  const streams = new Map()
  function subscribe(id, channel, tell) {
    if (!streams.has(id)) {
      const source = new EventSource(`${base}/api/${flight(id)}/stream`, { withCredentials: true })
      const stream = { source, readers: new Set() }
      source.addEventListener('now', (e) => {
        const now = JSON.parse(e.data)
        for (const r of stream.readers) r.tell({ utc: Date.parse(now.utc), value: now.values[r.channel] ?? null })
      })
      streams.set(id, stream)
    }
    const stream = streams.get(id)
    const reader = { channel, tell }
    stream.readers.add(reader)
    return () => {
      stream.readers.delete(reader)
      if (stream.readers.size === 0) {
        stream.source.close()
        streams.delete(id)
      }
    }
  }

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

  return function install(openmct) {
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
        return subscribe(id, channel, (datum) => datum.value !== null && callback(datum))
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
}
