// Every fault of configuration: where the mistake is made, with its code, and never with a secret.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { ConfigError, createKeyRing, createVerifier, verifyWebhookSignature } from 'countersign'

const detached = new Uint8Array(8)
structuredClone(detached.buffer, { transfer: [detached.buffer] })

function faultOf(make, title = '') {
  let made
  try {
    made = make()
  } catch (error) {
    assert.equal(error?.constructor, ConfigError, `${title}: ${error?.stack}`)
    assert.equal(error.name, 'ConfigError')
    assert.ok(ConfigError.is(error))
    assert.ok(error instanceof Error)
    assert.ok(error.message.length > 20, error.message)
    return error
  }
  return assert.fail(`${title} made ${made}`)
}

const shown = (value) => {
  try {
    return JSON.stringify(value).slice(0, 60)
  } catch {
    return String(value)
  }
}

/** The ways in which keys are handed over: each must say the same of them. */
const WAYS = {
  createVerifier: (provider, keys) => createVerifier(provider, { keys }),
  createKeyRing,
  replaceKeys: (provider, keys) => {
    const verifier = createVerifier(provider, { keys: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' })
    verifier.replaceKeys(keys)
  },
}

const TEXT_KEYS = {
  secret_missing: [
    undefined,
    null,
    [],
    [undefined],
    [null],
    {},
    { secret: undefined },
    new Array(1),
  ],
  secret_empty: ['', new Uint8Array(0), [''], { secret: '' }],
  secret_blank: [' ', '\t\n', '\u00a0', '\u3000'],
  secret_whitespace: [' a', 'a ', 'a\n', '\ta', 'a\r\n', '\u00a0a', 'a\u2028', '\ufeffa', 'a\x85'],
  secret_ill_formed: ['a\ud800', '\udc00'],
  secret_too_long: ['a'.repeat(4097), 'é'.repeat(2049), 'a'.repeat(2e5), new Uint8Array(2e5)],
  secret_wrong_kind: ['sk_live_abcdefgh', 'sk_test_abcdefgh', 'pk_live_abcdefgh'],
  keys_too_many: [Array(17).fill('a')],
  key_id_malformed: ['', 'a b', 'é', 'a\n', 'a'.repeat(129), 5, 'a'.repeat(2e5)].map((id) => ({
    id,
    secret: 'a',
  })),
  key_id_duplicate: [['a', 'b'].map((secret) => ({ id: 'same', secret }))],
  secret_invalid: [5, true, Symbol('s'), () => 'a', [5], { secret: 5 }, { secret: ['a'] }],
  not_after_invalid: [Number.NaN, Number.POSITIVE_INFINITY, new Date('no'), '2026', null, 5n].map(
    (notAfter) => ({ secret: 'a', notAfter }),
  ),
}
const BASE64_KEYS = {
  secret_not_base64: [
    'not base64!',
    'AAAAAAAAAAAAAAAAAAAAAA',
    'AAAAAAAAAAAAAAAAAAAAAB==',
    '-_-_AAAAAAAAAAAAAAAAAAAAAAA=',
    'whsec_whsec_AAAAAAAAAAAAAAAAAAAAAA==',
    'WHSEC_AAAAAAAAAAAAAAAAAAAAAA==',
    'AAAAAAAAAAAA\nAAAAAAAAAAAA',
  ],
  secret_too_short: ['AAAAAAAAAAAAAAAAAAA=', 'whsec_', 'whsec_AAAAAAAAAAAAAAAAAAA='],
}

for (const [provider, faults] of [
  ['stripe', TEXT_KEYS],
  ['svix', BASE64_KEYS],
]) {
  for (const [code, all] of Object.entries(faults)) {
    test(`${code}, by every way in`, () => {
      for (const keys of all) {
        for (const [way, hand] of Object.entries(WAYS)) {
          const title = `${way} ${provider} ${shown(keys)}`
          assert.equal(faultOf(() => hand(provider, keys), title).code, code, title)
        }
      }
    })
  }
}

test('no options', () => {
  for (const options of [undefined, null, 5, 'secret']) {
    assert.equal(faultOf(() => createVerifier('stripe', options)).code, 'secret_missing')
  }
})

test('what is no secret, yet an object, is a ConfigError as well', () => {
  const others = [new Uint16Array(8), new DataView(new ArrayBuffer(8)), new String('secret')]
  for (const keys of [...others, detached, [detached], { secret: detached }, new Set(['a'])]) {
    for (const [way, hand] of Object.entries(WAYS)) {
      const title = `${way} ${Object.prototype.toString.call(keys)}`
      assert.match(faultOf(() => hand('stripe', keys), title).code, /^secret_/, title)
    }
  }
})

test('what can be a secret is taken', () => {
  const longest = [{ id: 'a'.repeat(128), secret: 'a'.repeat(4096), notAfter: new Date(0) }]
  const taken = ['a', 'a b', 'é', '\x00', new Uint8Array([32]), Array(16).fill('a'), longest]
  for (const keys of taken) {
    createVerifier('stripe', { keys }).dispose()
    createKeyRing('stripe', keys).dispose()
  }
})

test('no message holds a secret', () => {
  const secret = 'sk_live_thisIsVerySecret'
  const bad = [secret, `${secret}\n`, `${secret}\ud800`, { id: `${secret} `, secret }]
  for (const keys of [...bad, Array(17).fill(secret), { id: secret, secret, notAfter: secret }]) {
    const error = faultOf(() => createVerifier('stripe', { keys }), shown(keys))
    assert.ok(!`${error.stack}${JSON.stringify(error)}`.includes('VerySecret'))
  }
})

test('provider_unknown', () => {
  const unknown = [
    'strpe',
    '',
    'Stripe',
    'stripe ',
    '__proto__',
    'constructor',
    'toString',
    'a\ud800',
  ]
  for (const provider of [...unknown, undefined, null, 5, {}, ['stripe'], Symbol('stripe')]) {
    const options = { keys: 'secret' }
    const title = String(provider)
    assert.equal(faultOf(() => createVerifier(provider, options), title).code, 'provider_unknown')
    assert.equal(faultOf(() => createKeyRing(provider, 'a'), title).code, 'provider_unknown')
  }
})

test('provider_unknown repeats a plain word, and nothing that could be a secret', () => {
  const messageOf = (provider) =>
    faultOf(() => createVerifier(provider, { keys: 'a' }), String(provider)).message
  assert.match(messageOf('stirpe'), /^`stirpe`: /)
  for (const secret of ['whsec_abcdefgh', 'Passw', 'p4ssword', 'a'.repeat(25), 'a b', ['github']]) {
    assert.equal(messageOf(secret), messageOf(5))
  }
})

test('tolerance_invalid', () => {
  const { NaN: none, POSITIVE_INFINITY: infinite } = Number
  const sides = [{}, { past: 1 }, { future: 1 }, { past: 0, future: 1 }, { past: 1, future: none }]
  const numbers = [0, -0, -1, none, infinite, -infinite, 1e300]
  for (const tolerance of [...numbers, ...sides, null, '300', 'on', 'OFF', '', true, [], 5n]) {
    const make = () => createVerifier('stripe', { keys: 'a', tolerance })
    assert.equal(faultOf(make, shown(tolerance)).code, 'tolerance_invalid')
  }
})

test('tolerance_untimed', () => {
  for (const tolerance of [0, 300, 'off', { past: 1, future: 1 }, null]) {
    for (const provider of ['github', 'notion', 'shopify', 'twilio']) {
      const make = () => createVerifier(provider, { keys: 'a', tolerance })
      assert.equal(faultOf(make, shown(tolerance)).code, 'tolerance_untimed')
    }
  }
  createVerifier('github', { keys: 'a', tolerance: undefined }).dispose()
})

test('clock_invalid', () => {
  for (const now of [0, 1_700_000_000_000, 'now', {}, new Date()]) {
    const make = () => createVerifier('stripe', { keys: 'a', now })
    assert.equal(faultOf(make, shown(now)).code, 'clock_invalid')
  }
})

test('ring_foreign', () => {
  const copy = createRequire(import.meta.url)('countersign')
  assert.notEqual(copy.createKeyRing, createKeyRing)
  const verifier = createVerifier('github', { keys: 'a' })
  const foreign = [createKeyRing('notion', 'a'), copy.createKeyRing('github', 'a')]
  for (const keys of [...foreign, undefined, null, {}, 'a', 5, verifier]) {
    assert.equal(faultOf(() => verifier.verify({}, { keys })).code, 'ring_foreign')
  }
  for (const override of [null, 5, 'a', {}]) {
    assert.equal(faultOf(() => verifier.verify({}, override)).code, 'ring_foreign')
  }
  const notion = createKeyRing('notion', 'a')
  assert.equal(faultOf(() => createVerifier('github', { keys: notion })).code, 'ring_foreign')
  assert.equal(faultOf(() => verifier.replaceKeys(notion)).code, 'ring_foreign')
})

test('disposed', () => {
  const ring = createKeyRing('github', 'a')
  const byRing = createVerifier('github', { keys: ring })
  const good = createVerifier('github', { keys: 'a' })
  ring[Symbol.dispose]()
  ring.dispose()
  const gone = createVerifier('github', { keys: 'a' })
  gone[Symbol.dispose]()
  gone.dispose()
  const uses = [
    () => byRing.verify({}),
    () => byRing.sign({ body: '' }),
    () => good.verify({}, { keys: ring }),
    () => createVerifier('github', { keys: ring }),
    () => good.replaceKeys(ring),
    () => gone.verify({}),
    () => gone.verify({}, { keys: createKeyRing('github', 'a') }),
    () => gone.sign({ body: '' }),
    () => gone.replaceKeys('a'),
  ]
  for (const use of uses) assert.equal(faultOf(use, String(use)).code, 'disposed')
  assert.equal(good.verify({ headers: good.sign({ body: 'x' }), body: 'x' }).ok, true)
})

test('a ring that was handed in outlives the verifier', () => {
  const ring = createKeyRing('github', 'a')
  const verifiers = [1, 2].map(() => createVerifier('github', { keys: ring }))
  verifiers[0].dispose()
  verifiers[1].replaceKeys('b')
  const third = createVerifier('github', { keys: ring })
  assert.equal(third.verify({ headers: third.sign({ body: 'x' }), body: 'x' }).ok, true)
})

test('the bare call says the same of its secret', () => {
  for (const [code, all] of Object.entries(TEXT_KEYS)) {
    if (!/^secret_(missing|empty|blank|whitespace|ill_formed|too_long)$/.test(code)) continue
    for (const secret of all.filter((keys) => !Array.isArray(keys) && !keys?.secret)) {
      assert.equal(
        faultOf(() => verifyWebhookSignature('x', 'y', secret), shown(secret)).code,
        code,
      )
    }
  }
  for (const secret of [5, true, detached]) {
    assert.match(faultOf(() => verifyWebhookSignature('x', 'y', secret)).code, /^secret_/)
  }
})

test('ConfigError.is holds across copies, and for nothing else', () => {
  const copy = createRequire(import.meta.url)('countersign')
  assert.notEqual(copy.ConfigError, ConfigError)
  for (const [mine, other] of [
    [ConfigError, copy],
    [copy.ConfigError, { createVerifier }],
  ]) {
    try {
      other.createVerifier('stripe', { keys: '' })
      assert.fail('it must throw')
    } catch (error) {
      assert.ok(!(error instanceof mine))
      assert.ok(mine.is(error))
    }
  }
  const like = Object.assign(new Error('x'), { name: 'ConfigError', code: 'secret_empty' })
  for (const other of [like, { name: 'ConfigError' }, undefined, null, 5, 'ConfigError', {}]) {
    assert.equal(ConfigError.is(other), false)
  }
})
