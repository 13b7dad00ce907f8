// Failures made from every accepted vector by one change each, through the built package: they are
// not written down in the vectors, and each has exactly one right code.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, providers } from 'countersign'
import { casesOf, known } from './corpus.mjs'

const info = new Map(providers().map((row) => [row.id, row]))

for (const provider of known) {
  test(provider, () => {
    const accepted = casesOf(provider).filter(({ isValid }) => isValid)
    for (const vector of accepted) derive(vector)
    assert.ok(accepted.length > 0)
  })
}

function derive(vector) {
  const { provider, name, secret, headers, bytes, url, nowMs } = vector
  const { tolerance } = info.get(provider)
  const codeOf = (change, options) => {
    const given = { keys: [{ id: 'k0', secret }], now: () => nowMs, ...options }
    const verifier = createVerifier(provider, given)
    const verdict = verifier.verify({ headers, body: bytes, url, ...change })
    verifier.dispose()
    return verdict.ok ? `ok ${verdict.keyId}` : verdict.code
  }
  const expect = (code, change, options) =>
    assert.equal(codeOf(change, options), code, `${name}: ${JSON.stringify({ change, options })}`)
  expect('ok k0')

  // Each header dropped.
  const names = Object.keys(headers)
  const own = info.get(provider).headers.length
  const needed = names.filter((dropped) => {
    const { [dropped]: _, ...rest } = headers
    return codeOf({ headers: rest }) === 'header_missing'
  })
  assert.equal(needed.length, own, `${name}: each of its headers is needed`)

  // One bit of the body, at both ends and in the middle.
  for (const place of new Set([0, bytes.length >> 1, bytes.length - 1])) {
    if (place < 0 || place >= bytes.length) continue
    const body = Buffer.from(bytes)
    body[place] ^= 1
    expect('signature_mismatch', { body })
  }
  expect('signature_mismatch', { body: Buffer.concat([bytes, Buffer.from('&x=0')]) })

  // Another key, a retired key, and the right one behind others.
  const other = { id: 'other', secret: new Uint8Array(32).fill(7) }
  expect('signature_mismatch', {}, { keys: [other] })
  const retired = { id: 'k0', secret, notAfter: nowMs - 1 }
  expect('key_expired', {}, { keys: [other, retired] })
  expect('ok k0', {}, { keys: [other, { ...retired, notAfter: nowMs }] })
  expect('ok second', {}, { keys: [retired, { id: 'second', secret }] })

  // The clock, at both edges of the tolerance, to the millisecond.
  if (tolerance === undefined) return
  const { timestamp } = verified(vector)
  const [past, future] = [tolerance.past * 1000, tolerance.future * 1000]
  expect('ok k0', {}, { now: () => timestamp + past })
  expect('timestamp_too_old', {}, { now: () => timestamp + past + 1 })
  expect('ok k0', {}, { now: () => timestamp - future })
  expect('timestamp_too_new', {}, { now: () => timestamp - future - 1 })
  expect('ok k0', {}, { now: () => timestamp + past + 1, tolerance: 'off' })
  // Authenticity is judged before time.
  expect('signature_mismatch', {}, { keys: [other], now: () => timestamp + past + 1 })
}

function verified({ provider, secret, headers, bytes, url, nowMs }) {
  const verifier = createVerifier(provider, { keys: secret, now: () => nowMs })
  const delivery = verifier.verify({ headers, body: bytes, url })
  return { timestamp: delivery.timestamp.getTime() }
}
