// Secrets in linear memory (see secrets-in-memory.test.mjs) after verdicts, signatures and claims.

import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, test } from 'node:test'
import { assertHolds, freshCopy } from './memory-search.mjs'
import { malformed, newKey, newKeys, newRequest, PROVIDERS, secretsOf } from './secrets.mjs'

/** What hosts have, where the package looks for it. */
const platform = process.getBuiltinModule?.('node:crypto')
const skip = platform === undefined && 'no synchronous hash of a platform'

/**
 * Runs with a platform that calls `during`, with the number of the call, before each digest or what
 * else `at` names, and gives what that gave, or else the real thing. How many calls there were.
 */
function withPlatform(during, run, at = 'digest') {
  const { hash, createHash } = platform
  let calls = 0
  const before =
    (real) =>
    (...args) =>
      during(++calls) ?? real(...args)
  const instead = {
    createHash(name) {
      const made = at === 'createHash' ? before(createHash)(name) : createHash(name)
      if (at in made) Object.assign(made, { [at]: before(made[at].bind(made)) })
      return made
    },
    ...(hash && { hash: before(hash) }),
  }
  try {
    Object.assign(platform, instead)
    run()
  } finally {
    Object.assign(platform, { hash, createHash })
  }
  return calls
}

describe('verdicts', () => {
  for (const provider of Object.keys(PROVIDERS)) {
    test(`for ${provider}, on WebAssembly alone`, async () => {
      const copy = await freshCopy()
      const [first, middle, last, other] = newKeys(provider, [40, 64, 100, 40])
      const live = [first, middle, last]
      const options = { keys: secretsOf(live), platformHash: false }
      const verifier = copy.createVerifier(provider, options)
      for (const [length, isBytes] of [[300], [300, true], [70_000], [140_000, true]]) {
        for (const key of [first, last, other]) {
          const request = newRequest(provider, key, length, isBytes)
          const when = `after ${length} bytes by ${key === other ? 'another key' : key.id}`
          assert.equal(verifier.verify(request).ok, key !== other, when)
          assertHolds(copy, { live, gone: [other] }, when)
          for (const wrong of malformed(request)) {
            const { code } = verifier.verify(wrong)
            assert.notEqual(code, undefined)
            assertHolds(copy, { live }, `after ${code} ${when}`)
          }
        }
      }
      verifier.dispose()
      assertHolds(copy, { gone: live }, 'after dispose()')
    })
  }

  for (const provider of ['github', 'shopify', 'standard-webhooks', 'linear', 'hubspot']) {
    test(`for ${provider}, with the platform's hash`, { skip }, async () => {
      const copy = await freshCopy()
      const live = newKeys(provider, [40, 64, 100])
      const [other] = newKeys(provider, [40])
      const verifier = copy.createVerifier(provider, { keys: secretsOf(live) })
      // The first ones of under 16 KiB are hashed in WebAssembly.
      const small = newRequest(provider, live[0], 1000)
      const judgeSmall = () => {
        for (let at = 0; at < 31; at += 1) assert.ok(verifier.verify(small).ok)
      }
      assert.equal(
        withPlatform(() => {}, judgeSmall),
        0,
      )
      assertHolds(copy, { live }, 'after some in WebAssembly')
      const sizes = [[1000], [20_000, true], [70_000], [140_000, true]]
      // What stands behind the body has no place behind one that comes in pieces.
      for (const [length, isBytes] of sizes.slice(0, provider === 'hubspot' ? 2 : 4)) {
        for (const key of [...live, other]) {
          const when = `${length} bytes by ${key === other ? 'another key' : key.id}`
          const request = newRequest(provider, key, length, isBytes)
          const turns = key === other ? live.length : live.indexOf(key) + 1
          const seen = []
          const calls = withPlatform(
            () => void seen.push(copy.search(live)),
            () => assert.equal(verifier.verify(request).ok, key !== other, when),
          )
          assert.equal(calls, turns)
          // Checked only now: the package takes what throws there for a fault of the platform.
          for (const [turn, found] of seen.entries()) {
            // The key in turn has its block in the window for as long as the platform hashes.
            const also = [`${live[turn].id}: ipad`]
            assertHolds({ search: () => found }, { live, also }, `in the middle of ${when}`)
          }
          assertHolds(copy, { live, gone: [other] }, `after ${when}`)
        }
        for (const wrong of malformed(newRequest(provider, live[0], length, isBytes))) {
          assert.equal(verifier.verify(wrong).ok, false)
          assertHolds(copy, { live }, 'after malformed headers')
        }
      }
      verifier.dispose()
      assertHolds(copy, { gone: live }, 'after dispose()')
    })
  }

  const boom = () => assert.fail('not now')
  const FAULTS = {
    'throws at once': ['createHash', boom],
    'throws at a piece': ['update', boom],
    'throws at the end': ['digest', boom],
    'gives too much': ['digest', () => 'x'.repeat(65)],
    'fills the stack': [
      'digest',
      function overflow() {
        overflow()
      },
    ],
  }
  for (const [name, [at, fault]] of Object.entries(FAULTS)) {
    test(`where the platform ${name}`, { skip }, async () => {
      for (const provider of ['stripe', 'linear']) {
        for (const length of [40_000, 140_000]) {
          for (const turn of [1, 2, 3]) {
            const copy = await freshCopy()
            const live = newKeys(provider, [40, 64, 100])
            const verifier = copy.createVerifier(provider, { keys: secretsOf(live) })
            const request = newRequest(provider, live[2], length)
            const judge = () => assert.ok(verifier.verify(request).ok)
            const during = (call) => (call === turn ? fault() : undefined)
            const calls = withPlatform(during, judge, at)
            assert.equal(calls, turn)
            const when = `after turn ${turn} for ${provider}, ${length} bytes`
            assertHolds(copy, { live }, when)
            verifier.dispose()
            assertHolds(copy, { gone: live }, `${when} and dispose()`)
          }
        }
      }
    })
  }

  test('where a ring is disposed of while the platform hashes', { skip }, async () => {
    const copy = await freshCopy()
    const gone = newKeys('github', [40, 64])
    for (const turn of [1, 2]) {
      const verifier = copy.createVerifier('github', { keys: secretsOf(gone) })
      const request = newRequest('github', gone[1], 40_000)
      withPlatform(
        (call) => (call === turn ? verifier.dispose() : undefined),
        () => assert.equal(verifier.verify(request).ok, false),
      )
      assertHolds(copy, { gone }, `at turn ${turn}`)
    }
  })
})

describe('the rest of what is done with keys', () => {
  for (const provider of Object.keys(PROVIDERS)) {
    test(`sign for ${provider}`, async () => {
      const copy = await freshCopy()
      const live = newKeys(provider, Array(16).fill(40))
      const verifier = copy.createVerifier(provider, { keys: secretsOf(live) })
      for (const length of [0, 300, 140_000]) {
        const { headers, ...message } = newRequest(provider, live[0], length)
        const names = Object.keys(verifier.sign(message))
        assert.deepEqual(names, Object.keys(headers))
        assertHolds(copy, { live }, `after a signature over ${length} bytes`)
      }
      verifier.verify(newRequest(provider, live[0], 300))
      assertHolds(copy, { live }, 'after a verdict behind it')
      assert.throws(() => verifier.sign({ body: 'x', timestamp: -1 }), { name: 'ConfigError' })
      assertHolds(copy, { live }, 'after a message that cannot be signed')
      verifier.dispose()
      assertHolds(copy, { gone: live }, 'after dispose()')
    })

    test(`receive with a store for ${provider}`, async () => {
      const copy = await freshCopy()
      const [own, tenant] = newKeys(provider, [40, 50])
      const live = [own, tenant]
      const verifier = copy.createVerifier(provider, { keys: own.secret })
      const ring = copy.createKeyRing(provider, tenant.secret)
      const options = { store: copy.memoryStore(), bodyReplayTtl: 60_000, endpoint: 'hooks' }
      const outcome = async (request, handler, more) =>
        (await copy.receive(verifier, request, { ...options, ...more }, handler)).code
      const fail = () => assert.fail('not now')
      for (const length of [300, 70_000]) {
        for (const [key, more] of [[own], [tenant, { keysFor: async () => ring }]]) {
          const request = newRequest(provider, key, length)
          assert.equal(await outcome(request, fail, more), 'handler_failed')
          assertHolds(copy, { live }, 'after a handler that failed')
          // Within the handler the delivery is claimed.
          const handler = () => assertHolds(copy, { live }, 'in the handler')
          assert.equal(await outcome(request, handler, more), 'accepted')
          assert.equal(await outcome(request, handler, more), 'replayed')
          assertHolds(copy, { live }, `after claims of ${key.id}, ${length} bytes`)
        }
      }
      ring.dispose()
      assertHolds(copy, { live: [own], gone: [tenant] }, 'after dispose() of the ring')
      verifier.dispose()
      assertHolds(copy, { gone: live }, 'after dispose()')
    })
  }

  test('replaceKeys', async () => {
    const copy = await freshCopy()
    const [old, next, handed, refused] = newKeys('stripe', [40, 80, 40, 40])
    const verifier = copy.createVerifier('stripe', { keys: old.secret })
    verifier.sign({ body: 'x' })
    const faulty = [refused.secret, '']
    assert.throws(() => verifier.replaceKeys(faulty), { code: 'secret_empty' })
    assertHolds(copy, { live: [old], gone: [refused] }, 'after keys that were refused')
    verifier.replaceKeys(next.secret)
    assertHolds(copy, { live: [next], gone: [old, refused] }, 'after others')
    const ring = copy.createKeyRing('stripe', handed.secret)
    verifier.replaceKeys(ring)
    assertHolds(copy, { live: [handed], gone: [old, next] }, 'after a ring')
    assert.ok(verifier.verify(newRequest('stripe', handed, 40_000)).ok)
    verifier.replaceKeys(old.secret)
    assertHolds(copy, { live: [handed, old], gone: [next] }, 'after its maker kept it')
    ring.dispose()
    verifier.dispose()
    assertHolds(copy, { gone: [old, next, handed, refused] }, 'after dispose()')
  })

  test('verifyWebhookSignature keeps one key', async () => {
    const copy = await freshCopy()
    const gone = []
    let live = []
    const judge = (payload, key, isKept) => {
      const signature = createHmac('sha256', key.bytes).update(payload).digest('hex')
      if (isKept) {
        gone.push(...live)
        live = [key]
      } else {
        gone.push(key)
      }
      for (const [given, isGenuine] of [[signature, true], [signature.replace(/./g, '0')], ['x']]) {
        assert.equal(copy.verifyWebhookSignature(payload, given, key.secret), isGenuine === true)
        assertHolds(copy, { live, gone }, `after ${payload.length} bytes by a ${key.form}`)
      }
    }
    for (const length of [30, 64, 65, 3000]) {
      judge('x'.repeat(300), newKey('text', length), true)
      judge(Buffer.alloc(70_000, 'x'), newKey('bytes', length), false)
      judge('é'.repeat(70_000), newKey('text', length), true)
    }
    const refused = newKey('text', 40)
    const faulty = `${refused.secret} `
    assert.throws(() => copy.verifyWebhookSignature('x', 'x', faulty), { name: 'ConfigError' })
    assertHolds(copy, { live, gone: [...gone, refused] }, 'after a secret that is refused')
  })
})
