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

export interface Row {
  readonly number: number
  readonly info: ProviderInfo
  /** Alternative sets of header names, the signature first in each. */
  readonly sets: readonly (readonly string[])[]
  /** The slot of the message id, or −1. */
  readonly idSlot: number
  readonly signsUrl: boolean
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
  const [id, name, docs, covers, tolerance, limit, idSlot, ...sets] = text.split('\n') as [
    ProviderId,
    ...string[],
  ]
  const words = (line = ''): string[] => (line === '' ? [] : line.split('\t'))
  const [past, future] = words(tolerance).map(Number)
  const names = sets.map(words)
  const covered = words(covers) as Covered[]
  const info: ProviderInfo = {
    id,
    name: name ?? '',
    docs: docs ?? '',
    covers: Object.freeze(covered),
    ...(past !== undefined && future !== undefined && { tolerance: { past, future } }),
    bodyLimit: Number(limit),
    headers: names[0] ?? [],
  }
  return {
    number,
    info,
    sets: names,
    idSlot: idSlot === '' ? -1 : Number(idSlot),
    signsUrl: covered.includes('url'),
  }
}

/** Every provider, sorted by id. */
export function providers(): ProviderInfo[] {
  const all: ProviderInfo[] = []
  for (let number = 0; ; number++) {
    const row = describe(number)
    if (row === undefined) return all
    all.push(row.info)
  }
}
