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
const pair = { signature: { header: 'x-acme', label: 'v1' }, timestamp: { label: 't' } }
const timed = { timestamp: { header: 'x-time' }, base: '{timestamp}.{body}' }
const dated = { ...timed, timestamp: { header: 'x-time', unit: 'iso8601' } }
const both = { ...timed, messageId: { header: 'x-id' }, base: '{id}.{timestamp}.{body}' }
const plain = { signature: { ...signature, algorithm: 'sha256' } }
/** By code, and then by the field that the message names. */
const faults = {
  scheme_id_invalid: {
    id: [
      undefined,
      {},
      { id: undefined },
      { id: 7 },
      { id: 'Acme' },
      { id: 'a|b' },
      { id: '-a' },
      { id: '' },
      { id: 'a'.repeat(257) },
      { id: 'a'.repeat(70_000) },
      { id: 'stripe' },
      { id: 'twilio' },
    ],
  },
  scheme_headers_invalid: {
    'signature.header': [
      { signature: {} },
      { signature: { header: 'x acme' } },
      { signature: { header: '$a.b' } },
      { signature: { header: 'a,b' } },
    ],
    'messageId.header': [
      { messageId: {} },
      { messageId: null },
      { messageId: { header: 'X-Acme' }, base: '{id}.{body}' },
      { ...both, messageId: { header: 'x-time' } },
    ],
    'timestamp.header': [
      { timestamp: { header: 'é' } },
      { ...timed, timestamp: { header: 'X-ACME' } },
    ],
  },
  scheme_signature_invalid: {
    signature: [{ signature: undefined }, { signature: null }, { signature: 'x-acme' }],
    'signature.algorithm': [
      { signature: { ...signature, algorithm: 'md5' } },
      { signature: { ...signature, algorithm: '=1' } },
    ],
    'signature.encoding': [{ signature: { ...signature, encoding: 'base32' } }],
    'signature.prefix': [
      { signature: { ...signature, prefix: 'a|b' } },
      { signature: { ...signature, prefix: 'a\nb' } },
      { signature: { ...signature, prefix: 'a'.repeat(65_536) } },
      { ...pair, signature: { ...pair.signature, prefix: 'v0=' } },
    ],
    'signature.separator': [{ signature: { ...signature, separator: '.' } }],
    'timestamp.label': [{ signature: { ...signature, label: 'v1' } }],
    'signature.label': [
      { timestamp: { label: 't' }, base: '{timestamp}.{body}' },
      { ...pair, signature: { ...signature, label: 'v 1' } },
      { ...pair, signature: { ...signature, label: 't' }, base: '{timestamp}.{body}' },
    ],
  },
  scheme_base_invalid: {
    base: [
      { base: '' },
      { base: 'body' },
      { base: '{body}{body}' },
      { ...timed, base: '{timestamp}.{timestamp}.{body}' },
      { base: '{Body}' },
      { base: '{body}%b' },
      { base: '{body}\n' },
      { base: '{body}\t' },
      { base: '{body}é' },
      { base: '!twilio{body}' },
      { base: '~x{body}' },
      { base: '{secret}{body}' },
      { ...plain },
      { base: 7 },
    ],
  },
  scheme_base_ambiguous: {
    base: [
      { ...timed, base: '{timestamp}{body}' },
      { ...timed, base: '{body}{timestamp}' },
      { ...timed, base: '{timestamp}0.{body}' },
      { ...timed, base: '{body}.0{timestamp}' },
      { ...dated, base: '{timestamp}{body}' },
      // Else a fraction of a second could be left to the body.
      { ...dated, base: '{timestamp}.{body}' },
      { ...both, base: '{id}{timestamp}.{body}' },
      // An id may hold a colon.
      { ...both, base: '{id}:{timestamp}:{body}' },
      { messageId: { header: 'x-id' }, base: '{body}{id}' },
      { ...timed, base: '{url}{timestamp}{body}' },
      { ...timed, ...plain, base: '{secret}{body}{timestamp}' },
    ],
  },
  scheme_unsigned: {
    messageId: [
      { timestamp: { header: 'x-time' } },
      { base: '{timestamp}.{body}' },
      { messageId: { header: 'x-id' } },
      { base: '{id}.{body}' },
    ],
  },
  scheme_timestamp_invalid: {
    timestamp: [
      { ...timed, timestamp: {} },
      { ...timed, timestamp: { unit: 'ms' } },
      { ...timed, timestamp: null },
      { ...timed, timestamp: 'x-time' },
      { ...pair, timestamp: { label: 't', header: 'x-time' }, base: '{timestamp}.{body}' },
    ],
    'timestamp.unit': [{ ...timed, timestamp: { header: 'x', unit: 'h' } }],
    tolerance: [
      { ...timed, tolerance: { past: 1.5, future: 1 } },
      { ...timed, tolerance: { past: -1, future: 1 } },
      { ...timed, tolerance: { past: 1 } },
      { ...timed, tolerance: { past: 0, future: 0 } },
      { ...timed, tolerance: 0 },
      { ...timed, tolerance: Number.NaN },
      { ...timed, tolerance: '60' },
      { ...timed, tolerance: 'off' },
      { ...timed, tolerance: null },
      // Nothing is there that it could judge.
      { tolerance: { past: 60, future: 60 } },
    ],
  },
  scheme_secret_invalid: { secret: [{ secret: 'base32' }] },
  scheme_option_unknown: {
    encodng: [{ encodng: 'hex' }],
    'signature.encodng': [{ signature: { ...signature, encodng: 'hex' } }],
    'timestamp.units': [{ ...timed, timestamp: { header: 'x', units: 'ms' } }],
    'messageId.label': [{ ...both, messageId: { header: 'x-id', label: 'id' } }],
    'tolerance.ahead': [{ ...timed, tolerance: { past: 1, ahead: 1 } }],
    'signature.…': [{ signature: { ...signature, [`${'x'.repeat(41)}`]: 1 } }],
  },
}

for (const [code, fields] of Object.entries(faults)) {
  test(`refused: ${code}`, () => {
    for (const [field, schemes] of Object.entries(fields)) {
      for (const fault of schemes) {
        const scheme =
          fault && Object.keys(fault).length ? { id: 'acme', signature, ...fault } : fault
        const title = `${field}: ${JSON.stringify(scheme)?.slice(0, 200)}`
        assert.throws(
          () => defineProvider(scheme),
          (error) => {
            assert.ok(ConfigError.is(error), `${title}: ${error}`)
            assert.equal(error.code, code, title)
            assert.ok(error.message.includes(`\`${field}\``), `${title}: ${error.message}`)
            return true
          },
        )
      }
    }
  })
}

test('bases that can be cut in one way only', () => {
  for (const scheme of [
    timed,
    both,
    { ...timed, base: 'v0:{timestamp}:{body}' },
    { ...timed, base: '{body}.{timestamp}' },
    { ...timed, base: '{method}{timestamp} {url}{body}' },
    { ...both, base: '{timestamp}.{body}.{id}' },
    { ...both, base: '{body}.{timestamp}.{id}' },
    { ...dated, base: '{timestamp}:{body}' },
    { ...dated, base: '{body}{timestamp}' },
    { ...timed, ...plain, base: '{timestamp}{secret}{body}' },
    { base: '{url}{body}' },
    { base: '{method}{url}{body}' },
  ]) {
    defineProvider({ id: 'acme', signature, ...scheme })
  }
})

test('a tolerance is a number, for both sides, as a verifier takes it', () => {
  const own = defineProvider({ id: 'acme', signature, ...timed, tolerance: 60 })
  const headers = { 'x-acme': mac(`${seconds}.${body}`), 'x-time': seconds }
  for (const [age, expected] of [
    [60, undefined],
    [61, 'timestamp_too_old'],
    [-60, undefined],
    [-61, 'timestamp_too_new'],
  ]) {
    const verifier = createVerifier(own, { keys: secret, now: () => NOW + age * 1000 })
    assert.equal(verifier.verify({ headers, body }).code, expected, `${age}`)
  }
})

test('a provider says what it covers', () => {
  const own = defineProvider({ id: 'acme', signature, base: '{method} {url} {body}' })
  assert.deepEqual(own.covers, ['body', 'url', 'method'])
  const verifier = createVerifier(own, { keys: secret })
  const url = 'https://example.com/hooks'
  for (const method of ['PATCH', 'patch', 'Patch']) {
    const headers = { 'x-acme': mac(`PATCH ${url} ${body}`) }
    assert.equal(verifier.verify({ headers, body, url, method }).ok, true, method)
    assert.deepEqual(verifier.sign({ body, url, method }), headers)
  }
})

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
