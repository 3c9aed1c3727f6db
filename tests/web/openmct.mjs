// SPDX-License-Identifier: Apache-2.0
// Open MCT itself at /openmct/ of a live MS-25 flight, in a real headless Chromium: the tree, live and
// historical values against the API, a jump of the clock, the policy. Screenshots go to web-shots.
//   KURS_OPENMCT: its folder dist; else that of web/node_modules/openmct
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = process.env.KURS_SOURCE_DIR ?? join(dirname(fileURLToPath(import.meta.url)), '../..')
const build = process.env.KURS_BUILD_DIR ?? join(root, 'build/release')
const dist = process.env.KURS_OPENMCT ?? join(root, 'web/node_modules/openmct/dist')
if (!existsSync(join(dist, 'openmct.js'))) {
  console.log('Open MCT is not installed; web/openmct/README.md tells how')
  process.exit(77)
}
const { chromium } = createRequire(join(root, 'web/package.json'))('playwright-core')
const shots = join(build, 'web-shots')
mkdirSync(shots, { recursive: true })
const folder = mkdtempSync(join(tmpdir(), 'kurs-openmct-'))

let failed = 0
let passed = 0
const errors = []

function check(is, text) {
  if (!is) throw new Error(text)
}

async function test(name, run) {
  const before = errors.length
  try {
    await run()
    check(errors.length === before, `the page said: ${errors.slice(before).join(' | ')}`)
    passed++
    console.log(`ok   ${name}`)
  } catch (e) {
    failed++
    for (const [k, page] of browser.contexts().flatMap((c) => c.pages()).entries()) await page.screenshot({ path: join(shots, `openmct-failed-${failed}-${k}.png`) }).catch(() => {})
    console.log(`FAIL ${name}\n     ${String(e.message ?? e).split('\n').slice(0, 8).join('\n     ')}`)
  }
}

function startServer() {
  const server = spawn(process.env.KURS ?? join(build, 'kurs'), ['serve', 'soyuz-ms-25', '--port', '0', '--at', '2024-03-23T12:46:00Z', '--openmct', dist], { cwd: folder })
  server.stderr.on('data', (d) => process.stderr.write(d))
  let told = ''
  return new Promise((done, fail) => {
    server.stdout.on('data', (d) => {
      told += d
      const m = /:(\d+)\/[^]*only: (\w+)\n/.exec(told)
      if (m) done([server, `http://localhost:${m[1]}`, m[2]])
    })
    server.on('exit', (code) => fail(new Error(`kurs serve ended with ${code}`)))
  })
}

const get = async (path) => (await fetch(`${base}/api/flights/f1/${path}`)).json()

/** What a channel was at a moment, by the API. */
async function valueAt(channel, utc) {
  const at = new Date(utc).toISOString()
  return (await get(`series?channels=${channel}&from=${at}&to=${at}&points=1`)).values[channel][0]
}

async function open(object, query) {
  const page = await (await browser.newContext({ viewport: { width: 1600, height: 900 } })).newPage()
  page.on('console', (m) => m.type() === 'error' && errors.push(m.text().slice(0, 300)))
  page.on('pageerror', (e) => errors.push(e.message))
  await page.goto(`${base}/openmct/#/browse/kurs:root${object}${query}`)
  return page
}
const table = (page) => page.evaluate(() => [...document.querySelectorAll('.js-telemetry-table__content tr')].map((row) => {
  const cells = [...row.querySelectorAll('td')].map((c) => c.textContent.trim())
  return { value: Number(cells[1]), unit: cells[2], utc: Date.parse(cells[3].replace(' ', 'T')) }
}))
const rowsOf = async (page) => {
  await page.waitForFunction(() => document.querySelectorAll('.js-telemetry-table__content tr').length > 5)
  return table(page)
}

/** Pixels of the curve's blue in the plot, counted in another page. */
async function curve(page) {
  const png = (await page.locator('.gl-plot-display-area, .plot-display-area, .gl-plot').first().screenshot()).toString('base64')
  const other = await page.context().newPage()
  const count = await other.evaluate(async (data) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob())
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d')
    context.drawImage(image, 0, 0)
    const d = context.getImageData(0, 0, image.width, image.height).data
    const columns = new Set()
    for (let i = 0; i < d.length; i += 4) if (d[i + 2] > 180 && d[i + 2] - d[i] > 90) columns.add((i / 4) % image.width)
    return columns.size / image.width
  }, png)
  await other.close()
  return count
}

const [server, base, token] = await startServer()
process.on('exit', () => server.kill())
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })

await test('the tree has the flight and its channels by their names', async () => {
  const page = await open('', '')
  await page.getByRole('button', { name: 'Expand Kurs folder' }).click()
  await page.getByRole('button', { name: 'Expand Soyuz MS-25 (live) folder' }).click()
  await page.getByRole('treeitem').filter({ hasText: 'felt acceleration' }).waitFor()
  const { channels } = await (await fetch(`${base}/api/flights/f1`)).json()
  const names = await page.evaluate(() => [...document.querySelectorAll('.c-tree__item__name')].map((e) => e.textContent))
  const shown = channels.filter((c) => names.includes(c.text)).length
  check(shown > 10, `${shown} channels of ${channels.length} are in the tree`)
  await page.screenshot({ path: join(shots, 'openmct-tree.png') })
  await page.context().close()
})

await test('a live plot is drawn and moves with the clock of the flight', async () => {
  const page = await open('/kurs:f1/kurs:f1.alt_km', '?view=plot-single')
  const clock = page.locator('.c-conductor, .c-compact-tc').first()
  await page.waitForFunction(() => /2024-03-23 12:4\d/.test(document.body.textContent))
  await page.waitForTimeout(2500)
  const columns = await curve(page)
  check(columns > 0.5, `the curve goes over ${(columns * 100).toFixed(0)} % of the plot`)
  const before = await clock.textContent()
  await page.waitForTimeout(1500)
  check((await clock.textContent()) !== before, 'the clock stands')
  await page.screenshot({ path: join(shots, 'openmct-live.png') })
  await page.context().close()
})

await test('live values are those of the API at their time', async () => {
  const page = await open('/kurs:f1/kurs:f1.alt_km', '?view=table')
  const first = await rowsOf(page)
  await page.waitForTimeout(2000)
  const rows = await table(page)
  const newest = rows.reduce((a, b) => (b.utc > a.utc ? b : a))
  check(newest.utc > Math.max(...first.map((r) => r.utc)), 'no new value came')
  const now = Date.parse((await get('now')).utc)
  check(now - newest.utc < 2000, `the newest value is ${now - newest.utc} ms old`)
  const wanted = await valueAt('alt_km', newest.utc)
  check(newest.unit === 'km' && wanted > 190 && Math.abs(newest.value - wanted) < 1e-3, `${newest.value} ${newest.unit}, by the API ${wanted}`)
  await page.context().close()
})

const ASCENT = `tc.mode=fixed&tc.timeSystem=utc&tc.startBound=${Date.parse('2024-03-23T12:36:00Z')}&tc.endBound=${Date.parse('2024-03-23T12:45:30Z')}`

await test('history has the values of the API, and the peak of the ascent', async () => {
  const plot = await open('/kurs:f1/kurs:f1.load_g', `?view=plot-single&${ASCENT}`)
  await plot.locator('.gl-plot').first().waitFor()
  await plot.waitForTimeout(2500)
  check((await curve(plot)) > 0.9, 'the curve has no more than a part of the plot')
  await plot.screenshot({ path: join(shots, 'openmct-history.png') })
  const rows = await plot.evaluate(async () => {
    const object = await openmct.objects.get({ namespace: 'kurs', key: 'f1.load_g' })
    return openmct.telemetry.request(object, openmct.time.getBounds())
  })
  const peak = Math.max(...rows.map((r) => r.value))
  check(rows.length > 500 && peak > 3.9 && peak < 4.3, `${rows.length} rows, peak ${peak} g0`)
  await plot.context().close()
  const page = await open('/kurs:f1/kurs:f1.load_g', `?view=table&${ASCENT}`)
  const shown = await rowsOf(page)
  for (const row of [shown[0], shown[Math.floor(shown.length / 2)]]) {
    const wanted = await valueAt('load_g', row.utc)
    check(row.unit === 'g0' && Math.abs(row.value - wanted) < 1e-3, `${row.value} ${row.unit} at ${row.utc}, by the API ${wanted}`)
  }
  await page.context().close()
})

await test('where the clock goes back, the plot goes with it and asks for what it has not', async () => {
  const page = await open('/kurs:f1/kurs:f1.alt_km', '?view=table')
  await rowsOf(page)
  const moved = await fetch(`${base}/api/flights/f1/clock`, {
    method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` }, body: JSON.stringify({ jump_utc: '2024-03-23T12:39:00Z', paused: true }),
  })
  check(moved.status === 200, `the clock answers ${moved.status}`)
  const end = Date.parse('2024-03-23T12:39:00Z')
  await page.waitForFunction((last) => {
    const times = [...document.querySelectorAll('.js-telemetry-table__content tr td:nth-child(4)')].map((c) => Date.parse(c.textContent.trim().replace(' ', 'T')))
    return times.length > 5 && Math.max(...times) <= last && Math.max(...times) > last - 10000
  }, end)
  await page.screenshot({ path: join(shots, 'openmct-jump.png') })
  await page.context().close()
})

await test('only Open MCT has its policy', async () => {
  const policy = async (path) => (await fetch(base + path)).headers.get('content-security-policy')
  check(/script-src 'self' 'unsafe-eval'/.test(await policy('/openmct/')), 'the page has another one')
  for (const path of ['/', '/assets/index.js', '/api/flights', '/openmct/none', '/icon.svg'])
    check(!/unsafe/.test(await policy(path)), `${path} allows too much`)
})

await browser.close()
server.removeAllListeners('exit')
server.kill()
rmSync(folder, { recursive: true, force: true })
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
