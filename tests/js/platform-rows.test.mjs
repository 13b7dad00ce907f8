// Every row whose signature covers the body, with the platform's hash and without: what is signed is accepted
// both ways, by whichever key of the ring, and another body is not.

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
const { signedRequest } = await import('countersign/testing')
const { bodyFor, keysFor } = await import('./signable.mjs')

const NOW = 1_750_000_000_000
const now = () => NOW
const url = 'https://hooks.example.com/in?tenant=1'

/** A body of this size that the row can sign. */
function bodyOf(id, size) {
  const of = (length) => bodyFor(id, `"${'x'.repeat(length)}"`, NOW)
  const rest = size - of(0).length
  return of(size).length > size ? of(rest) : `{"x":"${'x'.repeat(size - 8)}"}`
}

/** For the platform in one piece; with a tail that has just room, and none; in pieces. */
const SIZES = [300, 1000, 17_000, 65_500, 65_536, 70_000, 140_000]

/** A secret of the same form, and another. */
const another = ({ id, secret }) => ({
  id: `${id}-2`,
  secret: secret.replace(/[0-9A-Ya-y](?=[^0-9A-Za-z]*$)/, (c) => (c === '1' ? '2' : '1')),
})

/** The text with another character at its start. */
const other = (text) => (text[0] === 'e' ? 'E' : 'e') + text.slice(1)

/** Rows that take a body only whole, and those of which the platform hashes nothing besides. */
const WHOLE = ['box', 'braintree', 'plivo', 'twilio']
const ALONE = [
  ...WHOLE,
  'cloudinary',
  'cloudinary-sha256',
  'hubspot-v1',
  'hubspot-v2',
  'hygraph',
  'lark',
]

createVerifier('github', { keys: 'x' }).verify({ headers: {}, body: 'x'.repeat(16_384) })

for (const { id, covers } of providers()) {
  if (!covers.includes('body')) continue
  test(id, () => {
    const [key] = keysFor(id)
    let asked = 0
    for (const size of SIZES) {
      const unsigned = bodyOf(id, size)
      if (WHOLE.includes(id) && size > 40_000) continue
      const { headers, body } = signedRequest(id, {
        keys: [key],
        body: unsigned,
        url,
        timestamp: NOW,
      })
      assert.ok(body.length >= size)
      const middle = body.length >> 1
      const [before, after] = [body.slice(0, middle), body.slice(middle)]
      for (const keys of [[key], [another(key), key]]) {
        for (const platformHash of [true, false]) {
          const verifier = createVerifier(id, { keys, now, platformHash })
          const hashesBefore = hashes
          const when = `${size} bytes, ${keys.length} keys, platform: ${platformHash}`
          for (const form of [(text) => text, (text) => new TextEncoder().encode(text)]) {
            const { keyId, code } = verifier.verify({ headers, body: form(body), url })
            assert.equal(keyId, key.id, `${code}, ${when}`)
            for (const altered of [before + after.slice(1), before + other(after)]) {
              const wrong = verifier.verify({ headers, body: form(altered), url })
              assert.equal(wrong.code, 'signature_mismatch', when)
            }
          }
          if (platformHash) asked += hashes - hashesBefore
          else assert.equal(hashes, hashesBefore, when)
          verifier.dispose()
        }
      }
    }
    assert.equal(asked > 0, !ALONE.includes(id), `${asked} hashes`)
  })
}
