/** Where entries go. */
import type { AuditInput } from '../audit/draft.js'

/** An entry, with the time at which it was made: `2026-11-25T09:30:00.000Z`. */
export interface AuditEntry extends AuditInput {
  readonly timestamp: string
}

/** How well a batch is kept once `write` resolves. */
export type Durability = 'none' | 'page-cache' | 'disk' | 'replicated'

/** Where entries go. A fault is a rejection. */
export interface AuditSink {
  write(entries: readonly AuditEntry[]): Promise<{ readonly durable: Durability }>
  /**
   * A log that is closed asks first for what is still held back: verdicts that were counted and not
   * written.
   */
  beforeClose?(flush: () => readonly AuditEntry[]): void
}

/** Entries that are made durable together. */
export interface Group {
  /** A line for each entry, and the seal; each ends with a line feed. */
  readonly text: string
  /** The number of the first. */
  readonly first: number
  /** How many entries the log has with them. */
  readonly size: number
  /** What the log has to do while the group is being made durable; to be called once that has begun. */
  readonly meanwhile?: () => void
}

/** A part of a log's text: it begins with the entry of this number. */
export interface Segment {
  readonly first: number
  readonly bytes: AsyncIterable<Uint8Array>
}

/** What was taken out of a log because a crash had torn it. */
export interface Torn {
  readonly bytes: number
  /** In hexadecimal. */
  readonly sha256: string
  /** Where it is now. */
  readonly file: string
}

/**
 * Keeps a log. What it says of durability is what a receipt promises. Calls do not overlap, but that
 * `segments` may be read and a checkpoint kept while more is appended.
 */
export interface PrimarySink {
  /** How many entries it takes at once; 64 by default. */
  readonly groupMax?: number
  /**
   * Resolves once the group is kept. Rejects if it is not, and nothing of it: if that is not certain,
   * from then on always.
   */
  append(group: Group): Promise<{ readonly durable: Durability }>
  /** The log so far, in order. */
  segments(): AsyncIterable<Segment>
  /**
   * Takes what stands behind the first `bytes` bytes of the last segment out of the log, and keeps it
   * aside. The log has `size` entries then.
   */
  cut(bytes: number, size: number): Promise<Torn>
  /**
   * What was kept aside when the log had `size` entries, in order. Where it still has no more, a crash came
   * before the log could say so.
   */
  aside?(size: number): Promise<readonly Torn[]>
  /** All checkpoints, one behind the other. */
  checkpoints(): Promise<string>
  /** Keeps one more; `from` is where in the text it begins, so that a torn one before it is given up. */
  keepCheckpoint(note: string, from: number): Promise<void>
  /** Keeps what discloses the sealed values of an entry; undefined erases it. */
  keepDisclosure(seq: number, text: string | undefined): Promise<void>
  disclosure(seq: number): Promise<string | undefined>
  /** All of them, in any order: for an auditor. */
  disclosures?(): AsyncIterable<readonly [seq: number, text: string]>
  close(): Promise<void>
}
