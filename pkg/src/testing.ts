/**
 * Requests as a sender would send them, for the tests of those who receive them: the entry
 * `countersign/testing`.
 *
 * @module
 */
import {
  type Covered,
  type CustomProvider,
  configError,
  createVerifier,
  type KeySpec,
  type ProviderId,
  providers,
  rowOf,
  type Secret,
  type Verifier,
} from './index.js'

/** What a request to be signed is made of. */
export interface SignedRequestOptions {
  /** The raw body. */
  readonly body: string | Uint8Array
  readonly keys: Secret | readonly (Secret | KeySpec)[]
  /** `https://example.com/webhooks` if left out. */
  readonly url?: string | URL | undefined
  /** `POST` if left out. */
  readonly method?: string | undefined
  /**
   * When it is signed: a `Date`, or milliseconds since 1970; now if left out. It has no effect where the
   * time stands in the body, as Linear's and Plain's does: write it there.
   */
  readonly timestamp?: Date | number | undefined
  /** A random one if left out. */
  readonly id?: string | undefined
}

/** A request in the parts that `verify` takes. */
export interface SignedParts {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** One request, as hosts of two kinds have it. */
export interface SignedRequest extends SignedParts {
  /** For `verifyRequest`, and for handlers that take a fetch request. */
  readonly request: Request
}

/**
 * A genuine request of this provider.
 *
 * Where the signature stands in the body, the body is the given one with time, id and signature written
 * into it; of Braintree, the form of a notification.
 *
 * @throws {ConfigError} for a secret that cannot be one, options that are not of their type, and
 * `sign_unsupported` for a body without what the provider signs: the items of Adyen, `event_type` and
 * `event_time` of Dropbox Sign, the `id` of OpenNode.
 */
export function signedRequest(
  provider: ProviderId | CustomProvider,
  options: SignedRequestOptions,
): SignedRequest {
  return whole(sign(provider, options))
}

/** A request, and where in its body the signature stands. */
interface Signed extends SignedParts {
  readonly place?: readonly [start: number, end: number] | undefined
}

function sign(provider: ProviderId | CustomProvider, options: SignedRequestOptions): Signed {
  if (typeof options !== 'object' || options === null) throw configError('option_invalid')
  const { body, keys, method = 'POST', timestamp = Date.now(), id } = options
  const url = String(options.url ?? 'https://example.com/webhooks')
  const verifier = createVerifier(provider as ProviderId, { keys })
  try {
    const written = isSignable(options) && inBody(verifier, body, Number(timestamp), id)
    if (written) return { method, url, headers: {}, ...written }
    const message = { body, url, method, timestamp, ...(id !== undefined && { id }) }
    return { method, url, headers: verifier.sign(message), body }
  } finally {
    verifier.dispose()
  }
}

/** What is not, `sign` refuses. */
const isSignable = ({ body, timestamp = 0, id = '' }: SignedRequestOptions): boolean =>
  (typeof body === 'string' || body instanceof Uint8Array) &&
  (typeof timestamp === 'number' || timestamp instanceof Date) &&
  Number.isFinite(Number(timestamp)) &&
  typeof id === 'string'

/** The body with the signature in it, and where, if the provider puts it there. */
function inBody(
  { inside: { core, ring } }: { readonly inside: Verifier['inside'] },
  body: string | Uint8Array,
  timestamp: number,
  id = crypto.randomUUID().replaceAll('-', ''),
): Pick<Signed, 'body' | 'place'> | undefined {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const [idLength] = core.settle([id], bytes) as [number]
  const code = core.calls.sign_body?.(ring, timestamp, idLength)
  if (code === undefined) return undefined
  // Before the results are read, which a refusal leaves as they were.
  if (code !== 0) throw configError(code)
  const window = core.renew()
  const [start, length, at, size] = window.result as unknown as [number, number, number, number]
  if (length < 0) return undefined
  const written = window.bytes.slice(start, start + length)
  return { body: typeof body === 'string' ? textOf(written) : written, place: [at, at + size] }
}

/**
 * A clock that stands still, for `now`: at a `Date`, or at milliseconds since 1970.
 *
 * @throws {ConfigError} `clock_invalid` for what is no time.
 */
export function fixedClock(at: Date | number): () => number {
  const millis = at instanceof Date ? at.getTime() : at
  if (!Number.isFinite(millis)) throw configError('clock_invalid')
  return () => millis
}

type Change = (
  signed: Signed,
  provider: ProviderId | CustomProvider,
  options: SignedRequestOptions,
) => SignedParts

const textOf = (body: string | Uint8Array) =>
  typeof body === 'string' ? body : new TextDecoder().decode(body)

const ofBody =
  (change: (text: string) => string): Change =>
  (signed) => ({ ...signed, body: change(textOf(signed.body)) })

/** Changes the header that holds the signature, or the part of the body. */
const ofSignature =
  (change: (text: string) => string | undefined): Change =>
  (signed) => {
    if (signed.place !== undefined) {
      const bytes =
        typeof signed.body === 'string' ? new TextEncoder().encode(signed.body) : signed.body
      const [start, end] = signed.place
      const changed = change(textOf(bytes.subarray(start, end))) ?? ''
      return {
        ...signed,
        body: textOf(bytes.subarray(0, start)) + changed + textOf(bytes.subarray(end)),
      }
    }
    const [[name, value] = ['', ''], ...others] = Object.entries(signed.headers)
    const changed = change(value)
    const own = changed === undefined ? [] : [[name, changed]]
    return { ...signed, headers: Object.fromEntries([...own, ...others]) }
  }

/** Signed anew, in another way. */
const anew =
  (change: (options: SignedRequestOptions) => SignedRequestOptions): Change =>
  (_, provider, options) =>
    sign(provider, change(options))

const HOUR = 3_600_000
const at = ({ timestamp = Date.now() }: SignedRequestOptions) => new Date(timestamp).getTime()

const body: Record<string, Change> = {
  'body: a space behind it': ofBody((text) => `${text} `),
  'body: a space before it': ofBody((text) => ` ${text}`),
  'body: a line feed behind it': ofBody((text) => `${text}\n`),
  'body: a byte order mark before it': ofBody((text) => `\ufeff${text}`),
  'body: a NUL behind it': ofBody((text) => `${text}\0`),
  'body: half of it': ofBody((text) => text.slice(0, text.length >> 1)),
  'body: twice': ofBody((text) => text + text),
  'body: in upper case, and more': ofBody((text) => `${text.toUpperCase()}!`),
}
const signature: Record<string, Change> = {
  'signature: absent': ofSignature(() => undefined),
  'signature: empty': ofSignature(() => ''),
  'signature: a blank': ofSignature(() => ' '),
  'signature: garbage': ofSignature(() => 'garbage'),
  'signature: without its last two characters': ofSignature((text) => text.slice(0, -2)),
  'signature: with four characters more': ofSignature((text) => `${text}AAAA`),
  'signature: backwards': ofSignature((text) => [...text].reverse().join('')),
  'signature: its letters turned': ofSignature((text) =>
    text.replace(/[0-9a-zA-Z](?=[^0-9a-zA-Z]*$)/, (c) => (c === '0' ? '1' : '0')),
  ),
  'signature: "undefined"': ofSignature(() => 'undefined'),
  'signature: "[object Object]"': ofSignature(() => '[object Object]'),
}
const time: Record<string, Change> = {
  'time: three hours ago': anew((options) => ({ ...options, timestamp: at(options) - 3 * HOUR })),
  'time: three hours ahead': anew((options) => ({ ...options, timestamp: at(options) + 3 * HOUR })),
}
const url: Record<string, Change> = {
  'url: another path': (signed) => ({ ...signed, url: `${signed.url}/other` }),
}

/**
 * The names of the mutations that a receiver of this provider must refuse: twenty, where it signs time and
 * body.
 *
 * @throws {ConfigError} `provider_unknown`.
 */
export function mutationsOf(provider: ProviderId | CustomProvider): readonly string[] {
  return Object.keys(changesOf(provider))
}

/**
 * A request of this provider that was genuine before the mutation of this name. It has to be refused.
 *
 * @throws {RangeError} for a name that {@link mutationsOf} does not give.
 */
export function mutatedRequest(
  provider: ProviderId | CustomProvider,
  options: SignedRequestOptions,
  name: string,
): SignedRequest {
  const change = changesOf(provider)[name]
  if (change === undefined) throw new RangeError(`no mutation of this provider: ${name}`)
  return whole(change(sign(provider, options), provider, options))
}

function changesOf(provider: ProviderId | CustomProvider): Readonly<Record<string, Change>> {
  const { covers } = rowOf(provider).info
  const has = (thing: Covered) => covers.includes(thing)
  const info = providers().find(({ id }) => id === provider)
  return {
    ...signature,
    ...(has('body') && body),
    ...(has('timestamp') && info?.hasTimeInBody !== true && time),
    ...(has('url') && url),
  }
}

function whole({ method, url, headers, body }: SignedParts): SignedRequest {
  const hasBody = !/^(get|head)$/i.test(method)
  const init = { method, headers, ...(hasBody && { body: body as BodyInit }) }
  try {
    return { method, url, headers, body, request: new Request(url, init) }
  } catch {
    // A URL or a method that a `Request` cannot have.
    throw configError('option_invalid')
  }
}
