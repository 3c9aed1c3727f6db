// SPDX-License-Identifier: Apache-2.0
// Telemetry as it comes: by the shared worker where there is one, else by a stream of our own.
import { connect, type StreamMessage } from './stream-source'

type Listener = (message: StreamMessage) => void

let worker: SharedWorker | null | undefined
let own: (() => void) | null = null
let listener: Listener = () => {}

function shared(): SharedWorker | null {
  if (worker !== undefined) return worker
  worker = null
  if ('SharedWorker' in window) {
    try {
      worker = new SharedWorker(new URL('./stream-worker.ts', import.meta.url), { type: 'module', name: 'kurs-stream' })
      worker.port.onmessage = (e: MessageEvent<StreamMessage>) => take(e.data)
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

/** What was on its way when another flight was chosen is of no use. */
function take(message: StreamMessage): void {
  if (message.flight === current) listener(message)
}

export function listen(flight: string, to: Listener): void {
  listener = to
  current = flight
  own?.()
  own = null
  const w = shared()
  if (w) {
    w.port.postMessage({ flight })
    return
  }
  own = connect(flight, take)
}

/** For the log: which way the telemetry comes. */
export const isShared = (): boolean => !!worker
