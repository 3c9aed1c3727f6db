// SPDX-License-Identifier: Apache-2.0
import { fillTable, h, panel, table } from '../dom'
import { clock, date, parseUtc, sentence } from '../format'
import { plain } from '../read'
import { store } from '../store'
import type { View } from '../view'

const lines = table('Commands, with who and when', ['UTC', 'Who', 'What'])
const notes = h('ul', { class: 'notes' })

export const log: View = {
  id: 'log',
  title: 'Mission log',
  el: h('div', null,
    h('section', { class: 'panel log-panel', 'aria-label': 'Log' }, h('h2', null, 'Mission log'), lines.el),
    panel('Caveats of this flight', { class: 'notes-panel' }, notes)),
  log() {
    const list = [...store.log].reverse()
    fillTable(lines.body, list.length ? list.map((l) => [`${date(parseUtc(l.utc), false)} ${clock(parseUtc(l.utc))}`, l.who, sentence(plain(l.what))]) : [['–', '–', 'No command was given yet.']])
  },
  timeline() {
    const list = store.timeline?.caveats ?? []
    notes.replaceChildren(...(list.length ? list.map((c) => h('li', null, sentence(c.text))) : [h('li', { class: 'none' }, 'None.')]))
  },
}
