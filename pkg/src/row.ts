/** Rows of the provider table, as the core describes them. */
import { configError } from './errors.js'
import { rows as texts } from './generated/rows.js'
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
  const number = texts.findIndex((text) => text.split(/\s/, 1)[0] === provider)
  if (number < 0) throw configError('provider_unknown')
  const row = describe(number, texts[number] as string)
  rows.set(provider, row)
  return row
}

/** The row with this number, from its text. */
export function describe(number: number, text: string): Row {
  const lines = text.split('\n').map((line) => (line === '' ? [] : line.split('\t')))
  const [[id, hash], covers, [past, future], [limit, idSlot], ...sets] = lines as unknown as [
    [ProviderId, string?],
    Covered[],
    string[],
    string[],
    ...string[][],
  ]
  // As keys, names are strings that an engine compares by address.
  const names = sets.map((set) => set.map((name) => Object.keys({ [name]: 0 })[0] as string))
  const info: RowInfo = {
    id,
    covers: Object.freeze(covers),
    ...(past !== undefined && { tolerance: { past: Number(past), future: Number(future) } }),
    bodyLimit: Number(limit),
    headers: names[0] ?? [],
  }
  return {
    number,
    info,
    sets: names,
    idSlot: Number(idSlot ?? -1),
    signsUrl: covers.includes('url'),
    hash,
  }
}
