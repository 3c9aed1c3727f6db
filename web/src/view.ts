// SPDX-License-Identifier: Apache-2.0
import type { Now } from './api'

/** Runs at most once in a time; what comes in between runs once more at its end. */
export function seldom(ms: number, run: (now: Now) => void): (now: Now) => void {
  let last = 0
  let waiting: Now | null = null
  return (now) => {
    const left = last + ms - Date.now()
    if (left <= 0) {
      last = Date.now()
      run(now)
      return
    }
    if (!waiting) setTimeout(() => {
      const latest = waiting!
      waiting = null
      last = Date.now()
      run(latest)
    }, left)
    waiting = now
  }
}

/** A tab. What is told only reaches the view that is open, and once when it opens. */
export interface View {
  id: string
  title: string
  el: HTMLElement
  shown?(now: Now): void
  flight?(): void
  timeline?(): void
  session?(): void
  log?(): void
}
