/** Schemes of a user's own: what is said of them becomes the text of a row, which the core checks. */
import { core } from './core.js'
import { ConfigError, faultOf } from './errors.js'
import { schemeReasons } from './generated/reasons.js'
import type { ConfigErrorCode } from './generated/types.js'
import { rareCore } from './rare.js'
import { type Covered, type CustomProvider, custom, describe, isOfTable, type Row } from './row.js'

/**
 * How a sender of your own signs. Names are of headers; what is left out is the usual. Texts are
 * printable ASCII without `|`, at most 256 characters each, so line feeds, tabs and letters beyond
 * ASCII cannot be a part of what is signed.
 */
export interface Scheme<Id extends string = string, Base extends string = string> {
  /** In kebab case, for verdicts and logs; none of the table's. */
  readonly id: Id
  readonly signature: {
    readonly header: string
    /** `hmac-sha256` if left out. `sha1` and `sha256` are plain hashes, in which `{secret}` stands. */
    readonly algorithm?:
      | 'hmac-sha1'
      | 'hmac-sha256'
      | 'hmac-sha384'
      | 'hmac-sha512'
      | 'sha1'
      | 'sha256'
      | undefined
    /** `hex` if left out. */
    readonly encoding?: 'hex' | 'base64' | 'base64url' | undefined
    /** What stands before each signature. */
    readonly prefix?: string | undefined
    /** Between the signatures, where there may be several. */
    readonly separator?: ' ' | ',' | ';' | undefined
    /** Where the header is `t=…,v1=…`: the label of a signature, beside `timestamp.label`. */
    readonly label?: string | undefined
  }
  /** Where the signed time stands: a header, or a label of the signature's header, not both. */
  readonly timestamp?:
    | {
        readonly header?: string | undefined
        readonly label?: string | undefined
        /** Since 1970 in seconds or milliseconds, or a date; `s` if left out. */
        readonly unit?: 's' | 'ms' | 'iso8601' | undefined
      }
    | undefined
  /** Where the sender's id of the message stands: 1 to 256 visible characters without a dot. */
  readonly messageId?: { readonly header: string } | undefined
  /**
   * What is signed: `{body}` alone if left out; `{timestamp}`, `{id}`, `{url}`, `{method}` and, in a
   * plain hash, `{secret}`. What stands between them is taken as it is; it has no `%`, `{` or `}`.
   *
   * Bytes must not be able to move between `{timestamp}` or `{id}` and what is beside it, or a
   * captured delivery could be cut in another way. So between each of them and `{body}` stands text
   * that begins (behind `{body}`: ends) with a character that it cannot hold: a dot, mostly.
   */
  readonly base?: Base | undefined
  /** How the secret is written: as text, if left out. */
  readonly secret?: 'text' | 'hex' | 'base64' | undefined
  /** In whole seconds, for both sides or each; 300 if left out. Only for what has a `timestamp`. */
  readonly tolerance?: number | { readonly past: number; readonly future: number } | undefined
}

/** What a base names; of one that is known only at run time, all that it may. */
type CoversOfBase<Base extends string> = string extends Base
  ? Covered
  : { [P in keyof Parts]: Base extends `${string}${P}${string}` ? Parts[P] : never }[keyof Parts]

interface Parts {
  '{body}': 'body'
  '{timestamp}': 'timestamp'
  '{id}': 'id'
  '{url}': 'url'
  '{method}': 'method'
}

const algorithms = /* @__PURE__ */ new Map<unknown, string>([
  [undefined, ''],
  ['hmac-sha256', ''],
  ['hmac-sha1', '1'],
  ['hmac-sha384', '3'],
  ['hmac-sha512', '5'],
  ['sha1', '=1'],
  ['sha256', '='],
])
const encodings = /* @__PURE__ */ new Map<unknown, string>([
  [undefined, 'h'],
  ['hex', 'h'],
  ['base64', 'b'],
  ['base64url', 'u'],
])
const units = /* @__PURE__ */ new Map<unknown, string>([
  [undefined, 's'],
  ['s', 's'],
  ['ms', 'm'],
  ['iso8601', 'i'],
])
const secrets = /* @__PURE__ */ new Map<unknown, string>([
  [undefined, 't'],
  ['text', 't'],
  ['hex', 'x'],
  ['base64', 'b'],
])
const parts = /* @__PURE__ */ new Map([
  ['{body}', '%b'],
  ['{timestamp}', '%t'],
  ['{id}', '%i'],
  ['{url}', '%u'],
  ['{method}', '%m'],
  ['{secret}', '%k'],
])

/** The names of a scheme's options, by the option in which they stand. */
const options = /* @__PURE__ */ Object.entries({
  '': 'id signature timestamp messageId base secret tolerance',
  signature: 'header algorithm encoding prefix separator label',
  timestamp: 'header label unit',
  messageId: 'header',
  tolerance: 'past future',
})

/**
 * Checks a scheme of your own, by the rules of the table and some more. Once, where the service starts.
 *
 * @throws {ConfigError} that names the field.
 */
export function defineProvider<const Id extends string, const Base extends string = '{body}'>(
  scheme: Scheme<Id, Base>,
): CustomProvider<Id, CoversOfBase<Base>> {
  const text = textOf(scheme)
  const refuse = (code: number) => faultOf(code, schemeReasons)
  let row: Row
  try {
    row = describe(text, core, refuse)
  } catch (error) {
    // The core of most providers does not know all that a scheme may be.
    let rare: typeof core
    try {
      rare = rareCore()
    } catch (missing) {
      throw ConfigError.is(error) && error.code === 'scheme_unsigned' ? error : missing
    }
    row = describe(text, rare, refuse)
  }
  const covers = row.info.covers as readonly CoversOfBase<Base>[]
  const provider = Object.freeze({ id: row.id as Id, covers })
  custom.set(provider, row)
  return provider
}

function textOf(scheme: Scheme): string {
  if (typeof scheme !== 'object' || scheme === null) fail('scheme_id_invalid', 'id')
  for (const [at, names] of options) refuseOthers(scheme, at, names.split(' '))
  const { id, signature, timestamp, messageId, base = '{body}', secret, tolerance } = scheme
  const own = plain(id, 'scheme_id_invalid', 'id')
  if (isOfTable(own)) fail('scheme_id_invalid', 'id')
  if (typeof signature !== 'object' || signature === null) {
    fail('scheme_signature_invalid', 'signature')
  }
  const slots: string[] = []
  const names: string[] = []
  const slot = (mark: string, given: unknown, field: string) => {
    const name = header(given, field)
    // Two values cannot stand in one place.
    if (names.includes(name)) fail('scheme_headers_invalid', field)
    names.push(name)
    slots.push(mark + name)
  }
  slot('', signature.header, 'signature.header')
  if (timestamp !== undefined) {
    const { header: named, label } = timestamp ?? {}
    // A time stands in one place.
    if ((named === undefined) === (label === undefined))
      fail('scheme_timestamp_invalid', 'timestamp')
    if (named !== undefined) slot('@', named, 'timestamp.header')
  }
  if (messageId !== undefined) slot('#', messageId?.header, 'messageId.header')
  const fields = [
    own,
    slots.join(','),
    choice(algorithms, signature.algorithm, 'scheme_signature_invalid', 'signature.algorithm') +
      choice(encodings, signature.encoding, 'scheme_signature_invalid', 'signature.encoding') +
      layoutOf(signature, timestamp?.label),
    baseOf(plain(base, 'scheme_base_invalid', 'base'), timestamp?.unit),
    choice(units, timestamp?.unit, 'scheme_timestamp_invalid', 'timestamp.unit') +
      sidesOf(tolerance, timestamp !== undefined),
    choice(secrets, secret, 'scheme_secret_invalid', 'secret'),
  ]
  return fields.join('|')
}

/** A slip in a name must not mean that the usual is taken. */
function refuseOthers(scheme: object, at: string, names: readonly string[]): void {
  const given = at === '' ? scheme : (scheme as Record<string, unknown>)[at]
  if (typeof given !== 'object' || given === null) return
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue
    const isWord = /^\w{1,40}$/.test(name)
    fail('scheme_option_unknown', [at, isWord ? name : '…'].filter((part) => part !== '').join('.'))
  }
}

function plain(text: unknown, code: ConfigErrorCode, field: string): string {
  return typeof text === 'string' && /^[ -{}~]{0,256}$/.test(text) ? text : fail(code, field)
}

function header(name: unknown, field: string): string {
  const text = plain(name, 'scheme_headers_invalid', field).toLowerCase()
  return /^[\w.-]+$/.test(text) ? text : fail('scheme_headers_invalid', field)
}

function choice(
  from: ReadonlyMap<unknown, string>,
  value: unknown,
  code: ConfigErrorCode,
  field: string,
): string {
  return from.get(value) ?? fail(code, field)
}

function layoutOf(signature: Scheme['signature'], time: unknown): string {
  const { separator, label } = signature
  const word = (text: unknown, field: string) => plain(text, 'scheme_signature_invalid', field)
  const prefix = word(signature.prefix ?? '', 'signature.prefix')
  if (separator !== undefined && ![' ', ',', ';'].includes(separator)) {
    fail('scheme_signature_invalid', 'signature.separator')
  }
  if (time !== undefined || label !== undefined) {
    if (prefix !== '') fail('scheme_signature_invalid', 'signature.prefix')
    const name = (text: unknown, field: string) =>
      /^\w+$/.test(word(text, field)) ? text : fail('scheme_signature_invalid', field)
    const labels = [name(time, 'timestamp.label'), name(label, 'signature.label')]
    if (time === label) fail('scheme_signature_invalid', 'signature.label')
    return `:${separator ?? ','}${labels.join(' ')}`
  }
  if (separator !== undefined) return `*${separator}${prefix}`
  return prefix === '' ? '' : `^${prefix}`
}

function baseOf(base: string, unit: string | undefined): string {
  const pieces = base.split(/(\{[^{}]*\})/)
  const signed = pieces.map((piece, at) =>
    at % 2 === 1
      ? (parts.get(piece) ?? fail('scheme_base_invalid', 'base'))
      : /[%{}]/.test(piece)
        ? fail('scheme_base_invalid', 'base')
        : piece,
  )
  // What authenticates no body is a token, and that is no scheme to write down.
  if (
    new Set(pieces.filter(isPart)).size !== pieces.filter(isPart).length ||
    !signed.includes('%b')
  )
    fail('scheme_base_invalid', 'base')
  if (isAmbiguous(pieces, unit)) fail('scheme_base_ambiguous', 'base')
  return signed.join('')
}

const isPart = (_: string, at: number): boolean => at % 2 === 1

/**
 * Whether bytes could move between a time or an id and what is beside it. Texts and parts by turns.
 *
 * Some vendors of the table sign so all the same, and `docs/providers.md` names them; which is why
 * this is no rule of the core's.
 */
function isAmbiguous(pieces: readonly string[], unit: string | undefined): boolean {
  const body = pieces.indexOf('{body}')
  return pieces.some((part, at) => {
    const isTime = part === '{timestamp}'
    const isIso = isTime && unit === 'iso8601'
    // Behind the body a date begins where its year does.
    if (!(isTime || part === '{id}') || (isIso && at > body)) return false
    const toBody = at < body ? 1 : -1
    const text = pieces[at + toBody] as string
    const beside = text === '' ? edges.get(pieces[at + 2 * toBody]) : text.at(toBody === 1 ? 0 : -1)
    const held = isIso ? /[\d.Z+-]/ : isTime ? /\d/ : /[!--/-~]/
    return beside === undefined || held.test(beside)
  })
}

/** How parts begin and end that nobody can move. The secret is nobody's to write. */
const edges = /* @__PURE__ */ new Map<unknown, string>([
  ['{secret}', ' '],
  ['{method}', 'T'],
])

function sidesOf(tolerance: Scheme['tolerance'], hasTime: boolean): string {
  if (tolerance === undefined) return ''
  const { past, future } =
    typeof tolerance === 'number' ? { past: tolerance, future: tolerance } : (tolerance ?? {})
  const isSide = (side: unknown) =>
    typeof side === 'number' && Number.isInteger(side) && side >= 1 && side < 1_000_000
  if (!hasTime || !isSide(past) || !isSide(future)) fail('scheme_timestamp_invalid', 'tolerance')
  return `${past},${future}`
}

/** Names the one field instead of all that a sentence is about. */
function fail(code: ConfigErrorCode, field: string): never {
  const { message } = faultOf(code, schemeReasons)
  throw new ConfigError(code, `\`${field}\`: ${message.replace(/^(`[\w.]+`(, )?)+: /, '')}`)
}
