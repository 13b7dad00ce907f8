// WebAssembly alone and the platform's hash: two ways to one verdict. Both are judged by the HMAC of
// node:crypto, and it is seen that the second is in use at all. Rings of several keys are in
// platform-keys.test.mjs, a platform that fails in platform-fails.test.mjs.

import assert from 'node:assert/strict'
import crypto, { createHmac } from 'node:crypto'
import { test } from 'node:test'

/** What the package asks of the platform; it does so lazily, so this comes first. */
const asked = { loads: 0, hash: 0, createHash: 0 }
const load = process.getBuiltinModule
process.getBuiltinModule = (name) => {
  if (name !== 'node:crypto') return load.call(process, name)
  asked.loads += 1
  const count =
    (method) =>
    (...args) => {
      asked[method] += 1
      return crypto[method](...args)
    }
  return { hash: crypto.hash && count('hash'), createHash: count('createHash') }
}
const { createVerifier, verifyWebhookSignature } = await import('countersign')
const url = import.meta.resolve('countersign')

/** How often the platform hashes in `run`. */
function hashesIn(run) {
  const before = asked.hash + asked.createHash
  run()
  return asked.hash + asked.createHash - before
}

const NOW = 1_750_000_000_123
const T = '1750000000'
const SECRET = 'a secret of the rows that take text'
const KEY = Buffer.alloc(32, 7)
const hmac = (key, before, body) => createHmac('sha256', key).update(before).update(body).digest()

const ROWS = {
  github: {
    tag: (body) => hmac(SECRET, '', body),
    headers: (tag) => ({ 'x-hub-signature-256': `sha256=${tag.toString('hex')}` }),
  },
  stripe: {
    tag: (body) => hmac(SECRET, `${T}.`, body),
    headers: (tag) => ({ 'stripe-signature': `t=${T},v1=${tag.toString('hex')}` }),
  },
  slack: {
    tag: (body) => hmac(SECRET, `v0:${T}:`, body),
    headers: (tag) => ({
      'x-slack-signature': `v0=${tag.toString('hex')}`,
      'x-slack-request-timestamp': T,
    }),
  },
  'standard-webhooks': {
    tag: (body) => hmac(KEY, `msg_1.${T}.`, body),
    headers: (tag) => ({
      'webhook-id': 'msg_1',
      'webhook-timestamp': T,
      'webhook-signature': `v1,${tag.toString('base64')}`,
    }),
  },
  linear: {
    tag: (body) => hmac(SECRET, '', body),
    headers: (tag) => ({ 'linear-signature': tag.toString('hex') }),
  },
}
const verifiers = Object.keys(ROWS).map((id) => {
  const options = {
    keys: id === 'standard-webhooks' ? new Uint8Array(KEY) : SECRET,
    now: () => NOW,
  }
  return {
    id,
    ...ROWS[id],
    platform: createVerifier(id, options),
    alone: createVerifier(id, { ...options, platformHash: false }),
  }
})

const codeOf = (verdict) => (verdict.ok ? 'ok' : verdict.code)

/** Each way, each form of the body: what is signed is accepted, another digit is not. */
function check(row, text, title, expected = 'ok', few = false) {
  const bytes = Buffer.from(text)
  const tag = row.tag(bytes)
  const headers = row.headers(tag)
  tag[text.length % 32] ^= 1 << (text.length % 8)
  const forged = row.headers(tag)
  const view = new Uint8Array(bytes)
  const forms = [bytes, view, view.buffer]
  // One form of the bytes in turn, where there are many lengths.
  for (const body of [text, ...(few ? [forms[text.length % 3]] : forms)]) {
    for (const way of ['platform', 'alone']) {
      const genuine = codeOf(row[way].verify({ headers, body }))
      const refused = codeOf(row[way].verify({ headers: forged, body }))
      if (genuine === expected && refused === 'signature_mismatch') continue
      assert.fail(`${row.id}, ${title}, ${way}, ${body.constructor.name}: ${genuine}, ${refused}`)
    }
  }
}

const LONG = 2 ** 20 + 600
const repeated = (text) => text.repeat(LONG / text.length + 1)
const KINDS = {
  ASCII: repeated('The quick brown fox jumps over 13 lazy dogs. '),
  'Latin-1': repeated('Où sont les façades brûlées de Łódź? '.replace(/[Łź]/g, 'ó')),
  'two bytes': repeated('ζ🎉a世é🦊🦊'),
}

/** A text of so many UTF-16 units, without half of a pair at its end. */
function textOf(kind, length) {
  const text = KINDS[kind].slice(0, length)
  return text.isWellFormed() ? text : `${text.slice(0, -1)}x`
}

const FIELD = `"webhookTimestamp":${NOW}`

/** The same as JSON with the time in it, first or last; too short a text has no time. */
function jsonOf(kind, length) {
  const first = `{${FIELD},"x":"`
  if (length < first.length + 2) return [textOf(kind, length), 'timestamp_malformed']
  const rest = textOf(kind, length - first.length - 2)
  return [length % 2 === 0 ? `${first}${rest}"}` : `{"x":"${rest}",${FIELD}}`, 'ok']
}

function checkAll(lengths, few) {
  for (const length of lengths) {
    for (const kind of Object.keys(KINDS)) {
      for (const row of verifiers) {
        const [text, expected] = row.id === 'linear' ? jsonOf(kind, length) : [textOf(kind, length)]
        check(row, text, `${length} of ${kind}`, expected, few)
      }
    }
  }
}

function* around(...places) {
  for (const [place, less, more = less] of places) {
    for (let length = place - less; length <= place + more; length += 1) yield length
  }
}

test('the platform is asked late, and only for what is large enough', async () => {
  const fresh = async (name) => {
    const instance = await import(`${url}?${name}`)
    return (options, length) => {
      const verifier = instance.createVerifier('github', { keys: SECRET, ...options })
      const body = textOf('ASCII', length)
      const headers = ROWS.github.headers(ROWS.github.tag(body))
      assert.equal(verifier.verify({ headers, body }).ok, true)
    }
  }
  const many = await fresh('many')
  asked.loads = 0
  const none = hashesIn(() => {
    for (let at = 0; at < 100; at += 1) many({}, 255)
    for (let at = 0; at < 100; at += 1) many({ platformHash: false }, 20_000)
    many({ platformHash: false }, LONG)
    for (let at = 0; at < 31; at += 1) many({}, at === 30 ? 16_383 : 256)
  })
  assert.deepEqual([none, asked.loads], [0, 0])
  const some = hashesIn(() => {
    for (let at = 0; at < 5; at += 1) many({}, 256)
  })
  assert.deepEqual([some, asked.loads], [5, 1])
  assert.equal(
    hashesIn(() => many({}, 255)),
    0,
  )
  assert.equal(
    hashesIn(() => many({ platformHash: false }, LONG)),
    0,
  )
  const large = await fresh('large')
  assert.equal(
    hashesIn(() => large({}, 16_384)),
    1,
  )
  assert.equal(asked.loads, 2)
})

test('every length to 4,200', () => {
  const from = { ...asked }
  checkAll(around([2100, 2100]), true)
  assert.ok(asked.hash + asked.createHash > from.hash + from.createHash + 50_000, 'it is in use')
})

test('lengths around each boundary', () => {
  const window = 65_536
  const places = [
    [8192, 3],
    [16_384, 3],
    [window / 3, 2],
    [window / 2, 4],
    [window, 2],
    [2 * window, 1],
    [2 ** 20, 0],
  ]
  const before = asked.createHash
  checkAll(around(...places.map(([at, n]) => [Math.round(at), n])))
  // Every length of what is left over of a block.
  checkAll(around([window, 33]), true)
  checkAll(around([2 ** 20, 1]), true)
  assert.ok(asked.createHash > before + 500, 'what is larger goes in pieces')
})

test('a character that lies across the end of a window', () => {
  for (const end of [65_536, 131_072]) {
    for (let before = 0; before <= 20; before += 1) {
      const tail = ['', 'y', 'é'.repeat(70_000), 'y'.repeat(65_536)][before % 4]
      const text = `${'x'.repeat(end - before)}🎉é世🦊é${tail}`
      for (const row of verifiers) {
        if (row.id !== 'linear') check(row, text, `${before} before ${end}`)
      }
    }
  }
})

test('a time that lies across the end of a window, or ends the body', () => {
  const linear = verifiers.find(({ id }) => id === 'linear')
  const old = String(NOW - 60_001)
  for (const end of [65_536, 131_072]) {
    for (let before = -1; before <= FIELD.length + 2; before += 1) {
      const start = `{"x":"${'a'.repeat(end - before - 8)}",`
      check(linear, `${start}${FIELD}}`, `${before} before ${end}, last`)
      check(linear, `${start}${FIELD},"y":"${'é'.repeat(40)}"}`, `${before} before ${end}`)
      check(linear, `${start}${FIELD}`, `${before} before ${end}, cut off`, 'timestamp_malformed')
    }
    const body = `{"x":"${'a'.repeat(end)}","webhookTimestamp":${old}}`
    const headers = linear.headers(linear.tag(body))
    for (const form of [body, Buffer.from(body)]) {
      const [one, other] = [linear.platform, linear.alone].map((it) =>
        it.verify({ headers, body: form }),
      )
      assert.deepEqual([one.code, one.age], ['timestamp_too_old', 60_001])
      assert.deepEqual(one, other)
    }
  }
  const large = `{"x":"${'世'.repeat(350_000)}",${FIELD}}`
  check(linear, large, 'at the end of one MiB')
})

test('a signature without a provider', () => {
  const lengths = [
    ...around([450, 450], [2048, 9], [16_384, 2], [65_536, 9], [131_072, 2]),
    2 ** 20,
  ]
  const hashes = hashesIn(() => {
    for (const length of lengths) {
      for (const kind of Object.keys(KINDS)) {
        const text = textOf(kind, length)
        const tag = hmac(SECRET, '', text)
        const genuine = tag.toString('hex')
        tag[length % 32] ^= 1 << (length % 8)
        const view = new Uint8Array(Buffer.from(text))
        for (const payload of [text, Buffer.from(text), view, view.buffer]) {
          const verdicts = [`sha256=${genuine}`, tag.toString('hex')].map((signature) =>
            verifyWebhookSignature(payload, signature, SECRET),
          )
          assert.deepEqual(verdicts, [true, false], `${length} of ${kind}`)
        }
      }
    }
  })
  assert.ok(hashes > 10_000, `${hashes} hashes`)
})
