/** What goes through a whole log: going on with it, and proving what is in it. */
import type { PrimarySink } from '../sinks/sink.js'
import { core } from './core.js'

/** A log as its last whole group left it. */
export interface Read {
  readonly state: Uint8Array
  readonly size: number
  /** How many bytes of the last segment that is, and how many of the checkpoints are whole notes. */
  readonly bytes: number
  readonly checkpoints: string
  readonly checkpointBytes: number
  /** Whether the key is in charge, and whether the log names a next one that is not yet. */
  readonly isInCharge: boolean
  readonly isKeyPending: boolean
  /** What is wrong, if anything, and the number of the entry. */
  readonly kind?: string | undefined
  readonly seq?: number | undefined
}

const CUT_SHORT = 'reading the log was cut short'

/** Reads a log that is to be appended to, by this verifier key if by any. */
export async function readLog(origin: string, primary: PrimarySink, key = ''): Promise<Read> {
  const checkpoints = await primary.checkpoints()
  const handle = core.reading(origin, checkpoints)
  if (handle === undefined) throw new Error(CUT_SHORT)
  for await (const { first, bytes } of primary.segments()) {
    core.reading_segment(handle, String(first))
    for await (const chunk of bytes) core.reading_take(handle, chunk)
  }
  const end = core.reading_end(handle, key)
  if (end === undefined) throw new Error(CUT_SHORT)
  const [state, size, bytes, checkpointBytes, isInCharge, isKeyPending, kind, seq] = end as [
    Uint8Array,
    number,
    number,
    number,
    boolean,
    boolean,
    string?,
    number?,
  ]
  return { state, size, bytes, checkpoints, checkpointBytes, isInCharge, isKeyPending, kind, seq }
}

/** The proof of an entry by a checkpoint; undefined if the log is not the checkpoint's. */
export function proveEntry(
  seq: number,
  note: string,
  primary: PrimarySink,
): Promise<string | undefined> {
  return prove(core.prover(seq, '', note), primary)
}

/** The proof that the log of one checkpoint is the beginning of another's. */
export function proveConsistency(
  old: string,
  note: string,
  primary: PrimarySink,
): Promise<string | undefined> {
  return prove(core.prover(-1, old, note), primary)
}

async function prove(
  handle: number | undefined,
  primary: PrimarySink,
): Promise<string | undefined> {
  if (handle === undefined) return undefined
  for await (const { bytes } of primary.segments()) {
    for await (const chunk of bytes) core.prover_take(handle, chunk)
  }
  return core.prover_end(handle)
}
