// SPDX-License-Identifier: Apache-2.0
import { h } from './dom'
import { C, FONT } from './theme'

/** A canvas as wide as its box, sharp on every screen; `paint` runs when the box changes and when asked. */
export class Canvas {
  readonly el: HTMLCanvasElement
  readonly ctx: CanvasRenderingContext2D
  width = 0
  height = 0
  private ratio = 1

  constructor(label: string, private ratioOf: (width: number) => number, private paint: () => void, attributes: { [k: string]: unknown } = {}) {
    this.el = h('canvas', { role: 'img', 'aria-label': label, ...attributes })
    this.ctx = this.el.getContext('2d')!
    new ResizeObserver(() => this.fit()).observe(this.el)
  }

  private fit(): void {
    const width = Math.round(this.el.clientWidth)
    if (!width) return
    const height = Math.round(this.ratioOf(width))
    const ratio = Math.min(2, window.devicePixelRatio || 1)
    if (width === this.width && height === this.height && ratio === this.ratio) return
    Object.assign(this, { width, height, ratio })
    this.el.width = width * ratio
    this.el.height = height * ratio
    this.el.style.height = `${height}px`
    this.ctx.setTransform(ratio, 0, 0, ratio, 0, 0)
    this.paint()
  }

  /** A like one that is never shown: for layers that change seldom. */
  layer(): { canvas: HTMLCanvasElement; ctx: CanvasRenderingContext2D } {
    const canvas = document.createElement('canvas')
    canvas.width = this.el.width
    canvas.height = this.el.height
    const ctx = canvas.getContext('2d')!
    ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0)
    return { canvas, ctx }
  }

  stamp(layer: HTMLCanvasElement): void {
    this.ctx.drawImage(layer, 0, 0, this.width, this.height)
  }
}

export function label(ctx: CanvasRenderingContext2D, text: string, x: number, y: number, color: string = C.text, weight = 500, align: CanvasTextAlign = 'left', size = 12): void {
  ctx.save()
  ctx.setLineDash([])
  ctx.font = `${weight} ${size}px ${FONT}`
  ctx.textAlign = align
  ctx.lineJoin = 'round'
  ctx.lineWidth = 3
  ctx.strokeStyle = 'rgba(10, 13, 18, 0.8)'
  ctx.strokeText(text, x, y)
  ctx.fillStyle = color
  ctx.fillText(text, x, y)
  ctx.restore()
}

/** A label beside a mark: on the left of it where the right edge is near. */
export function beside(ctx: CanvasRenderingContext2D, text: string, x: number, y: number, off: number, width: number, color: string): void {
  const left = x > width - 70
  label(ctx, text, x + (left ? -off : off), y, color, 600, left ? 'right' : 'left')
}

/** The ship is a filled diamond, the station a ring with wings: told apart without colour. */
export function shipMark(ctx: CanvasRenderingContext2D, x: number, y: number, size = 6): void {
  ctx.beginPath()
  ctx.moveTo(x, y - size)
  ctx.lineTo(x + size, y)
  ctx.lineTo(x, y + size)
  ctx.lineTo(x - size, y)
  ctx.closePath()
  ctx.fillStyle = C.ship
  ctx.fill()
  ctx.lineWidth = 1.5
  ctx.strokeStyle = C.sea
  ctx.stroke()
}

export function stationMark(ctx: CanvasRenderingContext2D, x: number, y: number, size = 6): void {
  for (const [color, width] of [[C.sea, 5], [C.station, 2]] as const) {
    ctx.strokeStyle = color
    ctx.lineWidth = width
    ctx.beginPath()
    ctx.moveTo(x + size * 0.7, y)
    ctx.arc(x, y, size * 0.7, 0, 2 * Math.PI)
    ctx.moveTo(x - size * 0.7, y)
    ctx.lineTo(x - size * 1.7, y)
    ctx.moveTo(x + size * 0.7, y)
    ctx.lineTo(x + size * 1.7, y)
    ctx.moveTo(x - size * 1.7, y - size * 0.7)
    ctx.lineTo(x - size * 1.7, y + size * 0.7)
    ctx.moveTo(x + size * 1.7, y - size * 0.7)
    ctx.lineTo(x + size * 1.7, y + size * 0.7)
    ctx.stroke()
  }
}
