// `verifyRequest`: the body of a `Request`, whatever becomes of it.

import assert from 'node:assert/strict'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { test } from 'node:test'
import { createKeyRing, createVerifier, providers } from 'countersign'

const LIMIT = providers().find(({ id }) => id === 'github').bodyLimit
const URL = 'https://example.com/hooks?a=b'
const github = createVerifier('github', { keys: 'secret' })

const headersFor = (body) => github.sign({ body })
const post = (body, headers = headersFor('hello')) =>
  new Request(URL, { method: 'POST', headers, body, duplex: 'half' })
const stream = (chunks, source = {}) =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
    ...source,
  })
const bytes = (text) => new Uint8Array(Buffer.from(text))
const codeOf = async (request, override) => {
  const verdict = await github.verifyRequest(request, override)
  return verdict.ok ? 'ok' : verdict.code
}

test('a body of text, bytes, a blob, or pieces', async () => {
  const forms = [
    'hello',
    bytes('hello'),
    bytes('hello').buffer,
    new Blob(['hel', 'lo']),
    stream([bytes('hello')]),
    stream([bytes('he'), new Uint8Array(0), bytes('llo')]),
    stream([...'hello'].map(bytes)),
  ]
  for (const body of forms) {
    const delivery = await github.verifyRequest(post(body))
    assert.equal(delivery.ok, true, String(body))
    assert.equal(delivery.text(), 'hello')
  }
  assert.equal(await codeOf(post('hello!')), 'signature_mismatch')
  assert.equal(await codeOf(post('hello', {})), 'header_missing')
})

test('no body is an empty one', async () => {
  const headers = headersFor('')
  for (const request of [post(null, headers), post('', headers), new Request(URL, { headers })]) {
    const delivery = await github.verifyRequest(request)
    assert.equal(delivery.ok, true)
    assert.equal(delivery.body.length, 0)
  }
})

test('bytes that are not UTF-8 are judged as they are', async () => {
  const body = new Uint8Array([0xff, 0, 0xfe])
  const delivery = await github.verifyRequest(post(body, headersFor(body)))
  assert.deepEqual([...delivery.body], [0xff, 0, 0xfe])
})

test('the URL is the request’s', async () => {
  const twilio = createVerifier('twilio', { keys: 'secret' })
  const body = 'a=b'
  const headers = twilio.sign({ body, url: URL })
  assert.equal((await twilio.verifyRequest(post(body, headers))).ok, true)
  const elsewhere = new Request('https://example.com/other', { method: 'POST', headers, body })
  assert.equal((await twilio.verifyRequest(elsewhere)).code, 'signature_mismatch')
})

test('a body that was read before is body_parsed', async () => {
  const used = post('hello')
  await used.json().catch(() => {})
  assert.equal(await codeOf(used), 'body_parsed')
  const locked = post('hello')
  const reader = locked.body.getReader()
  assert.equal(await codeOf(locked), 'body_parsed')
  reader.releaseLock()
  const twice = post('hello')
  assert.equal(await codeOf(twice), 'ok')
  assert.equal(await codeOf(twice), 'body_parsed')
})

test('the limit is the row’s, whatever Content-Length says', async () => {
  const big = new Uint8Array(LIMIT)
  assert.equal(await codeOf(post(big, headersFor(big))), 'ok')
  let pulled = 0
  let reason = 'not cancelled'
  const endless = stream([], {
    start() {},
    pull(controller) {
      pulled += 2 ** 20
      controller.enqueue(new Uint8Array(2 ** 20))
    },
    cancel() {
      reason = 'cancelled'
    },
  })
  assert.equal(await codeOf(post(endless)), 'body_too_large')
  assert.ok(pulled <= LIMIT + 2 ** 22, `${pulled} bytes were read`)
  assert.equal(reason, 'cancelled')

  const saying = (length) => ({ ...headersFor('hello'), 'content-length': length })
  assert.equal(await codeOf(post('hello', saying(`${LIMIT + 1}`))), 'body_too_large')
  for (const lie of ['0', '1', '-1', 'soon', `${LIMIT}`]) {
    assert.equal(await codeOf(post(stream([bytes('hello')]), saying(lie))), 'ok', lie)
  }
  const one = new Uint8Array(LIMIT + 1)
  assert.equal(await codeOf(post(stream([one]), saying('5'))), 'body_too_large')
  const status = (await github.verifyRequest(post(stream([one])))).status
  assert.equal(status, 413)
})

test('a stream that fails is a verdict', async () => {
  const failing = [
    { start: (controller) => controller.error(new Error('reset')) },
    { pull: () => Promise.reject(new Error('reset')), start() {} },
    {
      start: (controller) => controller.enqueue(bytes('he')),
      pull: (controller) => controller.error('reset'),
    },
  ]
  for (const source of failing) {
    const verdict = await github.verifyRequest(post(stream([], source)))
    assert.deepEqual([verdict.ok, verdict.code], [false, 'body_unreadable'])
  }
})

test('a stream of what is no bytes is body_parsed', async () => {
  const chunks = [
    'hello',
    5,
    null,
    {},
    { length: 5 },
    [1, 2],
    new Uint16Array(2),
    bytes('hello').buffer,
  ]
  for (const chunk of chunks) {
    assert.equal(await codeOf(post(stream([chunk]))), 'body_parsed', String(chunk))
    assert.equal(await codeOf(post(stream([chunk, chunk]))), 'body_parsed', String(chunk))
  }
  assert.equal(await codeOf(post(stream(['hel', 'lo']))), 'body_parsed')
})

test('a stream whose cancelling fails troubles nobody', async () => {
  const unhandled = []
  const note = (error) => unhandled.push(error)
  process.on('unhandledRejection', note)
  const source = {
    start: (controller) => controller.enqueue(new Uint8Array(LIMIT + 1)),
    cancel: () => Promise.reject(new Error('cancelling failed')),
  }
  assert.equal(await codeOf(post(stream([], source))), 'body_too_large')
  await new Promise((resolve) => setTimeout(resolve, 5))
  process.off('unhandledRejection', note)
  assert.deepEqual(unhandled, [])
})

test('what is no Request is a verdict', async () => {
  const refuse = () => {
    throw new Error('a hostile proxy')
  }
  const odd = [undefined, null, 5, 'request', {}, { headers: headersFor('x'), body: 'x' }]
  for (const request of [...odd, new Proxy({}, { get: refuse }), new Response('hello').body]) {
    const verdict = await github.verifyRequest(request)
    assert.equal(verdict.ok, false)
    assert.match(verdict.code, /^(body_unreadable|header_missing)$/)
  }
})

test('a request of Node’s is told from a body that was parsed', async () => {
  const incoming = new IncomingMessage(new Socket())
  incoming.headers['x-hub-signature-256'] = headersFor('x')['x-hub-signature-256']
  const verdict = await github.verifyRequest(incoming)
  assert.equal(verdict.code, 'body_unreadable')
  assert.match(verdict.message, /Request/)
  const noStream = { headers: new Headers(), body: {} }
  assert.equal((await github.verifyRequest(noStream)).code, 'body_unreadable')
})

test('misuse rejects, before the body is touched', async () => {
  const request = post('hello')
  const foreign = { keys: createKeyRing('notion', 'a') }
  await assert.rejects(github.verifyRequest(request, foreign), { code: 'ring_foreign' })
  const gone = createVerifier('github', { keys: 'secret' })
  gone.dispose()
  await assert.rejects(gone.verifyRequest(request), { code: 'disposed' })
  assert.equal(request.bodyUsed, false)
  const ring = createKeyRing('github', [{ id: 'tenant', secret: 'secret' }])
  assert.equal((await github.verifyRequest(request, { keys: ring })).keyId, 'tenant')
})

test('keys that are replaced while the body is read judge it', async () => {
  const verifier = createVerifier('github', { keys: 'old' })
  const { headers } = { headers: github.sign({ body: 'hello' }) }
  let feed
  const slow = stream([], {
    start(controller) {
      feed = controller
    },
  })
  const pending = verifier.verifyRequest(post(slow, headers))
  verifier.replaceKeys('secret')
  feed.enqueue(bytes('hello'))
  feed.close()
  assert.equal((await pending).ok, true)
})
