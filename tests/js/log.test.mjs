// A log of audit entries: what it keeps, what it signs, and what an auditor says of it.

import assert from 'node:assert/strict'
import { generateKeyPairSync, webcrypto } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { auditLog, consoleSink, createVerifier, receive } from 'countersign'
import {
  ConfigError,
  ed25519Signer,
  fileSink,
  LogError,
  memorySink,
  openAudit,
  SinkError,
} from 'countersign/audit'
import { ProofError, verifyLog, verifyProof } from 'countersign/auditor'
import {
  ENTRY,
  linesOf,
  newSigner,
  ORIGIN,
  opened,
  policy,
  policyOf,
  signer,
} from './log-opened.mjs'

const base = await mkdtemp(join(tmpdir(), 'countersign-log-'))
after(() => rm(base, { recursive: true }))

test('an entry stands in the log as its receipt says, and the log is sound', async () => {
  const { audit, notes, primary } = await opened()
  const receipt = await audit.append({ ...ENTRY, metadata: { b: 1, a: [2n] }, reason: 'planned' })
  assert.equal(receipt.seq, 1)
  assert.equal(receipt.durable, 'none')
  assert.deepEqual(Buffer.from(receipt.leaf, 'base64').length, 32)
  assert.equal(linesOf(primary.text())[1], receipt.json)
  const entry = JSON.parse(receipt.json)
  const { timestamp, prev, ...rest } = entry
  assert.ok(Math.abs(Date.parse(timestamp) - Date.now()) < 60_000)
  assert.equal(prev, receipt.prev)
  assert.deepEqual(rest, {
    ...ENTRY,
    metadata: { a: [{ $bigint: '2' }], b: 1 },
    reason: 'planned',
    log: ORIGIN,
    seq: 1,
    v: 1,
  })
  await audit.close()
  assert.deepEqual(
    linesOf(primary.text()).map((line) => JSON.parse(line).action),
    ['audit.open', 'key.rotate', 'audit.close'],
  )
  const report = await verifyLog(primary, { policy, checkpoints: notes })
  assert.deepEqual([report.ok, report.entries, report.covered], [true, 3, 3])
  assert.deepEqual([report.actions['audit.open'], report.actions['audit.close']], [1, 1])
})

test('entries at once are kept in groups, in their order', async () => {
  const { audit, primary, notes } = await opened()
  const receipts = await Promise.all(
    Array.from({ length: 200 }, (_, n) => audit.append({ ...ENTRY, metadata: { n } })),
  )
  assert.deepEqual(
    receipts.map(({ seq }) => seq),
    Array.from({ length: 200 }, (_, n) => n + 1),
  )
  assert.ok(receipts.every(({ json }, n) => JSON.parse(json).metadata.n === n))
  assert.ok(primary.text().match(/^#/gm).length < 10)
  await audit.close()
  assert.equal((await verifyLog(primary, { policy, checkpoints: notes })).ok, true)
})

test('what lacks a field is refused, and nothing else', async () => {
  const { audit } = await opened()
  const codes = {
    audit_action_missing: { action: ' ' },
    audit_user_id_missing: { userId: undefined },
    audit_resource_missing: { resource: 5 },
    audit_result_invalid: { result: 'ok' },
    audit_action_reserved: { action: 'audit.close' },
    audit_seal_invalid: { seal: ['/userId'] },
  }
  const good = audit.append(ENTRY)
  for (const [code, change] of Object.entries(codes)) {
    for (const append of ['append', 'auditLog']) {
      await assert.rejects(audit[append]({ ...ENTRY, ...change }), (error) => {
        assert.ok(error instanceof ConfigError && ConfigError.is(error))
        assert.equal(error.code, code)
        return true
      })
    }
  }
  for (const none of [undefined, null, 5, 'x', () => 1]) {
    await assert.rejects(audit.append(none), ConfigError)
  }
  assert.equal((await good).seq, 1)
  assert.equal((await audit.append(ENTRY)).seq, 2)
  await audit.close()
  await assert.rejects(audit.append(ENTRY), SinkError)
})

test('options that cannot be are a ConfigError', async () => {
  const primary = memorySink()
  const good = { origin: ORIGIN, signer, primary, checkpointTo: 'nowhere' }
  const wrong = [
    undefined,
    {},
    { ...good, origin: 'with space' },
    { ...good, origin: 'a+b' },
    { ...good, origin: 'example.com/other' },
    { ...good, signer: undefined },
    { ...good, primary: undefined },
    { ...good, primary: consoleSink() },
    { ...good, checkpointTo: undefined },
    { ...good, checkpointTo: '' },
    { ...good, now: 5 },
  ]
  for (const options of wrong) await assert.rejects(openAudit(options), ConfigError)
  for (const privateKey of [undefined, 'x', {}, generateKeyPairSync('x25519').privateKey]) {
    assert.throws(() => ed25519Signer({ name: ORIGIN, privateKey }), ConfigError)
  }
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  assert.throws(() => ed25519Signer({ name: 'a b', privateKey }), ConfigError)
  assert.throws(() => ed25519Signer({ name: ORIGIN, privateKey: publicKey }), ConfigError)
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' })
  const [one, two] = [privateKey, pem].map((privateKey) =>
    ed25519Signer({ name: ORIGIN, privateKey }),
  )
  assert.equal(one.verifierKey, two.verifierKey)
  assert.match(one.verifierKey, /^example\.com\/audit\/test\+[0-9a-f]{8}\+[\w+/=]{44}$/)
})

test('a proof holds for its entry and for no other', async () => {
  const { audit } = await opened()
  const receipts = await Promise.all(Array.from({ length: 20 }, () => audit.append(ENTRY)))
  for (const seq of [1, 7, 20]) {
    const proof = await audit.proof(seq)
    assert.match(proof, /^c2sp\.org\/tlog-proof@v1\nextra /)
    const { entry, size } = verifyProof(proof, { policy })
    assert.equal(entry, receipts[seq - 1].json)
    assert.equal(size, 21)
    const other = proof.replace(`index ${seq}\n`, `index ${seq - 1}\n`)
    assert.throws(() => verifyProof(other, { policy }), { code: 'proof_not_included' })
    const stranger = policyOf(newSigner())
    assert.throws(() => verifyProof(proof, { policy: stranger }), { code: 'note_key_unknown' })
  }
  for (const seq of [-1, 21, 1.5, '1', undefined])
    await assert.rejects(audit.proof(seq), ConfigError)
  await audit.close()
})

test('a log in a directory is gone on with, and what a crash has torn is moved aside', async () => {
  const dir = join(base, 'new', 'log')
  const all = []
  for (let round = 0; round < 3; round++) {
    const { audit, notes } = await opened({ primary: fileSink(dir) })
    const receipt = await audit.append({ ...ENTRY, metadata: { round } })
    assert.equal(receipt.durable, 'disk')
    await audit.close()
    all.push(...notes)
    const name = join(dir, 'seg-0000000000000003.jsonl')
    if (round === 1) await writeFile(name, '{"action":"half', { flag: 'a' })
  }
  const sink = fileSink(dir)
  const report = await verifyLog(sink, { policy, checkpoints: all })
  assert.deepEqual([report.ok, report.entries], [true, 10])
  assert.equal(report.actions['audit.recovered'], 1)
  assert.equal(await readFile(join(dir, 'torn-6'), 'utf8'), '{"action":"half')
  assert.deepEqual((await readdir(dir)).sort(), [
    'checkpoints',
    // One for each that has opened it.
    'seg-0000000000000000.jsonl',
    'seg-0000000000000003.jsonl',
    'seg-0000000000000006.jsonl',
    'torn-6',
  ])
})

test('a log that was changed is not appended to', async () => {
  const dir = join(base, 'changed')
  const { audit } = await opened({ primary: fileSink(dir) })
  for (let at = 0; at < 5; at++) await audit.append(ENTRY)
  await audit.close()
  const name = join(dir, 'seg-0000000000000000.jsonl')
  const text = await readFile(name, 'utf8')
  const lines = text.split('\n')
  lines[6] = lines[6].replace('u_1', 'u_2')
  await writeFile(name, lines.join('\n'))
  await assert.rejects(opened({ primary: fileSink(dir) }), (error) => {
    assert.ok(error instanceof LogError)
    assert.deepEqual([error.code, error.seq], ['entry_changed', 3])
    return true
  })
  // An old copy of the log, beside newer checkpoints: what it signs next would be a second history.
  await writeFile(name, `${text.split('\n').slice(0, 6).join('\n')}\n`)
  await assert.rejects(opened({ primary: fileSink(dir) }), { code: 'log_truncated', seq: 3 })
})

test('segments follow one another', async () => {
  const dir = join(base, 'segments')
  const { audit, notes } = await opened({ primary: fileSink(dir, { segmentBytes: 2000 }) })
  for (let at = 0; at < 30; at++) await audit.append(ENTRY)
  await audit.close()
  const names = (await readdir(dir)).filter((name) => name.startsWith('seg-'))
  assert.ok(names.length > 3, names.join())
  const sink = fileSink(dir)
  assert.equal((await verifyLog(sink, { policy, checkpoints: notes })).ok, true)
  await rm(join(dir, names.sort()[1]))
  const { first } = await verifyLog(sink, { policy })
  assert.deepEqual([first.kind, first.seq], ['entry_missing', Number(names[1].slice(4, 20))])
})

test('what was made of a group ahead is thrown away where the one before it fails', async () => {
  for (const onFailure of ['throw', 'gap', { buffer: 100 }]) {
    const memory = memorySink()
    let groups = 0
    const primary = {
      ...memory,
      groupMax: 2,
      async append(group) {
        group.meanwhile?.()
        await new Promise(setImmediate)
        // The third of those below, behind what the log says itself.
        if (++groups === 4) throw new Error('full')
        return memory.append(group)
      },
    }
    // Once for each time that a group is made.
    let made = 0
    const random = (length) => {
      made++
      return webcrypto.getRandomValues(new Uint8Array(length))
    }
    const { audit, notes } = await opened({ primary, onFailure, random })
    const entries = Array.from({ length: 9 }, (_, at) => ({
      ...ENTRY,
      metadata: { at },
      seal: ['/metadata/at'],
    }))
    const results = await Promise.allSettled(entries.map((entry) => audit.append(entry)))
    await audit.close()
    const { ok, first } = await verifyLog(primary, { policy, checkpoints: notes })
    assert.deepEqual([ok, first], [true, undefined], JSON.stringify(onFailure))
    const lines = linesOf(memory.text())
    const kept = results.filter(({ status }) => status === 'fulfilled')
    for (const { value } of kept) assert.equal(lines[value.seq], value.json)
    const isBuffered = typeof onFailure === 'object'
    assert.equal(kept.length, isBuffered ? 9 : 7)
    assert.equal(
      lines.some((line) => line.includes('"action":"audit.gap"')),
      onFailure === 'gap',
    )
    assert.equal(made, isBuffered ? 7 : 6)
  }
})

test('it is a sink: for auditLog, and for receive', async (t) => {
  t.mock.method(console, 'log', () => {})
  const { audit, notes, primary } = await opened()
  await auditLog(ENTRY, { sink: audit })
  const stripe = createVerifier('stripe', { keys: 'secret' })
  const body = '{"a":1}'
  const options = { audit, endpoint: '/hooks' }
  await receive(stripe, { headers: stripe.sign({ body }), body }, options, () => {})
  for (let at = 0; at < 30; at++) await receive(stripe, { headers: {}, body }, options, () => {})
  await audit.close()
  const entries = linesOf(primary.text()).map((line) => JSON.parse(line))
  assert.deepEqual(
    entries.map(({ action, metadata }) => metadata?.code ?? action),
    [
      'audit.open',
      'key.rotate',
      'accepted',
      ...new Array(10).fill('header_missing'),
      'header_missing',
      'audit.close',
    ],
  )
  assert.deepEqual(entries.at(-2).metadata, {
    code: 'header_missing',
    count: 20,
    provider: 'stripe',
  })
  assert.equal((await verifyLog(primary, { policy, checkpoints: notes })).ok, true)
})

test('secrets of the process and of the options are in no entry', async () => {
  const { audit } = await opened({ secrets: ['correct horse battery'] })
  const metadata = {
    plain: 'said correct horse battery',
    base64: Buffer.from('xcorrect horse battery').toString('base64'),
    'correct horse battery': 1,
  }
  const { json } = await audit.append({ ...ENTRY, resource: 'of correct horse battery', metadata })
  const all = json + Buffer.from(JSON.parse(json).metadata.base64, 'base64').toString()
  assert.ok(!all.includes('correct horse'), all)
  assert.equal(JSON.parse(json).redacted.length, 4)
  await audit.close()
})

test('a clock that goes back does not take the log with it', async () => {
  let time = 1_750_000_000_000
  const { audit, primary } = await opened({ now: () => time })
  await audit.append(ENTRY)
  time -= 5000
  const { json } = await audit.append(ENTRY)
  assert.deepEqual(JSON.parse(json).clock, { back_ms: 5000 })
  assert.equal(JSON.parse(json).timestamp, '2025-06-15T15:06:40.000Z')
  time = Number.NaN
  await assert.rejects(audit.append(ENTRY), { code: 'clock_invalid' })
  time = 1_750_000_001_000
  await audit.close()
  assert.equal((await verifyLog(primary, { policy })).ok, true)
})

test('a policy that is none is a ProofError', async () => {
  const { audit, primary } = await opened()
  await audit.close()
  for (const text of ['', 'quorum none\n', policy.replace('none', 'any'), policy + policy]) {
    await assert.rejects(verifyLog(primary, { policy: text }), ProofError)
  }
})

test('CommonJS has the same: a log is written, gone on with and proved', async () => {
  const { fileSink, openAudit } = createRequire(import.meta.url)('countersign/audit')
  const dir = join(base, 'cjs')
  for (let round = 0; round < 2; round++) {
    const options = { origin: ORIGIN, signer, checkpointTo: () => {}, primary: fileSink(dir) }
    const audit = await openAudit(options)
    const { seq } = await audit.append(ENTRY)
    assert.equal(JSON.parse(verifyProof(await audit.proof(seq), { policy }).entry).seq, seq)
    await audit.close()
  }
  assert.equal((await verifyLog(fileSink(dir), { policy })).entries, 6)
})

test('an option of another kind is named', async () => {
  const others = {
    checkpoint: [{ entries: 'x' }, { entries: 0 }, { ms: -1 }],
    checkpointTo: ['s3://bucket/x', 'https://a:b@example.com/', 'http://', ' ', 5, undefined],
    copies: [null, {}, [null], [{}]],
    copyQueue: ['x', -1],
    maxMetadata: ['x', Number.NaN],
    onError: ['x'],
    onFailure: ['thow', {}, { buffer: 'x' }, { buffer: -1 }, null],
    random: [5],
    secrets: ['abc', null, [1]],
    signer: [undefined, { ...signer, sign: undefined }, { ...signer, name: 'example.com/b' }],
  }
  for (const [name, values] of Object.entries(others)) {
    for (const value of values) {
      await assert.rejects(
        opened({ [name]: value }),
        (error) => ConfigError.is(error) && error.message.endsWith(`\`${name}\`.`),
        `${name}: ${JSON.stringify(value)}`,
      )
    }
  }
  for (const groupMax of [0, -1, Number.NaN, 0.5]) {
    assert.throws(() => fileSink(base, { groupMax }), { code: 'audit_option_invalid' })
    const primary = { ...memorySink(), groupMax }
    await assert.rejects(opened({ primary }), { code: 'audit_option_invalid' })
  }
})

test('a log is closed once, and nothing of it goes on', async () => {
  const { audit, primary } = await opened()
  const keys = audit.rotateKey({ ...newSigner() })
  const [first, second] = [audit.close(), audit.close()]
  assert.equal(first, second)
  await first
  await keys
  const text = primary.text()
  for (const call of [() => audit.rotateKey(newSigner()), () => audit.checkpoint()]) {
    await assert.rejects(call(), { name: 'SinkError', message: 'the log is closed' })
  }
  await assert.rejects(audit.append(ENTRY), { name: 'SinkError' })
  assert.equal(primary.text(), text)
  const actions = linesOf(text).map((line) => JSON.parse(line).action)
  assert.deepEqual(actions, ['audit.open', 'audit.key.next', 'audit.close'])
})
