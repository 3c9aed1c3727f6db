// SPDX-License-Identifier: Apache-2.0
// What the page tells at chosen moments of a flight, read as a person reads it, and held against the
// documents of the server or against what was flown.
const minus = (text) => text.replace('−', '-').replace(/\u2009/g, '')
const has = (page, selector, pattern, ms = 8000) => page.waitForFunction(([s, p]) => new RegExp(p).test(document.querySelector(s)?.textContent ?? ''), [selector, pattern.source], { timeout: ms })
const deg = (text, sign) => Number(text) * (/[SW]/.test(sign) ? -1 : 1)

/** kit: test, check, newPage, open, moment, send, get, accessible, names of the flights. */
export async function moments(browser, kit) {
  const page = await kit.newPage(browser, 'desk')
  await ascent(page, kit)
  await approach(page, kit)
  await pastMoments(page, kit)
  await station(page, kit)
  await dynamics(page, kit)
  await windows(page, kit)
  await home(page, kit)
  await page.context().close()
  await publicPage(browser, kit)
  await recycled(browser, kit)
  await strangeMission(browser, kit)
  await weakLink(browser, kit)
}

async function ascent(page, { test, check, open, moment, LIVE }) {
  await test('in a live ascent the impact point is told, ahead of the ship, and in orbit there is none', async () => {
    await moment(LIVE, '2024-03-21T13:24:20Z')
    await open(page, LIVE, 'overview')
    await has(page, '.place', /Impact/)
    const text = await page.locator('.place').textContent()
    const [lat, ns, lon, ew] = /Impact, were the engines to stop ([\d.]+)° ([NS]), ([\d.]+)° ([EW])/.exec(text).slice(1)
    const [shipLat, , shipLon] = /Ship ([\d.]+)° ([NS]), ([\d.]+)°/.exec(text).slice(1)
    check(deg(lon, ew) > Number(shipLon) + 1 && deg(lon, ew) < Number(shipLon) + 25, `ship at ${shipLon}, impact at ${lon}`)
    check(deg(lat, ns) > Number(shipLat) && deg(lat, ns) < 51.8, `ship at ${shipLat} N, impact at ${lat} N`)
    await moment(LIVE, '2024-03-21T13:40:00Z')
    await page.waitForFunction(() => /Ship/.test(document.querySelector('.place').textContent) && !/Impact/.test(document.querySelector('.place').textContent))
  })
}

async function approach(page, { test, check, open, moment, get, REPLAY }) {
  await test('the approach is told inside of its corridor, with the figures of the server', async () => {
    await moment(REPLAY, '2024-03-25T15:00:30Z')
    await open(page, REPLAY, 'approach')
    await has(page, '.corridor-state', /Inside the corridor of 10°/)
    const told = await get(`flights/${REPLAY}/approach`)
    const range = Number(minus(await page.locator('.state-panel dd').first().textContent()).replace(/[^\d.-]/g, ''))
    check(Math.abs(range - told.range_m) < 0.05, `${range} m on the page, ${told.range_m} m from the server`)
  })
  await test('a ship outside of its corridor is told in a word, not by colour alone', async () => {
    await page.route('**/approach*', async (route) => {
      const reply = await route.fetch()
      const body = await reply.json()
      if (body.corridor) body.corridor = { ...body.corridor, inside: false, angle_deg: 12.3 }
      await route.fulfill({ response: reply, json: body }).catch(() => {}) // the page may have gone on
    })
    await open(page, REPLAY, 'approach')
    await has(page, '.corridor-state', /✕ Outside the corridor of 10°/)
    check((await page.locator('.corridor-state').getAttribute('data-state')) === 'nogo', 'its state is not no-go')
    check(/12\.3/.test(await page.locator('.state-panel').textContent()), 'the angle off the axis is not told')
    await page.unroute('**/approach*')
  })
  await test('before the keep-out sphere there is no corridor, and in free flight no approach', async () => {
    await moment(REPLAY, '2024-03-25T14:46:00Z')
    await open(page, REPLAY, 'approach')
    await has(page, '.corridor-state', /On the way to the port/)
    await moment(REPLAY, '2024-03-23T14:00:00Z')
    await has(page, '.corridor-state', /No approach now/)
    await has(page, '.state-panel', /The approach begins/)
  })
}

async function pastMoments(page, { test, check, open, moment, get, LIVE }) {
  await test('who scrubs back sees the board as it stood then', async () => {
    await moment(LIVE, '2024-03-21T13:20:00Z')
    await open(page, LIVE, 'overview')
    await has(page, '.board', /Launch battery/)
    const live = await page.locator('.board').textContent()
    await page.locator('.thumb').focus()
    await page.keyboard.press('Home')
    await has(page, '.chip', /Not live/)
    await page.waitForFunction((was) => document.querySelector('.board').textContent !== was, live)
    const { range } = await get(`flights/${LIVE}`)
    const told = await get(`flights/${LIVE}/now?utc=${range.from_utc}`)
    check(told.live === false && told.board.length > 5, 'the server tells no board of then')
    const seen = await page.locator('.board li b').allTextContents()
    const went = (state) => new Set(told.board.filter((b) => b.state === state).map((b) => b.text)).size
    check(seen.filter((s) => /Waits/.test(s)).length > 0 && seen.filter((s) => /^●Go/.test(s)).length === went('go'), `the board then: ${seen.join(' ')}, the server: ${went('go')} go`)
    check((await get(`flights/${LIVE}/now`)).utc.startsWith('2024-03-21T13:20:00'), 'the clock of the flight was moved')
    await page.keyboard.press('End')
  })
}

async function station(page, { test, check, open, moment, REPLAY }) {
  const port = (name) => page.locator('.ports li', { hasText: name }).first().textContent()
  await test('the ports of the station tell who is there as of the moment', async () => {
    await moment(REPLAY, '2024-03-24T00:00:00Z')
    await open(page, REPLAY, 'overview')
    await has(page, '.ports', /Soyuz MS-24/)
    check(/Soyuz MS-24.*until 6 Apr/.test(await port('Rassvet')), `Rassvet: ${await port('Rassvet')}`) // MS-24 left on 2024-04-06 (NASA)
    check(/Novitsky.*returns by Soyuz MS-24/.test(await page.locator('.crew').textContent()), 'the crew that came is not in its seats')
    check(/Kept for this ship/.test(await port('Prichal')), `Prichal: ${await port('Prichal')}`)
    await moment(REPLAY, '2024-04-20T00:00:00Z')
    await has(page, '.ports', /Prichal, nadirSoyuz MS-25/)
    check(!/MS-24/.test(await page.locator('.ports').textContent()), 'MS-24 is still there after its landing')
    const crew = await page.locator('.crew').textContent()
    check(/Kononenko/.test(crew) && /Dyson/.test(crew) && !/Novitsky/.test(crew), `in the seats after MS-24 has left: ${crew}`)
  })
}

async function dynamics(page, { test, check, open, moment, get, accessible, REPLAY, LIVE }) {
  await test('propellant and power have the figures of the server, and an empty bar for nothing', async () => {
    await moment(REPLAY, '2024-03-23T14:20:00Z')
    await open(page, REPLAY, 'dynamics')
    await has(page, '.gauges', /Battery, of full/)
    const { values } = await get(`flights/${REPLAY}/now`)
    const text = minus(await page.locator('.gauges').textContent())
    const share = Number(/Battery, of full([\d.]+) %/.exec(text)[1])
    check(Math.abs(share - 100 * values.battery_share) < 0.06, `${share} % on the page, ${values.battery_share} from the server`)
    const drawn = Number(/Power drawn([\d.]+) W/.exec(text)[1])
    check(Math.abs(drawn - values.power_load) < 0.6, `${drawn} W on the page, ${values.power_load} from the server`)
    check(!/NaN|undefined|null/.test(text), text)
  })
  await test('burns tell when they were solved, and every change of plan is in the list', async () => {
    await moment(REPLAY, '2024-03-25T16:00:00Z')
    await open(page, REPLAY, 'dynamics')
    const { versions, burns } = await get(`flights/${REPLAY}/timeline`)
    const known = versions.filter((v) => v.utc <= '2024-03-25T16:00:00Z').length
    await page.waitForFunction((n) => document.querySelectorAll('.changes li').length === n, known)
    check(known >= 3, `${known} changes`)
    const rows = await page.locator('tbody tr', { hasText: 'transfer' }).first().locator('td, th').allTextContents()
    const burn = burns.find((b) => b.id === 'transfer')
    check(rows.some((c) => c.endsWith(burn.planned.solved_utc.slice(11, 16))), `row ${rows.join(' | ')}, solved ${burn.planned.solved_utc}`)
    check(rows.some((c) => Math.abs(Number(minus(c)) - burn.flown.dv_m_s) < 0.006), `row ${rows.join(' | ')}, flown ${burn.flown.dv_m_s}`)
  })
  await test('by mission time the other flight is asked for at the same time after its lift-off', async () => {
    await moment(LIVE, '2024-03-21T13:30:00Z')
    await moment(REPLAY, '2024-03-23T12:44:00Z')
    await open(page, REPLAY, 'dynamics')
    await page.getByLabel('Lay another flight over this one').selectOption({ label: 'Over: Soyuz MS-25' })
    const asked = page.waitForRequest((r) => new RegExp(`/${LIVE}/series`).test(r.url()) && !/points=1$/.test(r.url()))
    await page.getByRole('button', { name: 'Mission time' }).click()
    const theirs = Date.parse(new URL((await asked).url()).searchParams.get('from'))
    const zero = async (id) => Date.parse((await get(`flights/${id}/series?channels=alt_km&points=1`)).met_zero_utc)
    const [a, b] = [await zero(REPLAY), await zero(LIVE)]
    const own = Date.parse('2024-03-23T12:34:00Z') // ten minutes are shown
    check(Math.abs(theirs - b - (own - a)) < 1500, `T${(theirs - b) / 1000} s of the other flight, T${(own - a) / 1000} s of this one`)
    await accessible(page)
  })
}

async function windows(page, { test, check, open, moment, get, REPLAY }) {
  await test('the bands of the launch windows are those of the planner', async () => {
    await moment(REPLAY, '2024-03-23T12:41:30Z')
    await open(page, REPLAY, 'windows')
    await has(page, '.window-panel', /A profile is open where its band is/)
    const text = minus(await page.locator('.window-panel').textContent().then((t) => t.replaceAll('−', '-')))
    const { bands } = await get(`flights/${REPLAY}/windows?from=2024-03-20T00:00:00Z&to=2024-04-03T00:00:00Z`)
    check(bands.length >= 3, `${bands.length} bands`)
    for (const b of bands) {
      const [from, to] = new RegExp(`${b.orbits} orbits from (-?[\\d.]+)° to (-?[\\d.]+)°`).exec(text).slice(1).map(Number)
      check(Math.abs(from - b.open_from_deg) < 0.06 && Math.abs((((to - b.open_to_deg + 180) % 360) + 360) % 360 - 180) < 0.06, `${b.profile}: ${from} to ${to}, the server: ${b.open_from_deg} to ${b.open_to_deg}`)
    }
  })
}

async function home(page, { test, check, open, moment, get, REPLAY }) {
  const corner = () => page.evaluate(() => {
    const c = document.querySelector('.landing-map canvas')
    return [...c.getContext('2d').getImageData(4, 4, 1, 1).data].join()
  })
  await test('the return tells corridor and loads of the plan, and the footprint lies about the zone and nowhere else', async () => {
    await moment(REPLAY, '2024-09-23T11:42:00Z')
    await open(page, REPLAY, 'return')
    await has(page, '.corridor-panel', /Any steeper:.*Any shallower:/)
    const { plan } = await get(`flights/${REPLAY}/returns?day=2024-09-23`)
    const loads = minus(await page.locator('.loads-panel').textContent())
    for (const g of [plan.loads.peak_g, plan.loads.ballistic_peak_g]) check(loads.includes(`${g.toFixed(1)} g`), `${loads} has no ${g} g`)
    check(plan.footprint.length > 20, 'no footprint')
    const withIt = await corner()
    await page.route('**/returns*', async (route) => {
      const reply = await route.fetch()
      const body = await reply.json()
      body.plan.footprint = null
      await route.fulfill({ response: reply, json: body }).catch(() => {}) // the page may have gone on
    })
    await open(page, REPLAY, 'return')
    await has(page, '.corridor-panel', /Any steeper/)
    await page.waitForTimeout(600)
    check((await corner()) === withIt, 'the footprint fills the map')
    await page.unroute('**/returns*')
  })
}

async function publicPage(browser, { test, check, open, moment, REPLAY, SIZES }) {
  await test('the public page tells the clock of who looks beside UTC', async () => {
    const context = await browser.newContext({ viewport: SIZES.phone, timezoneId: 'Asia/Almaty' })
    const page = await context.newPage()
    await moment(REPLAY, '2024-03-23T14:41:30Z')
    await open(page, REPLAY, 'public')
    await has(page, 'body', /23 Mar 2024, 14:41 UTC; 19:41|23 Mar 2024, 14:41 UTC; 20:41/) // UTC+5 since 2024-03-01, +6 by older zone data
    check(/your time/.test(await page.locator('.questions').textContent()), 'lift-off and landing are in UTC alone')
    await context.close()
  })
}

async function strangeMission(browser, { test, check, newPage, open, send, missionText }) {
  await test('a mission whose name is markup is shown as it is written, and nothing of it is run', async () => {
    const name = '<img src=x onerror=document.title=1> & <b>bold</b>'
    const made = await send('flights', { yaml: missionText.replace(/^name: .*$/m, `name: "${name}"`) })
    const { id } = await made.json()
    check(made.status === 201, `the server answered ${made.status}`)
    const page = await newPage(browser, 'desk')
    for (const view of ['overview', 'public']) {
      await open(page, id, view)
      await page.waitForTimeout(500)
      check((await page.locator('img').count()) === 0 && (await page.title()) !== '1', 'markup was taken as markup')
    }
    await has(page, '.headline', /<img src=x/)
    await page.context().close()
    check((await send(`flights/${id}`, {}, 'DELETE')).status < 300, 'the flight is not ended')
  })
}

/** Without the shared worker, whose requests are not the page's. */
async function weakLink(browser, { test, check, open, moment, LIVE, REPLAY, SIZES }) {
  const context = await browser.newContext({ viewport: SIZES.desk })
  await context.addInitScript(() => delete window.SharedWorker)
  const page = await context.newPage()
  let refused = 0
  await test('a stream that is answered by an error is asked for again', async () => {
    await context.route('**/stream', (route) => (refused++ < 2 ? route.fulfill({ status: 503, body: '' }) : route.continue()))
    await moment(REPLAY, '2024-03-23T14:41:30Z')
    await open(page, REPLAY, 'overview') // waits for its clock
    check(refused >= 3, `it was asked for ${refused} times`)
    await context.unroute('**/stream')
  })
  await test('of two flights that are chosen the last is shown, and one that is gone leaves the page as it is', async () => {
    await context.route(`**/flights/${LIVE}/timeline`, async (route) => {
      await new Promise((done) => setTimeout(done, 1000))
      await route.continue()
    })
    const choose = (id) => page.locator('select.flights').evaluate((s, v) => { s.append(new Option(v, v)); s.value = v; s.dispatchEvent(new Event('change')) }, id)
    await choose(LIVE)
    await choose(REPLAY)
    await page.waitForTimeout(1600)
    check(new URL(page.url()).searchParams.get('flight') === REPLAY, `the page is at ${page.url()}`)
    await has(page, '.chip', /Replay|Paused/)
    await choose('gone')
    await has(page, 'footer', /cannot be opened/)
    await has(page, '.met', /T/)
    check((await page.locator('select.flights').inputValue()) === REPLAY, 'the list tells another flight')
  })
  await context.close()
}

async function recycled(browser, { test, check, newPage, open, moment, send, get, signIn, fits, missionText, SIZES }) {
  // without a window for the launch a hold ends the attempt
  const { id } = await (await send('flights', { yaml: `${missionText}\nwindow: 30 min\n` })).json()
  const page = await newPage(browser, 'desk')
  const command = async (name, then) => {
    await page.getByRole('button', { name: 'Countdown…' }).click()
    await page.getByRole('radio', { name: new RegExp(`^${name}`) }).check()
    await then?.()
    await page.getByRole('button', { name: 'Send' }).click()
    await page.locator('dialog').waitFor({ state: 'detached' })
  }
  await test('a controller holds the count, puts it back to a step, and goes on', async () => {
    await moment(id, '2024-03-21T13:05:00Z')
    await open(page, id, 'overview')
    await signIn(page, 'controller')
    await command('Hold')
    await has(page, '.phase', /holding/i)
    const before = await get(`flights/${id}/now`)
    let step
    await command('Recycle', async () => {
      const steps = page.getByLabel('Step to go back to')
      check(await steps.isVisible(), 'no step can be chosen')
      step = await steps.evaluate((s) => s.selectedOptions[0].textContent)
      await fits(page)
    })
    const after = await get(`flights/${id}/now`)
    const [, m, s] = /^T−00:(\d\d):(\d\d)/.exec(step).map(Number)
    check(after.countdown.holding && Math.abs(after.countdown.t_s + 60 * m + s) < 1, `the count stands at T${after.countdown.t_s} s, asked for ${step}`)
    check(after.countdown.t_s < before.countdown.t_s - 60, `it stood at T${before.countdown.t_s} s before`)
    await command('Resume')
    await page.waitForFunction(() => !/holding/i.test(document.querySelector('.phase').textContent))
  })
  await test('lift-off is at zero after a hold, too', async () => {
    const { planned, attempts } = await get(`flights/${id}/timeline`)
    const liftoff = Date.parse(planned.find((p) => p.id === 'liftoff').utc)
    check(liftoff - Date.parse(attempts.at(-1).liftoff_utc) > 60e3, 'the count was held and put back')
    await moment(id, new Date(liftoff - 120e3).toISOString())
    await has(page, '.events', /T[+−]00:00:00[^T]*Lift-off/)
    await has(page, '.events', /T−00:05:00[^T]*On-board control/) // done after the hold, by its own time
    await moment(id, '2024-03-21T13:10:00Z')
  })
  await test('an instructor sets a fault for a time of the ascent to come', async () => {
    const context = await browser.newContext({ viewport: SIZES.desk }) // a refusal is told in its console, too
    const page = await context.newPage()
    await open(page, id, 'overview')
    await signIn(page, 'instructor')
    await page.getByRole('button', { name: 'Fault…' }).click()
    await page.getByRole('radio', { name: /95 %/ }).check()
    await page.getByRole('button', { name: 'Inject' }).click()
    await has(page, 'dialog', /give at_s|after lift-off/)
    await page.getByLabel('When, s from lift-off').fill('400')
    await page.getByRole('button', { name: 'Inject' }).click()
    await page.locator('dialog').waitFor({ state: 'detached' })
    await has(page, 'footer', /upper-low, attempt 1, at T\+400/)
    await context.close()
  })
  await test('after a scrub another day is asked for, and the plan is told to all', async () => {
    await command('Scrub')
    await page.getByRole('button', { name: 'Step by one minute' }).click()
    await page.getByRole('button', { name: 'Another day…' }).click()
    await page.getByLabel('Not before').fill('2024-03-24')
    await page.getByRole('button', { name: 'Ask for it' }).click()
    await page.locator('dialog').waitFor({ state: 'detached' })
    await has(page, '.plans .current', /24 Mar/)
    const { attempts } = await get(`flights/${id}/timeline`)
    check(attempts.at(-1).liftoff_utc.startsWith('2024-03-24'), `the next attempt is on ${attempts.at(-1).liftoff_utc}`)
  })
  await page.context().close()
  await send(`flights/${id}`, {}, 'DELETE')
}
