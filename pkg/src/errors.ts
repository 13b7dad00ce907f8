/** Errors, and what the core's numbers stand for. */
import { type Reason, reasons } from './generated/reasons.js'
import type { ConfigErrorCode, Rejection } from './generated/types.js'

/** What a number of the core stands for. */
export function reason(number: number): Reason {
  return reasons.find((reason) => reason[0] === number) as Reason
}

/** The number of a verdict that this side finds. */
export function numberOf(code: Rejection['code'] & `body_${string}`): number {
  return (reasons.find((reason) => reason[2] === code) as Reason)[0]
}

const brand = /* @__PURE__ */ Symbol.for('countersign.ConfigError')

/**
 * A fault of configuration: a bad secret, a bad tolerance, an unknown provider, a disposed verifier.
 * Thrown where the mistake is made, never because of what a request holds, and never with a secret
 * in it.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  /** Stable; what to switch on. */
  readonly code: ConfigErrorCode

  constructor(code: ConfigErrorCode, message: string) {
    super(message)
    this.code = code
    Object.defineProperty(this, brand, { value: true })
  }

  /** Whether `error` is one, made by this copy of the package or another. */
  static is(error: unknown): error is ConfigError {
    return typeof error === 'object' && error !== null && brand in error
  }
}

/** The error of a number that the core gave, or of a code of this side. */
export const configError = (what: number | ConfigErrorCode, list = reasons) => faultOf(what, list)

/** The same by a list of its own, for what does not bring the other with it. */
export function faultOf(what: number | ConfigErrorCode, list: readonly Reason[]): ConfigError {
  // From the end: where a verdict has the same code, the fault of configuration is meant.
  const found = list.findLast(([number, , code]) => number === what || code === what) as Reason
  return new ConfigError(found[2] as ConfigErrorCode, found[3])
}

/** A sink that failed; `cause` says how. */
export class SinkError extends Error {
  override readonly name = 'SinkError'
}

/** A log that was changed, or is not the one of its checkpoints: it is not appended to. */
export class LogError extends Error {
  override readonly name = 'LogError'
  /** The kind of change; `docs/audit-format.md` lists them. */
  readonly code: string
  /** The first entry that nothing vouches for. */
  readonly seq: number

  constructor(code: string, seq: number) {
    super(`the audit log is not as it was written: ${code} at entry ${seq}`)
    this.code = code
    this.seq = seq
  }
}

/** What a part of a log that the host brings throws is a {@link SinkError}. */
export async function guarded<T>(
  act: () => Promise<T>,
  message = 'the audit log could not be kept',
): Promise<T> {
  try {
    return await act()
  } catch (cause) {
    if (cause instanceof LogError || cause instanceof SinkError || ConfigError.is(cause))
      throw cause
    throw new SinkError(message, { cause })
  }
}

/** A replay store that is full or cannot be reached. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}
