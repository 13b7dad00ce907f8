// Checkpoints of a log: when they are made, by which keys they are signed, and where they go.

import assert from 'node:assert/strict'
import { generateKeyPairSync, sign, webcrypto } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { ed25519Signer, memorySink, noteSigner, SinkError } from 'countersign/audit'
import { verifyLog } from 'countersign/auditor'
import { ENTRY, newSigner, ORIGIN, opened, policy, policyOf, signer } from './log-opened.mjs'

const base = await mkdtemp(join(tmpdir(), 'countersign-checkpoints-'))
after(() => rm(base, { recursive: true }))

const sizeOf = (note) => Number(note.split('\n')[1])

test('each checkpoint is handed out before the call resolves, that of close() too', async () => {
  const { audit, notes } = await opened()
  assert.equal(notes.length, 1)
  await audit.append(ENTRY)
  const note = await audit.checkpoint()
  assert.equal(notes.at(-1), note)
  assert.match(
    note,
    /^example\.com\/audit\/test\n2\n[\w+/]{43}=\n\n\u2014 example\.com\/audit\/test [\w+/=]+\n$/,
  )
  assert.equal(await audit.checkpoint(), note)
  assert.equal(notes.length, 2)
  await audit.close()
  assert.equal(notes.length, 3)
  assert.match(notes[2], /\n3\n/)
})

test('checkpoints come by themselves after so many entries', async () => {
  const { audit, notes } = await opened({ checkpoint: { entries: 10 } })
  for (let at = 0; at < 25; at++) await audit.append(ENTRY)
  assert.deepEqual(notes.map(sizeOf), [1, 11, 21])
  await audit.close()
})

test('checkpoints come by themselves after a while', async () => {
  const { audit, notes } = await opened({ checkpoint: { ms: 5 } })
  await audit.append(ENTRY)
  while (notes.length < 2) await new Promise((resolve) => setTimeout(resolve, 2))
  assert.match(notes[1], /\n2\n/)
  await audit.close()
})

test('a while longer than a timer can be is no short one, and may be endless', async (t) => {
  const timers = t.mock.method(globalThis, 'setTimeout')
  for (const ms of [30 * 86_400_000, Number.POSITIVE_INFINITY]) {
    const { audit, notes } = await opened({ checkpoint: { ms } })
    await audit.append(ENTRY)
    await new Promise(setImmediate)
    assert.equal(notes.length, 1)
    await audit.close()
  }
  const waits = timers.mock.calls.map(({ arguments: [, ms] }) => ms).filter((ms) => ms > 10_000)
  assert.deepEqual(waits, [2 ** 31 - 1])
})

test('a checkpoint holds up no entry, however long its way is', async () => {
  const arrived = []
  let arrive
  const checkpointTo = (note) => {
    arrived.push(sizeOf(note))
    if (arrived.length === 1) return undefined
    return new Promise((resolve) => {
      arrive = resolve
    })
  }
  const { audit } = await opened({ checkpointTo, checkpoint: { entries: 3 } })
  for (let at = 0; at < 20; at++) await audit.append(ENTRY)
  // The second is still on its way.
  assert.deepEqual(arrived, [1, 4])
  const last = audit.checkpoint()
  await audit.append(ENTRY)
  assert.equal(audit.size, 22)
  assert.deepEqual(arrived, [1, 4])
  while (arrived.length < 3) {
    arrive()
    await new Promise(setImmediate)
  }
  arrive()
  assert.equal(sizeOf(await last), 22)
  assert.deepEqual(arrived, [1, 4, 22])
  const closed = audit.close()
  while (arrived.length < 4) await new Promise(setImmediate)
  let isClosed = false
  closed.then(() => {
    isClosed = true
  })
  await new Promise(setImmediate)
  assert.equal(isClosed, false)
  arrive()
  await closed
  assert.deepEqual(arrived, [1, 4, 22, 23])
})

test('what comes while a checkpoint is made is covered by the next, though nothing follows', async () => {
  let sign
  const slow = {
    ...signer,
    sign: async (text) => {
      if (sign === undefined) return signer.sign(text)
      await new Promise((resolve) => {
        sign = resolve
      })
      return signer.sign(text)
    },
  }
  const { audit, notes } = await opened({ signer: slow, checkpoint: { entries: 2, ms: 5 } })
  sign = () => {}
  await audit.append(ENTRY)
  await audit.append(ENTRY)
  await audit.append(ENTRY)
  while (notes.length < 3) {
    sign()
    await new Promise(setImmediate)
  }
  assert.deepEqual(notes.map(sizeOf), [1, 3, 4])
})

test('a checkpoint that failed is made again, though nothing follows', async () => {
  for (const due of [{ entries: 2 }, { entries: 100 }]) {
    const errors = []
    const arrived = []
    const checkpointTo = (note) => {
      if (arrived.length === 1 && errors.length < 2) throw new Error('unreachable')
      arrived.push(sizeOf(note))
    }
    const onError = (error) => errors.push(error)
    const { audit } = await opened({ checkpointTo, onError, checkpoint: { ...due, ms: 5 } })
    await audit.append(ENTRY)
    await audit.append(ENTRY)
    while (arrived.length < 2) await new Promise((resolve) => setTimeout(resolve, 2))
    assert.deepEqual(arrived, [1, 3])
    assert.equal(errors.length, 2)
    for (const error of errors) {
      assert.ok(error instanceof SinkError)
      assert.equal(error.cause.message, 'unreachable')
    }
  }
})

test('of a log that could not be opened nothing goes on', async () => {
  let calls = 0
  const checkpointTo = () => {
    calls++
    throw new Error('unreachable')
  }
  const primary = memorySink()
  await assert.rejects(opened({ primary, checkpointTo, checkpoint: { ms: 1 } }), SinkError)
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(calls, 1)
})

test('another key signs, and the auditor follows with the first one alone', async () => {
  const { audit, notes, primary } = await opened()
  await audit.append(ENTRY)
  const next = newSigner()
  const both = await audit.rotateKey(next)
  assert.equal(both.match(/^\u2014 /gm).length, 2)
  await audit.append(ENTRY)
  await audit.close()
  assert.equal(notes.at(-1).match(/^\u2014 /gm).length, 1)
  const report = await verifyLog(primary, { policy, checkpoints: notes })
  assert.deepEqual(
    [report.ok, report.first, report.actions['audit.key.next']],
    [true, undefined, 1],
  )
  const { first } = await verifyLog(primary, { policy: policyOf(next) })
  assert.equal(first.kind, 'checkpoint_invalid')
})

test('a change of keys that was cut short is taken back, and can be made again', async () => {
  const { audit, primary } = await opened()
  await audit.append(ENTRY)
  const next = newSigner()
  const keep = primary.keepCheckpoint
  primary.keepCheckpoint = () => Promise.reject(new Error('the disk is full'))
  await assert.rejects(audit.rotateKey(next), { name: 'SinkError' })
  // The process ends here.
  primary.keepCheckpoint = keep
  for (const signer of [next, newSigner()]) {
    await assert.rejects(opened({ primary, signer }), { code: 'audit_signer_not_in_charge' })
  }
  const again = await opened({ primary })
  await again.audit.append(ENTRY)
  assert.equal(again.notes.at(-1).match(/^\u2014 /gm).length, 1)
  assert.equal((await verifyLog(primary, { policy })).ok, true)
  await again.audit.rotateKey(next)
  await again.audit.close()
  await assert.rejects(opened({ primary }), { code: 'audit_signer_not_in_charge' })
  const { audit: last } = await opened({ primary, signer: next })
  await last.close()
  const report = await verifyLog(primary, { policy, checkpoints: again.notes })
  assert.deepEqual(
    [report.ok, report.first, report.actions['audit.key.next']],
    [true, undefined, 3],
  )
})

test('a key elsewhere signs too', async () => {
  const { privateKey, publicKey } = await webcrypto.subtle.generateKey('Ed25519', true, [
    'sign',
    'verify',
  ])
  const raw = new Uint8Array(await webcrypto.subtle.exportKey('raw', publicKey))
  const remote = noteSigner({
    name: ORIGIN,
    publicKey: raw,
    sign: async (text) => new Uint8Array(await webcrypto.subtle.sign('Ed25519', privateKey, text)),
  })
  const { audit, primary } = await opened({ signer: remote })
  await audit.close()
  assert.equal((await verifyLog(primary, { policy: policyOf(remote) })).ok, true)
})

test('what is signed is what node:crypto verifies', async () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const { audit, notes } = await opened({ signer: ed25519Signer({ name: ORIGIN, privateKey }) })
  await audit.close()
  const [text, signature] = notes.at(-1).split('\n\n')
  const bytes = Buffer.from(signature.trim().split(' ').at(-1), 'base64')
  const expected = sign(null, Buffer.from(`${text}\n`), privateKey)
  assert.deepEqual(bytes.subarray(4), expected)
})

test('what is no signature of the key becomes no checkpoint', async () => {
  let sign = signer.sign
  const other = { ...signer, sign: (text) => sign(text) }
  const { audit, notes, primary } = await opened({ signer: other })
  await audit.append(ENTRY)
  for (const wrong of [
    new Uint8Array(64),
    await signer.sign(new Uint8Array(3)),
    new Uint8Array(10),
    'x'.repeat(64),
    Array(64).fill(1),
    null,
  ]) {
    sign = () => wrong
    await assert.rejects(audit.checkpoint(), { name: 'SinkError', message: /was not signed/ })
  }
  sign = signer.sign
  await audit.close()
  assert.equal((await verifyLog(primary, { policy, checkpoints: notes })).ok, true)
})

test('a key that does not sign changes nothing', async () => {
  const { audit, notes, primary } = await opened()
  const text = primary.text()
  const next = newSigner()
  for (const sign of [() => new Uint8Array(64), () => Promise.reject(new Error('unreachable'))]) {
    await assert.rejects(audit.rotateKey({ ...next, sign }), { name: 'SinkError' })
  }
  assert.equal(primary.text(), text)
  await audit.rotateKey(next)
  await audit.close()
  assert.equal((await verifyLog(primary, { policy, checkpoints: notes })).ok, true)
})

test('a change of keys is made, whether or not its checkpoint arrives', async () => {
  let isDown = false
  const [notes, errors] = [[], []]
  const checkpointTo = (note) => {
    if (isDown) throw new Error('503')
    notes.push(note)
  }
  const onError = async (error) => {
    errors.push(error)
    throw error
  }
  const { audit, primary } = await opened({ checkpointTo, onError })
  isDown = true
  const next = newSigner()
  const note = await audit.rotateKey(next)
  assert.equal(note.match(/^\u2014 /gm).length, 2)
  assert.deepEqual(
    errors.map(({ message }) => message),
    ['the log is kept, but its checkpoint was not sent on'],
  )
  isDown = false
  await audit.close()
  assert.ok(notes.includes(note))
  await (await opened({ primary, signer: next })).audit.close()
})
