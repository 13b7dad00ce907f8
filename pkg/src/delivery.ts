/** Verdicts. */

import { encoder } from './core.js'
import type { Rejection } from './generated/types.js'
import type { Covered, CoversOf, ProviderId } from './row.js'

/** A verdict against a request: why, and how to answer it. */
export type Rejected = Rejection & {
  readonly ok: false
  /** What happened and what to check, for people. Never holds anything of the request. */
  readonly message: string
  /** The name of the missing header, with `header_missing`. */
  readonly header?: string
  /** The id of the key that is past its end, with `key_expired`. For logs, not for the sender. */
  readonly keyId?: string
}

/** A body, in the forms in which one may want it. */
export class Content {
  #text: string | undefined
  #bytes: Uint8Array | undefined

  /** @internal */
  constructor(body: string | Uint8Array) {
    if (typeof body === 'string') this.#text = body
    else this.#bytes = body
  }

  /** The bytes that came in: the caller's own, not a copy, unless their memory is shared. */
  get body(): Uint8Array {
    this.#bytes ??= encoder.encode(this.#text)
    return this.#bytes
  }

  /** The body as text. Throws a `TypeError` where it is not UTF-8; a byte order mark stays. */
  text(): string {
    this.#text ??= new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.#bytes)
    return this.#text
  }

  /** The body as JSON. Throws a `SyntaxError` or `TypeError` where it is none. */
  json(): unknown {
    return JSON.parse(this.text())
  }
}

/** What every genuine delivery says of itself. */
interface Genuine<P extends string, C extends Covered> {
  readonly ok: true
  readonly provider: P
  /** The id of the key that signed. */
  readonly keyId: string
  /** The sender's id of the message, where the scheme signs one; the same for every repeat. */
  readonly messageId?: string
  /** When it was signed, where the scheme signs that. */
  readonly timestamp?: Date
  /** What the signature authenticates. Nothing else of the request is the sender's word. */
  readonly covers: readonly CoversOf<P, C>[]
}

/** A genuine delivery whose body is authenticated. */
export class SignedDelivery<P extends string = ProviderId, C extends Covered = Covered>
  extends Content
  implements Genuine<P, C>
{
  readonly ok = true
  readonly provider: P
  readonly keyId: string
  declare readonly messageId?: string
  declare readonly timestamp?: Date
  readonly covers: readonly CoversOf<P, C>[]

  /** @internal */
  constructor(
    provider: P,
    keyId: string,
    covers: readonly Covered[],
    body: string | Uint8Array,
    messageId: string | undefined,
    timestamp: number,
  ) {
    super(body)
    this.provider = provider
    this.keyId = keyId
    this.covers = covers as readonly CoversOf<P, C>[]
    if (messageId !== undefined) this.messageId = messageId
    if (!Number.isNaN(timestamp)) this.timestamp = new Date(timestamp)
  }
}

/**
 * A genuine delivery of a provider whose signature does not cover the body, which anyone on the way
 * may have changed. Fetch from the provider what you act upon.
 */
export interface UnsignedDelivery<P extends string = ProviderId, C extends Covered = Covered>
  extends Genuine<P, C> {
  /** The body, which is nobody's word. */
  readonly unsigned: Content
}

/** A genuine delivery, with an authenticated body where the provider signs that. */
export type Delivery<P extends string = ProviderId, C extends Covered = Covered> = P extends string
  ? 'body' extends CoversOf<P, C>
    ? SignedDelivery<P, C>
    : UnsignedDelivery<P, C>
  : never
