/** What a crash has left of a log. */
import { type ConfigError, guarded, LogError } from '../errors.js'
import type { PrimarySink, Torn } from '../sinks/sink.js'
import { appendTo, fault } from './core.js'
import { draftOf } from './draft.js'
import { wholeNotes } from './notes.js'

/** A log that can be appended to. */
export interface Resumed {
  readonly state: Uint8Array
  readonly size: number
  /** The text of the checkpoints, and how many bytes of it are whole notes. */
  readonly checkpoints: string
  readonly checkpointBytes: number
  /** Whether the log names a next key, and a crash came before the checkpoint that puts it in charge. */
  readonly isKeyPending: boolean
  /** What is aside and the log does not speak of yet. */
  readonly torn: readonly Torn[]
}

/**
 * The log that a primary has, to be gone on with by this verifier key if by any; what a crash has torn of
 * it is moved aside.
 *
 * @throws {LogError} for a log that was changed, and a {@link ConfigError} where another key is in charge.
 */
export async function resume(origin: string, primary: PrimarySink, key?: string): Promise<Resumed> {
  // A module of its own, which who never goes on with a log does not load.
  const { readLog } = await import('../auditor.js')
  const read = await readLog(origin, primary, key)
  const { state, size, bytes, checkpoints, checkpointBytes, isKeyPending, kind, seq } = read
  if (kind !== undefined && kind !== 'torn_tail') throw new LogError(kind, seq as number)
  if (key !== undefined && !read.isInCharge) throw fault('audit_signer_not_in_charge')
  const torn = kind === undefined ? [] : [await primary.cut(bytes, size)]
  return {
    state,
    size,
    isKeyPending,
    checkpoints,
    checkpointBytes: wholeNotes(new TextEncoder().encode(checkpoints).subarray(0, checkpointBytes)),
    torn: (await primary.aside?.(size)) ?? torn,
  }
}

/**
 * Makes a log whole that a crash has torn, without a writer: what is not whole is moved aside, and the log
 * says so. What it says is signed with the next checkpoint. Undefined where nothing was torn.
 *
 * Rejects with a {@link LogError} for a log that was changed, and with a {@link SinkError} where the primary
 * fails.
 */
export function recover(origin: string, primary: PrimarySink): Promise<Torn | undefined> {
  return guarded(() => recovered(origin, primary))
}

async function recovered(origin: string, primary: PrimarySink): Promise<Torn | undefined> {
  const { state, size, checkpoints, checkpointBytes, torn } = await resume(origin, primary)
  const isTorn = new TextEncoder().encode(checkpoints).length > checkpointBytes
  // First the log, of which one writer is the next.
  if (torn.length > 0) {
    const drafts = torn.flatMap((one) => [
      Date.now(),
      draftOf(ownEntry(origin, 'audit.recovered', one)).text,
    ])
    const { text } = appendTo(state, drafts, new Uint8Array(), undefined)
    await primary.append({ text, first: size, size: size + torn.length })
  }
  if (isTorn) await primary.keepCheckpoint('', checkpointBytes)
  return torn.at(-1)
}

/** What the log says itself. */
export function ownEntry(origin: string, action: string, metadata?: object) {
  return { action, userId: 'countersign', resource: origin, result: 'success' as const, metadata }
}
