// SPDX-License-Identifier: Apache-2.0
export const NAMES = ['now', 'event', 'plan', 'log', 'notice'] as const
export interface StreamMessage { flight: string; event: (typeof NAMES)[number] | 'open' | 'lost'; data: string }

/** A browser gives up on a stream that is answered by an error; a page stays open for weeks. */
const AGAIN_MS = 3000
const AGAIN_MOST_MS = 30000

/** Listens to a flight until it is told to end. */
export function connect(flight: string, tell: (message: StreamMessage) => void): () => void {
  let source: EventSource
  let timer = 0
  let wait = AGAIN_MS
  const begin = () => {
    source = new EventSource(`/api/flights/${encodeURIComponent(flight)}/stream`)
    for (const event of NAMES) source.addEventListener(event, (e) => tell({ flight, event, data: (e as MessageEvent).data }))
    source.onopen = () => {
      wait = AGAIN_MS
      tell({ flight, event: 'open', data: '' })
    }
    source.onerror = () => {
      tell({ flight, event: 'lost', data: '' })
      if (source.readyState !== EventSource.CLOSED) return
      timer = setTimeout(begin, wait) as unknown as number
      wait = Math.min(2 * wait, AGAIN_MOST_MS)
    }
  }
  begin()
  return () => {
    clearTimeout(timer)
    source.close()
  }
}
