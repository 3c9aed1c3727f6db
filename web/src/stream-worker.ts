// SPDX-License-Identifier: Apache-2.0
// One event stream a flight for all tabs: a browser allows six streams a host on HTTP/1.1.
import { NAMES, type StreamMessage } from './stream-names'

interface Shared { source: EventSource; ports: Set<MessagePort>; last: StreamMessage | null }
const streams = new Map<string, Shared>()

function tell(shared: Shared, message: StreamMessage): void {
  if (message.event === 'now') shared.last = message
  for (const port of shared.ports) port.postMessage(message)
}

function open(flight: string, port: MessagePort): void {
  let shared = streams.get(flight)
  if (!shared) {
    const source = new EventSource(`/api/flights/${encodeURIComponent(flight)}/stream`)
    const made: Shared = { source, ports: new Set(), last: null }
    for (const event of NAMES) source.addEventListener(event, (e) => tell(made, { event, data: (e as MessageEvent).data }))
    source.onopen = () => tell(made, { event: 'open', data: '' })
    source.onerror = () => tell(made, { event: 'lost', data: '' })
    streams.set(flight, made)
    shared = made
  }
  shared.ports.add(port)
  if (shared.last) port.postMessage(shared.last)
}

function close(port: MessagePort): void {
  for (const [flight, shared] of streams) {
    if (shared.ports.delete(port) && shared.ports.size === 0) {
      shared.source.close()
      streams.delete(flight)
    }
  }
}

;(self as unknown as { onconnect: (e: MessageEvent) => void }).onconnect = (e) => {
  const port = e.ports[0]
  port.onmessage = (m: MessageEvent<{ flight: string | null }>) => {
    close(port)
    if (m.data.flight !== null) open(m.data.flight, port)
  }
}
