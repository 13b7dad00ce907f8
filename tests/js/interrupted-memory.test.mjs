// The core's memory, where an engine cuts calls short. In functions that it compiled in haste it may
// stop at the start of each that they call, so also in the middle of the allocator's bookkeeping. A
// process each: what is broken there shows late, and in a finaliser it ends the process.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'

const url = import.meta.resolve('countersign')
const interruptions = new URL('interruptions.mjs', import.meta.url).href

const PROGRAM = `
  import { createHmac } from 'node:crypto'
  import { setTimeout } from 'node:timers/promises'
  import { inLittleTime, withLittleStack } from ${JSON.stringify(interruptions)}
  const { createAuditEntry, createKeyRing, createVerifier } = await import(${JSON.stringify(url)})

  const [name, way] = process.argv.slice(1)
  const hex = (text) => createHmac('sha256', 'secret').update(text).digest('hex')
  const request = (body, tag = hex(body)) => ({
    headers: { 'x-hub-signature-256': 'sha256=' + tag },
    body,
  })
  const small = request('x'.repeat(300))
  const large = request('é'.repeat(70000))
  const forged = request('x', hex('y'))
  const parameters = Array.from({ length: 40 }, (_, at) => ['k' + (10 + ((at * 7) % 40)), 'v'.repeat(at)])
  const address = 'https://example.com/hook'
  const signed = address + parameters.map((both) => both.join('')).sort().join('')
  const form = {
    headers: { 'x-twilio-signature': createHmac('sha1', 'secret').update(signed).digest('base64') },
    body: parameters.map((both) => both.join('=')).join('&'),
    url: address,
  }
  const metadata = { n: [1.5, 2.25, 1e21], t: 'ü'.repeat(100), o: { a: { b: [null, true] } } }
  const entry = { action: 'a', userId: 'u', resource: 'r', result: 'success', metadata }

  const github = createVerifier('github', { keys: 'secret', platformHash: false })
  const twilio = createVerifier('twilio', { keys: 'secret' })
  const write = () => createAuditEntry(entry, { now: () => 0 }).json
  const text = write()
  const calls = {
    verify: [() => github.verify(small).ok, true],
    'verify of a form': [() => twilio.verify(form).ok, true],
    sign: [() => github.sign({ body: 'x' })['x-hub-signature-256'].length, 71],
    createKeyRing: [() => createKeyRing('github', ['k', 'l']).dispose(), undefined],
    replaceKeys: [() => github.replaceKeys('secret'), undefined],
    createAuditEntry: [write, text],
  }

  // Rings side by side: every second is gone, and of the rest every second is forgotten.
  const rings = Array.from({ length: 400 }, () => createKeyRing('github', 'secret'))
  for (let at = 1; at < rings.length; at += 2) rings[at].dispose()
  const kept = rings.filter((_, at) => at % 4 === 0)
  rings.length = 0

  const [call, expected] = calls[name]
  const often = () => {
    // Again at the same place: what one leaves behind, the next adds to.
    for (let at = 0; at < 20; at += 1) {
      try {
        return call()
      } catch (error) {
        if (at === 19 || !(error instanceof RangeError)) throw error
      }
    }
  }
  if (way === 'stack') withLittleStack([call, expected], () => {})
  if (way === 'often') withLittleStack([often, expected], () => {})
  if (way === 'time') inLittleTime([call], () => {}, 100)

  const wrong = {}
  const expect = (what, run, expected = true) => {
    let found
    try {
      found = run()
    } catch (error) {
      found = String(error)
    }
    if (found !== expected) wrong[what] = found ?? null
  }
  for (const ring of kept) expect('dispose', () => ring.dispose() === undefined)
  for (let at = 0; at < 20; at += 1) {
    expect('verify', () => github.verify(small).ok)
    expect('verify in pieces', () => github.verify(large).ok)
    expect('forged', () => github.verify(forged).code, 'signature_mismatch')
    expect('form', () => twilio.verify(form).ok)
    expect('sign', () => github.sign(small)['x-hub-signature-256'], small.headers['x-hub-signature-256'])
    expect('entry', write, text)
    expect('createVerifier', () => {
      const made = createVerifier('github', { keys: ['s'.repeat(1 + 9 * at), 'secret'] })
      const { keyId } = made.verify(small)
      made.dispose()
      return keyId
    }, 'key-2')
  }
  gc()
  await setTimeout(20)
  expect('after the finalisers', () => github.verify(small).ok)
  console.log(JSON.stringify(wrong))
`

/** What is wrong afterwards. */
function after(name, way, ...flags) {
  const args = ['--expose-gc', ...flags, '--input-type=module', '-e', PROGRAM, name, way]
  const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }
  try {
    return JSON.parse(execFileSync(process.execPath, args, options))
  } catch (error) {
    return String(error.stderr).trim().slice(0, 600)
  }
}

const CALLS = [
  'verify',
  'verify of a form',
  'sign',
  'createKeyRing',
  'replaceKeys',
  'createAuditEntry',
]

// A time limit can strike between two steps of the allocator, so what allocates is left out there:
// SECURITY.md says so. A verdict allocates nothing, and the module of audit entries is made anew.
for (const name of CALLS) {
  const isSafe = name === 'verify' || name === 'createAuditEntry'
  for (const way of isSafe ? ['stack', 'often', 'time'] : ['stack', 'often']) {
    test(`memory is in order: ${name}, ${way}`, () => {
      assert.deepEqual(after(name, way), {})
    })
  }
}

// In haste is how what a service calls seldom stays compiled; the flag has it all so.
for (const name of CALLS.slice(1, 5)) {
  test(`memory is in order, compiled in haste: ${name}`, () => {
    assert.deepEqual(after(name, 'stack', '--liftoff-only'), {})
  })
}
test('memory is in order, compiled in haste: verify', () => {
  assert.deepEqual(after('verify', 'time', '--liftoff-only'), {})
})
