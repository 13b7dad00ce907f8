// A host's code that runs in the middle of a verdict and calls the package, or throws; and requests
// of other realms. On both paths, at sizes below and above what the platform gets and the window.

import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { createContext, runInContext } from 'node:vm'
import { createKeyRing, createVerifier, verifyWebhookSignature } from 'countersign'

const NOW = 1_750_000_000_000
const T = NOW / 1000
const ADDRESS = 'https://example.com/hook?bodySHA256='
const mac = (hash, secret, text) => createHmac(hash, secret).update(text)
const hex = (secret, text) => mac('sha256', secret, text).digest('hex')
const sha256 = async (text) =>
  Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(text))).toString('hex')

/** Each row's headers, and its URL, for a body. */
const ROWS = {
  github: (secret, body) => ({ 'x-hub-signature-256': `sha256=${hex(secret, body)}` }),
  slack: (secret, body) => ({
    'x-slack-request-timestamp': `${T}`,
    'x-slack-signature': `v0=${hex(secret, `v0:${T}:${body}`)}`,
  }),
  twilio: (secret, _, url) => ({ 'x-twilio-signature': mac('sha1', secret, url).digest('base64') }),
}
const SIZES = [40, 600, 20_000, 70_000, 140_000]
const PATHS = [{}, { platformHash: false }]
const bytes = (text) => new Uint8Array(Buffer.from(text))

/** A request of a row that is genuine, and one of which only the body is another. */
async function requests(id, size) {
  const [text, other] = ['a', 'b'].map((c) => c.repeat(size))
  const [url, otherUrl] = await Promise.all(
    [text, other].map(async (it) => ADDRESS + (await sha256(it))),
  )
  const headers = ROWS[id]('secret', text, url)
  return [
    { headers, body: text, url },
    { headers, body: bytes(text), url },
    { headers, body: other, url: otherUrl },
    { headers, body: bytes(other), url: otherUrl },
  ]
}

/** The same request, where each reading of a part runs `during` first. */
function placesOf({ headers, body, url }, during) {
  const get = (value) => ({
    enumerable: true,
    get: () => {
      during()
      return value
    },
  })
  const traps = {}
  for (const trap of ['get', 'has', 'ownKeys', 'getOwnPropertyDescriptor', 'getPrototypeOf']) {
    traps[trap] = (...args) => {
      during()
      return Reflect[trap](...args)
    }
  }
  const pairs = Object.entries(headers)
  const lazy = Object.fromEntries(pairs.map(([name, value]) => [name, get(value)]))
  return {
    headers: Object.defineProperty({ body, url }, 'headers', get(headers)),
    body: Object.defineProperty({ headers, url }, 'body', get(body)),
    url: Object.defineProperty({ headers, body }, 'url', get(url)),
    'each of them': Object.defineProperties(
      {},
      { headers: get(headers), body: get(body), url: get(url) },
    ),
    'header values': { headers: Object.defineProperties({}, lazy), body, url },
    'a proxy of headers': { headers: new Proxy(headers, traps), body, url },
    'a proxy of pairs': { headers: new Proxy(pairs, traps), body, url },
    'a proxy of the request': new Proxy({ headers, body, url }, traps),
    'get of headers': {
      headers: {
        get: (name) => {
          during()
          return headers[name]
        },
      },
      body,
      url,
    },
    'an iterator': {
      headers: {
        *[Symbol.iterator]() {
          during()
          yield* pairs
          during()
        },
      },
      body,
      url,
    },
    'an array of one value': {
      headers: Object.fromEntries(
        pairs.map(([name, value]) => [name, Object.defineProperty([value], '0', get(value))]),
      ),
      body,
      url,
    },
  }
}

/** What a host might call in the middle. Each leaves the verifier as able to judge as before. */
const other = createVerifier('github', { keys: 'other' })
const otherLarge = 'c'.repeat(100_000)
const otherHeaders = ROWS.github('other', otherLarge)
const kept = []
const CALLS = {
  verify: () => {
    assert.equal(other.verify({ headers: otherHeaders, body: otherLarge }).ok, true)
    assert.equal(other.verify({ headers: otherHeaders, body: bytes(otherLarge) }).ok, true)
    assert.equal(other.verify({ headers: otherHeaders, body: '' }).code, 'signature_mismatch')
    assert.equal(other.verify({ headers: {}, body: '' }).code, 'header_missing')
  },
  'verify of its own': (verifier, genuine) => assert.equal(verifier.verify(genuine).ok, true),
  verifyWebhookSignature: () => {
    assert.equal(verifyWebhookSignature(otherLarge, hex('other', otherLarge), 'other'), true)
    assert.equal(verifyWebhookSignature('', hex('another', ''), bytes('another')), true)
  },
  createVerifier: () => {
    for (let at = 0; at < 40; at += 1)
      kept.push(createVerifier('svix', { keys: new Uint8Array(32) }))
  },
  'dispose of others': () => {
    for (const verifier of kept.splice(0)) verifier.dispose()
  },
  sign: (verifier) => {
    verifier.sign({ body: 'c'.repeat(1000), url: 'https://a/' })
  },
  'replaceKeys of others': () => other.replaceKeys(['other', 'more']),
  replaceKeys: (verifier) => verifier.replaceKeys(['secret', 'more']),
}

const codeOf = (verdict) => (verdict.ok ? 'ok' : verdict.code)

for (const [name, call] of Object.entries(CALLS)) {
  test(`${name}, in the middle`, async () => {
    for (const id of Object.keys(ROWS)) {
      for (const size of SIZES) {
        const all = await requests(id, size)
        for (const path of PATHS) {
          // Asked for the time, it calls too.
          let isIn = true
          const during = () => {
            if (isIn) return
            isIn = true
            call(verifier, all[0])
            isIn = false
          }
          const now = () => {
            during()
            return NOW
          }
          const verifier = createVerifier(id, { keys: 'secret', now, ...path })
          all.forEach((request, at) => {
            const expected = at < 2 ? 'ok' : 'signature_mismatch'
            for (const [place, incoming] of Object.entries(placesOf(request, during))) {
              isIn = false
              const verdict = verifier.verify(incoming)
              isIn = true
              assert.equal(codeOf(verdict), expected, `${id}, ${size}, ${place}`)
              if (verdict.ok) assert.ok(Buffer.from(request.body).equals(verdict.body), place)
            }
            const ring = createKeyRing(id, 'secret')
            const override = Object.defineProperty({}, 'keys', {
              get: () => {
                during()
                return ring
              },
            })
            isIn = false
            assert.equal(codeOf(verifier.verify(request, override)), expected, 'override')
            isIn = true
            ring.dispose()
          })
          verifier.dispose()
        }
      }
    }
  })
}

test('dispose, in the middle, is a ConfigError and no verdict', async () => {
  for (const size of SIZES) {
    const [request] = await requests('slack', size)
    for (const path of PATHS) {
      let verifier
      const during = () => verifier.dispose()
      const make = (now) => {
        verifier = createVerifier('slack', { keys: 'secret', now, ...path })
      }
      const disposed = { name: 'ConfigError', code: 'disposed' }
      for (const [place, incoming] of Object.entries(placesOf(request, during))) {
        if (place === 'url') continue
        make(() => NOW)
        assert.throws(() => verifier.verify(incoming), disposed, place)
        assert.throws(() => verifier.verify(request), disposed, place)
      }
      make(() => {
        during()
        return NOW
      })
      assert.throws(() => verifier.verify(request), disposed)
      const ring = createKeyRing('slack', 'secret')
      make(() => {
        ring.dispose()
        return NOW
      })
      assert.throws(() => verifier.verify(request, { keys: ring }), disposed)
      assert.equal(verifier.verify(request).ok, true)
    }
  }
})

test('what throws is absent', async () => {
  const refuse = () => {
    throw new (runInContext('RangeError', createContext({})))('hostile')
  }
  for (const id of Object.keys(ROWS)) {
    for (const size of SIZES) {
      const [request] = await requests(id, size)
      for (const path of PATHS) {
        const verifier = createVerifier(id, { keys: 'secret', now: () => NOW, ...path })
        const codes = Object.entries(placesOf(request, refuse)).map(([place, incoming]) => [
          place,
          codeOf(verifier.verify(incoming)),
        ])
        const { headers, body, url, ...others } = Object.fromEntries(codes)
        assert.deepEqual([headers, body], ['header_missing', 'body_parsed'])
        assert.equal(url, id === 'twilio' ? 'url_missing' : 'ok')
        assert.deepEqual(new Set(Object.values(others)), new Set(['header_missing']))
        const override = Object.defineProperty({}, 'keys', { get: refuse })
        assert.throws(() => verifier.verify(request, override), { message: 'hostile' })
        assert.equal(verifier.verify(request).ok, true)
        const clockless = createVerifier(id, { keys: 'secret', now: refuse, ...path })
        const expected = id === 'slack' ? 'timestamp_too_old' : 'ok'
        assert.equal(codeOf(clockless.verify(request)), expected)
      }
    }
  }
})

test('requests of other realms', async () => {
  const [request, , forged] = await requests('slack', 600)
  const code = `({
    object: ({ headers, body }) => ({ headers: { ...headers }, body: body + '' }),
    pairs: ({ headers, body }) => ({ headers: Object.entries(headers), body }),
    flat: ({ headers, body }) => ({ headers: Object.entries(headers).flat(), body }),
    Map: ({ headers, body }) => ({ headers: new Map(Object.entries(headers)), body }),
    get: ({ headers, body }) => ({ headers: new (class { get(name) { return headers[name] } })(), body }),
    lists: ({ headers, body }) => ({
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      body,
    }),
    bytes: ({ headers, body }) => ({ headers, body: Uint8Array.from(body, (c) => c.charCodeAt(0)) }),
    buffer: ({ headers, body }) => ({ headers, body: Uint8Array.from(body, (c) => c.charCodeAt(0)).buffer }),
    throwing: ({ headers, body }) => ({ headers, get url() { throw new Error('hostile') }, body }),
    bare: ({ headers, body }) => Object.assign(Object.create(null), { headers, body }),
  })`
  for (const path of PATHS) {
    const verifier = createVerifier('slack', { keys: 'secret', now: () => NOW, ...path })
    for (const [name, make] of Object.entries(runInContext(code, createContext({})))) {
      assert.equal(codeOf(verifier.verify(make(request))), 'ok', name)
      assert.equal(codeOf(verifier.verify(make(forged))), 'signature_mismatch', name)
    }
  }
})
