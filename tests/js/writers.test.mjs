// More than one writer of one directory: one goes on, and nothing of the log is lost.

import assert from 'node:assert/strict'
import { appendFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileSink, openAudit, recover, SinkError } from 'countersign/audit'
import { verifyLog } from 'countersign/auditor'
import { policy, signer } from './crash-scenarios.mjs'

const INPUT = { action: 'key.use', userId: 'u_1', resource: 'keys/7', result: 'success' }
const base = await mkdtemp(join(tmpdir(), 'countersign-two-'))
after(() => rm(base, { recursive: true }))
const isOther = (error) =>
  error instanceof SinkError && /another writer/.test(error.cause?.message ?? '')

/** The log is sound, and has so many entries. */
async function expectSound(dir, entries) {
  const report = await verifyLog(fileSink(dir), { policy })
  assert.deepEqual([report.first, report.entries], [undefined, entries])
}

test('two writers of one folder: who comes behind another’s entry is refused, for good', async () => {
  for (const segmentBytes of [1 << 20, 300]) {
    const dir = join(base, `open-${segmentBytes}`)
    const options = () => ({
      origin: signer.name,
      primary: fileSink(dir, { segmentBytes }),
      signer,
      checkpointTo: () => {},
    })
    const first = await openAudit(options())
    await first.append(INPUT)
    const second = await openAudit(options())
    await second.append(INPUT)
    for (let again = 0; again < 2; again++) await assert.rejects(first.append(INPUT), isOther)
    await second.append(INPUT)
    await expectSound(dir, 5)
    await assert.rejects(first.close(), isOther)
    await second.close()
    await expectSound(dir, 6)
  }
})

test('two that open at once: one of them is refused', async () => {
  for (const segmentBytes of [1 << 20, 300]) {
    for (const hasLog of [false, true]) {
      const dir = join(base, `at-once-${segmentBytes}-${hasLog}`)
      const options = (primary) => ({
        origin: signer.name,
        primary,
        signer,
        checkpointTo: () => {},
      })
      const sink = () => fileSink(dir, { segmentBytes })
      if (hasLog) await (await openAudit(options(sink()))).close()
      // The second has read the log before the first writes to it, and writes behind that.
      let go
      const gate = new Promise((resolve) => {
        go = resolve
      })
      let isRead
      const reading = new Promise((resolve) => {
        isRead = resolve
      })
      const late = sink()
      const held = new Proxy(late, {
        get(_, name) {
          const value = late[name]
          if (typeof value !== 'function') return value
          if (name !== 'append') return value.bind(late)
          return async (group) => {
            isRead()
            await gate
            return late.append(group)
          }
        },
      })
      const second = openAudit(options(held))
      second.catch(() => {})
      await reading
      const first = await openAudit(options(sink()))
      go()
      await assert.rejects(second, isOther)
      await first.append(INPUT)
      await expectSoundAfter(first, dir, hasLog ? 5 : 3)
    }
  }
})

async function expectSoundAfter(log, dir, entries) {
  await log.close()
  await expectSound(dir, entries)
}

test('what another process has not written to its end yet is not taken for torn', async () => {
  const dir = join(base, 'torn')
  const options = (primary) => ({ origin: signer.name, primary, signer, checkpointTo: () => {} })
  const first = await openAudit(options(fileSink(dir)))
  const sink = fileSink(dir)
  const late = new Proxy(sink, {
    get(_, name) {
      const value = sink[name]
      if (typeof value !== 'function') return value
      if (name !== 'cut') return value.bind(sink)
      return async (...args) => {
        await finish()
        return sink.cut(...args)
      }
    },
  })
  // Half of a group stands there while the second reads, and all of it once it would cut.
  const path = join(dir, 'seg-0000000000000000.jsonl')
  const before = await readFile(path)
  await first.append(INPUT)
  const whole = await readFile(path)
  const middle = (before.length + whole.length) >> 1
  await writeFile(path, whole.subarray(0, middle))
  const finish = () => appendFile(path, whole.subarray(middle))
  await assert.rejects(openAudit(options(late)), isOther)
  assert.deepEqual(await readFile(path), whole)
  await first.close()
  await expectSound(dir, 3)
})

test('of several that open a log at the same moment, one goes on', async () => {
  for (let round = 0; round < 20; round++) {
    const dir = join(base, `moment-${round}`)
    const open = () =>
      openAudit({ origin: signer.name, primary: fileSink(dir), signer, checkpointTo: () => {} })
    await (await open()).close()
    const settled = await Promise.allSettled([open(), open(), open()])
    const [log, ...more] = settled.flatMap(({ value }) => value ?? [])
    assert.equal(more.length, 0)
    assert.ok(settled.every(({ reason }) => reason === undefined || isOther(reason)))
    await log.append(INPUT)
    await expectSoundAfter(log, dir, 5)
  }
})

test('one sink is for one log', async () => {
  const dir = join(base, 'same')
  const primary = fileSink(dir)
  const open = () => openAudit({ origin: signer.name, primary, signer, checkpointTo: () => {} })
  const [first, second] = [await open(), await open()]
  await assert.rejects(first.append(INPUT), isOther)
  await assert.rejects(second.append(INPUT), isOther)
  await expectSound(dir, 2)
})

test('who comes behind signs no checkpoint of a log that has gone on', async () => {
  const dir = join(base, 'checkpoint')
  const open = () =>
    openAudit({ origin: signer.name, primary: fileSink(dir), signer, checkpointTo: () => {} })
  const first = await open()
  await first.append(INPUT)
  const second = await open()
  await assert.rejects(first.checkpoint(), isOther)
  await expectSoundAfter(second, dir, 4)
})

test('what is written to a file that was removed or replaced is not acknowledged', async () => {
  for (const replaces of [false, true]) {
    const dir = join(base, `removed-${replaces}`)
    const log = await openAudit({
      origin: signer.name,
      primary: fileSink(dir),
      signer,
      checkpointTo: () => {},
    })
    await log.append(INPUT)
    const path = join(dir, 'seg-0000000000000000.jsonl')
    if (replaces) {
      await writeFile(`${path}.copy`, await readFile(path))
      await rename(`${path}.copy`, path)
    } else await rm(path)
    await assert.rejects(log.append(INPUT), isOther)
  }
})

test('recover takes nothing from a log that is written to', async () => {
  const dir = join(base, 'recover')
  const options = { origin: signer.name, signer, checkpointTo: () => {} }
  const log = await openAudit({ ...options, primary: fileSink(dir) })
  // Half of a checkpoint stands there while it reads, and all of it once it would cut.
  const path = join(dir, 'checkpoints')
  const before = await readFile(path, 'utf8')
  await writeFile(path, before + before.slice(0, 40))
  const sink = fileSink(dir)
  const { segments } = sink
  sink.segments = async function* () {
    yield* segments.call(sink)
    await writeFile(path, before)
    await log.append(INPUT)
    await log.checkpoint()
  }
  await assert.rejects(recover(signer.name, sink), isOther)
  await expectSoundAfter(log, dir, 3)
})
