/** Schemes of a user's own: what is said of them becomes the text of a row, which the core checks. */
import { core } from './core.js'
import { configError } from './errors.js'
import { schemeReasons } from './generated/reasons.js'
import type { ConfigErrorCode } from './generated/types.js'
import { rareCore } from './rare.js'
import { type CustomProvider, custom, describe, type Row } from './row.js'

/** How a sender of your own signs. Names are of headers; what is left out is the usual. */
export interface Scheme<Id extends string = string> {
  /** In kebab case, for verdicts and logs. */
  readonly id: Id
  readonly signature: {
    readonly header: string
    /** `sha1` and `sha256` are plain hashes, in which `{secret}` stands. */
    readonly algorithm?:
      | 'hmac-sha1'
      | 'hmac-sha256'
      | 'hmac-sha384'
      | 'hmac-sha512'
      | 'sha1'
      | 'sha256'
      | undefined
    readonly encoding?: 'hex' | 'base64' | 'base64url' | undefined
    /** What stands before each signature. */
    readonly prefix?: string | undefined
    /** Between the signatures, where there may be several. */
    readonly separator?: ' ' | ',' | ';' | undefined
    /** Where the header is `t=…,v1=…`: the label of a signature. */
    readonly label?: string | undefined
  }
  /** Where the signed time stands: a header, or a label of the signature's header. */
  readonly timestamp?:
    | {
        readonly header?: string | undefined
        readonly label?: string | undefined
        /** `s` if left out. */
        readonly unit?: 's' | 'ms' | 'iso8601' | undefined
      }
    | undefined
  readonly messageId?: { readonly header: string } | undefined
  /** What is signed: `{body}` alone if left out; `{timestamp}`, `{id}`, `{url}`, `{method}`. */
  readonly base?: string | undefined
  /** How the secret is written: as text, if left out. */
  readonly secret?: 'text' | 'hex' | 'base64' | undefined
  /** In whole seconds; 300 on both sides if left out. */
  readonly tolerance?: { readonly past: number; readonly future: number } | undefined
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

/**
 * Checks a scheme of your own, by the rules of the table. Once, where the service starts.
 *
 * @throws {ConfigError} that names the field.
 */
export function defineProvider<const Id extends string>(scheme: Scheme<Id>): CustomProvider<Id> {
  const text = textOf(scheme)
  const provider = Object.freeze({ id: scheme.id })
  const refuse = (code: number) => configError(code, schemeReasons)
  let row: Row
  try {
    row = describe(text, core, refuse)
  } catch (error) {
    // The core of most providers does not know all that a scheme may be.
    let rare: typeof core
    try {
      rare = rareCore()
    } catch {
      throw error
    }
    row = describe(text, rare, refuse)
  }
  custom.set(provider, row)
  return provider
}

function textOf(scheme: Scheme): string {
  if (typeof scheme !== 'object' || scheme === null) fail('scheme_id_invalid')
  const { id, signature, timestamp, messageId, base = '{body}', secret, tolerance } = scheme
  const plain = (text: unknown, code: ConfigErrorCode) =>
    typeof text === 'string' && /^[ -{}~]*$/.test(text) ? text : fail(code)
  const header = (name: unknown) => {
    const text = plain(name, 'scheme_headers_invalid').toLowerCase()
    return /^[\w.-]+$/.test(text) ? text : fail('scheme_headers_invalid')
  }
  const choice = (from: Map<unknown, string>, value: unknown, code: ConfigErrorCode) =>
    from.get(value) ?? fail(code)

  const name = plain(id, 'scheme_id_invalid')
  if (typeof signature !== 'object' || signature === null) fail('scheme_signature_invalid')
  const slots = [header(signature.header)]
  if (timestamp?.header !== undefined) slots.push(`@${header(timestamp.header)}`)
  if (messageId !== undefined) slots.push(`#${header(messageId?.header)}`)

  const word = (text: unknown) => plain(text, 'scheme_signature_invalid')
  const { prefix = '', separator, label } = signature
  let layout = prefix === '' ? '' : `^${word(prefix)}`
  if (separator !== undefined) {
    if (![' ', ',', ';'].includes(separator)) fail('scheme_signature_invalid')
    layout = `*${separator}${word(prefix)}`
  }
  if (timestamp?.label !== undefined || label !== undefined) {
    const labels = [word(timestamp?.label), word(label)]
    if (prefix !== '' || labels.some((each) => !/^\w+$/.test(each)))
      fail('scheme_signature_invalid')
    layout = `:${separator ?? ','}${labels.join(' ')}`
  }
  const kind =
    choice(algorithms, signature.algorithm, 'scheme_signature_invalid') +
    choice(encodings, signature.encoding, 'scheme_signature_invalid')

  const pieces = plain(base, 'scheme_base_invalid').split(/(\{[^{}]*\})/)
  const signed = pieces.map((piece) =>
    piece.startsWith('{')
      ? (parts.get(piece) ?? fail('scheme_base_invalid'))
      : /[%{}]/.test(piece)
        ? fail('scheme_base_invalid')
        : piece,
  )
  // What authenticates no body is a token, and that is no scheme to write down.
  if (!signed.includes('%b')) fail('scheme_base_invalid')

  const sides =
    tolerance === undefined
      ? ''
      : [tolerance?.past, tolerance?.future]
          .map((side) =>
            Number.isInteger(side) && side >= 0 && side < 1_000_000
              ? side
              : fail('scheme_timestamp_invalid'),
          )
          .join(',')
  const time = choice(units, timestamp?.unit, 'scheme_timestamp_invalid') + sides
  const form = choice(secrets, secret, 'scheme_secret_invalid')
  return [name, slots.join(','), kind + layout, signed.join(''), time, form].join('|')
}

function fail(code: ConfigErrorCode): never {
  throw configError(code, schemeReasons)
}
