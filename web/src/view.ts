// SPDX-License-Identifier: Apache-2.0
import type { Now } from './api'

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
