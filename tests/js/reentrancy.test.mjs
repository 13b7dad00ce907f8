// A host's code that runs in the middle of a verdict, by a getter, a proxy or an iterator, and calls
// the package again: neither verdict may be on what belongs to the other.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier } from 'countersign'

const github = createVerifier('github', { keys: 'secret' })
const other = createVerifier('github', { keys: 'other' })
const sign = (body) => github.sign({ body })
const bytes = (text) => new Uint8Array(Buffer.from(text))

/** Runs `during` where the reading of a request calls a host's code. */
function interruptions(headers, body, during) {
  const [name] = Object.keys(headers)
  const getter = (value) => ({ enumerable: true, get: () => during() ?? value })
  const trap = (target) => ({
    get: (_, key, it) => during() ?? Reflect.get(target, key, it),
    ownKeys: () => during() ?? Reflect.ownKeys(target),
  })
  const joined = (text) => Object.assign([text], { join: () => during() ?? text })
  const texts = (text) => ({ length: text.length, toString: () => during() ?? text })
  const lazy = (text) => Object.assign(['x'], { join: () => texts(text) })
  return {
    'a getter of headers': Object.defineProperty({ body }, 'headers', getter(headers)),
    'a getter of the body': Object.defineProperty({ headers }, 'body', getter(body)),
    'a getter of a header': {
      headers: Object.defineProperty({}, name, getter(headers[name])),
      body,
    },
    'a proxy of headers': { headers: new Proxy(headers, trap(headers)), body },
    'a proxy of the request': new Proxy({ headers, body }, trap({ headers, body })),
    'get of headers': { headers: { get: (wanted) => during() ?? headers[wanted] }, body },
    'an iterator': {
      *headers() {
        during()
        yield [name, headers[name]]
      },
      body,
    },
    'join of an array': { headers: { [name]: joined(headers[name]) }, body },
    'the text of what join gives': { headers: { [name]: lazy(headers[name]) }, body },
  }
}

test('a call in the middle of another changes neither', () => {
  const inner = { headers: other.sign({ body: '{"amount":9}' }), body: '{"amount":9}' }
  let calls = 0
  const kept = []
  const during = () => {
    calls += 1
    assert.equal(other.verify(inner).ok, true)
    assert.equal(other.verify({ ...inner, body: bytes('x'.repeat(70_000)) }).ok, false)
    // Enough of them to make memory grow, so that old views of it are detached.
    for (let at = 0; at < 1000; at += 1)
      kept.push(createVerifier('svix', { keys: new Uint8Array(32) }))
    other.sign({ body: 'x' })
  }
  const body = '{"amount":1}'
  for (const [name, incoming] of Object.entries(interruptions(sign(body), body, during))) {
    if (typeof incoming.headers === 'function') incoming.headers = incoming.headers()
    const verdict = github.verify(incoming)
    // An array is read as what is in it, whatever its own `join` says.
    const isOther = name === 'the text of what join gives'
    assert.equal(verdict.ok, !isOther, `${name}: ${verdict.code}`)
    if (verdict.ok) assert.equal(verdict.text(), body, name)
  }
  const forged = interruptions(sign(body), '{"amount":9}', during)
  for (const [name, incoming] of Object.entries(forged)) {
    if (typeof incoming.headers === 'function') incoming.headers = incoming.headers()
    assert.equal(github.verify(incoming).ok, false, name)
  }
  assert.ok(calls >= 12, `${calls} calls`)
  for (const verifier of kept) verifier.dispose()
})

test('keys that are replaced, or gone, while a request is read', () => {
  const headers = sign('x')
  const within = (run) => {
    const verifier = createVerifier('github', { keys: 'secret' })
    const incoming = {
      body: 'x',
      get headers() {
        run(verifier)
        return headers
      },
    }
    return () => verifier.verify(incoming)
  }
  // The old keys or the new ones judge it, and either would accept.
  assert.equal(within((verifier) => verifier.replaceKeys('secret'))().ok, true)
  assert.throws(
    within((verifier) => verifier.dispose()),
    { name: 'ConfigError', code: 'disposed' },
  )
})
