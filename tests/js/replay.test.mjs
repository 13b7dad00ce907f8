// What `receive` claims: the key, and for how long.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, memoryStore, providers, receive } from 'countersign'
import { known } from './corpus.mjs'

const NOW = 1_750_000_000_000
const now = () => NOW
const BASE64 = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const URL = 'https://example.com/hooks'
const TTL = 60_000
const none = () => {}

/** Key and time to live of the claim for a request. */
async function claimOf(verifier, given, options = {}) {
  const claims = []
  const store = {
    async claim(key, ttl) {
      claims.push({ key, ttl })
      return { state: 'fresh', token: 't' }
    },
    confirm: async () => {},
    release: async () => {},
  }
  const ttl = { bodyReplayTtl: TTL }
  const outcome = await receive(
    verifier,
    { url: URL, ...given },
    { ...ttl, ...options, store },
    none,
  )
  assert.equal(outcome.code, 'accepted')
  assert.equal(claims.length, 1)
  assert.match(claims[0].key, /^[0-9a-f]{64}$/)
  return claims[0]
}

const signed = (verifier, body, more) => ({
  body,
  headers: verifier.sign({ body, url: URL, id: 'msg_1', timestamp: NOW, ...more }),
})
const bodyOf = (id, n = 1) =>
  id === 'linear' ? `{"webhookTimestamp":${NOW},"n":${n}}` : `{"n":${n}}`

test('the key is of endpoint, provider and message', async () => {
  const keys = new Set()
  const all = providers().filter(({ id }) => known.includes(id))
  for (const { id, covers } of all) {
    const verifier = createVerifier(id, { keys: BASE64, now })
    const given = signed(verifier, bodyOf(id))
    const { key } = await claimOf(verifier, given)
    keys.add(key)
    assert.equal((await claimOf(verifier, given)).key, key, `${id}: the same again`)
    const bytes = { ...given, body: new Uint8Array(Buffer.from(given.body)) }
    assert.equal((await claimOf(verifier, bytes)).key, key, `${id}: as bytes`)
    const shouted = Object.entries(given.headers).map(([name, value]) => [
      name.toUpperCase(),
      ` ${value}`,
    ])
    assert.equal((await claimOf(verifier, { ...given, headers: shouted })).key, key)
    keys.add((await claimOf(verifier, given, { endpoint: '/a' })).key)
    keys.add((await claimOf(verifier, given, { endpoint: '/b' })).key)
    const other = covers.includes('id') ? { id: 'msg_2' } : {}
    keys.add((await claimOf(verifier, signed(verifier, bodyOf(id, 2), other))).key)
  }
  assert.equal(keys.size, 4 * all.length)
})

test('neither the order of signatures nor a second one makes it another message', async () => {
  const secrets = [BASE64, 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX']
  const splits = { svix: ' ', stripe: /,(?=v1)/, paddle: /;(?=h1)/, workos: /, ?(?=v1)/ }
  for (const [id, split] of Object.entries(splits)) {
    const both = createVerifier(id, { keys: secrets, now })
    const given = signed(both, '{}')
    const [[name, value]] = Object.entries(given.headers).filter(([name]) => /signature/.test(name))
    const parts = value.split(split)
    const glue = { svix: ' ', stripe: ',', paddle: ';', workos: ',' }[id]
    const values = id === 'svix' ? [parts, parts.toReversed?.() ?? [...parts].reverse()] : [parts]
    if (id !== 'svix') values.push([parts[0], parts[2], parts[1]], [parts[1], parts[0], parts[2]])
    for (const part of parts.filter((each) => /^(v1|h1)/.test(each))) {
      values.push(id === 'svix' ? [part] : [parts[0], part])
    }
    const keys = new Set()
    for (const each of values) {
      const headers = { ...given.headers, [name]: each.join(glue) }
      keys.add((await claimOf(both, { ...given, headers })).key)
    }
    assert.ok(values.length >= 4, id)
    assert.equal(keys.size, 1, id)
  }
})

test('hex of the other case is the same message', async () => {
  for (const id of ['github', 'slack', 'stripe']) {
    const verifier = createVerifier(id, { keys: 'secret', now })
    const given = signed(verifier, '{}')
    const shout = (value) => value.replace(/[0-9a-f]{64}/, (tag) => tag.toUpperCase())
    const headers = Object.fromEntries(
      Object.entries(given.headers).map(([name, value]) => [name, shout(value)]),
    )
    assert.notDeepEqual(headers, given.headers)
    assert.equal(
      (await claimOf(verifier, { ...given, headers })).key,
      (await claimOf(verifier, given)).key,
    )
  }
})

test('a signed id is the message, though it is sent anew at another time', async () => {
  const verifier = createVerifier('svix', { keys: BASE64, now })
  const first = await claimOf(verifier, signed(verifier, '{}'))
  const again = await claimOf(verifier, signed(verifier, '{}', { timestamp: NOW + 5000 }))
  assert.equal(again.key, first.key)
  const stripe = createVerifier('stripe', { keys: 'secret', now })
  const one = await claimOf(stripe, signed(stripe, '{}'))
  const two = await claimOf(stripe, signed(stripe, '{}', { timestamp: NOW + 5000 }))
  assert.notEqual(one.key, two.key)
})

test('the URL of twilio: both spellings are one message', async () => {
  const verifier = createVerifier('twilio', { keys: 'secret' })
  const given = signed(verifier, 'a=1&b=2')
  const { key } = await claimOf(verifier, given)
  assert.equal(
    (await claimOf(verifier, { ...given, url: 'https://example.com:443/hooks' })).key,
    key,
  )
  assert.equal((await claimOf(verifier, { ...given, body: 'b=2&a=1' })).key, key)
  const elsewhere = 'https://example.com/other'
  const headers = verifier.sign({ body: given.body, url: elsewhere })
  assert.notEqual((await claimOf(verifier, { ...given, headers, url: elsewhere })).key, key)
})

test('bodies of many windows are told apart', async () => {
  const verifier = createVerifier('github', { keys: 'secret' })
  const keys = new Set()
  const sizes = [0, 1, 65_535, 65_536, 65_537, 200_000]
  for (const size of sizes) {
    const body = 'x'.repeat(size)
    const given = { body, headers: verifier.sign({ body }) }
    keys.add((await claimOf(verifier, given)).key)
    keys.add((await claimOf(verifier, { ...given, body: Buffer.from(body) })).key)
  }
  assert.equal(keys.size, sizes.length)
})

test('a claim outlives every copy that could pass', async () => {
  for (const tolerance of [undefined, 2, { past: 3, future: 1 }]) {
    let clock = NOW
    const options = { keys: BASE64, now: () => clock, ...(tolerance && { tolerance }) }
    for (const id of ['stripe', 'svix', 'paddle', 'linear']) {
      clock = NOW
      const verifier = createVerifier(id, options)
      const given = signed(verifier, bodyOf(id))
      const own = providers().find((row) => row.id === id).tolerance
      const sides =
        typeof tolerance === 'number' ? { past: tolerance, future: tolerance } : tolerance
      const { past, future } = sides ?? own
      const store = memoryStore({ now: () => clock })
      // The earliest moment at which it passes, then the last, and the one behind it.
      const codes = []
      for (const at of [-future * 1000, past * 1000, past * 1000 + 1]) {
        clock = NOW + at
        codes.push((await receive(verifier, given, { store }, none)).code)
      }
      assert.deepEqual(codes, ['accepted', 'replayed', 'timestamp_too_old'], `${id}, ${past} s`)
    }
  }
})

test('where no signed time bounds it, it is the caller’s to say', async () => {
  const late = createVerifier('stripe', { keys: 'secret', now, tolerance: 'off' })
  const verifiers = ['github', 'notion', 'shopify', 'twilio'].map((id) =>
    createVerifier(id, { keys: 'secret' }),
  )
  for (const verifier of [...verifiers, late]) {
    const given = { ...signed(verifier, '{}'), url: URL }
    const handler = () => assert.fail('handled')
    const refused = receive(verifier, given, { store: memoryStore() }, handler)
    await assert.rejects(refused, { name: 'ConfigError', code: 'replay_ttl_missing' })
    assert.equal((await claimOf(verifier, given)).ttl, TTL)
    assert.equal((await receive(verifier, given, {}, none)).code, 'accepted')
  }
})

test('a time to live that is none is a ConfigError, not a store that forgets', async () => {
  const verifier = createVerifier('github', { keys: 'secret' })
  for (const bodyReplayTtl of [0, -1, Number.NaN, '60000', null, {}]) {
    const options = { store: memoryStore(), bodyReplayTtl }
    const given = signed(verifier, '{}')
    const title = `bodyReplayTtl ${bodyReplayTtl}`
    await assert.rejects(receive(verifier, given, options, none), { name: 'ConfigError' }, title)
  }
})

test('a forged request claims nothing', async () => {
  const verifier = createVerifier('stripe', { keys: 'secret', now })
  const store = { claim: () => assert.fail('claimed') }
  const given = { ...signed(verifier, '{}'), body: '[]' }
  assert.equal((await receive(verifier, given, { store }, none)).code, 'signature_mismatch')
})
