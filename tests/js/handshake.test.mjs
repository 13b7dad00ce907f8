// Handshakes through the package: the exchanges of the vectors, and what a host can do wrong.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { acknowledgement, handshake } from '../../pkg/dist/handshake.js'
import { ConfigError, createVerifier, providers } from '../../pkg/dist/index.js'
import { files } from './corpus.mjs'
import { keysFor } from './signable.mjs'

const cases = files.flatMap((id) => {
  const path = new URL(`../vectors/providers/${id}.json`, import.meta.url)
  const { handshakes = [] } = JSON.parse(readFileSync(path, 'utf8'))
  return handshakes.map((one) => ({ id, ...one }))
})

const verifierOf = ({ id, secret, now_ms = 0 }) =>
  secret === undefined ? id : createVerifier(id, { keys: secret, now: () => now_ms })

const requestOf = ({ method = 'POST', url, headers = {}, body }) => ({ method, url, headers, body })

test('every exchange is as the vectors say', () => {
  assert.ok(cases.length >= 57)
  for (const one of cases) {
    const title = `${one.id}: ${one.name}`
    const said = handshake(verifierOf(one), requestOf(one), one.options)
    if (one.delivery) assert.equal(said, undefined, title)
    else if (one.refusal) {
      const { ok, code, body, status, message } = said
      assert.deepEqual([ok, code, body], [false, one.refusal, ''], title)
      assert.ok(status >= 400 && message.length > 10, title)
      assert.equal(said.headers['x-content-type-options'], 'nosniff', title)
    } else assert.deepEqual(said, { ok: true, ...one.answer }, title)
  }
})

test('in every form in which hosts hand a request over', () => {
  for (const one of cases.filter(({ answer }) => answer !== undefined)) {
    const { method, url, headers, body } = requestOf(one)
    const want = { ok: true, ...one.answer }
    const bytes = body === undefined ? undefined : Buffer.from(body)
    const path = url?.replace('https://example.com', '')
    const forms = [
      { method, url, headers: new Headers(headers), body: bytes },
      { method: method.toLowerCase(), url: path, headers: Object.entries(headers), body: bytes },
      {
        method,
        url: `${path ?? '/'}#x`,
        headers: new Map(Object.entries(headers).map(([k, v]) => [k.toLowerCase(), v])),
        body,
      },
    ]
    for (const form of forms) {
      assert.deepEqual(
        handshake(verifierOf(one), form, one.options),
        want,
        `${one.id}: ${one.name}`,
      )
    }
  }
})

test('an answer is what a fetch handler returns', async () => {
  const said = handshake('dropbox', { method: 'GET', url: '/?challenge=abc', headers: {} })
  const response = new Response(said.body, said)
  assert.equal(response.headers.get('content-type'), 'text/plain; charset=utf-8')
  assert.equal(await response.text(), 'abc')
})

test('nothing that a request holds is thrown', () => {
  const thrower = new Proxy(
    {},
    {
      get: () => {
        throw new Error('no')
      },
      ownKeys: () => {
        throw new Error('no')
      },
    },
  )
  const odd = [
    undefined,
    null,
    0,
    '',
    'x',
    [],
    {},
    thrower,
    Symbol('s'),
    () => {},
    2n,
    { headers: thrower, body: thrower, url: 5, method: null },
  ]
  const bodies = [
    undefined,
    null,
    5,
    {},
    [],
    '{',
    '{"type":"url_verification"',
    '\ud800',
    new Uint8Array(3),
    'a'.repeat(1e6),
    Buffer.alloc(1e6),
    { type: 'url_verification' },
  ]
  for (const { id, needsUrl } of providers()) {
    const verifier = createVerifier(id, { keys: keysFor(id) })
    const options = { verifyToken: 'token', expectsSecret: true, origins: ['a.example'] }
    const all = [
      ...odd,
      ...bodies.flatMap((body) =>
        ['GET', 'POST', 'HEAD', 'OPTIONS'].map((method) => ({
          method,
          body,
          headers: { 'x-hook-secret': '\u0000', 'webhook-request-origin': 'é' },
          url: needsUrl ? '/?challenge=%00&crc_token=%' : undefined,
        })),
      ),
    ]
    for (const request of all) {
      const said = handshake(verifier, request, options)
      assert.ok(said === undefined || [200, 400, 401, 403, 413, 500].includes(said.status), id)
    }
  }
})

test('a fault of configuration shows on every request', () => {
  const request = { method: 'POST', url: '/', headers: {}, body: '{}' }
  const code = (run) => {
    try {
      run()
    } catch (error) {
      assert.ok(error instanceof ConfigError)
      return error.code
    }
    return undefined
  }
  assert.equal(
    code(() => handshake('slack', request)),
    'verifier_missing',
  )
  assert.equal(
    code(() => handshake('meta', request)),
    'token_unset',
  )
  assert.equal(
    code(() => handshake('meta', request, { verifyToken: '' })),
    'token_unset',
  )
  assert.equal(
    code(() => handshake('meta', request, { verifyToken: 5 })),
    'option_invalid',
  )
  assert.equal(
    code(() => handshake('asana', request, { expectsSecret: 'yes' })),
    'option_invalid',
  )
  assert.equal(
    code(() => handshake('asana', request, { origins: 'a.example' })),
    'option_invalid',
  )
  assert.equal(
    code(() => handshake('stirpe', request)),
    'provider_unknown',
  )
  assert.equal(
    code(() => handshake(undefined, request)),
    'provider_unknown',
  )
  const lines = { origins: ['a.example\nb.example'] }
  assert.equal(
    code(() => handshake('asana', request, lines)),
    'option_invalid',
  )
  assert.equal(
    code(() => handshake({ provider: 'slack' }, request)),
    'option_invalid',
  )
  assert.equal(
    code(() => handshake({}, request)),
    'provider_unknown',
  )
  assert.equal(
    code(() => acknowledgement('stirpe')),
    'provider_unknown',
  )
  const verifier = createVerifier('x', { keys: 'consumer_secret' })
  verifier.dispose()
  const asking = { method: 'GET', url: '/?crc_token=a', headers: {} }
  assert.equal(
    code(() => handshake(verifier, asking)),
    'disposed',
  )
})

test('what a challenge was signed for is no delivery, in whichever way the body is hashed', () => {
  const secret = 'consumer_secret'
  for (const platformHash of [true, false]) {
    const verifier = createVerifier('x', { keys: secret, platformHash })
    for (let length = 1; length <= 140; length++) {
      const token = 'aB3-_.~+/='.repeat(14).slice(0, length)
      const url = `/?crc_token=${encodeURIComponent(token)}`
      const said = handshake(verifier, { method: 'GET', url, headers: {} })
      assert.equal(said.ok, length <= 120, `${length}`)
      if (!said.ok) continue
      const headers = { 'x-twitter-webhooks-signature': JSON.parse(said.body).response_token }
      for (const body of [token, Buffer.from(token)]) {
        assert.equal(verifier.verify({ headers, body }).code, 'signature_malformed', `${length}`)
      }
    }
    // Until the platform has been loaded it hashes nothing; and it hashes nothing that is as short.
    const body = `{"for_user_id":"${'1'.repeat(40_000)}"}`
    for (let turn = 0; turn < 64; turn++) {
      assert.ok(verifier.verify({ headers: verifier.sign({ body }), body }).ok)
    }
  }
})

test('a handled delivery is acknowledged', () => {
  assert.equal(acknowledgement('dropbox-sign').body, 'Hello API Event Received')
  assert.equal(acknowledgement(createVerifier('github', { keys: 'secret' })).body, '')
})

test('a key that is past its end signs no challenge', () => {
  const asking = { method: 'GET', url: '/?crc_token=abc', headers: {} }
  const old = { id: 'old', secret: 'an old secret', notAfter: 1_000 }
  const fresh = { id: 'new', secret: 'a new secret' }
  const bodyOf = (keys, now) => handshake(createVerifier('x', { keys, now: () => now }), asking)
  const byNew = handshake(createVerifier('x', { keys: fresh.secret }), asking).body
  assert.equal(bodyOf([old, fresh], 1_001).body, byNew)
  assert.notEqual(bodyOf([old, fresh], 1_000).body, byNew)
  assert.equal(bodyOf([old], 1_001).code, 'keys_expired')
  assert.equal(bodyOf([old], Number.NaN).code, 'keys_expired')
})

test('what is answered is what was verified', () => {
  const now = () => 1_750_000_000_000
  const zoom = createVerifier('zoom', { keys: 'a secret', now })
  const captured = '{"event":"meeting.started"}'
  const forged = '{"payload":{"plainToken":"chosen"},"event":"endpoint.url_validation"}'
  let reads = 0
  const said = handshake(zoom, {
    headers: zoom.sign({ body: captured }),
    get body() {
      return reads++ === 0 ? forged : captured
    },
  })
  assert.equal(said.code, 'signature_mismatch')
  assert.equal(reads, 1)
})

test('a body that was parsed is a refusal that says so', () => {
  for (const body of [{ verification_token: 'secret_a' }, [], 5, new ReadableStream()]) {
    const said = handshake('notion', { headers: {}, body }, { expectsSecret: true })
    assert.equal(said.code, 'body_parsed')
  }
})

test('a secret is taken only where it can be one', () => {
  const given = [['X-Hook-Secret', 'a'.repeat(32)]]
  const ask = (headers) => handshake('asana', { headers, body: '' }, { expectsSecret: true })
  assert.equal(ask(given).secret, 'a'.repeat(32))
  for (const headers of [[...given, ...given], [['X-Hook-Secret', 'undefined']]]) {
    assert.equal(ask(headers).code, 'challenge_malformed')
  }
})

test('what is longer than any handshake is a delivery', () => {
  const url = `/?challenge=${'é'.repeat(20_000_000)}`
  assert.equal(handshake('dropbox', { method: 'GET', url, headers: {} }), undefined)
  const headers = { 'x-hook-secret': 'a'.repeat(20_000_000) }
  assert.equal(handshake('asana', { headers, body: '' }, { expectsSecret: true }), undefined)
  const body = JSON.stringify({ challenge: '"'.repeat(512) })
  assert.equal(handshake('monday', { headers: {}, body }).code, 'challenge_malformed')
})
