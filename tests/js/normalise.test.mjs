// Any JavaScript value becomes strict JSON: each rule.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createContext, runInContext } from 'node:vm'
import { normalise, source } from './normaliser.mjs'
import { checkStrict } from './strict-json.mjs'

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
