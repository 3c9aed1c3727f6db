// SPDX-License-Identifier: Apache-2.0
// What the page knows: session, flight, its timeline, and the moment that is shown. The moment is
// the flight's own (`now`), or an earlier one that this viewer looks at alone.
import { get, type Flight, type FlightEvent, type FlightRow, type LogLine, type Now, type Session, type Timeline } from './api'
import { isoUtc, parseUtc } from './format'
import { readFlight, readNow, readTimeline } from './read'
import { listen } from './stream'

export type Topic = 'shown' | 'flight' | 'flights' | 'timeline' | 'session' | 'log' | 'notice' | 'link'

/** A page that is open for weeks keeps the last lines; the server has them all. */
const LOG_MOST = 2000

class Store {
  session: Session = { role: 'viewer', name: '' }
  flights: FlightRow[] = []
  flight: Flight | null = null
  timeline: Timeline | null = null
  now: Now | null = null
  shown: Now | null = null
  /** The earlier moment looked at, ms; null while the page follows the flight. */
  view: number | null = null
  log: LogLine[] = []
  notice = ''
  connected = false
  private listeners = new Map<Topic, Set<() => void>>()
  private pending = new Set<Topic>()
  private frame = 0

  on(topic: Topic, run: () => void): void {
    if (!this.listeners.has(topic)) this.listeners.set(topic, new Set())
    this.listeners.get(topic)!.add(run)
  }

  /** Listeners run once a frame however often a topic is told. */
  tell(topic: Topic): void {
    this.pending.add(topic)
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0
      const topics = [...this.pending]
      this.pending.clear()
      for (const t of topics) this.listeners.get(t)?.forEach((run) => run())
    })
  }

  get path(): string {
    return `flights/${encodeURIComponent(this.flight?.id ?? '')}`
  }

  can(role: 'controller' | 'instructor'): boolean {
    return this.session.role === 'instructor' || this.session.role === role
  }

  get t(): number {
    return this.shown ? parseUtc(this.shown.utc) : 0
  }

  async start(): Promise<void> {
    const [session] = await Promise.all([get<Session>('session'), this.loadFlights()])
    this.session = session
    this.tell('session')
    const wanted = new URLSearchParams(location.search).get('flight')
    const first = this.flights.find((f) => f.id === wanted) ?? this.flights[0]
    if (first) await this.open(first.id)
  }

  async loadFlights(): Promise<void> {
    const doc = await get<{ flights: FlightRow[] } | FlightRow[]>('flights')
    this.flights = Array.isArray(doc) ? doc : doc.flights
    this.tell('flights')
  }

  private opening = 0
  /** The flight before stays until all of this one is there; of several asked for the last is opened. */
  async open(id: string): Promise<void> {
    const mine = ++this.opening
    const path = `flights/${encodeURIComponent(id)}`
    const [flight, timeline, log] = await Promise.all([
      readFlight(path), readTimeline(path), get<{ lines: LogLine[] }>(`${path}/log`).catch(() => ({ lines: [] })),
    ])
    if (mine !== this.opening) return
    this.view = this.now = this.shown = null
    this.flight = flight
    this.timeline = timeline
    this.log = log.lines
    for (const t of ['flight', 'timeline', 'log'] as Topic[]) this.tell(t)
    listen(id, (m) => this.take(m.event, m.data))
  }

  private take(event: string, data: string): void {
    // after a gap the timeline may be another one
    if (event === 'open' && !this.connected && this.now) void this.reload()
    if (event === 'open' || event === 'lost') this.connected = event === 'open'
    if (event === 'open' || event === 'lost') return this.tell('link')
    const body = JSON.parse(data)
    if (event === 'now') {
      if (!this.connected) this.tell('link')
      this.connected = true
      this.now = readNow(body)
      if (this.view === null) this.shown = this.now
      this.tell('shown')
    } else if (event === 'event' || event === 'plan') {
      void this.reload()
    } else if (event === 'log') {
      this.log.push(body)
      if (this.log.length > LOG_MOST) this.log.splice(0, this.log.length - LOG_MOST)
      this.tell('log')
    } else if (event === 'notice') {
      this.notice = body.text
      this.tell('notice')
    }
  }

  private reloading = false
  private again = false
  /** Timeline and facts anew; many events at once make one request. */
  async reload(): Promise<void> {
    if (this.reloading) {
      this.again = true
      return
    }
    this.reloading = true
    const path = this.path
    try {
      const [flight, timeline] = await Promise.all([readFlight(path), readTimeline(path)])
      if (path === this.path) {
        this.flight = flight
        this.timeline = timeline
        this.tell('flight')
        this.tell('timeline')
      }
    } catch {
      // the stream tells when the server is back
    }
    await new Promise((done) => setTimeout(done, 300))
    this.reloading = false
    if (this.again) {
      this.again = false
      void this.reload()
    }
  }

  /** Looks at another moment of the record, or follows the flight again. */
  look(t: number | null): void {
    this.view = t
    if (t === null) {
      this.shown = this.now
      this.tell('shown')
      return
    }
    if (this.looking) this.lookAgain = true
    else void this.fetchMoment(t)
  }

  private looking = false
  private lookAgain = false
  private async fetchMoment(t: number): Promise<void> {
    this.looking = true
    try {
      const then = await this.momentOf(t)
      if (this.view === t) this.shown = then
      this.tell('shown')
    } catch {
      // keeps the moment shown
    }
    this.looking = false
    if (this.lookAgain && this.view !== null) {
      this.lookAgain = false
      void this.fetchMoment(this.view)
    }
  }

  /** The state at a moment as it was told then. */
  private async momentOf(t: number): Promise<Now> {
    return readNow(await get<Now>(`${this.path}/now`, { utc: isoUtc(t) }))
  }

  eventsBefore(t: number): FlightEvent[] {
    return this.timeline!.events.filter((e) => parseUtc(e.utc) <= t)
  }

  /** Lift-off, planned or flown, of the attempt that t belongs to. */
  liftoff(t: number): number {
    const attempts = this.timeline!.attempts
    for (let i = 0; i + 1 < attempts.length; i++) {
      const begins = this.timeline!.events.find((e) => e.attempt === attempts[i + 1].attempt)
      const ends = begins?.utc ?? this.timeline!.events.find((e) => e.id === 'scrub' && e.attempt === attempts[i].attempt)?.utc
      if (ends && t < parseUtc(ends)) return parseUtc(attempts[i].liftoff_utc)
    }
    const last = attempts[attempts.length - 1]
    const zero = this.timeline!.events.find((e) => e.id === 'liftoff' && e.attempt === last?.attempt)
    return last ? parseUtc(zero?.utc ?? last.liftoff_utc) : t
  }

  get range(): [number, number] {
    const r = this.flight!.range
    return [parseUtc(r.from_utc), Math.max(parseUtc(r.to_utc), this.now && this.flight!.mode === 'live' ? parseUtc(this.now.utc) : 0)]
  }
}

export const store = new Store()

/** State of a value against its limits. */
export function against(id: string, value: number | null | undefined): '' | 'high' | 'low' {
  const channel = store.flight?.channels.find((c) => c.id === id)
  const limits = channel?.limits
  // limits of the pad hold for a part of the countdown: its board says when
  if (id.startsWith('pad_') && !store.shown?.board.some((b) => b.text === channel?.name && b.state === 'nogo')) return ''
  if (!limits || value === null || value === undefined) return ''
  if (limits.high !== null && limits.high !== undefined && value > limits.high) return 'high'
  if (limits.low !== null && limits.low !== undefined && value < limits.low) return 'low'
  return ''
}

/** The first of several names that the flight has as a channel. */
export function value(now: Now, ...ids: string[]): number | null {
  for (const id of ids) if (id in now.values) return now.values[id]
  return null
}
