/** What opening a log takes, and what an open log offers. */
import type { AuditSink, Durability, PrimarySink } from '../sinks/sink.js'
import { optionFault } from './core.js'
import type { CheckpointTo } from './destination.js'
import type { AuditInput } from './draft.js'
import type { NoteSigner } from './signer.js'

export interface AuditOptions {
  /** Names the log: `example.com/audit/prod`, without spaces and without `+`. */
  readonly origin: string
  /** Keeps the log. How durable an entry is, is what it says. */
  readonly primary: PrimarySink
  /** Signs checkpoints; its name is the origin. */
  readonly signer: NoteSigner
  /**
   * Where checkpoints go, off the machine. No entry waits for them to arrive; opening, `checkpoint` and
   * `close` do, for 10 seconds at most.
   */
  readonly checkpointTo: CheckpointTo
  /** Sinks that get each entry once the primary has it. None of them holds an entry up. */
  readonly copies?: readonly AuditSink[]
  /** How many entries wait for a copy that is slow or down, before the oldest are given up; 1,000. */
  readonly copyQueue?: number
  /**
   * A checkpoint is made after so many entries (1,024) or milliseconds (60,000), whichever is first;
   * `Infinity` for never.
   */
  readonly checkpoint?: { readonly entries?: number; readonly ms?: number }
  /**
   * Where the primary fails: `'throw'` rejects what it did not take. `'gap'` does too, and once the
   * primary works again the log says how many are missing. `{ buffer: n }` keeps up to n entries, whose
   * promises stay open until they are written.
   */
  readonly onFailure?: 'throw' | 'gap' | { readonly buffer: number }
  /** Told of what fails in the background: a checkpoint's way, a copy. */
  readonly onError?: (error: unknown) => unknown
  /**
   * Secrets that no entry may hold, in whatever spelling, beside those that the environment has under a
   * secret's name.
   */
  readonly secrets?: readonly string[]
  /** The most metadata of an entry, in bytes; 16 KiB. What is beyond is cut, and `$cut` says how much. */
  readonly maxMetadata?: number
  /** Milliseconds since 1970, as `Date.now`, which it is by default. */
  readonly now?: () => number
  /** Random bytes, as `crypto.getRandomValues` makes them, for sealed values. */
  readonly random?: (length: number) => Uint8Array
}

/**
 * An entry with values that are to be kept out of the log: pointers into metadata, actor or source. One
 * that points at nothing seals nothing.
 */
export interface SealableInput extends AuditInput {
  readonly seal?: readonly string[] | undefined
}

/** That an entry is kept. */
export interface Receipt {
  /** Its number, from 0 on. */
  readonly seq: number
  /** The hash of its line in the tree, in base64. */
  readonly leaf: string
  /** The root of all entries before it, in base64. */
  readonly prev: string
  readonly durable: Durability
  /** Its line. */
  readonly json: string
}

/** A log that is open. It is an {@link AuditSink} too, so that `receive` and `auditLog` take it. */
export interface Audit extends AuditSink {
  readonly origin: string
  /** How many entries it has. */
  readonly size: number
  /**
   * Appends an entry. Resolves once the primary has it.
   *
   * Rejects with a `SinkError` if it has not, and with a `ConfigError` for an entry that lacks
   * a field.
   */
  append(entry: SealableInput): Promise<Receipt>
  /** The same, and prints it as `[AUDIT] {json}`. */
  auditLog(entry: SealableInput): Promise<Receipt>
  /**
   * Signs the log as it is, hands the checkpoint to `checkpointTo`, and gives it back. Rejects with a
   * `SinkError` where one of the two fails; what was signed is handed over with the next one then.
   */
  checkpoint(): Promise<string>
  /**
   * Another key signs from now on: the log says so, and the checkpoint that is given back is signed by
   * both. Rejects where the key does not sign, or that is not kept; whether `checkpointTo` has it too, is
   * for `onError` and {@link checkpoint} to say.
   */
  rotateKey(next: NoteSigner): Promise<string>
  /** The proof that an entry is in the log, as the text of a `.tlog-proof` file. */
  proof(seq: number): Promise<string>
  /** What discloses an entry's sealed values: the text of a JSON object. */
  disclosure(seq: number): Promise<string | undefined>
  /** Erases that; what the log proves stays the same. */
  erase(seq: number): Promise<void>
  /**
   * Writes what waits and `audit.close`, signs, and closes the primary. Rejects where one of that fails;
   * the primary is closed nevertheless.
   */
  close(): Promise<void>
}

export const isSigner = (signer: NoteSigner | undefined, origin: string) =>
  signer?.name === origin &&
  typeof signer.verifierKey === 'string' &&
  typeof signer.sign === 'function'

/** @throws {ConfigError} for an option that cannot be; `checkpointTo` is looked at elsewhere. */
export function checkOptions(options: AuditOptions): void {
  const { origin, primary, signer, copies = [], secrets = [], onFailure = 'throw' } = options
  const isCount = (count: unknown, least: number) =>
    count === undefined || (typeof count === 'number' && count >= least)
  const isCall = (call: unknown) => call === undefined || typeof call === 'function'
  const { entries, ms } = options.checkpoint ?? {}
  const checks: Readonly<Record<string, boolean>> = {
    primary:
      typeof primary?.append === 'function' &&
      typeof primary.segments === 'function' &&
      isCount(primary.groupMax, 1),
    signer: isSigner(signer, origin),
    copies: Array.isArray(copies) && copies.every((sink) => typeof sink?.write === 'function'),
    copyQueue: isCount(options.copyQueue, 0),
    checkpoint: isCount(entries, 1) && isCount(ms, 0),
    onFailure:
      onFailure === 'throw' ||
      onFailure === 'gap' ||
      (typeof onFailure?.buffer === 'number' && onFailure.buffer >= 0),
    onError: isCall(options.onError),
    secrets: Array.isArray(secrets) && secrets.every((secret) => typeof secret === 'string'),
    maxMetadata: isCount(options.maxMetadata, 0),
    now: isCall(options.now),
    random: isCall(options.random),
  }
  for (const [name, holds] of Object.entries(checks)) if (!holds) throw optionFault(name)
}
