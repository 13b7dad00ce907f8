// The packed package in every runtime that it is made for: `run.mjs [--chromium]`. A runtime that
// is not there is a failure, never a skip.

import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

let passed = 0
let failed = 0

function print(place, { name, ok, error }) {
  if (ok) passed += 1
  else failed += 1
  console.log(`${ok ? 'ok' : 'not ok'} ${passed + failed} - ${place}: ${name}`)
  if (!ok) console.log(`  ${String(error ?? 'no reason').replaceAll('\n', '\n  ')}`)
}

/** Loaded when it is its turn, so that what it lacks is its own failure. */
async function step(place, check) {
  try {
    const results = await check()
    if (results.length === 0) throw new Error('nothing was checked')
    for (const result of results) print(place, result)
  } catch (error) {
    print(place, { name: 'runs', ok: false, error: error?.stack ?? error })
  }
}

const folder = await mkdtemp(join(tmpdir(), 'countersign-'))
try {
  await step('package', async () => {
    const { inspect, install } = await import('./tarball.mjs')
    return inspect(folder, await install(folder))
  })
  const conformance = new URL('../js/conformance.mjs', import.meta.url)
  await copyFile(conformance, join(folder, 'conformance.mjs'))
  await step('Node, ESM', async () => (await import('./node.mjs')).esModule(folder))
  await step('Node, CommonJS', async () => (await import('./node.mjs')).commonJs(folder))
  await step('workerd', async () => (await import('./workerd.mjs')).inWorkerd(folder))
  if (process.argv.includes('--chromium')) {
    await step('Chromium', async () => (await import('./chromium.mjs')).inChromium(folder))
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
