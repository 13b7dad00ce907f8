/** Where checkpoints go, off the machine: what is kept there shows any change here. */
import { PATIENCE } from '../patience.js'
import { optionFault } from './core.js'
import { wholeNotes } from './notes.js'

/**
 * A function; a URL, to which each checkpoint is sent by POST as `text/plain`, and which answers with a
 * status of 200 to 299; or the path of a file, on another machine's disk at best. Each has 10 seconds; what
 * does not arrive is sent again with the next one. Where a header is needed (a token), it is a function.
 * `'nowhere'` says that none is kept elsewhere, and the log says so too.
 */
export type CheckpointTo = ((note: string) => unknown) | URL | string | 'nowhere'

/** @throws {ConfigError} for what is none. */
export function deliver(to: CheckpointTo): ((note: string) => unknown) | undefined {
  if (to === 'nowhere') return undefined
  if (typeof to === 'function') return to
  const isText = typeof to === 'string' && to.trim() !== ''
  if (to instanceof URL || (isText && /^[a-z][a-z\d+.-]+:\/\//i.test(to))) {
    const url = URL.canParse(String(to)) ? new URL(to) : undefined
    // With a name and a password in it, no host fetches it, and errors would quote them.
    const isFetched = url && /^https?:$/.test(url.protocol) && !url.username && !url.password
    if (!isFetched) throw optionFault('checkpointTo')
    return (note) => post(url.href, note)
  }
  if (!isText) throw optionFault('checkpointTo')
  return (note) => append(to, note)
}

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
  const file = await open(path, 'a+', 0o600)
  try {
    const { size } = await file.stat()
    const position = Math.max(0, size - TAIL)
    const { buffer, bytesRead } = await file.read({ buffer: new Uint8Array(TAIL), position })
    const tail = buffer.subarray(0, bytesRead)
    // From the first whole line on.
    const whole = size - tornOf(position > 0 ? tail.subarray(tail.indexOf(10) + 1) : tail, note)
    if (whole < size) await file.truncate(whole)
    try {
      await file.writeFile(note)
      await file.datasync()
    } catch (error) {
      await file.truncate(whole).catch(() => {})
      throw error
    }
  } finally {
    await file.close()
  }
}

/** As much of a file's end as is looked at, in bytes; a note is shorter. */
const TAIL = 8192

/** How many bytes at the end are what a crash has left of a note of the same log. */
function tornOf(tail: Uint8Array, note: string): number {
  const torn = tail.subarray(wholeNotes(tail))
  const name = new TextEncoder().encode(note.slice(0, note.indexOf('\n') + 1))
  const isSame = torn.every((byte, at) => at >= name.length || byte === name[at])
  return isSame ? torn.length : 0
}
