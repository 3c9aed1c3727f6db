// SPDX-License-Identifier: Apache-2.0
// The Earth for globe and map: land, the Sun, circles of sight, and what lies under a point.
import { geoCircle, geoContains, geoDistance } from 'd3-geo'
import { feature, mesh } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import type { Feature, FeatureCollection, Geometry, LineString, MultiLineString, Polygon } from 'geojson'
import url from 'world-atlas/countries-110m.json?url'
import type { Line } from './api'

const DEG = 180 / Math.PI
const RADIUS_KM = 6371

interface World { land: Feature<Geometry>; borders: MultiLineString; countries: FeatureCollection<Geometry, { name: string }> }

let loading: Promise<World> | null = null
export let world: World | null = null

export function loadWorld(): Promise<World> {
  loading ??= fetch(url).then((r) => r.json()).then((topology: Topology) => {
    const { land, countries } = topology.objects as { land: GeometryCollection; countries: GeometryCollection<{ name: string }> }
    const collection = feature(topology, land) as FeatureCollection | Feature
    world = {
      land: (collection.type === 'FeatureCollection' ? collection.features[0] : collection) as Feature<Geometry>,
      borders: mesh(topology, countries as never, (a, b) => a !== b) as MultiLineString,
      countries: feature(topology, countries) as FeatureCollection<Geometry, { name: string }>,
    }
    return world
  })
  return loading
}

/** Where the Sun stands in the zenith, [lon, lat] deg, to about 0.02 deg (Astronomical Almanac's low-precision series). */
export function subsolar(t: number): [number, number] {
  const d = t / 86400e3 - 10957.5
  const g = (357.529 + 0.98560028 * d) / DEG
  const l = (280.459 + 0.98564736 * d + 1.915 * Math.sin(g) + 0.02 * Math.sin(2 * g)) / DEG
  const e = (23.439 - 0.00000036 * d) / DEG
  const ra = Math.atan2(Math.cos(e) * Math.sin(l), Math.cos(l)) * DEG
  const gmst = 280.46062 + 360.98564737 * d
  return [wrap(ra - gmst), Math.asin(Math.sin(e) * Math.sin(l)) * DEG]
}

export const wrap = (lon: number): number => ((((lon + 180) % 360) + 360) % 360) - 180

/** The half of the Earth without Sun. Its ring is cut at the map's edge by the projection. */
export function night(t: number): Polygon {
  const [lon, lat] = subsolar(t)
  return geoCircle().center([lon + 180, -lat]).radius(90 - 0.27)()
}

/** From where an object at a height is seen above an elevation, as a ring about a place. */
export function sight(lon: number, lat: number, alt_km: number, elevation_deg: number): Polygon {
  const e = elevation_deg / DEG
  const r = (Math.acos((RADIUS_KM * Math.cos(e)) / (RADIUS_KM + Math.max(0, alt_km))) - e) * DEG
  return geoCircle().center([lon, lat]).radius(Math.max(0.1, r)).precision(4)()
}

export const ring = (lon: number, lat: number, radius_km: number): Polygon => geoCircle().center([lon, lat]).radius((radius_km / RADIUS_KM) * DEG)()

/** Elevation of an object over a place's horizon, deg, on a round Earth. */
export function elevation(place: { lat_deg: number; lon_deg: number }, object: { lat_deg: number; lon_deg: number; alt_km: number }): number {
  const angle = geoDistance([place.lon_deg, place.lat_deg], [object.lon_deg, object.lat_deg])
  return Math.atan2(Math.cos(angle) - RADIUS_KM / (RADIUS_KM + object.alt_km), Math.sin(angle)) * DEG
}

/** The part of a ground track between two moments. */
export function path(line: Line, from: number, to: number): LineString {
  const coordinates: [number, number][] = []
  for (let i = 0; i < line.t.length; i++) {
    const next = line.t[i + 1] ?? line.t[i]
    const before = line.t[i - 1] ?? line.t[i]
    if (next >= from && before <= to) coordinates.push([line.lon_deg[i], line.lat_deg[i]])
  }
  return { type: 'LineString', coordinates }
}

/** Which country or sea lies under a point, in words. */
export function under(lon: number, lat: number): string {
  const country = world?.countries.features.find((f) => geoContains(f, [lon, lat]))
  if (country) return country.properties.name
  if (lat > 66) return 'the Arctic Ocean'
  if (lat < -60) return 'the Southern Ocean'
  if (lat > 30 && lat < 46 && lon > -6 && lon < 36) return 'the Mediterranean'
  if (lon > 20 && lon < 147 && lat < 31 && !(lon > 100 && lat > -8)) return 'the Indian Ocean'
  if (lon > -70 && lon < 20) return 'the Atlantic Ocean'
  if (lon > -98 && lon <= -70 && lat > 9) return 'the Atlantic Ocean'
  return 'the Pacific Ocean'
}
