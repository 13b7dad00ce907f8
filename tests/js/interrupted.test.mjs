// An engine can cut a call short: at the end of its stack, which is a RangeError, or at the end of the
// time that a host allows (`vm`, which no `catch` and no `finally` sees). Whatever was cut short, the
// next verdict is right, and nothing is lost that does not come back.

import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { inLittleTime, withLittleStack } from './interruptions.mjs'
import { linearMemory } from './linear-memory.mjs'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc')

const url = import.meta.resolve('countersign')
let instances = 0

const NOW = 1_750_000_000_000
const hex = (secret, text) => createHmac('sha256', secret).update(text).digest('hex')
const headersOf = (secret, text) => ({ 'x-hub-signature-256': `sha256=${hex(secret, text)}` })
const request = (body, secret = 'secret') => ({ headers: headersOf(secret, body), body })

const SMALL = request('x'.repeat(300))
const MIDDLE = request('x'.repeat(20_000))
const LARGE = request('é'.repeat(70_000))
const BYTES = request(Buffer.from(LARGE.body))
const HUGE = request('é'.repeat(2_000_000))
const FORGED = [SMALL, MIDDLE, LARGE, BYTES].map(({ body }) => request(body, 'another'))
const TIMED = `{"x":"${LARGE.body}","webhookTimestamp":${NOW}}`
const LINEAR = { headers: { 'linear-signature': hex('secret', TIMED) }, body: TIMED }
const SIGNED = headersOf('secret', 'x')
const TAGS = { secret: hex('secret', 'x'), another: hex('another', 'x') }
const ENTRY = { action: 'a', userId: 'u', resource: 'r', result: 'success', metadata: { n: 1.5 } }
const now = () => NOW

/** An instance of the package of its own, warm: what is done to it harms no other test. */
async function setUp() {
  instances += 1
  const it = await import(`${url}?${instances}`)
  const { createAuditEntry, createKeyRing, createVerifier, verifyWebhookSignature } = it
  const ways = {
    platform: createVerifier('github', { keys: 'secret' }),
    alone: createVerifier('github', { keys: 'secret', platformHash: false }),
  }
  const { platform, alone } = ways
  const linear = createVerifier('linear', { keys: ['a', 'secret'], now })
  const entry = () => createAuditEntry(ENTRY, { now }).json
  const entryText = entry()
  let turn = 0

  /** Every part of it does what it did. In this order: what comes last makes much anew. */
  const checkHealth = (title, isThorough = false) => {
    for (const [way, verifier] of Object.entries(ways)) {
      for (const incoming of isThorough ? [SMALL, MIDDLE, LARGE, BYTES, HUGE] : [SMALL]) {
        const verdict = verifier.verify(incoming)
        assert.equal(verdict.ok, true, `${title}: ${way}, ${incoming.body.length}, ${verdict.code}`)
      }
      for (const incoming of isThorough ? FORGED : FORGED.slice(0, 1)) {
        assert.equal(verifier.verify(incoming).code, 'signature_mismatch', `${title}: ${way}`)
      }
    }
    if (isThorough) assert.equal(linear.verify(LINEAR).ok, true, title)
    assert.deepEqual(alone.sign({ body: 'x' }), SIGNED, title)
    assert.equal(entry(), entryText, title)
    for (const [secret, tag] of Object.entries(TAGS)) {
      assert.equal(verifyWebhookSignature('x', tag, secret), true, title)
      assert.equal(verifyWebhookSignature('y', tag, secret), false, title)
    }
    const made = createVerifier('github', { keys: ['a', 'secret'] })
    assert.equal(made.verify(SMALL).keyId, 'key-2', title)
    made.replaceKeys('b')
    assert.equal(made.verify(request(SMALL.body, 'b')).ok, true, title)
    made.dispose()
  }

  /** What is cut short, and what it gives where it is not. */
  const calls = {
    'verify, alone': [() => alone.verify(SMALL).ok, true],
    'verify, alone, in pieces': [() => alone.verify(LARGE).ok, true],
    'verify, alone, bytes in pieces': [() => alone.verify(BYTES).ok, true],
    'verify, platform': [() => platform.verify(MIDDLE).ok, true],
    'verify, platform, in pieces': [() => platform.verify(LARGE).ok, true],
    'verify, platform, direct': [() => platform.verify(BYTES).ok, true],
    'verify of what is forged': [() => alone.verify(FORGED[0]).code, 'signature_mismatch'],
    'verify of a body with a time': [() => linear.verify(LINEAR).ok, true],
    sign: [() => alone.sign({ body: 'x' })['x-hub-signature-256'], Object.values(SIGNED)[0]],
    createVerifier: [() => createVerifier('github', { keys: 'k' }).dispose(), undefined],
    createKeyRing: [() => createKeyRing('stripe', ['a', 'b', 'c']).dispose(), undefined],
    replaceKeys: [() => alone.replaceKeys('secret'), undefined],
    verifyWebhookSignature: [
      () => {
        turn += 1
        const secret = turn % 2 === 0 ? 'secret' : 'another'
        return verifyWebhookSignature('x', TAGS[secret], secret)
      },
      true,
    ],
    createAuditEntry: [entry, entryText],
  }
  const huge = {
    'verify, alone, of what takes longer': [() => alone.verify(HUGE).ok, true],
    'verify, platform, of what takes longer': [() => platform.verify(HUGE).ok, true],
  }
  checkHealth('at first', true)
  return { ...it, ...ways, calls, huge, checkHealth }
}

const names = await setUp().then(({ calls, huge }) => [Object.keys(calls), Object.keys(huge)])

for (const name of names[0]) {
  test(`at the end of the stack: ${name}`, async () => {
    const { calls, checkHealth } = await setUp()
    const { cut } = withLittleStack(calls[name], checkHealth)
    assert.ok(cut > 100, `${cut} were cut short`)
    checkHealth('at last', true)
  })

  test(`at the end of the stack, and nothing in between that may put it right: ${name}`, async () => {
    const { calls, checkHealth } = await setUp()
    for (let round = 0; round < 2; round += 1) withLittleStack(calls[name], () => {})
    checkHealth('at last', true)
  })
}

for (const name of names.flat()) {
  // Between the freeing of old keys and the use of new ones there is little time.
  const times = name === 'replaceKeys' || name === 'verifyWebhookSignature' ? 200 : 30
  test(`at the end of the time: ${name}`, async () => {
    const { calls, huge, checkHealth } = await setUp()
    inLittleTime({ ...calls, ...huge }[name], checkHealth, times)
    checkHealth('at last', true)
  })
}

for (const name of ['sign', 'createAuditEntry', 'createKeyRing', 'replaceKeys']) {
  test(`at the end of the time, and nothing in between: ${name}`, async () => {
    const { calls, checkHealth } = await setUp()
    inLittleTime(calls[name], () => {}, 200)
    checkHealth('at last', true)
  })
}

test('an endless recursion, in which each call but the last is done', async () => {
  const { alone, checkHealth } = await setUp()
  const endless = () => {
    assert.equal(alone.verify(SMALL).ok, true)
    endless()
  }
  for (let at = 0; at < 20; at += 1) assert.throws(endless, RangeError)
  checkHealth('at last', true)
})

test('keys that are replaced or disposed of are so, or are not', async () => {
  const { createKeyRing, createVerifier, checkHealth } = await setUp()
  const disposed = { name: 'ConfigError', code: 'disposed' }
  const shared = createKeyRing('github', 'secret')
  const verifier = createVerifier('github', { keys: 'secret' })
  const replace = () => verifier.replaceKeys(shared)
  withLittleStack([replace, undefined], (title) => {
    const verdict = verifier.verify(SMALL)
    assert.equal(verdict.ok, true, `${title}: ${verdict.code}`)
    verifier.replaceKeys('secret')
    assert.equal(verifier.verify(SMALL).ok, true, title)
  })
  let ring = createKeyRing('github', 'secret')
  withLittleStack([() => ring.dispose(), undefined], (title) => {
    let code
    try {
      const verdict = verifier.verify(SMALL, { keys: ring })
      code = verdict.ok ? 'ok' : `the verdict ${verdict.code}`
    } catch (error) {
      code = error.code
    }
    assert.ok(code === 'ok' || code === 'disposed', `${title}: ${code}`)
    ring.dispose()
    assert.throws(() => verifier.verify(SMALL, { keys: ring }), disposed, title)
    ring = createKeyRing('github', 'secret')
  })
  checkHealth('at last', true)
})

test('where the making of views is cut short, they are made again', async () => {
  const { alone, checkHealth } = await setUp()
  const genuine = globalThis.Float64Array
  let cut = 0
  withLittleStack([() => alone.verify(SMALL).ok, true], (title) => {
    globalThis.Float64Array = function Cut() {
      cut += 1
      throw new RangeError()
    }
    try {
      alone.verify(SMALL)
    } catch {}
    globalThis.Float64Array = genuine
    const verdict = alone.verify(SMALL)
    assert.equal(verdict.ok, true, `${title}: ${verdict.code}`)
  })
  assert.ok(cut > 10, `${cut} were cut short`)
  checkHealth('at last', true)
})

test('a ring whose disposal was cut short takes no later one with it', async () => {
  const { createKeyRing, createVerifier } = await setUp()
  const verifier = createVerifier('github', { keys: 'another' })
  const make = () => createKeyRing('github', 'secret')
  let ring = make()
  const { prototype } = FinalizationRegistry
  const { unregister } = prototype
  prototype.unregister = () => {
    throw new RangeError()
  }
  assert.throws(() => ring.dispose(), RangeError)
  prototype.unregister = unregister
  // After so many, a handle was the same again.
  for (let at = 1; at < 4095; at += 1) make().dispose()
  const later = Array.from({ length: 3 }, make)
  let isForgotten = false
  const watch = new FinalizationRegistry(() => {
    isForgotten = true
  })
  watch.register(ring)
  ring = undefined
  for (let at = 0; at < 100 && !isForgotten; at += 1) {
    await setTimeout(1)
    collectGarbage()
  }
  // One registry may be told before the other.
  await setTimeout(10)
  assert.ok(isForgotten, `${watch} was told`)
  for (const keys of later) assert.equal(verifier.verify(SMALL, { keys }).ok, true)
})

test('a call that is cut short costs no more memory than a window', async () => {
  const { calls, checkHealth } = await setUp()
  for (const name of ['verify, alone', 'verify, platform, in pieces', 'createVerifier']) {
    const memory = () => {
      const { cut } = withLittleStack(calls[name], () => {})
      checkHealth(name)
      return [linearMemory(), cut]
    }
    const [before] = memory()
    const [after, cut] = memory()
    const lost = after - before
    assert.ok(lost <= cut * 2 ** 17, `${name}: ${lost} bytes for ${cut} cut short`)
  }
})
