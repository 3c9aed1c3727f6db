// SPDX-License-Identifier: Apache-2.0
// One event stream a flight for all tabs: a browser allows six streams a host on HTTP/1.1.
import { connect, type StreamMessage } from './stream-source'

interface Shared { end: () => void; ports: Set<MessagePort>; last: StreamMessage | null }
const streams = new Map<string, Shared>()

function tell(shared: Shared, message: StreamMessage): void {
  if (message.event === 'now') shared.last = message
  for (const port of shared.ports) port.postMessage(message)
}

function open(flight: string, port: MessagePort): void {
  let shared = streams.get(flight)
  if (!shared) {
    const made: Shared = { end: () => {}, ports: new Set(), last: null }
    made.end = connect(flight, (message) => tell(made, message))
    streams.set(flight, made)
    shared = made
  }
  shared.ports.add(port)
  if (shared.last) port.postMessage(shared.last)
}

function close(port: MessagePort): void {
  for (const [flight, shared] of streams) {
    if (shared.ports.delete(port) && shared.ports.size === 0) {
      shared.end()
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
