// Odd bodies and odd requests: what neither a sender nor a host's object can bring about. Verdicts
// only, never a throw, and never a verdict on anything but what was handed in.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { createVerifier, verifyWebhookSignature } from 'countersign'

const github = createVerifier('github', { keys: 'secret' })
const sign = (body) => github.sign({ body })
const bytes = (text) => new Uint8Array(Buffer.from(text))

/** The code for a body under the signature of `text`. */
function codeOf(body, text = '') {
  const verdict = github.verify({ headers: sign(text), body })
  return verdict.ok ? 'ok' : verdict.code
}

const detach = (view) => {
  structuredClone(view.buffer ?? view, { transfer: [view.buffer ?? view] })
  return view
}
const resizable = (text, more = 8) => {
  const view = new Uint8Array(new ArrayBuffer(text.length, { maxByteLength: text.length + more }))
  view.set(Buffer.from(text))
  return view
}

test('bytes in every kind of memory', () => {
  const text = 'hello'
  const realm = runInNewContext('({ Uint8Array, ArrayBuffer, SharedArrayBuffer })')
  class Subclass extends Uint8Array {}
  const inShared = (make) => {
    const view = new Uint8Array(make(5))
    view.set(bytes(text))
    return view
  }
  const wide = bytes(`..${text}..`)
  const growable = new SharedArrayBuffer(5, { maxByteLength: 9 })
  new Uint8Array(growable).set(bytes(text))
  const tracking = new Uint8Array(resizable(`..${text}`).buffer, 2)
  const wasm = new Uint8Array(new WebAssembly.Memory({ initial: 1 }).buffer, 9, 5)
  wasm.set(bytes(text))
  const forms = {
    string: text,
    Uint8Array: bytes(text),
    'a part of a buffer': wide.subarray(2, 7),
    Buffer: Buffer.from(text),
    ArrayBuffer: bytes(text).buffer,
    'a subclass': new Subclass(bytes(text)),
    'another realm': new realm.Uint8Array(bytes(text)),
    "another realm's buffer": inShared((size) => new realm.ArrayBuffer(size)).buffer,
    'shared memory': inShared((size) => new SharedArrayBuffer(size)),
    'a shared buffer': inShared((size) => new SharedArrayBuffer(size)).buffer,
    "another realm's shared buffer": inShared((size) => new realm.SharedArrayBuffer(size)).buffer,
    'growable shared memory': new Uint8Array(growable),
    'a resizable buffer': resizable(text).buffer,
    'a view of one': resizable(text),
    'a view of fixed length of one': new Uint8Array(resizable(text).buffer, 0, 5),
    'a view that tracks its length': tracking,
    'the memory of a module': wasm,
  }
  for (const [name, body] of Object.entries(forms)) {
    assert.equal(codeOf(body, text), 'ok', name)
    assert.equal(codeOf(body, 'other'), 'signature_mismatch', name)
    assert.equal(github.verify({ headers: sign(text), body }).text(), text, name)
  }
  tracking.buffer.resize(6)
  assert.equal(codeOf(tracking, 'hell'), 'ok')
})

test('what is neither text nor bytes is body_parsed, though an empty body were signed', () => {
  const fail = () => assert.fail('it was asked')
  const length = { get: () => 0 }
  const odd = {
    undefined: undefined,
    null: null,
    number: 0,
    boolean: true,
    bigint: 0n,
    symbol: Symbol('body'),
    function: () => '',
    object: { a: 1 },
    array: [],
    'array of bytes': [1, 2],
    String: new String(''),
    'no Uint8Array': Object.create(Uint8Array.prototype),
    'no Buffer': Object.create(Buffer.prototype),
    'no ArrayBuffer': Object.create(ArrayBuffer.prototype),
    'no SharedArrayBuffer': Object.create(SharedArrayBuffer.prototype),
    'what says it is': {
      [Symbol.toStringTag]: 'Uint8Array',
      byteLength: 0,
      buffer: new ArrayBuffer(0),
    },
    'what has a length': Object.defineProperty({}, 'byteLength', length),
    DataView: new DataView(new ArrayBuffer(0)),
    Int8Array: new Int8Array(0),
    Uint8ClampedArray: new Uint8ClampedArray(0),
    Uint16Array: new Uint16Array(0),
    Float64Array: new Float64Array(0),
    'a proxy of bytes': new Proxy(new Uint8Array(0), {}),
    'a hostile proxy': new Proxy({}, { get: fail, getPrototypeOf: fail, has: fail, ownKeys: fail }),
    'what has texts': { toString: fail, valueOf: fail, [Symbol.toPrimitive]: fail },
    Blob: new Blob([]),
    stream: new ReadableStream(),
    promise: Promise.resolve(''),
    parameters: new URLSearchParams(),
    Date: new Date(0),
    'JSON of a Buffer': { type: 'Buffer', data: [] },
  }
  for (const [name, body] of Object.entries(odd)) {
    const verdict = github.verify({ headers: sign(''), body })
    assert.deepEqual([verdict.code, verdict.status], ['body_parsed', 500], name)
    assert.match(verdict.message, /raw/)
    assert.equal(verifyWebhookSignature(body, 'x', 'secret'), false, name)
  }
  assert.equal(github.verify({ headers: sign('') }).code, 'body_parsed')
  assert.equal(github.verify({ headers: {}, body: {} }).code, 'header_missing')
})

test('memory that is gone is body_ill_formed, though an empty body were signed', () => {
  const shrunk = (view, to) => {
    view.buffer.resize(to)
    return view
  }
  const gone = {
    'detached view': detach(bytes('hello')),
    'detached empty view': detach(new Uint8Array(new ArrayBuffer(4), 4)),
    'detached Buffer': detach(Buffer.from(bytes('hello').buffer)),
    'detached buffer': detach(bytes('hello').buffer),
    'out of bounds by its offset': shrunk(new Uint8Array(resizable('hello').buffer, 3), 2),
    'out of bounds by its length': shrunk(new Uint8Array(resizable('hello').buffer, 0, 4), 3),
    'out of bounds, of no length': shrunk(new Uint8Array(resizable('hello').buffer, 5, 0), 4),
  }
  for (const [name, body] of Object.entries(gone)) {
    assert.equal(codeOf(body), 'body_ill_formed', name)
    assert.equal(
      verifyWebhookSignature(body, sign('')['x-hub-signature-256'], 'secret'),
      false,
      name,
    )
  }
  assert.equal(codeOf(shrunk(resizable('hello'), 0)), 'ok', 'shrunk to nothing is an empty body')
  assert.equal(codeOf(new Uint8Array(0)), 'ok')
})

test('half of a surrogate pair is body_ill_formed, and not U+FFFD', () => {
  const long = 'é'.repeat(70_000)
  for (const half of ['\ud800', '\udbff', '\udc00', '\udfff', '\udc00\ud800', '\ud800\ud800']) {
    for (const text of [
      half,
      `a${half}b`,
      `${half}b`,
      `a${half}`,
      `${long}${half}`,
      `${half}${long}`,
    ]) {
      const replaced = text.replace(/[\ud800-\udfff]/g, '\ufffd')
      assert.equal(codeOf(text, replaced), 'body_ill_formed')
    }
  }
  for (const text of [
    '\ufffd',
    '🎉',
    'a🎉b',
    '\ufeff',
    '\uffff',
    '\0',
    `${'x'.repeat(65_535)}🎉`,
  ]) {
    assert.equal(codeOf(text, text), 'ok')
    assert.equal(codeOf(bytes(text), text), 'ok')
  }
})

test('a length that lies is not believed', () => {
  class Liar extends Uint8Array {
    get length() {
      return 0
    }
    get byteLength() {
      return 1e9
    }
    get byteOffset() {
      return 3
    }
    get buffer() {
      return new ArrayBuffer(0)
    }
    subarray() {
      return new Uint8Array(2)
    }
    static get [Symbol.species]() {
      return assert.fail('it was asked')
    }
  }
  const own = Object.defineProperties(bytes('hello'), {
    length: { value: 0 },
    byteLength: { value: 2 },
    buffer: { value: new ArrayBuffer(9) },
  })
  const other = Object.setPrototypeOf(bytes('hello'), Uint16Array.prototype)
  const bare = Object.setPrototypeOf(bytes('hello'), null)
  for (const body of [new Liar(bytes('hello')), own, other, bare]) {
    // First a longer body, so that what is left of it would be seen.
    assert.equal(codeOf('hello, and more', 'hello, and more'), 'ok')
    assert.equal(codeOf(body, 'hello'), 'ok')
    assert.equal(codeOf(body, ''), 'signature_mismatch')
  }
  const large = new Liar(new Uint8Array(200_000).fill(0x61))
  assert.equal(codeOf(large, 'a'.repeat(200_000)), 'ok')
})

test('what is shorter than the body before is judged alone', () => {
  for (const size of [70_000, 65_536, 300, 64, 63, 1, 0]) {
    const text = 'x'.repeat(size)
    assert.equal(codeOf(text, text), 'ok')
    assert.equal(codeOf(bytes(text), text), 'ok')
  }
})
