// SPDX-License-Identifier: Apache-2.0
import { h, svg } from '../dom'

const item = (text: string, ...shapes: SVGElement[]) => h('li', null, svg('svg', { viewBox: '0 0 24 12', 'aria-hidden': 'true' }, ...shapes), text)

/** What the signs on the maps mean. */
export function legend(): HTMLElement {
  return h('ul', { class: 'legend', 'aria-label': 'Signs on the map' },
    item('Ship', svg('path', { d: 'M12 1l5 5-5 5-5-5z', class: 'f-ship' })),
    item('Station', svg('circle', { cx: 12, cy: 6, r: 3, class: 's-station' }), svg('path', { d: 'M9 6H4M15 6h5M4 3v6M20 3v6', class: 's-station' })),
    item('flown', svg('path', { d: 'M2 6h20', class: 's-text' })),
    item('ahead', svg('path', { d: 'M2 6h5M10 6h5M18 6h4', class: 's-text' })),
    item('Impact, were the engines to stop', svg('path', { d: 'M8 2l8 8M8 10l8-8', class: 's-ship' })),
    item('Radio sight', svg('path', { d: 'M2 6h2M7 6h2M12 6h2M17 6h2M21 6h2', class: 's-radio' })),
    item('Landing zone', svg('circle', { cx: 12, cy: 6, r: 4, class: 's-zone' })),
    item('Pad', svg('path', { d: 'M12 1l5 10H7z', class: 'f-text' })))
}
