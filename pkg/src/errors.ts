/** Errors, and what the core's numbers stand for. */
import { cold } from './core.js'
import type { ConfigErrorCode } from './generated/types.js'

interface Reason {
  readonly code: string
  readonly status: number
  readonly text: string
}

let table: Map<number, Reason> | undefined

function reasons(): Map<number, Reason> {
  table ??= new Map(
    cold
      .reasons()
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [number, status, code, text] = line.split('\t') as [string, string, string, string]
        return [Number(number), { code, status: Number(status), text }]
      }),
  )
  return table
}

/** What a number of the core stands for. */
export function reason(number: number): Reason {
  return reasons().get(number) as Reason
}

/** The number of a verdict that this side finds. */
export function numberOf(code: 'body_parsed' | 'body_ill_formed' | 'body_too_large'): number {
  for (const [number, reason] of reasons()) if (reason.code === code) return number
  return 0
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
export function configError(what: number | ConfigErrorCode): ConfigError {
  const found =
    typeof what === 'number'
      ? reason(what)
      : [...reasons().values()].findLast(({ code }) => code === what)
  return new ConfigError(found?.code as ConfigErrorCode, found?.text ?? '')
}

/** A sink or a store that failed; `cause` says how. */
export class SinkError extends Error {
  override readonly name = 'SinkError'
}

/** A replay store that is full or cannot be reached. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}
