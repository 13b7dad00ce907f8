// All timings: `run.mjs [--only node,node24,deno,bun,workerd,cold,size] [--quick]`. Prints tables,
// and writes target/bench/results.json, from which the chart and the page are made. It asserts that
// verdicts are right, never that they are fast.

import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { coldStart } from './cold.mjs'
import { printFigures, printSection } from './report.mjs'
import { bundle, commandOf, environment, folder, install, versionOf } from './setup.mjs'
import { inWorkerd } from './workerd.mjs'

const exec = promisify(execFile)
const ROUNDS = 40
const COLD_ROUNDS = 15
const PEERS = [
  '@noble/hashes',
  '@octokit/webhooks-methods',
  'hash-wasm',
  'standardwebhooks',
  'stripe',
  'svix',
]

const SECTIONS = {
  node: (rounds) => inRuntime('node', 'node-program.mjs', rounds),
  node24: (rounds) => inRuntime('node24', 'runtime-program.mjs', rounds),
  deno: (rounds) => inRuntime('deno', 'runtime-program.mjs', rounds),
  bun: (rounds) => inRuntime('bun', 'runtime-program.mjs', rounds),
  workerd: inWorkerd,
  cold: async (rounds) => ({ times: await coldStart(rounds) }),
  size: sizeAndMemory,
}

async function inRuntime(runtime, program, rounds) {
  const command = commandOf(runtime)
  if (command === undefined) return undefined
  const file = await bundle(program, join('programs', program))
  const [binary, ...flags] = command
  const running = exec(binary, [...flags, file, String(rounds)], {
    env: environment(),
    maxBuffer: 1 << 26,
  })
  running.child.stderr.pipe(process.stderr)
  const { stdout } = await running
  return JSON.parse(stdout.trim().split('\n').at(-1))
}

async function sizeAndMemory() {
  const path = (name) => fileURLToPath(new URL(name, import.meta.url))
  // Above its hard stop it exits with 1; here it is only shown.
  const { stdout: text } = await exec(process.execPath, [path('../js/size.mjs')]).catch((error) => {
    if (!error.stdout?.includes('gzip')) throw error
    return error
  })
  const bundles = {}
  for (const [, name, ...bytes] of text.matchAll(/^(.+?) +([\d,]+) +([\d,]+) +([\d,]+)$/gm)) {
    const [minified, gzip, brotli] = bytes.map((value) => Number(value.replaceAll(',', '')))
    bundles[name] = { minified, gzip, brotli }
  }
  const memory = await exec(process.execPath, [path('memory-program.mjs')])
  return { text: text.trim(), bundles, memory: JSON.parse(memory.stdout) }
}

const { values: options } = parseArgs({
  options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } },
})
const wanted = options.only?.split(',') ?? Object.keys(SECTIONS)
const unknown = wanted.filter((section) => !(section in SECTIONS))
if (unknown.length > 0) {
  console.error(`--only: ${unknown} is none of ${Object.keys(SECTIONS)}`)
  process.exit(2)
}

install()
const share = options.quick ? 0.2 : 1
const sections = {}
for (const section of wanted) {
  console.error(`\u{1b}[2m${section} …\u{1b}[0m`)
  const rounds = Math.round(share * (section === 'cold' ? COLD_ROUNDS : ROUNDS))
  try {
    const measured = await SECTIONS[section](rounds)
    if (measured === undefined) {
      console.log(`\n${section}: npm has no binary of it for this machine`)
      continue
    }
    sections[section] = { date: new Date().toISOString(), rounds, ...measured }
    printSection(section, sections[section])
  } catch (error) {
    // The others are still worth their time.
    console.log(`\n${section}: broken. ${error?.stack ?? error}`)
    process.exitCode = 1
  }
}
printFigures(sections)
save()

/** What was not measured this time is kept as it was; each section says when it was measured. */
function save() {
  const file = join(folder, 'results.json')
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).sections : {}
  const results = {
    date: new Date().toISOString(),
    machine: { cpu: cpus()[0]?.model, cores: cpus().length, platform: process.platform },
    versions: {
      countersign: versionOf('countersign'),
      node: process.versions.node,
      ...Object.fromEntries(PEERS.map((name) => [name, versionOf(name)])),
    },
    sections: { ...kept, ...sections },
  }
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
  console.log(`\n${results.machine.cpu}, ${results.machine.cores} cores; written to ${file}`)
}
