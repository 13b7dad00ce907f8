// `chart.mjs <file.svg>`: target/bench/results.json as a chart, readable on light and on dark pages.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sizeName } from './figures.mjs'
import { nameOf } from './report.mjs'
import { folder } from './setup.mjs'

const WIDTH = 760
const HEIGHT = 470
const PLOT = { left: 58, right: 736, top: 118, bottom: 420 }

/** A colour on light, one on dark, and a mark, so that a line is not known by its colour alone. */
const LOOKS = [
  ['#2a78d6', '#5b9df0', 'circle'],
  ['#c2461b', '#f0875c', 'square'],
  ['#0f8a5f', '#35c08d', 'triangle'],
  ['#6a4fc4', '#a48ff0', 'diamond'],
  ['#b5358c', '#ea7cc4', 'circle'],
  ['#8a6400', '#dba829', 'square'],
]

const SERIES = [
  { section: 'node', of: 'github, string' },
  { section: 'node', of: 'hybrid off, string', more: ', hybrid off: what a browser gets' },
  { section: 'node24', of: 'github, string' },
  { section: 'deno', of: 'github, string' },
  { section: 'bun', of: 'github, string' },
  { section: 'workerd', of: 'github, string' },
]

/** The lines there are results for: a name, and points of body size and ratio. */
function linesOf({ sections }) {
  return SERIES.flatMap(({ section, of, more = '' }, at) => {
    const measured = sections[section]
    if (measured === undefined) return []
    const points = measured.groups
      .filter(({ group, ratios }) => group === 'sizes' && ratios[of] !== undefined)
      .map(({ size, ratios }) => [size, ratios[of]['createHmac, string']])
    return [{ name: nameOf(section, measured) + more, points, at }]
  })
}

/** Both axes are logarithmic: twice and half are as far from 1. */
function scalesOf(lines) {
  const all = lines.flatMap(({ points }) => points)
  const sizes = [...new Set(all.map(([size]) => size))].sort((a, b) => a - b)
  const powers = all.map(([, ratio]) => Math.log2(ratio))
  const low = Math.min(-2, Math.floor(Math.min(...powers)))
  const high = Math.max(1, Math.ceil(Math.max(...powers)))
  const between = (share, from, to) => round(from + share * (to - from))
  const [first, last] = [sizes[0], sizes.at(-1)].map(Math.log2)
  return {
    sizes,
    ratios: Array.from({ length: high - low + 1 }, (_, i) => 2 ** (low + i)),
    x: (size) =>
      between((Math.log2(size) - first) / (last - first), PLOT.left + 14, PLOT.right - 14),
    y: (ratio) => between((Math.log2(ratio) - low) / (high - low), PLOT.bottom, PLOT.top),
  }
}

const round = (value) => Math.round(value * 10) / 10

function markOf(shape, at, x, y) {
  const corners = {
    square: [
      [-3.5, -3.5],
      [3.5, -3.5],
      [3.5, 3.5],
      [-3.5, 3.5],
    ],
    triangle: [
      [0, -4.6],
      [4.4, 3.4],
      [-4.4, 3.4],
    ],
    diamond: [
      [0, -5],
      [5, 0],
      [0, 5],
      [-5, 0],
    ],
  }[shape]
  if (corners === undefined) return `<circle class="m c${at}" cx="${x}" cy="${y}" r="3.8"/>`
  const points = corners.map(([dx, dy]) => `${round(x + dx)},${round(y + dy)}`).join(' ')
  return `<polygon class="m c${at}" points="${points}"/>`
}

function text(x, y, content, more = '') {
  const escaped = String(content).replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text x="${x}" y="${y}"${more}>${escaped}</text>`
}

function axes({ sizes, ratios, x, y }) {
  const parts = []
  for (const ratio of ratios) {
    const line = ratio === 1 ? 'one' : 'grid'
    parts.push(
      `<path class="${line}" d="M${PLOT.left} ${y(ratio)}H${PLOT.right}"/>`,
      text(PLOT.left - 8, y(ratio) + 4, ratio, ' class="axis" text-anchor="end"'),
    )
  }
  for (const size of sizes) {
    parts.push(
      text(x(size), PLOT.bottom + 20, sizeName(size), ' class="axis" text-anchor="middle"'),
    )
  }
  const middle = (PLOT.left + PLOT.right) / 2
  // At the left, where no line comes near 1.
  return [
    ...parts,
    text(middle, PLOT.bottom + 40, 'body', ' class="axis" text-anchor="middle"'),
    text(PLOT.left + 6, y(1) - 6, 'slower than createHmac', ' class="axis"'),
    text(PLOT.left + 6, y(1) + 16, 'faster', ' class="axis"'),
  ]
}

/** Lines, and above them their names in two columns. */
function series(lines, { x, y }) {
  return lines.flatMap(({ name, points, at }, place) => {
    const shape = LOOKS[at][2]
    const path = points.map(([size, ratio]) => `${x(size)} ${y(ratio)}`).join('L')
    const [left, top] = [PLOT.left + (place % 2 === 0 ? 0 : 240), 62 + 18 * (place >> 1)]
    return [
      `<path class="l c${at}" d="M${path}"/>`,
      ...points.map(([size, ratio]) => markOf(shape, at, x(size), y(ratio))),
      `<path class="l c${at}" d="M${left} ${top}h26"/>`,
      markOf(shape, at, left + 13, top),
      text(left + 34, top + 4, name),
    ]
  })
}

const colours = (column) =>
  LOOKS.map((look, at) => `.l.c${at}{stroke:${look[column]}}.m.c${at}{fill:${look[column]}}`).join(
    '',
  )

const STYLE = `
text{font:13px system-ui,sans-serif;fill:#1f2328}
.title{font-size:16px;font-weight:600}
.axis{font-size:12px;fill:#59636e}
.page{fill:#fff}.grid{stroke:#e3e7eb}.one{stroke:#59636e;stroke-width:1.5}
.l{fill:none;stroke-width:2;stroke-linejoin:round}.l.c1{stroke-dasharray:6 4}
${colours(0)}
@media (prefers-color-scheme:dark){
text{fill:#e6edf3}.axis{fill:#9198a1}
.page{fill:#0d1117}.grid{stroke:#262c34}.one{stroke:#9198a1}
${colours(1)}}`

function chart(results) {
  const lines = linesOf(results)
  if (lines.length === 0) throw new Error('no results: run.mjs makes them')
  const scales = scalesOf(lines)
  const title = 'Time to verify a webhook, relative to createHmac + timingSafeEqual'
  const about = `createVerifier('github').verify, string body; ${results.machine.cpu}, ${results.date.slice(0, 10)}`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">`,
    `<title>${title}</title><style>${STYLE}</style>`,
    `<rect class="page" width="${WIDTH}" height="${HEIGHT}" rx="6"/>`,
    text(PLOT.left, 26, title, ' class="title"'),
    text(PLOT.left, 44, about, ' class="axis"'),
    ...axes(scales),
    ...series(lines, scales),
    '</svg>',
    '',
  ].join('\n')
}

const file = process.argv[2]
if (file === undefined) {
  console.error('usage: chart.mjs <file.svg>')
  process.exit(2)
}
writeFileSync(file, chart(JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'))))
