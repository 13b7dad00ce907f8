/**
 * A log of audit entries in which any change shows, against one checkpoint kept elsewhere: the entry
 * `countersign/audit`.
 *
 * @module
 */
export type { CheckpointTo } from './audit/destination.js'
export type { Actor, AuditInput, Source, Trace } from './audit/draft.js'
export { openAudit } from './audit/open.js'
export type { Audit, AuditOptions, Receipt, SealableInput } from './audit/options.js'
export { recover } from './audit/recover.js'
export { ed25519Signer, type NoteSigner, noteSigner } from './audit/signer.js'
export { ConfigError, LogError, SinkError } from './errors.js'
export { type FileOptions, fileSink } from './sinks/file.js'
export type { FileSystem } from './sinks/folder.js'
export { memorySink } from './sinks/memory.js'
export type {
  AuditEntry,
  AuditSink,
  Durability,
  Group,
  PrimarySink,
  Segment,
  Torn,
} from './sinks/sink.js'
