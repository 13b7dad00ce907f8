// Hostile JavaScript values, the same for the same seed: what a caller may hand over as metadata.
//
// An item is { value, isInert }: nothing of an inert value runs code, so it can be looked at before
// and after.

import { runInNewContext } from 'node:vm'

const other = runInNewContext(
  '({ map: () => new Map([[1, 2]]), date: () => new Date(5), error: () => new TypeError("x"), bytes: () => new Uint8Array(3), object: () => ({ a: [1] }), text: () => new String("x") })',
)

/** Large values are made once: they are to be hard on what reads them, not on the generator. */
const large = {}
const once = (name, make) => {
  large[name] ??= make()
  return large[name]
}
const nested = (wrap) => {
  let value = 0
  for (let depth = 0; depth < 100_000; depth += 1) value = wrap(value)
  return value
}
/** 2 to the power of 40 values, in 41 objects. */
const doubled = () => {
  let value = {}
  for (let depth = 0; depth < 40; depth += 1) value = { a: value, b: value }
  return value
}
const sparse = () => {
  const list = []
  list[2 ** 32 - 2] = 'end'
  return list
}
const LARGE = [
  () => once('array', () => new Array(1e7).fill(7)),
  () => once('map', () => new Map(Array.from({ length: 1e6 }, (_, at) => [at, at]))),
  () => once('set', () => new Set(Array.from({ length: 1e6 }, (_, at) => at))),
  () => once('text', () => 'x'.repeat(1e8)),
  () => once('wide', () => '\u{1f389}'.repeat(1e6)),
  () => once('boxed', () => new String('x'.repeat(1e8))),
  () => once('nested', () => nested((value) => ({ value }))),
  () => once('lists', () => nested((value) => [value])),
  () => once('maps', () => nested((value) => new Map([[value, value]]))),
  () => once('causes', () => nested((cause) => new Error('x', { cause }))),
  () => once('doubled', doubled),
  () => once('empties', () => new Array(1e6).fill({})),
  () => once('bigint', () => 1n << 1_000_000n),
  () => once('name', () => ({ ['n'.repeat(1e6)]: 1, after: 2 })),
  () => sparse(),
  () => new Array(2 ** 32 - 1),
]

const TEXTS = [
  ...[
    '',
    'text',
    '"',
    '\\',
    '\n\t\b\f\r',
    '\0\u001f\u007f',
    'é',
    '\u2028',
    '日本',
    '🎉',
    '/',
    '~',
    '__proto__',
  ],
  ...[
    '\ud800',
    '\udfff',
    'a\ud83c',
    '\udf89\ud83c',
    '\ufffd',
    'a\ufffd',
    '$',
    '$$',
    '$cut',
    '$ref',
    '$1:a\ufffd',
  ],
  ...[
    'toJSON',
    'length',
    'constructor',
    'a\ud800',
    'a\ud801',
    'x'.repeat(300),
    '\ud800'.repeat(40),
  ],
]
const NUMBERS = [0, -0, 1, -1, 0.1, 1e21, 1e20, 2 ** 53, -(2 ** 53), 2 ** 53 - 1, 5e-324]
NUMBERS.push(Number.MAX_VALUE, Number.NaN, Infinity, -Infinity, 123456789.125)
const TRAPS = [
  'get',
  'ownKeys',
  'getOwnPropertyDescriptor',
  'getPrototypeOf',
  'has',
  'isExtensible',
]

class Instance {
  #hidden = 1
  inherited() {
    return this.#hidden
  }
}
class List extends Array {}
class Named extends Map {
  get [Symbol.toStringTag]() {
    return 'Named'
  }
}
const MANY = Array.from({ length: 3000 }, (_, at) => `${at}`)

/** Memory that was given away, and a view of it. */
function gone(isView) {
  const memory = new ArrayBuffer(8)
  const view = new DataView(memory)
  structuredClone(memory, { transfer: [memory] })
  return isView ? view : memory
}
const OTHERS = Object.values(other)

export class Values {
  #state
  #isInert = true
  #made = []

  constructor(seed) {
    // Zero is the one state that xorshift never leaves.
    this.#state = (Math.imul(seed, 0x9e3779b1) ^ 0x85ebca6b) >>> 0 || 1
  }

  next() {
    this.#isInert = true
    this.#made = []
    const value = this.#below(2000) === 0 ? this.#pick(LARGE)() : this.#value(0)
    return { value, isInert: this.#isInert }
  }

  #below(limit) {
    this.#state ^= this.#state << 13
    this.#state ^= this.#state >>> 17
    this.#state ^= this.#state << 5
    return Math.floor(((this.#state >>> 0) / 2 ** 32) * limit)
  }

  #pick(choices) {
    return choices[this.#below(choices.length)]
  }

  #value(depth) {
    if (depth > 5 || this.#below(100) < (depth === 0 ? 10 : 50)) return this.#leaf()
    // What was made before: a cycle where it is still being filled, else the same value twice.
    if (this.#made.length > 0 && this.#below(10) === 0) return this.#pick(this.#made)
    const choice = this.#below(100)
    if (choice < 45) return this.#plain(depth)
    if (choice < 58) return this.#list(depth)
    if (choice < 70) return this.#collection(depth)
    if (choice < 76) return this.#error(depth)
    if (choice < 82) return this.#builtIn()
    this.#isInert = false
    if (choice < 87) return this.#getters(depth)
    if (choice < 92) return this.#toJson(depth)
    if (choice < 94) return this.#liar(depth)
    return this.#proxy(depth)
  }

  #keep(value) {
    this.#made.push(value)
    return value
  }

  #leaf() {
    const choice = this.#below(10)
    if (choice < 4) return this.#pick(TEXTS)
    if (choice < 7) return this.#pick(NUMBERS)
    return this.#pick([
      true,
      false,
      null,
      undefined,
      5n,
      -(2n ** 70n),
      Symbol('s'),
      () => 1,
      class {},
    ])
  }

  #plain(depth) {
    const bases = [{}, {}, {}, Object.create(null), new Instance(), Object.create({ inherited: 1 })]
    const object = this.#keep(this.#pick(bases))
    for (let count = this.#below(6); count > 0; count -= 1) {
      const descriptor = { value: this.#value(depth + 1), enumerable: this.#below(9) > 0 }
      Object.defineProperty(object, this.#pick(TEXTS), { ...descriptor, configurable: true })
    }
    if (this.#below(9) === 0) object[Symbol('own')] = 1
    const end = this.#below(12)
    if (end === 0) Object.freeze(object)
    if (end === 1) Object.seal(object)
    return object
  }

  #list(depth) {
    const list = this.#keep(this.#pick([[], [], new List(), new Array(this.#below(5))]))
    for (let count = this.#below(5); count > 0; count -= 1) list.push(this.#value(depth + 1))
    if (this.#below(9) === 0) list.extra = 1
    if (this.#below(9) === 0) list.length += 2
    if (this.#below(9) === 0) Object.freeze(list)
    return list
  }

  #collection(depth) {
    const all = this.#keep(this.#pick([new Map(), new Set(), new Named()]))
    for (let count = this.#below(5); count > 0; count -= 1) {
      if (all instanceof Set) all.add(this.#value(depth + 1))
      else all.set(this.#value(depth + 1), this.#value(depth + 1))
    }
    return all
  }

  #error(depth) {
    const error = this.#keep(new (this.#pick([Error, TypeError, RangeError]))(this.#pick(TEXTS)))
    for (const name of ['name', 'message', 'code', 'cause']) {
      const choice = this.#below(8)
      if (choice < 2) Reflect.defineProperty(error, name, { value: this.#value(depth + 1) })
      if (choice === 2) {
        this.#isInert = false
        Reflect.defineProperty(error, name, { get: this.#getter(depth) })
      }
    }
    return error
  }

  #builtIn() {
    return this.#pick([
      () => new Date(this.#pick([0, Number.NaN, 8.64e15, -8.64e15, 1e12])),
      () => new Uint8Array(this.#below(9)),
      () => new Float64Array(3),
      () => Buffer.from('buffer'),
      () => new ArrayBuffer(7),
      () => new SharedArrayBuffer(7),
      () => new DataView(new ArrayBuffer(4), 1),
      () => gone(true),
      () => gone(false),
      () => Object.setPrototypeOf(new Uint8Array(4), null),
      () => Object(this.#leaf() ?? 0),
      () => /a"\/\n/giu,
      () => new URL('https://user@example.com/é?q="'),
      () => new URLSearchParams({ a: '"\\', $b: 'é' }),
      () => Promise.resolve(1),
      () => new WeakMap(),
      () => new WeakRef({}),
      () => (function* generator() {})(),
      () => new Map([[1, 2]]).entries(),
      () => globalThis.Intl?.NumberFormat(),
      () => new Headers({ a: 'b' }),
      () => Object.create(Map.prototype),
      () => Object.create(Date.prototype),
      () => Math,
      () =>
        (function args() {
          // biome-ignore lint/complexity/noArguments: it is what is asked for.
          return arguments
        })(1, 'two'),
      ...OTHERS,
    ])()
  }

  /** A thing to throw: what is read of it may throw again. */
  #fault() {
    return this.#pick([
      () => new TypeError('hostile'),
      () => 'text',
      () => null,
      () => undefined,
      () => Symbol('thrown'),
      () => Object.assign(new Error('x'), { name: '","injected":"' }),
      () => Object.assign(new Error('x'), { name: 'n'.repeat(1e5) }),
      () => Object.assign(new Error('x'), { name: { toString: () => 'object' } }),
      () => Object.create(null, { name: { get: throwing(5) } }),
      () => revoked({}),
    ])()
  }

  #getter(depth) {
    const fault = this.#fault()
    const found = this.#value(depth + 1)
    let calls = 0
    return this.#pick([
      throwing(fault),
      () => found,
      () => {
        calls += 1
        return calls
      },
      function mutating() {
        delete this.a
        calls += 1
        this[`added${calls}`] = 1
        return found
      },
      function endless() {
        return { again: this }
      },
      function deeper() {
        calls += 1
        if (calls > 50) return found
        return Object.create(Object.getPrototypeOf(this), Object.getOwnPropertyDescriptors(this))
      },
      () => recursion(),
    ])
  }

  #getters(depth) {
    const object = this.#keep(this.#pick([{}, [], Object.create(null), () => 1]))
    for (let count = 1 + this.#below(4); count > 0; count -= 1) {
      const key = this.#pick(['a', '0', 'b', 'toJSON', Symbol.toStringTag, ...TEXTS])
      const get = this.#getter(depth)
      Reflect.defineProperty(object, key, { get, enumerable: true, configurable: true })
    }
    return object
  }

  #toJson(depth) {
    const found = this.#value(depth + 1)
    const object = this.#keep(this.#pick([{ a: 1 }, [1], new Date(1), new Map(), Object(1n)]))
    const toJSON = this.#pick([
      () => found,
      throwing(this.#fault()),
      function itself() {
        return this
      },
      function inside() {
        return { inside: this }
      },
      function chain() {
        return { toJSON, a: this }
      },
      (key) => key,
      'no function',
      undefined,
    ])
    Reflect.defineProperty(object, 'toJSON', { value: toJSON, enumerable: this.#below(2) > 0 })
    return object
  }

  /** What calls itself what it is not. */
  #liar(depth) {
    const tag = this.#pick([
      'Map',
      'Set',
      'Date',
      'Error',
      'Array',
      'String',
      'Promise',
      '"',
      '\ud800',
      5,
    ])
    const base = this.#pick([
      {},
      [],
      new Map([[1, 2]]),
      new Date(3),
      Object.create(Error.prototype),
    ])
    Reflect.defineProperty(base, Symbol.toStringTag, { value: tag })
    if (this.#below(2) === 0) base.own = this.#value(depth + 1)
    return this.#keep(base)
  }

  #proxy(depth) {
    const target = this.#pick([() => this.#value(depth + 1), () => ({ a: 1 }), () => [1, 2]])()
    const isObject = (typeof target === 'object' && target !== null) || typeof target === 'function'
    const base = isObject ? target : {}
    if (this.#below(5) === 0) return this.#keep(revoked(base))
    const handler = {}
    for (const trap of TRAPS) {
      if (this.#below(4) > 0) continue
      const found = this.#value(depth + 1)
      handler[trap] = this.#pick([throwing(this.#fault()), () => found, Reflect[trap]])
    }
    if (this.#below(4) === 0) {
      const length = this.#pick([
        2 ** 53,
        Infinity,
        Number.NaN,
        -1,
        1.5,
        '7',
        Symbol('length'),
        5n,
        {},
      ])
      handler.get = (_, key) => (key === 'length' ? length : key)
    }
    if (this.#below(6) === 0) handler.ownKeys = () => MANY
    if (this.#below(9) === 0) handler.ownKeys = () => ({ length: 2 ** 40 })
    return this.#keep(new Proxy(base, handler))
  }
}

const throwing = (fault) => () => {
  throw fault
}
const revoked = (target) => {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}
/** The end of the stack, for cheap: what an engine throws there. */
const recursion = () => {
  throw new RangeError('Maximum call stack size exceeded')
}
