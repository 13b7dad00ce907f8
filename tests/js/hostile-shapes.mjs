// The shapes in which a request comes: every kind of headers and of body, sound or not.

import { runInNewContext } from 'node:vm'

const otherRealm = runInNewContext('({ Uint8Array, ArrayBuffer })')
class Subclass extends Uint8Array {}

/** `incoming` for the verifier; `oracle`, the same as pairs of strings. */
export function shapeHeaders(random, list, row) {
  if (random.chance(0.7)) return { incoming: noHeaders(random, list), oracle: [] }
  const fields = list.map(([name, value]) => [name, value])
  if (random.chance(10)) addJunk(random, fields, row)
  const choice = random.below(100)
  if (choice < 20) return asHeaders(fields) ?? asPairs(random, fields)
  if (choice < 38) return asPairs(random, fields)
  if (choice < 55) return asMap(random, fields)
  if (choice < 62) return asGetters(random, fields)
  if (choice < 63) return asInherited(random, fields)
  return asObject(random, fields)
}

/** A value that is no string, and no array of strings, is absent. */
function stringsOf(fields) {
  const pairs = []
  for (const [name, value] of fields) {
    const values = Array.isArray(value) ? value : [value]
    if (values.every((each) => typeof each === 'string')) {
      pairs.push(...values.map((each) => [name, each]))
    }
  }
  return pairs
}

function addJunk(random, fields, row) {
  const entry = random.pick(fields)
  const junk = random.pick([
    5,
    null,
    undefined,
    true,
    5n,
    Number.NaN,
    Symbol('value'),
    {},
    [],
    () => entry[1],
    new String(entry[1]),
    new Uint8Array(3),
    [entry[1], null],
    [5, entry[1]],
    [[entry[1]]],
    {
      toString() {
        throw new Error('a hostile text')
      },
    },
    { 0: entry[1], length: 1 },
  ])
  const choice = random.below(10)
  const place = random.below(fields.length + 1)
  if (choice < 1) entry[1] = junk
  else if (choice < 5) fields.splice(place, 0, [random.pick(row.sets[0]).toUpperCase(), junk])
  else fields.splice(place, 0, [random.word(9), junk])
}

/** Values of one name, in this very spelling, become one array; some single ones as well. */
function grouped(random, fields) {
  const groups = new Map()
  for (const [name, value] of fields) groups.set(name, [...(groups.get(name) ?? []), value])
  return [...groups].map(([name, values]) => {
    if (values.length > 1) return [name, values.flat()]
    const isWrapped = typeof values[0] === 'string' && random.chance(15)
    return [name, isWrapped ? values : values[0]]
  })
}

function asHeaders(fields) {
  try {
    const incoming = new Headers(stringsOf(fields))
    return { incoming, oracle: [...incoming] }
  } catch {
    // Not every hostile name or value can be put into `Headers`.
    return undefined
  }
}

function asPairs(random, fields) {
  const pairs = random.chance(30) ? grouped(random, fields) : fields
  const incoming = pairs.map(([name, value]) => [name, value])
  const noPair = random.pick([null, undefined, 5, [], [5, 'a'], [null], 'ab'])
  if (random.chance(3)) incoming.splice(random.below(incoming.length + 1), 0, noPair)
  return { incoming, oracle: stringsOf(pairs) }
}

function asMap(random, fields) {
  const groups = grouped(random, fields)
  const incoming = new Map(groups)
  if (random.chance(3)) incoming.set(random.pick([5, null, Symbol('name'), {}]), 'value')
  return { incoming, oracle: stringsOf(groups) }
}

/** Defined one by one, because assigning to `__proto__` would not make a property. */
function define(object, name, property) {
  return Object.defineProperty(object, name, { enumerable: true, configurable: true, ...property })
}

function asObject(random, fields) {
  const groups = grouped(random, fields)
  const incoming = random.chance(20) ? Object.create(null) : {}
  for (const [name, value] of groups) define(incoming, name, { value, writable: true })
  if (!random.chance(10)) return { incoming, oracle: stringsOf(groups) }
  if (random.chance(20)) {
    // All of it under `__proto__`, as JSON can write it: an own property without meaning.
    return { incoming: define({}, '__proto__', { value: incoming }), oracle: [] }
  }
  const forged = Object.fromEntries(groups.map(([name]) => [name, 'forged']))
  const value = random.pick([forged, 'forged', null, incoming])
  const hasOwn = groups.some(([name]) => name === '__proto__')
  if (!hasOwn) define(incoming, '__proto__', { value })
  return { incoming, oracle: stringsOf(groups) }
}

function asGetters(random, fields) {
  const groups = grouped(random, fields)
  const incoming = {}
  const oracle = []
  const thrower = random.chance(15) ? random.pick(groups) : undefined
  for (const group of groups) {
    const [name, value] = group
    let reads = 0
    const get = () => {
      if (group === thrower) throw new Error('a hostile getter')
      reads += 1
      return reads === 1 ? value : 'read again'
    }
    define(incoming, name, { get })
    if (group !== thrower) oracle.push(group)
  }
  return { incoming, oracle: stringsOf(oracle) }
}

/** Only own properties count. */
function asInherited(random, fields) {
  const groups = grouped(random, fields)
  const parent = {}
  const incoming = Object.create(parent)
  const own = []
  for (const group of groups) {
    const isOwn = random.chance(40)
    define(isOwn ? incoming : parent, group[0], { value: group[1] })
    if (isOwn) own.push(group)
  }
  return { incoming, oracle: stringsOf(own) }
}

function noHeaders(random, list) {
  const refuse = () => {
    throw new Error('a hostile proxy')
  }
  return random.pick([
    undefined,
    null,
    5,
    true,
    'text',
    Symbol('headers'),
    [],
    {},
    new Map(),
    new Headers(),
    () => list,
    JSON.stringify(list),
    new Proxy({}, { ownKeys: refuse, get: refuse, has: refuse, getOwnPropertyDescriptor: refuse }),
  ])
}

export function shapeBody(random, bytes) {
  if (random.chance(2.6)) return random.pick(NOT_BODIES)(bytes)
  if (random.chance(2.6)) return random.pick(ILL_FORMED)(bytes, random)
  if (random.chance(45)) return textOf(bytes) ?? Buffer.from(bytes)
  return random.pick(BODIES)(bytes)
}

function textOf(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The same bytes in memory that `make` made. */
function inMemory(bytes, make, offset = 0) {
  const view = new Uint8Array(make(bytes.length + 2 * offset), offset, bytes.length)
  view.set(bytes)
  return view
}

const shared = (size) => new SharedArrayBuffer(size)
const resizable = (size) => new ArrayBuffer(size, { maxByteLength: size + 64 })

const BODIES = [
  (bytes) => bytes,
  (bytes) => bytes,
  (bytes) => Buffer.from(bytes),
  (bytes) => Buffer.from(bytes),
  (bytes) => bytes.slice().buffer,
  (bytes) => bytes.slice().buffer,
  (bytes) => inMemory(bytes, (size) => new ArrayBuffer(size), 7),
  (bytes) => inMemory(bytes, shared),
  (bytes) => inMemory(bytes, shared).buffer,
  (bytes) => inMemory(bytes, resizable, 3),
  (bytes) => inMemory(bytes, resizable).buffer,
  (bytes) => new Uint8Array(inMemory(bytes, resizable).buffer),
  (bytes) => new Subclass(bytes),
  (bytes) => new otherRealm.Uint8Array(bytes),
  (bytes) => inMemory(bytes, (size) => new otherRealm.ArrayBuffer(size)).buffer,
]

const NOT_BODIES = [
  () => undefined,
  () => null,
  () => 5,
  () => true,
  () => 5n,
  () => Symbol('body'),
  () => ({ id: 'evt_1', type: 'test.event' }),
  () => ({
    toString() {
      throw new Error('a hostile text')
    },
  }),
  () => [1, 2, 3],
  () => () => 'body',
  (bytes) => new String(textOf(bytes) ?? ''),
  (bytes) => ({ type: 'Buffer', data: [...bytes.subarray(0, 99)] }),
  (bytes) => ({ length: bytes.length, buffer: bytes.buffer, byteLength: bytes.length }),
  (bytes) => new DataView(bytes.slice().buffer),
  (bytes) => new Int8Array(bytes),
  (bytes) => new Uint8ClampedArray(bytes),
  (bytes) => new Uint16Array(bytes),
  (bytes) => new Proxy(bytes, {}),
  (bytes) => Promise.resolve(bytes),
  (bytes) => new URLSearchParams(textOf(bytes) ?? ''),
  () => Object.create(Uint8Array.prototype),
  () => Object.create(ArrayBuffer.prototype),
  () => ({ [Symbol.toStringTag]: 'Uint8Array' }),
]

const withLone = (unit) => (bytes, random) => {
  const text = textOf(bytes) ?? 'text'
  const place = random.below(text.length + 1)
  // Between the halves of a pair it would be of another kind, but still alone.
  return text.slice(0, place) + unit + text.slice(place)
}

const detach = (buffer) => structuredClone(buffer, { transfer: [buffer] })

const ILL_FORMED = [
  (bytes) => `\udc00${textOf(bytes) ?? ''}`,
  (bytes) => `${textOf(bytes) ?? ''}\ud800`,
  withLone('\ud800\ud800'),
  withLone('\udc00\udc00'),
  (bytes) => {
    const view = inMemory(bytes, (size) => new ArrayBuffer(size + 1))
    detach(view.buffer)
    return view
  },
  (bytes) => {
    const view = Buffer.from(inMemory(bytes, (size) => new ArrayBuffer(size + 1)).buffer)
    detach(view.buffer)
    return view
  },
  (bytes) => {
    const { buffer } = inMemory(bytes, (size) => new ArrayBuffer(size + 1))
    detach(buffer)
    return buffer
  },
  (bytes) => {
    const view = inMemory(bytes, resizable, 1)
    view.buffer.resize(0)
    return view
  },
  (bytes) => {
    const { buffer } = inMemory(bytes, resizable, 8)
    const view = new Uint8Array(buffer, 8)
    buffer.resize(7)
    return view
  },
]
