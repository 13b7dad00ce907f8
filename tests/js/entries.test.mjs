// What becomes of an entry on its way into a log: what is cut, what is sealed, and what is printed.

import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileSink, memorySink } from 'countersign/audit'
import { verifyLog } from 'countersign/auditor'
import { ENTRY, opened, policy } from './log-opened.mjs'

const base = await mkdtemp(join(tmpdir(), 'countersign-entries-'))
after(() => rm(base, { recursive: true }))

test('a secret across the place where a text is cut is no secret in the log', async () => {
  const secret = 'Zq7-correct-horse-battery-9981'
  const token = `ghp_${'a1B2'.repeat(9)}`
  const { audit } = await opened({ secrets: [secret] })
  let cuts = 0
  for (let before = 5000; before < 8400; before += 7) {
    for (const one of [secret, token]) {
      const metadata = { text: `${'y '.repeat(before / 2)}${one}${' z'.repeat(10_000)}` }
      const { json } = await audit.append({ ...ENTRY, metadata })
      const { metadata: kept } = JSON.parse(json)
      if (kept.text.$cut > 0) cuts++
      assert.deepEqual(Object.keys(kept.text).sort(), ['$cut', '$text'])
      assert.doesNotMatch(json, /Zq7-|ghp_/)
    }
  }
  assert.ok(cuts > 0)
  for (let before = 900; before < 1024; before++) {
    const text = `${'y '.repeat(before / 2)}${secret} ${'z '.repeat(10_000)}`
    const { json } = await audit.append({ ...ENTRY, resource: text, reason: text, userId: text })
    assert.doesNotMatch(json, /Zq7-/)
  }
})

test('a text that is cut says how much is missing', async () => {
  const { audit } = await opened()
  for (const length of [1025, 5000, 70_000]) {
    const text = 'r '.repeat(length / 2 + 1).slice(0, length)
    const { json } = await audit.append({ ...ENTRY, resource: text, reason: text })
    const { resource, reason } = JSON.parse(json)
    assert.equal(resource, `${text.slice(0, 1024)}[cut:${length - 1024}]`)
    assert.equal(reason, resource)
  }
})

test('what one entry would have sealed is no matter to its neighbours', async () => {
  const { audit } = await opened()
  const pointers = (count) => Array.from({ length: count }, (_, at) => `/metadata/${at}`)
  const metadata = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [at, `private ${at}`]))
  let asked = 0
  const changing = {
    ...ENTRY,
    metadata,
    get seal() {
      asked++
      return pointers(200 * asked)
    },
  }
  const bad = [
    { ...ENTRY, seal: { length: 1e12 } },
    { ...ENTRY, seal: pointers(3000) },
    { ...ENTRY, seal: 'all' },
  ]
  const good = Array.from({ length: 64 }, () => ({ ...ENTRY, metadata, seal: pointers(200) }))
  const all = [...bad, changing, ...good].map((entry) => audit.append(entry))
  const settled = await Promise.allSettled(all)
  for (const { reason } of settled.splice(0, bad.length)) {
    assert.equal(reason.code, 'audit_seal_invalid')
  }
  for (const { value } of settled) assert.doesNotMatch(value.json, /private/)
})

test('sealed values are disclosed, and erased without breaking the log', async () => {
  const dir = join(base, 'sealed')
  const { audit, notes } = await opened({ primary: fileSink(dir) })
  const metadata = { email: 'a@example.com', plan: 'pro' }
  const { seq, json } = await audit.append({ ...ENTRY, metadata, seal: ['/metadata/email'] })
  assert.ok(!json.includes('a@example.com') && json.includes('[sealed]'))
  const disclosed = JSON.parse(await audit.disclosure(seq))
  assert.equal(disclosed['/metadata/email'].value, 'a@example.com')
  const sink = fileSink(dir)
  const kinds = async () => (await verifyLog(sink, { policy, checkpoints: notes })).first?.kind
  assert.equal(await kinds(), undefined)
  const name = join(dir, `sealed-${seq}.json`)
  const text = await readFile(name, 'utf8')
  await writeFile(name, text.replace('a@example', 'b@example'))
  assert.equal(await kinds(), 'disclosure_changed')
  await audit.erase(seq)
  assert.equal(await audit.disclosure(seq), undefined)
  assert.equal(await kinds(), undefined)
  await audit.close()
})

test('what is sealed and was redacted is told once', async () => {
  const { audit, notes, primary } = await opened()
  const metadata = { secret: 'hunter2!', deep: { token: 'abc1' }, other: { password: 'x9' } }
  const seal = ['/metadata/secret', '/metadata/deep']
  const { seq, json } = await audit.append({ ...ENTRY, metadata, seal })
  const { sealed, redacted } = JSON.parse(json)
  assert.deepEqual(Object.keys(sealed).sort(), seal.toSorted())
  assert.deepEqual(redacted, [['/metadata/other/password', 'name']])
  const disclosed = JSON.parse(await audit.disclosure(seq))
  assert.equal(disclosed['/metadata/secret'].value, '[redacted:name]')
  await audit.close()
  assert.equal((await verifyLog(primary, { policy, checkpoints: notes })).first, undefined)
})

test('what is printed is in the log, and once', async (t) => {
  const lines = []
  t.mock.method(console, 'log', (line) => lines.push(line))
  const primary = memorySink()
  const { append } = primary
  const { audit } = await opened({ primary, onFailure: { buffer: 5 } })
  let failures = 3
  primary.append = (group) => {
    if (failures-- > 0) return Promise.reject(new Error('down'))
    return append(group)
  }
  const { json } = await audit.auditLog(ENTRY)
  assert.deepEqual(lines, [`[AUDIT] ${json}`])
  t.mock.method(console, 'log', () => {
    throw new Error('no terminal')
  })
  const [printed, other] = await Promise.allSettled([audit.auditLog(ENTRY), audit.append(ENTRY)])
  assert.deepEqual([printed.status, other.status], ['fulfilled', 'fulfilled'])
})

test('auditLog prints the entry as it stands in the log', async (t) => {
  const lines = []
  t.mock.method(console, 'log', (line) => lines.push(line))
  const { audit } = await opened()
  const { json } = await audit.auditLog({ ...ENTRY, metadata: { text: 'é\u2028\u202e\u009b' } })
  assert.equal(lines.length, 1)
  assert.match(lines[0], /^\[AUDIT\] [ -~]+$/)
  assert.deepEqual(JSON.parse(lines[0].slice(8)), JSON.parse(json))
  await audit.close()
})
