// SPDX-License-Identifier: Apache-2.0
// The console in a real headless Chromium: each view at both sizes, by keyboard, for two roles, with
// contrast and labels checked by axe-core. Screenshots go to web-shots of the build folder. Served are
// a live MS-25 flight whose battery is sound at first, and the record of the one that is shipped.
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { moments } from './moments.mjs'

const root = process.env.KURS_SOURCE_DIR ?? join(dirname(fileURLToPath(import.meta.url)), '../..')
const build = process.env.KURS_BUILD_DIR ?? join(root, 'build/release')
const require = createRequire(join(root, 'web/package.json'))
const { chromium } = require('playwright-core')
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const shots = join(build, 'web-shots')
mkdirSync(shots, { recursive: true })

const SIZES = { desk: { width: 1920, height: 1080 }, phone: { width: 390, height: 844 } }
const VIEWS = ['overview', 'dynamics', 'approach', 'windows', 'return', 'log', 'public']
const MOMENTS = {
  overview: '2024-03-23T12:41:30Z', dynamics: '2024-03-25T14:46:00Z', approach: '2024-03-25T15:00:30Z', windows: '2024-03-23T12:41:30Z',
  return: '2024-09-23T11:42:00Z', log: '2024-03-23T12:41:30Z', public: '2024-03-23T14:41:30Z',
}
// the live flight is that of the two orbits: its battery is sound
const LIVE_MOMENTS = { overview: '2024-03-21T13:19:30Z', dynamics: '2024-03-21T13:25:00Z', approach: '2024-03-21T16:30:00Z', public: '2024-03-21T13:15:00Z' }
const LIVE = 'f1'
const REPLAY = 'f2'
const PASSWORD = 'a password of the test'

let base
let token
let failed = 0
let passed = 0
const errors = []

async function test(name, run) {
  const before = errors.length
  try {
    await run()
    const said = errors.slice(before)
    if (said.length) throw new Error(`the page said: ${said.join(' | ')}`)
    passed++
    console.log(`ok   ${name}`)
  } catch (e) {
    failed++
    for (const [k, page] of browser.contexts().flatMap((c) => c.pages()).entries()) await page.screenshot({ path: join(shots, `failed-${failed}-${k}.png`) }).catch(() => {})
    console.log(`FAIL ${name}\n     ${String(e.message ?? e).split('\n').slice(0, 8).join('\n     ')}`)
  }
}

function check(is, text) {
  if (!is) throw new Error(text)
}

const kurs = process.env.KURS ?? join(build, 'kurs')
const folder = join(build, 'web-test')

function prepare() {
  const mission = readFileSync(join(root, 'missions/soyuz-ms-25.yaml'), 'utf8')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'missions'), { recursive: true })
  writeFileSync(join(folder, 'missions/soyuz-ms-25.yaml'), mission)
  writeFileSync(join(folder, 'missions/sound.yaml'), mission.replace(/^faults:\n {2}- .*\n {4}.*\n/m, ''))
  execFileSync(kurs, ['fly', join(folder, 'missions/soyuz-ms-25.yaml'), '-q', '-o', join(folder, 'records/ms-25')], { stdio: 'ignore' })
  token = execFileSync(kurs, ['serve', '--tokens', join(folder, 'tokens'), '--new-token', 'controller:by-token']).toString().trim()
  for (const role of ['controller', 'instructor'])
    execFileSync(kurs, ['serve', '--tokens', join(folder, 'tokens'), '--new-password', `${role}:${role}`], { input: `${PASSWORD}\n` })
}

function startServer(...more) {
  const server = spawn(kurs, ['serve', join(folder, 'missions/sound.yaml'), '--port', '0', ...more, '--tokens', join(folder, 'tokens'), '--missions', join(folder, 'missions'),
    '--records', join(folder, 'records'), '--log', join(folder, 'log'), '--at', '2024-03-21T12:56:00Z'], { cwd: folder })
  server.stderr.on('data', (d) => process.stderr.write(d))
  return new Promise((done, fail) => {
    server.stdout.on('data', (d) => {
      const m = /http:\/\/[^/]*:(\d+)/.exec(d)
      if (m) done([server, `http://localhost:${m[1]}`])
    })
    server.on('exit', (code) => fail(new Error(`kurs serve ended with ${code}`)))
  })
}

let cookie = ''
async function send(path, body, method = 'POST') {
  const r = await fetch(`${base}/api/${path}`, { method, headers: { 'Content-Type': 'application/json', Origin: base, Cookie: cookie }, body: JSON.stringify(body) })
  if (path === 'login') cookie = r.headers.get('set-cookie').split(';')[0]
  return r
}
const get = async (path) => (await fetch(`${base}/api/${path}`)).json()
const moment = (flight, utc, rest = {}) => send(`flights/${flight}/clock`, { jump_utc: utc, paused: true, rate: 1, ...rest })

async function newPage(browser, size) {
  const context = await browser.newContext({ viewport: SIZES[size], deviceScaleFactor: size === 'phone' ? 2 : 1, hasTouch: size === 'phone' })
  const page = await context.newPage()
  page.on('console', (m) => m.type() === 'error' && !/401|403/.test(m.text()) && errors.push(m.text()))
  page.on('pageerror', (e) => errors.push(e.message))
  return page
}

async function open(page, flight, view) {
  await page.goto(`${base}/?flight=${flight}&x=${Math.random()}#${view}`)
  await page.waitForFunction(() => /T/.test(document.querySelector('.met')?.textContent ?? ''))
}

/** axe-core goes in by the debugger, past the page's policy. */
async function accessible(page) {
  await page.evaluate(axe)
  const result = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
  check(result.violations.length === 0, result.violations.map((v) => `${v.id}: ${v.nodes.length} such as ${v.nodes[0].html.slice(0, 120)} ${v.nodes[0].any[0]?.message ?? ''}`).join('\n'))
}

async function fits(page) {
  const wide = await page.evaluate(() => Math.max(...['#app', 'main'].map((s) => document.querySelector(s)).map((e) => e.scrollWidth - e.clientWidth), document.querySelector('main').getBoundingClientRect().right - innerWidth))
  check(wide <= 0, `the page is ${wide} px wider than the screen`)
}

const text = (page, selector) => page.locator(selector).first().textContent()
const painted = (page, selector) => page.evaluate((s) => {
  const c = document.querySelector(s)
  const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data
  const seen = new Set()
  for (let i = 0; i < d.length; i += 400) seen.add((d[i] << 16) | (d[i + 1] << 8) | d[i + 2])
  return seen.size
}, selector)

const CANVAS = { overview: '.map', dynamics: '.strip canvas', approach: '.scope-panel canvas', windows: '.window-panel canvas', return: '.landing-map canvas', public: '.hero canvas' }

async function eachView(browser, size, flight) {
  const page = await newPage(browser, size)
  const kind = flight === LIVE ? 'live' : 'recorded'
  for (const view of VIEWS) {
    await test(`${view} shows a ${kind} flight at the size of a ${size}, without an error, wide content or a fault of contrast or labels`, async () => {
      await moment(flight, (flight === LIVE && LIVE_MOMENTS[view]) || MOMENTS[view], { paused: flight === REPLAY })
      await open(page, flight, view)
      await page.waitForTimeout(1200)
      check((await page.locator(`.view:visible`).count()) === 1, 'not exactly one view is open')
      if (CANVAS[view]) {
        const colours = await painted(page, CANVAS[view])
        check(colours >= 5, `the picture has ${colours} colours`)
      }
      await fits(page)
      await page.screenshot({ path: join(shots, `${view}-${kind}-${size}.png`) })
      await accessible(page)
    })
  }
  await page.context().close()
}

async function keyboard(browser) {
  const page = await newPage(browser, 'desk')
  await test('the tabs are reached and changed by keys alone', async () => {
    await moment(REPLAY, MOMENTS.overview)
    await open(page, REPLAY, 'overview')
    for (let k = 0; k < 12; k++) {
      await page.keyboard.press('Tab')
      if (await page.evaluate(() => document.activeElement.getAttribute('role') === 'tab')) break
    }
    check(await page.evaluate(() => document.activeElement.id === 'tab-overview'), 'the tab key does not come to the tabs')
    check(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle === 'solid'), 'the focus is not seen')
    await page.keyboard.press('ArrowRight')
    check(page.url().endsWith('#dynamics'), 'the arrow does not open the next view')
    await page.keyboard.press('End')
    check(page.url().endsWith('#public'), 'End does not open the last view')
    await page.goBack()
    await page.waitForFunction(() => location.hash === '#dynamics')
  })
  await test('a viewer who scrubs back by keys is told that it is not live, and comes back', async () => {
    await moment(REPLAY, MOMENTS.overview, { paused: false })
    await open(page, REPLAY, 'overview')
    await page.locator('.thumb').focus()
    await page.keyboard.press('PageDown')
    await page.waitForFunction(() => document.querySelector('.chip').textContent === 'Not live')
    await page.waitForFunction(() => document.querySelector('.utc').textContent.includes('12:41:0'))
    await page.screenshot({ path: join(shots, 'not-live-desk.png') })
    const stood = await text(page, '.utc')
    await page.waitForTimeout(1300)
    check((await text(page, '.utc')) === stood, 'the moment that is looked at moves')
    await page.keyboard.press('End')
    await page.waitForFunction(() => /Replay/.test(document.querySelector('.chip').textContent))
    check((await text(page, '.utc')) !== stood, 'End does not follow the flight')
  })
  await test('the globe turns by keys', async () => {
    await moment(REPLAY, MOMENTS.overview)
    await open(page, REPLAY, 'overview')
    await page.waitForTimeout(800)
    const before = await page.locator('.globe').screenshot()
    await page.locator('.globe').focus()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await page.waitForTimeout(200)
    check(!before.equals(await page.locator('.globe').screenshot()), 'nothing turned')
  })
  await page.context().close()
}

async function signIn(page, name) {
  await page.getByRole('button', { name: 'Sign in' }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.type(name)
  await page.keyboard.press('Tab')
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Enter')
  await page.locator('dialog').waitFor({ state: 'detached' })
}

async function roles(browser) {
  const viewer = await newPage(browser, 'desk')
  const boss = await newPage(browser, 'desk')
  await test('a viewer has no controls, and the server refuses the command all the same', async () => {
    await open(viewer, REPLAY, 'overview')
    check(!(await viewer.locator('.controls').isVisible()), 'a viewer sees controls')
    const r = await viewer.evaluate((id) => fetch(`/api/flights/${id}/clock`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"paused":true}' }).then((a) => a.status), REPLAY)
    check(r === 403 || r === 401, `the answer was ${r}`)
  })
  await test('a wrong password is told in words', async () => {
    await open(boss, LIVE, 'overview')
    await boss.getByRole('button', { name: 'Sign in' }).click()
    await boss.getByLabel('Name', { exact: false }).fill('controller')
    await boss.getByLabel('Password or token').fill('wrong')
    await boss.keyboard.press('Enter')
    await boss.waitForFunction(() => document.querySelector('dialog .error')?.textContent.length > 10)
    await accessible(boss)
    await boss.screenshot({ path: join(shots, 'login-desk.png') })
    await boss.keyboard.press('Escape')
  })
  await test('an instructor signs in by keys, injects a fault live, and all who watch see the scrub and the new plan', async () => {
    await moment(LIVE, '2024-03-21T13:19:30Z', { paused: false })
    await signIn(boss, 'instructor')
    await boss.locator('.controls').waitFor()
    await boss.screenshot({ path: join(shots, 'controls-desk.png') })
    await open(viewer, LIVE, 'overview')
    await boss.getByRole('button', { name: 'Fault…' }).click()
    await accessible(boss)
    await boss.screenshot({ path: join(shots, 'fault-desk.png') })
    await boss.getByLabel('nearly empty').check()
    await boss.getByRole('button', { name: 'Inject' }).click()
    await boss.locator('dialog').waitFor({ state: 'detached' })
    await boss.getByLabel('Rate of the flight’s clock').selectOption('30')
    await viewer.waitForFunction(() => /automatic stop|scrub/i.test(document.querySelector('.events').textContent), null, { timeout: 15000 })
    await viewer.waitForFunction(() => /23 Mar 12:36:10, 34 orbits/.test(document.querySelector('.plans .current')?.textContent ?? ''))
    await viewer.waitForTimeout(500)
    await viewer.screenshot({ path: join(shots, 'scrub-desk.png') })
    await viewer.evaluate(() => (location.hash = 'log'))
    await viewer.waitForFunction(() => /fault/i.test(document.querySelector('.log-panel').textContent))
  })
  await test('a controller pauses, steps and branches, and lays one flight over the other', async () => {
    await boss.getByRole('button', { name: 'Sign out' }).click()
    await boss.getByRole('button', { name: 'Sign in' }).waitFor()
    await signIn(boss, 'controller')
    check(!(await boss.getByRole('button', { name: 'Fault…' }).isVisible()), 'a controller may inject faults')
    await moment(LIVE, '2024-03-21T13:10:00Z')
    await boss.waitForFunction(() => document.querySelector('.chip').textContent === 'Paused' && /13:10:00/.test(document.querySelector('.utc').textContent))
    await boss.getByRole('button', { name: 'Step by one minute' }).click()
    await boss.waitForFunction(() => /13:11:00/.test(document.querySelector('.utc').textContent))
    await boss.getByRole('button', { name: 'Branch…' }).click()
    await boss.getByRole('button', { name: 'Branch', exact: true }).click()
    await boss.locator('dialog').waitFor({ state: 'detached' })
    await boss.evaluate(() => (location.hash = 'dynamics'))
    const over = boss.getByLabel('Lay another flight over this one')
    await boss.waitForFunction(() => [...document.querySelectorAll('.toolbar option')].some((o) => /branch/.test(o.textContent)))
    await over.selectOption({ label: 'Over: Soyuz MS-25, branch' })
    await boss.getByLabel('Launch battery').first().check()
    await boss.waitForTimeout(1500)
    await boss.screenshot({ path: join(shots, 'overlay-desk.png') })
    await accessible(boss)
  })
  await viewer.context().close()
  await boss.context().close()
}

async function tokens(browser) {
  await test('a token signs in where the name is left empty', async () => {
    const page = await newPage(browser, 'phone')
    await open(page, REPLAY, 'overview')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByLabel('Password or token').fill(token)
    await page.keyboard.press('Enter')
    await page.locator('.controls').waitFor()
    await fits(page)
    await page.screenshot({ path: join(shots, 'controls-phone.png') })
    await accessible(page)
    await page.context().close()
  })
}

async function away(browser) {
  await test('a server that is reached from other machines asks who watches, then shows the flight', async () => {
    const [second, url] = await startServer('--bind', '0.0.0.0', '--hosts', 'localhost')
    const page = await newPage(browser, 'desk')
    try {
      await page.goto(url)
      await page.getByLabel('Name', { exact: false }).fill('controller')
      await page.getByLabel('Password or token').fill(PASSWORD)
      await page.keyboard.press('Enter')
      await page.waitForFunction(() => /T/.test(document.querySelector('.met')?.textContent ?? ''))
    } finally {
      await page.context().close()
      second.removeAllListeners('exit')
      second.kill()
    }
  })
}

/** The adaptor for Open MCT against the server, with as much of Open MCT as it calls. */
async function openmct() {
  await test('the adaptor for Open MCT gives flights, channels, history and limits', async () => {
    const { default: kursPlugin } = await import(join(root, 'web/openmct/kurs.js'))
    const got = {}
    const add = (name) => (a, b) => (got[name] = b ?? a)
    kursPlugin({ base })({ types: { addType: add('type') }, objects: { addRoot: add('root'), addProvider: add('objects') }, composition: { addProvider: add('composition') }, telemetry: { addProvider: add('telemetry') } })
    const root_ = await got.objects.get(got.root)
    const flights = await got.composition.load(root_)
    const folder = await got.objects.get(flights.find((f) => f.key === REPLAY))
    check(/Soyuz MS-25/.test(folder.name), `the folder is named ${folder.name}`)
    const channels = await got.composition.load(folder)
    const load = await got.objects.get(channels.find((c) => c.key.endsWith('.load_g')))
    const rows = await got.telemetry.request(load, { start: Date.parse('2024-03-23T12:36:00Z'), end: Date.parse('2024-03-23T12:46:00Z'), size: 601 })
    const peak = Math.max(...rows.map((r) => r.value))
    check(rows.length === 601 && peak > 3.9 && peak < 4.3, `${rows.length} rows, peak ${peak} g`)
    const limits = got.telemetry.getLimitEvaluator(load)
    check(limits.evaluate({ value: peak }) === undefined && /over/.test(limits.evaluate({ value: 5 }).name), 'the limit is not told')
    const [last] = await got.telemetry.request(load, { start: 0, end: Date.parse('2024-03-23T12:40:00Z'), strategy: 'latest' })
    check(last.utc === Date.parse('2024-03-23T12:40:00Z'), 'the latest value is not the latest')
  })
}

async function streams(browser) {
  await test('tabs of one window share one event stream', async () => {
    const a = await newPage(browser, 'desk')
    let count = 0
    a.context().on('request', (r) => /\/stream$/.test(r.url()) && count++)
    await open(a, REPLAY, 'overview')
    const b = await a.context().newPage()
    await b.goto(`${base}/?flight=${REPLAY}#overview`)
    await b.waitForFunction(() => /T/.test(document.querySelector('.met')?.textContent ?? ''))
    check(count === 0, `${count} streams are the tabs' own`)
    const session = await browser.newBrowserCDPSession()
    const workers = (await session.send('Target.getTargets')).targetInfos.filter((t) => t.type === 'shared_worker')
    check(workers.length === 1, `${workers.length} shared workers for two tabs`)
    await a.context().close()
  })
  await test('without a SharedWorker the page has a stream of its own', async () => {
    const page = await newPage(browser, 'phone')
    await page.addInitScript(() => delete globalThis.SharedWorker)
    const stream = page.waitForRequest(/\/stream$/)
    await open(page, REPLAY, 'overview')
    await stream
    await page.context().close()
  })
}

function tell(bench, value, unit, more) {
  console.log(`{"bench":"${bench}","value":${value},"unit":"${unit}"${Object.entries(more).map(([k, v]) => `,"${k}":"${v}"`).join('')}}`)
}

async function speed(browser) {
  const page = await newPage(browser, 'desk')
  const cost = async (view, rate, utc) => {
    await moment(REPLAY, utc, { paused: false, rate })
    await open(page, REPLAY, view)
    await page.waitForTimeout(1500)
    const session = await browser.newBrowserCDPSession()
    const spent = async () => (await session.send('SystemInfo.getProcessInfo')).processInfo.reduce((sum, p) => sum + p.cpuTime, 0)
    const [a, began] = [await spent(), Date.now()]
    await page.waitForTimeout(5000)
    const b = await spent()
    return ((b - a) / ((Date.now() - began) / 1000)) * 100
  }
  for (const [view, rate, utc] of [['overview', 1, MOMENTS.overview], ['overview', 100, '2024-03-23T14:00:00Z'], ['dynamics', 1, MOMENTS.dynamics], ['dynamics', 10, MOMENTS.dynamics], ['approach', 1, MOMENTS.approach]])
    tell('page_core', (await cost(view, rate, utc)).toFixed(0), '%', { view, rate })
  const fresh = await newPage(browser, 'desk')
  const began = Date.now()
  await fresh.goto(`${base}/?flight=${REPLAY}#overview`, { waitUntil: 'commit' })
  await fresh.waitForFunction(() => /T/.test(document.querySelector('.met')?.textContent ?? ''))
  tell('page_values', Date.now() - began, 'ms', { cache: 'empty' })
  await fresh.context().close()
  await page.goto(`${base}/?flight=${REPLAY}&y=1#overview`)
  await page.waitForTimeout(1500)
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime)
  const full = await page.evaluate(() => performance.getEntriesByType('resource').filter((r) => !r.name.includes('/api/')).reduce((sum, r) => sum + r.encodedBodySize, 0))
  tell('page_first_paint', paint?.toFixed(0), 'ms', {})
  tell('page_size', (full / 1000).toFixed(0), 'kB', { of: 'script, styles, letters and countries as they are sent' })
  await page.context().close()
}

prepare()
const [server, url] = await startServer()
base = url
process.stdout.on('error', () => process.exit(1))
process.on('exit', () => server.kill())
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
try {
  await send('login', { name: 'instructor', password: PASSWORD })
  const opened = await (await send('flights', { record: 'ms-25' })).json()
  check(opened.id === REPLAY, `the record was opened as ${opened.id}`)
  const only = process.argv[2]
  for (const size of ['desk', 'phone'])
    for (const flight of [REPLAY, LIVE]) if (!only || only === size) await eachView(browser, size, flight)
  if (!only || only === 'moments') {
    const missionText = readFileSync(join(folder, 'missions/sound.yaml'), 'utf8')
    await moments(browser, { test, check, newPage, open, moment, send, get, accessible, signIn, fits, missionText, LIVE, REPLAY, SIZES })
  }
  if (!only || only === 'keyboard') await keyboard(browser)
  if (!only || only === 'roles') await roles(browser)
  if (!only || only === 'tokens') await tokens(browser)
  if (!only || only === 'away') await away(browser)
  if (!only || only === 'streams') await streams(browser)
  if (!only || only === 'openmct') await openmct()
  if (only === 'speed') await speed(browser)
} finally {
  await browser.close()
  server.removeAllListeners('exit')
  server.kill()
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed || !passed ? 1 : 0)
