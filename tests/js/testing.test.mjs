// The entry for users' own tests: what it signs is genuine, and each of its mutations is refused.

import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { ConfigError, createVerifier, defineProvider, providers } from 'countersign'
import { fixedClock, mutatedRequest, mutationsOf, signedRequest } from 'countersign/testing'
import { bodyFor, HEX, keysFor } from './signable.mjs'

const now = fixedClock(1_750_000_000_000)
let most = 0
for (const { id, covers } of providers()) {
  test(id, async () => {
    const keys = keysFor(id)
    const options = { keys, body: bodyFor(id, '{"id":"evt_1"}', now()), timestamp: now() }
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
  const options = { keys: 'a secret', body: '{}' }
  assert.throws(() => mutatedRequest('github', options, 'none'), RangeError)
})

test('a body that holds its signature keeps the rest', () => {
  const of = (id, body, keys = keysFor(id)) =>
    signedRequest(id, { keys, body, timestamp: now(), id: 'i' })
  const key = [{ id: 'key', secret: 'a secret' }]
  const mailgun = of('mailgun', '{"event-data":{"event":"opened"}}', key)
  assert.deepEqual(mailgun.headers, {})
  assert.deepEqual(JSON.parse(mailgun.body), {
    signature: {
      timestamp: '1750000000',
      token: 'i',
      signature: createHmac('sha256', 'a secret').update('1750000000i').digest('hex'),
    },
    'event-data': { event: 'opened' },
  })
  const graph = of('microsoft-graph', ' {"value":[{"id":"1"},{"clientState":"old"}]}', key)
  assert.equal(
    graph.body,
    ' {"value":[{"clientState":"a secret","id":"1"},{"clientState":"a secret"}]}',
  )
  const braintree = new URLSearchParams(of('braintree', '<notification/>').body)
  assert.equal(braintree.get('bt_payload'), `${btoa('<notification/>')}\n`)
  const item = '{"NotificationRequestItem":{"pspReference":"1"}}'
  const adyen = of('adyen', `{"notificationItems":[${item},${item}]}`)
  assert.equal(adyen.body.match(/hmacSignature/g).length, 2)
  const form = of('dropbox-sign', `json=${encodeURIComponent(bodyFor('dropbox-sign', '1'))}`, key)
  assert.equal(JSON.parse(new URLSearchParams(form.body).get('json')).more, 1)
})

test('a body without what is signed cannot be signed', () => {
  for (const [id, body] of [
    ['adyen', '{}'],
    ['adyen', '{"notificationItems":[]}'],
    ['dropbox-sign', '{"event":{"event_time":"1"}}'],
    ['dropbox-sign', 'no=json'],
    ['opennode', 'status=paid'],
    ['figma', 'no JSON'],
    ['mailgun', '[]'],
    ['microsoft-graph', '{"value":[1]}'],
  ]) {
    const sign = () => signedRequest(id, { keys: keysFor(id), body })
    assert.throws(sign, { code: 'sign_unsupported' }, `${id}: ${body}`)
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
