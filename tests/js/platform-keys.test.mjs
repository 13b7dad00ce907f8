// Rings of several keys, with the platform's hash and without: the same verdict with the same
// details, and no hash more than it takes. What is wrong in a header costs none at all.

import assert from 'node:assert/strict'
import crypto, { createHmac } from 'node:crypto'
import { test } from 'node:test'

/** Every hash that the package has the platform make. */
let hashes = 0
const count =
  (method) =>
  (...args) => {
    hashes += 1
    return crypto[method](...args)
  }
const load = process.getBuiltinModule
process.getBuiltinModule = (name) =>
  name === 'node:crypto'
    ? { hash: crypto.hash && count('hash'), createHash: count('createHash') }
    : load.call(process, name)
const { createKeyRing, createVerifier } = await import('countersign')

const NOW = 1_750_000_000_000
const T = NOW / 1000
const now = () => NOW
const hmac = (secret, ...parts) => {
  const mac = createHmac('sha256', secret)
  for (const part of parts) mac.update(part)
  return mac.digest('hex')
}

const ROWS = {
  github: (body, ...secrets) => ({ 'x-hub-signature-256': `sha256=${hmac(secrets[0], body)}` }),
  // Several signatures in one header, while the sender rotates.
  stripe: (body, ...secrets) => ({
    'stripe-signature': [`t=${T}`, ...secrets.map((it) => `v1=${hmac(it, `${T}.`, body)}`)].join(),
  }),
  linear: (body, ...secrets) => ({ 'linear-signature': hmac(secrets[0], body) }),
}

/** A body of so many bytes, which holds the time. */
function bodyOf(size, at = NOW) {
  const start = `{"webhookTimestamp":${at},"x":"`
  return `${start}${'x'.repeat(size - start.length - 2)}"}`
}

/** Below what the platform gets, in one piece, direct, and above the window. */
const BODIES = [200, 600, 17_000, 70_000, 140_000]
  .flatMap((size) => [bodyOf(size), new Uint8Array(Buffer.from(bodyOf(size)))])
  .map((body) => ({ body, isForPlatform: body.length >= 256 }))

const plain = ({ ok, ...verdict }) =>
  ok ? { keyId: verdict.keyId, timestamp: verdict.timestamp?.getTime() } : verdict

// From here on the platform is loaded.
createVerifier('github', { keys: 'x' }).verify({
  headers: ROWS.github('', 'x'),
  body: bodyOf(16_384),
})

/** Both ways; the one verdict of both, and how many hashes the platform has made. */
function judge(id, keys, headers, body, override) {
  const verdicts = [{}, { platformHash: false }].map((more) => {
    const verifier = createVerifier(id, { keys, now, ...more })
    hashes = 0
    const verdict = plain(verifier.verify({ headers, body }, override))
    verifier.dispose()
    return { verdict, hashes }
  })
  assert.deepEqual(verdicts[1], { verdict: verdicts[0].verdict, hashes: 0 })
  return verdicts[0]
}

const secretsOf = (size) => Array.from({ length: size }, (_, at) => `secret ${at}`)
const timeOf = (id) => (id === 'github' ? undefined : NOW)
const SIZES = [1, 2, 3, 5, 15, 16]

test('the first key that matches ends it', () => {
  for (const id of Object.keys(ROWS)) {
    for (const size of SIZES) {
      const keys = secretsOf(size)
      for (const place of new Set([0, Math.min(4, size - 1), size >> 1, size - 1])) {
        for (const { body, isForPlatform } of BODIES) {
          const made = judge(id, keys, ROWS[id](body, keys[place]), body)
          const verdict = { keyId: `key-${place + 1}`, timestamp: timeOf(id) }
          assert.deepEqual(made, { verdict, hashes: isForPlatform ? place + 1 : 0 })
        }
      }
    }
  }
})

test('where none matches, each is tried once', () => {
  for (const id of Object.keys(ROWS)) {
    for (const size of SIZES) {
      for (const { body, isForPlatform } of BODIES) {
        const made = judge(id, secretsOf(size), ROWS[id](body, 'another'), body)
        assert.equal(made.verdict.code, 'signature_mismatch')
        assert.equal(made.hashes, isForPlatform ? size : 0)
      }
    }
  }
})

test('a key that is past its end', () => {
  const old = (at) => ({ id: `old-${at}`, secret: `old ${at}`, notAfter: NOW - 1 })
  const until = { id: 'until', secret: 'until', notAfter: NOW }
  const same = { id: 'same', secret: 'old 1' }
  for (const id of Object.keys(ROWS)) {
    for (const { body, isForPlatform } of BODIES) {
      const expect = (keys, signers, verdict, count) => {
        const made = judge(id, keys, ROWS[id](body, ...signers), body)
        assert.equal(made.hashes, isForPlatform ? count : 0)
        const { keyId, key, code, timestamp } = made.verdict
        const expected = { code: undefined, key: undefined, timestamp: undefined, ...verdict }
        if (verdict.code === undefined) expected.timestamp = timeOf(id)
        assert.deepEqual({ keyId, key, code, timestamp }, expected)
      }
      const expired = (key) => ({ code: 'key_expired', key, keyId: `old-${key}` })
      // Every other key could still accept, so all are tried; the first that is expired is named.
      expect([old(0)], ['old 0'], expired(0), 1)
      expect(['a', old(1), 'c', until], ['old 1'], expired(1), 4)
      expect(['a', old(1), old(2)], ['old 2'], expired(2), 3)
      expect(['a', old(1), { ...old(2), secret: 'old 1' }], ['old 1'], expired(1), 3)
      expect([old(0), old(1), until], ['until'], { keyId: 'until' }, 3)
      // Two keys of one secret: what one may no longer accept, the other may.
      expect([old(0), old(1), same, 'd'], ['old 1'], { keyId: 'same' }, 3)
      expect([same, old(1)], ['old 1'], { keyId: 'same' }, 1)
      // Two signatures: the one of the expired key does not harm the other, in either order.
      if (id !== 'stripe') continue
      expect(['a', old(1), 'c', 'd'], ['old 1', 'c'], { keyId: 'key-3' }, 3)
      expect(['a', old(1), 'c', 'd'], ['c', 'old 1'], { keyId: 'key-3' }, 3)
      expect(['a', old(1), old(2)], ['old 2', 'old 1'], expired(1), 3)
    }
  }
})

test('without a clock every key with an end is past it', () => {
  for (const { body } of BODIES) {
    for (const options of [{}, { platformHash: false }]) {
      const keys = { id: 'old', secret: 'secret', notAfter: 8.64e15 - 1 }
      const clock = () => {
        throw new Error('no clock')
      }
      const verifier = createVerifier('github', { keys, now: clock, ...options })
      const verdict = verifier.verify({ headers: ROWS.github(body, 'secret'), body })
      assert.deepEqual([verdict.code, verdict.keyId], ['key_expired', 'old'])
    }
  }
})

test('the age, and the ring of a tenant', () => {
  for (const size of [600, 70_000]) {
    for (const [late, code] of [
      [60_001, 'timestamp_too_old'],
      [-60_001, 'timestamp_too_new'],
    ]) {
      const body = bodyOf(size, NOW - late)
      const made = judge('linear', ['a', 'b'], ROWS.linear(body, 'b'), body)
      assert.deepEqual([made.verdict.code, made.verdict.age, made.hashes], [code, late, 2])
    }
    const body = bodyOf(size)
    const override = { keys: createKeyRing('stripe', ['c', { id: 'tenant', secret: 'd' }]) }
    const made = judge('stripe', ['a', 'b'], ROWS.stripe(body, 'd'), body, override)
    assert.deepEqual(made, { verdict: { keyId: 'tenant', timestamp: NOW }, hashes: 2 })
    const own = judge('stripe', ['a', 'b'], ROWS.stripe(body, 'a'), body, override)
    assert.deepEqual([own.verdict.code, own.hashes], ['signature_mismatch', 2])
  }
})

test('what is wrong in a header, or is no body, is found before any hash', () => {
  const svix = { 'svix-id': 'msg_1', 'svix-timestamp': `${T}`, 'svix-signature': 'v1,' }
  const tag = Buffer.alloc(32).toString('base64')
  const whole = { ...svix, 'svix-signature': `v1,${tag}` }
  const key = new Uint8Array(32)
  const wrong = [
    ['github', {}, 'header_missing'],
    ['github', { 'x-hub-signature-256': '' }, 'signature_malformed'],
    ['github', { 'x-hub-signature-256': `sha256=${'0'.repeat(63)}` }, 'signature_malformed'],
    ['github', { 'x-hub-signature-256': 'x'.repeat(100_000) }, 'signature_malformed'],
    ['stripe', { 'stripe-signature': `t=${T}` }, 'signature_malformed'],
    ['stripe', { 'stripe-signature': `t=x,v1=${'0'.repeat(64)}` }, 'timestamp_malformed'],
    ['linear', { 'linear-signature': 'g'.repeat(64) }, 'signature_malformed'],
    ['svix', svix, 'signature_malformed'],
    ['svix', { ...whole, 'svix-id': 'a.b' }, 'message_id_malformed'],
    ['svix', { ...whole, 'svix-timestamp': '' }, 'timestamp_malformed'],
    ['svix', { ...whole, 'svix-timestamp': undefined }, 'header_missing'],
  ]
  for (const [id, headers, code] of wrong) {
    const keys = id === 'svix' ? [key, key.with(0, 1)] : ['a', 'b']
    for (const { body } of BODIES) {
      const made = judge(id, keys, headers, body)
      assert.deepEqual([made.verdict.code, made.hashes], [code, 0])
    }
  }
  const genuine = ROWS.github('', 'a')
  for (const [body, code] of [
    [{}, 'body_parsed'],
    [undefined, 'body_parsed'],
    [`${'x'.repeat(70_000)}\ud800`, 'body_ill_formed'],
  ]) {
    const made = judge('github', ['a', 'b'], genuine, body)
    assert.deepEqual([made.verdict.code, made.hashes], [code, 0])
  }
})
