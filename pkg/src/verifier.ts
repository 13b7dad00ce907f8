/// <reference lib="esnext.disposable" preserve="true" />
/** Options → ring → verdict. */
import { readBody } from './body.js'
import { type Core, encoder } from './core.js'
import { Content, type Delivery, type Rejected, SignedDelivery } from './delivery.js'
import { configError, numberOf, reason } from './errors.js'
import {
  attempt,
  type Body,
  bytesOf,
  type HeadersLike,
  isWellFormed,
  readHeaders,
  urlText,
} from './input.js'
import { judge, pieces } from './judge.js'
import { KeyRing, type Keys } from './ring.js'
import {
  type Covered,
  type CoversOf,
  type CustomProvider,
  type ProviderId,
  type Row,
  rowOf,
} from './row.js'

/** How far a signed time may lie from this clock, in seconds. `'off'` for late processing. */
export type Tolerance = number | { readonly past: number; readonly future: number } | 'off'

export interface VerifierOptions {
  /** One secret, several, or a ring; the first signs. `undefined` is a `ConfigError`. */
  readonly keys: Keys | KeyRing
  /** Instead of the provider's own, for both sides or each. */
  readonly tolerance?: Tolerance
  /** Milliseconds since 1970, as `Date.now`, which it is by default. */
  readonly now?: () => number
  /**
   * `false` hashes in WebAssembly alone. Otherwise larger bodies are hashed by the platform, where it
   * can do so synchronously.
   */
  readonly platformHash?: boolean
}

interface IncomingBase {
  readonly headers: HeadersLike | undefined
  /** The raw body. A parsed one is the verdict `body_parsed`. */
  readonly body: Body | undefined
  readonly method?: string | undefined
}

/** A request as a host hands it over. Providers that sign the URL need the absolute one. */
export type Incoming<P extends string = ProviderId, C extends Covered = Covered> = IncomingBase &
  ('url' extends CoversOf<P, C>
    ? { readonly url: string | URL }
    : { readonly url?: string | URL | undefined })

export interface Message {
  readonly body: string | Uint8Array
  /** The message id; a random one if absent. */
  readonly id?: string
  /** When it was signed: a `Date`, or milliseconds since 1970; now if absent. Ignored where the time
   * stands in the body (`providers()`: `hasTimeInBody`). */
  readonly timestamp?: Date | number
  /** Where it will be sent; needed by providers that sign it. */
  readonly url?: string | URL
  /** How, for providers that sign that; `POST` if absent. */
  readonly method?: string
}

/** Decides whether requests of one provider are genuine. Made by {@link createVerifier}. */
export class Verifier<P extends string, C extends Covered = Covered> {
  readonly provider: P
  readonly #row: Row
  readonly #now: () => number
  readonly #past: number
  readonly #future: number
  /** What the platform may hash with. */
  readonly #hash: string | undefined
  #ring: KeyRing | undefined
  /** A ring that was handed in stays its maker's to dispose of. */
  #isOwn: boolean

  /** @internal */
  constructor(row: Row, options: VerifierOptions) {
    this.provider = row.id as P
    this.#row = row
    this.#now = options.now ?? Date.now
    if (typeof this.#now !== 'function') throw configError('clock_invalid')
    const { platformHash = true } = options
    if (typeof platformHash !== 'boolean') throw configError('option_invalid')
    this.#hash = platformHash ? row.hash : undefined
    ;[this.#past, this.#future] = millis(row, options.tolerance)
    ;[this.#ring, this.#isOwn] = ringOf(row, options.keys)
  }

  /**
   * Judges a request. Whatever the request holds, this answers and does not throw.
   *
   * @throws {ConfigError} `disposed`, or `ring_foreign` for a ring that is not this provider's.
   */
  verify(
    incoming: Incoming<P, C>,
    override?: { readonly keys: KeyRing },
  ): Delivery<P, C> | Rejected {
    const row = this.#row
    let headers: unknown
    let url: unknown
    let method: unknown
    let body: unknown
    try {
      headers = incoming.headers
    } catch {}
    const { names, values } = readHeaders(headers, row.sets)
    try {
      if (row.info.needsUrl) url = urlText(incoming.url)
      if (row.needsMethod) method = incoming.method ?? 'POST'
    } catch {}
    try {
      body = incoming.body
    } catch {}
    const content = textOrBytes(body)
    const given = override?.keys
    const needsTime = row.info.tolerance !== undefined || (given ?? this.#ring)?.hasEnd === true
    // A clock that nobody needs is not asked: that takes half as long as reading the headers.
    const now = needsTime ? this.#time() : Number.NaN
    // After the clock, which is the host's and may have replaced them.
    const keys = override === undefined ? this.#ring : given

    // From here on no code but ours runs until the verdict is read.
    const ring = this.#handle(keys)
    const { core } = row
    const by = { core, ring, hash: this.#hash, past: this.#past, future: this.#future, url, method }
    const code = judge(by, values, content, now)
    if (code !== 0) return rejected(core, code, names, keys as KeyRing)
    // Asked for anew: a call can have grown the memory. By place, since an iterator costs more.
    const { head, result } = core.view()
    const keyId = (keys as KeyRing).ids[result[0] as number] as string
    const start = result[3] as number
    const end = start + (result[4] as number)
    const at = result[1] as number
    // The core's reading of the id, without space or repeats around it; it is ASCII.
    let id: string | undefined
    if (row.idSlot >= 0) id = values[row.idSlot]?.slice(start, end)
    else if (row.idSlot < -1 && end > 0) {
      // Not spread, which goes through an iterator.
      id = String.fromCharCode.apply(null, head.subarray(0, end) as unknown as number[])
    }
    const { covers } = row.info
    if (row.coversBody) {
      return new SignedDelivery(
        this.provider,
        keyId,
        covers,
        content as string,
        id,
        at,
      ) as unknown as Delivery<P, C>
    }
    return {
      ok: true,
      provider: this.provider,
      keyId,
      covers,
      ...(id !== undefined && { messageId: id }),
      ...(!Number.isNaN(at) && { timestamp: new Date(at) }),
      unsigned: new Content(content as string),
    } as unknown as Delivery<P, C>
  }

  /**
   * Reads a `Request`'s body, up to what the provider sends, and judges it. The URL is the
   * request's: behind a proxy that is not the one the sender wrote, so use {@link verify} there.
   */
  async verifyRequest(
    request: Request,
    override?: { readonly keys: KeyRing },
    seen?: (body: Uint8Array) => void,
  ): Promise<Delivery<P, C> | Rejected> {
    this.#handle(override === undefined ? this.#ring : override?.keys)
    const body = await readBody(request, this.#row.info.bodyLimit)
    if (typeof body === 'string') return rejection(numberOf(body))
    seen?.(body)
    const { headers, url, method } = request
    return this.verify({ headers, body, url, method } as Incoming<P, C>, override)
  }

  /**
   * The headers a sender would send, for tests and demonstrations: one signature for each key that
   * is not past its end where the header is a list, else the primary's. None where the signature stands in
   * the body: `signedRequest` of `countersign/testing` writes it there.
   *
   * @throws {ConfigError} for what the message lacks.
   */
  sign(message: Message): Record<string, string> {
    const row = this.#row
    const ring = this.#handle(this.#ring)
    const {
      body: given,
      id = row.info.covers.includes('id') ? randomId() : '',
      timestamp = this.#now(),
      url = '',
      method = 'POST',
    } = message ?? {}
    const body = textOrBytes(given)
    const texts: unknown[] = [id, urlText(url), method]
    if (typeof body === 'number' || texts.some((text) => typeof text !== 'string')) {
      throw configError('option_invalid')
    }
    const at = timestamp instanceof Date ? timestamp.getTime() : timestamp
    if (!(typeof at === 'number' && Math.abs(at) <= 8.64e15))
      throw configError('timestamp_malformed')
    const bytes = typeof body === 'string' ? encoder.encode(body) : body
    const { core } = row
    const lengths = core.settle(texts as string[], bytes) as [number, number, number]
    const code = core.calls.sign(ring, at, ...lengths)
    const window = core.renew()
    if (code !== 0) throw configError(code)
    const [start, length] = window.result as unknown as [number, number]
    const text = new TextDecoder().decode(window.bytes.subarray(start, start + length))
    const headers: Record<string, string> = {}
    const names = row.sets[0] as readonly string[]
    // A list of all headers is the last, and has lines of its own.
    for (const [slot, value] of text.split('\n').entries()) {
      const name = names[slot]
      if (name !== undefined && /\w/.test(name)) headers[name] = value
    }
    return headers
  }

  /** Takes other keys from the next request on; keeps the ones it has if these are refused. */
  replaceKeys(keys: VerifierOptions['keys']): void {
    this.#handle(this.#ring)
    const [ring, isOwn] = ringOf(this.#row, keys)
    const before = this.#isOwn ? this.#ring : undefined
    // In this order, so that whatever cuts it short leaves a verifier that works.
    this.#ring = ring
    this.#isOwn = isOwn
    before?.dispose()
  }

  /** Wipes its keys from memory. Using it afterwards is a `ConfigError`. */
  dispose(): void {
    if (this.#isOwn) this.#ring?.dispose()
    this.#ring = undefined
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  /**
   * The key under which a replay store claims a delivery. One that a tenant's own ring judged is set
   * apart by the key that signed: tenants must not be able to use up each other's ids. @internal
   */
  claimKey(
    delivery: Delivery<P, C>,
    endpoint: string,
    url: string,
    override?: { readonly keys: KeyRing },
  ): string {
    const keys = override === undefined ? this.#ring : override?.keys
    const ring = this.#handle(keys)
    const tenant = override === undefined ? -1 : (keys as KeyRing).ids.indexOf(delivery.keyId)
    const time = delivery.timestamp?.getTime() ?? Number.NaN
    const given = delivery as unknown as Content | { readonly unsigned: Content }
    const { body } = 'unsigned' in given ? given.unsigned : given
    const { core } = this.#row
    const texts = [endpoint, delivery.messageId ?? '', url]
    const lengths = core.settle(texts, new Uint8Array()) as [number, number, number]
    core.calls.claim_open(ring, tenant, time, ...lengths)
    const last = pieces(core.renew(), body, (length) => core.calls.claim_take(length, 0))
    core.calls.claim_take(last, 1)
    return hex(core.view().digest.subarray(0, 32))
  }

  /** For the entries that sign what is no header. @internal */
  get inside() {
    const ring = this.#handle(this.#ring)
    return { core: this.#row.core, ring, keys: this.#ring as KeyRing, now: this.#time() }
  }

  /** How long a copy could pass, in milliseconds; undefined where nothing bounds that. @internal */
  get claimWindow(): number | undefined {
    const window = this.#past + this.#future
    // One more, since both ends of the window still pass.
    return this.#row.info.tolerance !== undefined && window < 2 ** 53 ? window + 1 : undefined
  }

  /** What the clock says; no number where it fails. */
  #time(): number {
    const time = attempt(this.#now)
    return typeof time === 'number' ? time : Number.NaN
  }

  /** The handle of the ring to judge by, if both are fit for use. */
  #handle(ring: KeyRing | undefined): number {
    if (this.#ring === undefined) throw configError('disposed')
    return KeyRing.handleOf(ring, this.#row)
  }
}

/**
 * A verifier of this provider; of no particular one it is of any, and wants all that one of them wants.
 * The package exports it as `Verifier`.
 */
export type AnyVerifier<
  P extends string = ProviderId,
  C extends Covered = Covered,
> = P extends string ? Verifier<P, C> : never

/**
 * Makes a verifier: once, where the service starts.
 *
 * @throws {ConfigError} that names the fault: an unknown provider, a secret that cannot be one, a
 * tolerance that is no positive number.
 */
export function createVerifier<P extends string, C extends Covered>(
  provider: CustomProvider<P, C>,
  options: VerifierOptions,
): Verifier<P, C>
export function createVerifier<P extends ProviderId>(
  provider: P,
  options: VerifierOptions,
): AnyVerifier<P>
export function createVerifier<P extends string, C extends Covered>(
  provider: P | CustomProvider<P, C>,
  options: VerifierOptions,
): Verifier<P, C> {
  const row = rowOf(provider)
  if (typeof options !== 'object' || options === null) throw configError('secret_missing')
  return new Verifier<P, C>(row, options)
}

function ringOf(row: Row, keys: VerifierOptions['keys']): [ring: KeyRing, isOwn: boolean] {
  if (!KeyRing.is(keys)) return [new KeyRing(row, keys as Keys), true]
  KeyRing.handleOf(keys, row)
  return [keys, false]
}

function millis(row: Row, tolerance: Tolerance | undefined): [past: number, future: number] {
  const kind = tolerance === undefined ? 0 : tolerance === 'off' ? 2 : 1
  const sides = typeof tolerance === 'number' ? { past: tolerance, future: tolerance } : tolerance
  const { past, future } = (typeof sides === 'object' && sides) || {
    past: Number.NaN,
    future: Number.NaN,
  }
  const { core } = row
  core.renew()
  const code = core.calls.tolerance(row.number, kind, seconds(past), seconds(future))
  if (code !== 0) throw configError(code)
  const { result } = core.view()
  return [result[0] as number, result[1] as number]
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

const seconds = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN)

const randomId = (): string => `msg_${crypto.randomUUID().replaceAll('-', '')}`

/** The body, or the number of what is wrong with it. */
function textOrBytes(body: unknown): string | Uint8Array | number {
  try {
    if (typeof body !== 'string') return bytesOf(body) ?? numberOf('body_parsed')
    if (isWellFormed(body)) return body
  } catch {
    // A view of memory that was given away.
  }
  return numberOf('body_ill_formed')
}

function rejected(core: Core, number: number, names: readonly string[], keys: KeyRing): Rejected {
  const detail = core.view().result[2] as number
  const verdict = rejection(number)
  switch (verdict.code) {
    case 'header_missing': {
      const header = names[detail] as string
      return { ...verdict, slot: detail, header, message: `${header}: ${verdict.message}` }
    }
    case 'key_expired':
      return { ...verdict, key: detail, keyId: keys.ids[detail] as string }
    case 'timestamp_too_old':
    case 'timestamp_too_new':
      return { ...verdict, age: detail }
    default:
      return verdict
  }
}

function rejection(number: number): Rejected {
  const [, status, code, message] = reason(number)
  return { ok: false, code, status, message } as Rejected
}
