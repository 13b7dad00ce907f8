// Schemes of a user's own: what they may be, and what names the fault of one that is refused.

import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import { ConfigError, createKeyRing, createVerifier, defineProvider } from 'countersign'

const NOW = 1_750_000_000_000
const now = () => NOW
const secret = 'a secret of ours'
const body = '{"n":1,"é":"🎉"}'
const mac = (text, encoding = 'hex', hash = 'sha256') =>
  createHmac(hash, secret).update(text).digest(encoding)

const seconds = String(NOW / 1000)
const iso = new Date(NOW).toISOString()
const good = {
  'the body, in hex': [
    { signature: { header: 'X-Acme-Signature', prefix: 'sha256=' } },
    { 'x-acme-signature': `sha256=${mac(body)}` },
  ],
  'time and body, beside each other': [
    {
      signature: { header: 'x-acme', label: 'v1' },
      timestamp: { label: 't' },
      base: '{timestamp}.{body}',
    },
    { 'x-acme': `t=${seconds},v1=${mac(`${seconds}.${body}`)}` },
  ],
  'id, time in milliseconds and body, a list in base64': [
    {
      signature: { header: 'x-acme', separator: ' ', prefix: 'v1,', encoding: 'base64' },
      timestamp: { header: 'x-time', unit: 'ms' },
      messageId: { header: 'x-id' },
      base: '{id}.{timestamp}.{body}',
    },
    {
      'x-acme': `v0,x v1,${mac(`m1.${NOW}.${body}`, 'base64')}`,
      'x-time': String(NOW),
      'x-id': 'm1',
    },
  ],
  'SHA-512 in base64url, the time in ISO 8601 behind the body': [
    {
      signature: { header: 'x-acme', algorithm: 'hmac-sha512', encoding: 'base64url' },
      timestamp: { header: 'x-time', unit: 'iso8601' },
      base: '{body}{timestamp}',
    },
    { 'x-acme': mac(body + iso, 'base64url', 'sha512'), 'x-time': iso },
  ],
  'a plain hash': [
    { signature: { header: 'x-acme', algorithm: 'sha1' }, base: '{secret}:{body}' },
    { 'x-acme': createHash('sha1').update(`${secret}:${body}`).digest('hex') },
  ],
}

for (const [name, [scheme, headers]] of Object.entries(good)) {
  test(name, () => {
    const verifier = createVerifier(defineProvider({ id: 'acme', ...scheme }), {
      keys: secret,
      now,
    })
    const delivery = verifier.verify({ headers, body })
    assert.equal(delivery.ok, true, delivery.code)
    assert.equal(delivery.provider, 'acme')
    assert.equal(delivery.text(), body)
    assert.equal(delivery.timestamp?.getTime(), scheme.timestamp && NOW)
    assert.equal(delivery.messageId, scheme.messageId && 'm1')
    assert.equal(verifier.verify({ headers, body: `${body} ` }).code, 'signature_mismatch')
    const late = () => NOW + 301_000
    const { ok, code } = createVerifier(defineProvider({ id: 'acme', ...scheme }), {
      keys: secret,
      now: late,
    }).verify({ headers, body })
    assert.equal(ok ? 'ok' : code, scheme.timestamp ? 'timestamp_too_old' : 'ok')
    const signed = verifier.sign({ body, id: 'm2', timestamp: NOW })
    assert.equal(verifier.verify({ headers: signed, body }).ok, true)
  })
}

test('a ring of its own keys, and no ring of another', () => {
  const scheme = { signature: { header: 'x-acme' } }
  const [one, other] = ['one', 'other'].map((id) => defineProvider({ id, ...scheme }))
  const verifier = createVerifier(one, { keys: createKeyRing(one, secret) })
  assert.equal(verifier.verify({ headers: { 'x-acme': mac(body) }, body }).ok, true)
  const keys = createKeyRing(other, secret)
  assert.throws(() => verifier.replaceKeys(keys), { code: 'ring_foreign' })
})

const signature = { header: 'x-acme' }
const faults = {
  scheme_id_invalid: [
    undefined,
    {},
    { signature },
    { id: 7, signature },
    { id: 'Acme', signature },
    { id: 'a|b', signature },
    { id: '-a', signature },
    { id: '', signature },
  ],
  scheme_headers_invalid: [
    { id: 'acme', signature: {} },
    { id: 'acme', signature: { header: 'x acme' } },
    { id: 'acme', signature: { header: '$a.b' } },
    { id: 'acme', signature: { header: 'a,b' } },
    { id: 'acme', signature, messageId: {} },
    { id: 'acme', signature, timestamp: { header: 'é' } },
  ],
  scheme_signature_invalid: [
    { id: 'acme' },
    { id: 'acme', signature: null },
    { id: 'acme', signature: { ...signature, algorithm: 'md5' } },
    { id: 'acme', signature: { ...signature, algorithm: '=1' } },
    { id: 'acme', signature: { ...signature, encoding: 'base32' } },
    { id: 'acme', signature: { ...signature, prefix: 'a|b' } },
    { id: 'acme', signature: { ...signature, prefix: 'a\nb' } },
    { id: 'acme', signature: { ...signature, separator: '.' } },
    { id: 'acme', signature: { ...signature, label: 'v1' } },
    { id: 'acme', signature, timestamp: { label: 't' }, base: '{timestamp}{body}' },
    { id: 'acme', signature: { ...signature, label: 'v 1' }, timestamp: { label: 't' } },
  ],
  scheme_base_invalid: [
    { id: 'acme', signature, base: '' },
    { id: 'acme', signature, base: 'body' },
    { id: 'acme', signature, base: '{body}{body}' },
    { id: 'acme', signature, base: '{Body}' },
    { id: 'acme', signature, base: '{body}%b' },
    { id: 'acme', signature, base: '!twilio{body}' },
    { id: 'acme', signature, base: '~x{body}' },
    { id: 'acme', signature, base: '{secret}{body}' },
    { id: 'acme', signature: { ...signature, algorithm: 'sha256' } },
    { id: 'acme', signature, base: 7 },
  ],
  scheme_unsigned: [
    { id: 'acme', signature, timestamp: { header: 'x-time' } },
    { id: 'acme', signature, base: '{timestamp}{body}' },
    { id: 'acme', signature, messageId: { header: 'x-id' } },
    { id: 'acme', signature, base: '{id}{body}' },
  ],
  scheme_timestamp_invalid: [
    { id: 'acme', signature, timestamp: { header: 'x', unit: 'h' }, base: '{timestamp}{body}' },
    { id: 'acme', signature, tolerance: { past: 1.5, future: 1 } },
    { id: 'acme', signature, tolerance: { past: -1, future: 1 } },
    { id: 'acme', signature, tolerance: { past: 1 } },
  ],
  scheme_secret_invalid: [{ id: 'acme', signature, secret: 'base32' }],
}

for (const [code, schemes] of Object.entries(faults)) {
  test(`refused: ${code}`, () => {
    for (const scheme of schemes) {
      assert.throws(
        () => defineProvider(scheme),
        (error) => {
          assert.ok(ConfigError.is(error), `${JSON.stringify(scheme)}: ${error}`)
          assert.equal(error.code, code, JSON.stringify(scheme))
          return true
        },
      )
    }
  })
}

test('a base that looks like a token is none', () => {
  const own = defineProvider({ id: 'acme', signature, base: '-{body}' })
  const verifier = createVerifier(own, { keys: secret })
  assert.equal(verifier.verify({ headers: { 'x-acme': mac('') }, body: '' }).ok, false)
  assert.equal(verifier.verify({ headers: { 'x-acme': mac('-x') }, body: 'x' }).ok, true)
})

test('only what was defined is one', () => {
  assert.throws(() => createVerifier({ id: 'github' }, { keys: secret }), {
    code: 'provider_unknown',
  })
})
