/** The table, for people. */
import { catalog } from './generated/catalog.js'
import { rows } from './generated/rows.js'
import { describe, type ProviderInfo } from './row.js'

/** Every provider, sorted by id. */
export function providers(): ProviderInfo[] {
  return rows.map((text, number) => {
    const { info } = describe(number, text)
    const [name, docs] = catalog[info.id] as readonly [string, string]
    return { ...info, name, docs }
  })
}
