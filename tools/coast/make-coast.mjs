// SPDX-License-Identifier: Apache-2.0
// Turns the land of world-atlas into the coastline table of src/plot.
//
//   node make-coast.mjs OUT          writes the table
//   node make-coast.mjs --check OUT  makes it again and fails on a difference
//
// Rings are cut at the antimeridian, rounded to hundredths of a degree and written as
// differences from point to point: the first point from (0, 0), longitude before latitude,
// each number zigzag-coded in digits of 5 bits, lowest first, with 32 added to all but the last.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { feature } from 'topojson-client'

const require = createRequire(import.meta.url)
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-'
const LINE = 96

function landRings(topology) {
  const land = feature(topology, topology.objects.land)
  const shapes = land.type === 'FeatureCollection' ? land.features : [land]
  return shapes.flatMap(({ geometry: g }) =>
    (g.type === 'Polygon' ? [g.coordinates] : g.coordinates).flat())
}

// Longitudes without jumps; a ring around the pole is closed along it.
function unwrap(ring) {
  const out = [[...ring[0]]]
  for (let i = 1; i < ring.length; i++) {
    const before = out[i - 1][0]
    out.push([ring[i][0] - 360 * Math.round((ring[i][0] - before) / 360), ring[i][1]])
  }
  const last = out[out.length - 1]
  if (Math.abs(last[0] - out[0][0]) > 180) {
    const pole = last[1] < 0 ? -90 : 90
    out.push([last[0], pole], [out[0][0], pole])
  }
  return out
}

// The part of a closed ring with side * lon <= side * limit (Sutherland and Hodgman).
function clip(ring, limit, side) {
  const inside = (p) => side * p[0] <= side * limit
  const out = []
  ring.forEach((p, i) => {
    const q = ring[(i + 1) % ring.length]
    if (inside(p)) out.push(p)
    if (inside(p) !== inside(q)) {
      const k = (limit - p[0]) / (q[0] - p[0])
      out.push([limit, p[1] + k * (q[1] - p[1])])
    }
  })
  return out
}

function cut(ring) {
  const out = []
  for (const turn of [-360, 0, 360]) {
    const moved = ring.map(([lon, lat]) => [lon + turn, lat])
    const part = clip(clip(moved, 180, 1), -180, -1)
    if (part.length > 2) out.push(part)
  }
  return out
}

// Hundredths of a degree, without repeated points; nothing where no area is left.
function round(ring) {
  const out = []
  for (const [lon, lat] of ring) {
    const p = [Math.round(lon * 100), Math.round(lat * 100)]
    const q = out[out.length - 1]
    if (!q || q[0] !== p[0] || q[1] !== p[1]) out.push(p)
  }
  while (out.length > 1 && out[0][0] === out.at(-1)[0] && out[0][1] === out.at(-1)[1]) out.pop()
  const area = out.reduce((sum, p, i) => {
    const q = out[(i + 1) % out.length]
    return sum + p[0] * q[1] - q[0] * p[1]
  }, 0)
  return out.length > 2 && area !== 0 ? out : []
}

function encodeNumber(n) {
  let rest = n < 0 ? -2 * n - 1 : 2 * n
  let text = ''
  for (; rest >= 32; rest >>>= 5) text += DIGITS[32 + (rest & 31)]
  return text + DIGITS[rest]
}

function encodeRing(ring) {
  let before = [0, 0]
  return ring.map((p) => {
    const text = encodeNumber(p[0] - before[0]) + encodeNumber(p[1] - before[1])
    before = p
    return text
  }).join('')
}

function table() {
  const atlas = readFileSync(require.resolve('world-atlas/land-110m.json'))
  const version = JSON.parse(readFileSync(require.resolve('world-atlas/package.json'))).version
  const rings = landRings(JSON.parse(atlas)).map(unwrap).flatMap(cut).map(round)
    .filter((ring) => ring.length > 0)
  const points = rings.reduce((n, ring) => n + ring.length, 0)
  const widest = rings.reduce((n, ring) => Math.max(n, ring.length), 0)
  const sum = rings.flat(2).reduce((s, n) => (s * 31 + (n & 0xffff)) % 4294967291, 0)
  const lines = rings.map((ring) => {
    const text = encodeRing(ring).match(new RegExp(`.{1,${LINE - 3}}`, 'g'))
    return text.map((part) => `"${part}"`).join('\n') + ','
  })
  return `/* SPDX-License-Identifier: Apache-2.0 */
/* Made by tools/coast from land-110m.json of world-atlas ${version} (Natural Earth, public
 * domain), SHA-256 ${createHash('sha256').update(atlas).digest('hex')}.
 * Not to be edited by hand. */
#define COAST_RINGS ${rings.length}
#define COAST_POINTS ${points}
#define COAST_LONGEST ${widest}
#define COAST_SUM ${sum}u
static const char *const coast_rings[COAST_RINGS] = {
${lines.join('\n')}
};
`
}

const check = process.argv[2] === '--check'
const path = process.argv[check ? 3 : 2]
if (!path) {
  console.error('usage: make-coast.mjs [--check] FILE')
  process.exit(2)
}
const made = table()
if (!check) {
  writeFileSync(path, made)
} else if (readFileSync(path, 'utf8') !== made) {
  console.error(`${path} is not what tools/coast makes: run npm run generate in tools/coast`)
  process.exit(1)
} else {
  console.log(`${path} is what tools/coast makes`)
}
