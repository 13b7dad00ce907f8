// The results as tables for a terminal.

import { figures, sizeName } from './figures.mjs'

const FIRST = 45
const WIDTH = 9

const TITLES = {
  sizes: 'github and verifyWebhookSignature; ratio to createHmac + timingSafeEqual, same body',
  peers: 'other ways to make an HMAC-SHA256, string',
  schemes: "the vendors' libraries, same scheme and secret, string",
  rows: 'every provider, string; ratio to github',
  keys: 'several keys, the last one matches',
  signatures: 'several signatures, the last one matches',
  make: 'a verifier for each request',
}

const NAMES = { node24: 'Node', node: 'Node', deno: 'Deno', bun: 'Bun', workerd: 'workerd' }

export const nameOf = (section, { version }) => {
  const shown = NAMES[section] === 'Node' ? version.split('.')[0] : version
  return `${NAMES[section]} ${shown}`
}

export function printSection(section, measured) {
  if (section === 'cold') return printCold(measured)
  if (section === 'size') return printSize(measured)
  const title = `${NAMES[section]} ${measured.version}`
  for (const group of new Set(measured.groups.map((one) => one.group))) {
    heading(`${title}: ${TITLES[group]}`)
    printGroup(
      group,
      measured.groups.filter((one) => one.group === group),
    )
  }
}

function printGroup(group, all) {
  if (all.length === 1) printOneSize(all[0])
  else printSizes(group, all)
}

/** A column for the medians, one for the ratios. */
function printOneSize({ medians, ratios, notes }) {
  const width = widthFor(Object.keys(medians))
  const hasRatios = Object.keys(ratios).length > 0
  line('', hasRatios ? ['µs', 'ratio'] : ['µs'], { width })
  for (const [name, median] of Object.entries(medians)) {
    const [ratio] = Object.values(ratios[name] ?? {})
    line(name, [micros(median), ratioText(ratio)], { width, note: notes?.[name] })
  }
}

/** A column for each size: medians, then ratios. */
function printSizes(group, all) {
  const names = namesIn(all.map(({ medians }) => medians))
  const pairs = namesIn(all.map(({ ratios }) => ratios)).flatMap((of) =>
    namesIn(all.map(({ ratios }) => ratios[of] ?? {})).map((to) => ({
      title: group === 'sizes' ? of : `${of} / ${to}`,
      ratioIn: ({ ratios }) => ratios[of]?.[to],
    })),
  )
  const width = widthFor([...names, ...pairs.map(({ title }) => title)])
  const sizes = all.map(({ size }) => sizeName(size))
  line('µs', sizes, { width })
  for (const name of names) {
    const cells = all.map(({ medians }) => micros(medians[name]))
    line(name, cells, { width })
  }
  line('ratio', sizes, { width })
  for (const { title, ratioIn } of pairs) {
    const cells = all.map((one) => ratioText(ratioIn(one)))
    line(title, cells, { width })
  }
}

/** The keys of any of the objects, in the order in which they first come. */
const namesIn = (objects) => [...new Set(objects.flatMap((one) => Object.keys(one)))]

const widthFor = (names) => Math.max(...names.map((name) => name.length)) + 1

function printCold({ times, rounds }) {
  heading(`cold start: ms to the first verdict, fresh processes, 30th percentile of ${rounds}`)
  line('', ['CPU', 'in script'])
  for (const [section, contenders] of Object.entries(times)) {
    for (const [name, { cpu, script }] of Object.entries(contenders)) {
      const runtime = { node: '', node24: 'Node 24: ', bun: 'Bun: ' }[section]
      line(runtime + name, [cpu?.toFixed(2) ?? '', script.toFixed(2)])
    }
  }
  console.log('CPU: user and system, over that of the empty program')
}

function printSize({ text, memory }) {
  heading('what a user downloads')
  console.log(text)
  heading('linear memory')
  const kib = (bytes) => (bytes / 1024).toFixed(0)
  line('KiB, before a body of 16 MiB', [kib(memory.before)])
  line('KiB, after it', [kib(memory.after)])
  line('bytes per verifier, of 10,000', [memory.perVerifier.toFixed(0)])
}

/** Every figure that was measured, with its target. */
export function printFigures(sections) {
  heading('summary; ratios to createHmac unless said; smaller is better')
  line('figure', ['target', 'measured'])
  for (const { figure, target, measured } of figures(sections)) {
    if (measured === undefined) continue
    const note = measured > target ? 'above' : ''
    line(figure, [target.toFixed(2), measured.toFixed(2)], { note })
  }
}

const heading = (text) => console.log(`\n${text}`)

function line(first, cells, { width = FIRST, note = '' } = {}) {
  const columns = cells.map((cell) => cell.padStart(WIDTH)).join('')
  console.log(`  ${first.padEnd(width)}${columns}  ${note}`.trimEnd())
}

function micros(ns) {
  if (ns === undefined) return ''
  const value = ns / 1000
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)
}

const ratioText = (value) => (value === undefined ? '' : value.toFixed(2))
