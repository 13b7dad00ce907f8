// The store in memory: one of many claims is fresh, what lives is never evicted, what has ended is
// forgotten.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryStore, StoreError } from 'countersign'

let clock = 0
const now = () => clock
const storeOf = (options) => {
  clock = 1_750_000_000_000
  return memoryStore({ now, ...options })
}
const stateOf = async (store, key, ttl = 1000) => (await store.claim(key, ttl)).state

test('fresh, in flight, done', async () => {
  const store = storeOf()
  const { state, token } = await store.claim('a', 1000)
  assert.equal(state, 'fresh')
  assert.equal(typeof token, 'string')
  assert.deepEqual(await store.claim('a', 1000), { state: 'in_flight' })
  await store.confirm('a', token)
  assert.deepEqual(await store.claim('a', 1000), { state: 'done' })
  assert.equal(await stateOf(store, 'b'), 'fresh')
})

test('a release makes it fresh again', async () => {
  const store = storeOf()
  const { token } = await store.claim('a', 1000)
  await store.release('a', token)
  assert.equal(await stateOf(store, 'a'), 'fresh')
})

test('of many at once, one is fresh', async () => {
  const store = storeOf()
  const claims = await Promise.all(Array.from({ length: 50 }, () => store.claim('a', 1000)))
  assert.equal(claims.filter(({ state }) => state === 'fresh').length, 1)
})

test('only the holder of the token ends a claim', async () => {
  const store = storeOf()
  const { token } = await store.claim('a', 1000)
  const other = (await store.claim('b', 1000)).token
  assert.notEqual(token, other)
  for (const wrong of ['', 'x', other, undefined]) {
    await store.release('a', wrong)
    await store.confirm('a', wrong)
    assert.equal(await stateOf(store, 'a'), 'in_flight')
  }
  await store.confirm('never', token)
  await store.release('never', token)
  assert.equal(await stateOf(store, 'never'), 'fresh')
  // One that came too late finds the claim of another.
  clock += 1000
  const later = await store.claim('a', 1000)
  assert.equal(later.state, 'fresh')
  await store.release('a', token)
  await store.confirm('a', token)
  assert.equal(await stateOf(store, 'a'), 'in_flight')
})

test('a claim lives for its time, confirmed or not', async () => {
  for (const isConfirmed of [false, true]) {
    const store = storeOf()
    const { token } = await store.claim('a', 1000)
    if (isConfirmed) await store.confirm('a', token)
    clock += 999
    assert.equal(await stateOf(store, 'a'), isConfirmed ? 'done' : 'in_flight')
    clock += 2
    assert.equal(await stateOf(store, 'a'), 'fresh')
  }
})

test('a full store refuses what is new, and evicts nothing that lives', async () => {
  const store = storeOf({ max: 3 })
  const tokens = new Map()
  for (const key of ['a', 'b', 'c']) tokens.set(key, (await store.claim(key, 1000)).token)
  for (let at = 0; at < 20; at += 1) {
    await assert.rejects(store.claim(`new ${at}`, 1000), (error) => {
      assert.ok(error instanceof StoreError && error instanceof Error)
      assert.equal(error.name, 'StoreError')
      return true
    })
  }
  await store.confirm('a', tokens.get('a'))
  assert.deepEqual(await Promise.all(['a', 'b', 'c'].map((key) => stateOf(store, key))), [
    'done',
    'in_flight',
    'in_flight',
  ])
  await store.release('b', tokens.get('b'))
  assert.equal(await stateOf(store, 'd'), 'fresh')
  await assert.rejects(store.claim('e', 1000), StoreError)
})

test('what has ended makes room, and nothing else goes', async () => {
  const store = storeOf({ max: 100 })
  for (let at = 0; at < 100; at += 1) await store.claim(`${at}`, at < 60 ? 1000 : 5000)
  await assert.rejects(store.claim('more', 1000), StoreError)
  clock += 1001
  for (let at = 0; at < 60; at += 1) {
    assert.equal(await stateOf(store, `new ${at}`, 9000), 'fresh')
  }
  await assert.rejects(store.claim('more', 1000), StoreError)
  for (let at = 60; at < 100; at += 1) assert.equal(await stateOf(store, `${at}`), 'in_flight')
  clock += 4000
  for (let at = 0; at < 40; at += 1) assert.equal(await stateOf(store, `last ${at}`), 'fresh')
  await assert.rejects(store.claim('more', 1000), StoreError)
  for (let at = 0; at < 60; at += 1) assert.equal(await stateOf(store, `new ${at}`), 'in_flight')
})

test('against a model, over thousands of steps', async () => {
  const max = 4
  const store = storeOf({ max })
  const model = new Map()
  let seed = 7
  const below = (limit) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    return (seed >>> 8) % limit
  }
  const seen = new Set()
  for (let step = 0; step < 5000; step += 1) {
    clock += below(40)
    const key = `k${below(12)}`
    for (const [other, { end }] of model) if (end <= clock) model.delete(other)
    const held = model.get(key)
    const choice = below(4)
    if (choice < 2) {
      const ttl = 1 + below(400)
      const expected = held?.state ?? (model.size < max ? 'fresh' : 'full')
      const claim = await store.claim(key, ttl).catch(() => ({ state: 'full' }))
      assert.equal(claim.state, expected, `step ${step}`)
      seen.add(expected)
      if (expected === 'fresh') {
        model.set(key, { state: 'in_flight', end: clock + ttl, token: claim.token })
      }
    } else if (held && choice === 2) {
      await store.confirm(key, held.token)
      held.state = 'done'
    } else if (held) {
      await store.release(key, held.token)
      model.delete(key)
    }
  }
  assert.deepEqual([...seen].sort(), ['done', 'fresh', 'full', 'in_flight'])
})
