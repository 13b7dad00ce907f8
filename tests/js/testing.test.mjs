// The entry for users' own tests: what it signs is genuine, and each of its mutations is refused.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, providers } from 'countersign'
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
