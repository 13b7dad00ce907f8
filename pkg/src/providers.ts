/** The table, as far as verifiers know it. */
import { infos } from './generated/infos.js'
import type { ProviderInfo } from './row.js'

/** Every provider, sorted by id. */
export function providers(): ProviderInfo[] {
  return infos.map((info) => ({ ...info }))
}
