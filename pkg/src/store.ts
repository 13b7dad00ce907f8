/** Where claims on deliveries are kept, so that one is handled once. */
import { configError, StoreError } from './errors.js'

export type Claim =
  /** Not seen before: handle it, then `confirm` or `release` with this token. */
  | { readonly state: 'fresh'; readonly token: string }
  /** Being handled. */
  | { readonly state: 'in_flight' }
  /** Handled. */
  | { readonly state: 'done' }

/** A store of claims. A fault is a rejection, and the sender is asked to try again. */
export interface ReplayStore {
  /** Atomic: of two callers at once, one gets `fresh`. The claim lives for `ttlMs`. */
  claim(key: string, ttlMs: number): Promise<Claim>
  /** The delivery is handled; from now on a repeat is `done`. */
  confirm(key: string, token: string): Promise<void>
  /** The delivery was not handled; a repeat is `fresh`. */
  release(key: string, token: string): Promise<void>
}

interface Held {
  readonly token: string
  readonly end: number
  isDone: boolean
}

/**
 * A store in this process's memory, for one process. It never evicts a claim that still lives: when
 * `max` of them do, `claim` rejects with a {@link StoreError}.
 *
 * @throws {ConfigError} for a `max` that is no number of at least 1.
 */
export function memoryStore(
  options: { readonly max?: number; readonly now?: () => number } = {},
): ReplayStore {
  const { max = 100_000, now = Date.now } = options
  if (!(max >= 1)) throw configError('option_invalid')
  const claims = new Map<string, Held>()
  let nextEnd = Number.POSITIVE_INFINITY
  let count = 0

  /** Drops what has ended; looks only when something can have. */
  const sweep = (time: number) => {
    if (time < nextEnd) return
    nextEnd = Number.POSITIVE_INFINITY
    for (const [key, { end }] of claims) {
      if (end <= time) claims.delete(key)
      else if (end < nextEnd) nextEnd = end
    }
  }
  const mine = (key: string, token: string): Held | undefined => {
    const held = claims.get(key)
    return held?.token === token ? held : undefined
  }
  return {
    async claim(key, ttlMs) {
      const time = now()
      if (!Number.isFinite(time)) throw new StoreError('the clock of the store gives no time')
      const held = claims.get(key)
      if (held !== undefined && held.end > time) {
        return { state: held.isDone ? 'done' : 'in_flight' }
      }
      claims.delete(key)
      if (claims.size >= max) sweep(time)
      if (claims.size >= max) throw new StoreError(`the store holds ${max} live claims`)
      const token = String(++count)
      const end = time + ttlMs
      claims.set(key, { token, end, isDone: false })
      if (end < nextEnd) nextEnd = end
      return { state: 'fresh', token }
    },
    async confirm(key, token) {
      const held = mine(key, token)
      if (held !== undefined) held.isDone = true
    },
    async release(key, token) {
      if (mine(key, token) !== undefined) claims.delete(key)
    },
  }
}
