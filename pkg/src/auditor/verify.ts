/** The auditor's side: is a log the one that was written? */
import { verifyHere } from '../ed25519.js'
import type { PrimarySink } from '../sinks/sink.js'
import { core } from './core.js'

/** Whether a signature of a text is by an Ed25519 public key; its 32 bytes are canonical already. */
export type VerifySignature = (
  publicKey: Uint8Array,
  text: Uint8Array,
  signature: Uint8Array,
) => boolean

export interface VerifyOptions {
  /** The text of a C2SP `tlog-policy`: `log <verifier key>` and `quorum none`. */
  readonly policy: string
  /** Checkpoints that were kept elsewhere: the text of a note each, or of several one behind the other. */
  readonly checkpoints?: readonly string[]
  /** By default `node:crypto`'s. */
  readonly verify?: VerifySignature
  /** Told now and then of how many bytes were read. */
  readonly onProgress?: (bytes: number) => void
}

/** What is found. `first` says what is wrong; a sound log has none. */
export interface LogReport {
  readonly ok: boolean
  /** How many entries were in order. */
  readonly entries: number
  /** The size of the largest checkpoint that holds: nobody has vouched yet for what is behind. */
  readonly covered: number
  /** How many checkpoints hold. */
  readonly checkpoints: number
  /** The root of the entries, in base64. */
  readonly root: string
  /** How often each action of the log's own is in it. */
  readonly actions: { readonly [action: string]: number }
  /** The first entry that nothing vouches for, what kind of change it is, and a sentence. */
  readonly first?: { readonly seq: number; readonly kind: string; readonly text: string }
}

/** A policy, or a proof, that does not hold; `code` says why. */
export class ProofError extends Error {
  override readonly name = 'ProofError'
  readonly code: string

  constructor(code: string) {
    super(`the audit proof or policy does not hold: ${code}`)
    this.code = code
  }
}

/**
 * Verifies a log: every entry, seal and checkpoint, and those that were kept elsewhere. Nothing is
 * written, and the log may be of any length.
 *
 * Rejects with a {@link ProofError} for a policy that is none, and with what the sink throws.
 */
export async function verifyLog(
  sink: Pick<PrimarySink, 'segments' | 'checkpoints' | 'disclosures'>,
  options: VerifyOptions,
): Promise<LogReport> {
  const { policy, checkpoints = [], verify = verifyHere, onProgress } = options
  const handle: unknown = core.auditor(policy, await sink.checkpoints(), [...checkpoints])
  if (typeof handle !== 'number') throw new ProofError(String(handle))
  for await (const [seq, text] of sink.disclosures?.() ?? []) {
    core.auditor_disclose(handle, String(seq), text)
  }
  let read = 0
  for await (const { first, bytes } of sink.segments()) {
    core.auditor_segment(handle, String(first))
    for await (const chunk of bytes) {
      core.auditor_take(handle, chunk)
      read += chunk.length
      onProgress?.(read)
    }
  }
  return JSON.parse(core.auditor_end(handle, verify) as string) as LogReport
}

/**
 * Verifies the text of a `.tlog-proof` file: the entry that it brings, and the size of the log by then.
 *
 * @throws {ProofError}
 */
export function verifyProof(
  proof: string,
  options: Pick<VerifyOptions, 'policy' | 'verify'>,
): { readonly entry: string; readonly size: number } {
  const { policy, verify = verifyHere } = options
  const found: unknown = core.proof_verify(policy, proof, verify)
  if (typeof found === 'string') throw new ProofError(found)
  const [entry, size] = found as [string, string]
  return { entry, size: Number(size) }
}

/** `[AUDIT] {json}` of an entry's line, in printable ASCII. */
export function consoleLine(json: string): string {
  return core.audit_line(json)
}
