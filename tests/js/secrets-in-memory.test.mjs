// No copy of a secret stays in linear memory but those that the design needs: for each key of a ring
// that is alive, the key as HMAC pads it and the two states of the hash after its blocks. All of
// memory is searched: heap in use and freed, window, shadow stack, statics. The same of what is done
// with keys: secrets-in-use.test.mjs.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { assertHolds, digest, freshCopy, hmacParts, PIECE, partsOf } from './memory-search.mjs'
import { newKey, newKeys, PROVIDERS, secretsOf } from './secrets.mjs'

describe('the search', () => {
  test('knows the hashes as node:crypto does', () => {
    for (const hash of ['sha1', 'sha256']) {
      for (let length = 0; length < 200; length += 1) {
        const [message, bytes] = [randomBytes(length), randomBytes(length + 1)]
        assert.deepEqual(digest(hash, message), createHash(hash).update(message).digest())
        const { inner, outer } = hmacParts({ hash, bytes })
        const tag = digest(hash, digest(hash, message, inner, 64), outer, 64)
        assert.deepEqual(tag, createHmac(hash, bytes).update(message).digest())
      }
    }
  })

  test('finds a copy of anything, and a piece of it, wherever it lies', async () => {
    const copy = await freshCopy()
    const keys = [newKey('base64', 40), newKey('text', 64), newKey('base64', 90, 'sha1')]
    const names = new Set(keys.flatMap(partsOf).map(({ name }) => name.split(/[:,] /)[1]))
    assert.deepEqual([...names].sort(), 'inner ipad k0 key opad outer text'.split(' '))
    const module = copy.modules.find(({ address }) => address !== undefined)
    const window = module.address(4)
    const memory = new Uint8Array(module.memory.buffer)
    for (const { name, part, used } of keys.flatMap(partsOf)) {
      const spans = [
        [0, part.length],
        [used - PIECE, used],
      ]
      for (let at = 0; at + 16 <= used; at += 16) spans.push([at, at + 16])
      for (const [start, end] of spans) {
        const leak = part.subarray(start, end)
        // On the stack, in the window, at the very end.
        const places = [1001, window + 777, memory.length - leak.length]
        const before = places.map((at) => memory.slice(at, at + leak.length))
        for (const at of places) memory.set(leak, at)
        const found = copy.search(keys).filter((run) => run.name === name)
        // A run goes on where the bytes beside it happen to be right, as zeros may be.
        const isFound = (at) =>
          found.some((run) => run.at <= at && run.at + run.length >= at + leak.length)
        assert.ok(found.length === places.length && places.every(isFound), `${name}, from ${start}`)
        if (start === 0) {
          assert.throws(() => assertHolds(copy, { gone: keys }, 'by hand'), /left behind by hand/)
        }
        for (const [n, at] of places.entries()) memory.set(before[n], at)
      }
    }
    assertHolds(copy, { gone: keys }, 'once all are wiped')
    assert.throws(() => assertHolds(copy, { live: keys }, 'by hand'), /not found by hand/)
  })
})

describe('set-up and disposal', () => {
  for (const provider of Object.keys(PROVIDERS)) {
    test(`rings of one and of sixteen keys for ${provider}`, async () => {
      const copy = await freshCopy()
      const rings = []
      const live = () => rings.flatMap(({ keys }) => keys)
      for (const lengths of [
        [16],
        [33],
        [64],
        [65],
        [3000],
        Array(16).fill(40),
        Array(16).fill(80),
      ]) {
        const keys = newKeys(provider, lengths)
        const isRing = lengths.length > 1
        const make = isRing ? copy.createKeyRing : (id, keys) => copy.createVerifier(id, { keys })
        rings.push({ keys, holder: make(provider, secretsOf(keys)) })
        assertHolds(copy, { live: live() }, `with keys of ${lengths} bytes`)
      }
      const gone = []
      while (rings.length > 0) {
        const { keys, holder } = rings.shift()
        if (rings.length % 2 === 0) holder.dispose()
        else holder[Symbol.dispose]()
        gone.push(...keys)
        assertHolds(copy, { live: live(), gone }, 'after dispose()')
      }
    })
  }

  const base64 = (bytes) => `whsec_${bytes.toString('base64')}`
  const FAULTS = {
    'white space': ['github', (key) => `${key.toString('hex')}\n`],
    'too long': ['github', (key) => key.toString('hex').repeat(70)],
    'longer than the window': ['github', (key) => key.toString('hex').repeat(3000)],
    'bytes longer than the window': ['github', (key) => Buffer.concat(Array(3000).fill(key))],
    'half a pair': ['github', (key) => `${key.toString('hex')}\ud800`],
    'another kind': ['stripe', (key) => `sk_live_${key.toString('hex')}`],
    'too short': ['svix', (key) => base64(key.subarray(0, 15))],
    'bytes too short': ['svix', (key) => key.subarray(0, 15)],
    'a wrong digit': ['svix', (key) => base64(key).replace(/.=$/, '!=')],
    'a wrong digit after whsec_': ['openai', (key) => base64(key).replace(/.=$/, '!=')],
    'unused bits': ['svix', (key) => base64(key).replace(/.=$/, '/=')],
    'no padding': ['svix', (key) => base64(key).slice(0, -1)],
    'a bad id': ['github', (key) => [{ id: 'a b', secret: key }]],
    'an id twice': ['github', (key) => ['a', 'a'].map((id) => ({ id, secret: key }))],
    'an end that is none': ['github', (key) => [key, { secret: key, notAfter: Number.NaN }]],
    'no secret behind it': ['github', (key) => [key, undefined]],
    seventeen: ['github', (key) => Array(17).fill(key)],
  }
  test('secrets that are refused', async (t) => {
    for (const [name, [provider, faulty]] of Object.entries(FAULTS)) {
      await t.test(name, async () => {
        const copy = await freshCopy()
        const key = { ...newKey('base64', 32), id: 'decoded' }
        const short = { ...key, id: 'short', bytes: key.bytes.subarray(0, 15) }
        const hex = { ...key, id: 'text', bytes: Buffer.from(key.bytes.toString('hex')) }
        const keys = faulty(key.bytes)
        for (const make of [copy.createKeyRing, (id, keys) => copy.createVerifier(id, { keys })]) {
          assert.throws(() => make(provider, keys), { name: 'ConfigError' })
          assertHolds(copy, { gone: [key, short, hex] }, 'after the error')
        }
      })
    }
  })

  test('a ring that was forgotten', async () => {
    if (globalThis.gc === undefined) {
      // By a process that can be told to collect.
      const { NODE_TEST_CONTEXT, ...env } = process.env
      const name = '--test-name-pattern=that was forgotten'
      const args = ['--expose-gc', '--test-reporter=tap', name, fileURLToPath(import.meta.url)]
      const run = promisify(execFile)(process.execPath, args, { env })
      const { stdout } = await run.catch((failed) => failed)
      assert.match(stdout, /^ +ok \d+ - a ring that was forgotten\n/m)
      return
    }
    const copy = await freshCopy()
    const keys = newKeys('github', [30, 64, 100])
    const kept = copy.createVerifier('github', { keys: keys[0].secret })
    const forget = () => {
      copy.createKeyRing('github', keys[1].secret)
      copy.createVerifier('github', { keys: keys[2].secret }).sign({ body: 'x' })
    }
    forget()
    assertHolds(copy, { live: keys }, 'before they are collected')
    for (let turns = 0; turns < 5; turns += 1) {
      await setImmediate()
      globalThis.gc()
    }
    await setImmediate()
    assertHolds(copy, { live: keys.slice(0, 1), gone: keys.slice(1) }, 'after they were')
    kept.dispose()
  })
})
