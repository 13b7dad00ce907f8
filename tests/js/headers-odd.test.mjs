// Headers and requests that lie, throw or are none: a verdict each, and never a throw.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier } from 'countersign'

const NOW = 1_750_000_000_000
const BASE64 = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const options = { keys: BASE64, now: () => NOW }
const github = createVerifier('github', { keys: 'secret' })
const slack = createVerifier('slack', { keys: 'secret', now: () => NOW })
const svix = createVerifier('svix', options)
const standard = createVerifier('standard-webhooks', options)
const stripe = createVerifier('stripe', { keys: 'secret', now: () => NOW })

const body = 'hello'
const GITHUB = github.sign({ body })['x-hub-signature-256']
const SVIX = svix.sign({ body, id: 'msg_1' })
const STANDARD = standard.sign({ body, id: 'msg_1' })

function codeOf(verifier, headers) {
  const verdict = verifier.verify({ headers, body })
  return verdict.ok ? 'ok' : verdict.code
}
const codeOfGithub = (headers) => codeOf(github, headers)
const refuse = () => {
  throw new Error('hostile')
}

test('each value is read once', () => {
  const reads = []
  const count = (object) => {
    const counted = {}
    for (const [name, value] of Object.entries(object)) {
      const get = () => {
        reads.push(name)
        return value
      }
      Object.defineProperty(counted, name, { enumerable: true, get })
    }
    return counted
  }
  const incoming = count({ headers: count({ ...SVIX, ...STANDARD }), body })
  assert.equal(svix.verify(incoming).ok, true)
  assert.deepEqual([...new Set(reads)].sort(), [...reads].sort())
})

test('what throws is absent, and nothing is thrown', () => {
  const thrower = { enumerable: true, get: refuse }
  const one = Object.defineProperty(
    { 'x-hub-signature-256': GITHUB },
    'X-Hub-Signature-256',
    thrower,
  )
  assert.equal(codeOfGithub(one), 'ok')
  assert.equal(
    codeOfGithub(Object.defineProperty({}, 'x-hub-signature-256', thrower)),
    'header_missing',
  )
  const traps = Object.fromEntries(
    Object.getOwnPropertyNames(Reflect).map((trap) => [trap, refuse]),
  )
  const proxies = [{}, [], new Map(), () => {}, new Headers()].map(
    (target) => new Proxy(target, traps),
  )
  const iterators = [{ [Symbol.iterator]: refuse }, { [Symbol.iterator]: () => ({ next: refuse }) }]
  const gets = [
    { get: refuse },
    Object.defineProperty({}, 'get', thrower),
    { get: () => proxies[0] },
  ]
  for (const headers of [
    ...proxies,
    ...iterators,
    ...gets,
    [proxies[1]],
    [['x-hub-signature-256', proxies[1]]],
  ]) {
    assert.equal(codeOfGithub(headers), 'header_missing')
    assert.equal(svix.verify({ headers, body }).ok, false)
  }
  for (const target of [{}, { headers: {}, body }]) {
    assert.equal(github.verify(new Proxy(target, traps)).ok, false)
  }
  const itself = Object.defineProperties({}, { headers: thrower, body: thrower, url: thrower })
  assert.equal(github.verify(itself).code, 'header_missing')
  assert.equal(
    github.verify({
      headers: { 'x-hub-signature-256': GITHUB },
      get body() {
        return refuse()
      },
    }).code,
    'body_parsed',
  )
  const twilio = createVerifier('twilio', { keys: 'secret' })
  const signed = { 'x-twilio-signature': 'x' }
  assert.equal(
    twilio.verify({
      headers: signed,
      body,
      get url() {
        return refuse()
      },
    }).code,
    'url_missing',
  )
})

test('no request at all is a verdict', () => {
  for (const incoming of [undefined, null, {}, 5, 'request', Symbol('r'), [], () => {}]) {
    for (const verifier of [github, slack, svix, stripe]) {
      assert.equal(verifier.verify(incoming).code, 'header_missing')
    }
  }
  for (const headers of [
    undefined,
    null,
    5,
    'x-hub-signature-256',
    Symbol('h'),
    () => {},
    [],
    [5, null, []],
  ]) {
    assert.equal(codeOfGithub(headers), 'header_missing')
  }
})

test('values of any length are a verdict', () => {
  for (const length of [8_193, 70_000, 2 ** 20]) {
    const headers = { 'x-hub-signature-256': 'x'.repeat(length) }
    assert.equal(codeOfGithub(headers), 'signature_malformed')
  }
  // Together they are longer than a string can be.
  const long = 'x'.repeat(2 ** 28)
  const both = { 'x-slack-signature': long, 'x-slack-request-timestamp': long }
  assert.equal(codeOf(slack, both), 'signature_malformed')
  const empty = { 'x-slack-signature': '', 'x-slack-request-timestamp': '' }
  assert.equal(codeOf(slack, empty), 'signature_malformed')
})
