/** Rows of the provider table, as the core describes them. */
import { cold } from './core.js'
import { configError } from './errors.js'
import type { ProviderCovers } from './generated/types.js'

/** The ids of all providers. */
export type ProviderId = keyof ProviderCovers & string

/** What a signature can authenticate. */
export type Covered = 'body' | 'timestamp' | 'id' | 'url' | 'method'

/** What is known of a provider. */
export interface ProviderInfo<P extends ProviderId = ProviderId> {
  readonly id: P
  readonly name: string
  /** The vendor's page on its scheme. */
  readonly docs: string
  /** What its signature authenticates. */
  readonly covers: readonly Covered[]
  /** The age it allows unless told otherwise, in seconds; absent where it signs no time. */
  readonly tolerance?: { readonly past: number; readonly future: number }
  /** The most bytes of a body that `verifyRequest` reads. */
  readonly bodyLimit: number
  /** The header names a sender uses, the signature's first. */
  readonly headers: readonly string[]
}

/** What the verifier needs to know of it. */
export type RowInfo = Omit<ProviderInfo, 'name' | 'docs'>

export interface Row {
  readonly number: number
  readonly info: RowInfo
  /** Alternative sets of header names, the signature first in each. */
  readonly sets: readonly (readonly string[])[]
  /** The slot of the message id, or −1. */
  readonly idSlot: number
  readonly signsUrl: boolean
  /** The hash that a platform may make of the body, by its usual name. */
  readonly hash: string | undefined
}

const rows = /* @__PURE__ */ new Map<string, Row>()

/** The row of a provider. Throws `ConfigError` `provider_unknown`. */
export function rowOf(provider: string): Row {
  const known = rows.get(provider)
  if (known !== undefined) return known
  const number = typeof provider === 'string' ? cold.row_find(provider) : -1
  const row = number < 0 ? undefined : describe(number)
  if (row === undefined) throw configError('provider_unknown')
  rows.set(provider, row)
  return row
}

/** The row with this number, if there is one. */
export function describe(number: number): Row | undefined {
  const text = cold.row_info(number)
  if (text === '') return undefined
  // Each word ends with a tab, each line with a line feed: what is behind the last is nothing.
  const lines = text.split('\n').map((line) => line.split('\t').slice(0, -1))
  const [[id, hash], covers, [past, future], [limit, idSlot], ...sets] = lines as unknown as [
    [ProviderId, string?],
    Covered[],
    string[],
    string[],
    ...string[][],
  ]
  sets.pop()
  const info: RowInfo = {
    id,
    covers: Object.freeze(covers),
    ...(past !== undefined && { tolerance: { past: Number(past), future: Number(future) } }),
    bodyLimit: Number(limit),
    headers: sets[0] ?? [],
  }
  return {
    number,
    info,
    sets,
    idSlot: Number(idSlot ?? -1),
    signsUrl: covers.includes('url'),
    hash,
  }
}
