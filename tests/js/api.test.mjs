// Verifiers, rings and deliveries, as the documentation promises them.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createKeyRing, createVerifier, providers } from 'countersign'
import * as catalog from 'countersign/catalog'
import { known } from './corpus.mjs'

const NOW = 1_750_000_000_000
const BASE64 = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const now = () => NOW
const github = createVerifier('github', { keys: 'secret' })
const signed = (body) => ({ headers: github.sign({ body }), body })

test('ok, code and keyId are own and enumerable', () => {
  const delivery = github.verify(signed('x'))
  const own = Object.entries(Object.getOwnPropertyDescriptors(delivery))
  const enumerable = own.filter(([, { enumerable }]) => enumerable).map(([name]) => name)
  for (const name of ['ok', 'provider', 'keyId', 'covers'])
    assert.ok(enumerable.includes(name), name)
  assert.equal('messageId' in delivery, false)
  assert.equal('timestamp' in delivery, false)
  assert.equal('code' in delivery, false)
  assert.deepEqual(
    { ...delivery },
    { ok: true, provider: 'github', keyId: 'key-1', covers: ['body'] },
  )

  const { headers } = signed('x')
  const rejected = github.verify({ headers, body: 'y' })
  const { message, ...rest } = JSON.parse(JSON.stringify(rejected))
  assert.deepEqual(rest, { ok: false, code: 'signature_mismatch', status: 401 })
  assert.ok(message.length > 20)
})

test('a rejection carries what its type says', () => {
  const missing = github.verify({ headers: {}, body: 'x' })
  assert.deepEqual(
    { ...missing, message: '' },
    {
      ok: false,
      code: 'header_missing',
      status: 400,
      slot: 0,
      header: 'x-hub-signature-256',
      message: '',
    },
  )
  const verifier = createVerifier('svix', { keys: BASE64, now })
  const headers = verifier.sign({ body: 'x', timestamp: NOW - 301_000 })
  const old = verifier.verify({ headers, body: 'x' })
  assert.deepEqual([old.code, old.status, old.age], ['timestamp_too_old', 401, 301_000])
  const ahead = verifier.sign({ body: 'x', timestamp: NOW + 301_000 })
  const early = verifier.verify({ headers: ahead, body: 'x' })
  assert.deepEqual([early.code, early.status, early.age], ['timestamp_too_new', 401, -301_000])
})

test('header_missing names the header of the set that is in use', () => {
  const verifier = createVerifier('svix', { keys: BASE64, now })
  const of = (headers) => verifier.verify({ headers, body: 'x' })
  assert.equal(of({ 'svix-signature': 'v1,x', 'svix-id': 'm' }).header, 'svix-timestamp')
  assert.equal(of({ 'webhook-id': 'm' }).header, 'svix-signature')
  const inUse = of({ 'webhook-signature': 'v1,x', 'svix-id': 'm' })
  assert.deepEqual([inUse.code, inUse.slot, inUse.header], ['header_missing', 1, 'webhook-id'])
})

test('the body is the bytes that were hashed', () => {
  const bytes = new Uint8Array([0, 0xff, 0xfe, 0x80])
  const { body } = github.verify(signed(bytes))
  assert.equal(body.buffer, bytes.buffer)
  assert.deepEqual(body, bytes)
  const buffer = Buffer.from('pooled')
  const view = github.verify(signed(buffer)).body
  assert.deepEqual([view.buffer, view.byteOffset], [buffer.buffer, buffer.byteOffset])
  const { headers } = signed(bytes)
  assert.equal(github.verify({ headers, body: bytes.buffer }).body.buffer, bytes.buffer)
  assert.deepEqual(Buffer.from(github.verify(signed('é\ufeff')).body), Buffer.from('é\ufeff'))
})

test('of shared memory it is the copy that was judged', () => {
  const shared = new Uint8Array(new SharedArrayBuffer(4)).fill(0x61)
  for (const body of [shared, shared.buffer]) {
    shared.fill(0x61)
    const delivery = github.verify({ headers: github.sign({ body: 'aaaa' }), body })
    shared.fill(0x62)
    assert.ok(!(delivery.body.buffer instanceof SharedArrayBuffer))
    assert.equal(delivery.text(), 'aaaa')
  }
})

test('text is strict UTF-8 and keeps a byte order mark', () => {
  const marked = Buffer.from('\ufeff{"é":1}')
  for (const body of [marked, marked.toString()]) {
    const delivery = github.verify(signed(body))
    assert.equal(delivery.text(), '\ufeff{"é":1}')
    assert.throws(() => delivery.json(), SyntaxError)
  }
  for (const bytes of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0x61, 0xf0, 0x9f]]) {
    const delivery = github.verify(signed(new Uint8Array(bytes)))
    assert.equal(delivery.ok, true)
    assert.throws(() => delivery.text(), TypeError)
    assert.throws(() => delivery.json(), TypeError)
  }
})

test('json is of the very bytes', () => {
  const text = '{"__proto__":{"x":1},"n":1.0,"n":2}'
  for (const body of [text, Buffer.from(text)]) {
    const json = github.verify(signed(body)).json()
    assert.equal(Object.getPrototypeOf(json), Object.prototype)
    assert.equal(JSON.stringify(json), '{"__proto__":{"x":1},"n":2}')
  }
  assert.throws(() => github.verify(signed('{')).json(), SyntaxError)
})

test('a delivery tells id and time where they are signed, and what is', () => {
  for (const { id, covers, tolerance } of providers().filter(({ id }) => known.includes(id))) {
    const keys = covers.includes('id') ? BASE64 : 'secret'
    const verifier = createVerifier(id, { keys, now })
    const body = id === 'linear' ? `{"webhookTimestamp":${NOW}}` : '{}'
    const url = 'https://example.com/'
    const headers = verifier.sign({ body, url, id: 'msg_1', timestamp: NOW })
    const delivery = verifier.verify({ headers, body, url })
    assert.equal(delivery.ok, true, id)
    assert.deepEqual(delivery.covers, covers)
    assert.equal(delivery.messageId, covers.includes('id') ? 'msg_1' : undefined)
    assert.equal(delivery.timestamp?.getTime(), covers.includes('timestamp') ? NOW : undefined)
    assert.equal(tolerance !== undefined, covers.includes('timestamp'))
    assert.ok(covers.includes('body'))
    assert.equal(covers.includes('url'), id === 'twilio')
    assert.throws(() => delivery.covers.push('method'), TypeError)
  }
})

test('the message id is without the space around it', () => {
  const verifier = createVerifier('svix', { keys: BASE64, now })
  const headers = verifier.sign({ body: 'x', id: 'msg_1' })
  for (const id of [' msg_1', 'msg_1\t', '  msg_1  ', 'msg_1, msg_1', ['msg_1', 'msg_1']]) {
    const delivery = verifier.verify({ headers: { ...headers, 'svix-id': id }, body: 'x' })
    assert.equal(delivery.messageId, 'msg_1', `${id}`)
  }
})

test('the tolerance is inclusive, to the millisecond, in each of its forms', () => {
  const forms = [
    [undefined, 300_000, 300_000],
    [5, 5_000, 5_000],
    [0.25, 250, 250],
    [{ past: 7, future: 2 }, 7_000, 2_000],
  ]
  for (const [tolerance, past, future] of forms) {
    let clock = NOW
    const options = { keys: BASE64, now: () => clock, ...(tolerance && { tolerance }) }
    const verifier = createVerifier('svix', options)
    const incoming = { headers: verifier.sign({ body: 'x' }), body: 'x' }
    const codeAt = (time) => {
      clock = time
      return verifier.verify(incoming).code
    }
    assert.equal(codeAt(NOW + past), undefined)
    assert.equal(codeAt(NOW + past + 1), 'timestamp_too_old')
    assert.equal(codeAt(NOW - future), undefined)
    assert.equal(codeAt(NOW - future - 1), 'timestamp_too_new')
  }
  const off = createVerifier('svix', { keys: BASE64, tolerance: 'off' })
  for (const timestamp of [0, NOW, 4_000_000_000_000]) {
    assert.equal(off.verify({ headers: off.sign({ body: 'x', timestamp }), body: 'x' }).ok, true)
  }
})

test('a clock that gives no time accepts nothing that is timed, and throws nothing', () => {
  const fail = () => {
    throw new Error('no clock')
  }
  const values = [Number.NaN, Infinity, undefined, null, 'soon', {}, 5n, Symbol('now')]
  for (const broken of [fail, ...values.map((value) => () => value)]) {
    const verifier = createVerifier('stripe', { keys: 'secret', now: broken })
    const headers = createVerifier('stripe', { keys: 'secret' }).sign({ body: 'x' })
    assert.match(verifier.verify({ headers, body: 'x' }).code, /^timestamp_/)
    // Nothing tells that the end of a key has not come.
    const keys = [{ secret: 'secret', notAfter: NOW + 1e12 }]
    const untimed = createVerifier('github', { keys, now: broken })
    assert.equal(untimed.verify(signed('x')).code, 'key_expired')
  }
})

test('keys: all are tried, the first that is in force accepts, and an end is inclusive', () => {
  let clock = NOW
  const keys = [
    'first',
    { id: 'date', secret: 'second', notAfter: new Date(NOW) },
    { id: 'number', secret: 'third', notAfter: NOW },
    { id: 'fourth', secret: new TextEncoder().encode('first') },
  ]
  const verifier = createVerifier('github', { keys, now: () => clock })
  const by = (secret) => {
    const headers = createVerifier('github', { keys: secret }).sign({ body: 'x' })
    const verdict = verifier.verify({ headers, body: 'x' })
    return verdict.ok ? verdict.keyId : verdict.code
  }
  assert.deepEqual(['first', 'second', 'third', 'x'].map(by), [
    'key-1',
    'date',
    'number',
    'signature_mismatch',
  ])
  clock += 1
  assert.deepEqual(['first', 'second', 'third'].map(by), ['key-1', 'key_expired', 'key_expired'])
  assert.deepEqual(createKeyRing('github', keys).ids, ['key-1', 'date', 'number', 'fourth'])
})

test('replaceKeys is atomic', () => {
  const verifier = createVerifier('github', { keys: ['one', 'two'] })
  const by = (secret) => createVerifier('github', { keys: secret }).sign({ body: 'x' })
  const isOk = (secret) => verifier.verify({ headers: by(secret), body: 'x' }).ok
  for (const bad of [undefined, [], ['three', ''], ['three', 'three '], Array(17).fill('three')]) {
    assert.throws(() => verifier.replaceKeys(bad))
    assert.deepEqual(['one', 'two', 'three'].map(isOk), [true, true, false])
  }
  verifier.replaceKeys(['three'])
  assert.deepEqual(['one', 'two', 'three'].map(isOk), [false, false, true])
  verifier.replaceKeys(createKeyRing('github', 'one'))
  assert.deepEqual(['one', 'two', 'three'].map(isOk), [true, false, false])
})

test('key_expired tells which key, for logs', () => {
  const keys = ['new', { id: 'old', secret: 'secret', notAfter: NOW - 1 }]
  const verdict = createVerifier('github', { keys, now }).verify(signed('x'))
  assert.deepEqual([verdict.ok, verdict.code, verdict.keyId], [false, 'key_expired', 'old'])
  assert.ok(Object.keys(verdict).includes('keyId'))
})

test('an override judges by its ring alone', () => {
  const ring = createKeyRing('github', [{ id: 'tenant', secret: 'theirs' }])
  const headers = createVerifier('github', { keys: ring }).sign({ body: 'x' })
  assert.equal(github.verify({ headers, body: 'x' }).code, 'signature_mismatch')
  assert.equal(github.verify({ headers, body: 'x' }, { keys: ring }).keyId, 'tenant')
  assert.equal(github.verify(signed('x'), { keys: ring }).code, 'signature_mismatch')
  assert.equal(github.verify(signed('x'), undefined).ok, true)
})

test('providers() has a row for each, complete and sorted', () => {
  const all = providers()
  assert.ok(all.length >= 120)
  assert.deepEqual(
    all.map(({ id }) => id),
    all.map(({ id }) => id).sort(),
  )
  assert.deepEqual(
    catalog.providers().map(({ name, docs, confidence, ...info }) => info),
    all,
  )
  for (const { name, docs, confidence } of catalog.providers()) {
    assert.ok(name.length > 0 && name.trim() === name)
    assert.equal(new URL(docs).protocol, 'https:')
    assert.ok(['sdk', 'docs', 'third-party'].includes(confidence))
  }
  for (const { id, tolerance, bodyLimit, headers } of all) {
    assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/)
    assert.ok(Number.isSafeInteger(bodyLimit) && bodyLimit >= 2 ** 20, id)
    assert.ok(headers.every((header) => /^[a-z0-9-]+$/.test(header)))
    if (tolerance) assert.ok(tolerance.past >= 0 && tolerance.future > 0)
  }
  const tolerances = all.filter(({ id }) => ['linear', 'paddle', 'workos'].includes(id))
  assert.deepEqual(
    tolerances.map(({ tolerance }) => [tolerance.past, tolerance.future]),
    [
      [60, 60],
      [5, 60],
      [180, 180],
    ],
  )
  assert.notEqual(providers()[0], all[0])
})
