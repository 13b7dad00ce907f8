// How fast a log is: entries made, appended, made durable, and verified. All in one run, in which the
// ratios count; it asserts that what was written is sound, never that it is fast.

import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import * as files from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAuditEntry } from 'countersign'
import { ed25519Signer, fileSink, memorySink, openAudit } from 'countersign/audit'
import { verifyLog } from 'countersign/auditor'

const { mkdtemp, rm } = files
const ROUNDS = 7
const ORIGIN = 'example.com/audit/bench'
const { privateKey } = generateKeyPairSync('ed25519')
const signer = ed25519Signer({ name: ORIGIN, privateKey })
const policy = `log ${signer.verifierKey}\nquorum none\n`

/** 376 bytes as JSON, of the usual kinds of fields. */
const ENTRY = {
  action: 'customer.update',
  userId: 'usr_01HZX3K9V7Q2',
  resource: 'customers/cus_9s6XKzkNRiz8i3',
  result: 'success',
  metadata: {
    request: { method: 'PATCH', path: '/v1/customers/cus_9s6XKzkNRiz8i3', status: 200, ms: 41.7 },
    changed: ['email', 'address.line1', 'address.postal_code'],
    ip: '203.0.113.7',
    agent: 'Mozilla/5.0 (X11; Linux x86_64)',
    tenant: 'acme-gmbh',
    retries: 0,
  },
}

/** Who appends to a durable log at once, each one entry after the other. */
const CALLERS = 256

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1]

/** Entries a second: the median of the rounds. */
async function rate(count, run) {
  await run(count >> 2)
  const rates = []
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    await run(count)
    rates.push((count / (performance.now() - start)) * 1000)
  }
  return median(rates)
}

const show = (name, value, unit = 'entries/s') =>
  console.log(`${name.padEnd(52)}${Math.round(value).toLocaleString('en').padStart(12)} ${unit}`)

console.log(`the entry has ${JSON.stringify(ENTRY).length} bytes`)

show(
  'JSON.stringify alone',
  await rate(200_000, async (count) => {
    for (let at = 0; at < count; at++) JSON.stringify(ENTRY)
  }),
)
const made = await rate(20_000, async (count) => {
  for (let at = 0; at < count; at++) createAuditEntry(ENTRY)
})
const { json } = createAuditEntry(ENTRY)
const parsed = await rate(20_000, async (count) => {
  for (let at = 0; at < count; at++) JSON.parse(json)
})
show('createAuditEntry: redacted, canonical, and parsed', made)
show('  canonical and redacted: less what JSON.parse takes', 1 / (1 / made - 1 / parsed))

const options = { origin: ORIGIN, signer, checkpointTo: () => {} }
const memory = await openAudit({ ...options, primary: memorySink() })
show(
  'append, to memory',
  await rate(20_000, async (count) => {
    for (let at = 0; at < count; at += 1000) {
      await Promise.all(Array.from({ length: 1000 }, () => memory.append(ENTRY)))
    }
  }),
)
await memory.close()

/** A disk that takes 4 ms for an fsync, as those of data centres do without a cache: the rest is waited for. */
const slow = {
  ...files,
  async open(...args) {
    const file = await files.open(...args)
    const datasync = file.datasync.bind(file)
    file.datasync = async () => {
      const start = performance.now()
      await datasync()
      // A timer knows whole milliseconds only.
      while (performance.now() - start < 4) await new Promise(setImmediate)
    }
    return file
  },
}

const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'))
try {
  const line = `${JSON.stringify(ENTRY)}\n`
  const dir = join(folder, 'log')
  for (const [disk, system] of [
    ['an fsync of 4 ms', slow],
    ['this disk', files],
  ]) {
    const file = await system.open(join(folder, 'each'), 'a')
    const each = await rate(200, async (count) => {
      for (let at = 0; at < count; at++) {
        await file.writeFile(line)
        await file.datasync()
      }
    })
    await file.close()
    show(`${disk}: one write and fsync for each entry, by hand`, each)
    await rm(dir, { recursive: true, force: true })
    const audit = await openAudit({ ...options, primary: fileSink(dir, { files: system }) })
    const grouped = await rate(12_800, async (count) => {
      const caller = async () => {
        for (let at = 0; at < count; at += CALLERS) await audit.append(ENTRY)
      }
      await Promise.all(Array.from({ length: CALLERS }, caller))
    })
    show(`${disk}: append, durable, in groups of up to 64`, grouped)
    show('  times one fsync for each', grouped / each, '')
    await audit.close()
  }
  const { entries } = await verifyLog(fileSink(dir), { policy })
  show(
    'verified',
    await rate(entries, async () => assert.ok((await verifyLog(fileSink(dir), { policy })).ok)),
  )
} finally {
  await rm(folder, { recursive: true })
}
