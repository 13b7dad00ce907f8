// The entry for users' own tests: what it signs is genuine, and each of its mutations is refused.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, createVerifier, defineProvider, providers } from 'countersign'
import { fixedClock, mutatedRequest, mutationsOf, signedRequest } from 'countersign/testing'
import { HEX, IN_BODY, keysFor } from './signable.mjs'

const now = fixedClock(1_750_000_000_000)
const bodies = {
  linear: `{"webhookTimestamp":${now()}}`,
  plain: '{"webhookMetadata":{"webhookDeliveryAttemptTimestamp":"2025-06-15T15:06:40Z"}}',
  plivo: 'From=1&Direction=inbound',
  twilio: 'From=1&Direction=inbound',
}

let most = 0
for (const { id, covers } of providers().filter(({ id }) => !IN_BODY.includes(id))) {
  test(id, async () => {
    const keys = keysFor(id)
    const options = { keys, body: bodies[id] ?? '{"id":"evt_1"}', timestamp: now() }
    const verifier = createVerifier(id, { keys, now })
    const signed = signedRequest(id, options)
    assert.equal(verifier.verify(signed).ok, true, verifier.verify(signed).code)
    if (id !== 'mercado-pago') {
      const verdict = await verifier.verifyRequest(signed.request)
      assert.equal(verdict.ok, true, verdict.code)
    }
    const names = mutationsOf(id)
    most = Math.max(most, names.length)
    assert.equal(names.includes('body: twice'), covers.includes('body'))
    for (const name of names) {
      assert.equal(verifier.verify(mutatedRequest(id, options, name)).ok, false, name)
    }
    verifier.dispose()
  })
}

test('there are twenty, and no other', () => {
  assert.ok(most >= 20, `${most}`)
  const options = { keys: HEX, body: '{}' }
  assert.throws(() => mutatedRequest('github', options, 'none'), RangeError)
  for (const id of IN_BODY) {
    const given = { keys: keysFor(id), body: 'json={}&bt_payload=x&id=1&hashed_order=1' }
    let headers
    try {
      headers = signedRequest(id, given).headers
    } catch (error) {
      assert.equal(error.code, 'sign_unsupported', id)
    }
    assert.deepEqual(headers ?? {}, {}, id)
  }
})

test('a scheme of one’s own', async () => {
  const acme = defineProvider({
    id: 'acme',
    signature: { header: 'x-acme', label: 'v1' },
    timestamp: { label: 't' },
    base: '{timestamp}.{method} {url} {body}',
  })
  const options = { keys: 'a secret of ours', body: '{}', timestamp: now(), method: 'PUT' }
  const verifier = createVerifier(acme, { keys: options.keys, now })
  const signed = signedRequest(acme, options)
  assert.equal((await verifier.verifyRequest(signed.request)).ok, true)
  const names = mutationsOf(acme)
  assert.equal(names.length, 21)
  for (const name of names) {
    assert.equal(verifier.verify(mutatedRequest(acme, options, name)).ok, false, name)
  }
  const plain = defineProvider({ id: 'acme', signature: { header: 'x-acme' } })
  assert.equal(
    mutationsOf(plain).some((name) => /^(time|url)/.test(name)),
    false,
  )
})

test('hosts’ forms of a URL and a method', () => {
  const options = { keys: HEX, body: '' }
  const url = new URL('https://example.com/other')
  assert.equal(signedRequest('square', { ...options, url }).url, url.href)
  assert.equal(signedRequest('hubspot', { ...options, method: 'get' }).request.method, 'GET')
})

test('misuse is a fault of configuration that says which', () => {
  const options = { keys: HEX, body: '{}' }
  const refuses = (run, code) =>
    assert.throws(run, (error) => {
      assert.ok(ConfigError.is(error), `${error?.stack}`)
      assert.ok(error instanceof ConfigError)
      assert.equal(error.code, code)
      return true
    })
  for (const odd of ['stirpe', undefined, null, 5, {}, { id: 'github' }]) {
    refuses(() => signedRequest(odd, options), 'provider_unknown')
    refuses(() => mutationsOf(odd), 'provider_unknown')
    refuses(() => mutatedRequest(odd, options, 'signature: absent'), 'provider_unknown')
  }
  for (const odd of [undefined, null, 5, 'secret']) {
    refuses(() => signedRequest('github', odd), 'option_invalid')
    refuses(() => mutatedRequest('github', odd, 'signature: absent'), 'option_invalid')
  }
  refuses(() => signedRequest('github', { body: '{}' }), 'secret_missing')
  for (const odd of [
    { body: undefined },
    { body: {} },
    { method: 5 },
    { method: 'TRACE' },
    { url: 'here' },
  ]) {
    refuses(() => signedRequest('github', { ...options, ...odd }), 'option_invalid')
  }
  refuses(() => signedRequest('github', { ...options, timestamp: 'now' }), 'timestamp_malformed')
  for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, new Date('x'), 'now', undefined, null]) {
    refuses(() => fixedClock(odd), 'clock_invalid')
  }
  assert.equal(fixedClock(new Date(5))(), 5)
})
