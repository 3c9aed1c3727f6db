// SPDX-License-Identifier: Apache-2.0
// Elements without a framework. Styles go through CSSOM only: the page's policy forbids style attributes.

export type Child = Node | string | null | undefined | false
type Props = { [key: string]: unknown }

const SVG = 'http://www.w3.org/2000/svg'

function fill(e: Element, props: Props | null, children: Child[]): void {
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue
    if (key.startsWith('on')) e.addEventListener(key.slice(2), value as EventListener)
    else if (key === 'value') (e as HTMLInputElement).value = String(value)
    else e.setAttribute(key, value === true ? '' : String(value))
  }
  e.append(...(children.filter((c) => c !== null && c !== undefined && c !== false) as (Node | string)[]))
}

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props | null = null, ...children: Child[]): HTMLElementTagNameMap[K] {
  const e = document.createElement(tag)
  fill(e, props, children)
  return e
}

export function svg(tag: string, props: Props, ...children: Child[]): SVGElement {
  const e = document.createElementNS(SVG, tag)
  fill(e, props, children)
  return e
}

/** Writes only what differs, so that nothing is laid out again for nothing. */
export function setText(e: Element, text: string): void {
  if (e.textContent !== text) e.textContent = text
}

export function setClass(e: Element, name: string, on: boolean): void {
  if (e.classList.contains(name) !== on) e.classList.toggle(name, on)
}

export function panel(title: string, attributes: Props, ...children: Child[]): HTMLElement {
  const id = `h-${title.toLowerCase().replace(/[^a-z]+/g, '-')}`
  return h('section', { ...attributes, class: `panel ${attributes.class ?? ''}`, 'aria-labelledby': id }, h('h2', { id }, title), ...children)
}

export interface Readout {
  el: HTMLElement
  set(value: string, state?: '' | 'high' | 'low'): void
}

/** A name, a value in figures of one width, and a unit. */
export function readout(name: string, unit: string): Readout {
  const value = h('span', { class: 'value' }, '–')
  const mark = h('span', { class: 'mark' })
  const el = h('div', { class: 'readout' }, h('dt', null, name), h('dd', null, value, h('span', { class: 'unit' }, unit), mark))
  return {
    el,
    set(text, state = '') {
      setText(value, text)
      setText(mark, state === 'high' ? '▲ high' : state === 'low' ? '▼ low' : '')
      setClass(el, 'alarm', state !== '')
    },
  }
}

export function fillTable(body: HTMLElement, rows: Child[][], heads = 0, classes?: (row: number) => string): void {
  body.replaceChildren(
    ...rows.map((cells, r) =>
      h('tr', { class: classes?.(r) || undefined }, ...cells.map((c, k) => (k < heads ? h('th', { scope: 'row' }, c) : h('td', null, c)))),
    ),
  )
}

export function table(caption: string, heads: string[]): { el: HTMLElement; body: HTMLElement } {
  const body = h('tbody')
  const el = h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': caption },
    h('table', null, h('caption', { class: 'vh' }, caption), h('thead', null, h('tr', null, ...heads.map((t) => h('th', { scope: 'col' }, t)))), body))
  return { el, body }
}

export function button(text: string, run: () => void, attributes: Props = {}): HTMLButtonElement {
  return h('button', { type: 'button', onclick: run, ...attributes }, text)
}
