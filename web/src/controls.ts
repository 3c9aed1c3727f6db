// SPDX-License-Identifier: Apache-2.0
// What controllers and instructors do: the flight's clock, faults, countdown, branches; and signing in.
import { ApiError, get, post, type Done, type Missions, type Session } from './api'
import { button, h, setText } from './dom'
import { brief, clock, date, isoUtc, met, parseUtc, sentence } from './format'
import { plain } from './read'
import { store } from './store'

const RATES = [1, 2, 5, 10, 30, 100, 300, 1000, 10000]

const status = h('p', { class: 'status', role: 'status' })
let fading = 0

export function say(text: string, bad = false): void {
  setText(status, text)
  status.classList.toggle('bad', bad)
  clearTimeout(fading)
  fading = window.setTimeout(() => setText(status, ''), 8000)
}

export async function act(path: string, body: unknown, done: string): Promise<boolean> {
  try {
    const told = await post<Done>(`${store.path}/${path}`, body)
    // what came of it, in the server's words, tells more than that it was sent
    say(/^(countdown|fault)$/.test(path) && told.done ? `${sentence(plain(told.done))}.` : done)
    return true
  } catch (e) {
    say(refusal(e), true)
    return false
  }
}

/** Why something was not done, in words for people. */
export function refusal(e: unknown): string {
  if (!(e instanceof ApiError)) return 'The server cannot be reached.'
  if (e.status === 401) return 'You are not signed in any more. Sign in again.'
  if (e.status === 403) return `This needs another role: ${plain(e.message)}.`
  if (e.status === 429 || e.status === 503) return 'Too much is asked of the server at once. Try again in some seconds.'
  return `${sentence(plain(e.message))}.`
}

const setClock = (body: { [key: string]: unknown }, done: string) => act('clock', body, done)

/** A dialog with a form: closes with Escape, gives the focus back where it was. */
function ask(title: string, ok: string, content: (Node | string)[], run: (form: FormData) => Promise<boolean | string>): HTMLDialogElement {
  const error = h('p', { class: 'error', role: 'alert' })
  const id = `d-${title.toLowerCase().replace(/\W+/g, '-')}`
  const form = h('form', { method: 'dialog' }, h('h2', { id }, title), ...content, error,
    h('div', { class: 'row end' }, button('Cancel', () => dialog.close()), h('button', { type: 'submit', class: 'primary' }, ok)))
  const dialog = h('dialog', { 'aria-labelledby': id }, form)
  form.addEventListener('submit', async (e) => {
    e.preventDefault()
    setText(error, '')
    const result = await run(new FormData(form))
    if (result === true) dialog.close()
    else setText(error, typeof result === 'string' ? result : status.textContent ?? '')
  })
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
  return dialog
}

const field = (label: string, input: HTMLElement, hint = '') => h('label', { class: 'field' }, h('span', null, label), input, hint ? h('small', null, hint) : null)

export function signIn(): void {
  ask('Sign in', 'Sign in', [
    field('Name', h('input', { name: 'name', autocomplete: 'username' }), 'Leave it empty to sign in with a token.'),
    field('Password or token', h('input', { name: 'password', type: 'password', autocomplete: 'current-password', required: true })),
  ], async (form) => {
    try {
      store.session = await post<Session>('login', form.get('name') ? { name: form.get('name'), password: form.get('password') } : { token: String(form.get('password')).trim() })
      store.session = await get<Session>('session')
      store.tell('session')
      if (!store.flight) void store.start()
      return true
    } catch (e) {
      return e instanceof ApiError && e.status !== 429 ? `${sentence(e.message)}.` : refusal(e)
    }
  })
}

export async function signOut(): Promise<void> {
  await post('logout', {}).catch(() => {})
  try {
    store.session = await get<Session>('session')
  } catch (e) {
    say(refusal(e), true)
  }
  store.tell('session')
}

function jump(): void {
  const events = store.timeline?.events ?? []
  const pick = h('select', { name: 'event' }, h('option', { value: '' }, 'Choose an event'),
    ...events.map((e) => h('option', { value: e.utc }, `${date(parseUtc(e.utc), false)} ${clock(parseUtc(e.utc))}  ${sentence(e.text).slice(0, 60)}`)))
  const input = h('input', { name: 'utc', required: true, value: isoUtc(store.t), pattern: '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?Z' })
  pick.addEventListener('change', () => {
    if (pick.value) input.value = pick.value
  })
  ask('Move the flight’s clock', 'Move', [field('Event', pick), field('UTC', input, 'All who follow the flight see the new moment.')], async (form) => {
    store.look(null)
    return setClock({ jump_utc: form.get('utc') }, 'The clock was moved.')
  })
}

function fault(): void {
  const list = store.flight?.faults ?? []
  ask('Inject a fault', 'Inject', [
    h('fieldset', null, h('legend', null, 'What this mission allows'),
      ...list.map((f, i) => h('label', { class: 'choice' }, h('input', { type: 'radio', name: 'fault', value: f.id, checked: i === 0 }), h('span', null, sentence(f.text))))),
    field('When, s from lift-off', h('input', { name: 'at', type: 'number', step: 'any', placeholder: 'at once' }),
      'Negative in the countdown. While the rocket stands, its engines fail at a time after lift-off only.'),
  ], async (form) => act('fault', { fault: form.get('fault'), at_s: form.get('at') ? Number(form.get('at')) : undefined }, 'The fault was set.'))
}

/** What the count allows now: what it would refuse is not offered. */
function countState(): 'waiting' | 'holding' | 'counting' | 'none' {
  const now = store.now
  if (store.flight?.mode !== 'live' || !now || !/^countdown/.test(now.phase)) return 'none'
  const c = now.countdown
  if (c) return c.stopped ? 'none' : c.holding ? 'holding' : 'counting'
  return (store.timeline?.attempts.length ?? 0) > 1 ? 'waiting' : 'none'
}

/** Steps of this attempt that were done: its events but for what is no step. */
function stepsDone(): { id: string; text: string; t_s: number }[] {
  const now = store.now!
  const lift = parseUtc(store.timeline!.attempts[store.timeline!.attempts.length - 1].liftoff_utc)
  const done = store.timeline!.events.filter((e) => e.flown !== false && e.attempt === now.countdown?.attempt && parseUtc(e.utc) <= parseUtc(now.utc)
    && !/^launch_attempt$|^countdown_|fault|scrub|stop/.test(e.id))
  const seen = new Map(done.map((e) => [e.id, { id: e.id, text: sentence(brief(e.text)), t_s: (parseUtc(e.utc) - lift) / 1000 }]))
  return [...seen.values()].reverse()
}

const choice = (id: string, name: string, what: string, first: boolean) =>
  h('label', { class: 'choice' }, h('input', { type: 'radio', name: 'command', value: id, checked: first }), h('span', null, h('b', null, name), ` ${what}`))

function countdown(): void {
  if (countState() === 'waiting') return nextDay()
  const holding = countState() === 'holding'
  const words: [string, string, string][] = holding
    ? [['resume', 'Resume', 'the count goes on'], ['go', 'Go', 'gives the go that the count waits for'], ['recycle', 'Recycle', 'back to an earlier step, to stand there'],
      ['scrub', 'Scrub', 'ends this attempt; the plan looks for the next lift-off']]
    : [['hold', 'Hold', 'the count stands; a mission without a launch window is scrubbed by it'], ['scrub', 'Scrub', 'ends this attempt; the plan looks for the next lift-off']]
  const steps = h('select', { name: 'step' }, ...(holding ? stepsDone() : []).map((s) => h('option', { value: s.id }, `${met(s.t_s)}  ${s.text}`.slice(0, 80))))
  const which = field('Step to go back to', steps, 'Lift-off is later by as much; past the launch window the attempt is called off.')
  which.hidden = true
  const list = h('fieldset', null, h('legend', null, 'Command'), ...words.map(([id, name, what], i) => choice(id, name, what, i === 0)))
  list.addEventListener('change', (e) => (which.hidden = (e.target as HTMLInputElement).value !== 'recycle'))
  ask('Countdown', 'Send', [list, which], async (form) => {
    const command = form.get('command')
    return act('countdown', command === 'recycle' ? { command, step: form.get('step') } : { command }, `Countdown: ${command}.`)
  })
}

/** After a scrub, before the next count begins. */
function nextDay(): void {
  const next = store.timeline!.attempts[store.timeline!.attempts.length - 1]
  const today = isoUtc(parseUtc(store.now!.utc)).slice(0, 10)
  const last = (store.flight?.return_day ?? '').slice(0, 10)
  const day = h('input', { type: 'date', name: 'day', required: true, min: today, value: next.liftoff_utc.slice(0, 10), max: last || undefined })
  ask('Another day', 'Ask for it', [
    h('p', null, `Attempt ${next.attempt} is planned for ${date(parseUtc(next.liftoff_utc))}, ${clock(parseUtc(next.liftoff_utc))} UTC. The next launch on the day chosen or later takes its place.`),
    field('Not before', day, 'Launch windows shows which days are open.'),
  ], async (form) => act('countdown', { command: 'recycle', day: form.get('day') }, 'The attempt is planned anew.'))
}

function branch(): void {
  ask('Branch', 'Branch', [
    h('p', null, 'The same flight once more from the moment shown. It flies on its own; lay it over this one under Flight dynamics.'),
    field('Moment', h('input', { name: 'utc', required: true, value: isoUtc(store.t) })),
    field('Title', h('input', { name: 'title', value: `${store.flight?.title ?? ''}, branch` })),
  ], async (form) => {
    const done = await act('branch', { utc: form.get('utc'), title: form.get('title') }, 'The branch flies. It stands in the list of flights.')
    if (done) await store.loadFlights()
    return done
  })
}

const group = (label: string, options: HTMLElement[]) => (options.length ? [h('optgroup', { label }, ...options)] : [])

async function newFlight(): Promise<void> {
  const list = await get<Missions>('missions').catch(() => null)
  if (!list) return say('The server cannot be reached.', true)
  const options = [
    ...group('From the folder', list.missions.filter((m) => !m.built_in).map((m) => h('option', { value: `mission ${m.name}` }, `${m.title}, ${date(parseUtc(m.launch_day))} (${m.name})`))),
    ...group('Built in', list.missions.filter((m) => m.built_in).map((m) => h('option', { value: `mission ${m.name}` }, `${m.title}, ${date(parseUtc(m.launch_day))}`))),
    ...group('Replays', list.records.map((r) => h('option', { value: `record ${r.name}` }, `${r.title} (${r.name})`))),
  ]
  ask('New flight', 'Open', [field('Mission or record', h('select', { name: 'what' }, ...options))], async (form) => {
    const [kind, ...name] = String(form.get('what')).split(' ')
    try {
      const { id } = await post<{ id: string }>('flights', { [kind]: name.join(' ') })
      await store.loadFlights()
      await store.open(id)
      say('The flight is set up. Run starts its clock.')
      return true
    } catch (e) {
      return refusal(e)
    }
  })
}

const play = button('Pause', () => void setClock({ paused: !store.now?.clock.paused }, ''), { class: 'play' })
const rate = h('select', { 'aria-label': 'Rate of the flight’s clock' }, ...RATES.map((r) => h('option', { value: r }, `${r.toLocaleString('en').replace(',', '\u2009')}×`)))
rate.addEventListener('change', () => void setClock({ rate: Number(rate.value) }, `The clock goes ${rate.value} times.`))
const faultButton = button('Fault…', fault)
const countdownButton = button('Countdown…', countdown)
const branchButton = button('Branch…', branch)
const here = button('Clock to here', () => {
  const at = moment()
  store.look(null)
  void setClock({ jump_utc: at }, 'The clock was moved.')
}, { hidden: true })
const moment = () => isoUtc(store.t)

const bar = h('div', { class: 'controls', role: 'group', 'aria-label': 'Controls of the flight', hidden: true },
  play, rate, button('+1 s', () => void setClock({ step_s: 1 }, ''), { 'aria-label': 'Step by one second' }),
  button('+1 min', () => void setClock({ step_s: 60 }, ''), { 'aria-label': 'Step by one minute' }),
  button('Jump…', jump), here, countdownButton, faultButton, branchButton, button('New flight…', () => void newFlight()))
export const controls = h('div', { class: 'controls-row' }, bar, status)

export function updateControls(): void {
  const may = store.can('controller')
  bar.hidden = !may
  if (!may || !store.now) return
  setText(play, store.now.clock.paused ? 'Run' : 'Pause')
  play.setAttribute('aria-pressed', String(!store.now.clock.paused))
  if (document.activeElement !== rate) {
    const known = RATES.includes(store.now.clock.rate)
    rate.value = known ? String(store.now.clock.rate) : ''
  }
  faultButton.hidden = !store.can('instructor') || !store.flight?.faults.length
  const count = countState()
  countdownButton.hidden = count === 'none'
  setText(countdownButton, count === 'waiting' ? 'Another day…' : 'Countdown…')
  branchButton.hidden = store.flight?.mode !== 'live'
  here.hidden = store.view === null
}
