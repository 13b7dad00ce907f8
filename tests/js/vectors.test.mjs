// The vectors through the built package: the verdict that each demands, whatever the form of the
// body and of the headers, and the code that the oracle finds.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, createVerifier, providers } from 'countersign'
import { bodiesOf, casesOf, files, headersOf } from './corpus.mjs'
import { judge, keyBytes } from './oracle.mjs'

test('every provider has vectors, and all vectors a provider', () => {
  assert.deepEqual(
    providers().map(({ id }) => id),
    files,
  )
})

for (const provider of files) {
  test(provider, () => {
    const cases = casesOf(provider)
    const seen = { valid: 0, invalid: 0 }
    for (const vector of cases) {
      check(vector)
      seen[vector.expected] += 1
    }
    assert.ok(seen.valid > 0, 'no valid case')
    assert.ok(seen.invalid > 0, 'no invalid case')
    assert.equal(seen.valid + seen.invalid, cases.length)
  })
}

function check(vector) {
  const { provider, name, secret, headers, url, nowMs, isValid } = vector
  const key = keyBytes(provider, secret)
  let verifier
  try {
    verifier = createVerifier(provider, { keys: [{ id: 'k0', secret }], now: () => nowMs })
  } catch (error) {
    assert.ok(ConfigError.is(error), `${name}: ${error}`)
    assert.equal(isValid, false, `${name}: ${error}`)
    // Of other credentials the oracle knows nothing.
    assert.ok(key === undefined || error.code === 'secret_wrong_kind', `${name}: ${error}`)
    return
  }
  assert.notEqual(key, undefined, `${name}: the oracle refuses its secret`)

  const shapes = headersOf(headers)
  assert.ok(Object.keys(shapes).length >= 3)
  for (const [shape, given] of Object.entries(shapes)) {
    const pairs = shape === 'Headers' ? [...given] : Object.entries(headers)
    for (const [form, body] of Object.entries(bodiesOf(vector.bytes))) {
      const title = `${name} (${form}, ${shape})`
      const incoming = { headers: given, body, ...(url !== undefined && { url }) }
      const verdict = verifier.verify(incoming)
      assert.equal(verdict.ok, isValid, title)
      const keys = [{ key }]
      const expected = judge({ provider, keys, headers: pairs, body, url, nowMs })
      assert.equal(verdict.ok ? 'ok' : verdict.code, expected.ok ? 'ok' : expected.code, title)
      if (verdict.ok) {
        assert.deepEqual(Buffer.from(verdict.body), vector.bytes, title)
        assert.equal(verdict.keyId, 'k0', title)
      }
    }
  }
  verifier.dispose()
}
