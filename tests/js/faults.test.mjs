// A disk that is full or fails: nothing is acknowledged that is not durable, what can go on goes on, and
// what is missing is said.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileSink, openAudit, SinkError } from 'countersign/audit'
import { verifyLog } from 'countersign/auditor'
import { complaintsOf } from './crash-check.mjs'
import { DIR, logOf, optionsOn, policy } from './crash-scenarios.mjs'
import { Disk, fail } from './disk.mjs'

const INPUT = { action: 'key.use', userId: 'u_1', resource: 'keys/7', result: 'success' }
const sealsIn = (disk) =>
  logOf(disk)
    .toString()
    .split('\n')
    .filter((line) => line.startsWith('#'))
const linesOf = (disk) =>
  logOf(disk)
    .toString()
    .split('\n')
    .filter((line) => line.startsWith('{'))
const entriesOf = (disk) => linesOf(disk).map((line) => JSON.parse(line))
const turn = () => new Promise((resolve) => setTimeout(resolve, 5))

/** A log on a disk whose `fault` can be set. */
async function opened(more = {}) {
  const disk = new Disk({ isRecording: false })
  const rig = { disk, fault: undefined, notes: [], acked: [], errors: [] }
  const files = disk.process({ fault: (...what) => rig.fault?.(...what) })
  rig.log = await openAudit(
    optionsOn(files, {
      checkpointTo: (note) => rig.notes.push(note),
      onError: (error) => rig.errors.push(error),
      ...more,
    }),
  )
  rig.append = async (more = {}) => {
    const receipt = await rig.log.append({ ...INPUT, ...more })
    rig.acked.push(receipt.json)
    return receipt
  }
  return rig
}

/** After a power cut that takes what it may: all that was acknowledged is there, and the log is sound. */
async function expectKept({ disk, acked, notes }) {
  const left = disk.cut({ isRecording: false })
  const lines = linesOf(left)
  for (const json of acked) assert.ok(lines.includes(json), 'an acknowledged entry is lost')
  const text = logOf(left)
  const seals = [text.lastIndexOf('\n') + 1]
  const truth = { text, seals, acked: 0, note: notes.at(-1), sealed: [], erased: [] }
  assert.deepEqual(await complaintsOf(left, truth, { isDeep: true }), [])
}

const isSink = (code) => (error) => error instanceof SinkError && error.cause?.code === code
const onSegment = (what, error, bytes) => (name, path, data) =>
  name === what && path.includes('/seg-') ? { error: fail(error), bytes: bytes?.(data) } : undefined

for (const [part, bytes] of [
  ['nothing', () => 0],
  ['a part', (data) => data.length >> 1],
  ['all but a byte', (data) => data.length - 1],
]) {
  test(`a disk that is full, of a group ${part} is written: it goes on once there is room`, async () => {
    const rig = await opened()
    await rig.append()
    const before = logOf(rig.disk)
    rig.fault = onSegment('write', 'ENOSPC', bytes)
    await assert.rejects(rig.append(), isSink('ENOSPC'))
    await assert.rejects(rig.append(), isSink('ENOSPC'))
    assert.deepEqual(logOf(rig.disk), before, 'what was written of it is gone')
    rig.fault = undefined
    assert.equal((await rig.append()).seq, 2)
    await expectKept(rig)
  })
}

test('where a full disk cannot be cleaned up, nothing is acknowledged any more', async () => {
  for (const step of ['truncate', 'sync']) {
    const rig = await opened()
    await rig.append()
    const full = onSegment('write', 'ENOSPC', (data) => data.length >> 1)
    rig.fault = (...what) => full(...what) ?? onSegment(step, 'EIO')(...what)
    await assert.rejects(rig.append(), isSink('ENOSPC'))
    rig.fault = undefined
    await assert.rejects(rig.append(), isSink('ENOSPC'))
    await expectKept(rig)
  }
})

test('after a failed sync nothing is acknowledged any more, and the next process goes on', async () => {
  const rig = await opened()
  await rig.append()
  rig.fault = onSegment('datasync', 'EIO')
  await assert.rejects(rig.append(), isSink('EIO'))
  rig.fault = undefined
  for (let again = 0; again < 3; again++) await assert.rejects(rig.append(), isSink('EIO'))
  await expectKept(rig)
  // What the disk never got must not be what the next process builds on.
  const files = rig.disk.process()
  rig.log = await openAudit(optionsOn(files, { checkpointTo: (note) => rig.notes.push(note) }))
  await rig.append()
  await expectKept(rig)
})

test('a failed sync of the folder of a new segment is the last of it', async () => {
  const rig = await opened({ segmentBytes: 10 })
  await rig.append()
  let count = 0
  rig.fault = (name) =>
    name === 'syncFolder' && ++count === 1 ? { error: fail('EIO') } : undefined
  await assert.rejects(rig.append(), isSink('EIO'))
  await assert.rejects(rig.append(), isSink('EIO'))
  await expectKept(rig)
})

test('a checkpoint that could not be written, or only in part, is written with the next', async () => {
  for (const what of ['write', 'datasync', 'open']) {
    const rig = await opened()
    await rig.append()
    await rig.log.checkpoint()
    await rig.append()
    rig.fault = (name, path, data) =>
      name === what && path.includes('checkpoints')
        ? { error: fail('ENOSPC'), bytes: (data?.length ?? 0) >> 1 }
        : undefined
    await assert.rejects(rig.log.checkpoint(), isSink('ENOSPC'))
    await rig.append()
    rig.fault = undefined
    await rig.log.checkpoint()
    assert.equal(rig.notes.at(-1).split('\n')[1], '4')
    await expectKept(rig)
  }
})

test('a log whose torn end cannot be moved aside is not opened, and can be later', async () => {
  for (const what of ['write', 'datasync', 'syncFolder', 'truncate', 'sync']) {
    const rig = await opened()
    await rig.append()
    const left = rig.disk.cut({ isRecording: false })
    const name = left.names(DIR).find((name) => name.startsWith('seg-'))
    const torn = '{"action":"key.use","log":"exam'
    left.put(`${DIR}/${name}`, `${logOf(left)}${torn}`)
    const fault = (step) => (step === what ? { error: fail('EIO') } : undefined)
    await assert.rejects(openAudit(optionsOn(left.process({ fault }))), isSink('EIO'))
    assert.ok(
      left.names(DIR).some((name) => left.content(`${DIR}/${name}`).includes(torn)),
      'what was torn is nowhere',
    )
    await expectKept({ ...rig, disk: left })
    const log = await openAudit(optionsOn(left.process()))
    await log.append(INPUT)
    await expectKept({ ...rig, disk: left })
  }
})

test('an entry whose disclosure cannot be kept is in the log once, and not acknowledged', async () => {
  for (const onFailure of ['throw', 'gap', { buffer: 10 }]) {
    const rig = await opened({ onFailure })
    rig.fault = (name, path) =>
      name === 'write' && path.includes('sealed-') ? { error: fail('ENOSPC') } : undefined
    const sealed = { metadata: { amount: 5 }, seal: ['/metadata/amount'] }
    const [first, second] = await Promise.allSettled([rig.append(sealed), rig.append()])
    assert.ok(isSink('ENOSPC')(first.reason))
    assert.equal(second.status, 'fulfilled')
    rig.fault = undefined
    await rig.append()
    const actions = entriesOf(rig.disk).map(({ action }) => action)
    assert.deepEqual(actions, ['audit.open', 'key.use', 'key.use', 'key.use'])
    await expectKept(rig)
  }
})

test('gap: the log says how many are missing, and what is no entry is not', async () => {
  const rig = await opened({ onFailure: 'gap' })
  await rig.append()
  rig.fault = onSegment('write', 'ENOSPC')
  const lost = [rig.append(), rig.append(), rig.append({ action: '' })]
  const found = await Promise.allSettled(lost)
  assert.deepEqual(
    found.map(({ reason }) => reason.name),
    ['SinkError', 'SinkError', 'ConfigError'],
  )
  await assert.rejects(rig.append(), SinkError)
  rig.fault = undefined
  await rig.append()
  await rig.append()
  const gaps = () => entriesOf(rig.disk).filter(({ action }) => action === 'audit.gap')
  assert.deepEqual(
    gaps().map(({ metadata }) => metadata),
    [{ lost: 3, sink: 'primary' }],
  )
  rig.fault = onSegment('write', 'ENOSPC')
  await assert.rejects(rig.append(), SinkError)
  rig.fault = undefined
  await rig.log.close()
  assert.deepEqual(
    gaps().map(({ metadata }) => metadata.lost),
    [3, 1],
    'also where nothing follows',
  )
  await expectKept(rig)
})

test('buffer: n wait, more are refused, and all that wait are written once', async () => {
  const rig = await opened({ onFailure: { buffer: 5 } })
  rig.fault = onSegment('write', 'ENOSPC')
  const some = Array.from({ length: 8 }, () => rig.append())
  for (const one of some) one.catch(() => {})
  await turn()
  await assert.rejects(rig.append(), { name: 'SinkError', message: /full/ })
  const refused = await Promise.allSettled(some.slice(5))
  assert.ok(refused.every(({ reason }) => reason instanceof SinkError))
  assert.equal(rig.acked.length, 0)
  rig.fault = undefined
  const receipts = await Promise.all(some.slice(0, 5))
  assert.deepEqual(
    receipts.map(({ seq }) => seq),
    [1, 2, 3, 4, 5],
  )
  // While all is well, a burst is no reason to refuse.
  await Promise.all(Array.from({ length: 300 }, () => rig.append()))
  assert.equal(entriesOf(rig.disk).length, 306)
  rig.fault = onSegment('write', 'ENOSPC')
  const last = rig.append()
  last.catch(() => {})
  await turn()
  await assert.rejects(rig.log.close(), SinkError)
  await assert.rejects(last, SinkError, 'at the end nothing may wait')
  rig.fault = undefined
  await expectKept(rig)
})

test('a copy that hangs or fails holds nothing up, and what it lacks is told', async () => {
  const taken = []
  let release
  let isDown = true
  const slow = {
    write(entries) {
      taken.push(...entries)
      return new Promise((resolve) => {
        release = resolve
      })
    },
  }
  const failing = {
    async write() {
      if (isDown) throw fail('EIO')
      return { durable: 'none' }
    },
  }
  const rig = await opened({ copies: [slow, failing], copyQueue: 20, checkpoint: { entries: 1e6 } })
  for (let count = 0; count < 100; count++) await rig.append()
  const dropped = () => {
    const told = rig.errors.map(({ message }) =>
      Number(/lacks (\d+) entries/.exec(message)?.[1] ?? 0),
    )
    return told.reduce((sum, count) => sum + count, 0)
  }
  // Of 101 entries each queue has 20.
  assert.equal(dropped(), 2 * 81)
  isDown = false
  for (let count = 0; count < 5; count++) {
    release?.()
    await turn()
  }
  assert.equal(taken.length, 20, 'what was with the sink was not given up')
  const seqs = taken.map(({ seq }) => seq)
  assert.equal(new Set(seqs).size, 20)
  await expectKept(rig)
})

test('what a fault leaves is sound to an auditor', async () => {
  const rig = await opened()
  rig.fault = onSegment('write', 'ENOSPC', (data) => data.length >> 1)
  await assert.rejects(rig.append())
  rig.fault = undefined
  await rig.append()
  await rig.log.close()
  const sink = fileSink(DIR, { files: rig.disk.process() })
  const report = await verifyLog(sink, { policy, checkpoints: rig.notes })
  assert.equal(report.first, undefined)
  assert.equal(sealsIn(rig.disk).length, 3)
})

test('what is erased is also gone where a crash left it without its name', async () => {
  const rig = await opened()
  const { seq } = await rig.append({ metadata: { amount: 5 }, seal: ['/metadata/amount'] })
  rig.disk.put(`${DIR}/sealed-${seq}.json.new`, rig.disk.content(`${DIR}/sealed-${seq}.json`))
  await rig.log.erase(seq)
  assert.ok(rig.disk.names(DIR).every((name) => !name.startsWith('sealed-')))
  await expectKept(rig)
})
