// Headers in the shapes of all hosts, and in shapes of none.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { createVerifier } from 'countersign'

const NOW = 1_750_000_000_000
const BASE64 = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const options = { keys: BASE64, now: () => NOW }
const github = createVerifier('github', { keys: 'secret' })
const slack = createVerifier('slack', { keys: 'secret', now: () => NOW })
const svix = createVerifier('svix', options)
const standard = createVerifier('standard-webhooks', options)

const body = 'hello'
const GITHUB = github.sign({ body })['x-hub-signature-256']
const SLACK = slack.sign({ body })
const SVIX = svix.sign({ body, id: 'msg_1' })
const STANDARD = standard.sign({ body, id: 'msg_1' })

function codeOf(verifier, headers) {
  const verdict = verifier.verify({ headers, body })
  return verdict.ok ? 'ok' : verdict.code
}
const codeOfGithub = (headers) => codeOf(github, headers)
const flat = (pairs) => pairs.flat()
const refuse = () => {
  throw new Error('hostile')
}

test('every shape, in any case', () => {
  const upper = Object.entries(SLACK).map(([name, value]) => [name.toUpperCase(), value])
  const noise = [
    ['Host', 'a'],
    ['Accept', '*/*'],
    ['X-Slack-Retry', '1'],
  ]
  const pairs = [...noise, ...upper, ['Via', 'b']]
  const realm = runInNewContext('({ Object, Array })')
  const otherObject = realm.Object.assign(new realm.Object(), Object.fromEntries(pairs))
  const shapes = {
    Headers: new Headers(pairs),
    'the headers of a Request': new Request('https://a/', { headers: pairs }).headers,
    object: Object.fromEntries(pairs),
    'object without a prototype': Object.assign(Object.create(null), Object.fromEntries(pairs)),
    'object with arrays': Object.fromEntries(pairs.map(([name, value]) => [name, [value]])),
    pairs,
    'pairs with arrays': pairs.map(([name, value]) => [name, [value]]),
    Map: new Map(pairs),
    'Map with arrays': new Map(pairs.map(([name, value]) => [name, [value]])),
    'a subclass of Map': new (class extends Map {})(pairs),
    "another realm's object": otherObject,
    rawHeaders: flat(pairs),
    'entries of Headers': new Headers(pairs).entries(),
    'entries of a Map': new Map(pairs).entries(),
    'what has get': { get: (name) => new Headers(pairs).get(name) },
  }
  for (const [shape, headers] of Object.entries(shapes)) {
    assert.equal(codeOf(slack, headers), 'ok', shape)
  }
})

test("another realm's Map, in any case", () => {
  const map = new (runInNewContext('Map'))([['X-Hub-Signature-256', GITHUB]])
  assert.equal(codeOfGithub(map), 'ok')
})

test('an iterator that can be read once serves rows with two sets of names', () => {
  const of = (headers) => [
    new Headers(headers).entries(),
    new Map(Object.entries(headers)).entries(),
    (function* () {
      yield* Object.entries(headers)
    })(),
  ]
  for (const headers of of(SVIX)) assert.equal(codeOf(svix, headers), 'ok')
  for (const headers of of(STANDARD)) assert.equal(codeOf(svix, headers), 'ok')
})

test('a value in a flat list is never taken for a name', () => {
  const name = 'X-Hub-Signature-256'
  const lists = [
    ['X-Note', name, name, GITHUB],
    ['X-Note', 'x-hub-signature-256', 'Via', 'a', name, GITHUB],
    [name, GITHUB, 'X-Note', name],
  ]
  for (const list of lists) assert.equal(codeOfGithub(list), 'ok', list.join())
  assert.equal(codeOfGithub(['X-Note', name, GITHUB, 'x']), 'header_missing')
  assert.equal(codeOfGithub(['a', 'b', name]), 'header_missing')
})

test('a set is taken whole: the first whose signature is there', () => {
  const [signature, id, timestamp] = ['signature', 'id', 'timestamp']
  const pick = (headers, prefix, names) =>
    Object.fromEntries(names.map((name) => [`${prefix}-${name}`, headers[`${prefix}-${name}`]]))
  assert.equal(codeOf(svix, SVIX), 'ok')
  assert.equal(codeOf(svix, STANDARD), 'ok')
  assert.equal(codeOf(standard, SVIX), 'header_missing')
  const mixed = {
    ...pick(STANDARD, 'webhook', [signature]),
    ...pick(SVIX, 'svix', [id, timestamp]),
  }
  assert.equal(codeOf(svix, mixed), 'header_missing')
  const spoiled = { ...STANDARD, 'svix-signature': 'v1,x' }
  assert.equal(codeOf(svix, spoiled), 'header_missing')
  assert.equal(codeOf(svix, { ...STANDARD, 'svix-id': 'x', 'svix-timestamp': 'x' }), 'ok')
})

test('identical repeats collapse, whatever their spelling; differing ones are malformed', () => {
  const twice = [
    { 'x-hub-signature-256': GITHUB, 'X-Hub-Signature-256': GITHUB },
    { 'x-hub-signature-256': [GITHUB, GITHUB, GITHUB] },
    { 'x-hub-signature-256': `${GITHUB}, ${GITHUB}` },
    [
      ['x-hub-signature-256', GITHUB],
      ['X-HUB-SIGNATURE-256', GITHUB],
    ],
    ['x-hub-signature-256', GITHUB, 'X-HUB-SIGNATURE-256', GITHUB],
    new Headers([
      ['x-hub-signature-256', GITHUB],
      ['X-Hub-Signature-256', GITHUB],
    ]),
    { 'x-hub-signature-256': ` ${GITHUB}\t` },
  ]
  for (const headers of twice) assert.equal(codeOfGithub(headers), 'ok')
  const other = GITHUB.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))
  for (const pair of [
    [GITHUB, other],
    [other, GITHUB],
    [GITHUB, ''],
    ['', GITHUB],
  ]) {
    assert.equal(codeOfGithub({ 'x-hub-signature-256': pair }), 'signature_malformed')
    const [first, second] = pair
    const spelled = { 'x-hub-signature-256': first, 'X-Hub-Signature-256': second }
    assert.equal(codeOfGithub(spelled), 'signature_malformed')
  }
  const ids = { ...SVIX, 'Svix-Id': 'msg_2' }
  assert.equal(codeOf(svix, ids), 'message_id_malformed')
  const times = { ...SVIX, 'Svix-Timestamp': '5' }
  assert.equal(codeOf(svix, times), 'timestamp_malformed')
})

test('a value that is no string, nor an array of them, is absent', () => {
  const odd = [undefined, null, 5, true, 5n, Symbol('v'), {}, [], () => GITHUB, new String(GITHUB)]
  const lists = [
    [5, GITHUB],
    [GITHUB, null],
    [[GITHUB]],
    { 0: GITHUB, length: 1 },
    new Set([GITHUB]),
  ]
  for (const value of [...odd, ...lists, Buffer.from(GITHUB), { toString: refuse }]) {
    const name = 'x-hub-signature-256'
    const shapes = [{ [name]: value }, [[name, value]], new Map([[name, value]]), [name, value]]
    for (const headers of shapes) assert.equal(codeOfGithub(headers), 'header_missing')
    assert.equal(codeOfGithub({ [name]: value, 'X-Hub-Signature-256': GITHUB }), 'ok')
  }
})

test('names are compared without case in ASCII alone', () => {
  // To Unicode, the Kelvin sign is a capital k and the long s a small one.
  const kelvin = { 'x-slac\u212a-signature': SLACK['x-slack-signature'] }
  const time = { 'x-slack-request-timestamp': SLACK['x-slack-request-timestamp'] }
  assert.equal(codeOf(slack, { ...kelvin, ...time }), 'header_missing')
  assert.equal(codeOf(slack, { ...SLACK, 'X-Slac\u212a-Signature': 'v0=other' }), 'ok')
  assert.equal(codeOf(slack, { ...SLACK, 'x-\u017flack-signature': 'v0=other' }), 'ok')
  for (const name of [
    ' x-hub-signature-256',
    'x-hub-signature-256 ',
    'x_hub_signature_256',
    'x-hub-signature',
  ]) {
    assert.equal(codeOfGithub({ [name]: GITHUB }), 'header_missing')
  }
})

test('only own properties count', () => {
  const inherited = Object.create({ 'x-hub-signature-256': GITHUB })
  assert.equal(codeOfGithub(inherited), 'header_missing')
  assert.equal(
    codeOfGithub(JSON.parse(`{"__proto__":{"x-hub-signature-256":"${GITHUB}"}}`)),
    'header_missing',
  )
  const own = JSON.parse(
    `{"__proto__":{"x-hub-signature-256":"forged"},"x-hub-signature-256":"${GITHUB}"}`,
  )
  assert.equal(codeOfGithub(own), 'ok')
  assert.equal(codeOfGithub(Object.assign(inherited, { 'X-Hub-Signature-256': GITHUB })), 'ok')
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']
  const pairs = names.map((name) => [name, 'x'])
  for (const headers of [[...pairs, ['x-hub-signature-256', GITHUB]], new Map(pairs)]) {
    assert.match(codeOfGithub(headers), /^(ok|header_missing)$/)
  }
  try {
    Object.prototype['x-hub-signature-256'] = GITHUB
    assert.equal(codeOfGithub({}), 'header_missing')
  } finally {
    delete Object.prototype['x-hub-signature-256']
  }
})

test('25 headers, and 2,000', () => {
  for (const count of [25, 2000]) {
    const many = Array.from({ length: count }, (_, at) => [`x-${at}`.padEnd(19, '-'), GITHUB])
    many.splice(count / 2, 0, ['X-Hub-Signature-256', GITHUB])
    const shapes = [Object.fromEntries(many), many, flat(many), new Map(many), new Headers(many)]
    for (const headers of shapes) assert.equal(codeOfGithub(headers), 'ok')
  }
})
