// Hostile values become strict JSON and stay as they are. COUNTERSIGN_AUDIT_VALUES is their number, 10,000
// by default; the full count is 1,000,000.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Values } from './hostile-values.mjs'
import { LIMIT, normalise } from './normaliser.mjs'
import { checkStrict } from './strict-json.mjs'

const COUNT = Number(process.env.COUNTERSIGN_AUDIT_VALUES ?? 10_000)
const SEED = Number(process.env.COUNTERSIGN_SEED ?? 1)

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
