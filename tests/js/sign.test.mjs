// `sign`: the headers a sender would send, as the oracle makes them, and a ConfigError for what
// cannot be signed.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, createKeyRing, createVerifier } from 'countersign'
import { known } from './corpus.mjs'
import { keyBytes, PROVIDERS, sign } from './oracle.mjs'

const NOW = 1_750_000_000_000
const now = () => NOW
const BASE64 = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const OTHER = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX'
const URL = 'https://example.com/hooks?a=b'
const LISTS = [
  'standard-webhooks',
  'svix',
  'clerk',
  'resend',
  'openai',
  'stripe',
  'paddle',
  'workos',
]

test('every row, as the oracle signs', () => {
  assert.deepEqual([...PROVIDERS].sort(), known)
  const bodies = ['', 'x', 'é🎉', 'b=2&a=1', '{"a":1}', 'x'.repeat(70_000)]
  for (const provider of PROVIDERS) {
    const verifier = createVerifier(provider, { keys: BASE64, now })
    for (const text of provider === 'twilio' ? bodies.slice(0, 5) : bodies) {
      for (const body of [text, Buffer.from(text), new Uint8Array(Buffer.from(text))]) {
        const headers = verifier.sign({ body, id: 'msg_1', timestamp: NOW, url: URL })
        // WorkOS writes a space that does not count.
        const spaced = headers['workos-signature']
        if (spaced) headers['workos-signature'] = spaced.replace(' ', '')
        const expected = sign(provider, keyBytes(provider, BASE64), text, 'msg_1', NOW, URL)
        assert.deepEqual(headers, Object.fromEntries(expected), `${provider}: ${text.slice(0, 9)}`)
      }
    }
  }
})

test('one signature for each key in force where the header is a list, else the primary one', () => {
  const keys = [
    { id: 'retired', secret: 'whsec_ZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZm', notAfter: NOW - 1 },
    { id: 'new', secret: BASE64 },
    { id: 'old', secret: OTHER, notAfter: NOW },
  ]
  for (const provider of PROVIDERS) {
    const body = provider === 'linear' ? `{"webhookTimestamp":${NOW}}` : 'x'
    const of = (id) => {
      const verifier = createVerifier(provider, { keys: keys.filter((key) => key.id === id), now })
      return (headers) => verifier.verify({ headers, body, url: URL }).code
    }
    const inForce = createVerifier(provider, { keys: keys.slice(1), now })
    const headers = inForce.sign({ body, url: URL })
    assert.equal(of('new')(headers), undefined, provider)
    const isList = LISTS.includes(provider)
    assert.equal(of('old')(headers), isList ? undefined : 'signature_mismatch', provider)
    if (!isList) continue
    const all = createVerifier(provider, { keys, now }).sign({ body, url: URL })
    assert.equal(of('new')(all), undefined, provider)
    assert.equal(of('old')(all), undefined, provider)
    assert.equal(of('retired')(all), 'signature_mismatch', provider)
  }
})

test('id and time are of the sender, or made', () => {
  const verifier = createVerifier('svix', { keys: BASE64, now })
  const made = [1, 2].map(() => verifier.sign({ body: 'x' }))
  assert.notEqual(made[0]['svix-id'], made[1]['svix-id'])
  for (const headers of made) {
    assert.match(headers['svix-id'], /^msg_[\x21-\x7e]{16,}$/)
    assert.equal(headers['svix-timestamp'], String(NOW / 1000))
    assert.equal(verifier.verify({ headers, body: 'x' }).ok, true)
  }
  for (const id of ['m', '!', '~', 'a'.repeat(256)]) {
    assert.equal(verifier.sign({ body: 'x', id })['svix-id'], id)
  }
  const time = (timestamp) => verifier.sign({ body: 'x', timestamp })['svix-timestamp']
  assert.deepEqual([0, 999, 1000, NOW].map(time), ['0', '0', '1', String(NOW / 1000)])
  assert.equal(time(new Date(NOW)), String(NOW / 1000))
  assert.equal(time(8_640_000_000_000_000), '8640000000000')
  const workos = createVerifier('workos', { keys: 'a', now })
  assert.match(
    workos.sign({ body: 'x', timestamp: NOW + 1 })['workos-signature'],
    /\b1750000000001\b/,
  )
})

test('with a ring of many keys, header and verdict keep within the limit', () => {
  const secrets = Array.from({ length: 16 }, (_, at) => new Uint8Array(32).fill(at + 1))
  for (const provider of LISTS) {
    const ring = createKeyRing(provider, secrets)
    const verifier = createVerifier(provider, { keys: ring, now })
    const headers = verifier.sign({ body: 'x' })
    assert.equal(verifier.verify({ headers, body: 'x' }).keyId, 'key-1')
    const last = createVerifier(provider, { keys: secrets[15], now })
    assert.equal(last.verify({ headers, body: 'x' }).ok, true, provider)
  }
})

test('what cannot be signed is a ConfigError', () => {
  const detached = new Uint8Array(8)
  structuredClone(detached.buffer, { transfer: [detached.buffer] })
  const svix = createVerifier('svix', { keys: BASE64, now })
  const twilio = createVerifier('twilio', { keys: 'a' })
  const faults = [
    ...['', 'a.b', 'a b', 'é', 'a\n', 'a'.repeat(257), '\ud800'].map((id) => [
      svix,
      { body: 'x', id },
      'message_id_malformed',
    ]),
    [svix, { body: 'x', timestamp: -1 }, 'timestamp_malformed'],
    ...[undefined, '', 'example.com', '/hooks', 'ftp://example.com', 'https://', 'HTTPS://a'].map(
      (url) => [twilio, { body: '', url }, 'url_missing'],
    ),
    [svix, {}, 'option_invalid'],
    [svix, { body: 5 }, 'option_invalid'],
    [svix, { body: { a: 1 } }, 'option_invalid'],
  ]
  for (const [verifier, message, code] of faults) {
    const title = JSON.stringify(message)
    assert.throws(() => verifier.sign(message), { name: 'ConfigError', code }, title)
  }
  // Of these only that they are refused, by an error of this package.
  const { NaN: none, POSITIVE_INFINITY: infinite } = Number
  const refused = [
    ...[none, infinite, 8.64e15 + 2, 1e20, new Date(none), 'soon', 5n].map((timestamp) => [
      svix,
      { body: 'x', timestamp },
    ]),
    ...[5, {}, ['m'], true].map((id) => [svix, { body: 'x', id }]),
    ...[5, {}, true].map((url) => [twilio, { body: '', url }]),
    [svix, { body: detached }],
    [svix, { body: 'a\ud800' }],
    [svix, undefined],
    [svix, null],
  ]
  refused.forEach(([verifier, message], at) => {
    assert.throws(() => verifier.sign(message), ConfigError, `refused, ${at}`)
  })
})

test('what was refused leaves the module sound', () => {
  const svix = createVerifier('svix', { keys: BASE64, now })
  for (const message of [{ body: 'x', id: 5 }, { body: 'x', id: {} }, { body: {} }, undefined]) {
    assert.throws(() => svix.sign(message))
  }
  const headers = svix.sign({ body: 'x' })
  assert.equal(svix.verify({ headers, body: 'x' }).ok, true)
  const fresh = createVerifier('github', { keys: ['a', 'b'] })
  assert.equal(fresh.verify({ headers: fresh.sign({ body: 'x' }), body: 'x' }).ok, true)
})
