// What is dropped without `dispose()` is freed: linear memory is flat while rings and verifiers
// come and go. COUNTERSIGN_LEAK is their number, 50,000 by default; the full count is 1,000,000.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const COUNT = Number(process.env.COUNTERSIGN_LEAK ?? 50_000)

test(`${COUNT} rings and verifiers, dropped`, async (t) => {
  assert.ok(COUNT >= 10_000 && COUNT % 1000 === 0, 'whole batches, and enough of them')
  const child = fileURLToPath(new URL('leak-child.mjs', import.meta.url))
  const args = ['--expose-gc', child, String(COUNT)]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  const { afterWarmUp, end, control } = JSON.parse(stdout)
  t.diagnostic(`${afterWarmUp} bytes after a fifth, ${end} at the end, ${control} with 10,000 kept`)
  assert.equal(end, afterWarmUp)
  assert.ok(control > end + 1_000_000, 'rings that are kept are not seen in memory')
})
