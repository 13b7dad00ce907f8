// Every row that signs into headers, with the platform's hash and without: what it signed is accepted both
// ways, by whichever key of the ring, and a body cut short is not.

import assert from 'node:assert/strict'
import crypto from 'node:crypto'
import { test } from 'node:test'

let hashes = 0
const count =
  (method) =>
  (...args) => {
    hashes += 1
    return crypto[method](...args)
  }
const load = process.getBuiltinModule
process.getBuiltinModule = (name) =>
  name === 'node:crypto'
    ? { hash: crypto.hash && count('hash'), createHash: count('createHash') }
    : load.call(process, name)
const { createVerifier, providers } = await import('countersign')
await import('countersign/more')
const { IN_BODY, keysFor } = await import('./signable.mjs')

const NOW = 1_750_000_000_000
const now = () => NOW
const url = 'https://hooks.example.com/in?tenant=1'

/** Holds the times that rows look for in a body. */
const head = `{"webhookTimestamp":${NOW},"webhookMetadata":{"webhookDeliveryAttemptTimestamp":"${new Date(NOW).toISOString()}"},"x":"`
const bodyOf = (size) => `${head}${'x'.repeat(size - head.length - 2)}"}`

/** For the platform in one piece; with a tail that has just room, and none; in pieces. */
const SIZES = [300, 1000, 17_000, 65_500, 65_536, 70_000, 140_000]

/** A secret of the same form, and another. */
const another = ({ id, secret }) => ({
  id: `${id}-2`,
  secret: secret.replace(/[0-9A-Ya-y](?=[^0-9A-Za-z]*$)/, (c) => (c === '1' ? '2' : '1')),
})

/** Rows that take a body only whole, and those of which the platform hashes nothing besides. */
const WHOLE = ['box', 'plivo', 'twilio']
const ALONE = [...WHOLE, 'cloudinary', 'cloudinary-sha256', 'hubspot-v1', 'hubspot-v2', 'lark']

createVerifier('github', { keys: 'x' }).verify({ headers: {}, body: 'x'.repeat(16_384) })

for (const { id, covers } of providers()) {
  if (IN_BODY.includes(id) || !covers.includes('body')) continue
  test(id, () => {
    const [key] = keysFor(id)
    const signer = createVerifier(id, { keys: [key], now })
    const sizes = WHOLE.includes(id) ? SIZES.filter((size) => size <= 65_536) : SIZES
    let asked = 0
    for (const size of sizes) {
      const body = bodyOf(size)
      const headers = signer.sign({ body, url, timestamp: NOW })
      for (const keys of [[key], [another(key), key]]) {
        for (const platformHash of [true, false]) {
          const verifier = createVerifier(id, { keys, now, platformHash })
          const before = hashes
          const when = `${size} bytes, ${keys.length} keys, platform: ${platformHash}`
          for (const given of [body, new TextEncoder().encode(body)]) {
            const { keyId, code } = verifier.verify({ headers, body: given, url })
            assert.equal(keyId, key.id, `${code}, ${when}`)
            const altered = given.slice(0, -3)
            const wrong = verifier.verify({ headers, body: altered, url })
            assert.equal(wrong.code, 'signature_mismatch', when)
          }
          if (platformHash) asked += hashes - before
          else assert.equal(hashes, before, when)
          verifier.dispose()
        }
      }
    }
    assert.equal(asked > 0, !ALONE.includes(id), `${asked} hashes`)
  })
}
