// Odd bodies, on both paths and at every size at which they differ: in one piece, by the platform,
// direct, and in pieces. A host's code that runs in the middle, and other realms' requests, are in
// odd-calls.test.mjs; headers in headers-odd.test.mjs.

import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { createContext, runInContext } from 'node:vm'
import { createVerifier, verifyWebhookSignature } from 'countersign'

const SECRET = 'secret'
const ways = [true, false].map((platformHash) =>
  createVerifier('github', { keys: SECRET, platformHash }),
)
const tagOf = (signed) => createHmac('sha256', SECRET).update(signed).digest('hex')
const headersOf = (signed) => ({ 'x-hub-signature-256': `sha256=${tagOf(signed)}` })
const bytes = (text) => new Uint8Array(Buffer.from(text))
const SIZES = [5, 600, 16_384, 20_000, 65_536, 70_000, 140_000]
const textOf = (size) => 'hello, '.repeat(size / 7 + 1).slice(0, size)

// From here on the platform is in use.
ways[0].verify({ headers: headersOf(''), body: textOf(16_384) })

/** The one code of both ways and of the signature alone, for a body under what was signed. */
function codeOf(body, signed) {
  const headers = headersOf(signed)
  const verdicts = ways.map((verifier) => verifier.verify({ headers, body }))
  const [code, other] = verdicts.map((verdict) => (verdict.ok ? 'ok' : verdict.code))
  assert.equal(code, other)
  assert.equal(verifyWebhookSignature(body, tagOf(signed), SECRET), code === 'ok')
  if (code === 'ok') {
    for (const verdict of verdicts) assert.ok(Buffer.from(signed).equals(verdict.body))
  }
  return code
}

function realm() {
  const context = createContext({})
  return (code) => runInContext(code, context)
}

const put = (view, text) => {
  Uint8Array.prototype.set.call(view, bytes(text))
  return view
}
const fail = () => assert.fail('it was asked')
const LIES = {
  length: { value: 0 },
  byteLength: { get: () => 1e9 },
  byteOffset: { value: 3 },
  buffer: { get: () => new ArrayBuffer(0) },
  constructor: { value: Uint16Array },
  subarray: { value: fail },
  slice: { value: fail },
  set: { value: fail },
  [Symbol.iterator]: { get: fail },
  [Symbol.toStringTag]: { value: 'Uint16Array' },
  [Symbol.toPrimitive]: { get: fail },
}
/** A subclass by which every inherited answer is a lie. */
const lying = (Base) => {
  class Liar extends Base {
    static get [Symbol.species]() {
      return fail()
    }
  }
  Object.defineProperties(Liar.prototype, LIES)
  return Liar
}
const lies = (target) => Object.defineProperties(target, LIES)

/** Every form of one text that is bytes, by its name. */
function forms(text) {
  const size = text.length
  const other = realm()
  const [Bytes, Memory, Shared] = ['Uint8Array', 'ArrayBuffer', 'SharedArrayBuffer'].map(other)
  const own = (of = ArrayBuffer, more) => put(new Uint8Array(new of(size, more)), text)
  const inside = put(new Uint8Array(size + 9), `..${text}..`)
  const filled = (of) => {
    const memory = new of(size)
    put(new Uint8Array(memory), text)
    return memory
  }
  const room = { maxByteLength: size + 64 }
  return {
    text,
    'text of another realm': other(JSON.stringify(text)),
    'bytes that lie': lies(bytes(text)),
    'a Buffer that lies': lies(Buffer.from(text)),
    'a subclass that lies': put(new (lying(Uint8Array))(size), text),
    'a buffer that lies': lies(bytes(text).buffer),
    'a buffer of a class that lies': filled(lying(ArrayBuffer)),
    'a view of that': new Uint8Array(filled(lying(ArrayBuffer))),
    'of another prototype': Object.setPrototypeOf(bytes(text), DataView.prototype),
    'of no prototype': Object.setPrototypeOf(bytes(text), null),
    'a buffer of no prototype': Object.setPrototypeOf(bytes(text).buffer, null),
    'inside a larger buffer': inside.subarray(2, 2 + size),
    'of another realm': put(new Bytes(size), text),
    'of another realm, lying': lies(put(new Bytes(size), text)),
    "another realm's buffer": filled(Memory),
    "another realm's view of our buffer": new Bytes(bytes(text).buffer),
    "our view of another realm's buffer": new Uint8Array(filled(Memory)),
    "another realm's shared buffer": filled(Shared),
    shared: own(SharedArrayBuffer),
    'shared, lying': lies(own(SharedArrayBuffer)),
    'a shared buffer of a class that lies': filled(lying(SharedArrayBuffer)),
    'shared and growable': own(SharedArrayBuffer, room),
    resizable: own(ArrayBuffer, room),
    'a resizable buffer': own(ArrayBuffer, room).buffer,
  }
}

test('every form of bytes, at every size, is what it holds', () => {
  for (const size of SIZES) {
    const text = textOf(size)
    for (const [name, body] of Object.entries(forms(text))) {
      // First what is longer, so that anything left of it would be seen.
      assert.equal(codeOf(`${text}, and more`, `${text}, and more`), 'ok')
      assert.equal(codeOf(body, text), 'ok', `${name}, ${size}`)
      for (const signed of ['', text.slice(1), `${text}\0`]) {
        assert.equal(codeOf(body, signed), 'signature_mismatch', `${name}, ${size}`)
      }
    }
  }
})

test('what is no bytes is body_parsed, whatever was signed', () => {
  for (const size of [0, 8, 600, 70_000]) {
    const text = textOf(size)
    const { buffer } = bytes(text)
    const odd = {
      'no Uint8Array': Object.create(Uint8Array.prototype),
      'no Uint8Array, lying': lies(Object.create(Uint8Array.prototype)),
      DataView: new DataView(buffer),
      Uint8ClampedArray: new Uint8ClampedArray(buffer),
      Uint16Array: new Uint16Array(buffer),
      'Uint16Array that lies': Object.setPrototypeOf(new Uint16Array(buffer), Uint8Array.prototype),
      'a String': new String(text),
      'a lying String': Object.setPrototypeOf(new String(text), Uint8Array.prototype),
      'a number': size,
      'an array': [...bytes(text)],
      'an array-like': Object.assign({ length: size }, bytes(text)),
      'a proxy': new Proxy(bytes(text), {}),
      'a proxy of a buffer': new Proxy(buffer, {}),
      'what is iterable': { [Symbol.iterator]: () => bytes(text)[Symbol.iterator]() },
      'what has a view': { buffer, byteOffset: 0, byteLength: size, length: size },
      'what is a text if asked': { toString: () => text, toJSON: () => text },
      'a Blob': new Blob([text]),
      "another realm's array": realm()(JSON.stringify([...bytes(text)])),
    }
    for (const [name, body] of Object.entries(odd)) {
      for (const signed of ['', text]) {
        assert.equal(codeOf(body, signed), 'body_parsed', `${name}, ${size}`)
      }
    }
  }
})

test('memory that is gone is body_ill_formed, whatever was signed', () => {
  for (const size of SIZES) {
    const text = textOf(size)
    const detached = (body, memory = body.buffer ?? body) => {
      structuredClone(memory, { transfer: [memory] })
      return body
    }
    const under = bytes(text).buffer
    const shrunk = (offset, length, to) => {
      const view = new Uint8Array(new ArrayBuffer(size, { maxByteLength: size }), offset, length)
      view.buffer.resize(to)
      return view
    }
    const gone = {
      'a view': detached(bytes(text)),
      'a lying view': detached(lies(new Uint8Array(under)), under),
      'an empty view': detached(new Uint8Array(bytes(text).buffer, size)),
      'a Buffer': detached(Buffer.from(bytes(text).buffer)),
      'a buffer': detached(bytes(text).buffer),
      'a resizable one': detached(new Uint8Array(new ArrayBuffer(size, { maxByteLength: size }))),
      "another realm's": detached(new (realm()('Uint8Array'))(size)),
      'of fixed length, one byte short': shrunk(0, size, size - 1),
      'of fixed length, all short': shrunk(0, size, 0),
      'beyond its offset': shrunk(size - 1, undefined, size - 2),
      'of no length, beyond': shrunk(size, 0, size - 1),
      'tracking, beyond': shrunk(size, undefined, size - 1),
    }
    for (const [name, body] of Object.entries(gone)) {
      for (const signed of ['', text]) {
        assert.equal(codeOf(body, signed), 'body_ill_formed', `${name}, ${size}`)
      }
    }
  }
})

test('a view that tracks its length is judged as long as it is', () => {
  for (const size of SIZES) {
    const text = textOf(size)
    const memory = new ArrayBuffer(size, { maxByteLength: size + 10 })
    const whole = put(new Uint8Array(memory), text)
    const tail = new Uint8Array(memory, 2)
    const fixed = new Uint8Array(memory, 0, 3)
    for (const now of [size - 1, size + 10, 3, size]) {
      memory.resize(now)
      const held = Buffer.from(memory).toString('latin1')
      assert.equal(codeOf(whole, held), 'ok', `${size}, ${now}`)
      assert.equal(codeOf(memory, held), 'ok')
      assert.equal(codeOf(tail, held.slice(2)), 'ok')
      assert.equal(codeOf(fixed, held.slice(0, 3)), 'ok')
    }
  }
})

const inShared = (text, Shared = SharedArrayBuffer, more = undefined) =>
  put(new Uint8Array(new Shared(text.length, more)), text)

/** Accepted, and what is written to the body's memory afterwards is not seen. */
function checkCopied(body, text, name) {
  for (const verifier of ways) {
    const delivery = verifier.verify({ headers: headersOf(text), body })
    assert.equal(delivery.ok, true, name)
    const view = new Uint8Array(body.buffer ?? body)
    const before = view.slice()
    view.fill(0)
    const judged = Buffer.from(delivery.body)
    view.set(before)
    assert.equal(judged.toString(), text, `${name}, ${text.length}: a later write is seen`)
    assert.equal(delivery.text(), text)
    assert.equal(Object.prototype.toString.call(delivery.body.buffer), '[object ArrayBuffer]')
  }
}

test('what others can write to is judged, and handed on, as a copy', () => {
  for (const size of SIZES) {
    const text = textOf(size)
    const other = realm()('SharedArrayBuffer')
    const memory = new WebAssembly.Memory({ initial: 3, maximum: 3, shared: true })
    const shared = {
      view: inShared(text),
      buffer: inShared(text).buffer,
      growable: inShared(text, SharedArrayBuffer, { maxByteLength: size + 1 }),
      'of another realm': inShared(text, other),
      "another realm's buffer": inShared(text, other).buffer,
      'memory of a module': put(new Uint8Array(memory.buffer, 1, size), text),
    }
    for (const [name, body] of Object.entries(shared)) checkCopied(body, text, name)
    const own = bytes(text)
    const delivery = ways[0].verify({ headers: headersOf(text), body: own })
    assert.equal(delivery.body.buffer, own.buffer, 'what is not shared is not copied')
  }
})

test('nor does a prototype hide that others can write to it', () => {
  for (const size of SIZES) {
    const text = textOf(size)
    const hidden = () => Object.setPrototypeOf(inShared(text).buffer, ArrayBuffer.prototype)
    const view = new Uint8Array(hidden())
    put(view, text)
    checkCopied(view, text, 'a view')
    const buffer = hidden()
    // Refused were right as well.
    if (codeOf(buffer, text) !== 'body_parsed') checkCopied(buffer, text, 'a buffer')
  }
})

test('half a surrogate pair is refused, wherever it stands', () => {
  const halves = ['\ud83c', '\udf89']
  for (const size of [0, 1, 447, 600, 16_383, 65_534, 65_535, 65_536, 131_071, 131_072]) {
    for (const tail of ['', 'x', 'x'.repeat(70_000)]) {
      const start = 'x'.repeat(size)
      for (const half of [...halves, '\udf89\ud83c', '\ud83c\ud83c\udf89']) {
        const text = `${start}${half}${tail}`
        for (const signed of [text, text.toWellFormed(), '']) {
          assert.equal(codeOf(text, signed), 'body_ill_formed', `at ${size}`)
        }
      }
      const whole = `${start}${halves.join('')}${tail}`
      assert.equal(codeOf(whole, whole), 'ok', `a pair at ${size}`)
      // As bytes it is no UTF-8, and yet what was signed.
      const raw = Buffer.concat([Buffer.from(start), Buffer.from('eda0bc', 'hex')])
      assert.equal(codeOf(raw, raw), 'ok')
    }
  }
})

test('a body of no bytes', () => {
  const empty = ['', new Uint8Array(0), Buffer.alloc(0), new ArrayBuffer(0), bytes('x').subarray(1)]
  for (const body of [
    ...empty,
    new SharedArrayBuffer(0),
    new Uint8Array(new ArrayBuffer(0, { maxByteLength: 9 })),
  ]) {
    assert.equal(codeOf(textOf(70_000), textOf(70_000)), 'ok')
    assert.equal(codeOf(body, ''), 'ok')
    assert.equal(codeOf(body, '\0'), 'signature_mismatch')
    for (const verifier of ways) {
      assert.equal(verifier.verify({ headers: headersOf(''), body }).body.length, 0)
    }
  }
})
