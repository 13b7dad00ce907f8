// Any JavaScript value in an audit entry: as metadata, and as whatever else a field may hold. What makes
// the text of it is tested by itself, in `normalise-hostile.test.mjs`; here it goes all the way into a log.
// COUNTERSIGN_AUDIT_VALUES is how many, 10,000 by default; the full count is 1,000,000.

import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { ConfigError, ed25519Signer, openAudit } from 'countersign/audit'
import { Values } from './hostile-values.mjs'

const COUNT = Number(process.env.COUNTERSIGN_AUDIT_VALUES ?? 10_000)
const BATCH = 500
const ORIGIN = 'example.com/audit/values'
const ENTRY = { action: 'a', userId: 'u', resource: 'r', result: 'success' }
const OPTIONAL = ['reason', 'scope', 'id', 'actor', 'source', 'trace']
const { privateKey } = generateKeyPairSync('ed25519')
const signer = ed25519Signer({ name: ORIGIN, privateKey })

/** Keeps nothing: what is appended is looked at as it goes by. */
function passing(look) {
  return {
    async append({ text }) {
      for (const line of text.split('\n')) if (line.startsWith('{')) look(line)
      return { durable: 'none' }
    },
    async *segments() {},
    checkpoints: async () => '',
    keepCheckpoint: async () => {},
    close: async () => {},
  }
}

test(`${COUNT} values through auditLog`, async (t) => {
  t.mock.method(console, 'log', (line) => assert.match(line, /^\[AUDIT\] [ -~]+$/))
  let lines = 0
  const primary = passing((line) => {
    assert.ok(Buffer.byteLength(line) <= 65_535)
    assert.ok(JSON.parse(line).v === 1)
    lines++
  })
  const audit = await openAudit({ origin: ORIGIN, primary, signer, checkpointTo: 'nowhere' })
  const values = new Values(1)
  const before = lines
  for (let done = 0; done < COUNT; done += BATCH) {
    const all = []
    for (let at = done; at < Math.min(COUNT, done + BATCH); at++) {
      const { value } = values.next()
      const entry = { ...ENTRY, metadata: value }
      // Every other time in a field that has a type, which it need not be of.
      if (at % 2 === 1) entry[OPTIONAL[at % OPTIONAL.length]] = values.next().value
      all.push(audit.auditLog(entry))
    }
    await Promise.all(all)
  }
  assert.equal(lines - before, COUNT)
})

test('a required field of any other kind is a ConfigError', async () => {
  const audit = await openAudit({
    origin: ORIGIN,
    primary: passing(() => {}),
    signer,
    checkpointTo: 'nowhere',
  })
  const values = new Values(2)
  let refused = 0
  for (let at = 0; at < 500; at++) {
    const { value } = values.next()
    if (typeof value === 'string') continue
    const name = ['action', 'userId', 'resource', 'result'][at % 4]
    await assert.rejects(audit.append({ ...ENTRY, [name]: value }), ConfigError)
    refused++
  }
  assert.ok(refused > 300)
})
