// Hostile requests through the package: no throw, every verdict the oracle's, no memory kept.
// COUNTERSIGN_HOSTILE is their number, 10,000 by default; the full count is 200,000.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Generator } from './hostile.mjs'
import { linearMemory } from './linear-memory.mjs'
import { judge } from './oracle.mjs'

const { createVerifier } = await import('countersign')

const COUNT = Number(process.env.COUNTERSIGN_HOSTILE ?? 10_000)
const SEED = Number(process.env.COUNTERSIGN_SEED ?? 1)

const CODES = [
  'accepted',
  'header_missing',
  'url_missing',
  'signature_malformed',
  'message_id_malformed',
  'timestamp_malformed',
  'body_parsed',
  'body_ill_formed',
  'body_too_large',
  'signature_mismatch',
  'key_expired',
  'timestamp_too_old',
  'timestamp_too_new',
]
/** What is said only once a MAC was compared. */
const BEHIND_MAC = ['accepted', 'signature_mismatch', 'key_expired', 'timestamp_too_old']
BEHIND_MAC.push('timestamp_too_new')

test(`${COUNT} hostile requests, seed ${SEED}`, () => {
  assert.ok(COUNT >= 1000, 'too few for what is asserted')
  const generator = new Generator(SEED)
  const counts = Object.fromEntries(CODES.map((code) => [code, 0]))
  let halfway
  for (let at = 0; at < COUNT; at += 1) {
    if (at === COUNT >> 1) halfway = linearMemory()
    const { provider, secrets, incoming, oracleCase } = generator.next()
    const { tolerance, nowMs } = oracleCase
    const options = { keys: secrets, now: () => nowMs, ...(tolerance && { tolerance }) }
    const verifier = createVerifier(provider, options)
    const title = `request ${at} of seed ${SEED}, ${provider}`
    const code = compare(verifier, incoming, judge(oracleCase), title)
    counts[code] += 1
    verifier.dispose()
  }
  assert.equal(linearMemory(), halfway, 'memory grew in the second half')

  console.table(counts)
  assert.deepEqual(Object.keys(counts), CODES, 'a code that no rule knows')
  for (const [code, count] of Object.entries(counts)) {
    assert.ok(count >= COUNT / 200, `${code} occurs only ${count} times`)
  }
  const reached = BEHIND_MAC.reduce((sum, code) => sum + counts[code], 0)
  assert.ok(reached >= COUNT / 4, `only ${reached} reached the MAC`)
})

function compare(verifier, incoming, expected, title) {
  let verdict
  try {
    verdict = verifier.verify(incoming)
  } catch (error) {
    assert.fail(`${title}: threw ${error?.stack}`)
  }
  if (!verdict.ok) {
    const { code, slot, age } = verdict
    assert.deepEqual(clean({ ok: false, code, slot, age }), clean(expected), title)
    assert.equal(typeof verdict.message, 'string', title)
    return code
  }
  const { keyId, messageId, timestamp } = verdict
  const wanted = { ...expected, keyId: `k${expected.key}`, key: undefined }
  const given = { ok: true, keyId, messageId, timestamp: timestamp?.getTime() }
  assert.deepEqual(clean(given), clean(wanted), title)
  return 'accepted'
}

const clean = (object) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))

test('a body of 16 MiB takes no memory of the module', () => {
  const before = linearMemory()
  const verifier = createVerifier('github', { keys: 'secret' })
  const bytes = new Uint8Array(2 ** 24).fill(0x61)
  const text = 'a'.repeat(2 ** 24)
  for (const body of [bytes, bytes.buffer, text]) {
    const small = verifier.sign({ body: 'a' })
    assert.equal(verifier.verify({ headers: small, body }).code, 'signature_mismatch')
  }
  assert.equal(linearMemory(), before)
})

test('memory is seen to grow where it does', () => {
  const before = linearMemory()
  const kept = []
  for (let at = 0; at < 5000; at += 1) kept.push(createVerifier('github', { keys: 'secret' }))
  assert.ok(linearMemory() > before + 500_000, `${linearMemory() - before} bytes`)
  for (const verifier of kept) verifier.dispose()
})
