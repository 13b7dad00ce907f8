/**
 * Decides whether a webhook is genuine, synchronously and in one call, says why when it is not, and
 * records the verdict.
 *
 * @module
 */

export type { AuditInput } from './audit/draft.js'
export { verifyWebhookSignature } from './bare.js'
export { defineProvider, type Scheme } from './custom.js'
export type {
  Content,
  Delivery,
  Rejected,
  SignedDelivery,
  UnsignedDelivery,
} from './delivery.js'
export { auditLog, consoleSink, createAuditEntry, type EntryOptions } from './entry.js'
export { ConfigError, SinkError, StoreError } from './errors.js'
export type { ConfigErrorCode, ProviderCovers, Rejection } from './generated/types.js'
export type { Body, HeadersLike } from './input.js'
/** @internal */
export { adopt, configError, rowOf } from './inside.js'
export { providers } from './providers.js'
export {
  type Outcome,
  type OutcomeCode,
  type ReceiveOptions,
  receive,
  type Verdict,
} from './receive.js'
export { createKeyRing, type KeyRing, type KeySpec, type Keys, type Secret } from './ring.js'
export type { Covered, CustomProvider, ProviderId, ProviderInfo } from './row.js'
export type { AuditEntry, AuditSink, Durability } from './sinks/sink.js'
export { type Claim, memoryStore, type ReplayStore } from './store.js'
export {
  type AnyVerifier as Verifier,
  createVerifier,
  type Incoming,
  type Message,
  type Tolerance,
  type VerifierOptions,
} from './verifier.js'
