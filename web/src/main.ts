// SPDX-License-Identifier: Apache-2.0
// The shell: clocks, tabs, the view that is open, controls and timeline.
import { ApiError } from './api'
import { controls, say, signIn, signOut, updateControls } from './controls'
import { button, h, setClass, setText, svg } from './dom'
import { DASH, brief, clock, date, met, parseUtc, sentence, span } from './format'
import { scrubber } from './scrubber'
import { plain } from './read'
import { store } from './store'
import type { View } from './view'
import { overview } from './views/overview'
import { dynamics } from './views/dynamics'
import { approach } from './views/approach'
import { windows } from './views/windows'
import { returns } from './views/return'
import { publicView } from './views/public'
import { log } from './views/log'

const views: View[] = [overview, dynamics, approach, windows, returns, log, publicView]
let open: View | null = null

// Header
const flights = h('select', { 'aria-label': 'Flight', class: 'flights' })
const chip = h('span', { class: 'chip', role: 'status' })
const metClock = h('span', { class: 'met' }, DASH)
const utcClock = h('span', { class: 'utc' }, DASH)
const phase = h('span', { class: 'phase' }, DASH)
const nextIn = h('span', { class: 'next-in' })
const nextText = h('span', { class: 'next-text' })
const who = h('span', { class: 'who' })
const sign = button('Sign in', () => (store.session.name ? void signOut() : signIn()))
const mark = svg('svg', { viewBox: '0 0 32 32', class: 'logo', 'aria-hidden': 'true' },
  svg('circle', { cx: 16, cy: 16, r: 9, class: 'l1' }), svg('path', { d: 'M3 24C10 24 22 8 29 8', class: 'l2' }), svg('circle', { cx: 29, cy: 8, r: 2.4, class: 'l3' }))
const header = h('header', { class: 'top' },
  h('div', { class: 'brand' }, mark, h('h1', null, 'Kurs'), flights, chip),
  h('div', { class: 'clocks', role: 'timer', 'aria-label': 'Mission clock' },
    h('div', { class: 'clock-main' }, metClock, utcClock),
    h('div', { class: 'clock-side' }, phase, h('span', { class: 'next' }, nextIn, nextText))),
  h('div', { class: 'session' }, who, sign))

// Tabs
const tabs = views.map((v) => h('button', { role: 'tab', type: 'button', id: `tab-${v.id}`, 'aria-controls': `view-${v.id}`, tabindex: -1, onclick: () => go(v.id) }, v.title))
const tablist = h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Views' }, ...tabs)
tablist.addEventListener('keydown', (e) => {
  const at = views.indexOf(open!)
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: views.length - 1 }[e.key]
  if (to === undefined) return
  e.preventDefault()
  const k = (to + views.length) % views.length
  go(views[k].id)
  tabs[k].focus()
})

const notice = h('p', { class: 'notice', role: 'status', hidden: true })
const main = h('main', { id: 'main', tabindex: -1 })
for (const v of views) {
  v.el.id = `view-${v.id}`
  v.el.setAttribute('role', 'tabpanel')
  v.el.setAttribute('aria-labelledby', `tab-${v.id}`)
  v.el.tabIndex = 0
  v.el.classList.add('view', v.id)
  v.el.hidden = true
  main.append(v.el)
}
const footer = h('footer', null, controls, scrubber)

function go(id: string): void {
  if (location.hash !== `#${id}`) location.hash = id
  else route()
}

function route(): void {
  const id = location.hash.slice(1)
  const view = views.find((v) => v.id === id) ?? views[0]
  if (open === view) return
  if (open) open.el.hidden = true
  open = view
  view.el.hidden = false
  tabs.forEach((tab, k) => {
    const on = views[k] === view
    tab.setAttribute('aria-selected', String(on))
    tab.tabIndex = on ? 0 : -1
    if (on) tab.scrollIntoView?.({ block: 'nearest', inline: 'center' })
  })
  document.title = `${view.title}, Kurs mission control`
  setClass(document.body, 'quiet', view === publicView)
  main.scrollTop = 0
  refresh(['flight', 'timeline', 'session', 'log', 'shown'])
}

function refresh(topics: ('flight' | 'timeline' | 'session' | 'log' | 'shown')[]): void {
  if (!open || !store.flight || !store.timeline) return
  for (const topic of topics) {
    if (topic === 'shown') {
      if (store.shown) open.shown?.(store.shown)
    } else open[topic]?.()
  }
}

function showClocks(): void {
  const now = store.shown
  if (!now) return
  const t = parseUtc(now.utc)
  setText(metClock, met(now.met_s))
  setText(utcClock, `${date(t)}  ${clock(t)} UTC`)
  setText(phase, sentence(now.phase))
  if (now.next) {
    setText(nextIn, `in ${span((parseUtc(now.next.utc) - t) / 1000 + 0.999)}`)
    setText(nextText, sentence(brief(now.next.text)))
  } else {
    setText(nextIn, '')
    setText(nextText, 'Nothing more is planned')
  }
}

function showChip(): void {
  const c = store.now?.clock
  const [text, kind] = !store.connected && store.now ? ['No link', 'bad']
    : store.view !== null ? ['Not live', 'apart']
    : !c ? ['Connecting', '']
    : c.paused ? ['Paused', 'paused']
    : store.flight?.mode === 'replay' ? [`Replay ${c.rate}×`, 'replay'] : [c.rate === 1 ? 'Live' : `Live ${c.rate}×`, 'live']
  setText(chip, text)
  if (chip.dataset.kind !== kind) chip.dataset.kind = kind
  setClass(document.body, 'not-live', store.view !== null)
}

function showFlights(): void {
  flights.replaceChildren(...store.flights.map((f) => h('option', { value: f.id, selected: f.id === store.flight?.id },
    `${f.title} · ${f.branch_of ? 'branch' : f.mode === 'live' ? 'live' : 'replay'}`)))
}
flights.addEventListener('change', () => void openFlight(flights.value))

async function openFlight(id: string): Promise<void> {
  try {
    await store.open(id)
  } catch (e) {
    say(`This flight cannot be opened: ${(e as Error).message}`, true)
    showFlights()
    return void store.loadFlights().catch(() => {})
  }
  const url = new URL(location.href)
  url.searchParams.set('flight', store.flight!.id) // another one may have been chosen meanwhile
  history.replaceState(null, '', url)
}

store.on('shown', () => {
  showClocks()
  showChip()
  updateControls()
  refresh(['shown'])
})
store.on('flight', () => {
  showFlights()
  refresh(['flight', 'shown'])
})
store.on('timeline', () => refresh(['timeline', 'shown']))
store.on('flights', () => {
  showFlights()
  refresh(['flight'])
})
store.on('log', () => refresh(['log']))
store.on('link', showChip)
store.on('notice', () => {
  notice.hidden = !store.notice
  setText(notice, sentence(plain(store.notice)))
  setTimeout(() => (notice.hidden = true), 10000)
})
store.on('session', () => {
  setText(who, store.session.name ? `${store.session.name}${store.session.name === store.session.role ? '' : `, ${store.session.role}`}` : 'Viewer')
  setText(sign, store.session.name ? 'Sign out' : 'Sign in')
  updateControls()
  refresh(['session', 'shown'])
})

document.getElementById('app')!.replaceChildren(
  h('a', { class: 'skip', href: '#main', onclick: (e: Event) => { e.preventDefault(); main.focus() } }, 'Skip to the view'),
  header, h('nav', { 'aria-label': 'Views' }, tablist), notice, main, footer)
window.addEventListener('hashchange', route)
route()
// away from its own machine the server wants to know who watches
store.start().catch((e: Error) => (e instanceof ApiError && e.status === 401 ? signIn() : say(`The server does not answer: ${e.message}`, true)))
setInterval(() => void store.loadFlights().catch(() => {}), 15000)
