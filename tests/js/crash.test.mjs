// Power cuts at every moment of a log's life, on a simulated disk. COUNTERSIGN_CRASH_STATES is how many
// states are recovered and checked, 10,000 by default; the full count is 1,000,000.

import assert from 'node:assert/strict'
import { availableParallelism } from 'node:os'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { openAudit } from 'countersign/audit'
import { complaintsOf, wholeOf } from './crash-check.mjs'
import { run } from './crash-run.mjs'
import { DIR, logOf, optionsOn } from './crash-scenarios.mjs'
import { statesAt } from './crash-states.mjs'
import { Disk } from './disk.mjs'

const STATES = Number(process.env.COUNTERSIGN_CRASH_STATES ?? 10_000)

/** In as many workers as there are processors, each with scenarios of its own. */
async function shared(count) {
  const step = availableParallelism()
  const parts = Array.from({ length: step }, (_, at) => {
    const workerData = { count: Math.ceil(count / step), first: 1 + at, step }
    const worker = new Worker(new URL('crash-run.mjs', import.meta.url), { workerData })
    return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
  })
  return Promise.all(parts)
}

test(`${STATES} states after a power cut: nothing acknowledged is lost, nothing comes back`, async (t) => {
  const [started, cpu] = [performance.now(), process.cpuUsage()]
  const parts = await shared(STATES)
  const states = parts.reduce((sum, part) => sum + part.states, 0)
  const scenarios = parts.reduce((sum, part) => sum + part.scenarios, 0)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const { user, system } = process.cpuUsage(cpu)
  const each = ((user + system) / 1000 / states).toFixed(2)
  t.diagnostic(
    `${states} states of ${scenarios} logs in ${seconds} s; ${each} ms of processor each`,
  )
  const kinds = {}
  for (const part of parts) {
    for (const [kind, count] of Object.entries(part.kinds)) kinds[kind] = (kinds[kind] ?? 0) + count
    assert.deepEqual(part.found, {})
  }
  t.diagnostic(JSON.stringify(kinds))
  assert.ok(states >= STATES)
  for (const kind of [
    'prefix',
    'zeros',
    'garbage',
    'names',
    'sectors of 512',
    'sectors of 512, cut',
  ]) {
    assert.ok(kinds[kind] > 0, `no state of the kind “${kind}”`)
  }
})

test('the same on a disk whose sync of files does nothing: entries are lost, and it shows', async (t) => {
  const { states, found } = await run({ count: 60, share: 20, lies: ['files'] })
  t.diagnostic(`${found.lost?.count} of ${states}: ${found.lost?.first}`)
  assert.ok(found.lost?.count > states / 4)
})

test('the same on a disk whose sync of folders does nothing', async (t) => {
  const { states, found } = await run({ count: 60, share: 20, lies: ['folders'] })
  t.diagnostic(`${found.lost?.count} of ${states}: ${found.lost?.first}`)
  assert.ok(found.lost?.count > states / 4)
})

/** A log of a few groups and checkpoints on this disk, by a process that may die at one of its operations. */
async function written(disk, notes, dies, part = 0) {
  const died = new Promise((resolve) => {
    notes.died = resolve
  })
  const run = async () => {
    const files = disk.process({ dies, part, onDeath: notes.died })
    const checkpointTo = (note) => notes.push(note)
    const log = await openAudit(optionsOn(files, { segmentBytes: 900, checkpointTo }))
    const entry = { action: 'key.use', userId: 'u_1', resource: 'keys/7', result: 'success' }
    for (let group = 0; group < 3; group++) {
      await Promise.all([log.append(entry), log.append(entry)])
      await log.checkpoint()
    }
  }
  await Promise.race([run(), died])
}

test('a checkpoint that is torn anywhere is signed anew', async (t) => {
  const disk = new Disk()
  const notes = []
  await written(disk, notes)
  const text = logOf(disk)
  const seals = [
    0,
    ...[...text.toString().matchAll(/\n#.*\n/g)].map((seal) => seal.index + seal[0].length),
  ]
  let states = 0
  for (const [moment, snapshot] of disk.history.entries()) {
    const pending = [...snapshot.values()].filter((state) => state.pending.length > 0)
    if (!pending.some(({ live }) => live.includes?.('\u2014 '))) continue
    for (const { make, kind } of statesAt(snapshot, disk.root, moment)) {
      states++
      const truth = { text, seals, acked: 0, note: undefined, sealed: [], erased: [] }
      assert.deepEqual(await complaintsOf(make(), truth), [], `${kind}, ${moment}`)
    }
  }
  t.diagnostic(`${states} states`)
  assert.ok(states > 500)
})

test('what a killed process had written and not synced is durable before it is built upon', async () => {
  // Of each operation twice: a write may have written half of its bytes, or all.
  for (let round = 2; round < 260; round++) {
    const dies = round >> 1
    const disk = new Disk({ isRecording: false })
    disk.folder('/var/log')
    const notes = []
    await written(disk, notes, dies, round % 2)
    await written(disk, notes)
    const text = logOf(disk)
    const left = disk.cut({ isRecording: false })
    const seals = [0, text.length]
    const truth = { text, seals, acked: text.length, note: notes.at(-1), sealed: [], erased: [] }
    assert.deepEqual(await complaintsOf(left, truth, { isDeep: true }), [], `${round}`)
  }
})

/** A recovery that takes every whole line for kept, sealed or not. */
async function withoutSeals(disk, truth) {
  const before = logOf(disk)
  if (wholeOf(before, truth) < truth.acked) return ['lost']
  const names = disk.names(DIR).filter((name) => name.startsWith('seg-'))
  const path = `${DIR}/${names.sort().at(-1)}`
  const content = disk.content(path)
  if (content === undefined) return complaintsOf(disk, truth)
  let end = 0
  for (let at = content.indexOf('\n'); at >= 0; at = content.indexOf('\n', at + 1)) {
    const line = content.subarray(end, at).toString()
    if (!line.startsWith('#') && !isJson(line)) break
    end = at + 1
  }
  const kept = content.subarray(0, end)
  const after = Buffer.concat([before.subarray(0, before.length - content.length), kept])
  const whole = wholeOf(after, truth)
  return whole < after.length ? ['unsealed: part of a group counts as kept'] : []
}

function isJson(line) {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

test('a recovery that does not ask for seals keeps parts of groups, and it shows', async (t) => {
  const { states, found } = await run({ count: 600, share: 100, complaints: withoutSeals })
  t.diagnostic(`${found.unsealed?.count} of ${states}: ${found.unsealed?.first}`)
  assert.ok(found.unsealed?.count > 0)
  assert.equal(found.lost, undefined)
})
