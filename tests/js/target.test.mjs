// Where a request went: its URL and its method, as hosts have them.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, memoryStore, receive } from 'countersign'

const URL = 'https://example.com/hooks?a=b'

test('a URL is text, or the object that a host made of it', async () => {
  const twilio = createVerifier('twilio', { keys: 'secret' })
  const body = 'a=b'
  const url = new globalThis.URL(URL)
  const headers = twilio.sign({ body, url })
  assert.deepEqual(headers, twilio.sign({ body, url: URL }))
  assert.equal(twilio.verify({ headers, body, url }).ok, true)
  const handled = await receive(twilio, { headers, body, url }, {}, () => {})
  assert.equal(handled.code, 'accepted')
  const store = memoryStore()
  const codes = []
  for (const spelled of [url, URL]) {
    const options = { store, bodyReplayTtl: 1000 }
    const { code } = await receive(twilio, { headers, body, url: spelled }, options, () => {})
    codes.push(code)
  }
  assert.deepEqual(codes, ['accepted', 'replayed'])
  const hostile = {
    get href() {
      throw new Error('hostile')
    },
  }
  for (const odd of [hostile, {}, null, { href: 5 }, { href: null }, [], new String(URL)]) {
    assert.equal(twilio.verify({ headers, body, url: odd }).code, 'url_missing')
    const outcome = await receive(twilio, { headers, body, url: odd }, {}, () => {})
    assert.equal(outcome.code, 'url_missing')
  }
})

test('a method is signed as it goes over the wire', () => {
  for (const id of ['hubspot', 'hubspot-v2', 'contentful']) {
    const verifier = createVerifier(id, {
      keys: 'a secret of 64 characters, which is as long as Contentful’s are.',
    })
    for (const method of ['POST', 'GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']) {
      const headers = verifier.sign({ body: 'x', url: URL, method })
      for (const given of [method, method.toLowerCase()]) {
        const verdict = verifier.verify({ headers, body: 'x', url: URL, method: given })
        assert.equal(verdict.code, undefined, `${id} ${given}`)
        assert.deepEqual(
          Object.values(
            verifier.sign({ body: 'x', url: URL, method: given, timestamp: verdict.timestamp }),
          )[0],
          Object.values(headers)[0],
        )
      }
      const other = method === 'GET' ? 'POST' : 'get'
      const verdict = verifier.verify({ headers, body: 'x', url: URL, method: other })
      assert.equal(verdict.code, 'signature_mismatch', `${id} ${method}`)
    }
    // What is no usual method is taken as it is.
    const headers = verifier.sign({ body: 'x', url: URL, method: 'PURGE' })
    assert.equal(verifier.verify({ headers, body: 'x', url: URL, method: 'purge' }).ok, false)
    assert.equal(verifier.verify({ headers, body: 'x', url: URL, method: 'PURGE' }).ok, true)
  }
})
