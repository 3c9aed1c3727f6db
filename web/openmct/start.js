// SPDX-License-Identifier: Apache-2.0
// Open MCT with the flights of this server: history about the moment of the first flight, and the
// flight's own clock in place of the local one.
import kurs from './kurs.js'

const MINUTE = 60e3
const openmct = globalThis.openmct
const plugin = kurs()

const tell = (text) => document.body.append(Object.assign(document.createElement('p'), { textContent: text, role: 'alert' }))

async function start() {
  const { flights, now } = await plugin.flights()
  openmct.setAssetPath('/openmct/')
  openmct.install(openmct.plugins.LocalStorage())
  openmct.install(openmct.plugins.MyItems())
  openmct.install(openmct.plugins.Espresso())
  openmct.install(openmct.plugins.UTCTimeSystem())
  openmct.install(plugin)
  const presets = [['a minute', 1], ['10 minutes', 10], ['an hour', 60], ['6 hours', 360]]
  openmct.install(openmct.plugins.Conductor({
    menuOptions: [
      {
        name: 'Realtime', timeSystem: 'utc', clock: plugin.clock.key, clockOffsets: { start: -10 * MINUTE, end: MINUTE },
        presets: presets.map(([label, n]) => ({ label, bounds: { start: -n * MINUTE, end: MINUTE / 2 } })),
      },
      {
        name: 'Fixed', timeSystem: 'utc', bounds: { start: now - 30 * MINUTE, end: now }, records: 10,
        presets: presets.map(([label, n]) => ({ label: `the last ${label.replace('a ', '')}`, bounds: { start: () => plugin.clock.currentValue() - n * MINUTE, end: () => plugin.clock.currentValue() } })),
      },
    ],
  }))
  plugin.clock.follow(flights[0]?.id)
  openmct.start()
}

start().catch((e) => tell(/401/.test(e.message) ? 'Log in at / first, then load this page again.' : `Kurs in Open MCT: ${e.message}`))
