/**
 * Verifies logs that `countersign/audit` has written, offline: the entry `countersign/auditor`.
 *
 * @module
 */
/** @internal */
export { proveConsistency, proveEntry, type Read, readLog } from './auditor/read.js'
export {
  consoleLine,
  type LogReport,
  ProofError,
  type VerifyOptions,
  type VerifySignature,
  verifyLog,
  verifyProof,
} from './auditor/verify.js'
