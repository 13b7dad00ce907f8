// The vectors through the built package: the verdict that each demands, whatever the form of the
// body and of the headers, and the code that the oracle finds.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, createVerifier, providers } from 'countersign'
import { bodiesOf, casesOf, files, headersOf, known } from './corpus.mjs'
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
  const { provider, name, secret, headers, url, method, nowMs, isValid } = vector
  const hasOracle = known.includes(provider)
  const key = hasOracle ? keyBytes(provider, secret) : undefined
  const keys = Array.isArray(secret) ? secret : [{ id: 'k0', secret }]
  let verifier
  try {
    verifier = createVerifier(provider, { keys, now: () => nowMs })
  } catch (error) {
    assert.ok(ConfigError.is(error), `${name}: ${error}`)
    assert.equal(isValid, false, `${name}: ${error}`)
    // Of other credentials the oracle knows nothing.
    assert.ok(key === undefined || error.code === 'secret_wrong_kind', `${name}: ${error}`)
    return
  }
  if (hasOracle) assert.notEqual(key, undefined, `${name}: the oracle refuses its secret`)

  const shapes = headersOf(headers)
  assert.ok(Object.keys(shapes).length >= 3)
  for (const [shape, given] of Object.entries(shapes)) {
    const pairs = shape === 'Headers' ? [...given] : Object.entries(headers)
    for (const [form, body] of Object.entries(bodiesOf(vector.bytes))) {
      const title = `${name} (${form}, ${shape})`
      const verdict = verifier.verify({ headers: given, body, url, method })
      assert.equal(verdict.ok, isValid, title)
      if (hasOracle) {
        const expected = judge({ provider, keys: [{ key }], headers: pairs, body, url, nowMs })
        assert.equal(verdict.ok ? 'ok' : verdict.code, expected.ok ? 'ok' : expected.code, title)
      }
      if (verdict.ok) {
        const { body } = verdict.covers.includes('body') ? verdict : verdict.unsigned
        assert.deepEqual(Buffer.from(body), vector.bytes, title)
        assert.ok(
          keys.some(({ id }) => id === verdict.keyId),
          title,
        )
      }
    }
  }
  verifier.dispose()
}
