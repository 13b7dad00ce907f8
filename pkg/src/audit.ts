/**
 * Sinks that need a file system: the entry `countersign/audit`.
 *
 * @module
 */
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditSink } from './entry.js'

export type { AuditEntry, AuditInput, AuditSink, Durability } from './entry.js'

/**
 * A sink that appends entries to `audit.jsonl` in `dir`, a line each, and creates both where they
 * are absent. A batch is on the disk once `write` resolves; batches are written in the order in
 * which they came. For one process.
 */
export function fileSink(dir: string): AuditSink {
  let last: Promise<unknown> = Promise.resolve()
  const append = async (text: string) => {
    await mkdir(dir, { recursive: true })
    const file = await open(join(dir, 'audit.jsonl'), 'a', 0o600)
    try {
      await file.writeFile(text)
      await file.datasync()
    } finally {
      await file.close()
    }
  }
  return {
    async write(entries) {
      const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
      const done = last.then(() => append(text))
      // One batch that fails is its writer's to know; the next one is tried all the same.
      last = done.catch(() => {})
      await done
      return { durable: 'disk' }
    },
  }
}
