/**
 * The table, for people: the entry `countersign/catalog`.
 *
 * @module
 */
import { catalog } from './generated/catalog.js'
import { providers as bare } from './index.js'
import type { ProviderId, ProviderInfo } from './row.js'

export type { Covered, ProviderId, ProviderInfo } from './row.js'

/** What there is to know of a provider. */
export interface ProviderEntry<P extends ProviderId = ProviderId> extends ProviderInfo<P> {
  readonly name: string
  /** Where the rule was read: the vendor's page, or its SDK. */
  readonly docs: string
  /** Read in the vendor's SDK, in its documentation or server, or in programs of others that agree. */
  readonly confidence: 'sdk' | 'docs' | 'third-party'
}

/** Every provider, sorted by id. */
export function providers(): ProviderEntry[] {
  return bare().map((info) => {
    const [name, docs, confidence] = catalog[info.id] as readonly [
      string,
      string,
      ProviderEntry['confidence'],
    ]
    return { ...info, name, docs, confidence }
  })
}
