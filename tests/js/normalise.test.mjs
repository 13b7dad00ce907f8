// Any JavaScript value becomes strict JSON: each rule, and hostile values by the number.
// COUNTERSIGN_AUDIT_VALUES is that number, 10,000 by default; the full count is 1,000,000.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { Values } from './hostile-values.mjs'

const COUNT = Number(process.env.COUNTERSIGN_AUDIT_VALUES ?? 10_000)
const SEED = Number(process.env.COUNTERSIGN_SEED ?? 1)
const LIMIT = 16_384

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('../../pkg/src/audit/normalise.ts', import.meta.url))],
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  write: false,
})
const source = outputFiles[0].text
const { normalise } = await import(`data:text/javascript,${encodeURIComponent(source)}`)

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^{}[\],:"]+/g

/** Throws unless the core takes the text: src/json/parse.rs. */
function checkStrict(text) {
  JSON.parse(text)
  assert.ok(text.isWellFormed(), 'half a surrogate pair')
  const open = []
  let before = ''
  for (const token of text.match(TOKEN)) {
    if (token === '{' || token === '[') open.push(token === '{' ? new Set() : undefined)
    else if (token === '}' || token === ']') open.pop()
    else if (token[0] === '"') {
      const names = open.at(-1)
      const value = JSON.parse(token)
      assert.ok(value.isWellFormed(), 'half a surrogate pair, escaped')
      if (names !== undefined && before !== ':') {
        assert.ok(!names.has(value), `twice: ${token}`)
        names.add(value)
      }
    } else if (/^[-\d]/.test(token)) {
      const number = Number(token)
      assert.ok(Number.isFinite(number), token)
      const isInteger = Number.isInteger(number) && Math.abs(number) < 1e21
      assert.ok(!isInteger || Number.isSafeInteger(number), token)
    } else assert.ok([',', ':', 'true', 'false', 'null'].includes(token), `space: ${token}`)
    assert.ok(open.length <= 40, 'too deep')
    before = token
  }
}

test('what is not strict is seen', () => {
  for (const text of [
    '',
    '{"a":1,"a":2}',
    '{"a":1,"\\u0061":2}',
    '["\\ud800"]',
    '["\ud800"]',
    '[1e999]',
  ]) {
    assert.throws(() => checkStrict(text), undefined, `taken: ${text}`)
  }
  for (const text of ['9007199254740992', '[100000000000000000000]', '[1, 2]', '[1,]']) {
    assert.throws(() => checkStrict(text), undefined, `taken: ${text}`)
  }
  assert.throws(() => checkStrict('['.repeat(41) + ']'.repeat(41)))
  checkStrict(`${'['.repeat(38)}1e21,{"a":{"a":"a"},"b":["a","a"]}${']'.repeat(38)}`)
})

const throwing = (fault) => () => {
  throw fault
}
const cycle = { list: [{}] }
cycle.list[0]['a/b~$'] = { up: cycle.list[0] }
const ownMap = new Map()
ownMap.set('k', { m: ownMap }).set(ownMap, new Set([ownMap]))
const ownError = new RangeError('outer', {
  cause: Object.assign(new Error('inner'), { code: 'E1' }),
})
ownError.cause.cause = ownError
const twice = { a: 1 }
const realm = createContext({})
const there = (code) => runInContext(code, realm)
const tagged = (object, tag) => Object.defineProperty(object, Symbol.toStringTag, { value: tag })
class Registry extends Map {
  get [Symbol.toStringTag]() {
    return 'Registry'
  }
}
const revoked = Proxy.revocable([], {})
revoked.revoke()
let reads = 0
const counted = {
  get a() {
    return ++reads
  },
  get toJSON() {
    return ++reads
  },
}

const loop = {}
loop.loop = loop
/** What is written for what: no two of these texts are the same. */
const RULES = [
  [{ toJSON: () => loop }, '{"loop":{"$ref":""}}'],
  [{ a: 1, b: [true, null, 'x'], c: {} }, '{"a":1,"b":[true,null,"x"],"c":{}}'],
  [new Date(5), '"1970-01-01T00:00:00.005Z"'],
  [new Date(8.64e15), '"+275760-09-13T00:00:00.000Z"'],
  [new Date(Number.NaN), '{"$date":"invalid"}'],
  [there('new Date(6)'), '"1970-01-01T00:00:00.006Z"'],
  [12n, '{"$bigint":"12"}'],
  [-(2n ** 64n), '{"$bigint":"-18446744073709551616"}'],
  [1n << 5000n, '{"$dropped":"bigint"}'],
  [
    new Map([
      ['k', 1],
      [{ a: 1 }, undefined],
    ]),
    '{"$map":[["k",1],[{"a":1},null]]}',
  ],
  [new Registry([[1, 2]]), '{"$map":[[1,2]]}'],
  [there('new Map([[3, 4]])'), '{"$map":[[3,4]]}'],
  [new Set(['k', undefined]), '{"$set":["k",null]}'],
  [Object.create(Map.prototype), '{"$dropped":"Map"}'],
  [tagged({ a: 1 }, 'Map'), '{"a":1}'],
  [tagged({ a: 2 }, 'Error'), '{"a":2}'],
  [tagged({}, '"'), '{"$dropped":"object"}'],
  [new Uint8Array(3), '{"$bytes":3}'],
  [Buffer.from('four'), '{"$bytes":4}'],
  [new ArrayBuffer(5), '{"$bytes":5}'],
  [new SharedArrayBuffer(6), '{"$bytes":6}'],
  [new DataView(new ArrayBuffer(9), 2), '{"$bytes":7}'],
  [new Float64Array(1), '{"$bytes":8}'],
  [there('new Uint8Array(9)'), '{"$bytes":9}'],
  [Object.setPrototypeOf(new Uint8Array(10), null), '{"$bytes":10}'],
  [new TypeError('t'), '{"$error":{"name":"TypeError","message":"t"}}'],
  [
    Object.assign(new Error('m', { cause: 5 }), { code: 'E', secret: 's' }),
    '{"$error":{"name":"Error","message":"m","code":"E","cause":5}}',
  ],
  [there('new RangeError("r")'), '{"$error":{"name":"RangeError","message":"r"}}'],
  [
    Object.defineProperty(new Error(), 'message', { get: throwing(5) }),
    '{"$error":{"name":"Error","message":{"$threw":"number"}}}',
  ],
  [Number.NaN, '{"$number":"NaN"}'],
  [-Infinity, '{"$number":"-Infinity"}'],
  [Infinity, '{"$number":"Infinity"}'],
  [2 ** 53, '{"$number":"9007199254740992"}'],
  [-(2 ** 60), '{"$number":"-1152921504606847000"}'],
  [2 ** 53 - 1, '9007199254740991'],
  [1e21, '1e+21'],
  [-0, '0'],
  [() => 1, '{"$dropped":"function"}'],
  [Symbol('s'), '{"$dropped":"symbol"}'],
  [{ f: () => 1, s: Symbol('s') }, '{"f":{"$dropped":"function"},"s":{"$dropped":"symbol"}}'],
  [undefined, 'null'],
  // biome-ignore lint/suspicious/noSparseArray: a hole is what is asked about.
  [[undefined, , 1], '[null,null,1]'],
  [{ u: undefined, v: 1 }, '{"v":1}'],
  [
    [new Number(1), new String('s'), new Boolean(false), Object(1n), Object(Symbol('s'))],
    '[1,"s",false,{"$bigint":"1"},{"$dropped":"symbol"}]',
  ],
  [new Number(Number.NaN).valueOf.bind(1), '{"$dropped":"function"}', 'the same'],
  [/a"b/gi, '"/a\\"b/gi"'],
  [new URL('https://example.com/é?q'), '"https://example.com/%C3%A9?q"'],
  [new URLSearchParams({ a: 'b c' }), '"a=b+c"'],
  [Promise.resolve(1), '{"$dropped":"Promise"}'],
  [new WeakMap(), '{"$dropped":"WeakMap"}'],
  [(function* g() {})(), '{"$dropped":"Generator"}'],
  [cycle, '{"list":[{"a/b~$":{"up":{"$ref":"/list/0"}}}]}'],
  [Object.assign([], { 0: [cycle.list[0]['a/b~$']] }), '[[{"up":{"a/b~$":{"$ref":"/0/0"}}}]]'],
  [
    {
      'a/b~': ((self) => {
        self.$x = [{ self }]
        self.$x[0].x = self.$x
        return self
      })({}),
    },
    '{"a/b~":{"$$x":[{"self":{"$ref":"/a~1b~0"},"x":{"$ref":"/a~1b~0/$$x"}}]}}',
  ],
  [
    { m: ownMap },
    '{"m":{"$map":[["k",{"m":{"$ref":"/m"}}],[{"$ref":"/m"},{"$set":[{"$ref":"/m"}]}]]}}',
  ],
  [
    new Set([
      0,
      new Map([
        [
          'k',
          ((self) => {
            self.s = self
            return self
          })({}),
        ],
      ]),
    ]),
    '{"$set":[0,{"$map":[["k",{"s":{"$ref":"/$set/1/$map/0/1"}}]]}]}',
  ],
  [
    ownError,
    '{"$error":{"name":"RangeError","message":"outer","cause":{"$error":{"name":"Error","message":"inner","code":"E1","cause":{"$ref":""}}}}}',
  ],
  [[twice, twice], '[{"a":1},{"a":1}]'],
  [
    {
      get a() {
        throw new TypeError('hostile')
      },
      b: 1,
    },
    '{"a":{"$threw":"TypeError"},"b":1}',
  ],
  [{ toJSON: throwing(new SyntaxError('x')) }, '{"$threw":"SyntaxError"}'],
  [{ toJSON: throwing(null) }, '{"$threw":"object"}'],
  [{ toJSON: throwing({ name: '","x":"' }), x: 1 }, '{"$threw":"object"}', 'the same'],
  [
    {
      toJSON: throwing({
        get name() {
          throw 5
        },
      }),
    },
    '{"$threw":"object"}',
    'the same',
  ],
  [{ toJSON: throwing({ name: 'n'.repeat(65) }) }, '{"$threw":"object"}', 'the same'],
  [revoked.proxy, '{"$threw":"TypeError"}'],
  [new Proxy({}, { ownKeys: throwing(new URIError('x')) }), '{"$threw":"URIError"}'],
  [new Proxy({ p: 1 }, { get: (_, key) => (key === 'p' ? 'got' : undefined) }), '{"p":"got"}'],
  [{ k: { toJSON: (key) => [key, 'told'] } }, '{"k":["k","told"]}'],
  [[0, { toJSON: (key) => key }], '[0,"1"]'],
  [
    {
      toJSON() {
        return { inside: this }
      },
    },
    '{"inside":{"$ref":""}}',
  ],
  [
    {
      a: 1,
      toJSON() {
        return this
      },
    },
    '{"a":1,"toJSON":{"$dropped":"function"}}',
  ],
  [{ a: { toJSON() {} }, b: [{ toJSON() {} }] }, '{"b":[null]}'],
  [{ toJSON: () => new Map([[0, 0]]) }, '{"$map":[[0,0]]}'],
  [{ toJSON: () => ({ toJSON: () => 5 }) }, '{"toJSON":{"$dropped":"function"}}'],
  [counted, '{"a":2,"toJSON":1}'],
  ['a\ufffd', '"a\ufffd"'],
  ['a\ud800', '{"$text":"a\ufffd","$lone":1}'],
  ['a\udc00\ud83c\udf89\ud83c', '{"$text":"a\ufffd🎉\ufffd","$lone":2}'],
  ['"\\\n\b\u001f\u007f\u2028é🎉', '"\\"\\\\\\n\\b\\u001f\u007f\u2028é🎉"'],
  [
    { 'a\ufffd': 0, 'a\ud800': 1, 'a\ud801': 2, '$1:a\ufffd': 3 },
    '{"a\ufffd":0,"$1:a\ufffd":1,"$2:a\ufffd":2,"$$1:a\ufffd":3}',
  ],
  [{ $cut: 1, $$cut: 2, $: 3, '': 4 }, '{"$$cut":1,"$$$cut":2,"$$":3,"":4}'],
  [JSON.parse('{"__proto__":{"a":1}}'), '{"__proto__":{"a":1}}'],
  [Object.assign(Object.create({ inherited: 1 }), { own: 1, [Symbol('s')]: 2 }), '{"own":1}'],
  [Object.defineProperty({ seen: 1 }, 'hidden', { value: 1 }), '{"seen":1}'],
  [Object.assign(['i'], { extra: 1 }), '["i"]'],
  [
    (function args() {
      // biome-ignore lint/complexity/noArguments: it is what is asked about.
      return arguments
    })('x'),
    '{"0":"x"}',
  ],
]

test('each rule, and no two values in one text', () => {
  const seen = new Set()
  for (const [value, expected, isSame] of RULES) {
    const text = normalise(value)
    assert.equal(text, expected)
    checkStrict(text)
    assert.equal(seen.has(text), isSame !== undefined, text)
    seen.add(text)
  }
})

test('what is plain JSON is what JSON.stringify makes of it', () => {
  const values = [
    [],
    {},
    [[]],
    [{}],
    'x',
    1.5,
    5e-324,
    { a: { b: [1, 'é', { c: null }] }, 1: 2, '"': '\\' },
  ]
  for (const value of values) assert.equal(normalise(value), JSON.stringify(value))
})

test('too deep: counted, and what is empty is no loss', () => {
  const nest = (depth, inner) => JSON.parse('['.repeat(depth) + inner + ']'.repeat(depth))
  assert.equal(normalise(nest(32, '1')), JSON.stringify(nest(32, '1')))
  assert.equal(normalise(nest(32, '[]')), JSON.stringify(nest(32, '[]')))
  assert.equal(normalise(nest(32, '[1,2]')), JSON.stringify(nest(32, '{"$cut":2}')))
  assert.equal(normalise(nest(32, '{"a":1,"b":2,"c":3}')), JSON.stringify(nest(32, '{"$cut":3}')))
  let deep = 0
  for (let depth = 0; depth < 100_000; depth += 1) deep = new Map([[deep, new Set([depth])]])
  checkStrict(normalise(deep))
})

/** Everything that was cut, and how much is there: an item is a byte or more. */
function cuts(value, counts = { cut: 0, items: 0 }) {
  if (typeof value !== 'object' || value === null) return counts
  for (const [name, item] of Object.entries(value)) {
    if (name === '$cut') counts.cut += item
    else counts.items += 1
    cuts(item, counts)
  }
  return counts
}

test('too large: within the limit, counted, and not read further', () => {
  let asked = 0
  const endless = new Proxy([], {
    get(_, key) {
      asked += 1
      return key === 'length' ? 2 ** 53 : 1
    },
  })
  const ask = () => {
    asked += 1
  }
  const getters = {}
  for (let at = 0; at < 100_000; at += 1) {
    Object.defineProperty(getters, `g${at}`, { enumerable: true, get: ask })
  }
  let doubled = {}
  for (let depth = 0; depth < 40; depth += 1) doubled = { a: doubled, b: doubled }
  const values = {
    array: new Array(1e7).fill(7),
    sparse: new Array(2 ** 32 - 1),
    map: new Map(Array.from({ length: 1e6 }, (_, at) => [at, at])),
    set: new Set(Array.from({ length: 1e6 }, (_, at) => at)),
    text: 'x'.repeat(1e8),
    halves: '\ud800'.repeat(1e6),
    pairs: `x${'🎉'.repeat(1e6)}`,
    control: '\0'.repeat(1e6),
    name: { ['n'.repeat(1e7)]: 1, after: 2 },
    names: Object.fromEntries(Array.from({ length: 1e5 }, (_, at) => [`é${at}`, at])),
    nothing: new Array(1e6).fill({}),
    doubled,
    getters,
    endless,
    mixed: Array.from({ length: 5000 }, (_, at) => ({ at, map: new Map([[at, new Error('é')]]) })),
  }
  for (const [name, value] of Object.entries(values)) {
    for (const limit of [
      Number.NaN,
      0,
      64,
      65,
      66,
      67,
      100,
      129,
      1000,
      16_384,
      65_535,
      undefined,
    ]) {
      asked = 0
      const start = performance.now()
      const text = normalise(value, limit)
      const title = `${name}, ${limit}: ${text.slice(0, 200)}`
      const most = Math.max(64, limit ?? LIMIT) || 64
      assert.ok(performance.now() - start < 5000, title)
      assert.ok(Buffer.byteLength(text) <= most, `${title}: ${Buffer.byteLength(text)} bytes`)
      assert.ok(asked <= most, `${title}: asked ${asked} times`)
      checkStrict(text)
      const { cut } = cuts(JSON.parse(text))
      assert.ok(cut > 0 || text.startsWith('{"$0:nnn'), title)
      // What is cut and what is there are all of it, where they are the items of one value.
      const list = JSON.parse(text)
      if (['array', 'sparse'].includes(name) && Array.isArray(list)) {
        assert.equal(list.length - 1 + cut, value.length)
      }
      if (['map', 'set'].includes(name) && list.$cut === undefined) {
        assert.equal((list.$map ?? list.$set).length - 1 + cut, value.size)
      }
      if (typeof value === 'string' && list.$text !== undefined) {
        assert.equal(list.$text.length + cut, value.length)
        assert.ok(Buffer.byteLength(text) > most / 2 - 70, 'half of it is used')
      }
      if (name === 'array' && most > 200) assert.ok(text.length > most - 64, 'all of it is used')
    }
  }
  // One text does not push out what follows.
  assert.ok(normalise({ text: 'x'.repeat(1e5), after: 'seen' }).endsWith('"after":"seen"}'))
  assert.ok(normalise({ ['n'.repeat(1e5)]: 1, after: 'seen' }).endsWith('"after":"seen"}'))
})

test('at any limit it is within it', () => {
  const value = {
    a: ['é\n', { $b: new Map([['\ud800', new Error('x')]]) }, 5n, Number.NaN],
    é: [[[{}]]],
  }
  const wide = Array.from({ length: 40 }, () => value)
  for (let limit = 64; limit < 3000; limit += 1) {
    const text = normalise(wide, limit)
    assert.ok(Buffer.byteLength(text) <= limit, `${limit}: ${text}`)
    checkStrict(text)
  }
})

test('what costs most and what costs least is within the limit too', () => {
  for (let count = 200; count < 1000; count += 1) {
    for (const text of ['🎉', 'é', '\n', '\0', '日', '"', 'x']) {
      const written = normalise(text.repeat(count), 1000)
      assert.ok(Buffer.byteLength(written) <= 1000, `${count} of ${text}`)
      const name = normalise([{ [text.repeat(count)]: 1 }], 1000)
      assert.ok(Buffer.byteLength(name) <= 1000, `a name of ${count} of ${text}`)
    }
    for (const item of ['', {}, [], 0, new Map(), new Error('')]) {
      const written = normalise(new Array(2000).fill(item), count)
      assert.ok(Buffer.byteLength(written) <= count, written)
    }
  }
})

test('built-ins that were replaced are not asked', () => {
  const context = createContext({})
  const found = runInContext(
    `(() => {
    ${source.replace(/export \{[\s\S]*$/, '')}
    const values = [{ a: ['"\\ud800', 5n, -0, NaN], $: new Date(0), '\\ud800': 1 }, new Map([[1, new Set([2])]]),
      new Error('e'), new Uint8Array(3), new String('s'), /x/g, 'é"', { toJSON: () => 5 }, Promise.resolve(),
      { get a() { throw 5 } }, 'x'.repeat(1e5), ((o) => (o.o = o))({})]
    const all = () => {
      let text = ''
      for (let at = 0; at < values.length; at++) text += normalise(values[at]) + ';'
      return text
    }
    const before = all()
    const Fault = globalThis.Error
    const fail = () => { throw new Fault('asked') }
    const places = []
    for (const name of Object.getOwnPropertyNames(globalThis)) {
      const of = Object.getOwnPropertyDescriptor(globalThis, name).value
      if (typeof of !== 'function' && name !== 'JSON' && name !== 'Reflect' && name !== 'Math') continue
      if (name === 'console') continue
      for (const each of [of, of.prototype, of.prototype && Object.getPrototypeOf(of.prototype)]) {
        // Names and tags say what a value is.
        for (const key of each ? Reflect.ownKeys(each) : []) {
          if (!['constructor', 'name', 'message', '__proto__', Symbol.toStringTag].includes(key)) places.push([each, key])
        }
      }
      if (name !== 'Object') places.push([globalThis, name])
    }
    const define = Object.defineProperty, describe = Object.getOwnPropertyDescriptor
    const { length } = places, list = Array.prototype
    let count = 0
    for (let at = 0; at < length; at++) {
      const place = places[at]
      if (describe(place[0], place[1])?.configurable !== true) continue
      define(place[0], place[1], { __proto__: null, value: fail, configurable: true })
      count++
    }
    // What would catch an item that is set and not defined.
    define(list, '0', { __proto__: null, set: fail, get: fail })
    return { __proto__: null, before, after: all(), count }
    })()`,
    context,
  )
  assert.ok(found.count > 500, `${found.count} were replaced`)
  assert.equal(found.after, found.before)
  assert.ok(!found.after.includes('"asked"'))
})

test('at the end of the stack it is still JSON', () => {
  const value = { a: [new Map([[1, { b: new Error('x') }]])] }
  const whole = normalise(value)
  const seen = new Set()
  const descend = () => {
    // Only a call that does not even begin may throw; each one that began is looked at.
    try {
      descend()
    } catch {
      // Back from the end, one frame more each time.
    }
    if (seen.size < 2000) seen.add(normalise(value))
  }
  try {
    descend()
  } catch {
    // The outermost.
  }
  assert.ok(seen.has(whole))
  for (const text of seen) checkStrict(text)
})

const names = (object) =>
  // An engine makes the text of a stack when it is first asked for it.
  Reflect.ownKeys(object)
    .filter((key) => key !== 'stack')
    .map((key) => [key, Object.getOwnPropertyDescriptor(object, key)])

/** What an inert value consists of: each object once, with what it holds itself. */
function snapshot(value, seen = new Map()) {
  const waiting = [value]
  while (waiting.length > 0 && seen.size < 500) {
    const object = waiting.pop()
    if (typeof object !== 'object' || object === null || seen.has(object)) continue
    const isLarge = Array.isArray(object) ? object.length > 1000 : sizeOf(object) > 1000
    const own = isLarge ? [] : names(object)
    const items =
      !isLarge && (object instanceof Map || object instanceof Set) && 'size' in object
        ? listOf(object)
        : []
    seen.set(object, {
      own: own.map(([key, { value, writable, enumerable, configurable }]) => [
        key,
        value,
        writable,
        enumerable,
        configurable,
      ]),
      items,
      state: [Object.isExtensible(object), Object.getPrototypeOf(object)],
    })
    for (const [, { value }] of own) waiting.push(value)
    for (const item of items) waiting.push(item)
  }
  return seen
}
function sizeOf(object) {
  try {
    const size = object.length ?? object.size
    return typeof size === 'number' ? size : 0
  } catch {
    return 0
  }
}
function listOf(collection) {
  try {
    return collection instanceof Map
      ? [...Map.prototype.entries.call(collection)].flat()
      : [...Set.prototype.values.call(collection)]
  } catch {
    return []
  }
}
const isSame = (one, other) =>
  Array.isArray(one) && Array.isArray(other) && one.length === other.length
    ? one.every((item, at) => Object.is(item, other[at]))
    : Object.is(one, other)
function checkUnchanged(before, value) {
  const after = snapshot(value)
  assert.equal(after.size, before.size)
  for (const [object, { own, items, state }] of before) {
    const now = after.get(object)
    assert.ok(now !== undefined && isSame(now.items, items) && isSame(now.state, state), 'changed')
    assert.equal(now.own.length, own.length, 'changed')
    assert.ok(
      own.every((property, at) => isSame(property, now.own[at])),
      'changed',
    )
  }
}

test('a change is seen', () => {
  const changes = [
    (of) => (of.a = 2),
    (of) => (of.b.c = 2),
    (of) => delete of.a,
    (of) => Object.freeze(of.b),
    (of) => of.map.set('k', 2),
    (of) => of.map.get('o').push(1),
    (of) => of.set.add(1),
    (of) => Object.setPrototypeOf(of.b, null),
    (of) => (of[Symbol.iterator] = 1),
    (of) => (of.b = { c: 1 }),
  ]
  for (const change of changes) {
    const value = {
      a: 1,
      b: { c: 1 },
      map: new Map([
        ['k', 1],
        ['o', []],
      ]),
      set: new Set(),
    }
    const before = snapshot(value)
    checkUnchanged(before, value)
    change(value)
    assert.throws(() => checkUnchanged(before, value), undefined, `${change}`)
  }
})

test(`${COUNT} hostile values, seed ${SEED}`, () => {
  // Most of the time would go into stacks that nobody reads.
  Error.stackTraceLimit = 3
  const [values, again] = [new Values(SEED), new Values(SEED)]
  const counts = {
    inert: 0,
    threw: 0,
    ref: 0,
    cut: 0,
    lone: 0,
    dropped: 0,
    error: 0,
    map: 0,
    bytes: 0,
    text: 0,
  }
  for (let at = 0; at < COUNT; at += 1) {
    const { value, isInert } = values.next()
    const title = `value ${at} of seed ${SEED}`
    const limit = at % 4 === 0 ? 64 + (at % 1000) : LIMIT
    const before = isInert ? snapshot(value) : undefined
    let text
    try {
      text = normalise(value, limit)
      checkStrict(text)
      assert.ok(Buffer.byteLength(text) <= limit, `${Buffer.byteLength(text)} bytes of ${limit}`)
      // Made anew, it is the same text; and where nothing runs, the same value twice is.
      assert.equal(normalise(again.next().value, limit), text)
      if (before !== undefined) {
        assert.equal(normalise(value, limit), text)
        checkUnchanged(before, value)
        counts.inert += 1
      }
    } catch (cause) {
      throw new Error(`${title}: ${text?.slice(0, 500)}`, { cause })
    }
    for (const name in counts) if (text.includes(`"$${name}"`)) counts[name] += 1
  }
  console.log(JSON.stringify(counts))
  for (const [name, count] of Object.entries(counts))
    assert.ok(count > COUNT / 500, `${name}: ${count}`)
})
