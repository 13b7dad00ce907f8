// Known answers of the MACs, through the package as it is built.
//
// HMAC-SHA256 is reached by `verifyWebhookSignature`, with any key and message. HMAC-SHA1 is only
// reached by Twilio's row, whose signed text begins with a URL; the messages of RFC 2202 and of
// Wycheproof are none, so those answers are checked natively (tests/mac.rs) and here it is compared
// with the platform's own, over every length around the blocks of the hash.

import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createVerifier, verifyWebhookSignature } from 'countersign'

const read = (name) =>
  JSON.parse(readFileSync(new URL(`../vectors/mac/${name}.json`, import.meta.url), 'utf8'))
const bytes = (hex) => new Uint8Array(Buffer.from(hex, 'hex'))
const full = (key, message) => createHmac('sha256', key).update(message).digest('hex')

/** In every form in which a payload and a signature are taken. */
function verify(key, message, tag) {
  const verdicts = new Set()
  for (const payload of [message, Buffer.from(message), message.slice().buffer]) {
    for (const signature of [tag, tag.toUpperCase(), `sha256=${tag}`]) {
      verdicts.add(verifyWebhookSignature(payload, signature, key))
    }
  }
  assert.equal(verdicts.size, 1, 'the form decides')
  return verdicts.has(true)
}

test('RFC 4231', () => {
  const cases = read('rfc4231').cases.filter(({ hash }) => hash === 'sha256')
  assert.equal(cases.length, 7)
  for (const { name, key, message, mac } of cases) {
    const isWhole = mac.length === 64
    assert.equal(isWhole, !name.startsWith('test case 5'), name)
    assert.equal(verify(bytes(key), bytes(message), mac), isWhole, name)
    if (!isWhole) {
      const whole = full(bytes(key), bytes(message))
      assert.ok(whole.startsWith(mac), name)
      assert.ok(verify(bytes(key), bytes(message), whole), name)
    }
  }
})

test('Wycheproof', () => {
  const { testGroups, numberOfTests } = read('wycheproof_hmac_sha256')
  const seen = { accepted: 0, forged: 0, truncated: 0 }
  for (const { tagSize, tests } of testGroups) {
    for (const { tcId, key, msg, tag, result } of tests) {
      const title = `test ${tcId}`
      const isWhole = tagSize === 256
      const isGenuine = verify(bytes(key), bytes(msg), tag)
      assert.equal(isGenuine, isWhole && result === 'valid', title)
      seen[!isWhole ? 'truncated' : isGenuine ? 'accepted' : 'forged'] += 1
      if (!isWhole) {
        const whole = full(bytes(key), bytes(msg))
        assert.equal(whole.startsWith(tag), result === 'valid', title)
        assert.ok(verify(bytes(key), bytes(msg), whole), title)
      }
    }
  }
  assert.equal(seen.accepted + seen.forged + seen.truncated, numberOfTests)
  assert.ok(seen.accepted > 0 && seen.forged > 0 && seen.truncated > 0)
})

test('HMAC-SHA256 of every length around the blocks, of text and of keys', () => {
  for (let length = 0; length <= 200; length += 1) {
    const message = new Uint8Array(length).fill(0x61 + (length % 26))
    const key = new Uint8Array(length + 1).fill(length)
    assert.ok(verify(key, message, full(key, message)), `${length}`)
    const other = Buffer.from(full(key, message), 'hex')
    other[length % 32] ^= 1 << (length % 8)
    assert.ok(!verify(key, message, other.toString('hex')), `${length}`)
  }
})

test('HMAC-SHA1 by the row of Twilio', () => {
  const sha1 = (key, text) => createHmac('sha1', key).update(text).digest()
  for (let length = 0; length <= 300; length += 1) {
    const key = 'k'.repeat(1 + (length % 150))
    const url = `https://a/${'é'.repeat(length % 3)}${'x'.repeat(length)}`
    const verifier = createVerifier('twilio', { keys: key })
    const codeOf = (text, tag) => {
      const headers = { 'x-twilio-signature': tag.toString('base64') }
      const verdict = verifier.verify({ headers, body: '', url: text })
      return verdict.ok ? 'ok' : verdict.code
    }
    const tag = sha1(key, url)
    assert.equal(codeOf(url, tag), 'ok', url)
    assert.equal(codeOf(`${url}x`, tag), 'signature_mismatch', url)
    tag[length % 20] ^= 1 << (length % 8)
    assert.equal(codeOf(url, tag), 'signature_mismatch', url)
    assert.equal(codeOf(url, tag.subarray(1)), 'signature_malformed', url)
    verifier.dispose()
  }
})
