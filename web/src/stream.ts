// SPDX-License-Identifier: Apache-2.0
// Telemetry as it comes: by the shared worker where there is one, else by a stream of our own.
import { NAMES, type StreamMessage } from './stream-names'

type Listener = (message: StreamMessage) => void

let worker: SharedWorker | null | undefined
let own: EventSource | null = null
let listener: Listener = () => {}

function shared(): SharedWorker | null {
  if (worker !== undefined) return worker
  worker = null
  if ('SharedWorker' in window) {
    try {
      worker = new SharedWorker(new URL('./stream-worker.ts', import.meta.url), { type: 'module', name: 'kurs-stream' })
      worker.port.onmessage = (e: MessageEvent<StreamMessage>) => listener(e.data)
      worker.onerror = () => {
        worker = null
        if (current !== null) listen(current, listener)
      }
      window.addEventListener('pagehide', () => worker?.port.postMessage({ flight: null }))
      window.addEventListener('pageshow', (e) => {
        if (e.persisted && current !== null) listen(current, listener)
      })
    } catch {
      worker = null
    }
  }
  return worker
}

let current: string | null = null

export function listen(flight: string, to: Listener): void {
  listener = to
  current = flight
  own?.close()
  own = null
  const w = shared()
  if (w) {
    w.port.postMessage({ flight })
    return
  }
  const source = new EventSource(`/api/flights/${encodeURIComponent(flight)}/stream`)
  own = source
  for (const event of NAMES) source.addEventListener(event, (e) => listener({ event, data: (e as MessageEvent).data }))
  source.onopen = () => listener({ event: 'open', data: '' })
  source.onerror = () => listener({ event: 'lost', data: '' })
}

/** For the log: which way the telemetry comes. */
export const isShared = (): boolean => !!worker
