// SPDX-License-Identifier: Apache-2.0
// The globe, drawn on canvas: it turns after the ship, or as one drags it.
import { geoDistance, geoGraticule10, geoOrthographic, geoPath, type GeoPermissibleObjects, type GeoProjection } from 'd3-geo'
import type { Now } from './api'
import { Canvas } from './canvas'
import { loadWorld, night, world } from './earth'
import { parseUtc } from './format'
import { drawCraft, drawImpact, drawPlaces, drawTracks } from './map'
import { store } from './store'
import { C } from './theme'
import { tracks, version } from './tracks'

const HALF_PI = Math.PI / 2

export class Globe {
  readonly canvas: Canvas
  private own: [number, number] | null = null
  private drawn = ''
  private now: Now | null = null
  private projection: GeoProjection = geoOrthographic().clipAngle(90).precision(0.6)

  constructor(ratio = 1) {
    this.canvas = new Canvas('Globe with the ground tracks of ship and station. Arrow keys turn it, Escape follows the ship.', (w) => w * ratio, () => this.redraw(),
      { class: 'globe', tabindex: 0 })
    const el = this.canvas.el
    let last: [number, number] | null = null
    el.addEventListener('pointerdown', (e) => {
      last = [e.clientX, e.clientY]
      el.setPointerCapture(e.pointerId)
    })
    el.addEventListener('pointermove', (e) => {
      if (!last) return
      this.turn((last[0] - e.clientX) * 0.4, (e.clientY - last[1]) * 0.4)
      last = [e.clientX, e.clientY]
    })
    el.addEventListener('pointerup', () => (last = null))
    el.addEventListener('dblclick', () => this.follow())
    el.addEventListener('keydown', (e) => {
      const by = { ArrowLeft: [-10, 0], ArrowRight: [10, 0], ArrowUp: [0, 10], ArrowDown: [0, -10] }[e.key]
      if (by) this.turn(by[0], by[1])
      else if (e.key === 'Escape') this.follow()
      else return
      e.preventDefault()
    })
    void loadWorld().then(() => this.redraw())
  }

  private turn(lon: number, lat: number): void {
    const [a, b] = this.own ?? this.centre()
    this.own = [a + lon, Math.max(-85, Math.min(85, b + lat))]
    this.redraw()
  }

  private follow(): void {
    this.own = null
    this.redraw()
  }

  private centre(): [number, number] {
    return this.now ? [this.now.ship.lon_deg, this.now.ship.lat_deg * 0.7] : [60, 30]
  }

  private redraw(): void {
    this.drawn = ''
    if (this.now) this.update(this.now)
  }

  update(now: Now): void {
    this.now = now
    const { width, height, ctx } = this.canvas
    if (!width || !this.canvas.el.offsetParent || !store.flight) return
    const t = parseUtc(now.utc)
    const track = tracks(t)
    const centre = this.own ?? this.centre()
    const round = (x: number) => Math.round(x * 5)
    const key = [round(centre[0]), round(centre[1]), round(now.station?.lon_deg ?? 0), round(now.station?.lat_deg ?? 0), version(), !!world, Math.floor(t / 60e3)].join(' ')
    if (key === this.drawn) return
    this.drawn = key
    const radius = Math.min(width, height) / 2 - 6
    this.projection.scale(radius).translate([width / 2, height / 2]).rotate([-centre[0], -centre[1]])
    ctx.clearRect(0, 0, width, height)
    const path = geoPath(this.projection, ctx)
    const shape = (o: GeoPermissibleObjects) => {
      ctx.beginPath()
      path(o)
    }
    this.drawGround(ctx, shape, t)
    if (track) drawTracks(ctx, shape, track, now, t)
    const front = ((p: [number, number]) => (geoDistance(p, centre) < HALF_PI ? this.projection(p) : null)) as unknown as GeoProjection
    drawPlaces(ctx, shape, front, store.flight, false, now)
    if (track) drawImpact(ctx, front, track, now, width, false)
    drawCraft(ctx, front, now, width)
  }

  private drawGround(ctx: CanvasRenderingContext2D, shape: (o: GeoPermissibleObjects) => void, t: number): void {
    shape({ type: 'Sphere' })
    ctx.fillStyle = '#0f1822'
    ctx.fill()
    shape(geoGraticule10())
    ctx.strokeStyle = C.grid
    ctx.lineWidth = 1
    ctx.stroke()
    if (world) {
      shape(world.land)
      ctx.fillStyle = C.land
      ctx.fill()
    }
    shape(night(t))
    ctx.fillStyle = C.night
    ctx.fill()
    shape({ type: 'Sphere' })
    ctx.strokeStyle = C.coast
    ctx.lineWidth = 1.5
    ctx.stroke()
  }
}
