// What is too deep or too large is cut and counted, and the text is within its limit.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LIMIT, normalise } from './normaliser.mjs'
import { checkStrict } from './strict-json.mjs'

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
