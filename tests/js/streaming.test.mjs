// Linear memory does not grow with the body: what is larger than the window passes through it piece
// by piece. And wherever memory happens to end when the first body comes, its verdict is right.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import { linearMemory } from './linear-memory.mjs'

const { createVerifier, memoryStore, receive, verifyWebhookSignature } = await import('countersign')
const url = import.meta.resolve('countersign')

const NOW = 1_750_000_000_000
const T = NOW / 1000
const SECRET = 'secret'
const SIZE = 2 ** 24
const hmac = (hash, ...parts) => {
  const mac = createHmac(hash, SECRET)
  for (const part of parts) mac.update(part)
  return mac.digest()
}

/** 16 MiB of JSON, of one byte a character and of several; the time comes last. */
const ASCII = `{"x":"${'x'.repeat(SIZE - 40)}","webhookTimestamp":${NOW}}`
const WIDE = `{"x":"${'é世🎉'.repeat(SIZE / 9)}","webhookTimestamp":${NOW}}`

const ADDRESS = 'https://a/?bodySHA256='
const ROWS = {
  github: (bytes) => ({ 'x-hub-signature-256': `sha256=${hmac('sha256', bytes).toString('hex')}` }),
  stripe: (bytes) => ({
    'stripe-signature': `t=${T},v1=${hmac('sha256', `${T}.`, bytes).toString('hex')}`,
  }),
  linear: (bytes) => ({ 'linear-signature': hmac('sha256', bytes).toString('hex') }),
  twilio: (_, address) => ({ 'x-twilio-signature': hmac('sha1', address).toString('base64') }),
}
const verifiers = Object.keys(ROWS).flatMap((id) =>
  [{}, { platformHash: false }].map((more) => {
    return { id, verifier: createVerifier(id, { keys: SECRET, now: () => NOW, ...more }) }
  }),
)

// What is made once is there from here on.
for (const { id, verifier } of verifiers) {
  const body = '{}'.padEnd(20_000)
  verifier.verify({ headers: ROWS[id](body, ADDRESS), body, url: ADDRESS })
}
verifyWebhookSignature('', '', SECRET)

test('a body of 16 MiB', () => {
  const before = linearMemory()
  for (const text of [ASCII, WIDE]) {
    const bytes = Buffer.from(text)
    const digest = createHash('sha256').update(bytes).digest('hex')
    for (const { id, verifier } of verifiers) {
      const address = `${ADDRESS}${digest}`
      const headers = ROWS[id](bytes, address)
      for (const body of [text, bytes, new Uint8Array(bytes).buffer]) {
        const verdict = verifier.verify({ headers, body, url: address })
        assert.equal(verdict.ok, true, `${id}: ${verdict.code}`)
      }
      const other = Buffer.from(bytes)
      other[SIZE >> 1] ^= 1
      const verdict = verifier.verify({ headers, body: other, url: address })
      assert.equal(verdict.code, 'signature_mismatch', id)
      assert.equal(linearMemory(), before, id)
    }
    const tag = hmac('sha256', bytes).toString('hex')
    assert.equal(verifyWebhookSignature(text, tag, SECRET), true)
    assert.equal(linearMemory(), before)
  }
})

test('one that is claimed', async () => {
  const store = memoryStore()
  const [{ verifier }] = verifiers
  const options = { endpoint: 'e', store, bodyReplayTtl: 1000 }
  const deliver = (body) => {
    const headers = ROWS.github(body)
    const request = new Request('https://a/', { method: 'POST', headers, body })
    return receive(verifier, request, options, () => {})
  }
  await deliver(ASCII.slice(0, 100))
  const before = linearMemory()
  assert.deepEqual([(await deliver(ASCII)).status, (await deliver(WIDE)).status], [200, 200])
  assert.equal(linearMemory(), before)
})

// The first request makes what the core keeps from then on. Where memory must grow for it, every view
// on it is detached in the middle of the call. A process of its own, since one way to fail is a loop
// without an end.
test('wherever memory ends, the first body is judged right', () => {
  const program = `
    import { createHmac } from 'node:crypto'
    const variants = [true, false].map((platformHash) => {
      const body = 'x'.repeat(platformHash ? 20000 : 200000)
      const tag = createHmac('sha256', 'secret').update(body).digest('hex')
      return { headers: { 'x-hub-signature-256': 'sha256=' + tag }, body, platformHash }
    })
    const wrong = {}
    let instances = 0
    for (let rings = 0; rings < 420; rings += 8) {
      for (const { headers, body, platformHash } of variants) {
        const it = await import(${JSON.stringify(url)} + '?' + (instances += 1))
        const verifier = it.createVerifier('github', { keys: 'secret', platformHash })
        for (let at = 0; at < rings; at += 1) it.createKeyRing('github', 'secret')
        const way = platformHash ? 'platform' : 'alone'
        const title = way + ', ' + rings + ' rings'
        console.error(title)
        try {
          const verdict = verifier.verify({ headers, body })
          if (!verdict.ok) wrong[title] = verdict.code
        } catch (error) {
          wrong[title] = String(error)
        }
      }
    }
    console.log(JSON.stringify(wrong))
  `
  const options = { encoding: 'utf8', timeout: 120_000, stdio: ['ignore', 'pipe', 'pipe'] }
  let out
  try {
    out = execFileSync(process.execPath, ['--input-type=module', '-e', program], options)
  } catch (error) {
    assert.fail(`${error.code}: ${error.stderr.slice(-1000)}`)
  }
  assert.deepEqual(JSON.parse(out), {})
})
