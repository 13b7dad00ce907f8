/** Rows of the provider table, as the core describes them. */
import { type Core, core, encoder } from './core.js'
import { ConfigError, configError } from './errors.js'
import { rareRows, rows as table } from './generated/rows.js'
import type { ProviderCovers } from './generated/types.js'
import { rareCore } from './rare.js'

/** The ids of all providers. */
export type ProviderId = keyof ProviderCovers & string

/** What a signature can authenticate. */
export type Covered = 'body' | 'timestamp' | 'id' | 'url' | 'method'

/** What the signature of a provider authenticates; of a scheme of one's own it is `C`. */
export type CoversOf<P extends string, C extends Covered = Covered> = P extends ProviderId
  ? ProviderCovers[P]
  : C

/** What is known of a provider. `countersign/catalog` knows more. */
export interface ProviderInfo<P extends ProviderId = ProviderId> {
  readonly id: P
  /** What its signature authenticates. */
  readonly covers: readonly Covered[]
  /** The age it allows unless told otherwise, in seconds; absent where it signs no time. */
  readonly tolerance?: { readonly past: number; readonly future: number }
  /** The most bytes of a body that `verifyRequest` reads. */
  readonly bodyLimit: number
  /** The header names a sender uses, the signature's first. */
  readonly headers: readonly string[]
  /** Whether a request has to be given with its URL. */
  readonly needsUrl: boolean
  /** Whether the signed time stands in the body, so that it is not for `sign` to choose. */
  readonly hasTimeInBody: boolean
}

export interface Row {
  readonly core: Core
  /** By which the core knows it. */
  readonly number: number
  readonly text: string
  readonly id: string
  readonly info: Pick<ProviderInfo, 'covers' | 'tolerance' | 'bodyLimit' | 'needsUrl'>
  /** Alternative sets of header names, the signature first in each; '' for what is no header. */
  readonly sets: readonly (readonly string[])[]
  /** The slot of the message id; −1 where there is none, −2 where only the core knows. */
  readonly idSlot: number
  readonly coversBody: boolean
  readonly needsMethod: boolean
  /** Whether its keys must have the ids by which the vendor calls them. */
  readonly isKeyed: boolean
  /** The hash that a platform may make of the body, by its usual name. */
  readonly hash: string | undefined
}

const rows = /* @__PURE__ */ new Map<string, Row>()

/** A scheme of one's own that `defineProvider` has checked. */
export interface CustomProvider<Id extends string = string, C extends Covered = Covered> {
  readonly id: Id
  /** What its signature authenticates. */
  readonly covers: readonly C[]
}

/** Those of `defineProvider`, and the rows that became of them. */
export const custom: WeakMap<object, Row> = /* @__PURE__ */ new WeakMap()

/** The row of a provider. Throws `ConfigError` `provider_unknown`. */
export function rowOf(provider: string | CustomProvider): Row {
  const known =
    typeof provider === 'object' && provider !== null
      ? custom.get(provider)
      : rows.get(provider as string)
  if (known !== undefined) return known
  const text = find(table, provider)
  const rare = text ?? find(rareRows, provider)
  if (rare === undefined) {
    const { code, message } = configError('provider_unknown')
    // What is no plain word could be a secret in the place of an id.
    const isWord = typeof provider === 'string' && /^[a-z-]{1,24}$/.test(provider)
    throw new ConfigError(code, isWord ? `\`${provider}\`: ${message}` : message)
  }
  const row = describe(rare, text === undefined ? rareCore() : core)
  rows.set(provider as string, row)
  return row
}

const find = (table: string, id: unknown): string | undefined =>
  table.split('\n').find((text) => text.split('|', 1)[0] === id)

/** Whether a provider of the table has this id. */
export const isOfTable = (id: string): boolean => find(`${table}\n${rareRows}`, id) !== undefined

/** The row of a text, which the core reads; `fail` makes the error of one that it refuses. */
export function describe(
  text: string,
  by: Core = core,
  fail: (code: number) => Error = configError,
): Row {
  const { written } = encoder.encodeInto(text, by.renew().body)
  const code = by.calls.row_new(written)
  if (code !== 0) throw fail(code)
  // Asked for anew: the call can have grown the memory.
  const [number, covers, past, future, bodyLimit, idSlot, hash, flags] = by.view().result
  const [id, slots] = text.split('|') as [string, string]
  // As keys, names are strings that an engine compares by address.
  const name = (slot: string) => Object.keys({ [slot.replace(mark, '$1')]: 0 })[0] as string
  const sets = slots.split(';').map((set) => set.split(',').map(name))
  const has = (bits: number | undefined, place: number) => ((bits as number) >> place) % 2 === 1
  return {
    core: by,
    number: number as number,
    text,
    id,
    info: {
      covers: Object.freeze(all.filter((_, place) => has(covers, place))),
      ...(!Number.isNaN(past) && {
        tolerance: { past, future } as { past: number; future: number },
      }),
      bodyLimit: bodyLimit as number,
      needsUrl: has(flags, 0),
    },
    sets,
    idSlot: idSlot as number,
    coversBody: has(covers, 0),
    needsMethod: has(flags, 1),
    isKeyed: has(flags, 2),
    hash: hashes[hash as number],
  }
}

const all: Covered[] = ['body', 'timestamp', 'id', 'url', 'method']
const hashes = [undefined, 'sha1', 'sha256', 'sha384', 'sha512']

/** Of a slot, its header's name, `*` for all headers, and nothing for what stands elsewhere. */
const mark = /^[@#]?(\*$|[\w.-]*).*$/
