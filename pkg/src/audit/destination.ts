/** Where checkpoints go, off the machine: what is kept there shows any change here. */
import { optionFault } from './core.js'

/**
 * A function; a URL, to which each checkpoint is sent by POST; or the path of a file, on another
 * machine's disk at best. `'nowhere'` says that none is kept elsewhere, and the log says so too.
 */
export type CheckpointTo = ((note: string) => unknown) | URL | string | 'nowhere'

/** @throws {ConfigError} for what is none. */
export function deliver(to: CheckpointTo): ((note: string) => unknown) | undefined {
  if (to === 'nowhere') return undefined
  if (typeof to === 'function') return to
  if (to instanceof URL || /^https?:\/\//.test(String(to))) return (note) => post(String(to), note)
  if (typeof to !== 'string' || to.trim() === '') throw optionFault()
  return (note) => append(to, note)
}

/** In milliseconds. */
const PATIENCE = 10_000

async function post(url: string, body: string): Promise<void> {
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  // What hangs must not hold up the next one.
  const signal = AbortSignal.timeout(PATIENCE)
  const response = await fetch(url, { method: 'POST', headers, body, signal })
  await response.body?.cancel()
  if (!response.ok) throw new Error(`the checkpoint was answered with ${response.status}`)
}

async function append(path: string, note: string): Promise<void> {
  const { open } = await import('node:fs/promises')
  const file = await open(path, 'a', 0o600)
  try {
    await file.writeFile(note)
    await file.datasync()
  } finally {
    await file.close()
  }
}
