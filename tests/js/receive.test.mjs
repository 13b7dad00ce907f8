// `receive`: verify, claim, handle, record, and what the sender is told.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { createKeyRing, createVerifier, memoryStore, receive } from 'countersign'

const NOW = 1_750_000_000_000
const now = () => NOW
const stripe = createVerifier('stripe', { keys: 'secret', now })
const body = '{"a":1}'
const incoming = { headers: stripe.sign({ body }), body }
const requestOf = (headers = incoming.headers) =>
  new Request('https://example.com/hooks', { method: 'POST', headers, body })
const none = () => {}

/** What was done, in order. */
function recorder() {
  const did = []
  const handler = (delivery) => void did.push(`handled ${delivery.text()}`)
  const onVerdict = (verdict) => void did.push(verdict)
  const audit = {
    async write(entries) {
      did.push(...entries)
      return { durable: 'none' }
    },
  }
  return { did, handler, onVerdict, audit }
}

test('a genuine delivery is handled: 200, no body', async () => {
  for (const given of [incoming, requestOf()]) {
    const { did, handler } = recorder()
    const outcome = await receive(stripe, given, { store: memoryStore() }, handler)
    assert.deepEqual(did, [`handled ${body}`])
    const { status, body: text, code, delivery, headers } = outcome
    assert.deepEqual([status, text, code], [200, '', 'accepted'])
    assert.equal(delivery.text(), body)
    assert.equal(delivery.keyId, 'key-1')
    assert.match(headers['content-type'], /^text\/plain/)
    assert.equal(headers['retry-after'], undefined)
  }
})

test('without a store it is handled each time', async () => {
  const { did, handler } = recorder()
  for (const _ of [1, 2]) {
    assert.equal((await receive(stripe, incoming, {}, handler)).code, 'accepted')
  }
  assert.equal(did.length, 2)
})

test('a repeat is acknowledged and not handled: 200', async () => {
  const options = { store: memoryStore() }
  const { did, handler } = recorder()
  await receive(stripe, incoming, options, handler)
  for (const given of [incoming, requestOf()]) {
    const outcome = await receive(stripe, given, options, handler)
    assert.deepEqual([outcome.status, outcome.body, outcome.code], [200, '', 'replayed'])
  }
  assert.equal(did.length, 1)
})

test('while it is handled, a second one is asked to come again: 503 with Retry-After', async () => {
  const options = { store: memoryStore() }
  const { promise: finished, resolve: finish } = deferred()
  const first = receive(stripe, incoming, options, () => finished)
  const second = await receive(stripe, incoming, options, () => assert.fail('handled twice'))
  assert.deepEqual([second.status, second.code, second.body], [503, 'in_flight', 'in_flight'])
  assert.match(second.headers['retry-after'], /^[1-9][0-9]*$/)
  finish()
  assert.equal((await first).code, 'accepted')
  assert.equal((await receive(stripe, incoming, options, none)).code, 'replayed')
})

test('of 20 at once, one is handled', async () => {
  const { did, handler } = recorder()
  const store = memoryStore()
  const all = Array.from({ length: 20 }, (_, at) =>
    receive(stripe, at % 2 ? incoming : requestOf(), { store }, handler),
  )
  const codes = (await Promise.all(all)).map(({ code }) => code)
  assert.equal(codes.filter((code) => code === 'accepted').length, 1)
  assert.ok(codes.every((code) => ['accepted', 'in_flight', 'replayed'].includes(code)))
  assert.equal(did.length, 1)
})

test('a handler that throws releases the claim: 503, and the next try is handled', async () => {
  const fail = () => {
    throw new Error('no database')
  }
  for (const failing of [fail, async () => fail(), () => Promise.reject(undefined)]) {
    const options = { store: memoryStore() }
    const outcome = await receive(stripe, incoming, options, failing)
    assert.deepEqual([outcome.status, outcome.code], [503, 'handler_failed'])
    assert.ok(outcome.headers['retry-after'])
    assert.ok(!outcome.body.includes('database'))
    const { did, handler } = recorder()
    assert.equal((await receive(stripe, incoming, options, handler)).code, 'accepted')
    assert.equal(did.length, 1)
  }
})

test('a store that is full or down: 503, and nothing is handled', async () => {
  const full = memoryStore({ max: 1 })
  await full.claim('other', 1e6)
  const down = { claim: () => Promise.reject(new Error('no connection')) }
  const broken = {
    claim() {
      throw new Error('no connection')
    },
  }
  for (const store of [full, down, broken]) {
    const outcome = await receive(stripe, incoming, { store }, () => assert.fail('handled'))
    assert.deepEqual([outcome.status, outcome.code], [503, 'store_failed'])
    assert.ok(outcome.headers['retry-after'])
  }
})

test('what the store says after the handler does not change the answer', async () => {
  const reject = () => Promise.reject(new Error('no connection'))
  const fail = () => {
    throw new Error('no connection')
  }
  for (const end of [reject, fail]) {
    const claim = async () => ({ state: 'fresh', token: 't' })
    const store = { claim, confirm: end, release: end }
    assert.equal((await receive(stripe, incoming, { store }, none)).code, 'accepted')
    const failed = await receive(stripe, incoming, { store }, () => Promise.reject(new Error()))
    assert.equal(failed.code, 'handler_failed')
  }
})

test('rejections have their own status, and the code as body', async () => {
  const expired = [{ id: 'old', secret: 'secret', notAfter: NOW - 1 }]
  const cases = {
    header_missing: [400, stripe, { headers: {}, body }],
    signature_malformed: [400, stripe, { ...incoming, headers: { 'stripe-signature': 'x' } }],
    signature_mismatch: [401, stripe, { ...incoming, body: '{}' }],
    timestamp_too_old: [401, createVerifier('stripe', { keys: 'secret' }), incoming],
    body_parsed: [500, stripe, { ...incoming, body: { a: 1 } }],
    key_expired: [401, createVerifier('stripe', { keys: expired, now }), incoming],
  }
  for (const [code, [status, verifier, given]] of Object.entries(cases)) {
    const { did, handler, onVerdict } = recorder()
    const store = { claim: () => assert.fail('claimed') }
    const outcome = await receive(verifier, given, { store, onVerdict }, handler)
    assert.deepEqual([outcome.status, outcome.code, outcome.delivery], [status, code, undefined])
    assert.deepEqual(
      did.map((verdict) => verdict.code),
      [code],
    )
    // The sender is not told that it holds a key which was once good.
    assert.equal(outcome.body, code === 'key_expired' ? 'signature_mismatch' : code)
    assert.equal(outcome.headers['retry-after'], undefined)
  }
  const used = requestOf()
  await used.text()
  assert.equal((await receive(stripe, used, {}, none)).code, 'body_parsed')
  for (const nothing of [undefined, null, {}]) {
    assert.equal((await receive(stripe, nothing, {}, none)).code, 'header_missing')
  }
})

test('keysFor gives the tenant’s ring', async () => {
  const ring = createKeyRing('stripe', [{ id: 'tenant', secret: 'theirs' }])
  const theirs = createVerifier('stripe', { keys: ring, now })
  const headers = theirs.sign({ body })
  for (const given of [{ headers, body, url: 'https://example.com/hooks' }, requestOf(headers)]) {
    const asked = []
    const keysFor = async (request) => {
      asked.push(new Headers(request.headers).get('stripe-signature'), request.url)
      return ring
    }
    const { delivery } = await receive(stripe, given, { keysFor }, none)
    assert.equal(delivery.keyId, 'tenant')
    assert.deepEqual(asked, [headers['stripe-signature'], 'https://example.com/hooks'])
  }
  assert.equal((await receive(stripe, incoming, { keysFor: async () => ring }, none)).status, 401)
})

test('keysFor that fails: 503; a ring that does not belong: ConfigError', async () => {
  const { did, handler, onVerdict } = recorder()
  const fail = () => {
    throw new Error('no such tenant')
  }
  for (const keysFor of [async () => fail(), fail]) {
    const outcome = await receive(stripe, incoming, { keysFor, onVerdict }, handler)
    assert.deepEqual([outcome.status, outcome.code], [503, 'keys_failed'])
    assert.ok(outcome.headers['retry-after'])
    assert.ok(!outcome.body.includes('tenant'))
  }
  assert.deepEqual(
    did.map(({ code }) => code),
    ['keys_failed', 'keys_failed'],
  )
  const gone = createKeyRing('stripe', 'a')
  gone.dispose()
  const rings = { ring_foreign: [createKeyRing('github', 'a'), undefined, {}], disposed: [gone] }
  for (const [code, all] of Object.entries(rings)) {
    for (const ring of all) {
      const keysFor = async () => ring
      await assert.rejects(receive(stripe, incoming, { keysFor }, none), {
        name: 'ConfigError',
        code,
      })
    }
  }
})

test('onVerdict hears of each, and has no say', async () => {
  const { did, handler, onVerdict } = recorder()
  await receive(stripe, incoming, { onVerdict }, handler)
  await receive(stripe, { ...incoming, body: '' }, { onVerdict }, handler)
  const [handled, accepted, rejected] = did
  assert.equal(handled, `handled ${body}`)
  assert.ok(accepted.micros >= 0 && rejected.micros >= 0)
  const known = { provider: 'stripe', code: 'accepted', keyId: 'key-1', micros: 0 }
  assert.deepEqual({ ...accepted, micros: 0 }, known)
  assert.deepEqual(
    { ...rejected, micros: 0 },
    { provider: 'stripe', code: 'signature_mismatch', micros: 0 },
  )

  const unhandled = []
  const note = (error) => unhandled.push(error)
  process.on('unhandledRejection', note)
  const fail = () => {
    throw new Error('no metrics')
  }
  for (const failing of [fail, async () => fail()]) {
    const outcome = await receive(stripe, incoming, { onVerdict: failing }, none)
    assert.equal(outcome.code, 'accepted')
  }
  await new Promise((resolve) => setTimeout(resolve, 5))
  process.off('unhandledRejection', note)
  assert.deepEqual(unhandled, [])
})

test('an entry is written for each verdict', async () => {
  const { did, handler, audit } = recorder()
  const options = { audit, endpoint: '/hooks/stripe', now, store: memoryStore() }
  const forged = { ...incoming, body: '' }
  for (const given of [incoming, incoming, forged]) await receive(stripe, given, options, handler)
  const [, accepted, replayed, rejected] = did
  const common = { action: 'webhook.receive', userId: 'provider:stripe', resource: '/hooks/stripe' }
  const timestamp = '2025-06-15T15:06:40.000Z'
  const bodySha256 = createHash('sha256').update(body).digest('hex')
  const metadata = { bodySha256, code: 'accepted', keyId: 'key-1', provider: 'stripe' }
  assert.deepEqual(accepted, { ...common, result: 'success', timestamp, metadata })
  assert.deepEqual([replayed.result, replayed.metadata.code], ['success', 'replayed'])
  assert.deepEqual([rejected.result, rejected.metadata.code], ['failure', 'signature_mismatch'])
  assert.equal(rejected.metadata.bodySha256, createHash('sha256').digest('hex'))
  const entries = []
  const sink = { write: async (batch) => void entries.push(...batch) ?? { durable: 'none' } }
  await receive(stripe, requestOf(), { audit: sink, now }, none)
  assert.equal(entries[0].metadata.bodySha256, bodySha256)
})

test('rejections cannot fill a disk: ten a minute of each code, the rest is counted', async () => {
  const entries = []
  const flushes = []
  const audit = {
    async write(batch) {
      entries.push(...batch)
      return { durable: 'none' }
    },
    beforeClose: (flush) => flushes.push(flush),
  }
  let time = NOW
  const clock = { audit, now: () => time }
  const genuine = () => receive(stripe, incoming, clock, none)
  const forged = (headers = incoming.headers) =>
    receive(stripe, { headers, body: 'forged' }, clock, none)
  for (let at = 0; at < 200; at++) await forged()
  for (let at = 0; at < 15; at++) await forged({})
  for (let at = 0; at < 15; at++) await genuine()
  const count = (code) => entries.filter((entry) => entry.metadata.code === code).length
  assert.deepEqual(['signature_mismatch', 'header_missing', 'accepted'].map(count), [10, 10, 15])
  time += 60_000
  entries.length = 0
  await genuine()
  const suppressed = entries.slice(0, -1).map(({ action, metadata }) => [action, metadata])
  assert.deepEqual(suppressed, [
    ['audit.suppressed', { provider: 'stripe', code: 'signature_mismatch', count: 190 }],
    ['audit.suppressed', { provider: 'stripe', code: 'header_missing', count: 5 }],
  ])
  assert.equal(entries.at(-1).action, 'webhook.receive')
  // What is held back when a log is closed.
  for (let at = 0; at < 12; at++) await forged()
  const held = flushes.flatMap((flush) => flush())
  assert.deepEqual(
    held.map(({ metadata }) => metadata.count),
    [2],
  )
})

test('a sink that fails: 503, and the next try is acknowledged, not handled again', async () => {
  const { did, handler } = recorder()
  const fail = () => {
    throw new Error('disk full')
  }
  for (const write of [async () => fail(), fail]) {
    const options = { store: memoryStore(), audit: { write } }
    const first = await receive(stripe, incoming, options, handler)
    assert.deepEqual([first.status, first.code], [503, 'audit_failed'])
    assert.ok(first.headers['retry-after'])
    const second = await receive(stripe, incoming, options, handler)
    assert.deepEqual([second.status, second.code], [200, 'replayed'])
    const forged = await receive(stripe, { ...incoming, body: '' }, options, handler)
    assert.deepEqual([forged.status, forged.code], [401, 'signature_mismatch'])
  }
  assert.equal(did.length, 2)
})

function deferred() {
  let resolve
  const promise = new Promise((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
