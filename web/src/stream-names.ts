// SPDX-License-Identifier: Apache-2.0
export const NAMES = ['now', 'event', 'plan', 'log', 'notice'] as const
export interface StreamMessage { event: (typeof NAMES)[number] | 'open' | 'lost'; data: string }
