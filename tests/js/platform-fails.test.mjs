// A platform whose hash fails, or gives what is no digest: the verdict on that very request is right
// all the same, and a platform that has failed is not asked again. Each case has an instance of the
// package of its own, since that is what remembers the failure.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import crypto, { createHmac } from 'node:crypto'
import { test } from 'node:test'

const url = import.meta.resolve('countersign')
const load = process.getBuiltinModule
let instances = 0

/** A fresh instance of the package, to which `get` is what the platform gives. */
function packageOn(get) {
  process.getBuiltinModule = (name) => (name === 'node:crypto' ? get() : load.call(process, name))
  instances += 1
  return import(`${url}?${instances}`)
}

const NOW = 1_750_000_000_000
const T = NOW / 1000
const KEYS = ['first', 'second', 'third']
const hmac = (secret, ...parts) => {
  const mac = createHmac('sha256', secret)
  for (const part of parts) mac.update(part)
  return mac.digest('hex')
}
const ROWS = {
  github: (body, secret) => ({ 'x-hub-signature-256': `sha256=${hmac(secret, body)}` }),
  stripe: (body, secret) => ({ 'stripe-signature': `t=${T},v1=${hmac(secret, `${T}.`, body)}` }),
  linear: (body, secret) => ({ 'linear-signature': hmac(secret, body) }),
}
/** In one piece; the same, of two bytes; direct; in pieces, of both kinds. Each holds the time. */
const BODIES = [
  ['x', 16_400, String],
  ['é', 20_000, String],
  ['x', 16_400, Buffer.from],
  ['é', 200_000, String],
  ['é', 200_000, Buffer.from],
].map(([c, times, as]) => as(`{"x":"${c.repeat(times)}","webhookTimestamp":${NOW}}`))

const CASES = [
  ['github', 0],
  ['stripe', 1],
  ['linear', 2],
  ['stripe', 3],
  ['linear', 3],
  ['github', 4],
  ['linear', 4],
].map(([id, at]) => [id, BODIES[at]])

/** Genuine by the first key or the last, and forged: each on an instance that has not failed yet. */
async function* cases(get) {
  for (const [id, body] of CASES) {
    for (const [secret, expected] of [
      ['first', 'key-1'],
      ['third', 'key-3'],
      ['another', 'signature_mismatch'],
    ]) {
      const { createVerifier } = await packageOn(get)
      const verifier = createVerifier(id, { keys: KEYS, now: () => NOW })
      const incoming = { headers: ROWS[id](body, secret), body }
      const judge = () => {
        const verdict = verifier.verify(incoming)
        return verdict.ok ? verdict.keyId : verdict.code
      }
      yield { judge, expected, title: `${id}, ${expected}, ${typeof body} of ${body.length}` }
    }
  }
}

const refuse = () => {
  throw Object.assign(new Error('error:0308010C:digital envelope routines::unsupported'), {
    code: 'ERR_OSSL_EVP_UNSUPPORTED',
  })
}
/** What Node itself throws for a hash that it does not have. */
const unknown = {
  hash: (_, ...rest) => crypto.hash('no such hash', ...rest),
  createHash: () => crypto.createHash('no such hash'),
}
/** A crypto module of which one method is another; both ways to a digest. */
function changed(method, run) {
  const real = (hash) => ({
    update: (data) => (method === 'update' ? run(hash, data) : hash.update(data)),
    digest: (...args) => (method === 'digest' ? run(hash, ...args) : hash.digest(...args)),
  })
  return {
    hash: method === 'hash' ? run : crypto.hash,
    createHash: method === 'createHash' ? run : (name) => real(crypto.createHash(name)),
  }
}
/** The whole module gives this for a digest. */
const digesting = (value) => ({
  hash: value,
  createHash: () => ({ update() {}, digest: () => value() }),
})

/** A module by name, made anew for each case. */
const FAULTS = {
  'hash throws': () => changed('hash', refuse),
  'createHash throws': () => changed('createHash', refuse),
  'update throws': () => changed('update', refuse),
  'digest throws': () => changed('digest', refuse),
  'both throw': () => ({ hash: refuse, createHash: refuse }),
  'they throw nothing': () => {
    const nothing = () => {
      throw undefined
    }
    return { hash: nothing, createHash: nothing }
  },
  'the hash is unknown': () => unknown,
  'the second piece fails': () => {
    let calls = 0
    return changed('update', (hash, data) => {
      calls += 1
      return calls === 3 ? refuse() : hash.update(data)
    })
  },
  'the second hash fails': () => {
    let calls = 0
    const once =
      (method) =>
      (...args) => {
        calls += 1
        return calls === 2 ? refuse() : crypto[method](...args)
      }
    return { hash: once('hash'), createHash: once('createHash') }
  },
  'hash is no function': () => ({ hash: null, createHash: crypto.createHash }),
  'createHash gives nothing': () => changed('createHash', () => undefined),
  'without createHash': () => ({ hash: crypto.hash }),
  'an empty module': () => ({}),
  'no module': () => undefined,
  null: () => null,
  'a getter that throws': () =>
    Object.defineProperty({ createHash: crypto.createHash }, 'hash', { get: refuse }),
  'both getters throw': () =>
    Object.defineProperties({}, { hash: { get: refuse }, createHash: { get: refuse } }),
}

const JUNK = {
  'no digest': undefined,
  null: null,
  'a number': 32,
  'an object': {},
  'a promise': Promise.resolve(new Uint8Array(32)),
  'an empty text': '',
  'an empty digest': new Uint8Array(0),
  'a digest that is too short': new Uint8Array(31),
  'a digest that is too long': new Uint8Array(33),
  'a digest of another hash': new Uint8Array(64),
  'a digest that is far too long': new Uint8Array(1e5),
  'a text that is too short': 'x'.repeat(31),
  'a text that is too long': 'x'.repeat(33),
  'hexadecimal text of another hash': '0'.repeat(40),
  'a text that is far too long': 'x'.repeat(1e5),
  'an array of numbers': Array(31).fill(0),
}

for (const [name, make] of Object.entries(FAULTS)) {
  test(name, async () => {
    for await (const { judge, expected, title } of cases(make)) {
      assert.equal(judge(), expected, title)
      // Either it has failed, and is left alone; or this way to a digest does not fail.
      assert.equal(judge(), expected, `${title}, again`)
    }
  })
}

test('what getBuiltinModule throws', async () => {
  let asked = 0
  const get = () => {
    asked += 1
    return refuse()
  }
  for await (const { judge, expected, title } of cases(get)) {
    const before = asked
    for (let at = 0; at < 4; at += 1) assert.equal(judge(), expected, title)
    assert.equal(asked, before + 1, title)
  }
})

for (const [name, value] of Object.entries(JUNK)) {
  test(`a hash that gives ${name}`, async () => {
    for await (const { judge, expected, title } of cases(() => digesting(() => value))) {
      assert.equal(judge(), expected, title)
      assert.equal(judge(), expected, `${title}, again`)
    }
  })
}

test('a platform that has thrown is not asked again', async () => {
  let asked = 0
  const count = () => {
    asked += 1
    return refuse()
  }
  for await (const { judge, expected, title } of cases(() => ({
    hash: count,
    createHash: count,
  }))) {
    asked = 0
    for (let at = 0; at < 4; at += 1) assert.equal(judge(), expected, title)
    assert.equal(asked, 1, title)
  }
})

test('an older one, which has createHash only, is used', async () => {
  let asked = 0
  const createHash = (name) => {
    asked += 1
    return crypto.createHash(name)
  }
  for await (const { judge, expected, title } of cases(() => ({ createHash }))) {
    asked = 0
    assert.equal(judge(), expected, title)
    assert.equal(asked, expected === 'key-1' ? 1 : 3, title)
  }
})

test('one that refuses SHA-1 is not asked for it', async () => {
  const names = []
  const only =
    (method) =>
    (name, ...args) => {
      names.push(name)
      return name === 'sha1' ? refuse() : crypto[method](name, ...args)
    }
  const { createVerifier } = await packageOn(() => ({
    hash: only('hash'),
    createHash: only('createHash'),
  }))
  const twilio = createVerifier('twilio', { keys: 'secret' })
  const body = 'x'.repeat(100_000)
  const digest = crypto.createHash('sha256').update(body).digest('hex')
  for (const address of [`https://a/?bodySHA256=${digest}`, `https://b/?bodySHA256=${digest}`]) {
    const tag = createHmac('sha1', 'secret').update(`https://a/?bodySHA256=${digest}`)
    const headers = { 'x-twilio-signature': tag.digest('base64') }
    const verdict = twilio.verify({ headers, body, url: address })
    assert.equal(verdict.ok, address.startsWith('https://a'), verdict.code)
  }
  const github = createVerifier('github', { keys: 'secret' })
  assert.equal(github.verify({ headers: ROWS.github(body, 'secret'), body }).ok, true)
  assert.deepEqual([...new Set(names)], ['sha256'])
})

test('a process that has no such function at all', () => {
  const program = `
    delete process.getBuiltinModule
    const { createHmac } = await import('node:crypto')
    const { createVerifier } = await import(${JSON.stringify(url)})
    const github = createVerifier('github', { keys: 'secret' })
    const body = 'x'.repeat(100_000)
    const verdicts = ['secret', 'another'].map((secret) => {
      const tag = createHmac('sha256', secret).update(body).digest('hex')
      return github.verify({ headers: { 'x-hub-signature-256': 'sha256=' + tag }, body }).ok
    })
    console.log(JSON.stringify(verdicts))
  `
  const args = ['--input-type=module', '-e', program]
  assert.equal(execFileSync(process.execPath, args, { encoding: 'utf8' }).trim(), '[true,false]')
})
