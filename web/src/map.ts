// SPDX-License-Identifier: Apache-2.0
// The flat map. Land and night are layers of their own; the rest is drawn when something has moved
// by a visible amount.
import { geoEquirectangular, geoGraticule, geoPath, type GeoPermissibleObjects, type GeoProjection } from 'd3-geo'
import type { Flight, Now, Place, Track } from './api'
import { Canvas, beside, label, shipMark, stationMark } from './canvas'
import { loadWorld, night, path, ring, sight, subsolar, world } from './earth'
import { parseUtc } from './format'
import { store } from './store'
import { C } from './theme'
import { orbitMs, tracks, version, whole } from './tracks'

export interface Frame { lon: number; lat: number; span_deg: number }

export class FlatMap {
  readonly canvas: Canvas
  private projection: GeoProjection = geoEquirectangular()
  private base: HTMLCanvasElement | null = null
  private dark: HTMLCanvasElement | null = null
  private darkAt = -1
  private drawn = ''
  private now: Now | null = null
  /** Drawn over the map, for what only one view has. */
  over: ((ctx: CanvasRenderingContext2D, shape: (o: GeoPermissibleObjects) => void, project: GeoProjection) => void) | null = null
  overKey = ''
  plain = false

  constructor(text: string, ratio: (w: number) => number, private frame: Frame = { lon: 0, lat: 0, span_deg: 360 }) {
    this.canvas = new Canvas(text, ratio, () => this.reset(), { class: 'map' })
    void loadWorld().then(() => this.reset())
  }

  aim(frame: Frame): void {
    this.frame = frame
    this.reset()
  }

  private reset(): void {
    const { width, height } = this.canvas
    if (!width) return
    this.projection = geoEquirectangular().rotate([-this.frame.lon, 0]).center([0, this.frame.lat])
      .scale(((width / this.frame.span_deg) * 180) / Math.PI).translate([width / 2, height / 2]).clipExtent([[0, 0], [width, height]]).precision(0.4)
    this.base = this.dark = null
    this.darkAt = -1
    this.drawn = ''
    if (this.now) this.update(this.now)
  }

  private layer(draw: (ctx: CanvasRenderingContext2D, path: (o: GeoPermissibleObjects) => void) => void): HTMLCanvasElement {
    const { canvas, ctx } = this.canvas.layer()
    const shape = geoPath(this.projection, ctx)
    draw(ctx, (o) => {
      ctx.beginPath()
      shape(o)
    })
    return canvas
  }

  private makeBase(): HTMLCanvasElement {
    return this.layer((ctx, shape) => {
      ctx.fillStyle = C.sea
      ctx.fillRect(0, 0, this.canvas.width, this.canvas.height)
      const near = this.frame.span_deg < 90
      const step = near ? 5 : 30
      shape(geoGraticule().step([step, step])())
      ctx.strokeStyle = C.grid
      ctx.lineWidth = 1
      ctx.stroke()
      if (!world) return
      shape(world.land)
      ctx.fillStyle = C.land
      ctx.fill()
      shape(world.borders)
      ctx.lineWidth = near ? 1 : 0.5
      ctx.strokeStyle = near ? '#50606f' : C.coast
      ctx.stroke()
      if (near) this.degrees(ctx, shape)
    })
  }

  /** Meridians and parallels with their degrees, and a bar of 100 km, where the map is near. */
  private degrees(ctx: CanvasRenderingContext2D, shape: (o: GeoPermissibleObjects) => void): void {
    const { width, height } = this.canvas
    shape(geoGraticule().step([5, 5])())
    ctx.strokeStyle = 'rgba(154, 168, 184, 0.16)'
    ctx.lineWidth = 1
    ctx.stroke()
    const half = this.frame.span_deg / 2
    for (let lon = Math.ceil((this.frame.lon - half + 1) / 5) * 5; lon < this.frame.lon + half - 1; lon += 5) {
      const at = this.projection([lon, this.frame.lat])
      if (at) label(ctx, `${Math.abs(lon)}° ${lon < 0 ? 'W' : 'E'}`, at[0], height - 6, C.muted, 400, 'center', 11)
    }
    for (let lat = Math.ceil((this.frame.lat - half) / 5) * 5; lat < this.frame.lat + half; lat += 5) {
      const at = this.projection([this.frame.lon, lat])
      if (at && at[1] > 16 && at[1] < height - 24) label(ctx, `${Math.abs(lat)}° ${lat < 0 ? 'S' : 'N'}`, 6, at[1] - 4, C.muted, 400, 'left', 11)
    }
    const bar = (width / this.frame.span_deg / 111.32) * 100
    ctx.strokeStyle = C.text
    ctx.lineWidth = 1.5
    ctx.beginPath()
    ctx.moveTo(width - 16 - bar, height - 30)
    ctx.lineTo(width - 16 - bar, height - 26)
    ctx.lineTo(width - 16, height - 26)
    ctx.lineTo(width - 16, height - 30)
    ctx.stroke()
    label(ctx, '100 km north to south', width - 16, height - 35, C.text, 500, 'right', 11)
  }

  private makeNight(t: number): HTMLCanvasElement {
    return this.layer((ctx, shape) => {
      shape(night(t))
      ctx.fillStyle = C.night
      ctx.fill()
      ctx.strokeStyle = C.dusk
      ctx.lineWidth = 1
      ctx.stroke()
    })
  }

  update(now: Now): void {
    this.now = now
    const { width } = this.canvas
    if (!width || !this.canvas.el.offsetParent || !store.flight) return
    const t = parseUtc(now.utc)
    const track = tracks(t)
    const scale = width / this.frame.span_deg
    const spot = (p: Place | null) => (p ? `${Math.round(p.lon_deg * scale * 3)},${Math.round(p.lat_deg * scale * 3)}` : '')
    const key = [spot(now.ship), spot(now.station), version(), this.overKey, !!world, Math.floor(t / 60e3), store.flight.id].join(' ')
    if (key === this.drawn) return
    this.drawn = key
    this.base ??= this.makeBase()
    if (Math.abs(t - this.darkAt) > 60e3) {
      this.dark = this.makeNight(t)
      this.darkAt = t
    }
    this.canvas.stamp(this.base)
    this.canvas.stamp(this.dark!)
    this.draw(now, t, track)
  }

  private draw(now: Now, t: number, track: ReturnType<typeof tracks>): void {
    const { ctx } = this.canvas
    const path2d = geoPath(this.projection, ctx)
    const shape = (o: GeoPermissibleObjects) => {
      ctx.beginPath()
      path2d(o)
    }
    if (!this.plain) this.drawSights(ctx, shape, now)
    drawSun(ctx, this.projection, t)
    if (track) drawTracks(ctx, shape, track, now, t)
    drawPlaces(ctx, shape, this.projection, store.flight!, this.frame.span_deg < 90, now)
    if (track && !this.plain) drawImpact(ctx, this.projection, track, now, this.canvas.width, true)
    this.over?.(ctx, shape, this.projection)
    drawCraft(ctx, this.projection, now, this.canvas.width)
  }

  private drawSights(ctx: CanvasRenderingContext2D, shape: (o: GeoPermissibleObjects) => void, now: Now): void {
    ctx.setLineDash([2, 4])
    ctx.lineWidth = 1
    ctx.strokeStyle = C.radio
    for (const r of store.flight!.radio) {
      shape(sight(r.lon_deg, r.lat_deg, Math.max(200, now.ship.alt_km), r.elevation_deg ?? 7))
      ctx.stroke()
    }
    ctx.setLineDash([])
    if (now.ship.alt_km < 120) return
    shape(sight(now.ship.lon_deg, now.ship.lat_deg, now.ship.alt_km, 0))
    ctx.fillStyle = 'rgba(255, 200, 87, 0.06)'
    ctx.fill()
    ctx.strokeStyle = 'rgba(255, 200, 87, 0.45)'
    ctx.stroke()
  }
}

export const docked = (now: Now): boolean => /^(docked|contact)/.test(now.phase)

function drawSun(ctx: CanvasRenderingContext2D, projection: GeoProjection, t: number): void {
  const at = projection(subsolar(t))
  if (!at) return
  ctx.beginPath()
  ctx.arc(at[0], at[1], 4, 0, 2 * Math.PI)
  ctx.fillStyle = '#fff3c4'
  ctx.fill()
  ctx.strokeStyle = '#fff3c4'
  ctx.lineWidth = 1.2
  for (let k = 0; k < 8; k++) {
    const a = (k * Math.PI) / 4
    ctx.beginPath()
    ctx.moveTo(at[0] + 6.5 * Math.cos(a), at[1] + 6.5 * Math.sin(a))
    ctx.lineTo(at[0] + 9 * Math.cos(a), at[1] + 9 * Math.sin(a))
    ctx.stroke()
  }
}

export function drawTracks(ctx: CanvasRenderingContext2D, shape: (o: GeoPermissibleObjects) => void, track: NonNullable<ReturnType<typeof tracks>>, now: Now, t: number): void {
  const legs: [typeof track.ship, string][] = [[track.station, C.station]]
  const alone = !docked(now) && now.ship.alt_km > 1
  if (alone) legs.push([whole(track), C.ship])
  for (const [line, color] of legs) {
    ctx.strokeStyle = color
    ctx.lineWidth = 1.6
    shape(path(line, t - orbitMs * 0.9, t))
    ctx.globalAlpha = 0.85
    ctx.stroke()
    ctx.globalAlpha = 0.6
    ctx.setLineDash([5, 5])
    if (line === track.station || track.impact !== undefined || /flight|burn|approach|depart/.test(now.phase)) {
      shape(path(line, t, t + orbitMs * 0.9))
      ctx.stroke()
    }
    ctx.setLineDash([])
    ctx.globalAlpha = 1
  }
}

/** Where the ship would come down, were its engines to stop now: a target in the colour of the ship, not of an alarm. */
export function drawImpact(ctx: CanvasRenderingContext2D, projection: GeoProjection, track: Track, now: Now, width: number, named: boolean): void {
  const at = track.impact && store.view === null && now.ship.alt_km > 1 ? projection([track.impact.lon_deg, track.impact.lat_deg]) : null
  if (!at) return
  for (const [color, line] of [[C.sea, 4.5], [C.ship, 1.8]] as const) {
    ctx.strokeStyle = color
    ctx.lineWidth = line
    ctx.beginPath()
    ctx.moveTo(at[0] - 6, at[1] - 6)
    ctx.lineTo(at[0] + 6, at[1] + 6)
    ctx.moveTo(at[0] - 6, at[1] + 6)
    ctx.lineTo(at[0] + 6, at[1] - 6)
    ctx.stroke()
  }
  if (!named || width < 600) return // there the legend names it
  const ship = projection([now.ship.lon_deg, now.ship.lat_deg])
  const near = !!ship && Math.abs(at[0] - ship[0]) < 36
  beside(ctx, 'Impact, engines off', at[0], at[1] + (near ? 20 : -9), 11, width - 60, C.ship)
}

export function drawPlaces(ctx: CanvasRenderingContext2D, shape: (o: GeoPermissibleObjects) => void, projection: GeoProjection, flight: Flight, near: boolean, now: Now): void {
  // names of places give way to those of the craft
  const craft = [now.ship, now.station].map((c) => c && projection([c.lon_deg, c.lat_deg])).filter((p) => !!p) as [number, number][]
  const free = (x0: number, x1: number, y: number) => craft.every(([cx, cy]) => cx + 62 < x0 || cx - 8 > x1 || Math.abs(cy - 6 - y) > 17)
  for (const zone of flight.zones) {
    shape(ring(zone.lon_deg, zone.lat_deg, near ? (zone.radius_km ?? 30) : Math.max(110, zone.radius_km ?? 30)))
    ctx.strokeStyle = C.zone
    ctx.lineWidth = 1.6
    ctx.stroke()
    const at = projection([zone.lon_deg, zone.lat_deg])
    const y = at ? at[1] + (near ? -16 : 17) : 0
    if (at && free(at[0] + 8, at[0] + 80, y)) label(ctx, zone.name, at[0] + 8, y, C.zone)
  }
  const site = flight.site
  const at = site && projection([site.lon_deg, site.lat_deg])
  if (!at) return
  ctx.beginPath()
  ctx.moveTo(at[0], at[1] - 6)
  ctx.lineTo(at[0] + 5, at[1] + 4)
  ctx.lineTo(at[0] - 5, at[1] + 4)
  ctx.closePath()
  ctx.fillStyle = C.text
  ctx.fill()
  if (free(at[0] - 66, at[0] - 8, at[1] + 15)) label(ctx, site.name.split(',')[0], at[0] - 8, at[1] + 15, C.text, 500, 'right')
}

export function drawCraft(ctx: CanvasRenderingContext2D, projection: GeoProjection, now: Now, width: number): void {
  const station = now.station && projection([now.station.lon_deg, now.station.lat_deg])
  const ship = projection([now.ship.lon_deg, now.ship.lat_deg])
  const close = station && ship && Math.hypot(station[0] - ship[0], station[1] - ship[1]) < 26
  if (station) {
    stationMark(ctx, station[0], station[1])
    // the ship's mark must not lie on the station's name
    const covered = ship && !docked(now) && ship[0] > station[0] && ship[0] - station[0] < 66 && Math.abs(ship[1] - station[1] + 12) < 20
    beside(ctx, close && docked(now) ? 'Station and ship' : 'Station', station[0], station[1] - 9, 12, covered ? 0 : width, C.station)
  }
  if (ship && !(close && docked(now))) {
    shipMark(ctx, ship[0], ship[1])
    beside(ctx, 'Ship', ship[0], ship[1] + (close ? 18 : -9), 10, width, C.ship)
  }
}
