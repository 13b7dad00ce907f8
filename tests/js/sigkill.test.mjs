// Processes that are killed while they write, on a real disk. COUNTERSIGN_KILLS is their number, 10 by
// default; the full count is 1,000. It shows nothing of a power cut: `crash.test.mjs` does.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { killRounds } from './sigkill.mjs'

const KILLS = Number(process.env.COUNTERSIGN_KILLS ?? 10)

test(`${KILLS} kills: what was acknowledged is in the log`, async (t) => {
  const started = performance.now()
  const half = Math.ceil(KILLS / 2)
  const parts = await Promise.all([killRounds(half, 1), killRounds(KILLS - half, 100_001)])
  const sum = (name) => parts.reduce((total, part) => total + part[name], 0)
  const seconds = (performance.now() - started) / 1000
  t.diagnostic(
    `${sum('rounds')} kills in ${seconds.toFixed(1)} s, ${sum('acknowledged')} acknowledged entries, ` +
      `${sum('torn')} torn ends`,
  )
  assert.ok(sum('acknowledged') > KILLS)
})
