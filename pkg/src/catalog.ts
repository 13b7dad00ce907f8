/** The table, for people. */
import { catalog } from './generated/catalog.js'
import { describe, type ProviderInfo } from './row.js'

/** Every provider, sorted by id. */
export function providers(): ProviderInfo[] {
  const all: ProviderInfo[] = []
  for (let number = 0; ; number++) {
    const row = describe(number)
    if (row === undefined) return all
    const [name, docs] = catalog[row.info.id] as readonly [string, string]
    all.push({ ...row.info, name, docs })
  }
}
