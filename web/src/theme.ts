// SPDX-License-Identifier: Apache-2.0
// Colours of what is drawn on canvas; those of the page stand in style.css, by the same names.
export const C = {
  sea: '#0d131b', land: '#2a3644', coast: '#3f4e5e', grid: '#1b2530', night: 'rgba(3, 6, 12, 0.52)', dusk: '#46566a',
  line: '#222c38', text: '#e8edf3', muted: '#9aa8b8', ship: '#ffc857', station: '#7fd1ff', go: '#63d297', nogo: '#ff8077',
  accent: '#8ab4ff', zone: '#c5a3ff', radio: '#8094ab', panel: '#10151c', other: '#d79bff',
}
export const SERIES = ['#7fd1ff', '#ffc857', '#63d297', '#c5a3ff', '#ff9e80', '#8ab4ff']
export const FONT = '"Inter Variable", system-ui, sans-serif'
export const calm = matchMedia('(prefers-reduced-motion: reduce)')
